//! Fuzz targets: functions over bytes, run by `cargo test` and by a coverage-guided fuzzer.

pub mod importers;
pub mod records;

//! Fuzz targets: functions over bytes, run by `cargo test` and by a coverage-guided fuzzer.

pub mod advisories;
pub mod authorship;
pub mod clocks;
pub mod csaf;
pub mod depth;
pub mod importers;
pub mod json;
pub mod mails;
pub mod manifests;
pub mod mutate;
pub mod observations;
pub mod open_psa;
pub mod packs;
pub mod parts;
pub mod prose;
pub mod publication;
pub mod records;
pub mod results;
pub mod sbom;
pub mod secrets;
pub mod signatures;
pub mod tuf;
pub mod updates;
pub mod vex;

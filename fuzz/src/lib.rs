//! Fuzz targets.

pub mod importers;

//! Ranges as ecosystems write them.

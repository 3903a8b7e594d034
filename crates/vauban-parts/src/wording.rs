//! Ranges as advisories say them.

//! Security advisories in CSAF: validated as the standard numbers its tests, written, and laid out for publication.

pub mod publish;

//! The registry of checks: one declaration per check, one file per practice.

//! Fingerprints and coverage on small designs.

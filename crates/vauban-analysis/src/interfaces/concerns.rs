//! The ten concerns of SD-1.g.

use vauban_model::kinds::{Answer, Concerns};

/// A concern: its key, and where a record answers it.
pub type Concern = (&'static str, fn(&Concerns) -> Option<&Answer>);

/// The ten concerns, in the order of the record.
pub const CONCERNS: &[Concern] = &[
    ("authentication", |concerns| concerns.authentication.as_ref()),
    ("authorization", |concerns| concerns.authorization.as_ref()),
    ("confidentiality", |concerns| concerns.confidentiality.as_ref()),
    ("integrity", |concerns| concerns.integrity.as_ref()),
    ("replay-protection", |concerns| concerns.replay_protection.as_ref()),
    ("input-validation", |concerns| concerns.input_validation.as_ref()),
    ("output-handling", |concerns| concerns.output_handling.as_ref()),
    ("error-handling", |concerns| concerns.error_handling.as_ref()),
    ("resource-limits", |concerns| concerns.resource_limits.as_ref()),
    ("logging", |concerns| concerns.logging.as_ref()),
];

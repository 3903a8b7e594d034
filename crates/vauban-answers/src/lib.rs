//! From a compilation to what reports show: ids become names, spans become places. One module per question.
//!
//! A question is asked in ids; the answer is a report of `vauban-report` that any face can write. Nothing is worked out
//! here that an analysis does not say.

pub mod context;
pub mod crosswalk;
pub mod depth;
pub mod dossier;
pub mod editions;
pub mod evidence;
pub mod guide;
pub mod interfaces;
pub mod issues;
pub mod levels;
pub mod people;
pub mod practices;
pub mod review;
pub mod threats;
pub mod trace;
pub mod variants;
pub mod which;

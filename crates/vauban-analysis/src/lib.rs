//! One module per question. Each takes the model, the catalog and a date, and returns a result; none reads a
//! file, asks the clock or prints.

pub mod approval;
pub mod assumptions;
pub mod clocks;
pub mod code;
pub mod competence;
pub mod depth;
pub mod diagram;
pub mod diff;
pub mod evidence;
pub mod exploitability;
pub mod globs;
pub mod history;
pub mod independence;
pub mod interfaces;
pub mod issues;
pub mod levels;
pub mod lines;
pub mod maturity;
pub mod observation;
pub mod practices;
pub mod reach;
pub mod refinement;
pub mod responsibilities;
pub mod review;
pub mod scope;
pub mod second;
pub mod sharing;
pub mod status;
pub mod tailoring;
pub mod threats;
pub mod trace;
pub mod triage;
pub mod updates;
pub mod variants;
pub mod whereabouts;

//! The one library every face uses: a [`World`] goes in, a [`Compilation`] comes out.
//!
//! The world is the only door to files, revisions and today's date. Behind it everything is a pure function:
//! the same world gives the same compilation, byte for byte.

pub mod advisories;
mod around;
mod authorship;
mod clocks;
mod compile;
mod diagram;
pub mod diff;
mod digest;
mod disk;
mod earlier;
mod evidence;
mod facts;
mod git;
mod history;
mod homes;
mod keys;
mod line;
mod lines;
mod load;
mod memory;
mod observe;
mod otherwise;
pub mod pack;
mod past;
mod past_events;
mod refs;
mod requests;
mod revision;
mod rules;
mod seals;
mod shipped;
mod sources;
mod states;
mod status_history;
mod times;
mod used;
mod views;
mod vulnerable;
mod world;

pub use authorship::{export_history, read_history};
pub use compile::{Compilation, ProjectError, compile, compile_variant, survey};
pub use digest::sha256_hex;
pub use disk::DiskWorld;
pub use evidence::{Examined, examine};
pub use keys::{LARGEST_ARTEFACT, LARGEST_VERSION, scan_keys};
pub use line::{LineError, compile_line, survey_line};
pub use lines::all_lines;
pub use memory::MemoryWorld;
pub use observe::read_observation;
pub use otherwise::Otherwise;
pub use past::{ApprovedText, AsOf, approved_text};
pub use requests::read_requests;
pub use revision::RevisionWorld;
pub use rules::{ENDING, is_rules};
pub use shipped::{Bound, FoundPart, Released, Shipped, ShippedBill, shipped};
pub use states::{Became, Drift, digest_of, drift, state_with};
pub use status_history::status_history;
pub use vauban_cvss as cvss;
pub use vulnerable::{aliases, part};
pub use world::{Earlier, EarlierState, Limits, Listing, ReadError, World};

//! Evidence packs of a project: what its verdicts rest on, written down while they are made, and judged again from the
//! pack alone.
//!
//! A [`Recorder`] stands around the world that is compiled and remembers every question and answer. Files become items
//! of the pack; what git and the folder answered becomes [`WorldFacts`], which cannot be worked out again and are
//! carried under the signature. A [`PackWorld`] answers the same questions from the pack. What was never asked is not
//! known there, and never answered with something better.

mod facts;
mod record;
mod world;

pub use facts::{
    Bytes, CommitsText, EarlierText, HistoryText, ReadErrorText, SCHEMA as FACTS_SCHEMA, Step, WorldFacts, WorldLog,
};
pub use record::{PackedFile, Recorder, Recording};
pub use world::{PackWorld, Store, Withheld};

//! `vauban editions`: two editions of the process standard over the same records.

pub mod json;
pub mod terminal;

use serde::Serialize;

/// Everything there is to show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EditionsReport {
    /// `edge-gateway 2.4.0`; empty where no product is named.
    pub product: String,
    /// The day it was judged on.
    pub date: String,
    /// The edition compared with.
    pub from: EditionRow,
    /// The edition looked at.
    pub to: EditionRow,
    /// Ids that mean something else in each.
    pub meanings: Vec<MeaningRow>,
    /// Requirements that are new.
    pub new: Vec<RequirementRow>,
    /// Requirements that carry something over, in the order of the edition looked at.
    pub carried: Vec<RequirementRow>,
    /// Aspects that carry over and whose verdict is not the same.
    pub changed: Vec<ChangedRow>,
    /// Requirements and aspects of the other that nothing carries over.
    pub dropped: Vec<DroppedRow>,
}

/// An edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EditionRow {
    /// Its namespace.
    pub namespace: String,
    /// Why nobody can be held to it yet; empty for a published one.
    pub draft: String,
    /// What is unsettled about the data.
    pub open_points: Vec<String>,
    /// How many requirements it has.
    pub requirements: usize,
    /// How many aspects.
    pub aspects: usize,
}

/// An id that means something else in each edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MeaningRow {
    /// The id.
    pub id: String,
    /// What it means in the edition compared with.
    pub before: String,
    /// What it means in the edition looked at.
    pub now: String,
    /// The id under which that one carries over what the other asks by it; empty where it does not.
    pub carried_as: String,
    /// Records that write it without an edition.
    pub named_by: Vec<MentionRow>,
}

/// A record that writes an id without an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MentionRow {
    /// The record.
    pub record: String,
    /// What it writes.
    pub written: String,
    /// Its file.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
}

/// A requirement of the edition looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RequirementRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Ids in the other edition; none for a new one.
    pub from: Vec<String>,
    /// The verdict in the other; empty for a new one.
    pub before: &'static str,
    /// The verdict here; empty where it is not judged.
    pub now: &'static str,
    /// How many aspects carry something over.
    pub carried: usize,
    /// Aspects that are new.
    pub new: Vec<String>,
    /// What is missing next.
    pub next: String,
}

/// A carried aspect whose verdict is not the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangedRow {
    /// In the edition looked at.
    pub aspect: String,
    /// In the other.
    pub from: String,
    /// The verdict there.
    pub before: &'static str,
    /// The verdict here.
    pub now: &'static str,
    /// What is missing next.
    pub next: String,
}

/// Something that nothing carries over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DroppedRow {
    /// The requirement or aspect.
    pub id: String,
    /// Its title; empty for an aspect.
    pub title: String,
}

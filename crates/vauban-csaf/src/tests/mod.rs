//! The numbered tests of section 6: one declaration per test, one function per rule.
//!
//! A rule that both editions share is one function with one declaration; where they differ there are two. The table in
//! `table.rs` is the list that the book, `--list` and the fuzzer go by.

mod branches;
mod categories;
mod cvss;
mod dates;
mod distribution;
mod document;
mod extensions;
mod helpers;
mod identity;
mod languages;
mod licences;
mod notes;
mod overlaps;
mod products;
mod profiles;
mod ranges;
mod references;
mod registries;
mod remediations;
mod revisions;
mod scores;
mod spelling;
mod ssvc;
mod statuses;
mod table;
mod vulnerabilities;
mod weaknesses;

use vauban_json::Value;

use crate::Options;
use crate::facts::Facts;
use crate::schema::Breach;
use crate::verdict::{Class, Edition};

pub use references::file_name;
pub use spelling::Words;
pub use table::TESTS;

/// A test of the standard.
#[derive(Debug)]
pub struct Test {
    /// Its number in the standard.
    pub id: &'static str,
    /// What is wrong when it fails, in our words.
    pub name: &'static str,
    /// The editions that have it.
    pub editions: &'static [Edition],
    /// What to do when it fails.
    pub help: &'static str,
    /// The rule.
    pub(crate) run: for<'d> fn(&Looked<'_, 'd>, &mut Found<'d>),
}

impl Test {
    /// Its class, which its number tells.
    pub fn class(&self) -> Class {
        match self.id.as_bytes().get(2) {
            Some(b'1') => Class::Mandatory,
            Some(b'2') => Class::Recommended,
            _ => Class::Informative,
        }
    }
}

/// What a test looks at.
pub(crate) struct Looked<'f, 'd> {
    /// The document laid out.
    pub(crate) facts: &'f Facts<'d>,
    /// Where the schema does not hold.
    pub(crate) breaches: &'f [Breach<'d>],
    /// What the caller asked for.
    pub(crate) options: &'f Options<'f>,
}

/// Most places that one test tells of in one document; the others are counted.
pub(crate) const MOST: usize = 1_000;
/// Most reasons for which parts of one test could not be run.
const MOST_REASONS: usize = 32;

/// What a test found.
#[derive(Debug, Default)]
pub(crate) struct Found<'d> {
    /// Places with what is wrong there.
    pub(crate) errors: Vec<(Value<'d>, String)>,
    /// How many more there are.
    pub(crate) left_out: usize,
    /// Why the test, or a part of it, could not be run.
    pub(crate) not_checked: Vec<String>,
}

impl<'d> Found<'d> {
    pub(crate) fn at(&mut self, at: Value<'d>, message: String) {
        if self.errors.len() < MOST {
            self.errors.push((at, message));
        } else {
            self.left_out += 1;
        }
    }

    pub(crate) fn not_checked(&mut self, reason: String) {
        if self.not_checked.len() < MOST_REASONS && !self.not_checked.contains(&reason) {
            self.not_checked.push(reason);
        }
    }
}

//! What a check is, and what it hands back.

use std::collections::BTreeMap;

use vauban_diagnostics::{Code, Finding};
use vauban_model::{AnyId, Kind};

use crate::context::Context;

/// The edition whose aspects checks ask for. Where another edition is in force, a check answers an aspect of it
/// only if its catalog says that the aspect carries over from this edition.
pub const EDITION: &str = "iec62443-4-1:2018";

/// One declaration per check; `vauban explain`, docs, settings, SARIF and report rows are made from it.
#[derive(Debug)]
pub struct Check {
    /// Name, aspects, summary, severity, explanation.
    pub code: Code,
    /// The smallest thing it needs to see.
    pub looks_at: LooksAt,
    /// Looks, and says what it saw.
    pub run: fn(&Context<'_>, &mut Outcome),
}

/// The smallest thing a check needs to see, so that an editor can run just that again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksAt {
    /// Every record of one kind by itself. With no such record the check shows nothing; a valid
    /// `[none.KIND]` says that this is as it should be.
    Each(Kind),
    /// The project as a whole.
    Project,
    /// A product with all its variants at once.
    Family,
}

/// What of a product is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: a product without variants.
    Whole,
    /// Only what is about all variants at once; each of them is judged by itself.
    Family,
    /// One variant.
    Variant,
    /// One variant of many: what is wrong there, and not by which way.
    Brief,
}

impl Part {
    /// Whether a check is run on it.
    pub(crate) fn takes(self, looks_at: LooksAt) -> bool {
        match self {
            Part::Whole => true,
            Part::Family => looks_at == LooksAt::Family,
            Part::Variant | Part::Brief => looks_at != LooksAt::Family,
        }
    }
}

/// What a check saw.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Records that show an aspect, by short aspect id.
    pub shown: BTreeMap<&'static str, Vec<AnyId>>,
    /// Elements that people look at before they state an aspect; they show nothing by themselves.
    pub candidates: BTreeMap<&'static str, Vec<AnyId>>,
    /// What is wrong. A finding of severity warning or error keeps the aspects it names from being met.
    pub findings: Vec<Finding>,
    /// What to add next where nothing shows an aspect.
    pub next: BTreeMap<&'static str, String>,
    /// Aspects that cannot be told from what is here, and why: no git, a shallow clone.
    pub unknown: BTreeMap<&'static str, String>,
    /// Aspects that may rest on a folder that is kept from this reader: nothing counts for them, not even in part.
    pub withheld: BTreeMap<&'static str, String>,
    /// Whether the check only finds what is wrong with what other checks show. It shows nothing, so nothing is lacking
    /// where it finds nothing; and by itself it makes no aspect met.
    pub guard: bool,
}

impl Outcome {
    /// The check only finds what is wrong with what others show.
    pub fn guards(&mut self) {
        self.guard = true;
    }

    /// A record shows an aspect.
    pub fn shows(&mut self, aspect: &'static str, record: AnyId) {
        self.shown.entry(aspect).or_default().push(record);
    }

    /// A record shows several aspects.
    pub fn shows_all(&mut self, aspects: &[&'static str], record: AnyId) {
        for aspect in aspects {
            self.shows(aspect, record);
        }
    }

    /// People look at an element before they state an aspect.
    pub fn candidate(&mut self, aspect: &'static str, element: AnyId) {
        self.candidates.entry(aspect).or_default().push(element);
    }

    /// Something is wrong.
    pub fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Nothing shows the aspect; this is what to add.
    pub fn next(&mut self, aspect: &'static str, what: impl Into<String>) {
        self.next.entry(aspect).or_insert_with(|| what.into());
    }

    /// The aspect cannot be told from what is here.
    pub fn unknown(&mut self, aspect: &'static str, why: impl Into<String>) {
        self.unknown.entry(aspect).or_insert_with(|| why.into());
    }
}

//! What a record leaves open, gathered into one finding, with the aspects that each gap bears on.

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Finding};
use vauban_model::{AnyId, Flag};

use crate::check::Outcome;
use crate::context::Context;

/// What one record leaves open.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    aspects: BTreeSet<&'static str>,
    texts: Vec<String>,
}

impl Gaps {
    /// Notes a gap that bears on some aspects, unless all is well.
    pub(crate) fn unless(&mut self, fine: bool, aspects: &[&'static str], text: impl Into<String>) {
        if !fine {
            self.add(aspects, text);
        }
    }

    /// Notes a gap that bears on some aspects.
    pub(crate) fn add(&mut self, aspects: &[&'static str], text: impl Into<String>) {
        self.aspects.extend(aspects);
        self.texts.push(text.into());
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether one of them bears on an aspect.
    pub(crate) fn touch(&self, aspect: &str) -> bool {
        self.aspects.contains(aspect)
    }

    /// The record shows those of the aspects that no gap bears on.
    pub(crate) fn show(&self, out: &mut Outcome, aspects: &[&'static str], record: AnyId) {
        for aspect in aspects.iter().filter(|aspect| !self.touch(aspect)) {
            out.shows(aspect, record);
        }
    }

    /// One finding about a record that lists the gaps; `what` names it in a sentence.
    pub(crate) fn finding(self, cx: &Context<'_>, code: &Code, id: AnyId, what: &str) -> Finding {
        self.complete(cx.about(code, id, ""), what)
    }

    /// Gives a finding the message that lists the gaps, and the aspects they bear on.
    pub(crate) fn complete(self, mut finding: Finding, what: &str) -> Finding {
        finding.message = format!("{what}: {}", few(&self.texts, "; "));
        finding.requirement = self.aspects.iter().map(|aspect| (*aspect).to_owned()).collect();
        finding
    }
}

/// How many items a message lists before it only counts.
const LISTED: usize = 6;

/// A list for a message, shortened where it is long.
pub(crate) fn few<T: AsRef<str>>(items: &[T], between: &str) -> String {
    let listed: Vec<&str> = items.iter().take(LISTED).map(AsRef::as_ref).collect();
    let more = items.len().saturating_sub(LISTED);
    match more {
        0 => listed.join(between),
        _ => format!("{}{between}and {more} more", listed.join(between)),
    }
}

/// Whether a flag is there and set.
pub(crate) fn yes(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

/// Notes where an aspect that only people can answer finds its candidates: nothing was found so far.
pub(crate) fn next_unless_shown(out: &mut Outcome, aspects: &[(&'static str, &str)]) {
    for (aspect, what) in aspects {
        if !out.shown.contains_key(aspect) {
            out.next(aspect, *what);
        }
    }
}

//! What one record leaves open, gathered into one finding, with the aspects that each gap bears on.

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Finding};
use vauban_model::{AnyId, Flag};

use crate::check::Outcome;
use crate::context::Context;

/// What a record leaves open, and the aspects that it bears on.
///
/// A check walks over its questions with [`Gaps::unless`]. Aspects that no gap touches are shown by the record,
/// the gaps make one finding: listed in its help by [`Gaps::close`], or in its message by [`Gaps::show`] and
/// [`Gaps::finding`].
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    open: Vec<String>,
    touched: BTreeSet<&'static str>,
    held: BTreeSet<&'static str>,
}

impl Gaps {
    /// Notes a gap that bears on some aspects, unless all is well.
    pub(crate) fn unless(&mut self, fine: bool, aspects: &[&'static str], what: impl Into<String>) {
        if !fine {
            self.add(aspects, what);
        }
    }

    /// Notes a gap that bears on some aspects.
    pub(crate) fn add(&mut self, aspects: &[&'static str], what: impl Into<String>) {
        self.touched.extend(aspects);
        self.open.push(what.into());
    }

    /// The record does not show an aspect, and it is not the record's fault: what it should link to is of a
    /// kind that the project has no record of.
    pub(crate) fn hold(&mut self, aspects: &[&'static str]) {
        self.held.extend(aspects);
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether one of them bears on an aspect.
    pub(crate) fn touch(&self, aspect: &str) -> bool {
        self.touched.contains(aspect)
    }

    /// The record shows those of the aspects that no gap bears on.
    pub(crate) fn show(&self, out: &mut Outcome, aspects: &[&'static str], record: AnyId) {
        for aspect in aspects.iter().filter(|aspect| !self.touch(aspect) && !self.held.contains(*aspect)) {
            out.shows(aspect, record);
        }
    }

    /// Shows what is answered, and returns the finding about the rest, if there is any; its help lists the gaps.
    pub(crate) fn close(
        self,
        cx: &Context<'_>,
        out: &mut Outcome,
        code: &Code,
        aspects: &[&'static str],
        id: AnyId,
        message: impl Into<String>,
    ) -> Option<Finding> {
        self.show(out, aspects, id);
        if self.is_empty() {
            return None;
        }
        let finding = cx.about(code, id, message).help(format!("open: {}", self.open.join("; ")));
        Some(self.bearing(finding))
    }

    /// One finding about a record that lists the gaps in its message; `what` names the record in a sentence.
    pub(crate) fn finding(self, cx: &Context<'_>, code: &Code, id: AnyId, what: &str) -> Finding {
        self.complete(cx.about(code, id, ""), what)
    }

    /// Gives a finding the message that lists the gaps, and the aspects they bear on.
    pub(crate) fn complete(self, mut finding: Finding, what: &str) -> Finding {
        finding.message = format!("{what}: {}", few(&self.open, "; "));
        self.bearing(finding)
    }

    fn bearing(self, mut finding: Finding) -> Finding {
        finding.requirement = self.touched.into_iter().map(str::to_owned).collect();
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

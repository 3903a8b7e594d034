//! What one record lacks, gathered into one finding.

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Finding};
use vauban_model::AnyId;

use crate::check::Outcome;
use crate::context::Context;

/// What a record leaves open, and the aspects that it bears on.
///
/// A check walks over its questions with [`Gaps::unless`] and hands in the result with [`Gaps::close`]: aspects
/// that nothing touches are shown by the record, the others make one finding.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    open: Vec<String>,
    touched: BTreeSet<&'static str>,
    held: BTreeSet<&'static str>,
}

impl Gaps {
    /// Notes what is open unless all is well.
    pub(crate) fn unless(&mut self, fine: bool, aspects: &[&'static str], what: impl Into<String>) {
        if !fine {
            self.open.push(what.into());
            self.touched.extend(aspects);
        }
    }

    /// The record does not show an aspect, and it is not the record's fault: what it should link to is of a
    /// kind that the project has no record of.
    pub(crate) fn hold(&mut self, aspects: &[&'static str]) {
        self.held.extend(aspects);
    }

    /// Lets the record show the aspects that are answered; the finding about the others, if there are any.
    pub(crate) fn close(
        self,
        cx: &Context<'_>,
        out: &mut Outcome,
        code: &Code,
        aspects: &[&'static str],
        id: AnyId,
        message: impl Into<String>,
    ) -> Option<Finding> {
        for aspect in aspects {
            if !self.touched.contains(aspect) && !self.held.contains(aspect) {
                out.shows(aspect, id);
            }
        }
        if self.open.is_empty() {
            return None;
        }
        let mut finding = cx.about(code, id, message).help(format!("open: {}", self.open.join("; ")));
        finding.requirement = self.touched.iter().map(|aspect| (*aspect).to_owned()).collect();
        Some(finding)
    }
}

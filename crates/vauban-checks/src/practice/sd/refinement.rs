//! Concept, architecture and component level of one design say the same (SD-2.a): what is promised above is there
//! below, nothing leads in below that nobody mentions above, and depth counts no promise.

use vauban_analysis::refinement::{Gap, Sort};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, MechanismStatus};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const PROMISE_UNKEPT: Check = Check {
    code: Code {
        name: "promise-unkept",
        asks: &["SD-2.a"],
        summary: "a mechanism is promised at a coarser level of the design, and missing or weaker at the finer one",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/promise-unkept.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let why = "whoever reads the coarse design relies on this layer; an attacker meets what is built";
        tell(cx, out, &PROMISE_UNKEPT, Sort::Unkept, why);
    },
};

pub(crate) const REFINEMENT_INCOMPLETE: Check = Check {
    code: Code {
        name: "refinement-incomplete",
        asks: &["SD-2.a"],
        summary: "an interface, flow, asset or attacker of the coarser design has nothing at the finer level",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/refinement-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let why = "what is only in the coarse design is analysed against promises, and not against what is built";
        tell(cx, out, &REFINEMENT_INCOMPLETE, Sort::Incomplete, why);
    },
};

pub(crate) const REFINEMENT_OPENS_MORE: Check = Check {
    code: Code {
        name: "refinement-opens-more",
        asks: &["SD-2.a"],
        summary: "the finer design has ways in that the coarser one does not mention",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/refinement-opens-more.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let why = "layers were chosen and reviewed for the ways in above; this one leads past them";
        tell(cx, out, &REFINEMENT_OPENS_MORE, Sort::OpensMore, why);
    },
};

pub(crate) const REFINEMENT_CONTRADICTORY: Check = Check {
    code: Code {
        name: "refinement-contradictory",
        asks: &["SD-2.a"],
        summary: "a refinement leads upwards, into another product, or contradicts what it spells out",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/refinement-contradictory.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let why = "levels that contradict each other are two designs, and nobody knows which one is built";
        tell(cx, out, &REFINEMENT_CONTRADICTORY, Sort::Contradictory, why);
    },
};

pub(crate) const PROMISE_COUNTED_AS_LAYER: Check = Check {
    code: Code {
        name: "promise-counted-as-layer",
        asks: &["SD-2.a"],
        summary: "records of two levels stand on each other, so depth counts a promise as a layer",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/promise-counted-as-layer.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let why = "depth sees all records alike: a promise beside the mechanism that makes it real looks like two layers, and what stands on a coarse record does not fall with its parts";
        tell(cx, out, &PROMISE_COUNTED_AS_LAYER, Sort::Counted, why);
    },
};

pub(crate) const DESIGN_LEVEL_MISSING: Check = Check {
    code: Code {
        name: "design-level-missing",
        asks: &["SD-2.a"],
        summary: "a component with a critical asset is designed in principle only",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/design-level-missing.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let why = "security is designed from the concept down to each component; where something critical lies, the last level must be there";
        tell(cx, out, &DESIGN_LEVEL_MISSING, Sort::LevelMissing, why);
    },
};

fn tell(cx: &Context<'_>, out: &mut Outcome, check: &Check, sort: Sort, why: &'static str) {
    for gap in cx.refinement().gaps.iter().filter(|gap| gap.sort == sort) {
        let Gap { at, with, said, next, .. } = gap;
        let mut finding = cx.about(&check.code, *at, said.clone());
        for (record, what) in with {
            finding = finding.see(cx.model.head(*record).header, what.clone());
        }
        out.finding(finding.why(why).help(next.clone()));
    }
    standing(cx, out, "SD-2.a", |_, stands| stands);
    out.next("SD-2.a", "add `protects` to the mechanisms");
}

/// What a check that only ever speaks against an aspect shows of it: the mechanisms by which others show it already.
/// A design without any shows nothing, unless somebody stands up for that.
pub(super) fn standing(
    cx: &Context<'_>,
    out: &mut Outcome,
    aspect: &'static str,
    wanted: impl Fn(&vauban_model::kinds::Mechanism, bool) -> bool,
) {
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        let counts = mechanism.status.as_ref().is_none_or(|status| status.value != MechanismStatus::Proposed);
        let stands = mechanism.protects.iter().any(|what| what.to().is_some())
            || mechanism.contains.iter().any(|what| what.to().is_some());
        if counts && wanted(mechanism, stands) {
            out.shows(aspect, id);
        }
    }
    let none: Option<AnyId> = cx.none_of(Kind::Mechanism);
    none.into_iter().for_each(|none| out.shows(aspect, none));
}

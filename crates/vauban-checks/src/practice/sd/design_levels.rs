//! Reviews of every level of the design there is, from the concept to each component (SD-3.e).
//!
//! `review-stale` asks whether each element was reviewed as it stands, by any design review. Here each level of a
//! design that has several is asked for a review of its own: a look at the concept says nothing about a component, and
//! who looks at components does not see whether the concept holds.

use std::collections::BTreeSet;

use vauban_analysis::review::{Coverage, level_of};
use vauban_diagnostics::{Code, Confidence, Finding, Severity, nearest};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, DesignLevel, Record, ReviewKind, WordList};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::reviews;
use crate::reviewed::OfLevel;

pub(crate) const DESIGN_LEVEL_UNREVIEWED: Check = Check {
    code: Code {
        name: "design-level-unreviewed",
        asks: &["SD-3.e"],
        summary: "a level of the design has no review of its own, or elements of it were not in one",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/design-level-unreviewed.md"),
    },
    looks_at: LooksAt::Project,
    run: design_level_unreviewed,
};

/// Places of elements that one finding points at, besides the first.
const POINTED: usize = 7;

const WHY: &str = "weaknesses of the concept cannot be seen in its parts, nor those of a part in the concept: each level is reviewed by itself";

fn design_level_unreviewed(cx: &Context<'_>, out: &mut Outcome) {
    out.next("SD-3.e", "`vauban review start design` begins a review that is bound to what it sees");
    let held: Vec<(AnyId, &Record<Review>)> = reviews(cx, ReviewKind::Design).collect();
    for (id, review) in &held {
        unknown_level(cx, *id, review, out);
    }
    let reliable = held.iter().filter(|(id, _)| !cx.reviews().unreliable.contains_key(id));
    // Without any review there is nothing to tell levels apart by; that there is none is told elsewhere.
    let last = reliable.max_by_key(|(id, review)| (review.date.map(|day| day.date), *id)).map(|(id, _)| *id);
    let Some(last) = last else { return };
    for level in &cx.reviews().levels {
        match (level.reviews.last(), &level.coverage) {
            (None, _) => out.finding(unreviewed(cx, level, last)),
            (Some(newest), None) => out.shows("SD-3.e", *newest),
            (Some(newest), Some(coverage)) => partly(cx, level, *newest, coverage, out),
        }
    }
}

/// A word that is no level hides a review from its level.
fn unknown_level(cx: &Context<'_>, id: AnyId, review: &Record<Review>, out: &mut Outcome) {
    let Some(written) = review.level.as_ref().filter(|_| level_of(review).is_none()) else { return };
    let known = DesignLevel::WORDS.iter().map(|(word, ..)| *word);
    let meant = nearest(written, known).map(|word| format!("did you mean `{word}`? ")).unwrap_or_default();
    let name = cx.name(id);
    out.finding(
        DESIGN_LEVEL_UNREVIEWED
            .code
            .at(written.span, format!("`{}` is no level of a design, so `{name}` counts for none", &**written))
            .subject(name)
            .why(WHY)
            .help(format!("{meant}levels are concept, architecture, component")),
    );
}

fn unreviewed(cx: &Context<'_>, level: &OfLevel, last: AnyId) -> Finding {
    let word = level.level.word();
    let message = match level.elements.len() {
        0 => format!("no design review is of level {word}"),
        1 => format!("no design review is of level {word}, and 1 element is"),
        count => format!("no design review is of level {word}, and {count} elements are"),
    };
    let mut finding = cx.about(&DESIGN_LEVEL_UNREVIEWED.code, last, message);
    for id in level.elements.iter().take(4) {
        finding = finding.see(cx.model.head(*id).header, format!("of level {word}"));
    }
    let several = if level.coverage.is_none() {
        ""
    } else {
        "; a review of a design with several levels says in `level` which one it looked at"
    };
    finding.why(WHY).help(format!("`vauban review start design --level {word}` begins one{several}"))
}

/// Elements of a level that reviews of that level did not see as they stand, though others did.
fn partly(cx: &Context<'_>, level: &OfLevel, newest: AnyId, covered: &Coverage, out: &mut Outcome) {
    let code = &DESIGN_LEVEL_UNREVIEWED.code;
    let word = level.level.word();
    if covered.reviews.is_empty() {
        let name = cx.name(newest);
        let message = format!("`{name}` does not say which elements of level {word} it saw");
        out.finding(cx.about(code, newest, message).why(WHY).help(format!(
            "`vauban review start design --level {word}` begins one that does; `vauban review stamp` binds this one if nothing has changed"
        )));
        return;
    }
    // What no review at all saw as it stands is told by `review-stale`.
    let design = cx.reviews().coverage.iter().filter(|one| one.kind == ReviewKind::Design);
    let stale: BTreeSet<&str> = design.flat_map(Coverage::open).map(|element| element.name.as_str()).collect();
    let open: Vec<AnyId> =
        covered.open().filter(|one| !stale.contains(one.name.as_str())).filter_map(|one| one.record).collect();
    let Some(first) = open.first() else {
        out.shows("SD-3.e", newest);
        return;
    };
    let (is, all) = (if open.len() == 1 { "is" } else { "are" }, level.elements.len());
    let message =
        format!("{} of {all} elements of level {word} {is} in no review of that level as they stand", open.len());
    let seen = "reviewed at another level only";
    let mut finding = cx.about(code, newest, message).at(cx.model.head(*first).header, seen);
    for record in open.iter().skip(1).take(POINTED) {
        finding = finding.see(cx.model.head(*record).header, seen);
    }
    out.finding(finding.why(WHY).help(format!("`vauban review start design --level {word}` begins a review of these")));
}

//! Reviews of every level of the design there is, from the concept to each component (SD-3.e).
//!
//! `review-stale` asks whether each element was reviewed as it stands, by any design review. Here each level of a
//! design that has several is asked for a review of its own: a look at the concept says nothing about a component, and
//! who looks at components does not see whether the concept holds.

use vauban_analysis::review::{Coverage, Element, level_of};
use vauban_diagnostics::{Code, Confidence, Severity, nearest};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, DesignLevel, Record, ReviewKind, WordList};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::reviews;

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

const WHY: &str = "weaknesses of the concept cannot be seen in its parts, nor those of a part in the concept: each level is reviewed by itself";

fn design_level_unreviewed(cx: &Context<'_>, out: &mut Outcome) {
    let levels = cx.refinement().existing();
    out.next("SD-3.e", "`vauban review start design` begins a review that is bound to what it sees");
    let held: Vec<(AnyId, &Record<Review>)> = reviews(cx, ReviewKind::Design).collect();
    for (id, review) in &held {
        unknown_level(cx, *id, review, out);
    }
    let reliable = |id: &AnyId| !cx.reviews().unreliable.contains_key(id);
    let counting: Vec<(AnyId, &Record<Review>)> = held.into_iter().filter(|(id, _)| reliable(id)).collect();
    let newest = |of: &[(AnyId, &Record<Review>)]| {
        of.iter().max_by_key(|(id, review)| (review.date.map(|day| day.date), *id)).map(|(id, _)| *id)
    };
    // Without any review there is nothing to tell levels apart by; that there is none is told elsewhere.
    let Some(last) = newest(&counting) else { return };
    let single = levels.len() == 1;
    for level in levels {
        // Where the design has one level, a review that names none looked at that one.
        let of_level: Vec<(AnyId, &Record<Review>)> = counting
            .iter()
            .copied()
            .filter(|(_, review)| level_of(review) == Some(level) || single && review.level.is_none())
            .collect();
        let Some(newest) = newest(&of_level) else {
            out.finding(unreviewed(cx, level, single, last));
            continue;
        };
        if single {
            out.shows("SD-3.e", newest);
            continue;
        }
        partly(cx, level, newest, &of_level, out);
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

fn unreviewed(cx: &Context<'_>, level: DesignLevel, single: bool, last: AnyId) -> vauban_diagnostics::Finding {
    let word = level.word();
    let count = elements(cx, level).count();
    let message = match count {
        0 => format!("no design review is of level {word}"),
        1 => format!("no design review is of level {word}: 1 element of it was reviewed at no level of its own"),
        _ => format!(
            "no design review is of level {word}: {count} elements of it were reviewed at no level of their own"
        ),
    };
    let mut finding = cx.about(&DESIGN_LEVEL_UNREVIEWED.code, last, message);
    for id in elements(cx, level).take(4) {
        finding = finding.see(cx.model.head(id).header, format!("of level {word}"));
    }
    let several = if single { "" } else { "; a review of this design says in `level` which one it looked at" };
    finding.why(WHY).help(format!("`vauban review start design --level {word}` begins one{several}"))
}

/// Elements of one level that a review of the design looks at.
fn elements<'a>(cx: &Context<'a>, level: DesignLevel) -> impl Iterator<Item = AnyId> + use<'a> {
    let (this, refinement) = (*cx, cx.refinement());
    let all = vauban_analysis::review::kinds_of(ReviewKind::Design)
        .into_iter()
        .flat_map(move |kind| (0..this.model.count(kind)).map(move |at| AnyId { kind, at: at as u32 }));
    all.filter(move |id| this.concerns(this.model.head(*id)) && refinement.levels_of(*id).contains(&level))
}

/// Elements of a level that reviews of that level did not see as they stand, though others did.
fn partly(cx: &Context<'_>, level: DesignLevel, newest: AnyId, held: &[(AnyId, &Record<Review>)], out: &mut Outcome) {
    let refinement = cx.refinement();
    let only = |id: AnyId| refinement.levels_of(id).contains(&level);
    let counts = |id: AnyId| held.iter().any(|(known, _)| *known == id);
    let covered = Coverage::of_design(cx.model, cx.facts, cx.owners(), cx.product, cx.today, &only, &counts);
    let word = level.word();
    if covered.reviews.is_empty() {
        let name = cx.name(newest);
        let message = format!("`{name}` does not say which elements of level {word} it saw");
        out.finding(
            cx.about(&DESIGN_LEVEL_UNREVIEWED.code, newest, message).why(WHY).help(format!(
                "`vauban review start design --level {word}` begins one that does; `vauban review stamp` binds this one if nothing has changed"
            )),
        );
        return;
    }
    // What no review at all saw as it stands is told by `review-stale`.
    let stale: std::collections::BTreeSet<&str> = cx
        .reviews()
        .coverage
        .iter()
        .filter(|one| one.kind == ReviewKind::Design)
        .flat_map(Coverage::open)
        .map(|element| element.name.as_str())
        .collect();
    let open: Vec<&Element> = covered
        .open()
        .filter(|element| element.record.is_some_and(only) && !stale.contains(element.name.as_str()))
        .collect();
    let Some(first) = open.first() else {
        out.shows("SD-3.e", newest);
        return;
    };
    let (is, all) = (if open.len() == 1 { "is" } else { "are" }, elements(cx, level).count());
    let message =
        format!("{} of {all} elements of level {word} {is} in no review of that level as they stand", open.len());
    let mut finding = cx.about(&DESIGN_LEVEL_UNREVIEWED.code, newest, message);
    if let Some(record) = first.record {
        finding = finding.at(cx.model.head(record).header, "reviewed at another level only");
    }
    for element in open.iter().skip(1).take(7) {
        if let Some(record) = element.record {
            finding = finding.see(cx.model.head(record).header, "reviewed at another level only");
        }
    }
    out.finding(finding.why(WHY).help(format!("`vauban review start design --level {word}` begins a review of these")));
}

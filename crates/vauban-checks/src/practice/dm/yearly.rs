//! The yearly look at how issues are handled (DM-6).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Kind, Record, Ref, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing, looked_for, review_gaps, reviews};

pub(crate) const DEFECT_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "defect-review-incomplete",
        asks: &["DM-6.a", "DM-6.b", "DM-6.c", "DM-6.d", "DM-6.e", "DM-6.f"],
        summary: "the yearly review of issue handling is old, looks at too little, or leads to nothing",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/defect-review-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Review),
    run: defect_review_incomplete,
};

/// What such a review looks at.
const LOOKED_FOR: &[(&str, &str)] = &[
    ("DM-6.a", "all issues handled since the last one"),
    ("DM-6.b", "completeness of handling"),
    ("DM-6.c", "efficiency of handling"),
    ("DM-6.d", "whether each issue was led to its end"),
];

/// Months after which the next review is due, whatever the policy allows elsewhere.
const A_YEAR: u32 = 12;

/// The newest review of kind `defects`: not older than a year, with evidence, looking at all that is asked, and
/// leading to actions.
fn defect_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DEFECT_REVIEW_INCOMPLETE.code;
    for aspect in code.asks {
        out.next(aspect, "hold a review of kind `defects` at least once a year");
    }
    let past =
        reviews(cx, ReviewKind::Defects).filter(|(_, review)| review.date.is_some_and(|day| day.date <= cx.today));
    let Some((id, review)) = past.max_by_key(|(id, review)| (review.date.map(|day| day.date), *id)) else { return };
    let Some(date) = review.date.map(|day| day.date) else { return };
    let mut lacks = review_gaps(cx, review);
    if review.evidence.is_empty() {
        lacks.push("`evidence`: its minutes or figures".to_owned());
    }
    let reliable = lacks.is_empty();
    let mut aspects: Vec<&str> = if reliable { Vec::new() } else { code.asks.to_vec() };
    for (aspect, what) in LOOKED_FOR {
        let unseen = if *aspect == "DM-6.a" { unseen_issues(cx, review, id) } else { Vec::new() };
        if !looked_for(cx, review, aspect) {
            lacks.push(format!("`looked-for = [\"{aspect}\"]`: {what}"));
            aspects.push(aspect);
        } else if !unseen.is_empty() {
            lacks.push(format!("issues handled since the last one, under `inputs`: {}", unseen.join(", ")));
            aspects.push(aspect);
        } else if reliable {
            out.shows(aspect, id);
        }
    }
    if !cx.within(date, A_YEAR) {
        lacks.push(format!("a successor: it was held on {date}"));
        aspects.push("DM-6.e");
    } else if reliable {
        out.shows("DM-6.e", id);
    }
    match actions(cx, id, review) {
        true if reliable => out.shows("DM-6.f", id),
        true => {}
        false => {
            lacks.push(
                "actions: an `[improvement.ID]` that names it under `reviews`, with `action` and `due`".to_owned(),
            );
            aspects.push("DM-6.f");
        }
    }
    if lacks.is_empty() {
        return;
    }
    aspects.sort_unstable();
    aspects.dedup();
    let finding = cx
        .about(code, id, format!("review `{}` of issue handling is not complete", review.head.id))
        .why("whether issues are handled well shows only over many of them")
        .help(format!("it lacks {}", lacks.join("; ")));
    out.finding(bearing(finding, &aspects));
}

/// Issues that ended between the review before and this one, and that this one does not name under `inputs`. An
/// input that says `all issues` stands for the list in its evidence.
fn unseen_issues<'a>(cx: &Context<'a>, review: &Record<Review>, id: AnyId) -> Vec<&'a str> {
    let Some(date) = review.date.map(|day| day.date) else { return Vec::new() };
    if review.inputs.iter().any(|input| input.to_lowercase().contains("all issue")) {
        return Vec::new();
    }
    let words: std::collections::BTreeSet<&str> = review
        .inputs
        .iter()
        .flat_map(|input| input.split([' ', ',', ';']))
        .map(|word| word.trim_start_matches("issue."))
        .collect();
    let before = reviews(cx, ReviewKind::Defects)
        .filter(|(other, _)| *other != id)
        .filter_map(|(_, other)| other.date.map(|day| day.date))
        .filter(|other| *other < date)
        .max();
    cx.each(Kind::Issue, &cx.model.issue)
        .filter(|(_, issue)| {
            issue.closed.is_some_and(|day| day.date <= date && before.is_none_or(|before| day.date > before))
        })
        .map(|(_, issue)| &*issue.head.id)
        .filter(|id| !words.contains(id))
        .collect()
}

/// Whether its conclusions became actions: every improvement that names it says what is done and by when, and
/// where it found something there is one.
fn actions(cx: &Context<'_>, id: AnyId, review: &Record<Review>) -> bool {
    let named: Vec<_> = cx
        .mentioned_by(id, &[Kind::Improvement])
        .into_iter()
        .filter_map(|action| cx.model.improvement.get(action.at as usize))
        .filter(|action| action.reviews.iter().filter_map(Ref::to).any(|named| named == id))
        .collect();
    let complete = named.iter().all(|action| {
        let overdue = action.done.is_none() && action.due.is_some_and(|day| day.date < cx.today);
        said(&action.action) && (action.done.is_some() || action.due.is_some()) && !overdue
    });
    complete && (!named.is_empty() || (review.findings.is_empty() && said(&review.no_findings)))
}

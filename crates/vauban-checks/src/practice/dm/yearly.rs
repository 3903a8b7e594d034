//! The yearly look at how issues are handled (DM-6).

use vauban_analysis::issues::figures::{cited, figures};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Date, Kind, Record, Ref, ReviewKind};

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

/// Days between the last day of the figures and the review that looks at them, at most.
const LATEST_FIGURES: i64 = 31;

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
        let wrong = if matches!(*aspect, "DM-6.b" | "DM-6.c") { unseen_figures(cx, id, review, aspect) } else { None };
        let unseen = if *aspect == "DM-6.a" { unseen_issues(cx, review, id) } else { Vec::new() };
        if !looked_for(cx, review, aspect) {
            lacks.push(format!("`looked-for = [\"{aspect}\"]`: {what}"));
            aspects.push(aspect);
        } else if !unseen.is_empty() {
            lacks.push(format!("issues handled since the last one, under `inputs`: {}", unseen.join(", ")));
            aspects.push(aspect);
        } else if let Some(wrong) = wrong {
            lacks.push(wrong);
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

/// Figures that speak of completeness, and those that speak of efficiency.
const FIGURES: &[(&str, &[&str])] = &[
    ("DM-6.b", &["received", "ended", "open", "overdue"]),
    ("DM-6.c", &["days-to-applicability", "days-to-fix", "days-to-disclosure"]),
];

/// What keeps the figures that a review cites from showing that it looked at them: there are none, or the records tell
/// others. Whoever looked at completeness or efficiency looked at figures; those are worked out again here.
fn unseen_figures(cx: &Context<'_>, id: AnyId, review: &Record<Review>, aspect: &str) -> Option<String> {
    let keys = FIGURES.iter().find(|(asked, _)| *asked == aspect).map_or(&[][..], |(_, keys)| keys);
    let Some(seen) = &review.figures else {
        let what = if aspect == "DM-6.b" { "completeness" } else { "efficiency" };
        return Some(format!("`figures` of {what}: `vauban issue figures --review` prints them"));
    };
    let (Some(from), Some(to)) = (seen.from.map(|day| day.date), seen.to.map(|day| day.date)) else {
        return Some("`from` and `to` of its `figures`".to_owned());
    };
    let told = [("received", seen.received), ("ended", seen.ended), ("open", seen.open), ("overdue", seen.overdue)]
        .map(|(key, number)| (key, number.map(|number| number.0.value)));
    let days = [
        ("days-to-applicability", seen.days_to_applicability),
        ("days-to-fix", seen.days_to_fix),
        ("days-to-disclosure", seen.days_to_disclosure),
    ]
    .map(|(key, number)| (key, number.map(|number| number.0.value)));
    let known = cited(&figures(cx.model, from, to, &|issue| cx.concerns(&issue.head)));
    let mut differ = Vec::new();
    for key in keys {
        let said = told.iter().find(|(one, _)| one == key).and_then(|(_, number)| *number);
        let said = said.or_else(|| days.iter().find(|(one, _)| one == key).and_then(|(_, number)| *number));
        let is = known.iter().find(|(one, _)| one == key).and_then(|(_, number)| *number);
        match (said, is) {
            (said, is) if said == is => {}
            (None, Some(is)) => differ.push(format!("`figures` without `{key}`, which is {is}")),
            (Some(said), Some(is)) => differ.push(format!("`{key}` as the records tell it: {is}, not {said}")),
            (Some(said), None) => differ.push(format!("`{key}` as the records tell it: they tell none, not {said}")),
            (None, None) => {}
        }
    }
    if review.date.is_some_and(|day| to > day.date || day.date.days() - to.days() > LATEST_FIGURES) {
        differ.push(format!("`figures` up to a day in the {LATEST_FIGURES} days before it was held"));
    }
    if before(cx, review, id).is_some_and(|before| from.days() > before.days() + 1) {
        differ.push("`figures` from the day of the review before".to_owned());
    }
    (!differ.is_empty()).then(|| differ.join("; "))
}

/// The day of the review before.
fn before(cx: &Context<'_>, review: &Record<Review>, id: AnyId) -> Option<Date> {
    let date = review.date?.date;
    reviews(cx, ReviewKind::Defects)
        .filter(|(other, _)| *other != id)
        .filter_map(|(_, other)| other.date.map(|day| day.date))
        .filter(|other| *other < date)
        .max()
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
    let before = before(cx, review, id);
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

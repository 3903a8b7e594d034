//! Reviews of the security design (SD-3).

use vauban_analysis::review::kinds_of;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Discipline, Kind, Record, Ref, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::authors;
use crate::practice::gaps::Gaps;
use crate::practice::shared::{bearing, closure_gaps, is_for, looked_for, review_gaps, reviews};
use crate::practice::sr::disciplines;
use crate::tailored::left_out_of;

pub(crate) const DESIGN_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "design-review-incomplete",
        asks: &["SD-3.a", "SD-3.b", "SD-3.c", "SD-3.d", "SD-3.f", "SD-3.g", "SD-3.h"],
        summary: "a design review does not say who looked for what, or its findings are not followed up",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/design-review-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: design_review_incomplete,
};

pub(crate) const RELEASE_WITHOUT_DESIGN_REVIEW: Check = Check {
    code: Code {
        name: "release-without-design-review",
        asks: &["SD-3.e"],
        summary: "a release went out without a review of its design, bound to what was reviewed",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-without-design-review.md"),
    },
    looks_at: LooksAt::Each(Kind::Release),
    run: release_without_design_review,
};

/// What design reviews have to look for; together, where a release has several (concept, architecture, component).
const LOOKED_FOR: &[(&str, &str)] = &[
    ("SD-3.a", "requirements that the design does not answer"),
    ("SD-3.b", "threats, and ways around the layers"),
    ("SD-3.c", "design practices that were not followed"),
];

fn design_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DESIGN_REVIEW_INCOMPLETE.code;
    for aspect in code.asks {
        out.next(
            aspect,
            format!(
                "add a `[review.ID]` of kind `design` for the current release with `looked-for = [\"{aspect}\", …]`"
            ),
        );
    }
    let release = cx.current_release();
    let held: Vec<(AnyId, &Record<Review>)> = reviews(cx, ReviewKind::Design).collect();
    let current = |review: &Record<Review>| release.is_none_or(|(release, _)| is_for(review, release));
    let past = |review: &Record<Review>| review.date.is_some_and(|day| day.date <= cx.today);
    let mine: Vec<(AnyId, &Record<Review>)> =
        held.iter().copied().filter(|(_, review)| current(review) && past(review)).collect();
    let last = mine.iter().max_by_key(|(id, review)| (review.date.map(|day| day.date), *id)).map(|(id, _)| *id);
    for (id, review) in &held {
        let mut gaps = Gaps::default();
        followed_up(cx, review, &mut gaps);
        if current(review) {
            // What a review without date, outcome or approval looked for does not count.
            for gap in review_gaps(cx, review) {
                gaps.unless(false, &["SD-3.a", "SD-3.b", "SD-3.c", "SD-3.d"], gap);
            }
            looked(cx, review, &mine, Some(*id) == last, &mut gaps);
            gaps.unless(said(&review.trigger), &["SD-3.g"], "`trigger`, why it was due");
            reviewers(cx, review, &mut gaps);
        } else {
            for gap in review_gaps(cx, review) {
                gaps.unless(false, &["SD-3.d"], gap);
            }
            gaps.hold(&["SD-3.a", "SD-3.b", "SD-3.c", "SD-3.g", "SD-3.h"]);
        }
        let message = format!("design review `{}` is not complete", review.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, *id, message) {
            out.finding(
                finding
                    .why("a review recorded as done, without who looked for what and what became of it, shows nothing"),
            );
        }
    }
    for process in cx.process_covers("SD-3.g") {
        out.shows("SD-3.g", process);
    }
    if out.shown.contains_key("SD-3.h") {
        authorship(cx, &mine, out);
    }
}

/// Findings are characterised, closed or tracked (SD-3.d), and go back into the threat model (SD-3.f).
fn followed_up(cx: &Context<'_>, review: &Record<Review>, gaps: &mut Gaps) {
    for gap in closure_gaps(cx, review) {
        gaps.unless(false, &["SD-3.d"], gap);
    }
    for (at, finding) in review.findings.iter().enumerate() {
        let back = finding.threat.iter().any(|threat| threat.to().is_some()) || said(&finding.no_threat);
        gaps.unless(back, &["SD-3.f"], format!("`threat` that came of finding {}, or `no-threat`", at + 1));
    }
    if review.findings.is_empty() && !said(&review.no_findings) {
        gaps.hold(&["SD-3.f"]);
    }
}

/// A review shows what it looked for. What none of the release's reviews looked for is told at the last of them.
fn looked(cx: &Context<'_>, review: &Record<Review>, mine: &[(AnyId, &Record<Review>)], last: bool, gaps: &mut Gaps) {
    for (aspect, what) in LOOKED_FOR {
        if looked_for(cx, review, aspect) {
            continue;
        }
        gaps.hold(&[aspect]);
        let another = mine.iter().any(|(_, other)| looked_for(cx, other, aspect));
        gaps.unless(another || !last, &[aspect], format!("`looked-for` {aspect}: {what}"));
    }
}

/// Somebody other than the author, and somebody who knows security, on the day of the review.
fn reviewers(cx: &Context<'_>, review: &Record<Review>, gaps: &mut Gaps) {
    let wrote = |flag: &Option<vauban_model::Flag>| flag.as_ref().is_some_and(|flag| flag.value);
    let known = review.participants.iter().filter(|one| one.person.as_ref().and_then(Ref::to).is_some());
    let authors: Vec<AnyId> =
        known.clone().filter(|one| wrote(&one.author)).filter_map(|one| one.person.as_ref()?.to()).collect();
    let date = review.date.map_or(cx.today, |day| day.date);
    let other =
        known.clone().any(|one| one.person.as_ref().and_then(Ref::to).is_some_and(|person| !authors.contains(&person)));
    let able = known.clone().any(|one| {
        let competent = one.person.as_ref().and_then(Ref::to).is_some_and(|person| cx.competent(person, date));
        competent && disciplines(cx, one).contains(&Discipline::Security)
    });
    gaps.unless(
        !authors.is_empty(),
        &["SD-3.h"],
        "a participant with `author = true`, so that the others can be told apart",
    );
    gaps.unless(other, &["SD-3.h"], "a participant who did not write the design");
    gaps.unless(able, &["SD-3.h"], "a participant standing for security, with a `[competence.ID]` valid on that day");
}

/// Whether somebody took part who did not write the design, by the commits to its files (SD-3.h): what reviewers say of
/// themselves is not enough.
fn authorship(cx: &Context<'_>, mine: &[(AnyId, &Record<Review>)], out: &mut Outcome) {
    let code = &DESIGN_REVIEW_INCOMPLETE.code;
    let written = match authors::of(cx, &kinds_of(ReviewKind::Design)) {
        Ok(written) => written,
        Err(why) => return out.unknown("SD-3.h", why),
    };
    for (id, review) in mine {
        let taking_part = review.participants.iter().filter_map(|one| one.person.as_ref()?.to());
        if taking_part.clone().next().is_some() && taking_part.clone().all(|person| written.contains(&person)) {
            let finding = cx
                .about(
                    code,
                    *id,
                    format!("everybody who took part in review `{}` wrote part of the design", review.head.id),
                )
                .why("the commits to its records say so; one's own mistakes are the hardest to see")
                .help("let somebody take part who did not write it, and add them to `participants`");
            out.finding(bearing(finding, &["SD-3.h"]));
        }
    }
}

/// The current release and every other since `policy.since` has its review, unless the requirement was tailored out of it (SM-5).
fn release_without_design_review(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_WITHOUT_DESIGN_REVIEW.code;
    out.next("SD-3.e", "add a `[release.ID]`, and a `[review.ID]` of kind `design` whose `release` names it");
    let held: Vec<&Record<Review>> = reviews(cx, ReviewKind::Design).map(|(_, review)| review).collect();
    if held.is_empty() {
        return;
    }
    let since = cx.policy().and_then(|policy| policy.since).map(|day| day.date);
    let current = cx.current_release().map(|(id, _)| id);
    for (id, release) in cx.releases() {
        let Some(date) = release.date.map(|day| day.date).filter(|date| *date <= cx.today) else { continue };
        let older = since.is_some_and(|since| date < since) && current != Some(id);
        if older || left_out_of(cx, id, "SD-3.e") {
            continue;
        }
        let mut gaps = Gaps::default();
        let mine: Vec<&&Record<Review>> = held.iter().filter(|review| is_for(review, id)).collect();
        gaps.unless(!mine.is_empty(), code.asks, "a `[review.ID]` of kind `design` whose `release` names it");
        if !mine.is_empty() {
            let before = mine.iter().any(|review| review.date.is_some_and(|day| day.date <= date));
            gaps.unless(before, code.asks, "a review held before the release, not after it");
            let bound =
                mine.iter().any(|review| review.saw.is_some() || review.digest.is_some() || said(&review.version));
            gaps.unless(bound, code.asks, "`digest` or `version` of what that review looked at");
        }
        let message = format!("release `{}` has no design review that belongs to it", release.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("a review of another revision says nothing about this one"));
        }
    }
}

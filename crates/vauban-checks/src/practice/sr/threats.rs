//! Attackers, threats, the yearly review and the issues that came of it (SR-2.i, j, l, n to q).

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Disposition, Review};
use vauban_model::{AnyId, Date, Discipline, IssueState, Kind, Record, Ref, Response, ReviewKind, Text};

use super::dispositions::{of_depth, threat_of, written_threat};
use super::review::disciplines;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;
use crate::practice::shared::{is_for, review_gaps, reviews};

pub(crate) const ATTACKER_INCOMPLETE: Check = Check {
    code: Code {
        name: "attacker-incomplete",
        asks: &["SR-2.i"],
        summary: "an attacker does not say where they start and how strong they are, or no threat counts on them",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/attacker-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Attacker),
    run: attacker_incomplete,
};

pub(crate) const THREAT_INCOMPLETE: Check = Check {
    code: Code {
        name: "threat-incomplete",
        asks: &["SR-2.i", "SR-2.j"],
        summary: "a threat does not say on what it lies, how it is carried out or how severe it is",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Threat),
    run: threat_incomplete,
};

pub(crate) const CVSS_INVALID: Check = Check {
    code: Code {
        name: "cvss-invalid",
        asks: &[],
        summary: "a CVSS vector is none",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cvss-invalid.md"),
    },
    looks_at: LooksAt::Project,
    run: cvss_invalid,
};

pub(crate) const THREAT_MODEL_REVIEW_DUE: Check = Check {
    code: Code {
        name: "threat-model-review-due",
        asks: &["SR-2.n"],
        summary: "the threat model of a released product has not been reviewed for a year, or will soon be",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-model-review-due.md"),
    },
    looks_at: LooksAt::Project,
    run: threat_model_review_due,
};

pub(crate) const THREAT_MODEL_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "threat-model-review-incomplete",
        asks: &["SR-2.l", "SR-2.n", "SR-2.o", "SR-2.q"],
        summary: "the latest review of the threat model lacks developers, new threats, or what came of it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-model-review-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: threat_model_review_incomplete,
};

pub(crate) const THREAT_ISSUE_UNHANDLED: Check = Check {
    code: Code {
        name: "threat-issue-unhandled",
        asks: &["SR-2.p"],
        summary: "an issue that came of the threat model is neither assessed nor decided",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-issue-unhandled.md"),
    },
    looks_at: LooksAt::Project,
    run: threat_issue_unhandled,
};

/// An attacker matters to threats written by hand only where there are some; those of the rules find attackers by
/// their zones.
fn attacker_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ATTACKER_INCOMPLETE.code;
    for (id, attacker) in cx.each(Kind::Attacker, &cx.model.attacker) {
        let mut gaps = Gaps::default();
        let starts = attacker.starts_in.iter().any(|zone| zone.to().is_some());
        let supplies = attacker.supply_chain.as_ref().is_some_and(|flag| flag.value);
        gaps.unless(starts || supplies, code.asks, "`starts-in`, the zones they are in");
        gaps.unless(attacker.strength.is_some(), code.asks, "`strength` 1 to 4");
        if !cx.model.threat.is_empty() {
            let used = !cx.mentioned_by(id, &[Kind::Threat]).is_empty();
            gaps.unless(used, code.asks, "a threat that names them as `attacker`");
        }
        let message = format!("attacker `{}` is not complete", attacker.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding.why(
                    "against whom the product must stand decides which threats exist and how many layers are enough",
                ),
            );
        }
    }
}

fn threat_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_INCOMPLETE.code;
    let mut scored: BTreeSet<AnyId> = BTreeSet::new();
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        let score = cx.facts.scored(disposition.cvss.as_ref()).is_some();
        match written_threat(cx.model, &disposition.head) {
            Some((threat, _)) => scored.extend(score.then_some(threat)),
            None if of_depth(&disposition.head) => {}
            None => rule_threat(cx, out, id, disposition),
        }
    }
    for (id, threat) in cx.each(Kind::Threat, &cx.model.threat) {
        let mut gaps = Gaps::default();
        gaps.unless(threat.on.iter().any(|place| place.to().is_some()), &["SR-2.i"], "`on`, the elements it lies on");
        gaps.unless(said(&threat.vector), &["SR-2.i"], "`vector`, how it is carried out");
        gaps.unless(threat.severity.is_some(), &["SR-2.j"], "`severity`");
        let score = cx.facts.scored(threat.cvss.as_ref()).is_some() || scored.contains(&id);
        gaps.unless(score, &["SR-2.j"], "`cvss`, a vector such as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
        let message = format!("threat `{}` is not complete", threat.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding.why("a threat that is not scored cannot be ranked, and one without a vector cannot be tested"),
            );
        }
    }
}

/// A threat of the rules says its vector itself; the decision scores it for this product, unless it does not exist there.
fn rule_threat(cx: &Context<'_>, out: &mut Outcome, id: AnyId, disposition: &Record<Disposition>) {
    let response = disposition.response.as_ref().map(|response| response.value);
    if matches!(response, Some(Response::Avoid | Response::NotApplicable)) || disposition.gone_since.is_some() {
        return;
    }
    let code = &THREAT_INCOMPLETE.code;
    let mut gaps = Gaps::default();
    let score = cx.facts.scored(disposition.cvss.as_ref()).is_some();
    gaps.unless(score, &["SR-2.j"], "`cvss`, a vector before countermeasures");
    let message = format!("the decision about threat `{}` does not score it", threat_of(&disposition.head));
    if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
        out.finding(finding.why("a threat that is not scored cannot be ranked against the others"));
    }
}

/// Wherever a vector stands, one that cannot be scored counts as none; here it is told why.
fn cvss_invalid(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CVSS_INVALID.code;
    let mut look = |id: AnyId, key: &str, vector: Option<&Text>| {
        if let (Some(text), Some(why)) = (vector, cx.facts.unscored(vector)) {
            let name = cx.name(id);
            let finding = code.at(text.span, format!("`{key}` of `{name}` is no CVSS vector: {why}"));
            out.finding(
                finding
                    .subject(format!("{name}#{key}"))
                    .why("a score that nobody can work out again ranks nothing")
                    .help(
                        "write a vector such as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H; `vauban cvss` scores it",
                    ),
            );
        }
    };
    for (id, threat) in cx.each(Kind::Threat, &cx.model.threat) {
        look(id, "cvss", threat.cvss.as_ref());
    }
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        look(id, "cvss", disposition.cvss.as_ref());
        look(id, "cvss-after", disposition.cvss_after.as_ref());
    }
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        issue.cvss.iter().flat_map(|vectors| vectors.iter()).for_each(|vector| look(id, "cvss", Some(vector)));
    }
    for (id, advisory) in cx.each(Kind::Advisory, &cx.model.advisory) {
        look(id, "cvss", advisory.cvss.as_ref());
    }
}

/// Days before the end of the year on which the reminder starts.
const NOTICE_DAYS: i64 = 60;

/// Months between reviews: a year by the standard, sooner where the policy wants it.
fn interval(cx: &Context<'_>) -> u32 {
    cx.review_months().min(12)
}

/// The yearly clock of SR-2.n. Only a review that says which new threats were considered sets it back.
fn threat_model_review_due(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_MODEL_REVIEW_DUE.code;
    out.next("SR-2.n", "add a `[review.ID]` of kind `threat-model` with `new-threats`, at least once a year");
    let mut held: Vec<(Date, AnyId, &Record<Review>)> = reviews(cx, ReviewKind::ThreatModel)
        .filter(|(_, review)| said(&review.new_threats))
        .filter_map(|(id, review)| Some((review.date.filter(|day| day.date <= cx.today)?.date, id, review)))
        .collect();
    held.sort_by_key(|(date, id, _)| (*date, *id));
    let Some((date, id, review)) = held.last().copied() else { return };
    let due = date.plus_months(interval(cx));
    let name = cx.name(id);
    let place = review.date.map_or(review.head.header, |day| day.span);
    let why = "new ways to attack appear without any change of the design; a released product is looked at again every year (SR-2.n)";
    let help = "review the threat model and add a `[review.ID]` of kind `threat-model` with `date` and `new-threats`";
    if due < cx.today {
        let message = format!("the threat model was last reviewed on {date} and was due again on {due}");
        out.finding(code.at(place, message).subject(name).why(why).help(help));
        return;
    }
    out.shows("SR-2.n", id);
    if due.days() - cx.today.days() <= NOTICE_DAYS {
        let message = format!("the threat model is due for review by {due}");
        let mut finding = code.at(place, message).subject(name).why(why).help(help);
        finding.severity = Severity::Warning;
        // The year is not over: a reminder, which keeps nothing from being met.
        finding.requirement.clear();
        out.finding(finding);
    }
    let dates: Vec<(Date, AnyId)> = held.iter().map(|(date, id, _)| (*date, *id)).collect();
    late_before(cx, out, &dates);
}

/// Years that were missed in the past cannot be mended any more; they are told as notes.
fn late_before(cx: &Context<'_>, out: &mut Outcome, held: &[(Date, AnyId)]) {
    let code = &THREAT_MODEL_REVIEW_DUE.code;
    let first = cx.releases().iter().filter_map(|(_, release)| release.date).map(|day| day.date).min();
    let since = cx.policy().and_then(|policy| policy.since).map(|day| day.date);
    let Some(mut last) = first.map(|first| since.map_or(first, |since| first.max(since))) else { return };
    for (date, id) in held {
        let due = last.plus_months(interval(cx));
        if *date > due {
            let message = format!("the review of the threat model on {date} came after {due}");
            let mut finding = cx.about(code, *id, message).why("for that time the yearly review was missed");
            finding.severity = Severity::Note;
            finding.requirement.clear();
            out.finding(finding);
        }
        last = last.max(*date);
    }
}

/// The newest review of the threat model, with what it came to.
fn latest<'a>(cx: &Context<'a>) -> Option<(AnyId, &'a Record<Review>)> {
    let held =
        reviews(cx, ReviewKind::ThreatModel).filter(|(_, review)| review.date.is_some_and(|day| day.date <= cx.today));
    held.max_by_key(|(id, review)| (review.date.map(|day| day.date), *id))
}

fn threat_model_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_MODEL_REVIEW_INCOMPLETE.code;
    let what = "add a `[review.ID]` of kind `threat-model` in which developers took part";
    for aspect in code.asks {
        out.next(aspect, what);
    }
    let Some((id, review)) = latest(cx) else { return };
    let mut gaps = Gaps::default();
    for gap in review_gaps(cx, review) {
        gaps.unless(false, &["SR-2.n", "SR-2.o"], gap);
    }
    let developers = review.participants.iter().any(|participant| {
        let stands = disciplines(cx, participant);
        stands.contains(&Discipline::Development) || stands.contains(&Discipline::Architecture)
    });
    gaps.unless(developers, &["SR-2.o"], "`participants` standing for development");
    gaps.unless(
        said(&review.new_threats),
        &["SR-2.l", "SR-2.n"],
        "`new-threats`, which were considered, from which sources",
    );
    for (at, finding) in review.findings.iter().enumerate() {
        let followed = finding.issue.iter().any(|issue| issue.to().is_some())
            || finding.threat.iter().any(|threat| threat.to().is_some())
            || said(&finding.no_threat);
        gaps.unless(followed, &["SR-2.l"], format!("`issue` or `threat` of finding {}, or `no-threat`", at + 1));
    }
    let concluded = !review.findings.is_empty() || said(&review.no_findings);
    gaps.unless(concluded, &["SR-2.l"], "`findings`, or `no-findings` with the reason");
    match cx.current_release() {
        Some((release, record)) => {
            let current = is_for(review, release);
            gaps.unless(current, &["SR-2.q"], format!("`release` naming the current release `{}`", record.head.id));
        }
        None => gaps.hold(&["SR-2.q"]),
    }
    let message = format!("review `{}` of the threat model is not complete", review.head.id);
    if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
        out.finding(finding.why("the developers must have found the threat model right and understood it, and what it brought to light must go on into the issues"));
    }
}

/// Issues that threats, decisions and reviews of the threat model name, and who names them.
fn issues<'a>(cx: &Context<'a>) -> BTreeMap<AnyId, AnyId> {
    let mut issues = BTreeMap::new();
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        for issue in disposition.issue.iter().filter_map(Ref::to) {
            issues.entry(issue).or_insert(id);
        }
    }
    for (id, review) in reviews(cx, ReviewKind::ThreatModel) {
        for issue in review.findings.iter().flat_map(|finding| &finding.issue).filter_map(Ref::to) {
            issues.entry(issue).or_insert(id);
        }
    }
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        if let Some(threat) = issue.threat.iter().find_map(Ref::to) {
            issues.entry(id).or_insert(threat);
        }
    }
    issues
}

fn threat_issue_unhandled(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_ISSUE_UNHANDLED.code;
    out.next(
        "SR-2.p",
        "name the issues that came of the threat model in `issue` of its decisions and reviews, or say `no-findings`",
    );
    let issues = issues(cx);
    if let Some((id, review)) = latest(cx).filter(|_| issues.is_empty())
        && review.findings.is_empty()
        && said(&review.no_findings)
    {
        out.shows("SR-2.p", id);
    }
    for (id, named_by) in issues {
        let Some(issue) = cx.model.issue.get(id.at as usize) else { continue };
        let mut gaps = Gaps::default();
        let rejected = issue.state.as_ref().is_some_and(|state| state.value == IssueState::Rejected);
        if rejected {
            gaps.unless(said(&issue.applicable), code.asks, "`applicable`, why it is none of ours");
        } else {
            gaps.unless(issue.severity.is_some(), code.asks, "`severity` (DM-3)");
            gaps.unless(issue.decision.is_some(), code.asks, "`decision` (DM-4)");
            gaps.unless(cx.someone(&issue.decided_by), code.asks, "`decided-by` a known person");
        }
        let message = format!("issue `{}` came of the threat model and is not handled", issue.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding
                    .see(cx.model.head(named_by).header, "named here")
                    .why("what the threat model brings to light is assessed and decided as any other issue"),
            );
        }
    }
}

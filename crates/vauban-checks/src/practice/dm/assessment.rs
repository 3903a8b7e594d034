//! Reviewing and assessing security-related issues (DM-2, DM-3).

use std::collections::BTreeSet;

use vauban_analysis::depth::Vulnerability;
use vauban_analysis::sharing;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Issue;
use vauban_model::{AnyId, Kind, Record, Ref};

use super::{Stage, open, stage};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing_each, by_aspect};

pub(crate) const ISSUE_NOT_INVESTIGATED: Check = Check {
    code: Code {
        name: "issue-not-investigated",
        asks: &["DM-2.a", "DM-2.c"],
        summary: "an issue was taken up without saying whether it applies and which threats trigger it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-not-investigated.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_not_investigated,
};

/// An issue that left `received` says whether it applies; one of ours is linked to the threats that trigger it.
fn issue_not_investigated(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_NOT_INVESTIGATED.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let stage = stage(issue);
        if stage == Stage::Received {
            continue;
        }
        let mut open = Vec::new();
        match said(&issue.applicable) {
            true => out.shows("DM-2.a", id),
            false => open.push(("DM-2.a", "`applicable`: whether it applies, and why")),
        }
        match stage == Stage::Foreign || linked_to_threats(cx, id, issue) {
            true if stage == Stage::Foreign && open.is_empty() => out.shows("DM-2.c", id),
            true if stage == Stage::Foreign => {}
            true => out.shows("DM-2.c", id),
            false => {
                open.push(("DM-2.c", "`threat`: the threats that trigger it, or a disposition that names the issue"));
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = by_aspect(&open, "; ");
        let finding = cx
            .about(code, id, format!("issue `{}` was taken up without being investigated", issue.head.id))
            .why("a flaw that the threat model does not know will be made again")
            .help(format!("add {listed}"));
        out.finding(bearing_each(finding, &open));
    }
}

fn linked_to_threats(cx: &Context<'_>, id: AnyId, issue: &Record<Issue>) -> bool {
    let named = issue.threat.iter().any(|threat| threat.to().is_some());
    named || !cx.mentioned_by(id, &[Kind::Disposition]).is_empty()
}

pub(crate) const ISSUE_TRIAGE_LATE: Check = Check {
    code: Code {
        name: "issue-triage-late",
        asks: &["DM-2.d"],
        summary: "whether an issue applies was decided too late, or is overdue",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-triage-late.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_triage_late,
};

/// Whether an issue applies is decided within the days that the policy gives.
fn issue_triage_late(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_TRIAGE_LATE.code;
    let days = cx.policy().and_then(|policy| policy.triage_days.as_ref()).map(|days| days.0.value);
    let Some(days) = days else {
        out.next("DM-2.d", "set `triage-days` under `[policy]`: days from receipt to a decided applicability");
        return;
    };
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let Some(received) = issue.received.map(|day| day.date) else { continue };
        let waiting = stage(issue) == Stage::Received;
        let decided = issue.assessed.map(|day| day.date);
        let message = match (decided, waiting) {
            (Some(decided), _) if decided < received => {
                format!("issue `{}` was assessed before it was received", issue.head.id)
            }
            (Some(decided), _) if decided.days() - received.days() > days => {
                format!(
                    "it took {} days to decide whether issue `{}` applies",
                    decided.days() - received.days(),
                    issue.head.id
                )
            }
            (Some(_), _) => {
                out.shows("DM-2.d", id);
                continue;
            }
            (None, true) if cx.today.days() - received.days() > days => {
                format!(
                    "issue `{}` has waited {} days for a first look",
                    issue.head.id,
                    cx.today.days() - received.days()
                )
            }
            (None, true) => {
                out.shows("DM-2.d", id);
                continue;
            }
            (None, false) => format!("issue `{}` does not say when its applicability was decided", issue.head.id),
        };
        out.finding(
            cx.about(code, id, message)
                .why(format!("the policy allows {days} days; attackers read the same reports"))
                .help("say under `assessed` when it was decided; where it took too long, waive the finding with what changed since"),
        );
    }
    out.next("DM-2.d", "give issues `received` and `assessed`");
}

pub(crate) const ISSUE_NOT_ASSESSED: Check = Check {
    code: Code {
        name: "issue-not-assessed",
        asks: &["DM-3.a1", "DM-3.a2", "DM-3.a3", "DM-3.b", "DM-3.c", "DM-3.d", "DM-3.e"],
        summary: "an issue was assessed in part",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-not-assessed.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_not_assessed,
};

type Question = (&'static str, &'static str, fn(&Issue) -> bool);

/// What an assessment answers.
const QUESTIONS: &[Question] = &[
    ("DM-3.a1", "`impact-where-found`", |issue| said(&issue.impact_where_found)),
    ("DM-3.a2", "`impact-in-context`", |issue| said(&issue.impact_in_context)),
    ("DM-3.a3", "`impact-on-depth`, and the parts it `affects`", |issue| {
        said(&issue.impact_on_depth) && issue.affects.iter().any(|part| part.to().is_some())
    }),
    ("DM-3.b", "`severity` and a `cvss` vector", |issue| issue.severity.is_some() && issue.cvss.is_some()),
    ("DM-3.c", "`versions` and `other-products`", |issue| !issue.versions.is_empty() && said(&issue.other_products)),
    ("DM-3.d", "`root-cause`", |issue| said(&issue.root_cause)),
    ("DM-3.e", "`related`, or `related-none`", |issue| {
        issue.related.iter().map(Ref::to).any(|one| one.is_some()) || said(&issue.related_none)
    }),
];

/// Whether it has a vector, and every one that it has can be scored: a vector that is none scores nothing.
fn scored(cx: &Context<'_>, issue: &Record<Issue>) -> bool {
    let vectors = issue.cvss.as_deref().unwrap_or_default();
    !vectors.is_empty() && vectors.iter().all(|vector| cx.facts.scored(Some(vector)).is_some())
}

/// An issue of ours that claims to be assessed answers every question of an assessment.
fn issue_not_assessed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_NOT_ASSESSED.code;
    if let Some(fact) = &cx.facts.line
        && let Some((issue, parts)) = fact.unplaced.first_key_value()
    {
        let parts = parts.join("`, `");
        out.unknown("DM-3.a3", format!("`{issue}` affects `{parts}`, which version line `{}` does not have", fact.id));
    }
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        if stage(issue) < Stage::Assessed {
            continue;
        }
        let mut open = Vec::new();
        for (aspect, keys, answered) in QUESTIONS {
            match answered(issue) && (*aspect != "DM-3.b" || scored(cx, issue)) {
                true => out.shows(aspect, id),
                false => open.push((*aspect, *keys)),
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = by_aspect(&open, "; ");
        let finding = cx
            .about(
                code,
                id,
                format!(
                    "the assessment of issue `{}` leaves {} of {} questions open",
                    issue.head.id,
                    open.len(),
                    QUESTIONS.len()
                ),
            )
            .why("what is decided about it rests on its impact, its severity, its cause and where else it is")
            .help(format!("add {listed}"));
        out.finding(bearing_each(finding, &open));
    }
    for (aspect, _, _) in QUESTIONS {
        out.next(aspect, "assess issues, or say with `[none.issue]` that there were none");
    }
}

pub(crate) const ISSUE_SHOWS_NOTHING: Check = Check {
    code: Code {
        name: "issue-shows-nothing",
        asks: &["DM-3.a3"],
        summary: "an issue affects parts through which the design shows no harm",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-shows-nothing.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_shows_nothing,
};

/// An issue that gives control opens an interface of something.
fn issue_shows_nothing(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_SHOWS_NOTHING.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let vulnerability = Vulnerability::of(id, issue);
        // A flaw that only defeats may well be in a part on which no mechanism stands: it leaks, or it annoys.
        // One that is fixed has no depth as of today.
        let asked = vulnerability.controls && stage(issue) >= Stage::Assessed && open(issue);
        if !asked || !cx.depth().defence.shows_nothing(&vulnerability) {
            continue;
        }
        out.finding(
            cx.about(
                code,
                id,
                format!("issue `{}` affects parts through which the design shows no harm", issue.head.id),
            )
            .why("its depth as of today looks as if nothing had happened")
            .help("name the components it is built into, or the interfaces by which it is reached, under `affects` as well"),
        );
    }
}

pub(crate) const ISSUE_ELSEWHERE: Check = Check {
    code: Code {
        name: "issue-elsewhere",
        asks: &["DM-3.c"],
        summary: "the part that an issue is in is in another product or release as well, and nobody has said what that means",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-elsewhere.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_elsewhere,
};

/// Wherever the part of an assessed issue is, by package URL or alias, an issue or `other-products` answers for it.
fn issue_elsewhere(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_ELSEWHERE.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        if stage(issue) < Stage::Assessed || issue.affects.is_empty() {
            continue;
        }
        let found = sharing::unanswered(cx.model, cx.facts, cx.owners(), id);
        let Some(first) = found.first() else { continue };
        let names: BTreeSet<String> = found.iter().map(|one| cx.name(one.record)).collect();
        let some: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
        let more =
            if names.len() > some.len() { format!(" and {} more", names.len() - some.len()) } else { String::new() };
        out.finding(
            cx.about(
                code,
                id,
                format!("issue `{}` is in a part that is also in `{}`{more}", issue.head.id, some.join("`, `")),
            )
            .see(cx.model.head(first.record).header, "the same part")
            .why("the first product gets the fix, and the others are forgotten")
            .help("record an issue for each product and name it under `related`, or say under `other-products` what it means there"),
        );
    }
}

//! That updates reach all supported versions, can be told from others' (SUM-4), and come in time (SUM-5).

use std::collections::BTreeSet;

use vauban_analysis::clocks::{Across, fix_term};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, DeadlineFactor, IssueDecision, IssueState, Kind, Phase, Record, Ref, WordList, kinds};

use super::qualification::{is_out, is_own, out_updates, release_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};

/// Every supported line says until when (SUM-4.a, SM-1.f).
pub(crate) const LINE_WITHOUT_SUPPORT_END: Check = Check {
    code: Code {
        name: "line-without-support-end",
        asks: &["SM-1.f", "SUM-4.a"],
        summary: "a version line does not say until when it is supported",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-without-support-end.md"),
    },
    looks_at: LooksAt::Each(Kind::Line),
    run: line_without_support_end,
};

/// Every issue that users have is fixed for every supported line (SUM-4.a).
pub(crate) const ISSUE_WITHOUT_UPDATE: Check = Check {
    code: Code {
        name: "issue-without-update",
        asks: &["SUM-4.a"],
        summary: "an issue that users have is fixed, and no update brings them the fix",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-without-update.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: issue_without_update,
};

/// SUM-4.b and SUM-4.c for every update.
pub(crate) const UPDATE_UNDELIVERED: Check = Check {
    code: Code {
        name: "update-undelivered",
        asks: &["SUM-4.b", "SUM-4.c"],
        summary: "an update does not say how it reaches users, or how they tell that it is ours",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-undelivered.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_undelivered,
};

/// SUM-5.a to SUM-5.f in the policy.
pub(crate) const UPDATE_POLICY_INCOMPLETE: Check = Check {
    code: Code {
        name: "update-policy-incomplete",
        asks: &["SUM-5.a", "SUM-5.b", "SUM-5.c", "SUM-5.d", "SUM-5.e", "SUM-5.f"],
        summary: "the policy for updates leaves out time frames or factors, or nobody approved it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-policy-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: update_policy_incomplete,
};

/// SUM-5.g for every issue that users have.
pub(crate) const UPDATE_LATE: Check = Check {
    code: Code {
        name: "update-late",
        asks: &["SUM-5.g"],
        summary: "an update missed its deadline, or it cannot be told whether it did",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/update-late.md"),
    },
    looks_at: LooksAt::Each(Kind::Update),
    run: update_late,
};

fn line_without_support_end(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_WITHOUT_SUPPORT_END.code;
    for (id, line) in cx.each(Kind::Line, &cx.model.line).filter(|(_, line)| is_own_line(cx, line)) {
        if line.supported_until.is_some() {
            out.shows_all(&["SM-1.f", "SUM-4.a"], id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("version line `{}` does not say until when it is supported", line.head.id))
                .why("who plans a plant for twenty years asks for how many of them there will be updates")
                .help("add `supported-until`"),
        );
    }
    for process in cx.process_covers("SM-1.f") {
        out.shows("SM-1.f", process);
    }
}

/// Whether users have an issue: it was found in use or they were told of it, and it is to be fixed.
pub(super) fn users_have(issue: &Record<kinds::Issue>) -> bool {
    let ours = issue.decision.as_ref().is_some_and(|decision| decision.value == IssueDecision::Fix);
    let out = issue.found_in.as_ref().is_some_and(|phase| phase.value == Phase::Field) || !issue.advisory.is_empty();
    let rejected = issue.state.as_ref().is_some_and(|state| state.value == IssueState::Rejected);
    ours && out && !rejected
}

/// Updates that fix an issue, of the product being judged.
fn updates_for<'a>(cx: &Context<'a>, issue: AnyId) -> Vec<(AnyId, &'a Record<kinds::Update>)> {
    let naming = cx.mentioned_by(issue, &[Kind::Update]).into_iter();
    naming
        .filter_map(|id| Some((id, cx.model.update.get(id.at as usize)?)))
        .filter(|(_, update)| {
            cx.concerns(&update.head)
                && is_own(cx, update)
                && update.fixes.iter().any(|fixed| fixed.to() == Some(issue))
        })
        .collect()
}

fn issue_without_update(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_WITHOUT_UPDATE.code;
    if let Some(fact) = &cx.facts.line
        && let Some(issue) = fact.unfixed.keys().next()
    {
        out.unknown(
            "SUM-4.a",
            format!("`{issue}` is fixed elsewhere, and nothing says that version line `{}` has the fix", fact.id),
        );
    }
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(_, issue)| users_have(issue)) {
        let fixed = issue.fixed.map(|day| day.date).filter(|day| *day <= cx.today);
        let state = issue.state.as_ref().map(|state| state.value);
        if fixed.is_none() && !matches!(state, Some(IssueState::Fixed | IssueState::Disclosed | IssueState::Closed)) {
            continue;
        }
        let updates = updates_for(cx, id);
        let served: BTreeSet<AnyId> = updates.iter().flat_map(|(_, update)| lines_of(cx, update)).collect();
        let supported = supported_lines(cx, issue, fixed.unwrap_or(cx.today));
        let without: Vec<String> =
            supported.iter().filter(|line| !served.contains(line)).map(|line| cx.name(*line)).collect();
        if updates.is_empty() || !without.is_empty() {
            let whom = if without.is_empty() { "users".to_owned() } else { few(&without, ", ") };
            out.finding(
                cx.about(code, id, format!("issue `{}` is fixed, and no update brings the fix to {whom}", issue.head.id))
                    .why("a fix that stays in the house protects nobody, and shows attackers where to look")
                    .help("add an `[update.ID]` with `fixes`, `release` and `lines`; where a line does not have the issue, name those that do in `applies-to` of the issue"),
            );
        } else {
            updates
                .iter()
                .filter(|(_, update)| is_out(cx, update))
                .for_each(|(update, _)| out.shows("SUM-4.a", *update));
        }
    }
    next_unless_shown(
        out,
        &[(
            "SUM-4.a",
            "let an `[update.ID]` with `lines` bring the fix of an issue found in use to every supported line",
        )],
    );
}

/// Version lines an update is for.
fn lines_of(cx: &Context<'_>, update: &Record<kinds::Update>) -> BTreeSet<AnyId> {
    let own = release_of(cx, update).and_then(|(_, release)| release.line.as_ref()?.to());
    update.lines.iter().filter_map(Ref::to).chain(own).collect()
}

/// Lines that were supported on a day and, as far as the issue says, have it.
fn supported_lines(cx: &Context<'_>, issue: &Record<kinds::Issue>, on: Date) -> BTreeSet<AnyId> {
    let named: BTreeSet<AnyId> =
        issue.head.common.applies_to.iter().filter_map(Ref::to).filter_map(|id| line_of(cx, id)).collect();
    let lines = cx
        .each(Kind::Line, &cx.model.line)
        .filter(|(_, line)| is_own_line(cx, line) && line.supported_until.is_none_or(|until| until.date >= on));
    lines.map(|(id, _)| id).filter(|id| named.is_empty() || named.contains(id)).collect()
}

/// Whether a line is of the product being judged, and not another than the one that is looked at.
pub(super) fn is_own_line(cx: &Context<'_>, line: &Record<kinds::Line>) -> bool {
    let looked_at = cx.facts.line.as_ref().is_none_or(|fact| *fact.id == *line.head.id);
    looked_at && (cx.product.is_none() || line.of.as_ref().and_then(Ref::to) == cx.product)
}

/// A line itself, or the line of a release.
pub(super) fn line_of(cx: &Context<'_>, id: AnyId) -> Option<AnyId> {
    match id.kind {
        Kind::Line => Some(id),
        _ => cx.model.release.get(id.at as usize)?.line.as_ref()?.to(),
    }
}

fn update_undelivered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_UNDELIVERED.code;
    let described = cx.guideline_covers("SUM-4.c");
    for (id, update) in out_updates(cx) {
        let mut gaps = Gaps::default();
        gaps.unless(update.delivered.is_some(), &["SUM-4.b"], "not said when it was delivered (`delivered`)");
        gaps.unless(said(&update.channel), &["SUM-4.b"], "not said how it reaches users (`channel`)");
        gaps.unless(
            said(&update.authenticity),
            &["SUM-4.c"],
            "not said how users check that it is ours (`authenticity`)",
        );
        match release_of(cx, update) {
            None => gaps.add(&["SUM-4.b", "SUM-4.c"], "not said which release delivers it (`release`)"),
            Some((_, release)) => {
                let signed = !release.artefacts.is_empty()
                    && release.artefacts.iter().all(|artefact| {
                        let there =
                            artefact.signature.as_ref().is_some_and(|signature| cx.one_evidence(signature).is_ok());
                        there && artefact.signed_with.as_ref().and_then(Ref::to).is_some()
                    });
                gaps.unless(
                    signed,
                    &["SUM-4.c"],
                    format!("files of release `{}` lack a signature that is there, or its key", release.head.id),
                );
            }
        }
        gaps.show(out, &["SUM-4.b"], id);
        if !described.is_empty() {
            gaps.show(out, &["SUM-4.c"], id);
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("update `{}`", update.head.id))
                    .why("an update channel that users cannot verify is the attacker's best way in")
                    .help("complete `delivered`, `channel`, `authenticity` and `release`; sign every file of that release"),
            );
        }
    }
    if out.shown.contains_key("SUM-4.c") {
        described.into_iter().for_each(|section| out.shows("SUM-4.c", section));
        out.unknown("SUM-4.c", "needs the signatures verified, which this version does not do: records only name them");
    }
    next_unless_shown(
        out,
        &[(
            "SUM-4.c",
            "deliver an `[update.ID]` with `authenticity`, sign its release, and describe the verification in a guideline section that covers SUM-4.c",
        )],
    );
}

/// Which aspect asks for which factor.
fn aspect_of(factor: DeadlineFactor) -> &'static str {
    match factor {
        DeadlineFactor::Impact => "SUM-5.a",
        DeadlineFactor::PublicKnowledge => "SUM-5.b",
        DeadlineFactor::Exploits => "SUM-5.c",
        DeadlineFactor::Deployed => "SUM-5.d",
        DeadlineFactor::Mitigation => "SUM-5.e",
    }
}

fn update_policy_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_POLICY_INCOMPLETE.code;
    let next = "set `deadlines`, `deadline-factors` and `qualification-days` under `[policy]`";
    UPDATE_POLICY_INCOMPLETE.code.asks.iter().for_each(|aspect| out.next(aspect, next));
    let Some(policy) = cx.policy().filter(|policy| policy.deadlines.is_some() || !policy.deadline_factors.is_empty())
    else {
        return;
    };
    let id = AnyId { kind: Kind::Policy, at: 0 };
    let mut gaps = Gaps::default();
    let weighed: BTreeSet<DeadlineFactor> = policy.deadline_factors.iter().map(|factor| factor.value).collect();
    for (word, factor, _) in DeadlineFactor::WORDS {
        gaps.unless(weighed.contains(factor), &[aspect_of(*factor)], format!("`{word}` is no factor of its deadlines"));
    }
    let deadlines = policy.deadlines.as_ref();
    let all = deadlines.is_some_and(|days| {
        days.low.is_some() && days.medium.is_some() && days.high.is_some() && days.critical.is_some()
    });
    gaps.unless(all, &["SUM-5.f"], "no `deadlines` for each of low, medium, high and critical");
    gaps.unless(
        policy.qualification_days.is_some(),
        &["SUM-5.f"],
        "no time for qualifying updates of others (`qualification-days`)",
    );
    let approved = cx.someone(&policy.approved_by) && policy.date.is_some_and(|day| day.date <= cx.today);
    gaps.unless(approved, code.asks, "approved by nobody who can be asked, or without a date (`approved-by`, `date`)");
    gaps.show(out, code.asks, id);
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, "the policy for updates")
                .why("time frames that weigh nothing but severity are too slow for what is being exploited and too fast for what is not")
                .help("name all five factors under `deadline-factors`: impact, public-knowledge, exploits, deployed, mitigation; complete the time frames"),
        );
    }
}

/// The last day on which an update for an issue is in time, with what presses weighed.
fn due(cx: &Context<'_>, across: &Across, id: AnyId, issue: &Record<kinds::Issue>) -> Result<Date, &'static str> {
    let days = fix_term(cx.model, across, id, cx.today)?.days;
    let begun = issue.assessed.or(issue.received).ok_or("neither `assessed` nor `received`")?.date;
    Ok(plus_days(begun, days))
}

/// The day so many days later.
fn plus_days(date: Date, days: i64) -> Date {
    let wanted = date.days() + days;
    // Whole months first, never too many; then day by day within the month.
    let mut at = date.plus_months((days / 31).max(0) as u32);
    while at.days() < wanted {
        let next = Date::new(at.year, at.month, at.day + 1);
        let turn = if at.month == 12 { Date::new(at.year + 1, 1, 1) } else { Date::new(at.year, at.month + 1, 1) };
        match next.or(turn) {
            Some(next) => at = next,
            None => return at,
        }
    }
    at
}

fn update_late(cx: &Context<'_>, out: &mut Outcome) {
    let code = &UPDATE_LATE.code;
    let across = Across::new(cx.model);
    next_unless_shown(
        out,
        &[(
            "SUM-5.g",
            "set `deadlines` under `[policy]`, and give issues found in use `severity` and `assessed`, and their updates `delivered`",
        )],
    );
    if cx.policy().is_none_or(|policy| policy.deadlines.is_none()) {
        return;
    }
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(_, issue)| users_have(issue)) {
        let name = &issue.head.id;
        let why = "the policy is kept or it is paper; an assessor lays the dates of the last five updates beside it";
        let due = match due(cx, &across, id, issue) {
            Ok(due) => due,
            Err(gap) => {
                out.finding(
                    cx.about(
                        code,
                        id,
                        format!("it cannot be told whether the update for issue `{name}` was in time: {gap}"),
                    )
                    .why(why)
                    .help("give the issue `severity` and `assessed`, and the policy a deadline for every severity"),
                );
                continue;
            }
        };
        let updates = updates_for(cx, id);
        let delivered =
            |update: &Record<kinds::Update>| update.delivered.map(|day| day.date).filter(|day| *day <= cx.today);
        let late: Vec<String> = updates
            .iter()
            .filter(|(_, update)| {
                delivered(update).is_none_or(|day| day > due) && cx.today > due && !said(&update.late_because)
            })
            .map(|(update, record)| match delivered(record) {
                Some(day) => format!("`{}` came on {day}", cx.name(*update)),
                None => format!("`{}` has not come", cx.name(*update)),
            })
            .collect();
        let overdue = updates.is_empty() && cx.today > due;
        // A line that was supported until then and that no update is for was forgotten.
        let served: BTreeSet<AnyId> = updates.iter().flat_map(|(_, update)| lines_of(cx, update)).collect();
        let forgotten = supported_lines(cx, issue, due).into_iter().filter(|line| !served.contains(line));
        let forgotten: Vec<String> = match cx.today > due && !updates.is_empty() {
            true => forgotten.map(|line| format!("there is none for `{}`", cx.name(line))).collect(),
            false => Vec::new(),
        };
        if overdue || !late.is_empty() || !forgotten.is_empty() {
            let what = match overdue {
                true => "there is none".to_owned(),
                false => few(&late.into_iter().chain(forgotten).collect::<Vec<_>>(), ", "),
            };
            out.finding(
                cx.about(code, id, format!("the update for issue `{name}` was due on {due}: {what}"))
                    .why(why)
                    .help("deliver it to every supported line that has the issue, or say in `late-because` of the update why it missed the deadline"),
            );
            continue;
        }
        updates
            .iter()
            .filter(|(_, update)| delivered(update).is_some())
            .for_each(|(update, _)| out.shows("SUM-5.g", *update));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_added_across_months_and_years() {
        let check = |from: &str, days: i64, to: &str| {
            assert_eq!(Date::parse(from).map(|from| plus_days(from, days)), Date::parse(to), "{from} + {days}");
        };
        check("2026-01-31", 1, "2026-02-01");
        check("2026-11-22", 60, "2027-01-21");
        check("2024-02-28", 2, "2024-03-01");
        check("2025-12-31", 365, "2026-12-31");
        check("2026-01-30", 30, "2026-03-01");
    }
}

//! That updates reach all supported versions, and can be told from others' (SUM-4).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::updates::{Owed, Row, owed};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, IssueState, Kind, Record, Ref, kinds};

use super::late::{line_told, rows};
use super::qualification::{is_out, out_updates, release_of};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};
use crate::practice::sm::integrity::signatures_hold;

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
    owed(issue) == Owed::Fix
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
    let all = rows(cx);
    let of: BTreeMap<AnyId, &[Row]> = all
        .chunk_by(|one, other| one.issue == other.issue)
        .filter_map(|rows| Some((rows.first()?.issue, rows)))
        .collect();
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(_, issue)| users_have(issue)) {
        let fixed = issue.fixed.map(|day| day.date).filter(|day| *day <= cx.today);
        let state = issue.state.as_ref().map(|state| state.value);
        if fixed.is_none() && !matches!(state, Some(IssueState::Fixed | IssueState::Disclosed | IssueState::Closed)) {
            continue;
        }
        let rows = of.get(&id).copied().unwrap_or_default();
        let updates: BTreeSet<AnyId> = rows.iter().flat_map(|row| row.updates.iter().copied()).collect();
        // Lines that were supported when the fix was there, and have the issue or may have it.
        let since = fixed.unwrap_or(cx.today);
        let without = rows.iter().filter(|row| {
            row.line.is_some()
                && row.updates.is_empty()
                && row.reach.owes()
                && row.until.is_none_or(|until| until >= since)
        });
        let without: Vec<String> = without.filter_map(|row| line_told(cx, row)).collect();
        if updates.is_empty() || !without.is_empty() {
            let whom = if without.is_empty() { "users".to_owned() } else { few(&without, ", ") };
            out.finding(
                cx.about(code, id, format!("issue `{}` is fixed, and no update brings the fix to {whom}", issue.head.id))
                    .why("a fix that stays in the house protects nobody, and shows attackers where to look")
                    .help("add an `[update.ID]` with `fixes`, `release` and `lines`; where a line does not have the issue, say so with the range of `versions` or the lines in `applies-to` of the issue"),
            );
        } else {
            let is_out = |id: &AnyId| cx.model.update.get(id.at as usize).is_some_and(|update| is_out(cx, update));
            updates.into_iter().filter(is_out).for_each(|update| out.shows("SUM-4.a", update));
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
        let mechanism =
            update.checked_by.iter().any(|mechanism| mechanism.to().is_some_and(|id| !cx.model.head(id).removed));
        gaps.unless(
            mechanism,
            &["SUM-4.c"],
            "no mechanism of the design checks it (`checked-by`), so nothing that was reviewed and tested does",
        );
        match release_of(cx, update) {
            None => gaps.add(&["SUM-4.b", "SUM-4.c"], "not said which release delivers it (`release`)"),
            Some((_, release)) => {
                let listed = signatures_hold(cx, release).is_ok();
                let signed = listed
                    || !release.artefacts.is_empty()
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
                    .help("complete `delivered`, `channel`, `authenticity`, `checked-by` and `release`; sign every file of that release"),
            );
        }
    }
    if out.shown.contains_key("SUM-4.c") {
        described.into_iter().for_each(|section| out.shows("SUM-4.c", section));
        let releases = out_updates(cx).filter_map(|(_, update)| release_of(cx, update));
        let open = releases.filter_map(|(_, release)| signatures_hold(cx, release).err()).next();
        if let Some(why) = open {
            out.unknown(
                "SUM-4.c",
                format!("needs the signatures of the releases that deliver updates verified: {why}"),
            );
        }
    }
    next_unless_shown(
        out,
        &[(
            "SUM-4.c",
            "deliver an `[update.ID]` with `authenticity`, sign its release, and describe the verification in a guideline section that covers SUM-4.c",
        )],
    );
}

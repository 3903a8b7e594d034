//! Statements about exploitability (VEX): complete by their status, alive while their reasons hold, not contradicting
//! each other (DM-2, DM-3).

use std::collections::BTreeMap;

use vauban_analysis::exploitability::{self, Reason, Verified};
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::kinds::Vex;
use vauban_model::{AnyId, IssueState, Kind, Record, Ref, VexStatus};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const VEX_INCOMPLETE: Check = Check {
    code: Code {
        name: "vex-incomplete",
        asks: &["DM-2.a"],
        summary: "a statement about a vulnerability lacks what its status asks for",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vex-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Vex),
    run: vex_incomplete,
};

fn vex_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    for (id, vex) in cx.each(Kind::Vex, &cx.model.vex) {
        let reasons = standing(cx, vex);
        let open: Vec<&Reason> = reasons.iter().filter(|reason| !reason.reopens()).collect();
        if open.is_empty() {
            continue;
        }
        let unbound: Vec<String> = open.iter().filter_map(|reason| unbound(cx, reason)).collect();
        let mut lacks: Vec<String> = open
            .iter()
            .filter_map(|reason| match reason {
                Reason::Lacks(key, why) => Some(format!("`{key}`: {why}")),
                Reason::Ahead => Some("an `at` that is not after today".to_owned()),
                _ => None,
            })
            .collect();
        if !unbound.is_empty() {
            let stamp = format!("`vauban vex stamp {}`", vex.head.id);
            lacks.push(format!("what {} was when it was decided: {stamp} writes that down", unbound.join(", ")));
        }
        out.finding(
            cx.about(
                &VEX_INCOMPLETE.code,
                id,
                format!("statement `{}` about {} closes nothing yet", vex.head.id, of(vex)),
            )
            .why("a statement that cannot be checked later is an opinion, and users act on it")
            .help(format!("it lacks {}", lacks.join("; "))),
        );
    }
}

fn unbound(cx: &Context<'_>, reason: &Reason) -> Option<String> {
    match reason {
        Reason::NotBound(id) => Some(format!("`{}`", cx.name(*id))),
        _ => None,
    }
}

pub(crate) const VEX_REOPENED: Check = Check {
    code: Code {
        name: "vex-reopened",
        asks: &["DM-2.a"],
        summary: "what a statement about a vulnerability rests on has changed: it is open again",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vex-reopened.md"),
    },
    looks_at: LooksAt::Each(Kind::Vex),
    run: vex_reopened,
};

fn vex_reopened(cx: &Context<'_>, out: &mut Outcome) {
    for (id, vex) in cx.each(Kind::Vex, &cx.model.vex) {
        let reasons = standing(cx, vex);
        if reasons.is_empty() {
            out.shows("DM-2.a", id);
            continue;
        }
        let told: Vec<String> =
            reasons.iter().filter(|reason| reason.reopens()).map(|reason| told(cx, reason)).collect();
        if told.is_empty() {
            continue;
        }
        let mut finding = cx
            .about(&VEX_REOPENED.code, id, format!("statement `{}` about {} is open again: {}", vex.head.id, of(vex), told.join("; ")))
            .why("it was true of the product as it was; nobody has looked whether it is true of the product as it is")
            .help(format!(
                "look at it again: where it still holds, set `at` and run `vauban vex stamp {}`; else change its `status`",
                vex.head.id
            ));
        for reason in &reasons {
            finding = seen(cx, finding, reason);
        }
        out.finding(finding);
    }
}

/// Points at the record that changed.
fn seen(cx: &Context<'_>, finding: Finding, reason: &Reason) -> Finding {
    match reason {
        Reason::NotVerified(id, _) => finding.see(cx.model.head(*id).header, "does not count as verified"),
        Reason::Changed(id, _) => finding.see(cx.model.head(*id).header, "has changed since"),
        Reason::OtherVersion { component, .. } => finding.see(cx.model.head(*component).header, "has another version"),
        _ => finding,
    }
}

/// Why, in words.
fn told(cx: &Context<'_>, reason: &Reason) -> String {
    match reason {
        Reason::Lacks(key, why) => format!("it lacks `{key}`: {why}"),
        Reason::Ahead => "it is dated after today".to_owned(),
        Reason::NotBound(id) => format!("nothing says what `{}` was", cx.name(*id)),
        Reason::MechanismGone(name) => format!("there is no mechanism `{name}` any more"),
        Reason::NotVerified(id, why) => format!("`{}` is not verified: {why}", cx.name(*id)),
        Reason::Changed(id, keys) => format!("`{}` has changed ({})", cx.name(*id), keys.join(", ")),
        Reason::OtherVersion { component, then, now } => {
            let now = if now.is_empty() { "none is said".to_owned() } else { format!("it is `{now}`") };
            format!("`{}` was looked at in version `{then}`, now {now}", cx.name(*component))
        }
        Reason::Build { option, then, now: Ok(now) } => format!("build option `{option}` was `{then}` and is `{now}`"),
        Reason::Build { option, now: Err(why), .. } => format!("build option `{option}` cannot be told: {why}"),
        Reason::Over(day) => format!("its last day was {day}"),
    }
}

/// What it is about, by its first id.
fn of(vex: &Vex) -> String {
    vex.vulnerability.as_ref().map_or_else(|| "a vulnerability without id".to_owned(), |id| format!("`{}`", &**id))
}

/// Why a statement does not hold today; empty if it does.
pub(crate) fn standing(cx: &Context<'_>, vex: &Record<Vex>) -> Vec<Reason> {
    exploitability::standing(cx.model, cx.facts, &Tests(cx), vex, cx.today)
}

/// Mechanisms as their tests show them.
struct Tests<'c, 'a>(&'c Context<'a>);

impl Verified for Tests<'_, '_> {
    fn verified(&self, mechanism: AnyId) -> Result<(), String> {
        let depth = self.0.depth();
        if depth.defence.is_verified(mechanism) {
            return Ok(());
        }
        let why = depth.unverified.get(&mechanism).cloned();
        Err(why.unwrap_or_else(|| "it is not implemented".to_owned()))
    }
}

pub(crate) const VEX_CONTRADICTS: Check = Check {
    code: Code {
        name: "vex-contradicts",
        asks: &["DM-2.a"],
        summary: "two statements about one vulnerability, or a statement and its issue, contradict each other",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vex-contradicts.md"),
    },
    looks_at: LooksAt::Project,
    run: vex_contradicts,
};

/// What two statements must share to be about the same thing.
type Subject = (String, Vec<AnyId>, Vec<AnyId>, String, String);

/// One of the statements about a subject, and what it says.
type Said<'a> = (AnyId, &'a Record<Vex>, VexStatus);

fn vex_contradicts(cx: &Context<'_>, out: &mut Outcome) {
    let mut by_subject: BTreeMap<Subject, Vec<Said<'_>>> = BTreeMap::new();
    for (id, vex) in cx.each(Kind::Vex, &cx.model.vex) {
        let (Some(vulnerability), Some(status)) = (&vex.vulnerability, &vex.status) else { continue };
        let sorted = |mut ids: Vec<AnyId>| {
            ids.sort_unstable();
            ids
        };
        let text = |text: &Option<vauban_model::Text>| text.as_ref().map_or_else(String::new, |text| text.to_string());
        let subject = (
            vulnerability.to_ascii_uppercase(),
            sorted(vex.component.iter().filter_map(Ref::to).collect()),
            sorted(vex.applies_to.iter().filter_map(Ref::to).collect()),
            text(&vex.versions),
            text(&vex.purl),
        );
        by_subject.entry(subject).or_default().push((id, vex, status.value));
        against_issue(cx, out, id, vex, status.value);
    }
    for statements in by_subject.values() {
        let Some((first, _, said)) = statements.first() else { continue };
        for (id, vex, status) in statements.iter().skip(1).filter(|(_, _, status)| status != said) {
            let message = format!(
                "statement `{}` says {} of {}, `{}` says {}",
                vex.head.id,
                status.word(),
                of(vex),
                cx.name(*first),
                said.word()
            );
            out.finding(
                cx.about(&VEX_CONTRADICTS.code, *id, message)
                    .see(cx.model.head(*first).header, "the other statement")
                    .why("whoever reads one of them acts on half the truth")
                    .help("keep one of them, or say by `applies-to`, `versions` or `component` what each is about"),
            );
        }
    }
}

/// A statement against the issue it came of.
fn against_issue(cx: &Context<'_>, out: &mut Outcome, id: AnyId, vex: &Record<Vex>, status: VexStatus) {
    let Some(issue) = vex.issue.as_ref().and_then(Ref::to) else { return };
    let Some(record) = cx.model.issue.get(issue.at as usize) else { return };
    let state = record.state.as_ref().map(|state| state.value);
    let clean = matches!(status, VexStatus::NotAffected | VexStatus::FalsePositive);
    let ours = matches!(
        state,
        Some(
            IssueState::Confirmed
                | IssueState::Assessed
                | IssueState::Decided
                | IssueState::Deferred
                | IssueState::Accepted
                | IssueState::Fixed
                | IssueState::Disclosed
        )
    );
    let message = match status {
        _ if clean && ours && vex.component.is_empty() && vex.applies_to.is_empty() && vex.versions.is_none() => {
            format!("statement `{}` says {}, its issue is taken as ours", vex.head.id, status.word())
        }
        VexStatus::Affected if state == Some(IssueState::Rejected) => {
            format!("statement `{}` says affected, its issue was rejected", vex.head.id)
        }
        VexStatus::Fixed if record.fixed.is_none() && ours => {
            format!("statement `{}` says fixed, its issue has no `fixed` day", vex.head.id)
        }
        _ => return,
    };
    out.finding(
        cx.about(&VEX_CONTRADICTS.code, id, message)
            .see(record.head.header, "the issue")
            .why("users read the statement, the PSIRT works by the issue")
            .help("put right whichever of the two is wrong"),
    );
}

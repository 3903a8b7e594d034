//! What users are told about the defence in depth (SG-1) and about what their environment must provide (SG-2).

use vauban_analysis::guidance::stays_open;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, MechanismStatus, Ref, Response, Side};

use super::{told_by_sections, untold, writing_began};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::{bearing, bearing_each, by_aspect};

pub(crate) const MECHANISM_NOT_TOLD: Check = Check {
    code: Code {
        name: "mechanism-not-told",
        asks: &["SG-1.a"],
        summary: "no guideline tells users about a security mechanism",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/mechanism-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Mechanism),
    run: mechanism_not_told,
};

/// Every mechanism that exists is described to users. One of the environment may be told as the assumption that
/// stands for it.
fn mechanism_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MECHANISM_NOT_TOLD.code;
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        if mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed) {
            continue;
        }
        if told_itself_or_as_assumption(cx, id) {
            out.shows("SG-1.a", id);
            continue;
        }
        untold(cx, out, code, id, "users switch off, or never switch on, what they do not know protects them");
    }
}

fn told_itself_or_as_assumption(cx: &Context<'_>, mechanism: AnyId) -> bool {
    let assumed = cx.mentioned_by(mechanism, &[Kind::Assumption]);
    cx.told_to_users(mechanism).is_some()
        || assumed.into_iter().any(|assumption| cx.told_to_users(assumption).is_some())
}

pub(crate) const THREAT_NOT_TOLD: Check = Check {
    code: Code {
        name: "threat-not-told",
        asks: &["SG-1.b", "SG-1.c"],
        summary: "no guideline names a threat that the defence answers, or a risk that was accepted",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Threat),
    run: threat_not_told,
};

/// A threat that people wrote down themselves is named to users: as one that the defence answers (SG-1.b), or as a risk
/// that stays (SG-1.c). Threats of the rules are too many and too general to be read by anybody.
fn threat_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_NOT_TOLD.code;
    for (id, threat) in cx.each(Kind::Threat, &cx.model.threat) {
        let name = threat.head.name();
        let decision = [name.as_str(), &threat.head.id].into_iter().find_map(|of| cx.model.find(Kind::Disposition, of));
        let decision = decision.and_then(|id| cx.model.disposition.get(id.at as usize)?.response.as_ref());
        let (aspect, why) = match decision.map(|response| response.value) {
            Some(Response::Mitigate) => ("SG-1.b", "users weigh what is left by what is answered"),
            Some(Response::Accept) => ("SG-1.c", "who lives with a risk can only counter it if they know it"),
            // What was given to others is asked for by SG-2.c; what was avoided, put off or never decided is told nobody.
            Some(Response::Transfer | Response::Avoid | Response::NotApplicable | Response::Defer) | None => continue,
        };
        if cx.told_to_users(id).is_some() {
            out.shows(aspect, id);
            continue;
        }
        let before = out.findings.len();
        untold(cx, out, code, id, why);
        if let Some(finding) = out.findings.get_mut(before) {
            *finding = bearing(finding.clone(), &[aspect]);
        }
    }
    told_by_sections(cx, out, code.asks);
}

pub(crate) const ISSUE_NOT_TOLD: Check = Check {
    code: Code {
        name: "issue-not-told",
        asks: &["SG-1.c", "SG-2.b"],
        summary: "users are not told of a known risk that they must bear or counter",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_not_told,
};

/// A known risk that stays is told: an accepted or deferred issue, or its threats, in the guidelines or a notice
/// (SG-1.c); and what an issue asks of the environment in the guidelines (SG-2.b).
fn issue_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_NOT_TOLD.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let threats = !issue.threat.is_empty()
            && issue.threat.iter().all(|threat| threat.to().is_some_and(|threat| cx.told_to_users(threat).is_some()));
        let told = cx.told_to_users(id).is_some() || threats;
        let stays = !stays_open(issue) || told || issue.advisory.iter().any(|notice| notice.to().is_some());
        let measures: Vec<AnyId> =
            issue.mechanisms.iter().filter_map(Ref::to).filter(|id| of_environment(cx, *id)).collect();
        let asked = told || measures.iter().all(|measure| told_itself_or_as_assumption(cx, *measure));
        let mut open = Vec::new();
        for (aspect, fine, what) in [
            ("SG-1.c", stays, "what helps against it as long as it is there"),
            ("SG-2.b", asked, "what the environment must do about it"),
        ] {
            match fine {
                true => out.shows(aspect, id),
                false => open.push((aspect, what)),
            }
        }
        if open.is_empty() || !writing_began(cx) {
            continue;
        }
        let listed = by_aspect(&open, ", ");
        let finding = cx
            .about(code, id, format!("users are not told what issue `{}` means for them", issue.head.id))
            .why("a risk that we decided to leave is theirs to live with")
            .help(format!("tell them {listed}, in a section with `covers=\"issue.{}\"`", issue.head.id));
        out.finding(bearing_each(finding, &open));
    }
}

fn of_environment(cx: &Context<'_>, mechanism: AnyId) -> bool {
    let mechanism = cx.model.mechanism.get(mechanism.at as usize);
    mechanism
        .is_some_and(|mechanism| mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment))
}

pub(crate) const ASSUMPTION_NOT_TOLD: Check = Check {
    code: Code {
        name: "assumption-not-told",
        asks: &["SG-2.a", "SG-5.b"],
        summary: "no guideline tells users what is taken for granted",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/assumption-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Assumption),
    run: assumption_not_told,
};

/// Every assumption is told; those about actors are what is assumed of people's behaviour (SG-5.b).
fn assumption_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSUMPTION_NOT_TOLD.code;
    for (id, assumption) in cx.each(Kind::Assumption, &cx.model.assumption) {
        let of_people = assumption.about.iter().filter_map(Ref::to).any(|about| about.kind == Kind::Actor);
        let aspects: &[&'static str] = if of_people { &["SG-2.a", "SG-5.b"] } else { &["SG-2.a"] };
        if cx.told_to_users(id).is_some() {
            out.shows_all(aspects, id);
            continue;
        }
        let before = out.findings.len();
        untold(cx, out, code, id, "what nobody was told nobody provides");
        if let Some(finding) = out.findings.get_mut(before) {
            *finding = bearing(finding.clone(), aspects);
        }
    }
    out.next("SG-5.b", "add an `[assumption.ID]` that is `about` an actor, and tell users about it");
}

pub(crate) const TRANSFERRED_THREAT_NOT_TOLD: Check = Check {
    code: Code {
        name: "transferred-threat-not-told",
        asks: &["SG-2.c"],
        summary: "a threat was transferred to somebody who is not told",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/transferred-threat-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Disposition),
    run: transferred_threat_not_told,
};

/// Every threat that was transferred is told to users: the disposition, its threat, or the measure of the
/// environment that the decision names under `by`.
fn transferred_threat_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TRANSFERRED_THREAT_NOT_TOLD.code;
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        let transferred = disposition.response.as_ref().is_some_and(|response| response.value == Response::Transfer);
        if !transferred {
            out.shows("SG-2.c", id);
            continue;
        }
        let local = disposition.head.id.rsplit('/').next().unwrap_or("");
        let threat = cx.model.find(Kind::Threat, local.strip_prefix("threat.").unwrap_or(local));
        let told = cx.told_to_users(id).is_some() || threat.is_some_and(|threat| cx.told_to_users(threat).is_some());
        let by_measure = disposition
            .by
            .iter()
            .filter_map(Ref::to)
            .any(|mechanism| of_environment(cx, mechanism) && told_itself_or_as_assumption(cx, mechanism));
        if told || by_measure {
            out.shows("SG-2.c", id);
            continue;
        }
        untold(cx, out, code, id, "a threat given to somebody who does not know it is answered by nobody");
    }
}

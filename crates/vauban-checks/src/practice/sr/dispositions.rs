//! What was decided about each threat (SR-2.k, SR-5.f), and whether the decision holds.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::threats::Standing;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Disposition, Threat};
use vauban_model::{AnyId, Head, Kind, MechanismStatus, Model, Record, Ref, Response, SHORT_OF_DEPTH};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;
use crate::practice::sr::enumerated::answered;
use crate::practice::sr::retired;

pub(crate) const THREAT_UNDECIDED: Check = Check {
    code: Code {
        name: "threat-undecided",
        asks: &["SR-2.k", "SR-5.f"],
        summary: "nothing was decided about a threat",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-undecided.md"),
    },
    looks_at: LooksAt::Each(Kind::Threat),
    run: threat_undecided,
};

pub(crate) const DISPOSITION_UNSOUND: Check = Check {
    code: Code {
        name: "disposition-unsound",
        asks: &["SR-2.k"],
        summary: "a decision about a threat does not hold",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/disposition-unsound.md"),
    },
    looks_at: LooksAt::Each(Kind::Disposition),
    run: disposition_unsound,
};

/// The id of the threat that a decision is about: `login-bypassed`, or `RULE@kind.id`.
pub(crate) fn threat_of(disposition: &Head) -> &str {
    let local = disposition.id.rsplit('/').next().unwrap_or(&disposition.id);
    local.strip_prefix("threat.").unwrap_or(local)
}

/// The hand-written threat that a decision is about; `None` for a threat of the rules.
pub(crate) fn written_threat<'a>(model: &'a Model, disposition: &Head) -> Option<(AnyId, &'a Record<Threat>)> {
    let base = threat_of(disposition);
    let folder = disposition.folder();
    let inside = if folder.is_empty() { None } else { model.find(Kind::Threat, &format!("{folder}/{base}")) };
    let id = inside.or_else(|| model.find(Kind::Threat, base))?;
    Some((id, model.threat.get(id.at as usize)?))
}

/// Decisions by the hand-written threat they are about.
pub(crate) fn decisions<'a>(cx: &Context<'a>) -> BTreeMap<AnyId, (AnyId, &'a Record<Disposition>)> {
    let mut decisions = BTreeMap::new();
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        if let Some((threat, _)) = written_threat(cx.model, &disposition.head) {
            decisions.entry(threat).or_insert((id, disposition));
        }
    }
    decisions
}

/// A threat fits the requirements when one comes from it, or when a decision says why none does (SR-5.f).
fn threat_undecided(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_UNDECIDED.code;
    let decided: BTreeSet<AnyId> = decisions(cx).into_keys().collect();
    for (id, threat) in cx.each(Kind::Threat, &cx.model.threat) {
        let mut gaps = Gaps::default();
        let asking = cx.mentioned_by(id, &[Kind::Requirement]);
        let required =
            asking.iter().filter_map(|one| cx.model.requirement.get(one.at as usize)).any(|one| !retired(one));
        if decided.contains(&id) {
            out.shows_all(code.asks, id);
            continue;
        }
        if cx.model.disposition.is_empty() {
            gaps.hold(&["SR-2.k"]);
        } else {
            gaps.unless(false, &["SR-2.k"], format!("`[disposition.{}]` with `response`", threat.head.id));
        }
        if cx.model.disposition.is_empty() && cx.model.requirement.is_empty() {
            gaps.hold(&["SR-5.f"]);
        } else {
            gaps.unless(required, &["SR-5.f"], "a requirement whose `origin` it is, or that decision");
        }
        let message = format!("nothing was decided about threat `{}`", threat.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("a threat without decision is accepted by whoever did not look"));
        }
    }
    if cx.model.threat.is_empty() {
        answered(cx).into_iter().for_each(|id| out.shows("SR-2.k", id));
    }
    out.next("SR-2.k", "add a `[disposition.THREAT]` for every threat");
    out.next("SR-5.f", "add a `[disposition.THREAT]` for every threat, or a requirement whose `origin` it is");
}

fn disposition_unsound(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DISPOSITION_UNSOUND.code;
    let still_there = standings(cx);
    if cx.model.disposition.is_empty() {
        answered(cx).into_iter().for_each(|id| out.shows("SR-2.k", id));
    }
    for (id, disposition) in cx.each(Kind::Disposition, &cx.model.disposition) {
        let Some(response) = &disposition.response else { continue };
        let written = written_threat(cx.model, &disposition.head).is_some();
        if disposition.gone_since.is_some() && !written && !still_there.contains_key(&id) {
            out.shows("SR-2.k", id);
            continue;
        }
        let mut gaps = Gaps::default();
        let flaws = flaws(cx, id, disposition);
        // What only the enumeration knows, as the severity that the rule's threat has here.
        let lacks = match still_there.get(&id) {
            Some(Standing::Incomplete(what)) if flaws.is_empty() => Some(what.clone()),
            _ => None,
        };
        for flaw in flaws.into_iter().chain(lacks) {
            gaps.unless(false, code.asks, flaw);
        }
        let word = response.value.word();
        let about = if of_depth(&disposition.head) { "the depth" } else { "threat" };
        let message = format!("the decision `{word}` about {about} `{}` does not hold", threat_of(&disposition.head));
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding
                    .see(response.span, "what was decided")
                    .why("an assessor asks of every threat who answers it now, and of every accepted one who agreed and by which limit"),
            );
        }
    }
}

/// How decisions about threats that there are stand, by the enumeration.
fn standings<'a>(cx: &Context<'a>) -> BTreeMap<AnyId, &'a Standing> {
    let decided = cx.threats().threats.iter().filter_map(|threat| threat.decision.as_ref());
    decided.map(|decision| (decision.record, &decision.standing)).collect()
}

/// Whether a decision is about the depth of an asset, not about a threat.
pub(crate) fn of_depth(disposition: &Head) -> bool {
    threat_of(disposition).split('@').next() == Some(SHORT_OF_DEPTH)
}

/// What keeps a decision from holding today.
fn flaws(cx: &Context<'_>, id: AnyId, disposition: &Record<Disposition>) -> Vec<String> {
    let mut flaws = Vec::new();
    if disposition.gone_since.is_some() && written_threat(cx.model, &disposition.head).is_some() {
        flaws.push("the `[threat.ID]` taken out: `gone-since` says that it is gone".to_owned());
    }
    let mut unless = |fine: bool, what: String| {
        if !fine {
            flaws.push(what);
        }
    };
    let response = disposition.response.as_ref().map(|response| response.value);
    if let Some(expires) = disposition.expires.filter(|day| day.date < cx.today) {
        unless(false, format!("it expired on {}: decide again", expires.date));
    }
    if let Some(day) = disposition.date.filter(|day| day.date > cx.today) {
        unless(false, format!("its `date` {} is in the future", day.date));
    }
    for flaw in scores(cx, disposition) {
        unless(false, flaw);
    }
    let reasoned = said(&disposition.head.common.rationale) || said(&disposition.detail);
    match response {
        Some(Response::Mitigate) => {
            unless(!disposition.by.is_empty(), "`by`, the mechanisms that answer it".into());
            for mechanism in &disposition.by {
                if let Some(what) = missing_mechanism(cx.model, mechanism) {
                    unless(false, what);
                }
            }
            if let Some(too_much) = above_threshold(cx, disposition) {
                unless(false, too_much);
            }
        }
        Some(Response::Avoid | Response::NotApplicable) => {
            unless(reasoned, "`rationale`, why it does not exist".into());
        }
        Some(Response::Transfer) => {
            unless(said(&disposition.transferred_to), "`transferred-to`, who answers it instead".into());
            let threat = written_threat(cx.model, &disposition.head).map(|(threat, _)| threat);
            let told = cx.told_to_users(id).or_else(|| cx.told_to_users(threat?));
            let name = cx.name(id);
            unless(told.is_some(), format!("a guideline section that covers `{name}`, or its threat, and tells them"));
        }
        Some(Response::Accept) => {
            unless(reasoned, "`rationale`, why the risk can be borne".into());
            unless(agreed(cx, disposition), "`approved-by` a known person, with `date`".into());
            unless(disposition.expires.is_some(), "`expires`, when it is looked at again".into());
            if of_depth(&disposition.head) {
                unless(disposition.depth.is_some(), "`depth`, how little is accepted".into());
            }
            if let Some(too_much) = above_threshold(cx, disposition) {
                unless(false, too_much);
            }
            let left = remaining(cx, disposition).is_some();
            unless(left, "`cvss-after` or `severity-after`, what remains".into());
            let threshold = cx.policy().and_then(|policy| policy.residual_risk.as_ref());
            unless(threshold.is_some(), "`residual-risk` in `[policy]`, the limit it is measured by".into());
        }
        Some(Response::Defer) => {
            unless(reasoned, "`rationale`, why it can wait".into());
            unless(agreed(cx, disposition), "`approved-by` a known person, with `date`".into());
            unless(disposition.expires.is_some(), "`expires`, until when it stays open".into());
        }
        None => {}
    }
    flaws
}

/// Whether a decision answers its threat. One that puts it off does, while it holds, where an issue keeps track of it
/// and what is borne until then is within the limit of the policy: it is an acceptance for a time.
pub(crate) fn answers(cx: &Context<'_>, id: AnyId, disposition: &Record<Disposition>) -> bool {
    let answered = match disposition.response.as_ref().map(|response| response.value) {
        None => false,
        Some(Response::Defer) => {
            let tracked = disposition.issue.iter().any(|issue| issue.to().is_some());
            let limit = cx.policy().is_some_and(|policy| policy.residual_risk.is_some());
            tracked && limit && remaining(cx, disposition).is_some() && above_threshold(cx, disposition).is_none()
        }
        Some(_) => true,
    };
    answered && disposition.gone_since.is_none() && flaws(cx, id, disposition).is_empty()
}

fn agreed(cx: &Context<'_>, disposition: &Record<Disposition>) -> bool {
    cx.someone(&disposition.approved_by) && disposition.date.is_some()
}

fn missing_mechanism(model: &Model, mechanism: &Ref<vauban_model::kinds::Mechanism>) -> Option<String> {
    let name = &mechanism.link.text;
    let Some(record) = mechanism.to().and_then(|id| model.mechanism.get(id.at as usize)) else {
        return Some(format!("mechanism `{name}`, which is nowhere"));
    };
    let proposed = record.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed);
    proposed.then(|| format!("mechanism `{name}` is only proposed and stops nothing yet"))
}

/// What is said to remain: by the vector if there is one, else by the word.
fn stated_after(cx: &Context<'_>, disposition: &Record<Disposition>) -> Option<vauban_model::Severity> {
    let scored = cx.facts.scored(disposition.cvss_after.as_ref()).map(|score| score.at_least_low());
    scored.or(disposition.severity_after.as_ref().map(|severity| severity.value))
}

/// Where the scores of a decision contradict each other.
fn scores(cx: &Context<'_>, disposition: &Record<Disposition>) -> Vec<String> {
    let mut flaws = Vec::new();
    let Some(after) = cx.facts.scored(disposition.cvss_after.as_ref()) else { return flaws };
    if let Some(before) = cx.facts.scored(disposition.cvss.as_ref()).filter(|before| before.tenths < after.tenths) {
        flaws.push(format!(
            "`cvss-after` {} is above `cvss` {}: no answer makes a threat worse",
            after.text(),
            before.text()
        ));
    }
    let word = disposition.severity_after.as_ref().map(|severity| severity.value);
    if let Some(word) = word.filter(|word| *word != after.at_least_low()) {
        let (score, by_score) = (after.text(), after.severity.map_or("none", |severity| severity.word()));
        flaws.push(format!("`severity-after` says {}, `cvss-after` {score} is {by_score}", word.word()));
    }
    flaws
}

/// Severity that remains: as decided. A threat that is accepted or put off and that no mechanism answers keeps its own.
fn remaining(cx: &Context<'_>, disposition: &Record<Disposition>) -> Option<vauban_model::Severity> {
    let stated = stated_after(cx, disposition);
    let response = disposition.response.as_ref().map(|response| response.value);
    let accepted = matches!(response, Some(Response::Accept | Response::Defer));
    let own = || written_threat(cx.model, &disposition.head)?.1.severity.as_ref().map(|severity| severity.value);
    match (accepted, disposition.by.is_empty()) {
        (true, true) => stated.max(own()),
        (true, false) => stated.or_else(own),
        (false, _) => stated,
    }
}

fn above_threshold(cx: &Context<'_>, disposition: &Record<Disposition>) -> Option<String> {
    let limit = cx.policy()?.residual_risk.as_ref()?.value;
    let left = remaining(cx, disposition)?;
    let stated = stated_after(cx, disposition);
    let claim = match stated.filter(|stated| *stated < left) {
        Some(stated) => format!(" (no mechanism in `by` lowers it to `{}`)", stated.word()),
        None => String::new(),
    };
    (left > limit).then(|| {
        format!("severity `{}` remains{claim}, and `[policy]` lets `{}` remain at most", left.word(), limit.word())
    })
}

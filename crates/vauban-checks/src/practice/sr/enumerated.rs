//! Threats that the rules find: what is open, what nobody has said, and decisions that rest on what is no longer so
//! (SR-2.i, SR-2.k; SD-1.j for interfaces and flows).
//!
//! One finding for each element or decision, never for each threat. An element shows SR-2.k when everything that was
//! enumerated on it is stopped or decided; a threat that mechanisms of the design stop counts as having a mitigation,
//! for whether they were tested is asked elsewhere (SVV-2). A design on which nothing is enumerated shows nothing.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::threats::{Enumeration, Question, Standing, State, Threat};
use vauban_catalog::threats::Rule;
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::{AnyId, Kind, Response};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;

pub(crate) const THREATS_OPEN: Check = Check {
    code: Code {
        name: "threats-open",
        asks: &["SR-2.k", "SD-1.j"],
        summary: "nothing stops threats on an element, and nobody has decided about them",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threats-open.md"),
    },
    looks_at: LooksAt::Project,
    run: threats_open,
};

pub(crate) const THREAT_FACTS_UNKNOWN: Check = Check {
    code: Code {
        name: "threat-facts-unknown",
        asks: &["SR-2.i", "SR-2.k"],
        summary: "a record leaves open what decides whether threats exist",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-facts-unknown.md"),
    },
    looks_at: LooksAt::Project,
    run: threat_facts_unknown,
};

pub(crate) const DISPOSITION_OUTDATED: Check = Check {
    code: Code {
        name: "disposition-outdated",
        asks: &["SR-2.k"],
        summary: "what a decision about a threat rests on has changed",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/disposition-outdated.md"),
    },
    looks_at: LooksAt::Each(Kind::Disposition),
    run: disposition_outdated,
};

pub(crate) const DISPOSITION_ORPHANED: Check = Check {
    code: Code {
        name: "disposition-orphaned",
        asks: &["SR-2.k"],
        summary: "a decision is about a threat that there is no longer",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/disposition-orphaned.md"),
    },
    looks_at: LooksAt::Each(Kind::Disposition),
    run: disposition_orphaned,
};

pub(crate) const DISPOSITION_UNPINNED: Check = Check {
    code: Code {
        name: "disposition-unpinned",
        asks: &[],
        summary: "a decision about a threat stores no digest of what it rests on",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/disposition-unpinned.md"),
    },
    looks_at: LooksAt::Project,
    run: disposition_unpinned,
};

pub(crate) const THREAT_RULE_IDLE: Check = Check {
    code: Code {
        name: "threat-rule-idle",
        asks: &[],
        summary: "a threat rule of the project finds nothing, or the same everywhere",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/threat-rule-idle.md"),
    },
    looks_at: LooksAt::Project,
    run: threat_rule_idle,
};

/// Where a rule's threat stands as to SR-2.k.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Stopped, decided, or outside.
    Answered,
    /// Nothing stops it, and nobody has decided.
    Open,
    /// Another finding tells what is wrong: a fact is unknown, a decision does not hold.
    ToldElsewhere,
}

fn stands(threat: &Threat) -> Stands {
    match (&threat.decision, threat.state) {
        (Some(decision), _) if !decision.standing.in_force() => match threat.state {
            State::Stopped | State::StoppedUnproven => Stands::Answered,
            _ => Stands::ToldElsewhere,
        },
        // Put off with a date and an approver; whether that is enough is asked of the decision.
        (Some(decision), State::Open) if decision.response == Response::Defer => Stands::Answered,
        (_, State::Open) => Stands::Open,
        (_, State::Question) => Stands::ToldElsewhere,
        (_, State::Outside | State::Stopped | State::StoppedUnproven | State::Accepted | State::Transferred) => {
            Stands::Answered
        }
    }
}

/// Threats of the rules by element, those that are said by another one left out.
fn by_element(found: &Enumeration) -> BTreeMap<&str, Vec<&Threat>> {
    let mut elements: BTreeMap<&str, Vec<&Threat>> = BTreeMap::new();
    for threat in found.threats.iter().filter(|threat| threat.rule.is_some() && threat.shadow.is_none()) {
        elements.entry(threat.element.as_str()).or_default().push(threat);
    }
    elements
}

/// The record that an element's threats lie on: its own, or the product's.
fn record(cx: &Context<'_>, threats: &[&Threat]) -> Option<AnyId> {
    threats.first()?.on.first().copied().or(cx.product)
}

fn rule<'a>(cx: &Context<'a>, threat: &Threat) -> Option<&'a Rule> {
    cx.catalogs.threats().rules.get(threat.rule?)
}

/// Elements on which everything is answered: they show SR-2.k where there is nothing to decide about.
pub(crate) fn answered(cx: &Context<'_>) -> Vec<AnyId> {
    let elements = by_element(cx.threats());
    let answered = elements.values().filter(|threats| threats.iter().all(|threat| stands(threat) == Stands::Answered));
    answered.filter_map(|threats| record(cx, threats)).collect()
}

/// A design in which mechanisms stop everything needs no decision.
fn nothing_to_decide(cx: &Context<'_>, out: &mut Outcome) {
    if cx.model.disposition.is_empty() {
        answered(cx).into_iter().for_each(|id| out.shows("SR-2.k", id));
    }
}

/// How many threats a finding names.
const NAMED: usize = 3;

fn threats_open(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREATS_OPEN.code;
    let found = cx.threats();
    let elements = by_element(found);
    let mut with_threats = BTreeSet::new();
    for (name, threats) in &elements {
        let about = record(cx, threats);
        let faces = about.is_some_and(|id| matches!(id.kind, Kind::Interface | Kind::Flow));
        let mut open: Vec<&&Threat> = threats.iter().filter(|threat| stands(threat) == Stands::Open).collect();
        with_threats.extend(about);
        if open.is_empty() {
            let answered = threats.iter().all(|threat| stands(threat) == Stands::Answered);
            if let Some(id) = about.filter(|_| answered) {
                out.shows("SR-2.k", id);
                if faces {
                    out.shows("SD-1.j", id);
                }
            }
            continue;
        }
        open.sort_by_key(|threat| std::cmp::Reverse(threat.severity));
        let message = match open.len() {
            1 => format!("nothing stops a threat on `{name}`, and nobody has decided about it"),
            many => format!("nothing stops {many} threats on `{name}`, and nobody has decided about them"),
        };
        let mut finding = place(cx, code, about, message, name);
        finding.requirement = if faces { vec!["SR-2.k".into(), "SD-1.j".into()] } else { vec!["SR-2.k".into()] };
        let worst = open.iter().take(NAMED).filter_map(|threat| {
            let rule = rule(cx, threat)?;
            let lacks = match threat.missing.as_slice() {
                [] => String::new(),
                kinds => format!(", lacks {}", kinds.join(" and ")),
            };
            Some(format!("{} ({}{lacks}): {}", rule.id, threat.severity.as_str(), rule.title))
        });
        let worst: Vec<String> = worst.collect();
        let more = open.len().saturating_sub(worst.len());
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        out.finding(
            finding
                .why("a threat that nothing stops and nobody has decided about is accepted by whoever did not look")
                .help(format!(
                    "{}{more}; record the mechanisms that stop them, or decide: `vauban threats {name} --new` writes \
                     the decisions to fill in",
                    worst.join("; ")
                )),
        );
    }
    // An interface on which the rules find nothing has been looked at as well.
    if !elements.is_empty() {
        for (id, _) in cx.each(Kind::Interface, &cx.model.interface) {
            if !with_threats.contains(&id) {
                out.shows("SD-1.j", id);
            }
        }
        if let Some(none) = cx.none_of(Kind::Interface) {
            out.shows("SD-1.j", none);
        }
    }
    out.next("SR-2.k", "describe the design: on components, interfaces and flows the rules find threats");
    out.next("SD-1.j", "describe interfaces and flows, and answer the threats that `vauban threats` finds on them");
}

fn threat_facts_unknown(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_FACTS_UNKNOWN.code;
    let found = cx.threats();
    let attributes = &cx.catalogs.threats().attributes;
    let key = |question: &Question| match question.key {
        "" => attributes.get(question.attribute).map_or("", |attribute| attribute.name.as_str()).to_owned(),
        key => key.to_owned(),
    };
    let mut records: BTreeMap<&str, (AnyId, Vec<&Question>)> = BTreeMap::new();
    for question in &found.questions {
        records.entry(&question.name).or_insert((question.record, Vec::new())).1.push(question);
    }
    for (name, (id, questions)) in records {
        let hang: BTreeSet<usize> = questions.iter().flat_map(|question| question.threats.iter().copied()).collect();
        let mut keys: Vec<String> = questions.iter().map(|question| format!("`{}`", key(question))).collect();
        keys.sort_unstable();
        keys.dedup();
        let threats = if hang.len() == 1 { "a threat exists".into() } else { format!("{} threats exist", hang.len()) };
        let message = format!("`{name}` leaves open whether {threats}: {}", few(&keys, ", "));
        out.finding(
            cx.about(code, id, message)
                .why("what nobody knows about the design is no reason to leave a threat out")
                .help(format!(
                    "set {}; `vauban threats --state question` says what each means and which words it takes",
                    keys.join(", ")
                )),
        );
    }
    for threats in by_element(found).values() {
        let known = threats.iter().all(|threat| threat.state != State::Question);
        if let Some(id) = record(cx, threats).filter(|_| known) {
            out.shows("SR-2.i", id);
        }
    }
    answered(cx).into_iter().for_each(|id| out.shows("SR-2.k", id));
    for aspect in code.asks {
        out.next(aspect, "describe the design: on components, interfaces and flows the rules find threats");
    }
}

/// Decisions with the threats that they are about.
fn decided(found: &Enumeration) -> BTreeMap<AnyId, Vec<&Threat>> {
    let mut decided: BTreeMap<AnyId, Vec<&Threat>> = BTreeMap::new();
    for threat in &found.threats {
        if let Some(decision) = &threat.decision {
            decided.entry(decision.record).or_default().push(threat);
        }
    }
    decided
}

/// The digest to store: of one threat there is one; of several decided together each has its own.
fn digest(cx: &Context<'_>, found: &Enumeration, threats: &[&Threat]) -> Option<String> {
    let mut digests: Vec<String> =
        threats.iter().filter_map(|threat| found.digest(threat, cx.model, cx.catalogs.threats())).collect();
    digests.sort_unstable();
    digests.dedup();
    if digests.len() == 1 { digests.pop() } else { None }
}

fn disposition_outdated(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DISPOSITION_OUTDATED.code;
    let found = cx.threats();
    nothing_to_decide(cx, out);
    for (id, threats) in decided(found) {
        let mut changed: Vec<String> = Vec::new();
        let mut split = None;
        for threat in &threats {
            match threat.decision.as_ref().map(|decision| &decision.standing) {
                Some(Standing::LookAgain(changes)) => changed.extend(changes.iter().cloned()),
                Some(Standing::ToConfirm(old)) => split = Some(old),
                _ => {}
            }
        }
        changed.sort_unstable();
        changed.dedup();
        let name = &cx.model.head(id).id;
        if let Some(old) = split {
            let now: Vec<String> = threats.iter().map(|threat| format!("`{}`", threat.id)).collect();
            let message = format!("decision `{name}` was made about `{old}`, which has become several elements");
            out.finding(
                cx.about(code, id, message)
                    .why("what was true of the whole need not be true of its parts")
                    .help(format!("decide about each: {}", few(&now, ", "))),
            );
        } else if changed.is_empty() {
            out.shows("SR-2.k", id);
        } else {
            let message = format!("what decision `{name}` rests on has changed: {}", few(&changed, "; "));
            let store = match digest(cx, found, &threats) {
                Some(digest) => format!("store `digest = \"{digest}\"`"),
                None => "store the digest that `vauban threats --format json` gives for the threat".to_owned(),
            };
            let place = cx.model.disposition.get(id.at as usize).and_then(|record| record.digest.as_ref());
            let mut finding = cx.about(code, id, message);
            if let Some(stored) = place {
                finding = finding.see(stored.0.span, "the digest of what it rested on");
            }
            out.finding(
                finding
                    .why("a decision holds for the facts it was made on, not for others")
                    .help(format!("look at the threat again, decide, then {store}")),
            );
        }
    }
    for gone in &found.gone {
        out.shows("SR-2.k", gone.record);
    }
    let shown: BTreeSet<AnyId> = out.shown.get("SR-2.k").into_iter().flatten().copied().collect();
    for (id, record) in cx.each(Kind::Disposition, &cx.model.disposition) {
        // Decisions about written threats and about depth rest on no facts of a rule.
        if record.digest.is_none() && !shown.contains(&id) {
            out.shows("SR-2.k", id);
        }
    }
}

fn disposition_orphaned(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DISPOSITION_ORPHANED.code;
    let found = cx.threats();
    nothing_to_decide(cx, out);
    let mut orphaned = BTreeSet::new();
    for orphan in &found.orphans {
        orphaned.insert(orphan.record);
        // That there is no such rule or element is told where references are resolved.
        if !orphan.placed {
            continue;
        }
        let message = format!("decision `{}` has lost its threat: {}", orphan.threat, orphan.why);
        let near: Vec<String> = orphan.candidates.iter().map(|id| format!("`{id}`")).collect();
        let near =
            if near.is_empty() { String::new() } else { format!("; perhaps it now belongs to {}", near.join(" or ")) };
        out.finding(
            cx.about(code, orphan.record, message)
                .why("a decision about nothing hides that the design has changed")
                .help(format!(
                    "if that is right, keep the record with `gone-since = \"VERSION\"`, or take it out{near}"
                )),
        );
    }
    for (id, _) in cx.each(Kind::Disposition, &cx.model.disposition).filter(|(id, _)| !orphaned.contains(id)) {
        out.shows("SR-2.k", id);
    }
}

fn disposition_unpinned(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DISPOSITION_UNPINNED.code;
    let found = cx.threats();
    for (id, threats) in decided(found) {
        let unpinned = |threat: &&Threat| {
            let standing = threat.decision.as_ref().map(|decision| &decision.standing);
            threat.rule.is_some() && standing == Some(&Standing::Unpinned)
        };
        if !threats.iter().any(unpinned) {
            continue;
        }
        let name = &cx.model.head(id).id;
        let help = match digest(cx, found, &threats) {
            Some(digest) => format!("add `digest = \"{digest}\"`"),
            None => "decide about each of its threats, with the digest of each".to_owned(),
        };
        out.finding(
            cx.about(code, id, format!("decision `{name}` stores no digest of what it rests on"))
                .why("if a fact of the design changes, nobody will notice that the decision was made on another")
                .help(help),
        );
    }
}

/// Only the project's own rules: those of the catalog are meant for designs of all kinds.
fn threat_rule_idle(cx: &Context<'_>, out: &mut Outcome) {
    let code = &THREAT_RULE_IDLE.code;
    let knowledge = cx.catalogs.threats();
    if !knowledge.rules.iter().any(|rule| rule.own) {
        return;
    }
    let found = cx.threats();
    let mut by_rule: BTreeMap<usize, usize> = BTreeMap::new();
    for rule in found.threats.iter().filter_map(|threat| threat.rule) {
        *by_rule.entry(rule).or_default() += 1;
    }
    for (at, rule) in knowledge.rules.iter().enumerate().filter(|(_, rule)| rule.own) {
        let mine = by_rule.get(&at).copied().unwrap_or(0);
        let all = found.bound.get(&rule.on).copied().unwrap_or(0);
        let message = match mine {
            0 => format!("rule `{}` finds no threat in this design", rule.id),
            mine if mine == all && all > 1 => {
                format!("rule `{}` finds its threat on every {} of this design", rule.id, rule.on.as_str())
            }
            _ => continue,
        };
        out.finding(
            place(cx, code, None, format!("{message} ({})", rule.place), &format!("rule.{}", rule.id))
                .why("a rule that tells no element from another says nothing about the design")
                .help(format!("look at its `when`: `{}`", rule.when.text)),
        );
    }
}

/// A finding at a record, or at the project's first file where there is none.
fn place(cx: &Context<'_>, code: &Code, about: Option<AnyId>, message: String, subject: &str) -> Finding {
    let finding = match about {
        Some(id) => cx.about(code, id, message),
        None => code.finding(message),
    };
    finding.subject(subject.to_owned())
}

//! The threats of a design, enumerated and written by hand, with the elements they lie on and what is done.
//!
//! Written are those that `vauban threats` shows: what is outside the assumed attacker, or said by another threat of
//! the same element, is counted and left. A question is no threat, and is left as well.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::reach;
use vauban_analysis::threats::{Enumeration, State, Threat as Found};
use vauban_catalog::threats::{Severity, Stride};
use vauban_model::{AnyId, Kind, Model, Ref, Response};

use crate::Subject;
use crate::design::{Mine, prose};
use crate::parties::Parties;
use crate::told::Told;

/// A threat that is written.
pub(crate) struct Threat {
    /// Its name: `RULE@kind.id`, or `threat.id`.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// What sets it off, where a person wrote that.
    pub(crate) vector: Option<String>,
    pub(crate) stride: Vec<Stride>,
    pub(crate) severity: Severity,
    pub(crate) state: State,
    /// Decided not to exist here.
    pub(crate) dismissed: bool,
    pub(crate) on: Vec<Place>,
    /// Mechanisms that stop it or make it less, then those of the decision.
    pub(crate) by: Vec<AnyId>,
    pub(crate) cwe: Vec<u32>,
    pub(crate) capec: Vec<u32>,
    pub(crate) cvss: Option<String>,
    /// Who would do it, where a person wrote that.
    pub(crate) attackers: Vec<AnyId>,
    /// Written by hand.
    pub(crate) by_hand: bool,
}

/// Where a threat lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// On an actor or component, by its position.
    Party(usize),
    /// On a flow, by its position.
    Flow(usize),
}

/// The threats of the product, in the order of the enumeration.
pub(crate) fn threats(
    subject: Subject<'_>,
    mine: &Mine<'_>,
    parties: &Parties<'_>,
    flows: &BTreeMap<AnyId, usize>,
    told: &mut Told,
) -> Vec<Threat> {
    let found: &Enumeration = subject.threats;
    let mut threats = Vec::new();
    let mut decisions = BTreeSet::new();
    for threat in &found.threats {
        if threat.shadow.is_some() {
            told.lost("threats", "said by another threat of the same element", &threat.id);
            continue;
        }
        let decision = threat.decision.as_ref().filter(|decision| decision.standing.in_force());
        let dismissed = threat.state == State::Outside
            && decision.is_some_and(|one| matches!(one.response, Response::NotApplicable | Response::Avoid));
        match threat.state {
            State::Outside if !dismissed => {
                told.lost("threats", "outside the assumed attacker", &threat.id);
                continue;
            }
            State::Question => {
                told.lost("threats", "questions: whether they exist hangs on something nobody has said", &threat.id);
                continue;
            }
            _ => {}
        }
        decisions.extend(decision.map(|decision| decision.record));
        let mut on: Vec<Place> = Vec::new();
        for id in &threat.on {
            places(subject.model, *id, parties, flows, &mut on);
        }
        on.sort_unstable();
        on.dedup();
        threats.push(Threat { on, dismissed, ..text(subject, threat) });
    }
    for (id, disposition) in mine.all(Kind::Disposition, &subject.model.disposition) {
        if !decisions.contains(&id) {
            told.lost("disposition", "not in force, or about no threat that is written", &disposition.head.name());
        }
    }
    threats
}

/// The cells of a drawing that an element comes down to.
fn places(model: &Model, id: AnyId, parties: &Parties<'_>, flows: &BTreeMap<AnyId, usize>, on: &mut Vec<Place>) {
    let party = |id: Option<AnyId>| id.and_then(|id| parties.at(id)).map(Place::Party);
    match id.kind {
        Kind::Flow => on.extend(flows.get(&id).copied().map(Place::Flow)),
        Kind::Interface => on.extend(party(reach::component_of(model, id))),
        Kind::Port => {
            let port = model.port.get(id.at as usize);
            on.extend(party(port.and_then(|port| port.on.as_ref()).and_then(Ref::to)));
        }
        Kind::Asset => {
            let asset = model.asset.get(id.at as usize);
            let holders = asset.into_iter().flat_map(|asset| asset.held_by.iter().filter_map(Ref::to));
            on.extend(holders.filter_map(|holder| party(Some(holder))));
        }
        _ => on.extend(party(Some(id))),
    }
}

fn text(subject: Subject<'_>, threat: &Found) -> Threat {
    let model = subject.model;
    let record = threat.record.and_then(|id| model.threat.get(id.at as usize));
    let rule = threat.rule.and_then(|rule| subject.catalogs.threats().rules.get(rule));
    let mut by: Vec<AnyId> = threat.mechanisms.iter().chain(&threat.reduced_by).copied().collect();
    let mut decided = None;
    if let Some(decision) = threat.decision.as_ref().filter(|decision| decision.standing.in_force())
        && let Some(disposition) = model.disposition.get(decision.record.at as usize)
    {
        by.extend(disposition.by.iter().filter_map(Ref::to));
        let until = decision.until.map_or_else(String::new, |until| format!(" until {until}"));
        let why = disposition.head.common.rationale.as_ref().map_or_else(String::new, |why| format!(" {}", &**why));
        decided = Some(format!("Decided: {}{until}.{why}", decision.response.word()));
    }
    let mut seen = BTreeSet::new();
    by.retain(|id| seen.insert(*id));
    let (title, description, vector) = match (record, rule) {
        (Some(record), _) => {
            let vector = record.vector.as_ref().map(|text| text.to_string());
            let needs = record.preconditions.as_ref().map(|text| format!("It takes: {}", &**text));
            let said = [vector.as_ref().map(|text| format!("How: {text}")), needs, decided];
            (record.head.title().to_owned(), prose(&record.head, &said), vector)
        }
        (None, Some(rule)) => {
            let said: Vec<String> = std::iter::once(rule.description.clone()).chain(decided).collect();
            (format!("{} ({})", rule.title, threat.element), said.join("\n\n"), None)
        }
        (None, None) => (threat.id.clone(), decided.unwrap_or_default(), None),
    };
    let numbers = |list: &[vauban_model::Text], name: &str| -> Vec<u32> {
        list.iter().filter_map(|word| word.strip_prefix(name)?.parse().ok()).collect()
    };
    Threat {
        id: threat.id.clone(),
        title,
        description,
        vector,
        stride: threat.stride.clone(),
        severity: threat.severity,
        state: threat.state,
        dismissed: false,
        on: Vec::new(),
        by,
        cwe: rule.map_or_else(
            || record.map_or_else(Vec::new, |record| numbers(&record.cwe, "CWE-")),
            |rule| rule.cwe.clone(),
        ),
        capec: rule.map_or_else(
            || record.map_or_else(Vec::new, |record| numbers(&record.capec, "CAPEC-")),
            |rule| rule.capec.clone(),
        ),
        cvss: record.and_then(|record| record.cvss.as_ref()).map(|text| text.to_string()),
        attackers: record.map_or_else(Vec::new, |record| record.attacker.iter().filter_map(Ref::to).collect()),
        by_hand: record.is_some(),
    }
}

//! Threats, one by one: which are new, which are gone, which are answered no longer.

use std::collections::BTreeMap;

use vauban_analysis::diff::{Fate, ThreatChange};
use vauban_analysis::threats::{Enumeration, Standing, State, Threat};

use super::seen::Seen;
use crate::compile::Compilation;

/// Threats that are open, those in the shadow of another left out.
pub(super) fn open(found: &Enumeration) -> usize {
    found.threats.iter().filter(|threat| threat.shadow.is_none() && threat.state == State::Open).count()
}

/// Threats that are new, gone or stand elsewhere: what asks for most first.
pub(super) fn changes(before: Option<Seen<'_>>, after: Seen<'_>) -> Vec<ThreatChange> {
    let old = before.and_then(|before| before.threats()).map(listed).unwrap_or_default();
    let Some(found) = after.threats() else { return Vec::new() };
    let new = listed(found);
    let mut changes: Vec<ThreatChange> = Vec::new();
    for (id, threat) in &new {
        let was = old.get(id);
        let state = was.map(|threat| threat.state);
        let why = again(threat).unwrap_or_default();
        let fate = match state {
            None if threat.state == State::Outside => continue,
            None => Fate::New,
            Some(_) if !why.is_empty() && was.is_some_and(|was| again(was).is_none()) => Fate::LookAgain,
            Some(before) if before == threat.state => continue,
            Some(before) if answered(before) && !answered(threat.state) => Fate::Reopened,
            Some(before) if !answered(before) && answered(threat.state) => Fate::Closed,
            Some(_) => Fate::Moved,
        };
        changes.push(told(after.compiled, threat, fate, state, Some(threat.state), why));
    }
    for (id, threat) in &old {
        if let Some(before) = before.filter(|_| !new.contains_key(id) && threat.state != State::Outside) {
            changes.push(told(before.compiled, threat, Fate::Gone, Some(threat.state), None, Vec::new()));
        }
    }
    sort(&mut changes);
    changes
}

/// What asks for most first.
pub(super) fn sort(changes: &mut [ThreatChange]) {
    changes.sort_by(|a, b| (a.fate, &a.element, &a.id).cmp(&(b.fate, &b.element, &b.id)));
}

fn listed(found: &Enumeration) -> BTreeMap<&str, &Threat> {
    found.threats.iter().filter(|threat| threat.shadow.is_none()).map(|threat| (threat.id.as_str(), threat)).collect()
}

/// Whether nobody has to do anything about a threat in this state.
fn answered(state: State) -> bool {
    match state {
        State::Outside | State::Stopped | State::StoppedUnproven | State::Accepted | State::Transferred => true,
        State::Open | State::Question => false,
    }
}

/// What a decision has to be looked at again for.
fn again(threat: &Threat) -> Option<Vec<String>> {
    match &threat.decision.as_ref()?.standing {
        Standing::LookAgain(changes) => Some(changes.clone()),
        Standing::ToConfirm(old) => Some(vec![format!("it was decided about `{old}`, which has become several")]),
        Standing::Expired(day) => Some(vec![format!("it expired on {day}")]),
        Standing::Holds | Standing::Unpinned | Standing::Later(_) | Standing::Incomplete(_) => None,
    }
}

fn told(
    compiled: &Compilation,
    threat: &Threat,
    fate: Fate,
    before: Option<State>,
    after: Option<State>,
    why: Vec<String>,
) -> ThreatChange {
    let rule = threat.rule.and_then(|rule| compiled.catalogs.threats().rules.get(rule));
    let title = match (rule, threat.record) {
        (Some(rule), _) => rule.title.clone(),
        (None, Some(record)) => compiled.model.head(record).title().to_owned(),
        (None, None) => String::new(),
    };
    ThreatChange {
        id: threat.id.clone(),
        title,
        element: threat.element.clone(),
        severity: threat.severity.as_str(),
        fate,
        before: before.map(State::word),
        after: after.map(State::word),
        why,
        variants: Vec::new(),
    }
}

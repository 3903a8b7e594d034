//! Where each node stands, in a word: what the checks and the enumeration judged, told at the node.
//!
//! A requirement is `passed` only if every test that verifies it passed on the current release. What nobody has run
//! is never counted as passed.

use vauban_model::{AnyId, FileFact, Kind, MechanismStatus, Method};

use super::graph::{Graph, Item, State};
use super::table::EdgeKind;
use super::{Ground, Outcome};
use crate::threats;

impl Outcome {
    /// The word in contracts.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::NotRun => "not-run",
        }
    }
}

pub(super) fn states(ground: Ground<'_>, graph: &mut Graph) {
    // A threat written by hand is in the enumeration by its record.
    let mut written = std::collections::BTreeMap::new();
    for (at, threat) in ground.threats.threats.iter().enumerate() {
        if let Some(id) = threat.record.filter(|id| id.kind == Kind::Threat) {
            written.insert(id, at);
        }
    }
    for at in 0..graph.nodes.len() {
        let state = match &graph.nodes[at].item {
            Item::Threat(number) => threat(ground, *number),
            Item::Record(id) if id.kind == Kind::Threat => match written.get(id) {
                Some(number) => threat(ground, *number),
                None => State { word: "question", why: "it lies on nothing that is there".to_owned() },
            },
            Item::Record(id) => record(ground, graph, at as u32, *id),
            Item::File(path) => match ground.facts.files.get(path) {
                Some(FileFact::There { .. }) => State { word: "there", why: String::new() },
                Some(FileFact::Refused(why)) => State { word: "unreadable", why: why.clone() },
                Some(FileFact::Missing) | None => State { word: "missing", why: "there is no such file".to_owned() },
            },
            Item::Section(..) | Item::Clause(_) => graph.nodes[at].state.clone(),
        };
        graph.nodes[at].state = state;
    }
}

fn threat(ground: Ground<'_>, number: usize) -> State {
    let Some(threat) = ground.threats.threats.get(number) else { return State::default() };
    let why = match (&threat.shadow, threat.state) {
        (Some(shadow), _) => format!("told under {shadow}"),
        (None, threats::State::Open) if !threat.missing.is_empty() => format!("missing: {}", threat.missing.join(", ")),
        _ => String::new(),
    };
    State { word: threat.state.word(), why }
}

fn word(word: &'static str) -> State {
    State { word, why: String::new() }
}

fn record(ground: Ground<'_>, graph: &Graph, node: u32, id: AnyId) -> State {
    let (model, proven) = (ground.model, ground.proven);
    let at = id.at as usize;
    match id.kind {
        Kind::Test => match proven.tests.get(&id) {
            Some((outcome, why)) => State { word: outcome.word(), why: why.clone() },
            None => word(Outcome::NotRun.word()),
        },
        Kind::Requirement => requirement(ground, graph, node, id),
        Kind::Mechanism => {
            let Some(mechanism) = model.mechanism.get(at) else { return State::default() };
            match mechanism.status.as_ref().map_or(MechanismStatus::Designed, |status| status.value) {
                MechanismStatus::Implemented if proven.verified.contains(&id) => word("verified"),
                status => word(status.word()),
            }
        }
        Kind::TestRun => {
            let bound = proven.runs.get(&id).map(Vec::as_slice).unwrap_or_default();
            let current = bound.iter().find(|(release, _)| Some(*release) == proven.release);
            match (current, bound.first()) {
                (Some((_, "contradiction")), _) => {
                    State { word: "other-build", why: "it names the release and tested another build".to_owned() }
                }
                (Some((_, "named")), _) => {
                    State { word: "on-release", why: "by name; neither commit nor artefact says so".to_owned() }
                }
                (Some(_), _) => word("on-release"),
                (None, Some(_)) => word("other-release"),
                (None, None) => State { word: "no-release", why: "it is tied to no release".to_owned() },
            }
        }
        Kind::Release if proven.release == Some(id) => word("current"),
        Kind::Issue => model
            .issue
            .get(at)
            .and_then(|issue| issue.state.as_ref())
            .map_or_else(State::default, |state| word(state.value.word())),
        Kind::Disposition => {
            let said = model.disposition.get(at).and_then(|record| record.response.as_ref());
            said.map_or_else(State::default, |response| word(response.value.word()))
        }
        Kind::PracticeAnswer => {
            let said = model.practice_answer.get(at).and_then(|record| record.answer.as_ref());
            said.map_or_else(State::default, |answer| word(answer.value.word()))
        }
        _ => State::default(),
    }
}

fn requirement(ground: Ground<'_>, graph: &Graph, node: u32, id: AnyId) -> State {
    let tests = graph.below(node).filter(|(edge, _)| edge.kind == EdgeKind::Verifies);
    let mut many = 0;
    let mut open: Option<(Outcome, String)> = None;
    for (_, test) in tests {
        many += 1;
        let Item::Record(test) = graph.node(test).item else { continue };
        let name = ground.model.head(test).name();
        let (outcome, why) = ground.proven.tests.get(&test).cloned().unwrap_or((Outcome::NotRun, String::new()));
        // A failure says more than what was not run.
        if outcome != Outcome::Passed && open.as_ref().is_none_or(|(known, _)| *known == Outcome::NotRun) {
            let why = if why.is_empty() { format!("`{name}`") } else { format!("`{name}`: {why}") };
            open = Some((outcome, why));
        }
    }
    match (many, open) {
        (_, Some((outcome, why))) => State { word: outcome.word(), why },
        (0, None) => {
            let record = ground.model.requirement.get(id.at as usize);
            let otherwise = record.is_some_and(|record| {
                let method = record.method.as_ref().is_some_and(|method| method.value != Method::Test);
                method && record.verification.as_ref().is_some_and(|text| !text.trim().is_empty())
            });
            if otherwise { word("verified-otherwise") } else { word("untested") }
        }
        (_, None) => word(Outcome::Passed.word()),
    }
}

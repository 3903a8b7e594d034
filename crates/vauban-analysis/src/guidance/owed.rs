//! Records that users must be told about, and why. The checks of SG-1 to SG-6 ask by the same rules.

use vauban_model::kinds::{Actor, Asset, Issue, Port};
use vauban_model::{
    AnyId, AssetKind, Impact, IssueDecision, IssueState, Kind, MechanismStatus, Model, PortState, Record, Ref, Response,
};

use crate::reach;
use crate::scope::Owners;

/// What a record is to users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A layer of the product's defence (SG-1).
    Defence,
    /// A known risk that stays (SG-1.c).
    Risk,
    /// Something that the environment must provide (SG-2).
    Environment,
    /// A threat that was given to the environment (SG-2.c).
    Transferred,
    /// An interface that others use (SG-3.b).
    Interface,
    /// A port that is left on the device (SG-3.c).
    Port,
    /// A security option (SG-3.d).
    Option,
    /// Somebody with duties (SG-5.a).
    Duty,
    /// An account (SG-6).
    Account,
    /// Data that must not be found afterwards (SG-4).
    Disposal,
}

impl Topic {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Defence => "layer of the product",
            Topic::Risk => "known risk",
            Topic::Environment => "measure of the environment",
            Topic::Transferred => "transferred threat",
            Topic::Interface => "external interface",
            Topic::Port => "port on the device",
            Topic::Option => "security option",
            Topic::Duty => "duties of a user",
            Topic::Account => "account",
            Topic::Disposal => "data to remove",
        }
    }
}

/// A record that users must be told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The record.
    pub record: AnyId,
    /// What it is to them.
    pub topic: Topic,
}

/// What users of a product must be told about, topic by topic.
pub fn owed(model: &Model, owners: &Owners, product: Option<AnyId>) -> Vec<Owed> {
    let mut found = Vec::new();
    let mut add = |kind: Kind, topic: Topic, yes: &dyn Fn(usize) -> bool| {
        for at in 0..model.count(kind) {
            let record = AnyId { kind, at: at as u32 };
            if owners.concerns(product, model.head(record)) && yes(at) {
                found.push(Owed { record, topic });
            }
        }
    };
    add(Kind::Mechanism, Topic::Defence, &|at| {
        let status = model.mechanism.get(at).and_then(|mechanism| mechanism.status.as_ref());
        status.is_none_or(|status| status.value != MechanismStatus::Proposed)
    });
    add(Kind::Issue, Topic::Risk, &|at| model.issue.get(at).is_some_and(stays_open));
    add(Kind::Assumption, Topic::Environment, &|_| true);
    add(Kind::Disposition, Topic::Transferred, &|at| {
        let response = model.disposition.get(at).and_then(|disposition| disposition.response.as_ref());
        response.is_some_and(|response| response.value == Response::Transfer)
    });
    let comers = comers(model);
    add(Kind::Interface, Topic::Interface, &|at| {
        let record = model.interface.get(at);
        record.is_some_and(|interface| reach::external(model, interface, comers.get(at).map_or(&[], Vec::as_slice)))
    });
    add(Kind::Port, Topic::Port, &|at| model.port.get(at).is_some_and(port_left));
    add(Kind::UserOption, Topic::Option, &|_| true);
    add(Kind::Actor, Topic::Duty, &|at| model.actor.get(at).is_some_and(person));
    add(Kind::Account, Topic::Account, &|_| true);
    add(Kind::Asset, Topic::Disposal, &|at| {
        let asset = model.asset.get(at);
        asset.is_some_and(|asset| stored(asset) && secret(asset) || !asset.also_held_in.is_empty())
    });
    found
}

/// Who comes over each interface: its users, and the sources of flows to it.
fn comers(model: &Model) -> Vec<Vec<AnyId>> {
    let mut comers: Vec<Vec<AnyId>> =
        model.interface.iter().map(|interface| interface.users.iter().filter_map(Ref::to).collect()).collect();
    for flow in model.flow.iter().filter(|flow| !flow.head.removed) {
        let ends = flow.from.as_ref().and_then(Ref::to).zip(flow.to.as_ref().and_then(Ref::to));
        if let Some((from, to)) = ends
            && let Some(of) = comers.get_mut(to.at as usize)
        {
            of.push(from);
        }
    }
    comers
}

/// Whether an asset lies in the product.
fn stored(asset: &Record<Asset>) -> bool {
    asset.held_by.iter().any(|holder| holder.to().is_some())
}

/// Whether an asset must not be found on a discarded device.
pub fn secret(asset: &Record<Asset>) -> bool {
    let kind = asset.kind.as_ref().is_some_and(|kind| matches!(kind.value, AssetKind::Key | AssetKind::Credential));
    let impact = asset.impact.as_ref().and_then(|impact| impact.confidentiality.as_ref());
    kind || impact.is_some_and(|impact| impact.value >= Impact::Moderate)
}

/// Whether an actor is a person; actors without kind count as people.
pub fn person(actor: &Record<Actor>) -> bool {
    actor.kind.as_ref().is_none_or(|kind| kind.as_str() == "person")
}

/// Whether a port is left on the device, guarded or open.
pub fn port_left(port: &Record<Port>) -> bool {
    port.state.as_ref().is_some_and(|state| matches!(state.value, PortState::Protected | PortState::Present))
}

/// Whether an issue was accepted or put off, and has not ended.
pub fn stays_open(issue: &Record<Issue>) -> bool {
    let decided = issue
        .decision
        .as_ref()
        .is_some_and(|decision| matches!(decision.value, IssueDecision::Defer | IssueDecision::Accept));
    let state = issue.state.as_ref().map(|state| state.value);
    let ended = matches!(state, Some(IssueState::Fixed | IssueState::Closed | IssueState::Rejected));
    matches!(state, Some(IssueState::Deferred | IssueState::Accepted)) || (decided && !ended)
}

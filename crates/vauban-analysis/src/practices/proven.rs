//! Proven components (SD-4.b): cryptography and protocols that are our own where proven ones exist.

use std::collections::BTreeSet;

use vauban_model::kinds::{Component, Mechanism};
use vauban_model::{AnyId, ComponentForm, Record, Ref, Term};

use super::design::{Design, is_of, yes};
use super::{Candidate, Question};

/// Kinds of mechanism that a protocol brings, or that somebody has to invent.
const CHANNEL: [&str; 4] = ["channel-encryption", "channel-integrity", "message-authentication", "replay-protection"];

/// How many protocols a candidate offers.
const OFFERED: usize = 4;

pub(super) fn find(design: &Design<'_>, out: &mut Vec<Candidate>) {
    for (id, mechanism) in design.mechanisms() {
        own_cryptography(design, id, mechanism, out);
    }
    for (id, component) in design.components() {
        own_library(id, component, out);
    }
    own_protocols(design, out);
}

/// A mechanism made of cryptography, in our own code, that stands on no part of a supplier.
fn own_cryptography(design: &Design<'_>, id: AnyId, mechanism: &Record<Mechanism>, out: &mut Vec<Candidate>) {
    let kinds: Vec<&str> =
        design.kinds(mechanism).filter(|kind| kind.cryptographic).map(|kind| kind.id.as_str()).collect();
    if kinds.is_empty() || !design.own_code(id, mechanism) {
        return;
    }
    let seen = format!(
        "is {} in our own code ({}), and neither `relies-on` nor `enforced-by` names a part of a supplier",
        kinds.join(", "),
        mechanism.code.iter().take(2).map(|glob| glob.trim()).collect::<Vec<_>>().join(", ")
    );
    out.push(Candidate { element: id, question: Question::OwnCryptography, seen, related: Vec::new() });
}

/// A library of our own that is there for cryptography.
fn own_library(id: AnyId, component: &Record<Component>, out: &mut Vec<Candidate>) {
    let library = component.form.as_ref().is_some_and(|form| form.value == ComponentForm::Library);
    let ours = component.supplier.is_none() && !component.code.is_empty();
    if library && ours && yes(&component.crypto) {
        let seen = "is a library of our own that uses cryptography".to_owned();
        out.push(Candidate { element: id, question: Question::OwnCryptography, seen, related: Vec::new() });
    }
}

/// An interface without a protocol of the catalog whose channel our own code protects.
fn own_protocols(design: &Design<'_>, out: &mut Vec<Candidate>) {
    for (id, interface) in design.own_interfaces() {
        if interface.protocol.is_some() || !design.external(id, interface) {
            continue;
        }
        let flows = Design::of(&design.flows, id).iter();
        let spoken = flows.clone().any(|flow| design.flow(*flow).is_some_and(|flow| flow.protocol.is_some()));
        let guards: BTreeSet<AnyId> =
            flows.chain([&id]).flat_map(|element| Design::of(&design.guards, *element)).copied().collect();
        let own = guards.iter().filter(|guard| {
            let mechanism = design.mechanism(**guard);
            mechanism.is_some_and(|mechanism| is_of(mechanism, &CHANNEL) && design.own_code(**guard, mechanism))
        });
        let own: Vec<AnyId> = own.copied().collect();
        if spoken || own.is_empty() || carried(design, interface.carried_by.as_ref().and_then(Ref::to)) {
            continue;
        }
        let wanted: BTreeSet<&str> = own
            .iter()
            .filter_map(|guard| design.mechanism(*guard))
            .flat_map(|mechanism| mechanism.kind.iter().map(Term::as_str))
            .filter(|kind| CHANNEL.contains(kind))
            .collect();
        let known = design.catalogs.threats().protocols.iter();
        let known = known.filter(|profile| wanted.iter().all(|kind| profile.provides.iter().any(|has| has == kind)));
        let known: Vec<&str> = known.map(|profile| profile.id.as_str()).collect();
        if known.is_empty() {
            continue;
        }
        let seen = format!(
            "names no `protocol`, and {} protects what passes with {}; {} profiles of the catalog bring that: {}",
            design.names(&own),
            wanted.iter().copied().collect::<Vec<_>>().join(", "),
            known.len(),
            known.iter().take(OFFERED).copied().collect::<Vec<_>>().join(", ")
        );
        out.push(Candidate { element: id, question: Question::OwnProtocol, seen, related: own });
    }
}

/// Whether what carries an interface speaks a protocol of the catalog with protection of its own.
fn carried(design: &Design<'_>, carrier: Option<AnyId>) -> bool {
    let protocol = carrier.and_then(|carrier| design.interface(carrier)?.protocol.as_ref());
    let profile = protocol.and_then(|protocol| design.catalogs.threats().protocol(protocol.as_str()));
    profile.is_some_and(|profile| profile.provides.iter().any(|kind| CHANNEL.contains(&kind.as_str())))
}

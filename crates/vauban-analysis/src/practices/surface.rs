//! Attack surface reduction (SD-4.e): what is there although nobody needs it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::values::PartOf;
use vauban_model::kinds::{Component, Interface};
use vauban_model::{AnyId, Kind, Record, Ref, Term};

use super::design::{Design, no, targets, yes};
use super::{Candidate, Question};

pub(super) fn find(design: &Design<'_>, out: &mut Vec<Candidate>) {
    let carriers = design.carriers();
    for (id, interface) in design.own_interfaces() {
        idle_interface(design, id, interface, &carriers, out);
    }
    same_twice(design, out);
    idle_components(design, out);
}

/// An interface that is on, or cannot be switched off, and that nothing needs.
fn idle_interface(
    design: &Design<'_>,
    id: AnyId,
    interface: &Record<Interface>,
    carriers: &BTreeSet<AnyId>,
    out: &mut Vec<Candidate>,
) {
    let unused = design.comers(id, interface).is_empty() && !yes(&interface.needed) && !carriers.contains(&id);
    let unneeded = no(&interface.needed);
    let on = yes(&interface.enabled_by_default);
    let stays = no(&interface.can_be_disabled) && design.external(id, interface);
    let state = match (on, stays) {
        (true, true) => "is on when delivered and cannot be switched off",
        (true, false) => "is on when delivered",
        (false, true) => "cannot be switched off, and is reached from outside",
        (false, false) => return,
    };
    let need = match (unused, unneeded) {
        (true, _) => "no flow, user or intended use needs it",
        (false, true) => "it says itself that the intended use does not need it",
        (false, false) => return,
    };
    out.push(Candidate {
        element: id,
        question: Question::IdleInterface,
        seen: format!("{state}, and {need}"),
        related: Vec::new(),
    });
}

/// External interfaces of one kind that offer the same on the same assets to the same users.
fn same_twice(design: &Design<'_>, out: &mut Vec<Candidate>) {
    type Offer<'d> = (Option<&'d str>, Vec<&'d str>, BTreeSet<AnyId>, BTreeSet<AnyId>);
    let mut alike: BTreeMap<Offer<'_>, Vec<AnyId>> = BTreeMap::new();
    for (id, interface) in design.own_interfaces() {
        let users: BTreeSet<AnyId> = targets(&interface.users).into_iter().collect();
        let mut offers: Vec<&str> = interface.offers.iter().map(Term::as_str).collect();
        offers.sort_unstable();
        offers.dedup();
        if !offers.is_empty() && !users.is_empty() && design.external(id, interface) {
            let assets = interface.operations.iter().flat_map(|one| targets(&one.affects)).collect();
            let kind = interface.kind.as_ref().map(Term::as_str);
            alike.entry((kind, offers, users, assets)).or_default().push(id);
        }
    }
    for ((_, offers, users, _), interfaces) in alike {
        let [first, rest @ ..] = interfaces.as_slice() else { continue };
        let users: Vec<AnyId> = users.into_iter().collect();
        for id in rest {
            let seen = format!(
                "offers {} to {}, and so does `{}`",
                offers.join(", "),
                design.names(&users),
                design.name(*first)
            );
            out.push(Candidate { element: *id, question: Question::SameTwice, seen, related: vec![*first] });
        }
    }
}

/// Parts of the product that nothing names and that do nothing. A design without a way in has not got that far.
fn idle_components(design: &Design<'_>, out: &mut Vec<Candidate>) {
    if design.interfaces.is_empty() {
        return;
    }
    let mut named: BTreeSet<AnyId> = BTreeSet::new();
    for (_, component) in design.each(Kind::Component, &design.model.component) {
        named.extend(component.runs_on.as_ref().and_then(Ref::to));
        named.extend(component.refines.as_ref().and_then(Ref::to));
        if let Some(PartOf::Component(link)) = &component.part_of {
            named.extend(link.to);
        }
    }
    for (_, interface) in design.each(Kind::Interface, &design.model.interface) {
        named.extend(interface.on.as_ref().and_then(Ref::to));
        named.extend(targets(&interface.users));
        named.extend(interface.third_party.iter().flat_map(|parts| targets(&parts.components)));
    }
    for (_, flow) in design.each(Kind::Flow, &design.model.flow) {
        named.extend(flow.from.as_ref().and_then(Ref::to));
    }
    for (_, asset) in design.each(Kind::Asset, &design.model.asset) {
        named.extend(targets(&asset.held_by));
    }
    for (_, port) in design.each(Kind::Port, &design.model.port) {
        named.extend(port.on.as_ref().and_then(Ref::to));
    }
    for (_, mechanism) in design.each(Kind::Mechanism, &design.model.mechanism) {
        named.extend(mechanism.enforced_by.iter().flatten().filter_map(Ref::to));
        named.extend(targets(&mechanism.relies_on));
    }
    let idle = |(id, component): &(AnyId, &Record<Component>)| {
        !named.contains(id) && component.refines.is_none() && !yes(&component.essential)
    };
    for (id, _) in design.components().filter(idle) {
        let seen = "has no interface, flow, asset or port; nothing runs on it, and no mechanism needs it".to_owned();
        out.push(Candidate { element: id, question: Question::IdleComponent, seen, related: Vec::new() });
    }
}

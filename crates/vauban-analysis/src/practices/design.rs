//! The design as the questions need it: who stands beside whom, worked out in one walk.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_catalog::threats::MechanismKind;
use vauban_model::kinds::{Component, Flow, Interface, Mechanism};
use vauban_model::{AnyId, Flag, Kind, MechanismStatus, Model, Record, Ref, Side};

use crate::reach;
use crate::scope::Owners;

/// How many steps of `runs-on` or `relies-on` are followed; more is a circle, which is a finding of its own.
const LONGEST_CHAIN: usize = 64;

/// How many names a sentence lists before it only counts.
const NAMED: usize = 4;

/// The design of one product.
pub(super) struct Design<'a> {
    pub(super) model: &'a Model,
    pub(super) catalogs: &'a Catalogs,
    owners: &'a Owners,
    product: Option<AnyId>,
    /// Interfaces on each component.
    pub(super) interfaces: BTreeMap<AnyId, Vec<AnyId>>,
    /// Flows to each interface.
    pub(super) flows: BTreeMap<AnyId, Vec<AnyId>>,
    /// Assets that each component holds.
    pub(super) assets: BTreeMap<AnyId, Vec<AnyId>>,
    /// Mechanisms that protect each element; proposed ones count nowhere.
    pub(super) guards: BTreeMap<AnyId, Vec<AnyId>>,
    /// Mechanisms that keep each component from spreading.
    pub(super) containers: BTreeMap<AnyId, Vec<AnyId>>,
}

impl<'a> Design<'a> {
    pub(super) fn new(model: &'a Model, catalogs: &'a Catalogs, owners: &'a Owners, product: Option<AnyId>) -> Self {
        let mut design = Design {
            model,
            catalogs,
            owners,
            product,
            interfaces: BTreeMap::new(),
            flows: BTreeMap::new(),
            assets: BTreeMap::new(),
            guards: BTreeMap::new(),
            containers: BTreeMap::new(),
        };
        design.walk();
        design
    }

    fn walk(&mut self) {
        let mut interfaces: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for (id, interface) in self.each(Kind::Interface, &self.model.interface) {
            if let Some(on) = interface.on.as_ref().and_then(Ref::to) {
                interfaces.entry(on).or_default().push(id);
            }
        }
        let mut flows: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for (id, flow) in self.each(Kind::Flow, &self.model.flow) {
            if let Some(to) = flow.to.as_ref().and_then(Ref::to) {
                flows.entry(to).or_default().push(id);
            }
        }
        let mut assets: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for (id, asset) in self.each(Kind::Asset, &self.model.asset) {
            targets(&asset.held_by).into_iter().for_each(|holder| assets.entry(holder).or_default().push(id));
        }
        let mut guards: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        let mut containers: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for (id, mechanism) in self.mechanisms() {
            targets(&mechanism.protects).into_iter().for_each(|element| guards.entry(element).or_default().push(id));
            targets(&mechanism.contains).into_iter().for_each(|part| containers.entry(part).or_default().push(id));
        }
        self.interfaces = interfaces;
        self.flows = flows;
        self.assets = assets;
        self.guards = guards;
        self.containers = containers;
    }

    /// Records of a table that are about the product.
    pub(super) fn each<T>(
        &self,
        kind: Kind,
        table: &'a [Record<T>],
    ) -> impl Iterator<Item = (AnyId, &'a Record<T>)> + use<'a, T> {
        let (owners, product) = (self.owners, self.product);
        table.iter().enumerate().filter_map(move |(at, record)| {
            owners.concerns(product, &record.head).then_some((AnyId { kind, at: at as u32 }, record))
        })
    }

    /// Interfaces that carry others: what passes there is decided about by what they carry.
    pub(super) fn carriers(&self) -> BTreeSet<AnyId> {
        let interfaces = self.each(Kind::Interface, &self.model.interface);
        interfaces.filter_map(|(_, interface)| interface.carried_by.as_ref()?.to()).collect()
    }

    /// Components of the product itself.
    pub(super) fn components(&self) -> impl Iterator<Item = (AnyId, &'a Record<Component>)> + use<'a> {
        self.each(Kind::Component, &self.model.component).filter(|(_, component)| !reach::of_environment(component))
    }

    /// Interfaces on components of the product itself.
    pub(super) fn own_interfaces(&self) -> impl Iterator<Item = (AnyId, &'a Record<Interface>)> + use<'a> {
        let model = self.model;
        self.each(Kind::Interface, &model.interface).filter(move |(_, interface)| {
            let on = interface.on.as_ref().and_then(Ref::to).and_then(|on| model.component.get(on.at as usize));
            on.is_some_and(|component| !reach::of_environment(component))
        })
    }

    /// Mechanisms of the product or its environment that are more than proposed.
    pub(super) fn mechanisms(&self) -> impl Iterator<Item = (AnyId, &'a Record<Mechanism>)> + use<'a> {
        self.each(Kind::Mechanism, &self.model.mechanism).filter(|(_, mechanism)| {
            mechanism.status.as_ref().is_none_or(|status| status.value != MechanismStatus::Proposed)
        })
    }

    pub(super) fn component(&self, id: AnyId) -> Option<&'a Record<Component>> {
        (id.kind == Kind::Component).then(|| self.model.component.get(id.at as usize)).flatten()
    }

    pub(super) fn interface(&self, id: AnyId) -> Option<&'a Record<Interface>> {
        (id.kind == Kind::Interface).then(|| self.model.interface.get(id.at as usize)).flatten()
    }

    pub(super) fn mechanism(&self, id: AnyId) -> Option<&'a Record<Mechanism>> {
        (id.kind == Kind::Mechanism).then(|| self.model.mechanism.get(id.at as usize)).flatten()
    }

    pub(super) fn flow(&self, id: AnyId) -> Option<&'a Record<Flow>> {
        (id.kind == Kind::Flow).then(|| self.model.flow.get(id.at as usize)).flatten()
    }

    pub(super) fn name(&self, id: AnyId) -> String {
        self.model.head(id).name()
    }

    /// Names for a sentence: the first few, and how many more.
    pub(super) fn names(&self, ids: &[AnyId]) -> String {
        let some: Vec<String> = ids.iter().take(NAMED).map(|id| format!("`{}`", self.model.head(*id).id)).collect();
        match ids.len().saturating_sub(NAMED) {
            0 => some.join(", "),
            more => format!("{} and {more} more", some.join(", ")),
        }
    }

    /// What a record says in a list of the index.
    pub(super) fn of(list: &BTreeMap<AnyId, Vec<AnyId>>, id: AnyId) -> &[AnyId] {
        list.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who comes over an interface: its users, and the sources of flows to it.
    pub(super) fn comers(&self, id: AnyId, interface: &Record<Interface>) -> BTreeSet<AnyId> {
        let flows = Design::of(&self.flows, id).iter().filter_map(|flow| self.flow(*flow)?.from.as_ref()?.to());
        targets(&interface.users).into_iter().chain(flows).collect()
    }

    /// Whether somebody who is not part of the product can reach an interface.
    pub(super) fn external(&self, id: AnyId, interface: &Record<Interface>) -> bool {
        let comers: Vec<AnyId> = self.comers(id, interface).into_iter().collect();
        reach::external(self.model, interface, &comers)
    }

    /// A component and what it runs on.
    pub(super) fn below(&self, component: AnyId) -> Vec<AnyId> {
        let mut chain = vec![component];
        while let Some(next) = chain.last().and_then(|at| self.component(*at)?.runs_on.as_ref()?.to()) {
            if chain.contains(&next) || chain.len() > LONGEST_CHAIN {
                break;
            }
            chain.push(next);
        }
        chain
    }

    /// Whether one of these mechanisms is of one of these kinds.
    pub(super) fn of_kind(&self, mechanisms: &[AnyId], kinds: &[&str]) -> bool {
        mechanisms.iter().filter_map(|id| self.mechanism(*id)).any(|one| is_of(one, kinds))
    }

    /// Kinds of the catalog that a mechanism is of.
    pub(super) fn kinds<'m>(
        &self,
        mechanism: &'m Record<Mechanism>,
    ) -> impl Iterator<Item = &'a MechanismKind> + use<'a, 'm> {
        let threats = self.catalogs.threats();
        mechanism.kind.iter().filter_map(move |kind| threats.mechanism_kind(kind.as_str()))
    }

    /// Whether a mechanism is the product's own code, and stands on no part of a supplier.
    pub(super) fn own_code(&self, id: AnyId, mechanism: &Record<Mechanism>) -> bool {
        let ours = mechanism.provided_by.as_ref().is_none_or(|side| side.value != Side::Environment);
        if !ours || mechanism.code.is_empty() {
            return false;
        }
        let mut seen = BTreeSet::from([id]);
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            let Some(one) = self.mechanism(at) else { continue };
            let enforcers = one.enforced_by.iter().flatten().filter_map(Ref::to);
            for foundation in one.relies_on.iter().filter_map(Ref::to).chain(enforcers) {
                let bought = self.component(foundation).is_some_and(|part| part.supplier.is_some());
                if bought || foundation.kind == Kind::Supplier {
                    return false;
                }
                if foundation.kind == Kind::Mechanism && seen.len() <= LONGEST_CHAIN && seen.insert(foundation) {
                    open.push(foundation);
                }
            }
        }
        true
    }
}

/// Whether a mechanism is of one of these kinds.
pub(super) fn is_of(mechanism: &Record<Mechanism>, kinds: &[&str]) -> bool {
    mechanism.kind.iter().any(|kind| kinds.contains(&kind.as_str()))
}

/// What links mean; holes are left out.
pub(super) fn targets<T>(links: &[Ref<T>]) -> Vec<AnyId> {
    links.iter().filter_map(Ref::to).collect()
}

/// Whether a flag is there and set.
pub(super) fn yes(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

/// Whether a flag is there and not set.
pub(super) fn no(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| !flag.value)
}

/// A number and its noun.
pub(super) fn count(value: usize, noun: &str) -> String {
    format!("{value} {noun}{}", if value == 1 { "" } else { "s" })
}

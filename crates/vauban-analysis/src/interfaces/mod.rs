//! Interface sheets: the questions that SD-1 asks of every interface, each with what the records say and what follows
//! from the design around it.
//!
//! `answers` decides what counts as answered, and is the only place that does: the sheet, the overview and the check
//! `interface-questions-open` all ask it. `onward` follows what one can get to from an interface and `approach` who may come to an asset, `threats`, `depth`
//! and `reviews` gather by interface what other analyses and records say, `points` and `stated` put both sides of
//! every answer into words. The work grows with the number of records and of things they point at, not with its square.

mod answers;
mod approach;
mod concerns;
mod depth;
mod onward;
mod place;
mod points;
mod reviews;
mod sheet;
mod stated;
mod threats;

use std::collections::BTreeMap;

use vauban_catalog::Catalogs;
use vauban_model::{AnyId, Kind, Model, Record, Ref, kinds};

pub use answers::{Answer, Gap, Judged};
pub use approach::{Approach, Approached};
pub use concerns::{CONCERNS, Concern};
pub use depth::Shallow;
pub use onward::{Lead, Led, Worth};
pub use place::place_exists;
pub use reviews::{Looked, Seen};
pub use sheet::{Known, Overview, Point, Question, Sheet, Sheets};
pub use threats::{Facing, interface_of};

use crate::reach;
use crate::scope::Owners;

/// A question of SD-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// From where it is reachable.
    A,
    /// What the security context means for it.
    B,
    /// Who uses it and what it leads to.
    C,
    /// Whether its use crosses a trust boundary.
    D,
    /// Considerations, constraints, assumptions, threats.
    E,
    /// Who may do what.
    F,
    /// What guards it.
    G,
    /// Parts of others.
    H,
    /// Documentation.
    I,
    /// How its threats are answered.
    J,
    /// Whether it was observed, and reviewed.
    K,
}

impl Letter {
    /// All eleven.
    pub const ALL: [Letter; 11] = [
        Letter::A,
        Letter::B,
        Letter::C,
        Letter::D,
        Letter::E,
        Letter::F,
        Letter::G,
        Letter::H,
        Letter::I,
        Letter::J,
        Letter::K,
    ];

    /// What an interface inside one zone that crosses no boundary is asked.
    pub const INNER: [Letter; 5] = [Letter::A, Letter::C, Letter::D, Letter::G, Letter::J];

    /// The aspect, in the edition that checks speak of.
    pub fn aspect(self) -> &'static str {
        match self {
            Letter::A => "SD-1.a",
            Letter::B => "SD-1.b",
            Letter::C => "SD-1.c",
            Letter::D => "SD-1.d",
            Letter::E => "SD-1.e",
            Letter::F => "SD-1.f",
            Letter::G => "SD-1.g",
            Letter::H => "SD-1.h",
            Letter::I => "SD-1.i",
            Letter::J => "SD-1.j",
            Letter::K => "SD-1.k",
        }
    }

    /// `a` to `k`.
    pub fn word(self) -> &'static str {
        self.aspect().rsplit('.').next().unwrap_or("")
    }

    /// What is asked, in half a line.
    pub fn asks(self) -> &'static str {
        match self {
            Letter::A => "from where it is reachable",
            Letter::B => "what the security context means for it",
            Letter::C => "who uses it and what it leads to",
            Letter::D => "whether its use crosses a trust boundary",
            Letter::E => "what to consider and which constraints hold",
            Letter::F => "who may do what",
            Letter::G => "how each of the ten concerns is answered",
            Letter::H => "which parts of others it has and what security they bring",
            Letter::I => "where its use is documented",
            Letter::J => "how its threats are answered",
            Letter::K => "whether it was observed on the product",
        }
    }
}

/// The interfaces of a product, with what lies around them looked up once.
#[derive(Debug)]
pub struct Register<'a> {
    model: &'a Model,
    catalogs: &'a Catalogs,
    owners: &'a Owners,
    product: Option<AnyId>,
    /// Flows to each interface.
    flows: Vec<Vec<u32>>,
    /// Mechanisms that say they protect it or a flow to it.
    guards: Vec<Vec<u32>>,
    /// Assumptions about it.
    assumptions: Vec<Vec<u32>>,
    /// Parts of each component.
    parts: Vec<Vec<u32>>,
    /// Attackers by the zones they start in and the actors they act as.
    attackers: BTreeMap<AnyId, Vec<AnyId>>,
    graph: onward::Graph,
}

impl<'a> Register<'a> {
    /// Looks around every interface. Without a product, all records are one design.
    pub fn new(model: &'a Model, catalogs: &'a Catalogs, owners: &'a Owners, product: Option<AnyId>) -> Register<'a> {
        let mut register = Register {
            model,
            catalogs,
            owners,
            product,
            flows: vec![Vec::new(); model.interface.len()],
            guards: vec![Vec::new(); model.interface.len()],
            assumptions: vec![Vec::new(); model.interface.len()],
            parts: vec![Vec::new(); model.component.len()],
            attackers: BTreeMap::new(),
            graph: onward::Graph::default(),
        };
        for (at, attacker) in model.attacker.iter().enumerate() {
            if owners.concerns(product, &attacker.head) {
                let id = AnyId { kind: Kind::Attacker, at: at as u32 };
                let places = attacker.starts_in.iter().filter_map(Ref::to);
                let places = places.chain(attacker.acts_as.iter().filter_map(Ref::to));
                places.for_each(|place| register.attackers.entry(place).or_default().push(id));
            }
        }
        for (at, flow) in model.flow.iter().enumerate().filter(|(_, flow)| !flow.head.removed) {
            if let Some(flows) =
                flow.to.as_ref().and_then(Ref::to).and_then(|to| register.flows.get_mut(to.at as usize))
            {
                flows.push(at as u32);
            }
        }
        for (at, mechanism) in model.mechanism.iter().enumerate() {
            if !owners.concerns(product, &mechanism.head) {
                continue;
            }
            for what in mechanism.protects.iter().filter_map(Ref::to) {
                let interface = match what.kind {
                    Kind::Interface => Some(what.at),
                    Kind::Flow => model.flow.get(what.at as usize).and_then(|flow| Some(flow.to.as_ref()?.to()?.at)),
                    _ => None,
                };
                let guards = interface.and_then(|interface| register.guards.get_mut(interface as usize));
                if let Some(guards) = guards.filter(|guards| guards.last() != Some(&(at as u32))) {
                    guards.push(at as u32);
                }
            }
        }
        for (at, assumption) in model.assumption.iter().enumerate() {
            if !owners.concerns(product, &assumption.head) {
                continue;
            }
            for what in assumption.about.iter().filter_map(Ref::to).filter(|what| what.kind == Kind::Interface) {
                if let Some(about) = register.assumptions.get_mut(what.at as usize) {
                    about.push(at as u32);
                }
            }
        }
        for (at, component) in model.component.iter().enumerate().filter(|(_, part)| !part.head.removed) {
            if let Some(kinds::values::PartOf::Component(link)) = &component.part_of
                && let Some(parts) = link.to.and_then(|whole| register.parts.get_mut(whole.at as usize))
            {
                parts.push(at as u32);
            }
        }
        register.guards.iter_mut().chain(&mut register.assumptions).for_each(|list| {
            list.sort_unstable();
            list.dedup();
        });
        register.graph = onward::Graph::new(&register);
        register
    }

    /// The interfaces of the product, each id once.
    pub fn interfaces(&self) -> impl Iterator<Item = AnyId> + '_ {
        let all = self.model.interface.iter().enumerate();
        all.filter_map(|(at, interface)| {
            let id = AnyId { kind: Kind::Interface, at: at as u32 };
            let known = self.model.find(Kind::Interface, &interface.head.id) == Some(id);
            (known && self.owners.concerns(self.product, &interface.head)).then_some(id)
        })
    }

    /// The most valuable asset that an interface leads to, directly or onward; of several equal ones the nearest.
    pub fn worst(&self, interface: AnyId) -> Option<Worth> {
        self.graph.worst(self.model, interface)
    }

    /// What an interface leads to.
    pub fn leads(&self, interface: AnyId) -> Led {
        self.graph.leads(self.model, interface)
    }

    fn interface(&self, id: AnyId) -> Option<&'a Record<kinds::Interface>> {
        self.model.interface.get(id.at as usize)
    }

    /// The interface whose answers hold for another, where it says so.
    fn like(&self, interface: &Record<kinds::Interface>) -> Option<&'a Record<kinds::Interface>> {
        self.model.interface.get(interface.like.as_ref()?.to()?.at as usize)
    }

    fn flows_to(&self, id: AnyId) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Flow>)> + '_ {
        let flows = self.flows.get(id.at as usize).into_iter().flatten();
        flows.filter_map(|at| Some((AnyId { kind: Kind::Flow, at: *at }, self.model.flow.get(*at as usize)?)))
    }

    /// Who comes over an interface: its users, and the sources of flows to it; each once, by name.
    pub fn comers(&self, id: AnyId) -> Vec<AnyId> {
        let users = self.interface(id).into_iter().flat_map(|interface| interface.users.iter().filter_map(Ref::to));
        let sources = self.flows_to(id).filter_map(|(_, flow)| flow.from.as_ref()?.to());
        let mut comers: Vec<AnyId> = users.chain(sources).collect();
        comers.sort_by_key(|comer| self.model.head(*comer).name());
        comers.dedup();
        comers
    }

    /// Whether somebody who comes over an interface is no part of the product.
    fn outsider(&self, comer: AnyId) -> bool {
        match comer.kind {
            Kind::Component => self.model.component.get(comer.at as usize).is_some_and(reach::of_environment),
            _ => true,
        }
    }
}

//! What an interface leads to (SD-1.c): the assets that its operations and flows touch, and those one can get to from
//! there.
//!
//! Whoever misuses an interface may come to control the component it is on and what it installs; a component gives the
//! assets that it holds, what runs on it, its parts, and the interfaces that its flows go to; an asset gives those
//! that follow from it. This is what could be in reach, whatever stands in the way: how much does, depth says. Answers
//! of flows and neighbours in a zone are left to depth too.

use std::collections::VecDeque;

use vauban_model::kinds::values::{PartOf, Property};
use vauban_model::{AnyId, Impact, Kind, Model, Ref};

use super::Register;

/// Assets listed of one interface at most; the worst of all is always told.
const MOST: usize = 200;
/// Records looked at for one list at most.
const STEPS: usize = 20_000;

/// An asset, with the property whose loss would be worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The asset.
    pub asset: AnyId,
    /// The property.
    pub property: Property,
    /// How bad its loss would be.
    pub impact: Impact,
}

/// An asset that an interface leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// What it is worth.
    pub worth: Worth,
    /// Interfaces, components and assets on the way, both ends left out; empty if it is touched directly.
    pub via: Vec<AnyId>,
}

/// What an interface leads to: the worst first, of equal ones the nearest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Led {
    /// The assets.
    pub assets: Vec<Lead>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// Who leads to what. Nodes are interfaces, then components, then assets.
#[derive(Debug, Default)]
pub(super) struct Graph {
    interfaces: usize,
    components: usize,
    onward: Vec<Vec<u32>>,
    back: Vec<Vec<u32>>,
    /// The worst asset that each node leads to.
    worst: Vec<Option<u32>>,
}

impl Graph {
    pub(super) fn new(register: &Register<'_>) -> Graph {
        let model = register.model;
        let (interfaces, components) = (model.interface.len(), model.component.len());
        let nodes = interfaces + components + model.asset.len();
        let mut graph = Graph { interfaces, components, onward: vec![Vec::new(); nodes], ..Graph::default() };
        let mine = |head| register.owners.concerns(register.product, head);
        for (at, interface) in model.interface.iter().enumerate().filter(|(_, one)| mine(&one.head)) {
            let id = AnyId { kind: Kind::Interface, at: at as u32 };
            let affected = interface.operations.iter().flat_map(|operation| &operation.affects).filter_map(Ref::to);
            affected.for_each(|asset| graph.edge(id, asset));
            interface.on.iter().chain(&interface.installs).filter_map(Ref::to).for_each(|on| graph.edge(id, on));
            for (_, flow) in register.flows_to(id).filter(|(_, flow)| mine(&flow.head)) {
                let carried = flow.carries.iter().filter_map(Ref::to);
                let granted = flow.grants.iter().filter_map(|grant| grant.asset.to);
                carried.chain(granted).for_each(|asset| graph.edge(id, asset));
                let source = flow.from.as_ref().and_then(Ref::to).filter(|from| from.kind == Kind::Component);
                if let Some(source) = source {
                    graph.edge(source, id);
                }
            }
        }
        for (at, component) in model.component.iter().enumerate().filter(|(_, one)| mine(&one.head)) {
            let id = AnyId { kind: Kind::Component, at: at as u32 };
            let whole = match &component.part_of {
                Some(PartOf::Component(link)) => link.to,
                _ => None,
            };
            component.runs_on.iter().filter_map(Ref::to).chain(whole).for_each(|under| graph.edge(under, id));
        }
        for (at, asset) in model.asset.iter().enumerate().filter(|(_, one)| mine(&one.head)) {
            let id = AnyId { kind: Kind::Asset, at: at as u32 };
            asset
                .held_by
                .iter()
                .chain(&asset.in_clear_on)
                .filter_map(Ref::to)
                .for_each(|holder| graph.edge(holder, id));
            asset.derived_from.iter().filter_map(Ref::to).for_each(|source| graph.edge(source, id));
        }
        for next in &mut graph.onward {
            next.sort_unstable();
            next.dedup();
        }
        graph.back = vec![Vec::new(); nodes];
        for (from, next) in graph.onward.iter().enumerate() {
            for to in next {
                graph.back[*to as usize].push(from as u32);
            }
        }
        let mut assets: Vec<(Worth, &str)> = (0..model.asset.len())
            .map(|at| worth(model, at))
            .map(|worth| (worth, &*model.head(worth.asset).id))
            .collect();
        assets.sort_by(|a, b| (b.0.impact, a.1).cmp(&(a.0.impact, b.1)));
        let classes = assets.chunk_by(|a, b| a.0.impact == b.0.impact);
        let classes = classes.map(|class| class.iter().map(|(worth, _)| worth.asset).collect());
        graph.worst = graph.nearest(classes);
        graph
    }

    fn edge(&mut self, from: AnyId, to: AnyId) {
        if let (Some(from), Some(to)) = (self.node(from), self.node(to))
            && let Some(next) = self.onward.get_mut(from as usize)
        {
            next.push(to);
        }
    }

    /// Nodes that lead to one directly.
    pub(super) fn before(&self, node: u32) -> &[u32] {
        self.back.get(node as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn node(&self, id: AnyId) -> Option<u32> {
        let before = match id.kind {
            Kind::Interface => 0,
            Kind::Component => self.interfaces,
            Kind::Asset => self.interfaces + self.components,
            _ => return None,
        };
        Some(before as u32 + id.at)
    }

    pub(super) fn record(&self, node: u32) -> AnyId {
        let node = node as usize;
        if node < self.interfaces {
            AnyId { kind: Kind::Interface, at: node as u32 }
        } else if node < self.interfaces + self.components {
            AnyId { kind: Kind::Component, at: (node - self.interfaces) as u32 }
        } else {
            AnyId { kind: Kind::Asset, at: (node - self.interfaces - self.components) as u32 }
        }
    }

    /// For each node the place of the asset it leads to that comes first: of an earlier class, else nearer. Every
    /// node is looked at once, whatever the number of assets.
    pub(super) fn nearest(&self, classes: impl Iterator<Item = Vec<AnyId>>) -> Vec<Option<u32>> {
        let mut found: Vec<Option<u32>> = vec![None; self.onward.len()];
        let mut queue = VecDeque::new();
        for class in classes {
            for asset in class {
                if let Some(node) = self.node(asset)
                    && let Some(place) = found.get_mut(node as usize).filter(|place| place.is_none())
                {
                    *place = Some(asset.at);
                    queue.push_back(node);
                }
            }
            while let Some(node) = queue.pop_front() {
                for before in self.back.get(node as usize).into_iter().flatten() {
                    if found[*before as usize].is_none() {
                        found[*before as usize] = found[node as usize];
                        queue.push_back(*before);
                    }
                }
            }
        }
        found
    }

    pub(super) fn worst(&self, model: &Model, interface: AnyId) -> Option<Worth> {
        let asset = (*self.worst.get(self.node(interface)? as usize)?)?;
        Some(worth(model, asset as usize))
    }

    pub(super) fn leads(&self, model: &Model, interface: AnyId) -> Led {
        let mut led = Led::default();
        let Some(start) = self.node(interface) else { return led };
        let mut came_from = std::collections::BTreeMap::from([(start, start)]);
        let mut queue = VecDeque::from([start]);
        let mut found = Vec::new();
        while let Some(node) = queue.pop_front() {
            if came_from.len() > STEPS || found.len() >= MOST {
                led.more = true;
                break;
            }
            for next in self.onward.get(node as usize).into_iter().flatten() {
                if came_from.contains_key(next) {
                    continue;
                }
                came_from.insert(*next, node);
                queue.push_back(*next);
                if self.record(*next).kind == Kind::Asset {
                    found.push(*next);
                }
            }
        }
        for node in found {
            let mut via = Vec::new();
            let mut at = node;
            while let Some(before) = came_from.get(&at).copied().filter(|before| *before != start && *before != at) {
                via.push(self.record(before));
                at = before;
            }
            via.reverse();
            led.assets.push(Lead { worth: worth(model, self.record(node).at as usize), via });
        }
        led.assets.sort_by(|a, b| {
            let key = |lead: &Lead| (std::cmp::Reverse(lead.worth.impact), lead.via.len());
            key(a).cmp(&key(b)).then_with(|| model.head(a.worth.asset).id.cmp(&model.head(b.worth.asset).id))
        });
        led
    }
}

/// What an asset is worth: by the property whose loss would be worst.
fn worth(model: &Model, at: usize) -> Worth {
    let asset = AnyId { kind: Kind::Asset, at: at as u32 };
    let impact = model.asset.get(at).and_then(|asset| asset.impact.as_ref());
    let of = |property: Property| {
        let stated = impact.and_then(|impact| match property {
            Property::Confidentiality => impact.confidentiality.as_ref(),
            Property::Integrity => impact.integrity.as_ref(),
            Property::Availability => impact.availability.as_ref(),
        });
        stated.map_or(Impact::None, |stated| stated.value)
    };
    let mut worth = Worth { asset, property: Property::Integrity, impact: Impact::None };
    for property in Property::ALL {
        if of(property) > worth.impact {
            worth = Worth { asset, property, impact: of(property) };
        }
    }
    worth
}

//! Which kinds of mechanism are in force where.
//!
//! A mechanism is in force on what its record names, and on whatever can only be reached past that: an interface is
//! behind the interfaces that carry it, its component, and the boundaries between its component and every zone it can
//! be reached from; a flow is behind the interface it goes to; a component behind all of its exposed interfaces
//! together. Several ways to one thing count as far as all of them do.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::threats::Threats;
use vauban_model::{AnyId, Kind, MechanismStatus, Record, Ref, kinds};

use super::layout::{Course, Layout, Part, Party, Way, id};

/// Kinds of mechanism as bits, by their place in the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kinds([u64; 4]);

impl Kinds {
    pub(crate) fn one(at: usize) -> Kinds {
        let mut kinds = Kinds::default();
        if let Some(word) = kinds.0.get_mut(at / 64) {
            *word = 1 << (at % 64);
        }
        kinds
    }

    pub(crate) fn and(self, other: Kinds) -> Kinds {
        Kinds(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    pub(crate) fn or(self, other: Kinds) -> Kinds {
        Kinds(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }

    pub(crate) fn holds(self, other: Kinds) -> bool {
        self.and(other) == other
    }
}

/// What is in force somewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    /// Kinds that the design counts on.
    pub(crate) designed: Kinds,
    /// Kinds that are implemented and tested.
    pub(crate) proven: Kinds,
    /// Mechanisms they come from, by place in the model, each with the kinds it adds.
    pub(crate) by: Vec<(u32, Kinds)>,
}

impl Guard {
    fn also(&mut self, other: &Guard) {
        self.designed = self.designed.or(other.designed);
        self.proven = self.proven.or(other.proven);
        self.by.extend(&other.by);
    }

    /// What all of several ways have; nothing where there is none.
    fn common<'g>(ways: impl IntoIterator<Item = &'g Guard>) -> Guard {
        let mut ways = ways.into_iter();
        let mut common = ways.next().cloned().unwrap_or_default();
        for way in ways {
            common.designed = common.designed.and(way.designed);
            common.proven = common.proven.and(way.proven);
            common.by.extend(&way.by);
        }
        let kept = common.designed;
        common.by.iter_mut().for_each(|(_, kinds)| *kinds = kinds.and(kept));
        common.by.retain(|(_, kinds)| !kinds.is_empty());
        common
    }

    fn tidy(mut self) -> Guard {
        self.by.sort_unstable();
        self.by.dedup();
        self
    }
}

/// A mechanism that counts.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) id: AnyId,
    pub(crate) kinds: Kinds,
    pub(crate) proven: bool,
}

/// The mechanisms of a product, and where they are in force.
pub(crate) struct Guards<'l, 'm> {
    layout: &'l Layout<'m>,
    /// Mechanisms that count at all, by place in the model.
    pub(crate) layers: BTreeMap<u32, Layer>,
    interfaces: Vec<Guard>,
    flows: Vec<Guard>,
    components: Vec<Guard>,
    assets: Vec<Guard>,
    /// Between two zones, smaller number first.
    between: BTreeMap<(u32, u32), Guard>,
    /// Interfaces and flows with everything on the way to them.
    ways: Vec<Guard>,
    courses: Vec<Guard>,
    /// Everything together.
    pub(crate) product: Guard,
}

impl<'l, 'm> Guards<'l, 'm> {
    /// `strength` is the class of attacker that mechanisms must resist.
    pub(crate) fn new(
        layout: &'l Layout<'m>,
        threats: &Threats,
        concerned: &dyn Fn(usize, &Record<kinds::Mechanism>) -> bool,
        tested: &BTreeSet<AnyId>,
        strength: i64,
    ) -> Guards<'l, 'm> {
        let model = layout.model;
        let kind_at: BTreeMap<&str, usize> =
            threats.mechanism_kinds.iter().enumerate().map(|(at, kind)| (kind.id.as_str(), at)).collect();
        let mut layers = BTreeMap::new();
        for (at, record) in model.mechanism.iter().enumerate() {
            if !concerned(at, record) || !stands(record, strength) {
                continue;
            }
            let kinds = record.kind.iter().filter_map(|kind| kind_at.get(kind.as_str()));
            let kinds = kinds.fold(Kinds::default(), |all, at| all.or(Kinds::one(*at)));
            let own = id(Kind::Mechanism, at);
            let implemented = record.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Implemented);
            layers.insert(at as u32, Layer { id: own, kinds, proven: implemented && tested.contains(&own) });
        }
        fall(model, &mut layers);
        let mut guards = Guards {
            layout,
            layers,
            interfaces: vec![Guard::default(); layout.ways.len()],
            flows: vec![Guard::default(); layout.courses.len()],
            components: vec![Guard::default(); layout.parts.len()],
            assets: vec![Guard::default(); model.asset.len()],
            between: BTreeMap::new(),
            ways: Vec::new(),
            courses: Vec::new(),
            product: Guard::default(),
        };
        guards.place();
        guards.ways = layout.ways.iter().enumerate().map(|(at, way)| guards.way(at, way)).collect();
        guards.courses = layout.courses.iter().enumerate().map(|(at, course)| guards.course(at, course)).collect();
        guards
    }

    /// Puts every mechanism where its record says it is.
    fn place(&mut self) {
        let model = self.layout.model;
        let mut boundaries = vec![Guard::default(); model.boundary.len()];
        for (at, layer) in &self.layers {
            let Some(record) = model.mechanism.get(*at as usize) else { continue };
            let proven = if layer.proven { layer.kinds } else { Kinds::default() };
            let own = Guard { designed: layer.kinds, proven, by: vec![(*at, layer.kinds)] };
            let named = record.protects.iter().filter_map(Ref::to);
            let mut named: Vec<AnyId> = named.chain(record.contains.iter().filter_map(Ref::to)).collect();
            named.sort_unstable();
            named.dedup();
            for what in named {
                let list = match what.kind {
                    Kind::Interface => &mut self.interfaces,
                    Kind::Flow => &mut self.flows,
                    Kind::Component => &mut self.components,
                    Kind::Asset => &mut self.assets,
                    Kind::Boundary => &mut boundaries,
                    _ => continue,
                };
                if let Some(place) = list.get_mut(what.at as usize) {
                    place.also(&own);
                }
            }
            self.product.also(&own);
        }
        let mut between: BTreeMap<(u32, u32), Vec<&Guard>> = BTreeMap::new();
        for (record, guard) in model.boundary.iter().zip(&boundaries) {
            let ends = record.from.as_ref().and_then(Ref::to).zip(record.to.as_ref().and_then(Ref::to));
            if let Some((from, to)) = ends.filter(|_| !record.head.removed) {
                between.entry((from.at.min(to.at), from.at.max(to.at))).or_default().push(guard);
            }
        }
        self.between = between.into_iter().map(|(pair, guards)| (pair, Guard::common(guards))).collect();
    }

    /// Everything that somebody from one of these zones passes on the way into the others.
    fn entry(&self, from: &[u32], into: &[u32]) -> Guard {
        if from.is_empty() || from.iter().any(|zone| into.contains(zone)) {
            return Guard::default();
        }
        let nothing = Guard::default();
        let mut all = Vec::new();
        for zone in from {
            let ways = into.iter().filter_map(|inner| self.between.get(&(*zone.min(inner), *zone.max(inner))));
            let ways: Vec<&Guard> = ways.collect();
            if ways.is_empty() {
                all.push(&nothing);
            }
            all.extend(ways);
        }
        Guard::common(all)
    }

    fn way(&self, at: usize, way: &Way) -> Guard {
        let mut guard = self.interfaces[at].clone();
        way.carried_by.iter().for_each(|carrier| guard.also(&self.interfaces[*carrier as usize]));
        guard.also(&Guard::common(way.flows.iter().map(|flow| &self.flows[*flow as usize])));
        if let Some(part) = way.on.and_then(|on| self.layout.part(on)) {
            guard.also(&self.entry(&way.reachable, &part.zones));
        }
        if let Some(on) = way.on {
            guard.also(&self.whole(on));
        }
        guard.tidy()
    }

    fn course(&self, at: usize, course: &Course) -> Guard {
        let mut guard = self.flows[at].clone();
        guard.also(&Guard::common(course.assets.iter().map(|asset| &self.assets[*asset as usize])));
        let Some(to) = course.to else { return guard.tidy() };
        guard.also(&self.interfaces[to as usize]);
        let Some(way) = self.layout.way(to) else { return guard.tidy() };
        way.carried_by.iter().for_each(|carrier| guard.also(&self.interfaces[*carrier as usize]));
        if let Some(on) = way.on {
            guard.also(&self.whole(on));
            let zones = self.layout.part(on).map(|part| part.zones.as_slice()).unwrap_or_default();
            let last = course.through.iter().rev().find(|zone| !zones.contains(zone));
            match last {
                Some(last) => guard.also(&self.entry(&[*last], zones)),
                None => guard.also(&self.entry(&course.source_zones, zones)),
            }
        }
        guard.tidy()
    }

    /// What is in force on a component and on what it is part of.
    fn whole(&self, at: u32) -> Guard {
        let mut guard = self.components.get(at as usize).cloned().unwrap_or_default();
        let up = self.layout.part(at).map(|part| part.whole.as_slice()).unwrap_or_default();
        up.iter().for_each(|up| guard.also(&self.components[*up as usize]));
        guard
    }

    pub(crate) fn interface(&self, at: u32) -> &Guard {
        &self.ways[at as usize]
    }

    pub(crate) fn flow(&self, at: u32) -> &Guard {
        &self.courses[at as usize]
    }

    /// A component, with the ways that an attack on it takes and the assets it is about.
    pub(crate) fn component(&self, at: u32, ways: &[u32], courses: &[u32], assets: &[u32]) -> Guard {
        let mut guard = self.whole(at);
        let ways = ways.iter().map(|way| &self.ways[*way as usize]);
        let courses = courses.iter().map(|course| &self.courses[*course as usize]);
        guard.also(&Guard::common(ways.chain(courses)));
        guard.also(&Guard::common(assets.iter().map(|asset| &self.assets[*asset as usize])));
        guard.tidy()
    }

    /// What everything that an actor does has to pass.
    pub(crate) fn actor(&self, flows: &[u32]) -> Guard {
        Guard::common(flows.iter().map(|flow| &self.courses[*flow as usize])).tidy()
    }
}

/// Whether a mechanism counts by itself: more than proposed, strong enough, on nothing that is nowhere.
fn stands(record: &Record<kinds::Mechanism>, strength: i64) -> bool {
    let proposed = record.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed);
    let weak = record.resists.as_ref().is_some_and(|resists| resists.0.value < strength);
    !proposed && !weak && record.relies_on.iter().all(|one| one.to().is_some())
}

/// What relies on a mechanism that does not count does not count either, and is proven no better than it.
fn fall(model: &vauban_model::Model, layers: &mut BTreeMap<u32, Layer>) {
    let mut above: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, record) in model.mechanism.iter().enumerate() {
        for under in record.relies_on.iter().filter_map(Ref::to).filter(|one| one.kind == Kind::Mechanism) {
            above.entry(under.at).or_default().push(at as u32);
        }
    }
    let all = || 0..model.mechanism.len() as u32;
    let mut fallen: Vec<u32> = all().filter(|at| !layers.contains_key(at)).collect();
    while let Some(at) = fallen.pop() {
        for upper in above.get(&at).into_iter().flatten() {
            if layers.remove(upper).is_some() {
                fallen.push(*upper);
            }
        }
    }
    let mut loose: Vec<u32> = layers.iter().filter(|(_, layer)| !layer.proven).map(|(at, _)| *at).collect();
    while let Some(at) = loose.pop() {
        for upper in above.get(&at).into_iter().flatten() {
            if let Some(layer) = layers.get_mut(upper).filter(|layer| layer.proven) {
                layer.proven = false;
                loose.push(*upper);
            }
        }
    }
}

/// The ways that an attack on a component takes unless a rule is about particular ones: its exposed interfaces, and
/// the flows it starts and takes answers from.
pub(crate) fn usual_ways(
    part: &Part,
    at: u32,
    layout: &Layout<'_>,
    exposed: impl Fn(u32) -> bool,
    exposed_course: impl Fn(u32) -> bool,
) -> (Vec<u32>, Vec<u32>) {
    let ways = part.interfaces.iter().copied().filter(|way| exposed(*way)).collect();
    let answered = |flow: &u32| {
        let course = &layout.courses[*flow as usize];
        course.answers && layout.target(course) != Some(at) && exposed_course(*flow)
    };
    let courses = part.starts.iter().copied().filter(answered).collect();
    (ways, courses)
}

/// Who commands from a cloud service over which interfaces.
pub(crate) fn from_cloud(part: &Part, layout: &Layout<'_>, cloud: impl Fn(Option<Party>) -> bool) -> Vec<u32> {
    let of_cloud =
        |way: &u32| layout.ways[*way as usize].flows.iter().any(|flow| cloud(layout.courses[*flow as usize].source));
    part.interfaces.iter().copied().filter(of_cloud).collect()
}

//! What one more mechanism would do, at each place of a path.
//!
//! A new mechanism that shares nothing with the others costs the attacker one event more wherever they pass it. So
//! it raises a depth by one if it stands on every smallest way to the loss, and else by nothing; and it stands on
//! every one of them if there is none left when it cannot fall. That is asked here, over a design with such a
//! mechanism at every place, all of them absent but one.

use std::collections::BTreeMap;

use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::{Event, EventSet, Gate};
use vauban_model::kinds::values::Property;
use vauban_model::{AnyId, MechanismStatus};

use super::Defence;
use super::answer::{Question, Row, UnknownEvent, depths};
use super::case::Given;
use super::design::{Design, Element, Mechanism};
use super::system::{Equations, Source};

/// What a mechanism at a place would have to do to raise a depth, and what the depth would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The element of the design to protect.
    pub element: AnyId,
    /// What it would have to do.
    pub sort: Sort,
    /// The depth with it.
    pub depth: u32,
}

/// Sorts of mechanism, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// It keeps the property for what it protects: encryption, integrity protection, redundancy.
    Preserves(Property),
    /// It keeps what is controlled from spreading: isolation, sandbox.
    Contains,
    /// It keeps out whoever has no right here: authentication, filtering.
    StopsOutsiders,
    /// It keeps legitimate parties within their rights too: authorization, input validation, signed updates.
    StopsPeers,
    /// It keeps even a legitimate use from doing harm: dual approval, physical presence, one-way flow.
    StopsInsiders,
}

impl Sort {
    /// What it does, after "a mechanism there that".
    pub fn words(self) -> &'static str {
        match self {
            Sort::Preserves(Property::Confidentiality) => "keeps it from being read",
            Sort::Preserves(Property::Integrity) => "makes changes show",
            Sort::Preserves(Property::Availability) => "keeps it available",
            Sort::Contains => "keeps in whoever controls it",
            Sort::StopsOutsiders => "keeps out whoever has no right there",
            Sort::StopsPeers => "keeps legitimate parties within their rights",
            Sort::StopsInsiders => "keeps even a legitimate use from doing harm",
        }
    }
}

/// The design with one more mechanism of each sort at every place.
#[derive(Debug)]
pub(super) struct Guarded {
    design: Design,
    equations: Equations,
    /// By element: what the mechanisms there would do, and their numbers.
    places: BTreeMap<AnyId, Vec<(Sort, usize)>>,
}

impl Guarded {
    fn new(design: &Design) -> Guarded {
        let mut guarded = design.clone();
        let mut places: BTreeMap<AnyId, Vec<(Sort, usize)>> = BTreeMap::new();
        let stops = [Sort::StopsOutsiders, Sort::StopsPeers, Sort::StopsInsiders];
        let keeps = Property::ALL.map(Sort::Preserves);
        let mut add = |id: AnyId, element: Element, sort: Sort| {
            places.entry(id).or_default().push((sort, guarded.mechanisms.len()));
            guarded.mechanisms.push(guard(id, element, sort));
        };
        for (at, one) in design.boundaries.iter().enumerate() {
            add(one.id, Element::Boundary(at), Sort::StopsOutsiders);
        }
        for (at, one) in design.interfaces.iter().enumerate() {
            stops.iter().for_each(|sort| add(one.id, Element::Interface(at), *sort));
            add(one.id, Element::Interface(at), Sort::Preserves(Property::Availability));
        }
        for (at, one) in design.flows.iter().enumerate() {
            keeps.iter().chain(&stops).for_each(|sort| add(one.id, Element::Flow(at), *sort));
        }
        for (at, one) in design.assets.iter().enumerate() {
            keeps.iter().for_each(|sort| add(one.id, Element::Asset(at), *sort));
        }
        for (at, one) in design.components.iter().enumerate() {
            add(one.id, Element::Component(at), Sort::Contains);
        }
        let equations = Equations::new(&guarded);
        Guarded { design: guarded, equations, places }
    }
}

impl Defence {
    /// For the places of a row's path: the weakest sort of mechanism there that would raise the depth; those that
    /// raise it most first, then in the order of the path. At most `most` places are told.
    ///
    /// # Errors
    /// If an assumed event has a name that no event has.
    pub fn remedies(&self, question: &Question, row: &Row, most: usize) -> Result<Vec<Remedy>, UnknownEvent> {
        let (Some(paths), Some(depth)) = (self.paths(question, row)?, row.depth) else { return Ok(Vec::new()) };
        let path = paths.path(row, row.cut_sets.first().map_or(&[], Vec::as_slice));
        let mut places: Vec<AnyId> = Vec::new();
        for place in path.steps.iter().filter(|step| !step.bench).flat_map(|step| &step.over) {
            if !places.contains(place) {
                places.push(*place);
            }
        }
        let guarded = self.guarded.get_or_init(|| Guarded::new(&self.design));
        let Some(given) = self.given_in(guarded, question, row)? else { return Ok(Vec::new()) };
        let Some(ways) = self.ways(guarded, &given, row, depth) else { return Ok(Vec::new()) };
        let mut remedies = Vec::new();
        for place in places {
            let there = guarded.places.get(&place).into_iter().flatten();
            let mut sorts: Vec<(Sort, usize)> = there
                .filter(|(sort, _)| !matches!(sort, Sort::Preserves(kept) if *kept != row.property))
                .copied()
                .collect();
            sorts.sort_unstable();
            let found = sorts.into_iter().find_map(|(sort, at)| {
                let guard = guarded.equations.events.mechanisms[at];
                if ways.past(guard) {
                    return None;
                }
                let after = match ways.complete {
                    true => depth + 1,
                    false => self.unless(guarded, &given, guard, row, depth)?,
                };
                Some(Remedy { element: place, sort, depth: after })
            });
            remedies.extend(found);
            if remedies.len() >= most {
                break;
            }
        }
        Ok(remedies)
    }

    /// What is given in the guarded design, with no guard there yet.
    fn given_in(&self, guarded: &Guarded, question: &Question, row: &Row) -> Result<Option<Given>, UnknownEvent> {
        let mut assumed = self.assumed(question)?;
        assumed.events = assumed.events.iter().filter_map(|event| self.renumbered(*event, guarded)).collect();
        let Some(at) = guarded.design.place(row.attacker) else { return Ok(None) };
        let attacker = &guarded.design.attackers[at];
        let mut given = Given::new(&guarded.design, &guarded.equations, attacker, row.tier, &self.tested, &assumed);
        for (_, at) in guarded.places.values().flatten() {
            given.occurred.insert(guarded.equations.events.mechanisms[*at]);
        }
        Ok(Some(given))
    }

    /// The smallest ways to a row's loss, to be tried against a guard.
    fn ways<'a>(&self, guarded: &'a Guarded, given: &Given, row: &Row, depth: u32) -> Option<Ways<'a>> {
        let smallest: Vec<&Vec<u32>> = row.cut_sets.iter().filter(|set| set.len() == depth as usize).collect();
        let count = if depth == 0 { Some(&1) } else { row.by_order.get(depth as usize - 1) };
        let with = |set: &Vec<u32>| {
            let mut occurred = given.occurred.clone();
            let events = set.iter().filter_map(|cause| self.renumbered(self.event_of(*cause)?, guarded));
            events.for_each(|event| occurred.insert(event));
            occurred
        };
        Some(Ways {
            evaluator: Evaluator::new(&guarded.equations.system),
            top: guarded.equations.losses[guarded.design.place(row.asset)?][row.property as usize],
            complete: !smallest.is_empty() && count == Some(&(smallest.len() as u128)),
            occurred: smallest.into_iter().map(with).collect(),
        })
    }

    /// The depth with one guard in place, if that is more than without.
    fn unless(&self, guarded: &Guarded, given: &Given, guard: Event, row: &Row, depth: u32) -> Option<u32> {
        let mut given = given.clone();
        given.occurred.remove(guard);
        given.impossible.insert(guard);
        let asset = guarded.design.place(row.asset)?;
        let top = guarded.equations.losses[asset][row.property as usize];
        let system = guarded.equations.system.with(&given.occurred, &given.impossible);
        let evaluator = Evaluator::new(&system);
        if evaluator.holds(&EventSet::none(&system), top) {
            return None;
        }
        if depth == 0 {
            return Some(1);
        }
        let around = depths(&system, &[top]).first().copied().unwrap_or_default();
        match around {
            (Some(other), _) | (None, Some(other)) => (other > depth).then_some(depth + 1),
            (None, None) => Some(depth + 1),
        }
    }

    /// Events keep their meaning, not their numbers, when mechanisms are added.
    fn renumbered(&self, event: Event, guarded: &Guarded) -> Option<Event> {
        let theirs = &guarded.equations.events;
        match self.equations.source(event) {
            Source::Mechanism(at) => theirs.mechanisms.get(at).copied(),
            Source::Component(at) => theirs.components.get(at).copied().flatten(),
            Source::Supplier(at) => theirs.suppliers.get(at).copied().flatten(),
            Source::Actor(_) | Source::Switch => None,
        }
    }
}

/// The smallest ways to a loss in the guarded design: a guard raises the depth if it stands on all of them.
struct Ways<'a> {
    evaluator: Evaluator<'a>,
    top: Gate,
    /// What has occurred on each, with all guards fallen.
    occurred: Vec<EventSet>,
    /// Whether these are all of that size.
    complete: bool,
}

impl Ways<'_> {
    /// Whether one of them leads past a guard that stands.
    fn past(&self, guard: Event) -> bool {
        self.occurred.iter().any(|occurred| {
            let mut occurred = occurred.clone();
            occurred.remove(guard);
            self.evaluator.holds(&occurred, self.top)
        })
    }
}

/// A mechanism that does one thing, stands on nothing and can be turned off.
fn guard(id: AnyId, element: Element, sort: Sort) -> Mechanism {
    let mut guard = Mechanism {
        id,
        protects: vec![element],
        contains: Vec::new(),
        stops: [false; 3],
        preserves: [false; 3],
        admits: sort == Sort::StopsOutsiders,
        detects: false,
        components: Vec::new(),
        suppliers: Vec::new(),
        assets: Vec::new(),
        mechanisms: Vec::new(),
        enforcers: Vec::new(),
        environment: false,
        status: MechanismStatus::Proposed,
        resists: None,
        cost: None,
        absent: false,
    };
    match (sort, element) {
        (Sort::Preserves(property), _) => guard.preserves[property as usize] = true,
        (Sort::Contains, Element::Component(at)) => {
            guard.protects.clear();
            guard.contains.push(at);
        }
        (Sort::Contains, _) => {}
        (Sort::StopsOutsiders, _) => guard.stops = [true, false, false],
        (Sort::StopsPeers, _) => guard.stops = [true, true, false],
        (Sort::StopsInsiders, _) => guard.stops = [true, true, true],
    }
    guard
}

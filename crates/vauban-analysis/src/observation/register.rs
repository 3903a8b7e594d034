//! The ways in that records tell of, by what a tool can see of them.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_catalog::threats::Listens;
use vauban_model::{
    AnyId, Endpoint, Exposure, Flag, Head, Kind, Listener, Model, ObservationForm, Observed, PortState, Reach, Record,
    Ref, Sighting, kinds,
};

use super::{Asked, Meaning, Side, hardware};
use crate::reach;

/// Longest chain of carriers that is followed.
const LONGEST_CHAIN: usize = 8;

/// An interface of the product, with what can be seen of it.
#[derive(Debug)]
pub(super) struct Way<'a> {
    pub(super) id: AnyId,
    pub(super) record: &'a Record<kinds::Interface>,
    /// Component that offers it.
    on: Option<AnyId>,
    /// Where it listens, as written or as usual for its protocol.
    places: Vec<Listens>,
}

/// The ways in that records tell of.
#[derive(Debug)]
pub struct Register<'a> {
    pub(super) model: &'a Model,
    pub(super) ways: Vec<Way<'a>>,
    pub(super) ports: Vec<(AnyId, &'a Record<kinds::Port>)>,
    by_place: BTreeMap<Listens, Vec<usize>>,
    /// Interfaces that give a port and no transport.
    by_number: BTreeMap<u16, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// Interfaces by the id of the component that offers them.
    by_component: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Register<'a> {
    /// The ways in of the product whose records `mine` picks; what others offer to it is left out.
    pub fn new(model: &'a Model, catalogs: &Catalogs, mine: &dyn Fn(&Head) -> bool) -> Register<'a> {
        let ours = |on: Option<AnyId>| {
            let on = on.and_then(|on| model.component.get(on.at as usize));
            on.is_none_or(|component| !reach::of_environment(component))
        };
        let mut register = Register {
            model,
            ways: Vec::new(),
            ports: Vec::new(),
            by_place: BTreeMap::new(),
            by_number: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_component: BTreeMap::new(),
        };
        for (at, record) in model.interface.iter().enumerate() {
            let on = record.on.as_ref().and_then(Ref::to);
            if mine(&record.head) && ours(on) {
                register.enter(AnyId { kind: Kind::Interface, at: at as u32 }, record, on, catalogs);
            }
        }
        for (at, record) in model.port.iter().enumerate() {
            if mine(&record.head) && ours(record.on.as_ref().and_then(Ref::to)) {
                register.ports.push((AnyId { kind: Kind::Port, at: at as u32 }, record));
            }
        }
        register
    }

    fn enter(&mut self, id: AnyId, record: &'a Record<kinds::Interface>, on: Option<AnyId>, catalogs: &Catalogs) {
        let (at, model) = (self.ways.len(), self.model);
        let protocol = record.protocol.as_ref().and_then(|word| catalogs.threats().protocol(word.as_str()));
        let usual = protocol.map(|protocol| protocol.listens.as_slice()).unwrap_or_default();
        let mut places = usual.to_vec();
        if let Some(port) = record.port.as_ref().and_then(|port| u16::try_from(port.0.value).ok()) {
            places.iter_mut().for_each(|place| place.port = port);
            if places.is_empty() {
                self.by_number.entry(port).or_default().push(at);
                places.push(Listens { transport: vauban_catalog::threats::Transport::Tcp, port });
            }
        }
        places.sort_unstable();
        places.dedup();
        if !usual.is_empty() {
            for place in &places {
                self.by_place.entry(*place).or_default().push(at);
            }
        }
        if let Some(component) = on.and_then(|on| model.component.get(on.at as usize)) {
            self.by_component.entry(local(&component.head.id)).or_default().push(at);
        }
        let title = record.head.common.title.as_ref().map(|title| slug(title));
        for name in [Some(slug(local(&record.head.id))), title].into_iter().flatten() {
            self.by_name.entry(name).or_default().push(at);
        }
        self.ways.push(Way { id, record, on, places });
    }

    /// What each sighting of an observation means, in its order.
    pub fn meanings(&self, observation: &kinds::Observation, observed: &Observed) -> Vec<Meaning> {
        let nodes = hardware::meanings(self, observed);
        let one = |(sighting, node): (&Sighting, Option<Meaning>)| match sighting {
            Sighting::Listener(one) => self.listener(observation, one),
            Sighting::Endpoint(one) => self.endpoint(observation, one),
            Sighting::Node(_) => node.unwrap_or(Meaning::Unrecorded),
        };
        observed.sightings.iter().zip(nodes).map(one).collect()
    }

    fn listener(&self, observation: &kinds::Observation, seen: &Listener) -> Meaning {
        let found = self.at(observation, seen.at).or_else(|| self.of_process(observation, seen));
        match found {
            Some(way) => Meaning::Recorded(way.id),
            None if seen.internal => Meaning::Internal,
            None if !seen.certain => Meaning::Doubtful,
            None => Meaning::Unrecorded,
        }
    }

    /// The interface at a port, among the components that were looked at.
    fn at(&self, observation: &kinds::Observation, place: Listens) -> Option<&Way<'a>> {
        let named = self.by_place.get(&place).into_iter().chain(self.by_number.get(&place.port)).flatten();
        named.filter_map(|at| self.ways.get(*at)).find(|way| self.within(observation, way.on))
    }

    /// The interface of the component that the process is named after, where that interface gives no port of its own.
    fn of_process(&self, observation: &kinds::Observation, seen: &Listener) -> Option<&Way<'a>> {
        let ways = self.by_component.get(seen.process.as_str())?.iter().filter_map(|at| self.ways.get(*at));
        ways.filter(|way| self.within(observation, way.on)).find(|way| {
            let kind = way.record.kind.as_ref().map_or("", |kind| kind.as_str());
            let fits = matches!(kind, "web" | "api" | "fieldbus") || (kind == "process" && seen.internal);
            way.places.is_empty() && fits
        })
    }

    fn endpoint(&self, observation: &kinds::Observation, seen: &Endpoint) -> Meaning {
        let found = match seen.at {
            Some(place) => self.at(observation, place),
            None => self.named(observation, seen),
        };
        match found {
            Some(way) if seen.authenticated == Some(false) && claims_authentication(way.record) => {
                Meaning::Contradicts(way.id)
            }
            Some(way) => Meaning::Recorded(way.id),
            None if seen.crosses_boundary == Some(false) => Meaning::Internal,
            None => Meaning::Unrecorded,
        }
    }

    /// The interface that a service without a known port is named after, by id, title, path or component.
    fn named(&self, observation: &kinds::Observation, seen: &Endpoint) -> Option<&Way<'a>> {
        let names = [slug(&seen.service), slug(&seen.path)];
        let by_name = names.iter().filter(|name| !name.is_empty()).filter_map(|name| self.by_name.get(name)).flatten();
        let by_name = by_name.filter_map(|at| self.ways.get(*at)).find(|way| self.within(observation, way.on));
        by_name.or_else(|| {
            let offered = self.by_component.get(seen.service.as_str())?.iter().filter_map(|at| self.ways.get(*at));
            offered.into_iter().find(|way| self.within(observation, way.on))
        })
    }

    /// Whether a component, or what it is part of or runs on, was looked at.
    fn within(&self, observation: &kinds::Observation, component: Option<AnyId>) -> bool {
        if observation.on.is_empty() {
            return true;
        }
        let looked_at = |at: AnyId| observation.on.iter().any(|on| on.to() == Some(at));
        component.is_some_and(|component| reach::carriers(self.model, component).any(looked_at))
    }

    /// The records that an observation should have seen: what it covers and is on when delivered.
    pub fn expected(&self, form: ObservationForm, observation: &kinds::Observation, observed: &Observed) -> Vec<AnyId> {
        let asked = Asked::new(observed);
        let listening = |networked: bool| {
            let ways = self.ways.iter().filter(move |way| !networked || self.reached_from(observation, way));
            let ways = ways.filter(|way| way.places.iter().any(|place| asked.holds(*place)));
            let ways = ways.filter(|way| self.on_as_delivered(way) && self.within(observation, way.on));
            ways.map(|way| way.id).collect()
        };
        match form {
            ObservationForm::Nmap => listening(true),
            ObservationForm::Listeners => listening(false),
            ObservationForm::Board => {
                let ports = self.ports.iter().filter(|(_, port)| usable(port));
                let ports = ports.filter(|(_, port)| self.within(observation, port.on.as_ref().and_then(Ref::to)));
                ports.map(|(id, _)| *id).collect()
            }
            ObservationForm::DeviceTree | ObservationForm::Services => Vec::new(),
        }
    }

    /// The sides that somebody must look at, because records tell of ways in there.
    pub fn sides(&self) -> BTreeSet<Side> {
        let network = self.ways.iter().any(|way| !way.places.is_empty() && networked(way.record));
        let sides = [(network, Side::Network), (!self.ports.is_empty(), Side::Hardware)];
        sides.into_iter().filter(|(there, _)| *there).map(|(_, side)| side).collect()
    }

    /// Whether an interface is reached over a network, from a zone that was looked from.
    fn reached_from(&self, observation: &kinds::Observation, way: &Way<'_>) -> bool {
        let from = reach::reachable_from(self.model, way.record);
        let there = observation.from.is_empty()
            || from.is_empty()
            || observation.from.iter().filter_map(Ref::to).any(|zone| from.contains(&zone));
        networked(way.record) && there
    }

    /// Whether an interface, and what carries it, is not said to be off when delivered.
    fn on_as_delivered(&self, way: &Way<'_>) -> bool {
        let off = |flag: &Option<Flag>| flag.as_ref().is_some_and(|flag| !flag.value);
        let up = |at: &AnyId| self.model.interface.get(at.at as usize)?.carried_by.as_ref()?.to();
        let mut chain = std::iter::successors(Some(way.id), up).take(LONGEST_CHAIN);
        !chain.any(|at| self.model.interface.get(at.at as usize).is_some_and(|one| off(&one.enabled_by_default)))
    }
}

/// Whether a physical port can be used in series hardware.
pub(super) fn usable(port: &kinds::Port) -> bool {
    port.state.as_ref().is_some_and(|state| matches!(state.value, PortState::Present | PortState::Protected))
}

fn networked(interface: &kinds::Interface) -> bool {
    match &interface.exposure {
        Some(exposure) => exposure.value >= Exposure::Adjacent,
        None => interface.reach.as_ref().is_none_or(|reach| reach.value != Reach::Internal),
    }
}

fn claims_authentication(interface: &kinds::Interface) -> bool {
    let answer = interface.concerns.as_ref().and_then(|concerns| concerns.authentication.as_ref());
    answer.is_some_and(|answer| !answer.by.is_empty())
}

/// An id without the used folder in front.
pub(super) fn local(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Lower-case letters and digits, with one dash between words.
pub(super) fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

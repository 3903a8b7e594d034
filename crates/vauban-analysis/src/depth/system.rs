//! The design as a system of equations: every rule of the table, once, for every attacker and tier at the same time.
//!
//! Attackers and tiers differ only in what is given. A zone where somebody starts, an actor they can act as, a
//! supply-chain attacker, an issue that opens an interface are events like any other, which a [`Case`](super::case)
//! declares to have occurred or to be impossible. A mechanism that does not count is one whose event has occurred:
//! what is not there stops nobody, and what stands on it does not stand. So one system serves all questions.

use vauban_cutsets::{Builder, Event, Gate, Node, Op, System};
use vauban_model::kinds::values::Property;
use vauban_model::{AnyId, ZoneKind};

use super::design::{Design, Element, Party};
use super::facts::{Fact, Rule};

/// The equations of a design, and what their gates and events mean.
#[derive(Debug)]
pub(crate) struct Equations {
    pub(crate) system: System,
    /// What each gate means; helper gates mean nothing.
    meaning: Vec<Option<Meaning>>,
    pub(crate) events: Events,
    /// What each event means.
    sources: Vec<Source>,
    /// Losses of the product in the field, by asset and property.
    pub(crate) losses: Vec<[Gate; 3]>,
    /// For each mechanism, that it is defeated.
    pub(crate) defeated: Vec<Gate>,
}

/// What a gate means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// It holds if the fact does; on the bench, of a unit of the attacker's own.
    Fact { fact: Fact, bench: bool },
    /// It holds if the rule applies here, to this conclusion.
    Rule { rule: Rule, over: Over, conclusion: Fact, bench: bool },
}

/// What an event means: the number of what it happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Mechanism(usize),
    Component(usize),
    Supplier(usize),
    Actor(usize),
    /// A zone where somebody starts, or another switch.
    Switch,
}

/// The elements of the design that a step goes through; the first is the one to point at.
pub(crate) type Over = [Option<AnyId>; 3];

/// The events, by what they mean.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    pub(crate) mechanisms: Vec<Event>,
    /// Of components on which some mechanism stands.
    pub(crate) components: Vec<Option<Event>>,
    pub(crate) suppliers: Vec<Option<Event>>,
    pub(crate) starts: Vec<Event>,
    pub(crate) acts: Vec<Event>,
    pub(crate) supply_chain: Option<Event>,
    /// Interfaces that an issue opens to legitimate parties, and to everybody.
    pub(crate) open_to_peers: Vec<Option<Event>>,
    pub(crate) open_to_all: Vec<Option<Event>>,
    /// Enforcing components exist; impossible in nominal.
    pub(crate) enforced: Option<Event>,
}

impl Equations {
    /// Writes all rules down.
    pub(crate) fn new(design: &Design) -> Equations {
        let mut draft = Draft { build: Builder::new(), meaning: Vec::new(), design, events: Events::default() };
        draft.name_events();
        let field = Unit::new(&mut draft, false);
        field.rules(&mut draft);
        if design.assets.iter().any(|asset| asset.same_on_every_unit) {
            let bench = Unit::new(&mut draft, true);
            bench.rules(&mut draft);
            for (at, asset) in design.assets.iter().enumerate().filter(|(_, asset)| asset.same_on_every_unit) {
                draft.rule(Rule::L7, [Some(asset.id), None, None], field.losses[at][0], [bench.losses[at][0].into()]);
            }
        }
        let Draft { build, meaning, events, .. } = draft;
        let system = build.build();
        let Unit { losses, defeated, .. } = field;
        Equations { sources: events.sources(&system), system, meaning, events, losses, defeated }
    }

    /// What a gate means, if anything.
    pub(crate) fn meaning(&self, gate: Gate) -> Option<Meaning> {
        self.meaning.get(gate.0 as usize).copied().flatten()
    }

    /// What an event means.
    pub(crate) fn source(&self, event: Event) -> Source {
        self.sources.get(event.0 as usize).copied().unwrap_or(Source::Switch)
    }
}

impl Events {
    fn sources(&self, system: &System) -> Vec<Source> {
        let mut sources = vec![Source::Switch; system.events() as usize];
        let mut name = |event: &Event, source: Source| sources[event.0 as usize] = source;
        self.mechanisms.iter().enumerate().for_each(|(at, event)| name(event, Source::Mechanism(at)));
        self.acts.iter().enumerate().for_each(|(at, event)| name(event, Source::Actor(at)));
        for (at, event) in self.components.iter().enumerate() {
            event.iter().for_each(|event| name(event, Source::Component(at)));
        }
        for (at, event) in self.suppliers.iter().enumerate() {
            event.iter().for_each(|event| name(event, Source::Supplier(at)));
        }
        sources
    }
}

struct Draft<'a> {
    build: Builder,
    meaning: Vec<Option<Meaning>>,
    design: &'a Design,
    events: Events,
}

impl Draft<'_> {
    fn name_events(&mut self) {
        let design = self.design;
        let mut relied = vec![false; design.components.len()];
        let mut supplied = vec![false; design.suppliers.len()];
        for mechanism in &design.mechanisms {
            mechanism.components.iter().chain(&mechanism.enforcers).for_each(|at| relied[*at] = true);
            mechanism.suppliers.iter().for_each(|at| supplied[*at] = true);
        }
        design.components.iter().filter_map(|component| component.supplier).for_each(|at| supplied[at] = true);
        let mut opened = vec![false; design.interfaces.len()];
        for issue in design.issues.iter().chain(&design.suspect).filter(|issue| issue.controls) {
            design.opened_by(issue).for_each(|at| opened[at] = true);
        }
        let build = &mut self.build;
        let mut some = |wanted: &bool| wanted.then(|| build.event());
        self.events.components = relied.iter().map(&mut some).collect();
        self.events.suppliers = supplied.iter().map(&mut some).collect();
        self.events.open_to_peers = opened.iter().map(&mut some).collect();
        self.events.open_to_all = opened.iter().map(&mut some).collect();
        self.events.mechanisms = design.mechanisms.iter().map(|_| build.event()).collect();
        self.events.starts = design.zones.iter().map(|_| build.event()).collect();
        self.events.acts = design.actors.iter().map(|_| build.event()).collect();
        self.events.supply_chain = Some(build.event());
        self.events.enforced = Some(build.event());
    }

    fn gate(&mut self, meaning: Option<Meaning>) -> Gate {
        self.meaning.push(meaning);
        self.build.gate()
    }

    fn all(&mut self, inputs: Vec<Node>) -> Gate {
        self.meaning.push(None);
        self.build.defined(Op::All, inputs)
    }

    /// One more way to a conclusion.
    fn rule(&mut self, rule: Rule, over: Over, conclusion: Gate, premises: impl IntoIterator<Item = Node>) {
        let concluded = self.meaning.get(conclusion.0 as usize).copied().flatten();
        self.meaning.push(match concluded {
            Some(Meaning::Fact { fact, bench }) => Some(Meaning::Rule { rule, over, conclusion: fact, bench }),
            _ => None,
        });
        let gate = self.build.defined(Op::All, premises);
        self.build.add(conclusion, gate);
    }
}

/// The facts about one unit: the product in the field, or the attacker's own on a bench.
struct Unit {
    bench: bool,
    at: Vec<Gate>,
    controls: Vec<Gate>,
    losses: Vec<[Gate; 3]>,
    defeated: Vec<Gate>,
    guards: Guards,
}

/// For each element, that every mechanism of a sort in front of it is defeated. `None`: there is none.
#[derive(Default)]
struct Guards {
    interfaces: Vec<Sorts>,
    flows: Vec<Sorts>,
    boundaries: Vec<Sorts>,
    assets: Vec<Sorts>,
    held: Vec<Option<Gate>>,
}

/// The mechanisms in front of one element, by what they do, as gates that hold once all of a sort are defeated.
#[derive(Clone, Copy, Debug, Default)]
struct Sorts {
    /// Outsiders, peers, insiders.
    stops: [Option<Gate>; 3],
    /// By property.
    keeps: [Option<Gate>; 3],
    admits: Option<Gate>,
}

const OUT: usize = 0;
const PEER: usize = 1;
const INSIDER: usize = 2;
const INTEGRITY: usize = 1;
const AVAILABILITY: usize = 2;

impl Unit {
    fn new(draft: &mut Draft<'_>, bench: bool) -> Unit {
        let design = draft.design;
        let mut fact = |fact: Fact| draft.gate(Some(Meaning::Fact { fact, bench }));
        let at = design.zones.iter().map(|zone| fact(Fact::At(zone.id))).collect();
        let controls = design.components.iter().map(|component| fact(Fact::Controls(component.id))).collect();
        let losses = design
            .assets
            .iter()
            .map(|asset| Property::ALL.map(|property| fact(Fact::Loses(asset.id, property))))
            .collect();
        let defeated: Vec<Gate> =
            design.mechanisms.iter().map(|mechanism| fact(Fact::Defeated(mechanism.id))).collect();
        let guards = Guards::new(draft, &defeated);
        Unit { bench, at, controls, losses, defeated, guards }
    }

    fn rules(&self, draft: &mut Draft<'_>) {
        self.enter(draft);
        self.spread(draft);
        self.lose(draft);
        self.defeat(draft);
    }

    fn enter(&self, draft: &mut Draft<'_>) {
        let design = draft.design;
        for (at, zone) in design.zones.iter().enumerate() {
            let start = Node::from(draft.events.starts[at]);
            let premise = match (self.bench, zone.kind) {
                (false, _) => Some(start),
                (true, ZoneKind::Physical | ZoneKind::Network) => None,
                (true, _) => continue,
            };
            draft.rule(Rule::E1, [Some(zone.id), None, None], self.at[at], premise);
        }
        let mut arriving: Vec<Vec<usize>> = vec![Vec::new(); design.interfaces.len()];
        for (at, flow) in design.flows.iter().enumerate() {
            flow.to.iter().for_each(|to| arriving[*to].push(at));
        }
        for (number, interface) in design.interfaces.iter().enumerate() {
            let Some(on) = interface.on else { continue };
            let fact = Fact::Controls(design.components[on].id);
            let through = draft.gate(Some(Meaning::Fact { fact, bench: self.bench }));
            let guard = self.guards.interfaces[number];
            let component = Some(design.components[on].id);
            let over = [Some(interface.id), component, None];
            let peer = self.unless_open(draft, draft.events.open_to_peers[number], vec![guard.stops[PEER]]);
            let out = self.unless_open(draft, draft.events.open_to_all[number], vec![guard.stops[OUT]]);
            for zone in &interface.reachable_from {
                draft.rule(Rule::E2, over, through, premises([Some(self.at[*zone]), out, peer]));
            }
            for flow_at in &arriving[number] {
                let flow = &design.flows[*flow_at];
                let of_flow = self.guards.flows[*flow_at];
                let over = [Some(flow.id), Some(interface.id), component];
                let open = draft.events.open_to_peers[number];
                let peer = self.unless_open(draft, open, vec![guard.stops[PEER], of_flow.stops[PEER]]);
                match flow.source {
                    Some(Party::Component(source)) => {
                        draft.rule(Rule::E3, over, through, premises([Some(self.controls[source]), peer]));
                    }
                    Some(Party::Actor(actor)) => {
                        let acts = Node::from(draft.events.acts[actor]);
                        let premises: Vec<Node> = std::iter::once(acts).chain(premises([peer])).collect();
                        draft.rule(Rule::E3, over, through, premises);
                    }
                    None => {}
                }
                let open = draft.events.open_to_all[number];
                let out = self.unless_open(draft, open, vec![guard.stops[OUT], of_flow.stops[OUT]]);
                for zone in &flow.through {
                    let here = [Some(self.at[*zone]), out, of_flow.keeps[INTEGRITY], peer];
                    draft.rule(Rule::E4, over, through, premises(here));
                }
            }
            draft.build.add(self.controls[on], through);
            for installed in &interface.installs {
                let over = [Some(interface.id), Some(design.components[*installed].id), None];
                draft.rule(Rule::E6, over, self.controls[*installed], [through.into()]);
            }
        }
        for (number, flow) in design.flows.iter().enumerate().filter(|(_, flow)| flow.answers) {
            let Some(Party::Component(source)) = flow.source else { continue };
            let guard = self.guards.flows[number];
            let over = [Some(flow.id), Some(design.components[source].id), None];
            if let Some(on) = flow.to.and_then(|to| design.interfaces[to].on) {
                let end = [Some(self.controls[on]), guard.stops[PEER]];
                draft.rule(Rule::E5, over, self.controls[source], premises(end));
            }
            for zone in &flow.through {
                let here = [Some(self.at[*zone]), guard.stops[OUT], guard.keeps[INTEGRITY], guard.stops[PEER]];
                draft.rule(Rule::E5, over, self.controls[source], premises(here));
            }
        }
    }

    /// That these guards have fallen, or that an issue lets everybody past them.
    fn unless_open(&self, draft: &mut Draft<'_>, open: Option<Event>, guards: Vec<Option<Gate>>) -> Option<Gate> {
        let guards = premises(guards);
        let fallen = match guards.as_slice() {
            [] => return None,
            [Node::Gate(only)] => *only,
            _ => draft.all(guards),
        };
        let Some(open) = open else { return Some(fallen) };
        let either = draft.gate(None);
        draft.build.add(either, fallen);
        draft.build.add(either, open);
        Some(either)
    }

    fn spread(&self, draft: &mut Draft<'_>) {
        let design = draft.design;
        for (number, component) in design.components.iter().enumerate() {
            let controls = self.controls[number];
            let held = self.guards.held[number];
            for zone in &component.zones {
                let over = [Some(component.id), None, None];
                match design.zones[*zone].kind {
                    ZoneKind::Network | ZoneKind::Cloud => {
                        draft.rule(Rule::S1, over, self.at[*zone], [controls.into()]);
                    }
                    ZoneKind::Host | ZoneKind::Process | ZoneKind::Memory => {
                        draft.rule(Rule::S1, over, self.at[*zone], premises([Some(controls), held]));
                    }
                    ZoneKind::Physical => {}
                }
            }
            if let Some(host) = component.runs_on {
                let over = [Some(component.id), Some(design.components[host].id), None];
                draft.rule(Rule::S2, over, self.controls[host], premises([Some(controls), held]));
                draft.rule(Rule::S3, over, controls, [self.controls[host].into()]);
            }
        }
        for (number, boundary) in design.boundaries.iter().enumerate() {
            let out = self.guards.boundaries[number].stops[OUT];
            let over = [Some(boundary.id), None, None];
            draft.rule(Rule::S4, over, self.at[boundary.to], premises([Some(self.at[boundary.from]), out]));
            if boundary.both_ways {
                draft.rule(Rule::S4, over, self.at[boundary.from], premises([Some(self.at[boundary.to]), out]));
            }
        }
        let pair = |one: usize, other: usize| (one.min(other), one.max(other));
        let mut named: Vec<(usize, usize)> =
            design.boundaries.iter().map(|boundary| pair(boundary.from, boundary.to)).collect();
        named.sort_unstable();
        for (number, zone) in design.zones.iter().enumerate() {
            let Some(parent) = zone.parent.filter(|parent| named.binary_search(&pair(number, *parent)).is_err()) else {
                continue;
            };
            let over = [Some(zone.id), Some(design.zones[parent].id), None];
            draft.rule(Rule::S5, over, self.at[number], [self.at[parent].into()]);
            draft.rule(Rule::S5, over, self.at[parent], [self.at[number].into()]);
        }
    }

    fn lose(&self, draft: &mut Draft<'_>) {
        let design = draft.design;
        let mut offering: Vec<Vec<usize>> = vec![Vec::new(); design.components.len()];
        for (number, interface) in design.interfaces.iter().enumerate() {
            interface.on.iter().for_each(|on| offering[*on].push(number));
        }
        for (number, asset) in design.assets.iter().enumerate() {
            let (losses, guard) = (self.losses[number], self.guards.assets[number]);
            for component in &asset.held_by {
                let over = [Some(asset.id), Some(design.components[*component].id), None];
                for (property, loss) in losses.iter().enumerate() {
                    let here = [Some(self.controls[*component]), guard.keeps[property]];
                    draft.rule(Rule::L1, over, *loss, premises(here));
                }
                for interface in &offering[*component] {
                    let over = [Some(design.interfaces[*interface].id), Some(asset.id), None];
                    let keep = self.guards.interfaces[*interface].keeps[AVAILABILITY];
                    for zone in &design.interfaces[*interface].reachable_from {
                        let here = [Some(self.at[*zone]), keep, guard.keeps[AVAILABILITY]];
                        draft.rule(Rule::L3, over, losses[AVAILABILITY], premises(here));
                    }
                }
            }
            for component in &asset.in_clear_on {
                let over = [Some(asset.id), Some(design.components[*component].id), None];
                for loss in &losses[..=INTEGRITY] {
                    draft.rule(Rule::L5, over, *loss, [self.controls[*component].into()]);
                }
            }
            for base in &asset.derived_from {
                let over = [Some(asset.id), Some(design.assets[*base].id), None];
                for (property, loss) in losses.iter().enumerate() {
                    draft.rule(Rule::L6, over, *loss, [self.losses[*base][property].into()]);
                }
            }
        }
        for (number, flow) in design.flows.iter().enumerate() {
            let on = flow.to.and_then(|to| design.interfaces[to].on);
            for asset in &flow.carries {
                self.lose_on_flow(draft, number, *asset, on);
            }
            let (Some(to), false) = (flow.to, flow.grants.is_empty()) else { continue };
            let (of_interface, of_flow) = (self.guards.interfaces[to], self.guards.flows[number]);
            let insider = [of_interface.stops[INSIDER], of_flow.stops[INSIDER]];
            for (asset, property) in &flow.grants {
                let over = [Some(flow.id), Some(design.interfaces[to].id), Some(design.assets[*asset].id)];
                let loss = self.losses[*asset][*property as usize];
                match flow.source {
                    Some(Party::Component(source)) => {
                        let here = [Some(self.controls[source]), insider[0], insider[1]];
                        draft.rule(Rule::L4, over, loss, premises(here));
                    }
                    Some(Party::Actor(actor)) => {
                        let acts = Node::from(draft.events.acts[actor]);
                        let here: Vec<Node> = std::iter::once(acts).chain(premises(insider)).collect();
                        draft.rule(Rule::L4, over, loss, here);
                    }
                    None => {}
                }
                for zone in &design.interfaces[to].reachable_from {
                    let accepted = [of_interface.admits, of_flow.admits];
                    let here = [Some(self.at[*zone]), accepted[0], accepted[1], insider[0], insider[1]];
                    draft.rule(Rule::L4, over, loss, premises(here));
                }
            }
        }
    }

    fn lose_on_flow(&self, draft: &mut Draft<'_>, number: usize, asset: usize, on: Option<usize>) {
        let design = draft.design;
        let flow = &design.flows[number];
        let (of_flow, of_asset) = (self.guards.flows[number], self.guards.assets[asset]);
        let id = Some(design.assets[asset].id);
        let lost = if flow.interruptible { &self.losses[asset][..=INTEGRITY] } else { &self.losses[asset][..] };
        for (property, loss) in lost.iter().enumerate() {
            for zone in &flow.through {
                let here = [Some(self.at[*zone]), of_flow.keeps[property], of_asset.keeps[property]];
                draft.rule(Rule::L2, [Some(flow.id), id, None], *loss, premises(here));
            }
            let source = match flow.source {
                Some(Party::Component(source)) => Some(source),
                _ => None,
            };
            for end in source.into_iter().chain(on) {
                let over = [Some(flow.id), id, Some(design.components[end].id)];
                let here = [Some(self.controls[end]), of_asset.keeps[property]];
                draft.rule(Rule::L2, over, *loss, premises(here));
            }
        }
    }

    fn defeat(&self, draft: &mut Draft<'_>) {
        let design = draft.design;
        for (number, mechanism) in design.mechanisms.iter().enumerate() {
            let defeated = self.defeated[number];
            let over = |id: AnyId| [Some(mechanism.id), Some(id), None];
            // On the bench nobody else keeps the attacker out.
            let by_itself = if self.bench && mechanism.environment {
                Vec::new()
            } else {
                vec![draft.events.mechanisms[number].into()]
            };
            draft.rule(Rule::D1, over(mechanism.id), defeated, by_itself);
            for component in &mechanism.components {
                let over = over(design.components[*component].id);
                draft.rule(Rule::D2, over, defeated, [self.controls[*component].into()]);
                if let Some(event) = draft.events.components[*component] {
                    draft.rule(Rule::D2, over, defeated, [event.into()]);
                }
            }
            for component in &mechanism.enforcers {
                let over = over(design.components[*component].id);
                let enforced = draft.events.enforced.map(Node::from);
                let controls = Some(Node::from(self.controls[*component]));
                draft.rule(Rule::D2, over, defeated, enforced.into_iter().chain(controls));
                if let Some(event) = draft.events.components[*component] {
                    draft.rule(Rule::D2, over, defeated, enforced.into_iter().chain([event.into()]));
                }
            }
            for supplier in &mechanism.suppliers {
                if let Some(event) = draft.events.suppliers[*supplier] {
                    draft.rule(Rule::D3, [Some(mechanism.id), None, None], defeated, [event.into()]);
                }
            }
            for asset in &mechanism.assets {
                for loss in &self.losses[*asset][..=INTEGRITY] {
                    draft.rule(Rule::D4, over(design.assets[*asset].id), defeated, [(*loss).into()]);
                }
            }
            for other in &mechanism.mechanisms {
                draft.rule(Rule::D5, over(design.mechanisms[*other].id), defeated, [self.defeated[*other].into()]);
            }
        }
        for (number, component) in design.components.iter().enumerate() {
            let event = component.supplier.and_then(|supplier| draft.events.suppliers[supplier]);
            let (Some(event), Some(chain)) = (event, draft.events.supply_chain) else { continue };
            draft.rule(Rule::D6, [Some(component.id), None, None], self.controls[number], [event.into(), chain.into()]);
        }
    }
}

impl Guards {
    fn new(draft: &mut Draft<'_>, defeated: &[Gate]) -> Guards {
        let design = draft.design;
        let mut on_components: Vec<Vec<usize>> = vec![Vec::new(); design.components.len()];
        let mut on_interfaces: Vec<Vec<usize>> = vec![Vec::new(); design.interfaces.len()];
        let mut on_flows: Vec<Vec<usize>> = vec![Vec::new(); design.flows.len()];
        let mut on_boundaries: Vec<Vec<usize>> = vec![Vec::new(); design.boundaries.len()];
        let mut on_assets: Vec<Vec<usize>> = vec![Vec::new(); design.assets.len()];
        let mut holding: Vec<Vec<usize>> = vec![Vec::new(); design.components.len()];
        for (number, mechanism) in design.mechanisms.iter().enumerate() {
            for element in &mechanism.protects {
                match *element {
                    Element::Interface(at) => on_interfaces[at].push(number),
                    Element::Flow(at) => on_flows[at].push(number),
                    Element::Boundary(at) => on_boundaries[at].push(number),
                    Element::Asset(at) => on_assets[at].push(number),
                    Element::Component(at) => on_components[at].push(number),
                }
            }
            mechanism.contains.iter().for_each(|at| holding[*at].push(number));
        }
        // What protects a component protects every interface on it.
        for (at, interface) in design.interfaces.iter().enumerate() {
            let more = interface.on.map(|on| on_components[on].as_slice()).unwrap_or(&[]);
            on_interfaces[at].extend(more);
            on_interfaces[at].sort_unstable();
            on_interfaces[at].dedup();
        }
        let mut sorts = |guards: &Vec<usize>| Sorts::new(draft, guards, defeated);
        let interfaces = on_interfaces.iter().map(&mut sorts).collect();
        let flows = on_flows.iter().map(&mut sorts).collect();
        let boundaries = on_boundaries.iter().map(&mut sorts).collect();
        let assets = on_assets.iter().map(&mut sorts).collect();
        let held = holding.iter().map(|guards| all_defeated(draft, guards.iter().copied(), defeated)).collect();
        Guards { interfaces, flows, boundaries, assets, held }
    }
}

impl Sorts {
    fn new(draft: &mut Draft<'_>, guards: &[usize], defeated: &[Gate]) -> Sorts {
        let design = draft.design;
        let mut sort = |wanted: &dyn Fn(usize) -> bool| {
            all_defeated(draft, guards.iter().copied().filter(|at| wanted(*at)), defeated)
        };
        Sorts {
            stops: [0, 1, 2].map(|whom| sort(&|at| design.mechanisms[at].stops[whom])),
            keeps: [0, 1, 2].map(|property| sort(&|at| design.mechanisms[at].preserves[property])),
            admits: sort(&|at| design.mechanisms[at].admits),
        }
    }
}

/// That all of these are defeated; `None` if there are none, for then it is simply so.
fn all_defeated(draft: &mut Draft<'_>, guards: impl Iterator<Item = usize>, defeated: &[Gate]) -> Option<Gate> {
    let guards: Vec<Node> = guards.map(|at| defeated[at].into()).collect();
    match guards.as_slice() {
        [] => None,
        [Node::Gate(only)] => Some(*only),
        _ => Some(draft.all(guards)),
    }
}

fn premises(gates: impl IntoIterator<Item = Option<Gate>>) -> Vec<Node> {
    gates.into_iter().flatten().map(Node::from).collect()
}

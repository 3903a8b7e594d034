//! From records and rules to threats: bind each rule to each element of its kind, and say where it stands.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::threats::{Element, Rule, Severity, Stride, Threats};
use vauban_model::{AnyId, Date, Facts as Observed, Impact, Kind, Model, Ref, StrideWord};

use super::decide::{Decisions, catalog_severity, looks_at};
use super::evaluate::{Compiled, Places, Truth, Value};
use super::facts::{Asker, Facts, Source, facts, is_store};
use super::guard::{Guard, Guards, Kinds, from_cloud, usual_ways};
use super::layout::{Layout, Party, id};
use super::rollup::{self, Key, sure};
use super::{Enumeration, Question, State, Threat};
use crate::scope::Owners;

/// The class of attacker where neither policy nor an attacker says one: everything is proposed.
const STRONGEST: u32 = 4;

/// An element that rules look at.
struct Bound {
    at: u32,
    /// The record; none for the product of a project that names none.
    id: Option<AnyId>,
    name: String,
}

/// Which ways an attack on a component takes, by what makes the rule fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ways {
    Usual,
    Web,
    Media,
    Usb,
    Radio,
    Cloud,
    Debug,
    Update,
}

/// Which assets a rule on a component or store is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Everything,
    Secrets,
    Log,
    Firmware,
    /// Those with these words of `holds`.
    Holding(u32),
}

/// A rule with everything that is the same on every element.
struct Ready {
    compiled: Compiled,
    alternatives: Vec<(Kinds, Vec<usize>)>,
    reduced_by: Kinds,
    ways: Ways,
    about: About,
}

pub(super) fn enumerate(
    model: &Model,
    knowledge: &Threats,
    owners: &Owners,
    product: Option<AnyId>,
    tested: &BTreeSet<AnyId>,
    observed: &Observed,
    today: Date,
) -> Enumeration {
    let (attacker, attacker_stated) = assumed(model, owners, product);
    let layout = Layout::new(model, owners, product);
    let facts = facts(&layout, knowledge);
    let asker = Asker::new(&layout, knowledge);
    let concerned = |at: usize, record: &vauban_model::Record<vauban_model::kinds::Mechanism>| {
        owners.concerns(product, &record.head)
            && model.find(Kind::Mechanism, &record.head.id) == Some(id(Kind::Mechanism, at))
    };
    let guards = Guards::new(&layout, knowledge, &concerned, tested, i64::from(attacker));
    let places = Places::new(knowledge);
    let ready: Vec<Ready> = rules(knowledge, &places);
    let mut work = Work {
        layout: &layout,
        knowledge,
        facts: &facts,
        asker: &asker,
        guards: &guards,
        decisions: Decisions::new(model, owners, product, observed, today, &guards.layers),
        attacker,
        ratings: ratings(model),
        threats: Vec::new(),
        keys: Vec::new(),
        questions: BTreeMap::new(),
        bound: BTreeMap::new(),
        guests: guests(&layout),
    };
    for element in
        [Element::Component, Element::Store, Element::Interface, Element::Flow, Element::External, Element::Product]
    {
        let mine: Vec<(usize, &Rule)> =
            knowledge.rules.iter().enumerate().filter(|(_, rule)| rule.on == element && !rule.off()).collect();
        let bound = bind(&layout, element);
        work.bound.insert(element, bound.len());
        for bound in bound {
            work.element(element, &bound, &mine, &ready);
        }
    }
    work.host();
    work.written(owners, product);
    work.finish(ready, attacker, attacker_stated)
}

/// The class of attacker that threats are proposed for.
fn assumed(model: &Model, owners: &Owners, product: Option<AnyId>) -> (u32, bool) {
    let said = model.policy.iter().find_map(|policy| policy.assumed_attacker.as_ref());
    if let Some(said) = said {
        return (said.0.value as u32, true);
    }
    let mine = model.attacker.iter().filter(|attacker| owners.concerns(product, &attacker.head));
    let strongest = mine.map(|one| one.strength.as_ref().map_or(STRONGEST, |strength| strength.0.value as u32)).max();
    (strongest.unwrap_or(STRONGEST), false)
}

fn rules(knowledge: &Threats, places: &Places<'_>) -> Vec<Ready> {
    let kind_at: BTreeMap<&str, usize> =
        knowledge.mechanism_kinds.iter().enumerate().map(|(at, kind)| (kind.id.as_str(), at)).collect();
    // A set with a kind that there is not would be complete without it; alternatives are checked below.
    let set = |kinds: &[String]| {
        let known = kinds.iter().filter_map(|kind| kind_at.get(kind.as_str()));
        known.fold(Kinds::default(), |all, at| all.or(Kinds::one(*at)))
    };
    let ready = |rule: &Rule| {
        let compiled = places.compile(rule);
        let mut first = Vec::new();
        rule.when.expression.visit(&mut |fact| first.push(fact.name.as_str()));
        let reads = |names: &[&str]| first.iter().any(|name| names.contains(name));
        let ways = match rule.on {
            Element::Component if reads(&["removable-media"]) => Ways::Media,
            Element::Component if reads(&["usb-host"]) => Ways::Usb,
            Element::Component if reads(&["web-ui"]) => Ways::Web,
            Element::Component if reads(&["wireless"]) => Ways::Radio,
            Element::Component if reads(&["cloud-control"]) => Ways::Cloud,
            Element::Component if reads(&["debug-port"]) => Ways::Debug,
            Element::Component if reads(&["updatable", "remote-update"]) => Ways::Update,
            _ => Ways::Usual,
        };
        let about = match rule.on {
            Element::Component if reads(&["logs"]) => About::Log,
            Element::Component if reads(&["boots", "updatable", "remote-update", "firmware-secret"]) => About::Firmware,
            Element::Component
                if reads(&["holds-secrets", "shared-key", "accounts", "certificates", "initial-credential"]) =>
            {
                About::Secrets
            }
            _ => About::Everything,
        };
        let whole = |kinds: &&Vec<String>| kinds.iter().all(|kind| kind_at.contains_key(kind.as_str()));
        let alternatives = rule.stopped_by.iter().filter(whole).map(|kinds| {
            let numbers = kinds.iter().filter_map(|kind| kind_at.get(kind.as_str()).copied()).collect();
            (set(kinds), numbers)
        });
        Ready { compiled, alternatives: alternatives.collect(), reduced_by: set(&rule.reduced_by), ways, about }
    };
    knowledge.rules.iter().map(ready).collect()
}

/// The elements of a kind, by name.
fn bind(layout: &Layout<'_>, element: Element) -> Vec<Bound> {
    let of = |kind: Kind, at: usize| {
        let id = id(kind, at);
        Bound { at: at as u32, id: Some(id), name: layout.model.head(id).name() }
    };
    let every = |kind: Kind, wanted: &dyn Fn(usize) -> bool| -> Vec<Bound> {
        (0..layout.model.count(kind)).filter(|at| wanted(*at)).map(|at| of(kind, at)).collect()
    };
    let mut bound = match element {
        Element::Component => every(Kind::Component, &|at| layout.parts[at].ours),
        Element::Store => every(Kind::Component, &|at| layout.parts[at].ours && is_store(&layout.model.component[at])),
        Element::Interface => every(Kind::Interface, &|at| layout.ways[at].ours),
        Element::Flow => every(Kind::Flow, &|at| layout.courses[at].ours),
        Element::External => every(Kind::Actor, &|at| layout.callers[at].mine),
        Element::Product => vec![Bound { at: 0, id: layout.product, name: "product".to_owned() }],
    };
    bound.sort_by(|a, b| a.name.cmp(&b.name));
    bound
}

/// What the loss of each asset would do: confidentiality, integrity, availability.
fn ratings(model: &Model) -> Vec<[Impact; 3]> {
    let rating = |asset: &vauban_model::Record<vauban_model::kinds::Asset>| {
        let said = asset.impact.as_ref();
        // As for depth: what nobody rated counts as high, and what people's safety rests on as critical.
        let unless = |impact: Option<Impact>| impact.unwrap_or(Impact::High);
        let mut impact = [
            unless(said.and_then(|said| said.confidentiality.as_ref()).map(|said| said.value)),
            unless(said.and_then(|said| said.integrity.as_ref()).map(|said| said.value)),
            unless(said.and_then(|said| said.availability.as_ref()).map(|said| said.value)),
        ];
        if asset.safety.as_ref().is_some_and(|safety| safety.value) {
            impact[1] = Impact::Critical;
            impact[2] = Impact::Critical;
        }
        impact
    };
    model.asset.iter().map(rating).collect()
}

/// Which of the three properties a category of threat takes away.
fn losses(stride: Stride) -> &'static [usize] {
    match stride {
        Stride::Spoofing => &[0, 1],
        Stride::Tampering | Stride::Repudiation => &[1],
        Stride::InformationDisclosure => &[0],
        Stride::DenialOfService => &[2],
        Stride::ElevationOfPrivilege => &[0, 1, 2],
    }
}

fn severity_of(impact: Impact) -> Severity {
    match impact {
        Impact::None | Impact::Low => Severity::Low,
        Impact::Moderate => Severity::Medium,
        Impact::High => Severity::High,
        Impact::Critical => Severity::Critical,
    }
}

struct Work<'w, 'm> {
    layout: &'w Layout<'m>,
    knowledge: &'w Threats,
    facts: &'w Facts,
    asker: &'w Asker<'w, 'm, 'w>,
    guards: &'w Guards<'w, 'm>,
    decisions: Decisions<'w>,
    attacker: u32,
    ratings: Vec<[Impact; 3]>,
    threats: Vec<Threat>,
    keys: Vec<Option<Key>>,
    /// Threats by who would have to say what.
    questions: BTreeMap<(Option<AnyId>, &'static str, usize), Vec<usize>>,
    bound: BTreeMap<Element, usize>,
    /// What runs on each component, directly and further up.
    guests: BTreeMap<u32, Vec<u32>>,
}

/// What runs on each component of the product, directly and further up.
fn guests(layout: &Layout<'_>) -> BTreeMap<u32, Vec<u32>> {
    let mut guests: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for guest in (0..layout.parts.len() as u32).filter(|at| layout.parts[*at as usize].ours) {
        for host in layout.hosts(guest) {
            guests.entry(host).or_default().push(guest);
        }
    }
    guests
}

/// The worse of two losses of each property.
fn worse(a: [Impact; 3], b: [Impact; 3]) -> [Impact; 3] {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].max(b[2])]
}

impl Work<'_, '_> {
    fn element(&mut self, element: Element, bound: &Bound, rules: &[(usize, &Rule)], ready: &[Ready]) {
        let first = self.threats.len();
        let assets = self.assets(element, bound.at);
        let worst = assets.iter().map(|asset| self.ratings[*asset as usize]).reduce(worse);
        // What is shared with those that run on it is as bad as it is for the worst of them.
        let guests = || match element {
            Element::Component => self.guests.get(&bound.at).map(Vec::as_slice).unwrap_or_default(),
            _ => &[],
        };
        let shared = guests().iter().flat_map(|guest| self.assets(Element::Component, *guest));
        let shared = shared.map(|asset| self.ratings[asset as usize]).chain(worst).reduce(worse);
        let mut known: Vec<((Ways, About), Guard)> = Vec::new();
        for (number, rule) in rules {
            let ready = &ready[*number];
            let read = self.read(element, bound.at, &ready.compiled);
            let values: Vec<Value> = read.iter().map(|(value, _)| *value).collect();
            let relevant = ready.compiled.when.truth(&values);
            if relevant == Truth::False {
                continue;
            }
            let worst = if rule.with_host { shared } else { worst };
            let (severity, rated) = severity(rule, worst, &ready.compiled, &values);
            let mut threat = Threat {
                id: identity(rule, &bound.name),
                rule: Some(*number),
                on: bound.id.into_iter().collect(),
                element: bound.name.clone(),
                stride: rule.stride.clone(),
                severity,
                rated,
                state: State::Open,
                mechanisms: Vec::new(),
                reduced_by: Vec::new(),
                missing: Vec::new(),
                shadow: None,
                decision: None,
                record: None,
                by_rule: None,
                read,
            };
            let key = rollup::key(rule, bound.at, self.layout, self.asker);
            if rule.attacker > self.attacker {
                threat.state = State::Outside;
            } else if relevant == Truth::Unknown {
                threat.state = State::Question;
                self.ask(element, bound.at, &ready.compiled, &values);
            } else {
                let about = match ready.about {
                    About::Everything if element == Element::Store => {
                        About::Holding(ready.compiled.when.words(&values))
                    }
                    about => about,
                };
                let case = (ready.ways, about);
                let guard = match known.iter().find(|(known, _)| *known == case) {
                    Some((_, guard)) => guard,
                    None => {
                        let guard = self.guard(element, bound.at, case, &assets);
                        known.push((case, guard));
                        match known.last() {
                            Some((_, guard)) => guard,
                            None => continue,
                        }
                    }
                };
                self.stop(&mut threat, ready, guard);
            }
            let about = (key.about.as_str(), key.record);
            self.decisions.apply(&mut threat, *number, &ready.compiled, about, self.knowledge);
            if rule.attacker > self.attacker {
                threat.state = State::Outside;
            }
            self.threats.push(threat);
            self.keys.push(Some(key));
        }
        self.shade(first);
    }

    /// What is known of the facts that a rule reads.
    fn read(&self, element: Element, at: u32, rule: &Compiled) -> Vec<(Value, Source)> {
        let one = |read: &super::evaluate::Read| {
            let known = self.known(element, at, read);
            known.map_or((Value::Truth(Truth::Unknown), Source::Unknown), |known| (known.value, known.source))
        };
        rule.reads.iter().map(one).collect()
    }

    fn known(&self, element: Element, at: u32, read: &super::evaluate::Read) -> Option<&super::facts::Known> {
        let place = match (element, read.element) {
            (Element::Interface, Element::Component) => self.layout.way(at)?.on?,
            _ => at,
        };
        self.facts.sheet(read.element, place)?.get(read.local)
    }

    /// Hangs the threat that comes next on every fact that leaves it open.
    fn ask(&mut self, element: Element, at: u32, rule: &Compiled, values: &[Value]) {
        let mut reasons = Vec::new();
        rule.when.reasons(values, &mut reasons);
        let next = self.threats.len();
        for read in reasons.into_iter().filter_map(|place| rule.reads.get(place)) {
            let asks = match self.known(element, at, read) {
                Some(known) if known.value.is_known() => continue,
                Some(known) => known.asks.clone(),
                None => vec![(id(Kind::Interface, at as usize), "on")],
            };
            for (record, key) in asks {
                let record = (record.kind != Kind::Product || self.layout.product.is_some()).then_some(record);
                let threats = self.questions.entry((record, key, read.attribute)).or_default();
                if threats.last() != Some(&next) {
                    threats.push(next);
                }
            }
        }
    }

    fn assets(&self, element: Element, at: u32) -> Vec<u32> {
        let layout = self.layout;
        let mut assets = match element {
            Element::Component | Element::Store => layout.parts[at as usize].holds.clone(),
            Element::Interface => layout.ways[at as usize].assets.clone(),
            Element::Flow => layout.courses[at as usize].assets.clone(),
            Element::External => layout.callers[at as usize].assets.clone(),
            Element::Product => (0..layout.assets.len() as u32).collect(),
        };
        assets.retain(|asset| layout.assets.get(*asset as usize).copied().unwrap_or(false));
        assets
    }

    /// What is in force on an element.
    fn guard(&self, element: Element, at: u32, (ways, about): (Ways, About), assets: &[u32]) -> Guard {
        let layout = self.layout;
        match element {
            Element::Interface => self.guards.interface(at).clone(),
            Element::Flow => self.guards.flow(at).clone(),
            Element::External => self.guards.actor(&layout.callers[at as usize].flows),
            Element::Product => self.guards.product.clone(),
            Element::Component | Element::Store => {
                let part = &layout.parts[at as usize];
                let usual = || {
                    let asker = self.asker;
                    usual_ways(part, at, layout, |way| asker.exposed(way), |course| asker.exposed_course(course))
                };
                let such = |such: &dyn Fn(u32) -> bool| -> Vec<u32> {
                    part.interfaces.iter().copied().filter(|way| such(*way)).collect()
                };
                let asker = self.asker;
                let particular = match ways {
                    Ways::Usual => Vec::new(),
                    Ways::Web => such(&|way| asker.way_is(way, &["web"])),
                    Ways::Media => such(&|way| sure(asker.reads_media(way))),
                    Ways::Usb => such(&|way| asker.way_is(way, &["usb"])),
                    Ways::Radio => such(&|way| asker.way_is(way, &["wireless", "bluetooth"])),
                    Ways::Debug => such(&|way| asker.way_is(way, &["debug"])),
                    Ways::Cloud => from_cloud(part, layout, |party: Option<Party>| asker.cloud(party)),
                    Ways::Update => part.installed_by.clone(),
                };
                let (ways, courses) = if particular.is_empty() { usual() } else { (particular, Vec::new()) };
                let words = |words: &[&str]| asker.holding(words);
                let wanted = match about {
                    About::Everything => 0,
                    About::Secrets => words(&["key", "credential", "password"]),
                    About::Log => words(&["log"]),
                    About::Firmware => words(&["firmware"]),
                    About::Holding(words) => words,
                };
                let meant = assets
                    .iter()
                    .copied()
                    .filter(|asset| wanted == 0 || asker.asset_has(*asset, Element::Store, wanted));
                let meant: Vec<u32> = meant.collect();
                self.guards.component(at, &ways, &courses, &meant)
            }
        }
    }

    /// Whether what is in force stops a threat, and by what.
    fn stop(&self, threat: &mut Threat, ready: &Ready, guard: &Guard) {
        let proven = ready.alternatives.iter().find(|(kinds, _)| guard.proven.holds(*kinds));
        let designed = || ready.alternatives.iter().find(|(kinds, _)| guard.designed.holds(*kinds));
        let (state, used) = match proven {
            Some((kinds, _)) => (State::Stopped, *kinds),
            None => match designed() {
                Some((kinds, _)) => (State::StoppedUnproven, *kinds),
                None => (State::Open, Kinds::default()),
            },
        };
        threat.state = state;
        threat.mechanisms = self.mechanisms(guard, used, state == State::Stopped);
        if !guard.designed.and(ready.reduced_by).is_empty() {
            let mut others = self.mechanisms(guard, ready.reduced_by, false);
            others.retain(|id| !threat.mechanisms.contains(id));
            threat.reduced_by = others;
        }
        if state == State::Open {
            let lacks = |numbers: &Vec<usize>| -> Vec<usize> {
                numbers.iter().copied().filter(|at| !guard.designed.holds(Kinds::one(*at))).collect()
            };
            let fewest = ready.alternatives.iter().map(|(_, numbers)| lacks(numbers)).min_by_key(Vec::len);
            let kinds = fewest.unwrap_or_default();
            threat.missing =
                kinds.into_iter().filter_map(|at| Some(self.knowledge.mechanism_kinds.get(at)?.id.clone())).collect();
        }
    }

    /// The mechanisms that bring some of these kinds, by name; where it is proven without the others, without them.
    fn mechanisms(&self, guard: &Guard, kinds: Kinds, proven: bool) -> Vec<AnyId> {
        if kinds.is_empty() {
            return Vec::new();
        }
        let brings = guard.by.iter().filter(|(_, brought)| !brought.and(kinds).is_empty());
        let layers = brings.filter_map(|(at, _)| self.guards.layers.get(at)).filter(|layer| !proven || layer.proven);
        let mut found: Vec<AnyId> = layers.map(|layer| layer.id).collect();
        found.sort_unstable();
        found.dedup();
        if found.len() > 1 {
            found.sort_by_cached_key(|id| self.layout.model.head(*id).name());
        }
        found
    }

    /// Puts threats of one element under those that say more.
    fn shade(&mut self, first: usize) {
        let knowledge = self.knowledge;
        let here = self.threats.get(first..).unwrap_or_default();
        let mut under: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, threat) in here.iter().enumerate() {
            if matches!(threat.state, State::Outside | State::Question) {
                continue;
            }
            let Some(rule) = threat.rule.and_then(|rule| knowledge.rules.get(rule)) else { continue };
            for lesser in &rule.subsumes {
                let same = |other: &Threat| {
                    other.rule.and_then(|rule| knowledge.rules.get(rule)).is_some_and(|rule| rule.id == *lesser)
                };
                let found = here.iter().position(same);
                if let Some(found) = found.filter(|found| *found != at && here[*found].state != State::Outside) {
                    under.entry(found).or_insert(at);
                }
            }
        }
        // A shadow falls from the topmost; rules that subsume each other in a circle cast none.
        let top = |at: usize| {
            let mut top = at;
            for _ in 0..=under.len() {
                match under.get(&top) {
                    Some(next) => top = *next,
                    None => return Some(top),
                }
            }
            None
        };
        let shadows: Vec<(usize, String)> =
            under.keys().filter_map(|at| Some((*at, here[top(*at)?].id.clone()))).collect();
        for (at, shadow) in shadows {
            self.threats[first + at].shadow = Some(shadow);
        }
    }

    /// Puts threats that a component shares with what it runs on under those of that. Never one that is worse there, nor
    /// one that comes over an update of its own.
    fn host(&mut self) {
        let mut at_of: BTreeMap<(usize, u32), usize> = BTreeMap::new();
        for (at, threat) in self.threats.iter().enumerate() {
            let rule = threat.rule.filter(|rule| self.knowledge.rules.get(*rule).is_some_and(|rule| rule.with_host));
            if let (Some(rule), Some(on)) = (rule, threat.on.first().filter(|on| on.kind == Kind::Component)) {
                at_of.insert((rule, on.at), at);
            }
        }
        let mut shadows: Vec<(usize, String)> = Vec::new();
        for ((rule, guest), at) in &at_of {
            let threat = &self.threats[*at];
            if threat.shadow.is_some() || matches!(threat.state, State::Outside | State::Question) {
                continue;
            }
            // The outermost host that has the threat speaks for all that runs on it.
            let mut found = None;
            for host in self.layout.hosts(*guest) {
                let Some(other) = at_of.get(&(*rule, host)).map(|at| &self.threats[*at]) else { continue };
                let (own, hosts) = (&self.layout.parts[*guest as usize], &self.layout.parts[host as usize]);
                let apart = own.installed_by.iter().any(|way| !hosts.installed_by.contains(way));
                let stands = !matches!(other.state, State::Outside | State::Question) && other.shadow.is_none();
                if stands && !apart && other.severity >= threat.severity {
                    found = Some(other.id.clone());
                }
            }
            shadows.extend(found.map(|id| (*at, id)));
        }
        for (at, shadow) in shadows {
            self.threats[at].shadow = Some(shadow);
        }
    }

    /// Threats written by hand, beside the enumerated ones.
    fn written(&mut self, owners: &Owners, product: Option<AnyId>) {
        let model = self.layout.model;
        let mut mine: Vec<(String, usize)> = Vec::new();
        for (at, record) in model.threat.iter().enumerate() {
            let own = model.find(Kind::Threat, &record.head.id) == Some(id(Kind::Threat, at));
            if own && owners.concerns(product, &record.head) {
                mine.push((record.head.name(), at));
            }
        }
        mine.sort();
        for (name, at) in mine {
            let record = &model.threat[at];
            let stride: Vec<Stride> = record.stride.iter().map(|word| stride(word.value)).collect();
            let on: Vec<AnyId> = record.on.iter().filter_map(Ref::to).collect();
            let stated = record.severity.as_ref().map(|severity| catalog_severity(severity.value));
            let lost = record.asset.iter().filter_map(Ref::to).filter_map(|asset| self.ratings.get(asset.at as usize));
            let worst = lost.copied().reduce(|a, b| [a[0].max(b[0]), a[1].max(b[1]), a[2].max(b[2])]);
            let all = if stride.is_empty() { vec![Stride::ElevationOfPrivilege] } else { stride.clone() };
            let rated = worst.map(|worst| worst_loss(&all, worst));
            let element = on.first().map_or("product".to_owned(), |first| model.head(*first).name());
            let mut threat = Threat {
                id: name,
                rule: None,
                on,
                element,
                stride,
                // As for assets: what nobody rated counts as high.
                severity: stated.or(rated).unwrap_or(Severity::High),
                rated: stated.is_none() && rated.is_some(),
                state: State::Open,
                mechanisms: Vec::new(),
                reduced_by: Vec::new(),
                missing: Vec::new(),
                shadow: None,
                decision: None,
                record: Some(id(Kind::Threat, at)),
                by_rule: None,
                read: Vec::new(),
            };
            self.decisions.apply_written(&mut threat, id(Kind::Threat, at));
            self.threats.push(threat);
            self.keys.push(None);
        }
    }

    fn finish(mut self, ready: Vec<Ready>, attacker: u32, attacker_stated: bool) -> Enumeration {
        // By element, then by rule; what is written by hand stands at the end.
        let mut order: Vec<usize> = (0..self.threats.len()).collect();
        order.sort_by(|a, b| {
            let key = |at: usize| {
                let threat = &self.threats[at];
                (threat.rule.is_none(), if threat.rule.is_none() { "" } else { threat.element.as_str() }, threat.rule)
            };
            key(*a).cmp(&key(*b)).then(a.cmp(b))
        });
        let mut now = vec![0; order.len()];
        order.iter().enumerate().for_each(|(to, from)| now[*from] = to);
        let mut threats: Vec<Option<Threat>> = std::mem::take(&mut self.threats).into_iter().map(Some).collect();
        let mut keys: Vec<Option<Key>> = std::mem::take(&mut self.keys);
        let threats: Vec<Threat> = order.iter().filter_map(|from| threats[*from].take()).collect();
        let keys: Vec<Option<Key>> = order.iter().map(|from| keys[*from].take()).collect();
        let model = self.layout.model;
        let question = |((record, key, attribute), hang): ((Option<AnyId>, &'static str, usize), Vec<usize>)| {
            let mut hang: Vec<usize> = hang.into_iter().map(|at| now[at]).collect();
            hang.sort_unstable();
            hang.dedup();
            // Decided threats are no question any more.
            hang.retain(|at| threats[*at].state == State::Question);
            let record = record?;
            (!hang.is_empty()).then(|| Question {
                record,
                name: model.head(record).name(),
                key,
                attribute,
                threats: hang,
            })
        };
        let mut questions: Vec<Question> = self.questions.into_iter().filter_map(question).collect();
        questions.sort_by(|a, b| {
            (Reverse(a.threats.len()), &a.name, a.key, a.attribute).cmp(&(
                Reverse(b.threats.len()),
                &b.name,
                b.key,
                b.attribute,
            ))
        });
        let knowledge = self.knowledge;
        let compiled: Vec<Compiled> = ready.into_iter().map(|ready| ready.compiled).collect();
        let (layout, facts) = (self.layout, self.facts);
        let gone = |rule: &str, element: &str| {
            let number = knowledge.rules.iter().position(|known| known.id == rule)?;
            gone(layout, facts, knowledge, &compiled[number], number, element)
        };
        let (orphans, gone) = self.decisions.orphans(&threats, knowledge, &gone);
        let lines = rollup::lines(&threats, &keys);
        Enumeration { attacker, attacker_stated, threats, lines, questions, orphans, gone, bound: self.bound, compiled }
    }
}

/// Why a rule finds nothing on an element that is there.
fn gone(
    layout: &Layout<'_>,
    facts: &Facts,
    knowledge: &Threats,
    rule: &Compiled,
    number: usize,
    element: &str,
) -> Option<String> {
    let known_rule = knowledge.rules.get(number)?;
    if let Some(tuned) = known_rule.tuned.as_ref().filter(|tuned| tuned.off) {
        return Some(format!("the rule is switched off at {}: {}", tuned.place, tuned.rationale));
    }
    let on = known_rule.on;
    let at = if element == "product" {
        (on == Element::Product).then_some(0)?
    } else {
        let (folder, local) = element.rsplit_once('/').unwrap_or(("", element));
        let (kind, name) = local.split_once('.')?;
        let kind = Kind::named(kind).filter(|kind| looks_at(on, *kind))?;
        let id = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        layout.model.find(kind, &id)?.at
    };
    let sheet = facts.sheet(on, at)?;
    if sheet.is_empty() {
        return Some(format!("`{element}` is none of the product's own elements that the rule looks at"));
    }
    let known: Vec<(Value, Source)> = rule
        .reads
        .iter()
        .map(|read| {
            let place = match (on, read.element) {
                (Element::Interface, Element::Component) => layout.way(at).and_then(|way| way.on),
                _ => Some(at),
            };
            let known = place.and_then(|place| facts.sheet(read.element, place)?.get(read.local));
            known.map_or((Value::Truth(Truth::Unknown), Source::Unknown), |known| (known.value, known.source))
        })
        .collect();
    let values: Vec<Value> = known.iter().map(|(value, _)| *value).collect();
    if rule.when.truth(&values) != Truth::False {
        return Some("it lies outside the assumed attacker".to_owned());
    }
    let mut reasons = Vec::new();
    rule.when.reasons(&values, &mut reasons);
    let told = reasons.into_iter().filter_map(|place| {
        let (value, source) = *known.get(place)?;
        let told = super::decide::told(rule, place, value, source, number, knowledge)?;
        Some(format!("`{}` is {}", told.attribute, told.value))
    });
    Some(format!("the threat is gone: {}", told.collect::<Vec<_>>().join(", ")))
}

/// `RULE@kind.id`; with a used folder in front, as its own decisions are named.
fn identity(rule: &Rule, name: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, local)) => format!("{folder}/{}@{local}", rule.id),
        None => format!("{}@{name}", rule.id),
    }
}

/// How bad a threat would be, and whether what assets are worth says so.
fn severity(rule: &Rule, worst: Option<[Impact; 3]>, compiled: &Compiled, values: &[Value]) -> (Severity, bool) {
    let base = worst.map_or(rule.severity, |worst| worst_loss(&rule.stride, worst));
    let raised = compiled.escalate.as_ref().is_some_and(|when| when.truth(values) == Truth::True);
    (if raised { base.raised() } else { base }, worst.is_some())
}

fn worst_loss(stride: &[Stride], worst: [Impact; 3]) -> Severity {
    let lost = stride.iter().flat_map(|one| losses(*one)).map(|property| worst[*property]);
    lost.max().map_or(Severity::Low, severity_of)
}

fn stride(word: StrideWord) -> Stride {
    match word {
        StrideWord::Spoofing => Stride::Spoofing,
        StrideWord::Tampering => Stride::Tampering,
        StrideWord::Repudiation => Stride::Repudiation,
        StrideWord::InformationDisclosure => Stride::InformationDisclosure,
        StrideWord::DenialOfService => Stride::DenialOfService,
        StrideWord::ElevationOfPrivilege => Stride::ElevationOfPrivilege,
    }
}

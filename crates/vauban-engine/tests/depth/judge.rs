//! The second judge of defence in depth, written to be believed rather than to be fast.
//!
//! It shares nothing with the model and the analyses. It reads the TOML tables of the records and of the catalog
//! of mechanism kinds, turns the rules of depth into one `if` each, and repeats them until nothing new follows.
//! Minimal cut sets come from trying every set of basic events, smaller ones first.
//!
//! Everything is called by its full name, `kind.id`: a zone is `zone.plant`, the event that breaks a mechanism is
//! `mechanism.login` like the mechanism itself. A reference to nothing is left out, except where it makes a
//! mechanism absent.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

/// How deep the defence is for one attacker, asset, property and tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Id of the attacker.
    pub(crate) attacker: String,
    /// Id of the asset.
    pub(crate) asset: String,
    /// `confidentiality`, `integrity` or `availability`.
    pub(crate) property: String,
    /// One of [`TIERS`].
    pub(crate) tier: String,
    /// Size of the smallest cut set; none when there is no cut set.
    pub(crate) depth: Option<usize>,
    /// The same without common causes.
    pub(crate) nominal: Option<usize>,
    /// What policy asks for.
    pub(crate) required: u32,
    /// Every minimal cut set, as names of basic events.
    pub(crate) cut_sets: BTreeSet<BTreeSet<String>>,
}

/// The tiers, as named in answers.
pub(crate) const TIERS: [&str; 5] = ["designed", "implemented", "verified", "without-environment", "today"];

/// The rules, as numbered in the contract.
#[rustfmt::skip]
pub(crate) const RULES: [&str; 24] = [
    "E1", "E2", "E3", "E4", "E5", "E6",
    "S1", "S2", "S3", "S4", "S5",
    "L1", "L2", "L3", "L4", "L5", "L6", "L7",
    "D1", "D2", "D3", "D4", "D5", "D6",
];

/// More events than this take too long to try in every combination.
pub(crate) const MOST_EVENTS: usize = 14;

/// Every answer about the records, by attacker, tier, asset and property.
///
/// `tested` are ids of mechanisms that tests have verified, `assume` names of events taken as occurred.
pub(crate) fn judge(
    records: &Table,
    catalog_mechanisms: &Table,
    tested: &BTreeSet<String>,
    assume: &[String],
) -> Vec<Answer> {
    judge_without("", records, catalog_mechanisms, tested, assume)
}

/// The same with one of [`RULES`] switched off.
pub(crate) fn judge_without(
    rule: &str,
    records: &Table,
    catalog_mechanisms: &Table,
    tested: &BTreeSet<String>,
    assume: &[String],
) -> Vec<Answer> {
    let design = Design::read(records, catalog_mechanisms);
    let mut answers = Vec::new();
    for attacker in &design.attackers {
        let mut asked: Vec<(Case<'_>, Vec<Answer>)> = Vec::new();
        for tier in TIERS {
            let case = Case::new(&design, attacker, tier, tested, assume, rule);
            // Often two tiers ask the same question; then one answer serves both.
            let earlier =
                asked.iter().find(|(earlier, _)| earlier.asks_like(&case)).map(|(_, answers)| answers.clone());
            let mut found = earlier.unwrap_or_else(|| case.answers());
            found.iter_mut().for_each(|answer| answer.tier = tier.to_owned());
            answers.extend(found.iter().cloned());
            asked.push((case, found));
        }
    }
    answers
}

const CONFIDENTIALITY: &str = "confidentiality";
const INTEGRITY: &str = "integrity";
const AVAILABILITY: &str = "availability";
const PROPERTIES: [&str; 3] = [CONFIDENTIALITY, INTEGRITY, AVAILABILITY];

// ------------------------------------------------------------------------------------------------ one question

/// One attacker in one tier: which mechanisms count, and what is given.
struct Case<'d> {
    design: &'d Design,
    attacker: &'d Attacker,
    tier: &'static str,
    counting: Vec<&'d Mechanism>,
    /// Events that have occurred already.
    given: BTreeSet<String>,
    /// Interfaces that need no `peer`, by an issue that gives control.
    weak: BTreeSet<&'d str>,
    /// Those of them that need no `out` either.
    open: BTreeSet<&'d str>,
    /// The rule that is switched off.
    off: &'d str,
}

impl<'d> Case<'d> {
    fn new(
        design: &'d Design,
        attacker: &'d Attacker,
        tier: &'static str,
        tested: &BTreeSet<String>,
        assume: &[String],
        off: &'d str,
    ) -> Self {
        let counting = counting(design, attacker, tier, tested);
        let given = assume.iter().cloned().collect();
        let (weak, open) = (BTreeSet::new(), BTreeSet::new());
        let mut case = Case { design, attacker, tier, counting, given, weak, open, off };
        if tier == "today" {
            for issue in design.issues.iter().filter(|issue| !issue.resolved) {
                case.give(issue);
            }
        }
        case
    }

    /// Whether everything that rules look at is the same, for the same attacker.
    fn asks_like(&self, other: &Case<'_>) -> bool {
        let names = |case: &Case<'_>| -> Vec<String> { case.counting.iter().map(|one| one.name.clone()).collect() };
        names(self) == names(other) && self.given == other.given && self.weak == other.weak && self.open == other.open
    }

    /// Takes a known, unresolved issue as given.
    fn give(&mut self, issue: &'d Issue) {
        for component in &issue.affects {
            if !issue.controls {
                self.given.insert(component.clone());
                continue;
            }
            for interface in self.design.interfaces.iter().filter(|interface| interface.on.as_ref() == Some(component))
            {
                self.weak.insert(&interface.name);
                if issue.unauthenticated {
                    self.open.insert(&interface.name);
                }
            }
        }
    }

    /// One answer per property of an asset whose impact is above none.
    fn answers(&self) -> Vec<Answer> {
        let all = self.design.assets.iter().flat_map(|asset| PROPERTIES.map(|property| (asset, property)));
        let rows: Vec<(&Asset, &'static str)> =
            all.filter(|(asset, property)| asset.impact[property] != "none").collect();
        let effective = self.cut_sets(&self.events(), &rows, true);
        let mechanisms: Vec<String> =
            self.events().into_iter().filter(|event| event.starts_with("mechanism.")).collect();
        let nominal = self.cut_sets(&mechanisms, &rows, false);
        let answer = |(at, (asset, property)): (usize, &(&Asset, &'static str))| Answer {
            attacker: id(&self.attacker.name),
            asset: id(&asset.name),
            property: (*property).to_owned(),
            tier: self.tier.to_owned(),
            depth: effective[at].iter().map(BTreeSet::len).min(),
            nominal: nominal[at].iter().map(BTreeSet::len).min(),
            required: self.design.required[asset.impact[property].as_str()],
            cut_sets: effective[at].clone(),
        };
        rows.iter().enumerate().map(answer).collect()
    }

    /// The basic events that may still occur.
    fn events(&self) -> Vec<String> {
        let mut events = BTreeSet::new();
        for mechanism in &self.counting {
            events.insert(mechanism.name.clone());
            let leans = mechanism.relies_on.iter().chain(&mechanism.enforcers);
            let shared = leans.filter(|name| name.starts_with("component.") || name.starts_with("supplier."));
            events.extend(shared.cloned());
        }
        // D6 brings an event for every supplier that a component names.
        if self.attacker.supply_chain {
            events.extend(self.design.components.iter().filter_map(|component| component.supplier.clone()));
        }
        events.difference(&self.given).cloned().collect()
    }

    /// The minimal sets among `events` that lose each row.
    fn cut_sets(&self, events: &[String], rows: &[(&Asset, &str)], common: bool) -> Vec<BTreeSet<BTreeSet<String>>> {
        assert!(events.len() <= MOST_EVENTS, "too many events to try them all: {events:?}");
        let chosen = |set: u32| -> BTreeSet<String> {
            let chosen = events.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
            chosen.map(|(_, event)| event.clone()).collect()
        };
        // What holds without any event holds with all the more; every other set starts from there.
        let anyway = self.facts(&BTreeSet::new(), common, &Units::default());
        let lost = |set: u32| -> Vec<bool> {
            let facts = self.facts(&chosen(set), common, &anyway).field;
            rows.iter().map(|(asset, property)| facts.contains(&Loses(&asset.name, property))).collect()
        };
        // What all events together do not lose, no set loses: no premise asks that an event has not occurred.
        let all = (1 << events.len()) - 1;
        let reachable = lost(all);
        let mut sets: Vec<u32> = (0..=all).collect();
        sets.sort_by_key(|set| set.count_ones());
        let mut minimal: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
        for set in sets {
            let asked = |row: &usize| reachable[*row] && !minimal[*row].iter().any(|found| set & found == *found);
            let asked: Vec<usize> = (0..rows.len()).filter(asked).collect();
            if asked.is_empty() {
                continue;
            }
            let lost = lost(set);
            asked.into_iter().filter(|row| lost[*row]).for_each(|row| minimal[row].push(set));
        }
        minimal.into_iter().map(|sets| sets.into_iter().map(chosen).collect()).collect()
    }

    /// Everything that follows when these events occur besides the given ones. Without `common` causes nothing
    /// falls with the component that enforces it.
    fn facts(&self, occurred: &BTreeSet<String>, common: bool, anyway: &Units<'d>) -> Units<'d> {
        let events: BTreeSet<&str> = occurred.iter().chain(&self.given).map(String::as_str).collect();
        let unit = |starts_in, on_bench, bench, facts| {
            Unit { case: self, events: &events, common, starts_in, on_bench, bench, facts }.settle()
        };
        // Of the attacker's own unit only L7 ever asks, and only for assets that are the same on every unit.
        let bench = match self.design.assets.iter().any(|asset| asset.same_on_every_unit) {
            true => unit(self.design.bench(), true, BTreeSet::new(), anyway.bench.clone()),
            false => BTreeSet::new(),
        };
        let starts_in = self.attacker.starts_in.iter().map(String::as_str).collect();
        Units { field: unit(starts_in, false, bench.clone(), anyway.field.clone()), bench }
    }
}

/// What holds of the unit in the plant, and of the one on the bench.
#[derive(Default)]
struct Units<'d> {
    field: BTreeSet<Fact<'d>>,
    bench: BTreeSet<Fact<'d>>,
}

/// The mechanisms that count in a tier against an attacker.
fn counting<'d>(design: &'d Design, attacker: &Attacker, tier: &str, tested: &BTreeSet<String>) -> Vec<&'d Mechanism> {
    let of_tier = |mechanism: &Mechanism| match tier {
        "designed" => mechanism.status != "proposed",
        "implemented" => mechanism.status == "implemented",
        "without-environment" => mechanism.status != "proposed" && !mechanism.environment,
        _ => mechanism.status == "implemented" && tested.contains(&id(&mechanism.name)),
    };
    // `resists`: absent against an attacker of greater strength.
    let withstands = |mechanism: &Mechanism| match (mechanism.resists, attacker.strength) {
        (Some(resists), Some(strength)) => strength <= resists,
        _ => true,
    };
    let all = design.mechanisms.iter();
    let mut counting: Vec<_> = all.filter(|one| !one.dangling && of_tier(one) && withstands(one)).collect();
    // A layer cannot stand on a layer that is not there. Layers that stand only on each other are there.
    loop {
        let there: BTreeSet<&str> = counting.iter().map(|one| one.name.as_str()).collect();
        let before = counting.len();
        let mechanism = |name: &&String| name.starts_with("mechanism.");
        counting.retain(|one| one.relies_on.iter().filter(mechanism).all(|name| there.contains(name.as_str())));
        if counting.len() == before {
            return counting;
        }
    }
}

// --------------------------------------------------------------------------------------------------- the rules

/// What an attacker may establish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fact<'d> {
    At(&'d str),
    Controls(&'d str),
    Loses(&'d str, &'d str),
    Defeated(&'d str),
}

use Fact::{At, Controls, Defeated, Loses};

/// One unit of the product under attack: the one in the plant, or the attacker's own on a bench.
struct Unit<'c, 'd> {
    case: &'c Case<'d>,
    events: &'c BTreeSet<&'c str>,
    common: bool,
    starts_in: Vec<&'d str>,
    on_bench: bool,
    /// For the unit in the plant: what holds for the one on the bench.
    bench: BTreeSet<Fact<'d>>,
    facts: BTreeSet<Fact<'d>>,
}

impl<'d> Unit<'_, 'd> {
    /// Repeats all rules until nothing changes.
    fn settle(mut self) -> BTreeSet<Fact<'d>> {
        loop {
            let before = self.facts.len();
            self.enter();
            self.spread();
            self.lose();
            self.defeat();
            if self.facts.len() == before {
                return self.facts;
            }
        }
    }

    fn enter(&mut self) {
        let design = self.case.design;
        // E1: the attacker starts there.
        if self.rule("E1") {
            for zone in self.starts_in.clone() {
                self.conclude(At(zone));
            }
        }
        for i in &design.interfaces {
            let Some(on) = &i.on else { continue };
            let flows = design.flows.iter().filter(|f| f.to.as_ref() == Some(&i.name));
            let through = self.e2(i) || flows.into_iter().any(|f| self.e3(i, f) || self.e4(i, f));
            // E2, E3, E4: control of the component that offers the interface.
            if through {
                self.conclude(Controls(on));
            }
            // E6: control of what the interface installs.
            if through && self.rule("E6") {
                i.installs.iter().for_each(|x| self.conclude(Controls(x)));
            }
        }
        // E5: by the answers, from the other end or on the path.
        for f in &design.flows {
            let Some(source) = f.from.as_deref().filter(|from| from.starts_with("component.")) else { continue };
            let from_end = design.on(f).is_some_and(|on| self.knows(Controls(on))) && self.peer(&[&f.name]);
            let on_path = || {
                self.at_any(&f.through)
                    && self.out(&[&f.name])
                    && self.keep(INTEGRITY, &[&f.name])
                    && self.peer(&[&f.name])
            };
            if self.rule("E5") && f.answers && (from_end || on_path()) {
                self.conclude(Controls(source));
            }
        }
    }

    /// E2: from a zone that the interface can be reached from.
    fn e2(&self, i: &Interface) -> bool {
        let (weak, open) = self.issue(i);
        self.rule("E2") && self.at_any(&i.reach) && (open || self.out(&[&i.name])) && (weak || self.peer(&[&i.name]))
    }

    /// E3: as the source of a flow.
    fn e3(&self, i: &Interface, f: &Flow) -> bool {
        let (weak, _) = self.issue(i);
        self.rule("E3") && self.is_source(f) && (weak || self.peer(&[&i.name, &f.name]))
    }

    /// E4: on the path of a flow.
    fn e4(&self, i: &Interface, f: &Flow) -> bool {
        let (weak, open) = self.issue(i);
        self.rule("E4")
            && self.at_any(&f.through)
            && (open || self.out(&[&i.name, &f.name]))
            && self.keep(INTEGRITY, &[&f.name])
            && (weak || self.peer(&[&i.name, &f.name]))
    }

    fn spread(&mut self) {
        let design = self.case.design;
        for c in &design.components {
            let controlled = self.knows(Controls(&c.name));
            // S1: from a component into its zones.
            for z in design.zones.iter().filter(|z| c.zones.contains(&z.name)) {
                let leaves = match z.kind.as_str() {
                    "host" | "process" | "memory" => self.held(&c.name),
                    "physical" => false,
                    _ => true,
                };
                if self.rule("S1") && controlled && leaves {
                    self.conclude(At(&z.name));
                }
            }
            let Some(host) = &c.runs_on else { continue };
            // S2: from a component down to what it runs on.
            if self.rule("S2") && controlled && self.held(&c.name) {
                self.conclude(Controls(host));
            }
            // S3: and up again.
            if self.rule("S3") && self.knows(Controls(host)) {
                self.conclude(Controls(&c.name));
            }
        }
        // S4: across a boundary.
        for b in &design.boundaries {
            for (z1, z2, leads) in [(&b.from, &b.to, true), (&b.to, &b.from, b.both_ways)] {
                if self.rule("S4") && leads && self.knows(At(z1)) && self.out(&[&b.name]) {
                    self.conclude(At(z2));
                }
            }
        }
        // S5: between a zone and its parent, where no boundary names the two.
        for child in &design.zones {
            let Some(parent) = &child.parent else { continue };
            let joins = |b: &Boundary| [(&b.from, &b.to), (&b.to, &b.from)].contains(&(&child.name, parent));
            let separated = design.boundaries.iter().any(joins);
            for (z1, z2) in [(&child.name, parent), (parent, &child.name)] {
                if self.rule("S5") && !separated && self.knows(At(z1)) {
                    self.conclude(At(z2));
                }
            }
        }
    }

    fn lose(&mut self) {
        let design = self.case.design;
        for a in &design.assets {
            for p in PROPERTIES {
                // L1: where it is held.
                let held_by = a.held_by.iter().any(|c| self.knows(Controls(c)));
                if self.rule("L1") && held_by && self.keep(p, &[&a.name]) {
                    self.conclude(Loses(&a.name, p));
                }
                // L6: with what it follows from.
                if self.rule("L6") && a.derived_from.iter().any(|b| self.knows(Loses(b, p))) {
                    self.conclude(Loses(&a.name, p));
                }
            }
            // L3: by flooding an interface of what holds it.
            for i in &design.interfaces {
                let behind = i.on.as_ref().is_some_and(|on| a.held_by.contains(on));
                if self.rule("L3") && behind && self.at_any(&i.reach) && self.keep(AVAILABILITY, &[&i.name, &a.name]) {
                    self.conclude(Loses(&a.name, AVAILABILITY));
                }
            }
            // L5: where it lies in the clear.
            if self.rule("L5") && a.in_clear_on.iter().any(|c| self.knows(Controls(c))) {
                self.conclude(Loses(&a.name, CONFIDENTIALITY));
                self.conclude(Loses(&a.name, INTEGRITY));
            }
            // L7: on a unit of the attacker's own.
            if self.rule("L7") && a.same_on_every_unit && self.bench.contains(&Loses(&a.name, CONFIDENTIALITY)) {
                self.conclude(Loses(&a.name, CONFIDENTIALITY));
            }
        }
        for f in &design.flows {
            // L2: while it is carried, on the path or at an end.
            let mut ends = [f.from.as_deref(), design.on(f)].into_iter().flatten();
            let controlled_end = ends.any(|c| self.knows(Controls(c)));
            for a in &f.carries {
                for p in PROPERTIES.into_iter().filter(|p| !(*p == AVAILABILITY && f.interruptible)) {
                    let on_path = self.at_any(&f.through) && self.keep(p, &[&f.name, a]);
                    let at_end = controlled_end && self.keep(p, &[a]);
                    if self.rule("L2") && (on_path || at_end) {
                        self.conclude(Loses(a, p));
                    }
                }
            }
            // L4: by the rights that the flow gives, as its source or accepted as legitimate.
            let Some(i) = design.interfaces.iter().find(|i| f.to.as_ref() == Some(&i.name)) else { continue };
            for (a, p) in &f.grants {
                let accepted = || self.at_any(&i.reach) && self.fallen(&[&i.name, &f.name], |m| m.admits);
                if self.rule("L4") && self.insider(&[&i.name, &f.name]) && (self.is_source(f) || accepted()) {
                    self.conclude(Loses(a, p));
                }
            }
        }
    }

    fn defeat(&mut self) {
        for m in &self.case.counting {
            // D1: it is broken.
            let d1 = self.rule("D1") && self.occurs(&m.name);
            // D2: with a component that it relies on or that enforces it.
            let enforcers = m.enforcers.iter().filter(|_| self.common);
            let mut leans = m.relies_on.iter().chain(enforcers).filter(|name| name.starts_with("component."));
            let d2 = self.rule("D2") && leans.any(|c| self.knows(Controls(c)) || self.occurs(c));
            let relies_on = |kind: &str, falls: &dyn Fn(&'d str) -> bool| {
                m.relies_on.iter().any(|name| name.starts_with(kind) && falls(name))
            };
            // D3: with a supplier.
            let d3 = self.rule("D3") && relies_on("supplier.", &|s| self.occurs(s));
            // D4: with a key or credential.
            let leaks = |a| self.knows(Loses(a, CONFIDENTIALITY)) || self.knows(Loses(a, INTEGRITY));
            let d4 = self.rule("D4") && relies_on("asset.", &leaks);
            // D5: with another mechanism.
            let d5 = self.rule("D5") && relies_on("mechanism.", &|n| self.knows(Defeated(n)));
            // L7: the bench has no environment that protects it.
            let bench = self.on_bench && m.environment;
            if d1 || d2 || d3 || d4 || d5 || bench {
                self.conclude(Defeated(&m.name));
            }
        }
        // D6: from within a supplier.
        for c in &self.case.design.components {
            let supplied = c.supplier.as_ref().is_some_and(|s| self.occurs(s));
            if self.rule("D6") && self.case.attacker.supply_chain && supplied {
                self.conclude(Controls(&c.name));
            }
        }
    }

    // The notation of the rules.

    fn rule(&self, rule: &str) -> bool {
        self.case.off != rule
    }

    fn knows(&self, fact: Fact<'_>) -> bool {
        self.facts.contains(&fact)
    }

    fn conclude(&mut self, fact: Fact<'d>) {
        self.facts.insert(fact);
    }

    fn occurs(&self, event: &str) -> bool {
        self.events.contains(event)
    }

    fn at_any(&self, zones: &[String]) -> bool {
        zones.iter().any(|z| self.knows(At(z)))
    }

    /// The source of f is a component that is controlled, or an actor the attacker acts as.
    fn is_source(&self, f: &Flow) -> bool {
        f.from.as_ref().is_some_and(|from| self.knows(Controls(from)) || self.case.attacker.acts_as.contains(from))
    }

    /// Whether an issue lets `peer` and `out` of the interface be left away.
    fn issue(&self, i: &Interface) -> (bool, bool) {
        (self.case.weak.contains(i.name.as_str()), self.case.open.contains(i.name.as_str()))
    }

    fn out(&self, elements: &[&str]) -> bool {
        self.fallen(elements, |m| m.stops.contains("outsider"))
    }

    fn peer(&self, elements: &[&str]) -> bool {
        self.fallen(elements, |m| m.stops.contains("peer"))
    }

    fn insider(&self, elements: &[&str]) -> bool {
        self.fallen(elements, |m| m.stops.contains("insider"))
    }

    fn keep(&self, property: &str, elements: &[&str]) -> bool {
        self.fallen(elements, |m| m.preserves.contains(property))
    }

    /// Every counting mechanism that protects one of the elements and is meant is defeated.
    fn fallen(&self, elements: &[&str], meant: impl Fn(&Mechanism) -> bool) -> bool {
        let mut mechanisms = self.case.counting.iter();
        mechanisms.all(|m| {
            let protects = || elements.iter().any(|element| m.protects.contains(*element));
            !(meant(m) && protects()) || self.knows(Defeated(&m.name))
        })
    }

    /// Every counting mechanism that contains the component is defeated.
    fn held(&self, component: &str) -> bool {
        let mut holding = self.case.counting.iter().filter(|m| m.contains.iter().any(|c| c == component));
        holding.all(|m| self.knows(Defeated(&m.name)))
    }
}

// ------------------------------------------------------------------------------------------------- the records

/// The records that rules name, with defaults in place.
struct Design {
    zones: Vec<Zone>,
    boundaries: Vec<Boundary>,
    attackers: Vec<Attacker>,
    components: Vec<Component>,
    interfaces: Vec<Interface>,
    flows: Vec<Flow>,
    assets: Vec<Asset>,
    mechanisms: Vec<Mechanism>,
    issues: Vec<Issue>,
    /// Required depth by impact.
    required: BTreeMap<&'static str, u32>,
}

struct Zone {
    name: String,
    /// `network` where the record names none.
    kind: String,
    parent: Option<String>,
}

struct Boundary {
    name: String,
    from: String,
    to: String,
    both_ways: bool,
}

struct Attacker {
    name: String,
    starts_in: Vec<String>,
    acts_as: Vec<String>,
    strength: Option<i64>,
    supply_chain: bool,
}

struct Component {
    name: String,
    zones: Vec<String>,
    runs_on: Option<String>,
    /// With or without a record.
    supplier: Option<String>,
    /// Hardware or a store: enforces nothing by default.
    passive: bool,
}

struct Interface {
    name: String,
    on: Option<String>,
    /// `reachable-from`; absent, the zones of its component.
    reach: Vec<String>,
    installs: Vec<String>,
}

struct Flow {
    name: String,
    /// A component or an actor.
    from: Option<String>,
    to: Option<String>,
    /// `passes-through`; absent, the zones of both ends.
    through: Vec<String>,
    carries: Vec<String>,
    answers: bool,
    interruptible: bool,
    grants: Vec<(String, &'static str)>,
}

struct Asset {
    name: String,
    held_by: Vec<String>,
    in_clear_on: Vec<String>,
    derived_from: Vec<String>,
    same_on_every_unit: bool,
    /// By property.
    impact: BTreeMap<&'static str, String>,
}

struct Mechanism {
    name: String,
    /// With every interface on a protected component.
    protects: BTreeSet<String>,
    contains: Vec<String>,
    /// Stated, or by default.
    enforcers: Vec<String>,
    relies_on: Vec<String>,
    /// `relies-on` or `enforced-by` names something that is nowhere.
    dangling: bool,
    stops: BTreeSet<String>,
    preserves: BTreeSet<String>,
    admits: bool,
    environment: bool,
    status: String,
    resists: Option<i64>,
}

struct Issue {
    resolved: bool,
    affects: Vec<String>,
    controls: bool,
    unauthenticated: bool,
}

impl Design {
    fn read(records: &Table, catalog_mechanisms: &Table) -> Design {
        let records = Records(records);
        let components = records.all("component", |name, record| component(&records, name, record));
        let interfaces = records.all("interface", |name, record| interface(&records, &components, name, record));
        let flows = records.all("flow", |name, record| flow(&records, &components, &interfaces, name, record));
        let assets = records.all("asset", |name, record| asset(&records, name, record));
        let mut design = Design {
            zones: records.all("zone", |name, record| {
                Some(Zone {
                    name,
                    kind: word(record, "kind", "network"),
                    parent: records.link(record, "parent", &["zone"]),
                })
            }),
            boundaries: records.all("boundary", |name, record| {
                let from = records.link(record, "from", &["zone"])?;
                let to = records.link(record, "to", &["zone"])?;
                Some(Boundary { name, from, to, both_ways: flag(record, "both-ways", false) })
            }),
            attackers: records.all("attacker", |name, record| {
                Some(Attacker {
                    name,
                    starts_in: records.links(record, "starts-in", &["zone"]),
                    acts_as: records.links(record, "acts-as", &["actor"]),
                    strength: record.get("strength").and_then(Value::as_integer),
                    supply_chain: flag(record, "supply-chain", false),
                })
            }),
            components,
            interfaces,
            flows,
            assets,
            mechanisms: Vec::new(),
            issues: records.all("issue", |_, record| issue(&records, record)),
            required: required(records.0),
        };
        let kinds = Kinds::read(catalog_mechanisms);
        design.mechanisms = records.all("mechanism", |name, record| mechanism(&records, &design, &kinds, name, record));
        design
    }

    /// Where an attacker with a unit on a bench starts.
    fn bench(&self) -> Vec<&str> {
        let there =
            self.zones.iter().filter(|zone| !["host", "process", "memory", "cloud"].contains(&zone.kind.as_str()));
        there.map(|zone| zone.name.as_str()).collect()
    }

    /// The component whose interface a flow goes to.
    fn on(&self, flow: &Flow) -> Option<&str> {
        let interface = self.interfaces.iter().find(|interface| flow.to.as_ref() == Some(&interface.name))?;
        interface.on.as_deref()
    }
}

fn component(records: &Records<'_>, name: String, record: &Table) -> Option<Component> {
    let supplier = words(record, "supplier").unwrap_or_default().into_iter().next();
    Some(Component {
        name,
        zones: records.links(record, "zone", &["zone"]),
        runs_on: records.link(record, "runs-on", &["component"]),
        supplier: supplier.map(|id| format!("supplier.{}", id.strip_prefix("supplier.").unwrap_or(&id))),
        passive: ["hardware", "store"].contains(&word(record, "form", "").as_str()),
    })
}

fn interface(records: &Records<'_>, components: &[Component], name: String, record: &Table) -> Option<Interface> {
    let on = records.link(record, "on", &["component"]);
    let mut reach = records.links(record, "reachable-from", &["zone"]);
    if reach.is_empty() {
        reach =
            components.iter().filter(|one| on.as_ref() == Some(&one.name)).flat_map(|one| one.zones.clone()).collect();
    }
    Some(Interface { name, on, reach, installs: records.links(record, "installs", &["component"]) })
}

fn flow(
    records: &Records<'_>,
    components: &[Component],
    interfaces: &[Interface],
    name: String,
    record: &Table,
) -> Option<Flow> {
    let from = records.link(record, "from", &["component", "actor"]);
    let to = records.link(record, "to", &["interface"]);
    let mut through = records.links(record, "passes-through", &["zone"]);
    if through.is_empty() {
        let actor = from.as_deref().and_then(|from| records.record(from.strip_prefix("actor.")?, "actor"));
        through.extend(actor.map(|actor| records.links(actor, "zone", &["zone"])).unwrap_or_default());
        let on = interfaces.iter().find(|one| to.as_ref() == Some(&one.name)).and_then(|one| one.on.clone());
        let ends = components.iter().filter(|one| [&from, &on].contains(&&Some(one.name.clone())));
        through.extend(ends.flat_map(|one| one.zones.clone()));
    }
    let grants = words(record, "grants").unwrap_or_default().into_iter().filter_map(|grant| {
        let (asset, property) = grant.rsplit_once('.')?;
        let property = PROPERTIES.into_iter().find(|known| *known == property)?;
        Some((records.find(asset, &["asset"])?, property))
    });
    Some(Flow {
        from,
        to,
        through,
        carries: records.links(record, "carries", &["asset"]),
        answers: flag(record, "answers", true),
        interruptible: flag(record, "interruptible", false),
        grants: grants.collect(),
        name,
    })
}

fn asset(records: &Records<'_>, name: String, record: &Table) -> Option<Asset> {
    let stated = record.get("impact").and_then(Value::as_table);
    let impact = PROPERTIES.map(|property| match flag(record, "safety", false) && property != CONFIDENTIALITY {
        true => (property, "critical".to_owned()),
        false => (property, stated.map_or("high".to_owned(), |impact| word(impact, property, "high"))),
    });
    Some(Asset {
        name,
        held_by: records.links(record, "held-by", &["component"]),
        in_clear_on: records.links(record, "in-clear-on", &["component"]),
        derived_from: records.links(record, "derived-from", &["asset"]),
        same_on_every_unit: flag(record, "same-on-every-unit", false),
        impact: impact.into(),
    })
}

fn mechanism(records: &Records<'_>, design: &Design, kinds: &Kinds, name: String, record: &Table) -> Option<Mechanism> {
    let of = words(record, "kind").unwrap_or_default();
    let environment = word(record, "provided-by", "product") == "environment";
    let named = records.links(record, "protects", &["interface", "flow", "boundary", "asset", "component"]);
    // A mechanism protecting a component protects every interface on it.
    let behind = |interface: &&Interface| interface.on.as_ref().is_some_and(|on| named.contains(on));
    let interfaces = design.interfaces.iter().filter(behind).map(|interface| interface.name.clone());
    let protects: BTreeSet<String> = named.iter().cloned().chain(interfaces).collect();

    let stated_enforcers = words(record, "enforced-by");
    let enforcers = match &stated_enforcers {
        Some(_) => records.links(record, "enforced-by", &["component"]),
        None if environment || !of.iter().any(|kind| kinds.by_element.contains(kind)) => Vec::new(),
        None => named.iter().flat_map(|element| side(design, element)).collect(),
    };
    let foundations = ["component", "asset", "mechanism", "supplier"];
    let nowhere = |text: &String, kinds: &[&str]| records.find(text, kinds).is_none();
    let dangling = words(record, "relies-on").unwrap_or_default().iter().any(|text| nowhere(text, &foundations))
        || stated_enforcers.unwrap_or_default().iter().any(|text| nowhere(text, &["component"]));

    let own_stops = words(record, "stops").map(BTreeSet::from_iter);
    // It admits when a kind of it does, or its own `stops` says so.
    let by_kind = of.iter().any(|kind| kinds.stops.get(kind).is_some_and(admits));
    let admits = by_kind || own_stops.as_ref().is_some_and(admits);
    let union = |by: &BTreeMap<String, BTreeSet<String>>| {
        of.iter().filter_map(|kind| by.get(kind)).flatten().cloned().collect()
    };
    Some(Mechanism {
        protects,
        contains: records.links(record, "contains", &["component"]),
        enforcers,
        relies_on: records.links(record, "relies-on", &foundations),
        dangling,
        stops: own_stops.unwrap_or_else(|| union(&kinds.stops)),
        preserves: words(record, "preserves").map_or_else(|| union(&kinds.preserves), BTreeSet::from_iter),
        admits,
        environment,
        status: word(record, "status", "designed"),
        resists: record.get("resists").and_then(Value::as_integer),
        name,
    })
}

/// Who decides who is legitimate: it stops outsiders but not peers.
fn admits(stops: &BTreeSet<String>) -> bool {
    stops.contains("outsider") && !stops.contains("peer")
}

/// The components on an element's own side, without passive parts.
fn side(design: &Design, element: &str) -> Vec<String> {
    let on =
        |interface: &str| design.interfaces.iter().find(|one| one.name == interface).and_then(|one| one.on.clone());
    let own: Vec<String> = match element.split_once('.').map_or("", |(kind, _)| kind) {
        "interface" => on(element).into_iter().collect(),
        "component" => vec![element.to_owned()],
        "flow" => {
            let flows = design.flows.iter().filter(|flow| flow.name == element);
            flows.flat_map(|flow| [flow.from.clone(), flow.to.as_deref().and_then(on)]).flatten().collect()
        }
        "asset" => {
            design.assets.iter().filter(|asset| asset.name == element).flat_map(|asset| asset.held_by.clone()).collect()
        }
        _ => Vec::new(),
    };
    // An end of a flow that is an actor is no component and falls out here as well.
    let active = |name: &String| design.components.iter().any(|one| one.name == *name && !one.passive);
    own.into_iter().filter(active).collect()
}

/// Only components count. Resolved are `fixed`, `disclosed` and `closed`, and `rejected`, for it never was one of
/// ours. `deferred` and `accepted` decide to live with it, so the weakness is still there.
fn issue(records: &Records<'_>, record: &Table) -> Option<Issue> {
    let state = word(record, "state", "received");
    let affects = records.links(record, "affects", &["component", "mechanism", "interface", "asset"]);
    Some(Issue {
        resolved: ["fixed", "disclosed", "closed", "rejected"].contains(&state.as_str()),
        affects: affects.into_iter().filter(|name| name.starts_with("component.")).collect(),
        controls: word(record, "effect", "defeats") == "controls",
        unauthenticated: flag(record, "unauthenticated", false),
    })
}

fn required(records: &Table) -> BTreeMap<&'static str, u32> {
    let policy = records.get("policy").and_then(|policy| policy.get("required-depth")).and_then(Value::as_table);
    let stated = |impact| policy?.get(impact)?.as_integer()?.try_into().ok();
    let defaults = [("low", 0), ("moderate", 1), ("high", 2), ("critical", 3)];
    defaults.map(|(impact, default)| (impact, stated(impact).unwrap_or(default))).into()
}

/// What the catalog says of kinds of mechanism, by id.
struct Kinds {
    stops: BTreeMap<String, BTreeSet<String>>,
    preserves: BTreeMap<String, BTreeSet<String>>,
    by_element: BTreeSet<String>,
}

impl Kinds {
    fn read(catalog: &Table) -> Kinds {
        let listed = catalog.get("mechanism").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let entries: Vec<&Table> = listed.iter().filter_map(Value::as_table).collect();
        let kind = |entry: &&Table| word(entry, "id", "");
        // What only detects blocks nothing and preserves nothing.
        let contributes = |key: &str| {
            let acting = entries.iter().filter(|entry| word(entry, "role", "") != "detect");
            let said = acting.map(|entry| (kind(entry), words(entry, key).unwrap_or_default().into_iter().collect()));
            said.collect()
        };
        let by_element = entries.iter().filter(|entry| word(entry, "enforcer", "") == "element").map(kind).collect();
        Kinds { stops: contributes("stops"), preserves: contributes("preserves"), by_element }
    }
}

/// The tables of records, and what references in them mean.
struct Records<'t>(&'t Table);

impl<'t> Records<'t> {
    fn all<T>(&self, kind: &str, read: impl Fn(String, &'t Table) -> Option<T>) -> Vec<T> {
        let table = self.0.get(kind).and_then(Value::as_table);
        let records = table.into_iter().flatten().filter_map(|(id, record)| Some((id, record.as_table()?)));
        records.filter_map(|(id, record)| read(format!("{kind}.{id}"), record)).collect()
    }

    fn record(&self, id: &str, kind: &str) -> Option<&'t Table> {
        self.0.get(kind)?.get(id)?.as_table()
    }

    /// The full name of the record meant by `id` or `kind.id`; none if there is no such record.
    fn find(&self, text: &str, kinds: &[&str]) -> Option<String> {
        let there = |kind: &str, id: &str| self.record(id, kind).map(|_| format!("{kind}.{id}"));
        let with_kind = text.split_once('.').filter(|(kind, _)| kinds.contains(kind));
        if let Some(name) = with_kind.and_then(|(kind, id)| there(kind, id)) {
            return Some(name);
        }
        let mut hits = kinds.iter().filter_map(|kind| there(kind, text));
        let only = hits.next()?;
        hits.next().is_none().then_some(only)
    }

    fn links(&self, record: &Table, key: &str, kinds: &[&str]) -> Vec<String> {
        words(record, key).unwrap_or_default().iter().filter_map(|text| self.find(text, kinds)).collect()
    }

    fn link(&self, record: &Table, key: &str, kinds: &[&str]) -> Option<String> {
        self.links(record, key, kinds).into_iter().next()
    }
}

/// A text or a list of texts; none if the key is absent.
fn words(record: &Table, key: &str) -> Option<Vec<String>> {
    match record.get(key)? {
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        one => Some(one.as_str().map(str::to_owned).into_iter().collect()),
    }
}

fn word(record: &Table, key: &str, default: &str) -> String {
    record.get(key).and_then(Value::as_str).unwrap_or(default).to_owned()
}

fn flag(record: &Table, key: &str, default: bool) -> bool {
    record.get(key).and_then(Value::as_bool).unwrap_or(default)
}

/// The id of a full name.
fn id(name: &str) -> String {
    name.split_once('.').map_or(name, |(_, id)| id).to_owned()
}

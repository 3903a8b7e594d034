//! Small random designs as text, with every field that a rule of depth names.
//!
//! A design has at most [`MOST`] components, mechanisms and suppliers together, and so at most as many basic
//! events. References to nothing are rare and stand only where their meaning is settled.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml::Table;

/// Components, mechanisms and suppliers of a design together.
pub(crate) const MOST: usize = 11;

/// Kinds of mechanism of every sort: stopping, preserving, detecting, neither; enforced by the element or not.
const KINDS: [&str; 24] = [
    "peer-authentication",
    "user-authentication",
    "message-authentication",
    "authorization",
    "dual-approval",
    "input-validation",
    "signed-update",
    "network-filtering",
    "command-filtering",
    "one-way-flow",
    "physical-presence",
    "exploit-mitigation",
    "debug-lock",
    "channel-encryption",
    "channel-integrity",
    "config-integrity",
    "storage-encryption",
    "storage-access-control",
    "hardware-key-storage",
    "rate-limiting",
    "redundancy",
    "isolation",
    "certificate-validation",
    "runtime-integrity",
];

const PROPERTIES: [&str; 3] = ["confidentiality", "integrity", "availability"];

/// The records of a random design; the same seed gives the same text.
pub(crate) fn random(seed: u64) -> String {
    let mut dice = Dice(seed);
    // Designs written without thought are mostly open; half of them are written with more care.
    let careful = !dice.one_in(3);
    let components = dice.between(2, if careful { 4 } else { 5 });
    let suppliers = dice.between(0, 2);
    let mechanisms = dice.between(if careful { 4 } else { 1 }, 6).min(MOST - components - suppliers);
    let (zones, actors) = (dice.between(2, 5), dice.between(1, 2));
    let (interfaces, flows, assets) = (dice.between(1, 4), dice.between(1, 5), dice.between(1, 4));
    let boundaries = dice.between(0, 3);
    let unrecorded = usize::from(dice.one_in(4)).min(suppliers);
    let recorded_suppliers = ids("p", suppliers - unrecorded);
    let mut draft = Draft {
        dice,
        careful,
        text: String::new(),
        zones: ids("z", zones),
        boundaries: ids("b", boundaries),
        actors: ids("u", actors),
        components: ids("c", components),
        suppliers: ids("p", suppliers),
        recorded_suppliers,
        interfaces: ids("i", interfaces),
        flows: ids("f", flows),
        assets: ids("s", assets),
        mechanisms: ids("m", mechanisms),
    };
    draft.zones();
    draft.boundaries();
    draft.attackers();
    draft.actors();
    draft.components();
    draft.interfaces();
    draft.flows();
    draft.assets();
    draft.mechanisms();
    draft.issues();
    draft.text
}

/// Ids of mechanisms that tests are taken to have verified: two of three.
pub(crate) fn tested(records: &Table) -> BTreeSet<String> {
    let mechanisms = records.get("mechanism").and_then(toml::Value::as_table);
    let ids = mechanisms.into_iter().flat_map(Table::keys).enumerate();
    ids.filter(|(at, _)| at % 3 != 2).map(|(_, id)| id.clone()).collect()
}

fn ids(letter: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{letter}{number}")).collect()
}

/// A design being written.
struct Draft {
    dice: Dice,
    /// Mechanisms protect more, and fewer ways lead past them.
    careful: bool,
    text: String,
    zones: Vec<String>,
    boundaries: Vec<String>,
    actors: Vec<String>,
    components: Vec<String>,
    suppliers: Vec<String>,
    /// Suppliers with a record; the others are only named by components.
    recorded_suppliers: Vec<String>,
    interfaces: Vec<String>,
    flows: Vec<String>,
    assets: Vec<String>,
    mechanisms: Vec<String>,
}

impl Draft {
    fn zones(&mut self) {
        for (at, id) in self.zones.clone().iter().enumerate() {
            self.record("zone", id);
            let kind = self.dice.pick(&["network", "network", "", "physical", "host", "process", "memory", "cloud"]);
            if !kind.is_empty() {
                self.say("kind", kind);
            }
            if at > 0 && self.dice.one_in(3) {
                let parent = self.dice.pick(&self.zones[..at]);
                self.say("parent", &parent);
            }
        }
    }

    fn boundaries(&mut self) {
        for id in self.boundaries.clone() {
            self.record("boundary", &id);
            let from = self.dice.pick(&self.zones);
            let to = self.dice.pick(&self.zones);
            self.say("from", &from);
            let to = self.or_nowhere(40, to);
            self.say("to", &to);
            self.sometimes(2, "both-ways", "true");
        }
    }

    fn attackers(&mut self) {
        for id in ids("a", self.dice.between(1, 3)) {
            self.record("attacker", &id);
            let most = self.dice.pick(&[1, 1, 1, 2]);
            let zones = self.dice.some(&self.zones, most);
            self.list("starts-in", &zones);
            if self.dice.one_in(3) {
                let actor = self.dice.pick(&self.actors);
                self.say("acts-as", &actor);
            }
            if self.dice.one_in(2) {
                let strength = self.dice.between(1, 4);
                self.put("strength", &strength.to_string());
            }
            self.sometimes(3, "supply-chain", "true");
        }
    }

    fn actors(&mut self) {
        for id in self.actors.clone() {
            self.record("actor", &id);
            if !self.dice.one_in(4) {
                let zone = self.dice.pick(&self.zones);
                self.say("zone", &zone);
            }
        }
    }

    fn components(&mut self) {
        for id in self.recorded_suppliers.clone() {
            self.record("supplier", &id);
        }
        for (at, id) in self.components.clone().iter().enumerate() {
            self.record("component", id);
            let most = self.dice.pick(&[0, 1, 1, 1, 2]);
            let zones = self.dice.some(&self.zones, most);
            match zones.as_slice() {
                [] => {}
                [zone] => self.say("zone", zone),
                several => self.list("zone", several),
            }
            if at > 0 && self.dice.one_in(3) {
                let host = self.dice.pick(&self.components[..at]);
                self.say("runs-on", &host);
            }
            let form = self.dice.pick(&["", "", "process", "library", "firmware", "hardware", "store"]);
            if !form.is_empty() {
                self.say("form", form);
            }
            if !self.suppliers.is_empty() && self.dice.one_in(2) {
                let supplier = self.dice.pick(&self.suppliers);
                self.say("supplier", &supplier);
            }
        }
    }

    fn interfaces(&mut self) {
        for id in self.interfaces.clone() {
            self.record("interface", &id);
            let on = self.dice.pick(&self.components);
            let on = self.or_nowhere(60, on);
            self.say("on", &on);
            let most = self.dice.pick(&[0, 1, 1, 2]);
            let zones = self.dice.some(&self.zones, most);
            if !zones.is_empty() || self.dice.one_in(3) {
                self.list("reachable-from", &zones);
            }
            if self.dice.one_in(4) {
                let installs = self.dice.some(&self.components, 1);
                self.list("installs", &installs);
            }
        }
    }

    fn flows(&mut self) {
        for id in self.flows.clone() {
            self.record("flow", &id);
            let from = match self.dice.one_in(2) {
                true => format!("actor.{}", self.dice.pick(&self.actors)),
                false => format!("component.{}", self.dice.pick(&self.components)),
            };
            self.say("from", &from);
            let to = self.dice.pick(&self.interfaces);
            let to = self.or_nowhere(60, to);
            self.say("to", &to);
            if self.dice.one_in(2) {
                let most = self.dice.pick(&[0, 1, 1, 2]);
                let zones = self.dice.some(&self.zones, most);
                self.list("passes-through", &zones);
            }
            self.sometimes(3, "answers", "false");
            self.sometimes(3, "interruptible", "true");
            if self.dice.one_in(2) {
                let carries = self.dice.some(&self.assets, 2);
                self.list("carries", &carries);
            }
            if self.dice.one_in(3) {
                let grant = format!("asset.{}.{}", self.dice.pick(&self.assets), self.dice.pick(&PROPERTIES));
                self.list("grants", &[grant]);
            }
        }
    }

    fn assets(&mut self) {
        for id in self.assets.clone() {
            self.record("asset", &id);
            let most = self.dice.pick(&[0, 1, 1, 2]);
            let holders = self.dice.some(&self.components, most);
            self.list("held-by", &holders);
            if self.dice.one_in(4) {
                let components = self.dice.some(&self.components, 1);
                self.list("in-clear-on", &components);
            }
            if self.dice.one_in(4) {
                let source = self.dice.pick(&self.assets);
                self.list("derived-from", &[source]);
            }
            self.sometimes(3, "same-on-every-unit", "true");
            self.sometimes(5, "safety", "true");
            if self.dice.one_in(2) {
                let stated: Vec<&str> = PROPERTIES.into_iter().filter(|_| self.dice.one_in(2)).collect();
                let words = ["none", "low", "moderate", "high", "critical"];
                let stated = stated.into_iter().map(|property| format!("{property} = \"{}\"", self.dice.pick(&words)));
                let impact = stated.collect::<Vec<_>>().join(", ");
                self.put("impact", &format!("{{ {impact} }}"));
            }
        }
    }

    fn mechanisms(&mut self) {
        let named = |kind: &'static str, ids: &[String]| ids.iter().map(move |id| format!("{kind}.{id}")).collect();
        let elements: Vec<Vec<String>> = vec![
            named("interface", &self.interfaces),
            named("interface", &self.interfaces),
            named("flow", &self.flows),
            named("asset", &self.assets),
            named("component", &self.components),
            named("boundary", &self.boundaries),
        ];
        for id in self.mechanisms.clone() {
            self.record("mechanism", &id);
            let kinds: Vec<String> = (0..self.dice.between(1, 2)).map(|_| self.dice.pick(&KINDS).to_owned()).collect();
            self.list("kind", &kinds);
            let wide = if self.careful { self.dice.between(3, 7) } else { self.dice.between(1, 3) };
            let protects: BTreeSet<String> = (0..wide)
                .filter_map(|_| {
                    let some = self.dice.pick(&elements);
                    (!some.is_empty()).then(|| self.dice.pick(&some))
                })
                .collect();
            self.list("protects", &Vec::from_iter(protects));
            if self.dice.one_in(4) {
                let contains = self.dice.some(&self.components, 2);
                self.list("contains", &contains);
            }
            self.foundations();
            match self.dice.between(1, 6) {
                1 => self.say("provided-by", "environment"),
                2 => self.say("provided-by", "product"),
                _ => {}
            }
            let status = ["implemented", "implemented", "implemented", "implemented", "designed", "", "proposed"];
            let status = if self.careful { &status[..6] } else { &status };
            let status = self.dice.pick(status);
            if !status.is_empty() {
                self.say("status", status);
            }
            if self.dice.one_in(if self.careful { 10 } else { 5 }) {
                let resists = self.dice.between(1, 4);
                self.put("resists", &resists.to_string());
            }
            if self.dice.one_in(4) {
                let stops = self.dice.some(&["outsider", "peer", "insider"].map(str::to_owned), 3);
                self.list("stops", &stops);
            }
            if self.dice.one_in(4) {
                let preserves = self.dice.some(&PROPERTIES.map(str::to_owned), 3);
                self.list("preserves", &preserves);
            }
        }
    }

    /// `enforced-by` and `relies-on` of a mechanism.
    fn foundations(&mut self) {
        match self.dice.between(1, 5) {
            1 => self.list("enforced-by", &[]),
            2 => {
                let component = self.dice.pick(&self.components);
                let component = self.or_nowhere(10, component);
                self.list("enforced-by", &[component]);
            }
            _ => {}
        }
        let count = self.dice.pick(&[0, 0, 1, 1, 2]);
        let mut relies_on = Vec::new();
        for _ in 0..count {
            relies_on.push(match self.dice.between(1, 20) {
                1 => self
                    .dice
                    .pick(&["component.nowhere", "mechanism.nowhere", "supplier.nowhere", "interface.i1"])
                    .to_owned(),
                2..=6 if !self.recorded_suppliers.is_empty() => {
                    format!("supplier.{}", self.dice.pick(&self.recorded_suppliers))
                }
                2..=10 => format!("component.{}", self.dice.pick(&self.components)),
                11..=15 => format!("asset.{}", self.dice.pick(&self.assets)),
                _ => format!("mechanism.{}", self.dice.pick(&self.mechanisms)),
            });
        }
        if !relies_on.is_empty() {
            self.list("relies-on", &relies_on);
        }
    }

    fn issues(&mut self) {
        for id in ids("n", self.dice.between(0, 2)) {
            self.record("issue", &id);
            let state = self.dice.pick(&["confirmed", "confirmed", "closed"]);
            self.say("state", state);
            let component = format!("component.{}", self.dice.pick(&self.components));
            self.list("affects", &[component]);
            let effect = self.dice.pick(&["", "defeats", "controls", "controls"]);
            if !effect.is_empty() {
                self.say("effect", effect);
            }
            self.sometimes(2, "unauthenticated", "true");
        }
    }

    /// Now and then a reference to nothing instead.
    fn or_nowhere(&mut self, rarely: usize, id: String) -> String {
        if self.dice.one_in(rarely) { "nowhere".to_owned() } else { id }
    }

    fn record(&mut self, kind: &str, id: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}[{kind}.{id}]");
    }

    fn sometimes(&mut self, one_in: usize, key: &str, value: &str) {
        if self.dice.one_in(one_in) {
            self.put(key, value);
        }
    }

    fn put(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    fn say(&mut self, key: &str, word: &str) {
        self.put(key, &format!("\"{word}\""));
    }

    fn list(&mut self, key: &str, words: &[String]) {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        self.put(key, &format!("[{}]", words.join(", ")));
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    fn between(&mut self, least: usize, most: usize) -> usize {
        least + (self.next() % (most - least + 1) as u64) as usize
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.between(1, number) == 1
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.between(0, from.len() - 1)].clone()
    }

    /// Up to so many different ones, at least one unless `most` is zero.
    fn some(&mut self, from: &[String], most: usize) -> Vec<String> {
        let count = if most == 0 { 0 } else { self.between(1, most) };
        let picked: BTreeSet<String> = (0..count).map(|_| self.pick(from)).collect();
        picked.into_iter().collect()
    }
}

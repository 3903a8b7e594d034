//! One cell, and one host in it: a layered product with processes in sandboxes on a kernel, a board with a debug
//! port, an update way, libraries and keys that several mechanisms stand on.

use super::generate::{Dice, Record, hall};

/// Whether a network port is one of the field bus; the others are in the cell's network.
pub(crate) fn on_bus(port: usize) -> bool {
    port % 3 == 2
}

/// The name of a cell.
pub(crate) fn name(cell: usize) -> String {
    format!("cell-{}", cell + 1)
}

/// The zones of a cell and the boundary in front of it.
pub(crate) fn cell(cell: usize, nested: bool) -> Vec<Record> {
    let at = name(cell);
    let zone = |part: &str, kind: &str| {
        let record = Record::new("zone", format!("{at}-{part}"), cell).say("kind", kind);
        if nested { record.say("parent", &at) } else { record }
    };
    let outer = Record::new("zone", at.clone(), cell).say("kind", "physical").say("title", "Machine cell");
    let outer = nested.then(|| outer.say("parent", &hall(cell)));
    let records = vec![
        zone("lan", "network"),
        zone("bus", "network"),
        zone("cabinet", "physical"),
        Record::new("boundary", format!("{at}-gate"), cell)
            .say("from", "plant")
            .say("to", &format!("{at}-lan"))
            .put("both-ways", true),
    ];
    outer.into_iter().chain(records).collect()
}

/// Parts that a host has as far as there is room, in this order; then there are further services.
const PARTS: [(&str, &str); 12] = [
    ("kernel", "kernel"),
    ("web", "process"),
    ("field", "process"),
    ("update", "process"),
    ("soc", "hardware"),
    ("tls", "library"),
    ("flash", "store"),
    ("broker", "process"),
    ("config", "process"),
    ("secure-element", "hardware"),
    ("boot", "bootloader"),
    ("parser", "library"),
];

pub(crate) struct Host {
    pub(crate) cell: usize,
    pub(crate) number: usize,
    pub(crate) components: usize,
    /// Network ports of its services, beyond the usual interfaces.
    pub(crate) ports: usize,
    /// Whether a central engineering station loads programs into it.
    pub(crate) loaded: bool,
    /// Whether its zones lie in one another.
    pub(crate) nested: bool,
}

impl Host {
    pub(crate) fn records(&self, dice: &mut Dice) -> Vec<Record> {
        let mut records = self.parts();
        records.extend(self.interfaces(dice));
        records.extend(self.assets());
        records.extend(self.flows());
        records
    }

    /// The full id of something on this host.
    pub(crate) fn id(&self, part: &str) -> String {
        format!("{}-h{}-{part}", name(self.cell), self.number + 1)
    }

    pub(crate) fn full(&self, kind: &str, part: &str) -> String {
        format!("{kind}.{}", self.id(part))
    }

    fn zone(&self, part: &str) -> String {
        format!("{}-{part}", name(self.cell))
    }

    fn here(&self, kind: &'static str, part: &str) -> Record {
        Record::new(kind, self.id(part), self.cell)
    }

    /// A component; on a small host the kernel does what has no part of its own.
    pub(crate) fn part(&self, part: &str) -> String {
        let there = PARTS.iter().take(self.components).any(|(name, _)| *name == part);
        self.id(if there { part } else { "kernel" })
    }

    /// Processes in a sandbox of their own.
    pub(crate) fn processes(&self) -> Vec<String> {
        let usual = PARTS.iter().take(self.components).filter(|(_, form)| *form == "process");
        let more = (PARTS.len()..self.components).map(|number| format!("service-{number}"));
        usual.map(|(name, _)| (*name).to_owned()).chain(more).collect()
    }

    fn parts(&self) -> Vec<Record> {
        let within = |record: Record, parent: &str| if self.nested { record.say("parent", parent) } else { record };
        let mut records = vec![within(self.here("zone", "inside").say("kind", "host"), &name(self.cell))];
        for (number, (part, form)) in PARTS.iter().enumerate().take(self.components.max(1)) {
            let record = self.here("component", part).say("form", form);
            let record = match *part {
                "kernel" => record.list("zone", &[self.id("inside"), self.zone("lan"), self.zone("bus")]),
                "soc" | "secure-element" | "flash" => record.list("zone", &[self.zone("cabinet")]),
                "update" | "config" | "boot" | "tls" | "parser" => record.list("zone", &[self.id("inside")]),
                process => record.list("zone", &[self.id(&format!("{process}-box"))]),
            };
            let record = match *part {
                "tls" | "parser" if self.nested => record.say("part-of", &self.id("web")),
                "kernel" if self.components > 4 => record.say("runs-on", &self.id("soc")),
                "kernel" | "soc" | "secure-element" | "flash" => record,
                "boot" => record.say("runs-on", &self.id("soc")),
                _ => record.say("runs-on", &self.id("kernel")),
            };
            records.push(match (*part, number) {
                ("tls" | "parser", _) => record.say("supplier", "tls-project"),
                ("kernel" | "soc" | "boot", _) => record.say("supplier", "board-vendor"),
                _ => record,
            });
            if ["web", "field", "broker"].contains(part) {
                let sandbox = self.here("zone", &format!("{part}-box")).say("kind", "process");
                records.push(within(sandbox, &self.id("inside")));
            }
        }
        for service in self.processes().iter().filter(|service| service.starts_with("service-")) {
            let sandbox = format!("{service}-box");
            records.push(within(self.here("zone", &sandbox).say("kind", "process"), &self.id("inside")));
            let record = self.here("component", service).say("form", "process");
            records.push(record.list("zone", &[self.id(&sandbox)]).say("runs-on", &self.id("kernel")));
        }
        records
    }

    fn sandbox(&self, process: &str) -> String {
        self.id(match process {
            "update" | "config" => "inside".to_owned(),
            other => format!("{other}-box"),
        }
        .as_str())
    }

    fn interfaces(&self, dice: &mut Dice) -> Vec<Record> {
        let way = |rank: usize, id: &str, on: String, from: &[String]| {
            self.here("interface", id).rank(rank).say("on", &on).list("reachable-from", from)
        };
        let replaced: Vec<String> =
            ["kernel", "web", "field"].iter().take(self.components).map(|part| self.id(part)).collect();
        let mut records = vec![
            way(0, "https", self.part("web"), &[self.zone("lan")]),
            way(1, "fieldbus", self.part("field"), &[self.zone("bus")]),
            way(2, "installer", self.part("update"), &[self.id("inside")]).list("installs", &replaced),
            way(3, "jtag", self.part("soc"), &[self.zone("cabinet")]).list("installs", &[self.part("boot")]),
            way(4, "usb", self.part("update"), &[self.zone("cabinet")]).list("installs", &replaced),
        ];
        let processes = self.processes();
        for (number, process) in processes.iter().enumerate() {
            // A pipe takes calls from the sandbox of another process.
            let caller = &processes[(number + 1 + dice.below(processes.len() - 1)) % processes.len()];
            let caller = if process == "broker" { "web" } else { caller };
            let rank = if process == "broker" { 4 } else { 5 + number };
            records.push(way(rank, &format!("{process}-pipe"), self.id(process), &[self.sandbox(caller)]));
        }
        for port in 0..self.ports {
            let on = processes.get(port % processes.len().max(1)).map_or(self.id("kernel"), |process| self.id(process));
            let from = self.zone(if on_bus(port) { "bus" } else { "lan" });
            records.push(way(6 + port, &format!("port-{port}"), on, &[from]));
        }
        records
    }

    fn assets(&self) -> Vec<Record> {
        let asset = |rank: usize, id: &str, held: &[&str], impact: [&str; 3]| {
            let mut held: Vec<String> = held.iter().map(|part| self.part(part)).collect();
            held.dedup();
            let [c, i, a] = impact;
            let record = self.here("asset", id).rank(rank).list("held-by", &held);
            record.put(
                "impact",
                format_args!("{{ confidentiality = \"{c}\", integrity = \"{i}\", availability = \"{a}\" }}"),
            )
        };
        let mut records = vec![
            asset(0, "setpoints", &["broker", "field"], ["none", "critical", "moderate"]),
            asset(1, "firmware", &["flash", "update"], ["low", "critical", "moderate"]),
            asset(2, "accounts", &["config", "flash"], ["moderate", "high", "low"]),
            asset(3, "device-key", &["secure-element"], ["high", "moderate", "low"]),
            asset(4, "update-key", &["soc"], ["none", "critical", "none"]).put("same-on-every-unit", true),
            asset(5, "values", &["field", "broker"], ["low", "high", "moderate"]),
            asset(6, "settings", &["config", "flash"], ["low", "high", "low"])
                .list("in-clear-on", &[self.part("config")]),
            asset(7, "storage-key", &["secure-element"], ["high", "low", "moderate"]),
            asset(8, "log", &["config", "flash"], ["low", "moderate", "low"]),
            asset(9, "telemetry", &["broker"], ["low", "low", "low"])
                .list("derived-from", &[self.full("asset", "values")]),
        ];
        for (number, service) in self.processes().iter().enumerate().filter(|(_, name)| name.starts_with("service-")) {
            let record = self.here("asset", &format!("{service}-data")).rank(10 + number);
            records.push(record.list("held-by", &[self.id(service)]));
        }
        records
    }

    fn flows(&self) -> Vec<Record> {
        let flow = |id: &str, from: String, to: &str, carries: &[&str]| {
            let carries: Vec<String> = carries.iter().map(|asset| self.full("asset", asset)).collect();
            let record = self.here("flow", id).say("from", &from).say("to", &self.id(to)).list("carries", &carries);
            record.standing_at(self.full("interface", to))
        };
        let granted = |asset: &str| [format!("{}.integrity", self.full("asset", asset))];
        let path = ["plant".to_owned(), self.zone("lan")];
        let from = |part: &str| format!("component.{}", self.part(part));
        let mut records = vec![
            flow("operates", "actor.operator".into(), "https", &["values", "setpoints"])
                .list("grants", &granted("setpoints"))
                .list("passes-through", &path),
            flow("administers", "actor.administrator".into(), "https", &["settings", "firmware"])
                .list("grants", &granted("settings"))
                .list("passes-through", &path),
            flow("writes", from("web"), "broker-pipe", &["setpoints"]),
            flow("installs", from("web"), "installer", &["firmware"]).put("interruptible", true),
            flow("polls", from("broker"), "fieldbus", &["values", "setpoints"])
                .list("passes-through", &[self.zone("bus")])
                .put("answers", self.number.is_multiple_of(2)),
        ];
        let uploads = flow("uploads", from("kernel"), "https", &["values"]);
        records.push(uploads.put("interruptible", true).list("passes-through", &path));
        if self.loaded {
            let loads = flow("loads", "component.station".into(), "https", &["firmware"]);
            records.push(loads.list("passes-through", &path));
        }
        records
    }
}

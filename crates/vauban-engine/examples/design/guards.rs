//! The mechanisms of a cell and of the hosts in it: of fitting kinds, on keys, libraries and each other.

use super::generate::{Dice, Record};
use super::host::{self, Host};

/// What the environment of a cell provides: a firewall in front of its network, a lock on its cabinet.
pub(crate) fn of_cell(cell: usize, hosts: &[Host]) -> Vec<Record> {
    let at = host::name(cell);
    let guard = |id: &str, kind: &str, protects: &[String]| {
        let record = Record::new("mechanism", format!("{at}-{id}"), cell).rank(1).list("kind", &[kind]);
        record.at("protects", protects).say("provided-by", "environment").say("status", "implemented")
    };
    let ports = |part: &'static str| hosts.iter().map(move |host| host.full("interface", part));
    let behind_door: Vec<String> = ports("jtag").chain(ports("usb")).collect();
    vec![
        guard("firewall", "network-filtering", &[format!("boundary.{at}-gate")]),
        guard("lock", "tamper-resistance", &behind_door),
    ]
}

/// The mechanisms of some hosts that are built alike: one record speaks for all of them.
pub(crate) fn of_hosts(hosts: &[Host], dice: &mut Dice) -> Vec<Record> {
    let Some(first) = hosts.first() else { return Vec::new() };
    let mut made = Guards { first, records: Vec::new(), dice };
    let all = |kind: &'static str, part: &str| hosts.iter().map(|host| host.full(kind, part)).collect::<Vec<_>>();
    let ports = |bus: bool| {
        let of = |host: &Host| -> Vec<String> {
            let some = (0..host.ports).filter(|port| host::on_bus(*port) == bus);
            some.map(|port| host.full("interface", &format!("port-{port}"))).collect()
        };
        hosts.iter().flat_map(of).collect::<Vec<_>>()
    };
    let pipes: Vec<String> = hosts
        .iter()
        .flat_map(|host| host.processes().into_iter().map(|process| host.full("interface", &format!("{process}-pipe"))))
        .collect();
    let web = [all("interface", "https"), ports(false)].concat();
    let bus = [all("interface", "fieldbus"), ports(true)].concat();
    let part = |part: &str| format!("component.{}", first.part(part));
    let asset = |part: &str| first.full("asset", part);
    let login = first.full("mechanism", "login");
    made.add(2, "login", &["user-authentication"], &web, &[asset("accounts")]);
    made.of("web");
    made.add(3, "rights", &["authorization"], &web, std::slice::from_ref(&login));
    made.of("web");
    made.sandbox(4, hosts);
    let update = [all("interface", "installer"), all("interface", "usb")].concat();
    made.add(5, "signature", &["signed-update"], &update, &[asset("update-key"), part("tls")]);
    made.of("update");
    let talks = ["operates", "administers", "loads", "uploads"].map(|flow| all("flow", flow)).concat();
    let channel = ["channel-encryption", "channel-integrity", "peer-authentication"];
    made.add(6, "channel", &channel, &talks, &[asset("device-key"), part("tls")]);
    made.of("tls");
    made.add(7, "pipe-rights", &["peer-authentication", "authorization"], &pipes, &[part("kernel")]);
    made.of("broker");
    made.add(8, "bus-filter", &["network-filtering", "command-filtering"], &bus, &[part("kernel")]);
    made.of("kernel");
    made.add(9, "jtag-lock", &["debug-lock"], &all("interface", "jtag"), &[]);
    made.add(10, "checks", &["input-validation"], &web, &[part("parser")]);
    made.of("web");
    made.add(11, "plausible", &["input-validation"], &[bus.clone(), all("flow", "polls")].concat(), &[]);
    made.of("field");
    let stored = ["accounts", "settings", "log"].map(|one| all("asset", one)).concat();
    made.add(12, "storage", &["storage-encryption"], &stored, &[asset("storage-key")]);
    made.of("config");
    made.add(13, "limits", &["rate-limiting"], &[web, bus].concat(), &[]);
    made.of("kernel");
    made.add(14, "bus-integrity", &["message-authentication"], &all("flow", "polls"), &[asset("device-key")]);
    made.of("field");
    made.add(15, "four-eyes", &["dual-approval"], &all("flow", "administers"), &[login]);
    made.of("config");
    made.add(16, "audit", &["audit-logging"], &[all("interface", "https"), update].concat(), &[]);
    for host in hosts {
        made.of_one(host);
    }
    made.records
}

struct Guards<'a> {
    first: &'a Host,
    records: Vec<Record>,
    dice: &'a mut Dice,
}

impl Guards<'_> {
    /// The mechanism just added is the work of one part, with the same software on all hosts: its common cause.
    fn of(&mut self, part: &str) {
        if let Some(last) = self.records.pop() {
            self.records.push(last.list("enforced-by", &[self.first.part(part)]));
        }
    }

    fn add(&mut self, rank: usize, id: &str, kinds: &[&str], protects: &[String], relies: &[String]) {
        let record = Record::new("mechanism", self.first.id(id), self.first.cell).rank(rank).list("kind", kinds);
        let record = record.at("protects", protects);
        let record = if relies.is_empty() { record } else { record.list("relies-on", relies) };
        let record = match self.dice.below(20) {
            0 => record.say("status", "proposed").put("cost", 1 + self.dice.below(9)),
            1..=3 => record.say("status", "designed"),
            _ => record.say("status", "implemented"),
        };
        let resists = self.dice.below(8) == 0;
        self.records.push(if resists { record.put("resists", 2 + self.dice.below(2)) } else { record });
    }

    /// The kernel keeps processes where they are.
    fn sandbox(&mut self, rank: usize, hosts: &[Host]) {
        let inside = |host: &Host| -> Vec<String> { host.processes().iter().map(|process| host.id(process)).collect() };
        let contained: Vec<String> = hosts.iter().flat_map(inside).collect();
        let record = Record::new("mechanism", self.first.id("sandbox"), self.first.cell).rank(rank);
        let record = record.list("kind", &["isolation"]).list("contains", &contained).say("status", "implemented");
        self.records.push(record.list("enforced-by", &[self.first.id("kernel")]));
    }

    /// What more there may be on one host: a guard for each process and port.
    fn of_one(&mut self, host: &Host) {
        let kernel = format!("component.{}", host.part("kernel"));
        let parser = format!("component.{}", host.part("parser"));
        let tls = format!("component.{}", host.part("tls"));
        let mut more: Vec<(usize, String, &str, String, String)> = Vec::new();
        for (number, process) in host.processes().iter().enumerate() {
            let (pipe, itself) = (host.full("interface", &format!("{process}-pipe")), host.full("component", process));
            let id = |what: &str| format!("{process}-{what}-{}", host.number);
            more.push((20 + number, id("checks"), "input-validation", pipe, parser.clone()));
            more.push((21 + number, id("hardening"), "exploit-mitigation", itself, kernel.clone()));
        }
        for port in 0..host.ports {
            let at = host.full("interface", &format!("port-{port}"));
            let id = |what: &str| format!("port-{port}-{what}-{}", host.number);
            more.push((17 + port, id("peers"), "peer-authentication", at.clone(), tls.clone()));
            more.push((18 + port, id("checks"), "input-validation", at, parser.clone()));
        }
        for (rank, id, kind, at, relies) in more {
            self.add(rank, &id, &[kind], &[at], &[relies]);
        }
    }
}

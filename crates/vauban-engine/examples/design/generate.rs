//! Designs of a realistic shape and any size, the same for the same seed.
//!
//! A plant has networks, and cells behind firewalls; a cell has a field bus, a cabinet and hosts; a host is a layered
//! product (see `host.rs`). A *product* is one cell, a *system* is many. Of interfaces, assets, mechanisms and
//! attackers there are as many as asked for, the most usual first and evenly over the hosts; fewer where a design of
//! that size has no place for more.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::guards;
use super::host::{self, Host};

/// How large a design is to be.
#[derive(Clone, Debug)]
pub(crate) struct Sizes {
    pub(crate) components: usize,
    pub(crate) interfaces: usize,
    pub(crate) mechanisms: usize,
    pub(crate) assets: usize,
    pub(crate) attackers: usize,
    /// Cells of the plant; a product is one.
    pub(crate) cells: usize,
    /// Whether zones lie in one another and libraries are parts of what they are built into: to look at, not to
    /// measure.
    pub(crate) nested: bool,
    pub(crate) seed: u64,
}

/// Cells of one hall of a nested design.
const HALL: usize = 10;

/// Components of a cell of a system.
const CELL: usize = 50;

/// Mechanisms of a host that most hosts have.
const USUAL: usize = 16;

/// Components of a host.
const HOST: usize = 12;

impl Sizes {
    /// A product of so many components, with the proportions of products that we know.
    pub(crate) fn product(components: usize) -> Sizes {
        Sizes {
            components,
            interfaces: components * 2 / 5,
            mechanisms: components * 3 / 5,
            assets: (components / 5).max(4),
            attackers: 6,
            cells: 1,
            nested: false,
            seed: 1,
        }
    }

    /// A plant of so many elements of all kinds with a file for each cell, its zones nested in halls.
    #[allow(dead_code, reason = "tests that include this file make plants only, the example makes all")]
    pub(crate) fn plant(elements: usize, files: usize) -> Sizes {
        let components = elements * 3 / 10;
        Sizes {
            interfaces: elements * 3 / 20,
            mechanisms: elements * 3 / 20,
            assets: elements / 20,
            cells: files,
            nested: true,
            ..Sizes::product(components)
        }
    }

    /// A system of many products: what stands in front of them is written down more coarsely.
    pub(crate) fn system(components: usize) -> Sizes {
        Sizes {
            mechanisms: if components < 5_000 { components * 2 / 5 } else { components / 5 },
            assets: components / 25,
            cells: components.div_ceil(CELL),
            ..Sizes::product(components)
        }
    }
}

/// A record, and how soon it comes when there is not room for all.
pub(crate) struct Record {
    kind: &'static str,
    pub(crate) id: String,
    rank: usize,
    cell: usize,
    text: String,
    /// Records of which at least one must be there, by full name; empty if none need be.
    stands_at: Vec<String>,
}

impl Record {
    pub(crate) fn new(kind: &'static str, id: impl Into<String>, cell: usize) -> Record {
        Record { kind, id: id.into(), rank: 0, cell, text: String::new(), stands_at: Vec::new() }
    }

    pub(crate) fn rank(mut self, rank: usize) -> Record {
        self.rank = rank;
        self
    }

    pub(crate) fn put(mut self, key: &str, value: impl std::fmt::Display) -> Record {
        let _ = writeln!(self.text, "{key} = {value}");
        self
    }

    pub(crate) fn say(self, key: &str, word: &str) -> Record {
        self.put(key, format_args!("\"{word}\""))
    }

    /// A list of references; those to records that had no room are left out when everything is there.
    pub(crate) fn list<T: AsRef<str>>(self, key: &str, words: &[T]) -> Record {
        let words: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.as_ref())).collect();
        self.put(key, format_args!("[{}]", words.join(", ")))
    }

    /// The record is left out if this one, or another it may stand at, is not there.
    pub(crate) fn standing_at(mut self, name: String) -> Record {
        self.stands_at.push(name);
        self
    }

    /// A list, and the record is left out if none of these is there.
    pub(crate) fn at<T: AsRef<str>>(mut self, key: &str, words: &[T]) -> Record {
        self.stands_at.extend(words.iter().map(|word| word.as_ref().to_owned()));
        self.list(key, words)
    }
}

/// The files of a design, by path.
pub(crate) fn design(sizes: &Sizes) -> Vec<(String, String)> {
    let mut dice = Dice(sizes.seed);
    let mut records = plant(sizes);
    for cell in 0..sizes.cells {
        let here = sizes.components * (cell + 1) / sizes.cells - sizes.components * cell / sizes.cells;
        records.extend(host::cell(cell, sizes.nested));
        let count = here.div_ceil(HOST).max(1);
        let mut hosts = Vec::with_capacity(count);
        for number in 0..count {
            let components = here * (number + 1) / count - here * number / count;
            // Interfaces beyond what every product has are ports of its services.
            let ports = (sizes.interfaces * components / sizes.components.max(1)).saturating_sub(4);
            hosts.push(Host {
                cell,
                number,
                components,
                ports,
                loaded: sizes.cells > 1 && number == 0,
                nested: sizes.nested,
            });
        }
        hosts.iter().for_each(|host| records.extend(host.records(&mut dice)));
        // One mechanism record speaks for several hosts where there are few records to each.
        let group = (sizes.cells * count * USUAL).div_ceil(sizes.mechanisms.max(1)).clamp(1, count);
        records.extend(guards::of_cell(cell, &hosts));
        hosts.chunks(group).for_each(|hosts| records.extend(guards::of_hosts(hosts, &mut dice)));
    }
    records.extend(attackers(sizes));
    files(chosen(records, sizes), sizes)
}

/// The plant around all cells.
fn plant(sizes: &Sizes) -> Vec<Record> {
    let zone = |id: &str, kind: &str| Record::new("zone", id, 0).say("kind", kind);
    let records = [
        zone("internet", "network").put("outside", true),
        zone("plant", "network"),
        Record::new("boundary", "plant-gate", 0).say("from", "internet").say("to", "plant").put("both-ways", true),
        Record::new("actor", "operator", 0).say("zone", "plant"),
        Record::new("actor", "administrator", 0).say("zone", "plant").put("privileged", true),
        Record::new("supplier", "tls-project", 0),
        Record::new("supplier", "board-vendor", 0),
        Record::new("mechanism", "plant-firewall", 0)
            .list("kind", &["network-filtering"])
            .at("protects", &["boundary.plant-gate"])
            .say("provided-by", "environment")
            .say("status", "implemented"),
    ];
    let mut records = Vec::from(records);
    if sizes.nested {
        let halls = (0..sizes.cells).step_by(HALL);
        records.extend(halls.map(|cell| zone(&hall(cell), "physical").say("parent", "plant").say("title", "Hall")));
    }
    if sizes.cells > 1 {
        // A historian that collects from every cell and an engineering station that loads programs into every cell.
        let central = |id: &str| Record::new("component", id, 0).say("form", "service").list("zone", &["plant"]);
        records.extend([central("historian"), central("station")]);
        let way = |id: &str, on: &str| Record::new("interface", id, 0).say("on", on).list("reachable-from", &["plant"]);
        records.extend([way("collect", "historian"), way("desktop", "station")]);
        records.push(Record::new("asset", "history", 0).list("held-by", &["historian"]));
        let guard = |id: &str, kind: &str, at: &str| {
            let record = Record::new("mechanism", id, 0).list("kind", &[kind]).say("status", "implemented");
            record.at("protects", &[format!("interface.{at}")])
        };
        records.extend([
            guard("collect-peers", "peer-authentication", "collect"),
            guard("collect-checks", "input-validation", "collect"),
            guard("desktop-login", "user-authentication", "desktop"),
            guard("desktop-rights", "authorization", "desktop").list("relies-on", &["mechanism.desktop-login"]),
        ]);
    }
    records
}

/// The hall of a nested design that a cell stands in.
pub(crate) fn hall(cell: usize) -> String {
    format!("hall-{}", cell / HALL + 1)
}

/// Attackers, the most usual first; beyond those, one more at the bus of each cell.
fn attackers(sizes: &Sizes) -> Vec<Record> {
    let (first, middle) = (host::name(0), host::name(sizes.cells / 2));
    let attacker = |id: &str, strength: u8, starts: &[String]| {
        Record::new("attacker", id, 0).put("strength", strength).list("starts-in", starts)
    };
    let at = |zone: &str| zone.to_owned();
    let mut records = vec![
        attacker("internet", 2, &[at("internet")]),
        attacker("visitor", 2, &[at("plant"), format!("{first}-cabinet")]),
        attacker("insider", 1, &[at("plant")]).list("acts-as", &["operator"]),
        attacker("stolen-admin", 2, &[at("internet")]).list("acts-as", &["administrator"]),
        attacker("holder", 3, &[format!("{middle}-cabinet")]),
        attacker("supply-chain", 4, &[at("internet")]).put("supply-chain", true),
    ];
    let more = (0..sizes.attackers.saturating_sub(records.len())).map(|number| {
        let bus = format!("{}-bus", host::name(number % sizes.cells));
        attacker(&format!("field-device-{number}"), 2, &[bus])
    });
    records.extend(more);
    records
}

/// As many records of each kind as asked for, and what stands on those that are there.
fn chosen(mut records: Vec<Record>, sizes: &Sizes) -> Vec<Record> {
    // Stable: of one rank, in the order of cells and hosts.
    records.sort_by_key(|record| record.rank);
    let mut there: BTreeSet<String> = BTreeSet::new();
    let mut kept = Vec::new();
    let order =
        ["zone", "boundary", "actor", "supplier", "component", "interface", "asset", "flow", "mechanism", "attacker"];
    for kind in order {
        let most = match kind {
            "interface" => sizes.interfaces,
            "asset" => sizes.assets,
            "mechanism" => sizes.mechanisms,
            "attacker" => sizes.attackers,
            _ => usize::MAX,
        };
        let mut count = 0;
        let (now, later): (Vec<Record>, Vec<Record>) = records.into_iter().partition(|record| record.kind == kind);
        records = later;
        for mut record in now {
            let placed = record.stands_at.is_empty() || record.stands_at.iter().any(|name| there.contains(name));
            if count == most || !placed {
                continue;
            }
            count += 1;
            record.text = record.text.lines().map(|line| without_holes(line, &there)).collect();
            there.insert(format!("{kind}.{}", record.id));
            kept.push(record);
        }
    }
    kept
}

/// A line without references, in lists, to records that are not there; all of those are written with their kind.
fn without_holes(line: &str, there: &BTreeSet<String>) -> String {
    let Some((key, words)) = line.split_once(" = [") else { return format!("{line}\n") };
    let words = words.trim_end_matches(']').split(", ").map(|word| word.trim_matches('"'));
    let cut = |word: &&str| match word.split_once('.') {
        Some(("asset", id)) if key == "grants" => {
            there.contains(&format!("asset.{}", id.rsplit_once('.').map_or(id, |(id, _)| id)))
        }
        Some(_) => there.contains(*word),
        None => true,
    };
    let kept: Vec<String> =
        words.filter(|word| !word.is_empty()).filter(cut).map(|word| format!("\"{word}\"")).collect();
    format!("{key} = [{}]\n", kept.join(", "))
}

/// One file for each cell.
fn files(records: Vec<Record>, sizes: &Sizes) -> Vec<(String, String)> {
    let project = format!(
        "[product.example]\nversion = \"1.0\"\n{}# {} components, {} interfaces, {} mechanisms, {} assets, {} attackers, seed {}\n",
        if sizes.nested { "type = [\"embedded-device\"]\n" } else { "" },
        sizes.components,
        sizes.interfaces,
        sizes.mechanisms,
        sizes.assets,
        sizes.attackers,
        sizes.seed
    );
    let mut texts = vec![String::new(); sizes.cells];
    for record in records {
        let _ = writeln!(texts[record.cell], "[{}.{}]\n{}", record.kind, record.id, record.text);
    }
    let texts = texts.into_iter().enumerate();
    let parts = texts.map(|(cell, text)| (format!("security/design/{}.toml", host::name(cell)), text));
    std::iter::once(("vauban.toml".to_owned(), project)).chain(parts).collect()
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most.max(1) as u64) as usize
    }
}

//! The design of one product as every format needs it: zones, parties, flows, assets, mechanisms, threats, in the
//! order of the records. References are positions, circles are cut, and nothing is stated that the records do not.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::diagram::DEEPEST;
use vauban_analysis::reach;
use vauban_analysis::scope::Owners;
use vauban_catalog::Catalogs;
use vauban_model::{AnyId, AssetKind, Head, Impact, Kind, MechanismStatus, Model, Record, Ref, Term, TermList, kinds};

use crate::Subject;
use crate::parties::{Parties, Party};
use crate::threats::{Threat, threats};
use crate::told::Told;

/// What a format writes.
pub(crate) struct Design<'a> {
    pub(crate) model: &'a Model,
    /// The product's id; empty where none is named.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) version: String,
    /// What the product and its context say about themselves.
    pub(crate) description: String,
    pub(crate) zones: Vec<Zone<'a>>,
    /// Boundaries whose both zones are there: the record, and the zones.
    pub(crate) boundaries: Vec<(AnyId, usize, usize)>,
    pub(crate) attackers: Vec<(AnyId, &'a Record<kinds::Attacker>)>,
    /// Actors, then components.
    pub(crate) parties: Vec<Party<'a>>,
    pub(crate) flows: Vec<Flow<'a>>,
    pub(crate) assets: Vec<Asset<'a>>,
    pub(crate) mechanisms: Vec<Mechanism<'a>>,
    pub(crate) assumptions: Vec<&'a Record<kinds::Assumption>>,
    pub(crate) threats: Vec<Threat>,
    /// The class of attacker that the enumeration assumes, and whether policy says so.
    pub(crate) attacker: (u32, bool),
    /// Whether somebody from outside can reach an interface.
    pub(crate) exposed: bool,
}

/// A zone.
pub(crate) struct Zone<'a> {
    pub(crate) record: &'a Record<kinds::Zone>,
    /// The zone it lies in; there are no circles.
    pub(crate) parent: Option<usize>,
}

/// A flow with both its ends.
pub(crate) struct Flow<'a> {
    pub(crate) record: &'a Record<kinds::Flow>,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Its own protocol, else that of the interface.
    pub(crate) protocol: Option<&'a str>,
    /// Whether the design encrypts it: by its protocol, or by a mechanism that protects it or its interface.
    pub(crate) encrypted: Option<bool>,
    /// Whether it passes a network of others.
    pub(crate) public: Option<bool>,
    pub(crate) answers: bool,
    pub(crate) carries: Vec<usize>,
}

/// An asset.
pub(crate) struct Asset<'a> {
    pub(crate) record: &'a Record<kinds::Asset>,
    pub(crate) held_by: Vec<usize>,
}

impl Asset<'_> {
    /// What the loss of confidentiality, integrity and availability would do.
    pub(crate) fn impacts(&self) -> [(&'static str, Option<Impact>); 3] {
        let stated = self.record.impact.as_ref();
        let of = |pick: fn(&kinds::Impacts) -> Option<Impact>| stated.and_then(pick);
        [
            ("confidentiality", of(|impact| impact.confidentiality.as_ref().map(|word| word.value))),
            ("integrity", of(|impact| impact.integrity.as_ref().map(|word| word.value))),
            ("availability", of(|impact| impact.availability.as_ref().map(|word| word.value))),
        ]
    }

    /// Whether it is a secret by its kind.
    pub(crate) fn secret(&self) -> bool {
        self.record.kind.as_ref().is_some_and(|kind| matches!(kind.value, AssetKind::Key | AssetKind::Credential))
    }

    /// Whether its disclosure would do harm, where the records tell.
    pub(crate) fn sensitive(&self) -> Option<bool> {
        let [(_, confidentiality), ..] = self.impacts();
        if self.secret() { Some(true) } else { confidentiality.map(|impact| impact != Impact::None) }
    }
}

/// A mechanism.
pub(crate) struct Mechanism<'a> {
    pub(crate) id: AnyId,
    pub(crate) record: &'a Record<kinds::Mechanism>,
    pub(crate) status: MechanismStatus,
}

impl<'a> Design<'a> {
    /// Reads the design of a product.
    pub(crate) fn new(subject: Subject<'a>, told: &mut Told) -> Design<'a> {
        let model = subject.model;
        let owners = Owners::new(model);
        let mine = Mine { owners: &owners, product: subject.product };
        let (zones, zone_at) = zones(model, &mine, told);
        let parties = Parties::new(model, &mine, &zones, &zone_at, told);
        let asset_at = mine.places(Kind::Asset, &model.asset);
        let mechanisms = mechanisms(model, &mine);
        let channel = encrypted_by_mechanism(&mechanisms);
        let (flows, flow_at) = flows(subject, &mine, &parties, &asset_at, &channel, told);
        let assets = mine.all(Kind::Asset, &model.asset).map(|(_, record)| Asset {
            record,
            held_by: record.held_by.iter().filter_map(Ref::to).filter_map(|id| parties.at(id)).collect(),
        });
        let assets = assets.collect();
        let product = subject.product.and_then(|id| model.product.get(id.at as usize));
        let threats = threats(subject, &mine, &parties, &flow_at, told);
        let mut boundaries = Vec::new();
        for (id, record) in mine.all(Kind::Boundary, &model.boundary) {
            let place = |end: &Option<Ref<kinds::Zone>>| zone_at.get(&end.as_ref()?.to()?).copied();
            match (place(&record.from), place(&record.to)) {
                (Some(from), Some(to)) => boundaries.push((id, from, to)),
                _ => told.lost("boundary", "it names a zone that is not there", &record.head.name()),
            }
        }
        Design {
            model,
            id: product.map_or_else(String::new, |product| product.head.id.to_string()),
            title: product.map_or_else(
                || "Design".to_owned(),
                |product| product.name.as_deref().map_or_else(|| product.head.title().to_owned(), ToString::to_string),
            ),
            version: product.and_then(|product| product.version.as_ref()).map_or_else(String::new, |v| v.to_string()),
            description: description(model, &mine, product),
            boundaries,
            attackers: mine.all(Kind::Attacker, &model.attacker).collect(),
            assumptions: mine.all(Kind::Assumption, &model.assumption).map(|(_, record)| record).collect(),
            attacker: (subject.threats.attacker, subject.threats.attacker_stated),
            exposed: exposed(model, &mine),
            zones,
            parties: parties.list,
            flows,
            assets,
            mechanisms,
            threats,
        }
    }

    /// The mechanism of an id.
    pub(crate) fn mechanism(&self, id: AnyId) -> Option<&Mechanism<'a>> {
        let at = self.mechanisms.binary_search_by_key(&id, |mechanism| mechanism.id).ok()?;
        self.mechanisms.get(at)
    }
}

/// The records of one product.
pub(crate) struct Mine<'o> {
    owners: &'o Owners,
    product: Option<AnyId>,
}

impl Mine<'_> {
    /// Those of a kind, in the order of the records.
    pub(crate) fn all<'m, T>(
        &self,
        kind: Kind,
        records: &'m [Record<T>],
    ) -> impl Iterator<Item = (AnyId, &'m Record<T>)> + use<'_, 'm, T> {
        let all = (0_u32..).zip(records).map(move |(at, record)| (AnyId { kind, at }, record));
        all.filter(|(_, record)| self.owners.concerns(self.product, &record.head))
    }

    /// The position of each of a kind among those.
    pub(crate) fn places<T>(&self, kind: Kind, records: &[Record<T>]) -> BTreeMap<AnyId, usize> {
        self.all(kind, records).enumerate().map(|(at, (id, _))| (id, at)).collect()
    }
}

/// The word of a catalog's list.
pub(crate) fn word<L: TermList>(term: Option<&Term<L>>) -> Option<&str> {
    term.map(Term::as_str)
}

/// Paragraphs of a record's own: its description, and what else is given.
pub(crate) fn prose(head: &Head, more: &[Option<String>]) -> String {
    let own = head.common.description.as_ref().map(|text| text.to_string());
    let all: Vec<String> = std::iter::once(own).chain(more.iter().cloned()).flatten().collect();
    all.join("\n\n")
}

/// Cuts circles of parents and chains longer than `deepest`; those cut stand by themselves.
pub(crate) fn uncircled(parents: &mut [Option<usize>], deepest: usize) -> Vec<usize> {
    let mut cut = Vec::new();
    for start in 0..parents.len() {
        let mut at = start;
        for step in 0..=deepest {
            let Some(parent) = parents[at] else { break };
            if parent == start || step == deepest {
                parents[start] = None;
                cut.push(start);
                break;
            }
            at = parent;
        }
    }
    cut
}

fn description(model: &Model, mine: &Mine<'_>, product: Option<&Record<kinds::Product>>) -> String {
    let mut parts: Vec<String> = product.map(|product| prose(&product.head, &[])).into_iter().collect();
    for (_, context) in mine.all(Kind::Context, &model.context) {
        parts.push(prose(&context.head, &[context.intended_use.as_ref().map(|text| text.to_string())]));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn zones<'a>(model: &'a Model, mine: &Mine<'_>, told: &mut Told) -> (Vec<Zone<'a>>, BTreeMap<AnyId, usize>) {
    let places = mine.places(Kind::Zone, &model.zone);
    let all: Vec<&Record<kinds::Zone>> = mine.all(Kind::Zone, &model.zone).map(|(_, record)| record).collect();
    let parent = |zone: &&Record<kinds::Zone>| places.get(&zone.parent.as_ref()?.to()?).copied();
    let mut parents: Vec<Option<usize>> = all.iter().map(parent).collect();
    for cut in uncircled(&mut parents, DEEPEST) {
        told.lost("zone.parent", "zones that lie in each other in a circle, or too deep", &all[cut].head.name());
    }
    let zones = all.into_iter().zip(parents).map(|(record, parent)| Zone { record, parent });
    (zones.collect(), places)
}

fn mechanisms<'a>(model: &'a Model, mine: &Mine<'_>) -> Vec<Mechanism<'a>> {
    let all = mine.all(Kind::Mechanism, &model.mechanism);
    let status = |record: &Record<kinds::Mechanism>| {
        record.status.as_ref().map_or(MechanismStatus::Designed, |status| status.value)
    };
    all.map(|(id, record)| Mechanism { id, record, status: status(record) }).collect()
}

/// Flows and interfaces that a mechanism of the design encrypts.
fn encrypted_by_mechanism(mechanisms: &[Mechanism<'_>]) -> BTreeSet<AnyId> {
    let mut protected = BTreeSet::new();
    for mechanism in mechanisms.iter().filter(|mechanism| mechanism.status != MechanismStatus::Proposed) {
        if mechanism.record.kind.iter().any(|kind| kind.as_str() == "channel-encryption") {
            protected.extend(mechanism.record.protects.iter().filter_map(Ref::to));
        }
    }
    protected
}

type Flows<'a> = (Vec<Flow<'a>>, BTreeMap<AnyId, usize>);

fn flows<'a>(
    subject: Subject<'a>,
    mine: &Mine<'_>,
    parties: &Parties<'a>,
    assets: &BTreeMap<AnyId, usize>,
    channel: &BTreeSet<AnyId>,
    told: &mut Told,
) -> Flows<'a> {
    let model = subject.model;
    let (mut flows, mut places, mut used) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for (id, record) in mine.all(Kind::Flow, &model.flow) {
        let from = record.from.as_ref().and_then(Ref::to).and_then(|id| parties.at(id));
        let to = record.to.as_ref().and_then(Ref::to);
        let on = to.and_then(|to| reach::component_of(model, to)).and_then(|on| parties.at(on));
        let (Some(from), Some(to), Some(on)) = (from, to, on) else {
            told.lost("flow", "leads from nowhere or to nowhere", &record.head.name());
            continue;
        };
        let offered = model.interface.get(to.at as usize).and_then(|interface| word(interface.protocol.as_ref()));
        let protocol = word(record.protocol.as_ref()).or(offered);
        let channel = channel.contains(&id) || channel.contains(&to);
        places.insert(id, flows.len());
        used.insert(to);
        flows.push(Flow {
            record,
            from,
            to: on,
            protocol,
            encrypted: if channel { Some(true) } else { encrypts(subject.catalogs, protocol) },
            public: public(model, record),
            answers: record.answers.as_ref().is_none_or(|flag| flag.value),
            carries: record.carries.iter().filter_map(Ref::to).filter_map(|id| assets.get(&id).copied()).collect(),
        });
    }
    for (id, interface) in mine.all(Kind::Interface, &model.interface) {
        if !used.contains(&id) {
            told.lost(
                "interface",
                "no flow leads to it, and only the ends of flows are written",
                &interface.head.name(),
            );
        }
    }
    (flows, places)
}

/// Whether a protocol encrypts; unknown for one that the catalog does not describe.
fn encrypts(catalogs: &Catalogs, protocol: Option<&str>) -> Option<bool> {
    let profile = catalogs.threats().protocol(protocol?)?;
    Some(profile.provides.iter().any(|kind| kind == "channel-encryption"))
}

/// As stated, or because it passes a zone that nobody here controls.
fn public(model: &Model, flow: &Record<kinds::Flow>) -> Option<bool> {
    if let Some(stated) = &flow.external_network {
        return Some(stated.value);
    }
    let outside = |id: AnyId| {
        let zone = model.zone.get(id.at as usize);
        zone.and_then(|zone| zone.outside.as_ref()).is_some_and(|flag| flag.value)
    };
    let crosses = reach::crossings(model, flow).into_iter().any(|(from, to)| outside(from) || outside(to));
    crosses.then_some(true)
}

fn exposed(model: &Model, mine: &Mine<'_>) -> bool {
    mine.all(Kind::Interface, &model.interface).any(|(_, interface)| reach::external(model, interface, &[]))
}

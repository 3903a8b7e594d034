//! Parts of the hardware that were seen, and the records of ports and physical interfaces they belong to.
//!
//! A part belongs to the record that is named after it. What is left goes by kind, one record for one part: two
//! serial lines that were seen are not both explained by one that is recorded. A part that can be used belongs to a
//! port that is said to be removed or disabled only if no other record is left, and contradicts it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use vauban_model::{AnyId, Node, NodeKind, NodeState, Observed, PortState, Record, Ref, Sighting, kinds};

use super::Meaning;
use super::register::{Register, local, slug, usable};

/// What each sighting means, where it is a part of the hardware.
pub(super) fn meanings(register: &Register<'_>, observed: &Observed) -> Vec<Option<Meaning>> {
    let mut records = Records::new(register);
    let mut meanings: Vec<Option<Meaning>> = vec![None; observed.sightings.len()];
    for by_kind in [false, true] {
        for (sighting, meaning) in observed.sightings.iter().zip(&mut meanings) {
            let Sighting::Node(node) = sighting else { continue };
            if matches!(node.state, NodeState::Off | NodeState::Absent) {
                *meaning = Some(Meaning::Off);
            }
            if meaning.is_none() {
                *meaning = if by_kind { records.of_kind(node.kind) } else { records.named(node) };
            }
        }
    }
    meanings
}

/// The records of ports and physical interfaces, and which of them a part has taken.
#[derive(Default)]
struct Records {
    by_name: BTreeMap<String, AnyId>,
    /// In the order in which they are taken.
    by_kind: BTreeMap<NodeKind, VecDeque<AnyId>>,
    /// Ports that are said to be out of use.
    denied: BTreeSet<AnyId>,
    taken: BTreeSet<AnyId>,
}

impl Records {
    fn new(register: &Register<'_>) -> Records {
        let mut records = Records::default();
        let physical = || register.ways.iter().filter(|way| way.record.carried_by.is_none());
        let heads = || {
            let ports = register.ports.iter().map(|(id, port)| (*id, &port.head));
            ports.chain(physical().map(|way| (way.id, &way.record.head)))
        };
        for (id, head) in heads() {
            records.by_name.entry(slug(local(&head.id))).or_insert(id);
        }
        // `J7` of "JTAG header J7".
        for (id, head) in heads() {
            let title = head.common.title.as_ref().map(|title| slug(title)).unwrap_or_default();
            let spoken = title.split('-').filter(|word| word.len() > 1 && word.chars().any(|c| c.is_ascii_digit()));
            for word in spoken {
                records.by_name.entry(word.to_owned()).or_insert(id);
            }
        }
        let (used, unused): (Vec<_>, Vec<_>) = register.ports.iter().partition(|(_, port)| usable(port));
        let given: BTreeSet<AnyId> =
            register.ports.iter().filter_map(|(_, port)| port.interface.as_ref().and_then(Ref::to)).collect();
        let interfaces: BTreeMap<AnyId, &Record<kinds::Interface>> =
            physical().map(|way| (way.id, way.record)).collect();
        for (id, port) in used {
            records.offer(id, kinds_of_port(&interfaces, port));
        }
        for (id, interface) in interfaces.iter().filter(|(id, _)| !given.contains(id)) {
            records.offer(*id, kinds_of_interface(interface));
        }
        for (id, port) in unused {
            records.offer(id, kinds_of_port(&interfaces, port));
            let state = port.state.as_ref().map(|state| state.value);
            if matches!(state, Some(PortState::Removed | PortState::Disabled)) {
                records.denied.insert(id);
            }
        }
        records
    }

    fn offer(&mut self, id: AnyId, kinds: BTreeSet<NodeKind>) {
        for kind in kinds {
            self.by_kind.entry(kind).or_default().push_back(id);
        }
    }

    /// The record that is named after a part.
    fn named(&mut self, node: &Node) -> Option<Meaning> {
        let base = node.name.split('@').next().unwrap_or(&node.name);
        let names = [node.name.as_str(), base].into_iter().chain(node.also.iter().map(String::as_str));
        let found = names.map(slug).filter_map(|name| self.by_name.get(&name).copied());
        let free: Vec<AnyId> = found.filter(|id| !self.taken.contains(id)).take(1).collect();
        free.first().map(|id| self.take(*id))
    }

    /// A record of the same kind that no other part has taken; those out of use come last.
    fn of_kind(&mut self, kind: NodeKind) -> Option<Meaning> {
        let queue = self.by_kind.get_mut(&kind)?;
        while let Some(id) = queue.pop_front() {
            if !self.taken.contains(&id) {
                return Some(self.take(id));
            }
        }
        None
    }

    fn take(&mut self, id: AnyId) -> Meaning {
        self.taken.insert(id);
        if self.denied.contains(&id) { Meaning::Contradicts(id) } else { Meaning::Recorded(id) }
    }
}

/// What a port is, by its id, else its title, and by the interface it gives.
fn kinds_of_port(
    interfaces: &BTreeMap<AnyId, &Record<kinds::Interface>>,
    port: &Record<kinds::Port>,
) -> BTreeSet<NodeKind> {
    let mut kinds = kinds_in(local(&port.head.id));
    if kinds.is_empty() {
        kinds = port.head.common.title.as_ref().map(|title| kinds_in(title)).unwrap_or_default();
    }
    let interface = port.interface.as_ref().and_then(Ref::to);
    let interface = interface.and_then(|id| interfaces.get(&id));
    kinds.extend(interface.map(|interface| kinds_of_interface(interface)).unwrap_or_default());
    if kinds.is_empty() {
        kinds.insert(NodeKind::Other);
    }
    kinds
}

/// What a physical interface is; nothing for one that another carries.
fn kinds_of_interface(interface: &Record<kinds::Interface>) -> BTreeSet<NodeKind> {
    if interface.carried_by.is_some() {
        return BTreeSet::new();
    }
    let protocol = match interface.protocol.as_ref().map_or("", |protocol| protocol.as_str()) {
        "uart" => Some(NodeKind::Serial),
        "usb-msc" => Some(NodeKind::Usb),
        "jtag" => Some(NodeKind::Debug),
        "can" => Some(NodeKind::Can),
        "ble" | "ble-justworks" | "wifi-wpa3" | "wifi-psk" | "cellular" | "lorawan" => Some(NodeKind::Radio),
        _ => None,
    };
    let kind = match interface.kind.as_ref().map_or("", |kind| kind.as_str()) {
        "serial" => Some(NodeKind::Serial),
        "usb" => Some(NodeKind::Usb),
        "ethernet" => Some(NodeKind::Ethernet),
        "card-slot" => Some(NodeKind::Storage),
        "wireless" | "bluetooth" => Some(NodeKind::Radio),
        "debug" => Some(NodeKind::Debug),
        "hmi" => Some(NodeKind::Other),
        "io" => return kinds_in(local(&interface.head.id)).into_iter().chain([NodeKind::Other]).collect(),
        _ => None,
    };
    protocol.into_iter().chain(kind).collect()
}

/// Kinds that the words of a name speak of.
fn kinds_in(name: &str) -> BTreeSet<NodeKind> {
    let words = slug(name);
    let words = words.split('-').map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()));
    let kind = |word| {
        Some(match word {
            "uart" | "usart" | "serial" | "console" | "rs" => NodeKind::Serial,
            "usb" => NodeKind::Usb,
            "spi" | "qspi" => NodeKind::Spi,
            "i2c" | "smbus" => NodeKind::I2c,
            "jtag" | "swd" | "debug" => NodeKind::Debug,
            "mmc" | "emmc" | "sd" | "microsd" | "flash" => NodeKind::Storage,
            "eth" | "ethernet" | "lan" => NodeKind::Ethernet,
            "can" => NodeKind::Can,
            "wifi" | "wlan" | "bluetooth" | "ble" | "radio" | "antenna" => NodeKind::Radio,
            _ => return None,
        })
    };
    words.filter_map(kind).collect()
}

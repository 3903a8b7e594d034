//! What was observed of a product, held against what is recorded of it (SD-1.k).
//!
//! A [`Register`] holds the ways in that records tell of: ports of interfaces, physical ports, names. Every sighting
//! of an observation is looked up there, and comes out as recorded, as contradicting a record, or as unrecorded. The
//! other way round, [`Register::expected`] says which records an observation should have seen.
//!
//! Whether an observation may be relied on (its age, its release) is not decided here.

mod hardware;
mod register;

use vauban_catalog::threats::{Listens, Transport};
use vauban_model::{AnyId, Evidence, Model, ObservationForm, Observed, Record, Sighting, kinds};

pub use register::Register;

/// What a sighting means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A record tells of it.
    Recorded(AnyId),
    /// A record says that it is not so.
    Contradicts(AnyId),
    /// No record tells of it.
    Unrecorded,
    /// No record tells of it, and only the product itself reaches it.
    Internal,
    /// No record tells of it, and the tool could not tell whether it is there.
    Doubtful,
    /// It is off or not there.
    Off,
}

/// What an observation looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What listens on networks.
    Network,
    /// What is on the board.
    Hardware,
}

/// The path of an observation's file: its own, or that of the document it names.
pub fn file_of<'a>(model: &'a Model, observation: &'a Record<kinds::Observation>) -> Option<&'a str> {
    match observation.file.as_ref()? {
        Evidence::File(path) => Some(path),
        Evidence::Document { link, .. } => {
            let document = model.document.get(link.to?.at as usize)?;
            document.file.as_ref().map(|file| &*file.value)
        }
    }
}

/// The side that an observation looks at as a whole; `None` where it sees only a part.
///
/// A port scan must have asked for every TCP port. A list of services says what somebody meant to offer, not what is
/// there.
pub fn side(form: ObservationForm, observed: &Observed) -> Option<Side> {
    match form {
        ObservationForm::Nmap => (tcp_ports(observed) >= ALL_PORTS).then_some(Side::Network),
        ObservationForm::Listeners => Some(Side::Network),
        ObservationForm::DeviceTree | ObservationForm::Board => Some(Side::Hardware),
        ObservationForm::Services => None,
    }
}

/// TCP ports from 1 on.
pub const ALL_PORTS: u32 = 65_535;

/// How many TCP ports from 1 on were looked at.
pub fn tcp_ports(observed: &Observed) -> u32 {
    let ranges = Asked::new(observed).0.into_iter().filter(|(first, _)| first.transport == Transport::Tcp);
    ranges.map(|(first, last)| (u32::from(last.port) + 1).saturating_sub(u32::from(first.port).max(1))).sum()
}

/// Ranges of ports that were looked at: sorted, and none touches another.
struct Asked(Vec<(Listens, Listens)>);

impl Asked {
    fn new(observed: &Observed) -> Asked {
        let mut ranges = observed.covered.clone();
        ranges.sort_unstable();
        let mut joined: Vec<(Listens, Listens)> = Vec::new();
        for (first, last) in ranges {
            match joined.last_mut() {
                Some((_, end)) if end.transport == first.transport && first.port <= end.port.saturating_add(1) => {
                    *end = (*end).max(last);
                }
                _ => joined.push((first, last)),
            }
        }
        Asked(joined)
    }

    fn holds(&self, place: Listens) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= place);
        self.0.get(..after).and_then(|before| before.last()).is_some_and(|(_, last)| place <= *last)
    }
}

/// A short account of a sighting for people: what it is, and what tells it apart.
pub fn account(sighting: &Sighting) -> String {
    match sighting {
        Sighting::Listener(one) => {
            let mut told = Vec::new();
            if !one.service.is_empty() {
                told.push(format!("service `{}`", one.service));
            }
            if !one.process.is_empty() {
                told.push(format!("process `{}`", one.process));
            }
            let addresses: Vec<&str> =
                one.addresses.iter().map(String::as_str).filter(|address| !address.is_empty()).collect();
            if !addresses.is_empty() {
                told.push(format!("at {}", addresses.join(", ")));
            }
            let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
            format!("port {}{told}", one.at)
        }
        Sighting::Node(one) => format!("hardware `{}`", one.name),
        Sighting::Endpoint(one) if one.url.is_empty() => format!("service `{}`", one.service),
        Sighting::Endpoint(one) => format!("service `{}` at {}", one.service, one.url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_looked_at_are_counted_once() {
        let range = |transport, first, last| (Listens { transport, port: first }, Listens { transport, port: last });
        let check = |covered: Vec<(Listens, Listens)>, expect| {
            assert_eq!(tcp_ports(&Observed { covered, ..Observed::default() }), expect);
        };
        let tcp = |first, last| range(Transport::Tcp, first, last);
        check(vec![], 0);
        check(vec![tcp(0, 65535)], ALL_PORTS);
        check(vec![tcp(1, 10), tcp(5, 20), tcp(20, 20), range(Transport::Udp, 1, 65535)], 20);
        check(vec![tcp(10, 20), tcp(1, 9), tcp(21, 65535)], ALL_PORTS);
        check(vec![tcp(1, 1023), tcp(1025, 65535)], ALL_PORTS - 1);
        check(vec![tcp(9, 3)], 0);
        let asked = Asked::new(&Observed { covered: vec![tcp(5, 20), tcp(1, 30), tcp(80, 80)], ..Observed::default() });
        let holds = |port| asked.holds(Listens { transport: Transport::Tcp, port });
        assert!(holds(1) && holds(25) && holds(80) && !holds(0) && !holds(31) && !holds(81));
    }
}

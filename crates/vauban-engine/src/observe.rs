//! Files of observations into facts: what tools of others spell in their own way becomes one kind of sighting.

use std::collections::BTreeMap;

use vauban_catalog::threats::{Listens, Transport};
use vauban_diagnostics::Finding;
use vauban_formats::{board, device_tree, listeners, nmap, observed, services};
use vauban_model::{
    Endpoint, Evidence, Facts, FileFact, Listener, Model, Node, NodeKind, NodeState, ObservationForm, Observed,
    Sighting, codes,
};

use crate::homes::Homes;
use crate::world::{Limits, World};

/// Reads the bytes of a file as a form of observation.
pub fn read_observation(form: ObservationForm, bytes: &[u8]) -> Result<Observed, String> {
    let read = match form {
        ObservationForm::Nmap => nmap::read(bytes),
        ObservationForm::Listeners => listeners::read(bytes),
        ObservationForm::DeviceTree => device_tree::read(bytes),
        ObservationForm::Board => board::read(bytes),
        ObservationForm::Services => services::read(bytes),
    };
    read.map(observation).map_err(|error| error.to_string())
}

/// Reads the files of all observations; those that cannot be read become findings.
///
/// A file is looked for where the records that name it come from (see [`Homes`]).
pub(crate) fn observations(
    model: &Model,
    world: &dyn World,
    used: &[(String, Box<dyn World>)],
    facts: &mut Facts,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let homes = Homes::new(model, world, used);
    for record in &model.observation {
        let (Some(form), Some(file)) = (&record.form, &record.file) else { continue };
        let Some(path) = vauban_analysis::observation::file_of(model, record) else { continue };
        let key = (path.to_string(), form.value);
        let there = matches!(facts.files.get(&key.0), Some(FileFact::There { .. }));
        if !there {
            continue;
        }
        let read = facts.observations.entry(key).or_insert_with(|| {
            let there = homes.of(path).find(|home| !matches!(home.probe(path), FileFact::Missing));
            there
                .unwrap_or(world)
                .evidence(path, Limits::RESULTS)
                .and_then(|bytes| read_observation(form.value, &bytes))
        });
        let Err(why) = read else { continue };
        let kind = form.value.word();
        let help = match file {
            Evidence::File(_) => format!("make the observation again, or correct `form`: it is `{kind}` here"),
            Evidence::Document { .. } => "let the document name the file that the tool wrote".to_owned(),
        };
        findings.push(
            codes::OBSERVATION_UNREADABLE
                .at(file.span(), format!("`{path}` cannot be read as `{kind}`: {why}"))
                .subject(format!("{}#{path}", record.head.name()))
                .why("what cannot be read was not observed")
                .help(help),
        );
    }
    findings
}

fn observation(read: observed::Observation) -> Observed {
    let mut listeners: BTreeMap<(Listens, bool), Listener> = BTreeMap::new();
    let mut sightings = Vec::new();
    for sighting in read.sightings {
        match sighting {
            observed::Sighting::Listener(one) => join(&mut listeners, one),
            observed::Sighting::Node(one) => sightings.push(Sighting::Node(node(one))),
            observed::Sighting::Endpoint(one) => sightings.push(Sighting::Endpoint(endpoint(one))),
        }
    }
    sightings.extend(listeners.into_values().map(Sighting::Listener));
    sightings.sort();
    let covered = read.covered.into_iter().map(|range| {
        let transport = transport(range.transport);
        (Listens { transport, port: range.first }, Listens { transport, port: range.last })
    });
    Observed {
        tool: read.tool,
        tool_version: read.tool_version,
        day: read.day,
        looked_at: read.looked_at,
        covered: covered.collect(),
        sightings,
    }
}

/// Most addresses kept of one port.
const MOST_ADDRESSES: usize = 8;

/// A port is told once, with its addresses; what only the same machine reaches stays apart.
fn join(listeners: &mut BTreeMap<(Listens, bool), Listener>, one: observed::Listener) {
    let at = Listens { transport: transport(one.transport), port: one.port };
    let known = listeners.entry((at, one.internal)).or_insert_with(|| Listener {
        at,
        addresses: Vec::new(),
        internal: one.internal,
        certain: false,
        service: String::new(),
        process: String::new(),
    });
    known.certain |= one.certain;
    if known.addresses.len() < MOST_ADDRESSES && !known.addresses.contains(&one.address) {
        known.addresses.push(one.address);
    }
    let first = |known: &mut String, said: String| {
        if known.is_empty() {
            *known = said;
        }
    };
    let product = if one.product.is_empty() { one.service } else { format!("{} ({})", one.service, one.product) };
    first(&mut known.service, product);
    first(&mut known.process, one.process);
}

fn transport(read: observed::Transport) -> Transport {
    match read {
        observed::Transport::Tcp => Transport::Tcp,
        observed::Transport::Udp => Transport::Udp,
        observed::Transport::Sctp => Transport::Sctp,
    }
}

fn node(read: observed::Node) -> Node {
    let kind = match read.kind {
        observed::NodeKind::Serial => NodeKind::Serial,
        observed::NodeKind::Usb => NodeKind::Usb,
        observed::NodeKind::Spi => NodeKind::Spi,
        observed::NodeKind::I2c => NodeKind::I2c,
        observed::NodeKind::Debug => NodeKind::Debug,
        observed::NodeKind::Storage => NodeKind::Storage,
        observed::NodeKind::Ethernet => NodeKind::Ethernet,
        observed::NodeKind::Can => NodeKind::Can,
        observed::NodeKind::Radio => NodeKind::Radio,
        observed::NodeKind::Other => NodeKind::Other,
    };
    let state = match read.state {
        observed::NodeState::Usable => NodeState::Usable,
        observed::NodeState::Guarded => NodeState::Guarded,
        observed::NodeState::Off => NodeState::Off,
        observed::NodeState::Absent => NodeState::Absent,
    };
    Node { name: read.name, also: read.also, kind, state }
}

fn endpoint(read: observed::Endpoint) -> Endpoint {
    let at = read.transport.zip(read.port);
    Endpoint {
        service: read.service,
        url: read.url,
        at: at.map(|(over, port)| Listens { transport: transport(over), port }),
        path: read.path,
        authenticated: read.authenticated,
        crosses_boundary: read.crosses_boundary,
    }
}

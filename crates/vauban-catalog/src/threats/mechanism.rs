//! Kinds of security mechanism, and protocols by what they bring.

use super::Tuned;
use crate::error::Place;
use crate::word::{Word as _, words};

/// A kind of security mechanism.
#[derive(Clone, Debug)]
pub struct MechanismKind {
    /// Its id: `peer-authentication`.
    pub id: String,
    /// What it is, in a line.
    pub title: String,
    /// What it does about an attack.
    pub role: Role,
    /// Whom it stops; empty where it gives no layer of its own.
    pub stops: Vec<Stops>,
    /// Which properties of what it protects it preserves.
    pub preserves: Vec<Property>,
    /// Who enforces it where a record does not say so.
    pub enforcer: Enforcer,
    /// Whether it is made of cryptography, which is better taken from a proven library.
    pub cryptographic: bool,
    /// Component requirements it realises.
    pub requirements: Vec<String>,
    /// Mechanism kinds it usually stands on.
    pub relies_on: Vec<String>,
    /// Where it stands, if it is the product's own.
    pub own: Option<Place>,
    /// How the product changed it, where it did.
    pub tuned: Option<Tuned>,
}

/// A protocol in one of its modes.
#[derive(Clone, Debug)]
pub struct Protocol {
    /// Its id: `modbus-tls`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Mechanism kinds it provides; a suggestion until a record claims them.
    pub provides: Vec<String>,
    /// Attributes of a flow that are true because of it.
    pub traits: Vec<String>,
    /// Where its servers usually listen; empty where it has no ports.
    pub listens: Vec<Listens>,
    /// A remark.
    pub note: Option<String>,
    /// Where it stands, if it is the product's own.
    pub own: Option<Place>,
    /// How the product changed it, where it did.
    pub tuned: Option<Tuned>,
}

/// A port, and the transport it belongs to: `tcp/502`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listens {
    /// The transport.
    pub transport: Transport,
    /// The port.
    pub port: u16,
}

impl Listens {
    /// Reads `tcp/502`.
    pub fn parse(text: &str) -> Option<Listens> {
        let (transport, port) = text.split_once('/')?;
        Some(Listens { transport: Transport::from_word(transport)?, port: port.parse().ok()? })
    }
}

impl std::fmt::Display for Listens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.transport.as_str(), self.port)
    }
}

words! {
    /// A transport that has ports.
    pub enum Transport {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// SCTP.
        Sctp = "sctp",
    }
}

words! {
    /// What a mechanism does about an attack.
    pub enum Role {
        /// Keeps it from succeeding.
        Prevent = "prevent",
        /// Makes it visible.
        Detect = "detect",
        /// Makes its effect smaller.
        Limit = "limit",
        /// Brings the product back.
        Recover = "recover",
    }
}

words! {
    /// Whom a mechanism stops.
    pub enum Stops {
        /// Somebody with no right here.
        Outsider = "outsider",
        /// A legitimate party that exceeds what it is given.
        Peer = "peer",
        /// A legitimate party that misuses what it is given.
        Insider = "insider",
    }
}

words! {
    /// What can be lost of an asset.
    pub enum Property {
        /// It is read.
        Confidentiality = "confidentiality",
        /// It is changed.
        Integrity = "integrity",
        /// It is not there when needed.
        Availability = "availability",
    }
}

words! {
    /// Who enforces a mechanism where a record does not say so.
    pub enum Enforcer {
        /// Nobody whose flaw would take it along.
        None = "none",
        /// The protected element's own component, which thereby becomes its common cause.
        Element = "element",
    }
}

//! What tools see of a product from outside or from within: listeners, hardware nodes, service endpoints.
//!
//! The readers of [`nmap`](crate::nmap), [`listeners`](crate::listeners), [`device_tree`](crate::device_tree),
//! [`board`](crate::board) and [`services`](crate::services) all give one [`Observation`]. In doubt a thing was
//! seen: a state that is not known for being off is on. In doubt nothing was looked at: a scan that did not end, or
//! that covers only a part, is refused or says how much it covers.

use std::fmt;

/// Largest file of an observation, in bytes.
pub const LARGEST: usize = 32 << 20;
/// Most sightings of one observation.
pub const MOST: usize = 20_000;
/// Most letters kept of a name, a product or an address.
const LONGEST: usize = 200;

/// What an observation came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// The tool, where the file names it.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
    /// What the tool was asked, as its command line.
    pub arguments: String,
    /// When it was made, in days since 1970-01-01, where the file says it.
    pub day: Option<i64>,
    /// How many hosts that answered, sockets, nodes, rows or services were looked at; 0 is no observation at all.
    pub looked_at: usize,
    /// Ports that were looked at.
    pub covered: Vec<Covered>,
    /// What was seen.
    pub sightings: Vec<Sighting>,
}

/// A range of ports that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered {
    /// Over which transport.
    pub transport: Transport,
    /// First port.
    pub first: u16,
    /// Last port.
    pub last: u16,
}

/// A transport that has ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sighting {
    /// A port on which something listens.
    Listener(Listener),
    /// A part of the hardware.
    Node(Node),
    /// An address at which a service is offered.
    Endpoint(Endpoint),
}

/// A port on which something listens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    /// Transport.
    pub transport: Transport,
    /// Port.
    pub port: u16,
    /// Address it was seen at; empty or `*` for all.
    pub address: String,
    /// Whether only the same machine reaches it.
    pub internal: bool,
    /// False where the tool could not tell an open port from a filtered one.
    pub certain: bool,
    /// Name of the service, as the tool guessed it.
    pub service: String,
    /// Product and version, as the tool recognised them.
    pub product: String,
    /// Process that listens.
    pub process: String,
}

/// A part of the hardware that can be a way in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Other names: labels.
    pub also: Vec<String>,
    /// What it is.
    pub kind: NodeKind,
    /// Its state.
    pub state: NodeState,
    /// What drives it.
    pub compatible: String,
}

/// What a part of the hardware is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A serial line.
    Serial,
    /// USB.
    Usb,
    /// SPI.
    Spi,
    /// I2C.
    I2c,
    /// JTAG, SWD.
    Debug,
    /// A memory or card interface.
    Storage,
    /// Ethernet.
    Ethernet,
    /// CAN.
    Can,
    /// A radio.
    Radio,
    /// Buttons, test points, plugs of any other kind.
    Other,
}

/// State of a part of the hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeState {
    /// It can be used.
    Usable,
    /// It can be used by those whom a mechanism lets.
    Guarded,
    /// It is there, and off.
    Off,
    /// It is not there.
    Absent,
}

/// An address at which a service is offered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Name of the service.
    pub service: String,
    /// The address, without user and password; may be empty.
    pub url: String,
    /// Transport, as the scheme tells.
    pub transport: Option<Transport>,
    /// Port, as written or as usual for the scheme.
    pub port: Option<u16>,
    /// First part of the path; may be empty.
    pub path: String,
    /// Whether it asks who one is.
    pub authenticated: Option<bool>,
    /// Whether using it crosses a trust boundary.
    pub crosses_boundary: Option<bool>,
}

/// Why a file is no observation of its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Error {}

impl Transport {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Transport> {
        Some(match word {
            "tcp" => Transport::Tcp,
            "udp" => Transport::Udp,
            "sctp" => Transport::Sctp,
            _ => return None,
        })
    }
}

impl Observation {
    /// Adds what was seen, as far as there is room.
    pub(crate) fn see(&mut self, sighting: Sighting) -> Result<(), Error> {
        if self.sightings.len() >= MOST {
            return Err(Error::new(1, format!("it holds more than {MOST} sightings")));
        }
        self.sightings.push(sighting);
        Ok(())
    }

    /// In one order, each sighting once.
    pub(crate) fn tidy(mut self) -> Self {
        self.sightings.sort_unstable();
        self.sightings.dedup();
        self.covered.sort_unstable();
        self.covered.dedup();
        self
    }
}

impl Error {
    /// The message may quote the file; what a terminal would obey is not shown.
    pub(crate) fn new(line: u32, message: impl Into<String>) -> Error {
        let visible = |letter: char| if crate::json::is_hostile(letter) { '\u{fffd}' } else { letter };
        Error { line: line.max(1), message: message.into().chars().map(visible).collect() }
    }
}

/// The file as text, if it is not too large and is UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Error> {
    if bytes.len() > LARGEST {
        return Err(Error::new(1, format!("the file is larger than {} MiB", LARGEST >> 20)));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::new(1, "the file is UTF-16; save it as UTF-8"));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|wrong| Error::new(crate::xml::line_at(bytes, wrong.valid_up_to()), "the file is not UTF-8"))?;
    if let Some(at) = text.find('\0') {
        return Err(Error::new(crate::xml::line_at(bytes, at), "the file holds a NUL byte"));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// A name of the file, cut where it grows long.
pub(crate) fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

/// Whether an address is one that only the same machine reaches.
pub(crate) fn is_loopback(address: &str) -> bool {
    let (address, zone) = address.split_once('%').unwrap_or((address, ""));
    let address = address.trim_start_matches('[').trim_end_matches(']');
    if zone == "lo" {
        return true;
    }
    match address.parse::<core::net::IpAddr>() {
        Ok(core::net::IpAddr::V4(v4)) => v4.is_loopback(),
        Ok(core::net::IpAddr::V6(v6)) => v6.is_loopback() || v6.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback()),
        Err(_) => address == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_apart() {
        for address in ["127.0.0.1", "127.0.0.53%lo", "::1", "[::1]", "::ffff:127.0.0.1", "localhost"] {
            assert!(is_loopback(address), "{address}");
        }
        for address in
            ["0.0.0.0", "::", "*", "", "192.168.0.10", "fe80::1%eth0", "127.0.0.1.example", "::ffff:10.0.0.1"]
        {
            assert!(!is_loopback(address), "{address}");
        }
    }

    #[test]
    fn a_message_quotes_nothing_that_a_terminal_obeys() {
        assert_eq!(
            Error::new(0, "`\u{1b}[2J\u{202e}`"),
            Error { line: 1, message: "`\u{fffd}[2J\u{fffd}`".to_owned() }
        );
    }

    #[test]
    fn text_is_utf8_of_a_bounded_size() {
        assert_eq!(text(b"\xef\xbb\xbfa"), Ok("a"));
        assert!(text(b"\xff\xfea\0").is_err_and(|wrong| wrong.message.contains("UTF-16")));
        assert!(text(b"a\n\xff").is_err_and(|wrong| wrong.line == 2));
        assert!(text(b"a\n\0").is_err_and(|wrong| wrong.line == 2));
        assert!(text(&vec![b'a'; LARGEST + 1]).is_err());
    }
}

//! The XML of nmap (`-oX`): hosts that answered, and their ports.
//!
//! Only `open` and `open|filtered` ports are kept, told apart. A scan that did not end is refused; a host that was
//! only assumed to be there (`-Pn`) counts once one of its ports answered. The bare `<!DOCTYPE nmaprun>` that nmap
//! writes declares nothing and is passed over; every other document type is refused.

use roxmltree::{Document, Node, ParsingOptions};

use crate::observed::{self, Covered, Error, Listener, Observation, Sighting, Transport, short};
use crate::xml;

/// Most nodes of one file: bounds the memory.
const MOST_NODES: u32 = 2_000_000;
/// Most ranges of ports in what was asked.
const MOST_RANGES: usize = 70_000;
const SECONDS_OF_A_DAY: i64 = 86_400;
/// What nmap writes; it declares nothing.
const DOCTYPE: &str = "<!DOCTYPE nmaprun>";

/// Reads a scan.
pub fn read(bytes: &[u8]) -> Result<Observation, Error> {
    let text = observed::text(bytes)?;
    let root_at = text.find("<nmaprun").unwrap_or(0);
    let plain = match text.find(DOCTYPE) {
        Some(at) if at < root_at => text.replacen(DOCTYPE, &" ".repeat(DOCTYPE.len()), 1),
        _ => text.to_owned(),
    };
    xml::bound(&plain).map_err(|(at, message)| Error::new(xml::line_at(plain.as_bytes(), at), message))?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&plain, options)
        .map_err(|wrong| Error::new(wrong.pos().row, wrong.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "nmaprun" {
        return Err(Error::new(1, format!("its root element is `{}`, not `nmaprun`", short(root.tag_name().name()))));
    }
    run(root)
}

fn run(root: Node<'_, '_>) -> Result<Observation, Error> {
    let finished = elements(root, "runstats").find_map(|stats| elements(stats, "finished").next());
    match finished.map(|finished| finished.attribute("exit").unwrap_or("success")) {
        Some("success") => {}
        Some(exit) => return Err(Error::new(1, format!("the scan ended with `{}`", short(exit)))),
        None => return Err(Error::new(1, "the scan did not end: there is no `runstats`")),
    }
    let start = root.attribute("start").and_then(|seconds| seconds.parse::<i64>().ok());
    let mut observation = Observation {
        tool: attribute(root, "scanner"),
        tool_version: attribute(root, "version"),
        arguments: root.attribute("args").unwrap_or("").chars().take(2000).collect(),
        day: start.map(|seconds| seconds.div_euclid(SECONDS_OF_A_DAY)),
        ..Observation::default()
    };
    for info in elements(root, "scaninfo") {
        let Some(transport) = info.attribute("protocol").and_then(Transport::parse) else { continue };
        let ranges = ranges(info.attribute("services").unwrap_or("")).map_err(|why| Error::new(line(info), why))?;
        observation.covered.extend(ranges.into_iter().map(|(first, last)| Covered { transport, first, last }));
        if observation.covered.len() > MOST_RANGES {
            return Err(Error::new(line(info), format!("it names more than {MOST_RANGES} ranges of ports")));
        }
    }
    for host in elements(root, "host") {
        look_at(host, &mut observation)?;
    }
    Ok(observation.tidy())
}

fn look_at(host: Node<'_, '_>, observation: &mut Observation) -> Result<(), Error> {
    let Some(status) = elements(host, "status").next() else { return Ok(()) };
    if status.attribute("state") != Some("up") {
        return Ok(());
    }
    let address = elements(host, "address").find(|address| address.attribute("addrtype") != Some("mac"));
    let address = address.map(|address| attribute(address, "addr")).unwrap_or_default();
    let mut answered = status.attribute("reason") != Some("user-set");
    for ports in elements(host, "ports") {
        answered |= elements(ports, "extraports").any(|extra| extra.attribute("state") == Some("closed"));
        for port in elements(ports, "port") {
            let state = elements(port, "state").next().and_then(|state| state.attribute("state")).unwrap_or("open");
            answered |= matches!(state, "open" | "closed" | "unfiltered");
            if state == "open" || state == "open|filtered" {
                observation.see(Sighting::Listener(listener(port, &address, state == "open")?))?;
            }
        }
    }
    observation.looked_at += usize::from(answered);
    Ok(())
}

fn listener(port: Node<'_, '_>, address: &str, certain: bool) -> Result<Listener, Error> {
    let number = port.attribute("portid").and_then(|number| number.parse().ok());
    let transport = port.attribute("protocol").and_then(Transport::parse);
    let (Some(number), Some(transport)) = (number, transport) else {
        return Err(Error::new(line(port), "a port has no `portid` below 65536, or no known `protocol`"));
    };
    let service = elements(port, "service").next();
    let told = |name: &str| service.map(|service| attribute(service, name)).unwrap_or_default();
    Ok(Listener {
        transport,
        port: number,
        address: address.to_owned(),
        internal: observed::is_loopback(address),
        certain,
        service: told("name"),
        product: format!("{} {}", told("product"), told("version")).trim().to_owned(),
        process: String::new(),
    })
}

/// `1,3-4,6` as ranges, neighbours joined.
fn ranges(services: &str) -> Result<Vec<(u16, u16)>, String> {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for part in services.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else {
            return Err(format!("`{}` is no range of ports", short(part)));
        };
        match ranges.last_mut() {
            Some(before) if before.1.checked_add(1) == Some(first) => before.1 = last,
            _ => ranges.push((first, last)),
        }
    }
    Ok(ranges)
}

fn elements<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn attribute(node: Node<'_, '_>, name: &str) -> String {
    short(node.attribute(name).unwrap_or(""))
}

fn line(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\" args=\"nmap -p- -oX s.xml 10.0.0.7\" \
             start=\"1792310400\" version=\"7.95\">\n<scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"65535\" services=\"1-65535\"/>\n{inside}\n\
             <runstats><finished exit=\"success\"/></runstats>\n</nmaprun>\n"
        )
    }

    fn host(ports: &str) -> String {
        scan(&format!(
            "<host><status state=\"up\" reason=\"arp-response\"/><address addr=\"02:00:00:00:00:07\" addrtype=\"mac\"/>\
             <address addr=\"10.0.0.7\" addrtype=\"ipv4\"/><ports>{ports}</ports></host>"
        ))
    }

    fn port(protocol: &str, number: u32, state: &str) -> String {
        format!(
            "<port protocol=\"{protocol}\" portid=\"{number}\"><state state=\"{state}\"/><service name=\"x\" product=\"y\" version=\"1\"/></port>"
        )
    }

    fn seen(xml: &str) -> Vec<(Transport, u16, bool)> {
        let observation = read(xml.as_bytes()).unwrap_or_else(|wrong| panic!("{wrong}\n{xml}"));
        let listeners = observation.sightings.into_iter().filter_map(|sighting| match sighting {
            Sighting::Listener(listener) => Some((listener.transport, listener.port, listener.certain)),
            Sighting::Node(_) | Sighting::Endpoint(_) => None,
        });
        listeners.collect()
    }

    fn refused(xml: &str, says: &str) {
        let wrong = read(xml.as_bytes()).expect_err("it was read");
        assert!(wrong.message.contains(says), "{wrong}");
    }

    #[test]
    fn open_ports_are_kept_and_doubtful_ones_told_apart() {
        let ports = [port("tcp", 443, "open"), port("tcp", 80, "closed"), port("udp", 161, "open|filtered")].concat();
        assert_eq!(seen(&host(&ports)), [(Transport::Tcp, 443, true), (Transport::Udp, 161, false)]);
        let observation = read(host(&ports).as_bytes()).unwrap_or_default();
        assert_eq!((observation.looked_at, observation.day, observation.tool.as_str()), (1, Some(20_744), "nmap"));
        assert_eq!(observation.covered, [Covered { transport: Transport::Tcp, first: 1, last: 65535 }]);
        let Some(Sighting::Listener(first)) = observation.sightings.first() else { panic!("no listener") };
        assert_eq!((first.address.as_str(), first.product.as_str(), first.internal), ("10.0.0.7", "y 1", false));
    }

    #[test]
    fn a_host_that_did_not_answer_was_not_looked_at() {
        let looked_at = |inside: &str| read(scan(inside).as_bytes()).map(|observation| observation.looked_at);
        assert_eq!(looked_at(""), Ok(0));
        assert_eq!(looked_at("<host><status state=\"down\" reason=\"no-response\"/></host>"), Ok(0));
        let assumed =
            "<host><status state=\"up\" reason=\"user-set\"/><ports><extraports state=\"filtered\" count=\"65535\"/>";
        assert_eq!(looked_at(&format!("{assumed}</ports></host>")), Ok(0));
        assert_eq!(looked_at(&format!("{assumed}{}</ports></host>", port("tcp", 22, "open"))), Ok(1));
    }

    #[test]
    fn what_was_asked_is_told() {
        let text = scan("").replace("services=\"1-65535\"", "services=\"1,3-4,5,80\"");
        let covered = read(text.as_bytes()).unwrap_or_default().covered;
        let ranges: Vec<(u16, u16)> = covered.iter().map(|range| (range.first, range.last)).collect();
        assert_eq!(ranges, [(1, 1), (3, 5), (80, 80)]);
        refused(&scan("").replace("1-65535", "1-65536"), "no range of ports");
    }

    #[test]
    fn what_is_hostile_or_no_scan_is_refused() {
        refused("<!DOCTYPE nmaprun [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>\n<nmaprun/>", "document type");
        refused("<!DOCTYPE nmaprun SYSTEM \"file:///etc/passwd\">\n<nmaprun/>", "document type");
        refused("<!DOCTYPE nmaprun>\n<!DOCTYPE nmaprun>\n<nmaprun/>", "document type");
        refused(&scan("&a;"), "a");
        refused(&format!("<nmaprun>{}", "<host>".repeat(200)), "deep");
        let flood: String = (0..=observed::MOST as u32).map(|number| port("tcp", number, "open")).collect();
        refused(&host(&flood), "sightings");
        let cut = host(&port("tcp", 22, "open"));
        refused(&cut[..cut.len() / 2], "");
        refused("<testsuites/>", "testsuites");
        refused("<nmaprun></nmaprun>", "did not end");
        refused("<nmaprun><runstats><finished exit=\"error\"/></runstats></nmaprun>", "ended with");
        refused(&host(&port("tcp", 70_000, "open")), "portid");
        refused("", "");
        assert!(read(b"<nmaprun args='\xff'/>").is_err());
        let wide: Vec<u8> = scan("").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(read(&wide).is_err());
    }
}

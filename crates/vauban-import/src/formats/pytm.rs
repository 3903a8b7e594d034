//! pytm: the JSON that `--json` writes, or a small hand-written one.

use std::collections::{HashMap, HashSet};

use super::{finish, json_tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Asset, Assumption, Class, Head, Link, Node, Ref, Role, Sketch, Threat, Zone};
use crate::source::{At, Known};
use crate::words;
use crate::{Imported, Source};

const CONTROLS: &str = "pytm's yes-or-no answers about controls; state mechanisms instead";
const OPTIONS: &str = "an option of the pytm run";

const KNOWN: &[Known] = &[
    ("/elements/*/controls/**", CONTROLS),
    ("/actors/*/controls/**", CONTROLS),
    ("/assets/*/controls/**", CONTROLS),
    ("/boundaries/*/controls/**", CONTROLS),
    ("/flows/*/controls/**", CONTROLS),
    ("/elements/*/levels/**", words::LAYOUT),
    ("/actors/*/levels/**", words::LAYOUT),
    ("/assets/*/levels/**", words::LAYOUT),
    ("/boundaries/*/levels/**", words::LAYOUT),
    ("/flows/*/levels/**", words::LAYOUT),
    ("/flows/*/order", words::LAYOUT),
    ("/elements/*/findings/**", AGAIN),
    ("/flows/*/findings/**", AGAIN),
    ("/elements/*/inputs/**", AGAIN),
    ("/elements/*/outputs/**", AGAIN),
    ("/elements/*/data/**", AGAIN),
    ("/data/*/carriedBy/**", AGAIN),
    ("/flows/*/tlsVersion", words::SAY_ENCRYPTION),
    ("/findings/*/example", LIBRARY),
    ("/findings/*/condition", LIBRARY),
    ("/findings/*/likelihood", "a likelihood; Vauban derives it from the design"),
    ("/findings/*/id", "a running number; pytm gives another one each time"),
    ("/colormap", OPTIONS),
    ("/ignoreUnused", OPTIONS),
    ("/isOrdered", OPTIONS),
    ("/mergeResponses", OPTIONS),
    ("/onDuplicates", OPTIONS),
    ("/threatsFile", OPTIONS),
];

const AGAIN: &str = "said again elsewhere in the file, and read there";
const LIBRARY: &str = "explanation from pytm's threat library";

/// Reads pytm JSON.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = json_tree("pytm", source)?;
    let top = tree.top("");
    let mut lost = Losses::default();
    let mut sketch = Sketch { title: top.get("name").text(), ..Sketch::default() };
    sketch.description.extend(top.get("description").text());
    for at in top.get("boundaries").items() {
        let head = head(&at);
        read_assumptions(&at, None, &mut sketch);
        sketch.zones.push(Zone { head, kind: None, parent: boundary(&at) });
    }
    let mut seen = HashSet::new();
    for section in ["elements", "actors", "assets"] {
        for at in top.get(section).items() {
            let node = element(&at, section);
            if section != "elements" && seen.contains(&node.head.title) {
                at.leave(&mut lost, "the same element as in /elements");
                continue;
            }
            seen.insert(node.head.title.clone());
            let about = Ref::new(Class::Node, node.head.key.clone(), &at.place);
            read_assumptions(&at, Some(&about), &mut sketch);
            sketch.nodes.push(node);
        }
    }
    for at in top.get("flows").items() {
        let link = flow(&at, &mut lost);
        let about = Ref::new(Class::Link, link.head.key.clone(), &at.place);
        read_assumptions(&at, Some(&about), &mut sketch);
        sketch.links.push(link);
    }
    for at in top.get("data").items() {
        sketch.assets.push(data(&at, &mut lost));
    }
    read_assumptions(&top, None, &mut sketch);
    let classes = classes(&sketch);
    for at in top.get("findings").items() {
        read_finding(&at, &classes, &mut sketch, &mut lost);
    }
    for at in top.get("excluded_findings").items() {
        at.leave(&mut lost, "a finding that the model excludes");
    }
    Ok(finish(&sketch, &tree, KNOWN, lost))
}

/// The key of what has a blank name.
const UNNAMED: &str = " ";

/// Everything in pytm is referred to by name.
fn head(at: &At<'_>) -> Head {
    let name = at.get("name").text();
    let key = name.clone().unwrap_or_else(|| UNNAMED.to_owned());
    let mut head = Head::new(key, name.unwrap_or_default(), &at.place);
    head.say(at.get("description").text());
    head
}

fn boundary(at: &At<'_>) -> Option<Ref> {
    let at = at.get("inBoundary");
    at.text().map(|name| Ref::new(Class::Zone, name, &at.place))
}

fn element(at: &At<'_>, section: &str) -> Node {
    let mut head = head(at);
    let class = at.get("__class__").text().unwrap_or_default();
    let (role, form) = match class.as_str() {
        "Actor" => (Role::Actor, None),
        "Datastore" => (Role::Component, Some("store")),
        "Server" | "Lambda" => (Role::Component, Some("service")),
        "Process" | "SetOfProcesses" => (Role::Component, Some("process")),
        _ if section == "actors" => (Role::Actor, None),
        _ => (Role::Component, None),
    };
    let known = role == Role::Actor || form.is_some();
    head.note("Class in the source", (!known && !class.is_empty()).then_some(class));
    head.note("Operating system", at.get("OS").text());
    let store = at.get("type").text();
    head.note("Store type", store.map(|word| word.trim_start_matches("DatastoreType.").to_owned()));
    Node {
        head,
        role,
        form,
        zones: boundary(at).into_iter().collect(),
        outside: at.get("inScope").flag() == Some(false),
        ..Node::default()
    }
}

fn flow(at: &At<'_>, lost: &mut Losses) -> Link {
    let mut head = head(at);
    head.say(at.get("note").text());
    let end = |name: &str| {
        let at = at.get(name);
        Ref::new(Class::Node, at.text().unwrap_or_default(), &at.place)
    };
    let protocol = at.get("protocol");
    let port_at = at.get("dstPort");
    // pytm writes -1 for a port that nobody gave.
    let port = port_at.text().filter(|port| port != "-1").and_then(|port| {
        let port = port.parse().ok().filter(|port| (1..=65_535).contains(port));
        if port.is_none() {
            lost.add(&port_at.place, "no port number");
        }
        port
    });
    let answered = at.get("responseTo");
    Link {
        from: end("source"),
        to: end("sink"),
        protocol: protocol.text().map(|word| (word, protocol.place)),
        port,
        both_ways: at.get("response").text().is_some(),
        answer_to: answered.text().map(|name| Ref::new(Class::Link, name, &answered.place)),
        carries: Ref::list(Class::Asset, at.get("data").texts()),
        head,
    }
}

fn data(at: &At<'_>, lost: &mut Losses) -> Asset {
    let mut head = head(at);
    let class = at.get("classification");
    let confidentiality = class.text().and_then(|word| {
        let word = word.trim_start_matches("Classification.").to_owned();
        let impact = match word.as_str() {
            "PUBLIC" => "none",
            "RESTRICTED" => "low",
            "SENSITIVE" => "moderate",
            "SECRET" => "high",
            "TOP_SECRET" => "critical",
            "UNKNOWN" => return None,
            _ => {
                lost.add(&class.place, "a classification pytm does not define");
                return None;
            }
        };
        head.note("Classified in the source as", Some(word));
        Some(impact)
    });
    let mut held_by = Ref::list(Class::Node, at.get("processedBy").texts());
    held_by.dedup_by(|one, other| one.key == other.key);
    let credential = at.get("isCredentials").flag() == Some(true);
    Asset {
        head,
        kind: Some(if credential { "credential" } else { "data" }),
        held_by,
        impact: [confidentiality, None, None],
    }
}

fn read_assumptions(at: &At<'_>, about: Option<&Ref>, sketch: &mut Sketch) {
    for (text, place) in at.get("assumptions").texts() {
        let mut head = Head::new("", super::first_words(&text), &place);
        head.say((head.title != text).then_some(text));
        sketch.assumptions.push(Assumption { head, about: about.cloned().into_iter().collect() });
    }
}

fn read_finding(at: &At<'_>, classes: &HashMap<String, Class>, sketch: &mut Sketch, lost: &mut Losses) {
    let title = at.get("description").text().unwrap_or_default();
    let target = at.get("target");
    let name = target.text().unwrap_or_else(|| UNNAMED.to_owned());
    let rule = at.get("threat_id").text().unwrap_or_default();
    let mut threat = Threat {
        head: Head::new(
            format!("{rule}@{name}"),
            if name == UNNAMED { title } else { format!("{title}: {name}") },
            &at.place,
        ),
        ..Threat::default()
    };
    let class = classes.get(&name).copied().unwrap_or(Class::Node);
    threat.on.push(Ref::new(class, name, &target.place));
    threat.head.say(at.get("details").text());
    let advice = at.get("mitigations").text();
    threat.head.say(advice.map(|advice| format!("Advice of the source: {advice}")));
    threat.head.note("Rule of the source", Some(rule).filter(|rule| !rule.is_empty()));
    let severity = at.get("severity");
    threat.severity = severity.text().and_then(|word| {
        let known = words::severity(&word);
        if known.is_none() {
            lost.add(&severity.place, "a severity pytm does not define");
        }
        known
    });
    threat.cvss = at.get("cvss").text();
    if let Some(references) = at.get("references").text() {
        let mut others = Vec::new();
        for link in references.split([',', ' ']).filter(|link| !link.is_empty()) {
            let number = link.rsplit('/').next().unwrap_or("").trim_end_matches(".html");
            let digits = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
            if digits && link.contains("capec.mitre.org") {
                threat.capec.push(format!("CAPEC-{number}"));
            } else if digits && link.contains("cwe.mitre.org") {
                threat.cwe.push(format!("CWE-{number}"));
            } else {
                others.push(link);
            }
        }
        threat.head.note("See also", (!others.is_empty()).then(|| others.join(", ")));
    }
    let response = at.get("response");
    if let Some(text) = response.text() {
        let word = words::plain(text.split([' ', ':', ';', ',']).next().unwrap_or(""));
        threat.response = match word.as_str() {
            "mitigated" | "mitigate" | "to-mitigate" => Some("mitigate"),
            "accepted" | "accept" => Some("accept"),
            "transferred" | "transfer" => Some("transfer"),
            "avoided" | "avoid" => Some("avoid"),
            _ => None,
        };
        if threat.response.is_none() {
            lost.add(&response.place, "a response in free words: kept in the description");
            threat.head.note("Response in the source", Some(text));
        } else {
            threat.rationale.push(text);
        }
    }
    let assumption = at.get("assumption");
    assumption.leave(lost, "the assumption under which a finding was excluded");
    sketch.threats.push(threat);
}

/// What a name means, for findings, whose target may be anything; elements come first.
fn classes(sketch: &Sketch) -> HashMap<String, Class> {
    let mut classes = HashMap::new();
    for node in &sketch.nodes {
        classes.insert(node.head.key.clone(), Class::Node);
    }
    for link in &sketch.links {
        classes.entry(link.head.key.clone()).or_insert(Class::Link);
    }
    for zone in &sketch.zones {
        classes.entry(zone.head.key.clone()).or_insert(Class::Zone);
    }
    classes
}

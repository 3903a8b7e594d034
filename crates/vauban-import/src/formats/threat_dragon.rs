//! OWASP Threat Dragon, versions 1 and 2: a drawing with threats on its cells.

use std::collections::HashMap;

use super::{finish, json_tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{
    Area, Class, Head, Link, Mechanism, Node, Ref, Role, Sketch, Threat, Zone, place_in_boxes,
};
use crate::source::{At, Known};
use crate::words;
use crate::{Imported, Source};

const CELLS: &[Known] = &[
    Known { pattern: "/detail/diagrams/*/thumbnail", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/size/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/attrs/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/ports/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/labels/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/position/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/size/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/vertices/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/tools/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/width", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/height", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/visible", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/zIndex", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/connector", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/connector/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/source/port", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/target/port", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/source/x", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/source/y", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/target/x", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/target/y", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/cells/*/data/threatFrequency/**", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/hasOpenThreats", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/isTrustBoundary", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/type", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/threats/*/number", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/threats/*/new", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/threats/*/modelType", reason: BOOKKEEPING },
    Known { pattern: "/detail/diagrams/*/cells/*/data/isEncrypted", reason: words::SAY_ENCRYPTION },
    Known {
        pattern: "/detail/diagrams/*/cells/*/data/providesAuthentication",
        reason: words::SAY_AUTHENTICATION,
    },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/attrs/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/size/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/position/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/vertices/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/labels/**", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/angle", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/smooth", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/z", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/source/x", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/source/y", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/target/x", reason: words::LAYOUT },
    Known { pattern: "/detail/diagrams/*/diagramJson/cells/*/target/y", reason: words::LAYOUT },
    Known {
        pattern: "/detail/diagrams/*/diagramJson/cells/*/hasOpenThreats",
        reason: BOOKKEEPING,
    },
    Known {
        pattern: "/detail/diagrams/*/diagramJson/cells/*/threats/*/modelType",
        reason: BOOKKEEPING,
    },
    Known {
        pattern: "/detail/diagrams/*/diagramJson/cells/*/isEncrypted",
        reason: words::SAY_ENCRYPTION,
    },
    Known { pattern: "/**/$$hashKey", reason: BOOKKEEPING },
];

const BOOKKEEPING: &str = "Threat Dragon's own bookkeeping";
const LINE: &str = "a trust boundary drawn as a line does not say which zones it separates; \
                    write the zones and place the components";

/// Reads a Threat Dragon file.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = json_tree("threat-dragon", source)?;
    let top = tree.top("");
    let mut lost = Losses::default();
    let mut sketch = Sketch {
        title: top.get("summary").get("title").text(),
        ..Sketch::default()
    };
    sketch.description.extend(top.get("summary").get("description").text());
    let mut mechanisms = HashMap::new();
    for diagram in top.get("detail").get("diagrams").items() {
        let old = diagram.get("diagramJson");
        let cells = if old.is_table() { old } else { diagram.clone() }.get("cells").items();
        read_diagram(source, &cells, &mut mechanisms, &mut sketch, &mut lost)?;
    }
    Ok(finish(sketch, &tree, CELLS, lost))
}

/// What a cell is, by its version 2 shape or version 1 type.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Box,
    Line,
    Process,
    Store,
    Actor,
    Flow,
    Text,
}

fn shape(cell: &At<'_>) -> Option<Shape> {
    let word = cell.get("shape").text();
    let word = match word.as_deref() {
        // Old drafts of version 2 keep the library's own words here.
        None | Some("edge" | "rect" | "ellipse" | "path") => {
            cell.get("data").get("type").text().or_else(|| cell.get("type").text())?
        }
        Some(word) => word.to_owned(),
    };
    Some(match word.as_str() {
        "trust-boundary-box" | "tm.BoundaryBox" => Shape::Box,
        "trust-boundary-curve" | "trust-broundary-curve" | "tm.Boundary" => Shape::Line,
        "process" | "tm.Process" => Shape::Process,
        "store" | "tm.Store" => Shape::Store,
        "actor" | "tm.Actor" => Shape::Actor,
        "flow" | "tm.Flow" => Shape::Flow,
        "td-text-block" | "tm.Text" => Shape::Text,
        _ => return None,
    })
}

fn read_diagram(
    source: &Source<'_>,
    cells: &[At<'_>],
    mechanisms: &mut HashMap<(String, &'static str), usize>,
    sketch: &mut Sketch,
    lost: &mut Losses,
) -> Result<(), ImportError> {
    let mut boxes = Vec::new();
    let mut areas = Vec::new();
    let first_node = sketch.nodes.len();
    for cell in cells {
        // Version 2 keeps its own members apart from the drawing library's.
        let data = cell.get("data");
        let data = if data.is_table() { data } else { cell.clone() };
        let key = cell.get("id").text().unwrap_or_default();
        let Some(shape) = shape(cell) else {
            cell.leave(lost, "a cell of a shape Threat Dragon does not define");
            continue;
        };
        let title = title(cell, &data, shape);
        let mut head = Head::new(key, title, &cell.place);
        match shape {
            Shape::Line => {
                cell.leave(lost, LINE);
                continue;
            }
            Shape::Text => {
                cell.leave(lost, "a text on the drawing");
                continue;
            }
            Shape::Box => {
                head.say(data.get("description").text());
                if let Some(area) = area(cell) {
                    boxes.push((sketch.zones.len(), area));
                }
                sketch.zones.push(Zone { head, ..Zone::default() });
            }
            Shape::Process | Shape::Store | Shape::Actor => {
                let node = node(cell, &data, head, shape);
                areas.push((area(cell), cell.place.clone()));
                read_threats(&data, &node.head, Class::Node, mechanisms, sketch, lost);
                sketch.nodes.push(node);
            }
            Shape::Flow => {
                let link = link(cell, &data, head);
                read_threats(&data, &link.head, Class::Link, mechanisms, sketch, lost);
                sketch.links.push(link);
            }
        }
    }
    let placed = place_in_boxes(&mut sketch.zones, &boxes, &areas).map_err(|count| {
        let message = format!("one diagram has {count} trust boundary boxes: too many to compare");
        ImportError::whole(source.name, message)
    })?;
    for (node, zone) in sketch.nodes.iter_mut().skip(first_node).zip(placed) {
        node.zones.extend(zone);
    }
    Ok(())
}

/// The name of a cell: version 2 has a member, version 1 and old drafts only what is drawn.
fn title(cell: &At<'_>, data: &At<'_>, shape: Shape) -> String {
    let drawn = || {
        if shape == Shape::Flow {
            let labels = cell.get("labels").items();
            let attrs = labels.first().map(|label| label.get("attrs"))?;
            attrs.either(&["text", "labelText"]).get("text").text()
        } else {
            cell.get("attrs").get("text").get("text").text()
        }
    };
    data.get("name").text().or_else(drawn).unwrap_or_default()
}

fn node(cell: &At<'_>, data: &At<'_>, mut head: Head, shape: Shape) -> Node {
    head.say(data.get("description").text());
    head.note("Out of scope because", data.get("reasonOutOfScope").text());
    head.note("Privilege level", data.get("privilegeLevel").text());
    if head.title.is_empty() {
        head.title = cell.get("id").text().unwrap_or_default();
    }
    Node {
        head,
        role: if shape == Shape::Actor { Role::Actor } else { Role::Component },
        form: match shape {
            Shape::Process => Some("process"),
            Shape::Store => Some("store"),
            _ => None,
        },
        outside: data.get("outOfScope").flag() == Some(true),
        ..Node::default()
    }
}

fn link(cell: &At<'_>, data: &At<'_>, mut head: Head) -> Link {
    head.say(data.get("description").text());
    head.note("Out of scope because", data.get("reasonOutOfScope").text());
    if data.get("outOfScope").flag() == Some(true) {
        head.say(Some("Out of scope in the source.".to_owned()));
    }
    if data.get("isPublicNetwork").flag() == Some(true) {
        head.say(Some("Goes over a public network.".to_owned()));
    }
    let end = |name: &str| {
        let end = cell.get(name).either(&["cell", "id"]);
        Ref::new(Class::Node, end.text().unwrap_or_default(), &end.place)
    };
    let protocol = data.get("protocol");
    Link {
        from: end("source"),
        to: end("target"),
        protocol: protocol.text().map(|word| (word, protocol.place)),
        port: None,
        both_ways: data.get("isBidirectional").flag() == Some(true),
        answer_to: None,
        carries: Vec::new(),
        head,
    }
}

fn area(cell: &At<'_>) -> Option<Area> {
    let (position, size) = (cell.get("position"), cell.get("size"));
    Some(Area {
        left: position.get("x").number()?,
        top: position.get("y").number()?,
        width: size.get("width").number()?,
        height: size.get("height").number()?,
    })
}

fn read_threats(
    data: &At<'_>,
    on: &Head,
    class: Class,
    mechanisms: &mut HashMap<(String, &'static str), usize>,
    sketch: &mut Sketch,
    lost: &mut Losses,
) {
    for at in data.get("threats").items() {
        let on = Ref::new(class, on.key.clone(), &on.place);
        let key = at.either(&["id", "threatId"]).text().unwrap_or_default();
        let title = at.get("title").text().unwrap_or_default();
        let mut threat = Threat {
            head: Head::new(key, title, &at.place),
            on: vec![on.clone()],
            ..Threat::default()
        };
        threat.head.say(at.get("description").text());
        let kind = at.get("type");
        if let Some(word) = kind.text() {
            match words::stride(&word) {
                Some(stride) => threat.stride.push(stride),
                None => {
                    threat.head.note("Category in the source", Some(word));
                    lost.add(&kind.place, "not a STRIDE category: kept in the description");
                }
            }
        }
        let severity = at.get("severity");
        threat.severity = severity.text().and_then(|word| {
            let known = words::severity(&word);
            if known.is_none() {
                lost.add(&severity.place, "no severity decided");
            }
            known
        });
        let score = at.get("score");
        threat.cvss = score.text().filter(|score| score.starts_with("CVSS:"));
        if threat.cvss.is_none() && score.says_something() {
            lost.add(&score.place, "a score without a method");
        }
        let status = at.get("status");
        let word = words::plain(&status.text().unwrap_or_default());
        let advice = at.get("mitigation");
        let text = advice.text().filter(|text| {
            let placeholder = is_placeholder(text);
            if placeholder {
                lost.add(&advice.place, "Threat Dragon's placeholder text");
            }
            !placeholder
        });
        match word.as_str() {
            "open" | "" => {}
            "mitigated" => threat.response = Some("mitigate"),
            "notapplicable" | "not-applicable" | "n-a" => threat.response = Some("not-applicable"),
            _ => lost.add(&status.place, "a status Threat Dragon does not define"),
        }
        match text {
            Some(text) if threat.response == Some("not-applicable") => threat.rationale.push(text),
            Some(text) => {
                let status = if word == "mitigated" { "implemented" } else { "proposed" };
                let place = advice.place;
                let shared = (text.clone(), status);
                let position = *mechanisms.entry(shared).or_insert(sketch.mechanisms.len());
                if position == sketch.mechanisms.len() {
                    let key = format!("mitigation {position}");
                    let mut head = Head::new(key, first_words(&text), &place);
                    head.say(Some(text));
                    let mechanism = Mechanism { head, status: Some(status), protects: Vec::new() };
                    sketch.mechanisms.push(mechanism);
                }
                if let Some(mechanism) = sketch.mechanisms.get_mut(position) {
                    // An actor is not ours to protect.
                    mechanism.protects.push(on);
                    let key = mechanism.head.key.clone();
                    threat.by.push(Ref::new(Class::Mechanism, key, &place));
                }
            }
            None => {}
        }
        sketch.threats.push(threat);
    }
}

fn is_placeholder(text: &str) -> bool {
    let text = words::plain(text);
    text.starts_with("provide-remediation-for-this-threat")
        || text.starts_with("mitigation-or-prevention-for-the-threat")
        || text.starts_with("provide-a-description-for-this-threat")
}

/// The first sentence of a text, as a title.
pub(super) fn first_words(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let sentence = line.split(". ").next().unwrap_or(line).trim().trim_end_matches('.');
    match sentence.char_indices().nth(100) {
        Some((cut, _)) => {
            let start = sentence.get(..cut).unwrap_or(sentence);
            let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
            format!("{words} …")
        }
        None => sentence.to_owned(),
    }
}

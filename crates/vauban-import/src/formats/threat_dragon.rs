//! OWASP Threat Dragon, versions 1 and 2: a drawing with threats on its cells.

use super::threat_dragon_threats::{Shared, read_threats};
use super::{finish, json_tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Area, Class, Head, Link, Node, Ref, Role, Sketch, Zone, place_in_boxes};
use crate::source::{At, Known};
use crate::words;
use crate::{Imported, Source};

const CELLS: &[Known] = &[
    ("/detail/diagrams/*/thumbnail", words::LAYOUT),
    ("/detail/diagrams/*/size/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/attrs/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/ports/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/labels/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/position/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/size/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/vertices/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/tools/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/width", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/height", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/visible", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/zIndex", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/connector", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/connector/**", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/source/port", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/target/port", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/source/x", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/source/y", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/target/x", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/target/y", words::LAYOUT),
    ("/detail/diagrams/*/cells/*/data/threatFrequency/**", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/hasOpenThreats", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/isTrustBoundary", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/type", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/threats/*/number", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/threats/*/new", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/threats/*/modelType", BOOKKEEPING),
    ("/detail/diagrams/*/cells/*/data/isEncrypted", words::SAY_ENCRYPTION),
    ("/detail/diagrams/*/cells/*/data/providesAuthentication", words::SAY_AUTHENTICATION),
    ("/detail/diagrams/*/diagramJson/cells/*/attrs/**", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/size/**", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/position/**", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/vertices/**", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/labels/**", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/angle", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/smooth", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/z", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/source/x", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/source/y", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/target/x", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/target/y", words::LAYOUT),
    ("/detail/diagrams/*/diagramJson/cells/*/hasOpenThreats", BOOKKEEPING),
    ("/detail/diagrams/*/diagramJson/cells/*/threats/*/modelType", BOOKKEEPING),
    ("/detail/diagrams/*/diagramJson/cells/*/isEncrypted", words::SAY_ENCRYPTION),
    ("/**/$$hashKey", BOOKKEEPING),
];

const BOOKKEEPING: &str = "Threat Dragon's own bookkeeping";
const LINE: &str = "a trust boundary drawn as a line does not say which zones it separates; \
                    write the zones and place the components";

/// Reads a Threat Dragon file.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = json_tree("threat-dragon", source)?;
    let top = tree.top("");
    let mut lost = Losses::default();
    let mut sketch = Sketch { title: top.get("summary").get("title").text(), ..Sketch::default() };
    sketch.description.extend(top.get("summary").get("description").text());
    let mut mechanisms = Shared::new();
    for diagram in top.get("detail").get("diagrams").items() {
        let old = diagram.get("diagramJson");
        let cells = if old.is_table() { old } else { diagram.clone() }.get("cells").items();
        read_diagram(source, &cells, &mut mechanisms, &mut sketch, &mut lost)?;
    }
    Ok(finish(&sketch, &tree, CELLS, lost))
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
    mechanisms: &mut Shared,
    sketch: &mut Sketch,
    lost: &mut Losses,
) -> Result<(), ImportError> {
    let mut boxes = Vec::new();
    let mut areas = Vec::new();
    let first_node = sketch.nodes.len();
    // Without boxes, where something was drawn says nothing.
    let boxed = cells.iter().any(|cell| shape(cell) == Some(Shape::Box));
    let area = |cell: &At<'_>| if boxed { area(cell) } else { None };
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
            let attrs = cell.get("attrs");
            let drawn = |name: &str| attrs.get(name).get("text").text();
            drawn("text").or_else(|| drawn("label"))
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

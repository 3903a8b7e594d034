//! The Microsoft Threat Modeling Tool: XML with the drawing, the threats, and the whole
//! template, of which only the names of types are read.

use std::collections::HashMap;

use super::tm7_threats::read_threats;
use super::{expect_format, finish};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Area, Assumption, Class, Head, Link, Node, Ref, Role, Sketch, Zone, place_in_boxes};
use crate::source::{At, Known, text, xml};
use crate::words;
use crate::{Imported, Source};

const PROPERTY: &str = "a property of the tool's template; what Vauban's rules ask for is asked again";
const BOOKKEEPING: &str = "the tool's own bookkeeping";
const TEMPLATE: &str = "the template embedded by the tool; Vauban has its own rules";

const KNOWN: &[Known] = &[
    ("/**/@Id", BOOKKEEPING),
    ("/ThreatModel/KnowledgeBase/**", TEMPLATE),
    ("/ThreatModel/Profile/**", BOOKKEEPING),
    ("/ThreatModel/Version", BOOKKEEPING),
    ("/ThreatModel/ThreatGenerationEnabled", BOOKKEEPING),
    ("/**/Zoom", words::LAYOUT),
    ("/**/StrokeThickness", words::LAYOUT),
    ("/**/StrokeDashArray", words::LAYOUT),
    ("/**/Left", words::LAYOUT),
    ("/**/Top", words::LAYOUT),
    ("/**/Width", words::LAYOUT),
    ("/**/Height", words::LAYOUT),
    ("/**/HandleX", words::LAYOUT),
    ("/**/HandleY", words::LAYOUT),
    ("/**/PortSource", words::LAYOUT),
    ("/**/PortTarget", words::LAYOUT),
    ("/**/SourceX", words::LAYOUT),
    ("/**/SourceY", words::LAYOUT),
    ("/**/TargetX", words::LAYOUT),
    ("/**/TargetY", words::LAYOUT),
    ("/ThreatModel/DrawingSurfaceList/DrawingSurfaceModel/GenericTypeId", BOOKKEEPING),
    ("/ThreatModel/DrawingSurfaceList/DrawingSurfaceModel/TypeId", BOOKKEEPING),
    ("/ThreatModel/DrawingSurfaceList/DrawingSurfaceModel/Guid", BOOKKEEPING),
    ("/ThreatModel/DrawingSurfaceList/DrawingSurfaceModel/Properties/**", PROPERTY),
    ("/**/Borders/**/Properties/**", PROPERTY),
    ("/**/Lines/**/Properties/**", PROPERTY),
    ("/**/ModifiedAt", BOOKKEEPING),
    ("/**/Upgraded", BOOKKEEPING),
    ("/**/Wide", BOOKKEEPING),
    ("/**/DrawingSurfaceGuid", BOOKKEEPING),
    ("/**/InteractionKey", BOOKKEEPING),
    ("/**/ChangedBy", "who changed it; a decision needs your own approver"),
];

/// Reads a `.tm7` file.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let text = text(source.name, source.bytes)?;
    if !text.trim_start().starts_with('<') {
        let error = ImportError::whole(source.name, "this is not XML");
        let tree = crate::source::json_or_yaml(source.name, &text);
        return Err(match tree.map(|tree| expect_format("tm7", source.name, &tree)) {
            Ok(Err(other)) => error.help(other.help),
            _ => error.help("export the model as .tm7 from the Microsoft Threat Modeling Tool"),
        });
    }
    let tree = xml(source.name, &text)?;
    expect_format("tm7", source.name, &tree)?;
    let model = tree.top("").get("ThreatModel");
    let mut lost = Losses::default();
    let mut sketch = Sketch::default();
    let about = model.get("MetaInformation");
    sketch.title = about.get("ThreatModelName").text();
    sketch.description.extend(about.get("HighLevelSystemDescription").text());
    let assumptions = about.get("Assumptions");
    if let Some(text) = assumptions.text() {
        let mut head = Head::new("", super::first_words(&text), &assumptions.place);
        head.say(Some(text));
        sketch.assumptions.push(Assumption { head, about: Vec::new() });
    }
    let types = type_names(&model.get("KnowledgeBase"));
    for surface in model.get("DrawingSurfaceList").get("DrawingSurfaceModel").each() {
        read_surface(source, &surface, &types, &mut sketch, &mut lost)?;
    }
    read_threats(&model.get("ThreatInstances"), &mut sketch, &mut lost);
    Ok(finish(&sketch, &tree, KNOWN, lost))
}

/// The entries of a data contract dictionary, whatever its elements are called.
pub(super) fn members<'a>(dictionary: &At<'a>) -> Vec<At<'a>> {
    let names = ["KeyValueOfguidanyType", "KeyValueOfstringThreatpc_P0_PhOB", "KeyValueOfstringstring", "anyType"];
    names.iter().flat_map(|name| dictionary.get(name).each()).collect()
}

/// How the template calls its types.
fn type_names(base: &At<'_>) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for list in ["GenericElements", "StandardElements"] {
        for at in base.get(list).get("ElementType").each() {
            if let (Some(id), Some(name)) = (at.get("Id").text(), at.get("Name").text()) {
                names.insert(id, name);
            }
        }
    }
    names
}

/// A property of a stencil by its label: a text, or the chosen one of a list.
fn property(element: &At<'_>, label: &str) -> Option<String> {
    let properties = members(&element.get("Properties"));
    let found = properties.iter().find(|at| at.get("DisplayName").text().as_deref() == Some(label));
    let found = found?;
    let chosen = found.get("SelectedIndex").number();
    let options = found.get("Value").get("string").each();
    match chosen {
        Some(position) if !options.is_empty() => {
            let mut options = options.iter().enumerate();
            options.find(|(at, _)| *at as f64 == position)?.1.text()
        }
        _ => found.get("Value").text(),
    }
}

fn read_surface(
    source: &Source<'_>,
    surface: &At<'_>,
    types: &HashMap<String, String>,
    sketch: &mut Sketch,
    lost: &mut Losses,
) -> Result<(), ImportError> {
    let header = surface.get("Header");
    header.leave(lost, "the title of a drawing");
    let mut boxes = Vec::new();
    let mut areas = Vec::new();
    let first_node = sketch.nodes.len();
    let borders = members(&surface.get("Borders"));
    // Without boxes, where something was drawn says nothing.
    let is_box = |entry: &At<'_>| {
        let generic = entry.get("Value").get("GenericTypeId").text();
        generic.as_deref() == Some("GE.TB.B")
    };
    let boxed = borders.iter().any(is_box);
    let area = |at: &At<'_>| if boxed { area(at) } else { None };
    for entry in borders {
        let at = entry.get("Value");
        let key = entry.get("Key").text().or_else(|| at.get("Guid").text()).unwrap_or_default();
        let generic = at.get("GenericTypeId").text().unwrap_or_default();
        let typed = type_name(&at, &generic, types);
        let (guid, drawn) = (at.get("Guid").text(), at.get("@type").text());
        if guid.is_some_and(|guid| guid != key) {
            lost.add(&at.place, "a Guid that differs from its Key; the Key counts");
        }
        let title = property(&at, "Name").or_else(|| typed.clone()).unwrap_or_else(|| key.clone());
        let mut head = Head::new(key, title, &at.place);
        if generic == "GE.A" || drawn.as_deref() == Some("StencilAnnotation") {
            entry.leave(lost, "a text on the drawing");
            continue;
        }
        head.note("Type in the source", typed);
        if generic == "GE.TB.B" {
            if let Some(area) = area(&at) {
                boxes.push((sketch.zones.len(), area));
            }
            sketch.zones.push(Zone { head, ..Zone::default() });
            continue;
        }
        let (role, form) = match generic.as_str() {
            "GE.P" => (Role::Component, Some("process")),
            "GE.DS" => (Role::Component, Some("store")),
            "GE.EI" => (Role::Actor, None),
            _ => {
                entry.leave(lost, "an element that is neither process, store, interactor nor boundary");
                continue;
            }
        };
        head.note("Out of scope because", property(&at, "Reason For Out Of Scope"));
        areas.push((area(&at), at.place.clone()));
        let outside = property(&at, "Out Of Scope").as_deref() == Some("true");
        sketch.nodes.push(Node { head, role, form, outside, ..Node::default() });
    }
    let placed = place_in_boxes(&mut sketch.zones, &boxes, &areas).map_err(|count| {
        let message = format!("one drawing has {count} border boundaries: too many to compare");
        ImportError::whole(source.name, message)
    })?;
    for (node, zone) in sketch.nodes.iter_mut().skip(first_node).zip(placed) {
        node.zones.extend(zone);
    }
    for entry in members(&surface.get("Lines")) {
        read_line(&entry, types, sketch, lost);
    }
    Ok(())
}

fn type_name(at: &At<'_>, generic: &str, types: &HashMap<String, String>) -> Option<String> {
    let id = at.get("TypeId").text()?;
    if id == generic {
        return None;
    }
    Some(types.get(&id).cloned().unwrap_or(id))
}

fn area(at: &At<'_>) -> Option<Area> {
    Some(Area {
        left: at.get("Left").number()?,
        top: at.get("Top").number()?,
        width: at.get("Width").number()?,
        height: at.get("Height").number()?,
    })
}

fn read_line(entry: &At<'_>, types: &HashMap<String, String>, sketch: &mut Sketch, lost: &mut Losses) {
    let at = entry.get("Value");
    let generic = at.get("GenericTypeId").text().unwrap_or_default();
    if generic.starts_with("GE.TB") {
        let reason = "a trust boundary drawn as a line does not say which zones it separates; \
                      write the zones and place the components";
        return entry.leave(lost, reason);
    }
    let key = entry.get("Key").text().or_else(|| at.get("Guid").text()).unwrap_or_default();
    let (guid, _drawn) = (at.get("Guid").text(), at.get("@type").text());
    if guid.is_some_and(|guid| guid != key) {
        lost.add(&at.place, "a Guid that differs from its Key; the Key counts");
    }
    let typed = type_name(&at, &generic, types);
    let title = property(&at, "Name").or_else(|| typed.clone()).unwrap_or_default();
    let mut head = Head::new(key, title, &at.place);
    head.note("Out of scope because", property(&at, "Reason For Out Of Scope"));
    if property(&at, "Out Of Scope").as_deref() == Some("true") {
        head.say(Some("Out of scope in the source.".to_owned()));
    }
    let end = |name: &str| {
        let end = at.get(name);
        let key = end.text().unwrap_or_default();
        // An end that touches nothing.
        let nothing = key.chars().all(|letter| letter == '0' || letter == '-');
        Ref::new(Class::Node, if nothing { String::new() } else { key }, &end.place)
    };
    sketch.links.push(Link {
        from: end("SourceGuid"),
        to: end("TargetGuid"),
        protocol: typed.map(|word| (word, at.get("TypeId").place)),
        port: None,
        both_ways: false,
        answer_to: None,
        carries: Vec::new(),
        head,
    });
}

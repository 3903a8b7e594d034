//! Open Threat Model 0.1 and 0.2, in JSON or YAML.

use std::collections::{BTreeMap, HashMap};

use super::{finish, yaml_tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Asset, Class, Head, Link, Mechanism, Node, Ref, Sketch, Threat, Zone};
use crate::source::{At, Known};
use crate::words;
use crate::{Imported, Source};

const KNOWN: &[Known] = &[
    ("/otmVersion", "the format's version"),
    ("/representations/**", words::LAYOUT),
    ("/project/id", "a key of the source; ids are made of names"),
    ("/trustZones/*/representations/**", words::LAYOUT),
    ("/components/*/representations/**", words::LAYOUT),
    ("/trustZones/*/attributes/**", FREE),
    ("/trustZones/*/properties/**", FREE),
    ("/components/*/attributes/**", FREE),
    ("/components/*/properties/**", FREE),
    ("/dataflows/*/attributes/**", FREE),
    ("/dataflows/*/properties/**", FREE),
    ("/project/attributes/**", FREE),
    ("/trustZones/*/risk/trustRating", "a trust rating; state the security-level of the zone"),
    ("/threats/*/risk/likelihood", "a likelihood; Vauban derives it from the design"),
    ("/mitigations/*/riskReduction", "a risk reduction in percent; Vauban counts layers"),
];

const FREE: &str = "a free attribute of the tool that drew it";

/// Reads an Open Threat Model file.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = yaml_tree("otm", source)?;
    let top = tree.top("");
    let mut lost = Losses::default();
    let mut sketch = Sketch { title: top.get("project").get("name").text(), ..Sketch::default() };
    sketch.description.extend(top.get("project").get("description").text());
    for at in top.get("trustZones").items() {
        sketch.zones.push(zone(&at));
    }
    let mut held: HashMap<String, Vec<Ref>> = HashMap::new();
    let components = top.get("components").items();
    for at in &components {
        let node = component(at);
        let key = &node.head.key;
        for list in [at.get("assets").get("processed"), at.get("assets").get("stored")] {
            for (asset, place) in list.texts() {
                let by = Ref::new(Class::Node, key.clone(), &place);
                held.entry(asset).or_default().push(by);
            }
        }
        sketch.nodes.push(node);
    }
    for at in top.get("dataflows").items() {
        sketch.links.push(dataflow(&at));
    }
    for at in top.get("assets").items() {
        let mut asset = asset(&at);
        asset.held_by = held.remove(&asset.head.key).unwrap_or_default();
        sketch.assets.push(asset);
    }
    let mut unknown: Vec<Ref> = held.into_values().flatten().collect();
    unknown.sort_by(|one, other| one.place.path.cmp(&other.place.path));
    for held in unknown {
        lost.add(&held.place, "refers to an asset that the file does not have");
    }
    let library = mitigations(&top, &mut sketch, &mut lost);
    threats(&top, &components, &library, &mut sketch, &mut lost);
    Ok(finish(&sketch, &tree, KNOWN, lost))
}

fn head(at: &At<'_>) -> Head {
    let key = at.get("id").text().unwrap_or_default();
    let title = at.get("name").text().unwrap_or_else(|| key.clone());
    let mut head = Head::new(key, title, &at.place);
    head.say(at.get("description").text());
    head.tags = at.get("tags").texts().into_iter().map(|(tag, _)| tag).collect();
    // The Microsoft tool's name again, as startleft copies it.
    for again in [at.get("attributes").get("Name"), at.get("properties").get("Name")] {
        let other = again.text().filter(|name| *name != head.title);
        head.note("Name in the drawing tool", other);
    }
    head
}

fn zone(at: &At<'_>) -> Zone {
    let mut zone = Zone { head: head(at), ..Zone::default() };
    zone.head.note("Type in the source", at.get("type").text());
    let parent = at.get("parent").get("trustZone");
    zone.parent = parent.text().map(|key| Ref::new(Class::Zone, key, &parent.place));
    zone
}

fn component(at: &At<'_>) -> Node {
    let mut head = head(at);
    let word = at.get("type").text();
    let form = word.as_deref().filter(|word| words::is_store(word)).map(|_| "store");
    head.note("Type in the source", word.filter(|word| word != "empty-component"));
    let zone = at.get("parent").get("trustZone");
    let inside = at.get("parent").get("component");
    let outside =
        [at.get("attributes"), at.get("properties")].iter().any(|free| free.get("Out Of Scope").flag() == Some(true));
    Node {
        form,
        zones: zone.text().map(|key| Ref::new(Class::Zone, key, &zone.place)).into_iter().collect(),
        inside: inside.text().map(|key| Ref::new(Class::Node, key, &inside.place)),
        outside,
        head,
        ..Node::default()
    }
}

fn dataflow(at: &At<'_>) -> Link {
    let end = |name: &str| {
        let end = at.get(name);
        Ref::new(Class::Node, end.text().unwrap_or_default(), &end.place)
    };
    Link {
        head: head(at),
        from: end("source"),
        to: end("destination"),
        protocol: None,
        port: None,
        both_ways: at.get("bidirectional").flag() == Some(true),
        answer_to: None,
        carries: Ref::list(Class::Asset, at.get("assets").texts()),
    }
}

fn asset(at: &At<'_>) -> Asset {
    let risk = at.get("risk");
    let rate = |name: &str| risk.get(name).number().map(words::impact_of_hundred);
    let mut head = head(at);
    head.say(risk.get("comment").text());
    Asset {
        head,
        kind: Some("data"),
        held_by: Vec::new(),
        impact: [rate("confidentiality"), rate("integrity"), rate("availability")],
    }
}

/// The mitigations of the file; where they stand in the sketch, by key.
fn mitigations(top: &At<'_>, sketch: &mut Sketch, lost: &mut Losses) -> HashMap<String, usize> {
    let mut library = HashMap::new();
    for at in top.get("mitigations").items() {
        let head = head(&at);
        if library.contains_key(&head.key) {
            at.leave(lost, "a second mitigation with this id");
            continue;
        }
        library.insert(head.key.clone(), sketch.mechanisms.len());
        sketch.mechanisms.push(Mechanism { head, status: Some("proposed"), protects: Vec::new() });
    }
    library
}

/// A use of a threat: which response, on which components, with which mitigations.
#[derive(Default)]
struct Uses {
    /// By response, in a fixed order.
    by_response: BTreeMap<Option<&'static str>, (Vec<Ref>, Vec<Ref>)>,
}

/// One record per threat and response, so that a library's text is not copied per component.
fn threats(
    top: &At<'_>,
    components: &[At<'_>],
    library: &HashMap<String, usize>,
    sketch: &mut Sketch,
    lost: &mut Losses,
) {
    let known = top.get("threats").items();
    let mut uses: HashMap<String, Uses> = HashMap::new();
    for at in &known {
        uses.entry(at.get("id").text().unwrap_or_default()).or_default();
    }
    let flows = top.get("dataflows").items();
    let users = components.iter().map(|at| (at, Class::Node)).chain(flows.iter().map(|at| (at, Class::Link)));
    for (user, class) in users {
        let key = user.get("id").text().unwrap_or_default();
        for used in user.get("threats").items() {
            let threat = used.get("threat");
            let on = Ref::new(class, key.clone(), &threat.place);
            let Some(uses) = uses.get_mut(&threat.text().unwrap_or_default()) else {
                used.leave(lost, "refers to a threat that the file does not have");
                continue;
            };
            let response = response(&used.get("state"), lost);
            let (ons, bys) = uses.by_response.entry(response).or_default();
            for mitigation in used.get("mitigations").items() {
                let at = mitigation.get("mitigation");
                let by = Ref::new(Class::Mechanism, at.text().unwrap_or_default(), &at.place);
                let found = library.get(&by.key).and_then(|at| sketch.mechanisms.get_mut(*at));
                if let Some(mechanism) = found {
                    mechanism.protects.push(on.clone());
                    let state = mitigation.get("state").text().unwrap_or_default();
                    if words::plain(&state) == "implemented" {
                        mechanism.status = Some("implemented");
                    }
                }
                bys.push(by);
            }
            ons.push(on);
        }
    }
    for at in &known {
        let Some(mut uses) = uses.remove(&at.get("id").text().unwrap_or_default()) else {
            at.leave(lost, "a second threat with this id");
            continue;
        };
        if uses.by_response.is_empty() {
            uses.by_response.insert(None, (Vec::new(), Vec::new()));
        }
        for (response, (on, by)) in uses.by_response {
            let mut threat = threat(at, lost);
            threat.on = on;
            threat.by = by;
            threat.response = response;
            sketch.threats.push(threat);
        }
    }
}

fn threat(at: &At<'_>, lost: &mut Losses) -> Threat {
    let mut threat = Threat { head: head(at), ..Threat::default() };
    for (word, place) in at.get("categories").texts() {
        match words::stride(&word) {
            Some(stride) => threat.stride.push(stride),
            None => {
                threat.head.note("Category in the source", Some(word));
                lost.add(&place, "not a STRIDE category: kept in the description");
            }
        }
    }
    threat.cwe = words::numbered("CWE", &at.get("cwes"), lost);
    let risk = at.get("risk");
    threat.severity = risk.get("impact").number().map(words::severity_of_hundred);
    threat.head.say(risk.get("impactComment").text());
    threat.head.say(risk.get("likelihoodComment").text());
    threat
}

fn response(state: &At<'_>, lost: &mut Losses) -> Option<&'static str> {
    match words::plain(&state.text()?).as_str() {
        "mitigated" | "mitigate" => Some("mitigate"),
        "accepted" | "accept" => Some("accept"),
        "transferred" => Some("transfer"),
        "notapplicable" | "not-applicable" => Some("not-applicable"),
        "autogenerated" | "exposed" | "needsinvestigation" | "open" | "identified" => None,
        _ => {
            lost.add(&state.place, "a state that is no decision");
            None
        }
    }
}

//! Threagile: the richest neutral source for protocols, data and zones.

use std::collections::HashMap;

use super::threagile_files::{Files, prefix};
use super::threagile_risks::{read_categories, read_tracking};
use super::yaml_tree;
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Asset, Class, Head, Link, Node, Ref, Requirement, Role, Sketch, Zone, build};
use crate::source::{At, Known, report_unread};
use crate::words;
use crate::{Imported, Source};

const RATED: &str = "a rating of the component; Vauban rates assets and derives the rest";
const HINT: &str = "no record field for it; it matters where a rule of Vauban asks for it";

const KNOWN: &[Known] = &[
    ("/threagile_version", "the format's version"),
    ("/questions/*", "a question to the team; Vauban asks its own"),
    ("/abuse_cases/*", "an abuse case; Vauban enumerates threats from the design"),
    ("/technical_assets/*/confidentiality", RATED),
    ("/technical_assets/*/integrity", RATED),
    ("/technical_assets/*/availability", RATED),
    ("/technical_assets/*/justification_cia_rating", RATED),
    ("/technical_assets/*/encryption", words::SAY_ENCRYPTION),
    ("/technical_assets/*/usage", HINT),
    ("/technical_assets/*/size", HINT),
    ("/technical_assets/*/internet", HINT),
    ("/technical_assets/*/machine", HINT),
    ("/technical_assets/*/multi_tenant", HINT),
    ("/technical_assets/*/redundant", HINT),
    ("/technical_assets/*/custom_developed_parts", HINT),
    ("/technical_assets/*/communication_links/*/authentication", words::SAY_AUTHENTICATION),
    ("/technical_assets/*/communication_links/*/authorization", words::SAY_AUTHORIZATION),
    ("/technical_assets/*/communication_links/*/diagram_tweak_weight", words::LAYOUT),
    ("/technical_assets/*/diagram_tweak_order", words::LAYOUT),
    ("/**/diagram_tweak_constraint", words::LAYOUT),
];

/// Reads a Threagile model.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let main = yaml_tree("threagile", source)?;
    let mut lost = Losses::default();
    let files = Files::read(source, main, &mut lost)?;
    let mut sketch = Sketch { title: files.text("title"), ..Sketch::default() };
    for overview in ["business_overview", "technical_overview"] {
        let overview = files.section(overview).into_iter();
        sketch.description.extend(overview.filter_map(|at| at.get("description").text()));
    }
    sketch.description.extend(files.text("management_summary_comment"));
    for (title, at) in files.entries("trust_boundaries") {
        sketch.zones.push(zone(title, &at));
    }
    nest(&files, &mut sketch);
    let mut held: HashMap<String, Vec<Ref>> = HashMap::new();
    let inside = inside(&files);
    for (title, at) in files.entries("technical_assets") {
        let node = technical_asset(title, &at, &inside);
        for list in ["data_assets_processed", "data_assets_stored"] {
            for (asset, place) in at.get(list).texts() {
                let by = Ref::new(Class::Node, node.head.key.clone(), &place);
                held.entry(asset).or_default().push(by);
            }
        }
        for (title, link) in at.get("communication_links").entries() {
            sketch.links.push(communication_link(title, &link, &node.head));
        }
        sketch.nodes.push(node);
    }
    shared_runtimes(&files, &mut sketch);
    for (title, at) in files.entries("data_assets") {
        let mut asset = data_asset(title, &at, &mut lost);
        asset.held_by = held.remove(&asset.head.key).unwrap_or_default();
        sketch.assets.push(asset);
    }
    let mut unknown: Vec<Ref> = held.into_values().flatten().collect();
    unknown.sort_by(|one, other| one.place.path.cmp(&other.place.path));
    for held in unknown {
        lost.add(&held.place, "refers to an asset that the file does not have");
    }
    for (title, at) in files.entries("security_requirements") {
        let text = at.text().unwrap_or_else(|| title.to_owned());
        sketch.requirements.push(Requirement { head: Head::new("", title, &at.place), text });
    }
    for name in ["questions", "abuse_cases"] {
        // Their names are chosen by the author, whatever becomes of them.
        let _named = files.entries(name);
    }
    read_categories(&files, &mut sketch, &mut lost);
    read_tracking(&files, &mut sketch, &mut lost);
    let drafts = build(&sketch, &mut lost);
    for (file, tree) in &files.files {
        report_unread(tree, &prefix(file), KNOWN, &mut lost);
    }
    let lost = lost.finish();
    Ok(Imported { drafts, lost })
}

/// Threagile's titles may hold markup.
pub(super) fn without_markup(title: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in title.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            letter if !inside => out.push(letter),
            _ => {}
        }
    }
    out.trim().to_owned()
}

fn head(title: &str, at: &At<'_>) -> Head {
    let key = at.get("id").text().unwrap_or_default();
    let mut head = Head::new(key, without_markup(title), &at.place);
    let same = |text: &String| *text != head.title;
    let description = at.get("description").text().filter(same);
    head.say(description);
    head.tags = at.get("tags").texts().into_iter().map(|(tag, _)| tag).collect();
    head
}

fn zone(title: &str, at: &At<'_>) -> Zone {
    let mut head = head(title, at);
    let word = at.get("type").text();
    let kind = word.as_deref().and_then(|word| match word {
        "network-on-prem"
        | "network-dedicated-hoster"
        | "network-virtual-lan"
        | "network-cloud-security-group"
        | "network-policy-namespace-isolation" => Some("network"),
        "network-cloud-provider" => Some("cloud"),
        _ => None,
    });
    head.note("Type in the source", word);
    Zone { head, kind, parent: None }
}

/// `trust_boundaries_nested` stands at the parent; ours stands at the child.
fn nest(files: &Files, sketch: &mut Sketch) {
    let mut parents: HashMap<String, Ref> = HashMap::new();
    for (_, at) in files.entries("trust_boundaries") {
        let key = at.get("id").text().unwrap_or_default();
        for (child, place) in at.get("trust_boundaries_nested").texts() {
            parents.entry(child).or_insert_with(|| Ref::new(Class::Zone, key.clone(), &place));
        }
    }
    for zone in &mut sketch.zones {
        zone.parent = parents.remove(&zone.head.key);
    }
}

/// Which zones say that they hold a technical asset.
fn inside(files: &Files) -> HashMap<String, Vec<Ref>> {
    let mut inside: HashMap<String, Vec<Ref>> = HashMap::new();
    for (_, at) in files.entries("trust_boundaries") {
        let key = at.get("id").text().unwrap_or_default();
        for (asset, place) in at.get("technical_assets_inside").texts() {
            let zone = Ref::new(Class::Zone, key.clone(), &place);
            inside.entry(asset).or_default().push(zone);
        }
    }
    inside
}

fn technical_asset(title: &str, at: &At<'_>, inside: &HashMap<String, Vec<Ref>>) -> Node {
    let mut head = head(title, at);
    let shape = at.get("type").text().unwrap_or_default();
    let human = at.get("used_as_client_by_human").flag() == Some(true);
    let technologies = at.either(&["technology", "technologies"]).texts();
    let kind = technologies.iter().find_map(|(word, _)| kind_of(word));
    for (word, _) in technologies {
        head.note("Technology", Some(word));
    }
    head.note("Out of scope because", at.get("justification_out_of_scope").text());
    head.note("Owner", at.get("owner").text());
    let outside = at.get("out_of_scope").flag() == Some(true);
    let zones = inside.get(&head.key).cloned().unwrap_or_default();
    if shape == "external-entity" {
        return Node {
            head,
            role: Role::Actor,
            kind: Some(if human { "person" } else { "system" }),
            zones,
            ..Node::default()
        };
    }
    if human {
        head.say(Some("People use it as their client.".to_owned()));
    }
    let form = match shape.as_str() {
        "datastore" => Some("store"),
        "process" => Some("process"),
        _ => None,
    };
    Node { head, kind, form, zones, outside, ..Node::default() }
}

/// The kind of a component, where the technology says it.
fn kind_of(technology: &str) -> Option<&'static str> {
    Some(match technology {
        "browser" | "desktop" | "mobile-app" | "web-application" | "erp" | "cms" => "application",
        "web-service-rest" | "web-service-soap" | "web-server" | "application-server" | "database" | "file-server"
        | "identity-provider" | "mail-server" | "message-queue" => "service",
        "gateway" => "gateway",
        "iot-device" => "device",
        _ => return None,
    })
}

fn communication_link(title: &str, at: &At<'_>, from: &Head) -> Link {
    // The key under which Threagile's own risks name a link.
    let key = format!("{}>{}", from.key, words::plain(title));
    let mut head = Head::new(key, without_markup(title), &at.place);
    head.say(at.get("description").text());
    head.tags = at.get("tags").texts().into_iter().map(|(tag, _)| tag).collect();
    if at.get("readonly").flag() == Some(true) {
        head.say(Some("Read-only.".to_owned()));
    }
    if at.get("vpn").flag() == Some(true) {
        head.say(Some("Goes through a VPN.".to_owned()));
    }
    if at.get("ip_filtered").flag() == Some(true) {
        head.say(Some("Filtered by IP address.".to_owned()));
    }
    let (target, protocol) = (at.get("target"), at.get("protocol"));
    let sent = at.get("data_assets_sent").texts();
    let received = at.get("data_assets_received").texts();
    Link {
        head,
        from: Ref::new(Class::Node, from.key.clone(), &from.place),
        to: Ref::new(Class::Node, target.text().unwrap_or_default(), &target.place),
        protocol: protocol.text().map(|word| (word, protocol.place)),
        port: None,
        both_ways: !received.is_empty(),
        answer_to: None,
        carries: Ref::list(Class::Asset, sent.into_iter().chain(received).collect()),
    }
}

/// A runtime shared by several components is a component they run on; it is where they are.
fn shared_runtimes(files: &Files, sketch: &mut Sketch) {
    let mut positions: HashMap<String, Vec<usize>> = HashMap::new();
    for (position, node) in sketch.nodes.iter().enumerate() {
        positions.entry(node.head.key.clone()).or_default().push(position);
    }
    for (title, at) in files.entries("shared_runtimes") {
        let head = head(title, &at);
        let mut zones: Vec<Ref> = Vec::new();
        let mut named = Vec::new();
        for (key, place) in at.get("technical_assets_running").texts() {
            for position in positions.get(&key).into_iter().flatten() {
                if let Some(node) = sketch.nodes.get_mut(*position) {
                    node.runs_on.push(Ref::new(Class::Node, head.key.clone(), &place));
                    zones.extend(node.zones.iter().cloned());
                }
            }
            named.push((key, place));
        }
        // A name of nothing is told when the reference is resolved.
        let missing = named.into_iter().filter(|(key, _)| !positions.contains_key(key)).collect();
        let runs_on = Ref::list(Class::Node, missing);
        sketch.nodes.push(Node { head, zones, runs_on, ..Node::default() });
    }
}

fn data_asset(title: &str, at: &At<'_>, lost: &mut Losses) -> Asset {
    let mut head = head(title, at);
    head.note("Origin", at.get("origin").text());
    head.note("Owner", at.get("owner").text());
    head.note("Quantity", at.get("quantity").text());
    head.say(at.get("justification_cia_rating").text());
    let mut rate = |name: &str| {
        let at = at.get(name);
        let impact = match at.text()?.as_str() {
            "public" | "archive" => "none",
            "internal" | "operational" => "low",
            "restricted" | "important" => "moderate",
            "confidential" | "critical" => "high",
            "strictly-confidential" | "mission-critical" => "critical",
            _ => {
                lost.add(&at.place, "a rating Threagile does not define");
                return None;
            }
        };
        Some(impact)
    };
    let impact = [rate("confidentiality"), rate("integrity"), rate("availability")];
    Asset { head, kind: Some("data"), held_by: Vec::new(), impact }
}

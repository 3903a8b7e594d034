//! What Open Threat Model 0.2.0 and Threat Dragon 2 ask of a document, in our own words: which members every part
//! has, which it may have, and of what type. Files made by those tools are held against the same tables.

use std::collections::BTreeSet;

use serde_json::Value;

/// Parts of a document (`*` is every item) with their members: `name:types`, with `?` behind the name if it may be
/// missing. Types are s(tring), n(umber), i(nteger), b(oolean), o(bject), a(rray), 0 (null).
pub type Shape = &'static [(&'static str, &'static str)];

pub const OTM: Shape = &[
    (
        "",
        "otmVersion:s project:o representations?:a0 assets?:a0 trustZones?:a components?:a0 dataflows?:a threats?:a0 \
         mitigations?:a0",
    ),
    ("/project", "name:s id:s description?:s0 owner?:s0 ownerContact?:s0 tags?:a0 attributes?:o0"),
    ("/assets/*", "name:s id:s description?:s0 risk:o attributes?:o0"),
    ("/assets/*/risk", "confidentiality:n integrity:n availability:n comment?:s0"),
    ("/trustZones/*", "id:s name:s type?:s description?:s0 risk:o parent?:o representations?:a0 attributes?:o0"),
    ("/trustZones/*/risk", "trustRating:n"),
    (
        "/components/*",
        "id:s name:s type:s description?:s0 parent:o representations?:a0 assets?:o0 threats?:a0 tags?:a0 attributes?:o0",
    ),
    ("/components/*/parent", "trustZone?:s component?:s"),
    ("/components/*/assets", "processed?:a0 stored?:a0"),
    ("/components/*/threats/*", "threat:s state:s mitigations?:a"),
    ("/components/*/threats/*/mitigations/*", "mitigation:s0 state:s0"),
    (
        "/dataflows/*",
        "id:s name:s description?:s0 bidirectional?:b0 source:s destination:s assets?:a0 threats?:a0 tags?:a0 \
         attributes?:o0",
    ),
    ("/dataflows/*/threats/*", "threat:s state:s mitigations?:a"),
    ("/threats/*", "id:s name:s description?:s0 categories?:a0 cwes?:a0 risk:o tags?:a0 attributes?:o0"),
    ("/threats/*/risk", "likelihood:n0 likelihoodComment?:s0 impact:n impactComment?:s"),
    ("/mitigations/*", "id:s name:s description?:s0 riskReduction:n attributes?:o0"),
];

pub const THREAT_DRAGON: Shape = &[
    ("", "version:s summary:o detail:o"),
    ("/summary", "title:s owner?:s description?:s id?:is"),
    ("/detail", "contributors:a diagrams:a diagramTop:i reviewer:s threatTop:i"),
    ("/detail/diagrams/*", "id:i title:s diagramType:s thumbnail:s version:s placeholder?:s description?:s cells?:a"),
    (
        "/detail/diagrams/*/cells/*",
        "id:s shape:s zIndex:i visible?:b data?:o attrs?:o position?:o size?:o connector?:s labels?:a source?:o \
         target?:o vertices?:a",
    ),
    ("/detail/diagrams/*/cells/*/position", "x:n y:n"),
    ("/detail/diagrams/*/cells/*/size", "width:n height:n"),
    ("/detail/diagrams/*/cells/*/attrs/line", "stroke?:s targetMarker:os sourceMarker?:os"),
    (
        "/detail/diagrams/*/cells/*/data",
        "type:s hasOpenThreats:b name?:s description?:s threats?:a isTrustBoundary?:b outOfScope?:b \
         reasonOutOfScope?:s isBidirectional?:b isEncrypted?:b isPublicNetwork?:b protocol?:s privilegeLevel?:s \
         storesCredentials?:b isALog?:b",
    ),
    (
        "/detail/diagrams/*/cells/*/data/threats/*",
        "id:s title:s status:s severity:s type:s description:s mitigation:s modelType?:s new?:b number?:i score?:s",
    ),
];

/// Where a document is not of a shape; with `strict` also members of which the shape knows nothing.
pub fn problems(shape: Shape, document: &Value, strict: bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, members) in shape {
        let mut parts = vec![(String::new(), document)];
        for step in path.split('/').skip(1) {
            parts = parts.into_iter().flat_map(|(place, part)| steps(&place, part, step)).collect();
        }
        for (place, part) in parts {
            found.extend(members_of(&place, part, members, strict));
        }
    }
    found
}

fn steps<'v>(place: &str, part: &'v Value, step: &str) -> Vec<(String, &'v Value)> {
    match (step, part) {
        ("*", Value::Array(items)) => {
            items.iter().enumerate().map(|(at, item)| (format!("{place}/{at}"), item)).collect()
        }
        (name, Value::Object(members)) => members
            .get(name)
            .filter(|value| !value.is_null())
            .map(|value| (format!("{place}/{name}"), value))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn members_of(place: &str, part: &Value, members: &str, strict: bool) -> Vec<String> {
    let Value::Object(table) = part else { return vec![format!("{place} is no object")] };
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for member in members.split_whitespace() {
        let (name, types) = member.split_once(':').unwrap();
        let needed = !name.ends_with('?');
        let name = name.trim_end_matches('?');
        known.insert(name);
        match table.get(name) {
            None if needed => found.push(format!("{place} has no `{name}`")),
            Some(value) if !types.chars().any(|letter| is(value, letter)) => {
                found.push(format!("{place}/{name} is no {types}: {value}"));
            }
            _ => {}
        }
    }
    let strange = table.keys().filter(|name| strict && !known.contains(name.as_str()));
    found.extend(strange.map(|name| format!("{place}/{name} is not known")));
    found
}

fn is(value: &Value, letter: char) -> bool {
    match letter {
        's' => value.is_string(),
        'n' => value.is_number(),
        'i' => value.is_u64() || value.is_i64(),
        'b' => value.is_boolean(),
        'o' => value.is_object(),
        'a' => value.is_array(),
        '0' => value.is_null(),
        other => panic!("no type `{other}`"),
    }
}

/// References in a document to what is not in it, and ids that are given twice.
pub fn holes(format: &str, document: &Value) -> Vec<String> {
    let all = |path: &str| -> Vec<String> {
        let mut parts = vec![(String::new(), document)];
        for step in path.split('/').skip(1) {
            parts = parts.into_iter().flat_map(|(place, part)| steps(&place, part, step)).collect();
        }
        parts.into_iter().map(|(place, part)| part.as_str().unwrap_or_else(|| panic!("{place}")).to_owned()).collect()
    };
    let mut found = Vec::new();
    let mut check = |ids: &[&str], references: &[&str]| {
        let mut known = BTreeSet::new();
        for id in ids.iter().flat_map(|path| all(path)) {
            if !known.insert(id.clone()) {
                found.push(format!("{ids:?} gives `{id}` twice"));
            }
        }
        let dangling = references.iter().flat_map(|path| all(path)).filter(|name| !known.contains(name));
        found.extend(dangling.map(|name| format!("`{name}` is in none of {ids:?}")));
    };
    match format {
        "otm" => {
            check(&["/trustZones/*/id"], &["/trustZones/*/parent/trustZone", "/components/*/parent/trustZone"]);
            let ends = ["/components/*/parent/component", "/dataflows/*/source", "/dataflows/*/destination"];
            check(&["/components/*/id"], &ends);
            check(&["/dataflows/*/id"], &[]);
            check(&["/assets/*/id"], &["/components/*/assets/stored/*", "/dataflows/*/assets/*"]);
            check(&["/threats/*/id"], &["/components/*/threats/*/threat", "/dataflows/*/threats/*/threat"]);
            let used =
                ["/components/*/threats/*/mitigations/*/mitigation", "/dataflows/*/threats/*/mitigations/*/mitigation"];
            check(&["/mitigations/*/id"], &used);
        }
        "tm-bom" => {
            let zones = ["/actors/*/trust_zone", "/components/*/trust_zone", "/data_stores/*/trust_zone"];
            check(&["/trust_zones/*/symbolic_name"], &zones);
            let between = ["/trust_boundaries/*/trust_zone_a", "/trust_boundaries/*/trust_zone_b"];
            check(&["/trust_zones/*/symbolic_name"], &between);
            check(&["/components/*/symbolic_name"], &["/components/*/parent_component"]);
            let parts = ["/components/*/symbolic_name", "/data_stores/*/symbolic_name"];
            check(&parts, &["/threats/*/components_affected/*"]);
            check(&["/data_stores/*/symbolic_name"], &["/data_sets/*/placements/*/data_store"]);
            check(&["/threat_personas/*/symbolic_name"], &["/threats/*/threat_persona"]);
            check(&["/threats/*/symbolic_name"], &["/controls/*/threats/*"]);
            for list in ["actors", "data_flows", "data_sets", "controls"] {
                check(&[&format!("/{list}/*/symbolic_name")], &[]);
            }
        }
        _ => {
            let cells = "/detail/diagrams/*/cells/*";
            let ends = [format!("{cells}/source/cell"), format!("{cells}/target/cell")];
            check(&[&format!("{cells}/id")], &[&ends[0], &ends[1]]);
            check(&[&format!("{cells}/data/threats/*/id")], &[]);
        }
    }
    // One parent, not two: the shape of a table cannot say so.
    let components = document["components"].as_array().filter(|_| format == "otm");
    let parents = components.into_iter().flatten().map(|one| one["parent"].as_object().unwrap().len());
    found.extend(parents.filter(|count| *count != 1).map(|count| format!("a component has {count} parents")));
    found
}

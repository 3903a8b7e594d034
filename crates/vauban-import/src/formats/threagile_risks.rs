//! Threagile's own risks: categories written by hand, and what was decided about risks.

use std::collections::HashMap;

use super::shared_text;
use super::threagile::without_markup;
use super::threagile_files::Files;
use crate::lost::Losses;
use crate::sketch::{Class, Head, Mechanism, Ref, Sketch, Threat};
use crate::source::At;
use crate::words;

/// Risk categories of the model, each with the risks found in it: one threat per risk.
pub(super) fn read_categories(files: &Files, sketch: &mut Sketch, lost: &mut Losses) {
    for name in ["individual_risk_categories", "custom_risk_categories"] {
        for section in files.section(name) {
            // Threagile 1.0 writes a list, earlier versions a table by title.
            if section.is_list() {
                for at in section.items() {
                    let title = at.get("title").text().unwrap_or_default();
                    category(&title, &at, sketch, lost);
                }
            } else {
                for (title, at) in section.entries() {
                    category(title, &at, sketch, lost);
                }
            }
        }
    }
}

fn category(title: &str, at: &At<'_>, sketch: &mut Sketch, lost: &mut Losses) {
    let key = at.get("id").text().unwrap_or_default();
    let stride_at = at.get("stride");
    let stride = stride_at.text().and_then(|word| {
        let known = words::stride(&word);
        if known.is_none() {
            lost.add(&stride_at.place, "not a STRIDE category");
        }
        known
    });
    let cwe = words::numbered("CWE", &at.get("cwe"), lost);
    let description = shared_text(&at.get("description"), lost);
    let impact = shared_text(&at.get("impact"), lost);
    let mitigation = at.get("mitigation");
    let mut by = Vec::new();
    let mut protects = Vec::new();
    if let Some(text) = mitigation.text() {
        let mut head = Head::new(format!("category {key}"), format!("Against {title}"), &mitigation.place);
        head.say(Some(text));
        head.say(at.get("action").text());
        by.push(Ref::new(Class::Mechanism, head.key.clone(), &mitigation.place));
        sketch.mechanisms.push(Mechanism { head, status: Some("proposed"), protects: Vec::new() });
    }
    for (risk, found) in at.get("risks_identified").entries() {
        let mut on = Vec::new();
        for (name, class) in [
            ("most_relevant_technical_asset", Class::Node),
            ("most_relevant_communication_link", Class::Link),
            ("most_relevant_data_asset", Class::Asset),
            ("most_relevant_trust_boundary", Class::Zone),
            ("most_relevant_shared_runtime", Class::Node),
        ] {
            let at = found.get(name);
            on.extend(at.text().map(|key| Ref::new(class, key, &at.place)));
        }
        protects.extend(on.iter().filter(|on| on.class != Class::Zone).cloned());
        // The id Threagile computes for such a risk, as `risk_tracking` names it.
        let about = on.first().map_or("", |on| on.key.as_str());
        let mut head = Head::new(format!("{key}@{about}"), without_markup(risk), &found.place);
        head.say(description.clone());
        head.say(impact.clone());
        let severity = found.get("severity");
        let severity = severity.text().and_then(|word| {
            if word == "elevated" {
                lost.add(&severity.place, "severity `elevated` is written as high");
            }
            words::severity(&word)
        });
        sketch.threats.push(Threat {
            head,
            stride: stride.into_iter().collect(),
            on,
            severity,
            cwe: cwe.clone(),
            by: by.clone(),
            ..Threat::default()
        });
    }
    let last = sketch.mechanisms.last_mut().filter(|_| !by.is_empty());
    if let Some(mechanism) = last {
        mechanism.protects = protects;
    }
}

/// Decisions about risks. The risks themselves are computed by Threagile's rules and are not in
/// the file, so each decision brings its threat along, named as Threagile names it.
pub(super) fn read_tracking(files: &Files, sketch: &mut Sketch, lost: &mut Losses) {
    let mut known: HashMap<String, usize> = HashMap::new();
    for (position, threat) in sketch.threats.iter().enumerate() {
        known.entry(threat.head.key.clone()).or_insert(position);
    }
    let nodes: HashMap<String, ()> = sketch.nodes.iter().map(|node| (node.head.key.clone(), ())).collect();
    for (key, at) in files.entries("risk_tracking") {
        let response = response(&at.get("status"), lost);
        let mut rationale: Vec<String> = at.get("justification").text().into_iter().collect();
        rationale.extend(at.get("ticket").text().map(|ticket| format!("Ticket: {ticket}.")));
        for name in ["date", "checked_by"] {
            at.get(name).leave(lost, "who looked at it and when; a decision needs your own approver and date");
        }
        if let Some(threat) = known.get(key).and_then(|position| sketch.threats.get_mut(*position)) {
            threat.response = response;
            threat.rationale = rationale;
            continue;
        }
        let mut parts = key.split('@');
        let rule = parts.next().unwrap_or(key);
        let elements: Vec<&str> = parts.filter(|part| *part != "*" && !part.is_empty()).collect();
        let mut head = Head::new(key, title(rule, &elements), &at.place);
        head.note("Risk in the source", Some(key.to_owned()));
        let on = elements
            .iter()
            .filter_map(|element| {
                let class = if element.contains('>') { Class::Link } else { Class::Node };
                let there = class == Class::Link || nodes.contains_key(*element);
                there.then(|| Ref::new(class, *element, &at.place))
            })
            .collect();
        sketch.threats.push(Threat { head, on, response, rationale, ..Threat::default() });
    }
}

fn title(rule: &str, elements: &[&str]) -> String {
    let rule = rule.replace('-', " ");
    let mut letters = rule.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    let mut title = first.unwrap_or_default() + letters.as_str();
    if !elements.is_empty() {
        title.push_str(" at ");
        title.push_str(&elements.join(", "));
    }
    title
}

fn response(status: &At<'_>, lost: &mut Losses) -> Option<&'static str> {
    match status.text()?.as_str() {
        "accepted" => Some("accept"),
        "mitigated" => Some("mitigate"),
        "in-progress" => {
            lost.add(&status.place, "in progress: written as mitigate; state the mechanism that does it");
            Some("mitigate")
        }
        "false-positive" => Some("not-applicable"),
        "unchecked" | "in-discussion" => {
            lost.add(&status.place, "not decided yet");
            None
        }
        _ => {
            lost.add(&status.place, "a status Threagile does not define");
            None
        }
    }
}

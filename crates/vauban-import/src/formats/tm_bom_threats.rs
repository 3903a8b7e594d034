//! TM-BOM's threats, the controls against them, and the risks that rate them.

use std::collections::{HashMap, HashSet};

use super::tm_bom::{boundary_key, head};
use crate::lost::Losses;
use crate::sketch::{Class, Mechanism, Ref, Sketch, Threat};
use crate::source::At;
use crate::words;

/// Reads threats, controls and risks, after the elements they are about.
pub(super) fn read_threats(top: &At<'_>, personas: &HashMap<String, String>, sketch: &mut Sketch, lost: &mut Losses) {
    let keys: HashSet<String> = sketch.nodes.iter().map(|node| node.head.key.clone()).collect();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for at in top.get("threats").items() {
        let threat = threat(&at, &keys, personas, lost);
        positions.entry(threat.head.key.clone()).or_insert(sketch.threats.len());
        sketch.threats.push(threat);
    }
    for at in top.get("controls").items() {
        read_control(&at, &positions, sketch, lost);
    }
    for at in top.get("risks").items() {
        let level = at.get("level").text().and_then(|word| words::severity(&word));
        for (key, place) in at.get("threats").texts() {
            let threat = positions.get(&key).and_then(|at| sketch.threats.get_mut(*at));
            match threat {
                Some(threat) => threat.severity = threat.severity.max_by_rank(level),
                None => lost.add(&place, "refers to a threat that the file does not have"),
            }
        }
        at.leave(lost, "a risk; its level became the severity of its threats, the rest Vauban computes");
    }
}

/// Severities in order, to keep the worst.
trait Rank {
    fn max_by_rank(self, other: Self) -> Self;
}

impl Rank for Option<&'static str> {
    fn max_by_rank(self, other: Self) -> Self {
        let rank =
            |word: Option<&str>| ["low", "medium", "high", "critical"].iter().position(|known| Some(*known) == word);
        if rank(other) > rank(self) { other } else { self }
    }
}

fn threat(at: &At<'_>, keys: &HashSet<String>, personas: &HashMap<String, String>, lost: &mut Losses) -> Threat {
    let mut threat = Threat { head: head(at), ..Threat::default() };
    threat.head.note("Event", at.get("event").text());
    let persona = at.get("threat_persona");
    if let Some(key) = persona.text() {
        let title = personas.get(&key);
        if title.is_none() {
            lost.add(&persona.place, "refers to a threat persona that the file does not have");
        }
        // A short title: it is repeated in every threat of the persona.
        let title = title.map_or(key.as_str(), String::as_str);
        threat.head.note("Attacker", Some(title.chars().take(200).collect()));
    }
    let sources: Vec<String> = at.get("sources").texts().into_iter().map(|(word, _)| word).collect();
    threat.head.note("Sources", (!sources.is_empty()).then(|| sources.join(", ")));
    for (key, place) in at.get("components_affected").texts() {
        let store = format!("data_store {key}");
        let key = if keys.contains(&store) && !keys.contains(&format!("component {key}")) {
            store
        } else {
            format!("component {key}")
        };
        threat.on.push(Ref::new(Class::Node, key, &place));
    }
    for mechanism in at.get("attack_mechanisms").items() {
        threat.capec.extend(words::numbered("CAPEC", &mechanism.get("capec_id"), lost));
    }
    for weakness in at.get("weaknesses").items() {
        threat.cwe.extend(words::numbered("CWE", &weakness.get("cwe_id"), lost));
    }
    threat
}

fn read_control(at: &At<'_>, positions: &HashMap<String, usize>, sketch: &mut Sketch, lost: &mut Losses) {
    let status_at = at.get("status");
    let status = match status_at.text().as_deref() {
        Some("active") => "implemented",
        Some("approved" | "scheduled") => "designed",
        Some("suggested" | "under_review") | None => "proposed",
        Some("assumed") => {
            lost.add(&status_at.place, "assumed to be there: written as proposed until somebody shows it");
            "proposed"
        }
        Some("retired" | "wont_do") => {
            at.leave(lost, "a control that is retired or will not be done");
            return;
        }
        Some(_) => {
            lost.add(&status_at.place, "a status TM-BOM does not define: written as proposed");
            "proposed"
        }
    };
    let mut head = head(at);
    head.note("Priority in the source", at.get("priority").text());
    let mut protects = Vec::new();
    let between = at.get("trust_boundary");
    let zones = [between.get("trust_zone_a").text(), between.get("trust_zone_b").text()];
    if let [Some(one), Some(other)] = zones {
        protects.push(Ref::new(Class::Boundary, boundary_key(&one, &other), &between.place));
    }
    for (key, place) in at.get("threats").texts() {
        match positions.get(&key).and_then(|at| sketch.threats.get_mut(*at)) {
            Some(threat) => {
                protects.extend(threat.on.iter().cloned());
                threat.by.push(Ref::new(Class::Mechanism, head.key.clone(), &place));
            }
            None => lost.add(&place, "refers to a threat that the file does not have"),
        }
    }
    sketch.mechanisms.push(Mechanism { head, status: Some(status), protects });
}

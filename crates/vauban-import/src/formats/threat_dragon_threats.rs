//! The threats on Threat Dragon's cells, with what was done about them.

use std::collections::HashMap;

use super::first_words;
use crate::lost::Losses;
use crate::sketch::{Class, Head, Mechanism, Ref, Sketch, Threat};
use crate::source::At;
use crate::words;

/// Mitigations by their text and status: the same advice twice is one mechanism.
pub(super) type Shared = HashMap<(String, &'static str), usize>;

/// Reads the threats of a cell.
pub(super) fn read_threats(
    data: &At<'_>,
    on: &Head,
    class: Class,
    mechanisms: &mut Shared,
    sketch: &mut Sketch,
    lost: &mut Losses,
) {
    for at in data.get("threats").items() {
        let on = Ref::new(class, on.key.clone(), &on.place);
        let key = at.either(&["id", "threatId"]).text().unwrap_or_default();
        let title = at.get("title").text().unwrap_or_default();
        let mut threat = Threat { head: Head::new(key, title, &at.place), on: vec![on.clone()], ..Threat::default() };
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
                    head.say((head.title != text).then_some(text));
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

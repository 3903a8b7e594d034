//! AWS Threat Composer: threats, mitigations and assumptions in sentences, without a graph.

use std::collections::HashMap;

use super::{finish, first_words, json_tree};
use crate::error::ImportError;
use crate::lost::Losses;
use crate::sketch::{Asset, Assumption, Attacker, Class, Head, Mechanism, Ref, Sketch, Threat};
use crate::source::{At, Known};
use crate::words;
use crate::{Imported, Source};

const ORDER: &str = "the order on the screen";
const PICTURE: &str = "a picture; keep it as a document";

const KNOWN: &[Known] = &[
    ("/schema", "the format's version"),
    ("/architecture/image", PICTURE),
    ("/dataflow/image", PICTURE),
    ("/assumptions/*/displayOrder", ORDER),
    ("/assumptions/*/numericId", ORDER),
    ("/mitigations/*/displayOrder", ORDER),
    ("/mitigations/*/numericId", ORDER),
    ("/threats/*/displayOrder", ORDER),
    ("/threats/*/numericId", ORDER),
    ("/threats/*/impactedGoal/**", "the impacted goal; it is in the statement, and STRIDE says it for rules"),
];

/// Reads a Threat Composer file.
pub(crate) fn read(source: &Source<'_>) -> Result<Imported, ImportError> {
    let tree = json_tree("threat-composer", source)?;
    let top = tree.top("");
    let mut lost = Losses::default();
    let mut sketch = Sketch { title: top.get("applicationInfo").get("name").text(), ..Sketch::default() };
    for part in ["applicationInfo", "architecture", "dataflow"] {
        sketch.description.extend(top.get(part).get("description").text());
    }
    let (mut by, mut about) = links(&top, &mut lost);
    for at in top.get("mitigations").items() {
        if let Some(mechanism) = mitigation(&at, &mut lost) {
            sketch.mechanisms.push(mechanism);
        }
    }
    let mut seen = Seen::default();
    for at in top.get("threats").items() {
        let mut threat = threat(&at, &mut seen, &mut sketch, &mut lost);
        threat.by = by.remove(&threat.head.key).unwrap_or_default();
        sketch.threats.push(threat);
    }
    for at in top.get("assumptions").items() {
        let head = sentence(&at, &mut lost);
        let about = about.remove(&head.key).unwrap_or_default();
        sketch.assumptions.push(Assumption { head, about });
    }
    for left in [by, about] {
        let mut left: Vec<Ref> = left.into_values().flatten().collect();
        left.sort_by(|one, other| one.place.path.cmp(&other.place.path));
        for link in left {
            lost.add(&link.place, "links something that the file does not have");
        }
    }
    Ok(finish(&sketch, &tree, KNOWN, lost))
}

type Links = HashMap<String, Vec<Ref>>;

/// Which mitigations answer a threat, and what an assumption is about.
fn links(top: &At<'_>, lost: &mut Losses) -> (Links, Links) {
    let (mut by, mut about) = (Links::new(), Links::new());
    for at in top.get("mitigationLinks").items() {
        let mitigation = at.get("mitigationId");
        let key = mitigation.text().unwrap_or_default();
        let link = Ref::new(Class::Mechanism, key, &mitigation.place);
        by.entry(at.get("linkedId").text().unwrap_or_default()).or_default().push(link);
    }
    for at in top.get("assumptionLinks").items() {
        let kind = at.get("type");
        let class = match kind.text().as_deref() {
            Some("Threat") => Class::Threat,
            Some("Mitigation") => Class::Mechanism,
            _ => {
                at.leave(lost, "links an assumption to neither a threat nor a mitigation");
                continue;
            }
        };
        let linked = at.get("linkedId");
        let link = Ref::new(class, linked.text().unwrap_or_default(), &linked.place);
        about.entry(at.get("assumptionId").text().unwrap_or_default()).or_default().push(link);
    }
    (by, about)
}

/// The head of an element that is a sentence: the whole text below, its beginning as the title.
fn sentence(at: &At<'_>, lost: &mut Losses) -> Head {
    let text = at.get("content").text().unwrap_or_default();
    let key = at.get("id").text().unwrap_or_default();
    let mut head = Head::new(key, first_words(&text), &at.place);
    head.say((head.title != text).then_some(text));
    metadata(at, &mut head, lost);
    head
}

/// Comments go into the description, tags stay tags; returns STRIDE letters and priority.
fn metadata(at: &At<'_>, head: &mut Head, lost: &mut Losses) -> (Vec<&'static str>, Option<&'static str>) {
    head.tags = at.get("tags").texts().into_iter().map(|(tag, _)| tag).collect();
    let (mut stride, mut severity) = (Vec::new(), None);
    for entry in at.get("metadata").items() {
        let value = entry.get("value");
        match entry.get("key").text().as_deref() {
            Some("Comments") => head.say(value.text()),
            Some("STRIDE") => {
                for (letter, place) in value.texts() {
                    match words::stride(&letter) {
                        Some(word) => stride.push(word),
                        None => lost.add(&place, "not a STRIDE category"),
                    }
                }
            }
            Some("Priority") => {
                severity = value.text().and_then(|word| words::severity(&word));
                if severity.is_none() && value.says_something() {
                    lost.add(&value.place, "a priority without a severity");
                }
            }
            _ => entry.leave(lost, "metadata without a record field"),
        }
    }
    (stride, severity)
}

fn mitigation(at: &At<'_>, lost: &mut Losses) -> Option<Mechanism> {
    let status_at = at.get("status");
    let status = match status_at.text().as_deref() {
        Some("mitigationResolved") => "implemented",
        Some("mitigationInProgress") => "designed",
        Some("mitigationIdentified") | None => "proposed",
        Some("mitigationResolvedWillNotAction") => {
            at.leave(lost, "a mitigation that will not be done");
            return None;
        }
        Some(_) => {
            lost.add(&status_at.place, "a status Threat Composer does not define: written as proposed");
            "proposed"
        }
    };
    let head = sentence(at, lost);
    Some(Mechanism { head, status: Some(status), protects: Vec::new() })
}

/// Assets and sources named so far, by their plain spelling.
#[derive(Default)]
struct Seen {
    assets: HashMap<String, String>,
    sources: HashMap<String, ()>,
}

fn threat(at: &At<'_>, seen: &mut Seen, sketch: &mut Sketch, lost: &mut Losses) -> Threat {
    let source = at.get("threatSource");
    let who = source.text();
    let action = at.get("threatAction").text();
    let statement = at.get("statement").text();
    let (before, after) = (at.get("prerequisites").text(), at.get("threatImpact").text());
    let title = match (&who, &action) {
        (Some(who), Some(action)) => format!("{who} can {action}"),
        (None, Some(action)) => action.clone(),
        (_, None) => statement.as_deref().map(first_words).unwrap_or_default(),
    };
    let mut threat =
        Threat { head: Head::new(at.get("id").text().unwrap_or_default(), title, &at.place), ..Threat::default() };
    // The statement is the parts in one sentence; without it the parts are kept.
    let whole = statement.as_deref().unwrap_or("").to_owned();
    threat.head.say(statement);
    let said = |part: &String| !whole.contains(part.as_str());
    threat.head.note("Prerequisites", before.filter(said));
    threat.head.note("Impact", after.filter(said));
    if let Some(who) = who.filter(|who| seen.sources.insert(words::plain(who), ()).is_none()) {
        let head = Head::new("", who, &source.place);
        sketch.attackers.push(Attacker { head, strength: None });
    }
    for (name, place) in at.get("impactedAssets").texts() {
        let key = seen.assets.entry(words::plain(&name)).or_insert_with(|| {
            let head = Head::new(format!("asset {name}"), name.clone(), &place);
            let key = head.key.clone();
            sketch.assets.push(Asset { head, ..Asset::default() });
            key
        });
        threat.on.push(Ref::new(Class::Asset, key.clone(), &place));
    }
    let (stride, severity) = metadata(at, &mut threat.head, lost);
    threat.stride = stride;
    threat.severity = severity;
    let status = at.get("status");
    threat.response = match status.text().as_deref() {
        Some("threatResolved") => Some("mitigate"),
        Some("threatResolvedNotUseful") => Some("not-applicable"),
        Some("threatIdentified") | None => None,
        Some(_) => {
            lost.add(&status.place, "a status Threat Composer does not define");
            None
        }
    };
    threat
}

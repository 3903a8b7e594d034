//! The catalogue of known exploited vulnerabilities.

use crate::index::Form;
use crate::note::{Exploited, Note};

use super::{Item, at, json};

pub(super) fn read(file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let document = match json(file, bytes, 8 << 20) {
        Ok(document) => document,
        Err(problem) => return found(Item::Problem(problem)),
    };
    let root = document.root();
    let Some(entries) = root.get("vulnerabilities").filter(|entries| entries.is_array()) else {
        let what = format!("expected a catalogue ({}) with a list `vulnerabilities`", Form::Kev.word());
        return found(Item::Problem(at(file, root, what)));
    };
    match root.get_text("dateReleased") {
        Some(date) if crate::date::days(date).is_some() => found(Item::Dated(date.to_owned())),
        _ => found(Item::Problem(at(file, root, "the catalogue does not say when it was released (`dateReleased`)"))),
    }
    let said = root.get("count").and_then(vauban_json::Value::as_u64);
    if said != Some(entries.len() as u64) {
        let what = match said {
            Some(said) => format!("the catalogue says it has {said} entries and has {}: it is cut off", entries.len()),
            None => "the catalogue does not say how many entries it has (`count`)".to_owned(),
        };
        found(Item::Problem(at(file, root, what)));
    }
    for entry in entries.items() {
        match (entry.get_text("cveID"), entry.get_text("dateAdded")) {
            (Some(id), Some(added)) if !id.is_empty() && crate::date::days(added).is_some() => {
                let text = |name: &str| entry.get_text(name).map(str::to_owned);
                let note = Exploited {
                    added: added.to_owned(),
                    due: text("dueDate"),
                    ransomware: text("knownRansomwareCampaignUse"),
                };
                found(Item::Note(id.to_owned(), Note::Exploited(note)));
            }
            _ => found(Item::Problem(at(file, entry, "an entry needs `cveID` and the date `dateAdded`"))),
        }
    }
}

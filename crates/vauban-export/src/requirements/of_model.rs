//! Records into plain values: references by full names, words as they stand.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use vauban_analysis::scope::Owners;
use vauban_formats::requirement::{KEYS, Requirement, Value, plain};
use vauban_model::{AnyId, Kind, Model, Record, Ref, Text, kinds};

use crate::told::Told;

/// Keys that decide what is exported, and are thereby spent.
const SPENT: &[&str] = &["applies-to"];

/// The requirements of the product that are written down in the project itself.
pub(super) fn all(model: &Model, product: Option<AnyId>, told: &mut Told) -> Vec<Requirement> {
    let owners = Owners::new(model);
    let mut all = Vec::new();
    for (at, record) in (0_u32..).zip(&model.requirement) {
        if !owners.concerns(product, &record.head) {
            continue;
        }
        let name = record.head.name();
        if !record.head.folder().is_empty() {
            told.lost("requirement", "of a used folder: export it from there", &name);
            continue;
        }
        let id = AnyId { kind: Kind::Requirement, at };
        for (key, _) in model.said(id) {
            if KEYS.iter().all(|(known, _)| *known != key) && !SPENT.contains(&key) {
                told.lost(&format!("requirement.{key}"), "not exchanged with other tools", &name);
            }
        }
        let (requirement, changed) = one(model, record);
        if changed {
            told.lost("requirement", "control characters, which other tools obey or cannot hold", &name);
        }
        all.push(requirement);
    }
    all
}

/// A fingerprint of what a requirement says in the keys that are exchanged: 32 hexadecimal digits.
#[must_use]
pub fn digest(requirement: &Requirement) -> String {
    let mut hasher = Sha256::new();
    hasher.update(requirement.id.as_bytes());
    for (key, value) in &requirement.values {
        let value = match value {
            Value::List(items) => {
                let mut items = items.clone();
                items.sort();
                items.join("\u{1f}")
            }
            Value::Text(text) => plain(text),
            value => value.to_string(),
        };
        // No text can hold these bytes as letters, so no two lists of values look alike.
        hasher.update([0xff]);
        hasher.update(key.as_bytes());
        hasher.update([0xfe]);
        hasher.update(value.as_bytes());
    }
    let mut out = String::with_capacity(32);
    for byte in hasher.finalize().iter().take(16) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A text without control characters, except line ends and tabs, and without what turns text around.
pub(super) fn shown(text: &str) -> String {
    let hostile = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t')
            || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
    };
    text.chars().map(|letter| if hostile(letter) { '\u{FFFD}' } else { letter }).collect()
}

struct Says<'m> {
    model: &'m Model,
    values: Vec<(&'static str, Value)>,
    changed: bool,
}

impl Says<'_> {
    fn clean(&mut self, text: &str) -> String {
        let text = plain(text);
        let clean = shown(&text);
        self.changed |= clean != text;
        clean
    }

    fn text(&mut self, key: &'static str, text: Option<&Text>) {
        if let Some(text) = text.map(|text| self.clean(text)).filter(|text| !text.is_empty()) {
            self.values.push((key, Value::Text(text)));
        }
    }

    fn word(&mut self, key: &'static str, word: Option<&str>) {
        self.values.extend(word.map(|word| (key, Value::Text(word.to_owned()))));
    }

    fn list(&mut self, key: &'static str, items: Vec<String>) {
        let mut clean: Vec<String> = Vec::new();
        for item in items {
            // An item is one line.
            let item = self.clean(&item).split_whitespace().collect::<Vec<_>>().join(" ");
            if !item.is_empty() && !clean.contains(&item) {
                clean.push(item);
            }
        }
        if !clean.is_empty() {
            self.values.push((key, Value::List(clean)));
        }
    }

    fn name<T>(&self, reference: &Ref<T>) -> String {
        reference.to().map_or_else(|| reference.link.text.to_string(), |id| self.model.head(id).name())
    }

    fn references<T>(&mut self, key: &'static str, references: &[Ref<T>]) {
        let names = references.iter().map(|reference| self.name(reference)).collect();
        self.list(key, names);
    }

    fn reference<T>(&mut self, key: &'static str, reference: Option<&Ref<T>>) {
        let name = reference.map(|reference| self.name(reference));
        self.values.extend(name.map(|name| (key, Value::Text(name))));
    }
}

/// One record, and whether letters of it had to be changed. The order is that of the keys.
fn one(model: &Model, record: &Record<kinds::Requirement>) -> (Requirement, bool) {
    let common = &record.head.common;
    let texts = |texts: &[Text]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
    let mut says = Says { model, values: Vec::new(), changed: false };
    says.text("title", common.title.as_ref());
    says.text("text", record.text.as_ref());
    says.references("refines", &record.refines);
    says.references("origin", &record.origin);
    says.list("origin-standard", record.origin_standard.iter().map(|clause| clause.0.to_string()).collect());
    says.text("origin-other", record.origin_other.as_ref());
    says.list("stage", record.stage.iter().map(|stage| stage.value.word().to_owned()).collect());
    says.text("category", record.category.as_ref());
    says.values.extend(record.level.as_ref().map(|level| ("level", Value::Number(level.0.value))));
    says.references("allocated-to", &record.allocated_to);
    says.text("acceptance", record.acceptance.as_ref());
    says.word("method", record.method.as_ref().map(|method| method.value.word()));
    says.text("verification", record.verification.as_ref());
    match record.status.as_ref().map(|status| (status.known(), &status.written)) {
        Some((Some(known), _)) => says.word("status", Some(known.word())),
        Some((None, written)) => says.text("status", Some(written)),
        None => {}
    }
    says.reference("approved-by", record.approved_by.as_ref());
    says.values.extend(record.date.map(|day| ("date", Value::Date(day.date.to_string()))));
    says.text("external", record.external.as_ref());
    says.text("description", common.description.as_ref());
    says.text("rationale", common.rationale.as_ref());
    says.reference("owner", common.owner.as_ref());
    says.list("tags", texts(&common.tags));
    says.references("products", &common.products);
    (Requirement { id: record.head.id.to_string(), values: says.values }, says.changed)
}

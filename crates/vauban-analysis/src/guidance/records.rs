//! What records say to users: the texts that guidelines are made of, and their translations.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use vauban_model::{AnyId, Kind, Model, Ref, Text};

use super::languages::matches;

/// Texts of a record, by key, in the order they are read.
type Texts = Vec<(&'static str, String)>;

/// What a record says to users under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The words.
    pub text: String,
    /// Whether they are in the language that was asked for.
    pub translated: bool,
}

/// The texts of a record that users read, by key; none of the records that say nothing to them.
pub fn texts(model: &Model, id: AnyId) -> Texts {
    let at = id.at as usize;
    let mut out = Texts::new();
    let mut add = |key: &'static str, text: &Option<Text>| {
        if let Some(text) = text.as_ref().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            out.push((key, text.to_owned()));
        }
    };
    let common = &model.head(id).common;
    add("title", &common.title);
    let list = |items: &[Text]| items.iter().map(|item| item.trim().to_owned()).collect::<Vec<_>>().join(", ");
    match id.kind {
        Kind::Context => {
            if let Some(context) = model.context.get(at) {
                add("intended-use", &context.intended_use);
                add("not-intended", &context.not_intended);
                add("misuse", &context.misuse);
                add("network", &context.network);
                add("physical", &context.physical);
                add("isolation", &context.isolation);
            }
        }
        Kind::Asset => {
            if let Some(asset) = model.asset.get(at).filter(|asset| !asset.also_held_in.is_empty()) {
                out.push(("also-held-in", list(&asset.also_held_in)));
            }
        }
        Kind::Mechanism => {
            if let Some(mechanism) = model.mechanism.get(at) {
                add("responsibility", &mechanism.responsibility);
            }
        }
        Kind::Assumption => {
            if let Some(assumption) = model.assumption.get(at) {
                add("description", &common.description);
                add("provider", &assumption.provider);
                add("if-broken", &assumption.if_broken);
            }
        }
        Kind::UserOption => {
            if let Some(option) = model.option.get(at) {
                add("default", &option.default);
                add("recommended", &option.recommended);
                add("work", &option.work);
                add("how", &option.how);
                if !option.values.is_empty() {
                    out.push(("values", list(&option.values)));
                }
            }
        }
        Kind::Account => {
            if let Some(account) = model.account.get(at) {
                add("account", &account.account);
                add("privileges", &account.privileges);
                add("change-how", &account.change_how);
            }
        }
        _ => {}
    }
    out
}

/// SHA-256 over what a record says to users: what a translation of it was made from.
pub fn digest(model: &Model, id: AnyId) -> String {
    let mut hasher = Sha256::new();
    for (key, text) in texts(model, id) {
        hasher.update(key);
        hasher.update(" = ");
        hasher.update(text);
        hasher.update("\n");
    }
    let mut out = String::from("sha256:");
    for byte in hasher.finalize() {
        use std::fmt::Write as _;
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The translations of every record that has one, each with whether it is of what the record says today.
pub(super) fn translations(model: &Model) -> BTreeMap<AnyId, Vec<(AnyId, bool)>> {
    let mut found: BTreeMap<AnyId, Vec<(AnyId, bool)>> = BTreeMap::new();
    for (at, one) in model.translation.iter().enumerate() {
        let of = one.of.as_ref().and_then(Ref::to).filter(|_| !one.head.removed);
        if let Some(of) = of {
            let current = one.seen.as_ref().is_some_and(|seen| *seen.0.value == *digest(model, of));
            found.entry(of).or_default().push((AnyId { kind: Kind::Translation, at: at as u32 }, current));
        }
    }
    found
}

impl super::Guidance {
    /// What a record says to users under a key, in a language: as translated, where the translation is of what the
    /// record says today; else as written. None where it says nothing there.
    pub fn said(&self, model: &Model, id: AnyId, key: &str, language: &str) -> Option<Said> {
        let written = texts(model, id).into_iter().find(|(known, _)| *known == key)?.1;
        let first = self.languages.first().map_or("", String::as_str);
        if matches(first, language) || first.is_empty() {
            return Some(Said { text: written, translated: true });
        }
        let current = self.said_in.get(&id).into_iter().flatten().filter(|(_, current)| *current);
        let mut found = current.filter_map(|(at, _)| model.translation.get(at.at as usize));
        let in_it = found.find(|one| one.language.as_ref().is_some_and(|tag| matches(tag, language)));
        let text = in_it.and_then(|one| one.text.as_ref()?.get(key)).map(|text| text.trim().to_owned());
        Some(match text.filter(|text| !text.is_empty()) {
            Some(text) => Said { text, translated: true },
            None => Said { text: written, translated: false },
        })
    }
}

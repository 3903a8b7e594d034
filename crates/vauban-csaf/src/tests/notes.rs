//! Notes and references with titles that have a meaning (6.1.27.17 to 6.1.27.19, 6.2.39.2 to 6.2.39.4, 6.2.40).

use vauban_json::Value;

use super::{Found, Looked};

/// Words with a meaning, in a language.
struct Words {
    language: &'static str,
    withdrawal: &'static str,
    supersession: &'static str,
    superseding: &'static str,
    description: &'static str,
    licence: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    withdrawal: "Reasoning for Withdrawal",
    supersession: "Reasoning for Supersession",
    superseding: "Superseding Document",
    description: "Product Description",
    licence: "License",
};

/// Translations that the technical committee recorded.
const TRANSLATIONS: [Words; 1] = [Words {
    language: "de",
    withdrawal: "Begründung für die Zurückziehung",
    supersession: "Begründung für die Ersetzung",
    superseding: "Ersetzendes Dokument",
    description: "Produktbeschreibung",
    licence: "Lizenz",
}];

/// The words of the language of a document: of English or none told if `english`, else of any other.
fn words<'d>(looked: &Looked<'_, 'd>, english: bool, found: &mut Found<'d>) -> Option<&'static Words> {
    if looked.facts.is_english() {
        return english.then_some(&ENGLISH);
    }
    if english {
        return None;
    }
    let language = looked.facts.lang.and_then(|lang| lang.id.split('-').next()).unwrap_or("");
    let words = TRANSLATIONS.iter().find(|words| words.language.eq_ignore_ascii_case(language));
    if words.is_none() {
        found.not_checked(format!("no translation of the words with a meaning is known in the language `{language}`"));
    }
    words
}

/// One note of this title, and of this category.
fn one_note<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, title: &str, category: &str) {
    let Some(document) = looked.facts.document else { return };
    let named: Vec<_> = looked.facts.notes.iter().filter(|note| note.at.get_text("title") == Some(title)).collect();
    match &named[..] {
        [] => {
            let at = document.get("notes").unwrap_or(document);
            found.at(at, format!("no note has the title `{title}`"));
        }
        [note] if note.category == category => {}
        [note] => {
            found.at(note.at, format!("the note `{title}` has the category `{}`, not `{category}`", note.category));
        }
        [_, more @ ..] => {
            for note in more {
                found.at(note.at, format!("there is another note with the title `{title}`"));
            }
        }
    }
}

/// 6.1.27.17.
pub(super) fn withdrawal_without_reason<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    withdrawal(looked, found, true);
}

/// 6.2.39.2.
pub(super) fn withdrawal_in_language<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    withdrawal(looked, found, false);
}

fn withdrawal<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, english: bool) {
    if looked.facts.category == "csaf_withdrawn"
        && let Some(words) = words(looked, english, found)
    {
        one_note(looked, found, words.withdrawal, "description");
    }
}

/// 6.1.27.18.
pub(super) fn supersession_without_reason<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    supersession(looked, found, true);
}

/// 6.2.39.3.
pub(super) fn supersession_in_language<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    supersession(looked, found, false);
}

fn supersession<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, english: bool) {
    if looked.facts.category == "csaf_superseded"
        && let Some(words) = words(looked, english, found)
    {
        one_note(looked, found, words.supersession, "description");
    }
}

/// 6.1.27.19.
pub(super) fn superseded_by_nothing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    superseding(looked, found, true);
}

/// 6.2.39.4.
pub(super) fn superseding_in_language<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    superseding(looked, found, false);
}

fn superseding<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, english: bool) {
    if looked.facts.category != "csaf_superseded" {
        return;
    }
    let (Some(document), Some(words)) = (looked.facts.document, words(looked, english, found)) else { return };
    let references = document.get("references");
    let named = |own: Value<'d>| own.get_text("summary").is_some_and(|summary| summary.starts_with(words.superseding));
    let external = |own: Value<'d>| own.get_text("category").unwrap_or("external") == "external";
    if !references.is_some_and(|list| list.items().any(|own| named(own) && external(own))) {
        let at = references.unwrap_or(document);
        found.at(at, format!("no external reference has a summary that begins with `{}`", words.superseding));
    }
}

/// 6.2.40.
pub(super) fn description_of_nothing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(words) = words(looked, looked.facts.is_english(), found) else { return };
    for note in looked.facts.notes.iter().filter(|note| note.category == "description") {
        let named = note.at.get_text("title").is_some_and(|title| title.starts_with(words.description));
        if named && note.products.is_empty() && note.groups.is_empty() {
            found.at(note.at, "this product description names no product".to_owned());
        }
    }
}

/// One note with the text of the licence: in English or none told if `english` (6.1.55), else in another (6.2.46).
pub(super) fn licence_text<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, english: bool) {
    if let Some(words) = words(looked, english, found) {
        one_note(looked, found, words.licence, "legal_disclaimer");
    }
}

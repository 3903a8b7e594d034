//! Languages of the document (6.1.12, 6.1.15, 6.1.28, 6.2.12, 6.2.14, 6.2.15).

use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::Facts;
use crate::language;

fn languages<'d>(facts: &Facts<'d>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    let document = facts.document;
    ["lang", "source_lang"].into_iter().filter_map(move |name| document.and_then(|own| own.get(name)))
}

/// 6.1.12.
pub(super) fn no_such_language<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for at in languages(looked.facts) {
        if let Some(why) = at.text().and_then(language::unregistered) {
            found.at(at, format!("`{}` names no language: {why}", at.text().unwrap_or("")));
        }
    }
}

/// 6.1.15.
pub(super) fn translator_without_source<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(document) = looked.facts.document else { return };
    let category = document.get_path(&["publisher", "category"]);
    if let Some(category) = category.filter(|category| category.is("translator"))
        && document.get_text("source_lang").is_none()
    {
        found.at(
            category,
            "the publisher is a translator, and `source_lang` does not say from which language".to_owned(),
        );
    }
}

/// 6.1.28.
pub(super) fn translated_into_itself<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(document) = looked.facts.document else { return };
    if let (Some(lang), Some(source)) = (document.get_text("lang"), document.get("source_lang"))
        && source.text().is_some_and(|source| source.eq_ignore_ascii_case(lang))
    {
        found.at(source, format!("`source_lang` is the language of the document itself, `{lang}`"));
    }
}

/// 6.2.12.
pub(super) fn missing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some(document) = looked.facts.document
        && document.get("lang").is_none()
    {
        found.at(document, "the language of the document is not told".to_owned());
    }
}

/// 6.2.14.
pub(super) fn private<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for at in languages(looked.facts) {
        if let Some(part) = at.text().and_then(language::private_part) {
            found.at(at, format!("`{part}` is for private use: others do not know what it means"));
        }
    }
}

/// 6.2.15.
pub(super) fn default<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for at in languages(looked.facts) {
        if at.text().is_some_and(|text| text.eq_ignore_ascii_case("i-default")) {
            found.at(at, "`i-default` tells no language".to_owned());
        }
    }
}

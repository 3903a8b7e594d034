//! Spelling (6.3.8) by a list of words, and grammar (6.3.16), which nothing here can judge.

use std::collections::BTreeSet;

use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::Facts;

/// Words of a language that are right.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The language they are of, as `en` or `en-US`.
    language: String,
    words: BTreeSet<String>,
}

impl Words {
    /// From a list with one word per line; what follows a `/` (as in Hunspell's lists) is left off.
    pub fn read(language: &str, list: &str) -> Words {
        let words = list.lines().map(|line| line.split(['/', '\t']).next().unwrap_or("").trim().to_lowercase());
        Words { language: language.to_owned(), words: words.filter(|word| !word.is_empty()).collect() }
    }

    /// Whether they are of this language: the same, or the same without its region.
    fn speak(&self, language: &str) -> bool {
        let own = self.language.to_ascii_lowercase();
        let asked = language.to_ascii_lowercase();
        asked == own || asked.split('-').next() == Some(own.as_str())
    }

    /// Whether a word is among them: as it is, without the ending of the English possessive, or in its parts.
    fn hold(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let plain = lower.strip_suffix("'s").or(lower.strip_suffix("’s")).unwrap_or(&lower);
        self.words.contains(plain) || self.words.contains(&lower)
    }
}

/// Members that hold text people wrote, wherever they stand (the paths of 6.3.8).
const PROSE: [&str; 9] =
    ["summary", "text", "title", "details", "audience", "issuing_authority", "organization", "names", "entitlements"];

fn prose<'d>(facts: &Facts<'d>) -> Vec<Value<'d>> {
    let mut all = Vec::new();
    let tree_summaries = facts.tree.and_then(|tree| tree.get("product_groups")).into_iter().flat_map(Value::items);
    all.extend(tree_summaries.filter_map(|group| group.get("summary")));
    let mut left: Vec<Value<'d>> =
        facts.document.into_iter().chain(facts.vulnerabilities.iter().map(|own| own.at)).collect();
    while let Some(value) = left.pop() {
        for (name, inner) in value.members() {
            let name = name.text().unwrap_or("");
            // Ids and vectors are no prose, and extensions speak a language of their own.
            if matches!(name, "ids" | "scores" | "metrics" | "cwe" | "cwes" | "x_extensions" | "product_status") {
                continue;
            }
            if PROSE.contains(&name) {
                if inner.is_array() { all.extend(inner.items()) } else { all.push(inner) }
            }
            left.push(inner);
        }
        left.extend(value.items().filter(|item| item.is_object()));
    }
    all.retain(|value| value.text().is_some());
    all.sort_by_key(|value| value.index());
    all.dedup_by_key(|value| value.index());
    all
}

/// 6.3.8.
pub(super) fn misspelled<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(lang) = looked.facts.lang else { return };
    let Some(words) = looked.options.words else {
        found.not_checked("no list of words was handed in".to_owned());
        return;
    };
    if !words.speak(lang.id) {
        found.at(lang.at, format!("the list of words is of the language `{}`, not `{}`", words.language, lang.id));
        return;
    }
    for at in prose(looked.facts) {
        let text = at.text().unwrap_or("");
        let mut told: Vec<&str> = Vec::new();
        for word in text.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’'))) {
            let word = word.trim_matches(['\'', '’']);
            // Words with a capital inside are names; one letter is a list or a version.
            let name = word.chars().skip(1).any(char::is_uppercase);
            if word.chars().count() > 1 && !name && !words.hold(word) && !told.contains(&word) && told.len() < 32 {
                told.push(word);
            }
        }
        for word in told {
            found.at(at, format!("`{word}` is no word of the list"));
        }
    }
}

/// 6.3.16 of 2.1.
pub(super) fn grammar<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.lang.is_some() {
        found.not_checked("there is no grammar check here".to_owned());
    }
}

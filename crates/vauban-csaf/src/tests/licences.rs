//! The licence of the document (6.1.54, 6.1.55, 6.2.43 to 6.2.46, 6.3.17 of 2.1).

use std::sync::OnceLock;

use vauban_json::Value;

use super::{Found, Looked, notes};

/// A name in a licence expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name<'t> {
    /// An identifier of the SPDX list, or of its form.
    Listed(&'t str),
    /// What follows `LicenseRef-`.
    Own(&'t str),
    /// An exception of the SPDX list, or of its form.
    Exception(&'t str),
    /// What follows `AdditionRef-`.
    OwnException(&'t str),
}

/// The names of an expression (SPDX 3.0.1, annex B, without `DocumentRef-`), or what is wrong with it.
fn read(expression: &str) -> Result<Vec<Name<'_>>, String> {
    let spaced = expression.split_whitespace().flat_map(|word| {
        // Brackets stand for themselves, with or without blanks.
        let mut parts = Vec::new();
        let mut rest = word;
        while let Some(at) = rest.find(['(', ')']) {
            parts.push(&rest[..at]);
            parts.push(&rest[at..at + 1]);
            rest = &rest[at + 1..];
        }
        parts.push(rest);
        parts.into_iter().filter(|part| !part.is_empty())
    });
    let mut names = Vec::new();
    let mut open = 0usize;
    // What may come next: a name, an exception, or an operator after a name.
    let mut wants = Wants::Name;
    for word in spaced {
        wants = match (wants, word) {
            (Wants::Name, "(") => {
                open += 1;
                Wants::Name
            }
            (Wants::Operator | Wants::OperatorOrWith, ")") if open > 0 => {
                open -= 1;
                Wants::Operator
            }
            (Wants::Operator | Wants::OperatorOrWith, "AND" | "OR" | "and" | "or") => Wants::Name,
            (Wants::OperatorOrWith, "WITH" | "with") => Wants::Exception,
            (Wants::Name, word) => {
                names.push(licence(word)?);
                Wants::OperatorOrWith
            }
            (Wants::Exception, word) => {
                names.push(exception(word)?);
                Wants::Operator
            }
            (Wants::Operator | Wants::OperatorOrWith, word) => {
                return Err(format!("`{word}` stands where AND, OR or WITH could"));
            }
        };
    }
    match (wants, open) {
        (Wants::Operator | Wants::OperatorOrWith, 0) => Ok(names),
        (Wants::Name | Wants::Exception, _) => Err("it ends where a name should stand".to_owned()),
        (_, _) => Err("a bracket is not closed".to_owned()),
    }
}

#[derive(Clone, Copy)]
enum Wants {
    Name,
    Exception,
    Operator,
    OperatorOrWith,
}

fn licence(word: &str) -> Result<Name<'_>, String> {
    if let Some(own) = word.strip_prefix("LicenseRef-") {
        return id(own, word).map(|()| Name::Own(own));
    }
    let plain = word.strip_suffix('+').unwrap_or(word);
    reserved(plain)?;
    id(plain, word).map(|()| Name::Listed(plain))
}

fn exception(word: &str) -> Result<Name<'_>, String> {
    if let Some(own) = word.strip_prefix("AdditionRef-") {
        return id(own, word).map(|()| Name::OwnException(own));
    }
    reserved(word)?;
    id(word, word).map(|()| Name::Exception(word))
}

fn reserved(word: &str) -> Result<(), String> {
    let lower = word.to_ascii_lowercase();
    if lower.starts_with("documentref-") {
        return Err("`DocumentRef-` may not be used in CSAF".to_owned());
    }
    let own = ["LicenseRef-", "AdditionRef-"].into_iter().find(|own| lower.starts_with(&own.to_ascii_lowercase()));
    match own {
        Some(own) => {
            Err(format!("`{word}` has to begin with `{own}` in these letters, where a name of that kind may stand"))
        }
        None => Ok(()),
    }
}

fn id(part: &str, word: &str) -> Result<(), String> {
    match part.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))) {
        Some(c) => Err(format!("`{word}` has the letter `{c}`, which no licence identifier has")),
        None if part.is_empty() => Err(format!("`{word}` has no name")),
        None => Ok(()),
    }
}

/// Keys of the ScanCode LicenseDB, and whether they are deprecated.
fn scancode(key: &str) -> Option<bool> {
    static KEYS: OnceLock<Vec<(&'static str, bool)>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let lines = include_str!("../../data/scancode.txt").lines();
        lines.map(|line| line.split_once('\t').map_or((line, false), |(key, _)| (key, true))).collect()
    });
    keys.binary_search_by_key(&key, |(own, _)| *own).ok().map(|at| keys[at].1)
}

fn expression<'d>(looked: &Looked<'_, 'd>) -> Option<(Value<'d>, &'d str)> {
    let at = looked.facts.document?.get("license_expression")?;
    Some((at, at.text()?))
}

/// 6.1.54.
pub(super) fn no_expression<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some((at, text)) = expression(looked)
        && let Err(why) = read(text)
    {
        found.at(at, format!("this is no licence expression: {why}"));
    }
}

/// A name of an expression that is an own one. Names of ScanCode are none, also if that list lacks them: that is 6.2.45.
fn unlisted<'d>(looked: &Looked<'_, 'd>) -> Option<(Value<'d>, &'d str)> {
    let (at, text) = expression(looked)?;
    let own = read(text).ok()?.into_iter().find_map(|name| match name {
        Name::Own(own) | Name::OwnException(own) => (!own.starts_with("scancode-")).then_some(own),
        Name::Listed(_) | Name::Exception(_) => None,
    });
    own.map(|own| (at, own))
}

/// 6.1.55.
pub(super) fn without_text<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if unlisted(looked).is_some() {
        notes::licence_text(looked, found, true);
    }
}

/// 6.2.46.
pub(super) fn without_text_in_language<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if unlisted(looked).is_some() {
        notes::licence_text(looked, found, false);
    }
}

/// 6.2.43.
pub(super) fn missing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some(document) = looked.facts.document
        && document.get("license_expression").is_none()
    {
        found.at(document, "the document does not say under which licence it is".to_owned());
    }
}

fn names<'d>(looked: &Looked<'_, 'd>) -> Vec<(Value<'d>, Name<'d>)> {
    let Some((at, text)) = expression(looked) else { return Vec::new() };
    read(text).unwrap_or_default().into_iter().map(|name| (at, name)).collect()
}

/// 6.2.44.
pub(super) fn deprecated<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (at, name) in names(looked) {
        let (own, deprecated) = match name {
            Name::Listed(own) => (own, spdx::license_id(own).is_some_and(|id| id.name == own && id.is_deprecated())),
            Name::Exception(own) => (own, spdx::exception_id(own).is_some_and(spdx::ExceptionId::is_deprecated)),
            Name::Own(own) | Name::OwnException(own) => {
                (own, own.strip_prefix("scancode-").and_then(scancode) == Some(true))
            }
        };
        if deprecated {
            found.at(at, format!("`{own}` is deprecated"));
        }
    }
}

/// 6.2.45.
pub(super) fn unknown<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for (at, name) in names(looked) {
        let (own, list, known) = match name {
            Name::Listed(own) => {
                (own, "SPDX", spdx::license_id(own).is_some_and(|id| id.name.eq_ignore_ascii_case(own)))
            }
            Name::Exception(own) => (own, "SPDX", spdx::exception_id(own).is_some()),
            Name::Own(own) | Name::OwnException(own) => match own.strip_prefix("scancode-") {
                Some(key) => (own, "ScanCode", scancode(key).is_some()),
                None => continue,
            },
        };
        if !known {
            found.at(at, format!("the list of {list} has no `{own}`"));
        }
    }
}

/// 6.3.17.
pub(super) fn unregistered<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some((at, own)) = unlisted(looked) {
        found.at(at, format!("`{own}` is in no public list of licences"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_other_texts() {
        for fine in [
            "MIT",
            "MIT OR any-OSI",
            "(MIT AND Apache-2.0+) or GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-a.b-c",
            "((MIT))",
        ] {
            assert!(read(fine).is_ok(), "{fine} {:?}", read(fine));
        }
        for wrong in [
            "",
            "This is a text",
            "MIT OR",
            "OR MIT",
            "(MIT",
            "MIT)",
            "MIT Or X",
            "LicenseRef-a+",
            "licenseref-a",
            "DocumentRef-a:LicenseRef-b",
            "MIT WITH",
            "()",
            "a/b",
            "MIT WITH A WITH B",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(scancode("aop-pd"), Some(true));
        assert_eq!(scancode("copyheart"), Some(false));
    }
}

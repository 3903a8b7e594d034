//! Language tags (BCP 47): whether they are shaped as the schema wants, and whether their parts are registered.

use std::sync::OnceLock;

/// The parts that the IANA registry names, each kind sorted.
struct Registry {
    languages: Vec<&'static str>,
    extensions: Vec<&'static str>,
    scripts: Vec<&'static str>,
    regions: Vec<&'static str>,
    variants: Vec<&'static str>,
    whole: Vec<&'static str>,
}

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let row = |kind: &str| -> Vec<&'static str> {
            let rows = include_str!("../data/languages.txt").lines();
            let row = rows.filter_map(|line| line.split_once(' ')).find(|(own, _)| *own == kind);
            row.map(|(_, words)| words.split(' ').collect()).unwrap_or_default()
        };
        Registry {
            languages: row("language"),
            extensions: row("extlang"),
            scripts: row("script"),
            regions: row("region"),
            variants: row("variant"),
            whole: row("grandfathered"),
        }
    })
}

/// A tag taken apart; parts are where they stand, in any case of letters.
struct Tag<'t> {
    language: &'t str,
    extended: Vec<&'t str>,
    script: Option<&'t str>,
    region: Option<&'t str>,
    variants: Vec<&'t str>,
    private: bool,
}

/// Whether a tag is shaped as the pattern of the schema has it.
pub(crate) fn is_shaped(tag: &str) -> bool {
    (tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_alphabetic()))
        || tag.eq_ignore_ascii_case("i-default")
        || tag.eq_ignore_ascii_case("i-mingo")
        || read(tag).is_some()
}

/// What of a tag is not in the registry; nothing if all of it is. Parts for private use are allowed: they have a test
/// of their own (6.2.14).
pub(crate) fn unregistered(tag: &str) -> Option<String> {
    let known = |list: &[&str], part: &str| {
        let part = part.to_ascii_lowercase();
        list.binary_search(&part.as_str()).is_ok()
    };
    let all = registry();
    if known(&all.whole, tag) {
        return None;
    }
    let Some(tag) = read(tag) else { return Some(format!("`{tag}` is not shaped as a language tag")) };
    if tag.language.is_empty() {
        return None;
    }
    if !known(&all.languages, tag.language) && !private_language(tag.language) {
        return Some(format!("there is no language `{}`", tag.language));
    }
    if let Some(part) = tag.extended.iter().find(|part| !known(&all.extensions, part)) {
        return Some(format!("there is no extended language `{part}`"));
    }
    if let Some(script) = tag.script.filter(|script| !known(&all.scripts, script) && !private_script(script)) {
        return Some(format!("there is no script `{script}`"));
    }
    if let Some(region) = tag.region.filter(|region| !known(&all.regions, region) && !private_region(region)) {
        return Some(format!("there is no region `{region}`"));
    }
    tag.variants.iter().find(|part| !known(&all.variants, part)).map(|part| format!("there is no variant `{part}`"))
}

/// The part of a tag that is for private use, if one is.
pub(crate) fn private_part(tag: &str) -> Option<String> {
    let read = read(tag)?;
    if read.private {
        return Some(tag.to_ascii_lowercase().find("x-").and_then(|at| tag.get(at..)).unwrap_or(tag).to_owned());
    }
    if private_language(read.language) {
        return Some(read.language.to_owned());
    }
    let script = read.script.filter(|script| private_script(script));
    script.or(read.region.filter(|region| private_region(region))).map(str::to_owned)
}

/// `qaa` to `qtz`.
fn private_language(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    part.len() == 3 && ("qaa"..="qtz").contains(&part.as_str())
}

/// `Qaaa` to `Qabx`.
fn private_script(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    part.len() == 4 && ("qaaa"..="qabx").contains(&part.as_str())
}

/// `AA`, `QM` to `QZ`, `XA` to `XZ`, `ZZ`.
fn private_region(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    matches!(part.as_str(), "aa" | "zz")
        || (part.len() == 2 && (("qm"..="qz").contains(&part.as_str()) || ("xa"..="xz").contains(&part.as_str())))
}

/// Takes a tag apart as the pattern of the schema does.
fn read(tag: &str) -> Option<Tag<'_>> {
    let alpha = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let word = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let parts: Vec<&str> = tag.split('-').collect();
    let mut read =
        Tag { language: "", extended: Vec::new(), script: None, region: None, variants: Vec::new(), private: false };
    let mut at = 0;
    let first = *parts.first()?;
    if first.eq_ignore_ascii_case("x") {
        read.private = true;
        let rest = parts.get(1..)?;
        return (!rest.is_empty() && rest.iter().all(|part| word(part, 1..=8))).then_some(read);
    }
    if !alpha(first, 2..=8) {
        return None;
    }
    read.language = first;
    at += 1;
    if first.len() <= 3 {
        while let Some(part) = parts.get(at).filter(|part| alpha(part, 3..=3) && read.extended.len() < 3) {
            read.extended.push(*part);
            at += 1;
        }
    }
    if let Some(part) = parts.get(at).filter(|part| alpha(part, 4..=4)) {
        read.script = Some(*part);
        at += 1;
    }
    let region = |part: &str| alpha(part, 2..=2) || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(part) = parts.get(at).filter(|part| region(part)) {
        read.region = Some(*part);
        at += 1;
    }
    let variant = |part: &str| word(part, 5..=8) || (word(part, 4..=4) && part.as_bytes()[0].is_ascii_digit());
    while let Some(part) = parts.get(at).filter(|part| variant(part)) {
        read.variants.push(*part);
        at += 1;
    }
    while let Some(part) = parts.get(at).filter(|part| word(part, 1..=1) && !part.eq_ignore_ascii_case("x")) {
        let _ = part;
        at += 1;
        let from = at;
        while parts.get(at).is_some_and(|part| word(part, 2..=8)) {
            at += 1;
        }
        if at == from {
            return None;
        }
    }
    if parts.get(at).is_some_and(|part| part.eq_ignore_ascii_case("x")) {
        read.private = true;
        let rest = parts.get(at + 1..)?;
        return (!rest.is_empty() && rest.iter().all(|part| word(part, 1..=8))).then_some(read);
    }
    (at == parts.len()).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_is_told_from_what_is_not() {
        for fine in [
            "en",
            "EN-us",
            "de-DE-1996",
            "zh-cmn-Hans-CN",
            "sr-Latn-RS",
            "es-419",
            "i-default",
            "x-ours",
            "qaa",
            "en-XA",
            "sl-rozaj-biske",
        ] {
            assert_eq!(unregistered(fine), None, "{fine}");
        }
        for wrong in ["ez", "en-UK-x-a", "de-Abcd", "en-zzz", "de-DE-12345", "fr-YY"] {
            assert!(unregistered(wrong).is_some(), "{wrong}");
        }
        assert!(private_part("en-QM").is_some() && private_part("qaa").is_some() && private_part("en-x-a").is_some());
        assert_eq!(private_part("en-US"), None);
    }
}

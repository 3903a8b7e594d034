//! Names and causes in few words.

use super::super::standing::{bare, kind};
use crate::text::{number, one_line};

/// At most so many causes of a set or a line are named.
pub(super) const CAUSES: usize = 5;

/// A cause in words: a mechanism by its name, a component by its flaw.
pub(crate) fn cause(name: &str) -> String {
    match kind(name) {
        "component" => format!("flaw in {}", bare(name)),
        "supplier" => format!("supplier {}", bare(name)),
        _ => bare(name),
    }
}

/// How a layer fell, without the kinds that everybody knows by then.
pub(crate) fn shorter(how: &str) -> String {
    let mut words = how.split(' ');
    match words.next() {
        Some(name) if matches!(kind(name), "component" | "mechanism" | "supplier" | "asset") => {
            std::iter::once(bare(name)).chain(words.map(str::to_owned)).collect::<Vec<_>>().join(" ")
        }
        _ => how.to_owned(),
    }
}

/// A fact in few words: `web`, `key (confidentiality)`.
pub(super) fn fact(name: &str) -> String {
    match (kind(name), name.rsplit_once('.')) {
        ("asset", Some((asset, property))) if kind(asset) == "asset" => {
            format!("{} ({})", bare(asset), one_line(property))
        }
        _ => bare(name),
    }
}

pub(super) fn one_of(causes: &[String]) -> String {
    match causes {
        [] => "nothing".to_owned(),
        [only] => cause(only),
        _ => {
            let some: Vec<String> = causes.iter().take(CAUSES).map(|name| cause(name)).collect();
            let more = if causes.len() > some.len() { " …" } else { "" };
            format!("one of {}{more}", some.join(", "))
        }
    }
}

pub(super) fn list(names: &[String], most: usize) -> String {
    let some: Vec<_> = names.iter().take(most).map(|name| one_line(name)).collect();
    match names.len().saturating_sub(most) {
        0 => some.join(", "),
        more => format!("{} and {} more", some.join(", "), number(more)),
    }
}

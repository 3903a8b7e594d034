//! `vauban diff`: what a change does to the design, for people, for programs and for a pull request.

pub mod json;
pub mod markdown;
pub mod terminal;
#[cfg(test)]
mod tests;

use vauban_analysis::diff::{Change, Deep, DepthChange, Difference, ElementChange, Fate, NewInterface};
use vauban_diagnostics::in_variants;

use crate::text::one_line;

/// What is compared.
#[derive(Clone, Debug)]
pub struct DiffReport<'d> {
    /// What changed.
    pub difference: &'d Difference,
    /// What is compared: a revision.
    pub before: &'d str,
    /// With what: a revision, or the working tree.
    pub after: &'d str,
}

/// `, in variants a, b`; nothing for what is so in all of them.
fn within(variants: &[String]) -> String {
    if variants.is_empty() { String::new() } else { format!(", {}", one_line(&in_variants(variants))) }
}

/// Why not every design was compared; none where all were.
fn designs(difference: &Difference) -> Option<String> {
    let (compared, all) = difference.designs;
    let rest = "the worst; `--variant ID` compares another";
    (compared < all).then(|| format!("threats and depth are compared in {compared} of {all} designs, {rest}"))
}

/// A depth as people read it.
fn deep(deep: Option<Deep>) -> String {
    match deep {
        None => "–".to_owned(),
        Some(Deep::Exactly(depth)) => depth.to_string(),
        Some(Deep::AtLeast(depth)) => format!("≥{depth}"),
        Some(Deep::Unreachable) => "∞".to_owned(),
    }
}

/// `1 interface added, 2 flows changed`: one part for each kind and change, in the order of names.
fn summary(difference: &Difference) -> Vec<String> {
    let mut counts: std::collections::BTreeMap<(&str, &str), usize> = std::collections::BTreeMap::new();
    for element in &difference.elements {
        let word = match element.change {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed if editorial(element) => "edited",
            Change::Changed => "changed",
            Change::Renamed(_) => "renamed",
        };
        *counts.entry((kind(&element.id), word)).or_default() += 1;
    }
    let mut parts: Vec<String> =
        counts.into_iter().map(|((kind, word), count)| format!("{} {word}", crate::text::count(count, kind))).collect();
    let fallen: std::collections::BTreeSet<&str> =
        difference.depth.iter().filter(|change| change.fell()).map(|change| change.asset.as_str()).collect();
    if !fallen.is_empty() {
        parts.push(format!("depth falls for {}", crate::text::count(fallen.len(), "asset")));
    }
    let open =
        difference.threats.iter().filter(|threat| threat.after == Some("open") && threat.fate <= Fate::New).count();
    if open > 0 {
        parts.push(crate::text::count(open, "more open threat"));
    }
    let stale: usize = difference.reviews.iter().filter(|review| !review.reviews.is_empty()).count();
    if stale > 0 {
        parts.push(format!("{} stale", crate::text::count(stale, "review")));
    }
    parts
}

/// `interface.mqtt on cloud-agent, reachable from internet, 6 of 11 questions open`; `name` paints the names.
fn introduced(new: &NewInterface, name: &dyn Fn(&str) -> String) -> String {
    let mut told = name(&new.id);
    if let Some(on) = &new.on {
        told.push_str(&format!(" on {}", name(on)));
    }
    if !new.zones.is_empty() {
        let zones: Vec<String> = new.zones.iter().map(|zone| name(zone)).collect();
        told.push_str(&format!(", reachable from {}", zones.join(", ")));
    }
    let (open, asked) = new.open;
    told.push_str(&match open {
        0 => ", every question answered".to_owned(),
        _ => format!(", {open} of {asked} questions open"),
    });
    told
}

/// The kind in a name: `flow` of `platform/flow.x`.
fn kind(name: &str) -> &str {
    let head = name.split_once('.').map_or(name, |(head, _)| head);
    head.rsplit('/').next().unwrap_or(head)
}

/// Whether a record says the same in other words.
fn editorial(element: &ElementChange) -> bool {
    element.change == Change::Changed && element.fields.iter().all(|field| field.editorial)
}

/// `firmware integrity against internet, visitor`.
fn whose(change: &DepthChange) -> String {
    let some: Vec<&str> = change.attackers.iter().take(3).map(String::as_str).collect();
    let more = change.attackers.len().saturating_sub(some.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{} {} against {}{more}", change.asset, change.property, some.join(", "))
}

//! `vauban keys`: private keys in the git history and in delivered files, for people and as `vauban/key-scan/1`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use vauban_formats::key_scan::{FoundKey, KeyScan};

use crate::text::{count, number, one_line};
use crate::{Style, paint};

/// What a search came to.
#[derive(Clone, Debug, Default)]
pub struct KeysReport {
    /// The result.
    pub scan: KeyScan,
    /// Digests that records say are harmless.
    pub known: BTreeSet<String>,
    /// Where the result was written, and on what day.
    pub written: Option<(String, String)>,
}

impl KeysReport {
    /// Keys that no record says are harmless.
    pub fn unknown(&self) -> impl Iterator<Item = &FoundKey> {
        self.scan.keys.iter().filter(|key| !self.known.contains(&key.digest))
    }
}

/// Places of one key that are shown.
const PLACES: usize = 5;

/// Writes it for people: each key with the places where it lies, then what was looked at.
pub fn terminal(report: &KeysReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut by_key: BTreeMap<&str, Vec<&FoundKey>> = BTreeMap::new();
    for key in report.unknown() {
        by_key.entry(&key.digest).or_default().push(key);
    }
    for (digest, places) in &by_key {
        let form = places.first().map_or("", |place| place.form.as_str());
        writeln!(out, "{}  {}", style.paint(paint::BAD, one_line(form)), one_line(digest))?;
        for place in places.iter().take(PLACES) {
            let gone = if place.present { "" } else { "  only in the history" };
            writeln!(out, "   {}:{}{gone}", one_line(&place.path), place.line)?;
        }
        if places.len() > PLACES {
            writeln!(out, "   and {} more", count(places.len() - PLACES, "place"))?;
        }
    }
    let known: BTreeSet<&str> = report.scan.keys.iter().map(|key| key.digest.as_str()).collect();
    let known = known.iter().filter(|digest| report.known.contains(**digest)).count();
    if !by_key.is_empty() {
        writeln!(out)?;
    }
    let scan = &report.scan;
    writeln!(
        out,
        "{} unknown, {known} known; {} versions of files and {} looked at, at {}",
        count(by_key.len(), "private key"),
        number(usize::try_from(scan.versions).unwrap_or(usize::MAX)),
        count(scan.artefacts.len(), "delivered file"),
        one_line(scan.commit.get(..12).unwrap_or(&scan.commit)),
    )?;
    if !scan.history_complete {
        writeln!(out, "{}", style.paint(paint::BOLD, "This is a shallow clone: what lies before was not looked at."))?;
    }
    for path in scan.skipped.iter().take(PLACES) {
        writeln!(out, "too large to look at: {}", one_line(path))?;
    }
    if scan.skipped.len() > PLACES {
        writeln!(out, "and {} more too large", number(scan.skipped.len() - PLACES))?;
    }
    if !by_key.is_empty() {
        writeln!(
            out,
            "Replace and revoke them; one that protects nothing is said to be known: `vauban explain known-key`"
        )?;
    }
    if let Some((path, day)) = &report.written {
        let short = scan.commit.get(..12).unwrap_or(&scan.commit);
        writeln!(out, "\nwrote {}; the record that points at it:\n", one_line(path))?;
        writeln!(out, "[key-search.\"{}\"]\nfile = \"{}\"\ndate = {}", one_line(short), one_line(path), one_line(day))?;
    }
    Ok(())
}

/// Writes the result.
pub fn json(report: &KeysReport, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&report.scan, out)
}

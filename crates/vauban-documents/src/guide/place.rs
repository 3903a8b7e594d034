//! Where each section of prose comes in: by what it says it covers, beside its neighbours where it says nothing.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::guidance::{Guidance, Unit};
use vauban_model::{AnyId, Kind, Model};
use vauban_pages::text::anchor;

/// A chapter of the guide that prose comes into, in the order it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chapter {
    Defence,
    Environment,
    Hardening,
    Accounts,
    Operation,
    Updates,
    Reporting,
    Disposal,
}

impl Chapter {
    /// Its place in the document.
    pub(super) fn anchor(self) -> &'static str {
        match self {
            Chapter::Defence => "defence",
            Chapter::Environment => "environment",
            Chapter::Hardening => "hardening",
            Chapter::Accounts => "accounts-chapter",
            Chapter::Operation => "operation",
            Chapter::Updates => "updates",
            Chapter::Reporting => "reporting-chapter",
            Chapter::Disposal => "disposal",
        }
    }
}

/// A section of prose at its place.
#[derive(Debug)]
pub(super) struct Placed {
    /// The unit, by its number.
    pub(super) unit: usize,
    /// Its place in the document.
    pub(super) anchor: String,
    /// Sections below it.
    pub(super) below: Vec<Placed>,
    /// Whether it is what opens a file, and the first of its chapter.
    pub(super) opens: bool,
}

/// Every section of prose at its place, and the place of each unit.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) chapters: BTreeMap<Chapter, Vec<Placed>>,
    pub(super) anchors: BTreeMap<usize, String>,
}

/// Puts the sections of the guidelines, translations left out, into chapters.
pub(super) fn place(model: &Model, guidance: &Guidance, reserved: &[&str]) -> Places {
    let mut places = Places::default();
    let mut taken: BTreeSet<String> = reserved.iter().map(|name| (*name).to_owned()).collect();
    let mut at = 0;
    while let Some(unit) = guidance.units.get(at) {
        let by = unit.by;
        let count = guidance.units[at..].iter().take_while(|other| other.by == by).count();
        if by.kind == Kind::Guideline && unit.translates.is_none() {
            of_file(model, guidance, at..at + count, &mut places, &mut taken);
        }
        at += count;
    }
    places
}

fn of_file(
    model: &Model,
    guidance: &Guidance,
    units: std::ops::Range<usize>,
    places: &mut Places,
    taken: &mut BTreeSet<String>,
) {
    let of = |at: usize| guidance.units.get(at);
    // What stands before the first tagged section belongs to it.
    let first = units.clone().filter_map(of).find_map(|unit| chapter(model, unit)).unwrap_or(Chapter::Operation);
    // Open sections, from the outside to the inside: level, chapter, and the way to each in the chapter.
    let mut open: Vec<(u8, Chapter, Vec<usize>)> = Vec::new();
    for at in units {
        let Some(unit) = of(at) else { continue };
        while open.last().is_some_and(|(level, ..)| *level >= unit.level) {
            open.pop();
        }
        let above = open.last().map(|(_, chapter, _)| *chapter);
        let chapter = chapter(model, unit).or(above).unwrap_or(first);
        let own = !unit.text(model).is_empty();
        let mut name = unique(&anchor(&unit.anchor), taken);
        let mut placed = Placed { unit: at, anchor: name.clone(), below: Vec::new(), opens: false };
        // The heading of the file is no section that others lie below.
        let parent = open.last().filter(|(level, of, _)| *level > 1 && *of == chapter).map(|(_, _, way)| way.clone());
        let roots = places.chapters.entry(chapter).or_default();
        let way = match parent {
            Some(way) => {
                let siblings = below(roots, &way);
                siblings.push(placed);
                [way.as_slice(), &[siblings.len() - 1]].concat()
            }
            // A heading of the file without text says nothing by itself.
            None if !own && unit.level == 1 => {
                open.push((unit.level, chapter, Vec::new()));
                continue;
            }
            None => {
                placed.opens = unit.level == 1 && roots.is_empty();
                if placed.opens {
                    name = chapter.anchor().to_owned();
                }
                roots.push(placed);
                vec![roots.len() - 1]
            }
        };
        if own {
            places.anchors.insert(at, name);
        }
        open.push((unit.level, chapter, way));
    }
}

/// The sections below the one that a way leads to.
fn below<'a>(roots: &'a mut Vec<Placed>, way: &[usize]) -> &'a mut Vec<Placed> {
    let mut at = roots;
    for step in way {
        // A way is made of places that are there.
        if *step >= at.len() {
            break;
        }
        at = &mut at[*step].below;
    }
    at
}

fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut found = name.to_owned();
    let mut number = 2;
    while !taken.insert(found.clone()) {
        found = format!("{name}-{number}");
        number += 1;
    }
    found
}

/// The chapter that a section belongs to by what it covers: most of its requirements, else most of its records.
fn chapter(model: &Model, unit: &Unit) -> Option<Chapter> {
    let by_clause = unit.clauses.iter().filter_map(|clause| of_clause(clause));
    let by_record = unit.records.iter().filter_map(|record| of_record(model, *record));
    most(by_clause).or_else(|| most(by_record))
}

/// The one that comes most often, the first of several.
fn most(chapters: impl Iterator<Item = Chapter>) -> Option<Chapter> {
    let mut counted: Vec<(Chapter, usize)> = Vec::new();
    for chapter in chapters {
        match counted.iter_mut().find(|(known, _)| *known == chapter) {
            Some((_, count)) => *count += 1,
            None => counted.push((chapter, 1)),
        }
    }
    let most = counted.iter().map(|(_, count)| *count).max()?;
    counted.into_iter().find(|(_, count)| *count == most).map(|(chapter, _)| chapter)
}

fn of_clause(clause: &str) -> Option<Chapter> {
    let local = clause.rsplit('/').next().unwrap_or(clause);
    let (requirement, letter) = local.split_once('.').unwrap_or((local, ""));
    Some(match (requirement, letter) {
        ("SG-1", _) => Chapter::Defence,
        ("SG-2", _) => Chapter::Environment,
        ("SG-3", "g") => Chapter::Reporting,
        ("SG-3", "e" | "f" | "h") | ("SG-5", _) => Chapter::Operation,
        ("SG-3", _) => Chapter::Hardening,
        ("SG-4", _) => Chapter::Disposal,
        ("SG-6", _) => Chapter::Accounts,
        ("SM-6", _) | ("SUM-2" | "SUM-3" | "SUM-4", _) => Chapter::Updates,
        _ => return None,
    })
}

fn of_record(model: &Model, record: AnyId) -> Option<Chapter> {
    Some(match record.kind {
        Kind::Mechanism => {
            let mechanism = model.mechanism.get(record.at as usize)?;
            let outside =
                mechanism.provided_by.as_ref().is_some_and(|side| side.value == vauban_model::Side::Environment);
            if outside { Chapter::Environment } else { Chapter::Defence }
        }
        Kind::Threat | Kind::Issue => Chapter::Defence,
        Kind::Assumption | Kind::Disposition => Chapter::Environment,
        Kind::Interface | Kind::Port | Kind::UserOption | Kind::Component => Chapter::Hardening,
        Kind::Account => Chapter::Accounts,
        Kind::Actor => Chapter::Operation,
        Kind::Asset => Chapter::Disposal,
        Kind::Compatibility => Chapter::Updates,
        _ => return None,
    })
}

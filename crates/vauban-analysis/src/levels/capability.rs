//! The vectors on one line per family, as the security context shows them: where a product is of several types, the
//! least of them.

use vauban_model::AnyId;

use super::{FamilyLevels, HIGHEST, Judged, Reached};

/// What the records of a product claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The edition of the component requirements: `iec62443-4-2:2019`.
    pub edition: String,
    /// Types of the product; without one nothing can be told.
    pub types: Vec<&'static str>,
    /// The seven families, in the standard's order.
    pub families: Vec<Family>,
    /// Common constraints, which hold at every level and belong to no family.
    pub constraints: Vec<Entry>,
}

/// One family of requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its id: `FR1`.
    pub id: String,
    /// Its abbreviation: `IAC`.
    pub abbreviation: String,
    /// Its title.
    pub title: String,
    /// The level aimed at; `None` where the product states none.
    pub target: Option<u32>,
    /// The level up to which everything is claimed.
    pub claimed: u32,
    /// The level up to which everything is verified as well.
    pub achieved: u32,
    /// What is demanded of the product's types, by level.
    pub entries: Vec<Entry>,
}

/// A requirement or enhancement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id: `CR 1.1 RE(1)`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The lowest level that demands it; 0 for a constraint.
    pub level: u32,
    /// When it bites; `None` for always.
    pub condition: Option<String>,
    /// Whether it is claimed everywhere it applies, or does not apply.
    pub claimed: bool,
    /// Mechanisms and requirements that have a part in it where it is not claimed.
    pub planned: Vec<AnyId>,
    /// Elements on which it is not claimed; empty where that is the product as a whole.
    pub lacking: Vec<AnyId>,
}

impl Family {
    /// What is not claimed up to a level.
    pub fn missing(&self, level: u32) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.level <= level && !entry.claimed)
    }

    /// What keeps it from the next level; empty at the highest.
    pub fn missing_next(&self) -> Vec<&Entry> {
        if self.claimed >= HIGHEST { Vec::new() } else { self.missing(self.claimed + 1).collect() }
    }

    /// What keeps it from the level aimed at; empty where none is.
    pub fn missing_target(&self) -> Vec<&Entry> {
        self.target.map(|target| self.missing(target).collect()).unwrap_or_default()
    }
}

impl Reached {
    /// The vectors as the security context shows them.
    pub fn capability(&self) -> Capability {
        let mut families: Vec<Family> = Vec::new();
        for (nth, one) in self.types.iter().enumerate() {
            for (at, family) in one.families.iter().enumerate() {
                match families.get_mut(at) {
                    Some(known) if nth > 0 => self.join(known, family),
                    _ => families.push(self.family(family)),
                }
            }
        }
        Capability {
            edition: self.edition.clone(),
            types: self.types.iter().map(|one| one.component_type).collect(),
            families,
            constraints: self.constraints.iter().filter_map(|at| self.judged.get(*at)).map(entry).collect(),
        }
    }

    fn family(&self, family: &FamilyLevels) -> Family {
        Family {
            id: family.id.clone(),
            abbreviation: family.abbreviation.clone(),
            title: family.title.clone(),
            target: family.target,
            claimed: family.claimed,
            achieved: family.achieved,
            entries: self.entries(family).map(entry).collect(),
        }
    }

    fn join(&self, known: &mut Family, other: &FamilyLevels) {
        known.claimed = known.claimed.min(other.claimed);
        known.achieved = known.achieved.min(other.achieved);
        for more in self.entries(other) {
            if known.entries.iter().all(|entry| entry.id != more.id) {
                known.entries.push(entry(more));
            }
        }
        known.entries.sort_by_key(|entry| entry.level);
    }
}

fn entry(judged: &Judged) -> Entry {
    let lacking = || judged.cells.iter().filter(|cell| !cell.state.claimed());
    let mut planned: Vec<AnyId> = lacking().flat_map(|cell| cell.by.iter().copied()).collect();
    planned.sort_unstable();
    planned.dedup();
    Entry {
        id: judged.id.clone(),
        title: judged.title.clone(),
        level: judged.level,
        condition: judged.condition.clone(),
        claimed: judged.state.claimed(),
        planned,
        lacking: lacking().filter_map(|cell| cell.element).collect(),
    }
}

//! Whether the levels of one design say the same: concept, architecture, component.
//!
//! A record of a finer level names with `refines` what it spells out. What is refined is a *coarse* record: a component
//! that others refine, an interface on it, a flow that touches it, an asset that is refined or that only coarse
//! components hold. What stands on a coarse record is a promise. [`Refinement`] tells which level every element is of,
//! and where the levels differ: promises that nothing below keeps, ways in that nothing above mentions, coarse records
//! that the finer ones still stand on.
//!
//! Depth knows nothing of levels: it sees one design with all its records. That is safe as long as no mechanism of a
//! coarse record guards a fine one and no fine record stands on a coarse one; then the coarse records only add ways,
//! and never a layer. `crossing` finds every record that breaks this.

mod crossing;
mod effects;
mod levels;
mod parts;
mod promises;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_model::{AnyId, DesignLevel, Kind, Model, Record, Ref, kinds};

use crate::scope::Owners;

/// Where two levels of a design differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What kind of difference.
    pub sort: Sort,
    /// The record it is told at.
    pub at: AnyId,
    /// Records that have to do with it, each with what it is there.
    pub with: Vec<(AnyId, String)>,
    /// What is wrong, as a sentence.
    pub said: String,
    /// What to do next.
    pub next: String,
}

/// How two levels of a design can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A mechanism is promised above, and below it is missing or weaker.
    Unkept,
    /// An interface, flow or asset above has nothing below, or an attacker starts only above.
    Incomplete,
    /// There are more ways in below than above.
    OpensMore,
    /// A refinement leads into another product, upwards, or to what its surroundings do not refine.
    Contradictory,
    /// A promise guards what is spelled out below, or something below stands on it: depth would count it.
    Counted,
    /// A coarse component holds a critical asset, and nothing spells it out.
    LevelMissing,
}

/// The levels of a product's design, and where they differ.
#[derive(Clone, Debug, Default)]
pub struct Refinement {
    /// Level of each component.
    levels: BTreeMap<AnyId, DesignLevel>,
    /// Components that nothing relates to a level: they are there at every level.
    shared: BTreeSet<AnyId>,
    /// What refines each coarse record.
    below: BTreeMap<AnyId, Vec<AnyId>>,
    /// What each record refines.
    above: BTreeMap<AnyId, Vec<AnyId>>,
    /// Records that are coarse.
    coarse: BTreeSet<AnyId>,
    /// Levels of interfaces, flows, assets, mechanisms and ports.
    of_elements: BTreeMap<AnyId, BTreeSet<DesignLevel>>,
    /// Where the levels differ, in the order of sorts and records.
    pub gaps: Vec<Gap>,
}

impl Refinement {
    /// Looks at the design of a product; of all records where there is none.
    pub fn new(model: &Model, catalogs: &Catalogs, owners: &Owners, product: Option<AnyId>) -> Refinement {
        let design = Design { model, catalogs, owners, product };
        let mut found = Refinement::default();
        let mut gaps = parts::relate(&design, &mut found);
        levels::of_components(&design, &mut found);
        parts::coarse(&design, &mut found);
        levels::of_elements(&design, &mut found);
        levels::directions(&design, &found, &mut gaps);
        levels::missing(&design, &found, &mut gaps);
        if !found.coarse.is_empty() || !found.below.is_empty() {
            let layout = parts::Layout::new(&design);
            promises::look(&design, &found, &layout, &mut gaps);
            ways::look(&design, &found, &layout, &mut gaps);
            crossing::look(&design, &found, &mut gaps);
        }
        gaps.sort();
        gaps.dedup();
        found.gaps = gaps;
        found
    }

    /// Records that refine this one directly.
    pub fn below(&self, id: AnyId) -> &[AnyId] {
        self.below.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Records that this one refines directly.
    pub fn above(&self, id: AnyId) -> &[AnyId] {
        self.above.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a record is spelled out by others, or stands on what is.
    pub fn coarse(&self, id: AnyId) -> bool {
        self.coarse.contains(&id)
    }

    /// The level of a component.
    pub fn level(&self, component: AnyId) -> DesignLevel {
        self.levels.get(&component).copied().unwrap_or(DesignLevel::Component)
    }

    /// Levels of the design there are, from the coarsest; one where nothing says otherwise.
    pub fn existing(&self) -> BTreeSet<DesignLevel> {
        let levels: BTreeSet<DesignLevel> = self.levels.values().copied().collect();
        if levels.is_empty() { BTreeSet::from([DesignLevel::Component]) } else { levels }
    }

    /// The levels that an element of the design is of; empty for what belongs to all of them: zones, boundaries,
    /// actors, attackers, assumptions, the context, and components of the environment.
    pub fn levels_of(&self, id: AnyId) -> BTreeSet<DesignLevel> {
        match id.kind {
            Kind::Component => self.levels.get(&id).copied().into_iter().collect(),
            _ => self.of_elements.get(&id).cloned().unwrap_or_default(),
        }
    }

    /// Whether a component is there in the design at a level: it is of that level, nothing finer up to it spells it
    /// out, or it belongs to every level.
    pub fn shows_at(&self, component: AnyId, level: DesignLevel) -> bool {
        if self.shared.contains(&component) {
            return true;
        }
        let own = self.level(component);
        own == level || own < level && !self.below(component).iter().any(|finer| self.level(*finer) <= level)
    }
}

/// The records of one product's design.
#[derive(Clone, Copy)]
struct Design<'m> {
    model: &'m Model,
    catalogs: &'m Catalogs,
    owners: &'m Owners,
    product: Option<AnyId>,
}

impl<'m> Design<'m> {
    fn each<T>(&self, kind: Kind, table: &'m [Record<T>]) -> impl Iterator<Item = (AnyId, &'m Record<T>)> + use<'m, T> {
        let this = *self;
        let all = table.iter().enumerate();
        all.filter(move |(_, record)| this.owners.concerns(this.product, &record.head))
            .map(move |(at, record)| (AnyId { kind, at: at as u32 }, record))
    }

    fn component(&self, id: AnyId) -> Option<&'m Record<kinds::Component>> {
        self.model.component.get(id.at as usize).filter(|_| id.kind == Kind::Component)
    }

    fn interface(&self, id: AnyId) -> Option<&'m Record<kinds::Interface>> {
        self.model.interface.get(id.at as usize).filter(|_| id.kind == Kind::Interface)
    }

    fn mechanism(&self, id: AnyId) -> Option<&'m Record<kinds::Mechanism>> {
        self.model.mechanism.get(id.at as usize).filter(|_| id.kind == Kind::Mechanism)
    }

    fn asset(&self, id: AnyId) -> Option<&'m Record<kinds::Asset>> {
        self.model.asset.get(id.at as usize).filter(|_| id.kind == Kind::Asset)
    }

    /// `kind.id` in quotes.
    fn name(&self, id: AnyId) -> String {
        format!("`{}`", self.model.head(id).name())
    }

    /// A list of names for a sentence.
    fn names<'i>(&self, ids: impl IntoIterator<Item = &'i AnyId>) -> String {
        const MOST: usize = 6;
        let ids: Vec<&AnyId> = ids.into_iter().collect();
        let some: Vec<String> = ids.iter().take(MOST).map(|id| self.name(**id)).collect();
        let more = ids.len().saturating_sub(MOST);
        if more > 0 { format!("{} and {more} more", some.join(", ")) } else { some.join(", ") }
    }
}

fn targets<T>(refs: &[Ref<T>]) -> impl Iterator<Item = AnyId> + '_ {
    refs.iter().filter_map(Ref::to)
}

fn target<T>(reference: &Option<Ref<T>>) -> Option<AnyId> {
    reference.as_ref().and_then(Ref::to)
}

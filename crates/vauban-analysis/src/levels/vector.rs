//! From states to vectors: one level per family of requirements, for each type of the product.

use vauban_catalog::component::{ComponentRequirements, FoundationalRequirement, Requirement, Status};
use vauban_model::Record;
use vauban_model::kinds::{Levels, Product};

use super::{HIGHEST, Judged, State};

/// The vectors for one type of product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeLevels {
    /// The type: `embedded-device`.
    pub component_type: &'static str,
    /// The seven families, in the standard's order.
    pub families: Vec<FamilyLevels>,
}

/// One family of requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyLevels {
    /// Its id: `FR1`.
    pub id: String,
    /// Its abbreviation: `IAC`.
    pub abbreviation: String,
    /// Its title.
    pub title: String,
    /// The level aimed at; `None` where the product states none.
    pub target: Option<u32>,
    /// The level of the design.
    pub planned: u32,
    /// The level of what is implemented.
    pub claimed: u32,
    /// The same where the silence of the records counts for nothing.
    pub certain: u32,
    /// The level of what is verified.
    pub achieved: u32,
    /// What is demanded of this type, by place among all requirements judged; by level.
    pub entries: Vec<usize>,
}

/// The vectors for each type that a product states.
pub(super) fn types(
    standard: &ComponentRequirements,
    product: Option<&Record<Product>>,
    judged: &[Judged],
) -> Vec<TypeLevels> {
    let mut types: Vec<&'static str> = Vec::new();
    for one in product.iter().flat_map(|product| &product.types) {
        if !types.contains(&one.value.word()) {
            types.push(one.value.word());
        }
    }
    let target = product.and_then(|product| product.target_level.as_ref());
    let family = |component_type: &str, one: &FoundationalRequirement| {
        let entries = demanded(standard, component_type, &one.id, judged);
        let reached = |counts: fn(State) -> bool| reached(&entries, judged, counts);
        FamilyLevels {
            id: one.id.clone(),
            abbreviation: one.abbreviation.clone(),
            title: one.title.clone(),
            target: target.and_then(|levels| aimed(levels, &one.id)),
            planned: reached(State::planned),
            claimed: reached(State::claimed),
            certain: reached(State::certain),
            achieved: reached(State::achieved),
            entries,
        }
    };
    let vectors = types.into_iter().map(|component_type| TypeLevels {
        component_type,
        families: standard.foundational_requirements.iter().map(|one| family(component_type, one)).collect(),
    });
    vectors.collect()
}

/// The level below the first that is not reached. A family that demands nothing of a type reaches none: that would
/// be a catalog without requirements.
fn reached(entries: &[usize], judged: &[Judged], counts: fn(State) -> bool) -> u32 {
    let demanded = entries.iter().filter_map(|at| judged.get(*at));
    if entries.is_empty() {
        return 0;
    }
    let missed = demanded.filter(|one| !counts(one.state)).map(|one| one.level.saturating_sub(1));
    missed.min().unwrap_or(HIGHEST)
}

/// What a family demands of a type, by level and in the standard's order within one.
fn demanded(standard: &ComponentRequirements, component_type: &str, family: &str, judged: &[Judged]) -> Vec<usize> {
    // Constraints come first among all that is judged, then each requirement with its enhancements.
    let mut at = standard.constraints.len();
    let mut entries = Vec::new();
    for requirement in &standard.requirements {
        let own = at;
        at += 1 + requirement.enhancements.len();
        if requirement.foundational_requirement == family && demands(requirement, component_type) {
            entries.extend((own..at).filter(|at| *at != own || requirement.level.is_some()));
        }
    }
    entries.sort_by_key(|at| judged.get(*at).map_or(0, |one| one.level));
    entries
}

fn demands(requirement: &Requirement, component_type: &str) -> bool {
    requirement.status == Status::Normative && requirement.component_types.iter().any(|one| one == component_type)
}

/// The level aimed at in a family.
pub(super) fn aimed(levels: &Levels, family: &str) -> Option<u32> {
    let level = match family {
        "FR1" => &levels.fr1,
        "FR2" => &levels.fr2,
        "FR3" => &levels.fr3,
        "FR4" => &levels.fr4,
        "FR5" => &levels.fr5,
        "FR6" => &levels.fr6,
        "FR7" => &levels.fr7,
        _ => &None,
    };
    level.as_ref().and_then(|level| u32::try_from(level.0.value).ok())
}

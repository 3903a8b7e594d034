//! A standard for components: requirements with enhancements, and the level that first demands each.
//!
//! Ids are written as the standard prints them, with a space: `CR 1.1`, `CR 1.1 RE(1)`, `EDR 3.14`. Each also
//! has a key without one (`CR-1.1-RE1`) for places where a space is awkward. Reading is in `component/parse.rs`.

mod applies;
mod parse;

use std::collections::HashMap;

pub use applies::AppliesTo;

use crate::word::words;

/// One edition of a standard for components.
#[derive(Clone, Debug, Default)]
pub struct ComponentRequirements {
    /// What references are stored with: `iec62443-4-2:2019`.
    pub namespace: String,
    /// The catalog without its edition: `iec62443-4-2`.
    pub catalog: String,
    /// The edition: `2019`.
    pub edition: String,
    /// The standard as it is cited.
    pub standard: String,
    /// How far this file has been reviewed.
    pub status: String,
    /// Day of the last check of the sources.
    pub last_checked: String,
    /// Public sources that the levels were read from.
    pub sources: Vec<Source>,
    /// The seven families.
    pub foundational_requirements: Vec<FoundationalRequirement>,
    /// Types of component.
    pub component_types: Vec<ComponentType>,
    /// Common constraints that apply at every level.
    pub constraints: Vec<Constraint>,
    /// Requirements, in the standard's order.
    pub requirements: Vec<Requirement>,
    index: HashMap<String, At>,
}

#[derive(Clone, Copy, Debug)]
enum At {
    Constraint(usize),
    Requirement(usize),
    Enhancement(usize, usize),
}

impl ComponentRequirements {
    /// What has this id or key: `CR 1.1`, `CR 1.1 RE(1)`, `CCSC 2`, `CR-1.1-RE1`.
    pub fn control(&self, id: &str) -> Option<Control<'_>> {
        match *self.index.get(id)? {
            At::Constraint(at) => self.constraints.get(at).map(Control::Constraint),
            At::Requirement(at) => self.requirements.get(at).map(Control::Requirement),
            At::Enhancement(at, number) => {
                let requirement = self.requirements.get(at)?;
                Some(Control::Enhancement(requirement, requirement.enhancements.get(number)?))
            }
        }
    }

    /// The requirement with this id or key.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        match self.control(id)? {
            Control::Requirement(requirement) => Some(requirement),
            Control::Constraint(_) | Control::Enhancement(..) => None,
        }
    }

    /// Everything that has an id, in the file's order: constraints, then each requirement with its enhancements.
    pub fn controls(&self) -> impl Iterator<Item = Control<'_>> {
        let requirements = self.requirements.iter().flat_map(|requirement| {
            let enhancements = requirement.enhancements.iter().map(move |one| Control::Enhancement(requirement, one));
            std::iter::once(Control::Requirement(requirement)).chain(enhancements)
        });
        self.constraints.iter().map(Control::Constraint).chain(requirements)
    }
}

/// Something that a mechanism can realise and a product can be asked for.
#[derive(Clone, Copy, Debug)]
pub enum Control<'a> {
    /// A common constraint.
    Constraint(&'a Constraint),
    /// A requirement.
    Requirement(&'a Requirement),
    /// An enhancement, with its requirement.
    Enhancement(&'a Requirement, &'a Enhancement),
}

impl<'a> Control<'a> {
    /// Its id, as the standard prints it.
    pub fn id(self) -> &'a str {
        match self {
            Control::Constraint(one) => &one.id,
            Control::Requirement(one) => &one.id,
            Control::Enhancement(_, one) => &one.id,
        }
    }

    /// Its title.
    pub fn title(self) -> &'a str {
        match self {
            Control::Constraint(one) => &one.title,
            Control::Requirement(one) => &one.title,
            Control::Enhancement(_, one) => &one.title,
        }
    }

    /// Elements of a design that it is judged on: all of them, and the weakest decides.
    pub fn applies_to(self) -> &'a [AppliesTo] {
        match self {
            Control::Constraint(one) => &one.applies_to,
            Control::Requirement(one) => &one.applies_to,
            Control::Enhancement(of, one) if one.applies_to.is_empty() => &of.applies_to,
            Control::Enhancement(_, one) => &one.applies_to,
        }
    }

    /// The condition under which it bites, in words; an enhancement shares that of its requirement.
    pub fn applies_if(self) -> Option<&'a str> {
        match self {
            Control::Constraint(_) => None,
            Control::Requirement(one) | Control::Enhancement(one, _) => one.applies_if.as_deref(),
        }
    }

    /// The lowest level that demands it; 0 for a constraint, `None` for what only points elsewhere.
    pub fn level(self) -> Option<u32> {
        match self {
            Control::Constraint(_) => Some(0),
            Control::Requirement(one) => one.level,
            Control::Enhancement(_, one) => Some(one.level),
        }
    }

    /// Levels that demand it; empty where it only points elsewhere.
    pub fn security_levels(self) -> &'a [u32] {
        match self {
            Control::Constraint(one) => &one.security_levels,
            Control::Requirement(one) => &one.security_levels,
            Control::Enhancement(_, one) => &one.security_levels,
        }
    }
}

/// A public source of levels.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its id: `S1`.
    pub id: String,
    /// Whether it states levels.
    pub bears_levels: bool,
    /// What it is.
    pub what: String,
}

/// One of the seven families of requirements.
#[derive(Clone, Debug)]
pub struct FoundationalRequirement {
    /// Its id: `FR1`.
    pub id: String,
    /// Its abbreviation: `IAC`.
    pub abbreviation: String,
    /// Its title.
    pub title: String,
    /// Its clause.
    pub clause: u32,
    /// What it is about, in our own words.
    pub summary: String,
}

/// A type of component.
#[derive(Clone, Debug)]
pub struct ComponentType {
    /// Its id: `embedded-device`.
    pub id: String,
    /// What its own requirements begin with: `EDR`.
    pub prefix: String,
    /// Its title.
    pub title: String,
    /// Its clause.
    pub clause: u32,
    /// What it is, in our own words.
    pub summary: String,
}

/// A constraint common to all requirements.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Its id: `CCSC 1`.
    pub id: String,
    /// Its key: `CCSC-1`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it asks for, in our own words.
    pub summary: String,
    /// Elements of a design that it is judged on.
    pub applies_to: Vec<AppliesTo>,
    /// Levels that demand it.
    pub security_levels: Vec<u32>,
    /// Whether sources agree.
    pub verified: bool,
}

/// A requirement on components.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Its id: `CR 1.1`.
    pub id: String,
    /// Its key: `CR-1.1`.
    pub key: String,
    /// Common, or for one type of component.
    pub kind: Kind,
    /// Whether it asks for something itself.
    pub status: Status,
    /// The family it is part of.
    pub foundational_requirement: String,
    /// Types of component it applies to.
    pub component_types: Vec<String>,
    /// Its short title.
    pub title: String,
    /// What it asks for, in our own words.
    pub summary: String,
    /// The system requirement with the same number.
    pub system_requirement: Option<String>,
    /// Lowest level that demands it.
    pub level: Option<u32>,
    /// All levels that demand it.
    pub security_levels: Vec<u32>,
    /// Condition under which it bites.
    pub applies_if: Option<String>,
    /// Elements of a design that it is judged on; empty where it asks for nothing itself.
    pub applies_to: Vec<AppliesTo>,
    /// Requirements for component types that it points to.
    pub delegates_to: Vec<String>,
    /// The common requirement that points to it.
    pub delegated_from: Option<String>,
    /// Sources that state its level.
    pub sources: Vec<String>,
    /// Sources that state another level.
    pub dissenting: Vec<String>,
    /// Whether sources agree on existence and level.
    pub verified: bool,
    /// A remark.
    pub note: Option<String>,
    /// Its enhancements, by number.
    pub enhancements: Vec<Enhancement>,
}

/// An enhancement of a requirement.
#[derive(Clone, Debug)]
pub struct Enhancement {
    /// Its id: `CR 1.1 RE(1)`.
    pub id: String,
    /// Its key: `CR-1.1-RE1`.
    pub key: String,
    /// Its number.
    pub number: u32,
    /// Its title, in our own words.
    pub title: String,
    /// Lowest level that demands it.
    pub level: u32,
    /// Elements of a design that it is judged on, where they are not those of its requirement.
    pub applies_to: Vec<AppliesTo>,
    /// All levels that demand it.
    pub security_levels: Vec<u32>,
    /// Sources that state its level.
    pub sources: Vec<String>,
    /// Sources that state another level.
    pub dissenting: Vec<String>,
    /// Whether sources agree on existence and level.
    pub verified: bool,
}

words! {
    /// For whom a requirement is.
    pub enum Kind {
        /// Common to all components.
        Common = "CR",
        /// For software applications.
        SoftwareApplication = "SAR",
        /// For embedded devices.
        EmbeddedDevice = "EDR",
        /// For host devices.
        HostDevice = "HDR",
        /// For network devices.
        NetworkDevice = "NDR",
    }
}

words! {
    /// Whether a requirement asks for something itself.
    pub enum Status {
        /// It does.
        Normative = "normative",
        /// It only points to the requirements for component types.
        Delegated = "delegated",
        /// There is nothing at component level.
        None = "none",
    }
}

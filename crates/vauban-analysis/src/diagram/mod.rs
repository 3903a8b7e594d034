//! The data-flow diagram as plain data: who is where, what leads to what, and which trust boundaries are crossed.
//!
//! [`Diagram::new`] reads the design of a product; [`Diagram::around`] keeps one element and its neighbours;
//! [`Diagram::at_level`] keeps one level of the design; [`Diagram::folded`] puts whole zones into one box until the rest can be looked at;
//! [`Diagram::threatened`] adds the threats of an enumeration. Everything is in the order of
//! the records and named as in the records; where a box stands on paper is left to the renderer.

mod build;
mod focus;
mod fold;
mod level;
mod shades;
#[cfg(test)]
mod tests;
mod threatened;

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::AnyId;

pub use shades::{TOLD, shades};
pub use threatened::{Danger, Dangers, Tally};

/// More boxes than this in one picture and zones are folded.
pub const MOST_BOXES: usize = 64;

/// Zones lie at most this deep in one another; deeper ones are shown beside their parent.
pub const DEEPEST: usize = 16;

/// What is shown of each element beside its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    #[default]
    Design,
    /// On components the worst depth of the assets they hold.
    Depth,
    /// On components, interfaces and flows the threats that are open, and questions.
    Threats,
}

/// A design, or a part of one, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagram {
    /// `ID VERSION` of the product; empty where none is named.
    pub product: String,
    /// The element it is drawn around, as `zone.x`; none for the whole product.
    pub focus: Option<String>,
    /// Zones and components that stay open whatever is folded, as `zone.x`.
    pub expanded: Vec<String>,
    /// Zones that something lies in. Every parent is a zone of this list, and there are no circles.
    pub zones: Vec<Zone>,
    /// Components, actors and folded zones.
    pub parties: Vec<Party>,
    /// Flows whose both ends are shown.
    pub flows: Vec<Flow>,
    /// Zones that nothing lies in, as `zone.x`.
    pub empty: Vec<String>,
    /// Flows that lead from nowhere or to nowhere, as `flow.x`; boundaries that want an end, and interfaces of nobody.
    pub loose: Vec<String>,
    /// Zones whose parents lead in a circle, or too deep; shown beside what they are said to lie in.
    pub uprooted: Vec<String>,
    /// What the shades of components tell; empty where there are none.
    pub shades: String,
    /// Its threats; none where nobody asked for them.
    pub dangers: Option<Dangers>,
}

/// A zone: a region where everything is trusted alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// `zone.x`.
    pub name: String,
    /// Name for people; the id where there is none.
    pub title: String,
    /// Its kind, as the record has it.
    pub kind: Option<&'static str>,
    /// Its security level.
    pub level: Option<u32>,
    /// Not under the owner's control.
    pub outside: bool,
    /// The zone it lies in.
    pub parent: Option<usize>,
}

/// Whoever is at an end of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// `component.x`, `actor.x`, or `zone.x` for a folded zone.
    pub name: String,
    /// Name for people; the id where there is none.
    pub title: String,
    /// What it is.
    pub sort: Sort,
    /// Its kind in the words of the catalog; for a folded zone what it holds.
    pub kind: String,
    /// The zone it is drawn in.
    pub zone: Option<usize>,
    /// Further zones it lies in.
    pub also: Vec<usize>,
    /// Its interfaces.
    pub ports: Vec<Port>,
    /// How many components and actors a folded zone holds.
    pub holds: [usize; 2],
    /// How many boxes are in this one because there was no room for them.
    pub gathered: usize,
    /// Only here because the focus has to do with it.
    pub neighbour: bool,
    /// How it stands, where somebody asked for colours.
    pub shade: Option<Shade>,
    /// Threats on it; on a folded zone on everything in it.
    pub dangers: BTreeSet<usize>,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A part of the product.
    #[default]
    Component,
    /// A part of where the product stands.
    Environment,
    /// A person or system that uses it.
    Actor,
    /// A zone with everything in it.
    Folded,
}

/// An interface, as a place on the edge of its component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Port {
    /// `interface.x`.
    pub name: String,
    /// Name for people; the id where there is none.
    pub title: String,
    /// Its protocol.
    pub protocol: Option<String>,
    /// Threats on it.
    pub dangers: BTreeSet<usize>,
}

/// A flow: from somebody to an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// `flow.x`.
    pub name: String,
    /// Position of who starts it.
    pub from: usize,
    /// Position of who offers the interface.
    pub to: usize,
    /// Position of the interface among the ports of `to`; none where `to` is folded.
    pub port: Option<usize>,
    /// Makes the receiver do something.
    pub control: bool,
    /// Its own protocol, else that of the interface.
    pub protocol: Option<String>,
    /// Ids of the assets it carries.
    pub assets: Vec<String>,
    /// The trust boundaries on its way, in order.
    pub crossings: Vec<Crossing>,
    /// Threats on it.
    pub dangers: BTreeSet<usize>,
}

/// A step of a flow from one zone into another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossing {
    /// Zone it leaves, as `zone.x`.
    pub from: String,
    /// Zone it enters, as `zone.x`.
    pub to: String,
    /// The boundary records between the two, as `boundary.x`.
    pub boundaries: Vec<String>,
    /// One zone lies directly in the other.
    pub nested: bool,
}

impl Crossing {
    /// Whether a trust boundary is crossed that no record names.
    pub fn unrecorded(&self) -> bool {
        self.boundaries.is_empty() && !self.nested
    }
}

/// How a component stands in some count; the caller decides what is counted and what is good enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shade {
    /// Good, near, or short of what is asked.
    pub grade: Grade,
    /// The count, in a few letters.
    pub text: String,
}

/// Good, near, or short of what is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing is there at all.
    Worst,
    /// Less than is asked.
    #[default]
    Short,
    /// What is asked.
    Good,
}

/// The shade of each component, by its record.
pub type Shades = BTreeMap<AnyId, Shade>;

/// The bare id of `kind.id`.
pub fn bare(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, id)| id)
}

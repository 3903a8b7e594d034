//! `vauban diagram`: the data-flow diagram as a picture, as Mermaid and as DOT.
//!
//! All three draw the same [`Diagram`]; flows between the same two ends are one arrow with a list. `layout` finds
//! places for the picture; `card` and `label` say how much room boxes and arrows need.

mod arrows;
mod card;
pub mod dot;
mod label;
mod layout;
mod legend;
mod marks;
pub mod mermaid;
pub mod pages;
mod said;
mod style;
pub mod svg;
#[cfg(test)]
mod tests;

pub use said::said;
pub(crate) use style::escape;
pub use vauban_analysis::diagram::{Diagram, MOST_BOXES, Shown};

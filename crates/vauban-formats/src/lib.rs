//! Formats of other tools as plain types, one module each.
//!
//! A module here knows how a format spells things and nothing of what we have to say in it: `vauban-report`
//! fills these types, `vauban-import` reads them. Each module holds only the part of its format that we use.

pub mod json;
pub mod junit;
pub mod sarif;

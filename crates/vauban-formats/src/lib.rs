//! Formats of other tools as plain types, one module each.
//!
//! A module here knows how a format spells things and nothing of what we have to say in it: `vauban-report`
//! fills these types, `vauban-engine` reads them. Each module holds only the part of its format that we use.

pub mod board;
pub mod bundle;
pub mod device_tree;
pub mod json;
pub mod junit;
pub mod kconfig;
pub mod key_scan;
pub mod keys;
pub mod listeners;
pub mod mail;
pub mod mailmap;
pub mod nmap;
pub mod observed;
pub mod requirement;
pub mod results;
pub mod reviews;
pub mod sarif;
pub mod services;
#[cfg(feature = "sheet")]
pub mod sheet;
pub mod update_list;
mod xml;

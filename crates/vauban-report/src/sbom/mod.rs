//! `vauban sbom`: bills of materials, for people and for programs.

pub mod check;
pub mod diff;
pub mod find;
pub mod written;

use serde::Serialize;
use vauban_sbom::{Bill, Component};

/// A place in a file.
#[derive(Clone, Copy, Debug, Serialize)]
struct At {
    line: u32,
    column: u32,
}

/// A component as programs see it.
#[derive(Clone, Debug, Serialize)]
struct Part<'a> {
    name: String,
    version: &'a str,
    purl: Option<&'a str>,
    line: u32,
}

fn part<'a>(bill: &Bill, component: &'a Component) -> Part<'a> {
    Part {
        name: component.full_name(),
        version: &component.version,
        purl: component.purl(),
        line: bill.place(component.offset).line,
    }
}

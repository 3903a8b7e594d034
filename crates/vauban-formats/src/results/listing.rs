//! Scans and bills of materials that other readers look into: who wrote them and when, and how much they hold.
//!
//! Their readers, [`crate::nmap`] and `vauban-sbom`, take whole files; so these are not streams, and as large as
//! those readers allow.

use std::io::{BufRead, Read};

use super::events::{DocumentType, Tag, Visit, walk};
use super::source::Source;
use super::time::Earliest;
use super::{Content, Error, ToolReport};
use crate::nmap;
use crate::observed::{self, LARGEST, short};

/// Reads a scan of nmap.
pub(super) fn nmap(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let bytes = whole(from)?;
    let scan = nmap::read(&bytes).map_err(told)?;
    let mut head = Scan::default();
    walk(&mut bytes.as_slice(), DocumentType::Named, &mut head)?;
    Ok(ToolReport {
        tool: scan.tool,
        tool_version: scan.tool_version,
        ran: head.started.parse().ok().filter(|time| *time > 0),
        content: Content::Listing(scan.looked_at),
        ..ToolReport::default()
    })
}

/// Reads a bill of materials, CycloneDX or SPDX.
pub(super) fn parts(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let bytes = whole(from)?;
    let bill = vauban_sbom::read(&bytes)
        .map_err(|wrong| Error { line: u64::from(wrong.place.line), message: short(&wrong.message) })?;
    let mut ran = Earliest::default();
    ran.see(&bill.created);
    let tool = bill.tools.first();
    Ok(ToolReport {
        tool: tool.map_or_else(String::new, |tool| short(&tool.name)),
        tool_version: tool.map_or_else(String::new, |tool| short(&tool.version)),
        ran: ran.get(),
        content: Content::Listing(vauban_sbom::listed(&bill).len()),
        ..ToolReport::default()
    })
}

fn whole(from: &mut dyn BufRead) -> Result<Vec<u8>, Error> {
    let mut source = Source::new(from);
    let mut bytes = Vec::new();
    let most = LARGEST as u64 + 1;
    (&mut source).take(most).read_to_end(&mut bytes).map_err(|wrong| source.error(wrong.to_string()))?;
    match bytes.len() > LARGEST {
        true => Err(source.error(format!("the file is larger than {} MiB", LARGEST >> 20))),
        false => Ok(bytes),
    }
}

fn told(wrong: observed::Error) -> Error {
    Error { line: u64::from(wrong.line), message: wrong.message }
}

/// The head of a scan.
#[derive(Default)]
struct Scan {
    started: String,
}

impl Visit for Scan {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        if tag.depth == 0 {
            self.started = tag.attribute("start")?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        Ok(())
    }
}

//! Scans and bills of materials that other readers look into: who wrote them and when, and how much they hold.
//!
//! Their readers, [`crate::nmap`] and [`crate::sbom`], take whole files; so these are not streams, and as large as
//! those readers allow.

use std::io::{BufRead, Read};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::events::{DocumentType, Tag, Visit, walk};
use super::source::Source;
use super::time::Earliest;
use super::{Content, Error, ToolReport};
use crate::observed::{self, LARGEST, short};
use crate::{nmap, sbom};

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
    let parts = sbom::read(&bytes).map_err(told)?;
    let text = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&bytes);
    let bill: Bill = serde_json::from_slice(text)
        .map_err(|wrong| Error { line: wrong.line() as u64, message: short(&wrong.to_string()) })?;
    let mut ran = Earliest::default();
    let made = bill.metadata.as_ref().and_then(|metadata| metadata.timestamp.as_deref());
    ran.see(made.or(bill.creation.as_ref().and_then(|creation| creation.created.as_deref())).unwrap_or_default());
    let (tool, tool_version) = bill.tool();
    Ok(ToolReport {
        tool,
        tool_version,
        ran: ran.get(),
        content: Content::Listing(parts.len()),
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

/// Who made a bill of materials, as CycloneDX and SPDX say it.
#[derive(Deserialize)]
struct Bill {
    metadata: Option<Metadata>,
    #[serde(rename = "creationInfo")]
    creation: Option<Creation>,
}

#[derive(Deserialize)]
struct Metadata {
    timestamp: Option<String>,
    tools: Option<Tools>,
}

/// A list until CycloneDX 1.4, an object since 1.5.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tools {
    List(Vec<Named>),
    Object { components: Option<Vec<Named>>, services: Option<Vec<Named>> },
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct Creation {
    created: Option<String>,
    #[serde(default)]
    creators: Vec<String>,
}

impl Bill {
    /// The first tool that is named, and its version.
    fn tool(&self) -> (String, String) {
        if let Some(creation) = &self.creation {
            let tool = creation.creators.iter().find_map(|creator| creator.trim().strip_prefix("Tool:"));
            let tool = tool.unwrap_or_default().trim();
            // `Tool: syft-1.4.1`: the version is what follows the last hyphen, if it begins with a digit.
            return match tool.rsplit_once('-').filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()))
            {
                Some((name, version)) => (short(name), short(version)),
                None => (short(tool), String::new()),
            };
        }
        let tools = self.metadata.as_ref().and_then(|metadata| metadata.tools.as_ref());
        let first = match tools {
            Some(Tools::List(list)) => list.first(),
            Some(Tools::Object { components, services }) => {
                components.iter().flatten().next().or_else(|| services.iter().flatten().next())
            }
            Some(Tools::Other(_)) | None => None,
        };
        let text = |text: Option<&String>| text.map_or_else(String::new, |text| short(text));
        first.map_or_else(Default::default, |tool| (text(tool.name.as_ref()), text(tool.version.as_ref())))
    }
}

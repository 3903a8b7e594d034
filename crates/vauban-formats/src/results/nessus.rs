//! Nessus scans (`.nessus`, version 2) as a stream: hosts, what was found on them, and how old the plugins were.
//!
//! Items without severity, score or CVE are remarks and left out. A host whose scan has no end was not looked at to the
//! end. The scanner tells its version and that of its plugins in the output of one of them, 19506.

use std::io::BufRead;

use super::events::{DocumentType, Tag, Visit, walk};
use super::time::{self, Earliest};
use super::vulnerabilities::{Place, cve, keep, tenths};
use super::{Content, Error, ToolReport, Vulnerabilities, Vulnerability};
use crate::observed::short;

/// The plugin that tells about the scan itself.
const INFORMATION: &str = "19506";

/// Reads a scan.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut reader = Reader::default();
    walk(from, DocumentType::Refused, &mut reader)?;
    if !reader.report {
        return Err(Error { line: 1, message: "it holds a policy and no report".to_owned() });
    }
    reader.all.completed = Some(reader.ended == reader.all.looked_at && reader.ended > 0);
    reader.all.found.sort();
    reader.all.found.dedup();
    Ok(ToolReport {
        tool: "Nessus".to_owned(),
        tool_version: reader.version,
        database_day: reader.database,
        ran: reader.ran.get(),
        commit: String::new(),
        content: Content::Vulnerabilities(reader.all),
    })
}

#[derive(Default)]
struct Reader {
    place: Place,
    all: Vulnerabilities,
    report: bool,
    host: String,
    /// Hosts whose scan came to its end, and whether the present one did.
    ended: usize,
    host_ended: bool,
    /// Name of the property of a host that is open.
    property: String,
    item: Option<Item>,
    version: String,
    database: Option<i64>,
    ran: Earliest,
}

#[derive(Default)]
struct Item {
    found: Vulnerability,
    severity: u32,
    /// Scores of the versions of CVSS, the newest first.
    scores: [Option<u16>; 3],
}

impl Visit for Reader {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        if tag.depth == 0 && tag.name() != "NessusClientData_v2" {
            return Err(format!("its root element is `{}`, not `NessusClientData_v2`", short(tag.name())));
        }
        match tag.name() {
            "Report" if self.place.within(&["NessusClientData_v2"]) => self.report = true,
            "ReportHost" if self.place.within(&["Report"]) => {
                self.host = short(&tag.attribute("name")?);
                self.all.looked_at += 1;
                self.host_ended = false;
            }
            "tag" if self.place.within(&["HostProperties"]) => self.property = tag.attribute("name")?,
            "ReportItem" if self.place.within(&["ReportHost"]) => self.item = Some(self.item(tag)?),
            _ => tag.attributes(|_, _| ())?,
        }
        self.place.enter(tag);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        self.place.add(text);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let (name, text) = self.place.leave();
        match (name.as_str(), self.item.as_mut()) {
            ("ReportItem", Some(_)) if self.place.within(&["ReportHost"]) => {
                let item = self.item.take().unwrap_or_default();
                let tenths = item.scores.into_iter().flatten().next();
                if item.severity > 0 || tenths.is_some_and(|score| score > 0) || !item.found.cves.is_empty() {
                    keep(&mut self.all, &mut self.place, Vulnerability { tenths, ..item.found })?;
                }
            }
            ("ReportHost", None) => self.ended += usize::from(self.host_ended),
            ("tag", None) => match self.property.as_str() {
                "HOST_START_TIMESTAMP" => {
                    if let Ok(time) = text.parse() {
                        self.ran.at(time);
                    }
                }
                "HOST_END" | "HOST_END_TIMESTAMP" if !text.is_empty() => self.host_ended = true,
                _ => {}
            },
            ("cve", Some(item)) => cve(&mut item.found.cves, &text),
            ("cvss4_base_score", Some(item)) => item.scores[0] = tenths(&text),
            ("cvss3_base_score", Some(item)) => item.scores[1] = tenths(&text),
            ("cvss_base_score", Some(item)) => item.scores[2] = tenths(&text),
            ("plugin_output", Some(item)) if item.found.id == INFORMATION => self.information(&text),
            _ => {}
        }
        Ok(())
    }
}

impl Reader {
    fn item(&self, tag: &Tag<'_>) -> Result<Item, String> {
        let mut item = Item::default();
        let (mut port, mut protocol) = (String::new(), String::new());
        tag.attributes(|key, value| match key {
            "port" => port = short(value.trim()),
            "protocol" => protocol = short(value.trim()),
            // A severity that cannot be read is one.
            "severity" => item.severity = value.trim().parse().unwrap_or(1),
            "pluginID" => item.found.id = short(value.trim()),
            "pluginName" => item.found.title = short(value.trim()),
            _ => {}
        })?;
        item.found.at = match port.as_str() {
            "" | "0" => self.host.clone(),
            port => format!("{} {protocol}/{port}", self.host),
        };
        Ok(item)
    }

    fn information(&mut self, text: &str) {
        for line in text.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            match key.trim() {
                "Nessus version" => {
                    self.version = short(value.split_whitespace().next().unwrap_or_default());
                }
                "Plugin feed version" => {
                    let digits = value.trim();
                    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
                    let day = part(0, 4).zip(part(4, 6)).zip(part(6, 8));
                    let day = day.and_then(|((year, month), day)| time::day(i64::from(year), month, day));
                    // Of several scanners the one with the oldest plugins tells.
                    self.database = match (self.database, day) {
                        (Some(before), Some(day)) => Some(before.min(day)),
                        (before, day) => before.or(day),
                    };
                }
                _ => {}
            }
        }
    }
}

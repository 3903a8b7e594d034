//! Reports of OpenVAS and Greenbone (XML) as a stream: hosts, and what was found on them.
//!
//! A report can be a page of a longer one; then it is refused, because what is missing would look like what is not
//! there. A scan that was stopped has not completed. Results without severity and CVE are remarks and left out.

use std::io::BufRead;

use super::events::{DocumentType, Tag, Visit, walk};
use super::time::{self, Earliest};
use super::vulnerabilities::{Place, cve, keep, tenths};
use super::{Content, Error, ToolReport, Vulnerabilities, Vulnerability};
use crate::observed::short;

/// Reads a report.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut reader = Reader::default();
    walk(from, DocumentType::Refused, &mut reader)?;
    if reader.status.is_none() && reader.results == 0 && reader.all.looked_at == 0 {
        return Err(Error {
            line: 1,
            message: "it is no report of a scan: it has no status, host or result".to_owned(),
        });
    }
    if reader.counted > reader.results {
        let message = format!("it holds {} of {} results; export the whole report", reader.results, reader.counted);
        return Err(Error { line: 1, message });
    }
    reader.all.completed = reader.status.map(|status| status == "Done");
    reader.all.found.sort();
    reader.all.found.dedup();
    Ok(ToolReport {
        tool: "OpenVAS".to_owned(),
        tool_version: reader.version,
        database_day: reader.newest,
        ran: reader.ran.get(),
        commit: String::new(),
        content: Content::Vulnerabilities(reader.all),
    })
}

#[derive(Default)]
struct Reader {
    place: Place,
    all: Vulnerabilities,
    status: Option<String>,
    /// Results listed, and how many the report says there are.
    results: u64,
    counted: u64,
    result: Option<Found>,
    version: String,
    /// Day of the newest test that ran: the tests are at least as old as the feed.
    newest: Option<i64>,
    ran: Earliest,
}

#[derive(Default)]
struct Found {
    found: Vulnerability,
    host: String,
    port: String,
    severity: String,
}

impl Visit for Reader {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        if tag.depth == 0 && !matches!(tag.name(), "report" | "get_reports_response") {
            return Err(format!("its root element is `{}`, not `report`", short(tag.name())));
        }
        match (tag.name(), self.result.as_mut()) {
            ("result", None) if self.place.within(&["results"]) => {
                self.result = Some(Found::default());
                self.results += 1;
            }
            ("host", None) if self.place.within(&["report"]) => self.all.looked_at += 1,
            ("nvt", Some(result)) if result.found.id.is_empty() => result.found.id = short(&tag.attribute("oid")?),
            ("ref", Some(result)) if tag.attribute("type")?.eq_ignore_ascii_case("cve") => {
                cve(&mut result.found.cves, &tag.attribute("id")?);
            }
            _ => tag.attributes(|_, _| ())?,
        }
        // The name of a host stands before the elements within it.
        if tag.name() == "asset" && self.place.within(&["result", "host"]) {
            self.host();
        }
        self.place.enter(tag);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        self.place.add(text);
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        if self.place.within(&["result", "host"]) {
            self.host();
        }
        let (name, text) = self.place.leave();
        let within = |names: &[&str]| self.place.within(names);
        match (name.as_str(), self.result.as_mut()) {
            ("result", Some(_)) if within(&["results"]) => {
                let result = self.result.take().unwrap_or_default();
                self.result(result)?;
            }
            ("name", Some(result)) if within(&["result"]) || (within(&["nvt"]) && result.found.title.is_empty()) => {
                result.found.title = short(&text);
            }
            ("port", Some(result)) if within(&["result"]) => result.port = short(&text),
            ("severity", Some(result)) if within(&["result"]) => result.severity = text,
            ("cvss_base", Some(result)) if result.severity.is_empty() => result.severity = text,
            ("cve", Some(result)) if within(&["nvt"]) => {
                text.split(',').for_each(|one| cve(&mut result.found.cves, one));
            }
            ("scan_nvt_version", Some(_)) => {
                let day = time::seconds(&text).map(|seconds| seconds.div_euclid(86_400));
                self.newest = self.newest.max(day);
            }
            ("scan_run_status", None) if within(&["report"]) => self.status = Some(text),
            ("scan_start", None) if within(&["report"]) => self.ran.see(&text),
            ("filtered", None) if within(&["result_count"]) => {
                self.counted = self.counted.max(text.parse().unwrap_or(0));
            }
            ("version", None) if within(&["gmp"]) || within(&["omp"]) => self.version = short(&text),
            _ => {}
        }
        Ok(())
    }
}

impl Reader {
    fn host(&mut self) {
        if let Some(result) = self.result.as_mut().filter(|result| result.host.is_empty()) {
            result.host = short(self.place.text.trim());
        }
    }

    fn result(&mut self, result: Found) -> Result<(), String> {
        let Found { mut found, host, port, severity } = result;
        // Below zero are false positives and errors of the scan.
        let score = severity.trim().parse::<f64>();
        found.tenths = tenths(&severity);
        if score.is_ok_and(|score| score <= 0.0) && found.cves.is_empty() {
            return Ok(());
        }
        // `443/tcp`, `general/tcp`, or `https (443/tcp)` in old reports.
        let port = port.rsplit('(').next().unwrap_or_default().trim_end_matches(')');
        found.at = match port.split_once('/') {
            Some((number, protocol)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{host} {protocol}/{number}")
            }
            _ => host,
        };
        keep(&mut self.all, &mut self.place, found)
    }
}

//! `vauban advisories`: what an index was built from and what of its sources could not be used (`vauban/advisories/1`).

use std::io::{self, Write};

use serde::Serialize;
use vauban_advisories::Advisory;
use vauban_advisories::index::{Known, Source, Summary};
use vauban_advisories::read::{Problem, Refusal};

use crate::matching::told::{Told, source as told};
use crate::text::{cut, number, one_line};
use crate::{Style, paint};

/// An index, or what became of building one.
#[derive(Debug)]
pub struct AdvisoriesReport<'a> {
    /// The file, if there is one.
    pub file: Option<String>,
    /// The digests of its files, the changes last.
    pub digests: Vec<String>,
    /// Whether every byte was compared with what was written.
    pub verified: bool,
    /// How many advisories count in it.
    pub advisories: u64,
    /// What was built, if something was.
    pub built: Option<&'a Summary>,
    /// What it is built from.
    pub sources: &'a [Source],
    /// What is wrong in the sources.
    pub problems: &'a [Problem],
    /// How many problems there are in all.
    pub told: u64,
    /// Why it was not written.
    pub refused: &'a [Refusal],
}

/// What an index has about an id.
#[derive(Debug)]
pub struct IdReport<'a> {
    /// The id.
    pub id: &'a str,
    /// The advisories with it, withdrawn ones too.
    pub advisories: &'a [Advisory],
    /// What is known beside them.
    pub notes: &'a Known,
}

/// A source on a line of its own.
pub(crate) fn source(source: &Source, out: &mut dyn Write) -> io::Result<()> {
    let records = number(usize::try_from(source.records).unwrap_or(0));
    write!(out, "  {} ({}): {records} records", one_line(&source.name), source.form.word())?;
    if source.withdrawn > 0 {
        write!(out, ", {} withdrawn", source.withdrawn)?;
    }
    if source.unread > 0 {
        write!(out, ", {} not readable", source.unread)?;
    }
    if let Some(newest) = &source.newest {
        write!(out, ", newest {}", one_line(cut(newest, 19).trim_end_matches('\u{2026}')))?;
    }
    if let Some(fetched) = &source.fetched {
        write!(out, ", fetched {}", one_line(fetched))?;
    }
    writeln!(out)
}

/// Writes it for people.
pub fn terminal(report: &AdvisoriesReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let cap = if style.verbose { usize::MAX } else { style.cap };
    for problem in report.problems.iter().take(cap) {
        let paint = if problem.lost { paint::ERROR } else { paint::NOTE };
        let word = if problem.lost { "not read" } else { "note" };
        let place = match (problem.line, problem.column) {
            (0, _) => String::new(),
            (line, 0) => format!(":{line}"),
            (line, column) => format!(":{line}:{column}"),
        };
        writeln!(out, "{} {}{place}: {}", style.paint(paint, word), one_line(&problem.file), one_line(&problem.what))?;
    }
    let rest = usize::try_from(report.told).unwrap_or(usize::MAX).saturating_sub(report.problems.len().min(cap));
    if rest > 0 {
        writeln!(out, "and {} more", number(rest))?;
    }
    for refusal in report.refused {
        writeln!(out, "{}: {}", style.paint(paint::ERROR, "error"), one_line(&refusal.to_string()))?;
    }
    if let Some(file) = &report.file {
        writeln!(out, "{}", style.paint(paint::BOLD, one_line(file)))?;
    } else if !report.refused.is_empty() {
        writeln!(out, "no index was written")?;
    }
    for source in report.sources {
        self::source(source, out)?;
    }
    writeln!(out, "{} advisories", number(usize::try_from(report.advisories).unwrap_or(0)))?;
    if let Some(built) = report.built {
        if built.replaced > 0 || built.unchanged > 0 {
            writeln!(out, "{} replaced or gone, {} as before", built.replaced, built.unchanged)?;
        }
        for (source, id) in built.twice.iter().take(cap) {
            writeln!(
                out,
                "{} of `{}` is there twice; the one that changed last was kept",
                one_line(id),
                one_line(source)
            )?;
        }
    }
    for digest in &report.digests {
        writeln!(out, "sha256:{digest}{}", if report.verified { " (verified)" } else { "" })?;
    }
    Ok(())
}

/// Writes the contract.
pub fn json(report: &AdvisoriesReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/advisories/1",
        file: report.file.as_deref(),
        digest: report.digests.last().map(String::as_str),
        files: &report.digests,
        verified: report.verified,
        advisories: report.advisories,
        sources: report.sources.iter().map(told).collect(),
        problems: report
            .problems
            .iter()
            .map(|problem| Wrong {
                file: &problem.file,
                line: problem.line,
                column: problem.column,
                message: &problem.what,
                lost: problem.lost,
            })
            .collect(),
        problem_count: report.told,
        twice: report.built.map(|built| built.twice.iter().map(|(_, id)| id.as_str()).collect()).unwrap_or_default(),
        refused: report.refused.iter().map(ToString::to_string).collect(),
    };
    vauban_formats::json::write(&document, out)
}

/// Writes what is known of an id for people.
pub fn id_terminal(report: &IdReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if report.advisories.is_empty() {
        writeln!(out, "no advisory has the id {}", one_line(report.id))?;
    }
    for advisory in report.advisories {
        writeln!(
            out,
            "{} ({}, {})",
            style.paint(paint::BOLD, one_line(&advisory.id)),
            one_line(&advisory.source),
            one_line(&advisory.place)
        )?;
        if let Some(date) = &advisory.withdrawn {
            writeln!(out, "  {} on {}", style.paint(paint::WARNING, "withdrawn"), one_line(date))?;
        }
        if !advisory.summary.is_empty() {
            writeln!(out, "  {}", one_line(&advisory.summary))?;
        }
        if !advisory.aliases.is_empty() {
            writeln!(out, "  also {}", one_line(&advisory.aliases.join(", ")))?;
        }
        for affected in &advisory.affected {
            let names: Vec<String> = affected.identities.iter().map(identity).collect();
            writeln!(out, "  {}: {}", one_line(&names.join(" = ")), one_line(&affected.versions.text()))?;
        }
    }
    if let Some(note) = &report.notes.exploited {
        writeln!(out, "exploited, in the catalogue since {}", one_line(&note.added))?;
    }
    if let Some(note) = &report.notes.epss {
        writeln!(
            out,
            "EPSS {}, percentile {}, on {}",
            one_line(&note.score),
            one_line(&note.percentile),
            one_line(&note.date)
        )?;
    }
    Ok(())
}

/// Writes what is known of an id as a contract.
pub fn id_json(report: &IdReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let records = report.advisories.iter().map(|advisory| Record {
        id: &advisory.id,
        source: &advisory.source,
        file: &advisory.place,
        aliases: &advisory.aliases,
        published: advisory.published.as_deref(),
        modified: advisory.modified.as_deref(),
        withdrawn: advisory.withdrawn.as_deref(),
        summary: &advisory.summary,
        vectors: advisory.severities.iter().map(|severity| severity.vector.as_str()).collect(),
        affected: advisory
            .affected
            .iter()
            .map(|affected| Named {
                names: affected.identities.iter().map(identity).collect(),
                versions: affected.versions.text(),
                fixed: &affected.fixed,
            })
            .collect(),
        references: &advisory.references,
    });
    let document = IdDocument {
        schema: "vauban/advisory/1",
        id: report.id,
        advisories: records.collect(),
        exploited_since: report.notes.exploited.as_ref().map(|note| note.added.as_str()),
        epss: report.notes.epss.as_ref().map(|note| note.score.as_str()),
    };
    vauban_formats::json::write(&document, out)
}

fn identity(identity: &vauban_advisories::advisory::Identity) -> String {
    use vauban_advisories::advisory::Identity;
    match identity {
        Identity::Package { purl, branch: None } => purl.clone(),
        Identity::Package { purl, branch: Some(branch) } => format!("{purl} of {branch}"),
        Identity::Named { ecosystem, name } => format!("{ecosystem}: {name}"),
        Identity::Cpe(name) | Identity::Hash(name) => name.clone(),
        Identity::Model(number) => format!("model {number}"),
        Identity::Serial(number) => format!("serial {number}"),
        Identity::Product { vendor, name } => format!("{vendor} {name}").trim().to_owned(),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    file: Option<&'a str>,
    digest: Option<&'a str>,
    files: &'a [String],
    verified: bool,
    advisories: u64,
    sources: Vec<Told<'a>>,
    problems: Vec<Wrong<'a>>,
    problem_count: u64,
    twice: Vec<&'a str>,
    refused: Vec<String>,
}

#[derive(Serialize)]
struct Wrong<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
    lost: bool,
}

#[derive(Serialize)]
struct IdDocument<'a> {
    schema: &'static str,
    id: &'a str,
    advisories: Vec<Record<'a>>,
    exploited_since: Option<&'a str>,
    epss: Option<&'a str>,
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    source: &'a str,
    file: &'a str,
    aliases: &'a [String],
    published: Option<&'a str>,
    modified: Option<&'a str>,
    withdrawn: Option<&'a str>,
    summary: &'a str,
    vectors: Vec<&'a str>,
    affected: Vec<Named<'a>>,
    references: &'a [String],
}

#[derive(Serialize)]
struct Named<'a> {
    names: Vec<String>,
    versions: String,
    fixed: &'a [String],
}

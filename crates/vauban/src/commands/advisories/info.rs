//! `vauban advisories info`: what an index was built from, and what it has about an id.

use std::path::Path;
use std::process::ExitCode;

use vauban_engine::advisories::open_index;
use vauban_report::advisories::{AdvisoriesReport, IdReport, id_json, id_terminal};

use super::show;
use crate::args::{Arguments, PlainFormat};
use crate::{Outcome, output, session};

pub(super) fn run(arguments: &Arguments, index: &Path, id: Option<&str>, verify: bool, format: PlainFormat) -> Outcome {
    let opened = open_index(&session::folder(arguments).join(index), verify)?;
    let Some(id) = id else {
        let report = AdvisoriesReport {
            file: Some(opened.path.display().to_string()),
            digests: opened.digests(),
            verified: opened.verified,
            advisories: opened.indexes.advisories(),
            built: None,
            sources: opened.indexes.sources(),
            problems: &[],
            told: 0,
            refused: &[],
        };
        return show(arguments, &report, format);
    };
    let bad = |bad: vauban_advisories::Bad| format!("{}: {bad}", opened.path.display());
    let mut advisories = Vec::new();
    for row in opened.indexes.with_id(id).map_err(bad)? {
        advisories.push(opened.indexes.advisory(row).map_err(bad)?);
    }
    let notes = opened.indexes.notes(id).map_err(bad)?;
    let known = !advisories.is_empty() || notes.exploited.is_some() || notes.epss.is_some();
    let report = IdReport { id, advisories: &advisories, notes: &notes };
    output::write(|out| match format {
        PlainFormat::Terminal => id_terminal(&report, &output::style(arguments, None, 20), out),
        PlainFormat::Json => id_json(&report, out),
    })?;
    Ok(if known { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

//! `vauban advisories build`: sources to one index.

use std::path::Path;

use vauban_advisories::Builder;
use vauban_advisories::index::Source;
use vauban_engine::advisories::{current, open_index};
use vauban_report::advisories::AdvisoriesReport;

use super::{asked, gather, refusals, show};
use crate::args::{Arguments, Sources};
use crate::{Outcome, session};

pub(super) fn run(arguments: &Arguments, options: &Sources, output: &Path) -> Outcome {
    let folder = session::folder(arguments).join(output);
    let today = session::today(arguments)?.to_string();
    let fetched = options.fetched.clone().unwrap_or_else(|| today.clone());
    let asked = asked(arguments, options)?;
    let before: Vec<Source> = match current(&folder)? {
        Some(path) if path.is_file() => open_index(&path, false)?.indexes.sources().to_vec(),
        _ => Vec::new(),
    };
    let mut builder = Builder::new();
    let places: Vec<_> = asked.iter().map(|(one, _)| one.clone()).collect();
    let gathered = gather(arguments, &places, &fetched, &mut builder)?;
    let refused = refusals(&before, &gathered.sources, &asked, &today, options);
    let mut report = AdvisoriesReport {
        file: None,
        digests: Vec::new(),
        verified: false,
        advisories: builder.len() as u64,
        built: None,
        sources: &gathered.sources,
        problems: &gathered.problems,
        told: gathered.told,
        refused: &refused,
    };
    if !refused.is_empty() {
        return show(arguments, &report, options.format);
    }
    gathered.sources.iter().cloned().for_each(|source| builder.source(source));
    let built = builder.finish();
    let path = crate::advisories::write(&built, &folder)?;
    report.file = Some(path.display().to_string());
    report.digests = vec![built.name()];
    report.advisories = built.summary.advisories;
    report.built = Some(&built.summary);
    show(arguments, &report, options.format)
}

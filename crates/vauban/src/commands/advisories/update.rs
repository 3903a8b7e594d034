//! `vauban advisories update`: changed records, or whole sources, over the index that is current.

use std::collections::BTreeSet;
use std::path::Path;

use vauban_advisories::index::{Form, Source};
use vauban_advisories::{Bad, Builder, Index, Indexes};
use vauban_engine::advisories::open_index;
use vauban_report::advisories::AdvisoriesReport;

use super::{asked, gather, refusals, show};
use crate::args::{Arguments, Sources};
use crate::{Outcome, session};

pub(super) fn run(arguments: &Arguments, options: &Sources, folder: &Path, whole: bool, merge: bool) -> Outcome {
    let folder = session::folder(arguments).join(folder);
    let today = session::today(arguments)?.to_string();
    let fetched = options.fetched.clone().unwrap_or_else(|| today.clone());
    let opened = open_index(&folder, false)?;
    let asked = asked(arguments, options)?;
    let mut builder = Builder::new();
    let places: Vec<_> = asked.iter().map(|(one, _)| one.clone()).collect();
    let gathered = gather(arguments, &places, &fetched, &mut builder)?;
    let before = opened.indexes.sources();
    // Only a source that came as a whole can be held against what it was.
    let is_whole = |source: &Source| whole || source.form.only_notes();
    let complete: Vec<Source> = gathered.sources.iter().filter(|source| is_whole(source)).cloned().collect();
    let known: Vec<Source> =
        before.iter().filter(|old| complete.iter().any(|source| source.name == old.name)).cloned().collect();
    let mut refused = refusals(&known, &complete, &asked, &today, options);
    let parts: Vec<Source> = gathered.sources.iter().filter(|source| !is_whole(source)).cloned().collect();
    refused.extend(refusals(&[], &parts, &asked, &today, options));
    let bad = |bad: Bad| format!("{}: {bad}", opened.path.display());
    if !refused.is_empty() {
        let report = AdvisoriesReport {
            file: None,
            digests: opened.digests(),
            verified: opened.verified,
            advisories: opened.indexes.advisories(),
            built: None,
            sources: &gathered.sources,
            problems: &gathered.problems,
            told: gathered.told,
            refused: &refused,
        };
        return show(arguments, &report, options.format);
    }
    let anew: Vec<Form> = complete.iter().map(|source| source.form).filter(|form| form.only_notes()).collect();
    anew.iter().for_each(|form| builder.brings(*form));
    let gone = if whole { gone(&opened.indexes, &complete, &builder).map_err(bad)? } else { BTreeSet::new() };
    gone.iter().for_each(|(source, id)| builder.gone(source, id));
    opened.indexes.carry_over(&mut builder, &anew).map_err(bad)?;
    let sources = told(before, &gathered.sources, &complete);
    sources.iter().cloned().for_each(|source| builder.source(source));
    let base = opened.indexes.base().ok_or("there is no index below")?;
    let digest = opened.indexes.digests().first().copied().unwrap_or_default();
    let changes = builder.finish_over(base, digest).map_err(bad)?;
    let (built, summary) = if merge {
        let summary = changes.summary.clone();
        let over = Index::open(changes.bytes()).map_err(bad)?;
        let below = Index::open(std::fs::read(below(&opened.path, &digest)).map_err(|error| error.to_string())?);
        let both = Indexes::new(below.map_err(bad)?, digest).map_err(bad)?;
        let both = both.with(over, changes.digest).map_err(bad)?;
        (both.merged().map_err(bad)?, summary)
    } else {
        let summary = changes.summary.clone();
        (changes, summary)
    };
    let path = crate::advisories::write(&built, &folder)?;
    let opened = open_index(&path, false)?;
    let report = AdvisoriesReport {
        file: Some(path.display().to_string()),
        digests: opened.digests(),
        verified: opened.verified,
        advisories: opened.indexes.advisories(),
        built: Some(&summary),
        sources: &sources,
        problems: &gathered.problems,
        told: gathered.told,
        refused: &[],
    };
    show(arguments, &report, options.format)
}

/// The file of the index below.
fn below(path: &Path, digest: &[u8; 32]) -> std::path::PathBuf {
    let name = format!("{}.{}", vauban_advisories::index::hex(digest), vauban_advisories::index::EXTENSION);
    path.with_file_name(name)
}

/// What whole sources had and have no more.
fn gone<S: vauban_advisories::Store>(
    indexes: &Indexes<S>,
    complete: &[Source],
    builder: &Builder,
) -> Result<BTreeSet<(String, String)>, Bad> {
    let now = builder.heads();
    let names: BTreeSet<&str> = complete.iter().map(|source| source.name.as_str()).collect();
    let mut gone = BTreeSet::new();
    indexes.each_advisory::<Bad>(|_, advisory| {
        let head = (advisory.source, advisory.id);
        if names.contains(head.0.as_str()) && !now.contains(&head) {
            gone.insert(head);
        }
        Ok(())
    })?;
    Ok(gone)
}

/// The sources as they are told from now on: those that came as a whole as they came, the others as they were, with the
/// newest date and what the records that came add.
fn told(before: &[Source], gathered: &[Source], complete: &[Source]) -> Vec<Source> {
    let mut all: Vec<Source> = before.to_vec();
    for source in gathered {
        let whole = complete.iter().any(|one| one.name == source.name);
        match all.iter_mut().find(|old| old.name == source.name) {
            Some(old) if whole => *old = source.clone(),
            Some(old) => {
                old.newest = old.newest.take().max(source.newest.clone());
                old.fetched.clone_from(&source.fetched);
                old.unread += source.unread;
                for (word, count) in &source.covers {
                    match old.covers.iter_mut().find(|(known, _)| known == word) {
                        Some((_, sum)) => *sum = (*sum).max(*count),
                        None => old.covers.push((word.clone(), *count)),
                    }
                }
                old.covers.sort();
            }
            None => all.push(source.clone()),
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

//! From the analysis of depth to what is shown of it: ids become names, spans become places.
//!
//! A question is [`Asked`] in ids; [`report`] answers it. Nothing is worked out here that the analysis does not say;
//! paths are looked for only where somebody will see them.

mod hardening;
mod impact;
mod meant;
mod names;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use vauban_analysis::depth::{Line, Question, Row, Tier, UnknownEvent};
use vauban_checks::Depth;
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_model::kinds::values::Property;
use vauban_report::depth::{DepthReport, DepthRow, LineReport, PathReport, RankedCause, weakest};

use crate::which::Chosen;
use hardening::hardening;
pub use impact::impact;
pub use meant::{event, meant, product};
use names::Names;
pub use shown::Tests;

/// What is asked, and how closely to look.
#[derive(Debug, Default)]
pub struct Asked<'m> {
    /// The question as the analysis knows it.
    pub question: Question,
    /// One property; all three if absent.
    pub property: Option<Property>,
    /// Look for the lines of defence of each row that is drawn.
    pub lines: bool,
    /// Say what is in reach once each line has fallen.
    pub lines_in_full: bool,
    /// Show what shows each mechanism.
    pub proofs: bool,
    /// Look for the cheapest improvement.
    pub harden: bool,
    /// Look for a path of every row, not only of those that are drawn.
    pub all_paths: bool,
    /// At most so many rows are drawn.
    pub drawn: usize,
    /// Only assets of this part of the design.
    pub chosen: Option<Chosen<'m>>,
}

/// At most so many further paths of a row.
const FURTHER: usize = 20;
/// At most so many places where one more mechanism would help.
const REMEDIES: usize = 3;

/// Answers a question about a product's design.
pub fn report(
    compiled: &Compilation,
    product: Option<AnyId>,
    depth: &Depth,
    asked: &Asked<'_>,
) -> Result<DepthReport, UnknownEvent> {
    let names = Names { model: &compiled.model, depth };
    let question = &asked.question;
    let rows = rows(depth, asked)?;
    let mut shown: Vec<DepthRow> = rows.iter().map(|row| names.row(row)).collect();
    let drawn = weakest(&shown, asked.drawn);
    let wanted: Vec<usize> = if asked.all_paths { (0..rows.len()).collect() } else { drawn.clone() };
    paths(&names, asked, &rows, &mut shown, &wanted)?;
    if asked.lines {
        let lines: Result<Vec<_>, _> =
            wanted.par_iter().map(|at| Ok((*at, depth.defence.lines(question, &rows[*at])?))).collect();
        for (at, lines) in lines? {
            let line = |line: &Line| LineReport {
                causes: line.causes.iter().map(|cause| names.cause(*cause)).collect(),
                then: names.in_reach(&line.then),
            };
            shown[at].lines = lines.iter().map(line).collect();
        }
    }
    let tiers = if question.tiers.is_empty() { Tier::ALL.to_vec() } else { question.tiers.clone() };
    let short = drawn.iter().filter(|at| rows[**at].reachable && !rows[**at].sufficient());
    for at in short.filter(|at| rows[**at].tier == Tier::Designed) {
        shown[*at].remedies = names.remedies(&depth.defence.remedies(question, &rows[*at], REMEDIES)?);
    }
    let hardening = if asked.harden { Some(hardening(&names, asked)?) } else { None };
    let today = compiled.issues_withheld().filter(|_| rows.iter().any(|row| row.tier == Tier::Today));
    let mut notes = notes(&names, question);
    notes.extend(today.map(|why| format!("today: {why}")));
    Ok(DepthReport {
        product: compiled.worst_line(product),
        tiers: tiers.into_iter().map(Tier::word).collect(),
        ranking: RankedCause::of(&shown),
        rows: shown,
        drawn,
        lines_in_full: asked.lines_in_full,
        assumed: question.assume.clone(),
        hardening,
        mechanisms: depth.shown.iter().map(|one| names.proof(one)).collect(),
        proofs_in_full: asked.proofs,
        notes,
        filter: asked.chosen.as_ref().and_then(|chosen| {
            let shown: BTreeSet<AnyId> = rows.iter().map(|row| row.asset).collect();
            chosen.told(shown.len(), depth.defence.assets().count(), "assets", "everything else is as without it")
        }),
    })
}

/// The rows asked for. The default question is answered already; a narrower one is a part of it.
fn rows(depth: &Depth, asked: &Asked<'_>) -> Result<Vec<Row>, UnknownEvent> {
    let question = &asked.question;
    let mut rows = match question.order.is_none() && question.assume.is_empty() && question.built.is_empty() {
        true => depth.rows.clone(),
        false => depth.defence.answer(question)?,
    };
    rows.retain(|row| {
        (question.tiers.is_empty() || question.tiers.contains(&row.tier))
            && question.attacker.is_none_or(|only| only == row.attacker)
            && question.asset.is_none_or(|only| only == row.asset)
            && asked.property.is_none_or(|only| only == row.property)
            && asked.chosen.as_ref().is_none_or(|chosen| chosen.admits(row.asset))
    });
    Ok(rows)
}

/// The paths of rows, by their positions.
type Found = Vec<(usize, Vec<PathReport>)>;

/// Looks for the paths of some rows; rows of one attacker and tier share the work.
fn paths(
    names: &Names<'_>,
    asked: &Asked<'_>,
    rows: &[Row],
    shown: &mut [DepthRow],
    wanted: &[usize],
) -> Result<(), UnknownEvent> {
    let mut cases: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for at in wanted.iter().filter(|at| rows[**at].reachable) {
        cases.entry((rows[*at].attacker, rows[*at].tier)).or_default().push(*at);
    }
    let cases: Vec<Vec<usize>> = cases.into_values().collect();
    let found: Result<Vec<Found>, UnknownEvent> = cases
        .par_iter()
        .map(|case| {
            let Some(first) = case.first() else { return Ok(Vec::new()) };
            let Some(paths) = names.depth.defence.paths(&asked.question, &rows[*first])? else {
                return Ok(Vec::new());
            };
            let further = if asked.question.asset.is_some() { FURTHER } else { 0 };
            let of = |at: &usize| {
                let row = &rows[*at];
                let sets = row.cut_sets.iter().take(1 + further);
                (*at, sets.map(|set| names.path(&paths.path(row, set), set)).collect())
            };
            Ok(case.iter().map(of).collect())
        })
        .collect();
    for (at, paths) in found?.into_iter().flatten() {
        let mut paths = paths.into_iter();
        shown[at].path = paths.next();
        shown[at].further_paths = paths.collect();
    }
    Ok(())
}

/// What the numbers rest on.
fn notes(names: &Names<'_>, question: &Question) -> Vec<String> {
    let mut notes = Vec::new();
    let defence = &names.depth.defence;
    if defence.attackers().next().is_none() {
        notes.push("there is no `[attacker.ID]` record: depth is a number about somebody".to_owned());
    }
    if defence.assets().next().is_none() {
        notes.push("there is no `[asset.ID]` record: nothing can be lost".to_owned());
    }
    let mut why: BTreeMap<&str, Vec<AnyId>> = BTreeMap::new();
    let verified = [Tier::Verified, Tier::Today];
    let bears = question.tiers.is_empty() || question.tiers.iter().any(|tier| verified.contains(tier));
    for (id, reason) in names.depth.unverified.iter().filter(|_| bears) {
        why.entry(reason).or_default().push(*id);
    }
    let mut why: Vec<_> = why.into_iter().collect();
    why.sort_by_key(|(reason, ids)| (std::cmp::Reverse(ids.len()), *reason));
    for (reason, ids) in why {
        let some: Vec<String> = ids.iter().take(3).map(|id| names.name(*id)).collect();
        let more = if ids.len() > some.len() { format!(" and {} more", ids.len() - some.len()) } else { String::new() };
        notes.push(format!("not verified: {}{more}: {reason}", some.join(", ")));
    }
    notes
}

//! What a change touches, told: of one record, or of everything that changed since a revision.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::diff::{Change, ElementChange};
use vauban_analysis::trace::{CALLS, Hit, Impact};
use vauban_checks::Traced;
use vauban_engine::Compilation;
use vauban_engine::diff::{changed_records, same_product};
use vauban_model::{AnyId, Model};
use vauban_report::trace::{CallRow, ChangedRow, DepthHit, HitRow, ImpactReport};

use super::placed;

/// What one record touches.
pub fn of_one(
    compiled: &Compilation,
    product: Option<AnyId>,
    traced: &Traced,
    node: u32,
) -> Result<ImpactReport, String> {
    let impact = compiled.impact(product, traced, &[node]).ok_or("the design cannot be analysed")?;
    let of = vec![ChangedRow { id: traced.trace.graph.node(node).name.clone(), ..ChangedRow::default() }];
    let mut told = Told::default();
    told.take(&compiled.model, traced, &impact, &|_| true);
    Ok(told.report(compiled.line(product), String::new(), of, impact.rows_left))
}

/// What everything touches that changed since a revision. What was removed is followed as it was.
pub fn since(
    before: &Compilation,
    after: &Compilation,
    product: Option<AnyId>,
    rev: &str,
) -> Result<ImpactReport, String> {
    const NOT: &str = "the design cannot be analysed";
    let changes: Vec<ElementChange> = changed_records(before, after)
        .into_iter()
        .filter(|one| one.change != Change::Changed || one.fields.iter().any(|field| !field.editorial))
        .collect();
    let now = after.trace(product).ok_or(NOT)?;
    let here: Vec<u32> = changes.iter().filter_map(|one| now.trace.graph.named(&one.id)).collect();
    let impact = after.impact(product, &now, &here).ok_or(NOT)?;
    let mut told = Told::default();
    told.take(&after.model, &now, &impact, &|_| true);
    let gone: Vec<&str> =
        changes.iter().filter(|one| one.change == Change::Removed).map(|one| one.id.as_str()).collect();
    if let (false, Some(earlier)) = (gone.is_empty(), same_product(before, after, product)) {
        let then = before.trace(earlier).ok_or(NOT)?;
        let from: Vec<u32> = gone.iter().filter_map(|id| then.trace.graph.named(id)).collect();
        let lost = before.impact(earlier, &then, &from).ok_or(NOT)?;
        // What rested on it and is still there has to be looked at; the rest went with it. Rows of depth are compared
        // by `vauban diff`: those of a design that is gone say nothing about this one.
        let still = |name: &str| now.trace.graph.named(name).is_some() || after.model.named(name).is_some();
        told.take(&after.model, &now, &Impact { rows: Vec::new(), ..lost }, &still);
    }
    let changed: BTreeSet<&str> = changes.iter().map(|one| one.id.as_str()).collect();
    told.drop_names(&changed);
    let of = changes
        .iter()
        .map(|one| ChangedRow {
            id: one.id.clone(),
            change: match one.change {
                Change::Added => "new",
                Change::Removed => "removed",
                Change::Changed => "changed",
                Change::Renamed(_) => "renamed",
            },
            fields: one.fields.iter().filter(|field| !field.editorial).map(|field| field.key.to_owned()).collect(),
        })
        .collect();
    Ok(told.report(after.line(product), rev.to_owned(), of, impact.rows_left))
}

/// What is gathered from one side or both.
#[derive(Default)]
struct Told {
    hits: BTreeMap<(usize, String), HitRow>,
    rows: Vec<DepthHit>,
}

impl Told {
    fn take(&mut self, model: &Model, traced: &Traced, impact: &Impact, keep: &dyn Fn(&str) -> bool) {
        for hit in impact.hits.iter().filter(|hit| hit.kind == "level" || keep(&hit.name)) {
            let place = CALLS.iter().position(|call| call.what == hit.again.call().what).unwrap_or(CALLS.len());
            self.hits.entry((place, hit.name.clone())).or_insert_with(|| row(model, traced, hit));
        }
        self.rows.extend(impact.rows.iter().map(|one| DepthHit {
            attacker: model.head(one.attacker).id.to_string(),
            asset: model.head(one.asset).id.to_string(),
            property: one.property.word(),
            depth: one.depth,
            reason: one.reason.clone(),
        }));
    }

    /// What changed itself is not told a second time.
    fn drop_names(&mut self, names: &BTreeSet<&str>) {
        self.hits.retain(|(_, name), _| !names.contains(name.as_str()));
    }

    fn report(self, product: String, since: String, of: Vec<ChangedRow>, depth_left: usize) -> ImpactReport {
        let mut calls: BTreeMap<usize, Vec<HitRow>> = BTreeMap::new();
        for ((place, _), hit) in self.hits {
            calls.entry(place).or_default().push(hit);
        }
        let calls = calls.into_iter().filter_map(|(place, hits)| Some(CallRow { what: CALLS.get(place)?.what, hits }));
        ImpactReport { product, of, since, calls: calls.collect(), depth: self.rows, depth_left }
    }
}

fn row(model: &Model, traced: &Traced, hit: &Hit) -> HitRow {
    let graph = &traced.trace.graph;
    let place = graph.named(&hit.name).and_then(|node| graph.node(node).place);
    let place = place.or_else(|| Some(model.head(model.named(&hit.name)?).header));
    let (file, line) = placed(model, place);
    HitRow { id: hit.name.clone(), kind: hit.kind, reason: hit.reason.clone(), file, line }
}

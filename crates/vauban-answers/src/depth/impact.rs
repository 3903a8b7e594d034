//! What a vulnerability does to one product's design, as it is shown.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::depth::{Changed, Impact, Vulnerability};
use vauban_checks::Depth;
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_model::kinds::values::Property;
use vauban_report::depth::{DepthReport, DepthRow, LayerReport, PathReport};
use vauban_report::impact::{ImpactRow, ProductImpact};

use super::names::Names;

/// The impact on a product; `None` if its design has none of the parts.
pub fn impact(
    compiled: &Compilation,
    product: Option<AnyId>,
    depth: &Depth,
    vulnerability: &Vulnerability,
    subject: &str,
) -> Option<ProductImpact> {
    let names = Names { model: &compiled.model, depth };
    let impact = depth.defence.impact(vulnerability);
    if impact.elsewhere.len() == vulnerability.affects.len() {
        return None;
    }
    // Of an asset and property the attacker who gets furthest; then everything that changes for them.
    let mut worst: Vec<(AnyId, Property, AnyId)> = Vec::new();
    let mut changes: BTreeMap<(AnyId, Property, AnyId), Vec<&Changed>> = BTreeMap::new();
    let mut seen: BTreeSet<(AnyId, Property)> = BTreeSet::new();
    for one in &impact.changed {
        let row = &one.before;
        if seen.insert((row.asset, row.property)) {
            worst.push((row.asset, row.property, row.attacker));
        }
        changes.entry((row.asset, row.property, row.attacker)).or_default().push(one);
    }
    let rows = worst.iter().filter_map(|key| Some(row(&names, changes.get(key)?)));
    let pairs: BTreeSet<(AnyId, Property)> = depth.rows.iter().map(|row| (row.asset, row.property)).collect();
    Some(ProductImpact {
        product: compiled.worst_line(product),
        line: None,
        fallen: impact.fallen.iter().map(|id| names.name(*id)).collect(),
        opened: impact.opened.iter().map(|(id, _)| names.name(*id)).collect(),
        shows_nothing: depth.defence.shows_nothing(vulnerability),
        rows: rows.collect(),
        kept: pairs.len().saturating_sub(worst.len()),
        drawn: drawn(compiled, product, &names, &impact, vulnerability, subject),
    })
}

fn row(names: &Names<'_>, changes: &[&Changed]) -> ImpactRow {
    let mut changes: Vec<&Changed> = changes.to_vec();
    changes.sort_by_key(|one| one.before.tier);
    let lost: BTreeSet<AnyId> = changes.iter().flat_map(|one| &one.lost).copied().collect();
    let first: DepthRow = changes.first().map(|one| names.row(&one.before)).unwrap_or_default();
    ImpactRow {
        asset: first.asset,
        property: first.property,
        attacker: first.attacker,
        required: first.required,
        tiers: changes.iter().map(|one| (names.row(&one.before), names.row(&one.after))).collect(),
        lost: lost.into_iter().map(|id| names.name(id)).collect(),
    }
}

/// The worst row with the vulnerability, with its path: what fell with it is said to have.
fn drawn(
    compiled: &Compilation,
    product: Option<AnyId>,
    names: &Names<'_>,
    impact: &Impact,
    vulnerability: &Vulnerability,
    subject: &str,
) -> DepthReport {
    let mut report = DepthReport {
        product: format!("{}, with {subject}", compiled.worst_line(product)),
        assumed: vec![subject.to_owned()],
        ..DepthReport::default()
    };
    let Some(one) = impact.changed.first() else { return report };
    let question = Impact::after(vulnerability);
    let Some(set) = one.after.cut_sets.first() else { return report };
    let Ok(Some(paths)) = impact.defence.paths(&question, &one.after) else { return report };
    let mut path = names.path(&paths.path(&one.after, set), set);
    let fallen: BTreeSet<String> = impact.fallen.iter().map(|id| names.name(*id)).collect();
    let passed =
        impact.opened.iter().map(|(id, guards)| (names.name(*id), guards.iter().map(|id| names.name(*id)).collect()));
    marked(&mut path, &fallen, &passed.collect(), subject);
    let mut row = names.row(&one.after);
    row.path = Some(path);
    report.tiers = vec![row.tier];
    report.rows = vec![row];
    report.drawn = vec![0];
    report
}

/// Says of the layers that fell with the vulnerability that they did, and of those at an interface that it opens that
/// they are passed by.
fn marked(path: &mut PathReport, fallen: &BTreeSet<String>, opened: &BTreeMap<String, Vec<String>>, subject: &str) {
    for step in &mut path.steps {
        for layer in step.layers.iter_mut().filter(|layer| layer.counts && layer.cause.is_none()) {
            if fallen.contains(&layer.mechanism) {
                layer.how = format!("falls with {subject}");
            }
        }
        // Only whoever gets in by the interface passes what stands there.
        if !step.to.starts_with("component.") {
            continue;
        }
        let passed: Vec<&String> = step.over.iter().filter_map(|name| opened.get(name)).flatten().collect();
        for mechanism in passed {
            if step.layers.iter().all(|layer| layer.mechanism != *mechanism) {
                let how = "passed by the vulnerability".to_owned();
                step.layers.push(LayerReport { mechanism: mechanism.clone(), counts: false, cause: None, how });
            }
        }
    }
}

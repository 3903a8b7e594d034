//! From the designs of a product's variants to the matrix that is shown of them: ids become names.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::depth::Tier;
use vauban_analysis::variants::{Row, of};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Ref};
use vauban_report::variants::{DepthCell, DesignRow, FeatureRow, LevelCell, VariantRow, VariantsReport};

/// The matrix of a product's variants; without designs where it has none.
pub fn report(compiled: &Compilation, product: Option<AnyId>, tier: Tier) -> VariantsReport {
    let model = &compiled.model;
    let id = |id: AnyId| model.head(id).id.to_string();
    let title = |id: AnyId| model.head(id).common.title.as_ref().map_or_else(String::new, |title| title.to_string());
    let rows = compiled.variants(product);
    let mut assets: BTreeSet<String> = BTreeSet::new();
    for row in &rows {
        assets.extend(row.assets.keys().map(|asset| id(*asset)));
    }
    let mut features: BTreeMap<AnyId, Vec<String>> = BTreeMap::new();
    for variant in of(model, product) {
        let has = model.variant.get(variant.at as usize).into_iter().flat_map(|record| &record.has);
        has.filter_map(Ref::to).for_each(|feature| features.entry(feature).or_default().push(id(variant)));
    }
    let feature = |(feature, variants)| FeatureRow { feature: id(feature), title: title(feature), variants };
    let mut features: Vec<FeatureRow> = features.into_iter().map(feature).collect();
    features.sort_by(|one, other| one.feature.cmp(&other.feature));
    let variant = |at: &AnyId| {
        let record = model.variant.get(at.at as usize);
        VariantRow {
            variant: id(*at),
            title: title(*at),
            order_codes: record.iter().flat_map(|one| &one.order_codes).map(|code| code.to_string()).collect(),
            features: record.iter().flat_map(|one| &one.has).filter_map(Ref::to).map(id).collect(),
        }
    };
    let depth = |row: &Row| {
        let cells =
            row.assets.iter().flat_map(|(asset, tiers)| tiers.iter().map(move |(tier, cell)| (*asset, tier, cell)));
        cells
            .map(|(asset, tier, cell)| DepthCell {
                asset: id(asset),
                tier: tier.word(),
                attacker: id(cell.attacker),
                reachable: cell.reachable,
                depth: cell.depth,
                at_least: cell.at_least,
                required: cell.required,
                sufficient: cell.sufficient,
                accepted: cell.accepted,
            })
            .collect()
    };
    let level = |level: &vauban_analysis::variants::Level| LevelCell {
        family: level.family.clone(),
        target: level.target,
        claimed: level.claimed,
        achieved: level.achieved,
    };
    let design = |row: &&Row| DesignRow {
        variants: row.variants.iter().map(variant).collect(),
        without: row.without,
        errors: row.open[0],
        warnings: row.open[1],
        notes: row.open[2],
        waived: row.waived,
        missing_layers: row.short(),
        depth: depth(row),
        levels: row.levels.iter().map(level).collect(),
    };
    VariantsReport {
        product: compiled.line(product),
        tier: tier.word(),
        assets: assets.into_iter().collect(),
        features,
        designs: rows.iter().map(design).collect(),
    }
}

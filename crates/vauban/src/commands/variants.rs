//! `vauban variants`: a product's variants against depth of defence, levels reached and what is open.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use vauban_analysis::depth::Tier;
use vauban_analysis::variants::{Row, of};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Ref};
use vauban_report::variants::{
    DepthCell, DesignRow, FeatureRow, LevelCell, VariantRow, VariantsReport, json, markdown, svg, terminal,
};

use crate::args::{Arguments, Variants, VariantsFormat};
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Variants) -> Outcome {
    if arguments.variant.is_some() {
        return Err("the matrix compares all variants: leave `--variant` out".into());
    }
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let tier = options.tier.tier().unwrap_or(Tier::Designed);
    let answer = report(&compiled, product, tier);
    output::write(|out| match options.format {
        VariantsFormat::Terminal => terminal::report(&answer, &output::style(arguments, Some(world.root()), 20), out),
        VariantsFormat::Json => json::report(&answer, out),
        VariantsFormat::Markdown => markdown::report(&answer, out),
        VariantsFormat::Svg => svg::report(&answer, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn report(compiled: &Compilation, product: Option<AnyId>, tier: Tier) -> VariantsReport {
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

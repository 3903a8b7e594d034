//! Depth computed, against what policy asks for (SD-2): assets that fall too soon, layers that are only promised,
//! and what rests on others.

use std::collections::BTreeMap;

use vauban_analysis::depth::{Question, Row, Tier};
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::kinds::Disposition;
use vauban_model::{AnyId, Impact, Kind, MechanismStatus, Record, Ref, Response, SHORT_OF_DEPTH, Side};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::depth::{Accepted, tell};
use crate::practice::gaps::few;
use crate::practice::sr::answers;
use crate::practice::svv;

pub(crate) const ASSET_BELOW_REQUIRED_DEPTH: Check = Check {
    code: Code {
        name: SHORT_OF_DEPTH,
        asks: &["SD-2.a"],
        summary: "an asset falls before as many mechanisms have failed as policy asks for",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/asset-below-required-depth.md"),
    },
    looks_at: LooksAt::Project,
    run: asset_below_required_depth,
};

pub(crate) const SINGLE_POINT_OF_FAILURE: Check = Check {
    code: Code {
        name: "single-point-of-failure",
        asks: &[],
        summary: "one thing alone stands between an attacker and a serious loss, and policy allows it",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/single-point-of-failure.md"),
    },
    looks_at: LooksAt::Project,
    run: single_point_of_failure,
};

pub(crate) const LAYERS_ONLY_ON_PAPER: Check = Check {
    code: Code {
        name: "layers-only-on-paper",
        asks: &[],
        summary: "an asset has the depth asked for as designed, and not as implemented or verified",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/layers-only-on-paper.md"),
    },
    looks_at: LooksAt::Project,
    run: layers_only_on_paper,
};

pub(crate) const DEPTH_RESTS_ON_ENVIRONMENT: Check = Check {
    code: Code {
        name: "depth-rests-on-environment",
        asks: &[],
        summary: "an asset has the depth asked for only with layers that somebody else provides",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/depth-rests-on-environment.md"),
    },
    looks_at: LooksAt::Project,
    run: depth_rests_on_environment,
};

/// Rows of a tier by asset, the worst first.
pub(super) fn by_asset<'a>(cx: &Context<'a>, tier: Tier) -> BTreeMap<AnyId, Vec<&'a Row>> {
    let mut found: BTreeMap<AnyId, Vec<&Row>> = BTreeMap::new();
    for row in cx.depth().rows.iter().filter(|row| row.tier == tier) {
        found.entry(row.asset).or_default().push(row);
    }
    for rows in found.values_mut() {
        rows.sort_by_key(|row| (row.sufficient(), row.rank(), std::cmp::Reverse(row.required)));
    }
    found
}

/// The same row in another tier.
pub(super) fn in_tier<'a>(cx: &Context<'a>, row: &Row, tier: Tier) -> Option<&'a Row> {
    let rows = &cx.depth().rows;
    let place = |row: &Row, tier: Tier| (row.attacker, row.asset, row.property, tier);
    // Rows come in this order.
    let found = rows.binary_search_by(|other| place(other, other.tier).cmp(&place(row, tier)));
    found.ok().and_then(|at| rows.get(at))
}

/// An asset is shown to have its layers if every attacker meets them, or if somebody entitled accepted that there
/// are fewer.
fn asset_below_required_depth(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSET_BELOW_REQUIRED_DEPTH.code;
    let accepted = &cx.depth().accepted;
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let short: Vec<&&Row> = rows.iter().filter(|row| row.reachable && !row.sufficient()).collect();
        let Some(worst) = short.first() else {
            if rows.iter().all(|row| row.sufficient()) {
                out.shows("SD-2.a", asset);
            }
            continue;
        };
        let decided = accepted.get(&asset);
        if let Some(Accepted { decision, depth, .. }) = decided
            && short.iter().all(|row| row.rank() >= *depth)
        {
            if rows.iter().all(|row| row.sufficient() || row.reachable) {
                out.shows("SD-2.a", *decision);
            }
            continue;
        }
        let mut finding = cx.about(code, asset, fall(cx, worst));
        finding = tell::with_path(cx, finding, worst);
        if let Some(Accepted { decision, depth, .. }) = decided {
            let header = cx.model.head(*decision).header;
            finding = finding.see(header, format!("accepts a depth of {depth}; there is less now"));
        }
        out.finding(finding.why(why(worst)).help(what_next(cx, worst, short.len())));
    }
    out.next(
        "SD-2.a",
        "add `[attacker.ID]`, and `[asset.ID]` with `held-by` and `impact`, and put mechanisms in front of them",
    );
}

/// Decisions in force that an asset may have less depth than policy asks for, by asset.
pub(crate) fn accepted(cx: &Context<'_>) -> BTreeMap<AnyId, Accepted> {
    let mut found = BTreeMap::new();
    let used = used_assets(cx);
    for (id, decision) in cx.each(Kind::Disposition, &cx.model.disposition) {
        let accepts = decision.response.as_ref().is_some_and(|response| response.value == Response::Accept);
        let (Some(depth), Some(until)) = (&decision.depth, decision.expires) else { continue };
        if let Some(asset) = accepted_asset(cx, decision, &used).filter(|_| accepts && answers(cx, id, decision)) {
            let accepted = Accepted { decision: id, depth: depth.0.value as u32, until: until.date };
            found.entry(asset).or_insert(accepted);
        }
    }
    found
}

fn accepted_asset(cx: &Context<'_>, decision: &Record<Disposition>, used: &Used<'_>) -> Option<AnyId> {
    // A risk is borne by who sells the product: what a used folder accepted for itself is not accepted for it.
    if !decision.head.folder().is_empty() {
        return None;
    }
    let asset = decision.head.id.strip_prefix(SHORT_OF_DEPTH)?.strip_prefix("@asset.")?;
    cx.model.find(Kind::Asset, asset).or_else(|| used.get(asset).copied().flatten())
}

/// Assets of used folders by their local names; nothing where several have one name. A project decides about them under
/// that name, where it has no asset of that name itself.
type Used<'a> = BTreeMap<&'a str, Option<AnyId>>;

fn used_assets<'a>(cx: &Context<'a>) -> Used<'a> {
    let mut used = Used::new();
    for (id, asset) in cx.each(Kind::Asset, &cx.model.asset) {
        if let Some((_, local)) = asset.head.id.rsplit_once('/') {
            used.entry(local).and_modify(|known| *known = None).or_insert(Some(id));
        }
    }
    used
}

/// `asset`, `property` and `attacker` of a row, as every message names them.
fn fall(cx: &Context<'_>, row: &Row) -> String {
    let asset = &cx.model.head(row.asset).id;
    let attacker = &cx.model.head(row.attacker).id;
    let how = match row.depth {
        Some(0) => "with nothing to defeat".to_owned(),
        Some(1) => format!("once {} alone has failed", tell::set(cx, row.cut_sets.first())),
        Some(depth) => format!("once {depth} things have failed: {}", tell::set(cx, row.cut_sets.first())),
        None => format!("after at least {} things have failed", row.at_least.unwrap_or(0)),
    };
    format!("`{asset}` ({}) falls to `{attacker}` {how}; {} required", row.property.word(), row.required)
}

fn why(row: &Row) -> String {
    match row.nominal {
        Some(nominal) if nominal >= row.required && Some(nominal) > row.depth => {
            format!("{nominal} mechanisms stand there, and one flaw takes several of them at once")
        }
        _ => "each layer must be designed as if the one before it had fallen; here too few are left".to_owned(),
    }
}

/// Where one more mechanism would help, and where to read on.
fn what_next(cx: &Context<'_>, row: &Row, short: usize) -> String {
    let mut said = Vec::new();
    let remedies = match cx.brief {
        true => Vec::new(),
        false => cx.depth().defence.remedies(&Question::default(), row, 3).unwrap_or_default(),
    };
    for remedy in remedies {
        let place = cx.model.head(remedy.element).name();
        said.push(format!("a mechanism on `{place}` that {} would make it {}", remedy.sort.words(), remedy.depth));
    }
    match short.saturating_sub(1) {
        0 => {}
        1 => said.push("1 more way of losing it is too short".to_owned()),
        more => said.push(format!("{more} more ways of losing it are too short")),
    }
    let asset = &cx.model.head(row.asset).id;
    let local = asset.rsplit_once('/').map_or(&**asset, |(_, local)| local);
    said.push(format!(
        "`vauban depth --asset {asset}` draws it, `--harden` finds the cheapest way to what is required, \
         `[disposition.\"{SHORT_OF_DEPTH}@asset.{local}\"]` accepts it"
    ));
    said.join("; ")
}

fn single_point_of_failure(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SINGLE_POINT_OF_FAILURE.code;
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let alone = |row: &&&Row| row.depth == Some(1) && row.sufficient() && row.impact >= Impact::High;
        if rows.iter().any(|row| !row.sufficient()) {
            continue;
        }
        let Some(row) = rows.iter().find(alone) else { continue };
        let attacker = &cx.model.head(row.attacker).id;
        let message = format!(
            "`{}` ({}) falls to `{attacker}` once {} alone has failed, and policy allows it",
            cx.model.head(asset).id,
            row.property.word(),
            tell::set(cx, row.cut_sets.first())
        );
        let finding = tell::with_path(cx, cx.about(code, asset, message), row);
        out.finding(
            finding
                .why("a depth of 1 is enough for this impact and attacker; a single flaw is enough all the same")
                .help("add a second, independent mechanism, or leave it as it is"),
        );
    }
}

/// Layers count as promised until there is something to build: where nothing is implemented yet, nothing is said.
fn layers_only_on_paper(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LAYERS_ONLY_ON_PAPER.code;
    let depth = cx.depth();
    let released = cx.current_release().is_some();
    let building = cx.each(Kind::Mechanism, &cx.model.mechanism).any(|(_, mechanism)| {
        mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Implemented)
    });
    if !building {
        return;
    }
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let paper = rows.iter().filter(|row| row.sufficient()).find_map(|row| {
            let built = in_tier(cx, row, Tier::Implemented)?;
            let proved = in_tier(cx, row, Tier::Verified)?;
            let short = |row: &Row| row.rank() < row.required;
            let lacking = if short(built) { built } else { proved };
            if !(short(built) || released && short(proved)) {
                return None;
            }
            // What the environment provides is not ours to build or test.
            let mut missing = missing_layers(cx, lacking);
            missing.retain(|mechanism| !of_environment(cx, *mechanism));
            // Nothing may be lacking but knowledge of who tested: that is told, and no reason to stop.
            let untold = !short(built) && missing.iter().all(|mechanism| svv::only_untold(cx, *mechanism));
            (!missing.is_empty()).then_some((*row, built, proved, missing, untold))
        });
        let Some((row, built, proved, missing, untold)) = paper else { continue };
        let number = |row: &Row| row.depth.map_or_else(|| "∞".to_owned(), |depth| depth.to_string());
        let verified = if released { format!(", {} as verified", number(proved)) } else { String::new() };
        let message = format!(
            "`{}` ({}) against `{}`: {} as designed, {} as implemented{verified}; {} required",
            cx.model.head(asset).id,
            row.property.word(),
            cx.model.head(row.attacker).id,
            number(row),
            number(built),
            row.required
        );
        let lists: Vec<String> = missing
            .iter()
            .map(|mechanism| {
                let name = &cx.model.head(*mechanism).id;
                match depth.unverified.get(mechanism) {
                    Some(why) => format!("`{name}`: {why}"),
                    None => format!("`{name}` is not implemented"),
                }
            })
            .collect();
        let mut finding = cx.about(code, asset, message);
        if untold {
            finding.severity = Severity::Note;
        }
        for mechanism in &missing {
            finding = finding.see(cx.model.head(*mechanism).header, "does not count there");
        }
        out.finding(
            finding
                .why("what is on paper stops nobody; what was never attacked in a test may not either")
                .help(few(&lists, "; ")),
        );
    }
}

/// Mechanisms that the shortest path of a row passes because they do not count in its tier.
fn missing_layers(cx: &Context<'_>, row: &Row) -> Vec<AnyId> {
    let path = tell::path(cx, row);
    let absent = |layer: &vauban_analysis::depth::Layer| {
        matches!(layer.by, vauban_analysis::depth::Fall::Absent(_)).then_some(layer.mechanism)
    };
    let mut found: Vec<AnyId> = path.steps.iter().flat_map(|step| &step.layers).filter_map(absent).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn depth_rests_on_environment(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DEPTH_RESTS_ON_ENVIRONMENT.code;
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let resting = rows.iter().filter(|row| row.sufficient()).find_map(|row| {
            let alone = in_tier(cx, row, Tier::WithoutEnvironment)?;
            (alone.rank() < row.required).then_some((*row, alone))
        });
        let Some((row, alone)) = resting else { continue };
        let provided = missing_layers(cx, alone);
        if !provided.is_empty() && provided.iter().all(|mechanism| told(cx, *mechanism)) {
            continue;
        }
        let message = format!(
            "`{}` ({}) has depth {} against `{}`, and {} without what its environment provides; {} required",
            cx.model.head(asset).id,
            row.property.word(),
            row.depth.map_or_else(|| "∞".to_owned(), |depth| depth.to_string()),
            cx.model.head(row.attacker).id,
            alone.rank(),
            row.required
        );
        let mut finding: Finding = cx.about(code, asset, message);
        for mechanism in &provided {
            finding = finding.see(cx.model.head(*mechanism).header, "somebody else provides it");
        }
        out.finding(
            finding.why("users who do not provide it have a product that is less protected than its design says").help(
                "tell users in a guideline that they must provide it (SG-2), or add a layer of the product's own",
            ),
        );
    }
}

fn of_environment(cx: &Context<'_>, mechanism: AnyId) -> bool {
    let mechanism = cx.model.mechanism.get(mechanism.at as usize);
    mechanism.is_some_and(|one| one.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment))
}

/// Whether users are told to provide a mechanism, by itself or by the assumption that stands for it.
fn told(cx: &Context<'_>, mechanism: AnyId) -> bool {
    let stands_for = |id: &AnyId| {
        let assumption = cx.model.assumption.get(id.at as usize);
        assumption.and_then(|one| one.mechanism.as_ref().and_then(Ref::to)) == Some(mechanism)
    };
    let mut standing = cx.mentioned_by(mechanism, &[Kind::Assumption]).into_iter().filter(stands_for);
    cx.told_to_users(mechanism).is_some() || standing.any(|assumption| cx.told_to_users(assumption).is_some())
}

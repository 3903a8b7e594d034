//! Whether the security level aimed at is borne out by the design, and what was set aside on the way (SR-4.c).

use std::collections::BTreeSet;

use vauban_analysis::levels::{FamilyLevels, Judged, Reached, Use, control_named};
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::AnyId;

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const LEVEL_BELOW_TARGET: Check = Check {
    code: Code {
        name: "level-below-target",
        asks: &["SR-4.c"],
        summary: "a product does not reach the security level it aims at",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/level-below-target.md"),
    },
    looks_at: LooksAt::Project,
    run: level_below_target,
};

pub(crate) const APPLICABILITY_UNSOUND: Check = Check {
    code: Code {
        name: "applicability-unsound",
        // What it sets aside counts as missing or not, and the level tells.
        asks: &[],
        summary: "a component requirement is set aside, and the decision does not hold",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/applicability-unsound.md"),
    },
    looks_at: LooksAt::Project,
    run: applicability_unsound,
};

pub(crate) const APPLICABILITY_UNNEEDED: Check = Check {
    code: Code {
        name: "applicability-unneeded",
        // What it sets aside counts as missing or not, and the level tells.
        asks: &[],
        summary: "a component requirement is set aside where there is nothing to set aside",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/applicability-unneeded.md"),
    },
    looks_at: LooksAt::Project,
    run: applicability_unneeded,
};

/// How many requirements a finding names for each family.
const NAMED: usize = 4;

/// A level that is aimed at, and one that is not reached.
type Short<'r> = (&'static str, &'r FamilyLevels, u32);

/// One finding for a product: what is not even claimed is a warning, what is not verified on a release yet a note.
fn level_below_target(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LEVEL_BELOW_TARGET.code;
    let (Some(id), Some(product)) = (cx.product, cx.product()) else { return };
    if product.target_level.is_none() {
        return;
    }
    let reached = &cx.levels().reached;
    if reached.types.is_empty() {
        out.unknown(
            "SR-4.c",
            "the product states no `type`, so nobody can say which component requirements it is held to",
        );
        return;
    }
    let name = &product.head.id;
    let below = below(reached, |family| family.claimed);
    if !below.is_empty() {
        let what = below.iter().map(|(of, family, target)| told(reached, of, family, *target)).collect::<Vec<_>>();
        let message = format!("product `{name}` does not reach the security level it aims at: {}", what.join("; "));
        out.finding(
            cx.about(code, id, message)
                .why("the level is what owners choose and compare products by; one that nothing bears out misleads them about what holds in their plant")
                .help("`vauban levels` lists what is missing, the cheapest first; where a requirement does not apply, say so by `[applicability.ID]`, or aim lower"),
        );
        return;
    }
    if below_by(reached, |family| family.certain) {
        out.unknown(
            "SR-4.c",
            "that component requirements do not apply rests on the silence of the records; `vauban levels --statement` says which, and an observation of the product or `[applicability.ID]` settles it",
        );
    } else {
        out.shows("SR-4.c", id);
    }
    if cx.current_release().is_some() {
        out.findings.extend(unverified(cx, id, reached));
    }
}

/// Families that do not reach the level aimed at, by type; `level` is the one that is looked at.
fn below(reached: &Reached, level: impl Fn(&FamilyLevels) -> u32) -> Vec<Short<'_>> {
    let families = reached.types.iter().flat_map(|one| one.families.iter().map(|family| (one.component_type, family)));
    let mut short: Vec<Short<'_>> = families
        .filter_map(|(of, family)| Some((of, family, family.target.filter(|target| level(family) < *target)?)))
        .collect();
    // The furthest from its target first.
    short.sort_by_key(|(_, family, target)| std::cmp::Reverse(target - level(family)));
    let mut seen = BTreeSet::new();
    // Two types mostly lack the same in a family; it is told once.
    short.retain(|(_, family, target)| seen.insert((family.id.clone(), level(family), *target)));
    short
}

fn below_by(reached: &Reached, level: impl Fn(&FamilyLevels) -> u32) -> bool {
    !below(reached, level).is_empty()
}

fn told(reached: &Reached, of: &str, family: &FamilyLevels, target: u32) -> String {
    let lacking: Vec<&Judged> =
        reached.entries(family).filter(|one| one.level <= target && !one.state.claimed()).collect();
    let mut ids: Vec<String> =
        lacking.iter().take(NAMED).map(|one| format!("{} {}", one.id, one.state.phrase())).collect();
    if lacking.len() > NAMED {
        ids.push(format!("{} more", lacking.len() - NAMED));
    }
    let of = if reached.types.len() > 1 { format!(" as {of}") } else { String::new() };
    format!("{}{of} is at {} of {target} ({})", family.id, family.claimed, ids.join(", "))
}

/// What is claimed, released, and not verified.
fn unverified(cx: &Context<'_>, id: AnyId, reached: &Reached) -> Option<Finding> {
    let below = below(reached, |family| family.achieved);
    if below.is_empty() {
        return None;
    }
    let what: Vec<String> =
        below.iter().map(|(_, family, target)| format!("{} at {} of {target}", family.id, family.achieved)).collect();
    let product = cx.model.head(id);
    let mut finding = cx
        .about(
            &LEVEL_BELOW_TARGET.code,
            id,
            format!(
                "product `{}` claims the security level it aims at, and has verified less: {}",
                product.id,
                what.join(", ")
            ),
        )
        .why("what is claimed and was not tested on the release is a promise")
        .help("`vauban levels` lists which tests are missing");
    finding.severity = Severity::Note;
    Some(finding)
}

fn applicability_unsound(cx: &Context<'_>, out: &mut Outcome) {
    let code = &APPLICABILITY_UNSOUND.code;
    for exception in &cx.levels().reached.exceptions {
        let Some(why) = &exception.unsound else { continue };
        let head = cx.model.head(exception.record);
        out.finding(
            cx.about(code, exception.record, format!("`{}` sets a component requirement aside and does not hold: {why}", head.name()))
                .why("a requirement that one person sets aside alone, or for ever, is one that nobody answers for")
                .help("give `reason`, `by`, `date` and `approved-by` with somebody else, renew `valid-until`, and let a guideline cover what the environment must provide"),
        );
    }
}

/// An exception that excepts nothing hides that the design has moved on.
fn applicability_unneeded(cx: &Context<'_>, out: &mut Outcome) {
    let code = &APPLICABILITY_UNNEEDED.code;
    let reached = &cx.levels().reached;
    let demanded = demanded(reached);
    for exception in &reached.exceptions {
        let Some(record) = cx.model.applicability.get(exception.record.at as usize) else { continue };
        let name = record.head.name();
        let mut idle = Vec::new();
        for clause in &record.of {
            match control_named(cx.catalogs, &clause.0) {
                None => idle.push(format!("`{}` is no component requirement", &**clause.0)),
                Some(control) if !reached.types.is_empty() && !demanded.contains(control.id()) => {
                    idle.push(format!("{} is not asked of this type of product", control.id()));
                }
                Some(_) => {}
            }
        }
        let asked =
            exception.uses.iter().filter(|one| reached.types.is_empty() || demanded.contains(one.control.as_str()));
        idle.extend(asked.flat_map(|one| idle_use(cx, one)));
        if idle.is_empty() {
            continue;
        }
        out.finding(
            cx.about(
                code,
                exception.record,
                format!("`{name}` sets aside what needs no setting aside: {}", idle.join("; ")),
            )
            .why("an exception that is no longer needed would excuse the next gap without anybody noticing")
            .help("remove it, or what it names in vain"),
        );
    }
}

/// Ids of what is demanded of the product's types, constraints included.
fn demanded(reached: &Reached) -> BTreeSet<&str> {
    let families = reached.types.iter().flat_map(|one| &one.families);
    let of_families = families.flat_map(|family| reached.entries(family));
    let constraints = reached.constraints.iter().filter_map(|at| reached.judged.get(*at));
    of_families.chain(constraints).map(|one| one.id.as_str()).collect()
}

fn idle_use(cx: &Context<'_>, one: &Use) -> Vec<String> {
    let mut idle: Vec<String> =
        one.idle.iter().map(|element| format!("{} is not judged on `{}`", one.control, cx.name(*element))).collect();
    if !one.needed && idle.is_empty() {
        idle.push(format!("{} is achieved, or does not apply anyway", one.control));
    }
    idle
}

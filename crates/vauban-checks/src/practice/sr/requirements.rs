//! Security requirements and what they are about (SR-3, SR-4, SR-5.f, SR-5.g).

use std::collections::BTreeMap;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::values::State;
use vauban_model::kinds::{Levels, Requirement};
use vauban_model::{AnyId, Kind, MechanismStatus, Method, Model, Record, Ref, RequirementStatus, Stage};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;
use crate::practice::sr::refinement::with_origin;

pub(crate) const REQUIREMENT_INCOMPLETE: Check = Check {
    code: Code {
        name: "requirement-incomplete",
        asks: &["SR-3.a", "SR-3.f", "SR-3.g", "SR-5.f", "SR-5.g"],
        summary: "a requirement does not say where it comes from, what fulfils it or how that is verified",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_incomplete,
};

pub(crate) const LIFE_STAGE_UNCOVERED: Check = Check {
    code: Code {
        name: "life-stage-uncovered",
        asks: &["SR-3.b", "SR-3.c", "SR-3.d", "SR-3.e"],
        summary: "requirements leave out a stage of the product's life",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/life-stage-uncovered.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: life_stage_uncovered,
};

pub(crate) const TARGET_LEVEL_UNSTATED: Check = Check {
    code: Code {
        name: "target-level-unstated",
        asks: &["SR-4.b"],
        summary: "a product does not say which security level it aims at",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/target-level-unstated.md"),
    },
    looks_at: LooksAt::Project,
    run: target_level_unstated,
};

pub(crate) const PRODUCT_SCOPE_UNSTATED: Check = Check {
    code: Code {
        name: "product-scope-unstated",
        asks: &["SR-4.a", "SR-4.b", "SR-4.c"],
        summary: "the product's scope or target level is stated in part, or no requirement serves a level aimed at",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/product-scope-unstated.md"),
    },
    looks_at: LooksAt::Project,
    run: product_scope_unstated,
};

/// Whether a requirement was decided against, or holds no longer: nothing has to fulfil it, and it shows nothing.
pub(crate) fn retired(requirement: &Requirement) -> bool {
    let known = requirement.status.as_ref().and_then(State::known);
    matches!(known, Some(RequirementStatus::Rejected | RequirementStatus::Obsolete))
}

/// Whether the product has to fulfil a requirement. One without a status stands as it is written; a word that nobody
/// defined is no agreement.
pub(crate) fn stands(requirement: &Requirement) -> bool {
    requirement.status.as_ref().is_none_or(|status| status.known() == Some(RequirementStatus::Approved))
}

fn requirement_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_INCOMPLETE.code;
    let from_somewhere = with_origin(cx);
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        if retired(requirement) {
            continue;
        }
        let mut gaps = Gaps::default();
        gaps.unless(said(&requirement.text), code.asks, "`text`");
        gaps.unless(
            from_somewhere.contains(&id),
            &["SR-3.f", "SR-5.f"],
            "`origin`, `origin-standard`, `origin-other`, or `refines` a requirement that has one",
        );
        gaps.unless(
            allocated(cx.model, requirement),
            &["SR-3.g"],
            "`allocated-to` what fulfils it, more than a proposal",
        );
        gaps.unless(said(&requirement.acceptance), &["SR-5.g"], "`acceptance`, when it is fulfilled");
        gaps.unless(
            verifiable(cx, id, requirement),
            &["SR-5.g"],
            "`method`, and where that is not `test`, a `verification`",
        );
        let message = format!("requirement `{}` is not complete", requirement.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("a requirement that comes from nowhere is dropped first, and one that cannot be verified was never there"));
        }
    }
}

/// Whether something that exists or is designed fulfils it: a mechanism that is only proposed does not.
fn allocated(model: &Model, requirement: &Record<Requirement>) -> bool {
    let stands = |id: AnyId| match id.kind {
        Kind::Mechanism => model.mechanism.get(id.at as usize).is_some_and(|mechanism| {
            mechanism.status.as_ref().is_none_or(|status| status.value != MechanismStatus::Proposed)
        }),
        _ => true,
    };
    requirement.allocated_to.iter().filter_map(Ref::to).any(stands)
}

fn verifiable(cx: &Context<'_>, id: AnyId, requirement: &Record<Requirement>) -> bool {
    match requirement.method.as_ref().map(|method| method.value) {
        None => false,
        Some(Method::Test) => true,
        Some(Method::Analysis | Method::Inspection) => {
            said(&requirement.verification) || !cx.mentioned_by(id, &[Kind::Test]).is_empty()
        }
    }
}

const STAGES: &[(&str, Stage)] = &[
    ("SR-3.b", Stage::Installation),
    ("SR-3.c", Stage::Operation),
    ("SR-3.d", Stage::Maintenance),
    ("SR-3.e", Stage::Decommissioning),
];

/// Stages are covered together: one requirement for each is enough. What is left out is told at the requirement
/// that says no stage, where there is one.
fn life_stage_uncovered(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LIFE_STAGE_UNCOVERED.code;
    let mut covered: BTreeMap<Stage, AnyId> = BTreeMap::new();
    let mut silent = Vec::new();
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        // What is not agreed to covers nothing.
        if !stands(requirement) {
            continue;
        }
        if requirement.stage.is_empty() {
            silent.push((id, requirement));
        }
        for stage in &requirement.stage {
            covered.entry(stage.value).or_insert(id);
            if let Some((aspect, _)) = STAGES.iter().find(|(_, known)| *known == stage.value) {
                out.shows(aspect, id);
            }
        }
    }
    let left: Vec<(&str, Stage)> = STAGES.iter().filter(|(_, stage)| !covered.contains_key(stage)).copied().collect();
    for (aspect, stage) in &left {
        out.next(aspect, format!("add a requirement with `stage = [\"{}\"]`", stage.word()));
    }
    for (id, requirement) in silent {
        let mut finding = cx
            .about(
                code,
                id,
                format!("requirement `{}` does not say in which stage of life it holds", requirement.head.id),
            )
            .why("requirements for commissioning, service and disposal are the ones that get forgotten")
            .help("add `stage`, one or more of installation, operation, maintenance, decommissioning");
        finding.requirement = left.iter().map(|(aspect, _)| (*aspect).to_owned()).collect();
        out.finding(finding);
    }
}

/// What the product aims at decides how strong an attacker it must hold against; saying it costs one line.
fn target_level_unstated(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TARGET_LEVEL_UNSTATED.code;
    out.next("SR-4.b", "add `target-level` with fr1 to fr7 to the product in `vauban.toml`");
    let (Some(id), Some(product)) = (cx.product, cx.product()) else { return };
    if product.target_level.is_some() {
        out.shows("SR-4.b", id);
        return;
    }
    out.finding(
        cx.about(code, id, format!("product `{}` does not say which security level it aims at", product.head.id))
            .why("a level is what users compare products and zones by; without one nobody can say what is missing for it")
            .help("add `target-level = { fr1 = 2, … fr7 = 2 }` to it in `vauban.toml`; `vauban context` shows what its records claim so far"),
    );
}

/// The seven foundational requirements with their level.
fn levels(levels: &Levels) -> [(&'static str, Option<i64>); 7] {
    let of = |level: &Option<vauban_model::Number<0, 4>>| level.as_ref().map(|level| level.0.value);
    [
        ("FR1", of(&levels.fr1)),
        ("FR2", of(&levels.fr2)),
        ("FR3", of(&levels.fr3)),
        ("FR4", of(&levels.fr4)),
        ("FR5", of(&levels.fr5)),
        ("FR6", of(&levels.fr6)),
        ("FR7", of(&levels.fr7)),
    ]
}

/// A product that says nothing of all this yet is not complained about: the status says what is next.
fn product_scope_unstated(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PRODUCT_SCOPE_UNSTATED.code;
    out.next("SR-4.a", "add `scope-physical` and `scope-logical` to the product in `vauban.toml`");
    out.next("SR-4.b", "add `target-level` with fr1 to fr7 to the product in `vauban.toml`");
    out.next("SR-4.c", "add `target-level` to the product, and requirements with `category` and `level` that reach it");
    let (Some(id), Some(product)) = (cx.product, cx.product()) else { return };
    let mut gaps = Gaps::default();
    if said(&product.scope_physical) || said(&product.scope_logical) {
        gaps.unless(said(&product.scope_physical), &["SR-4.a"], "`scope-physical`, where the product ends as a thing");
        gaps.unless(said(&product.scope_logical), &["SR-4.a"], "`scope-logical`, where its software ends");
    } else {
        gaps.hold(&["SR-4.a"]);
    }
    match &product.target_level {
        None => gaps.hold(&["SR-4.b", "SR-4.c"]),
        Some(target) => {
            let target = levels(target);
            for (category, _) in target.iter().filter(|(_, level)| level.is_none()) {
                gaps.unless(false, &["SR-4.b", "SR-4.c"], format!("`target-level.{}`", category.to_lowercase()));
            }
            if cx.model.requirement.is_empty() {
                gaps.hold(&["SR-4.c"]);
            } else {
                for (category, level) in target {
                    let Some(level) = level.filter(|level| *level > 0) else { continue };
                    let what = format!("a requirement with `category = \"{category}\"` and `level` {level} or above");
                    gaps.unless(reaches(cx, category, level), &["SR-4.c"], what);
                }
            }
        }
    }
    let message = format!("product `{}` does not say completely what it comprises and aims at", product.head.id);
    if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
        out.finding(finding.why("without a boundary nobody can say what was assessed; without a vector, against what"));
    }
}

fn reaches(cx: &Context<'_>, category: &str, target: i64) -> bool {
    cx.each(Kind::Requirement, &cx.model.requirement).any(|(_, requirement)| {
        let same = requirement.category.as_ref().is_some_and(|own| own.trim().eq_ignore_ascii_case(category));
        same && stands(requirement) && requirement.level.as_ref().is_some_and(|level| level.0.value >= target)
    })
}

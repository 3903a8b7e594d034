//! Layers: what each answers for, and who provides it (SD-2).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Effect, Kind, MechanismStatus, Model, Record, Ref, Side, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;

pub(crate) const MECHANISM_PROTECTS_NOTHING: Check = Check {
    code: Code {
        name: "mechanism-protects-nothing",
        asks: &["SD-2.a", "SD-2.b", "SD-2.d", "SD-2.e"],
        summary: "a layer stands in front of nothing, or nothing asks for it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/mechanism-protects-nothing.md"),
    },
    looks_at: LooksAt::Each(Kind::Mechanism),
    run: mechanism_protects_nothing,
};

pub(crate) const MECHANISM_WITHOUT_RESPONSIBILITY: Check = Check {
    code: Code {
        name: "mechanism-without-responsibility",
        asks: &["SD-2.c"],
        summary: "a layer does not say what it answers for",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/mechanism-without-responsibility.md"),
    },
    looks_at: LooksAt::Each(Kind::Mechanism),
    run: mechanism_without_responsibility,
};

pub(crate) const ENVIRONMENT_LAYER_UNTOLD: Check = Check {
    code: Code {
        name: "environment-layer-untold",
        asks: &["SD-2.f"],
        summary: "a layer expected from the environment is no assumption, or users are not told of it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/environment-layer-untold.md"),
    },
    looks_at: LooksAt::Project,
    run: environment_layer_untold,
};

/// What records alone say about depth: whether layers stand somewhere and answer something. How many of them an
/// attacker has to break, and which fall together, is computed: see `shortfall.rs` and `together.rs`.
fn mechanism_protects_nothing(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MECHANISM_PROTECTS_NOTHING.code;
    const ASK_FOR: &[Kind] =
        &[Kind::Disposition, Kind::Requirement, Kind::Interface, Kind::Mechanism, Kind::Assumption, Kind::Port];
    let asked = !cx.model.disposition.is_empty() || !cx.model.requirement.is_empty();
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        if mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed) {
            continue;
        }
        let mut gaps = Gaps::default();
        let stands = mechanism.protects.iter().any(|what| what.to().is_some())
            || mechanism.contains.iter().any(|what| what.to().is_some());
        let supports = || !cx.mentioned_by(id, &[Kind::Mechanism]).is_empty();
        gaps.unless(
            stands || supports(),
            &["SD-2.a"],
            "`protects`, what it stands in front of, or a mechanism that `relies-on` it",
        );
        if !stands {
            gaps.hold(&["SD-2.a"]);
        }
        if asked {
            let wanted = !cx.mentioned_by(id, ASK_FOR).is_empty();
            gaps.unless(
                wanted,
                &["SD-2.b"],
                "a threat's decision, a requirement or a concern of an interface that it answers",
            );
        }
        if cx.mentioned_by(id, &[Kind::Disposition]).is_empty() {
            gaps.hold(&["SD-2.b"]);
        }
        let founded =
            !mechanism.relies_on.is_empty() || mechanism.enforced_by.as_ref().is_some_and(|by| !by.is_empty());
        if !founded {
            gaps.hold(&["SD-2.d"]);
        }
        if !said(&mechanism.leaves) {
            gaps.hold(&["SD-2.e"]);
        }
        let message = format!("mechanism `{}` stands in front of nothing that is asked for", mechanism.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why(
                "a layer that protects nothing adds no depth, and one that answers nothing was not chosen by risk",
            ));
        }
    }
    out.next("SD-2.a", "add `protects` to the mechanisms");
    out.next("SD-2.b", "name mechanisms in `by` of the decisions about threats");
    out.next("SD-2.d", "say with `enforced-by` and `relies-on` what each mechanism stands on");
    out.next("SD-2.e", "say with `leaves` what each mechanism leaves for the next layer");
}

fn mechanism_without_responsibility(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MECHANISM_WITHOUT_RESPONSIBILITY.code;
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        if said(&mechanism.responsibility) {
            out.shows("SD-2.c", id);
            continue;
        }
        out.finding(
            cx.about(code, id, format!("mechanism `{}` does not say what it answers for", mechanism.head.id))
                .why("a layer whose task nobody stated cannot be tested, and nobody notices when it no longer does it")
                .help("add `responsibility = \"…\"`: what this layer keeps out even when the others have fallen"),
        );
    }
}

fn environment_layer_untold(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ENVIRONMENT_LAYER_UNTOLD.code;
    let guides = !cx.model.guideline.is_empty() || !cx.model.manual.is_empty();
    out.next("SD-2.f", "mark layers of the environment with `provided-by = \"environment\"`, add the `[assumption.ID]` that stands for each, and cover it in a guideline");
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        if !of_environment(mechanism) {
            continue;
        }
        let standing = standing_for(cx, id);
        let mut gaps = Gaps::default();
        match (standing, cx.model.assumption.is_empty()) {
            (None, true) => gaps.hold(code.asks),
            (standing, _) => gaps.unless(standing.is_some(), code.asks, "an assumption whose `mechanism` it is"),
        }
        let told = cx.told_to_users(id).or_else(|| cx.told_to_users(standing?));
        if guides {
            gaps.unless(told.is_some(), code.asks, "a guideline section that covers it or its assumption");
        } else {
            gaps.hold(code.asks);
        }
        let message = format!("mechanism `{}` is expected from the environment, and nobody is told", mechanism.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(
                finding.why("a layer that somebody else has to provide is there only if they know that they have to"),
            );
        }
    }
    protecting_assumptions(cx, out);
}

/// An assumption that protects stands for a layer of the environment, never for one of the product.
fn protecting_assumptions(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ENVIRONMENT_LAYER_UNTOLD.code;
    for (id, assumption) in cx.each(Kind::Assumption, &cx.model.assumption) {
        if assumption.effect.as_ref().is_none_or(|effect| effect.value != Effect::Protects) {
            continue;
        }
        let layer = assumption.mechanism.as_ref().and_then(Ref::to).and_then(|id| mechanism(cx.model, id));
        let name = &assumption.head.id;
        let why = "what the product does itself and what it takes from others must be told apart, or a layer is counted that is not there";
        match layer {
            Some(layer) if of_environment(layer) => {}
            Some(layer) => {
                let mut finding = cx
                    .about(code, id, format!("assumption `{name}` stands for mechanism `{}`, which the product provides itself", layer.head.id))
                    .see(layer.head.header, "a mechanism of the product")
                    .why(why)
                    .help("set `provided-by = \"environment\"` there, or take `mechanism` out of the assumption");
                finding.severity = Severity::Error;
                out.finding(finding);
            }
            None => out.finding(
                cx.about(code, id, format!("assumption `{name}` protects, and no layer of the environment stands for it"))
                    .why(why)
                    .help("add a `[mechanism.ID]` with `provided-by = \"environment\"` and name it as the assumption's `mechanism`, or say `effect = \"exposes\"`"),
            ),
        }
    }
}

fn standing_for(cx: &Context<'_>, layer: AnyId) -> Option<AnyId> {
    cx.mentioned_by(layer, &[Kind::Assumption]).into_iter().find(|id| {
        let assumption = cx.model.assumption.get(id.at as usize);
        assumption.and_then(|assumption| assumption.mechanism.as_ref()?.to()) == Some(layer)
    })
}

fn mechanism(model: &Model, id: AnyId) -> Option<&Record<kinds::Mechanism>> {
    model.mechanism.get(id.at as usize)
}

fn of_environment(mechanism: &Record<kinds::Mechanism>) -> bool {
    mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment)
}

//! Static analysers: what they read, how they were set, and every language of our own software (SI-1).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Analyser;
use vauban_model::{AnyId, Kind, Record, Ref, TestType};

use super::results::counted;
use super::{folded, own_software};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::svv;

pub(crate) const ANALYSER_INCOMPLETE: Check = Check {
    code: Code {
        name: "analyser-incomplete",
        asks: &["SI-1.b", "SI-1.c"],
        summary: "a static analyser does not say what it read, how it was set, or what it found",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/analyser-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Analyser),
    run: analyser_incomplete,
};

/// An analyser counts with its languages, what it covers, its settings, its version and results that are there.
fn analyser_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ANALYSER_INCOMPLETE.code;
    let enforcing: BTreeSet<AnyId> = cx
        .each(Kind::CodingStandard, &cx.model.coding_standard)
        .filter(|(_, standard)| !standard.banned.is_empty() && !standard.rules.is_empty())
        .flat_map(|(_, standard)| standard.tools.iter().filter_map(Ref::to))
        .collect();
    for (id, analyser) in cx.each(Kind::Analyser, &cx.model.analyser) {
        let lacks = analyser_gaps(cx, analyser);
        if lacks.is_empty() {
            out.shows("SI-1.c", id);
            if enforcing.contains(&id) {
                out.shows("SI-1.b", id);
            }
            continue;
        }
        out.finding(
            cx.about(code, id, format!("analyser `{}` shows nothing yet", analyser.head.id))
                .why("a tool that is named but whose settings and results nobody can open has found nothing")
                .help(format!("it lacks {}", lacks.join("; "))),
        );
    }
    out.next(
        "SI-1.b",
        "let a `[coding-standard.ID]` with `banned` and `rules` name the analyser that checks it under `tools`",
    );
}

fn analyser_gaps(cx: &Context<'_>, analyser: &Record<Analyser>) -> Vec<String> {
    let mut lacks = Vec::new();
    if analyser.languages.is_empty() {
        lacks.push("`languages`".to_owned());
    }
    if analyser.covers.is_empty() {
        lacks.push("`covers`".to_owned());
    }
    if !said(&analyser.version) {
        lacks.push("`version`".to_owned());
    }
    match &analyser.configuration {
        None => lacks.push("`configuration`".to_owned()),
        Some(settings) => {
            if let Err(why) = cx.one_evidence(settings) {
                lacks.push(format!("its configuration: {why}"));
            }
        }
    }
    match counted(cx, analyser) {
        Err(_) if analyser.results.is_empty() => lacks.push("`results`".to_owned()),
        Err(why) => lacks.push(format!("its results: {why}")),
        Ok(_) => {}
    }
    lacks
}

pub(crate) const LANGUAGE_NOT_ANALYSED: Check = Check {
    code: Code {
        name: "language-not-analysed",
        asks: &["SI-1.c"],
        summary: "source code is in a language that no analyser reads",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/language-not-analysed.md"),
    },
    looks_at: LooksAt::Each(Kind::Component),
    run: language_not_analysed,
};

/// Every language of our own software has an analyser, and static analysis was carried out on the release.
fn language_not_analysed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LANGUAGE_NOT_ANALYSED.code;
    if cx.model.analyser.is_empty() {
        out.next("SI-1.c", "add an `[analyser.ID]` for every language of the product");
        return;
    }
    let read: BTreeSet<String> = cx
        .each(Kind::Analyser, &cx.model.analyser)
        .filter(|(_, analyser)| analyser_gaps(cx, analyser).is_empty())
        .flat_map(|(_, analyser)| analyser.languages.iter().map(|language| folded(language)))
        .collect();
    let ran = cx
        .each(Kind::Test, &cx.model.test)
        .filter(|(_, test)| test.types.as_ref().is_some_and(|said| said.value == TestType::StaticAnalysis))
        .any(|(id, _)| matches!(svv::proof(cx, id), svv::Proof::Passed(_)));
    for (id, component) in own_software(cx) {
        let missing: Vec<&str> = component
            .languages
            .iter()
            .map(|language| &*language.value)
            .filter(|language| !read.contains(&folded(language)))
            .collect();
        let message = match (component.languages.is_empty(), missing.is_empty()) {
            (true, _) => format!("component `{}` is our own software and names no language", component.head.id),
            (false, false) => format!(
                "component `{}` is written in {}, which no analyser with results reads",
                component.head.id,
                missing.join(", ")
            ),
            (false, true) => {
                if ran {
                    out.shows("SI-1.c", id);
                }
                continue;
            }
        };
        out.finding(
            cx.about(code, id, message)
                .why("static analysis is expected wherever a tool exists for the language; what it never read it never questioned")
                .help("name its `languages`, and let an `[analyser.ID]` with `results` read each of them"),
        );
    }
    out.next(
        "SI-1.c",
        "carry out a test of type `static-analysis` on the current release and record it as `[test-run.ID]`",
    );
}

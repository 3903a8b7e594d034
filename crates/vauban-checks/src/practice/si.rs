//! Secure implementation: reviews of the implementation and static analysis (SI-1), coding standards (SI-2).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Analyser, Component};
use vauban_model::{AnyId, ComponentForm, Kind, Record, Ref, ReviewKind, TestType, kinds};

use super::shared::{bearing, bearing_each, by_aspect, closure_gaps, is_for, looked_for, review_gaps, reviews};
use super::svv;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    IMPLEMENTATION_REVIEW_INCOMPLETE,
    ANALYSER_INCOMPLETE,
    LANGUAGE_NOT_ANALYSED,
    CODING_STANDARD_INCOMPLETE,
    LANGUAGE_WITHOUT_CODING_STANDARD,
];

pub(crate) const IMPLEMENTATION_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "implementation-review-incomplete",
        asks: &["SI-1.a", "SI-1.b", "SI-1.d", "SI-1.e", "SI-1.f"],
        summary: "a review of the implementation cannot be relied on",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../explain/implementation-review-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Review),
    run: implementation_review_incomplete,
};

const LOOKED_FOR: &[&str] = &["SI-1.a", "SI-1.b", "SI-1.d", "SI-1.e"];

/// Reviews of the implementation held for the current release, each aspect by what it says it looked for.
fn implementation_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &IMPLEMENTATION_REVIEW_INCOMPLETE.code;
    let current = cx.current_release().map(|(id, _)| id);
    for (id, review) in reviews(cx, ReviewKind::Implementation) {
        let gaps = review_gaps(cx, review);
        let open = closure_gaps(cx, review);
        let aspects: Vec<&'static str> =
            LOOKED_FOR.iter().copied().filter(|aspect| looked_for(cx, review, aspect)).collect();
        let counts = current.is_some_and(|release| is_for(review, release));
        if counts && gaps.is_empty() {
            out.shows_all(&aspects, id);
            if open.is_empty() {
                out.shows("SI-1.f", id);
            }
        }
        if gaps.is_empty() && open.is_empty() {
            continue;
        }
        let lacks = gaps.iter().chain(&open).cloned().collect::<Vec<_>>().join("; ");
        let finding = cx
            .about(code, id, format!("review `{}` of the implementation cannot be relied on", review.head.id))
            .why("whoever reads it later cannot tell who looked, what came of it, and whether it was put right")
            .help(format!("it lacks {lacks}"));
        let bears: Vec<&str> = if gaps.is_empty() { vec!["SI-1.f"] } else { code.asks.to_vec() };
        out.finding(bearing(finding, &bears));
    }
    for aspect in LOOKED_FOR {
        out.next(
            aspect,
            format!(
                "hold a review of kind `implementation` for the current release that says `looked-for = [\"{aspect}\"]`"
            ),
        );
    }
    out.next("SI-1.f", "hold a review of kind `implementation` for the current release, and close its findings");
    // Suppressions stand in the analysers' own results, which are not read here yet.
    out.unknown("SI-1.f", "needs the suppressions of the analysers' results, which this version does not read");
}

pub(crate) const ANALYSER_INCOMPLETE: Check = Check {
    code: Code {
        name: "analyser-incomplete",
        asks: &["SI-1.b", "SI-1.c"],
        summary: "a static analyser does not say what it read, how it was set, or what it found",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../explain/analyser-incomplete.md"),
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
    match cx.evidence(&analyser.results) {
        Err(_) if analyser.results.is_empty() => lacks.push("`results`".to_owned()),
        Err(why) => lacks.push(format!("its results: {why}")),
        Ok(()) => {}
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
        explain: include_str!("../../explain/language-not-analysed.md"),
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

/// Components of our own that are software, with what they are written in. A whole that has parts of its own
/// speaks through them.
fn own_software<'a>(cx: &Context<'a>) -> Vec<(AnyId, &'a Record<Component>)> {
    let mut wholes: BTreeSet<AnyId> = BTreeSet::new();
    for component in &cx.model.component {
        if let Some(kinds::values::PartOf::Component(link)) = &component.part_of {
            wholes.extend(link.to);
        }
    }
    let software = |component: &Record<Component>| match component.form.as_ref().map(|form| form.value) {
        Some(
            ComponentForm::Process
            | ComponentForm::Task
            | ComponentForm::Library
            | ComponentForm::Firmware
            | ComponentForm::Bootloader
            | ComponentForm::Kernel
            | ComponentForm::Service,
        ) => true,
        Some(
            ComponentForm::Hardware
            | ComponentForm::Store
            | ComponentForm::Device
            | ComponentForm::Container
            | ComponentForm::Guest,
        )
        | None => false,
    };
    cx.each(Kind::Component, &cx.model.component)
        .filter(|(_, component)| component.supplier.is_none() && !reach::of_environment(component))
        .filter(|(id, component)| {
            let written = !component.languages.is_empty() || !component.code.is_empty();
            written || (software(component) && !wholes.contains(id))
        })
        .collect()
}

fn folded(language: &str) -> String {
    language.trim().to_lowercase()
}

pub(crate) const CODING_STANDARD_INCOMPLETE: Check = Check {
    code: Code {
        name: "coding-standard-incomplete",
        asks: &["SI-2.a", "SI-2.b", "SI-2.c", "SI-2.d", "SI-2.e", "SI-2.f", "SI-2.g"],
        summary: "a coding standard leaves out part of its minimum content",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../explain/coding-standard-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::CodingStandard),
    run: coding_standard_incomplete,
};

fn coding_standard_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CODING_STANDARD_INCOMPLETE.code;
    for (id, standard) in cx.each(Kind::CodingStandard, &cx.model.coding_standard) {
        let document = standard.document.as_ref().map(|document| cx.one_evidence(document));
        let approved = cx.someone(&standard.approved_by) && said(&standard.version);
        if !matches!(document, Some(Ok(()))) || !approved {
            let why = match document {
                Some(Err(why)) => format!("its document: {why}"),
                _ => "`document`, `version` and `approved-by` somebody who can be asked".to_owned(),
            };
            out.finding(
                cx.about(code, id, format!("coding standard `{}` is no approved document", standard.head.id))
                    .why("a standard that cannot be opened binds nobody")
                    .help(format!("it lacks {why}")),
            );
            continue;
        }
        let mut open = Vec::new();
        for (aspect, lacks) in standard_answers(cx, standard) {
            match lacks {
                None => out.shows(aspect, id),
                Some(lacks) => open.push((aspect, lacks)),
            }
        }
        if open.is_empty() {
            continue;
        }
        let listed = by_aspect(&open, "; ");
        let finding = cx
            .about(
                code,
                id,
                format!(
                    "coding standard `{}` leaves {} of {} points open",
                    standard.head.id,
                    open.len(),
                    code.asks.len()
                ),
            )
            .why("the standard asks for a minimum content; what is left out is left to each developer")
            .help(format!("add {listed}"));
        out.finding(bearing_each(finding, &open));
    }
}

/// What a coding standard lacks for each aspect, if anything.
fn standard_answers(cx: &Context<'_>, standard: &Record<kinds::CodingStandard>) -> Vec<(&'static str, Option<String>)> {
    let lack = |fine: bool, what: &str| if fine { None } else { Some(what.to_owned()) };
    let tools: Vec<&Record<Analyser>> =
        standard.tools.iter().filter_map(Ref::to).filter_map(|id| cx.model.analyser.get(id.at as usize)).collect();
    let known = !tools.is_empty() && tools.len() == standard.tools.len();
    let checked = known && tools.iter().all(|tool| cx.evidence(&tool.results).is_ok());
    let set = known
        && tools
            .iter()
            .all(|tool| tool.configuration.as_ref().is_some_and(|settings| cx.one_evidence(settings).is_ok()));
    let reviewed = standard.reviewed_on.is_some_and(|day| cx.within(day.date, cx.review_months()));
    let ahead = standard.next_review.is_some() && cx.not_over(&standard.next_review);
    vec![
        ("SI-2.a", lack(!standard.avoids.is_empty(), "`avoids`: constructs that tend to be exploitable")),
        (
            "SI-2.b",
            lack(
                !standard.banned.is_empty() && !standard.rules.is_empty() && checked,
                "`banned`, the `rules` that find them, and `tools` with results",
            ),
        ),
        ("SI-2.c", lack(set, "`tools`, each with its `configuration`")),
        ("SI-2.d", lack(said(&standard.practices), "`practices`")),
        ("SI-2.e", lack(said(&standard.input_validation), "`input-validation`")),
        ("SI-2.f", lack(said(&standard.error_handling), "`error-handling`")),
        ("SI-2.g", lack(reviewed && ahead, "`reviewed-on` within the review interval and `next-review` ahead")),
    ]
}

pub(crate) const LANGUAGE_WITHOUT_CODING_STANDARD: Check = Check {
    code: Code {
        name: "language-without-coding-standard",
        asks: &["SI-2.h"],
        summary: "source code is in a language without coding standard",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../explain/language-without-coding-standard.md"),
    },
    looks_at: LooksAt::Each(Kind::Component),
    run: language_without_coding_standard,
};

fn language_without_coding_standard(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LANGUAGE_WITHOUT_CODING_STANDARD.code;
    if cx.model.coding_standard.is_empty() {
        out.next("SI-2.h", "add a `[coding-standard.ID]` for every language of the product");
        return;
    }
    let mut standards: BTreeMap<String, AnyId> = BTreeMap::new();
    for (id, standard) in cx.each(Kind::CodingStandard, &cx.model.coding_standard) {
        for language in &standard.language {
            standards.entry(folded(language)).or_insert(id);
        }
    }
    for (id, component) in own_software(cx) {
        let missing: Vec<&str> = component
            .languages
            .iter()
            .map(|language| &*language.value)
            .filter(|language| !standards.contains_key(&folded(language)))
            .collect();
        if !component.languages.is_empty() && missing.is_empty() {
            out.shows("SI-2.h", id);
            continue;
        }
        let message = match component.languages.is_empty() {
            true => format!("component `{}` is our own software and names no language", component.head.id),
            false => format!(
                "component `{}` is written in {}, which no coding standard is for",
                component.head.id,
                missing.join(", ")
            ),
        };
        out.finding(
            cx.about(code, id, message)
                .why("where no standard holds, everybody writes by their own")
                .help("name its `languages`, and let a `[coding-standard.ID]` be for each of them"),
        );
    }
}

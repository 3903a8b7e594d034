//! Coding standards: their minimum content, and one for every language of our own software (SI-2).

use std::collections::BTreeMap;

use vauban_analysis::globs::Glob;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Analyser;
use vauban_model::{AnyId, Kind, Record, Ref, kinds};

use super::results::counted;
use super::{folded, own_software};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing_each, by_aspect};

pub(crate) const CODING_STANDARD_INCOMPLETE: Check = Check {
    code: Code {
        name: "coding-standard-incomplete",
        asks: &["SI-2.a", "SI-2.b", "SI-2.c", "SI-2.d", "SI-2.e", "SI-2.f", "SI-2.g"],
        summary: "a coding standard leaves out part of its minimum content",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/coding-standard-incomplete.md"),
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
    let checked = known && tools.iter().all(|tool| counted(cx, tool).is_ok());
    let enforced = !standard.rules.is_empty() || !standard.rule_sets.is_empty();
    let not_run = rule_not_run(cx, standard);
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
            not_run.or_else(|| {
                lack(
                    !standard.banned.is_empty() && enforced && checked,
                    "`banned`, the `rules` or `rule-sets` that find them, and `tools` with results of the release",
                )
            }),
        ),
        ("SI-2.c", lack(set, "`tools`, each with its `configuration`")),
        ("SI-2.d", lack(said(&standard.practices), "`practices`")),
        ("SI-2.e", lack(said(&standard.input_validation), "`input-validation`")),
        ("SI-2.f", lack(said(&standard.error_handling), "`error-handling`")),
        ("SI-2.g", lack(reviewed && ahead, "`reviewed-on` within the review interval and `next-review` ahead")),
    ]
}

/// What is wrong with the rule sets of a standard: a rule that its analyser says it did not run, or no analyser.
fn rule_not_run(cx: &Context<'_>, standard: &Record<kinds::CodingStandard>) -> Option<String> {
    standard.rule_sets.iter().find_map(|set| {
        let text = set.text.as_ref().map_or("", |text| text);
        let tool = set.tool.as_ref().and_then(Ref::to).and_then(|id| cx.model.analyser.get(id.at as usize));
        let Some(tool) = tool.filter(|_| !set.rules.is_empty()) else {
            return Some(format!("`rules` and `tool` of the rule set \"{text}\""));
        };
        let ran: Vec<&str> =
            counted(cx, tool).ok()?.into_iter().flat_map(|(_, found)| &found.rules).map(String::as_str).collect();
        // An analyser that does not list its rules leaves the question open.
        let missing = |rule: &&vauban_model::Text| {
            let glob = Glob::new(rule);
            !ran.is_empty() && !ran.iter().any(|known| glob.matches(known))
        };
        let rule = set.rules.iter().find(missing)?;
        Some(format!("rule `{}` (\"{text}\"): the results of `{}` say that it was not run", &**rule, tool.head.name()))
    })
}

pub(crate) const LANGUAGE_WITHOUT_CODING_STANDARD: Check = Check {
    code: Code {
        name: "language-without-coding-standard",
        asks: &["SI-2.h"],
        summary: "source code is in a language without coding standard",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/language-without-coding-standard.md"),
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

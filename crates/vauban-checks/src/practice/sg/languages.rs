//! The languages that users are told in: every section in each, and none older than its original (SG-7).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::guidance::{Language, Stand, Step, owed};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Ref};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;
use crate::practice::shared::bearing;

pub(crate) const TRANSLATION_MISSING: Check = Check {
    code: Code {
        name: "translation-missing",
        asks: &[],
        summary: "a language that the product promises lacks something that users are told",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/translation-missing.md"),
    },
    looks_at: LooksAt::Project,
    run: translation_missing,
};

pub(crate) const TRANSLATION_OUTDATED: Check = Check {
    code: Code {
        name: "translation-outdated",
        asks: &[],
        summary: "a translation is older than what it translates, or belongs to nothing",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/translation-outdated.md"),
    },
    looks_at: LooksAt::Project,
    run: translation_outdated,
};

/// Records of a product that say something to users.
pub(crate) fn speaking(cx: &Context<'_>) -> Vec<AnyId> {
    let mut records: Vec<AnyId> = cx.each(Kind::Context, &cx.model.context).map(|(id, _)| id).collect();
    let kinds = [Kind::UserOption, Kind::Account, Kind::Assumption, Kind::Interface, Kind::Asset, Kind::Port];
    let told = owed(cx.model, cx.owners(), cx.product).into_iter().map(|one| one.record);
    records.extend(told.filter(|id| kinds.contains(&id.kind)));
    // An option names the mechanisms that it adds to.
    let options = cx.each(Kind::UserOption, &cx.model.option);
    let named: BTreeSet<AnyId> =
        options.flat_map(|(_, option)| option.strengthens.iter().filter_map(Ref::to)).collect();
    records.extend(named);
    records
}

fn languages(cx: &Context<'_>) -> Vec<Language> {
    cx.guidance().steps(cx.model, &speaking(cx))
}

/// One finding for each language and guideline or manual, and one for each language about records.
fn translation_missing(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TRANSLATION_MISSING.code;
    let guidance = cx.guidance();
    for language in languages(cx) {
        let mut lacking: BTreeMap<Option<AnyId>, Vec<&Step>> = BTreeMap::new();
        for step in language.steps.iter().filter(|step| step.stand == Stand::Missing) {
            lacking.entry(step.unit.map(|_| step.record)).or_default().push(step);
        }
        for (of, steps) in lacking {
            let names: Vec<String> = steps
                .iter()
                .map(|step| match step.unit.and_then(|at| guidance.units.get(at)) {
                    Some(unit) => format!("`{}`", unit.anchor),
                    None => format!("`{}`", cx.name(step.record)),
                })
                .collect();
            let Some(first) = steps.first() else { continue };
            let (what, help) = match of {
                Some(of) => {
                    let name = cx.name(of);
                    let kind = of.kind.name();
                    let id = &cx.model.head(of).id;
                    (
                        format!("{} of `{name}`", count(steps.len(), "section")),
                        format!(
                            "write them in a `[{kind}.ID]` with `language = \"{}\"` and `translates = \"{id}\"`, each under the same id: {}",
                            language.tag,
                            few(&names, ", ")
                        ),
                    )
                }
                None => (
                    format!(
                        "what {} to users",
                        if steps.len() == 1 {
                            "1 record says".to_owned()
                        } else {
                            format!("{} records say", steps.len())
                        }
                    ),
                    format!(
                        "add a `[translation.ID]` with `of`, `language = \"{}\"` and `text` for each: {}",
                        language.tag,
                        few(&names, ", ")
                    ),
                ),
            };
            let subject = of
                .map_or_else(|| cx.product().map_or_else(String::new, |product| product.head.name()), |of| cx.name(of));
            let finding = code
                .at(first.span, format!("{what} {} missing in `{}`", if steps.len() == 1 { "is" } else { "are" }, language.tag))
                .subject(format!("{subject}#{}", language.tag))
                .why("the product promises this language under `languages`; who reads it gets the original instead (CRA Article 13(18))")
                .help(help);
            out.finding(bearing(finding, &[]));
        }
    }
}

/// One finding for each text that is not in step.
fn translation_outdated(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TRANSLATION_OUTDATED.code;
    let guidance = cx.guidance();
    for language in languages(cx) {
        for step in &language.steps {
            let name = match step.unit.and_then(|at| guidance.units.get(at)) {
                Some(unit) => unit.name(cx.model),
                None => cx.name(step.record),
            };
            let message = match step.stand {
                Stand::Outdated => format!("the text in `{}` is older than `{name}`", language.tag),
                Stand::Unstamped => {
                    format!("nobody said of which text of `{name}` the one in `{}` is a translation", language.tag)
                }
                Stand::Missing | Stand::Current => continue,
            };
            let finding = code
                .at(step.span, message)
                .subject(format!("{name}#{}", language.tag))
                .why("two readers of two languages are told different things, and one of them the wrong one")
                .help("read both, put the translation right, then `vauban guide stamp` with its name");
            out.finding(bearing(finding, &[]));
        }
    }
    for unit in guidance.unmatched(cx.model) {
        let Some(source) = unit.translates else { continue };
        let finding = code
            .at(
                unit.span,
                format!("`{}` has no section `{}` that this could be a translation of", cx.name(source), unit.anchor),
            )
            .subject(unit.name(cx.model))
            .why("what only one language says nobody keeps in step with the others")
            .help("give it the id of the section it translates, `{#id}`, or take it out");
        out.finding(bearing(finding, &[]));
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

//! The code behind the records: patterns that match no file, mechanisms that are implemented nowhere.

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Analyser, Component, Mechanism, Test};
use vauban_model::{AnyId, Head, Kind, MechanismStatus, Record, Side, SourceFact, Text};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::few;

pub(crate) const CODE_NOT_FOUND: Check = Check {
    code: Code {
        name: "code-not-found",
        asks: &[],
        summary: "a record names source files that are not there",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/code-not-found.md"),
    },
    looks_at: LooksAt::Project,
    run: code_not_found,
};

/// Every pattern of source files matches one, unless the product's sources are kept elsewhere.
fn code_not_found(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CODE_NOT_FOUND.code;
    if cx.product().is_some_and(|product| said(&product.sources_in)) {
        return;
    }
    for (id, key, patterns) in patterns(cx) {
        let head = cx.model.head(id);
        let (mut missing, mut unreadable) = (Vec::new(), Vec::new());
        for pattern in patterns {
            match fact(cx, head, pattern) {
                Some(SourceFact::Files(0, _)) => missing.push(pattern),
                Some(SourceFact::Unknown(why)) => unreadable.push(format!("`{}`: {why}", &**pattern)),
                Some(SourceFact::Files(..)) | None => {}
            }
        }
        let Some(first) = missing.first() else {
            if !unreadable.is_empty() {
                let message = format!("`{key}` of `{}` cannot be looked up: {}", head.name(), few(&unreadable, "; "));
                out.finding(
                    cx.about(code, id, message)
                        .why("what cannot be found cannot be reviewed, analysed or tested")
                        .help("patterns are paths from the folder of `vauban.toml`; `*` stays in a folder, `**` goes deeper, `{a,b}` is either"),
                );
            }
            continue;
        };
        let listed: Vec<String> = missing.iter().map(|pattern| format!("`{}`", pattern.value)).collect();
        out.finding(
            cx.about(code, id, format!("no file is like {} in `{key}` of `{}`", few(&listed, ", "), head.name()))
                .see(first.span, "matches nothing that git tracks here")
                .why("a change of that code is seen by nobody who relies on this record")
                .help("correct the pattern; where the code was removed, say so in the record; where the sources are kept in another repository, name it in `sources-in` of the product"),
        );
    }
}

/// Records with patterns of source files, with the key that holds them.
fn patterns<'a>(cx: &Context<'a>) -> Vec<(AnyId, &'static str, &'a [Text])> {
    let mut found: Vec<(AnyId, &'static str, &'a [Text])> = Vec::new();
    let component = |(id, one): (AnyId, &'a Record<Component>)| (id, "code", one.code.as_slice());
    found.extend(cx.each(Kind::Component, &cx.model.component).map(component));
    let mechanism = |(id, one): (AnyId, &'a Record<Mechanism>)| (id, "code", one.code.as_slice());
    found.extend(cx.each(Kind::Mechanism, &cx.model.mechanism).map(mechanism));
    let test = |(id, one): (AnyId, &'a Record<Test>)| (id, "code", one.code.as_slice());
    found.extend(cx.each(Kind::Test, &cx.model.test).map(test));
    let analyser = |(id, one): (AnyId, &'a Record<Analyser>)| (id, "covers", one.covers.as_slice());
    found.extend(cx.each(Kind::Analyser, &cx.model.analyser).map(analyser));
    found
}

fn fact<'a>(cx: &Context<'a>, head: &Head, pattern: &Text) -> Option<&'a SourceFact> {
    cx.facts.sources.get(&(head.folder().to_owned(), pattern.to_string()))
}

pub(crate) const MECHANISM_WITHOUT_CODE: Check = Check {
    code: Code {
        name: "mechanism-without-code",
        asks: &[],
        summary: "a mechanism is said to be implemented, and nothing shows where",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/mechanism-without-code.md"),
    },
    looks_at: LooksAt::Each(Kind::Mechanism),
    run: mechanism_without_code,
};

/// A mechanism of the product that is implemented names its code, or the setting that turns it on.
fn mechanism_without_code(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MECHANISM_WITHOUT_CODE.code;
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        let environment = mechanism.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment);
        let implemented = mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Implemented);
        if environment || !implemented || !mechanism.code.is_empty() || said(&mechanism.configuration) {
            continue;
        }
        out.finding(
            cx.about(code, id, format!("mechanism `{}` is implemented, and nothing shows where", mechanism.head.id))
                .why("it counts in the depth as implemented; who reviews it has to know what to read")
                .help("name its source files under `code`, or the setting that turns it on under `configuration`; for a part of the hardware say under `configuration` which"),
        );
    }
}

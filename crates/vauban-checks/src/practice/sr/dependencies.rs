//! Drivers and libraries of others: what the bill of materials of the release lists, held against the design (SR-2.m, SM-9.a).
//!
//! What the product itself uses has to be a component, or one of the `packages` of a component; what only its parts use
//! comes with them. What the design records has to be in the bill, in the version that the design says.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Component;
use vauban_model::{AnyId, ComponentForm, Evidence, Kind, PartOfOthers, Record, Ref};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;

pub(crate) const DEPENDENCY_UNRECORDED: Check = Check {
    code: Code {
        name: "dependency-unrecorded",
        asks: &["SR-2.m", "SM-9.a"],
        summary: "the bill of materials of the release and the design name different parts of others",
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/dependency-unrecorded.md"),
    },
    looks_at: LooksAt::Project,
    run: dependency_unrecorded,
};

/// The bills of materials of the current release that were read, with the release.
fn bills<'a>(cx: &Context<'a>) -> Option<(AnyId, Vec<&'a [PartOfOthers]>)> {
    let (id, release) = cx.current_release()?;
    let files = release.sbom.iter().filter_map(|evidence| match evidence {
        Evidence::File(path) => cx.facts.parts.get(&*path.value)?.as_deref().ok(),
        Evidence::Document { .. } => None,
    });
    let files: Vec<&[PartOfOthers]> = files.filter(|parts| !parts.is_empty()).collect();
    (!files.is_empty()).then_some((id, files))
}

/// Why the parts of the design cannot be compared with what was built; `None` where they were.
pub(crate) fn uncompared(cx: &Context<'_>) -> Option<String> {
    if bills(cx).is_some() {
        return None;
    }
    Some(match cx.current_release() {
        Some((_, release)) => format!(
            "needs a bill of materials to compare with: name one in CycloneDX or SPDX (JSON) under `sbom` of release `{}`; no record can show that no dependency is missing",
            release.head.id
        ),
        None => {
            "needs a release with a bill of materials to compare with: no record can show that no dependency is missing"
                .to_owned()
        }
    })
}

/// A package URL without version, qualifiers and subpath, in lower case.
fn identity(purl: &str) -> String {
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    let purl = purl.get(..end).unwrap_or_default();
    let base = purl.rsplit_once('@').map_or(purl, |(base, _)| base);
    base.to_lowercase()
}

/// What the design says about parts of others.
#[derive(Default)]
struct Recorded<'a> {
    by_purl: BTreeMap<String, (AnyId, &'a Record<Component>)>,
    by_name: BTreeMap<String, (AnyId, &'a Record<Component>)>,
    packages: BTreeSet<String>,
    /// Software of others with a package URL.
    expected: Vec<(AnyId, &'a Record<Component>)>,
}

impl<'a> Recorded<'a> {
    fn new(cx: &Context<'a>) -> Recorded<'a> {
        let mut recorded = Recorded::default();
        for (id, component) in cx.each(Kind::Component, &cx.model.component) {
            if reach::of_environment(component) {
                continue;
            }
            recorded.packages.extend(component.packages.iter().map(|purl| identity(purl)));
            recorded.by_name.insert(component.head.id.to_lowercase(), (id, component));
            recorded.by_name.insert(component.head.title().to_lowercase(), (id, component));
            let Some(purl) = &component.purl else { continue };
            recorded.by_purl.insert(identity(purl), (id, component));
            let solid = component
                .form
                .as_ref()
                .is_some_and(|form| matches!(form.value, ComponentForm::Hardware | ComponentForm::Store));
            if !solid && component.supplier.as_ref().and_then(Ref::to).is_some() {
                recorded.expected.push((id, component));
            }
        }
        recorded
    }

    /// The component that a part is; `Err` where none is, and no component has it among its packages.
    fn find(&self, part: &PartOfOthers) -> Result<Option<(AnyId, &'a Record<Component>)>, ()> {
        let purl = identity(&part.purl);
        let known = self.by_purl.get(&purl).filter(|_| !purl.is_empty());
        let known = known.or_else(|| self.by_name.get(&part.name.to_lowercase()));
        match known {
            Some(known) => Ok(Some(*known)),
            None if self.packages.contains(&purl) => Ok(None),
            None => Err(()),
        }
    }
}

fn dependency_unrecorded(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DEPENDENCY_UNRECORDED.code;
    let Some((release, bills)) = bills(cx) else {
        // Without software of others nothing is missing from the design that anybody knows of; the other check asks.
        for aspect in ["SR-2.m", "SM-9.a"] {
            out.next(aspect, uncompared(cx).unwrap_or_default());
        }
        return;
    };
    let recorded = Recorded::new(cx);
    let mut missing: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeSet<AnyId> = BTreeSet::new();
    let mut other: Vec<(AnyId, String)> = Vec::new();
    for part in bills.iter().copied().flatten() {
        match recorded.find(part) {
            Ok(Some((id, component))) => {
                seen.insert(id);
                let written = component.version.as_ref().map_or("", |version| version);
                if !part.version.is_empty() && !written.is_empty() && part.version != written {
                    other.push((id, part.version.clone()));
                }
            }
            Ok(None) => {}
            Err(()) if part.direct => {
                let name = if part.purl.is_empty() { &part.name } else { &part.purl };
                missing.insert(format!("`{name}`"));
            }
            Err(()) => {}
        }
    }
    let mut fine = missing.is_empty();
    if !missing.is_empty() {
        let missing: Vec<String> = missing.into_iter().collect();
        let is = if missing.len() == 1 { "is a part of others" } else { "are parts of others" };
        let message = format!("{} {is} that the product uses and the design does not name", few(&missing, ", "));
        out.finding(
            cx.about(code, release, message)
                .why("a part that is in no threat model has no threats there, whatever it brings into the product")
                .help("add a `[component.ID]` with `supplier`, `version` and `purl` for each that matters by itself, and list the others under `packages` of the component they are built into"),
        );
    }
    for (id, version) in other {
        fine = false;
        let name = cx.name(id);
        let written = cx.model.component.get(id.at as usize).and_then(|component| component.version.as_ref());
        let place = written.map_or(cx.model.head(id).header, |version| version.span);
        let said = written.map_or_else(String::new, |version| version.to_string());
        out.finding(
            code.at(place, format!("`{name}` is version {said} here, and {version} in the bill of materials"))
                .subject(name)
                .see(cx.model.head(release).header, "the release")
                .why("advisories are matched by version: one of the two looks for the wrong ones")
                .help("correct the record, or let the build write the bill again"),
        );
    }
    for (id, component) in recorded.expected {
        if !seen.contains(&id) {
            fine = false;
            let message = format!("external part `{}` is in no bill of materials of the release", component.head.id);
            out.finding(
                cx.about(code, id, message)
                    .see(cx.model.head(release).header, "the release")
                    .why("either it is no longer built in, or the bill leaves something out")
                    .help("remove the record, correct its `purl`, or let the build write the bill again"),
            );
        }
    }
    if fine {
        out.shows("SR-2.m", release);
        out.shows("SM-9.a", release);
    }
}

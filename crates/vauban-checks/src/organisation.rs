//! An organisation's folder: what is done once for all products.
//!
//! Used by a product it answers the aspects of scope organization, and is cited as the place where they were judged;
//! its own findings are told once, there. By itself it is asked nothing that only a product or release can answer.

use std::collections::BTreeSet;

use vauban_catalog::Catalogs;
use vauban_catalog::lifecycle::Scope;
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::{AnyId, Folder, FolderStanding, Group, Kind, Model};

/// Checks that ask a product about the organisation's records: how it answers a practice, who could do what when it was
/// released. What they find is the product's to settle.
const OF_PRODUCTS: &[&str] = &["practice-unanswered", "person-without-competence"];

/// So many findings of a used organisation are shown by their places.
const SHOWN: usize = 5;

/// Findings about the records of a used organisation.
pub(crate) static FINDINGS_THERE: Code = Code {
    name: "findings-in-used-folder",
    asks: &[],
    summary: "an organisation that is used has findings of its own",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/findings-in-used-folder.md"),
};

/// Whether the project itself is an organisation's folder: it has records, and none that say what a product is.
pub(crate) fn is(model: &Model) -> bool {
    let own = |kind: &Kind| {
        (0..model.count(*kind) as u32).any(|at| model.head(AnyId { kind: *kind, at }).folder().is_empty())
    };
    let of_products = |kind: &Kind| {
        matches!(kind, Kind::Product | Kind::Release | Kind::Variant | Kind::Line)
            || matches!(kind.group(), Group::Design | Group::Threats)
    };
    let said = |kind: &Kind| !matches!(kind, Kind::Use | Kind::Catalogs | Kind::Policy);
    !Kind::ALL.iter().filter(|kind| of_products(kind)).any(own) && Kind::ALL.iter().filter(|kind| said(kind)).any(own)
}

/// What an organisation's own folder is not asked.
pub(crate) fn not_asked(catalogs: &Catalogs) -> String {
    let all = catalogs.default_lifecycle().aspects();
    let others = all.filter(|(_, aspect)| aspect.scope != Scope::Organization).count();
    format!(
        "there is no product here, so this is judged as an organisation's folder: {others} aspects are for products and releases, \
         and are judged where these are"
    )
}

/// Whether what a folder says of itself holds for the project: its own folder, or an organisation's.
pub(crate) fn speaks(model: &Model, folder: &str) -> bool {
    folder.is_empty() || model.folders.get(folder).is_some_and(|known| known.organisation)
}

/// Whether a folder may answer an aspect by its word.
pub(crate) fn may_say(model: &Model, folder: &str, scope: Scope) -> bool {
    folder.is_empty() || (scope == Scope::Organization && speaks(model, folder))
}

/// The one used folder that all of these records come from.
pub(crate) fn judged_in<'a>(model: &Model, mut records: impl Iterator<Item = &'a AnyId>) -> Option<String> {
    let folder = model.head(*records.next()?).folder();
    let all = !folder.is_empty() && records.all(|id| model.head(*id).folder() == folder);
    all.then(|| folder.to_owned())
}

/// In an organisation's own folder: takes out findings about what only a product or a release is asked.
pub(crate) fn only_its_own(model: &Model, catalogs: &Catalogs, findings: &mut Vec<Finding>) {
    if !is(model) {
        return;
    }
    let lifecycle = catalogs.default_lifecycle();
    let its_own: BTreeSet<&str> = lifecycle
        .aspects()
        .filter(|(_, aspect)| aspect.scope == Scope::Organization)
        .map(|(_, aspect)| aspect.id.as_str())
        .collect();
    findings.retain(|finding| {
        finding.requirement.is_empty() || finding.requirement.iter().any(|id| its_own.contains(id.as_str()))
    });
}

/// Tells the findings about records of a used organisation in one line for each folder; verdicts keep them.
pub(crate) fn roll_up(model: &Model, findings: &mut Vec<Finding>) {
    let folders = model.folders.iter();
    let organisations: Vec<(&str, &Folder)> =
        folders.filter(|(_, folder)| folder.organisation && folder.standing == FolderStanding::Here).collect();
    for (path, folder) in organisations {
        let theirs = |finding: &Finding| {
            let file = finding.place.as_ref().map(|label| label.span.file.0);
            finding.waived.is_none() && file.is_some_and(|file| folder.files.contains(&file))
        };
        // A folder that it uses in turn is told of where it is used.
        let (told, rest): (Vec<Finding>, Vec<Finding>) = std::mem::take(findings).into_iter().partition(|finding| {
            theirs(finding) && !finding.code.starts_with("use-") && !OF_PRODUCTS.contains(&finding.code)
        });
        *findings = rest;
        let Some(worst) = told.iter().map(|finding| finding.severity).max() else { continue };
        let count = |severity: Severity, word: &str| match told.iter().filter(|one| one.severity == severity).count() {
            0 => None,
            1 => Some(format!("1 {word}")),
            many => Some(format!("{many} {word}s")),
        };
        let counts: Vec<String> =
            [count(Severity::Error, "error"), count(Severity::Warning, "warning"), count(Severity::Note, "note")]
                .into_iter()
                .flatten()
                .collect();
        let is = if told.len() == 1 { "finding" } else { "findings" };
        let mut finding = FINDINGS_THERE
            .at(folder.place, format!("`{path}` has {} {is} of its own: {}", told.len(), counts.join(", ")))
            .subject(format!("use.{path}"))
            .why("they are the organisation's to settle, once for all its products; until then no aspect that they bear on is met here")
            .help("run `vauban check` in that folder");
        let mut worst_first: Vec<&Finding> = told.iter().collect();
        worst_first.sort_by_key(|one| std::cmp::Reverse(one.severity));
        for one in worst_first.into_iter().take(SHOWN) {
            if let Some(label) = &one.place {
                finding = finding.see(label.span, format!("{}: {}", one.code, one.message));
            }
        }
        finding.severity = worst;
        findings.push(finding);
    }
}

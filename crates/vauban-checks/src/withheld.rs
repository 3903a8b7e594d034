//! Folders that are kept from some readers, as those with people or undisclosed issues.
//!
//! Where such a folder is not here, whatever may rest on it is unknown: said once for the folder, and never met. What
//! it would have shown or objected to cannot be told apart, so nothing may look better for its absence.

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::{AnyId, Folder, FolderStanding, Kind, Mention, Model};

use crate::check::{Check, LooksAt, Outcome};

/// A folder that is not here for this reader.
pub(crate) static WITHHELD: Code = Code {
    name: "use-withheld",
    asks: &[],
    summary: "a restricted folder is not here, and what rests on it is unknown",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/use-withheld.md"),
};

/// Findings about records that refer into a folder that is not here.
pub(crate) static FINDINGS_FOR_WANT: Code = Code {
    name: "findings-for-want-of-folder",
    asks: &[],
    summary: "records that refer into a folder that is not here have findings",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/findings-for-want-of-folder.md"),
};

/// Kinds whose records are asked for by those who refer to them; without them things only look worse.
const PEOPLE: &[Kind] = &[Kind::Person, Kind::Role, Kind::Competence, Kind::Training];

/// Kinds that tell of weaknesses.
const ISSUES: &[Kind] = &[Kind::Issue, Kind::Advisory, Kind::Intake, Kind::Disclosure, Kind::Case];

/// Practices and requirements whose checks look at issues, whatever else they look at.
const LOOK_AT_ISSUES: &[&str] = &["DM-", "SUM-", "SVV-", "SM-12", "SM-11", "SD-2", "SR-2", "SI-1"];

/// What is kept from this reader.
#[derive(Debug, Default)]
pub(crate) struct Withheld {
    /// Folders, with the kinds that they are said to hold; none where nobody says.
    folders: BTreeMap<String, Vec<Kind>>,
    /// Records that refer into one of them.
    rests: BTreeMap<AnyId, String>,
    /// How many references lead into each.
    references: BTreeMap<String, usize>,
    /// Names of the records that refer into one of them.
    names: BTreeMap<String, String>,
}

impl Withheld {
    /// What a model lacks.
    pub(crate) fn new(model: &Model) -> Withheld {
        let mut withheld = Withheld::default();
        let kept = |folder: &Folder| folder.standing == FolderStanding::Withheld;
        for (path, folder) in model.folders.iter().filter(|(_, folder)| kept(folder)) {
            withheld.folders.insert(path.to_owned(), folder.holds.clone());
        }
        if withheld.folders.is_empty() {
            return withheld;
        }
        for id in model.all() {
            let head = model.head(id);
            let mut lead = |link: &vauban_model::Link| {
                if let Some(path) = model.withheld_by(head, link) {
                    *withheld.references.entry(path.to_owned()).or_default() += 1;
                    withheld.rests.entry(id).or_insert_with(|| path.to_owned());
                    withheld.names.entry(head.name()).or_insert_with(|| path.to_owned());
                }
            };
            model.mentions_of(id, &mut |mention| match mention {
                Mention::Link(link) => lead(link),
                Mention::Clause(_) | Mention::File(_) => {}
            });
        }
        withheld
    }

    /// Makes unknown what a check was asked, where a folder that is not here may hold what it looks at.
    pub(crate) fn settle(&self, check: &Check, outcome: &mut Outcome) {
        let Some((path, _)) = self.folders.iter().find(|(_, holds)| may_bear(holds, check)) else { return };
        for aspect in check.code.asks {
            outcome.withheld.insert(aspect, not_here(path));
        }
    }

    /// Why an aspect is unknown whoever answers it: what may be in a folder that is not here is not said, or issues are
    /// (DM).
    pub(crate) fn bears_on(&self, aspect: &str) -> Option<String> {
        let of_issues = aspect.starts_with("DM-");
        let bears = |holds: &[Kind]| holds.is_empty() || (of_issues && holds.contains(&Kind::Issue));
        self.folders.iter().find(|(_, holds)| bears(holds)).map(|(path, _)| not_here(path))
    }

    /// Why a record shows nothing completely, if it refers into a folder that is not here.
    pub(crate) fn why(&self, id: AnyId, name: &str) -> Option<String> {
        let path = self.rests.get(&id)?;
        Some(format!("`{name}` rests on `{path}`, which is not here for this reader"))
    }

    /// One sentence for each folder.
    pub(crate) fn sentences(&self) -> Vec<String> {
        self.folders.keys().map(|path| format!("{}: what rests on it is unknown", not_here(path))).collect()
    }

    /// Why issues may be missing.
    pub(crate) fn issues(&self) -> Option<String> {
        let may_hold = |holds: &&Vec<Kind>| holds.is_empty() || holds.contains(&Kind::Issue);
        let (path, _) = self.folders.iter().find(|(_, holds)| may_hold(holds))?;
        Some(format!(
            "{}: issues may stand there, so the depth as of today is unknown and the one shown is the best case",
            not_here(path)
        ))
    }

    /// Tells of each folder once, and of the findings about records that refer into it in one line.
    pub(crate) fn tell(&self, model: &Model, findings: &mut Vec<Finding>) {
        for (path, holds) in &self.folders {
            let Some(folder) = model.folders.get(path) else { continue };
            let count = self.references.get(path).copied().unwrap_or(0);
            let into = if count == 1 { "1 reference leads".to_owned() } else { format!("{count} references lead") };
            let unknown = unknown_without(holds);
            let kinds = match holds.is_empty() {
                true => "; it does not say in `holds` which kinds of records are in it, so everything may rest on it",
                false => "",
            };
            findings.push(
                WITHHELD
                    .at(folder.place, format!("`{path}` is not here for this reader: {into} into it{kinds}"))
                    .subject(format!("use.{path}"))
                    .why(format!("{unknown} aspects are unknown without it, and none of them is met"))
                    .help("whoever has the folder gets the whole verdict; nothing is to be done here"),
            );
            let about = |finding: &Finding| {
                let record = finding.subject.split('#').next().unwrap_or("");
                finding.waived.is_none() && self.names.get(record).is_some_and(|known| known == path)
            };
            let of_form = |finding: &Finding| vauban_model::codes::ALL.iter().any(|code| code.name == finding.code);
            let (told, rest): (Vec<Finding>, Vec<Finding>) =
                std::mem::take(findings).into_iter().partition(|finding| about(finding) && !of_form(finding));
            *findings = rest;
            let Some(worst) = told.iter().map(|finding| finding.severity).max() else { continue };
            let checks: BTreeSet<&str> = told.iter().map(|finding| finding.code).collect();
            let checks: Vec<&str> = checks.into_iter().take(6).collect();
            let (many, are) = if told.len() == 1 { ("1 finding", "is") } else { ("findings", "are") };
            let many = if told.len() == 1 { many.to_owned() } else { format!("{} {many}", told.len()) };
            let mut finding = FINDINGS_FOR_WANT
                .at(folder.place, format!("{many} about records that refer into `{path}` {are} not told one by one"))
                .subject(format!("use.{path}"))
                .why(format!(
                    "most come of the folder not being here, and nobody can tell which do not: {}",
                    checks.join(", ")
                ))
                .help("have the check run where the folder is");
            finding.severity = worst;
            findings.push(finding);
        }
    }
}

fn not_here(path: &str) -> String {
    format!("`{path}` is not here for this reader")
}

/// How many aspects checks are asked that may rest on a folder with these kinds.
fn unknown_without(holds: &[Kind]) -> usize {
    let asked = crate::registry::checks().filter(|check| may_bear(holds, check)).flat_map(|check| check.code.asks);
    asked.collect::<BTreeSet<_>>().len()
}

/// Whether what a check sees may depend on records of these kinds; on any, where none is named.
///
/// Checks of the project as a whole look at everything. A check that looks at every record of one kind is told of
/// people only through references, which are holes here; of issues it is told by the practices that look at them.
fn may_bear(holds: &[Kind], check: &Check) -> bool {
    let LooksAt::Each(kind) = check.looks_at else { return true };
    if holds.is_empty() || holds.contains(&kind) {
        return true;
    }
    holds.iter().any(|held| match held {
        held if PEOPLE.contains(held) => false,
        held if ISSUES.contains(held) => {
            check.code.asks.iter().any(|aspect| LOOK_AT_ISSUES.iter().any(|start| aspect.starts_with(start)))
        }
        _ => true,
    })
}

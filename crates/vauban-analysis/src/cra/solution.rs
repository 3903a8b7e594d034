//! What realises a requirement of Annex I, and how far that is shown: requirement, mechanism, test, run, file.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::{Requirement, TestRun};
use vauban_model::{AnyId, Evidence, FileFact, Kind, Record, Ref};

use super::Look;
use crate::evidence::path_of;
use crate::status::Verdict;
use crate::trace::Outcome;

/// How far something is that realises a requirement. Each later word is further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Meant to be.
    Planned,
    /// There.
    Implemented,
    /// And shown.
    Verified,
}

impl Stage {
    /// The word for people and contracts.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Planned => "planned",
            Stage::Implemented => "implemented",
            Stage::Verified => "verified",
        }
    }
}

/// Something that realises a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The requirement of the product, the mechanism, the process.
    pub record: AnyId,
    /// Whether people named it for this point; else the crosswalk leads to it.
    pub direct: bool,
    /// Component requirements by which the crosswalk leads to it.
    pub via: Vec<String>,
    /// How far it is.
    pub stage: Stage,
    /// Why it is no further; empty where it is verified.
    pub why: String,
    /// Mechanisms that a requirement is allotted to.
    pub mechanisms: Vec<AnyId>,
    /// Tests that verify it or its mechanisms.
    pub tests: Vec<TestProof>,
}

/// A test, and what it came to on the current release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestProof {
    /// The test.
    pub test: AnyId,
    /// What it came to.
    pub outcome: Outcome,
    /// Why, where it did not pass.
    pub why: String,
    /// Its runs on the release.
    pub runs: Vec<RunProof>,
}

/// A run and its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunProof {
    /// The run.
    pub run: AnyId,
    /// Its result files.
    pub files: Vec<FileProof>,
}

/// A file of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProof {
    /// Its path.
    pub path: String,
    /// SHA-256 as 64 hexadecimal digits; none where it is not here.
    pub digest: Option<String>,
}

/// Looks things up by what they verify; made once.
pub(super) struct Proofs {
    by_target: BTreeMap<AnyId, BTreeSet<AnyId>>,
    tests: BTreeMap<AnyId, TestProof>,
}

impl Proofs {
    pub(super) fn new(look: &Look<'_>) -> Proofs {
        let model = look.ground.model;
        let release = look.release().map(|(id, _)| id);
        let mut runs: BTreeMap<AnyId, Vec<RunProof>> = BTreeMap::new();
        for (id, run) in look.each(Kind::TestRun, &model.test_run) {
            let on_it =
                look.ground.proven.runs.get(&id).is_some_and(|tied| tied.iter().any(|(to, _)| Some(*to) == release));
            if release.is_some() && !on_it {
                continue;
            }
            for test in run.test.iter().flatten().filter_map(Ref::to) {
                runs.entry(test).or_default().push(RunProof { run: id, files: files(look, run) });
            }
        }
        let mut proofs = Proofs { by_target: BTreeMap::new(), tests: BTreeMap::new() };
        for (id, test) in look.each(Kind::Test, &model.test) {
            for target in test.verifies.iter().filter_map(Ref::to) {
                proofs.by_target.entry(target).or_default().insert(id);
            }
            let known = look.ground.proven.tests.get(&id);
            let (outcome, why) =
                known.cloned().unwrap_or((Outcome::NotRun, "nothing shows that it was carried out".to_owned()));
            proofs.tests.insert(id, TestProof { test: id, outcome, why, runs: runs.remove(&id).unwrap_or_default() });
        }
        proofs
    }

    fn of(&self, targets: impl IntoIterator<Item = AnyId>) -> Vec<TestProof> {
        let found: BTreeSet<AnyId> =
            targets.into_iter().filter_map(|id| self.by_target.get(&id)).flatten().copied().collect();
        found.into_iter().filter_map(|id| self.tests.get(&id).cloned()).collect()
    }
}

fn files(look: &Look<'_>, run: &Record<TestRun>) -> Vec<FileProof> {
    run.results.iter().filter_map(|result| file(look, result)).collect()
}

/// A file of evidence with its digest.
pub(super) fn file(look: &Look<'_>, evidence: &Evidence) -> Option<FileProof> {
    let path = path_of(look.ground.model, evidence)?;
    let digest = match look.ground.facts.files.get(path) {
        Some(FileFact::There { digest, .. }) => Some(digest.clone()),
        Some(FileFact::Missing | FileFact::Refused(_)) | None => None,
    };
    Some(FileProof { path: path.to_owned(), digest })
}

/// How far a record is, and with what it is shown.
pub(super) fn solution(look: &Look<'_>, proofs: &Proofs, record: AnyId, direct: bool) -> Solution {
    let (stage, why) = stage(look, record);
    let allotted = |one: &Record<Requirement>| -> Vec<AnyId> { one.allocated_to.iter().filter_map(Ref::to).collect() };
    let mechanisms: Vec<AnyId> = match record.kind {
        Kind::Requirement => look.ground.model.requirement.get(record.at as usize).map(allotted).unwrap_or_default(),
        _ => Vec::new(),
    };
    let mechanisms: Vec<AnyId> = mechanisms.into_iter().filter(|id| id.kind == Kind::Mechanism).collect();
    let tests = proofs.of(mechanisms.iter().copied().chain([record]));
    Solution { record, direct, via: Vec::new(), stage, why, mechanisms, tests }
}

/// How far a record is, and why no further.
fn stage(look: &Look<'_>, id: AnyId) -> (Stage, String) {
    let ground = look.ground;
    let (model, at) = (ground.model, id.at as usize);
    let not = |why: &str| (Stage::Planned, why.to_owned());
    match id.kind {
        Kind::Requirement | Kind::Mechanism => {
            let Some(reached) = ground.reached else { return not("nothing is known of how far it is") };
            if reached.verified.contains(&id) {
                return (Stage::Verified, String::new());
            }
            let why = ground.unverified.get(&id).cloned();
            if reached.implemented.contains(&id) {
                return (Stage::Implemented, why.unwrap_or_else(|| "it is not verified".to_owned()));
            }
            // Claims hold for what answers a component requirement; the rest is known by its tests alone.
            by_tests(look, id, why)
        }
        Kind::Process => match model.process.get(at) {
            Some(process) if process.approved_by.as_ref().and_then(Ref::to).is_none() || process.date.is_none() => {
                not("the process is not approved")
            }
            Some(process) if process.effective.or(process.date).is_some_and(|day| day.date > ground.today) => {
                not("the process does not hold yet")
            }
            Some(_) => (Stage::Verified, String::new()),
            None => not("there is no such process"),
        },
        Kind::Guideline => {
            let reviewed = ground.status.and_then(|status| status.requirements.iter().find(|one| one.id == "SG-7"));
            match reviewed.is_some_and(|one| one.verdict == Verdict::Met) {
                true => (Stage::Verified, String::new()),
                false => (Stage::Implemented, "the guidelines are not reviewed (SG-7)".to_owned()),
            }
        }
        Kind::Disclosure => match model.disclosure.get(at) {
            Some(one) if one.expires.is_some_and(|day| day.date < ground.today) => {
                not("what reporters are told has expired")
            }
            Some(one) if one.policy.is_none() => not("the policy of disclosure has no address (`policy`)"),
            Some(_) => (Stage::Verified, String::new()),
            None => not("there is no such record"),
        },
        Kind::Intake => match model.intake.get(at).and_then(|one| one.last_checked) {
            Some(day) if day.date <= ground.today && day.date.plus_months(12) >= ground.today => {
                (Stage::Verified, String::new())
            }
            Some(day) => (Stage::Implemented, format!("it was last tried on {}", day.date)),
            None => (Stage::Implemented, "nobody says when it was last tried (`last-checked`)".to_owned()),
        },
        _ => not("it shows nothing by itself"),
    }
}

/// A requirement or mechanism that makes no claim to a component requirement: verified if what verifies it passed.
fn by_tests(look: &Look<'_>, id: AnyId, why: Option<String>) -> (Stage, String) {
    let reached = look.ground.reached;
    let allotted: Vec<AnyId> = match id.kind {
        Kind::Requirement => look.ground.model.requirement.get(id.at as usize).map_or_else(Vec::new, |one| {
            one.allocated_to.iter().filter_map(Ref::to).filter(|to| to.kind == Kind::Mechanism).collect()
        }),
        _ => vec![id],
    };
    if look.ground.unverified.contains_key(&id) {
        return (Stage::Implemented, why.unwrap_or_default());
    }
    let shown = |mechanism: &AnyId| {
        look.ground.proven.verified.contains(mechanism)
            || reached.is_some_and(|reached| reached.verified.contains(mechanism))
    };
    match !allotted.is_empty() && allotted.iter().all(shown) {
        true => (Stage::Verified, String::new()),
        false => (Stage::Planned, why.unwrap_or_else(|| "nothing shows that it is there".to_owned())),
    }
}

//! Observations about the files that records point at.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use vauban_diagnostics::Finding;
use vauban_formats::cvss;
use vauban_model::{
    Evidence, Facts, FileFact, Mention, Model, PartOfOthers, Severity, TestResults, VectorScore, codes,
};

use crate::world::{Limits, World};

/// Probes every file that a record points at, reads test results, and asks git.
///
/// Files of used folders are looked for in their own folder when the project has none of that path.
pub(crate) fn observe(model: &Model, world: &dyn World, used: &[(String, Box<dyn World>)]) -> (Facts, Vec<Finding>) {
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    for id in model.all() {
        model.mentions_of(id, &mut |mention| {
            if let Mention::File(path) = mention {
                paths.insert(path);
            }
        });
    }
    paths.extend(model.document.iter().filter_map(|document| document.file.as_deref()).map(AsRef::as_ref));
    let paths: Vec<&str> = paths.into_iter().collect();
    let probe = |path: &&str| {
        let mut fact = world.probe(path);
        let mut others = used.iter();
        while let (FileFact::Missing, Some((_, other))) = (&fact, others.next()) {
            fact = other.probe(path);
        }
        ((*path).to_owned(), fact)
    };
    let mut facts = Facts { files: paths.par_iter().map(probe).collect(), ..Facts::default() };
    facts.vectors = vectors(model);
    let mut findings = results(model, world, &mut facts);
    findings.extend(bills(model, world, &mut facts));
    findings.extend(crate::observe::observations(model, world, used, &mut facts));
    let dated = !model.review.is_empty()
        || !model.statement.is_empty()
        || !model.test_run.is_empty()
        || !model.tailoring.is_empty()
        || !model.observation.is_empty();
    if dated || !model.disposition.is_empty() || !model.audit.is_empty() {
        facts.history = world.history();
    }
    (facts, findings)
}

/// What every CVSS vector of the records comes to.
fn vectors(model: &Model) -> BTreeMap<String, Result<VectorScore, String>> {
    let threats = model.threat.iter().filter_map(|threat| threat.cvss.as_ref());
    let decided = model.disposition.iter().flat_map(|one| [one.cvss.as_ref(), one.cvss_after.as_ref()]).flatten();
    let issues = model.issue.iter().filter_map(|issue| issue.cvss.as_ref());
    let advisories = model.advisory.iter().filter_map(|advisory| advisory.cvss.as_ref());
    let mut vectors = BTreeMap::new();
    for vector in threats.chain(decided).chain(issues).chain(advisories) {
        if vectors.contains_key(vector.value.as_ref()) {
            continue;
        }
        let scored = cvss::score(vector).map(|scored| VectorScore {
            version: scored.version.word(),
            tenths: scored.score().tenths(),
            severity: match scored.severity() {
                cvss::Severity::None => None,
                cvss::Severity::Low => Some(Severity::Low),
                cvss::Severity::Medium => Some(Severity::Medium),
                cvss::Severity::High => Some(Severity::High),
                cvss::Severity::Critical => Some(Severity::Critical),
            },
        });
        vectors.insert(vector.to_string(), scored);
    }
    vectors
}

/// Reads the bills of materials of releases.
fn bills(model: &Model, world: &dyn World, facts: &mut Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for release in &model.release {
        for evidence in &release.sbom {
            let Evidence::File(path) = evidence else { continue };
            let there = matches!(facts.files.get(&*path.value), Some(FileFact::There { .. }));
            if !path.ends_with(".json") || !there || facts.parts.contains_key(&*path.value) {
                continue;
            }
            let read = world
                .evidence(path, Limits::RESULTS)
                .and_then(|bytes| vauban_formats::sbom::read(&bytes).map_err(|error| error.to_string()));
            if let Err(why) = &read {
                findings.push(
                    codes::SBOM_UNREADABLE
                        .at(path.span, format!("`{}` holds no readable bill of materials: {why}", &**path))
                        .subject(format!("{}#{}", release.head.name(), &**path))
                        .help("let the build write CycloneDX (1.4 to 1.7) or SPDX (2.2, 2.3) in JSON"),
                );
            }
            let part = |part: vauban_formats::sbom::Part| PartOfOthers {
                name: part.name,
                version: part.version,
                purl: part.purl,
                direct: part.direct,
            };
            facts.parts.insert(path.to_string(), read.map(|parts| parts.into_iter().map(part).collect()));
        }
    }
    findings
}

fn results(model: &Model, world: &dyn World, facts: &mut Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for run in &model.test_run {
        for evidence in &run.results {
            let Evidence::File(path) = evidence else { continue };
            let there = matches!(facts.files.get(&*path.value), Some(FileFact::There { .. }));
            if !path.ends_with(".xml") || !there || facts.results.contains_key(&*path.value) {
                continue;
            }
            let read = world
                .evidence(path, Limits::RESULTS)
                .and_then(|bytes| vauban_formats::junit::read(&bytes).map_err(|error| error.to_string()));
            match read {
                Ok(results) => {
                    facts.results.insert(path.to_string(), sorted(&results));
                }
                Err(why) => {
                    facts.problems.insert(path.to_string(), why.clone());
                    findings.push(
                        codes::RESULTS_UNREADABLE
                            .at(path.span, format!("`{}` holds no readable test results: {why}", &**path))
                            .subject(format!("{}#{}", run.head.name(), &**path))
                            .help("export the results again as JUnit XML"),
                    );
                }
            }
        }
    }
    findings
}

/// Cases by outcome; a name with several different outcomes is a duplicate and proves nothing.
fn sorted(results: &vauban_formats::junit::TestResults) -> TestResults {
    use vauban_formats::junit::Outcome;
    let mut sorted = TestResults::default();
    let mut seen: BTreeMap<String, Outcome> = BTreeMap::new();
    for case in &results.cases {
        let name =
            if case.classname.is_empty() { case.name.clone() } else { format!("{}.{}", case.classname, case.name) };
        if let Some(before) = seen.insert(name.clone(), case.outcome)
            && before != case.outcome
        {
            sorted.duplicates.push(name.clone());
        }
        match case.outcome {
            Outcome::Passed => sorted.passed.push(name),
            Outcome::Failed | Outcome::Error => sorted.failed.push(name),
            Outcome::Skipped => sorted.skipped.push(name),
        }
    }
    sorted
}

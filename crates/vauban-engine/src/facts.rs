//! Observations about the files that records point at.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use vauban_analysis::evidence::path_of;
use vauban_cvss as cvss;
use vauban_diagnostics::Finding;
use vauban_formats::kconfig;
use vauban_formats::key_scan::{self, KeyScan};
use vauban_model::{
    Evidence, Facts, FileFact, KeyFound, KeysFound, Mention, Model, PartOfOthers, Severity, VectorScore, codes,
};

use crate::evidence;
use crate::homes::Homes;
use crate::world::{Limits, World};
use crate::{authorship, requests, vulnerable};

/// Probes every file that a record points at, reads test results, and asks git.
///
/// A file is looked for where the records that name it come from (see [`Homes`]).
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
    let homes = Homes::new(model, world, used);
    let probe = |path: &&str| {
        let mut fact = FileFact::Missing;
        let mut homes = homes.of(path);
        while let (FileFact::Missing, Some(home)) = (&fact, homes.next()) {
            fact = home.probe(path);
        }
        ((*path).to_owned(), fact)
    };
    let mut facts = Facts { instant: world.instant(), ..Facts::default() };
    // Result files are read and hashed in one pass; what is left is only hashed.
    let mut findings = evidence::results(model, world, used, &mut facts);
    let rest: Vec<&str> = paths.into_iter().filter(|path| !facts.files.contains_key(*path)).collect();
    facts.files.par_extend(rest.par_iter().map(probe));
    evidence::times(model, world, &mut facts);
    facts.vectors = vectors(model);
    facts.sources = crate::sources::matched(model, world, used);
    let (bills, unreadable) = bills(model, world, &mut facts);
    findings.extend(unreadable);
    facts.advisories = vulnerable::asked(model, world, &facts.files, &bills);
    facts.key_searches = key_searches(model, world, &facts);
    facts.update_lists = crate::updates::read(model, world, &facts);
    facts.build_options = build_options(model, world, &facts);
    findings.extend(crate::observe::observations(model, world, used, &mut facts));
    let dated = !model.review.is_empty()
        || !model.statement.is_empty()
        || !model.test_run.is_empty()
        || !model.tailoring.is_empty()
        || !model.observation.is_empty();
    if dated || !model.disposition.is_empty() || !model.audit.is_empty() {
        facts.history = world.history();
    }
    facts.past_events = crate::past_events::remembered(model, world);
    let refs: BTreeSet<String> =
        model.line.iter().filter_map(|line| line.git_ref.as_ref()).map(|name| name.to_string()).collect();
    facts.refs = if refs.is_empty() { None } else { world.refs(&refs) };
    if authorship::asked(model) {
        facts.authorship = authorship::of_project(model, world);
        facts.requests = requests::read(model, world, &facts);
    }
    (facts, findings)
}

/// What every CVSS vector of the records comes to.
fn vectors(model: &Model) -> BTreeMap<String, Result<VectorScore, String>> {
    let threats = model.threat.iter().filter_map(|threat| threat.cvss.as_ref());
    let decided = model.disposition.iter().flat_map(|one| [one.cvss.as_ref(), one.cvss_after.as_ref()]).flatten();
    let issues = model.issue.iter().filter_map(|issue| issue.cvss.as_ref()).flat_map(|vectors| vectors.iter());
    let advisories = model.advisory.iter().filter_map(|advisory| advisory.cvss.as_ref());
    let mut vectors = BTreeMap::new();
    for vector in threats.chain(decided).chain(issues).chain(advisories) {
        if vectors.contains_key(vector.value.as_ref()) {
            continue;
        }
        let scored = cvss::score(vector).map_err(|why| why.to_string()).map(|scored| VectorScore {
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

/// Reads the results of searches for private keys.
fn key_searches(model: &Model, world: &dyn World, facts: &Facts) -> BTreeMap<String, Result<KeysFound, String>> {
    let mut read = BTreeMap::new();
    for search in &model.key_search {
        let Some(path) = search.file.as_ref().and_then(|file| path_of(model, file)) else { continue };
        let there = matches!(facts.files.get(path), Some(FileFact::There { .. }));
        if !there || read.contains_key(path) {
            continue;
        }
        let bytes = world.evidence(path, key_scan::LARGEST as u64);
        read.insert(path.to_owned(), bytes.and_then(|bytes| key_scan::read(&bytes)).map(keys_found));
    }
    read
}

fn keys_found(scan: KeyScan) -> KeysFound {
    let key = |key: key_scan::FoundKey| KeyFound {
        digest: key.digest,
        path: key.path,
        line: key.line,
        form: key.form,
        present: key.present,
    };
    let mut keys: Vec<KeyFound> = scan.keys.into_iter().map(key).collect();
    keys.sort();
    KeysFound {
        commit: scan.commit,
        complete: scan.history_complete && scan.skipped.is_empty(),
        versions: scan.versions,
        artefacts: scan.artefacts.into_iter().map(|file| file.digest).collect(),
        keys,
    }
}

/// Reads the files of build options that statements about exploitability rest on.
fn build_options(model: &Model, world: &dyn World, facts: &Facts) -> BTreeMap<String, OptionsRead> {
    let mut read = BTreeMap::new();
    for option in model.vex.iter().flat_map(|vex| &vex.build) {
        let Some(Evidence::File(path)) = &option.file else { continue };
        let there = matches!(facts.files.get(&*path.value), Some(FileFact::There { .. }));
        if read.contains_key(&*path.value) {
            continue;
        }
        let options = match there {
            true => world
                .evidence(path, kconfig::LARGEST as u64)
                .and_then(|bytes| kconfig::read(&bytes).map_err(|error| error.to_string())),
            false => Err("the file is not there".to_owned()),
        };
        read.insert(path.to_string(), options);
    }
    read
}

/// The options of a file, or why it cannot be read.
type OptionsRead = Result<BTreeMap<String, String>, String>;

/// Reads the bills of materials of releases.
fn bills(model: &Model, world: &dyn World, facts: &mut Facts) -> (Bills, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut bills = Bills::new();
    for release in &model.release {
        for evidence in &release.sbom {
            let Evidence::File(path) = evidence else { continue };
            let there = matches!(facts.files.get(&*path.value), Some(FileFact::There { .. }));
            let read_here = [".json", ".xml"].iter().any(|end| path.ends_with(end));
            if !read_here || !there || facts.parts.contains_key(&*path.value) {
                continue;
            }
            let read = world
                .evidence(path, Limits::RESULTS)
                .and_then(|bytes| vauban_sbom::read(&bytes).map_err(|error| error.to_string()));
            if let Err(why) = &read {
                findings.push(
                    codes::SBOM_UNREADABLE
                        .at(path.span, format!("`{}` holds no readable bill of materials: {why}", &**path))
                        .subject(format!("{}#{}", release.head.name(), &**path))
                        .help(
                            "let the build write CycloneDX (1.4 to 1.7, JSON or XML) or SPDX (2.2, 2.3 or 3.0, JSON)",
                        ),
                );
            }
            let part = |part: vauban_sbom::Part| PartOfOthers {
                name: part.name,
                version: part.version,
                purl: part.purl,
                direct: part.direct,
            };
            let parts = match read {
                Ok(bill) => {
                    let parts = vauban_sbom::listed(&bill).into_iter().map(part).collect();
                    bills.insert(path.to_string(), bill);
                    Ok(parts)
                }
                Err(why) => Err(why),
            };
            facts.parts.insert(path.to_string(), parts);
        }
    }
    (bills, findings)
}

/// Bills of materials that were read, by path.
pub(crate) type Bills = BTreeMap<String, vauban_sbom::Bill>;

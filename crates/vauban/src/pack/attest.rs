//! Statements about the artefacts of a release, as far as records and results tell: how they were built, what tests came
//! to, what scans found. What the records do not say is left out, never made up.

use serde_json::{Value, json};
use vauban_engine::Compilation;
use vauban_model::kinds::{Release, TestRun};
use vauban_model::{AnyId, Evidence, Record, Ref, ResultContent};
use vauban_pack::Signer;
use vauban_pack::dsse::Envelope;
use vauban_pack::intoto::{PAYLOAD_TYPE, PROVENANCE, Subject, TEST_RESULT, VULNERABILITIES, statement};

/// Names of cases that are listed in a statement.
const CASES: usize = 10_000;

/// The statements of a release: where each stands, and its envelope.
pub(crate) fn attestations(
    compiled: &Compilation,
    release: &Record<Release>,
    signer: &dyn Signer,
) -> Result<Vec<(String, Vec<u8>)>, String> {
    let subjects: Vec<Subject> = release
        .artefacts
        .iter()
        .filter_map(|one| {
            let name = one.file.as_ref()?.trim().to_owned();
            let sha256 = one.digest.as_ref()?.0.strip_prefix("sha256:")?.to_owned();
            Some(Subject { name, sha256 })
        })
        .collect();
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let id = &release.head.id;
    let mut found =
        vec![(format!("attestations/{id}/provenance.dsse.json"), PROVENANCE, provenance(compiled, release))];
    for run in compiled.model.test_run.iter().filter(|run| of_release(compiled, run, release)) {
        if let Some(predicate) = tests(compiled, run) {
            found.push((format!("attestations/{id}/test-{}.dsse.json", run.head.id), TEST_RESULT, predicate));
        }
        for predicate in scans(compiled, run) {
            let number = found.len();
            let path = format!("attestations/{id}/scan-{}-{number}.dsse.json", run.head.id);
            found.push((path, VULNERABILITIES, predicate));
        }
    }
    let sealed = |(path, kind, predicate): (String, &str, Value)| {
        let mut envelope = Envelope::new(PAYLOAD_TYPE, statement(&subjects, kind, predicate).into_bytes());
        envelope.sign(signer)?;
        Ok((path, envelope.to_json().map_err(|refused| refused.to_string())?.into_bytes()))
    };
    found.into_iter().map(sealed).collect()
}

fn of_release(compiled: &Compilation, run: &Record<TestRun>, release: &Record<Release>) -> bool {
    let of = run.release.iter().filter_map(Ref::to);
    !run.head.removed && of.into_iter().any(|id| compiled.model.head(id).id == release.head.id)
}

/// The file that evidence leads to.
fn file<'a>(compiled: &'a Compilation, evidence: &'a Evidence) -> Option<&'a str> {
    vauban_analysis::evidence::path_of(&compiled.model, evidence)
}

fn digest(compiled: &Compilation, path: &str) -> Option<String> {
    match compiled.facts.files.get(path) {
        Some(vauban_model::FileFact::There { digest, .. }) => Some(digest.clone()),
        Some(vauban_model::FileFact::Missing | vauban_model::FileFact::Refused(_)) | None => None,
    }
}

fn resource(compiled: &Compilation, path: &str) -> Option<Value> {
    Some(json!({ "name": path, "digest": { "sha256": digest(compiled, path)? } }))
}

fn provenance(compiled: &Compilation, release: &Record<Release>) -> Value {
    let model = &compiled.model;
    let commit = release.commit.as_ref().map(|commit| commit.trim().to_owned());
    let dependencies: Vec<Value> =
        commit.iter().map(|commit| json!({ "uri": "urn:vauban:source", "digest": { "gitCommit": commit } })).collect();
    let boms = release.sbom.iter().filter_map(|one| resource(compiled, file(compiled, one)?));
    let boms: Vec<Value> = boms.collect();
    let pipelines = model.pipeline.iter().filter(|one| !one.head.removed && one.head.folder().is_empty());
    let mut pipelines = pipelines.map(|one| one.head.id.to_string());
    // With several pipelines the records do not say which one built it.
    let builder = match (pipelines.next(), pipelines.next()) {
        (Some(one), None) => format!("urn:vauban:pipeline:{one}"),
        _ => "urn:vauban:builder-not-recorded".to_owned(),
    };
    json!({
        "buildDefinition": {
            "buildType": "urn:vauban:release-record:1",
            "externalParameters": {
                "release": &*release.head.id,
                "version": release.version.as_ref().map(|version| version.trim()),
            },
            "resolvedDependencies": dependencies,
        },
        "runDetails": {
            "builder": { "id": builder },
            "metadata": { "invocationId": format!("urn:vauban:release:{}", release.head.id) },
            "byproducts": boms,
        },
    })
}

/// What the files of a run say; none if none of them holds cases.
fn tests(compiled: &Compilation, run: &Record<TestRun>) -> Option<Value> {
    let (mut passed, mut failed, mut other, mut files) = (Vec::new(), Vec::new(), 0, Vec::new());
    for path in run.results.iter().filter_map(|one| file(compiled, one)) {
        let Some(results) = compiled.facts.results.get(path) else { continue };
        passed.extend(results.passed.iter().cloned());
        failed.extend(results.failed.iter().cloned());
        other += results.skipped.len() + results.duplicates.len();
        files.extend(resource(compiled, path));
    }
    if files.is_empty() {
        return None;
    }
    let verdict = match (failed.is_empty(), passed.is_empty() || other > 0) {
        (false, _) => "FAILED",
        (true, true) => "WARNED",
        (true, false) => "PASSED",
    };
    for list in [&mut passed, &mut failed] {
        list.sort_unstable();
        list.dedup();
    }
    let shortened = passed.len() > CASES || failed.len() > CASES;
    passed.truncate(CASES);
    failed.truncate(CASES);
    let mut all = json!({
        "result": verdict,
        "configuration": files,
        "url": format!("urn:vauban:{}", run.head.name()),
        "passedTests": passed,
        "failedTests": failed,
    });
    if let Some(map) = all.as_object_mut().filter(|_| shortened) {
        map.insert("listsShortenedTo".to_owned(), CASES.into());
    }
    Some(all)
}

/// What the scans of a run found.
fn scans(compiled: &Compilation, run: &Record<TestRun>) -> Vec<Value> {
    let mut all = Vec::new();
    for path in run.results.iter().filter_map(|one| file(compiled, one)) {
        let Some(read) = compiled.facts.result_files.get(path) else { continue };
        let ResultContent::Vulnerabilities(scan) = &read.content else { continue };
        let found: Vec<Value> = scan
            .found
            .iter()
            .map(|one| {
                let id = one.cves.first().unwrap_or(&one.id);
                let score = one.tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
                let severity: Vec<Value> =
                    score.iter().map(|score| json!({ "method": "cvss_score", "score": score })).collect();
                json!({ "id": id, "severity": severity, "annotations": [{ "title": one.title, "at": one.at }] })
            })
            .collect();
        let run_day = run.date.map(|day| day.date.to_string());
        all.push(json!({
            "scanner": {
                "uri": format!("urn:vauban:tool:{}", read.tool),
                "version": read.tool_version,
                "db": { "lastUpdate": read.database_day.map(|day| day.to_string()) },
                "result": found,
            },
            "metadata": { "scanFinishedOn": run_day, "file": path, "sha256": digest(compiled, path) },
        }));
    }
    all
}

/// The release that is spoken of: the one asked for, else none.
pub(crate) fn release_of(compiled: &Compilation, at: Option<usize>) -> Option<&Record<Release>> {
    compiled.model.release.get(at?)
}

/// The day on which support of a product ends, if a line says so.
pub(crate) fn support_end(compiled: &Compilation, product: Option<AnyId>) -> Option<vauban_model::Date> {
    let lines = compiled.model.line.iter().filter(|line| !line.head.removed);
    let mine = lines.filter(|line| product.is_none() || line.of.as_ref().and_then(Ref::to) == product);
    mine.filter_map(|line| line.supported_until).map(|day| day.date).max()
}

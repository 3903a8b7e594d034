//! Deleting any one record or evidence file of a complete example changes some verdict or finding, and makes
//! none better (point 9 of "How a verdict is decided").

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use vauban_analysis::status::Verdict;
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::{AnyId, Date, Kind};

fn example(name: &str) -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let name: PathBuf = path.strip_prefix(&root).unwrap().into();
                    files.insert(name.to_string_lossy().replace('\\', "/"), std::fs::read(&path).unwrap());
                }
            }
        }
    }
    files
}

fn compiled(files: BTreeMap<String, Vec<u8>>) -> Compilation {
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

/// What a reader of the results can see: findings by code and subject, verdicts by aspect.
struct Seen {
    findings: BTreeSet<(String, String)>,
    verdicts: BTreeMap<String, Verdict>,
}

impl Seen {
    fn of(compiled: &Compilation) -> Seen {
        let findings = compiled.findings.iter().filter(|finding| finding.waived.is_none());
        let findings =
            findings.map(|finding| (finding.code.to_owned(), format!("{} {}", finding.subject, finding.message)));
        let aspects = compiled.statuses().iter().flat_map(|status| {
            let all = status.requirements.iter().flat_map(|requirement| &requirement.aspects);
            all.map(|aspect| (format!("{} {}", status.product, aspect.id), aspect.verdict))
        });
        Seen { findings: findings.collect(), verdicts: aspects.collect() }
    }
}

/// What is wrong with a deletion's effect, if anything.
fn complaint(before: &Seen, after: &Seen, name: &str) -> Option<String> {
    let better: Vec<&String> = before
        .verdicts
        .iter()
        .filter(|(id, verdict)| after.verdicts.get(*id).is_some_and(|now| now > verdict))
        .map(|(id, _)| id)
        .collect();
    if !better.is_empty() {
        return Some(format!("without {name}, {better:?} got better"));
    }
    let worse = before.verdicts.iter().any(|(id, verdict)| after.verdicts.get(id).is_some_and(|now| now < verdict));
    let new = after.findings.difference(&before.findings).next().is_some();
    (!worse && !new).then(|| format!("without {name}, nothing changed"))
}

/// The text of a file without one record: from its header to the next record of the file.
fn without(compiled: &Compilation, files: &BTreeMap<String, Vec<u8>>, id: AnyId) -> BTreeMap<String, Vec<u8>> {
    let head = compiled.model.head(id);
    let path = &compiled.model.sources.file(head.header.file).path;
    let text = String::from_utf8(files[path].clone()).unwrap();
    let own = format!("[{}.", id.kind.name());
    let mut kept = String::new();
    let mut inside = false;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let header = line.starts_with('[') && !line.starts_with("[[");
        if offset == head.header.start as usize {
            inside = true;
        } else if inside && (line.trim() == "+++" || (header && !sub_table(line, &own, &head.id))) {
            inside = false;
        }
        if !inside {
            kept.push_str(line);
        }
        offset += line.len();
    }
    let mut files = files.clone();
    files.insert(path.clone(), kept.into_bytes());
    files
}

/// `[interface.https.concerns]` belongs to `[interface.https]`.
fn sub_table(line: &str, own: &str, id: &str) -> bool {
    line.strip_prefix(own)
        .is_some_and(|rest| rest.starts_with(&format!("{id}.")) || rest.starts_with(&format!("\"{id}\".")))
}

fn judge_example(name: &str) {
    let files = example(name);
    let whole = compiled(files.clone());
    let before = Seen::of(&whole);
    // What a used folder holds is its own to prove.
    let own = |id: &AnyId| id.kind != Kind::Product && whole.model.head(*id).folder().is_empty();
    let records: Vec<AnyId> = whole.model.all().filter(own).collect();
    let mut complaints: Vec<String> = records
        .par_iter()
        .filter_map(|id| {
            let after = Seen::of(&compiled(without(&whole, &files, *id)));
            // What users are told about a vulnerability in a release that is out proves nothing to us; taking it away must
            // still make nothing better.
            // The same is true of decisions under another law: the documents of that law rest on them.
            let told = matches!(id.kind, Kind::Vex | Kind::Cra | Kind::CraItem);
            complaint(&before, &after, &whole.model.head(*id).name())
                .filter(|why| !(told && why.ends_with("nothing changed")))
        })
        .collect();
    let evidence: Vec<&String> = files.keys().filter(|path| path.starts_with("security/evidence/")).collect();
    let of_files: Vec<String> = evidence
        .par_iter()
        .filter_map(|path| {
            let mut files = files.clone();
            files.remove(*path);
            complaint(&before, &Seen::of(&compiled(files)), path)
        })
        .collect();
    complaints.extend(of_files);
    assert!(
        complaints.is_empty(),
        "{} of {} deletions in {name}:\n{}",
        complaints.len(),
        records.len() + evidence.len(),
        complaints.join("\n")
    );
}

#[test]
fn every_record_and_evidence_file_of_the_gateway_matters() {
    judge_example("edge-gateway");
}

#[test]
fn every_record_and_evidence_file_of_the_level_sensor_matters() {
    judge_example("level-sensor");
}

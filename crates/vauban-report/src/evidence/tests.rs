//! The small answer that the renderers are tried on.

use super::{EvidenceReport, EvidenceRow, UnfitRow, json, terminal};
use crate::{Style, to_string};

pub(crate) fn small() -> EvidenceReport {
    EvidenceReport {
        product: "gateway 2.4.0".into(),
        looked_at: 2,
        files: vec![
            EvidenceRow {
                path: "security/evidence/login.xml".into(),
                form: "junit".into(),
                ran: Some("2026-10-28".into()),
                commit: "9d4f0c2b7a61e83f5c0d94b1a27e6f38d05c1b9e".into(),
                digest: Some("ab".repeat(32)),
                holds: "12 passed".into(),
                on: vec!["component.web".into()],
                rests: vec!["test-run.login".into()],
                standing: "counts",
                file: "security/tests.toml".into(),
                line: 7,
                ..EvidenceRow::default()
            },
            EvidenceRow {
                path: "security/evidence/scan.sarif".into(),
                form: "sarif".into(),
                tool: "clang-tidy".into(),
                tool_version: "18.1.8".into(),
                database_date: Some("2025-01-01".into()),
                releases: vec!["release.2.3.1".into()],
                records: vec!["evidence.scan".into()],
                rests: vec!["analyser.a".into(), "test-run.b".into(), "test-run.c".into(), "test-run.d".into()],
                standing: "stale",
                why: "has changed since its digest was stored".into(),
                unfit: vec![UnfitRow { record: "test-run.b".into(), why: "is of `release.2.3.1`".into() }],
                file: "security/evidence.toml".into(),
                line: 1,
                ..EvidenceRow::default()
            },
        ],
    }
}

#[test]
fn files_are_told_with_what_is_wrong() {
    let told = to_string(|out| terminal::report(&small(), &Style::default(), out)).unwrap_or_default();
    assert_eq!(
        told,
        "gateway 2.4.0 · 2 files

 security/evidence/login.xml  counts
   junit · ran 2026-10-28 · commit 9d4f0c2b7a61 · looked at component.web
   holds 12 passed
   under test-run.login; no record tells of it

 security/evidence/scan.sarif  stale
   sarif · clang-tidy 18.1.8 · data of 2025-01-01 · release.2.3.1
   under analyser.a, test-run.b, test-run.c and 1 more; told of by evidence.scan
   it has changed since its digest was stored
   for test-run.b it is of `release.2.3.1`

 1 file does not count for what rests on it.
"
    );
}

#[test]
fn the_contract_says_how_many_do_not_count() {
    let told = to_string(|out| json::report(&small(), out)).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(&told).unwrap_or_default();
    assert_eq!(value["schema"], "vauban/evidence/1");
    assert_eq!((&value["looked_at"], &value["summary"]["unsound"]), (&2.into(), &1.into()));
    assert_eq!(value["files"][1]["standing"], "stale");
}

//! Exports of issue trackers: what comes out, what is left behind and told, and what must never come out.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use std::path::Path;

use support::import;
use vauban_import::{Draft, Field, Imported, Source, format, write_toml};

fn read(tracker: &str, file: &str) -> Imported {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/trackers").join(tracker).join(file);
    let bytes = std::fs::read(path).unwrap();
    let include = |_: &str| Err("nothing is included".to_owned());
    (format(tracker).unwrap().read)(&Source { name: file, bytes: &bytes, include: &include }).unwrap()
}

fn told(draft: &Draft, key: &str) -> Option<String> {
    let field = draft.fields.iter().find(|(name, _)| name == key).map(|(_, field)| field)?;
    Some(match field {
        Field::Text(text) | Field::Date(text) | Field::Time(text) => text.clone(),
        Field::Words(words) => words.join(","),
        other => format!("{other:?}"),
    })
}

fn row(draft: &Draft) -> Vec<String> {
    let keys = ["state", "received-at", "received", "closed", "severity", "cwe", "tags", "handling", "external"];
    keys.iter().filter_map(|key| Some(format!("{key}={}", told(draft, key)?))).collect()
}

#[test]
fn every_tracker_tells_the_same_kind_of_things() {
    let check = |tracker: &str, file: &str, expect: &[(&str, &[&str])]| {
        let imported = read(tracker, file);
        assert_eq!(imported, read(tracker, file), "{file} differs when imported again");
        let found: Vec<(&str, Vec<String>)> =
            imported.drafts.iter().map(|draft| (draft.id.as_str(), row(draft))).collect();
        assert_eq!(found.len(), expect.len(), "{found:?}");
        for ((id, keys), (expected_id, expected)) in found.iter().zip(expect) {
            assert_eq!(
                (id, keys.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
                (expected_id, *expected),
                "{file}"
            );
        }
        // What is written is TOML, whatever the titles and texts hold.
        for (name, text) in write_toml(&imported, file) {
            let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
            assert_eq!(table["issue"].as_table().unwrap().len(), imported.drafts.len());
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        imported
    };
    check(
        "github-issues",
        "github-cli.json",
        &[
            (
                "session-survives-logout",
                &[
                    "state=received",
                    "received-at=2026-11-03T08:12:44Z",
                    "received=2026-11-03",
                    "severity=high",
                    "cwe=CWE-613",
                    "tags=security",
                    "external=GitHub #12, https://github.example/gw/issues/12",
                ],
            ),
            (
                "session-survives-logout-2",
                &[
                    "state=closed",
                    "received-at=2026-10-01T10:00:00Z",
                    "received=2026-10-01",
                    "closed=2026-10-09",
                    "external=GitHub #9, https://github.example/gw/issues/9",
                ],
            ),
        ],
    );
    let rest = check(
        "github-issues",
        "github-rest.json",
        &[(
            "ueberlauf-im-kopf-31m",
            &[
                "state=closed",
                "received-at=2026-05-26T09:00:00Z",
                "received=2026-05-26",
                "closed=2026-07-09",
                "severity=high",
                "external=GitHub #3, https://github.example/gw/issues/3",
            ],
        )],
    );
    let reasons: Vec<&str> = rest.lost.iter().map(|lost| lost.reason.as_str()).collect();
    for reason in ["a pull request, no issue", "names of persons are not taken over", "no record field for it"] {
        assert!(reasons.contains(&reason), "{reasons:?}");
    }
    let gitlab = check(
        "gitlab-issues",
        "gitlab-rest.json",
        &[
            (
                "known-to-few",
                &[
                    "state=received",
                    "received-at=2026-11-03T09:12:44+01:00",
                    "received=2026-11-03",
                    "severity=critical",
                    "tags=security",
                    "handling=TLP:AMBER+STRICT",
                    "external=GitLab #7, https://gitlab.example/gw/-/issues/7",
                ],
            ),
            (
                "banner-tells-the-version",
                &["state=closed", "severity=low", "external=GitLab #8, https://gitlab.example/gw/-/issues/8"],
            ),
        ],
    );
    let csv = check(
        "gitlab-issues",
        "gitlab.csv",
        &[
            (
                "banner-and-more",
                &[
                    "state=closed",
                    "received-at=2026-02-20T10:11:12Z",
                    "received=2026-02-20",
                    "closed=2026-03-01",
                    "severity=low",
                    "tags=security",
                    "external=GitLab #8, https://gitlab.example/gw/-/issues/8",
                ],
            ),
            (
                "known-to-few",
                &[
                    "state=received",
                    "received-at=2026-11-03T08:12:44Z",
                    "received=2026-11-03",
                    "handling=TLP:AMBER+STRICT",
                    "external=GitLab #7, https://gitlab.example/gw/-/issues/7",
                ],
            ),
        ],
    );
    let jira = check(
        "jira",
        "jira-rest.json",
        &[
            (
                "update-service-reads-the-header-first",
                &[
                    "state=received",
                    "received-at=2026-11-03T09:12:44+01:00",
                    "received=2026-11-03",
                    "cwe=CWE-190",
                    "tags=security",
                    "external=Jira GW-12, https://jira.example/browse/GW-12",
                ],
            ),
            (
                "old-one",
                &[
                    "state=closed",
                    "received-at=2026-01-03T09:12:44+01:00",
                    "received=2026-01-03",
                    "closed=2026-01-09",
                    "external=Jira GW-13, https://jira.example/browse/GW-13",
                ],
            ),
        ],
    );
    assert_eq!(told(&jira.drafts[0], "description").as_deref(), Some("A negative length\ncrashes it"));
    assert!(jira.lost.iter().any(|lost| lost.reason.starts_with("further pages")), "{:?}", jira.lost);
    assert!(jira.lost.iter().any(|lost| lost.path.contains("customfield_10042")), "{:?}", jira.lost);
    let sheet = check(
        "jira",
        "jira.csv",
        &[
            (
                "update-service-reads-the-header-first",
                &["state=received", "received=2026-11-03", "cwe=CWE-190", "tags=security", "external=Jira GW-12"],
            ),
            // Which number of its day of opening is the month, nobody can tell.
            ("old-one", &["state=closed", "closed=2026-01-09", "external=Jira GW-13"]),
        ],
    );
    assert!(
        sheet.lost.iter().any(|lost| lost.path.contains("Found in version") && lost.count == 1),
        "{:?}",
        sheet.lost
    );
    // What was confidential, and who people are, is in no record.
    for imported in [&rest, &gitlab, &csv, &jira, &sheet] {
        let all: String = write_toml(imported, "x").into_iter().map(|(_, text)| text).collect();
        for kept in ["spoon", "secret", "reporter-", "r@lab.example", "displayName"] {
            assert!(!all.contains(kept), "{kept} in {all}");
        }
    }
}

#[test]
fn what_is_no_export_is_refused_by_name() {
    let refused = |tracker: &str, text: &str| import(tracker, text.as_bytes()).unwrap_err().to_string();
    assert!(refused("github-issues", "{}").contains("no list of issues"));
    assert!(refused("github-issues", "[{}]").contains("neither `number` nor `title`"));
    assert!(refused("gitlab-issues", "{\"a\": 1}").contains("no list of issues"));
    assert!(refused("gitlab-issues", "a,b\n1,2\n").contains("no column `Title`"));
    assert!(refused("jira", "{\"issues\": 3}").contains("no `issues`"));
    assert!(refused("jira", "Summary,Key\n").contains("no column `Issue key`"));
    for tracker in ["github-issues", "gitlab-issues", "jira"] {
        assert!(import(tracker, b"").is_err() && import(tracker, b"\xff\xfe[").is_err());
        assert!(import(tracker, "[".repeat(100_000).as_bytes()).is_err());
    }
}

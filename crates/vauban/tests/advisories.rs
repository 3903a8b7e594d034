//! `vauban advisories` and `vauban match` from end to end: sources to an index, changes over it, components against it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

mod kit;

use kit::{Folder, err, out, root};

const LOCK: &str = r#"version = 4

[[package]]
name = "quick-xml"
version = "0.38.3"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "own"
version = "1.0.0"

[[package]]
name = "wasmtime-jit-debug"
version = "24.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("Cargo.lock", LOCK);
    folder
}

fn from(form: &str) -> String {
    format!("{form}={form}:{}", root().join("tests/corpora/advisories").join(form).display())
}

fn build(folder: &Folder, more: &[&str]) -> std::process::Output {
    let (rustsec, kev) = (from("rustsec"), from("kev"));
    let mut arguments = vec!["advisories", "build", "--from", &rustsec, "--from", &kev, "--max-age", "0"];
    arguments.extend(more);
    folder.run_on("2026-11-22", &arguments)
}

#[test]
fn a_lock_file_against_an_index() {
    let folder = folder("advisories-lock");
    let built = build(&folder, &["--format", "json"]);
    assert!(built.status.success(), "{}{}", out(&built), err(&built));
    let built: serde_json::Value = serde_json::from_str(&out(&built)).unwrap();
    assert_eq!(built["schema"], "vauban/advisories/1");
    let digest = built["digest"].as_str().unwrap();
    assert!(built["file"].as_str().unwrap().ends_with(&format!("{digest}.vai")));
    let found = folder.run_on("2026-11-22", &["match", "Cargo.lock", "--index", "advisories", "--format", "json"]);
    assert_eq!(found.status.code(), Some(1), "{}", err(&found));
    let found: serde_json::Value = serde_json::from_str(&out(&found)).unwrap();
    assert_eq!(found["schema"], "vauban/match/1");
    assert_eq!((found["index"]["digest"].as_str(), found["index"]["verified"].as_bool()), (Some(digest), Some(true)));
    let matches = found["matches"].as_array().unwrap();
    assert_eq!(matches.len(), 1, "{matches:#?}");
    assert_eq!((&matches[0]["component"], &matches[0]["advisory"]), (&"quick-xml".into(), &"RUSTSEC-2026-0194".into()));
    assert_eq!((&matches[0]["status"], &matches[0]["confidence"]), (&"finding".into(), &"exact".into()));
    assert!(matches[0]["vex"].is_null() && matches[0]["severity"]["score"].as_f64().is_some());
    assert!(matches[0]["explanation"].as_array().unwrap().len() >= 3);
    // The same again, byte for byte, and for people.
    let again = build(&folder, &["--format", "json"]);
    let again: serde_json::Value = serde_json::from_str(&out(&again)).unwrap();
    assert_eq!(again["digest"].as_str(), Some(digest));
    let text = out(&folder.run_on("2026-11-22", &["match", "Cargo.lock", "--index", "advisories"]));
    assert!(text.contains("RUSTSEC-2026-0194") && text.contains("is named") && text.contains("1 finding"), "{text}");
}

#[test]
fn sources_that_cannot_be_relied_on_write_nothing() {
    let folder = folder("advisories-refused");
    let stale = from("rustsec");
    let arguments = ["advisories", "build", "--from", &stale, "--max-age", "14"];
    let refused = folder.run_on("2030-01-01", &arguments);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).contains("days ago") && out(&refused).contains("no index was written"), "{}", out(&refused));
    assert!(!folder.path.join("advisories").exists());
    // A source that loses half of its records.
    assert!(build(&folder, &[]).status.success());
    folder.write("half/RUSTSEC-2026-0194.md", &{
        let path = root().join("tests/corpora/advisories/rustsec/RUSTSEC-2026-0194.md");
        std::fs::read_to_string(path).unwrap()
    });
    let kev = from("kev");
    let half = ["advisories", "build", "--from", "rustsec=rustsec:half", "--from", &kev, "--max-age", "0"];
    let refused = folder.run_on("2026-11-22", &half);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).contains("has 1 records and had 2"), "{}", out(&refused));
    let accepted = [&half[..], &["--accept-shrunk", "rustsec"]].concat();
    assert!(folder.run_on("2026-11-22", &accepted).status.success());
    // A record that is broken, and a source that is not there.
    folder.write("half/RUSTSEC-2026-0001.md", "broken");
    let refused = folder.run_on("2026-11-22", &accepted);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).contains("RUSTSEC-2026-0001.md:1:1"), "{}", out(&refused));
    let missing = folder.run_on("2026-11-22", &["advisories", "build", "--from", "a=osv:nowhere"]);
    assert_eq!(missing.status.code(), Some(2));
    let unsafe_address =
        folder.run_on("2026-11-22", &["advisories", "build", "--from", "a=osv:http://example.com/a.json"]);
    assert!(err(&unsafe_address).contains("https"), "{}", err(&unsafe_address));
}

#[test]
fn changes_come_over_the_index() {
    let folder = folder("advisories-update");
    assert!(build(&folder, &[]).status.success());
    let path = root().join("tests/corpora/advisories/rustsec/RUSTSEC-2026-0194.md");
    let text = std::fs::read_to_string(path).unwrap();
    let later = text.replace("RUSTSEC-2026-0194", "RUSTSEC-2026-9999").replace("CVE-2026-", "CVE-2027-");
    folder.write("changed/RUSTSEC-2026-9999.md", &later);
    let arguments = ["advisories", "update", "advisories", "--from", "rustsec=rustsec:changed", "--max-age", "0"];
    let updated = folder.run_on("2026-11-23", &arguments);
    assert!(updated.status.success(), "{}{}", out(&updated), err(&updated));
    assert_eq!(std::fs::read_dir(folder.path.join("advisories")).unwrap().count(), 3);
    let ids = |folder: &Folder| {
        let found = folder.run_on("2026-11-23", &["match", "Cargo.lock", "--index", "advisories", "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&out(&found)).unwrap();
        let all = found["matches"].as_array().unwrap().iter();
        all.map(|one| one["advisory"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&folder), ["RUSTSEC-2026-0194", "RUSTSEC-2026-9999"]);
    // The same set as one file again.
    let merged = folder.run_on("2026-11-23", &[&arguments[..], &["--merge"]].concat());
    assert!(merged.status.success(), "{}{}", out(&merged), err(&merged));
    assert_eq!(ids(&folder), ["RUSTSEC-2026-0194", "RUSTSEC-2026-9999"]);
    let info = folder.run_on("2026-11-23", &["advisories", "info", "advisories", "--verify", "--format", "json"]);
    let info: serde_json::Value = serde_json::from_str(&out(&info)).unwrap();
    assert_eq!((info["files"].as_array().unwrap().len(), &info["advisories"]), (1, &3.into()));
    let one = out(&folder.run_on("2026-11-23", &["advisories", "info", "advisories", "RUSTSEC-2026-9999"]));
    assert!(one.contains("quick-xml"), "{one}");
}

#[test]
fn an_index_that_was_changed_is_refused() {
    let folder = folder("advisories-broken");
    assert!(build(&folder, &[]).status.success());
    let name = folder.read("advisories/current").trim().to_owned();
    let path = folder.path.join("advisories").join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let refused = folder.run_on("2026-11-22", &["match", "Cargo.lock", "--index", "advisories"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("not as it was written"), "{}", err(&refused));
}

#[test]
fn a_repository_is_fetched_by_git() {
    let source = Folder::new("advisories-origin");
    let text = std::fs::read_to_string(root().join("tests/corpora/advisories/rustsec/RUSTSEC-2026-0194.md")).unwrap();
    source.write("crates/quick-xml/RUSTSEC-2026-0194.md", &text);
    let source = source.with_git();
    let folder = folder("advisories-git");
    std::fs::rename(source.path.join(".git"), source.path.join("db.git")).unwrap();
    let from = format!("rustsec=rustsec:file://{}", source.path.join("db.git").display());
    let built = folder.run_on("2026-11-22", &["advisories", "build", "--from", &from, "--max-age", "0"]);
    assert!(built.status.success(), "{}{}", out(&built), err(&built));
    assert!(out(&built).contains("1 records"), "{}", out(&built));
}

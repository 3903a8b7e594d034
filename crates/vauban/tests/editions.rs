//! Day 15, two editions: the same records compiled for IEC 62443-4-1:2018 and for the profile of its draft amendment. What
//! carries over keeps its verdict, what is new is open, and an id that means something else in each is told with both.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};
use serde_json::Value;

const DRAFT: &str = "iec62443-4-1:2018+A11";

fn project(name: &str) -> Folder {
    Folder::copy(name, "tests/projects/two-editions/in")
}

fn json(folder: &Folder, arguments: &[&str]) -> Value {
    serde_json::from_slice(&folder.run(arguments).stdout).unwrap()
}

fn verdict(status: &Value, aspect: &str) -> String {
    let requirements = status["products"][0]["requirements"].as_array().unwrap();
    let all = requirements.iter().flat_map(|one| one["aspects"].as_array().unwrap());
    let found = all.clone().find(|one| one["id"] == aspect);
    found.unwrap_or_else(|| panic!("{aspect} is in none of them"))["verdict"].as_str().unwrap().to_owned()
}

fn messages(folder: &Folder, code: &str) -> Vec<(String, String)> {
    let told = json(folder, &["check", "--format", "json"]);
    let findings = told["findings"].as_array().unwrap().iter().filter(|one| one["code"] == code);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings.map(|one| (text(&one["message"]), text(&one["help"]))).collect()
}

#[test]
fn what_carries_over_keeps_its_verdict() {
    let folder = project("editions-carry");
    let first = json(&folder, &["status", "--format", "json"]);
    let second = json(&folder, &["status", "--edition", DRAFT, "--format", "json"]);
    assert_eq!(first["products"][0]["edition"], "iec62443-4-1:2018");
    assert_eq!(second["products"][0]["edition"], DRAFT);
    // Computed from a record, stated without an edition, and stated of 2018 by name.
    for (before, now) in [("SD-2.c", "SD-2.c"), ("SM-7.c", "SM-7.c"), ("SR-5.e", "was-SR-5.e")] {
        assert_eq!(verdict(&first, before), "met", "{before}");
        assert_eq!(verdict(&second, now), "met", "{now}");
    }
    assert_eq!(verdict(&second, "SR-2.a"), "missing", "what nobody asked so far is open");
}

#[test]
fn an_id_with_two_meanings_is_told_with_both() {
    let folder = project("editions-ids");
    let told = messages(&folder, "requirement-of-two-editions");
    assert_eq!(told.len(), 1, "{told:?}");
    let (message, help) = &told[0];
    assert!(message.contains("`SR-2`") && message.contains("Threat model"), "{message}");
    assert!(message.contains("Requirements applicability assessment") && message.contains(DRAFT), "{message}");
    assert!(help.contains("iec62443-4-1:2018/SR-2"), "{help}");

    // By the amendment the same id, and one that it does not have.
    folder.edit("vauban.toml", "[catalogs]\n", &format!("[catalogs]\nlifecycle = \"{DRAFT}\"\n"));
    folder.edit("security/records.toml", "covers = [\"SR-2\"]", "covers = [\"SR-2\", \"SR-4.b\"]");
    assert_eq!(messages(&folder, "requirement-of-two-editions").len(), 1);
    let unknown = messages(&folder, "unknown-requirement");
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    let (message, help) = &unknown[0];
    assert!(message.contains("SR-4.b"), "{message}");
    assert!(help.contains("`iec62443-4-1:2018/SR-4.b`") && help.contains("`was-SR-4.b`"), "{help}");

    // With its edition an id means the same, whichever decides.
    folder.edit(
        "security/records.toml",
        "covers = [\"SR-2\", \"SR-4.b\"]",
        "covers = [\"iec62443-4-1:2018/SR-2\", \"iec62443-4-1:2018+A11/SR-2\"]",
    );
    assert!(messages(&folder, "requirement-of-two-editions").is_empty());
    assert!(messages(&folder, "unknown-requirement").is_empty());
    folder.edit("vauban.toml", &format!("lifecycle = \"{DRAFT}\"\n"), "");
    assert!(messages(&folder, "requirement-of-two-editions").is_empty());
    assert!(messages(&folder, "unknown-requirement").is_empty());
}

#[test]
fn the_comparison_says_what_carries_over_what_is_new_and_which_ids_change() {
    let folder = project("editions-compare");
    let told = json(&folder, &["editions", DRAFT, "--format", "json"]);
    assert_eq!(told["schema"], "vauban/editions/1");
    assert!(told["to"]["draft"].as_str().unwrap().contains("unverified"));
    let changed: Vec<&str> =
        told["meanings"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(changed, ["SR", "SR-2"]);
    assert_eq!(told["meanings"][0]["carried_as"], "was-SR");
    let meaning = &told["meanings"][1];
    assert_eq!((&meaning["before"], &meaning["carried_as"]), (&Value::from("Threat model"), &Value::from("was-SR-2")));
    assert_eq!(meaning["named_by"][0]["record"], "document.plan");
    assert_eq!(meaning["named_by"][0]["file"], "security/records.toml");
    let new: Vec<&str> = told["new"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(new, ["SR-2"]);
    assert_eq!(told["carried"].as_array().unwrap().len(), 47, "an amendment drops nothing that is known");
    assert!(told["dropped"].as_array().unwrap().is_empty());
    // A part of the requirement under its old id and all of it under its new one.
    let moved = told["carried"].as_array().unwrap().iter().find(|one| one["id"] == "was-SR-5").unwrap();
    assert_eq!(
        (&moved["from"][0], &moved["before"], &moved["now"]),
        (&Value::from("SR-5"), &Value::from("partial"), &Value::from("partial"))
    );
    let shown = folder.ok(&["editions", DRAFT]);
    assert!(shown.contains("was-SR-2") && shown.contains("`document.plan` writes `SR-2`"), "{shown}");
    let page = folder.ok(&["report", "editions", "--format", "markdown"]);
    assert!(page.contains("Threat model") && page.contains("Requirements applicability assessment"), "{page}");
}

#[test]
fn an_edition_that_nobody_knows_is_refused_and_none_is_forced_on_anybody() {
    let folder = project("editions-unknown");
    let refused = folder.run(&["status", "--edition", "iec62443-4-1:2031"]);
    assert!(!refused.status.success());
    assert!(err(&refused).contains("there is no edition `iec62443-4-1:2031`") && err(&refused).contains(DRAFT));
    // Named nowhere, the draft is known and not in force.
    folder.edit("vauban.toml", "crosswalks = [\"iec62443-4-1:2018+A11\"]", "");
    assert!(messages(&folder, "requirement-of-two-editions").is_empty());
    assert!(folder.ok(&["editions"]).contains("in force where a project names it"));
    let page = folder.ok(&["report", "editions", "--format", "markdown"]);
    assert!(page.contains("the project names no other"), "{page}");
    folder.edit("vauban.toml", "[catalogs]\n", "[catalogs]\ncrosswalks = [\"cra\", \"iso-9001\"]\n");
    let broken = folder.run(&["check"]);
    assert!(out(&broken).contains("`iso-9001` is not in force"), "{}", out(&broken));
}

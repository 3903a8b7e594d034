//! What records answer of other laws and standards: nothing is answered by a crosswalk that reaches only part of it, what
//! people state stands beside what is computed, and everything that is left is in the work list.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err};
use serde_json::Value;

fn read(folder: &Folder, arguments: &[&str]) -> Value {
    serde_json::from_str(&folder.ok(&[&["crosswalk", "--format", "json"], arguments].concat())).unwrap()
}

fn clause(told: &Value, id: &str) -> Value {
    let all = told["frameworks"].as_array().unwrap().iter().flat_map(|one| one["clauses"].as_array().unwrap());
    all.clone().find(|one| one["id"] == id).unwrap().clone()
}

fn small(name: &str, records: &str) -> Folder {
    let folder = Folder::copy(name, "tests/projects/two-editions/in");
    folder.write("security/more.toml", records);
    folder.edit("vauban.toml", "crosswalks = [\"iec62443-4-1:2018+A11\"]", "");
    folder
}

fn statement(rest: &str) -> String {
    format!(
        "[statement.\"cra:CRA-A1-P1-2g\"]\ntext = \"No personal data is kept.\"\nby = \"lead-1\"\ndate = 2026-10-01\n{rest}"
    )
}

#[test]
fn what_is_left_is_in_the_work_list_and_what_is_settled_waits_for_nothing() {
    for example in ["edge-gateway", "level-sensor"] {
        let folder = Folder::copy(&format!("crosswalk-{example}"), &format!("examples/{example}"));
        let told = read(&folder, &[]);
        assert_eq!(told["frameworks"].as_array().unwrap().len(), 5);
        for framework in told["frameworks"].as_array().unwrap() {
            let work = framework["work"].as_array().unwrap();
            let waiting: Vec<usize> = work.iter().map(|one| one["clauses"].as_array().unwrap().len()).collect();
            assert!(waiting.is_sorted_by(|a, b| a >= b), "what most clauses wait for comes first: {waiting:?}");
            for one in framework["clauses"].as_array().unwrap() {
                let id = one["id"].as_str().unwrap();
                let state = one["state"].as_str().unwrap();
                let listed =
                    work.iter().any(|step| step["clauses"].as_array().unwrap().iter().any(|known| known == id));
                assert_eq!(listed, !matches!(state, "answered" | "not-applicable"), "{example} {id} is {state}");
                assert!(!one["why"].as_str().unwrap().is_empty(), "{id} says why it is {state}");
                if one["crosswalk"] != "full" && one["by"] == "computed" {
                    assert_ne!(state, "answered", "{example} {id}: the crosswalk reaches only part of it");
                }
            }
        }
        // The component requirements are judged once, and said alike.
        let levels: Value = serde_json::from_str(&folder.ok(&["levels", "--format", "json"])).unwrap();
        for requirement in levels["requirements"].as_array().unwrap() {
            let known = told["frameworks"][4]["clauses"].as_array().unwrap();
            let Some(one) = known.iter().find(|one| one["id"] == requirement["id"]) else { continue };
            if requirement["state"] == "open" {
                assert!(matches!(one["state"].as_str().unwrap(), "open" | "not-applicable"), "{one}");
            }
        }
    }
}

#[test]
fn nothing_is_answered_over_nothing() {
    let folder = small("crosswalk-nothing", "");
    let told = read(&folder, &[]);
    for framework in told["frameworks"].as_array().unwrap() {
        for one in framework["clauses"].as_array().unwrap() {
            assert_ne!(one["state"], "answered", "{one}");
        }
    }
}

#[test]
fn people_state_what_nothing_computes() {
    let before = clause(&read(&small("crosswalk-none", ""), &["cra"]), "CRA-A1-P1-2g");
    assert_eq!((&before["state"], &before["by"]), (&Value::from("needs-a-person"), &Value::from("computed")));

    let alone = small("crosswalk-alone", &statement(""));
    let one = clause(&read(&alone, &["cra"]), "CRA-A1-P1-2g");
    assert_eq!(one["state"], "needs-a-person", "nobody else agreed: {one}");
    assert!(one["next"].as_str().unwrap().starts_with("renew cra:CRA-A1-P1-2g"), "{one}");

    let agreed = small("crosswalk-agreed", &statement("approved-by = \"lead-2\"\nevidence = [\"document.plan\"]\n"));
    let one = clause(&read(&agreed, &["cra"]), "CRA-A1-P1-2g");
    assert_eq!((&one["state"], &one["by"]), (&Value::from("answered"), &Value::from("stated")), "{one}");
    assert_eq!(one["records"][0], "statement.cra:CRA-A1-P1-2g");

    let aside = "approved-by = \"lead-2\"\nevidence = [\"document.plan\"]\nverdict = \"not-applicable\"\n";
    let one = clause(&read(&small("crosswalk-aside", &statement(aside)), &["cra"]), "CRA-A1-P1-2g");
    assert_eq!((&one["state"], &one["by"]), (&Value::from("not-applicable"), &Value::from("stated")), "{one}");
    assert!(one["why"].as_str().unwrap().contains("No personal data is kept."), "{one}");
}

#[test]
fn nobody_states_away_what_the_records_leave_open() {
    let text =
        statement("approved-by = \"lead-2\"\nevidence = [\"document.plan\"]\n").replace("CRA-A1-P1-2g", "CRA-A1-P2-1");
    let one = clause(&read(&small("crosswalk-away", &text), &["cra"]), "CRA-A1-P2-1");
    assert!(matches!(one["state"].as_str().unwrap(), "open" | "partly"), "{one}");
    assert!(one["why"].as_str().unwrap().contains("the records leave it open"), "{one}");
}

#[test]
fn the_edition_that_decides_changes_no_clause() {
    let folder = small("crosswalk-edition", "");
    folder.edit("security/records.toml", "covers = [\"SR-2\"]", "covers = [\"iec62443-4-1:2018/SR-2\"]");
    let before = read(&folder, &["ssdf"]);
    folder.edit("vauban.toml", "[catalogs]\n", "[catalogs]\nlifecycle = \"iec62443-4-1:2018+A11\"\n");
    let after = read(&folder, &["ssdf"]);
    assert_eq!(after["edition"], "iec62443-4-1:2018+A11");
    let states = |told: &Value| -> Vec<Value> {
        told["frameworks"][0]["clauses"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect()
    };
    assert_eq!(states(&before), states(&after));
}

#[test]
fn a_framework_or_state_that_nobody_knows_is_refused() {
    let folder = small("crosswalk-unknown", "");
    let refused = folder.run(&["crosswalk", "craa"]);
    assert!(!refused.status.success() && err(&refused).contains("did you mean `cra`?"), "{}", err(&refused));
    let refused = folder.run(&["crosswalk", "--state", "closed"]);
    assert!(!refused.status.success() && err(&refused).contains("needs-a-person"), "{}", err(&refused));
    let only = read(&folder, &["cra", "--state", "needs-a-person"]);
    assert!(only["frameworks"][0]["clauses"].as_array().unwrap().iter().all(|one| one["state"] == "needs-a-person"));
}

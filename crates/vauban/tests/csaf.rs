//! `vauban csaf validate`: advisories are held against their edition, with the place of everything that is wrong.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};

const CASES: &str = "tests/corpora/csaf/2.0/mandatory";

#[test]
fn a_folder_of_advisories_is_validated_in_one_run() {
    let folder = Folder::copy("csaf", CASES);
    let output = folder.run(&["csaf", "validate", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(told["schema"], "vauban/csaf-validate/1");
    let documents = told["documents"].as_array().unwrap();
    assert_eq!(told["summary"]["documents"], documents.len());
    let one = documents.iter().find(|own| own["file"].as_str().unwrap().ends_with("6-1-01-01.json")).unwrap();
    assert_eq!((one["valid"].as_bool(), one["version"].as_str()), (Some(false), Some("2.0")));
    let tests = one["tests"].as_array().unwrap();
    let test = tests.iter().find(|test| test["id"] == "6.1.1").unwrap();
    let error = &test["errors"][0];
    assert!(error["pointer"].as_str().unwrap().starts_with("/product_tree/"), "{error}");
    assert!(error["line"].as_u64().unwrap() > 1 && error["message"].as_str().unwrap().contains("CSAFPID-"), "{error}");
    assert!(tests.iter().any(|test| test["id"] == "6.3.9") && tests[0]["id"] == "schema");
    assert!(one["not_checked"].as_array().unwrap().iter().any(|own| own["id"] == "6.3.7"));
    let valid = documents.iter().filter(|own| own["valid"] == true).count();
    assert!(valid >= 5 && valid < documents.len(), "{valid} of {}", documents.len());
}

#[test]
fn people_read_what_is_wrong_where_and_what_to_do() {
    let folder = Folder::copy("csaf-text", CASES);
    let file = "oasis_csaf_tc-csaf_2_0-2021-6-1-01-01.json";
    let output = folder.run(&["csaf", "validate", file]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(1));
    for part in ["error[6.1.1]: ", &format!("--> {file}:"), "help: define the product", "not valid (CSAF 2.0"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let basic = out(&folder.run(&["csaf", "validate", file, "--basic"]));
    assert!(!basic.contains("6.2.") && basic.contains("6.1.1"), "{basic}");
}

#[test]
fn the_deny_level_decides_the_exit_code() {
    let folder = Folder::copy("csaf-deny", CASES);
    let file = "oasis_csaf_tc-csaf_2_0-2021-6-1-01-11.json";
    let code = |deny: &str| folder.run(&["csaf", "validate", file, "--deny", deny]).status.code();
    assert_eq!((code("error"), code("note")), (Some(0), Some(1)));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_validated() {
    let folder = Folder::new("csaf-broken");
    folder.write("broken.json", "{\"document\": {\"csaf_version\": \"2.0\"");
    folder.write("other.json", "{\"document\": {\"csaf_version\": \"9\"}}\n");
    folder.write(
        "twice.json",
        "{\"document\": {\"csaf_version\": \"2.0\", \"title\": \"\\u001b[2J\", \"title\": \"a\"}}\n",
    );
    let output = folder.run(&["csaf", "validate", "broken.json", "gone.json", "other.json", "twice.json"]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(2));
    for part in
        ["no JSON document", "gone.json: it cannot be read", "no edition of CSAF", "stands in this object before"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "an escape gets through");
}

#[test]
fn words_answers_and_the_list_of_tests() {
    let folder = Folder::copy("csaf-words", "tests/corpora/csaf/2.0/mandatory");
    folder.write("words.txt", "a\nof\n");
    folder.write("answers.txt", "# asked on a Sunday\n404 https://example.com/a\n");
    let file = "oasis_csaf_tc-csaf_2_0-2021-6-1-01-11.json";
    let told = folder.run(&["csaf", "validate", file, "--words", "en=words.txt", "--answers", "answers.txt"]);
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    let wrong = folder.run(&["csaf", "validate", file, "--words", "words.txt"]);
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("en=words.txt"));
    let list = folder.json(&["csaf", "validate", "--tests"]);
    let tests = list["tests"].as_array().unwrap();
    let of = |version: &str| {
        tests.iter().filter(|test| test["versions"].as_array().unwrap().contains(&version.into())).count()
    };
    assert_eq!((of("2.0"), of("2.1")), (74, 178));
}

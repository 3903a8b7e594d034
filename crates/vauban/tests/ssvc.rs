//! `vauban ssvc` as users and scripts call it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

fn vauban(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args(arguments)
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

const GIVEN: [&str; 4] =
    ["exploitation=active", "U=super-effective", "Technical-Impact=T", "public-safety-impact=minimal"];

#[test]
fn tables_are_listed_and_shown() {
    let listed = vauban(&["ssvc"]);
    assert_eq!(listed.status.code(), Some(0));
    let text = out(&listed);
    assert!(
        text.contains("supplier") && text.contains("ssvc:DT_SP:1.0.0") && text.contains("cisa-bod-26-04"),
        "{text}"
    );
    let one = out(&vauban(&["ssvc", "supplier"]));
    assert!(one.contains("technical-impact") && one.contains("decides: defer-scheduled"), "{one}");
    let told = json(&vauban(&["ssvc", "--format", "json"]));
    assert_eq!(told["schema"], "vauban/ssvc/1");
    assert_eq!(told["tables"].as_array().unwrap().len(), 9);
    assert!(told["decision"].is_null() && told["errors"].as_array().unwrap().is_empty());
}

#[test]
fn a_table_decides_and_says_what_it_rests_on() {
    let arguments = ["ssvc", "supplier", GIVEN[0], GIVEN[1], GIVEN[2], GIVEN[3]];
    let decided = vauban(&arguments);
    assert_eq!(decided.status.code(), Some(0));
    let text = out(&decided);
    assert!(text.starts_with("immediate\n"), "{text}");
    assert!(text.contains("ssvc:DT_SP:1.0.0") && text.contains("technical-impact     total"), "{text}");
    let told = json(&vauban(&[&arguments[..], &["--format", "json"]].concat()));
    let decision = &told["decision"];
    assert_eq!(
        (decision["table"].as_str(), decision["outcome"]["id"].as_str()),
        (Some("ssvc:DT_SP:1.0.0"), Some("immediate"))
    );
    assert_eq!(decision["inputs"][2], serde_json::json!({ "input": "technical-impact", "value": "total" }));
}

#[test]
fn wrong_inputs_are_all_named() {
    let wrong =
        vauban(&["ssvc", "supplier", "exploitation=\u{1b}[2Jsure", "utility", "colour=red", "--format", "json"]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = json(&wrong);
    assert!(told["decision"].is_null());
    let errors: Vec<&str> = told["errors"].as_array().unwrap().iter().map(|error| error.as_str().unwrap()).collect();
    assert_eq!(errors.len(), 6, "{errors:?}");
    assert!(errors[0].contains("write `name=value`"), "{errors:?}");
    assert!(errors[1].contains("it may be none, public-poc, active") && !errors[1].contains('\u{1b}'), "{errors:?}");
    let unknown = vauban(&["ssvc", "nothing"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("known: supplier, deployer"));
}

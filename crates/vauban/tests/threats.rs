//! `vauban threats` as users and scripts call it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn vauban(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(folder)
        .args(["--today", "2026-11-22"])
        .args(arguments)
        .env("GIT_DIR", "/nowhere")
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&out(output)).unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn gateway() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/edge-gateway")
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, text: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-threats-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("security")).unwrap();
        fs::write(path.join("vauban.toml"), "[product.p]\nversion = \"1\"\n[policy]\nassumed-attacker = 2\n").unwrap();
        fs::write(path.join("security/design.toml"), text).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const SMALL: &str = "[component.plc]\nkind = \"controller\"\nessential = true\nsafety = false\n\
    [interface.bus]\non = \"plc\"\nkind = \"ethernet\"\noffers = [\"command\"]\nexposure = \"network\"\n\
    [actor.operator]\nkind = \"person\"\n\
    [flow.write]\nfrom = \"actor.operator\"\nto = \"bus\"\ncontent = [\"command\"]\n";

#[test]
fn the_gateway_is_enumerated_in_few_lines() {
    let told = json(&vauban(&gateway(), &["threats", "--format", "json"]));
    assert_eq!(told["schema"], "vauban/threats/1");
    assert_eq!((told["attacker"].as_u64(), told["product"].as_str()), (Some(2), Some("edge-gateway 2.4.0")));
    let threats = told["threats"].as_array().unwrap();
    let mut ids: Vec<&str> = threats.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "every threat has its own id");
    let mut elements: Vec<&str> = threats.iter().map(|one| one["element"].as_str().unwrap()).collect();
    elements.sort_unstable();
    elements.dedup();
    let lines = told["lines"].as_array().unwrap().len();
    assert!(lines <= 6 * elements.len(), "{lines} lines for {} elements", elements.len());
    for one in threats.iter().filter(|one| one["state"] == "open") {
        assert_ne!(one["next"], "", "every open line can be acted on");
    }
    assert_eq!(told["orphans"].as_array().unwrap().len(), 0);
    let again = vauban(&gateway(), &["threats", "--format", "json"]);
    assert_eq!(json(&again), told);
}

#[test]
fn filters_narrow_the_answer() {
    let all = |arguments: &[&str]| {
        let told = json(&vauban(&gateway(), &[&["threats", "--format", "json"], arguments].concat()));
        told["threats"].as_array().unwrap().clone()
    };
    let everything = all(&["--all"]).len();
    assert!(all(&[]).len() < everything);
    assert!(all(&["--state", "open,question"]).iter().all(|one| one["state"] == "open" || one["state"] == "question"));
    assert!(all(&["--min-severity", "critical"]).iter().all(|one| one["severity"] == "critical"));
    assert!(all(&["--rule", "t-if-flood"]).iter().all(|one| one["rule"] == "T-IF-FLOOD"));
    let stride = all(&["--stride", "repudiation"]);
    assert!(stride.iter().all(|one| one["stride"].as_array().unwrap().iter().any(|word| word == "repudiation")));
    let [bare, full] = [all(&["web-ui"]), all(&["interface.web-ui"])];
    assert!(!bare.is_empty());
    assert_eq!(bare, full);
    assert!(refused(&vauban(&gateway(), &["threats", "web-iu"])).contains("did you mean `web-ui`?"));
    assert!(refused(&vauban(&gateway(), &["threats", "--rule", "T-IF-FLOD"])).contains("T-IF-FLOOD"));
    assert!(refused(&vauban(&gateway(), &["threats", "--product", "other"])).contains("no product `other`"));
}

#[test]
fn people_see_elements_questions_and_counts() {
    let folder = Folder::new("shown", SMALL);
    let shown = out(&vauban(&folder.0, &["threats"]));
    for piece in [
        "p 1 · assumed attacker 2",
        "\n interface.bus\n",
        "T-FLOW-FORGED-COMMAND",
        "next: record mechanisms of kind",
        "first: what nobody has said",
        "`boots` of component.plc",
    ] {
        assert!(shown.contains(piece), "no `{piece}` in {shown}");
    }
}

#[test]
fn stubs_can_be_pasted_and_hold() {
    let folder = Folder::new("stubs", SMALL);
    let stubs = out(&vauban(&folder.0, &["threats", "--new", "--rule", "T-FLOW-FORGED-COMMAND"]));
    assert!(stubs.contains("[disposition.\"T-FLOW-FORGED-COMMAND@flow.write\"]"), "{stubs}");
    let decided = stubs.replace(
        "response = \"mitigate\"\nby = []\nrationale = \"\"",
        "response = \"not-applicable\"\nrationale = \"no\"",
    );
    fs::write(folder.0.join("security/threats.toml"), decided).unwrap();
    let told = json(&vauban(&folder.0, &["threats", "--all", "--rule", "T-FLOW-FORGED-COMMAND", "--format", "json"]));
    assert_eq!(told["threats"][0]["state"], "outside");
    assert_eq!(told["threats"][0]["decision"]["standing"], "holds");
    let changed = SMALL.replace("essential = true", "essential = false");
    fs::write(folder.0.join("security/design.toml"), changed).unwrap();
    let told = json(&vauban(&folder.0, &["threats", "--rule", "T-FLOW-FORGED-COMMAND", "--format", "json"]));
    assert_eq!(told["threats"][0]["state"], "open");
    assert_eq!(told["threats"][0]["decision"]["standing"], "look-again");
    assert_eq!(told["threats"][0]["decision"]["why"][0], "`target.essential` was true, is false");
}

#[test]
fn an_empty_project_is_answered() {
    let folder = Folder::new("empty", "");
    let told = json(&vauban(&folder.0, &["threats", "--format", "json"]));
    assert_eq!(told["threats"].as_array().unwrap().len(), 0);
    assert!(out(&vauban(&folder.0, &["threats"])).contains("No threats to show."));
}

#[test]
fn stubs_are_written_once_and_stay_findings() {
    let folder = Folder::new("written", SMALL);
    let said = out(&vauban(&folder.0, &["threats", "--new", "--write"]));
    assert!(said.contains("security/threats-to-decide.toml"), "{said}");
    let text = fs::read_to_string(folder.0.join("security/threats-to-decide.toml")).unwrap();
    assert!(text.contains("#   target.essential = true") || text.contains("= "), "{text}");
    let check = vauban(&folder.0, &["check", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
    let unsound =
        found["findings"].as_array().unwrap().iter().filter(|one| one["code"] == "disposition-unsound").count();
    assert_eq!(unsound, text.matches("[disposition.").count());
    fs::write(folder.0.join("security/design.toml"), SMALL.replace("plc", "rtu")).unwrap();
    let message = refused(&vauban(&folder.0, &["threats", "--new", "--write"]));
    assert!(message.contains("is there already"), "{message}");
    out(&vauban(&folder.0, &["threats", "--new", "--write", "security/more.toml"]));
    assert!(folder.0.join("security/more.toml").exists());
}

#[test]
fn own_rules_are_explained_and_shown() {
    let folder = Folder::new("own", SMALL);
    let rule = "[[rule]]\nid = \"T-IF-FLOOD\"\noff = true\nrationale = \"Rate limits stand before it.\"\n";
    fs::write(folder.0.join("security/ours.rules.toml"), rule).unwrap();
    let page = out(&vauban(&folder.0, &["explain", "T-IF-FLOOD"]));
    assert!(page.contains("Switched off by this project at security/ours.rules.toml:1:1"), "{page}");
    assert!(page.contains("CAPEC-") && page.contains("The MITRE Corporation"), "{page}");
    let told = json(&vauban(&folder.0, &["threats", "--format", "json"]));
    assert_eq!(told["rules"][0]["how"], "off");
    let rule = told["threats"][0]["rule"].as_str().unwrap();
    assert!(told["references"][rule]["cwe"].is_array(), "{rule}");
    assert!(told["notice"].as_str().unwrap().contains("MITRE"));
}

#[test]
fn vectors_are_scored() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U";
    let told = json(&vauban(here, &["cvss", vector, "--format", "json"]));
    assert_eq!(told["schema"], "vauban/cvss/1");
    let one = &told["vectors"][0];
    assert_eq!(
        (one["score"].as_f64(), one["base"].as_f64(), one["temporal"].as_f64()),
        (Some(9.0), Some(9.8), Some(9.0))
    );
    assert_eq!(
        (one["environmental"].is_null(), one["severity"].as_str(), one["error"].is_null()),
        (true, Some("critical"), true)
    );
    let wrong = vauban(here, &["cvss", "CVSS:3.1/AV:N", vector, "--format", "json"]);
    assert_eq!(wrong.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert!(told["vectors"][0]["error"].as_str().unwrap().contains("needs AC"));
    assert_eq!(told["vectors"][1]["score"].as_f64(), Some(9.0));
}

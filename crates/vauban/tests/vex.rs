//! Statements about exploitability from the command line: checked, shown, applied, written; notices as CSAF.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn vauban(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
    command.current_dir(folder).args(["--today", "2026-11-22", "--color", "never"]).args(arguments);
    command.output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-vex-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const OPENVEX: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://lib.example/vex/1","author":"Example Library Project",
 "timestamp":"2026-01-10T08:00:00Z","version":1,"statements":[
 {"vulnerability":{"name":"CVE-2026-0001"},"products":[{"@id":"pkg:generic/tinytls@3.6.2"}],"status":"not_affected","justification":"vulnerable_code_not_present"},
 {"vulnerability":{"name":"CVE-2026-0002"},"products":[{"@id":"pkg:generic/tinytls@3.6.2"}],"status":"affected","action_statement":"Update to 3.6.4."}]}"#;

const BILL: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
 "metadata":{"component":{"type":"application","name":"Gateway","version":"2.4.0","supplier":{"name":"Example Company"},"bom-ref":"g"}},
 "components":[{"type":"library","name":"tinytls","version":"3.6.2","purl":"pkg:generic/tinytls@3.6.2","bom-ref":"t"}]}"#;

#[test]
fn documents_are_checked_by_schema_and_rules() {
    let folder = Folder::new("check");
    folder.put("good.json", OPENVEX);
    folder.put("bare.json", &OPENVEX.replace(r#","justification":"vulnerable_code_not_present""#, ""));
    folder.put("zone.json", &OPENVEX.replace("08:00:00Z", "08:00:00"));
    folder.put("broken.json", "{");
    let good = vauban(&folder.0, &["vex", "check", "good.json"]);
    assert!(good.status.success(), "{}", out(&good));
    assert!(out(&good).contains("good.json: valid OpenVEX 0.2.0, 2 statements"), "{}", out(&good));
    for (file, rule) in [("bare.json", "openvex-not-affected"), ("zone.json", "time"), ("broken.json", "json")] {
        let output = vauban(&folder.0, &["vex", "check", file]);
        assert_eq!(output.status.code(), Some(1), "{file}");
        assert!(out(&output).contains(&format!("error[{rule}]")), "{}", out(&output));
    }
    let json = vauban(&folder.0, &["vex", "check", "good.json", "bare.json", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["schema"], "vauban/vex/1");
    assert_eq!(value["documents"][0]["valid"], true);
    assert_eq!(value["documents"][1]["valid"], false);
}

#[test]
fn statements_are_applied_to_a_bill_of_materials() {
    let folder = Folder::new("apply");
    folder.put("vex.json", OPENVEX);
    folder.put("bom.json", BILL);
    let ask = |more: &[&str]| -> serde_json::Value {
        let arguments = [&["vex", "apply", "vex.json", "--sbom", "bom.json", "--format", "json"], more].concat();
        let output = vauban(&folder.0, &arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", err(&output)))
    };
    let verdicts = |value: &serde_json::Value| -> Vec<String> {
        let answers = value["answers"].as_array().unwrap().iter();
        answers
            .filter(|answer| !answer["component"].is_null())
            .map(|answer| {
                format!("{} {}", answer["vulnerability"].as_str().unwrap(), answer["verdict"].as_str().unwrap())
            })
            .collect()
    };
    let trusted = ask(&["--trust", "maker:Example Library Project"]);
    assert_eq!(verdicts(&trusted), ["CVE-2026-0001 closed", "CVE-2026-0002 open"]);
    // Whom nobody trusts closes nothing.
    assert_eq!(verdicts(&ask(&[])), ["CVE-2026-0001 nothing", "CVE-2026-0002 open"]);
    // What is exploited takes more than a word.
    let exploited = ask(&["--trust", "maker:Example Library Project", "--exploited", "cve-2026-0001"]);
    assert_eq!(verdicts(&exploited)[0], "CVE-2026-0001 not-closed");
}

#[test]
fn documents_are_written_anew() {
    let folder = Folder::new("write");
    folder.put("vex.json", OPENVEX);
    for format in ["openvex", "cyclonedx", "cyclonedx-1.4", "cyclonedx-1.7"] {
        let output = vauban(&folder.0, &["vex", "write", "vex.json", "--as", format, "-o", &format!("{format}.json")]);
        assert!(output.status.success(), "{format}: {}", err(&output));
        let checked = vauban(&folder.0, &["vex", "check", &format!("{format}.json")]);
        assert!(checked.status.success(), "{format}: {}", out(&checked));
    }
    for format in ["csaf", "csaf-2.1"] {
        let lacking = vauban(&folder.0, &["vex", "write", "vex.json", "--as", format]);
        assert_eq!(lacking.status.code(), Some(1));
        assert!(err(&lacking).contains("namespace"), "{}", err(&lacking));
        let file = format!("{format}.json");
        let arguments = [
            "vex",
            "write",
            "vex.json",
            "--as",
            format,
            "--namespace",
            "https://lib.example",
            "--tlp",
            "clear",
            "-o",
            &file,
        ];
        let output = vauban(&folder.0, &arguments);
        assert!(output.status.success(), "{format}: {}", err(&output));
        let checked = vauban(&folder.0, &["vex", "check", &file]);
        assert!(checked.status.success(), "{format}: {}", out(&checked));
        let again = vauban(&folder.0, &arguments);
        assert!(!again.status.success() && err(&again).contains("--force"), "a file that is there is left alone");
    }
}

#[test]
fn records_speak_and_are_published_only_while_they_hold() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/five-products-share-a-library/in");
    let shown = vauban(&example, &["vex", "show", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap_or_else(|_| panic!("{}", err(&shown)));
    let statements = value["statements"].as_array().unwrap();
    assert!(statements.iter().any(|one| one["id"] == "vex.gateway-cve-2026-90417"), "{statements:?}");
}

#[test]
fn a_notice_is_written_from_records_or_what_is_lacking_is_told() {
    let folder = Folder::new("csaf");
    folder.put(
        "vauban.toml",
        "[product.gateway]\nname = \"Gateway\"\nversion = \"2.4.0\"\n[policy]\nresidual-risk = \"low\"\n",
    );
    let issue = "[issue.overflow]\ntitle = \"Overflow in the handshake\"\nstate = \"disclosed\"\nexternal = \"CVE-2026-41873\"\ncvss = \"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H\"\ncwe = [\"CWE-787\"]\nadvisory = [\"ex-sa-1\"]\n";
    let advisory = "[advisory.ex-sa-1]\ntitle = \"Overflow in the handshake\"\npublished = 2026-11-10\ndescribes = \"A crafted handshake can take over the web server.\"\naffected = [\"vers:intdot/>=2.0.0|<=2.3.1\"]\nresolution = \"Install 2.4.0.\"\nurl = \"https://gateway.example/ex-sa-1\"\n";
    let update = "[release.r240]\nproduct = \"gateway\"\nversion = \"2.4.0\"\n[update.u240]\nrelease = \"r240\"\nfixes = [\"overflow\"]\n";
    folder.put("security/a.toml", &format!("{issue}{advisory}{update}"));
    let publisher = ["--publisher", "Example Company", "--namespace", "https://psirt.example.com"];
    let arguments = [&["csaf", "write", "issue.overflow"][..], &publisher].concat();
    let lacking = vauban(&folder.0, &arguments);
    assert_eq!(lacking.status.code(), Some(1), "{}", out(&lacking));
    assert!(err(&lacking).contains("--released"), "{}", err(&lacking));
    for edition in ["2.0", "2.1"] {
        let more = ["--released", "2026-11-10T09:00:00+01:00", "--tlp", "clear", "--csaf", edition];
        let written = vauban(&folder.0, &[&arguments[..], &more].concat());
        assert!(written.status.success(), "{}", err(&written));
        let value: serde_json::Value = serde_json::from_slice(&written.stdout).unwrap();
        assert_eq!(value["document"]["csaf_version"], edition);
        assert_eq!(value["vulnerabilities"][0]["cve"], "CVE-2026-41873");
        assert!(value["vulnerabilities"][0]["product_status"]["fixed"].is_array(), "{value}");
        let verdict = vauban_csaf::validate(&written.stdout, &vauban_csaf::Options::BASIC);
        assert!(verdict.valid, "{:?}", verdict.failed().collect::<Vec<_>>());
    }
    folder.put(
        "security/a.toml",
        &format!("{issue}{}{update}", advisory.replace("vers:intdot/>=2.0.0|<=2.3.1", "all old ones")),
    );
    let vague = vauban(&folder.0, &arguments);
    assert!(err(&vague).contains("neither a version nor a range"), "{}", err(&vague));
}

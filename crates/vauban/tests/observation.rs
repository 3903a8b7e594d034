//! A scan that saw what nobody wrote down: the check fails, the import drafts the record, and the record brings its
//! questions.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    /// A copy of a project.
    fn of(name: &str, project: &Path) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-observation-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        copy(project, &path);
        Folder(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_vauban"))
            .arg("-C")
            .arg(&self.0)
            .args(["--today", "2026-11-22"])
            .args(arguments)
            .env("GIT_DIR", "/nowhere")
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run(arguments);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// Findings of a check, as code, message and requirement.
    fn findings(&self) -> Vec<(String, String, String)> {
        let found = self.json(&["check", "--format", "json"]);
        let all = found["findings"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        all.map(|one| (text(&one["code"]), text(&one["message"]), one["requirement"].to_string())).collect()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.0.join(path).parent().unwrap()).unwrap();
        fs::write(self.0.join(path), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => copy(&path, &to.join(entry.file_name())),
            path => drop(fs::copy(path, to.join(entry.file_name())).unwrap()),
        }
    }
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

#[test]
fn an_undocumented_service_fails_the_build_and_its_record_brings_questions() {
    let folder = Folder::of("service", &root("tests/projects/undocumented-service/in"));
    assert_eq!(folder.run(&["check"]).status.code(), Some(1));
    let before = folder.findings();
    let (_, message, requirement) = before.iter().find(|(code, _, _)| code == "observed-unregistered").unwrap();
    assert!(message.contains("tcp/2323") && message.contains("telnet") && message.contains("scan.xml"), "{message}");
    assert!(requirement.contains("SD-1.k") && requirement.contains("SVV-3.b"), "{requirement}");
    assert!(!before.iter().any(|(_, message, _)| message.contains("`tcp-2323`")));

    let answer = folder.json(&["import", "nmap", "security/evidence/scan.xml", "--format", "json"]);
    assert_eq!(answer["recorded"], serde_json::json!([{ "what": "tcp/443", "record": "interface.web" }]));
    assert_eq!(answer["lost"], serde_json::json!([]));
    let imported: Vec<&str> =
        answer["imported"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(imported, ["scan-2", "tcp-2323"]);
    assert_eq!(folder.run(&["fmt", "--check"]).status.code(), Some(0));
    let drafted = folder.read("security/imported/scan/observations.toml");
    assert!(drafted.contains("file = \"security/evidence/scan.xml\"\ndate = 2026-11-21\n"), "{drafted}");

    // The draft is completed, and stands where the scan expected it.
    let path = "security/imported/scan/design/interfaces.toml";
    let text = folder.read(path).replace("port = 2323", "on = \"web-server\"\nexposure = \"network\"\nport = 2323");
    assert!(text.contains("# Seen: port tcp/2323 (service `telnet (BusyBox telnetd)`"), "{text}");
    folder.write(path, &text);
    fs::remove_file(folder.0.join("security/imported/scan/observations.toml")).unwrap();
    let after = folder.findings();
    assert!(!after.iter().any(|(code, _, _)| code == "observed-unregistered"), "{after:?}");
    let questions: Vec<&(String, String, String)> =
        after.iter().filter(|(_, message, _)| message.contains("`tcp-2323`")).collect();
    assert!(questions.iter().any(|(code, _, _)| code == "interface-questions-open"), "{after:?}");
    assert!(questions.iter().any(|(_, _, requirement)| requirement.contains("SD-1.c")), "{questions:?}");
}

#[test]
fn an_import_writes_over_nothing_and_says_where_a_stranger_belongs() {
    let folder = Folder::of("stranger", &root("tests/projects/undocumented-service/in"));
    let beside = Folder::of("beside", &root("tests/projects/undocumented-service/in/security/evidence"));
    let scan = beside.0.join("scan.xml");
    let scan = scan.to_str().unwrap();
    let dry = folder.json(&["import", "nmap", scan, "--dry-run", "--format", "json"]);
    assert!(!folder.0.join("security/imported").exists());
    assert_eq!(dry["lost"][0]["reason"], "lies outside of the project: copy it to security/evidence/scan.xml");
    for at in ["scan", "scan-2"] {
        assert_eq!(folder.run(&["import", "nmap", scan]).status.code(), Some(0));
        let text = folder.read(&format!("security/imported/{at}/observations.toml"));
        assert!(text.contains("# Copy the file to security/evidence/scan.xml"), "{text}");
    }
    // The second time the port is recorded already, by the first draft.
    assert!(!folder.0.join("security/imported/scan-2/design").exists());
    let refused = folder.run(&["import", "listeners", scan]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("cannot be read as `listeners`"));
    assert!(!folder.0.join("security/imported/scan-3").exists());
}

#[test]
fn every_form_is_drafted() {
    let folder = Folder::of("forms", &root("tests/projects/undocumented-service/in"));
    let corpus = root("tests/corpora/observations");
    for (form, file) in [
        ("listeners", "ss-lntup.txt"),
        ("listeners", "netstat-windows.txt"),
        ("device-tree", "board.dts"),
        ("board", "board.csv"),
        ("services", "services.cdx.json"),
    ] {
        let path = corpus.join(form).join(file);
        let answer = folder.json(&["import", form, path.to_str().unwrap(), "--format", "json"]);
        let kinds: Vec<&str> =
            answer["imported"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"observation") && kinds.contains(&"interface"), "{form}: {answer}");
    }
    let allowed = ["missing-key", "evidence-missing"];
    let form =
        ["toml-syntax", "unknown-key", "unknown-word", "wrong-type", "bad-id", "duplicate-id", "unresolved-reference"];
    for (code, message, _) in folder.findings() {
        assert!(allowed.contains(&code.as_str()) || !form.contains(&code.as_str()), "{code}: {message}");
    }
    assert_eq!(folder.run(&["fmt", "--check"]).status.code(), Some(0));
}

#[test]
fn both_examples_are_complete_by_what_was_seen() {
    for example in ["edge-gateway", "level-sensor"] {
        let folder = Folder::of(example, &root("examples").join(example));
        let verdict = |folder: &Folder| {
            let status = folder.json(&["status", "--format", "json"]);
            let text = status.to_string();
            let at = text.find("\"id\":\"SD-1.k\"").unwrap();
            let aspect = &text[text[..at].rfind('{').unwrap()..];
            let said = aspect.split("\"verdict\":\"").nth(1).unwrap();
            said.split('"').next().unwrap().to_owned()
        };
        assert_eq!(verdict(&folder), "met", "{example}");
        let found = folder.findings();
        assert!(!found.iter().any(|(code, _, _)| code.contains("observ")), "{example}: {found:?}");
        // Without what was seen, a word does not make it so.
        let records =
            if example == "edge-gateway" { "security/tests/observations.toml" } else { "security/observations.toml" };
        let text = folder.read(records);
        folder.write(records, &text[text.find("[statement").unwrap()..]);
        assert_eq!(verdict(&folder), "partial", "{example}");
    }
}

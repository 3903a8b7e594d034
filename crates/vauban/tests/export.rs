//! `vauban export` as users and scripts call it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn vauban(arguments: &[&str]) -> Output {
    vauban_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/edge-gateway"), arguments)
}

fn vauban_in(folder: &Path, arguments: &[&str]) -> Output {
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

fn parts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder that goes away with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("vauban-export-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_document_is_stdout_and_the_rest_is_told_beside_it() {
    for (format, key) in [("tm-bom", "trust_zones"), ("otm", "otmVersion"), ("threat-dragon", "detail")] {
        let (document, told) = parts(&vauban(&["export", format]));
        let document: Value = serde_json::from_str(&document).unwrap();
        assert!(!document[key].is_null(), "{format}");
        assert!(told.contains(" lost: about the lifecycle, not about the design or its threats: "), "{told}");
        assert!(told.trim_end().ends_with("kinds or keys of records not held"), "{told}");
        assert_eq!(parts(&vauban(&["--quiet", "export", format])).1, "");
    }
}

#[test]
fn a_file_is_written_once_and_over_with_force_only() {
    let folder = Folder::new("file");
    let file = folder.file("gateway.otm");
    let (report, told) = parts(&vauban(&["export", "otm", "--output", &file, "--format", "json"]));
    assert_eq!(told, "");
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["schema"], "vauban/export/1");
    assert_eq!(report["exported"]["file"], file.as_str());
    let document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    for (sort, list) in
        [("zones", "trustZones"), ("components", "components"), ("flows", "dataflows"), ("threats", "threats")]
    {
        assert_eq!(report["exported"]["elements"][sort], document[list].as_array().unwrap().len(), "{sort}");
    }
    for list in ["lost", "filled"] {
        let rows = report[list].as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            let members: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["path", "reason", "count", "example"]);
        }
    }
    fs::write(&file, "mine").unwrap();
    let told = refused(&vauban(&["export", "otm", "--output", &file]));
    assert!(told.contains("is there already") && told.contains("--force"), "{told}");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    parts(&vauban(&["export", "otm", "--output", &file, "--force"]));
    assert_eq!(serde_json::from_slice::<Value>(&fs::read(&file).unwrap()).unwrap(), document);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn wrong_usage_is_refused() {
    assert!(refused(&vauban(&["export", "otm", "--format", "json"])).contains("--output"));
    assert!(refused(&vauban(&["export", "otm", "--force"])).contains("--output"));
    assert!(refused(&vauban(&["export", "tm7"])).contains("threat-dragon"));
    assert!(refused(&vauban(&["export", "otm", "--product", "edge-gatway"])).contains("did you mean"));
}

#[test]
fn what_is_written_can_be_imported() {
    let folder = Folder::new("back");
    let file = folder.file("gateway.json");
    parts(&vauban(&["export", "threat-dragon", "--output", &file]));
    fs::write(folder.0.join("vauban.toml"), "[product.back]\nversion = \"1\"\n").unwrap();
    let (told, _) = parts(&vauban_in(&folder.0, &["import", "threat-dragon", &file, "--format", "json"]));
    let told: Value = serde_json::from_str(&told).unwrap();
    let flows = told["imported"].as_array().unwrap().iter().filter(|one| one["kind"] == "flow").count();
    let document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let cells = document["detail"]["diagrams"][0]["cells"].as_array().unwrap();
    assert!(flows > 10 && flows == cells.iter().filter(|cell| cell["shape"] == "flow").count(), "{flows}");
}

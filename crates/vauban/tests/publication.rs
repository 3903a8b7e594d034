//! Advisories laid out as a provider's place, held against the requirements, and what reporters are told.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at the first surprise")]

mod kit;

use std::path::Path;
use std::process::Command;

use kit::{Folder, err, out};

const RECORDS: &str = "[product.unit]\nversion = \"1.0\"\nname = \"Unit\"\nmanufacturer = \"Example Company\"\n";

const REPORTERS: &str = "[intake.psirt]\naddress = \"psirt@example.com\"\n\n[intake.form]\naddress = \"https://example.com/report\"\n\n\
    [disclosure.reporters]\nintake = [\"psirt\", \"form\"]\nsite = \"https://www.example.com\"\nexpires = 2027-06-30\n\
    languages = [\"en\", \"de\"]\nkeys = [\"https://www.example.com/psirt.asc\"]\npolicy = \"https://www.example.com/policy\"\n\
    provider-metadata = \"https://www.example.com/.well-known/csaf/provider-metadata.json\"\n";

/// A valid advisory of ours, with an id and dates.
fn advisory(id: &str, title: &str, current: &str) -> String {
    format!(
        r#"{{
  "document": {{
    "category": "csaf_base",
    "csaf_version": "2.0",
    "distribution": {{"tlp": {{"label": "WHITE"}}}},
    "publisher": {{"category": "vendor", "name": "Example Company", "namespace": "https://www.example.com"}},
    "title": "{title}",
    "tracking": {{
      "current_release_date": "{current}",
      "id": "{id}",
      "initial_release_date": "2026-03-01T08:00:00Z",
      "revision_history": [{{"date": "{current}", "number": "1", "summary": "First"}}],
      "status": "final",
      "version": "1"
    }}
  }}
}}
"#
    )
}

fn project(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", RECORDS);
    let records = format!(
        "{REPORTERS}\n[advisory.one]\ncsaf = \"security/advisories/one.json\"\n\n[advisory.two]\ncsaf = \"security/advisories/two.json\"\n"
    );
    folder.write("security/issues.toml", &records);
    folder.write("security/advisories/one.json", &advisory("ESA-2026-01", "One", "2026-03-01T08:00:00Z"));
    folder.write("security/advisories/two.json", &advisory("ESA-2026-02", "Two", "2026-03-02T08:00:00Z"));
    folder
}

fn refused(folder: &Folder, arguments: &[&str], what: &str) {
    let output = folder.run(arguments);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    assert!(err(&output).contains(what), "{}", err(&output));
}

#[test]
fn what_records_name_is_published_and_stays() {
    let folder = project("publication");
    let root = folder.path.join("site");
    let dry = folder.json(&["csaf", "publish", "site", "--dry-run"]);
    assert_eq!(dry["dry_run"], true);
    assert!(!root.exists(), "a dry run wrote something");
    let first = folder.json(&["csaf", "publish", "site"]);
    assert_eq!(first["schema"], "vauban/csaf-publish/1");
    assert_eq!(first["written"], dry["written"]);
    assert_eq!(first["role"], "csaf_provider");
    assert_eq!(first["unsigned"].as_array().unwrap().len(), 2);
    let index = std::fs::read_to_string(root.join(".well-known/csaf/white/index.txt")).unwrap();
    assert_eq!(index, "2026/esa-2026-02.json\n2026/esa-2026-01.json\n");

    // The second time there is nothing to do.
    let again = folder.json(&["csaf", "publish", "site"]);
    assert_eq!(again["written"].as_array().unwrap().len(), 0, "{again:#}");

    // A place that only a server can fail; it is no trusted provider, since nothing is signed.
    let place = folder.run(&["csaf", "provider", "check", "site", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&place.stdout).unwrap();
    let failed: Vec<u64> = told["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["standing"] == "failed")
        .map(|one| one["number"].as_u64().unwrap())
        .collect();
    assert_eq!(failed, [19, 20], "{told:#}");
    assert_eq!(place.status.code(), Some(1));
    assert_eq!((told["claims"].as_str(), told["role"].as_str()), (Some("csaf_provider"), Some("unknown")));

    // An advisory that was changed needs a later date.
    folder.write("security/advisories/two.json", &advisory("ESA-2026-02", "Two, changed", "2026-03-02T08:00:00Z"));
    refused(&folder, &["csaf", "publish", "site"], "add a revision");
    folder.write("security/advisories/two.json", &advisory("ESA-2026-02", "Two, changed", "2026-03-09T08:00:00Z"));
    let changed = folder.json(&["csaf", "publish", "site"]);
    let written = changed["written"].as_array().unwrap();
    assert!(written.iter().any(|path| path.as_str().unwrap().ends_with("esa-2026-02.json")), "{changed:#}");
    assert!(written.iter().all(|path| !path.as_str().unwrap().contains("esa-2026-01")), "{changed:#}");

    // One that is published goes only when told to.
    let only = ["csaf", "publish", "site", "security/advisories/two.json"];
    refused(&folder, &only, "--withdraw ESA-2026-01");
    let gone = folder.json(&[&only[..], &["--withdraw", "ESA-2026-01"]].concat());
    assert_eq!(gone["withdrawn"][0], "ESA-2026-01");
    assert!(!root.join(".well-known/csaf/white/2026/esa-2026-01.json").exists());
    assert!(root.join(".well-known/csaf/white/2026/esa-2026-02.json").exists());
}

#[test]
fn nothing_is_written_over_that_is_somebody_elses() {
    let folder = project("publication-foreign");
    folder.write("site/.well-known/csaf/service.json", "{}\n");
    folder.write("site/index.html", "<p>ours</p>\n");
    refused(&folder, &["csaf", "publish", "site"], "service.json would be written over");
    assert!(!folder.path.join("site/.well-known/csaf/white").exists());
    std::fs::remove_file(folder.path.join("site/.well-known/csaf/service.json")).unwrap();
    folder.ok(&["csaf", "publish", "site"]);
    assert_eq!(std::fs::read_to_string(folder.path.join("site/index.html")).unwrap(), "<p>ours</p>\n");
    // What was changed by hand since is somebody's as well.
    folder.write("site/.well-known/csaf/white/index.txt", "by hand\n");
    refused(&folder, &["csaf", "publish", "site"], "index.txt would be written over");
    assert_eq!(
        std::fs::read_to_string(folder.path.join("site/.well-known/csaf/white/index.txt")).unwrap(),
        "by hand\n"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let folder = project("publication-link");
    folder.write("elsewhere/keep", "");
    std::fs::create_dir_all(folder.path.join("site/.well-known")).unwrap();
    std::os::unix::fs::symlink(folder.path.join("elsewhere"), folder.path.join("site/.well-known/csaf")).unwrap();
    refused(&folder, &["csaf", "publish", "site"], "symbolic link");
    assert_eq!(std::fs::read_dir(folder.path.join("elsewhere")).unwrap().count(), 1);
}

#[test]
fn what_is_not_valid_is_not_published() {
    let folder = project("publication-invalid");
    let text =
        advisory("ESA-2026-01", "One", "2026-03-01T08:00:00Z").replace("\"version\": \"1\"", "\"version\": \"2\"");
    folder.write("security/advisories/one.json", &text);
    refused(&folder, &["csaf", "publish", "site"], "6.1.16");
    assert!(!folder.path.join("site").exists());
    refused(
        &folder,
        &["csaf", "publish", "site", "security/advisories/two.json", "--site", "http://example.com"],
        "no site",
    );
}

#[test]
fn the_users_gpg_signs() {
    let folder = project("publication-signed");
    let home = folder.path.join("home");
    std::fs::create_dir_all(&home).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    let made = Command::new("gpg")
        .env("GNUPGHOME", &home)
        .args([
            "--batch",
            "--quiet",
            "--passphrase",
            "",
            "--quick-gen-key",
            "psirt@example.com",
            "ed25519",
            "sign",
            "never",
        ])
        .output();
    if !made.is_ok_and(|made| made.status.success()) {
        println!("SKIPPED: gpg is not here or makes no key, so no signature was made");
        return;
    }
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(&folder.path).args(["--today", "2026-11-22"]).args(arguments).env("GNUPGHOME", &home);
        command.output().unwrap()
    };
    let signed = ["csaf", "publish", "site", "--sign", "gpg", "--key", "psirt@example.com", "--format", "json"];
    let output = run(&signed);
    assert!(output.status.success(), "{}", err(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["role"], "csaf_trusted_provider");
    assert_eq!(told["unsigned"].as_array().unwrap().len(), 0);
    let document = folder.path.join("site/.well-known/csaf/white/2026/esa-2026-01.json");
    let signature = document.with_extension("json.asc");
    let verify = |document: &Path| {
        let verified =
            Command::new("gpg").env("GNUPGHOME", &home).arg("--verify").arg(&signature).arg(document).output();
        verified.unwrap().status.success()
    };
    assert!(verify(&document));
    assert!(!verify(&folder.path.join("site/.well-known/csaf/white/2026/esa-2026-02.json")));
    // What is signed keeps its signature: nothing is signed, or written, twice.
    let told: serde_json::Value = serde_json::from_slice(&run(&signed).stdout).unwrap();
    assert_eq!(told["written"].as_array().unwrap().len(), 0, "{told:#}");
    let place = run(&["csaf", "provider", "check", "site"]);
    assert_eq!(place.status.code(), Some(0), "{}", out(&place));
    assert!(out(&place).contains("claims to be a csaf_trusted_provider: unknown"), "{}", out(&place));
    let _ = Command::new("gpgconf").env("GNUPGHOME", &home).args(["--kill", "all"]).output();
}

#[test]
fn security_txt_is_written_from_records_and_checked() {
    let folder = project("security-txt");
    let text = folder.ok(&["disclosure", "security-txt"]);
    assert_eq!(
        text,
        "Contact: mailto:psirt@example.com\nContact: https://example.com/report\nExpires: 2027-07-01T00:00:00Z\n\
         Encryption: https://www.example.com/psirt.asc\nCanonical: https://www.example.com/.well-known/security.txt\n\
         Preferred-Languages: en, de\nPolicy: https://www.example.com/policy\n\
         CSAF: https://www.example.com/.well-known/csaf/provider-metadata.json\n"
    );
    folder.write("security.txt", &text);
    let told = folder.json(&["disclosure", "security-txt", "--check", "security.txt"]);
    assert_eq!(told["schema"], "vauban/disclosure-check/1");
    assert_eq!(told["errors"].as_array().unwrap().len(), 0, "{told:#}");
    assert!(!told["advice"].as_array().unwrap().is_empty());
    // On the day after its last it is not trusted any more, and none is written that would be so.
    let late = folder.run_on("2027-07-01", &["disclosure", "security-txt", "--check", "security.txt"]);
    assert_eq!(late.status.code(), Some(1));
    assert!(out(&late).contains("line 3: expired"), "{}", out(&late));
    assert_eq!(folder.run_on("2027-07-01", &["disclosure", "security-txt"]).status.code(), Some(2));
    assert_eq!(
        folder.run_on("2027-06-30", &["disclosure", "security-txt"]).status.code(),
        Some(0),
        "the day counts whole"
    );
}

#[test]
fn a_policy_shows_its_gaps() {
    let folder = project("policy");
    let text = folder.ok(&["disclosure", "policy"]);
    assert!(text.starts_with("# Disclosure of vulnerabilities: Example Company\n"));
    assert!(text.contains("1. mailto:psirt@example.com\n2. https://example.com/report\n"));
    assert!(text.contains("[to be said: the national CSIRT"));
    folder.write("policy.md", &text);
    let told = folder.run(&["disclosure", "policy", "--check", "policy.md"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(out(&told).contains("a gap"), "{}", out(&told));
    folder.write("own.md", "# Policy\n\n## Scope\n\nAll.\n");
    let told = folder.json(&["disclosure", "policy", "--check", "own.md"]);
    assert_eq!(told["errors"].as_array().unwrap().len(), 14, "{told:#}");
}

//! The process side of the lifecycle on the command line: the process documents to begin with, their approval, who
//! answers for what, tailorings (scenario 13), and maturity over releases. Several tests try to get a better verdict
//! than is deserved, and must fail to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod kit;

use std::fs;

use kit::{Folder, err, out};

/// A person who holds a role for which they have shown that they can, and one who approves.
const PEOPLE: &str = r#"
[person.owner-1]
from = 2024-01-01

[person.advisor-1]
from = 2024-01-01

[competence.owner-1]
person = "owner-1"
shown-by = "audit of a release, graded"
date = 2026-01-12
valid-until = 2028-01-11
evidence = ["document.assessments"]

[document.assessments]
url = "https://documents.example/assessments"
"#;

fn begun(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.ok(&["init", "--yes", "--templates", "--name", "Thing"]);
    folder
}

/// The same with the two roles of the first document held, and with git.
fn staffed(name: &str) -> Folder {
    let folder = begun(name);
    let people = fs::read_to_string(folder.path.join("security/people.toml")).unwrap();
    folder.write("security/people.toml", &format!("{people}{PEOPLE}"));
    for role in ["process-owner", "management"] {
        folder.edit(
            "security/process/roles.toml",
            &format!("[role.{role}]\n"),
            &format!("[role.{role}]\nheld-by = [\"owner-1\"]\ndeputy = [\"advisor-1\"]\n"),
        );
    }
    folder
}

fn requirement(folder: &Folder, id: &str) -> serde_json::Value {
    let status = folder.json(&["status"]);
    let all = status["requirements"].as_array().unwrap();
    all.iter().find(|one| one["id"] == id).unwrap().clone()
}

fn aspect(folder: &Folder, id: &str) -> String {
    let found = requirement(folder, id.split('.').next().unwrap());
    let all = found["aspects"].as_array().unwrap().clone();
    all.iter().find(|one| one["id"] == id).unwrap()["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn the_first_set_passes_and_claims_nothing() {
    let folder = begun("templates");
    let findings = folder.findings();
    assert!(findings.iter().all(|(_, severity)| severity != "error"), "{findings:?}");
    assert!(findings.len() <= 6, "the first day is quiet: {findings:?}");
    let status = folder.json(&["status"]);
    for one in status["requirements"].as_array().unwrap() {
        assert!(one["maturity"].as_u64().unwrap() <= 1, "{one}");
        assert_ne!(one["verdict"], "met", "{one}");
        for aspect in one["aspects"].as_array().unwrap() {
            assert_ne!(aspect["verdict"], "met", "{aspect}");
        }
    }
    assert_eq!(folder.run(&["fmt", "--check"]).status.code(), Some(0), "the set is laid out the usual way");
}

#[test]
fn a_second_time_adds_only_what_is_missing() {
    let folder = begun("templates-again");
    let mine = "# Changed in our house.\n";
    let path = "security/process/design.md";
    let text = fs::read_to_string(folder.path.join(path)).unwrap();
    folder.write(path, &format!("{text}{mine}"));
    fs::remove_file(folder.path.join("security/process/issues.md")).unwrap();
    let said = folder.ok(&["init", "--templates"]);
    assert!(said.contains("wrote security/process/issues.md"), "{said}");
    assert!(said.contains("kept  security/process/design.md is there already"), "{said}");
    assert!(fs::read_to_string(folder.path.join(path)).unwrap().ends_with(mine));
}

#[test]
fn records_that_are_there_are_not_written_again() {
    let folder = Folder::new("templates-beside");
    folder.write("vauban.toml", "[product.thing]\nversion = \"1\"\n");
    folder.write("security/ours.toml", "[role.architect]\ntitle = \"Ours\"\n\n[process.design]\ntitle = \"Ours\"\n");
    let said = folder.ok(&["init", "--templates"]);
    assert!(said.contains("kept  role.architect is recorded already"), "{said}");
    assert!(!folder.path.join("security/process/design.md").exists());
    let findings = folder.findings();
    assert!(findings.iter().all(|(code, _)| code != "duplicate-id" && code != "unresolved-reference"), "{findings:?}");
}

#[test]
fn an_approval_is_for_a_text() {
    let folder = staffed("approval").with_git();
    let said = folder.ok(&["process", "approve", "management", "--by", "process-owner"]);
    assert!(said.contains("approved by role.process-owner on 2026-11-22"), "{said}");
    let path = "security/process/management.md";
    let text = fs::read_to_string(folder.path.join(path)).unwrap();
    assert!(text.contains("# A draft until it is read"), "comments stay: {text}");
    assert!(text.contains("\ndigest = \"sha256:"), "{text}");
    folder.commit("approved");
    assert_eq!(folder.json(&["process"])["documents"][4]["state"], "approved");
    assert!(requirement(&folder, "SM-1")["maturity"].as_u64().unwrap() >= 2, "rule and people");
    assert_eq!(aspect(&folder, "SM-3.b"), "partial", "laid down, and still to be stated");

    // What nobody approved counts no longer, and the section is named.
    folder.edit(path, "A change is made on a branch.", "A change is made anywhere.");
    folder.commit("changed");
    let document = folder.json(&["process", "management"])["documents"][0].clone();
    assert_eq!(document["state"], "changed");
    assert_eq!(document["changed_sections"], serde_json::json!(["One process, in daily use"]));
    let text = folder.ok(&["process", "management"]);
    assert!(text.contains("One process, in daily use"), "{text}");
    assert!(folder.findings().iter().any(|(code, _)| code == "process-unapproved"));
    assert_eq!(requirement(&folder, "SM-1")["maturity"], 1);
}

#[test]
fn what_is_widened_after_the_approval_is_not_approved() {
    let folder = staffed("approval-widened");
    folder.ok(&["process", "approve", "management", "--by", "process-owner"]);
    folder.edit("security/process/management.md", "version = \"1\"", "version = \"1\"\ncovers = [\"SD-1\"]");
    assert_eq!(folder.json(&["process", "management"])["documents"][0]["state"], "changed");
}

#[test]
fn nobody_cannot_approve() {
    let folder = begun("approval-nobody");
    let refused = folder.run(&["process", "approve", "management", "--by", "process-owner"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("nobody holds `role.process-owner`"), "{}", err(&refused));
    let later = folder.run(&["process", "approve", "management", "--by", "process-owner", "--date", "2027-01-01"]);
    assert_eq!(later.status.code(), Some(2), "{}", out(&later));
    // The same by hand.
    folder.edit(
        "security/process/management.md",
        "version = \"1\"",
        "version = \"1\"\napproved-by = \"process-owner\"\ndate = 2026-11-20",
    );
    assert_eq!(requirement(&folder, "SM-1")["maturity"], 1);
}

#[test]
fn presence_is_no_competence() {
    let folder = staffed("attendance");
    folder.ok(&["process", "approve", "management", "--by", "process-owner"]);
    let before = requirement(&folder, "SM-1")["maturity"].as_u64().unwrap();
    folder.edit("security/people.toml", "audit of a release, graded", "attended the training");
    assert!(before >= 2);
    assert_eq!(requirement(&folder, "SM-1")["maturity"], 1);
    let matrix = folder.json(&["responsibilities"]);
    let owner = matrix["roles"].as_array().unwrap().iter().find(|role| role["role"] == "process-owner").unwrap();
    assert_eq!(owner["holders"][0]["proof"], "none");
}

#[test]
fn the_matrix_names_duties_people_and_gaps() {
    let folder = staffed("matrix");
    let matrix = folder.json(&["responsibilities"]);
    assert_eq!(matrix["schema"], "vauban/responsibilities/1");
    let of = |id: &str| {
        let all = matrix["requirements"].as_array().unwrap();
        all.iter().find(|one| one["requirement"] == id).unwrap().clone()
    };
    assert_eq!(of("SM-1")["responsible"], serde_json::json!(["process-owner"]));
    assert_eq!(of("SM-1")["answered"], true);
    assert_eq!(of("SD-1")["responsible"], serde_json::json!(["architect"]));
    assert_eq!(of("SD-1")["answered"], false, "nobody holds it");
    assert!(matrix["gaps"].to_string().contains("nobody holds architect"), "{}", matrix["gaps"]);
    // A proof that ran out, and one that is about to.
    let soon = folder.run_on("2027-12-01", &["responsibilities", "--format", "json"]);
    assert!(out(&soon).contains("\"expiring\""), "{}", out(&soon));
    let over = folder.run_on("2028-03-01", &["responsibilities"]);
    assert!(out(&over).contains("ran out 2028-01-11"), "{}", out(&over));
    let page = folder.ok(&["responsibilities", "--format", "markdown"]);
    assert!(
        page.contains("| SM-1 | Development process | process-owner | management, process-owner | yes |"),
        "{page}"
    );
}

fn tailored(name: &str) -> Folder {
    Folder::copy(name, "tests/projects/tailored-release-approved/in")
}

#[test]
fn scenario_13_a_tailoring_without_analysis_is_refused() {
    let folder = Folder::copy("tailoring-refused", "tests/projects/tailored-release-without-analysis/in");
    assert!(folder.findings().contains(&("tailoring-incomplete".to_owned(), "error".to_owned())));
    assert_ne!(requirement(&folder, "SVV-4")["verdict"], "not-applicable");
    let told = folder.ok(&["tailoring"]);
    assert!(told.contains("no security analysis behind leaving out SVV-4"), "{told}");
}

#[test]
fn scenario_13_with_analysis_and_approval_it_counts_and_is_shown() {
    let folder = tailored("tailoring-accepted");
    assert!(folder.findings().iter().all(|(code, _)| code != "tailoring-incomplete"));
    assert_eq!(requirement(&folder, "SVV-4")["verdict"], "not-applicable");
    let left = folder.json(&["status"])["products"][0]["left_out"][0].clone();
    assert_eq!(left["requirement"], "SVV-4");
    assert_eq!(left["tailoring"], "tailoring.1.4.1");
    assert_eq!(left["analysis"], "security/evidence/penetration-analysis.md");
    assert!(folder.ok(&["status"]).contains("SVV-4: no interface and no mechanism changed"));
    for aspect_of in ["SM-5.a", "SM-5.c", "SM-5.d"] {
        assert_eq!(aspect(&folder, aspect_of), "met", "{aspect_of}");
    }
}

/// Each of these lacks one thing, and with it everything.
#[test]
fn scenario_13_every_single_condition_counts() {
    let release = "security/release.toml";
    let people = "security/people.toml";
    let cases: &[(&str, &str, &str, &str)] = &[
        ("reason", release, "no interface and no mechanism changed since the test of 1.4.0", " "),
        ("analysis", release, "security/evidence/penetration-analysis.md", "security/evidence/none.md"),
        ("proposer", release, "by = \"architect\"\n", ""),
        ("self", release, "by = \"architect\"\n", "by = \"security-advisor\"\n"),
        ("all-apply", release, "all-apply = true", "all-apply = false"),
        ("after the release", release, "date = 2026-11-09", "date = 2026-11-21"),
        ("another role", release, "approved-by = \"role.security-advisor\"", "approved-by = \"process-owner\""),
        ("attendance", people, "assessed threat model", "attended a course"),
        ("expired", people, "valid-until = 2027-06-01\nevidence", "valid-until = 2026-06-01\nevidence"),
        ("too late", people, "date = 2025-06-02\nvalid", "date = 2026-11-10\nvalid"),
        ("no evidence", people, "evidence = [\"document.assessments\"]", ""),
        ("unstamped", release, "\ndigest = ", "\n# digest = "),
        (
            "stamp altered",
            release,
            "threats = \"sha256:",
            "threats = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" #",
        ),
    ];
    for (name, file, from, to) in cases {
        let folder = tailored(&format!("tailoring-{}", name.replace(' ', "-")));
        assert_eq!(requirement(&folder, "SVV-4")["verdict"], "not-applicable", "to begin with");
        folder.edit(file, from, to);
        assert_ne!(requirement(&folder, "SVV-4")["verdict"], "not-applicable", "{name}");
        assert!(folder.findings().iter().any(|(code, _)| code == "tailoring-incomplete"), "{name}");
    }
}

#[test]
fn a_change_of_context_scope_or_threats_asks_again() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("security/context.toml", "strength = 2", "strength = 3", "attacker.insider (strength)"),
        ("vauban.toml", "third-party = false", "third-party = true", "scope (third-party)"),
        (
            "security/context.toml",
            "exposure = \"network\"",
            "exposure = \"remote\"",
            "threats (component.firmware, interface.modbus)",
        ),
    ];
    for (at, (file, from, to, told)) in cases.iter().enumerate() {
        let folder = tailored(&format!("tailoring-changed-{at}"));
        folder.edit(file, from, to);
        let said = folder.ok(&["tailoring"]).replace("\n     ", " ");
        assert!(said.contains(told), "{told}: {said}");
        assert_ne!(requirement(&folder, "SVV-4")["verdict"], "not-applicable");
        // Binding it anew is no approval anew.
        folder.ok(&["tailoring", "stamp", "1.4.1"]);
        assert_ne!(requirement(&folder, "SVV-4")["verdict"], "not-applicable");
    }
    // Confirming the context without changing it asks nothing.
    let folder = tailored("tailoring-confirmed");
    folder.edit("security/context.toml", "date = 2026-05-04", "date = 2026-11-16");
    assert_eq!(requirement(&folder, "SVV-4")["verdict"], "not-applicable");
}

#[test]
fn a_backdated_tailoring_is_noticed() {
    let folder = tailored("tailoring-backdated").with_git();
    // First committed on 2026-11-20, and dated eleven days before.
    assert_ne!(requirement(&folder, "SVV-4")["verdict"], "not-applicable");
    let told = folder.ok(&["tailoring"]);
    assert!(told.contains("first committed only on 2026-11-20"), "{told}");
}

#[test]
fn status_over_the_releases_compiles_each_on_its_day() {
    let folder = staffed("status-history").with_git();
    folder.git(&["tag", "v0.1.0"]);
    folder.ok(&["process", "approve", "management", "--by", "process-owner"]);
    let approved = folder.commit("approved");
    folder.write(
        "security/releases.toml",
        &format!(
            "[release.\"0.1.0\"]\nversion = \"0.1.0\"\ndate = 2026-11-20\n\n\
             [release.\"0.2.0\"]\nversion = \"0.2.0\"\ndate = 2026-11-22\ncommit = \"{approved}\"\n\n\
             [release.\"0.0.9\"]\nversion = \"0.0.9\"\ndate = 2026-10-01\n"
        ),
    );
    folder.commit("releases");
    let history = folder.json(&["status", "--history"]);
    assert_eq!(history["schema"], "vauban/status-history/1");
    let releases: Vec<&str> =
        history["points"].as_array().unwrap().iter().map(|point| point["release"].as_str().unwrap()).collect();
    assert_eq!(releases, ["0.1.0", "0.2.0", "now"]);
    let level = |at: usize| {
        let all = history["points"][at]["requirements"].as_array().unwrap();
        all.iter().find(|one| one["id"] == "SM-1").unwrap()["maturity"].as_u64().unwrap()
    };
    assert_eq!(level(0), 1, "a draft on that day");
    assert!(level(1) >= 2, "approved on that day");
    assert!(history["missing"].to_string().contains("no tag v0.0.9"), "{}", history["missing"]);
    let plot = folder.ok(&["status", "--history"]);
    assert!(plot.contains("0.1.0") && plot.contains("ML"), "{plot}");
    let picture = folder.ok(&["status", "--history", "--format", "svg"]);
    assert!(picture.starts_with("<svg ") && picture.trim_end().ends_with("</svg>"), "{picture}");
    let newest = folder.json(&["status", "--history", "--last", "1"]);
    assert_eq!(newest["older"], 2);
    assert_eq!(folder.run(&["status", "--format", "svg"]).status.code(), Some(2));
}

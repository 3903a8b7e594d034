//! `vauban evidence` on a folder: a file is told of, listed, changed, and stops counting; git knows when commits were
//! made.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};

const RECORDS: &str = r#"[component.web]

[test.login]
type = "requirement"
plan = "Passed when the sixth password is refused."

[test-run.login-1]
test = "login"
date = 2026-11-10
results = "security/evidence/login.xml"
"#;

const LOGIN: &str = "<testsuites><testsuite name=\"login\" timestamp=\"2026-11-10T09:00:00Z\"><testcase name=\"locks\"/></testsuite></testsuites>\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", "[product.example]\nversion = \"1.0\"\n");
    folder.write("security/tests.toml", RECORDS);
    folder.write("security/evidence/login.xml", LOGIN);
    folder
}

fn refused(folder: &Folder, arguments: &[&str], says: &str) {
    let output = folder.run(&[&["evidence", "add"], arguments].concat());
    assert!(output.status.code() == Some(2) && err(&output).contains(says), "{says}: {}{}", out(&output), err(&output));
}

#[test]
fn a_file_is_told_of_once_and_checked() {
    let folder = folder("evidence-add");
    let file = "security/evidence/login.xml";
    let shown = folder.ok(&["evidence", "add", file, "--commit", "4b8e17d0c3f2", "--on", "component.web", "--dry-run"]);
    assert!(shown.contains("[evidence.login]") && shown.contains("nothing was written"), "{shown}");
    assert!(!folder.path.join("security/evidence.toml").exists());

    folder.write("security/evidence.toml", "# Told of by the pipeline.\n");
    folder.ok(&["evidence", "add", file, "--commit", "4b8e17d0c3f2", "--on", "component.web"]);
    let written = std::fs::read_to_string(folder.path.join("security/evidence.toml")).unwrap();
    assert!(written.starts_with("# Told of by the pipeline.\n"), "{written}");
    assert!(written.contains("ran = 2026-11-10T09:00:00Z\ncommit = \"4b8e17d0c3f2\"\n"), "{written}");
    assert!(written.contains("on = [\"component.web\"]"), "{written}");

    let listed = folder.json(&["evidence", "list"]);
    let row = &listed["files"][0];
    assert_eq!((&row["holds"], &row["standing"]), (&"1 passed".into(), &"counts".into()));
    assert_eq!((&row["records"][0], &row["rests"][0]), (&"evidence.login".into(), &"test-run.login-1".into()));
    let told = folder.ok(&["evidence", "check"]);
    assert!(told.contains("Every file counts."), "{told}");

    refused(&folder, &[file], "evidence.login tells of");
    assert_eq!(std::fs::read_to_string(folder.path.join("security/evidence.toml")).unwrap(), written);

    folder.write(file, &LOGIN.replace("locks", "opens"));
    let output = folder.run(&["evidence", "check", file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("has changed since its digest was stored"), "{}", out(&output));
    let output = folder.run(&["evidence", "check", "security/evidence/nowhere.xml"]);
    assert_eq!(output.status.code(), Some(2), "what nobody knows of is no good news");
}

#[test]
fn what_cannot_be_read_or_named_is_refused() {
    let folder = folder("evidence-refused");
    folder.write("security/evidence/half.xml", &LOGIN[..LOGIN.len() / 2]);
    folder.write("security/evidence/notes.md", "Seen and found good.\n");
    folder.write(
        "security/evidence/of.xml",
        &LOGIN.replace(
            "<testcase",
            "<properties><property name=\"commit\" value=\"0c3f24b8e17d\"/></properties><testcase",
        ),
    );
    refused(&folder, &["security/evidence/half.xml"], "cannot be read");
    refused(&folder, &["security/evidence/notes.md"], "--as FORM");
    refused(&folder, &["security/evidence/notes.md", "--as", "poem"], "known: junit");
    refused(&folder, &["security/evidence/nowhere.xml"], "there is no file");
    refused(&folder, &["/etc/hostname"], "");
    refused(&folder, &["security/evidence/login.xml", "--release", "9.9"], "no release `9.9`");
    refused(&folder, &["security/evidence/login.xml", "--on", "component.nowhere"], "no component or interface");
    refused(&folder, &["security/evidence/login.xml", "--into", "../evidence.toml"], "no record file");
    refused(&folder, &["security/evidence/login.xml", "--ran", "yesterday"], "no time");
    refused(&folder, &["security/evidence/of.xml", "--commit", "4b8e17d0c3f2"], "contradicts");
    // One that cannot be told of keeps the others from being written.
    refused(&folder, &["security/evidence/login.xml", "security/evidence/half.xml"], "nothing was written");
    assert!(!folder.path.join("security/evidence.toml").exists());
    folder.ok(&["evidence", "add", "security/evidence/notes.md", "--as", "report", "--id", "notes"]);
    assert_eq!(folder.json(&["evidence", "list"])["files"].as_array().unwrap().len(), 2);
}

#[test]
fn git_knows_when_commits_were_made_and_files_came() {
    // Everything is committed on 2026-11-20.
    let folder = folder("evidence-git").with_git();
    let commit = folder.git(&["rev-parse", "HEAD"]);
    folder.ok(&["evidence", "add", "security/evidence/login.xml", "--commit", &commit]);
    let output = folder.run(&["evidence", "check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("the commit it names was made on 2026-11-20"), "{}", out(&output));

    // A run of the day after is the file of a clock that is wrong: it was committed before.
    folder.write("security/evidence/login.xml", &LOGIN.replace("2026-11-10", "2026-11-22"));
    std::fs::remove_file(folder.path.join("security/evidence.toml")).unwrap();
    let output = folder.run(&["evidence", "check"]);
    assert!(out(&output).contains("was first committed on 2026-11-20, before that"), "{}", out(&output));

    // A commit that git does not know tells nothing of its time.
    folder.write("security/evidence/login.xml", LOGIN);
    folder.ok(&["evidence", "add", "security/evidence/login.xml", "--commit", "0c3f24b8e17d"]);
    let output = folder.run(&["evidence", "check"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
}

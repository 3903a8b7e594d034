//! The day of a patch: a fix that two supported lines need, delivered to one of them; what `vauban update` says at every
//! step, until both have it (scenario 11, and the project `patch-for-two-lines`).

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, KEY, err, out, root};

const PROJECT: &str = "tests/projects/patch-for-two-lines/in";

fn has(folder: &Folder, code: &str) -> bool {
    folder.findings().iter().any(|(known, _)| known == code)
}

fn sign(folder: &Folder, id: &str, day: &str) -> std::process::Output {
    let key = root().join(KEY).display().to_string();
    folder.run_on(day, &["update", "sign", id, "--by", "safety-engineer", "--key", &key])
}

/// The release, its runs and its update for line 1.
fn for_line_1(folder: &Folder) {
    let text = folder.read("security/releases.toml");
    folder.write(
        "security/releases.toml",
        &format!(
            "{text}\n[release.\"1.8.1\"]\nproduct = \"flow-meter\"\nversion = \"1.8.1\"\nline = \"v1\"\ndate = 2026-11-12\n\
             commit = \"1a818c2b7a61e83f5c0d94b1a27e6f38d05c1b90\"\n\
             artefacts = [{{ file = \"fm7-1.8.1.bin\", signature = \"document.signature-2.3.1\", signed-with = \"firmware-signing\" }}]\n"
        ),
    );
    let text = folder.read("security/runs.toml");
    folder.write(
        "security/runs.toml",
        &format!(
            "{text}\n[test-run.\"flaw-shown-1.8\"]\ntest = [\"long-frame\"]\ncommit = \"1a8f0c2b7a61e83f5c0d94b1a27e6f38d05c1b90\"\n\
             date = 2026-11-02\nresults = [\"security/evidence/before-2.3.xml\"]\n\n\
             [test-run.\"regression-1.8.1\"]\ntest = [\"long-frame\", \"regression\"]\nrelease = [\"1.8.1\"]\n\
             commit = \"1a818c2b7a61e83f5c0d94b1a27e6f38d05c1b90\"\ndate = 2026-11-09\nresults = [\"security/evidence/after-2.3.1.xml\"]\n"
        ),
    );
}

#[test]
fn the_forgotten_line_is_found_and_gone_once_it_has_the_fix() {
    let folder = Folder::copy("patch-two-lines", PROJECT);

    // What was delivered is complete: the fix seen to fail before, the regression green, the statement signed.
    let page = folder.json(&["update", "show", "frame-length-v2"]);
    assert_eq!(page["schema"], "vauban/update/1");
    assert_eq!(page["signatures"][0]["state"], "good", "{page}");
    assert_eq!(page["notice_lacks"], serde_json::json!([]));
    for code in [
        "update-unqualified",
        "fix-never-seen-failing",
        "update-safety-unsigned",
        "update-untried",
        "update-undelivered",
    ] {
        assert!(!has(&folder, code), "{code}: {:?}", folder.findings());
    }

    // And the oldest supported line was forgotten.
    let check = folder.run(&["update", "check"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        out(&check).contains("no update brings the fix to `line.v1`, the oldest supported line"),
        "{}",
        out(&check)
    );
    assert!(has(&folder, "issue-without-update") && has(&folder, "update-late"));
    let told = folder.json(&["update", "timeliness"]);
    assert_eq!(told["schema"], "vauban/timeliness/1");
    let row = |told: &serde_json::Value, line: &str| {
        told["rows"].as_array().unwrap().iter().find(|row| row["line"] == line).unwrap().clone()
    };
    let forgotten = row(&told, "v1");
    assert_eq!(
        (
            &forgotten["state"],
            &forgotten["oldest"],
            &forgotten["reach"],
            &forgotten["late_by"],
            &forgotten["still_open"]
        ),
        (&"overdue".into(), &true.into(), &"affected".into(), &7.into(), &true.into()),
        "{forgotten}"
    );
    assert_eq!(row(&told, "v2")["state"], "in-time");

    // A draft for it, with what the records say and nothing else.
    for_line_1(&folder);
    let draft = folder.ok(&["update", "prepare", "frame-length", "--release", "1.8.1", "--dry-run"]);
    for line in [
        "[update.frame-length]",
        "release = \"1.8.1\"",
        "lines = [\"v1\"]",
        "fix-runs = [\"regression-1.8.1\"]",
        "regression-runs = [\"regression-1.8.1\"]",
        "# safety = ",
        "# Not for line.v2: `update.frame-length-v2` brings it the fix.",
    ] {
        assert!(draft.contains(line), "{line}\n{draft}");
    }
    assert!(!folder.path.join("security/updates").exists(), "a dry run writes nothing");
    folder.ok(&["update", "prepare", "frame-length", "--release", "1.8.1"]);
    let again = folder.run(&["update", "prepare", "frame-length", "--release", "1.8.1"]);
    assert_eq!(again.status.code(), Some(2), "what is there is not written over");

    // The draft is no qualified update: once its release is out, everything that is missing is asked for.
    let check = out(&folder.run(&["update", "check", "frame-length"]));
    for code in ["update-unqualified", "update-notes-incomplete", "update-safety-unsigned", "update-undelivered"] {
        assert!(check.contains(code), "{code}\n{check}");
    }
    let notes = folder.run(&["update", "notes", "frame-length"]);
    assert_eq!(notes.status.code(), Some(1));
    assert!(err(&notes).contains("SUM-2.e") && out(&notes).is_empty(), "{}", err(&notes));
    let refused = sign(&folder, "frame-length", "2026-11-11");
    assert!(err(&refused).contains("what it does to safety"), "{}", err(&refused));

    fill_in(&folder);
    assert!(has(&folder, "update-safety-unsigned"), "said, and not signed");
    let signed = sign(&folder, "frame-length", "2026-11-11");
    assert!(signed.status.success(), "{}", err(&signed));

    // Both lines have it: nothing is left of the findings.
    let check = folder.run(&["update", "check"]);
    assert!(check.status.success(), "{}", out(&check));
    assert!(!has(&folder, "issue-without-update") && !has(&folder, "update-late"));
    let told = folder.json(&["update", "timeliness"]);
    assert_eq!(told["summary"]["in_time"], 2);
    assert_eq!(told["summary"]["overdue"], 0);

    // The notice has the five items, and is written to a new file only.
    let notice = folder.path.join("notice.md").display().to_string();
    folder.ok(&["update", "notes", "frame-length", "--output", &notice]);
    let text = folder.read("notice.md");
    for part in [
        "# Flow meter FM-7 1.8.1",
        "CVE-2026-90417",
        "## Versions it applies to",
        "## How to apply it",
        "## What applying it does",
        "## How to see that it was applied",
        "## If it is not applied",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(folder.run(&["update", "notes", "frame-length", "--output", &notice]).status.code(), Some(2));

    // Who changes the words, or the build under them, has to sign again.
    folder.edit("security/releases.toml", "commit = \"1a818c2b7a61", "commit = \"1a818c2b7a62");
    let check = out(&folder.run(&["update", "check", "frame-length"]));
    assert!(check.contains("update-safety-unsigned") && check.contains("is not valid"), "{check}");
}

/// Fills in the draft for line 1 as a person does.
fn fill_in(folder: &Folder) {
    let path = "security/updates/frame-length.toml";
    for (key, value) in [
        ("from", "\"developer\""),
        ("before-runs", "[\"flaw-shown-1.8\"]"),
        ("safety", "\"None: the meter is no part of a safety function.\""),
        ("operation", "\"One restart of 40 seconds.\""),
        ("how", "\"Menu Service, Update; or from the engineering station.\""),
        ("effects", "\"One restart of 40 seconds.\""),
        ("verify", "\"Menu Info shows 1.8.1.\""),
        ("risk", "\"The meter can be restarted over the bus. Instead: a bus filter.\""),
        ("qualified-by", "\"quality-lead\""),
        ("qualified", "2026-11-10"),
        ("channel", "\"Download portal\""),
        ("authenticity", "\"The meter takes signed files only.\""),
        ("checked-by", "[\"signed-update\"]"),
        ("delivered", "2026-11-12"),
    ] {
        let text = folder.read(path);
        let lines = text.lines().map(|line| match line.strip_prefix(&format!("# {key} = ")) {
            Some(_) => format!("{key} = {value}"),
            None if line.starts_with(&format!("{key} = ")) => format!("{key} = {value}"),
            None => line.to_owned(),
        });
        let text: Vec<String> = lines.collect();
        folder.write(path, &format!("{}\n", text.join("\n")));
    }
}

#[test]
fn a_fix_that_nobody_saw_fail_and_a_line_nobody_tried_are_asked_for() {
    let folder = Folder::copy("patch-doubts", PROJECT);
    folder.edit("security/updates.toml", "before-runs = [\"flaw-shown\"]\n", "");
    assert!(has(&folder, "fix-never-seen-failing"));

    // One update for both lines: what it does to a device of line 1 was never tried.
    let folder = Folder::copy("patch-untried", PROJECT);
    folder.edit("security/updates.toml", "lines = [\"v2\"]", "lines = [\"v1\", \"v2\"]");
    assert!(has(&folder, "update-untried"), "{:?}", folder.findings());
    assert!(has(&folder, "update-safety-unsigned"), "what was signed was said of one line");
    folder.edit(
        "security/updates.toml",
        "checked-by =",
        "tried-with = [{ with = \"line.v1\", verdict = \"compatible\", runs = [\"regression-2.3.1\"] }]\nchecked-by =",
    );
    assert!(!has(&folder, "update-untried"), "{:?}", folder.findings());

    // An update of the operating system that was out by then.
    folder.write(
        "security/platform.toml",
        "[platform-update.rtos-9]\nsupplier = \"rtos-maker\"\npublished = 2026-10-01\nreference = \"9.2\"\n",
    );
    assert!(has(&folder, "update-untried"), "{:?}", folder.findings());
    // One that came after it was delivered is none of its business.
    folder.edit("security/platform.toml", "2026-10-01", "2026-11-01");
    assert!(!has(&folder, "update-untried"), "{:?}", folder.findings());
}

#[test]
fn pictures_and_tables_say_the_same_and_keep_what_is_not_for_their_readers() {
    let folder = Folder::copy("patch-pictures", PROJECT);
    let picture = folder.ok(&["update", "timeliness", "--format", "svg"]);
    let text = |tag: &str| {
        let (_, rest) = picture.split_once(&format!("<{tag} ")).unwrap();
        rest.split_once('>').unwrap().1.split_once(&format!("</{tag}>")).unwrap().0.to_owned()
    };
    assert!(text("title").contains("2026-11-22"), "{}", text("title"));
    assert!(text("desc").contains("frame-length in v1: overdue by 7 days, no update"), "{}", text("desc"));
    let table = folder.ok(&["update", "timeliness", "--format", "markdown"]);
    assert!(table.contains("**overdue by 7 days, no update**") && table.contains("in time"), "{table}");
    let shown = folder.ok(&["update", "timeliness"]);
    assert!(shown.contains("v1 *") && shown.contains("supported until 2029-12-31"), "{shown}");

    folder.edit("security/issue.toml", "state = \"fixed\"", "state = \"fixed\"\nhandling = \"TLP:AMBER\"");
    let told = folder.ok(&["update", "timeliness", "--readers", "green"]);
    assert!(!told.contains("frame-length") && told.contains("1 issue not shown"), "{told}");
    let told = folder.json(&["update", "timeliness", "--readers", "green"]);
    assert_eq!((told["rows"].as_array().unwrap().len(), &told["withheld"]), (0, &1.into()));
}

#[test]
fn what_is_not_there_is_said_with_the_nearest_word() {
    let folder = Folder::copy("patch-words", PROJECT);
    for (arguments, expect) in [
        (&["update", "show", "frame-lenght-v2"][..], "did you mean `frame-length-v2`?"),
        (&["update", "prepare", "frame-lengt"][..], "did you mean `frame-length`?"),
        (&["update", "prepare", "frame-length", "--release", "2.3.2"][..], "did you mean `2.3"),
        (&["update", "prepare", "frame-length", "--for", "v9"][..], "there is no line `v9`"),
        (&["--line", "v1", "update", "prepare", "frame-length"][..], "writes into the folder"),
    ] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(expect), "{arguments:?}: {}", err(&output));
    }
    // An issue that is decided otherwise asks for none.
    folder.edit("security/issue.toml", "decision = \"fix\"", "decision = \"accept\"");
    let output = folder.run(&["update", "prepare", "frame-length"]);
    assert!(err(&output).contains("asks for no update"), "{}", err(&output));
}

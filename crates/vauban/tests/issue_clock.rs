//! `vauban issue clock|file|filed|drill`, from the first signal to the receipts of a case, as CI and cron see it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};

const ROOT: &str = "[product.sensor]\nname = \"Level sensor\"\nversion = \"2.0\"\ntype = [\"embedded-device\"]\nmember-states = [\"DE\"]\n\n\
                    [policy]\nestablishment = { main = \"DE\" }\nuser-information-hours = 72\n";

/// A case with comments and a layout of its own, which nobody may touch.
const CASES: &str = r#"# Cases of this product. Keep the newest on top.

[case.web-ui]   # found by the hotline
title = "Web interface"
description = "Requests without a session are served."
track = "exploited-vulnerability"
issue = ["web-ui"]
signal   = 2026-12-18T09:12:00+01:00
aware    = 2026-12-18T16:40:00+01:00    # log of the plant shows it
affected = [{ product = "sensor", versions = ["2.0"] }]
csirt = { name = "CSIRT", country = "DE", ground = "main-establishment", reason = "Security is decided there." }

[issue.web-ui]
state = "assessed"
received = 2026-12-18
"#;

fn project(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", ROOT);
    folder.write("security/cases.toml", CASES);
    folder.write("security/people.toml", "[person.one]\n[role.psirt]\nheld-by = [\"one\"]\n");
    folder
}

fn json(output: &std::process::Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", err(output)))
}

#[test]
fn an_exploited_issue_without_a_case_is_no_reason_to_be_calm() {
    let folder = project("clock-no-case");
    let issue = "[issue.web-ui]\nstate = \"assessed\"\nreceived = 2026-12-18\nexploited = \"active\"\n";
    folder.write("security/cases.toml", issue);
    let output = folder.run_on("2026-12-18", &["issue", "clock"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("issue.web-ui is exploited in the field, and no case"), "{}", out(&output));
}

#[test]
fn ci_fails_when_something_is_due_within_the_time_it_asks_for() {
    let folder = project("clock-ci");
    let run = |now: &str, within: &str| {
        folder.run_on(&now[..10], &["--now", now, "issue", "clock", "--law", "--within", within]).status.code()
    };
    assert_eq!(run("2026-12-18T18:00:00+01:00", "0h"), Some(0));
    assert_eq!(run("2026-12-18T18:00:00+01:00", "22h"), Some(0));
    assert_eq!(run("2026-12-18T18:00:00+01:00", "23h"), Some(1));
    assert_eq!(run("2026-12-19T16:40:00+01:00", "0h"), Some(1), "the last second is due now");
    assert_eq!(run("2026-12-19T16:41:00+01:00", "0h"), Some(1));
    for wrong in [
        &["--now", "2026-12-18T18:00:00", "issue", "clock"][..],
        &["--now", "2026-12-19T18:00:00Z", "issue", "clock"],
        &["issue", "clock", "--within", "soon"],
        &["issue", "clock", "case.nothing"],
        &["issue", "file", "nothing", "--stage", "24h"],
        &["issue", "filed", "web-ui", "--stage", "24h", "--at", "2026-12-18T18:00", "--receipt", "R"],
        &["issue", "filed", "web-ui", "--stage", "24h", "--at", "2027-12-18T18:00:00Z", "--receipt", "R"],
        &["issue", "filed", "web-ui", "--stage", "24h", "--at", "2026-12-18T10:00:00Z", "--receipt", " "],
    ] {
        let output = folder.run_on("2026-12-18", wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", err(&output));
    }
    assert_eq!(std::fs::read_to_string(folder.path.join("security/cases.toml")).unwrap(), CASES);
}

#[test]
fn a_day_alone_means_its_end_and_the_output_says_so() {
    let folder = project("clock-day");
    let output = folder.run_on("2026-12-19", &["issue", "clock"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = out(&output);
    assert!(shown.contains("now Sat 2026-12-19 23:59 UTC (the end of --today, UTC)"), "{shown}");
    assert!(shown.contains("missed       Sat 2026-12-19 16:40 +01:00"), "{shown}");
    assert!(shown.contains("✗"), "{shown}");
    let told = json(
        &folder.run_on("2026-12-18", &["--now", "2026-12-18T18:00:00+01:00", "issue", "clock", "--format", "json"]),
    );
    assert_eq!(told["schema"], "vauban/issue-clock/1");
    assert_eq!((&told["now"], &told["now_from"]), (&"2026-12-18T18:00:00+01:00".into(), &"--now".into()));
    let clocks = told["cases"][0]["clocks"].as_array().unwrap();
    let early = clocks.iter().find(|clock| clock["duty"] == "early-warning").unwrap();
    assert_eq!((&early["due"], &early["seconds_left"]), (&"2026-12-19T16:40:00+01:00".into(), &81_600.into()));
    let calendar = out(&folder.run_on("2026-12-18", &["issue", "clock", "--format", "ics"]));
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("DTSTART:20261219T154000Z"), "{calendar}");
    let picture = out(&folder.run_on("2026-12-18", &["issue", "clock", "--format", "svg"]));
    assert!(picture.starts_with("<svg"), "{picture}");
}

#[test]
fn a_time_without_zone_is_no_time_and_no_reason_to_be_calm() {
    let folder = project("clock-naive");
    folder.write("security/cases.toml", &CASES.replace("16:40:00+01:00", "16:40:00"));
    let output = folder.run_on("2026-12-18", &["issue", "clock"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).contains("deadlines may be missing: security/cases.toml: expected a time with a zone"),
        "{}",
        out(&output)
    );
}

#[test]
fn receipts_are_added_and_nothing_else_is_touched() {
    let folder = project("clock-filed");
    let now = ["--now", "2026-12-19T12:00:00+01:00"];
    let file = |more: &[&str]| {
        folder.run_on("2026-12-19", &[&now[..], &["issue", "filed", "web-ui", "--by", "psirt"], more].concat())
    };
    let first = ["--stage", "24h", "--at", "2026-12-18T20:00:00+01:00", "--receipt", "SRP-2026-\"1\""];
    let dry = file(&[&first[..], &["--dry-run"]].concat());
    assert!(out(&dry).contains("in time: due was Sat 2026-12-19 16:40 +01:00"), "{}{}", out(&dry), err(&dry));
    let path = folder.path.join("security/cases.toml");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), CASES);
    assert_eq!(file(&first).status.code(), Some(0));
    let text = std::fs::read_to_string(&path).unwrap();
    for line in CASES.lines() {
        assert!(text.lines().any(|other| other == line), "{line} is gone:\n{text}");
    }
    assert!(text.contains("submitted = 2026-12-18T20:00:00+01:00"), "{text}");
    assert!(text.contains("by = \"role.psirt\""), "{text}");
    // The same once more is refused, another is added.
    assert_eq!(file(&first).status.code(), Some(2));
    let second = file(&["--stage", "72h", "--at", "2026-12-19T11:00:00+01:00", "--receipt", "SRP-2026-2"]);
    assert_eq!(second.status.code(), Some(0), "{}", err(&second));
    let told =
        json(&folder.run_on("2026-12-19", &[&now[..], &["issue", "clock", "web-ui", "--format", "json"]].concat()));
    let clocks = told["cases"][0]["clocks"].as_array().unwrap();
    let state = |duty: &str| clocks.iter().find(|clock| clock["duty"] == duty).unwrap()["state"].clone();
    assert_eq!((state("early-warning"), state("notification")), ("met".into(), "met".into()));
    assert_eq!(
        clocks.iter().find(|clock| clock["duty"] == "early-warning").unwrap()["done"]["receipt"],
        "SRP-2026-\"1\""
    );
    // And a list in brackets stays one.
    folder.write("security/cases.toml", &CASES.replace("csirt =", "filings = [\n  { stage = \"24h\", submitted = 2026-12-18T19:00:00+01:00, receipt = \"A\" },   # by phone first\n]\ncsirt ="));
    assert_eq!(file(&["--stage", "72h", "--at", "2026-12-19T11:00:00+01:00", "--receipt", "B"]).status.code(), Some(0));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("# by phone first") && text.contains("receipt = \"B\""), "{text}");
}

#[test]
fn a_sheet_is_ready_to_copy_or_says_why_not() {
    let folder = project("clock-sheet");
    let sheet = |more: &[&str]| folder.run_on("2026-12-18", &[&["issue", "file", "case.web-ui"], more].concat());
    let early = sheet(&["--stage", "24h"]);
    assert_eq!(early.status.code(), Some(0), "{}", out(&early));
    let shown = out(&early);
    for text in [
        "[2] Title",
        "Web interface",
        "13 of 255 characters",
        "[v26] Date and time of awareness",
        "2026-12-18 15:40 UTC",
        "Nothing is missing",
    ] {
        assert!(shown.contains(text), "{text}\n{shown}");
    }
    let later = sheet(&["--stage", "72h", "--format", "json"]);
    assert_eq!(later.status.code(), Some(1));
    let told = json(&later);
    assert_eq!((&told["schema"], &told["complete"]), (&"vauban/issue-file/1".into(), &false.into()));
    assert!(told["errors"].to_string().contains("v21"));
    assert!(out(&sheet(&["--stage", "final", "--format", "markdown"])).contains("- **error:**"));
}

#[test]
fn an_exercise_touches_nothing_but_what_is_asked_for() {
    let folder = project("clock-drill");
    let drill = |more: &[&str]| folder.run_on("2026-12-18", &[&["issue", "drill"], more].concat());
    let shown = out(&drill(&["web-ui", "--aware", "2027-03-27T23:30:00+01:00"]));
    assert!(shown.contains("Sun 2027-03-28 23:30 +01:00") && shown.contains("exercise"), "{shown}");
    assert_eq!(std::fs::read_to_string(folder.path.join("security/cases.toml")).unwrap(), CASES);
    assert!(!folder.path.join("security/drills.toml").exists());
    let told =
        json(&drill(&["new", "--track", "severe-incident", "--aware", "2026-12-18T10:00:00Z", "--format", "json"]));
    assert_eq!((&told["schema"], &told["case"]["drill"]), (&"vauban/issue-drill/1".into(), &true.into()));
    let written = drill(&["web-ui", "--aware", "2026-12-10T10:00:00Z", "--record", "exercise-2026"]);
    assert_eq!(written.status.code(), Some(0), "{}", err(&written));
    let text = std::fs::read_to_string(folder.path.join("security/drills.toml")).unwrap();
    assert!(
        text.contains("[case.exercise-2026]")
            && text.contains("drill = true")
            && text.contains("issue = [\"issue.web-ui\"]"),
        "{text}"
    );
    // It alarms nobody, cannot be filed, and its id is taken.
    let told = json(&folder.run_on("2026-12-18", &["issue", "clock", "exercise-2026", "--law", "--format", "json"]));
    assert_eq!(told["alarms"]["cases"], 0);
    let filed = folder.run_on(
        "2026-12-18",
        &["issue", "filed", "exercise-2026", "--stage", "24h", "--at", "2026-12-11T10:00:00Z", "--receipt", "R"],
    );
    assert!(err(&filed).contains("an exercise"), "{}", err(&filed));
    assert_eq!(drill(&["new", "--record", "exercise-2026"]).status.code(), Some(2));
    for into in ["../outside.toml", "vauban.toml", "security/../x.toml", "/tmp/x.toml", "security/x.md"] {
        assert_eq!(drill(&["new", "--record", "other", "--into", into]).status.code(), Some(2), "{into}");
    }
}

//! Which line has an issue, when its update was due, and what counts as a fix that was shown: by ranges of versions, by
//! named lines, by results of the same case before and after.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_analysis::clocks::Across;
use vauban_analysis::updates::{Reach, Reached, State, Timeliness, timeliness};
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::{AnyId, Date, Head, Kind};

const PRODUCT: &str = "[product.meter]\nversion = \"3.0\"\ntype = [\"embedded-device\"]\n\n[policy]\n\
    deadlines = { critical = 30, high = 60, medium = 180, low = 365 }\n";

const LINES: &str = "[line.v1]\nof = \"meter\"\nsupported-until = 2029-12-31\n\n[line.v2]\nof = \"meter\"\nsupported-until = 2033-12-31\n\n\
    [release.\"1.8\"]\nline = \"v1\"\nversion = \"1.8\"\ndate = 2021-05-10\n\n\
    [release.\"2.3\"]\nline = \"v2\"\nversion = \"2.3\"\ndate = 2025-02-03\n\n\
    [release.\"2.3.1\"]\nline = \"v2\"\nversion = \"2.3.1\"\ndate = 2026-10-30\ncommit = \"aaaaaaaaaaaa\"\n";

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn project(files: &[(&str, &str)]) -> Compilation {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    compile(&MemoryWorld::new(today(), files).named("memory:")).unwrap()
}

fn with(product: &str, issue: &str) -> Compilation {
    let issue = format!("[issue.parser]\nstate = \"fixed\"\nreceived = 2026-06-01\n{issue}");
    let product = PRODUCT.replace("[policy]", &format!("{product}\n[policy]"));
    project(&[("vauban.toml", &product), ("security/lines.toml", LINES), ("security/issue.toml", &issue)])
}

/// How lines v1 and v2 stand to the issue.
fn reach(compiled: &Compilation) -> [Reach; 2] {
    let model = &compiled.model;
    let reached = Reached::new(model, today());
    ["v1", "v2"].map(|name| {
        let id = model.find(Kind::Line, name).unwrap();
        reached.line(&model.issue[0], id, &model.line[id.at as usize])
    })
}

fn words(compiled: &Compilation) -> [&'static str; 2] {
    reach(compiled).map(|reach| reach.word())
}

#[test]
fn a_range_is_held_against_the_releases_of_every_line() {
    let check = |product: &str, issue: &str, expect: [&str; 2]| {
        let compiled = with(product, issue);
        assert_eq!(words(&compiled), expect, "{product} {issue}: {:?}", reach(&compiled));
    };
    check("", "versions = [\"<2.3.1\"]", ["affected", "affected"]);
    check("", "versions = [\">=2.0, <2.3.1\"]", ["not-affected", "affected"]);
    check("", "versions = [\"2.0 to 2.3\"]", ["not-affected", "affected"]);
    check("", "versions = [\"< V2.0\"]", ["affected", "not-affected"]);
    check("", "versions = [\"1.8\", \"1.9\"]", ["affected", "not-affected"]);
    check("", "versions = [\"vers:semver/<2.0.0\"]", ["affected", "not-affected"]);
    check("", "versions = [\"all versions\"]", ["affected", "affected"]);
    // 2.10 is behind 2.3: text would say otherwise.
    check("", "versions = [\">=2.10\"]", ["not-affected", "not-affected"]);
    check("", "versions = [\">2.9, <2.10\"]", ["not-affected", "not-affected"]);
    // What nobody can read, compare or hold against anything is unknown, and never clean.
    check("", "versions = [\"those with the radio\"]", ["unknown", "unknown"]);
    check("", "versions = [\"< 2.0-rc1\"]", ["unknown", "unknown"]);
    check("version-scheme = \"semver\"", "versions = [\"< 2.0.0-rc1\"]", ["affected", "not-affected"]);
    check("version-scheme = \"{\"", "versions = [\"<2.3.1\"]", ["unknown", "unknown"]);
    check("", "", ["unknown", "unknown"]);
    check("", "versions = [\" \"]", ["unknown", "unknown"]);
    // Line 2 has 2.3 since before the issue; a range below it spares it. Without that release nobody knows what ran then.
    let later = |line: &str| {
        let lines = LINES.replace("date = 2025-02-03", line);
        project(&[
            ("vauban.toml", PRODUCT),
            ("security/lines.toml", &lines),
            (
                "security/issue.toml",
                "[issue.parser]\nstate = \"fixed\"\nreceived = 2026-06-01\nversions = [\"2.0 to 2.2\"]\n",
            ),
        ])
    };
    assert_eq!(words(&later("date = 2025-02-03")), ["not-affected", "not-affected"]);
    assert_eq!(words(&later("date = 2026-06-02")), ["not-affected", "unknown"]);
    assert_eq!(words(&later("")), ["not-affected", "unknown"]);
    // One text that can be read does not answer for one that cannot.
    check("", "versions = [\"1.8\", \"some of the others\"]", ["affected", "unknown"]);
}

#[test]
fn named_lines_answer_and_a_range_overrules_them_only_towards_the_worse() {
    let check = |issue: &str, expect: [&str; 2]| {
        let compiled = with("", issue);
        assert_eq!(words(&compiled), expect, "{issue}: {:?}", reach(&compiled));
    };
    check("applies-to = [\"line.v2\"]", ["not-affected", "affected"]);
    check("applies-to = [\"release.1.8\"]", ["affected", "not-affected"]);
    // The range has a release of a line that nobody named.
    check("applies-to = [\"line.v2\"]\nversions = [\"<2.3.1\"]", ["affected", "affected"]);
    // Named, and outside the range: named wins.
    check("applies-to = [\"line.v1\"]\nversions = [\">=2.0, <2.3.1\"]", ["affected", "affected"]);
    check("applies-to = [\"line.gone\"]", ["unknown", "unknown"]);
    check("applies-to = [\"line.gone\"]\nversions = [\"<2.0\"]", ["affected", "unknown"]);
}

#[test]
fn a_line_without_releases_is_unknown() {
    let product = format!("{PRODUCT}\n[line.v0]\nof = \"meter\"\n");
    let compiled = project(&[
        ("vauban.toml", &product),
        ("security/lines.toml", LINES),
        ("security/issue.toml", "[issue.parser]\nstate = \"fixed\"\nversions = [\">=2.0\"]\n"),
    ]);
    let model = &compiled.model;
    let id = model.find(Kind::Line, "v0").unwrap();
    let reach = Reached::new(model, today()).line(&model.issue[0], id, &model.line[id.at as usize]);
    assert!(matches!(reach, Reach::Unknown(_)), "{reach:?}");
}

const ISSUE: &str = "[issue.parser]\nstate = \"fixed\"\nfound-in = \"field\"\ndecision = \"fix\"\nseverity = \"high\"\n\
    received = 2026-06-01\nassessed = 2026-06-03\nfixed = 2026-07-01\nversions = [\"<2.3.1\"]\n";

fn times(records: &str) -> (Compilation, Timeliness) {
    times_of(ISSUE, records)
}

fn times_of(issue: &str, records: &str) -> (Compilation, Timeliness) {
    let compiled = project(&[
        ("vauban.toml", PRODUCT),
        ("security/lines.toml", LINES),
        ("security/issue.toml", issue),
        ("security/updates.toml", records),
    ]);
    let model = &compiled.model;
    let product = model.find(Kind::Product, "meter");
    let concerns = |head: &Head| compiled.concerns(product, head);
    let told = timeliness(model, &Across::new(model), product, today(), &concerns);
    (compiled, told)
}

fn states(told: &Timeliness) -> Vec<State> {
    told.rows.iter().map(|row| row.state).collect()
}

fn codes(compiled: &Compilation) -> Vec<&'static str> {
    let of = |code: &str| ["update-late", "issue-without-update"].contains(&code);
    compiled.findings.iter().map(|finding| finding.code).filter(|code| of(code)).collect()
}

#[test]
fn every_line_has_a_row_and_the_oldest_stands_first() {
    let (compiled, told) = times("");
    let line = |at: usize| compiled.model.head(told.rows[at].line.unwrap()).id.to_string();
    assert_eq!((line(0), line(1)), ("v1".to_owned(), "v2".to_owned()));
    assert!(told.rows[0].oldest && !told.rows[1].oldest);
    // 60 days from 2026-06-03.
    assert_eq!(told.rows[0].deadline, Ok(Date::new(2026, 8, 2).unwrap()));
    assert_eq!(states(&told), [State::Overdue(112), State::Overdue(112)]);
}

#[test]
fn what_came_for_one_line_does_not_count_for_the_other() {
    let (compiled, told) = times("[update.a]\nfixes = [\"parser\"]\nlines = [\"v2\"]\ndelivered = 2026-07-20\n");
    assert_eq!(states(&told), [State::Overdue(112), State::InTime]);
    assert_eq!(codes(&compiled), ["issue-without-update", "update-late"]);
    let message = &compiled.findings.iter().find(|finding| finding.code == "update-late").unwrap().message;
    assert!(message.contains("`line.v1`, the oldest supported line"), "{message}");

    let (compiled, told) = times(
        "[update.a]\nfixes = [\"parser\"]\nlines = [\"v2\"]\ndelivered = 2026-07-20\n\n\
         [update.b]\nfixes = [\"parser\"]\nlines = [\"v1\"]\ndelivered = 2026-08-03\nlate-because = \"hardware of line 1 was at the laboratory\"\n",
    );
    assert_eq!(states(&told), [State::Late(1), State::InTime]);
    assert!(codes(&compiled).is_empty(), "{:?}", codes(&compiled));
}

#[test]
fn of_several_updates_the_last_one_counts_and_one_ahead_has_not_come() {
    let (_, told) = times(
        "[update.a]\nfixes = [\"parser\"]\nlines = [\"v1\", \"v2\"]\ndelivered = 2026-07-20\n\n\
         [update.b]\nfixes = [\"parser\"]\nlines = [\"v1\"]\ndelivered = 2026-08-12\n",
    );
    assert_eq!(states(&told), [State::Late(10), State::InTime]);
    let (_, told) = times("[update.a]\nfixes = [\"parser\"]\nlines = [\"v1\", \"v2\"]\ndelivered = 2027-01-20\n");
    assert_eq!(states(&told), [State::Overdue(112), State::Overdue(112)]);
}

#[test]
fn what_is_undecided_or_without_severity_stays_in_sight() {
    let undecided = ISSUE.replace("decision = \"fix\"\n", "").replace("state = \"fixed\"", "state = \"assessed\"");
    let (compiled, told) = times_of(&undecided, "");
    assert_eq!(states(&told), [State::Overdue(112), State::Overdue(112)]);
    assert!(told.rows.iter().all(|row| row.undecided));
    assert_eq!(codes(&compiled), ["update-late"]);

    let unrated = ISSUE.replace("severity = \"high\"\n", "");
    let (compiled, told) = times_of(&unrated, "");
    assert_eq!(states(&told), [State::Untold, State::Untold]);
    assert!(codes(&compiled).contains(&"update-late"));

    let unplaced = ISSUE.replace("found-in = \"field\"\n", "");
    let (_, told) = times_of(&unplaced, "");
    assert!(told.rows.is_empty());
    assert_eq!(told.unplaced.len(), 1);

    for decision in ["accept", "defer", "none"] {
        let (_, told) = times_of(&ISSUE.replace("\"fix\"", &format!("\"{decision}\"")), "");
        assert!(told.rows.is_empty() && told.unplaced.is_empty(), "{decision}");
    }
}

#[test]
fn a_line_that_is_spared_owes_nothing_and_one_whose_support_ended_before_neither() {
    let spared = ISSUE.replace("<2.3.1", ">=2.0, <2.3.1");
    let (compiled, told) =
        times_of(&spared, "[update.a]\nfixes = [\"parser\"]\nlines = [\"v2\"]\ndelivered = 2026-07-20\n");
    assert_eq!(states(&told), [State::NotAffected, State::InTime]);
    assert!(codes(&compiled).is_empty(), "{:?}", codes(&compiled));

    let ended = LINES.replace("2029-12-31", "2026-07-15");
    let compiled =
        project(&[("vauban.toml", PRODUCT), ("security/lines.toml", &ended), ("security/issue.toml", ISSUE)]);
    let model = &compiled.model;
    let product = model.find(Kind::Product, "meter");
    let concerns = |head: &Head| compiled.concerns(product, head);
    let told = timeliness(model, &Across::new(model), product, today(), &concerns);
    assert_eq!(states(&told), [State::SupportEnded, State::Overdue(112)]);
    // It was supported when the fix was there: that it never got it is still said.
    assert!(codes(&compiled).contains(&"issue-without-update"));
}

const TESTED: &str = "[test.long]\ntype = \"regression\"\nverifies = [\"issue.parser\"]\n\n";

/// Codes about a fix that was delivered, with these results before and after.
fn shown(before: &str, after: &str, before_run: &str) -> Vec<String> {
    let records = format!(
        "{TESTED}[test-run.before]\ntest = [\"long\"]\n{before_run}\ndate = 2026-06-10\nresults = [\"security/before.xml\"]\n\n\
         [test-run.after]\ntest = [\"long\"]\nrelease = [\"2.3.1\"]\ncommit = \"aaaaaaaaaaaa\"\ndate = 2026-10-20\nresults = [\"security/after.xml\"]\n\n\
         [update.a]\nrelease = \"2.3.1\"\nfixes = [\"parser\"]\nbefore-runs = [\"before\"]\nfix-runs = [\"after\"]\ndelivered = 2026-10-30\n"
    );
    let suite = |cases: &str| format!("<testsuite name=\"s\" tests=\"2\">{cases}</testsuite>");
    let (before, after) = (suite(before), suite(after));
    let compiled = project(&[
        ("vauban.toml", PRODUCT),
        ("security/lines.toml", LINES),
        ("security/issue.toml", ISSUE),
        ("security/updates.toml", &records),
        ("security/before.xml", &before),
        ("security/after.xml", &after),
    ]);
    let of = compiled.findings.iter().filter(|finding| finding.code == "fix-never-seen-failing");
    of.map(|finding| finding.message.clone()).collect()
}

#[test]
fn the_same_case_has_to_fail_before_and_pass_after() {
    const FAILED: &str = "<testcase classname=\"p\" name=\"a\"><failure message=\"x\"/></testcase><testcase classname=\"p\" name=\"b\"/>";
    const PASSED: &str = "<testcase classname=\"p\" name=\"a\"/><testcase classname=\"p\" name=\"b\"/>";
    const OTHER: &str = "<testcase classname=\"p\" name=\"c\"/>";
    const SKIPPED: &str =
        "<testcase classname=\"p\" name=\"a\"><skipped/></testcase><testcase classname=\"p\" name=\"b\"/>";
    const EARLIER: &str = "commit = \"bbbbbbbbbbbb\"";
    let check = |before: &str, after: &str, run: &str, expect: &str| {
        let found = shown(before, after, run);
        match expect {
            "" => assert!(found.is_empty(), "{found:?}"),
            _ => assert!(found.iter().any(|message| message.contains(expect)), "{expect}: {found:?}"),
        }
    };
    check(FAILED, PASSED, EARLIER, "");
    check(PASSED, PASSED, EARLIER, "no case of `test.long` failed");
    check(FAILED, OTHER, EARLIER, "did not pass");
    check(FAILED, SKIPPED, EARLIER, "did not pass");
    check(FAILED, FAILED, EARLIER, "failed in `test-run.after`");
    check(FAILED, PASSED, "", "does not say its `commit`");
    check(FAILED, PASSED, "commit = \"aaaaaaaaaaaa\"", "which has the fix");
    check(FAILED, PASSED, "commit = \"bbbbbbbbbbbb\"\nrelease = [\"2.3.1\"]", "which has the fix");
}

#[test]
fn a_signature_falls_with_the_words_and_the_build_it_was_under() {
    let compiled = times("[update.a]\nrelease = \"2.3.1\"\nsafety = \"none\"\noperation = \"none\"\n").0;
    let other = times("[update.a]\nrelease = \"2.3.1\"\nsafety = \"some\"\noperation = \"none\"\n").0;
    let later = times("[update.a]\nrelease = \"2.3.1\"\nsafety = \"none\"\noperation = \"none\"\ndelivered = 2026-11-01\nchannel = \"portal\"\n").0;
    let text = |compiled: &Compilation| {
        vauban_analysis::updates::statement(&compiled.model, AnyId { kind: Kind::Update, at: 0 }).unwrap()
    };
    assert!(text(&compiled).contains("commit aaaaaaaaaaaa"), "{}", text(&compiled));
    assert_ne!(text(&compiled), text(&other));
    assert_eq!(text(&compiled), text(&later), "when and how it comes is not signed");
}

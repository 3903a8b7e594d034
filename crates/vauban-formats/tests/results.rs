//! Files that tools really wrote: each is told from the others, and says what its tool said. `tests/corpora/results`
//! holds them, in a folder for each form.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};

use vauban_formats::junit::Outcome;
use vauban_formats::results::{Content, Coverage, Findings, Form, Fuzzing, ToolReport, Vulnerabilities, detect, read};

const FOLDERS: &[(&str, Form)] = &[
    ("afl", Form::Afl),
    ("bills", Form::Cyclonedx),
    ("cobertura", Form::Cobertura),
    ("junit", Form::Junit),
    ("lcov", Form::Lcov),
    ("libfuzzer", Form::Libfuzzer),
    ("nessus", Form::Nessus),
    ("nmap", Form::Nmap),
    ("openvas", Form::Openvas),
    ("sarif", Form::Sarif),
];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/results")
}

fn report(path: &str) -> ToolReport {
    let bytes = std::fs::read(corpus().join(path)).unwrap();
    let form = detect(path, &bytes).unwrap();
    read(form, &mut bytes.as_slice()).unwrap_or_else(|wrong| panic!("{path}: {wrong}"))
}

fn findings(path: &str) -> (ToolReport, Findings) {
    let report = report(path);
    let Content::Findings(found) = report.content.clone() else { panic!("{path}") };
    (report, found)
}

fn cases(path: &str, expect: &[(&str, Outcome)]) -> ToolReport {
    let report = report(path);
    let Content::Tests(tests) = &report.content else { panic!("{path}") };
    let found: Vec<(String, Outcome)> = tests.cases.iter().map(|case| (case.full_name(), case.outcome)).collect();
    let expect: Vec<(String, Outcome)> = expect.iter().map(|(name, outcome)| ((*name).to_owned(), *outcome)).collect();
    assert_eq!(found, expect, "{path}");
    report
}

/// Every file is what its folder says, whatever it is called, and no other reader takes it.
#[test]
fn forms_are_told_apart() {
    let mut count = 0;
    for (folder, form) in FOLDERS {
        for entry in std::fs::read_dir(corpus().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            count += 1;
            for name in [path.to_str().unwrap(), "results"] {
                assert_eq!(detect(name, &bytes[..bytes.len().min(64 << 10)]), Some(*form), "{}", path.display());
            }
            for (_, other) in FOLDERS {
                let taken = read(*other, &mut bytes.as_slice()).is_ok();
                assert_eq!(taken, other == form, "{} as {other:?}", path.display());
            }
        }
    }
    assert!(count > 30, "{count} files");
}

#[test]
fn junit_of_many_tools() {
    use Outcome::{Error, Failed, Passed, Skipped};
    let names = [
        "test_locks_after_five_attempts",
        "TestSession.test_ends[1]",
        "TestSession.test_ends[600]",
        "TestSession.test_hardware",
        "TestSession.test_known",
        "test_setup",
        "test_output",
    ];
    let outcomes = [Passed, Passed, Failed, Skipped, Skipped, Error, Passed];
    let names: Vec<String> = names.iter().map(|name| format!("test_lock.{name}")).collect();
    let expect: Vec<(&str, Outcome)> = names.iter().map(String::as_str).zip(outcomes).collect();
    for family in ["xunit1", "xunit2", "legacy"] {
        let report = cases(&format!("junit/pytest-{family}.xml"), &expect);
        assert_eq!((report.tool.as_str(), report.commit.len()), ("pytest", 40));
        assert!(report.ran.is_some_and(|time| (1_795_357_000..1_795_358_000).contains(&time)));
    }
    cases("junit/pytest-empty.xml", &[]);
    let report = cases(
        "junit/gtest.xml",
        &[
            ("Login.Locks", Passed),
            ("Login.Waits", Failed),
            ("Login.DISABLED_Later", Skipped),
            ("Login.Skips", Skipped),
            ("All/P.Value/0", Passed),
            ("All/P.Value/1", Failed),
        ],
    );
    assert_eq!(report.ran, Some(1_795_357_218));
    cases(
        "junit/ctest.xml",
        &[
            ("refuses.empty.refuses.empty", Passed),
            ("refuses.long.refuses.long", Failed),
            ("later.later", Skipped),
            ("skips.skips", Skipped),
        ],
    );
    cases(
        "junit/robot.xml",
        &[
            ("Suites.Login.Right Password", Passed),
            ("Suites.Login.Wrong Password", Failed),
            ("Suites.Login.Not Yet", Skipped),
            ("Suites.Web.Session.Ends", Passed),
        ],
    );
    let nextest = cases(
        "junit/nextest.xml",
        &[("gateway.tests::flaky", Failed), ("gateway.tests::refuses", Passed), ("gateway.tests::panics", Failed)],
    );
    assert_eq!(nextest.tool, "cargo-nextest");
    cases(
        "junit/node.xml",
        &[
            ("test.locks", Passed),
            ("test.waits", Failed),
            ("test.later", Skipped),
            ("test.some day", Skipped),
            ("test.deep", Passed),
        ],
    );
    let surefire = cases(
        "junit/surefire.xml",
        &[
            ("example.gateway.LoginTest.locks", Passed),
            ("example.gateway.LoginTest.waits", Failed),
            ("example.gateway.LoginTest.later", Skipped),
            ("example.gateway.LoginTest.opens", Error),
        ],
    );
    assert_eq!((surefire.ran, surefire.commit.len()), (Some(1_795_353_618), 40));
}

fn groups(found: &Findings) -> Vec<(&str, &str, &str, bool, u64, u32)> {
    found
        .groups
        .iter()
        .map(|(key, group)| {
            (key.rule.as_str(), key.file.as_str(), key.level.as_str(), key.suppressed, group.count, group.line)
        })
        .collect()
}

#[test]
fn sarif_of_many_tools() {
    let (report, found) = findings("sarif/codeql.sarif");
    assert_eq!((report.tool.as_str(), report.tool_version.as_str()), ("CodeQL", "2.19.3"));
    assert_eq!(report.commit, "0123456789abcdef0123456789abcdef01234567");
    assert_eq!(found.rules, ["cpp/diagnostics", "cpp/todo", "cpp/unbounded-write"]);
    assert_eq!(
        groups(&found),
        [("cpp/todo", "src/a b.c", "note", true, 1, 7), ("cpp/unbounded-write", "src/copy.c", "error", false, 1, 4)]
    );
    let prints: Vec<&str> = found.groups.values().flat_map(|group| &group.fingerprints).map(String::as_str).collect();
    assert_eq!(prints, ["ffee2ee980eb94b0:1", "39fa2ee980eb94b0:1"]);
    assert_eq!(found.groups.values().map(|group| group.unexplained).sum::<u64>(), 0);

    let (report, found) = findings("sarif/gcc.sarif");
    assert_eq!((report.ran, found.completed), (Some(1_795_357_218), Some(true)));
    assert_eq!(
        groups(&found),
        [
            ("-Wanalyzer-use-after-free", "lock.c", "warning", false, 1, 20),
            ("-Wuninitialized", "lock.c", "warning", false, 1, 12)
        ]
    );

    let (report, found) = findings("sarif/cppcheck.sarif");
    assert_eq!((report.tool_version.as_str(), found.completed), ("2.16.0", None));
    assert_eq!(
        groups(&found),
        [("constVariable", "c/lock.c", "none", false, 1, 11), ("uninitvar", "c/lock.c", "error", false, 1, 12)]
    );

    let (report, found) = findings("sarif/clippy.sarif");
    assert_eq!((report.tool.as_str(), found.completed), ("clippy", None));
    assert_eq!(
        groups(&found),
        [
            ("clippy::needless_range_loop", "src/lib.rs", "warning", false, 1, 1),
            ("clippy::needless_return", "src/lib.rs", "warning", false, 1, 1)
        ]
    );

    let (_, found) = findings("sarif/semgrep.sarif");
    assert_eq!(
        groups(&found),
        [
            ("no-strcpy", "c/copy.c", "error", false, 1, 4),
            ("no-strcpy", "c/copy.c", "error", true, 1, 5),
            ("printf-left-in", "c/copy.c", "note", false, 1, 6)
        ]
    );
    // `requires login` stands in the place of its fingerprints.
    assert!(found.groups.values().all(|group| group.fingerprints.is_empty()));
    assert_eq!(found.groups.values().map(|group| group.unexplained).sum::<u64>(), 1);
}

#[test]
fn sarif_as_the_standard_says() {
    let (_, found) = findings("sarif/sample-Suppressions.sarif");
    assert_eq!(
        groups(&found),
        [("TUT1001", "", "warning", false, 6, 0), ("TUT1001", "", "warning", true, 3, 0)],
        "rejected suppressions and those under review set nothing aside, whatever stands beside them"
    );
    let (_, found) = findings("sarif/sample-Baseline.sarif");
    let counted: u64 = found.groups.values().map(|group| group.count).sum();
    assert_eq!((found.results, counted), (4, 3), "what is absent is gone");
    let (_, found) = findings("sarif/sample-catastrophic.sarif");
    assert_eq!(found.completed, Some(false));
    let (_, found) = findings("sarif/sample-message-with-arguments.sarif");
    let messages: Vec<&str> = found.groups.values().map(|group| group.message.as_str()).collect();
    assert_eq!(messages, ["Variable 'x' was used without being initialized."]);
    let (_, found) = findings("sarif/sample-message-from-metadata.sarif");
    assert_eq!(found.groups.values().next().unwrap().message, "This is the message text. It might be very long.");
    let (_, found) = findings("sarif/sample-DefaultRuleConfiguration.sarif");
    let levels: Vec<(&str, &str)> = found.groups.keys().map(|key| (key.rule.as_str(), key.level.as_str())).collect();
    assert_eq!(levels, [("TUT1001", "error"), ("TUT1002", "warning")]);
}

#[test]
fn coverage_of_many_tools() {
    for (path, tool, file, lines) in [
        ("lcov/two-tests.info", "", "/build/c/lock.c", (7, 7)),
        ("lcov/coverage.py.info", "", "test_lock.py", (21, 19)),
        ("cobertura/gcovr.xml", "gcovr", "lock.c", (7, 7)),
        ("cobertura/coverage.py.xml", "coverage.py", "test_lock.py", (21, 19)),
    ] {
        let report = report(path);
        let expect = Coverage { files: [(file.to_owned(), lines)].into() };
        assert_eq!(report.content, Content::Coverage(expect), "{path}");
        assert_eq!(report.tool, tool, "{path}");
    }
    assert_eq!(report("cobertura/coverage.py.xml").ran, Some(1_795_357_260));
    assert_eq!(report("cobertura/gcovr.xml").ran, Some(1_795_357_258));
}

#[test]
fn fuzzing_of_two_tools() {
    let fuzzing = |path: &str| match report(path).content {
        Content::Fuzzing(fuzzing) => fuzzing,
        _ => panic!("{path}"),
    };
    let finished = Fuzzing { executions: 2_317_297, seconds: 3, covered: 1, finished: true, ..Fuzzing::default() };
    assert_eq!(fuzzing("libfuzzer/finished.log"), finished);
    let crash = fuzzing("libfuzzer/crash.log");
    assert_eq!((crash.crashes, crash.hangs, crash.finished), (1, 0, false));
    let fork = fuzzing("libfuzzer/fork.log");
    assert_eq!((fork.executions, fork.seconds, fork.finished), (1_933_494, 5, true));
    let files = fuzzing("libfuzzer/files.log");
    assert_eq!((files.target.as_str(), files.executions, files.finished), ("fuzz", 0, false), "it was no campaign");
    let afl = Fuzzing {
        target: "afl".to_owned(),
        executions: 16_011,
        seconds: 8,
        crashes: 1,
        hangs: 0,
        covered: 5,
        finished: true,
    };
    assert_eq!(fuzzing("afl/fuzzer_stats"), afl);
    assert_eq!(report("afl/fuzzer_stats").tool_version, "4.04c");
}

#[test]
fn vulnerability_scans() {
    let scan = |path: &str| -> (ToolReport, Vulnerabilities) {
        let report = report(path);
        let Content::Vulnerabilities(found) = report.content.clone() else { panic!("{path}") };
        (report, found)
    };
    let (report, found) = scan("nessus/scan.nessus");
    assert_eq!((report.tool_version.as_str(), report.database_day), ("10.8.3", Some(20_777)));
    assert_eq!((report.ran, found.looked_at, found.completed), (Some(1_795_357_397), 2, Some(true)));
    let [one] = found.found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.id.as_str(), one.tenths, one.at.as_str()), ("57608", Some(65), "192.0.2.10 tcp/443"));
    assert_eq!(one.cves, ["CVE-2011-3389", "CVE-2014-3566"]);

    let (report, found) = scan("openvas/report.xml");
    assert_eq!((report.database_day, report.ran), (Some(20_777), Some(1_795_357_230)));
    assert_eq!((found.looked_at, found.completed), (1, Some(true)));
    let [one] = found.found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.tenths, one.at.as_str()), (Some(43), "192.0.2.10 tcp/443"));
    assert_eq!(one.cves, ["CVE-2011-3389", "CVE-2015-0204"]);
}

#[test]
fn lists_say_who_made_them() {
    let nmap = report("nmap/one-host.xml");
    assert_eq!((nmap.tool.as_str(), nmap.tool_version.as_str(), nmap.content), ("nmap", "7.95", Content::Listing(1)));
    assert!(nmap.ran.is_some());
    let bill = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"2026-11-22T09:00:00Z",
        "tools":{"components":[{"type":"application","name":"syft","version":"1.4.1"}]}},"components":[{"name":"a"},{"name":"b"}]}"#;
    let bill = read(Form::Cyclonedx, &mut bill.as_slice()).unwrap();
    assert_eq!((bill.tool.as_str(), bill.tool_version.as_str(), bill.ran), ("syft", "1.4.1", Some(1_795_338_000)));
    assert_eq!(bill.content, Content::Listing(2));
    let old = br#"{"bomFormat":"CycloneDX","specVersion":"1.4","metadata":{"tools":[{"vendor":"x","name":"t"}]}}"#;
    assert_eq!(read(Form::Cyclonedx, &mut old.as_slice()).unwrap().tool, "t");
    let spdx = br#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":[{"SPDXID":"a","name":"a"}],
        "creationInfo":{"created":"2026-11-22T09:00:00Z","creators":["Organization: x","Tool: trivy-0.50.1"]}}"#;
    let spdx = read(Form::Spdx, &mut spdx.as_slice()).unwrap();
    assert_eq!((spdx.tool.as_str(), spdx.tool_version.as_str(), spdx.ran), ("trivy", "0.50.1", Some(1_795_338_000)));
}

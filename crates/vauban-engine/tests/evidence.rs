//! Attempts at a false "met" by result files: nothing run, files of something else, files that were changed, clocks
//! and words that are wrong.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use vauban_analysis::status::{AspectStatus, Verdict};
use vauban_engine::{Compilation, MemoryWorld, compile, sha256_hex};
use vauban_model::Date;

const DAY: i64 = 86_400;
const COMMIT: &str = "4b8e17d0c3f2a9656e01b7d84f9c23a5e6170db2";
const LOGIN: &str = "security/evidence/login.xml";
const ANALYSIS: &str = "security/evidence/clang-tidy.sarif";

const RECORDS: &str = r#"
[person.tester-1]
department = [{ name = "Test" }]
[person.architect-1]
department = [{ name = "Development" }]

[release."1.0"]
date = 2026-11-10
commit = "4b8e17d0c3f2a9656e01b7d84f9c23a5e6170db2"

[requirement.lock]
text = "After five wrong passwords the account is locked."
acceptance = "The sixth is refused."
method = "test"
status = "approved"

[test.login]
type = "requirement"
technique = ["functional"]
verifies = ["requirement.lock"]
plan = "Six wrong passwords; passed when the sixth is refused."

[test-run.login-1]
test = "login"
release = "1.0"
commit = "4b8e17d0c3f2a9656e01b7d84f9c23a5e6170db2"
date = 2026-11-02
designed-by = "tester-1"
executed-by = "tester-1"
judged-by = "tester-1"
results = "security/evidence/login.xml"
no-findings = "All passed."
"#;

const PASSED: &str = r#"<testsuites><testsuite name="login" timestamp="2026-11-02T09:00:00Z" tests="1"><testcase classname="login" name="locks"/></testsuite></testsuites>"#;

/// A small product, to be spoilt.
#[derive(Clone)]
struct Project {
    records: String,
    files: BTreeMap<String, Vec<u8>>,
    commits: Vec<(String, i64)>,
    committed: Vec<(String, i64)>,
    today: Date,
}

impl Project {
    fn new() -> Project {
        Project {
            records: RECORDS.to_owned(),
            files: BTreeMap::from([(LOGIN.to_owned(), PASSED.into())]),
            commits: Vec::new(),
            committed: Vec::new(),
            today: Date::new(2026, 11, 22).unwrap(),
        }
    }

    fn with(mut self, records: &str) -> Project {
        self.records.push_str(records);
        self
    }

    fn file(mut self, path: &str, text: impl Into<Vec<u8>>) -> Project {
        self.files.insert(path.to_owned(), text.into());
        self
    }

    fn compiled(&self) -> Compilation {
        let mut files = self.files.clone();
        files.insert("vauban.toml".into(), b"[product.example]\nversion = \"1.0\"\n".to_vec());
        files.insert("security/a.toml".into(), self.records.clone().into());
        let mut world = MemoryWorld::new(self.today, files);
        for (commit, made) in &self.commits {
            world = world.with_commit(commit, *made);
        }
        for (path, first) in &self.committed {
            world = world.with_committed(path, *first);
        }
        compile(&world).unwrap()
    }
}

/// What keeps the run of `test.login` from proving anything; none where it does prove.
fn unproved(compiled: &Compilation) -> Option<String> {
    let found = compiled.findings.iter().find(|finding| finding.code == "test-not-passed");
    found.map(|finding| format!("{} {}", finding.message, finding.help.clone()))
}

fn told(compiled: &Compilation, code: &str) -> Vec<String> {
    compiled.findings.iter().filter(|finding| finding.code == code).map(|finding| finding.message.clone()).collect()
}

fn aspect(compiled: &Compilation, id: &str) -> AspectStatus {
    let all = compiled.statuses()[0].requirements.iter().flat_map(|requirement| &requirement.aspects);
    all.clone().find(|aspect| aspect.id == id).unwrap().clone()
}

/// The run proves nothing, and some finding says why.
fn refused(project: &Project, says: &str) {
    let compiled = project.compiled();
    let why = unproved(&compiled).unwrap_or_else(|| panic!("it passed; expected: {says}"));
    let all: Vec<&str> = compiled.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(why.contains(says) || all.iter().any(|message| message.contains(says)), "{says}\n{why}\n{all:#?}");
}

fn evidence(lines: &str) -> String {
    format!("[evidence.login]\nfile = \"{LOGIN}\"\nform = \"junit\"\n{lines}")
}

#[test]
fn a_whole_recent_unchanged_file_of_the_release_proves() {
    let sound = Project::new();
    assert_eq!(unproved(&sound.compiled()), None);
    let digest = sha256_hex(PASSED.as_bytes());
    let lines =
        format!("ran = 2026-11-02\ncommit = \"4b8e17d0c3f2\"\nrelease = \"1.0\"\ndigest = \"sha256:{digest}\"\n");
    let compiled = Project::new().with(&evidence(&lines)).compiled();
    assert_eq!(unproved(&compiled), None);
    assert!(told(&compiled, "evidence-stale").is_empty() && told(&compiled, "evidence-contradicts").is_empty());
}

#[test]
fn nothing_executed_proves_nothing() {
    let with = |cases: &str| {
        Project::new().file(LOGIN, format!("<testsuites><testsuite name=\"login\" timestamp=\"2026-11-02T09:00:00Z\">{cases}</testsuite></testsuites>"))
    };
    refused(&with(""), "no case was executed");
    refused(&with("<testcase classname=\"login\" name=\"locks\"><skipped/></testcase>"), "no case was executed");
    refused(&with("<testcase name=\"locks\"/><testcase name=\"locks\"><skipped/></testcase>"), "more than one way");
    refused(&with("<testcase name=\"locks\"/><testcase name=\"locks\"><failure/></testcase>"), "failed");
}

#[test]
fn half_a_file_proves_nothing() {
    for cut in [10, PASSED.len() / 2, PASSED.len() - 3] {
        let project = Project::new().file(LOGIN, &PASSED[..cut]);
        assert!(!told(&project.compiled(), "results-unreadable").is_empty(), "{cut}");
        refused(&project, "cannot be read");
    }
    let bomb =
        "<!DOCTYPE x [<!ENTITY a \"b\">]><testsuites><testsuite><testcase name=\"locks\"/></testsuite></testsuites>";
    refused(&Project::new().file(LOGIN, bomb), "cannot be read");
    refused(&Project::new().file(LOGIN, [PASSED.as_bytes(), b"<more/>"].concat()), "cannot be read");
}

#[test]
fn a_file_of_another_commit_or_release_proves_nothing() {
    refused(&Project::new().with(&evidence("commit = \"0c3f24b8e17d\"\n")), "made on commit `0c3f24b8e17d`");
    let said = PASSED
        .replace("<testcase", "<properties><property name=\"commit\" value=\"0c3f24b8e17d\"/></properties><testcase");
    refused(&Project::new().file(LOGIN, said.clone()), "made on commit `0c3f24b8e17d`");
    // The record cannot talk the file out of it.
    let talked = Project::new().file(LOGIN, said).with(&evidence(&format!("commit = \"{COMMIT}\"\n")));
    refused(&talked, "0c3f24b8e17d");
    assert_eq!(told(&talked.compiled(), "evidence-contradicts").len(), 1);
    let other = "[release.\"0.9\"]\ndate = 2026-06-01\ncommit = \"77778888aaaa\"\n";
    refused(&Project::new().with(other).with(&evidence("release = \"0.9\"\n")), "is of `release.0.9`");
}

#[test]
fn a_run_without_commit_does_not_hide_that_its_file_is_of_another() {
    let mut project = Project::new().with(&evidence("commit = \"0c3f24b8e17d\"\n"));
    project.records = project.records.replacen(
        "commit = \"4b8e17d0c3f2a9656e01b7d84f9c23a5e6170db2\"\ndate = 2026-11-02",
        "date = 2026-11-02",
        1,
    );
    refused(&project, "made on commit `0c3f24b8e17d`");
}

#[test]
fn a_changed_file_proves_nothing() {
    let digest = sha256_hex(b"what it was");
    refused(&Project::new().with(&evidence(&format!("digest = \"sha256:{digest}\"\n"))), "has changed");
}

#[test]
fn dates_that_cannot_be_prove_nothing() {
    refused(&Project::new().file(LOGIN, PASSED.replace("2026-11-02", "2027-03-01")), "in the future");
    // Backdated: the file is a year older than the record about it, or than the run, says.
    let old = PASSED.replace("2026-11-02", "2026-02-02");
    refused(&Project::new().file(LOGIN, old.clone()), "is of 2026-02-02");
    refused(&Project::new().file(LOGIN, old).with(&evidence("ran = 2026-11-02\n")), "2026-02-02");
    let made = Date::new(2026, 11, 8).unwrap().days() * DAY;
    let mut before = Project::new().with(&evidence(&format!("commit = \"{COMMIT}\"\n")));
    before.commits.push((COMMIT.to_owned(), made));
    refused(&before, "the commit it names was made on 2026-11-08");
    let mut kept = Project::new();
    kept.committed.push((LOGIN.to_owned(), Date::new(2026, 10, 20).unwrap().days() * DAY));
    refused(&kept, "first committed on 2026-10-20");
}

#[test]
fn a_day_of_zones_between_clocks_is_no_lie() {
    let mut project = Project::new().with(&evidence(&format!("commit = \"{COMMIT}\"\n")));
    let ran = Date::new(2026, 11, 2).unwrap().days() * DAY + 9 * 3_600;
    project.commits.push((COMMIT.to_owned(), ran + 10 * 3_600));
    project.committed.push((LOGIN.to_owned(), ran - 10 * 3_600));
    assert_eq!(unproved(&project.compiled()), None);
}

#[test]
fn evidence_grows_old() {
    let mut project = Project::new();
    project.today = Date::new(2027, 11, 2).unwrap();
    assert_eq!(unproved(&project.compiled()), None);
    project.today = Date::new(2027, 11, 3).unwrap();
    refused(&project, "older than 12 months");
    let policy = project.clone().with("[release.\"1.1\"]\ndate = 2027-11-01\n");
    // The older release was tested in time, and its files are no news.
    assert!(told(&policy.compiled(), "evidence-stale").is_empty());
    // A file that says nothing of its time is as old as the run says.
    let silent = Project {
        today: project.today,
        ..Project::new().file(LOGIN, PASSED.replace(" timestamp=\"2026-11-02T09:00:00Z\"", ""))
    };
    refused(&silent, "older than 12 months");
}

#[test]
fn two_records_of_one_file_let_it_prove_nothing() {
    let twice = format!("{}\n{}", evidence(""), evidence("").replace("evidence.login", "evidence.again"));
    let project = Project::new().with(&twice);
    refused(&project, "2 evidence records");
    assert_eq!(told(&project.compiled(), "evidence-twice").len(), 1);
}

#[test]
fn a_statement_rests_on_no_stale_file() {
    let digest = sha256_hex(PASSED.as_bytes());
    let statement = format!(
        "[statement.\"SM-7.c\"]\nby = \"person.tester-1\"\napproved-by = \"person.architect-1\"\ndate = 2026-11-20\nevidence = \"{LOGIN}\"\ndigests = {{ \"{LOGIN}\" = \"sha256:{digest}\" }}\n"
    );
    let met = Project::new().with(&statement);
    assert_eq!(aspect(&met.compiled(), "SM-7.c").verdict, Verdict::Met);
    let stale = met.with(&evidence(&format!("digest = \"sha256:{}\"\n", sha256_hex(b"other"))));
    let aspect = aspect(&stale.compiled(), "SM-7.c");
    assert!(aspect.verdict == Verdict::Partial && aspect.next.contains("has changed"), "{}", aspect.next);
}

fn sarif(more: &str, results: &str) -> String {
    format!(
        r#"{{ "version": "2.1.0", "runs": [ {{ "tool": {{ "driver": {{ "name": "clang-tidy", "version": "18.1", "rules": [ {{ "id": "bugprone-narrowing-conversions" }} ] }} }},
        "invocations": [ {{ "executionSuccessful": true, "endTimeUtc": "2026-11-02T08:00:00Z" }} ], {more} "results": [ {results} ] }} ] }}"#
    )
}

const PROVENANCE: &str = r#""versionControlProvenance": [ { "repositoryUri": "https://git.example/gateway", "revisionId": "4b8e17d0c3f2a9656e01b7d84f9c23a5e6170db2" } ],"#;

fn hit(line: u32, more: &str) -> String {
    format!(
        r#"{{ "ruleId": "bugprone-narrowing-conversions", "level": "warning", "message": {{ "text": "Conversion." }}, "locations": [ {{ "physicalLocation": {{ "artifactLocation": {{ "uri": "src/limits.c" }}, "region": {{ "startLine": {line} }} }} }} ] {more} }}"#
    )
}

const ANALYSER: &str = r#"
[analyser.clang-tidy]
languages = ["C"]
covers = ["src/**/*.c"]
version = "18.1"
configuration = "clang-tidy.yml"
results = ["security/evidence/clang-tidy.sarif"]
"#;

fn analysed(text: String) -> Project {
    Project::new().with(ANALYSER).file("clang-tidy.yml", "Checks: \"*\"").file(ANALYSIS, text)
}

/// What the analyser lacks; empty where its results count.
fn lacks(project: &Project) -> String {
    let compiled = project.compiled();
    let found = compiled.findings.iter().find(|finding| finding.code == "analyser-incomplete");
    found.map(|finding| finding.help.clone()).unwrap_or_default()
}

#[test]
fn results_of_analysers_count_on_the_release_and_whole() {
    assert_eq!(lacks(&analysed(sarif(PROVENANCE, ""))), "");
    let check = |text: String, says: &str| {
        let why = lacks(&analysed(text));
        assert!(why.contains(says), "{says}: {why}");
    };
    check(sarif("", ""), "nothing says of which release");
    check(sarif(&PROVENANCE.replace("4b8e17d0c3f2", "777788889999"), ""), "is not of release `1.0`");
    check(
        sarif(PROVENANCE, "").replace("\"executionSuccessful\": true", "\"executionSuccessful\": false"),
        "did not come to its end",
    );
    check(sarif(PROVENANCE, "").replace(", \"endTimeUtc\": \"2026-11-02T08:00:00Z\"", ""), "nothing says when");
    check(sarif(PROVENANCE, "").replace("\"18.1\"", "\"17.0\""), "made by version 17.0");
    check(sarif(PROVENANCE, "")[..200].to_owned(), "cannot be read as sarif");
    check("{}".to_owned(), "");
    assert!(!lacks(&analysed("{}".to_owned())).is_empty());
    // A record may say what the file does not.
    let record = format!("[evidence.analysis]\nfile = \"{ANALYSIS}\"\nform = \"sarif\"\ncommit = \"{COMMIT}\"\n");
    assert_eq!(lacks(&analysed(sarif("", "")).with(&record)), "");
}

#[test]
fn findings_of_analysers_are_open_until_decided() {
    let two = format!("{}, {}", hit(10, ""), hit(20, ""));
    let open = analysed(sarif(PROVENANCE, &two));
    let told_of = told(&open.compiled(), "analysis-finding-open");
    assert!(told_of.len() == 1 && told_of[0].contains("2 findings"), "{told_of:?}");
    assert_eq!(aspect(&open.compiled(), "SI-1.f").verdict, Verdict::Partial);
    assert_ne!(aspect(&open.compiled(), "SM-11.c").verdict, Verdict::Met);
    let triage = "\n[triage.limits]\nanalyser = \"clang-tidy\"\nrule = \"bugprone-narrowing-conversions\"\nfile = \"src/**\"\ncount = 2\ndecision = \"accepted\"\nreason = \"Bounded above.\"\nby = \"person.architect-1\"\ndate = 2026-11-03\n";
    let none = |records: &str| told(&open.clone().with(records).compiled(), "analysis-finding-open");
    assert!(none(triage).is_empty());
    // Whatever a triage lacks, what it covers is open again.
    for (from, to) in [
        ("count = 2", "count = 1"),
        ("reason = \"Bounded above.\"\n", ""),
        ("by = \"person.architect-1\"", "by = \"person.nobody\""),
        ("date = 2026-11-03", "date = 2026-12-03"),
        ("date = 2026-11-03", "date = 2026-11-03\nexpires = 2026-11-10"),
        ("rule = \"bugprone-narrowing-conversions\"", "rule = \"*\""),
        ("rule = \"bugprone-narrowing-conversions\"", "rule = \"bugprone-other\""),
        ("file = \"src/**\"", "file = \"tests/**\""),
        ("decision = \"accepted\"", "decision = \"fixed-later\""),
    ] {
        assert_eq!(none(&triage.replace(from, to)).len(), 1, "{from} -> {to}");
    }
    let unmatched = open.clone().with(&triage.replace("src/**", "tests/**")).compiled();
    assert!(told(&unmatched, "triage-incomplete").iter().any(|message| message.contains("no finding any more")));
}

#[test]
fn what_is_set_aside_says_why() {
    let silent = hit(10, r#", "suppressions": [ { "kind": "inSource" } ]"#);
    let spoken = hit(10, r#", "suppressions": [ { "kind": "inSource", "justification": "Bounded above." } ]"#);
    let found = |results: &str| told(&analysed(sarif(PROVENANCE, results)).compiled(), "suppression-unexplained");
    assert_eq!((found(&silent).len(), found(&spoken).len(), found("").len()), (1, 0, 0));
    let met = analysed(sarif(PROVENANCE, &spoken)).compiled();
    assert!(told(&met, "analysis-finding-open").is_empty());
}

#[test]
fn a_rule_that_was_not_run_bans_nothing() {
    let standard = r#"
[coding-standard.c]
language = ["C"]
version = "5"
document = "clang-tidy.yml"
approved-by = "person.architect-1"
banned = ["strcpy"]
tools = ["clang-tidy"]
rule-sets = [{ text = "No unchecked conversion.", rules = ["bugprone-narrowing-conversions"], tool = "clang-tidy" }]
"#;
    let help = |standard: &str| {
        let compiled = analysed(sarif(PROVENANCE, "")).with(standard).compiled();
        let found = compiled.findings.iter().find(|finding| finding.code == "coding-standard-incomplete").unwrap();
        found.help.clone()
    };
    assert!(!help(standard).contains("SI-2.b"), "{}", help(standard));
    let other = standard.replace("\"bugprone-narrowing-conversions\"", "\"cert-msc24-c\"");
    assert!(help(&other).contains("cert-msc24-c") && help(&other).contains("SI-2.b"), "{}", help(&other));
    assert!(help(&other.replace("cert-msc24-c", "bugprone-*")).find("SI-2.b").is_none());
}

/// The project with one more test of this type, whose run rests on this file.
fn searched(types: &str, path: &str, text: &str, more: &str) -> Project {
    let records = format!(
        "[test.search]\ntype = \"{types}\"\nplan = \"Passed when nothing is found.\"\n\n[test-run.search-1]\ntest = \"search\"\nrelease = \"1.0\"\ncommit = \"{COMMIT}\"\ndate = 2026-11-02\nexecuted-by = \"tester-1\"\ntool = \"Tool\"\ntool-version = \"1\"\nresults = \"{path}\"\n{more}\n"
    );
    Project::new().with(&records).file(path, text)
}

/// Why `test.search` has not passed.
fn why(project: &Project) -> String {
    let compiled = project.compiled();
    let found = compiled
        .findings
        .iter()
        .filter(|finding| finding.code == "vulnerability-test-not-run" || finding.code == "test-not-passed");
    found
        .filter(|finding| finding.message.contains("search") || finding.subject.contains("search"))
        .map(|finding| format!("{} {}", finding.message, finding.help.clone()))
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn campaigns_and_scans_prove_by_what_they_did() {
    let stats = |execs: &str, crashes: &str| {
        format!(
            "start_time        : 1793609000\nlast_update       : 1793612600\nrun_time          : 3600\nfuzzer_pid        : 1\ncycles_done       : 3\nexecs_done        : {execs}\nsaved_crashes     : {crashes}\nsaved_hangs       : 0\nafl_banner        : parser\nafl_version       : ++4.21c\ncommand_line      : afl-fuzz -i in -o out -- ./parser\n"
        )
    };
    let at = "security/evidence/fuzzer_stats";
    let nothing = "no-findings = \"Nothing crashed.\"";
    assert_eq!(why(&searched("resource", at, &stats("120000", "0"), nothing)), "");
    assert!(
        why(&searched("resource", at, &stats("0", "0"), nothing)).contains("no input"),
        "{}",
        why(&searched("resource", at, &stats("0", "0"), nothing))
    );
    assert!(why(&searched("resource", at, &stats("120000", "2"), nothing)).contains("2 crashes"));
    let nmap = |hosts: &str| {
        format!(
            "<?xml version=\"1.0\"?><nmaprun scanner=\"nmap\" version=\"7.95\" start=\"1793609000\">{hosts}<runstats><finished time=\"1793612600\" exit=\"success\"/><hosts up=\"1\" down=\"0\" total=\"1\"/></runstats></nmaprun>"
        )
    };
    let host = "<host><status state=\"up\"/><address addr=\"192.0.2.1\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"443\"><state state=\"open\"/></port></ports></host>";
    let at = "security/evidence/scan.xml";
    assert_eq!(why(&searched("attack-surface", at, &nmap(host), nothing)), "");
    assert!(why(&searched("attack-surface", at, &nmap(""), nothing)).contains("scan.xml"));
    // Coverage says what was executed, not what came of it.
    let lcov = "TN:\nSF:src/limits.c\nDA:1,1\nDA:2,0\nLF:2\nLH:1\nend_of_record\n";
    assert!(
        why(&searched("resource", "security/evidence/cover.info", lcov, nothing)).contains("which lines were executed")
    );
}

#[test]
fn what_did_not_come_to_its_end_proves_nothing() {
    let nothing = "no-findings = \"Nothing crashed.\"";
    let log = |end: &str| {
        format!(
            "INFO: Running with entropic power schedule (0xFF, 100).\nINFO: Seed: 1\n#2\tINITED cov: 4 ft: 5 corp: 1/1b exec/s: 0 rss: 30Mb\n\
             #65536\tpulse  cov: 9 ft: 12 corp: 4/11b lim: 652 exec/s: 32768 rss: 40Mb\n{end}"
        )
    };
    let done = "#200000\tDONE   cov: 9 ft: 12 corp: 4/11b lim: 1996 exec/s: 200000 rss: 302Mb\nDone 200000 runs in 1 second(s)\n";
    let at = "security/evidence/fuzz.log";
    assert_eq!(why(&searched("resource", at, &log(done), nothing)), "");
    let cut = why(&searched("resource", at, &log(""), nothing));
    assert!(cut.contains("did not come to its end"), "{cut}");

    let scan = |status: &str| {
        format!(
            "<report id=\"r\"><report id=\"r\"><scan_run_status>{status}</scan_run_status><hosts><count>1</count></hosts>\
             <scan_start>2026-11-02T08:00:00Z</scan_start><host><ip>192.0.2.1</ip><start>2026-11-02T08:00:00Z</start><end>2026-11-02T09:00:00Z</end></host>\
             <results start=\"1\" max=\"100\"></results></report></report>"
        )
    };
    let (at, nothing) =
        ("security/evidence/scan.xml", "no-findings = \"Nothing was found.\"\ndatabase-date = 2026-11-01");
    assert_eq!(why(&searched("known-vulnerability", at, &scan("Done"), nothing)), "");
    let stopped = why(&searched("known-vulnerability", at, &scan("Stopped"), nothing));
    assert!(stopped.contains("did not come to its end"), "{stopped}");
}

#[test]
fn what_an_analyser_leaves_to_a_person_is_open() {
    let told = |kind: &str| {
        let result = hit(7, &format!(", \"kind\": \"{kind}\"")).replace("\"level\": \"warning\", ", "");
        told(&analysed(sarif(PROVENANCE, &result)).compiled(), "analysis-finding-open")
    };
    assert_eq!(told("informational"), Vec::<String>::new());
    assert_eq!(told("review").len(), 1);
    assert_eq!(told("open").len(), 1);
}

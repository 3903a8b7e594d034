//! Files of results that are cut off, enormous or made to harm: nothing panics, nothing takes more than its limits, and
//! nothing that is broken proves more than the whole.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use proptest::prelude::*;
use vauban_formats::junit::Outcome;
use vauban_formats::results::{Content, Error, Form, LARGEST, MOST_CASES, ToolReport, detect, read};

/// A file that arrives in pieces of one size.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(into.len()).min(self.0.len());
        into[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

/// A beginning, then a pattern over and over, as often as asked, then an end: large without being kept.
struct Repeated {
    head: Vec<u8>,
    pattern: Vec<u8>,
    times: u64,
    tail: Vec<u8>,
    at: usize,
}

impl Repeated {
    fn new(head: &str, pattern: &str, times: u64, tail: &str) -> BufReader<Repeated> {
        let bytes = |text: &str| text.as_bytes().to_vec();
        // Many patterns at once, so that a test without optimisation is not slow for its own sake.
        let block = (8_192 / pattern.len().max(1)).max(1) as u64;
        let many = pattern.repeat(usize::try_from(block.min(times.max(1))).unwrap());
        let (times, rest) = (times / block, times % block);
        let tail = format!("{}{tail}", pattern.repeat(usize::try_from(rest).unwrap()));
        BufReader::new(Repeated { head: bytes(head), pattern: bytes(&many), times, tail: bytes(&tail), at: 0 })
    }
}

impl Read for Repeated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let part = if !self.head.is_empty() {
                &self.head
            } else if self.times > 0 {
                &self.pattern
            } else {
                &self.tail
            };
            let rest = &part[self.at..];
            if rest.is_empty() {
                if !self.head.is_empty() {
                    self.head.clear();
                } else if self.times > 0 {
                    self.times -= 1;
                } else {
                    return Ok(0);
                }
                self.at = 0;
                continue;
            }
            let length = rest.len().min(into.len());
            into[..length].copy_from_slice(&rest[..length]);
            self.at += length;
            return Ok(length);
        }
    }
}

fn corpus() -> Vec<(String, Form, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/results");
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().map(|folder| folder.unwrap().path()).filter(|path| path.is_dir()) {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let form = detect("", &bytes).unwrap();
            files.push((path.display().to_string(), form, bytes));
        }
    }
    assert!(files.len() > 30);
    files
}

fn whole(form: Form, bytes: &[u8]) -> Result<ToolReport, Error> {
    read(form, &mut &*bytes)
}

fn refused(form: Form, text: &str, line: u64, says: &str) {
    let wrong = whole(form, text.as_bytes()).expect_err(text);
    assert!(wrong.line == line && wrong.message.contains(says), "{wrong}, not line {line}: {says}");
}

/// How much good a report says: the more, the more it could prove.
fn good(report: &ToolReport) -> Vec<u64> {
    match &report.content {
        Content::Tests(tests) => {
            vec![tests.cases.iter().filter(|case| case.outcome == Outcome::Passed).count() as u64]
        }
        // The fewer findings there are the better, so they count from the other side.
        Content::Findings(found) => vec![u64::MAX - found.groups.values().map(|group| group.count).sum::<u64>()],
        Content::Coverage(coverage) => vec![coverage.files.values().map(|lines| lines.1).sum()],
        Content::Fuzzing(fuzzing) => vec![fuzzing.executions, fuzzing.seconds, u64::from(fuzzing.finished)],
        Content::Vulnerabilities(found) => vec![u64::MAX - found.found.len() as u64],
        Content::Listing(count) => vec![*count as u64],
    }
}

#[test]
fn a_file_that_was_cut_off_proves_no_more_than_the_whole() {
    let (mut cut_files, mut taken) = (0, 0);
    for (path, form, bytes) in corpus() {
        let all = good(&whole(form, &bytes).unwrap());
        let step = if bytes.len() > 2_000 { 100 } else { 7 };
        for end in (0..bytes.len()).step_by(step) {
            let part = &bytes[..end];
            let _ = detect("", part);
            cut_files += 1;
            let Ok(report) = whole(form, part) else { continue };
            taken += 1;
            assert!(
                matches!(form, Form::Lcov | Form::Libfuzzer | Form::Afl) || end + 2 >= bytes.len(),
                "{path} at {end}"
            );
            let some = good(&report);
            assert!(some.iter().zip(&all).all(|(some, all)| some <= all), "{path} at {end}: {some:?} of {all:?}");
        }
    }
    assert!(cut_files > 1_000 && taken > 0, "{cut_files} cut files, {taken} taken");
}

#[test]
fn bytes_that_arrive_one_by_one_are_the_same_file() {
    for (path, form, bytes) in corpus() {
        let expect = whole(form, &bytes);
        for size in [1, 2, 3, 7, 4_096] {
            let mut pieces = BufReader::with_capacity(size.max(2), Pieces(&bytes, size));
            assert_eq!(read(form, &mut pieces), expect, "{path} in pieces of {size}");
        }
    }
}

#[test]
fn line_ends_and_marks_of_windows_change_nothing() {
    for (path, form, bytes) in corpus() {
        let expect = whole(form, &bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let windows = format!("\u{feff}{}", text.replace("\r\n", "\n").replace('\n', "\r\n"));
        let found = whole(form, windows.as_bytes()).unwrap_or_else(|wrong| panic!("{path}: {wrong}"));
        assert_eq!(good(&found), good(&expect), "{path}");
        assert_eq!((found.tool, found.ran, found.commit), (expect.tool, expect.ran, expect.commit), "{path}");
        for wide in [
            text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ] {
            let wrong = whole(form, &wide).expect_err(&path);
            assert!(wrong.message.contains("UTF-16") || wrong.message.contains("UTF-8"), "{path}: {wrong}");
        }
    }
}

#[test]
fn entities_and_document_types_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"bbbbbbbb\"><!ENTITY c \"&a;&a;&a;&a;\">]>\n";
    for (form, root) in [
        (Form::Junit, "<testsuite name=\"&c;\"/>"),
        (Form::Cobertura, "<coverage version=\"&c;\"/>"),
        (Form::Nessus, "<NessusClientData_v2>&c;</NessusClientData_v2>"),
        (Form::Openvas, "<report>&c;</report>"),
        (Form::Nmap, "<nmaprun/>"),
    ] {
        refused(form, &format!("{bomb}{root}"), 1, "document type");
        assert!(whole(form, root.replace("&c;", "x&c;").as_bytes()).is_err());
    }
    refused(Form::Junit, "<!DOCTYPE testsuite SYSTEM \"file:///etc/passwd\">\n<testsuite/>", 1, "document type");
    refused(
        Form::Junit,
        "<testsuite>\n<testcase name='a'><failure>&secret;</failure></testcase></testsuite>",
        2,
        "entity",
    );
    refused(Form::Cobertura, "<coverage/>\n<!DOCTYPE coverage SYSTEM 'x'>", 2, "document type");
}

#[test]
fn what_has_no_end_is_refused() {
    refused(Form::Junit, &format!("<testsuite>\n{}", "<a>".repeat(500)), 2, "deep");
    refused(Form::Junit, "<testsuite/><testsuite/>", 1, "more than one root");
    refused(Form::Junit, "<testsuite/>\ntext", 2, "outside");
    refused(Form::Junit, "<testsuite><testcase name='a' name='b'/></testsuite>", 1, "duplicated");
    refused(Form::Junit, "<testsuite><testcase name=a/></testsuite>", 1, "enclosed");
    refused(Form::Junit, &format!("<{}/>", "a".repeat(5_000)), 1, "longer than");
    let many: String = (0..200).map(|number| format!(" a{number}='1'")).collect();
    refused(Form::Junit, &format!("<testsuite{many}/>"), 1, "attributes");
    let deep = format!("{{\"version\":\"2.1.0\",\"runs\":[{{\"x\":\n{}", "[".repeat(100_000));
    refused(Form::Sarif, &deep, 2, "deep");
    refused(Form::Sarif, "{\"version\":\"2.1.0\",\"runs\":[{\"x\":[}", 1, "bracket");
    let long = Repeated::new(
        "<testsuite><testcase name='a'><system-out>",
        "x",
        70 << 20,
        "</system-out></testcase></testsuite>",
    );
    let wrong = read(Form::Junit, &mut { long }).unwrap_err();
    assert!(wrong.message.contains("longer than 64 MiB"), "{wrong}");
    let key = Repeated::new("{\"", "k", 1 << 20, "\":1}");
    assert!(read(Form::Sarif, &mut { key }).unwrap_err().message.contains("longer"));
    let mut line = Repeated::new("TN:\nSF:", "x", 1 << 20, "\n");
    assert!(read(Form::Lcov, &mut line).unwrap_err().message.contains("longer"));
}

#[test]
fn sarif_that_is_no_proof_is_refused() {
    let run = |members: &str| {
        format!("{{\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{{\"name\":\"a\"}}}}{members}}}]}}")
    };
    for (text, line, says) in [
        (run(",\"results\":[],\n\"externalPropertyFileReferences\":{\"results\":[{}]}"), 2, "elsewhere"),
        ("{\"version\":\"2.1.0\",\"runs\":[],\n\"inlineExternalProperties\":[{}]}".to_owned(), 2, "elsewhere"),
        ("{\"version\":\"2.1.0\",\"runs\":[]}".to_owned(), 1, "no run"),
        ("{\"version\":\"2.1.0\",\"runs\":null}".to_owned(), 1, "no run"),
        ("{\"version\":\"2.1.0\"}".to_owned(), 1, "no run"),
        ("{\"version\":\"2.0.0\",\"runs\":[]}".to_owned(), 1, "2.0.0"),
        (run("").replace("2.1.0", "9"), 1, "`9`"),
        (run("").replace("\"version\":\"2.1.0\",", ""), 1, "`version`"),
        (run(",\"results\":[],\"results\":[]"), 1, "twice"),
        (run(",\"results\":[{\"message\":\n{\"text\":1}}]"), 2, "invalid type"),
        (run(",\"results\":[{\"level\":\n}]"), 2, "value"),
        (run(",\"results\":[{} {}]"), 1, "`,`"),
        (run(",\"results\":[,]"), 1, "value"),
        (run(",\"results\":[tru]"), 1, "value"),
        (run(",\"results\":[{\"ruleIndex\":NaN}]"), 1, ""),
        (run(",\"results\":[{\"ruleIndex\":1e400}]"), 1, ""),
        (run("").replace("\"tool\"", "\"x\""), 1, "which tool"),
        (format!("{}\n x", run("")), 2, "follows"),
        ("[]".to_owned(), 1, "`{`"),
        ("null".to_owned(), 1, "no SARIF"),
        (String::new(), 1, "ends"),
        (
            run(",\"versionControlProvenance\":[{\"revisionId\":\"aaaaaaaa\"},{\"revisionId\":\"bbbbbbbb\"}]"),
            1,
            "two commits",
        ),
    ] {
        refused(Form::Sarif, &text, line, says);
    }
    // A run that has no list of results did not come to look.
    let Content::Findings(found) =
        whole(Form::Sarif, run(",\"invocations\":[{\"executionSuccessful\":true}]").as_bytes()).unwrap().content
    else {
        panic!("findings")
    };
    assert_eq!(found.completed, Some(false));
    let grave = ",\"results\":[],\"invocations\":[{\"executionSuccessful\":true,\"toolExecutionNotifications\":[{\"level\":\"error\"}]}]";
    let Content::Findings(found) = whole(Form::Sarif, run(grave).as_bytes()).unwrap().content else {
        panic!("findings")
    };
    assert_eq!(found.completed, Some(false));
}

#[test]
fn sarif_kinds_levels_and_order() {
    // Results stand before the rules and files that they point at; numbers that point nowhere break nothing.
    let text = r#"{"runs":[{"results":[
        {"ruleIndex":0,"locations":[{"physicalLocation":{"artifactLocation":{"index":0},"region":{"startLine":-1}}}]},
        {"ruleId":"A/sub","level":"grave","locations":[]},{"ruleId":"B","ruleIndex":0,"locations":[{"physicalLocation":{"artifactLocation":{"uri":"c.c"}}}]},
        {"ruleId":"A","kind":"pass"},{"ruleId":"A","kind":"notApplicable"},{"ruleId":"A","kind":"informational"},
        {"ruleId":"A","kind":"review"},{"ruleId":"A","kind":"open","level":"note"},
        {"rule":{"index":0,"toolComponent":{"name":"more"}},"message":{"id":"m","arguments":["{1}","x"]}},
        {"ruleIndex":99999999999,"locations":[{"physicalLocation":{"artifactLocation":{"index":-5,"uri":"b.c"}}}]}],
        "artifacts":[{"location":{"uri":"a.c"}}],
        "tool":{"driver":{"name":"t","rules":[{"id":"A"}]},"extensions":[{"name":"more","rules":[
            {"id":"B","defaultConfiguration":{"level":"note"},"messageStrings":{"m":{"text":"{0} and {1} and {7} {"}}}]}]},
        "invocations":[{"executionSuccessful":true,"ruleConfigurationOverrides":[
            {"descriptor":{"index":0},"configuration":{"level":"error"}}]}]}],"version":"2.1.0"}"#;
    let Content::Findings(found) = whole(Form::Sarif, text.as_bytes()).unwrap().content else { panic!("findings") };
    let rows: Vec<(&str, &str, &str, &str)> = found
        .groups
        .iter()
        .map(|(key, group)| (key.rule.as_str(), key.file.as_str(), key.level.as_str(), group.message.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            ("", "b.c", "warning", ""),
            ("A", "", "none", ""),
            ("A", "", "note", ""),
            ("A", "a.c", "error", ""),
            ("A/sub", "", "error", ""),
            ("B", "", "note", "{1} and x and {7} {"),
            ("B", "c.c", "note", ""),
        ]
    );
    assert_eq!((found.results, found.undecided, found.completed), (10, 2, Some(true)));
}

/// Memory grows with rules and files: 10^6 results are as many groups as ten.
#[test]
fn a_million_results_are_grouped() {
    let times = if cfg!(debug_assertions) { 40_000 } else { 1_000_000 };
    let one = "{\"ruleId\":\"a\",\"message\":{\"text\":\"x\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a.c\"}}}]},";
    let mut file = Repeated::new(
        "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"a\"}},\"results\":[",
        one,
        times,
        "{}]}]}",
    );
    let Content::Findings(found) = read(Form::Sarif, &mut file).unwrap().content else { panic!("findings") };
    assert_eq!((found.results, found.groups.len()), (times + 1, 2));
}

/// Only where tests are optimised: without, they would take minutes.
#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn what_is_too_much_is_refused() {
    let mut cases = Repeated::new("<testsuite>", "<testcase name='a'/>", MOST_CASES as u64 + 1, "</testsuite>");
    assert!(read(Form::Junit, &mut cases).unwrap_err().message.contains("cases"));
    let mut file = Repeated::new("<testsuite>", "<!-- nothing -->", LARGEST / 16 + 10, "</testsuite>");
    assert!(read(Form::Junit, &mut file).unwrap_err().message.contains("1024 MiB"));
}

#[test]
fn a_case_is_what_is_gravest_in_it() {
    let passes = |xml: &str| good(&whole(Form::Junit, xml.as_bytes()).unwrap())[0];
    for (xml, expect) in [
        ("<testsuite><testcase name='a'/></testsuite>", 1),
        ("<testsuite><testcase name='a'><x><failure/></x></testcase></testsuite>", 0),
        ("<testsuite><testcase name='a'><testcase name='b'><error/></testcase></testcase></testsuite>", 0),
        ("<testsuite><testcase name='a'><testcase name='b'/></testcase></testsuite>", 1),
        ("<testsuite><wrapped><testcase name='a'/></wrapped></testsuite>", 0),
        ("<testsuite><testcase name='a' status='skipped' result='failed'/></testsuite>", 0),
        ("<testsuite><testcase name='a'><rerunFailure/></testcase></testsuite>", 0),
        ("<x:testsuite xmlns:x='y'><x:testcase name='a'><x:failure/></x:testcase></x:testsuite>", 0),
        ("<testsuite><testcase name='a' status='NaN'/></testsuite>", 0),
    ] {
        assert_eq!(passes(xml), expect, "{xml}");
    }
    for counted in ["99999999999999999999999999", "NaN", "1"] {
        let xml = format!("<testsuite name='s' failures='{counted}'><testcase name='a'/></testsuite>");
        let Content::Tests(tests) = whole(Form::Junit, xml.as_bytes()).unwrap().content else { panic!("tests") };
        assert_eq!(tests.cases.last().map(|case| case.outcome), Some(Outcome::Error), "{counted}");
    }
    let two = "<testsuite><properties><property name='commit' value='aaaaaaa'/></properties></testsuite>";
    assert_eq!(whole(Form::Junit, two.as_bytes()).unwrap().commit, "aaaaaaa");
    let two = two.replace("</p", "<property name='revision'>bbbbbbbb</property></p");
    refused(Form::Junit, &two, 1, "two commits");
    assert_eq!(whole(Form::Junit, two.replace("bbbbbbbb", "hardware B").as_bytes()).unwrap().commit, "aaaaaaa");
}

#[test]
fn other_forms_refuse_what_they_cannot_trust() {
    refused(Form::Lcov, "TN:\nSF:a.c\nDA:1,1\n", 4, "within a record");
    refused(Form::Lcov, "SF:a.c\nSF:b.c\n", 3, "before the one before");
    refused(Form::Lcov, "SF:a.c\nDA:x,1\nend_of_record\n", 3, "`DA`");
    refused(Form::Lcov, "SF:a.c\nDA:4294967295,1\nend_of_record\n", 3, "too large");
    refused(Form::Lcov, "TN:\n", 2, "no record");
    refused(Form::Lcov, "hello\n", 2, "no line");
    let lcov = |text: &str| match whole(Form::Lcov, text.as_bytes()).unwrap().content {
        Content::Coverage(coverage) => coverage.files["a.c"],
        _ => panic!("coverage"),
    };
    // Counts that are none; a line told twice; more lines counted than listed.
    assert_eq!(lcov("SF:a.c\nDA:1,-1\nDA:2,NaN\nDA:3,1e9\nDA:4,99999999999999999999,md5\nend_of_record\n"), (4, 1));
    assert_eq!(lcov("SF:a.c\nDA:1,1\nend_of_record\nSF:a.c\nDA:1,0\nDA:2,0\nend_of_record\n"), (2, 1));
    assert_eq!(lcov("SF:a.c\nDA:1,1\nLF:10\nLH:10\nend_of_record\n"), (10, 1));
    assert_eq!(lcov(&format!("SF:a.c\n{}end_of_record\n", "DA:1,0\nDA:2,1\n".repeat(20_000))), (2, 1));
    refused(Form::Cobertura, "<coverage><line number='1' hits='1'/></coverage>", 1, "no class");
    refused(Form::Cobertura, "<coverage/>", 1, "no class");
    refused(Form::Afl, "start_time : 1\nexecs_done : 4\n", 3, "cut off");
    refused(Form::Afl, "start_time : 1\nstart_time : 4\n", 3, "twice");
    refused(Form::Libfuzzer, "hello\n", 2, "no log");
    refused(Form::Nessus, "<NessusClientData_v2><Policy/></NessusClientData_v2>", 1, "no report");
    let page = "<report><scan_run_status>Done</scan_run_status><results/><result_count><filtered>3</filtered></result_count></report>";
    refused(Form::Openvas, page, 1, "0 of 3");
    let stopped = "<report><scan_run_status>Stopped</scan_run_status></report>";
    let Content::Vulnerabilities(found) = whole(Form::Openvas, stopped.as_bytes()).unwrap().content else { panic!() };
    assert_eq!(found.completed, Some(false));
    let half = "<NessusClientData_v2><Report><ReportHost name='a'/></Report></NessusClientData_v2>";
    let Content::Vulnerabilities(found) = whole(Form::Nessus, half.as_bytes()).unwrap().content else { panic!() };
    assert_eq!((found.looked_at, found.completed), (1, Some(false)));
}

#[test]
fn a_campaign_has_finished_only_if_its_log_says_so() {
    let fuzzing = |text: &str| match whole(Form::Libfuzzer, text.as_bytes()).unwrap().content {
        Content::Fuzzing(fuzzing) => fuzzing,
        _ => panic!("fuzzing"),
    };
    let head = "INFO: Seed: 1\n#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb\n";
    let done = "#100\tDONE   cov: 5 ft: 9 corp: 2/2b exec/s: 50 rss: 30Mb\nDone 100 runs in 2 second(s)\n";
    let crash = "==1== ERROR: AddressSanitizer: heap-buffer-overflow on address\nSUMMARY: AddressSanitizer: heap\n\
        artifact_prefix='./'; Test unit written to ./crash-1\n";
    let slow = "==1== ERROR: libFuzzer: timeout after 25 seconds\nSUMMARY: libFuzzer: timeout\n\
        artifact_prefix='./'; Test unit written to ./timeout-1\n";
    for (text, expect) in [
        (format!("{head}{done}"), (100, 0, 0, true)),
        (head.to_owned(), (2, 0, 0, false)),
        (format!("{head}{crash}"), (2, 1, 0, false)),
        (format!("{head}{slow}"), (2, 0, 1, false)),
        (format!("{head}{crash}{done}"), (100, 1, 0, false)),
        (format!("{head}{done}{head}"), (102, 0, 0, false)),
        (format!("{head}{done}{head}{done}"), (200, 0, 0, true)),
        (format!("{head}artifact_prefix='./'; Test unit written to ./oom-1\n"), (2, 0, 1, false)),
        (format!("{head}artifact_prefix='./'; Test unit written to ./leak-1\n{done}"), (100, 1, 0, false)),
        (format!("{head}artifact_prefix='./'; Test unit written to ./slow-unit-1\n{done}"), (100, 0, 0, true)),
        ("stat::number_of_executed_units: 7\n".to_owned(), (7, 0, 0, false)),
        ("INFO: Seed: 1\n#99999999999999999999999 DONE cov: 1\n".to_owned(), (0, 0, 0, false)),
    ] {
        let found = fuzzing(&text);
        assert_eq!((found.executions, found.crashes, found.hangs, found.finished), expect, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any change of any file is read or refused, and the same however its bytes arrive.
    #[test]
    fn mutations_are_read_or_refused(pick in 0_usize..1_000, at in 0_usize..100_000, byte in any::<u8>(), size in 1_usize..9) {
        let files = corpus();
        let (_, form, mut bytes) = files[pick % files.len()].clone();
        let at = at % bytes.len();
        bytes[at] = byte;
        let expect = whole(form, &bytes);
        let mut pieces = BufReader::with_capacity(16, Pieces(&bytes, size));
        prop_assert_eq!(read(form, &mut pieces), expect);
        let _ = detect("", &bytes);
    }

    /// Any text is read or refused by every reader.
    #[test]
    fn any_text_is_read_or_refused(text in "[<>a-z{}\\[\\]\":,&;=/ \\n0-9]{0,80}") {
        for form in [Form::Junit, Form::Sarif, Form::Lcov, Form::Cobertura, Form::Libfuzzer, Form::Afl, Form::Nmap, Form::Nessus, Form::Openvas, Form::Cyclonedx, Form::Spdx] {
            let mut pieces = BufReader::with_capacity(1, Pieces(text.as_bytes(), 1));
            prop_assert_eq!(read(form, &mut pieces as &mut dyn BufRead), whole(form, text.as_bytes()));
        }
    }
}

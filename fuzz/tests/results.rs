//! The readers of results over files that tools wrote and over deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::results;

type Target = fn(&[u8]);

const TARGETS: &[(&str, Target)] = &[
    ("junit", results::junit),
    ("sarif", results::sarif),
    ("lcov", results::lcov),
    ("cobertura", results::cobertura),
    ("libfuzzer", results::libfuzzer),
    ("afl", results::afl),
    ("nessus", results::nessus),
    ("openvas", results::openvas),
    ("nmap", results::scans),
    ("bills", results::bills),
];

/// Each form gets at most this many mutations and this much time.
const CASES: u32 = 500;
const TIME: Duration = Duration::from_millis(1_200);

const WORDS: &[&[u8]] = &[
    b"<!DOCTYPE coverage SYSTEM 'x'>",
    b"<!ENTITY a \"b\">",
    b"&a;",
    b"&#27;",
    b"<![CDATA[",
    b"]]>",
    b"<testcase name=\"a\"/>",
    b"<failure/>",
    b"status=\"notrun\"",
    b"failures=\"18446744073709551616\"",
    b"\"results\":null,",
    b"\"ruleIndex\":-1,",
    b"\"suppressions\":[{}],",
    b"{\"uri\":\"file:///%2e%2e/\",\"uriBaseId\":\"A\"}",
    b"\\ud800",
    b"[[[[",
    b"1e999",
    b"DA:1,1\n",
    b"end_of_record\n",
    b"SF:b.c\n",
    b"INFO: Seed: 1\n",
    b"Done 1 runs in 1 second(s)\n",
    b"#7: cov: 1 oom/timeout/crash: 1/1/1\n",
    b"execs_done : 1\n",
    b"\x1b[31m",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
];

#[test]
fn corpus_and_mutations() {
    for (name, target) in TARGETS {
        let files = mutate::seeds(&[&format!("tests/corpora/results/{name}")], "");
        let seeds: Vec<Vec<u8>> = files.into_iter().map(|(_, data)| data).collect();
        seeds.iter().for_each(|seed| target(seed));
        let mut random = Random(0x2E50_2026);
        let start = Instant::now();
        let mut cases = 0;
        while cases < CASES && start.elapsed() < TIME {
            target(&random.mutate(&seeds, WORDS));
            cases += 1;
        }
        println!("{name}: {} files, {cases} mutations", seeds.len());
    }
}

//! The importers over the project's corpus and over deterministic mutations of it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::importers;
use vauban_fuzz::mutate::{self, Random};

type Target = fn(&[u8]);

const TARGETS: &[(&str, Target)] = &[
    ("threat-dragon", importers::threat_dragon),
    ("threagile", importers::threagile),
    ("otm", importers::otm),
    ("tm7", importers::tm7),
    ("pytm", importers::pytm),
    ("threat-composer", importers::threat_composer),
    ("tm-bom", importers::tm_bom),
    ("csv", importers::csv),
    ("xlsx", importers::xlsx),
    ("reqif", importers::reqif),
    ("strictdoc", importers::strictdoc),
    ("doorstop", importers::doorstop),
    ("sphinx-needs", importers::sphinx_needs),
    ("github-issues", importers::github_issues),
    ("gitlab-issues", importers::gitlab_issues),
    ("jira", importers::jira),
];

/// Each format gets at most this many mutations and this much time.
const CASES: u32 = 400;
const TIME: Duration = Duration::from_millis(1_200);

const WORDS: &[&[u8]] = &[
    b"\"\"",
    b"null",
    b"-1",
    b"1e999",
    b"[]",
    b"{}",
    b"\\u0000",
    b"\x1b[31m",
    b"99999999999999999999",
    b"\xF0\x9F\xA6\x80",
    b"&a *a",
    b"<!DOCTYPE x>",
    b"<<: ",
];

#[test]
fn corpus_and_mutations() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "no corpus for {name}");
        for seed in &seeds {
            target(seed);
        }
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let start = Instant::now();
        let mut cases = 0;
        while cases < CASES && start.elapsed() < TIME {
            target(&random.mutate(&seeds, WORDS));
            cases += 1;
        }
        println!("{name}: {} files, {cases} mutations", seeds.len());
    }
}

/// Every format's files through every other importer: an error, never a panic.
#[test]
fn strangers() {
    for (name, _) in TARGETS {
        for seed in seeds(name).iter().filter(|seed| seed.len() < 60_000) {
            for (_, target) in TARGETS {
                target(seed);
            }
        }
    }
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folders = ["threat-models", "requirements", "trackers"].map(|corpus| format!("tests/corpora/{corpus}/{name}"));
    let files = mutate::seeds(&folders.each_ref().map(String::as_str), "");
    files.into_iter().map(|(_, data)| without_template(data)).collect()
}

/// Most of a `.tm7` is the tool's template; mutations should hit the rest.
fn without_template(data: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&data) else {
        return data;
    };
    match (text.find("<KnowledgeBase"), text.find("</KnowledgeBase>")) {
        (Some(start), Some(end)) => format!("{}{}", &text[..start], &text[end + 16..]).into(),
        _ => data,
    }
}

//! The readers of observations over the project's corpus and over deterministic mutations of it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::observations;

type Target = fn(&[u8]);

const TARGETS: &[(&str, Target)] = &[
    ("nmap", observations::nmap),
    ("listeners", observations::listeners),
    ("device-tree", observations::device_tree),
    ("board", observations::board),
    ("services", observations::services),
];

/// Each form gets at most this many mutations and this much time.
const CASES: u32 = 300;
const TIME: Duration = Duration::from_millis(1_200);

const WORDS: &[&[u8]] = &[
    b"<!DOCTYPE nmaprun>",
    b"<!ENTITY a \"b\">",
    b"&a;",
    b"open|filtered",
    b"65536",
    b"[::1]:0",
    b"users:((\"",
    b"tcp ",
    b"&{/soc}",
    b"/delete-node/ ",
    b"{ };",
    b"/*",
    b"\"\"",
    b",,",
    b"https://[",
    b"\x1b[31m",
    b"\xff\xfe",
];

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let files = mutate::seeds(&[&format!("tests/corpora/observations/{name}")], "");
    files.into_iter().map(|(_, data)| data).collect()
}

#[test]
fn corpus_and_mutations() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        seeds.iter().for_each(|seed| target(seed));
        let mut random = Random(0x0B5E_2026);
        let start = Instant::now();
        let mut cases = 0;
        while cases < CASES && start.elapsed() < TIME {
            target(&random.mutate(&seeds, WORDS));
            cases += 1;
        }
        println!("{name}: {} files, {cases} mutations", seeds.len());
    }
}

/// Bills of materials: those of the examples, and services documents of the same format.
#[test]
fn bills_of_materials() {
    let folders = [
        "tests/corpora/observations/services",
        "examples/level-sensor/security/evidence",
        "examples/edge-gateway/security/evidence/release-2.4.0",
    ];
    let seeds: Vec<Vec<u8>> = mutate::seeds(&folders, "json").into_iter().map(|(_, data)| data).collect();
    assert!(seeds.len() > 2);
    seeds.iter().for_each(|seed| observations::sbom(seed));
    let mut random = Random(0x5B0D_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        observations::sbom(&random.mutate(&seeds, WORDS));
        cases += 1;
    }
    println!("sbom: {} files, {cases} mutations", seeds.len());
}

/// Every file of the corpus is what its folder says, and nothing else.
#[test]
fn strangers_are_refused() {
    use vauban_engine::read_observation;
    use vauban_model::{ObservationForm, WordList};
    for (folder, _) in TARGETS {
        for seed in seeds(folder) {
            for (word, form, _) in ObservationForm::WORDS {
                assert_eq!(read_observation(*form, &seed).is_ok(), word == folder, "{folder} as {word}");
            }
        }
    }
}

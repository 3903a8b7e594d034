//! The record targets over the examples and deterministic mutations of them: bytes flipped, cut, doubled and
//! spliced. The coverage-guided fuzzer runs the same functions for longer; see `fuzz/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use vauban_fuzz::mutate::{Random, seeds};
use vauban_fuzz::records;

fn files(ending: &str) -> Vec<Vec<u8>> {
    seeds(&["examples", "tests/projects", "security"], ending).into_iter().map(|(_, data)| data).collect()
}

/// Words that break parsers, and words that mean something here.
const SPLICES: &[&[u8]] = &[
    b"\"\"\"",
    b"'''",
    b"[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b"#",
    b"+++\n",
    b"\0",
    b"\xff\xfe",
    b"\r\n",
    b"\xe2\x80\xae",
    b"1e999",
    b"0x",
    b"2026-02-30",
    b"[change.\"a/zone.b\"]\n",
    b"[zone.\"\"]\n",
    b"[policy]\n",
    b"[none.zone]\n",
    b"\\u{110000}",
    b"iec62443-4-1:2018/SD-1.c",
];

fn mutated(random: &mut Random, all: &[Vec<u8>]) -> Vec<u8> {
    let mut data = all[random.below(all.len())].clone();
    let window = random.below(data.len());
    data.drain(..window.min(data.len().saturating_sub(1500)));
    data.truncate(1500);
    for _ in 0..=random.below(4) {
        let at = random.below(data.len());
        match random.below(5) {
            0 if !data.is_empty() => data[at] = random.below(256) as u8,
            1 => data.truncate(at),
            2 => {
                let splice = SPLICES[random.below(SPLICES.len())];
                data.splice(at..at, splice.iter().copied());
            }
            3 => {
                let end = (at + random.below(80)).min(data.len());
                let part = data[at..end].to_vec();
                data.splice(at..at, part);
            }
            _ => {
                let end = (at + random.below(40)).min(data.len());
                data.drain(at..end);
            }
        }
    }
    data
}

fn run(ending: &str, cases: usize, target: fn(&[u8])) {
    let all = files(ending);
    all.iter().take(12).for_each(|data| target(data));
    let mut random = Random(0x5eed_2026);
    for _ in 0..cases {
        target(&mutated(&mut random, &all));
    }
}

#[test]
fn toml_records() {
    run("toml", 250, records::toml_records);
}

#[test]
fn markdown_records() {
    run("md", 120, records::markdown_records);
}

#[test]
fn root_records() {
    run("toml", 120, records::root_records);
}

#[test]
fn formatting() {
    run("toml", 1500, records::formatting);
    run("md", 500, records::formatting);
}

#[test]
fn junit() {
    run("xml", 1500, records::junit);
}

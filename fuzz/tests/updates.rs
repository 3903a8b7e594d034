//! Suppliers' lists of updates and ranges of issues over small texts and deterministic mutations of them.

#![allow(clippy::print_stdout)] // It says how much was tried.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::Random;
use vauban_fuzz::updates;

const CASES: u32 = 300;
const TIME: Duration = Duration::from_millis(2_000);

const LISTS: &[&[u8]] = &[
    b"reference,published,title\nKB1,2026-09-08,first\nKB2,2026-10-13,second\n",
    b"Date;Id\n2026-10-13;\"9.2; rc\"\n",
    b"",
];

const RANGES: &[&[u8]] = &[
    b"<2.3.1",
    b">=1.0, <2.0",
    b"2.0 to 2.3",
    b"vers:semver/>=1.0.0|<2.0.0",
    b"all versions",
    b"V1.0 SP1 and earlier",
];

const WORDS: &[&[u8]] = &[
    b"\"",
    b";;",
    b"\r\n",
    b"2026-02-30",
    b"9999-12-31",
    b"vers:",
    b"<=",
    b"|",
    b"1.0",
    b"\x1b[31m",
    b"\xff\xfe",
    b"*",
];

fn run(name: &str, seeds: &[&[u8]], target: fn(&[u8])) {
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.to_vec()).collect();
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x50D8_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(&seeds, WORDS));
        cases += 1;
    }
    println!("{name}: {} seeds, {cases} mutations", seeds.len());
}

#[test]
fn lists_of_suppliers() {
    run("lists", LISTS, updates::list);
}

#[test]
fn ranges_of_issues() {
    run("ranges", RANGES, updates::range);
}

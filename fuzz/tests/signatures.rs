//! Signatures of the tests and mutations of them.

#![allow(clippy::print_stdout, reason = "says how much was tried")]

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};

const CASES: usize = 400;
const TIME: Duration = Duration::from_secs(5);
const WORDS: &[&[u8]] =
    &[b"-----BEGIN SSH SIGNATURE-----\n", b"gpgsig ", b"trusted comment: ", b"\n ", b"AAAA", b"\xff"];

#[test]
fn signatures_and_mutations() {
    let seeds: Vec<Vec<u8>> =
        mutate::seeds(&["crates/vauban-seal/tests/keys"], "").into_iter().map(|(_, data)| data).collect();
    assert!(seeds.len() > 5);
    seeds.iter().for_each(|seed| vauban_fuzz::signatures::signature(seed));
    let mut random = Random(0x5EA1_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        vauban_fuzz::signatures::signature(&random.mutate(&seeds, WORDS));
        cases += 1;
    }
    println!("signatures: {} files, {cases} mutations", seeds.len());
}

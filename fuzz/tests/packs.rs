//! Packs, envelopes, ledgers, tokens, and mutations of them.

#![allow(clippy::print_stdout, reason = "says how much was tried")]

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::packs;

const CASES: usize = 400;
const TIME: Duration = Duration::from_secs(5);
const WORDS: &[&[u8]] = &[b"ustar\0", b"\"keyid\":\"\"", b"items/", b"\x30\x82", b"{\"n\":1,", b"\xff", b"../"];

fn tried(name: &str, seeds: &[Vec<u8>], target: fn(&[u8])) {
    assert!(seeds.iter().all(|seed| !seed.is_empty()) && !seeds.is_empty());
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x9AC5_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(seeds, WORDS));
        cases += 1;
    }
    println!("{name}: {} seeds, {cases} mutations", seeds.len());
}

#[test]
fn archives_and_mutations() {
    tried("archive", &[packs::seed()], packs::archive);
}

#[test]
fn envelopes_and_mutations() {
    let text =
        br#"{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"keyid":"k","sig":"AAAA"}]}"#;
    tried("envelope", &[text.to_vec()], packs::envelope);
}

#[test]
fn ledgers_and_mutations() {
    tried("ledger", &[packs::ledger_seed()], packs::chain);
}

#[test]
fn tokens_and_mutations() {
    let seeds: Vec<Vec<u8>> =
        mutate::seeds(&["crates/vauban-pack/tests/tokens"], "").into_iter().map(|(_, data)| data).collect();
    tried("token", &seeds, packs::token);
}

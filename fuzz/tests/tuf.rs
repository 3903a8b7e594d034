//! Metadata of the corpora and mutations of it.

#![allow(clippy::print_stdout, reason = "says how much was tried")]

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::tuf;

const CASES: usize = 300;
const TIME: Duration = Duration::from_secs(6);
const WORDS: &[&[u8]] = &[
    b"\"keyid\"",
    b"\"sig\"",
    b"\"version\"",
    b"\"expires\"",
    b"\"threshold\"",
    b"\"keyids\"",
    b"\"succinct_roles\"",
    b"\"path_hash_prefixes\"",
    b"0",
    b"-1",
    b"18446744073709551615",
    b"1e3",
    b"null",
    b"\"\\ud800\"",
    b"[]",
    b"{}",
];

type Target = fn(&[u8]);

#[test]
fn metadata_and_mutations() {
    let seeds: Vec<Vec<u8>> = mutate::seeds(&["tests/corpora/tuf"], "json").into_iter().map(|(_, data)| data).collect();
    assert!(seeds.len() > 30);
    let roles: [(&str, Target); 4] =
        [("root", tuf::root), ("timestamp", tuf::timestamp), ("snapshot", tuf::snapshot), ("targets", tuf::targets)];
    for (name, target) in roles {
        let kind = format!("\"_type\": \"{name}\"");
        let own: Vec<Vec<u8>> =
            seeds.iter().filter(|seed| String::from_utf8_lossy(seed).contains(&kind)).cloned().collect();
        assert!(!own.is_empty(), "{name}");
        own.iter().for_each(|seed| target(seed));
        let mut random = Random(0x70F_2026);
        let (start, mut cases) = (Instant::now(), 0);
        while cases < CASES && start.elapsed() < TIME {
            target(&random.mutate(&own, WORDS));
            cases += 1;
        }
        println!("{name}: {} files, {cases} mutations", own.len());
    }
}

#[test]
fn states_and_mutations() {
    let mut state = vauban_tuf::State::of_root(&b"{\"signed\": \"\\u00e4\"}"[..]);
    state.timestamp = Some(b"{}".to_vec());
    state.targets.insert("a/b".to_owned(), b"[1]".to_vec());
    let seeds = [state.to_bytes()];
    let mut random = Random(0x57A7E);
    for _ in 0..2000 {
        tuf::state(&random.mutate(&seeds, WORDS));
    }
}

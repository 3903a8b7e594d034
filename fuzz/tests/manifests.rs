//! Manifests, keys and lists of signers, and mutations of them.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "says how much was tried")]

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_seal::manifest::{File, Head, Manifest, digest};

const CASES: usize = 4_000;
const TIME: Duration = Duration::from_secs(5);
const WORDS: &[&[u8]] = &[
    b"# vauban-manifest 1\n",
    b"# files: ",
    b"# bytes: 18446744073709551615\n",
    b"# digests: sha256\n",
    b"../",
    b"\r\n",
    b"\xe2\x80\xae",
    b"untrusted comment: x\nRW",
    b"valid-before=\"20270101\" ",
];

fn made(sha512: bool) -> Vec<u8> {
    let file = |path: &str| {
        let told = digest(path.as_bytes(), sha512, &mut [0; 64]).unwrap();
        File { path: path.to_owned(), size: told.size, sha256: told.sha256, sha512: told.sha512 }
    };
    let head = Head {
        product: "unit".to_owned(),
        version: "1.1".to_owned(),
        release: "1.1".to_owned(),
        date: "2026-11-20".to_owned(),
    };
    Manifest::new(head, ["a", "b/c", "b/d e", "ü"].map(file).to_vec()).unwrap().text().into_bytes()
}

#[test]
fn manifests_and_mutations() {
    let mut seeds: Vec<Vec<u8>> =
        mutate::seeds(&["crates/vauban-seal/tests/keys"], "").into_iter().map(|(_, data)| data).collect();
    seeds.extend([made(true), made(false), b"firmware valid-after=\"20260101\" ssh-ed25519 AAAA".to_vec()]);
    let both = |data: &[u8]| {
        vauban_fuzz::manifests::manifest(data);
        vauban_fuzz::manifests::key(data);
    };
    seeds.iter().for_each(|seed| both(seed));
    let mut random = Random(0x3A41_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        both(&random.mutate(&seeds, WORDS));
        cases += 1;
    }
    println!("manifests: {} seeds, {cases} mutations", seeds.len());
}

//! The readers of private keys, over small seeds and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::Random;
use vauban_fuzz::secrets;

const CASES: u32 = 2_000;
const TIME: Duration = Duration::from_millis(1_200);

const BODY: &str = "MC4CAQAwBQYDK2VwBCIEIHR1cm4gYXJvdW5kIGFuZCBsb29rIGF0IHRoZSBzZWE=";

const SCAN: &str = r#"{"schema": "vauban/key-scan/1", "commit": "c", "history_complete": true, "versions": 1, "bytes": 2,
  "skipped": [], "artefacts": [], "keys": []}"#;

fn run(target: fn(&[u8]), seeds: &[&str], words: &[&[u8]]) {
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x0A07_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(&seeds, words));
        cases += 1;
    }
    println!("{cases} mutations");
}

#[test]
fn private_keys() {
    let pem = format!("-----BEGIN {0}-----\n{BODY}\n-----END {0}-----\n", "PRIVATE KEY");
    let putty = format!("PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{BODY}\nPrivate-MAC: 00\n");
    let jwk = format!("{{\"kty\": \"OKP\", \"d\": \"{}\"}}", "x".repeat(43));
    let words: &[&[u8]] = &[b"-----BEGIN ", b"-----END ", b"\\n", b"\n", b"AGE-SECRET-KEY-1", b"\"d\"", b"\xff"];
    run(secrets::keys, &[&pem, &putty, &jwk], words);
}

#[test]
fn results_of_a_search() {
    run(secrets::key_scan, &[SCAN], &[b"null", b"-1", b"18446744073709551616", b"[", b"{", b"\xff"]);
}

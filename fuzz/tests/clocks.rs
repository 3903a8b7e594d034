//! Times and cases over small seeds and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::clocks;
use vauban_fuzz::mutate::Random;

const CASES: u32 = 1_500;
const TIME: Duration = Duration::from_millis(1_500);

const VULNERABILITY: &str = "[case.a]\ntitle = \"A\"\ntrack = \"exploited-vulnerability\"\nsignal = 2026-12-18T09:00:00+01:00\naware = 2026-12-18T16:40:00+01:00\n\
    issue = [\"bug\"]\naffected = [{ product = \"sensor\", versions = [\"1\"], aware = 2026-12-18T10:00:00Z }]\n\
    measures = [{ kind = \"patch\", available = 2026-12-20T10:00:00Z, text = \"one\" }]\ncorrections = [{ at = 2026-12-19T10:00:00Z, aware = 2026-12-18T12:00:00Z }]\n\
    filings = [{ stage = \"24h\", submitted = 2026-12-19T10:00:00Z, receipt = \"R\", covers = [\"72h\"] }]\n[case.a.texts]\nv21 = \"text\"\n\
    [issue.bug]\nstate = \"assessed\"\nreceived = 2026-12-18\nseverity = \"high\"\n";

const INCIDENT: &str = "[case.b]\ntrack = \"severe-incident\"\naware = 2026-12-18T16:40:00Z\noccurred = 2026-12-17T00:00:00-05:00\n\
    requests = [{ at = 2026-12-19T10:00:00Z, due = 2026-12-20T10:00:00Z }]\noutages = [{ from = 2026-12-19T10:00:00Z }]\n\
    retracted = { at = 2026-12-20T10:00:00Z, reason = \"no\" }\ncsirt = { name = \"C\", ground = \"first-csirt\", reason = \"r\" }\n";

fn run(target: fn(&[u8]), seeds: &[&str], words: &[&[u8]]) {
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0xC10C_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(&seeds, words));
        cases += 1;
    }
    println!("{cases} mutations");
}

#[test]
fn times() {
    run(
        clocks::times,
        &[
            "2026-12-18T16:40:00+01:00",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59-23:59",
            "2026-12-18 16:40:00.123456789z",
        ],
        &[b"-", b"+99:99", b"Z", b"T", b"00", b"9999", b"02-29", b".", b":", b"\xc3\xa4", b"\xff"],
    );
}

#[test]
fn cases() {
    run(
        clocks::cases,
        &[VULNERABILITY, INCIDENT],
        &[
            b"9999-12-31T23:59:59Z",
            b"0001-01-01T00:00:00Z",
            b"2026-12-18",
            b"\"final\"",
            b"true",
            b"[]",
            b"{}",
            b"aware",
            b"\n[case.c]\n",
            b"\xff",
        ],
    );
}

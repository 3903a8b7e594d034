//! Advisories in CSAF, over small seeds and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use vauban_fuzz::csaf::advisory;
use vauban_fuzz::mutate::Random;

const CASES: u32 = 2_000;
const TIME: Duration = Duration::from_millis(2_500);

/// The copies of the official cases, with all that tests ask for in them.
fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpora/csaf");
    let mut paths = Vec::new();
    let mut left = vec![folder];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { left.push(path) } else { paths.push(path) }
        }
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn advisories() {
    let seeds = seeds();
    assert!(seeds.len() > 40);
    seeds.iter().for_each(|seed| advisory(seed));
    let words: &[&[u8]] = &[
        b"null",
        b"[]",
        b"{}",
        b"\"\"",
        b"-1",
        b"1e999",
        b"\"2.0\"",
        b"\"2.1\"",
        b"\"CSAFPID-9080700\"",
        b"\\ud83d\\ude00",
        b"\"branches\": [",
        b"\"vers:intdot/>=1|<2\"",
        b"\"product_version_range\"",
        b"\"csaf_vex\"",
        b"\xff",
        b"\"9999999999999999999999.0.0\"",
        b"\"2024-02-30T25:61:61Z\"",
        b"\"MIT OR (\"",
    ];
    let mut random = Random(0x0C5A_F202);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        advisory(&random.mutate(&seeds, words));
        cases += 1;
    }
    println!("{cases} mutations");
}

#[test]
fn work_grows_no_faster_than_the_document() {
    // Many products, each with statuses, remediations and ranges beside each other: twice as many may take little more
    // than twice as long.
    let document = |products: usize| {
        let names: Vec<String> = (0..products)
            .map(|at| {
                format!(
                    "{{\"category\":\"product_version_range\",\"name\":\"vers:intdot/>={at}.1|<{at}.9\",\"product\":{{\"name\":\"P {at}\",\
                     \"product_id\":\"P-{at}\"}}}}"
                )
            })
            .collect();
        let ids: Vec<String> = (0..products).map(|at| format!("\"P-{at}\"")).collect();
        format!(
            "{{\"document\":{{\"category\":\"csaf_vex\",\"csaf_version\":\"2.1\"}},\"product_tree\":{{\"branches\":[{}],\"product_groups\":[{{\
             \"group_id\":\"G\",\"product_ids\":[{ids}]}}]}},\"vulnerabilities\":[{{\"product_status\":{{\"known_affected\":[{ids}],\
             \"known_not_affected\":[{ids}]}},\"remediations\":[{{\"category\":\"vendor_fix\",\"group_ids\":[\"G\"]}},\
             {{\"category\":\"no_fix_planned\",\"product_ids\":[{ids}]}}]}}]}}",
            names.join(","),
            ids = ids.join(",")
        )
    };
    let time = |products: usize| {
        let text = document(products);
        let start = Instant::now();
        vauban_csaf::validate(text.as_bytes(), &vauban_csaf::Options::FULL);
        start.elapsed()
    };
    time(100);
    let (one, four) = (time(500), time(2_000));
    println!("500 products: {one:?}, 2 000: {four:?}");
    assert!(four < one * 12 + Duration::from_millis(200), "{one:?} {four:?}");
}

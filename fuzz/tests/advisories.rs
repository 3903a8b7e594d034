//! The readers of advisories and the index over small files of each form and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use vauban_advisories::Builder;
use vauban_advisories::index::Form;
use vauban_advisories::read::{Feed, is_file};
use vauban_fuzz::advisories;
use vauban_fuzz::mutate::{self, Random};

type Target = fn(&[u8]);

const TARGETS: &[(&str, &str, Target)] = &[
    ("osv", "json", advisories::osv),
    ("osv", "yaml", advisories::osv_yaml),
    ("rustsec", "md", advisories::rustsec),
    ("csaf", "json", advisories::csaf),
    ("cve", "json", advisories::cve),
    ("nvd", "json", advisories::nvd),
    ("kev", "json", advisories::kev),
    ("epss", "csv", advisories::epss),
];

/// Each form gets at most this many mutations and this much time.
const CASES: u32 = 500;
const TIME: Duration = Duration::from_millis(1_200);

const WORDS: &[&[u8]] = &[
    b"\"introduced\":\"0\"",
    b"\"fixed\":\"\"",
    b"\"limit\":\"*\"",
    b"\"last_affected\":\"99999999999999999999.0\"",
    b"\"withdrawn\":\"2026-01-01T00:00:00Z\"",
    b"\"lessThan\":\"*\"",
    b"\"lessThanOrEqual\":\"6.1.*\"",
    b"\"changes\":[{\"at\":\"1\",\"status\":\"unaffected\"}]",
    b"\"negate\":true",
    b"cpe:2.3:a:*:*:*:*:*:*:*:*:*:*",
    b"vers:all/*",
    b"model_numbers",
    b"*?*?",
    b"patched = [\">= 0\"]",
    b"patched = []",
    b"\"purl\":\"pkg:npm/%00\"",
    b"\\ud800",
    b"\x1b[31m",
    b"\xff\xfe",
    b"[[[[",
    b"1e999",
    b"&a [*a]",
];

#[test]
fn corpus_and_mutations() {
    for (form, ending, target) in TARGETS {
        let files = mutate::seeds(&[&format!("tests/corpora/advisories/{form}")], ending);
        let seeds: Vec<Vec<u8>> = files.into_iter().map(|(_, data)| data).collect();
        seeds.iter().for_each(|seed| target(seed));
        let mut random = Random(0x2E50_2026);
        let start = Instant::now();
        let mut cases = 0;
        while cases < CASES && start.elapsed() < TIME {
            target(&random.mutate(&seeds, WORDS));
            cases += 1;
        }
        println!("{form} ({ending}): {} files, {cases} mutations", seeds.len());
    }
}

#[test]
fn indexes_that_were_changed() {
    let mut builder = Builder::new();
    for form in Form::ALL {
        let mut feed = Feed::new(form.word(), form, Some("2026-11-22"));
        for (path, data) in mutate::seeds(&[&format!("tests/corpora/advisories/{}", form.word())], "") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if is_file(form, &name) {
                feed.file(&name, &data, &mut builder);
            }
        }
        builder.source(feed.finish().0);
    }
    let whole = builder.finish().bytes();
    advisories::index(&whole);
    let mut random = Random(0x2E50_2027);
    let start = Instant::now();
    let mut cases = 0;
    while cases < 4 * CASES && start.elapsed() < TIME {
        let mut data = random.mutate(std::slice::from_ref(&whole), &[b"\xff\xff\xff\xff", b"VAUBANIX"]);
        // The check of the header is made right again, so that what stands behind it is reached.
        if data.len() > 512 {
            let check = Sha256::digest(&data[..480]);
            data[480..512].copy_from_slice(&check);
        }
        advisories::index(&data);
        cases += 1;
    }
    println!("index: {cases} mutations");
}

//! The readers and writers of bills of materials over the corpus and over deterministic mutations of it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::sbom;

/// At most this many mutations and this much time.
const CASES: u32 = 1_500;
const TIME: Duration = Duration::from_secs(6);

const WORDS: &[&[u8]] = &[
    b"\"bom-ref\":\"a\"",
    b"\"dependsOn\":[\"a\",\"a\"]",
    b"\"components\":[{}]",
    b"\"purl\":\"pkg:npm/%ff@\"",
    b"\"cpe\":\"cpe:2.3:*:*\"",
    b"\"SPDXID\":\"SPDXRef-DOCUMENT\"",
    b"\"relationshipType\":\"CONTAINS\"",
    b"\"to\":[\"NoneElement\"]",
    b"\"spdxId\":\"urn:a:b\"",
    b"\"@graph\":[",
    b"null",
    b"1e999",
    b"\"\\ud800\"",
    b"<component type=\"library\">",
    b"<![CDATA[",
    b"<!DOCTYPE bom>",
    b"&#0;",
    b"node_modules/",
    b"[[package]]",
    b"\x1b[31m",
    b"\xff\xfe",
];

const LOCKS: [&[u8]; 2] = [
    b"version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"00\"\n",
    b"{\"name\":\"p\",\"lockfileVersion\":3,\"packages\":{\"\":{\"name\":\"p\",\"dependencies\":{\"a\":\"^1\"}},\"node_modules/a\":{\"version\":\"1.0.0\",\"resolved\":\"https://example.com/a.tgz\",\"integrity\":\"sha512-AAAA\",\"dependencies\":{\"b\":\"*\"}},\"node_modules/a/node_modules/b\":{\"version\":\"2.0.0\",\"dev\":true}}}",
];

#[test]
fn corpus_and_mutations() {
    let mut seeds: Vec<Vec<u8>> =
        mutate::seeds(&["tests/corpora/sbom"], "").into_iter().map(|(_, data)| data).collect();
    seeds.extend(LOCKS.map(<[u8]>::to_vec));
    seeds.iter().for_each(|seed| sbom::bill(seed));
    // Large files leave no time for many mutations.
    seeds.retain(|seed| seed.len() < 40_000);
    let mut random = Random(0x5B0A_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        sbom::bill(&random.mutate(&seeds, WORDS));
        cases += 1;
    }
    println!("{} files, {cases} mutations", seeds.len());
    assert!(cases > 50);
}

//! Checks of publication over the repository's own texts and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::mutate::{self, Random};
use vauban_fuzz::publication;

const CASES: u32 = 800;
const TIME: Duration = Duration::from_millis(1_500);

const WORDS: &[&[u8]] = &[
    b"Contact: ",
    b"Expires: ",
    b"-----BEGIN PGP SIGNED MESSAGE-----\n",
    b"-----BEGIN PGP SIGNATURE-----\n",
    b"\r",
    b":",
    b"# ",
    b"```\n",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\"feed\"",
    b"\"rel\":\"self\"",
    b"[to be said: ",
    b"2026-02-30T00:00:00Z",
    b"../",
    b"{\"document\":{\"tracking\":{\"id\":\"\"}}}",
    b"http://",
    b"\x1b[31m",
];

fn run(name: &str, seeds: &[Vec<u8>], target: fn(&[u8])) {
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x9B11_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(seeds, WORDS));
        cases += 1;
    }
    println!("{name}: {} files, {cases} mutations", seeds.len());
}

#[test]
fn texts_for_reporters() {
    let seeds: Vec<Vec<u8>> =
        mutate::seeds(&["tests/corpora/security-txt"], "txt").into_iter().map(|(_, data)| data).collect();
    run("security.txt", &seeds, publication::security_txt);
    let own = vauban_csaf::publish::disclosure::write(&Default::default()).into_bytes();
    run("policy", &[own, b"# A\n\n## Scope\n\n```\n# B\n```\n".to_vec()], publication::policy);
}

#[test]
fn files_of_a_place() {
    let feed = br#"{"feed": {"id": "a", "title": "b", "updated": "2026-01-01T00:00:00Z", "link": [{"rel": "self", "href": "https://e.com/f.json"}],
        "category": [{"term": "csaf"}], "entry": [{"id": "a", "link": [{"rel": "self", "href": "https://e.com/2026/a.json"}],
        "updated": "2026-01-01T00:00:00Z", "content": {"src": "https://e.com/.well-known/csaf/white/2026/a.json"}}]}}"#;
    let metadata = br#"{"canonical_url": "https://e.com/.well-known/csaf/provider-metadata.json", "last_updated": "2026-01-01T00:00:00Z",
        "list_on_CSAF_aggregators": true, "metadata_version": "2.0", "mirror_on_CSAF_aggregators": true, "role": "csaf_provider",
        "publisher": {"category": "vendor", "name": "E", "namespace": "https://e.com"}, "public_openpgp_keys": [{"url": "https://e.com/k"}]}"#;
    let lists: &[u8] = b"2026/a.json\n\"2026/a.json\",\"2026-01-01T00:00:00Z\"\n";
    run("place", &[feed.to_vec(), metadata.to_vec(), lists.to_vec()], publication::place);
}

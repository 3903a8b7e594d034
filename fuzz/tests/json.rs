//! The JSON reader and schemas over the repository's own documents and deterministic mutations of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::time::{Duration, Instant};

use vauban_fuzz::json;
use vauban_fuzz::mutate::{self, Random};

const CASES: u32 = 1_500;
const TIME: Duration = Duration::from_millis(2_500);

const WORDS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"",
    b"\\",
    b"\\ud83d",
    b"\\u0000",
    b"1e999",
    b"-0",
    b"null",
    b"\xef\xbb\xbf",
    b"\xff",
    b"{\"$ref\":\"#\"}",
    b"\"oneOf\":[{}]",
    b"\"pattern\":\"(((\"",
    b"[[[[[[[[",
    b"\x1b[31m",
];

fn run(name: &str, seeds: &[Vec<u8>], target: fn(&[u8])) {
    seeds.iter().for_each(|seed| target(seed));
    let mut random = Random(0x150_2026);
    let start = Instant::now();
    let mut cases = 0;
    while cases < CASES && start.elapsed() < TIME {
        target(&random.mutate(seeds, WORDS));
        cases += 1;
    }
    println!("{name}: {} files, {cases} mutations", seeds.len());
}

fn small(folders: &[&str]) -> Vec<Vec<u8>> {
    let all = mutate::seeds(folders, "json");
    all.into_iter().map(|(_, data)| data).filter(|data| data.len() < 20_000).take(60).collect()
}

#[test]
fn documents_and_mutations() {
    run("tree", &small(&["tests/corpora"]), json::tree);
}

#[test]
fn schemas_and_mutations() {
    let mut seeds = small(&["schema", "tests/schemas"]);
    let own: [&[u8]; 3] = [
        br##"{"oneOf": [{"properties": {"a": {"$ref": "#"}}, "unevaluatedProperties": false}, {"type": "array", "items": {"$ref": "#"}}]}"##,
        br#"{"type": "object", "required": ["a"], "properties": {"a": {"uniqueItems": true, "contains": {"const": 1}, "minItems": 1},
            "id": {"format": "uri", "pattern": "^[a-z]+:", "maxLength": 9}, "n": {"multipleOf": 0.5, "minimum": -1}}}"#,
        br#"{"if": {"required": ["a"]}, "then": {"minProperties": 2}, "else": false, "dependentRequired": {"a": ["b"]}, "not": {"enum": [1, {}]}}"#,
    ];
    seeds.extend(own.map(<[u8]>::to_vec));
    run("schema", &seeds, json::schema);
}

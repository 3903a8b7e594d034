//! How fast documents are read and held against a schema, with `serde_json` and `jsonschema` in the same run.
//!
//! `cargo run --release -p vauban-json --example json-speed -- FOLDER [SCHEMA [URI=FILE]...]` prints the medians of CPU time
//! over rounds that take turns, in MB per second. CPU time is what the scheduler counted for this process, so that
//! neighbours on the machine matter little.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A measurement stops at the first surprise.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use vauban_json::schema::Schema;
use vauban_json::{Document, Limits};

const ROUNDS: usize = 9;
/// How often the documents are gone through in a round: the scheduler's clock is coarse.
const REPEAT: usize = 10;

/// Nanoseconds of CPU this process has had.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path if path.extension().is_some_and(|known| known == "json") => found.push(path),
            _ => {}
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder of JSON documents");
    let mut found = Vec::new();
    files(Path::new(&folder), &mut found);
    found.sort();
    let texts: Vec<Vec<u8>> = found.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let bytes: usize = texts.iter().map(Vec::len).sum();
    println!("{} documents, {bytes} bytes", texts.len());
    let limits = Limits::default();
    type Work<'w> = Box<dyn Fn(&[u8]) -> bool + 'w>;
    let mut works: Vec<(&str, Work<'_>)> = vec![
        ("floor: UTF-8", Box::new(|text: &[u8]| std::str::from_utf8(black_box(text)).is_ok())),
        ("read", Box::new(|text: &[u8]| Document::read(text, &limits).is_ok())),
        ("read, duplicates", Box::new(|text: &[u8]| Document::read(text, &limits).unwrap().duplicates().is_empty())),
        ("serde_json::Value", Box::new(|text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).is_ok())),
        ("serde IgnoredAny", Box::new(|text: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok())),
    ];
    let schema = arguments.next().map(|path| std::fs::read_to_string(path).unwrap());
    let others: Vec<(String, String)> = arguments
        .map(|pair| {
            pair.split_once('=').map(|(uri, path)| (uri.to_owned(), std::fs::read_to_string(path).unwrap())).unwrap()
        })
        .collect();
    if let Some(text) = &schema {
        let pairs: Vec<(&str, &str)> = others.iter().map(|(uri, text)| (uri.as_str(), text.as_str())).collect();
        let ours = Schema::compile(text, &pairs).unwrap();
        let mut registry = jsonschema::Registry::new();
        for (uri, text) in &others {
            let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
            let object = value.as_object_mut().unwrap();
            object.remove("$id");
            object.remove("id");
            registry = registry.add(uri.as_str(), value).unwrap();
        }
        let registry = registry.prepare().unwrap();
        let main: serde_json::Value = serde_json::from_str(text).unwrap();
        let theirs = jsonschema::options().with_registry(&registry).should_validate_formats(true).build(&main).unwrap();
        works.push((
            "read, schema",
            Box::new(move |text: &[u8]| ours.is_valid(Document::read(text, &limits).unwrap().root())),
        ));
        works.push((
            "serde_json, jsonschema",
            Box::new(move |text: &[u8]| theirs.is_valid(&serde_json::from_slice(text).unwrap())),
        ));
    }
    let mut times = vec![Vec::new(); works.len()];
    let mut right = vec![0usize; works.len()];
    for _ in 0..ROUNDS {
        for (number, (_, work)) in works.iter().enumerate() {
            let start = cpu();
            for _ in 0..REPEAT {
                right[number] = texts.iter().filter(|text| black_box(work(text))).count();
            }
            times[number].push((cpu() - start) / REPEAT as u64);
        }
    }
    for ((name, _), (mut times, right)) in works.iter().zip(times.into_iter().zip(right)) {
        times.sort_unstable();
        let median = times[times.len() / 2];
        let per_second = texts.len() as f64 / (median as f64 / 1e9);
        println!(
            "{name:24} {:8.1} MB/s {per_second:9.0} documents/s   best {:8.1} MB/s, {right} right",
            bytes as f64 * 1e3 / median as f64,
            bytes as f64 * 1e3 / times[0] as f64
        );
    }
}

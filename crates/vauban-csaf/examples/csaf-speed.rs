//! How many documents of a folder are validated per second of processor time, against the floor: reading the same bytes
//! as plain JSON.
//!
//! ```text
//! cargo run --release -p vauban-csaf --example csaf-speed -- FOLDER [ROUNDS]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::type_complexity)] // A measurement is printed.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use vauban_csaf::{Options, validate};
use vauban_json::{Document, Limits};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: speed FOLDER [ROUNDS]");
        std::process::exit(2);
    };
    let rounds: usize = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(9);
    let mut paths = Vec::new();
    collect(Path::new(&folder), &mut paths);
    paths.sort();
    let documents: Vec<Vec<u8>> = paths.iter().filter_map(|path| fs::read(path).ok()).collect();
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!("{} documents, {} bytes, {rounds} rounds, medians of processor time", documents.len(), bytes);

    let valid = documents.iter().filter(|document| validate(document, &Options::BASIC).valid).count();
    let invalid: Vec<&PathBuf> = paths
        .iter()
        .zip(&documents)
        .filter(|(_, document)| !validate(document, &Options::BASIC).valid)
        .map(|(path, _)| path)
        .collect();
    println!("{valid} valid, {} not: {invalid:?}", invalid.len());

    let rows: [(&str, &dyn Fn(&[u8])); 5] = [
        ("bytes only (checksum)", &|document| {
            black_box(document.iter().fold(0u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte))));
        }),
        ("serde_json::Value", &|document| {
            black_box(serde_json::from_slice::<serde_json::Value>(document).is_ok());
        }),
        ("vauban-json tree", &|document| {
            black_box(Document::read(document, &Limits::default()).is_ok());
        }),
        ("basic: schema and mandatory", &|document| {
            black_box(validate(document, &Options::BASIC));
        }),
        ("full: all three classes", &|document| {
            black_box(validate(document, &Options::FULL));
        }),
    ];
    for (name, work) in rows {
        let mut times: Vec<f64> = (0..rounds)
            .map(|_| {
                let start = processor_seconds();
                for document in &documents {
                    work(document);
                }
                processor_seconds() - start
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        let per_second = documents.len() as f64 / median;
        println!("{name:30} {per_second:10.0} documents/s {:8.0} MB/s", bytes as f64 / median / 1e6);
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            into.push(path);
        }
    }
}

/// Seconds this process has had a processor, from the kernel: other processes do not count.
fn processor_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

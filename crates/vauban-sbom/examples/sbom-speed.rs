//! How fast bills of materials are read, against serde_json over the same bytes.
//!
//! `cargo run --release -p vauban-sbom --example sbom-speed [FILE]`: a bill of 10 000 components is made if none is given. CPU
//! time of the process, median of the rounds, both in turns.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "it is a program that measures")]

use std::fmt::Write as _;

fn main() {
    let bytes = match std::env::args().nth(1) {
        Some(path) => std::fs::read(path).unwrap(),
        None => made(10_000).into_bytes(),
    };
    let rounds = 15;
    let (mut own, mut floor, mut tree) = (Vec::new(), Vec::new(), Vec::new());
    let mut count = 0;
    for _ in 0..rounds {
        let start = cpu();
        let bill = vauban_sbom::read(&bytes).unwrap();
        own.push(cpu() - start);
        count = bill.components.len();
        drop(bill);
        let start = cpu();
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        floor.push(cpu() - start);
        drop(value);
        let start = cpu();
        let document = vauban_json::Document::read(&bytes[..], &vauban_json::Limits::default()).unwrap();
        tree.push(cpu() - start);
        drop(document);
    }
    let median = |mut times: Vec<u64>| {
        times.sort_unstable();
        times[times.len() / 2] as f64 / 1e6
    };
    let (own, floor, tree) = (median(own), median(floor), median(tree));
    println!("{} bytes, {count} components", bytes.len());
    println!("read into the model   {own:8.2} ms");
    println!("vauban-json, tree     {tree:8.2} ms");
    println!("serde_json, Value     {floor:8.2} ms   ratio {:.2}", floor / own);
}

/// CPU time of this thread in nanoseconds.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_ascii_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0)
}

/// A bill of as many components as real generators write them.
fn made(count: usize) -> String {
    let mut out = String::from(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"serialNumber\":\"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79\",\"version\":1,\"metadata\":{\"timestamp\":\"2026-11-22T10:00:00Z\",\"component\":{\"type\":\"firmware\",\"bom-ref\":\"product\",\"name\":\"product\",\"version\":\"1\"}},\"components\":[",
    );
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(
            out,
            "{comma}{{\"type\":\"library\",\"bom-ref\":\"pkg:npm/%40example/package-{at}@1.{at}.0\",\"group\":\"@example\",\"name\":\"package-{at}\",\"version\":\"1.{at}.0\",\"description\":\"A part that does one thing, and does it well enough to be used by others\",\"scope\":\"required\",\"supplier\":{{\"name\":\"Example\",\"url\":[\"https://example.com\"]}},\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{at:064x}\"}}],\"licenses\":[{{\"license\":{{\"id\":\"MIT\"}}}}],\"purl\":\"pkg:npm/%40example/package-{at}@1.{at}.0\",\"externalReferences\":[{{\"type\":\"vcs\",\"url\":\"https://example.com/package-{at}\"}}]}}"
        );
    }
    out.push_str("],\"dependencies\":[");
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{{\"ref\":\"pkg:npm/%40example/package-{at}@1.{at}.0\",\"dependsOn\":[");
        if at + 1 < count {
            let next = at + 1;
            let _ = write!(out, "\"pkg:npm/%40example/package-{next}@1.{next}.0\"");
        }
        out.push_str("]}");
    }
    out.push_str("]}");
    out
}

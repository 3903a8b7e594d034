//! Writes a pack of so many megabytes and checks it, beside the floor: SHA-256 of the same bytes once.
//!
//! `cargo run --release -p vauban-pack --example large_pack -- 1024 /tmp/large.vpack` prints seconds of processor time
//! and the highest resident memory so far (`VmHWM`), step by step.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement stops at the first surprise")]

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read};

use vauban_pack::dsse::Envelope;
use vauban_pack::head::{PAYLOAD_TYPE, SCHEMA};
use vauban_pack::{Content, Hasher, Head, ItemKind, Level, Planned, Reader, SecretKey, Signer as _, Tool, Writer};

/// Bytes that look random and are the same every time.
struct Bytes {
    state: u64,
    left: u64,
}

impl Read for Bytes {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let most = to.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        for chunk in to[..most].chunks_mut(8) {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            chunk.copy_from_slice(&self.state.to_le_bytes()[..chunk.len()]);
        }
        self.left -= most as u64;
        Ok(most)
    }
}

/// User and system time of this process, in seconds.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap()
        .split_whitespace()
        .skip(1)
        .collect::<Vec<_>>()
        .join(" ")
}

fn step<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let before = processor();
    let made = run();
    println!("{name:<28} {:6.2} s   VmHWM {}", processor() - before, memory());
    made
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let megabytes: u64 = arguments.next().and_then(|number| number.parse().ok()).unwrap_or(1024);
    let path = arguments.next().unwrap_or_else(|| "/tmp/large.vpack".to_owned());
    // One item of half the size, the rest in items of a megabyte.
    let mut sizes = vec![megabytes / 2 * (1 << 20)];
    sizes.extend((0..megabytes - megabytes / 2).map(|_| 1 << 20));
    let content = |at: usize| Bytes { state: 0x9E37_79B9_7F4A_7C15 ^ (at as u64 + 1), left: sizes[at] };
    let mut block = vec![0; 256 << 10];
    step("making the bytes, unhashed", || {
        for at in 0..sizes.len() {
            let mut from = content(at);
            while from.read(&mut block).unwrap() > 0 {}
        }
    });
    let digests: Vec<_> = step("making and hashing them once", || {
        (0..sizes.len())
            .map(|at| {
                let (mut from, mut hasher) = (content(at), Hasher::default());
                loop {
                    let got = from.read(&mut block).unwrap();
                    if got == 0 {
                        break hasher.finish();
                    }
                    hasher.update(&block[..got]);
                }
            })
            .collect()
    });
    let planned = digests.iter().enumerate().map(|(at, sha256)| Planned {
        kind: ItemKind::Evidence,
        level: Level::Assessor,
        path: format!("project/evidence/{at:06}.bin"),
        size: sizes[at],
        sha256: *sha256,
    });
    let key = SecretKey::from_seed(&[5; 32]);
    step("planning, signing, writing", || {
        let writer = Writer::plan(planned.collect(), b"seed").unwrap();
        let head = Head {
            schema: SCHEMA.to_owned(),
            root: writer.root(),
            items: writer.items().len() as u64,
            product: "p".to_owned(),
            release: None,
            scope: Vec::new(),
            date: "2026-11-22".to_owned(),
            keep_until: "2036-11-22".to_owned(),
            tool: Tool { name: "vauban".to_owned(), version: "0".to_owned() },
            catalogs: Vec::new(),
            ledger: None,
        };
        let mut envelope = Envelope::new(PAYLOAD_TYPE, head.to_bytes().unwrap());
        envelope.sign(&key).unwrap();
        let out = BufWriter::with_capacity(256 << 10, File::create(&path).unwrap());
        writer.write(out, &envelope, &[], &mut |at, _| Ok(Box::new(content(at)) as Content<'_>)).unwrap();
    });
    let checked = step("reading and checking", || {
        let from = BufReader::with_capacity(256 << 10, File::open(&path).unwrap());
        Reader::check(from, &[key.public().clone()], 1).unwrap()
    });
    println!("{} items, {} bytes", checked.items.len(), checked.bytes);
}

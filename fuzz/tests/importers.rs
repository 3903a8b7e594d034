//! The importers over the project's corpus and over deterministic mutations of it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use vauban_fuzz::importers;

type Target = fn(&[u8]);

const TARGETS: &[(&str, Target)] = &[
    ("threat-dragon", importers::threat_dragon),
    ("threagile", importers::threagile),
    ("otm", importers::otm),
    ("tm7", importers::tm7),
    ("pytm", importers::pytm),
    ("threat-composer", importers::threat_composer),
    ("tm-bom", importers::tm_bom),
];

/// Each format gets at most this many mutations and this much time.
const CASES: u32 = 400;
const TIME: Duration = Duration::from_millis(1_200);

#[test]
fn corpus_and_mutations() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpora/threat-models");
    for (name, target) in TARGETS {
        let seeds = seeds(&corpus.join(name));
        assert!(!seeds.is_empty(), "no corpus for {name}");
        for seed in &seeds {
            target(seed);
        }
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let start = Instant::now();
        let mut cases = 0;
        while cases < CASES && start.elapsed() < TIME {
            target(&random.mutate(&seeds));
            cases += 1;
        }
        println!("{name}: {} files, {cases} mutations", seeds.len());
    }
}

/// Every format's files through every other importer: an error, never a panic.
#[test]
fn strangers() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpora/threat-models");
    for (name, _) in TARGETS {
        for seed in seeds(&corpus.join(name)).iter().filter(|seed| seed.len() < 60_000) {
            for (_, target) in TARGETS {
                target(seed);
            }
        }
    }
}

fn seeds(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|file| without_template(std::fs::read(file).unwrap())).collect()
}

/// Most of a `.tm7` is the tool's template; mutations should hit the rest.
fn without_template(data: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&data) else {
        return data;
    };
    match (text.find("<KnowledgeBase"), text.find("</KnowledgeBase>")) {
        (Some(start), Some(end)) => format!("{}{}", &text[..start], &text[end + 16..]).into(),
        _ => data,
    }
}

/// xorshift64*: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next()).unwrap_or(0) % end.max(1)
    }

    /// A seed, changed in a few places.
    fn mutate(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let seed = &seeds[self.below(seeds.len())];
        let mut data = seed.clone();
        for _ in 0..=self.below(4) {
            if data.is_empty() {
                break;
            }
            let at = self.below(data.len());
            match self.below(7) {
                0 => data[at] ^= 1 << self.below(8),
                1 => data.truncate(at),
                2 => {
                    let end = (at + self.below(200)).min(data.len());
                    data.drain(at..end);
                }
                3 => {
                    // A piece of another file.
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    let to = (from + self.below(200)).min(other.len());
                    data.splice(at..at, other[from..to].iter().copied());
                }
                4 => {
                    let end = (at + self.below(500)).min(data.len());
                    let piece = data[at..end].to_vec();
                    data.splice(at..at, piece);
                }
                5 => self.swap_values(&mut data),
                _ => {
                    const WORDS: &[&[u8]] = &[
                        b"\"\"",
                        b"null",
                        b"-1",
                        b"1e999",
                        b"[]",
                        b"{}",
                        b"\\u0000",
                        b"\x1b[31m",
                        b"99999999999999999999",
                        b"\xF0\x9F\xA6\x80",
                        b"&a *a",
                        b"<!DOCTYPE x>",
                        b"<<: ",
                    ];
                    let word = WORDS[self.below(WORDS.len())];
                    data.splice(at..at, word.iter().copied());
                }
            }
        }
        data
    }

    /// Puts one quoted text in the place of another: still a file of the format, but its
    /// references go elsewhere and its words are unknown.
    fn swap_values(&mut self, data: &mut Vec<u8>) {
        let quotes: Vec<usize> = (0..data.len()).filter(|at| data[*at] == b'"').collect();
        if quotes.len() < 4 {
            return;
        }
        let text = |random: &mut Self| {
            let first = random.below(quotes.len() / 2) * 2;
            quotes[first]..quotes[first + 1]
        };
        let (from, to) = (text(self), text(self));
        let piece = data[from].to_vec();
        data.splice(to, piece);
    }
}

//! Seeds and mutations of them for `cargo test`: the same in every run and on every machine.

use std::path::{Path, PathBuf};

/// The files below some folders of the repository that end like this, by path.
///
/// # Panics
/// If there are none, or one cannot be read: then nothing would be tested.
pub fn seeds(folders: &[&str], ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if ending.is_empty() || path.extension().is_some_and(|known| known == ending) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no seeds");
    let read = |path: PathBuf| match std::fs::read(&path) {
        Ok(data) => (path, data),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    found.into_iter().map(read).collect()
}

/// xorshift64*: small, and the same everywhere.
#[derive(Debug)]
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// A number below `end`, or 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number()).unwrap_or(0) % end.max(1)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A seed, changed in a few places: bits, ends, pieces left out, doubled or from another seed, values exchanged,
    /// and words that mean something to the parser.
    pub fn mutate(&mut self, seeds: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
        let seed = self.below(seeds.len());
        let mut data = seeds[seed].clone();
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
                    let word = *self.pick(words);
                    data.splice(at..at, word.iter().copied());
                }
            }
        }
        data
    }

    /// Puts one quoted text in the place of another: still a file of the format, but its references go elsewhere and
    /// its words are unknown.
    pub fn swap_values(&mut self, data: &mut Vec<u8>) {
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

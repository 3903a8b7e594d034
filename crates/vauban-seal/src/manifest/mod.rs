//! A manifest: every file that leaves the house, by size and digests, under one head.
//!
//! It is a text that `sha256sum -c` understands. Of the two lines that each file has, the first is a comment for that
//! tool (size and SHA-512), the second is its own form (SHA-256 and path):
//!
//! ```text
//! # vauban-manifest 1
//! # product: edge-gateway
//! # version: 2.4.0
//! # release: 2.4.0
//! # date: 2026-11-10
//! # digests: sha256 sha512
//! # files: 1
//! # bytes: 3
//! # 3 ddaf35a1…
//! ba7816bf…  bin/tool
//! ```
//!
//! There is one way to write a manifest, and only that is read: sorted by path, small letters, lines that end with a
//! line feed. The same delivery is the same bytes, and a byte that is changed anywhere is refused or covered by the
//! signature.

mod compare;
mod digest;
pub mod path;
mod text;

pub use compare::{Difference, Found, State, compare};
pub use digest::{Digests, digest, hex, unhex};
pub use text::{Fault, HEAD};

use path::{check_path, collisions, windows_trouble};

/// Files of a manifest.
pub const MOST_FILES: usize = 1_000_000;
/// Bytes of a manifest.
pub const LARGEST: usize = 512 << 20;
/// Bytes of a value of the head.
pub const LONGEST_VALUE: usize = 256;

/// What a manifest is about; each value is one line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Product, by its id.
    pub product: String,
    /// Version of the product.
    pub version: String,
    /// Id of the release.
    pub release: String,
    /// Day of the release: `2026-11-10`.
    pub date: String,
}

/// A file of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it lies in the delivery, with `/` between parts.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// SHA-512; all files of a manifest have it, or none.
    pub sha512: Option<[u8; 64]>,
}

/// A list of files in the one order there is, whose names are names of one file each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    head: Head,
    files: Vec<File>,
}

impl Manifest {
    /// Puts files under a head, in order.
    ///
    /// # Errors
    /// With every name that is refused and every pair that collides, and what else is wrong.
    pub fn new(head: Head, mut files: Vec<File>) -> Result<Manifest, Vec<String>> {
        let mut wrong = Vec::new();
        let values =
            [("product", &head.product), ("version", &head.version), ("release", &head.release), ("date", &head.date)];
        for (key, value) in values {
            if let Err(why) = text::check_value(key, value) {
                wrong.push(format!("the {key} `{}`: {why}", plain(value)));
            }
        }
        if files.len() > MOST_FILES {
            wrong.push(format!("there are {} files, and a manifest has no more than {MOST_FILES}", files.len()));
            return Err(wrong);
        }
        if files.iter().any(|file| file.sha512.is_some()) && files.iter().any(|file| file.sha512.is_none()) {
            wrong.push("some files have a SHA-512 and others none".to_owned());
        }
        files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        for file in &files {
            if let Err(why) = check_path(&file.path) {
                wrong.push(format!("`{}`: {why}", plain(&file.path)));
            }
        }
        for (one, other, why) in collisions(files.iter().map(|file| file.path.as_str())) {
            wrong.push(match one == other {
                true => format!("`{}` {why}", plain(&one)),
                false => format!("`{}` and `{}` {why}", plain(&one), plain(&other)),
            });
        }
        if wrong.is_empty() { Ok(Manifest { head, files }) } else { Err(wrong) }
    }

    /// Reads a manifest; nothing is taken that [`Manifest::text`] would not write.
    ///
    /// # Errors
    /// With the line and what was expected there.
    pub fn read(bytes: &[u8]) -> Result<Manifest, Fault> {
        text::read(bytes)
    }

    /// The manifest as text: the same for the same files, whatever the order they came in.
    pub fn text(&self) -> String {
        text::write(self)
    }

    /// What it is about.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Its files, sorted by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Whether files have a SHA-512 too.
    pub fn has_sha512(&self) -> bool {
        !self.files.is_empty() && self.files.iter().all(|file| file.sha512.is_some())
    }

    /// Bytes of all files together; more than can be counted is the most that can.
    pub fn bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.size))
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }

    /// Names that Windows cannot keep as they are, and why.
    pub fn windows_troubles(&self) -> Vec<(&str, String)> {
        self.files.iter().filter_map(|file| Some((file.path.as_str(), windows_trouble(&file.path)?))).collect()
    }
}

/// A text of others in a message: no character of it can steer a terminal, and it is not long.
pub fn plain(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(200)
        .flat_map(|letter| match path::hides(letter) {
            true => letter.escape_unicode().collect::<Vec<_>>(),
            false => vec![letter],
        })
        .collect();
    if text.chars().nth(200).is_some() {
        shown.push('…');
    }
    shown
}

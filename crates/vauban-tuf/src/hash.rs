//! Hashes of metadata and targets: SHA-256 and SHA-512.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256, Sha512};

use crate::hex;
use crate::tree::Tree;

/// The hashes that are listed for a file; at least one of them is known here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hashes {
    /// SHA-256.
    pub sha256: Option<[u8; 32]>,
    /// SHA-512.
    pub sha512: Option<[u8; 64]>,
}

impl Hashes {
    /// Whether these are the hashes of a file. All that are listed have to fit.
    pub fn fit(&self, measured: &Measured) -> bool {
        let some = self.sha256.is_some() || self.sha512.is_some();
        some && self.sha256.is_none_or(|hash| hash == measured.sha256)
            && self.sha512.is_none_or(|hash| hash == measured.sha512)
    }

    /// The hashes in hexadecimal digits, SHA-256 first: what a consistent snapshot names files by.
    pub fn names(&self) -> Vec<String> {
        let first = self.sha256.map(|hash| hex::of(&hash));
        let second = self.sha512.map(|hash| hex::of(&hash));
        first.into_iter().chain(second).collect()
    }

    /// The hashes as metadata holds them.
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::object();
        if let Some(hash) = self.sha256 {
            tree.set("sha256", Tree::text(hex::of(&hash)));
        }
        if let Some(hash) = self.sha512 {
            tree.set("sha512", Tree::text(hex::of(&hash)));
        }
        tree
    }
}

/// Length and hashes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Bytes.
    pub length: u64,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// SHA-512.
    pub sha512: [u8; 64],
}

impl Measured {
    /// Both hashes.
    pub fn hashes(&self) -> Hashes {
        Hashes { sha256: Some(self.sha256), sha512: Some(self.sha512) }
    }

    pub(crate) fn of(bytes: &[u8]) -> Measured {
        Measured {
            length: bytes.len() as u64,
            sha256: Sha256::digest(bytes).into(),
            sha512: Sha512::digest(bytes).into(),
        }
    }
}

/// Why a file was not copied to its end.
#[derive(Debug)]
pub(crate) enum Stopped {
    TooLong,
    Reading(io::Error),
    Writing(io::Error),
}

/// Measures a file while copying it; it is given up after so many bytes and one more.
pub(crate) fn copy(from: &mut dyn Read, to: &mut dyn Write, limit: u64) -> Result<Measured, Stopped> {
    let (mut first, mut second) = (Sha256::new(), Sha512::new());
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0_u64;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Stopped::Reading(error)),
        };
        length += read as u64;
        if length > limit {
            return Err(Stopped::TooLong);
        }
        let part = buffer.get(..read).unwrap_or_default();
        first.update(part);
        second.update(part);
        to.write_all(part).map_err(Stopped::Writing)?;
    }
    Ok(Measured { length, sha256: first.finalize().into(), sha512: second.finalize().into() })
}

/// Measures a file.
///
/// # Errors
/// If it cannot be read.
pub fn measure(from: &mut dyn Read) -> io::Result<Measured> {
    copy(from, &mut io::sink(), u64::MAX).map_err(|stopped| match stopped {
        Stopped::Reading(error) | Stopped::Writing(error) => error,
        Stopped::TooLong => io::Error::other("it is endless"),
    })
}

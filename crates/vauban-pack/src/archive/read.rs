//! Reading an archive once, from its beginning to its end, with nothing left over.

use std::io::{self, Read};

use super::{BLOCK, header::parse};
use crate::Refused;

/// An archive being read.
#[derive(Debug)]
pub struct ArchiveReader<R> {
    from: R,
    /// Bytes read so far.
    at: u64,
    /// What of the current entry is still to come.
    left: u64,
    gap: usize,
    current: String,
    done: bool,
}

/// An entry whose contents come next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Bytes of its contents.
    pub size: u64,
    /// Where they begin, in bytes from the beginning of the archive.
    pub offset: u64,
}

impl<R: Read> ArchiveReader<R> {
    /// An archive from this input.
    pub fn new(from: R) -> Self {
        ArchiveReader { from, at: 0, left: 0, gap: 0, current: String::new(), done: false }
    }

    /// Bytes read so far.
    pub fn position(&self) -> u64 {
        self.at
    }

    fn refused(&self, why: impl AsRef<str>) -> Refused {
        Refused::new(format!("byte {}", self.at), why)
    }

    fn fill(&mut self, block: &mut [u8]) -> Result<usize, Refused> {
        let mut got = 0;
        while let Some(rest) = block.get_mut(got..).filter(|rest| !rest.is_empty()) {
            match self.from.read(rest) {
                Ok(0) => break,
                Ok(more) => got += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.refused(format!("the file cannot be read: {error}"))),
            }
        }
        self.at += got as u64;
        Ok(got)
    }

    /// The next entry; `None` at the end, behind which nothing stands.
    ///
    /// # Errors
    /// If what comes is neither an entry in its one spelling nor the end.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, Refused> {
        if self.done {
            return Ok(None);
        }
        self.skip_rest()?;
        let start = self.at;
        let mut block = [0; BLOCK];
        let got = self.fill(&mut block)?;
        if got == 0 {
            return Err(self.refused("the pack ends here, without its end: it was cut off"));
        }
        if got < BLOCK {
            return Err(self.refused("the pack ends within a header: it was cut off, or is none"));
        }
        if block == [0; BLOCK] {
            let got = self.fill(&mut block)?;
            if got < BLOCK {
                return Err(self.refused("the pack ends within its end: it was cut off"));
            }
            if block != [0; BLOCK] {
                return Err(self.refused("a block that is not empty stands in the end of the pack"));
            }
            if self.fill(&mut block)? > 0 {
                return Err(self.refused("something follows behind the end of the pack"));
            }
            self.done = true;
            return Ok(None);
        }
        let (name, size) = parse(&block).map_err(|why| {
            let why = if start == 0 { foreign(&block).map_or(why, str::to_owned) } else { why };
            Refused::new(format!("byte {start}"), why)
        })?;
        self.left = size;
        self.gap = (BLOCK - (size % BLOCK as u64) as usize) % BLOCK;
        self.current.clone_from(&name);
        Ok(Some(Entry { name, size, offset: self.at }))
    }

    /// Hands the contents of the current entry on, piece by piece.
    ///
    /// # Errors
    /// If the archive ends before they do, or what fills the last block is not zero.
    pub fn contents(&mut self, to: &mut dyn FnMut(&[u8])) -> Result<(), Refused> {
        let mut block = vec![0; 256 << 10];
        while self.left > 0 {
            let want = usize::try_from(self.left).map_or(block.len(), |left| left.min(block.len()));
            let got = self.fill(block.get_mut(..want).unwrap_or_default())?;
            to(block.get(..got).unwrap_or_default());
            self.left -= got as u64;
            if got < want {
                return Err(self.refused(format!("the pack ends within `{}`: it was cut off", self.current)));
            }
        }
        let mut gap = [0; BLOCK];
        let want = std::mem::take(&mut self.gap);
        let got = self.fill(gap.get_mut(..want).unwrap_or_default())?;
        if got < want {
            return Err(self.refused(format!("the pack ends behind `{}`: it was cut off", self.current)));
        }
        if gap != [0; BLOCK] {
            return Err(self.refused(format!("the gap behind `{}` is not empty", self.current)));
        }
        Ok(())
    }

    /// The contents of the current entry in memory, if they are no larger than a limit.
    ///
    /// # Errors
    /// As for [`contents`](Self::contents), and if they are larger.
    pub fn bytes(&mut self, limit: u64) -> Result<Vec<u8>, Refused> {
        if self.left > limit {
            return Err(self.refused(format!("`{}` has {} bytes, more than {limit}", self.current, self.left)));
        }
        let mut all = Vec::new();
        self.contents(&mut |part| all.extend_from_slice(part))?;
        Ok(all)
    }

    fn skip_rest(&mut self) -> Result<(), Refused> {
        if self.left > 0 || self.gap > 0 { self.contents(&mut |_| {}) } else { Ok(()) }
    }
}

/// What a file that is no pack looks like.
fn foreign(block: &[u8; BLOCK]) -> Option<&'static str> {
    let known: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "this is a zip archive, no pack"),
        (b"\x1f\x8b", "this is compressed with gzip: a pack is not compressed; unpack it first with `gunzip`"),
        (b"\x28\xb5\x2f\xfd", "this is compressed with zstd: a pack is not compressed; unpack it first"),
        (b"BZh", "this is compressed with bzip2: a pack is not compressed; unpack it first"),
        (b"\xfd7zXZ\0", "this is compressed with xz: a pack is not compressed; unpack it first"),
        (b"{", "this is JSON, no pack"),
    ];
    known.iter().find(|(mark, _)| block.starts_with(mark)).map(|(_, what)| *what)
}

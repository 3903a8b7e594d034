//! Writing an archive, entry by entry.

use std::io::{self, Read, Write};

use super::{BLOCK, header::header};

/// An archive being written.
#[derive(Debug)]
pub struct ArchiveWriter<W> {
    out: W,
}

impl<W: Write> ArchiveWriter<W> {
    /// An archive on this output.
    pub fn new(out: W) -> Self {
        ArchiveWriter { out }
    }

    /// Adds a file from memory.
    ///
    /// # Errors
    /// If the output fails, or the name or size cannot stand in a header.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.stream(name, bytes.len() as u64, &mut &*bytes)
    }

    /// Adds a file of a known size from a stream.
    ///
    /// # Errors
    /// As for [`add`](Self::add), and if the stream has more or fewer bytes: the file changed while it was packed.
    pub fn stream(&mut self, name: &str, size: u64, from: &mut dyn Read) -> io::Result<()> {
        let header = header(name, size).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` with {size} bytes cannot stand in a pack"))
        })?;
        self.out.write_all(&header)?;
        let mut block = vec![0; 256 << 10];
        let mut left = size;
        loop {
            let got = match from.read(&mut block) {
                Ok(0) => break,
                Ok(got) => got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let changed = || io::Error::other(format!("`{name}` changed while it was packed"));
            left = left.checked_sub(got as u64).ok_or_else(changed)?;
            self.out.write_all(block.get(..got).unwrap_or_default())?;
        }
        if left > 0 {
            return Err(io::Error::other(format!("`{name}` changed while it was packed")));
        }
        let gap = (BLOCK - (size % BLOCK as u64) as usize) % BLOCK;
        self.out.write_all([0; BLOCK].get(..gap).unwrap_or_default())
    }

    /// Writes the end and gives the output back.
    ///
    /// # Errors
    /// If the output fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&[0; 2 * BLOCK])?;
        self.out.flush()?;
        Ok(self.out)
    }
}

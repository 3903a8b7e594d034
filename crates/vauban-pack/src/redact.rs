//! A pack for readers who must not see all of it, made of one that shows more; nobody has to sign again.

use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::item::{Level, Opening};
use crate::read::Checked;
use crate::write::{Content, Writer};

/// Writes a pack again with less in it, or with more timestamps: same root, same signature.
///
/// # Errors
/// If a file cannot be read or written.
pub fn rewrite<R: Read + Seek, W: Write>(
    from: &mut R,
    checked: &Checked,
    reader: Level,
    tokens: &[Vec<u8>],
    out: W,
) -> io::Result<W> {
    let mut writer = Writer::of_items(checked.items.clone());
    writer.redact(reader);
    let from = std::cell::RefCell::new(from);
    writer.write(out, &checked.envelope, tokens, &mut |at: usize, open: &Opening| -> io::Result<Content<'_>> {
        let offset = checked.offsets.get(at).copied().flatten();
        let offset = offset.ok_or_else(|| io::Error::other(format!("`{}` is withheld", open.path)))?;
        from.borrow_mut().seek(SeekFrom::Start(offset))?;
        Ok(Box::new(Part { from: &from, left: open.size }))
    })
}

struct Part<'a, 'r, R> {
    from: &'a std::cell::RefCell<&'r mut R>,
    left: u64,
}

impl<R: Read> Read for Part<'_, '_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(to.len(), |left| left.min(to.len()));
        let got = self.from.borrow_mut().read(to.get_mut(..most).unwrap_or_default())?;
        self.left -= got as u64;
        Ok(got)
    }
}

//! Many byte strings in few allocations, in pieces that are never moved: while it grows, nothing is held twice.

/// How large a piece is.
const PIECE: usize = 1 << 20;

/// Byte strings, each found by where it was put.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    pieces: Vec<Vec<u8>>,
}

impl Pool {
    /// Puts bytes in and says where they are.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> u64 {
        let room = self.pieces.last().is_some_and(|piece| piece.capacity() - piece.len() >= bytes.len());
        if !room {
            self.pieces.push(Vec::with_capacity(PIECE.max(bytes.len())));
        }
        let piece = self.pieces.len() - 1;
        let at = self.pieces[piece].len();
        self.pieces[piece].extend_from_slice(bytes);
        (piece as u64) << 32 | at as u64
    }

    /// So many bytes from there.
    pub(crate) fn get(&self, at: u64, length: usize) -> &[u8] {
        let from = (at & 0xffff_ffff) as usize;
        self.pieces.get((at >> 32) as usize).and_then(|piece| piece.get(from..from + length)).unwrap_or_default()
    }

    /// Everything in the order it was put in.
    pub(crate) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(Vec::as_slice)
    }
}

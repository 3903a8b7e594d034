//! Numbers and texts as bytes whose order is theirs, and where the bytes go.

/// Where a key is written.
pub(super) trait Sink {
    /// One byte more.
    fn byte(&mut self, byte: u8);
    /// Bytes more.
    fn bytes_of(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn byte(&mut self, byte: u8) {
        self.push(byte);
    }

    fn bytes_of(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// A key on the stack; only what is longer than usual goes to the heap.
pub(super) struct Short {
    near: [u8; 64],
    length: usize,
    far: Vec<u8>,
}

impl Default for Short {
    fn default() -> Short {
        Short { near: [0; 64], length: 0, far: Vec::new() }
    }
}

impl Short {
    /// What was written.
    pub(super) fn bytes(&self) -> &[u8] {
        if self.far.is_empty() { &self.near[..self.length] } else { &self.far }
    }
}

impl Sink for Short {
    #[inline]
    fn byte(&mut self, byte: u8) {
        match self.near.get_mut(self.length) {
            Some(room) if self.far.is_empty() => {
                *room = byte;
                self.length += 1;
            }
            _ => self.bytes_of(&[byte]),
        }
    }

    #[inline]
    fn bytes_of(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if self.far.is_empty()
            && let Some(room) = self.near.get_mut(self.length..end)
        {
            // Mostly a digit or two: a loop is quicker than a call to copy.
            for (room, byte) in room.iter_mut().zip(bytes) {
                *room = *byte;
            }
            self.length = end;
            return;
        }
        if self.far.is_empty() {
            self.far.extend_from_slice(&self.near[..self.length]);
        }
        self.far.extend_from_slice(bytes);
    }
}

/// A whole number of any size: how many digits it has, then the digits. Zeros before it do not count.
///
/// A version has at most 255 bytes, so one byte tells how many digits.
pub(super) fn number(digits: &[u8], out: &mut impl Sink) {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = &digits[zeros..];
    out.byte(u8::try_from(digits.len()).unwrap_or(u8::MAX));
    out.bytes_of(digits);
}

/// A text and its end, which sorts before every character. Controls are refused before, so none is taken for the end.
pub(super) fn text(bytes: &[u8], out: &mut impl Sink) {
    out.bytes_of(bytes);
    out.byte(0);
}

/// A text without regard to the case of ASCII letters.
pub(super) fn text_without_case(bytes: &[u8], out: &mut impl Sink) {
    for byte in bytes {
        out.byte(byte.to_ascii_lowercase());
    }
    out.byte(0);
}

/// Whether there are bytes and all are digits.
pub(super) fn is_number(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// What stands before the first byte that does not fit, and the rest.
pub(super) fn span(bytes: &[u8], fits: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| !fits(*byte)).unwrap_or(bytes.len());
    bytes.split_at(end)
}

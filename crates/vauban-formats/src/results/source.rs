//! A file as it flows by: UTF-8, no larger than the limit, its lines counted, and no piece of it longer than asked.
//!
//! Everything that reads results reads through here. Whatever sizes the bytes arrive in, the readers see the same:
//! a buffer of our own is filled before anyone looks into it, and it never ends within a character.

use std::io::{self, BufRead, Read};

use super::{Error, LARGEST};

/// Bytes looked at in one piece.
const WINDOW: usize = 256 << 10;

/// A file as it flows by.
pub(super) struct Source<'a> {
    from: &'a mut dyn BufRead,
    buffer: Vec<u8>,
    /// Where the reader stands in the buffer.
    at: usize,
    /// Where whole characters end.
    end: usize,
    /// Where the bytes end.
    filled: usize,
    started: bool,
    ended: bool,
    /// Bytes before the buffer.
    bytes: u64,
    /// Line breaks before a place in the buffer, and that place.
    breaks: u64,
    counted: usize,
    /// Where the piece began that is being read, and how long it may grow.
    piece: u64,
    longest: u64,
}

impl<'a> Source<'a> {
    pub(super) fn new(from: &'a mut dyn BufRead) -> Source<'a> {
        Source {
            from,
            buffer: vec![0; WINDOW],
            at: 0,
            end: 0,
            filled: 0,
            started: false,
            ended: false,
            bytes: 0,
            breaks: 0,
            counted: 0,
            piece: 0,
            longest: u64::MAX,
        }
    }

    /// A new piece begins here; reading more of it than this is an error.
    pub(super) fn begin(&mut self, longest: u64) {
        self.piece = self.bytes + self.at as u64;
        self.longest = longest;
    }

    /// The line that is being read, from 1.
    pub(super) fn line(&self) -> u64 {
        1 + self.breaks + breaks(self.buffer.get(self.counted..self.at).unwrap_or_default())
    }

    /// The same, remembered: who asks for every value pays for each byte once.
    pub(super) fn line_here(&mut self) -> u64 {
        self.breaks += breaks(self.buffer.get(self.counted..self.at).unwrap_or_default());
        self.counted = self.at;
        1 + self.breaks
    }

    /// The line on which the piece began that is being read, as far as the buffer reaches back.
    pub(super) fn piece_line(&self) -> u64 {
        let before = usize::try_from(self.piece.saturating_sub(self.bytes)).unwrap_or(usize::MAX);
        1 + self.breaks + breaks(self.buffer.get(self.counted..before.min(self.at)).unwrap_or_default())
    }

    /// What is wrong, at the line that is being read.
    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        Error { line: self.line(), message: message.into() }
    }

    /// What can be read now; empty at the end of the file.
    pub(super) fn window(&mut self) -> Result<&[u8], Error> {
        match self.refill() {
            Ok(()) => Ok(self.buffer.get(self.at..self.end).unwrap_or_default()),
            Err(wrong) => Err(self.error(wrong.to_string())),
        }
    }

    /// Reads one line without its end into `line`; false at the end of the file.
    pub(super) fn read_line(&mut self, line: &mut Vec<u8>, longest: usize) -> Result<bool, Error> {
        line.clear();
        let mut any = false;
        loop {
            let window = self.window()?;
            if window.is_empty() {
                return Ok(any);
            }
            any = true;
            let (taken, whole) = match memchr::memchr(b'\n', window) {
                Some(found) => (found, true),
                None => (window.len(), false),
            };
            line.extend_from_slice(window.get(..taken).unwrap_or_default());
            if line.len() > longest {
                return Err(self.error(format!("the line is longer than {longest} bytes")));
            }
            self.consume(taken + usize::from(whole));
            if whole {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(true);
            }
        }
    }

    /// Fills the buffer when all of it was read.
    fn refill(&mut self) -> io::Result<()> {
        if (self.bytes + self.at as u64).saturating_sub(self.piece) > self.longest {
            return Err(invalid(format!("a value here is longer than {} MiB", self.longest >> 20)));
        }
        if self.at < self.end {
            return Ok(());
        }
        self.bytes += self.end as u64;
        self.breaks += breaks(self.buffer.get(self.counted..self.end).unwrap_or_default());
        self.counted = 0;
        // The bytes of a character that was cut off come first in what is read next.
        self.buffer.copy_within(self.end..self.filled, 0);
        self.filled -= self.end;
        (self.at, self.end) = (0, 0);
        while !self.ended && self.filled < self.buffer.len() {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            match self.from.read(room) {
                Ok(0) => self.ended = true,
                Ok(read) => self.filled += read.min(room.len()),
                Err(wrong) if wrong.kind() == io::ErrorKind::Interrupted => {}
                Err(wrong) => return Err(wrong),
            }
        }
        if self.bytes + self.filled as u64 > LARGEST {
            return Err(invalid(format!("the file is larger than {} MiB", LARGEST >> 20)));
        }
        let text = self.buffer.get(..self.filled).unwrap_or_default();
        if !self.started {
            self.started = true;
            if text.starts_with(&[0xff, 0xfe])
                || text.starts_with(&[0xfe, 0xff])
                || text.iter().take(2).any(|b| *b == 0)
            {
                return Err(invalid("the file is UTF-16, and only UTF-8 is read: let the tool write UTF-8"));
            }
            if text.starts_with(&[0xef, 0xbb, 0xbf]) {
                self.at = 3;
            }
        }
        self.end = match std::str::from_utf8(text) {
            Ok(_) => self.filled,
            Err(wrong) if wrong.error_len().is_none() && !self.ended => wrong.valid_up_to(),
            Err(wrong) => {
                self.at = wrong.valid_up_to();
                return Err(invalid("the file is not UTF-8"));
            }
        };
        Ok(())
    }
}

fn breaks(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let from = self.fill_buf()?;
        let length = from.len().min(into.len());
        if let (Some(into), Some(from)) = (into.get_mut(..length), from.get(..length)) {
            into.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.refill()?;
        Ok(self.buffer.get(self.at..self.end).unwrap_or_default())
    }

    fn consume(&mut self, read: usize) {
        self.at = self.at.saturating_add(read).min(self.end);
    }
}

//! JSON as a stream: objects and arrays are walked member by member, and what is wanted is taken out as bytes.
//!
//! `serde_json` reads a stream byte by byte, and slices several times as fast. So this reader finds where a value ends,
//! with `memchr` within strings, and hands it over as a slice; values that nobody wants are passed over without being
//! kept. What is taken is held against the grammar by `serde_json`; of what is passed over, that brackets and strings
//! end.

use super::source::Source;
use super::{Error, LONGEST_VALUE};

/// Deepest nesting within one value.
const DEEPEST: u32 = 120;
/// Longest name of a member that is walked into, in bytes.
const LONGEST_KEY: usize = 64 << 10;

/// A JSON document that is being read.
pub(super) struct Pull<'a> {
    source: Source<'a>,
    value: Vec<u8>,
    /// Line on which the value that was taken begins.
    line: u64,
}

/// Whether an object or array that is being walked had a member already.
#[derive(Default)]
pub(super) struct Walk {
    begun: bool,
}

impl<'a> Pull<'a> {
    pub(super) fn new(source: Source<'a>) -> Pull<'a> {
        Pull { source, value: Vec::new(), line: 1 }
    }

    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        self.source.error(message)
    }

    /// The next byte that is not white space, not taken.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, Error> {
        loop {
            let window = self.source.window()?;
            if window.is_empty() {
                return Ok(None);
            }
            let blank = window.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            match blank {
                Some(at) => {
                    let found = window.get(at).copied();
                    std::io::BufRead::consume(&mut self.source, at);
                    return Ok(found);
                }
                None => {
                    let all = window.len();
                    std::io::BufRead::consume(&mut self.source, all);
                }
            }
        }
    }

    fn take(&mut self, byte: u8) -> Result<bool, Error> {
        let there = self.peek()? == Some(byte);
        if there {
            std::io::BufRead::consume(&mut self.source, 1);
        }
        Ok(there)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        match self.take(byte)? {
            true => Ok(()),
            false => match self.peek()? {
                None => Err(self.error("the file ends in the middle of a value")),
                Some(_) => Err(self.error(format!("`{}` is expected here", char::from(byte)))),
            },
        }
    }

    /// Enters an object; false, and nothing taken but the value, if it is `null`.
    pub(super) fn object(&mut self) -> Result<Option<Walk>, Error> {
        self.enter(b'{')
    }

    /// Enters an array; nothing if it is `null`.
    pub(super) fn array(&mut self) -> Result<Option<Walk>, Error> {
        self.enter(b'[')
    }

    fn enter(&mut self, open: u8) -> Result<Option<Walk>, Error> {
        if self.peek()? == Some(b'n') {
            return match self.value()? {
                b"null" => Ok(None),
                _ => Err(self.error("this is no value")),
            };
        }
        self.expect(open)?;
        Ok(Some(Walk::default()))
    }

    /// The name of the next member; nothing at the end of the object.
    pub(super) fn key(&mut self, walk: &mut Walk) -> Result<Option<String>, Error> {
        if !self.next(walk, b'}')? {
            return Ok(None);
        }
        if self.peek()? != Some(b'"') {
            return Err(self.error("the name of a member is expected here"));
        }
        self.scan(true, LONGEST_KEY)?;
        let key = serde_json::from_slice(&self.value);
        let key = key.map_err(|_| self.error("the name of a member is not written as JSON asks"))?;
        self.expect(b':')?;
        Ok(Some(key))
    }

    /// Whether another element follows in the array.
    pub(super) fn element(&mut self, walk: &mut Walk) -> Result<bool, Error> {
        self.next(walk, b']')
    }

    fn next(&mut self, walk: &mut Walk, close: u8) -> Result<bool, Error> {
        if self.take(close)? {
            return Ok(false);
        }
        if walk.begun {
            self.expect(b',')?;
        } else if self.peek()?.is_none() {
            return Err(self.error("the file ends in the middle of a value"));
        }
        walk.begun = true;
        Ok(true)
    }

    /// Takes the next value as it is written.
    pub(super) fn value(&mut self) -> Result<&[u8], Error> {
        self.scan(true, usize::try_from(LONGEST_VALUE).unwrap_or(usize::MAX))?;
        Ok(&self.value)
    }

    /// Takes the next value, which may be so many bytes long, and reads it.
    pub(super) fn read<'v, T: serde::Deserialize<'v>>(&'v mut self, longest: u64) -> Result<T, Error> {
        self.scan(true, usize::try_from(longest).unwrap_or(usize::MAX))?;
        let first = self.line;
        serde_json::from_slice(&self.value)
            .map_err(|wrong| Error { line: first + (wrong.line() as u64).saturating_sub(1), message: told(&wrong) })
    }

    /// Passes over the next value.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        self.scan(false, usize::MAX)
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Error> {
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.error("something follows after the end of the document")),
        }
    }

    /// Finds the end of the next value, and keeps its bytes if they are wanted.
    fn scan(&mut self, keep: bool, longest: usize) -> Result<(), Error> {
        self.value.clear();
        if self.value.capacity() > 4 << 20 {
            self.value.shrink_to(1 << 20);
        }
        let first = self.peek()?;
        self.line = self.source.line_here();
        let mut state = State::default();
        match first {
            None => return Err(self.error("the file ends where a value is expected")),
            Some(b',' | b':' | b']' | b'}') => return Err(self.error("a value is expected here")),
            Some(_) => {}
        }
        while !state.done {
            let window = self.source.window()?;
            if window.is_empty() {
                if state.plain && state.depth == 0 {
                    break;
                }
                return Err(self.error("the file ends in the middle of a value"));
            }
            let used = match state.feed(window) {
                Ok(used) => used,
                Err(message) => return Err(self.error(message)),
            };
            if keep {
                self.value.extend_from_slice(window.get(..used).unwrap_or_default());
                if self.value.len() > longest {
                    let most = longest >> 10;
                    return Err(self.error(format!("a value here is longer than {most} KiB")));
                }
            }
            std::io::BufRead::consume(&mut self.source, used);
        }
        Ok(())
    }
}

/// How far into a value a scan is.
#[derive(Default)]
struct State {
    depth: u32,
    /// Which of the open brackets are those of objects, the innermost as the lowest bit.
    objects: u128,
    within_string: bool,
    escaped: bool,
    /// A number or word is being read.
    plain: bool,
    done: bool,
}

impl State {
    /// Reads on, and says how many bytes belong to the value.
    fn feed(&mut self, window: &[u8]) -> Result<usize, &'static str> {
        let mut at = 0;
        while let Some(&byte) = window.get(at) {
            if self.escaped {
                self.escaped = false;
                at += 1;
                continue;
            }
            if self.within_string {
                let rest = window.get(at..).unwrap_or_default();
                let Some(found) = memchr::memchr2(b'"', b'\\', rest) else { return Ok(window.len()) };
                at += found + 1;
                match rest.get(found) {
                    Some(b'\\') => self.escaped = true,
                    _ => {
                        self.within_string = false;
                        if self.depth == 0 {
                            self.done = true;
                            return Ok(at);
                        }
                    }
                }
                continue;
            }
            match byte {
                b'"' => self.within_string = true,
                b'{' | b'[' => {
                    if self.depth == DEEPEST {
                        return Err("its values are nested too deeply");
                    }
                    self.depth += 1;
                    self.objects = self.objects << 1 | u128::from(byte == b'{');
                }
                b'}' | b']' => {
                    if self.depth == 0 {
                        self.done = true;
                        return Ok(at);
                    }
                    if (self.objects & 1 == 1) != (byte == b'}') {
                        return Err("a bracket is closed that was not opened");
                    }
                    self.objects >>= 1;
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.done = true;
                        return Ok(at + 1);
                    }
                }
                b',' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => {
                    self.done = true;
                    return Ok(at);
                }
                _ => self.plain = self.depth == 0,
            }
            at += 1;
        }
        Ok(window.len())
    }
}

/// What `serde_json` says, without its own count of lines.
fn told(wrong: &serde_json::Error) -> String {
    let text = wrong.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

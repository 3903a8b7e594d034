//! Where the bytes of an index are: in memory, or in a file that whoever owns files hands in.

use std::fmt;

/// Bytes that can be read at any place. An index asks for small pieces; a face implements it over a file.
pub trait Store {
    /// How many there are.
    fn length(&self) -> u64;
    /// Fills `into` from there; an error says what went wrong.
    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), String>;
}

impl Store for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        let from =
            usize::try_from(offset).ok().and_then(|from| self.get(from..)).and_then(|rest| rest.get(..into.len()));
        into.copy_from_slice(from.ok_or("behind the end")?);
        Ok(())
    }
}

impl<S: Store + ?Sized> Store for Box<S> {
    fn length(&self) -> u64 {
        (**self).length()
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), String> {
        (**self).read(offset, into)
    }
}

/// Why an index cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Where in the file.
    pub offset: u64,
    /// What is wrong.
    pub what: String,
}

impl Bad {
    pub(crate) fn at(offset: u64, what: impl Into<String>) -> Self {
        Self { offset, what: what.into() }
    }
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: {}", self.offset, self.what)
    }
}

impl std::error::Error for Bad {}

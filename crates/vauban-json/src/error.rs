//! Why a text is no JSON that is read here, and where.

use std::fmt;

use crate::Place;

/// A text that was refused: the first place that is wrong, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The byte at which it is wrong, from 0.
    pub offset: usize,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub what: What,
}

impl Error {
    pub(crate) fn new(bytes: &[u8], offset: usize, what: What) -> Self {
        let Place { line, column } = crate::place::of(bytes, offset);
        Error { offset, line, column, what }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl std::error::Error for Error {}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// There is nothing but blanks.
    Empty,
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// It is not UTF-8.
    NotUtf8,
    /// It is longer than the limit, in bytes.
    TooLong(usize),
    /// It is nested deeper than the limit.
    TooDeep(usize),
    /// It holds more values and names than the limit.
    TooMany(usize),
    /// Something else was expected than this character; none is the end of the text.
    Unexpected {
        /// What stands there, or the end.
        found: Option<char>,
        /// What could have stood there.
        expected: &'static str,
    },
    /// A text has no closing quote.
    Unclosed,
    /// A control character stands in a text unescaped.
    Control(u8),
    /// A backslash is followed by none of the letters that mean something.
    Escape,
    /// `\u` is not followed by four hexadecimal digits.
    Unicode,
    /// `\u` names one half of a surrogate pair without the other.
    Surrogate(u16),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Empty => f.write_str("the text is empty; expected a JSON value"),
            What::ByteOrderMark => {
                f.write_str("the text begins with a byte order mark; save it as UTF-8 without one (RFC 8259, 8.1)")
            }
            What::NotUtf8 => f.write_str("not UTF-8; JSON is UTF-8 (RFC 8259, 8.1)"),
            What::TooLong(limit) => write!(f, "the text is longer than {limit} bytes"),
            What::TooDeep(limit) => write!(f, "nested deeper than {limit} levels"),
            What::TooMany(limit) => write!(f, "more than {limit} values and names"),
            What::Unexpected { found: None, expected } => write!(f, "the text ends here; expected {expected}"),
            What::Unexpected { found: Some(found), expected } => {
                write!(f, "unexpected `{}`; expected {expected}", found.escape_default())
            }
            What::Unclosed => f.write_str("this text has no closing quote"),
            What::Control(byte) => write!(f, "control character U+{byte:04X} in a text; write it as `\\u{byte:04x}`"),
            What::Escape => {
                f.write_str("unknown escape; after a backslash stands one of `\"`, `\\`, `/`, b, f, n, r, t, u")
            }
            What::Unicode => f.write_str("`\\u` needs four hexadecimal digits"),
            What::Surrogate(unit) => {
                write!(f, "`\\u{unit:04x}` is half of a surrogate pair, the other half is missing")
            }
        }
    }
}

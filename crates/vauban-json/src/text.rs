//! Texts with escapes: checked, and written out beside the document.

use crate::error::What;
use crate::scan;

/// All texts that had escapes, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unescaped {
    text: String,
    /// Where each ends; it starts where the one before ends.
    ends: Vec<u32>,
}

impl Unescaped {
    pub(crate) fn get(&self, which: usize) -> &str {
        let start = which.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(which).map_or(0, |end| *end as usize);
        self.text.get(start..end).unwrap_or("")
    }

    /// Reads a text on from its first backslash. Returns the byte after its closing quote.
    ///
    /// The unescaped text is never longer than what was written, so its places fit where those of the document do.
    pub(crate) fn read(&mut self, all: &str, start: usize, slash: usize) -> Result<(usize, usize), (usize, What)> {
        let bytes = all.as_bytes();
        let (mut from, mut at) = (start, slash);
        loop {
            match bytes.get(at) {
                Some(b'"') => {
                    self.text.push_str(all.get(from..at).unwrap_or(""));
                    self.ends.push(self.text.len() as u32);
                    return Ok((at + 1, self.ends.len() - 1));
                }
                Some(b'\\') => {
                    self.text.push_str(all.get(from..at).unwrap_or(""));
                    at = self.escape(bytes, at)?;
                    from = at;
                }
                Some(control) => return Err((at, What::Control(*control))),
                None => return Err((start.saturating_sub(1), What::Unclosed)),
            }
            at = scan::plain_end(bytes, at);
        }
    }

    fn escape(&mut self, bytes: &[u8], slash: usize) -> Result<usize, (usize, What)> {
        let letter = match bytes.get(slash + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(bytes, slash),
            Some(_) | None => return Err((slash, What::Escape)),
        };
        self.text.push(letter);
        Ok(slash + 2)
    }

    fn unicode(&mut self, bytes: &[u8], slash: usize) -> Result<usize, (usize, What)> {
        let first = unit(bytes, slash + 2).ok_or((slash, What::Unicode))?;
        let (code, end) = match first {
            0xd800..=0xdbff => {
                let lone = (slash, What::Surrogate(first));
                if bytes.get(slash + 6..slash + 8) != Some(br"\u".as_slice()) {
                    return Err(lone);
                }
                let second = unit(bytes, slash + 8).ok_or((slash + 6, What::Unicode))?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(lone);
                }
                let code = 0x1_0000 + ((u32::from(first) & 0x3ff) << 10) + (u32::from(second) & 0x3ff);
                (code, slash + 12)
            }
            _ => (u32::from(first), slash + 6),
        };
        let letter = char::from_u32(code).ok_or((slash, What::Surrogate(first)))?;
        self.text.push(letter);
        Ok(end)
    }
}

fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    four.iter().try_fold(0, |sum: u16, digit| Some(sum << 4 | u16::try_from((*digit as char).to_digit(16)?).ok()?))
}

//! Eight bytes at a time: the end of a text, the end of blanks.
//!
//! A word of eight bytes is looked at with a handful of additions instead of eight comparisons. The tests are exact
//! for the lowest byte they report, which is all that is used of them.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The next byte that ends a stretch of plain text: a quote, a backslash or a control character.
#[inline]
pub(crate) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let found = ends(word);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte < b' ' || byte == b'"' || byte == b'\\' {
            return at;
        }
        at += 1;
    }
    at
}

/// The next byte that is not a blank of JSON.
#[inline]
pub(crate) fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'\n' | b' ' | b'\t' | b'\r') => at += 1,
            _ => return at,
        }
        // Indentation: many spaces in a row.
        while let Some(word) = word(bytes, at) {
            let other = word ^ (ONES * 0x20);
            if other != 0 {
                at += (other.trailing_zeros() / 8) as usize;
                break;
            }
            at += 8;
        }
    }
}

#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*eight))
}

/// The high bit of every byte that is a quote, a backslash or a control character, exact up to the lowest such byte.
#[inline]
fn ends(word: u64) -> u64 {
    let quote = word ^ (ONES * 0x22);
    let slash = word ^ (ONES * 0x5c);
    let quotes = quote.wrapping_sub(ONES) & !quote;
    let slashes = slash.wrapping_sub(ONES) & !slash;
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | slashes | controls) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=255u8 {
            for at in 0..20 {
                for filler in [b'a', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
                    let mut text = vec![filler; 20];
                    text[at] = byte;
                    let ends = byte < b' ' || byte == b'"' || byte == b'\\';
                    assert_eq!(plain_end(&text, 0), if ends { at } else { 20 }, "{byte:#x} at {at} in {filler:#x}");
                }
                let mut text = vec![b' '; 20];
                text[at] = byte;
                let blank = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
                assert_eq!(blank_end(&text, 0), if blank { 20 } else { at }, "{byte:#x} at {at}");
            }
        }
    }
}

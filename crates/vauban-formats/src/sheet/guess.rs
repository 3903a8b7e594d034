//! What a CSV file does not say about itself: its encoding, and which letter separates its columns.

use super::SheetError;

/// The text of a file: UTF-8, or UTF-16 where a byte order mark says so.
pub(super) fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let wide = |body: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = body.as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().ok();
        text.filter(|_| rest.is_empty()).ok_or_else(|| SheetError::new("it begins like UTF-16 and is none"))
    };
    match bytes {
        [0xFF, 0xFE, body @ ..] => wide(body, u16::from_le_bytes),
        [0xFE, 0xFF, body @ ..] => wide(body, u16::from_be_bytes),
        _ => {
            let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let text = std::str::from_utf8(body).map_err(|error| {
                let line = body.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
                SheetError::new(format!("line {line} is not UTF-8: save it as `CSV UTF-8`"))
            })?;
            Ok(text.to_owned())
        }
    }
}

/// The letter that separates most columns of the first line; of those that separate none, the comma.
pub(super) fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut found = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (letter, count) in &mut found {
                    *count += usize::from(*letter == byte);
                }
            }
            _ => {}
        }
    }
    let mut best = found[0];
    for other in found {
        if other.1 > best.1 {
            best = other;
        }
    }
    best.0
}

//! Bytes into text: size, byte order mark, encoding.

use super::MAX_BYTES;
use crate::error::ImportError;

/// The text of a file: UTF-8, or UTF-16 when a byte order mark says so (the Microsoft tool and
/// PowerShell write that).
pub(crate) fn text(file: &str, bytes: &[u8]) -> Result<String, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::whole(
            file,
            format!("the file has {} bytes; at most {MAX_BYTES} (64 MiB) are read", bytes.len()),
        ));
    }
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(file, rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(file, rest, u16::from_be_bytes)?,
        _ => {
            let body = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
            let skipped = bytes.len() - body.len();
            std::str::from_utf8(body)
                .map_err(|error| not_text(file, "UTF-8", skipped.saturating_add(error.valid_up_to())))?
                .to_owned()
        }
    };
    if text.trim().is_empty() {
        return Err(ImportError::whole(file, "the file is empty"));
    }
    Ok(text)
}

/// UTF-16 after its byte order mark.
fn utf16(file: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ImportError> {
    let mut offset = 2_usize;
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        _ => 0xFFFD,
    });
    let mut out = String::with_capacity(bytes.len() / 2);
    for decoded in char::decode_utf16(units) {
        let letter = decoded.map_err(|_| not_text(file, "UTF-16", offset))?;
        offset = offset.saturating_add(letter.len_utf16() * 2);
        out.push(letter);
    }
    if bytes.len() % 2 == 1 {
        return Err(not_text(file, "UTF-16", offset));
    }
    Ok(out)
}

fn not_text(file: &str, encoding: &str, offset: usize) -> ImportError {
    ImportError::whole(file, format!("byte {offset} is not {encoding}"))
        .help("save the file as UTF-8 and import it again")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn byte_order_marks_are_not_content() {
        assert_eq!(text("f", b"\xEF\xBB\xBF{}").as_deref(), Ok("{}"));
        assert_eq!(text("f", b"\xFF\xFE{\0}\0").as_deref(), Ok("{}"));
        assert_eq!(text("f", b"\xFE\xFF\0{\0}").as_deref(), Ok("{}"));
    }

    #[test]
    fn broken_text_names_the_byte() {
        let said = |bytes: &[u8]| text("f", bytes).unwrap_err().message;
        assert_eq!(said(b"ab\xFF"), "byte 2 is not UTF-8");
        assert_eq!(said(b"\xEF\xBB\xBFab\xFF"), "byte 5 is not UTF-8");
        assert_eq!(said(b"\xFF\xFE{\0\x00\xD8"), "byte 4 is not UTF-16");
        assert_eq!(said(b"\xFF\xFE{\0}"), "byte 4 is not UTF-16");
        assert_eq!(said(b"  \n"), "the file is empty");
    }
}

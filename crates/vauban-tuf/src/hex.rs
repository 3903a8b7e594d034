//! Hexadecimal digits.

/// Bytes as lower-case digits.
pub(crate) fn of(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0') as char;
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of a text of digits, of either case.
pub(crate) fn vec(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |digit: u8| (digit as char).to_digit(16).and_then(|value| u8::try_from(value).ok());
    text.as_bytes().chunks_exact(2).map(|two| Some(nibble(*two.first()?)? << 4 | nibble(*two.last()?)?)).collect()
}

/// The bytes of a text of exactly so many digits.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    vec(text)?.try_into().ok()
}

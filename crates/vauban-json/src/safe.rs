//! JSON text that is safe to look at.
//!
//! JSON itself escapes only the first 32 characters. Escapes of terminals, bidirectional overrides and invisible letters
//! can stand in it as they are, and change what a reader of the text sees. Spelled as `\u….` they mean the same to a
//! program and do nothing to a terminal, an editor or a pull request.

/// Whether a character changes how the text around it looks, or is not to be seen at all: controls, bidirectional marks
/// and overrides, separators of lines and paragraphs, invisible operators, tags, noncharacters. Joiners that scripts
/// need (U+200C, U+200D) and variation selectors are none.
pub fn is_hostile(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// Spells every hostile character of a JSON text as an escape; line breaks and tabs between values stay.
///
/// In valid JSON all the others stand inside texts and names, so the text means the same as before.
pub fn safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if !is_hostile(c) || matches!(c, '\n' | '\r' | '\t') {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str("\\u");
            for shift in [12, 8, 4, 0] {
                out.push(char::from_digit(u32::from(*unit >> shift) & 0xf, 16).unwrap_or('0'));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn hostile_characters_are_spelled_out() {
        assert_eq!(safe("{\"a\": \"\u{202e}x\u{7f}\"}\n"), "{\"a\": \"\\u202ex\\u007f\"}\n");
        assert_eq!(safe("\"\u{e0041}ä\u{1f600}\""), "\"\\udb40\\udc41ä\u{1f600}\"");
    }
}

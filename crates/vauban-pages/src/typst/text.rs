//! Text into Typst: always a string in quotes, so that nothing that was text becomes markup or code.

use super::glyphs;

/// Words longer than this get places where they may be broken.
const LONG: usize = 14;
/// So many letters without such a place are broken anywhere.
const HARD: usize = 22;

/// A string literal of exactly these characters. Two of them mean something in a literal, and controls have no place in
/// one.
pub(super) fn literal(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The text of one line, as a sequence of strings and places where a long word may be broken.
pub(super) fn line(text: &str, out: &mut String) {
    pieces(&glyphs::shown(&crate::text::clean(text)), out);
}

/// The text of several lines.
pub(super) fn lines(text: &str, out: &mut String) {
    let text = crate::text::lines(text);
    let shown = glyphs::shown(&text);
    for (at, one) in shown.lines().enumerate() {
        if at > 0 {
            out.push_str("linebreak();");
        }
        // Spaces at the beginning of a line would be taken for its edge.
        let body = one.trim_start_matches(' ');
        let indent = one.len() - body.len();
        if indent > 0 {
            literal(&"\u{a0}".repeat(indent.min(60)), out);
            out.push(';');
        }
        pieces(body, out);
    }
}

/// The text as one value, for what takes no content: metadata, descriptions.
pub(super) fn value(text: &str, most: usize, out: &mut String) {
    literal(&glyphs::shown(&cut(&crate::text::clean(text), most)), out);
}

/// The text, or its beginning with a mark that it goes on.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
    }
}

fn pieces(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let mut piece = String::with_capacity(text.len());
    let mut first = true;
    for word in text.split_inclusive(' ') {
        if word.chars().nth(LONG).is_none() {
            piece.push_str(word);
            continue;
        }
        let mut since = 0;
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            piece.push(c);
            since += 1;
            let more = chars.peek().is_some_and(|next| next.is_alphanumeric() && !joins(*next));
            let soft = matches!(c, '/' | '.' | '_' | '-' | ':' | '@' | '=' | ',' | '&' | '?' | '+' | ')' | ']' | '|');
            let turn = c.is_lowercase() && chars.peek().is_some_and(|next| next.is_uppercase());
            // A word of letters alone is left to hyphenation until it is longer than any word.
            let hard = since >= HARD && chars.peek().is_some_and(|next| *next != ' ' && !joins(*next));
            if (more && (soft && since > 2 || turn && since > 4)) || hard {
                push(&mut piece, &mut first, out);
                out.push_str("b;");
                since = 0;
            }
        }
    }
    push(&mut piece, &mut first, out);
}

/// Whether a character belongs to the one before it.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') || glyphs::is_mark(c)
}

fn push(piece: &mut String, first: &mut bool, out: &mut String) {
    if !piece.is_empty() {
        literal(piece, out);
        out.push(';');
        piece.clear();
        *first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        line(text, &mut out);
        out
    }

    #[test]
    fn text_never_leaves_its_quotes() {
        assert_eq!(written("a \"b\" \\ #c"), "\"a \\\"b\\\" \\\\ #c\";");
        assert_eq!(written("x\u{0}\u{202e}y"), "\"x\\\\u{0}\\\\u{\";b;\"202e}y\";");
        assert_eq!(written(""), "");
    }

    #[test]
    fn long_words_can_be_broken() {
        assert_eq!(written("security/design/gateway.toml"), "\"security/\";b;\"design/\";b;\"gateway.\";b;\"toml\";");
        assert_eq!(written(&"x".repeat(50)).matches("b;").count(), 2);
        assert_eq!(written("short words only"), "\"short words only\";");
    }

    #[test]
    fn cutting_leaves_a_mark() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("äbcd", 3), "äbc…");
    }
}

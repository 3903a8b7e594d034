//! Text into Typst: always a string in quotes, so that nothing that was text becomes markup or code.

use super::glyphs;

/// Words longer than this get places where they may be broken.
const LONG: usize = 14;
/// So many letters without such a place are broken anywhere.
const HARD: usize = 16;
/// Words of letters alone up to here are left to hyphenation.
const WORD: usize = 40;

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
    let mut piece = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        if is_word(word) {
            push(&mut piece, out);
            out.push_str("hy(");
            literal(word, out);
            out.push_str(");");
            continue;
        }
        parts(word, |part, last| {
            piece.push_str(part);
            if !last {
                push(&mut piece, out);
                out.push_str("b;");
            }
        });
    }
    push(&mut piece, out);
}

/// Whether this is a long word of some language, to be broken at its syllables.
fn is_word(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c == ' ' || c.is_ascii_punctuation());
    word.len() > LONG && word.chars().all(char::is_alphabetic) && (LONG..WORD).contains(&word.chars().count())
}

/// Letters of the longest part of a word that stays together.
pub(super) fn unbroken(word: &str) -> usize {
    let mut longest = 0;
    parts(word, |part, _| longest = longest.max(part.chars().count()));
    // Words of letters alone are hyphenated.
    longest.min(LONG + 2)
}

/// Hands over the parts of a word between the places where it may be broken; the last one says so.
fn parts(word: &str, mut each: impl FnMut(&str, bool)) {
    if word.len() <= LONG || word.chars().nth(LONG).is_none() {
        return each(word, true);
    }
    let (mut begin, mut since) = (0, 0);
    let mut chars = word.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        since += 1;
        let Some(&(at, next)) = chars.peek() else { break };
        let more = next != ' ' && !joins(next) && (next.is_alphanumeric() || !matches!(c, '-' | '_' | '.' | '/'));
        let soft = matches!(
            c,
            '/' | '.' | '_' | '-' | ':' | '@' | '=' | ',' | '&' | '?' | '+' | ')' | ']' | '|' | '>' | '}' | ';'
        );
        let turn = c.is_lowercase() && next.is_uppercase();
        let hard = since >= HARD && next != ' ' && !joins(next);
        if (more && (soft && since > 2 || turn && since > 4)) || hard {
            each(&word[begin..at], false);
            (begin, since) = (at, 0);
        }
    }
    each(&word[begin..], true);
}

/// Whether a character belongs to the one before it.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') || glyphs::is_mark(c)
}

fn push(piece: &mut String, out: &mut String) {
    if !piece.is_empty() {
        literal(piece, out);
        out.push(';');
        piece.clear();
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
        assert_eq!(written("x\u{0}\u{202e}y"), "\"x\\\\u{0}\";b;\"\\\\u{202e}\";b;\"y\";");
        assert_eq!(written(""), "");
    }

    #[test]
    fn long_words_can_be_broken() {
        assert_eq!(written("security/design/gateway.toml"), "\"security/\";b;\"design/\";b;\"gateway.\";b;\"toml\";");
        assert_eq!(written(&"x".repeat(50)).matches("b;").count(), 3);
        assert_eq!(written("Sicherheitsanforderung."), "hy(\"Sicherheitsanforderung.\");");
        assert_eq!(written("short words only"), "\"short words only\";");
    }

    proptest::proptest! {
        #[test]
        fn a_literal_is_read_back_as_it_was(text in "\\PC{0,40}|[\"\\\\nru{}0-9\n\t\u{0}-\u{1f}]{0,40}") {
            let mut out = String::new();
            literal(&text, &mut out);
            let inner = out.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
            let mut read = String::new();
            let mut chars = inner.chars();
            while let Some(c) = chars.next() {
                assert_ne!(c, '"', "the literal ends here: {out}");
                if c != '\\' {
                    read.push(c);
                    continue;
                }
                match chars.next().unwrap() {
                    'n' => read.push('\n'),
                    'u' => {
                        let number: String = chars.by_ref().take_while(|c| *c != '}').filter(|c| *c != '{').collect();
                        read.push(char::from_u32(u32::from_str_radix(&number, 16).unwrap()).unwrap());
                    }
                    c => {
                        assert!(matches!(c, '"' | '\\'));
                        read.push(c);
                    }
                }
            }
            assert_eq!(read, text);
        }
    }

    #[test]
    fn cutting_leaves_a_mark() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("äbcd", 3), "äbc…");
    }
}

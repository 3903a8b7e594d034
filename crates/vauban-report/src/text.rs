//! Text from outside, made safe to show; and the few measures that laying out text needs.

use std::borrow::Cow;

pub use vauban_formats::json::is_hostile;

/// One line: every control, invisible or direction-changing character becomes a visible stand-in such as
/// `\n` or `\u{1b}`.
pub fn one_line(text: &str) -> Cow<'_, str> {
    disarm(text, |_| None)
}

/// Several lines: as [`one_line`], but line breaks stay and a tab is four spaces.
pub fn lines(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    match text {
        Cow::Borrowed(text) => disarm(text, keep_layout),
        Cow::Owned(text) => Cow::Owned(disarm(&text, keep_layout).into_owned()),
    }
}

/// A piece of a source line: as [`one_line`], but a tab is four spaces, so that columns look as in an editor.
pub(crate) fn source(text: &str) -> Cow<'_, str> {
    disarm(text, |c| (c == '\t').then_some("    "))
}

/// A piece of a source that may have several lines: as [`source`], but line breaks stay.
pub(crate) fn source_lines(text: &str) -> String {
    text.split('\n').map(|line| source(line.strip_suffix('\r').unwrap_or(line))).collect::<Vec<_>>().join("\n")
}

/// The beginning of a text, at most so many bytes.
pub(crate) fn begin(text: &str, bytes: usize) -> &str {
    text.get(..crate::place::floor(text, bytes)).unwrap_or(text)
}

fn keep_layout(c: char) -> Option<&'static str> {
    match c {
        '\n' => Some("\n"),
        '\t' => Some("    "),
        _ => None,
    }
}

fn disarm(text: &str, except: impl Fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match except(c) {
            Some(instead) => out.push_str(instead),
            None if is_hostile(c) && matches!(c, '\n' | '\r' | '\t') => out.extend(c.escape_default()),
            None if is_hostile(c) => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Cuts text to so many columns, with `…` at the cut.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    let mut used = 0;
    let mut fits = 0;
    for (at, c) in text.char_indices() {
        used += char_width(c);
        if used > columns {
            let kept = text.get(..fits).unwrap_or("").trim_end();
            return Cow::Owned(if columns == 0 { String::new() } else { format!("{kept}…") });
        }
        if used < columns {
            fits = at + c.len_utf8();
        }
    }
    Cow::Borrowed(text)
}

/// Pads text with spaces to so many columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Breaks text at spaces into lines of at most so many columns; a longer word stands alone.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

/// How many columns a terminal gives to text.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// How many columns a terminal gives to a character: none to what combines, two to the wide scripts.
pub fn char_width(c: char) -> usize {
    match c {
        '\u{0}'..='\u{2ff}' => 1,
        '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// A number with its thousands apart: `1 203`.
pub fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun: `1 error`, `2 errors`.
pub fn count(value: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(value), if value == 1 { "" } else { "s" })
}

/// The sentence with a full stop, unless it ends with some punctuation.
pub fn sentence(text: &str) -> Cow<'_, str> {
    if text.ends_with(['.', '!', '?', ':', '…']) || text.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("{text}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_becomes_visible() {
        for (text, expect) in [
            ("plain", "plain"),
            ("a\u{1b}[31m", "a\\u{1b}[31m"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{202e}txt.exe", "\\u{202e}txt.exe"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}"),
            ("äöü 漢字 👩\u{200d}🔧", "äöü 漢字 👩\u{200d}🔧"),
        ] {
            assert_eq!(one_line(text), expect);
        }
        assert_eq!(lines("a\r\nb\tc\u{7}"), "a\nb    c\\u{7}");
        assert_eq!(source("\tx\r"), "    x\\r");
    }

    #[test]
    fn measures() {
        assert_eq!(number(0), "0");
        assert_eq!(number(1203), "1 203");
        assert_eq!(number(1_234_567), "1 234 567");
        assert_eq!(count(1, "error"), "1 error");
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(pad("é", 3), "é  ");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(sentence("x"), "x.");
    }
}

//! Text from outside, made safe to show.

use std::borrow::Cow;

use vauban_json::is_hostile;

/// The text with every control, invisible or direction-changing character made visible, as `\u{202e}`; line breaks and
/// tabs become spaces.
pub fn clean(text: &str) -> Cow<'_, str> {
    disarm(text, |c| matches!(c, '\n' | '\t').then_some(" "))
}

/// Several lines: as [`clean`], but line breaks stay and a tab is four spaces.
pub fn lines(text: &str) -> Cow<'_, str> {
    disarm(text, |c| match c {
        '\n' => Some("\n"),
        '\t' => Some("    "),
        '\r' => Some(""),
        _ => None,
    })
}

fn disarm(text: &str, except: impl Fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match except(c) {
            Some(instead) => out.push_str(instead),
            None if is_hostile(c) => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// An anchor from any text: letters, digits, `.`, `-` and `_` stay, everything else is `-`.
pub fn anchor(text: &str) -> String {
    let mut out: String =
        text.chars().take(120).map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' }).collect();
    if !out.starts_with(|c: char| c.is_alphabetic()) {
        out.insert_str(0, "s-");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_becomes_visible() {
        assert_eq!(clean("a\nb\u{202e}c\u{1b}[0m"), "a b\\u{202e}c\\u{1b}[0m");
        assert_eq!(lines("a\r\n\tb\u{0}"), "a\n    b\\u{0}");
    }

    #[test]
    fn anchors_are_names() {
        assert_eq!(anchor("SD-1.c"), "SD-1.c");
        assert_eq!(anchor("7 \"<x>"), "s-7---x-");
    }
}

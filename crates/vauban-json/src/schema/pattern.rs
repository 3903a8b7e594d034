//! `pattern`: regular expressions of ECMA-262 as JSON Schema means them, run in linear time.
//!
//! The `regex` crate cannot look around, and differs from ECMA-262 in a few letters. What differs is rewritten; a
//! refusal at the very start (`^(?!…)`) becomes a second expression that must not match; everything else that would
//! need to look around or back is refused when the schema is compiled.

use std::sync::OnceLock;

use regex::Regex;

/// A pattern that is built when it is first needed: most documents meet few of a schema's patterns.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    wanted: String,
    refused: Option<String>,
    built: OnceLock<Option<(Regex, Option<Regex>)>>,
}

impl Pattern {
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        let (refused, wanted) = match source.strip_prefix("^(?!") {
            Some(rest) => {
                let close = closing(rest).ok_or("a group is not closed")?;
                let (refused, wanted) = rest.split_at(close);
                (Some(format!("^(?:{refused})")), format!("^(?:{})", wanted.get(1..).unwrap_or("")))
            }
            None => (None, source.to_owned()),
        };
        if refused.is_some() && top_level_choice(&wanted) {
            return Err("a choice after a refusal at the start is not understood".to_owned());
        }
        let refused = refused.map(|refused| translate(&refused)).transpose()?;
        Ok(Pattern { source: source.into(), wanted: translate(&wanted)?, refused, built: OnceLock::new() })
    }

    /// The pattern as the schema has it.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is found in a text. One that cannot be built is found in none: no verdict gets better by that.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        match self.build() {
            Some((wanted, refused)) => {
                wanted.is_match(text) && !refused.as_ref().is_some_and(|refused| refused.is_match(text))
            }
            None => false,
        }
    }

    pub(crate) fn build(&self) -> Option<&(Regex, Option<Regex>)> {
        let build = || {
            let wanted = Regex::new(&self.wanted).ok()?;
            let refused = match &self.refused {
                Some(refused) => Some(Regex::new(refused).ok()?),
                None => None,
            };
            Some((wanted, refused))
        };
        self.built.get_or_init(build).as_ref()
    }
}

/// The parenthesis that closes the group a text begins in.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut class, mut skip) = (1, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if skip => skip = false,
            '\\' => skip = true,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether the whole, written as `^(?:…)`, has `|` outside every inner group.
fn top_level_choice(text: &str) -> bool {
    let inner = text.strip_prefix("^(?:").unwrap_or(text);
    let (mut depth, mut class, mut skip) = (0, false, false);
    for c in inner.chars() {
        match c {
            _ if skip => skip = false,
            '\\' => skip = true,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth -= 1,
            '|' if !class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// White space of ECMA-262, as the inside of a class.
const SPACE: &str = r"\t-\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// From ECMA-262 to the syntax of the `regex` crate.
fn translate(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    let mut class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                let letter = rest.next().ok_or("a backslash at the end")?;
                match (letter, class) {
                    ('d', false) => out.push_str("[0-9]"),
                    ('d', true) => out.push_str("0-9"),
                    ('D', false) => out.push_str("[^0-9]"),
                    ('w', false) => out.push_str("[0-9A-Za-z_]"),
                    ('w', true) => out.push_str("0-9A-Za-z_"),
                    ('W', false) => out.push_str("[^0-9A-Za-z_]"),
                    ('s', false) => out.push_str(&format!("[{SPACE}]")),
                    ('s', true) => out.push_str(SPACE),
                    ('S', false) => out.push_str(&format!("[^{SPACE}]")),
                    ('S', true) => out.push_str(&format!("[^{SPACE}]")),
                    ('D', true) => out.push_str("[^0-9]"),
                    ('W', true) => out.push_str("[^0-9A-Za-z_]"),
                    ('b', false) => out.push_str(r"(?-u:\b)"),
                    ('n' | 'r' | 't' | 'f' | 'v', _) => {
                        out.push('\\');
                        out.push(letter);
                    }
                    (letter, _) if letter.is_ascii_alphanumeric() => {
                        return Err(format!("`\\{letter}` is not understood"));
                    }
                    (letter, _) if letter.is_ascii() => {
                        out.push('\\');
                        out.push(letter);
                    }
                    (letter, _) => out.push(letter),
                }
            }
            '[' if class => out.push_str(r"\["),
            '[' => {
                class = true;
                out.push('[');
                if rest.peek() == Some(&'^') {
                    rest.next();
                    out.push('^');
                }
                if rest.peek() == Some(&']') {
                    return Err("an empty class is not understood".to_owned());
                }
            }
            ']' if class => {
                class = false;
                out.push(']');
            }
            // Operators between classes that ECMA-262 does not have.
            '&' | '~' if class => {
                out.push('\\');
                out.push(c);
            }
            '.' if !class => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '(' if !class && rest.peek() == Some(&'?') => {
                rest.next();
                if rest.next() != Some(':') {
                    return Err("a group that looks around or has a name is not understood".to_owned());
                }
                out.push_str("(?:");
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, found: &[&str], not: &[&str]) {
        let own = Pattern::new(pattern).unwrap();
        assert!(own.build().is_some(), "{pattern}");
        found.iter().for_each(|text| assert!(own.is_in(text), "{pattern} in {text:?}"));
        not.iter().for_each(|text| assert!(!own.is_in(text), "{pattern} in {text:?}"));
    }

    #[test]
    fn letters_mean_what_ecma_means() {
        check(r"^\d+$", &["12"], &["１２", "12\n", ""]);
        check(r"^\w$", &["a", "_"], &["ä"]);
        check(r"^[^\s\-_\.](.*[^\s\-_\.])?$", &["a", "a b", "ä"], &["", " a", "a.", "a\u{a0}", "a\nb"]);
        check(r"^[\S](.*[\S])?$", &["a", "a b"], &[" a", "a ", "\u{feff}a"]);
        check(r"^(?!_:).+:.+", &["a:b", "_a:b"], &["_:b", "a", ":b"]);
        check(r"^[a[&&~~]+$", &["[a&~"], &["b", "]"]);
        check(r"^a\/b$", &["a/b"], &["ab"]);
        check("x|y", &["axb", "y"], &["z"]);
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        for pattern in ["a(?=b)", "(?<=a)b", r"(a)\1", "^(?!a)b|c", "^(?!a", r"\p{L}", "[]", "(?<n>a)", "a\\"] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }
}

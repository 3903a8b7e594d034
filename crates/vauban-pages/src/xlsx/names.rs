//! Names of sheets: what a caption says, within what Excel takes for a name.

use std::collections::BTreeSet;

/// Letters of a name, counted as Excel counts: in units of UTF-16.
const LONGEST: usize = 31;

/// Names that are given once each, whatever their case.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A name like `wanted` that is legal and not yet taken.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let plain: String = crate::text::clean(wanted)
            .chars()
            .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
            .collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = plain.trim_matches(['\'', ' ']);
        let base = match plain {
            "" => "Table",
            // Excel keeps this name for itself.
            word if word.eq_ignore_ascii_case("history") => "History of it",
            word => word,
        };
        for count in 1_usize.. {
            let behind = if count == 1 { String::new() } else { format!(" ({count})") };
            let name = format!("{}{behind}", first(base, LONGEST - behind.len()));
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        "Table".to_owned()
    }
}

/// The first units of a text, without half a character, a space or an apostrophe at the end.
fn first(text: &str, units: usize) -> &str {
    let mut sum = 0;
    let end = text.char_indices().find(|(_, c)| {
        sum += c.len_utf16();
        sum > units
    });
    text[..end.map_or(text.len(), |(at, _)| at)].trim_end_matches(['\'', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_legal_and_unique() {
        let mut names = Names::default();
        assert_eq!(names.take("Threats [open]: a/b?"), "Threats open a b");
        assert_eq!(names.take("threats OPEN a b"), "threats OPEN a b (2)");
        assert_eq!(names.take(""), "Table");
        assert_eq!(names.take("''"), "Table (2)");
        assert_eq!(names.take("history"), "History of it");
        let long = "Requirements of the standard, in its order";
        assert_eq!(names.take(long), "Requirements of the standard, i");
        assert_eq!(names.take(long), "Requirements of the standar (2)");
        assert!(names.take(&"𝄞".repeat(40)).encode_utf16().count() <= LONGEST);
    }
}

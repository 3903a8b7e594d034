//! Values written in one way, so that what means the same reads the same.
//!
//! A fingerprint of a record and a comparison of two revisions rest on it: layout, the order of keys, short and long
//! references, and the order of lists of single values change nothing.

use crate::shape::{Names, Shape};

/// Text in quotes, with quotes, backslashes and line ends escaped.
pub(crate) fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter => out.push(letter),
        }
    }
    out.push('"');
}

/// A list: single values sorted, tables in their order.
pub(crate) fn list<T: Shape>(items: &[T], names: Names<'_>, out: &mut String) {
    let mut spelled: Vec<String> = items
        .iter()
        .map(|item| {
            let mut value = String::new();
            item.spell(names, &mut value);
            value
        })
        .collect();
    if T::BARE {
        spelled.sort_unstable();
    }
    out.push('[');
    out.push_str(&spelled.join(", "));
    out.push(']');
}

//! Answers into the text of a file: only what they need changes, and the change is shown before anything is written.

use vauban_syntax::edit::{NewValue, set_key, set_key_in};

/// One answer, as it goes into the record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    /// The table inside the record; none for the record itself.
    pub(crate) table: Option<&'static str>,
    /// The key.
    pub(crate) key: String,
    /// What to write.
    pub(crate) value: NewValue,
}

/// The text with all answers in it. Line ends and a byte order mark stay as they are.
pub(crate) fn apply(path: &str, text: &str, id: &str, edits: &[Edit]) -> Result<String, String> {
    keeping_ends(path, text, |plain| {
        let mut now = plain.to_owned();
        for edit in edits {
            now = match edit.table {
                None => set_key(path, &now, "interface", id, &edit.key, &edit.value),
                Some(table) => set_key_in(path, &now, ("interface", id), table, &edit.key, &edit.value),
            }
            .map_err(|why| format!("{path} cannot be edited: {why}; write the answers by hand"))?;
        }
        Ok(now)
    })
}

/// Changes a text as if its lines ended in one way and it had no byte order mark, and puts both back.
pub(crate) fn keeping_ends(
    path: &str,
    text: &str,
    change: impl FnOnce(&str) -> Result<String, String>,
) -> Result<String, String> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    let windows = body.contains("\r\n");
    let plain = body.replace("\r\n", "\n");
    if windows && plain.replace('\n', "\r\n") != body {
        return Err(format!("{path} mixes two kinds of line ends; make them one, so that the others can be kept"));
    }
    let now = change(&plain)?;
    let now = if windows { now.replace('\n', "\r\n") } else { now };
    Ok(format!("{mark}{now}"))
}

/// Lines of unchanged text shown around a change.
const AROUND: usize = 2;
/// How far ahead a line is looked for before it counts as taken out.
const AHEAD: usize = 256;

/// The change, line by line: `+` added, `-` taken out, and a little around it.
pub(crate) fn difference(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut marked: Vec<(char, &str)> = Vec::new();
    let (mut from, mut to) = (0, 0);
    while from < old.len() || to < new.len() {
        match (old.get(from), new.get(to)) {
            (Some(a), Some(b)) if a == b => {
                marked.push((' ', a));
                from += 1;
                to += 1;
            }
            (Some(a), Some(b)) => {
                if new.iter().skip(to).take(AHEAD).any(|line| line == a) {
                    marked.push(('+', b));
                    to += 1;
                } else {
                    marked.push(('-', a));
                    from += 1;
                }
            }
            (Some(a), None) => {
                marked.push(('-', a));
                from += 1;
            }
            (None, Some(b)) => {
                marked.push(('+', b));
                to += 1;
            }
            (None, None) => break,
        }
    }
    let changed = |at: usize| marked.get(at).is_some_and(|(mark, _)| *mark != ' ');
    let mut out = String::new();
    let mut gap = false;
    for (at, (mark, line)) in marked.iter().enumerate() {
        if (at.saturating_sub(AROUND)..=at + AROUND).any(changed) {
            if gap {
                out.push_str("  …\n");
            }
            gap = false;
            out.push_str(format!("{mark} {line}").trim_end());
            out.push('\n');
        } else {
            gap = !out.is_empty();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(table: Option<&'static str>, key: &str) -> Edit {
        Edit { table, key: key.into(), value: NewValue::Flag(true) }
    }

    #[test]
    fn line_ends_and_marks_stay() {
        let text = "\u{feff}# top\r\n[interface.a]\r\non = 'x'   # odd\r\n\r\n# tail\r\n";
        let now = apply("a.toml", text, "a", &[flag(None, "human")]).unwrap();
        assert_eq!(now, text.replace("# odd\r\n", "# odd\r\nhuman = true\r\n"));
        assert!(apply("a.toml", "[interface.a]\r\nb = 1\n", "a", &[flag(None, "human")]).is_err());
        assert!(apply("a.toml", "[interface]\na = { on = 'x' }\n", "a", &[flag(None, "human")]).is_err());
    }

    #[test]
    fn the_difference_shows_what_changed_and_a_little_around() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        let new = "a\nb\nc\nd\nx\ne\nf\nz\n";
        assert_eq!(difference(old, new), "  c\n  d\n+ x\n  e\n  f\n- g\n+ z\n");
        assert_eq!(difference(old, old), "");
    }
}

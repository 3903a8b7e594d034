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
/// Cells of the table by which common lines are found; larger changes are shown as taken out and put in as a whole.
const CELLS: usize = 4_000_000;

/// The change, line by line: `+` added, `-` taken out, and a little around it.
pub(crate) fn difference(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let marked = aligned(&old, &new);
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

/// Both texts in one, line by line, with as many lines in common as there can be.
fn aligned<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let a = old_rest.get(..old_rest.len() - tail).unwrap_or_default();
    let b = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    let mut marked: Vec<(char, &str)> = old.iter().take(head).map(|line| (' ', *line)).collect();
    if a.len().saturating_mul(b.len()) > CELLS {
        marked.extend(a.iter().map(|line| ('-', *line)));
        marked.extend(b.iter().map(|line| ('+', *line)));
    } else {
        // The length of the longest common rest from each pair of lines on.
        let wide = b.len() + 1;
        let mut rest = vec![0_u32; (a.len() + 1) * wide];
        let at = |from: usize, to: usize| from * wide + to;
        for from in (0..a.len()).rev() {
            for to in (0..b.len()).rev() {
                let longest = if a.get(from) == b.get(to) {
                    rest.get(at(from + 1, to + 1)).map_or(0, |rest| rest + 1)
                } else {
                    rest.get(at(from + 1, to)).max(rest.get(at(from, to + 1))).copied().unwrap_or(0)
                };
                if let Some(cell) = rest.get_mut(at(from, to)) {
                    *cell = longest;
                }
            }
        }
        let (mut from, mut to) = (0, 0);
        while from < a.len() || to < b.len() {
            match (a.get(from), b.get(to)) {
                (Some(one), Some(other)) if one == other => {
                    marked.push((' ', one));
                    (from, to) = (from + 1, to + 1);
                }
                (Some(one), other) if other.is_none() || rest.get(at(from + 1, to)) >= rest.get(at(from, to + 1)) => {
                    marked.push(('-', one));
                    from += 1;
                }
                (_, Some(other)) => {
                    marked.push(('+', other));
                    to += 1;
                }
                (_, None) => break,
            }
        }
    }
    marked.extend(old_rest.iter().skip(a.len()).map(|line| (' ', *line)));
    marked
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

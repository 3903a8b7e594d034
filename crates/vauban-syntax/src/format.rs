//! The layout of record files: one blank line between records, one space around `=`, comments where they were.
//!
//! Formatting never changes what a file says, and formatting formatted text changes nothing: both are
//! properties under test. A file that is not valid TOML is left alone.

use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, RawString, Table, Value};

use crate::tree::front_matter;

/// Formats a file by its name: TOML as a whole, Markdown in its front matter only.
///
/// # Errors
/// If the TOML in it cannot be parsed; in the parser's words.
pub fn format(path: &str, text: &str) -> Result<String, String> {
    if !path.ends_with(".md") {
        return toml(text);
    }
    match front_matter(text) {
        Some(matter) if matter.closed => {
            let before = text.get(..matter.toml.start).unwrap_or("");
            let after = text.get(matter.toml.end..).unwrap_or("");
            let inner = toml(text.get(matter.toml.clone()).unwrap_or(""))?;
            Ok(format!("{before}{inner}{after}"))
        }
        _ => Ok(text.to_owned()),
    }
}

/// Longest line an array is kept on.
const LINE: usize = 100;

fn toml(text: &str) -> Result<String, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let trailing = block(&format!("{}\n", document.trailing().as_str().unwrap_or("")), false);
    table(document.as_table_mut());
    document.set_trailing(trailing);
    let printed = document.to_string();
    let body = printed.trim_matches(|letter: char| letter == '\n' || letter == '\r');
    // A layout that these rules do not foresee must not cost a comment.
    let marks = |text: &str| text.bytes().filter(|byte| *byte == b'#').count();
    if marks(body) != marks(text) {
        return Err("a comment stands where the formatter cannot keep it; the file is left as it is".into());
    }
    if body.is_empty() { Ok(String::new()) } else { Ok(format!("{body}\n")) }
}

fn table(table: &mut Table) {
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        let Some((mut key, item)) = table.get_key_value_mut(&key) else { continue };
        match item {
            Item::Table(inner) => {
                if !inner.is_dotted() {
                    header(inner.decor_mut());
                }
                self::table(inner);
            }
            Item::ArrayOfTables(tables) => {
                for inner in tables.iter_mut() {
                    header(inner.decor_mut());
                    self::table(inner);
                }
            }
            Item::Value(item) => {
                if let Value::InlineTable(inner) = item
                    && inner.is_dotted()
                {
                    inline(inner);
                    continue;
                }
                leaf(key.leaf_decor_mut());
                key.dotted_decor_mut().clear();
                let width = key.get().len() + 3;
                value(item, width, true);
            }
            Item::None => {}
        }
    }
    // Keys of dotted tables (`a.b = 1`) carry their layout on the innermost value.
    if table.is_dotted() {
        table.decor_mut().clear();
    }
}

fn header(decor: &mut Decor) {
    let before = block(text_of(decor.prefix()), true);
    let after = comment(text_of(decor.suffix()));
    decor.set_prefix(before);
    decor.set_suffix(after);
}

fn leaf(decor: &mut Decor) {
    let before = block(text_of(decor.prefix()), false);
    decor.set_prefix(before);
    decor.set_suffix(" ");
}

fn text_of(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or("")
}

/// Comment lines before something: trimmed, runs of blank lines made one. Before a header there is always a
/// blank line; a comment that stands directly below the record before stays there.
fn block(raw: &str, header: bool) -> String {
    let mut out = String::new();
    let mut lines: Vec<&str> = raw.split('\n').map(str::trim).collect();
    // What follows the last line break is indentation.
    lines.pop();
    let parted = lines.iter().any(|line| line.is_empty());
    let mut blank = header && !parted;
    if blank {
        out.push('\n');
    }
    for line in lines {
        if line.is_empty() {
            if !blank {
                out.push('\n');
            }
            blank = true;
        } else {
            out.push_str(line);
            out.push('\n');
            blank = false;
        }
    }
    out
}

fn comment(raw: &str) -> String {
    let trimmed = raw.trim();
    if trimmed.is_empty() { String::new() } else { format!(" {trimmed}") }
}

fn value(value: &mut Value, width: usize, top: bool) {
    let after = if top { comment(text_of(value.decor().suffix())) } else { String::new() };
    match value {
        Value::Array(items) => array(items, width),
        Value::InlineTable(items) => inline(items),
        _ => {}
    }
    value.decor_mut().set_prefix(if top { " " } else { "" });
    value.decor_mut().set_suffix(after);
}

fn inline(items: &mut InlineTable) {
    let commented = inline_has_comment(items);
    if commented {
        return;
    }
    let count = items.len();
    for (at, (mut key, item)) in items.iter_mut().enumerate() {
        key.leaf_decor_mut().set_prefix(" ");
        key.leaf_decor_mut().set_suffix(" ");
        value(item, 0, true);
        item.decor_mut().set_suffix(if at + 1 == count { " " } else { "" });
    }
    items.set_trailing_comma(false);
}

fn inline_has_comment(items: &InlineTable) -> bool {
    items.to_string().contains('#')
}

fn array(items: &mut Array, width: usize) {
    let commented = items.iter().any(|item| has_comment(item.decor()))
        || items.trailing().as_str().is_some_and(|raw| raw.contains('#'));
    let count = items.len();
    if commented {
        // A comment belongs to the item it stands by: one item a line, comments kept before the items.
        for item in items.iter_mut() {
            let before = indented(&format!("{}{}", text_of(item.decor().prefix()), ""));
            let after = text_of(item.decor().suffix()).trim().to_owned();
            value(item, 0, false);
            item.decor_mut().set_prefix(before);
            item.decor_mut().set_suffix(if after.is_empty() { String::new() } else { format!(" {after}\n") });
        }
        let trailing = indented(items.trailing().as_str().unwrap_or(""));
        let trailing = trailing.trim_end_matches(' ').to_owned();
        items.set_trailing(trailing);
        return;
    }
    for (at, item) in items.iter_mut().enumerate() {
        value(item, 0, false);
        item.decor_mut().set_prefix(if at == 0 { "" } else { " " });
    }
    items.set_trailing("");
    items.set_trailing_comma(false);
    let line = items.to_string();
    if count > 1 && (width + line.trim().len() > LINE || line.contains('\n')) {
        for item in items.iter_mut() {
            item.decor_mut().set_prefix("\n  ");
        }
        items.set_trailing("\n");
        items.set_trailing_comma(true);
    }
}

fn has_comment(decor: &Decor) -> bool {
    text_of(decor.prefix()).contains('#') || text_of(decor.suffix()).contains('#')
}

/// Comment lines inside an array: a comment that follows an item stays on its line.
fn indented(raw: &str) -> String {
    let mut out = String::new();
    for (at, line) in raw.split('\n').enumerate() {
        let line = line.trim();
        match (at, line.is_empty()) {
            (0, true) | (_, true) => {}
            (0, false) => {
                out.push(' ');
                out.push_str(line);
            }
            (_, false) => {
                out.push_str("\n  ");
                out.push_str(line);
            }
        }
    }
    out.push_str("\n  ");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(text: &str) -> String {
        format("a.toml", text).unwrap()
    }

    #[test]
    fn one_blank_line_between_records_and_comments_kept() {
        let text = "\n\n# Zones\n[zone.a]\nkind=\"network\"   # where it hangs\n\n\n\n  # the cabinet\n[zone.b] # locked\n   kind   =    'physical'\n# end";
        let wanted = "# Zones\n[zone.a]\nkind = \"network\" # where it hangs\n\n# the cabinet\n[zone.b] # locked\nkind = 'physical'\n# end\n";
        assert_eq!(formatted(text), wanted);
        assert_eq!(formatted(wanted), wanted);
    }

    #[test]
    fn short_lists_on_a_line_long_ones_item_by_item() {
        let short = "[a.b]\nx = [ 'a',\n 'b' ]\n";
        assert_eq!(formatted(short), "[a.b]\nx = ['a', 'b']\n");
        let words: Vec<String> = (0..20).map(|at| format!("'interface-{at}'")).collect();
        let long = formatted(&format!("[a.b]\nx = [{}]\n", words.join(",")));
        assert!(long.starts_with("[a.b]\nx = [\n  'interface-0',\n"), "{long}");
        assert_eq!(formatted(&long), long);
    }

    #[test]
    fn lists_of_tables_and_comments_inside_survive() {
        let text = "[a.b]\nx = [\n  # first\n  {name='a',needs=\"b\"},   # why\n  {name='c'}\n]\n";
        let once = formatted(text);
        assert!(once.contains("# first") && once.contains("# why"), "{once}");
        assert_eq!(formatted(&once), once);
        assert!(once.parse::<DocumentMut>().is_ok());
    }

    #[test]
    fn markdown_is_formatted_in_its_front_matter_only() {
        let text = "+++\n[process.x]\nversion=\"1\"\n+++\n\n#  Prose   \n";
        assert_eq!(format("a.md", text).unwrap(), "+++\n[process.x]\nversion = \"1\"\n+++\n\n#  Prose   \n");
        assert!(format("a.toml", "x = ").is_err());
    }
}

//! Words that chapters share: lists of names, what is left out, what is not said.

use std::collections::BTreeMap;

use vauban_pages::{Block, Inline, Section, Table, Tone, badge, code, note, plain};
use vauban_report::text::count;

use super::book::Book;

/// Names that stand in one cell; the rest is counted.
const NAMES: usize = 8;

/// A text as it was written; where there is none, that there is none.
pub(super) fn said(text: &str) -> Vec<Inline> {
    match text.trim() {
        "" => vec![badge(Tone::Attention, "not said")],
        text => told(text),
    }
}

/// A text as it was written; what stands in backticks is a value.
pub(super) fn told(text: &str) -> Vec<Inline> {
    pieces(text, |piece| code(piece))
}

/// A text as it was written; where there is none, a dash.
pub(super) fn or_dash(text: &str) -> Vec<Inline> {
    match text.trim() {
        "" => vec![plain("–")],
        text => told(text),
    }
}

/// Yes or no.
pub(super) fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// Pieces with something between them.
pub(super) fn joined(lines: impl IntoIterator<Item = Vec<Inline>>, between: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for line in lines {
        if !out.is_empty() {
            out.push(plain(between));
        }
        out.extend(line);
    }
    out
}

/// Pieces below each other.
pub(super) fn stacked(lines: impl IntoIterator<Item = Vec<Inline>>) -> Vec<Inline> {
    let mut out = Vec::new();
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.extend(line);
    }
    out
}

/// Ids of records with their links; of many the first, and how many more; a dash for none.
pub(super) fn names(book: &Book<'_>, names: &[String]) -> Vec<Inline> {
    few(names, NAMES, |name| vec![book.short(name)])
}

/// Some of many in one line; a dash for none.
pub(super) fn few<T>(all: &[T], most: usize, one: impl Fn(&T) -> Vec<Inline>) -> Vec<Inline> {
    if all.is_empty() {
        return vec![plain("–")];
    }
    let mut line = joined(all.iter().take(most).map(one), ", ");
    if all.len() > most {
        line.push(plain(format!(" and {} more", all.len() - most)));
    }
    line
}

/// What a table leaves out, and how to see it; nothing where it is whole.
pub(super) fn more(shown: usize, all: usize, noun: &str, how: &str) -> Option<Block> {
    (all > shown).then(|| {
        let told = format!("{} of {} shown; {how} shows the rest.", shown, count(all, noun));
        note(Tone::Muted, "More", [Block::Paragraph(self::told(&told))])
    })
}

/// A table, or nothing where it has no rows.
pub(super) fn some(table: Table) -> Option<Block> {
    (!table.rows.is_empty()).then_some(Block::Table(table))
}

/// A sentence in front of a table or picture.
pub(super) fn lead(words: &str) -> Block {
    Block::Paragraph(told(words))
}

/// What to write where nothing is recorded.
pub(super) fn write_first(what: &str, how: Vec<Inline>) -> Block {
    note(Tone::Attention, what, [Block::Paragraph(how)])
}

/// What is there for who wants it.
pub(super) fn folded(summary: impl Into<String>, blocks: Vec<Block>) -> Block {
    Block::Details { summary: vec![plain(summary)], blocks }
}

/// A section of a chapter.
pub(super) fn section(anchor: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section::new(anchor, title).with(blocks)
}

/// A sentence of our own: what stands in backticks is a value, or a record that leads to its place.
pub(super) fn worded(book: &Book<'_>, text: &str) -> Vec<Inline> {
    pieces(text, |piece| if book.places.knows(piece) { book.name(piece) } else { code(piece) })
}

/// A text in which what stands in backticks is something of its own; as it is where they do not pair.
fn pieces(text: &str, of: impl Fn(&str) -> Inline) -> Vec<Inline> {
    if text.matches('`').count() % 2 == 1 {
        return vec![plain(text)];
    }
    let pieces = text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    pieces.map(|(at, piece)| if at % 2 == 0 { plain(piece) } else { of(piece) }).collect()
}

/// A sentence in which these records are named, by name or by id: each leads to its place.
pub(super) fn linked(book: &Book<'_>, text: &str, records: &[String]) -> Vec<Inline> {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for name in records {
        known.insert(name, name);
        if let Some((_, id)) = name.split_once('.') {
            known.entry(id).or_insert(name);
        }
    }
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let mut line = Vec::new();
    let mut rest = text;
    let mut loose = String::new();
    while let Some(begin) = rest.find(part) {
        let (before, from) = rest.split_at(begin);
        let (word, after) = from.split_at(from.find(|c| !part(c)).unwrap_or(from.len()));
        loose.push_str(before);
        let bare = word.trim_end_matches('.');
        match known.get(bare) {
            Some(name) => {
                if !loose.is_empty() {
                    line.push(plain(std::mem::take(&mut loose)));
                }
                line.push(book.shown(name, vec![code(bare)]));
                loose.push_str(&word[bare.len()..]);
            }
            None => loose.push_str(word),
        }
        rest = after;
    }
    loose.push_str(rest);
    if !loose.is_empty() {
        line.push(plain(loose));
    }
    line
}

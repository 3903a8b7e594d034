//! The pieces of a line, and where they lead.

use std::collections::BTreeSet;

use super::{Leads, Places, text, tone_name};
use crate::document::{Block, Table};
use crate::inline::{Inline, Target, words};

/// What a piece stands in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Within {
    /// A link: there is no link in a link.
    pub(super) link: bool,
    pub(super) depth: usize,
}

/// Looks that lie deeper in each other than this add nothing.
const DEEPEST: usize = 12;
/// A badge with more letters would not fit on a line.
const LONGEST_BADGE: usize = 28;

/// Writes pieces as statements, one behind the other; `there` says where links can lead.
pub(super) fn pieces(line: &[Inline], within: Within, there: &Places<'_>, out: &mut String) {
    let deeper = Within { depth: within.depth + 1, ..within };
    let around = |before: &str, inner: &[Inline], within: Within, out: &mut String| {
        let plain = within.depth > DEEPEST;
        if !plain {
            out.push_str(before);
        }
        match plain {
            // Recursion ends here: what lies deeper is words.
            true => text::line(&words(inner), out),
            false => pieces(inner, within, there, out),
        }
        if !plain {
            out.push_str("});");
        }
    };
    for piece in line {
        match piece {
            Inline::Text(words) => text::line(words, out),
            Inline::Strong(inner) => around("strong({[];", inner, deeper, out),
            Inline::Emphasis(inner) => around("emph({[];", inner, deeper, out),
            Inline::Code(code) => {
                out.push_str("c({[];");
                text::line(code, out);
                out.push_str("});");
            }
            Inline::Badge { tone, text: word } => {
                let short = word.chars().nth(LONGEST_BADGE).is_none();
                out.push_str(if short { "badge(\"" } else { "words(\"" });
                out.push_str(tone_name(*tone));
                out.push_str("\", {[];");
                match short {
                    true => text::value(word, LONGEST_BADGE, out),
                    false => text::line(word, out),
                }
                out.push_str("});");
            }
            Inline::Link { to, content } => match there.leads(to).filter(|_| !within.link) {
                Some(leads) => {
                    let mut begin = String::from("link(");
                    match leads {
                        Leads::Place(anchor) => {
                            begin.push_str("label(");
                            text::literal(anchor, &mut begin);
                            begin.push(')');
                        }
                        Leads::Address(address) => text::literal(&address, &mut begin),
                    }
                    begin.push_str(", {[];");
                    around(&begin, content, Within { link: true, ..deeper }, out);
                }
                None if within.depth > DEEPEST => text::line(&words(content), out),
                None => pieces(content, deeper, there, out),
            },
            Inline::Break => out.push_str("linebreak();"),
        }
    }
}

/// The places that something leads to.
pub(super) struct Led<'a> {
    pub(super) own: &'a str,
    pub(super) places: BTreeSet<&'a str>,
}

/// Collects the places that blocks have and those that they lead to.
pub(super) fn look<'a>(blocks: &'a [Block], there: &mut BTreeSet<&'a str>, led: &mut Led<'a>) {
    for block in blocks {
        match block {
            Block::Paragraph(line) => led.line(line),
            Block::List { items, .. } => items.iter().for_each(|item| look(item, there, led)),
            Block::Table(table) => rows(table, there, led),
            Block::Figure(figure) => {
                there.insert(&figure.anchor);
            }
            Block::Facts(pairs) => led.facts(pairs),
            Block::Note { blocks, .. } | Block::Quote(blocks) => look(blocks, there, led),
            Block::Details { summary, blocks } => {
                led.line(summary);
                look(blocks, there, led);
            }
            Block::Picture { .. } | Block::Code(_) => {}
        }
    }
}

fn rows<'a>(table: &'a Table, there: &mut BTreeSet<&'a str>, led: &mut Led<'a>) {
    if table.columns.is_empty() {
        return;
    }
    there.insert(&table.anchor);
    for row in &table.rows {
        there.insert(&row.anchor);
        row.cells.iter().for_each(|cell| led.line(&cell.content));
    }
}

impl<'a> Led<'a> {
    pub(super) fn facts(&mut self, pairs: &'a [(String, Vec<Inline>)]) {
        pairs.iter().for_each(|(_, what)| self.line(what));
    }

    fn line(&mut self, line: &'a [Inline]) {
        for piece in line {
            match piece {
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.line(inner),
                Inline::Link { to, content } => {
                    match to {
                        Target::Anchor(anchor) => {
                            self.places.insert(anchor);
                        }
                        Target::Document { id, anchor } if id == self.own => {
                            self.places.insert(anchor);
                        }
                        Target::Document { .. } | Target::Web(_) => {}
                    }
                    self.line(content);
                }
                Inline::Text(_) | Inline::Code(_) | Inline::Badge { .. } | Inline::Break => {}
            }
        }
    }
}

//! Taking out of a document what its readers must not see.
//!
//! Documents are made from everything that is known, so that no verdict gets better by knowing less. Where one speaks of
//! a record that is withheld, by its name, its id or words that stand in it, that row, paragraph, section or figure is
//! replaced by a word that says so. How much was taken out is counted, and said.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use vauban_model::{AnyId, Model};
use vauban_pages::{Block, Document, Inline, Row, Section, Tone, badge, note, paragraph, words};

/// Words of a record that are as long as this are told apart from other words.
const LONG: usize = 16;

/// What must not be said.
pub struct Withheld {
    words: Option<AhoCorasick>,
}

impl Withheld {
    /// Everything that records say which the others do not.
    ///
    /// # Errors
    /// If there are so many that they cannot be looked for.
    pub fn new(model: &Model, hidden: &dyn Fn(AnyId) -> bool) -> Result<Withheld, String> {
        let mut secret: BTreeSet<String> = BTreeSet::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        for id in model.all() {
            let head = model.head(id);
            let words = match hidden(id) {
                true => &mut secret,
                false => &mut known,
            };
            words.extend([head.name(), head.local().to_owned()]);
            for (_, value) in model.said(id) {
                words.extend(value.lines().map(flat).filter(|line| line.chars().count() >= LONG && line.contains(' ')));
            }
        }
        for prose in &model.prose {
            let whole = |id: &AnyId| model.head(*id).header.file == prose.file;
            // A file of prose is one record; the lines of one that is withheld are as secret as its keys.
            if model.all().find(whole).is_some_and(hidden) {
                let text = model.sources.file(prose.file).text.get(prose.start as usize..).unwrap_or_default();
                secret.extend(text.lines().map(flat).filter(|line| line.chars().count() >= LONG));
            }
        }
        let words: Vec<&String> = secret.difference(&known).filter(|word| word.chars().count() >= 4).collect();
        if words.is_empty() {
            return Ok(Withheld { words: None });
        }
        let words = AhoCorasick::new(words).map_err(|error| format!("cannot look for what is withheld: {error}"))?;
        Ok(Withheld { words: Some(words) })
    }

    /// Whether a text says something of it.
    fn says(&self, text: &str) -> bool {
        let Some(words) = &self.words else { return false };
        let text = flat(text);
        let bounded = |at: Option<char>| at.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
        words.find_overlapping_iter(&text).any(|found| {
            bounded(text[..found.start()].chars().next_back()) && bounded(text[found.end()..].chars().next())
        })
    }

    fn says_line(&self, line: &[Inline]) -> bool {
        self.says(&words(line))
    }

    /// Takes it out of a document; how many places there were.
    pub fn take_out(&self, document: &mut Document) -> usize {
        if self.words.is_none() {
            return 0;
        }
        let mut count = 0;
        for (_, line) in &mut document.about {
            self.line(line, &mut count);
        }
        self.blocks(&mut document.lead, &mut count);
        for section in &mut document.sections {
            self.section(section, &mut count);
        }
        if count > 0 {
            let places = if count == 1 {
                "One place of this document is".to_owned()
            } else {
                format!("{count} places of this document are")
            };
            let said = format!(
                "{places} withheld from the readers it is for. Verdicts and numbers were worked out from everything."
            );
            document.lead.insert(0, note(Tone::Muted, "Withheld", [paragraph([said])]));
        }
        count
    }

    fn section(&self, section: &mut Section, count: &mut usize) {
        if self.says_line(&section.title) || self.says(&section.anchor) {
            *count += 1;
            section.title = vec![gone()];
            section.anchor = format!("withheld-{count}");
            section.blocks.clear();
            section.sections.clear();
            return;
        }
        self.blocks(&mut section.blocks, count);
        for inner in &mut section.sections {
            self.section(inner, count);
        }
    }

    fn line(&self, line: &mut Vec<Inline>, count: &mut usize) {
        if self.says_line(line) {
            *count += 1;
            *line = vec![gone()];
        }
    }

    fn blocks(&self, blocks: &mut [Block], count: &mut usize) {
        for block in blocks {
            let all = match block {
                Block::Paragraph(line) => {
                    self.line(line, count);
                    false
                }
                Block::List { items, .. } => {
                    items.iter_mut().for_each(|item| self.blocks(item, count));
                    false
                }
                Block::Table(table) => {
                    for row in &mut table.rows {
                        let whole: Vec<String> = row.cells.iter().map(|cell| words(&cell.content)).collect();
                        if self.says(&whole.join("\u{1f}")) || self.says(&row.anchor) {
                            *count += 1;
                            withhold(row);
                        }
                    }
                    self.says(&table.caption) || table.columns.iter().any(|column| self.says(&column.title))
                }
                Block::Facts(facts) => {
                    for (name, line) in facts {
                        if self.says(name) {
                            *name = "withheld".to_owned();
                            *line = vec![gone()];
                            *count += 1;
                        }
                        self.line(line, count);
                    }
                    false
                }
                Block::Note { title, blocks, .. } => {
                    self.blocks(blocks, count);
                    self.says(title)
                }
                Block::Quote(blocks) => {
                    self.blocks(blocks, count);
                    false
                }
                Block::Details { summary, blocks } => {
                    self.line(summary, count);
                    self.blocks(blocks, count);
                    false
                }
                Block::Figure(figure) => {
                    self.says(&figure.title) || self.says(&figure.description) || self.says(&text_of(&figure.svg))
                }
                Block::Picture { alt, .. } => self.says(alt),
                Block::Code(code) => self.says(code),
            };
            if all {
                *count += 1;
                *block = Block::Paragraph(vec![gone()]);
            }
        }
    }
}

fn gone() -> Inline {
    badge(Tone::Muted, "withheld")
}

/// The row stays, so that numbers fit; what it says goes.
fn withhold(row: &mut Row) {
    row.anchor.clear();
    for (at, cell) in row.cells.iter_mut().enumerate() {
        cell.number = None;
        cell.content = if at == 0 { vec![gone()] } else { Vec::new() };
    }
}

/// A text in which every run of spaces is one, however it was broken into lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a picture says.
fn text_of(svg: &str) -> String {
    let mut out = String::new();
    let mut rest = svg;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let Some((_, after)) = after.split_once('>') else { break };
        out.push(' ');
        rest = after;
    }
    let spelled = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    spelled.iter().fold(out, |text, (from, to)| text.replace(from, to))
}

//! What the chapters of the guide share: the language wanted, names for people, prose, and where users read more.

use std::collections::BTreeSet;

use vauban_analysis::guidance::{Guidance, Owed, Said, Topic};
use vauban_answers::guide::asks;
use vauban_checks::ToldToUsers;
use vauban_model::{AnyId, Kind, Record, Text};
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Target, Tone, code, link, note, plain, prose};

use super::place::{Chapter, Placed, Places};
use super::words::{Words, language};
use crate::{Subject, pictures};

/// What the chapters are made from.
pub(super) struct Book<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) told: ToldToUsers,
    pub(super) places: Places,
    pub(super) words: &'static Words,
    pub(super) language: String,
    pub(super) release: Option<AnyId>,
    pub(super) draft: bool,
    /// Records that checks say users are not told about.
    pub(super) found: BTreeSet<String>,
}

impl<'a> Book<'a> {
    pub(super) fn model(&self) -> &'a vauban_model::Model {
        &self.subject.compiled.model
    }

    pub(super) fn guidance(&self) -> &Guidance {
        &self.told.guidance
    }

    /// Records of a table that are about the product, with their ids.
    pub(super) fn each<T>(&self, kind: Kind, table: &'a [Record<T>]) -> impl Iterator<Item = (AnyId, &'a Record<T>)> {
        let (compiled, product) = (self.subject.compiled, self.subject.product);
        table.iter().enumerate().filter_map(move |(at, record)| {
            compiled.concerns(product, &record.head).then_some((AnyId { kind, at: at as u32 }, record))
        })
    }

    /// The records that users must be told about under a topic.
    pub(super) fn owed(&self, topic: Topic) -> impl Iterator<Item = AnyId> + '_ {
        self.told.owed.iter().filter(move |one: &&Owed| one.topic == topic).map(|one| one.record)
    }

    /// What a record says under a key, in the language wanted where it is there.
    pub(super) fn said(&self, id: AnyId, key: &str) -> Option<Said> {
        self.guidance().said(self.model(), id, key, &self.language)
    }

    /// What users call a record: its title, else the words of its id.
    pub(super) fn name(&self, id: AnyId) -> Said {
        self.said(id, "title").unwrap_or_else(|| {
            let local = self.model().head(id).id.rsplit('/').next().unwrap_or("").replace(['-', '.'], " ");
            let mut letters = local.chars();
            let text = letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str());
            Said { text: text.unwrap_or_default(), translated: true }
        })
    }

    /// Whether no section tells users about a record: the checks say the same.
    pub(super) fn untold(&self, id: AnyId) -> bool {
        if self.guidance().told(id).next().is_some() {
            return false;
        }
        let model = self.model();
        if model.guideline.is_empty() && model.manual.is_empty() {
            return true;
        }
        self.found.contains(&model.head(id).name())
    }

    /// Where users read more about a record: its sections, with a link to each.
    pub(super) fn more(&self, id: AnyId) -> Vec<Inline> {
        let mut out: Vec<Inline> = Vec::new();
        let guidance = self.guidance();
        for at in guidance.told_at(id).iter().copied() {
            let Some(unit) = guidance.units.get(at) else { continue };
            if !out.is_empty() {
                out.push(plain(", "));
            }
            let shown = guidance.in_language(at, &self.language).unwrap_or(unit);
            match self.places.anchors.get(&at) {
                Some(anchor) => out.push(link(Target::Anchor(anchor.clone()), shown.title.as_str())),
                None => {
                    let manual = self.name(unit.by).text;
                    let page = unit.page.map_or_else(String::new, |page| format!(", {} {page}", self.words.page));
                    out.push(plain(format!("{manual}: {}{page}", shown.title)));
                }
            }
        }
        out
    }

    /// A cell with what a record says under a key; counts what is not in the language wanted.
    pub(super) fn cell(&self, id: AnyId, key: &str, foreign: &mut usize) -> Cell {
        let said = self.said(id, key);
        *foreign += usize::from(said.as_ref().is_some_and(|said| !said.translated));
        said.map_or_else(|| plain(self.words.not_said).into(), |said| spans(&said.text).into())
    }

    /// A cell with the name of a record.
    pub(super) fn name_cell(&self, id: AnyId, foreign: &mut usize) -> Cell {
        let name = self.name(id);
        *foreign += usize::from(!name.translated);
        Inline::Strong(spans(&name.text)).into()
    }

    /// A table below a sentence that says what it is for, with a line where parts of it are in another language.
    pub(super) fn table(&self, lead: &str, table: Table, foreign: usize) -> Vec<Block> {
        if table.rows.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Paragraph(vec![plain(lead)])];
        blocks.extend(self.foreign(foreign));
        blocks.push(Block::Table(table));
        blocks
    }

    /// A line that says that some of what follows is in another language.
    pub(super) fn foreign(&self, count: usize) -> Option<Block> {
        let first = self.guidance().first().unwrap_or("en");
        let text = format!("{} {}.", self.words.rows_not_in, language(first, self.words));
        (count > 0).then(|| Block::Paragraph(vec![Inline::Emphasis(vec![plain(text)])]))
    }

    /// Columns by their titles; the ones marked are wide.
    pub(super) fn columns(names: &[(&'static str, bool)]) -> Vec<Column> {
        names.iter().map(|(name, wide)| if *wide { Column::wide(*name) } else { Column::new(*name) }).collect()
    }

    /// In a draft, which records no section tells users about; for the maker, who alone reads ids.
    pub(super) fn for_the_maker(&self, topics: &[Topic]) -> Vec<Block> {
        if !self.draft {
            return Vec::new();
        }
        let mut untold: Vec<AnyId> =
            topics.iter().flat_map(|topic| self.owed(*topic)).filter(|id| self.untold(*id)).collect();
        untold.dedup();
        if untold.is_empty() {
            return Vec::new();
        }
        let mut line = Vec::new();
        for id in untold {
            if !line.is_empty() {
                line.push(plain(", "));
            }
            line.push(code(self.model().head(id).name()));
        }
        vec![note(Tone::Attention, self.words.untold, [Block::Paragraph(line)])]
    }

    /// The prose of a chapter, as sections. What opens a file opens the chapter, without a heading of its own.
    pub(super) fn prose(&self, chapter: Chapter) -> (Vec<Block>, Vec<Section>) {
        let placed = self.places.chapters.get(&chapter).map_or(&[][..], Vec::as_slice);
        let (first, rest) = match placed.split_first() {
            Some((first, rest)) if first.opens => (self.section(first), rest),
            _ => (None, placed),
        };
        let opening = first.map(|section| section.blocks).unwrap_or_default();
        (opening, rest.iter().filter_map(|one| self.section(one)).collect())
    }

    /// A section of prose in the language wanted; as it was written, and saying so, where there is none of today.
    fn section(&self, placed: &Placed) -> Option<Section> {
        let guidance = self.guidance();
        let unit = guidance.units.get(placed.unit)?;
        let below: Vec<Section> = placed.below.iter().filter_map(|one| self.section(one)).collect();
        let model = self.model();
        if unit.text(model).is_empty() && below.is_empty() {
            return None;
        }
        let shown = guidance.in_language(placed.unit, &self.language);
        let from = shown.unwrap_or(unit);
        let file = &model.sources.file(model.head(from.by).header.file).path;
        let pictures = pictures::of(self.subject.world, file);
        let mut blocks = Vec::new();
        let own = unit.language.clone().filter(|_| shown.is_none());
        if let Some(own) = &own {
            let text = format!("{} {}.", self.words.not_in, language(own, self.words));
            blocks.push(Block::Paragraph(vec![Inline::Emphasis(vec![plain(text)])]));
        }
        blocks.extend(prose::blocks(from.text(model), &pictures));
        let mut section = Section::new(&placed.anchor, from.title.as_str()).with(blocks).over(below);
        section.anchor.clone_from(&placed.anchor);
        section.language = own;
        Some(section)
    }
}

/// A text of a record, with what stands between backticks as code.
pub(super) fn spans(text: &str) -> Vec<Inline> {
    if text.matches('`').count() % 2 == 1 {
        return vec![plain(text)];
    }
    let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { plain(part) }).collect()
}

/// Text that says something.
pub(super) fn text(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// Records that checks say users are not told about.
pub(super) fn found(subject: &Subject<'_>) -> BTreeSet<String> {
    let findings = subject.compiled.findings.iter().filter(|finding| asks(finding.code));
    findings.map(|finding| finding.subject.clone()).collect()
}

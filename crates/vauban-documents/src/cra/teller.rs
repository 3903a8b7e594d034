//! Names of records as links to where their text stands, and the list of all that were named.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Doer;
use vauban_model::{AnyId, Head, Kind, Model, Record, Ref, Text};
use vauban_pages::{Block, Column, Inline, Section, Table, Target, code, link, paragraph, plain, text};

use crate::Subject;

/// Tells records by name, and remembers which.
pub(crate) struct Teller<'a> {
    pub(crate) subject: &'a Subject<'a>,
    named: RefCell<BTreeMap<AnyId, String>>,
    taken: RefCell<BTreeSet<String>>,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(subject: &'a Subject<'a>) -> Teller<'a> {
        Teller { subject, named: RefCell::default(), taken: RefCell::default() }
    }

    pub(crate) fn model(&self) -> &'a Model {
        &self.subject.compiled.model
    }

    /// Records of a table that are about the product.
    pub(crate) fn each<T>(
        &self,
        kind: Kind,
        table: &'a [Record<T>],
    ) -> impl Iterator<Item = (AnyId, &'a Record<T>)> + use<'_, 'a, T> {
        let all = table.iter().enumerate();
        let mine = all.filter(|(_, one)| self.subject.compiled.concerns(self.subject.product, &one.head));
        mine.map(move |(at, one)| (AnyId { kind, at: at as u32 }, one))
    }

    /// The name of a record, leading to its row in the list of records.
    pub(crate) fn link(&self, id: AnyId) -> Inline {
        let name = self.model().head(id).name();
        let to = self.named.borrow_mut().entry(id).or_insert_with(|| self.place(&name)).clone();
        link(Target::Anchor(to), name)
    }

    /// A place of its own: two names may differ only in what an anchor cannot say.
    fn place(&self, name: &str) -> String {
        let mut taken = self.taken.borrow_mut();
        let first = text::anchor(&format!("record-{name}"));
        let mut own = first.clone();
        let mut number = 2;
        while !taken.insert(own.clone()) {
            own = format!("{first}--{number}");
            number += 1;
        }
        own
    }

    /// The same with its title in front, where it has one.
    pub(crate) fn titled(&self, id: AnyId) -> Vec<Inline> {
        let head = self.model().head(id);
        match &head.common.title {
            Some(title) => vec![plain(title.trim()), plain(" ("), self.link(id), plain(")")],
            None => vec![self.link(id)],
        }
    }

    /// Several, with commas.
    pub(crate) fn links(&self, ids: &[AnyId]) -> Vec<Inline> {
        let mut line = Vec::new();
        for id in ids {
            if !line.is_empty() {
                line.push(plain(", "));
            }
            line.push(self.link(*id));
        }
        line
    }

    /// What references mean, with commas.
    pub(crate) fn refs<T>(&self, refs: &[Ref<T>]) -> Vec<Inline> {
        self.links(&refs.iter().filter_map(Ref::to).collect::<Vec<_>>())
    }

    /// Who did or approved something.
    pub(crate) fn doer(&self, doer: &Option<Ref<Doer>>) -> Vec<Inline> {
        match doer.as_ref().and_then(Ref::to) {
            Some(id) => vec![self.link(id)],
            None => vec![plain("nobody")],
        }
    }

    /// The list of all records that were named, with the place of each.
    pub(crate) fn records(&self) -> Section {
        let mut table =
            Table::new("Records", [Column::new("record"), Column::wide("title"), Column::new("where it stands")]);
        for (id, place) in self.named.borrow().iter() {
            let head: &Head = self.model().head(*id);
            let (file, line) = self.model().place(*id);
            let title = head.common.title.as_ref().map_or("", |title| title.trim());
            let row = table.row([code(head.name()), plain(title), code(format!("{file}:{line}"))]);
            row.anchor.clone_from(place);
        }
        Section::new("records", "Records named here").with([
            paragraph(["Everything that this document names, with the file and line that say it."]),
            Block::Details {
                summary: vec![plain(format!("{} records", table.rows.len()))],
                blocks: vec![Block::Table(table)],
            },
        ])
    }
}

/// The text of a key; empty where it says nothing.
pub(crate) fn said(text: &Option<Text>) -> String {
    text.as_ref().map_or_else(String::new, |text| text.trim().to_owned())
}

/// A sentence of our own, in which what stands between backticks is an id, a key or a command.
pub(crate) fn coded(sentence: &str) -> Vec<Inline> {
    let pieces = sentence.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    pieces.map(|(at, piece)| if at % 2 == 1 { code(piece) } else { plain(piece) }).collect()
}

/// Names and what they are, without those that say nothing.
pub(crate) fn facts<'t>(all: impl IntoIterator<Item = (&'t str, String)>) -> Block {
    let told = all.into_iter().filter(|(_, what)| !what.is_empty());
    vauban_pages::facts(told.map(|(name, what)| (name, vec![plain(what)])))
}

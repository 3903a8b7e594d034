//! References between records, to requirements of standards and to evidence.
//!
//! Reading a record keeps what was written and where; [`crate::resolve`] finds out what it means. A
//! reference that means nothing stays in the model as a hole with a place.

use std::marker::PhantomData;

use vauban_diagnostics::Span;
use vauban_syntax::{DeValue, Spanned};

use crate::model::{AnyId, Kind};
use crate::shape::{Form, Names, Reader, Shape, Text, text};

/// A reference as written, and what it was found to mean.
#[derive(Clone, Debug)]
pub struct Link {
    /// What was written: `id`, `kind.id`, `folder/kind.id`.
    pub text: Box<str>,
    /// Where.
    pub span: Span,
    /// Kinds it may mean.
    pub targets: &'static [Kind],
    /// What it means; `None` for a hole.
    pub to: Option<AnyId>,
    /// What it means in the whole design, where the variant that is looked at does not have it; `to` is then `None`.
    pub absent: Option<AnyId>,
}

impl Link {
    /// Writes the full name of what it means, in this variant or not; what was written, for a hole.
    pub(crate) fn spell(&self, names: Names<'_>, out: &mut String) {
        match self.to.or(self.absent) {
            Some(id) => out.push_str(&names(id)),
            None => out.push_str(&self.text),
        }
    }
}

/// Something a record points at.
#[derive(Clone, Copy, Debug)]
pub enum Mention<'a> {
    /// Another record.
    Link(&'a Link),
    /// A requirement of a standard.
    Clause(&'a Text),
    /// A file of the project.
    File(&'a Text),
}

/// A set of kinds that a reference may mean.
pub trait Targets: 'static {
    /// The kinds.
    const KINDS: &'static [Kind];
}

/// A reference to a record of one of the kinds in `T`.
#[derive(Debug)]
pub struct Ref<T> {
    /// The reference itself.
    pub link: Link,
    targets: PhantomData<fn() -> T>,
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Ref { link: self.link.clone(), targets: PhantomData }
    }
}

impl<T> Ref<T> {
    /// What it means; `None` for a hole.
    pub fn to(&self) -> Option<AnyId> {
        self.link.to
    }
}

impl<T: Targets> Shape for Ref<T> {
    fn form() -> Form {
        Form::Reference(T::KINDS.iter().map(|kind| kind.name()).collect())
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let link = Link { text: written.value, span: written.span, targets: T::KINDS, to: None, absent: None };
        Some(Ref { link, targets: PhantomData })
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        visit(Mention::Link(&self.link));
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        visit(&mut self.link);
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        self.link.spell(names, out);
    }
}

/// A requirement or aspect of a standard: `SD-1.c` of the edition in force, or `iec62443-4-1:2018/SD-1.c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause(pub Text);

impl Shape for Clause {
    fn form() -> Form {
        Form::Requirement
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        text(value, reader).map(Clause)
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        visit(Mention::Clause(&self.0));
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// Evidence: a file of the project, or a place in a document record.
#[derive(Clone, Debug)]
pub enum Evidence {
    /// Path relative to the folder of `vauban.toml`.
    File(Text),
    /// `document.ID` or `document.ID#anchor`.
    Document {
        /// The document.
        link: Link,
        /// What follows `#`.
        anchor: Option<Box<str>>,
    },
}

impl Evidence {
    /// Where it was written.
    pub fn span(&self) -> Span {
        match self {
            Evidence::File(path) => path.span,
            Evidence::Document { link, .. } => link.span,
        }
    }
}

impl Shape for Evidence {
    fn form() -> Form {
        Form::Evidence
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let local = written.rsplit('/').next().unwrap_or("");
        if !local.starts_with("document.") {
            return Some(Evidence::File(written));
        }
        let (target, anchor) = match written.split_once('#') {
            Some((target, anchor)) => (target, Some(anchor.into())),
            None => (&*written.value, None),
        };
        let link = Link { text: target.into(), span: written.span, targets: &[Kind::Document], to: None, absent: None };
        Some(Evidence::Document { link, anchor })
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Evidence::Document { link, .. } => visit(Mention::Link(link)),
            Evidence::File(path) => visit(Mention::File(path)),
        }
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        if let Evidence::Document { link, .. } = self {
            visit(link);
        }
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        match self {
            Evidence::File(path) => out.push_str(path),
            Evidence::Document { link, anchor } => {
                link.spell(names, out);
                if let Some(anchor) = anchor {
                    out.push('#');
                    out.push_str(anchor);
                }
            }
        }
    }
}

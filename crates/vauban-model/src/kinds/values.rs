//! Values that need a reader of their own: they join a reference with something else.

use vauban_catalog::threats::Stops;
use vauban_diagnostics::Span;
use vauban_syntax::{DeValue, Spanned};

use crate::codes;
use crate::link::{Clause, Link, Mention, Targets};
use crate::model::Kind;
use crate::shape::{Form, Names, Reader, Shape, Sp, Text, text};
use crate::spell::list;
use crate::words::{RequirementStatus, Side, WordList};

/// What a component is part of: another component, the product, or the environment.
#[derive(Clone, Debug)]
pub enum PartOf {
    /// The product itself, or its environment.
    Side(Sp<Side>),
    /// Another component.
    Component(Link),
}

impl Shape for PartOf {
    fn form() -> Form {
        Form::Reference(vec!["component", "product", "environment"])
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        Some(match &*written.value {
            "product" => PartOf::Side(Sp { value: Side::Product, span: written.span }),
            "environment" => PartOf::Side(Sp { value: Side::Environment, span: written.span }),
            _ => PartOf::Component(link(written, &[Kind::Component])),
        })
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        if let PartOf::Component(link) = self {
            visit(Mention::Link(link));
        }
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        if let PartOf::Component(link) = self {
            visit(link);
        }
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        match self {
            PartOf::Side(side) => side.spell(names, out),
            PartOf::Component(link) => link.spell(names, out),
        }
    }
}

/// How far a requirement is: a word of the list in any case, or what somebody wrote before there was one. Such a word
/// is no error; it stands for no agreement.
#[derive(Clone, Debug)]
pub struct State {
    /// What was written.
    pub written: Text,
    known: Option<RequirementStatus>,
}

impl State {
    /// The word of the list, where it is one.
    pub fn known(&self) -> Option<RequirementStatus> {
        self.known
    }
}

impl Shape for State {
    fn form() -> Form {
        Sp::<RequirementStatus>::form()
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let plain = written.trim();
        let known = RequirementStatus::WORDS.iter().find(|(word, _, _)| word.eq_ignore_ascii_case(plain));
        let known = known.map(|(_, value, _)| *value);
        Some(State { written, known })
    }
    /// As the text that it was before there was a list, so that reviews of then stay bound to what they saw.
    fn spell(&self, names: Names<'_>, out: &mut String) {
        self.written.spell(names, out);
    }
}

/// Severity vectors of one thing: CVSS 3.1, 4.0, or both; each may hold the metrics of threat and environment.
#[derive(Clone, Debug, Default)]
pub struct Vectors(pub Vec<Text>);

impl std::ops::Deref for Vectors {
    type Target = [Text];
    fn deref(&self) -> &[Text] {
        &self.0
    }
}

impl Shape for Vectors {
    fn form() -> Form {
        Form::List(Box::new(Form::Text))
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        Vec::<Text>::read(value, reader).map(Vectors)
    }
    /// One as the text that it was before there could be several, so that links stamped then stay bound.
    fn spell(&self, names: Names<'_>, out: &mut String) {
        match self.0.as_slice() {
            [one] => one.spell(names, out),
            several => list(several, names, out),
        }
    }
    const BARE: bool = false;
}

/// A property of an asset that a flow's legitimate use can touch: `asset.x.integrity`.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The asset.
    pub asset: Link,
    /// The property.
    pub property: Property,
}

/// One of the three properties an asset can lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// Nobody learns it who must not.
    Confidentiality,
    /// Nobody changes it who must not.
    Integrity,
    /// It is there when needed.
    Availability,
}

impl Property {
    /// All three, in the customary order.
    pub const ALL: [Property; 3] = [Property::Confidentiality, Property::Integrity, Property::Availability];

    /// The word as written in records.
    pub fn word(self) -> &'static str {
        match self {
            Property::Confidentiality => "confidentiality",
            Property::Integrity => "integrity",
            Property::Availability => "availability",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Property> {
        Property::ALL.into_iter().find(|property| property.word() == word)
    }
}

impl WordList for Property {
    const WHAT: &'static str = "property of an asset";
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("confidentiality", Property::Confidentiality, "Nobody learns it who must not."),
        ("integrity", Property::Integrity, "Nobody changes it who must not."),
        ("availability", Property::Availability, "It is there when needed."),
    ];
}

impl WordList for Stops {
    const WHAT: &'static str = "kind of attacker";
    const WORDS: &'static [(&'static str, Self, &'static str)] = &[
        ("outsider", Stops::Outsider, "Somebody with no right here."),
        ("peer", Stops::Peer, "A legitimate party that exceeds what it is given."),
        ("insider", Stops::Insider, "A legitimate party that misuses what it is given."),
    ];
}

impl Shape for Grant {
    fn form() -> Form {
        Form::Formatted("asset.ID.confidentiality, asset.ID.integrity or asset.ID.availability")
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let parts = written.rsplit_once('.');
        match parts.and_then(|(asset, word)| Some((asset, Property::parse(word)?))) {
            Some((asset, property)) => {
                let asset = Sp { value: asset.into(), span: written.span };
                Some(Grant { asset: link(asset, &[Kind::Asset]), property })
            }
            None => {
                let finding = codes::WRONG_TYPE
                    .at(written.span, format!("`{}` names no property of an asset", &**written))
                    .help("write `asset.ID.confidentiality`, `asset.ID.integrity` or `asset.ID.availability`");
                reader.report(finding);
                None
            }
        }
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        visit(Mention::Link(&self.asset));
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        visit(&mut self.asset);
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        self.asset.spell(names, out);
        out.push('.');
        out.push_str(self.property.word());
    }
}

/// What a mechanism implements: a requirement record, or a requirement of a standard.
#[derive(Clone, Debug)]
pub enum Implements {
    /// `requirement.x`.
    Requirement(Link),
    /// `CR 1.1`, `SD-1.g`.
    Clause(Clause),
}

impl Shape for Implements {
    fn form() -> Form {
        Form::Requirement
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let local = written.rsplit('/').next().unwrap_or("");
        Some(if local.starts_with("requirement.") {
            Implements::Requirement(link(written, &[Kind::Requirement]))
        } else {
            Implements::Clause(Clause(written))
        })
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Implements::Requirement(link) => visit(Mention::Link(link)),
            Implements::Clause(clause) => clause.mentions(visit),
        }
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        if let Implements::Requirement(link) = self {
            visit(link);
        }
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        match self {
            Implements::Requirement(link) => link.spell(names, out),
            Implements::Clause(clause) => clause.spell(names, out),
        }
    }
}

/// What a section covers: a requirement of a standard, or a record that users must be told about.
#[derive(Clone, Debug)]
pub enum Covered {
    /// `SG-4.a`.
    Clause(Clause),
    /// `assumption.x`.
    Record(Link),
}

impl Covered {
    /// Reads what was written: `kind.id` is a record, everything else a requirement.
    pub fn from_text(written: Text) -> Covered {
        let local = written.rsplit('/').next().unwrap_or("");
        let kind = local.split_once('.').and_then(|(kind, _)| Kind::named(kind));
        match kind {
            Some(_) => Covered::Record(link(written, super::Coverable::KINDS)),
            None => Covered::Clause(Clause(written)),
        }
    }
}

impl Shape for Covered {
    fn form() -> Form {
        Form::Requirement
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        text(value, reader).map(Covered::from_text)
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Covered::Record(link) => visit(Mention::Link(link)),
            Covered::Clause(clause) => clause.mentions(visit),
        }
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        if let Covered::Record(link) = self {
            visit(link);
        }
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        match self {
            Covered::Clause(clause) => clause.spell(names, out),
            Covered::Record(link) => link.spell(names, out),
        }
    }
}

/// Where the use of an interface is documented: a guideline or document, with a section.
#[derive(Clone, Debug)]
pub struct DocumentPlace {
    /// The guideline, manual or document.
    pub link: Link,
    /// The section's anchor.
    pub anchor: Option<Box<str>>,
}

impl Shape for DocumentPlace {
    fn form() -> Form {
        Form::Formatted("guideline.ID#section, manual.ID#section or document.ID#anchor")
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let (target, anchor) = match written.split_once('#') {
            Some((target, anchor)) => (target, Some(anchor.into())),
            None => (&*written.value, None),
        };
        let target = Sp { value: target.into(), span: written.span };
        let kinds = &[Kind::Guideline, Kind::Manual, Kind::Document];
        Some(DocumentPlace { link: link(target, kinds), anchor })
    }
    fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
        visit(Mention::Link(&self.link));
    }
    fn links_mut(&mut self, visit: &mut dyn FnMut(&mut Link)) {
        visit(&mut self.link);
    }
    fn spell(&self, names: Names<'_>, out: &mut String) {
        self.link.spell(names, out);
        if let Some(anchor) = &self.anchor {
            out.push('#');
            out.push_str(anchor);
        }
    }
}

fn link(written: Text, targets: &'static [Kind]) -> Link {
    Link { text: written.value, span: written.span, targets, to: None, absent: None }
}

/// What a review saw of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It, as it was.
    Sight(Sight),
    /// That it is no longer there.
    Gone(Span),
}

/// An element as a review saw it: its fingerprint, and a short mark of each key, by which a later change is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// SHA-256 of the element, 64 hexadecimal digits.
    pub digest: Box<str>,
    /// The first 8 digits of the SHA-256 of each key and its value.
    pub marks: Vec<(Box<str>, Box<str>)>,
    /// Where it stands.
    pub span: Span,
}

impl Seen {
    /// Reads `sha256:… key:mark key:mark`, or `gone`.
    fn parse(text: &str, span: Span) -> Option<Seen> {
        if text == "gone" {
            return Some(Seen::Gone(span));
        }
        let hex = |digits: &str| digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        let digest = words.next()?.strip_prefix("sha256:").filter(|digits| digits.len() == 64 && hex(digits))?;
        let mark = |word: &str| {
            let (key, mark) = word.rsplit_once(':')?;
            (mark.len() == 8 && hex(mark)).then(|| (key.into(), mark.into()))
        };
        let marks = words.map(mark).collect::<Option<Vec<_>>>()?;
        Some(Seen::Sight(Sight { digest: digest.into(), marks, span }))
    }
}

impl Shape for Seen {
    fn form() -> Form {
        Form::Formatted("fingerprint of an element, written by `vauban review`")
    }
    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let written = text(value, reader)?;
        let seen = Seen::parse(&written, written.span);
        if seen.is_none() {
            let finding = codes::WRONG_TYPE
                .at(written.span, "expected the fingerprint of an element")
                .help("`vauban review start` and `vauban review stamp` write these; do not edit them by hand");
            reader.report(finding);
        }
        seen
    }
    fn spell(&self, _: Names<'_>, out: &mut String) {
        match self {
            Seen::Sight(sight) => out.push_str(&sight.digest),
            Seen::Gone(_) => out.push_str("gone"),
        }
    }
}

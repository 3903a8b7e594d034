//! The own model: documents of statements, wide enough for all three formats.
//!
//! A statement says of a vulnerability what it means for products. What a format cannot say is absent, never guessed;
//! what only one format can say is kept. Statements are plain values: which of several counts is decided in
//! [`crate::precedence`], what a format demands in [`crate::rules`].

use std::collections::BTreeSet;

use crate::problem::Place;
use crate::time::Time;
use crate::words::{Justification, Remedy, Response, Status};

/// The format a document was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// OpenVEX before 0.2.0: products and vulnerability are bare strings.
    OpenVex0_0_1,
    /// OpenVEX 0.2.0.
    #[default]
    OpenVex0_2_0,
    /// CSAF 2.0.
    Csaf2_0,
    /// CSAF 2.1.
    Csaf2_1,
    /// CycloneDX 1.4 to 1.7 by its minor number.
    CycloneDx(u8),
    /// A record of a product.
    Record,
}

impl Format {
    /// Its name and version.
    pub fn name(self) -> &'static str {
        match self {
            Format::OpenVex0_0_1 => "OpenVEX 0.0.1",
            Format::OpenVex0_2_0 => "OpenVEX 0.2.0",
            Format::Csaf2_0 => "CSAF 2.0",
            Format::Csaf2_1 => "CSAF 2.1",
            Format::CycloneDx(4) => "CycloneDX 1.4",
            Format::CycloneDx(5) => "CycloneDX 1.5",
            Format::CycloneDx(6) => "CycloneDX 1.6",
            Format::CycloneDx(_) => "CycloneDX 1.7",
            Format::Record => "record",
        }
    }
}

/// How far a document has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It counts.
    #[default]
    Final,
    /// It counts, and is expected to change soon (CSAF).
    Interim,
    /// It is not meant to be used (CSAF).
    Draft,
    /// It was taken back (CSAF 2.1 `csaf_withdrawn`).
    Withdrawn,
    /// Another document stands for it (CSAF 2.1 `csaf_superseded`).
    Superseded,
}

/// Statements that came together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What it was read from.
    pub format: Format,
    /// Its id: an IRI, tracking id or serial number; empty if it has none.
    pub id: String,
    /// Its version as written: `3`, `1.2.0`; empty if it has none.
    pub version: String,
    /// Its title (CSAF); may be empty.
    pub title: String,
    /// Who says all this: a name, e-mail or IRI; empty if it is not said.
    pub author: String,
    /// In what role: OpenVEX free text, CSAF publisher category; may be empty.
    pub role: String,
    /// The address that names the issuer (CSAF publisher namespace); may be empty.
    pub namespace: String,
    /// When it was first issued.
    pub first_issued: Option<Time>,
    /// When this version of it was issued.
    pub issued: Option<Time>,
    /// When it was last changed (OpenVEX).
    pub updated: Option<Time>,
    /// What wrote it; may be empty.
    pub tooling: String,
    /// How far it has come.
    pub stage: Stage,
    /// Its versions so far, oldest first (CSAF).
    pub revisions: Vec<Revision>,
    /// The traffic light label, in the words of TLP 2.0; empty if it has none.
    pub tlp: String,
    /// The product the whole document is about (CycloneDX `metadata.component`).
    pub about: Option<Part>,
    /// The statements, in the order of the document.
    pub statements: Vec<Statement>,
}

/// A version of a document (CSAF revision history).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub at: Time,
    /// What changed.
    pub summary: String,
}

/// A vulnerability by its names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vulnerability {
    /// The name it goes by first: `CVE-2026-0001`.
    pub id: String,
    /// Who gave that name, where it is no CVE (CycloneDX source, CSAF system name); may be empty.
    pub system: String,
    /// Other names.
    pub aliases: BTreeSet<String>,
    /// What it is; may be empty.
    pub description: String,
    /// Its address (OpenVEX `@id`, CycloneDX source); may be empty.
    pub url: String,
}

impl Vulnerability {
    /// One that goes by this name.
    pub fn named(id: impl Into<String>) -> Vulnerability {
        Vulnerability { id: id.into(), ..Vulnerability::default() }
    }

    /// All its names, spelled so that equal ones are equal: letters of CVE and GHSA names in upper case.
    pub fn names(&self) -> BTreeSet<String> {
        std::iter::once(&self.id)
            .chain(&self.aliases)
            .filter(|name| !name.is_empty())
            .map(|name| canonical(name))
            .collect()
    }
}

/// Names of the great catalogues do not depend on case; others may.
fn canonical(name: &str) -> String {
    let name = name.trim();
    let upper = name.to_ascii_uppercase();
    if upper.starts_with("CVE-") || upper.starts_with("GHSA-") { upper } else { name.to_owned() }
}

/// What versions of a part are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Versions {
    /// Nothing is said of versions.
    #[default]
    Unsaid,
    /// All of them, in so many words.
    All,
    /// Those listed; at least one.
    Listed(Vec<Span>),
}

/// Some versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// This one.
    Exact(String),
    /// Those of a `vers:` range.
    Range(String),
    /// Those that a text means which is no range: nobody can tell which.
    Told(String),
}

/// A product or a component of one, by whatever identifies it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name; may be empty.
    pub name: String,
    /// Who makes it; may be empty.
    pub supplier: String,
    /// Which versions.
    pub versions: Versions,
    /// Package URLs, versions included where they have one.
    pub purls: Vec<String>,
    /// CPE names of either binding.
    pub cpes: Vec<String>,
    /// Digests as (algorithm, hexadecimal digits), the algorithm in the spelling `sha-256`.
    pub hashes: Vec<(String, String)>,
    /// Addresses that name exactly this thing: IRIs, BOM links.
    pub iris: Vec<String>,
    /// Model numbers (CSAF).
    pub models: Vec<String>,
    /// Order numbers (CSAF).
    pub skus: Vec<String>,
    /// Serial numbers (CSAF).
    pub serials: Vec<String>,
}

impl Part {
    /// A part that goes by a package URL.
    pub fn of_purl(purl: impl Into<String>) -> Part {
        Part { purls: vec![purl.into()], ..Part::default() }
    }

    /// A name to show: name and version, else the first identifier.
    pub fn label(&self) -> String {
        let version = match &self.versions {
            Versions::Unsaid => String::new(),
            Versions::All => " (all versions)".to_owned(),
            Versions::Listed(spans) => {
                let shown: Vec<&str> = spans.iter().take(3).map(Span::text).collect();
                format!(" {}{}", shown.join(", "), if spans.len() > 3 { ", …" } else { "" })
            }
        };
        if !self.name.is_empty() {
            return format!("{}{version}", self.name);
        }
        let ids = self.purls.iter().chain(&self.cpes).chain(&self.iris).chain(&self.models).chain(&self.skus);
        let first = ids.chain(&self.serials).next().cloned();
        first.or_else(|| self.hashes.first().map(|(name, value)| format!("{name}:{value}"))).unwrap_or_default()
    }

    /// Whether anything identifies it.
    pub fn is_identified(&self) -> bool {
        !(self.name.is_empty()
            && self.purls.is_empty()
            && self.cpes.is_empty()
            && self.hashes.is_empty()
            && self.iris.is_empty()
            && self.models.is_empty()
            && self.skus.is_empty()
            && self.serials.is_empty())
    }
}

impl Span {
    /// As it was written.
    pub fn text(&self) -> &str {
        match self {
            Span::Exact(text) | Span::Range(text) | Span::Told(text) => text,
        }
    }
}

/// A product, and which of its components a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Product {
    /// The product.
    pub part: Part,
    /// Components of it; none: the statement is about the product as a whole.
    pub subcomponents: Vec<Part>,
}

/// What to do about a vulnerability.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    /// What sort of thing, where it is said.
    pub remedy: Option<Remedy>,
    /// What to do.
    pub text: String,
    /// Where more is to be found; may be empty.
    pub url: String,
    /// When this was said.
    pub at: Option<Time>,
}

/// When a decision must be taken anew, though nobody says anything.
///
/// Each condition that does not hold any more, or of which nobody can tell, ends the decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recheck {
    /// The version of the component it was decided for; another one asks again.
    pub component_version: String,
    /// Options of the build it rests on, with their values.
    pub build_options: Vec<(String, String)>,
    /// From this point in time on it must be looked at again.
    pub by: Option<Time>,
}

impl Recheck {
    /// Whether there is no condition.
    pub fn is_empty(&self) -> bool {
        self == &Recheck::default()
    }
}

/// What somebody says about a vulnerability in products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its own id; may be empty.
    pub id: String,
    /// The vulnerability.
    pub vulnerability: Vulnerability,
    /// The products; at least one, or it says nothing.
    pub products: Vec<Product>,
    /// What is said.
    pub status: Status,
    /// Why it is not affected.
    pub justification: Option<Justification>,
    /// What it does to the product, or why nothing, in words; may be empty.
    pub impact: String,
    /// What to do.
    pub actions: Vec<Action>,
    /// What the maker does.
    pub responses: BTreeSet<Response>,
    /// How it was found out; may be empty.
    pub notes: String,
    /// Who supplies the product; may be empty.
    pub supplier: String,
    /// Who says it, where that is not the author of the document; may be empty.
    pub author: String,
    /// When it was first said.
    pub at: Option<Time>,
    /// When it was last changed.
    pub updated: Option<Time>,
    /// Where the proof is: addresses, files, commits.
    pub evidence: Vec<String>,
    /// Ids of mechanisms (layers of protection) it rests on.
    pub mechanisms: Vec<String>,
    /// When it must be looked at again.
    pub recheck: Recheck,
    /// Why it closes nothing whatever it says: its time cannot be read, its document says the contrary at the same
    /// place. Empty as a rule.
    pub doubt: String,
    /// Where it stands in its document.
    pub place: Place,
}

impl Statement {
    /// A statement that says no more than it must.
    pub fn new(vulnerability: Vulnerability, status: Status) -> Statement {
        Statement {
            id: String::new(),
            vulnerability,
            products: Vec::new(),
            status,
            justification: None,
            impact: String::new(),
            actions: Vec::new(),
            responses: BTreeSet::new(),
            notes: String::new(),
            supplier: String::new(),
            author: String::new(),
            at: None,
            updated: None,
            evidence: Vec::new(),
            mechanisms: Vec::new(),
            recheck: Recheck::default(),
            doubt: String::new(),
            place: Place::default(),
        }
    }

    /// Who says it.
    pub fn author<'a>(&'a self, document: &'a Document) -> &'a str {
        if self.author.is_empty() { &document.author } else { &self.author }
    }

    /// When it was last said: its own time, else that of its document.
    pub fn time<'a>(&'a self, document: &'a Document) -> Option<&'a Time> {
        self.updated.as_ref().or(self.at.as_ref()).or(document.issued.as_ref())
    }

    /// Whether it gives a reason for not being affected: one of the words, or a text.
    pub fn has_reason(&self) -> bool {
        self.justification.is_some() || !self.impact.trim().is_empty()
    }
}

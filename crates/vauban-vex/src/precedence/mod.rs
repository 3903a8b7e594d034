//! Which of several statements counts for a product, a component and a vulnerability, and why.
//!
//! The rules, in this order:
//!
//! 1. A statement must be about this product and, if it names components, about this component.
//! 2. The more specific one counts: a component in a product before a product as a whole before a component by itself,
//!    an exact version before a range before all versions.
//! 3. Then the more trusted issuer. Nothing is merged: two issuers on two sides are a [`Conflict`], always told.
//! 4. Within one issuer the latest counts, by the time of the statement, else of its document; a document replaces its
//!    predecessors of the same issuer and id.
//! 5. `not_affected` without a reason closes nothing.
//! 6. What closes a finding holds while its conditions do: the version of the component, options of the build, the
//!    mechanisms it rests on, a date.
//!
//! Around them stands one principle: **nothing is closed in doubt.** An identity that is only likely, a time nobody can
//! read, an issuer nobody lists, an open word of a more trusted issuer or a later one of the same: each of them keeps
//! the finding open, with its sentence. What is open needs no such proof.
//!
//! The order of the input changes nothing.

mod about;
mod asked;
mod choose;
mod documents;
mod explain;
mod guard;

use std::collections::BTreeMap;

use crate::statement::{Document, Part, Statement, Vulnerability};
use crate::time::Time;
use crate::words::Status;

pub use about::Scope;
pub use asked::{Asked, questions};
pub use choose::effective;
pub use documents::{Dropped, Statements};
pub(crate) use explain::by;

/// How precisely a statement names the versions it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// All of them, or none is named.
    All,
    /// A range.
    Range,
    /// This one, by version, digest or address.
    Exact,
}

/// How far an issuer is trusted; the first is trusted most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// The maker of the product: its own security team.
    Own,
    /// The maker of the component.
    Maker,
    /// Who passes it on.
    Distributor,
    /// Somebody else whom the user listed.
    ThirdParty,
    /// Nobody listed this issuer: what it says is shown, and closes nothing.
    Unlisted,
}

impl Rank {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Rank::Own => "own security team",
            Rank::Maker => "maker of the component",
            Rank::Distributor => "distributor",
            Rank::ThirdParty => "third party",
            Rank::Unlisted => "issuer nobody listed",
        }
    }
}

/// Whom to trust how far: names or namespaces of issuers, spelled as their documents spell them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    ranks: BTreeMap<String, Rank>,
}

impl Trust {
    /// Lists an issuer. Listed twice, the lower trust stays.
    pub fn list(&mut self, issuer: &str, rank: Rank) {
        let known = self.ranks.entry(issuer.trim().to_owned()).or_insert(rank);
        *known = (*known).max(rank);
    }

    /// How far a statement is trusted: by its author, else by the namespace of its document. Records of the product
    /// are its own.
    pub fn of(&self, document: &Document, statement: &Statement) -> Rank {
        if document.format == crate::Format::Record {
            return Rank::Own;
        }
        let by_name = self.ranks.get(statement.author(document).trim());
        let by_space = self.ranks.get(document.namespace.trim()).filter(|_| statement.author.is_empty());
        match (by_name, by_space) {
            (Some(one), Some(other)) => (*one).max(*other),
            (Some(rank), None) | (None, Some(rank)) => *rank,
            (None, None) => Rank::Unlisted,
        }
    }
}

/// What a question is about.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The product, if it is known.
    pub product: Option<&'q Part>,
    /// The component in it; none: the product as a whole.
    pub component: Option<&'q Part>,
    /// The vulnerability, with all names it is known by.
    pub vulnerability: &'q Vulnerability,
    /// It is known to be exploited: what closes it needs an author, a time and evidence.
    pub exploited: bool,
}

/// How a mechanism that a statement rests on stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mechanism {
    /// It exists, and a test of it passes.
    Holds,
    /// It exists, and no test of it has passed.
    Untested,
    /// A test of it fails, or it is defeated.
    Broken,
}

/// What statements rest on, as it is now.
#[derive(Clone, Debug)]
pub struct Conditions<'c> {
    /// Now: statements from the future do not count yet.
    pub now: Time,
    /// The mechanisms there are.
    pub mechanisms: &'c BTreeMap<String, Mechanism>,
    /// Options of the build, with their values.
    pub build_options: &'c BTreeMap<String, String>,
}

/// What follows for the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nobody says anything that counts: it is open.
    Nothing,
    /// It is open, and this is what is said.
    Open(Status),
    /// It is closed by this.
    Closed(Status),
    /// A statement would close it, and does not: why stands in the sentence.
    NotClosed(Status),
}

impl Verdict {
    /// Whether the finding may be closed.
    pub fn closes(self) -> bool {
        matches!(self, Verdict::Closed(_))
    }
}

/// A statement, the document it is from, and how it stands to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'s> {
    /// The statement.
    pub statement: &'s Statement,
    /// Its document.
    pub document: &'s Document,
    /// How far its issuer is trusted.
    pub rank: Rank,
    /// What of the question it is about.
    pub scope: Scope,
    /// How precisely it names the version of the product, or of the component where it is about that alone.
    pub precision: Precision,
}

/// Two issuers on two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict<'s> {
    /// The statement that counts.
    pub counts: Said<'s>,
    /// The one that says otherwise.
    pub against: Said<'s>,
    /// In a sentence.
    pub sentence: String,
}

/// A statement that is about the question and does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside<'s> {
    /// The statement.
    pub statement: &'s Statement,
    /// Its document.
    pub document: &'s Document,
    /// Why, in a sentence.
    pub why: String,
}

/// What counts, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective<'s> {
    /// What follows.
    pub verdict: Verdict,
    /// The statement it follows from.
    pub statement: Option<Said<'s>>,
    /// In a sentence or two.
    pub why: String,
    /// Issuers who say otherwise.
    pub conflicts: Vec<Conflict<'s>>,
    /// Statements that do not count.
    pub set_aside: Vec<SetAside<'s>>,
    /// What the answer rests on beyond the statement, one sentence each: when one of these changes it is asked anew.
    pub recheck: Vec<String>,
}

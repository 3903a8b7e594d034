//! What of an index is about a part, by which name, for which reason, and how sure that is.
//!
//! Names are asked from the surest to the weakest. Each match keeps the name it was found by and what was said of the
//! version; what cannot be decided is a candidate with its reason, and a part that no name of could be asked is told as
//! unmatched. Absence of a match is never an answer by itself: [`Looked`] says what was looked at.

mod built;
mod explain;
mod group;
mod hits;
mod prepared;

use std::collections::BTreeSet;

use crate::advisory::Advisory;
use crate::index::{Answer, Bad, Indexes, Row, Rule, Store, Why};
use crate::note::{Epss, Exploited};
use crate::part::{Alias, Part};

use hits::Hit;
use prepared::Prepared;

pub use prepared::BadAlias;

/// By what kind of name an advisory was found, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The package URL, a digest of the file, or a serial number is the same.
    Exact,
    /// A reviewed record says that the part has this name.
    Reviewed,
    /// A CPE that names vendor and product.
    Cpe,
    /// A model or order number.
    Model,
    /// A name without vendor: never enough for a finding.
    Name,
}

/// What a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The part is affected, as far as the advisory says.
    Finding,
    /// It may be: somebody has to look.
    Candidate,
    /// It would be, and the build left the vulnerable code out.
    NotCompiledIn,
    /// It would be, and the maker of the product says it is not.
    Overruled,
    /// It would be, and the advisory was withdrawn.
    Withdrawn,
}

/// Why a match is no finding but a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// What the advisory says of the version decides nothing.
    Version(Why),
    /// Only the name without vendor is the same.
    NameOnly,
    /// The advisory is about a branch of a distribution, and the part does not say which it is of.
    Branch,
    /// The type of the package URL has no rules that say when two names are one package.
    UnknownType,
    /// The part is a package of a distribution, which mends without changing the number that a CPE's range counts in.
    Backports,
    /// It concerns a thing only inside or on another.
    Within,
}

/// Something an index says of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The advisory.
    pub advisory: Advisory,
    /// Where in it the part is meant.
    pub place: usize,
    /// What it comes to.
    pub status: Status,
    /// By what kind of name.
    pub confidence: Confidence,
    /// The name of the part that was asked.
    pub asked: String,
    /// The alias record that gave the name.
    pub alias: Option<String>,
    /// What was said of the version.
    pub answer: Answer,
    /// Why it is no finding.
    pub doubts: Vec<Doubt>,
    /// The reasons in sentences.
    pub explanation: Vec<String>,
    /// The vulnerability it is about, the same for every match about it: its CVE id where there is one.
    pub vulnerability: String,
    /// Whether it goes first among the matches about the same vulnerability.
    pub first: bool,
    /// Whether the vulnerability is exploited.
    pub exploited: Option<Exploited>,
    /// How likely it is to be.
    pub epss: Option<Epss>,
}

/// Why no name of a part could be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmatched {
    /// It has none.
    Nameless,
    /// Its package URL is none.
    BadPurl(String),
    /// Its CPEs are none, or leave the product open.
    BadCpe(String),
    /// No source of the index is about names of this kind.
    NotCovered(String),
}

/// What was found about a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// Findings, candidates and what is set aside, in order of vulnerability.
    pub matches: Vec<Match>,
    /// Why it was not looked up as it should be: any of these makes silence no answer.
    pub unmatched: Vec<Unmatched>,
    /// Whether a name that the index covers was asked.
    pub asked: bool,
    /// How many advisories name it and say that this version is not affected.
    pub not_affected: u32,
    /// How many are about other branches of its distribution.
    pub other_branches: u32,
}

/// Asks an index about parts.
#[derive(Debug)]
pub struct Matcher<'i, S> {
    index: &'i Indexes<S>,
    aliases: Prepared,
    covers: BTreeSet<String>,
    scratch: Vec<u8>,
}

impl<'i, S: Store> Matcher<'i, S> {
    /// Asks this index, with what reviewed records say of names.
    ///
    /// # Errors
    /// The first alias record that cannot be used.
    pub fn new(index: &'i Indexes<S>, aliases: &[Alias]) -> Result<Self, BadAlias> {
        let covers = index.sources().iter().flat_map(|source| &source.covers).map(|(word, _)| word.clone()).collect();
        Ok(Self { index, aliases: Prepared::new(aliases)?, covers, scratch: Vec::new() })
    }

    /// Everything the index says of a part.
    ///
    /// # Errors
    /// When the index is not readable there.
    pub fn part(&mut self, part: &Part) -> Result<Looked, Bad> {
        let (hits, mut looked) = self.hits(part)?;
        let mut matches = Vec::new();
        let mut cleared = Vec::new();
        for of_row in hits.chunk_by(|a, b| a.row == b.row) {
            let Some(best) = of_row.iter().min_by_key(|hit| hit.rank()) else { continue };
            match best.answer {
                Answer::NotAffected(rule) => {
                    looked.not_affected += 1;
                    if best.vendor && rule != Rule::Otherwise {
                        cleared.push(best);
                    }
                }
                Answer::Affected(_) | Answer::Open(_) => matches.push(self.matched(part, best)?),
            }
        }
        group::group(&mut matches);
        if !matches.is_empty() && !cleared.is_empty() {
            let mut vendors = Vec::new();
            for hit in cleared {
                vendors.push((hit.confidence, self.index.advisory(hit.row)?));
            }
            group::overrule(&mut matches, &vendors);
        }
        self.note(&mut matches)?;
        looked.matches = matches;
        Ok(looked)
    }

    /// Only how many findings and how many candidates a part has: the same question without explanations.
    ///
    /// # Errors
    /// When the index is not readable there.
    pub fn count(&mut self, part: &Part) -> Result<(u32, u32), Bad> {
        let (hits, _) = self.hits(part)?;
        let (mut findings, mut candidates) = (0, 0);
        for of_row in hits.chunk_by(|a, b| a.row == b.row) {
            let Some(best) = of_row.iter().min_by_key(|hit| hit.rank()) else { continue };
            match (&best.answer, best.doubts().is_empty(), best.withdrawn) {
                (_, _, true) | (Answer::NotAffected(_), _, _) => {}
                (Answer::Affected(_), true, _) => findings += 1,
                _ => candidates += 1,
            }
        }
        Ok((findings, candidates))
    }

    fn matched(&self, part: &Part, hit: &Hit) -> Result<Match, Bad> {
        let by = hit.by.clone().unwrap_or_default();
        let advisory = self.index.advisory(hit.row)?;
        let mut answer = hit.answer;
        let mut doubts = hit.doubts();
        let affected = advisory.affected.get(hit.place as usize);
        if let (Answer::Open(Why::Commits), Some(affected), Some(commit)) = (answer, affected, by.commit.as_deref()) {
            answer = hits::by_commit(&affected.versions.commits, commit);
        }
        doubts.retain(|doubt| !matches!(doubt, Doubt::Version(_)));
        if let Answer::Open(why) = answer {
            doubts.insert(0, Doubt::Version(why));
        }
        if affected.is_some_and(|affected| affected.within.as_deref().is_some_and(is_elsewhere)) {
            doubts.push(Doubt::Within);
        }
        let built = affected.and_then(|affected| built::left_out(affected, part.built.as_ref()));
        let status = match (hit.withdrawn, &built, doubts.is_empty(), answer) {
            (true, ..) => Status::Withdrawn,
            (false, Some(_), _, _) => Status::NotCompiledIn,
            (false, None, true, Answer::Affected(_)) => Status::Finding,
            (false, None, ..) => Status::Candidate,
        };
        let mut found = Match {
            place: hit.place as usize,
            status,
            confidence: hit.confidence,
            asked: by.asked.clone(),
            alias: by.alias.clone(),
            answer,
            doubts,
            explanation: Vec::new(),
            vulnerability: advisory.id.clone(),
            first: true,
            exploited: None,
            epss: None,
            advisory,
        };
        found.explanation = explain::sentences(&found, hit, &by, built.as_deref());
        Ok(found)
    }

    /// Says of each match whether its vulnerability is exploited: by any id of it.
    fn note(&self, matches: &mut [Match]) -> Result<(), Bad> {
        for found in matches {
            let advisory = &found.advisory;
            let ids = std::iter::once(&found.vulnerability).chain([&advisory.id]).chain(&advisory.aliases);
            let ids: BTreeSet<&String> = ids.filter(|id| id.starts_with("CVE-")).collect();
            for id in ids {
                let notes = self.index.notes(id)?;
                found.exploited = found.exploited.take().or(notes.exploited);
                found.epss = found.epss.take().or(notes.epss);
            }
        }
        Ok(())
    }

    fn covers(&self, word: &str) -> bool {
        self.covers.contains(word)
    }
}

/// Whether words about where a vulnerability is say that it needs another product: an operating system or function
/// does not.
fn is_elsewhere(within: &str) -> bool {
    !within.starts_with("in ") && !within.starts_with("on ")
}

impl Confidence {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Reviewed => "reviewed",
            Self::Cpe => "cpe",
            Self::Model => "model",
            Self::Name => "name",
        }
    }
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Candidate => "candidate",
            Self::NotCompiledIn => "not-compiled-in",
            Self::Overruled => "overruled",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::fmt::Display for Unmatched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nameless => f.write_str("it has no package URL, CPE, model number or digest"),
            Self::BadPurl(why) => write!(f, "its package URL is none: {why}"),
            Self::BadCpe(cpe) => write!(f, "its CPE names no product: {cpe}"),
            Self::NotCovered(word) => write!(f, "no source of the index is about `{word}`"),
        }
    }
}

/// The row of a match, kept out of the public record: rows mean something in one index only.
pub(crate) type At = Row;

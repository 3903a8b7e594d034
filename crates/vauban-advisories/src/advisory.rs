//! What one source says about one vulnerability, in one form for all sources.
//!
//! Versions stay the text their source wrote: what order they have is settled by their scheme, and an index keeps
//! both. Nothing here is computed from a part.

use std::fmt;

/// What one source says about one vulnerability. A document about several (CSAF) gives one of these for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advisory {
    /// The name of the source it came from, as whoever built the index named it.
    pub source: String,
    /// Its id in that source; of a document about several vulnerabilities `DOCUMENT/VULNERABILITY`.
    pub id: String,
    /// Other ids of the same vulnerability.
    pub aliases: Vec<String>,
    /// Ids of other vulnerabilities it mentions.
    pub related: Vec<String>,
    /// The file of the source.
    pub place: String,
    /// Who speaks: decides whose word goes first where two speak of the same vulnerability.
    pub authority: Authority,
    /// What kind of notice it is.
    pub kind: Kind,
    /// When it was published, as written (RFC 3339), if it says so.
    pub published: Option<String>,
    /// When it last changed, as written (RFC 3339), if it says so.
    pub modified: Option<String>,
    /// When it was withdrawn: such an advisory matches nothing and stays to be seen.
    pub withdrawn: Option<String>,
    /// One line about it; cut at [`MOST_SUMMARY`] bytes.
    pub summary: String,
    /// Severities as published.
    pub severities: Vec<Severity>,
    /// What is affected, and what is said not to be.
    pub affected: Vec<Affected>,
    /// Addresses to read on.
    pub references: Vec<String>,
}

/// How many bytes of a summary are kept.
pub const MOST_SUMMARY: usize = 400;

/// Who speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// The maker of the product (a CSAF publisher of category `vendor`, the CVE container of the maker's own CNA).
    Vendor,
    /// The keepers of an ecosystem's or a distribution's own database.
    Ecosystem,
    /// A coordinator or whoever passes on what others said.
    Coordinator,
    /// Anybody else.
    #[default]
    Other,
}

/// What kind of notice an advisory is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A vulnerability.
    #[default]
    Vulnerability,
    /// Nobody looks after the package any more.
    Unmaintained,
    /// An interface that safe code can misuse.
    Unsound,
    /// A note.
    Notice,
    /// The package itself is an attack.
    Malicious,
}

/// A severity as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    /// The vector, or the word where there is no vector (`Ubuntu: high`).
    pub vector: String,
    /// The number, if the source gives one beside the vector: tenths, `98` is 9.8.
    pub tenths: Option<u8>,
}

/// One thing that is affected, or said not to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    /// The ways to name it: any of them is enough.
    pub identities: Vec<Identity>,
    /// Which of its versions.
    pub versions: Versions,
    /// Versions that are said to be fixed.
    pub fixed: Vec<String>,
    /// Files, modules or packages the vulnerable code is in, as written: what a build without them leaves out.
    pub code: Vec<String>,
    /// Where it only concerns a thing inside or on another (`installed on SIMATIC S7-1500`): the words for it.
    pub within: Option<String>,
}

/// A name for something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// A package: a normalised package URL without version, qualifiers and subpath (`pkg:npm/%40a/b`), and the branch
    /// of a distribution (`debian-12`) it is about, if it is about one.
    Package {
        /// The package URL.
        purl: String,
        /// The branch of the distribution.
        branch: Option<String>,
    },
    /// A package of an ecosystem that package URLs have no type for (`OSS-Fuzz`, `Android`), as the source wrote both.
    Named {
        /// The ecosystem.
        ecosystem: String,
        /// The name in it.
        name: String,
    },
    /// A CPE, as written.
    Cpe(String),
    /// A model or order number; `*` and `?` stand for letters that are left open.
    Model(String),
    /// A serial number; `*` and `?` as in models.
    Serial(String),
    /// A digest of a file, `algorithm:hex` in small letters.
    Hash(String),
    /// A maker and the name of a product: not enough for a finding.
    Product {
        /// The maker.
        vendor: String,
        /// The product.
        name: String,
    },
}

/// Which versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// The order they are in: the name of a scheme of `vauban-parts`; none where the source does not settle it.
    pub scheme: Option<String>,
    /// Versions one by one. They are asked before spans.
    pub listed: Vec<Listed>,
    /// Stretches of versions. The first that holds a version speaks for it.
    pub spans: Vec<Span>,
    /// What holds for every version nothing above speaks of.
    pub otherwise: Standing,
    /// Texts about versions that could not be read: as long as there is one, silence about a version is no answer.
    pub unread: Vec<String>,
    /// Stretches of history in a repository.
    pub commits: Vec<Commits>,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As written.
    pub version: String,
    /// What is said of it.
    pub standing: Standing,
}

/// A stretch of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub from: Bound,
    /// Where it ends.
    pub to: Bound,
    /// What is said of the versions in it.
    pub standing: Standing,
}

/// An end of a stretch of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// None.
    Open,
    /// This version belongs to it.
    At(String),
    /// This version is the first outside.
    Beside(String),
}

/// A stretch of history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commits {
    /// The repository's address.
    pub repository: String,
    /// Commits that brought it in; `0` is the beginning.
    pub introduced: Vec<String>,
    /// Commits that took it out.
    pub fixed: Vec<String>,
    /// The last commits that have it.
    pub last_affected: Vec<String>,
}

/// What is said of a version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It has the vulnerability.
    Affected,
    /// It does not.
    NotAffected,
    /// The source says it does not know, or says nothing.
    #[default]
    Unknown,
}

impl Authority {
    /// All of them; the place of each is its number in an index.
    pub const ALL: [Self; 4] = [Self::Vendor, Self::Ecosystem, Self::Coordinator, Self::Other];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Ecosystem => "ecosystem",
            Self::Coordinator => "coordinator",
            Self::Other => "other",
        }
    }
}

impl Kind {
    /// All of them; the place of each is its number in an index.
    pub const ALL: [Self; 5] = [Self::Vulnerability, Self::Unmaintained, Self::Unsound, Self::Notice, Self::Malicious];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vulnerability => "vulnerability",
            Self::Unmaintained => "unmaintained",
            Self::Unsound => "unsound",
            Self::Notice => "notice",
            Self::Malicious => "malicious",
        }
    }
}

impl Standing {
    /// All of them; the place of each is its number in an index.
    pub const ALL: [Self; 3] = [Self::Affected, Self::NotAffected, Self::Unknown];
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.from, &self.to) {
            (Bound::Open, Bound::Open) => f.write_str("all versions"),
            (Bound::Open, to) => f.write_str(&end(to, "<")),
            (from, Bound::Open) => f.write_str(&end(from, ">")),
            (Bound::At(from), Bound::At(to)) if from == to => write!(f, "= {from}"),
            (from, to) => write!(f, "{}, {}", end(from, ">"), end(to, "<")),
        }
    }
}

fn end(bound: &Bound, sign: &str) -> String {
    match bound {
        Bound::Open => String::new(),
        Bound::At(version) => format!("{sign}= {version}"),
        Bound::Beside(version) => format!("{sign} {version}"),
    }
}

impl Versions {
    /// What it says of affected versions, for people: `>= 1.0, < 1.4; = 2.0`.
    pub fn text(&self) -> String {
        let mut said: Vec<String> =
            self.spans.iter().filter(|span| span.standing == Standing::Affected).map(ToString::to_string).collect();
        let listed: Vec<&str> = self
            .listed
            .iter()
            .filter(|listed| listed.standing == Standing::Affected)
            .map(|listed| listed.version.as_str())
            .collect();
        let shown = 8;
        said.extend(listed.iter().take(if said.is_empty() { shown } else { 0 }).map(|version| format!("= {version}")));
        if said.is_empty() || listed.len() <= shown { /* nothing is cut */
        } else if self.spans.is_empty() {
            said.push(format!("and {} more", listed.len() - shown));
        }
        said.extend(self.unread.iter().map(|text| format!("\u{201c}{text}\u{201d}")));
        if self.otherwise == Standing::Affected {
            said.push(if said.is_empty() { "all versions".into() } else { "all others not named".into() });
        }
        if said.is_empty() && !self.commits.is_empty() {
            said.push("commits".into());
        }
        said.join("; ")
    }
}

/// Cuts a text at a limit in bytes, at a letter.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

//! What was observed, as against what people wrote: files that are there, commits that were made.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::threats::Listens;

use crate::commits::Commits;
use crate::delivered::Delivered;
use crate::kinds::IssueEvent;
use crate::requests::Request;
use crate::results::ResultFile;
use crate::shape::Text;
use crate::words::{Date, EvidenceForm, ObservationForm, Severity};

/// Observations handed in with the files. Empty where nothing could be observed.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Files that records point at, by path as written.
    pub files: BTreeMap<String, FileFact>,
    /// What the tests of used folders come to there, judged by their own releases, files and history; by the path of
    /// the folder.
    pub there: BTreeMap<String, CountedThere>,
    /// What git knows; `None` without git.
    pub history: Option<History>,
    /// What git knows of the product's sources; `None` without git, or where no record needs it.
    pub authorship: Option<Commits>,
    /// What exports of pull and merge requests say, by path as written; or why one could not be read.
    pub requests: BTreeMap<String, Result<Vec<Request>, String>>,
    /// What result files of test runs say, by path as written.
    pub results: BTreeMap<String, TestResults>,
    /// What became of the signatures of reviews, by the review's name and the place of the signature in its list.
    pub signatures: BTreeMap<(String, usize), SignatureFact>,
    /// What became of the manifests and signatures of releases, by the name of the release.
    pub delivered: BTreeMap<String, Delivered>,
    /// How people recognise the public keys of the key inventory, by `public` as written; none for what is no key.
    pub key_names: BTreeMap<String, String>,
    /// What result files of tools say, by path as written.
    pub result_files: BTreeMap<String, ResultFile>,
    /// Result files whose form is known and that could not be read, by path as written, and why.
    pub unreadable: BTreeMap<String, (EvidenceForm, String)>,
    /// When commits were made that records and result files name, in seconds from 1970-01-01T00:00:00Z, by the name
    /// as written; none without git, or where it does not know the commit.
    pub commits: BTreeMap<String, i64>,
    /// When files of evidence were first committed, by path as written, in the same seconds; none without git, or in a
    /// shallow clone.
    pub committed: BTreeMap<String, i64>,
    /// Result files that could not be read as such, by path as written, and why.
    pub problems: BTreeMap<String, String>,
    /// What files of observations say, by path as written and by what they are read as; or why they could not be.
    pub observations: BTreeMap<(String, ObservationForm), Result<Observed, String>>,
    /// Parts of others in the bills of materials of releases, by path as written; or why one could not be read.
    pub parts: BTreeMap<String, Result<Vec<PartOfOthers>, String>>,
    /// What searches for private keys say, by path as written; or why one could not be read.
    pub key_searches: BTreeMap<String, Result<KeysFound, String>>,
    /// Files that patterns such as `code` match, by the used folder of the record (empty for the project's own) and the
    /// pattern as written.
    pub sources: BTreeMap<(String, String), SourceFact>,
    /// What CVSS vectors in records come to, by vector as written; or what is wrong with them.
    pub vectors: BTreeMap<String, Result<VectorScore, String>>,
    /// What the pinned index of advisories says of the parts of releases, or why it cannot be asked; absent without one.
    pub advisories: Option<Result<AdvisoriesAsked, String>>,
    /// Lists of updates that suppliers publish, by path as written; or why one could not be read.
    pub update_lists: BTreeMap<String, Result<Vec<ListedUpdate>, String>>,
    /// Options of builds that statements about exploitability rest on: by file, the value of each.
    pub build_options: BTreeMap<String, Result<BTreeMap<String, String>, String>>,
    /// Commits that the refs of version lines lead to, by ref as written, or why one leads nowhere; none without git.
    pub refs: Option<BTreeMap<String, Result<String, String>>>,
    /// Events of issues as earlier revisions of the project's own records have them; `None` without git, or where there
    /// is no issue.
    pub past_events: Option<PastEvents>,
    /// What became of the ledger of the project; `None` where nobody keeps one.
    pub ledger: Option<LedgerFact>,
    /// The version line that the records were put together for; none where they are those of one folder.
    pub line: Option<LineFact>,
    /// The instant that deadlines in hours are held against, in seconds from 1970-01-01T00:00:00Z; `None` is the end of
    /// today in UTC.
    pub instant: Option<i64>,
}

/// What following the ledger of a project came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFact {
    /// What does not hold: an entry that was altered, moved or taken out, or an end that was cut off.
    pub wrong: Option<String>,
    /// What could not be looked at.
    pub unknown: Option<String>,
}

/// Events of issues as earlier revisions of the records have them.
#[derive(Clone, Debug, Default)]
pub struct PastEvents {
    /// Whether everything earlier was looked at; if not, why.
    pub incomplete: Option<String>,
    /// What stood in some revision, each once with the newest that has it, by id of the issue there.
    pub by_issue: BTreeMap<String, Vec<PastEvent>>,
}

/// An event of an issue in an earlier revision.
#[derive(Clone, Debug)]
pub struct PastEvent {
    /// What it said.
    pub event: IssueEvent,
    /// The newest commit that has it.
    pub commit: String,
    /// The file it stood in.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
}

/// A version line that records were put together for: its design as of its ref, with what is known today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineFact {
    /// Id of the `[line.ID]`.
    pub id: String,
    /// Its ref as written.
    pub git_ref: String,
    /// The commit it leads to.
    pub commit: String,
    /// Issues that are fixed elsewhere, and nothing says that this line has the fix, by name; each with the day of the
    /// fix, where one is given.
    pub unfixed: BTreeMap<String, Option<Date>>,
    /// Issues that say what they affect, and the line has nothing of that name, by name; each with what they name.
    pub unplaced: BTreeMap<String, Vec<String>>,
    /// Issues of today that are set aside because they say that they are not about this line.
    pub aside: usize,
    /// Records of today that are about the line, issues and people left out.
    pub taken: usize,
}

/// What a search for private keys says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysFound {
    /// The commit that was checked out.
    pub commit: String,
    /// Whether the history was there from its beginning, and every version small enough to be looked at.
    pub complete: bool,
    /// Versions of files that were looked at; 0 is no search.
    pub versions: u64,
    /// Digests of the delivered files that were looked at: `sha256:…`.
    pub artefacts: Vec<String>,
    /// Private keys, sorted.
    pub keys: Vec<KeyFound>,
}

/// A private key in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyFound {
    /// Digest of its material: `sha256:…`.
    pub digest: String,
    /// The file.
    pub path: String,
    /// Its line.
    pub line: u32,
    /// What it is.
    pub form: String,
    /// Whether it still stands there, not only in the history.
    pub present: bool,
}

/// What a pattern of source files matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceFact {
    /// So many files, and the first of them by name; none is no file.
    Files(usize, Option<String>),
    /// It is no pattern, or there are too many files to tell; why.
    Unknown(String),
}

/// What a file of an observation says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// The tool, where the file names it.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
    /// The day it was made, counted from 1970-01-01, where the file says it.
    pub day: Option<i64>,
    /// How many hosts that answered, sockets, nodes, rows or services were looked at; 0 is no observation.
    pub looked_at: usize,
    /// First and last of each range of ports that was looked at.
    pub covered: Vec<(Listens, Listens)>,
    /// What was seen, sorted.
    pub sightings: Vec<Sighting>,
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sighting {
    /// A port on which something listens.
    Listener(Listener),
    /// A part of the hardware.
    Node(Node),
    /// An address at which a service is offered.
    Endpoint(Endpoint),
}

/// A port on which something listens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    /// Transport and port.
    pub at: Listens,
    /// Addresses it was seen at.
    pub addresses: Vec<String>,
    /// Whether only the same machine reaches it.
    pub internal: bool,
    /// False where the tool could not tell an open port from a filtered one.
    pub certain: bool,
    /// The service, as the tool guessed it; may be empty.
    pub service: String,
    /// The process; may be empty.
    pub process: String,
}

/// A part of the hardware that can be a way in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its other names.
    pub also: Vec<String>,
    /// What it is.
    pub kind: NodeKind,
    /// Its state.
    pub state: NodeState,
}

/// What a part of the hardware is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A serial line.
    Serial,
    /// USB.
    Usb,
    /// SPI.
    Spi,
    /// I2C.
    I2c,
    /// JTAG, SWD.
    Debug,
    /// A memory or card interface.
    Storage,
    /// Ethernet.
    Ethernet,
    /// CAN.
    Can,
    /// A radio.
    Radio,
    /// Buttons, test points, plugs of any other kind.
    Other,
}

/// State of a part of the hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeState {
    /// It can be used.
    Usable,
    /// It can be used by those whom a mechanism lets.
    Guarded,
    /// It is there, and off.
    Off,
    /// It is not there.
    Absent,
}

/// An address at which a service is offered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Name of the service.
    pub service: String,
    /// The address; may be empty.
    pub url: String,
    /// Transport and port, where they are known.
    pub at: Option<Listens>,
    /// First part of the path; may be empty.
    pub path: String,
    /// Whether it asks who one is.
    pub authenticated: Option<bool>,
    /// Whether it is said to lie behind a trust boundary that callers cross.
    pub crosses_boundary: Option<bool>,
}

impl Sighting {
    /// How `ignore` and messages call it: `tcp/5353`, `node/i2c@3000`, `service/NAME:8443`.
    pub fn what(&self) -> String {
        match self {
            Sighting::Listener(listener) => listener.at.to_string(),
            Sighting::Node(node) => format!("node/{}", node.name),
            Sighting::Endpoint(endpoint) => match endpoint.at {
                Some(at) => format!("service/{}:{}", endpoint.service, at.port),
                None => format!("service/{}", endpoint.service),
            },
        }
    }
}

/// What an index of advisories says of the parts of releases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdvisoriesAsked {
    /// Its sources: name, records in it, the day it was fetched as said there.
    pub sources: Vec<(String, u64, Option<String>)>,
    /// Parts that are affected, by the bill of materials that lists them.
    pub found: BTreeMap<String, Vec<KnownVulnerability>>,
    /// By bill: parts of which it is open whether they are affected, and parts that no name could be asked for.
    pub open: BTreeMap<String, (usize, usize)>,
    /// Records `[alias.ID]` that cannot be used, and why.
    pub bad_aliases: Vec<(String, String)>,
}

/// An advisory about a part of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownVulnerability {
    /// The vulnerability, by its CVE id where there is one.
    pub id: String,
    /// Its other ids, and those of all advisories about it.
    pub aliases: Vec<String>,
    /// The advisory that goes first.
    pub advisory: String,
    /// Name of the part.
    pub name: String,
    /// Version of the part; may be empty.
    pub version: String,
    /// Package URL of the part; may be empty.
    pub purl: String,
    /// Whether it is known to be exploited.
    pub exploited: bool,
    /// Why it is about the part, in a sentence.
    pub because: String,
}

/// A part of others in a bill of materials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartOfOthers {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
    /// Its package URL; may be empty.
    pub purl: String,
    /// Whether the product itself uses it, not only a part of it.
    pub direct: bool,
}

/// What a CVSS vector comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VectorScore {
    /// The version: `3.1`.
    pub version: &'static str,
    /// The score in tenths, by the last group of metrics that is given.
    pub tenths: u8,
    /// Its word; none for a score of nought.
    pub severity: Option<Severity>,
}

impl VectorScore {
    /// The score as people write it: `7.5`.
    pub fn text(&self) -> String {
        format!("{}.{}", self.tenths / 10, self.tenths % 10)
    }

    /// Its word, nought counted as low: our records know none lower.
    pub fn at_least_low(&self) -> Severity {
        self.severity.unwrap_or(Severity::Low)
    }
}

impl Facts {
    /// What a record's vector comes to; none where there is none, or where it is wrong.
    pub fn scored(&self, vector: Option<&Text>) -> Option<VectorScore> {
        self.vectors.get(vector?.value.as_ref())?.as_ref().ok().copied()
    }

    /// What is wrong with a record's vector.
    pub fn unscored(&self, vector: Option<&Text>) -> Option<&str> {
        self.vectors.get(vector?.value.as_ref())?.as_ref().err().map(String::as_str)
    }
}

/// What a result file says: full names of cases (`classname.name`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestResults {
    /// Cases that ran and held.
    pub passed: Vec<String>,
    /// Cases that failed or could not be run to their end.
    pub failed: Vec<String>,
    /// Cases that did not run.
    pub skipped: Vec<String>,
    /// Cases that ended in more than one way.
    pub duplicates: Vec<String>,
}

/// An update on a supplier's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUpdate {
    /// When it was published.
    pub published: Date,
    /// Its id.
    pub reference: String,
    /// Its line in the file, from 1.
    pub row: u32,
}

/// What checking a signature came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureFact {
    /// It is a signature under exactly this, by a key that was the signer's at the time.
    Good,
    /// A document elsewhere is said to be signed, and is the one that was meant.
    Elsewhere,
    /// It proves nothing; why.
    Bad(String),
    /// It could not be checked here; why.
    Unchecked(String),
}

/// A file that a record points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFact {
    /// It is there: SHA-256 as 64 hexadecimal digits, and size in bytes.
    There {
        /// SHA-256.
        digest: String,
        /// Bytes.
        size: u64,
    },
    /// There is no such file.
    Missing,
    /// It is there and cannot be read, or lies outside the project; with the reason.
    Refused(String),
}

/// What the tests of a used folder come to in that folder; all names are ids there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedThere {
    /// Tests, and the run in which each passed; or why it has not.
    pub tests: BTreeMap<String, Result<String, String>>,
    /// Mechanisms that count as verified.
    pub mechanisms: BTreeSet<String>,
    /// Requirements that count as verified.
    pub requirements: BTreeSet<String>,
}

/// What git knows about the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// False for a shallow clone: what lies before is unknown.
    pub complete: bool,
    /// When a record's header line was first committed, by header as written: `[review.design-2]`.
    pub first_commit: BTreeMap<String, Date>,
    /// Who committed to a record file, by path relative to the project: addresses of authors and co-authors, in
    /// lower case, each with the day of their last commit.
    pub authors: BTreeMap<String, BTreeMap<String, Date>>,
}

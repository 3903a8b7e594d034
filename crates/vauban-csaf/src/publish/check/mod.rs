//! A provider's place that is there, held against the twenty requirements of section 7.1.
//!
//! Files are all there is to see. Whether a server speaks TLS, protects a folder, redirects or answers under a name is
//! not in them, so such a requirement is at best unknown here and never met.

mod distribution;
mod feeds;
mod metadata;
mod site;
mod trust;

use std::collections::BTreeMap;

use super::{Document, Role};

/// The files of a place, by path with `/` between folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is known of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The files show that it is met.
    Met,
    /// What it is about is not used here, and need not be.
    NotUsed,
    /// Files cannot show it, or not all of it.
    Unknown,
    /// It is not met.
    Failed,
}

impl Standing {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Met => "met",
            Standing::NotUsed => "not-used",
            Standing::Unknown => "unknown",
            Standing::Failed => "failed",
        }
    }
}

/// Something about a requirement, at a file or at the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The file.
    pub path: Option<String>,
    /// The line in it, from 1.
    pub line: Option<u32>,
    /// What is so, and what to do.
    pub what: String,
}

/// A requirement and what was found of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its number in section 7.1.
    pub number: u8,
    /// What it is about, in our words.
    pub about: &'static str,
    /// What is known.
    pub standing: Standing,
    /// Why, and where.
    pub remarks: Vec<Remark>,
}

/// What was found of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// The twenty requirements, in order.
    pub requirements: Vec<Requirement>,
    /// How many advisories there are.
    pub documents: usize,
    /// The role the metadata claims.
    pub claims: Option<Role>,
    /// Whether the claimed role can be true: failed if a requirement it needs is, unknown if one is not seen.
    pub role: Standing,
}

const ABOUT: [&str; 20] = [
    "advisories are valid",
    "files are named after the advisory's id",
    "everything is served by TLS",
    "what is open to all can be had by all",
    "what is restricted is protected, under a path of its own",
    "no redirects",
    "provider-metadata.json is there and valid",
    "security.txt names the metadata",
    "the metadata is at its well-known place",
    "the DNS name leads to the metadata",
    "a folder per year",
    "index.txt lists the advisories",
    "changes.csv tells the latest changes first",
    "folders can be listed",
    "ROLIE feeds list the advisories",
    "a ROLIE service document lists the feeds",
    "ROLIE category documents",
    "digests beside the advisories",
    "OpenPGP signatures beside the advisories",
    "the public OpenPGP key can be had",
];

/// An advisory of the place.
struct Advisory<'f> {
    path: &'f str,
    bytes: &'f [u8],
    document: Document,
}

impl Advisory<'_> {
    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// All that was read of a place, and the requirements as they are found.
struct Survey<'f> {
    files: &'f Files,
    advisories: Vec<Advisory<'f>>,
    /// Files with a document that could not be read far enough to be an advisory.
    unfit: Vec<(&'f str, super::Unfit)>,
    metadata: Option<(&'f str, &'f [u8])>,
    requirements: Vec<Requirement>,
}

/// Holds the files of a place against the requirements. `valid` says of an advisory whether it is valid (requirement
/// 1), and what is wrong if it is not.
pub fn check(files: &Files, valid: &dyn Fn(&[u8]) -> Result<(), String>) -> Findings {
    let mut survey = Survey::new(files);
    site::check(&mut survey, valid);
    metadata::check(&mut survey);
    distribution::check(&mut survey);
    feeds::check(&mut survey);
    trust::check(&mut survey);
    let claims = metadata::claimed(&survey);
    let role = claims.map_or(Standing::Unknown, |role| satisfied(role, &survey.requirements));
    for requirement in &mut survey.requirements {
        requirement.remarks.sort();
        requirement.remarks.dedup();
    }
    let documents = survey.advisories.len();
    Findings { requirements: survey.requirements, documents, claims, role }
}

/// Whether a role can be true, given the requirements (7.2).
fn satisfied(role: Role, requirements: &[Requirement]) -> Standing {
    let of = |number: u8| requirements.get(usize::from(number) - 1).map_or(Standing::Unknown, |one| one.standing);
    let all = |numbers: std::ops::RangeInclusive<u8>| numbers.map(of).max().unwrap_or(Standing::Met);
    let used = |standing: Standing| if standing == Standing::NotUsed { Standing::Failed } else { standing };
    let mut standing = all(1..=4);
    if role >= Role::Provider {
        let found = [8, 9, 10].map(of).map(used).into_iter().min().unwrap_or(Standing::Unknown);
        let directory = all(11..=11).max(used(of(12))).max(used(of(13))).max(of(14));
        let rolie = used(of(15)).max(all(16..=17));
        standing = standing.max(all(5..=7)).max(found).max(directory.min(rolie));
    }
    if role >= Role::TrustedProvider {
        standing = standing.max(all(18..=20));
    }
    if standing == Standing::NotUsed { Standing::Met } else { standing }
}

impl<'f> Survey<'f> {
    fn new(files: &'f Files) -> Self {
        let (mut advisories, mut unfit) = (Vec::new(), Vec::new());
        let mut metadata = None;
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".json")) {
            if path.ends_with("provider-metadata.json") {
                metadata = metadata.or(Some((path.as_str(), bytes.as_slice())));
                continue;
            }
            if [&b"\"feed\""[..], b"\"service\"", b"\"categories\""].iter().any(|word| top(bytes, word)) {
                continue;
            }
            match Document::read(bytes) {
                Ok(document) => advisories.push(Advisory { path, bytes, document }),
                Err(why) => unfit.push((path.as_str(), why)),
            }
        }
        let requirement = |(number, about): (usize, &&'static str)| Requirement {
            number: number as u8 + 1,
            about,
            standing: Standing::Met,
            remarks: Vec::new(),
        };
        let requirements = ABOUT.iter().enumerate().map(requirement).collect();
        Survey { files, advisories, unfit, metadata, requirements }
    }

    /// Makes a requirement no better than this, and says why.
    fn note(&mut self, number: u8, standing: Standing, path: Option<&str>, line: Option<u32>, what: impl Into<String>) {
        if let Some(requirement) = self.requirements.get_mut(usize::from(number) - 1) {
            requirement.standing = requirement.standing.max(standing);
            /// Enough to see what is wrong; a broken script breaks every file alike.
            const MOST: usize = 1_000;
            if requirement.remarks.len() < MOST {
                requirement.remarks.push(Remark { path: path.map(str::to_owned), line, what: what.into() });
            }
        }
    }

    fn fail(&mut self, number: u8, path: &str, what: impl Into<String>) {
        self.note(number, Standing::Failed, Some(path), None, what);
    }

    fn unknown(&mut self, number: u8, what: impl Into<String>) {
        self.note(number, Standing::Unknown, None, None, what);
    }

    fn not_used(&mut self, number: u8, what: impl Into<String>) {
        self.note(number, Standing::NotUsed, None, None, what);
    }
}

/// Whether this is the first name of the outermost object.
fn top(bytes: &[u8], name: &[u8]) -> bool {
    let rest = bytes.trim_ascii_start();
    rest.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(name))
}

/// Whether bytes are an OpenPGP armor of this kind: its two lines, and base 64 between them.
pub fn is_armored(bytes: &[u8], kind: &str) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (begin, end) = (format!("-----BEGIN PGP {kind}-----"), format!("-----END PGP {kind}-----"));
    let mut lines = text.lines().map(str::trim_end).skip_while(|line| **line != *begin).skip(1);
    // Headers of armor end at the first empty line.
    let mut body = lines.by_ref().skip_while(|line| !line.is_empty()).skip(1);
    let mut length = 0;
    let base = |line: &str| {
        !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
    };
    for line in body.by_ref() {
        if line == end {
            return length > 0;
        }
        if !base(line) {
            return false;
        }
        length += line.len();
    }
    false
}

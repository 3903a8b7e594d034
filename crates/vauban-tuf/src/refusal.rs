//! Why a repository is not trusted: what, where, and which attack it may be.

use std::fmt;

use vauban_json::{Value, safe};

/// What kind of thing is wrong; the names of attacks are those of the specification, section 1.5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is no metadata of this role: no JSON, a field missing or of another form, a name that occurs twice.
    Malformed,
    /// It is written for another major version of the specification.
    SpecVersion,
    /// Fewer keys signed it than have to: arbitrary software, or a key compromise below the threshold.
    Threshold,
    /// It is older than what was trusted already.
    Rollback,
    /// It has expired: somebody may be keeping newer metadata back.
    Freeze,
    /// It is another version, or other bytes, than the metadata above it says.
    MixAndMatch,
    /// It is longer than it may be.
    EndlessData,
    /// It is not the file that was signed for.
    ArbitrarySoftware,
    /// It is not there.
    Missing,
    /// Its name leads out of the folder, or is no name on every system.
    UnsafePath,
    /// More roles than allowed would have to be asked.
    TooManyRoles,
    /// More versions of the root than are followed in one update.
    TooManyRoots,
    /// The time given lies before an update that was made already.
    ClockSetBack,
    /// It could not be read.
    Unreadable,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 14] = [
        Kind::Malformed,
        Kind::SpecVersion,
        Kind::Threshold,
        Kind::Rollback,
        Kind::Freeze,
        Kind::MixAndMatch,
        Kind::EndlessData,
        Kind::ArbitrarySoftware,
        Kind::Missing,
        Kind::UnsafePath,
        Kind::TooManyRoles,
        Kind::TooManyRoots,
        Kind::ClockSetBack,
        Kind::Unreadable,
    ];

    /// Its name in JSON and in messages.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Malformed => "malformed",
            Kind::SpecVersion => "spec-version",
            Kind::Threshold => "threshold",
            Kind::Rollback => "rollback",
            Kind::Freeze => "freeze",
            Kind::MixAndMatch => "mix-and-match",
            Kind::EndlessData => "endless-data",
            Kind::ArbitrarySoftware => "arbitrary-software",
            Kind::Missing => "missing",
            Kind::UnsafePath => "unsafe-path",
            Kind::TooManyRoles => "too-many-roles",
            Kind::TooManyRoots => "too-many-roots",
            Kind::ClockSetBack => "clock-set-back",
            Kind::Unreadable => "unreadable",
        }
    }

    /// What a person can do about it.
    pub fn help(self) -> &'static str {
        match self {
            Kind::Malformed => {
                "take the file from where it was written; what was changed by hand has to be written and signed anew"
            }
            Kind::SpecVersion => "only versions 1.x of the specification are read here",
            Kind::Threshold => {
                "collect the missing signatures, or take the file from a source you trust; do not lower the threshold to make it pass"
            }
            Kind::Rollback => {
                "the source serves older metadata than you have seen: use another source and ask the publisher why"
            }
            Kind::Freeze => {
                "ask the publisher for fresh metadata; if they have it, the source keeps it back. See that the clock is right"
            }
            Kind::MixAndMatch => {
                "the files do not belong together: publish all of one snapshot, timestamp last, or use another source"
            }
            Kind::EndlessData => "the source sends more than was signed for; use another source",
            Kind::ArbitrarySoftware => "do not install it: the file is not the one that was signed for",
            Kind::Missing => "publish the file, or use a source that has it",
            Kind::UnsafePath => "name targets by plain relative paths with forward slashes",
            Kind::TooManyRoles => "narrow the paths of the delegations, so that fewer roles are asked for this target",
            Kind::TooManyRoots => "start from a newer trusted root",
            Kind::ClockSetBack => {
                "set the clock right; if it was wrong before, start from the trusted root with a new state"
            }
            Kind::Unreadable => "see that the file can be read",
        }
    }
}

/// Metadata or a target that is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of thing is wrong.
    pub kind: Kind,
    /// The file it is about, as the repository names it.
    pub file: String,
    /// Line from 1, or 0 where no line can be named.
    pub line: u32,
    /// Column in characters from 1, or 0.
    pub column: u32,
    /// The place in the file as a JSON pointer; empty for the whole file.
    pub pointer: String,
    /// What is wrong and what was expected, free of characters that could deceive a terminal.
    pub message: String,
}

impl Refusal {
    /// A refusal of a whole file.
    pub fn new(kind: Kind, file: impl Into<String>, message: impl AsRef<str>) -> Self {
        Refusal {
            kind,
            file: tame(&file.into()),
            line: 0,
            column: 0,
            pointer: String::new(),
            message: tame(message.as_ref()),
        }
    }

    /// A refusal of one value of a file.
    pub(crate) fn at(kind: Kind, file: &str, value: Value<'_>, message: impl AsRef<str>) -> Self {
        let place = value.place();
        Refusal {
            line: place.line,
            column: place.column,
            pointer: tame(&value.pointer()),
            ..Refusal::new(kind, file, message)
        }
    }

    /// A refusal of a text that is no JSON.
    pub(crate) fn json(file: &str, error: &vauban_json::Error) -> Self {
        let kind = match error.what {
            vauban_json::What::TooLong(_) => Kind::EndlessData,
            _ => Kind::Malformed,
        };
        let message = format!("it is no JSON that is read here: {}", error.what);
        Refusal { line: error.line, column: error.column, ..Refusal::new(kind, file, message) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {} ({})", self.message, self.kind.word())
    }
}

impl std::error::Error for Refusal {}

/// The longest part of foreign text that a message repeats, in characters.
const SHOWN: usize = 400;

/// Text that can be shown: characters that deceive a terminal or a reader are spelled out, and it is not endless.
pub(crate) fn tame(text: &str) -> String {
    let short: String = text.chars().take(SHOWN).collect();
    let mut out = safe(&short).replace(['\n', '\r', '\t'], " ");
    if short.len() < text.len() {
        out.push('…');
    }
    out
}

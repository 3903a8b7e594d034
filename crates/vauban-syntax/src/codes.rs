//! What can be wrong with a file before any record is looked at.

use vauban_diagnostics::{Code, Confidence, Severity};

/// A file that is not TOML where it should be.
pub static TOML_SYNTAX: Code = Code {
    name: "toml-syntax",
    asks: &[],
    summary: "a record file is not valid TOML",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/toml-syntax.md"),
};

/// The same record, or the same key of a record, written twice in one file.
pub static DUPLICATE_KEY: Code = Code {
    name: "duplicate-key",
    asks: &[],
    summary: "a record or a key is written twice in one file",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/duplicate-key.md"),
};

/// Front matter that is opened and never closed.
pub static FRONT_MATTER_OPEN: Code = Code {
    name: "front-matter-open",
    asks: &[],
    summary: "the front matter of a Markdown file is not closed by a second `+++` line",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/front-matter-open.md"),
};

macro_rules! file_codes {
    ($($constant:ident $name:literal $severity:ident $summary:literal;)*) => {$(
        #[doc = $summary]
        pub static $constant: Code = Code {
            name: $name,
            asks: &[],
            summary: $summary,
            severity: Severity::$severity,
            confidence: Confidence::Certain,
            since: "0.1",
            explain: include_str!(concat!("../explain/", $name, ".md")),
        };
    )*};
}

file_codes! {
    NO_SUCH_DATE "no-such-date" Error "a date is not in the calendar";
    FILE_TOO_LARGE "file-too-large" Error "a record file is larger than 16 MiB";
    TOO_MANY_FILES "too-many-files" Error "there are more record files than 200 000, or they hold more than 1 GiB";
    NOT_UTF8 "not-utf8" Error "a record file is not UTF-8";
    NUL_BYTE "nul-byte" Error "a record file holds a NUL byte";
    UNREADABLE_FILE "unreadable-file" Error "a record file or folder cannot be read";
    LINK_OUTSIDE "link-outside" Error "a symbolic link leads out of the project";
}

/// All codes of this crate, for the registry.
pub static ALL: &[&Code] = &[
    &TOML_SYNTAX,
    &DUPLICATE_KEY,
    &FRONT_MATTER_OPEN,
    &NO_SUCH_DATE,
    &FILE_TOO_LARGE,
    &TOO_MANY_FILES,
    &NOT_UTF8,
    &NUL_BYTE,
    &UNREADABLE_FILE,
    &LINK_OUTSIDE,
];

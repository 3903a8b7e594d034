//! Ranges as ecosystems write them: npm, Cargo, PyPI, Maven, NuGet, gems, Composer, Conan, Hex, Debian, nginx, OpenSSL.
//!
//! A native range is one of several alternatives, each of which holds where all its constraints hold; that is kept, and
//! is what [`Native::contains`] judges. A version range specifier has one line of constraints only, so
//! [`Native::flat`] loses what overlaps; it is the form in which the vers test suite writes native ranges.

mod conan;
mod interval;
mod listed;
mod nodes;
mod python;
mod tilde;

use std::fmt;

use crate::vers::{Comparator, Constraint, spell};
use crate::version::{Order, Scheme};

/// Longest range read, in bytes.
pub const LONGEST: usize = 8192;
/// Most alternatives, and most constraints of one.
pub const MOST: usize = 512;

/// A range as an ecosystem writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Native {
    kind: String,
    alternatives: Vec<Vec<Constraint>>,
}

impl Native {
    /// Reads a range; `kind` is the type of a version range specifier (`npm`, `maven`, …).
    ///
    /// # Errors
    /// What is wrong, and that a type has no notation known here.
    pub fn read(kind: &str, text: &str) -> Result<Native, NativeError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(NativeError::TooLong);
        }
        let alternatives = match kind {
            "npm" | "pub" | "semver" | "swift" | "hex" | "cargo" | "composer" | "github" => nodes::read(kind, text)?,
            "conan" => conan::read(text)?,
            "maven" | "nuget" => interval::read(kind, text)?,
            "pypi" => python::read(text)?,
            "gem" | "cocoapods" => tilde::read(text)?,
            "nginx" => listed::nginx(text)?,
            "openssl" => listed::openssl(text)?,
            "deb" | "rpm" | "apk" | "alpine" | "alpm" | "arch" | "ebuild" | "gentoo" | "golang" | "hackage"
            | "cran" | "intdot" => listed::operators(text)?,
            _ => return Err(NativeError::NoNotation(kind.to_owned())),
        };
        let many = alternatives.len() > MOST || alternatives.iter().any(|all| all.len() > MOST);
        if many {
            return Err(NativeError::TooLong);
        }
        let scheme = Scheme::of_vers(kind);
        for constraint in alternatives.iter().flatten() {
            if !scheme.key(&constraint.version, &mut Vec::new()) {
                return Err(NativeError::Version(constraint.version.clone()));
            }
        }
        Ok(Native { kind: kind.to_owned(), alternatives })
    }

    /// The type.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Alternatives; one without constraints holds every version, none at all hold no version.
    pub fn alternatives(&self) -> &[Vec<Constraint>] {
        &self.alternatives
    }

    /// Whether a version is in the range; nothing if that cannot be told.
    pub fn contains(&self, version: &str) -> Option<bool> {
        any_holds(&self.alternatives, Scheme::of_vers(&self.kind).into(), version)
    }

    /// As one line of constraints, sorted by version. What overlaps is lost: not for judging.
    pub fn flat(&self) -> String {
        if self.alternatives.iter().any(Vec::is_empty) {
            return format!("vers:{}/*", self.kind);
        }
        let scheme = Scheme::of_vers(&self.kind);
        let mut all: Vec<(Vec<u8>, Constraint)> = Vec::new();
        for constraint in self.alternatives.iter().flatten() {
            let mut key = Vec::new();
            scheme.key(&constraint.version, &mut key);
            all.push((key, constraint.clone()));
        }
        all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.comparator.is_upper().cmp(&a.1.comparator.is_upper())));
        let all: Vec<Constraint> = all.into_iter().map(|(_, constraint)| constraint).collect();
        if all.is_empty() {
            return "vers:none/*".to_owned();
        }
        Line(&self.kind, &all).to_string()
    }
}

struct Line<'n>(&'n str, &'n [Constraint]);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.0)?;
        spell(self.1, f)
    }
}

/// Whether all constraints of one alternative hold. What is unknown decides only if nothing else does.
pub(crate) fn any_holds(alternatives: &[Vec<Constraint>], order: Order<'_>, version: &str) -> Option<bool> {
    let mut unknown = false;
    for all in alternatives {
        let mut holds = Some(true);
        for constraint in all {
            match constraint.holds(order, version) {
                Some(true) => {}
                Some(false) => {
                    holds = Some(false);
                    break;
                }
                None => holds = None,
            }
        }
        match holds {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(false) }
}

/// The comparator a text begins with, and what stands behind it.
pub(crate) fn comparator(text: &str) -> Option<(Comparator, &str)> {
    const SPELLED: &[(&str, Comparator)] = &[
        (">=", Comparator::GreaterOrEqual),
        ("=>", Comparator::GreaterOrEqual),
        ("\u{2265}", Comparator::GreaterOrEqual),
        ("<=", Comparator::LessOrEqual),
        ("=<", Comparator::LessOrEqual),
        ("\u{2264}", Comparator::LessOrEqual),
        ("!=", Comparator::NotEqual),
        ("==", Comparator::Equal),
        ("<<", Comparator::Less),
        (">>", Comparator::Greater),
        ("<", Comparator::Less),
        (">", Comparator::Greater),
        ("=", Comparator::Equal),
    ];
    SPELLED.iter().find_map(|(spelled, comparator)| Some((*comparator, text.strip_prefix(spelled)?.trim_start())))
}

/// A number with one more; digits of any length.
pub(crate) fn plus_one(digits: &str) -> String {
    let mut out: Vec<u8> = digits.bytes().collect();
    for digit in out.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return out.into_iter().map(char::from).collect();
        }
    }
    std::iter::once('1').chain(out.into_iter().map(char::from)).collect()
}

/// Why a text is no range of its ecosystem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NativeError {
    /// Longer than [`LONGEST`], or more than [`MOST`] alternatives.
    TooLong,
    /// No notation is known for the type.
    NoNotation(String),
    /// A part that is no constraint.
    Part(String),
    /// A version that is none of the type.
    Version(String),
}

impl fmt::Display for NativeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NativeError::TooLong => {
                write!(f, "the range is longer than {LONGEST} bytes or has more than {MOST} alternatives")
            }
            NativeError::NoNotation(kind) => {
                write!(f, "`{}` has no notation of ranges that is known here; write `vers:…`", kind.escape_debug())
            }
            NativeError::Part(part) => write!(f, "`{}` is no constraint", part.escape_debug()),
            NativeError::Version(version) => write!(f, "`{}` is no version of this type", version.escape_debug()),
        }
    }
}

impl std::error::Error for NativeError {}

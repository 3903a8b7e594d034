//! The order of versions, per ecosystem.
//!
//! Each scheme is one function that writes a version as bytes whose order is the order of the versions ([`Scheme::key`]);
//! comparing is comparing those bytes. So an index that is sorted by key and a comparison of two texts cannot disagree,
//! equal versions (`1.0` and `1.0.0` of PyPI) have equal keys, and the order is total by construction, also where an
//! ecosystem's own code is not (Maven and Conan in odd corners). One scheme cannot be bytes alone: pacman leaves the
//! package release out of a comparison where only one side has it, so [`Scheme::compare`] of [`Scheme::Alpm`] does too.
//!
//! Keys take what is in use beside what is strictly right (`v1.2`, `1.2` where SemVer asks three numbers);
//! [`Scheme::valid`] is strict. What is no version of a scheme has no key and compares with nothing.

mod bytes;
mod conan;
mod deb;
mod dotted;
mod gem;
mod gentoo;
mod instant;
mod maven;
mod names;
mod pep440;
mod php;
mod rpm;
mod semver;

use std::cmp::Ordering;

use bytes::{Short, Sink};

use crate::declared::Declared;

/// Longest version read, in bytes. Longer texts have no key: they are no versions but accidents or attacks.
pub const LONGEST: usize = 255;

/// How the versions of an ecosystem are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Semantic Versioning 2.0.0.
    Semver,
    /// npm: SemVer with a leading `v` or `=`.
    Npm,
    /// Cargo: SemVer.
    Cargo,
    /// Go modules: SemVer with a leading `v`, pseudo-versions, `+incompatible`; `go1.22.1` of the standard library.
    Golang,
    /// Python: PEP 440.
    Pypi,
    /// Debian policy 5.6.12, as dpkg compares.
    Deb,
    /// RPM: epoch, version, release as `rpmvercmp` compares.
    Rpm,
    /// Maven's `ComparableVersion`.
    Maven,
    /// NuGet: SemVer with a fourth number, without regard to case.
    Nuget,
    /// `Gem::Version`.
    Gem,
    /// Composer: four numbers and a stability.
    Composer,
    /// Conan 2.
    Conan,
    /// Alpine's apk.
    Apk,
    /// Gentoo ebuilds (Package Manager Specification).
    Ebuild,
    /// OpenSSL: letters after the number up to 1.1.1, numbers since 3.
    Openssl,
    /// Arch Linux pacman (`vercmp`).
    Alpm,
    /// Elixir and Erlang (Hex): SemVer.
    Hex,
    /// Dart: SemVer whose build metadata counts.
    Pub,
    /// Swift packages: SemVer.
    Swift,
    /// Haskell and R: lists of whole numbers, the shorter before the longer.
    Numbers,
    /// `intdot` of vers: whole numbers with dots, up to the first other character.
    Intdot,
    /// `lexicographic` of vers: bytes.
    Lexicographic,
    /// `datetime` of vers: points in time (RFC 3339).
    Datetime,
    /// No known order: only identical texts compare, as equal.
    Generic,
}

impl Scheme {
    /// All schemes, in the order of their declaration.
    pub const ALL: [Scheme; 24] = [
        Scheme::Semver,
        Scheme::Npm,
        Scheme::Cargo,
        Scheme::Golang,
        Scheme::Pypi,
        Scheme::Deb,
        Scheme::Rpm,
        Scheme::Maven,
        Scheme::Nuget,
        Scheme::Gem,
        Scheme::Composer,
        Scheme::Conan,
        Scheme::Apk,
        Scheme::Ebuild,
        Scheme::Openssl,
        Scheme::Alpm,
        Scheme::Hex,
        Scheme::Pub,
        Scheme::Swift,
        Scheme::Numbers,
        Scheme::Intdot,
        Scheme::Lexicographic,
        Scheme::Datetime,
        Scheme::Generic,
    ];

    /// Whether versions of this scheme have an order at all.
    pub fn is_ordered(self) -> bool {
        self != Scheme::Generic
    }

    /// Writes the bytes of a version behind what `out` holds; false, with `out` unchanged, if it is none.
    ///
    /// The order of the bytes is the order of the versions. No key is the beginning of another one, so keys may be
    /// followed by more.
    pub fn key(self, version: &str, out: &mut Vec<u8>) -> bool {
        let before = out.len();
        let written = self.write(version, out);
        if !written {
            out.truncate(before);
        }
        written
    }

    /// How two versions stand to each other; nothing if one of them is no version of this scheme.
    pub fn compare(self, a: &str, b: &str) -> Option<Ordering> {
        if self == Scheme::Generic {
            return (readable(a)? == readable(b)?).then_some(Ordering::Equal);
        }
        if self == Scheme::Alpm {
            return rpm::compare_alpm(readable(a)?, readable(b)?);
        }
        let mut left = Short::default();
        let mut right = Short::default();
        if !self.write(a, &mut left) || !self.write(b, &mut right) {
            return None;
        }
        Some(left.bytes().cmp(right.bytes()))
    }

    /// Whether a text is a version as the scheme's own rules have it, without the latitude that [`Scheme::key`] gives.
    pub fn valid(self, version: &str) -> bool {
        if version.trim() != version || !self.write(version, &mut Short::default()) {
            return self == Scheme::Generic && version.trim() == version && readable(version).is_some();
        }
        match self {
            Scheme::Semver | Scheme::Npm | Scheme::Cargo | Scheme::Hex | Scheme::Pub | Scheme::Swift => {
                semver::strict(version)
            }
            Scheme::Golang => semver::strict(version.strip_prefix('v').unwrap_or(version)),
            Scheme::Deb => deb::strict(version),
            Scheme::Rpm => rpm::strict(version),
            Scheme::Datetime => !version.contains(['t', 'z']),
            Scheme::Intdot => version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'),
            Scheme::Pypi
            | Scheme::Maven
            | Scheme::Nuget
            | Scheme::Gem
            | Scheme::Composer
            | Scheme::Conan
            | Scheme::Apk
            | Scheme::Ebuild
            | Scheme::Openssl
            | Scheme::Alpm
            | Scheme::Numbers
            | Scheme::Lexicographic
            | Scheme::Generic => true,
        }
    }

    fn write(self, version: &str, out: &mut impl Sink) -> bool {
        let Some(version) = readable(version) else { return false };
        let written = match self {
            Scheme::Semver | Scheme::Npm | Scheme::Cargo | Scheme::Hex | Scheme::Swift => {
                semver::key(version, semver::PLAIN, out)
            }
            Scheme::Golang => {
                let number = version.strip_prefix("go").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                semver::key(number.unwrap_or(version), semver::PLAIN, out)
            }
            Scheme::Pub => semver::key(version, semver::BUILD_COUNTS, out),
            Scheme::Nuget => semver::key(version, semver::NUGET, out),
            Scheme::Pypi => pep440::key(version, out),
            Scheme::Deb => deb::key(version, out),
            Scheme::Rpm => rpm::key(version, out),
            Scheme::Alpm => rpm::key_alpm(version, out),
            Scheme::Maven => maven::key(version, out),
            Scheme::Gem => gem::key(version, out),
            Scheme::Composer => php::key(version, out),
            Scheme::Conan => conan::key(version, out),
            Scheme::Apk => gentoo::key(version, gentoo::Dialect::Apk, out),
            Scheme::Ebuild => gentoo::key(version, gentoo::Dialect::Ebuild, out),
            Scheme::Openssl => dotted::openssl(version, out),
            Scheme::Numbers => dotted::numbers(version, out),
            Scheme::Intdot => dotted::intdot(version, out),
            Scheme::Lexicographic => {
                bytes::text(version.as_bytes(), out);
                Some(())
            }
            Scheme::Datetime => instant::key(version, out),
            Scheme::Generic => None,
        };
        written.is_some()
    }
}

/// An order of versions: of a scheme, or of a product that declares its own.
#[derive(Clone, Copy, Debug)]
pub enum Order<'d> {
    /// A scheme that is known here.
    Known(Scheme),
    /// A scheme that a product declares.
    Declared(&'d Declared),
}

impl Order<'_> {
    /// How two versions stand to each other; nothing if they cannot be compared.
    pub fn compare(&self, a: &str, b: &str) -> Option<Ordering> {
        match self {
            Order::Known(scheme) => scheme.compare(a, b),
            Order::Declared(declared) => declared.compare(a, b),
        }
    }

    /// Writes the bytes of a version, as [`Scheme::key`].
    pub fn key(&self, version: &str, out: &mut Vec<u8>) -> bool {
        match self {
            Order::Known(scheme) => scheme.key(version, out),
            Order::Declared(declared) => declared.key(version, out),
        }
    }

    /// Whether a text is a version of this order.
    pub fn valid(&self, version: &str) -> bool {
        match self {
            Order::Known(scheme) => scheme.valid(version),
            Order::Declared(declared) => declared.key(version, &mut Vec::new()),
        }
    }
}

impl From<Scheme> for Order<'_> {
    fn from(scheme: Scheme) -> Self {
        Order::Known(scheme)
    }
}

/// The text without blanks around it, if it is one that may be a version: not empty, bounded, without controls.
fn readable(version: &str) -> Option<&str> {
    let text = version.trim();
    let fits = !text.is_empty() && text.len() <= LONGEST && !text.bytes().any(|byte| byte.is_ascii_control());
    fits.then_some(text)
}

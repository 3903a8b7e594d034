//! Severity vectors of CVSS 2.0, 3.0, 3.1 and 4.0: read strictly, scored, put into words.
//!
//! [`Vector::parse`] reads without allocating and says which metric is wrong and what it may be; [`score`] does that and
//! scores. A metric that is written as not defined (`X`, `ND`) is not given. Where groups are given the later one
//! decides: environmental before temporal (of 4.0: threat) before base.
//!
//! Scores are tenths in whole numbers. Version 4.0 is computed in whole numbers throughout, so that rounding half up
//! means what the standard says; versions 2 and 3 multiply decimals and round with a margin far below their own steps.
//!
//! What CVSS's own JSON schemas call a metric and its values is in [`Metric`], for those who compare a vector with the
//! properties beside it.

mod metrics;
mod v2;
mod v3;
mod v4;
mod vector;

use std::fmt;

pub use metrics::{Group, Metric, Value};
pub use vector::{LONGEST, Vector, VectorError};

/// A version of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 2.0, whose vectors do not say so.
    V2,
    /// 3.0.
    V30,
    /// 3.1.
    V31,
    /// 4.0.
    V40,
}

impl Version {
    /// `3.1`.
    pub fn word(self) -> &'static str {
        match self {
            Version::V2 => "2.0",
            Version::V30 => "3.0",
            Version::V31 => "3.1",
            Version::V40 => "4.0",
        }
    }

    /// Where the groups end among its metrics: base, temporal, environmental.
    fn ends(self) -> [usize; 3] {
        match self {
            Version::V2 => [6, 9, 14],
            Version::V30 | Version::V31 => [8, 11, 22],
            Version::V40 => [11, 12, 26],
        }
    }

    /// All its metrics, in the order in which vectors are written.
    pub fn metrics(self) -> &'static [Metric] {
        match self {
            Version::V2 => metrics::V2,
            Version::V30 | Version::V31 => metrics::V3,
            Version::V40 => metrics::V4,
        }
    }
}

/// The words for scores. Version 2.0 has no such words itself; those of the NVD are used, which know neither none nor
/// critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 0.0.
    None,
    /// Below 4.0.
    Low,
    /// Below 7.0.
    Medium,
    /// Below 9.0.
    High,
    /// From 9.0.
    Critical,
}

impl Severity {
    /// `medium`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::None => "none",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// A score in tenths, so that scores compare exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

impl Score {
    /// From tenths, if there are at most a hundred.
    pub fn from_tenths(tenths: u8) -> Option<Score> {
        (tenths <= 100).then_some(Score(tenths))
    }

    /// From tenths that were computed; outside 0 to 100 the nearer end.
    fn of_tenths(tenths: i64) -> Score {
        Score(u8::try_from(tenths.clamp(0, 100)).unwrap_or(100))
    }

    /// In tenths.
    pub fn tenths(self) -> u8 {
        self.0
    }

    /// As a number with one decimal.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// The word for it in a version.
    pub fn severity(self, version: Version) -> Severity {
        match (version, self.0) {
            (Version::V2, 0..=39) => Severity::Low,
            (Version::V2, 40..=69) => Severity::Medium,
            (Version::V2, _) => Severity::High,
            (_, 0) => Severity::None,
            (_, 1..=39) => Severity::Low,
            (_, 40..=69) => Severity::Medium,
            (_, 70..=89) => Severity::High,
            (_, _) => Severity::Critical,
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// What a vector comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The version.
    pub version: Version,
    /// Of the base metrics alone.
    pub base: Score,
    /// With temporal (of 4.0: threat) metrics, where they are given.
    pub temporal: Option<Score>,
    /// With environmental metrics too, where they are given.
    pub environmental: Option<Score>,
}

impl Scored {
    /// The score that decides: environmental if given, else temporal, else base.
    pub fn score(&self) -> Score {
        self.environmental.or(self.temporal).unwrap_or(self.base)
    }

    /// Its word.
    pub fn severity(&self) -> Severity {
        self.score().severity(self.version)
    }
}

/// Reads and scores a vector.
///
/// # Errors
/// What is wrong with it, if it is none.
pub fn score(text: &str) -> Result<Scored, VectorError> {
    Vector::parse(text).map(|vector| vector.scored())
}

impl Vector {
    /// What the vector comes to.
    pub fn scored(&self) -> Scored {
        let (temporal, environmental) = (self.has(Group::Temporal), self.has(Group::Environmental));
        match self.version() {
            Version::V2 => v2::scored(self, temporal, environmental),
            Version::V30 | Version::V31 => v3::scored(self, temporal, environmental),
            Version::V40 => v4::scored(self, temporal, environmental),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_end_where_it_is_said() {
        for version in [Version::V2, Version::V30, Version::V31, Version::V40] {
            let before = |group: Group| version.metrics().iter().filter(|metric| metric.group <= group).count();
            assert_eq!(version.ends(), [Group::Base, Group::Temporal, Group::Environmental].map(before));
            assert!(version.metrics().is_sorted_by_key(|metric| metric.group));
        }
    }
}

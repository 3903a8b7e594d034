//! CVSS vectors of versions 2.0, 3.0, 3.1 and 4.0: read strictly, scored, put into words.
//!
//! The arithmetic of base, environmental and v4.0 scores is the `cvss` crate's; this module says which version a text
//! is, which groups of metrics it gives, and what each group comes to. A metric that is written as not defined (`X`,
//! `ND`) is not given. Where groups are given the later one decides: environmental before temporal before base.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr as _;

use cvss::{v2, v3, v4};

/// Longest vector read, in bytes; the longest that is valid has less than half of it.
pub(crate) const LONGEST: usize = 512;

/// A version of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Version {
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
    pub(crate) fn word(self) -> &'static str {
        match self {
            Version::V2 => "2.0",
            Version::V30 => "3.0",
            Version::V31 => "3.1",
            Version::V40 => "4.0",
        }
    }

    /// Names of metrics of the temporal group (of 4.0: threat), and of the environmental group.
    fn groups(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Version::V2 => (&["E", "RL", "RC"], &["CDP", "TD", "CR", "IR", "AR"]),
            Version::V30 | Version::V31 => {
                (&["E", "RL", "RC"], &["CR", "IR", "AR", "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA"])
            }
            Version::V40 => (
                &["E"],
                &["CR", "IR", "AR", "MAV", "MAC", "MAT", "MPR", "MUI", "MVC", "MVI", "MVA", "MSC", "MSI", "MSA"],
            ),
        }
    }

    /// Metrics that a vector must have.
    fn base(self) -> &'static [&'static str] {
        match self {
            Version::V2 => &["AV", "AC", "Au", "C", "I", "A"],
            Version::V30 | Version::V31 => &["AV", "AC", "PR", "UI", "S", "C", "I", "A"],
            Version::V40 => &["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"],
        }
    }
}

/// The words for scores. Version 2.0 has no such words itself; those of the NVD are used, which know neither none nor
/// critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Severity {
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
    pub(crate) fn word(self) -> &'static str {
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
pub(crate) struct Score(u8);

impl Score {
    /// From a number that has been rounded to one decimal; outside 0 to 10 the nearer end.
    fn of(value: f64) -> Score {
        let nearest = (0..=100u8).min_by(|a, b| {
            let far = |tenths: u8| (f64::from(tenths) / 10.0 - value).abs();
            far(*a).total_cmp(&far(*b))
        });
        Score(nearest.unwrap_or(100))
    }

    /// In tenths.
    pub(crate) fn tenths(self) -> u8 {
        self.0
    }

    /// As a number with one decimal.
    pub(crate) fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// The word for it in a version.
    pub(crate) fn severity(self, version: Version) -> Severity {
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
pub(crate) struct Scored {
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
    pub(crate) fn score(&self) -> Score {
        self.environmental.or(self.temporal).unwrap_or(self.base)
    }

    /// Its word.
    pub(crate) fn severity(&self) -> Severity {
        self.score().severity(self.version)
    }
}

/// Reads and scores a vector; what is wrong with it, if it is none.
pub(crate) fn score(text: &str) -> Result<Scored, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let (version, metrics) = split(text)?;
    let mut seen = BTreeSet::new();
    for (name, value) in &metrics {
        if value.is_empty() {
            return Err(format!("`{name}` has no value; write `{name}:VALUE`"));
        }
        if !seen.insert(*name) {
            return Err(format!("`{name}` stands there twice"));
        }
    }
    let missing: Vec<&str> = version.base().iter().copied().filter(|name| !seen.contains(name)).collect();
    if !missing.is_empty() {
        return Err(format!("version {} needs {}", version.word(), missing.join(", ")));
    }
    let (temporal, environmental) = version.groups();
    let given =
        |group: &[&str]| metrics.iter().any(|(name, value)| group.contains(name) && !["X", "ND"].contains(value));
    let has = (given(temporal), given(environmental));
    let without = |left_out: &[&[&str]]| {
        let kept = text.split('/').filter(|part| {
            let name = part.split(':').next().unwrap_or("");
            !left_out.iter().any(|group| group.contains(&name))
        });
        kept.collect::<Vec<_>>().join("/")
    };
    match version {
        Version::V2 => {
            let vector = v2::Vector::from_str(text).map_err(|error| error.to_string())?;
            Ok(Scored {
                version,
                base: Score::of(vector.score().value()),
                temporal: has.0.then(|| Score::of(vector.temporal_score().value())),
                environmental: has.1.then(|| Score::of(vector.environmental_score().value())),
            })
        }
        Version::V30 | Version::V31 => {
            let vector = v3::Vector::from_str(text).map_err(|error| error.to_string())?;
            Ok(Scored {
                version,
                base: Score::of(vector.base_score().value()),
                temporal: has.0.then(|| weighed_3(&vector, Score::of(vector.base_score().value()))),
                environmental: has.1.then(|| {
                    let timeless = v3::Vector { e: None, rl: None, rc: None, ..vector.clone() };
                    weighed_3(&vector, Score::of(timeless.environmental_score().value()))
                }),
            })
        }
        Version::V40 => {
            let read = |text: &str| {
                let vector = v4::Vector::from_str(text).map_err(|error| error.to_string())?;
                Ok::<Score, String>(Score::of(vector.score().value()))
            };
            let whole = read(text)?;
            Ok(Scored {
                version,
                base: read(&without(&[temporal, environmental]))?,
                temporal: if has.0 { Some(read(&without(&[environmental]))?) } else { None },
                environmental: has.1.then_some(whole),
            })
        }
    }
}

/// A metric's name and its value.
type Metric<'t> = (&'t str, &'t str);

/// The version, and names and values of metrics.
fn split(text: &str) -> Result<(Version, Vec<Metric<'_>>), String> {
    let (version, rest) = match text.strip_prefix("CVSS:") {
        None => (Version::V2, text),
        Some(rest) => {
            let (number, rest) = rest.split_once('/').unwrap_or((rest, ""));
            let version = match number {
                "3.0" => Version::V30,
                "3.1" => Version::V31,
                "4.0" => Version::V40,
                other => return Err(format!("there is no version `{other}`; known: 3.0, 3.1, 4.0")),
            };
            (version, rest)
        }
    };
    let read = |part| match str::split_once(part, ':') {
        Some((name, value)) if !name.is_empty() => Ok((name, value)),
        _ => Err(format!("`{part}` is no metric; write `NAME:VALUE` with `/` between")),
    };
    Ok((version, rest.split('/').map(read).collect::<Result<_, _>>()?))
}

/// A score of version 3 times what its temporal metrics weigh, rounded up to a tenth.
///
/// Rounded over integers, as appendix A of 3.1 does: 3.0 means the same and leaves it to luck with binary fractions.
fn weighed_3(vector: &v3::Vector, score: Score) -> Score {
    use cvss::v3::Metric as _;
    use cvss::v3::metric::temporal::{ExploitCodeMaturity, RemediationLevel, ReportConfidence};
    let hundredths = |weight: f64| (0..=100u8).find(|at| (f64::from(*at) / 100.0 - weight).abs() < 1e-6).map(u64::from);
    let weights = [
        vector.e.unwrap_or(ExploitCodeMaturity::NotDefined).score(),
        vector.rl.unwrap_or(RemediationLevel::NotDefined).score(),
        vector.rc.unwrap_or(ReportConfidence::NotDefined).score(),
    ];
    let product = weights.into_iter().filter_map(hundredths).fold(u64::from(score.0), |all, weight| all * weight);
    Score(u8::try_from(product.div_ceil(1_000_000)).unwrap_or(100))
}


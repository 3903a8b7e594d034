//! Reading a vector into numbers of values, without allocating; what is wrong is said by the metric.

use std::fmt;

use crate::metrics::{Group, Metric, pack};
use crate::{Value, Version};

/// Longest vector read, in bytes; the longest that is valid has less than half of it.
pub const LONGEST: usize = 512;

/// A vector that has all base metrics, and each metric once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Vector {
    version: Version,
    in_order: bool,
    /// Per metric 0 if it is not given, else the number of its value and one.
    values: [u8; 32],
}

impl Vector {
    /// Reads a vector, its metrics in any order.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Vector, VectorError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(VectorError::Empty);
        }
        if text.len() > LONGEST {
            return Err(VectorError::TooLong);
        }
        let (version, rest) = match text.as_bytes() {
            [b'C', b'V', b'S', b'S', b':', b'3', b'.', b'1', b'/', ..] => (Version::V31, &text[9..]),
            [b'C', b'V', b'S', b'S', b':', b'4', b'.', b'0', b'/', ..] => (Version::V40, &text[9..]),
            [b'C', b'V', b'S', b'S', b':', b'3', b'.', b'0', b'/', ..] => (Version::V30, &text[9..]),
            [b'C', b'V', b'S', b'S', b':', ..] => {
                let number = text[5..].split('/').next().unwrap_or("");
                return Err(match number {
                    "3.0" | "3.1" | "4.0" => VectorError::NoMetric(String::new()),
                    other => VectorError::Version(other.to_owned()),
                });
            }
            _ => (Version::V2, text),
        };
        let metrics = version.metrics();
        let mut vector = Vector { version, in_order: true, values: [0; 32] };
        // Metrics mostly stand in order: each is looked for behind the one before.
        let mut next = 0;
        let bytes = rest.as_bytes();
        let mut from = 0;
        loop {
            // As nearly every metric is met: the next one, with one letter for its value.
            if let Some(metric) = metrics.get(next)
                && let Some(after) = bytes[from..].strip_prefix(metric.name.as_bytes())
                && let [b':', letter, tail @ ..] = after
                && matches!(tail, [] | [b'/', _, ..])
                && let Some(number) = metric.letter(*letter)
                && vector.values[next] == 0
            {
                vector.values[next] = number as u8 + 1;
                next += 1;
                if tail.is_empty() {
                    break;
                }
                from = bytes.len() - tail.len() + 1;
                continue;
            }
            let (mut colon, mut end) = (usize::MAX, from);
            let (mut name, mut value) = (0u64, 0u64);
            while let Some(byte) = bytes.get(end) {
                match byte {
                    b'/' => break,
                    b':' if colon == usize::MAX => colon = end,
                    byte if colon == usize::MAX => name = name << 8 | u64::from(*byte),
                    byte => value = value << 8 | u64::from(*byte),
                }
                end += 1;
            }
            let part = || &rest[from..end];
            if colon == usize::MAX || colon == from {
                return Err(VectorError::NoMetric(part().to_owned()));
            }
            if colon + 1 == end {
                return Err(VectorError::NoValue(rest[from..colon].to_owned()));
            }
            // More bytes than fit would be cut: no name and no value is so long.
            if colon - from > 8 {
                name = u64::MAX;
            }
            if end - colon > 9 {
                value = u64::MAX;
            }
            let found = match metrics.get(next) {
                Some(metric) if metric.is(name) => Some(next),
                _ => metrics.iter().position(|metric| metric.is(name)),
            };
            let Some(at) = found else {
                return Err(VectorError::UnknownMetric(rest[from..colon].to_owned(), version));
            };
            if vector.values[at] != 0 {
                return Err(VectorError::Twice(metrics[at].name));
            }
            let Some(number) = metrics[at].value(value) else {
                return Err(VectorError::UnknownValue(rest[colon + 1..end].to_owned(), &metrics[at]));
            };
            vector.in_order &= at >= next;
            vector.values[at] = number as u8 + 1;
            next = at + 1;
            if end == bytes.len() {
                break;
            }
            from = end + 1;
        }
        let [base, ..] = version.ends();
        if vector.values[..base].contains(&0) {
            let missing = metrics.iter().zip(vector.values).take(base).filter(|(_, value)| *value == 0);
            return Err(VectorError::Missing(version, missing.map(|(metric, _)| metric.name).collect()));
        }
        Ok(vector)
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Whether the metrics stand in the order of the standard, which version 4.0 asks for.
    pub fn is_in_order(&self) -> bool {
        self.in_order
    }

    /// The value of a metric by its name in vectors (`AV`), as it was written; nothing if it is not there.
    pub fn value(&self, name: &str) -> Option<&'static Value> {
        let packed = pack(name.as_bytes());
        let at = self.version.metrics().iter().position(|metric| metric.is(packed))?;
        self.at(at)
    }

    /// All metrics that are written, with their values.
    pub fn given(&self) -> impl Iterator<Item = (&'static Metric, &'static Value)> {
        let vector = *self;
        let metrics = self.version.metrics();
        metrics.iter().enumerate().filter_map(move |(at, metric)| Some((metric, vector.at(at)?)))
    }

    /// Whether a metric of a group is given and defined.
    pub fn has(&self, group: Group) -> bool {
        let [base, temporal, environmental] = self.version.ends();
        let (from, to) = match group {
            Group::Base => return true,
            Group::Temporal => (base, temporal),
            Group::Environmental => (temporal, environmental),
            Group::Supplemental => (environmental, self.values.len()),
        };
        // The first value of what need not be given is `not defined`.
        self.values[from..to].iter().any(|value| *value > 1)
    }

    fn at(&self, at: usize) -> Option<&'static Value> {
        let value = usize::from(*self.values.get(at)?).checked_sub(1)?;
        self.version.metrics().get(at)?.values.get(value)
    }

    /// The number of the value of a base metric.
    pub(crate) fn base(&self, at: usize) -> usize {
        usize::from(self.values[at]).saturating_sub(1)
    }

    /// The number of the value of what need not be given: 0 is not defined.
    pub(crate) fn optional(&self, at: usize) -> usize {
        usize::from(self.values[at]).saturating_sub(1)
    }
}

impl fmt::Display for Vector {
    /// With the metrics in the order of the standard.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.version != Version::V2 {
            write!(f, "CVSS:{}/", self.version.word())?;
        }
        for (at, (metric, value)) in self.given().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            write!(f, "{}:{}", metric.name, value.name)?;
        }
        Ok(())
    }
}

/// What is wrong with a vector.
#[derive(Clone, Debug)]
pub enum VectorError {
    /// Nothing is written.
    Empty,
    /// Longer than [`LONGEST`].
    TooLong,
    /// A version that does not exist.
    Version(String),
    /// A part that is no metric.
    NoMetric(String),
    /// A metric without value.
    NoValue(String),
    /// A metric that the version does not have.
    UnknownMetric(String, Version),
    /// A value that the metric does not have.
    UnknownValue(String, &'static Metric),
    /// A metric twice.
    Twice(&'static str),
    /// Base metrics that are missing.
    Missing(Version, Vec<&'static str>),
}

impl fmt::Display for VectorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| text.escape_debug().to_string();
        match self {
            VectorError::Empty => f.write_str("it is empty"),
            VectorError::TooLong => write!(f, "it is longer than {LONGEST} bytes"),
            VectorError::Version(other) => {
                write!(f, "there is no version `{}`; known: 3.0, 3.1, 4.0", shown(other))
            }
            VectorError::NoMetric(part) => {
                write!(f, "`{}` is no metric; write `NAME:VALUE` with `/` between", shown(part))
            }
            VectorError::NoValue(name) => {
                write!(f, "`{0}` has no value; write `{0}:VALUE`", shown(name))
            }
            VectorError::UnknownMetric(name, version) => {
                write!(f, "version {} has no metric `{}`; it has ", version.word(), shown(name))?;
                list(version.metrics().iter().map(|metric| metric.name), f)
            }
            VectorError::UnknownValue(value, metric) => {
                write!(f, "`{}` is no value of `{}`; it may be ", shown(value), metric.name)?;
                list(metric.values.iter().map(|value| value.name), f)
            }
            VectorError::Twice(name) => write!(f, "`{name}` stands there twice"),
            VectorError::Missing(version, names) => {
                write!(f, "version {} needs ", version.word())?;
                list(names.iter().copied(), f)
            }
        }
    }
}

fn list(names: impl Iterator<Item = &'static str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, name) in names.enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        f.write_str(name)?;
    }
    Ok(())
}

impl std::error::Error for VectorError {}

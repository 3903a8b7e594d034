//! Version range specifiers (`vers:npm/>=1.0.0|<2.0.0`): read, checked, simplified, judged, spelled.
//!
//! [`Vers::parse`] is as strict as the standard asks: sorted, each version once, nothing to correct. [`Vers::read`] takes
//! what is met (blanks, any order, `=1.0`) and says whether it had to put something right. Constraints that say less
//! than their neighbours (`>1|>=2`) are accepted by both, as the standard's own tests have it, and are joined before
//! judging, which only ever widens a range.
//!
//! A version that has no place in the order is neither in nor out: [`Vers::contains`] says nothing.

use std::cmp::Ordering;
use std::fmt;

use crate::version::{Order, Scheme};

/// Longest range read, in bytes.
pub const LONGEST: usize = 65_536;
/// Most constraints of a range.
pub const MOST_CONSTRAINTS: usize = 4096;

/// How a version stands to the one of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparator {
    /// The same.
    Equal,
    /// Any but this.
    NotEqual,
    /// Before.
    Less,
    /// Before, or the same.
    LessOrEqual,
    /// After.
    Greater,
    /// After, or the same.
    GreaterOrEqual,
}

impl Comparator {
    /// As it is written in a constraint: nothing for [`Comparator::Equal`].
    pub fn spelled(self) -> &'static str {
        match self {
            Comparator::Equal => "",
            Comparator::NotEqual => "!=",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        }
    }

    /// Whether a version that stands so to the constraint's fits.
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Comparator::Equal => ordering.is_eq(),
            Comparator::NotEqual => ordering.is_ne(),
            Comparator::Less => ordering.is_lt(),
            Comparator::LessOrEqual => ordering.is_le(),
            Comparator::Greater => ordering.is_gt(),
            Comparator::GreaterOrEqual => ordering.is_ge(),
        }
    }

    pub(crate) fn is_upper(self) -> bool {
        matches!(self, Comparator::Less | Comparator::LessOrEqual)
    }

    fn is_lower(self) -> bool {
        matches!(self, Comparator::Greater | Comparator::GreaterOrEqual)
    }
}

/// A comparator and its version, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// How a version must stand to it.
    pub comparator: Comparator,
    /// The version.
    pub version: String,
}

impl Constraint {
    /// From its parts.
    pub fn new(comparator: Comparator, version: impl Into<String>) -> Constraint {
        Constraint { comparator, version: version.into() }
    }

    /// Whether a version fits; nothing if the two cannot be compared.
    pub fn holds(&self, order: Order<'_>, version: &str) -> Option<bool> {
        order.compare(version, &self.version).map(|ordering| self.comparator.holds(ordering))
    }
}

/// What a range holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Range {
    /// Every version.
    All,
    /// No version.
    None,
    /// What the constraints say, sorted by version.
    Constraints(Vec<Constraint>),
}

/// A version range specifier.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vers {
    kind: String,
    range: Range,
}

impl Vers {
    /// Reads a range strictly: nothing is corrected.
    ///
    /// # Errors
    /// What is wrong.
    pub fn parse(text: &str) -> Result<Vers, VersError> {
        read(text, true).map(|(vers, _)| vers)
    }

    /// Reads a range as it is met: blanks, any order, `=1.0`, capitals in scheme and type. The second value says whether
    /// something had to be put right.
    ///
    /// # Errors
    /// What is wrong and cannot be put right.
    pub fn read(text: &str) -> Result<(Vers, bool), VersError> {
        read(text, false)
    }

    /// From a type and constraints, which are sorted.
    ///
    /// # Errors
    /// A version that has no place in the order of the type, too many constraints or none.
    pub fn new(kind: &str, constraints: Vec<Constraint>) -> Result<Vers, VersError> {
        let kind = kind.to_ascii_lowercase();
        check_kind(&kind)?;
        if constraints.len() > MOST_CONSTRAINTS {
            return Err(VersError::TooLong);
        }
        if constraints.is_empty() {
            return Err(VersError::NoConstraints);
        }
        let scheme = Scheme::of_vers(&kind);
        if let Some(wrong) = constraints.iter().find(|at| !scheme.key(&at.version, &mut Vec::new())) {
            return Err(VersError::Version(wrong.version.clone()));
        }
        let constraints = sorted(scheme.into(), constraints);
        Ok(Vers { kind, range: Range::Constraints(constraints) })
    }

    /// All versions of a type.
    pub fn all(kind: &str) -> Vers {
        Vers { kind: kind.to_owned(), range: Range::All }
    }

    /// The type: `npm`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The order of versions that the type means.
    pub fn scheme(&self) -> Scheme {
        Scheme::of_vers(&self.kind)
    }

    /// What it holds.
    pub fn range(&self) -> &Range {
        &self.range
    }

    /// Whether a version is in the range; nothing if that cannot be told.
    pub fn contains(&self, version: &str) -> Option<bool> {
        self.contains_by(self.scheme().into(), version)
    }

    /// As [`Vers::contains`], in an order that the caller knows better than the type says it (a declared one).
    pub fn contains_by(&self, order: Order<'_>, version: &str) -> Option<bool> {
        match &self.range {
            Range::All => Some(true),
            Range::None => Some(false),
            // Read in another order than the one asked for: sorted anew.
            Range::Constraints(constraints) if !same_order(self.scheme(), order) => {
                contains(&sorted(order, constraints.clone()), order, version)
            }
            Range::Constraints(constraints) => contains(constraints, order, version),
        }
    }

    /// The same range without constraints that add nothing to their neighbours; unchanged where a version has no place
    /// in the order, for then nobody knows its neighbours.
    pub fn simplified(&self) -> Vers {
        let scheme = self.scheme();
        let placed = |all: &[Constraint]| all.iter().all(|at| scheme.key(&at.version, &mut Vec::new()));
        let range = match &self.range {
            Range::Constraints(constraints) if placed(constraints) => Range::Constraints(simplified(constraints)),
            Range::Constraints(constraints) => Range::Constraints(constraints.clone()),
            Range::All => Range::All,
            Range::None => Range::None,
        };
        Vers { kind: self.kind.clone(), range }
    }
}

/// Whether a version is in what sorted constraints span.
fn contains(constraints: &[Constraint], order: Order<'_>, version: &str) -> Option<bool> {
    let mut stands = Vec::with_capacity(constraints.len());
    let mut excluded = false;
    let mut unknown = false;
    for constraint in constraints {
        let ordering = order.compare(version, &constraint.version);
        if ordering == Some(Ordering::Equal) {
            match constraint.comparator {
                Comparator::Equal | Comparator::LessOrEqual | Comparator::GreaterOrEqual => return Some(true),
                Comparator::NotEqual => excluded = true,
                Comparator::Less | Comparator::Greater => {}
            }
        }
        unknown |= ordering.is_none();
        stands.push(ordering);
    }
    if unknown {
        return None;
    }
    if excluded {
        return Some(false);
    }
    let holds = |at: usize| stands[at].is_some_and(|ordering| constraints[at].comparator.holds(ordering));
    let is_bound = |at: &usize| constraints[*at].comparator.is_upper() || constraints[*at].comparator.is_lower();
    // An interval begins at the first of several lower bounds in a row and ends at the last of several upper bounds.
    let (mut lower, mut upper) = (None, None);
    for at in (0..constraints.len()).filter(is_bound) {
        if constraints[at].comparator.is_upper() {
            upper = Some(at);
        } else if let Some(end) = upper.take() {
            if lower.is_none_or(holds) && holds(end) {
                return Some(true);
            }
            lower = Some(at);
        } else {
            lower = lower.or(Some(at));
        }
    }
    if lower.is_none() && upper.is_none() {
        // Only single versions: all but those that are excluded, or none but those that are named.
        return Some(constraints.iter().all(|constraint| constraint.comparator == Comparator::NotEqual));
    }
    Some(lower.is_none_or(holds) && upper.is_none_or(holds))
}

/// Leaves out what adds nothing: of several lower bounds in a row all but the first, of several upper bounds all but the
/// last, and named versions within an interval.
fn simplified(constraints: &[Constraint]) -> Vec<Constraint> {
    let mut kept: Vec<Constraint> = Vec::new();
    // The last one that is no exclusion, in `kept`.
    let mut previous: Option<usize> = None;
    for constraint in constraints {
        if constraint.comparator == Comparator::NotEqual {
            kept.push(constraint.clone());
            continue;
        }
        let last = previous.map(|at| kept[at].comparator);
        let opened = last.is_some_and(Comparator::is_lower);
        if opened && !constraint.comparator.is_upper() {
            continue;
        }
        if constraint.comparator.is_upper() {
            while let Some(at) = previous.filter(|at| !kept[*at].comparator.is_lower()) {
                kept.remove(at);
                previous = kept[..at].iter().rposition(|constraint| constraint.comparator != Comparator::NotEqual);
            }
        }
        previous = Some(kept.len());
        kept.push(constraint.clone());
    }
    kept
}

fn same_order(scheme: Scheme, order: Order<'_>) -> bool {
    matches!(order, Order::Known(other) if other == scheme)
}

/// Sorted by version; as they are where one of them has no place in the order.
///
/// Of two bounds at the same version the upper one comes first, as the end of what is before.
fn sorted(order: Order<'_>, constraints: Vec<Constraint>) -> Vec<Constraint> {
    let mut keyed = Vec::with_capacity(constraints.len());
    for constraint in &constraints {
        let mut key = Vec::new();
        if !order.key(&constraint.version, &mut key) {
            return constraints;
        }
        keyed.push((key, constraint));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.comparator.is_upper().cmp(&a.1.comparator.is_upper())));
    keyed.into_iter().map(|(_, constraint)| constraint.clone()).collect()
}

fn check_kind(kind: &str) -> Result<(), VersError> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'-';
    let fine = kind.starts_with(|c: char| c.is_ascii_lowercase()) && kind.bytes().all(fits);
    if kind == "invalid" || !fine { Err(VersError::Type(kind.to_owned())) } else { Ok(()) }
}

fn read(text: &str, strict: bool) -> Result<(Vers, bool), VersError> {
    if text.len() > LONGEST {
        return Err(VersError::TooLong);
    }
    if strict && text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return Err(VersError::Whitespace);
    }
    let text = text.trim();
    let (scheme, rest) = text.split_once(':').ok_or(VersError::NoScheme)?;
    if scheme != "vers" && (strict || !scheme.eq_ignore_ascii_case("vers")) {
        return Err(VersError::NoScheme);
    }
    let (kind, list) = rest.split_once('/').ok_or(VersError::NoConstraints)?;
    let mut corrected = scheme != "vers";
    let lower = kind.trim().to_ascii_lowercase();
    corrected |= lower != kind;
    if strict && corrected {
        return Err(VersError::Type(kind.to_owned()));
    }
    let kind = lower;
    check_kind(&kind)?;
    corrected |= list.bytes().any(|byte| byte.is_ascii_whitespace());
    let list = list.trim();
    if list == "*" {
        return Ok((Vers { range: if kind == "none" { Range::None } else { Range::All }, kind }, corrected));
    }
    if kind == "all" || kind == "none" {
        return Err(VersError::OnlyStar(kind));
    }
    if list.is_empty() {
        return Err(VersError::NoConstraints);
    }
    if list.split('|').count() > MOST_CONSTRAINTS {
        return Err(VersError::TooLong);
    }
    let mut constraints = Vec::new();
    for part in list.split('|').map(str::trim) {
        if part.is_empty() {
            if !strict {
                corrected = true;
                continue;
            }
            return Err(if list.ends_with('|') && !list.ends_with("||") {
                VersError::TrailingPipe
            } else if list.starts_with('|') {
                VersError::LeadingPipe
            } else {
                VersError::ConsecutivePipes
            });
        }
        let (constraint, clean) = constraint(part)?;
        if !clean && strict {
            return Err(VersError::Comparator(part.to_owned()));
        }
        corrected |= !clean;
        if kind == "datetime" && constraint.version.contains(['t', 'z']) {
            if strict {
                return Err(VersError::Datetime);
            }
            corrected = true;
        }
        constraints.push(constraint);
    }
    if constraints.is_empty() {
        return Err(VersError::NoConstraints);
    }
    let scheme = Scheme::of_vers(&kind);
    let in_order = sorted(scheme.into(), constraints.clone());
    if in_order != constraints {
        if strict {
            return Err(VersError::Unsorted);
        }
        corrected = true;
    }
    for (at, pair) in in_order.windows(2).enumerate() {
        let same = if scheme.is_ordered() {
            scheme.compare(&pair[0].version, &pair[1].version) == Some(Ordering::Equal)
        } else {
            in_order[..=at].iter().any(|other| other.version == pair[1].version)
        };
        if same && strict {
            return Err(VersError::Twice(pair[1].version.clone()));
        }
    }
    Ok((Vers { kind, range: Range::Constraints(in_order) }, corrected))
}

/// A constraint, and whether it is written as the standard has it.
fn constraint(part: &str) -> Result<(Constraint, bool), VersError> {
    const COMPARATORS: &[(&str, Comparator)] = &[
        (">=", Comparator::GreaterOrEqual),
        ("<=", Comparator::LessOrEqual),
        ("!=", Comparator::NotEqual),
        ("<", Comparator::Less),
        (">", Comparator::Greater),
        ("==", Comparator::Equal),
        ("=", Comparator::Equal),
    ];
    let found = COMPARATORS.iter().find_map(|(spelled, comparator)| Some((part.strip_prefix(spelled)?, *comparator)));
    let (rest, comparator) = found.unwrap_or((part, Comparator::Equal));
    let clean = !(part.starts_with('=') || rest.starts_with(char::is_whitespace));
    let rest = rest.trim();
    if rest.is_empty() {
        return Err(VersError::NoVersion(part.to_owned()));
    }
    if rest.contains(['<', '>', '=', '!', '*']) || rest.chars().any(char::is_control) {
        return Err(VersError::Comparator(part.to_owned()));
    }
    let version = percent_decoded(rest).ok_or_else(|| VersError::Encoding(rest.to_owned()))?;
    Ok((Constraint { comparator, version }, clean))
}

/// A text with its percent-encoding undone once; nothing if a `%` begins no byte or the bytes are no UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            out.push(*first);
            continue;
        }
        let [high, low, after @ ..] = rest else { return None };
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        out.push(digit(*high)? << 4 | digit(*low)?);
        rest = after;
    }
    String::from_utf8(out).ok()
}

/// Writes the version of a constraint with what would be read as something else encoded.
fn encode(version: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in version.chars() {
        if c.is_ascii_graphic() && !"<>=!*|%".contains(c) {
            write!(f, "{c}")?;
        } else {
            let mut room = [0; 4];
            for byte in c.encode_utf8(&mut room).bytes() {
                write!(f, "%{byte:02X}")?;
            }
        }
    }
    Ok(())
}

/// Writes constraints with pipes between.
pub(crate) fn spell(constraints: &[Constraint], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, constraint) in constraints.iter().enumerate() {
        if at > 0 {
            f.write_str("|")?;
        }
        f.write_str(constraint.comparator.spelled())?;
        encode(&constraint.version, f)?;
    }
    Ok(())
}

impl fmt::Display for Vers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.kind)?;
        match &self.range {
            Range::All | Range::None => f.write_str("*"),
            Range::Constraints(constraints) => spell(constraints, f),
        }
    }
}

/// Why a text is no version range specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersError {
    /// Longer than [`LONGEST`], or more than [`MOST_CONSTRAINTS`].
    TooLong,
    /// A blank.
    Whitespace,
    /// It does not begin with `vers:`.
    NoScheme,
    /// A type that is none, or not in lower case, or reserved to be invalid.
    Type(String),
    /// No constraints.
    NoConstraints,
    /// `all` and `none` stand with `*` only.
    OnlyStar(String),
    /// A pipe at the end.
    TrailingPipe,
    /// A pipe at the beginning.
    LeadingPipe,
    /// Two pipes in a row.
    ConsecutivePipes,
    /// A comparator that is none, or `=` before a version.
    Comparator(String),
    /// A comparator without a version.
    NoVersion(String),
    /// Percent-encoding that is none.
    Encoding(String),
    /// A version that has no place in the order of the type.
    Version(String),
    /// Constraints that are not sorted by version.
    Unsorted,
    /// The same version twice.
    Twice(String),
    /// A point in time with small letters.
    Datetime,
}

impl fmt::Display for VersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| text.escape_debug().to_string();
        match self {
            VersError::TooLong => {
                write!(f, "the range is longer than {LONGEST} bytes or has more than {MOST_CONSTRAINTS} constraints")
            }
            VersError::Whitespace => f.write_str("blanks are not allowed; write `%20` where a version has one"),
            VersError::NoScheme => f.write_str("a range begins with `vers:`"),
            VersError::Type(kind) => {
                write!(f, "`{}` is no type; write one in lower case, as `vers:npm/…`", shown(kind))
            }
            VersError::NoConstraints => f.write_str("constraints are missing; write `vers:TYPE/>=1.0|<2.0`"),
            VersError::OnlyStar(kind) => write!(f, "`vers:{kind}` stands with `*` only"),
            VersError::TrailingPipe => f.write_str("the range ends with `|`"),
            VersError::LeadingPipe => f.write_str("the range begins with `|`"),
            VersError::ConsecutivePipes => f.write_str("two `|` stand in a row"),
            VersError::Comparator(part) => {
                write!(
                    f,
                    "`{}` is no constraint; comparators are `<`, `<=`, `>`, `>=`, `!=`, and none for equal",
                    shown(part)
                )
            }
            VersError::NoVersion(part) => write!(f, "`{}` has no version", shown(part)),
            VersError::Encoding(part) => {
                write!(f, "the percent-encoding in `{}` is not right; write `%` as `%25`", shown(part))
            }
            VersError::Version(version) => write!(f, "`{}` is no version of this type", shown(version)),
            VersError::Unsorted => f.write_str("the constraints are not sorted by version"),
            VersError::Twice(version) => write!(f, "`{}` stands there twice", shown(version)),
            VersError::Datetime => f.write_str("points in time are written with capital `T` and `Z`"),
        }
    }
}

impl std::error::Error for VersError {}

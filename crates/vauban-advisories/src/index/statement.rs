//! What an index says of a name, and whether a version is meant: the versions of an advisory with their ends as bytes
//! whose order is the order of versions, so that asking is comparing bytes.
//!
//! ```text
//! block      name (bytes), entries (number), then each entry: length (number) and
//!   row        the advisory (number)
//!   place      which of the things it affects (number)
//!   way        how the name names it (1)
//!   branch     of a distribution, or nothing (bytes)
//!   exact      the whole CPE, for a name that is only its vendor and product (bytes)
//!   scheme     the order, or nothing (bytes)
//!   marks      1: some texts were not read; 2: there are stretches of commits (1)
//!   otherwise  a standing (1)
//!   listed     count; each: 0 encoded or 1 as written (1), version (bytes), standing (1)
//!   spans      count; each: two ends and a standing (1); an end: 0 open, 1 and 2 encoded and 3 and 4 as written, of
//!              which 1 and 3 belong to it (1), version (bytes)
//! ```
//!
//! A listed version that a stretch holds anyway is left out, which changes no answer.

use std::cmp::Ordering;

use crate::advisory::{Bound, Standing, Versions};
use crate::order::{self, Scheme};
use crate::pack::{self, Reader};

/// What is said of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It is affected.
    Affected(Rule),
    /// It is not.
    NotAffected(Rule),
    /// That cannot be said.
    Open(Why),
}

/// By what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The version is listed by itself.
    Listed,
    /// This stretch of versions holds it.
    Span(u32),
    /// Nothing speaks of it by itself, and the advisory says what holds then.
    Otherwise,
    /// The commit is named.
    Commit,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The part has no version.
    NoVersion,
    /// The part's version is none in the order of the advisory.
    NotInOrder,
    /// Nobody says which order the versions are in.
    NoOrder,
    /// The advisory says something about versions that could not be read.
    Unread,
    /// The advisory names commits only.
    Commits,
    /// The advisory says nothing of this version, or that it does not know.
    Silent,
}

/// A version that is asked about, with what was worked out about it so far.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) version: Option<&'a str>,
    /// The order the part's versions are in where an advisory does not say: declared, or that of its package type.
    pub(crate) scheme: Option<Scheme>,
    keys: Vec<(Scheme, Option<Vec<u8>>)>,
    /// The last order an entry named: the next one names the same, nearly always.
    last: Option<(Vec<u8>, Scheme)>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(version: Option<&'a str>, scheme: Option<Scheme>) -> Self {
        Self { version, scheme, keys: Vec::new(), last: None }
    }

    /// The order of that name.
    fn named(&mut self, word: &[u8]) -> Option<Scheme> {
        if let Some((known, scheme)) = &self.last
            && known == word
        {
            return Some(scheme.clone());
        }
        let scheme = order::named(std::str::from_utf8(word).ok()?)?;
        self.last = Some((word.to_vec(), scheme.clone()));
        Some(scheme)
    }

    /// Whether there is a version, and it is none in this order.
    fn is_stranger(&mut self, scheme: Option<&Scheme>) -> bool {
        self.version.is_some() && scheme.is_some_and(|scheme| self.key(scheme).is_none())
    }

    fn key(&mut self, scheme: &Scheme) -> Option<&[u8]> {
        let at = match self.keys.iter().position(|(known, _)| known == scheme) {
            Some(at) => at,
            None => {
                let mut key = Vec::new();
                let fine = self.version.is_some_and(|version| order::key(scheme, version, &mut key));
                self.keys.push((scheme.clone(), fine.then_some(key)));
                self.keys.len() - 1
            }
        };
        self.keys[at].1.as_deref()
    }
}

/// Writes the versions of an advisory.
pub(super) fn write(out: &mut Vec<u8>, versions: &Versions) {
    let scheme = versions.scheme.as_deref().and_then(order::named);
    pack::bytes(out, scheme.as_ref().and(versions.scheme.as_deref()).unwrap_or("").as_bytes());
    out.push(u8::from(!versions.unread.is_empty()) | u8::from(!versions.commits.is_empty()) << 1);
    pack::standing(out, versions.otherwise);
    let encode = |version: &str| {
        let mut key = Vec::new();
        scheme.as_ref().is_some_and(|scheme| order::key(scheme, version, &mut key)).then_some(key)
    };
    let spans: Vec<Ends> = versions
        .spans
        .iter()
        .map(|span| Ends {
            from: End::of(&span.from, &encode),
            to: End::of(&span.to, &encode),
            standing: span.standing,
        })
        .collect();
    let mut listed: Vec<(u8, Vec<u8>, Standing)> = Vec::new();
    for one in &versions.listed {
        match encode(&one.version) {
            Some(key) if by_spans(&spans, &key) == Some(one.standing) => {}
            Some(key) => listed.push((0, key, one.standing)),
            None => listed.push((1, one.version.clone().into_bytes(), one.standing)),
        }
    }
    pack::number(out, listed.len() as u64);
    for (tag, version, standing) in &listed {
        out.push(*tag);
        pack::bytes(out, version);
        pack::standing(out, *standing);
    }
    pack::number(out, spans.len() as u64);
    for span in &spans {
        for end in [&span.from, &span.to] {
            out.push(end.tag);
            pack::bytes(out, &end.version);
        }
        pack::standing(out, span.standing);
    }
}

struct Ends {
    from: End,
    to: End,
    standing: Standing,
}

struct End {
    tag: u8,
    version: Vec<u8>,
}

impl End {
    fn of(bound: &Bound, encode: &impl Fn(&str) -> Option<Vec<u8>>) -> Self {
        let (tag, version) = match bound {
            Bound::Open => return Self { tag: 0, version: Vec::new() },
            Bound::At(version) => (1, version),
            Bound::Beside(version) => (2, version),
        };
        match encode(version) {
            Some(key) => Self { tag, version: key },
            None => Self { tag: tag + 2, version: version.clone().into_bytes() },
        }
    }
}

/// What the first stretch that holds it says, if all stretches up to there are encoded.
fn by_spans(spans: &[Ends], key: &[u8]) -> Option<Standing> {
    for span in spans {
        if span.from.tag > 2 || span.to.tag > 2 {
            return None;
        }
        let after = inside(span.from.tag, key.cmp(&span.from.version), Ordering::Greater);
        let before = inside(span.to.tag, key.cmp(&span.to.version), Ordering::Less);
        if after && before {
            return Some(span.standing);
        }
    }
    None
}

/// Whether a version that stands so to an end is on its inner side.
fn inside(tag: u8, order: Ordering, inner: Ordering) -> bool {
    tag == 0 || order == inner || (matches!(tag, 1 | 3) && order == Ordering::Equal)
}

/// An entry of a block, read up to its versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) row: u32,
    pub(crate) place: u32,
    pub(crate) way: u8,
    pub(crate) branch: &'a str,
    pub(crate) exact: &'a str,
    versions: Reader<'a>,
}

impl<'a> Entry<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        Some(Self {
            row: u32::try_from(reader.number()?).ok()?,
            place: u32::try_from(reader.number()?).ok()?,
            way: reader.byte()?,
            branch: reader.text()?,
            exact: reader.text()?,
            versions: reader,
        })
    }

    /// What it says of a version; nothing if it is no entry.
    pub(crate) fn answer(&self, asked: &mut Asked<'_>) -> Option<Answer> {
        let mut reader = self.versions;
        let scheme = match reader.bytes()? {
            b"" => None,
            word => Some(asked.named(word)?),
        };
        let marks = reader.byte()?;
        let otherwise = reader.standing()?;
        let mut why = None;
        let listed = reader.count()?;
        for _ in 0..listed {
            let (tag, version, standing) = (reader.byte()?, reader.bytes()?, reader.standing()?);
            if same(tag, version, scheme.as_ref(), asked) {
                return Some(of(standing, Rule::Listed));
            }
        }
        let spans = reader.count()?;
        let mut all_open = true;
        for place in 0..spans {
            let (from, first) = (reader.byte()?, reader.bytes()?);
            let (to, last) = (reader.byte()?, reader.bytes()?);
            let standing = reader.standing()?;
            if from > 4 || to > 4 {
                return None;
            }
            all_open &= from == 0 && to == 0;
            if why.is_some() && standing != Standing::Affected {
                // What holds before is open, so a later word that clears cannot be relied on.
                continue;
            }
            match holds(from, first, to, last, scheme.as_ref(), asked) {
                Ok(true) => return Some(of(standing, Rule::Span(u32::try_from(place).ok()?))),
                Ok(false) => {}
                Err(reason) => why = why.or(Some(reason)),
            }
        }
        if !reader.0.is_empty() {
            return None;
        }
        Some(match why {
            Some(why) => Answer::Open(why),
            None if asked.version.is_none() && !(spans > 0 && all_open) && otherwise != Standing::Affected => {
                Answer::Open(Why::NoVersion)
            }
            // A list in an order the version has no place in does not say that the version is not meant.
            None if spans == 0 && listed > 0 && asked.is_stranger(scheme.as_ref()) => Answer::Open(Why::NotInOrder),
            None if marks & 1 != 0 => Answer::Open(Why::Unread),
            None if marks & 2 != 0 && spans == 0 => Answer::Open(Why::Commits),
            None => of(otherwise, Rule::Otherwise),
        })
    }
}

fn of(standing: Standing, rule: Rule) -> Answer {
    match standing {
        Standing::Affected => Answer::Affected(rule),
        Standing::NotAffected => Answer::NotAffected(rule),
        Standing::Unknown => Answer::Open(Why::Silent),
    }
}

/// Whether a listed version is the one that is asked about.
fn same(tag: u8, version: &[u8], scheme: Option<&Scheme>, asked: &mut Asked<'_>) -> bool {
    match (tag, scheme) {
        (0, Some(scheme)) => asked.key(scheme).is_some_and(|key| key == version),
        (1, _) => asked.version.is_some_and(|text| {
            let equal = || {
                let other = std::str::from_utf8(version).ok()?;
                order::undeclared(asked.scheme.as_ref(), text, other)
            };
            text.as_bytes() == version || (scheme.is_none() && equal() == Some(Ordering::Equal))
        }),
        _ => false,
    }
}

/// Whether a stretch holds the version, or why that is open.
fn holds(
    from: u8,
    first: &[u8],
    to: u8,
    last: &[u8],
    scheme: Option<&Scheme>,
    asked: &mut Asked<'_>,
) -> Result<bool, Why> {
    if from == 0 && to == 0 {
        return Ok(true);
    }
    if asked.version.is_none() {
        return Err(Why::NoVersion);
    }
    let lower = side(from, first, Ordering::Greater, scheme, asked);
    let upper = side(to, last, Ordering::Less, scheme, asked);
    match (lower, upper) {
        // One end that leaves it outside is enough.
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Err(why), _) | (_, Err(why)) => Err(why),
        (Ok(true), Ok(true)) => Ok(true),
    }
}

fn side(tag: u8, version: &[u8], inner: Ordering, scheme: Option<&Scheme>, asked: &mut Asked<'_>) -> Result<bool, Why> {
    if tag == 0 {
        return Ok(true);
    }
    let text = asked.version.unwrap_or("");
    if tag >= 3 && text.as_bytes() == version {
        return Ok(tag == 3);
    }
    let order = match scheme {
        Some(scheme) if tag < 3 => asked.key(scheme).map(|key| key.cmp(version)).ok_or(Why::NotInOrder)?,
        // The end is none in its own order: nothing can be said of where it lies.
        Some(_) => return Err(Why::Unread),
        None => {
            let other = std::str::from_utf8(version).map_err(|_| Why::Unread)?;
            order::undeclared(asked.scheme.as_ref(), text, other).ok_or(Why::NoOrder)?
        }
    };
    Ok(inside(tag, order, inner))
}

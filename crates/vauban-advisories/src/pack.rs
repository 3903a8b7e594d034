//! Advisories as bytes and back: every member, nothing rounded, so that an index can be built again from itself.
//!
//! Numbers are LEB128, texts are a length and UTF-8. What is read is hostile: each step checks its bounds and answers
//! `None` instead.

use crate::advisory::{
    Advisory, Affected, Authority, Bound, Commits, Identity, Kind, Listed, Severity, Span, Standing, Versions,
};

/// Writes a number.
pub(crate) fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a length and bytes.
pub(crate) fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    number(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn text(out: &mut Vec<u8>, value: &str) {
    bytes(out, value.as_bytes());
}

fn optional(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        None => number(out, 0),
        Some(value) => {
            number(out, value.len() as u64 + 1);
            out.extend_from_slice(value.as_bytes());
        }
    }
}

fn texts(out: &mut Vec<u8>, values: &[String]) {
    list(out, values, |out, value| text(out, value));
}

fn list<T>(out: &mut Vec<u8>, values: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    number(out, values.len() as u64);
    values.iter().for_each(|value| write(out, value));
}

fn place<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|known| known == value).unwrap_or(0) as u8
}

/// Writes a standing.
pub(crate) fn standing(out: &mut Vec<u8>, value: Standing) {
    out.push(place(&Standing::ALL, &value));
}

/// Writes an advisory.
pub(crate) fn advisory(out: &mut Vec<u8>, value: &Advisory) {
    text(out, &value.source);
    text(out, &value.id);
    texts(out, &value.aliases);
    texts(out, &value.related);
    text(out, &value.place);
    out.push(place(&Authority::ALL, &value.authority));
    out.push(place(&Kind::ALL, &value.kind));
    for date in [&value.published, &value.modified, &value.withdrawn] {
        optional(out, date.as_deref());
    }
    text(out, &value.summary);
    list(out, &value.severities, |out, severity| {
        text(out, &severity.vector);
        number(out, severity.tenths.map_or(0, |tenths| u64::from(tenths) + 1));
    });
    list(out, &value.affected, affected);
    texts(out, &value.references);
}

fn affected(out: &mut Vec<u8>, value: &Affected) {
    list(out, &value.identities, identity);
    let versions = &value.versions;
    optional(out, versions.scheme.as_deref());
    list(out, &versions.listed, |out, listed| {
        text(out, &listed.version);
        standing(out, listed.standing);
    });
    list(out, &versions.spans, |out, span| {
        for bound in [&span.from, &span.to] {
            match bound {
                Bound::Open => out.push(0),
                Bound::At(version) => {
                    out.push(1);
                    text(out, version);
                }
                Bound::Beside(version) => {
                    out.push(2);
                    text(out, version);
                }
            }
        }
        standing(out, span.standing);
    });
    standing(out, versions.otherwise);
    texts(out, &versions.unread);
    list(out, &versions.commits, |out, commits| {
        text(out, &commits.repository);
        texts(out, &commits.introduced);
        texts(out, &commits.fixed);
        texts(out, &commits.last_affected);
    });
    texts(out, &value.fixed);
    texts(out, &value.code);
    optional(out, value.within.as_deref());
}

fn identity(out: &mut Vec<u8>, value: &Identity) {
    match value {
        Identity::Package { purl, branch } => {
            out.push(0);
            text(out, purl);
            optional(out, branch.as_deref());
        }
        Identity::Named { ecosystem, name } => {
            out.push(1);
            text(out, ecosystem);
            text(out, name);
        }
        Identity::Cpe(cpe) => {
            out.push(2);
            text(out, cpe);
        }
        Identity::Model(model) => {
            out.push(3);
            text(out, model);
        }
        Identity::Serial(serial) => {
            out.push(4);
            text(out, serial);
        }
        Identity::Hash(hash) => {
            out.push(5);
            text(out, hash);
        }
        Identity::Product { vendor, name } => {
            out.push(6);
            text(out, vendor);
            text(out, name);
        }
    }
}

/// Bytes that are read step by step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// The next number.
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// The next so many bytes.
    pub(crate) fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let count = usize::try_from(count).ok()?;
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next length and bytes.
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.number()?;
        self.take(count)
    }

    /// A number of things to come: each has at least one byte, so a hostile count is refused before anything is kept.
    pub(crate) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    /// The next text.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn string(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    fn optional(&mut self) -> Option<Option<String>> {
        match self.number()? {
            0 => Some(None),
            count => Some(Some(std::str::from_utf8(self.take(count - 1)?).ok()?.to_owned())),
        }
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        // A hostile count may be as large as what is left: memory is asked for as things really come.
        let mut all = Vec::with_capacity(count.min(64));
        for _ in 0..count {
            all.push(read(self)?);
        }
        Some(all)
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        self.list(Self::string)
    }

    /// The next standing.
    pub(crate) fn standing(&mut self) -> Option<Standing> {
        Standing::ALL.get(usize::from(self.byte()?)).copied()
    }

    fn bound(&mut self) -> Option<Bound> {
        match self.byte()? {
            0 => Some(Bound::Open),
            1 => self.string().map(Bound::At),
            2 => self.string().map(Bound::Beside),
            _ => None,
        }
    }

    fn identity(&mut self) -> Option<Identity> {
        Some(match self.byte()? {
            0 => Identity::Package { purl: self.string()?, branch: self.optional()? },
            1 => Identity::Named { ecosystem: self.string()?, name: self.string()? },
            2 => Identity::Cpe(self.string()?),
            3 => Identity::Model(self.string()?),
            4 => Identity::Serial(self.string()?),
            5 => Identity::Hash(self.string()?),
            6 => Identity::Product { vendor: self.string()?, name: self.string()? },
            _ => return None,
        })
    }

    fn affected(&mut self) -> Option<Affected> {
        Some(Affected {
            identities: self.list(Self::identity)?,
            versions: Versions {
                scheme: self.optional()?,
                listed: self.list(|r| Some(Listed { version: r.string()?, standing: r.standing()? }))?,
                spans: self.list(|r| Some(Span { from: r.bound()?, to: r.bound()?, standing: r.standing()? }))?,
                otherwise: self.standing()?,
                unread: self.texts()?,
                commits: self.list(|r| {
                    Some(Commits {
                        repository: r.string()?,
                        introduced: r.texts()?,
                        fixed: r.texts()?,
                        last_affected: r.texts()?,
                    })
                })?,
            },
            fixed: self.texts()?,
            code: self.texts()?,
            within: self.optional()?,
        })
    }

    /// An advisory; all bytes must belong to it.
    pub(crate) fn advisory(mut self) -> Option<Advisory> {
        let read = Advisory {
            source: self.string()?,
            id: self.string()?,
            aliases: self.texts()?,
            related: self.texts()?,
            place: self.string()?,
            authority: Authority::ALL.get(usize::from(self.byte()?)).copied()?,
            kind: Kind::ALL.get(usize::from(self.byte()?)).copied()?,
            published: self.optional()?,
            modified: self.optional()?,
            withdrawn: self.optional()?,
            summary: self.string()?,
            severities: self.list(|r| {
                let vector = r.string()?;
                let tenths = match r.number()? {
                    0 => None,
                    tenths => Some(u8::try_from(tenths - 1).ok()?),
                };
                Some(Severity { vector, tenths })
            })?,
            affected: self.list(Self::affected)?,
            references: self.texts()?,
        };
        self.0.is_empty().then_some(read)
    }
}

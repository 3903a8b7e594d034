//! Whether a bill contains something: by package URL, name, digest or CPE.
//!
//! What is certain and what is only possible are told apart: a component without a version may be the version asked for,
//! and a CPE without a vendor may name the product. Both are shown, neither is passed over.

use vauban_parts::Purl;
use vauban_parts::cpe::{Attribute, Cpe};

use crate::model::{Bill, Component};

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A package, and one of its versions if it names one.
    Purl(Purl<'static>),
    /// A CPE name.
    Cpe(Box<Cpe<'static>>),
    /// A digest, in lower case.
    Hash(String),
    /// A name, and a version if one follows an `@`.
    Name {
        /// The name, with its group if one stands before a `/`.
        name: String,
        /// The version.
        version: Option<String>,
    },
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It is the same.
    Certain,
    /// It may be the same: something that would tell is missing.
    Possible,
}

/// A component that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the bill.
    pub component: usize,
    /// How sure it is.
    pub certainty: Certainty,
    /// By what: `purl`, `cpe`, `hash`, `name`.
    pub by: &'static str,
    /// What is missing for certainty; empty if nothing is.
    pub because: &'static str,
}

impl Query {
    /// Reads what is looked for.
    ///
    /// # Errors
    /// If it begins as a package URL or a CPE and is none, or is empty.
    pub fn parse(text: &str) -> Result<Query, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("there is nothing to look for; give a package URL, a CPE, a digest or a name".to_owned());
        }
        if text.starts_with("pkg:") {
            let purl = Purl::parse(text).map_err(|error| format!("`{text}` is no package URL: {error}"))?;
            return Ok(Query::Purl(purl.into_owned()));
        }
        if text.starts_with("cpe:") {
            let cpe = Cpe::parse(text).map_err(|error| format!("`{text}` is no CPE: {error}"))?;
            return match cpe.concrete(Attribute::Product) {
                Some(_) => Ok(Query::Cpe(Box::new(cpe.into_owned()))),
                None => Err(format!("`{text}` names no product, so it would fit anything")),
            };
        }
        let digits = text.split_once(':').filter(|(algorithm, _)| crate::words::Algorithm::parse(algorithm).is_some());
        let digits = digits.map_or(text, |(_, digits)| digits);
        if matches!(digits.len(), 32 | 40 | 56 | 64 | 96 | 128) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Query::Hash(digits.to_ascii_lowercase()));
        }
        // The `@` of an npm scope begins the name.
        let (name, version) = match text.rsplit_once('@') {
            Some((name, version)) if !name.is_empty() && !version.is_empty() => (name, Some(version.to_owned())),
            _ => (text, None),
        };
        Ok(Query::Name { name: name.to_lowercase(), version })
    }
}

/// Looks for something in a bill; what is certain stands first.
pub fn find(bill: &Bill, query: &Query) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for (at, part) in bill.components.iter().enumerate() {
        if let Some((certainty, by, because)) = fits(part, query) {
            hits.push(Hit { component: at, certainty, by, because });
        }
    }
    hits.sort_by_key(|hit| hit.certainty);
    hits
}

type Fit = Option<(Certainty, &'static str, &'static str)>;

fn fits(part: &Component, query: &Query) -> Fit {
    match query {
        Query::Purl(wanted) => by_purl(part, wanted),
        Query::Cpe(wanted) => part.cpes.iter().filter_map(|cpe| by_cpe(part, cpe, wanted)).min(),
        Query::Hash(digits) => {
            let all = part.hashes.iter().chain(part.references.iter().flat_map(|to| &to.hashes));
            let found = all.into_iter().any(|hash| hash.value == *digits);
            found.then_some((Certainty::Certain, "hash", ""))
        }
        Query::Name { name, version } => by_name(part, name, version.as_deref()),
    }
}

fn by_purl(part: &Component, wanted: &Purl<'_>) -> Fit {
    let mut best: Fit = None;
    for text in &part.purls {
        let fit = match Purl::parse(text) {
            Ok(own) => same_package(part, &own, wanted),
            // What cannot be read is told by its name, and only as possible.
            Err(_) => (part.name.eq_ignore_ascii_case(wanted.name())).then_some((
                Certainty::Possible,
                "name",
                "its package URL cannot be read",
            )),
        };
        best = [best, fit].into_iter().flatten().min();
    }
    if part.purls.is_empty() && part.name.eq_ignore_ascii_case(wanted.name()) {
        let versions = wanted.version().is_none_or(|version| part.version.is_empty() || part.version == version);
        return versions.then_some((Certainty::Possible, "name", "it has no package URL; the name is the same"));
    }
    best
}

fn same_package(part: &Component, own: &Purl<'_>, wanted: &Purl<'_>) -> Fit {
    if own.kind() != wanted.kind() || own.namespace() != wanted.namespace() || own.name() != wanted.name() {
        return None;
    }
    let mut open = "";
    for (key, value) in wanted.qualifiers() {
        match own.qualifier(key) {
            Some(known) if known == value => {}
            Some(_) => return None,
            None => open = "it does not say all the qualifiers asked for",
        }
    }
    if let Some(version) = wanted.version() {
        let known = own.version().or(Some(part.version.as_str()).filter(|version| !version.is_empty()));
        match known {
            Some(known) if known == version => {}
            Some(_) => return None,
            None => open = "it has no version",
        }
    }
    Some((if open.is_empty() { Certainty::Certain } else { Certainty::Possible }, "purl", open))
}

fn by_cpe(part: &Component, text: &str, wanted: &Cpe<'_>) -> Fit {
    let own = Cpe::parse(text).ok()?;
    let mut open = "";
    for attribute in [Attribute::Part, Attribute::Vendor, Attribute::Product, Attribute::Version, Attribute::Update] {
        let Some(asked) = wanted.concrete(attribute) else { continue };
        let version = attribute == Attribute::Version;
        let known = own.concrete(attribute).or(Some(part.version.as_str()).filter(|text| version && !text.is_empty()));
        match known {
            Some(known) if known.eq_ignore_ascii_case(asked) => {}
            Some(_) => return None,
            None if attribute == Attribute::Product => return None,
            None => open = "its CPE leaves open what was asked for",
        }
    }
    Some((if open.is_empty() { Certainty::Certain } else { Certainty::Possible }, "cpe", open))
}

fn by_name(part: &Component, name: &str, version: Option<&str>) -> Fit {
    let same = part.name.to_lowercase() == name || part.full_name().to_lowercase() == name;
    let packaged = || {
        part.purls.iter().filter_map(|purl| Purl::parse(purl).ok()).any(|purl| {
            let full = purl.namespace().map(|space| format!("{space}/{}", purl.name()).to_lowercase());
            purl.name().to_lowercase() == name || full.as_deref() == Some(name)
        })
    };
    if !same && !packaged() {
        return None;
    }
    match version {
        None => Some((Certainty::Certain, "name", "")),
        Some(version) if part.version == version => Some((Certainty::Certain, "name", "")),
        Some(_) if part.version.is_empty() => Some((Certainty::Possible, "name", "it has no version")),
        Some(_) => None,
    }
}

//! Whether two parts are the same thing, how sure that is, and whether the version fits.
//!
//! Identity is looked for by address, digest, package URL, CPE, model number, and supplier with name, and the surest
//! that speaks counts. What only may be the same carries a doubt in words; what certainly is not the same is nothing.

use vauban_parts::cpe::{Attribute, Cpe, Identity, Relation, Value};
use vauban_parts::{Purl, Scheme, Vers};

use crate::precedence::Precision;
use crate::statement::{Part, Span, Versions};

/// How a part was recognised; the first is the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    Address,
    Digest,
    Purl,
    Cpe,
    Model,
    Name,
}

/// How what is said of a part fits the part that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    /// How precisely it names the version.
    pub(crate) precision: Precision,
    /// Why nobody can be sure; none if it is certain.
    pub(crate) doubt: Option<String>,
}

/// Qualifiers that say where a package comes from or how it is checked, and not which it is.
const BESIDE: &[&str] = &["download_url", "vcs_url", "checksum", "file_name"];

/// The version of a package URL, if it is one and has one.
pub(crate) fn purl_version(text: &str) -> Option<String> {
    Purl::parse(text).ok()?.version().map(str::to_owned)
}

/// Whether a part that is spoken of is the one that is asked about.
pub(crate) fn fit(said: &Part, asked: &Part) -> Option<Fit> {
    if said.iris.iter().any(|iri| asked.iris.contains(iri)) {
        return version(said, asked, &Versions::Unsaid, true, By::Address, None);
    }
    let mut differs = false;
    for (name, digest) in &said.hashes {
        match asked.hashes.iter().find(|(known, _)| known == name) {
            Some((_, known)) if known == digest => {
                return version(said, asked, &Versions::Unsaid, true, By::Digest, None);
            }
            Some(_) => differs = true,
            None => {}
        }
    }
    let fit = by_purl(said, asked).or_else(|| {
        // Two package URLs that differ are two packages, whatever else is alike.
        let apart = !said.purls.is_empty() && !asked.purls.is_empty();
        if apart {
            None
        } else {
            by_cpe(said, asked).or_else(|| by_model(said, asked)).or_else(|| by_name(said, asked))
        }
    })?;
    let doubt = fit.doubt.or(differs.then(|| "its digest is another".to_owned()));
    Some(Fit { doubt, ..fit })
}

/// Whether the version of a part is among some versions; nothing if nobody can tell.
pub(crate) fn holds(versions: &Versions, asked: &Part) -> Option<bool> {
    match held(versions, asked) {
        Held::Yes(_) => Some(true),
        Held::No => Some(false),
        Held::Unknown(_) => None,
    }
}

fn by_purl(said: &Part, asked: &Part) -> Option<Fit> {
    let own: Vec<Purl<'_>> = asked.purls.iter().filter_map(|text| Purl::parse(text).ok()).collect();
    let fits = said.purls.iter().filter_map(|text| {
        let purl = Purl::parse(text).ok()?;
        let fits = own.iter().filter_map(|own| one_purl(&purl, own, said, asked));
        fits.max_by_key(rating)
    });
    fits.max_by_key(rating)
}

fn rating(fit: &Fit) -> (bool, Precision) {
    (fit.doubt.is_none(), fit.precision)
}

fn one_purl(purl: &Purl<'_>, own: &Purl<'_>, said: &Part, asked: &Part) -> Option<Fit> {
    if purl.kind() != own.kind() || purl.namespace() != own.namespace() || purl.name() != own.name() {
        return None;
    }
    let mut doubt = None;
    for (name, value) in purl.qualifiers().filter(|(name, _)| !BESIDE.contains(name)) {
        match own.qualifier(name) {
            Some(own) if own == value => {}
            Some(_) => return None,
            None => {
                doubt = Some(format!("it means `{name}={}`, and nobody says that of the part", crate::short(value)));
            }
        }
    }
    if own.qualifier("repository_url").is_some() && purl.qualifier("repository_url").is_none() {
        doubt = Some("the part comes from another repository than usual".to_owned());
    }
    if purl.subpath().is_some() && purl.subpath() != own.subpath() {
        return None;
    }
    let versions =
        purl.version().map_or(Versions::Unsaid, |version| Versions::Listed(vec![Span::Exact(version.to_owned())]));
    version(said, asked, &versions, false, By::Purl, doubt)
}

fn by_cpe(said: &Part, asked: &Part) -> Option<Fit> {
    let own: Vec<Cpe<'_>> = asked.cpes.iter().filter_map(|text| Cpe::parse(text).ok()).collect();
    let fits = said.cpes.iter().filter_map(|text| {
        let cpe = Cpe::parse(text).ok()?;
        let fits = own.iter().filter_map(|own| one_cpe(&cpe, own, said, asked));
        fits.max_by_key(rating)
    });
    fits.max_by_key(rating)
}

fn one_cpe(cpe: &Cpe<'_>, own: &Cpe<'_>, said: &Part, asked: &Part) -> Option<Fit> {
    let doubt = match (cpe.relation_without_version(own), cpe.identity(), own.identity()) {
        (Relation::Disjoint, _, _) | (_, Identity::Nothing, _) | (_, _, Identity::Nothing) => return None,
        (Relation::Equal | Relation::Superset, Identity::Product, Identity::Product) => None,
        (_, _, _) => Some("its CPE leaves open which product it means".to_owned()),
    };
    let versions = match (cpe.concrete(Attribute::Version), cpe.get(Attribute::Version)) {
        (Some(version), _) => Versions::Listed(vec![Span::Exact(version.to_owned())]),
        (None, Value::Any) => Versions::Unsaid,
        (None, Value::None) => Versions::Listed(vec![Span::Told("-".to_owned())]),
        (None, Value::Text(_)) => Versions::Listed(vec![Span::Told("a CPE version with wildcards".to_owned())]),
    };
    version(said, asked, &versions, false, By::Cpe, doubt)
}

fn by_model(said: &Part, asked: &Part) -> Option<Fit> {
    let meets =
        |said: &[String], asked: &[String]| said.iter().any(|one| asked.iter().any(|other| pattern(one, other)));
    let model = meets(&said.models, &asked.models) || meets(&said.skus, &asked.skus);
    let serial = meets(&said.serials, &asked.serials);
    if !model && !serial {
        return None;
    }
    version(said, asked, &Versions::Unsaid, false, By::Model, None)
}

/// Model numbers may hold placeholders: `?` for one character, `*` for any (CSAF 3.1.3.3.4).
fn pattern(pattern: &str, text: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return !pattern.is_empty() && pattern == text;
    }
    // The classic match with one place to come back to: linear in both for one `*`, their product at worst.
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().take(256).collect(), text.chars().take(256).collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

fn by_name(said: &Part, asked: &Part) -> Option<Fit> {
    let same = |one: &str, other: &str| one.trim().eq_ignore_ascii_case(other.trim());
    if said.name.trim().is_empty() || !same(&said.name, &asked.name) {
        return None;
    }
    let doubt = match (said.supplier.trim().is_empty(), asked.supplier.trim().is_empty()) {
        (false, false) if !same(&said.supplier, &asked.supplier) => return None,
        (false, false) => None,
        (_, _) => Some("only the name is the same, and nobody says whose part it is".to_owned()),
    };
    version(said, asked, &Versions::Unsaid, false, By::Name, doubt)
}

/// Puts identity and version together. Versions listed beside an identifier count more than the one inside it.
fn version(said: &Part, asked: &Part, own: &Versions, exact: bool, by: By, doubt: Option<String>) -> Option<Fit> {
    let versions = match (&said.versions, own) {
        (Versions::Unsaid, own) => own,
        (said, Versions::Unsaid) => said,
        // The one version of an identifier repeats what stands beside it, or the list beside it says more.
        (said, _) => said,
    };
    // An address or a digest names one thing; versions beside it narrow nothing that could be another one.
    if exact && *versions == Versions::Unsaid {
        return Some(Fit { precision: Precision::Exact, doubt });
    }
    match held(versions, asked) {
        Held::Yes(precision) => Some(Fit { precision: if exact { Precision::Exact } else { precision }, doubt }),
        Held::No => None,
        Held::Unknown(why) => {
            let why = format!("{why} (recognised by {})", crate::precedence::by(by));
            Some(Fit { precision: Precision::All, doubt: doubt.or(Some(why)) })
        }
    }
}

enum Held {
    Yes(Precision),
    No,
    Unknown(String),
}

fn held(versions: &Versions, asked: &Part) -> Held {
    let spans = match versions {
        Versions::Unsaid | Versions::All => return Held::Yes(Precision::All),
        Versions::Listed(spans) => spans,
    };
    let (own, scheme) = own_version(asked);
    let Some(own) = own else {
        return Held::Unknown("it means some versions, and nobody says which version the part has".to_owned());
    };
    let mut answer = Held::No;
    for span in spans {
        let one = match span {
            Span::Exact(version) if version.trim() == own.trim() => Held::Yes(Precision::Exact),
            Span::Exact(version) if scheme.compare(version, &own) == Some(std::cmp::Ordering::Equal) => {
                Held::Yes(Precision::Exact)
            }
            Span::Exact(_) => Held::No,
            Span::Range(range) => match Vers::read(range) {
                Ok((vers, _)) => match vers.contains(&own) {
                    Some(true) => Held::Yes(Precision::Range),
                    Some(false) => Held::No,
                    None => Held::Unknown(format!(
                        "nobody can tell whether version {} is in `{}`",
                        crate::short(&own),
                        crate::short(range)
                    )),
                },
                Err(_) => Held::Unknown(format!("`{}` is no range of versions", crate::short(range))),
            },
            Span::Told(text) => Held::Unknown(format!(
                "nobody can tell whether version {} is in \"{}\"",
                crate::short(&own),
                crate::short(text)
            )),
        };
        answer = match (answer, one) {
            (Held::Yes(best), Held::Yes(precision)) => Held::Yes(best.max(precision)),
            (Held::Yes(best), _) | (_, Held::Yes(best)) => Held::Yes(best),
            (Held::Unknown(why), _) | (Held::No, Held::Unknown(why)) => Held::Unknown(why),
            (Held::No, Held::No) => Held::No,
        };
    }
    answer
}

/// The one version of a part, and the order its versions have.
fn own_version(part: &Part) -> (Option<String>, Scheme) {
    let purl = part.purls.iter().find_map(|text| Purl::parse(text).ok());
    let scheme = purl.as_ref().map_or(Scheme::Generic, |purl| Scheme::of_purl_type(purl.kind()));
    let listed = match &part.versions {
        Versions::Listed(spans) => match spans.as_slice() {
            [Span::Exact(version)] => Some(version.clone()),
            _ => None,
        },
        Versions::Unsaid | Versions::All => None,
    };
    let inside = || part.purls.iter().find_map(|text| purl_version(text));
    let cpe =
        || part.cpes.iter().find_map(|text| Cpe::parse(text).ok()?.concrete(Attribute::Version).map(str::to_owned));
    (listed.or_else(inside).or_else(cpe), scheme)
}

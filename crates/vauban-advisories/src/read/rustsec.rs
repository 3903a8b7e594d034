//! RustSec advisories: Markdown with a block of TOML in front.

use serde::Deserialize;

use crate::advisory::{Advisory, Affected, Authority, Identity, Kind, MOST_SUMMARY, Severity, Standing, Versions, cut};
use crate::order;

use super::requirement::{self, Requirement};
use super::{Item, Problem};

#[derive(Debug, Deserialize)]
struct Front {
    advisory: Head,
    #[serde(default)]
    versions: Stated,
    #[serde(default)]
    affected: Option<Where>,
}

#[derive(Debug, Deserialize)]
struct Head {
    id: String,
    package: String,
    date: String,
    url: Option<String>,
    cvss: Option<String>,
    informational: Option<String>,
    withdrawn: Option<String>,
    collection: Option<String>,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Stated {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Where {
    #[serde(default)]
    functions: std::collections::BTreeMap<String, Vec<String>>,
    #[serde(default)]
    arch: Vec<String>,
    #[serde(default)]
    os: Vec<String>,
}

pub(super) fn read(source: &str, file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    match advisory(source, file, bytes) {
        Ok((advisory, odd)) => {
            odd.into_iter().for_each(|what| found(Item::Problem(Problem::odd(file, what))));
            found(Item::Advisory(Box::new(advisory)));
        }
        Err(problem) => found(Item::Problem(problem)),
    }
}

fn advisory(source: &str, file: &str, bytes: &[u8]) -> Result<(Advisory, Vec<String>), Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::lost(file, "not UTF-8"))?;
    let (start, front, body) =
        parts(text).ok_or_else(|| Problem::lost(file, "expected a block of TOML in front: ```toml … ```").at(1, 1))?;
    let front_read: Front = toml::from_str(front).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start) + start;
        let before = text.get(..at).unwrap_or("");
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        Problem::lost(file, error.message().to_owned()).at(line, column)
    })?;
    let Front { advisory: head, versions, affected } = front_read;
    let mut odd = Vec::new();
    let mut unread = Vec::new();
    let mut safe: Vec<Requirement> = Vec::new();
    let mut fixed = Vec::new();
    for (requirement, patched) in
        versions.patched.iter().map(|text| (text, true)).chain(versions.unaffected.iter().map(|text| (text, false)))
    {
        match requirement::parse(requirement) {
            Some(read) => {
                if patched {
                    fixed.extend(read.lowest().map(str::to_owned));
                }
                safe.push(read);
            }
            None => {
                odd.push(format!("`{requirement}` is no requirement on versions"));
                unread.push(requirement.clone());
            }
        }
    }
    let spans = requirement::outside(&safe);
    let kind = match head.informational.as_deref() {
        None => Kind::Vulnerability,
        Some(word) => super::osv::informational(word).unwrap_or_else(|| {
            odd.push(format!("`informational` is `{word}`: expected notice, unmaintained or unsound"));
            Kind::Notice
        }),
    };
    // What is told of the language's own distribution is no crate of the registry.
    let identity = match head.collection.as_deref() {
        Some("rust") => Identity::Named { ecosystem: "rust".into(), name: head.package.clone() },
        _ => Identity::Package {
            purl: crate::purls::base("cargo", None, &head.package).map_err(|why| Problem::lost(file, why))?,
            branch: None,
        },
    };
    let mut code = Vec::new();
    let mut within = None;
    if let Some(place) = affected {
        code.extend(place.functions.into_keys());
        let limits: Vec<String> = place.os.into_iter().chain(place.arch).collect();
        within = (!limits.is_empty()).then(|| format!("on {}", limits.join(", ")));
    }
    // Functions are no files: what was compiled says nothing of them, so they are told and not asked.
    let within = match (within, code.is_empty()) {
        (None, true) => None,
        (None, false) => Some(format!("in {}", code.join(", "))),
        (Some(place), _) => Some(place),
    };
    let title = body.lines().find_map(|line| line.trim().strip_prefix('#')).unwrap_or("");
    let versions = Versions {
        scheme: Some("cargo".into()),
        spans,
        otherwise: Standing::NotAffected,
        unread,
        ..Versions::default()
    };
    debug_assert!(order::named("cargo").is_some());
    let advisory = Advisory {
        source: source.to_owned(),
        id: head.id,
        aliases: head.aliases,
        related: head.related,
        place: file.to_owned(),
        authority: Authority::Ecosystem,
        kind,
        published: Some(head.date.clone()),
        modified: Some(head.date),
        withdrawn: head.withdrawn,
        summary: cut(title.trim_start_matches('#').trim(), MOST_SUMMARY).to_owned(),
        severities: head.cvss.into_iter().map(|vector| Severity { vector, tenths: None }).collect(),
        affected: vec![Affected { identities: vec![identity], versions, fixed, code: Vec::new(), within }],
        references: head.url.into_iter().chain(head.references).collect(),
    };
    Ok((advisory, odd))
}

/// Where the front block begins, the block, and the text behind it.
fn parts(text: &str) -> Option<(usize, &str, &str)> {
    let opening = text.find("```toml")?;
    if !text[..opening].trim().is_empty() {
        return None;
    }
    let start = opening + text[opening..].find('\n')? + 1;
    let rest = &text[start..];
    let end = if rest.starts_with("```") { 0 } else { rest.find("\n```")? + 1 };
    Some((start, &rest[..end], rest[end..].trim_start_matches('`')))
}

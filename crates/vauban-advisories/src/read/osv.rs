//! OSV records, in JSON and in YAML: the form of GitHub's, Go's, PyPI's and the distributions' databases.
//!
//! Both notations are read into the same types, so that a version `1.10` in YAML stays the text it is. A name that
//! stands twice is an error of the reader in both.

use serde::Deserialize;

use crate::advisory::{
    Advisory, Affected, Authority, Commits, Identity, Kind, Listed, MOST_SUMMARY, Severity, Standing, Versions, cut,
};
use crate::ecosystem;
use crate::order::{self, Scheme};

use super::events::{self, Event};
use super::{Item, Problem};

#[derive(Debug, Deserialize)]
struct Record {
    id: String,
    modified: Option<String>,
    published: Option<String>,
    withdrawn: Option<String>,
    #[serde(default)]
    aliases: Option<Vec<String>>,
    #[serde(default)]
    related: Option<Vec<String>>,
    #[serde(default)]
    upstream: Option<Vec<String>>,
    summary: Option<String>,
    details: Option<String>,
    #[serde(default)]
    severity: Option<Vec<Score>>,
    #[serde(default)]
    affected: Option<Vec<Thing>>,
    #[serde(default)]
    references: Option<Vec<Reference>>,
}

#[derive(Debug, Deserialize)]
struct Score {
    score: String,
}

#[derive(Debug, Deserialize)]
struct Reference {
    url: String,
}

#[derive(Debug, Deserialize)]
struct Thing {
    package: Option<Package>,
    #[serde(default)]
    severity: Option<Vec<Score>>,
    #[serde(default)]
    ranges: Option<Vec<Range>>,
    #[serde(default)]
    versions: Option<Vec<String>>,
    #[serde(default)]
    ecosystem_specific: Option<Specific>,
    #[serde(default)]
    database_specific: Option<Specific>,
}

#[derive(Debug, Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
    purl: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    repo: Option<String>,
    #[serde(default)]
    events: Vec<Happened>,
}

#[derive(Debug, Deserialize)]
struct Happened {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// What databases add: only two of their members mean something here, and others may have any form under their names.
#[derive(Debug, Default, Deserialize)]
struct Specific {
    #[serde(default)]
    imports: Loose<Vec<Import>>,
    #[serde(default)]
    informational: Loose<String>,
}

#[derive(Debug, Deserialize)]
struct Import {
    path: Option<String>,
}

/// A value that is left alone when it has another form than the one that means something.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Loose<T> {
    Known(T),
    Other(serde::de::IgnoredAny),
}

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self::Other(serde::de::IgnoredAny)
    }
}

impl<T> Loose<T> {
    fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

pub(super) fn read(source: &str, file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let record = if file.ends_with(".json") { json(file, bytes) } else { yaml(file, bytes) };
    match record {
        Ok(record) => convert(source, file, record, found),
        Err(problem) => found(Item::Problem(problem)),
    }
}

fn json(file: &str, bytes: &[u8]) -> Result<Record, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        Problem::lost(file, what).at(error.line() as u32, error.column() as u32)
    })
}

fn yaml(file: &str, bytes: &[u8]) -> Result<Record, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::lost(file, "not UTF-8"))?;
    serde_saphyr::from_str(text).map_err(|error| {
        let problem = Problem::lost(file, first_line(&error.to_string()));
        match error.location() {
            Some(place) => problem.at(place.line() as u32, place.column() as u32),
            None => problem,
        }
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("not readable").to_owned()
}

fn convert(source: &str, file: &str, record: Record, found: &mut dyn FnMut(Item)) {
    if record.id.trim().is_empty() {
        found(Item::Problem(Problem::lost(file, "the record has no id")));
        return;
    }
    for (name, date) in
        [("modified", &record.modified), ("published", &record.published), ("withdrawn", &record.withdrawn)]
    {
        if let Some(date) = date
            && !crate::date::is_timestamp(date)
        {
            let what = format!("`{name}` is `{date}`: expected a time with its zone (RFC 3339)");
            found(Item::Problem(Problem::odd(file, what)));
        }
    }
    let mut kind = if record.id.starts_with("MAL-") { Kind::Malicious } else { Kind::Vulnerability };
    let mut severities: Vec<Severity> = record.severity.unwrap_or_default().into_iter().map(severity).collect();
    let mut affected = Vec::new();
    for thing in record.affected.unwrap_or_default() {
        severities.extend(thing.severity.into_iter().flatten().map(severity));
        let specific = thing.database_specific.unwrap_or_default();
        if let Some(word) = specific.informational.known() {
            kind = informational(&word).unwrap_or(kind);
        }
        let mut code: Vec<String> = Vec::new();
        for imports in [specific.imports.known(), thing.ecosystem_specific.and_then(|own| own.imports.known())] {
            code.extend(imports.into_iter().flatten().filter_map(|import| import.path));
        }
        one(
            file,
            thing.package.as_ref(),
            thing.ranges.unwrap_or_default(),
            thing.versions.unwrap_or_default(),
            code,
            &mut affected,
            found,
        );
    }
    severities.dedup();
    let id = record.id;
    let aliases = record.aliases.unwrap_or_default().into_iter().filter(|alias| *alias != id).collect();
    let mut related = record.related.unwrap_or_default();
    related.extend(record.upstream.unwrap_or_default());
    let summary = record.summary.filter(|summary| !summary.trim().is_empty()).or(record.details).unwrap_or_default();
    let summary = summary.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim().trim_start_matches('#');
    let authority = if id.starts_with("CVE-") { Authority::Coordinator } else { Authority::Ecosystem };
    found(Item::Advisory(Box::new(Advisory {
        source: source.to_owned(),
        id,
        aliases,
        related,
        place: file.to_owned(),
        authority,
        kind,
        published: record.published,
        modified: record.modified,
        withdrawn: record.withdrawn,
        summary: cut(summary.trim(), MOST_SUMMARY).to_owned(),
        severities,
        affected,
        references: record.references.unwrap_or_default().into_iter().map(|reference| reference.url).collect(),
    })));
}

fn severity(score: Score) -> Severity {
    Severity { vector: score.score, tenths: None }
}

/// The kind of a notice that is no vulnerability.
pub(super) fn informational(word: &str) -> Option<Kind> {
    match word {
        "unmaintained" => Some(Kind::Unmaintained),
        "unsound" => Some(Kind::Unsound),
        "notice" => Some(Kind::Notice),
        _ => None,
    }
}

/// Turns one affected thing into entries: one per order of versions that its ranges are in.
fn one(
    file: &str,
    package: Option<&Package>,
    ranges: Vec<Range>,
    listed: Vec<String>,
    code: Vec<String>,
    affected: &mut Vec<Affected>,
    found: &mut dyn FnMut(Item),
) {
    let mut odd = |what: String| found(Item::Problem(Problem::odd(file, what)));
    let mut identities = Vec::new();
    let mut own = None;
    if let Some(package) = package {
        match ecosystem::identity(&package.ecosystem, &package.name) {
            Ok(identity) => identities.push(identity),
            Err(why) => odd(why),
        }
        own = ecosystem::scheme(&package.ecosystem).map(|scheme| scheme.vers_type().to_owned());
        if let Some(purl) = &package.purl {
            match crate::purls::Named::read(purl) {
                Ok(named) => {
                    let branch = identities.iter().find_map(|identity| match identity {
                        Identity::Package { branch, .. } => branch.clone(),
                        _ => None,
                    });
                    let more = Identity::Package { purl: named.base, branch };
                    if !identities.contains(&more) {
                        identities.push(more);
                    }
                }
                Err(why) => odd(format!("`{purl}` is no package URL: {why}")),
            }
        }
    }
    let mut main = Versions { scheme: own.clone(), otherwise: Standing::Unknown, ..Versions::default() };
    let mut semver: Option<Versions> = None;
    let mut fixed = Vec::new();
    for range in ranges {
        let events = events(range.events, &mut odd);
        match range.kind.as_str() {
            "GIT" => {
                let repository = range.repo.unwrap_or_default();
                if package.is_none() {
                    identities.extend(crate::purls::of_repository(&repository));
                }
                let commits = commits(repository, &events);
                if commits.introduced.is_empty() {
                    odd("a range of commits has no `introduced` event: where it begins is not said".to_owned());
                }
                if commits.introduced.iter().any(|commit| commits.fixed.contains(commit)) {
                    odd("a range of commits ends where it begins".to_owned());
                }
                main.commits.push(commits);
            }
            kind => {
                // SemVer where the ecosystem's own order is SemVer as well is the ecosystem's own.
                let apart = kind == "SEMVER" && !own.as_deref().is_none_or(is_semver);
                let scheme = if kind == "SEMVER" && (apart || own.is_none()) { Some("semver") } else { own.as_deref() };
                if !matches!(kind, "SEMVER" | "ECOSYSTEM") {
                    main.unread.push(format!("a range of type {kind}"));
                    odd(format!("a range has the type `{kind}`: expected SEMVER, ECOSYSTEM or GIT"));
                    continue;
                }
                let parsed: Option<Scheme> = scheme.and_then(order::named);
                let (spans, wrong) = events::spans(parsed.as_ref(), &events);
                let into = if apart {
                    semver.get_or_insert_with(|| Versions { scheme: Some("semver".into()), ..Versions::default() })
                } else {
                    if own.is_none() && kind == "SEMVER" {
                        main.scheme = Some("semver".into());
                    }
                    &mut main
                };
                if let Some(wrong) = wrong {
                    into.unread.push(wrong.clone());
                    odd(wrong);
                }
                into.spans.extend(spans);
                fixed.extend(events.iter().filter_map(|event| match event {
                    Event::Fixed(version) => Some(version.clone()),
                    _ => None,
                }));
            }
        }
    }
    main.listed = listed.into_iter().map(|version| Listed { version, standing: Standing::Affected }).collect();
    for versions in [Some(&mut main), semver.as_mut()].into_iter().flatten() {
        if !versions.spans.is_empty() || !versions.listed.is_empty() {
            versions.otherwise = Standing::NotAffected;
        }
    }
    if identities.is_empty() {
        odd("an affected thing has neither a package nor a repository that could name it".to_owned());
    }
    // Ranges of SemVer beside those of the ecosystem are an entry of their own: each order by itself.
    let plain = main.spans.is_empty() && main.listed.is_empty() && main.commits.is_empty() && main.unread.is_empty();
    if !(plain && semver.is_some()) {
        affected.push(Affected {
            identities: identities.clone(),
            versions: main,
            fixed: fixed.clone(),
            code: code.clone(),
            within: None,
        });
    }
    if let Some(versions) = semver {
        affected.push(Affected { identities, versions, fixed, code, within: None });
    }
}

fn is_semver(scheme: &str) -> bool {
    matches!(scheme, "semver" | "npm" | "cargo" | "golang" | "hex" | "pub" | "swift")
}

fn events(happened: Vec<Happened>, odd: &mut impl FnMut(String)) -> Vec<Event> {
    let mut events = Vec::new();
    for event in happened {
        let before = events.len();
        events.extend(event.introduced.map(Event::Introduced));
        events.extend(event.fixed.map(Event::Fixed));
        events.extend(event.last_affected.map(Event::LastAffected));
        events.extend(event.limit.filter(|limit| limit != "*").map(Event::Limit));
        if events.len() > before + 1 {
            odd("an event says more than one thing".to_owned());
        }
    }
    events
}

fn commits(repository: String, events: &[Event]) -> Commits {
    let mut commits = Commits { repository, introduced: Vec::new(), fixed: Vec::new(), last_affected: Vec::new() };
    for event in events {
        match event {
            Event::Introduced(commit) => commits.introduced.push(commit.clone()),
            Event::Fixed(commit) | Event::Limit(commit) => commits.fixed.push(commit.clone()),
            Event::LastAffected(commit) => commits.last_affected.push(commit.clone()),
        }
    }
    commits
}

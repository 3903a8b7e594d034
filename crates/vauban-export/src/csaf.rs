//! Advisories in CSAF from the records of issues, notices, updates and releases (DM-5).
//!
//! A notice (`[advisory.ID]`) makes a document; the issues that name it make its vulnerabilities; updates that fix an
//! issue make the fixed versions. What the records lack is told with the record, the key and the next step. What could
//! do harm if it were published unasked stays out: reporters, contacts, analyses.

use std::collections::{BTreeMap, BTreeSet};

use vauban_csaf::write::{
    Advisory, Cwe, Group, Note, Product, Profile, Publisher, Reference, Remediation, Revision, Score, Status, Threat,
    Tlp, Tracking, Version, Vulnerability,
};
use vauban_model::kinds::{self, Issue};
use vauban_model::{AnyId, Exploitation, Handling, Kind, Model, Record, Ref, Text, When};
use vauban_parts::wording::{self, Wording};

use crate::vex::Maker;

/// What is asked for beside the records.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Who publishes.
    pub maker: Maker,
    /// When this version is released, with zone; without it the issue's `disclosed`.
    pub released: Option<String>,
    /// The label, where it is not that of the issues.
    pub tlp: Option<Tlp>,
    /// Whether it is final, or more is expected.
    pub status: Status,
    /// Name and version of the program.
    pub generator: (String, String),
    /// More to read: addresses.
    pub references: Vec<String>,
}

/// What the records lack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// The record, `kind.id`, or an option of the command.
    pub record: String,
    /// Its key; may be empty.
    pub key: String,
    /// What is lacking.
    pub what: String,
    /// What to do.
    pub help: String,
}

/// An advisory put together, and what its reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The plain values that are written.
    pub advisory: Advisory,
    /// What was left out on purpose or taken from a neighbour.
    pub notes: Vec<Lack>,
}

/// The notices that some records stand for: an issue stands for those it names.
///
/// # Errors
/// An issue that names none, and a record of another kind.
pub fn notices(model: &Model, ids: &[AnyId]) -> Result<Vec<AnyId>, Vec<Lack>> {
    let mut found = BTreeSet::new();
    let mut lacks = Vec::new();
    for id in ids {
        match id.kind {
            Kind::Advisory => {
                found.insert(*id);
            }
            Kind::Issue => {
                let named = model.issue.get(id.at as usize).into_iter().flat_map(|issue| &issue.advisory);
                let named: Vec<AnyId> = named.filter_map(Ref::to).collect();
                if named.is_empty() {
                    let help = "write `[advisory.ID]` for the notice and name it in `advisory` of the issue";
                    lacks.push(lack(model.head(*id).name(), "advisory", "the issue names no notice", help));
                }
                found.extend(named);
            }
            _ => lacks.push(lack(
                model.head(*id).name(),
                "",
                "this is neither an issue nor a notice",
                "name one of them",
            )),
        }
    }
    if lacks.is_empty() { Ok(found.into_iter().collect()) } else { Err(lacks) }
}

/// Puts a notice together.
///
/// # Errors
/// Everything that is lacking.
pub fn advisory(model: &Model, id: AnyId, product: Option<AnyId>, request: &Request) -> Result<Made, Vec<Lack>> {
    let Some(record) = model.advisory.get(id.at as usize) else {
        return Err(vec![lack("advisory".to_owned(), "", "there is no such notice", "name one that is there")]);
    };
    let issues = model.issue.iter().filter(|issue| !issue.head.removed);
    let issues: Vec<&Record<Issue>> =
        issues.filter(|issue| issue.advisory.iter().any(|link| link.to() == Some(id))).collect();
    // Where nobody said which product is meant, the notice and its issues may say it.
    let heads = std::iter::once(&record.head).chain(issues.iter().map(|issue| &issue.head));
    let said: BTreeSet<AnyId> = heads.flat_map(|head| head.common.products.iter().filter_map(Ref::to)).collect();
    let product = product.or_else(|| said.first().copied().filter(|_| said.len() == 1));
    let mut making =
        Making { model, record, product, request, lacks: Vec::new(), notes: Vec::new(), products: BTreeMap::new() };
    let advisory = making.advisory(&issues);
    if making.lacks.is_empty() {
        making.notes.sort();
        making.notes.dedup();
        Ok(Made { advisory, notes: making.notes })
    } else {
        making.lacks.sort();
        making.lacks.dedup();
        Err(making.lacks)
    }
}

fn lack(record: String, key: &str, what: impl Into<String>, help: impl Into<String>) -> Lack {
    Lack { record, key: key.to_owned(), what: what.into(), help: help.into() }
}

fn text(text: &Option<Text>) -> String {
    text.as_ref().map(|text| text.trim().to_owned()).unwrap_or_default()
}

struct Making<'a> {
    model: &'a Model,
    record: &'a Record<kinds::Advisory>,
    product: Option<AnyId>,
    request: &'a Request,
    lacks: Vec<Lack>,
    notes: Vec<Lack>,
    products: BTreeMap<String, Product>,
}

impl Making<'_> {
    fn name(&self) -> String {
        self.record.head.name()
    }

    fn lacks(&mut self, record: String, key: &str, what: impl Into<String>, help: impl Into<String>) {
        self.lacks.push(lack(record, key, what, help));
    }

    fn advisory(&mut self, issues: &[&Record<Issue>]) -> Advisory {
        let describes = text(&self.record.describes);
        if describes.is_empty() {
            self.lacks(self.name(), "describes", "nobody says what it is about", "say it in a sentence or two");
        }
        let maker = &self.request.maker;
        let (no_name, no_space) = (maker.name.trim().is_empty(), !maker.namespace.contains("://"));
        if no_name {
            self.lacks("--publisher".to_owned(), "", "nobody is named who publishes it", "name the maker");
        }
        if no_space {
            let help = "give an address that the maker owns: `--namespace https://psirt.example.com`";
            self.lacks("--namespace".to_owned(), "", "the publisher has no namespace", help);
        }
        let released = self.released(issues);
        let vulnerabilities = issues.iter().map(|issue| self.vulnerability(issue)).collect::<Vec<_>>();
        let url = text(&self.record.url);
        let mut references: Vec<Reference> = Vec::new();
        if !url.is_empty() {
            references.push(Reference { to_self: true, summary: "This notice.".to_owned(), url });
        }
        let more = self.request.references.iter();
        references.extend(more.map(|url| Reference { to_self: false, summary: url.clone(), url: url.clone() }));
        let title = self.record.head.title();
        let title = if title == &*self.record.head.id { sentence(&describes) } else { title.to_owned() };
        Advisory {
            profile: if issues.is_empty() { Profile::Informational } else { Profile::SecurityAdvisory },
            title,
            tlp: self.label(issues),
            publisher: Publisher {
                category: "vendor".to_owned(),
                name: maker.name.clone(),
                namespace: maker.namespace.clone(),
                ..Publisher::default()
            },
            tracking: Tracking {
                id: self.record.head.local().to_owned(),
                status: self.request.status,
                revisions: vec![Revision {
                    number: "1".to_owned(),
                    date: released,
                    summary: "First version.".to_owned(),
                }],
                generator: self.request.generator.clone(),
                ..Tracking::default()
            },
            notes: vec![Note { category: "summary".to_owned(), text: describes, ..Note::default() }],
            references,
            products: std::mem::take(&mut self.products),
            vulnerabilities,
            ..Advisory::default()
        }
    }

    /// When it is released: as asked, else when the issues were disclosed. A day is no time: nobody says in which zone.
    fn released(&mut self, issues: &[&Record<Issue>]) -> String {
        if let Some(released) = &self.request.released {
            return released.clone();
        }
        let disclosed = issues.iter().filter_map(|issue| match issue.disclosed.as_ref()? {
            When::Moment(moment) => Some((moment.seconds()?, moment.0.to_string())),
            When::Day(_) => None,
        });
        if let Some((_, text)) = disclosed.max() {
            return text;
        }
        let help = "give `--released 2026-11-10T09:00:00+01:00`, or the time with its zone as `disclosed` of the issue";
        let what = "nobody says at what time it is released; a day alone has no zone";
        let record = issues.first().map_or_else(|| self.name(), |issue| issue.head.name());
        self.lacks(record, "disclosed", what, help);
        String::new()
    }

    /// The label: as asked, else the strictest mark of the issues.
    fn label(&mut self, issues: &[&Record<Issue>]) -> Option<Tlp> {
        if self.request.tlp.is_some() {
            return self.request.tlp;
        }
        let marks = issues.iter().filter_map(|issue| issue.handling.as_ref()).map(|mark| match mark.value {
            Handling::Clear => Tlp::Clear,
            Handling::Green => Tlp::Green,
            Handling::Amber => Tlp::Amber,
            Handling::AmberStrict => Tlp::AmberStrict,
            Handling::Red => Tlp::Red,
        });
        marks.max()
    }

    fn vulnerability(&mut self, issue: &Record<Issue>) -> Vulnerability {
        let name = issue.head.name();
        let external = text(&issue.external);
        let is_cve = external.strip_prefix("CVE-").is_some_and(|rest| {
            rest.split_once('-').is_some_and(|(year, number)| {
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                year.len() == 4 && number.len() >= 4 && digits(year) && digits(number)
            })
        });
        let mut ids = Vec::new();
        if !is_cve && !external.is_empty() {
            ids.push((format!("{} issue", self.request.maker.name), external.clone()));
        }
        if external.is_empty() {
            self.notes.push(lack(
                name.clone(),
                "external",
                "the vulnerability has no id of its own",
                "give its CVE if it has one",
            ));
        }
        let affected = self.affected(issue);
        let fixed = self.fixed(issue);
        let mut status: BTreeMap<Group, Vec<String>> = BTreeMap::new();
        if !affected.is_empty() {
            status.insert(Group::KnownAffected, affected.clone());
        }
        if !fixed.is_empty() {
            status.insert(Group::Fixed, fixed.clone());
            status.insert(Group::Recommended, fixed.clone());
        }
        if !text(&issue.credit).is_empty() {
            let what = "how the reporter is named is not written: the words of `credit` may be meant for the house";
            self.notes.push(lack(name.clone(), "credit", what, "add the acknowledgment by hand"));
        }
        let exploited = issue.exploited.as_ref().is_some_and(|word| word.value == Exploitation::Active);
        let threats = exploited.then(|| Threat {
            category: "exploit_status".to_owned(),
            details: "It is being exploited.".to_owned(),
            products: affected.clone(),
            ..Threat::default()
        });
        let describes = text(&self.record.describes);
        let scores = self.scores(issue, &affected);
        Vulnerability {
            cve: if is_cve { external } else { String::new() },
            title: issue.head.title().to_owned(),
            ids,
            cwes: self.cwes(issue),
            notes: vec![Note { category: "description".to_owned(), text: describes, ..Note::default() }],
            scores,
            status,
            threats: threats.into_iter().collect(),
            remediations: self.remediations(&name, &affected, &fixed),
            ..Vulnerability::default()
        }
    }

    fn remediations(&mut self, issue: &str, affected: &[String], fixed: &[String]) -> Vec<Remediation> {
        if affected.is_empty() {
            return Vec::new();
        }
        let details = text(&self.record.resolution);
        if details.is_empty() {
            let help = "say in `resolution` what users do, if only that there is nothing yet";
            self.lacks(self.name(), "resolution", format!("nobody says what to do about {issue}"), help);
            return Vec::new();
        }
        let category = if fixed.is_empty() { "mitigation" } else { "vendor_fix" };
        vec![Remediation {
            category: category.to_owned(),
            details,
            url: text(&self.record.url),
            products: affected.to_vec(),
            ..Remediation::default()
        }]
    }

    /// Affected versions: those of the notice, else of the issue; each as a version or a range, never as words.
    fn affected(&mut self, issue: &Record<Issue>) -> Vec<String> {
        let of_notice = !self.record.affected.is_empty();
        let (record, key) = if of_notice { (self.name(), "affected") } else { (issue.head.name(), "versions") };
        let said: Vec<String> = if of_notice {
            self.record.affected.iter().map(|text| text.trim().to_owned()).collect()
        } else {
            issue.versions.iter().map(|text| text.trim().to_owned()).collect()
        };
        if said.is_empty() {
            let help = "name the versions in `affected`, as `2.3.0` or `vers:intdot/>=2.0|<2.4`";
            self.lacks(
                self.name(),
                "affected",
                format!("nobody says which versions {} affects", issue.head.name()),
                help,
            );
        }
        let mut keys = Vec::new();
        for text in said {
            match version(&text) {
                Ok(versions) => keys.extend(versions.into_iter().filter_map(|version| self.part(version))),
                Err(help) => {
                    self.lacks(record.clone(), key, format!("`{text}` is neither a version nor a range"), help);
                }
            }
        }
        keys.sort();
        keys.dedup();
        keys
    }

    /// Versions with the fix: those of releases whose update names the issue.
    fn fixed(&mut self, issue: &Record<Issue>) -> Vec<String> {
        let model = self.model;
        let updates = model.update.iter().filter(|update| !update.head.removed);
        let fixes = updates.filter(|update| {
            update
                .fixes
                .iter()
                .filter_map(Ref::to)
                .filter_map(|id| model.issue.get(id.at as usize))
                .any(|one| one.head.id == issue.head.id)
        });
        let releases = fixes.filter_map(|update| update.release.as_ref().and_then(Ref::to));
        let releases: BTreeSet<AnyId> = releases.collect();
        let versions = releases.into_iter().filter_map(|id| model.release.get(id.at as usize)?.version.clone());
        let versions: Vec<String> = versions.map(|version| version.trim().to_owned()).collect();
        let mut keys: Vec<String> =
            versions.into_iter().filter_map(|version| self.part(Version::Exact(version))).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// The product in some versions, under its key.
    fn part(&mut self, version: Version) -> Option<String> {
        let model = self.model;
        let id = self.product.or_else(|| (model.product.len() == 1).then_some(AnyId { kind: Kind::Product, at: 0 }));
        let Some(record) = id.and_then(|id| model.product.get(id.at as usize)) else {
            self.lacks(
                "--product".to_owned(),
                "",
                "there are several products",
                "say which one it is about, here or by `products` of the issue",
            );
            return None;
        };
        let name = record.name.as_ref().map_or_else(|| record.head.title().to_owned(), |name| name.trim().to_owned());
        // How customers order it: the codes of all variants of this product.
        let variants = model.variant.iter().filter(|variant| variant.of.as_ref().and_then(Ref::to) == id);
        let codes: BTreeSet<String> =
            variants.flat_map(|variant| &variant.order_codes).map(|code| code.trim().to_owned()).collect();
        let shown = match &version {
            Version::Unsaid => String::new(),
            Version::Exact(version) | Version::Range(version) => version.clone(),
        };
        let key = format!("{} {shown}", record.head.id);
        // A package URL names a version where there is one.
        let purl = text(&record.purl);
        let purl = match &version {
            Version::Exact(version) if !purl.is_empty() && !purl.contains('@') => format!("{purl}@{version}"),
            _ => purl,
        };
        let product = Product {
            purls: Some(purl).filter(|purl| !purl.is_empty()).into_iter().collect(),
            cpe: text(&record.cpe),
            vendor: self.request.maker.name.clone(),
            name,
            version,
            skus: codes.into_iter().collect(),
            ..Product::default()
        };
        self.products.insert(key.clone(), product);
        Some(key)
    }

    /// Scores from the vectors of the issue, else of the notice.
    fn scores(&mut self, issue: &Record<Issue>, affected: &[String]) -> Vec<Score> {
        let of_issue = issue.cvss.iter().flat_map(|vectors| vectors.iter()).map(|text| text.trim().to_owned());
        let mut vectors: Vec<String> = of_issue.collect();
        let (mut record, key) = (issue.head.name(), "cvss");
        if vectors.is_empty() {
            vectors.extend(self.record.cvss.iter().map(|text| text.trim().to_owned()));
            record = self.name();
        }
        let mut scores = Vec::new();
        for vector in vectors {
            match vauban_cvss::score(&vector) {
                Ok(scored) => scores.push(Score {
                    vector,
                    base: scored.base.tenths(),
                    severity: scored.base.severity(scored.version).word().to_ascii_uppercase(),
                    products: affected.to_vec(),
                }),
                Err(wrong) => {
                    self.lacks(record.clone(), key, format!("`{vector}` is no vector: {wrong}"), "put it right");
                }
            }
        }
        scores
    }

    /// Weaknesses with the name that the newest known list gives them.
    fn cwes(&mut self, issue: &Record<Issue>) -> Vec<Cwe> {
        let newest = vauban_csaf::cwe::newest().name;
        let mut cwes = Vec::new();
        for id in &issue.cwe {
            let id = id.trim();
            match vauban_csaf::cwe::entry(id, newest) {
                Some(entry) => {
                    cwes.push(Cwe { id: id.to_owned(), name: entry.name.to_owned(), version: newest.to_owned() });
                }
                None => {
                    let what = format!("`{id}` is not in version {newest} of the CWE list");
                    self.lacks(issue.head.name(), "cwe", what, "name a weakness of that list, as `CWE-787`");
                }
            }
        }
        cwes
    }
}

/// The first sentence, as a title.
fn sentence(text: &str) -> String {
    let end = text.find(". ").map_or(text.len(), |end| end);
    text[..end].trim_end_matches('.').chars().take(200).collect()
}

/// A text as versions: one version, a range, or bounds in words that can be read.
///
/// # Errors
/// What to write instead.
fn version(text: &str) -> Result<Vec<Version>, String> {
    let range = |text: &str| Ok(vec![Version::Range(text.to_owned())]);
    match wording::read(text) {
        Wording::All => range("vers:all/*"),
        Wording::None => Ok(Vec::new()),
        Wording::Vers(_) => range(text),
        Wording::Alternatives(alternatives) => {
            let mut versions = Vec::new();
            for constraints in alternatives {
                use vauban_parts::vers::Comparator;
                match constraints.as_slice() {
                    [one] if one.comparator == Comparator::Equal => versions.push(Version::Exact(one.version.clone())),
                    several => {
                        let bounds: Vec<String> =
                            several.iter().map(|one| format!("{}{}", one.comparator.spelled(), one.version)).collect();
                        // Only a scheme whose order is known makes a range of bounds.
                        let spelled = format!("vers:intdot/{}", bounds.join("|"));
                        match vauban_parts::Vers::read(&spelled) {
                            Ok(_) if several.iter().all(|one| dotted(&one.version)) => {
                                versions.push(Version::Range(spelled));
                            }
                            _ => {
                                return Err(
                                    "write it as `vers:SCHEME/>=2.0|<2.4`, with the scheme its versions follow"
                                        .to_owned(),
                                );
                            }
                        }
                    }
                }
            }
            Ok(versions)
        }
        Wording::Unreadable if !text.is_empty() && !text.contains(char::is_whitespace) => {
            Ok(vec![Version::Exact(text.to_owned())])
        }
        Wording::Unreadable => Err(bounds(text)),
    }
}

/// Whole numbers with dots.
fn dotted(version: &str) -> bool {
    !version.is_empty()
        && version.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn bounds(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [from, "to", until] if dotted(from) && dotted(until) => {
            format!("write `vers:intdot/>={from}|<={until}` if both ends are meant too")
        }
        _ => "write one version, as `2.3.0`, or a range, as `vers:intdot/>=2.0|<2.4`".to_owned(),
    }
}

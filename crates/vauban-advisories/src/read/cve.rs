//! CVE records of format 5: what the numbering authority and those who enrich it say of products and versions.
//!
//! Which version is affected follows the format's own rule: the first entry of `versions` that holds a version speaks
//! for it, `changes` in it turn the status, and what no entry holds has the default status, which is unknown where
//! none is given.

use vauban_json::Value;
use vauban_parts::Scheme;

use crate::advisory::{
    Advisory, Affected, Authority, Bound, Commits, Identity, Listed, MOST_SUMMARY, Severity, Span, Standing, Versions,
    cut,
};
use crate::ecosystem;

use super::{Item, Problem, applicability, at, csaf::tenths, json, range};

pub(super) fn read(source: &str, file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let document = match json(file, bytes, 4 << 20) {
        Ok(document) => document,
        Err(problem) => return found(Item::Problem(problem)),
    };
    let root = document.root();
    let head = root.get("cveMetadata");
    let (Some(head), Some(id)) = (head, head.and_then(|head| head.get_text("cveId"))) else {
        return found(Item::Problem(at(file, root, "expected a CVE record of format 5 with `/cveMetadata/cveId`")));
    };
    if root.get("dataVersion").and_then(Value::text).is_none_or(|version| !version.starts_with("5.")) {
        let what = "the record is not of format 5 (`dataVersion`)";
        return found(Item::Problem(at(file, root, what)));
    }
    let text = |name: &str| head.get_text(name).map(str::to_owned);
    let rejected = match head.get_text("state") {
        Some("PUBLISHED") => None,
        Some("REJECTED") => Some(text("dateRejected").or_else(|| text("dateUpdated")).unwrap_or_default()),
        _ => return found(Item::Problem(at(file, head, "`state` is neither PUBLISHED nor REJECTED"))),
    };
    let mut advisory = Advisory {
        source: source.to_owned(),
        id: id.to_owned(),
        place: file.to_owned(),
        authority: Authority::Coordinator,
        published: text("datePublished"),
        modified: text("dateUpdated"),
        withdrawn: rejected,
        ..Advisory::default()
    };
    let cna = root.get_path(&["containers", "cna"]);
    let adp = root.get_path(&["containers", "adp"]).into_iter().flat_map(Value::items);
    for container in cna.into_iter().chain(adp) {
        let mut odd = |value: Value<'_>, what: String| {
            found(Item::Problem(Problem { lost: false, ..at(file, value, what) }));
        };
        for product in container.get("affected").into_iter().flat_map(Value::items) {
            advisory.affected.extend(thing(product, &mut odd));
        }
        for configuration in container.get("cpeApplicability").into_iter().flat_map(Value::items) {
            applicability::configuration(configuration, &mut advisory.affected, &mut odd);
        }
        for metric in container.get("metrics").into_iter().flat_map(Value::items) {
            for name in ["cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"] {
                if let Some(vector) = metric.get(name).and_then(|cvss| cvss.get_text("vectorString")) {
                    let tenths = tenths(metric.get(name).and_then(|cvss| cvss.get("baseScore")));
                    advisory.severities.push(Severity { vector: vector.to_owned(), tenths });
                }
            }
        }
        let links = container.get("references").into_iter().flat_map(Value::items);
        advisory.references.extend(links.filter_map(|link| link.get_text("url")).map(str::to_owned));
        if advisory.summary.is_empty() {
            let words = container.get("descriptions").into_iter().flat_map(Value::items).next();
            let summary = container.get_text("title").or_else(|| words.and_then(|words| words.get_text("value")));
            let line = summary.unwrap_or("").lines().next().unwrap_or("").trim();
            advisory.summary = cut(line, MOST_SUMMARY).to_owned();
        }
    }
    found(Item::Advisory(Box::new(advisory)));
}

fn thing(product: Value<'_>, odd: &mut dyn FnMut(Value<'_>, String)) -> Option<Affected> {
    let identities = identities(product, odd);
    if identities.is_empty() {
        odd(product, "an affected product has no name that could be asked for".to_owned());
        return None;
    }
    let list = |name: &str| product.get(name).into_iter().flat_map(Value::items).filter_map(Value::text);
    let mut affected = Affected {
        identities,
        versions: versions(product),
        code: list("programFiles").map(str::to_owned).collect(),
        ..Affected::default()
    };
    let platforms: Vec<&str> = list("platforms").take(8).collect();
    if !platforms.is_empty() {
        affected.within = Some(format!("on {}", platforms.join(", ")));
    }
    // The end of what is affected is where it is fixed.
    for span in affected.versions.spans.iter().filter(|span| span.standing == Standing::Affected) {
        if let Bound::Beside(version) = &span.to
            && !affected.fixed.contains(version)
        {
            affected.fixed.push(version.clone());
        }
    }
    Some(affected)
}

/// The ecosystems that addresses of collections stand for.
const COLLECTIONS: &[(&str, &str)] = &[
    ("npmjs.", "npm"),
    ("pypi.", "PyPI"),
    ("crates.io", "crates.io"),
    ("maven.", "Maven"),
    ("rubygems.", "RubyGems"),
    ("packagist.", "Packagist"),
    ("nuget.", "NuGet"),
    ("hex.pm", "Hex"),
    ("pub.dev", "Pub"),
    ("pkg.go.dev", "Go"),
    ("proxy.golang", "Go"),
];

fn identities(product: Value<'_>, odd: &mut dyn FnMut(Value<'_>, String)) -> Vec<Identity> {
    let said = |name: &str| product.get_text(name).map(str::trim).filter(|text| !matches!(*text, "" | "n/a" | "N/A"));
    let mut all = Vec::new();
    if let Some(purl) = said("packageURL") {
        match crate::purls::Named::read(purl) {
            Ok(named) => all.push(Identity::Package { purl: named.base, branch: named.branch }),
            Err(why) => odd(product, format!("`{purl}` is no package URL: {why}")),
        }
    }
    if let (Some(address), Some(name)) = (said("collectionURL"), said("packageName")) {
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        let known = COLLECTIONS.iter().find(|(part, _)| host.contains(part));
        if let Some(Ok(identity)) = known.map(|(_, ecosystem)| ecosystem::identity(ecosystem, name)) {
            all.push(identity);
        }
    }
    for cpe in product.get("cpes").into_iter().flat_map(Value::items).filter_map(Value::text) {
        match crate::cpes::Named::read(cpe) {
            Some(_) => all.push(Identity::Cpe(cpe.to_owned())),
            None => odd(product, format!("`{cpe}` is no CPE")),
        }
    }
    if let Some(name) = said("product") {
        all.push(Identity::Product { vendor: said("vendor").unwrap_or("").to_owned(), name: name.to_owned() });
    }
    all
}

fn status(value: Option<Value<'_>>) -> Standing {
    match value.and_then(Value::text) {
        Some("affected") => Standing::Affected,
        Some("unaffected") => Standing::NotAffected,
        _ => Standing::Unknown,
    }
}

/// The order of versions a `versionType` means, if it means one.
fn order(word: &str) -> Option<&'static str> {
    let scheme = match word {
        "python" => Scheme::Pypi,
        "go" => Scheme::Golang,
        "debian" | "dpkg" => Scheme::Deb,
        "git" | "custom" | "original_commit_for_fix" | "date" | "affected" => return None,
        other => Scheme::of_vers(other),
    };
    scheme.is_ordered().then(|| scheme.vers_type())
}

fn versions(product: Value<'_>) -> Versions {
    let mut versions = Versions { otherwise: status(product.get("defaultStatus")), ..Versions::default() };
    let entries: Vec<Value<'_>> = product.get("versions").into_iter().flat_map(Value::items).collect();
    let mut orders: Vec<&str> =
        entries.iter().filter_map(|entry| entry.get_text("versionType")).filter_map(order).collect();
    orders.sort_unstable();
    orders.dedup();
    match orders.as_slice() {
        [one] => versions.scheme = Some((*one).to_owned()),
        [] => {}
        several => versions.unread.push(format!("versions in several orders ({})", several.join(", "))),
    }
    for entry in entries {
        let standing = status(entry.get("status"));
        let (Some(version), kind) = (entry.get_text("version"), entry.get_text("versionType")) else {
            versions.unread.push("an entry without `version`".to_owned());
            continue;
        };
        let (below, upto) = (entry.get_text("lessThan"), entry.get_text("lessThanOrEqual"));
        if kind == Some("git") {
            commits(&mut versions, product, version, below, upto, standing);
            continue;
        }
        match (below, upto) {
            (None, None) => single(&mut versions, version, standing),
            _ => stretch(&mut versions, version, below, upto, standing, entry),
        }
    }
    // Listed versions are asked first here; the format asks entries in their order. Where both speak of one version,
    // the one that clears it may not win by that.
    if versions.listed.iter().any(|listed| listed.standing != Standing::Affected)
        && versions.spans.iter().any(|span| span.standing == Standing::Affected)
    {
        let (clear, rest): (Vec<_>, Vec<_>) =
            versions.listed.drain(..).partition(|listed| listed.standing == Standing::NotAffected);
        versions.listed = rest;
        // As stretches of one version they keep the place their authors gave them only roughly: in front, since a
        // single version is the more exact word.
        let exact = clear.into_iter().map(|listed| Span {
            from: Bound::At(listed.version.clone()),
            to: Bound::At(listed.version),
            standing: Standing::NotAffected,
        });
        versions.spans.splice(0..0, exact);
    }
    versions
}

fn single(versions: &mut Versions, version: &str, standing: Standing) {
    match version.trim() {
        "n/a" | "N/A" | "unspecified" | "unknown" | "" | "-" => versions.unread.push(version.to_owned()),
        "*" => versions.spans.push(Span { from: Bound::Open, to: Bound::Open, standing }),
        // Many authorities write a range in words where one version belongs.
        words if words.contains(['<', '>', '=', ' ', '*', ',']) => {
            if words.contains(',') && !words.contains(['<', '>']) {
                versions.unread.push(words.to_owned());
            } else {
                range::add(versions, words, standing);
            }
        }
        plain => versions.listed.push(Listed { version: plain.to_owned(), standing }),
    }
}

fn stretch(
    versions: &mut Versions,
    version: &str,
    below: Option<&str>,
    upto: Option<&str>,
    standing: Standing,
    entry: Value<'_>,
) {
    let from = match version.trim() {
        "0" | "*" | "unspecified" | "n/a" | "-" | "" => Bound::Open,
        version => Bound::At(version.to_owned()),
    };
    let to = match (below, upto) {
        (Some("*"), _) | (None, Some("*") | None) => Some(Bound::Open),
        (Some(version), _) => wild(version).unwrap_or_else(|| Some(Bound::Beside(version.to_owned()))),
        (None, Some(version)) => wild(version).unwrap_or_else(|| Some(Bound::At(version.to_owned()))),
    };
    let Some(to) = to else {
        versions.unread.push(format!("{version} to {}", below.or(upto).unwrap_or("?")));
        return;
    };
    let (mut from, mut standing) = (from, standing);
    for change in entry.get("changes").into_iter().flat_map(Value::items) {
        let Some(version) = change.get_text("at") else { continue };
        versions.spans.push(Span { from, to: Bound::Beside(version.to_owned()), standing });
        from = Bound::At(version.to_owned());
        standing = status(change.get("status"));
    }
    versions.spans.push(Span { from, to, standing });
}

/// The end of a branch (`6.1.*`): nothing if the text is none, nothing inside if it cannot be told.
fn wild(version: &str) -> Option<Option<Bound>> {
    let prefix = version.strip_suffix(".*")?;
    Some(range::behind(prefix).map(Bound::Beside))
}

fn commits(
    versions: &mut Versions,
    product: Value<'_>,
    version: &str,
    below: Option<&str>,
    upto: Option<&str>,
    standing: Standing,
) {
    let owned = |text: &str| vec![text.to_owned()];
    let mut stretch = Commits {
        repository: product.get_text("repo").unwrap_or("").to_owned(),
        introduced: Vec::new(),
        fixed: Vec::new(),
        last_affected: Vec::new(),
    };
    match standing {
        Standing::Affected => {
            stretch.introduced = owned(version);
            stretch.fixed = below.map(owned).unwrap_or_default();
            stretch.last_affected = upto.map(owned).unwrap_or_default();
        }
        Standing::NotAffected => stretch.fixed = owned(version),
        Standing::Unknown => {}
    }
    versions.commits.push(stretch);
}

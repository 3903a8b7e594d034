//! CSAF documents of makers and coordinators: a product tree and what is said of its products.
//!
//! Whether a document is valid is asked elsewhere; here counts what it says. Versions are the names of branches, often
//! in words (`All versions < V1.5 SP3`): what is not fully understood stays as a text nobody read, so that it is
//! neither all versions nor none.

use std::collections::BTreeMap;

use vauban_json::Value;

use crate::advisory::{
    Advisory, Affected, Authority, Bound, Identity, Listed, MOST_SUMMARY, Severity, Span, Standing, Versions, cut,
};
use crate::ecosystem;
use crate::purls;

use super::{Item, Problem, at, json, range};

/// How deep branches may be nested; CSAF asks for at most 30.
const DEEPEST: usize = 30;

/// A product of the tree.
#[derive(Debug, Clone, Default)]
struct Product {
    identities: Vec<Identity>,
    /// What says which versions, and whether that is one version in the words of its maker.
    version: Option<(String, bool)>,
    /// The order of versions its package URL means.
    scheme: Option<String>,
    within: Option<String>,
    name: String,
}

pub(super) fn read(source: &str, file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let document = match json(file, bytes, 4 << 20) {
        Ok(document) => document,
        Err(problem) => return found(Item::Problem(problem)),
    };
    let root = document.root();
    let head = root.get("document");
    let tracking = head.and_then(|head| head.get("tracking"));
    let (Some(head), Some(id)) = (head, tracking.and_then(|tracking| tracking.get_text("id"))) else {
        let what = "expected a CSAF document with `/document/tracking/id`";
        return found(Item::Problem(at(file, root, what)));
    };
    let mut products = BTreeMap::new();
    if let Some(tree) = root.get("product_tree") {
        let mut above = Above::default();
        for branch in tree.get("branches").into_iter().flat_map(Value::items) {
            branches(file, branch, &mut above, DEEPEST, &mut products, found);
        }
        for product in tree.get("full_product_names").into_iter().flat_map(Value::items) {
            leaf(file, product, &Above::default(), &mut products, found);
        }
        for relation in tree.get("relationships").into_iter().flat_map(Value::items) {
            related(file, relation, &mut products, found);
        }
    }
    let authority = match head.get_path(&["publisher", "category"]).and_then(Value::text) {
        Some("vendor") => Authority::Vendor,
        Some("coordinator") => Authority::Coordinator,
        _ => Authority::Other,
    };
    let text = |name: &str| tracking.and_then(|tracking| tracking.get_text(name)).map(str::to_owned);
    let (published, modified) = (text("initial_release_date"), text("current_release_date"));
    let withdrawn = matches!(head.get_text("category"), Some("csaf_withdrawn" | "csaf_superseded"));
    let withdrawn = withdrawn.then(|| modified.clone().unwrap_or_default());
    let mut related: Vec<String> = strings(tracking.and_then(|tracking| tracking.get("aliases")));
    related.push(id.to_owned());
    let links = |of: Option<Value<'_>>| -> Vec<String> {
        let links = of.into_iter().flat_map(Value::items).filter_map(|link| link.get_text("url"));
        links.map(str::to_owned).collect()
    };
    let shared = links(head.get("references"));
    let all = root.get("vulnerabilities");
    let count = all.map_or(0, Value::len);
    for (place, vulnerability) in all.into_iter().flat_map(Value::items).enumerate() {
        let mut aliases: Vec<String> = vulnerability.get_text("cve").map(str::to_owned).into_iter().collect();
        for other in vulnerability.get("ids").into_iter().flat_map(Value::items) {
            aliases.extend(other.get_text("text").map(str::to_owned));
        }
        let own = match (count, aliases.first()) {
            (1, _) => id.to_owned(),
            (_, Some(first)) => format!("{id}/{first}"),
            (_, None) => format!("{id}/{}", place + 1),
        };
        let mut references = links(vulnerability.get("references"));
        references.extend(shared.iter().cloned());
        let affected = statuses(file, vulnerability, &products, found);
        found(Item::Advisory(Box::new(Advisory {
            source: source.to_owned(),
            id: own,
            aliases,
            related: related.clone(),
            place: file.to_owned(),
            authority,
            published: published.clone(),
            modified: modified.clone(),
            withdrawn: withdrawn.clone(),
            summary: cut(summary(vulnerability, head), MOST_SUMMARY).to_owned(),
            severities: severities(vulnerability),
            affected,
            references,
            ..Advisory::default()
        })));
    }
}

fn strings(list: Option<Value<'_>>) -> Vec<String> {
    list.into_iter().flat_map(Value::items).filter_map(Value::text).map(str::to_owned).collect()
}

fn summary<'d>(vulnerability: Value<'d>, head: Value<'d>) -> &'d str {
    let note = || {
        let notes = vulnerability.get("notes")?;
        notes.items().find(|note| note.get("category").is_some_and(|word| word.is("summary")))?.get_text("text")
    };
    let title = vulnerability.get_text("title").or_else(|| head.get_text("title")).or_else(note);
    title.unwrap_or("").lines().next().unwrap_or("").trim()
}

fn severities(vulnerability: Value<'_>) -> Vec<Severity> {
    let mut all: Vec<Severity> = Vec::new();
    let scores = vulnerability.get("scores").into_iter().flat_map(Value::items);
    let metrics = vulnerability.get("metrics").into_iter().flat_map(Value::items).filter_map(|one| one.get("content"));
    for score in scores.chain(metrics) {
        for name in ["cvss_v4", "cvss_v3", "cvss_v2"] {
            let Some(cvss) = score.get(name) else { continue };
            if let Some(vector) = cvss.get_text("vectorString") {
                let one = Severity { vector: vector.to_owned(), tenths: tenths(cvss.get("baseScore")) };
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
    }
    all
}

/// A score in tenths.
pub(super) fn tenths(score: Option<Value<'_>>) -> Option<u8> {
    let score = score.and_then(Value::as_f64).filter(|score| (0.0..=10.0).contains(score))?;
    Some((score * 10.0).round() as u8)
}

/// What the branches above a product say.
#[derive(Debug, Clone, Default)]
struct Above {
    vendor: Option<String>,
    family: Option<String>,
    name: Option<String>,
    version: Option<(String, bool)>,
}

fn branches(
    file: &str,
    branch: Value<'_>,
    above: &mut Above,
    deep: usize,
    products: &mut BTreeMap<String, Product>,
    found: &mut dyn FnMut(Item),
) {
    if deep == 0 {
        return found(Item::Problem(at(file, branch, format!("branches are nested deeper than {DEEPEST} levels"))));
    }
    let before = above.clone();
    let name = branch.get_text("name").map(str::to_owned);
    match branch.get_text("category") {
        Some("vendor") => above.vendor = name,
        Some("product_family") => above.family = name,
        Some("product_name") => above.name = name,
        Some("product_version") => above.version = name.map(|name| (name, true)),
        Some("product_version_range") => above.version = name.map(|name| (name, false)),
        _ => {}
    }
    if let Some(product) = branch.get("product") {
        leaf(file, product, above, products, found);
    }
    for inner in branch.get("branches").into_iter().flat_map(Value::items) {
        branches(file, inner, above, deep - 1, products, found);
    }
    *above = before;
}

fn leaf(
    file: &str,
    product: Value<'_>,
    above: &Above,
    products: &mut BTreeMap<String, Product>,
    found: &mut dyn FnMut(Item),
) {
    let Some(id) = product.get_text("product_id") else {
        return found(Item::Problem(Problem { lost: false, ..at(file, product, "a product has no `product_id`") }));
    };
    let full = product.get_text("name").unwrap_or("").to_owned();
    let mut one = Product { version: above.version.clone(), name: full.clone(), ..Product::default() };
    let name = above.name.clone().or_else(|| above.family.clone()).unwrap_or(full);
    if !name.trim().is_empty() {
        one.identities.push(Identity::Product { vendor: above.vendor.clone().unwrap_or_default(), name });
    }
    if let Some(helper) = product.get("product_identification_helper") {
        for purl in helper.get_text("purl").map(str::to_owned).into_iter().chain(strings(helper.get("purls"))) {
            match purls::Named::read(&purl) {
                Ok(named) => {
                    one.scheme = Some(vauban_parts::Scheme::of_purl_type(&named.kind))
                        .filter(|scheme| scheme.is_ordered())
                        .map(|scheme| scheme.vers_type().to_owned());
                    one.version = one.version.or_else(|| named.version.map(|version| (version, true)));
                    one.identities.push(Identity::Package { purl: named.base, branch: named.branch });
                }
                Err(why) => {
                    let what = format!("`{purl}` is no package URL: {why}");
                    found(Item::Problem(Problem { lost: false, ..at(file, helper, what) }));
                }
            }
        }
        one.identities.extend(helper.get_text("cpe").map(|cpe| Identity::Cpe(cpe.to_owned())));
        one.identities.extend(strings(helper.get("model_numbers")).into_iter().map(Identity::Model));
        one.identities.extend(strings(helper.get("skus")).into_iter().map(Identity::Model));
        one.identities.extend(strings(helper.get("serial_numbers")).into_iter().map(Identity::Serial));
        for hashes in helper.get("hashes").into_iter().flat_map(Value::items) {
            for hash in hashes.get("file_hashes").into_iter().flat_map(Value::items) {
                if let (Some(algorithm), Some(value)) = (hash.get_text("algorithm"), hash.get_text("value")) {
                    one.identities.push(Identity::Hash(format!("{algorithm}:{value}").to_ascii_lowercase()));
                }
            }
        }
    }
    if products.insert(id.to_owned(), one).is_some() {
        let what = format!("the product id `{id}` stands twice: which product is meant is not known");
        found(Item::Problem(Problem { lost: false, ..at(file, product, what) }));
    }
}

/// A product that is another one inside or on a third.
fn related(file: &str, relation: Value<'_>, products: &mut BTreeMap<String, Product>, found: &mut dyn FnMut(Item)) {
    let id = relation.get_path(&["full_product_name", "product_id"]).and_then(Value::text);
    let part = relation.get_text("product_reference").and_then(|id| products.get(id)).cloned();
    let whole = relation.get_text("relates_to_product_reference").and_then(|id| products.get(id)).cloned();
    let (Some(id), Some(mut part), Some(whole)) = (id, part, whole) else {
        let what = "a relationship is about a product the tree does not have";
        return found(Item::Problem(Problem { lost: false, ..at(file, relation, what) }));
    };
    let how = match relation.get_text("category") {
        Some("installed_on") => "installed on",
        Some("installed_with") => "installed with",
        _ => "as a component of",
    };
    // Packages of a distribution are components of a release: that is a branch, not another product.
    let branch = whole.identities.iter().find_map(|identity| match identity {
        Identity::Cpe(cpe) => ecosystem::branch_of_cpe(cpe),
        _ => None,
    });
    let mut distribution = false;
    for identity in &mut part.identities {
        if let Identity::Package { purl, branch: own } = identity
            && let Some(release) = &branch
            && ["pkg:rpm/", "pkg:deb/", "pkg:apk/"].iter().any(|start| purl.starts_with(start))
        {
            *own = Some(release.clone());
            distribution = true;
        }
    }
    if !distribution {
        part.within = Some(format!("{how} {}", whole.name));
    }
    products.insert(id.to_owned(), part);
}

/// The lists of `product_status`, and what they say of a product.
const STATUSES: &[(&str, Standing)] = &[
    ("known_affected", Standing::Affected),
    ("first_affected", Standing::Affected),
    ("last_affected", Standing::Affected),
    ("fixed", Standing::NotAffected),
    ("first_fixed", Standing::NotAffected),
    ("known_not_affected", Standing::NotAffected),
    ("under_investigation", Standing::Unknown),
    ("unknown", Standing::Unknown),
];

/// What products that are one thing have in common: their names, their order of versions, where they are.
type Alike = (Vec<Identity>, Option<String>, Option<String>);

fn statuses(
    file: &str,
    vulnerability: Value<'_>,
    products: &BTreeMap<String, Product>,
    found: &mut dyn FnMut(Item),
) -> Vec<Affected> {
    // Products that differ in nothing but their version are one thing with several versions.
    let mut all: BTreeMap<Alike, Affected> = BTreeMap::new();
    let mut said: BTreeMap<&str, Standing> = BTreeMap::new();
    let lists = vulnerability.get("product_status");
    for (list, standing) in STATUSES {
        for product in lists.and_then(|lists| lists.get(list)).into_iter().flat_map(Value::items) {
            let mut odd = |what: String| found(Item::Problem(Problem { lost: false, ..at(file, product, what) }));
            let Some(id) = product.text() else { continue };
            let Some(one) = products.get(id) else {
                odd(format!("`{list}` names the product `{id}`, which the tree does not have"));
                continue;
            };
            // Who says both is not understood as the better of the two.
            let mut standing = *standing;
            match said.get(id) {
                Some(before) if *before != standing => {
                    odd(format!("the product `{id}` is in lists that contradict each other"));
                    standing = (*before).min(standing);
                }
                _ => {}
            }
            said.insert(id, standing);
            let key = (one.identities.clone(), one.scheme.clone(), one.within.clone());
            let affected = all.entry(key).or_insert_with(|| Affected {
                identities: one.identities.clone(),
                versions: Versions { scheme: one.scheme.clone(), ..Versions::default() },
                within: one.within.clone(),
                ..Affected::default()
            });
            state(affected, one, list, standing);
        }
    }
    let fixes = fixes(vulnerability);
    let mut all: Vec<Affected> = all.into_values().collect();
    for affected in &mut all {
        arrange(&mut affected.versions);
        for fix in &fixes {
            let about =
                fix.0.iter().filter_map(|id| products.get(*id)).any(|one| one.identities == affected.identities);
            let text = cut(fix.1, 200).to_owned();
            if about && !affected.fixed.contains(&text) {
                affected.fixed.push(text);
            }
        }
    }
    all
}

/// Puts what a list says of a product into the versions of a thing.
fn state(affected: &mut Affected, product: &Product, list: &str, standing: Standing) {
    let versions = &mut affected.versions;
    let Some((text, single)) = &product.version else {
        versions.spans.push(Span { from: Bound::Open, to: Bound::Open, standing });
        return;
    };
    match list {
        "first_fixed" => {
            versions.spans.push(Span { from: Bound::At(text.clone()), to: Bound::Open, standing });
            affected.fixed.push(text.clone());
        }
        "last_affected" => versions.spans.push(Span { from: Bound::Open, to: Bound::At(text.clone()), standing }),
        "first_affected" => versions.spans.push(Span { from: Bound::At(text.clone()), to: Bound::Open, standing }),
        _ => {
            // A branch that is one version may hold words all the same; what is no range is that version itself.
            let before = versions.unread.len();
            range::add(versions, text, standing);
            if *single && versions.unread.len() > before {
                versions.unread.truncate(before);
                versions.listed.push(Listed { version: text.clone(), standing });
            }
            if list == "fixed" {
                affected.fixed.push(text.clone());
            }
        }
    }
}

/// Brings stretches into the order in which they are asked: what clears some versions, what is affected, what holds for
/// all. Versions outside of a range with an end were thought of; beside versions one by one nothing is known.
fn arrange(versions: &mut Versions) {
    let open = |span: &Span| span.from == Bound::Open && span.to == Bound::Open;
    versions.spans.sort_by_key(|span| {
        let standing = match span.standing {
            Standing::NotAffected if open(span) => 2,
            Standing::NotAffected => 0,
            Standing::Affected => 1,
            Standing::Unknown => 2,
        };
        (open(span), standing)
    });
    versions.listed.sort_by_key(|listed| listed.standing);
    versions.otherwise = if range::is_bounded(versions) { Standing::NotAffected } else { Standing::Unknown };
}

/// What is offered as a fix, and for which products.
fn fixes(vulnerability: Value<'_>) -> Vec<(Vec<&str>, &str)> {
    let remedies = vulnerability.get("remediations").into_iter().flat_map(Value::items);
    let fixes = remedies.filter(|remedy| remedy.get("category").is_some_and(|category| category.is("vendor_fix")));
    fixes
        .filter_map(|remedy| {
            let products = remedy.get("product_ids")?.items().filter_map(Value::text).collect();
            Some((products, remedy.get_text("details")?.lines().next()?.trim()))
        })
        .collect()
}

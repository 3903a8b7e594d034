//! A CSAF document as matching and VEX need it: tracking, products with the way to them, and vulnerabilities.
//!
//! It reads any document, valid or not, and borrows from it: what is missing is none, what has the wrong shape is left
//! out. Whoever has to rely on a document validates it first.

use vauban_json::{Document, Value};

use crate::facts::{Facts, Item, List, Origin};
use crate::verdict::Edition;

/// A CSAF document, read.
#[derive(Clone, Debug)]
pub struct Csaf<'d> {
    /// The edition it names, if it is a known one; others are read as 2.0.
    pub edition: Option<Edition>,
    /// `document/category`.
    pub category: Option<&'d str>,
    /// `document/title`.
    pub title: Option<&'d str>,
    /// `document/lang`.
    pub language: Option<&'d str>,
    /// `document/distribution/tlp/label`.
    pub tlp: Option<&'d str>,
    /// `document/tracking/id`.
    pub id: Option<&'d str>,
    /// `document/tracking/status`.
    pub status: Option<&'d str>,
    /// `document/tracking/version`.
    pub version: Option<&'d str>,
    /// `document/tracking/initial_release_date`, as written.
    pub initial_release: Option<&'d str>,
    /// `document/tracking/current_release_date`, as written.
    pub current_release: Option<&'d str>,
    /// `document/publisher/name`.
    pub publisher: Option<&'d str>,
    /// `document/publisher/namespace`.
    pub publisher_namespace: Option<&'d str>,
    /// `document/publisher/category`.
    pub publisher_category: Option<&'d str>,
    /// Addresses with what they are: category (`external` where none is told), summary, address.
    pub references: Vec<(&'d str, &'d str, &'d str)>,
    /// Every full product name, in the order of the document.
    pub products: Vec<FullName<'d>>,
    /// Every product group.
    pub groups: Vec<Group<'d>>,
    /// Every relationship of 2.0 and product path of 2.1.
    pub relationships: Vec<Relationship<'d>>,
    /// Every vulnerability.
    pub vulnerabilities: Vec<Vulnerability<'d>>,
}

/// The branches that lead to a product, the outermost first: category and name.
pub type BranchPath<'d> = Vec<(&'d str, &'d str)>;

/// A full product name.
#[derive(Clone, Debug)]
pub struct FullName<'d> {
    /// Its id in this document.
    pub id: &'d str,
    /// Its name.
    pub name: &'d str,
    /// The branches that lead to it; empty outside of branches.
    pub path: BranchPath<'d>,
    /// What else identifies it.
    pub helper: Helper<'d>,
    /// The relationship that defines it, as number in [`Csaf::relationships`].
    pub relationship: Option<usize>,
    /// Where it stands.
    pub at: Value<'d>,
}

impl<'d> FullName<'d> {
    /// The name of the innermost branch of a category: `vendor`, `product_name`, `product_version`.
    pub fn branch(&self, category: &str) -> Option<&'d str> {
        self.path.iter().rev().find(|(own, _)| *own == category).map(|(_, name)| *name)
    }
}

/// What identifies a product besides its name.
#[derive(Clone, Debug, Default)]
pub struct Helper<'d> {
    /// A CPE name.
    pub cpe: Option<&'d str>,
    /// Package URLs; 2.0 allows one.
    pub purls: Vec<&'d str>,
    /// Model numbers, which may hold `?` and `*`.
    pub model_numbers: Vec<&'d str>,
    /// Serial numbers, which may hold `?` and `*`.
    pub serial_numbers: Vec<&'d str>,
    /// Stock keeping units, which may hold `?` and `*`.
    pub skus: Vec<&'d str>,
    /// Hashes of files.
    pub hashes: Vec<FileHash<'d>>,
    /// Addresses of bills of materials.
    pub sbom_urls: Vec<&'d str>,
    /// Other names: namespace and name, both addresses.
    pub generic_uris: Vec<(&'d str, &'d str)>,
}

impl Helper<'_> {
    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        self.cpe.is_none()
            && self.purls.is_empty()
            && self.model_numbers.is_empty()
            && self.serial_numbers.is_empty()
            && self.skus.is_empty()
            && self.hashes.is_empty()
            && self.sbom_urls.is_empty()
            && self.generic_uris.is_empty()
    }
}

/// A hash of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileHash<'d> {
    /// The file.
    pub file: &'d str,
    /// The algorithm, `sha256`.
    pub algorithm: &'d str,
    /// The hash in hexadecimal digits.
    pub value: &'d str,
}

/// A product group.
#[derive(Clone, Debug)]
pub struct Group<'d> {
    /// Its id.
    pub id: &'d str,
    /// Its products.
    pub products: Vec<&'d str>,
}

/// A product made of others.
#[derive(Clone, Debug)]
pub struct Relationship<'d> {
    /// The product it defines.
    pub product: Option<&'d str>,
    /// What it is made of, the first the one that is related to the others.
    pub parts: Vec<&'d str>,
    /// How: one category for every part but the first.
    pub categories: Vec<&'d str>,
}

/// A status of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// `first_affected`.
    FirstAffected,
    /// `first_fixed`.
    FirstFixed,
    /// `fixed`.
    Fixed,
    /// `known_affected`.
    KnownAffected,
    /// `known_not_affected`.
    KnownNotAffected,
    /// `last_affected`.
    LastAffected,
    /// `recommended`.
    Recommended,
    /// `under_investigation`.
    UnderInvestigation,
    /// `unknown` (2.1).
    Unknown,
}

impl Status {
    /// The status of this name in `product_status`.
    pub fn named(name: &str) -> Option<Status> {
        Some(match name {
            "first_affected" => Status::FirstAffected,
            "first_fixed" => Status::FirstFixed,
            "fixed" => Status::Fixed,
            "known_affected" => Status::KnownAffected,
            "known_not_affected" => Status::KnownNotAffected,
            "last_affected" => Status::LastAffected,
            "recommended" => Status::Recommended,
            "under_investigation" => Status::UnderInvestigation,
            "unknown" => Status::Unknown,
            _ => return None,
        })
    }
}

/// A vulnerability.
#[derive(Clone, Debug)]
pub struct Vulnerability<'d> {
    /// Its CVE number.
    pub cve: Option<&'d str>,
    /// Other ids: system and id.
    pub ids: Vec<(&'d str, &'d str)>,
    /// Its title.
    pub title: Option<&'d str>,
    /// Weaknesses: id and name.
    pub cwes: Vec<(&'d str, &'d str)>,
    /// Products by status, in the order of the document.
    pub statuses: Vec<(Status, Vec<&'d str>)>,
    /// Machine-readable justifications.
    pub flags: Vec<ListItem<'d>>,
    /// Threats and impact statements.
    pub threats: Vec<ListItem<'d>>,
    /// Remediations.
    pub remediations: Vec<ListItem<'d>>,
    /// Notes.
    pub notes: Vec<ListItem<'d>>,
    /// Scores by severity vector.
    pub scores: Vec<Score<'d>>,
    /// `release_date` of 2.0, `disclosure_date` of 2.1.
    pub disclosed: Option<&'d str>,
    /// Addresses with what they are: category, summary, address.
    pub references: Vec<(&'d str, &'d str, &'d str)>,
    /// Where it stands.
    pub at: Value<'d>,
}

/// A flag, threat, remediation or note.
#[derive(Clone, Debug)]
pub struct ListItem<'d> {
    /// `category`; of a flag, `label`.
    pub category: &'d str,
    /// `details`; of a note, `text`.
    pub details: Option<&'d str>,
    /// `title` of a note, `url` of a remediation.
    pub more: Option<&'d str>,
    /// `date`, as written.
    pub date: Option<&'d str>,
    /// The products it is about, those of its groups too, in the order of their ids.
    pub products: Vec<&'d str>,
    /// Where it stands.
    pub at: Value<'d>,
}

/// A severity vector with the products it is for.
#[derive(Clone, Debug)]
pub struct Score<'d> {
    /// `2.0`, `3.0`, `3.1`, `4.0`.
    pub version: &'d str,
    /// The vector.
    pub vector: Option<&'d str>,
    /// The base score as told.
    pub base_score: Option<f64>,
    /// The word for it as told.
    pub severity: Option<&'d str>,
    /// Who gave it, an address; of 2.1, and none for the author.
    pub source: Option<&'d str>,
    /// The products it is for.
    pub products: Vec<&'d str>,
}

impl<'d> Csaf<'d> {
    /// Reads a document.
    pub fn read(document: &'d Document<'d>) -> Csaf<'d> {
        Csaf::of(document.root())
    }

    /// Reads a document from its outermost value.
    pub fn of(root: Value<'d>) -> Csaf<'d> {
        let edition = root.get_path(&["document", "csaf_version"]).and_then(Value::text).and_then(Edition::named);
        let facts = Facts::of(root, edition.unwrap_or(Edition::V20));
        let document = |path: &[&str]| facts.document.and_then(|own| own.get_path(path)).and_then(Value::text);
        Csaf {
            edition,
            category: document(&["category"]),
            title: document(&["title"]),
            language: document(&["lang"]),
            tlp: facts.tlp,
            id: document(&["tracking", "id"]),
            status: document(&["tracking", "status"]),
            version: document(&["tracking", "version"]),
            initial_release: document(&["tracking", "initial_release_date"]),
            current_release: document(&["tracking", "current_release_date"]),
            publisher: document(&["publisher", "name"]),
            publisher_namespace: document(&["publisher", "namespace"]),
            publisher_category: document(&["publisher", "category"]),
            references: facts.document.map(references).unwrap_or_default(),
            products: products(&facts),
            groups: groups(&facts),
            relationships: relationships(&facts),
            vulnerabilities: facts.vulnerabilities.iter().map(|own| vulnerability(&facts, own)).collect(),
        }
    }

    /// The product with this id: the first, where a document defines one twice.
    pub fn product(&self, id: &str) -> Option<&FullName<'d>> {
        self.products.iter().find(|product| product.id == id)
    }
}

fn products<'d>(facts: &Facts<'d>) -> Vec<FullName<'d>> {
    let one = |product: &crate::facts::Product<'d>| {
        let mut path: BranchPath<'d> =
            facts.way(product).map(|branch| (branch.category, branch.name.map_or("", |name| name.id))).collect();
        path.reverse();
        Some(FullName {
            id: product.id?.id,
            name: product.at.get_text("name").unwrap_or(""),
            path,
            helper: product.helper.map(helper).unwrap_or_default(),
            relationship: match product.origin {
                Origin::Relation(number) => Some(number),
                Origin::Branch(_) | Origin::Name => None,
            },
            at: product.at,
        })
    };
    facts.products.iter().filter_map(one).collect()
}

fn groups<'d>(facts: &Facts<'d>) -> Vec<Group<'d>> {
    let one = |group: &crate::facts::Group<'d>| {
        Some(Group { id: group.id?.id, products: group.members.iter().map(|own| own.id).collect() })
    };
    facts.groups.iter().filter_map(one).collect()
}

fn relationships<'d>(facts: &Facts<'d>) -> Vec<Relationship<'d>> {
    let one = |own: &crate::facts::Relation<'d>| Relationship {
        product: own.product.and_then(|at| facts.products.get(at)?.id).map(|id| id.id),
        parts: own.parts.iter().map(|part| part.id).collect(),
        categories: own.kinds.clone(),
    };
    facts.relations.iter().map(one).collect()
}

fn helper(at: Value<'_>) -> Helper<'_> {
    let mut helper = Helper::default();
    for (name, value) in at.members() {
        match name.text() {
            Some("cpe") => helper.cpe = value.text(),
            Some("purl") => helper.purls.extend(value.text()),
            Some("purls") => helper.purls.extend(value.items().filter_map(Value::text)),
            Some("model_numbers") => helper.model_numbers = texts_of(value),
            Some("serial_numbers") => helper.serial_numbers = texts_of(value),
            Some("skus") => helper.skus = texts_of(value),
            Some("sbom_urls") => helper.sbom_urls = texts_of(value),
            Some("hashes") => {
                for file in value.items() {
                    for hash in file.get("file_hashes").into_iter().flat_map(Value::items) {
                        helper.hashes.push(FileHash {
                            file: file.get_text("filename").unwrap_or(""),
                            algorithm: hash.get_text("algorithm").unwrap_or(""),
                            value: hash.get_text("value").unwrap_or(""),
                        });
                    }
                }
            }
            Some("x_generic_uris") => {
                let pairs = value.items().filter_map(|uri| Some((uri.get_text("namespace")?, uri.get_text("uri")?)));
                helper.generic_uris.extend(pairs);
            }
            _ => {}
        }
    }
    helper
}

fn texts_of(list: Value<'_>) -> Vec<&str> {
    list.items().filter_map(Value::text).collect()
}

fn references(holder: Value<'_>) -> Vec<(&str, &str, &str)> {
    let list = holder.get("references").into_iter().flat_map(Value::items);
    let mut all = Vec::new();
    for own in list {
        if let Some(url) = own.get_text("url") {
            all.push((own.get_text("category").unwrap_or("external"), own.get_text("summary").unwrap_or(""), url));
        }
    }
    all
}

fn vulnerability<'d>(facts: &Facts<'d>, own: &crate::facts::Vulnerability<'d>) -> Vulnerability<'d> {
    let at = own.at;
    let listed = |list: List| -> Vec<ListItem<'d>> { own.list(list).map(|item| list_item(facts, item)).collect() };
    let weaknesses = at.get("cwe").into_iter().chain(at.get("cwes").into_iter().flat_map(Value::items));
    let statuses = own.statuses.iter().filter_map(|status| {
        Some((Status::named(status.name)?, status.products.iter().map(|product| product.id).collect()))
    });
    Vulnerability {
        cve: own.cve.map(|cve| cve.id),
        ids: own
            .list(List::Ids)
            .filter_map(|id| Some((id.at.get_text("system_name")?, id.at.get_text("text")?)))
            .collect(),
        title: at.get_text("title"),
        cwes: weaknesses.filter_map(|cwe| Some((cwe.get_text("id")?, cwe.get_text("name").unwrap_or("")))).collect(),
        statuses: statuses.collect(),
        flags: listed(List::Flags),
        threats: listed(List::Threats),
        remediations: listed(List::Remediations),
        notes: listed(List::Notes),
        scores: own.list(List::Scores).flat_map(|item| scores(facts, item)).collect(),
        disclosed: at.get_text("disclosure_date").or(at.get_text("release_date")),
        references: references(at),
        at,
    }
}

fn list_item<'d>(facts: &Facts<'d>, item: &Item<'d>) -> ListItem<'d> {
    let at = item.at;
    ListItem {
        category: item.category,
        details: at.get_text("details").or(at.get_text("text")),
        more: at.get_text("title").or(at.get_text("url")),
        date: at.get_text("date"),
        products: facts.products_of(item),
        at,
    }
}

fn scores<'d>(facts: &Facts<'d>, item: &Item<'d>) -> Vec<Score<'d>> {
    let mut all = Vec::new();
    let holder = item.at.get("content").unwrap_or(item.at);
    for (name, object) in holder.members() {
        let fallback = match name.text() {
            Some("cvss_v2") => "2.0",
            Some("cvss_v3") => "3.1",
            Some("cvss_v4") => "4.0",
            _ => continue,
        };
        all.push(Score {
            version: object.get_text("version").unwrap_or(fallback),
            vector: object.get_text("vectorString"),
            base_score: object.get("baseScore").and_then(Value::as_f64),
            severity: object.get_text("baseSeverity"),
            source: item.at.get_text("source"),
            products: facts.products_of(item),
        });
    }
    all
}

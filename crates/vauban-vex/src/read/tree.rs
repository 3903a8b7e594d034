//! The product tree of CSAF, flat: what every product id and group id of a document stands for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use vauban_json::Value;

use super::{list, place, text, texts};
use crate::problem::Problem;
use crate::statement::{Part, Product, Span, Versions};

/// Products by their ids.
pub(super) struct Tree {
    /// What a product id stands for: a product, or a component as part of one.
    products: BTreeMap<String, Product>,
    /// The product ids of a group id.
    groups: BTreeMap<String, Vec<String>>,
}

/// The names on the way from the root of the tree.
#[derive(Clone, Default)]
struct Path {
    vendor: String,
    name: String,
    versions: Versions,
    patch: String,
}

impl Tree {
    pub(super) fn read(root: Value<'_>, problems: &mut Vec<Problem>) -> Tree {
        let mut tree = Tree { products: BTreeMap::new(), groups: BTreeMap::new() };
        let Some(found) = root.get("product_tree") else { return tree };
        // Branches nest as deep as JSON may: the stack is ours, and so are the names on the way.
        let mut open: Vec<(Value<'_>, Path)> =
            list(found, "branches").map(|branch| (branch, Path::default())).collect();
        while let Some((branch, path)) = open.pop() {
            let path = path.with(branch);
            if let Some(product) = branch.get("product") {
                tree.product(product, &path, problems);
            }
            open.extend(list(branch, "branches").map(|inner| (inner, path.clone())));
        }
        for product in list(found, "full_product_names") {
            tree.product(product, &Path::default(), problems);
        }
        for (relation, from, full, to) in relations(found) {
            tree.relation(relation, from, full, &to, problems);
        }
        for group in list(found, "product_groups") {
            tree.groups.insert(text(group, "group_id"), texts(group, "product_ids"));
        }
        tree
    }

    fn product(&mut self, product: Value<'_>, path: &Path, problems: &mut Vec<Problem>) {
        let id = text(product, "product_id");
        let mut part = Part { supplier: path.vendor.clone(), versions: path.versions.clone(), ..Part::default() };
        part.name = if path.name.is_empty() { text(product, "name") } else { path.name.clone() };
        if !path.patch.is_empty() {
            // A patch level or service pack narrows the version by words nobody orders.
            part.versions = Versions::Listed(vec![Span::Told(format!("{} {}", told(&path.versions), path.patch))]);
        }
        identify(product, &mut part);
        self.put(product, id, Product { part, subcomponents: Vec::new() }, problems);
    }

    fn relation(&mut self, at: Value<'_>, from: &str, full: Value<'_>, to: &[&str], problems: &mut Vec<Problem>) {
        let missing = |id: &str| {
            Problem::error(
                "csaf-product",
                &place(at, ""),
                format!("`{}` is no product of this document", crate::short(id)),
                "use a `product_id` of the product tree",
            )
        };
        let Some(component) = self.products.get(from).cloned() else {
            problems.push(missing(from));
            return;
        };
        // The last step of a path is the outermost product.
        let Some(last) = to.last() else { return };
        let Some(outer) = self.products.get(*last) else {
            problems.push(missing(last));
            return;
        };
        let mut product = outer.clone();
        product.subcomponents = vec![component.part];
        identify(full, &mut Part::default());
        self.put(full, text(full, "product_id"), product, problems);
    }

    fn put(&mut self, at: Value<'_>, id: String, product: Product, problems: &mut Vec<Problem>) {
        match self.products.entry(id) {
            Entry::Vacant(free) => {
                free.insert(product);
            }
            Entry::Occupied(mut taken) => {
                problems.push(Problem::error(
                    "csaf-product",
                    &place(at, ""),
                    format!("the product id `{}` stands for two products", crate::short(taken.key())),
                    "give each product an id of its own (6.1.2)",
                ));
                // Nobody can tell which is meant: it stands for neither.
                taken.insert(Product::default());
            }
        }
    }

    /// What an id stands for.
    pub(super) fn get(&self, id: &str) -> Option<&Product> {
        self.products.get(id)
    }

    /// The product ids that something names, itself and by groups.
    pub(super) fn ids(&self, named: Value<'_>) -> Vec<String> {
        let mut ids = texts(named, "product_ids");
        for group in texts(named, "group_ids") {
            ids.extend(self.groups.get(&group).into_iter().flatten().cloned());
        }
        ids
    }
}

impl Path {
    fn with(mut self, branch: Value<'_>) -> Path {
        let name = text(branch, "name");
        match branch.get_text("category").unwrap_or_default() {
            "vendor" => self.vendor = name,
            "product_name" => self.name = name,
            "product_version" => self.versions = Versions::Listed(vec![Span::Exact(name)]),
            "product_version_range" => self.versions = range(&name),
            "patch_level" | "service_pack" | "architecture" | "platform" | "language" | "host_name"
            | "specification" => {
                self.patch = if self.patch.is_empty() { name } else { format!("{} {name}", self.patch) };
            }
            _ => {}
        }
        self
    }
}

/// A range by its notation: `vers:`, or words that nobody can hold a version against.
pub(super) fn range(text: &str) -> Versions {
    match text {
        "vers:all/*" => Versions::All,
        _ if text.starts_with("vers:") => Versions::Listed(vec![Span::Range(text.to_owned())]),
        _ => Versions::Listed(vec![Span::Told(text.to_owned())]),
    }
}

fn told(versions: &Versions) -> String {
    match versions {
        Versions::Unsaid => String::new(),
        Versions::All => "all versions".to_owned(),
        Versions::Listed(spans) => spans.iter().map(Span::text).collect::<Vec<_>>().join(", "),
    }
}

/// Relations of 2.0 (`relationships`) and 2.1 (`product_paths`): where, from which component, the product it makes,
/// and the products it is part of, innermost first.
fn relations<'d>(tree: Value<'d>) -> Vec<(Value<'d>, &'d str, Value<'d>, Vec<&'d str>)> {
    let mut all = Vec::new();
    for relation in list(tree, "relationships") {
        let Some(full) = relation.get("full_product_name") else { continue };
        let to = relation.get_text("relates_to_product_reference").into_iter().collect();
        all.push((relation, relation.get_text("product_reference").unwrap_or_default(), full, to));
    }
    for path in list(tree, "product_paths") {
        let Some(full) = path.get("full_product_name") else { continue };
        let to = list(path, "subpaths").filter_map(|step| step.get_text("next_product_reference")).collect();
        all.push((path, path.get_text("beginning_product_reference").unwrap_or_default(), full, to));
    }
    all
}

fn identify(product: Value<'_>, part: &mut Part) {
    let Some(helper) = product.get("product_identification_helper") else { return };
    part.purls.extend(helper.get_text("purl").map(str::to_owned));
    part.purls.extend(texts(helper, "purls"));
    part.cpes.extend(helper.get_text("cpe").map(str::to_owned));
    part.models = texts(helper, "model_numbers");
    part.skus = texts(helper, "skus");
    part.serials = texts(helper, "serial_numbers");
    part.iris.extend(list(helper, "x_generic_uris").filter_map(|uri| uri.get_text("uri")).map(str::to_owned));
    for file in list(helper, "hashes") {
        for hash in list(file, "file_hashes") {
            let algorithm = text(hash, "algorithm");
            let spelled = match algorithm.strip_prefix("sha") {
                Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => format!("sha-{bits}"),
                _ => algorithm,
            };
            part.hashes.push((spelled, text(hash, "value").to_ascii_lowercase()));
        }
    }
    if part.versions == Versions::Unsaid
        && let Some(version) = part.purls.first().and_then(|purl| crate::fit::purl_version(purl))
    {
        part.versions = Versions::Listed(vec![Span::Exact(version)]);
    }
}

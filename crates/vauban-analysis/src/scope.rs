//! Which records are about which product.
//!
//! A record that names `products` is about those; one that names none is about the product whose `roots` hold its
//! file, and about every product if nobody's roots do.

use vauban_model::{AnyId, Head, Kind, Model, kinds};

/// For each file of a model the product whose `roots` hold it.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    owners: Vec<Option<AnyId>>,
}

impl Owners {
    /// For each file the product with the longest of its `roots` above it.
    pub fn new(model: &Model) -> Owners {
        let mut roots: Vec<(&str, AnyId)> = Vec::new();
        for (at, product) in model.product.iter().enumerate() {
            let id = AnyId { kind: Kind::Product, at: at as u32 };
            roots.extend(product.roots.iter().map(|root| (root.trim_matches('/'), id)));
        }
        roots.sort_by_key(|(root, id)| (std::cmp::Reverse(root.len()), *id));
        let owner = |path: &str| {
            let holds = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
            roots.iter().find(|(root, _)| holds(root)).map(|(_, id)| *id)
        };
        Owners { owners: model.sources.iter().map(|(_, file)| owner(file.local())).collect() }
    }

    /// Whether a record is about a product, and was not removed from a used folder. Without a product, all are.
    pub fn concerns(&self, product: Option<AnyId>, head: &Head) -> bool {
        let named = &head.common.products;
        let mine = match (product, named.is_empty()) {
            (None, _) => true,
            (Some(_), false) => named.iter().any(|one| one.to() == product),
            (Some(product), true) => {
                let owner = self.owners.get(head.header.file.0 as usize).copied().flatten();
                owner.is_none_or(|owner| owner == product)
            }
        };
        mine && !head.removed
    }
}

/// `ID VERSION` of a product; empty where none is named.
pub fn product_line(model: &Model, product: Option<AnyId>) -> String {
    let Some(product) = product.and_then(|id| model.product.get(id.at as usize)) else { return String::new() };
    let version = product.version.as_ref().map_or("", |version| version);
    format!("{} {version}", product.head.id).trim().to_owned()
}

/// The products that are judged: those of the project itself, else those of used folders; `None` stands for a
/// project that names none.
pub fn products(model: &Model) -> Vec<Option<AnyId>> {
    let all = model.product.iter().enumerate();
    let all: Vec<(AnyId, &vauban_model::Record<kinds::Product>)> =
        all.map(|(at, product)| (AnyId { kind: Kind::Product, at: at as u32 }, product)).collect();
    let own: Vec<Option<AnyId>> =
        all.iter().filter(|(_, product)| is_judged(&product.head)).map(|(id, _)| Some(*id)).collect();
    if own.is_empty() { vec![None] } else { own }
}

/// Whether a product is the project's own; one that is not looked at in this version line is set aside.
fn is_judged(product: &Head) -> bool {
    product.folder().is_empty() && !product.removed
}

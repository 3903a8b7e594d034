//! Branches of the product tree (6.1.31, 6.1.34, 6.1.57, 6.1.58, 6.2.48, 6.3.9 to 6.3.11).

use super::{Found, Looked};
use crate::facts::{Branch, Mention};

fn named<'f, 'd>(looked: &Looked<'f, 'd>, category: &'static str) -> impl Iterator<Item = Mention<'d>> + use<'f, 'd> {
    looked.facts.branches.iter().filter(move |branch| branch.category == category).filter_map(|branch| branch.name)
}

/// 6.1.31.
pub(super) fn range_as_version<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    const WORDS: [&str; 7] = ["after", "all", "before", "earlier", "later", "prior", "versions"];
    for name in named(looked, "product_version") {
        let lower = name.id.to_lowercase();
        let operator = lower.contains(['<', '>']);
        let word = lower.split_whitespace().find(|word| WORDS.contains(word));
        if operator || word.is_some() {
            let why = word.map_or("an operator".to_owned(), |word| format!("the word `{word}`"));
            found.at(name.at, format!("`{}` is a range of versions: it has {why}", name.id));
        }
    }
}

/// 6.1.34 of 2.1.
pub(super) fn too_deep<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    const MOST: usize = 30;
    for branch in looked.facts.branches.iter().filter(|branch| branch.depth > MOST && branch.product.is_some()) {
        found.at(branch.at, format!("{} branches lead to this product, and {MOST} may", branch.depth));
    }
}

/// Every product in branches with the branches on the way to it, its own first.
fn ways<'f, 'd>(looked: &Looked<'f, 'd>) -> impl Iterator<Item = Vec<&'f Branch<'d>>> + use<'f, 'd> {
    let facts = looked.facts;
    facts.products.iter().map(move |product| facts.way(product).collect()).filter(|way: &Vec<_>| !way.is_empty())
}

/// 6.1.57 of 2.1.
pub(super) fn stacked<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for way in ways(looked) {
        let mut told: Vec<&str> = Vec::new();
        for (number, branch) in way.iter().enumerate() {
            let again = way.iter().skip(number + 1).any(|other| other.category == branch.category);
            if again && branch.category != "product_family" && !told.contains(&branch.category) {
                told.push(branch.category);
                found.at(
                    branch.at,
                    format!("the category `{}` stands on the way to this product before", branch.category),
                );
            }
        }
    }
}

/// 6.1.58 of 2.1.
pub(super) fn version_and_range<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for way in ways(looked) {
        let has = |category: &str| way.iter().any(|branch| branch.category == category);
        if has("product_version") && has("product_version_range") {
            found.at(way[0].at, "both a version and a range of versions lead to this product".to_owned());
        }
    }
}

/// 6.2.48 of 2.1.
pub(super) fn open_source_as_vendor<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in named(looked, "vendor") {
        if super::categories::plain(name.id) == "opensource" {
            found.at(name.at, format!("`{}` is no vendor", name.id));
        }
    }
}

/// 6.3.9.
pub(super) fn missing_categories<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for way in ways(looked) {
        let mut asked = ["product_version", "product_name", "vendor"].into_iter().peekable();
        for branch in &way {
            if asked.peek() == Some(&branch.category) {
                asked.next();
            }
        }
        if asked.peek().is_some() {
            let message = "the way to this product is not vendor, product name, product version";
            found.at(way[0].at, message.to_owned());
        }
    }
}

/// 6.3.10.
pub(super) fn ranges<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for branch in looked.facts.branches.iter().filter(|branch| branch.category == "product_version_range") {
        found.at(branch.at, "this is a range of versions; machines match single versions more surely".to_owned());
    }
}

/// 6.3.11.
pub(super) fn v_before_version<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for name in named(looked, "product_version") {
        if let [b'v' | b'V', b'0'..=b'9', ..] = name.id.as_bytes() {
            found.at(name.at, format!("`{}` begins with a letter that is no part of the version", name.id));
        }
    }
}

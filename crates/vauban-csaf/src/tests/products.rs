//! Products and groups: defined once, used, and not in a circle (6.1.1 to 6.1.5, 6.2.1, 6.3.22).

use super::{Found, Looked};
use crate::facts::{Facts, Mention, Origin};

/// 6.1.1.
pub(super) fn undefined_products<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for mention in looked.facts.mentions() {
        if looked.facts.product(mention.id).is_none() {
            found.at(mention.at, format!("the product `{}` is not defined in the product tree", mention.id));
        }
    }
}

/// 6.1.2.
pub(super) fn products_defined_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    twice(looked.facts.products.iter().filter_map(|product| product.id), "product", found);
}

/// 6.1.3.
pub(super) fn circular_products<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let facts = looked.facts;
    // 0 not seen, 1 on the way, 2 done: whoever is met on the way stands in a circle.
    let mut states = vec![0u8; facts.relations.len()];
    for start in 0..facts.relations.len() {
        let mut way = vec![(start, 0)];
        while let Some((at, part)) = way.last_mut() {
            let at = *at;
            states[at] = states[at].max(1);
            let Some(mention) = facts.relations[at].parts.get(*part) else {
                states[at] = 2;
                way.pop();
                continue;
            };
            *part += 1;
            let Some(next) = relation_of(facts, mention) else { continue };
            match states[next] {
                0 => way.push((next, 0)),
                1 => found.at(mention.at, format!("the product `{}` is made of itself", mention.id)),
                _ => {}
            }
        }
    }
}

fn relation_of(facts: &Facts<'_>, mention: &Mention<'_>) -> Option<usize> {
    match facts.products.get(facts.product(mention.id)?)?.origin {
        Origin::Relation(relation) => Some(relation),
        Origin::Branch(_) | Origin::Name => None,
    }
}

/// 6.1.4.
pub(super) fn undefined_groups<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for mention in looked.facts.group_mentions() {
        if looked.facts.group(mention.id).is_none() {
            found.at(mention.at, format!("the product group `{}` is not defined in the product tree", mention.id));
        }
    }
}

/// 6.1.5.
pub(super) fn groups_defined_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    twice(looked.facts.groups.iter().filter_map(|group| group.id), "product group", found);
}

/// 6.2.1.
pub(super) fn unused_products<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if looked.facts.category == "csaf_informational_advisory" {
        return;
    }
    let mut used: Vec<&str> = looked.facts.mentions().map(|mention| mention.id).collect();
    used.sort_unstable();
    for id in looked.facts.products.iter().filter_map(|product| product.id) {
        if used.binary_search(&id.id).is_err() {
            found.at(id.at, format!("the product `{}` is defined and used nowhere", id.id));
        }
    }
}

/// 6.3.22 of 2.1.
pub(super) fn nested_paths<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for mention in looked.facts.relations.iter().flat_map(|relation| &relation.parts) {
        if relation_of(looked.facts, mention).is_some() {
            found.at(mention.at, format!("the product `{}` is itself defined by a product path", mention.id));
        }
    }
}

/// Ids that were defined before.
fn twice<'d>(ids: impl Iterator<Item = Mention<'d>>, what: &str, found: &mut Found<'d>) {
    let mut ids: Vec<Mention<'d>> = ids.collect();
    ids.sort_by_key(|id| (id.id, id.at.index()));
    let again = ids.windows(2).filter(|pair| pair[0].id == pair[1].id).map(|pair| pair[1]);
    let mut again: Vec<Mention<'d>> = again.collect();
    again.sort_by_key(|id| id.at.index());
    for id in again {
        found.at(id.at, format!("the {what} `{}` is defined before", id.id));
    }
}

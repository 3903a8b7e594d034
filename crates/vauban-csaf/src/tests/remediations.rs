//! Remediations, flags and statements that fit together (6.1.29, 6.1.32, 6.1.33, 6.1.35, 6.1.36, 6.2.27).

use super::statuses::{StatusGroup, groups};
use super::{Found, Looked};
use crate::facts::{Item, List};

/// 6.1.29.
pub(super) fn remediation_for_nothing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for_nothing(looked, found, List::Remediations, "this remediation");
}

/// 6.1.32.
pub(super) fn flag_for_nothing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for_nothing(looked, found, List::Flags, "this flag");
}

fn for_nothing<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, list: List, what: &str) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(list)) {
        if item.products.is_empty() && item.groups.is_empty() {
            found.at(item.at, format!("{what} names neither products nor product groups"));
        }
    }
}

/// Labels of flags that say why a product is not affected.
const JUSTIFICATIONS: [&str; 5] = [
    "component_not_present",
    "inline_mitigations_already_exist",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_not_present",
];

/// Items with a product each, in the order of products and then of the document.
fn by_product<'f, 'd>(
    looked: &Looked<'f, 'd>,
    items: impl Iterator<Item = &'f Item<'d>>,
) -> Vec<(&'d str, &'f Item<'d>)> {
    let mut all: Vec<(&str, &Item<'_>)> =
        items.flat_map(|item| looked.facts.products_of(item).into_iter().map(move |product| (product, item))).collect();
    all.sort_by_key(|(product, item)| (*product, item.at.index()));
    all
}

/// 6.1.33.
pub(super) fn justified_twice<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for own in &looked.facts.vulnerabilities {
        let flags = own.list(List::Flags).filter(|flag| JUSTIFICATIONS.contains(&flag.category));
        for pair in by_product(looked, flags).windows(2) {
            let [(product, first), (other, second)] = pair else { continue };
            if product == other {
                let (first, label) = (first.category, second.category);
                found.at(second.at, format!("the product `{product}` has two justifications: `{first}` and `{label}`"));
            }
        }
    }
}

/// How remediations go together (2.1, section 3.2.4.14.1, first table): `a` allowed, `p` prohibited.
const TOGETHER: [(&str, &str); 7] = [
    ("workaround", "aaappaa"),
    ("mitigation", "aaappaa"),
    ("vendor_fix", "aaapppp"),
    ("optional_patch", "pppappp"),
    ("none_available", "ppppapp"),
    ("fix_planned", "aapppap"),
    ("no_fix_planned", "aappppa"),
];

/// How remediations go with statuses (second table): affected, not affected, fixed, under investigation, unknown; `d`
/// discouraged. With a recommended product all go.
const WITH_STATUS: [(&str, &str); 7] = [
    ("workaround", "appdd"),
    ("mitigation", "appdd"),
    ("vendor_fix", "appdd"),
    ("optional_patch", "padaa"),
    ("none_available", "appaa"),
    ("fix_planned", "adpdd"),
    ("no_fix_planned", "adpaa"),
];

/// 6.1.35.
pub(super) fn contradicting_remediations<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let place = |category: &str| TOGETHER.iter().position(|(own, _)| *own == category);
    for own in &looked.facts.vulnerabilities {
        let all = by_product(looked, own.list(List::Remediations));
        for product in all.chunk_by(|(one, _), (other, _)| one == other) {
            // A category is told once per product, so that long lists stay short work.
            let mut kinds: Vec<(usize, &Item<'_>)> = Vec::new();
            for (id, item) in product {
                let Some(kind) = place(item.category) else { continue };
                if kinds.iter().any(|(own, _)| *own == kind) {
                    continue;
                }
                let against = kinds.iter().find(|(other, _)| TOGETHER[kind].1.as_bytes()[*other] == b'p');
                if let Some((other, _)) = against {
                    let (one, other) = (item.category, TOGETHER[*other].0);
                    found.at(
                        item.at,
                        format!("for the product `{id}` there are `{other}` and `{one}`, which contradict each other"),
                    );
                }
                kinds.push((kind, item));
            }
        }
    }
}

/// 6.1.36.
pub(super) fn remediation_against_status<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    with_status(looked, found, b'p', "contradicts");
}

/// 6.2.27.
pub(super) fn remediation_beside_status<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    with_status(looked, found, b'd', "does not fit");
}

fn with_status<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>, which: u8, word: &str) {
    for own in &looked.facts.vulnerabilities {
        let groups = groups(own);
        for item in own.list(List::Remediations) {
            let Some((_, row)) = WITH_STATUS.iter().find(|(own, _)| *own == item.category) else { continue };
            for product in looked.facts.products_of(item) {
                let from = groups.partition_point(|(id, _, _)| *id < product);
                let standing = groups.iter().skip(from).take_while(|(id, _, _)| *id == product);
                for (id, group, _) in standing {
                    let column = match group {
                        StatusGroup::Affected => 0,
                        StatusGroup::NotAffected => 1,
                        StatusGroup::Fixed => 2,
                        StatusGroup::UnderInvestigation => 3,
                        StatusGroup::Unknown => 4,
                        StatusGroup::Recommended => continue,
                    };
                    if row.as_bytes()[column] == which {
                        let (category, group) = (item.category, group.words());
                        found.at(item.at, format!("`{category}` {word} that the product `{id}` is {group}"));
                    }
                }
            }
        }
    }
}

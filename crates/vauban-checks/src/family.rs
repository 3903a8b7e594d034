//! Questions about a family of products: features and variants that mean something, records that belong to a variant,
//! products that share a repository without sharing parts by mistake.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::review::ELEMENTS;
use vauban_analysis::variants::{self, Member};
use vauban_diagnostics::{Code, Confidence, Severity, Span};
use vauban_model::{AnyId, Kind, Link, Ref};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

/// Keys that say something about a record and mean no part of the design.
const ASIDE: &[&str] = &["only-in", "not-in", "products", "applies-to", "owner", "responsibility"];

/// Keys of which every target is needed.
const NEEDED: &[&str] = &["relies-on", "enforced-by"];

macro_rules! code {
    ($name:literal, $summary:literal, $severity:ident) => {
        Code {
            name: $name,
            asks: &[],
            summary: $summary,
            severity: Severity::$severity,
            confidence: Confidence::Certain,
            since: "0.1",
            explain: include_str!(concat!("../explain/", $name, ".md")),
        }
    };
}

/// Checks of families.
pub(crate) static CHECKS: &[Check] = &[
    Check {
        code: code!("feature-unused", "a feature that no variant has", Warning),
        looks_at: LooksAt::Family,
        run: feature_unused,
    },
    Check {
        code: code!("record-in-no-variant", "a record that no variant contains", Warning),
        looks_at: LooksAt::Family,
        run: record_in_no_variant,
    },
    Check {
        code: code!("variants-contradict", "variants or what is limited to them contradict each other", Error),
        looks_at: LooksAt::Family,
        run: contradict,
    },
    Check {
        code: code!("missing-in-variant", "a record of a variant points at what the variant does not have", Error),
        looks_at: LooksAt::Project,
        run: missing_in_variant,
    },
    Check {
        code: code!(
            "products-entangled",
            "two products claim one folder, or a record of one points into the other",
            Error
        ),
        looks_at: LooksAt::Family,
        run: entangled,
    },
];

fn variant_name<'a>(cx: &Context<'a>, id: AnyId) -> &'a str {
    &cx.model.head(id).id
}

fn feature_unused(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[0].code;
    let variants = variants::of(cx.model, cx.product);
    if variants.is_empty() {
        return;
    }
    let used: BTreeSet<AnyId> = variants
        .iter()
        .filter_map(|id| cx.model.variant.get(id.at as usize))
        .flat_map(|variant| variant.has.iter().filter_map(Ref::to))
        .collect();
    for (id, feature) in cx.each(Kind::Feature, &cx.model.feature) {
        let of = feature.of.as_ref().and_then(Ref::to);
        // A feature that names no product may be meant for any of them.
        let elsewhere =
            of.is_none() && cx.model.variant.iter().any(|one| one.has.iter().any(|has| has.to() == Some(id)));
        if of.is_some_and(|of| Some(of) != cx.product) || used.contains(&id) || elsewhere {
            continue;
        }
        let name = cx.name(id);
        out.finding(
            cx.about(code, id, format!("`{name}` is a feature that no variant has"))
                .why("what is limited to it is judged nowhere")
                .help(format!("add `\"{}\"` to `has` of a variant, or take the feature out", feature.head.id)),
        );
    }
}

fn record_in_no_variant(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[1].code;
    let variants = variants::of(cx.model, cx.product);
    if variants.is_empty() {
        return;
    }
    let members: Vec<Member> = variants.iter().map(|variant| Member::new(cx.model, *variant)).collect();
    for id in cx.model.all() {
        let head = cx.model.head(id);
        if !variants::limits(head) || !cx.concerns(head) || members.iter().any(|member| member.has(head)) {
            continue;
        }
        let name = cx.name(id);
        let scopes = head.common.only_in.iter().chain(&head.common.not_in);
        let mut finding = cx
            .about(
                code,
                id,
                format!("`{name}` is in no variant of {}", cx.product.map_or("", |id| variant_name(cx, id))),
            )
            .why("it is judged nowhere: what it guards or threatens is in no result")
            .help("correct `only-in` or `not-in`, give a variant the feature, or take the record out");
        for scope in scopes {
            finding = finding.see(scope.link.span, "limited here");
        }
        out.finding(finding);
    }
}

fn contradict(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[2].code;
    let variants = variants::of(cx.model, cx.product);
    let mut ordered: BTreeMap<&str, (AnyId, Span)> = BTreeMap::new();
    for id in &variants {
        let Some(variant) = cx.model.variant.get(id.at as usize) else { continue };
        let name = cx.name(*id);
        for has in &variant.has {
            let feature = has.to().and_then(|feature| cx.model.feature.get(feature.at as usize));
            let Some(of) = feature.and_then(|feature| feature.of.as_ref()).filter(|of| of.to() != cx.product) else {
                continue;
            };
            let message = format!("`{name}` has the feature `{}` of another product", has.link.text);
            let finding = code.at(has.link.span, message).see(of.link.span, "the feature is of this product");
            out.finding(finding.subject(format!("{name}#{}", has.link.text)).help(
                "name a feature of the same product, or take `of` out of the feature if several products have it",
            ));
        }
        for order in &variant.order_codes {
            let Some((other, first)) = ordered.insert(order, (*id, order.span)) else { continue };
            let message = match other == *id {
                true => format!("`{name}` lists the order code `{}` twice", &**order),
                false => format!("`{name}` and `{}` share the order code `{}`", cx.name(other), &**order),
            };
            out.finding(
                code.at(order.span, message)
                    .see(first, "the same code here")
                    .subject(format!("{name}#{}", &**order))
                    .why("a customer who names the code cannot be told which design they have")
                    .help("give every variant its own order codes"),
            );
        }
    }
    for id in cx.model.all() {
        let head = cx.model.head(id);
        if !variants::limits(head) || !cx.concerns(head) {
            continue;
        }
        let name = cx.name(id);
        for only in &head.common.only_in {
            let twin = head.common.not_in.iter().find(|not| not.to().is_some() && not.to() == only.to());
            if let Some(twin) = twin {
                out.finding(
                    code.at(only.link.span, format!("`{name}` is only in `{0}`, and not in `{0}`", only.link.text))
                        .see(twin.link.span, "and not in it here")
                        .subject(format!("{name}#{}", only.link.text))
                        .help("keep one of the two"),
                );
            }
        }
        if cx.product.is_none() || variants.is_empty() || head.common.products.is_empty() {
            continue;
        }
        let named: Vec<AnyId> = head.common.products.iter().filter_map(Ref::to).collect();
        for scope in head.common.only_in.iter().chain(&head.common.not_in) {
            let Some((of, place)) = scope.to().and_then(|scope| owner(cx, scope)) else { continue };
            if !named.contains(&of) {
                out.finding(
                    code.at(
                        scope.link.span,
                        format!("`{name}` is limited to `{}` of a product it is not about", scope.link.text),
                    )
                    .see(place, "the product it belongs to")
                    .subject(format!("{name}#{}", scope.link.text))
                    .help("correct `products`, `only-in` or `not-in`"),
                );
            }
        }
    }
}

/// The product that a variant or feature belongs to, and where that is said.
fn owner(cx: &Context<'_>, scope: AnyId) -> Option<(AnyId, Span)> {
    let of = match scope.kind {
        Kind::Variant => cx.model.variant.get(scope.at as usize)?.of.as_ref()?,
        _ => cx.model.feature.get(scope.at as usize)?.of.as_ref()?,
    };
    Some((of.to()?, of.link.span))
}

/// In a variant: what stays must have what it stands on.
fn missing_in_variant(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[3].code;
    for kind in ELEMENTS {
        for at in 0..cx.model.count(*kind) as u32 {
            let id = AnyId { kind: *kind, at };
            if !cx.concerns(cx.model.head(id)) {
                continue;
            }
            // By key: what is there, and what the variant does not have.
            let mut keys: BTreeMap<&str, (bool, usize, Vec<&Link>)> = BTreeMap::new();
            cx.model.keyed_links(id, &mut |key, several, link| {
                let known = keys.entry(key).or_insert((several, 0, Vec::new()));
                match link.absent {
                    Some(_) => known.2.push(link),
                    None => known.1 += 1,
                }
            });
            for (key, (several, there, absent)) in keys {
                let Some(first) = absent.first() else { continue };
                let needed = NEEDED.contains(&key);
                if ASIDE.contains(&key) || (several && !needed && there > 0) {
                    continue;
                }
                let (name, target) = (cx.name(id), first.absent.map_or(String::new(), |id| cx.name(id)));
                let mut finding = code
                    .at(first.span, format!("`{name}` has `{target}` in `{key}`, which is not there"))
                    .subject(format!("{name}#{key}"))
                    .why("the variant has the one and not the other, so nobody knows what the record means there")
                    .help(format!(
                        "limit `{name}` to the variants that have `{target}` (`only-in`), or say what takes its place there"
                    ));
                if several && !needed {
                    finding.severity = Severity::Warning;
                }
                if let Some(target) = first.absent {
                    finding = finding.see(cx.model.head(target).header, "not in the variant");
                }
                out.finding(finding);
            }
        }
    }
}

/// Products in one repository: folders that two of them claim, and records of one that point into the other.
fn entangled(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[4].code;
    let Some(product) = cx.product() else { return };
    let mine: BTreeMap<&str, Span> = product.roots.iter().map(|root| (root.trim_matches('/'), root.span)).collect();
    for other in cx.model.product.iter().filter(|other| other.head.folder().is_empty()) {
        // Of two that claim one folder, the later one is told.
        if other.head.id >= product.head.id {
            continue;
        }
        for root in &other.roots {
            let Some(place) = mine.get(root.trim_matches('/')) else { continue };
            let (name, other) = (product.head.name(), other.head.name());
            out.finding(
                code.at(*place, format!("`{name}` and `{other}` both claim the folder `{}`", root.trim_matches('/')))
                    .see(root.span, "claimed here as well")
                    .subject(format!("{name}#{}", root.trim_matches('/')))
                    .why("every record in it counts for one of them only")
                    .help("give each its own folder; records in no product's folder count for all, and `products` names several"),
            );
        }
    }
    for kind in ELEMENTS {
        for at in 0..cx.model.count(*kind) as u32 {
            let id = AnyId { kind: *kind, at };
            let head = cx.model.head(id);
            if !cx.concerns(head) {
                continue;
            }
            let mut seen = BTreeSet::new();
            cx.model.keyed_links(id, &mut |key, _, link| {
                let Some(target) = link.to.filter(|target| ELEMENTS.contains(&target.kind)) else { return };
                let there = cx.model.head(target);
                if ASIDE.contains(&key) || cx.concerns(there) || there.removed || !seen.insert((key, target)) {
                    return;
                }
                let (name, into) = (head.name(), there.name());
                out.finding(
                    code.at(link.span, format!("`{name}` has `{into}` in `{key}`, which is another product's"))
                        .see(there.header, "not a part of this product")
                        .subject(format!("{name}#{key}"))
                        .why("each product is judged by itself, and there the part is missing")
                        .help(format!("name both in `products` of `{into}`, keep it in a folder of neither, or point at a part of the same product")),
                );
            });
        }
    }
}

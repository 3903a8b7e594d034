//! Decisions under the Cyber Resilience Act that contradict each other, the law, or what the catalog knows.

use vauban_analysis::cra::{Decided, Lack, Standing, claims_harmonised, record_of};
use vauban_catalog::conformity::{Part, part_of};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Cra, CraItem};
use vauban_model::{AnyId, Kind, Record, Ref};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::few;

/// The product, if it is one that the Act is looked at for, with what was decided.
fn asked(cx: &Context<'_>) -> Option<(AnyId, Decided)> {
    let product = cx.product?;
    let decided = Decided::new(cx.model, cx.facts, cx.catalogs, cx.owners(), product, cx.today)?;
    decided.standing.is_asked().then_some((product, decided))
}

/// The record of decisions about the product.
fn record<'a>(cx: &Context<'a>) -> Option<(AnyId, &'a Record<Cra>)> {
    record_of(cx.model, cx.owners(), cx.product?)
}

fn told(lacks: &[Lack]) -> (Vec<String>, String) {
    let what = lacks.iter().map(|lack| lack.what.clone()).collect();
    let next = lacks.first().map_or_else(String::new, |lack| lack.next.clone());
    (what, next)
}

pub(crate) const CRA_UNDECIDED: Check = Check {
    code: Code {
        name: "cra-undecided",
        asks: &[],
        summary: "a product is sold in the Union, and nobody decided anything under the Cyber Resilience Act",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-undecided.md"),
    },
    looks_at: LooksAt::Project,
    run: cra_undecided,
};

fn cra_undecided(cx: &Context<'_>, out: &mut Outcome) {
    let Some(id) = cx.product else { return };
    let Some(product) = cx.model.product.get(id.at as usize) else { return };
    if product.member_states.is_empty() || record(cx).is_some() || cx.catalogs.law().is_none() {
        return;
    }
    let message = format!(
        "product `{}` is made available in the Union, and nothing is decided under the Cyber Resilience Act",
        product.head.id
    );
    out.finding(
        cx.about(&CRA_UNDECIDED.code, id, message)
            .why("scope, class, route and support period are decisions of people; what follows from them is computed")
            .help(format!(
                "add `[cra.{0}]` with `product = \"{0}\"`; `vauban report cra` lists what is missing then",
                product.head.id
            )),
    );
}

pub(crate) const CRA_DECIDED_TWICE: Check = Check {
    code: Code {
        name: "cra-decided-twice",
        asks: &[],
        summary: "two records decide about one product under the Cyber Resilience Act",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-decided-twice.md"),
    },
    looks_at: LooksAt::Each(Kind::Cra),
    run: cra_decided_twice,
};

fn cra_decided_twice(cx: &Context<'_>, out: &mut Outcome) {
    let Some((first, kept)) = record(cx) else { return };
    for (id, other) in cx.each(Kind::Cra, &cx.model.cra) {
        if id == first || other.product.as_ref().and_then(Ref::to) != cx.product {
            continue;
        }
        let message =
            format!("`{}` decides about the product that `{}` decides about", other.head.name(), kept.head.name());
        out.finding(
            cx.about(&CRA_DECIDED_TWICE.code, id, message)
                .why("two answers to one question are none; the documents rest on the first")
                .help("keep one of them, or name another `product`"),
        );
    }
}

pub(crate) const CRA_SCOPE_UNAGREED: Check = Check {
    code: Code {
        name: "cra-scope-unagreed",
        asks: &[],
        summary: "a product is said to be outside the Cyber Resilience Act, without a reason that somebody agreed to",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-scope-unagreed.md"),
    },
    looks_at: LooksAt::Each(Kind::Cra),
    run: cra_scope_unagreed,
};

fn cra_scope_unagreed(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, record)) = record(cx) else { return };
    let refused = record.in_scope.as_ref().is_some_and(|scope| scope.applies.is_some_and(|flag| !flag.value));
    let Some((_, decided)) = asked(cx).filter(|_| refused) else { return };
    if decided.standing == Standing::DoesNotApply {
        return;
    }
    out.finding(
        cx.about(
            &CRA_SCOPE_UNAGREED.code,
            id,
            format!(
                "`{}` says that the Act does not apply, without a reason that somebody agreed to",
                record.head.name()
            ),
        )
        .why("whoever puts a product outside the law answers for it; until then it is taken to apply")
        .help("add `reason` and `approved-by` to `in-scope`"),
    );
}

pub(crate) const CRA_CLASS_UNREASONED: Check = Check {
    code: Code {
        name: "cra-class-unreasoned",
        asks: &[],
        summary: "the class of a product under the Cyber Resilience Act is not decided, or contradicts its category",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-class-unreasoned.md"),
    },
    looks_at: LooksAt::Each(Kind::Cra),
    run: cra_class_unreasoned,
};

fn cra_class_unreasoned(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, record)) = record(cx) else { return };
    let Some((_, decided)) = asked(cx) else { return };
    let mut lacks = decided.class.lacks.clone();
    if decided.class.id.is_some() && record.route.is_none() {
        let open: Vec<&str> = decided.routes.iter().filter(|route| route.open).map(|route| route.id.as_str()).collect();
        lacks.push(Lack::new(
            "no route is chosen",
            format!("add `route = {{ procedure = \"…\" }}`; open today: {}", open.join(", ")),
        ));
    }
    if lacks.is_empty() {
        return;
    }
    let (what, next) = told(&lacks);
    out.finding(
        cx.about(
            &CRA_CLASS_UNREASONED.code,
            id,
            format!("`{}` does not settle the class: {}", record.head.name(), few(&what, "; ")),
        )
        .why("the class decides by which route the conformity is assessed, and whether a third party must look")
        .help(next),
    );
}

pub(crate) const CRA_ROUTE_NOT_OPEN: Check = Check {
    code: Code {
        name: "cra-route-not-open",
        asks: &[],
        summary: "a route of conformity assessment is chosen that is not open to the product",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-route-not-open.md"),
    },
    looks_at: LooksAt::Each(Kind::Cra),
    run: cra_route_not_open,
};

fn cra_route_not_open(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, record)) = record(cx) else { return };
    let Some((_, decided)) = asked(cx).filter(|(_, decided)| !decided.routes.is_empty()) else { return };
    let Some(procedure) = record.route.as_ref().and_then(|route| route.procedure) else { return };
    let word = procedure.value.word();
    let why = match decided.routes.iter().find(|route| route.id == word) {
        Some(route) if route.open => return,
        Some(route) => route.why.clone(),
        None => format!("is no route of class {}", decided.class.id.unwrap_or_default()),
    };
    let open: Vec<&str> = decided.routes.iter().filter(|route| route.open).map(|route| route.id.as_str()).collect();
    out.finding(
        cx.about(
            &CRA_ROUTE_NOT_OPEN.code,
            id,
            format!("`{}` chooses procedure {word}, which {why}", record.head.name()),
        )
        .why("a declaration by a route that is not open to the product declares nothing (Article 32)")
        .help(format!("choose one that is open: {}", open.join(", "))),
    );
}

pub(crate) const CRA_ITEM_UNAGREED: Check = Check {
    code: Code {
        name: "cra-item-unagreed",
        asks: &[],
        summary: "a requirement of Annex I is said not to apply, without a reason that a second person agreed to",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-item-unagreed.md"),
    },
    looks_at: LooksAt::Each(Kind::CraItem),
    run: cra_item_unagreed,
};

fn cra_item_unagreed(cx: &Context<'_>, out: &mut Outcome) {
    if asked(cx).is_none() {
        return;
    }
    for (id, item) in cx.each(Kind::CraItem, &cx.model.cra_item) {
        let lacks = item_lacks(cx, item);
        if lacks.is_empty() {
            continue;
        }
        out.finding(
            cx.about(
                &CRA_ITEM_UNAGREED.code,
                id,
                format!("`{}` does not count: {}", item.head.name(), few(&lacks, "; ")),
            )
            .why("where a requirement does not apply, the technical documentation must say clearly why (Article 13(4))")
            .help("add `reason`, `by` and `approved-by` of two people; or say `applies = true`, and what realises it"),
        );
    }
}

fn item_lacks(cx: &Context<'_>, item: &Record<CraItem>) -> Vec<String> {
    let mut lacks = Vec::new();
    let refused = item.applies.is_some_and(|flag| !flag.value);
    for clause in &item.of {
        // What is in no catalog at all is reported where the reference stands.
        let Some(entry) = cx.catalogs.point(&clause.0) else { continue };
        match part_of(entry) {
            Some(Part::Property) => {}
            Some(Part::Proportion | Part::Handling) if refused => {
                lacks.push(format!("{} applies to every product", entry.text("ref").unwrap_or(&entry.id)));
            }
            Some(Part::Proportion | Part::Handling) => {}
            Some(Part::Information | Part::Documentation | Part::Declaration) | None => {
                lacks.push(format!("`{}` is no requirement of Annex I", clause.0.trim()));
            }
        }
    }
    if item.of.is_empty() {
        lacks.push("it names no requirement (`of`)".to_owned());
    }
    if refused && !said(&item.reason) {
        lacks.push("no reason is given".to_owned());
    }
    let approver = item.approved_by.as_ref().and_then(Ref::to);
    if refused && (approver.is_none() || approver == item.by.as_ref().and_then(Ref::to)) {
        lacks.push("no second person agreed".to_owned());
    }
    lacks
}

pub(crate) const CRA_STANDARD_NOT_CITED: Check = Check {
    code: Code {
        name: "cra-standard-not-cited",
        asks: &[],
        summary: "a standard is called harmonised that is not cited in the Official Journal",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-standard-not-cited.md"),
    },
    looks_at: LooksAt::Each(Kind::Cra),
    run: cra_standard_not_cited,
};

fn cra_standard_not_cited(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, record)) = record(cx) else { return };
    let uncited = claims_harmonised(cx.catalogs, record);
    if uncited.is_empty() || asked(cx).is_none() {
        return;
    }
    let named: Vec<String> = uncited.iter().map(|id| format!("`{id}`")).collect();
    out.finding(
        cx.about(&CRA_STANDARD_NOT_CITED.code, id, format!("`{}` calls harmonised what the catalog does not know as cited: {}", record.head.name(), few(&named, ", ")))
            .why("only a standard that is cited in the Official Journal counts before the law, and only for what it covers (Article 27(1))")
            .help("drop `harmonised`: it stays listed among the specifications that were applied; or bring the catalog up to date"),
    );
}

pub(crate) const CRA_SUPPORT_UNREASONED: Check = Check {
    code: Code {
        name: "cra-support-unreasoned",
        asks: &[],
        summary: "a support period has no end, no reasons, or contradicts the version lines",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/cra-support-unreasoned.md"),
    },
    looks_at: LooksAt::Each(Kind::Cra),
    run: cra_support_unreasoned,
};

fn cra_support_unreasoned(cx: &Context<'_>, out: &mut Outcome) {
    let Some((id, record)) = record(cx).filter(|(_, record)| record.support.is_some()) else { return };
    let Some((_, decided)) = asked(cx).filter(|(_, decided)| !decided.support.lacks.is_empty()) else { return };
    let (what, next) = told(&decided.support.lacks);
    out.finding(
        cx.about(&CRA_SUPPORT_UNREASONED.code, id, format!("the support period of `{}` is not settled: {}", record.head.name(), few(&what, "; ")))
            .why("users are told month and year at purchase, and the technical documentation must say what was considered (Article 13(8))")
            .help(next),
    );
}

//! Parts of others: what they are and why they may be used (SM-9), and who made what for us (SM-10).
//!
//! A component is of others where it names a `supplier`, or a `version`, which only such parts have.

use std::collections::BTreeSet;

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Evidence, Kind, Record, Ref, TestType, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown, yes};
use crate::practice::sr::uncompared;
use crate::practice::svv::{Binding, binding};

/// SM-9.a, SM-9.b, SM-10.a and SM-10.b for every part of others.
pub(crate) const EXTERNAL_COMPONENT_UNDECIDED: Check = Check {
    code: Code {
        name: "external-component-undecided",
        asks: &["SM-9.a", "SM-9.b", "SM-10.a", "SM-10.b"],
        summary: "a part of others lacks its origin, its version or the decision to use it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/external-component-undecided.md"),
    },
    looks_at: LooksAt::Each(Kind::Supplier),
    run: external_component_undecided,
};

/// SM-9.c for the scans of the current release.
pub(crate) const VULNERABILITY_SCAN_INCOMPLETE: Check = Check {
    code: Code {
        name: "vulnerability-scan-incomplete",
        asks: &["SM-9.c"],
        summary: "a scan for known vulnerabilities lacks its date, its results or decisions about them",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/vulnerability-scan-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: vulnerability_scan_incomplete,
};

/// SM-9.d, SM-9.e and SM-10.c for every supplier.
pub(crate) const SUPPLIER_UNWATCHED: Check = Check {
    code: Code {
        name: "supplier-unwatched",
        asks: &["SM-9.d", "SM-9.e", "SM-10.c"],
        summary: "nobody watches whether a supplier still looks after its parts",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/supplier-unwatched.md"),
    },
    looks_at: LooksAt::Each(Kind::Supplier),
    run: supplier_unwatched,
};

/// SM-10.d for every deliverable and every part made for us.
pub(crate) const DELIVERABLE_OUTSTANDING: Check = Check {
    code: Code {
        name: "deliverable-outstanding",
        asks: &["SM-10.d"],
        summary: "what a supplier owes for a part made for us was not agreed, received or accepted",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/deliverable-outstanding.md"),
    },
    looks_at: LooksAt::Each(Kind::Deliverable),
    run: deliverable_outstanding,
};

/// Parts of others that are in the product.
fn external<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Component>)> + use<'a> {
    let all = cx.each(Kind::Component, &cx.model.component);
    all.filter(|(_, part)| (part.supplier.is_some() || said(&part.version)) && !reach::of_environment(part))
}

/// Parts of others that were made for us.
fn custom<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Component>)> + use<'a> {
    external(cx).filter(|(_, part)| yes(&part.custom))
}

fn external_component_undecided(cx: &Context<'_>, out: &mut Outcome) {
    let code = &EXTERNAL_COMPONENT_UNDECIDED.code;
    for (id, part) in external(cx) {
        let mut gaps = Gaps::default();
        let known = part.supplier.as_ref().is_some_and(|supplier| supplier.to().is_some());
        gaps.unless(known, &["SM-9.a"], "not said who makes it (`supplier`)");
        gaps.unless(said(&part.version), &["SM-9.a"], "no `version`");
        gaps.unless(said(&part.risk_decision), &["SM-9.b"], "not said why it may be used (`risk-decision`)");
        gaps.unless(cx.someone(&part.decided_by), &["SM-9.b"], "decided by nobody who can be asked (`decided-by`)");
        // What has a package URL is published for everybody.
        let sorted = part.custom.is_some() || said(&part.purl);
        gaps.unless(
            sorted,
            &["SM-10.a"],
            "not said whether it was made for us (`custom`, or `purl` where it is published)",
        );
        gaps.show(out, &["SM-9.a", "SM-9.b", "SM-10.a"], id);
        if yes(&part.custom) && said(&part.risk_decision) {
            out.shows("SM-10.b", id);
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("component `{}`", part.head.id))
                    .why("a part of others brings its makers' mistakes along; somebody must have decided that its role and exposure allow it")
                    .help("complete `supplier`, `version`, `risk-decision`, `decided-by`, and `custom` or `purl`"),
            );
        }
    }
    if out.shown.contains_key("SM-9.a") {
        // The comparison itself is the business of the check over dependencies.
        if let Some(why) = uncompared(cx) {
            out.unknown("SM-9.a", why);
        }
    }
    next_unless_shown(
        out,
        &[("SM-10.b", "say of each part with `custom = true`, in `risk-decision`, whether it can affect security")],
    );
}

fn vulnerability_scan_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &VULNERABILITY_SCAN_INCOMPLETE.code;
    let scanning = |test: &Ref<kinds::Test>| {
        let test = test.to().and_then(|id| cx.model.test.get(id.at as usize));
        test.and_then(|test| test.types.as_ref())
            .is_some_and(|kind| matches!(kind.value, TestType::KnownVulnerability | TestType::Composition))
    };
    let current = cx.current_release();
    for (id, run) in cx.each(Kind::TestRun, &cx.model.test_run) {
        let of_current = current
            .is_none_or(|(release, record)| matches!(binding(run, release, record), Binding::Exactly | Binding::Named));
        if !of_current || !run.test.iter().flatten().any(scanning) {
            continue;
        }
        let gaps = scan_gaps(cx, run);
        gaps.show(out, &["SM-9.c"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("scan `{}`", run.head.id))
                    .why("a scan says what was known on the day of its data, and helps only if somebody decided what to do about it")
                    .help("give `tool`, `database-date` and `results`; name each hit under `findings` as an issue with a decision, or say `no-findings`"),
            );
        }
    }
    if out.shown.contains_key("SM-9.c") {
        // Scans say what was known on the day of their data; an index that policy pins says it of every part, each time.
        let bills = |release: &kinds::Release| -> Vec<String> {
            let files = release.sbom.iter().filter_map(|evidence| match evidence {
                Evidence::File(path) => Some(path.value.to_string()),
                _ => None,
            });
            files.collect()
        };
        let named = current.map(|(_, release)| bills(release)).unwrap_or_default();
        let asked = match &cx.facts.advisories {
            Some(Ok(asked)) => !named.is_empty() && named.iter().all(|path| asked.found.contains_key(path)),
            _ => false,
        };
        if !asked {
            out.unknown("SM-9.c", "needs the bills of the current release compared with an index of advisories: build one (`vauban advisories build`) and pin it in `[policy] advisories`; the records only name scans of the past");
        }
    }
    next_unless_shown(
        out,
        &[(
            "SM-9.c",
            "add a `[test-run.ID]` on the current release for a test of type `known-vulnerability` or `composition`",
        )],
    );
}

fn scan_gaps(cx: &Context<'_>, run: &Record<kinds::TestRun>) -> Gaps {
    let mut gaps = Gaps::default();
    gaps.unless(said(&run.tool), &["SM-9.c"], "no `tool`");
    gaps.unless(run.database_date.is_some(), &["SM-9.c"], "not said of which day its data are (`database-date`)");
    if let Err(why) = cx.evidence(&run.results) {
        gaps.add(&["SM-9.c"], format!("no `results` to open: {why}"));
    }
    gaps.unless(
        !run.findings.is_empty() || said(&run.no_findings),
        &["SM-9.c"],
        "neither `findings` nor `no-findings`",
    );
    let issues = run.findings.iter().filter_map(Ref::to).filter_map(|id| cx.model.issue.get(id.at as usize));
    let undecided: Vec<String> =
        issues.filter(|issue| issue.decision.is_none()).map(|issue| issue.head.name()).collect();
    gaps.unless(undecided.is_empty(), &["SM-9.c"], format!("hits without a decision: {}", few(&undecided, ", ")));
    gaps
}

fn supplier_unwatched(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SUPPLIER_UNWATCHED.code;
    let of_custom: BTreeSet<AnyId> = custom(cx).filter_map(|(_, part)| part.supplier.as_ref()?.to()).collect();
    for (id, supplier) in cx.each(Kind::Supplier, &cx.model.supplier) {
        let mut gaps = Gaps::default();
        gaps.unless(
            supplier.maintained.is_some(),
            &["SM-9.d"],
            "not said whether it still looks after its parts (`maintained`)",
        );
        let abandoned = supplier.maintained.is_some() && !yes(&supplier.maintained);
        let explained = said(&supplier.head.common.rationale);
        gaps.unless(
            !abandoned || explained,
            &["SM-9.d"],
            "no longer looks after its parts, and no `rationale` says why they stay",
        );
        if let Some(end) = supplier.end_of_support.filter(|end| end.date < cx.today) {
            gaps.unless(
                explained,
                &["SM-9.d"],
                format!("its support ended on {}, and no `rationale` says why its parts stay", end.date),
            );
        }
        gaps.unless(said(&supplier.update_path), &["SM-9.d"], "not said how its updates reach us (`update-path`)");
        match supplier.checked_on {
            None => gaps.add(&["SM-9.d"], "never looked at (`checked-on`)"),
            Some(day) => gaps.unless(
                cx.within(day.date, cx.review_months()),
                &["SM-9.d"],
                format!("last looked at on {}, which is not within {} months", day.date, cx.review_months()),
            ),
        }
        gaps.unless(
            said(&supplier.security_channel),
            &["SM-9.e"],
            "not said where its security notices come from (`security-channel`)",
        );
        if of_custom.contains(&id) {
            gaps.unless(
                said(&supplier.lifecycle),
                &["SM-10.c"],
                "makes parts for us, and does not say how its lifecycle conforms (`lifecycle`)",
            );
            if let Err(why) = cx.evidence(&supplier.evidence) {
                gaps.add(
                    &["SM-10.c"],
                    format!("makes parts for us, and nothing shows its lifecycle (`evidence`): {why}"),
                );
            }
            gaps.show(out, &["SM-10.c"], id);
        }
        gaps.show(out, &["SM-9.d", "SM-9.e"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("supplier `{}`", supplier.head.id))
                    .why("a part whose makers have gone home is ours to repair, and nobody tells us when it breaks")
                    .help("complete `maintained`, `update-path`, `security-channel` and `checked-on`; for makers of parts made for us also `lifecycle` and `evidence`"),
            );
        }
    }
    next_unless_shown(
        out,
        &[("SM-10.c", "give the suppliers of parts with `custom = true` a `lifecycle` and `evidence` of it")],
    );
}

fn deliverable_outstanding(cx: &Context<'_>, out: &mut Outcome) {
    let code = &DELIVERABLE_OUTSTANDING.code;
    let mut owed: BTreeSet<AnyId> = BTreeSet::new();
    for (id, deliverable) in cx.each(Kind::Deliverable, &cx.model.deliverable) {
        owed.extend(deliverable.component.iter().filter_map(Ref::to));
        let mut gaps = Gaps::default();
        match deliverable.received {
            Some(day) => {
                gaps.unless(day.date <= cx.today, &["SM-10.d"], format!("received in the future, on {}", day.date));
                gaps.unless(
                    cx.someone(&deliverable.accepted_by),
                    &["SM-10.d"],
                    "accepted by nobody who can be asked (`accepted-by`)",
                );
                if let Err(why) = cx.evidence(&deliverable.evidence) {
                    gaps.add(&["SM-10.d"], format!("nothing to open (`evidence`): {why}"));
                }
                gaps.show(out, &["SM-10.d"], id);
            }
            None => match deliverable.due {
                None => gaps.add(&["SM-10.d"], "neither `due` nor `received`"),
                Some(due) => gaps.unless(due.date >= cx.today, &["SM-10.d"], format!("was due on {}", due.date)),
            },
        }
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("deliverable `{}`", deliverable.head.id))
                    .why("what a supplier promised and nobody received was not done")
                    .help("give `received`, `accepted-by` and `evidence`, or a `due` date that is still ahead"),
            );
        }
    }
    for (id, part) in custom(cx).filter(|(id, _)| !owed.contains(id)) {
        out.finding(
            cx.about(
                code,
                id,
                format!("component `{}` was made for us, and its supplier owes nothing for it", part.head.id),
            )
            .why("a contract developer's threat model and test reports are part of the product's")
            .help("add a `[deliverable.ID]` with `supplier`, `component` and `due`: threat model, test reports, SBOM"),
        );
    }
}

//! What the process applies to: products and releases (SM-3), and the requirements of one project (SM-5).

use std::collections::BTreeSet;

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, Kind, Record, Ref, ReviewKind, kinds};

use super::process::refers;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, next_unless_shown, yes};

/// SM-3.a and SM-3.c for every product.
pub(crate) const PRODUCT_SCOPE_UNDECIDED: Check = Check {
    code: Code {
        name: "product-scope-undecided",
        asks: &["SM-3.a", "SM-3.c"],
        summary: "a product does not say whether the process applies to it, and who decided that",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/product-scope-undecided.md"),
    },
    looks_at: LooksAt::Each(Kind::Product),
    run: product_scope_undecided,
};

/// SM-3.d for every release.
pub(crate) const RELEASE_OUTSIDE_REGISTER: Check = Check {
    code: Code {
        name: "release-outside-register",
        asks: &["SM-3.d"],
        summary: "a release belongs to no product of the register, or to another than its version line",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-outside-register.md"),
    },
    looks_at: LooksAt::Each(Kind::Release),
    run: release_outside_register,
};

/// SM-5 for every tailoring.
pub(crate) const TAILORING_INCOMPLETE: Check = Check {
    code: Code {
        name: "tailoring-incomplete",
        asks: &["SM-5.a", "SM-5.b", "SM-5.c", "SM-5.d"],
        summary: "a tailoring does not decide every requirement, or lacks reason, analysis or a competent approver",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/tailoring-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Tailoring),
    run: tailoring_incomplete,
};

/// The current release has a tailoring (SM-5.a).
pub(crate) const RELEASE_WITHOUT_TAILORING: Check = Check {
    code: Code {
        name: "release-without-tailoring",
        asks: &["SM-5.a"],
        summary: "tailorings are recorded, and none is for the current release",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-without-tailoring.md"),
    },
    looks_at: LooksAt::Each(Kind::Tailoring),
    run: release_without_tailoring,
};

fn product_scope_undecided(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PRODUCT_SCOPE_UNDECIDED.code;
    for (id, product) in
        cx.each(Kind::Product, &cx.model.product).filter(|(id, _)| cx.product.is_none_or(|judged| judged == *id))
    {
        let mut gaps = Gaps::default();
        gaps.unless(said(&product.version), &["SM-3.a"], "no `version`");
        match &product.in_scope {
            None => gaps.add(&["SM-3.a"], "not decided whether the process applies to it (`in-scope`)"),
            Some(decision) => {
                gaps.unless(decision.decision.is_some(), &["SM-3.a"], "no `decision` in `in-scope`");
                gaps.unless(said(&decision.reason), &["SM-3.a"], "no `reason` in `in-scope`");
                gaps.unless(
                    cx.someone(&decision.approved_by),
                    &["SM-3.a"],
                    "the decision is approved by nobody who can be asked",
                );
            }
        }
        let parts = said(&product.parts_treated_differently);
        gaps.unless(
            parts,
            &["SM-3.c"],
            "not said which parts are treated differently, or that none are (`parts-treated-differently`)",
        );
        gaps.show(out, &["SM-3.a", "SM-3.c"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("product `{}`", product.head.id))
                    .why("an assessor compares the register with what is on sale, and asks who decided each line of it")
                    .help("add `in-scope = { decision = \"yes\", reason = \"…\", approved-by = \"…\" }` and `parts-treated-differently`"),
            );
        }
    }
}

fn release_outside_register(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_OUTSIDE_REGISTER.code;
    let several = cx.model.product.len() > 1;
    for (id, release) in cx.releases() {
        let mut gaps = Gaps::default();
        let product = release.product.as_ref().and_then(Ref::to);
        gaps.unless(
            product.is_some() || (!several && release.product.is_none()),
            &["SM-3.d"],
            "names none of the products (`product`)",
        );
        gaps.unless(said(&release.version), &["SM-3.d"], "no `version`");
        let line = release.line.as_ref().and_then(Ref::to).and_then(|line| cx.model.line.get(line.at as usize));
        if let Some(of) = line.and_then(|line| line.of.as_ref()).and_then(Ref::to) {
            let same = product.is_none_or(|product| product == of);
            gaps.unless(same, &["SM-3.d"], format!("its version line is of `{}`", cx.name(of)));
        }
        gaps.show(out, &["SM-3.d"], id);
        if !gaps.is_empty() {
            out.finding(
                gaps.finding(cx, code, id, &format!("release `{}`", release.head.id))
                    .why("what leaves the house outside the register leaves it outside the process")
                    .help("give `product` and `version`, and a `line` of the same product"),
            );
        }
    }
}

fn tailoring_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TAILORING_INCOMPLETE.code;
    for (id, tailoring) in tailorings(cx) {
        let mut gaps = Gaps::default();
        gaps.unless(
            yes(&tailoring.all_apply),
            &["SM-5.a"],
            "not said that every requirement applies but those listed (`all-apply = true`)",
        );
        for left in &tailoring.out {
            let requirement = left.requirement.as_ref().map_or("a requirement", |clause| &*clause.0.value);
            gaps.unless(said(&left.reason), &["SM-5.a", "SM-5.b"], format!("no reason for leaving out {requirement}"));
            match &left.analysis {
                None => gaps.add(&["SM-5.b"], format!("no security analysis behind leaving out {requirement}")),
                Some(analysis) => {
                    if let Err(why) = cx.one_evidence(analysis) {
                        gaps.add(
                            &["SM-5.b"],
                            format!("the analysis behind leaving out {requirement} cannot be opened: {why}"),
                        );
                    }
                }
            }
        }
        match tailoring.date {
            None => gaps.add(&["SM-5.a", "SM-5.c"], "no `date`"),
            Some(day) => {
                gaps.unless(day.date <= cx.today, &["SM-5.a", "SM-5.c"], format!("dated in the future, {}", day.date));
            }
        }
        let qualified = qualified(cx, tailoring);
        gaps.unless(
            qualified,
            &["SM-5.c"],
            if cx.someone(&tailoring.approved_by) {
                "no approver had shown competence by that date"
            } else {
                "approved by nobody who can be asked (`approved-by`)"
            },
        );
        if let Some((what, when)) = changed_since(cx, tailoring) {
            gaps.add(&["SM-5.d"], format!("`{}` is newer, of {when}", cx.name(what)));
        }
        let decided = !["SM-5.a", "SM-5.b", "SM-5.c"].iter().any(|aspect| gaps.touch(aspect));
        gaps.show(out, &["SM-5.a", "SM-5.b", "SM-5.c", "SM-5.d"], id);
        if !gaps.is_empty() {
            let mut finding = gaps
                .finding(cx, code, id, &format!("tailoring `{}`", tailoring.head.id))
                .why("what is left out must be left out for a reason of security, by somebody who can tell")
                .help("write `all-apply = true`, list under `out` what is left out with `reason` and `analysis`, and have it approved by a person with `[competence.ID]`; look at it again when context or threats change");
            if decided {
                finding.severity = Severity::Warning;
            }
            out.finding(finding);
        }
    }
    if out.shown.contains_key("SM-5.d") {
        out.unknown("SM-5.d", "needs a digest of context, scope and threats at the time of the tailoring, which this version does not compute: only dates were compared");
    }
}

/// The context or the newest threat-model review, where it is newer than a tailoring that leaves something out,
/// and not newer than the last release it is for: what comes after that is the next tailoring's business.
fn changed_since(cx: &Context<'_>, tailoring: &Record<kinds::Tailoring>) -> Option<(AnyId, Date)> {
    let decided = tailoring.date.filter(|_| !tailoring.out.is_empty())?.date;
    let releases = tailoring.release.iter().filter_map(|release| cx.model.release.get(release.to()?.at as usize));
    let until =
        releases.map(|release| release.date.map_or(cx.today, |day| day.date)).max().unwrap_or(cx.today).min(cx.today);
    let contexts = cx.each(Kind::Context, &cx.model.context).filter_map(|(id, context)| Some((id, context.date?.date)));
    let threats = cx.each(Kind::Review, &cx.model.review).filter_map(|(id, review)| {
        let about = review.kind.as_ref().is_some_and(|kind| kind.value == ReviewKind::ThreatModel);
        about.then_some((id, review.date?.date))
    });
    contexts.chain(threats).filter(|(_, when)| *when > decided && *when <= until).max_by_key(|(id, when)| (*when, *id))
}

fn qualified(cx: &Context<'_>, tailoring: &Record<kinds::Tailoring>) -> bool {
    let (Some(date), Some(approver)) = (tailoring.date, &tailoring.approved_by) else { return false };
    cx.persons(approver).iter().any(|person| cx.competent(*person, date.date))
}

fn release_without_tailoring(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_WITHOUT_TAILORING.code;
    let mut mine = tailorings(cx).peekable();
    if mine.peek().is_none() {
        return;
    }
    let Some((id, release)) = cx.current_release() else {
        // Before the first release, a tailoring is for the version being built.
        mine.for_each(|(id, _)| out.shows("SM-5.a", id));
        return;
    };
    let mut for_it = tailorings_of(cx, id).peekable();
    if for_it.peek().is_none() {
        out.finding(
            cx.about(
                code,
                id,
                format!(
                    "release `{}` has no tailoring: it is not decided which requirements applied to it",
                    release.head.id
                ),
            )
            .why("which requirements apply is decided for each project, before it is done")
            .help(format!(
                "add `{}` to `release` of a `[tailoring.ID]`, or let one be for every release",
                release.head.id
            )),
        );
    }
    for_it.for_each(|(id, _)| out.shows("SM-5.a", id));
}

/// Tailorings of the product being judged.
fn tailorings<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Tailoring>)> + use<'a> {
    let product = cx.product;
    cx.each(Kind::Tailoring, &cx.model.tailoring).filter(move |(_, tailoring)| {
        tailoring.product.is_empty() || tailoring.product.iter().any(|named| named.to() == product)
    })
}

/// Those of them that are for a release.
fn tailorings_of<'a>(
    cx: &Context<'a>,
    release: AnyId,
) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Tailoring>)> + use<'a> {
    tailorings(cx).filter(move |(_, tailoring)| tailoring.release.is_empty() || refers(&tailoring.release, release))
}

/// The tailorings that decide for a release, and the requirements they leave out validly.
pub(super) fn decided_for<'a>(cx: &Context<'a>, release: AnyId) -> (Vec<AnyId>, BTreeSet<&'a str>) {
    let (mut deciding, mut left_out) = (Vec::new(), BTreeSet::new());
    for (id, tailoring) in tailorings_of(cx, release).filter(|(_, tailoring)| yes(&tailoring.all_apply)) {
        deciding.push(id);
        if !qualified(cx, tailoring) {
            continue;
        }
        let valid = tailoring.out.iter().filter(|out| {
            said(&out.reason) && out.analysis.as_ref().is_some_and(|analysis| cx.one_evidence(analysis).is_ok())
        });
        for clause in valid.filter_map(|out| out.requirement.as_ref()) {
            let requirements = cx.lifecycle.requirements.iter().map(|requirement| requirement.id.as_str());
            left_out.extend(requirements.filter(|id| cx.same_clause(&clause.0, id)));
        }
    }
    (deciding, left_out)
}

/// What to add where no tailoring decides for a release.
pub(super) fn next_tailoring(out: &mut Outcome, aspect: &'static str) {
    next_unless_shown(out, &[(aspect, "add a `[tailoring.ID]` with `all-apply = true` for the current release")]);
}

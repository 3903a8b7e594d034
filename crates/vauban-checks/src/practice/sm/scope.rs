//! What the process applies to: products and releases (SM-3), and the requirements of one project (SM-5).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{Kind, Ref};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};
use crate::tailored::{Standing, flaws, flaws_of, is_for, standing, tailorings};

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
    let mut unbound = false;
    for (id, tailoring) in tailorings(cx) {
        let mut gaps = Gaps::default();
        for (aspects, what) in flaws(cx, id, tailoring) {
            gaps.add(aspects, what);
        }
        for (aspects, what) in tailoring.out.iter().flat_map(|left| flaws_of(cx, left)) {
            gaps.add(aspects, what);
        }
        let decided = gaps.is_empty();
        match standing(cx, tailoring) {
            Standing::Same | Standing::NothingOut => {}
            Standing::Past => gaps.hold(&["SM-5.d"]),
            Standing::Unbound => {
                unbound = true;
                gaps.add(
                    &["SM-5.d"],
                    format!("not bound to context, scope and threats: `vauban tailoring stamp {}`", tailoring.head.id),
                );
            }
            Standing::Altered => {
                gaps.add(&["SM-5.d"], "what it stores is not what its `digest` was taken of");
            }
            Standing::Changed(what) => {
                gaps.add(&["SM-5.d"], format!("changed since it was decided: {}", few(&what, ", ")));
            }
        }
        gaps.show(out, &["SM-5.a", "SM-5.b", "SM-5.c", "SM-5.d"], id);
        if !gaps.is_empty() {
            let help = match decided {
                true => {
                    "look at it again: does the analysis still hold? Then have it approved anew, and bind it with `vauban tailoring stamp`; until then nothing is left out"
                }
                false => {
                    "write `all-apply = true`, list under `out` what is left out with `reason` and `analysis`, say who proposed it (`by`), and have it approved by somebody else with `[competence.ID]` for a security role, before the release; until then nothing is left out"
                }
            };
            let mut finding = gaps
                .finding(cx, code, id, &format!("tailoring `{}`", tailoring.head.id))
                .why("what is left out must be left out for a reason of security, by somebody who can tell, and for the product as it stands")
                .help(help);
            if decided {
                finding.severity = Severity::Warning;
            }
            out.finding(finding);
        }
    }
    if unbound && out.shown.contains_key("SM-5.d") {
        out.unknown("SM-5.d", "a tailoring that leaves something out is not bound to context, scope and threats: `vauban tailoring stamp`");
    }
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
    let mut for_it = tailorings(cx).filter(|(_, tailoring)| is_for(tailoring, Some(id))).peekable();
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

/// What to add where no tailoring decides for a release.
pub(super) fn next_tailoring(out: &mut Outcome, aspect: &'static str) {
    next_unless_shown(out, &[(aspect, "add a `[tailoring.ID]` with `all-apply = true` for the current release")]);
}

//! The security context and what it takes for granted (SR-1).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, Record, Ref, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::Gaps;

pub(crate) const CONTEXT_INCOMPLETE: Check = Check {
    code: Code {
        name: "context-incomplete",
        asks: &["SR-1.a", "SR-1.c", "SR-1.d", "SR-1.e", "SR-1.g"],
        summary: "the security context leaves out where, among whom or for which release the product stands",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/context-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Context),
    run: context_incomplete,
};

pub(crate) const ASSUMPTION_INCOMPLETE: Check = Check {
    code: Code {
        name: "assumption-incomplete",
        asks: &["SR-1.b"],
        summary: "an assumption does not say what is expected, from whom, or what follows if it is not so",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/assumption-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Assumption),
    run: assumption_incomplete,
};

pub(crate) const ASSUMPTION_UNTOLD: Check = Check {
    code: Code {
        name: "assumption-untold",
        asks: &["SR-1.f"],
        summary: "an assumption reaches neither the threat model nor the users",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/assumption-untold.md"),
    },
    looks_at: LooksAt::Each(Kind::Assumption),
    run: assumption_untold,
};

fn context_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CONTEXT_INCOMPLETE.code;
    let release = cx.current_release();
    let unrated = cx.each(Kind::Asset, &cx.model.asset).any(|(_, asset)| asset.impact.is_none());
    for (id, context) in cx.each(Kind::Context, &cx.model.context) {
        let mut gaps = Gaps::default();
        gaps.unless(said(&context.intended_use), &["SR-1.a"], "`intended-use`");
        gaps.unless(said(&context.misuse), &["SR-1.a"], "`misuse` that can be foreseen");
        gaps.unless(said(&context.network), &["SR-1.a"], "`network`, its place there");
        gaps.unless(said(&context.physical), &["SR-1.a"], "`physical`, what surrounds it");
        gaps.unless(linked(&context.zones), &["SR-1.a"], "`zones` it stands in");
        gaps.unless(said(&context.isolation), &["SR-1.c"], "`isolation` expected there");
        gaps.unless(said(&context.consequences), &["SR-1.d"], "`consequences` of a compromise");
        // Consequences are told by impact: an asset without one leaves them open, which its own finding says.
        if unrated {
            gaps.hold(&["SR-1.d"]);
        }
        gaps.unless(linked(&context.users), &["SR-1.e"], "`users`, the actors meant to use it");
        let approved = cx.someone(&context.approved_by) && context.date.is_some_and(|day| day.date <= cx.today);
        gaps.unless(approved, &["SR-1.g"], "`approved-by` a known person, with `date`");
        match release {
            None => gaps.hold(&["SR-1.g"]),
            Some((at, release)) => {
                let confirmed = confirmed_for(context, at, release);
                gaps.unless(confirmed, &["SR-1.g"], format!("`confirmed-for` release `{}`", release.head.id));
            }
        }
        let message = format!("context `{}` is not complete", context.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("whether a threat matters depends on where the product stands; without that every later judgement hangs in the air"));
        }
    }
    out.next("SR-1.g", "add a `[release.ID]` and name it in `confirmed-for` of a `[context.ID]`");
}

fn linked<T>(links: &[Ref<T>]) -> bool {
    links.iter().any(|link| link.to().is_some())
}

fn confirmed_for(context: &Record<kinds::Context>, id: AnyId, release: &Record<kinds::Release>) -> bool {
    let line = release.line.as_ref().and_then(Ref::to);
    context.confirmed_for.iter().filter_map(Ref::to).any(|target| target == id || Some(target) == line)
}

fn assumption_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSUMPTION_INCOMPLETE.code;
    for (id, assumption) in cx.each(Kind::Assumption, &cx.model.assumption) {
        let mut gaps = Gaps::default();
        let worded = said(&assumption.head.common.description) || said(&assumption.head.common.title);
        gaps.unless(worded, &["SR-1.b"], "`description`, what is expected");
        gaps.unless(said(&assumption.provider), &["SR-1.b"], "`provider`, who sees to it");
        gaps.unless(said(&assumption.if_broken), &["SR-1.b"], "`if-broken`, what follows if it is not so");
        let message = format!("assumption `{}` is not complete", assumption.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why("protection that nobody is said to provide is protection that is not there"));
        }
    }
}

/// An assumption is in the threat model when a threat rests on it, when a decision counts on the mechanism it
/// stands for, or when an interface that names it has threats of its own.
fn assumption_untold(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ASSUMPTION_UNTOLD.code;
    let threats = !cx.model.threat.is_empty() || !cx.model.disposition.is_empty();
    let guides = !cx.model.guideline.is_empty() || !cx.model.manual.is_empty();
    for (id, assumption) in cx.each(Kind::Assumption, &cx.model.assumption) {
        let mut gaps = Gaps::default();
        if threats {
            let mechanism = assumption.mechanism.as_ref().and_then(Ref::to);
            let counted_on = mechanism.is_some_and(|by| !cx.mentioned_by(by, &[Kind::Disposition]).is_empty());
            let known = counted_on || !cx.mentioned_by(id, &[Kind::Threat]).is_empty() || under_threat(cx, id);
            gaps.unless(
                known,
                &["SR-1.f"],
                "a threat whose `assumptions` name it, or that lies on an interface naming it",
            );
        } else {
            gaps.hold(code.asks);
        }
        if guides {
            gaps.unless(
                cx.told_to_users(id).is_some(),
                &["SR-1.f"],
                format!("a guideline section that covers `{}`", cx.name(id)),
            );
        } else {
            gaps.hold(code.asks);
        }
        let message = format!("assumption `{}` does not reach everybody who must know it", assumption.head.id);
        if let Some(finding) = gaps.close(cx, out, code, code.asks, id, message) {
            out.finding(finding.why(
                "users keep up only what they were told to; a threat set aside by a silent assumption is still there",
            ));
        }
    }
    out.next("SR-1.f", "name each assumption in a threat's `assumptions` and cover it in a guideline section");
}

fn under_threat(cx: &Context<'_>, assumption: AnyId) -> bool {
    let interfaces = cx.mentioned_by(assumption, &[Kind::Interface]);
    interfaces.into_iter().any(|interface| !cx.mentioned_by(interface, &[Kind::Threat]).is_empty())
}

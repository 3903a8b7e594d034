//! Reviews of the implementation (SI-1).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{Kind, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::{bearing, closure_gaps, is_for, looked_for, review_gaps, reviews};

pub(crate) const IMPLEMENTATION_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "implementation-review-incomplete",
        asks: &["SI-1.a", "SI-1.b", "SI-1.d", "SI-1.e", "SI-1.f"],
        summary: "a review of the implementation cannot be relied on",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/implementation-review-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Review),
    run: implementation_review_incomplete,
};

const LOOKED_FOR: &[&str] = &["SI-1.a", "SI-1.b", "SI-1.d", "SI-1.e"];

/// Reviews of the implementation held for the current release, each aspect by what it says it looked for.
fn implementation_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &IMPLEMENTATION_REVIEW_INCOMPLETE.code;
    let current = cx.current_release().map(|(id, _)| id);
    for (id, review) in reviews(cx, ReviewKind::Implementation) {
        let gaps = review_gaps(cx, review);
        let open = closure_gaps(cx, review);
        let aspects: Vec<&'static str> =
            LOOKED_FOR.iter().copied().filter(|aspect| looked_for(cx, review, aspect)).collect();
        let counts = current.is_some_and(|release| is_for(review, release));
        if counts && gaps.is_empty() {
            out.shows_all(&aspects, id);
            if open.is_empty() {
                out.shows("SI-1.f", id);
            }
        }
        if gaps.is_empty() && open.is_empty() {
            continue;
        }
        let lacks = gaps.iter().chain(&open).cloned().collect::<Vec<_>>().join("; ");
        let finding = cx
            .about(code, id, format!("review `{}` of the implementation cannot be relied on", review.head.id))
            .why("whoever reads it later cannot tell who looked, what came of it, and whether it was put right")
            .help(format!("it lacks {lacks}"));
        let bears: Vec<&str> = if gaps.is_empty() { vec!["SI-1.f"] } else { code.asks.to_vec() };
        out.finding(bearing(finding, &bears));
    }
    for aspect in LOOKED_FOR {
        out.next(
            aspect,
            format!(
                "hold a review of kind `implementation` for the current release that says `looked-for = [\"{aspect}\"]`"
            ),
        );
    }
    out.next("SI-1.f", "hold a review of kind `implementation` for the current release, and close its findings");
}

//! The review of what users are told (SG-7).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Applies;
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Kind, Record, Ref, ReviewKind, Text};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::{bearing, closure_gaps, is_for, looked_for, review_gaps, reviews};

pub(crate) const GUIDELINE_REVIEW_INCOMPLETE: Check = Check {
    code: Code {
        name: "guideline-review-incomplete",
        asks: &["SG-7.a", "SG-7.b", "SG-7.d", "SG-7.e"],
        summary: "the review of what users are told left something out",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/guideline-review-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Review),
    run: guideline_review_incomplete,
};

/// The review of the guidelines of the current release: what it looked for, whether its findings are closed, and
/// whether every guideline and manual of the release was among its inputs, in its version.
fn guideline_review_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &GUIDELINE_REVIEW_INCOMPLETE.code;
    for aspect in code.asks {
        out.next(aspect, "hold a review of kind `guidelines` for the current release, with every guideline and manual under `inputs`");
    }
    let Some((release, _)) = cx.current_release() else { return };
    for (id, review) in reviews(cx, ReviewKind::Guidelines).filter(|(_, review)| is_for(review, release)) {
        let gaps = review_gaps(cx, review);
        let reliable = gaps.is_empty();
        let closure = closure_gaps(cx, review);
        let unread = unread(cx, review, release);
        let mut open: Vec<(&'static str, String)> = Vec::new();
        for (aspect, what) in
            [("SG-7.a", "the product's security capabilities"), ("SG-7.b", "integration with the intended environment")]
        {
            if !looked_for(cx, review, aspect) {
                open.push((aspect, format!("`looked-for = [\"{aspect}\"]`: {what}")));
            } else if reliable {
                out.shows(aspect, id);
            }
        }
        for (aspect, lacks) in [("SG-7.d", closure.join("; ")), ("SG-7.e", unread.join("; "))] {
            if !lacks.is_empty() {
                open.push((aspect, lacks));
            } else if reliable && (aspect != "SG-7.e" || super::writing_began(cx)) {
                out.shows(aspect, id);
            }
        }
        if reliable && open.is_empty() {
            continue;
        }
        let listed = gaps
            .into_iter()
            .chain(open.iter().map(|(aspect, lacks)| format!("{lacks} ({aspect})")))
            .collect::<Vec<_>>()
            .join("; ");
        let finding = cx
            .about(code, id, format!("review `{}` of the guidelines is not complete", review.head.id))
            .why("one wrong sentence in a quick-start guide undoes what the hardening guide says")
            .help(format!("it lacks {listed}"));
        let bears: Vec<&str> =
            if reliable { open.iter().map(|(aspect, _)| *aspect).collect() } else { code.asks.to_vec() };
        out.finding(bearing(finding, &bears));
    }
}

/// Guidelines and manuals of a release that the review does not name under `inputs`, or not in their version.
fn unread(cx: &Context<'_>, review: &Record<Review>, release: AnyId) -> Vec<String> {
    let mut unread = Vec::new();
    let mut look = |id: AnyId, of: &[Ref<Applies>], version: &Option<Text>| {
        if !of.is_empty()
            && !of.iter().any(|one| one.to() == Some(release) || one.to().is_some_and(|one| one.kind == Kind::Line))
        {
            return;
        }
        let name = cx.name(id);
        let named: Vec<&str> =
            review.inputs.iter().map(|input| &*input.value).filter(|input| names(input, &name)).collect();
        match (named.is_empty(), version) {
            (true, _) => unread.push(format!("`{name}` under `inputs`")),
            (false, Some(version)) if !named.iter().any(|input| input.contains(&*version.value)) => {
                unread.push(format!("`{name}` in version {} under `inputs`", &*version.value));
            }
            _ => {}
        }
    };
    for (id, guideline) in cx.each(Kind::Guideline, &cx.model.guideline) {
        look(id, &guideline.release, &guideline.version);
    }
    for (id, manual) in cx.each(Kind::Manual, &cx.model.manual) {
        look(id, &manual.release, &manual.version);
    }
    // A document that the review read and that is gone cannot be read by users either.
    for input in &review.inputs {
        for word in input.split(|letter: char| !of_name(letter)).map(|word| word.trim_end_matches('.')) {
            let gone = match word.split_once('.') {
                Some(("guideline", local)) => cx.model.find(Kind::Guideline, local).is_none(),
                Some(("manual", local)) => cx.model.find(Kind::Manual, local).is_none(),
                _ => false,
            };
            if gone {
                unread.push(format!("`{word}`, which it names under `inputs` and which is nowhere"));
            }
        }
    }
    unread
}

/// Whether an input names a record as a word of its own: `manual.user 2.4` names `manual.user`.
fn names(input: &str, name: &str) -> bool {
    input.split(|letter: char| !of_name(letter)).any(|word| word == name || word.trim_end_matches('.') == name)
}

fn of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/')
}

//! Manuals made elsewhere, against the file that is here (SG-7).

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{Evidence, Kind, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::reviews;

pub(crate) const MANUAL_CHANGED: Check = Check {
    code: Code {
        name: "manual-changed",
        asks: &["SG-7.e"],
        summary: "the file of a manual is not the one that its sections were listed from",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/manual-changed.md"),
    },
    looks_at: LooksAt::Each(Kind::Manual),
    run: manual_changed,
};

/// A manual whose `digest` was stored is that file still. What its sections cover was listed by hand, from that file.
fn manual_changed(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MANUAL_CHANGED.code;
    for (_, manual) in cx.each(Kind::Manual, &cx.model.manual) {
        let Some(stored) = &manual.digest else { continue };
        let Some(Evidence::File(path)) = &manual.file else { continue };
        // A file that is not there is told where files are.
        let Some(now) = cx.digest(path) else { continue };
        if stored.0.strip_prefix("sha256:") == Some(now) {
            continue;
        }
        out.finding(
            code.at(stored.0.span, format!("`{}` is not the file that `{}` was listed from", &**path, manual.head.name()))
                .subject(manual.head.name())
                .why("sections of a manual are listed by hand: in another file they may say something else, or nothing")
                .help(format!(
                    "look through `sections`, then write `digest = \"sha256:{now}\"`; the review of the manuals asks to be made again"
                )),
        );
    }
    // A product need not have manuals of this form: then the review of what it has shows that all are as they were.
    if out.findings.is_empty() {
        reviews(cx, ReviewKind::Guidelines).for_each(|(id, _)| out.shows("SG-7.e", id));
    }
    out.next(
        "SG-7.e",
        "hold a review of kind `guidelines` for the current release, with every guideline and manual under `inputs`",
    );
}

//! Whether an issue is recorded where only those can read it who may be told (DM-1).

use vauban_analysis::issues::{kept_up_to, mark};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::Kind;

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const ISSUE_KEPT_TOO_OPENLY: Check = Check {
    code: Code {
        name: "issue-kept-too-openly",
        asks: &["DM-1.f"],
        summary: "an issue is recorded where more people read it than may be told of it",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-kept-too-openly.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_kept_too_openly,
};

/// An issue's mark is no closer than what its folder may hold.
fn issue_kept_too_openly(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_KEPT_TOO_OPENLY.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let holds = kept_up_to(cx.model, issue.head.folder());
        let (mark, said) = (mark(issue), issue.handling.as_ref().map(|mark| mark.span));
        if mark <= holds {
            continue;
        }
        // Without a mark it may be as close as the default, and a folder that is for fewer says so itself.
        let place = said.unwrap_or(issue.head.header);
        let counts = if said.is_some() { "is" } else { "has no mark, so it counts as" };
        out.finding(
            code.at(
                place,
                format!("issue `{}` {counts} {}, and what stands here is for {}", issue.head.id, mark.word(), holds.word()),
            )
            .subject(cx.name(id))
            .why("who reported in confidence reports no second time, and whoever reads a flaw before its fix can use it")
            .help("move it to a folder of its own that is used with `restricted = true`, and whose `[policy]` says `handling`; what is committed here stays in the history of this repository"),
        );
    }
}

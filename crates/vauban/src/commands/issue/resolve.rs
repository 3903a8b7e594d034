//! `vauban issue resolve`: what fixed an issue, and which test shows it (DM-4).

use vauban_model::kinds::Issue;
use vauban_model::{IssueState, Record};

use super::{many, one};
use crate::Outcome;
use crate::args::{Arguments, IssueResolve};
use crate::issues::{Common, Said, Step};

pub(crate) fn run(arguments: &Arguments, options: &IssueResolve) -> Outcome {
    let said: Vec<Said> = vec![
        many("fix", &options.fix),
        many("mechanisms", &options.mechanism),
        many("fix-test", &options.test),
        one("fixed", options.fixed.as_ref()),
        one("prevention", options.prevention.as_ref()),
        many("improvements", &options.improvement),
    ];
    let follow = |issue: &Issue, common: &Common| {
        if issue.fixed.is_none() { vec![("fixed", vec![common.day.to_string()])] } else { Vec::new() }
    };
    let step = Step {
        id: &options.id,
        options: &options.step,
        said,
        worked_out: Vec::new(),
        asks: &[IssueState::Fixed],
        follow: &follow,
        leads: &leads,
        note: "",
    };
    super::taken(arguments, &step)
}

/// A fix changes something.
fn leads(issue: &Record<Issue>) -> Result<Vec<IssueState>, String> {
    if issue.fix.is_empty() && issue.mechanisms.is_empty() {
        return Err("say what was changed: `--fix TEXT` (a commit, a change) or `--mechanism ID`; nothing was written"
            .to_owned());
    }
    Ok(vec![IssueState::Fixed])
}

//! `vauban issue close`: nothing is left to do; and `vauban issue answer`: the reporter was answered (DM-1).

use vauban_model::IssueState;
use vauban_model::kinds::Issue;

use crate::Outcome;
use crate::args::{Arguments, IssueNote};
use crate::issues::{Common, Step};

pub(crate) fn run(arguments: &Arguments, options: &IssueNote) -> Outcome {
    let follow = |issue: &Issue, common: &Common| {
        if issue.closed.is_none() { vec![("closed", vec![common.day.to_string()])] } else { Vec::new() }
    };
    let step = Step {
        id: &options.id,
        options: &options.step,
        said: Vec::new(),
        worked_out: Vec::new(),
        asks: &[],
        follow: &follow,
        leads: &|_| Ok(vec![IssueState::Closed]),
        note: "",
    };
    super::taken(arguments, &step)
}

pub(crate) fn answer(arguments: &Arguments, options: &IssueNote) -> Outcome {
    let follow = |issue: &Issue, common: &Common| {
        if issue.answered.is_none() { vec![("answered", vec![common.at.to_string()])] } else { Vec::new() }
    };
    let step = Step {
        id: &options.id,
        options: &options.step,
        said: Vec::new(),
        worked_out: Vec::new(),
        asks: &[],
        follow: &follow,
        leads: &|issue| Ok(vec![issue.state.as_ref().map_or(IssueState::Received, |state| state.value)]),
        note: "The reporter was answered.",
    };
    super::taken(arguments, &step)
}

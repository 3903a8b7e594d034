//! `vauban issue decide`: what is done about an issue, by whom, until when (DM-4).

use vauban_model::kinds::Issue;
use vauban_model::{IssueDecision, IssueState, Record};

use super::one;
use crate::Outcome;
use crate::args::{Arguments, IssueDecide};
use crate::issues::{Common, Said, Step};

pub(crate) fn run(arguments: &Arguments, options: &IssueDecide) -> Outcome {
    let said: Vec<Said> = vec![
        one("decision", options.decision.as_ref()),
        one("decision-reason", options.reason.as_ref()),
        one("due", options.due.as_ref()),
        one("reconsider", options.reconsider.as_ref()),
        one("decision-expires", options.expires.as_ref()),
        one("informed", options.informed.as_ref()),
        one("reported-upstream", options.reported_upstream.as_ref()),
        one("must-report", options.must_report.as_ref()),
    ];
    // A decision that is made again has a new day and may have another maker.
    let follow = |_: &Issue, common: &Common| {
        let mut keys = vec![("decided", vec![common.day.to_string()])];
        keys.extend(common.by.clone().map(|by| ("decided-by", vec![by])));
        keys
    };
    let step = Step {
        id: &options.id,
        options: &options.step,
        said,
        worked_out: Vec::new(),
        asks: &[IssueState::Decided],
        follow: &follow,
        leads: &leads,
        note: "",
    };
    super::taken(arguments, &step)
}

fn leads(issue: &Record<Issue>) -> Result<Vec<IssueState>, String> {
    match issue.decision.as_ref().map(|decision| decision.value) {
        Some(IssueDecision::Fix | IssueDecision::Plan) => Ok(vec![IssueState::Decided]),
        Some(IssueDecision::Defer) => Ok(vec![IssueState::Deferred]),
        Some(IssueDecision::Accept) => Ok(vec![IssueState::Accepted]),
        Some(IssueDecision::None) => {
            Err("that it is not ours is said by `vauban issue assess ID --not-applicable WHY`; nothing was written"
                .to_owned())
        }
        None => Err("say what is done: `vauban issue decide ID fix`, `plan`, `defer` or `accept`; nothing was written"
            .to_owned()),
    }
}

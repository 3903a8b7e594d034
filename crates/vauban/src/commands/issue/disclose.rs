//! `vauban issue disclose`: users have been told (DM-5).

use vauban_analysis::clocks::Instant;
use vauban_model::kinds::Issue;
use vauban_model::{IssueState, Record, When};

use super::{many, one};
use crate::Outcome;
use crate::args::{Arguments, IssueDisclose};
use crate::issues::{Common, Said, Step};
use crate::session;

pub(crate) fn run(arguments: &Arguments, options: &IssueDisclose) -> Outcome {
    let said: Vec<Said> = vec![many("advisory", &options.advisory), one("credit", options.credit.as_ref())];
    let follow = |issue: &Issue, common: &Common| {
        if issue.disclosed.is_none() { vec![("disclosed", vec![common.at.to_string()])] } else { Vec::new() }
    };
    let excused = options.step.because.is_some();
    let now = session::moment(arguments)?.seconds;
    let at = options.step.at.as_deref().and_then(Instant::parse).map_or(now, |at| at.seconds);
    let step = Step {
        id: &options.id,
        options: &options.step,
        said,
        worked_out: Vec::new(),
        asks: &[IssueState::Disclosed],
        follow: &follow,
        leads: &|issue| leads(issue, at, excused),
        note: "",
    };
    super::taken(arguments, &step)
}

/// Not before the day that was agreed, unless somebody says why.
fn leads(issue: &Record<Issue>, at: i64, excused: bool) -> Result<Vec<IssueState>, String> {
    // A day has come when it has begun somewhere.
    let until = issue.embargo_until.as_ref().and_then(When::seconds).map(|(first, _)| first);
    if until.is_some_and(|until| at < until) && !excused {
        let until = issue.embargo_until.as_ref().map_or_else(String::new, crate::issues::page::when);
        return Err(format!(
            "it was agreed not to disclose it before {until}\n\nwait, or say with `--because` why not (it is public already, it is used in the field); nothing was written"
        ));
    }
    if issue.advisory.is_empty() {
        return Err("say by which notice users were told: `--advisory ID` of an `[advisory.ID]`; nothing was written"
            .to_owned());
    }
    Ok(vec![IssueState::Disclosed])
}

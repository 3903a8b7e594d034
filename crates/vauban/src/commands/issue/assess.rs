//! `vauban issue assess`: whether an issue applies (DM-2), and how bad it is, where and why (DM-3).

use vauban_model::kinds::Issue;
use vauban_model::{IssueState, Record};

use super::{many, one};
use crate::Outcome;
use crate::args::{Arguments, IssueAssess};
use crate::issues::{Common, Said, Step};

pub(crate) fn run(arguments: &Arguments, options: &IssueAssess) -> Outcome {
    let rejected = options.not_applicable.is_some();
    let said: Vec<Said> = vec![
        one("applicable", options.not_applicable.as_ref().or(options.applicable.as_ref())),
        one("owner", options.owner.as_ref()),
        one("reproduced", options.reproduced.as_ref()),
        many("threat", &options.threat),
        one("severity", options.severity.as_ref()),
        many("cvss", &options.cvss),
        many("cwe", &options.cwe),
        one("exploited", options.exploited.as_ref()),
        one("exploited-shown-by", options.exploited_shown_by.as_ref()),
        one("impact-where-found", options.impact_where_found.as_ref()),
        one("impact-in-context", options.impact_in_context.as_ref()),
        one("impact-on-depth", options.impact_on_depth.as_ref()),
        many("affects", &options.affects),
        one("effect", options.effect.as_ref()),
        many("versions", &options.versions),
        one("other-products", options.other_products.as_ref()),
        one("root-cause", options.root_cause.as_ref()),
        many("related", &options.related),
        one("related-none", options.related_none.as_ref()),
        one("found-in", options.found_in.as_ref()),
        one("should-have-been-found-in", options.should_have_been_found_in.as_ref()),
    ];
    let follow = |issue: &Issue, common: &Common| {
        let day = vec![common.day.to_string()];
        let mut keys = Vec::new();
        if issue.assessed.is_none() {
            keys.push(("assessed", day.clone()));
        }
        if rejected {
            keys.push(("decision", vec!["none".to_owned()]));
            if issue.closed.is_none() {
                keys.push(("closed", day));
            }
        }
        keys
    };
    let step = Step {
        id: &options.id,
        options: &options.step,
        said,
        asks: if rejected { &[] } else { &[IssueState::Confirmed, IssueState::Assessed] },
        follow: &follow,
        leads: &|issue| leads(issue, rejected),
        note: "",
    };
    super::taken(arguments, &step)
}

/// As far as the record answers: confirmed once it says that it applies, assessed once every question is answered. What
/// is assessed anew later stays in its state.
fn leads(issue: &Record<Issue>, rejected: bool) -> Result<Vec<IssueState>, String> {
    let state = issue.state.as_ref().map_or(IssueState::Received, |state| state.value);
    if rejected {
        return Ok(vec![IssueState::Rejected]);
    }
    if !issue.applicable.as_ref().is_some_and(|text| !text.trim().is_empty()) {
        return Err("an assessment begins with whether the issue applies: `--applicable WHY`, or `--not-applicable WHY`; nothing was written".to_owned());
    }
    let complete = vauban_analysis::issues::questions::open(issue, IssueState::Assessed).is_empty();
    Ok(match (state, complete) {
        (IssueState::Received, false) => vec![IssueState::Confirmed],
        (IssueState::Received, true) => vec![IssueState::Confirmed, IssueState::Assessed],
        (IssueState::Confirmed, true) => vec![IssueState::Assessed],
        (IssueState::Rejected | IssueState::Closed, _) => vec![IssueState::Confirmed],
        (state, _) => vec![state],
    })
}

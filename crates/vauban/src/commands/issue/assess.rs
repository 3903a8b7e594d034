//! `vauban issue assess`: whether an issue applies (DM-2), and how bad it is, where and why (DM-3).

use vauban_catalog::ssvc;
use vauban_model::kinds::Issue;
use vauban_model::{IssueState, Record};
use vauban_syntax::edit::NewValue;

use super::{many, one};
use crate::args::{Arguments, IssueAssess};
use crate::issues::{Common, Said, Step};
use crate::{Outcome, session};

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
        worked_out: priority(arguments, options)?,
        asks: if rejected { &[] } else { &[IssueState::Confirmed, IssueState::Assessed] },
        follow: &follow,
        leads: &|issue| leads(issue, rejected),
        note: "",
    };
    super::taken(arguments, &step)
}

/// What the decision table of SSVC says to the inputs, as the record keeps it.
fn priority(arguments: &Arguments, options: &IssueAssess) -> Result<Vec<(String, NewValue)>, String> {
    let Some(name) = &options.ssvc else { return Ok(Vec::new()) };
    let table = ssvc::table(name).ok_or_else(|| {
        let known = ssvc::tables().iter().map(|table| table.id.as_str());
        let hint = vauban_diagnostics::nearest(name, known.clone()).map(|near| format!("did you mean `{near}`?"));
        let hint = hint.unwrap_or_else(|| format!("known: {}", known.collect::<Vec<_>>().join(", ")));
        format!("there is no decision table `{name}`; {hint}")
    })?;
    let mut inputs = Vec::new();
    for input in &options.ssvc_input {
        let pair = input.split_once('=');
        inputs.push(pair.ok_or_else(|| format!("`--ssvc-input {input}` is no `point=value`"))?);
    }
    let decided = table.decide(&inputs).map_err(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        format!("the table `{}` cannot answer:\n  - {}\n\nnothing was written", table.id, wrong.join("\n  - "))
    })?;
    let text = |text: &str| NewValue::Text(text.to_owned());
    let inputs = decided.inputs.iter().map(|(point, value)| (point.id.clone(), text(&value.id)));
    let value = NewValue::Table(vec![
        ("table".to_owned(), text(&table.id)),
        ("version".to_owned(), text(&table.version)),
        ("inputs".to_owned(), NewValue::Table(inputs.collect())),
        ("outcome".to_owned(), text(&decided.outcome.id)),
        ("date".to_owned(), NewValue::Date(session::today(arguments)?.to_string())),
    ]);
    Ok(vec![("ssvc".to_owned(), value)])
}

/// As far as the record answers: confirmed once it says that it applies, assessed once every question is answered. What
/// is assessed anew later stays in its state.
fn leads(issue: &Record<Issue>, rejected: bool) -> Result<Vec<IssueState>, String> {
    let state = issue.state.as_ref().map_or(IssueState::Received, |state| state.value);
    if rejected {
        return Ok(vec![IssueState::Rejected]);
    }
    if issue.applicable.as_ref().is_none_or(|text| text.trim().is_empty()) {
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

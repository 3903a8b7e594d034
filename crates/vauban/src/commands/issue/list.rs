//! `vauban issue list`: issues, what is due first at the top.

use std::process::ExitCode;

use vauban_analysis::clocks::Across;
use vauban_analysis::issues::{may_see, page};
use vauban_model::kinds::Issue;
use vauban_model::{Handling, IssueState, Origin, Record, Severity, WordList};
use vauban_report::issues::{IssueRow, list};

use crate::args::{Arguments, IssueList, PlainFormat};
use crate::depth::product;
use crate::issues::page::row;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &IssueList) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let today = session::today(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let states = options.state.iter().map(|word| word_of::<IssueState>(word)).collect::<Result<Vec<_>, _>>()?;
    let severity = options.severity.as_deref().map(word_of::<Severity>).transpose()?;
    let source = options.source.as_deref().map(word_of::<Origin>).transpose()?;
    let readers = options.readers.as_deref().map(word_of::<Handling>).transpose()?;
    let across = Across::new(&compiled.model);
    let mut rows: Vec<IssueRow> = Vec::new();
    let (mut left_out, mut hidden) = (0, 0);
    let ended = |issue: &Record<Issue>| {
        issue.state.as_ref().is_some_and(|state| matches!(state.value, IssueState::Closed | IssueState::Rejected))
    };
    for (at, issue) in compiled.model.issue.iter().enumerate() {
        if issue.head.removed || !compiled.concerns(product, &issue.head) {
            continue;
        }
        // Who may not be told of an issue is told of no more than that there is one.
        if readers.is_some_and(|readers| !may_see(readers, issue)) {
            hidden += 1;
            continue;
        }
        let page = page(&compiled.model, &across, at, issue, today);
        let late = page.due.first().is_some_and(|due| due.days_left(today) < 0);
        let state = issue.state.as_ref().map(|state| state.value);
        let fits = (states.is_empty() || state.is_some_and(|state| states.contains(&state)))
            && severity.is_none_or(|least| issue.severity.as_ref().is_none_or(|severity| severity.value >= least))
            && source.is_none_or(|wanted| issue.source.as_ref().is_some_and(|source| source.value == wanted))
            && (!options.overdue || late)
            && (options.all || !states.is_empty() || !ended(issue));
        if fits {
            rows.push(row(&compiled, issue, &page, today));
        } else {
            left_out += 1;
        }
    }
    // What is due first comes first; then what has no day, the worst first; then by id.
    let weight = |row: &IssueRow| Severity::WORDS.iter().position(|(word, _, _)| Some(*word) == row.severity);
    rows.sort_by(|one, other| {
        let due = |row: &IssueRow| row.due.first().map(|due| due.on.clone());
        let (a, b) = (due(one), due(other));
        (a.is_none(), a)
            .cmp(&(b.is_none(), b))
            .then_with(|| weight(other).cmp(&weight(one)))
            .then_with(|| one.id.cmp(&other.id))
    });
    let report = list::ListReport {
        product: compiled.worst_line(product),
        today: today.to_string(),
        rows,
        left_out,
        withheld: readers.map(|readers| (readers.word(), hidden)),
        incomplete: compiled.issues_withheld().into_iter().collect(),
    };
    output::write(|out| match options.format {
        PlainFormat::Json => list::json(&report, out),
        PlainFormat::Terminal => list::terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A word of a list, in any case; marks of handling without their prefix as well.
pub(crate) fn word_of<E: WordList>(word: &str) -> Result<E, String> {
    let fits = |one: &str| {
        one.eq_ignore_ascii_case(word) || one.strip_prefix("TLP:").is_some_and(|rest| rest.eq_ignore_ascii_case(word))
    };
    E::WORDS.iter().find(|(one, _, _)| fits(one)).map(|(_, value, _)| *value).ok_or_else(|| {
        let known = E::WORDS.iter().map(|(one, _, _)| *one);
        let hint = vauban_diagnostics::nearest(word, known.clone()).map(|near| format!("did you mean `{near}`?"));
        let hint = hint.unwrap_or_else(|| format!("known: {}", known.collect::<Vec<_>>().join(", ")));
        format!("`{word}` is no {}; {hint}", E::WHAT)
    })
}

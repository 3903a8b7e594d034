//! `vauban issue show`: one issue on one page.

use std::process::ExitCode;

use vauban_analysis::clocks::Across;
use vauban_analysis::issues::page as looked_at;
use vauban_diagnostics::nearest;
use vauban_model::{Kind, Mention};
use vauban_report::issues::page::{PageReport, json, terminal};

use crate::args::{Arguments, IssueShow, PlainFormat};
use crate::issues::page;
use crate::{Outcome, output, session};

/// Keys of the record that the page shows elsewhere.
const ELSEWHERE: &[&str] = &["state", "events", "title"];

pub(crate) fn run(arguments: &Arguments, options: &IssueShow) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let today = session::today(arguments)?;
    let model = &compiled.model;
    let word = options.id.strip_prefix("issue.").unwrap_or(&options.id);
    let mut fits = model
        .issue
        .iter()
        .enumerate()
        .filter(|(_, issue)| *issue.head.id == *word || (issue.head.local() == word && !word.contains('/')));
    let found = match (model.find(Kind::Issue, word), fits.next(), fits.next()) {
        (Some(id), _, _) => id.at as usize,
        (None, Some((at, _)), None) => at,
        (None, Some((_, one)), Some((_, other))) => {
            return Err(format!(
                "several folders have an issue `{word}`: say `{}` or `{}`",
                one.head.id, other.head.id
            ));
        }
        (None, None, _) => {
            let known = model.issue.iter().map(|issue| &*issue.head.id);
            let hint = nearest(word, known).map(|near| format!("; did you mean `{near}`?"));
            let hint = hint.unwrap_or_else(|| "; `vauban issue list --all` shows all".to_owned());
            return Err(format!("there is no issue `{word}`{hint}"));
        }
    };
    let issue = model.issue.get(found).ok_or("the issue is gone")?;
    let at = looked_at(model, &Across::new(model), found, issue, today);
    let name = issue.head.name();
    let about = |subject: &str| {
        subject == name || subject.strip_prefix(&name).is_some_and(|rest| rest.starts_with(['#', '@', ' ']))
    };
    let findings = compiled.findings.iter().filter(|finding| finding.waived.is_none() && about(&finding.subject));
    let mut named_by = Vec::new();
    for other in model.all().filter(|other| *other != at.id) {
        let mut here = false;
        model.mentions_of(other, &mut |mention| {
            if let Mention::Link(link) = mention {
                here |= link.to == Some(at.id);
            }
        });
        if here {
            named_by.push(model.head(other).name());
        }
    }
    let said = model.said(at.id).into_iter().filter(|(key, _)| !ELSEWHERE.contains(key));
    let report = PageReport {
        head: page::row(&compiled, issue, &at, today),
        said: said.collect(),
        named_by,
        findings: findings.map(|finding| (finding.code, finding.message.clone())).collect(),
        open: page::open(&at),
        next: page::next(issue),
        events: page::events(model, issue),
    };
    output::write(|out| match options.format {
        PlainFormat::Json => json(&report, out),
        PlainFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

//! What people state: when a statement counts, and what is stated about clauses of other laws and standards.

use vauban_analysis::crosswalk::{Said, key};
use vauban_model::{Kind, Record, StatedVerdict, kinds};

use crate::context::Context;

/// Statements about clauses, in the order of the model.
pub(crate) fn said(context: &Context<'_>) -> Vec<Said> {
    let all = context.each(Kind::Statement, &context.model.statement);
    let said = all.filter_map(|(id, record)| {
        let clause = key(context.catalogs, record.head.local())?;
        let date = record.date.map_or(String::new(), |day| day.date.to_string());
        let by = record.by.as_ref().map_or("", |by| &by.link.text);
        let text = record.text.as_ref().map_or("", |text| text.trim());
        let colon = if text.is_empty() { "" } else { ": " };
        Some(Said {
            record: id,
            clause,
            verdict: record.verdict.as_ref().map_or(StatedVerdict::Met, |verdict| verdict.value),
            how: format!("stated by {by} on {date}{colon}{text}"),
            // A statement of no day says nothing about today.
            flaw: if record.date.is_none() {
                Some("the statement has no `date`".to_owned())
            } else {
                flaw(context, record)
            },
        })
    });
    said.collect()
}

/// What keeps a statement from counting.
pub(crate) fn flaw(context: &Context<'_>, record: &Record<kinds::Statement>) -> Option<String> {
    let date = record.date?.date;
    if date > context.today {
        return Some("the statement is dated in the future".into());
    }
    let months =
        context.policy().and_then(|policy| policy.statement_months.as_ref()).map_or(12, |months| months.0.value);
    let until = record.valid_until.map_or(date.plus_months(months as u32), |day| day.date);
    if until < context.today {
        return Some(format!("the statement expired on {until}"));
    }
    match (&record.by, &record.approved_by) {
        (Some(by), Some(approver)) if context.independent(by, approver) => {}
        (_, None) => return Some("the statement needs `approved-by`, another person than its author".into()),
        _ => return Some("the statement's approver must be a known person other than its author".into()),
    }
    if let Err(why) = context.evidence(&record.evidence) {
        return Some(format!("the statement's evidence does not hold: {why}"));
    }
    for evidence in &record.evidence {
        let vauban_model::Evidence::File(path) = evidence else { continue };
        let stored = record.digests.as_ref().and_then(|digests| digests.get(path));
        let Some(stored) = stored else {
            return Some(format!("the statement stores no digest of `{}`: add it under `digests`", &**path));
        };
        if stored.0.strip_prefix("sha256:") != context.digest(path) {
            return Some(format!("`{}` has changed since the statement stored its digest", &**path));
        }
    }
    None
}

//! What keeps a statement from closing a finding.

use super::about::{About, Scope};
use super::choose::{Candidate, issuer};
use super::{Conditions, Mechanism, Precision, Question, Rank, Said};
use crate::statement::{Part, Span, Versions};
use crate::words::{Justification, Status};

/// Why a statement is not looked at at all.
pub(super) fn unfit(said: &Said<'_>, about: &About, conditions: &Conditions<'_>) -> Option<String> {
    let who = super::explain::who(said);
    if said.statement.time(said.document).is_some_and(|time| *time > conditions.now) {
        let time = said.statement.time(said.document).map_or("", |time| time.text());
        return Some(format!("what {who} says is dated {}, which is not yet", crate::short(time)));
    }
    if !said.statement.status.closes() {
        return None;
    }
    if said.rank == Rank::Unlisted {
        return Some(format!(
            "{who} says `{}`, and nobody listed this issuer as one to trust",
            said.statement.status.word()
        ));
    }
    let doubt = about.doubt.as_ref()?;
    Some(format!("{who} says `{}`, but perhaps of something else: {doubt}", said.statement.status.word()))
}

/// Whether an open word keeps a closing one from closing: said by somebody more trusted, by somebody trusted equally and
/// no less specifically, or by the same issuer later or at the same time.
pub(super) fn outweighs(open: &Candidate<'_>, closing: &Candidate<'_>) -> bool {
    if open.closes() {
        return false;
    }
    if issuer(&open.said) == issuer(&closing.said) && open.said.rank == closing.said.rank {
        return later_word(open, &closing.said)
            || (open.specific() == closing.specific() && time(&open.said) == time(&closing.said));
    }
    open.said.rank < closing.said.rank || (open.said.rank == closing.said.rank && open.specific() >= closing.specific())
}

/// Whether something was said after something else, or at a time nobody knows.
pub(super) fn later_word(one: &Candidate<'_>, other: &Said<'_>) -> bool {
    match (time(&one.said), time(other)) {
        (Some(one), Some(other)) => one > other,
        (None, _) => false,
        (Some(_), None) => true,
    }
}

fn time<'s>(said: &Said<'s>) -> Option<&'s crate::Time> {
    said.statement.time(said.document)
}

/// Why the statement that counts closes nothing; empty if it does.
pub(super) fn reasons_against(
    candidate: &Candidate<'_>,
    question: &Question<'_>,
    conditions: &Conditions<'_>,
) -> Vec<String> {
    let mut reasons = Vec::new();
    let (statement, about) = (candidate.said.statement, &candidate.about);
    if !statement.doubt.is_empty() {
        reasons.push(statement.doubt.clone());
    }
    match statement.status {
        Status::NotAffected | Status::FalsePositive if !statement.has_reason() => {
            reasons.push("it gives no reason, neither a justification nor a text".to_owned());
        }
        Status::Fixed | Status::ResolvedWithPedigree if about.precision.max(about.inner) == Precision::All => {
            reasons.push("it does not say which versions hold the fix".to_owned());
        }
        _ => {}
    }
    if statement.justification == Some(Justification::ComponentNotPresent)
        && about.scope != Scope::ComponentAlone
        && let Some(component) = question.component
    {
        let shown = crate::short(&component.label());
        reasons.push(format!("it says that the component is not there, and {shown} is"));
    }
    mechanisms(candidate, conditions, &mut reasons);
    rechecks(candidate, question, conditions, &mut reasons);
    if question.exploited {
        let author = statement.author(candidate.said.document).trim();
        let missing = [
            ("an author", author.is_empty()),
            ("a time", time(&candidate.said).is_none()),
            ("evidence", statement.evidence.is_empty()),
        ];
        let missing: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(what, _)| *what).collect();
        if !missing.is_empty() {
            reasons.push(format!(
                "the vulnerability is being exploited, and the statement lacks {}",
                missing.join(" and ")
            ));
        }
    }
    reasons
}

/// A claim that rests on protection must name a mechanism that exists and has a passing test; what is named must hold.
fn mechanisms(candidate: &Candidate<'_>, conditions: &Conditions<'_>, reasons: &mut Vec<String>) {
    let statement = candidate.said.statement;
    if let Some(justification) = statement.justification
        && justification.rests_on_protection()
        && statement.mechanisms.is_empty()
    {
        reasons.push(format!("it rests on a protection (`{}`) and names no mechanism", justification.word()));
    }
    for id in &statement.mechanisms {
        let id = id.strip_prefix("mechanism.").unwrap_or(id);
        let shown = crate::short(id);
        match conditions.mechanisms.get(id) {
            Some(Mechanism::Holds) => {}
            Some(Mechanism::Untested) => reasons.push(format!("no test shows that mechanism `{shown}` works")),
            Some(Mechanism::Broken) => reasons.push(format!("mechanism `{shown}` does not hold any more")),
            None => reasons.push(format!("there is no mechanism `{shown}`")),
        }
    }
}

fn rechecks(
    candidate: &Candidate<'_>,
    question: &Question<'_>,
    conditions: &Conditions<'_>,
    reasons: &mut Vec<String>,
) {
    let recheck = &candidate.said.statement.recheck;
    if !recheck.component_version.is_empty() {
        let asked = question.component.or(question.product);
        let decided = Part { versions: spans(&recheck.component_version), ..Part::default() };
        let shown = crate::short(&recheck.component_version);
        match asked.map(|asked| crate::fit::holds(&decided.versions, asked)) {
            Some(Some(true)) => {}
            Some(Some(false)) => {
                reasons.push(format!("it was decided for version {shown} of the component, and this is another"));
            }
            Some(None) | None => reasons.push(format!(
                "it was decided for version {shown} of the component, and nobody can tell whether this is it"
            )),
        }
    }
    for (name, value) in &recheck.build_options {
        let shown = crate::short(name);
        match conditions.build_options.get(name) {
            Some(now) if now == value => {}
            Some(now) => reasons.push(format!(
                "it rests on build option `{shown}` = `{}`, which is `{}` now",
                crate::short(value),
                crate::short(now)
            )),
            None => reasons.push(format!("it rests on build option `{shown}`, and nobody says how that is set")),
        }
    }
    if let Some(by) = &recheck.by
        && conditions.now >= *by
    {
        reasons.push(format!("it was to be looked at again by {}", crate::short(by.text())));
    }
}

fn spans(text: &str) -> Versions {
    let span = if text.starts_with("vers:") { Span::Range(text.to_owned()) } else { Span::Exact(text.to_owned()) };
    Versions::Listed(vec![span])
}

/// What a closing rests on, one sentence each.
pub(super) fn recheck(candidate: &Candidate<'_>, question: &Question<'_>) -> Vec<String> {
    let statement = candidate.said.statement;
    let mut conditions = Vec::new();
    let asked = if candidate.about.scope == Scope::ComponentAlone { question.component } else { question.product };
    if candidate.about.precision != Precision::All
        && let Some(part) = asked
    {
        conditions.push(format!("another version of {} asks again", crate::short(&part.label())));
    }
    if candidate.about.scope == Scope::ComponentInProduct
        && candidate.about.inner != Precision::All
        && let Some(part) = question.component
    {
        conditions.push(format!("another version of {} asks again", crate::short(&part.label())));
    }
    if !statement.recheck.component_version.is_empty() {
        conditions
            .push(format!("the component stays at version {}", crate::short(&statement.recheck.component_version)));
    }
    for (name, value) in &statement.recheck.build_options {
        conditions.push(format!("build option `{}` stays `{}`", crate::short(name), crate::short(value)));
    }
    for id in &statement.mechanisms {
        let id = id.strip_prefix("mechanism.").unwrap_or(id);
        conditions.push(format!("mechanism `{}` holds and its tests pass", crate::short(id)));
    }
    if let Some(by) = &statement.recheck.by {
        conditions.push(format!("it is looked at again by {}", crate::short(by.text())));
    }
    conditions
}

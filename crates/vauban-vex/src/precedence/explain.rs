//! Every answer in a sentence.

use super::choose::Candidate;
use super::{Question, Said, SetAside};
use crate::fit::By;

/// Who says something, from where.
pub(super) fn who(said: &Said<'_>) -> String {
    let author = said.statement.author(said.document).trim();
    let author = if author.is_empty() { "nobody by name".to_owned() } else { crate::short(author) };
    format!("{author} ({})", said.rank.words())
}

fn when(said: &Said<'_>) -> String {
    said.statement
        .time(said.document)
        .map_or_else(|| "without a time".to_owned(), |time| format!("on {}", crate::short(time.text())))
}

/// `Example PSIRT (own security team) says on … of this component in this product, by exact version, that …`
fn says(candidate: &Candidate<'_>) -> String {
    let said = &candidate.said;
    let precision = match said.precision {
        super::Precision::All => "for all versions",
        super::Precision::Range => "for a range of versions",
        super::Precision::Exact => "for exactly this version",
    };
    format!(
        "{} says {} of {}, {precision}: `{}`{}",
        who(said),
        when(said),
        said.scope.words(),
        said.statement.status.word(),
        reason(said)
    )
}

fn reason(said: &Said<'_>) -> String {
    let statement = said.statement;
    let justification = statement.justification.map(|justification| format!("`{}`", justification.word()));
    let text = statement.impact.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = (!text.is_empty()).then(|| crate::short(&text));
    let all: Vec<String> = justification.into_iter().chain(text).collect();
    if all.is_empty() { String::new() } else { format!(" ({})", all.join(": ")) }
}

pub(super) fn closed(candidate: &Candidate<'_>) -> String {
    format!("{}.", says(candidate))
}

pub(super) fn open(candidate: &Candidate<'_>) -> String {
    match &candidate.about.doubt {
        Some(doubt) => {
            format!("{}; perhaps it means something else ({doubt}), but in doubt it stays open.", says(candidate))
        }
        None => format!("{}.", says(candidate)),
    }
}

pub(super) fn not_closed(candidate: &Candidate<'_>, reasons: &[String]) -> String {
    format!("{}; that closes nothing: {}.", says(candidate), reasons.join("; "))
}

pub(super) fn outweighed(closing: &Candidate<'_>, open: &Candidate<'_>) -> String {
    let why = if super::choose::issuer(&closing.said) == super::choose::issuer(&open.said) {
        "the same issuer says otherwise no earlier"
    } else if open.said.rank < closing.said.rank {
        "a more trusted issuer says otherwise"
    } else {
        "an issuer trusted equally says otherwise"
    };
    format!("{}; {}, and {why}, so it stays open.", says(open), says(closing))
}

pub(super) fn replaced(newer: &Candidate<'_>, older: &Candidate<'_>) -> String {
    let (newer, older) = (&newer.said, &older.said);
    match newer.statement.time(newer.document) == older.statement.time(older.document) {
        true => format!(
            "{} says `{}` and `{}` {}: of what was said at the same time the worse counts",
            who(older),
            older.statement.status.word(),
            newer.statement.status.word(),
            when(older)
        ),
        false => format!(
            "what {} said {} (`{}`) was replaced by `{}` {}",
            who(older),
            when(older),
            older.statement.status.word(),
            newer.statement.status.word(),
            when(newer)
        ),
    }
}

pub(super) fn conflict(counts: &Said<'_>, against: &Said<'_>) -> String {
    format!(
        "{} says `{}` {}, {} says `{}` {}",
        who(counts),
        counts.statement.status.word(),
        when(counts),
        who(against),
        against.statement.status.word(),
        when(against)
    )
}

pub(super) fn nothing(question: &Question<'_>, set_aside: &[SetAside<'_>]) -> String {
    let name = crate::short(&question.vulnerability.id);
    let part = question
        .component
        .or(question.product)
        .map_or_else(String::new, |part| format!(" in {}", crate::short(&part.label())));
    match set_aside {
        [] => format!("Nobody says anything about {name}{part}, so it is open."),
        [one] => format!("Nothing that counts is said about {name}{part}, so it is open: {}.", one.why),
        more => format!(
            "Nothing that counts is said about {name}{part}, so it is open: {} statements are set aside.",
            more.len()
        ),
    }
}

/// The identity by which a part was recognised, in words.
pub(crate) fn by(by: By) -> &'static str {
    match by {
        By::Address => "address",
        By::Digest => "digest",
        By::Purl => "package URL",
        By::Cpe => "CPE",
        By::Model => "model or order number",
        By::Name => "supplier and name",
    }
}

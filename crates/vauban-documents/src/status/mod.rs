//! Security status for management: one page. Where the product stands, what is open, what is due, and where it is heading.
//!
//! The sentence at the top, the deadlines and the trend are computed by `vauban-analysis`; here they are laid out so that
//! one printed page holds them. What does not fit is counted, and said where it is told in full.

mod ahead;
mod defence;
mod looking_back;
mod open;

use vauban_analysis::standing::{Tone as Meant, headline};
use vauban_pages::{Block, Document, Tone, list, note, plain};

use crate::Subject;
use crate::kind::kind;

/// Days that count as ahead.
const AHEAD: i64 = 90;

/// The page.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let kind = kind("status").ok_or("the table of kinds has no `status`")?;
    subject.status()?;
    let standing = subject.compiled.standing(subject.product).ok_or("nothing was judged of this product")?;
    let due = subject.compiled.deadlines(subject.product, AHEAD);
    let told = headline(&standing, &due, subject.compiled.today());
    let mut document = subject.begin(kind);
    document.dense = true;
    let reasons = told.reasons.iter().map(|(_, reason)| vec![plain(reason.as_str())]);
    let reasons = if told.reasons.is_empty() { Vec::new() } else { vec![list(reasons)] };
    document.lead.push(note(tone(told.tone), told.sentence.as_str(), reasons));
    document.lead.extend(unknown(subject));
    document.sections.push(looking_back::section(subject, &standing)?);
    document.sections.push(defence::section(subject));
    document.sections.push(open::section(subject));
    document.sections.push(ahead::section(subject, &due));
    Ok(document)
}

/// How a headline is meant, for those who lay it out.
fn tone(meant: Meant) -> Tone {
    match meant {
        Meant::Good => Tone::Good,
        Meant::Attention => Tone::Attention,
        Meant::Bad => Tone::Bad,
    }
}

/// What could not be looked at: it bears on every number below.
fn unknown(subject: &Subject<'_>) -> Option<Block> {
    let why = &subject.compiled.incomplete;
    let lines = why.iter().map(|why| vec![plain(why.as_str())]);
    (!why.is_empty()).then(|| note(Tone::Attention, "What could not be looked at", [list(lines)]))
}

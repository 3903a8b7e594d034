//! The vector of security levels for people: what is aimed at, what records claim, and what is missing.

use std::io::{self, Write};

use super::terminal::{few, paragraph, title};
use super::{EntryRow, FamilyRow, LevelsReport};
use crate::text::{cut, one_line, pad, width};
use crate::{Style, paint};

/// Columns that the name of a family may take.
const NAME: usize = 52;

/// Writes the vector, then what is missing for the target, or for the next level where it is reached.
pub(super) fn report(levels: &LevelsReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    title("Security levels: aimed at, and claimed by records", style, out)?;
    if levels.types.is_empty() {
        return paragraph("The product states no `type`, so nothing can be said about levels.", 3, style, out);
    }
    paragraph(&format!("{} for {}", levels.edition, levels.types.join(", ")), 3, style, out)?;
    let name = |family: &FamilyRow| {
        let (id, abbreviation) = (one_line(&family.id), pad(&one_line(&family.abbreviation), 3));
        cut(&format!("{id} {abbreviation} {}", one_line(&family.title)), NAME).into_owned()
    };
    let room = levels.families.iter().map(|family| width(&name(family))).max().unwrap_or_default();
    writeln!(out, "   {} aimed at  claimed  achieved  of requirements", pad("", room))?;
    for family in &levels.families {
        let target = family.target.map_or_else(|| "–".to_owned(), |target| target.to_string());
        let reached = family.target.is_none_or(|target| family.claimed >= target);
        let claimed = style.paint(if reached { paint::GOOD } else { paint::HALF }, pad(&family.claimed.to_string(), 7));
        writeln!(
            out,
            "   {} {} {claimed}  {}  {}/{}",
            pad(&name(family), room),
            pad(&target, 9),
            pad(&family.achieved.to_string(), 8),
            family.claims,
            family.demanded
        )?;
    }
    for family in &levels.families {
        let short = family.target.is_some_and(|target| family.claimed < target);
        let (list, level) = match (short, family.target) {
            (true, Some(target)) => (&family.missing_target, target),
            _ => (&family.missing_next, family.claimed + 1),
        };
        if list.is_empty() {
            continue;
        }
        // What is missing for more than is aimed at is of interest to whoever asks for everything.
        if short || family.target.is_none() || style.verbose {
            let what = if short { "aimed at" } else { "the next" };
            paragraph(&format!("{} misses for level {level}, {what}:", family.id), 3, style, out)?;
            list.iter().try_for_each(|entry| missing(entry, style, out))?;
        }
    }
    if !levels.constraints_unclaimed.is_empty() {
        let ids: Vec<String> =
            levels.constraints_unclaimed.iter().map(|one| format!("{} {}", one.id, one.title)).collect();
        paragraph(&format!("At every level also, and claimed by nothing: {}.", ids.join("; ")), 3, style, out)?;
    }
    paragraph(
        "Claimed: everywhere the requirement applies, something that is implemented realises it. Achieved: and is verified on \
         the current release. `vauban levels` says what holds each family back, and where.",
        3,
        style,
        out,
    )
}

fn missing(entry: &EntryRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let condition = entry.condition.as_ref().map(|condition| format!(", where {condition}"));
    let planned = (!entry.planned.is_empty()).then(|| format!("; so far: {}", few(&entry.planned)));
    let on = (!entry.lacking.is_empty()).then(|| format!(" on {}", few(&entry.lacking)));
    let text = format!(
        "{} {} (level {}{}){}{}",
        entry.id,
        entry.title,
        entry.level,
        condition.unwrap_or_default(),
        on.unwrap_or_default(),
        planned.unwrap_or_default()
    );
    paragraph(&text, 5, style, out)
}

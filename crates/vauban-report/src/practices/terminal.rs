//! The design practices for people: aspect by aspect, each practice with its answer, then what looks as if it was not
//! followed.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::{AnswerRow, CandidateRow, PracticeRow, PracticesReport};
use crate::groups::{self, Heads, MANY, Sum, and_more, grouped};
use crate::text::{count, cut, number, one_line, sentence, wrap};
use crate::{Style, paint};

/// Writes practices by aspect, then the counts.
pub fn report(report: &PracticesReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "design practices".into() } else { cut(&product, 60) };
    writeln!(out, "{} · {}", style.paint(paint::BOLD, product), count(report.practices.len(), "design practice"))?;
    reviewed(report, style, out)?;
    if let Some(filter) = &report.filter {
        filter.write(style, out)?;
    }
    let mut told = BTreeSet::new();
    for aspect in &report.aspects {
        let practices: Vec<&PracticeRow> = report.practices.iter().filter(|one| one.serves(&aspect.id)).collect();
        let candidates: Vec<&CandidateRow> = report.candidates.iter().filter(|one| one.aspect == aspect.id).collect();
        writeln!(out, "\n {}", style.paint(paint::BOLD, one_line(&aspect.id)))?;
        paragraph(&aspect.text, 1, style, out)?;
        if practices.is_empty() {
            writeln!(out, "   {}", style.paint(paint::HALF, "no practice of the list serves it"))?;
        }
        for practice in practices {
            match told.insert(practice.practice.as_str()) {
                true => told_fully(practice, style, out)?,
                false => writeln!(out, "   {}  as above", one_line(&practice.practice))?,
            }
        }
        many(&candidates, report, style, out)?;
    }
    // Practices that serve no aspect are on the list all the same.
    for practice in report.practices.iter().filter(|one| !told.contains(one.practice.as_str())) {
        writeln!(out)?;
        told_fully(practice, style, out)?;
    }
    writeln!(out)?;
    summary(report, style, out)
}

fn reviewed(report: &PracticesReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(review) = &report.review else {
        return writeln!(out, " {}", style.paint(paint::HALF, "the list was never reviewed"));
    };
    let due = match review.overdue {
        true => style.paint(paint::BAD, format!("due since {}", review.due)),
        false => format!("due again by {}", review.due).into(),
    };
    writeln!(out, " reviewed on {} ({}), {due}", review.date, one_line(&review.review))
}

fn told_fully(practice: &PracticeRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let colour = match practice.state {
        "answered" => paint::GOOD,
        "outdated" => paint::HALF,
        _ => paint::BAD,
    };
    let place = style.location(&practice.file, practice.line, None);
    writeln!(out, "   {}  {} · {place}", one_line(&practice.practice), style.paint(colour, practice.state))?;
    paragraph(&practice.text, 5, style, out)?;
    let changed = practice.changed.as_ref().map(|day| format!("changed {day}"));
    let source = (!practice.source.is_empty()).then(|| format!("from {}", practice.source.join(", ")));
    let origin: Vec<String> = source.into_iter().chain(changed).collect();
    if !origin.is_empty() {
        paragraph(&origin.join("; "), 5, style, out)?;
    }
    for answer in &practice.answers {
        answered(answer, style, out)?;
    }
    Ok(())
}

fn answered(answer: &AnswerRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let says = if answer.says.is_empty() { "says nothing" } else { answer.says };
    let mut line = format!("{says} in {}", if answer.version.is_empty() { "no version" } else { &answer.version });
    if !answer.present {
        line.push_str(", which is not a present version");
    }
    if !answer.by.is_empty() {
        line.push_str(&format!(", by {}", answer.by));
    }
    if let Some(date) = &answer.date {
        line.push_str(&format!(" on {date}"));
    }
    if !answer.reason.is_empty() {
        line.push_str(&format!(": {}", answer.reason));
    }
    if !answer.shown_by.is_empty() {
        line = format!("{} Named: {}.", sentence(&line), answer.shown_by.join(", "));
    }
    paragraph(&line, 5, style, out)
}

/// So many candidates of an aspect are told in full where there are more than anybody reads.
const FIRST: usize = 3;

/// The candidates of an aspect: one by one, or in numbers with the first few.
fn many(candidates: &[&CandidateRow], report: &PracticesReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.verbose || candidates.len() <= MANY {
        return candidates.iter().try_for_each(|candidate| seen(candidate, style, out));
    }
    let anchor = report.filter.as_ref().and_then(|filter| filter.anchor.as_deref());
    let sum = |rows: &[&&CandidateRow]| {
        let open = rows.iter().filter(|row| row.answer.is_none()).count();
        Sum { cells: vec![number(rows.len()), number(open)], worse: vec![open], open: open > 0 }
    };
    let groups = grouped(candidates, anchor, &|row: &&CandidateRow| &row.way, &sum);
    groups::table(&groups, &Heads { columns: &["candidates", "open"], command: "vauban practices" }, style, out)?;
    writeln!(out)?;
    let first = candidates.get(..FIRST.min(candidates.len())).unwrap_or_default();
    first.iter().try_for_each(|candidate| seen(candidate, style, out))?;
    let with = "`--zone ID`, `--component ID`, `--search TEXT` or `--verbose`";
    paragraph(&and_more(candidates.len() - first.len(), "candidates", with), 3, style, out)
}

fn seen(candidate: &CandidateRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = style.location(&candidate.file, candidate.line, None);
    let (mark, state) = match &candidate.answer {
        Some(answer) => (paint::GOOD, format!("answered by {}", one_line(answer))),
        None => (paint::HALF, "open".to_owned()),
    };
    writeln!(out, "   ? {}  {} · {place}", one_line(&candidate.element), style.paint(mark, state))?;
    for one in &candidate.seen {
        paragraph(&format!("It {}.", one.text), 5, style, out)?;
        if candidate.answer.is_none() {
            paragraph(&format!("next: {}", one.next), 5, style, out)?;
        }
    }
    if let Some((answer, why)) = &candidate.unsettled {
        paragraph(&format!("{answer} names it and {why}."), 5, style, out)?;
    }
    Ok(())
}

fn summary(report: &PracticesReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let of = |state: &str| report.practices.iter().filter(|one| one.state == state).count();
    let [found, open] = report.of;
    let text = format!(
        "{} answered, {} outdated, {} unanswered for {}; {} found in the design, {open} open.",
        of("answered"),
        of("outdated"),
        of("unanswered"),
        if report.versions.is_empty() { "no version".to_owned() } else { report.versions.join(" and ") },
        count(found, "candidate"),
    );
    paragraph(&text, 1, style, out)?;
    paragraph("A candidate is a question to people, and no verdict; `vauban status SD-4` gives those.", 1, style, out)
}

fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(&one_line(text), style.width.saturating_sub(indent + 1).max(20)) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}

//! People for people: where everybody stood, and what they may test.

use std::io::{self, Write};

use super::{PeopleReport, PersonRow};
use crate::text::{count, cut, one_line, pad, wrap};
use crate::{Style, paint};

/// Columns before the text of a person.
const INDENT: usize = 24;

/// Writes the report.
pub fn report(report: &PeopleReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "people".into() } else { cut(&product, 60) };
    writeln!(out, "{} · people on {}\n", style.paint(paint::BOLD, product), report.on)?;
    if report.persons.is_empty() {
        writeln!(out, " Nobody is on record: add a `[person.ID]` for everybody who develops, tests or reviews.")?;
    }
    for row in &report.persons {
        person(row, style, out)?;
    }
    let mut told: Vec<String> = report.unknown.iter().map(|text| one_line(text).into_owned()).collect();
    let strangers = report.strangers.iter().take(style.cap);
    told.extend(strangers.map(|(address, days)| {
        format!(
            "`{}` committed to the product on {} and belongs to nobody: add it to `email`",
            one_line(address),
            count(*days, "day")
        )
    }));
    if !report.mailmap.is_empty() {
        told.push(format!("`.mailmap` was last changed {}", one_line(&report.mailmap)));
    }
    told.push(format!(
        "a developer is who committed within {} before the day",
        count(report.window_months as usize, "month")
    ));
    writeln!(out)?;
    for text in told {
        for piece in wrap(&text, style.width.saturating_sub(2).max(24)) {
            writeln!(out, " {}", style.paint(paint::DIM, piece))?;
        }
    }
    Ok(())
}

fn person(row: &PersonRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let room = style.width.saturating_sub(INDENT + 2).max(24);
    let place = match (row.organization.is_empty(), row.department.is_empty()) {
        (false, _) => one_line(&row.organization).into_owned(),
        (true, false) => one_line(&row.department).into_owned(),
        (true, true) => "no department on that day".to_owned(),
    };
    let manager = match row.manager.is_empty() {
        true => String::new(),
        false => format!(" · under {}", one_line(&row.manager)),
    };
    let quality = if row.quality_assurance { " · quality assurance" } else { "" };
    let mut lines = vec![format!("{place}{quality}{manager}")];
    if !row.roles.is_empty() {
        lines.push(format!("holds {}", one_line(&row.roles.join(", "))));
    }
    if let Some((first, last, commit)) = &row.developed {
        lines.push(format!("worked on the product from {first} to {last} ({})", one_line(commit)));
    }
    let over = row.competences.iter().filter(|one| !one.valid);
    lines.extend(over.map(|one| format!("competence {} does not count on that day", one_line(&one.id))));
    if !row.near.is_empty() {
        lines.push(one_line(&row.near).into_owned());
    }
    if let Some(first) = row.untold.first() {
        lines.push(format!("not known: {}", one_line(first)));
    }
    let id = one_line(&row.id);
    let id = cut(&id, INDENT - 3);
    let mut name = style.paint(paint::BOLD, pad(&id, INDENT - 2)).to_string();
    for line in lines {
        for piece in wrap(&line, room) {
            writeln!(out, " {name} {piece}")?;
            name = " ".repeat(INDENT - 2);
        }
    }
    for (may, word, colour) in
        [("yes", "may test", paint::GOOD), ("unknown", "perhaps", paint::HALF), ("no", "may not", paint::BAD)]
    {
        let tests: Vec<&str> = row.tests.iter().filter(|test| test.may == may).map(|test| test.test.as_str()).collect();
        if tests.is_empty() {
            continue;
        }
        for (at, piece) in wrap(&one_line(&tests.join(", ")), room.saturating_sub(10).max(20)).into_iter().enumerate() {
            let word = if at == 0 { style.paint(colour, pad(word, 9)).to_string() } else { " ".repeat(9) };
            writeln!(out, " {name} {word} {piece}")?;
            name = " ".repeat(INDENT - 2);
        }
    }
    Ok(())
}

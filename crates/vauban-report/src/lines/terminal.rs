//! The version lines for people: a table, then a paragraph for each line.

use std::io::{self, Write};

use vauban_analysis::lines::{LineRow, LineState, Lines};

use super::{deep, doubts, issues, reviewed, short, support, weak};
use crate::text::{count, cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// Assets shown of a line unless all are asked for.
const ASSETS: usize = 3;

/// Writes the lines of one product.
pub fn report(lines: &Lines, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let ended = lines.lines.iter().filter(|line| line.ended()).count();
    let product = one_line(&lines.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    let supported = count(lines.lines.len() - ended, "supported version line");
    let over = if ended > 0 { format!(", {ended} without support") } else { String::new() };
    writeln!(out, "{} · {supported}{over} · {}\n", style.paint(paint::BOLD, product), lines.today)?;
    table(lines, style, out)?;
    for line in &lines.lines {
        writeln!(out)?;
        one(line, style, out)?;
    }
    writeln!(out)?;
    let told = "Each line is its design as of its ref, judged with today's issues and with the reviews, tests and decisions of \
                today that are about it. Depth is that of today: what is verified, with the open issues taken as given.";
    for text in wrap(told, style.width.saturating_sub(2)) {
        writeln!(out, " {}", style.paint(paint::DIM, text))?;
    }
    Ok(())
}

fn table(lines: &Lines, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let head =
        ["line", "newest", "units", "supported until", "met", "open", "worst depth", "issues"].map(str::to_owned);
    let mut rows = vec![head];
    for line in &lines.lines {
        let newest = line.newest.as_ref().map_or_else(|| "–".to_owned(), |(version, _)| version.clone());
        let units = line.deployed.map_or_else(|| "–".to_owned(), |units| number(units.unsigned_abs() as usize));
        let [met, open, depth, found] = match &line.state {
            Ok(state) => {
                let worst = state.assets.first().map_or_else(|| "–".to_owned(), weak);
                [state.counts[0].to_string(), (state.counts[1] + state.counts[2]).to_string(), worst, issues(state)]
            }
            Err(_) => ["–", "–", "not judged", "–"].map(str::to_owned),
        };
        let cells = [line.id.clone(), newest, units, support(line), met, open, depth, found];
        rows.push(cells.map(|cell| cut(&one_line(&cell), 28).into_owned()));
    }
    let mut wide = [0; 8];
    for row in &rows {
        for (cell, most) in row.iter().zip(&mut wide) {
            *most = (*most).max(width(cell));
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().zip(wide).map(|(cell, wide)| pad(cell, wide)).collect();
        let text = cells.join("  ");
        let ended = at.checked_sub(1).and_then(|at| lines.lines.get(at)).is_some_and(LineRow::ended);
        let ink = if at == 0 || ended { paint::DIM } else { paint::PLAIN };
        writeln!(out, " {}", style.paint(ink, text.trim_end()))?;
    }
    Ok(())
}

fn one(line: &LineRow, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let title = if line.title == line.id { String::new() } else { format!("  {}", cut(&one_line(&line.title), 60)) };
    let place = style.near(&line.file, line.line as usize);
    writeln!(out, " {}{title}  {place}", style.paint(paint::BOLD, cut(&one_line(&line.id), 40)))?;
    let room = style.width.saturating_sub(14).max(20);
    let mut say = |what: &str, text: &str| -> io::Result<()> {
        for (at, text) in wrap(&one_line(text), room).into_iter().enumerate() {
            writeln!(out, "   {} {}", pad(if at == 0 { what } else { "" }, 10), cut(&text, room))?;
        }
        Ok(())
    };
    match &line.state {
        Err(why) => say("not judged", why),
        Ok(state) => {
            let git_ref = line.git_ref.as_deref().unwrap_or("");
            say("ref", &format!("{git_ref} at {}, version {}", short(&state.commit), state.version))?;
            let [met, partial, missing, left_out] = state.counts;
            say(
                "verdicts",
                &format!(
                    "{met} met, {partial} partial, {missing} missing, {left_out} not applicable; {}",
                    maturity(state)
                ),
            )?;
            say(
                "findings",
                &format!("{}, {}", count(state.findings[0], "error"), count(state.findings[1], "warning")),
            )?;
            let shown = if style.verbose { usize::MAX } else { ASSETS };
            for asset in state.assets.iter().take(shown) {
                say(
                    "depth",
                    &format!(
                        "{} ({}) falls to {} at {} of {}; as designed {}",
                        asset.asset,
                        asset.property,
                        asset.attacker,
                        deep(asset.today),
                        asset.required,
                        deep(asset.designed)
                    ),
                )?;
            }
            let more = state.assets.len().saturating_sub(shown);
            if more > 0 {
                say("", &format!("and {}: --verbose", count(more, "more asset")))?;
            }
            let mut open = vec![issues(state)];
            open.extend(doubts(state));
            say("issues", &open.join("; "))?;
            say("reviews", &reviewed(state))?;
            for (at, step) in state.next.iter().enumerate() {
                let place =
                    if step.file.is_empty() { String::new() } else { format!(" ({}:{})", step.file, step.line) };
                say(if at == 0 { "next" } else { "" }, &format!("{}: {}{place}", step.code, step.message))?;
            }
            Ok(())
        }
    }
}

fn maturity(state: &LineState) -> String {
    let levels: Vec<String> = state.maturity.iter().map(|(practice, level)| format!("{practice} {level}")).collect();
    format!("maturity {}", levels.join(" "))
}

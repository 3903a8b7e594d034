//! Statements about exploitability: checked, shown, applied, written; for people and for programs (`vauban/vex/1`).

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, lines, one_line};
use crate::{Style, paint};

/// Something about a document.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// The rule: `openvex-not-affected`, `6.1.27.9`, `schema`.
    pub rule: String,
    /// Line, from 1; 0 if unknown.
    pub line: u32,
    /// Column, from 1; 0 if unknown.
    pub column: u32,
    /// JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

/// A document that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Its file.
    pub file: String,
    /// Its format, as `OpenVEX 0.2.0`; empty if it is none.
    pub format: String,
    /// Whether it is valid: no errors.
    pub valid: bool,
    /// How many statements it makes.
    pub statements: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// A statement as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Where it stands: a file, or a record.
    pub file: String,
    /// Its id; may be empty.
    pub id: String,
    /// The vulnerability.
    pub vulnerability: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// The products.
    pub products: Vec<String>,
    /// The components it names in them.
    pub components: Vec<String>,
    /// What is said.
    pub status: &'static str,
    /// Why, as a word; null if none is given.
    pub justification: Option<&'static str>,
    /// Why, in words.
    pub impact: String,
    /// What to do.
    pub actions: Vec<String>,
    /// Who says it.
    pub author: String,
    /// When; null if nobody says.
    pub at: Option<String>,
    /// Mechanisms it rests on.
    pub mechanisms: Vec<String>,
    /// Why it closes nothing today; empty if nothing speaks against it.
    pub doubt: String,
}

/// What follows for a component and a vulnerability.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The component; null for the product as a whole.
    pub component: Option<String>,
    /// Its package URL.
    pub purl: Option<String>,
    /// The vulnerability.
    pub vulnerability: String,
    /// `closed`, `open`, `not-closed` (a statement would close it and does not), `nothing` (nobody says anything that counts).
    pub verdict: &'static str,
    /// What the statement that counts says; null if there is none.
    pub status: Option<&'static str>,
    /// Who says it.
    pub author: Option<String>,
    /// Where it stands.
    pub file: Option<String>,
    /// Why, in a sentence or two.
    pub why: String,
    /// Who says otherwise, a sentence each.
    pub conflicts: Vec<String>,
    /// Statements that do not count, and why.
    pub set_aside: Vec<String>,
    /// What the answer rests on, a sentence each.
    pub recheck: Vec<String>,
}

/// What was applied to what.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    /// Answers, by vulnerability and component.
    pub answers: Vec<Answer>,
    /// Documents that do not count, and why.
    pub dropped: Vec<String>,
    /// Components that were looked at.
    pub components: usize,
    /// Statements that were looked at.
    pub statements: usize,
}

#[derive(Serialize)]
struct Contract<'a, T: Serialize> {
    schema: &'static str,
    #[serde(flatten)]
    content: &'a T,
}

#[derive(Serialize)]
struct Documents<'a> {
    documents: &'a [Checked],
}

#[derive(Serialize)]
struct Statements<'a> {
    statements: &'a [Shown],
}

fn contract<T: Serialize>(content: &T, out: &mut dyn Write) -> io::Result<()> {
    vauban_formats::json::write(&Contract { schema: "vauban/vex/1", content }, out)
}

/// Checked documents for programs.
pub fn checked_json(documents: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    contract(&Documents { documents }, out)
}

/// Statements for programs.
pub fn shown_json(statements: &[Shown], out: &mut dyn Write) -> io::Result<()> {
    contract(&Statements { statements }, out)
}

/// Answers for programs.
pub fn applied_json(applied: &Applied, out: &mut dyn Write) -> io::Result<()> {
    contract(applied, out)
}

/// Checked documents for people.
pub fn checked(documents: &[Checked], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for document in documents {
        for problem in &document.problems {
            self::problem(&document.file, problem, style, out)?;
        }
        let (word, colour) = if document.valid { ("valid", paint::GOOD) } else { ("invalid", paint::BAD) };
        let format = if document.format.is_empty() { "unknown format" } else { &document.format };
        writeln!(
            out,
            "{}: {} {format}, {}",
            one_line(&document.file),
            style.paint(colour, word),
            count(document.statements, "statement")
        )?;
    }
    Ok(())
}

/// One problem, in the form of a finding.
pub fn problem(file: &str, problem: &Problem, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let colour = match problem.severity {
        "error" => paint::ERROR,
        "warning" => paint::WARNING,
        _ => paint::NOTE,
    };
    let place = match (problem.line, problem.column) {
        (0, _) => one_line(file).into_owned(),
        (line, 0) => format!("{}:{line}", one_line(file)),
        (line, column) => format!("{}:{line}:{column}", one_line(file)),
    };
    let head = style.paint(colour, format!("{}[{}]", problem.severity, one_line(&problem.rule)));
    writeln!(out, "{head}: {}", one_line(&problem.message))?;
    writeln!(out, "  {} {place}", style.paint(paint::FRAME, "-->"))?;
    if !problem.help.is_empty() {
        writeln!(out, "  {} help: {}", style.paint(paint::FRAME, "="), one_line(&problem.help))?;
    }
    writeln!(out)
}

/// Statements for people.
pub fn shown(statements: &[Shown], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for one in statements {
        let reason = one.justification.map(|word| format!(" ({word})")).unwrap_or_default();
        writeln!(
            out,
            "{} {}{reason}",
            style.paint(paint::BOLD, one_line(&one.vulnerability)),
            style.paint(colour(one.status), one.status)
        )?;
        let mut row = |name: &str, text: String| match text.is_empty() {
            true => Ok(()),
            false => writeln!(out, "  {} {}", style.paint(paint::DIM, format!("{name:<10}")), lines(&text)),
        };
        row("product", one.products.join(", "))?;
        row("component", one.components.join(", "))?;
        row("why", one.impact.clone())?;
        row("action", one.actions.join("; "))?;
        row("rests on", one.mechanisms.join(", "))?;
        row("said", format!("by {}, {}", said(&one.author), one.at.as_deref().unwrap_or("without a time")))?;
        row("from", one.file.clone())?;
        row("but", one.doubt.clone())?;
    }
    writeln!(out, "{}", count(statements.len(), "statement"))
}

fn said(author: &str) -> &str {
    if author.is_empty() { "nobody by name" } else { author }
}

fn colour(status: &str) -> anstyle::Style {
    match status {
        "not_affected" | "fixed" | "false_positive" | "resolved_with_pedigree" => paint::GOOD,
        "affected" => paint::BAD,
        _ => paint::HALF,
    }
}

/// Answers for people.
pub fn applied(applied: &Applied, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for answer in &applied.answers {
        let colour = match answer.verdict {
            "closed" => paint::GOOD,
            "open" => paint::BAD,
            _ => paint::HALF,
        };
        let part = answer.component.as_deref().unwrap_or("the product as a whole");
        writeln!(
            out,
            "{} {} in {}",
            style.paint(colour, format!("{:<10}", answer.verdict)),
            style.paint(paint::BOLD, one_line(&answer.vulnerability)),
            one_line(part)
        )?;
        writeln!(out, "           {}", one_line(&answer.why))?;
        for sentence in &answer.conflicts {
            writeln!(out, "           {} {}", style.paint(paint::WARNING, "conflict:"), one_line(sentence))?;
        }
        if style.verbose {
            for sentence in &answer.set_aside {
                writeln!(out, "           set aside: {}", one_line(sentence))?;
            }
        }
        for sentence in &answer.recheck {
            writeln!(out, "           {} {}", style.paint(paint::DIM, "holds while:"), one_line(sentence))?;
        }
    }
    for why in &applied.dropped {
        writeln!(out, "{} {}", style.paint(paint::NOTE, "does not count:"), one_line(why))?;
    }
    let closed = applied.answers.iter().filter(|answer| answer.verdict == "closed").count();
    let open = applied.answers.len() - closed;
    writeln!(
        out,
        "{closed} closed, {open} open; {} and {} looked at",
        count(applied.components, "component"),
        count(applied.statements, "statement")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_string;

    #[test]
    fn hostile_text_is_disarmed() {
        let bad = "x\u{1b}[31m\u{202e}\ny".to_owned();
        let problem = Problem {
            severity: "error",
            rule: bad.clone(),
            line: 1,
            column: 2,
            pointer: bad.clone(),
            message: bad.clone(),
            help: bad.clone(),
        };
        let document =
            Checked { file: bad.clone(), format: String::new(), valid: false, statements: 1, problems: vec![problem] };
        let answer = Answer {
            component: Some(bad.clone()),
            purl: Some(bad.clone()),
            vulnerability: bad.clone(),
            verdict: "open",
            status: Some("affected"),
            author: Some(bad.clone()),
            file: Some(bad.clone()),
            why: bad.clone(),
            conflicts: vec![bad.clone()],
            set_aside: vec![bad.clone()],
            recheck: vec![bad.clone()],
        };
        let all = Applied { answers: vec![answer], dropped: vec![bad], components: 1, statements: 1 };
        let style = Style { verbose: true, ..Style::default() };
        for text in [
            to_string(|out| checked(std::slice::from_ref(&document), &style, out)).unwrap(),
            to_string(|out| checked_json(std::slice::from_ref(&document), out)).unwrap(),
            to_string(|out| applied(&all, &style, out)).unwrap(),
            to_string(|out| applied_json(&all, out)).unwrap(),
        ] {
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        }
    }
}

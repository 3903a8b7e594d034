//! `vauban ssvc`: decision tables and what they decide, for people and for programs (the contract `vauban/ssvc/1`).

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{one_line, pad, wrap};
use crate::{Style, paint};

/// What is shown: tables, what one of them decided, and what was wrong with its inputs.
#[derive(Debug, Serialize)]
pub struct Ssvc {
    /// Tables: all, or the one that was asked for.
    pub tables: Vec<Table>,
    /// What the table decided.
    pub decision: Option<Decision>,
    /// What is wrong with the inputs.
    pub errors: Vec<String>,
}

/// A decision table.
#[derive(Debug, Serialize)]
pub struct Table {
    /// Its id: `supplier`.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its key and version: `ssvc:DT_SP:1.0.0`.
    pub reference: String,
    /// What it decides.
    pub says: &'static str,
    /// Its inputs.
    pub inputs: Vec<Point>,
    /// What comes out.
    pub outcome: Point,
}

/// An input or the outcome.
#[derive(Debug, Serialize)]
pub struct Point {
    /// Its id: `technical-impact`.
    pub id: &'static str,
    /// Its key in SSVC.
    pub key: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it asks.
    pub says: &'static str,
    /// What it may be.
    pub values: Vec<Choice>,
}

/// A value of an input or of the outcome.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Its id: `total`.
    pub id: &'static str,
    /// Its key in SSVC.
    pub key: &'static str,
    /// When it applies.
    pub says: &'static str,
}

/// What a table decided.
#[derive(Debug, Serialize)]
pub struct Decision {
    /// The table, with its version.
    pub table: String,
    /// Each input with its value.
    pub inputs: Vec<Given>,
    /// What comes out.
    pub outcome: Choice,
}

/// An input with its value.
#[derive(Debug, Serialize)]
pub struct Given {
    /// The input.
    pub input: &'static str,
    /// Its value.
    pub value: &'static str,
}

/// Writes the decision, what is wrong, or the tables.
pub fn terminal(shown: &Ssvc, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(decision) = &shown.decision {
        writeln!(out, "{}", style.paint(paint::BOLD, decision.outcome.id))?;
        writeln!(out, "{}", style.paint(paint::DIM, format!("  {}", decision.table)))?;
        let width = decision.inputs.iter().map(|given| given.input.len()).max().unwrap_or(0);
        for given in &decision.inputs {
            writeln!(out, "  {} {}", pad(given.input, width), given.value)?;
        }
        return Ok(());
    }
    for error in &shown.errors {
        writeln!(out, "{} {}", style.paint(paint::BAD, "wrong:"), one_line(error))?;
    }
    if !shown.errors.is_empty() {
        return Ok(());
    }
    match shown.tables.as_slice() {
        [table] => one(table, style, out),
        tables => {
            let width = tables.iter().map(|table| table.id.len()).max().unwrap_or(0);
            for table in tables {
                writeln!(
                    out,
                    "{} {}  {}",
                    style.paint(paint::BOLD, pad(table.id, width)),
                    table.reference,
                    style.paint(paint::DIM, table.title)
                )?;
                let asked: Vec<&str> = table.inputs.iter().map(|input| input.id).collect();
                writeln!(out, "{} {}", pad("", width), asked.join(", "))?;
            }
            Ok(())
        }
    }
}

/// A table with everything it asks.
fn one(table: &Table, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", style.paint(paint::BOLD, table.title), style.paint(paint::DIM, &*table.reference))?;
    for (word, point) in table.inputs.iter().map(|point| ("", point)).chain([("decides: ", &table.outcome)]) {
        writeln!(out)?;
        writeln!(out, "{word}{}", style.paint(paint::BOLD, point.id))?;
        lines(point.says, 2, style, out)?;
        let width = point.values.iter().map(|value| value.id.len()).max().unwrap_or(0);
        for value in &point.values {
            writeln!(out, "  {} {}", pad(value.id, width), style.paint(paint::DIM, value.key))?;
            if value.says != value.id {
                lines(value.says, width + 3, style, out)?;
            }
        }
    }
    Ok(())
}

fn lines(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(text, style.width.saturating_sub(indent).max(30)) {
        writeln!(out, "{}{}", " ".repeat(indent), style.paint(paint::DIM, line))?;
    }
    Ok(())
}

/// Writes the contract.
pub fn json(shown: &Ssvc, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        shown: &'a Ssvc,
    }
    vauban_formats::json::write(&Document { schema: "vauban/ssvc/1", shown }, out)
}

//! `vauban cvss`: what vectors come to, for people and for programs (the contract `vauban/cvss/1`).

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use vauban_cvss::{Score, Scored};

use crate::text::{cut, one_line, pad};
use crate::{Style, paint};

/// A vector as it was given, and what it comes to or what is wrong with it.
pub type Row = (String, Result<Scored, String>);

/// Writes one line for each vector.
pub fn terminal(rows: &[Row], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (vector, found) in rows {
        let vector = cut(&one_line(vector), style.width.saturating_sub(24).max(40)).into_owned();
        match found {
            Ok(scored) => {
                let score = format!("{:>4}", scored.score().to_string());
                writeln!(out, "{score} {} {vector}", style.paint(paint::BOLD, pad(scored.severity().word(), 8)))?;
                let mut parts = vec![format!("base {}", scored.base)];
                parts.extend(scored.temporal.map(|score| format!("temporal {score}")));
                parts.extend(scored.environmental.map(|score| format!("environmental {score}")));
                if parts.len() > 1 {
                    writeln!(out, "              {}", style.paint(paint::DIM, parts.join(", ")))?;
                }
            }
            Err(why) => {
                writeln!(out, "   - {} {vector}", style.paint(paint::BAD, pad("invalid", 8)))?;
                writeln!(out, "              {}", one_line(why))?;
            }
        }
    }
    Ok(())
}

/// Writes the contract.
pub fn json(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let vectors = rows.iter().map(|(vector, found)| {
        let scored = found.as_ref().ok();
        Vector {
            vector,
            version: scored.map(|scored| scored.version.word()),
            score: scored.map(|scored| scored.score().value()),
            base: scored.map(|scored| scored.base.value()),
            temporal: scored.and_then(|scored| scored.temporal).map(Score::value),
            environmental: scored.and_then(|scored| scored.environmental).map(Score::value),
            severity: scored.map(|scored| scored.severity().word()),
            error: found.as_ref().err().map(|why| one_line(why)),
        }
    });
    vauban_formats::json::write(&Document { schema: "vauban/cvss/1", vectors: vectors.collect() }, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    vectors: Vec<Vector<'a>>,
}

#[derive(Serialize)]
struct Vector<'a> {
    vector: &'a str,
    version: Option<&'static str>,
    score: Option<f64>,
    base: Option<f64>,
    temporal: Option<f64>,
    environmental: Option<f64>,
    severity: Option<&'static str>,
    error: Option<Cow<'a, str>>,
}

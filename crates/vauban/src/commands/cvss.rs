//! `vauban cvss`: scores vectors, without any project.

use std::io::Read as _;
use std::process::ExitCode;

use vauban_engine::cvss::{Scored, score};
use vauban_report::cvss::{Row, json, terminal};

use crate::args::{Arguments, Cvss, PlainFormat};
use crate::{Outcome, output};

/// Most bytes read from standard input.
const MOST: u64 = 16 << 20;

pub(crate) fn run(arguments: &Arguments, options: &Cvss) -> Outcome {
    let mut rows: Vec<Row> = Vec::new();
    for vector in &options.vectors {
        if vector == "-" {
            rows.extend(lines()?);
        } else {
            rows.push((vector.clone(), scored(vector)));
        }
    }
    output::write(|out| match options.format {
        PlainFormat::Terminal => terminal(&rows, &output::style(arguments, None, 20), out),
        PlainFormat::Json => json(&rows, out),
    })?;
    let wrong = rows.iter().any(|(_, found)| found.is_err());
    Ok(if wrong { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// A vector on every line of standard input that is not empty.
fn lines() -> Result<Vec<Row>, String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("standard input cannot be read: {error}"))?;
    if bytes.len() as u64 > MOST {
        return Err(format!("standard input holds more than {} MiB; score it in parts", MOST >> 20));
    }
    let text = String::from_utf8_lossy(&bytes);
    let vectors = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(vectors.map(|vector| (vector.to_owned(), scored(vector))).collect())
}

fn scored(vector: &str) -> Result<Scored, String> {
    score(vector).map_err(|why| why.to_string())
}

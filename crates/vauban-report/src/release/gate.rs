//! The gate of a release: what is missing, with the aspect that asks for it.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, one_line};
use crate::{Style, paint};

/// An aspect that the gate rests on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GateAspect {
    /// Its id: `SM-6.b`.
    pub id: String,
    /// The verdict's word.
    pub verdict: &'static str,
    /// Whether it keeps the gate shut.
    pub blocks: bool,
    /// What is missing next; empty where nothing is.
    pub next: String,
}

/// A finding that keeps the gate shut.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GateFinding {
    /// The check.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub file: String,
    /// Its line, from 1; 0 where it has none.
    pub line: u32,
    /// Aspects it bears on.
    pub requirement: Vec<String>,
}

/// One question of the gate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GateTopic {
    /// Its name: `files`, `open-issues`.
    pub id: &'static str,
    /// What is asked, in words.
    pub question: &'static str,
    /// Whether it lets the release pass.
    pub passes: bool,
    /// Aspects it rests on.
    pub aspects: Vec<GateAspect>,
    /// Findings about it.
    pub findings: Vec<GateFinding>,
}

/// The gate of one release.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GateReport {
    /// The product.
    pub product: String,
    /// Id of the release.
    pub release: String,
    /// Whether the release may leave the house.
    pub open: bool,
    /// The questions, in their order.
    pub topics: Vec<GateTopic>,
}

impl GateReport {
    /// Writes it for people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn terminal(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        for topic in &self.topics {
            let mark = match topic.passes {
                true => "pass".to_owned(),
                false => style.paint(paint::BAD, "MISSING").to_string(),
            };
            writeln!(out, "{mark}  {}", topic.question)?;
            let open =
                topic.aspects.iter().filter(|aspect| aspect.blocks || (style.verbose && !aspect.next.is_empty()));
            for aspect in open {
                writeln!(out, "   {}  {}: {}", aspect.id, aspect.verdict, one_line(&aspect.next))?;
            }
            for finding in &topic.findings {
                let place = match finding.line {
                    0 => one_line(&finding.file).into_owned(),
                    line => format!("{}:{line}", one_line(&finding.file)),
                };
                writeln!(out, "   {}[{}]  {}  {place}", finding.severity, finding.code, one_line(&finding.message))?;
            }
        }
        let shut = self.topics.iter().filter(|topic| !topic.passes).count();
        let name = one_line(&self.release);
        match shut {
            0 => writeln!(out, "\nrelease {name} of {} may leave the house", one_line(&self.product)),
            some => writeln!(
                out,
                "\n{}: {} of {} not answered for release {name}; `vauban explain ASPECT` says what is asked",
                style.paint(paint::BAD, "the gate is shut"),
                some,
                count(self.topics.len(), "question")
            ),
        }
    }
}

//! A row that is drawn: its weakest path step by step, then what is to be said about it.

use std::io::{self, Write};

use super::super::standing::{bare, depth_text, kind};
use super::super::{DepthRow, PathReport};
use super::Page;
use super::step::way;
use super::words::{CAUSES, cause, list, one_of};
use crate::paint;
use crate::text::{count, one_line, width};

/// At most so many smallest sets are listed.
const SETS: usize = 6;

impl Page<'_> {
    pub(super) fn drawn(&self, row: &DepthRow, out: &mut dyn Write) -> io::Result<()> {
        let tier = if row.tier == "without-environment" || row.tier == "today" {
            row.tier.replace('-', " ")
        } else {
            format!("as {}", row.tier)
        };
        let names = format!("{} · {} · {}", one_line(&row.asset), row.property, one_line(&row.attacker));
        let depth = format!("{} of {}", depth_text(row), row.required);
        let depth = self.style.paint(if row.sufficient { paint::GOOD } else { paint::BAD }, depth);
        writeln!(out, "\n {}, {tier}: {depth}\n", self.style.paint(paint::BOLD, names))?;
        let Some(path) = &row.path else { return Ok(()) };
        let step_width =
            path.steps.iter().map(|step| width(&way(step, path))).max().unwrap_or(0).min(self.style.width * 9 / 20);
        for step in &path.steps {
            self.step(step, path, step_width, out)?;
        }
        writeln!(out)?;
        self.facts("smallest sets", &sets(row), "  ", out)?;
        let lines: Vec<String> =
            row.lines.iter().enumerate().map(|(at, line)| format!("{}: {}", at + 1, one_of(&line.causes))).collect();
        self.facts("lines of defence", &lines, "   ", out)?;
        if self.style.verbose || self.report.lines_in_full {
            for (at, line) in row.lines.iter().enumerate().filter(|(_, line)| !line.then.is_empty()) {
                let then = format!("once line {} has fallen, in reach: {}", at + 1, list(&line.then, 24));
                self.fact("", &then, out)?;
            }
        }
        if let Some(nominal) = nominal(row, path) {
            self.fact(&nominal.0, &nominal.1, out)?;
        }
        self.fact("watched", &watched(path), out)?;
        if let Some((decision, until)) = &row.accepted {
            self.fact("accepted", &format!("until {}, by {}", one_line(until), one_line(decision)), out)?;
        }
        for (at, remedy) in row.remedies.iter().enumerate() {
            self.fact(if at == 0 { "would help" } else { "" }, &one_line(remedy), out)?;
        }
        if !row.further_paths.is_empty() && self.style.verbose {
            for (at, path) in row.further_paths.iter().enumerate() {
                let set = row.cut_sets.get(at + 1).map(|set| set_text(set)).unwrap_or_default();
                writeln!(out, "\n   with {set}\n")?;
                for step in &path.steps {
                    self.step(step, path, step_width, out)?;
                }
            }
        }
        Ok(())
    }
}

/// `{ soc }  { bootloader, jtag-lock }`, and how many there are.
fn sets(row: &DepthRow) -> Vec<String> {
    if row.depth == Some(0) {
        return vec!["none: nothing has to fail".to_owned()];
    }
    let mut some: Vec<String> = row.cut_sets.iter().take(SETS).map(|set| set_text(set)).collect();
    let counts: Vec<String> = row
        .by_order
        .iter()
        .enumerate()
        .filter(|(_, sets)| **sets > 0)
        .map(|(order, sets)| {
            let noun = if *sets == 1 { "set" } else { "sets" };
            format!("{sets} {noun} of {}", order + 1)
        })
        .collect();
    let more = if row.truncated_at.is_some() { "; larger ones not looked for" } else { "" };
    if !counts.is_empty() {
        some.push(format!("({}{more})", counts.join(", ")));
    }
    some
}

fn set_text(set: &[String]) -> String {
    let causes: Vec<String> = set.iter().map(|name| cause(name)).collect();
    format!("{{ {} }}", causes.join(", "))
}

/// What the number of mechanisms promises, where common causes take some of it.
fn nominal(row: &DepthRow, path: &PathReport) -> Option<(String, String)> {
    let nominal = row.nominal?;
    if row.depth.is_none_or(|depth| nominal <= depth) {
        return None;
    }
    let mut taken: Vec<(&str, Vec<String>)> = Vec::new();
    for layer in path.steps.iter().flat_map(|step| &step.layers).filter(|layer| layer.counts) {
        let Some(cause) = layer.cause.as_deref().filter(|cause| kind(cause) != "mechanism") else { continue };
        let name = bare(&layer.mechanism);
        match taken.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => taken.push((cause, vec![name])),
        }
    }
    taken.sort_by_key(|(cause, names)| (std::cmp::Reverse(names.len()), *cause));
    let text = match taken.first() {
        Some((cause, names)) if names.len() > 1 => format!(
            "{} would have to fail one by one; but {} {} stand on {}",
            count(nominal as usize, "mechanism"),
            names.join(", "),
            if names.len() == 2 { "both" } else { "all" },
            bare(cause),
        ),
        _ => "what counting mechanisms one by one would promise".to_owned(),
    };
    Some((format!("nominal {nominal}"), text))
}

fn watched(path: &PathReport) -> String {
    if path.silent {
        return "silent: nothing would notice".to_owned();
    }
    let mut by: Vec<String> = Vec::new();
    for name in path.steps.iter().flat_map(|step| &step.watched_by) {
        let name = bare(name);
        if !by.contains(&name) {
            by.push(name);
        }
    }
    let by = if by.is_empty() { String::new() } else { format!(" ({})", list(&by, CAUSES)) };
    format!("{} of {}{by}", path.watched, count(path.steps.len(), "step"))
}

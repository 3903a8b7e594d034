//! The cheapest way to what is required: what to build, what it lifts, what stays short and what would help there.

use std::io::{self, Write};

use super::super::standing::bare;
use super::super::{HardeningReport, Lifted};
use super::Page;
use super::words::list;
use crate::paint;
use crate::text::{number, one_line};

/// At most so many rows of the section on hardening.
const RAISED: usize = 8;

impl Page<'_> {
    pub(super) fn hardening(&self, found: &HardeningReport, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n {}", self.style.paint(paint::BOLD, "The cheapest way to what is required, as designed"))?;
        writeln!(out)?;
        let priced = |list: &[(String, u64)]| {
            let names: Vec<String> = list.iter().map(|(name, cost)| format!("{} ({cost})", bare(name))).collect();
            names.join(", ")
        };
        match (found.proposed.is_empty(), found.chosen.is_empty()) {
            (true, _) => {
                self.fact("build", "no mechanism has `status = \"proposed\"`; propose some, with `cost`", out)?;
            }
            (false, true) if found.short.is_empty() => {
                self.fact("build", "nothing: every asset has the depth asked for", out)?;
            }
            (false, true) => {
                self.fact("build", "nothing: none of the proposed mechanisms lifts a depth to what is required", out)?;
            }
            (false, false) => {
                self.fact("build", &priced(&found.chosen), out)?;
                let proof = if found.at_least >= found.cost {
                    format!("{}; nothing cheaper does it", found.cost)
                } else {
                    format!("{}; nothing below {} does it, between the two none was tried", found.cost, found.at_least)
                };
                self.fact("cost", &proof, out)?;
            }
        }
        let kept: Vec<(String, u64)> =
            found.proposed.iter().filter(|one| !found.chosen.contains(one)).cloned().collect();
        if !kept.is_empty() && !found.chosen.is_empty() {
            self.fact("not needed", &priced(&kept), out)?;
        }
        self.raised("lifts", &found.lifted, out)?;
        self.raised("stays short", &found.short, out)?;
        for (at, (row, remedies)) in found.remedies.iter().enumerate() {
            let head = format!("{} · {} · {}: ", one_line(&row.asset), row.property, one_line(&row.attacker));
            let text = match &remedies[..] {
                [] => "no single mechanism more would raise it".to_owned(),
                [first, rest @ ..] => {
                    let or = if rest.is_empty() { String::new() } else { format!(" (or at {})", list_places(rest)) };
                    format!("{}{or}", one_line(first))
                }
            };
            self.fact(if at == 0 { "would help" } else { "" }, &format!("{head}{text}"), out)?;
        }
        Ok(())
    }

    fn raised(&self, label: &str, rows: &[Lifted], out: &mut dyn Write) -> io::Result<()> {
        let deep = |depth: Option<u32>| depth.map_or("∞".to_owned(), |depth| depth.to_string());
        let most = if self.style.verbose { usize::MAX } else { RAISED };
        for (at, row) in rows.iter().take(most).enumerate() {
            let names = format!("{} · {} · {}", one_line(&row.asset), row.property, one_line(&row.attacker));
            let depths = if row.before == row.after {
                format!("{} of {}", deep(row.after), row.required)
            } else {
                format!("{} → {} of {}", deep(row.before), deep(row.after), row.required)
            };
            self.fact(if at == 0 { label } else { "" }, &format!("{names}: {depths}"), out)?;
        }
        match rows.len().saturating_sub(most) {
            0 => Ok(()),
            more => self.fact("", &format!("… and {} more", number(more)), out),
        }
    }
}

/// Places of further remedies: what stands between `on ` and ` that`.
fn list_places(remedies: &[String]) -> String {
    let place = |text: &String| {
        let rest = text.split_once(" on ").map_or(text.as_str(), |(_, rest)| rest);
        one_line(rest.split_once(" that ").map_or(rest, |(place, _)| place)).into_owned()
    };
    list(&remedies.iter().map(place).collect::<Vec<_>>(), 3)
}

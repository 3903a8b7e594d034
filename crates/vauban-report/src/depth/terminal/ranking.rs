//! What carries most: the causes that sit in the smallest sets of many losses.

use std::io::{self, Write};

use super::super::standing::Group;
use super::Page;
use super::words::cause;
use crate::text::{count, number};

/// At most so many causes are ranked.
const RANKED: usize = 5;

impl Page<'_> {
    pub(super) fn ranking(&self, out: &mut dyn Write) -> io::Result<()> {
        let most: Vec<String> = self
            .report
            .ranking
            .iter()
            .take(if self.style.verbose { 4 * RANKED } else { RANKED })
            .map(|ranked| {
                let (order, sets) = ranked.by_order.iter().enumerate().find(|(_, sets)| **sets > 0).unwrap_or((0, &0));
                match order {
                    0 => format!("{} (alone enough for {})", cause(&ranked.cause), loss(ranked.alone)),
                    _ => format!(
                        "{} (in {} of {})",
                        cause(&ranked.cause),
                        count(usize::try_from(*sets).unwrap_or(usize::MAX), "set"),
                        order + 1
                    ),
                }
            })
            .collect();
        if most.is_empty() || Group::all(&self.report.rows).len() < 2 {
            return Ok(());
        }
        let tier = self.report.rows.first().map_or("", |row| row.tier);
        writeln!(out)?;
        self.paragraph(1, &format!("What carries most ({tier}): {}.", most.join(", ")), out)
    }
}

fn loss(many: usize) -> String {
    if many == 1 { "1 loss".to_owned() } else { format!("{} losses", number(many)) }
}

//! Labels in a column and what is said beside them.

use std::io::{self, Write};

use super::Page;
use crate::paint;
use crate::text::{pad, width, wrap};

/// Columns of the label in front of a fact about a path.
const LABEL: usize = 16;

impl Page<'_> {
    /// A label and what it says, wrapped beside it.
    pub(super) fn fact(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        self.beside(label, &wrap(text, self.room()), out)
    }

    /// A label and several things, none of them broken unless it is longer than a line.
    pub(super) fn facts(&self, label: &str, things: &[String], between: &str, out: &mut dyn Write) -> io::Result<()> {
        self.beside(label, &flow(things, between, self.room()), out)
    }

    /// Columns beside a label.
    fn room(&self) -> usize {
        self.style.width.saturating_sub(3 + LABEL + 2).max(24)
    }

    fn beside(&self, label: &str, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
        let mut label = pad(label, LABEL);
        for line in lines {
            writeln!(out, "   {}  {}", self.style.paint(paint::BOLD, label.as_str()), line)?;
            label = " ".repeat(LABEL);
        }
        Ok(())
    }
}

/// Puts things side by side in lines of at most so many columns; one that is longer is wrapped by itself.
pub(super) fn flow(things: &[String], between: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for thing in things {
        match lines.last_mut() {
            Some(line) if width(line) + width(between) + width(thing) <= columns => {
                line.push_str(between);
                line.push_str(thing);
            }
            _ if width(thing) > columns => lines.extend(wrap(thing, columns)),
            _ => lines.push(thing.clone()),
        }
    }
    lines
}

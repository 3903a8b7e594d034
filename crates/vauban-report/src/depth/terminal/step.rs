//! One step of a path: the way, the layers on it, the place in the records.

use std::io::{self, Write};

use super::super::standing::{bare, kind};
use super::super::{LayerReport, PathReport, StepReport};
use super::words::{fact, shorter};
use super::{NARROW, Page};
use crate::text::{cut, one_line, pad, width, wrap};
use crate::{Style, paint};

impl Page<'_> {
    /// One step: the way, the layers on it, the place.
    pub(super) fn step(
        &self,
        step: &StepReport,
        path: &PathReport,
        columns: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let way = way(step, path);
        let place = self.style.near(&step.file, step.line);
        let shown = paint_free(&step.file, step.line);
        let layers = layers(step);
        let room = self.style.width.saturating_sub(3 + columns + 2);
        if self.style.width < NARROW || width(&way) > columns {
            writeln!(out, "   {}", cut(&way, self.style.width.saturating_sub(3).max(20)))?;
            let lines = wrap(&layers, self.style.width.saturating_sub(7).max(20));
            for (at, line) in lines.iter().enumerate() {
                let last = at + 1 == lines.len();
                let beside = last && width(line) + width(&shown) + 10 <= self.style.width;
                match (last, beside) {
                    (true, true) => writeln!(out, "       {line} · {}", self.style.paint(paint::DIM, place.as_str()))?,
                    (true, false) => {
                        writeln!(out, "       {line}\n       {}", self.style.paint(paint::DIM, place.as_str()))?;
                    }
                    (false, _) => writeln!(out, "       {line}")?,
                }
            }
            return Ok(());
        }
        let beside = room.saturating_sub(width(&shown) + 2);
        let first = wrap(&layers, beside.max(16));
        let lines = if first.len() > 1 { wrap_with_tail(&layers, room, width(&shown) + 2) } else { first };
        for (at, line) in lines.iter().enumerate() {
            let way = if at == 0 { pad(&way, columns) } else { " ".repeat(columns) };
            if at == 0 {
                let gap = room.saturating_sub(width(line) + width(&shown)).max(2);
                writeln!(out, "   {way}  {line}{}{}", " ".repeat(gap), self.style.paint(paint::DIM, place.as_str()))?;
            } else {
                writeln!(out, "   {way}  {line}")?;
            }
        }
        Ok(())
    }
}

/// `plant-lan ─web-ui─▶ web-server`, or the sentence of a loss.
pub(crate) fn way(step: &StepReport, path: &PathReport) -> String {
    let over = |at: usize| step.over.get(at).map(|name| bare(name)).unwrap_or_default();
    let asset = || {
        let name = step.to.rsplit_once('.').map_or(step.to.as_str(), |(name, _)| name);
        bare(name)
    };
    let mut from: Vec<String> = step.from.iter().map(|name| fact(name)).collect();
    if from.is_empty() {
        from.extend(step.acts_as.as_deref().map(bare));
    }
    if from.is_empty() {
        from.extend(path.starts.first().map(|name| bare(name)));
    }
    let who = from.join(" + ");
    let bench = if step.bench { " (own unit)" } else { "" };
    let said = match step.rule {
        "L1" => format!("{who} holds {}", asset()),
        "L2" => format!("{who}: {} carries {}", over(0), asset()),
        "L3" => format!("{who} ─{}─▶ flooded: {}", over(0), asset()),
        "L4" => format!("{who}: {} grants {}", over(0), asset()),
        "L5" => format!("{who} has {} in the clear", asset()),
        "L6" => format!("{} follows from {who}", asset()),
        "L7" => format!("{} from a unit of their own", asset()),
        _ => {
            let by = step.over.first().filter(|name| matches!(kind(name), "interface" | "flow")).map(|name| bare(name));
            let arrow = by.map_or("─▶".to_owned(), |by| format!("─{by}─▶"));
            format!("{who} {arrow} {}", fact(&step.to))
        }
    };
    format!("{said}{bench}")
}

/// The layers on a step: those that fell alike stand together, those that do not count say why.
fn layers(step: &StepReport) -> String {
    let mut groups: Vec<(&LayerReport, Vec<String>)> = Vec::new();
    for layer in &step.layers {
        match groups.iter_mut().find(|(known, _)| (known.counts, &known.how) == (layer.counts, &layer.how)) {
            Some((_, names)) => names.push(bare(&layer.mechanism)),
            None => groups.push((layer, vec![bare(&layer.mechanism)])),
        }
    }
    groups.sort_by_key(|(layer, _)| !layer.counts);
    let texts: Vec<String> = groups
        .into_iter()
        .map(|(layer, names)| {
            let how = shorter(&one_line(&layer.how));
            let does = if names.len() == 1 { "does" } else { "do" };
            match layer.counts {
                true => format!("{}: {how}", names.join(", ")),
                false => format!("{} {does} not count: {how}", names.join(", ")),
            }
        })
        .collect();
    if texts.is_empty() { "no mechanism".to_owned() } else { texts.join("; ") }
}

/// What [`Style::near`] shows.
fn paint_free(file: &str, line: usize) -> String {
    Style::default().near(file, line)
}

/// Breaks text so that its first line leaves room for what stands at its right.
fn wrap_with_tail(text: &str, columns: usize, tail: usize) -> Vec<String> {
    let mut lines = wrap(text, columns.saturating_sub(tail).max(16));
    let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
    let rest = lines.join(" ");
    std::iter::once(first).chain(wrap(&rest, columns.max(16))).collect()
}

//! Words in the picture, and the picture in words.

use std::fmt::Write as _;

use super::super::DepthRow;
use super::super::standing::{bare, depth_text};
use super::super::terminal::{cause, way};
use crate::text::{cut, one_line, width};

pub(super) fn names(row: &DepthRow) -> String {
    format!("{} · {} · {}", row.asset, row.property, row.attacker)
}

/// The picture in sentences.
pub(super) fn described(row: &DepthRow) -> String {
    let mut said = format!(
        "How {} leads to the loss of {} of {}: depth {}, {} required.",
        row.attacker,
        row.property,
        row.asset,
        depth_text(row),
        row.required
    );
    for (at, path) in row.path.iter().flat_map(|path| path.steps.iter().map(move |step| (step, path))).enumerate() {
        let (step, path) = path;
        let layers: Vec<String> =
            step.layers.iter().map(|layer| format!("{}: {}", bare(&layer.mechanism), layer.how)).collect();
        let layers = if layers.is_empty() { "no mechanism".to_owned() } else { layers.join("; ") };
        let _ = write!(said, " Step {}: {} ({layers}).", at + 1, way(step, path));
    }
    for (at, line) in row.lines.iter().enumerate() {
        let causes: Vec<String> = line.causes.iter().map(|name| cause(name)).collect();
        let _ = write!(said, " Line of defence {}: one of {}.", at + 1, causes.join(", "));
    }
    said
}

/// A name in at most so many lines; it breaks after `-`, `/`, `.` and between words.
pub(super) fn fold(name: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for piece in name.split_inclusive(['-', '/', '.', ' ', ',']) {
        match lines.last_mut() {
            Some(last) if last.is_empty() || width(last) + width(piece) <= columns => last.push_str(piece),
            _ => lines.push(piece.to_owned()),
        }
    }
    if lines.len() > most {
        let rest = lines.split_off(most - 1).concat();
        lines.push(rest);
    }
    lines.iter().map(|line| cut(line.trim(), columns).into_owned()).collect()
}

pub(super) fn text(out: &mut String, x: i64, y: i64, class: &str, said: &str) {
    if !said.is_empty() {
        let _ = writeln!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(said));
    }
}

/// Disarmed text as XML.
pub(in crate::depth) fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

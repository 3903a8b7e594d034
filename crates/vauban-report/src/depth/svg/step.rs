//! What stands on a step: the way it goes, the mechanisms on it, and who watches.

use std::fmt::Write as _;

use super::super::standing::{bare, kind};
use super::super::terminal::shorter;
use super::super::{LayerReport, StepReport};
use super::layout::{GAP, Node};
use super::text::{fold, text};
use crate::text::{cut, one_line, width};

/// Height of a mechanism on a step, and the space to the next.
pub(super) const TAG: (i64, i64) = (36, 6);

/// At most so many mechanisms on a step.
const TAGS: usize = 6;

/// What stands on a step, left of its box.
pub(super) fn step_label(step: &StepReport, node: &Node, out: &mut String) {
    let left = node.x - GAP + 18;
    let by = step.over.first().map(|name| format!("{} {}", kind(name), bare(name))).unwrap_or_default();
    let by = if step.bench { format!("{by} (own unit)") } else { by };
    text(out, left, node.y - 9, "small", &cut(&by, 32));
    let mut y = node.y + 10;
    let tags = tags(step);
    if tags.is_empty() {
        text(out, left, y + 10, "bad name", "no mechanism");
        y += 20;
    }
    let hidden = step.layers.len().saturating_sub(TAGS);
    for (at, (names, layer)) in tags.iter().enumerate() {
        let class = if layer.counts { "counts" } else { "absent" };
        let wide = GAP - 36;
        let _ = writeln!(
            out,
            "<rect class=\"{class}\" x=\"{left}\" y=\"{y}\" width=\"{wide}\" height=\"{}\" rx=\"4\"/>",
            high(layer)
        );
        let more = if at + 1 == tags.len() && hidden > 0 { format!(" +{hidden}") } else { String::new() };
        text(out, left + 9, y + 15, "name", &format!("{}{more}", cut(names, 28 - width(&more))));
        for (line, how) in how(layer).iter().enumerate() {
            text(out, left + 9, y + 29 + line as i64 * 13, "small", how);
        }
        y += high(layer) + TAG.1;
    }
    if !step.watched_by.is_empty() {
        let names: Vec<String> = step.watched_by.iter().map(|name| bare(name)).collect();
        text(out, left, y + 11, "small", &cut(&format!("watched by {}", names.join(", ")), 36));
    }
}

/// How a layer fell, or why it does not count, in one or two lines.
fn how(layer: &LayerReport) -> Vec<String> {
    fold(&shorter(&one_line(&layer.how)), 31, 2)
}

/// Height of a mechanism on a step.
pub(super) fn high(layer: &LayerReport) -> i64 {
    TAG.0 + if how(layer).len() > 1 { 13 } else { 0 }
}

/// The mechanisms on a step, those that count first.
pub(super) fn tags(step: &StepReport) -> Vec<(String, &LayerReport)> {
    let mut layers: Vec<&LayerReport> = step.layers.iter().collect();
    layers.sort_by_key(|layer| !layer.counts);
    layers.into_iter().take(TAGS).map(|layer| (bare(&layer.mechanism), layer)).collect()
}

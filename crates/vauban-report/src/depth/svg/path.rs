//! The path: boxes for what is reached, lines for the steps between them.

use std::fmt::Write as _;

use super::super::standing::{bare, kind};
use super::super::{DepthRow, PathReport, StepReport};
use super::layout::{BOX, CELLS, GAP, MARGIN, Node};
use super::step::{TAG, high, step_label, tags};
use super::text::{fold, text};
use crate::text::{count, cut, one_line};

/// At most so many steps.
const STEPS: usize = 60;

pub(super) fn path_picture(row: &DepthRow, path: &PathReport, top: i64, out: &mut String) -> i64 {
    let steps = path.steps.get(..path.steps.len().min(STEPS)).unwrap_or(&path.steps);
    let mut nodes: Vec<Node> = Vec::new();
    let mut y = top;
    // Row by row, as high as its fullest step needs.
    for from in (0..=steps.len()).step_by(CELLS) {
        let to = (from + CELLS).min(steps.len() + 1);
        let high = |step: &StepReport| tags(step).iter().map(|(_, layer)| high(layer) + TAG.1).sum::<i64>().max(20);
        let tags = (from..to).filter_map(|cell| steps.get(cell.checked_sub(1)?)).map(high).max();
        let watched =
            (from..to).filter_map(|cell| steps.get(cell.checked_sub(1)?)).any(|step| !step.watched_by.is_empty());
        let height = 54 + i64::from(watched) * 18 + tags.unwrap_or(20);
        let middle = y + 34;
        let bottom = y + height.max(34 + BOX.1 / 2 + 10);
        for cell in from..to {
            let x = MARGIN + (cell - from) as i64 * (GAP + BOX.0) + GAP;
            let fact = cell.checked_sub(1).and_then(|step| steps.get(step)).map(|step| step.to.clone());
            nodes.push(Node { fact, x, y: middle, channel: bottom + 8 });
        }
        y = bottom + 30;
    }
    // Lines first, so that boxes and words lie on them.
    for (at, step) in steps.iter().enumerate() {
        for (number, source) in sources(step, &nodes, at + 1, path).into_iter().enumerate() {
            connect(&nodes[source], &nodes[at + 1], source + 1 == at + 1, number, at, step, out);
        }
    }
    let start = &nodes[0];
    attacker(MARGIN + 40, start.y, &row.attacker, out);
    let _ = writeln!(
        out,
        "<path class=\"step\" d=\"M{} {} H{}\" marker-end=\"url(#tip)\"/>",
        MARGIN + 70,
        start.y,
        start.x - 2
    );
    let starts: Vec<String> = path.starts.iter().map(|name| bare(name)).collect();
    let acts: Vec<String> = path.steps.iter().filter_map(|step| step.acts_as.as_deref()).map(bare).take(1).collect();
    let (word, name) = match (starts.is_empty(), acts.first()) {
        (false, _) => ("starts in", starts.join(", ")),
        (true, Some(actor)) => ("acts as", actor.clone()),
        (true, None) => ("starts", "anywhere".to_owned()),
    };
    node_box(start, "zone", word, &name, out);
    for (at, step) in steps.iter().enumerate() {
        step_label(step, &nodes[at + 1], out);
        let node = &nodes[at + 1];
        let lost = step.to.rsplit_once('.').filter(|(name, _)| kind(name) == "asset");
        match (kind(&step.to), lost) {
            (_, Some((name, property))) => {
                node_box(node, "lost", &format!("loses {}", one_line(property)), &bare(name), out);
            }
            ("zone", None) => node_box(node, "zone", "zone", &bare(&step.to), out),
            (word, None) => {
                let word = if word == "component" { "controls" } else { word };
                node_box(node, "part", word, &bare(&step.to), out);
            }
        }
    }
    if path.steps.len() > STEPS {
        text(out, MARGIN, y, "small", &format!("… and {}", count(path.steps.len() - STEPS, "more step")));
        y += 20;
    }
    y - 8
}

/// The boxes that a step starts from; the start where nothing else leads there.
fn sources(step: &StepReport, nodes: &[Node], before: usize, path: &PathReport) -> Vec<usize> {
    let find = |fact: &String| {
        let earlier = nodes.get(..before)?.iter().rposition(|node| node.fact.as_ref() == Some(fact));
        earlier.or(path.starts.contains(fact).then_some(0))
    };
    let mut found: Vec<usize> = step.from.iter().filter_map(find).collect();
    if found.is_empty() {
        found.push(0);
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    found
}

/// A line from box to box: straight to the neighbour, else below the row and up in front of the box.
fn connect(from: &Node, to: &Node, next: bool, number: usize, at: usize, step: &StepReport, out: &mut String) {
    let open = if step.layers.iter().all(|layer| !layer.counts) { " open" } else { "" };
    let class = if number == 0 { format!("step{open}") } else { "side".to_owned() };
    let tip = if number == 0 { " marker-end=\"url(#tip)\"" } else { "" };
    if next && from.y == to.y {
        let _ = writeln!(out, "<path class=\"{class}\" d=\"M{} {} H{}\"{tip}/>", from.x + BOX.0, from.y, to.x - 2);
        return;
    }
    let down = from.x + BOX.0 / 2 + (at as i64 % 5 - 2) * 9;
    let lane = from.channel + (at as i64 % 4) * 4 - 6;
    let before = to.x - GAP + 2 + (at as i64 % 4) * 4;
    let _ = writeln!(
        out,
        "<path class=\"{class}\" d=\"M{down} {} V{lane} H{before} V{} H{}\" stroke-linejoin=\"round\"{tip}/>",
        from.y + BOX.1 / 2,
        to.y,
        to.x - 2
    );
}

/// The one who attacks.
pub(super) fn attacker(x: i64, y: i64, name: &str, out: &mut String) {
    let _ = writeln!(
        out,
        "<circle class=\"start\" cx=\"{x}\" cy=\"{}\" r=\"8\"/><path class=\"start\" d=\"M{} {} a15 15 0 0 1 30 0 z\"/>",
        y - 14,
        x - 15,
        y + 12
    );
    text(out, x - 40, y + 32, "name", &cut(&one_line(name), 30));
}

fn node_box(node: &Node, class: &str, word: &str, name: &str, out: &mut String) {
    let (x, y) = (node.x, node.y - BOX.1 / 2);
    let radius = if class == "zone" { 16 } else { 5 };
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"{radius}\"/>",
        BOX.0, BOX.1
    );
    let middle = x + BOX.0 / 2;
    let lines = fold(name, 18, 2);
    let first = if lines.len() > 1 { y + 20 } else { y + 25 };
    match class {
        "lost" => text(out, middle, first, "small mid bad", word),
        _ => text(out, middle, first, "caps mid", &word.to_uppercase()),
    }
    for (at, line) in lines.iter().enumerate() {
        text(out, middle, first + 17 + at as i64 * 15, "name mid", line);
    }
}

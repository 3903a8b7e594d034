//! A row: its head with the gauge, its path, its walls, and what is to be said below.

use std::fmt::Write as _;

use super::super::DepthRow;
use super::super::standing::depth_text;
use super::super::terminal::cause;
use super::layout::{MARGIN, PAGE};
use super::path::path_picture;
use super::text::text;
use super::walls::walls;
use crate::text::{count, cut, one_line, wrap};

/// Draws a row from `y` on; returns where it ends.
pub(super) fn draw(row: &DepthRow, y: i64, out: &mut String) -> i64 {
    let asset = format!("{} · {}", one_line(&row.asset), row.property);
    text(out, MARGIN, y + 20, "head", &cut(&asset, 52));
    let tier = match row.tier {
        "without-environment" => "without the environment".to_owned(),
        "today" => "today, with the known issues".to_owned(),
        tier => format!("as {tier}"),
    };
    let who = format!("Attacker {}, {tier} · {} impact", one_line(&row.attacker), row.impact);
    text(out, MARGIN, y + 44, "sub", &cut(&who, 86));
    gauge(row, y + 2, out);
    let mut y = y + 84;
    if let Some(path) = &row.path {
        y = path_picture(row, path, y, out);
    }
    y += 18;
    let _ = writeln!(out, "<path class=\"rule\" d=\"M{MARGIN} {y} H{}\"/>", PAGE - MARGIN);
    let y = walls(row, y + 28, out);
    foot(row, y + 10, out)
}

/// The depth that is there against the depth asked for: blocks, and a line to reach.
fn gauge(row: &DepthRow, y: i64, out: &mut String) {
    let depth = row.depth.or(row.at_least).unwrap_or(0).min(9);
    let required = row.required.min(9);
    let blocks = i64::from(depth.max(required).max(1));
    let right = PAGE - MARGIN;
    let left = right - blocks * 26;
    for at in 0..blocks {
        let class = if at < i64::from(depth) { "block" } else { "hollow" };
        let _ = writeln!(
            out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"20\" height=\"20\" rx=\"3\"/>",
            left + at * 26 + 3,
            y + 4
        );
    }
    let need = left + i64::from(required) * 26;
    let _ = writeln!(out, "<path class=\"need\" d=\"M{need} {} V{}\"/>", y - 3, y + 31);
    let class = if row.sufficient { "end good name" } else { "end bad name" };
    text(out, right, y + 48, class, &format!("depth {} · {} required", depth_text(row), row.required));
}

fn foot(row: &DepthRow, y: i64, out: &mut String) -> i64 {
    let mut lines: Vec<String> = Vec::new();
    let sets: Vec<String> = row
        .cut_sets
        .iter()
        .filter(|set| !set.is_empty())
        .take(4)
        .map(|set| {
            let causes: Vec<String> = set.iter().map(|name| cause(name)).collect();
            format!("{{ {} }}", causes.join(", "))
        })
        .collect();
    if !sets.is_empty() {
        lines.push(format!(
            "Smallest sets: {}{}",
            sets.join("  "),
            if row.cut_sets.len() > sets.len() { "  …" } else { "" }
        ));
    }
    if let Some(nominal) = row.nominal.filter(|nominal| row.depth.is_some_and(|depth| *nominal > depth)) {
        lines.push(format!(
            "Nominal {nominal}: so many mechanisms would have to fail one by one, if they shared nothing."
        ));
    }
    if let Some(path) = &row.path {
        lines.push(match path.silent {
            true => "Silent: nothing on this path would be noticed.".to_owned(),
            false => format!("Watched: {} of {}.", path.watched, count(path.steps.len(), "step")),
        });
    }
    lines.push("Full frame: counts and must fall. Dashed frame: does not count here. Red arrow: nothing that counts stands in the way.".to_owned());
    let mut y = y;
    for line in lines.iter().flat_map(|line| wrap(line, 150)) {
        y += 18;
        text(out, MARGIN, y, "small", &line);
    }
    y
}

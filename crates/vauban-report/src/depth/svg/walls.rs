//! The lines of defence as walls, and the asset behind them in its fort.

use std::fmt::Write as _;

use super::super::terminal::cause;
use super::super::{DepthRow, LineReport};
use super::layout::{MARGIN, PAGE};
use super::path::attacker;
use super::text::{fold, text};
use crate::text::{count, cut, one_line, width};

/// At most so many names on a wall.
const STONES: usize = 7;

/// At most so many walls.
const WALLS: usize = 4;

/// The lines of defence, outermost left, the asset behind them in its fort.
pub(super) fn walls(row: &DepthRow, y: i64, out: &mut String) -> i64 {
    text(out, MARGIN, y, "name", "Lines of defence");
    let said = match (row.depth, row.lines.len()) {
        (Some(0), _) => "none: nothing has to fail".to_owned(),
        (_, 0) => "not looked for".to_owned(),
        (_, 1) => "one: at least one stone of it has to break".to_owned(),
        (_, many) => format!("{many}: of each, at least one stone has to break"),
    };
    text(out, MARGIN + 132, y, "sub", &said);
    let shown = row.lines.get(..row.lines.len().min(WALLS)).unwrap_or(&row.lines);
    let stones = shown.iter().map(|line| stones(line).len()).max().unwrap_or(0).max(3) as i64;
    let high = 46 + stones * 26;
    let top = y + 34;
    let ground = top + high;
    let fort = 190;
    let left = MARGIN + 76;
    let _ = writeln!(
        out,
        "<path class=\"moat\" d=\"M{MARGIN} {} H{} V{} H{MARGIN} z\"/>",
        ground,
        PAGE - MARGIN,
        ground + 9
    );
    attacker(MARGIN + 34, ground - 13, "", out);
    let room = PAGE - MARGIN - fort - left;
    let each = room / (shown.len().max(1) as i64);
    let wide = (each - 34).min(232);
    for (at, line) in shown.iter().enumerate() {
        let x = left + at as i64 * each + (each - wide) / 2;
        wall(line, at, x, ground, wide, high, out);
    }
    let _ = writeln!(
        out,
        "<path class=\"step\" d=\"M{} {} H{}\" marker-end=\"url(#tip)\"/>",
        MARGIN + 62,
        ground + 22,
        PAGE - MARGIN - fort + 8
    );
    let middle = PAGE - MARGIN - fort / 2;
    star(middle, ground - 72, 78, out);
    for (at, line) in fold(&one_line(&row.asset), 15, 3).iter().enumerate() {
        text(out, middle, ground - 72 + at as i64 * 15, "name mid", line);
    }
    text(out, middle, ground + 27, "small mid", row.property);
    if row.lines.len() > WALLS {
        text(out, left, ground + 44, "small", &format!("… and {}", count(row.lines.len() - WALLS, "more line")));
    }
    ground + 46
}

/// A wall with battlements; each stone bears a name.
fn wall(line: &LineReport, at: usize, x: i64, ground: i64, wide: i64, high: i64, out: &mut String) {
    let top = ground - high;
    let merlons = 7;
    let tooth = wide / (2 * merlons - 1);
    let mut d = format!("M{} {ground} L{x} {}", x - 7, top + 12);
    for merlon in 0..merlons {
        let from = x + merlon * 2 * tooth;
        let to = if merlon + 1 == merlons { x + wide } else { from + tooth };
        let _ = write!(d, " H{from} V{top} H{to} V{}", top + 12);
    }
    let _ = write!(d, " L{} {ground} z", x + wide + 7);
    let _ = writeln!(out, "<path class=\"wall\" d=\"{d}\"/>");
    let stones = stones(line);
    text(
        out,
        x + wide / 2,
        top + 30,
        "caps mid",
        &format!("LINE {}{}", at + 1, if line.causes.len() > 1 { " · ONE OF" } else { "" }),
    );
    // Courses up to the ground; joints are staggered as masons set them, where no word stands.
    for row in 0..(high - 46) / 26 {
        let y = top + 40 + row * 26;
        let _ = writeln!(out, "<path class=\"joint\" d=\"M{} {y} H{}\"/>", x + 4, x + wide - 4);
        let shift = if row % 2 == 0 { 12 } else { 26 };
        let stone = stones.get(row as usize).map_or("", String::as_str);
        if (width(stone) as i64) * 7 < wide - 2 * shift - 16 {
            let _ = writeln!(out, "<path class=\"joint\" d=\"M{} {y} v26 M{} {y} v26\"/>", x + shift, x + wide - shift);
        }
        if stone.is_empty() {
            let _ = writeln!(out, "<path class=\"joint\" d=\"M{} {y} v26\"/>", x + wide / 2 + shift);
        }
        let class = if stone.starts_with('…') { "small mid" } else { "mid" };
        text(out, x + wide / 2, y + 18, class, &cut(stone, (wide / 7).max(8) as usize));
    }
}

fn stones(line: &LineReport) -> Vec<String> {
    let mut stones: Vec<String> = line.causes.iter().take(STONES).map(|name| cause(name)).collect();
    if line.causes.len() > STONES {
        stones.pop();
        stones.push(format!("… and {} more", line.causes.len() + 1 - STONES));
    }
    stones
}

/// A fort on five bastions, as Vauban drew them.
fn star(x: i64, y: i64, radius: i64, out: &mut String) {
    let point = |angle: f64, far: f64| {
        let angle = angle.to_radians();
        let (dx, dy) = (angle.sin() * far * radius as f64, -angle.cos() * far * radius as f64);
        format!("{:.1} {:.1}", x as f64 + dx, y as f64 + dy)
    };
    for (class, scale) in [("moat", 1.12), ("wall", 1.0), ("joint", 0.9)] {
        let mut points: Vec<String> = Vec::new();
        for side in 0..5 {
            let middle = f64::from(side) * 72.0;
            points.push(point(middle - 11.0, 0.83 * scale));
            points.push(point(middle, scale));
            points.push(point(middle + 11.0, 0.83 * scale));
            points.push(point(middle + 15.0, 0.68 * scale));
            points.push(point(middle + 57.0, 0.68 * scale));
        }
        let _ = writeln!(out, "<path class=\"{class}\" d=\"M{} z\"/>", points.join(" L"));
    }
}

//! Maturity of each practice over releases, as a small picture for a page.
//!
//! One row for each practice, one column for each release: a bar as high as the level, and the level as a digit. The
//! colour is that of the text around it, so it is legible on any ground; the height and the digit say the same.

use std::fmt::Write as _;

use vauban_analysis::history::StatusHistory;

use super::history::escape;
use crate::text::cut;

/// Left edge of the columns: room for the names of practices.
const LEFT: usize = 282;
/// Height of a row.
const ROW: usize = 19;
/// Height of one level.
const LEVEL: usize = 3;
/// Width that columns share.
const WIDE: usize = 440;
/// Most columns that are drawn, the newest.
const MOST: usize = 10;

/// The picture.
pub fn svg(history: &StatusHistory) -> String {
    let from = history.points.len().saturating_sub(MOST);
    let points = history.points.get(from..).unwrap_or_default();
    let step = (WIDE / points.len().max(1)).clamp(46, 110);
    let (wide, tall) = (LEFT + step * points.len().max(1), ROW * history.practices.len() + 32);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\" role=\"img\"><title>Maturity of each practice, \
         release by release</title><desc>{}</desc>",
        escape(&described(history))
    );
    for (row, (id, title)) in history.practices.iter().enumerate() {
        let base = ROW * (row + 1) - 2;
        let _ = write!(
            svg,
            "<text x=\"0\" y=\"{0}\" font-weight=\"bold\">{1}</text><text x=\"40\" y=\"{0}\" font-size=\"11\">{2}</text>\
             <line x1=\"{LEFT}\" y1=\"{base}\" x2=\"{wide}\" y2=\"{base}\" stroke=\"currentColor\" stroke-opacity=\"0.35\"/>",
            base - 4,
            escape(&cut(id, 6)),
            escape(&cut(title, 40))
        );
        for (column, point) in points.iter().enumerate() {
            let level = usize::from(point.maturity.get(row).copied().unwrap_or_default().min(4));
            let (x, high) = (LEFT + step * column, LEVEL * level);
            let _ = write!(
                svg,
                "<rect x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{high}\" fill-opacity=\"0.28\" stroke=\"currentColor\" \
                 stroke-opacity=\"0.6\"/><text x=\"{}\" y=\"{}\" font-weight=\"bold\">{level}</text>",
                base - high,
                step - 22,
                x + step - 18,
                base - 3
            );
        }
    }
    let below = ROW * history.practices.len() + 14;
    for (column, point) in points.iter().enumerate() {
        let x = LEFT + step * column;
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{below}\" font-weight=\"bold\">{}</text><text x=\"{x}\" y=\"{}\" font-size=\"{}\">{}</text>",
            escape(&cut(&point.release, step / 8)),
            below + 13,
            if step < 70 { 8 } else { 10 },
            point.date
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// The same in words.
pub fn described(history: &StatusHistory) -> String {
    let of_point = |point: &vauban_analysis::history::Point| {
        let levels = history.practices.iter().zip(&point.maturity).map(|((id, _), level)| format!("{id} {level}"));
        format!("{} ({}): {}", point.release, point.date, levels.collect::<Vec<_>>().join(", "))
    };
    history.points.iter().map(of_point).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use vauban_analysis::history::{Point, StatusHistory};
    use vauban_model::Date;

    use super::*;

    fn history(release: &str, level: u8) -> StatusHistory {
        let point = Point {
            release: release.to_owned(),
            date: Date::new(2026, 11, 22).unwrap(),
            revision: String::new(),
            counts: [0; 4],
            maturity: vec![level],
            settled: vec![(0, 1)],
            requirements: Vec::new(),
        };
        StatusHistory {
            product: "p".to_owned(),
            practices: vec![("SD".to_owned(), "Secure <design>".to_owned())],
            points: vec![point],
            missing: Vec::new(),
            older: 0,
        }
    }

    #[test]
    fn a_level_is_a_height_and_a_digit() {
        let (two, three) = (svg(&history("1.0", 2)), svg(&history("1.0", 3)));
        assert!(two.contains("height=\"6\"") && two.contains(">2</text>"), "{two}");
        assert!(three.contains("height=\"9\"") && three.contains(">3</text>"), "{three}");
    }

    #[test]
    fn names_are_text() {
        let drawn = svg(&history("<script>", 1));
        assert!(!drawn.contains("<script>") && drawn.contains("Secure &lt;design&gt;"), "{drawn}");
    }
}

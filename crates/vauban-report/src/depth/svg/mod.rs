//! `vauban depth --format svg`: the weakest path as a picture, and the lines of defence as walls.
//!
//! The picture stands alone: no font, script or address from outside, dark or light as the reader prefers, and a title
//! and a description for those who listen. Boxes stand in cells, row by row; the space left of a box belongs to the
//! step that leads into it, with the mechanisms on it: a full frame counts and must fall, a dashed one does not count.

mod layout;
mod path;
mod row;
mod step;
mod style;
pub(super) mod text;
mod walls;

use std::io::{self, Write};

use self::layout::{MARGIN, PAGE};
use self::row::draw;
use self::style::style;
use self::text::{described, escape, names, text};
use super::standing::depth_text;
use super::{DepthReport, DepthRow};

/// Writes the picture of each drawn row, one below the other.
pub fn report(report: &DepthReport, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(picture(report).as_bytes())
}

/// The same as text.
pub fn picture(report: &DepthReport) -> String {
    let rows: Vec<&DepthRow> = report.drawn.iter().filter_map(|at| report.rows.get(*at)).collect();
    let mut body = String::new();
    let mut y = MARGIN;
    for row in &rows {
        y = draw(row, y, &mut body) + MARGIN;
    }
    if rows.is_empty() {
        text(&mut body, MARGIN, y + 20, "head", "There is no path to draw.");
        y += 60;
    }
    let title = match rows.first() {
        Some(row) => format!("{}: {}, {} of {}", report.product, names(row), depth_text(row), row.required),
        None => report.product.clone(),
    };
    let described: Vec<String> = rows.iter().map(|row| described(row)).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{PAGE}\" height=\"{y}\" viewBox=\"0 0 {PAGE} {y}\" role=\"img\" \
         aria-labelledby=\"title description\">\n<title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n{}\
         <defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
         orient=\"auto\"><path class=\"tip\" d=\"M0 1 L9 5 L0 9 z\"/></marker></defs>\n\
         <rect class=\"page\" width=\"{PAGE}\" height=\"{y}\" rx=\"10\"/>\n{body}</svg>\n",
        escape(&title),
        escape(&described.join(" ")),
        style(),
    )
}

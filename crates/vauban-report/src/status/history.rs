//! `vauban status --history`: verdicts and maturity over releases, as a table of words and shapes, as a picture, and
//! as the contract `vauban/status-history/1`.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use vauban_analysis::history::{Point, StatusHistory};

use crate::text::{count, cut, one_line, pad, wrap};
use crate::{Style, paint};

/// Columns of one release in the terminal.
const COLUMN: usize = 13;
/// Heights of a bar.
const BARS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Writes it for people: one column for each release, one line for each practice.
pub fn terminal(history: &StatusHistory, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&history.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    writeln!(out, "{} · maturity and requirements met, release by release\n", style.paint(paint::BOLD, product))?;
    let room = (style.width.saturating_sub(6) / COLUMN).max(1);
    let hidden = history.points.len().saturating_sub(room);
    let points = history.points.get(hidden..).unwrap_or_default();
    let line = |name: &str, cells: Vec<String>, out: &mut dyn Write| -> io::Result<()> {
        let cells: String = cells.iter().map(|cell| pad(cell, COLUMN)).collect();
        writeln!(out, " {} {}", pad(name, 4), cells.trim_end())
    };
    line("", points.iter().map(|point| cut(&one_line(&point.release), COLUMN - 1).into_owned()).collect(), out)?;
    line("", points.iter().map(|point| point.date.to_string()).collect(), out)?;
    for (at, (practice, _)) in history.practices.iter().enumerate() {
        let cells = points.iter().map(|point| {
            let level = point.maturity.get(at).copied().unwrap_or_default();
            let (settled, all) = point.settled.get(at).copied().unwrap_or_default();
            format!("ML{level} {} {settled}/{all}", bar(settled, all))
        });
        line(&one_line(practice), cells.collect(), out)?;
    }
    let met = points.iter().map(|point| format!("met {}", point.counts[0]));
    let open = points.iter().map(|point| format!("open {}", point.counts[1] + point.counts[2]));
    writeln!(out)?;
    line("all", met.collect(), out)?;
    line("", open.collect(), out)?;
    if points.iter().any(|point| point.counts[3] > 0) {
        line("", points.iter().map(|point| format!("left out {}", point.counts[3])).collect(), out)?;
    }
    writeln!(out)?;
    let mut said = vec![
        "ML is the lowest maturity of a practice's requirements, on the day of the release; the bar is the share of its \
         requirements that are met or validly left out."
            .to_owned(),
    ];
    if hidden > 0 {
        said.push(format!(
            "{} more to the left: a wider terminal, `--format svg` or `json` shows them.",
            count(hidden, "release")
        ));
    }
    if history.older > 0 {
        said.push(format!("{} not looked at: `--last`.", count(history.older, "older release")));
    }
    for (release, why) in &history.missing {
        said.push(format!("not told: release {}: {}", one_line(release), one_line(why)));
    }
    for text in said {
        for line in wrap(&text, style.width.saturating_sub(2)) {
            writeln!(out, " {line}")?;
        }
    }
    Ok(())
}

fn bar(part: usize, all: usize) -> char {
    let height = match part {
        _ if all == 0 => 0,
        0 => 0,
        part if part >= all => 8,
        // Something is never nothing, and not all is never all.
        part => (part * 8 / all).clamp(1, 7),
    };
    BARS.get(height).copied().unwrap_or('·')
}

/// Distance between releases in the picture.
const STEP: usize = 90;
/// Left edge of the plots.
const LEFT: usize = 60;
/// Height of the plot of requirements.
const TALL: usize = 160;
/// Height of one practice's steps.
const ROW: usize = 44;

/// Writes a picture: requirements by verdict as stacked bars with their numbers, and the maturity of each practice as
/// steps with its digit.
pub fn svg(history: &StatusHistory, out: &mut dyn Write) -> io::Result<()> {
    let points = &history.points;
    let wide = LEFT + STEP * points.len().max(1) + 20;
    let tall = 70 + TALL + 40 + ROW * history.practices.len() + 20 + 16 * history.missing.len();
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         font-family=\"sans-serif\" font-size=\"11\" role=\"img\"><title>{0}: requirements and maturity over releases</title>\
         <rect width=\"{wide}\" height=\"{tall}\" fill=\"#ffffff\"/>\
         <text x=\"10\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{0}</text>\
         <text x=\"10\" y=\"36\" fill=\"#555555\">requirements met, partial, missing; below, maturity of each practice (0 to 4)</text>",
        escape(&history.product)
    );
    for (at, point) in points.iter().enumerate() {
        column(&mut svg, at, point);
    }
    let below = 50 + TALL + 50;
    for (row, (practice, title)) in history.practices.iter().enumerate() {
        let base = below + ROW * row + ROW - 10;
        let _ = write!(
            svg,
            "<g><title>{}</title><text x=\"10\" y=\"{}\" font-weight=\"bold\">{}</text>\
             <line x1=\"{LEFT}\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\" stroke=\"#cccccc\"/>",
            escape(title),
            base - 4,
            escape(practice),
            LEFT + STEP * points.len()
        );
        let mut path = String::new();
        for (at, point) in points.iter().enumerate() {
            let level = usize::from(point.maturity.get(row).copied().unwrap_or_default());
            let (x, y) = (LEFT + STEP * at, base - 7 * level);
            let _ = write!(path, "{}{x} {y} H{} ", if at == 0 { "M" } else { "L" }, x + STEP - 10);
            let _ = write!(svg, "<text x=\"{}\" y=\"{}\">{level}</text>", x + STEP / 2 - 8, y - 3);
        }
        let _ =
            write!(svg, "<path d=\"{}\" fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"2\"/></g>", path.trim_end());
    }
    for (at, (release, why)) in history.missing.iter().enumerate() {
        let y = below + ROW * history.practices.len() + 14 + 16 * at;
        let text = format!("not told: release {release}: {why}");
        let _ = write!(svg, "<text x=\"10\" y=\"{y}\" fill=\"#555555\">{}</text>", escape(&cut(&text, 120)));
    }
    svg.push_str("</svg>\n");
    out.write_all(svg.as_bytes())
}

/// One release: its bar from below, met first, each part with its number and a pattern of its own.
fn column(svg: &mut String, at: usize, point: &Point) {
    let x = LEFT + STEP * at;
    let all: usize = point.counts.iter().sum::<usize>().max(1);
    let mut top = 50 + TALL;
    let [met, partial, missing, left_out] = point.counts;
    let parts = [
        ("met", met, "#2e7d32"),
        ("left out", left_out, "#9e9e9e"),
        ("partial", partial, "#f9a825"),
        ("missing", missing, "#ef9a9a"),
    ];
    for (word, number, colour) in parts {
        let height = number * TALL / all;
        top -= height;
        if number == 0 {
            continue;
        }
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{top}\" width=\"{}\" height=\"{height}\" fill=\"{colour}\" stroke=\"#ffffff\">\
             <title>{}: {number} {word}</title></rect>",
            STEP - 10,
            escape(&point.release)
        );
        if height >= 12 {
            let ink = if word == "met" { "#ffffff" } else { "#000000" };
            let _ = write!(svg, "<text x=\"{}\" y=\"{}\" fill=\"{ink}\">{number} {word}</text>", x + 4, top + 11);
        }
    }
    let _ = write!(
        svg,
        "<text x=\"{x}\" y=\"{}\" font-weight=\"bold\">{}</text><text x=\"{x}\" y=\"{}\" fill=\"#555555\">{}</text>",
        50 + TALL + 14,
        escape(&cut(&point.release, 12)),
        50 + TALL + 28,
        point.date
    );
}

pub(super) fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    practices: Vec<Practice<'a>>,
    points: Vec<Stood<'a>>,
    missing: Vec<Missing<'a>>,
    older: usize,
}

#[derive(Serialize)]
struct Practice<'a> {
    id: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Stood<'a> {
    release: &'a str,
    date: String,
    revision: &'a str,
    met: usize,
    partial: usize,
    missing: usize,
    not_applicable: usize,
    practices: Vec<Level<'a>>,
    requirements: Vec<Requirement<'a>>,
}

#[derive(Serialize)]
struct Level<'a> {
    id: &'a str,
    maturity: u8,
    settled: usize,
    requirements: usize,
}

#[derive(Serialize)]
struct Requirement<'a> {
    id: &'a str,
    verdict: &'static str,
    maturity: u8,
}

#[derive(Serialize)]
struct Missing<'a> {
    release: &'a str,
    reason: &'a str,
}

/// Writes the contract `vauban/status-history/1`.
pub fn json(history: &StatusHistory, out: &mut dyn Write) -> io::Result<()> {
    let points = history.points.iter().map(|point| {
        let [met, partial, missing, not_applicable] = point.counts;
        let practices = history.practices.iter().enumerate().map(|(at, (id, _))| {
            let (settled, requirements) = point.settled.get(at).copied().unwrap_or_default();
            Level { id, maturity: point.maturity.get(at).copied().unwrap_or_default(), settled, requirements }
        });
        let requirements = point.requirements.iter().map(|(id, verdict, maturity)| Requirement {
            id,
            verdict: verdict.word(),
            maturity: *maturity,
        });
        Stood {
            release: &point.release,
            date: point.date.to_string(),
            revision: &point.revision,
            met,
            partial,
            missing,
            not_applicable,
            practices: practices.collect(),
            requirements: requirements.collect(),
        }
    });
    let document = Document {
        schema: "vauban/status-history/1",
        product: &history.product,
        practices: history.practices.iter().map(|(id, title)| Practice { id, title }).collect(),
        points: points.collect(),
        missing: history.missing.iter().map(|(release, reason)| Missing { release, reason }).collect(),
        older: history.older,
    };
    vauban_formats::json::write(&document, out)
}

#[cfg(test)]
mod tests {
    use super::{bar, escape};

    #[test]
    fn a_bar_is_full_only_when_all_is() {
        assert_eq!(bar(0, 13), '·');
        assert_eq!(bar(1, 13), '▁');
        assert_eq!(bar(13, 13), '█');
        assert_eq!(bar(12, 13), '▇');
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(escape("<b>&\u{1b}[31m"), "&lt;b&gt;&amp;".to_owned() + &escape("\u{1b}[31m"));
    }
}

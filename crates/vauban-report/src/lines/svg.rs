//! The version lines as a picture: from the first release of each to the end of its support, with today across them.

use std::fmt::Write as _;
use std::io::{self, Write};

use vauban_analysis::lines::{Date, LineRow, Lines, years};

use super::{issues, support, weak};
use crate::text::{cut, one_line};

/// Left edge of the bars.
const LEFT: i64 = 130;
/// Columns of the time that is shown.
const WIDE: i64 = 640;
/// Height of one line.
const ROW: i64 = 46;
/// Years of which each has a mark.
const MARKS: usize = 20;

/// Writes the lines of one product.
pub fn report(lines: &Lines, out: &mut dyn Write) -> io::Result<()> {
    let today = lines.today.days();
    let days = |line: &LineRow| [line.first, line.until].into_iter().flatten().map(Date::days).collect::<Vec<_>>();
    let known: Vec<i64> = lines.lines.iter().flat_map(days).chain([today]).collect();
    let first = known.iter().min().copied().unwrap_or(today) - 90;
    let last = known.iter().max().copied().unwrap_or(today) + 180;
    let scale = |day: i64| LEFT + (day - first) * WIDE / (last - first).max(1);
    let rows = i64::try_from(lines.lines.len()).unwrap_or(0);
    let (wide, tall) = (LEFT + WIDE + 220, 70 + ROW * rows + 20);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         font-family=\"sans-serif\" font-size=\"11\" role=\"img\"><title>{0}: version lines and their support</title>\
         <rect width=\"{wide}\" height=\"{tall}\" fill=\"#ffffff\"/>\
         <text x=\"10\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{0}</text>\
         <text x=\"10\" y=\"36\" fill=\"#555555\">version lines from their first release to the end of support, {1}</text>",
        escape(&lines.product),
        lines.today
    );
    marks(&mut svg, (first, last), tall, &scale);
    for (at, line) in lines.lines.iter().enumerate() {
        let y = 62 + ROW * i64::try_from(at).unwrap_or(0);
        bar(&mut svg, line, (today, last), y, &scale);
    }
    let x = scale(today);
    let _ = write!(
        svg,
        "<line x1=\"{x}\" y1=\"44\" x2=\"{x}\" y2=\"{}\" stroke=\"#b71c1c\" stroke-width=\"2\"/>\
         <text x=\"{}\" y=\"{}\" fill=\"#b71c1c\">today</text></svg>",
        tall - 16,
        x + 4,
        tall - 6
    );
    svg.push('\n');
    out.write_all(svg.as_bytes())
}

/// A mark for every year, or for every few where there are many.
fn marks(svg: &mut String, (first, last): (i64, i64), tall: i64, scale: &dyn Fn(i64) -> i64) {
    for (year, day) in years(first, last, MARKS) {
        let x = scale(day);
        let _ = write!(
            svg,
            "<line x1=\"{x}\" y1=\"50\" x2=\"{x}\" y2=\"{}\" stroke=\"#dddddd\"/>\
             <text x=\"{}\" y=\"48\" fill=\"#777777\">{year}</text>",
            tall - 20,
            x - 12
        );
    }
}

fn bar(svg: &mut String, line: &LineRow, (today, last): (i64, i64), y: i64, scale: &dyn Fn(i64) -> i64) {
    let begun = line.until.map_or(today, |until| until.days().min(today));
    let start = line.first.map_or(begun, Date::days);
    let end = line.until.map_or(last, Date::days).max(start);
    let (left, right) = (scale(start), scale(end));
    // What is short is told by the text beside the bar as well as by its colour.
    let fill = match &line.state {
        _ if line.ended() => "#9e9e9e",
        Err(_) => "#ffffff",
        Ok(state) if state.short() > 0 || state.unfixed > 0 || state.unplaced > 0 => "#ef9a9a",
        Ok(_) => "#a5d6a7",
    };
    let dashed = if line.until.is_none() || line.state.is_err() { " stroke-dasharray=\"4 3\"" } else { "" };
    let newest = line.newest.as_ref().map_or("", |(version, _)| version);
    let _ = write!(
        svg,
        "<text x=\"10\" y=\"{}\" font-weight=\"bold\">{}</text><text x=\"10\" y=\"{}\" fill=\"#555555\">{}</text>\
         <rect x=\"{left}\" y=\"{y}\" width=\"{}\" height=\"18\" fill=\"{fill}\" stroke=\"#555555\"{dashed}><title>{}</title></rect>\
         <text x=\"{}\" y=\"{}\">{}</text>",
        y + 13,
        escape(&cut(&line.id, 18)),
        y + 27,
        escape(&cut(newest, 20)),
        (right - left).max(2),
        escape(&format!("{}: {}", line.id, support(line))),
        left + 4,
        y + 32,
        escape(&cut(&beside(line), 90))
    );
}

/// The line in a few words.
fn beside(line: &LineRow) -> String {
    let units = line.deployed.map_or(String::new(), |units| format!("{units} units; "));
    match &line.state {
        Err(why) => format!("{units}not judged: {why}"),
        Ok(state) => {
            let worst = state.assets.first().map_or(String::new(), |asset| format!("{}; ", weak(asset)));
            format!("{units}{worst}issues: {}", issues(state))
        }
    }
}

fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

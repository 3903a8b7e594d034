//! Cases as a picture: from awareness to the final report of each, with now across them.

use std::fmt::Write as _;
use std::io::{self, Write};

use vauban_analysis::clocks::{CaseClocks, Instant, State};

use super::{ClockReport, alarms, marks, span, track};
use crate::text::{cut, one_line};

/// Left edge of the lines.
const LEFT: i64 = 190;
/// Columns of the time that is shown.
const WIDE: i64 = 640;
/// Height of one case.
const ROW: i64 = 74;

/// Writes the cases of a report.
pub fn report(report: &ClockReport, out: &mut dyn Write) -> io::Result<()> {
    let rows = i64::try_from(report.clocks.cases.len()).unwrap_or(0);
    let (wide, tall) = (LEFT + WIDE + 80, 60 + ROW * rows.max(1));
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         font-family=\"sans-serif\" font-size=\"11\" role=\"img\"><title>{0}: deadlines of reported cases</title>\
         <rect width=\"{wide}\" height=\"{tall}\" fill=\"#ffffff\"/>\
         <text x=\"10\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{0}</text>\
         <text x=\"10\" y=\"36\" fill=\"#555555\">{1}; {2}</text>",
        escape(&report.product),
        escape(&report.now.people()),
        escape(&alarms(report))
    );
    for (at, case) in report.clocks.cases.iter().enumerate() {
        row(&mut svg, case, report.now, 78 + ROW * i64::try_from(at).unwrap_or(0));
    }
    svg.push_str("</svg>\n");
    out.write_all(svg.as_bytes())
}

fn row(svg: &mut String, case: &CaseClocks, now: Instant, y: i64) {
    let drill = if case.drill { ", exercise" } else { "" };
    let _ = write!(
        svg,
        "<text x=\"10\" y=\"{y}\" font-weight=\"bold\">{}</text><text x=\"10\" y=\"{}\" fill=\"#555555\">{}{drill}</text>",
        escape(&cut(&case.name, 26)),
        y + 15,
        track(case)
    );
    let marks = marks(case);
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
        let _ = write!(svg, "<text x=\"{LEFT}\" y=\"{y}\" fill=\"#777777\">nobody is certain yet</text>");
        return;
    };
    let (begin, end) = (first.0.seconds.min(now.seconds), last.0.seconds.max(now.seconds));
    let long = i128::from((end - begin).max(1));
    let x = |at: Instant| LEFT + (i128::from(at.seconds - begin) * i128::from(WIDE) / long) as i64;
    let _ = write!(
        svg,
        "<line x1=\"{}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"#bbbbbb\" stroke-width=\"4\"/>",
        x(first.0),
        x(last.0)
    );
    // Names of marks that lie close together stand below each other.
    let mut ends = [i64::MIN; 3];
    for (at, name, state) in &marks {
        let (fill, edge, told) = match state {
            None => ("#37474f", "#37474f", "recorded"),
            Some(State::Met) => ("#2e7d32", "#2e7d32", "met"),
            Some(State::Late) => ("#ef6c00", "#ef6c00", "late"),
            Some(State::Missed) => ("#b71c1c", "#b71c1c", "missed"),
            Some(State::Provisional) => ("#ffffff", "#ef6c00", "provisional"),
            Some(State::Running) => ("#ffffff", "#1565c0", "running"),
            Some(State::NotStarted) => ("#ffffff", "#9e9e9e", "not started"),
            Some(State::NotOwed) => ("#ffffff", "#9e9e9e", "not owed"),
        };
        let x = x(*at);
        let level = ends.iter().position(|end| *end < x - 4).unwrap_or(2);
        ends[level] = x + 8 * name.len() as i64;
        let _ = write!(
            svg,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"2\"><title>{name}: {}, {told}</title></circle>\
             <text x=\"{}\" y=\"{}\" fill=\"{edge}\">{name}{}</text>",
            escape(&at.people()),
            x - 6,
            y + 19 + 12 * level as i64,
            match state {
                Some(State::Missed) => " missed",
                Some(State::Late) => " late",
                Some(State::Met | State::Provisional | State::Running | State::NotStarted | State::NotOwed) | None =>
                    "",
            }
        );
    }
    let x = x(now);
    let next = case.clocks.iter().filter_map(|clock| clock.left(now)).filter(|left| *left >= 0).min();
    let next = next.map_or_else(|| "now".to_owned(), |left| format!("now, {} left", span(left)));
    let _ = write!(
        svg,
        "<line x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\" stroke=\"#b71c1c\" stroke-width=\"2\"/>\
         <text x=\"{}\" y=\"{}\" fill=\"#b71c1c\">{next}</text>",
        y - 16,
        y + 10,
        x + 4,
        y - 9
    );
}

fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! Timeliness as a picture: a track for every issue in every line, from the day it was known to the day the update came,
//! with the deadline across it; beside it until when the line is supported.
//!
//! Colour is never the only mark: what is late has a hatched, thicker track and says so in words, days have shapes of
//! their own, and the description lists every row.

use std::fmt::Write as _;
use std::io::{self, Write};

use vauban_analysis::lines::years;

use super::{Counted, Date, TimelinessReport, TimelinessRow};
use crate::text::{cut, one_line};

/// Left edge of the tracks.
const LEFT: i64 = 230;
/// Columns of the time that is shown.
const WIDE: i64 = 560;
/// Room for words on the right.
const WORDS: i64 = 250;
/// Height of a row.
const ROW: i64 = 26;
/// Rows that are drawn at most.
const MOST: usize = 400;

const STYLE: &str = "<style>text{font:11px system-ui,sans-serif;fill:#1b1b1b}.h{font-weight:600;font-size:14px}.d{fill:#595959}\
.k{fill:#ffffff;stroke:#1b1b1b}.f{fill:#8a8a8a;stroke:#1b1b1b}.v{fill:#1d5fa8;stroke:#1b1b1b}\
.t{stroke:#1d5fa8;stroke-width:3}.o{stroke:#b71c1c;stroke-width:7;stroke-dasharray:3 2}\
.l{stroke:#1b1b1b;stroke-width:2}.g{stroke:#cccccc}.n{stroke:#b71c1c;stroke-dasharray:5 3}.s{fill:#e3ecf6;stroke:#595959}\
@media(prefers-color-scheme:dark){text{fill:#e8e8e8}.d{fill:#b0b0b0}.l{stroke:#e8e8e8}.k,.f,.v{stroke:#e8e8e8}.s{fill:#29384a}\
.g{stroke:#444444}.t{stroke:#6aa9e9}.o{stroke:#ff8a80}.n{stroke:#ff8a80}}</style>";

/// Writes it.
pub fn report(report: &TimelinessReport, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<&TimelinessRow> = report.rows.iter().take(MOST).collect();
    let today = report.today.days();
    let known: Vec<i64> = rows.iter().flat_map(|row| days(row)).chain([today]).collect();
    let first = known.iter().min().copied().unwrap_or(today) - 15;
    let last = known.iter().max().copied().unwrap_or(today) + 15;
    let scale = |day: i64| LEFT + (day.clamp(first, last) - first) * WIDE / (last - first).max(1);
    let tall_rows = ROW * i64::try_from(rows.len()).unwrap_or(0);
    let lines = i64::try_from(report.lines.len().min(MOST)).unwrap_or(0);
    let top = 78;
    let below = top + tall_rows + 34;
    let (wide, tall) = (LEFT + WIDE + WORDS, below + 16 * lines + 40);
    let title = format!("When updates of {} came, {}", report.product, report.today);
    let told: Vec<String> = rows.iter().map(|row| sentence(row)).collect();
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{tall}\" viewBox=\"0 0 {wide} {tall}\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}. {}</desc>\n{STYLE}\n\
         <text class=\"h\" x=\"10\" y=\"22\">{}</text>\n\
         <text class=\"d\" x=\"10\" y=\"40\">circle: known; square: fixed; diamond: delivered; bar: deadline; thick broken track: past the deadline; broken line: today</text>\n",
        escape(&title),
        escape(&Counted::of(&report.rows).told()),
        escape(&told.join(". ")),
        escape(&cut(&title, 100)),
    );
    for (year, day) in years(first, last, 12) {
        let x = scale(day);
        let _ = writeln!(
            svg,
            "<line class=\"g\" x1=\"{x}\" y1=\"58\" x2=\"{x}\" y2=\"{}\"/><text class=\"d\" x=\"{}\" y=\"56\">{year}</text>",
            top + tall_rows,
            x - 12
        );
    }
    for (at, row) in rows.iter().enumerate() {
        track(&mut svg, row, (today, top + ROW * i64::try_from(at).unwrap_or(0)), &scale);
    }
    let x = scale(today);
    let _ = writeln!(
        svg,
        "<line class=\"n\" x1=\"{x}\" y1=\"60\" x2=\"{x}\" y2=\"{}\"/><text class=\"d\" x=\"{}\" y=\"{}\">today</text>",
        top + tall_rows,
        x - 14,
        top + tall_rows + 14
    );
    if report.rows.len() > rows.len() {
        let more = report.rows.len() - rows.len();
        let _ = writeln!(svg, "<text class=\"d\" x=\"10\" y=\"{}\">and {more} more rows</text>", top + tall_rows + 14);
    }
    support(&mut svg, report, below);
    svg.push_str("</svg>\n");
    out.write_all(svg.as_bytes())
}

/// Days that a row needs room for.
fn days(row: &TimelinessRow) -> impl Iterator<Item = i64> + use<> {
    let deadline = row.deadline.as_ref().ok().copied();
    [row.known, row.fixed, row.delivered, deadline].into_iter().flatten().map(Date::days)
}

/// A row in words.
fn sentence(row: &TimelinessRow) -> String {
    let line = row.line.as_deref().map_or_else(String::new, |line| format!(" in {line}"));
    let day = |what: &str, day: Option<Date>| day.map_or_else(String::new, |day| format!(", {what} {day}"));
    format!(
        "{}{line}: {}{}{}{}",
        row.issue,
        row.told(),
        day("known", row.known),
        day("delivered", row.delivered),
        day("due", row.deadline.as_ref().ok().copied())
    )
}

fn track(svg: &mut String, row: &TimelinessRow, (today, y): (i64, i64), scale: &dyn Fn(i64) -> i64) {
    let middle = y + 10;
    let line = row.line.as_deref().unwrap_or("");
    let oldest = if row.oldest { " (oldest)" } else { "" };
    let _ = writeln!(
        svg,
        "<text x=\"10\" y=\"{}\">{}<tspan class=\"d\" dx=\"6\">{}{oldest}</tspan></text>",
        y + 14,
        escape(&cut(&row.issue, 22)),
        escape(&cut(line, 12)),
    );
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\">{} {}</text>",
        LEFT + WIDE + 8,
        y + 14,
        row.mark(),
        escape(&cut(&row.told(), 44))
    );
    if row.state == "not-affected" {
        return;
    }
    let Some(known) = row.known.map(Date::days) else { return };
    let end = row.delivered.map_or(today, Date::days);
    let deadline = row.deadline.as_ref().ok().map(|day| day.days());
    let _ = writeln!(
        svg,
        "<line class=\"t\" x1=\"{}\" y1=\"{middle}\" x2=\"{}\" y2=\"{middle}\"/>",
        scale(known),
        scale(end.max(known))
    );
    if let Some(due) = deadline.filter(|due| row.late_by.is_some() && *due < end) {
        let _ = writeln!(
            svg,
            "<line class=\"o\" x1=\"{}\" y1=\"{middle}\" x2=\"{}\" y2=\"{middle}\"/>",
            scale(due),
            scale(end)
        );
    }
    if let Some(due) = deadline {
        let x = scale(due);
        let _ = writeln!(svg, "<line class=\"l\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\"/>", y + 1, y + 19);
    }
    let _ = writeln!(svg, "<circle class=\"k\" cx=\"{}\" cy=\"{middle}\" r=\"4\"/>", scale(known));
    if let Some(fixed) = row.fixed.map(Date::days) {
        let _ = writeln!(
            svg,
            "<rect class=\"f\" x=\"{}\" y=\"{}\" width=\"7\" height=\"7\"/>",
            scale(fixed) - 4,
            middle - 4
        );
    }
    if let Some(delivered) = row.delivered.map(Date::days) {
        let x = scale(delivered);
        let _ = writeln!(
            svg,
            "<path class=\"v\" d=\"M{} {middle}L{x} {}L{} {middle}L{x} {}Z\"/>",
            x - 6,
            middle - 6,
            x + 6,
            middle + 6
        );
    }
}

/// Until when the lines are supported, in words: they mostly end far to the right of what is drawn.
fn support(svg: &mut String, report: &TimelinessReport, top: i64) {
    for (at, line) in report.lines.iter().take(MOST).enumerate() {
        let y = top + 16 * i64::try_from(at).unwrap_or(0) + 14;
        let oldest = if line.oldest { "; the oldest supported line" } else { "" };
        let _ = writeln!(
            svg,
            "<rect class=\"s\" x=\"10\" y=\"{}\" width=\"8\" height=\"8\"/><text x=\"24\" y=\"{y}\">{}: {}{oldest}</text>",
            y - 8,
            escape(&cut(&line.id, 30)),
            line.told(report.today)
        );
    }
}

fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! Figures of how issues are handled (DM-6): tables, rows, a picture. Every number comes with its report.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{cut, one_line, pad, width};
use crate::{Style, paint};

/// The figures of periods, one after the other.
#[derive(Clone, Debug)]
pub struct FiguresReport {
    /// The product, or empty.
    pub product: String,
    /// The periods.
    pub periods: Vec<Period>,
    /// Received by source in all periods.
    pub by_source: Vec<(String, usize)>,
    /// Received by class of weakness in all periods.
    pub by_weakness: Vec<(String, usize)>,
    /// Received by phase found and phase that should have found it, in all periods.
    pub by_phase: Vec<(String, String, usize)>,
    /// Open on the last day by severity.
    pub open_by_severity: Vec<(String, usize)>,
    /// Issues without a day of receipt: they are in no figure.
    pub undated: Vec<String>,
    /// What could not be told.
    pub incomplete: Vec<String>,
}

/// The figures of one period.
#[derive(Clone, Debug, Serialize)]
pub struct Period {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Issues received.
    pub received: usize,
    /// Issues that ended.
    pub ended: usize,
    /// Issues open on the last day.
    pub open: usize,
    /// Of these, overdue.
    pub overdue: usize,
    /// Median age of the open ones in days.
    pub age_median: Option<i64>,
    /// Age of the oldest in days.
    pub age_oldest: Option<i64>,
    /// Times of steps.
    pub times: Vec<TimeRow>,
}

/// How long a step took.
#[derive(Clone, Debug, Serialize)]
pub struct TimeRow {
    /// The step.
    pub step: &'static str,
    /// What it is the time until.
    pub until: &'static str,
    /// How many issues took it in the period.
    pub n: usize,
    /// Median in tenths of days.
    pub median_tenths: Option<i64>,
    /// Time within which nine of ten took it, in tenths of days.
    pub ninetieth_tenths: Option<i64>,
    /// How many took it and do not say when.
    pub untold: usize,
}

/// Tenths of days as people read them.
fn days(tenths: Option<i64>) -> String {
    match tenths {
        None => "–".to_owned(),
        Some(tenths) if tenths % 10 == 0 => (tenths / 10).to_string(),
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
    }
}

fn number(value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

/// The rows of the table: label, then a cell for each period.
fn table(report: &FiguresReport) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut add = |label: String, cell: &dyn Fn(&Period) -> String| {
        let mut row = vec![label];
        row.extend(report.periods.iter().map(cell));
        rows.push(row);
    };
    add("up to".to_owned(), &|period| period.to.clone());
    add("received".to_owned(), &|period| period.received.to_string());
    add("ended".to_owned(), &|period| period.ended.to_string());
    add("open on the last day".to_owned(), &|period| period.open.to_string());
    add("of these overdue".to_owned(), &|period| period.overdue.to_string());
    add("age of open ones, median, days".to_owned(), &|period| number(period.age_median));
    add("age of the oldest, days".to_owned(), &|period| number(period.age_oldest));
    let steps: Vec<&TimeRow> = report.periods.first().map(|period| period.times.iter().collect()).unwrap_or_default();
    for (at, step) in steps.into_iter().enumerate() {
        add(format!("days to {}: median / 90th (n)", step.until), &|period| {
            let Some(row) = period.times.get(at) else { return "–".to_owned() };
            let untold = if row.untold > 0 { format!(", {} not told", row.untold) } else { String::new() };
            match row.n {
                0 if row.untold == 0 => "–".to_owned(),
                0 => format!("– ({} not told)", row.untold),
                n => format!("{} / {} ({n}{untold})", days(row.median_tenths), days(row.ninetieth_tenths)),
            }
        });
    }
    rows
}

/// The lists below the table: name, and what was counted.
fn lists(report: &FiguresReport) -> Vec<(&'static str, Vec<(String, usize)>)> {
    let phases = report.by_phase.iter().map(|(found, should, n)| (format!("{found}, not in {should}"), *n)).collect();
    vec![
        ("open on the last day, by severity", report.open_by_severity.clone()),
        ("received, by source", report.by_source.clone()),
        ("received, by class of weakness", report.by_weakness.clone()),
        ("received, by phase found in, and phase that should have found it", phases),
    ]
}

/// Writes them for people.
pub fn terminal(report: &FiguresReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&report.product);
    let product = if product.is_empty() { "project".into() } else { cut(&product, 60) };
    writeln!(out, "{} · how issues are handled\n", style.paint(paint::BOLD, product))?;
    let rows = table(report);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().zip(&wide).map(|(cell, wide)| pad(cell, *wide)).collect();
        let ink = if at == 0 { paint::DIM } else { paint::PLAIN };
        writeln!(out, " {}", style.paint(ink, cells.join("  ").trim_end()))?;
    }
    for (name, counted) in lists(report).into_iter().filter(|(_, counted)| !counted.is_empty()) {
        writeln!(out, "\n {}", style.paint(paint::BOLD, name))?;
        for (what, n) in counted {
            writeln!(out, "   {} {n}", pad(&cut(&one_line(&what), 50), 50))?;
        }
    }
    if !report.undated.is_empty() {
        let named = one_line(&report.undated.join(", ")).into_owned();
        writeln!(out, "\n {}", style.paint(paint::HALF, format!("in no figure, without a day of receipt: {named}")))?;
    }
    for why in &report.incomplete {
        writeln!(out, "\n {}", style.paint(paint::HALF, format!("not known: {}", one_line(why))))?;
    }
    Ok(())
}

/// Writes them as tables of Markdown.
pub fn markdown(report: &FiguresReport, out: &mut dyn Write) -> io::Result<()> {
    let cell =
        |text: &str| one_line(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('`', "\\`");
    for (at, row) in table(report).iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
        if at == 0 {
            writeln!(out, "|---|{}", "---:|".repeat(row.len().saturating_sub(1)))?;
        }
    }
    for (name, counted) in lists(report).into_iter().filter(|(_, counted)| !counted.is_empty()) {
        writeln!(out, "\n| {name} | issues |\n|---|---:|")?;
        for (what, n) in counted {
            writeln!(out, "| {} | {n} |", cell(&what))?;
        }
    }
    if !report.undated.is_empty() {
        writeln!(out, "\nIn no figure, without a day of receipt: {}.", cell(&report.undated.join(", ")))?;
    }
    for why in &report.incomplete {
        writeln!(out, "\nNot known: {}.", cell(why))?;
    }
    Ok(())
}

/// Writes them as rows: period, figure, value. Times are in days.
pub fn csv(report: &FiguresReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "from,to,figure,value")?;
    for period in &report.periods {
        let mut put = |figure: &str, value: String| {
            writeln!(out, "{},{},{},{}", period.from, period.to, field(figure), field(&value))
        };
        put("received", period.received.to_string())?;
        put("ended", period.ended.to_string())?;
        put("open", period.open.to_string())?;
        put("overdue", period.overdue.to_string())?;
        put("age-median", period.age_median.map_or_else(String::new, |age| age.to_string()))?;
        put("age-oldest", period.age_oldest.map_or_else(String::new, |age| age.to_string()))?;
        for row in &period.times {
            let told = |tenths: Option<i64>| tenths.map_or_else(String::new, |tenths| days(Some(tenths)));
            put(&format!("days-to-{}-median", row.step), told(row.median_tenths))?;
            put(&format!("days-to-{}-ninetieth", row.step), told(row.ninetieth_tenths))?;
            put(&format!("days-to-{}-n", row.step), row.n.to_string())?;
            put(&format!("days-to-{}-untold", row.step), row.untold.to_string())?;
        }
    }
    let (from, to) = match (report.periods.first(), report.periods.last()) {
        (Some(first), Some(last)) => (first.from.as_str(), last.to.as_str()),
        _ => ("", ""),
    };
    for (name, counted) in lists(report) {
        for (what, n) in counted {
            writeln!(out, "{from},{to},{},{n}", field(&format!("{name}: {what}")))?;
        }
    }
    Ok(())
}

/// A field of CSV. What a table calculator would take for a formula begins with an apostrophe.
fn field(text: &str) -> String {
    let text = one_line(text);
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.into_owned() };
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Writes them as the contract `vauban/issue-figures/1`.
pub fn json(report: &FiguresReport, out: &mut dyn Write) -> io::Result<()> {
    let counted = |list: &[(String, usize)]| -> Vec<Counted> {
        list.iter().map(|(what, n)| Counted { what: one_line(what).into_owned(), n: *n }).collect()
    };
    let document = Document {
        schema: "vauban/issue-figures/1",
        product: one_line(&report.product).into_owned(),
        periods: &report.periods,
        open_by_severity: counted(&report.open_by_severity),
        by_source: counted(&report.by_source),
        by_weakness: counted(&report.by_weakness),
        by_phase: report
            .by_phase
            .iter()
            .map(|(found, should, n)| Phase {
                found_in: found.clone(),
                should_have_been_found_in: should.clone(),
                n: *n,
            })
            .collect(),
        undated: &report.undated,
        incomplete: &report.incomplete,
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: String,
    periods: &'a [Period],
    open_by_severity: Vec<Counted>,
    by_source: Vec<Counted>,
    by_weakness: Vec<Counted>,
    by_phase: Vec<Phase>,
    undated: &'a [String],
    incomplete: &'a [String],
}

#[derive(Serialize)]
struct Counted {
    what: String,
    n: usize,
}

#[derive(Serialize)]
struct Phase {
    found_in: String,
    should_have_been_found_in: String,
    n: usize,
}

/// Width of the picture, and of its left margin.
const WIDE: usize = 760;
const LEFT: usize = 60;
/// Height of each of the two plots.
const HIGH: usize = 180;

const STYLE: &str = "<style>\
text{font:12px system-ui,sans-serif;fill:#1b1b1b}.h{font-weight:600;font-size:14px}.d{fill:#595959}\
.a{fill:#1d5fa8}.b{fill:#c26a00}.l{stroke:#8a8a8a;stroke-width:1}.p{fill:none;stroke:#1d5fa8;stroke-width:2}\
.q{fill:none;stroke:#c26a00;stroke-width:2;stroke-dasharray:6 3}\
@media(prefers-color-scheme:dark){text{fill:#e8e8e8}.d{fill:#b0b0b0}.a{fill:#6aa9e9}.b{fill:#e9a557}.p{stroke:#6aa9e9}.q{stroke:#e9a557}}\
</style>";

/// Writes a picture: issues received, ended and open by period as bars, median times as lines. Colour is never the only
/// mark: bars stand side by side in the order of the legend, lines differ in their strokes, and every value is written.
pub fn svg(report: &FiguresReport, out: &mut dyn Write) -> io::Result<()> {
    let periods = &report.periods;
    let high = 2 * HIGH + 150;
    let title = format!("How issues are handled, {}", span_of(report));
    let told: Vec<String> = periods
        .iter()
        .map(|period| {
            format!("up to {}: {} received, {} ended, {} open", period.to, period.received, period.ended, period.open)
        })
        .collect();
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDE}\" height=\"{high}\" viewBox=\"0 0 {WIDE} {high}\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n{STYLE}",
        escape(&title),
        escape(&told.join("; "))
    )?;
    writeln!(out, "<text class=\"h\" x=\"{LEFT}\" y=\"24\">{}</text>", escape(&title))?;
    bars(periods, 50, out)?;
    times(periods, 50 + HIGH + 70, out)?;
    writeln!(out, "</svg>")
}

fn span_of(report: &FiguresReport) -> String {
    match (report.periods.first(), report.periods.last()) {
        (Some(first), Some(last)) => format!("{} to {}", first.from, last.to),
        _ => "no period".to_owned(),
    }
}

fn slot(at: usize, of: usize) -> (usize, usize) {
    let room = (WIDE - LEFT - 20) / of.max(1);
    (LEFT + at * room, room)
}

fn bars(periods: &[Period], top: usize, out: &mut dyn Write) -> io::Result<()> {
    let most = periods.iter().flat_map(|period| [period.received, period.ended, period.open]).max().unwrap_or(0).max(1);
    let base = top + HIGH;
    writeln!(
        out,
        "<text class=\"d\" x=\"{LEFT}\" y=\"{}\">issues received (left), ended (middle), open on the last day (right)</text>",
        top - 8
    )?;
    writeln!(out, "<line class=\"l\" x1=\"{LEFT}\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\"/>", WIDE - 20)?;
    for (at, period) in periods.iter().enumerate() {
        let (left, room) = slot(at, periods.len());
        let wide = (room / 4).clamp(3, 40);
        for (which, value) in [period.received, period.ended, period.open].into_iter().enumerate() {
            let tall = value * (HIGH - 30) / most;
            let x = left + 4 + which * (wide + 2);
            let class = if which == 2 { "b" } else { "a" };
            let faint = if which == 1 { " opacity=\"0.55\"" } else { "" };
            writeln!(
                out,
                "<rect class=\"{class}\"{faint} x=\"{x}\" y=\"{}\" width=\"{wide}\" height=\"{tall}\"/>",
                base - tall
            )?;
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{value}</text>",
                x + wide / 2,
                base - tall - 4
            )?;
        }
        label(period, left, room, periods.len(), base + 16, out)?;
    }
    Ok(())
}

fn label(period: &Period, left: usize, room: usize, of: usize, y: usize, out: &mut dyn Write) -> io::Result<()> {
    // Where there is no room for a whole day, its month is enough.
    let text = if room < 70 { period.to.get(2..7).unwrap_or(&period.to) } else { &period.to };
    let _ = of;
    writeln!(out, "<text class=\"d\" x=\"{}\" y=\"{y}\">{}</text>", left + 4, escape(text))
}

fn times(periods: &[Period], top: usize, out: &mut dyn Write) -> io::Result<()> {
    let of = |period: &Period, step: &str| {
        period.times.iter().find(|row| row.step == step).and_then(|row| row.median_tenths)
    };
    let steps = [("applicability", "p", "decision whether it applies (whole line)"), ("fix", "q", "fix (broken line)")];
    let most = periods.iter().flat_map(|period| steps.map(|(step, _, _)| of(period, step).unwrap_or(0))).max();
    let most = most.unwrap_or(0).max(10);
    let base = top + HIGH;
    let legend = steps.map(|(_, _, name)| name).join(", ");
    writeln!(out, "<text class=\"d\" x=\"{LEFT}\" y=\"{}\">median days until: {legend}</text>", top - 8)?;
    writeln!(out, "<line class=\"l\" x1=\"{LEFT}\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\"/>", WIDE - 20)?;
    for (step, class, _) in steps {
        let points: Vec<(usize, usize, i64)> = periods
            .iter()
            .enumerate()
            .filter_map(|(at, period)| {
                let tenths = of(period, step)?;
                let (left, room) = slot(at, periods.len());
                let tall = usize::try_from(tenths.saturating_mul(HIGH as i64 - 30) / most).unwrap_or(0);
                Some((left + room / 2, base - tall.min(HIGH), tenths))
            })
            .collect();
        let line: Vec<String> = points.iter().map(|(x, y, _)| format!("{x},{y}")).collect();
        writeln!(out, "<polyline class=\"{class}\" points=\"{}\"/>", line.join(" "))?;
        for (x, y, tenths) in points {
            let fill = if class == "p" { "a" } else { "b" };
            writeln!(out, "<circle class=\"{fill}\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>")?;
            writeln!(out, "<text x=\"{}\" y=\"{}\">{}</text>", x + 6, y.saturating_sub(6), days(Some(tenths)))?;
        }
    }
    for (at, period) in periods.iter().enumerate() {
        let (left, room) = slot(at, periods.len());
        label(period, left + room / 2 - 4, room, periods.len(), base + 16, out)?;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

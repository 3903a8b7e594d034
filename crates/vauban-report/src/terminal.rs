//! `vauban check` for people: excerpts, capped and ordered by gravity, and one line that sums up.

use std::collections::BTreeMap;
use std::io::{self, Write};

use vauban_diagnostics::{Finding, Severity, Waived};

use crate::groups::{self, Heads, MANY, Sum, Way, grouped};
use crate::place::Places;
use crate::text::{count, cut, number, one_line, width, wrap};
use crate::{CheckReport, Style, Summary, excerpt, paint};

/// More notes than this are summed up, one line per code, unless all are asked for.
const NOTES: usize = 5;

/// Writes the findings in force as excerpts, errors first, and the line that sums up.
///
/// Of one code at most `style.cap` are drawn; a line says how many more there are and where to see them.
/// Waived findings are only counted; with `verbose` each is a line. With `quiet` there are errors and warnings
/// and nothing else.
pub fn findings(report: &CheckReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.sources);
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let shown = report.shown().map(|(_, finding)| finding);
        let these: Vec<&Finding> =
            shown.filter(|finding| finding.severity == severity && finding.waived.is_none()).collect();
        if severity == Severity::Note && style.quiet {
            continue;
        }
        if severity == Severity::Note && !style.verbose && these.len() > NOTES {
            summed_up(&these, report, style, out)?;
            continue;
        }
        let mut hidden: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in these {
            let known = drawn.entry(finding.code).or_default();
            if *known >= style.cap {
                *hidden.entry(finding.code).or_default() += 1;
                continue;
            }
            *known += 1;
            writeln!(out, "{}", excerpt::draw(finding, report, &places, style))?;
        }
        for (code, more) in &hidden {
            for line in wrap(&and_more(code, *more), style.width.saturating_sub(1).max(20)) {
                writeln!(out, "{line}")?;
            }
        }
        if !hidden.is_empty() {
            writeln!(out)?;
        }
    }
    if style.quiet {
        return Ok(());
    }
    if style.verbose {
        set_aside(report, &places, style, out)?;
    }
    places_in_design(report, style, out)?;
    for reason in &report.incomplete {
        writeln!(out, "{} {}", style.paint(paint::BOLD, "not told:"), one_line(reason))?;
    }
    if let Some(filter) = &report.part.filter {
        filter.write(style, out)?;
    }
    writeln!(out, "{}", last_line(report, style))
}

/// Where many findings are: each zone and component in numbers, the worst first.
fn places_in_design(report: &CheckReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let placed = |(at, finding)| Some((report.part.ways.get(at)?, finding));
    let rows: Vec<(&Way, &Finding)> =
        report.shown().filter(|(_, finding)| finding.waived.is_none()).filter_map(placed).collect();
    if rows.len() <= MANY || style.verbose {
        return Ok(());
    }
    let sum = |rows: &[&(&Way, &Finding)]| {
        let of = |severity| rows.iter().filter(|(_, finding)| finding.severity == severity).count();
        let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Note));
        let cells = [errors, warnings, notes].into_iter().map(number).collect();
        Sum { cells, worse: vec![errors, warnings, notes], open: errors > 0 }
    };
    let anchor = report.part.filter.as_ref().and_then(|filter| filter.anchor.as_deref());
    let groups = grouped(&rows, anchor, &|(way, _)| way, &sum);
    writeln!(out, "{}", style.paint(paint::BOLD, "Where they are"))?;
    groups::table(&groups, &Heads { columns: &["errors", "warnings", "notes"], command: "vauban check" }, style, out)?;
    writeln!(out)
}

fn and_more(code: &str, more: usize) -> String {
    let code = one_line(code);
    format!(
        "… and {} more `{code}` finding{}; `vauban check --format short` lists all, `vauban explain {code}` says what to do",
        number(more),
        if more == 1 { "" } else { "s" },
    )
}

fn summed_up(notes: &[&Finding], report: &CheckReport<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for note in notes {
        *by_code.entry(note.code).or_default() += 1;
    }
    for (code, many) in &by_code {
        let summary = report.rules.iter().find(|rule| rule.name == *code).map_or("", |rule| rule.summary);
        let code = one_line(code);
        let head = style.paint(paint::NOTE, format!("note[{code}]"));
        let colon = if summary.is_empty() { "" } else { ": " };
        writeln!(out, "{head}: {}{colon}{}", count(*many, "note"), one_line(summary))?;
    }
    writeln!(out, "`vauban check --verbose` shows each note\n")
}

fn set_aside(report: &CheckReport<'_>, places: &Places<'_>, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for (_, finding) in report.shown() {
        let Some(waived) = &finding.waived else { continue };
        any = true;
        let place = places.of_finding_or_project(finding);
        let location = style.location(place.file, place.line, Some(place.column));
        let what = format!(": {}[{}]: {}", finding.severity.word(), one_line(finding.code), one_line(&finding.told()));
        let rest = format!("{what}; {}", reason(waived));
        writeln!(out, "{}{}", style.paint(paint::DIM, location), style.paint(paint::DIM, rest))?;
    }
    if any { writeln!(out) } else { Ok(()) }
}

/// `waived until 2027-01-31 by waiver.old-modbus: reason`.
pub(crate) fn reason(waived: &Waived) -> String {
    let id = waived.waiver.strip_prefix("waiver.").unwrap_or(&waived.waiver);
    let until = one_line(&waived.until);
    format!("waived until {until} by waiver.{}: {}", one_line(id), one_line(&waived.reason))
}

fn last_line(report: &CheckReport<'_>, style: &Style) -> String {
    let summary = Summary::of(report.findings);
    let mut parts = vec![
        (summary.errors, "error", paint::ERROR),
        (summary.warnings, "warning", paint::WARNING),
        (summary.notes, "note", paint::NOTE),
    ];
    parts.retain(|(many, _, _)| *many > 0);
    let mut parts: Vec<_> = parts.into_iter().map(|(many, noun, colour)| (count(many, noun), colour)).collect();
    if parts.is_empty() {
        parts.push(("no findings".to_owned(), paint::GOOD));
    }
    if summary.waived > 0 {
        let expiry = report.next_expiry.as_deref().map(|day| format!(" (next expiry {})", one_line(day)));
        parts.push((format!("{} waived{}", number(summary.waived), expiry.unwrap_or_default()), paint::PLAIN));
    }
    let product = one_line(&report.product);
    let product = cut(&product, 60);
    let used = width(&product) + parts.iter().map(|(text, _)| 2 + width(text)).sum::<usize>();
    let parts: Vec<_> = parts.into_iter().map(|(text, colour)| style.paint(colour, text)).collect();
    let seconds = report.seconds.filter(|seconds| seconds.is_finite()).map(|seconds| format!(", {seconds:.2} s"));
    let right = format!("{}{}", count(report.records, "record"), seconds.unwrap_or_default());
    let gap = if used + 6 + width(&right) <= style.width { "      " } else { "\n" };
    format!("{}: {}{gap}{right}", style.paint(paint::BOLD, product), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, gateway, golden};
    use crate::paint::strip;

    fn shown(fixture: &Fixture, style: &Style) -> String {
        crate::to_string(|out| findings(&fixture.report(), style, out)).unwrap()
    }

    fn check(style: &Style, has: &[&str], has_not: &[&str]) {
        let text = shown(&gateway(), style);
        for part in has {
            assert!(text.contains(part), "{part:?} is missing in\n{text}");
        }
        for part in has_not {
            assert!(!text.contains(part), "{part:?} is in\n{text}");
        }
    }

    #[test]
    fn reads_as_the_compiler_reads() {
        golden("terminal.txt", &shown(&gateway(), &Style { width: 120, ..Style::default() }));
    }

    #[test]
    fn says_as_much_as_is_asked() {
        check(
            &Style::default(),
            &["1 203 records, 0.09 s", "1 waived (next expiry 2027-01-31)"],
            &["old field bus", "\u{1b}"],
        );
        check(
            &Style { verbose: true, ..Style::default() },
            &["waived until 2027-01-31 by waiver.old-modbus: old field bus"],
            &[],
        );
        check(&Style { quiet: true, ..Style::default() }, &["error[", "warning["], &["note[", "records", "not told"]);
        check(&Style { cap: 0, ..Style::default() }, &["… and 1 more `interface-without-users` finding;"], &["-->"]);
        check(&Style { width: 40, ..Style::default() }, &["\n1 203 records, 0.09 s"], &[]);
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let fixture = gateway();
        for width in [40, 60, 100, 200] {
            let plain = Style { width, verbose: true, ..Style::default() };
            let colour = Style { color: true, hyperlinks: Some("/home/me/gw".into()), ..plain.clone() };
            let coloured = shown(&fixture, &colour);
            assert!(coloured.contains("\u{1b}]8;;file:///home/me/gw/security/design/gateway.toml\u{1b}\\"));
            assert_eq!(strip(&coloured), shown(&fixture, &plain));
        }
    }

    #[test]
    fn thousands_are_capped() {
        let mut fixture = gateway();
        let first = fixture.findings[0].clone();
        fixture.findings = vec![first; 10_000];
        let text = shown(&fixture, &Style::default());
        assert_eq!(text.matches("error[").count(), 20);
        assert!(
            text.contains(
                "… and 9 980 more `interface-without-users` findings; `vauban check --format short` lists all"
            )
        );
        assert!(text.contains("10 000 errors"));
    }

    #[test]
    fn many_notes_are_summed_up() {
        let mut fixture = gateway();
        let note = fixture.findings.iter().find(|f| f.severity == Severity::Note).unwrap().clone();
        fixture.findings = vec![note; 12];
        let text = shown(&fixture, &Style::default());
        assert!(text.starts_with("note[backlog-grows]: 12 notes: the backlog has grown\n"), "{text}");
        assert!(text.contains("edge-gateway 2.4.0: 12 notes"));
        assert_eq!(shown(&fixture, &Style { verbose: true, ..Style::default() }).matches("note[").count(), 12);
    }
}

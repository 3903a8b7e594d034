//! One finding as people read it: headline, the lines it is about, why, what to do, the change on offer.
//!
//! The drawing is rustc's (`annotate-snippets`). It is handed disarmed windows of the files, so it counts
//! lines and columns of what it sees; the places it prints are therefore put in afterwards, from ours.

use annotate_snippets::renderer::{DecorStyle, Renderer};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Snippet};
use vauban_diagnostics::{Finding, Fix, Label, Severity, Span};

use crate::place::{Place, Places, snap};
use crate::window::{LONG, Window};
use crate::{CheckReport, Style, paint, text};

/// At most so many places of one finding are drawn.
const PLACES: usize = 12;
/// At most so many steps are told.
const STEPS: usize = 24;
/// Headlines, labels and advice are cut at this many columns: a terminal is not the place for more.
const TEXT: usize = 2_000;
/// A change with more lines than this is told, not drawn.
const CHANGE: usize = 24;
/// Stands for a place until the drawing is done; text is disarmed, so it occurs nowhere else.
const MARK: char = '\u{fdd0}';

/// The finding, drawn; ends with a line break.
pub(crate) fn draw(finding: &Finding, report: &CheckReport<'_>, places: &Places<'_>, style: &Style) -> String {
    let mut marked: Vec<Place<'_>> = Vec::new();
    let level = level(finding.severity);
    let title = level.primary_title(short(&finding.told())).id(text::one_line(finding.code));
    let mut group = Group::with_title(title);
    for excerpt in excerpts(finding, report) {
        let first = excerpt.labels.first();
        let Some(place) = first.and_then(|(label, _)| places.of(label.span)) else { continue };
        let shown = excerpt.window.show();
        let mut snippet =
            Snippet::source(shown.text.clone()).line_start(shown.line_start).path(mark(&mut marked, place));
        for (label, kind) in &excerpt.labels {
            let range = snap(&report.sources.file(label.span.file).text, label.span);
            let annotation = kind.span(shown.find(&range));
            let annotation = if label.text.is_empty() { annotation } else { annotation.label(short(&label.text)) };
            snippet = snippet.annotation(annotation);
        }
        group = group.element(snippet);
    }
    if finding.related.len() >= PLACES {
        let more = format!("{} belong to it", text::count(finding.related.len() + 1 - PLACES, "more place"));
        group = group.element(Level::NOTE.message(more));
    }
    let path = path(finding, places);
    for (name, body) in [("path", &path), ("why", &finding.why), ("help", &finding.help)] {
        if !body.is_empty() {
            group = group.element(Level::HELP.with_name(name).message(long(&fold(body, style))));
        }
    }
    let mut groups = vec![group];
    if let Some(fix) = &finding.fix {
        offer(fix, finding, report, places, style, &mut marked, &mut groups);
    }
    let drawn = renderer(style).render(&groups);
    put_places(&drawn, &marked, style)
}

/// The steps by which it comes about, as `a → b (…, file:line) → c`.
pub(crate) fn path(finding: &Finding, places: &Places<'_>) -> String {
    let mut path = String::new();
    for label in finding.steps.iter().take(STEPS) {
        if !path.is_empty() {
            path.push_str(" → ");
        }
        path.push_str(&step(label, places));
    }
    match finding.steps.len().saturating_sub(STEPS) {
        0 => path,
        more => format!("{path} → … {}", text::count(more, "more step")),
    }
}

/// One step with its place, in the brackets at its end if it has some.
pub(crate) fn step(label: &Label, places: &Places<'_>) -> String {
    let said = short(&label.text);
    let Some(place) = places.of(label.span) else { return said };
    let file = text::one_line(place.file);
    let place = format!("{}:{}", file.strip_prefix("security/").unwrap_or(&file), place.line);
    match said.strip_suffix(')').filter(|_| said.contains(" (")) {
        Some(open) => format!("{open}, {place})"),
        None if said.is_empty() => place,
        None => format!("{said} ({place})"),
    }
}

/// Text in lines that fit beside the margin of an excerpt.
fn fold(body: &str, style: &Style) -> String {
    let columns = style.width.saturating_sub(16).max(40);
    let line = |line: &str| match text::width(line) > columns {
        true => text::wrap(line, columns).join("\n"),
        false => line.to_owned(),
    };
    body.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A window with the labels that lie in it.
struct Excerpt<'a> {
    window: Window<'a>,
    labels: Vec<(&'a Label, AnnotationKind)>,
}

fn excerpts<'a>(finding: &'a Finding, report: &CheckReport<'a>) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    let primary = finding.place.iter().map(|label| (label, AnnotationKind::Primary));
    let others = finding.related.iter().map(|label| (label, AnnotationKind::Context));
    for (label, kind) in primary.chain(others).take(PLACES) {
        let file = report.sources.file(label.span.file);
        if file.path.is_empty() {
            continue;
        }
        let range = snap(&file.text, label.span);
        match excerpts.iter_mut().find_map(|known| known.window.admit(file, &range).then_some(&mut known.labels)) {
            Some(labels) => labels.push((label, kind)),
            None => excerpts.push(Excerpt { window: Window::around(file, &range, LONG), labels: vec![(label, kind)] }),
        }
    }
    excerpts
}

/// The change that would settle the finding, as a difference where it is small enough to be one.
fn offer<'a>(
    fix: &'a Fix,
    finding: &Finding,
    report: &CheckReport<'a>,
    places: &Places<'a>,
    style: &Style,
    marked: &mut Vec<Place<'a>>,
    groups: &mut Vec<Group<'a>>,
) {
    let file = report.sources.file(fix.span.file);
    let range = snap(&file.text, fix.span);
    let span = Span::new(fix.span.file, range.start as u32, range.end as u32);
    let Some(place) = places.of(span) else { return };
    // Differences are drawn in full width, so the line is cut here.
    let window = Window::around(file, &range, style.width.saturating_sub(12).max(40));
    let shown = window.show();
    let whole = shown.text.get(shown.find(&range)) == Some(text::source_lines(report.sources.text(span)).as_str());
    let small = fix.text.len() <= TEXT && fix.text.lines().count() <= CHANGE;
    let group = Group::with_title(Level::HELP.secondary_title(short(&fix.title)));
    if !(whole && small) {
        groups.push(group);
        return;
    }
    let elsewhere = finding.place.as_ref().is_none_or(|label| label.span.file != fix.span.file);
    let snippet = Snippet::source(shown.text.clone())
        .line_start(shown.line_start)
        .path(elsewhere.then(|| mark(marked, place)))
        .patch(Patch::new(shown.find(&range), text::source_lines(&fix.text)));
    groups.push(group.element(snippet));
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn short(text: &str) -> String {
    text::cut(&text::one_line(text::begin(text, TEXT * 4)), TEXT).into_owned()
}

fn long(text: &str) -> String {
    text::cut(text::lines(text::begin(text, TEXT * 4)).trim_end(), TEXT).into_owned()
}

fn renderer(style: &Style) -> Renderer {
    let plain = Renderer::plain().decor_style(DecorStyle::Ascii).term_width(style.width.max(40));
    if !style.color {
        return plain;
    }
    plain
        .error(paint::ERROR)
        .warning(paint::WARNING)
        .note(paint::NOTE)
        .help(paint::NOTE)
        .emphasis(paint::BOLD)
        .line_num(paint::FRAME)
        .context(paint::FRAME)
        .addition(paint::GOOD)
        .removal(paint::BAD)
}

fn mark<'a>(marked: &mut Vec<Place<'a>>, place: Place<'a>) -> String {
    marked.push(place);
    format!("{MARK}{}", marked.len() - 1)
}

/// Puts the places where their marks are; what was counted in the window goes.
fn put_places(drawn: &str, marked: &[Place<'_>], style: &Style) -> String {
    let mut out = String::with_capacity(drawn.len() + 64);
    let mut pieces = drawn.split(MARK);
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        let digits = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
        let (index, rest) = piece.split_at(digits);
        let rest = rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
        if let Some(place) = index.parse().ok().and_then(|index: usize| marked.get(index)) {
            out.push_str(&style.location(place.file, place.line, Some(place.column)));
        }
        out.push_str(rest);
    }
    while out.ends_with('\n') {
        out.pop();
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::gateway;

    #[test]
    fn the_path_is_told_with_its_places() {
        let mut fixture = gateway();
        let finding = &mut fixture.findings[2];
        finding.waived = None;
        let finding = &fixture.findings[2];
        let report = fixture.report();
        let places = Places::new(report.sources);
        let told = "plant-lan → cell (no mechanism, context.toml:1) → https is called (design/gateway.toml:4)";
        assert_eq!(path(finding, &places), told);
        let drawn = draw(finding, &report, &places, &Style { width: 120, ..Style::default() });
        assert!(drawn.contains(&format!("  = path: {told}\n")), "{drawn}");
        let narrow = draw(finding, &report, &places, &Style { width: 60, ..Style::default() });
        assert!(narrow.contains("\n          "), "{narrow}");
    }
}

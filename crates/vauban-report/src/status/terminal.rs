//! The table of all requirements, and the page of one.

use std::io::{self, Write};

use vauban_analysis::status::{AspectStatus, By, PracticeStatus, RequirementStatus, Status, Verdict};

use crate::text::{count, cut, number, one_line, pad, width, wrap};
use crate::{Style, paint};

/// At most so many pieces of evidence are listed per aspect, unless all are asked for.
const EVIDENCE: usize = 8;
/// Below so many columns for what comes next, it gets a line of its own.
const NEXT: usize = 24;
/// The sentence below every table.
const CAVEAT: &str =
    "This table says what is complete and consistent. Whether it is adequate, the named approvers say.";

/// Writes the table of one product's requirements.
///
/// `only` names a practice, a requirement or an aspect (`SD`, `SD-1`, `SD-1.c`) and shows its aspects with
/// what each verdict rests on; `verbose` does so for all. `incomplete` says what could not be told.
pub fn terminal(
    status: &Status,
    only: Option<&str>,
    incomplete: &[String],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let only = only.map(|id| id.rsplit_once('/').map_or(id, |(_, id)| id));
    let shown: Vec<&RequirementStatus> =
        status.requirements.iter().filter(|requirement| only.is_none_or(|id| concerns(requirement, id))).collect();
    header(status, style, out)?;
    if let (Some(id), true) = (only, shown.is_empty()) {
        let edition = edition(&status.edition);
        return writeln!(out, "\n No practice, requirement or aspect of {edition} is called `{}`.", one_line(id));
    }
    let table = Table::new(&shown, style);
    for practice in &status.practices {
        let its: Vec<_> = shown.iter().filter(|requirement| requirement.practice == practice.id).copied().collect();
        if its.is_empty() {
            continue;
        }
        heading(practice, style, out)?;
        for requirement in its {
            table.row(requirement, out)?;
            if only.is_some() || style.verbose {
                level(requirement, style, out)?;
                let aspects = requirement.aspects.iter();
                for aspect in aspects.filter(|aspect| only.is_none_or(|id| wanted(aspect, id))) {
                    page(aspect, style, out)?;
                }
            }
        }
        if !practice.maturity_next.is_empty() {
            let next = format!("Next level of {}: {}", one_line(&practice.id), one_line(&practice.maturity_next));
            paragraph(&next, style, out)?;
        }
    }
    if !status.left_out.is_empty() {
        writeln!(out, "\n{}", style.paint(paint::BOLD, " Left out by tailoring (SM-5)"))?;
        for left in status
            .left_out
            .iter()
            .filter(|left| only.is_none_or(|id| left.requirement.eq_ignore_ascii_case(id) || !id.contains('-')))
        {
            let (requirement, reason, tailoring) =
                (one_line(&left.requirement), one_line(&left.reason), one_line(&left.tailoring));
            let (by, date, analysis) = (one_line(&left.approved_by), one_line(&left.date), one_line(&left.analysis));
            paragraph(
                &format!("{requirement}: {reason} · {tailoring}, approved by {by} on {date}, analysis {analysis}"),
                style,
                out,
            )?;
        }
    }
    writeln!(out)?;
    for reason in incomplete {
        paragraph(&format!("not told: {}", one_line(reason)), style, out)?;
    }
    paragraph(CAVEAT, style, out)
}

fn concerns(requirement: &RequirementStatus, id: &str) -> bool {
    requirement.practice.eq_ignore_ascii_case(id)
        || requirement.id.eq_ignore_ascii_case(id)
        || requirement.aspects.iter().any(|aspect| aspect.id.eq_ignore_ascii_case(id))
}

/// Whether an aspect is to be shown where `id` was asked for: not if another aspect was.
fn wanted(aspect: &AspectStatus, id: &str) -> bool {
    aspect.id.eq_ignore_ascii_case(id) || !id.contains('.')
}

fn header(status: &Status, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = [one_line(&status.product), one_line(&status.version)].join(" ");
    let product = cut(&product, 60);
    let edition = edition(&status.edition);
    let aspects: usize = status.requirements.iter().map(|requirement| requirement.aspects.len()).sum();
    let right = format!("{} · {}", count(status.requirements.len(), "requirement"), count(aspects, "aspect"));
    let used = width(product.trim()) + 3 + width(&edition);
    let gap = gap(used, width(&right), style);
    writeln!(out, "{} · {edition}{gap}{right}", style.paint(paint::BOLD, product.trim()))
}

/// `iec62443-4-1:2018` as the standard's title page has it: `IEC 62443-4-1:2018`.
fn edition(id: &str) -> String {
    let id = one_line(id);
    let letters = id.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(id.len());
    let (body, rest) = id.split_at(letters);
    format!("{} {}", body.to_uppercase(), rest.trim_start_matches('-')).trim().to_owned()
}

fn heading(practice: &PracticeStatus, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let name = format!("{}  {}", one_line(&practice.id), one_line(&practice.title));
    let right = format!("maturity {}", practice.maturity);
    let room = style.width.saturating_sub(width(&right) + 4);
    let name = cut(&name, room.max(12));
    let gap = gap(1 + width(&name), width(&right), style);
    writeln!(out, "\n {}{gap}{right}", style.paint(paint::BOLD, name))
}

/// The space that brings what follows to the right edge, but never far to the right.
fn gap(used: usize, right: usize, style: &Style) -> String {
    let edge = style.width.min(100);
    if used + 2 + right > style.width { "\n ".to_owned() } else { " ".repeat(edge.saturating_sub(used + right).max(2)) }
}

fn paragraph(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(text, style.width.saturating_sub(1).max(20)) {
        writeln!(out, " {line}")?;
    }
    Ok(())
}

/// Widths of the columns, so that all rows align.
struct Table<'a> {
    style: &'a Style,
    id: usize,
    title: usize,
    bar: usize,
    verdict: usize,
    counts: usize,
    /// Columns left for what comes next; none if it stands on a line of its own.
    next: Option<usize>,
}

impl<'a> Table<'a> {
    fn new(shown: &[&RequirementStatus], style: &'a Style) -> Self {
        let most = |measure: &dyn Fn(&RequirementStatus) -> usize| shown.iter().map(|r| measure(r)).max().unwrap_or(0);
        let id = most(&|r| width(&one_line(&r.id)));
        let bar = most(&|r| r.aspects.len());
        let verdict = most(&|r| r.verdict.word().len());
        let counts = most(&|r| width(&counts(r))).min(44);
        let besides = 3 + id + 2 + 1 + bar + 1 + verdict;
        let title = most(&|r| width(&one_line(&r.title))).min(36).min(style.width.saturating_sub(besides).max(10));
        let next = style.width.checked_sub(besides + title + 3 + counts + 4).filter(|left| *left >= NEXT);
        Table { style, id, title, bar, verdict, counts, next }
    }

    fn row(&self, requirement: &RequirementStatus, out: &mut dyn Write) -> io::Result<()> {
        let Table { style, id, title, .. } = self;
        let verdict = requirement.verdict;
        let name = pad(&cut(&one_line(&requirement.title), *title), *title);
        write!(out, "   {}  {name} {}", pad(&one_line(&requirement.id), *id), self.bar(requirement))?;
        let word = pad(verdict.word(), self.verdict);
        let (counts, next) = (counts(requirement), one_line(&requirement.next));
        match self.next {
            Some(room) => {
                let tail = if next.is_empty() { String::new() } else { format!("next: {}", cut(&next, room - 6)) };
                let rest = format!("   {}  {tail}", pad(&counts, self.counts));
                writeln!(out, " {}{}", style.paint(paint::verdict(verdict), word), rest.trim_end())
            }
            None => {
                writeln!(out, " {}", style.paint(paint::verdict(verdict), word.trim_end()))?;
                let indent = " ".repeat(5 + id);
                let room = style.width.saturating_sub(indent.len()).max(20);
                for line in wrap(&counts, room) {
                    writeln!(out, "{indent}{line}")?;
                }
                if next.is_empty() { Ok(()) } else { writeln!(out, "{indent}{}", cut(&format!("next: {next}"), room)) }
            }
        }
    }

    /// One cell per aspect, the best first.
    fn bar(&self, requirement: &RequirementStatus) -> String {
        let mut verdicts: Vec<Verdict> = requirement.aspects.iter().map(|aspect| aspect.verdict).collect();
        verdicts.sort_by_key(|verdict| match verdict {
            Verdict::Met => 0,
            Verdict::Partial => 1,
            Verdict::Missing => 2,
            Verdict::NotApplicable => 3,
        });
        let space = " ".repeat(self.bar.saturating_sub(verdicts.len()));
        let cells = verdicts.chunk_by(|a, b| a == b).filter_map(|same| {
            let verdict = *same.first()?;
            Some(self.style.paint(paint::verdict(verdict), cell(verdict).repeat(same.len())))
        });
        cells.collect::<String>() + &space
    }
}

fn cell(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "█",
        Verdict::Partial => "▒",
        Verdict::Missing => "░",
        Verdict::NotApplicable => "·",
    }
}

/// `9 computed, 1 stated, 1 missing`: every aspect once.
fn counts(requirement: &RequirementStatus) -> String {
    let [mut computed, mut stated, mut met, mut overridden, mut waived, mut partial, mut missing, mut absent] = [0; 8];
    let mut until: Option<&str> = None;
    for aspect in &requirement.aspects {
        let place = match (aspect.verdict, aspect.by) {
            _ if aspect.overridden => &mut overridden,
            _ if aspect.waived_until.is_some() => &mut waived,
            (Verdict::Met, Some(By::Computed)) => &mut computed,
            (Verdict::Met, Some(By::Stated)) => &mut stated,
            (Verdict::Met, None) => &mut met,
            (Verdict::Partial, _) => &mut partial,
            (Verdict::Missing, _) => &mut missing,
            (Verdict::NotApplicable, _) => &mut absent,
        };
        *place += 1;
        if let Some(day) = aspect.waived_until.as_deref().filter(|_| !aspect.overridden) {
            until = Some(until.map_or(day, |known| known.min(day)));
        }
    }
    let waived_to = format!("waived to {}", one_line(until.unwrap_or("")));
    let parts = [
        (computed, "computed"),
        (stated, "stated"),
        (met, "met"),
        (overridden, "overridden"),
        (waived, waived_to.as_str()),
        (partial, "partial"),
        (missing, "missing"),
        (absent, "not applicable"),
    ];
    let parts = parts.iter().filter(|(many, _)| *many > 0).map(|(many, word)| format!("{} {word}", number(*many)));
    parts.collect::<Vec<_>>().join(", ")
}

/// The requirement's own maturity, and what it lacks for the next level.
fn level(requirement: &RequirementStatus, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("maturity {}", requirement.maturity);
    if !requirement.maturity_next.is_empty() {
        text.push_str(&format!("; next level: {}", one_line(&requirement.maturity_next)));
    }
    for line in wrap(&text, style.width.saturating_sub(5).max(20)) {
        writeln!(out, "     {line}")?;
    }
    Ok(())
}

/// One aspect with what its verdict rests on.
fn page(aspect: &AspectStatus, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut words = vec![aspect.verdict.word().to_owned()];
    words.extend(aspect.by.map(|by| by.word().to_owned()));
    if aspect.overridden {
        words.push("overridden by a person".into());
    }
    if let Some(day) = &aspect.waived_until {
        words.push(format!("waived until {}", one_line(day)));
    }
    if aspect.practice {
        words.push("customary".into());
    }
    let head = format!("{} {}", cell(aspect.verdict), words.join(", "));
    writeln!(out, "     {}  {}", one_line(&aspect.id), style.paint(paint::verdict(aspect.verdict), head))?;
    let room = style.width.saturating_sub(11).max(20);
    let checks = aspect.checks.join(", ");
    let part =
        |name: &str, text: &str| if text.is_empty() { String::new() } else { format!("{name}{}", one_line(text)) };
    let parts =
        [part("", &aspect.text), part("how: ", &aspect.how), part("next: ", &aspect.next), part("checks: ", &checks)];
    for line in parts.iter().flat_map(|part| wrap(part, room)) {
        writeln!(out, "           {line}")?;
    }
    let most = if style.verbose { usize::MAX } else { EVIDENCE };
    for evidence in aspect.evidence.iter().take(most) {
        let place = style.location(&evidence.file, evidence.line, None);
        writeln!(out, "           on: {} · {place}", one_line(&evidence.record))?;
    }
    match aspect.evidence.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "           … and {} more", number(more)),
    }
}

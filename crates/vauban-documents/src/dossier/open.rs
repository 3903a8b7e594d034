//! What is open: first of all that a reader sees.

use std::collections::BTreeSet;

use vauban_analysis::status::Verdict;
use vauban_diagnostics::Severity;
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Tone, badge, code, note, paragraph, plain};

use super::All;
use super::links::to_requirement;
use crate::words::{self, count};

/// Aspects that nothing or not everything shows, verdicts that people set aside, open findings of reviews.
pub(super) fn section(all: &All<'_>) -> Section {
    let mut section = Section::new("open", "What is open");
    section.blocks.extend(aspects(all));
    section.blocks.extend(overridden(all));
    section.blocks.extend(findings(all));
    section.blocks.push(checks(all));
    section
}

fn aspects(all: &All<'_>) -> Vec<Block> {
    let open = |verdict| matches!(verdict, Verdict::Missing | Verdict::Partial);
    let mut rows: Vec<_> =
        all.requirements().flat_map(|one| &one.status.aspects).filter(|aspect| open(aspect.verdict)).collect();
    if rows.is_empty() {
        return vec![paragraph(["No aspect in scope is open."])];
    }
    // What the requirement rests on comes before what is only customary, what is missing before what is begun.
    rows.sort_by_key(|aspect| (aspect.practice, aspect.verdict));
    let mut table = Table::new(
        "Aspects that are open",
        [
            Column::narrow("aspect"),
            Column::wide("asks"),
            Column::narrow("verdict").filtered(),
            Column::wide("what is missing next"),
        ],
    );
    for aspect in rows {
        let mut asks: Vec<Inline> = vec![plain(aspect.text.as_str())];
        if aspect.practice {
            asks.push(plain(" (customary; the requirement does not fall with it)"));
        }
        let mut next = words::told(if aspect.next.is_empty() { &aspect.how } else { &aspect.next });
        if let Some(until) = &aspect.waived_until {
            next.push(plain(format!(" Set aside by a waiver until {until}.")));
        }
        let row = table.row::<Cell>([
            to_requirement(&aspect.id).into(),
            asks.into(),
            words::verdict(aspect.verdict).into(),
            next.into(),
        ]);
        row.tone = words::tone(aspect.verdict);
    }
    vec![
        paragraph(["Each of these needs something before it is shown; what a requirement rests on comes first."]),
        Block::Table(table),
    ]
}

fn overridden(all: &All<'_>) -> Option<Block> {
    let all: Vec<_> = all.requirements().flat_map(|one| &one.status.aspects).filter(|one| one.overridden).collect();
    let lines = all.iter().map(|aspect| {
        let mut line = vec![to_requirement(&aspect.id), plain(": "), words::verdict(aspect.verdict), plain(" ")];
        line.extend(words::told(&aspect.how));
        line
    });
    let said = "A person’s word stands here in place of a computed verdict.";
    (!all.is_empty()).then(|| {
        note(Tone::Attention, "Computed verdicts that people set aside", [paragraph([said]), vauban_pages::list(lines)])
    })
}

fn findings(all: &All<'_>) -> Vec<Block> {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut table = Table::new(
        "Findings of reviews that are open",
        [Column::new("review"), Column::wide("finding"), Column::narrow("requirement")],
    );
    for row in &all.told.requirements {
        for finding in row.findings.iter().filter(|one| one.closed.is_none()) {
            // A review that several requirements rest on is told once.
            if !seen.insert((finding.review.as_str(), finding.text.as_str())) {
                continue;
            }
            table.row([all.links.to(&finding.review), plain(finding.text.as_str()), to_requirement(&row.id)]);
        }
    }
    if table.rows.is_empty() {
        return vec![paragraph(["Every finding of the reviews named here is closed."])];
    }
    vec![Block::Table(table)]
}

fn checks(all: &All<'_>) -> Block {
    let found = |severity: Severity, waived: bool| {
        let findings = all.compiled.findings.iter();
        findings.filter(|one| one.severity == severity && one.waived.is_some() == waived).count()
    };
    let (errors, warnings) = (found(Severity::Error, false), found(Severity::Warning, false));
    let aside = found(Severity::Error, true) + found(Severity::Warning, true);
    let tone = if errors > 0 { Tone::Bad } else { Tone::Plain };
    paragraph([
        plain("The checks of all records of the project found "),
        badge(tone, count(errors, "error")),
        plain(format!(", {}, and {aside} that waivers set aside; ", count(warnings, "warning"))),
        code("vauban check"),
        plain(" lists them."),
    ])
}

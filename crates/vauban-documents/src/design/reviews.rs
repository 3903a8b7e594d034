//! Chapter 9: which reviews saw which state of the design, what is stale, what they found and how that was closed.

use std::collections::BTreeMap;

use vauban_model::kinds::{Review, ReviewFinding};
use vauban_model::{Kind, Record, Ref};
use vauban_pages::{Block, Column, Row, Section, Table, Tone, badge, facts, paragraph, plain, strong};
use vauban_report::review::{ReviewReport, ReviewRow};
use vauban_report::text::count;

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, lead, more, names, or_dash, section, some, stacked, write_first};

/// Kinds of review that look at the design and what it is made from; the dossier has the others.
const OF_DESIGN: [&str; 5] = ["context", "threat-model", "requirements", "design", "practices"];
/// Stale elements in one table.
const STALE: usize = 300;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut whole = Section::new("reviews", "9 Reviews").with([lead(
        "Which reviews saw the design as it stands (computed from the fingerprints they keep), what changed since, what they found and \
         how that was closed (stated), and whether the signatures under them hold (computed).",
    )]);
    let mut open = Vec::new();
    let Some(told) = &book.reviews else {
        return Chapter {
            section: whole.with([paragraph(["Nothing can be told about reviews."])]),
            open,
            settled: String::new(),
        };
    };
    if told.reviews.is_empty() {
        open.push("no review is recorded".to_owned());
        let how = vec![
            plain("Once the design is written: "),
            vauban_pages::code("vauban review start"),
            plain(" records what a review looks at."),
        ];
        whole.blocks.push(write_first("No review is recorded", how));
    }
    whole.sections.push(coverage(book, told, &mut open));
    whole.sections.extend(levels(told));
    let records: BTreeMap<&str, &Record<Review>> =
        book.compiled.model.review.iter().map(|one| (&*one.head.id, one)).collect();
    let unclosed: Vec<(&Record<Review>, &ReviewFinding)> = told
        .reviews
        .iter()
        .filter(|row| OF_DESIGN.contains(&row.kind))
        .filter_map(|row| records.get(row.id.as_str()))
        .flat_map(|record| record.findings.iter().filter(|one| one.closed.is_none()).map(|one| (*record, one)))
        .collect();
    if !unclosed.is_empty() {
        open.push(format!("{} of reviews not closed", count(unclosed.len(), "finding")));
        let mut table = findings("Findings of reviews that are not closed", true);
        table.rows.extend(unclosed.iter().map(|(review, one)| finding(book, one, Some(review))));
        whole.sections.push(section("reviews-open", "Findings to close", vec![Block::Table(table)]));
    }
    let bad: usize = told.reviews.iter().flat_map(|row| &row.signatures).filter(|one| one.state == "bad").count();
    if bad > 0 {
        open.push(format!("{} that do not hold", count(bad, "signature")));
    }
    let unchecked = told.reviews.iter().flat_map(|row| &row.signatures).filter(|one| one.state == "unchecked").count();
    if unchecked > 0 {
        open.push(format!("{} not checked", count(unchecked, "signature")));
    }
    // The newest first: it is the one that people look for.
    let of_design = |row: &&ReviewRow| OF_DESIGN.contains(&row.kind);
    let sheets =
        told.reviews.iter().rev().filter(of_design).map(|row| sheet(book, row, records.get(row.id.as_str()).copied()));
    let inner = Section::new("reviews-held", "Reviews held, the newest first").over(sheets);
    if !inner.sections.is_empty() {
        whole.sections.push(inner);
    }
    Chapter { section: whole, open, settled: "reviewed as it stands, every finding closed".to_owned() }
}

/// How much of the design each kind of review saw as it stands, and what it did not.
fn coverage(book: &Book<'_>, told: &ReviewReport, open: &mut Vec<String>) -> Section {
    let columns = [
        Column::new("kind of review"),
        Column::narrow("elements"),
        Column::narrow("seen as they stand"),
        Column::narrow("changed in words only"),
        Column::narrow("to be reviewed"),
        Column::wide("standing"),
    ];
    let mut table = Table::new("What reviews saw", columns);
    let mut stale = Table::new(
        "Elements that no review saw as they stand",
        [
            Column::new("element"),
            Column::new("kind of review").filtered(),
            Column::narrow("state").filtered(),
            Column::wide("what changed"),
            Column::new("last seen by"),
        ],
    );
    let mut all = 0;
    for row in told.coverage.iter().filter(|row| row.bound || row.elements() > 0) {
        let (tone, word) = match (row.bound, row.open()) {
            (false, _) => (Tone::Attention, "no review of this kind says what it saw".to_owned()),
            (true, 0) => (Tone::Good, "reviewed as it stands".to_owned()),
            (true, left) => (Tone::Bad, format!("{} to be reviewed", count(left, "element"))),
        };
        if row.bound && row.open() > 0 {
            open.push(format!("{}: {} changed since review", row.kind, count(row.open(), "element")));
        } else if !row.bound && row.elements() > 0 {
            open.push(format!("{}: no review says what it saw", row.kind));
        }
        let mut cells = vec![vec![strong(row.kind)].into()];
        let numbers = [row.elements(), row.count("reviewed"), row.count("editorial") + row.count("marked"), row.open()];
        cells.extend(numbers.map(vauban_pages::Cell::from));
        cells.push(vec![badge(tone, word)].into());
        table.rows.push(Row { cells, ..Row::default() });
        for element in row.elements.iter().filter(|_| row.bound) {
            all += 1;
            if stale.rows.len() >= STALE {
                continue;
            }
            let mut what = few(&element.fields, 8, |field| vec![plain(field.as_str())]);
            if let Some(mark) = &element.mark {
                what = vec![plain("marked as without meaning by "), book.name(mark)];
            }
            let seen = element.review.as_ref().map_or_else(|| vec![plain("–")], |review| vec![book.name(review)]);
            let quiet = matches!(element.state, "editorial" | "marked");
            let made = stale.row([
                vec![book.name(&element.id)],
                vec![plain(row.kind)],
                vec![badge(if quiet { Tone::Muted } else { Tone::Bad }, element.state)],
                what,
                seen,
            ]);
            made.tone = if quiet { Tone::Plain } else { Tone::Attention };
        }
    }
    let mut blocks = Vec::new();
    blocks.push(some(table).unwrap_or_else(|| paragraph(["There is nothing to review yet."])));
    let shown = stale.rows.len();
    if let Some(table) = some(stale) {
        let title = format!("{} not simply reviewed", count(all, "element"));
        blocks.push(if shown > 25 { folded(title, vec![table]) } else { table });
    }
    blocks.extend(more(shown, all, "element", "`vauban review --verbose`"));
    section("reviews-coverage", "What reviews saw", blocks)
}

fn levels(told: &ReviewReport) -> Option<Section> {
    let mut table = Table::new(
        "Reviews by level of the design",
        [
            Column::new("level"),
            Column::narrow("elements"),
            Column::narrow("seen as they stand"),
            Column::wide("reviews"),
        ],
    );
    for row in &told.levels {
        let cells = vec![
            vec![plain(row.level)].into(),
            row.elements.into(),
            row.reviewed.into(),
            few(&row.reviews, 8, |id| vec![vauban_pages::code(id.as_str())]).into(),
        ];
        table.rows.push(Row { cells, ..Row::default() });
    }
    some(table).map(|table| section("reviews-levels", "Levels", vec![table]))
}

fn findings(caption: &str, with_review: bool) -> Table {
    let mut columns = vec![
        Column::wide("finding"),
        Column::narrow("severity").filtered(),
        Column::new("owner"),
        Column::narrow("due"),
        Column::wide("closed"),
        Column::wide("what came of it"),
    ];
    if with_review {
        columns.push(Column::new("review"));
    }
    Table::new(caption, columns)
}

fn finding(book: &Book<'_>, one: &ReviewFinding, review: Option<&Record<Review>>) -> Row {
    let model = &book.compiled.model;
    let day = |day: Option<vauban_model::Date>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
    let who = |link: Option<vauban_model::AnyId>| {
        link.map_or_else(|| vec![plain("–")], |id| vec![book.short(&model.head(id).name())])
    };
    let closed = match one.closed {
        Some(closed) => {
            let mut line = vec![badge(Tone::Good, closed.date.to_string())];
            line.extend(one.closed_how.iter().map(|how| plain(format!(" {}", how.trim()))));
            if let Some(checked) = one.verified_by.as_ref().and_then(Ref::to) {
                line.extend([plain(", checked by "), book.name(&model.head(checked).name())]);
            }
            line
        }
        None => vec![badge(Tone::Bad, "open")],
    };
    let came: Vec<String> = one
        .threat
        .iter()
        .filter_map(Ref::to)
        .chain(one.issue.iter().filter_map(Ref::to))
        .chain(one.test.iter().filter_map(Ref::to))
        .map(|id| model.head(id).name())
        .collect();
    let mut what = names(book, &came);
    if let Some(why) = &one.no_threat {
        what = stacked([
            if came.is_empty() { Vec::new() } else { what },
            vec![plain(format!("no threat: {}", why.trim()))],
        ]);
    }
    let mut cells = vec![
        super::say::said(one.text.as_ref().map_or("", |text| text.trim())).into(),
        or_dash(one.severity.as_ref().map_or("", |severity| severity.value.word())).into(),
        who(one.owner.as_ref().and_then(Ref::to)).into(),
        vec![plain(day(one.due.map(|due| due.date)))].into(),
        closed.into(),
        what.into(),
    ];
    if let Some(review) = review {
        cells.push(vec![book.name(&review.head.name())].into());
    }
    Row { tone: if one.closed.is_none() { Tone::Attention } else { Tone::Plain }, cells, ..Row::default() }
}

/// One review.
fn sheet(book: &Book<'_>, row: &ReviewRow, record: Option<&Record<Review>>) -> Section {
    let model = &book.compiled.model;
    let name = vauban_model::full_name(Kind::Review, &row.id);
    let title = format!("{}: {} of {}", row.id, row.kind, row.date);
    let (tone, conclusion) = match row.conclusion {
        "" => (Tone::Attention, "not concluded"),
        "accept" => (Tone::Good, "accept"),
        other => (Tone::Attention, other),
    };
    let text = |text: Option<&vauban_model::Text>| or_dash(text.map_or("", |text| text.trim()));
    let mut pairs = vec![
        ("record", vec![book.text_of(&name)]),
        ("conclusion", vec![badge(tone, conclusion)]),
        (
            "saw",
            match row.saw {
                0 => vec![badge(Tone::Muted, "does not say what it saw")],
                saw => vec![plain(count(saw, "element"))],
            },
        ),
    ];
    if let Some(why) = &row.because {
        pairs.push(("does not count", vec![badge(Tone::Bad, "because"), plain(format!(" {why}"))]));
    }
    if let Some(record) = record {
        let people = few(&record.participants, 12, |one| {
            let who = one.person.as_ref().and_then(Ref::to).map(|id| model.head(id).name());
            let mut line: Vec<_> = who.iter().map(|name| book.short(name)).collect();
            line.extend(one.discipline.as_ref().map(|discipline| plain(format!(" ({})", discipline.value.word()))));
            line.extend(one.author.as_ref().filter(|flag| flag.value).map(|_| plain(", author")));
            line
        });
        let inputs: Vec<String> = record.inputs.iter().map(|input| input.trim().to_owned()).collect();
        let releases: Vec<String> = record.release.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect();
        let told = [
            ("for release", names(book, &releases), !releases.is_empty()),
            ("version", text(record.version.as_ref()), record.version.is_some()),
            ("due because", text(record.trigger.as_ref()), record.trigger.is_some()),
            ("how", text(record.method.as_ref()), record.method.is_some()),
            ("participants", people, true),
            ("based on", few(&inputs, 12, |input| vec![plain(input.as_str())]), !inputs.is_empty()),
            ("new threats considered", text(record.new_threats.as_ref()), record.new_threats.is_some()),
        ];
        pairs.extend(told.into_iter().filter(|(_, _, there)| *there).map(|(name, line, _)| (name, line)));
        if let Some(who) = record.approved_by.as_ref().and_then(Ref::to) {
            pairs.push(("approved by", vec![book.short(&model.head(who).name())]));
        }
    }
    let signatures = stacked(row.signatures.iter().map(|one| {
        let (tone, word) = match one.state {
            "good" => (Tone::Good, "holds"),
            "bad" => (Tone::Bad, "does not hold"),
            "elsewhere" => (Tone::Attention, "is of another state"),
            _ => (Tone::Attention, "not checked"),
        };
        let mut line = vec![plain(format!("{}, {}, {}: ", one.by, one.method, one.date)), badge(tone, word)];
        line.extend((!one.why.is_empty()).then(|| plain(format!(" {}", one.why))));
        line
    }));
    pairs.push(("signatures", if signatures.is_empty() { vec![badge(Tone::Muted, "none")] } else { signatures }));
    let mut whole = Section::new(book.places.home(&name), title).with([facts(pairs)]);
    if let Some(record) = record {
        let mut table = findings("What it found", false);
        table.rows.extend(record.findings.iter().map(|one| finding(book, one, None)));
        whole.blocks.extend(some(table));
        if record.findings.is_empty() {
            let why = record
                .no_findings
                .as_ref()
                .map_or_else(|| "It names no finding.".to_owned(), |why| format!("No findings: {}", why.trim()));
            whole.blocks.push(paragraph([why]));
        }
    }
    whole
}

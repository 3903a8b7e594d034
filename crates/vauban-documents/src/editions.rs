//! Two editions of the process standard over the same records: for who has to know what a new edition will change.
//!
//! Ids that change meaning stand first, because a record that names one silently says something else; then what is new,
//! what carries over with its verdict, and what is dropped.

use vauban_answers::editions::{compare, known, named};
use vauban_pages::{
    Block, Cell, Column, Document, Inline, Section, Table, Tone, code, facts, list, note, paragraph, plain, strong,
};
use vauban_report::editions::{EditionsReport, RequirementRow};

use crate::kind::kind;
use crate::{Subject, words};

/// The document: each edition that the project names beside the first; how to name one where it names none.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let kind = kind("editions").ok_or("the table of kinds has no `editions`")?;
    let mut document = subject.begin(kind);
    let editions = named(subject.compiled);
    let decides = &subject.compiled.catalogs.default_lifecycle().namespace;
    document.about = vec![("verdicts are given by".to_owned(), vec![code(decides.as_str())])];
    if editions.is_empty() {
        document.lead = none(subject);
        return Ok(document);
    }
    document.lead = vec![paragraph([
        "The same records, compiled by each edition. What is the same is what one edition says that it carries over from the other; an id alone carries nothing over, because editions give one id several meanings.",
    ])];
    for edition in &editions {
        let report = compare(subject.world, subject.compiled, subject.product, edition)?;
        document.sections.push(section(&report));
    }
    Ok(document)
}

/// That there is one edition, and how to look at another.
fn none(subject: &Subject<'_>) -> Vec<Block> {
    let drafts = known(subject.compiled).into_iter().map(|one| {
        let draft = one.draft.as_deref().unwrap_or("published");
        vec![code(one.namespace.as_str()), plain(format!(": {draft}"))]
    });
    vec![
        paragraph(["One edition is in force, and the project names no other."]),
        note(
            Tone::Plain,
            "How to look at another",
            [
                Block::Paragraph(vec![
                    plain("Name it among the "),
                    code("crosswalks"),
                    plain(" of "),
                    code("[catalogs]"),
                    plain(" in "),
                    code("vauban.toml"),
                    plain(", or put a file of it beside the built-in ones by "),
                    code("files"),
                    plain(". These are built in and not in force:"),
                ]),
                list(drafts),
            ],
        ),
    ]
}

fn section(report: &EditionsReport) -> Section {
    let (from, to) = (report.from.namespace.as_str(), report.to.namespace.as_str());
    let size =
        |requirements: usize, aspects: usize| vec![plain(format!("{requirements} requirements, {aspects} aspects"))];
    let mut blocks = vec![facts([
        (from.to_owned(), size(report.from.requirements, report.from.aspects)),
        (to.to_owned(), size(report.to.requirements, report.to.aspects)),
        (
            "what changes".to_owned(),
            vec![plain(format!(
                "ids that mean something else: {}; requirements that are new: {}, that carry over: {}; not carried over: {}",
                report.meanings.len(),
                report.new.len(),
                report.carried.len(),
                report.dropped.len()
            ))],
        ),
    ])];
    if !report.to.draft.is_empty() {
        let mut inside = vec![paragraph([report.to.draft.as_str()])];
        if !report.to.open_points.is_empty() {
            inside.push(paragraph(["Not known about it:"]));
            inside.push(list(report.to.open_points.iter().map(|point| vec![plain(point.as_str())])));
        }
        blocks.push(note(Tone::Attention, "A draft; nobody is held to it", inside));
    }
    let mut section = Section::new(format!("edition-{to}"), format!("{to} beside {from}")).with(blocks);
    section = section.over([meanings(report), new(report), carried(report)]);
    if !report.changed.is_empty() {
        section = section.over([changed(report)]);
    }
    if !report.dropped.is_empty() {
        let dropped = report.dropped.iter().map(|one| vec![strong(one.id.as_str()), plain(format!(" {}", one.title))]);
        let anchor = format!("dropped-{to}");
        section = section.over([Section::new(anchor, "Not carried over").with([
            Block::Paragraph(vec![plain("What "), code(from), plain(" asks and nothing here takes over.")]),
            list(dropped),
        ])]);
    }
    section
}

fn meanings(report: &EditionsReport) -> Section {
    let (from, to) = (report.from.namespace.as_str(), report.to.namespace.as_str());
    let section = Section::new(format!("meanings-{to}"), "Ids that mean something else");
    if report.meanings.is_empty() {
        return section.with([paragraph(["None: every id that both have means the same."])]);
    }
    let columns = [
        Column::narrow("id"),
        Column::new(format!("in {from}")),
        Column::new(format!("in {to}")),
        Column::new("what the first asks is now"),
        Column::wide("records that write it without an edition"),
    ];
    let mut table = Table::new("Ids with two meanings", columns);
    for one in &report.meanings {
        let mut named: Vec<Inline> = Vec::new();
        for mention in &one.named_by {
            if !named.is_empty() {
                named.push(Inline::Break);
            }
            named.extend([
                code(mention.record.as_str()),
                plain(" writes "),
                code(mention.written.as_str()),
                plain(format!(" at {}:{}", mention.file, mention.line)),
            ]);
        }
        if named.is_empty() {
            named.push(plain("none"));
        }
        let carried = if one.carried_as.is_empty() { plain("nothing") } else { code(one.carried_as.as_str()) };
        let row = table.row::<Cell>([
            code(one.id.as_str()).into(),
            plain(one.before.as_str()).into(),
            plain(one.now.as_str()).into(),
            carried.into(),
            named.into(),
        ]);
        row.tone = if one.named_by.is_empty() { Tone::Plain } else { Tone::Attention };
    }
    section.with([
        Block::Paragraph(vec![
            plain("A record that names one of these without its edition says something else as soon as the other edition decides. Write the edition before the id, as "),
            code(format!("{from}/SR-2")),
            plain("."),
        ]),
        Block::Table(table),
    ])
}

fn new(report: &EditionsReport) -> Section {
    let section = Section::new(format!("new-{}", report.to.namespace), "New");
    let extended: Vec<&RequirementRow> = report.carried.iter().filter(|one| !one.new.is_empty()).collect();
    if report.new.is_empty() && extended.is_empty() {
        return section.with([paragraph(["Nothing that is known."])]);
    }
    let columns = [
        Column::narrow("requirement"),
        Column::new("title"),
        Column::narrow("verdict").filtered(),
        Column::wide("next"),
    ];
    let mut table = Table::new("New requirements", columns);
    for one in &report.new {
        table.row::<Cell>([
            strong(one.id.as_str()).into(),
            plain(one.title.as_str()).into(),
            verdict(one.now).into(),
            words::told(&one.next).into(),
        ]);
    }
    for one in extended {
        table.row::<Cell>([
            strong(one.new.join(", ")).into(),
            plain(format!("new in {}", one.title)).into(),
            verdict(one.now).into(),
            words::told(&one.next).into(),
        ]);
    }
    section.with([paragraph(["What no record answered so far because nobody asked it."]), Block::Table(table)])
}

fn carried(report: &EditionsReport) -> Section {
    let columns = [
        Column::narrow("requirement"),
        Column::narrow("was"),
        Column::new("title"),
        Column::narrow("before").filtered(),
        Column::narrow("now").filtered(),
        Column::wide("next"),
    ];
    let mut table = Table::new("Requirements that carry over", columns);
    for one in &report.carried {
        let row = table.row::<Cell>([
            strong(one.id.as_str()).into(),
            plain(one.from.join(", ")).into(),
            plain(one.title.as_str()).into(),
            verdict(one.before).into(),
            verdict(one.now).into(),
            words::told(&one.next).into(),
        ]);
        row.tone = if one.before == one.now { Tone::Plain } else { Tone::Attention };
    }
    let told = paragraph(["What answers the one answers the other: the verdict in each edition, side by side."]);
    Section::new(format!("carried-{}", report.to.namespace), "Carried over").with([told, Block::Table(table)])
}

fn changed(report: &EditionsReport) -> Section {
    let columns = [
        Column::narrow("aspect"),
        Column::narrow("was"),
        Column::narrow("before"),
        Column::narrow("now").filtered(),
        Column::wide("next"),
    ];
    let mut table = Table::new("Aspects whose verdict is not the same", columns);
    for one in &report.changed {
        table.row::<Cell>([
            strong(one.aspect.as_str()).into(),
            plain(one.from.as_str()).into(),
            verdict(one.before).into(),
            verdict(one.now).into(),
            words::told(&one.next).into(),
        ]);
    }
    Section::new(format!("changed-{}", report.to.namespace), "Carried over with another verdict").with([
        paragraph(["These are asked by both editions, and the records answer them in one only; most often because a record names an id without its edition."]),
        Block::Table(table),
    ])
}

/// A verdict by its word.
fn verdict(word: &str) -> Inline {
    use vauban_analysis::status::Verdict;
    let all = [Verdict::Missing, Verdict::Partial, Verdict::NotApplicable, Verdict::Met];
    match all.into_iter().find(|one| one.word() == word) {
        Some(one) => words::verdict(one),
        None => plain("not judged"),
    }
}

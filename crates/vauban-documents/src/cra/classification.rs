//! Class, route, support period and declaration: what people decided, and what it leaves.

use vauban_analysis::cra::Cra;
use vauban_pages::{Block, Column, Section, Table, Tone, badge, paragraph, plain};

use super::teller::{coded, facts};
use super::{Teller, open};

/// Class and route.
pub(super) fn section(teller: &Teller<'_>, cra: &Cra) -> Section {
    let class = &cra.class;
    let mut blocks = vec![paragraph([
        "The class follows from the core functionality, and decides by which route the conformity is assessed (Articles 7, 8 and 32).",
    ])];
    if !class.lacks.is_empty() {
        blocks.push(open(&class.lacks));
    }
    let category = class
        .category
        .as_ref()
        .map_or_else(|| "none of Annex III or IV".to_owned(), |(id, title)| format!("{id} {title}"));
    blocks.push(facts([
        ("Class", if class.id.is_some() { class.title.clone() } else { "not said".to_owned() }),
        ("Category", category),
        ("Core functionality", class.core_functionality.clone()),
        ("Reason", class.reason.clone()),
    ]));
    if let Some(by) = class.approved_by {
        blocks.push(paragraph([plain("Agreed to by "), teller.link(by), plain(".")]));
    }
    if !cra.routes.is_empty() {
        let mut table = Table::new(
            "Routes of conformity assessment",
            [
                Column::narrow("route"),
                Column::new("what it is"),
                Column::narrow("today").filtered(),
                Column::wide("why"),
                Column::narrow("chosen"),
            ],
        );
        for route in &cra.routes {
            let open = if route.open { badge(Tone::Good, "open") } else { badge(Tone::Muted, "not open") };
            table.row([
                plain(route.id.clone()),
                plain(route.title.clone()),
                open,
                plain(route.why.clone()),
                plain(if route.chosen { "chosen" } else { "" }),
            ]);
        }
        blocks.push(paragraph(["Which routes the class leaves, given the standards that the catalog knows as cited in the Official Journal."]));
        blocks.push(Block::Table(table));
    }
    if let Some(decision) = decisions(teller, cra).and_then(|record| record.route.as_ref()) {
        let body = decision.body.as_ref();
        blocks.push(facts([
            ("Reason for the route", super::teller::said(&decision.reason)),
            (
                "Notified body",
                body.map_or_else(String::new, |body| {
                    format!("{} {}", super::teller::said(&body.name), super::teller::said(&body.number))
                        .trim()
                        .to_owned()
                }),
            ),
            ("Certificate", body.map_or_else(String::new, |body| super::teller::said(&body.certificate))),
        ]));
    }
    Section::new("class", "Class and route").with(blocks)
}

fn decisions<'a>(teller: &Teller<'a>, cra: &Cra) -> Option<&'a vauban_model::Record<vauban_model::kinds::Cra>> {
    teller.model().cra.get(cra.record?.at as usize)
}

/// The support period, criterion by criterion.
pub(super) fn support(teller: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let support = &cra.support;
    let day = |day: Option<vauban_model::Date>| day.map_or_else(|| "not said".to_owned(), |day| day.to_string());
    let mut blocks = vec![facts([
        ("From", day(support.from)),
        ("Until", day(support.until)),
        ("What users get", support.kind.clone()),
        ("Why shorter than five years", support.shorter_because.clone()),
    ])];
    if let Some(by) = support.approved_by {
        blocks.push(paragraph([plain("Agreed to by "), teller.link(by), plain(".")]));
    }
    let mut table = Table::new(
        "What was considered for the support period",
        [Column::wide("criterion"), Column::narrow("considered").filtered(), Column::wide("what was found")],
    );
    for one in &support.criteria {
        let needed = if one.needed { "must be" } else { "may be" };
        let answer =
            one.answer.as_ref().map_or_else(|| badge(Tone::Attention, "not answered"), |text| plain(text.clone()));
        table.row([plain(one.question.clone()), plain(needed), answer]);
    }
    blocks.push(paragraph(["The criteria of Article 13(8), one by one."]));
    blocks.push(Block::Table(table));
    if let Some(until) = cra.retention {
        blocks.push(paragraph([format!(
            "This documentation is kept at least until {until}: ten years from the first unit, or the support period if that is longer (Article 13(13)). Units placed on the market later move that day."
        )]));
    }
    blocks
}

/// The declaration, or what keeps it from being made.
pub(super) fn declaration(_: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let mut table = Table::new(
        "What a declaration takes",
        [Column::wide("precondition"), Column::narrow("state").filtered(), Column::narrow("open")],
    );
    for one in &cra.preconditions {
        let state = if one.holds() { badge(Tone::Good, "holds") } else { badge(Tone::Bad, "open") };
        table.row([vauban_pages::Cell::from(plain(one.question)), state.into(), one.lacks.len().into()]);
    }
    vec![
        Block::Paragraph(coded(
            "`vauban report declaration` writes the declaration once every precondition holds, and lists what is open until then.",
        )),
        Block::Table(table),
    ]
}

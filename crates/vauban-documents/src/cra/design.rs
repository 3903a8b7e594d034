//! Design and architecture (Annex VII, point 2(a)): the picture, zones, interfaces and mechanisms, and the reviews.

use vauban_analysis::diagram::{MOST_BOXES, Shown};
use vauban_model::{Kind, Ref};
use vauban_pages::{Block, Column, Figure, Table, paragraph, plain};
use vauban_report::diagram::svg;

use super::Teller;
use super::teller::said;

/// Everything of the design.
pub(super) fn blocks(teller: &Teller<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let product = teller.subject.product;
    if let Some(diagram) = teller.subject.compiled.diagram(product, Shown::Design) {
        let drawn = diagram.folded(MOST_BOXES);
        blocks.push(paragraph(["How the parts build on each other and exchange data, drawn from the records."]));
        blocks.push(Block::Figure(Figure {
            anchor: "data-flows".to_owned(),
            svg: svg::picture(&drawn),
            title: "Data flows".to_owned(),
            description: "Zones with the components in them, and the flows between components; the tables below name each of them.".to_owned(),
        }));
    }
    blocks.extend(
        [components(teller), zones(teller), interfaces(teller), mechanisms(teller), reviews(teller)]
            .into_iter()
            .flatten(),
    );
    blocks
}

fn folded(what: &str, table: Table) -> Option<Block> {
    let rows = table.rows.len();
    let summary = vec![plain(format!("{what}: {rows}"))];
    (rows > 0).then(|| Block::Details { summary, blocks: vec![Block::Table(table)] })
}

fn components(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new("Components", [Column::new("component"), Column::wide("what it is")]);
    for (id, one) in teller.each(Kind::Component, &teller.model().component) {
        let told = one.head.common.description.as_ref().or(one.head.common.title.as_ref());
        table.row([teller.link(id), plain(told.map_or("", |text| text.trim()))]);
    }
    folded("Components", table)
}

fn zones(teller: &Teller<'_>) -> Option<Block> {
    let model = teller.model();
    let mut table = Table::new(
        "Trust boundaries",
        [Column::new("boundary"), Column::new("from"), Column::new("to"), Column::wide("who may cross it")],
    );
    let one = |link: &Option<Ref<vauban_model::kinds::Zone>>| {
        link.as_ref().and_then(Ref::to).map(|id| vec![teller.link(id)]).unwrap_or_default()
    };
    for (id, boundary) in teller.each(Kind::Boundary, &model.boundary) {
        table.row([vec![teller.link(id)], one(&boundary.from), one(&boundary.to), teller.refs(&boundary.who)]);
    }
    folded("Trust boundaries between zones", table)
}

fn interfaces(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new(
        "Interfaces",
        [
            Column::new("interface"),
            Column::narrow("exposure").filtered(),
            Column::new("on"),
            Column::wide("purpose"),
            Column::new("users"),
        ],
    );
    for (id, one) in teller.each(Kind::Interface, &teller.model().interface) {
        let on = one.on.as_ref().and_then(Ref::to).map(|id| vec![teller.link(id)]).unwrap_or_default();
        table.row([
            vec![teller.link(id)],
            vec![plain(one.exposure.map_or("", |exposure| exposure.value.word()))],
            on,
            vec![plain(said(&one.purpose))],
            teller.refs(&one.users),
        ]);
    }
    folded("Interfaces", table)
}

fn mechanisms(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new(
        "Security mechanisms",
        [
            Column::new("mechanism"),
            Column::narrow("status").filtered(),
            Column::wide("what it answers for"),
            Column::new("protects"),
        ],
    );
    for (id, one) in teller.each(Kind::Mechanism, &teller.model().mechanism) {
        let mut name = teller.titled(id);
        name.truncate(4);
        table.row([
            name,
            vec![plain(one.status.map_or("designed", |status| status.value.word()))],
            vec![plain(said(&one.responsibility))],
            teller.refs(&one.protects),
        ]);
    }
    folded("Security mechanisms", table)
}

fn reviews(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new(
        "Reviews",
        [
            Column::new("review"),
            Column::narrow("date"),
            Column::narrow("of").filtered(),
            Column::narrow("came to"),
            Column::new("approved by"),
        ],
    );
    for (id, one) in teller.each(Kind::Review, &teller.model().review) {
        table.row([
            vec![teller.link(id)],
            vec![plain(one.date.map_or_else(String::new, |day| day.date.to_string()))],
            vec![plain(one.kind.map_or("", |kind| kind.value.word()))],
            vec![plain(one.conclusion.map_or("", |conclusion| conclusion.value.word()))],
            teller.doer(&one.approved_by),
        ]);
    }
    folded("Reviews, as people concluded them", table)
}

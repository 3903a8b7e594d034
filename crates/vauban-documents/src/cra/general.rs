//! General description: purpose, versions, pictures, production, bills of materials (Annex VII, points 1, 2(c) and 8).

use vauban_analysis::cra::{Bill, Cra, Pinned, bills as bills_of};
use vauban_model::{Evidence, Kind, Ref};
use vauban_pages::{Block, Column, Table, Tone, badge, code, paragraph, plain};

use super::Teller;
use super::teller::{facts, said};

/// Largest picture that is put into the document, in bytes.
const LARGEST_PICTURE: u64 = 4_000_000;

/// What the product is for.
pub(super) fn purpose(teller: &Teller<'_>) -> Vec<Block> {
    let model = teller.model();
    let mut blocks = Vec::new();
    if let Some(product) = teller.subject.product.and_then(|id| model.product.get(id.at as usize)) {
        let types: Vec<&str> = product.types.iter().map(|one| one.value.word()).collect();
        blocks.push(facts([
            ("Product", said(&product.name)),
            ("Type", types.join(", ")),
            ("Manufacturer", said(&product.manufacturer)),
            ("Where it ends, physically", said(&product.scope_physical)),
            ("Where it ends, logically", said(&product.scope_logical)),
        ]));
    }
    for record in cra_records(teller) {
        blocks.push(facts([
            ("Intended purpose", said(&record.purpose)),
            ("Essential functions", said(&record.functions)),
            ("One unit is told from another by", said(&record.identified_by)),
        ]));
    }
    for (id, context) in teller.each(Kind::Context, &model.context) {
        blocks.push(paragraph([plain("As the security context says, "), teller.link(id), plain(":")]));
        blocks.push(facts([
            ("Intended use", said(&context.intended_use)),
            ("Foreseeable misuse", said(&context.misuse)),
            ("Not intended", said(&context.not_intended)),
            ("Network", said(&context.network)),
            ("Physical surroundings", said(&context.physical)),
            ("Life", said(&context.life)),
        ]));
    }
    blocks
}

fn cra_records<'t, 'a>(
    teller: &'t Teller<'a>,
) -> impl Iterator<Item = &'a vauban_model::Record<vauban_model::kinds::Cra>> + use<'t, 'a> {
    let product = teller.subject.product;
    let all = teller.each(Kind::Cra, &teller.model().cra).map(|(_, record)| record);
    all.filter(move |record| record.product.as_ref().and_then(Ref::to) == product)
}

/// Versions that left the house.
pub(super) fn versions(teller: &Teller<'_>) -> Vec<Block> {
    let model = teller.model();
    let mut table = Table::new(
        "Releases",
        [
            Column::narrow("version"),
            Column::narrow("date"),
            Column::new("record"),
            Column::narrow("files"),
            Column::new("bill of materials"),
        ],
    );
    for (id, release) in teller.each(Kind::Release, &model.release) {
        let of = release.product.as_ref().and_then(Ref::to);
        if of.is_some() && of != teller.subject.product {
            continue;
        }
        let bills: Vec<String> =
            bills_of(model, &teller.subject.compiled.facts, release).into_iter().map(|bill| bill.path).collect();
        table.row([
            vauban_pages::Cell::from(plain(said(&release.version))),
            plain(release.date.map_or_else(String::new, |day| day.date.to_string())).into(),
            teller.link(id).into(),
            release.artefacts.len().into(),
            plain(bills.join(", ")).into(),
        ]);
    }
    vec![
        paragraph(["Versions of the software, with how many files left the house under a digest."]),
        Block::Table(table),
    ]
}

/// Photographs and drawings.
pub(super) fn pictures(teller: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let record = cra.record.and_then(|id| teller.model().cra.get(id.at as usize));
    let pictures = record.map(|record| record.pictures.as_slice()).unwrap_or_default();
    let mut blocks = Vec::new();
    for picture in pictures {
        let shows = said(&picture.shows);
        let Some(path) = picture.file.as_ref().and_then(|file| path_of(teller, file)) else { continue };
        let bytes = teller.subject.world.evidence(path, LARGEST_PICTURE);
        match bytes {
            Ok(bytes) if is_picture(&bytes) => blocks.push(Block::Picture { bytes, alt: shows.clone() }),
            Ok(_) => blocks.push(paragraph([
                code(path),
                plain(" is neither PNG nor JPEG and is handed over beside this document."),
            ])),
            Err(why) => blocks.push(paragraph([code(path), plain(format!(" is not shown: {why}"))])),
        }
        blocks.push(paragraph([plain(shows), plain(" "), code(path)]));
    }
    blocks
}

fn path_of<'a>(teller: &Teller<'a>, evidence: &'a Evidence) -> Option<&'a str> {
    vauban_analysis::evidence::path_of(teller.model(), evidence)
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(&[0xff, 0xd8, 0xff])
}

/// Production and monitoring.
pub(super) fn production(teller: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let record = cra.record.and_then(|id| teller.model().cra.get(id.at as usize));
    let Some(production) = record.and_then(|record| record.production.as_ref()) else { return Vec::new() };
    let mut blocks = vec![facts([
        ("Production", said(&production.text)),
        ("Monitoring", said(&production.monitoring)),
        ("Validation", said(&production.validation)),
    ])];
    let processes = teller.refs(&production.processes);
    if !processes.is_empty() {
        let mut line = vec![plain("Laid down in ")];
        line.extend(processes);
        line.push(plain("."));
        blocks.push(Block::Paragraph(line));
    }
    let files: Vec<&str> = production.evidence.iter().filter_map(|one| path_of(teller, one)).collect();
    if !files.is_empty() {
        blocks.push(Block::Table(super::tests::files(teller, "Evidence of production", &files)));
    }
    blocks
}

/// Bills of materials with their digests.
pub(super) fn bills(cra: &Cra) -> Vec<Block> {
    if cra.bills.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(
        "Bills of materials",
        [Column::wide("file"), Column::wide("SHA-256"), Column::narrow("state").filtered()],
    );
    for bill in &cra.bills {
        table.row([
            code(bill.path.clone()),
            code(bill.digest.clone().unwrap_or_default()),
            badge(tone(bill), bill.pinned.phrase()),
        ]);
    }
    vec![
        paragraph([
            "Handed to a market surveillance authority on a reasoned request; the digest says whether it is the one that was delivered.",
        ]),
        Block::Table(table),
    ]
}

fn tone(bill: &Bill) -> Tone {
    match bill.pinned {
        Pinned::Same => Tone::Good,
        Pinned::NotPinned => Tone::Attention,
        Pinned::Differs | Pinned::NotHere => Tone::Bad,
    }
}

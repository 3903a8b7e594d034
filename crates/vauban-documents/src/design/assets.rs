//! Chapter 3: what is protected, where it is, how deep it has to be defended, and who may come to it.

use std::collections::BTreeMap;

use vauban_model::kinds::Asset;
use vauban_model::{AnyId, Kind, Record, Ref};
use vauban_pages::{Block, Column, Inline, Row, Section, Table, Tone, badge, facts, paragraph, plain};
use vauban_report::depth::{DepthRow, Group, Standing, depth_text};
use vauban_report::text::count;

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, lead, more, names, or_dash, section, some, write_first, yes};

/// Assets that have a sheet of their own.
const SHEETS: usize = 100;
/// Ways to an asset that are listed.
const WAYS: usize = 30;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let worst = worst(book);
    let mut all: Vec<&Record<Asset>> = book.each(&book.compiled.model.asset).collect();
    let key = |one: &&Record<Asset>| {
        let standing = worst.get(&*one.head.id).map(|(group, _)| group.standing());
        (standing.unwrap_or(Standing::Enough), std::cmp::Reverse(gravity(one)), one.head.id.clone())
    };
    all.sort_by_cached_key(key);
    let below: Vec<&str> = worst
        .values()
        .filter(|(group, _)| group.standing() == Standing::Below)
        .map(|(_, row)| row.asset.as_str())
        .collect();
    let mut open = Vec::new();
    if all.is_empty() && !book.none_stated(Kind::Asset) {
        open.push("no asset is recorded".to_owned());
    }
    if !below.is_empty() {
        open.push(format!("{} below the required depth", count(below.len(), "asset")));
    }
    let helped = worst.values().filter(|(group, _)| group.standing() == Standing::WithEnvironment).count();
    if helped > 0 {
        open.push(format!("{} below it without the environment", count(helped, "asset")));
    }
    let unknown = all.iter().filter(|one| one.impact.is_some() && !worst.contains_key(&*one.head.id)).count();
    if unknown > 0 {
        open.push(format!("{} whose depth is unknown", count(unknown, "asset")));
    }
    let unrated = all.iter().filter(|one| one.impact.is_none()).count();
    if unrated > 0 {
        open.push(format!("{} without an impact", count(unrated, "asset")));
    }
    let mut blocks = vec![lead(
        "What is worth protecting, what its loss would do (stated), how deep it must be and is defended, and who may come to it \
         (computed). Those that are not deep enough stand first.",
    )];
    blocks.push(register(book, &all, &worst));
    let sheets = book.compiled.interfaces(book.product);
    let sections = all.iter().take(SHEETS).map(|one| {
        let id = AnyId {
            kind: Kind::Asset,
            at: book.compiled.model.find(Kind::Asset, &one.head.id).map_or(u32::MAX, |id| id.at),
        };
        let approached = sheets.as_ref().map(|sheets| sheets.register.approaches(id)).unwrap_or_default();
        sheet(book, one, &approached)
    });
    let sections: Vec<Section> = sections.collect();
    let shown = sections.len();
    let mut whole = Section::new("assets", "3 Assets").with(blocks).over(sections);
    if let Some(note) = more(shown, all.len(), "sheet", "`vauban depth --asset ID`") {
        whole.sections.push(section("assets-more", "More assets", vec![note]));
    }
    Chapter { section: whole, open, settled: "every asset is rated and as deep as required".to_owned() }
}

/// For each asset the group of rows that stands worst, with the row that decides.
fn worst<'b>(book: &'b Book<'_>) -> BTreeMap<&'b str, (Group<'b>, &'b DepthRow)> {
    let mut found: BTreeMap<&str, (Group<'_>, &DepthRow)> = BTreeMap::new();
    let rows = book.depth.as_ref().map(|depth| depth.rows.as_slice()).unwrap_or_default();
    for group in vauban_report::depth::worst_first(rows) {
        let row = &group.rows[group.decisive()];
        found.entry(row.asset.as_str()).or_insert((group, row));
    }
    found
}

fn gravity(asset: &Record<Asset>) -> Option<vauban_model::Impact> {
    let impact = asset.impact.as_ref()?;
    let all = [&impact.confidentiality, &impact.integrity, &impact.availability];
    all.into_iter().flatten().map(|one| one.value).max()
}

fn register(book: &Book<'_>, all: &[&Record<Asset>], worst: &BTreeMap<&str, (Group<'_>, &DepthRow)>) -> Block {
    let columns = [
        Column::wide("asset"),
        Column::narrow("kind").filtered(),
        Column::narrow("if it became known").filtered(),
        Column::narrow("if it were changed").filtered(),
        Column::narrow("if it were gone").filtered(),
        Column::new("held by"),
        Column::narrow("depth required"),
        Column::wide("depth, where it stands worst"),
    ];
    let mut table = Table::new("Assets", columns);
    let model = &book.compiled.model;
    for (at, one) in all.iter().enumerate() {
        let impact = one.impact.as_ref();
        let word =
            |word: Option<&Option<vauban_model::Sp<vauban_model::Impact>>>| match word.and_then(|word| word.as_ref()) {
                Some(word) => vec![plain(word.value.word())],
                None => vec![plain("–")],
            };
        let holders: Vec<String> = one.held_by.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect();
        let (tone, required, stands) = match worst.get(&*one.head.id) {
            Some((group, row)) => {
                let tone = tone(group.standing());
                let line = vec![
                    badge(tone, format!("{} of {}", depth_text(row), row.required)),
                    plain(format!(" {}, by {}, as {}: {}", row.property, row.attacker, row.tier, group.verdict())),
                ];
                (tone, row.required.to_string(), line)
            }
            None => (Tone::Attention, "–".to_owned(), vec![badge(Tone::Attention, "unknown")]),
        };
        let mut title = vec![book.shown(&one.head.name(), vec![plain(one.head.title().trim())])];
        title.extend([Inline::Break, book.text_of(&one.head.name())]);
        let cells = [
            title,
            or_dash(one.kind.as_ref().map_or("", |kind| kind.value.word())),
            word(impact.map(|impact| &impact.confidentiality)),
            word(impact.map(|impact| &impact.integrity)),
            word(impact.map(|impact| &impact.availability)),
            names(book, &holders),
            vec![plain(required)],
            stands,
        ];
        // One without a sheet has its place here.
        let anchor = if at < SHEETS { String::new() } else { book.places.home(&one.head.name()) };
        let tone = if tone == Tone::Bad { Tone::Bad } else { Tone::Plain };
        table.rows.push(Row { anchor, tone, cells: cells.map(Into::into).to_vec() });
    }
    let how = vec![plain(
        "Write an [asset.ID] for everything whose loss would matter, with its impact and the component that holds it.",
    )];
    some(table).unwrap_or_else(|| write_first("No asset is recorded", how))
}

/// How a group stands, as a tone.
pub(super) fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Below => Tone::Bad,
        Standing::WithEnvironment | Standing::Unstated => Tone::Attention,
        Standing::Enough => Tone::Good,
    }
}

/// One asset: what it is, where it lies, who may come to it.
fn sheet(book: &Book<'_>, one: &Record<Asset>, approached: &vauban_analysis::interfaces::Approached) -> Section {
    let model = &book.compiled.model;
    let name = one.head.name();
    let of = |links: Vec<AnyId>| -> Vec<String> { links.into_iter().map(|id| model.head(id).name()).collect() };
    let refs = |links: &[Ref<vauban_model::kinds::Component>]| of(links.iter().filter_map(Ref::to).collect());
    let assets = |links: &[Ref<Asset>]| of(links.iter().filter_map(Ref::to).collect());
    let content: Vec<String> = one.content.iter().map(|term| term.as_str().to_owned()).collect();
    let elsewhere: Vec<String> = one.also_held_in.iter().map(|text| text.trim().to_owned()).collect();
    let words = |words: &[String]| few(words, 12, |word| vec![plain(word.as_str())]);
    let mut pairs = vec![("record", vec![book.text_of(&name)])];
    if let Some(told) = &one.head.common.description {
        pairs.push(("what it is", vec![plain(told.trim())]));
    }
    pairs.extend([
        ("content", words(&content)),
        ("held by", names(book, &refs(&one.held_by))),
        ("in the clear on", names(book, &refs(&one.in_clear_on))),
        ("also held in", words(&elsewhere)),
        ("follows from", names(book, &assets(&one.derived_from))),
        ("same on every unit", or_dash(one.same_on_every_unit.as_ref().map_or("", |flag| yes(flag.value)))),
    ]);
    let mut section = Section::new(book.places.home(&name), one.head.title().trim()).with([facts(pairs)]);
    if approached.from.is_empty() {
        return section.with([paragraph(["No recorded interface leads to it."])]);
    }
    let direct = approached.direct().count();
    let columns = [Column::new("interface"), Column::wide("who comes over it"), Column::wide("on the way")];
    let mut table = Table::new(format!("Who may come to {}", one.head.title().trim()), columns);
    let sheets = &book.interfaces.interfaces;
    let by_id: BTreeMap<&str, usize> = sheets.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
    for way in approached.from.iter().take(WAYS) {
        let id = &model.head(way.interface).id;
        let users = by_id.get(&**id).and_then(|at| sheets.get(*at)).map(|row| row.users.as_slice()).unwrap_or_default();
        let via = match way.via.is_empty() {
            true => vec![badge(Tone::Attention, "directly")],
            false => names(book, &of(way.via.clone())),
        };
        table.row([vec![book.short(&model.head(way.interface).name())], names(book, users), via]);
    }
    let more_than = if approached.more { "more than " } else { "" };
    let summary =
        format!("{more_than}{} lead to it, {direct} of them directly", count(approached.from.len(), "interface"));
    let mut inner = vec![Block::Table(table)];
    inner.extend(more(
        approached.from.len().min(WAYS),
        approached.from.len(),
        "way",
        "`vauban interface ID` of an interface",
    ));
    section.blocks.push(folded(summary, inner));
    section
}

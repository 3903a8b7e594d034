//! Chapter 4: the register of interfaces, and one sheet for each with the questions of SD-1.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::{Interface, ThirdParty};
use vauban_model::{Kind, Record, Ref};
use vauban_pages::{Block, Column, Inline, Row, Section, Table, Tone, badge, code, facts, plain, strong};
use vauban_report::interfaces::{InterfaceRow, PointRow, QuestionRow};
use vauban_report::text::count;

use super::Chapter;
use super::book::Book;
use super::context::zones_in_a_line;
use super::say::{lead, linked, more, names, or_dash, section, some, stacked, write_first, yes};

/// Interfaces that have a sheet of their own.
const SHEETS: usize = 150;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut all: Vec<&InterfaceRow> = book.interfaces.interfaces.iter().collect();
    all.sort_by_key(|row| row.open == 0);
    let waiting = all.iter().filter(|row| row.open > 0).count();
    let mut open = Vec::new();
    if all.is_empty() && !book.none_stated(Kind::Interface) {
        open.push("no interface is recorded".to_owned());
    }
    if waiting > 0 {
        let questions: usize = all.iter().map(|row| row.open).sum();
        open.push(format!("{} open on {}", count(questions, "question"), count(waiting, "interface")));
    }
    let mut blocks = vec![lead(
        "Every way in and out, logical and physical: who can reach it, who uses it, what it leads to, and the questions of SD-1 with \
         their answers. What is computed from the design and what people stated stand in columns of their own. Interfaces with open \
         questions stand first, then the most exposed.",
    )];
    blocks.push(register(book, &all));
    let mut sections = vec![carriage(book), outsiders(book)];
    let records: BTreeMap<&str, &Record<Interface>> =
        book.each(&book.compiled.model.interface).map(|one| (&*one.head.id, one)).collect();
    sections.extend(elsewhere(book, &all));
    sections.extend(all.iter().take(SHEETS).map(|row| sheet(book, row, records.get(row.id.as_str()).copied())));
    if let Some(note) = more(all.len().min(SHEETS), all.len(), "sheet", "`vauban interface ID`") {
        sections.push(section("interfaces-more", "More interfaces", vec![note]));
    }
    Chapter {
        section: Section::new("interfaces", "4 Interfaces").with(blocks).over(sections),
        open,
        settled: "every question of SD-1 is answered for every interface".to_owned(),
    }
}

fn register(book: &Book<'_>, all: &[&InterfaceRow]) -> Block {
    let columns = [
        Column::wide("interface"),
        Column::narrow("questions open"),
        Column::narrow("reach").filtered(),
        Column::narrow("exposure").filtered(),
        Column::narrow("protocol"),
        Column::narrow("on by default").filtered(),
        Column::new("reachable from"),
        Column::wide("worst asset it leads to"),
        Column::narrow("open threats"),
    ];
    let mut table = Table::new("Register of interfaces", columns);
    for (at, row) in all.iter().enumerate() {
        let name = vauban_model::full_name(Kind::Interface, &row.id);
        let title = if row.title.is_empty() { row.id.as_str() } else { row.title.as_str() };
        let worst = row.worst.as_ref().map_or_else(
            || vec![plain("–")],
            |worst| vec![book.id(Kind::Asset, &worst.asset), plain(format!(", {} ({})", worst.property, worst.impact))],
        );
        let open = match row.open {
            0 => vec![badge(Tone::Good, format!("0 of {}", row.asked))],
            open => vec![badge(Tone::Bad, format!("{open} of {}", row.asked))],
        };
        let cells = [
            vec![book.shown(&name, vec![plain(title)]), Inline::Break, code(row.id.as_str())],
            open,
            vec![plain(row.reach)],
            or_dash(row.exposure.unwrap_or_default()),
            or_dash(&protocol(row)),
            or_dash(row.enabled.map_or("", yes)),
            if row.zones.is_empty() { vec![plain("–")] } else { zones_in_a_line(book, &row.zones) },
            worst,
        ];
        let mut cells: Vec<vauban_pages::Cell> = cells.map(Into::into).to_vec();
        cells.push(row.unanswered.into());
        // One without a sheet has its place here.
        let anchor = if at < SHEETS { String::new() } else { book.places.home(&name) };
        let tone = if row.open > 0 { Tone::Attention } else { Tone::Plain };
        table.rows.push(Row { anchor, tone, cells });
    }
    let how = match book.interfaces.notes.as_slice() {
        [] => vec![plain("Write an [interface.ID] for every way in and out.")],
        notes => notes.iter().map(|told| plain(told.as_str())).collect(),
    };
    some(table).unwrap_or_else(|| write_first("No interface is recorded", how))
}

fn protocol(row: &InterfaceRow) -> String {
    match (&row.protocol, row.port) {
        (Some(protocol), Some(port)) => format!("{protocol}:{port}"),
        (Some(protocol), None) => protocol.clone(),
        (None, Some(port)) => format!("port {port}"),
        (None, None) => String::new(),
    }
}

/// Which physical interface carries which logical ones, and the ports of the hardware.
fn carriage(book: &Book<'_>) -> Section {
    let model = &book.compiled.model;
    let mut over: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in book.each(&model.interface) {
        if let Some(carrier) = one.carried_by.as_ref().and_then(Ref::to) {
            over.entry(model.head(carrier).name()).or_default().push(one.head.name());
        }
    }
    let mut table = Table::new(
        "Physical interfaces, and the logical ones they carry",
        [Column::new("physical"), Column::wide("carries")],
    );
    for (carrier, carried) in &over {
        table.row([vec![book.short(carrier)], names(book, carried)]);
    }
    let columns = [
        Column::new("port"),
        Column::new("on"),
        Column::narrow("in series hardware").filtered(),
        Column::new("gives interface"),
        Column::wide("guarded by"),
        Column::new("users are told in"),
        Column::narrow("reachable without opening").filtered(),
    ];
    let mut ports = Table::new("Ports, debug headers and test points of the hardware", columns);
    for one in book.each(&model.port) {
        let of = |link: Option<vauban_model::AnyId>| {
            link.map_or_else(|| vec![plain("–")], |id| vec![book.name(&model.head(id).name())])
        };
        let guards: Vec<String> = one.guarded_by.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect();
        let made = ports.row([
            book.titled(&one.head),
            of(one.on.as_ref().and_then(Ref::to)),
            or_dash(one.state.as_ref().map_or("", |state| state.value.word())),
            of(one.interface.as_ref().and_then(Ref::to)),
            names(book, &guards),
            of(one.guideline.as_ref().and_then(Ref::to)),
            or_dash(one.external.as_ref().map_or("", |flag| yes(flag.value))),
        ]);
        made.anchor = book.places.home(&one.head.name());
    }
    let mut blocks = vec![lead("What is plugged in or soldered on, and what goes over it.")];
    blocks.extend([some(table), some(ports)].into_iter().flatten());
    if blocks.len() == 1 {
        blocks = vec![lead("No physical interface carries a logical one, and no port of the hardware is recorded.")];
    }
    section("physical", "Physical and logical", blocks)
}

/// Parts of others behind interfaces (SD-1.h).
fn outsiders(book: &Book<'_>) -> Section {
    let model = &book.compiled.model;
    let columns = [Column::new("interface"), Column::wide("parts of others"), Column::wide("security they bring")];
    let mut table = Table::new("Interfaces that parts of others implement", columns);
    let told = |third: &ThirdParty| !third.components.is_empty();
    for one in book.each(&model.interface).filter(|one| one.third_party.as_ref().is_some_and(told)) {
        let Some(third) = &one.third_party else { continue };
        let parts: Vec<String> = third.components.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect();
        let security = third
            .security
            .as_ref()
            .map_or_else(|| vec![badge(Tone::Attention, "not said")], |text| vec![plain(text.trim())]);
        table.row([vec![book.short(&one.head.name())], names(book, &parts), security]);
    }
    let none = || lead("No interface names a part of others that implements it.");
    section("third-party", "Parts of others", vec![some(table).unwrap_or_else(none)])
}

/// Interfaces of the product that the design shown does not have: other variants do.
fn elsewhere(book: &Book<'_>, shown: &[&InterfaceRow]) -> Option<Section> {
    let here: BTreeSet<&str> = shown.iter().map(|row| row.id.as_str()).collect();
    let model = &book.compiled.model;
    let columns = [Column::wide("interface"), Column::new("on"), Column::wide("only in"), Column::wide("not in")];
    let mut table = Table::new("Interfaces of other variants", columns);
    for one in book.each(&model.interface).filter(|one| !here.contains(&*one.head.id)) {
        let names_of = |links: &[Ref<vauban_model::Scope>]| -> Vec<String> {
            links.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect()
        };
        let on = one.on.as_ref().and_then(Ref::to).map(|id| model.head(id).name());
        let row = table.row([
            book.titled(&one.head),
            on.map_or_else(|| vec![plain("–")], |name| vec![book.short(&name)]),
            names(book, &names_of(&one.head.common.only_in)),
            names(book, &names_of(&one.head.common.not_in)),
        ]);
        row.anchor = book.places.home(&one.head.name());
    }
    let how = lead(
        "The variant that this book shows does not have them; `vauban --variant ID report design` makes the book of one that does.",
    );
    Some(section("interfaces-elsewhere", "Interfaces of other variants", vec![how, some(table)?]))
}

/// One interface.
fn sheet(book: &Book<'_>, row: &InterfaceRow, record: Option<&Record<Interface>>) -> Section {
    let name = vauban_model::full_name(Kind::Interface, &row.id);
    let title = if row.title.is_empty() { row.id.as_str() } else { row.title.as_str() };
    let mut whole = Section::new(book.places.home(&name), title);
    let model = &book.compiled.model;
    let link = |id: Option<vauban_model::AnyId>| {
        id.map_or_else(|| vec![plain("–")], |id| vec![book.name(&model.head(id).name())])
    };
    let kinds: Vec<&str> = record
        .iter()
        .flat_map(|one| {
            one.kind
                .as_ref()
                .map(vauban_model::Term::as_str)
                .into_iter()
                .chain(one.offers.iter().map(vauban_model::Term::as_str))
        })
        .collect();
    let mut pairs = vec![
        ("record", vec![book.text_of(&name), plain(format!(", {}:{}", row.file, row.line))]),
        ("purpose", or_dash(record.and_then(|one| one.purpose.as_ref()).map_or("", |text| text.trim()))),
        (
            "on",
            if row.component.is_empty() {
                vec![badge(Tone::Attention, "not said")]
            } else {
                vec![book.id(Kind::Component, &row.component)]
            },
        ),
        ("kind, offers", or_dash(&kinds.join(", "))),
        ("reach, exposure", vec![plain(format!("{}, {}", row.reach, row.exposure.unwrap_or("exposure not said")))]),
        ("crosses a boundary", vec![plain(row.crosses.map_or("unknown", yes))]),
        ("protocol", or_dash(&protocol(row))),
        ("carried by", link(record.and_then(|one| one.carried_by.as_ref()?.to()))),
        ("users", names(book, &row.users)),
        (
            "can be disabled",
            or_dash(record.and_then(|one| one.can_be_disabled.as_ref()).map_or("", |flag| yes(flag.value))),
        ),
        ("depth behind it", depth(row)),
    ];
    if let Some(like) = &row.like {
        pairs.push(("answers as", vec![book.id(Kind::Interface, like)]));
    }
    pairs.push((
        "last review",
        match &row.review {
            Some(seen) => vec![
                book.id(Kind::Review, &seen.id),
                plain(format!(", {}{}", seen.date, if seen.named { ", by name" } else { ", of the whole design" })),
            ],
            None => vec![badge(Tone::Attention, "never reviewed")],
        },
    ));
    whole.blocks.push(facts(pairs));
    let columns = [
        Column::new("question"),
        Column::narrow("answer").filtered(),
        Column::wide("computed from the design"),
        Column::wide("stated by people"),
    ];
    let mut table = Table::new(format!("Questions of SD-1 about {title}"), columns);
    let mut questions: Vec<&QuestionRow> = row.questions.iter().collect();
    questions.sort_by_key(|one| match one.standing() {
        "contradicted" => 0,
        "open" => 1,
        "answered" => 2,
        _ => 3,
    });
    for one in questions {
        let (tone, word) = match one.standing() {
            "answered" => (Tone::Good, "answered"),
            "not asked" => (Tone::Muted, "not asked"),
            other => (Tone::Bad, other),
        };
        let missing = one.missing.iter().map(|(key, what)| match key.as_str() {
            "" => vec![plain(what.as_str())],
            key => vec![code(key), plain(format!(": {what}"))],
        });
        let mut stated = stacked(one.stated.iter().map(|point| told(book, point)));
        let lacks = stacked(one.contradiction.iter().map(|why| vec![plain(why.as_str())]).chain(missing));
        if !lacks.is_empty() {
            if !stated.is_empty() {
                stated.push(Inline::Break);
            }
            stated.extend([badge(Tone::Bad, "missing"), plain(" ")]);
            stated.extend(lacks);
        }
        let computed = stacked(one.computed.iter().map(|point| told(book, point)));
        let made = table.row([
            vec![strong(one.id), plain(format!(" {}", one.asks))],
            vec![badge(tone, word)],
            if computed.is_empty() { vec![plain("–")] } else { computed },
            if stated.is_empty() { vec![plain("–")] } else { stated },
        ]);
        made.tone = if tone == Tone::Bad { Tone::Bad } else { Tone::Plain };
    }
    whole.blocks.extend(some(table));
    whole
}

/// The smallest depth behind an interface, tier by tier.
fn depth(row: &InterfaceRow) -> Vec<Inline> {
    let Some(first) = row.depth.first() else { return vec![plain("–")] };
    let cells: Vec<String> =
        row.depth.iter().map(|cell| format!("{} {}", cell.tier.replace('-', " "), cell.word())).collect();
    vec![plain(format!("{}; {} required ({} of {})", cells.join(", "), first.required, first.property, first.asset))]
}

fn told(book: &Book<'_>, point: &PointRow) -> Vec<Inline> {
    let mut line = Vec::new();
    if !point.what.is_empty() {
        line.push(Inline::Emphasis(vec![plain(format!("{}: ", point.what))]));
    }
    line.extend(linked(book, &point.text, &point.records));
    if point.like {
        line.push(plain(" (from the interface it is like)"));
    }
    line
}

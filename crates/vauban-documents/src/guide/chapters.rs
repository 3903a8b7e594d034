//! The chapters that are made of prose and tables of records.

use vauban_analysis::guidance::Topic;
use vauban_model::{AnyId, Kind, OptionEffect, PortState, Ref, Side};
use vauban_pages::{Block, Cell, Inline, Section, Table, facts, list, note, plain, strong};

use super::book::{Book, spans, text};
use super::place::Chapter;

/// Intended use, from the security context.
pub(super) fn intended_use(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let keys = [
        ("intended-use", words.intended),
        ("not-intended", words.not_intended),
        ("misuse", words.misuse),
        ("network", words.network),
        ("physical", words.physical),
        ("isolation", words.isolation),
    ];
    let mut blocks = Vec::new();
    let contexts: Vec<AnyId> = book.each(Kind::Context, &book.model().context).map(|(id, _)| id).collect();
    for id in &contexts {
        let said = keys.iter().filter_map(|(key, name)| Some((*name, book.said(*id, key)?)));
        let mut foreign = 0;
        let pairs: Vec<(&str, Vec<Inline>)> = said
            .map(|(name, said)| {
                foreign += usize::from(!said.translated);
                (name, spans(&said.text))
            })
            .collect();
        if contexts.len() > 1 {
            blocks.push(Block::Paragraph(vec![strong(book.name(*id).text)]));
        }
        blocks.extend(book.foreign(foreign));
        if !pairs.is_empty() {
            blocks.push(facts(pairs));
        }
    }
    chapter(book, "intended-use", words.use_title, blocks, Vec::new(), &[])
}

/// The layers of the product, and known risks (SG-1).
pub(super) fn defence(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let mut table = Table::new(words.layers, Book::columns(&[(words.layer, false), (words.task, true)]));
    let mut foreign = 0;
    for id in book.owed(Topic::Defence).filter(|id| book.untold(*id) && !outside(book, *id)) {
        table.row([book.name_cell(id, &mut foreign), book.cell(id, "responsibility", &mut foreign)]);
    }
    let (mut blocks, sections) = book.prose(Chapter::Defence);
    blocks.extend(book.table(words.more_layers, table, foreign));
    let topics = [Topic::Defence, Topic::Risk];
    chapter(book, Chapter::Defence.anchor(), words.defence_title, blocks, sections, &topics)
}

fn outside(book: &Book<'_>, mechanism: AnyId) -> bool {
    let record = book.model().mechanism.get(mechanism.at as usize);
    record.is_some_and(|one| one.provided_by.as_ref().is_some_and(|side| side.value == Side::Environment))
}

/// What the environment must provide, and what follows where it does not (SG-2).
pub(super) fn environment(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let columns = Book::columns(&[
        (words.measure, true),
        (words.provider, false),
        (words.without, true),
        (words.described, false),
    ]);
    let mut table = Table::new(words.measures, columns);
    let mut foreign = 0;
    for id in book.owed(Topic::Environment) {
        let what = match book.said(id, "description") {
            Some(_) => book.cell(id, "description", &mut foreign),
            None => book.name_cell(id, &mut foreign),
        };
        table.row([
            what,
            book.cell(id, "provider", &mut foreign),
            book.cell(id, "if-broken", &mut foreign),
            book.more(id).into(),
        ]);
    }
    let (mut blocks, sections) = book.prose(Chapter::Environment);
    blocks.extend(book.table(words.environment_lead, table, foreign));
    let topics = [Topic::Environment, Topic::Transferred];
    chapter(book, Chapter::Environment.anchor(), words.environment_title, blocks, sections, &topics)
}

/// Options, interfaces and ports (SG-3).
pub(super) fn hardening(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let table = |anchor: &str, title: &'static str, blocks: Vec<Block>| {
        (!blocks.is_empty()).then(|| Section::new(anchor, title).with(blocks))
    };
    let mut sections: Vec<Section> = Vec::new();
    sections.extend(table("options-table", words.options, options(book)));
    sections.extend(table("interfaces-table", words.interfaces, interfaces(book)));
    sections.extend(table("ports-table", words.ports, ports(book)));
    let (blocks, prose) = book.prose(Chapter::Hardening);
    sections.extend(prose);
    let topics = [Topic::Option, Topic::Interface, Topic::Port];
    chapter(book, Chapter::Hardening.anchor(), words.hardening_title, blocks, sections, &topics)
}

fn options(book: &Book<'_>) -> Vec<Block> {
    let words = book.words;
    let columns =
        Book::columns(&[(words.option, false), (words.values, true), (words.effect, true), (words.how, true)]);
    let mut table = Table::new(words.options, columns);
    let mut foreign = 0;
    for (id, option) in book.each(Kind::UserOption, &book.model().option) {
        let mut effect: Vec<Inline> = Vec::new();
        if let Some(said) = &option.effect {
            let word = match said.value {
                OptionEffect::Stronger => words.stronger,
                OptionEffect::Weaker => words.weaker,
                OptionEffect::Neutral => words.neutral,
            };
            effect.push(strong(word));
            let names: Vec<String> = option
                .strengthens
                .iter()
                .filter_map(Ref::to)
                .map(|mechanism| {
                    let name = book.name(mechanism);
                    foreign += usize::from(!name.translated);
                    name.text
                })
                .collect();
            effect.push(plain(if names.is_empty() { ".".to_owned() } else { format!(": {}.", names.join(", ")) }));
        }
        if let Some(work) = book.said(id, "work") {
            foreign += usize::from(!work.translated);
            if !effect.is_empty() {
                effect.push(Inline::Break);
            }
            effect.push(plain(format!("{}: ", words.work)));
            effect.extend(spans(&work.text));
        }
        // What it can be, what it is as delivered, what we recommend: one line each.
        let mut values: Vec<Inline> = Vec::new();
        for (name, key) in [("", "values"), (words.delivered, "default"), (words.recommended, "recommended")] {
            let said = book.said(id, key);
            if said.is_none() && key == "recommended" {
                continue;
            }
            foreign += usize::from(said.as_ref().is_some_and(|said| !said.translated));
            if !values.is_empty() {
                values.push(Inline::Break);
            }
            if !name.is_empty() {
                values.push(plain(format!("{name}: ")));
            }
            values.extend(said.map_or_else(|| vec![plain(words.not_said)], |said| spans(&said.text)));
        }
        table.row([book.name_cell(id, &mut foreign), values.into(), effect.into(), book.cell(id, "how", &mut foreign)]);
    }
    book.table(words.options_lead, table, foreign)
}

fn interfaces(book: &Book<'_>) -> Vec<Block> {
    let words = book.words;
    let columns = Book::columns(&[
        (words.interface, false),
        (words.protocol, false),
        (words.delivered, false),
        (words.switch_off, false),
        (words.described, false),
    ]);
    let mut table = Table::new(words.interfaces, columns);
    let mut foreign = 0;
    // The options that switch an interface, by interface.
    let mut switches: std::collections::BTreeMap<AnyId, Vec<AnyId>> = std::collections::BTreeMap::new();
    for (id, option) in book.each(Kind::UserOption, &book.model().option) {
        for interface in option.switches.iter().filter_map(Ref::to) {
            switches.entry(interface).or_default().push(id);
        }
    }
    let external: std::collections::BTreeSet<AnyId> = book.owed(Topic::Interface).collect();
    for (id, interface) in book.each(Kind::Interface, &book.model().interface) {
        let by: &[AnyId] = switches.get(&id).map_or(&[], Vec::as_slice);
        // What lies inside is shown only where users can switch it.
        if !external.contains(&id) && by.is_empty() {
            continue;
        }
        let protocol = interface.protocol.as_ref().map(|term| protocol(book, term.as_str())).unwrap_or_default();
        let number = interface.port.as_ref().map(|port| port.0.value.to_string()).unwrap_or_default();
        let wire = [protocol, number].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let flag = |flag: Option<bool>, yes: &'static str, no: &'static str| match flag {
            Some(true) => yes,
            Some(false) => no,
            None => words.not_said,
        };
        let mut off: Vec<Inline> =
            vec![plain(flag(interface.can_be_disabled.as_ref().map(|flag| flag.value), words.yes, words.no))];
        for option in by {
            let name = book.name(*option);
            foreign += usize::from(!name.translated);
            off.push(plain(format!(": {}", name.text)));
        }
        table.row([
            book.name_cell(id, &mut foreign),
            plain(wire).into(),
            plain(flag(interface.enabled_by_default.as_ref().map(|flag| flag.value), words.on, words.off)).into(),
            Cell::from(off),
            book.more(id).into(),
        ]);
    }
    book.table(words.interfaces_lead, table, foreign)
}

/// A protocol as the catalog calls it.
fn protocol(book: &Book<'_>, word: &str) -> String {
    let known = book.subject.compiled.catalogs.threats().protocol(word);
    known.map_or_else(|| word.to_owned(), |protocol| protocol.title.clone())
}

fn ports(book: &Book<'_>) -> Vec<Block> {
    let words = book.words;
    let columns = Book::columns(&[(words.port, false), (words.state, false), (words.described, true)]);
    let mut table = Table::new(words.ports, columns);
    let mut foreign = 0;
    for id in book.owed(Topic::Port) {
        let state = book.model().port.get(id.at as usize).and_then(|port| port.state.as_ref());
        let word = match state.map(|state| state.value) {
            Some(PortState::Protected) => words.guarded,
            Some(PortState::Present) => words.open,
            Some(PortState::Removed | PortState::Disabled) | None => continue,
        };
        table.row([book.name_cell(id, &mut foreign), plain(word).into(), book.more(id).into()]);
    }
    book.table(words.ports_lead, table, foreign)
}

/// Accounts that are shipped or needed (SG-6).
pub(super) fn accounts(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let columns = Book::columns(&[
        (words.account, false),
        (words.kind, false),
        (words.may, true),
        (words.delivered, false),
        (words.change, true),
    ]);
    let mut table = Table::new(words.accounts, columns);
    let mut foreign = 0;
    for (id, account) in book.each(Kind::Account, &book.model().account) {
        let exists = match account.default.as_ref().map(|flag| flag.value) {
            Some(true) => words.exists,
            Some(false) => words.absent,
            None => words.not_said,
        };
        table.row([
            book.name_cell(id, &mut foreign),
            book.cell(id, "account", &mut foreign),
            book.cell(id, "privileges", &mut foreign),
            plain(exists).into(),
            book.cell(id, "change-how", &mut foreign),
        ]);
    }
    let (mut blocks, sections) = book.prose(Chapter::Accounts);
    blocks.extend(book.table(words.accounts_lead, table, foreign));
    chapter(book, Chapter::Accounts.anchor(), words.accounts_title, blocks, sections, &[Topic::Account])
}

/// Duties and periodic work (SG-5, SG-3.e to SG-3.h).
pub(super) fn operation(book: &Book<'_>) -> Option<Section> {
    let untold: Vec<Vec<Inline>> =
        book.owed(Topic::Duty).filter(|id| book.untold(*id)).map(|id| vec![plain(book.name(id).text)]).collect();
    let (mut blocks, sections) = book.prose(Chapter::Operation);
    if !untold.is_empty() {
        blocks.extend([Block::Paragraph(vec![plain(book.words.duties)]), list(untold)]);
    }
    chapter(book, Chapter::Operation.anchor(), book.words.operation_title, blocks, sections, &[Topic::Duty])
}

/// How the product leaves, and what must not stay behind (SG-4).
pub(super) fn disposal(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let columns = Book::columns(&[
        (words.datum, false),
        (words.in_product, false),
        (words.elsewhere, true),
        (words.removal, false),
    ]);
    let mut table = Table::new(words.data, columns);
    let mut foreign = 0;
    for id in book.owed(Topic::Disposal) {
        let Some(asset) = book.model().asset.get(id.at as usize) else { continue };
        let inside = asset.held_by.iter().any(|holder| holder.to().is_some());
        let elsewhere = match asset.also_held_in.is_empty() {
            true => plain(words.no).into(),
            false => book.cell(id, "also-held-in", &mut foreign),
        };
        table.row([
            book.name_cell(id, &mut foreign),
            plain(if inside { words.yes } else { words.no }).into(),
            elsewhere,
            book.more(id).into(),
        ]);
    }
    let (mut blocks, sections) = book.prose(Chapter::Disposal);
    blocks.extend(book.table(words.data_lead, table, foreign));
    chapter(book, Chapter::Disposal.anchor(), words.disposal_title, blocks, sections, &[Topic::Disposal])
}

/// Manuals made elsewhere, and what they say on security (SG-7).
pub(super) fn manuals(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let columns = Book::columns(&[
        (words.manual, false),
        (words.version, false),
        (words.language, false),
        (words.section, false),
        (words.page, false),
    ]);
    let mut table = Table::new(words.manuals_title, columns);
    for unit in book.guidance().units.iter().filter(|unit| unit.by.kind == Kind::Manual && unit.there) {
        let manual = book.model().manual.get(unit.by.at as usize);
        let version = manual.and_then(|manual| text(&manual.version)).unwrap_or("");
        let tag = unit.language.as_deref().unwrap_or("");
        let page = unit
            .page
            .map_or_else(|| Cell::from(""), |page| Cell { number: Some(page as f64), ..Cell::from(page.to_string()) });
        table.row([
            plain(book.name(unit.by).text).into(),
            plain(version).into(),
            plain(super::words::language(tag, words)).into(),
            plain(unit.title.as_str()).into(),
            page,
        ]);
    }
    let blocks = book.table(words.manuals_lead, table, 0);
    (!blocks.is_empty()).then(|| Section::new("manuals", words.manuals_title).with(blocks))
}

/// A chapter; none where there is nothing to read in it, in a draft a line that says so.
pub(super) fn chapter(
    book: &Book<'_>,
    anchor: &str,
    title: &'static str,
    blocks: Vec<Block>,
    sections: Vec<Section>,
    topics: &[Topic],
) -> Option<Section> {
    let mut all = book.for_the_maker(topics);
    if blocks.is_empty() && sections.is_empty() && all.is_empty() {
        if !book.draft {
            return None;
        }
        all.push(note(vauban_pages::Tone::Attention, book.words.empty, [Block::Paragraph(vec![plain(title)])]));
    }
    all.extend(blocks);
    Some(Section::new(anchor, title).with(all).over(sections))
}

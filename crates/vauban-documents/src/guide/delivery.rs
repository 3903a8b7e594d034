//! The chapters about a version: genuine files, updates, reports, support, and what changed.

use std::collections::BTreeSet;

use vauban_model::kinds::{Release, SigningKey, Update};
use vauban_model::{AnyId, Kind, Origin, Record, Ref};
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Target, code, facts, link, plain, strong};

use super::book::{Book, spans, text};
use super::chapters::chapter;
use super::place::Chapter;

/// How to check and install what was delivered (SM-6.c, SUM-4).
pub(super) fn updates(book: &Book<'_>) -> Option<Section> {
    let (blocks, mut sections) = book.prose(Chapter::Updates);
    sections.extend(genuine(book));
    chapter(book, Chapter::Updates.anchor(), book.words.updates_title, blocks, sections, &[])
}

fn release<'a>(book: &Book<'a>) -> Option<&'a Record<Release>> {
    book.model().release.get(book.release?.at as usize)
}

/// Files, digests and the key under the manifest.
fn genuine(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let release = release(book)?;
    if release.artefacts.is_empty() && release.signatures.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Paragraph(vec![plain(words.verify_lead)])];
    let mut seen = BTreeSet::new();
    for key in release.signatures.iter().filter_map(|signature| signature.key.as_ref().and_then(Ref::to)) {
        if seen.insert(key)
            && let Some(record) = book.model().key.get(key.at as usize)
        {
            blocks.push(Block::Paragraph(vec![strong(words.verify_key)]));
            blocks.push(key_facts(book, record));
            if let Some(public) = text(&record.public) {
                blocks.push(Block::Paragraph(vec![plain(format!("{}:", words.public_key))]));
                blocks.push(Block::Code(public.to_owned()));
            }
        }
    }
    if !seen.is_empty() {
        blocks.push(Block::Paragraph(spans(words.command)));
        blocks.push(Block::Code("sha256sum -c MANIFEST.sha256\nvauban release verify . --key key.pub".to_owned()));
    }
    if !release.artefacts.is_empty() {
        let mut table = Table::new(words.files, [Column::new(words.file), Column::wide(words.digest)]);
        for artefact in &release.artefacts {
            let Some(file) = text(&artefact.file) else { continue };
            let digest = artefact.digest.as_ref().map(|digest| digest.0.trim_start_matches("sha256:").to_owned());
            let digest = digest.map_or_else(|| plain(words.not_said), code);
            table.row([Cell::from(code(file)), digest.into()]);
        }
        let details = Block::Details { summary: vec![plain(words.files)], blocks: vec![Block::Table(table)] };
        blocks.push(details);
    }
    Some(Section::new("genuine-files", words.verify).with(blocks))
}

fn key_facts(book: &Book<'_>, key: &Record<SigningKey>) -> Block {
    let words = book.words;
    let mut pairs: Vec<(&str, Vec<Inline>)> = Vec::new();
    if let Some(algorithm) = text(&key.algorithm) {
        pairs.push((words.algorithm, vec![plain(algorithm)]));
    }
    if let Some(print) = text(&key.fingerprint) {
        pairs.push((words.fingerprint, vec![code(print)]));
    }
    if let Some(expires) = key.expires {
        pairs.push((words.valid_until, vec![plain(expires.date.to_string())]));
    }
    facts(pairs)
}

/// Where users report weaknesses (SG-3.g, DM-1).
pub(super) fn reporting(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let mut blocks = Vec::new();
    for (_, intake) in book.each(Kind::Intake, &book.model().intake) {
        let for_users = intake.for_whom.iter().any(|source| source.value == Origin::User);
        let Some(address) = text(&intake.address).filter(|_| for_users) else { continue };
        // A mailbox becomes something to click on; anything else is shown as it stands.
        let mail = format!("mailto:{address}");
        let shown = match Target::web(address) {
            Some(web) => link(Target::Web(web.to_owned()), address),
            None if address.contains('@') && Target::web(&mail).is_some() => link(Target::Web(mail), address),
            None => plain(address),
        };
        blocks.push(facts([(words.address, vec![shown])]));
    }
    if !blocks.is_empty() {
        blocks.insert(0, Block::Paragraph(vec![plain(words.report_lead)]));
    }
    let (opening, sections) = book.prose(Chapter::Reporting);
    let blocks = opening.into_iter().chain(blocks).collect();
    chapter(book, Chapter::Reporting.anchor(), words.report_title, blocks, sections, &[])
}

/// Until when there are security updates.
pub(super) fn support(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let of = release(book).and_then(|release| release.line.as_ref().and_then(Ref::to));
    let today = book.subject.compiled.today();
    let mut table = Table::new(words.support_title, [Column::new(words.line), Column::new(words.until)]);
    for (id, line) in book.each(Kind::Line, &book.model().line) {
        let mine = match of {
            Some(of) => of == id,
            None => line.of.as_ref().and_then(Ref::to) == book.subject.product || book.subject.product.is_none(),
        };
        if !mine {
            continue;
        }
        let until = match line.supported_until {
            None => words.not_said.to_owned(),
            Some(day) if day.date < today => format!("{} ({})", day.date, words.over),
            Some(day) => day.date.to_string(),
        };
        table.row([plain(book.name(id).text), plain(until)]);
    }
    let blocks = match table.rows.is_empty() {
        true => vec![Block::Paragraph(vec![plain(words.unknown_support)])],
        false => book.table(words.support_lead, table, 0),
    };
    Some(Section::new("support", words.support_title).with(blocks))
}

/// The last day of support of the line of the version, where it is stated.
pub(super) fn supported_until(book: &Book<'_>) -> Option<String> {
    let line = release(book)?.line.as_ref().and_then(Ref::to)?;
    Some(book.model().line.get(line.at as usize)?.supported_until?.date.to_string())
}

/// The release before this one, on the same line.
fn before<'a>(book: &Book<'a>, release: &Record<Release>) -> Option<&'a Record<Release>> {
    let line = |one: &Record<Release>| one.line.as_ref().and_then(Ref::to);
    let date = release.date?.date;
    let earlier = book.each(Kind::Release, &book.model().release).filter(|(_, one)| {
        line(one) == line(release) && one.date.is_some_and(|day| day.date < date) && one.head.id != release.head.id
    });
    earlier.max_by_key(|(id, one)| (one.date.map(|day| day.date), *id)).map(|(_, one)| one)
}

/// Security updates that the version delivers.
pub(super) fn changes(book: &Book<'_>) -> Option<Section> {
    let words = book.words;
    let of = book.release?;
    let release = release(book)?;
    let mut sections = Vec::new();
    for (id, update) in book.each(Kind::Update, &book.model().update) {
        if update.release.as_ref().and_then(Ref::to) == Some(of) {
            sections.push(one_update(book, id, update));
        }
    }
    if sections.is_empty() {
        return None;
    }
    let lead = match before(book, release).and_then(|before| text(&before.version)) {
        Some(version) => format!("{} {version}.", words.since),
        None => words.first_version.to_owned(),
    };
    let chapter = Section::new("changes", words.changes_title).with([Block::Paragraph(vec![plain(lead)])]);
    Some(chapter.over(sections))
}

fn one_update(book: &Book<'_>, id: AnyId, update: &Record<Update>) -> Section {
    let words = book.words;
    let mut blocks = Vec::new();
    let mut told = BTreeSet::new();
    let issues = update.fixes.iter().filter_map(Ref::to).filter_map(|issue| book.model().issue.get(issue.at as usize));
    for advisory in issues.flat_map(|issue| issue.advisory.iter().filter_map(Ref::to)) {
        let Some(record) = book.model().advisory.get(advisory.at as usize) else { continue };
        if !told.insert(advisory) || record.published.is_none_or(|day| day.date > book.subject.compiled.today()) {
            continue;
        }
        if let Some(describes) = text(&record.describes) {
            blocks.push(Block::Paragraph(spans(describes)));
        }
        if let Some(url) = text(&record.url).and_then(Target::web) {
            let line = vec![plain(format!("{}: ", words.advisory)), link(Target::Web(url.to_owned()), url)];
            blocks.push(Block::Paragraph(line));
        }
    }
    let keys = [
        (words.what_to_do, &update.how),
        (words.effects, &update.effects),
        (words.check_applied, &update.verify),
        (words.risk, &update.risk),
    ];
    let pairs: Vec<(&str, Vec<Inline>)> =
        keys.into_iter().filter_map(|(name, said)| Some((name, spans(text(said)?)))).collect();
    if !pairs.is_empty() {
        blocks.push(facts(pairs));
    }
    Section::new(format!("update-{}", update.head.id), book.name(id).text).with(blocks)
}

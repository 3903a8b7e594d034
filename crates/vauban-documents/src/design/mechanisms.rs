//! Chapter 7: the security mechanisms, each a layer: what it answers for, what it leaves, and what shows it.

use std::collections::BTreeMap;

use vauban_model::kinds::Mechanism;
use vauban_model::kinds::values::Implements;
use vauban_model::{Kind, MechanismStatus, Record, Ref, Side};
use vauban_pages::{Block, Column, Inline, Row, Section, Table, Tone, badge, code, facts, plain};
use vauban_report::depth::MechanismProof;
use vauban_report::text::count;

use super::Chapter;
use super::book::Book;
use super::say::{few, lead, more, names, or_dash, said, section, some, stacked, worded, write_first};

/// Mechanisms that have a sheet of their own.
const SHEETS: usize = 150;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let proofs: BTreeMap<&str, &MechanismProof> =
        book.depth.iter().flat_map(|depth| &depth.mechanisms).map(|proof| (proof.mechanism.as_str(), proof)).collect();
    let model = &book.compiled.model;
    let mut all: Vec<(&Record<Mechanism>, Option<&MechanismProof>)> =
        book.each(&model.mechanism).map(|one| (one, proofs.get(one.head.name().as_str()).copied())).collect();
    let counts = |one: &Record<Mechanism>, proof: Option<&MechanismProof>| -> &'static str {
        let stated = || one.status.as_ref().map_or("designed", |status| status.value.word());
        proof.map_or_else(stated, |proof| proof.counts)
    };
    // Implemented and not verified is what somebody has to see to; what is only proposed counts for nothing yet.
    let rank =
        |counts: &str| ["implemented", "designed", "proposed", "verified"].iter().position(|word| *word == counts);
    all.sort_by_key(|(one, proof)| (rank(counts(one, *proof)), one.head.id.clone()));
    let mut open = Vec::new();
    if all.is_empty() && !book.none_stated(Kind::Mechanism) {
        open.push("no security mechanism is recorded".to_owned());
    }
    let unverified =
        all.iter().filter(|(one, proof)| counts(one, *proof) == MechanismStatus::Implemented.word()).count();
    if unverified > 0 {
        open.push(format!("{} implemented and not verified", count(unverified, "mechanism")));
    }
    let silent = all.iter().filter(|(one, _)| one.responsibility.is_none()).count();
    if silent > 0 {
        open.push(format!("{} without a stated responsibility", count(silent, "mechanism")));
    }
    let columns = [
        Column::wide("mechanism"),
        Column::new("kind").filtered(),
        Column::wide("protects"),
        Column::narrow("provided by").filtered(),
        Column::narrow("counts as").filtered(),
        Column::wide("what is missing for more"),
    ];
    let mut table = Table::new("Security mechanisms, those not verified first", columns);
    for (at, (one, proof)) in all.iter().enumerate() {
        let counts = counts(one, *proof);
        let name = one.head.name();
        let kinds: Vec<String> = one.kind.iter().map(|kind| kind.as_str().to_owned()).collect();
        let protects: Vec<String> = one.protects.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect();
        let cells = [
            vec![book.shown(&name, vec![plain(one.head.title().trim())]), Inline::Break, code(&*one.head.id)],
            few(&kinds, 4, |kind| vec![plain(kind.as_str())]),
            names(book, &protects),
            vec![plain(provider(one))],
            vec![badge(tone(counts), counts)],
            proof.map_or_else(
                || or_dash(""),
                |proof| if proof.next.is_empty() { or_dash("") } else { worded(book, &proof.next) },
            ),
        ];
        // One without a sheet has its place here.
        let anchor = if at < SHEETS { String::new() } else { book.places.home(&name) };
        let tone = if counts == "implemented" { Tone::Attention } else { Tone::Plain };
        table.rows.push(Row { anchor, tone, cells: cells.map(Into::into).to_vec() });
    }
    let how = vec![plain(
        "Write a [mechanism.ID] for every layer that keeps somebody out, with its kind, what it protects and what enforces it.",
    )];
    let mut blocks = vec![lead(
        "Each mechanism is one layer. Its responsibility, and what it leaves to the next layer, are stated; whether it is verified is \
         computed from tests and their results.",
    )];
    blocks.push(some(table).unwrap_or_else(|| write_first("No security mechanism is recorded", how)));
    let mut sections: Vec<Section> =
        all.iter().take(SHEETS).map(|(one, proof)| sheet(book, one, *proof, counts(one, *proof))).collect();
    if let Some(note) = more(all.len().min(SHEETS), all.len(), "sheet", "`vauban depth --proofs`") {
        sections.push(section("mechanisms-more", "More mechanisms", vec![note]));
    }
    Chapter {
        section: Section::new("mechanisms", "7 Security mechanisms").with(blocks).over(sections),
        open,
        settled: "every implemented mechanism is verified, and every one says what it answers for".to_owned(),
    }
}

fn provider(one: &Record<Mechanism>) -> &'static str {
    match one.provided_by.as_ref().map(|side| side.value) {
        Some(Side::Environment) => "environment",
        Some(Side::Product) | None => "product",
    }
}

/// How far a mechanism counts, as a tone.
fn tone(counts: &str) -> Tone {
    match counts {
        "verified" => Tone::Good,
        "implemented" => Tone::Attention,
        "proposed" => Tone::Muted,
        _ => Tone::Plain,
    }
}

fn sheet(book: &Book<'_>, one: &Record<Mechanism>, proof: Option<&MechanismProof>, counts: &str) -> Section {
    let model = &book.compiled.model;
    let name = one.head.name();
    let of = |links: &mut dyn Iterator<Item = vauban_model::AnyId>| -> Vec<String> {
        links.map(|id| model.head(id).name()).collect()
    };
    let enforced = match &one.enforced_by {
        Some(links) => names(book, &of(&mut links.iter().filter_map(Ref::to))),
        None => vec![plain("as its kind does")],
    };
    let implements = few(&one.implements, 10, |one| match one {
        Implements::Requirement(link) => {
            link.to.map_or_else(|| vec![code(&*link.text)], |id| vec![book.name(&model.head(id).name())])
        }
        Implements::Clause(clause) => vec![code(&*clause.0.value)],
    });
    let text =
        |text: &Option<vauban_model::Text>| text.as_ref().map_or_else(String::new, |text| text.trim().to_owned());
    let resists =
        one.resists.as_ref().map_or_else(String::new, |number| format!("attackers up to strength {}", number.0.value));
    let mut pairs = vec![
        ("record", vec![book.text_of(&name)]),
        ("answers for", said(&text(&one.responsibility))),
        ("leaves to the next layer", or_dash(&text(&one.leaves))),
        ("enforced by", enforced),
        ("stands on", names(book, &of(&mut one.relies_on.iter().filter_map(Ref::to)))),
        ("protects", names(book, &of(&mut one.protects.iter().filter_map(Ref::to)))),
        ("resists", or_dash(&resists)),
        ("implements", implements),
        ("turned on by", or_dash(&text(&one.configuration))),
        ("counts as", vec![badge(tone(counts), counts)]),
    ];
    if !one.contains.is_empty() {
        pairs.push(("keeps from spreading", names(book, &of(&mut one.contains.iter().filter_map(Ref::to)))));
    }
    if let Some(proof) = proof {
        pairs.push((
            "implemented in",
            few(&proof.code, 10, |found| {
                let files = match (found.files, &found.problem) {
                    (_, Some(why)) => format!(" ({why})"),
                    (Some(files), None) => format!(" ({})", count(files, "file")),
                    (None, None) => String::new(),
                };
                vec![code(found.pattern.as_str()), plain(files)]
            }),
        ));
        let tests = stacked(proof.tests.iter().map(|test| {
            let how =
                if test.techniques.is_empty() { String::new() } else { format!(" ({})", test.techniques.join(", ")) };
            let mut line = vec![book.name(&test.test), plain(format!("{how}: "))];
            match &test.passed {
                Some(run) => line.extend([badge(Tone::Good, "passed"), plain(" in "), book.name(run)]),
                None => line.extend([badge(Tone::Attention, "not passed"), plain(format!(" {}", test.why))]),
            }
            line
        }));
        pairs.push(("shown by tests", if tests.is_empty() { vec![badge(Tone::Attention, "no test")] } else { tests }));
        if !proof.next.is_empty() {
            pairs.push(("not verified because", worded(book, &proof.next)));
        }
    }
    let mut blocks: Vec<Block> = Vec::new();
    if let Some(told) = &one.head.common.description {
        blocks.push(vauban_pages::paragraph([told.trim()]));
    }
    blocks.push(facts(pairs));
    Section::new(book.places.home(&name), one.head.title().trim()).with(blocks)
}

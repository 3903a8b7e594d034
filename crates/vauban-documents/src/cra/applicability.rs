//! The table of requirements of Annex I: whether each applies, by whose word, and where it stands.

use vauban_analysis::cra::{Answer, Item, ItemState};
use vauban_pages::{Cell, Column, Inline, Row, Table, Target, Tone, badge, link, plain, text};

use super::Teller;

/// Requirements with their answers.
pub(super) fn table<'i>(teller: &Teller<'_>, caption: &str, items: impl Iterator<Item = &'i Item>) -> Table {
    let mut table = Table::new(
        caption,
        [
            Column::narrow("point"),
            Column::new("requirement"),
            Column::narrow("applies").filtered(),
            Column::wide("why, and who agreed"),
            Column::narrow("state").filtered(),
        ],
    );
    for item in items {
        let mut why: Vec<Inline> = Vec::new();
        if !item.reason.is_empty() {
            why.push(plain(item.reason.clone()));
        }
        if let Some(record) = item.record {
            let of = teller.model().cra_item.get(record.at as usize);
            why.push(plain(if why.is_empty() { "" } else { " " }));
            why.push(plain("("));
            why.push(teller.link(record));
            if let Some(by) = of.and_then(|one| one.approved_by.as_ref()).and_then(vauban_model::Ref::to) {
                why.push(plain(", agreed by "));
                why.push(teller.link(by));
            }
            why.push(plain(")"));
        }
        table.rows.push(Row {
            cells: vec![
                Cell::from(plain(short(&item.reference))),
                link(Target::Anchor(text::anchor(&item.id)), item.title.clone()).into(),
                answer(item.answer).into(),
                why.into(),
                state(item.state).into(),
            ],
            ..Row::default()
        });
    }
    table
}

/// `Part I, point (2)(a)` without the annex.
fn short(reference: &str) -> String {
    reference.strip_prefix("Annex I, ").unwrap_or(reference).to_owned()
}

fn answer(answer: Answer) -> Inline {
    let tone = match answer {
        Answer::Always | Answer::Applies => Tone::Plain,
        Answer::DoesNotApply => Tone::Muted,
        Answer::NotAnswered => Tone::Bad,
    };
    badge(tone, answer.phrase())
}

/// Where a requirement stands, as a word with its tone.
pub(super) fn state(state: ItemState) -> Inline {
    let tone = match state {
        ItemState::NotAnswered | ItemState::Open => Tone::Bad,
        ItemState::Partial | ItemState::Claimed => Tone::Attention,
        ItemState::Shown => Tone::Good,
        ItemState::DoesNotApply => Tone::Muted,
    };
    badge(tone, state.word())
}

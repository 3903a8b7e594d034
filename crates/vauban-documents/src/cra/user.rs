//! Information and instructions to the user (Annex II), point by point.

use vauban_analysis::cra::{Cra, Information, InformationState};
use vauban_pages::{Block, Column, Inline, Section, Table, Target, Tone, badge, link, list, paragraph, plain, text};

use super::{Teller, open};

/// The whole sheet.
pub(crate) fn section(teller: &Teller<'_>, cra: &Cra) -> Section {
    let mut table = Table::new(
        "Points of Annex II",
        [Column::narrow("point"), Column::new("what users are told"), Column::narrow("state").filtered()],
    );
    for one in &cra.information {
        table.row([
            plain(one.reference.trim_start_matches("Annex II, ")),
            link(Target::Anchor(text::anchor(&one.id)), one.title.clone()),
            state(one.state),
        ]);
    }
    let sections = cra.information.iter().map(|one| point(teller, one));
    let mut whole = Section::new("annex-ii", "Annex II: information and instructions to the user").with([
        paragraph(["What users are told, by which section of a guideline or manual, or by which record."]),
        Block::Table(table),
    ]);
    whole.sections.extend(sections);
    whole
}

fn point(teller: &Teller<'_>, one: &Information) -> Section {
    let mut section = Section::new(&one.id, format!("{}: {}", one.reference, one.title));
    section.blocks.push(paragraph([plain(one.summary.clone()), plain(" "), state(one.state)]));
    if !one.lacks.is_empty() {
        section.blocks.push(open(&one.lacks));
    }
    section.blocks.extend(one.says.iter().filter(|text| !text.is_empty()).map(|text| paragraph([text.as_str()])));
    if !one.places.is_empty() {
        let place = |place: &vauban_analysis::cra::Place| -> Vec<Inline> {
            vec![plain(place.title.clone()), plain(", in "), teller.link(place.by)]
        };
        section.blocks.push(list(one.places.iter().map(place)));
    }
    section
}

fn state(state: InformationState) -> Inline {
    let tone = match state {
        InformationState::Answered => Tone::Good,
        InformationState::Partly => Tone::Attention,
        InformationState::Missing => Tone::Bad,
        InformationState::NotApplicable => Tone::Muted,
    };
    badge(tone, state.word())
}

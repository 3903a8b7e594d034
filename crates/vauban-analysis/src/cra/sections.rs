//! The sections of the technical documentation (Annex VII), and what is missing in each.

use vauban_catalog::conformity::Part;
use vauban_catalog::framework::Entry;
use vauban_model::AnyId;

use super::holding::Holdings;
use super::{Answer, Cra, InformationState, Lack, Look};

/// How far a section is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionState {
    /// By nothing.
    Missing,
    /// In part.
    Partly,
    /// It is none of this product.
    NotApplicable,
    /// By records.
    Filled,
}

impl SectionState {
    /// The word for people and contracts.
    pub fn word(self) -> &'static str {
        match self {
            SectionState::Missing => "missing",
            SectionState::Partly => "in part",
            SectionState::NotApplicable => "does not apply",
            SectionState::Filled => "filled",
        }
    }
}

/// A section of Annex VII.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its id in the catalog.
    pub id: String,
    /// Where it stands in the law.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What it asks, in our own words.
    pub summary: String,
    /// How far it is filled.
    pub state: SectionState,
    /// Records that it is filled from.
    pub records: Vec<AnyId>,
    /// What they say, in sentences.
    pub says: Vec<String>,
    /// What is missing: what an authority would ask for next.
    pub lacks: Vec<Lack>,
}

/// All sections, in the law's order.
pub(super) fn sections(look: &Look<'_>, cra: &Cra) -> Vec<Section> {
    let holdings = Holdings::new(look, &cra.support, &cra.bills);
    look.law.points(Part::Documentation).map(|entry| section(look, &holdings, cra, entry)).collect()
}

fn section(look: &Look<'_>, holdings: &Holdings<'_, '_>, cra: &Cra, entry: &Entry) -> Section {
    let mut told = Section {
        id: entry.id.clone(),
        reference: entry.text("ref").unwrap_or_default().to_owned(),
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        state: SectionState::Missing,
        records: Vec::new(),
        says: Vec::new(),
        lacks: Vec::new(),
    };
    let words = entry.list("records").unwrap_or_default();
    let has = |word: &str| words.iter().any(|one| one == word);
    // Software has no outside to photograph.
    if has("attachment") && only_software(look) {
        told.state = SectionState::NotApplicable;
        told.says.push("The product is software.".to_owned());
        return told;
    }
    if has("declaration") {
        return declaration(look, told);
    }
    for word in words {
        let held = holdings.of(word);
        told.records.extend(held.records);
        told.says.extend(held.says);
        told.lacks.extend(held.lacks);
    }
    told.records.sort();
    told.records.dedup();
    if has("risk-assessment") {
        let open = cra.items.iter().filter(|item| item.answer == Answer::NotAnswered);
        told.lacks.extend(open.flat_map(|item| {
            item.lacks.iter().map(|lack| Lack::new(format!("{}: {}", item.reference, lack.what), lack.next.clone()))
        }));
    }
    if has("standard-claim") {
        let open = cra.items.iter().filter(|item| item.answer != Answer::NotAnswered && !item.state.is_settled());
        told.lacks.extend(open.map(|item| {
            Lack::new(
                format!("{} {} is {}", item.reference, item.title, item.state.word()),
                item.lacks.first().map_or_else(|| "verify what realises it".to_owned(), |lack| lack.next.clone()),
            )
        }));
    }
    // The section on users holds all of Annex II.
    if words == ["guideline"] {
        let open = cra
            .information
            .iter()
            .filter(|one| matches!(one.state, InformationState::Missing | InformationState::Partly));
        told.lacks.extend(open.flat_map(|one| {
            one.lacks.iter().map(|lack| Lack::new(format!("{}: {}", one.reference, lack.what), lack.next.clone()))
        }));
    }
    told.state = match (told.lacks.is_empty(), told.records.is_empty() && told.says.is_empty()) {
        (true, _) => SectionState::Filled,
        (false, true) => SectionState::Missing,
        (false, false) => SectionState::Partly,
    };
    told
}

/// The declaration is there when its signed copy is.
fn declaration(look: &Look<'_>, mut told: Section) -> Section {
    let signed = look.decisions().and_then(|record| record.declaration.as_ref()?.signed.as_ref());
    let file = signed.and_then(|signed| super::solution::file(look, signed));
    match file.filter(|file| file.digest.is_some()) {
        Some(file) => {
            told.records.extend(look.record.map(|(id, _)| id));
            told.says.push(file.path);
            told.state = SectionState::Filled;
        }
        None => told.lacks.push(Lack::new(
            "the signed declaration is not here",
            "`vauban report declaration` writes it once nothing stands against it; sign it, and name the file in `signed` of `declaration`",
        )),
    }
    told
}

fn only_software(look: &Look<'_>) -> bool {
    let types = look.product().map(|product| product.types.as_slice()).unwrap_or_default();
    !types.is_empty() && types.iter().all(|one| one.value == vauban_model::ProductType::SoftwareApplication)
}

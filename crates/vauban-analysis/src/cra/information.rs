//! What users are to be told (Annex II), point by point: by which section, by which record, or by nothing.

use vauban_catalog::conformity::Part;
use vauban_catalog::framework::Entry;
use vauban_model::AnyId;
use vauban_model::kinds::UserInformation;

use super::holding::{Holdings, Place};
use super::{Bill, Lack, Look, Support, said, trimmed};

/// How far a point is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InformationState {
    /// By nothing.
    Missing,
    /// In part.
    Partly,
    /// Users need not be told, for a reason.
    NotApplicable,
    /// By a section or a record.
    Answered,
}

impl InformationState {
    /// The word for people and contracts.
    pub fn word(self) -> &'static str {
        match self {
            InformationState::Missing => "missing",
            InformationState::Partly => "in part",
            InformationState::NotApplicable => "does not apply",
            InformationState::Answered => "answered",
        }
    }
}

/// A point of Annex II.
#[derive(Clone, Debug)]
pub struct Information {
    /// Its id in the catalog.
    pub id: String,
    /// Where it stands in the law.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What it asks, in our own words.
    pub summary: String,
    /// How far it is answered.
    pub state: InformationState,
    /// What users are told, as the records say it.
    pub says: Vec<String>,
    /// Sections that tell it.
    pub places: Vec<Place>,
    /// Records that hold it.
    pub records: Vec<AnyId>,
    /// What is missing.
    pub lacks: Vec<Lack>,
}

/// All points, in the law's order.
pub(super) fn information(look: &Look<'_>, support: &Support, bills: &[Bill]) -> Vec<Information> {
    let holdings = Holdings::new(look, support, bills);
    look.law.points(Part::Information).map(|entry| point(look, &holdings, entry)).collect()
}

fn point(look: &Look<'_>, holdings: &Holdings<'_, '_>, entry: &Entry) -> Information {
    let mut told = Information {
        id: entry.id.clone(),
        reference: entry.text("ref").unwrap_or_default().to_owned(),
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        state: InformationState::Missing,
        says: Vec::new(),
        places: Vec::new(),
        records: Vec::new(),
        lacks: Vec::new(),
    };
    if let Some(answer) = own(look, entry) {
        told.records.extend(look.record.map(|(id, _)| id));
        let refused = said(&answer.not_applicable);
        told.says.push(trimmed(if refused { &answer.not_applicable } else { &answer.text }));
        told.state = if refused { InformationState::NotApplicable } else { InformationState::Answered };
        return told;
    }
    let direct = holdings.places(&entry.id);
    if !direct.is_empty() {
        told.places = direct.to_vec();
        told.state = InformationState::Answered;
        told.records = told.places.iter().map(|place| place.by).collect();
        told.records.dedup();
        return told;
    }
    let mut answered = 0;
    for word in entry.list("records").unwrap_or_default() {
        match word.as_str() {
            "guideline" => answered += usize::from(by_crosswalk(holdings, entry, &mut told)),
            // What lies behind the words to users; they are not told it as such.
            "mechanism" | "threat" | "risk-assessment" | "update" => {}
            word => {
                let held = holdings.of(word);
                answered += usize::from(!held.says.is_empty());
                told.records.extend(held.records);
                told.says.extend(held.says);
                told.lacks.extend(held.lacks);
            }
        }
    }
    told.state = match (answered, told.lacks.is_empty()) {
        (0, true) => {
            told.lacks.push(Lack::new("nothing tells users", next(entry)));
            InformationState::Missing
        }
        (0, false) => InformationState::Missing,
        (_, true) => InformationState::Answered,
        (_, false) => InformationState::Partly,
    };
    told
}

/// What the record of decisions says about a point itself.
fn own<'a>(look: &Look<'a>, entry: &Entry) -> Option<&'a UserInformation> {
    let all = look.decisions()?.information.iter();
    let mut mine = all.filter(|one| {
        let point = one.point.as_ref().and_then(|clause| look.ground.catalogs.point(&clause.0));
        point.is_some_and(|point| point.id == entry.id)
    });
    mine.find(|one| said(&one.text) || said(&one.not_applicable))
}

/// Sections that cover what the crosswalk leads to. They answer a point only where the catalog says that this is all of
/// it; else somebody must say which section does.
fn by_crosswalk(holdings: &Holdings<'_, '_>, entry: &Entry, told: &mut Information) -> bool {
    let mut places: Vec<Place> = entry.targets("maps-to").flat_map(|id| holdings.places(id)).cloned().collect();
    places.sort();
    places.dedup();
    let found = !places.is_empty();
    let by = places.iter().map(|place| place.by);
    told.records.extend(by.collect::<std::collections::BTreeSet<_>>());
    told.places = places;
    if entry.text("covered") == Some("full") && found {
        return true;
    }
    let gap = entry.text("gap").unwrap_or_default();
    let what = match (found, gap) {
        (false, _) => "no section of a guideline tells it".to_owned(),
        (true, "") => "no section says that it is the one that tells it".to_owned(),
        (true, gap) => format!("no section says that it is the one that tells it: {gap}"),
    };
    told.lacks.push(Lack::new(what, next(entry)));
    found
}

fn next(entry: &Entry) -> String {
    format!(
        "mark the section with `covers=cra:{0}`, or add `{{ point = \"cra:{0}\", text = \"…\" }}` to `information` of `[cra.ID]`",
        entry.id
    )
}

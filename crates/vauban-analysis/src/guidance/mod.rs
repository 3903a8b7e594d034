//! What users of a product are told, and in which languages (SG-1 to SG-7).
//!
//! A [`Unit`] is a section of a guideline or manual: what it covers, its own text, and the digest of that text. From the
//! units follow where each record is told, which records nobody is told about ([`owed`]), and how the languages that a
//! product promises keep in step ([`Guidance::steps`]). What users read is put together from the same units, so a
//! document and the checks cannot disagree.

mod languages;
mod owed;
mod records;
mod units;

use std::collections::BTreeMap;

use vauban_model::{AnyId, Facts, Kind, Model, Ref};

pub use languages::{Language, Stand, Step, matches};
pub use owed::{Owed, Topic, owed, person, port_left, secret, stays_open};
pub use records::{Said, digest, texts};
pub use units::{Unit, told, units};

use crate::scope::Owners;

/// What users of one product are told.
#[derive(Clone, Debug, Default)]
pub struct Guidance {
    /// Sections with text of the guidelines and manuals, in the order of files; translations stand in it as well.
    pub units: Vec<Unit>,
    /// The languages that users are told in, the one that is written first in front.
    pub languages: Vec<String>,
    /// The units that cover a record, translations left out.
    told: BTreeMap<AnyId, Vec<usize>>,
    /// The translations of a unit.
    translations: BTreeMap<usize, Vec<usize>>,
    /// The translations of what a record says, each with whether it is of what the record says today.
    said_in: BTreeMap<AnyId, Vec<(AnyId, bool)>>,
}

impl Guidance {
    /// What users of a product are told; of one release, where one is named.
    pub fn new(
        model: &Model,
        facts: &Facts,
        owners: &Owners,
        product: Option<AnyId>,
        release: Option<AnyId>,
    ) -> Guidance {
        let mut units = units(model, facts);
        units.retain(|unit| owners.concerns(product, model.head(unit.by)) && goes_with(model, unit.by, release));
        Guidance::over(model, product, units)
    }

    /// What users of all products and releases are told together.
    pub fn of_all(model: &Model, facts: &Facts) -> Guidance {
        Guidance::over(model, None, units(model, facts))
    }

    fn over(model: &Model, product: Option<AnyId>, units: Vec<Unit>) -> Guidance {
        let mut told: BTreeMap<AnyId, Vec<usize>> = BTreeMap::new();
        let mut places: BTreeMap<(AnyId, &str), usize> = BTreeMap::new();
        for (at, unit) in units.iter().enumerate() {
            places.entry((unit.by, unit.anchor.as_str())).or_insert(at);
            if unit.translates.is_none() && unit.there {
                for record in &unit.records {
                    told.entry(*record).or_default().push(at);
                }
            }
        }
        let mut translations: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, unit) in units.iter().enumerate() {
            let source = unit.translates.and_then(|source| places.get(&(source, unit.anchor.as_str())));
            if let Some(source) = source {
                translations.entry(*source).or_default().push(at);
            }
        }
        let languages = languages::promised(model, product, &units);
        Guidance { units, languages, told, translations, said_in: records::translations(model) }
    }

    /// The units that cover a record.
    pub fn told(&self, record: AnyId) -> impl Iterator<Item = &Unit> {
        self.told_at(record).iter().filter_map(|at| self.units.get(*at))
    }

    /// The units that cover a record, by their places in [`Guidance::units`].
    pub fn told_at(&self, record: AnyId) -> &[usize] {
        self.told.get(&record).map_or(&[], Vec::as_slice)
    }

    /// The units that say one in other languages.
    pub fn translations(&self, of: usize) -> impl Iterator<Item = &Unit> {
        self.translations.get(&of).into_iter().flatten().filter_map(|at| self.units.get(*at))
    }
}

/// Whether a guideline or manual goes with a release: it names none, or it, or its line.
fn goes_with(model: &Model, by: AnyId, release: Option<AnyId>) -> bool {
    let named = match by.kind {
        Kind::Guideline => model.guideline.get(by.at as usize).map(|guideline| &guideline.release),
        Kind::Manual => model.manual.get(by.at as usize).map(|manual| &manual.release),
        _ => None,
    };
    let (Some(named), Some(release)) = (named, release) else { return true };
    let line = model.release.get(release.at as usize).and_then(|release| release.line.as_ref().and_then(Ref::to));
    named.is_empty() || named.iter().filter_map(Ref::to).any(|one| one == release || Some(one) == line)
}

//! The languages that users are told in: what each owes, and what is older than its original.

use std::collections::BTreeSet;

use vauban_diagnostics::Span;
use vauban_model::{AnyId, Model};

use super::records::texts;
use super::{Guidance, Unit};

/// A language, and the units it lacks or holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// The language, as promised, or as its texts say it.
    pub tag: String,
    /// Whether the product promises it; of another one only what is there is told.
    pub promised: bool,
    /// How every unit of the original stands to it, in the order of the units; then the records.
    pub steps: Vec<Step>,
}

/// How one original stands to a language.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The unit, by its place in [`Guidance::units`]; none for a record.
    pub unit: Option<usize>,
    /// The record, or the guideline or manual of the unit.
    pub record: AnyId,
    /// How it stands.
    pub stand: Stand,
    /// Where the translation stands, or the original where there is none.
    pub span: Span,
}

/// How a translation stands to its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// There is none.
    Missing,
    /// There is one, and nobody said of which text.
    Unstamped,
    /// The original has changed since.
    Outdated,
    /// It is of what the original says today.
    Current,
}

impl Stand {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Stand::Missing => "missing",
            Stand::Unstamped => "not stamped",
            Stand::Outdated => "outdated",
            Stand::Current => "current",
        }
    }
}

/// Whether text in one language serves who asks for another: `de-AT` serves `de`.
pub fn matches(tag: &str, wanted: &str) -> bool {
    let (tag, wanted) = (tag.trim(), wanted.trim());
    let begins = tag.get(..wanted.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(wanted));
    begins && !wanted.is_empty() && matches!(tag.as_bytes().get(wanted.len()), None | Some(b'-'))
}

/// The languages that a product promises; where it promises none, the one that most of its guidelines are in.
pub(super) fn promised(model: &Model, product: Option<AnyId>, units: &[Unit]) -> Vec<String> {
    let product = product.and_then(|id| model.product.get(id.at as usize));
    let mut promised: Vec<String> = Vec::new();
    for tag in product.into_iter().flat_map(|product| &product.languages) {
        let tag = tag.trim();
        if !tag.is_empty() && !promised.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
            promised.push(tag.to_owned());
        }
    }
    if promised.is_empty() {
        let mut counted: Vec<(&str, usize)> = Vec::new();
        for tag in units.iter().filter(|unit| unit.translates.is_none()).filter_map(|unit| unit.language.as_deref()) {
            match counted.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(tag)) {
                Some((_, count)) => *count += 1,
                None => counted.push((tag, 1)),
            }
        }
        // The first of the most frequent.
        let most = counted.iter().map(|(_, count)| *count).max();
        promised.extend(counted.iter().find(|(_, count)| Some(*count) == most).map(|(tag, _)| (*tag).to_owned()));
    }
    promised
}

impl Guidance {
    /// The language that is written first.
    pub fn first(&self) -> Option<&str> {
        self.languages.first().map(String::as_str)
    }

    /// How what users are told stands in every language that it is not written in: in the promised ones, and in those
    /// that somebody began.
    pub fn steps(&self, model: &Model, records: &[AnyId]) -> Vec<Language> {
        let mut found = Vec::new();
        let begun = self.begun(model);
        let tags = self.languages.iter().map(|tag| (tag, true)).chain(begun.iter().map(|tag| (tag, false)));
        for (tag, promised) in tags {
            let mut steps = Vec::new();
            let serves = |other: &&Unit| other.translates.is_none() && serves(other, tag);
            let own: Vec<&Unit> = self.units.iter().filter(serves).collect();
            for (at, unit) in self.units.iter().enumerate() {
                if unit.translates.is_some() || !self.has_own(model, unit) {
                    continue;
                }
                if unit.language.as_deref().is_none_or(|own| matches(own, tag)) {
                    continue;
                }
                steps.push(self.step(at, unit, tag, &own));
            }
            // Records are written in the first language.
            if self.first().is_some_and(|first| !matches(first, tag)) {
                steps.extend(
                    records
                        .iter()
                        .filter(|id| !texts(model, **id).is_empty())
                        .map(|id| self.of_record(model, *id, tag)),
                );
            }
            steps.retain(|step| promised || step.stand != Stand::Missing);
            found.push(Language { tag: tag.clone(), promised, steps });
        }
        found
    }

    /// Languages of translations that no promise asks for.
    fn begun(&self, model: &Model) -> BTreeSet<String> {
        let units =
            self.units.iter().filter(|unit| unit.translates.is_some()).filter_map(|unit| unit.language.as_deref());
        let records = self.said_in.values().flatten().filter_map(|(id, _)| model.translation.get(id.at as usize));
        let records = records.filter_map(|one| one.language.as_ref().map(|tag| tag.trim()));
        let known = |tag: &str| self.languages.iter().any(|promised| matches(tag, promised));
        units.chain(records).filter(|tag| !tag.is_empty() && !known(tag)).map(str::to_ascii_lowercase).collect()
    }

    /// Whether there is something to translate: text of its own, or a file.
    fn has_own(&self, model: &Model, unit: &Unit) -> bool {
        unit.there && (unit.text.is_none() || !unit.text(model).is_empty())
    }

    /// `own` are the texts of the language that translate nothing.
    fn step(&self, at: usize, unit: &Unit, tag: &str, own: &[&Unit]) -> Step {
        let stand = |other: &Unit| match &other.seen {
            None => Stand::Unstamped,
            Some(seen) if *seen == unit.digest => Stand::Current,
            Some(_) => Stand::Outdated,
        };
        let translations = self.translations(at).filter(|other| serves(other, tag));
        let best = translations.map(|other| (stand(other), other.span)).max_by_key(|one| one.0);
        // Another text of that language that covers all of the same is no translation, and says the same things.
        let covers = |other: &&Unit| {
            let records = unit.records.iter().all(|record| other.records.contains(record));
            records && unit.clauses.iter().all(|clause| other.clauses.contains(clause))
        };
        let tagged = !unit.records.is_empty() || !unit.clauses.is_empty();
        let independent =
            || own.iter().copied().filter(|_| tagged).find(covers).map(|other| (Stand::Current, other.span));
        let (stand, span) = best.or_else(independent).unwrap_or((Stand::Missing, unit.span));
        Step { unit: Some(at), record: unit.by, stand, span }
    }

    /// The text of a unit in a language: a translation of what it says today, or a text of that language itself; none
    /// where there is none, or only one that is older than the original.
    pub fn in_language(&self, at: usize, language: &str) -> Option<&Unit> {
        let unit = self.units.get(at)?;
        if unit.language.as_deref().is_some_and(|own| matches(own, language)) {
            return Some(unit);
        }
        self.translations(at).find(|other| {
            other.there
                && other.language.as_deref().is_some_and(|own| matches(own, language))
                && other.seen.as_deref() == Some(unit.digest.as_str())
        })
    }

    /// Sections of translations under an id that the original does not have.
    pub fn unmatched(&self, model: &Model) -> Vec<&Unit> {
        let originals: BTreeSet<(AnyId, &str)> =
            self.units.iter().map(|unit| (unit.by, unit.anchor.as_str())).collect();
        let translated = self.units.iter().filter(|unit| self.has_own(model, unit));
        translated
            .filter(|unit| unit.translates.is_some_and(|source| !originals.contains(&(source, unit.anchor.as_str()))))
            .collect()
    }

    fn of_record(&self, model: &Model, id: AnyId, tag: &str) -> Step {
        let keys: Vec<&str> = texts(model, id).into_iter().map(|(key, _)| key).collect();
        let mut best = (Stand::Missing, model.head(id).header);
        for (at, current) in self.said_in.get(&id).into_iter().flatten().copied() {
            let Some(one) = model.translation.get(at.at as usize) else { continue };
            if !one.language.as_ref().is_some_and(|own| matches(own, tag)) {
                continue;
            }
            let said = |key: &&str| one.text.as_ref().is_some_and(|text| text.get(key).is_some());
            let stand = match (keys.iter().all(said), &one.seen, current) {
                (false, _, _) => Stand::Missing,
                (true, None, _) => Stand::Unstamped,
                (true, Some(_), true) => Stand::Current,
                (true, Some(_), false) => Stand::Outdated,
            };
            if stand >= best.0 {
                best = (stand, one.head.header);
            }
        }
        Step { unit: None, record: id, stand: best.0, span: best.1 }
    }
}

/// Whether a unit is there to read for who asks for a language.
fn serves(unit: &Unit, tag: &str) -> bool {
    unit.there && unit.language.as_deref().is_some_and(|own| matches(own, tag))
}

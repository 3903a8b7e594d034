//! Which elements are reviewed as they stand.
//!
//! The newest review that saw an element decides about it. A review of a part covers that part, so a change is
//! answered by a review of what changed, and nothing else has to be looked at again. An element that is gone was
//! changed too: it stays on the list until a review notices.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Review;
use vauban_model::kinds::values::{Seen, Sight};
use vauban_model::{AnyId, Date, Facts, Kind, Model, Record, Ref, ReviewKind};

use super::fingerprint::{Fingerprint, Significance};
use super::neighbours::Neighbours;
use super::scope::{KINDS, kinds_of};
use crate::scope::Owners;

/// An element and how it stands to the reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its full name.
    pub name: String,
    /// The record; none for one that is gone.
    pub record: Option<AnyId>,
    /// How it stands.
    pub state: State,
    /// The newest review that saw it.
    pub review: Option<AnyId>,
}

/// How an element stands to the reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Reviewed as it is.
    Reviewed,
    /// Reviewed but for changes that mean nothing, in these keys.
    Editorial(Vec<String>),
    /// Changed since, and a person says that it means nothing: the mark.
    Marked(AnyId),
    /// Changed since in these keys.
    Changed(Vec<String>),
    /// No review saw it.
    New,
    /// It was there when it was reviewed, and no review has noticed that it is gone.
    Gone,
    /// It was reviewed in the folder that it comes from, and this project changed what is around it: how, as the rest
    /// of a sentence.
    Disturbed(String),
}

impl State {
    /// Whether it needs no review.
    pub fn settled(&self) -> bool {
        matches!(self, State::Reviewed | State::Editorial(_) | State::Marked(_))
    }

    /// The word in contracts.
    pub fn word(&self) -> &'static str {
        match self {
            State::Reviewed => "reviewed",
            State::Editorial(_) => "editorial",
            State::Marked(_) => "marked",
            State::Changed(_) => "changed",
            State::New => "new",
            State::Gone => "gone",
            State::Disturbed(_) => "disturbed",
        }
    }
}

/// How everything in the scope of a kind of review stands.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The kind of review.
    pub kind: ReviewKind,
    /// Elements by name; those that are gone last.
    pub elements: Vec<Element>,
    /// Reviews of the kind that count and saw something, oldest first.
    pub reviews: Vec<AnyId>,
    /// Reviews of the kind that count and do not say what they saw.
    pub unbound: Vec<AnyId>,
}

impl Coverage {
    /// How the elements of a product stand to its reviews, for every kind of review that is bound to elements.
    /// `counts` says which reviews can be relied on.
    pub fn of_all(
        model: &Model,
        facts: &Facts,
        owners: &Owners,
        product: Option<AnyId>,
        today: Date,
        counts: &dyn Fn(AnyId) -> bool,
    ) -> Vec<Coverage> {
        let mut bench = Bench {
            model,
            facts,
            owners,
            product,
            only: &|_| true,
            significance: Significance::new(model),
            marked: marks(model, today),
            prints: BTreeMap::new(),
            neighbours: Neighbours::new(model, owners, product),
        };
        KINDS.iter().map(|kind| bench.coverage(*kind, today, counts)).collect()
    }

    /// How some of the elements of a product stand to some of its design reviews: those of one level of the design.
    /// `only` says which elements are looked at, `counts` which reviews.
    pub fn of_design(
        model: &Model,
        facts: &Facts,
        owners: &Owners,
        product: Option<AnyId>,
        today: Date,
        only: &dyn Fn(AnyId) -> bool,
        counts: &dyn Fn(AnyId) -> bool,
    ) -> Coverage {
        let mut bench = Bench {
            model,
            facts,
            owners,
            product,
            only,
            significance: Significance::new(model),
            marked: marks(model, today),
            prints: BTreeMap::new(),
            neighbours: Neighbours::new(model, owners, product),
        };
        bench.coverage(ReviewKind::Design, today, counts)
    }

    /// Elements that call for a review.
    pub fn open(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(|element| !element.state.settled())
    }
}

/// What comparing elements with what reviews saw needs, whatever the kind of review.
struct Bench<'m> {
    model: &'m Model,
    facts: &'m Facts,
    owners: &'m Owners,
    product: Option<AnyId>,
    /// Which elements are looked at.
    only: &'m dyn Fn(AnyId) -> bool,
    significance: Significance,
    /// What each element is when a mark says that it counts as seen.
    marked: BTreeMap<(AnyId, &'m str), AnyId>,
    /// Elements are in the scope of several kinds of review; each is looked at once.
    prints: BTreeMap<(AnyId, &'m str), Fingerprint>,
    /// What the product does to the surroundings of what it uses.
    neighbours: Neighbours,
}

impl<'m> Bench<'m> {
    fn coverage(&mut self, kind: ReviewKind, today: Date, counts: &dyn Fn(AnyId) -> bool) -> Coverage {
        let model = self.model;
        let mut held: Vec<Held<'m>> = Vec::new();
        let mut unbound = Vec::new();
        for (at, review) in model.review.iter().enumerate() {
            let id = AnyId { kind: Kind::Review, at: at as u32 };
            let mine = self.owners.concerns(self.product, &review.head);
            let Some(date) = review.date.map(|day| day.date).filter(|date| *date <= today) else { continue };
            if !mine || review.kind.as_ref().is_none_or(|said| said.value != kind) || !counts(id) {
                continue;
            }
            match &review.saw {
                Some(saw) if !saw.0.is_empty() => held.push((date, id, review)),
                _ => unbound.push(id),
            }
        }
        held.sort_by_key(|(date, id, _)| (*date, *id));
        let reviews: Vec<AnyId> = held.iter().map(|(_, id, _)| *id).collect();
        let mut elements = Vec::new();
        if !held.is_empty() {
            elements = self.stand(kind, &held);
        }
        Coverage { kind, elements, reviews, unbound }
    }

    /// How every element in the scope of a kind of review stands.
    ///
    /// Reviews of this project and those of each used folder are lines of their own: the project's decide where they
    /// saw the element as it is, else those of the folder that it comes from, if nothing around it differs here.
    fn stand(&mut self, kind: ReviewKind, held: &[Held<'m>]) -> Vec<Element> {
        let model = self.model;
        let mut lines: BTreeMap<&'m str, Vec<Held<'m>>> = BTreeMap::new();
        for one in held {
            lines.entry(one.2.head.folder()).or_default().push(*one);
        }
        let lines: BTreeMap<&'m str, Latest<'m>> =
            lines.into_iter().map(|(folder, held)| (folder, latest(model, folder, &held))).collect();
        let mut elements = Vec::new();
        for scoped in kinds_of(kind) {
            for at in 0..model.count(scoped) {
                let id = AnyId { kind: scoped, at: at as u32 };
                let head = model.head(id);
                if !self.owners.concerns(self.product, head) || !(self.only)(id) {
                    continue;
                }
                let name = head.name();
                let mut best: Option<(Option<AnyId>, State)> = None;
                for (folder, latest) in &lines {
                    let Some((_, seen)) = latest.get(&name) else { continue };
                    let (review, state) = self.seen(folder, id, seen);
                    if best
                        .as_ref()
                        .is_none_or(|(_, known)| !known.settled() && (state.settled() || *known == State::New))
                    {
                        best = Some((review, state));
                    }
                }
                let (review, state) = best.unwrap_or((None, State::New));
                elements.push(Element { name, record: Some(id), state, review });
            }
        }
        elements.sort_by(|a, b| a.name.cmp(&b.name));
        // What a used folder's reviews saw and is not there was taken out here, with a reason: that is no surprise.
        for (name, (_, seen)) in lines.get("").into_iter().flatten() {
            let noticed = seen.iter().any(|(_, seen)| matches!(seen, Seen::Gone(_)));
            if let (false, None, Some((review, _))) = (noticed, model.named(name), seen.last()) {
                elements.push(Element { name: name.clone(), record: None, state: State::Gone, review: Some(*review) });
            }
        }
        elements
    }

    /// How an element stands to the newest reviews of one folder that saw it.
    fn seen(&mut self, folder: &'m str, id: AnyId, seen: &[(AnyId, &'m Seen)]) -> (Option<AnyId>, State) {
        let sights = seen.iter().filter_map(|(review, seen)| match seen {
            Seen::Sight(sight) => Some((*review, self.compare(folder, id, sight))),
            Seen::Gone(_) => None,
        });
        // Of several on one day the one that fits speaks.
        let Some((review, state)) = sights.min_by_key(|(_, state)| !state.settled()) else { return (None, State::New) };
        if folder.is_empty() || !state.settled() {
            return (Some(review), state);
        }
        match self.neighbours.disturbed(self.model, id) {
            Some(why) => (Some(review), State::Disturbed(format!("reviewed in `{folder}`, but {why}"))),
            None => (Some(review), state),
        }
    }

    /// An element against what a review of a folder saw of it.
    fn compare(&mut self, folder: &'m str, id: AnyId, sight: &Sight) -> State {
        let (model, facts) = (self.model, self.facts);
        let now = self.prints.entry((id, folder)).or_insert_with(|| match folder {
            "" => Fingerprint::of(model, facts, id),
            folder => Fingerprint::seen_from(model, facts, folder, id),
        });
        let changed = now.changed(sight);
        if changed.is_empty() {
            return State::Reviewed;
        }
        let (meaning, editorial): (Vec<String>, Vec<String>) =
            changed.into_iter().partition(|key| self.significance.counts(id.kind, key));
        if meaning.is_empty() {
            return State::Editorial(editorial);
        }
        match self.marked.get(&(id, format!("sha256:{}", now.digest).as_str())) {
            Some(mark) => State::Marked(*mark),
            None => State::Changed(meaning),
        }
    }
}

/// A review that was held, with its day.
type Held<'m> = (Date, AnyId, &'m Record<Review>);

/// What the newest reviews of one folder saw, by the names that records have in this model.
fn latest<'m>(model: &'m Model, folder: &str, held: &[Held<'m>]) -> Latest<'m> {
    let mut latest: Latest<'m> = BTreeMap::new();
    for (date, id, review) in held {
        let saw = || review.saw.iter().flat_map(|saw| &saw.0);
        if review.of.is_empty() {
            // A review of everything has noticed what is no longer there.
            let names: BTreeSet<String> = saw().map(|(name, _)| model.name_from(folder, &name.value)).collect();
            latest.retain(|name, _| names.contains(name) || model.named(name).is_some());
        }
        for (name, seen) in saw() {
            let known = latest.entry(model.name_from(folder, &name.value)).or_insert((*date, Vec::new()));
            if known.0 < *date {
                *known = (*date, Vec::new());
            }
            known.1.push((*id, seen));
        }
    }
    latest
}

/// What the newest reviews that saw an element saw of it: those of one day, between which nobody can tell.
type Latest<'m> = BTreeMap<String, (Date, Vec<(AnyId, &'m Seen)>)>;

/// Editorial marks that hold today: what each element is when it counts as seen.
fn marks(model: &Model, today: Date) -> BTreeMap<(AnyId, &str), AnyId> {
    let mut marks = BTreeMap::new();
    for (at, mark) in model.editorial.iter().enumerate() {
        let id = AnyId { kind: Kind::Editorial, at: at as u32 };
        let reasoned = mark.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        let known = mark.by.as_ref().is_some_and(|by| by.to().is_some());
        let begun = mark.date.is_some_and(|day| day.date <= today);
        let (Some(of), Some(now)) = (mark.of.as_ref().and_then(Ref::to), &mark.now) else { continue };
        if reasoned && known && begun && !mark.head.removed {
            marks.insert((of, &*now.0.value), id);
        }
    }
    marks
}

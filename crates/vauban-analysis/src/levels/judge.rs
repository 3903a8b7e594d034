//! Each component requirement on each element it applies to, and where it stands there.
//!
//! Whether it applies is a condition over facts of the design, in three values. What nobody has said leaves the
//! element unknown, and unknown counts for nothing. That it does not apply is certain only where somebody said so or
//! it follows from what was said; where it rests on the silence of the records, that is told.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::Catalogs;
use vauban_catalog::component::{AppliesTo, Control};
use vauban_catalog::threats::{AttributeType, Element, Threats};
use vauban_model::kinds::Applicability;
use vauban_model::{AnyId, Kind, Model, Record, Ref};

use super::claims::controls_named;
use super::force::Force;
use super::{Cell, Exception, Judged, Proof, State, Use};
use crate::threats::evaluate::{Node, Places, Read, Truth, Value, bit};
use crate::threats::facts::{Facts, Known, Source, is_store};
use crate::threats::layout::{Layout, id};

/// Everything that judging needs.
pub(super) struct Judge<'j, 'm> {
    pub(super) model: &'m Model,
    pub(super) catalogs: &'j Catalogs,
    pub(super) layout: &'j Layout<'m>,
    pub(super) facts: &'j Facts,
    pub(super) force: &'j Force<'j, 'm>,
    pub(super) proof: &'j Proof<'j>,
}

/// A condition that is ready to be asked.
struct Condition {
    on: Element,
    /// `None` for a condition that cannot be understood: it leaves everything open.
    when: Option<(Vec<Read>, Node)>,
}

/// Whether a requirement applies to an element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bites {
    Yes,
    /// Certainly not.
    No,
    /// Not as far as the records tell.
    Unsaid,
    /// It depends on these.
    Open(Vec<(AnyId, &'static str)>),
}

/// An exception that is made, by place in the list of exceptions.
struct Made<'m> {
    at: usize,
    record: &'m Record<Applicability>,
}

impl Judge<'_, '_> {
    /// Every control, in the standard's order, and what became of the exceptions.
    pub(super) fn all(&self) -> (Vec<Judged>, Vec<Exception>) {
        let places = Places::new(self.catalogs.threats());
        let (mut exceptions, by_control) = self.exceptions();
        let controls = self.catalogs.component().controls().enumerate();
        let judged = controls
            .map(|(number, control)| {
                let made = by_control.get(&number).map(Vec::as_slice).unwrap_or_default();
                self.control(number, control, &places, made, &mut exceptions)
            })
            .collect();
        (judged, exceptions)
    }

    /// The records that make exceptions, and which control each is about.
    fn exceptions(&self) -> (Vec<Exception>, BTreeMap<usize, Vec<Made<'_>>>) {
        let mut exceptions = Vec::new();
        let mut by_control: BTreeMap<usize, Vec<Made<'_>>> = BTreeMap::new();
        for (at, record) in self.model.applicability.iter().enumerate() {
            let own = id(Kind::Applicability, at);
            let Some(unsound) = self.proof.exceptions.get(&own) else { continue };
            let about = controls_named(self.catalogs, record.of.iter().map(|clause| &**clause.0));
            for control in about {
                by_control.entry(control).or_default().push(Made { at: exceptions.len(), record });
            }
            exceptions.push(Exception { record: own, unsound: unsound.clone(), uses: Vec::new() });
        }
        (exceptions, by_control)
    }

    fn control(
        &self,
        number: usize,
        control: Control<'_>,
        places: &Places<'_>,
        made: &[Made<'_>],
        exceptions: &mut [Exception],
    ) -> Judged {
        let conditions: Vec<Condition> = control.applies_to().iter().map(|one| self.condition(one, places)).collect();
        let mut cells: BTreeMap<Option<AnyId>, Cell> = BTreeMap::new();
        let mut away: BTreeSet<AnyId> = BTreeSet::new();
        // Elements that were asked whether they are concerned; where there is none, nothing is known.
        let mut asked = 0usize;
        let mut unsaid = 0usize;
        for condition in &conditions {
            for (at, element) in self.elements(condition.on) {
                asked += 1;
                let bites = self.bites(condition, at);
                let cell = match bites {
                    Bites::Yes => self.cell(condition.on, at, element, number),
                    Bites::Open(asks) => Cell { asks, ..Cell::new(element, State::Unknown) },
                    Bites::No | Bites::Unsaid => {
                        unsaid += usize::from(bites == Bites::Unsaid);
                        away.extend(element);
                        continue;
                    }
                };
                // One element may be looked at for two reasons; the one that leaves more to do is told.
                let known = cells.entry(element).or_insert_with(|| cell.clone());
                if cell.state < known.state {
                    *known = cell;
                }
            }
        }
        let mut cells: Vec<Cell> = cells.into_values().collect();
        let idle = self.idle(&conditions, asked, unsaid);
        for one in made {
            self.except(one, control, idle, &mut cells, &away, exceptions);
        }
        let state = cells.iter().map(|cell| cell.state).min().unwrap_or(idle);
        Judged {
            id: control.id().to_owned(),
            title: control.title().to_owned(),
            level: control.level().unwrap_or_default(),
            condition: control.applies_if().map(str::to_owned),
            applies_to: control.applies_to().iter().map(ToString::to_string).collect(),
            kinds: self.kinds(control),
            state,
            cells,
        }
    }

    /// Where nothing is concerned: certain only if the list of elements is known to be complete.
    fn idle(&self, conditions: &[Condition], asked: usize, unsaid: usize) -> State {
        let ways = conditions.iter().any(|one| matches!(one.on, Element::Interface | Element::Flow));
        match (asked, unsaid) {
            (0, _) => State::Unknown,
            (_, 0) if !ways || self.proof.observed => State::NotApplicable,
            _ => State::NotApplicableAsRecorded,
        }
    }

    /// Kinds of mechanism that realise a control, in the catalog's order.
    fn kinds(&self, control: Control<'_>) -> Vec<String> {
        let standard = self.catalogs.component();
        let realises = |id: &String| standard.control(id).is_some_and(|known| known.id() == control.id());
        let kinds = self.catalogs.threats().mechanism_kinds.iter();
        kinds.filter(|kind| kind.requirements.iter().any(realises)).map(|kind| kind.id.clone()).collect()
    }

    fn condition(&self, one: &AppliesTo, places: &Places<'_>) -> Condition {
        let when = match one.condition(&self.catalogs.threats().attributes) {
            Ok(None) => Some((Vec::new(), Node::All(Vec::new()))),
            Ok(Some(expression)) => {
                let mut reads = Vec::new();
                let node = places.node(&expression, &mut reads);
                Some((reads, node))
            }
            Err(_) => None,
        };
        Condition { on: one.on, when }
    }

    /// The elements of a kind that are part of the product, by place; the product itself is one without a record.
    fn elements(&self, on: Element) -> Vec<(u32, Option<AnyId>)> {
        let layout = self.layout;
        let every = |kind: Kind, count: usize, ours: &dyn Fn(usize) -> bool| -> Vec<(u32, Option<AnyId>)> {
            (0..count).filter(|at| ours(*at)).map(|at| (at as u32, Some(id(kind, at)))).collect()
        };
        match on {
            Element::Product => vec![(0, None)],
            Element::Component => every(Kind::Component, layout.parts.len(), &|at| layout.parts[at].ours),
            Element::Store => every(Kind::Component, layout.parts.len(), &|at| {
                layout.parts[at].ours && self.model.component.get(at).is_some_and(is_store)
            }),
            Element::Interface => every(Kind::Interface, layout.ways.len(), &|at| layout.ways[at].ours),
            Element::Flow => every(Kind::Flow, layout.courses.len(), &|at| layout.courses[at].ours),
            Element::External => Vec::new(),
        }
    }

    fn bites(&self, condition: &Condition, at: u32) -> Bites {
        let Some((reads, node)) = &condition.when else { return Bites::Open(Vec::new()) };
        let known: Vec<Option<&Known>> = reads.iter().map(|read| self.known(condition.on, at, read)).collect();
        let value = |known: &Option<&Known>| known.map_or(Value::Truth(Truth::Unknown), |known| known.value);
        let values: Vec<Value> = known.iter().map(value).collect();
        match node.truth(&values) {
            Truth::True => Bites::Yes,
            Truth::False => {
                // The same with everything open that nobody said: does it still not apply?
                let sure: Vec<Value> = reads
                    .iter()
                    .zip(&known)
                    .map(|(read, known)| match known {
                        Some(known) if known.source == Source::Assumed => open(self.catalogs.threats(), read),
                        known => value(known),
                    })
                    .collect();
                if node.truth(&sure) == Truth::False { Bites::No } else { Bites::Unsaid }
            }
            Truth::Unknown => {
                let mut reasons = Vec::new();
                node.reasons(&values, &mut reasons);
                let open = reasons.into_iter().filter_map(|at| known.get(at).copied().flatten());
                let mut asks: Vec<(AnyId, &'static str)> =
                    open.filter(|known| !known.value.is_known()).flat_map(|known| known.asks.iter().copied()).collect();
                asks.sort_unstable();
                asks.dedup();
                Bites::Open(asks)
            }
        }
    }

    fn known(&self, element: Element, at: u32, read: &Read) -> Option<&Known> {
        let place = match (element, read.element) {
            (Element::Interface, Element::Component) => self.layout.way(at)?.on?,
            _ => at,
        };
        self.facts.sheet(read.element, place)?.get(read.local)
    }

    /// Where a control stands on an element that it applies to.
    fn cell(&self, on: Element, at: u32, element: Option<AnyId>, control: usize) -> Cell {
        let held = self.force.on(on, at);
        let state = if held.achieved.has(control) {
            State::Achieved
        } else if held.claimed.has(control) {
            State::Claimed
        } else if held.told.has(control) {
            State::Compensated
        } else if held.planned.has(control) {
            State::Planned
        } else {
            State::Open
        };
        let by = self.force.who(on, at, control);
        let untold = state == State::Open && held.outside.has(control);
        Cell { by, untold, ..Cell::new(element, state) }
    }

    /// Lets an exception take effect where it has one.
    fn except(
        &self,
        made: &Made<'_>,
        control: Control<'_>,
        idle: State,
        cells: &mut Vec<Cell>,
        away: &BTreeSet<AnyId>,
        exceptions: &mut [Exception],
    ) {
        let Some(exception) = exceptions.get_mut(made.at) else { return };
        let whole = made.record.elements.is_empty();
        let named: BTreeSet<AnyId> = made.record.elements.iter().filter_map(Ref::to).collect();
        let told = |one: &Ref<vauban_model::kinds::Mechanism>| one.to().is_some_and(|id| self.proof.told.contains(&id));
        let compensated = !made.record.compensated_by.is_empty();
        let sound = exception.unsound.is_none() && (!compensated || made.record.compensated_by.iter().all(told));
        let mut seen: BTreeSet<AnyId> = BTreeSet::new();
        let mut needed = false;
        for cell in cells.iter_mut() {
            let concerned = match cell.element {
                None => whole,
                Some(element) => whole || named.contains(&element),
            };
            if !concerned {
                continue;
            }
            seen.extend(cell.element);
            // What is realised anyway, and verified, needs no exception.
            if cell.state == State::Achieved {
                continue;
            }
            needed = true;
            if sound {
                cell.state = if compensated { State::CompensatedAsAgreed } else { State::Excepted };
                cell.asks.clear();
                cell.exception = Some(exception.record);
            }
        }
        // A whole requirement that nothing is concerned by, as far as the records tell, may still be excepted.
        if whole && cells.is_empty() && idle != State::NotApplicable {
            needed = true;
            if sound {
                let state = if compensated { State::CompensatedAsAgreed } else { State::Excepted };
                cells.push(Cell { exception: Some(exception.record), ..Cell::new(None, state) });
            }
        }
        let idle: Vec<AnyId> = named.iter().filter(|one| !seen.contains(one)).copied().collect();
        let settled = idle.iter().filter(|one| away.contains(one)).copied().collect();
        exception.uses.push(Use { control: control.id().to_owned(), needed, idle, settled });
    }
}

/// What is known of an attribute when nothing is.
fn open(threats: &Threats, read: &Read) -> Value {
    let Some(attribute) = threats.attributes.get(read.attribute) else { return Value::Truth(Truth::Unknown) };
    match attribute.kind {
        AttributeType::Boolean => Value::Truth(Truth::Unknown),
        AttributeType::Enumeration => Value::Word(None),
        AttributeType::Ordered => Value::Range(0, attribute.values.len().saturating_sub(1) as u8),
        AttributeType::Set => {
            let possible = (0..attribute.values.len()).fold(0, |all, word| all | bit(word as u8));
            Value::Words { known: 0, possible }
        }
    }
}

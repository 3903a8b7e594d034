//! Defence in depth, computed: how many distinct mechanisms must fail before an asset is lost (SD-2).
//!
//! A design is a monotone system: what an attacker can do, they can still do after one more mechanism has fallen.
//! So `design` reads the records, `system` writes each rule of the calculus down as equations over basic events,
//! `case` says for an attacker and a tier what is given, and `vauban-cutsets` finds the smallest sets of events
//! that lead to a loss. Their size is the depth: 0 is a bypass, no set at all means unreachable. `path` reads a
//! way to the loss off the same equations, `layers` the lines of defence, `harden` the cheapest improvement.
//!
//! The rules are those of k-zero-day safety (Wang, Jajodia, Singhal, Noel 2010), with common causes; `docs` tells
//! them with an example by hand. Nothing here decides what is good enough, and nothing is rounded in anybody's
//! favour: what a record does not say is taken as the worst it could mean.

mod answer;
mod case;
mod demand;
mod design;
mod facts;
mod harden;
mod idle;
mod impact;
mod layers;
mod path;
mod policy;
mod remedy;
mod system;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use vauban_catalog::Catalogs;
use vauban_cutsets::{Event, Gate};
use vauban_model::kinds::values::Property;
use vauban_model::{AnyId, Date, Model, Ref};

pub use answer::{DEFAULT_ORDER, MOST_SETS, Question, Row, UnknownEvent};
pub use case::{Absence, Tier};
pub use demand::{Demand, Demanded};
pub use facts::{Cause, Fact, Rule};
pub use harden::Hardening;
pub use impact::{Changed, Impact, Vulnerability};
pub use layers::Line;
pub use path::{Fall, Layer, Path, Paths, Step};
pub use remedy::{Remedy, Sort};

use crate::scope::Owners;
use design::Design;
use policy::Required;
use system::Equations;

/// The design of one product, ready to be asked about its depth.
#[derive(Debug)]
pub struct Defence {
    design: Design,
    equations: Equations,
    required: Required,
    tested: BTreeSet<AnyId>,
    /// Statements in force that say that an asset is out of an attacker's reach.
    stated: BTreeMap<(AnyId, AnyId), AnyId>,
    /// Causes in the order of their names.
    causes: Vec<(Cause, Event)>,
    /// For each event the number of its cause.
    cause_of: Vec<Option<u32>>,
    events_by_name: BTreeMap<String, Event>,
    /// The design with one more mechanism at every place, for [`remedy`]; made when first asked for.
    guarded: OnceLock<remedy::Guarded>,
}

impl Defence {
    /// Reads a product's design and writes its equations down. `tested` are the mechanisms that count as verified;
    /// without a product, all records are one design.
    pub fn new(
        model: &Model,
        catalogs: &Catalogs,
        owners: &Owners,
        product: Option<AnyId>,
        tested: BTreeSet<AnyId>,
        today: Date,
    ) -> Defence {
        let design = Design::new(model, catalogs, owners, product, today);
        let stated = stated(model, owners, product, today, &design);
        let name = |id: AnyId| model.head(id).name();
        Defence::assembled(design, &name, Required::new(model), tested, stated)
    }

    /// The equations of a design, with names for its events.
    fn assembled(
        design: Design,
        named: &dyn Fn(AnyId) -> String,
        required: Required,
        tested: BTreeSet<AnyId>,
        stated: BTreeMap<(AnyId, AnyId), AnyId>,
    ) -> Defence {
        let equations = Equations::new(&design);
        let events = &equations.events;
        let mut causes: Vec<(Cause, Event)> = Vec::new();
        let mut name = |record: AnyId, event: Event| {
            causes.push((Cause { name: named(record), record: Some(record) }, event));
        };
        design.mechanisms.iter().zip(&events.mechanisms).for_each(|(one, event)| name(one.id, *event));
        for (component, event) in design.components.iter().zip(&events.components) {
            event.iter().for_each(|event| name(component.id, *event));
        }
        for (supplier, event) in design.suppliers.iter().zip(&events.suppliers) {
            let cause = Cause { name: supplier.name.clone(), record: supplier.id };
            event.iter().for_each(|event| causes.push((cause.clone(), *event)));
        }
        causes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut cause_of = vec![None; equations.system.events() as usize];
        for (number, (_, event)) in causes.iter().enumerate() {
            cause_of[event.0 as usize] = Some(number as u32);
        }
        let events_by_name = causes.iter().map(|(cause, event)| (cause.name.clone(), *event)).collect();
        Defence {
            design,
            equations,
            required,
            tested,
            stated,
            causes,
            cause_of,
            events_by_name,
            guarded: OnceLock::new(),
        }
    }

    /// The cause with a number, as it stands in cut sets.
    pub fn cause(&self, number: u32) -> Option<&Cause> {
        self.causes.get(number as usize).map(|(cause, _)| cause)
    }

    /// Names of everything that can be assumed to have occurred.
    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.causes.iter().map(|(cause, _)| cause)
    }

    /// The attackers of this design.
    pub fn attackers(&self) -> impl Iterator<Item = AnyId> + '_ {
        self.design.attackers.iter().map(|attacker| attacker.id)
    }

    /// The assets of this design.
    pub fn assets(&self) -> impl Iterator<Item = AnyId> + '_ {
        self.design.assets.iter().map(|asset| asset.id)
    }

    /// Whether a mechanism counts as verified: its tests have passed on the current release.
    pub fn is_verified(&self, mechanism: AnyId) -> bool {
        self.tested.contains(&mechanism)
    }

    /// Issues that are taken as given in the tier `today`.
    pub fn open_issues(&self) -> impl Iterator<Item = AnyId> + '_ {
        self.design.issues.iter().filter_map(|issue| issue.id)
    }

    /// How many gates and inputs of gates the equations have.
    pub fn size(&self) -> (usize, usize) {
        (self.equations.system.gates() as usize, self.equations.system.edges())
    }

    fn cause_of(&self, event: Event) -> Option<u32> {
        self.cause_of.get(event.0 as usize).copied().flatten()
    }

    fn event_of(&self, cause: u32) -> Option<Event> {
        self.causes.get(cause as usize).map(|(_, event)| *event)
    }

    fn loss(&self, asset: AnyId, property: Property) -> Option<Gate> {
        let number = self.design.place(asset)?;
        self.equations.losses.get(number).map(|losses| losses[property as usize])
    }
}

/// Statements `unreachable.ATTACKER.ASSET` that are dated, agreed to by another than their author, and not over.
fn stated(
    model: &Model,
    owners: &Owners,
    product: Option<AnyId>,
    today: Date,
    design: &Design,
) -> BTreeMap<(AnyId, AnyId), AnyId> {
    let mut said: BTreeMap<String, AnyId> = BTreeMap::new();
    for (at, statement) in model.statement.iter().enumerate() {
        let local = statement.head.id.rsplit('/').next().unwrap_or("");
        if !local.starts_with("unreachable.") || !owners.concerns(product, &statement.head) {
            continue;
        }
        let Some(date) = statement.date.map(|day| day.date).filter(|date| *date <= today) else { continue };
        let until = statement.valid_until.map_or(date.plus_months(12), |day| day.date);
        let by = statement.by.as_ref().and_then(Ref::to);
        let approved = statement.approved_by.as_ref().and_then(Ref::to);
        if today <= until && by.is_some() && approved.is_some() && by != approved {
            said.insert(local.to_owned(), AnyId { kind: vauban_model::Kind::Statement, at: at as u32 });
        }
    }
    let mut stated = BTreeMap::new();
    if said.is_empty() {
        return stated;
    }
    let local = |id: AnyId| model.head(id).id.rsplit('/').next().unwrap_or("").to_owned();
    for attacker in &design.attackers {
        for asset in &design.assets {
            if let Some(statement) = said.get(&format!("unreachable.{}.{}", local(attacker.id), local(asset.id))) {
                stated.insert((attacker.id, asset.id), *statement);
            }
        }
    }
    stated
}

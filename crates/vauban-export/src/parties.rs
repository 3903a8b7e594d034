//! Actors and components: who they are, the one zone each is placed in, and what each is a part of.

use std::collections::BTreeMap;

use vauban_analysis::reach;
use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, ComponentForm, Head, Kind, Model, Record, kinds};

use crate::design::{Mine, Zone, uncircled};
use crate::told::Told;

/// How many components may be parts of each other.
const LONGEST: usize = 64;

/// Who can be at an end of a flow.
pub(crate) struct Party<'a> {
    pub(crate) head: &'a Head,
    pub(crate) role: Role<'a>,
    /// The zone it is placed in: its own, or that of what it is part of.
    pub(crate) zone: Option<usize>,
    /// The component it is part of; there are no circles.
    pub(crate) inside: Option<usize>,
}

/// What a party is.
#[derive(Clone, Copy)]
pub(crate) enum Role<'a> {
    /// A person or system that uses the product.
    Actor(&'a Record<kinds::Actor>),
    /// A part of the product or of its environment.
    Component(&'a Record<kinds::Component>),
}

impl<'a> Party<'a> {
    /// The component, if it is one.
    pub(crate) fn component(&self) -> Option<&'a Record<kinds::Component>> {
        match self.role {
            Role::Actor(_) => None,
            Role::Component(record) => Some(record),
        }
    }

    /// Whether it is a place where data lies.
    pub(crate) fn store(&self) -> bool {
        let form = self.component().and_then(|record| record.form.as_ref());
        form.is_some_and(|form| form.value == ComponentForm::Store)
    }
}

/// All of them, and where each record is.
pub(crate) struct Parties<'a> {
    pub(crate) list: Vec<Party<'a>>,
    at: BTreeMap<AnyId, usize>,
}

impl<'a> Parties<'a> {
    /// Actors, then components, each in its zone.
    pub(crate) fn new(
        model: &'a Model,
        mine: &Mine<'_>,
        zones: &[Zone<'a>],
        zone_at: &BTreeMap<AnyId, usize>,
        told: &mut Told,
    ) -> Parties<'a> {
        let actors = mine.all(Kind::Actor, &model.actor).map(|(id, record)| (id, &record.head, Role::Actor(record)));
        let components =
            mine.all(Kind::Component, &model.component).map(|(id, record)| (id, &record.head, Role::Component(record)));
        let mut parties = Parties { list: Vec::new(), at: BTreeMap::new() };
        for (id, head, role) in actors.chain(components) {
            let lies_in: Vec<usize> =
                reach::zones_of_party(model, id).iter().filter_map(|zone| zone_at.get(zone).copied()).collect();
            if lies_in.len() > 1 {
                let path = format!("{}.zone", id.kind.name());
                told.lost(&path, "further zones: it is placed in one, the outermost or the first", &head.name());
            }
            parties.at.insert(id, parties.list.len());
            parties.list.push(Party { head, role, zone: placed(&lies_in, zones), inside: None });
        }
        let inside = |party: &Party<'_>| match &party.component()?.part_of {
            Some(PartOf::Component(link)) => parties.at(link.to?),
            _ => None,
        };
        let mut parents: Vec<Option<usize>> = parties.list.iter().map(inside).collect();
        for cut in uncircled(&mut parents, LONGEST) {
            let reason = "components that are parts of each other in a circle, or too deep";
            told.lost("component.part-of", reason, &parties.list[cut].head.name());
        }
        for (party, parent) in parties.list.iter_mut().zip(parents) {
            party.inside = parent;
        }
        parties
    }

    /// The position of an actor or component.
    pub(crate) fn at(&self, id: AnyId) -> Option<usize> {
        self.at.get(&id).copied()
    }
}

/// The zone that holds all the others where there is one, else the first.
fn placed(lies_in: &[usize], zones: &[Zone<'_>]) -> Option<usize> {
    let holds = |outer: usize, inner: usize| {
        let mut at = Some(inner);
        while let Some(zone) = at {
            if zone == outer {
                return true;
            }
            at = zones.get(zone).and_then(|zone| zone.parent);
        }
        false
    };
    let outermost = lies_in.iter().copied().find(|outer| lies_in.iter().all(|inner| holds(*outer, *inner)));
    outermost.or(lies_in.first().copied())
}

//! Who stands where: the records of one product, with what leads from one to another worked out once.
//!
//! A record is meant by its place in the model's list of its kind. Nothing here depends on the order of files: where
//! several lead to something, all of them count.

use vauban_model::kinds::values::PartOf;
use vauban_model::{AnyId, Head, Kind, Model, Record, Ref, kinds};

use crate::reach;
use crate::scope::Owners;

/// How many steps of `part-of`, `runs-on`, `like` or `carried-by` are followed; more is a circle.
const LONGEST_CHAIN: usize = 64;

/// A component.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// It is about this product.
    pub(crate) mine: bool,
    /// It is part of the product and not of its environment.
    pub(crate) ours: bool,
    pub(crate) zones: Vec<u32>,
    /// Interfaces on it.
    pub(crate) interfaces: Vec<u32>,
    /// Interfaces that it helps to implement.
    pub(crate) behind: Vec<u32>,
    /// Interfaces that install it.
    pub(crate) installed_by: Vec<u32>,
    /// Flows that it starts.
    pub(crate) starts: Vec<u32>,
    /// Assets it holds.
    pub(crate) holds: Vec<u32>,
    /// What it is part of, step by step.
    pub(crate) whole: Vec<u32>,
    /// It, or a part of it, is made by others.
    pub(crate) third_party: bool,
}

/// An interface.
#[derive(Clone, Debug, Default)]
pub(crate) struct Way {
    pub(crate) mine: bool,
    pub(crate) ours: bool,
    pub(crate) on: Option<u32>,
    /// Flows to it.
    pub(crate) flows: Vec<u32>,
    /// Interfaces that carry it, step by step.
    pub(crate) carried_by: Vec<u32>,
    /// Zones it can be reached from.
    pub(crate) reachable: Vec<u32>,
    pub(crate) assets: Vec<u32>,
}

/// Who is at an end of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Component(u32),
    Actor(u32),
}

/// A flow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course {
    pub(crate) mine: bool,
    pub(crate) ours: bool,
    pub(crate) source: Option<Party>,
    pub(crate) to: Option<u32>,
    pub(crate) source_zones: Vec<u32>,
    /// Zones it is said to pass, in order.
    pub(crate) through: Vec<u32>,
    pub(crate) answers: bool,
    pub(crate) assets: Vec<u32>,
}

/// An actor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    pub(crate) mine: bool,
    pub(crate) flows: Vec<u32>,
    pub(crate) assets: Vec<u32>,
}

/// The records of one product.
#[derive(Debug)]
pub(crate) struct Layout<'m> {
    pub(crate) model: &'m Model,
    pub(crate) product: Option<AnyId>,
    pub(crate) parts: Vec<Part>,
    pub(crate) ways: Vec<Way>,
    pub(crate) courses: Vec<Course>,
    pub(crate) callers: Vec<Caller>,
    /// Which assets are about this product.
    pub(crate) assets: Vec<bool>,
}

impl<'m> Layout<'m> {
    pub(crate) fn new(model: &'m Model, owners: &Owners, product: Option<AnyId>) -> Layout<'m> {
        let mine = |kind: Kind, at: usize, head: &Head| {
            owners.concerns(product, head) && model.find(kind, &head.id) == Some(id(kind, at))
        };
        let part = |(at, record): (usize, &Record<kinds::Component>)| Part {
            mine: mine(Kind::Component, at, &record.head),
            zones: numbers(reach::zones_of_component(model, id(Kind::Component, at))),
            whole: chain(at, |at| match &model.component.get(at)?.part_of {
                Some(PartOf::Component(link)) => link.to,
                _ => None,
            }),
            ..Part::default()
        };
        let way = |(at, record): (usize, &Record<kinds::Interface>)| Way {
            mine: mine(Kind::Interface, at, &record.head),
            on: place(record.on.as_ref().and_then(Ref::to)),
            carried_by: chain(at, |at| model.interface.get(at)?.carried_by.as_ref()?.to()),
            reachable: numbers(reach::reachable_from(model, record)),
            assets: all(record.operations.iter().flat_map(|operation| &operation.affects)),
            ..Way::default()
        };
        let caller = |(at, record): (usize, &Record<kinds::Actor>)| Caller {
            mine: mine(Kind::Actor, at, &record.head),
            ..Caller::default()
        };
        let mut layout = Layout {
            model,
            product,
            parts: model.component.iter().enumerate().map(part).collect(),
            ways: model.interface.iter().enumerate().map(way).collect(),
            courses: Vec::new(),
            callers: model.actor.iter().enumerate().map(caller).collect(),
            assets: model.asset.iter().enumerate().map(|(at, one)| mine(Kind::Asset, at, &one.head)).collect(),
        };
        layout.sides();
        layout.connect();
        for (at, record) in model.flow.iter().enumerate() {
            let course = layout.course(record, mine(Kind::Flow, at, &record.head));
            layout.courses.push(course);
        }
        layout.follow();
        layout
    }

    pub(crate) fn component(&self, at: u32) -> Option<&'m Record<kinds::Component>> {
        self.model.component.get(at as usize)
    }

    pub(crate) fn part(&self, at: u32) -> Option<&Part> {
        self.parts.get(at as usize)
    }

    pub(crate) fn way(&self, at: u32) -> Option<&Way> {
        self.ways.get(at as usize)
    }

    /// The interface itself, then those whose answers hold for it.
    pub(crate) fn alike(&self, at: u32) -> impl Iterator<Item = &'m Record<kinds::Interface>> + use<'m> {
        let model = self.model;
        let next = move |at: usize| model.interface.get(at)?.like.as_ref()?.to();
        std::iter::once(at).chain(chain(at as usize, next)).filter_map(|at| model.interface.get(at as usize))
    }

    /// The component, then what it is part of or runs on.
    pub(crate) fn ground(&self, at: u32) -> impl Iterator<Item = &'m Record<kinds::Component>> + use<'m> {
        let model = self.model;
        let next = move |at: usize| {
            let record = model.component.get(at)?;
            match &record.part_of {
                Some(PartOf::Component(link)) => link.to,
                _ => record.runs_on.as_ref()?.to(),
            }
        };
        std::iter::once(at).chain(chain(at as usize, next)).filter_map(|at| model.component.get(at as usize))
    }

    /// What a component runs on, step by step, as far as it is the product's own.
    pub(crate) fn hosts(&self, at: u32) -> Vec<u32> {
        let up = chain(at as usize, |at| self.model.component.get(at)?.runs_on.as_ref()?.to());
        up.into_iter().filter(|host| self.part(*host).is_some_and(|part| part.ours)).collect()
    }

    /// The component a flow goes to.
    pub(crate) fn target(&self, course: &Course) -> Option<u32> {
        self.way(course.to?)?.on
    }

    /// Which components belong to the environment, and which are made by others.
    fn sides(&mut self) {
        let model = self.model;
        let outside = |at: u32| model.component.get(at as usize).is_some_and(reach::of_environment);
        for at in 0..self.parts.len() {
            let part = &self.parts[at];
            let ours = part.mine && !std::iter::once(&(at as u32)).chain(&part.whole).any(|at| outside(*at));
            self.parts[at].ours = ours;
        }
        for (at, record) in model.component.iter().enumerate() {
            if record.supplier.is_none() {
                continue;
            }
            for up in std::iter::once(at as u32).chain(self.parts[at].whole.clone()) {
                self.parts[up as usize].third_party = true;
            }
        }
    }

    fn connect(&mut self) {
        for at in 0..self.ways.len() {
            let way = &mut self.ways[at];
            let on = way.on.filter(|on| self.parts.get(*on as usize).is_some());
            way.ours = way.mine && on.is_none_or(|on| self.parts[on as usize].ours);
            if !way.mine {
                continue;
            }
            let record = &self.model.interface[at];
            if let Some(on) = on {
                self.parts[on as usize].interfaces.push(at as u32);
            }
            let others = record.third_party.as_ref();
            for behind in all(others.iter().flat_map(|others| &others.components)) {
                if Some(behind) == on {
                    continue;
                }
                self.parts[behind as usize].behind.push(at as u32);
                if let Some(on) = on {
                    self.parts[on as usize].third_party |= self.parts[behind as usize].third_party;
                }
            }
            for installed in all(&record.installs) {
                self.parts[installed as usize].installed_by.push(at as u32);
            }
        }
        for (at, asset) in self.model.asset.iter().enumerate() {
            if self.assets[at] {
                for holder in all(asset.held_by.iter().chain(&asset.in_clear_on)) {
                    self.parts[holder as usize].holds.push(at as u32);
                }
            }
        }
    }

    fn course(&self, record: &Record<kinds::Flow>, mine: bool) -> Course {
        let source = record.from.as_ref().and_then(Ref::to).map(|from| match from.kind {
            Kind::Actor => Party::Actor(from.at),
            _ => Party::Component(from.at),
        });
        let to = place(record.to.as_ref().and_then(Ref::to));
        let source_zones = match source {
            Some(Party::Component(at)) => self.part(at).map(|part| part.zones.clone()).unwrap_or_default(),
            Some(Party::Actor(at)) => {
                self.model.actor.get(at as usize).map(|actor| all(&actor.zone)).unwrap_or_default()
            }
            None => Vec::new(),
        };
        let granted = record.grants.iter().filter_map(|grant| place(grant.asset.to));
        let mut assets = all(&record.carries);
        assets.extend(granted);
        tidy(&mut assets);
        let ours_from = matches!(source, Some(Party::Component(at)) if self.part(at).is_some_and(|part| part.ours));
        let ours_to = to.is_none_or(|to| self.way(to).is_some_and(|way| way.ours));
        Course {
            mine,
            ours: mine && (ours_from || ours_to),
            source,
            to,
            source_zones,
            through: record.passes_through.iter().filter_map(|zone| place(zone.to())).collect(),
            answers: record.answers.as_ref().is_none_or(|answers| answers.value),
            assets,
        }
    }

    fn follow(&mut self) {
        for (at, course) in self.courses.iter().enumerate().filter(|(_, course)| course.mine) {
            if let Some(to) = course.to {
                let way = &mut self.ways[to as usize];
                way.flows.push(at as u32);
                way.assets.extend(&course.assets);
            }
            match course.source {
                Some(Party::Component(from)) => self.parts[from as usize].starts.push(at as u32),
                Some(Party::Actor(from)) => {
                    self.callers[from as usize].flows.push(at as u32);
                    self.callers[from as usize].assets.extend(&course.assets);
                }
                None => {}
            }
        }
        for way in &mut self.ways {
            tidy(&mut way.assets);
            if way.assets.is_empty()
                && let Some(on) = way.on
            {
                way.assets.clone_from(&self.parts[on as usize].holds);
            }
        }
        self.callers.iter_mut().for_each(|caller| tidy(&mut caller.assets));
        for part in &mut self.parts {
            tidy(&mut part.holds);
            tidy(&mut part.behind);
        }
    }
}

pub(crate) fn id(kind: Kind, at: usize) -> AnyId {
    AnyId { kind, at: at as u32 }
}

fn place(id: Option<AnyId>) -> Option<u32> {
    id.map(|id| id.at)
}

fn numbers(ids: impl IntoIterator<Item = AnyId>) -> Vec<u32> {
    ids.into_iter().map(|id| id.at).collect()
}

fn all<'r, T: 'r>(refs: impl IntoIterator<Item = &'r Ref<T>>) -> Vec<u32> {
    let mut found: Vec<u32> = refs.into_iter().filter_map(|one| place(one.to())).collect();
    tidy(&mut found);
    found
}

fn tidy(list: &mut Vec<u32>) {
    list.sort_unstable();
    list.dedup();
}

/// Where `next` leads from a record, step by step; it ends where it has been.
fn chain(start: usize, next: impl Fn(usize) -> Option<AnyId>) -> Vec<u32> {
    let mut steps: Vec<u32> = Vec::new();
    let mut at = start;
    while let Some(to) = next(at) {
        if to.at as usize == start || steps.contains(&to.at) || steps.len() >= LONGEST_CHAIN {
            break;
        }
        steps.push(to.at);
        at = to.at as usize;
    }
    steps
}

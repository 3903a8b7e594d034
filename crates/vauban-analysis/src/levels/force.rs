//! Where claims are in force.
//!
//! A claim is in force on what its record names, and on whatever can only be reached past that: an interface is
//! behind the interfaces that carry it and the component it is on, and behind all flows to it together; a flow is behind
//! the interface it goes to, and as safe as all that it carries; a component is as well guarded as all of its interfaces
//! together, or as all assets it holds.
//!
//! Boundaries do not count here, though they do against threats: a login at one interface is often recorded at the
//! boundary behind it, and says nothing of the other interfaces there.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::threats::Element;
use vauban_model::{AnyId, Kind};

use super::bits::Bits;
use super::claims::{Claim, Tier};
use crate::threats::layout::Layout;

/// What is realised somewhere, each as far as or further than its name says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    pub(super) planned: Bits,
    pub(super) claimed: Bits,
    pub(super) achieved: Bits,
    /// By the environment, and users are told.
    pub(super) told: Bits,
    /// By the environment, told or not.
    pub(super) outside: Bits,
}

impl Held {
    const EVERYTHING: Held =
        Held { planned: Bits::ALL, claimed: Bits::ALL, achieved: Bits::ALL, told: Bits::ALL, outside: Bits::ALL };

    fn of(claim: &Claim, told: &BTreeSet<AnyId>) -> Held {
        let when = |holds: bool| if holds { claim.controls } else { Bits::default() };
        match claim.environment {
            true => Held {
                told: when(claim.tier >= Tier::Claimed && told.contains(&claim.who)),
                outside: when(true),
                ..Held::default()
            },
            false => Held {
                planned: when(true),
                claimed: when(claim.tier >= Tier::Claimed),
                achieved: when(claim.tier >= Tier::Achieved),
                ..Held::default()
            },
        }
    }

    fn zip(self, other: Held, join: fn(Bits, Bits) -> Bits) -> Held {
        Held {
            planned: join(self.planned, other.planned),
            claimed: join(self.claimed, other.claimed),
            achieved: join(self.achieved, other.achieved),
            told: join(self.told, other.told),
            outside: join(self.outside, other.outside),
        }
    }

    fn or(self, other: Held) -> Held {
        self.zip(other, Bits::or)
    }

    /// What all of several places have; nothing where there is none.
    fn common(places: impl Iterator<Item = Held>) -> Held {
        let mut any = false;
        let common = places.inspect(|_| any = true).fold(Held::EVERYTHING, |all, one| all.zip(one, Bits::and));
        if any { common } else { Held::default() }
    }
}

/// What is realised on every element of a product.
pub(super) struct Force<'l, 'm> {
    layout: &'l Layout<'m>,
    claims: &'l [Claim],
    /// What records put on a place by name.
    named: BTreeMap<AnyId, Held>,
    /// Claims by place.
    by: BTreeMap<AnyId, Vec<u32>>,
    interfaces: Vec<Held>,
    product: Held,
}

impl<'l, 'm> Force<'l, 'm> {
    pub(super) fn new(layout: &'l Layout<'m>, claims: &'l [Claim], told: &BTreeSet<AnyId>) -> Force<'l, 'm> {
        let mut force = Force {
            layout,
            claims,
            named: BTreeMap::new(),
            by: BTreeMap::new(),
            interfaces: Vec::new(),
            product: Held::default(),
        };
        for (at, claim) in claims.iter().enumerate() {
            let held = Held::of(claim, told);
            for place in &claim.places {
                let there = force.named.entry(*place).or_default();
                *there = there.or(held);
                force.by.entry(*place).or_default().push(at as u32);
            }
            force.product = force.product.or(held);
        }
        force.interfaces = (0..layout.ways.len()).map(|at| force.of_interface(at as u32)).collect();
        force
    }

    /// What is realised on an element; the place of the product means nothing.
    pub(super) fn on(&self, element: Element, at: u32) -> Held {
        match element {
            Element::Product => self.product,
            Element::Interface => self.interfaces.get(at as usize).copied().unwrap_or_default(),
            Element::Flow => self.gathered(Element::Flow, at),
            Element::Component | Element::Store => self.of_component(element, at),
            Element::External => Held::default(),
        }
    }

    /// Who claims a requirement on an element, in the order of the claims.
    pub(super) fn who(&self, element: Element, at: u32, control: usize) -> Vec<AnyId> {
        let fits = |claim: &&Claim| claim.controls.has(control);
        let mut found: Vec<AnyId> = match element {
            Element::Product => self.claims.iter().filter(fits).map(|claim| claim.who).collect(),
            _ => {
                let (alone, together) = self.around(element, at);
                let mut places: BTreeSet<AnyId> = alone.into_iter().chain(together.into_iter().flatten()).collect();
                // A component is behind its interfaces, and they are behind what guards them.
                let ways: Vec<AnyId> = places.iter().copied().filter(|place| place.kind == Kind::Interface).collect();
                if matches!(element, Element::Component | Element::Store) {
                    for way in ways {
                        let (alone, together) = self.around(Element::Interface, way.at);
                        places.extend(alone.into_iter().chain(together.into_iter().flatten()));
                    }
                }
                let numbers = places.iter().filter_map(|place| self.by.get(place)).flatten();
                let claims = numbers.filter_map(|at| self.claims.get(*at as usize));
                claims.filter(fits).map(|claim| claim.who).collect()
            }
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    fn of_interface(&self, at: u32) -> Held {
        self.gathered(Element::Interface, at)
    }

    fn of_component(&self, element: Element, at: u32) -> Held {
        let (alone, together) = self.around(element, at);
        let own = alone.iter().fold(Held::default(), |all, place| all.or(self.at(*place)));
        together.iter().fold(own, |all, places| {
            let held = places.iter().map(|place| match place.kind {
                Kind::Interface => self.interfaces.get(place.at as usize).copied().unwrap_or_default(),
                _ => self.at(*place),
            });
            all.or(Held::common(held))
        })
    }

    fn gathered(&self, element: Element, at: u32) -> Held {
        let (alone, together) = self.around(element, at);
        let own = alone.iter().fold(Held::default(), |all, place| all.or(self.at(*place)));
        together.iter().fold(own, |all, places| all.or(Held::common(places.iter().map(|place| self.at(*place)))))
    }

    fn at(&self, place: AnyId) -> Held {
        self.named.get(&place).copied().unwrap_or_default()
    }

    /// The places of which one is enough, and the lists of which all are needed.
    fn around(&self, element: Element, at: u32) -> (Vec<AnyId>, Vec<Vec<AnyId>>) {
        let layout = self.layout;
        let all =
            |kind: Kind, places: &[u32]| -> Vec<AnyId> { places.iter().map(|at| AnyId { kind, at: *at }).collect() };
        match element {
            Element::Interface => {
                let Some(way) = layout.way(at) else { return Default::default() };
                let mut alone = vec![AnyId { kind: Kind::Interface, at }];
                alone.extend(all(Kind::Interface, &way.carried_by));
                let together = vec![all(Kind::Flow, &way.flows)];
                if let Some(on) = way.on {
                    alone.extend(self.whole(on));
                }
                (alone, together)
            }
            Element::Flow => {
                let Some(course) = layout.courses.get(at as usize) else { return Default::default() };
                let mut alone = vec![AnyId { kind: Kind::Flow, at }];
                if let Some(way) = course.to.and_then(|to| layout.way(to)) {
                    alone.extend(course.to.map(|at| AnyId { kind: Kind::Interface, at }));
                    alone.extend(all(Kind::Interface, &way.carried_by));
                    alone.extend(way.on.into_iter().flat_map(|on| self.whole(on)));
                }
                (alone, vec![all(Kind::Asset, &course.assets)])
            }
            Element::Component | Element::Store => {
                let Some(part) = layout.part(at) else { return Default::default() };
                let together = vec![all(Kind::Interface, &part.interfaces), all(Kind::Asset, &part.holds)];
                (self.whole(at), together)
            }
            Element::Product | Element::External => Default::default(),
        }
    }

    /// A component and what it is part of.
    fn whole(&self, at: u32) -> Vec<AnyId> {
        let up = self.layout.part(at).map(|part| part.whole.as_slice()).unwrap_or_default();
        std::iter::once(&at).chain(up).map(|at| AnyId { kind: Kind::Component, at: *at }).collect()
    }
}

//! Who may come to an asset (SD-1.c), asked from the asset: the interfaces that touch it directly, and those one can get
//! to it from. The same ways as in `onward`, walked backwards; how much stands in them, depth says.

use std::collections::{BTreeMap, VecDeque};

use vauban_model::{AnyId, Kind, Model};

use super::Register;
use super::onward::Graph;

/// Interfaces listed of one asset at most.
const MOST: usize = 60;
/// Records looked at for one list at most.
const STEPS: usize = 20_000;

/// An interface from which an asset can be come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approach {
    /// The interface.
    pub interface: AnyId,
    /// Interfaces, components and assets on the way, both ends left out; empty if it touches the asset directly.
    pub via: Vec<AnyId>,
}

/// Every interface from which an asset can be come to: the nearest first, of equal ones by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approached {
    /// The interfaces.
    pub from: Vec<Approach>,
    /// Whether there are more than are listed.
    pub more: bool,
}

impl Approached {
    /// Those that touch the asset themselves.
    pub fn direct(&self) -> impl Iterator<Item = &Approach> {
        self.from.iter().filter(|one| one.via.is_empty())
    }
}

impl Register<'_> {
    /// From where an asset can be come to, whatever stands in the way.
    pub fn approaches(&self, asset: AnyId) -> Approached {
        self.graph.approaches(self.model, asset)
    }
}

impl Graph {
    fn approaches(&self, model: &Model, asset: AnyId) -> Approached {
        let mut told = Approached::default();
        let Some(start) = self.node(asset) else { return told };
        let mut leads_to = BTreeMap::from([(start, start)]);
        let mut queue = VecDeque::from([start]);
        let mut found = Vec::new();
        'walk: while let Some(node) = queue.pop_front() {
            for before in self.before(node) {
                if leads_to.contains_key(before) {
                    continue;
                }
                if leads_to.len() > STEPS || found.len() >= MOST {
                    told.more = true;
                    break 'walk;
                }
                leads_to.insert(*before, node);
                queue.push_back(*before);
                if self.record(*before).kind == Kind::Interface {
                    found.push(*before);
                }
            }
        }
        for node in found {
            let mut via = Vec::new();
            let mut at = node;
            while let Some(next) = leads_to.get(&at).copied().filter(|next| *next != start && *next != at) {
                via.push(self.record(next));
                at = next;
            }
            told.from.push(Approach { interface: self.record(node), via });
        }
        told.from.sort_by(|a, b| {
            let name = |one: &Approach| &model.head(one.interface).id;
            a.via.len().cmp(&b.via.len()).then_with(|| name(a).cmp(name(b)))
        });
        told
    }
}

//! Keys of the source into `kind.id` of ours.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{Class, Head, Ref};
use crate::lost::Losses;
use crate::names::Ids;

const TWICE: &str = "two elements have this key; references to it mean the first one";

/// A record that a reference can reach.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Target {
    pub(super) kind: &'static str,
    pub(super) id: String,
}

impl Target {
    pub(super) fn reference(&self) -> String {
        format!("{}.{}", self.kind, self.id)
    }
}

/// Who has which id.
#[derive(Default)]
pub(super) struct Names {
    ids: Ids,
    targets: HashMap<(Class, String), Target>,
    /// Elements the source has and the records do not, told already.
    gone: HashSet<(Class, String)>,
}

impl Names {
    /// Gives an element its id; of two elements with one key, references mean the first.
    pub(super) fn give(&mut self, class: Option<Class>, kind: &'static str, head: &Head, lost: &mut Losses) -> String {
        let id = self.ids.make(kind, &head.title);
        if let Some(class) = class.filter(|_| !head.key.is_empty()) {
            let id = id.clone();
            match self.targets.entry((class, head.key.clone())) {
                Entry::Vacant(free) => {
                    free.insert(Target { kind, id });
                }
                Entry::Occupied(_) => lost.add(&head.place, TWICE),
            }
        }
        id
    }

    /// An id for a record that the source does not have as such.
    pub(super) fn make(&mut self, kind: &'static str, name: &str) -> String {
        self.ids.make(kind, name)
    }

    /// Lets a key mean a record that exists already.
    pub(super) fn alias(&mut self, class: Class, key: &str, target: Target) {
        if !key.is_empty() {
            self.targets.entry((class, key.to_owned())).or_insert(target);
        }
    }

    /// Remembers an element that was told as lost.
    pub(super) fn forget(&mut self, class: Class, key: &str) {
        self.gone.insert((class, key.to_owned()));
    }

    /// The record a reference means; a dangling one is told.
    pub(super) fn find(&self, wanted: &Ref, lost: &mut Losses) -> Option<Target> {
        let key = (wanted.class, wanted.key.clone());
        let found = self.targets.get(&key);
        if found.is_none() {
            let noun = match wanted.class {
                Class::Zone => "a trust zone",
                Class::Boundary => "a trust boundary",
                Class::Node => "an element",
                Class::Link => "a flow",
                Class::Asset => "an asset",
                Class::Mechanism => "a mitigation",
                Class::Threat => "a threat",
            };
            let reason = if self.gone.contains(&key) {
                format!("refers to {noun} that could not be carried over")
            } else {
                format!("refers to {noun} that the file does not have")
            };
            lost.add(&wanted.place, reason);
        }
        found.cloned()
    }

    /// The same for several, without repetition.
    pub(super) fn find_all(&self, wanted: &[Ref], lost: &mut Losses) -> Vec<Target> {
        let mut seen = HashSet::new();
        let found = wanted.iter().filter_map(|wanted| self.find(wanted, lost));
        found.filter(|target| seen.insert(target.clone())).collect()
    }

    /// The components among several; other kinds are told with the reason.
    pub(super) fn components(&self, wanted: &[Ref], reason: &str, lost: &mut Losses) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut ids = Vec::new();
        for wanted in wanted {
            match self.find(wanted, lost) {
                Some(target) if target.kind == "component" => {
                    let new = seen.insert(target.id.clone());
                    ids.extend(new.then_some(target.id));
                }
                Some(_) => lost.add(&wanted.place, reason),
                None => {}
            }
        }
        ids
    }
}

//! What a product does to the surroundings of the records that it uses.
//!
//! A platform's reviews and tests looked at its records with the neighbours that they have there. They say nothing
//! about a record that this product adapts, nor about one beside which it adapts, removes or adds another: a flow to
//! an interface of the platform, a component on top of one. Added mechanisms are the exception, because a further
//! layer never lowers the depth of what is behind it.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, Kind, Link, Mention, Model, full_name, split_folder};

use super::scope::DESIGN;
use crate::scope::Owners;

/// Which records of used folders are no longer as they stand there, themselves or by their neighbours.
#[derive(Debug, Default)]
pub struct Neighbours {
    /// Records of the design that a record points at or is pointed at by; only for those of used folders.
    beside: BTreeMap<AnyId, BTreeSet<AnyId>>,
    /// What was taken out of used folders, by full name.
    removed: BTreeSet<String>,
}

impl Neighbours {
    /// Walks over the design once, as a product sees it.
    pub fn new(model: &Model, owners: &Owners, product: Option<AnyId>) -> Neighbours {
        let mut found = Neighbours::default();
        let used = model.all().any(|id| !model.head(id).folder().is_empty());
        if !used {
            return found;
        }
        for id in model.all() {
            let head = model.head(id);
            if head.absent {
                // What a variant does not have was there when others looked, and its absence opens nothing.
                continue;
            } else if head.removed {
                found.removed.insert(head.name());
            } else if !owners.concerns(product, head) {
                continue;
            }
            if !DESIGN.contains(&id.kind) {
                continue;
            }
            model.mentions_of(id, &mut |mention| {
                let Mention::Link(Link { to: Some(to), .. }) = mention else { return };
                if *to == id || !DESIGN.contains(&to.kind) {
                    return;
                }
                if !model.head(*to).folder().is_empty() {
                    found.beside.entry(*to).or_default().insert(id);
                }
                if !head.folder().is_empty() {
                    found.beside.entry(id).or_default().insert(*to);
                }
            });
        }
        found
    }

    /// Why what its own folder says about a record need not hold here, as the rest of a sentence; `None` where the
    /// record and its neighbours are as they are there, and for a record of the project itself.
    ///
    /// For a record that is no part of the design, what it points at decides.
    pub fn disturbed(&self, model: &Model, id: AnyId) -> Option<String> {
        let folder = model.head(id).folder();
        if folder.is_empty() {
            return None;
        }
        if changed_from_outside(model, id, folder) {
            return Some(format!("`{}` is changed here", model.head(id).name()));
        }
        if DESIGN.contains(&id.kind) {
            return self.around(model, id, folder);
        }
        let mut about: BTreeSet<AnyId> = BTreeSet::new();
        let mut gone = None;
        model.mentions_of(id, &mut |mention| {
            let Mention::Link(link) = mention else { return };
            match link.to {
                Some(to) if DESIGN.contains(&to.kind) => drop(about.insert(to)),
                Some(to) if changed_from_outside(model, to, folder) => {
                    gone.get_or_insert_with(|| format!("`{}` is changed here", model.head(to).name()));
                }
                Some(_) => {}
                None => gone = gone.take().or_else(|| self.taken_out(model, folder, link)),
            }
        });
        // A decision names its elements in its id: `RULE@kind.id`.
        let local = model.head(id).local();
        if id.kind == Kind::Disposition {
            for element in local.split('@').skip(1) {
                let name = model.name_from(folder, element);
                match model.named(&name) {
                    Some(element) => drop(about.insert(element)),
                    None if self.removed.contains(&name) => {
                        gone = gone.or_else(|| Some(format!("`{name}` is removed here")));
                    }
                    None => {}
                }
            }
        }
        gone.or_else(|| about.into_iter().find_map(|other| self.disturbed(model, other)))
    }

    /// What differs beside an element of the design.
    fn around(&self, model: &Model, id: AnyId, folder: &str) -> Option<String> {
        let mut gone = None;
        model.mentions_of(id, &mut |mention| {
            if let Mention::Link(link) = mention
                && link.to.is_none()
            {
                gone = gone.take().or_else(|| self.taken_out(model, folder, link));
            }
        });
        if gone.is_some() {
            return gone;
        }
        self.beside.get(&id)?.iter().find_map(|other| {
            let head = model.head(*other);
            let name = head.name();
            if head.removed {
                return Some(format!("`{name}` is removed here"));
            }
            match seen_there(model, folder, head.folder()) {
                true => changed_from_outside(model, *other, folder).then(|| format!("`{name}` is changed here")),
                false => (other.kind != Kind::Mechanism).then(|| format!("`{name}` was added here")),
            }
        })
    }

    /// Whether a reference that leads nowhere led to a record that was taken out.
    fn taken_out(&self, model: &Model, folder: &str, link: &Link) -> Option<String> {
        if self.removed.is_empty() {
            return None;
        }
        let (used, local) = split_folder(&link.text);
        let written = |local: String| if used.is_empty() { local } else { format!("{used}/{local}") };
        let plain = std::iter::once(written(local.to_owned()));
        let mut names = plain.chain(link.targets.iter().map(|kind| written(full_name(*kind, local))));
        let name =
            names.find_map(|name| Some(model.name_from(folder, &name)).filter(|name| self.removed.contains(name)))?;
        Some(format!("`{name}` is removed here"))
    }
}

/// Whether a folder knows another: it is the same, or one that it uses.
fn seen_there(model: &Model, folder: &str, other: &str) -> bool {
    folder == other || (!other.is_empty() && model.folders.called_in(folder, other) != other)
}

/// Whether a record is adapted by somebody whom a folder does not know: this project, or another folder that uses it.
fn changed_from_outside(model: &Model, id: AnyId, folder: &str) -> bool {
    model.changed.get(&id).is_some_and(|changes| changes.iter().any(|(by, _)| !seen_there(model, folder, by)))
}

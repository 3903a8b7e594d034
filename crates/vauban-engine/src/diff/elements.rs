//! Records, key by key.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::diff::{Change, ElementChange, FieldChange, NewInterface};
use vauban_analysis::review::Significance;
use vauban_model::{AnyId, Group, Kind, Model, full_name};

use super::there;
use crate::compile::Compilation;

/// Changes of what the design is made of, by name, and how many other records changed.
pub(super) fn changes(before: &Compilation, after: &Compilation) -> (Vec<ElementChange>, usize) {
    let all = every_change(before, after);
    let many = all.len();
    let shown = |kind: Kind| matches!(kind.group(), Group::Design | Group::Threats);
    let changes: Vec<ElementChange> = all.into_iter().filter(|(kind, _)| shown(*kind)).map(|(_, one)| one).collect();
    let others = many - changes.len();
    (changes, others)
}

/// Changes of all records with their kinds, by name.
pub(super) fn every_change(before: &Compilation, after: &Compilation) -> Vec<(Kind, ElementChange)> {
    let significance = Significance::new(&after.model);
    let mut changes = Vec::new();
    for kind in Kind::ALL {
        let (old, new) = (named(&before.model, *kind), named(&after.model, *kind));
        let mut renamed: BTreeSet<String> = BTreeSet::new();
        for (name, id) in &new {
            let (earlier, change) = match old.get(name) {
                Some(earlier) => (Some(*earlier), Change::Changed),
                None => match former(&after.model, *id)
                    .into_iter()
                    .find(|name| old.contains_key(name) && !new.contains_key(name))
                {
                    Some(former) => {
                        let earlier = old.get(&former).copied();
                        renamed.insert(former.clone());
                        (earlier, Change::Renamed(former))
                    }
                    None => (None, Change::Added),
                },
            };
            let fields = match earlier {
                Some(earlier) => fields(&before.model, earlier, &after.model, *id, &significance),
                None => Vec::new(),
            };
            if change == Change::Changed && fields.is_empty() {
                continue;
            }
            let (file, line) = after.model.place(*id);
            changes.push((*kind, ElementChange { id: name.clone(), change, fields, file, line }));
        }
        let gone = old.keys().filter(|name| !new.contains_key(*name) && !renamed.contains(*name));
        for name in gone {
            let gone = ElementChange {
                id: name.clone(),
                change: Change::Removed,
                fields: Vec::new(),
                file: String::new(),
                line: 0,
            };
            changes.push((*kind, gone));
        }
    }
    changes.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    changes
}

/// Interfaces that are new, with what is asked of each.
pub(super) fn interfaces(after: &Compilation, product: Option<AnyId>, changes: &[ElementChange]) -> Vec<NewInterface> {
    let model = &after.model;
    let added: BTreeSet<&str> = changes
        .iter()
        .filter(|change| change.change == Change::Added)
        .map(|change| change.id.as_str())
        .filter(|id| id.rsplit('/').next().is_some_and(|local| local.starts_with("interface.")))
        .collect();
    if added.is_empty() {
        return Vec::new();
    }
    let Some(sheets) = after.interfaces(product) else { return Vec::new() };
    let new = sheets.overview().into_iter().filter_map(|one| {
        let name = model.head(one.id).name();
        if !added.contains(name.as_str()) {
            return None;
        }
        let on = model.interface.get(one.id.at as usize)?.on.as_ref().and_then(vauban_model::Ref::to);
        Some(NewInterface {
            id: name,
            on: on.map(|on| model.head(on).id.to_string()),
            zones: one.zones.iter().map(|zone| model.head(*zone).id.to_string()).collect(),
            open: (one.open, one.asked),
        })
    });
    let mut new: Vec<NewInterface> = new.collect();
    new.sort_by(|a, b| a.id.cmp(&b.id));
    new
}

fn named(model: &Model, kind: Kind) -> BTreeMap<String, AnyId> {
    there(model, kind).map(|id| (model.head(id).name(), id)).collect()
}

/// Names that a record had before.
fn former(model: &Model, id: AnyId) -> Vec<String> {
    let head = model.head(id);
    let folder = head.folder();
    let full = |old: &str| if folder.is_empty() { old.to_owned() } else { format!("{folder}/{old}") };
    head.common.formerly.iter().map(|old| full_name(head.kind, &full(old))).collect()
}

fn fields(
    before: &Model,
    earlier: AnyId,
    after: &Model,
    later: AnyId,
    significance: &Significance,
) -> Vec<FieldChange> {
    let old: BTreeMap<&'static str, String> = before.said(earlier).into_iter().collect();
    let new: BTreeMap<&'static str, String> = after.said(later).into_iter().collect();
    let keys: BTreeSet<&'static str> = old.keys().chain(new.keys()).copied().collect();
    let changed = keys.into_iter().filter(|key| old.get(key) != new.get(key));
    changed
        .map(|key| FieldChange {
            key,
            before: old.get(key).cloned(),
            after: new.get(key).cloned(),
            editorial: !significance.counts(later.kind, key),
        })
        .collect()
}

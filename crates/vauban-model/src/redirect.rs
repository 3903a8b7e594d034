//! References in a model that is put together from two readings of a project: what one reading calls by another name.

use std::collections::BTreeMap;

use crate::folders::Folders;
use crate::link::Link;
use crate::model::{AnyId, Head, Index, Kind, Model, full_name};
use crate::resolve::{find, named_kind, split_folder};

/// Names that records have elsewhere: by kind and id there, the id here without its folder.
pub type OtherNames = BTreeMap<(Kind, String), String>;

impl Index {
    /// What a reference of a record means, with the used folders of the same reading; `None` for a hole.
    pub fn resolve(&self, folders: &Folders, head: &Head, link: &Link) -> Option<AnyId> {
        find(self, folders, head.folder(), link)
    }
}

impl Model {
    /// Lets references that find nothing lead to the record that has another name here.
    ///
    /// A reference stays as it is where it finds something, or where several records could be meant.
    pub fn redirect(&mut self, names: &OtherNames) {
        if names.is_empty() {
            return;
        }
        let index = std::mem::take(&mut self.index);
        let folders = std::mem::take(&mut self.folders);
        self.all_links_mut(&mut |head, link| {
            if find(&index, &folders, head.folder(), link).is_none()
                && let Some(better) = other_name(head, link, names)
            {
                link.text = better.into();
            }
        });
        self.index = index;
        self.folders = folders;
    }
}

fn other_name(head: &Head, link: &Link, names: &OtherNames) -> Option<String> {
    let (used, local) = split_folder(&link.text);
    let folder = match (head.folder(), used) {
        ("", used) => used.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, used) => format!("{folder}/{used}"),
    };
    let inside = |id: &str| if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
    let known = |kind: Kind, id: &str| names.get(&(kind, inside(id))).map(|here| (kind, here.as_str()));
    let written = named_kind(local).filter(|(kind, _)| link.targets.contains(kind));
    let mut meant: Vec<(Kind, &str)> = match written {
        Some((kind, id)) => known(kind, id).into_iter().collect(),
        None => link.targets.iter().filter_map(|kind| known(*kind, local)).collect(),
    };
    let (kind, here) = meant.pop().filter(|_| meant.is_empty())?;
    let name = full_name(kind, here);
    Some(if used.is_empty() { name } else { format!("{used}/{name}") })
}

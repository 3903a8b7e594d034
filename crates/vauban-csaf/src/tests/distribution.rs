//! How far the document may be shared (6.1.38 to 6.1.41, 6.2.10, 6.2.28 to 6.2.30).

use vauban_json::Value;

use super::{Found, Looked};
use crate::facts::Facts;

const MAX: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const NIL: &str = "00000000-0000-0000-0000-000000000000";
const PUBLIC: &str = "Public";
const NOBODY: &str = "No sharing allowed";

/// The sharing group, its id and its name.
fn group<'d>(facts: &Facts<'d>) -> Option<(Value<'d>, &'d str, Option<&'d str>)> {
    let group = facts.document?.get_path(&["distribution", "sharing_group"])?;
    Some((group, group.get_text("id")?, group.get_text("name")))
}

/// 6.1.38 of 2.1.
pub(super) fn public_group_not_public<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let (Some((at, MAX, _)), Some(label)) = (group(looked.facts), looked.facts.tlp)
        && label != "CLEAR"
    {
        found.at(at, format!("the sharing group is everybody (the max UUID), and the label is TLP:{label}"));
    }
}

/// 6.1.39 of 2.1.
pub(super) fn public_for_a_group<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some((at, id, _)) = group(looked.facts) else { return };
    let draft = id == NIL && looked.facts.status == "draft";
    if looked.facts.tlp == Some("CLEAR") && id != MAX && !draft {
        found.at(
            at.get("id").unwrap_or(at),
            "the label is TLP:CLEAR, and the sharing group is not everybody (the max UUID)".to_owned(),
        );
    }
}

/// 6.1.40 of 2.1.
pub(super) fn reserved_name<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some((at, id, Some(name))) = group(looked.facts) else { return };
    let reserved = [(PUBLIC, MAX), (NOBODY, NIL)].into_iter().find(|(own, _)| *own == name);
    if let Some((name, asked)) = reserved
        && id != asked
    {
        found.at(at.get("name").unwrap_or(at), format!("the name `{name}` is reserved for the group `{asked}`"));
    }
}

/// 6.1.41 of 2.1.
pub(super) fn reserved_group_without_name<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some((at, id, name)) = group(looked.facts) else { return };
    let asked = match id {
        MAX => PUBLIC,
        NIL => NOBODY,
        _ => return,
    };
    if name != Some(asked) {
        found.at(at.get("name").unwrap_or(at), format!("the name of this group has to be `{asked}`"));
    }
}

/// 6.2.10.
pub(super) fn without_label<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some(document) = looked.facts.document
        && looked.facts.tlp.is_none()
    {
        found.at(document.get("distribution").unwrap_or(document), "the document has no TLP label".to_owned());
    }
}

/// 6.2.28 of 2.1.
pub(super) fn uses_max<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some((at, MAX, _)) = group(looked.facts) {
        found.at(at.get("id").unwrap_or(at), "the max UUID is used as sharing group".to_owned());
    }
}

/// 6.2.29 of 2.1.
pub(super) fn uses_nil<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some((at, NIL, _)) = group(looked.facts) {
        found.at(at.get("id").unwrap_or(at), "the nil UUID is used as sharing group".to_owned());
    }
}

/// 6.2.30 of 2.1.
pub(super) fn group_of_public<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some((at, ..)) = group(looked.facts)
        && looked.facts.tlp == Some("CLEAR")
    {
        found.at(at, "a sharing group says nothing beside TLP:CLEAR".to_owned());
    }
}

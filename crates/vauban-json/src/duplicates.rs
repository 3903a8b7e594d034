//! Names that occur twice in an object.
//!
//! Objects are small as a rule: their names are held against each other by a short fingerprint, and only fingerprints
//! that meet are compared. Large objects are sorted.

use crate::node::{Node, tag};
use crate::{Document, Value};

/// A name that occurs again in its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate<'d> {
    /// The name where it stands first: [`Value::get`] answers with its value.
    pub first: Value<'d>,
    /// The name where it stands again.
    pub again: Value<'d>,
}

/// Objects with more members than this are sorted.
const FEW: usize = 48;

pub(crate) fn find<'d>(document: &'d Document<'d>) -> Vec<Duplicate<'d>> {
    let mut found = Vec::new();
    let mut names: Vec<(u64, u32)> = Vec::new();
    for (index, node) in document.nodes().iter().enumerate() {
        if node.word() == tag::OBJECT && node.count() > 1 {
            among(document, index as u32, *node, &mut names, &mut found);
        }
    }
    found.sort_by_key(|(_, again)| *again);
    let value = |index| Value::new(document, index);
    found.into_iter().map(|(first, again)| Duplicate { first: value(first), again: value(again) }).collect()
}

fn among(document: &Document<'_>, object: u32, node: Node, names: &mut Vec<(u64, u32)>, found: &mut Vec<(u32, u32)>) {
    names.clear();
    let few = node.count() <= FEW;
    // One bit per name: while all bits differ, all names do.
    let mut seen = 0u64;
    let mut at = object + 1;
    while at < node.next {
        let name = Value::new(document, at);
        let text = name.text().unwrap_or("");
        let print = name.print().hash();
        let bit = 1 << (print >> 58);
        if few && seen & bit != 0 {
            let same = names.iter().find(|(other, first)| *other == print && is(document, *first, text));
            if let Some((_, first)) = same {
                found.push((*first, at));
            }
        }
        seen |= bit;
        names.push((print, at));
        at = document.node(at + 1).next;
    }
    if few {
        return;
    }
    // By name and then by place, so that the first of each name stands before the others.
    let text = |at: u32| document.text(document.node(at)).unwrap_or("");
    names.sort_unstable_by(|(one, a), (other, b)| one.cmp(other).then_with(|| text(*a).cmp(text(*b))).then(a.cmp(b)));
    let mut first = 0;
    for at in 1..names.len() {
        if names[at].0 == names[first].0 && text(names[at].1) == text(names[first].1) {
            found.push((names[first].1, names[at].1));
        } else {
            first = at;
        }
    }
}

fn is(document: &Document<'_>, index: u32, text: &str) -> bool {
    document.text(document.node(index)) == Some(text)
}

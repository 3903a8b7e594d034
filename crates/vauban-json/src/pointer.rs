//! JSON pointers (RFC 6901): the way to a value, and along one.

use std::fmt::Write;

use crate::{Document, Value};

/// The way from the root to a value; of a name, to its value.
pub(crate) fn to(document: &Document<'_>, index: u32) -> String {
    let mut way = String::new();
    let mut here = document.root();
    while here.index() < index as usize {
        let mut next = None;
        for (number, item) in here.items().enumerate() {
            if holds(item, index) {
                let _ = write!(way, "/{number}");
                next = Some(item);
                break;
            }
        }
        for (name, value) in here.members() {
            if name.index() == index as usize || holds(value, index) {
                push(&mut way, name.text().unwrap_or(""));
                next = (name.index() != index as usize).then_some(value);
                break;
            }
        }
        let Some(value) = next else { break };
        here = value;
    }
    way
}

/// Adds a name to a pointer, with the two characters escaped that mean something in one.
pub(crate) fn push(way: &mut String, name: &str) {
    way.push('/');
    for c in name.chars() {
        match c {
            '~' => way.push_str("~0"),
            '/' => way.push_str("~1"),
            c => way.push(c),
        }
    }
}

/// The value at the end of a pointer.
pub(crate) fn follow<'d>(from: Value<'d>, pointer: &str) -> Option<Value<'d>> {
    let Some(way) = pointer.strip_prefix('/') else { return pointer.is_empty().then_some(from) };
    way.split('/').try_fold(from, |value, step| {
        if value.is_array() {
            let digits = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
            let plain = digits && (step == "0" || !step.starts_with('0'));
            return if plain { value.item(step.parse().ok()?) } else { None };
        }
        value.get(&step.replace("~1", "/").replace("~0", "~"))
    })
}

fn holds(value: Value<'_>, index: u32) -> bool {
    value.index() <= index as usize && index < value.node().next
}

//! Equality of JSON values: against constants of a schema, and among each other.
//!
//! Numbers are equal when their values are, however they are spelled; objects when they have the same members in any
//! order.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::{Kind, Value};

/// A constant of a schema that is no text.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    Null,
    Boolean(bool),
    Number((bool, String, i64)),
    Text(Box<str>),
    Array(Vec<Literal>),
    Object(Vec<(Box<str>, Literal)>),
}

impl Literal {
    pub(crate) fn of(value: Value<'_>) -> Self {
        match value.kind() {
            Kind::Null => Literal::Null,
            Kind::Boolean => Literal::Boolean(value.boolean().unwrap_or(false)),
            Kind::Number => Literal::Number(value.number().map_or_else(Default::default, crate::Number::parts)),
            Kind::Text => Literal::Text(value.text().unwrap_or("").into()),
            Kind::Array => Literal::Array(value.items().map(Literal::of).collect()),
            Kind::Object => {
                let member = |(name, value): (Value<'_>, _)| (name.text().unwrap_or("").into(), Literal::of(value));
                Literal::Object(value.members().map(member).collect())
            }
        }
    }

    /// Whether a value is this constant.
    pub(crate) fn is(&self, value: Value<'_>) -> bool {
        match self {
            Literal::Null => value.is_null(),
            Literal::Boolean(own) => value.boolean() == Some(*own),
            Literal::Number(own) => value.number().is_some_and(|number| number.parts() == *own),
            Literal::Text(own) => value.is(own),
            Literal::Array(own) => {
                value.is_array()
                    && value.len() == own.len()
                    && own.iter().zip(value.items()).all(|(own, item)| own.is(item))
            }
            Literal::Object(own) => {
                value.is_object()
                    && value.len() == own.len()
                    && own.iter().all(|(name, own)| value.get(name).is_some_and(|value| own.is(value)))
            }
        }
    }
}

/// Two items of an array that are equal: the first pair in the order of the second.
pub(crate) fn twice<'d>(array: Value<'d>) -> Option<(Value<'d>, Value<'d>)> {
    if array.len() < 2 {
        return None;
    }
    let few = array.len() <= 8;
    if few && array.items().all(|item| item.kind() == Kind::Text) {
        return array.items().enumerate().find_map(|(number, item)| {
            let print = item.print();
            let same = |other: &Value<'d>| other.print() == print && other.text() == item.text();
            array.items().take(number).find(same).map(|first| (first, item))
        });
    }
    let state = RandomState::new();
    let mut seen: HashMap<u64, Vec<Value<'d>>> = HashMap::with_capacity(array.len());
    for item in array.items() {
        let alike = seen.entry(digest(&state, item)).or_default();
        if let Some(first) = alike.iter().find(|other| equal(**other, item)) {
            return Some((*first, item));
        }
        alike.push(item);
    }
    None
}

/// A number that equal values share. The seed differs from run to run, so nobody can prepare values that collide.
fn digest(state: &RandomState, value: Value<'_>) -> u64 {
    let mut hasher = state.build_hasher();
    (value.kind() as u8).hash(&mut hasher);
    match value.kind() {
        Kind::Null => {}
        Kind::Boolean => value.boolean().hash(&mut hasher),
        Kind::Number => value.number().map(crate::Number::parts).hash(&mut hasher),
        Kind::Text => value.text().hash(&mut hasher),
        Kind::Array => value.items().for_each(|item| digest(state, item).hash(&mut hasher)),
        Kind::Object => {
            // A sum does not know the order of its members.
            let member = |(name, value): (Value<'_>, _)| {
                let mut hasher = state.build_hasher();
                name.text().hash(&mut hasher);
                digest(state, value).hash(&mut hasher);
                hasher.finish()
            };
            value.members().map(member).fold(0, u64::wrapping_add).hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn equal(one: Value<'_>, other: Value<'_>) -> bool {
    if one.kind() != other.kind() || one.len() != other.len() {
        return false;
    }
    match one.kind() {
        Kind::Null => true,
        Kind::Boolean => one.boolean() == other.boolean(),
        Kind::Number => one.number().map(crate::Number::parts) == other.number().map(crate::Number::parts),
        Kind::Text => one.text() == other.text(),
        Kind::Array => one.items().zip(other.items()).all(|(one, other)| equal(one, other)),
        Kind::Object => {
            let (mine, yours) = (sorted(one), sorted(other));
            mine.iter().zip(&yours).all(|(mine, yours)| {
                let (Some(a), Some(b)) = (one.document().value(mine.1), other.document().value(yours.1)) else {
                    return false;
                };
                mine.0 == yours.0 && equal(a, b)
            })
        }
    }
}

/// The members by name, with the numbers of their values.
fn sorted<'d>(value: Value<'d>) -> Vec<(Option<&'d str>, usize)> {
    let mut members: Vec<_> = value.members().map(|(name, value)| (name.text(), value.index())).collect();
    members.sort_unstable();
    members
}

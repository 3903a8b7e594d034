//! A schema as it is held against values: keywords read once, names in tables, references resolved.

use super::format::Format;
use super::literal::Literal;
use super::pattern::Pattern;
use crate::Kind;
use crate::names::Names;

/// The number of a rule in its schema.
pub(crate) type Id = u32;

/// One schema object. What a keyword does not ask is absent, so nothing is spent on it.
#[derive(Debug, Default)]
pub(crate) struct Rule {
    /// The schema `false`: no value is right.
    pub(crate) never: bool,
    /// The kinds that are not allowed, one bit each.
    pub(crate) wrong_kinds: u8,
    /// Of numbers, only whole ones.
    pub(crate) whole: bool,
    pub(crate) choice: Option<Box<Choice>>,
    pub(crate) text: Option<Box<Text>>,
    pub(crate) number: Option<Box<Number>>,
    pub(crate) array: Option<Box<Array>>,
    pub(crate) object: Option<Box<Object>>,
    pub(crate) also: Option<Box<Also>>,
    /// Whether it can come back to itself further down: then answers are remembered.
    pub(crate) recursive: bool,
}

pub(crate) fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

/// `enum` and `const`.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) keyword: &'static str,
    pub(crate) texts: Names,
    pub(crate) others: Vec<Literal>,
}

/// What is asked of texts.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) least: usize,
    pub(crate) most: Option<usize>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) format: Option<Format>,
}

/// A bound of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    pub(crate) exclusive: bool,
}

/// What is asked of numbers.
#[derive(Debug, Default)]
pub(crate) struct Number {
    pub(crate) least: Option<Bound>,
    pub(crate) most: Option<Bound>,
    /// Significant digits and power of ten of `multipleOf`.
    pub(crate) multiple: Option<(u64, i64)>,
}

/// What is asked of arrays.
#[derive(Debug, Default)]
pub(crate) struct Array {
    pub(crate) least: usize,
    pub(crate) most: Option<usize>,
    pub(crate) unique: bool,
    pub(crate) first: Vec<Id>,
    pub(crate) rest: Option<Id>,
    pub(crate) contains: Option<Contains>,
}

/// `contains`, and how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contains {
    pub(crate) rule: Id,
    pub(crate) least: usize,
    pub(crate) most: Option<usize>,
}

/// What is asked of members that no name and no pattern knows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    /// Nothing was said.
    #[default]
    Unsaid,
    /// There may be none.
    Never,
    /// Each is held against this.
    Rule(Id),
}

/// A name that a schema object knows.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) rule: Option<Id>,
    /// Whether `properties` names it; it may be only required.
    pub(crate) named: bool,
    /// Its bit among the required ones, or 0.
    pub(crate) required: u64,
}

/// What is asked of objects.
#[derive(Debug, Default)]
pub(crate) struct Object {
    pub(crate) names: Names,
    /// Beside `names`.
    pub(crate) members: Vec<Member>,
    pub(crate) required: u64,
    /// Required names beyond the first 64.
    pub(crate) also_required: Vec<Box<str>>,
    pub(crate) patterns: Vec<(Pattern, Id)>,
    pub(crate) others: Others,
    pub(crate) each_name: Option<Id>,
    pub(crate) least: usize,
    pub(crate) most: Option<usize>,
    pub(crate) needs: Vec<(Box<str>, Vec<Box<str>>)>,
    pub(crate) when_there: Vec<(Box<str>, Id)>,
}

/// Rules that the same value is held against as well.
#[derive(Debug, Default)]
pub(crate) struct Also {
    pub(crate) reference: Option<Id>,
    pub(crate) all: Vec<Id>,
    pub(crate) any: Vec<Id>,
    pub(crate) one: Vec<Id>,
    pub(crate) not: Option<Id>,
    pub(crate) when: Option<(Id, Option<Id>, Option<Id>)>,
    pub(crate) other_members: Option<Id>,
    pub(crate) other_items: Option<Id>,
}

impl Also {
    /// The rules that the same value is held against.
    pub(crate) fn here(&self) -> impl Iterator<Item = Id> {
        let when = self.when.iter().flat_map(|(test, then, other)| [Some(*test), *then, *other]);
        [self.reference, self.not]
            .into_iter()
            .chain(when)
            .flatten()
            .chain(self.all.iter().copied())
            .chain(self.any.iter().copied())
            .chain(self.one.iter().copied())
    }
}

impl Rule {
    /// The rules that the same value is held against.
    pub(crate) fn here(&self) -> Vec<Id> {
        let also = self.also.iter().flat_map(|also| also.here());
        let there = self.object.iter().flat_map(|object| object.when_there.iter().map(|(_, rule)| *rule));
        also.chain(there).collect()
    }

    /// The rules that values inside this one are held against.
    pub(crate) fn below(&self) -> Vec<Id> {
        let mut found = Vec::new();
        if let Some(array) = &self.array {
            found.extend(
                array.first.iter().copied().chain(array.rest).chain(array.contains.map(|contains| contains.rule)),
            );
        }
        if let Some(object) = &self.object {
            found.extend(object.members.iter().filter_map(|member| member.rule));
            found.extend(object.patterns.iter().map(|(_, rule)| *rule));
            found.extend(object.each_name);
            if let Others::Rule(rule) = object.others {
                found.push(rule);
            }
        }
        if let Some(also) = &self.also {
            found.extend(also.other_members.into_iter().chain(also.other_items));
        }
        found
    }
}

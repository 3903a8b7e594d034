//! The walk that holds shapes against a document.

use std::collections::BTreeSet;

use vauban_json::{Kind, Number, Value};

use super::shape::{ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, Others, Shape, Shapes, TEXT};
use super::{Area, Breach};

/// Arrays with more items than this are compared by what they come to as text.
const FEW: usize = 8;

/// A walk, and what it found so far.
pub(super) struct Walk<'w, 'd> {
    pub(super) shapes: &'static Shapes,
    pub(super) breaches: &'w mut Vec<Breach<'d>>,
}

impl<'d> Walk<'_, 'd> {
    /// Holds a shape against a value. The reader bounds how deep values are nested, and with it how deep this goes.
    pub(super) fn value(&mut self, number: usize, at: Value<'d>, area: Area) {
        let shape = &self.shapes.all[number];
        let area = shape.area.unwrap_or(area);
        let kind = match at.kind() {
            Kind::Text => {
                if let Some(text) = at.text() {
                    self.text(shape, at, text, area);
                }
                TEXT
            }
            Kind::Object => OBJECT,
            Kind::Array => ARRAY,
            Kind::Number => NUMBER,
            Kind::Boolean => BOOLEAN,
            Kind::Null => NULL,
        };
        if shape.kinds & kind == 0 && shape.kinds != 0 {
            let whole = shape.kinds & INTEGER != 0 && at.number().is_some_and(Number::is_integer);
            if !whole {
                let message = format!("this is {}, and has to be {}", at.kind().word(), wanted(shape.kinds));
                self.breach(at, area, message);
                return;
            }
        }
        match kind {
            OBJECT => self.object(shape, at, area),
            ARRAY => self.array(shape, at, area),
            NUMBER => self.number(shape, at, area),
            _ => {}
        }
        if kind != TEXT && !shape.words.is_empty() {
            self.breach(at, area, format!("this has to be one of the texts {}", listed(&shape.words)));
        }
        self.parts(shape, at, area);
    }

    fn text(&mut self, shape: &Shape, at: Value<'d>, text: &'d str, area: Area) {
        if !shape.words.is_empty() && !shape.words.iter().any(|word| word == text) {
            let message = match nearest(text, &shape.words) {
                Some(word) => format!("`{text}` is no word that may stand here; did you mean `{word}`?"),
                None => format!("`{text}` is no word that may stand here; known: {}", listed(&shape.words)),
            };
            self.breach(at, area, message);
        }
        if text.len() < shape.min_length.saturating_mul(4) && text.chars().count() < shape.min_length {
            let message = match shape.min_length {
                1 => "this text is empty".to_owned(),
                least => format!("this text has to have at least {least} characters"),
            };
            self.breach(at, area, message);
        } else if let Some(most) = shape.max_length
            && text.len() > most
            && text.chars().count() > most
        {
            self.breach(at, area, format!("this text may have at most {most} characters"));
        } else if let Some(pattern) = &shape.pattern
            && !pattern.holds(text)
        {
            self.breach(at, area, format!("`{text}` is not {}", pattern.words()));
        }
        if let Some(format) = shape.format
            && !format.holds(text)
        {
            self.breach(at, area, format!("`{text}` is not {}", format.words()));
        }
    }

    fn number(&mut self, shape: &Shape, at: Value<'d>, area: Area) {
        if shape.minimum.is_none() && shape.maximum.is_none() && shape.step.is_none() {
            return;
        }
        let Some(value) = at.as_f64() else {
            self.breach(at, area, "this number is too large".to_owned());
            return;
        };
        if let Some(least) = shape.minimum.filter(|least| value < *least) {
            self.breach(at, area, format!("{value} is less than {least}"));
        }
        if let Some(most) = shape.maximum.filter(|most| value > *most) {
            self.breach(at, area, format!("{value} is more than {most}"));
        }
        if let Some(step) = shape.step.filter(|step| *step > 0.0) {
            let times = value / step;
            if (times - times.round()).abs() > 1e-9 {
                self.breach(at, area, format!("{value} is no multiple of {step}"));
            }
        }
    }

    fn array(&mut self, shape: &Shape, at: Value<'d>, area: Area) {
        if at.len() < shape.min_items {
            let message = match (at.len(), shape.min_items) {
                (0, 1) => "this list is empty; leave it out or fill it".to_owned(),
                (_, least) => format!("this list has to have at least {least} items"),
            };
            self.breach(at, area, message);
        }
        if let Some(items) = shape.items {
            for item in at.items() {
                self.value(items, item, area);
            }
        }
        if shape.unique && at.len() > 1 {
            for twice in repeated(at) {
                self.breach(twice, area, "this item stands in the list before; items have to differ".to_owned());
            }
        }
    }

    fn object(&mut self, shape: &Shape, at: Value<'d>, area: Area) {
        let mut seen = 0u64;
        // Names stand in alphabetical order in most documents and in the shape, so the next is tried first.
        let mut next = 0;
        for (name, value) in at.members() {
            let text = name.text().unwrap_or("");
            let found = match shape.members.get(next) {
                Some((own, _)) if own == text => Some(next),
                _ => shape.members.binary_search_by(|(own, _)| own.as_str().cmp(text)).ok(),
            };
            if let Some(found) = found {
                if found < 64 {
                    seen |= 1 << found;
                }
                next = found + 1;
                self.value(shape.members[found].1, value, area);
            } else if shape.others != Others::Open && (shape.others == Others::Closed || !shape.members.is_empty()) {
                let message = match nearest(text, shape.members.iter().map(|(own, _)| own)) {
                    Some(word) => format!("the standard knows no member `{text}` here; did you mean `{word}`?"),
                    None => format!("the standard knows no member `{text}` here"),
                };
                let allowed = shape.others == Others::Silent;
                self.breaches.push(Breach { at: name, area, message, unknown: true, allowed });
            }
        }
        let missing = shape.required & !seen;
        if missing != 0 {
            for (number, (name, _)) in shape.members.iter().enumerate().take(64) {
                if missing & (1 << number) != 0 {
                    self.breach(at, area, format!("the member `{name}` is missing"));
                }
            }
        }
        for name in &shape.required_others {
            if at.get(name).is_none() {
                self.breach(at, area, format!("the member `{name}` is missing"));
            }
        }
        if at.len() < shape.min_members {
            self.breach(at, area, format!("this has {} members and needs at least {}", at.len(), shape.min_members));
        }
        if let Some(most) = shape.max_members.filter(|most| at.len() > *most) {
            self.breach(at, area, format!("this has {} members and may have at most {most}", at.len()));
        }
    }

    fn parts(&mut self, shape: &Shape, at: Value<'d>, area: Area) {
        for part in &shape.all_of {
            self.value(*part, at, area);
        }
        if !shape.any_of.is_empty() && !shape.any_of.iter().any(|part| self.holds(*part, at)) {
            self.breach(
                at,
                area,
                "its members do not belong together: no row of the schema has these values".to_owned(),
            );
        }
        if !shape.one_of.is_empty() {
            let named = shape.one_of.iter().find(|part| self.is_of_version(**part, at));
            self.value(*named.unwrap_or(&shape.one_of[0]), at, area);
        }
    }

    /// Whether a value names the version that a shape is for: 3.0 and 3.1 of CVSS differ in nothing else one could go by.
    fn is_of_version(&self, part: usize, at: Value<'d>) -> bool {
        let Some(version) = at.get_text("version") else { return false };
        let members = &self.shapes.all[part].members;
        members
            .iter()
            .any(|(name, own)| name == "version" && self.shapes.all[*own].words.iter().any(|own| own == version))
    }

    /// Whether a shape holds for the members it lists; members it does not list are others' business.
    fn holds(&self, part: usize, at: Value<'d>) -> bool {
        let mut breaches = Vec::new();
        Walk { shapes: self.shapes, breaches: &mut breaches }.value(part, at, Area::Own);
        breaches.iter().all(|breach| breach.unknown && breach.allowed)
    }

    fn breach(&mut self, at: Value<'d>, area: Area, message: String) {
        self.breaches.push(Breach { at, area, message, unknown: false, allowed: false });
    }
}

/// Items that stand in a list before.
fn repeated(list: Value<'_>) -> Vec<Value<'_>> {
    let mut again = Vec::new();
    if list.len() <= FEW {
        for (number, item) in list.items().enumerate() {
            if list.items().take(number).any(|other| same(item, other)) {
                again.push(item);
            }
        }
        return again;
    }
    if list.items().all(|item| item.text().is_some()) {
        let mut texts: Vec<(&str, usize, Value<'_>)> =
            list.items().enumerate().map(|(number, item)| (item.text().unwrap_or(""), number, item)).collect();
        texts.sort_unstable_by_key(|(text, number, _)| (*text, *number));
        again.extend(texts.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].2));
        again.sort_by_key(|item| item.index());
        return again;
    }
    let mut seen = BTreeSet::new();
    for item in list.items() {
        if !seen.insert(spelled(item)) {
            again.push(item);
        }
    }
    again
}

/// Whether two values are equal as JSON Schema has it: members in any order, numbers by value.
fn same(one: Value<'_>, other: Value<'_>) -> bool {
    if one.kind() != other.kind() {
        return false;
    }
    match one.kind() {
        Kind::Null => true,
        Kind::Boolean => one.boolean() == other.boolean(),
        Kind::Text => one.text() == other.text(),
        Kind::Number => one.number().map(Number::parts) == other.number().map(Number::parts),
        Kind::Array => one.len() == other.len() && one.items().zip(other.items()).all(|(one, other)| same(one, other)),
        Kind::Object => {
            one.len() == other.len()
                && one
                    .members()
                    .all(|(name, value)| other.get(name.text().unwrap_or("")).is_some_and(|other| same(value, other)))
        }
    }
}

/// A value as text that is the same for equal values.
pub(crate) fn spelled(value: Value<'_>) -> String {
    let mut text = String::new();
    spell(value, &mut text);
    text
}

/// Writes a value as text that is the same for equal values.
fn spell(value: Value<'_>, into: &mut String) {
    match value.kind() {
        Kind::Object => {
            let mut members: Vec<_> = value.members().map(|(name, value)| (name.text().unwrap_or(""), value)).collect();
            members.sort_by_key(|(name, value)| (*name, value.index()));
            into.push('{');
            for (name, value) in members {
                into.push_str(&format!("{name:?}:"));
                spell(value, into);
                into.push(',');
            }
            into.push('}');
        }
        Kind::Array => {
            into.push('[');
            for item in value.items() {
                spell(item, into);
                into.push(',');
            }
            into.push(']');
        }
        Kind::Text => into.push_str(&format!("{:?}", value.text().unwrap_or(""))),
        Kind::Number => into.push_str(&format!("{:?}", value.number().map(Number::parts))),
        Kind::Null | Kind::Boolean => into.push_str(value.raw()),
    }
}

fn wanted(kinds: u8) -> String {
    let all = [
        (OBJECT, Kind::Object.word()),
        (ARRAY, Kind::Array.word()),
        (TEXT, Kind::Text.word()),
        (NUMBER, Kind::Number.word()),
        (INTEGER, "a whole number"),
        (BOOLEAN, Kind::Boolean.word()),
        (NULL, Kind::Null.word()),
    ];
    all.iter().filter(|(kind, _)| kinds & kind != 0).map(|(_, word)| *word).collect::<Vec<_>>().join(" or ")
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The word that was probably meant: the same but for case, blanks and dashes, or one letter away.
fn nearest<'w>(text: &str, words: impl IntoIterator<Item = &'w String>) -> Option<&'w str> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
    };
    let meant = plain(text);
    words.into_iter().map(String::as_str).find(|word| {
        let word = plain(word);
        word == meant || (word.len() > 3 && one_apart(&word, &meant))
    })
}

fn one_apart(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let common = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    let (short_rest, long_rest) = (&short.as_bytes()[common..], &long.as_bytes()[common..]);
    long_rest.get(1..).is_some_and(|rest| rest == short_rest)
        || (!long_rest.is_empty() && short_rest.get(1..) == long_rest.get(1..))
}

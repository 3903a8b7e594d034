//! Objects whose members stand in the order of the alphabet (6.2.13) and are left out when there is nothing in them.

use serde_json::Value;

/// An object from members, sorted by name; members without a value are left out.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let mut filled: Vec<(&str, Value)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    filled.sort_unstable_by_key(|(name, _)| *name);
    Value::Object(filled.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The same, or nothing if it would be empty.
pub(super) fn filled<const N: usize>(members: [(&str, Option<Value>); N]) -> Option<Value> {
    let value = object(members);
    value.as_object().is_some_and(|object| !object.is_empty()).then_some(value)
}

/// A text, if there is any.
pub(super) fn text(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| Value::from(text))
}

/// A list, if it has any items.
pub(super) fn items(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

/// A list of texts, each once, if there are any.
pub(super) fn texts(list: &[String]) -> Option<Value> {
    let mut kept: Vec<&str> = Vec::new();
    for text in list {
        if !text.is_empty() && !kept.contains(&text.as_str()) {
            kept.push(text);
        }
    }
    items(kept.into_iter().map(Value::from).collect())
}

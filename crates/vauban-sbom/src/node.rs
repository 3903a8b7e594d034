//! A value of the JSON tree, as the readers see it.

use vauban_json::{Kind, Value};

/// A value.
pub(crate) type Node<'d> = Value<'d>;

/// The members of an object with their names.
pub(crate) fn members<'d>(node: Node<'d>) -> impl Iterator<Item = (&'d str, Node<'d>)> + use<'d> {
    node.members().map(|(name, value)| (name.text().unwrap_or_default(), value))
}

/// What a value is, for a message.
pub(crate) fn kind_name(node: Node<'_>) -> &'static str {
    match node.kind() {
        Kind::Null => "null",
        Kind::Boolean => "true or false",
        Kind::Number => "a number",
        Kind::Text => "a text",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}

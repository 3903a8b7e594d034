//! JSON text to a tree with a place for every value, and schemas held against it; knows no format.
//!
//! [`Document::read`] turns bytes into a flat list of nodes that keeps, for every value and every name, where it
//! stands in the text. Text is borrowed where it has no escapes, numbers stay as they were written, and a name that
//! occurs twice is kept and told ([`Document::duplicates`]). What to do about it is the caller's.
//!
//! The grammar is RFC 8259 and nothing more: no comments, no trailing commas, no NaN, no byte order mark, no halves
//! of surrogate pairs. The reader does not recurse, and every document has [`Limits`].
//!
//! [`schema`] holds a document against a JSON Schema.

mod document;
mod duplicates;
mod error;
mod limits;
mod names;
mod node;
mod number;
mod place;
mod pointer;
mod read;
mod scan;
pub mod schema;
mod text;
mod value;

pub use document::Document;
pub use duplicates::Duplicate;
pub use error::{Error, What};
pub use limits::Limits;
pub use node::Kind;
pub use number::Number;
pub use place::Place;
pub use value::{Items, Members, Value};

mod safe;
pub use safe::{is_hostile, safe};

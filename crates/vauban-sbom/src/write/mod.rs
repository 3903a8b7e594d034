//! Writing a bill: CycloneDX 1.6 and SPDX 3.0.1, and what did not fit.
//!
//! The same bill gives the same bytes. Nothing is invented: a field without value is left out, and where a format insists
//! on one (SPDX on a time), the caller gives it. What the target cannot hold, and what the reader had no room for, is
//! listed with its reason.

mod cyclonedx;
mod cyclonedx_component;
mod spdx3;
mod spdx3_element;
mod time;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Bill;

pub use cyclonedx::cyclonedx;
pub use spdx3::spdx3;

/// A document that was written, as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The document.
    pub document: Value,
    /// What it does not hold, sorted by path.
    pub lost: Vec<Lost>,
}

/// Something that was not written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// What, as path in the source or field of the model.
    pub path: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub count: usize,
}

/// Losses while writing.
#[derive(Default)]
struct Losses(BTreeMap<(String, String), usize>);

impl Losses {
    /// With what the reader had no room for.
    fn of(bill: &Bill) -> Losses {
        let mut losses = Losses::default();
        for unread in &bill.unread {
            let reason = "it is not carried over between formats".to_owned();
            *losses.0.entry((unread.path.clone(), reason)).or_default() += unread.count;
        }
        losses
    }

    fn note(&mut self, path: &str, reason: &str) {
        *self.0.entry((path.to_owned(), reason.to_owned())).or_default() += 1;
    }

    fn list(self) -> Vec<Lost> {
        self.0.into_iter().map(|((path, reason), count)| Lost { path, reason, count }).collect()
    }
}

/// An object that is filled with what is there.
#[derive(Default)]
struct Object(serde_json::Map<String, Value>);

impl Object {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.put(key, text);
        }
    }

    fn list(&mut self, key: &str, list: Vec<Value>) {
        if !list.is_empty() {
            self.put(key, list);
        }
    }

    fn some(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(object.0)
    }
}

//! Ids that are declared once, and references that must lead to one of them.

use std::collections::BTreeMap;

use vauban_diagnostics::nearest;

use crate::error::Place;
use crate::read::{Placed, Reader};

/// The declared ids of one kind of thing, over one or several files.
pub(crate) struct Register {
    what: &'static str,
    declared: BTreeMap<String, Option<Place>>,
}

impl Register {
    /// An empty register of, say, "evidence kind".
    pub(crate) fn new(what: &'static str) -> Self {
        Register { what, declared: BTreeMap::new() }
    }

    /// Ids that another catalog declares.
    pub(crate) fn of<'a>(what: &'static str, ids: impl IntoIterator<Item = &'a str>) -> Self {
        Register { what, declared: ids.into_iter().map(|id| (id.to_string(), None)).collect() }
    }

    /// Declares an id; a second declaration is refused and names the first.
    pub(crate) fn declare(&mut self, reader: &Reader, id: &Placed) {
        let place = reader.place(id.at);
        match self.declared.get(&id.text) {
            _ if id.text.is_empty() => {}
            Some(first) => {
                let first = first.as_ref().map(|first| format!(", first at {first}")).unwrap_or_default();
                reader.refuse(id.at, format!("{} `{}` is declared twice{first}", self.what, id.text), None);
            }
            None => {
                self.declared.insert(id.text.clone(), Some(place));
            }
        }
    }

    /// Refuses a reference that leads nowhere, with the nearest id.
    pub(crate) fn expect(&self, reader: &Reader, reference: &Placed) {
        if !self.declared.contains_key(&reference.text) && !reference.text.is_empty() {
            let known = self.declared.keys().map(String::as_str);
            let help = nearest(&reference.text, known).map(|known| format!("did you mean `{known}`?"));
            reader.refuse(reference.at, format!("there is no {} `{}`", self.what, reference.text), help);
        }
    }

    /// Refuses every reference that leads nowhere.
    pub(crate) fn expect_all<'a>(&self, reader: &Reader, references: impl IntoIterator<Item = &'a Placed>) {
        references.into_iter().for_each(|reference| self.expect(reader, reference));
    }
}

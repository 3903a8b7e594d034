//! Which part of a large design somebody asks to see, alike in every command: `--zone`, `--component`, `--search`.
//!
//! Everything is worked out as if nothing had been asked for; then what is shown is chosen. So no option here can change
//! a verdict, a number of the whole or an exit code, and every output says how much of everything it shows.

use std::collections::HashMap;
use std::sync::Arc;

use vauban_analysis::whereabouts::{Selection, Whereabouts};
use vauban_model::{AnyId, Kind, Model};
use vauban_report::groups::{Filtered, Way};

use crate::depth::meant;

/// What somebody asks to see, in words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which<'a> {
    /// Only what is in this zone or in one within it, or has an end there.
    pub zone: Option<&'a str>,
    /// Only what is on this component or on a part of it.
    pub component: Option<&'a str>,
    /// Only what has these words in its name or title.
    pub search: Option<&'a str>,
}

/// What is asked for, in ids, and where every record is.
#[derive(Debug)]
pub struct Chosen<'m> {
    model: &'m Model,
    /// Where every record is.
    pub whereabouts: Whereabouts<'m>,
    /// What is asked for.
    pub selection: Selection,
    by: String,
    anchor: Option<String>,
}

impl<'m> Chosen<'m> {
    /// What the options mean.
    ///
    /// # Errors
    /// If there is no such zone or component.
    pub fn new<'a>(model: &'m Model, which: impl Into<Which<'a>>) -> Result<Chosen<'m>, String> {
        let which: Which<'a> = which.into();
        let of_kind = |kind: Kind, word: Option<&str>| -> Result<Option<AnyId>, String> {
            let all = (0..model.count(kind) as u32).map(|at| AnyId { kind, at });
            word.map(|word| meant(model, all, kind.name(), word)).transpose()
        };
        let zone = of_kind(Kind::Zone, which.zone)?;
        let component = of_kind(Kind::Component, which.component)?;
        let words = which.search.map(Selection::words).unwrap_or_default();
        let option = |name: &str, word: Option<&str>| word.map(|word| format!("--{name} {word}"));
        let by = [option("zone", which.zone), option("component", which.component), option("search", which.search)];
        Ok(Chosen {
            model,
            whereabouts: Whereabouts::new(model),
            selection: Selection { zone, component, words },
            by: by.into_iter().flatten().collect::<Vec<_>>().join(" "),
            anchor: component.or(zone).map(|id| model.head(id).name()),
        })
    }

    /// Whether a record is asked for.
    pub fn admits(&self, record: AnyId) -> bool {
        self.selection.admits(&self.whereabouts, record, &[])
    }

    /// The same; `more` is what else is shown of it.
    pub fn admits_with(&self, record: AnyId, more: &[&str]) -> bool {
        self.selection.admits(&self.whereabouts, record, more)
    }

    /// What to say about how much is shown; nothing where everything was asked for.
    pub fn told(&self, shown: usize, of: usize, noun: &'static str, rest: &'static str) -> Option<Filtered> {
        (!self.selection.is_everything()).then(|| Filtered {
            by: self.by.clone(),
            anchor: self.anchor.clone(),
            shown,
            of,
            noun,
            rest,
        })
    }
}

/// Names of the ways to records; records in one place share one.
#[derive(Debug, Default)]
pub struct Ways {
    known: HashMap<Vec<AnyId>, Way>,
}

impl Ways {
    /// The way to a record.
    pub fn of(&mut self, chosen: &Chosen<'_>, record: AnyId) -> Way {
        let way = chosen.whereabouts.way(record);
        let name = |id: &AnyId| chosen.model.head(*id).name();
        if let Some(known) = self.known.get(&way) {
            return Arc::clone(known);
        }
        let names: Way = way.iter().map(name).collect();
        self.known.insert(way, Arc::clone(&names));
        names
    }
}

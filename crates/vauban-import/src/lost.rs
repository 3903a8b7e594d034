//! What an import leaves behind.
//!
//! Rows are kept per kind of member (its path with list positions starred) and reason: ten
//! thousand coordinates are one row with a count. The number of rows is bounded, because a
//! hostile file can invent as many member names as it has bytes; the last row says so.

use std::collections::HashMap;

/// How many rows are told one by one.
const MAX_ROWS: usize = 2_000;

/// Something the source says and the records do not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lost {
    /// The member, with `*` for positions in lists and for names chosen by the author.
    pub path: String,
    /// Why it was not carried over.
    pub reason: String,
    /// How often it occurs.
    pub count: usize,
    /// The first place, exactly.
    pub first: String,
}

/// A place in the source: where it is, and which kind of member it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Place {
    /// The exact path.
    pub(crate) path: String,
    /// The path with positions and chosen names starred.
    pub(crate) star: String,
}

/// The rows while they are collected, in the order in which they were first met.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    rows: Vec<Lost>,
    index: HashMap<(String, String), usize>,
    more: Option<Lost>,
}

impl Losses {
    /// Tells that what stands at the place was not carried over.
    pub(crate) fn add(&mut self, place: &Place, reason: impl Into<String>) {
        self.add_row(&place.star, &place.path, reason.into(), 1);
    }

    /// The same with the kind of member given, where one row stands for several kinds.
    pub(crate) fn add_row(&mut self, star: &str, first: &str, reason: String, count: usize) {
        let key = (star.to_owned(), reason);
        if let Some(row) = self.index.get(&key).and_then(|at| self.rows.get_mut(*at)) {
            row.count = row.count.saturating_add(count);
            return;
        }
        if self.rows.len() >= MAX_ROWS {
            let more = self.more.get_or_insert_with(|| Lost {
                path: "…".to_owned(),
                reason: format!("more kinds of members than the {MAX_ROWS} listed one by one"),
                count: 0,
                first: first.to_owned(),
            });
            more.count = more.count.saturating_add(count);
            return;
        }
        self.index.insert(key.clone(), self.rows.len());
        self.rows.push(Lost { path: key.0, reason: key.1, count, first: first.to_owned() });
    }

    /// The finished rows.
    pub(crate) fn finish(mut self) -> Vec<Lost> {
        self.rows.extend(self.more);
        self.rows
    }
}

//! A source of an index, as every contract tells it.

use serde::Serialize;
use vauban_advisories::index::{Source, hex};

/// A source, as every contract about an index tells it.
pub(crate) fn source(source: &Source) -> Told<'_> {
    Told {
        name: &source.name,
        form: source.form.word(),
        newest: source.newest.as_deref(),
        fetched: source.fetched.as_deref(),
        files: source.files,
        records: source.records,
        withdrawn: source.withdrawn,
        unread: source.unread,
        digest: hex(&source.digest),
    }
}

/// A source in a contract.
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    name: &'a str,
    form: &'static str,
    newest: Option<&'a str>,
    fetched: Option<&'a str>,
    files: u64,
    records: u64,
    withdrawn: u64,
    unread: u64,
    digest: String,
}

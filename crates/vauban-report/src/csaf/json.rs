//! The contract `vauban/csaf-validate/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::Row;

/// Writes the contract.
pub fn json(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let documents: Vec<Document<'_>> = rows.iter().map(document).collect();
    let valid = documents.iter().filter(|document| document.valid).count();
    let summary = Summary { documents: documents.len(), valid };
    vauban_formats::json::write(&Whole { schema: "vauban/csaf-validate/1", documents, summary }, out)
}

fn document((file, verdict): &Row) -> Document<'_> {
    let own = verdict.as_ref().ok();
    let tests = own.map_or(&[][..], |own| &own.tests[..]).iter().map(|test| Test {
        id: test.id,
        class: test.class.word(),
        left_out: test.left_out,
        errors: test
            .errors
            .iter()
            .map(|error| Error {
                pointer: &error.pointer,
                line: error.line,
                column: error.column,
                message: &error.message,
                help: error.help,
            })
            .collect(),
    });
    let not_checked = own.map_or(&[][..], |own| &own.not_checked[..]).iter();
    Document {
        file,
        valid: own.is_some_and(|own| own.valid),
        version: own.and_then(|own| own.edition).map(vauban_csaf::Edition::word),
        cwe_list: own.map(|own| own.cwe),
        tests: tests.collect(),
        not_checked: not_checked.map(|own| NotChecked { id: own.id, reason: &own.reason }).collect(),
        error: verdict.as_ref().err().map(String::as_str),
    }
}

#[derive(Serialize)]
struct Whole<'r> {
    schema: &'static str,
    documents: Vec<Document<'r>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Document<'r> {
    file: &'r str,
    valid: bool,
    version: Option<&'static str>,
    cwe_list: Option<&'static str>,
    tests: Vec<Test<'r>>,
    not_checked: Vec<NotChecked<'r>>,
    error: Option<&'r str>,
}

#[derive(Serialize)]
struct Test<'r> {
    id: &'static str,
    class: &'static str,
    errors: Vec<Error<'r>>,
    left_out: usize,
}

#[derive(Serialize)]
struct Error<'r> {
    pointer: &'r str,
    line: u32,
    column: u32,
    message: &'r str,
    help: &'static str,
}

#[derive(Serialize)]
struct NotChecked<'r> {
    id: &'static str,
    reason: &'r str,
}

#[derive(Serialize)]
struct Summary {
    documents: usize,
    valid: usize,
}

//! `vauban csaf validate --tests`: the list of tests, for people and for programs (the contract `vauban/csaf-tests/1`).

use std::io::{self, Write};

use serde::Serialize;
use vauban_csaf::{Edition, TESTS};

use crate::text::pad;
use crate::{Style, paint};

/// Writes one line for each test.
pub fn terminal(style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for test in TESTS {
        let editions: Vec<&str> = test.editions.iter().map(|edition| edition.word()).collect();
        let id = style.paint(paint::BOLD, pad(test.id, 10));
        writeln!(out, "{id} {} {} {}", pad(test.class().word(), 11), pad(&editions.join(", "), 8), test.name)?;
    }
    Ok(())
}

/// Writes the contract.
pub fn json(out: &mut dyn Write) -> io::Result<()> {
    let tests = TESTS.iter().map(|test| Test {
        id: test.id,
        class: test.class().word(),
        versions: test.editions.iter().map(|edition| Edition::word(*edition)).collect(),
        name: test.name,
        help: test.help,
    });
    vauban_formats::json::write(&Whole { schema: "vauban/csaf-tests/1", tests: tests.collect() }, out)
}

#[derive(Serialize)]
struct Whole {
    schema: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    id: &'static str,
    class: &'static str,
    versions: Vec<&'static str>,
    name: &'static str,
    help: &'static str,
}

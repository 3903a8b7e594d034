//! Writes pages that show everything a document can have, calm and hostile, into a folder: for eyes and browser tests.
//!
//! `cargo run -p vauban-pages --example specimen -- FOLDER`

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, io};

use vauban_pages::{html, markdown};

#[path = "../tests/specimen/mod.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod specimen;

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else { return ExitCode::from(2) };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(folder: &std::path::Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for document in [specimen::calm(), specimen::hostile(), specimen::large(10_000)] {
        fs::write(folder.join(format!("{}.html", document.id)), html::page(&document))?;
        fs::write(folder.join(format!("{}.md", document.id)), markdown::page(&document))?;
    }
    Ok(())
}

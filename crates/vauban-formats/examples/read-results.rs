//! Reads one file of results and prints what it came to, for `benches/results.py` and for looking at a file by hand.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a small program for people and benches")]

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::process::ExitCode;

use vauban_formats::results::{self, Content};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: read-results FILE");
        return ExitCode::FAILURE;
    };
    match look(&path) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{path}: {why}");
            ExitCode::FAILURE
        }
    }
}

fn look(path: &str) -> Result<String, String> {
    let told = |wrong: std::io::Error| wrong.to_string();
    let mut file = File::open(path).map_err(told)?;
    let mut head = Vec::new();
    (&mut file).take(64 << 10).read_to_end(&mut head).map_err(told)?;
    let form = results::detect(path, &head).ok_or("it is no known form of results")?;
    file.rewind().map_err(told)?;
    let report = results::read(form, &mut BufReader::new(file)).map_err(|wrong| wrong.to_string())?;
    let content = match &report.content {
        Content::Tests(tests) => format!("{} cases", tests.cases.len()),
        Content::Findings(found) => {
            format!("{} results in {} groups, completed {:?}", found.results, found.groups.len(), found.completed)
        }
        Content::Coverage(coverage) => {
            let sum = |of: fn(&(u64, u64)) -> u64| coverage.files.values().map(of).sum::<u64>();
            format!("{} files, {} of {} lines", coverage.files.len(), sum(|lines| lines.1), sum(|lines| lines.0))
        }
        Content::Fuzzing(fuzzing) => format!("{fuzzing:?}"),
        Content::Vulnerabilities(found) => {
            format!("{} found on {} hosts, completed {:?}", found.found.len(), found.looked_at, found.completed)
        }
        Content::Listing(count) => format!("{count} listed"),
    };
    Ok(format!(
        "{form:?}: {content}; tool {:?} {:?}, ran {:?}, database {:?}, commit {:?}",
        report.tool, report.tool_version, report.ran, report.database_day, report.commit
    ))
}

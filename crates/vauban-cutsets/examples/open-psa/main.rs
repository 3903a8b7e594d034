//! Minimal cut sets of fault trees in the Open-PSA format, as JSON: one line for each file.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod mef;

use std::process::ExitCode;
use std::time::Instant;

use serde_json::{Value, json};
use vauban_cutsets::{CutSets, Limits, zbdd};

const HELP: &str = "\
Minimal cut sets of fault trees in the Open-PSA format.

Usage: open-psa [OPTIONS] FILE...

Options:
  --order K    only sets of at most K events
  --sets N     list the N smallest sets too
  --top NAME   the gate to start from, where more than one is at the top
  --help       this text

Prints one JSON object for each file: how many sets there are, and how many of order 1, 2, 3, …
If the budget ends before all sets are found, \"truncated\" is true and \"complete_to\" says up to which order
they were. Exit code 2 if a file cannot be read.
";

struct Options {
    order: Option<u32>,
    sets: usize,
    top: Option<String>,
    files: Vec<String>,
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("error: {wrong}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let mut code = ExitCode::SUCCESS;
    for file in &options.files {
        match solve(file, &options) {
            Ok(answer) => println!("{answer}"),
            Err(message) => {
                eprintln!("error: {message}");
                code = ExitCode::from(2);
            }
        }
    }
    code
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options { order: None, sets: 0, top: None, files: Vec::new() };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        let number = |text: String| text.parse::<u16>().map_err(|_| format!("`{text}` is no whole number up to 65535"));
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--order" => options.order = Some(number(value()?)?.into()),
            "--sets" => options.sets = number(value()?)?.into(),
            "--top" => options.top = Some(value()?),
            other if other.starts_with("--") => return Err(format!("there is no option `{other}`")),
            _ => options.files.push(argument),
        }
    }
    if options.files.is_empty() { Err("no file given".to_owned()) } else { Ok(Some(options)) }
}

fn solve(file: &str, options: &Options) -> Result<Value, String> {
    let start = Instant::now();
    let unread = |why: &dyn std::fmt::Display| format!("{file}: cannot be read: {why}\n  help: check the path");
    let size = std::fs::metadata(file).map_err(|error| unread(&error))?.len();
    if size > mef::LARGEST as u64 {
        return Err(format!("{file}: {size} bytes are more than is read\n  help: split the model into smaller files"));
    }
    let text = std::fs::read_to_string(file).map_err(|error| unread(&error))?;
    let tree = mef::read(&text, options.top.as_deref()).map_err(|problem| {
        format!("{file}:{}:{}: {}\n  help: {}", problem.line, problem.column, problem.what, problem.help)
    })?;
    let limits = Limits { order: options.order, ..Limits::ALL };
    let found = zbdd::minimal_cut_sets(&tree.system, tree.top, limits, options.sets);
    // All of what was asked for may still not be all there is; only what was asked for and not found is missing.
    let short = found.truncated_at.filter(|to| options.order.is_none_or(|asked| *to < asked));
    let mut answer = json!({
        "file": file,
        "top_event": tree.top_name,
        "order_limit": options.order,
        "products": number(found.total()),
        "by_order": by_order(&found, short.or(options.order)),
        "seconds": start.elapsed().as_secs_f64(),
        "truncated": short.is_some(),
    });
    if let Some(order) = short {
        answer["complete_to"] = json!(order);
    }
    if found.by_order.first().is_some_and(|count| *count > 0) {
        answer["always"] = json!(true);
    }
    if options.sets > 0 {
        let names = |set: &Vec<vauban_cutsets::Event>| -> Vec<&str> {
            set.iter().map(|event| tree.events[event.0 as usize].as_str()).collect()
        };
        answer["sets"] = json!(found.sets.iter().map(names).collect::<Vec<_>>());
    }
    Ok(answer)
}

/// Counts of order 1, 2, 3, …: as many as were asked for and found, or up to the largest order there is.
fn by_order(found: &CutSets, asked: Option<u32>) -> Vec<Value> {
    let mut counts: Vec<u128> = found.by_order.iter().skip(1).copied().collect();
    if let Some(asked) = asked {
        counts.resize(asked as usize, 0);
    }
    counts.into_iter().map(number).collect()
}

/// A count that is too large for a JSON number of 64 bits is a string.
fn number(count: u128) -> Value {
    u64::try_from(count).map_or_else(|_| json!(count.to_string()), |count| json!(count))
}

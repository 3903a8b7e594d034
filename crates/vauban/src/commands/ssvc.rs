//! `vauban ssvc`: lists decision tables, shows one, and executes it, without any project.

use std::process::ExitCode;

use vauban_catalog::ssvc::{self, InputError};
use vauban_report::ssvc::{Choice, Decision, Given, Point, Ssvc, Table, json, terminal};

use crate::args::{Arguments, PlainFormat, Ssvc as Options};
use crate::{Outcome, output};

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Outcome {
    let shown = match &options.table {
        None => Ssvc { tables: ssvc::tables().iter().map(table).collect(), decision: None, errors: Vec::new() },
        Some(name) => ask(name, &options.inputs)?,
    };
    output::write(|out| match options.format {
        PlainFormat::Terminal => terminal(&shown, &output::style(arguments, None, 100), out),
        PlainFormat::Json => json(&shown, out),
    })?;
    Ok(if shown.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// One table: what it asks if nothing is given, else what it decides.
fn ask(name: &str, inputs: &[String]) -> Result<Ssvc, String> {
    let found = ssvc::table(name).ok_or_else(|| {
        let known: Vec<&str> = ssvc::tables().iter().map(|table| table.id.as_str()).collect();
        format!("there is no decision table `{}`; known: {}", name.escape_debug(), known.join(", "))
    })?;
    let mut shown = Ssvc { tables: vec![table(found)], decision: None, errors: Vec::new() };
    if inputs.is_empty() {
        return Ok(shown);
    }
    let mut given = Vec::new();
    for input in inputs {
        match input.split_once('=') {
            Some((name, value)) => given.push((name, value)),
            None => shown.errors.push(format!("`{}` is no input; write `name=value`", input.escape_debug())),
        }
    }
    match found.decide(&given) {
        Ok(decision) if shown.errors.is_empty() => {
            shown.decision = Some(Decision {
                table: found.reference(),
                inputs: decision.inputs.iter().map(|(point, value)| Given { input: &point.id, value: &value.id }).collect(),
                outcome: choice(decision.outcome),
            });
        }
        Ok(_) => {}
        Err(wrong) => shown.errors.extend(wrong.iter().map(InputError::to_string)),
    }
    Ok(shown)
}

fn table(table: &'static ssvc::Table) -> Table {
    Table {
        id: &table.id,
        title: &table.title,
        reference: table.reference(),
        says: &table.says,
        inputs: table.inputs.iter().map(point).collect(),
        outcome: point(&table.outcome),
    }
}

fn point(point: &'static ssvc::Point) -> Point {
    Point {
        id: &point.id,
        key: &point.key,
        version: &point.version,
        says: &point.says,
        values: point.values.iter().map(choice).collect(),
    }
}

fn choice(choice: &'static ssvc::Choice) -> Choice {
    Choice { id: &choice.id, key: &choice.key, says: &choice.says }
}

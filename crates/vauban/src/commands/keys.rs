//! `vauban keys`: private keys in the git history and in delivered files.

use std::collections::BTreeSet;
use std::process::ExitCode;

use vauban_engine::scan_keys;
use vauban_report::keys::{KeysReport, json, terminal};

use crate::args::{Arguments, Keys, PlainFormat};
use crate::progress::Progress;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Keys) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let progress = Progress::start("looking at every version of every file", arguments.quiet);
    let scan = scan_keys(world.root(), &options.artefact)?;
    progress.stop();
    let known: BTreeSet<String> = compiled
        .model
        .known_key
        .iter()
        .filter_map(|key| key.digest.as_ref().map(|digest| digest.0.to_string()))
        .collect();
    let mut report = KeysReport { scan, known, written: None };
    let found = report.unknown().next().is_some();
    if options.write {
        let short = report.scan.commit.get(..12).unwrap_or("").to_owned();
        let path = format!("security/evidence/keys-{short}.json");
        let mut text = Vec::new();
        json(&report, &mut text).map_err(|error| error.to_string())?;
        files::create(&world.root().join(&path), &text)?;
        report.written = Some((path, session::today(arguments)?.to_string()));
    }
    output::write(|out| match options.format {
        PlainFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
        PlainFormat::Json => json(&report, out),
    })?;
    Ok(if found { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

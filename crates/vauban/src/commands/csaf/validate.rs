//! `vauban csaf validate`: advisories held against their edition, without any project.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;
use vauban_csaf::{Answers, Class, Extensions, Options, Verdict, Words, validate};
use vauban_report::csaf::{Row, json, terminal, tests};

use crate::args::{Arguments, CsafValidate, Deny, PlainFormat};
use crate::{Outcome, output, session};

/// Longest advisory that is read, in bytes.
const MOST: u64 = 256 << 20;
/// How deep folders are looked into.
const DEEP: usize = 16;

pub(crate) fn run(arguments: &Arguments, options: &CsafValidate) -> Outcome {
    if options.tests {
        output::write(|out| match options.format {
            PlainFormat::Terminal => tests::terminal(&output::style(arguments, None, 20), out),
            PlainFormat::Json => tests::json(out),
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = session::folder(arguments);
    let words = options.words.as_deref().map(|given| words(&folder, given)).transpose()?;
    let answers = options.answers.as_deref().map(|path| answers(&folder.join(path))).transpose()?;
    let extensions = extensions(&folder, &options.extension)?;
    let held = Options {
        recommended: !options.basic,
        informative: !options.basic,
        now: Some(session::moment(arguments)?.seconds),
        words: words.as_ref(),
        answers: answers.as_ref(),
        extensions: Some(&extensions),
    };
    let mut paths = Vec::new();
    for file in &options.files {
        let path = folder.join(file);
        if path.is_dir() { below(&path, file, DEEP, &mut paths)? } else { paths.push((path, file.clone())) }
    }
    if paths.is_empty() {
        return Err("there is no .json file to validate in the folders that were named".to_owned());
    }
    let one = |(path, shown): &(PathBuf, PathBuf)| {
        let verdict = read(path).map(|bytes| validate(&bytes, &held));
        (shown.display().to_string(), verdict)
    };
    let rows: Vec<Row> = paths.par_iter().map(one).collect();
    output::write(|out| match options.format {
        PlainFormat::Terminal => terminal(&rows, &output::style(arguments, None, 20), out),
        PlainFormat::Json => json(&rows, out),
    })?;
    if rows.iter().any(|(_, verdict)| verdict.is_err()) {
        return Ok(ExitCode::from(2));
    }
    let failed = rows.iter().filter_map(|(_, verdict)| verdict.as_ref().ok()).any(|own| fails(own, options.deny));
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Whether something was found at the deny level or above.
fn fails(verdict: &Verdict, deny: Deny) -> bool {
    verdict.failed().any(|test| match test.class {
        Class::Schema | Class::Mandatory => true,
        Class::Recommended => matches!(deny, Deny::Warning | Deny::Note),
        Class::Informative => matches!(deny, Deny::Note),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let problem = |error: std::io::Error| format!("it cannot be read: {error}");
    let length = fs::metadata(path).map_err(problem)?.len();
    if length > MOST {
        return Err(format!("it is longer than {} MiB", MOST >> 20));
    }
    fs::read(path).map_err(problem)
}

/// Every `.json` file of a folder and of those below it, in the order of their names.
fn below(path: &Path, shown: &Path, deep: usize, into: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), String> {
    let problem = |error: std::io::Error| format!("the folder {} cannot be read: {error}", shown.display());
    let mut entries: Vec<_> = fs::read_dir(path).map_err(problem)?.collect::<Result<_, _>>().map_err(problem)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let shown = shown.join(entry.file_name());
        let kind = entry.file_type().map_err(problem)?;
        if kind.is_dir() && deep > 0 {
            below(&entry.path(), &shown, deep - 1, into)?;
        } else if kind.is_file() && entry.path().extension().is_some_and(|extension| extension == "json") {
            into.push((entry.path(), shown));
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, String> {
    let bytes = read(path).map_err(|why| format!("{}: {why}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))
}

fn words(folder: &Path, given: &str) -> Result<Words, String> {
    let (language, path) = given
        .split_once('=')
        .ok_or_else(|| format!("`--words {given}` names no language; write it as en=words.txt"))?;
    Ok(Words::read(language, &text(&folder.join(path))?))
}

fn answers(path: &Path) -> Result<Answers, String> {
    let told = |line| format!("{} line {line}: write `STATUS ADDRESS`, as `200 https://example.com/`", path.display());
    Answers::read(&text(path)?).map_err(told)
}

fn extensions(folder: &Path, paths: &[PathBuf]) -> Result<Extensions, String> {
    let mut all = Extensions::default();
    for path in paths {
        all.add(&text(&folder.join(path))?).map_err(|why| format!("{}: {why}", path.display()))?;
    }
    Ok(all)
}

//! `vauban repository fetch`: one target, as a device fetches it.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;

use vauban_report::repository::{Fetched, fetched_json, fetched_terminal};
use vauban_tuf::{Client, Found, Kind, Limits, Refusal, State, Tree};

use super::verify::problem;
use super::{at, now};
use crate::args::{Arguments, PlainFormat, RepositoryFetch};
use crate::repository::{Folder, read_bounded};
use crate::{Outcome, files, output};

/// The longest state that is read, in bytes.
const LONGEST: u64 = 256 << 20;

pub(crate) fn run(arguments: &Arguments, options: &RepositoryFetch) -> Outcome {
    let now = now(arguments)?;
    let mut folder = Folder::open(at(arguments, &options.repository))?;
    let kept = at(arguments, &options.state);
    let state = if kept.exists() {
        State::from_bytes(&read_bounded(&kept, LONGEST)?, &kept.display().to_string())
            .map_err(|refusal| refusal.to_string())?
    } else {
        let root = options.root.as_ref().ok_or_else(|| {
            format!("{} is not there yet: name the root that came with the device (`--root FILE`)", kept.display())
        })?;
        State::of_root(read_bounded(&at(arguments, root), Limits::default().root)?)
    };
    let to = at(arguments, &options.to);
    if to.exists() {
        return Err(format!("{} is there already; nothing was written over it", to.display()));
    }
    let mut report = Fetched { target: options.target.clone(), ..Fetched::default() };
    let done = match Client::new(state, now, Limits::default()) {
        Ok(mut client) => {
            let found = client.refresh(&mut folder).and_then(|_| client.find(&mut folder, &options.target));
            // What was rightly accepted is kept after a failure as well: a root that was followed must not be forgotten.
            files::replace(&kept, client.state().to_bytes())?;
            match found {
                Ok(Some(found)) => written(&client, &mut folder, &found, &to)?.map(|length| {
                    report.file = Some(to.display().to_string());
                    report.length = Some(length);
                    let hash = found.file.hashes.sha256;
                    report.sha256 = hash.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect());
                    report.role = Some(found.role.clone());
                    report.version = Some(found.version);
                    report.custom = found.file.custom.as_ref().map_or(serde_json::Value::Null, plain);
                }),
                Ok(None) => {
                    Err(Refusal::new(Kind::Missing, &options.target, "no role that may name it names this target"))
                }
                Err(refusal) => Err(refusal),
            }
        }
        Err(refusal) => Err(refusal),
    };
    report.problem = done.as_ref().err().map(problem);
    output::write(|out| match options.format {
        PlainFormat::Json => fetched_json(&report, out),
        PlainFormat::Terminal => fetched_terminal(&report, &output::style(arguments, None, 20), out),
    })?;
    Ok(if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Writes a target beside its place, and puts it there only when it is what was signed for.
fn written(client: &Client, folder: &mut Folder, found: &Found, to: &Path) -> Result<Result<u64, Refusal>, String> {
    let problem = |error: std::io::Error| format!("cannot write {}: {error}", to.display());
    let name = to.file_name().ok_or_else(|| format!("{} is no file name", to.display()))?;
    let temporary = to.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let mut out = BufWriter::new(File::create_new(&temporary).map_err(problem)?);
    let fetched = client.fetch(folder, found, &mut out);
    let placed = out.into_inner().map_err(|error| problem(error.into_error())).and_then(|file| {
        file.sync_all().map_err(problem)?;
        if fetched.is_ok() { fs::rename(&temporary, to).map_err(problem) } else { Ok(()) }
    });
    if fetched.is_err() || placed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    placed.map(|()| fetched)
}

/// A tree of metadata as JSON; numbers too large for a machine stay texts.
fn plain(tree: &Tree) -> serde_json::Value {
    match tree {
        Tree::Null => serde_json::Value::Null,
        Tree::Bool(value) => (*value).into(),
        Tree::Integer(digits) => {
            let small = digits.parse::<u64>().map(Into::into).or_else(|_| digits.parse::<i64>().map(Into::into));
            small.unwrap_or_else(|_| digits.clone().into())
        }
        Tree::Text(text) => text.clone().into(),
        Tree::List(items) => items.iter().map(plain).collect(),
        Tree::Object(members) => members.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
    }
}

//! `vauban fmt`: the usual layout, comments and order kept.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use vauban_engine::{Limits, World as _};
use vauban_syntax::format::format;

use crate::args::{Arguments, Fmt};
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Fmt) -> Outcome {
    let folder = session::folder(arguments);
    let chosen: Vec<PathBuf> = if options.files.is_empty() {
        let listing = session::world(arguments)?.listing();
        if !listing.files.iter().any(|path| path == "vauban.toml") {
            return Err("there is no `vauban.toml` here; name files, or run it in a project".into());
        }
        listing.files.iter().map(|path| folder.join(path)).collect()
    } else {
        options.files.iter().map(|path| folder.join(path)).collect()
    };
    let mut changed = Vec::new();
    let mut refused = Vec::new();
    for path in chosen {
        let shown = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
        let size = fs::metadata(&path).map_or(0, |data| data.len());
        if size > Limits::FILE {
            refused.push(format!("{shown}: it has {size} bytes; files of more than {} are not read", Limits::FILE));
            continue;
        }
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                refused.push(format!("{shown}: {error}"));
                continue;
            }
        };
        match format(&shown, &text) {
            Ok(formatted) if formatted == text => {}
            Ok(formatted) => {
                if !options.check {
                    files::replace(&path, &formatted)?;
                }
                changed.push(shown);
            }
            Err(why) => refused.push(format!("{shown}: {why}")),
        }
    }
    output::write(|out| {
        let verb = if options.check { "would format" } else { "formatted" };
        changed.iter().filter(|_| !arguments.quiet).try_for_each(|path| writeln!(out, "{verb} {path}"))
    })?;
    if !refused.is_empty() {
        return Err(format!("left as they are:\n  {}\n\n`vauban check` shows where and why", refused.join("\n  ")));
    }
    Ok(ExitCode::from(u8::from(options.check && !changed.is_empty())))
}

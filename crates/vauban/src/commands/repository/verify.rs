//! `vauban repository verify`: a repository as a client sees it, every role and every target.

use std::process::ExitCode;

use vauban_report::repository::{CheckedRole, Problem, Verification, verification_json, verification_terminal};
use vauban_tuf::{Client, Limits, Refusal, State, audit};

use super::{at, now};
use crate::args::{Arguments, PlainFormat, RepositoryVerify};
use crate::progress::Progress;
use crate::repository::{Folder, read_bounded};
use crate::{Outcome, output};

/// The longest root that is read, in bytes.
const LONGEST: u64 = 512_000;

pub(crate) fn run(arguments: &Arguments, options: &RepositoryVerify) -> Outcome {
    let now = now(arguments)?;
    let mut folder = Folder::open(at(arguments, &options.repository))?;
    let root = read_bounded(&at(arguments, &options.root), LONGEST)?;
    let mut found = Verification {
        repository: folder.base.display().to_string(),
        now: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        valid: false,
        roots: Vec::new(),
        timestamp: None,
        snapshot: None,
        roles: Vec::new(),
        targets: 0,
        bytes: 0,
        problems: Vec::new(),
    };
    let progress = Progress::start("reading every role and every target", arguments.quiet);
    let checked = Client::new(State::of_root(root), now, Limits::default())
        .and_then(|mut client| client.refresh(&mut folder).map(|refreshed| (client, refreshed)));
    match checked {
        Err(refusal) => found.problems.push(problem(&refusal)),
        Ok((mut client, refreshed)) => {
            found.roots = refreshed.roots;
            (found.timestamp, found.snapshot) = (Some(refreshed.timestamp), Some(refreshed.snapshot));
            let audit = audit(&mut client, &mut folder);
            found.roles = audit
                .roles
                .into_iter()
                .map(|(role, version, expires, targets)| CheckedRole {
                    role,
                    version,
                    expires: expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                    targets,
                })
                .collect();
            (found.targets, found.bytes) = (audit.targets, audit.bytes);
            found.problems.extend(audit.problems.iter().map(problem));
        }
    }
    progress.stop();
    found.valid = found.problems.is_empty();
    output::write(|out| match options.format {
        PlainFormat::Json => verification_json(&found, out),
        PlainFormat::Terminal => verification_terminal(&found, &output::style(arguments, None, 20), out),
    })?;
    Ok(if found.valid { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn problem(refusal: &Refusal) -> Problem {
    Problem {
        kind: refusal.kind.word().to_owned(),
        file: refusal.file.clone(),
        line: refusal.line,
        column: refusal.column,
        pointer: refusal.pointer.clone(),
        message: refusal.message.clone(),
        help: refusal.kind.help().to_owned(),
    }
}

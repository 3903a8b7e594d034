//! `vauban csaf provider check`.

use std::path::Path;
use std::process::ExitCode;

use vauban_csaf::publish::check::{Standing, check as place};
use vauban_report::publication::{Note, Place, Requirement, place_json, place_terminal};

use super::{own, valid};
use crate::args::{Arguments, PlainFormat};
use crate::{Outcome, output, session};

pub(super) fn check(arguments: &Arguments, folder: &Path, format: PlainFormat) -> Outcome {
    let root = session::folder(arguments).join(folder);
    let (files, passed) = own::all(&root)?;
    let found = place(&files, &valid);
    let failed = found.requirements.iter().any(|one| one.standing == Standing::Failed);
    let requirements = found.requirements.into_iter().map(|one| Requirement {
        number: one.number,
        about: one.about,
        standing: one.standing.word(),
        notes: one
            .remarks
            .into_iter()
            .map(|remark| Note { path: remark.path, line: remark.line, what: remark.what })
            .collect(),
    });
    let report = Place {
        folder: folder.display().to_string(),
        files: files.len(),
        documents: found.documents,
        claims: found.claims.map(vauban_csaf::publish::Role::word),
        role: found.role.word(),
        requirements: requirements.collect(),
        passed_over: passed,
    };
    output::write(|out| match format {
        PlainFormat::Terminal => place_terminal(&report, &output::style(arguments, Some(&root), 20), out),
        PlainFormat::Json => place_json(&report, out),
    })?;
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

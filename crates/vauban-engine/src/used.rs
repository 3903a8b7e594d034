//! Folders that a project uses: opened, read into the one model, their circles noticed and their digests compared.

use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, Finding};
use vauban_model::{ChangeRecord, FileRecords, Model, assemble, codes};

use crate::digest::folder_digest;
use crate::load::load;
use crate::rules;
use crate::world::{Limits, World};

/// Puts what the files of one folder hold into the model.
pub(crate) fn take(
    model: &mut Model,
    sources: Vec<vauban_diagnostics::SourceFile>,
    records: Vec<(FileId, FileRecords)>,
    changes: &mut Vec<ChangeRecord>,
    findings: &mut Vec<Finding>,
) {
    for source in sources {
        model.sources.add(source);
    }
    let (mut more, mut found) = assemble(model, records);
    changes.append(&mut more);
    findings.append(&mut found);
}

/// What used folders bring: their worlds, for files that records point at, and their threat knowledge, those used in
/// turn first.
#[derive(Default)]
pub(crate) struct Used {
    pub(crate) worlds: Vec<(String, Box<dyn World>)>,
    pub(crate) rules: Vec<Vec<rules::RuleFile>>,
}

/// Reads the folders named by `[use.ID]`, and those that they use in turn.
pub(crate) fn use_folders(
    world: &dyn World,
    folder: &str,
    chain: &[String],
    model: &mut Model,
    used: &mut Used,
    changes: &mut Vec<ChangeRecord>,
    findings: &mut Vec<Finding>,
) {
    let wanted: Vec<vauban_model::Record<vauban_model::kinds::Use>> =
        model.used.iter().filter(|record| record.head.folder() == folder).cloned().collect();
    for record in wanted {
        let id = record.head.id.to_string();
        let name = record.head.name();
        let opened = match (&record.path, &record.git, &record.rev) {
            (Some(path), None, _) => world.folder(path),
            (None, Some(git), Some(rev)) => world.revision(git, rev, record.folder.as_deref().map(AsRef::as_ref)),
            (None, Some(_), None) => Err("`git` needs `rev`: a commit, tag or branch".to_owned()),
            _ => Err("it needs either `path`, or `git` and `rev`".to_owned()),
        };
        let other = match opened {
            Ok(other) => other,
            Err(why) => {
                let finding = codes::USE_UNREADABLE.at(record.head.header, format!("`{name}` cannot be read: {why}"));
                findings.push(
                    finding
                        .subject(name)
                        .help("correct `path`, or `git` and `rev`; what it holds is missing until then"),
                );
                continue;
            }
        };
        let identity = other.identity();
        if chain.contains(&identity) || chain.len() > Limits::USES {
            let why = if chain.contains(&identity) {
                "leads back to a folder that uses it"
            } else {
                "lies too many folders deep"
            };
            let finding = codes::USE_CYCLE.at(record.head.header, format!("`{name}` {why}"));
            findings.push(finding.subject(name).help("take one of the `[use.ID]` out of the circle"));
            continue;
        }
        let first = model.sources.iter().count() as u32;
        let listing = other.listing();
        let own_rules = rules::read(other.as_ref(), &listing, &id);
        let (words, _) = Catalogs::embedded().clone().with_threats(&rules::named(&own_rules));
        let loaded = load(other.as_ref(), listing, &id, &id, first, record.digest.is_some(), &words);
        if let Some(stored) = &record.digest {
            let actual = folder_digest(&loaded.digests);
            if stored.0.strip_prefix("sha256:") != Some(actual.as_str()) {
                let finding =
                    codes::USE_CHANGED.at(stored.0.span, format!("`{name}` has changed since its digest was stored"));
                findings.push(
                    finding
                        .subject(name)
                        .help(format!("look at what changed, then store `digest = \"sha256:{actual}\"`")),
                );
            }
        }
        take(model, loaded.sources, loaded.records, changes, findings);
        let mut longer = chain.to_vec();
        longer.push(identity);
        use_folders(other.as_ref(), &id, &longer, model, used, changes, findings);
        used.rules.push(own_rules);
        used.worlds.push((id, other));
    }
}

//! A project's own threat knowledge: files below `security/` whose names end in `.rules.toml`.
//!
//! They have the form of `catalog/threats/` and hold no records. Those of used folders come first, so that a product
//! can change what its platform says.

use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, Finding, SourceFile, Span};
use vauban_model::{Model, codes};

use crate::world::{Listing, World};

/// How the name of such a file ends.
pub const ENDING: &str = ".rules.toml";

/// Whether a file holds threat knowledge, not records.
pub fn is_rules(path: &str) -> bool {
    path.ends_with(ENDING)
}

/// A file of threat knowledge: its path as shown, and its text.
pub(crate) type RuleFile = (String, String);

/// Reads those of a world; what cannot be read is told where files are loaded.
pub(crate) fn read(world: &dyn World, listing: &Listing, shown: &str) -> Vec<RuleFile> {
    let mut paths: Vec<&String> = listing.files.iter().filter(|path| is_rules(path)).collect();
    paths.sort_unstable();
    let one = |path: &String| {
        let text = String::from_utf8(world.read(path).ok()?).ok()?;
        Some((if shown.is_empty() { path.clone() } else { format!("{shown}/{path}") }, text))
    };
    paths.into_iter().filter_map(one).collect()
}

/// Names and texts, as the catalog takes them.
pub(crate) fn named(files: &[RuleFile]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// The knowledge that all folders together come to; what is wrong in them becomes findings.
pub(crate) fn in_force(folders: &[Vec<RuleFile>], model: &Model, findings: &mut Vec<Finding>) -> Catalogs {
    let mut catalogs = Catalogs::embedded().clone();
    for files in folders.iter().filter(|files| !files.is_empty()) {
        let (more, errors) = catalogs.with_threats(&named(files));
        catalogs = more;
        for error in errors {
            let finding = codes::THREAT_RULE_BROKEN.finding(error.message.clone());
            let place = model.sources.iter().find(|(_, source)| *source.path == *error.file);
            let finding = match place {
                Some((id, source)) => finding.at(span(id, source, error.line, error.column), ""),
                None => finding,
            };
            let help = error.help.unwrap_or_else(|| "correct it; until then the entry is left out".to_owned());
            findings.push(
                finding
                    .subject(format!("{}#{}", error.file, error.line))
                    .why("threats that a broken rule would find are looked for by nobody")
                    .help(help),
            );
        }
    }
    catalogs
}

/// The rest of the line from a line and column on.
fn span(file: FileId, source: &SourceFile, line: u32, column: u32) -> Span {
    let mut start = 0;
    for (number, text) in source.text.split_inclusive('\n').enumerate() {
        if number + 1 == line as usize {
            let before: usize = text.chars().take(column.saturating_sub(1) as usize).map(char::len_utf8).sum();
            let end = text.trim_end().len().max(before);
            return Span::new(file, (start + before) as u32, (start + end) as u32);
        }
        start += text.len();
    }
    Span::start_of(file)
}

//! Who may be told of an issue, and what the place where it is recorded may hold.

use vauban_model::kinds::Issue;
use vauban_model::{Handling, Kind, Model, Record};

/// What an issue without a mark counts as, and what a folder may hold that says nothing: our organisation and its
/// customers, as far as they need it.
pub const DEFAULT: Handling = Handling::Amber;

/// The mark of an issue.
pub fn mark(issue: &Record<Issue>) -> Handling {
    issue.handling.as_ref().map_or(DEFAULT, |mark| mark.value)
}

/// The most closely kept issues that readers of a folder may see: everything in one that is used as restricted, else what
/// the folder's own policy says. The empty path is the project's own folder.
pub fn kept_up_to(model: &Model, folder: &str) -> Handling {
    let mut path = folder;
    while !path.is_empty() {
        let brought_in = model.find(Kind::Use, path).and_then(|id| model.used.get(id.at as usize));
        if brought_in.and_then(|record| record.restricted.as_ref()).is_some_and(|flag| flag.value) {
            return Handling::Red;
        }
        path = path.rsplit_once('/').map_or("", |(above, _)| above);
    }
    let policy = model.policy.iter().find(|policy| policy.head.folder() == folder);
    policy.and_then(|policy| policy.handling.as_ref()).map_or(DEFAULT, |mark| mark.value)
}

/// Whether readers who are told up to a mark may see an issue.
pub fn may_see(readers: Handling, issue: &Record<Issue>) -> bool {
    mark(issue) <= readers
}

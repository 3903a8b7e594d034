//! `vauban status --lines`: the supported version lines of a product on one page, for people, for programs, for a page
//! and as a picture.

pub mod json;
pub mod markdown;
pub mod svg;
pub mod terminal;
#[cfg(test)]
pub(crate) mod tests;

use vauban_analysis::diff::Deep;
use vauban_analysis::lines::{LineRow, LineState, WeakAsset};

use crate::text::count;

/// Words for severities, in the order of [`LineState::issues`].
const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "unrated"];

/// A depth as people read it.
fn deep(deep: Deep) -> String {
    match deep {
        Deep::Exactly(depth) => depth.to_string(),
        Deep::AtLeast(depth) => format!("≥{depth}"),
        Deep::Unreachable => "∞".to_owned(),
    }
}

/// Until when a line is supported.
fn support(line: &LineRow) -> String {
    match (line.until, line.days_left) {
        (Some(until), Some(left)) if left < 0 => format!("ended {until}"),
        (Some(until), Some(left)) => format!("{until}, {}", count(left.unsigned_abs() as usize, "day")),
        _ => "not stated".to_owned(),
    }
}

/// `1 critical, 2 high`; `none`.
fn issues(state: &LineState) -> String {
    let parts: Vec<String> = state
        .issues
        .iter()
        .zip(SEVERITIES)
        .filter(|(many, _)| **many > 0)
        .map(|(many, word)| format!("{many} {word}"))
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

/// What is special about the open issues of a line.
fn doubts(state: &LineState) -> Vec<String> {
    let mut doubts = Vec::new();
    if state.unfixed > 0 {
        doubts.push(format!("{} fixed elsewhere and not in the line", state.unfixed));
    }
    if state.unplaced > 0 {
        doubts.push(format!("{} of which nobody can tell what they affect in the line", state.unplaced));
    }
    doubts
}

/// How far the line is reviewed as it stands.
fn reviewed(state: &LineState) -> String {
    let mut parts = Vec::new();
    if state.unreviewed > 0 {
        parts.push(format!("{} not reviewed as they stand", count(state.unreviewed, "element")));
    }
    if !state.never_reviewed.is_empty() {
        parts.push(format!("no review of {} says what it saw", state.never_reviewed.join(", ")));
    }
    if parts.is_empty() { "every element is reviewed as it stands".to_owned() } else { parts.join("; ") }
}

/// The weakest asset in a few words: `values 0 of 2`.
fn weak(asset: &WeakAsset) -> String {
    format!("{} {} of {}", asset.asset, deep(asset.today), asset.required)
}

/// The first twelve digits of a commit, as people write it.
fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

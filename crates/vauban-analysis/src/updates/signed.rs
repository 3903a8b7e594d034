//! What a signature under an update covers: what it says of safety and operation, of which fix on which build.
//!
//! Plain lines, so that a person can read what they sign and any tool can check it. When and how the update is delivered
//! comes later and is not part of it.

use std::fmt::Write as _;

use vauban_model::{AnyId, Kind, Model};

use super::release_of;

/// Keys that are signed.
const SIGNED: &[&str] =
    &["release", "from", "fixes", "applies-to-versions", "effects", "constraints", "safety", "operation", "lines"];

/// The text that is signed; `None` for what is no update.
pub fn statement(model: &Model, id: AnyId) -> Option<String> {
    let update = model.update.get(id.at as usize).filter(|_| id.kind == Kind::Update)?;
    // An update of a used folder was signed there.
    let folder = update.head.folder();
    let mut text = format!("vauban update 1\n{}\n", model.name_in(folder, id));
    for (key, value) in model.said_from(folder, id).into_iter().filter(|(key, _)| SIGNED.contains(key)) {
        let _ = writeln!(text, "{key} = {value}");
    }
    // The build is what was looked at: with another one nobody has said anything yet.
    let built = release_of(model, update).and_then(|(_, release)| release.commit.as_ref());
    let _ = writeln!(text, "commit {}", built.map_or("", |commit| commit.trim()));
    Some(text)
}

//! Reviews of the examples, stamped and signed anew: what there is to do after a change of an example.
//!
//! The key lies among the tests of `vauban-seal`, so the signatures show how signing works and vouch for nothing. Signed as
//! of the day on which the examples are complete, what did not change keeps its bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use vauban_engine::{DiskWorld, compile};
use vauban_model::Date;
use vauban_syntax::edit::remove_key;

use crate::pages::root;

/// The examples, and who signs them. What others use comes before those who use it.
const EXAMPLES: &[(&str, &str)] = &[
    ("examples/edge-gateway", "security-advisor-1"),
    ("examples/level-sensor", "security-advisor-1"),
    ("examples/plc-family/platform", "organisation/security-advisor-1"),
    ("examples/plc-family/compact", "organisation/security-advisor-1"),
    ("examples/plc-family/modular", "organisation/security-advisor-1"),
];
/// With what.
const KEY: &str = "crates/vauban-seal/tests/keys/reviewer";

/// Stamps and signs every review of the examples that says what it saw, as of a day.
///
/// # Errors
/// If an example cannot be read, or a review of it is not complete.
pub fn write(today: &str) -> Result<(), String> {
    let day = Date::parse(today).ok_or_else(|| format!("`{today}` is no date"))?;
    for (example, signer) in EXAMPLES {
        let folder = root().join(example);
        let compiled = compile(&DiskWorld::open(&folder, day)?).map_err(|error| format!("{example}: {error}"))?;
        let own = compiled.model.review.iter().filter(|review| review.head.folder().is_empty());
        let bound = own.filter(|review| review.saw.is_some());
        let reviews: Vec<(String, String)> = bound
            .map(|review| {
                let file = &compiled.model.sources.file(review.head.header.file).path;
                (review.head.id.to_string(), file.clone())
            })
            .collect();
        for (id, file) in &reviews {
            let path = folder.join(file);
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            if let Ok(text) = remove_key(file, &text, "review", id, "signatures") {
                fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
            }
            vauban(&folder, today, &["review", "stamp", id])?;
        }
        vauban(&folder, today, &["fmt"])?;
        let key = root().join(KEY).display().to_string();
        for (id, _) in &reviews {
            vauban(&folder, today, &["review", "sign", id, "--by", signer, "--key", &key])?;
        }
        vauban(&folder, today, &["fmt"])?;
    }
    Ok(())
}

fn vauban(folder: &Path, today: &str, arguments: &[&str]) -> Result<(), String> {
    let done = Command::new("cargo")
        .args(["run", "--quiet", "-p", "vauban", "--", "--quiet", "--today", today, "-C"])
        .arg(folder)
        .args(arguments)
        .current_dir(root())
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if done.success() { Ok(()) } else { Err(format!("`vauban {}` failed", arguments.join(" "))) }
}

//! The record parser and everything behind it: any bytes as a record file of a project.

use vauban_engine::{MemoryWorld, compile};
use vauban_model::Date;
use vauban_syntax::format::format;

/// Compiles a project whose only record file has these bytes: no panic, every place inside its file, and the
/// same answer twice.
///
/// # Panics
/// If one of that does not hold: that is what a fuzzer looks for.
pub fn toml_records(data: &[u8]) {
    judge("security/fuzz.toml", data);
}

/// The same for a Markdown file with front matter.
///
/// # Panics
/// As [`toml_records`].
pub fn markdown_records(data: &[u8]) {
    judge("security/fuzz.md", data);
}

/// The same for `vauban.toml`.
///
/// # Panics
/// As [`toml_records`].
pub fn root_records(data: &[u8]) {
    judge("vauban.toml", data);
}

/// Formats the text: what is formatted parses, says the same keys, and is formatted.
///
/// # Panics
/// If formatting formatted text changes it.
pub fn formatting(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for path in ["a.toml", "a.md"] {
        if let Ok(once) = format(path, text) {
            let twice = format(path, &once);
            assert_eq!(twice.as_deref(), Ok(once.as_str()), "formatting is not done after one time");
        }
    }
}

/// Reads test results.
pub fn junit(data: &[u8]) {
    let _ = vauban_formats::junit::read(data);
}

fn judge(path: &str, data: &[u8]) {
    let today = Date { year: 2026, month: 11, day: 22 };
    let root = b"[product.fuzz]\nversion = \"1\"\n".to_vec();
    let files = [("vauban.toml".to_owned(), root), (path.to_owned(), data.to_vec())];
    let world = MemoryWorld::new(today, files);
    let Ok(first) = compile(&world) else { return };
    for finding in &first.findings {
        for label in finding.place.iter().chain(&finding.related) {
            let file = first.model.sources.file(label.span.file);
            let inside = label.span.start <= label.span.end && label.span.end as usize <= file.text.len();
            assert!(inside, "{} points outside {}", finding.code, file.path);
        }
    }
    let aspects: usize =
        first.statuses().iter().flat_map(|status| &status.requirements).map(|one| one.aspects.len()).sum();
    // A folder without a product may be an organisation's, which is asked less.
    let asked = if first.products() == [None] { 1 } else { 285 };
    assert!(aspects >= asked, "an aspect was left out");
    let Ok(second) = compile(&world) else { return };
    assert_eq!(first.findings, second.findings, "not the same twice");
}

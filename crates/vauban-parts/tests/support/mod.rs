//! Where the tests find the standards' own suites: small copies in `tests/corpora`, the whole beside the project.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::print_stderr)]

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folders of one corpus: the project's own copy, and the large one where it is there.
pub fn corpora(name: &str) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let own = here.join("../../tests/corpora").join(name);
    if own.is_dir() {
        found.push(own);
    }
    let beside = here.join("../../../shared");
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(beside, PathBuf::from).join("corpora").join(name);
    if shared.is_dir() {
        found.push(shared);
    } else {
        eprintln!("SKIPPED: the whole of {name} is not at {}", shared.display());
    }
    assert!(!found.is_empty(), "no copy of {name}");
    found
}

/// All files below a folder whose name ends so, sorted.
pub fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The entries of a suite of package-url: file name, and test.
pub fn entries(folder: &Path) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for file in files(folder, ".json") {
        let suite: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for test in suite["tests"].as_array().into_iter().flatten() {
            found.push((name.clone(), test.clone()));
        }
    }
    found
}

/// Stops with all that differs, if anything does beyond what is excepted; and if an exception is no longer one.
pub fn judge(wrong: &[String], exceptions: &[(&str, &str)], seen: usize, whole: bool) {
    let unexpected: Vec<&String> =
        wrong.iter().filter(|line| !exceptions.iter().any(|(part, _)| line.contains(part))).collect();
    assert!(
        unexpected.is_empty(),
        "{} of {seen} differ:\n{}",
        unexpected.len(),
        unexpected.iter().map(|l| l.as_str()).collect::<Vec<_>>().join("\n")
    );
    for (part, why) in exceptions {
        assert!(!whole || wrong.iter().any(|line| line.contains(part)), "no exception any more: {part} ({why})");
    }
    assert!(seen > 0, "nothing was tested");
}

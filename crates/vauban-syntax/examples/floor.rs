//! The floor of the benchmark: reads every `*.toml` below a folder, parses it with the `toml` crate alone, and
//! resolves every reference by one hash look-up. No check is made and nothing is kept. One thread.

use std::collections::HashSet;
use std::path::Path;

use toml::de::{DeTable, DeValue};

fn main() {
    let root = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let mut texts = Vec::new();
    read(Path::new(&root), &mut texts);
    let mut ids: HashSet<String> = HashSet::new();
    let mut references = Vec::new();
    for text in &texts {
        let Ok(table) = DeTable::parse(text) else { continue };
        for (kind, records) in table.get_ref() {
            let DeValue::Table(records) = records.get_ref() else { continue };
            for (id, record) in records {
                ids.insert(format!("{}.{}", kind.get_ref(), id.get_ref()));
                let DeValue::Table(record) = record.get_ref() else { continue };
                for (_, value) in record {
                    let DeValue::Array(items) = value.get_ref() else { continue };
                    references.extend(items.iter().filter_map(|item| item.get_ref().as_str()).map(str::to_owned));
                }
            }
        }
    }
    let resolved = references.iter().filter(|reference| ids.contains(*reference)).count();
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{} records, {resolved} references", ids.len());
}

fn read(folder: &Path, texts: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, texts);
        } else if path.extension().is_some_and(|ending| ending == "toml")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            texts.push(text);
        }
    }
}

//! A Threagile model over several files: `includes`, never outside the folder of the main file.

use std::collections::BTreeSet;

use crate::Source;
use crate::error::ImportError;
use crate::lost::Losses;
use crate::source::{At, MAX_BYTES, Tree, text, yaml};

/// More included files than this are no model.
const MAX_FILES: usize = 256;

/// The files of a model, the main one first.
pub(super) struct Files {
    pub(super) files: Vec<(String, Tree)>,
}

impl Files {
    /// Reads the main file and everything it includes. A file that cannot be included is told;
    /// one that is included and broken is an error.
    pub(super) fn read(source: &Source<'_>, main: Tree, lost: &mut Losses) -> Result<Self, ImportError> {
        let mut files = vec![(String::new(), main)];
        let mut seen = BTreeSet::new();
        let mut bytes = source.bytes.len();
        let mut next = 0;
        while let Some((name, tree)) = files.get(next) {
            next += 1;
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let prefix = prefix(name);
            let mut included = Vec::new();
            for (wanted, place) in tree.top(&prefix).get("includes").texts() {
                let Some(path) = inside(&folder, &wanted) else {
                    lost.add(&place, format!("not included: {wanted:?} is not a path below the main file's folder"));
                    continue;
                };
                if !seen.insert(path.clone()) {
                    lost.add(&place, "included already");
                    continue;
                }
                if seen.len() > MAX_FILES {
                    lost.add(&place, format!("not included: more than {MAX_FILES} files"));
                    continue;
                }
                match (source.include)(&path) {
                    Ok(content) => included.push((path, content)),
                    Err(reason) => lost.add(&place, format!("not included: {reason}")),
                }
            }
            for (path, content) in included {
                bytes = bytes.saturating_add(content.len());
                if bytes > MAX_BYTES {
                    let message = format!("the model has more than {MAX_BYTES} bytes (64 MiB)");
                    return Err(ImportError::whole(&path, message));
                }
                let tree = yaml(&path, &text(&path, &content)?)?;
                files.push((path, tree));
            }
        }
        Ok(Self { files })
    }

    /// A section, wherever it is written.
    pub(super) fn section(&self, name: &str) -> Vec<At<'_>> {
        let tops = self.files.iter().map(|(file, tree)| tree.top(&prefix(file)));
        tops.map(|top| top.get(name)).filter(At::says_something).collect()
    }

    /// The members of a section, whose names the author chose.
    pub(super) fn entries(&self, name: &str) -> Vec<(&str, At<'_>)> {
        let sections = self.section(name).into_iter();
        sections.flat_map(|section| section.entries()).collect()
    }

    /// The first text of that section.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.section(name).into_iter().find_map(|at| at.text())
    }
}

/// How places in an included file begin.
pub(super) fn prefix(file: &str) -> String {
    if file.is_empty() {
        return String::new();
    }
    let shown: String = file.chars().filter(|letter| !letter.is_control()).take(120).collect();
    format!("{shown}#")
}

/// The path of an include relative to the main file's folder, if it stays there.
fn inside(folder: &str, wanted: &str) -> Option<String> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    let foreign = |letter: char| letter == '\\' || letter == ':' || letter.is_control();
    if wanted.starts_with('/') || wanted.contains(foreign) {
        return None;
    }
    for step in wanted.split('/') {
        match step {
            "" | "." => {}
            ".." => return None,
            step => steps.push(step),
        }
    }
    (!steps.is_empty()).then(|| steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn includes_stay_below_the_main_file() {
        let check = |folder, wanted, expect: Option<&str>| {
            assert_eq!(inside(folder, wanted).as_deref(), expect, "{wanted}");
        };
        check("", "meta.yaml", Some("meta.yaml"));
        check("parts", "./a/b.yaml", Some("parts/a/b.yaml"));
        check("parts", "../meta.yaml", None);
        check("", "/etc/passwd", None);
        check("", "a/../../b", None);
        check("", "C:\\secrets.yaml", None);
        check("", "\\\\host\\share", None);
        check("", "https://example.com/a.yaml", None);
        check("", ".", None);
    }
}

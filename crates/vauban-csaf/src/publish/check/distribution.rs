//! Requirements 11 to 14: advisories in folders of years, with an index and a list of changes.

use std::collections::{BTreeMap, BTreeSet};

use super::super::document::instant;
use super::{Standing, Survey};

pub(super) fn check(survey: &mut Survey<'_>) {
    let years: Vec<(String, String, String)> = survey
        .advisories
        .iter()
        .map(|advisory| {
            let folder = advisory.folder().rsplit('/').next().unwrap_or("");
            (advisory.path.to_owned(), folder.to_owned(), advisory.document.year().to_owned())
        })
        .collect();
    for (path, folder, year) in years {
        if folder != year {
            survey.fail(11, &path, format!("first released in {year}: it belongs into a folder `{year}`"));
        }
    }
    list(survey, 12, "index.txt");
    list(survey, 13, "changes.csv");
    survey.unknown(14, "only the server shows whether folders can be listed");
}

/// Holds the lists of a name against the advisories below the folders they are in.
fn list(survey: &mut Survey<'_>, number: u8, name: &str) {
    let found: Vec<&str> =
        survey.files.keys().map(String::as_str).filter(|path| path.rsplit('/').next() == Some(name)).collect();
    if found.is_empty() {
        survey.not_used(number, format!("there is no {name}"));
        return;
    }
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for path in &found {
        let folder = path.strip_suffix(name).unwrap_or("");
        let below: BTreeMap<String, String> = survey
            .advisories
            .iter()
            .filter_map(|advisory| {
                let inside = advisory.path.strip_prefix(folder)?;
                Some((inside.to_owned(), advisory.document.current.clone()))
            })
            .collect();
        let bytes = survey.files.get(*path).map_or(&[][..], Vec::as_slice);
        let rows = match number {
            12 => index(bytes),
            _ => changes(bytes),
        };
        let mut named = BTreeSet::new();
        let mut last = None;
        for (line, row) in rows {
            let (file, date) = match row {
                Ok(row) => row,
                Err(what) => {
                    survey.note(number, Standing::Failed, Some(path), Some(line), what);
                    continue;
                }
            };
            let shown = file.escape_debug().to_string();
            if !named.insert(file.clone()) {
                survey.note(number, Standing::Failed, Some(path), Some(line), format!("`{shown}` is named twice"));
            }
            match below.get(&file) {
                None => {
                    let what = format!("there is no advisory `{shown}` below this folder");
                    survey.note(number, Standing::Failed, Some(path), Some(line), what);
                }
                Some(current) if number == 13 => {
                    let said = date.as_deref().and_then(instant);
                    if said.is_none() || said != instant(current) {
                        let what = format!(
                            "the advisory was last released at {current}, not at {}",
                            date.as_deref().unwrap_or("?").escape_debug()
                        );
                        survey.note(number, Standing::Failed, Some(path), Some(line), what);
                    }
                }
                Some(_) => {}
            }
            if number == 13 {
                let said = date.as_deref().and_then(instant);
                if let (Some(last), Some(said)) = (last, said)
                    && last < said
                {
                    survey.note(
                        number,
                        Standing::Failed,
                        Some(path),
                        Some(line),
                        "later than the line above: the latest stands first",
                    );
                }
                last = said.or(last);
            }
        }
        for missing in below.keys().filter(|inside| !named.contains(*inside)) {
            survey.fail(number, path, format!("`{missing}` is missing"));
        }
        listed.extend(below.keys().map(|inside| format!("{folder}{inside}")));
    }
    let unlisted: Vec<String> = survey
        .advisories
        .iter()
        .map(|advisory| advisory.path.to_owned())
        .filter(|path| !listed.contains(path))
        .collect();
    for path in unlisted {
        survey.fail(number, &path, format!("no {name} stands above this advisory"));
    }
}

type Row = (u32, Result<(String, Option<String>), String>);

fn index(bytes: &[u8]) -> Vec<Row> {
    let Ok(text) = std::str::from_utf8(bytes) else { return vec![(1, Err("this is not UTF-8".to_owned()))] };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    lines.map(|(at, line)| (at as u32 + 1, Ok((line.to_owned(), None)))).collect()
}

/// Two fields, a file and a date; quotes are allowed around each.
fn changes(bytes: &[u8]) -> Vec<Row> {
    let Ok(text) = std::str::from_utf8(bytes) else { return vec![(1, Err("this is not UTF-8".to_owned()))] };
    let bare = |field: &str| {
        let inside = field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        inside.map_or_else(|| field.to_owned(), |inside| inside.replace("\"\"", "\""))
    };
    let row = |(at, line): (usize, &str)| {
        let row = match line.rsplit_once(',') {
            Some((file, date)) if instant(&bare(date)).is_some() => Ok((bare(file), Some(bare(date)))),
            _ => Err("expected a file name, a comma and a date with time and zone".to_owned()),
        };
        (at as u32 + 1, row)
    };
    text.lines().enumerate().filter(|(_, line)| !line.is_empty()).map(row).collect()
}

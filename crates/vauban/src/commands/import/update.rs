//! `vauban import xlsx --update`: a sheet that was exported here and edited, held against the records row by row.
//!
//! Each row carries a digest of its record as it was exported. A row that differs from a record with that digest is an
//! edit; where the record has another digest by now both were changed, and only a person can say which counts.
//! Everything is worked out before anything is written; files keep their comments and layout.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::process::ExitCode;

use vauban_export::{digest, requirements};
use vauban_formats::requirement::{Form, Requirement, Value, key, plain};
use vauban_import::{Row, Source};
use vauban_model::{Kind, Model};
use vauban_report::import::Lost;
use vauban_report::merge::{self, Change, Edited, Merge};
use vauban_syntax::edit::{NewValue, RecordEdit, edit_records};

use super::{mapping, read, write};
use crate::args::{Arguments, Import, PlainFormat, Side};
use crate::interfaces::keeping_ends;
use crate::{Outcome, files, output, session};

pub(super) fn run(arguments: &Arguments, options: &Import) -> Outcome {
    let xlsx = options.format == "xlsx";
    if !xlsx && options.format != "csv" {
        return Err("`--update` is for sheets: csv and xlsx".to_owned());
    }
    let bytes = read(&options.file)?;
    let name = options.file.display().to_string();
    let include = |_: &str| Err("a sheet includes nothing".to_owned());
    let source = Source { name: &name, bytes: &bytes, include: &include };
    let mapping = mapping(options)?;
    let rows = vauban_import::sheet_rows(&source, xlsx, &mapping).map_err(|error| error.to_string())?;
    let (world, compiled) = session::design(arguments)?;
    let mut compared = Compared::new(&compiled.model, rows.rows, options.take);
    compared.merge.lost.splice(0..0, rows.lost.iter().map(lost));

    let fresh = std::mem::take(&mut compared.new);
    let wanted = |number: usize| fresh.contains(&number);
    let mut new = match fresh.is_empty() {
        true => vauban_import::Imported::default(),
        false => vauban_import::read_sheet(&source, xlsx, &mapping, &wanted).map_err(|error| error.to_string())?,
    };
    for draft in &mut new.drafts {
        let base = draft.id.clone();
        let mut number = 2;
        while compiled.model.find(Kind::Requirement, &draft.id).is_some() {
            draft.id = format!("{base}-{number}");
            number += 1;
        }
    }
    compared
        .merge
        .lost
        .extend(new.lost.iter().map(lost).filter(|one| !rows.lost.iter().any(|told| told.path == one.path)));

    let mut texts = Vec::new();
    for (path, edits) in &compared.edits {
        let file = compiled.model.sources.iter().find(|(_, file)| file.path == *path);
        let text = file.map(|(_, file)| file.text.as_str()).unwrap_or_default();
        let edited = keeping_ends(path, text, |plain| {
            edit_records(path, plain, Kind::Requirement.name(), edits)
                .map_err(|why| format!("{path} cannot be edited: {why}; nothing was written"))
        })?;
        texts.push((path, edited));
    }
    if options.write {
        for (path, text) in texts {
            files::replace(&world.root().join(path), text)?;
        }
    }
    // Without `--write` the new records are only named.
    compared.merge.imported = write(arguments, options, &new, options.write)?;
    compared.merge.written = options.write;
    let merge = compared.merge;
    output::write(|out| match options.output {
        PlainFormat::Json => merge::json(&merge, out),
        PlainFormat::Terminal => merge::terminal(&merge, &output::style(arguments, None, 20), out),
    })?;
    let open = merge.conflicts.iter().any(|conflict| conflict.taken.is_none());
    Ok(if open { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn lost(lost: &vauban_import::Lost) -> Lost {
    Lost { path: lost.path.clone(), reason: lost.reason.clone(), count: lost.count }
}

/// What the rows come to.
struct Compared {
    merge: Merge,
    /// By file, what is edited in it.
    edits: BTreeMap<String, Vec<RecordEdit>>,
    /// Numbers of the rows that are about no record.
    new: BTreeSet<usize>,
}

impl Compared {
    fn new(model: &Model, rows: Vec<Row>, take: Option<Side>) -> Compared {
        let records = requirements(model, None);
        let known: HashMap<&str, &Requirement> = records.iter().map(|record| (record.id.as_str(), record)).collect();
        let mut all = Compared { merge: Merge::default(), edits: BTreeMap::new(), new: BTreeSet::new() };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for row in rows {
            let Some(record) = known.get(row.id.as_str()) else {
                if model.find(Kind::Requirement, &row.id).is_some() {
                    all.lose(&row, "id", "a record of a used folder, which is edited there");
                } else if row.values.iter().any(|(_, text)| !plain(text).is_empty()) {
                    all.new.insert(row.number);
                }
                continue;
            };
            if !seen.insert(row.id.clone()) {
                all.lose(&row, "id", "a second row about the same record");
                continue;
            }
            all.row(model, record, &row, take);
        }
        let gone = records.iter().filter(|record| !seen.contains(&record.id));
        all.merge.missing = gone.map(|record| format!("requirement.{}", record.id)).collect();
        all
    }

    fn lose(&mut self, row: &Row, what: &str, why: &str) {
        self.merge.lost.push(Lost { path: format!("row {}: {what}", row.number), reason: why.to_owned(), count: 1 });
    }

    fn row(&mut self, model: &Model, record: &Requirement, row: &Row, take: Option<Side>) {
        let (mut changes, mut edits) = (Vec::new(), Vec::new());
        for (name, text) in &row.values {
            let old = record.get(name);
            let said = old.map(ToString::to_string);
            if plain(said.as_deref().unwrap_or("")) == plain(text) {
                continue;
            }
            let form = key(name).map_or(Form::Text, |(_, form)| form);
            let value = match form.read(text) {
                Ok(value) => value,
                Err(why) => {
                    self.lose(row, name, &format!("{why}: the record keeps what it says"));
                    continue;
                }
            };
            let same = match (old, &value) {
                (Some(old), Some(new)) => old.same(new),
                (None, None) => true,
                _ => false,
            };
            if !same {
                changes.push(Change {
                    key: (*name).to_owned(),
                    record: said,
                    sheet: value.as_ref().map(ToString::to_string),
                });
                edits.push(((*name).to_owned(), value.map(new_value)));
            }
        }
        if changes.is_empty() {
            self.merge.unchanged += 1;
            return;
        }
        let head = model.find(Kind::Requirement, &record.id).map(|id| model.head(id));
        let file = head.map_or_else(String::new, |head| model.sources.file(head.header.file).path.clone());
        let taken = match take {
            Some(Side::Theirs) => Some("theirs"),
            Some(Side::Ours) => Some("ours"),
            None => None,
        };
        let name = format!("requirement.{}", record.id);
        let mut edited = Edited { record: name, file: file.clone(), row: row.number, taken: None, changes };
        let as_exported = row.digest == digest(record);
        if !as_exported {
            edited.taken = taken;
        }
        if as_exported || take == Some(Side::Theirs) {
            self.edits.entry(file).or_default().push(RecordEdit {
                id: record.id.clone(),
                keys: edits,
                ..RecordEdit::default()
            });
            self.merge.updated.push(edited);
        } else {
            self.merge.conflicts.push(edited);
        }
    }
}

fn new_value(value: Value) -> NewValue {
    match value {
        Value::Text(text) => NewValue::Text(text),
        Value::List(items) => NewValue::List(items),
        Value::Number(number) => NewValue::Number(number),
        Value::Date(date) => NewValue::Date(date),
    }
}

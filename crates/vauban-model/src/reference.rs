//! The reference page of a record kind, from its declaration: for `vauban explain` and for the docs.

use std::fmt::Write as _;

use vauban_catalog::Catalogs;

use crate::model::{Common, Kind};
use crate::shape::{Field, Form};

/// A Markdown page about one kind: what it says, its keys, what each takes.
pub fn kind_page(kind: Kind, catalogs: &Catalogs) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# `{}`\n\nA record `{}`: {}.\n", kind.name(), header(kind), kind.summary());
    if kind.only_in_root() {
        out.push_str("It stands in `vauban.toml`.\n\n");
    }
    out.push_str("| key | takes | says |\n|---|---|---|\n");
    let mut parts = Vec::new();
    rows(&kind.fields(), catalogs, &mut out, &mut parts);
    for (name, fields) in parts {
        let _ = writeln!(out, "\nEach `{name}`:\n\n| key | takes | says |\n|---|---|---|");
        rows(&fields, catalogs, &mut out, &mut Vec::new());
    }
    let common: Vec<String> = Common::fields().iter().map(|field| format!("`{}`", field.key)).collect();
    let _ = writeln!(out, "\nAny record may also carry {}.", common.join(", "));
    out
}

/// A Markdown page that lists all kinds by group.
pub fn kinds_page() -> String {
    let mut out = String::from("# Record kinds\n\n| kind | says |\n|---|---|\n");
    for kind in Kind::ALL {
        let _ = writeln!(out, "| `{}` | {} |", kind.name(), kind.summary());
    }
    out
}

fn header(kind: Kind) -> String {
    if kind.singleton() { format!("[{}]", kind.name()) } else { format!("[{}.ID]", kind.name()) }
}

fn rows(fields: &[Field], catalogs: &Catalogs, out: &mut String, parts: &mut Vec<(&'static str, Vec<Field>)>) {
    for field in fields {
        let needed = if field.needed { " (needed)" } else { "" };
        let _ = writeln!(out, "| `{}` | {}{needed} | {} |", field.key, takes(&field.form, catalogs), field.doc);
        let inner = match &field.form {
            Form::List(inner) | Form::Map(_, inner) => inner,
            form => form,
        };
        if let Form::Table(fields) = inner {
            parts.push((field.key, fields.clone()));
        }
    }
}

fn takes(form: &Form, catalogs: &Catalogs) -> String {
    match form {
        Form::Text => "text".into(),
        Form::Flag => "true or false".into(),
        Form::Number(low, high) => format!("{low} to {high}"),
        Form::Date => "date".into(),
        Form::Time => "time with zone".into(),
        Form::Formatted(what) => (*what).into(),
        Form::Words(words) => words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Form::Term(list) => match catalogs.words(list) {
            Some(words) if words.len() <= 20 => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            Some(words) => format!("one of {} words: `vauban explain {list}`", words.len()),
            None => "word".into(),
        },
        Form::Reference(kinds) => {
            format!("reference to {}", kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", "))
        }
        Form::Requirement => "requirement id".into(),
        Form::Evidence => "file, or `document.ID#anchor`".into(),
        Form::List(item) => format!("list: {}", takes(item, catalogs)),
        Form::Table(_) => "table".into(),
        Form::Map(_, item) => format!("table of {}", takes(item, catalogs)),
    }
}

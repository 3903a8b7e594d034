//! From words that somebody said to values of a record, by what its declaration takes under a key.

use vauban_analysis::clocks::Instant;
use vauban_diagnostics::nearest;
use vauban_model::kinds::Issue;
use vauban_model::{Common, Date, Field, Form, Kind, Model};
use vauban_syntax::edit::NewValue;

/// A key, and the words that were said for it.
pub(crate) type Said = (&'static str, Vec<String>);

/// The keys of an issue, those that any record may carry among them.
pub(super) fn fields() -> Vec<Field> {
    Issue::fields().into_iter().chain(Common::fields()).collect()
}

/// The value of each key; references must lead somewhere from the folder that the issue is in.
pub(crate) fn values(model: &Model, folder: &str, said: &[Said]) -> Result<Vec<(String, NewValue)>, String> {
    let fields = fields();
    let mut all = Vec::new();
    for (key, words) in said.iter().filter(|(_, words)| !words.is_empty()) {
        let field = fields.iter().find(|field| field.key == *key).ok_or_else(|| format!("there is no key `{key}`"))?;
        let value = value(model, folder, &field.form, words).map_err(|why| format!("`{key}`: {why}"))?;
        all.push(((*key).to_owned(), value));
    }
    Ok(all)
}

fn value(model: &Model, folder: &str, form: &Form, words: &[String]) -> Result<NewValue, String> {
    let word = words.first().map_or("", String::as_str);
    match form {
        Form::List(inner) => {
            let items = words.iter().map(|word| value(model, folder, inner, std::slice::from_ref(word)));
            Ok(NewValue::Values(items.collect::<Result<_, _>>()?))
        }
        Form::Text => Ok(NewValue::Text(word.to_owned())),
        Form::Flag => match word {
            "true" | "yes" => Ok(NewValue::Flag(true)),
            "false" | "no" => Ok(NewValue::Flag(false)),
            _ => Err(format!("`{word}` is neither yes nor no")),
        },
        Form::Number(low, high) => match word.parse::<i64>() {
            Ok(number) if (*low..=*high).contains(&number) => Ok(NewValue::Number(number)),
            _ => Err(format!("`{word}` is no whole number from {low} to {high}")),
        },
        Form::Date => match Date::parse(word) {
            Some(date) => Ok(NewValue::Date(date.to_string())),
            None => Err(format!("`{word}` is no date; write it as 2026-11-22")),
        },
        Form::Time => moment(word).map(|at| NewValue::Date(at.to_string())),
        Form::Formatted(what) if what.starts_with("date") => match Date::parse(word) {
            Some(date) => Ok(NewValue::Date(date.to_string())),
            None => moment(word).map(|at| NewValue::Date(at.to_string())),
        },
        Form::Words(known) => {
            // Marks of handling are easier typed without their prefix and in small letters.
            let fits = |one: &str| {
                one.eq_ignore_ascii_case(word)
                    || one.strip_prefix("TLP:").is_some_and(|rest| rest.eq_ignore_ascii_case(word))
            };
            match known.iter().find(|(one, _)| fits(one)) {
                Some((one, _)) => Ok(NewValue::Text((*one).to_owned())),
                None => Err(unknown(word, known.iter().map(|(one, _)| *one))),
            }
        }
        Form::Reference(kinds) => reference(model, folder, kinds, word).map(NewValue::Text),
        Form::Formatted(_) | Form::Term(_) | Form::Requirement | Form::Evidence | Form::Table(_) | Form::Map(..) => {
            Err("this key is written by hand".to_owned())
        }
    }
}

/// A point in time with a zone.
pub(crate) fn moment(word: &str) -> Result<Instant, String> {
    Instant::parse(word)
        .ok_or_else(|| format!("`{word}` is no time with a zone; write it as 2026-11-22T21:00:00+01:00"))
}

/// A reference as it is written from a folder: the id alone where one kind can be meant, else with its kind.
fn reference(model: &Model, folder: &str, kinds: &[&str], word: &str) -> Result<String, String> {
    let inside = |id: &str| if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
    let (way, local) = word.rsplit_once('/').map_or(("", word), |(way, local)| (way, local));
    let known = kinds.iter().filter_map(|name| Kind::named(name));
    let mut found = Vec::new();
    for kind in known.clone() {
        let bare = local.strip_prefix(&format!("{}.", kind.name())).unwrap_or(local);
        let id = if way.is_empty() { bare.to_owned() } else { format!("{way}/{bare}") };
        if model.find(kind, &inside(&id)).is_some() {
            let full = if way.is_empty() {
                format!("{}.{bare}", kind.name())
            } else {
                format!("{way}/{}.{bare}", kind.name())
            };
            let named = local.len() > bare.len();
            // Whoever does something is called by the id alone, as people write it.
            let short = kinds.len() == 1 || kinds == ["person", "role"];
            found.push((named, if short { id } else { full }));
        }
    }
    // A word that names the kind means that one.
    found.sort_by_key(|(named, _)| !named);
    match found.as_slice() {
        [(_, one)] | [(true, one), ..] => Ok(one.clone()),
        [(_, one), (_, other), ..] => Err(format!("`{word}` can mean `{one}` or `{other}`")),
        [] => {
            let ids: Vec<&str> = known
                .flat_map(|kind| model.index.ids(kind))
                .filter_map(|id| if folder.is_empty() { Some(id) } else { id.strip_prefix(folder)?.strip_prefix('/') })
                .collect();
            Err(unknown(word, ids.iter().copied()))
        }
    }
}

fn unknown<'w>(word: &str, known: impl Iterator<Item = &'w str> + Clone) -> String {
    let hint = match nearest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let some: Vec<&str> = known.clone().take(12).collect();
            let more = if known.count() > some.len() { ", …" } else { "" };
            if some.is_empty() { "there is none yet".to_owned() } else { format!("known: {}{more}", some.join(", ")) }
        }
    };
    format!("there is no `{word}`; {hint}")
}

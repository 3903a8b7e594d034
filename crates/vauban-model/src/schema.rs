//! JSON Schema for record files, so that TOML editors complete and check without a plug-in of ours.

use std::fmt::Write as _;

use vauban_catalog::Catalogs;

use crate::model::{Common, Kind};
use crate::shape::{Field, Form};

/// The schema of a record file: every kind that stands below `security/`.
pub fn json_schema(catalogs: &Catalogs) -> String {
    schema("record", "Vauban record file", &|kind| !kind.only_in_root(), catalogs)
}

/// The schema of `vauban.toml`: products, policy, catalogs, used folders, and every other kind as well.
pub fn root_schema(catalogs: &Catalogs) -> String {
    schema("root", "vauban.toml", &|_| true, catalogs)
}

fn schema(name: &str, title: &str, wanted: &dyn Fn(Kind) -> bool, catalogs: &Catalogs) -> String {
    let mut out = String::from("{\n");
    let _ = writeln!(out, "  \"$schema\": \"http://json-schema.org/draft-07/schema#\",");
    let _ = writeln!(out, "  \"$id\": \"vauban:schema/{name}/1\",");
    let _ =
        writeln!(out, "  \"title\": {},\n  \"type\": \"object\",\n  \"additionalProperties\": false,", quote(title));
    out.push_str("  \"properties\": {\n");
    for kind in Kind::ALL.iter().filter(|kind| wanted(**kind)) {
        let reference = format!("{{ \"$ref\": \"#/definitions/{}\" }}", kind.name());
        let body = match kind.singleton() {
            true => reference,
            false => format!(
                "{{ \"type\": \"object\", \"description\": {}, \"additionalProperties\": {reference} }}",
                quote(kind.summary())
            ),
        };
        let _ = writeln!(out, "    {}: {body},", quote(kind.name()));
    }
    out.push_str(
        "    \"change\": { \"type\": \"object\", \"description\": \"changes to records of used folders\" }\n  },\n",
    );
    out.push_str("  \"definitions\": {\n");
    let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| wanted(*kind)).collect();
    for (at, kind) in kinds.iter().enumerate() {
        let mut fields = kind.fields();
        fields.extend(Common::fields());
        let table = table(&fields, catalogs, 2);
        let comma = if at + 1 == kinds.len() { "" } else { "," };
        let _ = writeln!(out, "    {}: {table}{comma}", quote(kind.name()));
    }
    out.push_str("  }\n}\n");
    out
}

fn table(fields: &[Field], catalogs: &Catalogs, depth: usize) -> String {
    let pad = "  ".repeat(depth + 1);
    let mut out = String::from("{\n");
    let _ = writeln!(out, "{pad}\"type\": \"object\",\n{pad}\"additionalProperties\": false,");
    let needed: Vec<String> = fields.iter().filter(|field| field.needed).map(|field| quote(field.key)).collect();
    if !needed.is_empty() {
        let _ = writeln!(out, "{pad}\"required\": [{}],", needed.join(", "));
    }
    let _ = writeln!(out, "{pad}\"properties\": {{");
    for (at, field) in fields.iter().enumerate() {
        let comma = if at + 1 == fields.len() { "" } else { "," };
        let body = form(&field.form, Some(field.doc), catalogs, depth + 1);
        let _ = writeln!(out, "{pad}  {}: {body}{comma}", quote(field.key));
    }
    let _ = write!(out, "{pad}}}\n{}}}", "  ".repeat(depth));
    out
}

fn form(form_of: &Form, doc: Option<&str>, catalogs: &Catalogs, depth: usize) -> String {
    let said = doc.map_or(String::new(), |doc| format!("\"description\": {}, ", quote(doc)));
    match form_of {
        Form::Text | Form::Requirement | Form::Evidence | Form::Reference(_) | Form::Formatted(_) => {
            format!("{{ {said}\"type\": \"string\" }}")
        }
        Form::Flag => format!("{{ {said}\"type\": \"boolean\" }}"),
        Form::Number(low, high) => {
            format!("{{ {said}\"type\": \"integer\", \"minimum\": {low}, \"maximum\": {high} }}")
        }
        // TOML editors hand dates to the schema as strings.
        Form::Date | Form::Time => format!("{{ {said}\"type\": \"string\" }}"),
        Form::Words(words) => {
            let words: Vec<String> = words.iter().map(|(word, _)| quote(word)).collect();
            format!("{{ {said}\"enum\": [{}] }}", words.join(", "))
        }
        Form::Term(list) => {
            let words: Vec<String> = catalogs.words(list).unwrap_or_default().iter().map(|word| quote(word)).collect();
            format!("{{ {said}\"enum\": [{}] }}", words.join(", "))
        }
        Form::List(item) => {
            let one = form(item, None, catalogs, depth);
            let bare = if matches!(**item, Form::Table(_)) { String::new() } else { format!(", {one}") };
            format!("{{ {said}\"anyOf\": [{{ \"type\": \"array\", \"items\": {one} }}{bare}] }}")
        }
        Form::Table(fields) => table(fields, catalogs, depth),
        Form::Map(_, item) => {
            let one = form(item, None, catalogs, depth);
            format!("{{ {said}\"type\": \"object\", \"additionalProperties\": {one} }}")
        }
    }
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04x}", letter as u32);
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

//! What the text of an attribute means under its key: words in English and German, references, categories.

use vauban_formats::requirement::{Form, Value};

/// What became of a text.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Values, by key: of a text about where a requirement comes from, there may be several.
    pub(crate) values: Vec<(&'static str, Value)>,
    /// Why a part was left behind.
    pub(crate) left: Vec<String>,
}

const STATES: &[(&str, &str)] = &[
    ("draft", "draft"),
    ("entwurf", "draft"),
    ("new", "draft"),
    ("neu", "draft"),
    ("proposed", "proposed"),
    ("vorgeschlagen", "proposed"),
    ("in review", "proposed"),
    ("in prüfung", "proposed"),
    ("approved", "approved"),
    ("accepted", "approved"),
    ("genehmigt", "approved"),
    ("freigegeben", "approved"),
    ("akzeptiert", "approved"),
    ("rejected", "rejected"),
    ("abgelehnt", "rejected"),
    ("verworfen", "rejected"),
    ("obsolete", "obsolete"),
    ("deprecated", "obsolete"),
    ("deleted", "obsolete"),
    ("veraltet", "obsolete"),
    ("gelöscht", "obsolete"),
];

const METHODS: &[(&str, &str)] = &[
    ("test", "test"),
    ("testing", "test"),
    ("analysis", "analysis"),
    ("analyse", "analysis"),
    ("inspection", "inspection"),
    ("review", "inspection"),
    ("inspektion", "inspection"),
    ("besichtigung", "inspection"),
];

const STAGES: &[(&str, &str)] = &[
    ("installation", "installation"),
    ("commissioning", "installation"),
    ("inbetriebnahme", "installation"),
    ("operation", "operation"),
    ("use", "operation"),
    ("betrieb", "operation"),
    ("maintenance", "maintenance"),
    ("service", "maintenance"),
    ("wartung", "maintenance"),
    ("instandhaltung", "maintenance"),
    ("decommissioning", "decommissioning"),
    ("disposal", "decommissioning"),
    ("außerbetriebnahme", "decommissioning"),
    ("entsorgung", "decommissioning"),
];

/// The foundational requirements by their abbreviations.
const CATEGORIES: &[(&str, &str)] =
    &[("iac", "FR1"), ("uc", "FR2"), ("si", "FR3"), ("dc", "FR4"), ("rdf", "FR5"), ("tre", "FR6"), ("ra", "FR7")];

const ORIGINS: &[&str] = &["threat", "context", "assumption", "issue", "document", "requirement"];
const ALLOCATIONS: &[&str] = &["mechanism", "component", "interface", "assumption", "process"];
const DOERS: &[&str] = &["person", "role"];

/// Reads the text of a key.
///
/// # Errors
/// Why nothing of it could be used.
pub(crate) fn read(key: &'static str, form: Form, text: &str) -> Result<Read, String> {
    let mut read = Read::default();
    match key {
        "status" => {
            let word = known(STATES, text).unwrap_or_else(|| {
                // An agreement that was made elsewhere in other words is made here by whoever agrees.
                read.left.push("a status in words of its own: written as proposed".to_owned());
                "proposed"
            });
            read.values.push((key, Value::Text(word.to_owned())));
        }
        "method" => {
            let word = known(METHODS, text).ok_or("a method that is none of test, analysis, inspection")?;
            read.values.push((key, Value::Text(word.to_owned())));
        }
        "stage" => {
            let mut words = Vec::new();
            for item in list(text) {
                match known(STAGES, &item) {
                    Some(word) if !words.contains(&word.to_owned()) => words.push(word.to_owned()),
                    Some(_) => {}
                    None => read.left.push("a stage that is none of ours".to_owned()),
                }
            }
            some(&mut read, key, words);
        }
        "category" => read.values.push((key, Value::Text(category(text)))),
        "origin" => origins(text, &mut read),
        "allocated-to" => {
            let (records, others): (Vec<_>, Vec<_>) =
                list(text).into_iter().partition(|item| reference(item, ALLOCATIONS));
            some(&mut read, key, records);
            read.left.extend(
                others.iter().map(|_| "allocated to something that is no record, as `mechanism.ID`".to_owned()),
            );
        }
        "approved-by" | "owner" => {
            if !reference(text, DOERS) {
                return Err("somebody by name; records refer to people and roles, as `role.ID`".to_owned());
            }
            read.values.push((key, Value::Text(text.to_owned())));
        }
        _ => read.values.extend(form.read(text)?.map(|value| (key, value))),
    }
    Ok(read)
}

/// Records, clauses of standards, and the rest in words.
fn origins(text: &str, read: &mut Read) {
    let (mut records, mut clauses, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for item in list(text) {
        if reference(&item, ORIGINS) {
            records.push(item);
        } else if clause(&item) {
            clauses.push(item);
        } else {
            others.push(item);
        }
    }
    some(read, "origin", records);
    some(read, "origin-standard", clauses);
    if !others.is_empty() {
        read.values.push(("origin-other", Value::Text(others.join("; "))));
    }
}

fn some(read: &mut Read, key: &'static str, items: Vec<String>) {
    if !items.is_empty() {
        read.values.push((key, Value::List(items)));
    }
}

fn list(text: &str) -> Vec<String> {
    match Form::List.read(text) {
        Ok(Some(Value::List(items))) => items,
        _ => Vec::new(),
    }
}

fn known(words: &'static [(&'static str, &'static str)], text: &str) -> Option<&'static str> {
    let plain = text.trim().to_lowercase();
    words.iter().find(|(word, _)| *word == plain).map(|(_, ours)| *ours)
}

/// `FR 1`, `FR1: …` and `IAC` are `FR1`; everything else stays, and the check tells it.
fn category(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_lowercase();
    if let Some((_, ours)) = CATEGORIES.iter().find(|(word, _)| *word == plain) {
        return (*ours).to_owned();
    }
    let mut rest = plain.strip_prefix("fr").unwrap_or("").trim_start_matches(['-', '_']).chars();
    let number = rest.next().filter(|digit| ('1'..='7').contains(digit));
    match (number, rest.next()) {
        (Some(number), next) if !next.is_some_and(|next| next.is_ascii_digit()) => format!("FR{number}"),
        _ => text.to_owned(),
    }
}

/// Whether a text is `kind.id` of one of these kinds, perhaps of a used folder.
pub(crate) fn reference(text: &str, kinds: &[&str]) -> bool {
    let local = text.rsplit('/').next().unwrap_or("");
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/');
    let there = local.split_once('.').is_some_and(|(kind, id)| kinds.contains(&kind) && !id.is_empty());
    there && text.chars().all(plain)
}

/// Whether a text is a clause as `CR 1.1`, `CR 1.1 RE(1)`, `SD-1.c`, `EDR 2.4`.
fn clause(text: &str) -> bool {
    const FAMILIES: &[&str] =
        &["CR", "SAR", "EDR", "HDR", "NDR", "CCSC", "SM", "SR", "SD", "SI", "SVV", "DM", "SUM", "SG"];
    let end = text.find([' ', '-']).unwrap_or(text.len());
    let (family, number) = text.split_at_checked(end).unwrap_or((text, ""));
    let number = number.trim_start_matches([' ', '-']);
    FAMILIES.contains(&family) && number.starts_with(|letter: char| letter.is_ascii_digit()) && number.len() <= 16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(key: &'static str, form: Form, text: &str) -> String {
        match read(key, form, text) {
            Ok(read) => {
                let values = read.values.iter().map(|(key, value)| format!("{key}={value}"));
                values.chain(read.left.iter().map(|why| format!("left: {why}"))).collect::<Vec<_>>().join(" | ")
            }
            Err(why) => format!("refused: {why}"),
        }
    }

    #[test]
    fn words_of_other_tools() {
        let origin = "threat.x; CR 1.1 RE(1); customer A; SD-1.c";
        assert_eq!(
            said("origin", Form::References, origin),
            "origin=threat.x | origin-standard=CR 1.1 RE(1); SD-1.c | origin-other=customer A"
        );
        assert_eq!(said("status", Form::Text, "Freigegeben"), "status=approved");
        assert_eq!(
            said("status", Form::Text, "Active"),
            "status=proposed | left: a status in words of its own: written as proposed"
        );
        assert_eq!(
            said("stage", Form::List, "Betrieb, Wartung, use, x"),
            "stage=operation; maintenance | left: a stage that is none of ours"
        );
        assert_eq!(said("approved-by", Form::Reference, "role.advisor"), "approved-by=role.advisor");
        assert!(said("approved-by", Form::Reference, "the advisor").starts_with("refused: somebody by name"));
        assert!(
            said("allocated-to", Form::References, "mechanism.a, the web server")
                .starts_with("allocated-to=mechanism.a | left:")
        );
        for (text, expect) in [
            ("fr 1", "FR1"),
            ("FR-7: availability", "FR7"),
            ("RDF", "FR5"),
            ("FR8", "FR8"),
            ("FR10", "FR10"),
            ("x", "x"),
            ("", ""),
        ] {
            assert_eq!(category(text), expect);
        }
    }
}

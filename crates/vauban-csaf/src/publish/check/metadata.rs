//! Requirements 7 to 10: the metadata, and the three ways to find it.

use vauban_json::{Document, Limits};

use super::super::provider::{self, METADATA};
use super::super::{Role, security_txt};
use super::{Standing, Survey};

pub(super) fn check(survey: &mut Survey<'_>) {
    match survey.metadata {
        Some((path, bytes)) => file(survey, path, bytes),
        None => survey.note(7, Standing::Failed, None, None, "there is no provider-metadata.json"),
    }
    match survey.files.contains_key(METADATA) {
        true => {}
        false => survey.note(9, Standing::Failed, None, None, format!("there is no {METADATA}")),
    }
    survey.unknown(10, "only DNS shows where csaf.data.security.DOMAIN leads");
    let name = [".well-known/security.txt", "security.txt"];
    let Some((path, bytes)) = name.iter().find_map(|path| Some((*path, survey.files.get(*path)?))) else {
        survey.unknown(8, "there is no security.txt among these files");
        return;
    };
    let text = security_txt::SecurityTxt::read(bytes);
    let canonical = canonical(survey);
    let named: Vec<(String, u32)> = text.fields("csaf").map(|field| (field.value.clone(), field.line)).collect();
    if named.is_empty() {
        survey.fail(8, path, "there is no `CSAF` field");
    }
    for (value, line) in &named {
        if !value.starts_with("https://") {
            survey.note(8, Standing::Failed, Some(path), Some(*line), "a web address begins with https://");
        }
    }
    if let Some(canonical) = canonical
        && !named.is_empty()
        && !named.iter().any(|(value, _)| *value == canonical)
    {
        survey.fail(8, path, format!("no `CSAF` field leads to `{canonical}`, where the metadata says it is"));
    }
}

fn file(survey: &mut Survey<'_>, path: &str, bytes: &[u8]) {
    let document = match Document::read(bytes, &Limits::default()) {
        Ok(document) => document,
        Err(error) => {
            survey.note(7, Standing::Failed, Some(path), Some(error.line), error.what.to_string());
            return;
        }
    };
    for twice in document.duplicates() {
        let line = twice.again.place().line;
        survey.note(7, Standing::Failed, Some(path), Some(line), "this name occurs twice");
    }
    let mut problems = Vec::new();
    match provider::schema() {
        Ok(schema) => {
            schema.check(document.root(), &mut problems);
        }
        Err(error) => survey.unknown(7, format!("the schema could not be used: {error}")),
    }
    for problem in problems {
        let what = format!("{}: {problem}", problem.pointer());
        survey.note(7, Standing::Failed, Some(path), Some(problem.place().line), what);
    }
    let canonical = document.root().get_text("canonical_url").unwrap_or("");
    if !canonical.ends_with(path) {
        let what = format!("the canonical address `{}` does not lead here", canonical.escape_debug());
        survey.fail(7, path, what);
    }
    if !canonical.starts_with("https://") && !canonical.starts_with("http://") {
        survey.fail(3, path, "the canonical address does not begin with https://");
    }
    // Every address in the metadata is one that programs will ask.
    for index in 0..document.len() {
        let Some(value) = document.value(index) else { continue };
        if value.text().is_some_and(|text| text.starts_with("http://")) {
            let line = value.place().line;
            survey.note(3, Standing::Failed, Some(path), Some(line), "an address without TLS");
        }
    }
    let publisher = document.root().get("publisher");
    let name = publisher.and_then(|publisher| publisher.get_text("name")).map(str::to_owned);
    let others: Vec<String> = survey
        .advisories
        .iter()
        .filter(|advisory| Some(&advisory.document.publisher.1) != name.as_ref())
        .map(|advisory| advisory.path.to_owned())
        .collect();
    for other in others {
        survey.note(7, Standing::Met, Some(&other), None, "of another publisher than the metadata names");
    }
}

/// The role that the metadata claims; the schema's default is no claim.
pub(super) fn claimed(survey: &Survey<'_>) -> Option<Role> {
    let document = Document::read(survey.metadata?.1, &Limits::default()).ok()?;
    Role::named(document.root().get_text("role")?)
}

/// Where the metadata says that it is.
fn canonical(survey: &Survey<'_>) -> Option<String> {
    let document = Document::read(survey.metadata?.1, &Limits::default()).ok()?;
    Some(document.root().get_text("canonical_url")?.to_owned())
}

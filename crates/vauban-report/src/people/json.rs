//! `vauban people --format json`: the contract `vauban/people/1`.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{PeopleReport, PersonRow};
use crate::text::one_line;

/// Writes the report as one JSON document.
pub fn report(report: &PeopleReport, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/people/1",
        product: one_line(&report.product),
        on: &report.on,
        window_months: report.window_months,
        unknown: report.unknown.iter().map(|text| one_line(text)).collect(),
        strangers: report
            .strangers
            .iter()
            .map(|(address, days)| Stranger { address: one_line(address), days: *days })
            .collect(),
        mailmap: Some(one_line(&report.mailmap)).filter(|text| !text.is_empty()),
        persons: report.persons.iter().map(person).collect(),
    };
    vauban_formats::json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: Cow<'a, str>,
    on: &'a str,
    window_months: u32,
    unknown: Vec<Cow<'a, str>>,
    strangers: Vec<Stranger<'a>>,
    mailmap: Option<Cow<'a, str>>,
    persons: Vec<Person<'a>>,
}

#[derive(Serialize)]
struct Stranger<'a> {
    address: Cow<'a, str>,
    days: usize,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    title: Option<Cow<'a, str>>,
    department: Option<Cow<'a, str>>,
    manager: Option<&'a str>,
    organization: Option<Cow<'a, str>>,
    quality_assurance: bool,
    roles: &'a [String],
    competences: Vec<Competence<'a>>,
    developed: Option<Developed<'a>>,
    distance: &'static str,
    at_most: &'static str,
    near: Option<Cow<'a, str>>,
    untold: Vec<Cow<'a, str>>,
    tests: Vec<Test<'a>>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Competence<'a> {
    id: &'a str,
    topic: Option<Cow<'a, str>>,
    valid_until: Option<&'a str>,
    valid: bool,
}

#[derive(Serialize)]
struct Developed<'a> {
    first: &'a str,
    last: &'a str,
    commit: &'a str,
}

#[derive(Serialize)]
struct Test<'a> {
    r#type: &'a str,
    asked: &'a str,
    may: &'static str,
}

fn person(row: &PersonRow) -> Person<'_> {
    let said = |text: &'_ str| (!text.is_empty()).then(|| one_line(text).into_owned());
    Person {
        id: &row.id,
        title: said(&row.title).map(Cow::Owned),
        department: said(&row.department).map(Cow::Owned),
        manager: Some(row.manager.as_str()).filter(|id| !id.is_empty()),
        organization: said(&row.organization).map(Cow::Owned),
        quality_assurance: row.quality_assurance,
        roles: &row.roles,
        competences: row
            .competences
            .iter()
            .map(|one| Competence {
                id: &one.id,
                topic: said(&one.topic).map(Cow::Owned),
                valid_until: Some(one.valid_until.as_str()).filter(|day| !day.is_empty()),
                valid: one.valid,
            })
            .collect(),
        developed: row.developed.as_ref().map(|(first, last, commit)| Developed { first, last, commit }),
        distance: row.distance,
        at_most: row.at_most,
        near: said(&row.near).map(Cow::Owned),
        untold: row.untold.iter().map(|text| one_line(text)).collect(),
        tests: row.tests.iter().map(|test| Test { r#type: &test.test, asked: &test.asked, may: test.may }).collect(),
        file: &row.file,
        line: row.line,
    }
}

//! What is shown of people: who holds which role, where everybody stood on a day, and what they may test.

use vauban_analysis::independence::{Distance, holders, place};
use vauban_checks::EDITION;
use vauban_engine::Compilation;
use vauban_model::kinds::Person;
use vauban_model::{AnyId, Date, Kind, Record, Ref, TestType, Text, WordList, day_of};
use vauban_report::people::{CompetenceRow, PeopleReport, PersonRow, TestRow};

/// What is shown of the people of a product on a day; `None` where it cannot be judged.
pub fn report(compiled: &Compilation, product: Option<AnyId>, on: Date) -> Option<PeopleReport> {
    let model = &compiled.model;
    let independence = compiled.independence(product)?;
    let developers = independence.on(on);
    let asked = asked(compiled);
    let mut persons = Vec::new();
    for (at, person) in model.person.iter().enumerate() {
        let id = AnyId { kind: Kind::Person, at: at as u32 };
        if person.head.removed {
            continue;
        }
        let standing = independence.standing(&developers, id, on);
        let place = place(model, id, on);
        let (file, line) = model.place(id);
        let roles =
            model.role.iter().filter(|role| !role.head.removed && holders(model, role, on).certain.contains(&id));
        let tests = asked.iter().map(|(test, degree)| {
            let may = match Distance::named(degree) {
                Some(distance) if standing.reached >= distance => "yes",
                Some(distance) if standing.at_most < distance => "no",
                _ => "unknown",
            };
            TestRow { test: test.clone(), asked: degree.clone(), may }
        });
        persons.push(PersonRow {
            id: person.head.id.to_string(),
            title: said(&person.head.common.title),
            department: department(person, on),
            manager: place.manager.map_or_else(String::new, |manager| model.head(manager).id.to_string()),
            organization: said(&person.organization),
            quality_assurance: place.quality_assurance,
            roles: roles.map(|role| role.head.id.to_string()).collect(),
            competences: competences(compiled, id, on),
            developed: independence.developers().work_of(id).map(|(first, last, at)| {
                let commit = compiled.facts.authorship.as_ref().and_then(|commits| commits.commits.get(at as usize));
                (first.to_string(), last.to_string(), commit.map_or("", |commit| commit.short()).to_owned())
            }),
            distance: standing.reached.word(),
            at_most: standing.at_most.word(),
            near: standing.near.clone().unwrap_or_default(),
            untold: standing.untold(Distance::Organization),
            tests: tests.collect(),
            file,
            line,
        });
    }
    Some(PeopleReport {
        product: compiled.line(product),
        on: on.to_string(),
        window_months: independence.developers().window(),
        unknown: independence.developers().gaps.clone(),
        strangers: independence.developers().strangers().map(|(address, days)| (address.to_owned(), days)).collect(),
        mailmap: mailmap(compiled),
        persons,
    })
}

/// Types of test, as records call them, each with the degree of independence that the catalog asks for.
fn asked(compiled: &Compilation) -> Vec<(String, String)> {
    let lifecycle = compiled.catalogs.lifecycle(EDITION).unwrap_or(compiled.catalogs.default_lifecycle());
    let words = TestType::WORDS.iter().map(|(word, _, _)| *word);
    let rules = words.flat_map(|word| lifecycle.independence_of(word).map(move |rule| (word, rule)));
    rules.map(|(word, rule)| (word.to_owned(), rule.minimum.clone())).collect()
}

/// A text as written; empty where there is none.
fn said(text: &Option<Text>) -> String {
    text.as_ref().map_or_else(String::new, |text| text.value.to_string())
}

/// The department as written.
fn department(person: &Record<Person>, on: Date) -> String {
    let held = person
        .department
        .iter()
        .find(|one| one.from.is_none_or(|from| from.date <= on) && one.until.is_none_or(|until| on <= until.date));
    held.map_or_else(String::new, |one| said(&one.name))
}

fn competences(compiled: &Compilation, person: AnyId, on: Date) -> Vec<CompetenceRow> {
    let own = compiled.model.competence.iter().filter(|one| one.person.as_ref().and_then(Ref::to) == Some(person));
    let shown = own.filter(|one| !one.head.removed && one.date.is_some_and(|date| date.date <= on));
    let row = |one: &Record<vauban_model::kinds::Competence>| CompetenceRow {
        id: one.head.id.to_string(),
        topic: said(&one.topic),
        valid_until: one.valid_until.map_or_else(String::new, |day| day.date.to_string()),
        valid: one.shown_by.is_some() && one.valid_until.is_none_or(|until| on <= until.date),
    };
    shown.map(row).collect()
}

/// When `.mailmap` was last changed, and by whom.
fn mailmap(compiled: &Compilation) -> String {
    let Some(commits) = &compiled.facts.authorship else { return String::new() };
    let last = commits.mailmap.first().and_then(|at| commits.commits.get(*at as usize));
    let Some(last) = last else { return String::new() };
    let day = day_of(last.committed).map_or_else(String::new, |day| format!("on {day} "));
    let by = commits.identity(last.author).map_or("", |identity| identity.address.as_str());
    format!("{day}in {} by {by}", last.short())
}

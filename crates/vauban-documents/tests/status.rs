//! The page for management: numbers that are known, and those that are not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod kit;

use kit::{PROJECTS, Project, tables, words};
use vauban_documents::{Subject, kind};
use vauban_engine::{MemoryWorld, compile};
use vauban_model::Date;
use vauban_pages::{Document, markdown};

fn of(files: &[(&str, &str)]) -> Document {
    let today = Date::new(2026, 11, 22).unwrap();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let world = MemoryWorld::new(today, files);
    let compiled = compile(&world).unwrap();
    let product = compiled.products().first().copied().flatten();
    let subject = Subject { compiled: &compiled, world: &world, product, release: None, language: None, scope: &[] };
    (kind("status").unwrap().build)(&subject).unwrap()
}

#[test]
fn a_project_without_releases_says_what_cannot_be_told() {
    let page = markdown::page(&of(&[("vauban.toml", "[product.p]\nname = \"P\"\nversion = \"1.0\"\n")]));
    assert!(page.contains("There is no earlier release that can be looked at"), "{page}");
    assert!(page.contains("No asset is recorded"), "{page}");
    assert!(!page.contains("NaN"), "{page}");
}

#[test]
fn what_has_passed_is_late_and_what_comes_is_counted_in_days() {
    let waiver = |id: &str, until: &str| {
        format!(
            "[waiver.{id}]\nfinding = \"x y\"\nreason = \"r\"\napproved-by = \"person.a\"\ndate = 2026-01-01\nexpires = {until}\n"
        )
    };
    let records = format!(
        "[person.a]\n{}{}{}",
        waiver("old", "2026-11-20"),
        waiver("soon", "2026-12-02"),
        waiver("later", "2027-11-20")
    );
    let document = of(&[("vauban.toml", "[product.p]\nversion = \"1.0\"\n"), ("security/w.toml", &records)]);
    let due = tables(&document).into_iter().find(|table| table.caption.starts_with("What is due")).unwrap();
    let rows: Vec<(String, String)> = due.rows.iter().map(|row| (words(&row.cells[1]), words(&row.cells[3]))).collect();
    let expected = [("2 days late", "waiver.old"), ("10", "waiver.soon")];
    assert_eq!(rows, expected.map(|(days, record)| (days.to_owned(), record.to_owned())));
    assert!(markdown::page(&document).contains("1 deadline has passed."));
}

#[test]
fn the_examples_have_a_page_with_every_part() {
    for path in PROJECTS {
        let project = Project::open(path);
        let document = (kind("status").unwrap().build)(&project.subject(&[])).unwrap();
        let places: Vec<&str> = document.sections.iter().map(|section| section.anchor.as_str()).collect();
        assert_eq!(places, ["maturity", "depth", "open", "deadlines"], "{path}");
    }
}

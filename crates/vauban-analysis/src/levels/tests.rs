//! The vector over small models; whole products are in the engine's tests.

use vauban_diagnostics::{FileId, SourceFile, Span};
use vauban_model::{AnyRecord, Head};

use super::*;

#[test]
fn without_a_type_nothing_is_claimed() {
    let mut model = Model::default();
    model.sources.add(SourceFile::new("a.toml".to_owned(), "[x]\n".to_owned()));
    let span = Span::new(FileId(0), 0, 3);
    let head = Head::new(Kind::Product, "", "x", span, span);
    model.add(AnyRecord::Product(Box::new(Record { head, body: Product::default() })));
    let owners = Owners::new(&model);
    let product = Some(AnyId { kind: Kind::Product, at: 0 });
    let told = capability(&model, Catalogs::embedded(), &owners, product);
    assert_eq!(told.families.len(), 7);
    assert!(told.families.iter().all(|family| family.claimed == 0 && family.entries.is_empty()));
    assert!(told.families.iter().all(|family| family.target.is_none() && family.missing_target().is_empty()));
}

#[test]
fn every_family_of_every_type_begins_at_level_one() {
    let standard = Catalogs::embedded().component();
    let none = Claims::default();
    for one in &standard.component_types {
        for family in &standard.foundational_requirements {
            let told = none.family(family, standard, &[one.id.as_str()], None);
            assert_eq!(told.claimed, 0, "{} {}", one.id, family.id);
            assert!(!told.missing_next().is_empty(), "{} {}", one.id, family.id);
        }
    }
}

#[test]
fn a_family_reaches_the_level_below_the_first_gap() {
    let standard = Catalogs::embedded().component();
    let family = standard.foundational_requirements.iter().find(|one| one.id == "FR6").expect("it is there");
    let id = AnyId { kind: Kind::Mechanism, at: 0 };
    let claims =
        |ids: &[&'static str]| Claims { by: ids.iter().map(|one| (*one, vec![id])).collect(), ..Claims::default() };
    let level = |ids: &[&'static str]| claims(ids).family(family, standard, &["embedded-device"], None).claimed;
    assert_eq!(level(&["CR 6.2"]), 0);
    assert_eq!(level(&["CR 6.1"]), 1);
    assert_eq!(level(&["CR 6.1", "CR 6.2"]), 2);
    assert_eq!(level(&["CR 6.1", "CR 6.2", "CR 6.1 RE(1)"]), 4);
}

//! What every part must keep to; whole designs are tried in the engine's tests.

use std::collections::BTreeSet;

use vauban_catalog::Catalogs;
use vauban_catalog::threats::{AttributeType, Element};
use vauban_diagnostics::{FileId, SourceFile, Span};
use vauban_model::kinds::{Actor, Component, Flow, Interface, Product};
use vauban_model::{AnyRecord, Date, Head, Kind, Model, Record};

use super::facts::{Asker, facts};
use super::layout::Layout;
use super::{Enumeration, Value};
use crate::scope::Owners;

fn model() -> Model {
    let mut model = Model::default();
    model.sources.add(SourceFile::new("a.toml".to_owned(), "[x]\n".to_owned()));
    let span = Span::new(FileId(0), 0, 3);
    let head = |kind: Kind| Head::new(kind, "", "x", span, span);
    model.add(AnyRecord::Product(Box::new(Record { head: head(Kind::Product), body: Product::default() })));
    model.add(AnyRecord::Component(Box::new(Record { head: head(Kind::Component), body: Component::default() })));
    model.add(AnyRecord::Interface(Box::new(Record { head: head(Kind::Interface), body: Interface::default() })));
    model.add(AnyRecord::Flow(Box::new(Record { head: head(Kind::Flow), body: Flow::default() })));
    model.add(AnyRecord::Actor(Box::new(Record { head: head(Kind::Actor), body: Actor::default() })));
    model
}

#[test]
fn every_attribute_is_answered() {
    let model = model();
    let owners = Owners::new(&model);
    let layout = Layout::new(&model, &owners, None);
    let knowledge = Catalogs::embedded().threats();
    let asker = Asker::new(&layout, knowledge);
    let forgotten: Vec<String> = knowledge
        .attributes
        .iter()
        .filter(|attribute| asker.answer(attribute, 0).is_none())
        .map(|attribute| format!("{}.{}", attribute.element, attribute.name))
        .collect();
    assert_eq!(forgotten, Vec::<String>::new());
}

#[test]
fn values_have_the_form_of_their_attribute_and_what_is_open_can_be_asked() {
    let model = model();
    let owners = Owners::new(&model);
    let layout = Layout::new(&model, &owners, None);
    let knowledge = Catalogs::embedded().threats();
    let facts = facts(&layout, knowledge);
    for element in [Element::Component, Element::Interface, Element::Flow, Element::External, Element::Product] {
        let mine: Vec<_> = knowledge.attributes.iter().filter(|one| one.element == element).collect();
        let sheet = facts.sheet(element, 0).expect("there is one");
        assert_eq!(sheet.len(), mine.len());
        for (attribute, known) in mine.iter().zip(sheet) {
            let fits = matches!(
                (attribute.kind, known.value),
                (AttributeType::Boolean, Value::Truth(_))
                    | (AttributeType::Enumeration, Value::Word(_))
                    | (AttributeType::Ordered, Value::Range(..))
                    | (AttributeType::Set, Value::Words { .. })
            );
            assert!(fits, "{} {:?}", attribute.name, known);
            assert!(known.value.is_known() || !known.asks.is_empty(), "nobody can answer {}", attribute.name);
        }
    }
}

#[test]
fn words_fit_into_bits_and_kinds_into_their_set() {
    let knowledge = Catalogs::embedded().threats();
    assert!(knowledge.mechanism_kinds.len() <= 256);
    assert!(knowledge.attributes.iter().all(|attribute| attribute.values.len() <= 32));
}

#[test]
fn nothing_known_is_no_threat_and_many_questions() {
    let model = model();
    let owners = Owners::new(&model);
    let today = Date::new(2026, 11, 22).expect("a date");
    let found = Enumeration::new(
        &model,
        Catalogs::embedded(),
        &owners,
        None,
        &BTreeSet::new(),
        &vauban_model::Facts::default(),
        today,
    );
    assert_eq!((found.attacker, found.attacker_stated), (4, false));
    assert!(found.threats.iter().all(|threat| threat.state == super::State::Question), "{:?}", found.threats);
    assert!(found.questions.len() > 10);
    let mut asked = BTreeSet::new();
    assert!(found.questions.iter().all(|one| asked.insert((one.record, one.key, one.attribute))));
}

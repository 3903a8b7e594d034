//! Two editions side by side: the same id, two meanings, no harm.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use vauban_catalog::{Catalogs, Lifecycle, Named};

const SECOND: &str = include_str!("second-edition.toml");

fn both() -> Catalogs {
    let second = Lifecycle::parse("second-edition.toml", SECOND).expect("the second edition is right");
    Catalogs::embedded().clone().with_lifecycle(second).expect("its namespace is new")
}

fn title(catalogs: &Catalogs, reference: &str) -> String {
    match catalogs.resolve(reference) {
        Some(Named::Requirement(_, requirement)) => requirement.title.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn stand_side_by_side() {
    let catalogs = both();
    assert_eq!(catalogs.lifecycles().count(), 2);
    assert_eq!(title(&catalogs, "iec62443-4-1:2018/SR-2"), "Threat model");
    assert_eq!(title(&catalogs, "iec62443-4-1:2031/SR-2"), "Applicability assessment");
    assert_eq!(title(&catalogs, "SR-2"), "Threat model");
    assert!(Catalogs::embedded().lifecycle("iec62443-4-1:2031").is_none(), "one set does not change another");
}

#[test]
fn short_ids_mean_the_edition_that_was_chosen() {
    let catalogs = both().with_default_lifecycle("iec62443-4-1:2031").unwrap();
    assert_eq!(title(&catalogs, "SR-2"), "Applicability assessment");
    assert_eq!(title(&catalogs, "iec62443-4-1:SR-2"), "Applicability assessment");
    assert_eq!(title(&catalogs, "iec62443-4-1:2018/SR-2"), "Threat model");
    assert!(both().with_default_lifecycle("iec62443-4-1:2099").is_none());
}

#[test]
fn a_namespace_is_taken_once() {
    let again = Lifecycle::parse("again.toml", SECOND).unwrap();
    let error = both().with_lifecycle(again).unwrap_err();
    assert_eq!(error.to_string(), "again.toml:4:13: namespace `iec62443-4-1:2031` is already in force");
}

const DRAFT: &str = "iec62443-4-1:2018+A11";

#[test]
fn a_draft_is_in_force_only_where_it_is_named() {
    let catalogs = Catalogs::embedded();
    assert!(catalogs.lifecycle(DRAFT).is_none() && catalogs.drafts().any(|draft| draft.namespace == DRAFT));
    // What is said about it is kept all the same.
    assert_eq!(title(catalogs, "iec62443-4-1:2018+A11/SR-2"), "Requirements applicability assessment");
    let named = catalogs.clone().with_draft(DRAFT);
    assert!(named.lifecycle(DRAFT).is_some() && named.drafts().next().is_none());
    assert_eq!(title(&named, "SR-2"), "Threat model", "beside the one that decides");
    let decides = catalogs.clone().with_default_lifecycle(DRAFT).unwrap();
    assert_eq!(title(&decides, "SR-2"), "Requirements applicability assessment");
}

#[test]
fn an_amendment_carries_over_all_that_it_keeps_and_moves() {
    let catalogs = Catalogs::embedded().clone().with_draft(DRAFT);
    let (first, draft) = (catalogs.lifecycle("iec62443-4-1:2018").unwrap(), catalogs.lifecycle(DRAFT).unwrap());
    assert_eq!(draft.amends.as_deref(), Some("iec62443-4-1:2018"));
    assert!(draft.draft.is_some() && !draft.open_points.is_empty());
    let carried: Vec<&str> = draft.aspects().flat_map(|(_, one)| &one.carries_over).map(String::as_str).collect();
    let asked: Vec<String> = first.aspects().map(|(_, one)| format!("iec62443-4-1:2018/{}", one.id)).collect();
    assert_eq!(carried.len(), asked.len());
    assert!(asked.iter().all(|id| carried.contains(&id.as_str())), "nothing is dropped");
    for (_, aspect) in draft.aspects() {
        for id in aspect.carries_over.iter().filter_map(|id| id.split_once('/')) {
            assert_eq!(first.aspect(id.1).unwrap().1.text, aspect.text, "what is carried over asks the same");
        }
    }
    let numbers: Vec<u32> = draft.practices.iter().map(|practice| practice.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert!(draft.independence_rules.iter().all(|rule| draft.requirement(&rule.requirement).is_some()));
    assert_eq!(draft.independence_rules.len(), first.independence_rules.len());
}

#[test]
fn an_id_of_two_editions_has_two_meanings_only_where_they_differ() {
    let catalogs = Catalogs::embedded().clone().with_default_lifecycle(DRAFT).unwrap();
    let meant =
        |id: &str| catalogs.other_meanings(id).into_iter().map(|(_, title)| title.to_owned()).collect::<Vec<_>>();
    assert_eq!(meant("SR-2"), ["Threat model"]);
    assert_eq!(meant("SR-2.a"), ["Threat model"]);
    assert!(meant("SM-6").is_empty() && meant("SD-1.c").is_empty());
    let (edition, title, here) = catalogs.known_elsewhere("SR-4.b").unwrap();
    assert_eq!(edition.namespace, "iec62443-4-1:2018");
    assert_eq!((title, here), ("Product security requirements content", Some("was-SR-4.b")));
    assert!(Catalogs::embedded().other_meanings("SR-2").is_empty(), "one edition, one meaning");
}

#[test]
fn an_amendment_of_nothing_is_refused() {
    let text = |amends: &str, rest: &str| {
        format!(
            "catalog = \"c\"\nedition = \"2\"\nnamespace = \"c:2\"\namends = \"{amends}\"\n[[kept]]\npractice = \"SM\"\nnumber = 1\n{rest}"
        )
    };
    let refused = |text: String| Lifecycle::parse("second.toml", &text).unwrap_err()[0].to_string();
    assert!(refused(text("c:1", "")).contains("edition `c:1` cannot be amended"));
    let unknown = "[[moved]]\nrequirement = \"SR-9\"\nto = \"SR-1\"\npractice = \"SM\"\n";
    assert!(refused(text("iec62443-4-1:2018", unknown)).contains("there is no requirement `SR-9`"));
    let kept = Lifecycle::parse("second.toml", &text("iec62443-4-1:2018", "")).unwrap();
    assert_eq!((kept.practices.len(), kept.requirements.len()), (1, 13), "what it does not keep is dropped");
}

#[test]
fn every_clause_of_a_crosswalk_says_how_far_and_what_is_left() {
    for framework in Catalogs::embedded().frameworks() {
        assert!(framework.clauses().next().is_some(), "{} says which entries are clauses", framework.id);
        for clause in framework.clauses() {
            let (extent, id) = (clause.extent(), &clause.id);
            let part = framework.group_of(clause);
            assert!(part.is_some(), "{id} belongs to a part");
            // What is answered elsewhere is no clause of the crosswalk.
            if part.is_some_and(|part| part.text("elsewhere").is_some()) {
                continue;
            }
            assert_ne!(extent, vauban_catalog::Extent::Unjudged, "{id}");
            let left = clause.text("gap").is_some_and(|gap| !gap.is_empty());
            // Of what nothing covers, all is left.
            let said = [vauban_catalog::Extent::Full, vauban_catalog::Extent::None].contains(&extent);
            assert!(left || said, "{id} says what is left");
            assert!(
                extent <= vauban_catalog::Extent::None || !clause.answered_by().is_empty(),
                "{id} names what answers it"
            );
        }
    }
}

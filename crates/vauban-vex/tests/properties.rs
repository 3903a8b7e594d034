//! Of every set of statements: the order of the input changes nothing, and what is not known closes nothing.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use vauban_vex::precedence::{Conditions, Mechanism, Question, Rank, Statements, Trust, Verdict, effective};
use vauban_vex::{Document, Justification, Part, Product, Span, Statement, Status, Time, Versions, Vulnerability};

const STATUSES: [Status; 6] = [
    Status::NotAffected,
    Status::Affected,
    Status::Fixed,
    Status::UnderInvestigation,
    Status::FalsePositive,
    Status::Unknown,
];

fn time(day: u32) -> Time {
    Time::parse(&format!("2026-01-{day:02}T00:00:00Z")).unwrap()
}

fn part(which: u8) -> Part {
    let exact = |version: &str| Versions::Listed(vec![Span::Exact(version.to_owned())]);
    let gateway = Part::of_purl("pkg:generic/acme/gateway");
    match which % 7 {
        0 => Part { versions: exact("2.1.0"), ..gateway },
        1 => gateway,
        2 => Part { versions: Versions::Listed(vec![Span::Range("vers:intdot/>=2.0|<3.0".to_owned())]), ..gateway },
        3 => Part { versions: exact("2.2.0"), ..gateway },
        4 => Part { versions: Versions::Listed(vec![Span::Told("old ones".to_owned())]), ..gateway },
        5 => Part { name: "gateway".to_owned(), ..Part::default() },
        _ => Part {
            name: "gateway".to_owned(),
            supplier: "Acme".to_owned(),
            versions: exact("2.1.0"),
            ..Part::default()
        },
    }
}

prop_compose! {
    fn statement()(status in 0usize..6, which in any::<u8>(), sub in 0u8..3, day in 0u32..6, reason in 0u8..4, mechanism in any::<bool>(), doubt in 0u8..12) -> Statement {
        let mut one = Statement::new(Vulnerability::named("CVE-2026-0001"), STATUSES[status]);
        let subcomponents = match sub {
            0 => Vec::new(),
            1 => vec![Part::of_purl("pkg:cargo/rustls")],
            _ => vec![Part::of_purl("pkg:cargo/ring")],
        };
        one.products = vec![Product { part: part(which), subcomponents }];
        one.at = (day > 0).then(|| time(day));
        one.justification = match reason {
            0 => None,
            1 => Some(Justification::InlineMitigations),
            2 => Some(Justification::ComponentNotPresent),
            _ => Some(Justification::CodeNotPresent),
        };
        if mechanism { one.mechanisms = vec!["wall".to_owned()]; }
        if doubt == 0 { one.doubt = "nobody knows".to_owned(); }
        one
    }
}

prop_compose! {
    fn document()(author in 0usize..5, day in 1u32..8, id in 0u8..3, version in 1u8..4, statements in proptest::collection::vec(statement(), 0..4)) -> Document {
        Document {
            id: format!("doc-{id}"),
            version: version.to_string(),
            author: ["psirt", "product-security", "maker", "lab", "stranger"][author].to_owned(),
            issued: Some(time(day)),
            statements,
            ..Document::default()
        }
    }
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    let ranks =
        [("psirt", Rank::Own), ("product-security", Rank::Own), ("maker", Rank::Maker), ("lab", Rank::ThirdParty)];
    ranks.into_iter().for_each(|(issuer, rank)| trust.list(issuer, rank));
    trust
}

/// Everything of an answer that a reader sees.
fn answer(
    documents: &[Document],
    mechanisms: &BTreeMap<String, Mechanism>,
    trust: &Trust,
) -> (Verdict, String, Vec<String>, Vec<String>, Vec<String>) {
    let statements = Statements::new(documents);
    let product = Part {
        name: "gateway".to_owned(),
        supplier: "ACME".to_owned(),
        versions: Versions::Listed(vec![Span::Exact("2.1.0".to_owned())]),
        ..Part::of_purl("pkg:generic/acme/gateway@2.1.0")
    };
    let component = Part::of_purl("pkg:cargo/rustls@0.23.1");
    let vulnerability = Vulnerability::named("CVE-2026-0001");
    let question = Question {
        product: Some(&product),
        component: Some(&component),
        vulnerability: &vulnerability,
        exploited: false,
    };
    let options = BTreeMap::new();
    let conditions = Conditions { now: time(20), mechanisms, build_options: &options };
    let found = effective(&question, &statements, trust, &conditions);
    let mut conflicts: Vec<String> = found.conflicts.iter().map(|conflict| conflict.sentence.clone()).collect();
    conflicts.sort();
    let mut aside: Vec<String> = found.set_aside.iter().map(|one| one.why.clone()).collect();
    aside.sort();
    (found.verdict, found.why, conflicts, aside, found.recheck)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_order_of_the_input_changes_nothing(
        documents in proptest::collection::vec(document(), 0..6).prop_flat_map(|documents| {
            (Just(documents.clone()), Just(documents).prop_shuffle())
        })
    ) {
        let holds = BTreeMap::from([("wall".to_owned(), Mechanism::Holds)]);
        let (one, mut other) = documents;
        for document in &mut other {
            document.statements.reverse();
        }
        prop_assert_eq!(answer(&one, &holds, &trust()), answer(&other, &holds, &trust()));
    }

    #[test]
    fn said_twice_is_said_once(documents in proptest::collection::vec(document(), 0..4)) {
        let holds = BTreeMap::from([("wall".to_owned(), Mechanism::Holds)]);
        let twice: Vec<Document> = documents.iter().chain(&documents).cloned().collect();
        prop_assert_eq!(answer(&documents, &holds, &trust()), answer(&twice, &holds, &trust()));
    }

    #[test]
    fn knowing_less_never_closes(documents in proptest::collection::vec(document(), 0..6)) {
        let holds = BTreeMap::from([("wall".to_owned(), Mechanism::Holds)]);
        let (known, ..) = answer(&documents, &holds, &trust());
        let (unknown_mechanism, ..) = answer(&documents, &BTreeMap::new(), &trust());
        prop_assert!(known.closes() || !unknown_mechanism.closes());
        let (nobody, ..) = answer(&documents, &holds, &Trust::default());
        prop_assert!(!nobody.closes(), "nobody is trusted");
        // What has no reason, or a doubt, closes nothing.
        let mut bare = documents.clone();
        for statement in bare.iter_mut().flat_map(|document| &mut document.statements) {
            statement.doubt = "nobody knows".to_owned();
        }
        prop_assert!(!answer(&bare, &holds, &trust()).0.closes());
    }

    #[test]
    fn one_more_open_word_of_our_own_never_closes(
        documents in proptest::collection::vec(document(), 0..5), open in document()
    ) {
        let holds = BTreeMap::from([("wall".to_owned(), Mechanism::Holds)]);
        let mut open = open;
        open.id = "another".to_owned();
        open.author = "psirt".to_owned();
        for statement in &mut open.statements {
            statement.status = Status::Affected;
        }
        let before = answer(&documents, &holds, &trust()).0;
        let mut more = documents;
        more.push(open);
        let after = answer(&more, &holds, &trust()).0;
        prop_assert!(before.closes() || !after.closes(), "{before:?} {after:?}");
    }
}

//! A small report with exact outputs.

use super::*;
use crate::paint::strip;
use crate::{Style, to_string};

/// Two practices of one aspect, one answered; one candidate settled, one open.
pub(crate) fn gateway() -> PracticesReport {
    let practice = |name: &str, state, answers| PracticeRow {
        practice: name.into(),
        aspects: vec!["SD-4.a".into()],
        text: "Every process has its own user.".into(),
        source: vec!["issue.header".into(), "Saltzer and Schroeder 1975".into()],
        changed: Some("2025-11-10".into()),
        state,
        answers,
        file: "security/practices.toml".into(),
        line: 3,
    };
    let answer = AnswerRow {
        answer: "practice-answer.users".into(),
        says: "deviated",
        version: "2.4.0".into(),
        present: true,
        reason: "One service needs root".into(),
        shown_by: vec!["component.config".into()],
        by: "architect-1".into(),
        date: Some("2026-10-01".into()),
    };
    let candidate = |element: &str, answer: Option<&str>| CandidateRow {
        way: Way::default(),
        aspect: "SD-4.a".into(),
        element: element.into(),
        seen: vec![SeenRow {
            question: "rights",
            text: "runs with `root`".into(),
            why: "a gift to attackers",
            next: "give it an own user",
            related: vec!["interface.usb".into()],
        }],
        answer: answer.map(str::to_owned),
        unsettled: answer.is_none().then(|| ("practice-answer.old".into(), "is not for version 2.4.0".into())),
        file: "security/design.toml".into(),
        line: 9,
    };
    PracticesReport {
        filter: None,
        of: [2, 1],
        product: "edge-gateway 2.4.0".into(),
        versions: vec!["2.4.0".into()],
        review: Some(ReviewedRow {
            review: "review.practices".into(),
            date: "2026-02-01".into(),
            due: "2027-02-01".into(),
            overdue: false,
        }),
        aspects: vec![
            AspectRow { id: "SD-4.a".into(), text: "Least privilege.".into() },
            AspectRow { id: "SD-4.b".into(), text: "Proven parts.".into() },
        ],
        practices: vec![
            practice("practice.users", "answered", vec![answer]),
            practice("practice.two", "unanswered", vec![]),
        ],
        candidates: vec![
            candidate("component.config", Some("practice-answer.users")),
            candidate("component.web", None),
        ],
    }
}

const SHOWN: &str = "\
edge-gateway 2.4.0 · 2 design practices
 reviewed on 2026-02-01 (review.practices), due again by 2027-02-01

 SD-4.a
 Least privilege.
   practice.users  answered · security/practices.toml:3
     Every process has its own user.
     from issue.header, Saltzer and Schroeder 1975; changed 2025-11-10
     deviated in 2.4.0, by architect-1 on 2026-10-01: One service needs root. Named: component.config.
   practice.two  unanswered · security/practices.toml:3
     Every process has its own user.
     from issue.header, Saltzer and Schroeder 1975; changed 2025-11-10
   ? component.config  answered by practice-answer.users · security/design.toml:9
     It runs with `root`.
   ? component.web  open · security/design.toml:9
     It runs with `root`.
     next: give it an own user
     practice-answer.old names it and is not for version 2.4.0.

 SD-4.b
 Proven parts.
   no practice of the list serves it

 1 answered, 0 outdated, 1 unanswered for 2.4.0; 2 candidates found in the design, 1 open.
 A candidate is a question to people, and no verdict; `vauban status SD-4` gives those.
";

#[test]
fn people_see_practices_by_aspect() {
    let wide = Style { width: 110, ..Style::default() };
    let shown = to_string(|out| terminal::report(&gateway(), &wide, out)).unwrap();
    assert_eq!(shown, SHOWN);
    let coloured = to_string(|out| terminal::report(&gateway(), &Style { color: true, ..wide }, out)).unwrap();
    assert_ne!(coloured, SHOWN);
    assert_eq!(strip(&coloured), SHOWN);
}

#[test]
fn programs_get_the_contract() {
    let told = to_string(|out| json::report(&gateway(), out)).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["schema"], "vauban/practices/1");
    assert_eq!(told["review"]["due"], "2027-02-01");
    assert_eq!(told["practices"][0]["answers"][0]["says"], "deviated");
    assert_eq!(told["candidates"][1]["unsettled"][1], "is not for version 2.4.0");
    assert_eq!(told["candidates"][1]["answer"], serde_json::Value::Null);
    assert_eq!(told["summary"], serde_json::json!({ "practices": 2, "unanswered": 1, "candidates": 2, "open": 1 }));
}

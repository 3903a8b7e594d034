//! A small report with exact outputs.

use super::*;
use crate::paint::strip;
use crate::{Style, to_string};

/// One of everything; every text that people can write is `text`.
pub(crate) fn report_of(text: &str) -> LevelsReport {
    let text = text.to_owned();
    LevelsReport {
        filter: None,
        product: format!("{text} 1.0"),
        edition: "iec62443-4-2:2019".into(),
        types: vec![TypeRow {
            component_type: "embedded-device",
            target: "{ FR1 2 }".into(),
            planned: "{ FR1 2 }".into(),
            claimed: "{ FR1 1 }".into(),
            achieved: "{ FR1 0 }".into(),
            families: vec![FamilyRow {
                id: "FR1".into(),
                abbreviation: "IAC".into(),
                title: "Identification".into(),
                target: Some(2),
                planned: 2,
                claimed: 1,
                achieved: 0,
                next: Some(1),
                steps: vec![StepRow {
                    action: "verify",
                    text: format!("verify `mechanism.{text}`"),
                    requirements: vec!["CR 1.1".into()],
                    elements: vec![format!("interface.{text}")],
                    record: Some(format!("mechanism.{text}")),
                    key: None,
                    mechanism_kind: None,
                }],
            }],
        }],
        requirements: vec![
            RequirementRow {
                id: "CCSC 1".into(),
                title: "Essential functions".into(),
                applies_to: vec!["the product".into()],
                state: "open",
                phrase: "open",
                colour: "bad",
                elements: vec![row("product", "open", "bad", &[], "")],
                ..RequirementRow::default()
            },
            RequirementRow {
                id: "CR 1.1".into(),
                title: "People".into(),
                family: "FR1".into(),
                level: 1,
                types: vec!["embedded-device"],
                condition: Some("people use it".into()),
                applies_to: vec!["every interface where human".into()],
                mechanism_kinds: vec!["user-authentication".into()],
                state: "claimed",
                phrase: "claimed",
                colour: "half",
                reason: String::new(),
                elements: vec![
                    row(&format!("interface.{text}"), "claimed", "half", &[&text], &text),
                    row("interface.panel", "achieved", "good", &["mechanism.lock"], ""),
                    row("interface.rear", "achieved", "good", &["mechanism.lock"], ""),
                ],
            },
            RequirementRow {
                id: "CR 2.2".into(),
                title: "Radio".into(),
                family: "FR2".into(),
                level: 1,
                state: "not-applicable-as-recorded",
                phrase: "not applicable as recorded",
                colour: "half",
                reason: "nothing is recorded".into(),
                ..RequirementRow::default()
            },
        ],
        sheets: true,
        vectors: true,
        notes: vec![text],
    }
}

fn row(element: &str, state: &'static str, colour: &'static str, by: &[&str], reason: &str) -> ElementRow {
    ElementRow {
        element: element.to_owned(),
        state,
        phrase: state,
        colour,
        by: by.iter().map(|one| (*one).to_owned()).collect(),
        reason: reason.to_owned(),
        record: None,
    }
}

const SHOWN: &str = "\
web 1.0 · security levels · iec62443-4-2:2019

 embedded-device
   target   { FR1 2 }
   planned  { FR1 2 }
   claimed  { FR1 1 }
   achieved { FR1 0 }

                          target  planned  claimed  achieved
   FR1 IAC Identification 2       2 ▰▰▱▱   1 ▰▱▱▱   0 ▱▱▱▱

   FR1 to level 1: 1 step
     verify · verify `mechanism.web` (CR 1.1) on interface.web

 CCSC 1 Essential functions · at every level · open
   judged on the product
   product  open

 CR 1.1 People · from level 1 · claimed
   where people use it
   judged on every interface where human
   realised by user-authentication
   interface.web  claimed · web
     web
   interface.panel  achieved · mechanism.lock
   interface.rear  achieved · mechanism.lock

 CR 2.2 Radio · from level 1 · not applicable as recorded
   nothing is recorded

 web
";

#[test]
fn people_see_vectors_steps_and_sheets() {
    let report = report_of("web");
    let shown = to_string(|out| terminal::report(&report, &Style::default(), out)).unwrap();
    assert_eq!(shown, SHOWN);
    let colour = Style { color: true, ..Style::default() };
    let coloured = to_string(|out| terminal::report(&report, &colour, out)).unwrap();
    assert_eq!(strip(&coloured), shown);
    assert_ne!(coloured, shown);
    let plain = LevelsReport { sheets: false, ..report };
    let shown = to_string(|out| terminal::report(&plain, &Style::default(), out)).unwrap();
    assert!(shown.contains(" At every level also\n   CCSC 1  Essential functions  open\n"), "{shown}");
}

#[test]
fn the_statement_is_a_table_in_which_alike_elements_share_a_line() {
    let report = LevelsReport { vectors: false, ..report_of("we|b") };
    let shown = to_string(|out| markdown::report(&report, out)).unwrap();
    let rows: Vec<&str> = shown.lines().filter(|line| line.starts_with("| C")).collect();
    assert_eq!(
        rows,
        [
            "| CCSC 1 Essential functions | all | open | product |  |  |",
            "| CR 1.1 People | 1 | claimed | interface.we\\|b | we\\|b | we\\|b |",
            "| CR 1.1 People | 1 | achieved | interface.panel, interface.rear |  | mechanism.lock |",
            "| CR 2.2 Radio | 1 | not applicable as recorded | – | nothing is recorded | – |",
        ]
    );
}

#[test]
fn programs_get_everything() {
    let told = to_string(|out| json::report(&report_of("web"), out)).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["schema"], "vauban/levels/1");
    assert_eq!(told["types"][0]["families"][0]["steps"][0]["record"], "mechanism.web");
    assert_eq!(told["requirements"][1]["elements"][0]["state"], "claimed");
    assert!(told.get("sheets").is_none() && told["requirements"][1].get("phrase").is_none());
}

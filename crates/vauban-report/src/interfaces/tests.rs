//! Small reports with exact outputs, and text that nobody should write.

use super::*;
use crate::paint::strip;
use crate::text::width;
use crate::{Style, to_string};

/// One interface in which every text is one of these.
pub(crate) fn report_of(texts: &[String]) -> InterfacesReport {
    let text = |at: usize| texts.get(at % texts.len().max(1)).cloned().unwrap_or_default();
    let point = |at: usize, like: bool| PointRow { what: "users", text: text(at), records: vec![text(at + 1)], like };
    let question = QuestionRow {
        id: "SD-1.c",
        asks: "who uses it and what it leads to",
        asked: true,
        answered: false,
        like: true,
        contradiction: Some(text(2)),
        missing: vec![(text(3), text(4)), (String::new(), text(5))],
        computed: vec![point(0, false), point(1, true)],
        stated: vec![point(2, false)],
    };
    let row = InterfaceRow {
        id: text(0),
        title: text(1),
        component: text(2),
        like: Some(text(3)),
        reach: "both",
        exposure: Some("network"),
        zones: vec![text(4)],
        users: vec![text(5)],
        protocol: Some(text(0)),
        port: Some(443),
        enabled: Some(true),
        worst: Some(WorstRow { asset: text(1), property: "integrity", impact: "critical" }),
        unanswered: 3,
        depth: vec![DepthCell {
            tier: "designed",
            reachable: true,
            depth: Some(2),
            asset: text(2),
            ..DepthCell::default()
        }],
        asked: 11,
        open: 4,
        review: Some(ReviewRow { id: text(3), date: text(4), named: true }),
        questions: vec![question, QuestionRow { id: "SD-1.k", ..QuestionRow::default() }],
        file: text(5),
        line: 3,
        ..InterfaceRow::default()
    };
    InterfacesReport {
        product: text(0),
        interfaces: vec![row],
        all: 1,
        single: true,
        filter: None,
        notes: vec![text(1)],
    }
}

fn plain(width: usize) -> Style {
    Style { width, ..Style::default() }
}

#[test]
fn every_line_fits_and_colour_adds_nothing() {
    let report = report_of(&["web-ui".into(), "a rather long text ".repeat(12), "x".repeat(300)]);
    let row = &report.interfaces[0];
    for columns in [40, 80, 120] {
        for (shown, coloured) in [
            (
                to_string(|out| sheet::report(row, &plain(columns), out)).unwrap(),
                to_string(|out| sheet::report(row, &Style { color: true, ..plain(columns) }, out)).unwrap(),
            ),
            (
                to_string(|out| overview::report(&report, &plain(columns), out)).unwrap(),
                to_string(|out| overview::report(&report, &Style { color: true, ..plain(columns) }, out)).unwrap(),
            ),
        ] {
            assert_eq!(strip(&coloured), shown);
            if columns >= 80 {
                let long: Vec<&str> =
                    shown.lines().filter(|line| width(line) > columns && !line.contains(":3")).collect();
                assert!(long.is_empty(), "{columns}: {long:#?}");
            }
        }
    }
}

#[test]
fn standings_are_words_and_shapes() {
    let report = report_of(&["web-ui".into()]);
    let shown = to_string(|out| sheet::report(&report.interfaces[0], &plain(80), out)).unwrap();
    for piece in [
        "≠ SD-1.c",
        "contradicted",
        "contradiction: web-ui",
        "missing: `web-ui`",
        "(inherited)",
        "4 of 11 questions open",
    ] {
        assert!(shown.contains(piece), "no {piece} in {shown}");
    }
    assert!(shown.contains("Not asked of an interface inside one zone: SD-1.k."), "{shown}");
}

#[test]
fn what_people_wrote_is_no_markup() {
    let hostile = "| </td><script>alert(1)</script> [x](javascript:y) `a` *b* @team #1 https://evil.example \n# head\n"
        .to_owned();
    let report = report_of(&[hostile]);
    for single in [true, false] {
        let report = InterfacesReport { single, ..report.clone() };
        let text = to_string(|out| markdown::report(&report, out)).unwrap();
        for piece in ["<script", "[x](", "https://", "@team", " `a`", "\n# head"] {
            assert!(!text.contains(piece), "{piece} in {text}");
        }
        let rows = text.lines().filter(|line| line.starts_with('|'));
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let counts: Vec<usize> = rows.map(cells).collect();
        assert!(counts.len() >= 3 && counts.iter().all(|count| *count == counts[0]), "{counts:?} in {text}");
    }
}

#[test]
fn json_keeps_both_sides() {
    let report = report_of(&["web-ui".into()]);
    let text = to_string(|out| json::report(&report, out)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "vauban/interface/1");
    let question = &value["interfaces"][0]["questions"][0];
    assert_eq!((question["id"].as_str(), question["answered"].as_bool()), (Some("SD-1.c"), Some(false)));
    assert_eq!(question["answer"]["computed"][1]["inherited"], true);
    assert_eq!(question["answer"]["stated"][0]["what"], "users");
    assert_eq!(question["missing"][1]["key"], serde_json::Value::Null);
    assert_eq!(value["summary"]["with_open_questions"], 1);
}

//! One page with a line that is short, one that is not judged and one that has ended.

use vauban_analysis::diff::Deep;
use vauban_analysis::lines::{Date, LineRow, LineState, Lines, NextStep, WeakAsset};

use super::{json, markdown, svg, terminal};
use crate::{Style, to_string};

/// A page in which a text stands wherever people wrote one.
pub(crate) fn page(text: &str) -> Lines {
    let day = |text: &str| Date::parse(text);
    let row = |until: &str, left: i64, state: Result<LineState, String>| LineRow {
        id: text.to_owned(),
        title: text.to_owned(),
        git_ref: Some(text.to_owned()),
        file: text.to_owned(),
        line: 7,
        until: day(until),
        days_left: Some(left),
        deployed: Some(4200),
        first: day("2024-03-01"),
        newest: Some((text.to_owned(), day("2026-02-01"))),
        state,
    };
    let asset = WeakAsset {
        asset: text.to_owned(),
        property: "integrity",
        attacker: text.to_owned(),
        impact: "high",
        today: Deep::Exactly(0),
        designed: Deep::Exactly(2),
        required: 1,
        short: true,
    };
    let next = NextStep {
        code: "line-lacks-fix",
        severity: "error",
        message: text.to_owned(),
        file: text.to_owned(),
        line: 3,
    };
    let state = LineState {
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        version: text.to_owned(),
        counts: [3, 20, 24, 0],
        maturity: vec![("SM".to_owned(), 1), ("SR".to_owned(), 2)],
        findings: [4, 9],
        assets: vec![asset],
        issues: [0, 1, 0, 0, 2],
        unfixed: 1,
        unplaced: 1,
        unreviewed: 12,
        never_reviewed: vec!["guidelines"],
        next: vec![next],
    };
    let lines = vec![
        row("2028-12-31", 770, Ok(state.clone())),
        row("2031-12-31", 1865, Err(text.to_owned())),
        row("2025-12-31", -326, Ok(state)),
    ];
    Lines { product: text.to_owned(), today: day("2026-11-22").unwrap_or(Date { year: 2026, month: 1, day: 1 }), lines }
}

#[test]
fn a_page_says_what_matters_in_every_output() {
    let page = page("gateway-2");
    let shown = to_string(|out| terminal::report(&page, &Style::default(), out)).unwrap();
    for text in [
        "2 supported version lines, 1 without support",
        "not judged",
        "ended 2025-12-31",
        "2028-12-31, 770 days",
        "gateway-2 0 of 1",
        "1 high, 2 unrated",
        "1 fixed elsewhere and not in the line",
        "12 elements not reviewed as they stand; no review of guidelines",
        "line-lacks-fix",
        "0123456789ab",
    ] {
        assert!(shown.contains(text), "{text}\n{shown}");
    }
    let told: serde_json::Value =
        serde_json::from_str(&to_string(|out| json::report(std::slice::from_ref(&page), out)).unwrap()).unwrap();
    assert_eq!(told["schema"], "vauban/lines/1");
    let lines = &told["products"][0]["lines"];
    assert_eq!(lines[0]["state"]["assets"][0]["today"]["depth"], 0);
    assert_eq!(lines[0]["state"]["issues"]["unrated"], 2);
    assert_eq!(lines[1]["state"], serde_json::Value::Null);
    assert_eq!(lines[1]["not_judged"], "gateway-2");
    assert_eq!(lines[2]["ended"], true);
    let table = to_string(|out| markdown::report(&page, out)).unwrap();
    assert!(table.contains("~~gateway-2~~") && table.contains("**gateway-2 0 of 1**"), "{table}");
    let picture = to_string(|out| svg::report(&page, out)).unwrap();
    assert!(picture.contains("today") && picture.contains("stroke-dasharray"), "{picture}");
    assert!(roxmltree::Document::parse(&picture).is_ok());
}

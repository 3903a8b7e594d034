//! A report with one row of every state, and the same with hostile text.

use super::{Date, LineSpan, TimelinessReport, TimelinessRow, json, markdown, notes, svg, terminal};
use crate::{Style, to_string};

fn day(text: &str) -> Option<Date> {
    Date::parse(text)
}

/// A report in which a text stands wherever people wrote one.
pub(crate) fn report(text: &str) -> TimelinessReport {
    let row = |state: &'static str, delivered: Option<&str>, late_by: Option<i64>, reach: &'static str| TimelinessRow {
        issue: text.to_owned(),
        title: text.to_owned(),
        severity: Some("high"),
        line: Some(text.to_owned()),
        oldest: state == "overdue",
        until: day("2031-12-31"),
        reach,
        why: text.to_owned(),
        known: day("2026-03-01"),
        assessed: day("2026-03-04"),
        fixed: day("2026-04-10"),
        delivered: delivered.and_then(day),
        deadline: day("2026-05-03").ok_or_else(|| text.to_owned()),
        weighed: None,
        state,
        late_by,
        days_left: None,
        waits: delivered.is_none(),
        undecided: false,
        updates: vec![text.to_owned()],
        explained: late_by.map(|_| text.to_owned()).into_iter().collect(),
    };
    let mut rows = vec![
        row("in-time", Some("2026-04-28"), None, "affected"),
        row("late", Some("2026-06-01"), Some(29), "affected"),
        row("overdue", None, Some(203), "unknown"),
        row("not-affected", None, None, "not-affected"),
        row("support-ended", None, None, "affected"),
    ];
    rows[2].updates.clear();
    rows.push(TimelinessRow { deadline: Err(text.to_owned()), ..row("unknown", None, None, "affected") });
    rows.push(TimelinessRow { days_left: Some(12), ..row("open", None, None, "affected") });
    TimelinessReport {
        product: text.to_owned(),
        today: day("2026-11-22").unwrap_or(Date { year: 2026, month: 1, day: 1 }),
        lines: vec![
            LineSpan { id: text.to_owned(), oldest: true, until: day("2031-12-31"), deployed: Some(4200) },
            LineSpan { id: text.to_owned(), oldest: false, until: day("2025-12-31"), deployed: None },
            LineSpan { id: text.to_owned(), oldest: false, until: None, deployed: None },
        ],
        rows,
        unplaced: vec![(text.to_owned(), text.to_owned())],
        withheld: Some(("TLP:GREEN", 2)),
        incomplete: vec![text.to_owned()],
    }
}

#[test]
fn every_output_says_how_every_row_stands() {
    let report = report("parser");
    let shown = to_string(|out| terminal::report(&report, &Style::default(), out)).unwrap();
    let page = to_string(|out| markdown::report(&report, out)).unwrap();
    let picture = to_string(|out| svg::report(&report, out)).unwrap();
    for text in
        ["late by 29 days", "overdue by 203 days, no update", "12 days left", "not affected", "no deadline: parser"]
    {
        assert!(shown.contains(text), "{text}\n{shown}");
        assert!(page.contains(text), "{text}\n{page}");
        assert!(picture.contains(text), "{text}\n{picture}");
    }
    for text in ["the oldest supported", "support ended 2025-12-31", "end of support not stated"] {
        assert!(shown.contains(text) && page.contains(text) && picture.contains(text), "{text}");
    }
    assert!(shown.contains("2 issues not shown to readers of TLP:GREEN"), "{shown}");
    assert!(shown.contains('●') && shown.contains('▸') && shown.contains('═'), "{shown}");
    let told: serde_json::Value = serde_json::from_str(&to_string(|out| json::report(&report, out)).unwrap()).unwrap();
    assert_eq!(told["schema"], "vauban/timeliness/1");
    assert_eq!(told["summary"]["late"], 1);
    assert_eq!(told["summary"]["unknown"], 1);
    assert_eq!(told["rows"][2]["late_by"], 203);
    assert_eq!(told["rows"][2]["still_open"], true);
    assert_eq!(told["rows"][5]["deadline"], serde_json::Value::Null);
    assert_eq!(told["rows"][5]["no_deadline"], "parser");
    let picture = roxmltree::Document::parse(&picture).unwrap();
    let desc = picture.descendants().find(|node| node.has_tag_name("desc")).and_then(|node| node.text()).unwrap();
    assert!(desc.contains("parser in parser: overdue by 203 days"), "{desc}");
}

#[test]
fn hostile_text_stays_text() {
    for text in ["\u{1b}[31m<script>&\"|`", "a\u{202e}b\nc", ""] {
        let report = report(text);
        let shown = to_string(|out| terminal::report(&report, &Style::default(), out)).unwrap();
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
        let picture = to_string(|out| svg::report(&report, out)).unwrap();
        assert!(roxmltree::Document::parse(&picture).is_ok(), "{picture}");
        let page = to_string(|out| markdown::report(&report, out)).unwrap();
        assert!(!page.contains("<script") && !page.contains('\u{1b}'), "{page}");
        let told = to_string(|out| json::report(&report, out)).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }
}

#[test]
fn a_notice_cannot_hide_its_sections() {
    let section = |key, text: &str| vauban_analysis::updates::Section {
        aspect: "SUM-2.b",
        key,
        heading: "How to apply it",
        text: text.to_owned(),
    };
    let told = vauban_analysis::updates::Notes {
        title: "Fix\u{1b}[2J".to_owned(),
        version: "2.4".to_owned(),
        sections: vec![section("how", "```\nrun it\n# not a heading\n<!-- hidden"), section("risk", "---\nstay")],
        missing: Vec::new(),
        fixes: vec![("CVE-2026-0001".to_owned(), "<b>overflow</b>".to_owned())],
        channel: Some("portal".to_owned()),
        authenticity: None,
        safety: None,
        operation: None,
        delivered: Some("2026-11-10".to_owned()),
    };
    let text = to_string(|out| notes::markdown(&told, "Gateway", out)).unwrap();
    for line in ["\\```", "\\# not a heading", "&lt;!-- hidden", "\\---", "# Gateway 2.4: Fix"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains('\u{1b}') && !text.contains("<b>"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("## ")).count(), 3, "{text}");
}

//! What is shown of issues, with texts that steer terminals, tables and pictures.

use proptest::prelude::*;

use super::figures::{FiguresReport, Period, TimeRow, csv, markdown, svg, terminal};
use super::page::PageReport;
use super::{DueRow, EventRow, IssueRow, NextRow, OpenRow, StepReport, list, page, step};
use crate::text::is_hostile;
use crate::{Style, to_string};

fn style() -> Style {
    Style { color: false, hyperlinks: None, width: 100, verbose: false, quiet: false, cap: 20 }
}

fn due(days_left: i64) -> DueRow {
    DueRow { what: "decide whether it applies", on: "2026-11-28".into(), by: "triage-days", days_left }
}

fn row(text: &str) -> IssueRow {
    IssueRow {
        id: "header-parse".into(),
        title: Some(text.to_owned()),
        state: "received",
        severity: None,
        scores: vec!["8.1 (3.1)".into()],
        source: Some("user"),
        handling: "TLP:AMBER",
        marked: false,
        received: Some("2026-11-18".into()),
        exact: false,
        age: Some(4),
        external: Some(text.to_owned()),
        decision: None,
        due: vec![due(-3)],
        file: "security/issues.toml".into(),
        line: 3,
    }
}

fn figures(text: &str) -> FiguresReport {
    let time =
        TimeRow { step: "fix", until: "fix", n: 2, median_tenths: Some(105), ninetieth_tenths: Some(440), untold: 1 };
    let period = Period {
        from: "2026-01-01".into(),
        to: "2026-03-31".into(),
        received: 3,
        ended: 1,
        open: 2,
        overdue: 0,
        age_median: Some(9),
        age_oldest: None,
        times: vec![time],
    };
    FiguresReport {
        product: text.to_owned(),
        periods: vec![period],
        by_source: vec![("user".into(), 3)],
        by_weakness: vec![(text.to_owned(), 3)],
        by_phase: vec![("field".into(), "design".into(), 3)],
        open_by_severity: vec![("high".into(), 2)],
        undated: vec![text.to_owned()],
        incomplete: vec![text.to_owned()],
    }
}

fn all_outputs(text: &str) -> Vec<String> {
    let event = EventRow {
        at: "2026-11-18T09:00:00Z".into(),
        state: "received",
        by: Some(text.to_owned()),
        note: Some(text.to_owned()),
        skipped_because: Some(text.to_owned()),
    };
    let open = OpenRow {
        keys: &["related", "related-none"],
        aspect: "DM-3.e",
        asks: "related",
        state: "assessed",
        missing: true,
    };
    let next = NextRow { state: "confirmed", command: "vauban issue assess header-parse".into() };
    let shown = PageReport {
        head: row(text),
        said: vec![("applicable", text.to_owned())],
        named_by: vec![text.to_owned()],
        findings: vec![("issue-untracked", text.to_owned())],
        open: vec![open.clone()],
        next: vec![next.clone()],
        events: vec![event.clone(), event],
    };
    let taken = StepReport {
        id: "header-parse".into(),
        file: text.to_owned(),
        written: false,
        preview: Some(text.to_owned()),
        state: "received",
        through: vec!["received"],
        due: vec![due(0), due(1)],
        open: vec![open],
        next: vec![next],
        notes: vec![text.to_owned()],
    };
    let listed = list::ListReport {
        product: text.to_owned(),
        today: "2026-11-22".into(),
        rows: vec![row(text)],
        left_out: 1,
        withheld: Some(("TLP:CLEAR", 2)),
        incomplete: vec![text.to_owned()],
    };
    let numbers = figures(text);
    [
        to_string(|out| page::terminal(&shown, &style(), out)),
        to_string(|out| page::json(&shown, out)),
        to_string(|out| step::terminal(&taken, &style(), out)),
        to_string(|out| step::json(&taken, out)),
        to_string(|out| list::terminal(&listed, &style(), out)),
        to_string(|out| list::json(&listed, out)),
        to_string(|out| terminal(&numbers, &style(), out)),
        to_string(|out| markdown(&numbers, out)),
        to_string(|out| csv(&numbers, out)),
        to_string(|out| super::figures::json(&numbers, out)),
        to_string(|out| svg(&numbers, out)),
    ]
    .into_iter()
    .map(Result::unwrap)
    .collect()
}

proptest! {
    #[test]
    fn no_text_steers_a_terminal_and_every_document_is_one(
        text in prop_oneof![any::<String>(), "[ -~\u{1b}\u{202e}\n\t|<>&\"'`=,]{0,80}"]
    ) {
        let all = all_outputs(&text);
        for output in &all {
            prop_assert!(!output.contains(|c| c != '\n' && is_hostile(c)), "{output:?}");
        }
        for at in [1, 3, 5, 9] {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&all[at]).is_ok(), "{}", all[at]);
        }
        prop_assert!(roxmltree::Document::parse(&all[10]).is_ok(), "{}", all[10]);
        // A table of Markdown keeps its columns, and no field of CSV begins a formula.
        for line in all[7].lines().filter(|line| line.starts_with('|')).take(8) {
            prop_assert_eq!(line.replace("\\|", "").matches('|').count(), 3, "{}", line);
        }
        for line in all[8].lines().skip(1) {
            let fields: Vec<&str> = line.splitn(3, ',').collect();
            prop_assert!(!fields[2].trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{}", line);
        }
    }
}

#[test]
fn figures_say_what_they_rest_on() {
    let report = figures("gateway 2.4.0");
    let table = to_string(|out| terminal(&report, &style(), out)).unwrap();
    assert!(table.contains("10.5 / 44 (2, 1 not told)"), "{table}");
    let rows = to_string(|out| csv(&report, out)).unwrap();
    assert!(
        rows.contains("2026-01-01,2026-03-31,days-to-fix-median,10.5\n") && rows.contains("age-oldest,\n"),
        "{rows}"
    );
    let picture = to_string(|out| svg(&report, out)).unwrap();
    for accessible in
        ["role=\"img\"", "<title id=\"t\">", "up to 2026-03-31: 3 received, 1 ended, 2 open", "stroke-dasharray"]
    {
        assert!(picture.contains(accessible), "{picture}");
    }
}

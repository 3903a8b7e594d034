//! Text that people wrote cannot steer the terminal, and JSON keeps what the terminal cuts.

use super::{ClauseRow, CrosswalkReport, FrameworkRow, StateRow, WorkRow, json, terminal};
use crate::{Style, text, to_string};

const HOSTILE: &str = "a\u{1b}[31m\u{202e}b\n::error::c";

fn hostile() -> CrosswalkReport {
    let clause = ClauseRow {
        id: HOSTILE.to_owned(),
        title: HOSTILE.repeat(50),
        why: HOSTILE.to_owned(),
        state: "open",
        phrase: "open",
        by: "computed",
        records: vec![HOSTILE.to_owned()],
        ..ClauseRow::default()
    };
    let work = WorkRow {
        step: "state",
        about: vec![HOSTILE.to_owned()],
        next: HOSTILE.to_owned(),
        clauses: vec![HOSTILE.to_owned()],
        last: 1,
    };
    let framework = FrameworkRow {
        id: HOSTILE.to_owned(),
        title: HOSTILE.to_owned(),
        counts: vec![("open", 1)],
        work: vec![work],
        clauses: vec![clause],
        ..FrameworkRow::default()
    };
    CrosswalkReport {
        product: HOSTILE.to_owned(),
        states: vec![StateRow { state: "open", phrase: "open", meaning: "nothing shows it" }],
        frameworks: vec![framework],
        ..CrosswalkReport::default()
    }
}

#[test]
fn nothing_steers_a_terminal() {
    for frameworks in [1, 2] {
        let mut report = hostile();
        report.frameworks = vec![report.frameworks[0].clone(); frameworks];
        let style = Style { verbose: true, ..Style::default() };
        let shown = to_string(|out| terminal::report(&report, &style, out)).expect("a string takes everything");
        assert!(!shown.chars().any(|c| c != '\n' && text::is_hostile(c)), "{shown:?}");
        assert!(!shown.contains("\n::error"), "{shown}");
    }
}

#[test]
fn json_is_one_document_with_everything() {
    let report = hostile();
    let told = to_string(|out| json::report(&report, out)).expect("a string takes everything");
    let read: serde_json::Value = serde_json::from_str(&told).expect("it is JSON");
    assert_eq!(read["schema"], "vauban/crosswalk/1");
    assert_eq!(read["frameworks"][0]["clauses"][0]["title"], HOSTILE.repeat(50));
}

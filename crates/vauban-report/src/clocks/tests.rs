//! A case that is overdue, an exercise, and an issue with deadlines of the policy.

use vauban_analysis::clocks::{
    Anchor, Awareness, AwarenessEvent, CaseClocks, Clock, Clocks, Done, Duty, FieldForm, FilingStage, Instant,
    IssueClocks, Offered, Sheet, SheetField, State, Track,
};
use vauban_model::{AnyId, Kind};

use super::{ClockReport, ics, json, markdown, sheet, span, svg, terminal};
use crate::{Style, to_string};

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn clock(duty: Duty, due: &str, state: State, text: &str) -> Clock {
    let done = matches!(state, State::Met | State::Late)
        .then(|| Done { at: at("2026-12-19T09:00:00+01:00"), receipt: text.to_owned() });
    Clock {
        duty,
        rule: text.to_owned(),
        law: true,
        anchor: Some(Anchor { what: "awareness", at: at("2026-12-18T16:40:00+01:00") }),
        due: Some(at(due)),
        statutory: Some(at(due)),
        state,
        done,
        why: text.to_owned(),
        next: text.to_owned(),
    }
}

/// A report in which a text stands wherever people wrote one.
pub(crate) fn page(text: &str) -> ClockReport {
    let aware = at("2026-12-18T16:40:00+01:00");
    let event = |flaw: Option<&str>| AwarenessEvent {
        at: Some(aware),
        aware,
        what: text.to_owned(),
        flaw: flaw.map(str::to_owned),
    };
    let case = |drill| CaseClocks {
        case: None,
        name: format!("case.{text}"),
        title: text.to_owned(),
        file: text.to_owned(),
        line: 7,
        track: Some(Track::ExploitedVulnerability),
        drill,
        not_owed: None,
        awareness: Awareness { governs: Some(aware), log: vec![event(None), event(Some(text))] },
        measure: Some(at("2026-12-23T10:00:00+01:00")),
        clocks: vec![
            clock(Duty::EarlyWarning, "2026-12-19T16:40:00+01:00", State::Met, text),
            clock(Duty::Notification, "2026-12-21T16:40:00+01:00", State::Missed, text),
            clock(Duty::Final, "2027-01-06T10:00:00+01:00", State::Running, text),
        ],
        notes: vec![text.to_owned()],
    };
    let issue = IssueClocks {
        issue: AnyId { kind: Kind::Issue, at: 0 },
        name: format!("issue.{text}"),
        title: text.to_owned(),
        file: text.to_owned(),
        line: 9,
        clocks: vec![clock(Duty::Fix, "2026-12-30T23:59:59Z", State::Running, text)],
    };
    let now = at("2026-12-24T08:00:00+01:00");
    ClockReport {
        product: text.to_owned(),
        clocks: Clocks { now, cases: vec![case(false), case(true)], issues: vec![issue] },
        now,
        now_from: "--now",
        within: 7 * 86_400,
        all: true,
        broken: vec![text.to_owned()],
    }
}

/// A sheet in which a text stands wherever people wrote one.
pub(crate) fn filing(text: &str) -> Sheet {
    let field = |error: Option<&str>| SheetField {
        nr: "v21".to_owned(),
        title: text.to_owned(),
        offered: Offered::Required,
        form: FieldForm::Text,
        text: text.to_owned(),
        source: text.to_owned(),
        length: text.len(),
        limit: Some(255),
        choices: vec![text.to_owned()],
        error: error.map(str::to_owned),
    };
    Sheet {
        case: text.to_owned(),
        stage: FilingStage::Notification,
        fields: vec![field(None), field(Some(text))],
        errors: vec![text.to_owned()],
        notes: vec![text.to_owned()],
    }
}

#[test]
fn a_report_says_what_matters_in_every_output() {
    let page = page("web-ui");
    let style = Style { width: 100, verbose: true, ..Style::default() };
    let shown = to_string(|out| terminal::report(&page, &style, out)).unwrap();
    for text in [
        "1 deadline of cases and 1 of issues missed or due within 7 d",
        "now Thu 2026-12-24 08:00 +01:00 (--now)",
        "aware Fri 2026-12-18 16:40 +01:00",
        "does not count: web-ui",
        "notification         missed       Mon 2026-12-21 16:40 +01:00  2 d 15 h ago",
        "final report         running      Wed 2027-01-06 10:00 +01:00  in 13 d 2 h",
        "done Sat 2026-12-19 09:00 +01:00",
        "receipt web-ui",
        "statutory end",
        "exercise",
        "✗",
        "━",
        "deadlines may be missing",
    ] {
        assert!(shown.contains(text), "{text}\n{shown}");
    }
    assert!(shown.lines().all(|line| crate::text::width(line) <= 130), "{shown}");
    let told: serde_json::Value = serde_json::from_str(&to_string(|out| json::report(&page, out)).unwrap()).unwrap();
    assert_eq!(told["schema"], "vauban/issue-clock/1");
    assert_eq!(told["alarms"], serde_json::json!({ "cases": 1, "issues": 1 }));
    let clocks = &told["cases"][0]["clocks"];
    assert_eq!(clocks[1]["due_utc"], "2026-12-21T15:40:00Z");
    assert_eq!(clocks[1]["seconds_left"], -(2 * 86_400 + 15 * 3_600 + 20 * 60));
    assert_eq!((&clocks[1]["alarms"], &told["cases"][1]["clocks"][1]["alarms"]), (&true.into(), &false.into()));
    assert_eq!(told["cases"][0]["awareness"][1]["counts"], false);
    let table = to_string(|out| markdown::report(&page, out)).unwrap();
    assert!(table.contains("| notification | missed | Mon 2026-12-21 16:40 +01:00 | 2 d 15 h ago |"), "{table}");
    let picture = to_string(|out| svg::report(&page, out)).unwrap();
    assert!(picture.contains("72 h missed") && picture.contains("13 d 2 h left"), "{picture}");
    assert!(roxmltree::Document::parse(&picture).is_ok());
}

#[test]
fn a_calendar_is_one_that_others_can_read() {
    let page = page("ein sehr langer Name für eine Sache, die niemand abkürzen mag; wirklich \\ niemand");
    let calendar = to_string(|out| ics::report(&page, out)).unwrap();
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\n', '\r']), "{line:?}");
    }
    let unfolded = calendar.replace("\r\n ", "");
    assert!(unfolded.contains("SUMMARY:Due: early warning\\, case.ein sehr langer Name für eine Sache\\, die niemand abkürzen mag\\; wirklich \\\\ niemand"), "{unfolded}");
    // Begin and end pair up, and every event has what RFC 5545 asks of it, once.
    let mut open: Vec<&str> = Vec::new();
    for line in unfolded.split("\r\n").filter(|line| !line.is_empty()) {
        match line.split_once(':') {
            Some(("BEGIN", what)) => open.push(what),
            Some(("END", what)) => assert_eq!(open.pop(), Some(what)),
            Some(_) => {}
            None => panic!("{line} is no property"),
        }
    }
    assert!(open.is_empty());
    let events: Vec<&str> = unfolded.split("BEGIN:VEVENT").skip(1).collect();
    // Exercises are in nobody's calendar.
    assert_eq!(events.len(), 4);
    for event in &events {
        for property in ["UID:", "DTSTAMP:20261224T070000Z", "DTSTART:", "SUMMARY:", "STATUS:"] {
            assert_eq!(event.matches(&format!("\r\n{property}")).count(), 1, "{property}");
        }
    }
    let uids: std::collections::BTreeSet<&str> = unfolded.lines().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(uids.len(), 4);
    assert!(events[0].contains("STATUS:CANCELLED") && !events[0].contains("VALARM"));
    assert!(events[2].contains("DTSTART:20270106T090000Z") && events[2].contains("TRIGGER:-P3D"));
    // The same names tomorrow: what moves is moved and not there twice.
    let mut tomorrow = page.clone();
    tomorrow.now = at("2026-12-25T08:00:00+01:00");
    let again = to_string(|out| ics::report(&tomorrow, out)).unwrap().replace("\r\n ", "");
    assert!(uids.iter().all(|uid| again.contains(uid)));
}

#[test]
fn a_sheet_is_shown_whole() {
    let long = "y".repeat(300);
    let shown = to_string(|out| sheet::text(&filing(&long), &Style::default(), out)).unwrap();
    assert!(shown.contains(&long) && shown.contains("300 of 255 characters"), "{shown}");
    let fenced = to_string(|out| sheet::markdown(&filing("a ```` b"), out)).unwrap();
    assert!(fenced.contains("`````text\na ```` b\n`````"), "{fenced}");
    let told: serde_json::Value =
        serde_json::from_str(&to_string(|out| sheet::json(&filing("x"), out)).unwrap()).unwrap();
    assert_eq!(
        (&told["schema"], &told["complete"], &told["fields"][0]["limit"]),
        (&"vauban/issue-file/1".into(), &false.into(), &255.into())
    );
}

#[test]
fn spans_are_read_in_two_words() {
    for (seconds, words) in [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_600, "1 h"),
        (19_200, "5 h 20 min"),
        (-86_400, "1 d"),
        (273_600, "3 d 4 h"),
        (i64::MIN, "106751991167300 d 15 h"),
    ] {
        assert_eq!(span(seconds), words);
    }
}

//! Every output against texts and spans that nobody would write on purpose, but somebody will.

use proptest::collection::vec;
use proptest::prelude::*;
use vauban_analysis::status::{Status, Verdict};
use vauban_diagnostics::{Confidence, FileId, Finding, Fix, Label, Severity, SourceFile, Sources, Span, Waived};

use crate::fixture::Fixture;
use crate::paint::strip;
use crate::sarif::tests::schema_errors;
use crate::text::is_hostile;
use crate::{Style, github, gitlab, json, junit, sarif, short, status, svg, terminal, to_string};

/// Text rich in what breaks renderers.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z \\[\\]=\"]{0,12}",
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("\u{1b}[31m\u{1b}]8;;x\u{7}".to_owned()),
        1 => Just("\u{202e}\u{2066}\u{200b}\u{feff}".to_owned()),
        1 => Just("漢字 e\u{301} 👩\u{200d}🔧".to_owned()),
        1 => Just("\u{0}\u{7f}\u{9b}\u{fdd0}0:1:1\u{ffff}".to_owned()),
        1 => Just("<&>'\"]]>--> ::error::%0A](x)\\".to_owned()),
        1 => Just("x".repeat(900)),
        2 => any::<String>(),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn span() -> impl Strategy<Value = Span> {
    let offset = || prop_oneof![8 => 0u32..80, 2 => 0u32..3000, 1 => any::<u32>()];
    (0u32..4, offset(), offset(), 0u32..10).prop_map(|(file, start, end, short)| {
        Span::new(FileId(file), start, if short < 6 { start.saturating_add(short) } else { end })
    })
}

fn label() -> impl Strategy<Value = Label> {
    (span(), text()).prop_map(|(span, text)| Label { span, text })
}

fn finding() -> impl Strategy<Value = Finding> {
    let severity = prop_oneof![Just(Severity::Error), Just(Severity::Warning), Just(Severity::Note)];
    let code = prop_oneof![Just("interface-without-users"), Just("unknown-key"), Just("<odd> \u{1b}code")];
    let fix = proptest::option::of((text(), span(), text()).prop_map(|(title, span, text)| Fix { title, span, text }));
    let waived = proptest::option::weighted(
        0.2,
        (text(), text(), text()).prop_map(|(waiver, reason, until)| Waived { waiver, reason, until }),
    );
    let texts = (text(), text(), text(), text());
    (code, severity, texts, proptest::option::of(label()), vec(label(), 0..5), fix, waived).prop_map(
        |(code, severity, (message, why, help, subject), place, related, fix, waived)| Finding {
            code,
            severity,
            confidence: Confidence::Possible,
            message,
            place,
            related,
            why,
            help,
            requirement: vec![subject.clone()],
            subject,
            fix,
            waived,
        },
    )
}

fn fixture() -> impl Strategy<Value = Fixture> {
    (vec((text(), text()), 0..4), vec(finding(), 0..6)).prop_map(|(files, findings)| {
        let mut sources = Sources::default();
        for (path, text) in files {
            sources.add(SourceFile::new(path, text));
        }
        Fixture { sources, findings, rules: crate::fixture::gateway().rules }
    })
}

fn harmless(text: &str) -> bool {
    !text.contains(|c| is_hostile(c) && c != '\n')
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_everything_is_valid(fixture in fixture(), width in 0usize..160, cap in 0usize..4) {
        let report = fixture.report();
        let plain = Style { width, cap, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };

        let shown = to_string(|out| terminal::findings(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| terminal::findings(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        prop_assert!(roxmltree::Document::parse(&svg::terminal_picture(&coloured)).is_ok());

        let lines = to_string(|out| short::findings(&report, out)).unwrap();
        prop_assert!(harmless(&lines));
        prop_assert_eq!(lines.lines().count(), fixture.findings.len());

        let commands = to_string(|out| github::findings(&report, out)).unwrap();
        prop_assert!(harmless(&commands) && commands.lines().all(|line| line.starts_with("::")));

        for text in [to_string(|out| json::findings(&report, out)).unwrap(), to_string(|out| gitlab::findings(&report, out)).unwrap()] {
            prop_assert!(harmless(&text) && serde_json::from_str::<serde_json::Value>(&text).is_ok());
        }

        let xml = to_string(|out| junit::findings(&report, out)).unwrap();
        prop_assert!(harmless(&xml));
        let document = roxmltree::Document::parse(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let cases = document.descendants().filter(|node| node.has_tag_name("testcase")).count();
        prop_assert!(cases >= fixture.findings.len());

        let log = to_string(|out| sarif::findings(&report, out)).unwrap();
        prop_assert!(harmless(&log));
        prop_assert_eq!(schema_errors(&log), Vec::<String>::new());
    }

    #[test]
    fn any_status_can_be_shown(texts in vec(text(), 5), width in 0usize..200) {
        let [a, b, c, d, e] = &texts[..] else { unreachable!() };
        let status = status(a, b, c, d, e);
        let style = Style { width, verbose: true, ..Style::default() };
        let shown = to_string(|out| status::terminal(&status, None, std::slice::from_ref(e), &style, out)).unwrap();
        prop_assert!(harmless(&shown));
        to_string(|out| status::terminal(&status, Some(a), &[], &style, out)).unwrap();
        let told = to_string(|out| status::json(&[status], out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_text_becomes_a_picture(text in text()) {
        prop_assert!(roxmltree::Document::parse(&svg::terminal_picture(&text)).is_ok());
    }
}

fn status(a: &str, b: &str, c: &str, d: &str, e: &str) -> Status {
    use vauban_analysis::status::{AspectStatus, Evidence, PracticeStatus, RequirementStatus};
    let [a, b, c, d, e] = [a, b, c, d, e].map(str::to_owned);
    let aspect = AspectStatus {
        id: a.clone(),
        text: b.clone(),
        automation: c.clone(),
        practice: true,
        verdict: Verdict::Partial,
        by: None,
        waived_until: Some(d.clone()),
        overridden: false,
        checks: vec!["x"],
        how: e.clone(),
        next: a.clone(),
        evidence: vec![Evidence { record: b.clone(), file: c.clone(), line: 0 }],
    };
    let requirement = RequirementStatus {
        id: b.clone(),
        title: c.clone(),
        practice: d.clone(),
        verdict: Verdict::NotApplicable,
        maturity: 4,
        maturity_next: e.clone(),
        next: a.clone(),
        aspects: vec![aspect; 3],
    };
    let practice = PracticeStatus { id: d.clone(), title: e.clone(), maturity: 255, maturity_next: a.clone() };
    Status { product: a, version: b, edition: c, practices: vec![practice], requirements: vec![requirement] }
}

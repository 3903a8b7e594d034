//! Every output against texts and spans that nobody would write on purpose, but somebody will.

use proptest::collection::vec;
use proptest::prelude::*;
use vauban_analysis::status::{Status, Verdict};
use vauban_diagnostics::{Confidence, FileId, Finding, Fix, Label, Severity, SourceFile, Sources, Span, Waived};

use crate::fixture::Fixture;
use crate::paint::strip;
use crate::sarif::tests::schema_errors;
use crate::text::is_hostile;
use crate::{Style, github, gitlab, interfaces, json, junit, sarif, short, status, svg, terminal, to_string};

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
    (code, severity, texts, proptest::option::of(label()), (vec(label(), 0..5), vec(label(), 0..4)), fix, waived)
        .prop_map(|(code, severity, (message, why, help, subject), place, (related, steps), fix, waived)| Finding {
            code,
            severity,
            confidence: Confidence::Possible,
            message,
            place,
            related,
            steps,
            why,
            help,
            requirement: vec![subject.clone()],
            subject,
            fix,
            waived,
            variants: vec![code.to_string()],
        })
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
    fn any_interface_can_be_shown(texts in vec(text(), 6), width in 0usize..200, single in any::<bool>()) {
        let report = interfaces::InterfacesReport { single, ..interfaces::tests::report_of(&texts) };
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        for row in &report.interfaces {
            let shown = to_string(|out| interfaces::sheet::report(row, &plain, out)).unwrap();
            prop_assert!(harmless(&shown), "{:?}", shown);
            let coloured = to_string(|out| interfaces::sheet::report(row, &colour, out)).unwrap();
            prop_assert_eq!(strip(&coloured), shown);
        }
        let shown = to_string(|out| interfaces::overview::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let marked = to_string(|out| interfaces::markdown::report(&report, out)).unwrap();
        prop_assert!(harmless(&marked) && !marked.contains("<script"));
        let told = to_string(|out| interfaces::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_depth_can_be_shown(texts in vec(text(), 6), width in 0usize..200, line in any::<usize>()) {
        let report = depth(&texts, line);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::depth::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::depth::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let told = to_string(|out| crate::depth::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
        let log = to_string(|out| crate::depth::sarif::report(&report, "0.1.0", out)).unwrap();
        prop_assert!(harmless(&log));
        prop_assert_eq!(schema_errors(&log), Vec::<String>::new());
        let picture = crate::depth::svg::picture(&report);
        prop_assert!(harmless(&picture));
        prop_assert!(roxmltree::Document::parse(&picture).is_ok());
    }

    #[test]
    fn any_threat_can_be_shown(texts in vec(text(), 6), width in 0usize..200, line in any::<u32>()) {
        let report = threats(&texts, line);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::threats::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::threats::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let told = to_string(|out| crate::threats::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
        let stubs = to_string(|out| crate::threats::stubs::report(&report, out)).unwrap();
        prop_assert!(harmless(&stubs));
    }

    #[test]
    fn any_evidence_can_be_shown(texts in vec(text(), 6), width in 0usize..200, line in any::<u32>()) {
        let report = evidence(&texts, line);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::evidence::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::evidence::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let told = to_string(|out| crate::evidence::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_practice_can_be_shown(texts in vec(text(), 6), width in 0usize..200, line in any::<u32>()) {
        let report = practices(&texts, line);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::practices::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::practices::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let told = to_string(|out| crate::practices::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_trace_can_be_shown(texts in vec(text(), 6), width in 0usize..200, line in any::<u32>(), root in any::<bool>()) {
        use crate::trace::{impact, json, markdown, terminal};
        let (report, touched) = crate::trace::tests::with(&texts, line, root);
        let plain = Style { width, cap: 1, ..Style::default() };
        let colour = Style { color: true, ..plain.clone() };
        for shown in [
            to_string(|out| terminal::report(&report, &plain, out)).unwrap(),
            to_string(|out| impact::terminal(&touched, &plain, out)).unwrap(),
            strip(&to_string(|out| terminal::report(&report, &colour, out)).unwrap()),
            to_string(|out| markdown::report(&report, out)).unwrap(),
            to_string(|out| impact::markdown(&touched, out)).unwrap(),
        ] {
            prop_assert!(harmless(&shown), "{shown:?}");
        }
        for told in [
            to_string(|out| json::report(&report, out)).unwrap(),
            to_string(|out| impact::json(&touched, out)).unwrap(),
        ] {
            serde_json::from_str::<serde_json::Value>(&told).unwrap();
        }
    }

    #[test]
    fn any_search_for_keys_can_be_shown(text in text(), line in any::<u32>(), present in any::<bool>()) {
        use vauban_formats::key_scan::{FoundKey, KeyScan, ScannedFile};
        let key = FoundKey { digest: text.clone(), path: text.clone(), line, form: text.clone(), present };
        let file = ScannedFile { file: text.clone(), digest: text.clone() };
        let scan = KeyScan {
            commit: text.clone(),
            skipped: vec![text.clone()],
            artefacts: vec![file],
            keys: vec![key],
            ..KeyScan::default()
        };
        let written = Some((text.clone(), text));
        let report = crate::keys::KeysReport { scan, written, ..Default::default() };
        let shown = to_string(|out| crate::keys::terminal(&report, &Style::default(), out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let told = to_string(|out| crate::keys::json(&report, out)).unwrap();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_update_repository_can_be_shown(text in text(), line in any::<u32>(), days in any::<i32>(), verbose in any::<bool>()) {
        use crate::repository::*;
        let style = Style { verbose, ..Style::default() };
        let waiting = Waiting {
            role: text.clone(), version: 1, by: text.clone(), signatures: 0, threshold: 1, open: vec![text.clone()],
            payload_sha256: text.clone(),
        };
        let change = Change {
            repository: text.clone(), done: vec![text.clone()], published: vec![text.clone()], waiting: vec![waiting.clone()],
            next: vec![text.clone()],
        };
        let role = RoleStatus {
            role: text.clone(), version: 1, expires: text.clone(), days_left: days.into(), due: days < 2, expired: days < 0,
            keys: vec![text.clone()], threshold: 1, targets: None,
        };
        let status = Status {
            repository: text.clone(), now: text.clone(), within_days: 1, roles: vec![role], waiting: vec![waiting],
            unpublished: vec![text.clone()],
        };
        let problem = Problem {
            kind: text.clone(), file: text.clone(), line, column: line, pointer: text.clone(), message: text.clone(),
            help: text.clone(),
        };
        let checked = CheckedRole { role: text.clone(), version: 1, expires: text.clone(), targets: 1 };
        let verification = Verification {
            repository: text.clone(), now: text.clone(), valid: false, roots: vec![2], timestamp: None, snapshot: None,
            roles: vec![checked], targets: u64::MAX, bytes: u64::MAX, problems: vec![problem.clone()],
        };
        let fetched = Fetched { target: text.clone(), file: Some(text.clone()), role: Some(text.clone()), ..Fetched::default() };
        let refused = Fetched { target: text, problem: Some(problem), ..Fetched::default() };
        for shown in [
            to_string(|out| change_terminal(&change, &style, out)).unwrap(),
            to_string(|out| status_terminal(&status, &style, out)).unwrap(),
            to_string(|out| verification_terminal(&verification, &style, out)).unwrap(),
            to_string(|out| fetched_terminal(&fetched, &style, out)).unwrap(),
            to_string(|out| fetched_terminal(&refused, &style, out)).unwrap(),
            to_string(|out| change_json(&change, out)).unwrap(),
            to_string(|out| status_json(&status, out)).unwrap(),
            to_string(|out| verification_json(&verification, out)).unwrap(),
            to_string(|out| fetched_json(&refused, out)).unwrap(),
        ] {
            assert!(harmless(&shown), "{shown:?}");
        }
    }

    #[test]
    fn any_level_can_be_shown(text in text(), width in 0usize..200, sheets in any::<bool>()) {
        let report = crate::levels::LevelsReport { sheets, ..crate::levels::tests::report_of(&text) };
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::levels::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::levels::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let table = to_string(|out| crate::levels::markdown::report(&report, out)).unwrap();
        prop_assert!(harmless(&table), "{:?}", table);
        let told = to_string(|out| crate::levels::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_context_can_be_shown(texts in vec(text(), 7), width in 0usize..200, line in any::<u32>()) {
        let report = context(&texts, line);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::context::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::context::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let told = to_string(|out| crate::context::json::report(&report, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_matrix_of_variants_can_be_shown(text in text(), width in 0usize..200, verbose in any::<bool>()) {
        let report = crate::variants::tests::with(&text);
        let plain = Style { width, verbose, ..Style::default() };
        let colour = Style { color: true, ..plain.clone() };
        let shown = to_string(|out| crate::variants::terminal::report(&report, &plain, out)).unwrap();
        prop_assert!(harmless(&shown));
        let coloured = to_string(|out| crate::variants::terminal::report(&report, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let table = to_string(|out| crate::variants::markdown::report(&report, out)).unwrap();
        prop_assert!(harmless(&table));
        let told = to_string(|out| crate::variants::json::report(&report, out)).unwrap();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&told).is_ok());
        let picture = to_string(|out| crate::variants::svg::report(&report, out)).unwrap();
        prop_assert!(roxmltree::Document::parse(&picture).is_ok());
    }

    #[test]
    fn any_version_line_can_be_shown(text in text(), width in 0usize..200) {
        let page = crate::lines::tests::page(&text);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::lines::terminal::report(&page, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::lines::terminal::report(&page, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let table = to_string(|out| crate::lines::markdown::report(&page, out)).unwrap();
        prop_assert!(harmless(&table), "{:?}", table);
        let picture = to_string(|out| crate::lines::svg::report(&page, out)).unwrap();
        prop_assert!(roxmltree::Document::parse(&picture).is_ok());
        let told = to_string(|out| crate::lines::json::report(&[page], out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_deadline_can_be_shown(text in text(), width in 0usize..200) {
        let page = crate::clocks::tests::page(&text);
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let shown = to_string(|out| crate::clocks::terminal::report(&page, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let coloured = to_string(|out| crate::clocks::terminal::report(&page, &colour, out)).unwrap();
        prop_assert_eq!(strip(&coloured), shown);
        let table = to_string(|out| crate::clocks::markdown::report(&page, out)).unwrap();
        prop_assert!(harmless(&table), "{:?}", table);
        let picture = to_string(|out| crate::clocks::svg::report(&page, out)).unwrap();
        prop_assert!(roxmltree::Document::parse(&picture).is_ok());
        let calendar = to_string(|out| crate::clocks::ics::report(&page, out)).unwrap();
        prop_assert!(harmless(&calendar.replace("\r\n", "\n")) && calendar.split("\r\n").all(|line| line.len() <= 75));
        let told = to_string(|out| crate::clocks::json::report(&page, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
        let sheet = crate::clocks::tests::filing(&text);
        let shown = to_string(|out| crate::clocks::sheet::text(&sheet, &plain, out)).unwrap();
        prop_assert!(harmless(&shown), "{:?}", shown);
        let ticket = to_string(|out| crate::clocks::sheet::markdown(&sheet, out)).unwrap();
        prop_assert!(harmless(&ticket), "{:?}", ticket);
        let told = to_string(|out| crate::clocks::sheet::json(&sheet, out)).unwrap();
        prop_assert!(harmless(&told) && serde_json::from_str::<serde_json::Value>(&told).is_ok());
    }

    #[test]
    fn any_text_becomes_a_picture(text in text()) {
        prop_assert!(roxmltree::Document::parse(&svg::terminal_picture(&text)).is_ok());
    }
}

/// The small answer with these texts wherever a user may have written something.
fn depth(texts: &[String], line: usize) -> crate::depth::DepthReport {
    let mut report = crate::depth::tests::gateway();
    let mut next = texts.iter().cycle();
    let mut put = |place: &mut String| {
        let text = next.next().cloned().unwrap_or_default();
        *place = if place.contains('.') && text.len() % 2 == 0 { format!("asset.{text}") } else { text };
    };
    for row in &mut report.rows {
        [&mut row.attacker, &mut row.asset, &mut row.file].into_iter().for_each(&mut put);
        row.cut_sets.iter_mut().flatten().for_each(&mut put);
        row.remedies.iter_mut().for_each(&mut put);
        row.line = line;
        if let Some((statement, date)) = &mut row.stated {
            put(statement);
            put(date);
        }
        for line in &mut row.lines {
            line.causes.iter_mut().chain(&mut line.then).for_each(&mut put);
        }
        let Some(path) = &mut row.path else { continue };
        path.starts.iter_mut().for_each(&mut put);
        for step in &mut path.steps {
            step.from.iter_mut().chain(&mut step.over).chain(&mut step.watched_by).for_each(&mut put);
            [&mut step.to, &mut step.file].into_iter().for_each(&mut put);
            step.line = line;
            for layer in &mut step.layers {
                [&mut layer.mechanism, &mut layer.how].into_iter().for_each(&mut put);
                layer.cause.iter_mut().for_each(&mut put);
            }
        }
        row.further_paths = vec![path.clone(); 2];
    }
    for one in &mut report.mechanisms {
        [&mut one.mechanism, &mut one.configuration, &mut one.next].into_iter().for_each(&mut put);
        for code in &mut one.code {
            put(&mut code.pattern);
            code.problem.iter_mut().for_each(&mut put);
        }
        for test in &mut one.tests {
            [&mut test.test, &mut test.why].into_iter().for_each(&mut put);
            test.passed.iter_mut().for_each(&mut put);
        }
    }
    report.proofs_in_full = true;
    report.notes.iter_mut().for_each(&mut put);
    put(&mut report.product);
    report.assumed = vec![report.product.clone()];
    report.ranking = crate::depth::RankedCause::of(&report.rows);
    let raised = crate::depth::Lifted { attacker: texts[0].clone(), asset: texts[1].clone(), ..Default::default() };
    report.hardening = Some(crate::depth::HardeningReport {
        chosen: vec![(texts[2].clone(), 1)],
        proposed: vec![(texts[2].clone(), 1), (texts[3].clone(), u64::MAX)],
        lifted: vec![raised.clone()],
        short: vec![raised.clone()],
        remedies: vec![(raised, texts.to_vec())],
        ..Default::default()
    });
    report
}

/// The small answer with these texts wherever a user may have written something.
fn threats(texts: &[String], line: u32) -> crate::threats::ThreatsReport {
    let mut report = crate::threats::tests::gateway();
    let mut next = texts.iter().cycle();
    let mut put = |place: &mut String| *place = next.next().cloned().unwrap_or_default();
    put(&mut report.product);
    for row in &mut report.threats {
        [&mut row.id, &mut row.title, &mut row.element, &mut row.next, &mut row.file].into_iter().for_each(&mut put);
        row.mechanisms.iter_mut().chain(&mut row.missing).chain(&mut row.elements).for_each(&mut put);
        row.reduced_by = vec![row.id.clone()];
        row.shadow = Some(row.element.clone());
        row.line = line;
        if let Some(decision) = &mut row.decision {
            put(&mut decision.record);
            decision.standing = "look-again";
            decision.why = texts.to_vec();
        }
    }
    for row in &mut report.lines {
        [&mut row.about, &mut row.name, &mut row.detail, &mut row.title].into_iter().for_each(&mut put);
        row.rule.iter_mut().for_each(&mut put);
        row.threats.push(line as usize);
    }
    for row in &mut report.questions {
        [&mut row.record, &mut row.key, &mut row.meaning, &mut row.file].into_iter().for_each(&mut put);
        row.threats = texts.to_vec();
        row.values = texts.to_vec();
        row.line = line;
    }
    for row in &mut report.orphans {
        [&mut row.record, &mut row.threat, &mut row.why, &mut row.file].into_iter().for_each(&mut put);
        row.candidates = texts.to_vec();
        row.line = line;
    }
    report
}

/// The small answer with these texts wherever a user or a file may say something.
fn evidence(texts: &[String], line: u32) -> crate::evidence::EvidenceReport {
    let mut report = crate::evidence::tests::small();
    let mut next = texts.iter().cycle();
    let mut put = |place: &mut String| *place = next.next().cloned().unwrap_or_default();
    put(&mut report.product);
    for row in &mut report.files {
        let own = [&mut row.path, &mut row.form, &mut row.tool, &mut row.tool_version, &mut row.commit, &mut row.holds];
        own.into_iter().chain([&mut row.why, &mut row.file]).for_each(&mut put);
        row.releases.iter_mut().chain(&mut row.on).chain(&mut row.records).chain(&mut row.rests).for_each(&mut put);
        for unfit in &mut row.unfit {
            put(&mut unfit.record);
            put(&mut unfit.why);
        }
        row.line = line;
    }
    report
}

/// The small answer with these texts wherever a user may have written something.
fn practices(texts: &[String], line: u32) -> crate::practices::PracticesReport {
    let mut report = crate::practices::tests::gateway();
    let mut next = texts.iter().cycle();
    let mut put = |place: &mut String| *place = next.next().cloned().unwrap_or_default();
    put(&mut report.product);
    report.versions.iter_mut().for_each(&mut put);
    report.review.iter_mut().for_each(|review| put(&mut review.review));
    for row in &mut report.practices {
        [&mut row.practice, &mut row.text, &mut row.file].into_iter().for_each(&mut put);
        row.source.iter_mut().for_each(&mut put);
        row.line = line;
        for answer in &mut row.answers {
            let own = [&mut answer.answer, &mut answer.version, &mut answer.reason, &mut answer.by];
            own.into_iter().chain(&mut answer.shown_by).for_each(&mut put);
        }
    }
    for row in &mut report.candidates {
        [&mut row.element, &mut row.file].into_iter().chain(&mut row.answer).for_each(&mut put);
        row.unsettled = Some((texts[0].clone(), texts[1].clone()));
        row.seen.iter_mut().for_each(|seen| put(&mut seen.text));
        row.line = line;
    }
    report
}

/// The small answer with these texts wherever a user may have written something.
fn context(texts: &[String], line: u32) -> crate::context::ContextReport {
    let mut report = crate::context::tests::gateway();
    let mut next = texts.iter().cycle();
    let mut put = |place: &mut String| *place = next.next().cloned().unwrap_or_default();
    put(&mut report.product);
    for row in &mut report.contexts {
        [&mut row.context, &mut row.title, &mut row.approved_by].into_iter().for_each(&mut put);
        row.zones.iter_mut().chain(&mut row.users).chain(&mut row.confirmed_for).for_each(&mut put);
        row.says.iter_mut().for_each(|said| put(&mut said.text));
    }
    for row in &mut report.actors {
        [&mut row.actor, &mut row.role, &mut row.trust].into_iter().for_each(&mut put);
    }
    report.zones.iter_mut().flat_map(|row| [&mut row.zone, &mut row.title]).for_each(&mut put);
    for row in &mut report.boundaries {
        [&mut row.boundary, &mut row.from, &mut row.to].into_iter().chain(&mut row.who).for_each(&mut put);
    }
    for row in &mut report.attackers {
        let own = [&mut row.attacker, &mut row.title].into_iter();
        own.chain(&mut row.starts_in).chain(&mut row.acts_as).for_each(&mut put);
    }
    for row in &mut report.assumptions {
        let own = [&mut row.assumption, &mut row.text, &mut row.provider, &mut row.if_broken, &mut row.file];
        own.into_iter().chain(&mut row.mechanism).chain(&mut row.told).for_each(&mut put);
        [&mut row.interfaces, &mut row.threats, &mut row.assets].into_iter().flatten().for_each(&mut put);
        row.line = line;
    }
    report.assets.iter_mut().flat_map(|row| [&mut row.asset, &mut row.title]).for_each(&mut put);
    for family in &mut report.levels.families {
        family.target = Some(line);
        family.missing_next.iter_mut().chain(&mut family.missing_target).for_each(|one| {
            one.planned.iter_mut().chain(&mut one.lacking).for_each(&mut put);
        });
    }
    report
}

fn status(a: &str, b: &str, c: &str, d: &str, e: &str) -> Status {
    use vauban_analysis::status::{AspectStatus, Evidence, LeftOut, PracticeStatus, RequirementStatus};
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
    let left = LeftOut {
        requirement: a.clone(),
        tailoring: b.clone(),
        reason: c.clone(),
        analysis: d.clone(),
        approved_by: e.clone(),
        date: a.clone(),
        file: b.clone(),
        line: 0,
    };
    Status {
        product: a,
        version: b,
        edition: c,
        practices: vec![practice],
        requirements: vec![requirement],
        left_out: vec![left],
    }
}

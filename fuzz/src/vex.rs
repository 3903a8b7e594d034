//! The readers of statements about exploitability: whatever the bytes, a reading ends, is the same the second time, and
//! what is written from it is read back without closing anything that was open.

use std::collections::BTreeMap;

use vauban_vex::precedence::{Conditions, Question, Rank, Statements, Trust, Verdict, effective, questions};
use vauban_vex::read::{Boms, Reading};
use vauban_vex::write::{As, Options, write};
use vauban_vex::{Part, Time, Vulnerability, check};

/// Any bytes as a document of any of the three formats.
///
/// # Panics
/// When reader, writer or precedence break a promise: that is what a fuzzer looks for.
pub fn vex(data: &[u8]) {
    let boms = Boms::default();
    let first = check(data, &boms);
    assert_eq!(first, check(data, &boms), "not the same twice");
    let Ok(reading) = first else { return };
    for problem in &reading.problems {
        assert!(!problem.what.is_empty() && !problem.what.contains(char::is_control), "{problem:?}");
    }
    written(&reading);
    chosen(&reading);
    let mut boms = Boms::default();
    let _ = boms.add(data);
    let _ = check(data, &boms);
}

fn written(reading: &Reading) {
    let document = &reading.document;
    for format in [As::OpenVex, As::Csaf2_0, As::Csaf2_1, As::CycloneDx(4), As::CycloneDx(6), As::CycloneDx(7)] {
        for internal in [false, true] {
            let Ok(written) = write(document, format, &Options { internal }) else { continue };
            let text = std::str::from_utf8(&written.bytes).unwrap_or_default();
            assert!(!text.is_empty() && !text.contains(['\u{1b}', '\u{202e}', '\u{7f}']), "{format:?}");
            let back = check(&written.bytes, &Boms::default());
            let Ok(back) = back else { panic!("{format:?} is not read back: {back:?}\n{text}") };
            for statement in &back.document.statements {
                let id = &statement.vulnerability.id;
                let known = document.statements.iter().filter(|one| one.vulnerability.id == *id);
                let mut known = known.map(|one| one.status.closes()).peekable();
                assert!(
                    known.peek().is_none() || known.any(|closes| closes || !statement.status.closes()),
                    "{format:?} closes {id}"
                );
            }
        }
    }
}

fn chosen(reading: &Reading) {
    let documents = [reading.document.clone()];
    let statements = Statements::new(&documents);
    let parts: Vec<Part> = reading
        .document
        .statements
        .iter()
        .take(20)
        .flat_map(|one| &one.products)
        .take(40)
        .map(|one| one.part.clone())
        .collect();
    let (mechanisms, options) = (BTreeMap::new(), BTreeMap::new());
    let Ok(now) = Time::parse("2026-11-22T00:00:00Z") else { return };
    let conditions = Conditions { now, mechanisms: &mechanisms, build_options: &options };
    let mut trust = Trust::default();
    trust.list(&reading.document.author, Rank::Maker);
    for (id, component) in questions(&statements, &parts).into_iter().take(200) {
        let vulnerability = Vulnerability::named(id);
        let component = component.and_then(|number| parts.get(number));
        let question = Question { product: parts.first(), component, vulnerability: &vulnerability, exploited: false };
        let found = effective(&question, &statements, &trust, &conditions);
        assert!(!found.why.is_empty() && !found.why.contains(char::is_control), "{:?}", found.why);
        if let (Verdict::Closed(_), Some(said)) = (found.verdict, found.statement) {
            assert!(said.statement.doubt.is_empty() && said.statement.status.closes(), "{found:?}");
        }
        let nobody = effective(&question, &statements, &Trust::default(), &conditions);
        assert!(!nobody.verdict.closes(), "nobody is trusted");
    }
}

//! Readers of bills of materials: whatever the bytes, a reading ends, is the same the second time and keeps its limits;
//! what was read can be written, and what was written is valid, reads again and holds the same components.

use vauban_sbom::find::{Query, find};
use vauban_sbom::profile::{Profile, hold};
use vauban_sbom::words::Kind;
use vauban_sbom::write::{cyclonedx, spdx3};
use vauban_sbom::{Limits, diff, merge, read_within, valid};

/// Small enough that a target is quick.
const LIMITS: Limits = Limits { bytes: 1 << 20, parts: 2_000, files: 2_000, edges: 20_000, ..Limits::USUAL };

/// Any bill of materials or lock file.
///
/// # Panics
/// When a reader or a writer breaks a promise: that is what a fuzzer looks for.
pub fn bill(data: &[u8]) {
    let first = read_within(data, &LIMITS);
    let again = read_within(data, &LIMITS);
    let (bill, second) = match (first, again) {
        (Ok(bill), Ok(second)) => (bill, second),
        (Err(one), Err(other)) => {
            assert_eq!(one, other, "not the same twice");
            assert!(!one.message.is_empty(), "refused without a reason");
            return;
        }
        _ => panic!("read once and refused once"),
    };
    assert_eq!(bill.components, second.components, "not the same twice");
    assert_eq!(bill.problems, second.problems, "not the same twice");
    let count = bill.components.len();
    assert!(bill.roots.iter().all(|at| *at < count), "a root that is no component");
    assert!(bill.edges.iter().all(|edge| edge.from < count && edge.to < count), "a relation that leads nowhere");
    assert!(
        bill.components.iter().enumerate().all(|(at, part)| part.parent.is_none_or(|up| up < at)),
        "a parent below"
    );
    for profile in Profile::ALL {
        let held = hold(&bill, profile);
        assert!(!held.passed || held.components > 0, "nothing passed a profile");
    }
    let judged = valid::check_within(data, &LIMITS);
    assert_eq!(judged.validity.valid, judged.validity.errors.is_empty() && !judged.validity.schema.is_empty());
    let own = diff::diff(&bill, &bill);
    assert!(own.changed.is_empty() || own.added.len() == own.removed.len(), "a bill differs from itself");
    let merged = merge::merge(&[("a", &bill), ("b", &bill)]).bill;
    assert!(merged.components.len() <= count.max(1) * 2, "merging made components up");
    for part in bill.components.iter().take(3) {
        if let Ok(query) = part.purl().map_or_else(|| Query::parse(&part.name), Query::parse) {
            let _ = find(&bill, &query);
        }
    }
    written(&bill, judged.validity.valid);
}

fn written(bill: &vauban_sbom::Bill, was_valid: bool) {
    let parts = |bill: &vauban_sbom::Bill, services: bool| {
        bill.components.iter().filter(|part| services || part.kind != Kind::Service).count()
    };
    let mut documents = vec![(cyclonedx(bill), true)];
    documents.extend(spdx3(bill, Some("2026-11-22T10:00:00Z")).map(|written| (written, false)));
    for (written, services) in documents {
        let text = written.document.to_string();
        let back = vauban_sbom::read(text.as_bytes());
        let Ok(back) = back else { panic!("what was written cannot be read: {:?}", back.err()) };
        assert_eq!(parts(bill, services), parts(&back, services), "components were lost or made up");
        if was_valid {
            let judged = valid::of_document(&text);
            assert!(judged.as_ref().is_ok_and(|judged| judged.valid), "what was written is not valid: {judged:?}");
        }
    }
}

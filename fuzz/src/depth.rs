//! Defence in depth: any records as a design, compiled as `check` does it, then asked everything there is to ask.

use vauban_analysis::depth::{Defence, Question, Row};
use vauban_checks::Depth;
use vauban_engine::{MemoryWorld, compile};
use vauban_model::Date;

#[path = "../../crates/vauban-engine/tests/depth/designs.rs"]
#[allow(dead_code, reason = "the other judge of depth asks for more")]
mod designs;

/// Designs with more gates are compiled and answered once, as in `check`; smaller ones are asked everything.
const SMALL: usize = 3_000;
/// So many rows, causes and places of a design are looked at closely.
const CLOSELY: usize = 6;

/// A random design, as text; the same seed gives the same design.
pub fn random(seed: u64) -> String {
    designs::random(seed)
}

/// Takes the bytes for the records of a design; eight bytes are the seed of a random one.
///
/// # Panics
/// If an answer contradicts another.
pub fn depth(data: &[u8]) {
    let text = match <[u8; 8]>::try_from(data) {
        Ok(seed) => random(u64::from_le_bytes(seed)).into_bytes(),
        Err(_) => data.to_vec(),
    };
    let today = Date { year: 2026, month: 11, day: 22 };
    let root = b"[product.fuzz]\nversion = \"1\"\n".to_vec();
    let files = [("vauban.toml".to_owned(), root), ("security/design.toml".to_owned(), text)];
    let Ok(compiled) = compile(&MemoryWorld::new(today, files)) else { return };
    for product in compiled.products() {
        if let Some(depth) = compiled.depth(product) {
            judge(depth);
        }
    }
}

fn judge(depth: &Depth) {
    let Depth { defence, rows, .. } = depth;
    rows.iter().for_each(truthful);
    let _ = defence.idle();
    if defence.size().0 > SMALL {
        return;
    }
    let question = Question::default();
    assert_eq!(defence.answer(&question).as_ref(), Ok(rows), "not the same twice");
    // The weakest rows with something to break first: they have the longest answers.
    let mut closely: Vec<&Row> = rows.iter().collect();
    closely.sort_by_key(|row| (row.depth.is_none(), row.depth == Some(0)));
    closely.iter().take(CLOSELY).for_each(|row| one_row(defence, &question, row));
    hardened(defence, &question, rows);
    assumed(defence, rows);
}

/// What was cut short says so.
fn truthful(row: &Row) {
    match (row.reachable, row.depth, row.at_least) {
        (true, Some(_), None) | (true, None, Some(_)) | (false, None, None) => {}
        _ => panic!("reachable, depth and bound do not go together: {row:?}"),
    }
    if let (Some(depth), Some(first)) = (row.depth, row.cut_sets.first()) {
        assert_eq!(first.len(), depth as usize, "the first set is no smallest: {row:?}");
    }
    if let (Some(depth), Some(nominal)) = (row.depth, row.nominal) {
        assert!(depth <= nominal, "common causes do not deepen: {row:?}");
    }
}

/// The path, lines and remedies of a row.
fn one_row(defence: &Defence, question: &Question, row: &Row) {
    let depth = row.depth.unwrap_or(0) as usize;
    if let (Ok(Some(paths)), Some(first)) = (defence.paths(question, row), row.cut_sets.first()) {
        let path = paths.path(row, first);
        assert!(path.watched() <= path.steps.len());
        assert!(!path.steps.is_empty() || !row.reachable, "a loss without a step: {row:?}");
    }
    let lines = defence.lines(question, row).unwrap_or_default();
    assert!(row.depth.is_none() || lines.len() <= depth, "more lines than the depth: {row:?} {lines:?}");
    let remedies = defence.remedies(question, row, CLOSELY).unwrap_or_default();
    for remedy in remedies {
        assert!(remedy.depth as usize > depth, "no remedy: {remedy:?} of {row:?}");
    }
}

/// What would be built suffices, and building never lowers a depth.
fn hardened(defence: &Defence, question: &Question, rows: &[Row]) {
    let Ok(found) = defence.harden(question) else { panic!("nothing was assumed") };
    assert!(found.at_least <= found.cost, "{found:?}");
    assert!(found.lifted.iter().all(|row| row.rank() >= row.required), "built, and still short: {found:?}");
    let all = found.proposed.iter().map(|(id, _)| *id).collect();
    let built = defence.answer(&Question { built: all, ..Question::default() }).unwrap_or_default();
    assert_eq!(built.len(), rows.len());
    for (before, after) in rows.iter().zip(&built) {
        assert!(before.at_least.is_some() || after.rank() >= before.rank(), "{before:?} became {after:?}");
    }
}

/// What is taken as broken never raises a depth, and breaks no more than itself where it is one of the causes.
fn assumed(defence: &Defence, rows: &[Row]) {
    for cause in defence.causes().take(CLOSELY) {
        let question = Question { assume: vec![cause.name.clone()], order: Some(2), ..Question::default() };
        let Ok(after) = defence.answer(&question) else { panic!("{} is an event", cause.name) };
        assert_eq!(after.len(), rows.len());
        for (before, after) in rows.iter().zip(&after) {
            truthful(after);
            let known = before.at_least.is_none() && after.at_least.is_none();
            assert!(!known || after.rank() <= before.rank(), "{}: {before:?} became {after:?}", cause.name);
            assert!(
                !known || before.depth.is_none() || after.rank() + 1 >= before.rank(),
                "{}: {before:?} became {after:?}",
                cause.name
            );
        }
    }
    let unknown = Question { assume: vec!["no such".to_owned()], ..Question::default() };
    assert!(defence.answer(&unknown).is_err() && defence.harden(&unknown).is_err());
}

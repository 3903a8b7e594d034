//! Lists of updates that suppliers publish, and ranges of versions of issues held against the releases of lines: whatever
//! the bytes, a reading ends, is the same the second time, and what is unknown is not counted as unaffected.

use vauban_analysis::clocks::Across;
use vauban_analysis::updates::{Reach, State, timeliness};
use vauban_engine::{MemoryWorld, compile, read_updates};
use vauban_model::{Date, Head, Kind};

const TODAY: Date = Date { year: 2026, month: 11, day: 22 };

/// Reads the bytes as a supplier's list, and judges a project that rests on it.
///
/// # Panics
/// When the reader or the checks break a promise: that is what a fuzzer looks for.
pub fn list(data: &[u8]) {
    let first = read_updates(data);
    assert_eq!(first, read_updates(data), "not the same twice");
    match first {
        Ok(listed) => assert!(listed.len() <= vauban_formats::update_list::MOST, "more updates than the limit"),
        Err(why) => assert!(!why.is_empty(), "refused without a reason"),
    }
    let records = "[supplier.maker]\nupdates-in = \"security/evidence/list.csv\"\n";
    judged(records, Some(data));
}

/// Takes the bytes as the range of versions of an issue.
///
/// # Panics
/// As [`list`].
pub fn range(data: &[u8]) {
    let text: String =
        String::from_utf8_lossy(data).chars().filter(|letter| !letter.is_control()).take(4_000).collect();
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    let records = format!(
        "[line.one]\nof = \"fuzz\"\n[release.\"1.0\"]\nline = \"one\"\ndate = 2025-01-01\n\
         [issue.a]\nstate = \"fixed\"\nfound-in = \"field\"\ndecision = \"fix\"\nreceived = 2026-01-01\nversions = [\"{text}\"]\n"
    );
    judged(&records, None);
}

fn judged(records: &str, list: Option<&[u8]>) {
    let root = b"[product.fuzz]\nversion = \"1\"\n[policy]\ndeadlines = { high = 30 }\n".to_vec();
    let mut files = vec![("vauban.toml".to_owned(), root), ("security/a.toml".to_owned(), records.as_bytes().to_vec())];
    files.extend(list.map(|data| ("security/evidence/list.csv".to_owned(), data.to_vec())));
    let world = MemoryWorld::new(TODAY, files);
    let (Ok(first), Ok(second)) = (compile(&world), compile(&world)) else { return };
    assert_eq!(first.findings, second.findings, "not the same twice");
    let model = &first.model;
    let product = model.find(Kind::Product, "fuzz");
    let concerns = |head: &Head| first.concerns(product, head);
    for row in timeliness(model, &Across::new(model), product, TODAY, &concerns).rows {
        let spared = row.state == State::NotAffected;
        assert!(!spared || matches!(row.reach, Reach::NotAffected(_)), "spared without a reason: {row:?}");
    }
}

//! Times with a zone, and whole cases with every clock, sheet and calendar that follows from them.

use std::collections::BTreeSet;

use vauban_analysis::clocks::{Amount, Instant, statutory};
use vauban_engine::{MemoryWorld, survey};
use vauban_model::{AnyId, Date, FilingStage, Kind};

/// A time that is read is shown as it is read again, and every period from it ends or has no end.
pub fn times(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(at) = Instant::parse(text) else { return };
    assert_eq!(Instant::parse(&at.to_string()), Some(at), "{text}");
    assert!(!at.people().is_empty() && at.calendar().len() == 16, "{text}");
    for amount in
        [Amount::Hours(24), Amount::Days(14), Amount::Months(1), Amount::Days(u32::MAX), Amount::Months(u32::MAX)]
    {
        if let Some(end) = statutory(at, amount, &BTreeSet::new()) {
            assert!(end.seconds >= at.seconds, "{text}");
        }
    }
    let _ = (at.plus_hours(i64::MAX), at.plus_hours(i64::MIN), at.plus_months(i64::MAX), at.plus_months(-1));
}

/// Cases in a record file: whatever they say, no clock panics, none that is open has passed without being missed, and a
/// sheet shows what it says.
pub fn cases(bytes: &[u8]) {
    let Some(today) = Date::new(2026, 12, 24) else { return };
    let root = b"[product.sensor]\nname = \"Sensor\"\nversion = \"1\"\n\n[policy]\ntriage-days = 3\nestablishment = { users = \"DE\" }\n".to_vec();
    let files = [("vauban.toml".to_owned(), root), ("security/cases.toml".to_owned(), bytes.to_vec())];
    let Ok(compiled) = survey(&MemoryWorld::new(today, files)) else { return };
    let now = compiled.now();
    let clocks = compiled.clocks(None, now);
    for case in &clocks.cases {
        for clock in &case.clocks {
            if let Some(left) = clock.left(now) {
                assert_eq!(left < 0, clock.state == vauban_analysis::clocks::State::Missed, "{case:#?}");
            }
        }
    }
    for at in 0..compiled.model.case.len() {
        let id = AnyId { kind: Kind::Case, at: at as u32 };
        for stage in [FilingStage::EarlyWarning, FilingStage::Notification, FilingStage::Final] {
            let sheet = compiled.filing_sheet(id, stage, now);
            let long =
                |field: &vauban_analysis::clocks::SheetField| field.limit.is_some_and(|limit| field.length > limit);
            let told = sheet.iter().flat_map(|sheet| &sheet.fields).all(|field| !long(field) || field.error.is_some());
            assert!(told, "{sheet:#?}");
        }
        let _ = compiled.drill(id, now, now);
    }
}

//! The file: the same for the same set, changes on top equal to building anew, and hostile bytes refused.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

mod common;

use vauban_advisories::advisory::{Affected, Authority, Bound, Identity, Span, Standing, Versions};
use vauban_advisories::index::{Form, Indexes, Source};
use vauban_advisories::note::{Epss, Exploited};
use vauban_advisories::{Advisory, Builder, Index, Matcher, Part};

fn source(name: &str, form: Form, records: u64) -> Source {
    Source {
        name: name.into(),
        form,
        newest: Some("2026-11-20T00:00:00Z".into()),
        fetched: Some("2026-11-21".into()),
        files: 1,
        records,
        withdrawn: 0,
        unread: 0,
        digest: [7; 32],
        covers: vec![("npm".into(), records)],
    }
}

fn advisory(number: usize, fixed: &str) -> Advisory {
    Advisory {
        source: "npm".into(),
        id: format!("GHSA-{number:04}"),
        aliases: vec![format!("CVE-2026-{number:04}")],
        place: format!("{number}.json"),
        authority: Authority::Ecosystem,
        modified: Some(format!("2026-11-{:02}T00:00:00Z", number % 20 + 1)),
        summary: "a defect".into(),
        affected: vec![Affected {
            identities: vec![Identity::Package { purl: format!("pkg:npm/p{}", number % 50), branch: None }],
            versions: Versions {
                scheme: Some("npm".into()),
                spans: vec![Span { from: Bound::Open, to: Bound::Beside(fixed.into()), standing: Standing::Affected }],
                otherwise: Standing::NotAffected,
                ..Versions::default()
            },
            fixed: vec![fixed.into()],
            ..Affected::default()
        }],
        ..Advisory::default()
    }
}

fn whole(advisories: &[Advisory], score: &str) -> vauban_advisories::index::Built {
    let mut builder = Builder::new();
    builder.source(source("npm", Form::Osv, 1));
    builder.source(source("epss", Form::Epss, 1));
    advisories.iter().for_each(|advisory| builder.add(advisory));
    for number in 0..20 {
        let note = Epss { score: score.into(), percentile: "0.5".into(), date: "2026-11-20".into() };
        builder.epss(&format!("CVE-2026-{number:04}"), &note);
    }
    builder.exploited("CVE-2026-0003", &Exploited { added: "2026-11-01".into(), ..Exploited::default() });
    builder.finish()
}

fn answers(index: &Indexes<Vec<u8>>) -> Vec<String> {
    let mut matcher = Matcher::new(index, &[]).unwrap();
    let mut all = Vec::new();
    for number in 0..60 {
        for version in ["0.5.0", "1.5.0", "2.5.0"] {
            let part = Part { name: "p".into(), purl: Some(format!("pkg:npm/p{number}@{version}")), ..Part::default() };
            all.push(format!("{:?}", matcher.part(&part).unwrap()));
        }
    }
    all
}

#[test]
fn the_order_of_files_means_nothing() {
    let mut advisories: Vec<Advisory> = (0..300).map(|number| advisory(number, "1.0.0")).collect();
    let first = whole(&advisories, "0.1");
    advisories.reverse();
    let second = whole(&advisories, "0.1");
    assert_eq!(first.name(), second.name());
    assert_eq!(first.bytes(), second.bytes());
}

#[test]
fn a_record_that_is_there_twice_is_told_and_the_later_kept() {
    let mut late = advisory(1, "2.0.0");
    late.modified = Some("2026-11-30T00:00:00Z".into());
    let built = whole(&[late, advisory(1, "1.0.0")], "0.1");
    assert_eq!(built.summary.twice, [("npm".to_owned(), "GHSA-0001".to_owned())]);
    let index = common::open(&built);
    let part = Part { purl: Some("pkg:npm/p1@1.5.0".into()), ..Part::default() };
    assert_eq!(Matcher::new(&index, &[]).unwrap().part(&part).unwrap().matches.len(), 1);
}

#[test]
fn changes_on_top_say_what_building_anew_says() {
    let before: Vec<Advisory> = (0..300).map(|number| advisory(number, "1.0.0")).collect();
    let base = whole(&before, "0.1");
    // First changes: ten are fixed later, five are new, three are gone, all scores are new.
    let step = |after: &mut Vec<Advisory>, fixed: &str, range: std::ops::Range<usize>| {
        after.retain(|advisory| !range.clone().any(|number| advisory.id == format!("GHSA-{number:04}")));
        after.extend(range.map(|number| advisory(number, fixed)));
    };
    let mut after = before.clone();
    step(&mut after, "2.0.0", 10..20);
    step(&mut after, "3.0.0", 300..305);
    after.retain(|advisory| !["GHSA-0100", "GHSA-0101", "GHSA-0102"].contains(&advisory.id.as_str()));
    let mut builder = Builder::new();
    builder.source(source("npm", Form::Osv, 1));
    builder.source(source("epss", Form::Epss, 1));
    (10..20).for_each(|number| builder.add(&advisory(number, "2.0.0")));
    (300..305).for_each(|number| builder.add(&advisory(number, "3.0.0")));
    builder.add(&advisory(50, "1.0.0"));
    ["GHSA-0100", "GHSA-0101", "GHSA-0102"].iter().for_each(|id| builder.gone("npm", id));
    builder.brings(Form::Epss);
    for number in 0..20 {
        let note = Epss { score: "0.9".into(), percentile: "0.5".into(), date: "2026-11-20".into() };
        builder.epss(&format!("CVE-2026-{number:04}"), &note);
    }
    let opened = Index::open(base.bytes()).unwrap();
    let changes = builder.finish_over(&opened, base.digest).unwrap();
    assert_eq!((changes.summary.unchanged, changes.summary.replaced), (1, 13));
    let both = Indexes::new(opened, base.digest).unwrap();
    let both = both.with(Index::open(changes.bytes()).unwrap(), changes.digest).unwrap();
    both.verify().unwrap();
    let anew = whole(&after, "0.9");
    assert_eq!(answers(&both), answers(&common::open(&anew)));
    assert_eq!(both.advisories(), after.len() as u64);
    assert_eq!(both.merged().unwrap().name(), anew.name(), "merged is not what building anew gives");
    // More changes take the place of the first and keep what those said.
    step(&mut after, "4.0.0", 15..25);
    after.push(advisory(100, "1.0.0"));
    let mut builder = Builder::new();
    builder.source(source("npm", Form::Osv, 1));
    builder.source(source("epss", Form::Epss, 1));
    (15..25).for_each(|number| builder.add(&advisory(number, "4.0.0")));
    builder.add(&advisory(100, "1.0.0"));
    both.carry_over(&mut builder, &[]).unwrap();
    let again = builder.finish_over(both.base().unwrap(), base.digest).unwrap();
    let both = Indexes::new(Index::open(base.bytes()).unwrap(), base.digest).unwrap();
    let both = both.with(Index::open(again.bytes()).unwrap(), again.digest).unwrap();
    let anew = whole(&after, "0.9");
    assert_eq!(answers(&both), answers(&common::open(&anew)));
    assert_eq!(both.merged().unwrap().name(), anew.name());
}

#[test]
fn changes_belong_to_one_index() {
    let base = whole(&[advisory(1, "1.0.0")], "0.1");
    let other = whole(&[advisory(2, "1.0.0")], "0.1");
    let mut builder = Builder::new();
    builder.add(&advisory(1, "2.0.0"));
    let changes = builder.finish_over(&Index::open(base.bytes()).unwrap(), base.digest).unwrap();
    let open = |built: &vauban_advisories::index::Built| Index::open(built.bytes()).unwrap();
    assert!(Indexes::new(open(&changes), changes.digest).is_err());
    let over = |below: &vauban_advisories::index::Built| Indexes::new(open(below), below.digest).unwrap();
    assert!(over(&other).with(open(&changes), changes.digest).is_err());
    assert!(over(&base).with(open(&other), other.digest).is_err());
    assert!(over(&base).with(open(&changes), changes.digest).is_ok());
}

#[test]
fn bytes_that_changed_are_an_error_and_never_a_panic() {
    let advisories: Vec<Advisory> = (0..40).map(|number| advisory(number, "1.0.0")).collect();
    let good = whole(&advisories, "0.1").bytes();
    let mut found = 0;
    for at in 0..good.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = good.clone();
            bytes[at] ^= change;
            match Index::open(bytes) {
                Err(_) => found += 1,
                Ok(index) => {
                    // What opening does not read, verifying does; padding between sections is nobody's.
                    found += usize::from(index.verify().is_err());
                    let index = Indexes::new(index, [0; 32]).unwrap();
                    let mut matcher = Matcher::new(&index, &[]).unwrap();
                    let part = Part { purl: Some("pkg:npm/p1@0.5.0".into()), ..Part::default() };
                    let _ = matcher.part(&part);
                }
            }
        }
    }
    assert!(found + 3 * 8 * 8 >= good.len() * 3, "{found} of {}", good.len() * 3);
    for length in 0..good.len() {
        assert!(Index::open(good[..length].to_vec()).is_err(), "cut at {length}");
    }
    let mut longer = good.clone();
    longer.extend_from_slice(&[0; 8]);
    assert!(Index::open(longer).is_err());
}

#[test]
fn a_source_that_shrinks_stops_or_breaks_is_refused() {
    use vauban_advisories::read::{Accepted, Refusal, Rules, compare};
    let before = source("npm", Form::Osv, 100);
    let with = |records, newest: &str, unread| Source {
        newest: Some(newest.into()),
        unread,
        ..source("npm", Form::Osv, records)
    };
    let check = |now: Source, accepted: &Accepted| {
        compare(std::slice::from_ref(&before), &[now], "2026-11-22", &Rules::default(), accepted)
    };
    let none = Accepted::default();
    assert_eq!(check(with(95, "2026-11-21T00:00:00Z", 0), &none), []);
    let shrunk = check(with(50, "2026-11-21T00:00:00Z", 0), &none);
    assert!(matches!(shrunk.as_slice(), [Refusal::Shrunk { before: 100, now: 50, .. }]), "{shrunk:?}");
    assert_eq!(
        check(with(50, "2026-11-21T00:00:00Z", 0), &Accepted { shrunk: vec!["npm".into()], ..none.clone() }),
        []
    );
    let old = check(with(100, "2026-11-01T00:00:00Z", 0), &none);
    assert!(matches!(old.as_slice(), [Refusal::Backwards { .. }, Refusal::Stale { days: 21, .. }]), "{old:?}");
    let unread = check(with(100, "2026-11-21T00:00:00Z", 3), &none);
    assert!(matches!(unread.as_slice(), [Refusal::Unread { unread: 3, .. }]), "{unread:?}");
    let empty = check(with(0, "2026-11-21T00:00:00Z", 0), &none);
    assert!(matches!(empty.as_slice(), [Refusal::Empty { .. }]), "{empty:?}");
    let gone = compare(std::slice::from_ref(&before), &[], "2026-11-22", &Rules::default(), &none);
    assert!(matches!(gone.as_slice(), [Refusal::Gone { before: 100, .. }]), "{gone:?}");
}

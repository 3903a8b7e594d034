//! Vectors that others have scored; and the `cvss` crate as a second opinion on vectors nobody has seen.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::path::{Path, PathBuf};

use vauban_cvss::{Group, Score, Vector, Version, score};

/// The project's own copy, and the large one where it is there.
fn corpora() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![here.join("../../tests/corpora/cvss")];
    let beside = here.join("../../../shared");
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(beside, PathBuf::from).join("corpora/cvss");
    if shared.is_dir() {
        found.push(shared);
    } else {
        eprintln!("SKIPPED: all vectors are not at {}", shared.display());
    }
    found
}

/// Rows of a table of vectors with their scores: base, temporal, environmental, and the word for the base score.
fn agrees(file: &str, total_only: bool) {
    for folder in corpora() {
        let table = std::fs::read_to_string(folder.join(file)).unwrap();
        let mut rows = 0;
        let mut wrong = Vec::new();
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [vector, base, temporal, environmental, severity] = cells[..] else { panic!("{row}") };
            let found = score(vector).unwrap_or_else(|why| panic!("{vector}: {why}"));
            let told = if total_only { found.score() } else { found.base };
            let differs = |found: Option<Score>, cell: &str| {
                !cell.is_empty() && found.is_some_and(|found| found.to_string() != cell)
            };
            if told.to_string() != base
                || differs(found.temporal, temporal)
                || differs(found.environmental, environmental)
                || !told.severity(found.version).word().eq_ignore_ascii_case(severity)
            {
                wrong.push(format!("{row}: {found:?}"));
            }
            rows += 1;
        }
        assert!(rows > 100, "{rows} rows");
        assert!(wrong.is_empty(), "{} of {rows} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn version_2_scores_as_others_do() {
    agrees("v2.tsv", false);
}

#[test]
fn version_3_0_scores_as_others_do() {
    agrees("v3.0.tsv", false);
}

#[test]
fn version_3_1_scores_as_others_do() {
    agrees("v3.1.tsv", false);
}

#[test]
fn version_4_0_scores_as_the_reference_calculator_does() {
    agrees("v4.0.tsv", true);
}

#[test]
fn what_is_no_vector_says_why() {
    let cases = [
        ("", "empty"),
        ("high", "is no metric"),
        ("CVSS:3.1", "is no metric"),
        ("CVSS:3.2/AV:N", "no version `3.2`"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "needs A"),
        ("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "twice"),
        ("CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "`Q` is no value of `AV`; it may be N, A, L, P"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/ZZ:H", "no metric `ZZ`"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "is no metric"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H", "needs SA"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/MSC:S", "`S` is no value of `MSC`"),
        ("CVSS:3.1/AV:/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no value"),
        ("CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no metric `av`"),
        ("CVSS:3.1/AV:N\u{1b}[2J/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "\\u{1b}"),
        ("CVSS:3.1/AVAVAVAVAVAV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no metric"),
        ("AV:N/AC:L/Au:N/C:P/I:P", "needs A"),
    ];
    for (text, told) in cases {
        let why = score(text).expect_err(text).to_string();
        assert!(why.contains(told), "{text}: {why}");
    }
    let long = score(&format!("CVSS:3.1/{}", "AV:N/".repeat(200))).expect_err("long").to_string();
    assert!(long.contains("longer"));
}

#[test]
fn what_is_not_defined_is_not_given() {
    let plain = score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:X/MAV:X").expect("a vector");
    assert_eq!((plain.temporal, plain.environmental, plain.score().to_string()), (None, None, "10.0".to_owned()));
    let low = score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U/MVC:N").expect("a vector");
    assert!(low.environmental < low.temporal && low.temporal < Some(low.base), "{low:?}");
}

#[test]
fn metrics_are_told_by_their_names_in_json() {
    let vector = Vector::parse("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/U:Amber").unwrap();
    let given: Vec<String> =
        vector.given().map(|(metric, value)| format!("{}={}", metric.property, value.word)).collect();
    assert_eq!(given[0], "attackVector=ADJACENT");
    assert_eq!(given.last().unwrap(), "providerUrgency=AMBER");
    assert!(vector.is_in_order() && !vector.has(Group::Temporal) && vector.has(Group::Supplemental));
    assert_eq!(vector.value("VC").unwrap().word, "HIGH");
    assert!(vector.value("E").is_none());
    let turned = Vector::parse("CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H").unwrap();
    assert!(!turned.is_in_order());
    assert_eq!(turned.to_string(), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
}

/// Numbers that look random and are the same on every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
}

/// A vector with a value drawn for each metric, some of them left out.
fn drawn(version: Version, draw: &mut Draw) -> String {
    let mut parts = Vec::new();
    if version != Version::V2 {
        parts.push(format!("CVSS:{}", version.word()));
    }
    for metric in version.metrics() {
        if metric.group == Group::Base || draw.below(3) > 0 {
            parts.push(format!("{}:{}", metric.name, metric.values[draw.below(metric.values.len())].name));
        }
    }
    parts.join("/")
}

#[test]
fn the_cvss_crate_is_of_the_same_opinion() {
    use std::str::FromStr as _;
    let mut draw = Draw(0x5eed_5eed);
    for _ in 0..20_000 {
        let text = drawn(Version::V40, &mut draw);
        let theirs = cvss::v4::Vector::from_str(&text).unwrap_or_else(|why| panic!("{text}: {why}")).score().value();
        let ours = score(&text).unwrap();
        assert_eq!(format!("{theirs:.1}"), ours.score().to_string(), "{text}: {ours:?}");
        let text = drawn(Version::V31, &mut draw);
        let theirs = cvss::v3::Vector::from_str(&text).unwrap_or_else(|why| panic!("{text}: {why}"));
        let ours = score(&text).unwrap();
        assert_eq!(format!("{:.1}", theirs.base_score().value()), ours.base.to_string(), "{text}");
        let text = drawn(Version::V2, &mut draw);
        let theirs = cvss::v2::Vector::from_str(&text).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(format!("{:.1}", theirs.score().value()), score(&text).unwrap().base.to_string(), "{text}");
    }
}

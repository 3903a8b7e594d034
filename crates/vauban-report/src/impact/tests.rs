//! An answer that every output can show.

use super::*;
use crate::Style;

pub(crate) fn report() -> ImpactReport {
    let row = |tier: &'static str, depth: u32| DepthRow {
        attacker: "internet".to_owned(),
        asset: "firmware".to_owned(),
        property: "integrity",
        tier,
        impact: "critical",
        required: 2,
        reachable: true,
        depth: Some(depth),
        sufficient: depth >= 2,
        ..DepthRow::default()
    };
    let hit = ImpactRow {
        asset: "firmware".to_owned(),
        property: "integrity",
        attacker: "internet".to_owned(),
        required: 2,
        tiers: vec![(row("designed", 3), row("designed", 2)), (row("today", 2), row("today", 1))],
        lost: vec!["mechanism.tls".to_owned()],
    };
    let product = ProductImpact {
        product: "gateway 2.4.0".to_owned(),
        line: Some("2.3".to_owned()),
        fallen: vec!["mechanism.tls".to_owned(), "mechanism.session".to_owned()],
        opened: Vec::new(),
        shows_nothing: false,
        rows: vec![hit],
        kept: 3,
        drawn: DepthReport::default(),
    };
    ImpactReport {
        subject: "issue.tls-overflow".to_owned(),
        title: "Overflow in the TLS library".to_owned(),
        affects: vec!["component.tls".to_owned()],
        effect: "defeats",
        unauthenticated: false,
        products: vec![product],
        untouched: vec!["sensor 1.1".to_owned()],
        shared: vec![Shared {
            record: "component.b-tls".to_owned(),
            product: "drive".to_owned(),
            version: "3.6.1".to_owned(),
            because: "the same package URL".to_owned(),
            file: "security/b.toml".to_owned(),
            line: 4,
        }],
        notes: Vec::new(),
    }
}

fn shown(width: usize) -> String {
    let style = Style { width, ..Style::default() };
    crate::to_string(|out| terminal::report(&report(), &style, out)).unwrap_or_default()
}

#[test]
fn the_table_says_who_loses_what() {
    let text = shown(100);
    for said in ["issue.tls-overflow", "3 → 2", "2 → 1", "below, since this", "loses mechanism.tls", "component.b-tls"]
    {
        assert!(text.contains(said), "{said} is missing in\n{text}");
    }
}

#[test]
fn every_output_says_the_same_numbers() {
    let json = crate::to_string(|out| json::report(&report(), out)).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
    assert_eq!(value["schema"], "vauban/issue-impact/1");
    assert_eq!(value["products"][0]["assets"][0]["tiers"][1]["after"]["depth"], 1);
    assert_eq!(value["products"][0]["newly_below"], 1);
    let markdown = crate::to_string(|out| markdown::report(&report(), out)).unwrap_or_default();
    assert!(
        markdown.contains("| firmware integrity | internet | designed | 3 | 2 | 2 | mechanism.tls |"),
        "{markdown}"
    );
}

#[test]
fn without_a_path_the_picture_says_so() {
    let picture = crate::to_string(|out| svg::report(&report(), out)).unwrap_or_default();
    assert!(picture.contains("There is no path to draw."));
}

//! The matrix in every form, over designs that are enough, not enough and without an asset.

use super::{DepthCell, DesignRow, LevelCell, VariantRow, VariantsReport, json, markdown, svg, terminal};
use crate::Style;

fn cell(asset: &str, depth: u32, required: u32) -> DepthCell {
    DepthCell {
        asset: asset.into(),
        tier: "designed",
        attacker: "internet".into(),
        reachable: true,
        depth: Some(depth),
        at_least: None,
        required,
        sufficient: depth >= required,
        accepted: false,
    }
}

fn design(names: &[&str], errors: usize, depth: Vec<DepthCell>) -> DesignRow {
    let variant = |name: &&str| VariantRow { variant: (*name).into(), ..VariantRow::default() };
    let level = LevelCell { family: "IAC".into(), target: Some(2), claimed: 1, achieved: 0 };
    let variants = names.iter().map(variant).collect();
    DesignRow { variants, errors, depth, levels: vec![level], ..DesignRow::default() }
}

/// The small matrix with a text wherever a user may have written something.
pub(crate) fn with(text: &str) -> VariantsReport {
    let mut report = matrix();
    report.product = text.to_owned();
    report.assets = vec![text.to_owned(), "firmware".into()];
    report.features =
        vec![super::FeatureRow { feature: text.to_owned(), title: text.to_owned(), variants: vec![text.to_owned()] }];
    for design in &mut report.designs {
        for variant in &mut design.variants {
            variant.variant = text.to_owned();
            variant.title = text.to_owned();
        }
        for cell in &mut design.depth {
            cell.asset = text.to_owned();
            cell.attacker = text.to_owned();
        }
    }
    report
}

fn matrix() -> VariantsReport {
    VariantsReport {
        product: "plc 2.4".into(),
        tier: "designed",
        assets: vec!["firmware".into(), "log".into(), "radio-key".into()],
        features: Vec::new(),
        designs: vec![
            design(&["radio"], 2, vec![cell("firmware", 1, 3), cell("log", 2, 1), cell("radio-key", 2, 2)]),
            design(&["basic", "plus", "web", "box"], 0, vec![cell("firmware", 3, 3), cell("log", 2, 1)]),
        ],
    }
}

fn text(width: usize, verbose: bool) -> String {
    let style = Style { width, verbose, ..Style::default() };
    crate::to_string(|out| terminal::report(&matrix(), &style, out)).unwrap()
}

#[test]
fn the_worst_stands_first_with_what_tells_designs_apart() {
    let shown = text(100, false);
    assert!(shown.starts_with("plc 2.4\n 5 variants in 2 different designs · depth as designed\n"), "{shown}");
    let radio = shown.lines().position(|line| line.contains(" radio ")).unwrap();
    let basic = shown.lines().position(|line| line.contains("basic, plus, web, … 1 more")).unwrap();
    assert!(radio < basic, "{shown}");
    let line = shown.lines().nth(radio).unwrap();
    assert!(line.contains("1/3!") && line.contains("2/2"), "{line}");
    let heads = shown.lines().nth(3).unwrap();
    assert!(heads.contains("firmware") && heads.contains("radio-key") && !heads.contains("log"), "{heads}");
    assert!(shown.contains("1 asset is deep enough, and the same, in every design"), "{shown}");
    assert!(text(100, true).lines().nth(3).unwrap().contains("log"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in [60, 80, 120] {
        let shown = text(columns, true);
        for line in shown.lines() {
            assert!(crate::text::width(line) <= columns, "{columns}: {line}");
        }
    }
    assert!(text(60, true).contains("do not fit"), "{}", text(60, true));
}

#[test]
fn every_form_has_every_design() {
    let matrix = matrix();
    let table = crate::to_string(|out| markdown::report(&matrix, out)).unwrap();
    assert!(table.contains("| basic, plus, web, box | 0 | 0 | 1 | 3/3 |  |"), "{table}");
    let document = crate::to_string(|out| json::report(&matrix, out)).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["schema"], "vauban/variants/1");
    assert_eq!(document["designs"][0]["depth"][0]["sufficient"], false);
    let picture = crate::to_string(|out| svg::report(&matrix, out)).unwrap();
    assert!(picture.contains("radio-key: not in this variant"), "{picture}");
    assert!(picture.contains("firmware against internet: 1/3!, not enough"), "{picture}");
}

#[test]
fn a_product_without_variants_says_what_to_add() {
    let none = VariantsReport { product: "plc".into(), tier: "designed", ..VariantsReport::default() };
    let shown = crate::to_string(|out| terminal::report(&none, &Style::default(), out)).unwrap();
    assert!(shown.contains("[variant.ID]"), "{shown}");
}

//! Variants of a product, and several products in one repository, as the program tells of them: what is wrong is said
//! with the variants that have it, the worst stands first, and one variant can be looked at alone.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(unused_crate_dependencies, reason = "a test uses a part of what the program does")]

mod kit;

use std::collections::BTreeMap;

use kit::Folder;
use serde_json::Value;

fn radio(name: &str) -> Folder {
    Folder::copy(name, "tests/projects/radio-variant-is-the-weakest/in")
}

/// Variants of every finding of a check, by subject; all of them are an empty list.
fn variants(folder: &Folder, code: &str) -> BTreeMap<String, Vec<String>> {
    let document = folder.json(&["check"]);
    let found = document["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    let names = |finding: &Value| finding["variants"].as_array().cloned().unwrap_or_default();
    let names = |finding: &Value| names(finding).iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    found.map(|finding| (finding["subject"].as_str().unwrap().to_owned(), names(finding))).collect()
}

/// Depth as designed of an asset's integrity or confidentiality.
fn depth(folder: &Folder, variant: &str, asset: &str) -> Option<u64> {
    let answer = folder.json(&["--variant", variant, "depth", "--tier", "designed"]);
    let rows = answer["results"].as_array().unwrap().clone();
    let row = rows.into_iter().find(|row| row["asset"] == asset)?;
    Some(row["depth"].as_u64().unwrap_or(u64::MAX))
}

#[test]
fn findings_say_in_which_variants() {
    let folder = radio("variants-findings");
    // The signature needs the secure element, which one variant lacks.
    let short = variants(&folder, "asset-below-required-depth");
    assert_eq!(short["asset.setpoints"], ["c130r"]);
    assert_eq!(variants(&folder, "feature-unused").keys().collect::<Vec<_>>(), ["feature.camera"]);
    assert_eq!(variants(&folder, "record-in-no-variant").keys().collect::<Vec<_>>(), ["mechanism.camera-shutter"]);
    assert_eq!(variants(&folder, "variants-contradict").keys().collect::<Vec<_>>(), ["variant.c130r#C120-R"]);
    // What cannot be there without the radio is absent with it, and nobody is told.
    assert!(variants(&folder, "missing-in-variant").is_empty());
}

#[test]
fn each_variant_has_its_own_depth() {
    let folder = radio("variants-depth");
    assert_eq!(depth(&folder, "c100", "setpoints"), Some(2));
    assert_eq!(depth(&folder, "c120r", "setpoints"), Some(2));
    assert_eq!(depth(&folder, "c130r", "setpoints"), Some(1));
    assert_eq!(depth(&folder, "c100", "pairing-key"), None, "no radio, no key");
    assert_eq!(depth(&folder, "c130r", "pairing-key"), Some(1));
    let shown = folder.run(&["depth"]);
    let first = String::from_utf8(shown.stdout).unwrap();
    assert!(first.trim_start().starts_with("controller 2.0, variant c130r (worst of 3 designs)"), "{first}");
}

#[test]
fn the_matrix_has_every_design_once_and_the_worst_first() {
    let folder = radio("variants-matrix");
    let matrix = folder.json(&["variants"]);
    let designs = matrix["designs"].as_array().unwrap();
    let names = |design: &Value| -> Vec<String> {
        let all = design["variants"].as_array().unwrap().iter();
        all.map(|one| one["variant"].as_str().unwrap().to_owned()).collect()
    };
    let all: Vec<Vec<String>> = designs.iter().map(names).collect();
    assert_eq!(all[0], ["c130r"], "{all:?}");
    assert!(all.contains(&vec!["c100".into(), "c110".into()]), "{all:?}");
    assert!(all.contains(&vec!["c120r".into()]), "{all:?}");
    assert_eq!(designs[0]["missing_layers"], 1);
}

#[test]
fn verdicts_are_those_of_the_worst_variant() {
    let folder = radio("variants-verdicts");
    // One variant shows more than the others, or there would be nothing to choose from.
    folder.write("security/none.toml", "[none.port]\nreason = \"all pads are cut\"\nby = \"lead\"\napproved-by = \"head\"\ndate = 2026-11-01\nonly-in = [\"c100\"]\n\n[person.lead]\n\n[person.head]\n");
    let verdicts = |arguments: &[&str]| -> Vec<(String, usize)> {
        let status = folder.json(arguments);
        let all = status["requirements"].as_array().unwrap().clone();
        let aspects = all.into_iter().flat_map(|one| one["aspects"].as_array().unwrap().clone());
        let rank = |aspect: &Value| {
            let order = ["missing", "partial", "not-applicable", "met"];
            order.iter().position(|word| aspect["verdict"] == *word).unwrap()
        };
        aspects.map(|aspect| (aspect["id"].as_str().unwrap().to_owned(), rank(&aspect))).collect()
    };
    let together = verdicts(&["status"]);
    let alone: Vec<_> =
        ["c100", "c110", "c120r", "c130r"].iter().map(|variant| verdicts(&["--variant", variant, "status"])).collect();
    let mut differing = 0;
    for (at, (id, verdict)) in together.iter().enumerate() {
        let each: Vec<usize> = alone.iter().map(|all| all[at].1).collect();
        assert_eq!(Some(verdict), each.iter().min(), "{id}");
        differing += usize::from(each.iter().any(|one| one != verdict));
    }
    assert!(differing > 0);
}

#[test]
fn a_waiver_for_one_variant_leaves_the_others_open() {
    let folder = radio("variants-waiver");
    // The product of the whole family is short in one variant only; a second one is made short as well.
    let root = folder.read("vauban.toml").replace(
        "[variant.c110]\nof = \"controller\"\nhas = [\"secure-element\"]",
        "[variant.c110]\nof = \"controller\"",
    );
    folder.write("vauban.toml", &root);
    let waiver = "[waiver.cheap]\nfinding = \"asset-below-required-depth asset.setpoints\"\nreason = \"sold until spring\"\n\
                  approved-by = \"lead\"\nexpires = 2027-03-31\nonly-in = [\"c130r\"]\n\n[role.lead]\nheld-by = [\"lead-1\"]\n\n[person.lead-1]\n";
    folder.write("security/waivers.toml", waiver);
    let waived = |arguments: &[&str]| {
        let document = folder.json(arguments);
        let all = document["findings"].as_array().unwrap().clone();
        let short: Vec<Value> = all.into_iter().filter(|one| one["code"] == "asset-below-required-depth").collect();
        short.iter().map(|one| !one["waived"].is_null()).collect::<Vec<bool>>()
    };
    assert_eq!(waived(&["check"]), [false], "two variants are short, and one of them is waived");
    assert_eq!(waived(&["--variant", "c130r", "check"]), [true]);
    assert_eq!(waived(&["--variant", "c110", "check"]), [false]);
    folder.write("security/waivers.toml", &waiver.replace("[\"c130r\"]", "[\"c130r\", \"c110\"]"));
    assert_eq!(waived(&["check"]), [true]);
}

#[test]
fn an_unknown_variant_names_the_nearest() {
    let folder = radio("variants-unknown");
    let output = folder.run(&["--variant", "c12r", "check"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("did you mean `c120r`?") && said.contains("known: c100, c110"), "{said}");
}

#[test]
fn products_of_one_repository_are_judged_apart() {
    let folder = Folder::copy("two-products", "tests/projects/two-products-in-one-repository/in");
    let entangled = variants(&folder, "products-entangled");
    assert_eq!(entangled.keys().collect::<Vec<_>>(), ["component.queue#runs-on"]);
    let assets = |product: &str| -> Vec<String> {
        let answer = folder.json(&["depth", "--product", product, "--tier", "designed"]);
        let rows = answer["results"].as_array().unwrap().clone();
        let mut names: Vec<String> = rows.iter().map(|row| row["asset"].as_str().unwrap().to_owned()).collect();
        names.dedup();
        names
    };
    assert_eq!(assets("reader"), ["badge-key"]);
    assert_eq!(assets("gateway"), ["events"]);
    // A gateway that routes answers the requirements of both types.
    let levels = folder.json(&["levels", "--product", "gateway"]);
    let types: Vec<&str> =
        levels["types"].as_array().unwrap().iter().map(|one| one["component_type"].as_str().unwrap()).collect();
    assert_eq!(types, ["embedded-device", "network-device"]);
    assert_eq!(folder.json(&["status"])["products"].as_array().unwrap().len(), 2);
}

//! The story of `examples/plc-family`: what its platform, variants and lines say, and what happens when somebody meddles.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::process::Command;

use kit::Folder;
use serde_json::Value;

const FAMILY: &str = "examples/plc-family";

/// The family without git: what a copy of the folder says.
fn family(name: &str) -> Folder {
    let family = Folder::copy(&format!("family-{name}"), FAMILY);
    // What is said of missing branches is for a copy inside another repository; here is none.
    for product in ["compact", "modular"] {
        std::fs::remove_file(family.path.join(product).join("security/copy-waivers.toml")).unwrap();
    }
    family
}

/// `vauban` in one folder of the family.
fn run(family: &Folder, product: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
    command.arg("-C").arg(family.path.join(product)).args(["--today", "2026-11-22"]).args(arguments);
    if !family.path.join(".git").exists() {
        command.env("GIT_DIR", "/nowhere");
    }
    let output = command.env_remove("CLICOLOR_FORCE").output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() != Some(2), "{product} {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn asked(family: &Folder, product: &str, arguments: &[&str]) -> Value {
    let said = run(family, product, &[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{product} {arguments:?}: {error}: {said}"))
}

fn findings(report: &Value) -> Vec<(String, String, String)> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let all = report["findings"].as_array().unwrap().iter();
    all.map(|one| (text(one, "severity"), text(one, "code"), text(one, "subject"))).collect()
}

/// What is open at a level: neither waived nor a note.
fn open(report: &Value, severity: &str) -> Vec<String> {
    let all = report["findings"].as_array().unwrap().iter();
    all.filter(|one| one["severity"] == severity && one["waived"].is_null())
        .map(|one| format!("{} {}", one["code"].as_str().unwrap(), one["subject"].as_str().unwrap()))
        .collect()
}

/// The depth of an asset's integrity as designed, of the worst attacker or of one.
fn depth(family: &Folder, product: &str, variant: &str, asset: &str, attacker: Option<&str>) -> Option<u64> {
    let report = asked(family, product, &["--variant", variant, "depth", "--asset", asset, "--tier", "designed"]);
    let rows = report["results"].as_array().unwrap().iter();
    rows.filter(|row| row["property"] == "integrity" && row["asset"] == asset)
        .filter(|row| attacker.is_none_or(|attacker| row["attacker"] == attacker))
        .filter_map(|row| row["depth"].as_u64())
        .min()
}

#[test]
fn every_folder_passes_by_itself() {
    let family = family("passes");
    for folder in ["organisation", "platform", "compact", "modular"] {
        let report = asked(&family, folder, &["check"]);
        assert_eq!(open(&report, "error"), Vec::<String>::new(), "{folder}");
        assert_eq!(open(&report, "warning"), Vec::<String>::new(), "{folder}");
    }
}

#[test]
fn the_slot_is_the_visitors_way_and_the_radio_is_another() {
    let family = family("variants");
    // Where the runtime parses cards, one flaw of it is enough for whoever stands at the open cabinet.
    for variant in ["cx-100", "cx-110"] {
        assert_eq!(depth(&family, "compact", variant, "outputs", Some("platform/visitor")), Some(1), "{variant}");
        assert_eq!(depth(&family, "compact", variant, "outputs", Some("car-park")), None, "{variant}");
    }
    assert_eq!(depth(&family, "compact", "cx-120w", "outputs", None), Some(2));
    assert_eq!(depth(&family, "compact", "cx-120w", "outputs", Some("car-park")), Some(2));
    // With a slot it would have both.
    family.edit("compact/vauban.toml", "\"wireless\"]", "\"wireless\", \"sd-card\"]");
    assert_eq!(depth(&family, "compact", "cx-120w", "outputs", Some("platform/visitor")), Some(1));
    assert_eq!(depth(&family, "compact", "cx-120w", "outputs", Some("car-park")), Some(2));
}

#[test]
fn the_safety_core_is_in_one_variant_and_deeper_than_what_it_guards_against() {
    let family = family("safety");
    let matrix = asked(&family, "modular", &["--variant", "mx-310", "depth", "--tier", "designed"]);
    assert!(matrix["results"].as_array().unwrap().iter().all(|row| row["asset"] != "safe-stop"));
    let stop = depth(&family, "modular", "mx-320s", "safe-stop", None).unwrap();
    let outputs = depth(&family, "modular", "mx-320s", "outputs", None).unwrap();
    assert!(stop >= 2 && outputs == 1, "safe-stop {stop}, outputs {outputs}");
    // The field bus is the weak place, and only where it is.
    assert_eq!(depth(&family, "modular", "mx-310", "outputs", Some("fieldbus-side")), Some(1));
    assert_eq!(depth(&family, "modular", "mx-300", "outputs", Some("fieldbus-side")), None);
}

#[test]
fn the_matrix_of_variants_names_them_all() {
    let family = family("matrix");
    let matrix = asked(&family, "compact", &["variants"]).to_string();
    for variant in ["cx-100", "cx-110", "cx-120w"] {
        assert!(matrix.contains(variant), "{variant}");
    }
}

#[test]
fn what_a_product_removes_is_gone_with_the_platforms_references_to_it() {
    let family = family("removed");
    let interfaces = |product: &str| {
        let report = asked(&family, product, &["interface"]);
        let all = report["interfaces"].as_array().unwrap().iter();
        all.map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<String>>()
    };
    assert!(!interfaces("compact").iter().any(|id| id.contains("usb-update")));
    assert!(interfaces("modular").iter().any(|id| id.contains("usb-update")));
    // A reference of the product's own to what it removed is an error of the product.
    family.edit(
        "compact/security/context.toml",
        "about = [\"asset.outputs\"]",
        "about = [\"platform/interface.usb-update\"]",
    );
    let report = asked(&family, "compact", &["check"]);
    let holes: Vec<_> = findings(&report).into_iter().filter(|(_, code, _)| code == "unresolved-reference").collect();
    assert_eq!(holes.len(), 1, "{holes:?}");
    assert!(holes[0].2.contains("guards-independent"), "{holes:?}");
}

#[test]
fn a_platform_that_renames_something_is_noticed_by_both_products() {
    let family = family("renamed");
    family.edit("platform/security/design/update.toml", "[mechanism.secure-boot]", "[mechanism.boot-chain]");
    let compact = open(&asked(&family, "compact", &["check"]), "error");
    assert!(compact.iter().any(|finding| finding.starts_with("change-unmatched ")), "{compact:?}");
    let modular = open(&asked(&family, "modular", &["check"]), "error");
    assert!(
        !modular.is_empty() && !modular.iter().any(|finding| finding.starts_with("change-unmatched")),
        "{modular:?}"
    );
}

#[test]
fn what_the_platform_accepted_for_itself_is_not_accepted_for_a_product() {
    let family = family("accepted");
    let path = "modular/security/depth.toml";
    family.edit(
        path,
        "asset-below-required-depth@asset.firmware",
        "asset-below-required-depth@asset.outputs-of-nobody",
    );
    let errors = open(&asked(&family, "modular", &["check"]), "error");
    let short = "asset-below-required-depth platform/asset.firmware";
    assert!(errors.iter().any(|finding| finding == short), "{errors:?}");
    // The platform's own acceptance is there all the same.
    let platform = open(&asked(&family, "platform", &["check"]), "error");
    assert!(!platform.iter().any(|finding| finding.starts_with("asset-below-required-depth")), "{platform:?}");
}

/// The family as a repository with its lines, built by its own script.
fn repository(name: &str) -> Folder {
    let path = std::env::temp_dir().join(format!("vauban-test-family-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    let script = kit::root().join(FAMILY).join("tools/repository.sh");
    let output = Command::new("sh").arg(script).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Folder::at(path.to_str().unwrap())
}

#[test]
fn the_repository_of_the_family_is_the_same_wherever_it_is_built() {
    let (one, other) = (repository("one"), repository("other"));
    for branch in ["main", "release/1.4", "platform-next"] {
        assert_eq!(one.git(&["rev-parse", branch]), other.git(&["rev-parse", branch]), "{branch}");
    }
}

#[test]
fn the_older_line_has_no_counter_against_old_packages() {
    let family = repository("older");
    let diff = run(&family, "compact", &["diff", "release/1.4"]);
    assert!(diff.contains("anti-rollback"), "{diff}");
    assert!(diff.contains("tls-library"), "{diff}");
    // What is the same on both lines is not told.
    assert!(!diff.contains("mode-switch"), "{diff}");
}

#[test]
fn an_update_of_the_platform_is_seen_in_the_product_before_it_is_taken() {
    let family = repository("update");
    let diff = run(&family, "compact", &["diff", "main", "platform-next"]);
    assert!(diff.contains("tls-library") && diff.contains("web-sessions"), "{diff}");
    assert!(!diff.contains("anti-rollback"), "{diff}");
}

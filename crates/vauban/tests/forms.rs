//! The depth story of each form of part, as an expert would tell it: one project below `tests/projects/` for each, with
//! the depths, the cut sets that carry it, and the findings about its design. `docs/src/guides/forms.md` tells it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(unused_crate_dependencies, reason = "a test uses a part of what the program does")]

mod kit;

use std::collections::BTreeSet;

use kit::Folder;
use serde_json::Value;

/// What is said of one row: attacker, asset, property, then depth and nominal depth as designed, and sets of causes
/// that must be among the smallest ones; `-` is out of reach.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

/// Findings that are about the design as a whole: its levels, its forms, its depth.
const OF_DESIGN: &[&str] = &[
    "asset-below-required-depth",
    "single-point-of-failure",
    "layers-fall-together",
    "depth-rests-on-environment",
    "mechanism-relies-on-what-it-guards",
    "mechanism-on-no-path",
    "attacker-missing",
    "asset-out-of-reach",
    "promise-unkept",
    "refinement-incomplete",
    "refinement-opens-more",
    "refinement-contradictory",
    "promise-counted-as-layer",
    "design-level-missing",
    "form-without-host",
    "form-without-isolation",
    "isolation-without-enforcer",
    "safety-not-apart",
    "boundary-undocumented",
    "unresolved-reference",
    "unknown-word",
    "unknown-key",
    "wrong-type",
    "missing-key",
    "parent-cycle",
];

/// Compares a project with its story, in the tier `designed`.
fn check(project: &str, rows: &[Row], findings: &[&str]) {
    tier(project, "designed", rows);
    let folder = Folder::copy(project, &format!("tests/projects/{project}/in"));
    let found: Vec<String> =
        folder.findings().into_iter().map(|(code, _)| code).filter(|code| OF_DESIGN.contains(&code.as_str())).collect();
    assert_eq!(found, findings, "{project}");
}

fn tier(project: &str, tier: &str, rows: &[Row]) {
    let folder = Folder::copy(&format!("{project}-{tier}"), &format!("tests/projects/{project}/in"));
    let answer = folder.json(&["depth", "--tier", tier]);
    let results = answer["results"].as_array().unwrap();
    for (attacker, asset, property, numbers, sets) in rows {
        let row = results
            .iter()
            .find(|row| row["attacker"] == **attacker && row["asset"] == **asset && row["property"] == **property)
            .unwrap_or_else(|| panic!("{project}: no row {attacker} {asset} {property}"));
        let number = |key: &str| row[key].as_u64().map_or("-".to_owned(), |number| number.to_string());
        let said = format!("{}/{}", number("depth"), number("nominal"));
        assert_eq!(said, *numbers, "{project}: {attacker} {asset} {property}");
        let smallest: BTreeSet<String> = row["cut_sets"].as_array().unwrap().iter().map(spoken).collect();
        for set in *sets {
            assert!(smallest.contains(*set), "{project}: no {{ {set} }} in {smallest:#?}");
        }
    }
}

fn spoken(set: &Value) -> String {
    let causes: Vec<&str> = set.as_array().unwrap().iter().map(|cause| cause.as_str().unwrap()).collect();
    causes.join(" + ")
}

#[test]
fn a_sandbox_is_as_good_as_the_kernel_and_as_what_the_sandboxed_may_ask_for() {
    check(
        "sandbox-keeps-the-kernel",
        &[(
            "on-site",
            "setpoints",
            "integrity",
            "2/3",
            &[
                "component.web-server + mechanism.sandbox",
                "component.linux + component.web-server",
                "component.web-server + mechanism.command-rights",
                "component.control + component.web-server",
            ],
        )],
        &[],
    );
}

#[test]
fn tasks_without_memory_protection_fall_together() {
    check(
        "tasks-fall-together",
        &[("on-site", "setpoints", "integrity", "1/2", &["component.modbus-task"])],
        &["asset-below-required-depth", "form-without-isolation", "layers-fall-together"],
    );
}

#[test]
fn a_library_falls_with_its_process_and_takes_every_other_process_along() {
    check(
        "library-falls-with-its-process",
        &[
            (
                "on-site",
                "sessions",
                "confidentiality",
                "1/1",
                &["component.picture-library", "mechanism.picture-checks", "component.web-server"],
            ),
            ("on-site", "recipes", "confidentiality", "1/2", &["component.tls-library"]),
        ],
        &["asset-below-required-depth", "layers-fall-together"],
    );
}

#[test]
fn a_wall_between_a_library_and_its_process_is_none() {
    let folder = Folder::copy("wall-in-process", "tests/projects/library-falls-with-its-process/in");
    folder.edit(
        "security/design.toml",
        "contains = [\"web-server\",",
        "contains = [\"picture-library\", \"web-server\",",
    );
    let found: Vec<String> = folder.findings().into_iter().map(|(code, _)| code).collect();
    assert!(found.contains(&"form-without-isolation".to_owned()), "{found:?}");
}

#[test]
fn two_guests_are_as_far_apart_as_their_hypervisor_keeps_them() {
    check(
        "guests-stand-on-one-hypervisor",
        &[
            (
                "on-site",
                "setpoints",
                "integrity",
                "2/3",
                &[
                    "component.display-guest + component.separation-kernel",
                    "component.display-guest + mechanism.guest-separation",
                ],
            ),
            (
                "on-virtual-lan",
                "setpoints",
                "integrity",
                "2/2",
                &[
                    "component.control-guest + component.separation-kernel",
                    "mechanism.command-rights + mechanism.switch-filter",
                ],
            ),
        ],
        &[],
    );
    // Nobody names the hypervisor: the wall counts for itself, and that is told.
    let folder = Folder::copy("hypervisor-forgotten", "tests/projects/guests-stand-on-one-hypervisor/in");
    folder.edit(
        "security/design.toml",
        "contains = [\"display-guest\", \"control-guest\"]\nenforced-by = [\"separation-kernel\"]",
        "contains = [\"display-guest\", \"control-guest\"]",
    );
    folder.edit(
        "security/design.toml",
        "zone = [\"control\"]\nruns-on = \"separation-kernel\"",
        "zone = [\"control\"]",
    );
    let found: Vec<String> = folder.findings().into_iter().map(|(code, _)| code).collect();
    for code in ["isolation-without-enforcer", "form-without-host"] {
        assert!(found.contains(&code.to_owned()), "no {code} in {found:?}");
    }
}

#[test]
fn a_safety_core_behind_a_one_way_link_takes_three_things_to_fall() {
    check(
        "safety-core-behind-one-way-link",
        &[
            (
                "on-plant-lan",
                "shutdown",
                "integrity",
                "3/4",
                &["component.application-core + component.one-way-link + component.safety-core"],
            ),
            (
                "in-cabinet",
                "shutdown",
                "integrity",
                "3/3",
                &["component.safety-core + mechanism.key-switch + mechanism.parameter-signature"],
            ),
            ("in-cabinet", "shutdown", "availability", "3/3", &[]),
        ],
        &[],
    );
    // On one chip beside the application, without a wall, it takes the application only.
    let folder = Folder::copy("safety-on-one-chip", "tests/projects/safety-core-behind-one-way-link/in");
    folder.edit("security/design.toml", "zone = [\"application\"]\n", "zone = [\"application\"]\nruns-on = \"chip\"\n");
    folder.edit("security/design.toml", "zone = [\"safety\"]\n", "zone = [\"safety\"]\nruns-on = \"chip\"\n");
    folder.edit(
        "security/design.toml",
        "[component.one-way-link]",
        "[component.chip]\nform = \"hardware\"\n\n[component.one-way-link]",
    );
    let found: Vec<String> = folder.findings().into_iter().map(|(code, _)| code).collect();
    for code in ["safety-not-apart", "asset-below-required-depth"] {
        assert!(found.contains(&code.to_owned()), "no {code} in {found:?}");
    }
}

#[test]
fn tenants_stand_on_one_service_and_everything_on_the_provider() {
    check(
        "cloud-tenants-share-a-provider",
        &[
            ("at-the-provider", "fleet-data", "confidentiality", "1/3", &["supplier.cloud-provider"]),
            (
                "other-customer",
                "fleet-data",
                "confidentiality",
                "2/2",
                &["component.fleet-service + component.key-service", "mechanism.tenant-keys + mechanism.tenant-rights"],
            ),
            (
                "on-internet",
                "fleet-data",
                "confidentiality",
                "2/3",
                &["component.fleet-service + mechanism.tenant-keys"],
            ),
        ],
        &["asset-below-required-depth", "layers-fall-together"],
    );
}

#[test]
fn software_is_as_safe_as_the_computer_of_somebody_else() {
    let project = "software-on-a-host-it-does-not-own";
    check(
        project,
        &[
            ("another-user", "projects", "integrity", "1/2", &["mechanism.computer-accounts"]),
            ("on-office", "projects", "integrity", "1/2", &["mechanism.computer-accounts", "component.tool"]),
        ],
        &["asset-below-required-depth", "layers-fall-together"],
    );
    tier(project, "without-environment", &[("another-user", "projects", "integrity", "0/1", &[""])]);
}

#[test]
fn the_boot_loader_and_its_second_slot_are_the_second_layer_until_the_housing_is_open() {
    check(
        "second-slot-brings-the-firmware-back",
        &[
            (
                "on-plant-lan",
                "image",
                "integrity",
                "2/3",
                &["component.boot-loader + component.firmware", "component.firmware + mechanism.secure-boot"],
            ),
            ("on-plant-lan", "image", "availability", "2/3", &["component.firmware + mechanism.second-slot"]),
            ("with-device", "image", "integrity", "1/2", &["component.chip", "mechanism.jtag-lock"]),
        ],
        &["asset-below-required-depth", "layers-fall-together"],
    );
}

#[test]
fn three_levels_that_agree_have_each_a_depth_of_their_own() {
    check(
        "three-levels-consistent",
        &[
            (
                "on-site",
                "recipes",
                "confidentiality",
                "2/2",
                &["mechanism.authenticated-maintenance + mechanism.recipes-unreadable"],
            ),
            ("on-site", "stored-recipes", "confidentiality", "2/2", &["component.recipe-store + component.web-server"]),
            (
                "on-site",
                "recipe-files",
                "confidentiality",
                "2/2",
                &["component.http-process + component.store-process", "component.http-process + component.linux"],
            ),
        ],
        &[],
    );
}

#[test]
fn what_is_promised_above_and_missing_below_is_told() {
    check(
        "mechanism-promised-above-missing-below",
        &[("on-site", "recipe-files", "confidentiality", "0/0", &[""])],
        &[
            "asset-below-required-depth",
            "promise-unkept",
            "promise-unkept",
            "promise-unkept",
            "refinement-contradictory",
            "refinement-opens-more",
            "refinement-opens-more",
        ],
    );
}

#[test]
fn a_promise_beside_what_makes_it_real_is_no_second_layer() {
    let project = "promise-is-no-second-layer";
    check(project, &[("on-site", "recipes", "confidentiality", "2/2", &[])], &["promise-counted-as-layer"]);
    // Written as each level sees it, the same design has the one layer that there is.
    let folder = Folder::copy("promise-apart", &format!("tests/projects/{project}/in"));
    folder.edit("security/design.toml", "held-by = [\"controller\", \"web-server\"]", "held-by = [\"controller\"]");
    folder.edit(
        "security/design.toml",
        "protects = [\"asset.recipes\"]\nenforced-by = []\nrefines",
        "protects = [\"asset.recipe-files\"]\nenforced-by = []\nrefines",
    );
    let more = "\n[asset.recipe-files]\nkind = \"data\"\nheld-by = [\"web-server\"]\nrefines = [\"recipes\"]\n\
                impact = { confidentiality = \"high\", integrity = \"none\", availability = \"none\" }\n";
    folder.write("security/more.toml", more);
    let answer = folder.json(&["depth", "--tier", "designed", "--asset", "recipe-files"]);
    assert_eq!(answer["results"][0]["depth"], 1, "{answer}");
    let found: Vec<String> = folder.findings().into_iter().map(|(code, _)| code).collect();
    assert!(!found.contains(&"promise-counted-as-layer".to_owned()), "{found:?}");
    assert!(found.contains(&"asset-below-required-depth".to_owned()), "{found:?}");
}

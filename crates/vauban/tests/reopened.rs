//! A statement that a vulnerability does no harm lives as long as what it rests on: the gateway's statement about its OPC
//! UA stack is opened again by everything that takes its ground away.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};

const STATEMENTS: &str = "security/issues/exploitability.toml";
const BUILD: &str = "build = [{ file = \"security/kernel.config\", option = \"CONFIG_BT\", value = \"n\" }]\n";

fn gateway(name: &str) -> Folder {
    Folder::copy(name, "examples/edge-gateway")
}

/// What opens the statement again, in the words of the finding; none while it holds.
fn open(folder: &Folder) -> Option<String> {
    let told = folder.json_of(&["check", "--format", "json"]);
    let all = told["findings"].as_array().unwrap().iter();
    let mut about = all.filter(|one| one["code"] == "vex-reopened" || one["code"] == "vex-incomplete");
    about.next().map(|one| one["message"].as_str().unwrap().to_owned())
}

/// The finding after one edit of one file.
fn after(name: &str, file: &str, from: &str, to: &str) -> String {
    let folder = gateway(name);
    assert_eq!(open(&folder), None, "it holds as delivered");
    folder.edit(file, from, to);
    open(&folder).unwrap_or_else(|| panic!("{from} -> {to} takes nothing away"))
}

#[test]
fn another_version_of_the_part_opens_it() {
    let parts = "security/design/components.toml";
    let said = after("vex-version", parts, "version = \"2.1.7\"", "version = \"2.2.0\"");
    assert!(said.contains("`2.1.7`, now it is `2.2.0`"), "{said}");
}

#[test]
fn another_mechanism_opens_it() {
    let mechanisms = "security/design/mechanisms.toml";
    let from = "Sizes, counts, types and ranges are checked before a node is touched.";
    let said = after("vex-mechanism", mechanisms, from, "Sizes are checked.");
    assert!(said.contains("mechanism.opcua-node-checks") && said.contains("responsibility"), "{said}");
}

#[test]
fn a_mechanism_that_is_gone_opens_it() {
    let said =
        after("vex-gone", STATEMENTS, "mechanism = [\"opcua-node-checks\"]", "mechanism = [\"opcua-node-check\"]");
    assert!(said.contains("no mechanism `opcua-node-check`"), "{said}");
}

#[test]
fn a_test_that_no_longer_passes_opens_it() {
    let folder = gateway("vex-test");
    let results = folder.read("security/evidence/release-2.4.0/mitigation.xml");
    let at = results.find("opcua-attacked").unwrap();
    let end = at + results[at..].find("/>").unwrap();
    let failed = format!("{}><failure message=\"taken over\"/></testcase>{}", &results[..end], &results[end + 2..]);
    folder.write("security/evidence/release-2.4.0/mitigation.xml", &failed);
    let said = open(&folder).unwrap();
    assert!(said.contains("mechanism.opcua-node-checks` is not verified"), "{said}");
}

#[test]
fn another_build_option_opens_it() {
    let folder = gateway("vex-build");
    folder.write("security/kernel.config", "CONFIG_USB=y\n# CONFIG_BT is not set\n");
    let with = folder
        .read(STATEMENTS)
        .replace("mechanism = [\"opcua-node-checks\"]\n", &format!("mechanism = [\"opcua-node-checks\"]\n{BUILD}"));
    folder.write(STATEMENTS, &with);
    assert_eq!(open(&folder), None, "the option is as it was looked at");
    folder.write("security/kernel.config", "CONFIG_USB=y\nCONFIG_BT=m\n");
    let said = open(&folder).unwrap();
    assert!(said.contains("`CONFIG_BT`") && said.contains("`m`"), "{said}");
    // A file that is gone says nothing, and nothing is not `n`.
    std::fs::remove_file(folder.path.join("security/kernel.config")).unwrap();
    assert!(open(&folder).is_some());
}

#[test]
fn a_protection_names_what_protects() {
    let said = after("vex-unnamed", STATEMENTS, "mechanism = [\"opcua-node-checks\"]\n", "");
    assert!(said.contains("closes nothing yet"), "{said}");
}

#[test]
fn looking_again_closes_it() {
    let folder = gateway("vex-again");
    folder.edit("security/design/mechanisms.toml", "Sizes, counts, types and ranges", "Sizes, counts and ranges");
    assert!(open(&folder).is_some());
    let refused = folder.run(&["vex", "write", "--as", "cyclonedx", "-o", "vex.json"]);
    assert!(
        !refused.status.success() && err(&refused).contains("does not hold today"),
        "{}{}",
        out(&refused),
        err(&refused)
    );
    folder.ok(&["vex", "stamp", "opcua-array-length"]);
    assert_eq!(open(&folder), None);
}

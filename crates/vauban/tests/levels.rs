//! `vauban levels` as users and scripts call it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err};

fn vector(told: &serde_json::Value, key: &str) -> Vec<u64> {
    told["types"][0]["families"].as_array().unwrap().iter().map(|family| family[key].as_u64().unwrap()).collect()
}

fn requirement<'t>(told: &'t serde_json::Value, id: &str) -> &'t serde_json::Value {
    told["requirements"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

#[test]
fn the_gateway_reaches_what_it_aims_at_and_less_without_a_login() {
    let folder = Folder::copy("levels-gateway", "examples/edge-gateway");
    let told = folder.json(&["levels"]);
    assert_eq!((&told["schema"], &told["edition"]), (&"vauban/levels/1".into(), &"iec62443-4-2:2019".into()));
    assert_eq!(vector(&told, "target"), [2; 7]);
    assert!(vector(&told, "achieved").iter().all(|level| *level >= 2), "{told}");
    let context = folder.json(&["context"]);
    for (at, claimed) in vector(&told, "claimed").iter().enumerate() {
        assert_eq!(context["levels"]["families"][at]["claimed"], *claimed, "both pages say the same");
    }
    // The console loses its login; the web interface keeps its own, and the family falls to nothing.
    folder.edit(
        "security/design/mechanisms.toml",
        "protects = [\"interface.serial-console\", \"boundary.cabinet-host\"]",
        "protects = [\"boundary.cabinet-host\"]",
    );
    folder.edit(
        "security/design/mechanisms.toml",
        "implements = [\"CR 1.1\", \"CR 2.5\", \"requirement.individual-login\"]",
        "implements = [\"CR 2.5\"]",
    );
    let told = folder.json(&["levels", "CR", "1.1"]);
    let one = requirement(&told, "CR 1.1");
    let element = |name: &str| one["elements"].as_array().unwrap().iter().find(|row| row["element"] == name).unwrap();
    assert_eq!(element("interface.web-ui")["state"], "achieved");
    if element("interface.serial-console")["state"] == "open" {
        assert_eq!(vector(&folder.json(&["levels"]), "claimed")[0], 0);
    } else {
        panic!("{one}");
    }
}

#[test]
fn one_asks_for_a_family_a_requirement_an_element_or_the_statement() {
    let folder = Folder::copy("levels-ask", "examples/level-sensor");
    let shown = folder.ok(&["levels"]);
    for piece in
        ["level-sensor 1.2.0 · security levels", "   achieved { FR1 1, FR2 0", "FR2 to level 1:", "At every level also"]
    {
        assert!(shown.contains(piece), "no `{piece}` in {shown}");
    }
    let family = folder.ok(&["levels", "fr2"]);
    assert!(family.contains("\n CR 2.1 Authorization") && !family.contains("\n CR 1.1 "), "{family}");
    let one = folder.ok(&["levels", "CR", "1.7"]);
    assert!(one.contains("CR 1.7 RE(1)") && one.contains("Nobody chooses the code"), "{one}");
    let element = folder.ok(&["levels", "interface.bluetooth"]);
    assert!(element.contains("CR 2.2 ") && !element.contains("interface.io-link"), "{element}");
    let statement = folder.ok(&["levels", "--statement", "--format", "markdown"]);
    assert!(
        statement.contains("| CR 5.1 Network segmentation | 1 | not applicable, by decision | product |"),
        "{statement}"
    );
    assert!(statement.contains("applicability.point-to-point"), "{statement}");
    let refused = err(&folder.run(&["levels", "CR", "1.99"]));
    assert!(refused.contains("CR 1."), "{refused}");
    let refused = err(&folder.run(&["levels", "--type", "network-device"]));
    assert!(refused.contains("it states embedded-device"), "{refused}");
}

#[test]
fn a_requirement_is_explained_with_what_it_is_judged_on() {
    let folder = Folder::copy("levels-explain", "examples/level-sensor");
    let told = folder.ok(&["explain", "CR", "1.1"]);
    assert!(told.contains("Judged on every interface where human") && told.contains("user-authentication"), "{told}");
}

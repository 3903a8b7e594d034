//! `vauban context` and `vauban practices` as users and scripts call them; the guides show both examples in full.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err};

fn levels(told: &serde_json::Value, key: &str) -> Vec<u64> {
    told["levels"]["families"].as_array().unwrap().iter().map(|family| family[key].as_u64().unwrap()).collect()
}

#[test]
fn the_gateway_claims_what_its_mechanisms_do() {
    let folder = Folder::copy("context-gateway", "examples/edge-gateway");
    let told = folder.json(&["context"]);
    assert_eq!(
        (told["schema"].as_str(), told["product"].as_str()),
        (Some("vauban/context/1"), Some("edge-gateway 2.4.0"))
    );
    assert_eq!(levels(&told, "target"), [2; 7]);
    assert_eq!(levels(&told, "claimed"), [2, 2, 2, 2, 4, 4, 4]);
    assert_eq!(levels(&told, "achieved"), [2, 2, 2, 2, 4, 4, 4]);
    assert_eq!(told["levels"]["families"][0]["missing_target"], serde_json::json!([]));
    for assumption in told["assumptions"].as_array().unwrap() {
        let name = &assumption["assumption"];
        assert_ne!(assumption["provider"], "", "{name}");
        assert!(!assumption["told"].as_array().unwrap().is_empty(), "{name} is told to users");
        assert!(!assumption["threats"].as_array().unwrap().is_empty(), "{name} is in the threat model");
    }
    // Without the mechanism and the requirement that alone claim it, it is missing, and the level falls.
    folder.edit(
        "security/requirements.toml",
        "origin-standard = [\"CR 7.3\", \"CR 7.3 RE(1)\"]",
        "origin-standard = []",
    );
    folder.edit(
        "security/design/mechanisms.toml",
        "kind = [\"backup\", \"backup-protection\"]",
        "kind = [\"config-readback\"]",
    );
    folder.edit("security/design/mechanisms.toml", "implements = [\"CR 7.3\", \"CR 7.3 RE(1)\", ", "implements = [");
    let told = folder.json(&["context"]);
    assert_eq!(levels(&told, "claimed")[6], 0);
    assert_eq!(told["levels"]["families"][6]["missing_target"][0]["id"], "CR 7.3");
}

#[test]
fn the_sensor_is_short_of_its_level_and_says_by_what() {
    let folder = Folder::copy("context-sensor", "examples/level-sensor");
    let told = folder.json(&["context"]);
    // It aims at no more than it bears out; asked for more, it says what is missing.
    assert_eq!(levels(&told, "target"), [1, 0, 0, 1, 1, 1, 0]);
    assert_eq!(levels(&told, "claimed"), [1, 0, 0, 2, 4, 1, 0]);
    folder.edit("vauban.toml", "fr7 = 0 }", "fr7 = 1 }");
    let shown = folder.ok(&["context"]);
    for piece in [
        "level-sensor 1.2.0 · security context",
        "misuse         As the only protection against overfilling",
        "assumption.overfill-switch  exposes",
        "users told     guideline.guide: What the sensor needs around it",
        "FR7 misses for level 1, aimed at:\n     CR 7.3 Control system backup (level 1)",
        "`vauban levels` says what holds each family",
    ] {
        assert!(shown.contains(piece), "no `{piece}` in {shown}");
    }
    assert!(!shown.contains("FR6 misses"), "{shown}");
    assert!(folder.ok(&["--verbose", "context"]).contains("FR6 misses for level 2, the next:"));
}

#[test]
fn examples_have_answered_every_candidate() {
    for (example, candidates) in [("edge-gateway", 6), ("level-sensor", 2)] {
        let told = Folder::copy(&format!("practices-{example}"), &format!("examples/{example}")).json(&["practices"]);
        assert_eq!(told["schema"], "vauban/practices/1");
        assert_eq!(told["summary"]["candidates"], candidates, "{example}");
        assert_eq!((&told["summary"]["open"], &told["summary"]["unanswered"]), (&0.into(), &0.into()), "{example}");
    }
}

#[test]
fn an_open_candidate_is_shown_and_found() {
    let folder = Folder::copy("practices-open", "examples/level-sensor");
    folder.edit(
        "security/people.toml",
        "shown-by = [\"boot-loader\", \"asset.device-code\"]",
        "shown-by = [\"asset.device-code\"]",
    );
    let shown = folder.ok(&["practices"]);
    assert!(shown.contains("? component.boot-loader  open"), "{shown}");
    assert!(shown.contains("2 candidates found in the design, 1 open."), "{shown}");
    let found = folder.findings();
    let warned = ("privilege-beyond-need".to_owned(), "warning".to_owned());
    assert!(found.contains(&warned), "{found:?}");
    let aspect = folder.ok(&["status", "SD-4.a"]);
    assert!(aspect.contains("partial") && aspect.contains("component.boot-loader"), "{aspect}");
}

#[test]
fn an_old_list_and_an_old_answer_are_told() {
    let folder = Folder::copy("practices-old", "examples/level-sensor");
    let later = folder.run_on("2028-06-01", &["practices"]);
    assert!(kit::out(&later).contains("due since 2027-11-16"));
    folder.edit("vauban.toml", "version = \"1.2.0\"", "version = \"1.3.0\"");
    folder.edit("security/people.toml", "design-version = \"1.2.0\"", "design-version = \"1.1.0\"");
    let told = folder.json(&["practices"]);
    assert_eq!(told["versions"], serde_json::json!(["1.2.0", "1.3.0"]));
    assert_eq!(told["practices"].as_array().unwrap().iter().filter(|one| one["state"] == "outdated").count(), 1);
}

#[test]
fn a_project_that_says_nothing_is_answered() {
    let folder = Folder::new("context-empty");
    folder.write("vauban.toml", "[product.p]\nversion = \"1\"\n");
    assert!(folder.ok(&["context"]).contains("No `[context.ID]` says where the product stands."));
    let shown = folder.ok(&["practices"]);
    assert!(
        shown.contains("the list was never reviewed") && shown.contains("no practice of the list serves it"),
        "{shown}"
    );
    assert!(folder.findings().contains(&("target-level-unstated".to_owned(), "note".to_owned())));
    let refused = folder.run(&["context", "--product", "other"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("other"));
}

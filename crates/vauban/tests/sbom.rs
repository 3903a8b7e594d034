//! `vauban sbom` on files, and on a product with releases.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};
use serde_json::Value;

const GOOD: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
 "metadata":{"timestamp":"2026-11-20T10:00:00Z","component":{"type":"firmware","bom-ref":"p","name":"gateway","version":"2.4.0"}},
 "components":[
  {"type":"library","bom-ref":"a","name":"lodash","version":"4.17.20","purl":"pkg:npm/lodash@4.17.20","licenses":[{"license":{"id":"MIT"}}]}],
 "dependencies":[{"ref":"p","dependsOn":["a"]},{"ref":"a"}],
 "compositions":[{"aggregate":"complete","dependencies":["p","a"]}]}
"#;

const RELEASES: &str = r#"[release."2.3.0"]
product = "gateway"
version = "2.3.0"
date = 2026-06-01
sbom = ["security/evidence/2.3.0.cdx.json"]

[release."2.4.0"]
product = "gateway"
version = "2.4.0"
date = 2026-11-20
sbom = ["security/evidence/2.4.0.cdx.json"]
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", "[product.gateway]\nversion = \"2.4.0\"\n");
    folder.write("security/releases.toml", RELEASES);
    folder.write("security/evidence/2.4.0.cdx.json", GOOD);
    let old = GOOD.replace("4.17.20", "4.17.19").replace("2.4.0", "2.3.0");
    folder.write("security/evidence/2.3.0.cdx.json", &old);
    folder
}

/// Runs `vauban` where the files lie: like those of `import`, they are named from where one stands.
fn run(folder: &Folder, arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vauban"));
    command.current_dir(&folder.path).args(["--today", "2026-11-22"]).args(arguments);
    command.env_remove("CLICOLOR_FORCE").env("GIT_DIR", "/nowhere").output().unwrap()
}

fn ok(folder: &Folder, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", out(&output), err(&output));
    out(&output)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn check_tells_validity_and_profiles_apart() {
    let folder = folder("sbom-check");
    let file = "security/evidence/2.4.0.cdx.json";
    let told = json(&ok(&folder, &["sbom", "check", file, "--format", "json"]));
    assert_eq!(told["schema"], "vauban/sbom-check/1");
    let document = &told["documents"][0];
    assert_eq!((&document["file"], &document["valid"]), (&file.into(), &true.into()));
    assert_eq!(document["errors"], Value::Array(vec![]));
    assert_eq!(document["profiles"]["cra-min"]["passed"], true);
    assert_eq!(document["profiles"]["bsi-2.1"]["passed"], false);
    let rules = document["profiles"]["bsi-2.1"]["rules"].as_array().unwrap();
    let hash = rules.iter().find(|rule| rule["name"] == "hash-sha512").unwrap();
    assert_eq!((&hash["asked"], &hash["lacking"], &hash["first"][1]["line"]), (&2.into(), &2.into(), &4.into()));
    // A profile that was asked for decides; validity always does.
    ok(&folder, &["sbom", "check", file, "--profile", "cra-min"]);
    let refused = run(&folder, &["sbom", "check", file, "--profile", "cra-min", "--profile", "ntia-2021"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).contains("ntia-2021 not passed"), "{}", out(&refused));
    folder.write("bad.json", "{\n\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n\"components\":[{\"type\":\"toaster\",\"name\":\"a\"}]}");
    let refused = run(&folder, &["sbom", "check", "bad.json", file]);
    assert_eq!(refused.status.code(), Some(1));
    let said = out(&refused);
    assert!(
        said.contains("not valid by the schema of CycloneDX 1.6") && said.contains("bad.json:3:23 /components/0/type"),
        "{said}"
    );
    let lists = run(&folder, &["sbom", "check", "nowhere.json", file, "--format", "json"]);
    assert_eq!((lists.status.code(), json(&out(&lists))["documents"][1]["valid"].clone()), (Some(1), true.into()));
}

#[test]
fn convert_and_merge_write_valid_documents_and_tell_what_is_lost() {
    let folder = folder("sbom-write");
    let (old, new) = ("security/evidence/2.3.0.cdx.json", "security/evidence/2.4.0.cdx.json");
    let told =
        json(&ok(&folder, &["sbom", "convert", new, "--to", "spdx", "--output", "new.spdx.json", "--format", "json"]));
    assert_eq!((&told["schema"], &told["format"]), (&"vauban/sbom-convert/1".into(), &"SPDX 3.0.1".into()));
    assert!(told["lost"].as_array().unwrap().iter().any(|lost| lost["path"] == "licenses/acknowledgement"));
    ok(&folder, &["sbom", "check", "new.spdx.json"]);
    // Nothing is written over unasked.
    let refused = run(&folder, &["sbom", "convert", old, "--to", "spdx", "--output", "new.spdx.json"]);
    assert!(refused.status.code() == Some(2) && err(&refused).contains("--force"), "{}", err(&refused));
    ok(&folder, &["sbom", "convert", old, "--to", "spdx", "--output", "new.spdx.json", "--force"]);

    let other = GOOD.replace("\"MIT\"", "\"ISC\"").replace("\"a\"", "\"b\"");
    folder.write("other.json", &other);
    let merged = run(&folder, &["sbom", "merge", new, "other.json", "--output", "merged.json"]);
    assert!(err(&merged).contains("conflict: lodash 4.17.20: licences differs: `MIT`"), "{}", err(&merged));
    ok(&folder, &["sbom", "check", "merged.json", "--profile", "cra-min"]);
    let written = std::fs::read_to_string(folder.path.join("merged.json")).unwrap();
    assert_eq!(written.matches("pkg:npm/lodash@4.17.20\"").count(), 1, "{written}");
    // The document on stdout is a document and nothing else.
    let piped = run(&folder, &["sbom", "convert", new]);
    assert_eq!(json(&out(&piped))["specVersion"], "1.6");

    let difference = json(&ok(&folder, &["sbom", "diff", old, new, "--format", "json"]));
    let fields: Vec<&str> = difference["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["fields"][0]["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["version", "version"]);
    assert!(ok(&folder, &["sbom", "diff", old, new]).contains("lodash: version 4.17.19 → 4.17.20"));
}

#[test]
fn find_names_the_shipped_versions_and_what_nobody_can_say() {
    let folder = folder("sbom-find");
    let found = ok(&folder, &["sbom", "find", "pkg:npm/lodash@4.17.20"]);
    assert!(found.contains("gateway 2.4.0 of 2026-11-20") && found.contains("contains lodash 4.17.20"), "{found}");
    assert!(found.contains("in 1 of 2 bills, possibly in 0, unknown in 0"), "{found}");
    let both = json(&ok(&folder, &["sbom", "find", "pkg:npm/lodash", "--format", "json"]));
    let bills = both["bills"].as_array().unwrap();
    assert_eq!((bills.len(), &both["complete"], &bills[0]["bound"]), (2, &true.into(), &"no".into()));
    assert!(
        bills.iter().all(|bill| bill["found"][0]["certain"] == true && bill["sha256"].as_str().unwrap().len() == 64)
    );
    assert!(ok(&folder, &["sbom", "find", "left-pad"]).contains("in 0 of 2 bills"));

    // A digest binds the file to the release; a file that changed is no answer.
    ok(&folder, &["evidence", "add", "security/evidence/2.4.0.cdx.json", "--release", "2.4.0"]);
    let told = json(&ok(&folder, &["sbom", "find", "lodash", "--format", "json"]));
    let bound: Vec<&Value> = told["bills"].as_array().unwrap().iter().map(|bill| &bill["bound"]).collect();
    assert_eq!(bound, ["no", "yes"]);
    folder.write("security/evidence/2.4.0.cdx.json", &GOOD.replace("lodash", "loadsh"));
    let changed = run(&folder, &["sbom", "find", "lodash"]);
    assert_eq!(changed.status.code(), Some(1), "{}", out(&changed));
    assert!(out(&changed).contains("has changed since its digest was stored"), "{}", out(&changed));

    // A release without a bill, and one that cannot be read, are unknown and not clean.
    folder.write("security/evidence/2.3.0.cdx.json", "{}");
    folder.write("security/more.toml", "[release.\"1.0\"]\nversion = \"1.0\"\n");
    let holes = run(&folder, &["sbom", "find", "left-pad"]);
    let said = out(&holes);
    assert_eq!(holes.status.code(), Some(1));
    assert!(said.contains("1.0: unknown: the release names no `sbom`") && said.contains("unknown in 2"), "{said}");
    let wrong = run(&folder, &["sbom", "find", "pkg:"]);
    assert!(wrong.status.code() == Some(2) && err(&wrong).contains("is no package URL"), "{}", err(&wrong));
}

#[test]
fn a_name_that_a_terminal_would_obey_is_shown_disarmed() {
    let folder = Folder::new("sbom-hostile");
    let name = "a\\u001b[2J\\u202eb";
    folder.write("x.json", &GOOD.replace("lodash\",\"version", &format!("{name}\",\"version")));
    folder.write("gateway.json", &GOOD.replace("gateway", "gateway 2"));
    for arguments in [
        &["sbom", "check", "x.json", "--verbose"][..],
        &["sbom", "find", "gateway", "x.json", "--verbose"],
        &["sbom", "convert", "x.json"],
        &["sbom", "diff", "x.json", "gateway.json"],
        &["sbom", "check", "x.json", "--format", "json"],
    ] {
        let output = run(&folder, arguments);
        let all = out(&output) + &err(&output);
        assert!(all.contains("gateway"), "{arguments:?}: {all}");
        assert!(!all.contains('\u{1b}') && !all.contains('\u{202e}'), "{arguments:?}");
    }
}

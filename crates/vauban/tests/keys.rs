//! `vauban keys`: a private key is found in the history after it was taken out, and is an error until somebody says that
//! nothing rests on it; SM-8.d rests on a search of the release that saw everything.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, out};

/// A key in PEM. Nothing trusts it; it is put together here so that no search finds it in this file.
fn pem() -> String {
    let body = "MC4CAQAwBQYDK2VwBCIEIHR1cm4gYXJvdW5kIGFuZCBsb29rIGF0IHRoZSBzZWE=";
    format!("-----BEGIN {0}-----\n{body}\n-----END {0}-----\n", "PRIVATE KEY")
}

fn verdict(folder: &Folder) -> (String, String) {
    let status = folder.json(&["status"]);
    let mut aspects =
        status["requirements"].as_array().unwrap().iter().flat_map(|one| one["aspects"].as_array().unwrap());
    let aspect = aspects.find(|aspect| aspect["id"] == "SM-8.d").unwrap();
    (aspect["verdict"].as_str().unwrap().to_owned(), aspect["next"].as_str().unwrap().to_owned())
}

#[test]
fn a_key_in_the_history_is_found_and_answered_for() {
    let folder = Folder::new("keys").with_git_of(&[
        ("vauban.toml", "[product.unit]\nversion = \"1.0\"\n"),
        ("security/people.toml", "[role.lead]\nheld-by = \"lead-1\"\n\n[person.lead-1]\n"),
        ("tools/sign.pem", &pem()),
    ]);
    let found = folder.run(&["keys"]);
    assert_eq!(found.status.code(), Some(1), "{}", out(&found));
    assert!(out(&found).contains("tools/sign.pem:1\n"), "{}", out(&found));

    // Taking it out of the newest version changes nothing.
    std::fs::remove_file(folder.path.join("tools/sign.pem")).unwrap();
    let commit = folder.commit("the key is gone");
    let found = folder.run(&["keys"]);
    assert_eq!(found.status.code(), Some(1));
    assert!(out(&found).contains("only in the history"), "{}", out(&found));

    // A firmware that holds it in the middle of other bytes is found as well, at the same digest.
    let firmware = [vec![0xff; 70_000], pem().into_bytes(), vec![0; 70_000]].concat();
    std::fs::write(folder.path.join("firmware.bin"), firmware).unwrap();
    let image = folder.path.join("firmware.bin").display().to_string();
    let found: serde_json::Value = {
        let output = folder.run(&["keys", "--artefact", &image, "--write", "--format", "json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let keys = found["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2, "{found:#}");
    assert_eq!(keys[0]["digest"], keys[1]["digest"]);
    let file = format!("security/evidence/keys-{}.json", &commit[..12]);
    assert!(folder.path.join(&file).is_file());
    assert!(!folder.run(&["keys", "--write"]).status.success(), "nothing is written over");

    let artefact = found["artefacts"][0]["digest"].as_str().unwrap();
    let records = |known: &str| {
        format!(
            "[release.\"1.0\"]\nversion = \"1.0\"\ndate = 2026-11-20\ncommit = \"{commit}\"\n\
             artefacts = [{{ file = \"firmware.bin\", digest = \"{artefact}\" }}]\n\n\
             [key-search.first]\nfile = \"{file}\"\ndate = 2026-11-20\n{known}"
        )
    };
    folder.write("security/release.toml", &records(""));
    assert!(folder.findings().iter().any(|(code, severity)| code == "private-key-found" && severity == "error"));
    assert_ne!(verdict(&folder).0, "met");

    // Somebody says that nothing rests on it; without an approver that counts for nothing.
    let digest = keys[0]["digest"].as_str().unwrap();
    let known =
        format!("\n[known-key.old]\ndigest = \"{digest}\"\nreason = \"Replaced and revoked.\"\ndate = 2026-11-20\n");
    folder.write("security/release.toml", &records(&known));
    assert_ne!(verdict(&folder).0, "met");
    folder.write("security/release.toml", &records(&format!("{known}approved-by = \"lead\"\n")));
    assert_eq!(verdict(&folder), ("met".to_owned(), String::new()));
    assert!(folder.run(&["keys"]).status.success());

    // A search that did not look into the delivered file, or saw another commit, shows nothing.
    let other = records(&format!("{known}approved-by = \"lead\"\n"));
    let unseen = other.replace(artefact, &format!("sha256:{}", "0".repeat(64)));
    folder.write("security/release.toml", &unseen);
    let (found, next) = verdict(&folder);
    assert!(found != "met" && next.contains("it did not look into"), "{found}: {next}");
    folder.write("security/release.toml", &other.replace(&commit, "0123456789abcdef0123456789abcdef01234567"));
    let (found, next) = verdict(&folder);
    assert!(found != "met" && next.contains("no search for private keys looked at the commit"), "{found}: {next}");
}

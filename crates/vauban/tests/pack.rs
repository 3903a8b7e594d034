//! Evidence packs from end to end: audit day (scenario 14), redaction, the ledger, and attacks on both.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use std::fs;
use std::process::Command;

use kit::{Folder, err, out};

const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH\n-----END PRIVATE KEY-----\n";

/// The bare public half of the key above, in base64.
fn public() -> String {
    use vauban_pack::Signer as _;
    let key = vauban_pack::SecretKey::parse(PRIVATE).unwrap();
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in key.public().bytes().chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= three.len() { digit as char } else { '=' });
        }
    }
    text
}

/// The project, packed; and an empty folder with the pack and the public key, as an assessor has it.
fn packed(name: &str, more: &[&str]) -> (Folder, Folder) {
    let project = Folder::copy(&format!("{name}-maker"), "tests/projects/audit-day/in");
    let key = Folder::new(&format!("{name}-key"));
    key.write("release.key", PRIVATE);
    let path = key.path.join("release.key").display().to_string();
    let assessor = Folder::new(&format!("{name}-assessor"));
    assessor.write("release.pub", &public());
    let pack = assessor.path.join("b.vpack").display().to_string();
    let base = ["pack", "--product", "controller", "--release", "2.3.1", "--key", &path, "-o", &pack];
    project.ok(&[&base, more].concat());
    (project, assessor)
}

fn verify(assessor: &Folder, more: &[&str]) -> serde_json::Value {
    let path = assessor.path.display().to_string();
    let base = ["verify", &format!("{path}/b.vpack"), "--key", &format!("{path}/release.pub")].map(str::to_owned);
    let base: Vec<&str> = base.iter().map(String::as_str).collect();
    assessor.json(&[&base, more].concat())
}

#[test]
fn audit_day_is_answered_from_the_pack_and_a_public_key_alone() {
    let (project, assessor) = packed("audit-day", &[]);
    // Nothing of the repository is there any more.
    fs::remove_dir_all(&project.path).unwrap();
    let report = verify(&assessor, &["SD-3", "--release", "2.3.1"]);
    assert_eq!(report["holds"], true, "{report:#}");
    assert_eq!(report["recomputed"], "same", "{:#}", report["recomputed_why"]);
    assert_eq!(report["answers_from"], "recomputed");
    let answer = &report["answers"][0];
    assert_eq!(answer["id"], "SD-3");
    assert_eq!(answer["clauses"][0]["process"], "process.design-review");
    assert_eq!(answer["clauses"][0]["version"], "3");
    assert_eq!(answer["clauses"][0]["approved_by"], "person.advisor");
    assert_eq!(answer["clauses"][0]["sha256"].as_str().unwrap().len(), 64);
    let people = answer["people"].as_array().unwrap();
    let competent = |person: &str| {
        people.iter().filter(|row| row["person"] == person).map(|row| row["competent"] == true).collect::<Vec<_>>()
    };
    // On the day, not today: the architect's proof has run out since.
    assert_eq!(competent("person.architect"), [true, true]);
    assert_eq!(competent("person.advisor"), [true]);
    assert_eq!(competent("person.newcomer"), [false]);
    let records: Vec<&str> =
        answer["records"].as_array().unwrap().iter().map(|row| row["record"].as_str().unwrap()).collect();
    assert!(records.contains(&"review.design-2.3.1"), "{records:?}");
    assert!(!records.contains(&"review.design-2.4.0"), "a review of another release is no answer");
    let finding = &answer["findings"][0];
    assert_eq!(finding["closed"], "2026-05-06");
    assert_eq!(finding["verified_by"], "person.advisor");
    let kinds: Vec<&str> =
        report["attestations"].as_array().unwrap().iter().map(|row| row["predicate_type"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"https://slsa.dev/provenance/v1"), "{kinds:?}");
}

#[test]
fn the_same_folder_date_and_key_give_the_same_bytes() {
    let (_one, first) = packed("same-one", &[]);
    let (_other, second) = packed("same-other", &[]);
    assert!(fs::read(first.path.join("b.vpack")).unwrap() == fs::read(second.path.join("b.vpack")).unwrap());
}

#[test]
fn a_redacted_pack_keeps_signature_and_root_and_claims_nothing_it_cannot_show() {
    let (project, assessor) = packed("redacted", &[]);
    let whole = verify(&assessor, &[]);
    let from = assessor.path.join("b.vpack");
    for level in ["assessor", "customer"] {
        let to = assessor.path.join("r.vpack");
        project.ok(&[
            "pack",
            "--from",
            from.to_str().unwrap(),
            "--redact",
            level,
            "-o",
            to.to_str().unwrap(),
            "--force",
        ]);
        let key = assessor.path.join("release.pub");
        let report = assessor.json(&["verify", to.to_str().unwrap(), "--key", key.to_str().unwrap()]);
        assert_eq!(report["holds"], true);
        assert_eq!(report["root"], whole["root"]);
        assert_eq!(report["signed_by"], whole["signed_by"]);
        assert!(report["withheld"].as_u64().unwrap() > 0);
        // An issue that is not disclosed is withheld from both, so no verdict can be worked out again.
        assert_eq!(report["recomputed"], "not-recomputed", "{level}");
        assert!(!report["recomputed_why"].as_array().unwrap().is_empty());
        let bytes = fs::read(&to).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("service PIN stands in the log"), "{level}");
        // The dossier is a document for assessors; it says of the issue that it is withheld.
        assert_eq!(text.contains("<caption>Every aspect</caption>"), level == "assessor", "{level}");
        assert_eq!(
            text.contains("Its text is withheld from the readers of this dossier."),
            level == "assessor",
            "{level}"
        );
        if level == "customer" {
            assert!(!text.contains("design-review.md") && !text.contains("person.newcomer"));
            let asked = assessor.run(&["verify", to.to_str().unwrap(), "SD-3", "--key", key.to_str().unwrap()]);
            assert_eq!(asked.status.code(), Some(2));
            assert!(err(&asked).contains("cannot answer"), "{}", err(&asked));
        }
    }
}

#[test]
fn a_pack_for_an_assessor_who_may_see_the_issue_is_worked_out_again() {
    let (_project, assessor) =
        packed("shown", &["--redact", "assessor", "--assessor", "security/controller/issues.toml"]);
    assert_eq!(verify(&assessor, &[])["recomputed"], "same");
}

#[test]
fn a_flipped_bit_another_key_and_a_private_key_are_refused() {
    let (_project, assessor) = packed("attacks", &[]);
    let pack = assessor.path.join("b.vpack");
    let mut bytes = fs::read(&pack).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&pack, &bytes).unwrap();
    let report = verify(&assessor, &[]);
    assert_eq!(report["holds"], false);
    assert!(
        report["refused"].as_str().unwrap().contains("byte") || report["refused"].as_str().unwrap().contains("item")
    );
    bytes[middle] ^= 1;
    fs::write(&pack, &bytes).unwrap();
    assert_eq!(verify(&assessor, &[])["holds"], true);
    let (pack, root) = (pack.display().to_string(), kit::root());
    let other = root.join("crates/vauban-seal/tests/keys/reviewer.pub").display().to_string();
    let refused = assessor.run(&["verify", &pack, "--key", &other]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).contains("no valid signature"), "{}", out(&refused));
    let private = root.join("crates/vauban-seal/tests/keys/reviewer").display().to_string();
    let refused = assessor.run(&["verify", &pack, "--key", &private]);
    assert!(err(&refused).contains("private key"), "{}", err(&refused));
    assert!(err(&assessor.run(&["verify", &pack])).contains("--key"));
}

#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_or_a_full_disk_leaves_the_pack_before_or_the_one_after() {
    let (project, assessor) = packed("crash", &[]);
    let key = project.path.with_file_name("crash-secret.key");
    fs::write(&key, PRIVATE).unwrap();
    let pack = assessor.path.join("b.vpack");
    let start = |limit: Option<u32>| {
        let limit = limit.map_or(String::new(), |blocks| format!("ulimit -f {blocks};"));
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{limit} exec \"$0\" \"$@\"")).arg(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(&project.path).args(["--today", "2026-11-22", "pack", "--product", "controller"]);
        command.args(["--release", "2.3.1", "--force", "--key"]).arg(&key).arg("-o").arg(&pack);
        command.env("GIT_DIR", "/nowhere").stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command
    };
    let (mut random, mut seen): (u64, _) = (0xACED, std::collections::BTreeSet::new());
    for round in 0..24_u32 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        project.write("security/evidence/round.txt", &format!("round {round}"));
        let before = fs::read(&pack).unwrap();
        match round % 4 {
            0 => assert!(start(Some(round * 8)).status().is_ok()),
            1 => assert!(start(None).status().unwrap().success()),
            _ => {
                let mut child = start(None).spawn().unwrap();
                std::thread::sleep(std::time::Duration::from_micros((random >> 40) % 400_000));
                child.kill().unwrap();
                child.wait().unwrap();
            }
        }
        seen.insert(fs::read(&pack).unwrap() != before);
        assert_eq!(verify(&assessor, &[])["holds"], true, "round {round}");
    }
    assert!(seen.contains(&false), "no round ended before the new pack was there");
    fs::remove_file(key).unwrap();
}

#[test]
fn nothing_is_written_over_unasked() {
    let project = Folder::copy("overwrite", "tests/projects/audit-day/in");
    project.write("a.vpack", "mine");
    let path = project.path.join("a.vpack").display().to_string();
    let refused = project.run(&["pack", "--product", "controller", "-o", &path]);
    assert!(err(&refused).contains("nothing was written over it"));
    assert_eq!(project.read("a.vpack"), "mine");
    let refused = project.run(&["pack", "--product", "controller", "--redact", "customer", "-o", "x"]);
    assert!(err(&refused).contains("--key"));
}

#[test]
fn a_timestamp_is_asked_for_added_and_checked_offline() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: there is no openssl here");
        return;
    }
    let (project, assessor) = packed("stamped", &[]);
    let at = |name: &str| assessor.path.join(name).display().to_string();
    project.ok(&["pack", "--from", &at("b.vpack"), "-o", &at("again.vpack"), "--timestamp-query", &at("q.tsq")]);
    assert!(fs::read(at("b.vpack")).unwrap() == fs::read(at("again.vpack")).unwrap());
    assessor.write(
        "openssl.cnf",
        &format!(
            "[req]\ndistinguished_name=dn\n[dn]\n[tsa]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=critical,timeStamping\n\
             [tsa_config]\nserial={}\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_alg=sha256\n",
            at("serial")
        ),
    );
    assessor.write("serial", "01\n");
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(&assessor.path).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "tsa.key"]);
    openssl(&[
        "req",
        "-x509",
        "-new",
        "-key",
        "tsa.key",
        "-subj",
        "/CN=Example service",
        "-days",
        "9",
        "-config",
        "openssl.cnf",
        "-extensions",
        "tsa",
        "-out",
        "tsa.pem",
    ]);
    openssl(&[
        "ts",
        "-reply",
        "-config",
        "openssl.cnf",
        "-section",
        "tsa_config",
        "-queryfile",
        "q.tsq",
        "-signer",
        "tsa.pem",
        "-inkey",
        "tsa.key",
        "-out",
        "t.tsr",
    ]);
    project.ok(&["pack", "--from", &at("again.vpack"), "--timestamp", &at("t.tsr"), "-o", &at("b.vpack"), "--force"]);
    assert_eq!(verify(&assessor, &[])["timestamps"][0]["state"], "unchecked");
    let report = verify(&assessor, &["--tsa", &at("tsa.pem")]);
    assert_eq!(report["timestamps"][0]["state"], "holds", "{report:#}");
    assert_eq!(report["holds"], true);
}

#[test]
fn the_ledger_shows_what_was_taken_out_of_it() {
    let project = Folder::copy("ledger", "tests/projects/audit-day/in").with_git();
    project.ok(&["ledger", "add", "note", "product.controller", "--note", "begun"]);
    project.ok(&["process", "approve", "design-review", "--by", "person.advisor"]);
    project.ok(&["ledger", "add", "receipt", "release.2.3.1", "--by", "person.advisor"]);
    let shown = project.ok(&["ledger", "show"]);
    assert!(shown.contains("approved process.design-review"), "{shown}");
    project.commit("ledger");
    assert!(project.run(&["verify"]).status.success());
    let whole = project.read("security/ledger.jsonl");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let attacks = [
        ("altered", whole.replace("begun", "begus")),
        ("removed", [lines[0], lines[2]].concat()),
        ("reordered", [lines[1], lines[0], lines[2]].concat()),
        ("cut off", lines[0].to_owned()),
        ("half a line", whole[..whole.len() - 5].to_owned()),
        ("emptied", String::new()),
    ];
    for (attack, text) in attacks {
        project.write("security/ledger.jsonl", &text);
        let said = project.run(&["verify"]);
        assert_eq!(said.status.code(), Some(1), "{attack}: {}{}", out(&said), err(&said));
        assert!(out(&said).contains("DOES NOT HOLD"), "{attack}");
    }
    fs::remove_file(project.path.join("security/ledger.jsonl")).unwrap();
    assert!(out(&project.run(&["ledger", "check"])).contains("is gone"));
}

#[test]
fn a_pack_carries_the_end_of_the_ledger() {
    let project = Folder::copy("ledger-in-pack", "tests/projects/audit-day/in");
    project.ok(&["ledger", "add", "note", "product.controller"]);
    let key = Folder::new("ledger-in-pack-key");
    key.write("release.key", PRIVATE);
    key.write("release.pub", &public());
    let at = |name: &str| key.path.join(name).display().to_string();
    project.ok(&["pack", "--product", "controller", "--key", &at("release.key"), "-o", &at("a.vpack")]);
    let report = project.json(&["verify", &at("a.vpack"), "--key", &at("release.pub")]);
    assert_eq!(report["ledger"]["entries"], 1);
    assert_eq!(report["ledger"]["state"], "holds");
    assert!(
        project.read("security/ledger.jsonl").contains("\"packed\""),
        "the pack is an entry of the ledger after it"
    );
}

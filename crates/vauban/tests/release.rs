//! `vauban release`: a delivery is listed, signed and verified, and every attack on it is refused by its name.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kit::{Folder, err, out, root};

const RECORDS: &str = "# Our unit.\n[product.unit]\nversion = \"1.1\"\n";

/// People, a key of each form, and a release that was out before.
fn records() -> Vec<(&'static str, String)> {
    let ssh = fs::read_to_string(root().join("crates/vauban-seal/tests/keys/reviewer.pub")).unwrap();
    let mini = fs::read_to_string(root().join("crates/vauban-seal/tests/keys/locked.pub")).unwrap();
    let keys = format!(
        "[key.firmware]\npurpose = \"firmware\"\nalgorithm = \"ed25519\"\ncustodians = [\"first\", \"second\"]\n\
         created = 2026-01-01\nexpires = 2028-01-01\npublic = \"{}\"\n\n\
         [key.both]\npurpose = \"firmware\"\nalgorithm = \"ed25519\"\ncustodians = [\"first\", \"second\"]\n\
         two-person = true\ncreated = 2026-01-01\nexpires = 2028-01-01\npublic = \"{}\"\n",
        ssh.trim(),
        mini.trim().lines().last().unwrap()
    );
    vec![
        ("vauban.toml", RECORDS.to_owned()),
        ("security/people.toml", "[person.first]\n\n[person.second]\n\n[person.other]\n".to_owned()),
        ("security/keys.toml", keys),
    ]
}

/// A project, and beside it a folder that is to be delivered.
struct Case {
    project: Folder,
    delivery: PathBuf,
}

impl Case {
    fn new(name: &str) -> Case {
        let project = Folder::new(&format!("release-{name}"));
        records().iter().for_each(|(path, text)| project.write(path, text));
        let delivery = project.path.join("out");
        let case = Case { project, delivery };
        case.file("unit.bin", b"firmware");
        case.file("doc/manual.txt", "für alle\n".as_bytes());
        case.file("empty", b"");
        case
    }

    fn file(&self, path: &str, bytes: &[u8]) {
        let path = self.delivery.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn delivery(&self) -> String {
        self.delivery.display().to_string()
    }

    fn prepare(&self) -> String {
        self.project.ok(&["release", "prepare", "1.1", &self.delivery(), "--date", "2026-11-20", "--write"])
    }

    fn sign(&self) -> String {
        let key = keys("reviewer");
        let into = self.delivery();
        self.project.ok(&[
            "release",
            "sign",
            "1.1",
            "--with-key",
            "firmware",
            "--key",
            &key,
            "--by",
            "first",
            "--into",
            &into,
        ])
    }

    fn signed(name: &str) -> Case {
        let case = Case::new(name);
        case.prepare();
        case.sign();
        case
    }

    /// Verifies in a folder without any project.
    fn verify(&self, key: &str, more: &[&str]) -> Output {
        let elsewhere = std::env::temp_dir();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
        command.current_dir(elsewhere).args([
            "--today",
            "2026-11-22",
            "release",
            "verify",
            &self.delivery(),
            "--key",
            key,
        ]);
        command.args(more).output().unwrap()
    }

    fn refused(&self, expected: &str) {
        let told = self.verify(&keys("reviewer.pub"), &[]);
        let said = out(&told) + &err(&told);
        assert_eq!(told.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "expected `{expected}`: {said}");
        assert!(!said.contains("\nverified"), "{said}");
    }

    fn verified(&self) -> bool {
        self.verify(&keys("reviewer.pub"), &[]).status.success()
    }

    fn record(&self) -> String {
        self.project.read("security/releases/1.1.toml")
    }
}

fn keys(name: &str) -> String {
    root().join("crates/vauban-seal/tests/keys").join(name).display().to_string()
}

#[test]
fn a_delivery_is_prepared_signed_and_verified_on_a_machine_that_knows_nothing_else() {
    let case = Case::new("story");
    let preview = case.project.ok(&["release", "prepare", &case.delivery()]);
    assert!(preview.contains("nothing was written"), "{preview}");
    assert!(!case.project.path.join("security/releases").exists());

    let written = case.prepare();
    assert!(written.contains("3 files"), "{written}");
    let record = case.record();
    assert!(record.contains("date = 2026-11-20") && record.contains("sha512 = "), "{record}");
    assert!(!case.delivery.join("MANIFEST.sha256").exists(), "a delivery is touched when it is signed, not before");
    let before = case.project.json(&["release", "check"]);
    let files = |report: &serde_json::Value| {
        report["topics"].as_array().unwrap().iter().find(|one| one["id"] == "files").unwrap().clone()
    };
    assert_eq!(files(&before)["passes"], false);

    case.sign();
    let once = case.record();
    case.sign();
    assert_eq!(case.record(), once, "the same signature is written down once");
    let told = case.verify(&keys("reviewer.pub"), &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(report["schema"], "vauban/release-verify/1");
    assert_eq!(report["verified"], true, "{report:#}");
    assert_eq!((&report["files"], &report["sha512"], &report["version"]), (&3.into(), &true.into(), &"1.1".into()));
    // Whoever has coreutils can check the bytes as well.
    if let Ok(summed) =
        Command::new("sha256sum").args(["-c", "--strict", "MANIFEST.sha256"]).current_dir(&case.delivery).output()
    {
        assert!(summed.status.success(), "{summed:?}");
    }

    let shown = case.project.json(&["release", "show"]);
    assert_eq!(shown["releases"][0]["signatures"][0]["state"], "good", "{shown:#}");
    assert_eq!(shown["releases"][0]["current"], true);
    let after = case.project.json(&["release", "check"]);
    assert_eq!(files(&after)["findings"], serde_json::json!([]), "{after:#}");
    let aspect = |id: &str| {
        files(&after)["aspects"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["verdict"].clone()
    };
    assert_eq!((aspect("SM-6.a"), aspect("SM-6.b")), ("met".into(), "met".into()));
    assert_eq!(after["open"], false, "a unit without reviews and tests does not leave the house");
    assert_eq!(case.project.run(&["release", "check"]).status.code(), Some(1));
    let other = case.project.run(&["release", "check", "1.0"]);
    assert_eq!(other.status.code(), Some(2), "{}", err(&other));
}

#[test]
fn every_change_of_the_files_is_named() {
    let case = Case::signed("changes");
    assert!(case.verified());
    let unit = fs::read(case.delivery.join("unit.bin")).unwrap();
    for at in 0..unit.len() {
        let mut flipped = unit.clone();
        flipped[at] ^= 1;
        case.file("unit.bin", &flipped);
        case.refused("changed  unit.bin");
    }
    case.file("unit.bin", &unit[1..]);
    case.refused("unit.bin has 7 bytes, and 8 are listed");
    fs::remove_file(case.delivery.join("unit.bin")).unwrap();
    case.refused("missing  unit.bin");
    case.file("unit.bin", &unit);
    case.file("doc/setup.exe", b"");
    case.refused("extra  doc/setup.exe");
    fs::remove_file(case.delivery.join("doc/setup.exe")).unwrap();
    assert!(case.verified());
}

#[test]
fn every_flipped_byte_of_manifest_and_signature_is_refused() {
    let case = Case::signed("flips");
    for name in ["MANIFEST.sha256", "MANIFEST.sha256.sig"] {
        let path = case.delivery.join(name);
        let bytes = fs::read(&path).unwrap();
        // Each flip starts a process, so every seventh byte here; all of them are flipped in the tests of vauban-seal.
        for at in (0..bytes.len()).step_by(7) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            // Where lines of a signature break is free.
            if flipped[at].is_ascii_whitespace() {
                continue;
            }
            fs::write(&path, &flipped).unwrap();
            assert!(!case.verified(), "byte {at} of {name}");
        }
        fs::write(&path, &bytes).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(!case.verified() || name.ends_with(".sig"), "{name} cut off");
        fs::write(&path, &bytes).unwrap();
    }
    assert!(case.verified());
}

#[test]
fn who_is_not_trusted_is_refused_before_a_file_is_read() {
    let case = Case::signed("trust");
    let other = case.verify(&keys("other.pub"), &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&other.stdout).unwrap();
    assert_eq!((&report["verified"], &report["files_read"]), (&false.into(), &false.into()), "{report:#}");
    assert!(report["signatures"][0]["refused"].as_str().unwrap().contains("another key"), "{report:#}");

    // A key that lies in the delivery is one more file there, and trusted by nobody.
    let ssh = fs::read_to_string(keys("reviewer.pub")).unwrap();
    let list = case.project.path.join("signers");
    let verify = |line: &str, more: &[&str]| {
        fs::write(&list, line).unwrap();
        let told = case.verify(&list.display().to_string(), more);
        (told.status.code(), out(&told) + &err(&told))
    };
    assert_eq!(verify(&format!("firmware {ssh}"), &[]).0, Some(0));
    let (code, said) = verify(&format!("firmware valid-before=\"20261101\" {ssh}"), &[]);
    assert!(code == Some(1) && said.contains("has run out: it counts until before 2026-11-01"), "{said}");
    let (code, said) = verify(&format!("firmware valid-after=\"20261201\" {ssh}"), &[]);
    assert!(code == Some(1) && said.contains("only from 2026-12-01"), "{said}");
    let revoked = case.project.path.join("revoked");
    for line in [ssh.trim(), ssh.split_whitespace().take(2).collect::<Vec<_>>().join(" ").as_str()] {
        fs::write(&revoked, line).unwrap();
        let (code, said) = verify(&ssh, &["--revoked", &revoked.display().to_string()]);
        assert!(code == Some(1) && said.contains("is revoked"), "{said}");
    }
    // A private key in place of a public one is refused.
    assert_eq!(case.verify(&keys("reviewer"), &[]).status.code(), Some(2));
    fs::remove_file(case.delivery.join("MANIFEST.sha256.sig")).unwrap();
    case.refused("no signature beside the manifest");
}

#[test]
fn a_signature_for_another_purpose_or_another_manifest_does_not_count() {
    let case = Case::signed("purpose");
    let manifest = fs::read(case.delivery.join("MANIFEST.sha256")).unwrap();
    let key = fs::read_to_string(keys("reviewer")).unwrap();
    let review = vauban_seal::sign_with_key(&manifest, &key, vauban_seal::REVIEW).unwrap();
    fs::write(case.delivery.join("MANIFEST.sha256.sig"), review).unwrap();
    case.refused("it was given for `vauban-review`");
    // The delivery before, put beside the files of this one.
    let before = Case::signed("purpose-before");
    before.file("unit.bin", b"old");
    before.prepare();
    before.sign();
    for name in ["MANIFEST.sha256", "MANIFEST.sha256.sig"] {
        fs::copy(before.delivery.join(name), case.delivery.join(name)).unwrap();
    }
    case.refused("unit.bin has 8 bytes, and 3 are listed");
}

#[cfg(unix)]
#[test]
fn links_pipes_and_names_that_trick_are_neither_delivered_nor_verified() {
    use std::os::unix::fs::symlink;
    let case = Case::signed("tricks");
    let outside = case.project.path.join("outside");
    fs::rename(case.delivery.join("unit.bin"), &outside).unwrap();
    symlink(&outside, case.delivery.join("unit.bin")).unwrap();
    case.refused("link  unit.bin");
    fs::remove_file(case.delivery.join("unit.bin")).unwrap();
    fs::rename(&outside, case.delivery.join("unit.bin")).unwrap();
    fs::rename(case.delivery.join("doc"), &outside).unwrap();
    symlink(&outside, case.delivery.join("doc")).unwrap();
    case.refused("link  doc");
    case.refused("missing  doc/manual.txt");
    fs::remove_file(case.delivery.join("doc")).unwrap();
    fs::rename(&outside, case.delivery.join("doc")).unwrap();
    assert!(case.verified());

    let prepare = || case.project.run(&["release", "prepare", "1.1", &case.delivery(), "--write"]);
    let record = case.record();
    let refused = |name: &str, expected: &str| {
        let told = prepare();
        assert_eq!(told.status.code(), Some(2), "{name:?}: {}", out(&told));
        assert!(err(&told).contains(expected), "{name:?}: {}", err(&told));
        assert!(!err(&told).contains('\u{202e}') && !err(&told).contains("\u{1b}[2J"), "{name:?} reaches the terminal");
        assert_eq!(case.record(), record, "nothing was written");
    };
    for (name, expected) in [
        ("UNIT.bin", "are one name"),
        ("Doc/other.txt", "are one name"),
        ("gpj\u{202e}.exe", "hides"),
        ("a\u{1b}[2Jb", "hides"),
        ("back\\slash", "Windows"),
        ("line\nbreak", "hides"),
    ] {
        case.file(name, b"");
        refused(name, expected);
        let path = case.delivery.join(name);
        fs::remove_file(&path).unwrap();
        if name.contains('/') {
            fs::remove_dir(path.parent().unwrap()).unwrap();
        }
    }
    let pair = ["caf\u{e9}", "cafe\u{301}"];
    pair.iter().for_each(|name| case.file(name, b""));
    refused("café", "are one name");
    pair.iter().for_each(|name| fs::remove_file(case.delivery.join(name)).unwrap());
    symlink("/etc/passwd", case.delivery.join("shadow")).unwrap();
    refused("shadow", "is a link");
    fs::remove_file(case.delivery.join("shadow")).unwrap();
    if Command::new("mkfifo").arg(case.delivery.join("pipe")).status().is_ok_and(|status| status.success()) {
        refused("pipe", "no ordinary file");
        case.refused("odd  pipe");
    }
}

#[test]
fn a_private_key_is_not_delivered() {
    let case = Case::new("key");
    case.file("etc/sign.pem", fs::read_to_string(keys("reviewer")).unwrap().as_bytes());
    let told = case.project.run(&["release", "prepare", "1.1", &case.delivery(), "--write"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(err(&told).contains("`etc/sign.pem` holds a private key"), "{}", err(&told));
    assert!(!case.project.path.join("security/releases").exists());
}

#[test]
fn a_key_is_used_by_its_custodians_in_its_time_and_by_two_where_it_takes_two() {
    let case = Case::new("custody");
    case.prepare();
    let record = case.record();
    let sign = |key: &str, file: &str, by: &[&str], day: &str| {
        let file = keys(file);
        let mut all = vec!["release", "sign", "1.1", "--with-key", key, "--key", &file];
        by.iter().for_each(|person| all.extend(["--by", person]));
        let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(&case.project.path).args(["--today", day]).args(&all);
        command.env("VAUBAN_PASSPHRASE", "for tests").env("GIT_DIR", "/nowhere").output().unwrap()
    };
    let refused = |told: &Output, expected: &str| {
        assert_eq!(told.status.code(), Some(2), "{}", out(told));
        assert!(err(told).contains(expected), "{}", err(told));
        assert_eq!(case.record(), record, "nothing was written");
    };
    refused(&sign("firmware", "reviewer", &["other"], "2026-11-22"), "no custodian");
    refused(&sign("firmware", "reviewer", &["first"], "2029-01-01"), "ran out on 2028-01-01 (security/keys.toml:1)");
    refused(&sign("firmware", "reviewer", &["first"], "2025-01-01"), "later than today");
    refused(&sign("firmware", "other", &["first"], "2026-11-22"), "does not hold with the `public` of key `firmware`");
    refused(&sign("firmwear", "reviewer", &["first"], "2026-11-22"), "did you mean `firmware`?");
    refused(&sign("both", "locked.key", &["first", "first"], "2026-11-22"), "takes two custodians");
    let told = sign("both", "locked.key", &["first", "second"], "2026-11-22");
    assert!(told.status.success(), "{}", err(&told));
    assert_ne!(case.record(), record);
    let shown = case.project.json(&["release", "show"]);
    assert_eq!(shown["releases"][0]["signatures"][0]["state"], "good", "{shown:#}");

    // What the records say afterwards is looked at as well: a name taken out, a key revoked.
    let codes = |from: &str, to: &str, file: &str| {
        case.project.edit(file, from, to);
        let report = case.project.json(&["check"]);
        case.project.edit(file, to, from);
        let all = report["findings"].as_array().unwrap();
        all.iter()
            .map(|one| format!("{}: {}", one["code"].as_str().unwrap(), one["message"].as_str().unwrap()))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let one = codes("by = [\"first\", \"second\"]", "by = [\"first\"]", "security/releases/1.1.toml");
    assert!(one.contains("signed by 1 of two"), "{one}");
    let foreign = codes("by = [\"first\", \"second\"]", "by = [\"first\", \"other\"]", "security/releases/1.1.toml");
    assert!(foreign.contains("is no custodian of `both`"), "{foreign}");
    let two = "two-person = true";
    let revoked =
        codes(two, "two-person = true\nrevoked = 2026-11-21\nrevoked-because = \"lost\"", "security/keys.toml");
    assert!(revoked.contains("proves nothing: `key.both` was revoked on 2026-11-21"), "{revoked}");
    let later =
        codes(two, "two-person = true\nrevoked = 2026-11-23\nrevoked-because = \"leaked\"", "security/keys.toml");
    assert!(later.contains("sign it again with another"), "{later}");
    case.project.edit("security/keys.toml", two, "two-person = true\nrevoked = 2026-11-21\nrevoked-because = \"lost\"");
    let told = sign("both", "locked.key", &["first", "second"], "2026-11-22");
    assert!(err(&told).contains("was revoked on 2026-11-21"), "{}", err(&told));
}

#[test]
fn a_record_that_people_wrote_keeps_what_they_wrote() {
    let case = Case::new("record");
    case.project.write(
        "security/releases.toml",
        "# Ours.\n[release.\"1.1\"] # the second\nversion   = \"1.1\"\ndate = 2026-11-20\nartefacts = [\n  \
         { file = \"unit.bin\", digest = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" }, # the image\n]\n",
    );
    case.prepare();
    let record = case.project.read("security/releases.toml");
    assert!(record.starts_with("# Ours.\n[release.\"1.1\"] # the second\nversion   = \"1.1\"\n"), "{record}");
    assert!(record.contains("# the image\n]\n") && !record.contains("0000000000"), "{record}");
    case.sign();
    let signed = case.project.read("security/releases.toml");
    assert!(signed.contains("signatures = ["), "{signed}");
    // Nothing changed: nothing is written anew. Something did: the signatures were under something else.
    case.prepare();
    assert_eq!(case.project.read("security/releases.toml"), signed);
    case.file("unit.bin", b"another");
    let said = case.prepare();
    assert!(said.contains("sign this one"), "{said}");
    let changed = case.project.read("security/releases.toml");
    assert!(!changed.contains("signatures") && changed.contains("# the image"), "{changed}");
}

#[test]
fn substantial_modification_is_asked_of_every_release_after_the_first() {
    let case = Case::signed("modification");
    let asked = |case: &Case| {
        let report = case.project.json(&["release", "check"]);
        let topic =
            report["topics"].as_array().unwrap().iter().find(|one| one["id"] == "modification").unwrap().clone();
        topic["findings"].as_array().unwrap().first().map(|one| one["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(asked(&case), None, "the product is not said to be under the act");
    case.project.edit("vauban.toml", "version = \"1.1\"", "version = \"1.1\"\nclass = \"default\"");
    assert_eq!(asked(&case), None, "the first release modifies nothing");
    case.project.write("security/old.toml", "[release.\"1.0\"]\nversion = \"1.0\"\ndate = 2026-02-01\n");
    assert!(asked(&case).unwrap().contains("`intended-purpose` is not answered"));
    let answers = "modification = [\n  { question = \"intended-purpose\", answer = false, reason = \"same\" },\n  \
                   { question = \"essential-requirements\", answer = true, reason = \"a radio\" },\n  \
                   { question = \"risk-assessed\", answer = false, reason = \"new\" },\n]\nmanifest";
    case.project.edit("security/releases/1.1.toml", "manifest", answers);
    assert_eq!(asked(&case), None);
    assert_eq!(case.project.json(&["release", "show", "1.1"])["releases"][0]["substantial"], "yes");
    case.project.edit(
        "security/releases/1.1.toml",
        "answer = false, reason = \"new\"",
        "answer = true, reason = \"planned\"",
    );
    assert!(asked(&case).unwrap().contains("which `record` holds the risk"));
}

/// The state that a project is in: its record, and every file that the record names is there and is what it says.
#[cfg(unix)]
fn state(case: &Case) -> String {
    let record = fs::read_to_string(case.project.path.join("security/releases/1.1.toml")).unwrap_or_default();
    if !record.is_empty() {
        let shown = case.project.json(&["release", "show", "1.1"]);
        let release = &shown["releases"][0];
        assert_eq!(release["manifest_refused"], serde_json::Value::Null, "{shown:#}");
        for signature in release["signatures"].as_array().unwrap() {
            assert_eq!(signature["state"], "good", "{shown:#}");
        }
        for artefact in release["artefacts"].as_array().unwrap() {
            assert_eq!(artefact["listed"], "same", "{shown:#}");
        }
    }
    record
}

#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_or_a_full_disk_leaves_the_release_before_or_the_one_after() {
    let case = Case::signed("crash");
    let start = |limit: Option<u32>| {
        let program = env!("CARGO_BIN_EXE_vauban");
        // What is larger than the limit cannot be written: the system ends the process in the middle of the write.
        let limit = limit.map_or(String::new(), |blocks| format!("ulimit -f {blocks};"));
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{limit} exec \"$0\" \"$@\"")).arg(program);
        command.arg("-C").arg(&case.project.path).args(["--quiet", "--today", "2026-11-22"]).env("GIT_DIR", "/nowhere");
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command
    };
    let (into, key) = (case.delivery(), keys("reviewer"));
    let prepare = ["release", "prepare", "1.1", &into, "--write"];
    let sign =
        ["release", "sign", "1.1", "--with-key", "firmware", "--key", &key, "--by", "first", "--into", into.as_str()];
    let mut seen = std::collections::BTreeSet::new();
    let mut random: u64 = 0x5EA1;
    for round in 0..40_u32 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        case.file("unit.bin", format!("firmware {round}").as_bytes());
        let before = state(&case);
        for arguments in [prepare.as_slice(), sign.as_slice()] {
            let text = state(&case);
            match round % 4 {
                0 => drop(start(Some(round / 4)).args(arguments).status().unwrap()),
                _ => {
                    let mut child = start(None).args(arguments).spawn().unwrap();
                    std::thread::sleep(std::time::Duration::from_micros((random >> 40) % 120_000));
                    child.kill().unwrap();
                    child.wait().unwrap();
                }
            }
            let now = state(&case);
            seen.insert((arguments[1], now != text));
            // The delivery is as signed, or it is refused: it never passes for what it is not.
            let told = case.verify(&keys("reviewer.pub"), &[]);
            if told.status.success() {
                let listed = fs::read_to_string(case.delivery.join("MANIFEST.sha256")).unwrap();
                let digest = vauban_seal::manifest::digest(format!("firmware {round}").as_bytes(), false, &mut [0; 64]);
                assert!(listed.contains(&vauban_seal::manifest::hex(&digest.unwrap().sha256)));
            }
        }
        drop(before);
    }
    assert!(seen.contains(&("prepare", true)) && seen.contains(&("prepare", false)), "{seen:?}");
    // Whatever was left behind, the next whole run puts it right.
    case.file("unit.bin", b"firmware at last");
    case.prepare();
    case.sign();
    assert!(case.verified(), "{}", out(&case.verify(&keys("reviewer.pub"), &[])));
    let temporary = |folder: &Path| {
        fs::read_dir(folder)
            .unwrap()
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|ending| ending == "tmp"))
    };
    assert!(!temporary(&case.delivery));
}

#[test]
fn ssh_keygen_signs_and_gpg_signs_and_what_they_sign_is_checked() {
    let case = Case::new("tools");
    case.prepare();
    // `ssh-keygen` refuses a private key that others can read.
    let key = case.project.path.join("reviewer");
    fs::copy(keys("reviewer"), &key).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let key = key.display().to_string();
    let into = case.delivery();
    let by = ["--with-key", "firmware", "--by", "first", "--into", &into];
    let told =
        case.project.run(&[&["release", "sign", "1.1", "--tool", "ssh-keygen", "--key", &key], by.as_slice()].concat());
    if err(&told).contains("could not be run") {
        eprintln!("SKIPPED: no `ssh-keygen` here");
        return;
    }
    assert!(told.status.success(), "{}", err(&told));
    assert!(case.verified());
    let list = case.project.path.join("signers");
    fs::write(&list, format!("firmware@example.org {}", fs::read_to_string(keys("reviewer.pub")).unwrap())).unwrap();
    let told = case.verify(&list.display().to_string(), &["--tool", "ssh-keygen"]);
    assert!(told.status.success(), "{}{}", out(&told), err(&told));
    fs::write(&list, format!("firmware@example.org {}", fs::read_to_string(keys("other.pub")).unwrap())).unwrap();
    assert_eq!(case.verify(&list.display().to_string(), &["--tool", "ssh-keygen"]).status.code(), Some(1));

    // gpg, with a key made here.
    let home = case.project.path.join("gpg");
    fs::create_dir_all(&home).unwrap();
    let gpg = |arguments: &[&str]| Command::new("gpg").arg("--homedir").arg(&home).args(arguments).output();
    let made = gpg(&[
        "--batch",
        "--quiet",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
        "--quick-generate-key",
        "unit@example.org",
        "ed25519",
        "sign",
        "never",
    ]);
    if !made.as_ref().is_ok_and(|made| made.status.success()) {
        eprintln!("SKIPPED: no `gpg` that makes a key here: {made:?}");
        return;
    }
    let ring = case.project.path.join("ring.gpg");
    fs::write(&ring, gpg(&["--export", "unit@example.org"]).unwrap().stdout).unwrap();
    let ring = ring.display().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
    command.arg("-C").arg(&case.project.path).args(["--today", "2026-11-22", "release", "sign", "1.1"]);
    command.args(["--tool", "gpg", "--key", "unit@example.org", "--check-with", &ring]).args(by);
    let told = command.env("GNUPGHOME", &home).env("GIT_DIR", "/nowhere").output().unwrap();
    assert!(told.status.success(), "{}", err(&told));
    fs::remove_file(case.delivery.join("MANIFEST.sha256.sig")).unwrap();
    let told = case.verify(&ring, &["--tool", "gpg"]);
    assert!(told.status.success(), "{}{}", out(&told), err(&told));
    let path = case.delivery.join("MANIFEST.sha256");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("2026-11-20", "2026-11-21")).unwrap();
    assert_eq!(case.verify(&ring, &["--tool", "gpg"]).status.code(), Some(1));
}

//! Reviews as people hold them: begun, stamped, signed, made stale by a change, reviewed again, merged.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use kit::{Folder, KEY, err, out, people, root};

/// A small product whose design one person wrote and another reviews.
fn product(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", "[product.sensor]\nname = \"Sensor\"\nversion = \"1.0\"\n");
    folder.write("security/people.toml", &people());
    folder.write(
        "security/design.toml",
        "# The plant.\n[zone.plant]\nkind = \"network\"\n\n[zone.cell]\nkind = \"network\"\n\n[actor.operator]\nzone = \"plant\"\n\n\
         [component.plc]\nkind = \"controller\"\nzone = \"cell\"\n\n[interface.modbus]\non = \"plc\"\nport = 502\n\n\
         [flow.writes]\nfrom = \"actor.operator\"\nto = \"modbus\"\nkind = \"control\"\n",
    );
    folder
}

/// Begins a review of the design and concludes it.
fn concluded(folder: &Folder, arguments: &[&str]) -> String {
    folder.review(&[&["design"], arguments].concat(), "no-findings = \"why nothing was found\"")
}

fn design(report: &serde_json::Value) -> &serde_json::Value {
    report["coverage"].as_array().unwrap().iter().find(|row| row["kind"] == "design").unwrap()
}

#[test]
fn a_signed_review_stands_until_the_design_changes_and_then_exactly_that_is_stale() {
    let folder = product("stands");
    let id = concluded(&folder, &["--trigger", "First design"]);
    assert!(!out(&folder.run(&["review", "gate", "design"])).contains("0 of"), "unsigned reviews count");
    folder.ok(&["fmt"]);
    assert!(folder.sign(&id).status.success());
    folder.ok(&["fmt", "--check"]);
    folder.ok(&["review", "gate", "design"]);
    let report = folder.json(&["review"]);
    assert_eq!(design(&report)["reviewed"], 6);
    assert_eq!(report["reviews"][0]["signatures"][0]["state"], "good");

    // Words for people, layout and the order of keys are editorial.
    folder.edit("security/design.toml", "[zone.plant]\nkind", "[zone.plant]\ntitle = \"Plant network\"\nkind");
    folder.edit(
        "security/design.toml",
        "from = \"actor.operator\"\nto = \"modbus\"",
        "to = \"interface.modbus\" # same\nfrom = \"actor.operator\"",
    );
    let report = folder.json(&["review"]);
    assert_eq!((&design(&report)["editorial"], &design(&report)["open"]), (&1.into(), &serde_json::json!([])));
    folder.ok(&["review", "gate", "design"]);

    // A change of meaning makes its element stale, names the keys, and no other element.
    folder.edit("security/design.toml", "kind = \"control\"", "kind = \"data\"\nanswers = false");
    folder.edit("security/design.toml", "[interface.modbus]", "[interface.web]\non = \"plc\"\n\n[interface.modbus]");
    folder.edit(
        "security/design.toml",
        "[zone.cell]\nkind = \"network\"\n\n",
        "[zone.cell]\nkind = \"network\"\n\n[zone.dmz]\n\n",
    );
    let report = folder.json(&["review"]);
    let open = design(&report)["open"].as_array().unwrap();
    let told: Vec<(&str, &str, &serde_json::Value)> =
        open.iter().map(|one| (one["id"].as_str().unwrap(), one["state"].as_str().unwrap(), &one["fields"])).collect();
    assert_eq!(
        told,
        [
            ("flow.writes", "changed", &serde_json::json!(["answers", "kind"])),
            ("interface.web", "new", &serde_json::json!([])),
            ("zone.dmz", "new", &serde_json::json!([])),
        ]
    );
    assert_eq!(folder.run(&["review", "gate", "design"]).status.code(), Some(1));
    assert!(folder.findings().contains(&("review-stale".into(), "warning".into())));
    // Where the version is being released, it is an error.
    folder.write("security/release.toml", "[release.\"1.0\"]\nversion = \"1.0\"\ndate = 2026-11-22\n");
    assert!(folder.findings().contains(&("review-stale".into(), "error".into())));

    // A review of what changed settles it.
    let second = concluded(&folder, &["--changed"]);
    assert_ne!(second, id);
    assert!(
        folder.read(&format!("security/reviews/{second}.toml")).contains("of = [\"flow.writes\", \"interface.web\"")
    );
    assert!(folder.sign(&second).status.success());
    folder.ok(&["review", "gate", "design"]);
    let nothing = folder.run(&["review", "start", "design", "--changed"]);
    assert_eq!(nothing.status.code(), Some(2), "{}", out(&nothing));
}

#[test]
fn what_is_gone_stays_on_the_list_until_a_review_notices() {
    let folder = product("gone");
    folder
        .write("security/more.toml", "[mechanism.filter]\nkind = [\"firewall\"]\nprotects = [\"interface.modbus\"]\n");
    concluded(&folder, &[]);
    folder.ok(&["review", "gate", "design"]);
    std::fs::remove_file(folder.path.join("security/more.toml")).unwrap();
    let report = folder.json(&["review"]);
    assert_eq!(design(&report)["open"][0]["id"], "mechanism.filter");
    assert_eq!(design(&report)["open"][0]["state"], "gone");
    concluded(&folder, &["--changed"]);
    folder.ok(&["review", "gate", "design"]);
}

#[test]
fn a_mark_sets_one_change_aside_and_no_later_one() {
    let folder = product("editorial");
    concluded(&folder, &[]);
    folder.edit("security/design.toml", "port = 502", "port = 503");
    let early = folder.run(&["review", "editorial", "interface.modbus", "--reason", " ", "--by", "advisor"]);
    assert_eq!(early.status.code(), Some(2));
    folder.ok(&[
        "review",
        "editorial",
        "interface.modbus",
        "--reason",
        "Typing error of the record",
        "--by",
        "advisor",
    ]);
    folder.ok(&["fmt", "--check", "security/reviews/editorial/interface.modbus-2026-11-22.toml"]);
    folder.ok(&["review", "gate", "design"]);
    assert_eq!(design(&folder.json(&["review"]))["set_aside"][0]["mark"], "editorial.interface.modbus-2026-11-22");
    folder.edit("security/design.toml", "port = 503", "port = 504");
    assert_eq!(folder.run(&["review", "gate", "design"]).status.code(), Some(1));
    let new = folder.run(&["review", "editorial", "zone.plant", "--reason", "why", "--by", "advisor"]);
    assert!(err(&new).contains("has not changed"), "{}", err(&new));
}

#[test]
fn policy_says_which_keys_matter() {
    let folder = product("policy");
    folder.write("vauban.toml", "[product.sensor]\nversion = \"1.0\"\n\n[policy]\nsignificant = [\"zone.title\"]\ninsignificant = [\"interface.port\"]\n");
    concluded(&folder, &[]);
    folder.edit("security/design.toml", "port = 502", "port = 503");
    folder.ok(&["review", "gate", "design"]);
    folder.edit("security/design.toml", "[zone.plant]", "[zone.plant]\ntitle = \"Plant\"");
    assert_eq!(folder.run(&["review", "gate", "design"]).status.code(), Some(1));
    folder.edit("vauban.toml", "zone.title", "zone.titel");
    assert!(folder.findings().contains(&("review-stale".into(), "warning".into())));
}

#[test]
fn nothing_is_signed_that_is_open_changed_or_nobody_could_check() {
    let folder = product("refused");
    let said = folder.ok(&["review", "start", "design", "--id", "first"]);
    assert!(said.contains("review.first"), "{said}");
    let open = folder.sign("first");
    assert!(err(&open).contains("a `conclusion`"), "{}", err(&open));
    std::fs::remove_dir_all(folder.path.join("security/reviews")).unwrap();
    let id = concluded(&folder, &[]);
    folder.edit("security/design.toml", "port = 502", "port = 503");
    let stale = folder.sign(&id);
    assert!(err(&stale).contains("`interface.modbus`"), "{}", err(&stale));
    folder.ok(&["review", "stamp", &id]);
    let key = root().join("crates/vauban-seal/tests/keys/other").display().to_string();
    let foreign = folder.run(&["review", "sign", &id, "--by", "advisor", "--key", &key]);
    assert!(err(&foreign).contains("ecdsa-sha2-nistp256"), "{}", err(&foreign));
    assert!(!folder.read(&format!("security/reviews/{id}.toml")).contains("signatures"));
    assert!(folder.sign(&id).status.success());
    let again = folder.run(&["review", "stamp", &id]);
    assert!(err(&again).contains("is signed"), "{}", err(&again));
}

#[test]
fn a_changed_review_and_a_forged_stamp_are_told() {
    let folder = product("forged");
    let id = concluded(&folder, &[]);
    let path = format!("security/reviews/{id}.toml");
    assert!(folder.sign(&id).status.success());
    let genuine = folder.read(&path);
    let not_genuine = ("review-not-genuine".to_owned(), "error".to_owned());
    assert!(!folder.findings().contains(&not_genuine));
    // Closing a finding later and naming minutes do not touch what was signed.
    folder.edit(&path, "kind = \"design\"", "kind = \"design\"\ntitle = \"First review\"");
    assert!(!folder.findings().contains(&not_genuine));
    for (from, to) in
        [("\"why nothing was found\"", "\"nothing at all\""), ("date = 2026-11-22\n", "date = 2026-11-21\n")]
    {
        folder.write(&path, &genuine.replacen(from, to, 1));
        assert!(folder.findings().contains(&not_genuine), "{from}");
        assert_eq!(folder.run(&["review", "gate", "design"]).status.code(), Some(1));
    }
    // The design is changed and the stamp made to fit by hand: the digest tells, or the signature.
    folder.edit("security/design.toml", "port = 502", "port = 503");
    let other = concluded(&folder, &["--id", "second"]);
    let second = folder.read(&format!("security/reviews/{other}.toml"));
    let stamp = second.split_once(".saw]\n").unwrap().1;
    let (head, _) = genuine.split_once(".saw]\n").unwrap();
    std::fs::remove_file(folder.path.join("security/reviews/second.toml")).unwrap();
    folder.write(&path, &format!("{head}.saw]\n{stamp}"));
    assert!(folder.findings().contains(&not_genuine));
    let digest = |text: &str| text.split_once("digest = \"").unwrap().1[..71].to_owned();
    folder.write(&path, &format!("{head}.saw]\n{stamp}").replace(&digest(&genuine), &digest(&second)));
    assert!(folder.findings().contains(&not_genuine));
}

#[test]
fn branches_that_review_and_mark_merge_without_conflict() {
    let folder = product("branches").with_git();
    concluded(&folder, &["--id", "first"]);
    folder.commit("reviewed");
    folder.git(&["switch", "--quiet", "--create", "one"]);
    folder.edit("security/design.toml", "port = 502", "port = 503");
    folder.ok(&["review", "editorial", "interface.modbus", "--reason", "Typing error", "--by", "advisor"]);
    concluded(&folder, &["--id", "on-one"]);
    folder.commit("one");
    folder.git(&["switch", "--quiet", "main"]);
    folder.git(&["switch", "--quiet", "--create", "two"]);
    folder.edit("security/design.toml", "[zone.plant]\nkind = \"network\"", "[zone.plant]\nkind = \"physical\"");
    folder.ok(&["review", "editorial", "zone.plant", "--reason", "Typing error", "--by", "advisor"]);
    concluded(&folder, &["--id", "on-two"]);
    folder.commit("two");
    folder.git(&["merge", "--quiet", "--no-edit", "one"]);
    folder.ok(&["review", "gate", "design"]);
}

#[test]
fn a_signed_commit_closes_a_review_and_holds_only_for_what_it_holds() {
    if std::process::Command::new("ssh-keygen").arg("-?").output().is_err() {
        eprintln!("SKIPPED: there is no `ssh-keygen` here, with which git signs commits");
        return;
    }
    let folder = product("commit").with_git();
    let id = concluded(&folder, &[]);
    // ssh-keygen refuses keys that others may read.
    let key = folder.path.join(".key");
    std::fs::copy(root().join(KEY), &key).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    folder.git(&["add", "security"]);
    let signing = format!("user.signingkey={}", key.display());
    folder.git(&["-c", "gpg.format=ssh", "-c", &signing, "commit", "--quiet", "-S", "--message", "reviewed"]);
    let commit = folder.git(&["rev-parse", "HEAD"]);
    folder.ok(&["review", "sign", &id, "--by", "advisor", "--commit", &commit]);
    assert_eq!(folder.json(&["review"])["reviews"][0]["signatures"][0]["state"], "good");
    let unsigned = folder.commit("later");
    folder.edit(&format!("security/reviews/{id}.toml"), &commit, &unsigned);
    assert_eq!(folder.json(&["review"])["reviews"][0]["signatures"][0]["state"], "bad");
    folder.edit(&format!("security/reviews/{id}.toml"), &unsigned, &commit);
    folder.edit(&format!("security/reviews/{id}.toml"), "why nothing", "because nothing");
    assert_eq!(folder.json(&["review"])["reviews"][0]["signatures"][0]["state"], "bad");
}

#[test]
fn who_wrote_the_design_is_told_from_the_commits() {
    let folder = product("authors").with_git();
    folder.write(
        "security/more.toml",
        "[person.tester]\nemail = [\"tester@example.org\"]\n\n[competence.advisor]\nperson = \"advisor\"\nshown-by = \"exam\"\n\
         date = 2026-01-10\n\n[release.\"1.0\"]\nversion = \"1.0\"\ndate = 2026-11-21\n",
    );
    let id = concluded(&folder, &["--release", "1.0"]);
    let path = format!("security/reviews/{id}.toml");
    folder.edit(&path, "date = 2026-11-22", "date = 2026-11-20");
    let told = |folder: &Folder| out(&folder.run(&["check"])).contains("everybody who took part in review");
    folder.commit("reviewed");
    assert!(!told(&folder), "the advisor wrote none of it");
    folder.edit("security/design.toml", "port = 502", "port = 503");
    folder.commit_as("Advisor@Example.org", "a correction");
    assert!(told(&folder), "{}", out(&folder.run(&["check", "--verbose"])));
    folder.edit(&path, "participants = [", "participants = [{ person = \"tester\" }, ");
    assert!(!told(&folder));
}

#[test]
fn hostile_words_do_not_leave_their_place() {
    let folder = product("hostile");
    let said = folder.run(&[
        "review",
        "start",
        "design",
        "--id",
        "../../escape",
        "--trigger",
        "a\"\n[person.evil]\n\u{1b}[2J",
    ]);
    assert!(said.status.success() || said.status.code() == Some(2));
    assert!(!folder.path.join("../../escape.toml").exists());
    for file in std::fs::read_dir(folder.path.join("security/reviews")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("\n[person.evil]"), "{text}");
    }
    let unknown = folder.run(&["review", "start", "desing"]);
    assert!(err(&unknown).contains("did you mean `design`?"), "{}", err(&unknown));
    let nobody = folder.run(&["review", "sign", "nothing", "--by", "advisor"]);
    assert_eq!(nobody.status.code(), Some(2));
}

//! Days in the life of a product-security engineer, from the first command to the last: what is asked, what is done, and
//! that it goes away when it is done. Days that are one look at one project are kept in `tests/projects` as well.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out, people};

fn has(findings: &[(String, String)], code: &str, severity: &str) -> bool {
    findings.iter().any(|(known, level)| known == code && level == severity)
}

/// A telemetry unit whose design is reviewed, signed and about to be released.
fn telemetry(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(
        "vauban.toml",
        "[product.telemetry-unit]\nname = \"Telemetry unit\"\nversion = \"3.0\"\n\n[policy]\nrequired-depth = { high = 1 }\n",
    );
    folder.write("security/people.toml", &people());
    folder.write("security/release.toml", "[release.\"3.0\"]\nversion = \"3.0\"\n");
    folder.write(
        "security/design.toml",
        "# Values leave the plant through a firewall.\n\
         [zone.internet]\nkind = \"network\"\noutside = true\n\n[zone.dmz]\nkind = \"network\"\n\n[zone.plant]\nkind = \"network\"\n\n\
         [attacker.internet]\nstarts-in = [\"internet\"]\nstrength = 2\n\n\
         [boundary.dmz-plant]\nfrom = \"dmz\"\nto = \"plant\"\n\n\
         [actor.collector]\nkind = \"cloud-service\"\nzone = [\"dmz\"]\n\n\
         [component.unit]\nkind = \"controller\"\nzone = [\"plant\"]\n\n\
         [interface.readings]\non = \"unit\"\nkind = \"network\"\nprotocol = \"modbus-tcp\"\nport = 502\nreachable-from = [\"dmz\"]\n\n\
         [flow.telemetry]\nfrom = \"actor.collector\"\nto = \"readings\"\nkind = \"data\"\ncarries = [\"values\"]\npasses-through = [\"dmz\", \"plant\"]\n\n\
         [asset.values]\nkind = \"data\"\nheld-by = [\"unit\"]\nimpact = { confidentiality = \"none\", integrity = \"high\", availability = \"low\" }\n\n\
         [mechanism.one-way]\nkind = [\"firewall\"]\nprotects = [\"boundary.dmz-plant\"]\nresponsibility = \"Only readings leave.\"\n",
    );
    folder.ok(&["fmt"]);
    folder
}

/// Begins a review, fills it in, and has the advisor sign it.
fn reviewed(folder: &Folder, arguments: &[&str], found: &str) -> String {
    let id = folder.review(arguments, found);
    let signed = folder.sign(&id);
    assert!(signed.status.success(), "{}", err(&signed));
    id
}

/// Day 6: a pull request alters a flow; the approved review goes stale, the gate refuses until a review bound to the new
/// design exists, its findings become threats, and `vauban diff` explains the change.
#[test]
fn a_design_change_reopens_its_review_and_the_gate() {
    let folder = telemetry("design-change").with_git();
    reviewed(&folder, &["design", "--release", "3.0"], "no-findings = \"Walked through every flow\"");
    folder.commit("reviewed");
    folder.ok(&["review", "gate", "design"]);
    assert!(!folder.findings().iter().any(|(code, _)| code == "review-stale"));

    folder.git(&["switch", "--quiet", "--create", "telemetry-from-the-internet"]);
    folder.edit("security/design.toml", "zone = [\"dmz\"]", "zone = [\"internet\"]");
    folder.edit(
        "security/design.toml",
        "reachable-from = [\"dmz\"]",
        "reachable-from = [\"internet\"]\ninternet-direct = true",
    );
    folder.edit(
        "security/design.toml",
        "passes-through = [\"dmz\", \"plant\"]",
        "passes-through = [\"internet\", \"plant\"]",
    );
    folder.commit("telemetry goes to the cloud");

    assert!(has(&folder.findings(), "review-stale", "error"), "{:?}", folder.findings());
    let gate = folder.run(&["review", "gate", "design"]);
    assert_eq!(gate.status.code(), Some(1));
    assert!(out(&gate).contains("flow.telemetry  passes-through"), "{}", out(&gate));

    let comment = folder.ok(&["diff", "main", "--format", "markdown"]);
    assert!(comment.starts_with("**Secure design: "), "{comment}");
    assert!(comment.contains("1 flow changed") && comment.contains("depth falls for 1 asset"), "{comment}");
    assert!(comment.contains("**stale**: `actor.collector` (zone)"), "{comment}");
    assert!(comment.contains("passes-through: `[zone.dmz, zone.plant]` → `[zone.internet, zone.plant]`"), "{comment}");
    let difference = folder.json(&["diff", "main"]);
    let fallen = difference["depth"]
        .as_array()
        .unwrap()
        .iter()
        .any(|row| row["asset"] == "values" && row["property"] == "integrity");
    assert!(fallen, "{difference:#}");
    assert_eq!(difference["reviews"][0]["kind"], "design");
    assert!(
        difference["threats"].as_array().unwrap().iter().any(|threat| threat["change"] != "gone"),
        "{difference:#}"
    );

    // The review of the new design finds something, and that becomes a threat.
    folder.write(
        "security/threats.toml",
        "[threat.cloud-writes]\non = [\"flow.telemetry\"]\nstride = [\"tampering\"]\nvector = \"Whoever owns the cloud account writes instead of reading.\"\n\
         severity = \"high\"\ncvss = \"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:N\"\n",
    );
    let finding = "findings = [{ text = \"The collector can write\", severity = \"high\", owner = \"architect\", closed = 2026-11-22, \
                   closed-how = \"Threat and firewall rule\", verified-by = \"advisor\", threat = [\"cloud-writes\"] }]";
    let second = reviewed(&folder, &["design", "--changed", "--release", "3.0"], finding);
    folder.ok(&["review", "gate", "design"]);
    assert!(!folder.findings().iter().any(|(code, _)| code == "review-stale"));
    let report = folder.json(&["review"]);
    let held = report["reviews"].as_array().unwrap();
    assert!(held.iter().any(|review| review["id"] == second.as_str() && review["saw"] == 3), "{report:#}");
    let difference = folder.json(&["diff", "main"]);
    assert_eq!(difference["reviews"], serde_json::json!([]), "what changed is reviewed again");
}

/// Day 9: the threat model of a released version turns twelve months old.
#[test]
fn the_yearly_review_of_the_threat_model_is_due_and_a_review_without_a_change_sets_it_back() {
    let folder = telemetry("yearly");
    folder.write("security/release.toml", "[release.\"3.0\"]\nversion = \"3.0\"\ndate = 2026-01-10\n");
    folder.write("security/reviews/first.toml", "[review.first]\nkind = \"threat-model\"\ndate = 2026-01-05\nnew-threats = \"None beside those of the rules\"\n");
    let said = |today: &str| {
        let output = folder.run_on(today, &["check", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let mine = report["findings"].as_array().unwrap().iter().find(|one| one["code"] == "threat-model-review-due");
        mine.map(|one| one["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(said("2026-11-01"), None, "more than 60 days before");
    assert_eq!(said("2026-11-06").as_deref(), Some("warning"), "60 days before");
    assert_eq!(said("2027-01-05").as_deref(), Some("warning"), "the last day");
    assert_eq!(said("2027-01-06").as_deref(), Some("error"), "a day late");
    // A review that does not say which new threats were considered is none; one that does resets the clock.
    folder.write("security/reviews/second.toml", "[review.second]\nkind = \"threat-model\"\ndate = 2027-01-06\n");
    assert_eq!(said("2027-01-06").as_deref(), Some("error"));
    folder.edit(
        "security/reviews/second.toml",
        "date",
        "new-threats = \"Advisories of the year: two looked at, none applies\"\ndate",
    );
    assert_eq!(said("2027-01-06"), None);
    assert_eq!(said("2027-11-08").as_deref(), Some("warning"));
}

/// Day 4: USB mass storage can reach the signing key through the update process. The path is shown; the engineer accepts
/// the reach with a reason, or breaks the path.
#[test]
fn the_path_from_the_stick_to_the_key_is_shown_and_accepted_or_broken() {
    let folder = Folder::copy("stick", "tests/projects/stick-reaches-signing-key/in");
    let short = |folder: &Folder| {
        let report = folder.json(&["check"]);
        let findings = report["findings"].as_array().unwrap();
        let mine = findings.iter().filter(|one| one["code"] == "asset-below-required-depth");
        mine.into_iter().any(|one| one["message"].as_str().unwrap().contains("signing-key"))
    };
    assert!(short(&folder));
    let path = folder.ok(&["depth", "--asset", "signing-key", "--property", "confidentiality"]);
    for step in ["usb", "update-process", "signer"] {
        assert!(path.contains(step), "{step}: {path}");
    }

    // Accepted: with a reason, by another person, until a day, above nothing that policy forbids.
    let people = "\n[person.lead]\n\n[person.owner]\n";
    let acceptance = "\n[disposition.\"asset-below-required-depth@asset.signing-key\"]\nresponse = \"accept\"\ndepth = 1\n\
                      rationale = \"Sticks are handed out by the plant, and the key is replaced every quarter.\"\n\
                      severity-after = \"medium\"\napproved-by = \"owner\"\ndate = 2026-11-20\nexpires = 2027-05-20\n";
    let design = folder.read("security/design.toml");
    let depth = folder.json(&["depth", "--asset", "signing-key"]);
    let least = depth["results"].as_array().unwrap().iter().filter_map(|row| row["depth"].as_u64()).min().unwrap();
    let acceptance = acceptance.replace("depth = 1", &format!("depth = {least}"));
    folder.write("security/design.toml", &format!("{design}{people}{acceptance}"));
    folder.write("vauban.toml", &format!("{}\n[policy]\nresidual-risk = \"medium\"\n", folder.read("vauban.toml")));
    assert!(!short(&folder), "{}", out(&folder.run(&["check"])));
    let late = folder.run_on("2027-05-21", &["check"]);
    assert!(out(&late).contains("signing-key"), "an acceptance ends: {}{}", out(&late), err(&late));

    // Broken: the process that reads sticks may no longer ask for signatures.
    folder.write("security/design.toml", &format!("{design}{people}"));
    assert!(short(&folder));
    let start = design.find("[flow.sign-inventory]").unwrap();
    let end = start + design[start..].find("\n\n").unwrap() + 2;
    let broken = format!("{}{}", &design[..start], &design[end..])
        .replace(
            "[component.signer]\nform = \"process\"\nzone = [\"station\"]\nruns-on = \"station-os\"",
            "[zone.signer]\nkind = \"memory\"\n\n[component.signer]\nform = \"hardware\"\nzone = [\"signer\"]",
        )
        .replace("reachable-from = [\"station\"]", "reachable-from = [\"signer\"]");
    folder.write("security/design.toml", &format!("{broken}{people}"));
    let rows = folder.json(&["depth", "--asset", "signing-key", "--property", "confidentiality", "--tier", "designed"]);
    let reach: Vec<bool> =
        rows["results"].as_array().unwrap().iter().map(|row| row["reachable"].as_bool().unwrap()).collect();
    assert!(reach.iter().all(|reachable| !reachable), "{rows:#}");
}

/// Day 8: a mitigation has only a passing functional test, so SVV-2.b is missing; a negative test in the JUnit file
/// clears it. A negative test that was skipped, failed, or ran on another build does not.
#[test]
fn a_mitigation_counts_when_somebody_has_tried_to_defeat_it() {
    let folder = Folder::copy("adversarial", "tests/projects/mitigation-with-functional-test-only/in");
    let attacked = |folder: &Folder| {
        let status = folder.json(&["status"]);
        let all = status["requirements"].as_array().unwrap().iter().flat_map(|one| one["aspects"].as_array().unwrap());
        let aspect = all.into_iter().find(|aspect| aspect["id"] == "SVV-2.b").unwrap();
        (aspect["verdict"].as_str().unwrap().to_owned(), has(&folder.findings(), "mitigation-untested", "error"))
    };
    assert_eq!(attacked(&folder), ("missing".to_owned(), true));
    assert!(folder.ok(&["depth", "--proofs"]).contains("login-works (functional) passed"));

    let records = folder.read("security/a.toml");
    let with_attack = records.replace("test = [\"login-works\"]", "test = [\"login-works\", \"login-attacked\"]").replace(
        "[test-run.login-works]",
        "[test.login-attacked]\ntype = \"mitigation\"\ntechnique = [\"adversarial\"]\nverifies = [\"mechanism.login\"]\n\
         cases = [\"login.refuses_*\"]\nplan = \"try passwords that are nearly right, ten thousand times\"\n\n[test-run.login-works]",
    );
    folder.write("security/a.toml", &with_attack);
    assert_eq!(attacked(&folder), ("partial".to_owned(), true), "a test that was never carried out is none");

    let results = |attack: &str| {
        let works = "<testcase classname=\"login\" name=\"accepts_the_right_password\"/>";
        folder.write(
            "security/evidence/login.xml",
            &format!("<testsuite name=\"login\">{works}<testcase classname=\"login\" name=\"refuses_ten_thousand\"{attack}</testsuite>\n"),
        );
    };
    results("><skipped/></testcase>");
    assert_eq!(attacked(&folder), ("partial".to_owned(), true), "what was skipped shows nothing");
    results("><failure message=\"it was let in\"/></testcase>");
    assert_eq!(attacked(&folder), ("partial".to_owned(), true));
    results("/>");
    let (verdict, open) = attacked(&folder);
    assert_eq!((verdict.as_str(), open), ("met", false), "{}", out(&folder.run(&["check"])));

    // The same results, of a build that is not the release.
    let other = with_attack.replace("release = [\"1.0\"]\n", "release = [\"1.0\"]\ncommit = \"0123456789abcdef\"\n");
    let built = "version = \"1.0\"\ndate = 2026-11-15\ncommit = \"fedcba9876543210\"\n";
    folder.write("security/a.toml", &other.replace("version = \"1.0\"\ndate = 2026-11-15\n", built));
    assert_ne!(attacked(&folder).0, "met");
}

//! A night with five products of one maker: an advisory about a library comes in, and every answer that somebody needs
//! before the morning comes from the records.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};
use serde_json::Value;

const PROJECT: &str = "tests/projects/five-products-share-a-library/in";
const DAY: &str = "2026-11-22";

fn night(name: &str) -> Folder {
    let folder = Folder::copy(name, PROJECT);
    let built = folder.run_on(DAY, &["advisories", "build", "--from", "libraries=osv:advisories"]);
    assert!(built.status.success(), "{}", err(&built));
    folder
}

fn told(folder: &Folder, arguments: &[&str]) -> Value {
    let output = folder.run_on(DAY, &[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&out(&output)).unwrap_or_else(|_| panic!("{arguments:?}: {}", err(&output)))
}

fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap()).collect()
}

/// The digest that the file `current` of the index names.
fn pin(folder: &Folder) {
    let files = std::fs::read_dir(folder.path.join("advisories")).unwrap().flatten();
    let names: Vec<String> = files.map(|file| file.file_name().into_string().unwrap()).collect();
    let name = names.iter().find(|name| name.ends_with(".vai")).unwrap();
    let digest = name.trim_end_matches(".vai");
    let policy = std::fs::read_to_string(folder.path.join("vauban.toml")).unwrap();
    let pinned = format!("[policy]\nadvisories = {{ file = \"advisories/{name}\", digest = \"sha256:{digest}\" }}");
    folder.write("vauban.toml", &policy.replace("[policy]", &pinned));
}

#[test]
fn three_products_and_two_releases_have_the_library() {
    let folder = night("night-match");
    let found = told(&folder, &["match"]);
    let matches = found["matches"].as_array().unwrap();
    let releases: Vec<&str> = texts(&found["matches"], "file");
    let expected = [
        "security/drive/sbom-5.1.0.json",
        "security/gateway/sbom-2.3.1.json",
        "security/gateway/sbom-2.4.0.json",
        "security/panel/sbom-1.8.0.json",
    ];
    assert_eq!(releases, expected, "{found}");
    for one in matches {
        assert_eq!((one["advisory"].as_str(), one["status"].as_str()), (Some("TINYTLS-2026-004"), Some("finding")));
        assert!(one["explanation"].as_array().unwrap().len() >= 2, "no match without its reasons: {one}");
    }
    // A statement answers for its product and version, and for no other.
    let said: Vec<Option<&str>> = matches.iter().map(|one| one["vex"]["id"].as_str()).collect();
    assert_eq!(said, [None, None, Some("vex.gateway-cve-2026-90417"), Some("vex.panel-cve-2026-90417")]);
    // Where other software is, its own advisory about older versions is no match.
    assert!(!out(&folder.run_on(DAY, &["match"])).contains("SLIMTLS"));
}

#[test]
fn each_design_says_what_is_left_of_its_defence() {
    let folder = night("night-impact");
    let depth = |issue: &str| {
        let impact = told(&folder, &["issue", "impact", issue]);
        let products = impact["products"].as_array().unwrap();
        let assets = products.iter().flat_map(|product| product["assets"].as_array().unwrap());
        let tiers = assets.flat_map(|asset| asset["tiers"].as_array().unwrap());
        let designed = tiers.filter(|tier| tier["tier"] == "designed");
        designed.map(|tier| (tier["before"]["depth"].as_u64(), tier["after"]["depth"].as_u64())).collect::<Vec<_>>()
    };
    assert_eq!(depth("gateway-certificate-overflow"), [(Some(2), Some(0))]);
    assert_eq!(depth("drive-certificate-overflow"), [(Some(2), Some(0))]);
    // What nobody reaches over the network keeps its depth or says by how little it falls.
    let panel = depth("panel-certificate-overflow");
    assert!(panel.iter().all(|(before, after)| before >= after), "{panel:?}");
}

#[test]
fn nobody_can_forget_a_product() {
    let folder = night("night-unanswered");
    pin(&folder);
    let unanswered = |folder: &Folder| {
        let check = told(folder, &["check"]);
        let all = check["findings"].as_array().unwrap().iter();
        let about = all.filter(|finding| finding["code"] == "vulnerability-unanswered");
        about.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(unanswered(&folder), Vec::<String>::new(), "every product has its issue");
    let issues = std::fs::read_to_string(folder.path.join("security/issues.toml")).unwrap();
    let drive = issues.find("[issue.drive-certificate-overflow]").unwrap();
    let panel = issues.find("[issue.panel-certificate-overflow]").unwrap();
    folder.write("security/issues.toml", &[&issues[..drive], &issues[panel..]].concat());
    let open = unanswered(&folder);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].contains("CVE-2026-90417") && open[0].contains("drive-5.1.0"), "{open:?}");
}

#[test]
fn the_statement_is_published_and_the_notice_is_valid() {
    let folder = night("night-notice");
    let maker = ["--namespace", "https://psirt.example.com"];
    let vex = [
        &[
            "vex",
            "write",
            "--as",
            "openvex",
            "--author",
            "Example Company",
            "--id",
            "https://psirt.example.com/vex/ex-2026-004",
            "--at",
            "2026-11-22T10:00:00+01:00",
            "-o",
            "vex.json",
        ],
        &maker[..],
    ]
    .concat();
    let written = folder.run_on(DAY, &vex);
    assert!(written.status.success(), "{}", err(&written));
    let checked = folder.run_on(DAY, &["vex", "check", "vex.json"]);
    assert!(checked.status.success(), "{}", out(&checked));
    let notice = [
        "csaf",
        "write",
        "issue.gateway-certificate-overflow",
        "--publisher",
        "Example Company",
        "--released",
        "2026-11-22T10:00:00+01:00",
        "--tlp",
        "amber",
        "--status",
        "draft",
        "-o",
        "notice.json",
    ];
    let written = folder.run_on(DAY, &[&notice[..], &maker].concat());
    assert!(written.status.success(), "{}", err(&written));
    let verdict = told(&folder, &["csaf", "validate", "notice.json"]);
    assert_eq!(verdict["documents"][0]["valid"], true, "{verdict}");
    let text = std::fs::read_to_string(folder.path.join("notice.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["document"]["tracking"]["status"], "draft");
    assert_eq!(document["vulnerabilities"][0]["cve"], "CVE-2026-90417");
}

#[test]
fn the_clocks_of_the_law_and_of_the_policy_run() {
    let folder = night("night-clocks");
    let at = |now: &str, more: &[&str]| {
        folder.run_on(DAY, &[&["--now", now, "issue", "clock", "--format", "json"], more].concat())
    };
    let output = at("2026-11-22T09:00:00+01:00", &[]);
    let clocks: Value = serde_json::from_str(&out(&output)).unwrap();
    let case = clocks["cases"][0]["clocks"].as_array().unwrap();
    let due = |duty: &str| case.iter().find(|clock| clock["duty"] == duty).unwrap()["due"].as_str().unwrap().to_owned();
    assert_eq!(due("early-warning"), "2026-11-23T02:05:00+01:00");
    assert_eq!(due("notification"), "2026-11-25T02:05:00+01:00");
    assert_eq!(output.status.code(), Some(0), "nothing is missed yet");
    let within = at("2026-11-22T09:00:00+01:00", &["--within", "24h"]);
    assert_eq!(within.status.code(), Some(1), "the early warning is due within a day");
    let late = folder.run_on("2026-11-23", &["--now", "2026-11-23T02:06:00+01:00", "issue", "clock"]);
    assert_eq!(late.status.code(), Some(1), "the early warning is missed");
    // What is accepted below the threshold has no deadline for an update; the two that are fixed have theirs.
    let issues = texts(&clocks["issues"], "id");
    assert!(issues.iter().any(|id| id.ends_with("gateway-certificate-overflow")), "{issues:?}");
    assert!(!issues.iter().any(|id| id.ends_with("panel-certificate-overflow")), "{issues:?}");
}

//! Used folders: references across them, changes, removals, digests, git revisions, and two editions.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::collections::BTreeMap;
use std::process::Command;

use vauban_analysis::status::Verdict;
use vauban_engine::{Compilation, DiskWorld, MemoryWorld, compile};
use vauban_model::{Date, Kind, MechanismStatus};

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

const PLATFORM: &str = "
[component.soc]
[mechanism.secure-boot]
kind = [\"secure-boot\"]
enforced-by = [\"soc\"]
status = \"designed\"
[mechanism.debug-lock]
kind = [\"debug-lock\"]
";

fn project(root: &str, records: &str) -> Compilation {
    let files = BTreeMap::from([
        ("vauban.toml".to_owned(), format!("[product.example]\nversion = \"1.0\"\n{root}").into_bytes()),
        ("security/a.toml".to_owned(), records.into()),
        ("platform/vauban.toml".to_owned(), Vec::new()),
        ("platform/security/boot.toml".to_owned(), PLATFORM.into()),
        ("second.toml".to_owned(), second_edition().into_bytes()),
    ]);
    compile(&MemoryWorld::new(today(), files).named("memory:")).unwrap()
}

const USE: &str = "[use.platform]\npath = \"platform\"\n";

fn codes(compiled: &Compilation) -> Vec<&'static str> {
    let form = |code: &&str| vauban_model::codes::ALL.iter().any(|known| known.name == *code);
    compiled.findings.iter().map(|finding| finding.code).filter(form).collect()
}

#[test]
fn records_of_a_used_folder_are_reached_by_its_id() {
    let compiled = project(
        USE,
        "[disposition.\"T-BOOT-UNSIGNED@component.web\"]\nresponse = \"mitigate\"\nby = [\"platform/secure-boot\", \"platform/mechanism.debug-lock\"]\n[component.web]\nruns-on = \"platform/soc\"\n",
    );
    assert!(!codes(&compiled).contains(&"wrong-kind-of-reference"), "{:?}", compiled.findings);
    assert!(compiled.model.find(Kind::Mechanism, "platform/secure-boot").is_some());
    let web = &compiled.model.component[0];
    assert!(web.runs_on.as_ref().unwrap().to().is_some());
    // Inside the folder its own short references mean its own records.
    let boot = compiled.model.find(Kind::Mechanism, "platform/secure-boot").unwrap();
    let boot = &compiled.model.mechanism[boot.at as usize];
    assert!(boot.enforced_by.as_ref().unwrap()[0].to().is_some());
}

#[test]
fn a_change_adapts_one_record_and_an_unmatched_one_is_an_error() {
    let change = "[change.\"platform/mechanism.secure-boot\"]\nrationale = \"built in\"\nstatus = \"implemented\"\n";
    let compiled = project(USE, change);
    assert!(codes(&compiled).is_empty(), "{:?}", compiled.findings);
    let boot = compiled.model.find(Kind::Mechanism, "platform/secure-boot").unwrap();
    let boot = &compiled.model.mechanism[boot.at as usize];
    assert_eq!(boot.status.as_ref().unwrap().value, MechanismStatus::Implemented);
    assert_eq!(boot.kind.len(), 1, "what the change does not say stays");
    let wrong = project(USE, &change.replace("secure-boot", "secure-bot"));
    let finding = wrong.findings.iter().find(|finding| finding.code == "change-unmatched").unwrap();
    assert!(finding.help.contains("platform/mechanism.secure-boot"), "{}", finding.help);
    assert!(codes(&project(USE, &change.replace("rationale = \"built in\"\n", ""))).contains(&"missing-key"));
}

#[test]
fn a_removal_takes_one_record_away() {
    let remove = "[remove.\"platform/mechanism.debug-lock\"]\nrationale = \"no debug port\"\n";
    let compiled = project(USE, remove);
    assert!(codes(&compiled).is_empty(), "{:?}", compiled.findings);
    assert!(compiled.model.find(Kind::Mechanism, "platform/debug-lock").is_none());
    let dangling =
        format!("{remove}[disposition.t]\nresponse = \"mitigate\"\nby = \"platform/debug-lock\"\n[threat.t]\n");
    assert!(codes(&project(USE, &dangling)).contains(&"unresolved-reference"));
    assert!(codes(&project(USE, &remove.replace("debug-lock", "nothing"))).contains(&"change-unmatched"));
}

#[test]
fn a_digest_is_compared_and_the_right_one_is_shown() {
    let zeros = "0".repeat(64);
    let compiled = project(&format!("{USE}digest = \"sha256:{zeros}\"\n"), "");
    let finding = compiled.findings.iter().find(|finding| finding.code == "use-changed").unwrap();
    let right = finding.help.split('"').nth(1).unwrap();
    let again = project(&format!("{USE}digest = \"{right}\"\n"), "");
    assert!(codes(&again).is_empty(), "{:?}", again.findings);
}

#[test]
fn a_folder_that_is_not_there_is_one_finding() {
    assert_eq!(codes(&project("[use.other]\npath = \"other\"\n", "")), ["use-unreadable"]);
    assert_eq!(codes(&project("[use.other]\ngit = \"https://example.org/x\"\n", "")), ["use-unreadable"]);
    assert_eq!(codes(&project("[use.other]\n", "")), ["use-unreadable"]);
}

#[test]
fn a_folder_at_a_git_revision() {
    let root = std::env::temp_dir().join(format!("vauban-git-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    let platform = root.join("platform");
    std::fs::create_dir_all(platform.join("security")).unwrap();
    std::fs::create_dir_all(root.join("product/security")).unwrap();
    std::fs::write(platform.join("vauban.toml"), "").unwrap();
    std::fs::write(platform.join("security/boot.toml"), PLATFORM).unwrap();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").arg("-C").arg(&platform).args(identity).args(arguments).output();
        status.is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "--quiet"]) {
        eprintln!("SKIPPED: git is not installed; used folders at a revision are not tested");
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "platform: secure boot"]) && git(&["tag", "v1"]));
    std::fs::write(platform.join("security/boot.toml"), "[component.other]\n").unwrap();
    let product = |rev: &str| {
        let text =
            format!("[product.example]\nversion = \"1.0\"\n[use.platform]\ngit = \"../platform\"\nrev = \"{rev}\"\n");
        std::fs::write(root.join("product/vauban.toml"), text).unwrap();
        compile(&DiskWorld::open(&root.join("product"), today()).unwrap()).unwrap()
    };
    let compiled = product("v1");
    assert!(compiled.model.find(Kind::Mechanism, "platform/secure-boot").is_some(), "{:?}", compiled.findings);
    assert_eq!(codes(&product("v2")), ["use-unreadable"]);
    assert_eq!(codes(&product("--output=/tmp/x")), ["use-unreadable"]);
    std::fs::remove_dir_all(&root).unwrap();
}

/// Another edition: the first one's text under another namespace, with `SR-2` meaning something else.
fn second_edition() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/iec62443-4-1/2018.toml");
    let text = std::fs::read_to_string(path).unwrap();
    text.replace("iec62443-4-1:2018", "iec62443-4-1:next")
        .replace("edition = \"2018\"", "edition = \"next\"")
        .replace("title = \"Threat model\"", "title = \"Requirements applicability assessment\"")
        .replace("{ id = \"SD-2.c\",", "{ id = \"SD-2.c\", carries-over = [\"iec62443-4-1:2018/SD-2.c\"],")
}

#[test]
fn two_editions_stand_side_by_side() {
    let records = "[mechanism.login]\nresponsibility = \"who is it\"\nimplements = [\"iec62443-4-1:2018/SD-1.g\"]\n";
    let first = project("", records);
    assert_eq!(first.statuses()[0].edition, "iec62443-4-1:2018");
    let root = "[catalogs]\nfiles = [\"second.toml\"]\nlifecycle = \"iec62443-4-1:next\"\n";
    let second = project(root, records);
    assert!(codes(&second).is_empty(), "{:?}", second.findings);
    assert_eq!(second.statuses()[0].edition, "iec62443-4-1:next");
    let title = |compiled: &Compilation| {
        compiled.statuses()[0].requirements.iter().find(|requirement| requirement.id == "SR-2").unwrap().title.clone()
    };
    // An id alone carries nothing over: what answers SD-2.c of one edition answers SD-2.c of another only if
    // that one's catalog says so.
    let aspect = |compiled: &Compilation, id: &str| {
        let all = compiled.statuses()[0].requirements.iter().flat_map(|requirement| &requirement.aspects);
        all.clone().find(|aspect| aspect.id == id).unwrap().clone()
    };
    assert_eq!(aspect(&first, "SD-2.c").verdict, Verdict::Met);
    let carried = aspect(&second, "SD-2.c");
    assert_eq!(carried.verdict, Verdict::Met, "SD-2.c carries over: {carried:?}");
    assert_eq!(aspect(&second, "SD-1.d").checks.len(), 0, "SD-1.d does not");
    assert_eq!(title(&first), "Threat model");
    assert_eq!(title(&second), "Requirements applicability assessment");
    assert!(codes(&project("[catalogs]\nlifecycle = \"iec62443-4-1:2030\"\n", "")).contains(&"catalog-broken"));
}

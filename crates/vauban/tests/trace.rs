//! Threads as people follow them: from a threat to the release and back, over links that were looked at, to what a
//! change touches.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod kit;

use std::collections::{BTreeMap, BTreeSet};

use kit::{Folder, err, out, root};
use serde_json::Value;

const DESIGN: &str = r#"[zone.plant]
kind = "network"

[actor.operator]
zone = "plant"

[component.plc]
zone = "plant"

[interface.web]
on = "plc"
reachable-from = ["plant"]

[flow.commands]
from = "actor.operator"
to = "web"
kind = "control"

[mechanism.login]
status = "implemented"
protects = ["interface.web"]
enforced-by = ["plc"]

[threat.guessing]
on = ["interface.web"]
severity = "high"

[disposition."threat.guessing"]
response = "mitigate"
by = ["login"]
"#;

const REQUIREMENTS: &str = r#"# Kept by hand.
[requirement.lockout] # the one that matters
text = "Five failed logins lock the account"
origin = ["threat.guessing"]
allocated-to = ["mechanism.login"]

[requirement.counter]
text = "Failed logins are counted"
origin = ["requirement.lockout"]
allocated-to = ["component.plc"]
"#;

const TESTS: &str = r#"[test.lockout]
type = "requirement"
technique = ["functional"]
verifies = ["requirement.lockout"]
plan = "Fail five times; the sixth right attempt is refused"

[test-run.lockout-1]
test = ["lockout"]
release = ["one"]
date = 2026-11-01
results = ["security/evidence/junit.xml"]

[release.one]
version = "1.0"
date = 2026-11-02
"#;

const JUNIT: &str = r#"<testsuite name="login"><testcase classname="login" name="locks"/></testsuite>"#;

/// A product with one thread that goes through.
fn product(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", "[product.sensor]\nversion = \"1.0\"\ntype = [\"embedded-device\"]\n");
    folder.write("security/design.toml", DESIGN);
    folder.write("security/requirements.toml", REQUIREMENTS);
    folder.write("security/tests.toml", TESTS);
    folder.write("security/evidence/junit.xml", JUNIT);
    folder.write("security/people.toml", "[person.dev]\n\n[role.architect]\nheld-by = [\"dev\"]\n");
    folder
}

fn edges(report: &Value) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = report["edges"].as_array().unwrap().iter();
    all.map(|edge| (text(&edge["kind"]), text(&edge["from"]), text(&edge["to"]))).collect()
}

fn ids(report: &Value) -> BTreeSet<String> {
    report["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

fn state<'r>(report: &'r Value, id: &str) -> &'r str {
    let mut nodes = report["nodes"].as_array().unwrap().iter();
    nodes.find(|node| node["id"] == id).unwrap_or_else(|| panic!("no {id}"))["state"].as_str().unwrap_or("")
}

fn gaps(report: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["gaps"].as_array().unwrap().iter().map(|gap| (text(&gap["gap"]), text(&gap["id"]))).collect()
}

#[test]
fn a_thread_goes_from_a_threat_to_the_release_and_back() {
    let folder = product("trace-thread");
    let down = folder.json(&["trace", "threat.guessing", "--down"]);
    assert_eq!(down["schema"], "vauban/trace/1");
    for (kind, from, to) in [
        ("mitigated-by", "threat.guessing", "mechanism.login"),
        ("origin", "requirement.lockout", "threat.guessing"),
        ("allocated-to", "requirement.lockout", "mechanism.login"),
        ("verifies", "test.lockout", "requirement.lockout"),
        ("ran-in", "test.lockout", "test-run.lockout-1"),
        ("recorded-in", "test-run.lockout-1", "security/evidence/junit.xml"),
        ("on-release", "test-run.lockout-1", "release.one"),
    ] {
        assert!(edges(&down).contains(&(kind.into(), from.into(), to.into())), "{kind} {from} {to}: {down:#}");
    }
    assert!(!ids(&down).contains("interface.web"), "what it lies on is further up");
    let up = folder.json(&["trace", "release.one", "--up"]);
    for id in ["test-run.lockout-1", "test.lockout", "requirement.lockout", "threat.guessing", "interface.web"] {
        assert!(ids(&up).contains(id), "{id}");
    }
    assert_eq!(state(&up, "test.lockout"), "passed");
    assert_eq!(state(&up, "requirement.lockout"), "passed");
    assert_eq!(state(&up, "release.one"), "current");
    // Where an edge is written is said.
    let mut written = down["edges"].as_array().unwrap().iter();
    let origin = written.find(|edge| edge["kind"] == "origin" && edge["from"] == "requirement.lockout").unwrap();
    assert_eq!((origin["file"].as_str().unwrap(), origin["line"].as_u64().unwrap()), ("security/requirements.toml", 4));

    let tree = out(&folder.run(&["trace", "lockout"]));
    assert!(tree.is_empty(), "two records are called so: {tree}");
    let tree = folder.ok(&["trace", "requirement.lockout"]);
    for told in
        ["why it exists", "origin threat.guessing", "verified-by test.lockout · passed", "on-release release.one"]
    {
        assert!(tree.contains(told), "{told}\n{tree}");
    }
    let markdown = folder.ok(&["trace", "requirement.lockout", "--format", "markdown"]);
    assert!(markdown.contains("- verified-by `test.lockout` · passed"), "{markdown}");
    let missing = folder.run(&["trace", "requirement.lokout"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(err(&missing).contains("did you mean `requirement.lockout`?"), "{}", err(&missing));
}

#[test]
fn gaps_have_reasons_and_go_when_they_are_closed() {
    let folder = product("trace-gaps");
    let told = gaps(&folder.json(&["trace"]));
    let has = |told: &BTreeSet<(String, String)>, gap: &str, id: &str| told.contains(&(gap.into(), id.into()));
    assert!(has(&told, "requirement-without-test", "requirement.counter"), "{told:?}");
    assert!(has(&told, "mechanism-untested", "mechanism.login"), "{told:?}");
    assert!(has(&told, "threat-unproven", "threat.guessing"), "{told:?}");
    assert!(!has(&told, "requirement-without-test", "requirement.lockout"), "{told:?}");
    assert!(!told.iter().any(|(gap, _)| gap == "test-not-run" || gap == "run-without-results"), "{told:?}");

    // Skipped, failing and missing results are never counted as passed.
    folder.write("security/evidence/junit.xml", &JUNIT.replace("\"locks\"/>", "\"locks\"><skipped/></testcase>"));
    let told = gaps(&folder.json(&["trace"]));
    assert!(has(&told, "test-not-run", "test.lockout"), "{told:?}");
    folder.write("security/evidence/junit.xml", &JUNIT.replace("\"locks\"/>", "\"locks\"><failure/></testcase>"));
    assert!(has(&gaps(&folder.json(&["trace"])), "test-failed", "test.lockout"));
    std::fs::remove_file(folder.path.join("security/evidence/junit.xml")).unwrap();
    let told = gaps(&folder.json(&["trace"]));
    assert!(has(&told, "run-without-results", "test-run.lockout-1") && has(&told, "test-not-run", "test.lockout"));

    folder
        .write("security/more.toml", "[test.counter]\ntype = \"requirement\"\nverifies = [\"requirement.counter\"]\n");
    let told = gaps(&folder.json(&["trace"]));
    assert!(!has(&told, "requirement-without-test", "requirement.counter"), "{told:?}");
    assert!(has(&told, "test-not-run", "test.counter"), "{told:?}");
    folder.write(
        "security/more.toml",
        "[mechanism.idle]\n\n[requirement.lost]\ntext = \"It shall\"\n\n[test.aimless]\ntype = \"requirement\"\n\n\
         [document.old]\nurl = \"https://example.org\"\n",
    );
    let told = gaps(&folder.json(&["trace"]));
    for (gap, id) in [
        ("mechanism-unasked", "mechanism.idle"),
        ("requirement-without-origin", "requirement.lost"),
        ("requirement-without-allocation", "requirement.lost"),
        ("test-verifies-nothing", "test.aimless"),
        ("evidence-unused", "document.old"),
    ] {
        assert!(has(&told, gap, id), "{gap} {id}: {told:?}");
    }
}

#[test]
fn requirements_that_refine_each_other_end_where_the_circle_closes() {
    let folder = product("trace-circle");
    folder.edit("security/requirements.toml", "origin = [\"threat.guessing\"]", "origin = [\"requirement.counter\"]");
    let tree = folder.ok(&["trace", "requirement.lockout", "--down"]);
    assert!(tree.contains("a circle: it is where this came from"), "{tree}");
    let report = folder.json(&["trace", "requirement.lockout"]);
    assert!(ids(&report).contains("requirement.counter") && ids(&report).contains("test.lockout"));
    folder.ok(&["trace", "requirement.lockout", "--impact"]);
    folder.ok(&["trace", "--matrix"]);
    // A long chain neither overflows the stack nor fills the screen.
    let mut chain = String::new();
    for at in 0..3_000 {
        chain
            .push_str(&format!("[requirement.c{at}]\ntext = \"It shall\"\norigin = [\"requirement.c{}\"]\n\n", at + 1));
    }
    folder.write("security/chain.toml", &chain);
    let tree = folder.ok(&["trace", "requirement.c0", "--up"]);
    assert!(tree.lines().count() < 80 && tree.contains(" …"), "{tree}");
    assert!(ids(&folder.json(&["trace", "requirement.c0", "--up"])).contains("requirement.c2999"));
}

#[test]
fn an_id_that_is_renamed_everywhere_changes_no_gap() {
    let folder = product("trace-rename");
    let before = gaps(&folder.json(&["trace"]));
    for file in ["security/design.toml", "security/requirements.toml", "security/tests.toml"] {
        let text = folder.read(file).replace("login", "access").replace("counter", "tally").replace("lockout", "lock");
        folder.write(file, &text);
    }
    let renamed = |id: &str| id.replace("login", "access").replace("counter", "tally").replace("lockout", "lock");
    let before: BTreeSet<(String, String)> = before.into_iter().map(|(gap, id)| (gap, renamed(&id))).collect();
    assert_eq!(before, gaps(&folder.json(&["trace"])));
}

#[test]
fn no_gap_goes_silently_when_a_record_is_deleted() {
    let folder = product("trace-deleted");
    let before = gaps(&folder.json(&["trace"]));
    let found = folder.findings();
    let mut deleted = 0;
    for file in ["security/design.toml", "security/requirements.toml", "security/tests.toml"] {
        let text = folder.read(file);
        let headers: Vec<usize> = text
            .match_indices('[')
            .map(|(at, _)| at)
            .filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n')
            .collect();
        for (number, start) in headers.iter().enumerate() {
            let end = headers.get(number + 1).copied().unwrap_or(text.len());
            let name = text[*start + 1..end].split(']').next().unwrap().replace('"', "");
            folder.write(file, &format!("{}{}", &text[..*start], &text[end..]));
            let after = gaps(&folder.json(&["trace"]));
            let gone: Vec<_> = before.difference(&after).filter(|(_, id)| !id.contains(&name)).collect();
            let new = after.difference(&before).next().is_some() || folder.findings() != found;
            assert!(gone.is_empty() || new, "without {name}, {gone:?} went silently");
            folder.write(file, &text);
            deleted += 1;
        }
    }
    assert!(deleted > 10, "{deleted}");
    assert_eq!(before, gaps(&folder.json(&["trace"])));
}

fn suspects(folder: &Folder) -> Vec<(String, String, Vec<String>)> {
    let report = folder.json(&["trace"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields = |value: &Value| value.as_array().unwrap().iter().map(text).collect();
    let all = report["suspect"].as_array().unwrap().iter();
    all.map(|one| (text(&one["record"]), text(&one["target"]), fields(&one["fields"]))).collect()
}

fn links(folder: &Folder) -> Vec<String> {
    let all = folder.findings().into_iter().map(|(code, _)| code);
    all.filter(|code| code.starts_with("link-")).collect()
}

#[test]
fn a_link_is_suspect_when_its_end_has_changed_and_says_in_what() {
    let folder = product("trace-suspect");
    assert_eq!(links(&folder), [""; 0], "who keeps no basis is not asked for one");
    let said = folder.ok(&["trace", "stamp", "--by", "architect"]);
    assert!(said.contains("5 links of 3 records remembered in security/links.toml"), "{said}");
    folder.ok(&["fmt", "--check"]);
    assert_eq!(links(&folder), [""; 0]);
    let stamped = folder.read("security/links.toml");
    assert!(folder.ok(&["trace", "stamp"]).contains("nothing was written"));
    assert_eq!(stamped, folder.read("security/links.toml"));
    // One line for each link, records sorted.
    let headers: Vec<&str> = stamped.lines().filter(|line| line.starts_with('[') && !line.contains(".saw]")).collect();
    assert!(headers.is_sorted() && headers.len() == 3, "{headers:?}");
    assert_eq!(stamped.lines().filter(|line| line.contains("sha256:")).count(), 5);

    // Words for people and layout are editorial.
    folder.edit("security/design.toml", "[threat.guessing]", "# why\n[threat.guessing]\ntitle = \"Guessing\"");
    assert_eq!(suspects(&folder), []);

    // A change of meaning is told with its keys, and carried on to what rests on the record.
    folder.edit("security/design.toml", "severity = \"high\"", "severity = \"low\"");
    folder.edit("security/requirements.toml", "Failed logins are counted", "Failed logins are counted for a day");
    let told = suspects(&folder);
    assert_eq!(
        told,
        [("requirement.lockout".into(), "threat.guessing".into(), vec!["severity".into(), "title".into()])].map(
            |(record, target, fields): (String, String, Vec<String>)| {
                (record, target, fields.into_iter().filter(|key| key != "title").collect())
            }
        )
    );
    assert_eq!(links(&folder), ["link-suspect"]);
    let report = folder.json(&["trace"]);
    let carried: BTreeMap<&str, bool> = report["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node["rests_on_suspect"].as_bool().unwrap()))
        .collect();
    assert!(carried["test.lockout"] && carried["release.one"] && carried["requirement.counter"]);
    assert!(!carried["threat.guessing"] && !carried["interface.web"]);
    assert!(folder.ok(&["trace", "requirement.lockout"]).contains("suspect: threat.guessing changed in severity"));

    // Accepting shows what is accepted and touches that record alone.
    let shown = folder.ok(&["trace", "accept", "requirement.lockout", "--dry-run"]);
    assert!(shown.contains("requirement.lockout: threat.guessing changed in severity"), "{shown}");
    assert_eq!(stamped, folder.read("security/links.toml"));
    folder.edit("security/links.toml", "[basis.\"test.lockout\"]", "# mine\n[basis.\"test.lockout\"] # kept");
    let said = folder.ok(&["trace", "accept", "requirement.lockout"]);
    assert!(said.contains("1 link of 1 record accepted"), "{said}");
    assert_eq!(suspects(&folder), []);
    let after = folder.read("security/links.toml");
    assert!(after.contains("# mine\n[basis.\"test.lockout\"] # kept"), "{after}");
    let line = |text: &str, of: &str| text.lines().find(|line| line.starts_with(of)).map(str::to_owned);
    assert_eq!(line(&after, "\"mechanism.login\""), line(&stamped, "\"mechanism.login\""));
    let block = after.split("[basis.\"requirement.lockout\"]").nth(1).unwrap();
    assert!(!block.split("[basis.").next().unwrap().contains("by ="), "nobody is named who did not look");
    folder.ok(&["fmt", "--check"]);
}

#[test]
fn new_links_gone_ends_and_renamed_records_are_told_and_stamped() {
    let folder = product("trace-links");
    folder.ok(&["trace", "stamp"]);
    folder.edit(
        "security/tests.toml",
        "verifies = [\"requirement.lockout\"]",
        "verifies = [\"requirement.lockout\", \"requirement.counter\"]",
    );
    assert_eq!(links(&folder), ["link-unstamped"]);
    folder.ok(&["trace", "stamp", "test.lockout"]);
    assert_eq!(links(&folder), [""; 0]);
    // The end is gone, and so is the link to it.
    folder.edit("security/tests.toml", ", \"requirement.counter\"]", "]");
    folder.edit("security/requirements.toml", "[requirement.counter]", "[requirement.tally]");
    let report = folder.json(&["check"]);
    let told: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["code"].as_str().unwrap().starts_with("link-"))
        .map(|one| one["message"].as_str().unwrap())
        .collect();
    assert!(told.iter().any(|one| one.contains("`requirement.counter` is gone, and what it was based on")), "{told:?}");
    assert!(
        told.iter().any(|one| one.contains("`test.lockout` rests on what has changed: `requirement.counter` is gone")),
        "{told:?}"
    );
    assert!(told.iter().any(|one| one.contains("nobody has looked at what `requirement.tally` links to")), "{told:?}");
    folder.ok(&["trace", "accept", "test.lockout"]);
    let said = folder.ok(&["trace", "stamp"]);
    assert!(said.contains("1 memory of records that are gone taken out"), "{said}");
    assert_eq!(links(&folder), [""; 0]);
    let text = folder.read("security/links.toml");
    assert!(text.starts_with("# What records were based on") && !text.contains("requirement.counter"), "{text}");
    folder.ok(&["fmt", "--check"]);
}

#[test]
fn one_call_accepts_no_more_links_than_policy_lets_it() {
    let folder = product("trace-many");
    folder.ok(&["trace", "stamp"]);
    folder.write("vauban.toml", "[product.sensor]\nversion = \"1.0\"\n\n[policy]\nlinks-accepted-at-once = 1\n");
    folder.edit("security/design.toml", "severity = \"high\"", "severity = \"low\"");
    folder.edit("security/design.toml", "status = \"implemented\"", "status = \"designed\"");
    let before = folder.read("security/links.toml");
    let refused = folder.run(&["trace", "accept", "--all-of", "security/requirements.toml"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("2 links, and one call accepts 1"), "{}", err(&refused));
    assert_eq!(before, folder.read("security/links.toml"));
    let said = folder.ok(&["trace", "accept", "--all-of", "security/requirements.toml", "--many"]);
    assert!(said.contains("2 links of 1 record accepted"), "{said}");
    // A basis that is dated in the future remembers nothing.
    folder.edit("security/links.toml", "date = 2026-11-22", "date = 2027-11-22");
    assert_eq!(links(&folder), ["link-unstamped"]);
    let outside = folder.run(&["trace", "stamp", "--into", "../elsewhere.toml"]);
    assert_eq!(outside.status.code(), Some(2));
}

fn again(report: &Value, what: &str) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = report["again"].as_array().unwrap().iter().filter(|one| one["what"].as_str().unwrap().starts_with(what));
    all.map(|one| (text(&one["id"]), text(&one["reason"]))).collect()
}

#[test]
fn a_change_tells_what_must_be_looked_at_again_and_why() {
    let folder = product("trace-impact");
    let report = folder.json(&["trace", "interface.web", "--impact"]);
    assert_eq!(report["schema"], "vauban/impact/1");
    assert_eq!(again(&report, "threats")["threat.guessing"], "it lies on `interface.web`");
    assert_eq!(again(&report, "mechanisms")["mechanism.login"], "it protects `interface.web`");
    assert!(again(&report, "decisions")["disposition.threat.guessing"].contains("it stores no digest"));
    assert_eq!(again(&report, "requirements")["requirement.lockout"], "it comes from `threat.guessing`");
    assert!(again(&report, "tests").contains_key("test.lockout"));
    // What the mechanism stands on reaches the threats that it stops.
    let report = folder.json(&["trace", "component.plc", "--impact"]);
    assert_eq!(again(&report, "mechanisms")["mechanism.login"], "it is enforced by `component.plc`");
    assert!(again(&report, "threats").contains_key("threat.guessing"));
    // A test that changes touches no threat.
    let report = folder.json(&["trace", "test.lockout", "--impact"]);
    assert!(again(&report, "threats").is_empty() && again(&report, "runs").contains_key("test-run.lockout-1"));
    assert!(folder.ok(&["trace", "interface.web", "--impact"]).contains("threats to assess again"));
}

#[test]
fn everything_that_changed_since_a_revision_is_followed_and_what_was_removed_too() {
    let folder = product("trace-since").with_git();
    let nothing = folder.json(&["trace", "--since", "main"]);
    assert_eq!((&nothing["changed"], &nothing["again"]), (&serde_json::json!([]), &serde_json::json!([])));
    folder.edit("security/design.toml", "severity = \"high\"", "severity = \"low\"");
    let text = folder.read("security/design.toml").replace(
        "[mechanism.login]\nstatus = \"implemented\"\nprotects = [\"interface.web\"]\nenforced-by = [\"plc\"]\n",
        "",
    );
    folder.write("security/design.toml", &text);
    let report = folder.json(&["trace", "--since", "main"]);
    let changed: Vec<(&str, &str)> = report["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_str().unwrap(), one["change"].as_str().unwrap()))
        .collect();
    assert!(changed.contains(&("mechanism.login", "removed")) && changed.contains(&("threat.guessing", "changed")));
    assert_eq!(
        again(&report, "requirements").get("requirement.lockout").map(String::as_str),
        Some("it comes from `threat.guessing`")
    );
    assert!(folder.ok(&["trace", "--since", "main", "--format", "markdown"]).contains("<details>"));
    assert_eq!(folder.run(&["trace", "--since", "nowhere"]).status.code(), Some(2));
}

#[test]
fn the_matrix_has_a_row_for_every_thread_and_every_loose_end() {
    let folder = product("trace-matrix");
    let csv = folder.ok(&["trace", "--matrix"]);
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].contains("threat,threat state,requirement,requirement state,mechanism"), "{}", rows[0]);
    let through = "threat.guessing,stopped-unproven,requirement.lockout,passed,,,test.lockout,passed,test-run.lockout-1,on-release,security/evidence/junit.xml,there,release.one";
    assert!(rows.contains(&through), "{csv}");
    assert!(rows.iter().any(|row| row.contains("requirement.counter,untested")), "{csv}");
    // The short cut from the threat to the mechanism is no row of its own.
    assert_eq!(rows.iter().filter(|row| row.contains("mechanism.login")).count(), 1, "{csv}");
    let pairs = folder.ok(&["trace", "--matrix", "--from", "threat", "--to", "release", "--format", "csv"]);
    assert!(pairs.contains("threat.guessing,,stopped-unproven,release.one,,current"), "{pairs}");
    assert_eq!(folder.run(&["trace", "--matrix", "--from", "thread", "--to", "test"]).status.code(), Some(2));
    folder.ok(&["trace", "--matrix", "--format", "xlsx", "--output", "trace.xlsx"]);
    let first = std::fs::read(folder.path.join("trace.xlsx")).unwrap();
    assert!(first.starts_with(b"PK"));
    assert_eq!(folder.run(&["trace", "--matrix", "--format", "xlsx", "-o", "trace.xlsx"]).status.code(), Some(2));
    folder.ok(&["trace", "--matrix", "--format", "xlsx", "-o", "trace.xlsx", "--force"]);
    assert_eq!(first, std::fs::read(folder.path.join("trace.xlsx")).unwrap(), "the same day gives the same bytes");
}

#[test]
fn the_examples_can_be_followed_both_ways_from_everything() {
    for name in ["edge-gateway", "level-sensor"] {
        let folder = Folder::copy(&format!("trace-{name}"), &format!("examples/{name}"));
        let all = folder.json(&["trace"]);
        let whole = edges(&all);
        assert!(whole.len() > 50, "{name}: {}", whole.len());
        // From both ends of an edge the same edge is seen.
        let mut checked = 0;
        let step = whole.len() / 12 + 1;
        for (kind, from, to) in whole.iter().step_by(step) {
            for end in [from, to] {
                let mine = edges(&folder.json(&["trace", end]));
                assert!(
                    mine.contains(&(kind.clone(), from.clone(), to.clone())),
                    "{name}: {kind} {from} {to} at {end}"
                );
                assert!(mine.is_subset(&whole));
            }
            checked += 1;
        }
        assert!(checked > 5);
        folder.ok(&["trace"]);
    }
}

#[test]
fn the_guide_lists_every_edge_and_every_gap() {
    let guide = std::fs::read_to_string(root().join("docs/src/guides/trace.md")).unwrap();
    for row in vauban_analysis::trace::EDGES.iter().filter(|row| row.way != vauban_analysis::trace::Way::Design) {
        let line = format!("| `{}` | `{}` | {} | {} | {} |", row.word, row.inverse, row.from, row.to, row.meaning);
        assert!(guide.contains(&line), "the guide lacks {line}");
    }
    for row in vauban_analysis::trace::GAPS {
        assert!(guide.contains(&format!("| `{}` | {} |", row.name, row.meaning)), "the guide lacks {}", row.name);
    }
}

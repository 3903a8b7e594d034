//! Version lines: three supported lines of one product, an issue in a library of two of them, and what it takes until
//! nobody is forgotten (days 10 and 11). Then refs that lead nowhere.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};

const PEOPLE: &str = r#"
[person.developer]
email = ["author@example.org"]
department = [{ name = "Development", from = 2024-01-01 }]
reports-to = [{ person = "head-of-development", from = 2024-01-01 }]

[person.head-of-development]
department = [{ name = "Development", from = 2024-01-01 }]

[person.head-of-quality]
department = [{ name = "Quality", from = 2024-01-01 }]

[person.tester]
department = [{ name = "Quality", from = 2024-01-01 }]
reports-to = [{ person = "head-of-quality", from = 2024-01-01 }]
"#;

/// The design of one version: a login that rests on a library of this name.
fn design(library: &str) -> String {
    format!(
        r#"
[zone.internet]
kind = "network"
outside = true

[zone.plant]
kind = "network"

[attacker.internet]
starts-in = ["internet"]
strength = 2

[component.unit]
kind = "controller"
zone = "plant"
code = ["src/**"]

[component.{library}]
form = "library"
runs-on = "unit"
zone = "plant"

[interface.web]
on = "unit"
protocol = "https"
reachable-from = ["internet"]

[actor.user]
zone = ["internet"]

[flow.use]
from = "actor.user"
to = "web"
kind = "control"
carries = ["values"]
grants = ["asset.values.integrity"]

[asset.values]
kind = "data"
held-by = ["unit"]
impact = {{ confidentiality = "none", integrity = "high", availability = "none" }}

[mechanism.login]
kind = ["user-authentication", "channel-integrity"]
status = "implemented"
protects = ["interface.web", "flow.use"]
enforced-by = ["unit"]
relies-on = ["component.{library}"]
code = ["src/**"]
responsibility = "nobody acts without having proved who they are"
"#
    )
}

/// Tests of one version, carried out on its commit.
fn tests(version: &str, commit: &str) -> String {
    let mut text = String::new();
    for (id, technique) in [("login-works", "functional"), ("login-attacked", "adversarial")] {
        text.push_str(&format!(
            "[test.{id}]\ntype = \"mitigation\"\ntechnique = [\"{technique}\"]\nverifies = [\"mechanism.login\"]\n\
             plan = \"log in\"\n\n[test-run.{id}]\ntest = [\"{id}\"]\nrelease = [\"{version}\"]\ncommit = \"{commit}\"\n\
             date = 2026-11-20\ndesigned-by = [\"tester\"]\nexecuted-by = [\"tester\"]\njudged-by = [\"tester\"]\n\
             tool = \"pytest\"\ntool-version = \"8\"\nresults = [\"security/evidence/login.xml\"]\n\n"
        ));
    }
    text
}

fn product(version: &str) -> String {
    format!(
        "[product.unit]\nname = \"Unit\"\nversion = \"{version}\"\ntype = [\"embedded-device\"]\n\n[policy]\nrequired-depth = {{ high = 1 }}\n\
         deadlines = {{ low = 180, medium = 90, high = 30, critical = 14 }}\n"
    )
}

/// A product with three lines; the library of the login is another in the first, and has another name in the second
/// than today.
fn unit(name: &str) -> Folder {
    let mut folder = Folder::new(name);
    folder.write("security/people.toml", PEOPLE.trim_start());
    folder.write("src/main.c", "int main(void) { return 0; }\n");
    folder.write("vauban.toml", &product("0"));
    folder = folder.with_git();
    let mut releases = String::new();
    for (line, version, library) in [("1", "1.4", "ssl-lite"), ("2", "2.4", "tls"), ("3", "3.0", "crypto")] {
        folder.write("src/main.c", &format!("int main(void) {{ return {line}; }}\n"));
        let commit = folder.commit(version);
        let mut records = design(library);
        if line == "3" {
            records = records.replace("[component.crypto]\n", "[component.crypto]\nformerly = [\"tls\"]\n");
        }
        folder.write("vauban.toml", &product(version));
        folder.write("security/design.toml", records.trim_start());
        folder.write("security/tests.toml", &tests(version, &commit));
        folder.write(
            "security/evidence/login.xml",
            &format!("<testsuite name=\"login\"><!-- {version} --><testcase classname=\"login\" name=\"refuses\"/></testsuite>\n"),
        );
        releases.push_str(&format!(
            "[release.\"{version}\"]\nversion = \"{version}\"\nline = \"{line}\"\ndate = 2026-11-20\ncommit = \"{commit}\"\n\n"
        ));
        // The record of a line is written where all lines are known: on the main branch.
        let then = releases.replace("line = ", "# line = ");
        folder.write("security/releases.toml", &then);
        folder.commit(&format!("records of {version}"));
        folder.git(&["branch", &format!("release/{line}")]);
    }
    folder.write("security/releases.toml", &releases);
    let mut root = product("3.1");
    for (line, until, units) in [("1", "2027-12-31", 300), ("2", "2029-12-31", 2_000), ("3", "2032-12-31", 500)] {
        root.push_str(&format!(
            "\n[line.{line}]\nof = \"unit\"\nref = \"release/{line}\"\nsupported-until = {until}\ndeployed = {units}\n"
        ));
    }
    folder.write("vauban.toml", &root);
    folder.commit("three lines");
    folder
}

const ISSUE: &str = "[issue.handshake]\nstate = \"decided\"\nsource = \"supplier\"\nfound-in = \"field\"\nreceived = 2026-09-28\n\
     assessed = 2026-10-01\nseverity = \"high\"\naffects = [\"component.crypto\"]\ndecision = \"fix\"\n";

/// The depth of the values today and as designed, in a line.
fn depth(folder: &Folder, line: &str) -> (u64, u64) {
    let report = folder.json(&["--line", line, "depth", "--asset", "values", "--property", "integrity"]);
    let of = |tier: &str| {
        let mut rows = report["results"].as_array().unwrap().iter().filter(|row| row["tier"] == tier);
        rows.next().unwrap_or_else(|| panic!("{report:#}"))["depth"].as_u64().unwrap()
    };
    (of("today"), of("designed"))
}

/// Messages of the findings of a code; of the working tree, or of a line.
fn said(folder: &Folder, line: Option<&str>, code: &str) -> Vec<String> {
    let line: Vec<&str> = line.map_or(Vec::new(), |line| vec!["--line", line]);
    let report = folder.json(&[&["check"], line.as_slice()].concat());
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|one| one["code"] == code).map(|one| one["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_issue_is_followed_through_every_line_until_nobody_is_forgotten() {
    let folder = unit("lines-followed");
    for line in ["1", "2", "3"] {
        assert_eq!(
            depth(&folder, line),
            (1, 1),
            "line {line}: {}",
            out(&folder.run(&["--line", line, "depth", "--proofs"]))
        );
    }
    let version = folder.json(&["--line", "2", "status"]);
    assert!(version.to_string().contains("\"2.4\""), "the version is the line's: {version:#}");

    // At night: the library has a hole. The second line knows the library by another name, the first does not have it.
    folder.write("security/issues.toml", ISSUE);
    assert_eq!(depth(&folder, "3"), (0, 1));
    assert_eq!(depth(&folder, "2"), (0, 1), "a part that was renamed is found by its former name");
    let lacking = said(&folder, Some("1"), "line-lacks-record");
    assert_eq!(lacking.len(), 1, "what the line does not have is told, not passed over");
    assert!(lacking[0].contains("component.crypto") && lacking[0].contains("`1`"), "{lacking:?}");
    assert!(said(&folder, Some("2"), "line-lacks-record").is_empty());
    folder.edit("security/issues.toml", "decision =", "applies-to = [\"line.2\", \"line.3\"]\ndecision =");
    assert!(said(&folder, Some("1"), "line-lacks-record").is_empty());
    assert_eq!(depth(&folder, "1"), (1, 1));

    // The first line has an issue of its own, whose risk is accepted there: it is no issue of the others.
    let own = "\n[issue.handshake-lite]\nstate = \"accepted\"\nseverity = \"low\"\naffects = [\"component.ssl-lite\"]\n\
               applies-to = [\"release.1.4\"]\nrelated = [\"handshake\"]\ndecision = \"accept\"\n";
    let both = format!("{}{own}", folder.read("security/issues.toml"));
    folder.write("security/issues.toml", &both);
    assert_eq!((depth(&folder, "1"), depth(&folder, "2")), ((0, 1), (0, 1)));
    folder.edit("security/issues.toml", "affects = [\"component.ssl-lite\"]\n", "");
    assert_eq!(depth(&folder, "1"), (1, 1));

    // The deadline of the policy is over, in the folder and in both lines that have the issue.
    for line in [None, Some("2"), Some("3")] {
        let late = said(&folder, line, "update-late");
        assert!(late.len() == 1 && late[0].contains("2026-10-31"), "{line:?} {late:?}");
    }
    assert!(said(&folder, Some("1"), "update-late").is_empty());

    // The fix reaches the newest line. The older one is not forgotten by the program.
    folder.edit("security/issues.toml", "state = \"decided\"", "state = \"fixed\"\nfixed = 2026-11-10");
    let update = |line: &str| {
        format!(
            "[update.handshake-{line}]\nfixes = [\"handshake\"]\nlines = [\"{line}\"]\ndelivered = 2026-11-12\n\
             late-because = \"the first fix failed its regression\"\n\n"
        )
    };
    folder.write("security/updates.toml", &update("3"));
    let without = said(&folder, None, "issue-without-update");
    assert!(without.len() == 1 && without[0].contains("line.2") && !without[0].contains("line.1"), "{without:?}");
    let late = said(&folder, None, "update-late");
    assert!(late.len() == 1 && late[0].contains("there is none for `line.2`"), "{late:?}");
    let lacks = said(&folder, Some("2"), "line-lacks-fix");
    assert!(lacks.len() == 1 && lacks[0].contains("fixed since 2026-11-10"), "{lacks:?}");
    assert_eq!(depth(&folder, "2"), (0, 1), "what is fixed elsewhere is open here");
    assert_eq!(depth(&folder, "3"), (1, 1));
    assert!(said(&folder, Some("3"), "line-lacks-fix").is_empty());
    let page = folder.json(&["status", "--lines"]);
    assert_eq!(page["schema"], "vauban/lines/1");
    let lines = page["products"][0]["lines"].as_array().unwrap();
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(lines[1]["state"]["issues"]["unfixed"], 1, "{page:#}");
    assert_eq!(lines[1]["state"]["assets"][0]["short"], true);
    assert_eq!(lines[1]["state"]["next"][0]["code"], "line-lacks-fix");
    assert_eq!(lines[2]["state"]["assets"][0]["short"], false, "{page:#}");
    assert_eq!(lines[2]["newest_release"]["version"], "3.0");
    assert_eq!(lines[0]["deployed"], 300);

    // An update for the older line clears it.
    folder.write("security/updates.toml", &format!("{}{}", update("3"), update("2")));
    assert!(said(&folder, None, "issue-without-update").is_empty());
    assert!(said(&folder, None, "update-late").is_empty());
    assert!(said(&folder, Some("2"), "line-lacks-fix").is_empty());
    assert_eq!(depth(&folder, "2"), (1, 1));
}

#[test]
fn lines_are_compared_and_told_from_the_working_tree() {
    let folder = unit("lines-compared");
    folder.write("security/issues.toml", ISSUE);
    let between = folder.json(&["diff", "line:1", "line:2"]);
    assert_eq!((&between["before"], &between["after"]), (&"line 1".into(), &"line 2".into()));
    let elements = between["elements"].to_string();
    assert!(elements.contains("component.tls") && elements.contains("component.ssl-lite"), "{between:#}");
    let fallen = between["depth"].to_string();
    assert!(fallen.contains("values") && fallen.contains("today"), "{between:#}");
    let here = folder.json(&["diff", "--line", "2"]);
    assert_eq!(here["after"], "working tree");
    assert!(here["elements"].to_string().contains("component.crypto"), "{here:#}");
    let revision = folder.json(&["diff", "--line", "2", "release/3"]);
    assert_eq!((&revision["before"], &revision["after"]), (&"line 2".into(), &"release/3".into()));
    // Places of the ref are told from those of today.
    let short = folder.run(&["--line", "2", "check", "--format", "short"]);
    assert!(out(&short).contains("2:security/design.toml:"), "{}", out(&short));
    assert!(out(&short).contains("\nsecurity/issues.toml:"), "{}", out(&short));
    let sarif = folder.json_of(&["--line", "2", "check", "--format", "sarif"]);
    assert!(sarif.to_string().contains("2%3Asecurity/design.toml"));
    for (arguments, part) in [
        (&["--line", "2", "status"][..], "unit 2.4"),
        (&["--line", "2", "threats"], "web"),
        (&["--line", "2", "levels"], "unit"),
        (&["--line", "2", "context"], "unit"),
        (&["--line", "2", "trace"], "on release.2.4"),
        (&["--line", "2", "interface"], "web"),
        (&["--line", "2", "diagram", "--format", "mermaid"], "unit"),
        (&["--line", "2", "export", "otm"], "tls"),
        (&["status", "--lines"], "3 supported version lines"),
        (&["status", "--lines", "--format", "markdown"], "| line | ref |"),
        (&["status", "--lines", "--format", "svg"], "<svg"),
    ] {
        let shown = folder.ok(arguments);
        assert!(shown.contains(part), "{arguments:?}: {shown}");
    }
    // What writes refuses, and changes nothing.
    for arguments in [
        &["--line", "2", "fmt"][..],
        &["--line", "2", "review", "start", "design"],
        &["--line", "2", "trace", "stamp"],
        &["--line", "2", "threats", "--new", "--write", "security/new.toml"],
        &["--line", "2", "interface", "web", "--ask"],
        &["--line", "2", "process", "approve", "x", "--by", "developer"],
        &["--line", "2", "evidence", "add", "security/evidence/login.xml"],
        &["--line", "2", "import", "nmap", "x.xml"],
        &["--line", "2", "cvss", "x"],
        &["--line", "2", "explain", "SD-1"],
        &["--line", "2", "status", "--lines"],
    ] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("--line 2"), "{arguments:?}: {}", err(&output));
    }
    assert_eq!(folder.git(&["status", "--porcelain"]), "?? security/issues.toml");
}

#[test]
fn a_judgement_of_today_counts_for_the_line_that_it_names() {
    let folder = unit("lines-judged");
    folder.git(&["switch", "--quiet", "release/2"]);
    folder.write(
        "security/waiver.toml",
        "[waiver.then]\nfinding = \"interface-questions-open interface.web\"\nreason = \"as it was\"\nexpires = 2027-01-01\n",
    );
    folder.commit("a waiver of the line");
    folder.git(&["switch", "--quiet", "main"]);
    folder.write("security/issues.toml", ISSUE);
    let waived = |line: &str| {
        let report = folder.json(&["--line", line, "check"]);
        let mine =
            report["findings"].as_array().unwrap().iter().filter(|one| one["code"] == "interface-questions-open");
        mine.map(|one| one["waived"].to_string()).collect::<Vec<_>>()
    };
    let then = waived("2");
    assert!(then.len() == 1 && then[0].contains("as it was"), "{then:?}");
    // A record of today with the same id replaces it if it is about the line, and only then.
    let today = "[waiver.then]\nfinding = \"interface-questions-open interface.web\"\nreason = \"as it is\"\nexpires = 2027-01-01\n";
    folder.write("security/waiver.toml", today);
    assert!(waived("2")[0].contains("as it was"));
    assert!(waived("3").iter().all(|waived| waived == "null"), "{:?}", waived("3"));
    folder.write("security/waiver.toml", &format!("{today}applies-to = [\"release.2.4\"]\n"));
    assert!(waived("2")[0].contains("as it is"));
    assert!(waived("3").iter().all(|waived| waived == "null"));

    // Evidence lies where the record comes from that names it; what both name must be one file.
    let run =
        tests("2.4", "0123456789abcdef").replace("[test.login-works]", "[test.again]").replace("login-works", "again");
    let run = run.split("[test.login-attacked]").next().unwrap().replace("login.xml", "again.xml");
    folder.write("security/again.toml", &run);
    folder.write(
        "security/evidence/again.xml",
        "<testsuite name=\"a\"><testcase classname=\"a\" name=\"b\"/></testsuite>\n",
    );
    assert!(said(&folder, Some("2"), "evidence-missing").is_empty());
    folder.write("security/again.toml", &run.replace("again.xml", "login.xml"));
    let refused = said(&folder, Some("2"), "evidence-missing");
    assert!(
        refused.iter().any(|message| message.contains("not the same file at both")),
        "{refused:?} {}",
        folder.ok(&["--line", "2", "evidence", "list"])
    );
    assert_eq!(depth(&folder, "2").0, 0, "what is meant cannot be told, so nothing is shown");
}

#[test]
fn a_ref_that_leads_nowhere_is_a_finding_and_never_judged() {
    let folder = unit("lines-gone");
    let sound = folder.read("vauban.toml");
    let other = folder.git(&["rev-parse", "HEAD"]);
    // A commit of the repository that holds no project.
    folder.git(&["switch", "--quiet", "--orphan", "empty"]);
    folder.write("notes.txt", "nothing\n");
    folder.commit("nothing");
    folder.git(&["switch", "--quiet", "main"]);
    folder.git(&["tag", "both", "release/1"]);
    folder.git(&["branch", "both", "release/2"]);
    folder.git(&["tag", "a-blob", &folder.git(&["rev-parse", "HEAD:vauban.toml"])]);
    for (git_ref, why) in [
        ("release/9", "no such branch or tag"),
        ("--upload-pack=touch hacked", "no name of a branch or tag"),
        ("--output=hacked", "no name of a branch or tag"),
        ("../../etc", "no name of a branch or tag"),
        ("release/1~1", "no name of a branch or tag"),
        (":/three", "no name of a branch or tag"),
        ("HEAD@{0}", "no name of a branch or tag"),
        ("release/1 release/2", "no name of a branch or tag"),
        ("a-blob", "no such branch or tag"),
        ("both", "different commits"),
        ("empty", "no `vauban.toml` at it"),
        ("0123456789012345678901234567890123456789", "no such branch or tag"),
    ] {
        folder.write("vauban.toml", &sound.replace("release/1", git_ref));
        let gone = said(&folder, None, "line-ref-gone");
        assert!(gone.len() == 1 && gone[0].contains(why), "{git_ref}: {gone:?}");
        let output = folder.run(&["--line", "1", "check"]);
        assert_eq!(output.status.code(), Some(2), "{git_ref}");
        assert!(err(&output).contains("vauban.toml:10") && err(&output).contains(why), "{git_ref}: {}", err(&output));
        let page = folder.json(&["status", "--lines"]);
        let first = &page["products"][0]["lines"][0];
        assert_eq!(first["state"], serde_json::Value::Null, "{git_ref}");
        assert!(first["not_judged"].as_str().unwrap().contains(why), "{page:#}");
    }
    assert!(!folder.path.join("hacked").exists());
    // A commit may stand in the place of a name, and a branch that only `origin` has is found.
    folder.write("vauban.toml", &sound.replace("release/1", &other));
    assert!(said(&folder, None, "line-ref-gone").is_empty());
    folder.git(&["update-ref", "refs/remotes/origin/release/far", "release/1"]);
    folder.write("vauban.toml", &sound.replace("release/1", "release/far"));
    assert!(said(&folder, None, "line-ref-gone").is_empty());
    assert_eq!(depth(&folder, "1"), (1, 1));
    // A line of a product that is not there at its ref, and a line that is not there at all.
    folder.write(
        "vauban.toml",
        &sound.replace("product.unit", "product.other").replace("of = \"unit\"", "of = \"other\""),
    );
    let output = folder.run(&["--line", "1", "check"]);
    assert!(
        output.status.code() == Some(2) && err(&output).contains("there is no product `other`"),
        "{}",
        err(&output)
    );
    folder.write("vauban.toml", &sound);
    let output = folder.run(&["--line", "7", "check"]);
    assert!(output.status.code() == Some(2) && err(&output).contains("known: 1, 2, 3"), "{}", err(&output));

    // A shallow clone says that it is one.
    let clone = format!("{}-shallow", folder.path.display());
    let _ = std::fs::remove_dir_all(&clone);
    let from = format!("file://{}", folder.path.display());
    folder.git(&["clone", "--quiet", "--depth", "1", "--single-branch", "--branch", "main", &from, &clone]);
    let shallow = Folder::at(&clone);
    let gone = said(&shallow, None, "line-ref-gone");
    assert!(gone.len() == 3 && gone[0].contains("shallow clone"), "{gone:?}");

    // Without git nothing is claimed.
    let bare = Folder::new("lines-without-git");
    bare.write("vauban.toml", &sound);
    assert!(said(&bare, None, "line-ref-gone").is_empty());
    let report = bare.json(&["check"]);
    assert!(report.to_string().contains("refs of version lines cannot be looked at"), "{:#}", report["incomplete"]);
}

#[test]
fn many_lines_are_looked_at_in_one_go() {
    let folder = unit("lines-many");
    let mut root = folder.read("vauban.toml");
    for at in 0..1_200 {
        root.push_str(&format!("\n[line.l{at}]\nof = \"unit\"\nref = \"old/{at}\"\nsupported-until = 2030-12-31\n"));
    }
    folder.write("vauban.toml", &root);
    let begun = std::time::Instant::now();
    let gone = said(&folder, None, "line-ref-gone");
    // Names are looked up to a limit; what lies beyond is told as well.
    assert_eq!(gone.len(), 1_203);
    assert!(gone.iter().any(|message| message.contains("more than 1000 refs")), "{:?}", gone.last());
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    let page = folder.json(&["status", "--lines"]);
    let lines = page["products"][0]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1_203);
    let reasons: Vec<&str> = lines.iter().filter_map(|line| line["not_judged"].as_str()).collect();
    assert!(reasons.iter().any(|why| why.contains("more than 64 lines")), "{:?}", reasons.first());
}

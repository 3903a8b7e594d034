//! Who tested, and how far they stood from those who developed: the day that a developer signs the results, and
//! attempts to pass for somebody else. Histories are made up; persons are role names.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::process::Command;

use kit::Folder;

const PEOPLE: &str = r#"
[person.head-of-development]
email = ["head1@unit.example"]
department = [{ name = "Development", from = 2024-01-01 }]
reports-to = [{ person = "site-manager", from = 2024-01-01 }]

[person.head-of-quality]
email = ["head2@unit.example"]
department = [{ name = "Quality assurance", from = 2024-01-01 }]
reports-to = [{ person = "site-manager", from = 2024-01-01 }]

[person.site-manager]
department = [{ name = "Site", from = 2024-01-01 }]

[person.developer-1]
email = ["dev1@unit.example"]
department = [{ name = "Development", from = 2024-01-01 }]
reports-to = [{ person = "head-of-development", from = 2024-01-01 }]

[person.developer-2]
email = ["dev2@unit.example"]
department = [{ name = "Development", from = 2024-01-01 }]
reports-to = [{ person = "head-of-development", from = 2024-01-01 }]

[person.tester-1]
email = ["tester1@unit.example"]
department = [{ name = "Quality assurance", from = 2024-01-01 }]
reports-to = [{ person = "head-of-quality", from = 2024-01-01 }]
quality-assurance = true

[person.integrator-1]
email = ["int1@unit.example"]
department = [{ name = "Integration", from = 2024-01-01 }]
reports-to = [{ person = "site-manager", from = 2024-01-01 }]
"#;

const DESIGN: &str = r#"
[component.controller]
form = "firmware"
code = ["src/**"]
languages = ["C"]

[requirement.throttling]
text = "After five wrong passwords the login waits for a minute."
"#;

const TESTS: &str = r#"
[test.login]
type = "requirement"
technique = ["functional"]
verifies = "requirement.throttling"
plan = "Six wrong passwords in a row; passed when the sixth is refused."

[test.parts]
type = "composition"
plan = "Every part of the image is in the bill of materials."
"#;

/// A product with two developers, a tester and a release; nobody has tested it yet.
fn unit(name: &str) -> Folder {
    let mut folder = Folder::new(name);
    folder.write("vauban.toml", "[product.unit]\nversion = \"1.0\"\n");
    folder.write("src/main.c", "int main(void) { return 0; }\n");
    folder.write("security/people.toml", PEOPLE.trim_start());
    folder.write("security/design.toml", DESIGN.trim_start());
    folder = folder.with_git();
    // What the kit commits first is developer-1's, and older than all that follows.
    let amended = Command::new("git")
        .arg("-C")
        .arg(&folder.path)
        .args(["-c", "user.name=somebody", "-c", "user.email=dev1@unit.example", "commit", "--quiet", "--amend"])
        .args(["--no-edit", "--reset-author", "--date", "2026-09-01T12:00:00Z"])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_COMMITTER_DATE", "2026-09-01T12:00:00Z")
        .output()
        .unwrap();
    assert!(amended.status.success(), "{}", String::from_utf8_lossy(&amended.stderr));
    by(&folder, "dev2@unit.example", "2026-10-01", "src/login.c", "int login(void) { return 1; }\n");
    folder
}

/// A commit of somebody's on a day, that writes one file; with a message.
fn told(folder: &Folder, address: &str, day: &str, path: &str, text: &str, message: &str) {
    folder.write(path, text);
    folder.git(&["add", "--all"]);
    let output = Command::new("git")
        .arg("-C")
        .arg(&folder.path)
        .args(["-c", &format!("user.email={address}"), "-c", "user.name=somebody"])
        .args(["commit", "--quiet", "--allow-empty", "--message", message])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", format!("{day}T12:00:00Z"))
        .env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn by(folder: &Folder, address: &str, day: &str, path: &str, text: &str) {
    told(folder, address, day, path, text, "work");
}

/// The release, and its tests by these persons, recorded by the tester on the same day.
fn tested(folder: &Folder, day: &str, who: &str) {
    folder.write("security/tests.toml", TESTS.trim_start());
    folder.write(
        "security/evidence/svv.xml",
        "<testsuite name=\"svv\" tests=\"1\"><testcase classname=\"login\" name=\"locks\"/></testsuite>\n",
    );
    folder.write("security/evidence/parts.txt", "Nothing but our own code.\n");
    folder.write("security/release.toml", "[release.\"1.0\"]\nversion = \"1.0\"\ndate = 2026-11-18\n");
    let runs = format!(
        "[test-run.svv]\ntest = \"login\"\nrelease = \"1.0\"\ndate = {day}\nresults = \"security/evidence/svv.xml\"\n\
         designed-by = [\"{who}\"]\njudged-by = [\"{who}\"]\n\n\
         [test-run.parts]\ntest = \"parts\"\nrelease = \"1.0\"\ndate = {day}\ntool = \"lister\"\ntool-version = \"2\"\n\
         results = \"security/evidence/parts.txt\"\nno-findings = \"all parts are ours\"\njudged-by = [\"{who}\"]\n"
    );
    by(folder, "tester1@unit.example", day, "security/runs.toml", &runs);
}

/// The verdict on an aspect, and what is to be done next.
fn verdict(folder: &Folder, aspect: &str) -> (String, String) {
    let status = folder.json(&["status"]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let requirements = status["requirements"].as_array().unwrap().iter();
    let mut aspects = requirements.flat_map(|one| one["aspects"].as_array().unwrap());
    let found = aspects.find(|one| one["id"] == aspect).unwrap();
    (text(&found["verdict"]), text(&found["next"]))
}

/// Whether SVV-5.a is met; where it is not, the next step says why.
fn check(folder: &Folder, met: bool, because: &str) {
    let (verdict, next) = verdict(folder, "SVV-5.a");
    assert!((verdict == "met") == met && next.contains(because), "{verdict}: {next}");
}

fn messages(folder: &Folder, code: &str) -> Vec<String> {
    let report = folder.json(&["check"]);
    let findings = report["findings"].as_array().unwrap().iter().filter(|one| one["code"] == code);
    findings.map(|one| format!("{}: {}", one["severity"].as_str().unwrap(), one["message"].as_str().unwrap())).collect()
}

/// Day 7: results signed by somebody with commits in the product are an error for requirement tests, none for
/// composition analysis; a tester of quality assurance clears it; a later reorganisation does not reopen it.
#[test]
fn a_developer_signs_the_results_and_a_tester_of_quality_assurance_clears_it() {
    let folder = unit("independence-day");
    tested(&folder, "2026-11-19", "developer-2");
    let found = messages(&folder, "tester-not-independent");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error: `test-run.svv`"), "composition analysis asks for nothing: {found:?}");
    assert!(found[0].contains("`department` is asked, `none` was reached"), "{found:?}");
    assert!(found[0].contains("`developer-2` developed the product: wrote code in commit"), "{found:?}");
    check(&folder, false, "too close to development");
    assert_eq!(verdict(&folder, "SVV-5.g").0, "met", "nobody need be independent for composition analysis");

    tested(&folder, "2026-11-20", "tester-1");
    assert_eq!(messages(&folder, "tester-not-independent"), Vec::<String>::new());
    check(&folder, true, "");

    // In January the testers move to development, under its head, and begin to write code.
    let people = folder.read("security/people.toml");
    let people = people
        .replace("name = \"Quality assurance\", from = 2024-01-01 }", "name = \"Quality assurance\", quality-assurance = true, from = 2024-01-01, until = 2026-12-31 }, { name = \"Development\", from = 2027-01-01 }")
        .replace("\"head-of-quality\", from = 2024-01-01 }", "\"head-of-quality\", from = 2024-01-01, until = 2026-12-31 }, { person = \"head-of-development\", from = 2027-01-01 }")
        .replace("quality-assurance = true\n", "");
    by(&folder, "head2@unit.example", "2027-01-02", "security/people.toml", &people);
    by(&folder, "tester1@unit.example", "2027-01-05", "src/new.c", "int new(void);\n");
    let later = folder.run_on("2027-01-10", &["status", "--format", "json"]);
    let status: serde_json::Value = serde_json::from_slice(&later.stdout).unwrap();
    let aspects = status["requirements"].as_array().unwrap().iter().flat_map(|one| one["aspects"].as_array().unwrap());
    let aspect = aspects.clone().find(|one| one["id"] == "SVV-5.a").unwrap();
    assert_eq!(aspect["verdict"], "met", "{aspect:#}");
    // For a test of that later day they would be too close.
    let people = folder.run_on("2027-01-10", &["people", "--format", "json"]);
    let people: serde_json::Value = serde_json::from_slice(&people.stdout).unwrap();
    let tester = people["persons"].as_array().unwrap().iter().find(|one| one["id"] == "tester-1").unwrap();
    assert_eq!((&tester["distance"], &tester["at_most"]), (&"none".into(), &"none".into()), "{tester:#}");
}

#[test]
fn a_shared_manager_or_department_is_too_close_and_one_further_up_is_not() {
    let folder = unit("independence-chart");
    tested(&folder, "2026-11-20", "integrator-1");
    check(&folder, true, "");
    let people = folder.read("security/people.toml");
    let near = |from: &str, to: &str| folder.write("security/people.toml", &people.replace(from, to));
    near("{ name = \"Integration\", from = 2024-01-01 }", "{ name = \"development\", from = 2024-01-01 }");
    check(&folder, false, "same department as developer");
    let own = "[person.integrator-1]\nemail = [\"int1@unit.example\"]\ndepartment = [{ name = \"Integration\", from = 2024-01-01 }]\nreports-to = ";
    near(&format!("{own}[{{ person = \"site-manager\""), &format!("{own}[{{ person = \"head-of-development\""));
    check(&folder, false, "reported to `head-of-development`, as developer");
    near(&format!("{own}[{{ person = \"site-manager\""), &format!("{own}[{{ person = \"developer-1\""));
    check(&folder, false, "reported to developer `developer-1`");
    // Where somebody stood on that day is not on record.
    near("{ name = \"Integration\", from = 2024-01-01 }", "{ name = \"Integration\", from = 2026-11-21 }");
    check(&folder, false, "`department` of `integrator-1` on 2026-11-20 is not on record");
    near(
        "[person.developer-1]\nemail = [\"dev1@unit.example\"]\ndepartment = [{ name = \"Development\", from = 2024-01-01 }]",
        "[person.developer-1]\nemail = [\"dev1@unit.example\"]",
    );
    check(&folder, false, "`department` of developer `developer-1`");
}

#[test]
fn an_address_of_nobody_makes_it_unknown_and_says_what_to_add() {
    let folder = unit("independence-stranger");
    by(&folder, "home@elsewhere.example", "2026-10-05", "src/extra.c", "int extra(void);\n");
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "`home@elsewhere.example` wrote code in commit");
    check(&folder, false, "belongs to no `[person.ID]`: add it to `email`");
    // It was the tester's own.
    folder.edit(
        "security/people.toml",
        "\"tester1@unit.example\"]",
        "\"tester1@unit.example\", \"Home@elsewhere.example\"]",
    );
    check(&folder, false, "`tester-1` developed the product");
}

#[test]
fn a_co_author_is_a_developer() {
    let folder = unit("independence-co-author");
    let message = "login\n\nCo-authored-by: A Tester <TESTER1@unit.example>";
    told(&folder, "dev1@unit.example", "2026-10-05", "src/extra.c", "int extra(void);\n", message);
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "`tester-1` developed the product");
}

#[test]
fn mailmap_brings_somebody_in_and_takes_nobody_out() {
    // The developer's address is put down to somebody else: they stay a developer.
    let folder = unit("independence-mailmap");
    by(&folder, "dev1@unit.example", "2026-10-05", ".mailmap", "<dev1@unit.example> <dev2@unit.example>\n");
    tested(&folder, "2026-11-20", "developer-2");
    check(&folder, false, "`developer-2` developed the product");

    // An alias of the tester's is told by it.
    let folder = unit("independence-mailmap-alias");
    by(&folder, "dev1@unit.example", "2026-10-05", ".mailmap", "<tester1@unit.example> <home@elsewhere.example>\n");
    by(&folder, "home@elsewhere.example", "2026-10-06", "src/extra.c", "int extra(void);\n");
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "`tester-1` developed the product");

    // The tester puts down an address of their own to a developer.
    let folder = unit("independence-mailmap-own");
    by(&folder, "home@elsewhere.example", "2026-10-06", "src/extra.c", "int extra(void);\n");
    by(&folder, "tester1@unit.example", "2026-10-07", ".mailmap", "<dev1@unit.example> <home@elsewhere.example>\n");
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "`tester-1` changed `.mailmap`");
    // What is not committed counts for nobody.
    let folder = unit("independence-mailmap-uncommitted");
    by(&folder, "home@elsewhere.example", "2026-10-06", "src/extra.c", "int extra(void);\n");
    tested(&folder, "2026-11-20", "tester-1");
    folder.write(".mailmap", "<dev1@unit.example> <home@elsewhere.example>\n");
    check(&folder, false, "belongs to no `[person.ID]`");
}

#[test]
fn a_shallow_clone_a_graft_and_a_replacement_hide_nobody() {
    let folder = unit("independence-shallow");
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, true, "");
    let path = Folder::new("independence-shallow-clone").path.display().to_string();
    folder.git(&["clone", "--quiet", "--depth", "1", &format!("file://{}", folder.path.display()), &path]);
    let clone = Folder::at(&path);
    check(&clone, false, "this is a shallow clone");

    // The tester's own commit is cut out of sight: it is still there.
    let folder = unit("independence-graft");
    by(&folder, "tester1@unit.example", "2026-10-05", "src/extra.c", "int extra(void);\n");
    let hidden = folder.git(&["rev-parse", "HEAD"]);
    by(&folder, "dev1@unit.example", "2026-10-06", "src/more.c", "int more(void);\n");
    let child = folder.git(&["rev-parse", "HEAD"]);
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "`tester-1` developed the product");
    let root = folder.git(&["rev-parse", &format!("{hidden}~1")]);
    folder.write(".git/info/grafts", &format!("{child} {root}\n"));
    check(&folder, false, "`tester-1` developed the product");
    std::fs::remove_file(folder.path.join(".git/info/grafts")).unwrap();
    folder.git(&["replace", &hidden, &root]);
    check(&folder, false, "`tester-1` developed the product");
}

#[test]
fn no_git_is_unknown() {
    let folder = unit("independence-no-git");
    tested(&folder, "2026-11-20", "tester-1");
    std::fs::remove_dir_all(folder.path.join(".git")).unwrap();
    check(&folder, false, "there is no git history here");
}

#[test]
fn forged_dates_of_commits_help_nobody() {
    // Dated long before the window, after commits that are younger.
    let folder = unit("independence-old-date");
    by(&folder, "integrator-forges@unit.example", "2026-10-02", "README.md", "Not code.\n");
    by(&folder, "int1@unit.example", "2019-01-01", "src/extra.c", "int extra(void);\n");
    tested(&folder, "2026-11-20", "integrator-1");
    check(&folder, false, "on a day that cannot be told");
    let told = messages(&folder, "commit-date-doubtful");
    assert!(told.iter().any(|one| one.contains("before its parent") && one.contains("2019-01-01")), "{told:?}");

    // Dated in the future.
    let folder = unit("independence-future");
    by(&folder, "int1@unit.example", "2031-01-01", "src/extra.c", "int extra(void);\n");
    tested(&folder, "2026-11-20", "integrator-1");
    check(&folder, false, "on a day that cannot be told");
    assert!(messages(&folder, "commit-date-doubtful").iter().any(|one| one.contains("in the future")));

    // Dated after the test, before commits that are older.
    let folder = unit("independence-late-date");
    by(&folder, "int1@unit.example", "2026-11-21", "src/extra.c", "int extra(void);\n");
    by(&folder, "dev1@unit.example", "2026-10-20", "src/more.c", "int more(void);\n");
    tested(&folder, "2026-11-19", "integrator-1");
    check(&folder, false, "on a day that cannot be told");

    // A run on a commit that is younger than the run.
    let folder = unit("independence-run-before-commit");
    by(&folder, "int1@unit.example", "2026-11-16", "src/extra.c", "int extra(void);\n");
    let commit = folder.git(&["rev-parse", "HEAD"]);
    tested(&folder, "2026-11-17", "integrator-1");
    folder.edit("security/runs.toml", "date = 2026-11-17", "date = 2026-11-13");
    folder.edit("security/runs.toml", "test = \"login\"", &format!("test = \"login\"\ncommit = \"{commit}\""));
    folder.edit("security/release.toml", "version", &format!("commit = \"{commit}\"\nversion"));
    check(&folder, false, "that it ran on is of 2026-11-16");
}

#[test]
fn a_run_that_is_dated_back_must_hold_for_both_days() {
    // Nobody who developed in the meantime: both days hold.
    let folder = unit("independence-dated-back");
    tested(&folder, "2026-11-20", "integrator-1");
    folder.edit("security/runs.toml", "date = 2026-11-20", "date = 2026-11-01");
    check(&folder, true, "");
    assert!(messages(&folder, "recorded-late").iter().any(|one| one.contains("test-run.svv")));
    // Somebody who began to write code after the day it gives, and before it was recorded.
    let folder = unit("independence-dated-back-developer");
    by(&folder, "int1@unit.example", "2026-11-10", "src/extra.c", "int extra(void);\n");
    tested(&folder, "2026-11-20", "integrator-1");
    folder.edit("security/runs.toml", "date = 2026-11-20", "date = 2026-11-01");
    check(&folder, false, "`integrator-1` developed the product");
}

#[test]
fn quality_assurance_counts_from_the_day_it_began() {
    let folder = unit("independence-made-tester");
    tested(&folder, "2026-11-20", "head-of-development");
    check(&folder, false, "developer `developer-1` reported to `head-of-development`");
    // Afterwards they are said to be of quality assurance, since the day after.
    folder.edit(
        "security/people.toml",
        "department = [{ name = \"Development\", from = 2024-01-01 }]",
        "quality-assurance = true\ndepartment = [{ name = \"Development\", from = 2024-01-01, until = 2026-11-20 }, { name = \"Quality assurance\", from = 2026-11-21 }]",
    );
    check(&folder, false, "developer `developer-1` reported to `head-of-development`");
}

#[test]
fn code_that_no_commit_here_tells_of_makes_it_unknown() {
    let folder = unit("independence-elsewhere");
    let design = DESIGN.trim_start().replace("src/**", "firmware/**");
    by(&folder, "dev1@unit.example", "2026-10-02", "security/design.toml", &design);
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "no commit here changes the `code` of component `controller`");
    // A component that does not say which files it is may be any of them.
    folder.edit("security/design.toml", "code = [\"firmware/**\"]\n", "");
    by(&folder, "int1@unit.example", "2026-11-20", "lib/extra.c", "int extra(void);\n");
    folder.edit("security/runs.toml", "\"tester-1\"", "\"integrator-1\"");
    check(&folder, false, "`integrator-1` developed the product");
}

#[test]
fn what_attributes_call_binary_is_read_all_the_same() {
    let folder = unit("independence-attributes");
    by(&folder, "dev1@unit.example", "2026-10-04", ".gitattributes", "* -diff\nsecurity/* binary\n");
    by(
        &folder,
        "tester1@unit.example",
        "2026-10-05",
        "security/design.toml",
        &format!("{}\n[asset.values]\nkind = \"data\"\n", DESIGN.trim_start()),
    );
    tested(&folder, "2026-11-20", "tester-1");
    check(&folder, false, "wrote records of the design");
}

/// The same records without git and sources, with the history of the repository they came from.
fn copied(name: &str, of: &Folder, approver: &str) -> Folder {
    let _ = std::fs::remove_file(of.path.join("history.log"));
    of.ok(&["people", "--export", "history.log"]);
    let folder = Folder::new(name);
    for path in [
        "security/people.toml",
        "security/design.toml",
        "security/tests.toml",
        "security/release.toml",
        "security/runs.toml",
        "security/evidence/svv.xml",
        "security/evidence/parts.txt",
    ] {
        folder.write(path, &of.read(path));
    }
    folder.write("security/evidence/history.log", &of.read("history.log"));
    folder.write(
        "vauban.toml",
        &format!(
            "[product.unit]\nversion = \"1.0\"\nsources-in = \"the firmware repository\"\n\
             history = {{ file = \"security/evidence/history.log\", because = \"records are kept apart\", approved-by = \"{approver}\" }}\n"
        ),
    );
    folder
}

/// Sources that are kept elsewhere: their history comes as an export, which is as good as what it holds and as whoever
/// answers for it.
#[test]
fn an_exported_history_counts_as_far_as_it_goes() {
    let unit = unit("independence-exported");
    tested(&unit, "2026-11-15", "tester-1");
    check(&unit, true, "");
    let folder = copied("independence-copied", &unit, "head-of-quality");
    check(&folder, true, "");
    let written = folder.run(&["people", "--export", "security/evidence/history.log"]);
    assert!(!written.status.success(), "nothing is written over");

    // A developer answers for it.
    check(
        &copied("independence-approved-by-developer", &unit, "developer-2"),
        false,
        "`developer-2` developed the product",
    );
    // Nobody does.
    check(&copied("independence-approved-by-nobody", &unit, "nobody"), false, "nobody who can be asked");
    // The release was built from a commit that is not in it.
    let folder = copied("independence-other-history", &unit, "head-of-quality");
    folder.edit(
        "security/release.toml",
        "date = 2026-11-18",
        "date = 2026-11-18\ncommit = \"0123456789abcdef0123456789abcdef01234567\"",
    );
    check(&folder, false, "");
    // The commits of whoever tested were taken out of the middle: parents are missing.
    let folder = copied("independence-cut-history", &unit, "head-of-quality");
    let history = folder.read("security/evidence/history.log");
    let last = history.rfind('\u{1}').unwrap();
    folder.write("security/evidence/history.log", &history[..last]);
    check(&folder, false, "commits are not here that others name as their parents");
    // It is another file altogether.
    folder.write("security/evidence/history.log", "nothing\n");
    check(&folder, false, "does not begin with");
    // The tester wrote code, as the export says.
    by(&unit, "tester1@unit.example", "2026-10-10", "src/login.c", "int login(void) { return 2; }\n");
    check(&copied("independence-tester-wrote", &unit, "head-of-quality"), false, "");
}

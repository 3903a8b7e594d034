//! What of a version line comes from its ref and what from today, rule by rule.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_engine::{Compilation, LineError, MemoryWorld, compile, compile_line};
use vauban_model::{Date, FileFact, Kind, Model};

fn world(files: &[(&str, &str)]) -> MemoryWorld {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)
}

const ROOT: &str = "[product.gw]\nversion = \"3.0\"\ntype = [\"network-device\"]\n\n[line.\"2\"]\nof = \"gw\"\nref = \"release-2\"\n\
                    supported-until = 2030-12-31\n\n[line.\"3\"]\nof = \"gw\"\nref = \"release-3\"\nsupported-until = 2033-12-31\n";
const THEN: &str = "[product.gw]\nversion = \"2.4\"\ntype = [\"network-device\"]\n";
const RELEASES: &str = "[release.\"2.4\"]\nversion = \"2.4\"\nline = \"2\"\ndate = 2025-01-10\n\n\
                        [release.\"3.0\"]\nversion = \"3.0\"\nline = \"3\"\ndate = 2026-01-10\n";

/// A project with these records today and these at the ref of its second line.
fn line(today: &str, then: &str) -> Compilation {
    let past = world(&[("vauban.toml", THEN), ("security/a.toml", then)]);
    let now = world(&[("vauban.toml", ROOT), ("security/a.toml", today), ("security/releases.toml", RELEASES)]);
    compile_line(&now.with_past("release-2", past), "2", None).unwrap()
}

/// Whether a record counts.
fn counts(model: &Model, kind: Kind, id: &str) -> bool {
    model.find(kind, id).is_some_and(|id| !model.head(id).removed)
}

fn codes(compiled: &Compilation) -> Vec<&'static str> {
    compiled.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn an_issue_is_about_a_line_unless_it_says_otherwise() {
    let check = |said: &str, expect: bool| {
        let compiled = line(&format!("[issue.i]\nstate = \"confirmed\"\n{said}\n"), "");
        assert_eq!(counts(&compiled.model, Kind::Issue, "i"), expect, "{said}");
    };
    check("", true);
    check("applies-to = [\"line.2\"]", true);
    check("applies-to = [\"release.2.4\"]", true);
    check("applies-to = [\"line.3\"]", false);
    check("applies-to = [\"release.3.0\"]", false);
    check("applies-to = [\"line.3\", \"line.2\"]", true);
    // What leads nowhere spares nobody.
    check("applies-to = [\"line.9\"]", true);
    check("applies-to = [\"line.3\", \"line.9\"]", true);
    check("versions = [\"3.0\"]", false);
    check("versions = [\"v3.0\"]", false);
    check("versions = [\"3.0\", \"2.4\"]", true);
    check("versions = [\"3.0\", \"2.9\"]", true);
    check("versions = [\"< 3.1\"]", true);
    check("versions = [\"3.*\"]", true);
    check("versions = [\"3.0\"]\napplies-to = [\"line.2\"]", true);
}

#[test]
fn what_refers_to_an_issue_that_is_set_aside_still_finds_it() {
    let today = "[issue.i]\nstate = \"confirmed\"\napplies-to = [\"line.3\"]\n";
    let then = "[issue.i]\nstate = \"confirmed\"\n\n[release.\"2.3\"]\nversion = \"2.3\"\nopen-issues = [\"i\"]\n";
    let compiled = line(today, then);
    assert!(!codes(&compiled).contains(&"unresolved-reference"), "{:?}", codes(&compiled));
    assert!(!counts(&compiled.model, Kind::Issue, "i"));
    assert_eq!(compiled.facts.line.as_ref().unwrap().aside, 1);
}

#[test]
fn the_design_is_that_of_the_ref_and_people_are_those_of_today() {
    let compiled = line(
        "[component.new]\nkind = \"controller\"\n\n[person.architect]\ntitle = \"today\"\n\n[policy]\nsupport-notice-days = 30\n\n\
         [competence.proof]\nperson = \"architect\"\n",
        "[component.old]\nkind = \"controller\"\nowner = \"left\"\n\n[person.architect]\ntitle = \"then\"\n\n[person.left]\n\n\
         [competence.withdrawn]\nperson = \"architect\"\n",
    );
    let model = &compiled.model;
    assert!(counts(model, Kind::Component, "old") && !counts(model, Kind::Component, "new"));
    assert_eq!(model.head(model.find(Kind::Person, "architect").unwrap()).title(), "today");
    assert!(counts(model, Kind::Person, "left"), "who left still did what they did");
    assert!(counts(model, Kind::Competence, "proof") && !counts(model, Kind::Competence, "withdrawn"));
    assert_eq!(compiled.product(), "gw 2.4");
    let path = &model.sources.file(model.head(model.find(Kind::Component, "old").unwrap()).header.file).path;
    assert_eq!(path, "2:security/a.toml");
    assert!(!codes(&compiled).contains(&"unresolved-reference"), "{:?}", codes(&compiled));
}

#[test]
fn a_judgement_of_today_counts_only_if_it_names_the_line() {
    let waiver = |id: &str, said: &str| {
        format!("[waiver.{id}]\nfinding = \"x y\"\nreason = \"r\"\nexpires = 2027-01-01\n{said}\n\n")
    };
    let today = waiver("a", "") + &waiver("b", "applies-to = [\"line.2\"]") + &waiver("c", "title = \"today\"");
    let compiled = line(&today, &waiver("c", "title = \"then\""));
    let model = &compiled.model;
    assert!(!counts(model, Kind::Waiver, "a") && counts(model, Kind::Waiver, "b"));
    assert_eq!(model.head(model.find(Kind::Waiver, "c").unwrap()).title(), "then");
    let named =
        line(&waiver("c", "title = \"today\"\napplies-to = [\"release.2.4\"]"), &waiver("c", "title = \"then\""));
    assert_eq!(named.model.head(named.model.find(Kind::Waiver, "c").unwrap()).title(), "today");
    // A review names releases by a key of its own, a statement lines by one.
    let more = "[review.r]\nkind = \"design\"\ndate = 2026-11-01\nrelease = [\"2.4\"]\n\n[review.s]\nkind = \"design\"\ndate = 2026-11-01\n\n\
                [statement.\"SM-1.a\"]\nby = \"p\"\ndate = 2026-11-01\napplies-to = [\"line.2\"]\n\n[person.p]\n";
    let compiled = line(more, "");
    assert!(counts(&compiled.model, Kind::Review, "r") && !counts(&compiled.model, Kind::Review, "s"));
    assert!(counts(&compiled.model, Kind::Statement, "SM-1.a"));
}

#[test]
fn what_is_fixed_elsewhere_is_open_until_the_line_has_the_fix() {
    let fixed = "[issue.i]\nstate = \"closed\"\nfixed = 2026-10-01\nclosed = 2026-10-20\ndecision = \"fix\"\n";
    let open = |today: &str, then: &str| line(today, then).facts.line.as_ref().unwrap().unfixed.contains_key("issue.i");
    assert!(open(fixed, ""));
    assert!(open(fixed, "[issue.i]\nstate = \"assessed\"\n"));
    assert!(!open(fixed, "[issue.i]\nstate = \"fixed\"\n"), "the line's own record has the fix");
    let update = |said: &str| format!("{fixed}\n[update.u]\nfixes = [\"i\"]\n{said}\n");
    assert!(!open(&update("lines = [\"2\"]\ndelivered = 2026-10-20"), ""));
    assert!(!open(&update("release = \"2.4\""), ""), "its release is out, and of the line");
    assert!(open(&update("lines = [\"2\"]\ndelivered = 2026-12-20"), ""), "it has not come yet");
    assert!(open(&update("lines = [\"2\"]"), ""), "nobody says when it came");
    assert!(open(&update("lines = [\"3\"]\ndelivered = 2026-10-20"), ""));
    assert!(open(&update("delivered = 2026-10-20"), ""), "for which line is not said");
    // None of ours, and accepted: so in every line.
    assert!(!open(&fixed.replace("\"fix\"", "\"none\""), ""));
    assert!(!open(&fixed.replace("\"fix\"", "\"accept\""), ""));
    // Set aside, it is nobody's.
    assert!(!open(&format!("{fixed}applies-to = [\"line.3\"]\n"), ""));
}

#[test]
fn only_the_product_of_the_line_is_judged() {
    let root = format!("{ROOT}\n[product.other]\nversion = \"9\"\n");
    let then = format!("[product.other]\nversion = \"8\"\n\n{THEN}");
    let past = world(&[
        ("vauban.toml", &then.replace("[product.gw]", "[product.gw]\nroots = [\"security/gw\"]")),
        ("security/gw/a.toml", "[component.mine]\n"),
    ]);
    let now = world(&[("vauban.toml", &root)]).with_past("release-2", past);
    let compiled = compile_line(&now, "2", None).unwrap();
    let products = compiled.products();
    assert_eq!(products.len(), 1);
    assert_eq!(compiled.statuses()[0].product, "gw");
    let mine = compiled.model.find(Kind::Component, "mine").unwrap();
    assert!(compiled.concerns(products[0], compiled.model.head(mine)), "roots hold files of the ref");
}

#[test]
fn a_product_that_was_renamed_is_found_by_its_former_name() {
    let root =
        ROOT.replace("product.gw]", "product.gateway]\nformerly = [\"gw\"]").replace("of = \"gw\"", "of = \"gateway\"");
    let now = world(&[("vauban.toml", &root)]).with_past("release-2", world(&[("vauban.toml", THEN)]));
    let compiled = compile_line(&now, "2", None).unwrap();
    assert_eq!(compiled.product(), "gw 2.4");
    assert!(!codes(&compiled).contains(&"unresolved-reference"), "{:?}", codes(&compiled));
}

#[test]
fn files_lie_where_the_record_comes_from() {
    let run = |id: &str, file: &str, said: &str| {
        format!(
            "[test.{id}]\ntype = \"requirement\"\n\n[test-run.{id}]\ntest = [\"{id}\"]\ndate = 2026-11-01\nresults = [\"{file}\"]\n{said}\n\n"
        )
    };
    let junit =
        |name: &str| format!("<testsuite name=\"{name}\"><testcase classname=\"c\" name=\"{name}\"/></testsuite>");
    let past = world(&[
        ("vauban.toml", THEN),
        (
            "security/a.toml",
            &(run("then", "e/then.xml", "") + &run("both", "e/both.xml", "") + &run("same", "e/same.xml", "")),
        ),
        ("e/then.xml", &junit("then")),
        ("e/both.xml", &junit("then")),
        ("e/same.xml", &junit("same")),
        ("e/now.xml", &junit("wrong")),
    ]);
    let named = "release = [\"2.4\"]";
    let today =
        run("now", "e/now.xml", named) + &run("clash", "e/both.xml", named) + &run("alike", "e/same.xml", named);
    let now = world(&[
        ("vauban.toml", ROOT),
        ("security/releases.toml", RELEASES),
        ("security/a.toml", &today),
        ("e/now.xml", &junit("now")),
        ("e/then.xml", &junit("wrong")),
        ("e/both.xml", &junit("now")),
        ("e/same.xml", &junit("same")),
    ]);
    let compiled = compile_line(&now.with_past("release-2", past), "2", None).unwrap();
    let facts = &compiled.facts;
    assert_eq!(facts.results["e/then.xml"].passed, ["c.then"]);
    assert_eq!(facts.results["e/now.xml"].passed, ["c.now"]);
    assert_eq!(facts.results["e/same.xml"].passed, ["c.same"]);
    assert!(!facts.results.contains_key("e/both.xml"), "what is meant cannot be told");
    assert!(matches!(&facts.files["e/both.xml"], FileFact::Refused(why) if why.contains("not the same file")));
    assert!(counts(&compiled.model, Kind::Test, "now"), "a run brings the test it ran");
}

#[test]
fn names_that_changed_are_found_in_both_directions() {
    let compiled = line(
        "[component.new]\nformerly = [\"old\"]\n\n[issue.i]\nstate = \"confirmed\"\naffects = [\"component.new\"]\n\n[person.now]\nformerly = [\"then\"]\n",
        "[component.old]\nowner = \"then\"\n",
    );
    assert!(!codes(&compiled).iter().any(|code| matches!(*code, "unresolved-reference" | "line-lacks-record")));
    let issue = &compiled.model.issue[0];
    assert_eq!(issue.affects[0].to(), compiled.model.find(Kind::Component, "old"));
    // Gone is told, whatever the kind that could be meant.
    let compiled = line(
        "[component.gone]\n\n[issue.i]\nstate = \"confirmed\"\naffects = [\"component.gone\"]\nfix-test = [\"t\"]\n\n[test.t]\ntype = \"requirement\"\n",
        "",
    );
    let mut told: Vec<(String, String)> = compiled
        .findings
        .iter()
        .filter(|finding| finding.code == "line-lacks-record")
        .map(|finding| (finding.subject.clone(), finding.severity.word().to_owned()))
        .collect();
    told.sort();
    assert_eq!(told, [("issue.i#component.gone".into(), "error".into()), ("issue.i#t".into(), "note".to_owned())]);
    assert!(compiled.facts.line.as_ref().unwrap().unplaced.contains_key("issue.i"));
    // What is nowhere today either is the mistake it always was.
    let compiled = line("[issue.i]\nstate = \"confirmed\"\naffects = [\"component.typo\"]\n", "");
    assert!(codes(&compiled).contains(&"unresolved-reference"));
}

#[test]
fn a_broken_file_of_today_is_told_in_the_line() {
    let compiled = line("[issue.i\nstate = \"confirmed\"\n", "");
    assert!(codes(&compiled).contains(&"toml-syntax"), "an issue may stand in it: {:?}", codes(&compiled));
    // What is wrong in records that are not the line's is told where they count.
    let compiled = line("[component.new]\nnonsense = 1\n", "[component.old]\nnonsense = 1\n");
    let told: Vec<&str> =
        compiled.findings.iter().filter(|one| one.code == "unknown-key").map(|one| one.subject.as_str()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("component.old"));
}

#[test]
fn what_cannot_be_looked_at_is_not_judged() {
    let now = world(&[("vauban.toml", ROOT)]);
    assert!(matches!(compile_line(&now, "2", None), Err(LineError::Gone { why, .. }) if why.contains("no git")));
    assert!(matches!(compile_line(&now, "7", None), Err(LineError::Unknown { known, .. }) if known == ["2", "3"]));
    assert!(compile(&now).unwrap().incomplete.iter().any(|told| told.contains("refs of version lines")));
    let past = world(&[("vauban.toml", "[product.else]\nversion = \"1\"\n")]);
    let other = world(&[("vauban.toml", ROOT)]).with_past("release-2", past);
    assert!(
        matches!(compile_line(&other, "2", None), Err(LineError::Gone { why, line: 5, .. }) if why.contains("no product `gw`"))
    );
    let compiled = compile(&other).unwrap();
    assert!(codes(&compiled).contains(&"line-ref-gone"), "the other line has no branch here");
    let without = world(&[("vauban.toml", &ROOT.replace("ref = ", "title = "))]);
    assert!(matches!(compile_line(&without, "2", None), Err(LineError::Gone { why, .. }) if why.contains("no `ref`")));
}

/// Whatever file of today is lost, no verdict of the line gets better by it.
#[test]
fn no_verdict_of_a_line_gets_better_by_knowing_less() {
    let today = [
        (
            "security/issues.toml",
            "[issue.i]\nstate = \"fixed\"\nfixed = 2026-10-01\nfound-in = \"field\"\ndecision = \"fix\"\nseverity = \"high\"\nassessed = 2026-09-01\n",
        ),
        (
            "security/updates.toml",
            "[update.u]\nfixes = [\"i\"]\nlines = [\"2\"]\ndelivered = 2026-09-20\nchannel = \"portal\"\nauthenticity = \"signed\"\n",
        ),
        ("security/people.toml", "[person.p]\n\n[person.q]\n"),
        ("security/more.toml", "[review.r]\nkind = \"design\"\ndate = 2026-11-01\napplies-to = [\"line.2\"]\n"),
    ];
    let ranks = |left_out: Option<&str>| {
        let mut files = vec![("vauban.toml", ROOT), ("security/releases.toml", RELEASES)];
        files.extend(today.iter().filter(|(path, _)| Some(*path) != left_out));
        let past = world(&[("vauban.toml", THEN), ("security/a.toml", "[component.c]\nkind = \"controller\"\n")]);
        let compiled = compile_line(&world(&files).with_past("release-2", past), "2", None).unwrap();
        let requirements = compiled.statuses()[0].requirements.iter();
        let ranks: Vec<(String, u8)> = requirements
            .flat_map(|one| &one.aspects)
            .map(|aspect| (aspect.id.clone(), u8::from(aspect.verdict == vauban_analysis::status::Verdict::Met)))
            .collect();
        ranks
    };
    let whole = ranks(None);
    for (path, _) in &today[1..] {
        for ((id, before), (_, after)) in whole.iter().zip(ranks(Some(path))) {
            assert!(after <= *before, "{id} is met without {path}");
        }
    }
}

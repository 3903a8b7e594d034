//! Sheets of whole designs: what answers each question, what contradicts, what one can get to, and who says so.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::time::Instant;

use vauban_analysis::interfaces::{Letter, Question, Sheet};
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::{Date, Kind};

/// An interface with every answer that records can give.
const WHOLE: &str = r#"
[zone.lan]
kind = "network"
[zone.inside]
kind = "host"
[boundary.edge]
from = "lan"
to = "inside"
[attacker.visitor]
starts-in = ["lan"]
strength = 2
[actor.operator]
kind = "person"
zone = ["lan"]
[supplier.acme]
[component.plc]
zone = ["inside"]
[component.stack]
supplier = "acme"
part-of = "plc"
[component.vault]
zone = ["inside"]
[asset.setpoints]
held-by = ["plc"]
impact = { confidentiality = "none", integrity = "critical", availability = "low" }
[asset.recipe]
held-by = ["vault"]
impact = { confidentiality = "high", integrity = "low", availability = "none" }
[asset.receipt]
derived-from = ["recipe"]
impact = { confidentiality = "none", integrity = "moderate", availability = "none" }
[assumption.firewall]
provider = "plant owner"
[mechanism.filter]
kind = ["input-validation"]
protects = ["interface.bus"]
[mechanism.second]
kind = ["rate-limiting"]
protects = ["flow.write"]
[document.manual]
url = "https://example.org/manual"
anchors = ["bus"]
[flow.write]
from = "actor.operator"
to = "bus"
carries = ["setpoints"]
[interface.store]
on = "vault"
users = ["component.plc"]
[flow.fetch]
from = "component.plc"
to = "store"
[review.design-1]
kind = "design"
date = 2026-10-01
[review.design-2]
kind = "design"
date = 2027-10-01
[interface.bus]
on = "plc"
reach = "external"
exposure = "network"
reachable-from = ["lan"]
crosses-boundary = true
context = "everybody in the plant"
users = ["actor.operator"]
considerations = "no session"
constraints = ["one client"]
assumptions = ["firewall"]
operations = [{ name = "write", needs = "role operator", affects = ["setpoints"] }]
third-party = { components = ["stack"], security = "none to speak of" }
document = "document.manual#bus"
[interface.bus.concerns]
authentication = { compensated-by = ["filter"] }
authorization = { by = ["filter"] }
confidentiality = { not-needed = "no secrets" }
integrity = { by = ["filter"] }
replay-protection = { by = ["filter"] }
input-validation = { by = ["filter"] }
output-handling = { by = ["filter"] }
error-handling = { by = ["filter"] }
resource-limits = { by = ["filter"] }
logging = { by = ["filter"] }
"#;

fn compiled(text: &str) -> Compilation {
    let root = "[product.p]\nversion = \"1\"\n[policy]\nassumed-attacker = 2\n";
    let files = [("vauban.toml", root), ("security/a.toml", text)];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

fn sheet_of(text: &str, interface: &str) -> Sheet {
    let compiled = compiled(text);
    let sheets = compiled.interfaces(compiled.products()[0]).unwrap();
    sheets.sheet(compiled.model.find(Kind::Interface, interface).unwrap())
}

fn question(sheet: &Sheet, letter: Letter) -> &Question {
    sheet.questions.iter().find(|question| question.letter == letter).unwrap()
}

fn open(sheet: &Sheet) -> Vec<&'static str> {
    let open = sheet.questions.iter().filter(|question| question.asked && !question.answered);
    open.map(|question| question.letter.word()).collect()
}

fn computed<'s>(sheet: &'s Sheet, letter: Letter, what: &str) -> &'s str {
    let points = &question(sheet, letter).computed;
    points.iter().find(|point| point.what == what).map_or("", |point| point.text.as_str())
}

#[test]
fn every_answer_is_needed_and_tells_what_is_missing() {
    assert_eq!(open(&sheet_of(WHOLE, "bus")), ["j", "k"], "the records answer everything else");
    for (without, letter, key) in [
        ("context = \"everybody in the plant\"\n", "b", "context"),
        ("users = [\"actor.operator\"]\n", "c", "users"),
        ("considerations = \"no session\"\n", "e", "considerations"),
        (
            "operations = [{ name = \"write\", needs = \"role operator\", affects = [\"setpoints\"] }]\n",
            "f",
            "operations",
        ),
        (", needs = \"role operator\"", "f", "operations.needs"),
        ("logging = { by = [\"filter\"] }\n", "g", "concerns.logging"),
        ("third-party = { components = [\"stack\"], security = \"none to speak of\" }\n", "h", "third-party"),
        (", security = \"none to speak of\"", "h", "third-party.security"),
        ("document = \"document.manual#bus\"\n", "i", "document"),
        ("anchors = [\"bus\"]\n", "i", "document"),
    ] {
        assert!(WHOLE.contains(without), "{without}");
        let sheet = sheet_of(&WHOLE.replace(without, ""), "bus");
        assert_eq!(open(&sheet), [letter, "j", "k"], "without {without}");
        let letter = Letter::ALL.into_iter().find(|one| one.word() == letter).unwrap();
        let keys: Vec<&str> = question(&sheet, letter).missing.iter().map(|gap| gap.key.as_str()).collect();
        assert_eq!(keys, [key], "without {without}");
    }
    let nowhere = WHOLE.replace("reach = \"external\"\n", "").replace("reachable-from = [\"lan\"]\n", "");
    assert_eq!(open(&sheet_of(&nowhere, "bus")), ["a", "j", "k"]);
    let unzoned = WHOLE.replace("[component.plc]\nzone = [\"inside\"]\n", "[component.plc]\n");
    let sheet = sheet_of(&unzoned, "bus");
    assert_eq!((open(&sheet), sheet.overview.crosses), (vec!["d", "j", "k"], None));
    let bound = "constraints = [\"one client\"]\nassumptions = [\"firewall\"]\n";
    assert_eq!(open(&sheet_of(&WHOLE.replace(bound, ""), "bus")), ["e", "j", "k"]);
}

#[test]
fn what_contradicts_the_design_is_open() {
    for (old, new, letter, how) in [
        ("reach = \"external\"", "reach = \"internal\"", Letter::A, "actor.operator"),
        ("crosses-boundary = true", "crosses-boundary = false", Letter::D, "crosses a boundary"),
        (
            "third-party = { components = [\"stack\"], security = \"none to speak of\" }",
            "third-party = { none = true }",
            Letter::H,
            "component.stack",
        ),
    ] {
        let sheet = sheet_of(&WHOLE.replace(old, new), "bus");
        let question = question(&sheet, letter);
        assert!(!question.answered && question.contradiction.as_ref().unwrap().contains(how), "{question:?}");
    }
}

#[test]
fn a_misstated_crossing_is_told_once() {
    let text = WHOLE.replace("crosses-boundary = true", "crosses-boundary = false");
    let compiled = compiled(&text);
    let about = compiled.findings.iter().filter(|finding| finding.subject == "interface.bus");
    let codes: Vec<&str> = about.map(|finding| finding.code).collect();
    assert!(codes.contains(&"interface-boundary-misstated"), "{codes:?}");
    assert!(!codes.contains(&"interface-questions-open"), "{codes:?}");
}

#[test]
fn the_finding_counts_as_the_sheet_does() {
    let text =
        WHOLE.replace("context = \"everybody in the plant\"\n", "").replace("document = \"document.manual#bus\"\n", "");
    let compiled = compiled(&text);
    let named = |finding: &&vauban_diagnostics::Finding| {
        finding.code == "interface-questions-open" && finding.subject == "interface.bus"
    };
    let finding = compiled.findings.iter().find(named).unwrap();
    let sheet = sheet_of(&text, "bus");
    assert_eq!((sheet.overview.open, sheet.overview.asked), (4, 11));
    assert_eq!(finding.message, "interface `bus` leaves 4 of 11 questions open");
    assert_eq!(finding.requirement, ["SD-1.b", "SD-1.i"]);
    let place = finding.place.as_ref().unwrap();
    assert_eq!(place.text, "reachable from zone `lan`; leads to asset `setpoints` (integrity: critical)");
    assert!(finding.help.contains("`vauban interface bus`") && finding.help.contains("vauban interface bus --ask"));
    assert!(finding.related.iter().any(|label| label.text == "lies in zone `inside`"));
}

#[test]
fn assets_are_followed_onward() {
    let sheet = sheet_of(WHOLE, "bus");
    assert_eq!(computed(&sheet, Letter::C, "touches"), "setpoints (integrity: critical)");
    assert_eq!(
        computed(&sheet, Letter::C, "leads on to"),
        "recipe (confidentiality: high) via plc → store → vault, \
         receipt (integrity: moderate) via plc → store → vault → recipe"
    );
    let store = sheet_of(WHOLE, "store");
    assert_eq!(computed(&store, Letter::C, "touches"), "");
    assert_eq!(store.overview.worst.unwrap().impact.word(), "high");
    let installs = format!(
        "{WHOLE}\n[component.usb]\nzone = [\"inside\"]\n[interface.stick]\non = \"usb\"\ninstalls = [\"plc\"]\n"
    );
    assert!(computed(&sheet_of(&installs, "stick"), Letter::C, "leads on to").contains("via plc"));
}

#[test]
fn an_inner_interface_is_asked_five_questions() {
    let sheet = sheet_of(WHOLE, "store");
    let asked = sheet.questions.iter().filter(|question| question.asked).map(|question| question.letter.word());
    assert_eq!(asked.collect::<Vec<_>>(), ["a", "c", "d", "g", "j"]);
    assert_eq!((sheet.overview.external, sheet.overview.crosses), (false, Some(false)));
    assert_eq!(open(&sheet), ["a", "g", "j"]);
}

#[test]
fn answers_are_inherited_and_shown_as_such() {
    let twin = "[interface.twin]\non = \"plc\"\nexposure = \"network\"\nusers = [\"actor.operator\"]\nlike = \"bus\"\n";
    let sheet = sheet_of(&format!("{WHOLE}\n{twin}"), "twin");
    assert_eq!(open(&sheet), ["j", "k"]);
    let context = question(&sheet, Letter::B);
    assert!(context.like && context.stated.iter().all(|point| point.like));
    assert!(!question(&sheet, Letter::C).like, "only its own record says who uses it");
    let lonely = twin.replace("users = [\"actor.operator\"]\n", "");
    assert_eq!(open(&sheet_of(&format!("{WHOLE}\n{lonely}"), "twin")), ["c", "j", "k"]);
}

#[test]
fn concerns_show_what_stands_beside_them() {
    let sheet = sheet_of(
        &WHOLE.replace("exposure = \"network\"", "exposure = \"network\"\nprotocol = \"opcua-sign-encrypt\""),
        "bus",
    );
    assert_eq!(computed(&sheet, Letter::G, "under no concern"), "second");
    assert!(computed(&sheet, Letter::G, "unclaimed").contains("channel-encryption"));
    let stated = &question(&sheet, Letter::G).stated;
    assert_eq!((stated.len(), stated[0].text.as_str()), (10, "compensated by filter"));
    assert_eq!(stated[2].text, "not needed: no secrets");
}

#[test]
fn threats_and_depth_stand_in_j() {
    let sheet = sheet_of(WHOLE, "bus");
    assert!(computed(&sheet, Letter::J, "threats by state").contains("open"));
    assert!(sheet.overview.unanswered > 0);
    assert!(computed(&sheet, Letter::J, "weakest today").starts_with("visitor: "), "{:?}", question(&sheet, Letter::J));
    assert!(computed(&sheet, Letter::J, "depth behind it").contains("designed "));
    let nobody = WHOLE.replace("starts-in = [\"lan\"]", "starts-in = []");
    assert!(computed(&sheet_of(&nobody, "bus"), Letter::J, "depth behind it").starts_with("not known"));
}

#[test]
fn nothing_is_observed_and_the_last_review_is_told() {
    let sheet = sheet_of(WHOLE, "bus");
    assert!(computed(&sheet, Letter::K, "observed").starts_with("needs observation: "));
    assert!(!question(&sheet, Letter::K).answered);
    assert_eq!(computed(&sheet, Letter::K, "last review"), "design-1 on 2026-10-01, of the whole design");
    let named = "[review.single]\nkind = \"design\"\ndate = 2026-10-02\nof = [\"interface.bus\"]\n";
    let text = format!("{WHOLE}\n{named}");
    assert_eq!(computed(&sheet_of(&text, "bus"), Letter::K, "last review"), "single on 2026-10-02, which names it");
    let store = sheet_of(&text, "store").overview.review.unwrap();
    assert!(!store.named && store.date == Date::new(2026, 10, 1).unwrap());
}

/// Whatever is added that does not speak of the interface, no question that was open is answered.
#[test]
fn an_unrelated_record_never_answers_a_question() {
    let bare = "[zone.lan]\n[zone.inside]\n[component.plc]\n[interface.bus]\non = \"plc\"\n";
    let half =
        WHOLE.replace("context = \"everybody in the plant\"\n", "").replace("users = [\"actor.operator\"]\n", "");
    for base in [bare, half.as_str()] {
        let before: Vec<String> = open(&sheet_of(base, "bus")).into_iter().map(str::to_owned).collect();
        assert!(!before.is_empty());
        for record in [
            "[zone.other]\nkind = \"network\"",
            "[boundary.other]\nfrom = \"lan\"\nto = \"inside\"",
            "[actor.other]\nzone = [\"lan\"]",
            "[component.other]\nzone = [\"inside\"]\n[interface.other]\non = \"other\"\nusers = [\"component.other\"]\nreach = \"internal\"",
            "[mechanism.other]\nkind = [\"input-validation\"]",
            "[asset.other]\nimpact = { integrity = \"critical\" }",
            "[assumption.other]\nprovider = \"somebody\"",
            "[context.other]\nintended-use = \"anything\"",
            "[document.other]\nurl = \"https://example.org\"\nanchors = [\"bus\"]",
            "[threat.other]\nseverity = \"low\"\non = [\"component.plc\"]\n[disposition.other]\nresponse = \"accept\"\nrationale = \"so\"",
            "[review.other]\nkind = \"design\"\ndate = 2026-11-01\nof = [\"interface.bus\"]",
            "[test-run.other]\ndate = 2026-11-01",
            "[supplier.other]",
        ] {
            let sheet = sheet_of(&format!("{base}\n{record}\n"), "bus");
            let after = open(&sheet);
            for letter in &before {
                assert!(after.contains(&letter.as_str()), "{record} answers {letter}");
            }
        }
    }
}

/// A chain of interfaces and a star of flows: time grows with the records.
#[test]
fn a_thousand_interfaces_are_no_burden() {
    let design = |many: usize| {
        let mut text = String::from(
            "[zone.lan]\n[zone.inside]\n[actor.operator]\nzone = [\"lan\"]\n[attacker.visitor]\nstarts-in = [\"lan\"]\n",
        );
        for at in 0..many {
            let next = (at + 1) % many;
            let _ = write!(
                text,
                "[component.c{at}]\nzone = [\"inside\"]\n[asset.a{at}]\nheld-by = [\"c{at}\"]\nimpact = {{ integrity = \"high\" }}\n\
                 [interface.i{at}]\non = \"c{at}\"\nexposure = \"network\"\nreachable-from = [\"lan\"]\nusers = [\"actor.operator\"]\n\
                 [flow.f{at}]\nfrom = \"component.c{at}\"\nto = \"i{next}\"\ncarries = [\"a{at}\"]\n"
            );
        }
        text
    };
    let time = |many: usize| {
        let compiled = compiled(&design(many));
        let product = compiled.products()[0];
        assert!(compiled.depth(product).is_some() && compiled.threats(product).is_some());
        let begun = Instant::now();
        let sheets = compiled.interfaces(product).unwrap();
        let overview = sheets.overview();
        assert_eq!(overview.len(), many);
        overview.iter().for_each(|one| assert!(sheets.sheet(one.id).overview.worst.is_some()));
        begun.elapsed().as_secs_f64()
    };
    let (small, large) = (time(100), time(400));
    eprintln!("sheets of 100 interfaces: {small:.3} s, of 400: {large:.3} s");
    assert!(large < 0.5 + small * 12.0, "{small} s, then {large} s");
}

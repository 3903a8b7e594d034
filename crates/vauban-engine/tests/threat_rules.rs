//! A project's own threat rules, and what checks say about enumerated threats and decisions.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_analysis::threats::{Enumeration, State, Threat};
use vauban_diagnostics::Finding;
use vauban_engine::{Compilation, DiskWorld, MemoryWorld, compile, survey};
use vauban_model::Date;

const ROOT: &str = "[product.p]\nversion = \"1\"\n[policy]\nassumed-attacker = 2\nresidual-risk = \"medium\"\n";
const ACTOR: &str =
    "[actor.technician]\nkind = \"person\"\nprivileged = true\n[role.lead]\nheld-by = \"lead-1\"\n[person.lead-1]\n";
const INSIDER: &str = "T-EXT-INSIDER@actor.technician";
const OWN: &str = "[[rule]]\nid = \"T-OURS-BRIBE\"\nrevision = 1\nstride = [\"tampering\"]\non = \"external\"\ntitle = \"Bribed\"\n\
    description = \"Somebody is paid to look away.\"\nwhen = \"kind == person\"\nseverity = \"low\"\n\
    stopped-by = [[\"four-eyes\"]]\nattacker = 1\nroll-up = \"per external\"\n";
const KIND: &str = "[[mechanism]]\nid = \"four-eyes\"\ntitle = \"Two people\"\nrole = \"prevent\"\nstops = [\"insider\"]\n\
    preserves = [\"integrity\"]\n";

fn world(files: &[(&str, &str)]) -> MemoryWorld {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)
}

fn project(rules: &str, records: &str) -> Compilation {
    let files = [("vauban.toml", ROOT), ("security/a.toml", records), ("security/threats/ours.rules.toml", rules)];
    compile(&world(&files)).unwrap()
}

fn found(compiled: &Compilation) -> &Enumeration {
    compiled.threats(compiled.products()[0]).unwrap()
}

fn threat<'a>(compiled: &'a Compilation, id: &str) -> Option<&'a Threat> {
    found(compiled).threats.iter().find(|threat| threat.id == id)
}

fn told<'a>(compiled: &'a Compilation, code: &str) -> Vec<&'a Finding> {
    compiled.findings.iter().filter(|finding| finding.code == code).collect()
}

fn decision(about: &str, more: &str) -> String {
    format!(
        "{ACTOR}[disposition.\"{about}\"]\nresponse = \"accept\"\nrationale = \"Two of them.\"\napproved-by = \"lead\"\n\
         date = 2026-10-01\nexpires = 2027-10-01\n{more}"
    )
}

#[test]
fn a_project_adds_rules_and_kinds() {
    let open = project(&format!("{KIND}{OWN}"), ACTOR);
    assert!(told(&open, "threat-rule-broken").is_empty(), "{:?}", open.findings);
    assert_eq!(threat(&open, "T-OURS-BRIBE@actor.technician").unwrap().missing, ["four-eyes"]);
    let flow = "[component.c]\n[interface.i]\non = \"c\"\n[flow.f]\nfrom = \"actor.technician\"\nto = \"i\"\n\
                [mechanism.m]\nkind = \"four-eyes\"\nprotects = \"flow.f\"\n";
    let stopped = project(&format!("{KIND}{OWN}"), &format!("{ACTOR}{flow}"));
    assert!(told(&stopped, "unknown-word").is_empty());
    assert_eq!(threat(&stopped, "T-OURS-BRIBE@actor.technician").unwrap().state, State::StoppedUnproven);
}

#[test]
fn what_rests_on_a_refused_kind_is_refused_as_well() {
    let broken = project(&format!("{}{OWN}", KIND.replace("\"prevent\"", "\"magic\"")), ACTOR);
    let messages: Vec<&str> =
        told(&broken, "threat-rule-broken").iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("`magic` is no word for `role`"), "{messages:?}");
    assert!(messages[1].contains("`four-eyes`, which is refused"), "{messages:?}");
    assert!(threat(&broken, "T-OURS-BRIBE@actor.technician").is_none());
    assert!(threat(&broken, INSIDER).is_some(), "the rest is in force");
}

#[test]
fn mistakes_in_rules_are_told_where_they_stand() {
    let cases = [
        (KIND.to_owned() + &OWN.replace("kind == person", "kin == person"), "external has no attribute `kin`", 14),
        (KIND.to_owned() + &OWN.replace("kind == person", "kind == persn"), "`persn` is no word for `kind`", 14),
        (KIND.to_owned() + &OWN.replace("kind == person", "kind =="), "expected a word, found the end", 14),
        (OWN.to_owned(), "there is no mechanism kind `four-eyes`", 10),
        (KIND.to_owned() + &OWN.replace("title = \"Bribed\"\n", ""), "a rule lacks `title`", 7),
        (KIND.to_owned() + OWN + OWN, "rule `T-OURS-BRIBE` is declared twice", 20),
        (KIND.to_owned() + &OWN.replace("T-OURS-BRIBE", "bribe"), "`bribe` is no id for a rule", 8),
        ("[[rule]]\nid = \"T-EXT-INSIDER\"\nseverity = \"low\"\n".to_owned(), "changing it needs `rationale`", 1),
        ("[[rule]]\nid = \"T-EXT-INSIDER\"\nrationale = \"x\"\n".to_owned(), "this changes nothing", 1),
        (
            "[[rule]]\nid = \"T-EXT-INSIDER\"\non = \"flow\"\nrationale = \"x\"\n".to_owned(),
            "`on` of a built-in rule",
            1,
        ),
        ("[[attribute]]\nname = \"x\"\n".to_owned(), "a project cannot add attributes", 1),
        ("[[rule]\n".to_owned(), "TOML", 1),
    ];
    for (rules, message, line) in cases {
        let compiled = project(&rules, ACTOR);
        let findings = told(&compiled, "threat-rule-broken");
        let found = findings.iter().find(|finding| finding.message.contains(message));
        let found = found.unwrap_or_else(|| panic!("{message}: {findings:?}"));
        let place = compiled.model.sources.place(found.place.as_ref().unwrap().span);
        assert_eq!(place.line, line, "{message}");
        let insider = threat(&compiled, INSIDER).unwrap();
        assert_eq!(insider.missing, ["dual-approval", "action-attribution"], "{message}: the rest is as it was");
    }
}

#[test]
fn a_built_in_rule_is_tuned_or_switched_off_with_a_reason() {
    let tuned = project(
        "[[rule]]\nid = \"T-EXT-INSIDER\"\nseverity = \"low\"\nattacker = 1\nrationale = \"Small plant.\"\n",
        ACTOR,
    );
    assert_eq!(threat(&tuned, INSIDER).unwrap().severity.as_str(), "low");
    let off =
        project("[[rule]]\nid = \"T-EXT-INSIDER\"\noff = true\nrationale = \"One person.\"\n", &decision(INSIDER, ""));
    assert!(threat(&off, INSIDER).is_none());
    let orphan = &found(&off).orphans[0];
    assert!(orphan.why.contains("switched off") && orphan.why.contains("One person."), "{orphan:?}");
    assert_eq!(told(&off, "disposition-orphaned").len(), 1);
    // Without its reason nothing is switched off.
    let unreasoned = project("[[rule]]\nid = \"T-EXT-INSIDER\"\noff = true\n", ACTOR);
    assert_eq!(threat(&unreasoned, INSIDER).unwrap().state, State::Open);
}

#[test]
fn tuning_makes_decisions_be_looked_at_again() {
    let plain = project("", ACTOR);
    let digest =
        found(&plain).digest(threat(&plain, INSIDER).unwrap(), &plain.model, plain.catalogs.threats()).unwrap();
    let records = decision(INSIDER, &format!("digest = \"{digest}\"\nseverity-after = \"medium\"\n"));
    let holds = project("", &records);
    assert_eq!(threat(&holds, INSIDER).unwrap().state, State::Accepted);
    assert!(told(&holds, "disposition-outdated").is_empty());
    let tuned = project("[[rule]]\nid = \"T-EXT-INSIDER\"\nattacker = 1\nrationale = \"x\"\n", &records);
    assert_eq!(threat(&tuned, INSIDER).unwrap().state, State::Open);
    let finding = told(&tuned, "disposition-outdated")[0];
    assert!(finding.message.contains("the rule has been tuned by the product"), "{}", finding.message);
}

#[test]
fn a_switched_off_kind_stops_nothing() {
    let rules = "[[mechanism]]\nid = \"dual-approval\"\noff = true\nrationale = \"Never here.\"\n";
    let compiled = project(rules, ACTOR);
    let insider = threat(&compiled, INSIDER).unwrap();
    assert_eq!((insider.state, insider.missing.len()), (State::Open, 0), "no alternative is left");
}

#[test]
fn decisions_about_a_replaced_rule_are_followed() {
    let rules = format!("{KIND}{OWN}replaces = [\"T-OURS-MONEY\"]\n");
    let compiled = project(&rules, &decision("T-OURS-MONEY@actor.technician", "severity-after = \"low\"\n"));
    assert_eq!(threat(&compiled, "T-OURS-BRIBE@actor.technician").unwrap().state, State::Accepted);
    let finding = told(&compiled, "threat-rule-replaced")[0];
    assert!(finding.help.contains("T-OURS-BRIBE@actor.technician"));
    assert!(told(&compiled, "unresolved-reference").is_empty());
}

#[test]
fn a_decision_follows_the_former_name_of_its_element() {
    let renamed = decision(INSIDER, "").replace("[actor.technician]", "[actor.service]\nformerly = [\"technician\"]");
    let compiled = project("", &renamed);
    assert!(told(&compiled, "unresolved-reference").is_empty(), "{:?}", told(&compiled, "unresolved-reference"));
    assert!(threat(&compiled, "T-EXT-INSIDER@actor.service").unwrap().decision.is_some());
}

#[test]
fn a_threat_that_is_gone_is_kept_without_a_finding() {
    let gone = decision(INSIDER, "").replace("privileged = true", "privileged = false");
    let orphaned = project("", &gone);
    let finding = told(&orphaned, "disposition-orphaned")[0];
    assert!(finding.message.contains("`privileged` is false"), "{}", finding.message);
    let kept = project("", &format!("{gone}gone-since = \"2.0\"\n"));
    for code in ["disposition-orphaned", "disposition-unsound", "threat-incomplete", "unresolved-reference"] {
        assert!(told(&kept, code).is_empty(), "{:?}", told(&kept, code));
    }
    assert_eq!(found(&kept).gone[0].since, "2.0");
    let nowhere = project("", &format!("{}gone-since = \"2.0\"\n", decision("T-EXT-INSIDER@actor.nobody", "")));
    assert!(told(&nowhere, "unresolved-reference").is_empty());
    // Of a threat that is there it is no answer.
    let false_word = project("", &decision(INSIDER, "gone-since = \"2.0\"\n"));
    assert_eq!(threat(&false_word, INSIDER).unwrap().state, State::Open);
    assert_eq!(told(&false_word, "disposition-unsound").len(), 1);
}

#[test]
fn scores_decide_what_remains_and_may_not_contradict() {
    let score = |more: &str| project("", &decision(INSIDER, more));
    let before = "cvss = \"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L\"\n"; // 4.2
    let low = "cvss-after = \"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:L/A:N\"\n"; // 1.6
    let high = "cvss-after = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\n"; // 9.8
    let unsound = |compiled: &Compilation| {
        told(compiled, "disposition-unsound").iter().map(|finding| finding.help.clone()).collect::<String>()
    };
    assert_eq!(unsound(&score(&format!("{before}{low}"))), "");
    let worse = unsound(&score(&format!("{before}{high}")));
    assert!(worse.contains("9.8 is above `cvss` 4.2") && worse.contains("severity `critical` remains"), "{worse}");
    let words = unsound(&score(&format!("{before}{low}severity-after = \"medium\"\n")));
    assert!(words.contains("`severity-after` says medium, `cvss-after` 1.6 is low"), "{words}");
    let none = score("cvss = \"CVSS:3.1/AV:N\"\n");
    assert!(told(&none, "cvss-invalid")[0].message.contains("version 3.1 needs AC"));
    assert_eq!(told(&none, "threat-incomplete").len(), 1, "a vector that is none scores nothing");
}

#[test]
fn open_threats_and_questions_keep_the_aspect_from_being_met() {
    let verdict = |compiled: &Compilation| {
        let statuses = compiled.statuses();
        let aspects = statuses[0].requirements.iter().flat_map(|requirement| requirement.aspects.iter());
        aspects.into_iter().find(|aspect| aspect.id == "SR-2.k").unwrap().verdict.word().to_owned()
    };
    assert_eq!(verdict(&project("", ACTOR)), "missing");
    let plain = project("", ACTOR);
    let digest = found(&plain).digest(threat(&plain, INSIDER).unwrap(), &plain.model, plain.catalogs.threats());
    let sound = format!(
        "digest = \"{}\"\nseverity-after = \"medium\"\ncvss = \"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L\"\n",
        digest.unwrap()
    );
    assert_eq!(verdict(&project("", &decision(INSIDER, &sound))), "met");
    let unknown = decision(INSIDER, &sound) + "[actor.other]\n";
    assert_eq!(verdict(&project("", &unknown)), "partial");
    let two = decision(INSIDER, &sound) + "[actor.other]\nkind = \"person\"\nprivileged = true\n";
    let both = project("", &two);
    assert_eq!(verdict(&both), "partial");
    assert_eq!(told(&both, "threats-open").len(), 1, "one finding for the element that is open");
    assert_eq!(verdict(&project("", "")), "missing", "nothing is met over nothing");
}

#[test]
fn rules_of_a_used_folder_hold_for_its_own_records() {
    let root = std::env::temp_dir().join(format!("vauban-threat-rules-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    let records = "[component.c]\n[mechanism.m]\nkind = \"four-eyes\"\nprotects = \"component.c\"\n";
    let product = format!("{ROOT}[use.platform]\npath = \"../platform\"\n");
    let files = [
        ("platform/vauban.toml", String::new()),
        ("platform/security/platform.rules.toml", format!("{KIND}{OWN}")),
        ("platform/security/a.toml", records.to_owned()),
        ("product/vauban.toml", product),
        ("product/security/a.toml", ACTOR.to_owned()),
    ];
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let own = DiskWorld::open(&root.join("product"), Date::new(2026, 11, 22).unwrap()).unwrap();
    let compiled = compile(&own).unwrap();
    assert!(told(&compiled, "unknown-word").is_empty(), "{:?}", told(&compiled, "unknown-word"));
    assert!(told(&compiled, "threat-rule-broken").is_empty());
    assert!(threat(&compiled, "T-OURS-BRIBE@actor.technician").is_some());
    std::fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_survey_finds_the_same_threats_as_a_check() {
    let files = [("vauban.toml", ROOT), ("security/a.toml", ACTOR)];
    let (checked, surveyed) = (compile(&world(&files)).unwrap(), survey(&world(&files)).unwrap());
    let ids = |compiled: &Compilation| -> Vec<(String, State)> {
        found(compiled).threats.iter().map(|threat| (threat.id.clone(), threat.state)).collect()
    };
    assert_eq!(ids(&checked), ids(&surveyed));
    assert!(told(&surveyed, "threats-open").is_empty() && !told(&checked, "threats-open").is_empty());
}

//! Threats of whole designs: what they are called, where they stand, and what becomes of decisions.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::time::Instant;

use vauban_analysis::threats::{Enumeration, Standing, State, Threat};
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::Date;

const DESIGN: &str = r#"
[zone.lan]
kind = "network"
[zone.inside]
kind = "host"
[actor.operator]
kind = "person"
zone = ["lan"]
privileged = false
commands = true
[component.plc]
title = "Controller"
kind = "controller"
zone = ["inside"]
essential = true
safety = false
boots = false
updatable = false
accounts = false
user-code = false
routes = false
debug-port = false
external-memory = false
place = "restricted"
[interface.bus]
on = "plc"
kind = "ethernet"
offers = ["command"]
exposure = "network"
reachable-from = ["lan"]
protocol = "modbus-tcp"
human = false
complex-input = true
[flow.write]
from = "actor.operator"
to = "bus"
kind = "control"
carries = ["setpoints"]
external-network = false
[asset.setpoints]
kind = "function"
content = ["command"]
held-by = ["plc"]
impact = { confidentiality = "none", integrity = "moderate", availability = "low" }
"#;

const ROOT: &str = "[product.p]\nversion = \"1\"\n[policy]\nassumed-attacker = 2\nresidual-risk = \"high\"\n";

fn compiled(files: &[(&str, &str)]) -> Compilation {
    let today = Date::new(2026, 11, 22).unwrap();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    compile(&MemoryWorld::new(today, files)).unwrap()
}

fn design(more: &str) -> Compilation {
    compiled(&[("vauban.toml", ROOT), ("security/a.toml", &format!("{DESIGN}{more}"))])
}

fn found(compiled: &Compilation) -> &Enumeration {
    compiled.threats(compiled.products()[0]).unwrap()
}

fn threat<'a>(compiled: &'a Compilation, id: &str) -> &'a Threat {
    let threats = &found(compiled).threats;
    let ids = || threats.iter().map(|threat| threat.id.as_str()).collect::<Vec<_>>();
    threats.iter().find(|threat| threat.id == id).unwrap_or_else(|| panic!("no {id} in {:?}", ids()))
}

fn has(compiled: &Compilation, id: &str) -> bool {
    found(compiled).threats.iter().any(|threat| threat.id == id)
}

/// Ids with state and severity: what a reader would compare.
fn told(compiled: &Compilation) -> Vec<String> {
    let one = |threat: &Threat| {
        let names: Vec<String> = threat.mechanisms.iter().map(|id| compiled.model.head(*id).name()).collect();
        format!("{} {} {} {:?} {:?}", threat.id, threat.state.word(), threat.severity, names, threat.shadow)
    };
    found(compiled).threats.iter().map(one).collect()
}

const FORGED: &str = "T-FLOW-FORGED-COMMAND@flow.write";

fn digest(compiled: &Compilation, id: &str) -> String {
    found(compiled).digest(threat(compiled, id), &compiled.model, compiled.catalogs.threats()).unwrap()
}

#[test]
fn a_forged_command_is_open_until_mechanisms_stop_it() {
    let open = design("");
    assert_eq!(threat(&open, FORGED).state, State::Open);
    assert_eq!(threat(&open, FORGED).missing, ["one-way-flow"]);
    let half = design("[mechanism.m]\nkind = [\"peer-authentication\"]\nprotects = [\"flow.write\"]\n");
    assert_eq!(threat(&half, FORGED).state, State::Open);
    assert_eq!(threat(&half, FORGED).missing, ["channel-integrity"]);
    for place in ["flow.write", "interface.bus", "component.plc", "asset.setpoints"] {
        let text = format!(
            "[mechanism.m]\nkind = [\"peer-authentication\", \"channel-integrity\"]\nprotects = [\"{place}\"]\n"
        );
        let stopped = design(&text);
        assert_eq!(threat(&stopped, FORGED).state, State::StoppedUnproven, "{place}");
        let weak = design(&format!("{text}resists = 1\n"));
        assert_eq!(threat(&weak, FORGED).state, State::Open, "{place}: weaker than the assumed attacker");
        let idea = design(&format!("{text}status = \"proposed\"\n"));
        assert_eq!(threat(&idea, FORGED).state, State::Open, "{place}: only proposed");
    }
    let elsewhere = design(
        "[mechanism.m]\nkind = [\"one-way-flow\"]\nprotects = [\"interface.other\"]\n[interface.other]\non = \"plc\"\n",
    );
    assert_eq!(threat(&elsewhere, FORGED).state, State::Open);
}

#[test]
fn a_boundary_counts_where_every_way_leads_over_it() {
    let boundary = "[boundary.b]\nfrom = \"lan\"\nto = \"inside\"\n\
                    [mechanism.m]\nkind = [\"one-way-flow\", \"rate-limiting\", \"network-filtering\"]\nprotects = [\"boundary.b\"]\n";
    assert_eq!(threat(&design(boundary), FORGED).state, State::StoppedUnproven);
    let second = format!("{boundary}[boundary.c]\nfrom = \"lan\"\nto = \"inside\"\n");
    assert_eq!(threat(&design(&second), FORGED).state, State::Open, "the second boundary has no mechanism");
}

#[test]
fn a_mechanism_on_nothing_counts_nowhere() {
    let text = "[mechanism.m]\nkind = [\"one-way-flow\"]\nprotects = [\"flow.write\"]\nrelies-on = [\"mechanism.n\"]\n";
    assert_eq!(threat(&design(text), FORGED).state, State::Open);
    let proposed = format!("{text}[mechanism.n]\nkind = [\"key-storage\"]\nstatus = \"proposed\"\n");
    assert_eq!(threat(&design(&proposed), FORGED).state, State::Open);
    let there = format!("{text}[mechanism.n]\nkind = [\"key-storage\"]\n");
    assert_eq!(threat(&design(&there), FORGED).state, State::StoppedUnproven);
}

#[test]
fn identity_depends_on_ids_alone() {
    let one = design("");
    let titled = DESIGN.replace("title = \"Controller\"", "title = \"Another name\"");
    let titled = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &titled)]);
    assert_eq!(told(&one), told(&titled));
    let mut parts: Vec<String> = DESIGN.split("\n[").skip(1).map(|part| format!("[{part}\n")).collect();
    parts.reverse();
    let names: Vec<String> = (0..parts.len()).map(|at| format!("security/{at:02}.toml")).collect();
    let mut files: Vec<(&str, &str)> =
        names.iter().zip(&parts).map(|(name, part)| (name.as_str(), part.as_str())).collect();
    files.push(("vauban.toml", ROOT));
    let apart = compiled(&files);
    assert_eq!(apart.model.len(), one.model.len());
    assert_eq!(told(&one), told(&apart));
}

#[test]
fn the_assumed_attacker_gates() {
    let weak = ROOT.replace("attacker = 2", "attacker = 1");
    let compiled = compiled(&[("vauban.toml", &weak), ("security/a.toml", DESIGN)]);
    assert_eq!(threat(&compiled, FORGED).state, State::Outside);
    assert!(found(&compiled).lines.iter().any(|line| line.state == State::Outside));
}

#[test]
fn a_broader_threat_shades_a_narrower_one() {
    let plain = design("");
    assert_eq!(threat(&plain, "T-FLOW-ALTERED@flow.write").shadow.as_deref(), Some(FORGED));
    let decided = design(&format!("[disposition.\"{FORGED}\"]\nresponse = \"not-applicable\"\nrationale = \"no\"\n"));
    assert_eq!(threat(&decided, FORGED).state, State::Outside);
    assert_eq!(threat(&decided, "T-FLOW-ALTERED@flow.write").shadow, None, "what is not there casts no shadow");
}

#[test]
fn threats_meet_in_lines_and_are_decided_there() {
    let second =
        "[flow.again]\nfrom = \"actor.operator\"\nto = \"bus\"\ncontent = [\"command\"]\nexternal-network = false\n";
    let two = design(second);
    let line = found(&two).lines.iter().find(|line| line.threats.len() == 2 && line.about == "interface.bus").unwrap();
    let ids: Vec<&str> = line.threats.iter().map(|at| found(&two).threats[*at].id.as_str()).collect();
    assert_eq!(ids, ["T-FLOW-FORGED-COMMAND@flow.again", FORGED]);
    let decided = design(&format!(
        "{second}[disposition.\"T-FLOW-FORGED-COMMAND@interface.bus\"]\nresponse = \"transfer\"\nrationale = \"r\"\ntransferred-to = \"owner\"\n"
    ));
    assert_eq!(threat(&decided, FORGED).state, State::Transferred);
    assert_eq!(threat(&decided, "T-FLOW-FORGED-COMMAND@flow.again").state, State::Transferred);
    assert!(found(&decided).orphans.is_empty());
}

fn accepted(id: &str, more: &str) -> String {
    format!(
        "[person.a]\nname = \"A\"\n[disposition.\"{id}\"]\nresponse = \"accept\"\nrationale = \"borne\"\napproved-by = \"a\"\n\
         date = 2026-11-01\nexpires = 2027-11-01\nseverity-after = \"high\"\n{more}\n"
    )
}

#[test]
fn a_decision_holds_while_what_it_rests_on_does() {
    let stored = digest(&design(""), FORGED);
    let text = accepted(FORGED, &format!("digest = \"{stored}\""));
    let holds = design(&text);
    let decision = threat(&holds, FORGED).decision.clone().unwrap();
    assert_eq!((threat(&holds, FORGED).state, decision.standing), (State::Accepted, Standing::Holds));
    let without = design(&accepted(FORGED, ""));
    assert_eq!(threat(&without, FORGED).decision.as_ref().unwrap().standing, Standing::Unpinned);

    let changed = |from: &str, to: &str| {
        assert!(DESIGN.contains(from));
        let changed = DESIGN.replace(from, to);
        let compiled = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &format!("{changed}{text}"))]);
        let found = threat(&compiled, FORGED);
        assert_eq!(found.state, State::Open, "nothing is silently kept");
        match found.decision.clone().unwrap().standing {
            Standing::LookAgain(changes) => changes,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(changed("essential = true", "essential = false"), ["`target.essential` was true, is false"]);
    assert_eq!(
        changed("content = [\"command\"]", "content = [\"command\", \"log\"]"),
        ["`content` was command, is command, log"]
    );
    assert_eq!(
        changed("essential = true\nsafety = false", "essential = false\nsafety = true"),
        ["`target.essential` was true, is false", "`target.safety` was false, is true"]
    );
    let guarded = design(&format!("{text}[mechanism.m]\nkind = [\"one-way-flow\"]\nprotects = [\"flow.write\"]\n"));
    let standing = threat(&guarded, FORGED).decision.clone().unwrap().standing;
    assert_eq!(standing, Standing::LookAgain(vec!["`mechanism.m` stops it as well".to_owned()]));
}

#[test]
fn a_decision_without_its_parts_has_no_effect() {
    for (from, to) in [
        ("approved-by = \"a\"\n", ""),
        ("expires = 2027-11-01\n", ""),
        ("expires = 2027-11-01", "expires = 2026-11-21"),
        ("rationale = \"borne\"\n", ""),
        ("date = 2026-11-01", "date = 2026-12-01"),
        ("severity-after = \"high\"", "severity-after = \"critical\""),
    ] {
        let text = accepted(FORGED, "");
        assert!(text.contains(from));
        let compiled = design(&text.replace(from, to));
        assert_eq!(threat(&compiled, FORGED).state, State::Open, "{from} to {to}");
        assert!(!threat(&compiled, FORGED).decision.as_ref().unwrap().standing.in_force());
    }
}

#[test]
fn decisions_follow_renamed_elements_and_orphans_are_told() {
    let text = accepted(FORGED, "");
    let renamed = DESIGN.replace("[flow.write]", "[flow.command]");
    let lost = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &format!("{renamed}{text}"))]);
    let orphan = &found(&lost).orphans[0];
    assert_eq!((orphan.threat.as_str(), orphan.candidates.len()), (FORGED, 1));
    assert_eq!(orphan.candidates, ["T-FLOW-FORGED-COMMAND@flow.command"]);
    assert_eq!(orphan.why, "there is no `flow.write` that the rule looks at");

    let said = renamed.replace("[flow.command]", "[flow.command]\nformerly = [\"write\"]");
    let follows = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &format!("{said}{text}"))]);
    assert_eq!(threat(&follows, "T-FLOW-FORGED-COMMAND@flow.command").state, State::Accepted);
    assert!(found(&follows).orphans.is_empty());

    let split = format!(
        "{said}[flow.other]\nformerly = [\"write\"]\nfrom = \"actor.operator\"\nto = \"bus\"\ncontent = [\"command\"]\n"
    );
    let split = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &format!("{split}{text}"))]);
    for id in ["T-FLOW-FORGED-COMMAND@flow.command", "T-FLOW-FORGED-COMMAND@flow.other"] {
        assert_eq!(threat(&split, id).state, State::Open);
        let standing = &threat(&split, id).decision.as_ref().unwrap().standing;
        assert_eq!(*standing, Standing::ToConfirm("flow.write".to_owned()));
    }

    let other = DESIGN.replace("content = [\"command\"]", "content = [\"log\"]");
    let gone = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &format!("{other}{text}"))]);
    assert_eq!(found(&gone).orphans[0].why, "the threat is gone: `content` is log");
}

#[test]
fn written_threats_stand_beside_the_others() {
    let text = "[threat.by-hand]\non = [\"interface.bus\"]\nstride = [\"tampering\"]\nasset = [\"setpoints\"]\n\
                [mechanism.m]\nkind = [\"one-way-flow\"]\nprotects = [\"flow.write\"]\n";
    let open = design(text);
    assert_eq!(threat(&open, "threat.by-hand").state, State::Open);
    assert_eq!(threat(&open, "threat.by-hand").severity.as_str(), "medium");
    let decided = design(&format!("{text}[disposition.by-hand]\nresponse = \"mitigate\"\nby = [\"m\"]\n"));
    assert_eq!(threat(&decided, "threat.by-hand").state, State::StoppedUnproven);
    let missing = design(&format!("{text}[disposition.by-hand]\nresponse = \"mitigate\"\nby = [\"m\", \"n\"]\n"));
    assert_eq!(threat(&missing, "threat.by-hand").state, State::Open);
}

#[test]
fn an_unknown_fact_is_one_question() {
    let open = DESIGN.replace("essential = true\n", "");
    let compiled = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &open)]);
    let questions = &found(&compiled).questions;
    let asked: Vec<_> = questions.iter().filter(|one| one.key == "essential").collect();
    assert!(!asked.is_empty() && asked.iter().all(|one| one.name == "component.plc"));
    assert!(has(&compiled, "T-CTRL-STARVED@component.plc") || asked.iter().any(|one| !one.threats.is_empty()));
    for one in questions {
        assert!(one.threats.iter().all(|at| found(&compiled).threats[*at].state == State::Question));
    }
}

#[test]
fn what_belongs_to_the_environment_is_not_enumerated() {
    let outside = DESIGN.replace("[component.plc]", "[component.plc]\npart-of = \"environment\"");
    let compiled = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &outside)]);
    assert!(!found(&compiled).threats.iter().any(|threat| threat.element.starts_with("component.")));
    assert!(!has(&compiled, FORGED), "both ends lie outside");
}

/// A design of some size; its time is printed, not judged.
#[test]
fn a_thousand_components() {
    let mut text = String::new();
    for zone in 0..50 {
        let _ = writeln!(text, "[zone.z{zone}]\nkind = \"network\"");
    }
    for at in 0..1_000 {
        let _ = writeln!(
            text,
            "[component.c{at}]\nkind = \"service\"\nzone = [\"z{}\"]\nessential = {}\nsafety = false\nupdatable = true\naccounts = true\ncrypto = true\nboots = false\nuser-code = false\nroutes = false\ndebug-port = false\n\
             [interface.i{at}]\non = \"c{at}\"\nkind = \"web\"\noffers = [\"command\", \"read\"]\nexposure = \"network\"\nhuman = true\nsessions = true\npasswords = true\ncomplex-input = true\nprotocol = \"https\"\n\
             [asset.a{at}]\nkind = \"configuration\"\nheld-by = [\"c{at}\"]\nimpact = {{ integrity = \"high\" }}\n\
             [mechanism.m{at}]\nkind = [\"peer-authentication\", \"channel-integrity\", \"channel-encryption\"]\nprotects = [\"interface.i{at}\"]",
            at % 50,
            at % 3 == 0,
        );
    }
    for at in 0..2_000 {
        let _ = writeln!(
            text,
            "[flow.f{at}]\nfrom = \"component.c{}\"\nto = \"i{}\"\ncarries = [\"a{}\"]\nexternal-network = false",
            at % 1_000,
            (at * 7 + 1) % 1_000,
            at % 1_000
        );
    }
    let compiled = compiled(&[("vauban.toml", ROOT), ("security/a.toml", &text)]);
    let begun = Instant::now();
    let found = found(&compiled);
    let took = begun.elapsed();
    eprintln!("{} threats in {} lines: {took:?}", found.threats.len(), found.lines.len());
    assert!(found.threats.len() > 10_000);
    assert!(found.orphans.is_empty());
}

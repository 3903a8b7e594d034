//! Defence in depth, judged twice.
//!
//! `judge.rs` is a second judge that shares nothing with the analysis; `designs.rs` writes random designs for
//! both. Here the judge is first held against designs whose depth is known by hand, and the designs against the
//! parser and against every rule.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod agreement;
mod designs;
mod hostile;
mod impact;
mod judge;
mod levels;
mod properties;
mod variants;

use std::collections::BTreeSet;

use judge::{Answer, RULES, judge, judge_without};
use rayon::prelude::*;
use toml::Table;
use vauban_engine::{MemoryWorld, compile};
use vauban_model::Date;

const MECHANISMS: &str = include_str!("../../../../catalog/threats/mechanisms.toml");

// --------------------------------------------------------------------------------- the judge on designs by hand

/// `attacker asset property tier: depth` lines of the answers that were asked for, `-` for no depth;
/// `depth/nominal` where the nominal depth is another.
fn spoken(answer: &Answer) -> String {
    let number = |depth: Option<usize>| depth.map_or("-".to_owned(), |depth| depth.to_string());
    let (depth, nominal) = (number(answer.depth), number(answer.nominal));
    let both = if depth == nominal { depth } else { format!("{depth}/{nominal}") };
    format!("{} {} {} {}: {both}", answer.attacker, answer.asset, answer.property, answer.tier)
}

fn answers(text: &str, tested: &[&str], assume: &[&str]) -> Vec<Answer> {
    let tested = tested.iter().map(|&id| id.to_owned()).collect();
    let assume: Vec<String> = assume.iter().map(|&event| event.to_owned()).collect();
    judge(&text.parse().unwrap(), &MECHANISMS.parse().unwrap(), &tested, &assume)
}

/// Every expected line must be among the answers.
fn expect(answers: &[Answer], lines: &[&str]) {
    let spoken: Vec<String> = answers.iter().map(spoken).collect();
    for line in lines {
        assert!(spoken.iter().any(|one| one == line), "no `{line}` in\n{}", spoken.join("\n"));
    }
}

fn check(text: &str, lines: &[&str]) {
    expect(&answers(text, &[], &[]), lines);
}

/// The minimal cut sets of the first answer about the property in the tier.
fn cut_sets(answers: &[Answer], property: &str, tier: &str) -> Vec<Vec<String>> {
    let answer = answers.iter().find(|answer| answer.property == property && answer.tier == tier).unwrap();
    answer.cut_sets.iter().map(|set| set.iter().cloned().collect()).collect()
}

/// A controller in a plant network, its web interface, and recipes on it.
const PLANT: &str = r#"
[zone.plant]
kind = "network"
[attacker.visitor]
starts-in = ["plant"]
strength = 2
[component.plc]
zone = "plant"
[interface.web]
on = "plc"
reachable-from = ["plant"]
[asset.recipes]
held-by = ["plc"]
"#;

#[test]
fn a_path_without_a_mechanism_is_a_bypass() {
    let found = answers(PLANT, &[], &[]);
    expect(&found, &["visitor recipes integrity designed: 0", "visitor recipes availability today: 0"]);
    assert_eq!(cut_sets(&found, "integrity", "designed"), [[""; 0]]);
    assert_eq!(found.len(), 15);
}

#[test]
fn a_tier_counts_what_it_counts() {
    let login = r#"
[mechanism.login]
kind = "authorization"
protects = ["interface.web"]
"#;
    let text = [PLANT, login].concat();
    let found = answers(&text, &[], &[]);
    expect(
        &found,
        &[
            "visitor recipes integrity designed: 1",
            "visitor recipes integrity without-environment: 1",
            "visitor recipes integrity implemented: 0",
            // Flooding needs no way past the login.
            "visitor recipes availability designed: 0",
        ],
    );
    assert_eq!(cut_sets(&found, "integrity", "designed"), [["component.plc"], ["mechanism.login"]]);

    let implemented = [&text, "status = \"implemented\"\nresists = 2\n"].concat();
    expect(
        &answers(&implemented, &["login"], &[]),
        &["visitor recipes integrity implemented: 1", "visitor recipes integrity verified: 1"],
    );
    expect(&answers(&implemented, &[], &[]), &["visitor recipes integrity verified: 0"]);
    check(&[&text, "resists = 1\n"].concat(), &["visitor recipes integrity designed: 0"]);
    check(&[&text, "status = \"proposed\"\n"].concat(), &["visitor recipes integrity designed: 0"]);
    check(&[&text, "relies-on = [\"asset.nowhere\"]\n"].concat(), &["visitor recipes integrity designed: 0"]);
    check(&[&text, "relies-on = [\"mechanism.login\"]\n"].concat(), &["visitor recipes integrity designed: 1"]);
    let environment = [&text, "provided-by = \"environment\"\n"].concat();
    check(&environment, &["visitor recipes integrity designed: 1", "visitor recipes integrity without-environment: 0"]);
    assert_eq!(cut_sets(&answers(&environment, &[], &[]), "integrity", "designed"), [["mechanism.login"]]);
}

#[test]
fn layers_in_one_process_are_one_layer() {
    let text = [
        PLANT,
        r#"
[mechanism.login]
kind = "user-authentication"
protects = ["interface.web"]
[mechanism.rights]
kind = "authorization"
protects = ["interface.web"]
[mechanism.checks]
kind = "input-validation"
protects = ["component.plc"]
"#,
    ]
    .concat();
    let found = answers(&text, &[], &[]);
    expect(&found, &["visitor recipes integrity designed: 1/3"]);
    let all = vec!["mechanism.checks".to_owned(), "mechanism.login".to_owned(), "mechanism.rights".to_owned()];
    assert_eq!(cut_sets(&found, "integrity", "designed"), [vec!["component.plc".to_owned()], all]);

    // What is given costs nothing and is in no cut set.
    let given = answers(&text, &[], &["mechanism.login"]);
    expect(&given, &["visitor recipes integrity designed: 1/2"]);
    let given = answers(&text, &[], &["component.plc"]);
    expect(&given, &["visitor recipes integrity designed: 0/3"]);

    // A passive part enforces nothing by default, but does when the record says so.
    let passive = text.replacen("[component.plc]", "[component.plc]\nform = \"hardware\"", 1);
    check(&passive, &["visitor recipes integrity designed: 3"]);
    let stated = passive.replace("protects", "enforced-by = [\"plc\"]\nprotects");
    check(&stated, &["visitor recipes integrity designed: 1/3"]);
}

#[test]
fn known_issues_are_taken_as_given_today() {
    let extra = r#"
[mechanism.login]
kind = "peer-authentication"
status = "implemented"
protects = ["interface.web"]
enforced-by = []
[mechanism.checks]
kind = "input-validation"
status = "implemented"
stops = ["peer"]
protects = ["interface.web"]
[issue.overflow]
state = "confirmed"
affects = ["component.plc"]
"#;
    let text = [PLANT, extra].concat();
    let today = |extra: &str| {
        let found = answers(&[&text, extra].concat(), &["login", "checks"], &[]);
        let answer = found.into_iter().find(|one| one.property == "integrity" && one.tier == "today").unwrap();
        (answer.depth, answer.nominal)
    };
    expect(&answers(&text, &["login", "checks"], &[]), &["visitor recipes integrity verified: 2"]);
    // The event of the component takes the checks that it enforces; nominally nothing is enforced by anything.
    assert_eq!(today(""), (Some(1), Some(2)));
    assert_eq!(today("effect = \"controls\""), (Some(1), Some(1)));
    assert_eq!(today("effect = \"controls\"\nunauthenticated = true"), (Some(0), Some(0)));
    let closed = text.replace("confirmed", "closed");
    expect(&answers(&closed, &["login", "checks"], &[]), &["visitor recipes integrity today: 2"]);
}

#[test]
fn what_contains_must_fall_before_anything_spreads() {
    let text = r#"
[zone.plant]
kind = "network"
[zone.inside]
kind = "process"
[attacker.visitor]
starts-in = ["plant"]
[component.host]
[component.web]
zone = "inside"
runs-on = "host"
[component.control]
runs-on = "host"
[interface.https]
on = "web"
reachable-from = ["plant"]
[interface.pipe]
on = "control"
reachable-from = ["inside"]
[asset.setpoints]
held-by = ["control"]
impact = { confidentiality = "none", availability = "none" }
[mechanism.sandbox]
kind = "isolation"
contains = ["web"]
"#;
    // Up from the host, or through the pipe: both need the way out of the sandbox.
    check(text, &["visitor setpoints integrity designed: 1"]);
    let found = answers(text, &[], &[]);
    assert_eq!(cut_sets(&found, "integrity", "designed"), [["mechanism.sandbox"]]);
    assert_eq!(found.len(), 5);
    // A zone of kind network is left at once, and physical zones never.
    check(&text.replace("kind = \"process\"", ""), &["visitor setpoints integrity designed: 0"]);
    let cabinet = text.replace("\"process\"", "\"physical\"").replace("\nruns-on = \"host\"", "");
    check(&cabinet, &["visitor setpoints integrity designed: -"]);
}

#[test]
fn a_boundary_separates_what_a_parent_joins() {
    let text = r#"
[zone.office]
[zone.cell]
kind = "network"
parent = "office"
[attacker.visitor]
starts-in = ["office"]
[component.plc]
zone = "cell"
[interface.web]
on = "plc"
[asset.recipes]
held-by = ["plc"]
"#;
    check(text, &["visitor recipes integrity designed: 0"]);
    let firewall = r#"
[boundary.firewall]
from = "cell"
to = "office"
[mechanism.filter]
kind = "network-filtering"
protects = ["boundary.firewall"]
"#;
    let text = [text, firewall].concat();
    check(&text, &["visitor recipes integrity designed: -"]);
    let both = text.replace("to = \"office\"", "to = \"office\"\nboth-ways = true");
    check(&both, &["visitor recipes integrity designed: 1"]);
    // A boundary that leads nowhere names no two zones.
    check(&text.replace("to = \"office\"", "to = \"nowhere\""), &["visitor recipes integrity designed: 0"]);
}

#[test]
fn a_key_shared_by_all_units_is_read_from_a_unit_on_the_bench() {
    let text = r#"
[zone.plant]
kind = "network"
[zone.cabinet]
kind = "physical"
[attacker.visitor]
starts-in = ["plant"]
[component.plc]
zone = ["plant", "cabinet"]
[interface.web]
on = "plc"
reachable-from = ["plant"]
[interface.jtag]
on = "plc"
reachable-from = ["cabinet"]
[asset.key]
held-by = ["plc"]
impact = { integrity = "none", availability = "none" }
[asset.recipes]
held-by = ["plc"]
impact = { integrity = "none", availability = "none" }
[mechanism.tls]
kind = "authorization"
protects = ["interface.web"]
enforced-by = []
relies-on = ["asset.key"]
[mechanism.checks]
kind = "input-validation"
protects = ["interface.web"]
enforced-by = []
[mechanism.lock]
kind = "tamper-resistance"
provided-by = "environment"
protects = ["interface.jtag"]
"#;
    let unique = ["visitor key confidentiality designed: 2", "visitor recipes confidentiality designed: 2"];
    check(text, &unique);
    let shared = text.replace("[asset.key]", "[asset.key]\nsame-on-every-unit = true");
    check(&shared, &["visitor key confidentiality designed: 0", "visitor recipes confidentiality designed: 1"]);
    // On the bench only what the environment provides is gone.
    let sealed = shared.replace("provided-by = \"environment\"", "");
    check(&sealed, &["visitor key confidentiality designed: 1", "visitor recipes confidentiality designed: 2"]);
}

#[test]
fn an_attacker_at_a_supplier_arrives_with_the_part() {
    let extra = r#"
[supplier.chips]
[mechanism.rights]
kind = "authorization"
protects = ["interface.web"]
enforced-by = []
relies-on = ["supplier.chips"]
[mechanism.checks]
kind = "input-validation"
protects = ["interface.web"]
enforced-by = []
[attacker.implant]
supply-chain = true
"#;
    let text = [&PLANT.replace("[component.plc]", "[component.plc]\nsupplier = \"chips\""), extra].concat();
    check(
        &text,
        &[
            "visitor recipes integrity designed: 2",
            "implant recipes integrity designed: 1/-",
            "implant recipes confidentiality implemented: 1/-",
        ],
    );
    // Without a record the mechanism that relies on the supplier is absent, yet the part still comes from there.
    let unknown = text.replace("[supplier.chips]", "");
    check(&unknown, &["visitor recipes integrity designed: 1", "implant recipes integrity designed: 1/-"]);
}

#[test]
fn rights_are_misused_by_whoever_has_them() {
    let text = r#"
[zone.plant]
kind = "network"
[zone.home]
kind = "network"
[actor.operator]
zone = "plant"
[attacker.visitor]
starts-in = ["plant"]
[attacker.insider]
starts-in = ["home"]
acts-as = ["operator"]
[component.plc]
zone = "plant"
[interface.web]
on = "plc"
reachable-from = ["plant"]
[flow.work]
from = "actor.operator"
to = "web"
passes-through = ["home"]
grants = ["asset.setpoints.integrity"]
[asset.setpoints]
impact = { confidentiality = "none", availability = "none" }
[mechanism.login]
kind = "user-authentication"
protects = ["interface.web"]
[mechanism.rights]
kind = "authorization"
protects = ["interface.web"]
enforced-by = []
"#;
    // The insider is let in; the visitor must pass the login, and authorization accepts whoever did.
    check(text, &["insider setpoints integrity designed: 0", "visitor setpoints integrity designed: 1"]);
    let dual = "[mechanism.four-eyes]\nkind = \"dual-approval\"\nprotects = [\"flow.work\"]\n";
    let text = [text, dual].concat();
    // Login and approval are both enforced by the controller.
    check(&text, &["insider setpoints integrity designed: 1", "visitor setpoints integrity designed: 1/2"]);
    // A mechanism that stops peers by its own word still admits, if one of its kinds does.
    let own = text.replace("\"user-authentication\"", "\"user-authentication\"\nstops = [\"outsider\", \"peer\"]");
    check(&own, &["visitor setpoints integrity designed: 1/2"]);
}

#[test]
fn a_flow_is_attacked_on_its_path_and_from_its_ends() {
    let text = r#"
[zone.plant]
kind = "network"
[zone.field]
kind = "network"
[attacker.visitor]
starts-in = ["field"]
[component.plc]
zone = "plant"
[component.historian]
zone = "plant"
[interface.collect]
on = "historian"
reachable-from = ["plant"]
[flow.upload]
from = "component.plc"
to = "collect"
passes-through = ["field"]
interruptible = true
carries = ["values"]
[asset.values]
[asset.program]
held-by = ["plc"]
[asset.history]
held-by = ["historian"]
[mechanism.tls]
kind = ["channel-encryption", "channel-integrity", "peer-authentication"]
protects = ["flow.upload"]
[mechanism.checks]
kind = "input-validation"
protects = ["interface.collect"]
enforced-by = []
"#;
    let found = answers(text, &[], &[]);
    expect(
        &found,
        &[
            "visitor values confidentiality designed: 1",
            // On the path the answers lead to the source at once.
            "visitor program integrity designed: 1",
            // Its other end checks what comes in.
            "visitor history integrity designed: 2",
            // Losing an upload loses nothing, in control of its end or not.
            "visitor values availability designed: -",
        ],
    );
    let values = found.iter().find(|one| one.asset == "values" && one.property == "confidentiality").unwrap();
    let single = |event: &str| BTreeSet::from([event.to_owned()]);
    let causes = ["component.historian", "component.plc", "mechanism.tls"].map(single);
    assert_eq!(values.cut_sets, causes.into());
    let silent = text.replace("carries", "answers = false\ncarries");
    check(&silent, &["visitor program integrity designed: -", "visitor history integrity designed: 2"]);
}

#[test]
fn required_depth_follows_impact_and_policy() {
    let required = |extra: &str| {
        let found = answers(&[PLANT, extra].concat(), &[], &[]);
        let of = |property: &str| found.iter().find(|one| one.property == property).map(|one| one.required);
        ["confidentiality", "integrity", "availability"].map(of)
    };
    assert_eq!(required(""), [Some(2); 3]);
    assert_eq!(required("impact = { confidentiality = \"none\", integrity = \"low\" }"), [None, Some(0), Some(2)]);
    assert_eq!(required("impact = { integrity = \"none\" }\nsafety = true"), [Some(2), Some(3), Some(3)]);
    assert_eq!(required("safety = true\n[policy]\nrequired-depth = { critical = 4 }"), [Some(2), Some(4), Some(4)]);
}

// ------------------------------------------------------------------------------------------ the random designs

const SEEDS: u64 = 500;

#[test]
fn random_designs_are_well_formed_records() {
    let today = Date::new(2026, 11, 22).unwrap();
    let form = [
        "toml-syntax",
        "unknown-kind",
        "misplaced-record",
        "unknown-key",
        "missing-key",
        "wrong-type",
        "unknown-word",
        "bad-id",
        "duplicate-id",
        "id-differs-in-case",
        "parent-cycle",
    ];
    for seed in 0..200 {
        let text = designs::random(seed);
        let product = "[product.example]\nversion = \"1.0\"\n";
        let files = [("vauban.toml", product), ("security/design.toml", &text)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let compiled = compile(&MemoryWorld::new(today, files)).unwrap();
        for finding in &compiled.findings {
            let intended = match finding.code {
                "unresolved-reference" => finding.message.contains("nowhere`") || finding.message.contains("supplier"),
                "wrong-kind-of-reference" => finding.message.contains("`interface.i1`"),
                code => !form.contains(&code),
            };
            assert!(intended, "seed {seed}: {} {}\n{text}", finding.code, finding.message);
        }
    }
}

#[test]
fn every_rule_decides_some_depth_of_the_random_designs() {
    let catalog: Table = MECHANISMS.parse().unwrap();
    let mut idle = RULES.to_vec();
    for seed in 0..SEEDS {
        let records: Table = designs::random(seed).parse().unwrap();
        let tested = designs::tested(&records);
        let depths = |rule: &str| -> Vec<Option<usize>> {
            let answers = judge_without(rule, &records, &catalog, &tested, &[]);
            answers.iter().map(|answer| answer.depth).collect()
        };
        let whole = depths("");
        idle = idle.into_par_iter().filter(|rule| depths(rule) == whole).collect();
        if idle.is_empty() {
            return;
        }
    }
    panic!("rules that decide nothing in {SEEDS} designs: {idle:?}");
}

#[test]
fn all_but_one_event_of_a_cut_set_leave_exactly_that_one() {
    let catalog: Table = MECHANISMS.parse().unwrap();
    (0..40_u64).into_par_iter().for_each(|seed| {
        let records: Table = designs::random(seed).parse().unwrap();
        let tested = designs::tested(&records);
        let answers = judge(&records, &catalog, &tested, &[]);
        let Some((at, deepest)) = answers.iter().enumerate().max_by_key(|(_, answer)| answer.depth) else { return };
        for cut_set in deepest.cut_sets.iter().take(3) {
            for last in cut_set {
                let others: Vec<String> = cut_set.iter().filter(|event| *event != last).cloned().collect();
                let left = &judge(&records, &catalog, &tested, &others)[at];
                assert_eq!(left.depth, Some(1), "seed {seed}: {cut_set:?} without {last}");
                assert!(left.cut_sets.contains(&BTreeSet::from([last.clone()])), "seed {seed}: {left:?}");
            }
        }
    });
}

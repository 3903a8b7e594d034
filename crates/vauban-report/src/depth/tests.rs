//! A small answer, and what each output makes of it.

use serde_json::{Value, json};

use super::*;
use crate::sarif::tests::schema_errors;
use crate::{Style, to_string};

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn layer(mechanism: &str, counts: bool, cause: Option<&str>, how: &str) -> LayerReport {
    LayerReport { mechanism: mechanism.into(), counts, cause: cause.map(str::to_owned), how: how.into() }
}

fn step(rule: &'static str, from: &[&str], to: &str, over: &[&str], layers: Vec<LayerReport>) -> StepReport {
    StepReport {
        rule,
        meaning: "does something",
        from: texts(from),
        to: to.into(),
        over: texts(over),
        layers,
        file: "security/design/web.toml".into(),
        line: 41,
        column: 1,
        ..StepReport::default()
    }
}

/// A firmware that two flaws give away as designed, and nothing guards as verified; a key that is out of reach.
pub(crate) fn gateway() -> DepthReport {
    let flawed = |name: &str| layer(name, true, Some("component.web"), "component.web is flawed");
    let path = PathReport {
        starts: texts(&["zone.internet"]),
        steps: vec![
            step(
                "S4",
                &["zone.internet"],
                "zone.plant-lan",
                &["boundary.gate"],
                vec![layer("mechanism.site-firewall", true, Some("mechanism.site-firewall"), "broken")],
            ),
            StepReport {
                watched_by: texts(&["mechanism.audit-log"]),
                ..step(
                    "E2",
                    &["zone.plant-lan"],
                    "component.web",
                    &["interface.https", "component.web"],
                    vec![
                        flawed("mechanism.login"),
                        flawed("mechanism.roles"),
                        layer("mechanism.aslr", false, None, "not verified: it has no adversarial test"),
                    ],
                )
            },
            step(
                "L1",
                &["component.web"],
                "asset.firmware.integrity",
                &["component.web", "asset.firmware"],
                Vec::new(),
            ),
        ],
        watched: 1,
        silent: false,
    };
    let row = DepthRow {
        attacker: "internet".into(),
        asset: "firmware".into(),
        property: "integrity",
        tier: "designed",
        impact: "critical",
        required: 3,
        reachable: true,
        depth: Some(2),
        nominal: Some(3),
        cut_sets: vec![texts(&["component.web", "mechanism.site-firewall"])],
        by_order: vec![0, 1, u128::MAX],
        truncated_at: Some(3),
        path: Some(path),
        lines: vec![
            LineReport { causes: texts(&["mechanism.site-firewall"]), then: texts(&["zone.plant-lan"]) },
            LineReport { causes: texts(&["component.web", "mechanism.login"]), then: Vec::new() },
        ],
        file: "security/design/assets.toml".into(),
        line: 7,
        column: 1,
        remedies: texts(&["a mechanism on asset.firmware that makes changes show would make it 3"]),
        ..DepthRow::default()
    };
    let bypass = DepthRow {
        tier: "verified",
        depth: Some(0),
        nominal: Some(0),
        cut_sets: vec![Vec::new()],
        by_order: Vec::new(),
        truncated_at: None,
        path: None,
        lines: Vec::new(),
        remedies: Vec::new(),
        ..row.clone()
    };
    let key = |tier| DepthRow {
        asset: "tls-key".into(),
        property: "confidentiality",
        tier,
        impact: "high",
        required: 2,
        reachable: false,
        depth: None,
        nominal: None,
        cut_sets: Vec::new(),
        sufficient: true,
        stated: Some(("statement.unreachable.internet.tls-key".into(), "2026-09-30".into())),
        ..bypass.clone()
    };
    let keys = [key("designed"), key("verified")];
    let rows: Vec<DepthRow> = [row, bypass].into_iter().chain(keys).collect();
    DepthReport {
        filter: None,
        product: "edge-gateway 2.4.0".into(),
        tiers: vec!["designed", "verified"],
        lines_in_full: false,
        drawn: weakest(&rows, 1),
        ranking: RankedCause::of(&rows),
        rows,
        assumed: Vec::new(),
        hardening: None,
        mechanisms: proofs(),
        proofs_in_full: false,
        notes: texts(&["not verified: mechanism.aslr: it has no adversarial test"]),
    }
}

/// What shows two mechanisms: one that is verified, one that nobody has attacked.
fn proofs() -> Vec<MechanismProof> {
    let test = |test: &str, technique, passed: Option<&str>| TestProof {
        test: test.into(),
        techniques: vec![technique],
        passed: passed.map(Into::into),
        why: if passed.is_none() { "it was not run on release `2.4.0`".into() } else { String::new() },
    };
    let code = |pattern: &str, files| CodeProof { pattern: pattern.into(), files, problem: None };
    let login = MechanismProof {
        mechanism: "mechanism.login".into(),
        counts: "verified",
        code: vec![code("src/login/**", Some(3))],
        tests: vec![
            test("test.login-works", "functional", Some("test-run.mitigation-2.4.0")),
            test("test.login-attacked", "adversarial", Some("test-run.mitigation-2.4.0")),
        ],
        ..MechanismProof::default()
    };
    let aslr = MechanismProof {
        mechanism: "mechanism.aslr".into(),
        counts: "implemented",
        code: vec![code("build/*.cmake", Some(0))],
        configuration: "randomize_va_space = 2".into(),
        tests: vec![test("test.aslr-works", "functional", None)],
        next: "it has no adversarial test".into(),
        ..MechanismProof::default()
    };
    vec![login, aslr]
}

#[test]
fn proofs_put_first_what_has_a_next_step() {
    let report = DepthReport { mechanisms: proofs(), proofs_in_full: true, ..DepthReport::default() };
    let text = shown(&report, &Style::default());
    let expect = "
 What shows each mechanism: 1 of 2 verified

   aslr  implemented
   code              build/*.cmake (no such file)
   configuration     randomize_va_space = 2
   test              aslr-works (functional) not passed: it was not run on release `2.4.0`
   not verified      it has no adversarial test

   login  verified
   code              src/login/** (3 files)
   test              login-works (functional) passed in test-run.mitigation-2.4.0
   test              login-attacked (adversarial) passed in test-run.mitigation-2.4.0
";
    assert!(text.ends_with(expect), "{text}");
}

fn shown(report: &DepthReport, style: &Style) -> String {
    to_string(|out| terminal::report(report, style, out)).unwrap()
}

#[test]
fn one_screen_tells_the_story() {
    let expect = "
 edge-gateway 2.4.0                                                            1 attacker · 2 assets

                               designed  verified
 firmware · integrity · critical impact, 3 required
   internet                       2         0       below
 1 asset has the depth asked for; `--verbose` shows every row

 firmware · integrity · internet, as designed: 2 of 3

   internet ─▶ plant-lan   site-firewall: broken                                  design/web.toml:41
   plant-lan ─https─▶ web  login, roles: web is flawed; aslr does not count: not  design/web.toml:41
                           verified: it has no adversarial test
   web holds firmware      no mechanism                                           design/web.toml:41

   smallest sets     { flaw in web, site-firewall }
                     (1 set of 2, 340282366920938463463374607431768211455 sets of 3; larger ones not
                     looked for)
   lines of defence  1: site-firewall   2: one of flaw in web, login
   nominal 3         3 mechanisms would have to fail one by one; but login, roles both stand on web
   watched           1 of 3 steps (audit-log)
   would help        a mechanism on asset.firmware that makes changes show would make it 3

 What carries most (designed): flaw in web (in 1 set of 2), site-firewall (in 1 set of 2).

 not verified: mechanism.aslr: it has no adversarial test
";
    let text = shown(&gateway(), &Style::default());
    for (line, expect) in text.lines().zip(expect.lines().skip(1)) {
        assert_eq!(line, expect);
    }
    assert_eq!(text.lines().count() + 1, expect.lines().count());
}

#[test]
fn says_as_much_as_is_asked() {
    let quiet = shown(&gateway(), &Style { quiet: true, ..Style::default() });
    assert!(quiet.contains("below") && !quiet.contains("smallest") && !quiet.contains("edge-gateway"), "{quiet}");
    let verbose = shown(&gateway(), &Style { verbose: true, ..Style::default() });
    assert!(verbose.contains("∞         ∞       unreachable, stated 2026-09-30"), "{verbose}");
    assert!(verbose.contains("once line 1 has fallen, in reach: zone.plant-lan"), "{verbose}");
    let narrow = shown(&gateway(), &Style { width: 60, ..Style::default() });
    assert!(narrow.contains("   internet: below\n     designed 2 · verified 0\n"), "{narrow}");
    assert!(narrow.lines().all(|line| crate::text::width(line) <= 60), "{narrow}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    for width in [40, 60, 100, 200] {
        let plain = Style { width, verbose: true, ..Style::default() };
        let colour = Style { color: true, hyperlinks: Some("/gw".into()), ..plain.clone() };
        let coloured = shown(&gateway(), &colour);
        assert!(coloured.contains("file:///gw/security/design/web.toml"));
        assert_eq!(crate::paint::strip(&coloured), shown(&gateway(), &plain));
    }
}

#[test]
fn verdicts_have_words() {
    let base = gateway().rows;
    let one = |change: &dyn Fn(&mut DepthRow)| {
        let mut row = base[0].clone();
        change(&mut row);
        Group::all(&[row])[0].verdict()
    };
    assert_eq!(one(&|row| row.depth = Some(0)), "bypass");
    let alone = |row: &mut DepthRow| {
        row.depth = Some(1);
        row.tier = "verified";
        row.cut_sets = vec![texts(&["mechanism.jtag-lock"])];
    };
    assert_eq!(one(&alone), "single point as verified: jtag-lock stands alone");
    assert_eq!(one(&|row| row.tier = "without-environment"), "below without the environment");
    assert_eq!(one(&|row| row.tier = "today"), "below today");
    assert_eq!(one(&|row| row.reachable = false), "unreachable, nobody stands up for it");
    assert_eq!(one(&|row| row.sufficient = true), "enough");
    let mut least = base[0].clone();
    (least.depth, least.at_least) = (None, Some(4));
    assert_eq!(depth_text(&least), "≥4");
}

#[test]
fn the_worst_comes_first_and_no_asset_twice_while_others_wait() {
    let base = gateway().rows;
    let row = |asset: &str, attacker: &str, depth: u32| DepthRow {
        asset: asset.into(),
        attacker: attacker.into(),
        depth: Some(depth),
        sufficient: depth >= 3,
        ..base[0].clone()
    };
    let rows = [row("a", "x", 3), row("a", "y", 0), row("b", "x", 1), row("a", "z", 0), row("c", "x", 2)];
    assert_eq!(weakest(&rows, 9), [1, 2, 4, 3, 0]);
    assert_eq!(weakest(&rows, 1), [1]);
    assert_eq!(weakest(&[], 1), Vec::<usize>::new());
}

#[test]
fn json_keeps_the_contract() {
    let text = to_string(|out| json::report(&gateway(), out)).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "vauban/depth/1");
    let [row, bypass, key, _] = &value["results"].as_array().unwrap()[..] else { panic!("{text}") };
    assert_eq!((&row["attacker"], &row["asset"], &row["depth"]), (&json!("internet"), &json!("firmware"), &json!(2)));
    assert_eq!(row["cut_sets"], json!([["component.web", "mechanism.site-firewall"]]));
    assert_eq!(row["by_order"], json!([0, 1, u64::MAX]), "as large as most readers can hold");
    assert_eq!((&row["steps"], &row["watched_steps"], &row["silent"]), (&json!(3), &json!(1), &json!(false)));
    assert_eq!(row["path"][1]["layers"][2]["counts"], false);
    assert_eq!(row["path"][1]["layers"][0]["cause"], "component.web");
    assert_eq!(row["path"][0]["line"], 41);
    assert_eq!((&bypass["depth"], &bypass["cut_sets"], &bypass["path"]), (&json!(0), &json!([[]]), &Value::Null));
    assert_eq!((&key["reachable"], &key["depth"], &key["cut_sets"]), (&json!(false), &Value::Null, &json!([])));
    assert_eq!((&key["silent"], &key["watched_steps"], &key["steps"]), (&json!(false), &json!(0), &json!(0)));
    assert_eq!(key["stated"]["date"], "2026-09-30");
    assert_eq!(value["ranking"][0], json!({"cause": "component.web", "by_order": [0, 1], "alone": 0}));
}

#[test]
fn sarif_has_a_flow_for_every_path() {
    let text = to_string(|out| sarif::report(&gateway(), "0.1.0", out)).unwrap();
    assert_eq!(schema_errors(&text), Vec::<String>::new());
    let log = sarif::log(&gateway(), "0.1.0");
    let [first, second] = &log.runs[0].results[..] else { panic!("{text}") };
    assert_eq!(
        first.message.text,
        "`firmware` (integrity) falls to `internet` as designed once 2 things have failed: flaw in web, site-firewall; \
         3 required."
    );
    assert_eq!(
        second.message.text,
        "`firmware` (integrity) falls to `internet` as verified with nothing to defeat; 3 required."
    );
    let steps = &first.code_flows[0].thread_flows[0].locations;
    assert_eq!(steps.len(), 3);
    assert_eq!(steps[0].location.message.as_ref().unwrap().text, "internet ─▶ plant-lan (site-firewall: broken)");
    assert!(second.code_flows.is_empty());
    assert_ne!(first.partial_fingerprints, second.partial_fingerprints);
}

#[test]
fn the_picture_stands_alone() {
    let picture = svg::picture(&gateway());
    let document = roxmltree::Document::parse(&picture).unwrap();
    let root = document.root_element();
    let text = |tag: &str| root.descendants().find(|node| node.has_tag_name(tag)).and_then(|node| node.text()).unwrap();
    assert_eq!(text("title"), "edge-gateway 2.4.0: firmware · integrity · internet, 2 of 3");
    assert!(text("desc").contains("Step 2: plant-lan ─https─▶ web (login: component.web is flawed; "), "{picture}");
    assert!(text("desc").contains("Line of defence 2: one of flaw in web, login."), "{picture}");
    assert!(picture.contains("prefers-color-scheme: dark"));
    assert_eq!(picture.matches("http:").count(), 1, "only the name of the format");
    let classes = |class: &str| root.descendants().filter(|node| node.attribute("class") == Some(class)).count();
    assert_eq!((classes("counts"), classes("absent"), classes("lost")), (3, 1, 1));
    assert_eq!(classes("wall"), 2 + 1, "two walls and the fort");
    assert!(roxmltree::Document::parse(&svg::picture(&DepthReport::default())).is_ok());
}

#[test]
fn hardening_says_what_to_build_and_what_stays_short() {
    let lifted = |before, after| Lifted {
        attacker: "insider".into(),
        asset: "setpoints".into(),
        property: "integrity",
        before: Some(before),
        after,
        required: 3,
    };
    let mut report = gateway();
    report.hardening = Some(HardeningReport {
        chosen: vec![("mechanism.filter".into(), 4)],
        cost: 4,
        at_least: 3,
        proposed: vec![("mechanism.filter".into(), 4), ("mechanism.vault".into(), 9)],
        lifted: vec![lifted(1, Some(3)), lifted(1, None)],
        short: vec![lifted(0, Some(0))],
        remedies: vec![
            (
                lifted(0, None),
                texts(&[
                    "a mechanism on flow.a that x would make it 1",
                    "a mechanism on flow.b that y would make it 1",
                ]),
            ),
            (lifted(0, None), Vec::new()),
        ],
    });
    let text = shown(&report, &Style { width: 140, ..Style::default() });
    let expect = "\
   build             filter (4)
   cost              4; nothing below 3 does it, between the two none was tried
   not needed        vault (9)
   lifts             setpoints · integrity · insider: 1 → 3 of 3
                     setpoints · integrity · insider: 1 → ∞ of 3
   stays short       setpoints · integrity · insider: 0 of 3
   would help        setpoints · integrity · insider: a mechanism on flow.a that x would make it 1 (or at flow.b)
                     setpoints · integrity · insider: no single mechanism more would raise it
";
    assert!(text.contains(expect), "{text}");
    let told: Value = serde_json::from_str(&to_string(|out| json::report(&report, out)).unwrap()).unwrap();
    assert_eq!((&told["hardening"]["optimal"], &told["hardening"]["chosen"][0]["cost"]), (&json!(false), &json!(4)));
}

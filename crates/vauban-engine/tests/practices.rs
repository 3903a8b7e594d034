//! Candidates against the design practices, answers to them, and the levels that records claim: small designs, each
//! with one thing that decides.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use vauban_analysis::practices::Question;
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::Date;

const PROJECT: &str = "[product.p]\nversion = \"2\"\ntype = [\"embedded-device\"]\n\
    target-level = { fr1 = 1, fr2 = 1, fr3 = 1, fr4 = 1, fr5 = 1, fr6 = 2, fr7 = 1 }\n";

fn compiled(design: &str) -> Compilation {
    let files: BTreeMap<String, Vec<u8>> = BTreeMap::from([
        ("vauban.toml".into(), PROJECT.into()),
        ("security/design.toml".into(), design.to_owned().into_bytes()),
    ]);
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

/// What is asked of which element: `component.x rights`.
fn asked(design: &str) -> Vec<String> {
    let compiled = compiled(design);
    let product = compiled.products()[0];
    let concerns = compiled.practices(product).unwrap().concerns;
    let each = concerns.iter().flat_map(|concern| &concern.candidates);
    each.map(|one| format!("{} {}", compiled.model.head(one.element).name(), one.question.word())).collect()
}

/// The design asks exactly this, and with each edit nothing.
fn check(design: &str, expect: &str, edits: &[(&str, &str)]) {
    assert_eq!(asked(design), [expect], "{design}");
    for (from, to) in edits {
        assert!(design.contains(from), "{design} has no {from}");
        assert_eq!(asked(&design.replace(from, to)), Vec::<String>::new(), "{to}");
    }
}

/// Nothing is asked about this part; it stands beside what is.
const USED: &str = "[component.c]\nform = \"process\"\nessential = true\n";

#[test]
fn rights() {
    let design = format!(
        "{USED}privileges = \"root\"\n[interface.i]\non = \"c\"\nexposure = \"network\"\nusers = [\"actor.a\"]\n[actor.a]\n"
    );
    let edits = [("\"root\"", "\"user web, no root\""), ("exposure = \"network\"", "exposure = \"none\"")];
    check(&design, "component.c rights", &edits);
}

#[test]
fn neighbours_of_other_trust() {
    let design = format!(
        "{USED}runs-on = \"os\"\n[component.os]\nmixed-trust = true\n[interface.i]\non = \"c\"\nuntrusted-input = true\n\
         [mechanism.wall]\nkind = \"isolation\"\nprotects = \"interface.i\"\n"
    );
    let contained = "kind = \"isolation\"\ncontains = \"c\"";
    let edits = [
        ("mixed-trust = true", "mixed-trust = false"),
        ("untrusted-input = true", "untrusted-input = false"),
        ("kind = \"isolation\"", contained),
    ];
    check(&design, "component.c uncontained", &edits);
    let proposed = design.replace("kind = \"isolation\"", &format!("{contained}\nstatus = \"proposed\""));
    assert_eq!(asked(&proposed), ["component.c uncontained"]);
}

#[test]
fn grants_and_operations() {
    let design = format!(
        "{USED}[interface.i]\non = \"c\"\noperations = [{{ name = \"read\", needs = \"role\", affects = [\"x\"] }}]\n\
         [flow.f]\nfrom = \"component.c\"\nto = \"i\"\ngrants = [\"asset.y.integrity\"]\n[asset.x]\n[asset.y]\n"
    );
    check(
        &design,
        "flow.f grant",
        &[("affects = [\"x\"]", "affects = [\"y\"]"), ("[asset.y]", "[asset.y]\nderived-from = [\"x\"]")],
    );
    let design = format!(
        "{USED}[interface.i]\non = \"c\"\nexposure = \"physical\"\nusers = [\"actor.a\"]\noperations = [{{ name = \"reset\" }}]\n[actor.a]\n"
    );
    check(&design, "interface.i open-operation", &[("name = \"reset\"", "name = \"reset\", needs = \"a hand\"")]);
}

#[test]
fn shared_accounts() {
    check(
        &format!("{USED}shared-accounts = true\n"),
        "component.c shared-account",
        &[("accounts = true", "accounts = false")],
    );
    let design = format!(
        "{USED}[interface.i]\non = \"c\"\npasswords = true\nusers = [\"actor.a\", \"actor.b\"]\n\
         [actor.a]\nkind = \"person\"\n[actor.b]\nkind = \"person\"\n[account.one]\non = \"c\"\n"
    );
    let edits = [
        (", \"actor.b\"]", "]"),
        ("[account.one]\non = \"c\"", "[account.one]\non = \"c\"\n[account.two]\non = \"c\""),
        ("[actor.a]", "[mechanism.m]\nkind = \"individual-identity\"\nprotects = \"interface.i\"\n[actor.a]"),
    ];
    check(&design, "interface.i shared-account", &edits);
}

#[test]
fn cryptography_of_our_own() {
    let design = "[mechanism.m]\nkind = \"channel-encryption\"\ncode = [\"src/a.c\"]\n";
    let library = "relies-on = [\"component.l\"]\n[component.l]\nsupplier = \"s\"\nform = \"library\"\n[supplier.s]\n";
    let through = "relies-on = [\"mechanism.n\"]\n[mechanism.n]\nenforced-by = [\"l\"]\n[component.l]\nsupplier = \"s\"\n[supplier.s]\n";
    let code = "code = [\"src/a.c\"]\n";
    let edits = [
        ("channel-encryption", "input-validation"),
        (code, ""),
        (code, &format!("{code}{library}")),
        (code, &format!("{code}{through}")),
        (code, &format!("{code}provided-by = \"environment\"\n")),
        (code, &format!("{code}status = \"proposed\"\n")),
    ];
    check(design, "mechanism.m own-cryptography", &edits);
    let library = "[component.l]\nform = \"library\"\nessential = true\ncrypto = true\ncode = [\"src/**\"]\n";
    check(library, "component.l own-cryptography", &[("crypto = true", "crypto = false"), ("code = [\"src/**\"]", "")]);
}

#[test]
fn a_protocol_of_our_own() {
    let design = format!(
        "{USED}[interface.i]\non = \"c\"\nexposure = \"network\"\nusers = [\"actor.a\"]\n[actor.a]\n\
         [mechanism.m]\nkind = \"replay-protection\"\nprotects = \"interface.i\"\ncode = [\"src/a.c\"]\n"
    );
    check(
        &design,
        "interface.i own-protocol",
        &[("exposure = \"network\"", "protocol = \"mtls\""), ("code = [\"src/a.c\"]", "")],
    );
}

#[test]
fn parsers_and_updates() {
    let design = format!("{USED}[interface.i]\non = \"c\"\nuntrusted-input = true\ncomplex-input = true\n");
    let guard = |kind: &str, key: &str| format!("{USED}[mechanism.m]\nkind = \"{kind}\"\n{key}\n");
    let edits = [
        (USED, &*guard("isolation", "contains = \"c\"")),
        (USED, &*guard("input-validation", "protects = \"interface.i\"")),
        ("complex-input = true", "complex-input = false"),
    ];
    check(&design, "interface.i bare-parser", &edits);
    assert_eq!(asked(&design.replace(USED, &guard("audit-logging", "protects = \"interface.i\""))).len(), 1);

    let design = format!(
        "{USED}[interface.i]\non = \"c\"\noffers = [\"update\"]\ninstalls = [\"c\"]\nusers = [\"actor.a\"]\n[actor.a]\n"
    );
    let counted = guard("anti-rollback", "protects = \"component.c\"");
    check(&design, "interface.i rollback", &[(USED, &counted), ("installs = [\"c\"]\n", "")]);
}

#[test]
fn secrets() {
    let design =
        format!("{USED}[asset.k]\nkind = \"key\"\nheld-by = [\"c\"]\nimpact = {{ confidentiality = \"moderate\" }}\n");
    let vault = |protects: &str| format!("{USED}[mechanism.m]\nkind = \"key-storage\"\nprotects = \"{protects}\"\n");
    let edits = [
        (USED, &*vault("asset.k")),
        (USED, &*vault("component.c")),
        ("\"moderate\"", "\"none\""),
        ("kind = \"key\"", "kind = \"data\""),
    ];
    check(&design, "asset.k bare-secret", &edits);
}

#[test]
fn decisions_in_several_places() {
    let way = |id: &str| {
        format!(
            "[interface.{id}]\non = \"c\"\noperations = [{{ name = \"set\", needs = \"role\", affects = [\"x\"] }}]\n\
             concerns = {{ authorization = {{ by = [\"{id}\"] }} }}\n[mechanism.{id}]\nkind = \"authorization\"\n"
        )
    };
    let design = format!("{USED}[asset.x]\n{}{}", way("one"), way("two"));
    let behind = "[mechanism.one]\nkind = \"authorization\"\nrelies-on = [\"mechanism.two\"]";
    let edits = [("[mechanism.one]\nkind = \"authorization\"", behind), ("by = [\"two\"]", "by = [\"one\"]")];
    check(&design, "component.c scattered-decision", &edits);
}

#[test]
fn surface() {
    let design = format!("{USED}[interface.i]\non = \"c\"\nenabled-by-default = true\n");
    let edits = [
        ("= true\n[interface.i]", "= true\n[interface.j]\non = \"c\"\ncarried-by = \"i\"\n[interface.i]"),
        ("enabled-by-default = true", "enabled-by-default = true\nneeded = true"),
        ("enabled-by-default = true", "enabled-by-default = false"),
        ("enabled-by-default = true", "users = [\"component.c\"]\nenabled-by-default = true"),
    ];
    check(&design, "interface.i idle-interface", &edits);

    let twin = |id: &str| {
        format!("[interface.{id}]\non = \"c\"\nexposure = \"network\"\noffers = [\"read\"]\nusers = [\"actor.a\"]\n")
    };
    let design = format!("{USED}{}{}[actor.a]\n[actor.b]\n", twin("one"), twin("two"));
    let other = twin("two").replace("actor.a", "actor.b");
    check(&design, "interface.two same-twice", &[(&twin("two"), &other)]);

    let way = "[component.d]\n[interface.w]\non = \"d\"\n";
    let design = format!("[component.c]\nform = \"process\"\n{way}");
    let ported = "[port.p]\non = \"c\"\nstate = \"removed\"\n[component.c]";
    let edits = [("form = \"process\"", "part-of = \"environment\""), ("[component.c]", ported), (way, "")];
    check(&design, "component.c idle-component", &edits);
}

#[test]
fn outliers_are_told_with_numbers() {
    let hub: String = (0..12).map(|at| format!("[asset.a{at}]\nheld-by = [\"hub\"]\n")).collect();
    let parts: String = (0..8).map(|at| format!("[component.p{at}]\nessential = true\n")).collect();
    let compiled = compiled(&format!("[component.hub]\n{parts}{hub}"));
    let concerns = compiled.practices(compiled.products()[0]).unwrap().concerns;
    let [only] = concerns.as_slice() else { panic!("{concerns:?}") };
    assert_eq!(only.candidates[0].question, Question::Outlier);
    assert_eq!(
        only.candidates[0].seen,
        "has 12 assets; the median of 9 components is 0, their spread 1, and more than 6 stands out"
    );
}

const ANSWERED: &str = "[component.c]\nform = \"process\"\nshared-accounts = true\nessential = true\n\
    [practice.a]\naspect = [\"SD-4.a\"]\ntext = \"t\"\nsource-text = \"s\"\n\
    [practice-answer.a]\npractice = \"a\"\nproduct = \"p\"\ndesign-version = \"2\"\nanswer = \"deviated\"\nreason = \"r\"\n\
    shown-by = [\"component.c\"]\nby = \"dev\"\ndate = 2026-10-01\n[person.dev]\n";

fn findings(compiled: &Compilation) -> Vec<&str> {
    let all = compiled.findings.iter().filter(|finding| finding.code == "account-shared");
    all.map(|finding| finding.help.as_str()).collect()
}

#[test]
fn an_answer_settles_and_is_evidence() {
    let compiled = compiled(ANSWERED);
    assert!(findings(&compiled).is_empty());
    let statuses = compiled.statuses();
    let aspects = statuses[0].requirements.iter().flat_map(|requirement| &requirement.aspects);
    let aspect = aspects.into_iter().find(|aspect| aspect.id == "SD-4.a").unwrap();
    let evidence: Vec<&str> = aspect.evidence.iter().map(|one| one.record.as_str()).collect();
    assert_eq!(evidence, ["component.c", "practice-answer.a"]);
}

#[test]
fn what_does_not_answer_settles_nothing() {
    for (from, to, why) in [
        ("answer = \"deviated\"", "answer = \"followed\"", "says that the practice is followed there"),
        ("reason = \"r\"", "reason = \" \"", "gives no `reason`"),
        ("design-version = \"2\"", "design-version = \"1\"", "is not for version 2"),
        ("by = \"dev\"", "by = \"nobody\"", "does not say `by` a known person"),
        ("date = 2026-10-01", "date = 2027-10-01", "does not say `by` a known person and on what `date`"),
        ("aspect = [\"SD-4.a\"]", "aspect = [\"SD-4.b\"]", "or answer it"),
        ("shown-by = [\"component.c\"]", "shown-by = []", "or answer it"),
        ("product = \"p\"", "product = \"q\"", "or answer it"),
    ] {
        let compiled = compiled(&ANSWERED.replace(from, to));
        let found = findings(&compiled);
        let [help] = found.as_slice() else { panic!("{to}: {found:?}") };
        assert!(help.contains(why), "{to}: {help}");
    }
}

#[test]
fn an_open_candidate_gives_no_verdict() {
    let without = compiled("[component.c]\nform = \"process\"\nessential = true\n");
    let with = compiled("[component.c]\nform = \"process\"\nessential = true\nshared-accounts = true\n");
    let verdict = |compiled: &Compilation| {
        let statuses = compiled.statuses();
        let mut aspects = statuses[0].requirements.iter().flat_map(|requirement| &requirement.aspects);
        aspects.find(|aspect| aspect.id == "SD-4.a").map(|aspect| (aspect.verdict, aspect.evidence.len())).unwrap()
    };
    assert_eq!(verdict(&without).0, verdict(&with).0);
    assert_eq!((verdict(&without).1, verdict(&with).1), (0, 1));
}

/// What a family claims: the level, and what is missing for the level aimed at.
fn family(design: &str, id: &str) -> (u32, Vec<String>) {
    let compiled = compiled(design);
    let capability = compiled.capability(compiled.products()[0]).unwrap();
    let family = capability.families.iter().find(|family| family.id == id).unwrap();
    let missing = family.missing_target().iter().map(|entry| entry.id.clone()).collect();
    (family.claimed, missing)
}

#[test]
fn levels_are_what_implemented_mechanisms_claim() {
    let log = "[mechanism.log]\nkind = \"log-export\"\nstatus = \"implemented\"\n";
    let watch = "[mechanism.watch]\nimplements = [\"CR 6.2\"]\nstatus = \"implemented\"\n";
    let none: Vec<String> = Vec::new();
    assert_eq!(family("", "FR6"), (0, vec!["CR 6.1".into(), "CR 6.2".into()]));
    assert_eq!(family(log, "FR6"), (1, vec!["CR 6.2".into()]));
    assert_eq!(family(&format!("{log}{watch}"), "FR6"), (4, none));
    let designed = log.replace("implemented", "designed");
    assert_eq!(family(&designed, "FR6"), (0, vec!["CR 6.1".into(), "CR 6.2".into()]));
    let elsewhere = format!("{log}provided-by = \"environment\"\n");
    assert_eq!(family(&elsewhere, "FR6").0, 0);
    let key = watch.replace("CR 6.2", "iec62443-4-2:2019/CR-6.2");
    assert_eq!(family(&format!("{log}{key}"), "FR6").0, 4);
    let other = watch.replace("CR 6.2", "other:1/CR 6.2");
    assert_eq!(family(&format!("{log}{other}"), "FR6").0, 1);
}

#[test]
fn a_condition_that_no_fact_answers_counts_as_met() {
    let claims = "[mechanism.m]\nstatus = \"implemented\"\nimplements = [\"CR 4.1\", \"CR 4.2\"]\n";
    let (claimed, missing) = family(claims, "FR4");
    // CR 4.1 is judged on flows and stores, and there are none; CR 4.3 has a condition in words only.
    assert_eq!((claimed, missing), (0, vec!["CR 4.1".to_owned(), "CR 4.3".to_owned()]));
}

#[test]
fn what_rests_on_an_assumption_is_told() {
    let design = "[assumption.a]\nmechanism = \"m\"\n[mechanism.m]\nprovided-by = \"environment\"\n\
        [component.c]\n[interface.i]\non = \"c\"\nassumptions = [\"a\"]\n[threat.t]\nassumptions = [\"a\"]\n\
        [disposition.t]\nresponse = \"transfer\"\ntransferred-to = \"owner\"\n[assumption.idle]\n";
    let compiled = compiled(design);
    let rests = compiled.assumptions(compiled.products()[0]);
    let name = |id: &vauban_model::AnyId| compiled.model.head(*id).name();
    let one = rests.iter().find(|one| name(&one.assumption) == "assumption.a").unwrap();
    assert_eq!(one.interfaces.iter().map(name).collect::<Vec<_>>(), ["interface.i"]);
    assert_eq!(one.threats.len(), 1);
    assert_eq!(one.decisions.iter().map(name).collect::<Vec<_>>(), ["disposition.t"]);
    assert_eq!(one.mechanism.as_ref().map(name).as_deref(), Some("mechanism.m"));
    let idle = rests.iter().find(|one| name(&one.assumption) == "assumption.idle").unwrap();
    assert!(idle.interfaces.is_empty() && idle.threats.is_empty() && idle.decisions.is_empty() && idle.told.is_empty());
}

//! Where two levels of one design differ: each case is a small design, and what is told of it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::{Date, DesignLevel, Kind};

/// A coarse controller with one way in, and a part that spells it out.
const PLANT: &str = r#"
[zone.plant]
kind = "network"
[zone.office]
kind = "network"
[zone.box]
kind = "host"
[component.controller]
zone = "box"
[interface.maintenance]
on = "controller"
reachable-from = "plant"
[component.web]
zone = "box"
refines = "controller"
[interface.https]
on = "web"
refines = "maintenance"
reachable-from = "plant"
"#;

const CODES: [&str; 6] = [
    "promise-unkept",
    "refinement-incomplete",
    "refinement-opens-more",
    "refinement-contradictory",
    "promise-counted-as-layer",
    "design-level-missing",
];

fn compiled(text: &str) -> Compilation {
    let files = BTreeMap::from([
        ("vauban.toml".to_owned(), b"[product.one]\nversion = \"1.0\"\n".to_vec()),
        ("security/design.toml".to_owned(), text.as_bytes().to_vec()),
    ]);
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

fn found(compiled: &Compilation) -> Vec<String> {
    let mine = compiled.findings.iter().filter(|finding| CODES.contains(&finding.code));
    let mut found: Vec<String> = mine.map(|finding| format!("{}: {}", finding.code, finding.message)).collect();
    found.sort();
    found
}

fn check(more: &str, expected: &[&str]) {
    let compiled = compiled(&format!("{PLANT}{more}"));
    let form = compiled.findings.iter().find(|finding| {
        ["unknown-key", "unresolved-reference", "wrong-type", "toml-syntax", "unknown-word"].contains(&finding.code)
    });
    assert!(form.is_none(), "{form:?}");
    assert_eq!(found(&compiled), expected, "{more}");
}

#[test]
fn levels_that_agree_say_nothing() {
    check("", &[]);
    // Not even where a design has no levels at all.
    assert_eq!(found(&compiled("[component.a]\n[mechanism.m]\nkind = [\"isolation\"]\ncontains = \"a\"\n")), [""; 0]);
}

#[test]
fn a_promise_is_kept_by_what_does_the_same() {
    let promise = "[mechanism.above]\nkind = [\"authorization\"]\nprotects = [\"interface.maintenance\"]\n";
    check(promise, &["promise-unkept: `mechanism.above` is promised above, and nothing below fulfils it"]);
    // By a mechanism that names it, or by one that simply does the same.
    let real = "[mechanism.below]\nkind = [\"authorization\"]\nprotects = [\"interface.https\"]\n";
    check(&format!("{promise}{real}"), &[]);
    check(&format!("{promise}{real}refines = \"above\"\n"), &[]);
    // What protects the component protects every interface on it.
    check(&format!("{promise}{}", real.replace("interface.https", "component.web")), &[]);
    // Two together do it as well.
    let two = "[mechanism.a]\nkind = [\"user-authentication\"]\nprotects = [\"interface.https\"]\n\
               [mechanism.b]\nkind = [\"isolation\"]\nstops = [\"peer\"]\nprotects = [\"interface.https\"]\n";
    check(&format!("{promise}{two}"), &[]);
    let half = "promise-unkept: `mechanism.above` is kept below only in part: on `interface.https` nothing that is as \
                promised stops a peer";
    check(&format!("{promise}{}", real.replace("authorization", "user-authentication")), &[half]);
    // A name without a layer is none.
    let empty = "[mechanism.below]\nkind = [\"authorization\"]\nrefines = \"above\"\n";
    let both = "promise-unkept: `mechanism.above` is kept below only in part: on `interface.https` nothing that is as \
                promised stops a peer or stops an outsider";
    check(&format!("{promise}{empty}"), &[both]);
    for weaker in ["status = \"proposed\"", "resists = 1", "provided-by = \"environment\""] {
        check(&format!("{promise}{real}{weaker}\n"), &[both]);
    }
    let done = promise.replace("protects", "status = \"implemented\"\nprotects");
    check(&format!("{done}{real}"), &[both]);
    check(&format!("{done}{real}status = \"implemented\"\n"), &[]);
    // What is only an idea above promises nothing.
    check(&promise.replace("protects", "status = \"proposed\"\nprotects"), &[]);
}

#[test]
fn a_promise_is_kept_at_every_way_in() {
    let more = "[mechanism.above]\nkind = [\"user-authentication\"]\nprotects = [\"interface.maintenance\"]\n\
                [mechanism.below]\nkind = [\"user-authentication\"]\nprotects = [\"interface.https\"]\nrefines = \"above\"\n\
                [interface.ssh]\non = \"web\"\nrefines = \"maintenance\"\nreachable-from = \"plant\"\n";
    check(
        more,
        &[
            "promise-unkept: `mechanism.above` is kept below only in part: on `interface.ssh` nothing that is as promised \
           stops an outsider",
        ],
    );
}

#[test]
fn two_promised_layers_are_not_one_mechanism() {
    let more = "[mechanism.one]\nkind = [\"user-authentication\"]\nprotects = [\"interface.maintenance\"]\n\
                [mechanism.two]\nkind = [\"network-filtering\"]\nprotects = [\"interface.maintenance\"]\n\
                [mechanism.three]\nkind = [\"rate-limiting\"]\nprotects = [\"interface.maintenance\"]\n\
                [mechanism.real]\nkind = [\"user-authentication\", \"rate-limiting\"]\nprotects = [\"interface.https\"]\n";
    check(
        &format!("{more}refines = [\"one\", \"two\", \"three\"]\n"),
        &[
            "promise-unkept: `mechanism.one`, `mechanism.two` are 2 layers in front of `interface.maintenance` (stops an \
           outsider), and in front of `interface.https` there is one: `mechanism.real`",
        ],
    );
    // Nor where it names none of them.
    check(
        more,
        &[
            "promise-unkept: `mechanism.one`, `mechanism.two` are 2 layers in front of `interface.maintenance` (stops an \
           outsider), and in front of `interface.https` there is one: `mechanism.real`",
        ],
    );
    // What makes one promise real does not make another real by the way.
    check(
        &format!("{more}refines = [\"one\", \"three\"]\n"),
        &["promise-unkept: `mechanism.two` is promised above, and nothing below fulfils it"],
    );
    let second = "refines = [\"one\", \"three\"]\n[mechanism.filter]\nkind = [\"network-filtering\"]\n\
                  protects = [\"component.web\"]\nrefines = \"two\"\n";
    check(&format!("{more}{second}"), &[]);
}

#[test]
fn what_contains_above_contains_every_part_below() {
    let more = "[mechanism.wall]\nkind = [\"isolation\"]\ncontains = [\"controller\"]\nenforced-by = []\n";
    check(more, &["promise-unkept: `mechanism.wall` is promised above, and nothing below fulfils it"]);
    let real =
        "[mechanism.sandbox]\nkind = [\"isolation\"]\ncontains = [\"web\"]\nenforced-by = []\nrefines = \"wall\"\n";
    check(&format!("{more}{real}"), &[]);
    let another = "[component.store]\nzone = \"box\"\nrefines = \"controller\"\n";
    check(
        &format!("{more}{real}{another}"),
        &[
            "promise-unkept: `mechanism.wall` is kept below only in part: on `component.store` nothing that is as promised \
           keeps it from spreading",
        ],
    );
}

#[test]
fn what_is_above_is_below() {
    let way = "[interface.usb]\non = \"controller\"\nreachable-from = \"plant\"\n";
    check(way, &["refinement-incomplete: `interface.usb` is a way in above, and no interface below refines it"]);
    let flow = "[actor.person]\nzone = \"plant\"\n[flow.up]\nfrom = \"actor.person\"\nto = \"maintenance\"\n";
    check(flow, &["refinement-incomplete: `flow.up` leads somewhere above, and no flow below refines it"]);
    let carried = "[asset.recipes]\n[asset.copy]\nrefines = \"recipes\"\n[flow.down]\nfrom = \"actor.person\"\nto = \"https\"\nrefines = \"up\"\n";
    check(
        &format!("{flow}carries = \"recipes\"\n{carried}"),
        &["refinement-incomplete: `flow.up` carries `asset.recipes` above, and no flow below does"],
    );
    check(&format!("{flow}carries = \"recipes\"\n{carried}carries = \"copy\"\n"), &[]);
    let held = "[asset.recipes]\nheld-by = \"controller\"\n";
    check(
        held,
        &[
            "refinement-incomplete: `asset.recipes` is held by `component.controller` above, and no part of it holds it below",
        ],
    );
    check(&format!("{held}[asset.files]\nheld-by = \"web\"\nrefines = \"recipes\"\n"), &[]);
    check("[asset.recipes]\nheld-by = [\"controller\", \"web\"]\n", &[]);
    let zones = "[zone.lan]\nkind = \"network\"\nrefines = \"office\"\n[attacker.a]\nstarts-in = ";
    check(
        &format!("{zones}[\"office\"]\n"),
        &["refinement-incomplete: `attacker.a` starts in `zone.office` above, and nowhere below"],
    );
    check(&format!("{zones}[\"office\", \"lan\"]\n"), &[]);
}

#[test]
fn nothing_leads_in_below_that_nobody_mentions_above() {
    let ssh = "[interface.ssh]\non = \"web\"\nreachable-from = ";
    check(
        &format!("{ssh}\"office\"\n"),
        &[
            "refinement-opens-more: `interface.ssh` leads into `component.controller` from `zone.office`, and nothing above mentions it",
        ],
    );
    // Inside the box it is a matter of the finer design.
    check(&format!("{ssh}\"box\"\n"), &[]);
    check(
        &format!("{ssh}\"box\"\nreach = \"external\"\n"),
        &["refinement-opens-more: `interface.ssh` leads into `component.controller`, and nothing above mentions it"],
    );
    check(
        &format!("{ssh}[\"plant\", \"office\"]\nrefines = \"maintenance\"\n"),
        &["refinement-opens-more: `interface.ssh` can be reached from `zone.office`, and what it refines cannot"],
    );
    // A zone that refines an allowed one, or lies in it, is allowed.
    let inner =
        "[zone.lan]\nkind = \"network\"\nrefines = \"plant\"\n[zone.cell]\nkind = \"network\"\nparent = \"plant\"\n";
    check(&format!("{inner}{ssh}[\"lan\", \"cell\"]\nrefines = \"maintenance\"\n"), &[]);
    check(
        &format!(
            "[component.flash]\nform = \"store\"\n{ssh}\"plant\"\nrefines = \"maintenance\"\ninstalls = \"flash\"\n"
        ),
        &["refinement-opens-more: `interface.ssh` can replace `component.flash`, and what it refines cannot"],
    );
}

#[test]
fn refinements_lead_down_and_stay_in_the_product() {
    check(
        "[component.part]\npart-of = \"whole\"\n[component.whole]\nrefines = \"part\"\n",
        &["refinement-contradictory: `component.whole` refines `component.part`, which is a part of it"],
    );
    check(
        "[component.a]\nlevel = \"component\"\n[component.b]\nlevel = \"architecture\"\nrefines = \"a\"\n",
        &[
            "refinement-contradictory: `component.b` (level architecture) refines `component.a` (level component), which is no coarser",
        ],
    );
    check(
        "[component.other]\n[interface.stray]\non = \"other\"\nreachable-from = \"plant\"\nrefines = \"maintenance\"\n",
        &[
            "refinement-contradictory: `interface.stray` refines `interface.maintenance`, but its component `component.other` does not refine `component.controller`",
        ],
    );
    check(
        "[asset.a]\nheld-by = \"controller\"\nimpact = { integrity = \"critical\" }\n\
         [asset.b]\nheld-by = \"web\"\nrefines = \"a\"\nimpact = { integrity = \"low\" }\n",
        &[
            "refinement-contradictory: losing the integrity of `asset.a` does critical harm above, and at most low harm below",
        ],
    );
    let files = BTreeMap::from([
        ("vauban.toml".to_owned(), b"[product.one]\nversion = \"1.0\"\n[product.two]\nversion = \"1.0\"\n".to_vec()),
        (
            "security/design.toml".to_owned(),
            b"[component.a]\nproducts = [\"two\"]\n[component.b]\nproducts = [\"one\"]\nrefines = \"a\"\n".to_vec(),
        ),
    ]);
    let compiled = compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap();
    assert_eq!(
        found(&compiled),
        ["refinement-contradictory: `component.b` refines `component.a`, which belongs to another product"]
    );
}

#[test]
fn no_level_stands_on_another() {
    let promise = "[mechanism.above]\nkind = [\"storage-encryption\"]\nprotects = ";
    let asset = "[asset.files]\nheld-by = [\"controller\", \"web\"]\n";
    check(
        &format!(
            "{asset}{promise}[\"asset.files\"]\n[mechanism.real]\nkind = [\"storage-encryption\"]\nprotects = [\"asset.files\"]\nrefines = \"above\"\n"
        ),
        &[
            "promise-counted-as-layer: `mechanism.above` is a promise of the coarser design, and depth counts it in front of `asset.files` as well",
        ],
    );
    let stands = |record: &str, name: &str, on: &str| {
        check(
            record,
            &[&format!("promise-counted-as-layer: `{name}` stands on `{on}`, which is of the coarser design")],
        );
    };
    let guard = "[mechanism.m]\nkind = [\"user-authentication\"]\nprotects = [\"interface.https\"]\n";
    stands(&format!("{guard}relies-on = [\"component.controller\"]\n"), "mechanism.m", "component.controller");
    stands(&format!("{guard}enforced-by = [\"controller\"]\n"), "mechanism.m", "component.controller");
    stands("[component.app]\nruns-on = \"controller\"\n", "component.app", "component.controller");
    stands("[asset.key]\nheld-by = \"web\"\nin-clear-on = \"controller\"\n", "asset.key", "component.controller");
}

#[test]
fn something_critical_wants_the_last_level() {
    let held = "[component.drive]\nlevel = \"concept\"\n[asset.motion]\nheld-by = \"drive\"\nsafety = true\n";
    check(
        held,
        &[
            "design-level-missing: `component.drive` holds `asset.motion`, and its design ends at level concept: no component refines it",
        ],
    );
    check(&held.replace("concept", "component"), &[]);
    check(&held.replace("safety = true", "impact = { integrity = \"high\" }"), &[]);
}

#[test]
fn levels_follow_from_what_is_refined() {
    let compiled = compiled(
        "[component.a]\n[component.b]\nrefines = \"a\"\n[component.c]\nrefines = \"b\"\n[component.d]\nrefines = \"c\"\n\
         [component.alone]\n[component.said]\nlevel = \"concept\"\n[component.built]\nrefines = \"said\"\n\
         [component.theirs]\npart-of = \"environment\"\n[interface.i]\non = \"b\"\n",
    );
    let refinement = compiled.refinement(compiled.products()[0]);
    let id = |name: &str| compiled.model.find(Kind::Component, name).unwrap();
    let level = |name: &str| refinement.level(id(name));
    assert_eq!(
        ["a", "b", "c", "d"].map(level),
        [DesignLevel::Concept, DesignLevel::Concept, DesignLevel::Architecture, DesignLevel::Component]
    );
    assert_eq!(
        ["alone", "said", "built"].map(level),
        [DesignLevel::Component, DesignLevel::Concept, DesignLevel::Component]
    );
    assert!(refinement.levels_of(id("theirs")).is_empty());
    let interface = compiled.model.find(Kind::Interface, "i").unwrap();
    assert_eq!(refinement.levels_of(interface).into_iter().collect::<Vec<_>>(), [DesignLevel::Concept]);
    // At the level of the architecture `said` is not spelled out yet, and who has no level is everywhere.
    let shown = |name: &str| refinement.shows_at(id(name), DesignLevel::Architecture);
    assert_eq!(
        ["a", "c", "d", "said", "built", "alone", "theirs"].map(shown),
        [false, true, false, true, false, true, true]
    );
}

#[test]
fn long_chains_and_circles_end() {
    let chain: String = (0..5_000)
        .map(|at| {
            format!("[component.c{at}]\nrefines = \"c{}\"\n[mechanism.m{at}]\nrefines = [\"m{}\"]\n", at + 1, at + 1)
        })
        .collect();
    let compiled = compiled(&chain);
    assert!(compiled.findings.iter().any(|finding| finding.code == "unresolved-reference"));
    let circle: String = (0..200)
        .map(|at| {
            let next = (at + 1) % 200;
            format!(
                "[component.c{at}]\nrefines = \"c{next}\"\n[interface.i{at}]\non = \"c{at}\"\nrefines = [\"i{next}\"]\n\
                 [asset.a{at}]\nheld-by = \"c{at}\"\nrefines = [\"a{next}\"]\n"
            )
        })
        .collect();
    let compiled = self::compiled(&circle);
    let circles = compiled.findings.iter().filter(|finding| finding.code == "parent-cycle").count();
    assert_eq!(circles, 3);
}

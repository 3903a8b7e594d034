//! What stands in used folders: folders reached in two ways, folders kept from a reader, organisations, and reviews and
//! tests that were made elsewhere.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use vauban_analysis::review::State;
use vauban_analysis::status::{AspectStatus, Verdict};
use vauban_diagnostics::Severity;
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::{Date, Kind, ReviewKind};

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn project(files: &[(&str, &str)]) -> Compilation {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    compile(&MemoryWorld::new(today(), files).named("memory:")).unwrap()
}

fn found<'c>(compiled: &'c Compilation, code: &str) -> Vec<&'c vauban_diagnostics::Finding> {
    compiled.findings.iter().filter(|finding| finding.code == code).collect()
}

fn aspects(compiled: &Compilation) -> BTreeMap<String, AspectStatus> {
    let status = &compiled.statuses()[0];
    let all = status.requirements.iter().flat_map(|requirement| &requirement.aspects);
    all.map(|aspect| (aspect.id.clone(), aspect.clone())).collect()
}

const PRODUCT: &str = "[product.drive]\nversion = \"1.0\"\ntype = [\"embedded-device\"]\n";
const ROLES: &str = "[person.head]\n[role.owner]\nheld-by = [\"head\"]\n";

fn family(platform_uses: &str, extra: &[(&str, &str)]) -> Compilation {
    let root = format!("{PRODUCT}[use.platform]\npath = \"platform\"\n[use.organisation]\npath = \"organisation\"\n");
    let platform = format!("[product.base]\nversion = \"3.0\"\n[use.org]\npath = \"{platform_uses}\"\n");
    let mut files = vec![
        ("vauban.toml", root.as_str()),
        ("security/a.toml", "[component.app]\nowner = \"organisation/role.owner\"\n"),
        ("platform/vauban.toml", platform.as_str()),
        ("platform/security/a.toml", "[component.kernel]\nowner = \"org/role.owner\"\n"),
        ("organisation/vauban.toml", ""),
        ("organisation/security/people.toml", ROLES),
    ];
    files.extend_from_slice(extra);
    project(&files)
}

#[test]
fn a_folder_reached_in_two_ways_is_one_set_of_records() {
    let compiled = family("../organisation", &[]);
    let form = compiled.findings.iter().filter(|one| {
        one.severity == Severity::Error && vauban_model::codes::ALL.iter().any(|code| code.name == one.code)
    });
    assert_eq!(form.count(), 0, "{:?}", compiled.findings);
    assert_eq!(compiled.model.person.len(), 1, "nobody becomes two people");
    let owners: BTreeSet<_> = compiled
        .model
        .component
        .iter()
        .map(|component| component.head.common.owner.as_ref().unwrap().to().unwrap())
        .collect();
    assert_eq!(owners.len(), 1);
    assert!(compiled.model.find(Kind::Role, "organisation/owner").is_some());
    assert!(compiled.model.find(Kind::Role, "platform/org/owner").is_none());
    // A copy with the same records is the same folder too.
    let copy = family("org", &[("platform/org/vauban.toml", ""), ("platform/org/security/people.toml", ROLES)]);
    assert_eq!(copy.model.person.len(), 1, "{:?}", copy.findings);
    assert!(found(&copy, "use-in-two-states").is_empty());
}

#[test]
fn two_states_of_one_folder_are_told_with_both_places_and_ours_is_in_force() {
    let root = format!("{PRODUCT}[use.platform]\npath = \"platform\"\n[use.org]\npath = \"org\"\n");
    let compiled = project(&[
        ("vauban.toml", &root),
        ("platform/vauban.toml", "[product.base]\nversion = \"3.0\"\n[use.org]\npath = \"org\"\n"),
        ("platform/security/a.toml", "[component.kernel]\nowner = \"org/role.owner\"\n"),
        ("org/vauban.toml", ""),
        ("org/security/people.toml", ROLES),
        ("platform/org/vauban.toml", ""),
        ("platform/org/security/people.toml", &format!("{ROLES}[person.second]\n")),
    ]);
    let told = found(&compiled, "use-in-two-states");
    assert_eq!(told.len(), 1, "{:?}", compiled.findings);
    let place = |span: vauban_diagnostics::Span| compiled.model.sources.file(span.file).path.clone();
    assert_eq!(place(told[0].place.as_ref().unwrap().span), "platform/vauban.toml");
    assert_eq!(place(told[0].related[0].span), "vauban.toml");
    assert_eq!(compiled.model.person.len(), 1, "the state that the project names is in force");
    let kernel = &compiled.model.component[0];
    assert!(kernel.head.common.owner.as_ref().unwrap().to().is_some());
}

#[test]
fn nobody_decides_for_the_others_what_a_shared_folder_says() {
    let change = "[change.\"org/role.owner\"]\nrationale = \"ours has two\"\nheld-by = []\n";
    let compiled = family("../organisation", &[("platform/security/b.toml", change)]);
    assert_eq!(found(&compiled, "use-in-two-states").len(), 1, "{:?}", compiled.findings);
    assert_eq!(compiled.model.role[0].held_by.len(), 1, "the organisation's record stays as it is");
}

#[test]
fn a_circle_shows_both_ends() {
    let root = format!("{PRODUCT}[use.platform]\npath = \"platform\"\n");
    let compiled = project(&[("vauban.toml", &root), ("platform/vauban.toml", "[use.product]\npath = \"..\"\n")]);
    let told = found(&compiled, "use-cycle");
    assert_eq!(told.len(), 1);
    let file = |span: vauban_diagnostics::Span| compiled.model.sources.file(span.file).path.clone();
    assert_eq!(file(told[0].place.as_ref().unwrap().span), "platform/vauban.toml");
    assert_eq!(file(told[0].related[0].span), "vauban.toml");
}

#[test]
fn a_change_of_a_renamed_record_is_told_the_new_name() {
    let root = format!("{PRODUCT}[use.platform]\npath = \"platform\"\n");
    let compiled = project(&[
        ("vauban.toml", &root),
        (
            "security/a.toml",
            "[change.\"platform/mechanism.boot\"]\nrationale = \"own keys\"\n[remove.\"platform/port.usb\"]\nrationale = \"none\"\n",
        ),
        ("platform/vauban.toml", ""),
        (
            "platform/security/a.toml",
            "[mechanism.secure-boot]\nformerly = [\"boot\"]\n[port.usb-a]\nformerly = [\"usb\"]\n",
        ),
    ]);
    let helps: Vec<&str> = found(&compiled, "change-unmatched").iter().map(|one| one.help.as_str()).collect();
    assert_eq!(helps.len(), 2);
    assert!(helps.iter().any(|help| help.contains("platform/mechanism.secure-boot")), "{helps:?}");
    assert!(helps.iter().any(|help| help.contains("platform/port.usb-a")), "{helps:?}");
}

fn example(name: &str, prefix: &str) -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let name: PathBuf = path.strip_prefix(&root).unwrap().into();
                    let name = format!("{prefix}{}", name.to_string_lossy().replace('\\', "/"));
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
    }
    files
}

fn compiled(files: BTreeMap<String, Vec<u8>>) -> Compilation {
    compile(&MemoryWorld::new(today(), files).named("memory:")).unwrap()
}

/// No aspect is better in `without` than in `with`.
fn no_better(with: &Compilation, without: &Compilation) {
    let (with, without) = (aspects(with), aspects(without));
    for (id, aspect) in &without {
        let whole = with.get(id).map_or(Verdict::Missing, |whole| whole.verdict);
        assert!(aspect.verdict <= whole, "{id} got better without the folder: {aspect:?}");
    }
}

#[test]
fn nothing_gets_better_where_a_restricted_folder_is_not_here() {
    let root = |holds: &str| format!("\n[use.kept]\npath = \"kept\"\nrestricted = true\n{holds}\n").into_bytes();
    for holds in ["", "holds = [\"issue\", \"person\"]", "holds = [\"person\", \"competence\"]"] {
        let mut files = example("edge-gateway", "");
        files.get_mut("vauban.toml").unwrap().extend(root(holds));
        let without = compiled(files.clone());
        assert!(found(&without, "unresolved-reference").is_empty());
        assert_eq!(found(&without, "use-withheld").len(), 1);
        assert!(!without.incomplete.is_empty());
        let issue = "[issue.undisclosed]\nstate = \"received\"\nreceived = 2026-01-05\nseverity = \"critical\"\n[person.stranger]\n";
        let issue = if holds.contains("competence") { "[person.stranger]\n" } else { issue };
        files.insert("kept/vauban.toml".into(), Vec::new());
        files.insert("kept/security/kept.toml".into(), issue.into());
        let with = compiled(files);
        no_better(&with, &without);
        let all = aspects(&without);
        let met = || all.values().filter(|aspect| aspect.verdict == Verdict::Met);
        match holds {
            "" => assert_eq!(met().count(), 0, "what it holds is not said, so everything may rest on it"),
            _ => assert!(met().any(|aspect| !aspect.checks.is_empty()), "the rest is judged as before ({holds})"),
        }
        assert_eq!(without.issues_withheld().is_some(), !holds.contains("competence"));
        for (id, aspect) in aspects(&without).iter().filter(|(id, _)| id.starts_with("DM-")) {
            assert!(holds.contains("competence") || aspect.verdict != Verdict::Met, "{id}");
        }
    }
}

#[test]
fn references_into_a_restricted_folder_are_told_once() {
    let root = format!("{PRODUCT}[use.people]\npath = \"people\"\nrestricted = true\n");
    let records = "[role.a]\nheld-by = [\"people/person.x\", \"people/y\"]\n[role.b]\nheld-by = [\"people/person.x\"]\n[change.\"people/person.x\"]\nrationale = \"here\"\n[remove.\"people/person.y\"]\nrationale = \"left\"\n";
    let compiled = project(&[("vauban.toml", &root), ("security/a.toml", records)]);
    assert!(found(&compiled, "unresolved-reference").is_empty(), "{:?}", compiled.findings);
    assert!(found(&compiled, "change-unmatched").is_empty() && found(&compiled, "use-unreadable").is_empty());
    let told = found(&compiled, "use-withheld");
    assert_eq!(told.len(), 1);
    assert!(told[0].message.contains("3 references"), "{}", told[0].message);
    // Without the word it is an error, as before.
    let plain = project(&[("vauban.toml", &root.replace("restricted = true\n", "")), ("security/a.toml", records)]);
    assert_eq!(found(&plain, "use-unreadable").len(), 1);
    assert!(!found(&plain, "unresolved-reference").is_empty());
}

#[test]
fn an_organisation_answers_once_and_is_cited() {
    let org = "[person.head]\n[person.second]\n[document.handbook]\nurl = \"https://example.org/handbook\"\n[statement.\"SM-1.g\"]\nby = \"person.head\"\napproved-by = \"person.second\"\ndate = 2026-11-01\nevidence = [\"document.handbook\"]\n[waiver.w]\nfinding = \"x y\"\nreason = \"\"\napproved-by = \"person.head\"\nexpires = 2027-01-01\n";
    let root = format!("{PRODUCT}[use.organisation]\npath = \"organisation\"\n");
    let files =
        [("vauban.toml", root.as_str()), ("organisation/vauban.toml", ""), ("organisation/security/a.toml", org)];
    let compiled = project(&files);
    assert!(compiled.model.folders.get("organisation").unwrap().organisation);
    let rolled = found(&compiled, "findings-in-used-folder");
    assert_eq!(rolled.len(), 1, "{:?}", compiled.findings);
    assert!(compiled.findings.iter().all(|finding| finding.code != "waiver-incomplete"));
    // By itself it is asked what is done once, and nothing of a product.
    let alone = project(&[("vauban.toml", ""), ("security/a.toml", org)]);
    assert_eq!(found(&alone, "no-product")[0].severity, Severity::Note);
    assert_eq!(found(&alone, "waiver-incomplete").len(), 1);
    let asked = aspects(&alone);
    assert!(asked.contains_key("SM-1.a") && !asked.contains_key("SD-1.a"), "{:?}", asked.keys());
    assert!(alone.incomplete.iter().any(|line| line.contains("organisation's folder")), "{:?}", alone.incomplete);
    let answered = aspects(&compiled)["SM-1.g"].clone();
    assert_eq!(answered.verdict, aspects(&alone)["SM-1.g"].verdict);
    assert!(answered.how.starts_with("judged in `organisation`: stated by"), "{answered:?}");
    assert_eq!(answered.evidence[0].file, "organisation/security/a.toml");
    // A platform's word is not taken for the product's.
    let platform = format!("{org}[component.kernel]\n");
    let files =
        [("vauban.toml", root.as_str()), ("organisation/vauban.toml", ""), ("organisation/security/a.toml", &platform)];
    assert_eq!(aspects(&project(&files))["SM-1.g"].verdict, Verdict::Missing);
    // A product is still asked everything.
    assert!(aspects(&compiled).contains_key("SD-1.a"));
}

/// The gateway as the platform of a product, with records of the product's own.
fn on_the_gateway(own: &str) -> Compilation {
    let mut files = example("edge-gateway", "platform/");
    let root = format!("{PRODUCT}[use.platform]\npath = \"platform\"\n");
    files.insert("vauban.toml".into(), root.into_bytes());
    let release = "[release.first]\nversion = \"1.0\"\ndate = 2026-11-20\ncommit = \"1111111111111111111111111111111111111111\"\n";
    files.insert("security/a.toml".into(), format!("{release}{own}").into_bytes());
    compiled(files)
}

fn stands(compiled: &Compilation, name: &str) -> State {
    let product = compiled.products()[0];
    let design = compiled.reviews(product).unwrap().coverage.iter().find(|one| one.kind == ReviewKind::Design).unwrap();
    design.elements.iter().find(|element| element.name == name).unwrap_or_else(|| panic!("{name}")).state.clone()
}

/// Mechanisms that count as verified, by name.
fn verified(compiled: &Compilation) -> BTreeSet<String> {
    let depth = compiled.depth(compiled.products()[0]).unwrap();
    let proven = |shown: &&vauban_checks::Shown| {
        shown.status == vauban_model::MechanismStatus::Implemented && !depth.unverified.contains_key(&shown.mechanism)
    };
    depth.shown.iter().filter(proven).map(|shown| compiled.model.head(shown.mechanism).local().to_owned()).collect()
}

#[test]
fn reviews_and_tests_of_a_platform_count_where_nothing_around_differs() {
    let there = compiled(example("edge-gateway", ""));
    let here = on_the_gateway("");
    assert!(!verified(&there).is_empty());
    assert_eq!(verified(&here), verified(&there), "what is verified there is verified here");
    let product = there.products()[0];
    let design = there.reviews(product).unwrap().coverage.iter().find(|one| one.kind == ReviewKind::Design).unwrap();
    for element in &design.elements {
        assert!(element.state.settled());
        let state = stands(&here, &there_to_here(&element.name));
        assert!(state.settled(), "{}: {state:?}", element.name);
    }
}

fn there_to_here(name: &str) -> String {
    format!("platform/{name}")
}

#[test]
fn a_flow_that_is_added_to_a_platforms_interface_opens_it_again() {
    let here = on_the_gateway(
        "[actor.display]\n[flow.values]\nfrom = \"actor.display\"\nto = \"platform/interface.web-ui\"\n",
    );
    match stands(&here, "platform/interface.web-ui") {
        State::Disturbed(why) => assert!(why.contains("flow.values") && why.contains("added"), "{why}"),
        other => panic!("{other:?}"),
    }
    // What is not beside it stays as it was reviewed.
    assert!(stands(&here, "platform/zone.plant-lan").settled());
    assert_eq!(stands(&here, "flow.values"), State::New);
}

#[test]
fn a_change_or_removal_opens_the_record_and_what_is_beside_it() {
    let all = verified(&on_the_gateway(""));
    let target = all.iter().next().unwrap().clone();
    let change = format!(
        "[change.\"platform/mechanism.{target}\"]\nrationale = \"other keys\"\nresponsibility = \"something else\"\n"
    );
    let here = on_the_gateway(&change);
    assert!(matches!(stands(&here, &format!("platform/mechanism.{target}")), State::Changed(_)));
    assert!(!verified(&here).contains(&target), "it was tested as it is there");
    let removed = on_the_gateway("[remove.\"platform/interface.web-ui\"]\nrationale = \"no web pages\"\n");
    let disturbed = |compiled: &Compilation| {
        let product = compiled.products()[0];
        let design =
            compiled.reviews(product).unwrap().coverage.iter().find(|one| one.kind == ReviewKind::Design).unwrap();
        design.elements.iter().filter(|one| matches!(one.state, State::Disturbed(_))).count()
    };
    assert_eq!(disturbed(&on_the_gateway("")), 0);
    assert!(disturbed(&removed) > 0, "what stood beside the interface was reviewed with it");
}

#[test]
fn a_mechanism_that_is_added_weakens_nothing() {
    let here =
        on_the_gateway("[mechanism.seal]\nkind = [\"tamper-evidence\"]\nprotects = [\"platform/interface.web-ui\"]\n");
    assert!(stands(&here, "platform/interface.web-ui").settled());
}

/// The gateway with its people in a restricted folder of their own.
fn with_people_apart() -> BTreeMap<String, Vec<u8>> {
    let mut files = example("edge-gateway", "");
    let people = String::from_utf8(files.remove("security/people.toml").unwrap()).unwrap();
    let names: Vec<(String, String)> = people
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')?.split_once('.'))
        .filter(|(kind, _)| matches!(*kind, "person" | "role" | "training"))
        .map(|(kind, id)| (format!("\"{id}\""), format!("\"people/{kind}.{id}\"")))
        .collect();
    let evidence: Vec<(String, Vec<u8>)> = files
        .iter()
        .filter(|(path, _)| path.starts_with("security/evidence/people/"))
        .map(|(path, bytes)| (format!("people/{path}"), bytes.clone()))
        .collect();
    for (path, bytes) in &mut files {
        if path.ends_with(".toml") || path.ends_with(".md") {
            let mut text = String::from_utf8(bytes.clone()).unwrap();
            for (from, to) in &names {
                text = text.replace(from, to);
            }
            *bytes = text.into_bytes();
        }
    }
    files.extend(evidence);
    files.insert("people/vauban.toml".into(), Vec::new());
    files.insert("people/security/people.toml".into(), people.into_bytes());
    files.get_mut("vauban.toml").unwrap().extend(
        b"\n[use.people]\npath = \"people\"\nrestricted = true\nholds = [\"person\", \"role\", \"competence\", \"training\"]\n",
    );
    files
}

#[test]
fn a_reader_without_the_people_sees_nothing_better() {
    let files = with_people_apart();
    let with = compiled(files.clone());
    assert!(found(&with, "use-holds-more").is_empty() && found(&with, "use-withheld").is_empty());
    let met = |compiled: &Compilation| aspects(compiled).values().filter(|one| one.verdict == Verdict::Met).count();
    assert!(met(&with) > 50, "the whole is a complete example: {} are met", met(&with));
    let without = compiled(files.into_iter().filter(|(path, _)| !path.starts_with("people/")).collect());
    no_better(&with, &without);
    assert!(met(&without) < met(&with));
    // One line for the folder, and one for what is said of records that refer into it.
    assert_eq!(found(&without, "use-withheld").len(), 1);
    assert_eq!(found(&without, "findings-for-want-of-folder").len(), 1);
    let form = without.findings.iter().filter(|one| matches!(one.code, "unresolved-reference" | "use-unreadable"));
    let form: Vec<&str> = form.map(|one| one.message.as_str()).collect();
    assert!(form.is_empty(), "{form:?}");
    // What fails is no milder than with the folder.
    let worst = |compiled: &Compilation| {
        compiled.findings.iter().filter(|one| one.waived.is_none()).map(|one| one.severity).max()
    };
    assert!(worst(&without) >= worst(&with));
}

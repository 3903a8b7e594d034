//! Security levels of whole designs: the weakest element decides, and nothing gets better by knowing less.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use vauban_analysis::levels::{Action, Judged, State, TypeLevels};
use vauban_checks::Levels;
use vauban_engine::{Compilation, MemoryWorld, compile};
use vauban_model::Date;

const DEVICE: &str = "[product.p]\nversion = \"1.0\"\ntype = [\"embedded-device\"]\n\
    target-level = { fr1 = 1, fr2 = 1, fr3 = 1, fr4 = 1, fr5 = 1, fr6 = 1, fr7 = 1 }\n";

fn of(product: &str, design: &str) -> Compilation {
    let files = [("vauban.toml", product), ("security/a.toml", design)];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let files: BTreeMap<String, Vec<u8>> = files.collect();
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

fn device(design: &str) -> Compilation {
    let compiled = of(DEVICE, design);
    let errors: Vec<_> = compiled
        .findings
        .iter()
        .filter(|one| one.code == "unknown-key" || one.code == "unknown-word" || one.code == "unresolved-reference")
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    compiled
}

fn levels(compiled: &Compilation) -> &Levels {
    compiled.levels(compiled.products()[0]).unwrap()
}

fn control<'c>(compiled: &'c Compilation, id: &str) -> &'c Judged {
    levels(compiled).reached.control(id).unwrap()
}

/// Where a requirement stands, and on which elements how.
fn states(compiled: &Compilation, id: &str) -> (State, Vec<(String, State)>) {
    let one = control(compiled, id);
    let name = |id| compiled.model.head(id).name();
    let cells = one.cells.iter().map(|cell| (cell.element.map_or("product".to_owned(), name), cell.state));
    (one.state, cells.collect())
}

fn state(design: &str, id: &str) -> State {
    states(&device(design), id).0
}

fn vectors(compiled: &Compilation) -> Vec<[Vec<u32>; 4]> {
    let all = |one: &TypeLevels| {
        let level =
            |which: usize| one.families.iter().map(|f| [f.planned, f.claimed, f.certain, f.achieved][which]).collect();
        [level(0), level(1), level(2), level(3)]
    };
    levels(compiled).reached.types.iter().map(all).collect()
}

const TWO_WAYS: &str = "[component.c]\nzone = [\"z\"]\n[zone.z]\n\
    [interface.panel]\non = \"c\"\nhuman = true\n[interface.web]\non = \"c\"\nhuman = true\n\
    [mechanism.login]\nkind = [\"user-authentication\"]\nstatus = \"implemented\"\n";

#[test]
fn one_human_interface_without_a_login_is_enough() {
    let one = device(&format!("{TWO_WAYS}protects = [\"interface.web\"]\n"));
    let (weakest, cells) = states(&one, "CR 1.1");
    assert_eq!(weakest, State::Open);
    assert_eq!(cells, [("interface.panel".into(), State::Open), ("interface.web".into(), State::Claimed)]);
    let family = &levels(&one).reached.types[0].families[0];
    assert_eq!((family.id.as_str(), family.claimed, family.achieved), ("FR1", 0, 0));
    let both = device(&format!("{TWO_WAYS}protects = [\"interface.web\", \"interface.panel\"]\n"));
    assert_eq!(states(&both, "CR 1.1").0, State::Claimed);
    // What is put on the whole component is in force on both.
    assert_eq!(state(&format!("{TWO_WAYS}protects = [\"component.c\"]\n"), "CR 1.1"), State::Claimed);
}

#[test]
fn a_login_at_the_boundary_says_nothing_of_the_other_interfaces_there() {
    let design = format!("{TWO_WAYS}protects = [\"boundary.b\"]\n[zone.y]\n[boundary.b]\nfrom = \"y\"\nto = \"z\"\n");
    assert_eq!(state(&design, "CR 1.1"), State::Open);
}

#[test]
fn a_mechanism_is_as_far_as_its_status_and_what_it_relies_on() {
    let design = format!("{TWO_WAYS}protects = [\"component.c\"]\n");
    let check =
        |from: &str, to: &str, expected| assert_eq!(state(&design.replace(from, to), "CR 1.1"), expected, "{to}");
    check("implemented", "designed", State::Planned);
    check("implemented", "proposed", State::Open);
    check("status = \"implemented\"", "status = \"implemented\"\nprovided-by = \"environment\"", State::Open);
    let below =
        |status: &str| format!("{design}relies-on = [\"mechanism.under\"]\n[mechanism.under]\nstatus = \"{status}\"\n");
    assert_eq!(state(&below("implemented"), "CR 1.1"), State::Claimed);
    assert_eq!(state(&below("designed"), "CR 1.1"), State::Planned);
    assert_eq!(state(&below("proposed"), "CR 1.1"), State::Open);
    // A circle stands on nothing that falls.
    let circle = format!("{design}relies-on = [\"mechanism.login\"]\n");
    assert_eq!(state(&circle, "CR 1.1"), State::Claimed);
}

#[test]
fn a_condition_is_answered_by_facts_and_silence_is_told() {
    let design = |facts: &str| format!("[component.c]\n[interface.i]\non = \"c\"\n{facts}");
    // `human` is asked for; unsaid it is not known.
    assert_eq!(state(&design(""), "CR 1.1"), State::Unknown);
    let asked = device(&design(""));
    let asks = &control(&asked, "CR 1.1").cells[0].asks;
    assert_eq!(asks.iter().map(|(_, key)| *key).collect::<Vec<_>>(), ["human"]);
    // Said, and no observation shows that there are no other interfaces.
    assert_eq!(state(&design("human = false\n"), "CR 1.1"), State::NotApplicableAsRecorded);
    // Taken for false because nobody said it.
    assert_eq!(state(&design("human = true\n"), "CR 1.7"), State::NotApplicableAsRecorded);
    assert_eq!(state(&design("passwords = true\n"), "CR 1.7"), State::Open);
    // A fact of components is complete when each says it.
    assert_eq!(state("[component.c]\ndrives-outputs = false\n", "CR 3.6"), State::NotApplicable);
    assert_eq!(state("[component.c]\n", "CR 3.6"), State::NotApplicableAsRecorded);
    assert_eq!(state("[component.c]\ndrives-outputs = true\n", "CR 3.6"), State::Open);
    // Without any element nothing can be told.
    assert_eq!(state("", "CR 3.6"), State::Unknown);
    assert_eq!(state("", "CR 1.1"), State::Unknown);
}

#[test]
fn each_type_has_its_own_vector() {
    let two = DEVICE.replace("[\"embedded-device\"]", "[\"embedded-device\", \"software-application\"]");
    // SAR 3.2 is asked of the application, EDR 3.2 of the device.
    let design =
        "[component.c]\nupdatable = false\n[mechanism.m]\nimplements = [\"SAR 3.2\"]\nstatus = \"implemented\"\n";
    let compiled = of(&two, design);
    let types = &levels(&compiled).reached.types;
    assert_eq!(
        types.iter().map(|one| one.component_type).collect::<Vec<_>>(),
        ["embedded-device", "software-application"]
    );
    let asked = |at: usize, id: &str| {
        let reached = &levels(&compiled).reached;
        reached.types[at].families.iter().any(|family| reached.entries(family).any(|one| one.id == id))
    };
    assert!(asked(0, "EDR 3.2") && !asked(0, "SAR 3.2") && asked(1, "SAR 3.2") && !asked(1, "EDR 3.2"));
    assert_eq!(control(&compiled, "SAR 3.2").state, State::Claimed);
    // The page about the context shows the least of both.
    let one = compiled.capability(compiled.products()[0]).unwrap();
    let least = |at: usize| types.iter().map(|one| one.families[at].claimed).min().unwrap();
    assert!((0..7).all(|at| one.families[at].claimed == least(at)));
}

#[test]
fn a_requirement_of_the_product_stands_for_what_it_comes_from() {
    let design = |more: &str| {
        format!(
            "[component.c]\n[interface.i]\non = \"c\"\nhuman = true\n[mechanism.m]\nprotects = [\"interface.i\"]\n\
             status = \"implemented\"\n[requirement.r]\ntext = \"T\"\norigin-standard = [\"CR 1.1\"]\n{more}"
        )
    };
    assert_eq!(state(&design(""), "CR 1.1"), State::Open);
    assert_eq!(state(&design("allocated-to = [\"mechanism.m\"]\n"), "CR 1.1"), State::Claimed);
    assert_eq!(state(&design("allocated-to = [\"mechanism.m\"]\nstatus = \"draft\"\n"), "CR 1.1"), State::Open);
    // That there is an interface does not show what it does.
    assert_eq!(state(&design("allocated-to = [\"interface.i\"]\n"), "CR 1.1"), State::Planned);
    let looked = "method = \"inspection\"\nverification = \"Looked at it.\"\n";
    assert_eq!(state(&design(&format!("allocated-to = [\"mechanism.m\"]\n{looked}")), "CR 1.1"), State::Achieved);
    assert_eq!(state(&design(&format!("allocated-to = [\"interface.i\"]\n{looked}")), "CR 1.1"), State::Achieved);
    // The least of what it is allocated to.
    let both =
        format!("allocated-to = [\"mechanism.m\", \"mechanism.n\"]\n{looked}[mechanism.n]\nstatus = \"designed\"\n");
    assert_eq!(state(&design(&both), "CR 1.1"), State::Planned);
}

const PEOPLE: &str = "[person.a]\n[person.b]\n";

fn excepted(keys: &str) -> String {
    format!(
        "{PEOPLE}[component.c]\n[interface.i]\non = \"c\"\nhuman = true\n[interface.k]\non = \"c\"\nhuman = false\n\
         [applicability.x]\nof = [\"CR 1.1\"]\nelements = [\"interface.i\"]\nreason = \"R\"\nby = \"a\"\n{keys}"
    )
}

#[test]
fn an_exception_needs_a_second_person_and_a_day() {
    let check = |keys: &str, expected, finding: Option<&str>| {
        let compiled = device(&excepted(keys));
        assert_eq!(states(&compiled, "CR 1.1").0, expected, "{keys}");
        let found = compiled.findings.iter().find(|one| one.code.starts_with("applicability-")).map(|one| one.code);
        assert_eq!(found, finding, "{keys}");
    };
    check("approved-by = \"b\"\ndate = 2026-11-01\n", State::Excepted, None);
    check("approved-by = \"a\"\ndate = 2026-11-01\n", State::Open, Some("applicability-unsound"));
    check("date = 2026-11-01\n", State::Open, Some("applicability-unsound"));
    check("approved-by = \"b\"\n", State::Open, Some("applicability-unsound"));
    check("approved-by = \"b\"\ndate = 2026-11-23\n", State::Open, Some("applicability-unsound"));
    check("approved-by = \"b\"\ndate = 2025-11-01\n", State::Open, Some("applicability-unsound"));
    check(
        "approved-by = \"b\"\ndate = 2026-11-01\nvalid-until = 2026-11-21\n",
        State::Open,
        Some("applicability-unsound"),
    );
}

#[test]
fn an_exception_that_excepts_nothing_is_told() {
    let valid = "approved-by = \"b\"\ndate = 2026-11-01\n";
    let check = |from: &str, to: &str, said: &str| {
        let compiled = device(&excepted(valid).replace(from, to));
        let found = compiled.findings.iter().find(|one| one.code == "applicability-unneeded");
        let message = found.map(|one| one.message.clone()).unwrap_or_default();
        assert!(message.contains(said), "{message}");
    };
    check(
        "elements = [\"interface.i\"]",
        "elements = [\"interface.i\", \"interface.k\"]",
        "not judged on `interface.k`",
    );
    check("[\"CR 1.1\"]", "[\"CR 1.1\", \"NDR 1.6\"]", "NDR 1.6 is not asked of this type");
    check("[\"CR 1.1\"]", "[\"SD-1.c\"]", "`SD-1.c` is no component requirement");
    check("[\"CR 1.1\"]", "[\"CR 3.6\"]", "not judged on `interface.i`");
    // With no human interface there is nothing to except.
    check("human = true", "human = false", "not judged on `interface.i`");
}

#[test]
fn the_environment_compensates_when_users_are_told_and_never_achieves_by_itself() {
    let design = |more: &str| {
        format!(
            "{PEOPLE}[component.c]\n[interface.i]\non = \"c\"\nhuman = true\n[mechanism.door]\n\
             kind = [\"user-authentication\"]\nprotects = [\"interface.i\"]\nprovided-by = \"environment\"\n\
             status = \"implemented\"\n{more}"
        )
    };
    let guide = "+++\n[guideline.g]\n+++\n# The door {covers=\"mechanism.door\"}\n\nLock it.\n";
    let with_guide = |more: &str| {
        let design = design(more);
        let files = [("vauban.toml", DEVICE), ("security/a.toml", design.as_str()), ("security/g.md", guide)];
        let files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
        compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
    };
    let agreed = "[applicability.x]\nof = [\"CR 1.1\"]\nelements = [\"interface.i\"]\nreason = \"R\"\n\
        compensated-by = [\"door\"]\nby = \"a\"\napproved-by = \"b\"\ndate = 2026-11-01\n";
    assert_eq!(state(&design(""), "CR 1.1"), State::Open);
    assert_eq!(state(&design(agreed), "CR 1.1"), State::Open, "users are not told");
    let told = with_guide("");
    assert_eq!(states(&told, "CR 1.1").0, State::Compensated);
    assert!(State::Compensated.claimed() && !State::Compensated.achieved());
    assert_eq!(states(&with_guide(agreed), "CR 1.1").0, State::CompensatedAsAgreed);
}

#[test]
fn steps_are_short_and_the_cheapest_come_first() {
    let design = "[component.c]\n[interface.i]\non = \"c\"\n[interface.j]\non = \"c\"\nhuman = true\npasswords = true\n\
        [interface.k]\non = \"c\"\nhuman = true\npasswords = true\n[mechanism.m]\nkind = [\"login-throttling\"]\n\
        protects = [\"component.c\"]\nstatus = \"designed\"\n";
    let compiled = device(design);
    let reached = &levels(&compiled).reached;
    let family = &reached.types[0].families[0];
    let steps = reached.steps(family, family.achieved + 1);
    let actions: Vec<Action> = steps.iter().map(|step| step.action).collect();
    assert!(actions.is_sorted(), "{actions:?}");
    let name = |id| compiled.model.head(id).name();
    let told: Vec<String> = steps
        .iter()
        .map(|step| {
            let what = step.record.map(name).or(step.kind.clone()).unwrap_or_default();
            format!("{} {what} {} {}", step.action.word(), step.key.unwrap_or("-"), step.elements.len())
        })
        .collect();
    assert!(told.contains(&"say interface.i human 1".to_owned()), "{told:?}");
    assert!(told.contains(&"implement mechanism.m - 2".to_owned()), "{told:?}");
    // One kind serves two requirements on both interfaces.
    assert!(told.contains(&"provide user-authentication - 2".to_owned()), "{told:?}");
    let login = steps.iter().find(|step| step.kind.as_deref() == Some("user-authentication")).unwrap();
    assert_eq!(login.controls, ["CR 1.1", "CR 1.10"]);
    // Everything that is missing is served by some step.
    let missing = reached.entries(family).filter(|one| one.level <= family.achieved + 1 && !one.state.achieved());
    for one in missing {
        assert!(steps.iter().any(|step| step.controls.contains(&one.id)), "{}", one.id);
    }
    assert!(reached.steps(family, 0).is_empty());
}

/// A design with something of everything.
fn rich() -> Vec<String> {
    let mut parts = vec![
        "[zone.z]\n[component.c]\nzone = [\"z\"]\naccounts = true\ncertificates = true\nupdatable = true\nboots = true\n\
         user-code = false\ndebug-port = false\ninitial-credential = true\ndrives-outputs = false\n\
         [component.s]\nform = \"store\"\nholds = [\"key\", \"log\", \"firmware\"]\n[actor.a]\nkind = \"system\"\n\
         [interface.web]\non = \"c\"\nhuman = true\npasswords = true\nsessions = true\nexposure = \"network\"\n\
         offers = [\"command\", \"update\"]\nkind = \"web\"\ncomplex-input = true\nreachable-from = [\"z\"]\n\
         [flow.f]\nfrom = \"actor.a\"\nto = \"web\"\ncontent = [\"command\"]\n"
            .to_owned(),
    ];
    let kinds = vauban_catalog::Catalogs::embedded().mechanism_kinds();
    for (at, kind) in kinds.iter().enumerate() {
        let status = if at % 3 == 0 { "designed" } else { "implemented" };
        let where_ = ["interface.web", "component.c", "flow.f", "component.s"][at % 4];
        let relies = if at % 5 == 4 { format!("relies-on = [\"mechanism.m{}\"]\n", at - 1) } else { String::new() };
        parts.push(format!(
            "[mechanism.m{at}]\nkind = [\"{kind}\"]\nprotects = [\"{where_}\"]\nstatus = \"{status}\"\n{relies}"
        ));
    }
    for (at, id) in ["CR 1.12", "CR 2.9", "EDR 3.11"].iter().enumerate() {
        parts.push(format!(
            "[requirement.r{at}]\ntext = \"T\"\norigin-standard = [\"{id}\"]\nallocated-to = [\"component.c\"]\n\
             method = \"inspection\"\nverification = \"Looked at.\"\n"
        ));
    }
    parts
}

/// Every state of the second is at most that of the first.
fn no_better(whole: &Compilation, less: &Compilation, what: &str) {
    let (all, rest) = (&levels(whole).reached, &levels(less).reached);
    for (one, other) in all.judged.iter().zip(&rest.judged) {
        assert!(other.state <= one.state, "without {what}, {} rises from {:?} to {:?}", one.id, one.state, other.state);
    }
    for (one, other) in vectors(whole).iter().flatten().zip(vectors(less).iter().flatten()) {
        assert!(one.iter().zip(other).all(|(one, other)| other <= one), "without {what}: {one:?} {other:?}");
    }
}

#[test]
fn no_level_rises_when_a_mechanism_or_a_requirement_goes_and_none_falls_when_one_comes() {
    let parts = rich();
    let whole = of(DEVICE, &parts.concat());
    let claimed = levels(&whole).reached.judged.iter().filter(|one| one.state.claimed()).count();
    let achieved = levels(&whole).reached.judged.iter().filter(|one| one.state == State::Achieved).count();
    assert!(claimed > 20 && achieved > 0, "{claimed} {achieved}");
    for at in (1..parts.len()).step_by(3) {
        let mut less = parts.clone();
        let gone = less.remove(at);
        // What relied on it now relies on nothing that is there, which makes it no better either.
        no_better(&whole, &of(DEVICE, &less.concat()), &gone);
    }
}

#[test]
fn silence_never_achieves() {
    // Without facts, every requirement is open, unknown or not applicable as recorded.
    let compiled =
        device("[component.c]\n[interface.i]\non = \"c\"\n[actor.a]\n[flow.f]\nfrom = \"actor.a\"\nto = \"i\"\n");
    for one in levels(&compiled).reached.judged.iter().filter(|one| !one.applies_to.is_empty()) {
        assert!(!one.state.achieved(), "{} is {:?}", one.id, one.state);
    }
    assert!(
        vectors(&compiled)
            .iter()
            .all(|[_, _, certain, achieved]| certain.iter().chain(achieved).all(|level| *level == 0))
    );
}

#[test]
fn the_aspect_follows_the_levels() {
    let verdict = |target: u32, status: &str| {
        let product = DEVICE.replace("fr6 = 1", &format!("fr6 = {target}"));
        let product = ["fr1", "fr2", "fr3", "fr4", "fr5", "fr7"]
            .iter()
            .fold(product, |text, fr| text.replace(&format!("{fr} = 1"), &format!("{fr} = 0")));
        let design = format!(
            "[mechanism.m]\nkind = [\"log-export\", \"monitoring\"]\nstatus = \"{status}\"\n\
             [requirement.r]\ntext = \"T\"\ncategory = \"FR6\"\nlevel = 4\n"
        );
        let compiled = of(&product, &design);
        let statuses = compiled.statuses();
        let mut aspects = statuses[0].requirements.iter().flat_map(|requirement| &requirement.aspects);
        let verdict = aspects.find(|aspect| aspect.id == "SR-4.c").map(|aspect| aspect.verdict.word()).unwrap();
        let below = compiled.findings.iter().any(|one| one.code == "level-below-target");
        (verdict, below)
    };
    assert_eq!(verdict(1, "implemented"), ("met", false));
    assert_eq!(verdict(4, "implemented"), ("met", false));
    assert_ne!(verdict(1, "designed").0, "met");
    assert!(verdict(1, "designed").1);
}

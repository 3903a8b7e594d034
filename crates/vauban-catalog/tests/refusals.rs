//! Every kind of mistake in a catalog file: what is said, and where.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use vauban_catalog::component::ComponentRequirements;
use vauban_catalog::terms::Terms;
use vauban_catalog::threats::Threats;
use vauban_catalog::{CatalogError, Catalogs, Framework, Lifecycle};

const HEAD: &str = "catalog = \"c\"\nedition = \"1\"\nnamespace = \"c:1\"\n";
const PRACTICE: &str =
    "[[practice]]\nid = \"P\"\nnumber = 1\nclause = \"5\"\ntitle = \"T\"\nsummary = \"S\"\nassessor-focus = \"F\"\n";
const REQUIREMENT: &str = "[[requirement]]\nid = \"P-1\"\npractice = \"P\"\nclause = \"5.1\"\ntitle = \"T\"\n\
                           summary = \"S\"\nscope = \"product\"\nlettering = \"own\"\n";

fn lines(errors: &[CatalogError]) -> Vec<String> {
    let help = |error: &CatalogError| error.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    errors.iter().map(|error| format!("{error}{}", help(error))).collect()
}

/// A lifecycle file of lines 1 to 3 head, 4 to 10 practice P, 11 to 18 requirement P-1, then `text`.
fn check(text: &str, expected: &str) {
    let text = format!("{HEAD}{PRACTICE}{REQUIREMENT}{text}");
    let errors = Lifecycle::parse("x.toml", &text).err().unwrap_or_default();
    assert_eq!(lines(&errors).join("\n"), expected);
}

fn check_threats(text: &str, expected: &str) {
    let catalogs = Catalogs::embedded();
    let vocabulary = include_str!("../../../catalog/threats/attributes.toml");
    let files = [("attributes.toml", vocabulary), ("x.toml", text)];
    let errors = Threats::parse(&files, catalogs.component(), catalogs.default_lifecycle()).err().unwrap_or_default();
    assert_eq!(lines(&errors).join("\n"), expected);
}

/// A rule on `on` whose `when` is in line 1.
fn check_when(on: &str, when: &str, expected: &str) {
    let rule = "id = \"T-X\"\nrevision = 1\nstride = []\ntitle = \"T\"\ndescription = \"D\"\nseverity = \"low\"\n\
                stopped-by = []\nattacker = 1\nroll-up = \"per component\"\n";
    check_threats(
        &format!("rule = [{{ when = \"{when}\",\non = \"{on}\",\n{} }}]", rule.replace('\n', ",\n")),
        expected,
    );
}

#[test]
fn a_right_file_is_taken() {
    check("aspects = [{ id = \"P-1.a\", text = \"T\", automation = \"human\" }]", "");
}

#[test]
fn toml() {
    check("related = [", "x.toml:19:12: TOML: unclosed array, expected `]`");
    check("clause = \"6\"", "x.toml:19:1: TOML: duplicate key");
}

#[test]
fn unknown_keys() {
    check("relatde = []", "x.toml:19:1: unknown key `relatde` in a requirement (did you mean `related`?)");
    check("[quux]", "x.toml:19:2: unknown key `quux` in a catalog");
}

#[test]
fn keys_not_in_kebab_case() {
    check(
        "typical_evidence = []",
        "x.toml:19:1: key `typical_evidence` is not in kebab-case (write `typical-evidence`)",
    );
}

#[test]
fn missing_keys() {
    check("[[evidence-kind]]\nid = \"e\"", "x.toml:19:1: an evidence kind lacks `label`");
    check("aspects = [{ id = \"P-1.a\", text = \"T\" }]", "x.toml:19:12: an aspect lacks `automation`");
}

#[test]
fn wrong_types() {
    check("interval = 3", "x.toml:19:12: `interval` must be a text, this is a whole number");
    check("related = \"P-1\"", "x.toml:19:11: `related` must be a list, this is a text");
    check("aspects = [7]", "x.toml:19:12: `aspects` must be a table, this is a whole number");
    check("[verification]\nyear = 3", "x.toml:20:8: `year` must be a text");
}

#[test]
fn unknown_words() {
    check(
        "aspects = [{ id = \"P-1.a\", text = \"T\", automation = \"magic\" }]",
        "x.toml:19:53: `magic` is no word for `automation` (known words: compute, assist, human)",
    );
}

#[test]
fn duplicate_ids() {
    check(&REQUIREMENT.replace("5.1", "5.2"), "x.toml:20:6: requirement `P-1` is declared twice, first at x.toml:12:6");
}

#[test]
fn dangling_references() {
    check("related = [\"P-2\"]", "x.toml:19:12: there is no requirement `P-2` (did you mean `P-1`?)");
    check(
        "aspects = [{ id = \"P-1.a\", text = \"T\", automation = \"human\", computable-from = [\"logs\"] }]",
        "x.toml:19:81: there is no evidence kind `logs`",
    );
}

#[test]
fn aspects_of_another_requirement() {
    check(
        "aspects = [{ id = \"Q-1.a\", text = \"T\", automation = \"human\" }]",
        "x.toml:19:19: aspect `Q-1.a` does not begin with `P-1.` \
         (aspects of this requirement are `P-1.a`, `P-1.b` and so on)",
    );
}

#[test]
fn counts_and_namespace() {
    let text = format!("requirement-count = 2\npractice-count = 1\n{HEAD}{PRACTICE}requirements = 3\n{REQUIREMENT}");
    let errors = Lifecycle::parse("x.toml", &text.replace("c:1", "d:1")).unwrap_err();
    let expected = [
        "x.toml:1:21: 2 requirements are declared, 1 are here",
        "x.toml:5:13: namespace `d:1` is not `c:1`",
        "x.toml:13:16: 3 requirements of P are declared, 1 are here",
    ];
    assert_eq!(lines(&errors), expected);
}

#[test]
fn all_mistakes_at_once() {
    check(
        "relatde = []\ninterval = 3\ntypical_evidence = [1]",
        "x.toml:19:1: unknown key `relatde` in a requirement (did you mean `related`?)\n\
         x.toml:20:12: `interval` must be a text, this is a whole number\n\
         x.toml:21:1: key `typical_evidence` is not in kebab-case (write `typical-evidence`)\n\
         x.toml:21:21: `typical-evidence` must be a text, this is a whole number",
    );
}

#[test]
fn threat_vocabulary() {
    let mechanism = "[[mechanism]]\nid = \"m\"\ntitle = \"M\"\nrole = \"prevent\"\n";
    check_threats(mechanism, "");
    check_threats(
        &format!("{mechanism}relies-on = [\"n\"]"),
        "x.toml:5:14: there is no mechanism kind `n` (did you mean `m`?)",
    );
    check_threats(
        &format!("{mechanism}requirements = [\"CR 1.91\"]"),
        "x.toml:5:17: there is no component requirement `CR 1.91` (did you mean `CR 1.1`?)",
    );
    check_threats(
        &format!("{mechanism}stops = [\"everyone\"]"),
        "x.toml:5:10: `everyone` is no word for `stops` (known words: outsider, peer, insider)",
    );
    check_threats(
        &format!("{mechanism}{mechanism}"),
        "x.toml:6:6: mechanism kind `m` is declared twice, first at x.toml:2:6",
    );
    check_threats(
        "[[protocol]]\nid = \"p\"\ntitle = \"P\"\nprovides = [\"m\"]\ntraits = [\"loud\"]",
        "x.toml:4:13: there is no mechanism kind `m`\nx.toml:5:11: flow has no attribute `loud` that is true or false",
    );
    check_threats(
        "[[attribute]]\nelement = \"flow\"\nname = \"is_loud\"\ntype = \"set\"\nabsent = \"false\"\nmeaning = \"M\"",
        "x.toml:1:1: `is_loud` is of type set and has 0 values\n\
         x.toml:3:8: attribute `is_loud` is not in kebab-case (write `is-loud`)",
    );
}

#[test]
fn threat_rules() {
    let rule = "[[rule]]\nid = \"T-X\"\non = \"flow\"\nrevision = 1\ntitle = \"T\"\ndescription = \"D\"\nwhen = \"wireless\"\nstride = []\n\
                severity = \"low\"\nattacker = 1\nroll-up = \"per flow\"\n";
    let with = |text: &str, expected: &str| check_threats(&format!("{rule}{text}"), expected);
    with("stopped-by = []", "");
    with("stopped-by = [[\"m\"]]", "x.toml:12:16: there is no mechanism kind `m`");
    with("stopped-by = [\"m\"]", "x.toml:12:15: `stopped-by` must be a list, this is a text");
    with("stopped-by = []\nsubsumes = [\"T-Y\"]", "x.toml:13:13: there is no rule `T-Y` (did you mean `T-X`?)");
    with("stopped-by = []\nrequirements = [\"CR 99\"]", "x.toml:13:17: there is no component requirement `CR 99`");
    with("stopped-by = []\nprocess = [\"SG-99\"]", "x.toml:13:12: there is no process requirement `SG-99`");
    let other = rule.replace("T-X", "T-Y").replace("\"flow\"", "\"component\"").replace("= 1\nroll", "= 5\nroll");
    with(
        &format!("stopped-by = []\nsubsumes = [\"T-Y\"]\n{other}stopped-by = []"),
        "x.toml:13:13: `T-Y` looks at component, this rule at flow: it is never shown under it\n\
         x.toml:23:12: attacker class 5 is not one of 1 to 4",
    );
}

#[test]
fn expressions() {
    check_when("flow", "wireless and not (content has key or exposure >= network)", "");
    check_when("interface", "component.boots and offers has update", "");
    check_when("flow", "wirelss", "x.toml:1:19: flow has no attribute `wirelss` (did you mean `wireless`?)");
    check_when(
        "component",
        "boots or drives_outputs",
        "x.toml:1:28: component has no attribute `drives_outputs` (did you mean `drives-outputs`?)",
    );
    check_when("component", "component.boots", "x.toml:1:19: component has no attribute `component.boots`");
    check_when("flow", "content has keys", "x.toml:1:31: `keys` is no word for `content` (did you mean `key`?)");
    check_when("flow", "content == key", "x.toml:1:27: `content` is a set and takes `has`");
    check_when("flow", "content", "x.toml:1:19: `content` is a set and takes `has`");
    check_when("flow", "wireless == true", "x.toml:1:28: `wireless` is true or false and stands alone");
    check_when("component", "kind >= os", "x.toml:1:24: `kind` is an enumeration and takes `==` or `!=`");
    check_when("flow", "wireless names", "x.toml:1:28: expected `and`, `or` or the end, found `names`");
    check_when("flow", "(wireless", "x.toml:1:28: expected `)`, found the end");
    check_when("flow", "wireless and", "x.toml:1:31: expected the name of an attribute, found the end");
    check_when("flow", "", "x.toml:1:19: expected the name of an attribute, found the end");
    check_when("flow", "wireless > names", "x.toml:1:28: `>` means nothing in an expression");
    check_when("flow", "exposure >= ", "x.toml:1:31: expected a word, found the end");
    check_when(
        "flow",
        "wirelss and nmes",
        "x.toml:1:19: flow has no attribute `wirelss` (did you mean `wireless`?)\n\
         x.toml:1:31: flow has no attribute `nmes` (did you mean `names`?)",
    );
    check_when("flow", &format!("{}wireless", "not ".repeat(40)), "x.toml:1:147: nested more than 32 levels deep");
    check_when("flow", &"(".repeat(100_000), "x.toml:1:51: nested more than 32 levels deep");
}

#[test]
fn component_requirements() {
    let head = "[meta]\ncatalog = \"c\"\nedition = \"1\"\nnamespace = \"c:1\"\nstandard = \"C\"\n\
                [[foundational-requirement]]\nid = \"FR1\"\nabbreviation = \"A\"\ntitle = \"T\"\nclause = 5\nsummary = \"S\"\n";
    let requirement = "[[requirement]]\nid = \"CR 1.1\"\nkey = \"CR-1.1\"\nkind = \"CR\"\nstatus = \"normative\"\n\
                       foundational-requirement = \"FR1\"\ncomponent-types = []\ntitle = \"T\"\nsummary = \"S\"\nverified = true\n";
    let with = |text: &str, expected: &str| {
        let errors = ComponentRequirements::parse("x.toml", &format!("{head}{requirement}{text}")).err();
        assert_eq!(lines(&errors.unwrap_or_default()).join("\n"), expected);
    };
    with(
        "level = 3\nsecurity-levels = [3, 4]",
        "x.toml:12:1: `CR 1.1` does not say what it is judged on (`applies-to` stands with what is judged, and only there)",
    );
    with(
        "applies-to = [{ on = \"external\" }]",
        "x.toml:22:15: a requirement on components is judged on no `external`",
    );
    let on = "applies-to = [{ on = \"product\" }]";
    let with = |text: &str, expected: &str| with(&format!("{on}\n{text}"), expected);
    with("level = 3\nsecurity-levels = [3, 4]", "");
    with("level = 3\nsecurity-levels = [2, 3]", "x.toml:13:6: `CR 1.1` says levels [2, 3], its level means [3, 4]");
    with("delegates-to = [\"EDR 1.1\"]", "x.toml:23:17: there is no requirement `EDR 1.1` (did you mean `CR 1.1`?)");
    with(
        "[[requirement.enhancement]]\nid = \"CR 1.1 RE(2)\"\nkey = \"k\"\nnumber = 1\ntitle = \"T\"\nlevel = 4\n\
         security-levels = [4]\nverified = true",
        "x.toml:24:6: enhancement `CR 1.1 RE(2)` is not `CR 1.1 RE(1)`",
    );
}

#[test]
fn conditions_of_component_requirements_ask_what_elements_have() {
    let text = "[meta]\ncatalog = \"c\"\nedition = \"1\"\nnamespace = \"c:1\"\nstandard = \"C\"\n\
                [[constraint]]\nid = \"CCSC 1\"\nkey = \"k\"\ntitle = \"T\"\nsummary = \"S\"\nverified = true\n\
                applies-to = [{ on = \"interface\", when = \"humn\" }, { on = \"flow\", when = \"wireless\" }]\n";
    let read = ComponentRequirements::parse("x.toml", text).unwrap();
    let attributes = &Catalogs::embedded().threats().attributes;
    let expected = "x.toml:12:43: interface has no attribute `humn` (did you mean `human`?)";
    assert_eq!(lines(&read.unclear(attributes)), [expected]);
    assert!(Catalogs::embedded().component().unclear(attributes).is_empty());
}

#[test]
fn frameworks() {
    let head = "[catalog]\nid = \"f\"\nnamespace = \"f:1\"\ntitle = \"F\"\nedition = \"1\"\n";
    let with = |text: &str| Framework::parse("x.toml", &format!("{head}{text}"));
    let check =
        |text: &str, expected: &str| assert_eq!(lines(&with(text).err().unwrap_or_default()).join("\n"), expected);
    check("[[task]]\nid = \"A\"\ntitle = \"T\"\nanything = 3", "");
    check("[[task]]\nid = \"A\"\ntitle = \"T\"\n[[task]]\nid = \"B\"", "x.toml:9:1: an entry lacks `title`");
    check("[[task]]\ntitle = \"T\"", "x.toml:6:1: an entry lacks `id`");
    check(
        "[[task]]\nid = \"A\"\ntitle = \"T\"\n[[group]]\nid = \"A\"\ntitle = \"T\"",
        "x.toml:10:6: entry `A` is declared twice, first at x.toml:7:6",
    );
    check(
        "[[task]]\nid = \"A\"\ntitle = \"T\"\nmaps-to = [7]",
        "x.toml:9:12: `maps-to` must be a text, this is a whole number",
    );
    check(
        "status = 1.5",
        "x.toml:6:10: `status` must be a text, whole number, date, true or false, or a list of texts or numbers",
    );
    check("[task]", "x.toml:6:1: `task` must be a list of tables");
    let framework = with("[[task]]\nid = \"A\"\ntitle = \"T\"\nmaps-to = [\"SD-1\", \"SD-99\"]").unwrap();
    let dangling = Catalogs::embedded().dangling(&framework);
    assert_eq!(lines(&dangling), ["x.toml:9:20: `maps-to` of `A` names `SD-99`, which is in no catalog"]);
}

#[test]
fn terms() {
    let errors = Terms::parse("x.toml", "[[term]]\nid = \"zone\"\ntitle = \"Zone\"\ntext = \"T\"\nsee = [\"zoen\"]")
        .unwrap_err();
    assert_eq!(lines(&errors), ["x.toml:5:8: there is no term `zoen` (did you mean `zone`?)"]);
}

#[test]
fn half_written_files_are_refused_and_nothing_breaks() {
    let whole = include_str!("../../../catalog/iec62443-4-1/2018.toml");
    let rules = include_str!("../../../catalog/threats/rules.toml");
    let catalogs = Catalogs::embedded();
    for end in (4000..rules.len()).step_by(9973) {
        let _ = Lifecycle::parse("x.toml", &String::from_utf8_lossy(&whole.as_bytes()[..end.min(whole.len())]));
        let cut = String::from_utf8_lossy(&rules.as_bytes()[..end]).replace("has", "\"");
        let parsed = Threats::parse(&[("x.toml", &cut)], catalogs.component(), catalogs.default_lifecycle());
        assert!(parsed.is_err());
    }
}

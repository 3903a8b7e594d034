//! What a vulnerability does to a design is what the designs with and without it say.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;
use vauban_analysis::depth::{Question, Row, Vulnerability};
use vauban_model::Kind;

use super::agreement::{Design, Key, compiled, defence, key};
use super::designs;
use super::levels::written;

const FIRST: u64 = 70_000;
const DESIGNS: u64 = 250;

fn rows(design: &Design, tested: &BTreeSet<String>) -> BTreeMap<Key, Row> {
    let answers = defence(design, tested).answer(&Question::default()).unwrap();
    answers.into_iter().map(|row| (key(design, &row), row)).collect()
}

/// The open issues of a design.
fn open(all: &Table) -> Vec<String> {
    let issues = all.get("issue").and_then(toml::Value::as_table).into_iter().flatten();
    issues.filter(|(_, one)| one["state"].as_str() != Some("closed")).map(|(id, _)| id.clone()).collect()
}

#[test]
fn before_is_the_design_without_the_issue_and_after_is_the_design_with_it() {
    let (mut asked, mut harmful) = (0, 0);
    for seed in FIRST..FIRST + DESIGNS {
        let text = designs::random(seed);
        let all: Table = text.parse().unwrap();
        let tested = designs::tested(&all);
        for id in open(&all) {
            let mut without = all.clone();
            without["issue"].as_table_mut().unwrap().remove(&id);
            let with = compiled(&text);
            let (with_rows, without_rows) = (rows(&with, &tested), rows(&compiled(&written(&without)), &tested));
            let at = with.model.find(Kind::Issue, &id).unwrap();
            let vulnerability = Vulnerability::of(at, &with.model.issue[at.at as usize]);
            let impact = defence(&with, &tested).impact(&vulnerability);
            asked += 1;
            let changed: BTreeMap<Key, &vauban_analysis::depth::Changed> =
                impact.changed.iter().map(|one| (key(&with, &one.before), one)).collect();
            for (name, row) in &with_rows {
                let before = &without_rows[name];
                if name.3 != "today" {
                    continue;
                }
                match changed.get(name) {
                    Some(one) => {
                        assert_eq!(one.before.rank(), before.rank(), "seed {seed} {id} {name:?}: before");
                        assert_eq!(one.after.rank(), row.rank(), "seed {seed} {id} {name:?}: after");
                        harmful += 1;
                    }
                    None => assert_eq!(before.rank(), row.rank(), "seed {seed} {id} {name:?}: it changes nothing"),
                }
            }
            // In the other tiers issues do not count: before is what the tier says anyway.
            for (name, one) in changed.iter().filter(|(name, _)| name.3 != "today") {
                assert_eq!(one.before.rank(), with_rows[name].rank(), "seed {seed} {id} {name:?}");
                assert!(one.after.rank() < one.before.rank());
            }
        }
    }
    assert!(asked > 50 && harmful > 50, "{asked} issues, {harmful} rows: this test says little");
}

#[test]
fn what_falls_with_a_part_is_what_relies_on_it() {
    let text = r#"
[zone.outside]
kind = "network"
[zone.cell]
kind = "network"
[attacker.visitor]
starts-in = ["outside"]
[component.web]
zone = ["cell"]
[component.library]
zone = ["cell"]
[interface.page]
on = "web"
reachable-from = ["outside"]
[asset.settings]
held-by = ["web"]
impact = { confidentiality = "none", integrity = "high", availability = "none" }
[mechanism.login]
kind = ["user-authentication", "authorization"]
protects = ["interface.page"]
status = "implemented"
enforced-by = []
relies-on = ["library"]
[mechanism.session]
kind = ["authorization"]
protects = ["interface.page"]
status = "implemented"
enforced-by = []
relies-on = ["mechanism.login"]
[mechanism.allow-list]
kind = ["input-validation"]
protects = ["interface.page"]
status = "implemented"
enforced-by = []
"#;
    let design = compiled(text);
    let library = design.model.find(Kind::Component, "library").unwrap();
    let vulnerability = Vulnerability { affects: vec![library], ..Vulnerability::default() };
    let impact = defence(&design, &BTreeSet::new()).impact(&vulnerability);
    let name = |id: &vauban_model::AnyId| design.model.head(*id).name();
    assert_eq!(impact.fallen.iter().map(name).collect::<Vec<_>>(), ["mechanism.login", "mechanism.session"]);
    let implemented = impact.changed.iter().find(|one| one.before.tier.word() == "implemented").unwrap();
    assert_eq!((implemented.before.depth, implemented.after.depth), (Some(2), Some(1)));
    assert!(implemented.lost.iter().map(name).any(|name| name == "mechanism.login"));
}

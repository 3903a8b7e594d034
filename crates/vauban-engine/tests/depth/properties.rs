//! What must hold of every design, whatever it looks like: properties of depth, on random designs that the second
//! judge does not see.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use toml::Table;
use vauban_analysis::depth::{Defence, Question, Row, Sort, Tier};

use super::agreement::{Design, Key, compiled, defence, key, names};
use super::designs;

/// The first seed of these designs.
const FIRST: u64 = 10_000;

/// A design with its answer, by what each row is about.
struct Answered {
    design: Design,
    defence: Defence,
    rows: BTreeMap<Key, Row>,
}

impl Answered {
    fn new(text: &str) -> Answered {
        let records: Table = text.parse().unwrap();
        Answered::with(text, &designs::tested(&records))
    }

    fn with(text: &str, tested: &BTreeSet<String>) -> Answered {
        let design = compiled(text);
        let defence = defence(&design, tested);
        let rows = defence.answer(&Question { order: Some(12), ..Question::default() }).unwrap();
        let rows = rows.into_iter().map(|row| (key(&design, &row), row)).collect();
        Answered { design, defence, rows }
    }

    fn sets(&self, row: &Row) -> BTreeSet<BTreeSet<String>> {
        row.cut_sets.iter().map(|set| names(&self.defence, set)).collect()
    }
}

/// Holds a property against so many designs; each property has seeds of its own.
fn hold(part: u64, count: u64, property: impl Fn(u64, &str) + Sync) {
    let first = FIRST + 1_000 * part;
    (first..first + count).into_par_iter().for_each(|seed| property(seed, &designs::random(seed)));
}

/// The records of a design, each as text.
fn records(text: &str) -> Vec<&str> {
    text.split("\n\n").collect()
}

#[test]
fn a_mechanism_less_never_deepens() {
    hold(0, 120, |seed, text| {
        let tested = designs::tested(&text.parse().unwrap());
        let whole = Answered::with(text, &tested);
        let all = records(text);
        for gone in all.iter().filter(|record| record.starts_with("[mechanism.")) {
            let rest: Vec<&str> = all.iter().filter(|record| *record != gone).copied().collect();
            let less = Answered::with(&rest.join("\n\n"), &tested);
            for (name, row) in &whole.rows {
                let left = &less.rows[name];
                assert!(left.rank() <= row.rank(), "seed {seed} {name:?}: {row:?}\nwithout {gone}: {left:?}");
            }
        }
    });
}

#[test]
fn tiers_and_nominal_are_in_order() {
    hold(1, 300, |seed, text| {
        let answered = Answered::new(text);
        let rank = |name: &Key, tier: Tier| {
            let (attacker, asset, property, _) = name.clone();
            answered.rows[&(attacker, asset, property, tier.word().to_owned())].rank()
        };
        for (name, row) in &answered.rows {
            let falling = [Tier::Designed, Tier::Implemented, Tier::Verified, Tier::Today].map(|tier| rank(name, tier));
            assert!(falling.is_sorted_by(|a, b| a >= b), "seed {seed} {name:?}: {falling:?}");
            assert!(rank(name, Tier::Designed) >= rank(name, Tier::WithoutEnvironment), "seed {seed} {name:?}");
            assert!(row.nominal.is_none_or(|nominal| Some(nominal) >= row.depth), "seed {seed} {row:?}");
        }
    });
}

/// The same text with every id, a letter and a number, under another name that sorts the other way round.
fn renamed(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            word.push(letter);
            continue;
        }
        let number = word.get(1..).and_then(|rest| rest.parse::<u32>().ok());
        match number.filter(|_| word.starts_with(|first: char| first.is_ascii_lowercase())) {
            Some(number) => out += &format!("{}{}-x", &word[..1], 90 - number),
            None => out += &word,
        }
        word.clear();
        out.push(letter);
    }
    out.pop();
    out
}

#[test]
fn names_and_order_mean_nothing() {
    hold(2, 200, |seed, text| {
        let tested = designs::tested(&text.parse().unwrap());
        let before = Answered::with(text, &tested);
        let mut turned = records(text);
        turned.reverse();
        let other = renamed(&turned.join("\n\n"));
        let after = Answered::with(&other, &tested.iter().map(|id| renamed(id)).collect());
        assert_eq!(before.rows.len(), after.rows.len(), "seed {seed}");
        for (name, row) in &before.rows {
            let (attacker, asset, property, tier) = name.clone();
            let same = &after.rows[&(renamed(&attacker), renamed(&asset), property, tier)];
            let numbers = |row: &Row| (row.depth, row.nominal, row.required, row.by_order.clone(), row.truncated_at);
            assert_eq!(numbers(row), numbers(same), "seed {seed} {name:?}");
            let sets = before.sets(row).into_iter().map(|set| set.iter().map(|cause| renamed(cause)).collect());
            assert_eq!(sets.collect::<BTreeSet<BTreeSet<String>>>(), after.sets(same), "seed {seed} {name:?}");
        }
    });
}

#[test]
fn what_is_assumed_is_one_step_less() {
    hold(3, 200, |seed, text| {
        let answered = Answered::new(text);
        let deep = answered.rows.values().filter(|row| row.depth.is_some_and(|depth| depth > 0));
        for row in deep.take(4) {
            let set = names(&answered.defence, &row.cut_sets[0]);
            for event in set {
                let question = Question {
                    tiers: vec![row.tier],
                    attacker: Some(row.attacker),
                    asset: Some(row.asset),
                    assume: vec![event.clone()],
                    ..Question::default()
                };
                let left = answered.defence.answer(&question).unwrap();
                let left = left.iter().find(|other| other.property == row.property).unwrap();
                assert_eq!(left.depth, row.depth.map(|depth| depth - 1), "seed {seed}: {event} assumed in {row:?}");
            }
        }
    });
}

#[test]
fn hardening_is_sufficient_and_the_cheapest() {
    hold(4, 120, |seed, text| {
        let text = text.replace("status = \"implemented\"", "status = \"proposed\"");
        let answered = Answered::new(&text);
        let found = answered.defence.harden(&Question::default()).unwrap();
        let place = |row: &Row| (row.attacker, row.asset, row.property);
        let short = |chosen: &[(vauban_model::AnyId, u64)]| -> BTreeSet<_> {
            let built = chosen.iter().map(|(id, _)| *id).collect();
            let question = Question { tiers: vec![Tier::Designed], built, ..Question::default() };
            let rows = answered.defence.answer(&question).unwrap();
            rows.iter().filter(|row| row.reachable && row.rank() < row.required).map(place).collect()
        };
        let hopeless = short(&found.proposed);
        assert_eq!(hopeless, found.short.iter().map(place).collect(), "seed {seed}");
        let cost = |chosen: &[(vauban_model::AnyId, u64)]| chosen.iter().map(|(_, cost)| cost).sum::<u64>();
        let cheapest = (0_u32..1 << found.proposed.len())
            .map(|bits| {
                let chosen = found.proposed.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0);
                chosen.map(|(_, one)| *one).collect::<Vec<_>>()
            })
            .filter(|chosen| short(chosen).is_subset(&hopeless))
            .map(|chosen| cost(&chosen))
            .min();
        assert_eq!((Some(found.cost), found.cost), (cheapest, found.at_least), "seed {seed}\n{text}");
        let chosen: Vec<_> = found.proposed.iter().filter(|(id, _)| found.chosen.contains(id)).copied().collect();
        assert!(short(&chosen).is_subset(&hopeless), "seed {seed}: {chosen:?}\n{text}");
    });
}

/// A mechanism record that does what a remedy says, and nothing else.
fn written(element: &str, sort: Sort) -> String {
    let head = "\n\n[mechanism.remedy]\nenforced-by = []\n";
    let (stops, preserves) = match sort {
        Sort::Contains => return format!("{head}contains = [\"{element}\"]\n"),
        Sort::Preserves(property) => (String::new(), format!("\"{}\"", property.word())),
        Sort::StopsOutsiders => ("\"outsider\"".to_owned(), String::new()),
        Sort::StopsPeers => ("\"outsider\", \"peer\"".to_owned(), String::new()),
        Sort::StopsInsiders => ("\"outsider\", \"peer\", \"insider\"".to_owned(), String::new()),
    };
    format!("{head}protects = [\"{element}\"]\nstops = [{stops}]\npreserves = [{preserves}]\n")
}

#[test]
fn remedies_keep_their_promise() {
    hold(5, 120, |seed, text| {
        let tested = designs::tested(&text.parse().unwrap());
        let answered = Answered::with(text, &tested);
        let rows = answered.rows.iter().filter(|(_, row)| row.tier == Tier::Designed && row.reachable);
        for (at, (name, row)) in rows.enumerate().filter(|(at, _)| at % 5 == 0) {
            // Half of the questions know all smallest sets, the others only some.
            let mut row = row.clone();
            row.cut_sets.truncate(if at % 2 == 0 { usize::MAX } else { 1 });
            for remedy in answered.defence.remedies(&Question::default(), &row, 3).unwrap() {
                let element = answered.design.model.head(remedy.element).name();
                let better = Answered::with(&(text.trim_end().to_owned() + &written(&element, remedy.sort)), &tested);
                let depth = better.rows[name].depth;
                assert_eq!(depth, Some(remedy.depth), "seed {seed} {name:?}: {remedy:?}\n{text}");
            }
        }
    });
}

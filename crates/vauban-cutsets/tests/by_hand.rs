//! The small design that the page `docs/src/concepts/cut-sets.md` of the book works through: what the page says is asserted here.

use vauban_cutsets::blocking::{Smallest, layers, smallest_order};
use vauban_cutsets::fixpoint::Evaluator;
use vauban_cutsets::hitting::cheapest;
use vauban_cutsets::importance::{given, importance};
use vauban_cutsets::{Builder, CutSets, Event, EventSet, Gate, Limits, Op, System, antichain, zbdd};

const FIREWALL: Event = Event(0);
const LOGIN: Event = Event(1);
const AUTH: Event = Event(2);
const KEY: Event = Event(3);
const TLS: Event = Event(4);

/// The equations of the page, and the gates it asks about.
struct Page {
    system: System,
    panel: Gate,
    cell: Gate,
    loss: Gate,
}

fn page() -> Page {
    let mut build = Builder::new();
    let [firewall, login, auth, key, tls] = [(); 5].map(|()| build.event());
    assert_eq!([firewall, login, auth, key, tls], [FIREWALL, LOGIN, AUTH, KEY, TLS]);
    let [panel, cell, plc] = [(); 3].map(|()| build.gate());
    let login_falls = build.defined(Op::Any, [login.into(), tls.into()]);
    let auth_falls = build.defined(Op::Any, [auth.into(), tls.into()]);
    build.define(panel, Op::Any, [login_falls.into(), plc.into()]);
    build.define(cell, Op::Any, [firewall.into(), panel.into(), plc.into()]);
    build.define(plc, Op::All, [cell.into(), auth_falls.into(), key.into()]);
    let loss = build.defined(Op::Any, [plc.into()]);
    Page { system: build.build(), panel, cell, loss }
}

/// What leads to the loss: one set of two, two of three.
fn all_of_the_loss() -> CutSets {
    CutSets {
        by_order: vec![0, 0, 1, 2],
        sets: vec![vec![KEY, TLS], vec![FIREWALL, AUTH, KEY], vec![LOGIN, AUTH, KEY]],
        truncated_at: None,
    }
}

#[test]
fn by_size() {
    let page = page();
    let found = antichain::minimal_cut_sets(&page.system, &[page.loss, page.panel, page.cell], Limits::ALL, 99);
    assert_eq!(found[0], all_of_the_loss());
    assert_eq!(found[1].sets, [vec![LOGIN], vec![TLS], vec![FIREWALL, AUTH, KEY]]);
    assert_eq!(found[2].sets, [[FIREWALL], [LOGIN], [TLS]]);
}

#[test]
fn as_diagrams() {
    let page = page();
    assert_eq!(zbdd::minimal_cut_sets(&page.system, page.loss, Limits::ALL, 99), all_of_the_loss());
    let panel = zbdd::minimal_cut_sets(&page.system, page.panel, Limits::ALL, 99);
    assert_eq!(panel.sets, [vec![LOGIN], vec![TLS], vec![FIREWALL, AUTH, KEY]]);
    let cell = zbdd::minimal_cut_sets(&page.system, page.cell, Limits::ALL, 99);
    assert_eq!(cell.sets, [[FIREWALL], [LOGIN], [TLS]]);
}

/// The diagram of the page: event, without, with; the last two lines are no set at all and the empty one.
#[test]
fn the_diagram_drawn() {
    const NONE: usize = 5;
    const EMPTY: usize = 6;
    let nodes = [(KEY, NONE, 1), (FIREWALL, 2, 3), (LOGIN, 4, 3), (AUTH, NONE, EMPTY), (TLS, NONE, EMPTY)];
    let mut read: Vec<Vec<Event>> = Vec::new();
    let mut open = vec![(0, Vec::new())];
    while let Some((at, mut set)) = open.pop() {
        let Some((event, without, with)) = nodes.get(at) else {
            if at == EMPTY {
                set.sort_unstable();
                read.push(set);
            }
            continue;
        };
        open.push((*without, set.clone()));
        set.push(*event);
        open.push((*with, set));
    }
    read.sort_by_key(|set| (set.len(), set.clone()));
    assert_eq!(read, all_of_the_loss().sets);
}

#[test]
fn from_the_other_side() {
    let page = page();
    let evaluator = Evaluator::new(&page.system);
    let proof = smallest_order(&evaluator, page.loss, Limits::ALL, 0);
    assert_eq!(proof.smallest, Smallest::Order(2));
    assert_eq!(proof.cut_set, Some(vec![KEY, TLS]));

    // The three blocking sets of the page: with everything else the loss does not come, with any one of them it does.
    let all: [&[Event]; 3] = [&[KEY], &[AUTH, TLS], &[FIREWALL, LOGIN, TLS]];
    for blocking in all {
        let mut rest = EventSet::all(&page.system);
        blocking.iter().for_each(|event| rest.remove(*event));
        assert!(!evaluator.holds(&rest, page.loss));
        for event in blocking {
            let mut more = rest.clone();
            more.insert(*event);
            assert!(evaluator.holds(&more, page.loss));
        }
    }
    // The proof needs two of them that share nothing.
    assert_eq!(proof.blocking.len(), 2);
    assert!(proof.blocking.iter().all(|one| all.contains(&one.as_slice())));
    assert!(proof.blocking[0].iter().all(|event| !proof.blocking[1].contains(event)));

    // The rounds of the page: what hits all sets known so far, and what its attempt teaches.
    let attempts: [&[Event]; 4] = [&[], &[KEY], &[AUTH, KEY], &[KEY, TLS]];
    for (round, attempt) in attempts.into_iter().enumerate() {
        let known: Vec<Vec<u32>> = all[..round].iter().map(|set| set.iter().map(|event| event.0).collect()).collect();
        let hitting = cheapest(&[1; 5], &known, u64::MAX).map(|found| found.chosen);
        assert_eq!(hitting, Some(attempt.iter().map(|event| event.0).collect()));
        let tried = EventSet::of(&page.system, attempt.iter().copied());
        assert_eq!(evaluator.holds(&tried, page.loss), round == 3);
        assert!(all.get(round).is_none_or(|taught| taught.iter().all(|event| !tried.contains(*event))));
    }

    let steps = |event: Event| if [AUTH, KEY].contains(&event) { 2 } else { 1 };
    assert_eq!(layers(&evaluator, page.loss, &steps), [vec![FIREWALL, LOGIN, TLS], vec![KEY]]);
}

#[test]
fn cut_short() {
    let page = page();
    for order in [1, 2] {
        let limits = Limits::order(order);
        let sizes = &[0, 0, 1][..=order as usize];
        for found in [
            antichain::minimal_cut_sets(&page.system, &[page.loss], limits, 99).remove(0),
            zbdd::minimal_cut_sets(&page.system, page.loss, limits, 99),
        ] {
            assert_eq!((found.by_order.as_slice(), found.truncated_at), (sizes, Some(order)));
        }
    }
}

/// Whatever an engine may keep or do, what it says is the beginning of the whole truth.
#[test]
fn on_any_budget() {
    let page = page();
    let evaluator = Evaluator::new(&page.system);
    let all = all_of_the_loss();
    for amount in 0..200 {
        let little_memory = Limits { memory: amount, ..Limits::ALL };
        let little_work = Limits { work: amount as u64, ..Limits::ALL };
        for limits in [little_memory, little_work] {
            for found in [
                antichain::minimal_cut_sets(&page.system, &[page.loss], limits, 99).remove(0),
                zbdd::minimal_cut_sets(&page.system, page.loss, limits, 99),
            ] {
                let complete = found.truncated_at.map_or(all.by_order.len(), |order| order as usize + 1);
                assert_eq!(found.by_order, all.by_order[..complete]);
                assert!(found.sets.iter().eq(all.sets.iter().filter(|set| set.len() < complete)));
            }
            match smallest_order(&evaluator, page.loss, limits, 0).smallest {
                Smallest::AtLeast(order) => assert!(order <= 2),
                order => assert_eq!(order, Smallest::Order(2)),
            }
        }
    }
}

#[test]
fn a_circle_alone_leads_nowhere() {
    let page = page();
    let evaluator = Evaluator::new(&page.system);
    let nothing = evaluator.state(&EventSet::none(&page.system));
    assert!(![page.panel, page.cell, page.loss].iter().any(|gate| nothing.holds(*gate)));
}

#[test]
fn what_matters_most() {
    let page = page();
    let sets = all_of_the_loss().sets;
    let ranked = importance(5, &sets);
    let ranked: Vec<(Event, &[u128])> = ranked.iter().map(|one| (one.event, one.by_order.as_slice())).collect();
    let expected: [(Event, &[u128]); 5] = [
        (KEY, &[0, 0, 1, 2]),
        (TLS, &[0, 0, 1, 0]),
        (AUTH, &[0, 0, 0, 2]),
        (FIREWALL, &[0, 0, 0, 1]),
        (LOGIN, &[0, 0, 0, 1]),
    ];
    assert_eq!(ranked, expected);

    // What falls, and what can no longer fall: the smallest order then.
    let after = |occurred: &[Event], impossible: &[Event]| {
        let set = |events: &[Event]| EventSet::of(&page.system, events.iter().copied());
        let system = page.system.with(&set(occurred), &set(impossible));
        zbdd::minimal_cut_sets(&system, page.loss, Limits::ALL, 0).smallest_order()
    };
    let one_by_one = [FIREWALL, LOGIN, AUTH, KEY, TLS].map(|event| (after(&[event], &[]), after(&[], &[event])));
    let two = Some(2);
    assert_eq!(one_by_one, [(two, two), (two, two), (two, two), (Some(1), None), (Some(1), Some(3))]);
    let without_key = given(&sets, &EventSet::of(&page.system, [KEY]));
    assert_eq!(without_key, [vec![TLS], vec![FIREWALL, AUTH], vec![LOGIN, AUTH]]);
}

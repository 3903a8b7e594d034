//! Random families of sets: the cheapest hitting set is compared with all subsets.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::Random;
use vauban_cutsets::blocking::cheapest_sufficient;
use vauban_cutsets::hitting::{Hitter, Hitting, cheapest};

fn seeded(seed: u64) -> Random {
    Random(seed)
}

fn family(random: &mut Random) -> (Vec<u64>, Vec<Vec<u32>>) {
    let elements = 1 + random.within(11);
    let dearest = [1, 2, 4, 20, 1 << 60][random.within(5) as usize];
    let costs = (0..elements).map(|_| dearest.min(1) + random.within(dearest) - random.within(2)).collect();
    let most = 1 + random.within(elements.min(5));
    let sets = (0..random.within(14))
        .map(|_| (0..1 + random.within(most)).map(|_| random.within(elements) as u32).collect())
        .collect();
    (costs, sets)
}

fn members(mask: u32) -> Vec<u32> {
    (0..32).filter(|at| mask >> at & 1 == 1).collect()
}

/// All subsets, tried one by one: lowest cost, then fewest, then smallest numbers.
fn judge(costs: &[u64], fits: impl Fn(u32) -> bool) -> Option<(u64, usize, Vec<u32>)> {
    let tried = (0..1_u32 << costs.len()).filter(|mask| fits(*mask));
    tried.map(|mask| (costs_of(costs, mask), members(mask).len(), members(mask))).min()
}

fn costs_of(costs: &[u64], mask: u32) -> u64 {
    members(mask).iter().map(|at| costs[*at as usize]).sum()
}

fn masks(sets: &[Vec<u32>]) -> Vec<u32> {
    sets.iter().map(|set| set.iter().fold(0, |mask, at| mask | 1 << at)).collect()
}

#[test]
fn the_cheapest_hitting_set_is_the_cheapest_of_all_subsets() {
    for seed in 0..4000 {
        let (costs, sets) = family(&mut seeded(seed));
        let masks = masks(&sets);
        let (cost, _, chosen) = judge(&costs, |mask| masks.iter().all(|set| set & mask != 0)).unwrap();
        assert_eq!(
            cheapest(&costs, &sets, u64::MAX),
            Some(Hitting { chosen, cost, lower: cost }),
            "{costs:?} {sets:?}"
        );
    }
}

#[test]
fn sets_that_arrive_one_by_one_are_hit_at_every_moment() {
    for seed in 0..800 {
        let (costs, sets) = family(&mut seeded(seed + 10_000));
        let mut hitter = Hitter::new(&costs);
        for count in 1..=sets.len() {
            assert!(hitter.add(&sets[count - 1]));
            let masks = masks(&sets[..count]);
            let hits = |mask: u32| masks.iter().all(|set| set & mask != 0);
            let (cost, size, _) = judge(&costs, hits).unwrap();
            let quick = hitter.some().unwrap();
            assert!(hits(quick.chosen.iter().fold(0, |mask, at| mask | 1 << at)));
            assert!(quick.lower <= cost && quick.cost >= cost);
            let found = hitter.cheapest(u64::MAX).unwrap();
            assert!(hits(found.chosen.iter().fold(0, |mask, at| mask | 1 << at)));
            assert_eq!((found.cost, found.lower, found.chosen.len()), (cost, cost, size));
            assert!(hitter.proves(&found.chosen));
        }
    }
}

#[test]
fn an_early_end_is_truthful() {
    for seed in 0..600 {
        let (costs, sets) = family(&mut seeded(seed + 20_000));
        let masks = masks(&sets);
        let (cost, _, _) = judge(&costs, |mask| masks.iter().all(|set| set & mask != 0)).unwrap();
        for work in [0, 1, 10, 40, 160, 640, 2560] {
            let found = cheapest(&costs, &sets, work).unwrap();
            assert!(found.lower <= cost && cost <= found.cost);
            assert_eq!(found.cost, found.chosen.iter().map(|at| costs[*at as usize]).sum::<u64>());
            assert!(sets.iter().all(|set| set.iter().any(|at| found.chosen.contains(at))));
        }
    }
}

#[test]
fn what_cannot_be_hit_is_not() {
    assert_eq!(cheapest(&[1, 1], &[vec![0], vec![]], u64::MAX), None);
    assert_eq!(cheapest(&[1, 1], &[vec![2]], u64::MAX), None);
    assert_eq!(cheapest(&[], &[], u64::MAX), Some(Hitting { chosen: vec![], cost: 0, lower: 0 }));
    let most = cheapest(&[u64::MAX, u64::MAX], &[vec![0], vec![1]], u64::MAX).unwrap();
    assert_eq!((most.chosen, most.cost, most.lower), (vec![0, 1], u64::MAX, u64::MAX));
}

#[test]
fn the_cheapest_sufficient_set_is_the_cheapest_of_all_subsets() {
    for seed in 0..1500 {
        let mut random = seeded(seed + 30_000);
        let (costs, sets) = family(&mut random);
        // Any monotone test is "holds one of these sets": none for never, an empty one for always.
        let enough = masks(&sets[..sets.len().min(6)]);
        let fits = |mask: u32| enough.iter().any(|set| set & mask == *set);
        let expected = judge(&costs, fits);
        let mut asked = 0;
        let mut test = |flags: &[bool]| {
            asked += 1;
            fits(flags.iter().enumerate().fold(0, |mask, (at, flag)| mask | u32::from(*flag) << at))
        };
        let found = cheapest_sufficient(&costs, &mut test, u64::MAX);
        assert_eq!(
            found.as_ref().map(|found| (found.cost, found.chosen.len())),
            expected.as_ref().map(|(c, n, _)| (*c, *n))
        );
        let Some(found) = found else { continue };
        assert_eq!((found.lower, found.tests), (found.cost, asked));
        assert!(fits(found.chosen.iter().fold(0, |mask, at| mask | 1 << at)));
        for tests in [0, 1, 2, 3, 5, 8, 13, 21, 34] {
            let mut test = |flags: &[bool]| {
                fits(flags.iter().enumerate().fold(0, |mask, (at, flag)| mask | u32::from(*flag) << at))
            };
            let early = cheapest_sufficient(&costs, &mut test, tests).unwrap();
            assert!(early.tests <= tests.max(1) && early.lower <= found.cost && found.cost <= early.cost);
            assert!(fits(early.chosen.iter().fold(0, |mask, at| mask | 1 << at)));
        }
    }
}

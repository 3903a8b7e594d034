//! Branch and bound for the cheapest hitting set.
//!
//! A family is reduced and split into independent parts; a bound prunes it, or shows elements that must or may not be
//! chosen; then one element is tried: chosen, in a call of its own, and afterwards barred, in the same loop. The depth
//! of calls is bounded; where it or the work ends, the bound that is known there is handed up, so a lower bound is
//! always true.

use super::bound;
use super::family::{Family, Weight};

/// Calls within calls, at most. Beyond, the search gives up a branch as if its work had ended.
const DEPTH: u32 = 600;
/// Steps of the better bound, at the root and below.
const STEPS: (usize, usize) = (400, 60);

pub(super) struct Search {
    work: u64,
}

pub(super) struct Answer {
    /// No hitting set costs less; at least the ceiling if none is cheaper than that. `Weight::MAX` if there is none.
    pub(super) lower: Weight,
    /// The cheapest one found below the ceiling.
    pub(super) best: Option<(Weight, Vec<u32>)>,
}

impl Search {
    pub(super) fn new(work: u64) -> Search {
        Search { work }
    }

    /// The cheapest hitting set that costs less than `ceiling`. `floor` is a bound that is already known: a hitting
    /// set that costs no more ends the search.
    pub(super) fn solve(&mut self, family: Family, floor: Weight, mut ceiling: Weight, depth: u32) -> Answer {
        let mut next = Some(family);
        let (mut spent, mut taken) = (0, Vec::new());
        let mut answer = Answer { lower: Weight::MAX, best: None };
        while let Some(family) = next.take() {
            self.spend(family.places() as u64 + 8);
            let reduced = family.reduced(&mut self.work);
            spent += reduced.cost;
            taken.extend(reduced.taken);
            if reduced.family.len() == 0 {
                answer.offer(spent, taken.clone(), ceiling);
                break;
            }
            let mut parts = reduced.family.parts();
            if parts.len() > 1 {
                self.solve_parts(parts, spent, &taken, ceiling, depth, &mut answer);
                break;
            }
            let Some(mut family) = parts.pop() else { break };
            let mut known = bound::quick(&family);
            if spent + known.lower < ceiling && self.work > 0 {
                let steps = if depth == 0 { STEPS.0 } else { STEPS.1 };
                self.spend((family.places() * steps / 8) as u64);
                let better = bound::improved(&mut family, ceiling - spent, steps);
                if better.lower >= known.lower {
                    known = better;
                }
            }
            if spent + known.lower >= ceiling {
                answer.lower = answer.lower.min(spent + known.lower);
                break;
            }
            let elements = 0..family.elements();
            let barred: Vec<u32> =
                elements.clone().filter(|at| spent + known.with(*at) >= ceiling).map(|at| at as u32).collect();
            let forced: Vec<u32> =
                elements.clone().filter(|at| spent + known.without(*at) >= ceiling).map(|at| at as u32).collect();
            if !barred.is_empty() || !forced.is_empty() {
                // What was left out costs at least the ceiling.
                answer.lower = answer.lower.min(ceiling);
                spent += forced.iter().map(|at| family.costs[*at as usize]).sum::<Weight>();
                taken.extend(forced.iter().map(|at| family.names[*at as usize]));
                let contradiction = forced.iter().any(|at| barred.contains(at));
                next = if contradiction { None } else { family.fixed(&forced, &barred) };
                continue;
            }
            if self.work == 0 || depth >= DEPTH {
                answer.lower = answer.lower.min((spent + known.lower).max(floor));
                break;
            }
            let key = |at: &usize| (known.left[*at], std::cmp::Reverse(family.users(*at).len()), *at);
            let Some(pick) = elements.min_by_key(key) else { break };
            let cost = spent + family.costs[pick];
            if let Some(child) = family.fixed(&[pick as u32], &[]) {
                let found = self.solve(child, floor - cost, ceiling - cost, depth + 1);
                answer.lower = answer.lower.min(found.lower.saturating_add(cost));
                if let Some((more, mut chosen)) = found.best {
                    chosen.extend(taken.iter().copied().chain([family.names[pick]]));
                    ceiling = cost + more;
                    answer.best = Some((ceiling, chosen));
                    if ceiling <= floor {
                        break;
                    }
                }
            }
            next = family.fixed(&[], &[pick as u32]);
        }
        if let Some((cost, _)) = &answer.best {
            answer.lower = answer.lower.min(*cost);
        }
        answer.lower = answer.lower.max(floor);
        answer
    }

    fn solve_parts(
        &mut self,
        parts: Vec<Family>,
        spent: Weight,
        taken: &[u32],
        ceiling: Weight,
        depth: u32,
        answer: &mut Answer,
    ) {
        let bounds: Vec<Weight> = parts.iter().map(|part| bound::quick(part).lower).collect();
        let mut lower = spent + bounds.iter().sum::<Weight>();
        let mut cost = lower;
        let mut chosen = taken.to_vec();
        for (part, bound) in parts.into_iter().zip(bounds) {
            if cost >= ceiling || depth >= DEPTH {
                answer.lower = answer.lower.min(lower);
                return;
            }
            // What the other parts cost, or at least must cost, is not for this one to spend.
            let found = self.solve(part, bound, ceiling - (cost - bound), depth + 1);
            lower += found.lower - bound;
            let Some((more, elements)) = found.best else {
                answer.lower = answer.lower.min(lower);
                return;
            };
            cost += more - bound;
            chosen.extend(elements);
        }
        answer.lower = answer.lower.min(lower);
        answer.offer(cost, chosen, ceiling);
    }

    /// Of the hitting sets that cost `cost`, which is the least possible, the one whose numbers, in ascending order,
    /// come first; `known` is one of them. The best so far if the work ends.
    pub(super) fn first(&mut self, family: Family, cost: Weight, known: Vec<u32>) -> Vec<u32> {
        let (mut best, mut chosen) = (known, Vec::new());
        let (mut family, mut spent) = (family, 0);
        while family.len() > 0 && self.work > 0 {
            // Only what is tied can take part.
            let enough = cost - spent + family.scale;
            let bound = bound::improved(&mut family, enough, STEPS.0);
            let dear: Vec<u32> =
                (0..family.elements()).filter(|at| spent + bound.with(*at) > cost).map(|at| at as u32).collect();
            let Some(tied) = family.fixed(&[], &dear) else { break };
            let Some(name) = tied.names.first().copied() else { break };
            let price = tied.costs[0];
            let child = tied.fixed(&[0], &[]);
            let with = child.filter(|_| spent + price <= cost);
            if best.contains(&name) {
                let Some(rest) = with else { break };
                (family, spent) = (rest, spent + price);
                chosen.push(name);
                continue;
            }
            let left = cost - spent - price;
            let found = with.clone().and_then(|rest| self.solve(rest, left, left + tied.scale, 1).best);
            match (found, with) {
                (Some((_, others)), Some(rest)) => {
                    chosen.push(name);
                    best = chosen.iter().copied().chain(others).collect();
                    (family, spent) = (rest, spent + price);
                }
                // Where the work ended, nothing is proved.
                _ if self.work == 0 => break,
                _ => match tied.fixed(&[], &[0]) {
                    Some(rest) => family = rest,
                    None => break,
                },
            }
        }
        best.sort_unstable();
        best
    }

    /// What is left of it.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    fn spend(&mut self, work: u64) {
        self.work = self.work.saturating_sub(work);
    }
}

impl Answer {
    fn offer(&mut self, cost: Weight, chosen: Vec<u32>, ceiling: Weight) {
        self.lower = self.lower.min(cost);
        if cost < ceiling {
            self.best = Some((cost, chosen));
        }
    }
}

//! Which layer each item stands in: circles are cut, arrows then lead to the right.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the items of a frame.
pub(super) struct Question<'a> {
    /// Height of each, with the gap below.
    pub(super) heights: &'a [i64],
    /// Whether it belongs to the left.
    pub(super) first: &'a [bool],
    /// Whether its arrows out of the frame lead to the left (below 0) or to the right.
    pub(super) pull: &'a [i64],
    /// Distinct pairs and how many arrows there are, no item with itself.
    pub(super) pairs: &'a [(usize, usize, usize)],
    /// A column higher than this is split.
    pub(super) high: i64,
}

/// The layer of each item.
pub(super) fn ranks(question: &Question<'_>) -> Vec<usize> {
    let count = question.heights.len();
    let sequence = sequence(question);
    let mut place = vec![0; count];
    sequence.iter().enumerate().for_each(|(at, item)| place[*item] = at);
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to, _) in question.pairs {
        let (from, to) = if place[*from] < place[*to] { (*from, *to) } else { (*to, *from) };
        after[from].push(to);
        before[to].push(from);
    }
    let mut rank = vec![0_usize; count];
    for item in &sequence {
        rank[*item] = before[*item].iter().map(|other| rank[*other] + 1).max().unwrap_or(0);
    }
    let last = rank.iter().copied().max().unwrap_or(0);
    // Towards whom one has more to do with, where there is room.
    for _ in 0..3 {
        for item in sequence.iter().rev() {
            let low = before[*item].iter().map(|other| rank[*other] + 1).max().unwrap_or(0);
            let high = after[*item].iter().map(|other| rank[*other] - 1).min().unwrap_or(last);
            let wish = after[*item].len() as i64 - before[*item].len() as i64 + question.pull[*item].signum() * 2;
            rank[*item] = if wish > 0 && !after[*item].is_empty() || question.pull[*item] > 0 { high } else { low };
        }
    }
    lonely(question, &before, &after, last, &mut rank);
    split(question, &after, &mut rank);
    rank
}

/// An order in which few pairs lead back: Eades, Lin and Smyth (1993), those of the left before the others.
fn sequence(question: &Question<'_>) -> Vec<usize> {
    let count = question.heights.len();
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    let mut into: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    let known: BTreeMap<(usize, usize), usize> =
        question.pairs.iter().map(|(from, to, many)| ((*from, *to), *many)).collect();
    for (from, to, many) in question.pairs.iter().filter(|(from, to, _)| question.first[*from] == question.first[*to]) {
        // What goes to and fro counts by the difference.
        let many = many.saturating_sub(known.get(&(*to, *from)).copied().unwrap_or(0));
        if many > 0 {
            out[*from].push((*to, many));
            into[*to].push((*from, many));
        }
    }
    let sum = |others: &[(usize, usize)]| others.iter().map(|(_, many)| many).sum::<usize>();
    let mut degrees: Vec<(usize, usize)> = (0..count).map(|at| (sum(&out[at]), sum(&into[at]))).collect();
    let mut sequence = Vec::with_capacity(count);
    for class in [true, false] {
        let members = || (0..count).filter(|at| question.first[*at] == class);
        // What only gives, what only takes, and the rest by how much more it gives.
        let key = |at: usize, (out, into): (usize, usize)| {
            let sort = if into == 0 {
                0
            } else if out == 0 {
                1
            } else {
                2
            };
            (sort, Reverse(out as i64 - into as i64), at)
        };
        let mut open: BTreeSet<_> = members().map(|at| key(at, degrees[at])).collect();
        let (mut left, mut right) = (Vec::new(), Vec::new());
        while let Some((sort, _, at)) = open.pop_first() {
            if sort == 1 {
                right.push(at);
            } else {
                left.push(at);
            }
            for (others, leads_in) in [(&out[at], true), (&into[at], false)] {
                for (other, many) in others {
                    if open.remove(&key(*other, degrees[*other])) {
                        let degree = &mut degrees[*other];
                        if leads_in {
                            degree.1 -= many;
                        } else {
                            degree.0 -= many;
                        }
                        open.insert(key(*other, *degree));
                    }
                }
            }
        }
        right.reverse();
        sequence.append(&mut left);
        sequence.append(&mut right);
    }
    sequence
}

/// Items without pairs: where their arrows out of the frame lead, else where there is most room.
fn lonely(question: &Question<'_>, before: &[Vec<usize>], after: &[Vec<usize>], last: usize, rank: &mut [usize]) {
    let alone: Vec<bool> =
        before.iter().zip(after).map(|(before, after)| before.is_empty() && after.is_empty()).collect();
    let mut high = vec![0_i64; last + 1];
    for (at, height) in question.heights.iter().enumerate().filter(|(at, _)| !alone[*at]) {
        high[rank[at]] += height;
    }
    for at in (0..rank.len()).filter(|at| alone[*at]) {
        let roomiest = || {
            let from = usize::from(last > 0 && !question.first[at]);
            (from..=last).min_by_key(|rank| high[*rank]).unwrap_or(0)
        };
        rank[at] = match question.pull[at] {
            _ if question.first[at] => 0,
            ..0 => 0,
            0 => roomiest(),
            _ => last,
        };
        high[rank[at]] += question.heights[at];
    }
}

/// Splits columns that would be too high; those who give stand further right, next to those who take.
fn split(question: &Question<'_>, after: &[Vec<usize>], rank: &mut [usize]) {
    let last = rank.iter().copied().max().unwrap_or(0);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); last + 1];
    rank.iter().enumerate().for_each(|(at, rank)| columns[*rank].push(at));
    let mut shift = 0;
    for (number, mut column) in columns.into_iter().enumerate() {
        let total: i64 = column.iter().map(|at| question.heights[*at]).sum();
        let parts = ((total + question.high - 1) / question.high.max(1)).max(1);
        let each = (total + parts - 1) / parts;
        column.sort_by_key(|at| (question.pull[*at].signum(), !after[*at].is_empty(), *at));
        let (mut filled, mut part) = (0, 0);
        for at in column {
            if filled > 0 && filled + question.heights[at] / 2 > each {
                (filled, part) = (0, part + 1);
            }
            filled += question.heights[at];
            rank[at] = number + shift + part;
        }
        shift += part;
    }
}

//! Scoring of version 4.0 (sections 8.2 and 8.3 of its specification): a vector falls into one of 270 classes, each of
//! which has a score; within its class it is moved towards the next lower classes, by how far it is from the highest
//! vectors of its own.
//!
//! All in whole numbers: the divisors are few, so nothing is lost and rounding half up is exact.

use crate::{Score, Scored, Vector, Version};

/// Base, with threat where asked, with environment too where asked.
pub(crate) fn scored(vector: &Vector, threat: bool, environmental: bool) -> Scored {
    Scored {
        version: Version::V40,
        base: score(&Levels::of(vector, false, false)),
        temporal: threat.then(|| score(&Levels::of(vector, true, false))),
        environmental: environmental.then(|| score(&Levels::of(vector, true, true))),
    }
}

/// How severe each metric is, 0 being the most.
struct Levels {
    /// AV, PR, UI.
    reach: [i64; 3],
    /// AC, AT.
    effort: [i64; 2],
    /// VC, VI, VA: high, low, none.
    own: [i64; 3],
    /// SC, SI, SA: safety, high, low, none.
    others: [i64; 3],
    /// CR, IR, AR: high, medium, low.
    needs: [i64; 3],
    /// E: attacked, proof of concept, unreported.
    threat: i64,
}

impl Levels {
    fn of(vector: &Vector, threat: bool, environmental: bool) -> Levels {
        let level = |modified: usize, base: usize| match if environmental { vector.optional(modified) } else { 0 } {
            0 => vector.base(base) as i64,
            given => given as i64 - 1,
        };
        // A base value of what is behind never means safety; a modified one may.
        let other = |modified: usize, base: usize, safety: bool| match if environmental {
            vector.optional(modified)
        } else {
            0
        } {
            0 => vector.base(base) as i64 + 1,
            given if safety => given as i64 - 1,
            given => given as i64,
        };
        // Not defined is as bad as it can be.
        let need = |at: usize| match if environmental { vector.optional(at) } else { 0 } {
            0 => 0,
            given => 3 - given as i64,
        };
        Levels {
            reach: [level(15, 0), level(18, 3), level(19, 4)],
            effort: [level(16, 1), level(17, 2)],
            own: [level(20, 5), level(21, 6), level(22, 7)],
            others: [other(23, 8, false), other(24, 9, true), other(25, 10, true)],
            needs: [need(12), need(13), need(14)],
            threat: if threat { (vector.optional(11) as i64 - 1).max(0) } else { 0 },
        }
    }

    /// The class: six numbers (tables 24 to 29).
    fn class(&self) -> [usize; 6] {
        let reach = match (self.reach, self.reach.contains(&0)) {
            ([0, 0, 0], _) => 0,
            ([av, _, _], true) if av != 3 => 1,
            _ => 2,
        };
        let own = match self.own {
            [0, 0, _] => 0,
            own if own.contains(&0) => 1,
            _ => 2,
        };
        let others = if self.others.contains(&0) {
            0
        } else if self.others.contains(&1) {
            1
        } else {
            2
        };
        let needed = self.needs.iter().zip(self.own).any(|(need, own)| *need == 0 && own == 0);
        [reach, usize::from(self.effort != [0, 0]), own, others, self.threat as usize, usize::from(!needed)]
    }
}

/// The score of a class in tenths; 0 if there is no such class.
fn of_class(class: [usize; 6]) -> i64 {
    const MOST: [usize; 6] = [3, 2, 3, 3, 3, 2];
    let mut at = 0;
    for (part, most) in class.into_iter().zip(MOST) {
        if part >= most {
            return 0;
        }
        at = at * most + part;
    }
    i64::from(CLASSES[at])
}

fn score(levels: &Levels) -> Score {
    if levels.own == [2; 3] && levels.others == [3; 3] {
        return Score::of_tenths(0);
    }
    let class = levels.class();
    let value = of_class(class);
    let lower = |changes: &[usize]| {
        let mut next = class;
        for at in changes {
            next[*at] += 1;
        }
        of_class(next)
    };
    // The third and the sixth number depend on each other.
    let own_lower = match (class[2], class[5]) {
        (0, 0) => lower(&[5]).max(lower(&[2])),
        (1, 0) => lower(&[5]),
        (_, _) => lower(&[2]),
    };
    let own = [levels.own[0], levels.own[1], levels.own[2], levels.needs[0], levels.needs[1], levels.needs[2]];
    // For each number: the score of the next lower class, how far the vector is from the highest one, and how far one
    // can be (table 30 and section 8.3).
    let steps = [
        (lower(&[0]), from_highest(&levels.reach, REACH[class[0]]), [1, 4, 5][class[0]]),
        (lower(&[1]), from_highest(&levels.effort, EFFORT[class[1]]), [1, 2][class[1]]),
        (own_lower, from_highest(&own, own_highest(class[2], class[5])), [[7, 6], [8, 8], [1, 10]][class[2]][class[5]]),
        (lower(&[3]), from_highest(&levels.others, OTHERS[class[3]]), [6, 5, 4][class[3]]),
        (lower(&[4]), 0, 1),
    ];
    let (mut sum, mut count) = (0, 0);
    for (next, distance, deepest) in steps {
        if next > 0 {
            // 840 is a multiple of all depths.
            sum += (value - next) * distance * (840 / deepest);
            count += 1;
        }
    }
    if count == 0 {
        return Score::of_tenths(value);
    }
    // value - sum / (840 * count), half up.
    let whole = 840 * count;
    Score::of_tenths((2 * (value * whole - sum) + whole).div_euclid(2 * whole))
}

/// How far levels are from the first of the highest vectors that is nowhere below them.
fn from_highest<const N: usize>(levels: &[i64; N], highest: &[[i64; N]]) -> i64 {
    let fits = |high: &&[i64; N]| high.iter().zip(levels).all(|(high, level)| high <= level);
    highest.iter().find(fits).map_or(0, |high| levels.iter().zip(high).map(|(level, high)| level - high).sum())
}

/// The highest vectors of the classes, by levels.
const REACH: [&[[i64; 3]]; 3] = [&[[0, 0, 0]], &[[1, 0, 0], [0, 1, 0], [0, 0, 1]], &[[3, 0, 0], [1, 1, 1]]];
const EFFORT: [&[[i64; 2]]; 2] = [&[[0, 0]], &[[1, 0], [0, 1]]];
const OTHERS: [&[[i64; 3]]; 3] = [&[[1, 0, 0]], &[[1, 1, 1]], &[[2, 2, 2]]];

fn own_highest(own: usize, needed: usize) -> &'static [[i64; 6]] {
    match (own, needed) {
        (0, 0) => &[[0, 0, 0, 0, 0, 0]],
        (0, _) => &[[0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1]],
        (1, 0) => &[[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]],
        (1, _) => &[[1, 0, 1, 0, 1, 0], [1, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1], [0, 1, 1, 1, 0, 0], [1, 1, 0, 0, 0, 1]],
        (_, _) => &[[1, 1, 1, 0, 0, 0]],
    }
}

/// Scores of the classes in tenths, the last of the six numbers running fastest; 0 where there is no such class. Facts
/// of the standard (FIRST, cvss_lookup of the calculator).
#[rustfmt::skip]
const CLASSES: [u8; 324] = [
    100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68,
    98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48,
    0, 92, 0, 82, 0, 72, 0, 79, 0, 69, 0, 50, 0, 69, 0, 55, 0, 27,
    99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53,
    95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30,
    0, 86, 0, 75, 0, 52, 0, 71, 0, 52, 0, 29, 0, 63, 0, 29, 0, 17,
    98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49,
    94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25,
    0, 83, 0, 70, 0, 54, 0, 65, 0, 58, 0, 26, 0, 53, 0, 21, 0, 13,
    95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30,
    89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16,
    0, 71, 0, 59, 0, 30, 0, 58, 0, 26, 0, 15, 0, 23, 0, 13, 0, 6,
    93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22,
    85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8,
    0, 64, 0, 51, 0, 20, 0, 47, 0, 21, 0, 11, 0, 24, 0, 9, 0, 4,
    88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11,
    75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2,
    0, 53, 0, 24, 0, 14, 0, 24, 0, 12, 0, 5, 0, 10, 0, 3, 0, 1,
];

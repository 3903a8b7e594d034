//! Heights: everything as near as its order allows to what it is tied to.

use super::order::{Bend, Tie, sides};

/// How often all layers are gone through, to the right and back.
const SWEEPS: usize = 14;

/// Top of every bend, the highest at 0.
pub(super) fn heights(bends: &[Bend], ties: &[Tie], layers: &[Vec<usize>]) -> Vec<i64> {
    let sides = sides(bends.len(), ties);
    let mut tops = vec![0_i64; bends.len()];
    for layer in layers {
        let mut y = 0;
        for at in layer {
            tops[*at] = y;
            y += bends[*at].size.1 + bends[*at].below;
        }
    }
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        for step in 0..layers.len() {
            let layer = &layers[if rightwards { step } else { layers.len() - 1 - step }];
            let looks: &[usize] = if sweep + 4 > SWEEPS || sweep < 2 {
                &[0, 1]
            } else if rightwards {
                &[0]
            } else {
                &[1]
            };
            let mut offset = 0;
            let mut wishes: Vec<(i64, i64)> = Vec::with_capacity(layer.len());
            for at in layer {
                let tied = looks.iter().flat_map(|side| &sides[*side][*at]);
                let tied = tied.map(|(own, other, place)| (tops[*other] + place - own, 4));
                let pulled = bends[*at].pulls.iter().map(|(own, y)| (y - own, 1));
                let (sum, weight) =
                    tied.chain(pulled).fold((0, 0), |(sum, all), (y, weight)| (sum + y * weight, all + weight));
                let wish = if weight == 0 { (tops[*at], 1) } else { (sum / weight, weight) };
                wishes.push((wish.0 - offset, wish.1));
                offset += bends[*at].size.1 + bends[*at].below;
            }
            let mut offset = 0;
            for (at, y) in layer.iter().zip(in_order(&wishes)) {
                tops[*at] = y + offset;
                offset += bends[*at].size.1 + bends[*at].below;
            }
        }
    }
    squeeze(bends, &mut tops);
    tops
}

/// The most that is left between one and the next where there is nothing from left to right.
const EMPTY: i64 = 40;

/// Takes out what is empty from left to right.
fn squeeze(bends: &[Bend], tops: &mut [i64]) {
    let mut order: Vec<usize> = (0..tops.len()).collect();
    order.sort_by_key(|at| (tops[*at], *at));
    let Some(first) = order.first() else { return };
    let mut shift = tops[*first];
    let mut bottom = 0;
    for at in order {
        let gap = tops[at] - shift - bottom;
        // Next to something there is nothing to take out.
        if gap > EMPTY {
            shift += gap - EMPTY;
        }
        tops[at] -= shift;
        bottom = bottom.max(tops[at] + bends[at].size.1);
    }
}

/// The values that never fall and are nearest to the weighted wishes: neighbours in the wrong order are pooled
/// (Ayer and others, 1955).
fn in_order(wishes: &[(i64, i64)]) -> Vec<i64> {
    let mut pools: Vec<(i64, i64, usize)> = Vec::with_capacity(wishes.len());
    for (wish, weight) in wishes {
        let mut pool = (wish * weight, *weight, 1);
        while let Some((sum, weight, count)) = pools.last().copied() {
            if sum.div_euclid(weight) <= pool.0.div_euclid(pool.1) {
                break;
            }
            pools.pop();
            pool = (pool.0 + sum, pool.1 + weight, pool.2 + count);
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(sum, weight, count)| std::iter::repeat_n(sum.div_euclid(weight), count)).collect()
}

//! The order within each layer: few crossings, found by sweeps of barycentres.

/// Something with a place in a layer: an item, a label, or a line that passes.
#[derive(Clone, Debug, Default)]
pub(super) struct Bend {
    pub(super) layer: usize,
    pub(super) size: (i64, i64),
    /// Gap below it.
    pub(super) below: i64,
    /// Heights outside of the frame that it is drawn to: where on the bend, and to which height.
    pub(super) pulls: Vec<(i64, i64)>,
}

/// A line between neighbouring layers, left end first.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    pub(super) ends: [usize; 2],
    /// Where it touches them, from their tops.
    pub(super) offsets: [i64; 2],
}

/// How often the layers are swept, to the right and back.
const SWEEPS: usize = 12;

/// The bends of each layer from top to bottom.
pub(super) fn layers(bends: &[Bend], ties: &[Tie]) -> Vec<Vec<usize>> {
    let count = bends.iter().map(|bend| bend.layer + 1).max().unwrap_or(0);
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); count];
    bends.iter().enumerate().for_each(|(at, bend)| layers[bend.layer].push(at));
    let sides = sides(bends.len(), ties);
    let mut tops = vec![0; bends.len()];
    layers.iter().for_each(|layer| stack(bends, layer, &mut tops));
    let mut best = (crossings(&layers, ties, bends), layers.clone());
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        for step in 0..count {
            let layer = if rightwards { step } else { count - 1 - step };
            // Towards the side just done; at the last sweeps towards both.
            let looks: &[usize] = if sweep + 4 > SWEEPS {
                &[0, 1]
            } else if rightwards {
                &[0]
            } else {
                &[1]
            };
            let wish = |at: usize| {
                let ties = looks.iter().flat_map(|side| &sides[*side][at]);
                let tied = ties.map(|(own, other, offset)| (tops[*other] + offset - own, 3));
                let pulled = bends[at].pulls.iter().map(|(own, y)| (y - own, 1));
                let (sum, weight) =
                    tied.chain(pulled).fold((0, 0), |(sum, all), (y, weight)| (sum + y * weight, all + weight));
                // The middle, so that high and low bends are compared alike.
                if weight == 0 {
                    tops[at] * 16 + bends[at].size.1 * 8
                } else {
                    sum * 16 / weight + bends[at].size.1 * 8
                }
            };
            let mut wishes: Vec<(i64, usize)> = layers[layer].iter().map(|at| (wish(*at), *at)).collect();
            wishes.sort_by_key(|(wish, _)| *wish);
            layers[layer] = wishes.into_iter().map(|(_, at)| at).collect();
            stack(bends, &layers[layer], &mut tops);
        }
        let found = crossings(&layers, ties, bends);
        if found <= best.0 {
            best = (found, layers.clone());
        }
    }
    best.1
}

/// For each bend its ties to the left and to the right: where on it, whom, where on them.
type Side = Vec<Vec<(i64, usize, i64)>>;

pub(super) fn sides(count: usize, ties: &[Tie]) -> [Side; 2] {
    let mut sides = [vec![Vec::new(); count], vec![Vec::new(); count]];
    for tie in ties {
        sides[1][tie.ends[0]].push((tie.offsets[0], tie.ends[1], tie.offsets[1]));
        sides[0][tie.ends[1]].push((tie.offsets[1], tie.ends[0], tie.offsets[0]));
    }
    sides
}

/// One below the other, centred on the same height in every layer.
fn stack(bends: &[Bend], layer: &[usize], tops: &mut [i64]) {
    let total: i64 = layer.iter().map(|at| bends[*at].size.1 + bends[*at].below).sum();
    let mut y = -total / 2;
    for at in layer {
        tops[*at] = y;
        y += bends[*at].size.1 + bends[*at].below;
    }
}

/// How many pairs of ties cross.
fn crossings(layers: &[Vec<usize>], ties: &[Tie], bends: &[Bend]) -> u64 {
    let mut rank = vec![0_i64; bends.len()];
    for layer in layers {
        layer.iter().enumerate().for_each(|(number, at)| rank[*at] = number as i64);
    }
    let mut between: Vec<Vec<[(i64, i64); 2]>> = vec![Vec::new(); layers.len()];
    for tie in ties {
        let [left, right] = [0, 1].map(|end| (rank[tie.ends[end]], tie.offsets[end]));
        between[bends[tie.ends[0]].layer].push([left, right]);
    }
    between.iter_mut().map(|ties| inversions(ties)).sum()
}

/// Pairs in the wrong order at the right end, by a Fenwick tree.
fn inversions(ties: &mut [[(i64, i64); 2]]) -> u64 {
    ties.sort_unstable();
    let mut ends: Vec<(i64, i64)> = ties.iter().map(|tie| tie[1]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut tree = vec![0_u64; ends.len() + 1];
    let mut found = 0;
    for (before, tie) in ties.iter().enumerate() {
        let place = ends.partition_point(|end| *end < tie[1]) + 1;
        let (mut not_above, mut at) = (0, place);
        while at > 0 {
            not_above += tree[at];
            at &= at - 1;
        }
        found += before as u64 - not_above;
        let mut at = place;
        while at < tree.len() {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    found
}

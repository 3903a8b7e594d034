//! The inside of one cluster: items in columns, labels in the columns between.

use std::collections::BTreeMap;

use super::order::{self, Bend};
use super::{place, ranks, wrap};

/// The narrowest gap between columns, what each line between them adds, and the most that lines add.
const GAP: i64 = 28;
const LANE: i64 = 4;
const LANES: i64 = 40;
/// Gap below an item, a label, and a line that only passes.
const BELOW: [i64; 3] = [22, 12, 8];
/// Columns are split above this height, or above what makes a square.
const HIGH: i64 = 680;
/// Height of a line that only passes.
const PASSING: i64 = 6;

/// What lies directly in a cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) items: Vec<Item>,
    /// Arrows between two of the items.
    pub(super) links: Vec<Link>,
    /// Ends of arrows that leave the cluster.
    pub(super) leaving: Vec<Leaving>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) size: (i64, i64),
    pub(super) first: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) arrow: usize,
    /// The items at its ends.
    pub(super) ends: [usize; 2],
    /// Where it touches them, from their tops.
    pub(super) offsets: [i64; 2],
}

/// The end of an arrow whose other end lies outside.
#[derive(Clone, Debug)]
pub(super) struct Leaving {
    /// The item that holds the end.
    pub(super) seat: usize,
    /// The box at the end.
    pub(super) end: usize,
    /// How many clusters around that box hold the item.
    pub(super) depth: usize,
    /// Where the arrow touches the box.
    pub(super) at_end: i64,
    /// Where it touches the item.
    pub(super) offset: i64,
    /// Whether it leaves to the left (below 0) or to the right.
    pub(super) side: i64,
    /// The height that it comes from, from the top of the cluster, as of the last round.
    pub(super) y: i64,
}

/// Places of items and labels, the size of all, and the room to its left and right that lines into it ask for.
pub(super) struct Placed {
    pub(super) lanes: (i64, i64),
    pub(super) items: Vec<(i64, i64)>,
    pub(super) labels: Vec<(i64, i64)>,
    pub(super) size: (i64, i64),
}

impl Frame {
    /// Lays the inside out; `labels` are the sizes of the labels of the links.
    pub(super) fn lay(&self, labels: &[(i64, i64)]) -> Placed {
        let columns = self.columns(labels);
        let mut bends: Vec<Bend> = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            bends.push(Bend { layer: 2 * columns[at], size: item.size, below: BELOW[0], pulls: Vec::new() });
        }
        for leaving in &self.leaving {
            bends[leaving.seat].pulls.push((leaving.offset, leaving.y));
        }
        let mut ties: Vec<order::Tie> = Vec::new();
        let mut seats: Vec<usize> = Vec::new();
        for (link, size) in self.links.iter().zip(labels) {
            self.chain(link, *size, &columns, &mut bends, &mut ties, &mut seats);
        }
        let layers = order::layers(&bends, &ties);
        let ys = place::heights(&bends, &ties, &layers);
        let xs = self.widths(&bends, &ties, &layers);
        let at = |bend: usize| (xs[bend], ys[bend]);
        let width = bends.iter().enumerate().map(|(bend, one)| xs[bend] + one.size.0).max().unwrap_or(0);
        let height = bends.iter().enumerate().map(|(bend, one)| ys[bend] + one.size.1).max().unwrap_or(0);
        let lanes = |side: i64| {
            let leaving = self.leaving.iter().filter(|leaving| leaving.side == side).count() as i64;
            ((leaving - 2) * LANE).clamp(0, LANES + 20)
        };
        Placed {
            lanes: (lanes(-1), lanes(1)),
            items: (0..self.items.len()).map(at).collect(),
            labels: seats.into_iter().map(at).collect(),
            size: (width, height),
        }
    }

    fn columns(&self, labels: &[(i64, i64)]) -> Vec<usize> {
        let heights: Vec<i64> = self.items.iter().map(|item| item.size.1 + BELOW[0]).collect();
        let first: Vec<bool> = self.items.iter().map(|item| item.first).collect();
        let mut pull = vec![0; self.items.len()];
        self.leaving.iter().for_each(|leaving| pull[leaving.seat] += leaving.side);
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        self.links.iter().for_each(|link| *counts.entry((link.ends[0], link.ends[1])).or_default() += 1);
        let pairs: Vec<_> =
            counts.into_iter().map(|((from, to), many)| (from, to, many)).filter(|(from, to, _)| from != to).collect();
        let area: i64 = self.items.iter().map(|item| (item.size.0 + GAP) * (item.size.1 + BELOW[0])).sum();
        let tallest = heights.iter().copied().max().unwrap_or(0);
        let high = (area.max(0) * 2).isqrt().max(tallest).max(HIGH);
        let mut columns =
            ranks::ranks(&ranks::Question { heights: &heights, first: &first, pull: &pull, pairs: &pairs, high });
        let sizes: Vec<(i64, i64)> = self.items.iter().map(|item| (item.size.0, item.size.1 + BELOW[0])).collect();
        let span =
            |(link, label): (&Link, &(i64, i64))| wrap::Span { ends: link.ends, label: (label.0, label.1 + BELOW[1]) };
        wrap::wrap(&mut columns, &sizes, &self.links.iter().zip(labels).map(span).collect::<Vec<_>>());
        columns
    }

    /// A link as bends from column to column, with its label in the middle.
    fn chain(
        &self,
        link: &Link,
        label: (i64, i64),
        columns: &[usize],
        bends: &mut Vec<Bend>,
        ties: &mut Vec<order::Tie>,
        seats: &mut Vec<usize>,
    ) {
        let turned = columns[link.ends[0]] > columns[link.ends[1]];
        let (left, right) = if turned { (1, 0) } else { (0, 1) };
        let (from, to) = (2 * columns[link.ends[left]], 2 * columns[link.ends[right]]);
        let half = usize::midpoint(from, to);
        // Between two columns, never in one; among two equally near to the source.
        let seat = if half % 2 == 1 {
            half
        } else if turned {
            half + 1
        } else {
            half.saturating_sub(1)
        };
        let seat = if from == to { from + 1 } else { seat };
        let mut last = (link.ends[left], link.offsets[left]);
        for layer in from + 1..to.max(from + 2) {
            let (size, below) = if layer == seat { (label, BELOW[1]) } else { ((0, PASSING), BELOW[2]) };
            if layer == seat {
                seats.push(bends.len());
            }
            ties.push(order::Tie { ends: [last.0, bends.len()], offsets: [last.1, size.1 / 2] });
            last = (bends.len(), size.1 / 2);
            bends.push(Bend { layer, size, below, pulls: Vec::new() });
        }
        if from == to {
            return;
        }
        ties.push(order::Tie { ends: [last.0, link.ends[right]], offsets: [last.1, link.offsets[right]] });
    }

    /// Left edge of every bend.
    fn widths(&self, bends: &[Bend], ties: &[order::Tie], layers: &[Vec<usize>]) -> Vec<i64> {
        let mut lanes = vec![0_i64; layers.len() + 1];
        for tie in ties {
            lanes[bends[tie.ends[0]].layer + 1] += 1;
        }
        let mut xs = vec![0; bends.len()];
        let mut x = 0;
        for (number, layer) in layers.iter().enumerate() {
            let wide = layer.iter().map(|bend| bends[*bend].size.0).max().unwrap_or(0);
            // A column without labels or lines needs no room of its own.
            let gap = match number {
                0 => 0,
                _ if number % 2 == 1 => GAP + (lanes[number] * LANE).min(LANES),
                _ if layers[number - 1].iter().all(|bend| bends[*bend].size.0 == 0) => 0,
                _ => GAP + (lanes[number] * LANE).min(LANES),
            };
            x += gap;
            for bend in layer {
                xs[*bend] = x + (wide - bends[*bend].size.0) / 2;
            }
            x += wide;
        }
        xs
    }
}

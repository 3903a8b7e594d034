//! Lines from box to label and on to box: along the axes, around everything else, with few bends and crossings.
//!
//! The search (A*) walks on a grid that has lines only where they can matter: beside boxes and labels, and at the
//! heights where arrows begin and end. It is bounded in the size of the grid and in steps; what it does not reach is
//! drawn with one bend, over whatever lies there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::{Graph, Layout, Nest, Rect};

/// A point on the page.
type Point = (i64, i64);

/// How far a line keeps from boxes and labels.
const CLEAR: [i64; 2] = [10, 6];
/// What a bend, a crossing and a step in a foreign cluster cost, in pixels; and a step along another line, in eighths.
const BEND: u32 = 36;
const CROSSING: u32 = 30;
const ALONG: u32 = 6;
const FOREIGN: u32 = 5;
/// A larger grid is not searched.
const GRID: usize = 1_200_000;
/// Steps of one search, and of all.
const STEPS: [usize; 2] = [240_000, 6_000_000];
/// How far around the two ends a search looks, and how far where it finds no way there: everywhere.
const AROUND: [i64; 2] = [320, 1 << 40];

/// The two halves of every arrow's line.
pub(super) fn lines(graph: &Graph, nest: &Nest, layout: &Layout) -> Vec<[Vec<Point>; 2]> {
    let ends = ends(graph, layout);
    let mut lines = vec![[Vec::new(), Vec::new()]; graph.arrows.len()];
    let mut order: Vec<(i64, usize, usize)> = Vec::new();
    for (arrow, halves) in ends.iter().enumerate() {
        for (half, (from, to)) in halves.iter().enumerate() {
            order.push(((from.0 - to.0).abs() + (from.1 - to.1).abs(), arrow, half));
        }
    }
    order.sort_unstable();
    let mut grid = Grid::new(nest, layout, &ends);
    let mut left = STEPS[1];
    for (_, arrow, half) in order {
        let (from, to) = ends[arrow][half];
        let found = grid.as_mut().and_then(|grid| {
            let one = &graph.arrows[arrow];
            grid.allow(nest.around[one.from].iter().chain(&nest.around[one.to]));
            let arrow = arrow as u32 + 1;
            AROUND.into_iter().find_map(|around| grid.search((from, to), arrow, around, &mut left))
        });
        lines[arrow][half] = tidy(found.unwrap_or_else(|| plain(from, to)));
    }
    lines
}

/// Where both halves of each arrow begin and end; none for arrows from a box to itself.
fn ends(graph: &Graph, layout: &Layout) -> Vec<Vec<(Point, Point)>> {
    let right = |arrow: usize, of: usize| layout.labels[arrow].middle().0 > layout.boxes[of].middle().0;
    // Arrows leave one below the other, in the order of their labels.
    let mut leaving: BTreeMap<(usize, bool), Vec<(i64, usize)>> = BTreeMap::new();
    for (at, arrow) in graph.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
        let label = layout.labels[at].middle();
        leaving.entry((arrow.from, right(at, arrow.from))).or_default().push((label.1, at));
    }
    let mut exits = vec![0; graph.arrows.len()];
    for ((of, _), mut arrows) in leaving {
        arrows.sort_unstable();
        let (top, bottom) = graph.boxes[of].exits;
        let count = arrows.len() as i64;
        let step = ((bottom - top) / (count + 1)).min(12);
        let first = layout.boxes[of].y + (top + bottom - step * (count - 1)) / 2;
        let within = |height: i64| height > layout.boxes[of].y + top && height < layout.boxes[of].y + bottom;
        for (number, (label, arrow)) in arrows.into_iter().enumerate() {
            // At the height of the label where that is as good.
            let own = first + number as i64 * step;
            exits[arrow] = if (label - own).abs() <= step / 2 || count == 1 && within(label) { label } else { own };
        }
    }
    let side = |rect: Rect, right: bool| if right { rect.right() } else { rect.x };
    let halves = |(at, arrow): (usize, &super::Arrow)| {
        if arrow.from == arrow.to {
            return Vec::new();
        }
        let (from, to, label) = (layout.boxes[arrow.from], layout.boxes[arrow.to], layout.labels[at]);
        let (out, into) = (right(at, arrow.from), right(at, arrow.to));
        let height = label.middle().1;
        vec![
            ((side(from, out), exits[at]), (side(label, !out), height)),
            ((side(label, !into), height), (side(to, into), to.y + arrow.port)),
        ]
    };
    graph.arrows.iter().enumerate().map(halves).collect()
}

/// One bend in the middle of the gap.
fn plain(from: Point, to: Point) -> Vec<Point> {
    let middle = i64::midpoint(from.0, to.0);
    vec![from, (middle, from.1), (middle, to.1), to]
}

/// Leaves corners only.
pub(super) fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if out.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = out.as_slice()
            && ((before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1))
        {
            out.pop();
        }
        out.push(point);
    }
    out
}

struct Grid {
    xs: Vec<i64>,
    ys: Vec<i64>,
    blocked: Vec<bool>,
    /// The innermost cluster of each crossing, counted from 1.
    cluster: Vec<u32>,
    allowed: Vec<bool>,
    /// Which arrow runs through a crossing, along x and along y.
    used: [Vec<u32>; 2],
    best: Vec<(u32, u32, u32)>,
    round: u32,
}

impl Grid {
    fn new(nest: &Nest, layout: &Layout, ends: &[Vec<(Point, Point)>]) -> Option<Grid> {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        let labels =
            layout.labels.iter().zip(ends).filter(|(_, ends)| !ends.is_empty()).map(|(label, _)| (*label, CLEAR[1]));
        let obstacles: Vec<(Rect, i64)> = layout.boxes.iter().map(|one| (*one, CLEAR[0])).chain(labels).collect();
        for (rect, clear) in &obstacles {
            xs.extend([rect.x - CLEAR[0], rect.middle().0, rect.right() + CLEAR[0]]);
            ys.extend([rect.y - clear, rect.middle().1, rect.bottom() + clear]);
        }
        for rect in &layout.clusters {
            xs.extend([rect.x - 7, rect.right() + 7]);
            ys.extend([rect.y - 7, rect.bottom() + 7]);
        }
        for (from, to) in ends.iter().flatten() {
            ys.extend([from.1, to.1]);
        }
        for lines in [&mut xs, &mut ys] {
            lines.sort_unstable();
            lines.dedup();
        }
        let size = xs.len() * ys.len();
        if size > GRID {
            return None;
        }
        let mut grid = Grid {
            blocked: vec![false; size],
            cluster: vec![0; size],
            allowed: vec![true; layout.clusters.len() + 1],
            used: [vec![0; size], vec![0; size]],
            best: vec![(0, 0, 0); size * 2],
            round: 0,
            xs,
            ys,
        };
        for at in nest.inside_out.iter().rev().filter(|at| **at < layout.clusters.len()) {
            let rect = layout.clusters[*at];
            for spot in grid.within(rect, 0) {
                grid.cluster[spot] = *at as u32 + 1;
            }
            // Titles are to be read.
            let title = Rect { h: super::TITLE - 6, y: rect.y + 3, w: rect.w.min(150), ..rect };
            for spot in grid.within(title, 0) {
                grid.blocked[spot] = true;
            }
        }
        for (rect, clear) in &obstacles {
            for spot in grid.within(*rect, clear / 2) {
                grid.blocked[spot] = true;
            }
        }
        Some(grid)
    }

    /// Crossings in a rectangle that is so much larger on every side.
    fn within(&self, rect: Rect, by: i64) -> Vec<usize> {
        let range = |lines: &[i64], from: i64, to: i64| {
            lines.partition_point(|at| *at < from)..lines.partition_point(|at| *at <= to)
        };
        let columns = range(&self.xs, rect.x - by, rect.right() + by);
        let rows = range(&self.ys, rect.y - by, rect.bottom() + by);
        rows.flat_map(|row| columns.clone().map(move |column| row * self.xs.len() + column)).collect()
    }

    fn allow<'a>(&mut self, clusters: impl Iterator<Item = &'a usize>) {
        self.allowed.fill(false);
        self.allowed[0] = true;
        clusters.for_each(|cluster| self.allowed[cluster + 1] = true);
    }

    /// The cheapest way, stubs included.
    fn search(&mut self, (from, to): (Point, Point), arrow: u32, around: i64, left: &mut usize) -> Option<Vec<Point>> {
        let sign = (to.0 - from.0).signum();
        // Out of one box and into the other straight; from a box to a label beside it nothing else is needed.
        let find = |lines: &[i64], at: i64| lines.binary_search(&at).ok();
        let (begin, end) = (from.0 + sign * CLEAR[0], to.0 - sign * CLEAR[0]);
        if from.1 == to.1 && (to.0 - from.0).abs() <= 2 * CLEAR[0] {
            return Some(vec![from, to]);
        }
        let (sx, sy) = (find(&self.xs, begin)?, find(&self.ys, from.1)?);
        let (gx, gy) = (find(&self.xs, end)?, find(&self.ys, to.1)?);
        let low = (begin.min(end) - around / 2, from.1.min(to.1) - around);
        let high = (begin.max(end) + around / 2, from.1.max(to.1) + around);
        let wide = self.xs.len();
        let (start, goal) = (sy * wide + sx, gy * wide + gx);
        self.round += 1;
        let round = self.round;
        let rest = |spot: usize| {
            let (x, y) = (self.xs[spot % wide], self.ys[spot / wide]);
            (x.abs_diff(end) + y.abs_diff(to.1)) as u32
        };
        let mut best = std::mem::take(&mut self.best);
        let mut heap = BinaryHeap::new();
        best[start * 2] = (round, 0, u32::MAX);
        heap.push(Reverse((rest(start), 0_u32, start * 2)));
        let mut steps = STEPS[0].min(*left);
        let mut found = None;
        while let Some(Reverse((_, cost, state))) = heap.pop() {
            if steps == 0 {
                break;
            }
            steps -= 1;
            *left -= 1;
            let (spot, upright) = (state / 2, state % 2);
            if best[state].1 != cost {
                continue;
            }
            if spot == goal && upright == 0 {
                found = Some(state);
                break;
            }
            let (column, row) = (spot % wide, spot / wide);
            let next = [
                (column > 0).then(|| (spot - 1, 0)),
                (column + 1 < wide).then(|| (spot + 1, 0)),
                (row > 0).then(|| (spot - wide, 1)),
                (row + 1 < self.ys.len()).then(|| (spot + wide, 1)),
            ];
            for (other, way) in next.into_iter().flatten() {
                let (x, y) = (self.xs[other % wide], self.ys[other / wide]);
                if (self.blocked[other] && other != goal) || x < low.0 || y < low.1 || x > high.0 || y > high.1 {
                    continue;
                }
                let length = (x.abs_diff(self.xs[column]) + y.abs_diff(self.ys[row])) as u32;
                let mut price = length;
                if way != upright {
                    price += BEND;
                }
                if !self.allowed[self.cluster[other] as usize] {
                    price += length * FOREIGN + 20;
                }
                let (along, across) = (self.used[way][other], self.used[1 - way][other]);
                if along != 0 && along != arrow {
                    price += length * ALONG / 8 + 2;
                }
                if across != 0 && across != arrow {
                    price += CROSSING;
                }
                let known = &mut best[other * 2 + way];
                let total = cost + price;
                if known.0 != round || total < known.1 {
                    *known = (round, total, state as u32);
                    heap.push(Reverse((total + rest(other), total, other * 2 + way)));
                }
            }
        }
        let mut points = vec![to];
        let mut at = found;
        while let Some(state) = at {
            let spot = state / 2;
            self.used[state % 2][spot] = arrow;
            points.push((self.xs[spot % wide], self.ys[spot / wide]));
            let before = best[state].2;
            at = (before != u32::MAX).then_some(before as usize);
        }
        self.best = best;
        found?;
        points.push(from);
        points.reverse();
        Some(points)
    }
}

//! Pulls lines apart that run along each other: side by side in the space they share, in the order that crosses least.

use std::cmp::Ordering;

use super::route::tidy;
use super::{Layout, Rect};

/// Distance between lines side by side, at most; and what they keep from boxes, and from the edges of clusters.
const APART: i64 = 9;
const CLEAR: i64 = 7;
/// What they keep from the ends of other lines.
const NEAR: i64 = 5;

type Point = (i64, i64);

/// A part of a line that may move sideways. Described as upright; the others are looked at transposed.
struct Part {
    line: usize,
    /// Position of its first corner.
    corner: usize,
    x: i64,
    low: i64,
    high: i64,
    /// Heights of its ends, and whether the line goes on to the right there.
    turns: [(i64, bool); 2],
    /// Space to both sides.
    free: (i64, i64),
}

/// Pulls the lines of a layout apart.
pub(super) fn apart(layout: &mut Layout) {
    let mut obstacles: Vec<Rect> = layout.boxes.clone();
    let drawn = layout.labels.iter().zip(&layout.lines).filter(|(_, halves)| !halves[0].is_empty());
    obstacles.extend(drawn.map(|(label, _)| *label));
    for rect in &layout.clusters {
        let thin = |x, y, w, h| Rect { x, y, w, h };
        obstacles.extend([thin(rect.x, rect.y, 0, rect.h), thin(rect.right(), rect.y, 0, rect.h)]);
        obstacles.extend([thin(rect.x, rect.y, rect.w, 0), thin(rect.x, rect.bottom(), rect.w, 0)]);
    }
    let mut lines: Vec<Vec<Point>> = layout.lines.iter_mut().flatten().map(std::mem::take).collect();
    let turned: Vec<Rect> = obstacles.iter().map(|one| Rect { x: one.y, y: one.x, w: one.h, h: one.w }).collect();
    for _ in 0..2 {
        pass(&mut lines, &obstacles);
        transpose(&mut lines);
        pass(&mut lines, &turned);
        transpose(&mut lines);
    }
    let mut lines = lines.into_iter().map(tidy);
    for halves in &mut layout.lines {
        *halves = [lines.next().unwrap_or_default(), lines.next().unwrap_or_default()];
    }
}

fn transpose(lines: &mut [Vec<Point>]) {
    lines.iter_mut().flatten().for_each(|point| *point = (point.1, point.0));
}

fn pass(lines: &mut [Vec<Point>], obstacles: &[Rect]) {
    let parts = parts(lines, obstacles);
    for group in groups(&parts, |one, other| one.free.0 < other.free.1 && other.free.0 < one.free.1) {
        if !spread(&parts, &group, lines) {
            let few: Vec<&Part> = group.iter().map(|at| &parts[*at]).collect();
            for near in groups(&few, |one, other| (one.x - other.x).abs() <= 4) {
                let near: Vec<usize> = near.into_iter().map(|at| group[at]).collect();
                spread(&parts, &near, lines);
            }
        }
    }
}

/// Upright parts between two corners, ends left out: those are held by boxes and labels.
fn parts(lines: &[Vec<Point>], obstacles: &[Rect]) -> Vec<Part> {
    let held = held(lines);
    let mut parts = Vec::new();
    for (line, points) in lines.iter().enumerate() {
        for corner in 1..points.len().saturating_sub(2) {
            let (from, to) = (points[corner], points[corner + 1]);
            if from.0 != to.0 || from.1 == to.1 {
                continue;
            }
            let right = |beyond: Point| beyond.0 > from.0;
            let (low, high) = (from.1.min(to.1), from.1.max(to.1));
            parts.push(Part {
                line,
                corner,
                x: from.0,
                low,
                high,
                turns: [(from.1, right(points[corner - 1])), (to.1, right(points[corner + 2]))],
                free: free((from.0, low, high), line, obstacles, &held),
            });
        }
    }
    parts
}

/// Upright ends, which stay where they are: the arrow, and where it is.
fn held(lines: &[Vec<Point>]) -> Vec<(usize, i64, i64, i64)> {
    let mut held = Vec::new();
    for (line, points) in lines.iter().enumerate() {
        let ends = [points.get(..2), points.len().checked_sub(2).and_then(|at| points.get(at..))];
        for end in ends.into_iter().flatten().filter(|end| end[0].0 == end[1].0) {
            held.push((line / 2, end[0].0, end[0].1.min(end[1].1), end[0].1.max(end[1].1)));
        }
    }
    held
}

/// The space to both sides of an upright part of a line.
fn free(
    (x, low, high): (i64, i64, i64),
    line: usize,
    obstacles: &[Rect],
    held: &[(usize, i64, i64, i64)],
) -> (i64, i64) {
    let mut free = (x - 200, x + 200);
    for one in obstacles.iter().filter(|one| one.y - CLEAR < high && one.bottom() + CLEAR > low) {
        // An edge lying along is not crossed; one that is crossed on the way says nothing.
        if one.w > 0 && one.h == 0 {
            continue;
        }
        if one.right() <= x {
            free.0 = free.0.max(one.right() + CLEAR);
        } else if one.x >= x {
            free.1 = free.1.min(one.x - CLEAR);
        }
    }
    for (arrow, at, from, to) in held {
        if *arrow == line / 2 || *from > high + 4 || *to + 4 < low {
            continue;
        }
        match at.cmp(&x) {
            Ordering::Less => free.0 = free.0.max(at + NEAR),
            Ordering::Greater => free.1 = free.1.min(at - NEAR),
            Ordering::Equal => {}
        }
    }
    if free.0 <= free.1 { free } else { (x, x) }
}

impl Part {
    fn beside(&self, other: &Part) -> bool {
        self.low < other.high + 5 && other.low < self.high + 5
    }

    /// How many crossings it makes with another if it stands left of it.
    fn crossings(&self, right: &Part) -> i64 {
        let within = |part: &Part, y: i64| y > part.low && y < part.high;
        let mine = self.turns.iter().filter(|(y, leads_right)| *leads_right && within(right, *y)).count();
        let other = right.turns.iter().filter(|(y, leads_right)| !*leads_right && within(self, *y)).count();
        (mine + other) as i64
    }
}

/// Parts beside each other in the same space, as connected groups.
fn groups<P: std::borrow::Borrow<Part>>(parts: &[P], together: impl Fn(&Part, &Part) -> bool) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..parts.len()).collect();
    fn root(group: &mut [usize], mut at: usize) -> usize {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| (parts[*at].borrow().low, *at));
    for (number, one) in order.iter().enumerate() {
        let first = parts[*one].borrow();
        for other in order[number + 1..].iter().take_while(|other| parts[**other].borrow().low < first.high + 5) {
            let second = parts[*other].borrow();
            if first.beside(second) && together(first, second) {
                let (a, b) = (root(&mut group, *one), root(&mut group, *other));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    for at in 0..parts.len() {
        let root = root(&mut group, at);
        found[root].push(at);
    }
    found.retain(|group| !group.is_empty());
    found
}

/// Gives each its track; `false` where they have no space in common.
fn spread(parts: &[Part], group: &[usize], lines: &mut [Vec<Point>]) -> bool {
    let low = group.iter().map(|at| parts[*at].free.0).max().unwrap_or(0);
    let high = group.iter().map(|at| parts[*at].free.1).min().unwrap_or(0);
    let mut order: Vec<(i64, i64, usize)> = group
        .iter()
        .map(|at| {
            let one = &parts[*at];
            let others =
                group.iter().filter(|other| *other != at && one.beside(&parts[**other])).map(|other| &parts[*other]);
            (others.map(|other| one.crossings(other) - other.crossings(one)).sum(), one.x, *at)
        })
        .collect();
    order.sort_unstable();
    let mut tracks: Vec<(usize, i64)> = Vec::with_capacity(order.len());
    for (_, _, at) in &order {
        let beside = tracks.iter().filter(|(other, _)| parts[*at].beside(&parts[*other]));
        let track = beside.map(|(_, track)| track + 1).max().unwrap_or(0);
        tracks.push((*at, track));
    }
    let count = tracks.iter().map(|(_, track)| track + 1).max().unwrap_or(1);
    if high - low < 3 * (count - 1) {
        return false;
    }
    let step = ((high - low) / count.max(1)).clamp(1, APART);
    let mean = group.iter().map(|at| parts[*at].x).sum::<i64>() / group.len() as i64;
    let width = step * (count - 1);
    let first = (mean - width / 2).clamp(low, (high - width).max(low));
    for (at, track) in tracks {
        let part = &parts[at];
        let x = first + track * step;
        lines[part.line][part.corner].0 = x;
        lines[part.line][part.corner + 1].0 = x;
    }
    true
}

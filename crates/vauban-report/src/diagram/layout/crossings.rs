//! How often arrows would cross if they were straight, as a measure of a layout.

use super::{Graph, Layout, middle};

/// What a crossing costs, in pixels of length.
const COST: i64 = 120;
/// More arrows than this are not looked at pair by pair.
const MOST: usize = 400;

/// What the crossings of a layout cost.
pub(super) fn cost(graph: &Graph, layout: &Layout) -> i64 {
    if graph.arrows.len() > MOST {
        return 0;
    }
    let mut parts: Vec<[(i64, i64); 2]> = Vec::with_capacity(graph.arrows.len() * 2);
    for (at, arrow) in graph.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
        let (from, to, label) = (layout.boxes[arrow.from], layout.boxes[arrow.to], layout.labels[at].middle());
        let begin = (from.middle().0, from.y + middle(graph.boxes[arrow.from].exits));
        parts.push([begin, label]);
        parts.push([label, (to.middle().0, to.y + arrow.port)]);
    }
    let mut found = 0;
    for (at, one) in parts.iter().enumerate() {
        found += parts[at + 1..].iter().filter(|other| cross(*one, **other)).count() as i64;
    }
    found * COST
}

/// Whether two lines have a point in common that is an end of neither.
fn cross([a, b]: [(i64, i64); 2], [c, d]: [(i64, i64); 2]) -> bool {
    let turn =
        |(x, y): (i64, i64), (p, q): (i64, i64), (r, s): (i64, i64)| ((p - x) * (s - y) - (q - y) * (r - x)).signum();
    turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

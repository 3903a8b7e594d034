//! Moves labels up or down to the height of an end of their arrow, where nothing is in the way: fewer bends.

use super::{Graph, Layout, Nest, Rect, TITLE, middle};

/// What labels keep from each other and from everything else.
const CLEAR: i64 = 10;
/// No label moves further.
const FAR: i64 = 160;

/// Straightens arrows.
pub(super) fn straighten(graph: &Graph, nest: &Nest, layout: &mut Layout) {
    // Those that have least to go first: they stay where others might want to be.
    let target = |layout: &Layout, at: usize| layout.boxes[graph.arrows[at].to].y + graph.arrows[at].port;
    let source = |layout: &Layout, at: usize| {
        let arrow = &graph.arrows[at];
        layout.boxes[arrow.from].y + middle(graph.boxes[arrow.from].exits)
    };
    let mut order: Vec<(i64, usize)> = (0..graph.arrows.len())
        .filter(|at| graph.arrows[*at].from != graph.arrows[*at].to)
        .map(|at| ((target(layout, at) - layout.labels[at].middle().1).abs(), at))
        .collect();
    order.sort_unstable();
    for (_, at) in order {
        let label = layout.labels[at];
        let holder =
            nest.shared[at].checked_sub(1).map(|depth| layout.clusters[nest.around[graph.arrows[at].from][depth]]);
        for height in [target(layout, at), source(layout, at)] {
            let moved = Rect { y: height - label.h / 2, ..label };
            let by = moved.y - label.y;
            if by.abs() > FAR {
                continue;
            }
            if by == 0 || free(graph, layout, at, moved, holder) {
                layout.labels[at] = moved;
                break;
            }
        }
    }
}

/// Whether a label may move to a place: nothing is there, nor on the way.
fn free(graph: &Graph, layout: &Layout, at: usize, moved: Rect, holder: Option<Rect>) -> bool {
    let old = layout.labels[at];
    let swept = Rect { y: old.y.min(moved.y), h: old.h + (old.y - moved.y).abs(), ..old };
    let apart = |other: &Rect| {
        swept.x >= other.right() + CLEAR
            || other.x >= swept.right() + CLEAR
            || swept.y >= other.bottom() + CLEAR
            || other.y >= swept.bottom() + CLEAR
    };
    let inside = match holder {
        Some(holder) => moved.y >= holder.y + TITLE && moved.bottom() + CLEAR <= holder.bottom(),
        None => moved.y >= CLEAR && moved.bottom() + CLEAR <= layout.size.1,
    };
    let around = |cluster: &Rect| {
        cluster.x <= old.x && cluster.right() >= old.right() && cluster.y <= old.y && cluster.bottom() >= old.bottom()
    };
    let labels = layout.labels.iter().zip(&graph.arrows).enumerate();
    let others =
        labels.filter(|(other, (_, arrow))| *other != at && arrow.from != arrow.to).map(|(_, (label, _))| label);
    inside
        && others.chain(&layout.boxes).all(apart)
        && layout.clusters.iter().all(|cluster| around(cluster) || apart(cluster))
}

//! What must hold of every layout, over random graphs.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Arrow, Boxed, Cluster, Graph, Layout, Rect, layout};

fn graph() -> impl Strategy<Value = Graph> {
    let clusters = vec((any::<u16>(), 0_i64..300, any::<bool>()), 0..9);
    let boxes = vec((any::<u16>(), 40_i64..220, 44_i64..300, proptest::bool::weighted(0.2)), 1..26);
    let arrows = vec((any::<u16>(), any::<u16>(), 10_i64..44, 20_i64..160, 14_i64..80), 0..50);
    (clusters, boxes, arrows).prop_map(|(clusters, boxes, arrows)| {
        let (zones, count) = (clusters.len(), boxes.len());
        // A parent has a smaller number here; one of them stands for the page.
        let within = |word: u16, below: usize| Some(usize::from(word) % (below + 1)).filter(|at| *at < below);
        let clusters = clusters.into_iter().enumerate();
        Graph {
            clusters: clusters
                .map(|(at, (parent, title, first))| Cluster { parent: within(parent, at), title, first })
                .collect(),
            boxes: boxes
                .into_iter()
                .map(|(cluster, w, h, first)| Boxed {
                    size: (w, h),
                    cluster: within(cluster, zones),
                    first,
                    exits: (3, 40),
                })
                .collect(),
            arrows: arrows
                .into_iter()
                .map(|(from, to, port, w, h)| Arrow {
                    from: usize::from(from) % count,
                    to: usize::from(to) % count,
                    port,
                    label: (w, h),
                })
                .collect(),
        }
    })
}

fn apart(one: &Rect, other: &Rect) -> bool {
    one.x >= other.right() || other.x >= one.right() || one.y >= other.bottom() || other.y >= one.bottom()
}

fn inside(inner: &Rect, outer: &Rect) -> bool {
    inner.x > outer.x && inner.y > outer.y && inner.right() < outer.right() && inner.bottom() < outer.bottom()
}

fn around(graph: &Graph, mut at: Option<usize>) -> Vec<usize> {
    let mut chain = Vec::new();
    while let Some(cluster) = at {
        chain.push(cluster);
        at = graph.clusters[cluster].parent;
    }
    chain
}

/// Whether a line has a point inside a rectangle.
fn runs_over(line: &[(i64, i64)], rect: &Rect) -> bool {
    line.windows(2).any(|pair| {
        let (a, b) = (pair[0], pair[1]);
        a.0.min(b.0) < rect.right() && a.0.max(b.0) > rect.x && a.1.min(b.1) < rect.bottom() && a.1.max(b.1) > rect.y
    })
}

/// What is wrong with a layout.
fn wrong(graph: &Graph, layout: &Layout) -> Option<String> {
    let page = Rect { w: layout.size.0, h: layout.size.1, ..Rect::default() };
    for (at, rect) in layout.clusters.iter().enumerate() {
        let parent = graph.clusters[at].parent.map_or(page, |parent| layout.clusters[parent]);
        if !inside(rect, &parent) {
            return Some(format!("cluster {at} {rect:?} leaves {parent:?}"));
        }
        for (other, rival) in layout.clusters.iter().enumerate().skip(at + 1) {
            let kin = around(graph, Some(at)).contains(&other) || around(graph, Some(other)).contains(&at);
            if !kin && !apart(rect, rival) {
                return Some(format!("clusters {at} and {other} overlap"));
            }
        }
    }
    for (at, rect) in layout.boxes.iter().enumerate() {
        let home = around(graph, graph.boxes[at].cluster);
        for (cluster, outer) in layout.clusters.iter().enumerate() {
            let fits = if home.contains(&cluster) { inside(rect, outer) } else { apart(rect, outer) };
            if !fits {
                return Some(format!("box {at} {rect:?} and cluster {cluster} {outer:?}"));
            }
        }
        if !inside(rect, &page) || (rect.w, rect.h) != graph.boxes[at].size {
            return Some(format!("box {at} {rect:?} on {page:?}"));
        }
        if let Some(other) = layout.boxes.iter().skip(at + 1).position(|other| !apart(rect, other)) {
            return Some(format!("boxes {at} and {} overlap", at + 1 + other));
        }
    }
    let drawn: Vec<usize> =
        (0..graph.arrows.len()).filter(|at| graph.arrows[*at].from != graph.arrows[*at].to).collect();
    for (number, at) in drawn.iter().enumerate() {
        let (label, arrow) = (&layout.labels[*at], &graph.arrows[*at]);
        if let Some(one) = layout.boxes.iter().position(|one| !apart(label, one)) {
            return Some(format!("label {at} lies on box {one}"));
        }
        if let Some(other) = drawn[number + 1..].iter().find(|other| !apart(label, &layout.labels[**other])) {
            return Some(format!("labels {at} and {other} overlap"));
        }
        let [first, second] = &layout.lines[*at];
        let (from, to) = (layout.boxes[arrow.from], layout.boxes[arrow.to]);
        let begins = first
            .first()
            .is_some_and(|(x, y)| (*x == from.x || *x == from.right()) && *y > from.y && *y < from.bottom());
        let ends = second.last().is_some_and(|(x, y)| (*x == to.x || *x == to.right()) && *y == to.y + arrow.port);
        let upright =
            |line: &[(i64, i64)]| line.windows(2).all(|pair| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1);
        if !begins || !ends || !upright(first) || !upright(second) {
            return Some(format!("the line of arrow {at}: {first:?} {second:?}, from {from:?} to {to:?}"));
        }
        if first.last().map(|point| point.1) != second.first().map(|point| point.1) {
            return Some(format!("the line of arrow {at} is broken at its label"));
        }
        let over = |rect: &Rect| [first, second].into_iter().any(|line| runs_over(line, rect));
        let foreign = |one: &usize| *one != arrow.from && *one != arrow.to && over(&layout.boxes[*one]);
        if let Some(one) = (0..layout.boxes.len()).find(foreign) {
            return Some(format!("the line of arrow {at} runs over box {one}"));
        }
        if let Some(other) = drawn.iter().find(|other| *other != at && over(&layout.labels[**other])) {
            return Some(format!("the line of arrow {at} runs over label {other}"));
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn everything_has_its_place(graph in graph()) {
        let found = layout(&graph);
        prop_assert_eq!(wrong(&graph, &found), None);
        prop_assert_eq!(layout(&graph), found);
    }
}

/// A plant: zones beside and within each other, mostly with arrows from one box to a later one, and some back.
fn plant(seed: usize) -> Graph {
    let next = |at: usize, salt: usize| (at * 7919 + salt * 104_729 + seed * 1_299_709) / 7 % 9973;
    let clusters = [None, None, None, None, Some(2), Some(4)];
    let boxes = (0..50).map(|at| Boxed {
        size: (110 + next(at, 1) as i64 % 50, 44 + 19 * (next(at, 2) as i64 % 4)),
        cluster: Some(next(at, 3) % 6),
        first: at < 3,
        exits: (3, 40),
    });
    let arrow = |at: usize| {
        let from = if at < 50 { at } else { next(at, 4) % 50 };
        let to = if at.is_multiple_of(5) { next(at, 5) % 50 } else { (from + 1 + next(at, 6) % 9) % 50 };
        Arrow { from, to, port: 34, label: (60 + next(at, 7) as i64 % 60, 20 + 14 * (next(at, 8) as i64 % 2)) }
    };
    Graph {
        boxes: boxes.collect(),
        clusters: clusters.iter().map(|parent| Cluster { parent: *parent, title: 80, first: false }).collect(),
        arrows: (0..90).map(arrow).collect(),
    }
}

/// A broker that so many talk to, and that talks to every second of them.
fn hub(spokes: usize, zones: usize) -> Graph {
    let one = |at: usize| Boxed {
        size: (120, if at == 0 { 44 + 6 * spokes as i64 / 2 } else { 63 }),
        cluster: Some(at % zones),
        first: false,
        exits: (3, if at == 0 { 30 + 6 * spokes as i64 / 2 } else { 40 }),
    };
    let arrow = |from, to| Arrow { from, to, port: 34, label: (70, 34) };
    let out = (1..=spokes).filter(|at| at % 2 == 0).map(|at| arrow(0, at));
    Graph {
        boxes: (0..50).map(one).collect(),
        clusters: (0..zones).map(|at| Cluster { parent: (at == 3).then_some(1), title: 60, first: false }).collect(),
        arrows: (1..=spokes).map(|at| arrow(at, 0)).chain(out).collect(),
    }
}

#[test]
fn fifty_boxes_stay_readable() {
    let graphs = (0..6).map(plant).chain([hub(30, 4), hub(30, 1), hub(49, 3)]);
    for (at, graph) in graphs.enumerate() {
        let found = layout(&graph);
        assert_eq!(wrong(&graph, &found), None, "graph {at}");
        let (w, h) = found.size;
        assert!(w <= 3 * h && h <= 3 * w, "graph {at}: {w} by {h}");
    }
}

#[test]
fn a_long_chain_becomes_a_page() {
    let one =
        |at: usize| Boxed { size: (130, 63), cluster: at.is_multiple_of(2).then_some(0), first: false, exits: (3, 40) };
    let graph = Graph {
        boxes: (0..48).map(one).collect(),
        clusters: vec![Cluster::default()],
        arrows: (1..48).map(|at| Arrow { from: at - 1, to: at, port: 50, label: (90, 34) }).collect(),
    };
    let found = layout(&graph);
    assert_eq!(wrong(&graph, &found), None);
    assert!(found.size.0 <= 3 * found.size.1, "{:?}", found.size);
}

#[test]
fn arrows_lead_to_the_right_and_lines_go_around() {
    let one = |cluster, first| Boxed { size: (100, 60), cluster, first, exits: (3, 40) };
    let arrow = |from, to| Arrow { from, to, port: 50, label: (60, 20) };
    let graph = Graph {
        boxes: vec![one(None, true), one(Some(0), false), one(Some(0), false), one(None, false)],
        clusters: vec![Cluster::default()],
        arrows: vec![arrow(0, 1), arrow(1, 2), arrow(2, 3), arrow(0, 3)],
    };
    let found = layout(&graph);
    assert!(found.boxes.windows(2).all(|pair| pair[0].right() < pair[1].x), "{:?}", found.boxes);
    for points in found.lines.iter().flatten() {
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let swept = Rect { x: a.0.min(b.0), y: a.1.min(b.1), w: (a.0 - b.0).abs(), h: (a.1 - b.1).abs() };
            assert!(found.boxes.iter().all(|one| apart(&swept, one)), "{swept:?} runs over a box");
        }
    }
}

#[test]
fn large_graphs_take_no_more_than_their_time() {
    let boxes = (0..1000).map(|at| Boxed { size: (120, 60), cluster: Some(at % 20), first: false, exits: (3, 40) });
    let graph = Graph {
        boxes: boxes.collect(),
        clusters: (0..20).map(|at| Cluster { parent: (at > 3).then_some(at % 4), ..Cluster::default() }).collect(),
        arrows: (0..2000)
            .map(|at| Arrow { from: at * 7 % 1000, to: at * 13 % 997, port: 50, label: (60, 20) })
            .collect(),
    };
    let begun = std::time::Instant::now();
    let found = layout(&graph);
    assert_eq!(found.lines.len(), 2000);
    // Without optimization, on a machine that does other things too.
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

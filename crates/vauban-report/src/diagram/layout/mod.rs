//! Where everything stands: boxes in nested clusters, arrows with labels between them.
//!
//! Layer by layer, as Sugiyama, Tagawa and Toda (1981) draw graphs, cluster by cluster from the inside out: what lies
//! in a cluster is laid out with inner clusters as boxes of known size, so rectangles hold exactly their members and
//! siblings never overlap. An arrow belongs to the smallest cluster around both its ends; its label has a place of
//! its own in the layers there, so labels never lie on anything. Then everything is laid out again, now knowing where
//! arrows leave each cluster, a fixed number of times. Lines are found last ([`route`]) and pulled apart ([`nudge`]).
//!
//! Nothing here knows what is drawn. The same graph gives the same coordinates, to the pixel.

mod crossings;
mod layers;
mod nudge;
mod order;
mod place;
mod ranks;
mod route;
mod straight;
#[cfg(test)]
mod tests;
mod wrap;

/// Space around what lies in a cluster, above it for its title, and the narrowest gap between neighbours.
const PADDING: i64 = 20;
const TITLE: i64 = 30;
/// How often everything is laid out, and how often where there are more arrows than that.
const ROUNDS: [usize; 2] = [8, 2];
const MANY: usize = 400;

/// What is to be laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) boxes: Vec<Boxed>,
    /// A parent may stand anywhere in the list; there are no circles.
    pub(super) clusters: Vec<Cluster>,
    pub(super) arrows: Vec<Arrow>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Boxed {
    pub(super) size: (i64, i64),
    pub(super) cluster: Option<usize>,
    /// Belongs to the left.
    pub(super) first: bool,
    /// Where arrows may leave, from the top of the box.
    pub(super) exits: (i64, i64),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Cluster {
    pub(super) parent: Option<usize>,
    /// Width of its title.
    pub(super) title: i64,
    /// Belongs to the left.
    pub(super) first: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Where it arrives, from the top of the box.
    pub(super) port: i64,
    pub(super) label: (i64, i64),
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) w: i64,
    pub(super) h: i64,
}

impl Rect {
    pub(super) fn right(&self) -> i64 {
        self.x + self.w
    }
    pub(super) fn bottom(&self) -> i64 {
        self.y + self.h
    }
    pub(super) fn middle(&self) -> (i64, i64) {
        (self.x + self.w / 2, self.y + self.h / 2)
    }
    /// Whether a point lies in it, at least so far from its edge.
    pub(super) fn holds(&self, (x, y): (i64, i64), by: i64) -> bool {
        x > self.x + by && x < self.right() - by && y > self.y + by && y < self.bottom() - by
    }
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) size: (i64, i64),
    pub(super) boxes: Vec<Rect>,
    pub(super) clusters: Vec<Rect>,
    /// Of each arrow; empty for an arrow from a box to itself, which has no line either.
    pub(super) labels: Vec<Rect>,
    /// The corners of each arrow's line, from the source to the label and from the label to the target.
    pub(super) lines: Vec<[Vec<(i64, i64)>; 2]>,
}

/// Lays a graph out.
pub(super) fn layout(graph: &Graph) -> Layout {
    let nest = Nest::new(graph);
    let mut best: Option<(i64, Layout)> = None;
    let mut before: Option<Layout> = None;
    for _ in 0..ROUNDS[usize::from(graph.arrows.len() > MANY)] {
        let layout = nest.arrange(graph, before.as_ref());
        let cost = nest.length(graph, &layout) + crossings::cost(graph, &layout);
        if best.as_ref().is_none_or(|(known, _)| cost < *known) {
            best = Some((cost, layout.clone()));
        }
        before = Some(layout);
    }
    let mut layout = best.map(|(_, layout)| layout).unwrap_or_default();
    straight::straighten(graph, &nest, &mut layout);
    layout.lines = route::lines(graph, &nest, &layout);
    nudge::apart(&mut layout);
    layout
}

/// A child of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Child {
    Box(usize),
    Cluster(usize),
}

/// Who lies in whom, worked out once.
struct Nest {
    /// Children of each cluster; those of the page come last.
    children: Vec<Vec<Child>>,
    /// Clusters from the inside out, the page last.
    inside_out: Vec<usize>,
    /// The clusters around each box, from the page (left out) inwards.
    around: Vec<Vec<usize>>,
    /// For each arrow how many clusters its ends share.
    shared: Vec<usize>,
}

impl Nest {
    fn new(graph: &Graph) -> Nest {
        let page = graph.clusters.len();
        let mut children = vec![Vec::new(); page + 1];
        for (at, cluster) in graph.clusters.iter().enumerate() {
            children[cluster.parent.unwrap_or(page)].push(Child::Cluster(at));
        }
        for (at, one) in graph.boxes.iter().enumerate() {
            children[one.cluster.unwrap_or(page)].push(Child::Box(at));
        }
        let mut inside_out = vec![page];
        let mut next = 0;
        while let Some(at) = inside_out.get(next).copied() {
            next += 1;
            inside_out.extend(children[at].iter().filter_map(|child| match child {
                Child::Cluster(cluster) => Some(*cluster),
                Child::Box(_) => None,
            }));
        }
        inside_out.reverse();
        let around = |one: &Boxed| {
            let mut chain = Vec::new();
            let mut at = one.cluster;
            while let Some(cluster) = at {
                chain.push(cluster);
                at = graph.clusters[cluster].parent;
            }
            chain.reverse();
            chain
        };
        let around: Vec<Vec<usize>> = graph.boxes.iter().map(around).collect();
        let shared = |arrow: &Arrow| {
            let pairs = around[arrow.from].iter().zip(&around[arrow.to]);
            pairs.take_while(|(one, other)| one == other).count()
        };
        let shared = graph.arrows.iter().map(shared).collect();
        Nest { children, inside_out, around, shared }
    }

    /// The child of a cluster that holds a box, given how many clusters around the box hold that child.
    fn child(&self, of: usize, depth: usize) -> Child {
        self.around[of].get(depth).map_or(Child::Box(of), |cluster| Child::Cluster(*cluster))
    }

    /// One round from the inside out.
    fn arrange(&self, graph: &Graph, before: Option<&Layout>) -> Layout {
        let page = graph.clusters.len();
        let mut layout = Layout {
            boxes: graph.boxes.iter().map(|one| Rect { w: one.size.0, h: one.size.1, ..Rect::default() }).collect(),
            clusters: vec![Rect::default(); page + 1],
            labels: graph.arrows.iter().map(|one| Rect { w: one.label.0, h: one.label.1, ..Rect::default() }).collect(),
            ..Layout::default()
        };
        let mut frames: Vec<layers::Frame> = (0..=page).map(|at| self.frame(at)).collect();
        let mut seats = vec![0; graph.boxes.len() + page];
        let slot = |child: Child| match child {
            Child::Box(at) => at,
            Child::Cluster(at) => graph.boxes.len() + at,
        };
        for children in &self.children {
            children.iter().enumerate().for_each(|(seat, child)| seats[slot(*child)] = seat);
        }
        // Arrows within a frame, and arrows that leave it.
        for (at, arrow) in graph.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
            let shared = self.shared[at];
            let holder = shared.checked_sub(1).map_or(page, |depth| self.around[arrow.from][depth]);
            let ends = [arrow.from, arrow.to].map(|end| seats[slot(self.child(end, shared))]);
            frames[holder].links.push(layers::Link { arrow: at, ends, offsets: [0; 2] });
            let Some(before) = before else { continue };
            let label = before.labels[at].middle();
            for end in [arrow.from, arrow.to] {
                for depth in shared..self.around[end].len() {
                    let cluster = self.around[end][depth];
                    let frame = before.clusters[cluster];
                    let side = if label.0 < frame.middle().0 { -1 } else { 1 };
                    let seat = seats[slot(self.child(end, depth + 1))];
                    let at_end = if end == arrow.to { arrow.port } else { middle(graph.boxes[end].exits) };
                    frames[cluster].leaving.push(layers::Leaving {
                        seat,
                        end,
                        depth: depth + 1,
                        at_end,
                        side,
                        y: label.1 - frame.y,
                        offset: 0,
                    });
                }
            }
        }
        for at in &self.inside_out {
            let frame = &mut frames[*at];
            let offset = |end: usize, depth: usize, at_end: i64, layout: &Layout| {
                let within = self.around[end][depth.min(self.around[end].len())..]
                    .iter()
                    .map(|cluster| layout.clusters[*cluster].y);
                // The outermost of them is the child itself, whose own place is not known yet.
                let inner: i64 = within.skip(1).sum();
                at_end + if depth < self.around[end].len() { inner + layout.boxes[end].y } else { 0 }
            };
            for link in &mut frame.links {
                let (arrow, shared) = (&graph.arrows[link.arrow], self.shared[link.arrow]);
                link.offsets[0] = offset(arrow.from, shared, middle(graph.boxes[arrow.from].exits), &layout);
                link.offsets[1] = offset(arrow.to, shared, arrow.port, &layout);
            }
            for leaving in &mut frame.leaving {
                leaving.offset = offset(leaving.end, leaving.depth, leaving.at_end, &layout);
            }
            for (child, item) in self.children[*at].iter().zip(&mut frame.items) {
                let (size, first) = match child {
                    Child::Box(one) => (graph.boxes[*one].size, graph.boxes[*one].first),
                    Child::Cluster(one) => {
                        ((layout.clusters[*one].w, layout.clusters[*one].h), graph.clusters[*one].first)
                    }
                };
                *item = layers::Item { size, first };
            }
            let labels: Vec<(i64, i64)> = frame.links.iter().map(|link| graph.arrows[link.arrow].label).collect();
            let (top, title) = if *at == page { (PADDING, 0) } else { (TITLE + 6, graph.clusters[*at].title) };
            let placed = frame.lay(&labels);
            let left = PADDING + placed.lanes.0;
            for (child, (x, y)) in self.children[*at].iter().zip(&placed.items) {
                let rect = match child {
                    Child::Box(one) => &mut layout.boxes[*one],
                    Child::Cluster(one) => &mut layout.clusters[*one],
                };
                (rect.x, rect.y) = (x + left, y + top);
            }
            for (link, (x, y)) in frame.links.iter().zip(&placed.labels) {
                let rect = &mut layout.labels[link.arrow];
                (rect.x, rect.y) = (x + left, y + top);
            }
            let rect = &mut layout.clusters[*at];
            rect.w = (placed.size.0 + left + PADDING + placed.lanes.1).max(title + 24);
            rect.h = placed.size.1 + top + PADDING;
        }
        self.absolute(graph, &mut layout);
        layout
    }

    fn frame(&self, at: usize) -> layers::Frame {
        layers::Frame { items: vec![layers::Item::default(); self.children[at].len()], ..layers::Frame::default() }
    }

    /// From places within clusters to places on the page.
    fn absolute(&self, graph: &Graph, layout: &mut Layout) {
        let page = layout.clusters.pop().unwrap_or_default();
        layout.size = (page.w, page.h);
        for at in self.inside_out.iter().rev().filter(|at| **at < graph.clusters.len()) {
            if let Some(parent) = graph.clusters[*at].parent {
                let (x, y) = (layout.clusters[parent].x, layout.clusters[parent].y);
                layout.clusters[*at].x += x;
                layout.clusters[*at].y += y;
            }
        }
        for (one, rect) in graph.boxes.iter().zip(&mut layout.boxes) {
            if let Some(cluster) = one.cluster {
                rect.x += layout.clusters[cluster].x;
                rect.y += layout.clusters[cluster].y;
            }
        }
        for (at, arrow) in graph.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to) {
            if let Some(depth) = self.shared[at].checked_sub(1) {
                let holder = layout.clusters[self.around[arrow.from][depth]];
                layout.labels[at].x += holder.x;
                layout.labels[at].y += holder.y;
            }
        }
    }

    /// How far the eye must travel: the length of all arrows, and the size of the page.
    fn length(&self, graph: &Graph, layout: &Layout) -> i64 {
        let arrows = graph.arrows.iter().enumerate().filter(|(_, arrow)| arrow.from != arrow.to).map(|(at, arrow)| {
            let (from, to, label) = (layout.boxes[arrow.from], layout.boxes[arrow.to], layout.labels[at].middle());
            let out = from.y + middle(graph.boxes[arrow.from].exits);
            let across = (from.middle().0 - label.0).abs() + (to.middle().0 - label.0).abs();
            2 * ((out - label.1).abs() + (to.y + arrow.port - label.1).abs()) + across
        });
        arrows.sum::<i64>() + 4 * (layout.size.0 + layout.size.1)
    }
}

fn middle((from, to): (i64, i64)) -> i64 {
    i64::midpoint(from, to)
}

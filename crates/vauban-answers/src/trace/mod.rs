//! From the threads of a product to what is shown of them: nodes become names, spans become places.

pub mod again;
pub mod rows;

use std::collections::BTreeMap;

use vauban_analysis::trace::{Change, Item, Line, Mark, Node, Reach, Trace, Walker, Way};
use vauban_checks::Traced;
use vauban_diagnostics::{Span, nearest};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Model};
use vauban_report::trace::{
    EdgeRow, GapRow, KindRow, LineRow, LinkCounts, NodeRow, SuspectRow, TraceReport, Ways as Directions,
};

use crate::which::{Chosen, Ways};

/// How deep a tree goes where nobody says.
const DEEP: usize = 12;

/// What is asked for.
#[derive(Debug)]
pub struct Wanted<'m> {
    /// Where to start; everything if absent.
    pub from: Option<u32>,
    /// Which ways.
    pub ways: Directions,
    /// How many steps.
    pub depth: Option<usize>,
    /// Whether edges are followed as far as they go, where nobody says how many steps.
    pub to_the_end: bool,
    /// Which part of the design, where no place to start is named.
    pub chosen: Chosen<'m>,
}

/// Which nodes are asked for, and where they are.
struct Part<'a> {
    compiled: &'a Compilation,
    product: Option<AnyId>,
    chosen: &'a Chosen<'a>,
}

impl Part<'_> {
    /// The record that a node is, or is about.
    fn record(&self, node: &Node) -> Option<AnyId> {
        match &node.item {
            Item::Record(id) | Item::Section(id, _) => Some(*id),
            Item::Threat(at) => self.compiled.threats(self.product)?.threats.get(*at)?.on.first().copied(),
            Item::Clause(_) | Item::File(_) => None,
        }
    }

    fn asks_for(&self, node: &Node) -> bool {
        let texts = [node.name.as_str(), node.title.as_str()];
        match self.record(node) {
            Some(record) => self.chosen.admits_with(record, &texts),
            None => self.chosen.selection.admits_text(&texts),
        }
    }
}

/// What is shown of a product's threads.
pub fn report(compiled: &Compilation, product: Option<AnyId>, traced: &Traced, wanted: &Wanted<'_>) -> TraceReport {
    let model = &compiled.model;
    let trace = &traced.trace;
    let graph = &trace.graph;
    let deep = wanted.depth.unwrap_or(if wanted.to_the_end { usize::MAX } else { DEEP });
    let part = Part { compiled, product, chosen: &wanted.chosen };
    let whole = wanted.from.is_some() || wanted.chosen.selection.is_everything();
    let mut ways = Ways::default();
    let mut kept: Vec<u32> = match wanted.from {
        None => (0..graph.nodes.len() as u32).filter(|at| whole || part.asks_for(graph.node(*at))).collect(),
        Some(root) => {
            let mut kept = vec![root];
            for (reach, asked) in [(Reach::Up, wanted.ways.up), (Reach::Down, wanted.ways.down)] {
                if asked {
                    kept.extend(graph.reached([root], reach, deep));
                }
            }
            kept
        }
    };
    kept.sort_unstable();
    kept.dedup();
    let core: Vec<bool> = marks(graph.nodes.len(), &kept);
    // What is told beside a thread has its node too.
    let edges: Vec<_> = graph
        .edges
        .iter()
        .filter(|edge| match edge.kind.row().way {
            Way::Design => false,
            Way::Beside => core[edge.from as usize] || core[edge.to as usize],
            Way::Up | Way::Down => core[edge.from as usize] && core[edge.to as usize],
        })
        .collect();
    if wanted.from.is_some() {
        kept.extend(edges.iter().flat_map(|edge| [edge.from, edge.to]));
        kept.sort_unstable();
        kept.dedup();
    }
    let place: BTreeMap<u32, usize> = kept.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    let suspects = suspects(model, trace);
    let tree = |reach: Reach, asked: bool| -> Vec<LineRow> {
        let Some(root) = wanted.from.filter(|_| asked) else { return Vec::new() };
        let lines = graph.tree(root, reach, wanted.depth.unwrap_or(DEEP));
        lines.iter().skip(1).filter_map(|line| row(line, &place)).collect()
    };
    let told = |at: u32| kept.binary_search(&at).is_ok() && (wanted.from.is_none() || core[at as usize]);
    TraceReport {
        product: compiled.line(product),
        release: trace.release.map_or_else(String::new, |id| model.head(id).name()),
        of: wanted.from.and_then(|node| place.get(&node).copied()),
        ways: wanted.ways,
        up: tree(Reach::Up, wanted.ways.up),
        down: tree(Reach::Down, wanted.ways.down),
        nodes: kept.iter().map(|at| node(model, trace, *at, &suspects)).collect(),
        edges: edges
            .iter()
            .map(|edge| {
                let (file, line) = placed(model, Some(edge.place));
                EdgeRow {
                    kind: edge.kind.row().word,
                    from: graph.node(edge.from).name.clone(),
                    to: graph.node(edge.to).name.clone(),
                    way: edge.kind.row().way.word(),
                    file,
                    line,
                }
            })
            .collect(),
        kinds: kinds(trace, &kept),
        gaps: trace
            .gaps
            .iter()
            .filter(|gap| told(gap.node))
            .map(|gap| {
                let about = graph.node(gap.node);
                let (file, line) = placed(model, about.place);
                let known = gap.row();
                GapRow {
                    gap: known.name,
                    meaning: known.meaning,
                    next: known.next,
                    id: about.name.clone(),
                    reason: gap.reason.clone(),
                    file,
                    line,
                    way: part.record(about).map(|record| ways.of(part.chosen, record)).unwrap_or_default(),
                }
            })
            .collect(),
        filter: wanted
            .chosen
            .told(kept.len(), graph.nodes.len(), "things", "links are remembered and suspect in the whole product")
            .filter(|_| wanted.from.is_none()),
        suspects: suspects
            .into_iter()
            .filter(|(record, _)| {
                (wanted.from.is_none() && whole) || graph.find(&Item::Record(*record)).is_some_and(told)
            })
            .flat_map(|(_, rows)| rows)
            .collect(),
        links: LinkCounts { kept: trace.links.kept, all: trace.links.all, stamped: trace.links.stamped },
    }
}

fn marks(many: usize, of: &[u32]) -> Vec<bool> {
    let mut marks = vec![false; many];
    of.iter().for_each(|at| marks[*at as usize] = true);
    marks
}

fn row(line: &Line, place: &BTreeMap<u32, usize>) -> Option<LineRow> {
    let mark = match line.mark {
        Mark::None | Mark::Beside => "",
        Mark::Again => "again",
        Mark::Circle => "circle",
        Mark::Deeper => "deeper",
    };
    Some(LineRow { node: *place.get(&line.node)?, depth: line.depth, word: line.word, mark, last: line.last })
}

fn node(model: &Model, trace: &Trace, at: u32, suspects: &BTreeMap<AnyId, Vec<SuspectRow>>) -> NodeRow {
    let Node { item, name, kind, title, place, state } = trace.graph.node(at);
    let (file, line) = placed(model, *place);
    let told = match item {
        Item::Record(id) => suspects.get(id).map(|rows| rows.iter().map(SuspectRow::told).collect()),
        _ => None,
    };
    NodeRow {
        id: name.clone(),
        kind,
        title: title.clone(),
        state: state.word,
        why: state.why.clone(),
        file,
        line,
        suspect: told.unwrap_or_default(),
        carried: trace.carried(at),
    }
}

/// File and line of a place; empty where there is none.
pub(super) fn placed(model: &Model, span: Option<Span>) -> (String, u32) {
    match span {
        Some(span) => (model.sources.file(span.file).path.clone(), model.sources.place(span).line),
        None => (String::new(), 0),
    }
}

fn suspects(model: &Model, trace: &Trace) -> BTreeMap<AnyId, Vec<SuspectRow>> {
    let mut rows: BTreeMap<AnyId, Vec<SuspectRow>> = BTreeMap::new();
    // Each record is followed down once, however many of its links are suspect.
    let mut carries: BTreeMap<AnyId, usize> = BTreeMap::new();
    let mut steps = 0;
    let mut walker = Walker::new(&trace.graph);
    for one in &trace.links.suspects {
        let carried = *carries.entry(one.record).or_insert_with(|| {
            let node = trace.graph.find(&Item::Record(one.record));
            let reached = node.filter(|_| steps < STEPS).map(|node| walker.reached([node], Reach::Down, usize::MAX));
            let many = reached.map_or(0, |reached| reached.len() - 1);
            steps += many;
            many
        });
        let (file, line) = model.place(one.record);
        rows.entry(one.record).or_default().push(SuspectRow {
            record: model.head(one.record).name(),
            target: one.target.clone(),
            change: if one.change == Change::Gone { "gone" } else { "changed" },
            fields: one.change.fields().to_vec(),
            basis: model.head(one.basis).name(),
            carries: carried,
            file,
            line,
        });
    }
    rows
}

/// What rests on suspect links is counted until so many nodes were walked over.
const STEPS: usize = 2_000_000;

fn kinds(trace: &Trace, kept: &[u32]) -> Vec<KindRow> {
    const ORDER: &[&str] = &[
        "asset",
        "component",
        "interface",
        "flow",
        "threat",
        "disposition",
        "assumption",
        "requirement",
        "mechanism",
        "test",
        "test-run",
        "file",
        "document",
        "release",
        "issue",
        "update",
        "section",
    ];
    let mut rows: BTreeMap<&'static str, (usize, BTreeMap<&'static str, usize>)> = BTreeMap::new();
    for at in kept {
        let node = trace.graph.node(*at);
        let row = rows.entry(node.kind).or_default();
        row.0 += 1;
        if !node.state.word.is_empty() {
            *row.1.entry(node.state.word).or_default() += 1;
        }
    }
    let mut rows: Vec<KindRow> = rows
        .into_iter()
        .map(|(kind, (count, states))| KindRow { kind, count, states: states.into_iter().collect() })
        .collect();
    let rank = |kind: &str| ORDER.iter().position(|one| *one == kind).unwrap_or(ORDER.len());
    rows.sort_by_key(|row| (rank(row.kind), row.kind));
    rows
}

/// The node that a person means: its name, or an id that only one record has.
pub fn meant(compiled: &Compilation, trace: &Trace, word: &str) -> Result<u32, String> {
    let graph = &trace.graph;
    if let Some(node) = graph.named(word) {
        return Ok(node);
    }
    // A requirement of a standard may be named as records name it: `CR 1.1`.
    let suffix = format!("/{word}");
    let mut fits = (0..graph.nodes.len() as u32).filter(|at| match &graph.node(*at).item {
        Item::Record(id) => *compiled.model.head(*id).id == *word,
        Item::Clause(name) => name.ends_with(&suffix),
        Item::Threat(_) | Item::Section(..) | Item::File(_) => false,
    });
    if let Some(first) = fits.next() {
        let others: Vec<&str> = fits.take(4).map(|at| graph.node(at).name.as_str()).collect();
        return match others.is_empty() {
            true => Ok(first),
            false => Err(format!("`{word}` could mean {} or {}", graph.node(first).name, others.join(" or "))),
        };
    }
    if compiled.model.named(word).is_some() {
        return Err(format!("`{word}` is there, and nothing that is traced begins or ends at it"));
    }
    let bare = !word.contains(['.', '@', '/', '#']);
    let known = graph.nodes.iter().map(|node| match (&node.item, bare) {
        (Item::Record(id), true) => &*compiled.model.head(*id).id,
        _ => node.name.as_str(),
    });
    Err(match nearest(word, known) {
        Some(near) => format!("there is no `{word}` to trace; did you mean `{near}`?"),
        None => format!("there is no `{word}` to trace; name it as `kind.id`, or a threat as `vauban threats` does"),
    })
}

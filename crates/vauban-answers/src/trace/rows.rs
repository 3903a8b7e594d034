//! The matrix: nodes become names and states.

use vauban_analysis::trace::{COLUMNS, Item, MatrixRow, Trace};
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_report::trace::MatrixReport;

/// All threads.
pub fn all(compiled: &Compilation, product: Option<AnyId>, trace: &Trace, most: usize) -> MatrixReport {
    let matrix = trace.matrix(most);
    let mut headings = Vec::new();
    for (name, state) in COLUMNS {
        headings.push((*name).to_owned());
        if *state {
            headings.push(format!("{name} state"));
        }
    }
    MatrixReport {
        product: compiled.line(product),
        headings,
        rows: matrix.rows.iter().map(|row| cells(trace, row)).collect(),
        cut: matrix.cut,
    }
}

fn cells(trace: &Trace, row: &MatrixRow) -> Vec<String> {
    let mut cells = Vec::new();
    for ((_, state), nodes) in COLUMNS.iter().zip(&row.cells) {
        let all = || nodes.iter().map(|node| trace.graph.node(*node));
        cells.push(all().map(|node| node.name.as_str()).collect::<Vec<_>>().join("; "));
        if *state {
            cells.push(all().map(|node| node.state.word).collect::<Vec<_>>().join("; "));
        }
    }
    cells
}

/// Everything of one kind with everything of another.
pub fn pairs(
    compiled: &Compilation,
    product: Option<AnyId>,
    trace: &Trace,
    (from, to): (&str, &str),
    most: usize,
) -> Result<MatrixReport, String> {
    for kind in [from, to] {
        let mut known: Vec<&str> = trace.graph.nodes.iter().map(|node| node.kind).collect();
        known.sort_unstable();
        known.dedup();
        if !known.contains(&kind) {
            return Err(match vauban_diagnostics::nearest(kind, known.iter().copied()) {
                Some(near) => format!("there is no `{kind}` to trace; did you mean `{near}`?"),
                None => format!("there is no `{kind}` to trace; there are: {}", known.join(", ")),
            });
        }
    }
    let pairs = trace.pairs(from, to, most);
    let row = |node: Option<u32>| -> [String; 3] {
        node.map_or_else(Default::default, |node| {
            let node = trace.graph.node(node);
            // The title of a file or a clause is not people's to choose here.
            let title = match node.item {
                Item::File(_) => String::new(),
                _ => node.title.clone(),
            };
            [node.name.clone(), title, node.state.word.to_owned()]
        })
    };
    let heading = |kind: &str| [kind.to_owned(), format!("{kind} title"), format!("{kind} state")];
    Ok(MatrixReport {
        product: compiled.line(product),
        headings: [heading(from), heading(to)].concat(),
        rows: pairs.rows.iter().map(|(upper, lower)| [row(*upper), row(*lower)].concat()).collect(),
        cut: pairs.cut,
    })
}

//! `vauban diagram`: the data flows as a picture, as Mermaid or as DOT.

use std::process::ExitCode;

use vauban_analysis::depth::{Row, Tier};
use vauban_analysis::diagram::{Diagram, Grade, MOST_BOXES, Shade, Shades, bare};
use vauban_analysis::scope::Owners;
use vauban_diagnostics::nearest;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Ref};
use vauban_report::diagram;

use crate::args::{Arguments, Colour, Diagram as Options, DiagramFormat};
use crate::depth::product;
use crate::progress::Progress;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Outcome {
    let (_, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let shades = match options.colour {
        Colour::None => Shades::new(),
        Colour::Depth => {
            let progress = Progress::start("looking for the smallest sets", arguments.quiet);
            let depth = compiled.depth(product).ok_or("the design cannot be analysed")?;
            progress.stop();
            shades(&compiled, &depth.rows)
        }
    };
    let owners = Owners::new(&compiled.model);
    let mut whole = Diagram::new(&compiled.model, &owners, product, &shades);
    if options.colour == Colour::Depth {
        whole.shades = "least depth of what it holds, of what is required".to_owned();
    }
    let drawn = match options.element.as_deref() {
        None => whole.folded(MOST_BOXES),
        Some(word) => around(&whole, word)?,
    };
    output::write(|out| match options.format {
        DiagramFormat::Svg => diagram::svg::report(&drawn, out),
        DiagramFormat::Mermaid => diagram::mermaid::report(&drawn, out),
        DiagramFormat::Dot => diagram::dot::report(&drawn, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What has to do with the element that a person means: `web-ui` will do where one kind has that id.
fn around(whole: &Diagram, word: &str) -> Result<Diagram, String> {
    if let Some(part) = whole.around(word) {
        return Ok(part);
    }
    let known: Vec<&str> = whole.elements().collect();
    let meant: Vec<&str> = known.iter().copied().filter(|name| bare(name) == word).collect();
    if let ([only], Some(part)) = (meant.as_slice(), meant.first().and_then(|name| whole.around(name))) {
        debug_assert_eq!(part.focus.as_deref(), Some(*only));
        return Ok(part);
    }
    let hint = match (meant.as_slice(), nearest(word, known.iter().copied())) {
        ([], Some(near)) => format!("; did you mean `{near}`?"),
        ([], None) => {
            let near = nearest(word, known.iter().map(|name| bare(name)));
            let near = near.and_then(|near| known.iter().find(|name| bare(name) == near));
            near.map_or_else(
                || "; name a zone, component, actor or interface, as `zone.ID`".to_owned(),
                |near| format!("; did you mean `{near}`?"),
            )
        }
        (some, _) => format!("; it could be {}", some.join(" or ")),
    };
    Err(format!("there is no element `{word}` in this design{hint}"))
}

/// For each component the worst of the assets it holds that need some depth: what is furthest short, then what is least deep.
fn shades(compiled: &Compilation, rows: &[Row]) -> Shades {
    let model = &compiled.model;
    let mut worst: std::collections::BTreeMap<AnyId, &Row> = std::collections::BTreeMap::new();
    let rank = |row: &Row| (row.sufficient(), std::cmp::Reverse(row.required.saturating_sub(row.rank())), row.rank());
    for row in rows.iter().filter(|row| row.tier == Tier::Designed && row.required > 0) {
        let Some(asset) = model.asset.get(row.asset.at as usize) else { continue };
        for holder in asset.held_by.iter().filter_map(Ref::to) {
            if worst.get(&holder).is_none_or(|known| rank(row) < rank(known)) {
                worst.insert(holder, row);
            }
        }
    }
    let shade = |row: &Row| {
        let depth = match (row.reachable, row.depth, row.at_least) {
            (false, _, _) => "∞".to_owned(),
            (true, Some(depth), _) => depth.to_string(),
            (true, None, least) => format!("≥{}", least.unwrap_or(0)),
        };
        let grade = match (row.sufficient(), row.rank()) {
            (true, _) => Grade::Good,
            (false, 0) => Grade::Worst,
            (false, _) => Grade::Short,
        };
        Shade { grade, text: format!("{depth} of {}", row.required) }
    };
    worst.into_iter().map(|(component, row)| (component, shade(row))).collect()
}

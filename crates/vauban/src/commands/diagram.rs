//! `vauban diagram`: the data flows as a picture, as Mermaid or as DOT.

use std::process::ExitCode;

use vauban_analysis::diagram::{Diagram, MOST_BOXES, Shown, bare};
use vauban_diagnostics::{Finding, Severity, nearest};
use vauban_engine::Compilation;
use vauban_report::{CheckReport, diagram, short};

use crate::args::{Arguments, Colour, Diagram as Options, DiagramFormat, LevelWord};
use crate::depth::product;
use crate::progress::Progress;
use crate::review::there_is;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Outcome {
    let (_, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let shown = match options.colour {
        Colour::None => Shown::Design,
        Colour::Depth => Shown::Depth,
        Colour::Threats => Shown::Threats,
    };
    let progress = Progress::start("looking for the smallest sets", arguments.quiet || shown != Shown::Depth);
    let whole = compiled.diagram(product, shown).ok_or("the design cannot be analysed")?;
    progress.stop();
    let whole = match options.level.map(LevelWord::level) {
        None => whole,
        Some(level) => {
            let refinement = compiled.refinement(product);
            there_is(&refinement, level)?;
            whole.at_level(&compiled.model, &refinement, level)
        }
    };
    let drawn = match options.element.as_deref() {
        None => whole.folded(MOST_BOXES),
        Some(word) => around(&whole, word)?.folded(MOST_BOXES),
    };
    output::write(|out| match options.format {
        DiagramFormat::Svg => diagram::svg::report(&drawn, out),
        DiagramFormat::Mermaid => diagram::mermaid::report(&drawn, out),
        DiagramFormat::Dot => diagram::dot::report(&drawn, out),
    })?;
    if !arguments.quiet {
        tell(arguments, &compiled);
    }
    Ok(ExitCode::SUCCESS)
}

/// What is drawn comes from records of these kinds.
const DRAWN: [&str; 6] = ["zone.", "component.", "actor.", "interface.", "flow.", "boundary."];
/// More findings than this are counted only.
const TOLD: usize = 10;

/// Beside the picture: errors of form in the records that are drawn. What they left out is not in it.
fn tell(arguments: &Arguments, compiled: &Compilation) {
    let of_form = |finding: &&Finding| {
        let drawn = finding.subject.is_empty() || DRAWN.iter().any(|kind| finding.subject.starts_with(kind));
        finding.severity == Severity::Error && finding.requirement.is_empty() && drawn
    };
    let mut found: Vec<Finding> = compiled.findings.iter().filter(of_form).cloned().collect();
    let more = found.len().saturating_sub(TOLD);
    found.truncate(TOLD);
    if found.is_empty() {
        return;
    }
    let report = CheckReport {
        sources: &compiled.model.sources,
        findings: &found,
        rules: &[],
        product: compiled.product(),
        edition: vauban_checks::EDITION,
        records: compiled.records(),
        files: compiled.files,
        seconds: None,
        next_expiry: None,
        tool_version: env!("CARGO_PKG_VERSION"),
        incomplete: Vec::new(),
    };
    output::beside(arguments, |_, out| {
        short::findings(&report, out)?;
        if more > 0 {
            writeln!(out, "and {more} more; `vauban check` shows them all")?;
        }
        writeln!(out, "The picture shows what can be read; what these records mean is not in it.")
    });
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

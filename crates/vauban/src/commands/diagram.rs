//! `vauban diagram`: the data flows as a picture, as Mermaid or as DOT.

use std::process::ExitCode;

use vauban_analysis::diagram::{Diagram, MOST_BOXES, Shown, bare};
use vauban_diagnostics::{Finding, Severity, nearest};
use vauban_engine::Compilation;
use vauban_report::{CheckReport, diagram, short, text};

use crate::args::{Arguments, Colour, Diagram as Options, DiagramFormat, LevelWord};
use crate::depth::product;
use crate::progress::Progress;
use crate::review::there_is;
use rayon::prelude::*;
use vauban_report::diagram::pages::{Page, Pages};

use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Outcome {
    let (_, compiled) = session::design(arguments)?;
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
    if let Some(folder) = &options.all {
        return all(arguments, options, &compiled, &whole, folder);
    }
    let expanded: Result<Vec<String>, String> = options.expand.iter().map(|word| named(&whole, word)).collect();
    let expanded = expanded?;
    let drawn = match options.element.as_deref() {
        None => whole.expanding(expanded).folded(MOST_BOXES),
        Some(word) => around(&whole, word)?.expanding(expanded).folded(MOST_BOXES),
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

/// Every zone and component as a picture of its own, and the page that leads to them.
fn all(
    arguments: &Arguments,
    options: &Options,
    compiled: &Compilation,
    whole: &Diagram,
    folder: &std::path::Path,
) -> Outcome {
    let progress = Progress::start("drawing every zone and component", arguments.quiet);
    let pages = Pages::new(whole);
    let there = pages.files().map(|file| folder.join(file)).find(|path| path.exists());
    if let Some(path) = there.filter(|_| !options.force) {
        return Err(format!(
            "{} is there already; nothing was written. Name another folder, or add --force",
            path.display()
        ));
    }
    let write = |page: Page| -> Result<usize, String> {
        let path = folder.join(&page.file);
        match path.exists() {
            true => files::replace(&path, &page.text)?,
            false => files::create(&path, &page.text)?,
        }
        Ok(page.text.len())
    };
    let drawn: Result<usize, String> =
        (0..pages.len()).into_par_iter().filter_map(|at| pages.picture(at)).map(&write).sum();
    let bytes = drawn? + write(pages.index())?;
    progress.stop();
    output::write(|out| {
        writeln!(
            out,
            "Wrote {} and {}, {:.1} MB in all.",
            text::count(pages.len(), "picture"),
            folder.join(diagram::pages::INDEX).display(),
            bytes as f64 / 1e6
        )
    })?;
    if !arguments.quiet {
        tell(arguments, compiled);
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
        part: vauban_report::Part::default(),
    };
    output::beside(arguments, |_, out| {
        short::findings(&report, out)?;
        if more > 0 {
            writeln!(out, "and {more} more; `vauban check` shows them all")?;
        }
        writeln!(out, "The picture shows what can be read; what these records mean is not in it.")
    });
}

/// What has to do with the element that a person means.
fn around(whole: &Diagram, word: &str) -> Result<Diagram, String> {
    let name = named(whole, word)?;
    whole.around(&name).ok_or_else(|| format!("nothing is to be seen of `{name}`"))
}

/// The element that a person means: `web-ui` will do where one kind has that id.
fn named(whole: &Diagram, word: &str) -> Result<String, String> {
    let known: Vec<&str> = whole.elements().collect();
    if known.contains(&word) {
        return Ok(word.to_owned());
    }
    let meant: Vec<&str> = known.iter().copied().filter(|name| bare(name) == word).collect();
    if let [only] = meant.as_slice() {
        return Ok((*only).to_owned());
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

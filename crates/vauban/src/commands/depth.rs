//! `vauban depth`: how many things must fail before an asset is lost.

use std::process::ExitCode;

use vauban_analysis::depth::{Question, Tier};
use vauban_report::depth;

use crate::args::{Arguments, Depth, DepthFormat, TierWord};
use crate::depth::{Asked, event, meant, product, report};
use crate::progress::Progress;
use crate::which::Chosen;
use crate::{Outcome, output, session};

/// Rows drawn of a whole product, and of a part of it that somebody asked for.
const DRAWN: [usize; 2] = [1, 3];

pub(crate) fn run(arguments: &Arguments, options: &Depth) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let progress = Progress::start("looking for the smallest sets", arguments.quiet);
    let depth = compiled.depth(product).ok_or("the design cannot be analysed")?;
    let model = &compiled.model;
    let attacker = options.attacker.as_deref();
    let attacker = attacker.map(|word| meant(model, depth.defence.attackers(), "attacker", word)).transpose()?;
    let asset = options.asset.as_deref();
    let asset = asset.map(|word| meant(model, depth.defence.assets(), "asset", word)).transpose()?;
    let assume: Result<Vec<String>, String> = options.assume.iter().map(|word| event(&compiled, depth, word)).collect();
    let question = Question {
        tiers: tiers(&options.tier),
        attacker,
        asset,
        order: options.order,
        assume: assume?,
        ..Question::default()
    };
    let people = matches!(options.format, DepthFormat::Terminal | DepthFormat::Svg);
    let chosen = Chosen::new(model, &options.which)?;
    let narrowed = attacker.is_some() || asset.is_some() || !chosen.selection.is_everything();
    let asked = Asked {
        question,
        property: options.property.map(Into::into),
        lines: options.lines || people,
        lines_in_full: options.lines,
        proofs: options.proofs,
        harden: options.harden,
        chosen: Some(chosen),
        all_paths: !people,
        drawn: match (options.format, arguments.verbose && narrowed) {
            (DepthFormat::Svg, _) => 1,
            (_, true) => usize::MAX,
            _ => DRAWN[usize::from(narrowed)],
        },
    };
    let mut answer =
        report(&compiled, product, depth, &asked).map_err(|unknown| format!("`{}` is no event", unknown.0))?;
    progress.stop();
    let others = compiled.products().into_iter().flatten().filter(|other| Some(*other) != product);
    let others: Vec<String> = others.map(|other| model.head(other).id.to_string()).collect();
    if options.product.is_none() && !others.is_empty() {
        answer.notes.push(format!("other products, with `--product ID`: {}", others.join(", ")));
    }
    output::write(|out| match options.format {
        DepthFormat::Terminal => depth::terminal::report(
            &answer,
            &output::style(arguments, Some(world.root()), options.which.cap.unwrap_or(depth::terminal::ASSETS)),
            out,
        ),
        DepthFormat::Json => depth::json::report(&answer, out),
        DepthFormat::Sarif => depth::sarif::report(&answer, env!("CARGO_PKG_VERSION"), out),
        DepthFormat::Svg => depth::svg::report(&answer, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The tiers in the order they are shown, each once; empty for all.
fn tiers(words: &[TierWord]) -> Vec<Tier> {
    if words.contains(&TierWord::All) {
        return Vec::new();
    }
    Tier::ALL.into_iter().filter(|tier| words.iter().any(|word| word.tier() == Some(*tier))).collect()
}

//! `vauban variants`: a product's variants against depth of defence, levels reached and what is open.

use std::process::ExitCode;

use vauban_analysis::depth::Tier;
use vauban_answers::variants::report;
use vauban_report::variants::{json, markdown, svg, terminal};

use crate::args::{Arguments, Variants, VariantsFormat};
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Variants) -> Outcome {
    if arguments.variant.is_some() {
        return Err("the matrix compares all variants: leave `--variant` out".into());
    }
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let tier = options.tier.tier().unwrap_or(Tier::Designed);
    let answer = report(&compiled, product, tier);
    output::write(|out| match options.format {
        VariantsFormat::Terminal => terminal::report(&answer, &output::style(arguments, Some(world.root()), 20), out),
        VariantsFormat::Json => json::report(&answer, out),
        VariantsFormat::Markdown => markdown::report(&answer, out),
        VariantsFormat::Svg => svg::report(&answer, out),
    })?;
    Ok(ExitCode::SUCCESS)
}

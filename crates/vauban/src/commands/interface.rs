//! `vauban interface`: the questions of SD-1, for all interfaces at a glance or for one on a page.

use std::process::ExitCode;

use vauban_model::{AnyId, Kind};
use vauban_report::interfaces;

use crate::args::{Arguments, Interface, InterfaceFormat};
use crate::depth::{meant, product};
use crate::interfaces::{Wanted, ask, report};
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &Interface) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let sheets = compiled.interfaces(product).ok_or("the design cannot be analysed")?;
    let model = &compiled.model;
    let of_kind = |kind: Kind, word: &Option<String>| -> Result<Option<AnyId>, String> {
        let all = (0..model.count(kind) as u32).map(|at| AnyId { kind, at });
        word.as_deref().map(|word| meant(model, all, kind.name(), word)).transpose()
    };
    let only = options.id.as_deref();
    let only = only.map(|word| meant(model, sheets.register.interfaces(), "interface", word)).transpose()?;
    if let Some(id) = only.filter(|_| options.ask) {
        return ask::run(arguments, &compiled, &sheets, id);
    }
    let wanted = Wanted {
        only,
        zone: of_kind(Kind::Zone, &options.zone)?,
        component: of_kind(Kind::Component, &options.component)?,
        open: options.open,
        questions: only.is_some() || options.format == InterfaceFormat::Json,
    };
    let mut answer = report(&compiled, product, &sheets, &wanted);
    let others = compiled.products().into_iter().flatten().filter(|other| Some(*other) != product);
    let others: Vec<String> = others.map(|other| model.head(other).id.to_string()).collect();
    if options.product.is_none() && !others.is_empty() {
        answer.notes.push(format!("Other products, with `--product ID`: {}.", others.join(", ")));
    }
    output::write(|out| match (options.format, answer.interfaces.as_slice()) {
        (InterfaceFormat::Json, _) => interfaces::json::report(&answer, out),
        (InterfaceFormat::Markdown, _) => interfaces::markdown::report(&answer, out),
        (InterfaceFormat::Terminal, [only]) if answer.single => {
            interfaces::sheet::report(only, &output::style(arguments, Some(world.root()), 20), out)
        }
        (InterfaceFormat::Terminal, _) => {
            interfaces::overview::report(&answer, &output::style(arguments, Some(world.root()), 20), out)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

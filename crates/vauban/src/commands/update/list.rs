//! `vauban update list`: security updates, those that are not out yet first.

use std::process::ExitCode;

use vauban_analysis::updates::is_of;
use vauban_model::{AnyId, Kind};
use vauban_report::updates::list::{ListReport, UpdateRow, json, terminal};

use super::row;
use crate::args::{Arguments, PlainFormat, UpdateList};
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &UpdateList) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let model = &compiled.model;
    let all = model.update.iter().enumerate().filter(|(_, update)| {
        !update.head.removed && compiled.concerns(product, &update.head) && is_of(model, update, product)
    });
    let mut rows: Vec<UpdateRow> =
        all.map(|(at, update)| row(&compiled, AnyId { kind: Kind::Update, at: at as u32 }, update)).collect();
    rows.sort_by(|one, other| {
        (one.out, std::cmp::Reverse(&one.delivered), &one.id).cmp(&(
            other.out,
            std::cmp::Reverse(&other.delivered),
            &other.id,
        ))
    });
    let report = ListReport { product: compiled.worst_line(product), today: compiled.today().to_string(), rows };
    output::write(|out| match options.format {
        PlainFormat::Json => json(&report, out),
        PlainFormat::Terminal => terminal(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

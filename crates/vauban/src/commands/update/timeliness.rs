//! `vauban update timeliness`: when updates came and when they were due (SUM-5).

use std::process::ExitCode;

use vauban_analysis::clocks::Across;
use vauban_analysis::issues::may_see;
use vauban_analysis::updates::{Row, State, Timeliness, timeliness};
use vauban_engine::Compilation;
use vauban_model::kinds::Update;
use vauban_model::{AnyId, Handling, Head, Kind, Record, Ref};
use vauban_report::updates::{LineSpan, TimelinessReport, TimelinessRow, json, markdown, svg, terminal};

use crate::args::{Arguments, TimelinessFormat, UpdateTimeliness};
use crate::commands::issue::word_of;
use crate::depth::product;
use crate::{Outcome, output, session};

pub(crate) fn run(arguments: &Arguments, options: &UpdateTimeliness) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let readers = options.readers.as_deref().map(word_of::<Handling>).transpose()?;
    let only = match options.issue.as_deref() {
        None => None,
        Some(word) => Some(super::prepare::issue(&compiled.model, word)?),
    };
    let all = worked_out(&compiled, product);
    let report = report(&compiled, product, &all, readers, only);
    output::write(|out| match options.format {
        TimelinessFormat::Json => json::report(&report, out),
        TimelinessFormat::Markdown => markdown::report(&report, out),
        TimelinessFormat::Svg => svg::report(&report, out),
        TimelinessFormat::Terminal => terminal::report(&report, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// All rows of a product.
pub(super) fn worked_out(compiled: &Compilation, product: Option<AnyId>) -> Timeliness {
    let concerns = |head: &Head| compiled.concerns(product, head);
    timeliness(&compiled.model, &Across::new(&compiled.model), product, compiled.today(), &concerns)
}

fn report(
    compiled: &Compilation,
    product: Option<AnyId>,
    all: &Timeliness,
    readers: Option<Handling>,
    only: Option<AnyId>,
) -> TimelinessReport {
    let model = &compiled.model;
    let shown = |id: AnyId| only.is_none_or(|only| only == id);
    // Who may not be told of an issue is told of no more than that there is one.
    let seen = |id: AnyId| {
        let issue = model.issue.get(id.at as usize);
        readers.is_none_or(|readers| issue.is_some_and(|issue| may_see(readers, issue)))
    };
    let of = all.rows.iter().map(|row| row.issue).chain(all.unplaced.iter().map(|one| one.issue));
    let hidden: std::collections::BTreeSet<AnyId> = of.filter(|id| shown(*id) && !seen(*id)).collect();
    let id_of = |id: AnyId| model.head(id).id.to_string();
    let oldest = all.rows.iter().find(|row| row.oldest).and_then(|row| row.line);
    let lines = all.lines.iter().filter_map(|id| {
        let line = model.line.get(id.at as usize)?;
        Some(LineSpan {
            id: line.head.id.to_string(),
            oldest: oldest == Some(*id),
            until: line.supported_until.map(|day| day.date),
            deployed: line.deployed.as_ref().map(|units| units.0.value),
        })
    });
    TimelinessReport {
        product: compiled.worst_line(product),
        today: all.today,
        lines: lines.collect(),
        rows: all.rows.iter().filter(|row| shown(row.issue) && seen(row.issue)).map(|one| row(compiled, one)).collect(),
        unplaced: all
            .unplaced
            .iter()
            .filter(|one| shown(one.issue) && seen(one.issue))
            .map(|one| (id_of(one.issue), one.why.to_owned()))
            .collect(),
        withheld: readers.map(|readers| (readers.word(), hidden.len())),
        incomplete: compiled.issues_withheld().into_iter().collect(),
    }
}

fn row(compiled: &Compilation, row: &Row) -> TimelinessRow {
    let model = &compiled.model;
    let id_of = |id: AnyId| model.head(id).id.to_string();
    let title = model.head(row.issue).common.title.as_ref();
    TimelinessRow {
        issue: id_of(row.issue),
        title: title.map(|title| title.trim().to_owned()).unwrap_or_default(),
        severity: row.severity.map(vauban_model::Severity::word),
        line: row.line.map(id_of),
        oldest: row.oldest,
        until: row.until,
        reach: row.reach.word(),
        why: row.reach.why().to_owned(),
        known: row.known,
        assessed: row.assessed,
        fixed: row.fixed,
        delivered: row.delivered,
        deadline: row.deadline.clone(),
        weighed: row.weighed.clone(),
        state: row.state.word(),
        late_by: row.state.late_by(),
        days_left: match row.state {
            State::Open(left) => Some(left),
            _ => None,
        },
        waits: row.state.waits(),
        undecided: row.undecided,
        updates: row.updates.iter().map(|id| id_of(*id)).collect(),
        explained: row.explained.clone(),
    }
}

/// How the issues that an update fixes stand in every line: issue, line, in words.
pub(super) fn of_update(compiled: &Compilation, id: AnyId, update: &Record<Update>) -> Vec<(String, String, String)> {
    let fixes: Vec<AnyId> = update.fixes.iter().filter_map(Ref::to).collect();
    let mut told = Vec::new();
    for product in compiled.products() {
        let own = vauban_analysis::updates::is_of(&compiled.model, update, product);
        if !own || !compiled.concerns(product, &update.head) || id.kind != Kind::Update {
            continue;
        }
        for one in worked_out(compiled, product).rows.iter().filter(|row| fixes.contains(&row.issue)) {
            let row = row(compiled, one);
            told.push((row.issue.clone(), row.line.clone().unwrap_or_default(), row.told()));
        }
    }
    told
}

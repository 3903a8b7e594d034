//! How checks tell a path: one place and a few words for each step.

use std::sync::Arc;

use vauban_analysis::depth::{Fact, Fall, Path, Row, Rule, Step};
use vauban_diagnostics::Finding;
use vauban_model::AnyId;

use crate::context::Context;
use crate::practice::few;

/// Checks whose findings tell a path, and remedies, only where that is asked for.
pub(crate) const TOLD: &[&str] =
    &["asset-below-required-depth", "single-point-of-failure", "silent-path", "layers-fall-together"];

/// The shortest path to a row's loss with its first cut set.
pub(crate) fn path(cx: &Context<'_>, row: &Row) -> Arc<Path> {
    cx.depth().path(row)
}

/// Gives a finding the steps of that path, unless only the verdict is asked for.
pub(crate) fn with_path(cx: &Context<'_>, mut finding: Finding, row: &Row) -> Finding {
    if cx.brief {
        return finding;
    }
    for step in &path(cx, row).steps {
        let Some(first) = step.over.first() else { continue };
        finding = finding.step(cx.model.head(*first).header, words(cx, step));
    }
    finding
}

/// A cut set in a sentence: `mechanism.login` and `component.web`.
pub(crate) fn set(cx: &Context<'_>, causes: Option<&Vec<u32>>) -> String {
    let defence = &cx.depth().defence;
    let named = causes.into_iter().flatten().filter_map(|cause| defence.cause(*cause));
    let named: Vec<String> = named.map(|cause| format!("`{}`", cause.name)).collect();
    few(&named, " and ")
}

/// What a step does, and past what.
fn words(cx: &Context<'_>, step: &Step) -> String {
    let id = |id: AnyId| format!("`{}`", cx.model.head(id).id);
    let to = match step.to {
        Fact::At(one) | Fact::Controls(one) | Fact::Loses(one, _) | Fact::Defeated(one) => id(one),
    };
    let over = |at: usize| step.over.get(at).map(|one| id(*one)).unwrap_or_default();
    let acting = step.acts_as.map(|actor| format!(" as {}", id(actor))).unwrap_or_default();
    let done = match step.rule {
        Rule::E1 => format!("starts in {to}"),
        Rule::E2 => format!("controls {to} over {}", over(0)),
        Rule::E3 => format!("controls {to} over flow {}{acting}", over(0)),
        Rule::E4 => format!("controls {to} by stepping into flow {}", over(0)),
        Rule::E5 => format!("controls {to} by answering flow {}", over(0)),
        Rule::E6 => format!("replaces the code of {to} over {}", over(0)),
        Rule::S1 => format!("is in {to} with {}", over(0)),
        Rule::S2 => format!("breaks out of {} into {to}", over(0)),
        Rule::S3 => format!("controls {to}, which runs on {}", over(1)),
        Rule::S4 => format!("crosses {} into {to}", over(0)),
        Rule::S5 => format!("moves into {to}"),
        Rule::L1 => format!("{} holds {to}", over(1)),
        Rule::L2 => format!("flow {} carries {to}", over(0)),
        Rule::L3 => format!("floods {}, and {to} is gone", over(0)),
        Rule::L4 => format!("uses flow {}{acting}, which may do that to {to}", over(0)),
        Rule::L5 => format!("{to} lies in the clear on {}", over(1)),
        Rule::L6 => format!("{to} follows from {}", over(1)),
        Rule::L7 => format!("takes {to} from a unit of their own"),
        Rule::D1 | Rule::D2 | Rule::D3 | Rule::D4 | Rule::D5 => format!("{to} is defeated"),
        Rule::D6 => format!("arrives in {to} with the supplier's part"),
    };
    let past: Vec<String> = step
        .layers
        .iter()
        .filter(|layer| !matches!(layer.by, Fall::Absent(_)))
        .map(|layer| id(layer.mechanism))
        .collect();
    let bench = if step.bench { " on a unit of their own" } else { "" };
    match past.is_empty() {
        true => format!("{done}{bench}"),
        false => format!("{done}{bench} past {}", few(&past, ", ")),
    }
}

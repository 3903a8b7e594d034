//! Layers that are fewer than they look (SD-2.d): they fall together, stand on each other, or stand on no path.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::depth::{Fall, Row, Tier};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind, MechanismStatus, Ref};

use super::shortfall::by_asset;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::depth::tell;
use crate::practice::gaps::few;

pub(crate) const LAYERS_FALL_TOGETHER: Check = Check {
    code: Code {
        name: "layers-fall-together",
        asks: &["SD-2.d"],
        summary: "several layers in front of an asset fall with one flaw, and too few are left",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/layers-fall-together.md"),
    },
    looks_at: LooksAt::Project,
    run: layers_fall_together,
};

pub(crate) const MECHANISM_RELIES_ON_WHAT_IT_GUARDS: Check = Check {
    code: Code {
        name: "mechanism-relies-on-what-it-guards",
        asks: &["SD-2.d"],
        summary: "a mechanism stands on the very thing it protects, or on itself by way of others",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/mechanism-relies-on-what-it-guards.md"),
    },
    looks_at: LooksAt::Project,
    run: mechanism_relies_on_what_it_guards,
};

pub(crate) const MECHANISM_ON_NO_PATH: Check = Check {
    code: Code {
        name: "mechanism-on-no-path",
        asks: &[],
        summary: "a mechanism stands on no attacker's way to any asset",
        severity: Severity::Note,
        confidence: Confidence::Likely,
        since: "0.1",
        explain: include_str!("../../../explain/mechanism-on-no-path.md"),
    },
    looks_at: LooksAt::Each(Kind::Mechanism),
    run: mechanism_on_no_path,
};

/// A common cause matters where it takes an asset below what is required, or where it halves what the number of
/// mechanisms promises.
fn layers_fall_together(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LAYERS_FALL_TOGETHER.code;
    for (asset, rows) in by_asset(cx, Tier::Designed) {
        let halved = |row: &&&Row| match (row.depth, row.nominal) {
            (Some(depth), Some(nominal)) => {
                nominal > 1
                    && nominal > depth
                    && (depth < row.required && row.required <= nominal || nominal >= 2 * depth)
            }
            // Only common causes lead there, or nothing does.
            (Some(_), None) | (None, _) => false,
        };
        let worst = rows.iter().filter(halved).min_by_key(|row| (row.rank() >= row.required, row.rank()));
        let Some(row) = worst else {
            // An asset with nothing in front of it shows nothing about layers.
            if rows.iter().any(|row| row.nominal.is_some_and(|nominal| nominal > 0)) {
                out.shows("SD-2.d", asset);
            }
            continue;
        };
        let (depth, nominal) = (row.depth.unwrap_or(0), row.nominal.unwrap_or(0));
        let fallen = taken_along(cx, row);
        let along: Vec<String> = fallen.iter().map(|id| format!("`{}`", cx.model.head(*id).id)).collect();
        let along = if along.is_empty() { String::new() } else { format!(" takes {} along, and", few(&along, ", ")) };
        let below = depth < row.required;
        let message = format!(
            "at least {nominal} mechanisms stand between `{}` and `{}` ({}), and {}{along} is enough: depth {depth}",
            cx.model.head(row.attacker).id,
            cx.model.head(asset).id,
            row.property.word(),
            tell::set(cx, row.cut_sets.first()),
        );
        let mut finding = tell::with_path(cx, cx.about(code, asset, message), row);
        for mechanism in &fallen {
            finding = finding.see(cx.model.head(*mechanism).header, "falls with it");
        }
        if !below {
            finding.severity = Severity::Note;
            out.shows("SD-2.d", asset);
        }
        out.finding(
            finding
                .why("layers in one process, on one library or behind one key are one layer to whoever finds the flaw")
                .help("let another component enforce one of them, or say with `enforced-by` and `relies-on` what really stands behind each"),
        );
    }
    out.next("SD-2.d", "say with `enforced-by` and `relies-on` what each mechanism stands on");
}

/// Mechanisms on a row's shortest path that did not have to be broken themselves.
fn taken_along(cx: &Context<'_>, row: &Row) -> BTreeSet<AnyId> {
    let path = tell::path(cx, row);
    let along = path.steps.iter().flat_map(|step| &step.layers).filter(|layer| match layer.by {
        Fall::Cause(_) | Fall::Controlled(_) | Fall::Lost(..) | Fall::With(_) => true,
        Fall::Itself | Fall::Assumed | Fall::NotOnBench | Fall::Absent(_) => false,
    });
    along.map(|layer| layer.mechanism).collect()
}

fn mechanism_relies_on_what_it_guards(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MECHANISM_RELIES_ON_WHAT_IT_GUARDS.code;
    for (id, mechanism) in cx.each(Kind::Mechanism, &cx.model.mechanism) {
        let guarded: BTreeSet<AnyId> = mechanism.protects.iter().filter_map(Ref::to).collect();
        let both: Vec<AnyId> =
            mechanism.relies_on.iter().filter_map(Ref::to).filter(|one| guarded.contains(one)).collect();
        let circle = both.is_empty().then(|| circle(cx, id)).flatten();
        let message = match (both.first(), &circle) {
            (Some(one), _) => {
                format!("mechanism `{}` stands on `{}`, which it protects", mechanism.head.id, cx.name(*one))
            }
            (None, Some(way)) => {
                format!("mechanism `{}` stands on itself, by way of {}", mechanism.head.id, few(way, ", "))
            }
            (None, None) => {
                out.shows("SD-2.d", id);
                continue;
            }
        };
        out.finding(
            cx.about(code, id, message)
                .why("whoever gets at the one has the other: the layer guards nothing that it needs to stand")
                .help("let another mechanism protect what this one stands on, or take it out of `relies-on`"),
        );
    }
}

/// Mechanisms by which one relies on itself, if it does; told once, at the first of them.
fn circle(cx: &Context<'_>, start: AnyId) -> Option<Vec<String>> {
    let relies = |id: AnyId| -> Vec<AnyId> {
        let mechanism = cx.model.mechanism.get(id.at as usize);
        let all = mechanism.map(|one| one.relies_on.iter().filter_map(Ref::to).collect::<Vec<_>>()).unwrap_or_default();
        all.into_iter().filter(|one| one.kind == Kind::Mechanism).collect()
    };
    let mut before: BTreeMap<AnyId, AnyId> = BTreeMap::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for next in relies(at) {
            if next == start {
                let mut way = Vec::new();
                let mut step = at;
                while step != start {
                    // A circle is told by the mechanism that stands first in the records.
                    if step < start {
                        return None;
                    }
                    way.push(format!("`{}`", cx.model.head(step).id));
                    step = before.get(&step).copied()?;
                }
                way.reverse();
                return Some(if way.is_empty() { vec!["its own `relies-on`".to_owned()] } else { way });
            }
            if let Entry::Vacant(slot) = before.entry(next) {
                slot.insert(at);
                open.push(next);
            }
        }
    }
    None
}

/// Such a mechanism may answer another concern, or a path has not been written down.
fn mechanism_on_no_path(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MECHANISM_ON_NO_PATH.code;
    let depth = cx.depth();
    if depth.rows.is_empty() {
        return;
    }
    for id in depth.defence.idle() {
        let Some(mechanism) = cx.model.mechanism.get(id.at as usize) else { continue };
        if mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed) {
            continue;
        }
        out.finding(
            cx.about(code, id, format!("no attacker has to defeat mechanism `{}` on a way to any asset", mechanism.head.id))
                .why("it adds no depth: no way leads past it, or one leads around it; or a way that it guards has not been written down")
                .help("look whether an interface, flow, boundary, asset or attacker is missing; a mechanism that serves another purpose may stay"),
        );
    }
}

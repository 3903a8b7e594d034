//! Independence of testers (SVV-5): how far those who tested stood from those who developed, on the day of the test.
//!
//! Which kinds of test ask for which distance stands in the catalog; how distances are told apart stands in
//! `vauban-analysis`. A distance that was kept shows the aspect, one that was missed is a finding, and one that cannot
//! be told makes the aspect unknown: a shallow clone, an address that belongs to nobody, a department not on record.

mod distance;
mod identities;
mod unknown;

pub(crate) use distance::TESTER_NOT_INDEPENDENT;
pub(crate) use identities::{ADDRESS_SHARED, COMMIT_DATE_DOUBTFUL};
pub(crate) use unknown::TESTER_UNKNOWN;

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::independence::{Distance, Independence, OfRun};
use vauban_model::kinds::TestRun;
use vauban_model::{AnyId, Kind, Record, Ref, TestType, WordList};

use super::proof::current_runs;
use crate::context::Context;

/// Where those who carried out the runs on the current release stood.
pub(crate) fn of_runs(cx: &Context<'_>) -> BTreeMap<AnyId, OfRun> {
    let runs = current_runs(cx);
    if runs.is_empty() {
        return BTreeMap::new();
    }
    independence(cx).of_runs(runs.into_iter())
}

/// Who developed the product, and when.
pub(crate) fn independence<'a>(cx: &Context<'a>) -> Independence<'a> {
    Independence::new(cx.model, cx.facts, cx.owners(), cx.product, cx.developer_window_months(), cx.today)
}

/// What a kind of test asks for.
struct Asked {
    /// The aspect that asks.
    aspect: &'static str,
    /// The distance; none where this version does not know the degree that the catalog names.
    distance: Option<Distance>,
    /// The degree as the catalog names it.
    degree: String,
}

/// What the catalog asks of tests of these types, among the aspects that a check answers.
fn asked(cx: &Context<'_>, aspects: &[&'static str], types: &BTreeSet<TestType>) -> Vec<Asked> {
    let mut found = Vec::new();
    for (word, kind, _) in TestType::WORDS {
        if !types.contains(kind) {
            continue;
        }
        for rule in cx.lifecycle.independence_of(word) {
            let Some(aspect) = aspects.iter().find(|known| rule.aspect.as_deref() == Some(**known)) else { continue };
            let distance = Distance::named(&rule.minimum);
            found.push(Asked { aspect, distance, degree: rule.minimum.clone() });
        }
    }
    found.sort_by_key(|asked| asked.aspect);
    found
}

/// Everybody who designed, ran or judged a run.
fn testers(run: &Record<TestRun>) -> BTreeSet<AnyId> {
    let named = run.designed_by.iter().chain(&run.executed_by).chain(&run.judged_by);
    named.filter_map(Ref::to).collect()
}

/// Whether somebody who judged a run certainly developed the product at that time; none where nobody judged it.
pub(super) fn judged_by_developer(cx: &Context<'_>, run: AnyId) -> Option<bool> {
    let record = cx.model.test_run.get(run.at as usize)?;
    let judges: BTreeSet<AnyId> = record.judged_by.iter().filter_map(Ref::to).collect();
    let standings = cx.independence_of_runs().get(&run).map(|of_run| of_run.standings.as_slice()).unwrap_or_default();
    let developer = standings.iter().any(|one| judges.contains(&one.person) && one.at_most == Distance::None);
    (!judges.is_empty()).then_some(developer)
}

/// Why those who tested a mitigation did not certainly stand as far from development as is asked.
pub(crate) struct TooNear {
    /// Why.
    pub(crate) why: String,
    /// Whether it only cannot be told.
    pub(crate) untold: bool,
}

/// Whether those who tested a mitigation stood as far from development as the catalog asks.
///
/// # Errors
/// Why not, or why it cannot be told.
pub(crate) fn far_enough(cx: &Context<'_>, run: &Record<TestRun>) -> Result<(), TooNear> {
    let name = run.head.name();
    let certain = |why: String| TooNear { why, untold: false };
    let id = cx.model.find(Kind::TestRun, &run.head.id);
    let Some(of_run) = id.and_then(|id| cx.independence_of_runs().get(&id)) else {
        return Err(certain(format!("`{name}` has no date, or was not run on the current release")));
    };
    if !run.judged_by.iter().any(|person| person.to().is_some()) {
        return Err(certain(format!("`{name}` does not say who judged it")));
    }
    for rule in cx.lifecycle.independence_of(TestType::Mitigation.word()) {
        let Some(distance) = Distance::named(&rule.minimum) else {
            let why = format!("`{}` is a degree of independence that is not known here", rule.minimum);
            return Err(TooNear { why, untold: true });
        };
        if let Some(near) = of_run.near(distance).into_iter().next() {
            return Err(certain(format!("{near}, and tested it in `{name}`")));
        }
        if let Some(why) = of_run.untold(distance).into_iter().next() {
            let why =
                format!("it cannot be told how far those who tested it in `{name}` stood from development: {why}");
            return Err(TooNear { why, untold: true });
        }
    }
    Ok(())
}

//! The threads of one product, with what the checks know of its tests and runs.

use vauban_analysis::levels::Reached;
use vauban_analysis::trace::{Ground, Impact, Outcome, Proven, Trace};
use vauban_model::{Kind, Ref};

use crate::context::Context;
use crate::practice::svv::{self, Binding, Proof};

/// The threads of one product.
#[derive(Debug)]
pub struct Traced {
    /// Nodes, edges, gaps and links.
    pub trace: Trace,
    /// What they were told of tests and runs.
    pub proven: Proven,
}

impl Traced {
    /// Follows everything.
    pub(crate) fn new(cx: &Context<'_>) -> Traced {
        let proven = proven(cx);
        let trace = Trace::new(ground(cx, &proven));
        Traced { trace, proven }
    }

    /// What must be looked at again if these nodes change.
    pub(crate) fn impact(&self, cx: &Context<'_>, from: &[u32], levels: &Reached) -> Impact {
        let depth = cx.depth();
        self.trace.impact(ground(cx, &self.proven), from, levels, (&depth.defence, &depth.rows))
    }
}

fn ground<'a>(cx: &Context<'a>, proven: &'a Proven) -> Ground<'a> {
    Ground {
        model: cx.model,
        facts: cx.facts,
        catalogs: cx.catalogs,
        owners: cx.owners(),
        product: cx.product,
        threats: cx.threats(),
        proven,
        today: cx.today,
    }
}

/// What each test came to on the current release, how runs are tied to releases, and which mechanisms are verified.
fn proven(cx: &Context<'_>) -> Proven {
    let current = cx.current_release();
    let mut proven = Proven { release: current.map(|(id, _)| id), ..Proven::default() };
    for (id, _) in cx.each(Kind::Test, &cx.model.test) {
        let outcome = match svv::proof(cx, id) {
            Proof::Passed(_) => (Outcome::Passed, String::new()),
            Proof::Failed(why) => (Outcome::Failed, why),
            Proof::None(why) => (Outcome::NotRun, why),
        };
        proven.tests.insert(id, outcome);
    }
    for (id, run) in cx.each(Kind::TestRun, &cx.model.test_run) {
        let mut releases: Vec<_> = run.release.iter().filter_map(Ref::to).collect();
        let applies = run.head.common.applies_to.iter().filter_map(Ref::to);
        releases.extend(applies.filter(|release| release.kind == Kind::Release));
        releases.extend(current.map(|(release, _)| release));
        releases.sort_unstable();
        releases.dedup();
        let bound = releases.into_iter().filter_map(|release| {
            let record = cx.model.release.get(release.at as usize)?;
            match svv::binding(run, release, record) {
                Binding::Exactly => Some((release, "exactly")),
                Binding::Named => Some((release, "named")),
                Binding::Contradiction => Some((release, "contradiction")),
                Binding::Elsewhere => None,
            }
        });
        proven.runs.insert(id, bound.collect());
    }
    proven.verified = svv::all_verified(cx).0;
    proven
}

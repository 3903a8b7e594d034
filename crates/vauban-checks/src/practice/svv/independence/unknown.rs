//! Who tested, and where they stood on that day, is on record (SVV-5.g and h).

use vauban_analysis::independence::{Distance, place};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, Kind};

use super::{asked, testers};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::bearing;
use crate::practice::svv::proof::{current_runs, types_of};

pub(crate) const TESTER_UNKNOWN: Check = Check {
    code: Code {
        name: "tester-unknown",
        asks: &["SVV-5.a", "SVV-5.b", "SVV-5.c", "SVV-5.d", "SVV-5.e", "SVV-5.f", "SVV-5.g", "SVV-5.h"],
        summary: "a test run does not say who tested, or where they stood on that day",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../../explain/tester-unknown.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: tester_unknown,
};

/// Every run says who designed and judged it; everybody's department and manager on that day are on record. Static
/// and composition analysis ask for no independence, only that somebody is named.
fn tester_unknown(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TESTER_UNKNOWN.code;
    for (id, run) in current_runs(cx) {
        let Some(date) = run.date.map(|day| day.date) else { continue };
        let types = types_of(cx, run);
        let (free, bound): (Vec<_>, Vec<_>) =
            asked(cx, code.asks, &types).into_iter().partition(|one| one.distance == Some(Distance::None));
        let mut aspects: Vec<&'static str> = bound.iter().map(|one| one.aspect).collect();
        let mut lacks = Vec::new();
        if !aspects.is_empty() {
            aspects.push("SVV-5.h");
            for (key, named) in [("designed-by", &run.designed_by), ("judged-by", &run.judged_by)] {
                if !named.iter().any(|person| person.to().is_some()) {
                    lacks.push(format!("`{key}`"));
                }
            }
            lacks.extend(testers(run).into_iter().filter_map(|tester| place_gap(cx, tester, date)));
        }
        if !free.is_empty() {
            aspects.push("SVV-5.g");
            if testers(run).is_empty() {
                lacks.push("somebody under `executed-by` or `judged-by`".to_owned());
            }
        }
        if aspects.is_empty() {
            continue;
        }
        if lacks.is_empty() {
            // The distance itself is shown, or not, where it is worked out.
            out.shows_all(&aspects, id);
            continue;
        }
        let finding = cx
            .about(code, id, format!("`{}` does not show who tested and where they stood on {date}", run.head.name()))
            .why("after the next reorganisation nobody can show that testers were independent")
            .help(format!("it lacks {}", lacks.join("; ")));
        out.finding(bearing(finding, &aspects));
    }
    for aspect in code.asks {
        out.next(aspect, "let the runs on the current release say `designed-by` and `judged-by`, and persons their `department` and `reports-to` with dates");
    }
}

/// What a person's record lacks to tell where they stood on a day.
fn place_gap(cx: &Context<'_>, tester: AnyId, on: Date) -> Option<String> {
    let name = &cx.model.head(tester).id;
    let place = place(cx.model, tester, on);
    if let Some(wrong) = place.contradiction {
        return Some(format!("what is true of that day: {wrong}"));
    }
    if place.organization.is_some() {
        return None;
    }
    let gap = match (place.department.is_some(), place.manager.is_some()) {
        (true, true) => return None,
        (false, true) => "the `department`",
        (true, false) => "`reports-to`",
        (false, false) => "`department` and `reports-to`",
    };
    Some(format!("{gap} of `{name}` on that day"))
}

//! The distance that each kind of test asks for (SVV-5.a to f).

use vauban_analysis::independence::Distance;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::Kind;

use super::asked;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::bearing;
use crate::practice::svv::proof::{current_runs, types_of};

pub(crate) const TESTER_NOT_INDEPENDENT: Check = Check {
    code: Code {
        name: "tester-not-independent",
        asks: &["SVV-5.a", "SVV-5.b", "SVV-5.c", "SVV-5.d", "SVV-5.e", "SVV-5.f"],
        summary: "a tester is a developer of the product, or stands too close to one",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../../explain/tester-not-independent.md"),
    },
    looks_at: LooksAt::Each(Kind::TestRun),
    run: tester_not_independent,
};

fn tester_not_independent(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TESTER_NOT_INDEPENDENT.code;
    for (id, run) in current_runs(cx) {
        let Some(of_run) = cx.independence_of_runs().get(&id) else { continue };
        let judged = run.judged_by.iter().any(|person| person.to().is_some());
        let mut missed: Vec<(&'static str, Distance)> = Vec::new();
        for one in asked(cx, code.asks, &types_of(cx, run)) {
            let Some(distance) = one.distance else {
                out.unknown(one.aspect, format!("`{}` is a degree of independence that is not known here", one.degree));
                continue;
            };
            if !of_run.near(distance).is_empty() {
                missed.push((one.aspect, distance));
            } else if let Some(why) = of_run.untold(distance).into_iter().next() {
                out.unknown(one.aspect, format!("it cannot be told how independent `{}` was: {why}", run.head.name()));
            } else if judged && of_run.reached() >= Some(distance) {
                out.shows(one.aspect, id);
            }
        }
        let Some(most) = missed.iter().map(|(_, distance)| *distance).max() else { continue };
        let reached = of_run.standings.iter().map(|one| one.at_most).min().unwrap_or_default();
        let close = of_run.near(most).join("; ");
        let message = format!(
            "`{}` was tested too close to development: `{}` is asked, `{}` was reached: {close}",
            run.head.name(),
            most.word(),
            reached.word()
        );
        let aspects: Vec<&str> = missed.iter().map(|(aspect, _)| *aspect).collect();
        let mut finding = cx.about(code, id, message);
        for standing in of_run.standings.iter().filter(|one| one.at_most < most) {
            let header = cx.model.head(standing.person).header;
            finding = finding.see(header, format!("stood at `{}` on {}", standing.at_most.word(), standing.on));
        }
        let finding = finding
            .why("nobody finds their own blind spot")
            .help("let somebody else design, run and judge it: of another department, of quality assurance, or of another organisation; `vauban people` shows who stands how far");
        out.finding(bearing(finding, &aspects));
    }
}

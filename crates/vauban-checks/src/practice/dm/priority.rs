//! Whether the priority of an issue is what its decision table says (DM-3).

use vauban_catalog::ssvc;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{Exploitation, Kind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const ISSUE_SSVC_DIFFERS: Check = Check {
    code: Code {
        name: "issue-ssvc-differs",
        asks: &["DM-3.b"],
        summary: "an issue has a priority that its decision table does not give, or that nobody can work out again",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-ssvc-differs.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_ssvc_differs,
};

/// Executes the table of every issue that has one, and holds what came out, the version and what is known of exploitation
/// against the record.
fn issue_ssvc_differs(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &ISSUE_SSVC_DIFFERS.code;
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let Some(said) = &issue.ssvc else { continue };
        let place = said.table.as_ref().map_or(issue.head.header, |table| table.span);
        let mut tell = |place, message: String, help: String| {
            out.finding(
                code.at(place, message)
                    .subject(cx.name(id))
                    .why("a priority that nobody can work out again ranks nothing")
                    .help(help),
            );
        };
        let Some(name) = &said.table else { continue };
        let Some(table) = ssvc::table(name) else {
            let known: Vec<&str> = ssvc::tables().iter().map(|table| table.id.as_str()).collect();
            tell(
                place,
                format!("issue `{}` names a decision table `{}`, which is not known", issue.head.id, &**name),
                format!("known: {}; `vauban ssvc` lists them", known.join(", ")),
            );
            continue;
        };
        if let Some(version) = said.version.as_ref().filter(|version| version.trim() != table.version) {
            tell(
                version.span,
                format!(
                    "issue `{}` was decided by version {} of `{}`, and {} is known here",
                    issue.head.id, &**version, table.id, table.version
                ),
                "look at its inputs by the version that is known, and write that one".to_owned(),
            );
        }
        let inputs: Vec<(&str, &str)> = said
            .inputs
            .iter()
            .flat_map(|inputs| &inputs.0)
            .map(|(point, value)| (&*point.value, &*value.value))
            .collect();
        let decided = match table.decide(&inputs) {
            Ok(decided) => decided,
            Err(wrong) => {
                let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
                tell(
                    place,
                    format!("the inputs of issue `{}` do not fit the decision table `{}`", issue.head.id, table.id),
                    wrong.join("; "),
                );
                continue;
            }
        };
        match &said.outcome {
            Some(outcome) if decided.outcome.is(outcome) => {}
            Some(outcome) => tell(
                outcome.span,
                format!(
                    "issue `{}` is said to be `{}`, and the table `{}` says `{}`",
                    issue.head.id, &**outcome, table.id, decided.outcome.id
                ),
                format!("write `outcome = \"{}\"`, or correct the inputs", decided.outcome.id),
            ),
            None => tell(
                place,
                format!("issue `{}` does not say what came out of the table `{}`", issue.head.id, table.id),
                format!("add `outcome = \"{}\"`", decided.outcome.id),
            ),
        }
        // What is put into the table and what the record says of exploitation are one fact.
        let known = issue.exploited.as_ref();
        let given = decided.inputs.iter().find(|(point, _)| point.id == "exploitation");
        if let (Some(known), Some((_, given))) = (known, given) {
            let meant = match known.value {
                Exploitation::None => "none",
                Exploitation::ProofOfConcept => "public-poc",
                Exploitation::Active => "active",
            };
            if !given.is(meant) && ["none", "public-poc", "active"].contains(&given.id.as_str()) {
                tell(
                    known.span,
                    format!(
                        "issue `{}` says of its exploitation `{}`, and its decision table was given `{}`",
                        issue.head.id,
                        known.value.word(),
                        given.id
                    ),
                    format!("make them one: `exploitation = \"{meant}\"` among the inputs, or another `exploited`"),
                );
            }
        }
    }
}

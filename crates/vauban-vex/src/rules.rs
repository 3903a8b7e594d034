//! What the formats demand of statements beyond their schemas.
//!
//! | rule | format | source |
//! |---|---|---|
//! | `openvex-not-affected` | OpenVEX | specification 0.2.0, statement fields: a justification or an impact statement |
//! | `openvex-affected` | OpenVEX | the same: an action statement |
//! | `openvex-misplaced` | OpenVEX | a justification explains `not_affected` and nothing else |
//! | `openvex-product` | OpenVEX | product data structure: a statement must identify a product |
//! | `csaf-not-affected` | CSAF | profile 5, test 6.1.27.9: a flag or an impact statement |
//! | `csaf-affected` | CSAF | profile 5, test 6.1.27.10: an action statement |
//! | `csaf-contradiction` | CSAF | test 6.1.6: one product in groups that contradict each other |
//! | `cyclonedx-not-affected` | CycloneDX | schema text of `not_affected`: a justification should be given |
//! | `cyclonedx-affects` | CycloneDX | a vulnerability that affects nothing says nothing |
//! | `author`, `contradiction`, `unnamed` | all | what precedence needs: see [`crate::precedence`] |

use std::collections::BTreeMap;

use crate::problem::{Place, Problem};
use crate::statement::{Document, Format, Part, Statement};
use crate::words::Status;

/// Holds a document against the rules of its format, in the order of its statements.
pub fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    if document.author.trim().is_empty() && document.statements.iter().any(|one| one.author.trim().is_empty()) {
        problems.push(Problem::warning(
            "author",
            &Place::default(),
            "nobody is named who says all this",
            "name the author: statements of nobody are trusted by nobody",
        ));
    }
    for statement in &document.statements {
        match document.format {
            Format::OpenVex0_0_1 | Format::OpenVex0_2_0 => openvex(statement, &mut problems),
            Format::Csaf2_0 | Format::Csaf2_1 => csaf(statement, &mut problems),
            Format::CycloneDx(_) => cyclonedx(statement, &mut problems),
            Format::Record => record(statement, &mut problems),
        }
        unnamed(statement, &mut problems);
    }
    contradictions(document, &mut problems);
    problems
}

fn named(statement: &Statement) -> String {
    crate::short(&statement.vulnerability.id)
}

fn acts(statement: &Statement) -> bool {
    statement.actions.iter().any(|action| !action.text.trim().is_empty())
}

fn openvex(statement: &Statement, problems: &mut Vec<Problem>) {
    let (place, name) = (&statement.place, named(statement));
    if statement.products.is_empty() {
        problems.push(Problem::error(
            "openvex-product",
            place,
            format!("the statement about {name} names no product"),
            "add `products`: a statement that is about nothing cannot be valid",
        ));
    }
    match statement.status {
        Status::NotAffected | Status::FalsePositive if !statement.has_reason() => problems.push(Problem::error(
            "openvex-not-affected",
            place,
            format!("the statement about {name} says `not_affected` and not why"),
            "add `justification`, or `impact_statement` in words",
        )),
        Status::Affected if !acts(statement) => problems.push(Problem::error(
            "openvex-affected",
            place,
            format!("the statement about {name} says `affected` and not what to do"),
            "add `action_statement`",
        )),
        _ => {}
    }
    let not_affected = statement.status.four().0 == "not_affected";
    if !not_affected && statement.justification.is_some() {
        problems.push(Problem::error(
            "openvex-misplaced",
            place,
            format!("the statement about {name} justifies `not_affected` but says `{}`", statement.status.four().0),
            "take out `justification`, or say `not_affected`",
        ));
    }
    if !not_affected && !statement.impact.is_empty() {
        problems.push(Problem::warning(
            "openvex-misplaced",
            place,
            format!(
                "`impact_statement` of {name} belongs to `not_affected`, and this is `{}`",
                statement.status.four().0
            ),
            "move it to `status_notes`",
        ));
    }
    if statement.status != Status::Affected && !statement.actions.is_empty() {
        problems.push(Problem::warning(
            "openvex-misplaced",
            place,
            format!("`action_statement` of {name} belongs to `affected`, and this is `{}`", statement.status.four().0),
            "take it out, or move it to `status_notes`",
        ));
    }
}

fn csaf(statement: &Statement, problems: &mut Vec<Problem>) {
    let (place, name) = (&statement.place, named(statement));
    match statement.status {
        Status::NotAffected if !statement.has_reason() => problems.push(Problem::error(
            "csaf-not-affected",
            place,
            format!("products are `known_not_affected` by {name} without a reason: {}", labels(statement)),
            "add a flag, or a threat of category `impact`, for these products (6.1.27.9)",
        )),
        Status::Affected if !acts(statement) => problems.push(Problem::error(
            "csaf-affected",
            place,
            format!("products are `known_affected` by {name} and nobody says what to do: {}", labels(statement)),
            "add a remediation for these products, if only `none_available` (6.1.27.10)",
        )),
        _ => {}
    }
}

fn cyclonedx(statement: &Statement, problems: &mut Vec<Problem>) {
    let (place, name) = (&statement.place, named(statement));
    if statement.products.is_empty() {
        problems.push(Problem::warning(
            "cyclonedx-affects",
            place,
            format!("the analysis of {name} names nothing that it is about"),
            "add `affects`",
        ));
    }
    if matches!(statement.status, Status::NotAffected | Status::FalsePositive) && !statement.has_reason() {
        problems.push(Problem::warning(
            "cyclonedx-not-affected",
            place,
            format!(
                "the analysis of {name} says `{}` and not why, so it closes nothing",
                statement.status.cyclonedx().0
            ),
            "add `justification` or `detail` to its `analysis`",
        ));
    }
}

fn record(statement: &Statement, problems: &mut Vec<Problem>) {
    let (place, name) = (&statement.place, named(statement));
    match statement.status {
        Status::NotAffected | Status::FalsePositive if !statement.has_reason() => problems.push(Problem::error(
            "record-not-affected",
            place,
            format!("{name} is said not to affect the product, and not why"),
            "add `justification` or `impact`",
        )),
        Status::Affected if !acts(statement) => problems.push(Problem::warning(
            "record-affected",
            place,
            format!("{name} affects the product, and nobody says what to do"),
            "add `action`",
        )),
        _ => {}
    }
    if let Some(justification) = statement.justification
        && justification.rests_on_protection()
        && statement.mechanisms.is_empty()
    {
        problems.push(Problem::error(
            "record-mechanism",
            place,
            format!("{name} is said to be kept off by a protection (`{}`) that is not named", justification.word()),
            "add `mechanism`: the statement holds while that mechanism does",
        ));
    }
}

fn unnamed(statement: &Statement, problems: &mut Vec<Problem>) {
    if statement.vulnerability.id.trim().is_empty() {
        problems.push(Problem::error(
            "unnamed",
            &statement.place,
            "a statement does not say which vulnerability it is about",
            "give the vulnerability an id",
        ));
    }
    for part in
        statement.products.iter().flat_map(|product| std::iter::once(&product.part).chain(&product.subcomponents))
    {
        if !part.is_identified() {
            problems.push(Problem::warning(
                "unnamed",
                &statement.place,
                format!("nothing identifies a part that the statement about {} names", named(statement)),
                "give it a package URL, a CPE, a digest, or supplier, name and version",
            ));
        }
    }
}

/// The same vulnerability, the same part and the same time, and two sides: nobody can tell which counts.
fn contradictions(document: &Document, problems: &mut Vec<Problem>) {
    let mut said: BTreeMap<(&str, &Part, Option<&Part>), &Statement> = BTreeMap::new();
    let csaf = matches!(document.format, Format::Csaf2_0 | Format::Csaf2_1);
    for statement in &document.statements {
        for product in &statement.products {
            let subs: Vec<Option<&Part>> = match product.subcomponents.is_empty() {
                true => vec![None],
                false => product.subcomponents.iter().map(Some).collect(),
            };
            for sub in subs {
                let key = (statement.vulnerability.id.as_str(), &product.part, sub);
                let Some(before) = said.insert(key, statement) else { continue };
                let (one, other) = (before.status.four().0, statement.status.four().0);
                if one == other || before.time(document) != statement.time(document) {
                    continue;
                }
                let what = format!(
                    "{} is `{one}` and `{other}` by {} at the same time",
                    crate::short(&sub.unwrap_or(&product.part).label()),
                    named(statement)
                );
                let help = "keep the one that is true; until then it counts as the worse of both";
                problems.push(match csaf {
                    true => Problem::error("csaf-contradiction", &statement.place, what, help),
                    false => Problem::warning("contradiction", &statement.place, what, help),
                });
            }
        }
    }
}

fn labels(statement: &Statement) -> String {
    let mut shown: Vec<String> = statement.products.iter().take(3).map(|one| crate::short(&one.part.label())).collect();
    if statement.products.len() > 3 {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

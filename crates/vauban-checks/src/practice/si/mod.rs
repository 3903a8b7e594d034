//! Secure implementation: reviews of the implementation and static analysis (SI-1), coding standards (SI-2).

mod analysers;
mod coverage;
mod places;
mod results;
mod review;
mod standards;
mod triage;

use vauban_analysis::code;
use vauban_model::kinds::Component;
use vauban_model::{AnyId, Record};

use crate::check::Check;
use crate::context::Context;

pub(crate) use results::current_results;
pub(crate) use triage::{open_findings, open_vulnerabilities, triaged};

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    review::IMPLEMENTATION_REVIEW_INCOMPLETE,
    places::CODE_NOT_FOUND,
    places::MECHANISM_WITHOUT_CODE,
    coverage::CHANGE_WITHOUT_SECOND_PERSON,
    coverage::REVIEW_EXPORT_UNREADABLE,
    analysers::ANALYSER_INCOMPLETE,
    analysers::LANGUAGE_NOT_ANALYSED,
    triage::ANALYSIS_FINDING_OPEN,
    triage::SUPPRESSION_UNEXPLAINED,
    triage::TRIAGE_INCOMPLETE,
    standards::CODING_STANDARD_INCOMPLETE,
    standards::LANGUAGE_WITHOUT_CODING_STANDARD,
];

/// Components of our own that are software, with what they are written in. A whole that has parts of its own
/// speaks through them.
fn own_software<'a>(cx: &Context<'a>) -> Vec<(AnyId, &'a Record<Component>)> {
    let own = code::own_software(cx.model, cx.owners(), cx.product).into_iter();
    own.filter_map(|id| Some((id, cx.model.component.get(id.at as usize)?))).collect()
}

fn folded(language: &str) -> String {
    language.trim().to_lowercase()
}

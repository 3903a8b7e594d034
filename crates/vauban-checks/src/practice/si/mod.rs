//! Secure implementation: reviews of the implementation and static analysis (SI-1), coding standards (SI-2).

mod analysers;
mod code;
mod results;
mod review;
mod standards;
mod triage;

use std::collections::BTreeSet;

use vauban_analysis::reach;
use vauban_model::kinds::{self, Component};
use vauban_model::{AnyId, ComponentForm, Kind, Record};

use crate::check::Check;
use crate::context::Context;

pub(crate) use results::current_results;
pub(crate) use triage::{open_findings, open_vulnerabilities, triaged};

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    review::IMPLEMENTATION_REVIEW_INCOMPLETE,
    code::CODE_NOT_FOUND,
    code::MECHANISM_WITHOUT_CODE,
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
    let mut wholes: BTreeSet<AnyId> = BTreeSet::new();
    for component in &cx.model.component {
        if let Some(kinds::values::PartOf::Component(link)) = &component.part_of {
            wholes.extend(link.to);
        }
    }
    let software = |component: &Record<Component>| match component.form.as_ref().map(|form| form.value) {
        Some(
            ComponentForm::Process
            | ComponentForm::Task
            | ComponentForm::Library
            | ComponentForm::Firmware
            | ComponentForm::Bootloader
            | ComponentForm::Kernel
            | ComponentForm::Service,
        ) => true,
        Some(
            ComponentForm::Hardware
            | ComponentForm::Store
            | ComponentForm::Device
            | ComponentForm::Container
            | ComponentForm::Guest,
        )
        | None => false,
    };
    cx.each(Kind::Component, &cx.model.component)
        .filter(|(_, component)| component.supplier.is_none() && !reach::of_environment(component))
        .filter(|(id, component)| {
            let written = !component.languages.is_empty() || !component.code.is_empty();
            written || (software(component) && !wholes.contains(id))
        })
        .collect()
}

fn folded(language: &str) -> String {
    language.trim().to_lowercase()
}

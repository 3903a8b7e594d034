//! Security guidelines: what users are told about the defence (SG-1), their environment (SG-2), hardening (SG-3),
//! disposal (SG-4), operation (SG-5) and accounts (SG-6), and the review of all that (SG-7).

mod accounts;
mod defence;
mod disposal;
mod hardening;
mod languages;
mod manuals;
mod review;
mod sections;

use vauban_diagnostics::Code;
use vauban_model::{AnyId, Kind};

pub(crate) use languages::speaking;

use crate::check::{Check, Outcome};
use crate::context::Context;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[
    sections::GUIDELINE_SECTION_EMPTY,
    defence::MECHANISM_NOT_TOLD,
    defence::THREAT_NOT_TOLD,
    defence::ISSUE_NOT_TOLD,
    defence::ASSUMPTION_NOT_TOLD,
    defence::TRANSFERRED_THREAT_NOT_TOLD,
    hardening::INTERFACE_NOT_TOLD,
    hardening::PORT_NOT_TOLD,
    hardening::SWITCH_NOT_TOLD,
    hardening::OPTION_INCOMPLETE,
    disposal::ASSET_DISPOSAL_NOT_TOLD,
    disposal::ACTOR_NOT_TOLD,
    accounts::ACCOUNT_INCOMPLETE,
    accounts::ACCOUNTS_UNNAMED,
    review::GUIDELINE_REVIEW_INCOMPLETE,
    manuals::MANUAL_CHANGED,
    languages::TRANSLATION_MISSING,
    languages::TRANSLATION_OUTDATED,
];

/// Whether there is any guideline or manual: until then a missing section is a next step, not a finding.
fn writing_began(cx: &Context<'_>) -> bool {
    !cx.model.guideline.is_empty() || !cx.model.manual.is_empty()
}

/// Reports a record that no guideline tells users about, once there are guidelines.
fn untold(cx: &Context<'_>, out: &mut Outcome, code: &Code, id: AnyId, why: &str) {
    if !writing_began(cx) {
        return;
    }
    let name = cx.name(id);
    out.finding(cx.about(code, id, format!("no guideline tells users about `{name}`")).why(why).help(format!(
        "tag the section that does: `## Heading {{covers=\"{name}\"}}`, or `covers` of a `[manual.ID]` section"
    )));
}

/// Where nothing is wrong about an aspect, the sections that say they cover it show it: over records that there need not
/// be, a check would otherwise count their absence as a gap.
fn told_by_sections(cx: &Context<'_>, out: &mut Outcome, aspects: &[&'static str]) {
    for aspect in aspects {
        let open = out.findings.iter().any(|finding| finding.requirement.iter().any(|one| one == aspect));
        if !open {
            cx.guideline_covers(aspect).into_iter().for_each(|id| out.shows(aspect, id));
        }
        out.next(
            aspect,
            format!("write what users need and tag it: `## Heading {{covers=\"{aspect}\"}}` in a guideline"),
        );
    }
}

/// Kinds of documents that users get.
const TOLD_BY: &[Kind] = &[Kind::Guideline, Kind::Manual];

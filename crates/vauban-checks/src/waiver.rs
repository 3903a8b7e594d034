//! Waivers: findings set aside until a date, and what is wrong with waivers themselves.

use std::collections::BTreeSet;

use vauban_analysis::variants;
use vauban_diagnostics::{Code, Confidence, Finding, Severity, Waived};
use vauban_model::{AnyId, Date, Head, Kind, Model};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};

/// Checks of waivers.
pub(crate) static CHECKS: &[Check] = &[Check {
    code: Code {
        name: "waiver-incomplete",
        asks: &[],
        summary: "a waiver lacks its reason or a known approver",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../explain/waiver-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Waiver),
    run: incomplete,
}];

/// A waiver that is no longer needed, or never was.
pub(crate) static UNMATCHED: Code = Code {
    name: "waiver-unmatched",
    asks: &[],
    summary: "a waiver matches no finding",
    severity: Severity::Warning,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/waiver-unmatched.md"),
};

/// A waiver whose last day has passed.
pub(crate) static EXPIRED: Code = Code {
    name: "waiver-expired",
    asks: &[],
    summary: "a waiver has expired",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    since: "0.1",
    explain: include_str!("../explain/waiver-expired.md"),
};

fn incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHECKS[0].code;
    for (id, waiver) in cx.each(Kind::Waiver, &cx.model.waiver) {
        let name = cx.name(id);
        if !said(&waiver.reason) {
            out.finding(cx.about(code, id, format!("`{name}` gives no reason")).help("add `reason`"));
        }
        // The backlog of the first day has no approver yet; it says so itself.
        let backlog = waiver.backlog.as_ref().is_some_and(|flag| flag.value);
        if !backlog && !cx.someone(&waiver.approved_by) {
            let finding = cx.about(code, id, format!("`{name}` is approved by nobody who can be asked"));
            out.finding(finding.help("let `approved-by` name a person, or a role that a person holds"));
        }
    }
}

/// The variants that a waiver is limited to; `None` where it is about all of them.
fn within<'m>(model: &'m Model, head: &Head) -> Option<BTreeSet<&'m str>> {
    if !variants::limits(head) || model.variant.is_empty() {
        return None;
    }
    let all =
        model.variant.iter().enumerate().map(|(at, variant)| (AnyId { kind: Kind::Variant, at: at as u32 }, variant));
    let has = all.filter(|(id, _)| variants::Member::new(model, *id).has(head));
    Some(has.map(|(_, variant)| &*variant.head.id).collect())
}

/// Marks the findings that waivers cover; adds findings for waivers that expired or match nothing.
///
/// Errors of reading cannot be waived: what could not be read was not judged.
///
/// Where one variant is judged `alone`, the waivers that are there are those that it has.
pub(crate) fn apply(model: &Model, today: Date, alone: bool, findings: &mut Vec<Finding>) {
    let mut more = Vec::new();
    for waiver in model.waiver.iter().filter(|waiver| !waiver.head.removed) {
        let within = within(model, &waiver.head).filter(|_| !alone);
        let (Some(finding), Some(expires)) = (&waiver.finding, waiver.expires) else { continue };
        let mut words = finding.split_whitespace();
        let (code, subject) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let name = waiver.head.name();
        let mut form = vauban_model::codes::ALL.iter().chain(vauban_syntax::codes::ALL);
        let of_form = form.any(|known| known.name == code);
        let matching = |candidate: &&mut Finding| {
            let meant = candidate.code == code && candidate.subject == subject && !of_form;
            // A waiver for some variants leaves open what others have too.
            let inside = |variant: &String| within.as_ref().is_none_or(|within| within.contains(variant.as_str()));
            meant && (within.is_none() || !candidate.variants.is_empty()) && candidate.variants.iter().all(inside)
        };
        let hits: Vec<&mut Finding> = findings.iter_mut().filter(matching).collect();
        if hits.is_empty() {
            more.push(
                UNMATCHED
                    .at(waiver.head.header, format!("`{name}` matches no finding"))
                    .subject(name)
                    .help("remove it if the finding is settled; otherwise write the check's name and the record, as `vauban check --format json` gives them in `code` and `subject`"),
            );
        } else if expires.date < today {
            more.push(
                EXPIRED
                    .at(expires.span, format!("`{name}` expired on {}", expires.date))
                    .subject(name)
                    .help("settle the finding, or have the waiver approved again with a new date"),
            );
        } else {
            for hit in hits {
                hit.waived = Some(Waived {
                    waiver: name.clone(),
                    reason: waiver.reason.as_ref().map_or(String::new(), |reason| reason.to_string()),
                    until: expires.date.to_string(),
                });
            }
        }
    }
    findings.append(&mut more);
}

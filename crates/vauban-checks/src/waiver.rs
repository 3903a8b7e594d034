//! Waivers: findings set aside until a date, and what is wrong with waivers themselves.

use vauban_diagnostics::{Code, Confidence, Finding, Severity, Waived};
use vauban_model::{Date, Kind, Model};

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

/// Marks the findings that waivers cover; adds findings for waivers that expired or match nothing.
///
/// Errors of reading cannot be waived: what could not be read was not judged.
pub(crate) fn apply(model: &Model, today: Date, findings: &mut Vec<Finding>) {
    let mut more = Vec::new();
    for waiver in &model.waiver {
        let (Some(finding), Some(expires)) = (&waiver.finding, waiver.expires) else { continue };
        let mut words = finding.split_whitespace();
        let (code, subject) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let name = waiver.head.name();
        let mut form = vauban_model::codes::ALL.iter().chain(vauban_syntax::codes::ALL);
        let of_form = form.any(|known| known.name == code);
        let matching = |candidate: &&mut Finding| candidate.code == code && candidate.subject == subject && !of_form;
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

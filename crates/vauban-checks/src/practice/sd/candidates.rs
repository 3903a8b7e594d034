//! Places of the design that look as if a design practice was not followed (SD-4): questions to people, computed.
//!
//! Each finding is about one element and lists what was seen on it. An answer to a practice of the same aspect settles
//! it: the answer says why, and stands in the evidence of the aspect beside the element.

use vauban_analysis::practices::Question;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::Head;

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practised::{Concern, concerns};

pub(crate) const PRIVILEGE_BEYOND_NEED: Check = Check {
    code: Code {
        name: "privilege-beyond-need",
        asks: &["SD-4.a"],
        summary: "a part, flow or operation gives more rights than the design needs",
        severity: Severity::Warning,
        confidence: Confidence::Possible,
        since: "0.1",
        explain: include_str!("../../../explain/privilege-beyond-need.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let asked = [Question::Rights, Question::Grant, Question::OpenOperation, Question::Uncontained];
        raise(cx, out, &PRIVILEGE_BEYOND_NEED.code, "SD-4.a", &asked);
    },
};

pub(crate) const ACCOUNT_SHARED: Check = Check {
    code: Code {
        name: "account-shared",
        asks: &["SD-4.a"],
        summary: "several people use one account",
        severity: Severity::Warning,
        confidence: Confidence::Possible,
        since: "0.1",
        explain: include_str!("../../../explain/account-shared.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| raise(cx, out, &ACCOUNT_SHARED.code, "SD-4.a", &[Question::SharedAccount]),
};

pub(crate) const CRYPTOGRAPHY_HOME_MADE: Check = Check {
    code: Code {
        name: "cryptography-home-made",
        asks: &["SD-4.b"],
        summary: "cryptography or a protocol is our own where proven ones exist",
        severity: Severity::Warning,
        confidence: Confidence::Possible,
        since: "0.1",
        explain: include_str!("../../../explain/cryptography-home-made.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let asked = [Question::OwnCryptography, Question::OwnProtocol];
        raise(cx, out, &CRYPTOGRAPHY_HOME_MADE.code, "SD-4.b", &asked);
    },
};

pub(crate) const COMPLEXITY_OUTLIER: Check = Check {
    code: Code {
        name: "complexity-outlier",
        asks: &["SD-4.c"],
        summary: "an element is far larger than the rest of the design",
        severity: Severity::Note,
        confidence: Confidence::Possible,
        since: "0.1",
        explain: include_str!("../../../explain/complexity-outlier.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| raise(cx, out, &COMPLEXITY_OUTLIER.code, "SD-4.c", &[Question::Outlier]),
};

pub(crate) const SECURE_PATTERN_MISSING: Check = Check {
    code: Code {
        name: "secure-pattern-missing",
        asks: &["SD-4.d"],
        summary: "a parser, secret, right or update stands without the pattern that guards such places",
        severity: Severity::Warning,
        confidence: Confidence::Possible,
        since: "0.1",
        explain: include_str!("../../../explain/secure-pattern-missing.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let asked = [Question::BareParser, Question::BareSecret, Question::ScatteredDecision, Question::Rollback];
        raise(cx, out, &SECURE_PATTERN_MISSING.code, "SD-4.d", &asked);
    },
};

pub(crate) const SURFACE_BEYOND_NEED: Check = Check {
    code: Code {
        name: "surface-beyond-need",
        asks: &["SD-4.e"],
        summary: "an interface or component is there although nothing needs it",
        severity: Severity::Warning,
        confidence: Confidence::Possible,
        since: "0.1",
        explain: include_str!("../../../explain/surface-beyond-need.md"),
    },
    looks_at: LooksAt::Project,
    run: |cx, out| {
        let asked = [Question::IdleInterface, Question::SameTwice, Question::IdleComponent];
        raise(cx, out, &SURFACE_BEYOND_NEED.code, "SD-4.e", &asked);
    },
};

/// One finding for each element with open candidates; settled ones are shown with the answer.
fn raise(cx: &Context<'_>, out: &mut Outcome, code: &Code, aspect: &'static str, asked: &[Question]) {
    out.next(
        aspect,
        format!("add a `[practice.ID]` with `aspect = [\"{aspect}\"]` and a `[practice-answer.ID]` that answers it"),
    );
    for mut concern in concerns(cx, aspect) {
        concern.candidates.retain(|candidate| asked.contains(&candidate.question));
        let Some(first) = concern.candidates.first() else { continue };
        out.candidate(aspect, concern.element);
        if let Some(answer) = concern.answer {
            out.shows(aspect, answer);
            continue;
        }
        let name = cx.name(concern.element);
        let seen: Vec<&str> = concern.candidates.iter().map(|candidate| candidate.seen.as_str()).collect();
        let mut finding = cx.about(code, concern.element, format!("`{name}` {}", seen.join("; it ")));
        finding = finding.why(first.question.why()).help(help(cx, &concern, aspect));
        for related in concern.candidates.iter().flat_map(|candidate| &candidate.related).take(RELATED) {
            let head: &Head = cx.model.head(*related);
            finding = finding.see(head.header, head.name());
        }
        out.finding(finding);
    }
}

/// How many records a finding points at beside its element.
const RELATED: usize = 3;

/// What to do in the design, or how to answer.
fn help(cx: &Context<'_>, concern: &Concern, aspect: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for candidate in &concern.candidates {
        let step = candidate.question.next();
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    let element = cx.name(concern.element);
    let answer = match &concern.unsettled {
        Some((id, why)) => format!("`{}` names it and {why}", cx.name(*id)),
        None => "or answer it".to_owned(),
    };
    format!(
        "{}; {answer}: a `[practice-answer.ID]` to a practice of {aspect} with `answer = \"deviated\"`, a `reason` and \
         `shown-by = [\"{element}\"]` settles it",
        steps.join("; ")
    )
}

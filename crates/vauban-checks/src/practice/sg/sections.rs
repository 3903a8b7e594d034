//! Sections of guidelines, by the requirements they say they cover.

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::values::Covered;
use vauban_model::{Kind, Origin};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::bearing;

pub(crate) const GUIDELINE_SECTION_EMPTY: Check = Check {
    code: Code {
        name: "guideline-section-empty",
        asks: &[
            "SG-1.a", "SG-1.b", "SG-1.c", "SG-2.a", "SG-2.b", "SG-3.a", "SG-3.b", "SG-3.c", "SG-3.d", "SG-3.e",
            "SG-3.f", "SG-3.g", "SG-3.h", "SG-4.a", "SG-4.b", "SG-4.c", "SG-4.d", "SG-5.a", "SG-5.b", "SG-6.a",
            "SG-6.b",
        ],
        summary: "a guideline has no section with text for what it says it covers",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/guideline-section-empty.md"),
    },
    looks_at: LooksAt::Each(Kind::Guideline),
    run: guideline_section_empty,
};

/// Every aspect is shown by a section with text that says it covers it; a section without text covers nothing.
fn guideline_section_empty(cx: &Context<'_>, out: &mut Outcome) {
    let code = &GUIDELINE_SECTION_EMPTY.code;
    for aspect in code.asks {
        let told = cx.guideline_covers(aspect);
        // Where to report is told only where somebody listens.
        let listened = *aspect != "SG-3.g"
            || cx.each(Kind::Intake, &cx.model.intake).any(|(_, intake)| {
                said(&intake.address) && intake.for_whom.iter().any(|source| source.value == Origin::User)
            });
        if listened {
            told.into_iter().for_each(|id| out.shows(aspect, id));
        } else {
            out.next(aspect, "add an `[intake.ID]` with `for-whom = [\"user\"]`: there is nobody to report to");
        }
        out.next(
            aspect,
            format!("write what users need and tag it: `## Heading {{covers=\"{aspect}\"}}` in a guideline"),
        );
    }
    for prose in &cx.model.prose {
        let Some(by) = prose.record.filter(|id| id.kind == Kind::Guideline) else { continue };
        let head = cx.model.head(by);
        if !cx.concerns(head) {
            continue;
        }
        for section in prose.sections.iter().filter(|section| !section.section.has_text) {
            let clauses = section.covers.iter().filter_map(|covered| match covered {
                Covered::Clause(clause) => Some(clause),
                Covered::Record(_) => None,
            });
            let empty: Vec<&'static str> = clauses
                .flat_map(|clause| code.asks.iter().copied().filter(|aspect| cx.same_clause(&clause.0, aspect)))
                .collect();
            if empty.is_empty() {
                continue;
            }
            let finding = code
                .at(
                    section.span,
                    format!("section `{}` says it covers {} and has no text", section.section.title, empty.join(", ")),
                )
                .subject(format!("{}#{}", head.name(), section.section.id))
                .why("a heading tells users nothing")
                .help("write the section, or take the tag away");
            out.finding(bearing(finding, &empty));
        }
    }
}

//! Links whose other end has changed since somebody last looked, and links that nobody has looked at.
//!
//! They bear on no aspect: who keeps no basis would be judged more kindly than who keeps one, and no verdict gets
//! better by knowing less. Verdicts rest on reviews (SR-5.h, SG-7) and on runs of tests (SVV-1, SVV-2), which notice the
//! same changes in their own way; these findings say which record to open first.

use std::collections::BTreeMap;

use vauban_analysis::trace::{Change, Suspect};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Kind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::few;

pub(crate) const LINK_SUSPECT: Check = Check {
    code: Code {
        name: "link-suspect",
        asks: &[],
        summary: "what a record links to has changed since somebody last looked",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/link-suspect.md"),
    },
    looks_at: LooksAt::Project,
    run: link_suspect,
};

pub(crate) const LINK_UNSTAMPED: Check = Check {
    code: Code {
        name: "link-unstamped",
        asks: &[],
        summary: "a record of a project that keeps `[basis.ID]` has links whose ends nobody has looked at",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/link-unstamped.md"),
    },
    looks_at: LooksAt::Project,
    run: link_unstamped,
};

fn link_suspect(cx: &Context<'_>, out: &mut Outcome) {
    if cx.model.basis.is_empty() {
        return;
    }
    let code = &LINK_SUSPECT.code;
    let links = cx.links();
    let mut by_record: BTreeMap<AnyId, Vec<&Suspect>> = BTreeMap::new();
    for suspect in &links.suspects {
        by_record.entry(suspect.record).or_default().push(suspect);
    }
    for (record, suspects) in by_record {
        let name = cx.name(record);
        let told: Vec<String> = suspects.iter().map(|one| tell(one)).collect();
        let mut finding = cx.about(code, record, format!("`{name}` rests on what has changed: {}", few(&told, ", ")));
        for one in suspects.iter().filter_map(|one| cx.model.named(&one.target)).take(4) {
            finding = finding.see(cx.model.head(one).header, "it has changed");
        }
        let verb = match record.kind {
            Kind::Test => "whether it still tests that",
            Kind::Guideline | Kind::Manual => "whether users are still told the truth",
            _ => "whether it still follows from that",
        };
        out.finding(
            finding
                .why("a link says that one thing follows from another, and nobody has looked since the other changed")
                .help(format!("look {verb}, then `vauban trace accept {name}` remembers what was seen")),
        );
    }
    for basis in &links.orphans {
        let head = cx.model.head(*basis);
        out.finding(
            cx.about(code, *basis, format!("`{}` is gone, and what it was based on is still remembered", head.id))
                .why("a memory of nothing hides that something was renamed")
                .help("`vauban trace stamp` takes it out; a renamed record is stamped anew"),
        );
    }
}

fn tell(suspect: &Suspect) -> String {
    match &suspect.change {
        Change::Gone => format!("`{}` is gone", suspect.target),
        Change::Changed(keys) if keys.iter().all(|key| key == "?") => {
            format!("`{}` in a way that no mark shows", suspect.target)
        }
        Change::Changed(keys) => format!("`{}` in {}", suspect.target, keys.join(", ")),
    }
}

fn link_unstamped(cx: &Context<'_>, out: &mut Outcome) {
    if cx.model.basis.is_empty() {
        return;
    }
    let code = &LINK_UNSTAMPED.code;
    for (record, ends) in &cx.links().unstamped {
        let name = cx.name(*record);
        let told: Vec<String> = ends.iter().map(|end| format!("`{}`", cx.name(*end))).collect();
        out.finding(
            cx.about(code, *record, format!("nobody has looked at what `{name}` links to: {}", few(&told, ", ")))
                .why("a change at the other end of a link that is not remembered goes unnoticed")
                .help("`vauban trace stamp` remembers every link that is not yet"),
        );
    }
}

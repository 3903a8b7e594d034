//! The process itself: that it is written down, approved, traced, repeatable and in use (SM-1), and that
//! somebody answers for each part of it (SM-2.a). Process documents also carry SM-3.b and SM-13.a.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::approval::{Binding, binding};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Kind, Record, Ref, ReviewKind, kinds};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};
use crate::practice::shared::{review_gaps, reviews};
use crate::practice::sr::{retired, with_origin};

/// SM-1.b over all requirements of the product.
pub(crate) const REQUIREMENT_UNTRACED: Check = Check {
    code: Code {
        name: "requirement-untraced",
        asks: &["SM-1.b"],
        summary: "requirements lead back to no origin, or on to no part and no verification",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-untraced.md"),
    },
    looks_at: LooksAt::Each(Kind::Requirement),
    run: requirement_untraced,
};

/// SM-1.d, and what pipelines enforce (SM-1.g).
pub(crate) const PIPELINE_UNREPEATABLE: Check = Check {
    code: Code {
        name: "pipeline-unrepeatable",
        asks: &["SM-1.d", "SM-1.g"],
        summary: "a pipeline does not say what makes its runs repeatable, or shows no run",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/pipeline-unrepeatable.md"),
    },
    looks_at: LooksAt::Each(Kind::Pipeline),
    run: pipeline_unrepeatable,
};

/// Approval of process documents, and the aspects that such documents lay down.
pub(crate) const PROCESS_UNAPPROVED: Check = Check {
    code: Code {
        name: "process-unapproved",
        asks: &["SM-1.a", "SM-1.c", "SM-1.e", "SM-3.b", "SM-13.a"],
        summary: "a process document is not approved, not in force, or due for review",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/process-unapproved.md"),
    },
    looks_at: LooksAt::Each(Kind::Process),
    run: process_unapproved,
};

/// SM-1.e over what the process brings forth.
pub(crate) const RECORD_UNAPPROVED: Check = Check {
    code: Code {
        name: "record-unapproved",
        asks: &["SM-1.e"],
        summary: "reviews or releases are approved by nobody who can be asked",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/record-unapproved.md"),
    },
    looks_at: LooksAt::Project,
    run: record_unapproved,
};

/// SM-1.e: the process itself is looked at regularly.
pub(crate) const PROCESS_REVIEW_OVERDUE: Check = Check {
    code: Code {
        name: "process-review-overdue",
        asks: &["SM-1.e"],
        summary: "the last review of the process is too old, or cannot be relied on",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/process-review-overdue.md"),
    },
    looks_at: LooksAt::Project,
    run: process_review_overdue,
};

/// Every requirement of the standard has a document and a role (SM-1.g, SM-2.a).
pub(crate) const REQUIREMENT_WITHOUT_PROCESS: Check = Check {
    code: Code {
        name: "requirement-without-process",
        asks: &["SM-1.g", "SM-2.a"],
        summary: "requirements of the lifecycle that no process document covers or no role answers for",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/requirement-without-process.md"),
    },
    looks_at: LooksAt::Project,
    run: requirement_without_process,
};

/// One finding for all: the requirements have checks of their own that name each.
fn requirement_untraced(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_UNTRACED.code;
    let (mut untraced, mut all, mut first) = (Vec::new(), 0, None);
    let from_somewhere = with_origin(cx);
    for (id, requirement) in cx.each(Kind::Requirement, &cx.model.requirement) {
        if retired(requirement) {
            continue;
        }
        all += 1;
        let origin = from_somewhere.contains(&id);
        let onward = requirement.allocated_to.iter().any(|part| part.to().is_some());
        let verified = said(&requirement.verification) || !cx.mentioned_by(id, &[Kind::Test]).is_empty();
        if said(&requirement.text) && origin && onward && verified {
            out.shows("SM-1.b", id);
        } else {
            first = first.or(Some(id));
            untraced.push(cx.name(id));
        }
    }
    if let Some(first) = first {
        let message = format!(
            "{} of {all} requirements cannot be traced from origin to verification: {}",
            untraced.len(),
            few(&untraced, ", ")
        );
        out.finding(
            code.at(cx.model.head(first).header, message)
                .subject("requirement")
                .why("an assessor follows one requirement from its origin through the design to its test")
                .help("give each `origin` (or `origin-standard`), `allocated-to`, and a test that `verifies` it or a `verification`"),
        );
    }
}

fn pipeline_unrepeatable(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PIPELINE_UNREPEATABLE.code;
    for (id, pipeline) in cx.each(Kind::Pipeline, &cx.model.pipeline) {
        let mut gaps = Gaps::default();
        gaps.unless(said(&pipeline.file), &["SM-1.d"], "no definition (`file`)");
        gaps.unless(said(&pipeline.repeatable), &["SM-1.d"], "nothing that makes its runs repeatable (`repeatable`)");
        if let Err(why) = cx.evidence(&pipeline.runs) {
            gaps.add(&["SM-1.d", "SM-1.g"], format!("no log of a run (`runs`): {why}"));
        }
        gaps.show(out, &["SM-1.d"], id);
        if !pipeline.enforces.is_empty() {
            gaps.show(out, &["SM-1.g"], id);
        }
        if !gaps.is_empty() {
            let what = format!("pipeline `{}`", pipeline.head.id);
            out.finding(
                gaps.finding(cx, code, id, &what)
                    .why("verification that cannot be run again the same way proves nothing about the next build")
                    .help("name the pipeline's file, what pins its tools and inputs, and at least one log of a run"),
            );
        }
    }
    next_unless_shown(
        out,
        &[("SM-1.g", "say with `enforces` on a `[pipeline.ID]` which aspects the pipeline enforces")],
    );
}

/// Aspects that live in process documents.
const LAID_DOWN: &[&str] = &["SM-1.a", "SM-1.c", "SM-3.b", "SM-13.a"];

fn process_unapproved(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PROCESS_UNAPPROVED.code;
    let covers = written_clauses(cx);
    let none = Vec::new();
    let mut drafts: Vec<(AnyId, Vec<&'static str>)> = Vec::new();
    for (id, process) in cx.each(Kind::Process, &cx.model.process) {
        let clauses = covers.get(&id).unwrap_or(&none);
        let mut bears: Vec<&'static str> = LAID_DOWN
            .iter()
            .copied()
            .filter(|aspect| clauses.iter().any(|clause| cx.same_clause(clause, aspect)))
            .collect();
        bears.push("SM-1.e");
        // A set that was just begun is one open point, and not one for each of its documents.
        if process.approved_by.is_none() && process.date.is_none() && covers.contains_key(&id) {
            drafts.push((id, bears));
            continue;
        }
        let gaps = approval_gaps(cx, id, process, &bears);
        gaps.show(out, &bears, id);
        if !gaps.is_empty() {
            let what = format!("process document `{}`", process.head.id);
            out.finding(
                gaps.finding(cx, code, id, &what)
                    .why("a rule that nobody approved, or that nobody has looked at since, binds nobody")
                    .help("`vauban process approve ID --by ROLE` writes `approved-by`, `date`, `next-review` and the digest of the text; give `version` before, and `effective` where it holds from another day"),
            );
        }
    }
    if let Some((first, _)) = drafts.first() {
        let names: Vec<String> = drafts.iter().map(|(id, _)| format!("`{}`", cx.model.head(*id).id)).collect();
        let mut gaps = Gaps::default();
        let bears: BTreeSet<&'static str> = drafts.iter().flat_map(|(_, bears)| bears.iter().copied()).collect();
        gaps.add(
            &bears.into_iter().collect::<Vec<_>>(),
            format!("{} without approval: {}", names.len(), few(&names, ", ")),
        );
        let (finding, what) = match drafts.as_slice() {
            [_] => (cx.about(code, *first, ""), "process document that is a draft"),
            _ => (code.at(cx.model.head(*first).header, "").subject("process"), "process documents that are drafts"),
        };
        out.finding(
            gaps.complete(finding, what)
                .why("a rule that nobody approved binds nobody")
                .help("read it, change what is not so in your house, then `vauban process approve ID --by ROLE`: it writes `approved-by`, `date`, `next-review`, and the digest of the text that was approved"),
        );
    }
    next_unless_shown(
        out,
        &[
            ("SM-1.a", "let an approved process document cover SM-1.a: who may change what, and how that is recorded"),
            ("SM-1.c", "let an approved process document cover SM-1.c: practices of design and implementation"),
            ("SM-3.b", "let an approved process document cover SM-3.b: criteria for which products are in scope"),
            (
                "SM-13.a",
                "let an approved process document with `next-review` cover SM-13.a: how the lifecycle is improved",
            ),
        ],
    );
}

fn approval_gaps(cx: &Context<'_>, id: AnyId, process: &Record<kinds::Process>, bears: &[&'static str]) -> Gaps {
    let mut gaps = Gaps::default();
    gaps.unless(written(cx, id, process), bears, "no text, and no `document` that is there");
    gaps.unless(said(&process.version), bears, "no `version`");
    gaps.unless(
        cx.someone(&process.approved_by),
        bears,
        "no `approved-by` that names a person or a role somebody holds",
    );
    match process.date {
        None => gaps.add(bears, "no `date` of approval"),
        Some(day) => gaps.unless(day.date <= cx.today, bears, format!("approved in the future, on {}", day.date)),
    }
    match binding(cx.model, cx.facts, id) {
        Binding::Same => {}
        Binding::Changed => {
            gaps.add(bears, format!("changed since it was approved: `vauban process {}` tells where", process.head.id));
        }
        Binding::Unbound => gaps.add(bears, "its approval is bound to no text (`digest`)"),
    }
    if let Some(day) = process.effective {
        gaps.unless(day.date <= cx.today, bears, format!("in force only from {}", day.date));
    }
    match process.next_review {
        None => gaps.add(bears, "no `next-review`"),
        Some(day) => gaps.unless(day.date >= cx.today, bears, format!("its review was due on {}", day.date)),
    }
    gaps
}

/// Whether there is any text to a process document.
fn written(cx: &Context<'_>, id: AnyId, process: &Record<kinds::Process>) -> bool {
    process.document.as_ref().is_some_and(|document| cx.one_evidence(document).is_ok()) || cx.has_prose(id)
}

/// Which clauses each process document with text covers, by its sections or as a whole, as written.
fn written_clauses<'a>(cx: &Context<'a>) -> BTreeMap<AnyId, Vec<&'a str>> {
    let mut covers: BTreeMap<AnyId, Vec<&str>> = BTreeMap::new();
    for (id, process) in cx.each(Kind::Process, &cx.model.process) {
        if written(cx, id, process) {
            covers.insert(id, process.covers.iter().map(|clause| &*clause.0.value).collect());
        }
    }
    for prose in &cx.model.prose {
        let Some(clauses) = prose.record.and_then(|id| covers.get_mut(&id)) else { continue };
        for covered in
            prose.sections.iter().filter(|section| section.section.has_text).flat_map(|section| &section.covers)
        {
            if let Covered::Clause(clause) = covered {
                clauses.push(&clause.0);
            }
        }
    }
    covers
}

/// Reviews and releases are what the process brings forth; each practice looks at its own more closely.
fn record_unapproved(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RECORD_UNAPPROVED.code;
    let reviews = cx.each(Kind::Review, &cx.model.review).map(|(id, review)| (id, cx.someone(&review.approved_by)));
    let releases =
        cx.each(Kind::Release, &cx.model.release).map(|(id, release)| (id, cx.someone(&release.approved_by)));
    let (mut unapproved, mut first, mut all) = (Vec::new(), None, 0);
    for (id, approved) in reviews.chain(releases) {
        all += 1;
        if approved {
            out.shows("SM-1.e", id);
        } else {
            first = first.or(Some(id));
            unapproved.push(cx.name(id));
        }
    }
    match first {
        Some(first) => out.finding(
            code.at(
                cx.model.head(first).header,
                format!(
                    "{} of {all} reviews and releases are approved by nobody who can be asked: {}",
                    unapproved.len(),
                    few(&unapproved, ", ")
                ),
            )
            .subject("review")
            .why("a record that nobody approved is a draft")
            .help("add `approved-by`: a person, or a role that a person holds"),
        ),
        None => out.next("SM-1.e", "add `[review.ID]` or `[release.ID]` records with `approved-by`"),
    }
}

fn process_review_overdue(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PROCESS_REVIEW_OVERDUE.code;
    let held =
        reviews(cx, ReviewKind::Process).filter(|(_, review)| review.date.is_some_and(|day| day.date <= cx.today));
    let Some((id, review)) = held.max_by_key(|(id, review)| (review.date.map(|day| day.date), *id)) else {
        out.next("SM-1.e", "hold a `[review.ID]` of kind `process`: a regular look at the process and its records");
        return;
    };
    let mut gaps = Gaps::default();
    let months = cx.review_months();
    if let Some(day) = review.date.filter(|day| !cx.within(day.date, months)) {
        gaps.add(&["SM-1.e"], format!("it was on {}, which is not within {months} months", day.date));
    }
    let lacks = review_gaps(cx, review);
    gaps.unless(lacks.is_empty(), &["SM-1.e"], format!("it lacks {}", few(&lacks, ", ")));
    gaps.show(out, &["SM-1.e"], id);
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, &format!("the last review of the process, `{}`", cx.name(id)))
                .why("a process that nobody looks at drifts away from what people do")
                .help("hold a review of kind `process` once in each review interval, and record who took part, what it found, and who approved it"),
        );
    }
}

fn requirement_without_process(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REQUIREMENT_WITHOUT_PROCESS.code;
    let (mut covered, mut answered) = (BTreeSet::new(), BTreeSet::new());
    let mut first: Option<AnyId> = None;
    let clauses = written_clauses(cx);
    for (id, process) in cx.each(Kind::Process, &cx.model.process) {
        let Some(clauses) = clauses.get(&id) else { continue };
        let found = requirements(cx, clauses.iter().copied());
        // A draft makes nobody accountable, nor does a role that nobody holds.
        let approved = cx.someone(&process.approved_by) && process.date.is_some();
        if approved && process.accountable.iter().any(|role| !cx.persons(role).is_empty()) && !found.is_empty() {
            answered.extend(&found);
            out.shows("SM-2.a", id);
        }
        first = first.or(Some(id));
        covered.extend(found);
    }
    for (id, role) in cx.each(Kind::Role, &cx.model.role) {
        let found = requirements(cx, role.responsible_for.iter().map(|clause| &*clause.0.value));
        if !found.is_empty() {
            first = first.or(Some(id));
        }
        if role.held_by.iter().any(|person| person.to().is_some()) && !found.is_empty() {
            out.shows("SM-2.a", id);
            answered.extend(found);
        }
    }
    let all: Vec<&str> = cx.lifecycle.requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    let without = |found: &BTreeSet<&str>| all.iter().copied().filter(|id| !found.contains(id)).collect::<Vec<_>>();
    let mut gaps = Gaps::default();
    // That nothing at all is there is the status table's business; here it is about what was begun.
    if !covered.is_empty() {
        let missing = without(&covered);
        gaps.unless(missing.is_empty(), &["SM-1.g"], format!("no process document covers {}", few(&missing, ", ")));
        let documents = clauses.iter().filter(|(_, clauses)| !clauses.is_empty());
        documents.for_each(|(id, _)| gaps.show(out, &["SM-1.g"], *id));
    }
    if !answered.is_empty() {
        let missing = without(&answered);
        gaps.unless(
            missing.is_empty(),
            &["SM-2.a"],
            format!("no role that somebody holds answers for {}", few(&missing, ", ")),
        );
    }
    next_unless_shown(
        out,
        &[
            ("SM-1.g", "add process documents (Markdown with `[process.ID]`) that cover the requirements"),
            (
                "SM-2.a",
                "say with `responsible-for` on roles, or `accountable` on process documents, who answers for each requirement",
            ),
        ],
    );
    let Some(first) = first.filter(|_| !gaps.is_empty()) else { return };
    let finding = code.at(cx.model.head(first).header, "").subject("process");
    out.finding(
        gaps.complete(finding, &format!("of the {} requirements of the lifecycle", all.len()))
            .why("what no document asks for is done by chance, and what nobody answers for is done by nobody")
            .help("let a process document `cover` each requirement, and a role be `accountable` for the document or `responsible-for` the requirement"),
    );
}

/// The requirements that written clauses mean: an aspect means its requirement, a practice all of its own.
fn requirements<'a>(cx: &Context<'a>, written: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let lifecycle = cx.lifecycle;
    let mut found = BTreeSet::new();
    for clause in written {
        let local = match clause.rsplit_once('/') {
            Some((edition, local)) if edition == lifecycle.namespace => local,
            Some(_) => continue,
            None => clause,
        };
        if let Some(requirement) = lifecycle.requirement(local) {
            found.insert(requirement.id.as_str());
        } else if let Some((requirement, _)) = lifecycle.aspect(local) {
            found.insert(requirement.id.as_str());
        } else {
            found.extend(lifecycle.requirements_of(local).map(|requirement| requirement.id.as_str()));
        }
    }
    found
}

/// Whether a role is among the references.
pub(super) fn refers<T>(references: &[Ref<T>], id: AnyId) -> bool {
    references.iter().any(|reference| reference.to() == Some(id))
}

//! The release gate: nothing undecided leaves the house (SM-11), and every process was completed before
//! (SM-12). Both are judged on the current release.

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, IssueDecision, IssueState, Kind, Origin, Phase, Record, Ref, ReviewKind, kinds};

use super::process::refers;
use super::scope::next_tailoring;
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::gaps::{Gaps, few, next_unless_shown};
use crate::practice::si::{current_results, open_findings};
use crate::practice::svv::{Binding, binding};
use crate::tailored::decided_for;

/// SM-11.a to SM-11.e for the current release.
pub(crate) const RELEASE_WITH_OPEN_ISSUE: Check = Check {
    code: Code {
        name: "release-with-open-issue",
        asks: &["SM-11.a", "SM-11.b", "SM-11.c", "SM-11.d", "SM-11.e"],
        summary: "a release left the house with an issue or finding that nobody had decided about",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-with-open-issue.md"),
    },
    looks_at: LooksAt::Project,
    run: release_with_open_issue,
};

/// SM-11.f for the current release.
pub(crate) const RELEASE_WITHOUT_GATE: Check = Check {
    code: Code {
        name: "release-without-gate",
        asks: &["SM-11.f"],
        summary: "a release has no record of its gate, or nobody released it",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-without-gate.md"),
    },
    looks_at: LooksAt::Project,
    run: release_without_gate,
};

/// SM-12.a to SM-12.c for the current release.
pub(crate) const RELEASE_CHECK_INCOMPLETE: Check = Check {
    code: Code {
        name: "release-check-incomplete",
        asks: &["SM-12.a", "SM-12.b", "SM-12.c"],
        summary: "the check before a release leaves out processes, or points to records that do not show them",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-check-incomplete.md"),
    },
    looks_at: LooksAt::Project,
    run: release_check_incomplete,
};

/// SM-12.d and SM-12.e for the current release.
pub(crate) const RELEASE_UNVERIFIED: Check = Check {
    code: Code {
        name: "release-unverified",
        asks: &["SM-12.d", "SM-12.e"],
        summary: "the completion of the processes was verified by nobody, or by those who did the work or released it",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-unverified.md"),
    },
    looks_at: LooksAt::Project,
    run: release_unverified,
};

const SM_11: &[(&str, &str)] = &[
    (
        "SM-11.a",
        "add a `[review.ID]` of kind `requirements` for the current release with its findings closed, or issues with `found-in = \"requirements\"`",
    ),
    (
        "SM-11.b",
        "add a `[review.ID]` of kind `design` or `threat-model` for the current release with its findings closed, or issues with `found-in = \"design\"`",
    ),
    (
        "SM-11.c",
        "add a `[review.ID]` of kind `implementation` for the current release with its findings closed, or issues with `found-in = \"implementation\"`",
    ),
    (
        "SM-11.d",
        "add `[test-run.ID]` records on the current release with `findings` or `no-findings`, or issues with `found-in = \"verification\"`",
    ),
    (
        "SM-11.e",
        "add a `[review.ID]` of kind `open-issues` for the current release with its findings closed, or issues with `found-in = \"field\"`",
    ),
];

fn release_with_open_issue(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_WITH_OPEN_ISSUE.code;
    let Some((id, release)) = cx.current_release() else {
        next_unless_shown(
            out,
            &[
                ("SM-11.a", FIRST_RELEASE),
                ("SM-11.b", FIRST_RELEASE),
                ("SM-11.c", FIRST_RELEASE),
                ("SM-11.d", FIRST_RELEASE),
                ("SM-11.e", FIRST_RELEASE),
            ],
        );
        return;
    };
    let gate = Gate { cx, id, release, day: release.date.map_or(cx.today, |day| day.date) };
    let mut gaps = Gaps::default();
    let mut shown = Vec::new();
    gate.issues(&mut gaps, &mut shown);
    gate.reviews(&mut gaps, &mut shown);
    gate.runs(&mut gaps, &mut shown);
    if !gate.analyses(&mut gaps, &mut shown) {
        out.unknown(
            "SM-11.c",
            "needs results of the static analysers of the release: a hit without an issue would stay unseen",
        );
    }
    for (aspect, record) in shown {
        out.shows(aspect, record);
    }
    next_unless_shown(out, SM_11);
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, &format!("release `{}` left the house with things open", release.head.id))
                .why("what was open on the day of the release and decided by nobody was released by accident")
                .help("list under `open-issues` what was open, and give each `decision`, `decision-reason`, `decided-by` and `decided` before the release; close findings of reviews, or turn them into issues"),
        );
    }
}

const FIRST_RELEASE: &str = "add a `[release.ID]`: issues are judged on the day of a release";

/// The current release and its day.
struct Gate<'a> {
    cx: &'a Context<'a>,
    id: AnyId,
    release: &'a Record<kinds::Release>,
    day: Date,
}

impl Gate<'_> {
    /// Issues that were known on the day.
    fn issues(&self, gaps: &mut Gaps, shown: &mut Vec<(&'static str, AnyId)>) {
        let cx = self.cx;
        for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
            if !self.about(&issue.head.common.applies_to) || issue.received.is_some_and(|day| day.date > self.day) {
                continue;
            }
            let aspect = phase_of_issue(issue);
            if self.resolved(issue) {
                shown.push((aspect, id));
                continue;
            }
            let lacks = self.undecided(id, issue);
            if lacks.is_empty() {
                shown.push((aspect, id));
            } else {
                gaps.add(&[aspect], format!("`{}` ({})", cx.name(id), lacks.join(", ")));
            }
        }
    }

    /// Whether the issue was out of the world on the day.
    fn resolved(&self, issue: &Record<kinds::Issue>) -> bool {
        let ended = [issue.fixed, issue.closed].into_iter().flatten().any(|day| day.date <= self.day);
        let none_of_ours = issue.state.as_ref().is_some_and(|state| state.value == IssueState::Rejected)
            || issue.decision.as_ref().is_some_and(|decision| decision.value == IssueDecision::None);
        ended || (none_of_ours && (said(&issue.applicable) || said(&issue.decision_reason)))
    }

    /// What an issue that was open on the day lacks.
    fn undecided(&self, id: AnyId, issue: &Record<kinds::Issue>) -> Vec<&'static str> {
        let late = issue.decided.is_some_and(|day| day.date > self.day);
        let lacks = [
            (!refers(&self.release.open_issues, id), "open, and not listed"),
            (issue.decision.is_none(), "no decision"),
            (!said(&issue.decision_reason), "no reason"),
            (!self.cx.someone(&issue.decided_by), "decided by nobody"),
            (issue.decided.is_none(), "not said when it was decided"),
            (late, "decided after the release"),
        ];
        lacks.into_iter().filter_map(|(lacking, what)| lacking.then_some(what)).collect()
    }

    /// Findings of reviews that were held by the day.
    fn reviews(&self, gaps: &mut Gaps, shown: &mut Vec<(&'static str, AnyId)>) {
        let cx = self.cx;
        for (id, review) in cx.each(Kind::Review, &cx.model.review) {
            let named = !review.release.is_empty() || !review.head.common.applies_to.is_empty();
            let about = if review.release.is_empty() {
                self.about(&review.head.common.applies_to)
            } else {
                refers(&review.release, self.id)
            };
            let held = review.date.is_some_and(|day| day.date <= self.day);
            let Some(aspect) = review.kind.as_ref().and_then(|kind| phase_of_review(kind.value)) else { continue };
            if !about || !held {
                continue;
            }
            let open = review.findings.iter().filter(|finding| {
                let closed = finding.closed.is_some_and(|day| day.date <= self.day);
                let handed_on = finding.issue.iter().any(|issue| issue.to().is_some());
                !closed && !handed_on
            });
            match open.count() {
                0 if named && (!review.findings.is_empty() || said(&review.no_findings)) => shown.push((aspect, id)),
                0 => {}
                some => gaps.add(
                    &[aspect],
                    format!("`{}` ({some} of {} findings not closed by then)", cx.name(id), review.findings.len()),
                ),
            }
        }
    }

    /// What test runs on the release found.
    fn runs(&self, gaps: &mut Gaps, shown: &mut Vec<(&'static str, AnyId)>) {
        let cx = self.cx;
        for (id, run) in cx.each(Kind::TestRun, &cx.model.test_run) {
            let on_it = matches!(binding(run, self.id, self.release), Binding::Exactly | Binding::Named);
            if !on_it || run.date.is_some_and(|day| day.date > self.day) {
                continue;
            }
            let files = run.results.iter().filter_map(|evidence| match evidence {
                vauban_model::Evidence::File(path) => cx.facts.results.get(&*path.value),
                vauban_model::Evidence::Document { .. } => None,
            });
            let failed: usize = files.map(|results| results.failed.len() + results.duplicates.len()).sum();
            if failed > 0 && run.findings.is_empty() {
                gaps.add(&["SM-11.d"], format!("`{}` ({failed} failed cases and no issue)", cx.name(id)));
            } else if !run.findings.is_empty() || said(&run.no_findings) {
                shown.push(("SM-11.d", id));
            }
        }
    }

    /// What the static analysers found on the release; false where no results of theirs count.
    fn analyses(&self, gaps: &mut Gaps, shown: &mut Vec<(&'static str, AnyId)>) -> bool {
        let results = current_results(self.cx);
        for result in &results {
            let open: u64 = open_findings(self.cx, result.path, result.findings).iter().map(|one| one.count).sum();
            match open {
                0 => shown.push(("SM-11.c", result.id)),
                some => gaps.add(
                    &["SM-11.c"],
                    format!("`{}` ({some} findings that nobody decided about)", result.analyser.head.name()),
                ),
            }
        }
        !results.is_empty()
    }

    /// Whether `applies-to` includes the release: it names it, its line, or nothing.
    fn about(&self, applies_to: &[Ref<kinds::Applies>]) -> bool {
        let line = self.release.line.as_ref().and_then(Ref::to);
        applies_to.is_empty() || refers(applies_to, self.id) || line.is_some_and(|line| refers(applies_to, line))
    }
}

/// The activity an issue came from: as it says, else by its source.
fn phase_of_issue(issue: &Record<kinds::Issue>) -> &'static str {
    match (issue.found_in.as_ref().map(|phase| phase.value), issue.source.as_ref().map(|source| source.value)) {
        (Some(Phase::Requirements), _) => "SM-11.a",
        (Some(Phase::Design), _) => "SM-11.b",
        (Some(Phase::Implementation), _) | (None, Some(Origin::Developer)) => "SM-11.c",
        (Some(Phase::Verification), _) | (None, Some(Origin::Tester)) => "SM-11.d",
        (Some(Phase::Field), _) => "SM-11.e",
        (None, Some(Origin::Supplier | Origin::User | Origin::Researcher | Origin::Public) | None) => "SM-11.e",
    }
}

fn phase_of_review(kind: ReviewKind) -> Option<&'static str> {
    match kind {
        ReviewKind::Requirements | ReviewKind::Context => Some("SM-11.a"),
        ReviewKind::Design | ReviewKind::ThreatModel => Some("SM-11.b"),
        ReviewKind::Implementation => Some("SM-11.c"),
        ReviewKind::Guidelines => Some("SM-11.d"),
        ReviewKind::OpenIssues | ReviewKind::Defects => Some("SM-11.e"),
        ReviewKind::Process | ReviewKind::Practices => None,
    }
}

fn release_without_gate(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_WITHOUT_GATE.code;
    out.next("SM-11.f", "add a `[release.ID]` with `gate`, `date` and `approved-by`");
    let Some((id, release)) = cx.current_release() else { return };
    let mut gaps = Gaps::default();
    gaps.unless(release.date.is_some(), &["SM-11.f"], "no `date`");
    gaps.unless(cx.someone(&release.approved_by), &["SM-11.f"], "released by nobody who can be asked (`approved-by`)");
    match &release.gate {
        None => gaps.add(&["SM-11.f"], "no record of the release gate (`gate`)"),
        Some(gate) => {
            if let Err(why) = cx.one_evidence(gate) {
                gaps.add(&["SM-11.f"], format!("the record of the gate cannot be opened: {why}"));
            }
        }
    }
    gaps.show(out, &["SM-11.f"], id);
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, &format!("release `{}`", release.head.id))
                .why("a gate that leaves no record cannot be told from an open door")
                .help("let `gate` point to the record of the decision, and name who released it and when"),
        );
    }
}

fn release_check_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_CHECK_INCOMPLETE.code;
    out.next(
        "SM-12.b",
        "add a `[release.ID]` that lists under `checked` each requirement, the record that shows it, and the date",
    );
    out.next("SM-12.c", "let the records under `checked` be reviews and test runs that name the release");
    let Some((id, release)) = cx.current_release() else {
        next_tailoring(out, "SM-12.a");
        return;
    };
    for (older, record) in cx.releases().into_iter().filter(|(older, _)| *older != id) {
        older_check(cx, out, older, record);
    }
    let (deciding, left_out) = decided_for(cx, id);
    let mut gaps = Gaps::default();
    let checks = |requirement: &str| {
        let names = |done: &kinds::Completed| {
            done.requirement.as_ref().is_some_and(|clause| cx.same_clause(&clause.0, requirement))
        };
        release.checked.iter().any(names)
    };
    // SM-12 is this very check.
    let all = cx.lifecycle.requirements.iter().map(|requirement| requirement.id.as_str()).filter(|id| *id != "SM-12");
    let missing: Vec<&str> =
        all.filter(|requirement| !left_out.contains(requirement) && !checks(requirement)).collect();
    gaps.unless(missing.is_empty(), &["SM-12.a", "SM-12.b"], format!("not checked: {}", few(&missing, ", ")));
    let needless: Vec<&str> = left_out.iter().copied().filter(|requirement| checks(requirement)).collect();
    gaps.unless(needless.is_empty(), &["SM-12.a"], format!("checked although left out: {}", few(&needless, ", ")));
    let bound = completed(cx, id, release, &mut gaps);
    if !release.checked.is_empty() {
        gaps.show(out, &["SM-12.b"], id);
        if !deciding.is_empty() {
            gaps.show(out, &["SM-12.a"], id);
            deciding.iter().for_each(|tailoring| out.shows("SM-12.a", *tailoring));
        }
    }
    for record in bound {
        gaps.show(out, &["SM-12.c"], record);
    }
    next_tailoring(out, "SM-12.a");
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(cx, code, id, &format!("the check before release `{}`", release.head.id))
                .why("an assessor opens three records of the check at random, and looks at their dates")
                .help("list under `checked` every requirement that is not left out, as `{ requirement = \"SD-3\", record = \"review.design-2\", date = … }`, dated before the release and about it"),
        );
    }
}

/// The check before an older release is not judged again, but what it points to must still be there.
fn older_check(cx: &Context<'_>, out: &mut Outcome, id: AnyId, release: &Record<kinds::Release>) {
    let mut gaps = Gaps::default();
    let gone = nowhere(cx, release);
    gaps.unless(gone.is_empty(), &["SM-12.b"], few(&gone, ", "));
    if !gaps.is_empty() {
        out.finding(
            gaps.finding(
                cx,
                &RELEASE_CHECK_INCOMPLETE.code,
                id,
                &format!("the check before release `{}`", release.head.id),
            )
            .why("records are kept as long as the release is in use: an assessor samples old ones too")
            .help("bring the record back, or correct its name"),
        );
    }
}

/// Entries of a release's check whose record is not there.
fn nowhere(cx: &Context<'_>, release: &Record<kinds::Release>) -> Vec<String> {
    let gone = release.checked.iter().filter(|done| pointed(cx, done).is_none());
    gone.map(|done| {
        let requirement = done.requirement.as_ref().map_or("an entry", |clause| &*clause.0.value);
        match done.record.as_ref().filter(|record| !record.trim().is_empty()) {
            Some(record) => format!("{requirement} points to `{}`, which is no record", record.trim()),
            None => format!("{requirement} names no `record`"),
        }
    })
    .collect()
}

/// The record that an entry points to.
fn pointed(cx: &Context<'_>, done: &kinds::Completed) -> Option<AnyId> {
    find(cx, done.record.as_ref()?.trim())
}

/// Looks at each completed process; returns the records that are bound to the release.
fn completed(cx: &Context<'_>, id: AnyId, release: &Record<kinds::Release>, gaps: &mut Gaps) -> BTreeSet<AnyId> {
    let mut bound = BTreeSet::new();
    let mut lost: BTreeSet<String> = nowhere(cx, release).into_iter().collect();
    let (mut late, mut foreign) = (BTreeSet::new(), BTreeSet::new());
    let after = |day: Option<Date>| matches!((day, release.date), (Some(day), Some(out)) if day > out.date);
    for done in &release.checked {
        let requirement = done.requirement.as_ref().map_or("", |clause| &*clause.0.value);
        let Some(record) = pointed(cx, done) else { continue };
        if done.date.is_none() {
            lost.insert(format!("{requirement} gives no `date`"));
        }
        if after(done.date.map(|day| day.date)) || after(date_of(cx, record)) {
            late.insert(format!("{requirement} (`{}`)", cx.name(record)));
        }
        match belongs(cx, record, id, release) {
            Some(true) => {
                bound.insert(record);
            }
            Some(false) => {
                foreign.insert(cx.name(record));
            }
            None => {}
        }
    }
    let joined = |items: BTreeSet<String>| few(&items.into_iter().collect::<Vec<_>>(), ", ");
    gaps.unless(lost.is_empty(), &["SM-12.b"], joined(lost));
    gaps.unless(late.is_empty(), &["SM-12.b"], format!("dated after the release: {}", joined(late)));
    gaps.unless(foreign.is_empty(), &["SM-12.c"], format!("not about this release: {}", joined(foreign)));
    gaps.unless(release.date.is_some(), &["SM-12.b"], "the release has no `date`");
    gaps.unless(said(&release.commit), &["SM-12.c"], "not said which commit was released (`commit`)");
    bound
}

/// A record by its written name: `kind.id`, `folder/kind.id`.
fn find(cx: &Context<'_>, written: &str) -> Option<AnyId> {
    let whole = written.split_once('.').and_then(|(kind, id)| cx.model.find(Kind::named(kind)?, id));
    whole.or_else(|| {
        let (folder, local) = written.rsplit_once('/')?;
        let (kind, id) = local.split_once('.')?;
        cx.model.find(Kind::named(kind)?, &format!("{folder}/{id}"))
    })
}

/// The day a record gives for itself, of the kinds that a check can point to.
fn date_of(cx: &Context<'_>, id: AnyId) -> Option<Date> {
    let (model, at) = (cx.model, id.at as usize);
    let day = match id.kind {
        Kind::Review => model.review.get(at)?.date,
        Kind::TestRun => model.test_run.get(at)?.date,
        Kind::Statement => model.statement.get(at)?.date,
        Kind::Tailoring => model.tailoring.get(at)?.date,
        Kind::Disposition => model.disposition.get(at)?.date,
        Kind::Process => model.process.get(at)?.date,
        Kind::Document => model.document.get(at)?.date,
        Kind::Context => model.context.get(at)?.date,
        Kind::Audit => model.audit.get(at)?.date,
        Kind::Competence => model.competence.get(at)?.date,
        Kind::PracticeAnswer => model.practice_answer.get(at)?.date,
        Kind::CodingStandard => model.coding_standard.get(at)?.reviewed_on,
        Kind::Update => model.update.get(at)?.qualified,
        _ => None,
    };
    day.map(|day| day.date)
}

/// Whether a record is about the release; `None` for kinds that are about the organisation or the product.
fn belongs(cx: &Context<'_>, record: AnyId, id: AnyId, release: &Record<kinds::Release>) -> Option<bool> {
    let at = record.at as usize;
    let same = |one: &Option<vauban_model::Text>, other: &Option<vauban_model::Text>| matches!((one, other), (Some(one), Some(other)) if one.value == other.value);
    match record.kind {
        Kind::Review => {
            let review = cx.model.review.get(at)?;
            let organisation = review.kind.as_ref().is_some_and(|kind| {
                matches!(kind.value, ReviewKind::Process | ReviewKind::Practices | ReviewKind::Defects)
            });
            let named = refers(&review.release, id) || same(&review.version, &release.version);
            match named || refers(&review.head.common.applies_to, id) {
                true => Some(true),
                false if organisation => None,
                false => Some(false),
            }
        }
        Kind::TestRun => {
            let run = cx.model.test_run.get(at)?;
            Some(matches!(binding(run, id, release), Binding::Exactly | Binding::Named))
        }
        Kind::Release => Some(record == id),
        Kind::Update => {
            let update = cx.model.update.get(at)?;
            Some(update.release.as_ref().and_then(Ref::to) == Some(id))
        }
        _ => None,
    }
}

fn release_unverified(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_UNVERIFIED.code;
    out.next("SM-12.d", "add a `[release.ID]` with `checked`, `verified-by` and `approved-by`");
    out.next("SM-12.e", "let `verified-by` of the release name somebody who made none of the records it checks");
    let Some((id, release)) = cx.current_release() else { return };
    let mut gaps = Gaps::default();
    let known = cx.someone(&release.verified_by);
    gaps.unless(known, &["SM-12.d", "SM-12.e"], "the check was verified by nobody who can be asked (`verified-by`)");
    gaps.unless(!release.checked.is_empty(), &["SM-12.d", "SM-12.e"], "nothing was checked (`checked`)");
    let approved = cx.someone(&release.approved_by);
    gaps.unless(approved, &["SM-12.d"], "released by nobody who can be asked (`approved-by`)");
    if let (Some(verifier), Some(approver)) = (&release.verified_by, &release.approved_by)
        && known
        && approved
    {
        gaps.unless(cx.independent(verifier, approver), &["SM-12.d"], "who verified the check also released it");
    }
    let verifiers: BTreeSet<AnyId> = release.verified_by.iter().flat_map(|doer| cx.persons(doer)).collect();
    let mut own: BTreeMap<AnyId, BTreeSet<AnyId>> = BTreeMap::new();
    let checked: BTreeSet<AnyId> = release.checked.iter().filter_map(|done| pointed(cx, done)).collect();
    for record in &checked {
        for producer in producers(cx, *record).into_iter().filter(|person| verifiers.contains(person)) {
            own.entry(producer).or_default().insert(*record);
        }
    }
    for (person, records) in &own {
        let records: Vec<String> = records.iter().map(|record| format!("`{}`", cx.name(*record))).collect();
        gaps.add(&["SM-12.e"], format!("`{}` verified their own work: {}", cx.name(*person), few(&records, ", ")));
    }
    let gone = nowhere(cx, release).len();
    gaps.unless(
        gone == 0,
        &["SM-12.e"],
        format!("{gone} records of the check are not there, so nobody can tell who made them"),
    );
    gaps.show(out, &["SM-12.d", "SM-12.e"], id);
    if !gaps.is_empty() {
        let verified = !gaps.touch("SM-12.d");
        let mut finding = gaps
            .finding(cx, code, id, &format!("release `{}`", release.head.id))
            .why("a check by those who did the work finds what they already know")
            .help("let `verified-by` name somebody else than those who made the records and than `approved-by`");
        if verified {
            finding.severity = Severity::Warning;
        }
        out.finding(finding);
    }
}

/// The persons who made a record.
fn producers(cx: &Context<'_>, id: AnyId) -> BTreeSet<AnyId> {
    let (model, at) = (cx.model, id.at as usize);
    let mut persons = BTreeSet::new();
    match id.kind {
        Kind::Review => {
            if let Some(review) = model.review.get(at) {
                persons.extend(review.participants.iter().filter_map(|participant| participant.person.as_ref()?.to()));
            }
        }
        Kind::TestRun => {
            if let Some(run) = model.test_run.get(at) {
                persons
                    .extend(run.designed_by.iter().chain(&run.executed_by).chain(&run.judged_by).filter_map(Ref::to));
            }
        }
        Kind::Statement => {
            if let Some(by) = model.statement.get(at).and_then(|statement| statement.by.as_ref()) {
                persons.extend(cx.persons(by));
            }
        }
        Kind::Update => {
            if let Some(by) = model.update.get(at).and_then(|update| update.qualified_by.as_ref()) {
                persons.extend(cx.persons(by));
            }
        }
        _ => {}
    }
    if let Some(owner) = &model.head(id).common.owner {
        persons.extend(cx.persons(owner));
    }
    persons
}

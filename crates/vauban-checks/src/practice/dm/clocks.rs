//! Cases that must be reported, and their clocks (DM-4, DM-5; Cyber Resilience Act, Article 14).
//!
//! The analysis computes; what alarms here are strict dates only.

use vauban_analysis::clocks::{
    Across, Asked, CaseClocks, Clock, Clocks, Instant, NeedsCase, State, case_doubts, case_order, exceptional_flaw,
    unrecorded_measure, without_case,
};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Case;
use vauban_model::{AnyId, Kind, Record};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

/// Days before a deadline from which it is near, where policy does not say.
const NEAR: i64 = 1;

/// The instant that deadlines are held against.
fn now(cx: &Context<'_>) -> Instant {
    let end = cx.today.days() * 86_400 + 86_399;
    Instant { seconds: cx.facts.instant.unwrap_or(end), ahead: 0 }
}

/// Every case of the product with its clocks.
fn cases(cx: &Context<'_>) -> Vec<(AnyId, CaseClocks)> {
    if cx.model.case.is_empty() {
        return Vec::new();
    }
    let law = cx.catalogs.reporting();
    let across = Across::new(cx.model);
    let asked =
        Asked { model: cx.model, law: &law, owners: cx.owners(), across: &across, product: cx.product, now: now(cx) };
    Clocks::new(asked).cases.into_iter().filter_map(|case| Some((case.case?, case))).collect()
}

fn record<'a>(cx: &Context<'a>, id: AnyId) -> Option<&'a Record<Case>> {
    cx.model.case.get(id.at as usize)
}

/// `early warning (due Sat 2026-12-19 16:40 +01:00)`.
fn named(clock: &Clock) -> String {
    match clock.due {
        Some(due) => format!("{} (due {})", clock.duty.title(), due.people()),
        None => clock.duty.title().to_owned(),
    }
}

fn list(clocks: &[&Clock]) -> String {
    clocks.iter().map(|clock| named(clock)).collect::<Vec<_>>().join(", ")
}

pub(crate) const REPORTING_DEADLINE_MISSED: Check = Check {
    code: Code {
        name: "reporting-deadline-missed",
        asks: &["DM-5.d"],
        summary: "a report to authorities is overdue",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/reporting-deadline-missed.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: reporting_deadline_missed,
};

/// No stage of a case is overdue. One that was filed late is in the record, and no finding: it cannot be put right.
fn reporting_deadline_missed(cx: &Context<'_>, out: &mut Outcome) {
    out.guards();
    let code = &REPORTING_DEADLINE_MISSED.code;
    for (id, case) in cases(cx) {
        let missed: Vec<&Clock> =
            case.clocks.iter().filter(|clock| !case.drill && clock.state == State::Missed).collect();
        let Some(first) = missed.first() else { continue };
        out.finding(
            cx.about(code, id, format!("case `{}` is overdue: {}", cx.model.head(id).id, list(&missed)))
                .why(
                    "the hours run through nights and weekends; late is better than never, and the reason is asked for",
                )
                .help(format!("{}; `vauban issue clock` shows every date", first.next)),
        );
    }
}

pub(crate) const REPORTING_DEADLINE_NEAR: Check = Check {
    code: Code {
        name: "reporting-deadline-near",
        asks: &[],
        summary: "a report to authorities is due soon",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/reporting-deadline-near.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: reporting_deadline_near,
};

/// No stage of a case is due within the days that policy sets.
fn reporting_deadline_near(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REPORTING_DEADLINE_NEAR.code;
    let days = cx.policy().and_then(|policy| policy.due_soon_days.as_ref()).map_or(NEAR, |days| days.0.value);
    let now = now(cx);
    for (id, case) in cases(cx) {
        let near: Vec<&Clock> = case.alarms(now, days * 86_400).filter(|clock| clock.state != State::Missed).collect();
        let Some(first) = near.first() else { continue };
        out.finding(
            cx.about(code, id, format!("case `{}` is due soon: {}", cx.model.head(id).id, list(&near)))
                .why("the limit is the latest moment; the law says without undue delay")
                .help(first.next.clone()),
        );
    }
}

pub(crate) const AWARENESS_MOVED_ALONE: Check = Check {
    code: Code {
        name: "awareness-moved-alone",
        asks: &[],
        summary: "awareness was moved later without a reason or a second person, or does not fit the rest of the case",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/awareness-moved-alone.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: awareness_moved_alone,
};

/// A later awareness is worth hours to whoever writes it: it takes a reason and a second person.
fn awareness_moved_alone(cx: &Context<'_>, out: &mut Outcome) {
    let code = &AWARENESS_MOVED_ALONE.code;
    for (id, case) in cases(cx) {
        let flawed = case.awareness.log.iter().find_map(|event| Some((event, event.flaw.as_ref()?)));
        if let Some((event, flaw)) = flawed {
            out.finding(
                cx.about(
                    code,
                    id,
                    format!("the correction of awareness of case `{}` to {} does not count: {flaw}", cx.model.head(id).id, event.aware.people()),
                )
                .why("whoever moves the start of the clock gives themselves time; both values stay, and two people answer for it")
                .help("give the correction `reason`, `by` and `second`, another person; the deadlines run from the earlier instant until then"),
            );
        }
        let Some(record) = record(cx, id) else { continue };
        let signal = record.signal.as_ref().and_then(Instant::of);
        if let Some((signal, aware)) =
            signal.zip(case.awareness.governs).filter(|(signal, aware)| aware.seconds < signal.seconds)
        {
            out.finding(
                cx.about(
                    code,
                    id,
                    format!(
                        "case `{}` was certain on {}, before its first hint of {}",
                        cx.model.head(id).id,
                        aware.people(),
                        signal.people()
                    ),
                )
                .why("one of the two instants is wrong, and every deadline hangs on it")
                .help("correct `signal`, or add an entry under `corrections`"),
            );
        }
    }
}

pub(crate) const MEASURE_UNRECORDED: Check = Check {
    code: Code {
        name: "measure-unrecorded",
        asks: &[],
        summary: "users were told what to do about an open case, and the case does not know when",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/measure-unrecorded.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: measure_unrecorded,
};

/// A notice with a remedy, or an update, starts the final report of an open case: it stands under `measures`.
fn measure_unrecorded(cx: &Context<'_>, out: &mut Outcome) {
    let code = &MEASURE_UNRECORDED.code;
    let (law, across) = (cx.catalogs.reporting(), Across::new(cx.model));
    let asked =
        Asked { model: cx.model, law: &law, owners: cx.owners(), across: &across, product: cx.product, now: now(cx) };
    for (id, record) in cx.each(Kind::Case, &cx.model.case) {
        if record.retracted.is_some() || record.closed.is_some() {
            continue;
        }
        let Some(what) = unrecorded_measure(asked, record) else { continue };
        out.finding(
            cx.about(
                code,
                id,
                format!("{what}, and case `{}` has no measure that says when it could be had", record.head.id),
            )
            .why("even a workaround starts the period of the final report, though the patch comes months later")
            .help("add it under `measures`: `kind`, `available` with its zone, and `advisory` or `update`"),
        );
    }
}

pub(crate) const CASE_NOT_SOUND: Check = Check {
    code: Code {
        name: "case-not-sound",
        asks: &[],
        summary: "a case cannot stand up to questions: no issue, no receipt, a doubtful CSIRT, an excuse that does not hold",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/case-not-sound.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: case_not_sound,
};

/// A case names its issue and its products, every filing has its receipt, the CSIRT follows from the steps of the law, and
/// what excuses it from being reported holds.
fn case_not_sound(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CASE_NOT_SOUND.code;
    let (law, across) = (cx.catalogs.reporting(), Across::new(cx.model));
    let asked =
        Asked { model: cx.model, law: &law, owners: cx.owners(), across: &across, product: cx.product, now: now(cx) };
    for (id, record) in cx.each(Kind::Case, &cx.model.case) {
        let doubts = case_doubts(asked, record);
        if doubts.is_empty() {
            continue;
        }
        out.finding(
            cx.about(
                code,
                id,
                format!("case `{}` cannot stand up to questions: {}", record.head.id, doubts.join("; ")),
            )
            .why("a case is the evidence that the duty was fulfilled, and is read when something has gone wrong")
            .help("complete the record; `vauban explain case` lists its keys"),
        );
    }
}

pub(crate) const FILINGS_OUT_OF_ORDER: Check = Check {
    code: Code {
        name: "filings-out-of-order",
        asks: &[],
        summary: "a stage was filed before the one that comes before it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/filings-out-of-order.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: filings_out_of_order,
};

/// Stages are filed in their order, or one says that it covers those before it.
fn filings_out_of_order(cx: &Context<'_>, out: &mut Outcome) {
    let code = &FILINGS_OUT_OF_ORDER.code;
    for (id, record) in cx.each(Kind::Case, &cx.model.case) {
        let wrong = case_order(cx.model, record, now(cx));
        if wrong.is_empty() {
            continue;
        }
        out.finding(
            cx.about(code, id, format!("filings of case `{}` are out of order: {}", record.head.id, wrong.join("; ")))
                .why("a later stage replaces an earlier one only where it gave its information")
                .help("correct `submitted`, file what is missing, or say under `covers` which stages a filing gave as well"),
        );
    }
}

pub(crate) const EXCEPTIONAL_UNFOUNDED: Check = Check {
    code: Code {
        name: "exceptional-circumstances-unfounded",
        asks: &[],
        summary: "exceptional circumstances are invoked where they may not be, or by nobody who may",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/exceptional-circumstances-unfounded.md"),
    },
    looks_at: LooksAt::Each(Kind::Case),
    run: exceptional_unfounded,
};

/// Only the notification of a vulnerability can invoke them, with facts, by somebody who was named beforehand.
fn exceptional_unfounded(cx: &Context<'_>, out: &mut Outcome) {
    let code = &EXCEPTIONAL_UNFOUNDED.code;
    for (id, record) in cx.each(Kind::Case, &cx.model.case) {
        let Some(flaw) = exceptional_flaw(cx.model, record) else { continue };
        out.finding(
            cx.about(code, id, format!("case `{}` invokes exceptional circumstances: {flaw}", record.head.id))
                .why("the flag keeps others from knowing; it has three grounds, one place, and few who may set it")
                .help("take `exceptional` out, or complete it: `ground`, `reason`, `by` one of `[policy] exceptional-circumstances`"),
        );
    }
}

pub(crate) const ISSUE_WITHOUT_CASE: Check = Check {
    code: Code {
        name: "issue-without-case",
        asks: &["DM-4.h"],
        summary: "an issue is exploited or must be reported, and no case tells whether authorities must know",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/issue-without-case.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: issue_without_case,
};

/// An issue that is exploited or must be reported has a case, if only one that says why authorities need not know. Asked of
/// products that say in which Member States they are available, from the day that the duty began.
fn issue_without_case(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ISSUE_WITHOUT_CASE.code;
    let (law, across) = (cx.catalogs.reporting(), Across::new(cx.model));
    let asked =
        Asked { model: cx.model, law: &law, owners: cx.owners(), across: &across, product: cx.product, now: now(cx) };
    for (id, why) in without_case(asked) {
        let name = &cx.model.head(id).id;
        let message = match why {
            NeedsCase::Exploited => {
                format!("issue `{name}` is exploited in the field, and no case says since when that is certain")
            }
            NeedsCase::MustReport => {
                format!("issue `{name}` must be reported, and no case says whether to authorities")
            }
        };
        let mut finding = cx
            .about(code, id, message)
            .why("the duty to report an exploited vulnerability or a severe incident runs in hours, from the moment of certainty")
            .help("add a `[case.ID]` that names it under `issue`; where it need not be reported to authorities, its `no-duty` says why");
        if why == NeedsCase::Exploited {
            finding.severity = Severity::Error;
        }
        out.finding(finding);
    }
}

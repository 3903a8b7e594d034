//! What happened in a case, as far as it was known at an instant, boiled down from its record: what was certain, which
//! measures there were, what was filed, and whether anything is owed at all.

use std::collections::BTreeSet;

use vauban_model::kinds::{Case, Policy};
use vauban_model::{AnyId, Date, Enterprise, FilingStage, NoDutyGround, Record, Ref, Track, When};

use super::awareness::persons;
use super::{Asked, Awareness, Instant};

/// What happened in a case, as far as it was known at an instant.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub(super) track: Option<Track>,
    pub(super) signal: Option<Instant>,
    pub(super) assessed: Option<Instant>,
    pub(super) aware: Option<Instant>,
    pub(super) measure: Option<Instant>,
    /// A notice or update that nobody recorded as a measure, and the first instant at which it can have been out.
    pub(super) unrecorded: Option<(Instant, String)>,
    pub(super) filed: Vec<Filed>,
    pub(super) requests: Vec<Request>,
    pub(super) users_informed: Option<Instant>,
    pub(super) not_owed: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Filed {
    pub(super) stage: FilingStage,
    pub(super) covers: Vec<FilingStage>,
    pub(super) at: Instant,
    pub(super) receipt: String,
}

#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) at: Instant,
    pub(super) due: Option<Instant>,
    pub(super) filed: Option<Instant>,
}

/// Boils a record down to what happened, as far as it was known at the instant.
pub(super) fn story(asked: Asked<'_>, case: &Record<Case>, awareness: &Awareness) -> Story {
    let past = |moment: &vauban_model::Moment| Instant::of(moment).filter(|at| at.seconds <= asked.now.seconds);
    let filed = case.filings.iter().filter_map(|filing| {
        let receipt = filing.receipt.as_ref().map_or("", |receipt| receipt.trim());
        Some(Filed {
            stage: filing.stage.as_ref()?.value,
            covers: filing.covers.iter().map(|stage| stage.value).collect(),
            at: past(filing.submitted.as_ref()?)?,
            receipt: receipt.to_owned(),
        })
    });
    let requests = case.requests.iter().filter_map(|request| {
        let at = past(request.at.as_ref()?)?;
        Some(Request {
            at,
            due: request.due.as_ref().and_then(Instant::of),
            filed: request.filed.as_ref().and_then(past),
        })
    });
    let users = case.users_informed.iter().filter_map(|informed| past(informed.at.as_ref()?));
    let measure = measure(asked, case);
    Story {
        track: case.track.as_ref().map(|track| track.value),
        signal: case.signal.as_ref().and_then(Instant::of),
        assessed: case.assessed.as_ref().and_then(past),
        aware: awareness.governs,
        measure,
        unrecorded: unrecorded(asked, case)
            .filter(|(_, last, _)| measure.is_none_or(|measure| *last < measure.seconds))
            .map(|(first, _, what)| (first, what)),
        filed: filed.collect(),
        requests: requests.collect(),
        users_informed: users.min(),
        not_owed: not_owed(asked, case, awareness.governs),
    }
}

/// The first measure for an affected product that users could have at the instant.
fn measure(asked: Asked<'_>, case: &Record<Case>) -> Option<Instant> {
    let affected: BTreeSet<AnyId> =
        case.affected.iter().filter_map(|affected| affected.product.as_ref().and_then(Ref::to)).collect();
    let fits = |measure: &vauban_model::kinds::Measure| {
        let named: Vec<AnyId> = measure.products.iter().filter_map(Ref::to).collect();
        // A measure whose products lead nowhere counts: it can only make the report due earlier.
        affected.is_empty() || named.is_empty() || named.iter().any(|product| affected.contains(product))
    };
    let measures = case.measures.iter().filter(|measure| fits(measure));
    let available = measures.filter_map(|measure| Instant::of(measure.available.as_ref()?));
    available.filter(|at| at.seconds <= asked.now.seconds).min()
}

/// A notice that says what to do, or an update, about an issue of the case and not among its measures: first and last
/// second at which it can have come out, and what it is. The earliest of several.
pub(super) fn unrecorded(asked: Asked<'_>, case: &Record<Case>) -> Option<(Instant, i64, String)> {
    let Asked { model, now, .. } = asked;
    let issues: BTreeSet<AnyId> = case.issue.iter().filter_map(Ref::to).collect();
    let known: BTreeSet<AnyId> = case
        .measures
        .iter()
        .flat_map(|measure| [measure.advisory.as_ref().and_then(Ref::to), measure.update.as_ref().and_then(Ref::to)])
        .flatten()
        .collect();
    let told = issues.iter().filter_map(|issue| model.issue.get(issue.at as usize)).flat_map(|issue| &issue.advisory);
    let told = told.filter_map(Ref::to).filter(|id| !known.contains(id)).filter_map(|id| {
        let advisory = model.advisory.get(id.at as usize)?;
        let says = advisory.resolution.as_ref().is_some_and(|text| !text.trim().is_empty());
        let day = advisory.published.filter(|_| says)?;
        Some((day, format!("`{}` was published on {}", advisory.head.name(), day.date)))
    });
    let updates = issues.iter().flat_map(|issue| asked.across.updates(*issue)).filter(|id| !known.contains(id));
    let updates = updates.filter_map(|id| {
        let update = model.update.get(id.at as usize)?;
        let day = update.delivered?;
        Some((day, format!("`{}` was delivered on {}", update.head.name(), day.date)))
    });
    let dated = told.chain(updates).filter_map(|(day, what)| {
        let (first, last) = When::Day(day).seconds()?;
        (first <= now.seconds).then_some((Instant { seconds: first, ahead: 0 }, last, what))
    });
    dated.min_by(|one, other| (one.0, &one.2).cmp(&(other.0, &other.2)))
}

/// Why a case is not owed to anybody, if it is not.
fn not_owed(asked: Asked<'_>, case: &Record<Case>, aware: Option<Instant>) -> Option<String> {
    if let Some(retracted) = &case.retracted
        && retracted.at.as_ref().and_then(Instant::of).is_some_and(|at| at.seconds <= asked.now.seconds)
        && retracted.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty())
    {
        return Some("it was retracted as a false alarm; what was filed stays on record".to_owned());
    }
    if let Some(first) = before_the_duty(asked, aware) {
        return Some(format!("the exploitation was known before the duty began on {first}"));
    }
    let excused = case.no_duty.as_ref()?;
    let ground = excused.ground.as_ref()?.value;
    no_duty_flaw(asked, case).is_none().then(|| format!("it need not be reported: {}", ground.word()))
}

/// The first day of the duty, where awareness was before it by the clock it was written with and by UTC.
fn before_the_duty(asked: Asked<'_>, aware: Option<Instant>) -> Option<Date> {
    let policy = asked.model.policy.first();
    let steward = enterprise(policy) == Some(Enterprise::Steward);
    let first = if steward { &asked.law.begins_for_stewards } else { &asked.law.begins };
    let first = first.as_deref().and_then(Date::parse)?;
    let aware = aware?;
    let day = aware.date()?.max(aware.utc().date()?);
    (day < first).then_some(first)
}

/// Why a decision that a case need not be reported does not hold; `None` where it holds or there is none.
pub(super) fn no_duty_flaw(asked: Asked<'_>, case: &Record<Case>) -> Option<&'static str> {
    let excused = case.no_duty.as_ref()?;
    let ground = excused.ground.as_ref().map(|ground| ground.value);
    if excused.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        return Some("it gives no analysis");
    }
    if persons(asked.model, &excused.by).is_empty() {
        return Some("nobody who can be asked decided it");
    }
    if excused.at.as_ref().and_then(Instant::of).is_none_or(|at| at.seconds > asked.now.seconds) {
        return Some("it does not say when it was decided, or says a time to come");
    }
    let track = case.track.as_ref().map(|track| track.value);
    match ground {
        None => Some("it gives no ground"),
        Some(NoDutyGround::KnownBefore) => {
            let aware = Awareness::of(asked.model, case, asked.now).governs;
            let before = before_the_duty(asked, aware).is_some();
            (!before).then_some("its `aware` is not before the duty began")
        }
        Some(NoDutyGround::NotSevere) => {
            (track != Some(Track::SevereIncident)).then_some("its ground is one for incidents")
        }
        Some(NoDutyGround::NotExploitedHere | NoDutyGround::NotReachable | NoDutyGround::GoodFaithResearch) => {
            (track != Some(Track::ExploitedVulnerability)).then_some("its ground is one for vulnerabilities")
        }
    }
}

/// What the law sees in the manufacturer.
pub(super) fn enterprise(policy: Option<&Record<Policy>>) -> Option<Enterprise> {
    policy?.enterprise.as_ref().map(|word| word.value)
}

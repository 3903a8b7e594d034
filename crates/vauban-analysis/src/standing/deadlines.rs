//! What is due: everything in the records that ends, lapses or is to be done by a day, the earliest first.
//!
//! Which key of which kind is such a day stands in one table. Days of issues come from the same rules as their page, days
//! of the law from their clocks.

use std::collections::BTreeMap;

use vauban_model::{AnyId, Date, Kind, Model, ReviewKind};

use crate::clocks::{Across, Clocks};
use crate::issues::due;
use crate::scope::Owners;

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day for it.
    pub on: Date,
    /// What happens then, or is to be done.
    pub what: String,
    /// The records it is about; none for what no single record asks.
    pub records: Vec<AnyId>,
    /// Whether the law asks for it.
    pub law: bool,
}

impl Deadline {
    /// Days that are left; negative where it has passed.
    pub fn days_left(&self, today: Date) -> i64 {
        self.on.days() - today.days()
    }
}

/// What a day in a record means.
struct Day {
    kind: Kind,
    key: &'static str,
    what: &'static str,
    /// Whether a day that has passed is still to be told: something waits for being done.
    waits: bool,
    /// The key that says it was done.
    done: &'static str,
    /// Whether a record without the day lapses so long after its `date` as policy has statements hold.
    lapses: bool,
}

const fn day(kind: Kind, key: &'static str, what: &'static str) -> Day {
    Day { kind, key, what, waits: false, done: "", lapses: false }
}

const DAYS: &[Day] = &[
    Day { waits: true, ..day(Kind::Waiver, "expires", "waiver ends") },
    Day { waits: true, ..day(Kind::Certificate, "valid-until", "certificate ends") },
    Day { waits: true, done: "revoked", ..day(Kind::Key, "expires", "signing key is to be replaced") },
    day(Kind::Competence, "valid-until", "proof of competence lapses"),
    day(Kind::Line, "supported-until", "support of the version line ends"),
    day(Kind::Supplier, "end-of-support", "support by a supplier ends"),
    Day { lapses: true, ..day(Kind::Statement, "valid-until", "statement lapses") },
    Day { lapses: true, ..day(Kind::NoneOf, "valid-until", "statement that there is none lapses") },
    Day {
        lapses: true,
        ..day(Kind::Applicability, "valid-until", "statement that a requirement does not apply lapses")
    },
    day(Kind::Disposition, "expires", "decision about a threat is to be looked at again"),
    day(Kind::Vex, "valid-until", "statement about exploitability is to be looked at again"),
    day(Kind::Triage, "expires", "decision about findings of an analyser lapses"),
    Day { waits: true, done: "done", ..day(Kind::Improvement, "due", "improvement is due") },
    Day { waits: true, ..day(Kind::Environment, "next-check", "environment is to be checked") },
    day(Kind::Training, "next", "training takes place"),
    Day { waits: true, done: "received", ..day(Kind::Deliverable, "due", "a supplier is to deliver") },
    Day { waits: true, ..day(Kind::Disclosure, "expires", "security.txt lapses") },
];

/// What is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The records.
    pub model: &'a Model,
    /// Which records are about which product.
    pub owners: &'a Owners,
    /// What one record has to know of all others.
    pub across: &'a Across,
    /// The clocks of the law and of policy.
    pub clocks: &'a Clocks,
    /// The product; `None` for all.
    pub product: Option<AnyId>,
    /// Today.
    pub today: Date,
}

/// Everything that has passed and waits, and everything that comes within so many days; the earliest first. What falls
/// on one day for one reason is one entry.
pub fn deadlines(asked: Asked<'_>, within: i64) -> Vec<Deadline> {
    let mut found: BTreeMap<(Date, bool, String), Vec<AnyId>> = BTreeMap::new();
    let near = |on: Date, waits: bool| {
        let left = on.days() - asked.today.days();
        left <= within && (left >= 0 || waits)
    };
    let mut add = |on: Date, law: bool, what: String, record: Option<AnyId>| {
        let records = found.entry((on, !law, what)).or_default();
        records.extend(record.filter(|record| records.last() != Some(record)));
    };
    for one in DAYS {
        for (id, on) in days_of(asked, one) {
            if near(on, one.waits) {
                add(on, false, one.what.to_owned(), Some(id));
            }
        }
    }
    for (at, issue) in asked.model.issue.iter().enumerate() {
        if asked.owners.concerns(asked.product, &issue.head) {
            for due in due(asked.model, asked.across, at, issue, asked.today) {
                if near(due.on, true) {
                    let id = AnyId { kind: Kind::Issue, at: at as u32 };
                    add(due.on, false, format!("issue: {}", due.what), Some(id));
                }
            }
        }
    }
    for (at, review) in asked.model.review.iter().enumerate() {
        let id = AnyId { kind: Kind::Review, at: at as u32 };
        for finding in review.findings.iter().filter(|one| one.closed.is_none()) {
            if let Some(due) = finding.due.filter(|due| near(due.date, true))
                && asked.owners.concerns(asked.product, &review.head)
            {
                add(due.date, false, "finding of a review is to be closed".to_owned(), Some(id));
            }
        }
    }
    if let Some((review, on)) = threat_model(asked).filter(|(_, on)| near(*on, true)) {
        add(on, false, "threat model is to be reviewed".to_owned(), Some(review));
    }
    for case in asked.clocks.cases.iter().filter(|case| !case.drill) {
        for clock in case.clocks.iter().filter(|clock| !clock.state.settled()) {
            if let Some(on) = clock.due.and_then(crate::clocks::Instant::date).filter(|on| near(*on, true)) {
                add(on, clock.law, format!("reported case: {}", clock.duty.title()), case.case);
            }
        }
    }
    found.into_iter().map(|((on, later, what), records)| Deadline { on, what, records, law: !later }).collect()
}

/// When the threat model is to be looked at again, by the last review that says which new threats it considered: a year
/// by the standard, sooner where policy wants it. None where there was no such review.
fn threat_model(asked: Asked<'_>) -> Option<(AnyId, Date)> {
    let policy = asked.model.policy.iter().find(|policy| policy.head.folder().is_empty());
    let months = policy.and_then(|policy| policy.review_interval_months.as_ref());
    let months = months.and_then(|months| u32::try_from(months.0.value).ok()).unwrap_or(12).min(12);
    let reviews = asked.model.review.iter().enumerate().filter(|(_, review)| {
        review.kind.as_ref().is_some_and(|kind| kind.value == ReviewKind::ThreatModel)
            && review.new_threats.as_ref().is_some_and(|text| !text.trim().is_empty())
            && asked.owners.concerns(asked.product, &review.head)
    });
    let held = reviews.filter_map(|(at, review)| {
        let day = review.date.filter(|day| day.date <= asked.today)?.date;
        Some((day, AnyId { kind: Kind::Review, at: at as u32 }))
    });
    held.max().map(|(day, id)| (id, day.plus_months(months)))
}

/// The day of each record of a kind that is about the product; a proof that a later one of the same person follows is
/// left out.
fn days_of(asked: Asked<'_>, day: &Day) -> Vec<(AnyId, Date)> {
    let months = asked.model.policy.iter().find(|policy| policy.head.folder().is_empty());
    let months = months.and_then(|policy| policy.statement_months.as_ref());
    let months = months.and_then(|months| u32::try_from(months.0.value).ok()).unwrap_or(12);
    let all = (0..asked.model.count(day.kind) as u32).map(|at| AnyId { kind: day.kind, at });
    let mine = all.filter(|id| asked.owners.concerns(asked.product, asked.model.head(*id)));
    let mut days: Vec<(AnyId, Date)> = Vec::new();
    for id in mine {
        let said = asked.model.said(id);
        let value = |key: &str| said.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str());
        if !day.done.is_empty() && value(day.done).is_some() {
            continue;
        }
        let read = |key: &str| value(key).and_then(|text| Date::parse(text.trim_matches('"')));
        let by_date = || read("date").filter(|_| day.lapses).map(|date| date.plus_months(months));
        days.extend(read(day.key).or_else(by_date).map(|on| (id, on)));
    }
    if day.kind == Kind::Competence {
        // Only a later proof of the same person in the same topic takes the place of an earlier one.
        let of = |id: AnyId| {
            let proof = asked.model.competence.get(id.at as usize)?;
            let topic = proof.topic.as_ref().map_or("", |text| text.trim());
            Some((proof.person.as_ref()?.to()?, topic))
        };
        let mut newest: BTreeMap<_, Date> = BTreeMap::new();
        for (id, on) in &days {
            let last = newest.entry(of(*id)).or_insert(*on);
            *last = (*last).max(*on);
        }
        days.retain(|(id, on)| of(*id).is_none() || newest.get(&of(*id)) == Some(on));
    }
    days
}

//! Which deadline of which case and issue stands how, at one instant: the stages that the Cyber Resilience Act asks for
//! (Article 14), and what the organisation's policy promises (SUM-5).
//!
//! Records hold facts, the catalog holds the law's numbers, and everything else is computed here. Every deadline of the
//! law has two dates. The strict one counts absolute time from the anchor; it is what alarms. The statutory one follows
//! Regulation (EEC, Euratom) No 1182/71 and is information: whose holidays and which zone apply is not settled, so nobody
//! is told by it that there is time left.

mod across;
mod awareness;
mod cascade;
mod case;
mod doubts;
mod instant;
mod notes;
mod policy;
mod sheet;
mod stages;
mod statutory;
mod story;

pub use across::Across;
pub use awareness::{Awareness, AwarenessEvent, two_persons};
pub use cascade::{Cascade, cascade};
pub use doubts::{NeedsCase, case_doubts, case_order, exceptional_flaw, unrecorded_measure, without_case};
pub use instant::Instant;
pub use policy::{FixTerm, fix_term, fix_term_as};
pub use sheet::{Sheet, SheetField, length, sheet};
pub use statutory::statutory;

pub use vauban_catalog::reporting::{FieldForm, Offered};
pub use vauban_model::{FilingStage, Track};

use vauban_catalog::Reporting;
use vauban_model::{AnyId, Kind, Model};

use crate::scope::Owners;

/// What clocks are computed from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The records.
    pub model: &'a Model,
    /// The law.
    pub law: &'a Reporting,
    /// Which records are about which product.
    pub owners: &'a Owners,
    /// What one record has to know of all others.
    pub across: &'a Across,
    /// The product; `None` for all.
    pub product: Option<AnyId>,
    /// The instant.
    pub now: Instant,
}

/// Every clock at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// The instant.
    pub now: Instant,
    /// Cases, in the order of the records.
    pub cases: Vec<CaseClocks>,
    /// Issues with deadlines of the policy, in the order of the records.
    pub issues: Vec<IssueClocks>,
}

/// The clocks of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseClocks {
    /// The case; `None` for one that is made up.
    pub case: Option<AnyId>,
    /// Its name: `case.web-ui`.
    pub name: String,
    /// Its title; its id where it has none.
    pub title: String,
    /// File of its record; empty for one that is made up.
    pub file: String,
    /// Line there.
    pub line: u32,
    /// What it reports.
    pub track: Option<Track>,
    /// Whether it is an exercise.
    pub drill: bool,
    /// Why nothing of it is owed, if nothing is.
    pub not_owed: Option<String>,
    /// When there was certainty.
    pub awareness: Awareness,
    /// When users could first help themselves.
    pub measure: Option<Instant>,
    /// Its clocks, in the order of the stages.
    pub clocks: Vec<Clock>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

/// The clocks of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueClocks {
    /// The issue.
    pub issue: AnyId,
    /// Its name: `issue.web-ui`.
    pub name: String,
    /// Its title; its id where it has none.
    pub title: String,
    /// File of its record.
    pub file: String,
    /// Line there.
    pub line: u32,
    /// Its clocks, in the order of its life.
    pub clocks: Vec<Clock>,
}

/// A deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What is to be done.
    pub duty: Duty,
    /// What asks for it: `cra:2024/CRA-ART14-2a`, `policy`.
    pub rule: String,
    /// Whether the law asks for it.
    pub law: bool,
    /// What it runs from.
    pub anchor: Option<Anchor>,
    /// When it is due: what alarms.
    pub due: Option<Instant>,
    /// When the period ends by the rules of the Union for periods. Information only.
    pub statutory: Option<Instant>,
    /// How it stands.
    pub state: State,
    /// When it was done, and by which receipt.
    pub done: Option<Done>,
    /// How it comes to that date and state.
    pub why: String,
    /// What to do next; empty where nothing is.
    pub next: String,
}

/// What a deadline runs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// In words: `awareness`.
    pub what: &'static str,
    /// When.
    pub at: Instant,
}

/// That something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: Instant,
    /// Its receipt; empty where there is none.
    pub receipt: String,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Ending the first assessment of a signal, or deciding whether an issue applies.
    Triage,
    /// The early warning.
    EarlyWarning,
    /// The notification.
    Notification,
    /// Telling users.
    UserInformation,
    /// A report that a CSIRT asked for.
    Intermediate,
    /// The final report.
    Final,
    /// Deciding what is done about an issue.
    Assessment,
    /// Delivering the update.
    Fix,
    /// Publishing the notice.
    Disclosure,
}

impl Duty {
    /// In a word for programs: `early-warning`.
    pub fn word(self) -> &'static str {
        match self {
            Duty::Triage => "triage",
            Duty::EarlyWarning => "early-warning",
            Duty::Notification => "notification",
            Duty::UserInformation => "user-information",
            Duty::Intermediate => "intermediate-report",
            Duty::Final => "final-report",
            Duty::Assessment => "assessment",
            Duty::Fix => "fix",
            Duty::Disclosure => "disclosure",
        }
    }

    /// In words for people.
    pub fn title(self) -> &'static str {
        match self {
            Duty::Triage => "first assessment",
            Duty::EarlyWarning => "early warning",
            Duty::Notification => "notification",
            Duty::UserInformation => "users informed",
            Duty::Intermediate => "intermediate report",
            Duty::Final => "final report",
            Duty::Assessment => "decision",
            Duty::Fix => "update delivered",
            Duty::Disclosure => "notice published",
        }
    }
}

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It has passed, and nothing was done.
    Missed,
    /// It runs.
    Running,
    /// It runs from an anchor that is not recorded, or may still change.
    Provisional,
    /// Its anchor has not happened.
    NotStarted,
    /// It was done too late.
    Late,
    /// It was done in time.
    Met,
    /// It is not owed.
    NotOwed,
}

impl State {
    /// In a word: `not-started`.
    pub fn word(self) -> &'static str {
        match self {
            State::Missed => "missed",
            State::Running => "running",
            State::Provisional => "provisional",
            State::NotStarted => "not-started",
            State::Late => "late",
            State::Met => "met",
            State::NotOwed => "not-owed",
        }
    }

    /// Whether nothing can be done about it any more, or has to.
    pub fn settled(self) -> bool {
        matches!(self, State::Late | State::Met | State::NotOwed)
    }
}

impl Clock {
    /// Seconds that are left; negative once it has passed. `None` where it is settled or has no date.
    pub fn left(&self, now: Instant) -> Option<i64> {
        if self.state.settled() {
            return None;
        }
        self.due.map(|due| due.seconds - now.seconds)
    }

    /// Whether it is missed, or due within so many seconds. Only the strict date is asked.
    pub fn alarms(&self, now: Instant, within: i64) -> bool {
        self.state == State::Missed || self.left(now).is_some_and(|left| left <= within)
    }
}

impl CaseClocks {
    /// Its clocks that are missed or due within so many seconds. An exercise alarms nobody.
    pub fn alarms(&self, now: Instant, within: i64) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(move |clock| !self.drill && clock.alarms(now, within))
    }

    /// The clock of a stage.
    pub fn stage(&self, stage: FilingStage) -> Option<&Clock> {
        let duty = match stage {
            FilingStage::EarlyWarning => Duty::EarlyWarning,
            FilingStage::Notification => Duty::Notification,
            FilingStage::Final => Duty::Final,
            FilingStage::Intermediate => Duty::Intermediate,
        };
        self.clocks.iter().find(|clock| clock.duty == duty)
    }
}

impl Clocks {
    /// Every clock of cases and issues at an instant.
    pub fn new(asked: Asked<'_>) -> Clocks {
        let cases =
            asked.model.case.iter().enumerate().filter(|(_, case)| asked.owners.concerns(asked.product, &case.head));
        let cases = cases.map(|(at, case)| {
            let id = AnyId { kind: Kind::Case, at: at as u32 };
            case::clocks(asked, Some(id), case)
        });
        Clocks { now: asked.now, cases: cases.collect(), issues: policy::clocks(asked) }
    }

    /// How many clocks of cases are missed or due within so many seconds, and how many of issues.
    pub fn alarms(&self, within: i64) -> (usize, usize) {
        let cases = self.cases.iter().map(|case| case.alarms(self.now, within).count()).sum();
        let clocks = self.issues.iter().flat_map(|issue| &issue.clocks);
        (cases, clocks.filter(|clock| clock.alarms(self.now, within)).count())
    }
}

/// The clocks of a case as if there had been certainty at another instant, and nothing had been filed: an exercise.
pub fn drill(asked: Asked<'_>, case: AnyId, aware: Instant) -> Option<CaseClocks> {
    let record = asked.model.case.get(case.at as usize)?;
    Some(case::drilled(asked, record, aware))
}

/// The clocks of a case that is made up.
pub fn drill_new(asked: Asked<'_>, track: Track, aware: Instant) -> CaseClocks {
    case::made_up(asked, track, aware)
}

//! The sheets of a product: every question with what is computed, what is stated, and what is missing.

use std::collections::BTreeMap;

use vauban_model::{AnyId, Date, Exposure};

use super::answers::{Answer, Gap, Judged};
use super::depth::{Behind, Shallow};
use super::onward::Worth;
use super::points::Speaker;
use super::reviews::{Looked, Reviews, Seen};
use super::threats::{Facing, Stand};
use super::{Letter, Register};
use crate::depth::Row;
use crate::reach;
use crate::threats::{Enumeration, State};

/// What other analyses and tools say about the same product.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its threats.
    pub threats: &'a Enumeration,
    /// Its depth of defence.
    pub rows: &'a [Row],
    /// Today.
    pub today: Date,
}

/// One side of an answer, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What it is: a key of the record for what is stated, a few words for what is computed.
    pub what: &'static str,
    /// The answer, as text.
    pub text: String,
    /// Records that it names.
    pub records: Vec<AnyId>,
    /// Whether the interface it is `like` says so.
    pub like: bool,
}

/// A question with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub letter: Letter,
    /// Whether it is asked of this interface.
    pub asked: bool,
    /// Whether it is answered.
    pub answered: bool,
    /// Whether the interface it is `like` answers it, or helps to.
    pub like: bool,
    /// How the record contradicts the design around it.
    pub contradiction: Option<String>,
    /// What is missing.
    pub missing: Vec<Gap>,
    /// What follows from the design.
    pub computed: Vec<Point>,
    /// What the record says.
    pub stated: Vec<Point>,
}

/// One interface in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The interface.
    pub id: AnyId,
    /// Whether somebody who is no part of the product can reach it.
    pub external: bool,
    /// Whether its use crosses a trust boundary; unknown where its component lies in no zone.
    pub crosses: Option<bool>,
    /// Who can reach it, as computed: `external`, `internal`, `both`, or `unknown`.
    pub reach: &'static str,
    /// How an attacker gets at it, as stated.
    pub exposure: Option<Exposure>,
    /// Zones it can be reached from.
    pub zones: Vec<AnyId>,
    /// Who comes over it.
    pub users: Vec<AnyId>,
    /// Protocol.
    pub protocol: Option<String>,
    /// Port number.
    pub port: Option<i64>,
    /// Whether it is on when delivered.
    pub enabled: Option<bool>,
    /// The most valuable asset that it leads to.
    pub worst: Option<Worth>,
    /// Threats that are open or wait for a fact.
    pub unanswered: usize,
    /// The weakest asset behind it, by tier.
    pub shallow: Vec<Shallow>,
    /// How many questions are asked of it.
    pub asked: usize,
    /// How many of these are open.
    pub open: usize,
    /// The last review that looked at it.
    pub review: Option<Seen>,
}

/// Everything about one interface.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// In a line.
    pub overview: Overview,
    /// The eleven questions.
    pub questions: Vec<Question>,
}

/// The sheets of a product.
#[derive(Debug)]
pub struct Sheets<'a> {
    /// The interfaces.
    pub register: Register<'a>,
    pub(super) known: Known<'a>,
    /// What observations and reviews say.
    pub(super) looked: Looked,
    pub(super) facing: Facing,
    behind: Behind,
    reviews: Reviews,
    /// Boundaries by the zones they stand between, smaller first.
    pub(super) boundaries: BTreeMap<(AnyId, AnyId), AnyId>,
}

impl<'a> Sheets<'a> {
    /// Gathers what is needed for all of them.
    pub fn new(register: Register<'a>, known: Known<'a>, looked: Looked) -> Sheets<'a> {
        let mut boundaries = BTreeMap::new();
        for (at, boundary) in register.model.boundary.iter().enumerate().filter(|(_, one)| !one.head.removed) {
            let end = |end: &Option<vauban_model::Ref<_>>| end.as_ref().and_then(vauban_model::Ref::to);
            if let (Some(from), Some(to)) = (end(&boundary.from), end(&boundary.to)) {
                let id = AnyId { kind: vauban_model::Kind::Boundary, at: at as u32 };
                boundaries.entry((from.min(to), from.max(to))).or_insert(id);
            }
        }
        Sheets {
            facing: Facing::new(register.model, known.threats),
            behind: Behind::new(&register, known.rows),
            reviews: Reviews::new(&register, known.today),
            boundaries,
            register,
            known,
            looked,
        }
    }

    /// All interfaces in a line each: the most exposed first, then by the worst asset behind them, then by name.
    pub fn overview(&self) -> Vec<Overview> {
        let mut all: Vec<Overview> =
            self.register.interfaces().map(|id| self.line(id, &self.register.judge(id))).collect();
        all.sort_by(|a, b| {
            let exposed = |one: &Overview| (one.exposure, matches!(one.reach, "external" | "both"));
            let worst = |one: &Overview| one.worst.map(|worth| worth.impact);
            let name = |one: &Overview| &self.register.model.head(one.id).id;
            exposed(b).cmp(&exposed(a)).then(worst(b).cmp(&worst(a))).then_with(|| name(a).cmp(name(b)))
        });
        all
    }

    /// The sheet of one interface.
    pub fn sheet(&self, id: AnyId) -> Sheet {
        let judged = self.register.judge(id);
        let answers = self.register.answers(id, &judged, &self.facing, self.known.threats, &self.looked);
        let speaker = Speaker { sheets: self, id };
        let mut overview = self.line(id, &judged);
        overview.open = answers.iter().filter(|answer| !answer.answered).count();
        let questions = Letter::ALL.into_iter().map(|letter| {
            let answer = answers.iter().find(|answer| answer.letter == letter);
            Question {
                letter,
                asked: answer.is_some(),
                answered: answer.is_some_and(|answer| answer.answered),
                like: answer.is_some_and(|answer| answer.like),
                contradiction: answer.and_then(|answer| answer.contradiction.clone()),
                missing: answer.map(|answer| answer.missing.clone()).unwrap_or_default(),
                computed: speaker.computed(letter, &judged),
                stated: speaker.stated(letter),
            }
        });
        let questions = questions.collect();
        Sheet { overview, questions }
    }

    fn line(&self, id: AnyId, judged: &Judged) -> Overview {
        let answers = self.register.answers(id, judged, &self.facing, self.known.threats, &self.looked);
        let stand = self.stand(id);
        let record = self.register.interface(id);
        Overview {
            id,
            external: judged.external,
            crosses: judged.crosses,
            reach: self.register.reach(id),
            exposure: record.and_then(|record| Some(record.exposure.as_ref()?.value)),
            zones: record
                .map(|record| reach::reachable_from(self.register.model, record).into_iter().collect())
                .unwrap_or_default(),
            users: self.register.comers(id),
            protocol: record.and_then(|record| Some(record.protocol.as_ref()?.as_str().to_owned())),
            port: record.and_then(|record| Some(record.port.as_ref()?.0.value)),
            enabled: record.and_then(|record| Some(record.enabled_by_default.as_ref()?.value)),
            worst: self.register.worst(id),
            unanswered: stand.count(State::Open) + stand.count(State::Question),
            shallow: self.shallow(id),
            asked: judged.asked.len(),
            open: answers.iter().filter(|answer| !answer.answered).count(),
            review: self.review(id),
        }
    }

    /// The last review that looked at an interface.
    pub(super) fn review(&self, id: AnyId) -> Option<Seen> {
        self.reviews.last(id)
    }

    pub(super) fn stand(&self, id: AnyId) -> Stand {
        self.facing.stand(id, self.known.threats)
    }

    pub(super) fn by_attacker(&self, id: AnyId) -> Vec<usize> {
        self.behind.by_attacker(&self.register, id)
    }

    pub(super) fn shallow(&self, id: AnyId) -> Vec<Shallow> {
        self.behind.of(&self.register, id, self.known.rows)
    }
}

impl Register<'_> {
    /// Answers to everything that is asked of an interface.
    pub fn answers(
        &self,
        id: AnyId,
        judged: &Judged,
        facing: &Facing,
        threats: &Enumeration,
        looked: &Looked,
    ) -> Vec<Answer> {
        let name = self.model.head(id).name();
        let mut answers = judged.answers.clone();
        let elsewhere = |what: String| Gap { key: String::new(), what };
        if judged.asked.contains(&Letter::J) {
            let stand = facing.stand(id, threats);
            let mut missing = Vec::new();
            if stand.by_state.is_empty() {
                missing
                    .push(elsewhere(format!("threats: no rule speaks of it yet, and no `[threat.ID]` names {name}")));
            }
            for (state, what) in [
                (State::Open, "that nothing stops: record what does, or decide"),
                (State::Question, "that wait for facts of the design"),
            ] {
                if stand.count(state) > 0 {
                    let many = plural(stand.count(state), "threat");
                    missing.push(elsewhere(format!("{many} {what}; `vauban threats {name}` shows them")));
                }
            }
            answers.push(Answer {
                letter: Letter::J,
                answered: stand.answered(),
                like: false,
                contradiction: None,
                missing,
            });
        }
        if judged.asked.contains(&Letter::K) {
            let seen = looked.at(id, self.model);
            let missing = seen.err().map(|_| elsewhere("an observation of the product that shows it".into()));
            answers.push(Answer {
                letter: Letter::K,
                answered: missing.is_none(),
                like: false,
                contradiction: None,
                missing: missing.into_iter().collect(),
            });
        }
        answers
    }

    /// Who can reach an interface, as far as its exposure and those who come over it tell.
    pub(super) fn reach(&self, id: AnyId) -> &'static str {
        let comers = self.comers(id);
        let exposure = self.interface(id).and_then(|interface| Some(interface.exposure.as_ref()?.value));
        let outside = exposure >= Some(Exposure::Adjacent) || comers.iter().any(|comer| self.outsider(*comer));
        let inside = comers.iter().any(|comer| !self.outsider(*comer));
        match (outside, inside) {
            (true, true) => "both",
            (true, false) => "external",
            (false, true) => "internal",
            (false, false) => "unknown",
        }
    }
}

/// `1 threat`, `2 threats`.
pub(super) fn plural(many: usize, noun: &str) -> String {
    format!("{many} {noun}{}", if many == 1 { "" } else { "s" })
}

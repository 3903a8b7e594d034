//! What counts as answered, for the questions that the records of the design answer (SD-1.a to SD-1.i).
//!
//! An answer of the interface itself comes first; where it has none, that of the interface it is `like` holds, except
//! for what only its own record can say: who uses it, and where its component lies. A question to which the record and
//! the design around it give different answers is open.

use vauban_model::kinds::{Answer as Concerned, Interface, ThirdParty};
use vauban_model::{AnyId, Exposure, Kind, Reach, Record, Ref, Text, kinds};

use super::{CONCERNS, Letter, Register, place_exists};
use crate::reach;

/// What is missing from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The key to write, with the part after a dot: `concerns.logging`; empty where another record must say it.
    pub key: String,
    /// What to write.
    pub what: String,
}

/// Whether a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The question.
    pub letter: Letter,
    /// Whether it is.
    pub answered: bool,
    /// Whether the interface it is `like` answers it.
    pub like: bool,
    /// How the record contradicts the design around it.
    pub contradiction: Option<String>,
    /// What is missing.
    pub missing: Vec<Gap>,
}

/// What an interface is asked, and what of it its record and the design answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whether somebody who is no part of the product can reach it.
    pub external: bool,
    /// Whether its use crosses a trust boundary; unknown where its component lies in no zone.
    pub crosses: Option<bool>,
    /// Questions asked of it, those of J and K included.
    pub asked: &'static [Letter],
    /// Answers to those of A to I that are asked.
    pub answers: Vec<Answer>,
}

impl Register<'_> {
    /// Judges an interface.
    ///
    /// One inside one zone that crosses no boundary needs only the answers to a, c, d, g and j.
    pub fn judge(&self, id: AnyId) -> Judged {
        let Some(interface) = self.interface(id) else {
            return Judged { external: true, crosses: None, asked: &Letter::ALL, answers: Vec::new() };
        };
        let comers = self.comers(id);
        let external = reach::external(self.model, interface, &comers);
        let crosses = reach::crosses_boundary(self.model, interface, &comers);
        let asked: &'static [Letter] = match external || crosses != Some(false) {
            true => &Letter::ALL,
            false => &Letter::INNER,
        };
        let sheet = Own { register: self, id, interface, like: self.like(interface), external, comers: &comers };
        let mut answers: Vec<Answer> = asked.iter().filter_map(|letter| sheet.answer(*letter)).collect();
        if let (Some(stated), Some(crosses)) = (&interface.crosses_boundary, crosses)
            && stated.value != crosses
            && let Some(answer) = answers.iter_mut().find(|answer| answer.letter == Letter::D)
        {
            let (says, is) = match crosses {
                true => ("stays within its zone", "it crosses a boundary"),
                false => ("crosses a boundary", "it stays within its zone"),
            };
            answer.contradict(format!("its record says that its use {says}; by the design {is}"), "crosses-boundary");
        }
        Judged { external, crosses, asked, answers }
    }
}

impl Answer {
    fn contradict(&mut self, how: String, key: &str) {
        self.answered = false;
        self.missing.push(Gap { key: key.to_owned(), what: "correct it, or the design around it".into() });
        self.contradiction = Some(how);
    }
}

/// An interface as it is judged.
struct Own<'r> {
    register: &'r Register<'r>,
    id: AnyId,
    interface: &'r Record<Interface>,
    like: Option<&'r Record<Interface>>,
    external: bool,
    comers: &'r [AnyId],
}

impl<'r> Own<'r> {
    fn answer(&self, letter: Letter) -> Option<Answer> {
        Some(match letter {
            Letter::A => self.reachable(),
            Letter::B => self.context(),
            Letter::C => self.used(),
            Letter::D => self.zoned(),
            Letter::E => self.considered(),
            Letter::F => self.operated(),
            Letter::G => self.guarded(),
            Letter::H => self.built(),
            Letter::I => self.documented(),
            Letter::J | Letter::K => return None,
        })
    }

    /// Whether the interface, or else the one it is like, fulfils something.
    fn either(&self, letter: Letter, fulfils: impl Fn(&Interface) -> bool, gaps: impl FnOnce() -> Vec<Gap>) -> Answer {
        let own = fulfils(self.interface);
        let like = !own && self.like.is_some_and(|like| fulfils(like));
        let missing = if own || like { Vec::new() } else { gaps() };
        Answer { letter, answered: own || like, like, contradiction: None, missing }
    }

    fn reachable(&self) -> Answer {
        let says = |interface: &Interface| {
            interface.reach.is_some() || interface.reachable_from.iter().any(|zone| zone.to().is_some())
        };
        let mut answer = self.either(Letter::A, says, || {
            vec![
                gap("reach", "`external`, `internal` or `both`"),
                gap("reachable-from", "the zones it can be reached from"),
            ]
        });
        let inherited = self.like.and_then(|like| like.reach.as_ref());
        let stated = self.interface.reach.as_ref().or(inherited).map(|reach| reach.value);
        let outsider = self.comers.iter().find(|comer| self.register.outsider(**comer));
        let exposed = self.interface.exposure.as_ref().filter(|exposure| exposure.value >= Exposure::Adjacent);
        if stated == Some(Reach::Internal) {
            let how = match (outsider, exposed) {
                (Some(outsider), _) => Some(format!("`{}` uses it", self.register.model.head(*outsider).name())),
                (None, Some(exposure)) => Some(format!("its exposure is `{}`", exposure.word())),
                (None, None) => None,
            };
            if let Some(how) = how {
                answer.contradict(format!("`reach` says that only parts of this product reach it, but {how}"), "reach");
            }
        }
        answer
    }

    fn context(&self) -> Answer {
        let external = self.external;
        self.either(
            Letter::B,
            |interface| !external || said(&interface.context),
            || vec![gap("context", "what the security context means for it")],
        )
    }

    fn used(&self) -> Answer {
        let answered = self.interface.users.iter().any(|user| user.to().is_some());
        let missing = if answered { Vec::new() } else { vec![gap("users", "actors and components that use it")] };
        Answer { letter: Letter::C, answered, like: false, contradiction: None, missing }
    }

    fn zoned(&self) -> Answer {
        let on = self.interface.on.as_ref().and_then(Ref::to);
        let answered = on.is_some_and(|on| !reach::zones_of_component(self.register.model, on).is_empty());
        let missing = match (answered, on) {
            (true, _) => Vec::new(),
            (false, Some(on)) => {
                let name = self.register.model.head(on).name();
                vec![gap("", &format!("the `zone` of {name}, without which crossings cannot be computed"))]
            }
            (false, None) => vec![gap("on", "the component that offers it")],
        };
        Answer { letter: Letter::D, answered, like: false, contradiction: None, missing }
    }

    fn considered(&self) -> Answer {
        let bounded = |interface: &Interface| !interface.constraints.is_empty() || !interface.assumptions.is_empty();
        self.either(
            Letter::E,
            |interface| said(&interface.considerations) && bounded(interface),
            || {
                let mut gaps = Vec::new();
                if !said(&self.interface.considerations) {
                    gaps.push(gap("considerations", "what to consider when using it"));
                }
                if !bounded(self.interface) {
                    gaps.push(gap("constraints", "constraints of its use, or `assumptions` it rests on"));
                }
                gaps
            },
        )
    }

    fn operated(&self) -> Answer {
        let complete = |interface: &Interface| {
            !interface.operations.is_empty() && interface.operations.iter().all(|operation| said(&operation.needs))
        };
        self.either(Letter::F, complete, || {
            let bare = self.interface.operations.iter().filter(|operation| !said(&operation.needs));
            let bare: Vec<Gap> = bare
                .map(|operation| {
                    let name = operation.name.as_ref().map_or("", |name| name);
                    gap("operations.needs", &format!("the role or right that `{name}` takes"))
                })
                .collect();
            match bare.is_empty() {
                true => vec![gap("operations", "what one can do, with what right, to which asset")],
                false => bare,
            }
        })
    }

    /// Each concern is answered by itself: some by the interface, others by the one it is like.
    fn guarded(&self) -> Answer {
        let mut like = false;
        let mut missing = Vec::new();
        for (key, concern) in CONCERNS {
            let answers = |interface: &Interface| interface.concerns.as_ref().and_then(concern).is_some_and(settled);
            match (answers(self.interface), self.like.is_some_and(|like| answers(like))) {
                (true, _) => {}
                (false, true) => like = true,
                (false, false) => {
                    missing.push(gap(&format!("concerns.{key}"), "`by`, `compensated-by` or `not-needed`"));
                }
            }
        }
        Answer { letter: Letter::G, answered: missing.is_empty(), like, contradiction: None, missing }
    }

    fn built(&self) -> Answer {
        let complete = |parts: &ThirdParty| {
            none(parts) || (parts.components.iter().any(|part| part.to().is_some()) && said(&parts.security))
        };
        let says = |interface: &Interface| interface.third_party.as_ref().is_some_and(complete);
        let mut answer = self.either(Letter::H, says, || match &self.interface.third_party {
            Some(parts) if parts.components.iter().any(|part| part.to().is_some()) => {
                vec![gap("third-party.security", "what security they bring")]
            }
            _ => vec![gap("third-party", "components of others and what security they bring, or `none = true`")],
        });
        let stated = self.interface.third_party.as_ref().or(self.like.and_then(|like| like.third_party.as_ref()));
        if stated.is_some_and(none)
            && let Some(part) = self.register.bought(self.id).first()
        {
            let name = self.register.model.head(*part).name();
            answer.contradict(
                format!("`third-party` says that there are none, but `{name}` is made by others"),
                "third-party",
            );
        }
        answer
    }

    fn documented(&self) -> Answer {
        let exists = |interface: &Interface| {
            let place = interface.document.as_ref();
            place.is_some_and(|place| place_exists(self.register.model, place.link.to, place.anchor.as_deref()))
        };
        self.either(
            Letter::I,
            |interface| !self.external || exists(interface),
            || {
                let what = match &self.interface.document {
                    Some(_) => "a section that is there; this one is not",
                    None => "`guideline.ID#section`, `manual.ID#section` or `document.ID#anchor`",
                };
                vec![gap("document", what)]
            },
        )
    }
}

impl Register<'_> {
    /// Components of others that an interface is made of: the one it is on, and parts of that.
    pub(super) fn bought(&self, id: AnyId) -> Vec<AnyId> {
        let Some(on) = self.interface(id).and_then(|interface| interface.on.as_ref()?.to()) else { return Vec::new() };
        let parts = self.parts.get(on.at as usize).into_iter().flatten();
        let parts = parts.map(|at| AnyId { kind: Kind::Component, at: *at });
        let others = |part: &AnyId| {
            let record = self.model.component.get(part.at as usize);
            record.is_some_and(|record| record.supplier.is_some())
        };
        std::iter::once(on).chain(parts).filter(others).collect()
    }
}

/// A concern is answered by mechanisms that are there, or by a reason.
pub(super) fn settled(answer: &Concerned) -> bool {
    let present = |mechanisms: &[Ref<kinds::Mechanism>]| {
        !mechanisms.is_empty() && mechanisms.iter().all(|mechanism| mechanism.to().is_some())
    };
    present(&answer.by) || present(&answer.compensated_by) || said(&answer.not_needed)
}

fn none(parts: &ThirdParty) -> bool {
    parts.none.as_ref().is_some_and(|none| none.value)
}

fn gap(key: &str, what: &str) -> Gap {
    Gap { key: key.to_owned(), what: what.to_owned() }
}

/// Whether there is text with something in it.
pub(super) fn said(text: &Option<Text>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

//! One way to a loss, step by step: the cheapest derivation, read off the equations.

use vauban_cutsets::fixpoint::{Derivation, Evaluator};
use vauban_cutsets::{Event, EventSet, Gate, Node};
use vauban_model::kinds::values::Property;
use vauban_model::{AnyId, Kind};

use super::Defence;
use super::answer::{Question, Row, UnknownEvent};
use super::case::{Absence, Given, absence};
use super::design::Element;
use super::facts::{Fact, Rule};
use super::system::{Meaning, Source};

/// How an attacker gets to a loss once a cut set has occurred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// Zones where they start.
    pub starts: Vec<AnyId>,
    /// What they do, each step after those it needs.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// By which rule.
    pub rule: Rule,
    /// What had to be reached before.
    pub from: Vec<Fact>,
    /// The actor they act as, where the step needs one.
    pub acts_as: Option<AnyId>,
    /// What is reached by it.
    pub to: Fact,
    /// The elements it goes through; the first is the one to point at.
    pub over: Vec<AnyId>,
    /// Mechanisms that stood in the way, and how each fell.
    pub layers: Vec<Layer>,
    /// Detecting mechanisms that watch it.
    pub watched_by: Vec<AnyId>,
    /// Whether it happens on a unit of the attacker's own.
    pub bench: bool,
}

/// A mechanism that stood in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The mechanism.
    pub mechanism: AnyId,
    /// How it fell.
    pub by: Fall,
}

/// How a mechanism fell, or why it was not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fall {
    /// It was broken itself.
    Itself,
    /// It was taken as broken: an assumption of the question, or a known issue.
    Assumed,
    /// A flaw in a component or supplier it stands on, as a number for [`Defence::cause`].
    Cause(u32),
    /// A component it stands on is controlled.
    Controlled(AnyId),
    /// A secret it stands on is lost.
    Lost(AnyId, Property),
    /// Another mechanism it stands on fell.
    With(AnyId),
    /// On the attacker's own unit nobody provides it.
    NotOnBench,
    /// It does not count.
    Absent(Absence),
}

impl Path {
    /// How many steps a detecting mechanism watches.
    pub fn watched(&self) -> usize {
        self.steps.iter().filter(|step| !step.watched_by.is_empty()).count()
    }

    /// Whether nobody would notice. A path without a step is not silent; there is nothing to notice.
    pub fn silent(&self) -> bool {
        !self.steps.is_empty() && self.watched() == 0
    }
}

/// The same case asked about again: who, in which tier, with what assumed.
#[derive(Debug)]
pub struct Paths<'a> {
    defence: &'a Defence,
    given: Given,
    attacker: usize,
    tier: super::Tier,
    built: std::collections::BTreeSet<usize>,
    evaluator: Evaluator<'a>,
}

impl Defence {
    /// Paths of the rows that share a row's attacker and tier, under the question that the rows answer.
    ///
    /// # Errors
    /// If an assumed event has a name that no event has.
    pub fn paths(&self, question: &Question, row: &Row) -> Result<Option<Paths<'_>>, UnknownEvent> {
        let assumed = self.assumed(question)?;
        let Some(attacker) = self.design.place(row.attacker) else { return Ok(None) };
        let who = &self.design.attackers[attacker];
        let given = Given::new(&self.design, &self.equations, who, row.tier, &self.tested, &assumed);
        let evaluator = Evaluator::new(&self.equations.system);
        Ok(Some(Paths { defence: self, given, attacker, tier: row.tier, built: assumed.built, evaluator }))
    }
}

impl Paths<'_> {
    /// The shortest path to a row's loss once these causes have occurred; empty if they do not suffice.
    pub fn path(&self, row: &Row, causes: &[u32]) -> Path {
        let occurred = self.occurred(causes);
        let derivation = self.evaluator.derive(&occurred, |gate| self.cost(gate));
        let Some(top) = self.defence.loss(row.asset, row.property) else { return Path::default() };
        let mut path = Path::default();
        for gate in derivation.steps(top) {
            let Some(Meaning::Rule { rule, over, conclusion, bench }) = self.defence.equations.meaning(gate) else {
                continue;
            };
            match (rule, conclusion) {
                (Rule::E1, Fact::At(zone)) => path.starts.push(zone),
                (_, Fact::Defeated(_)) => {}
                _ => {
                    let over: Vec<AnyId> = over.into_iter().flatten().collect();
                    path.steps.push(self.step(gate, rule, over, conclusion, bench, &derivation));
                }
            }
        }
        path.starts.sort_unstable();
        path.starts.dedup();
        path
    }

    /// What has occurred in this case, with these causes.
    pub(super) fn occurred(&self, causes: &[u32]) -> EventSet {
        let mut occurred = self.given.occurred.clone();
        causes.iter().filter_map(|cause| self.defence.event_of(*cause)).for_each(|event| occurred.insert(event));
        for event in self.given.impossible.iter().filter(|event| !self.given.occurred.contains(*event)) {
            occurred.remove(event);
        }
        occurred
    }

    /// Steps of the attacker weigh most, so that the path shown is the one with the fewest.
    fn cost(&self, gate: Gate) -> u64 {
        match self.defence.equations.meaning(gate) {
            Some(Meaning::Rule { rule: Rule::E1, .. }) => 1,
            Some(Meaning::Rule { conclusion: Fact::Defeated(_), .. }) => 1,
            Some(Meaning::Rule { .. }) => 1_000,
            Some(Meaning::Fact { .. }) | None => 0,
        }
    }

    fn step(
        &self,
        gate: Gate,
        rule: Rule,
        over: Vec<AnyId>,
        to: Fact,
        bench: bool,
        derivation: &Derivation<'_>,
    ) -> Step {
        let mut step =
            Step { rule, from: Vec::new(), acts_as: None, to, over, layers: Vec::new(), watched_by: Vec::new(), bench };
        let mut open: Vec<Node> = derivation.chosen(gate).to_vec();
        while let Some(node) = open.pop() {
            match node {
                Node::Event(event) => {
                    if let Source::Actor(at) = self.defence.equations.source(event) {
                        step.acts_as = step.acts_as.or(Some(self.defence.design.actors[at]));
                    }
                }
                Node::Gate(inner) => match self.defence.equations.meaning(inner) {
                    Some(Meaning::Fact { fact: Fact::Defeated(mechanism), .. }) => {
                        let by = self.fall(mechanism, inner, derivation);
                        step.layers.push(Layer { mechanism, by });
                    }
                    Some(Meaning::Fact { fact, .. }) => step.from.push(fact),
                    Some(Meaning::Rule { .. }) | None => open.extend(derivation.chosen(inner)),
                },
            }
        }
        step.layers.sort_by_key(|layer| layer.mechanism);
        step.layers.dedup();
        step.from.sort_unstable();
        step.from.dedup();
        step.watched_by = self.watching(&step.over);
        step
    }

    /// By which rule a mechanism fell.
    fn fall(&self, mechanism: AnyId, defeated: Gate, derivation: &Derivation<'_>) -> Fall {
        let defence = self.defence;
        let number = defence.design.place(mechanism);
        let who = &defence.design.attackers[self.attacker];
        if let Some(number) = number
            && let one = &defence.design.mechanisms[number]
            && let Some(why) = absence(one, who, self.tier, &defence.tested, self.built.contains(&number))
        {
            return Fall::Absent(why);
        }
        let Some(Node::Gate(rule)) = derivation.chosen(defeated).first() else { return Fall::Itself };
        let Some(Meaning::Rule { rule: name, .. }) = defence.equations.meaning(*rule) else { return Fall::Itself };
        let chosen = derivation.chosen(*rule);
        let event = chosen.iter().find_map(|node| match node {
            Node::Event(event) => defence.cause_of(*event).map(|cause| (*event, cause)),
            Node::Gate(_) => None,
        });
        let fact = chosen.iter().find_map(|node| match node {
            Node::Gate(gate) => match defence.equations.meaning(*gate) {
                Some(Meaning::Fact { fact, .. }) => Some(fact),
                _ => None,
            },
            Node::Event(_) => None,
        });
        match (name, event, fact) {
            (Rule::D1, None, _) => Fall::NotOnBench,
            (Rule::D1, Some((event, _)), _) if self.is_given(event) => Fall::Assumed,
            (Rule::D1, _, _) => Fall::Itself,
            (_, Some((_, cause)), _) => Fall::Cause(cause),
            (_, None, Some(Fact::Controls(component))) => Fall::Controlled(component),
            (_, None, Some(Fact::Loses(asset, property))) => Fall::Lost(asset, property),
            (_, None, Some(Fact::Defeated(other))) => Fall::With(other),
            (_, None, Some(Fact::At(_)) | None) => Fall::Itself,
        }
    }

    fn is_given(&self, event: Event) -> bool {
        self.given.occurred.contains(event)
    }

    /// Detecting mechanisms that count here and protect one of the elements; what protects a component protects
    /// every interface on it.
    fn watching(&self, over: &[AnyId]) -> Vec<AnyId> {
        let design = &self.defence.design;
        let who = &design.attackers[self.attacker];
        // Components that offer the interfaces which are passed.
        let passed = over.iter().filter(|id| id.kind == Kind::Interface);
        let offering: Vec<usize> = passed.filter_map(|id| design.interfaces[design.place(*id)?].on).collect();
        let watches = |element: &Element| match *element {
            Element::Interface(at) => over.contains(&design.interfaces[at].id),
            Element::Flow(at) => over.contains(&design.flows[at].id),
            Element::Boundary(at) => over.contains(&design.boundaries[at].id),
            Element::Asset(at) => over.contains(&design.assets[at].id),
            Element::Component(at) => over.contains(&design.components[at].id) || offering.contains(&at),
        };
        let detecting = design.mechanisms.iter().enumerate().filter(|(number, one)| {
            let built = self.built.contains(number);
            one.detects && absence(one, who, self.tier, &self.defence.tested, built).is_none()
        });
        detecting.filter(|(_, one)| one.protects.iter().any(watches)).map(|(_, one)| one.id).collect()
    }
}

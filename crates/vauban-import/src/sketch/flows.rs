//! Arrows into interfaces and flows.
//!
//! A flow of ours goes to an interface, and an interface is on a component. So each component
//! gets one interface per protocol (and port) that arrives at it. An arrow towards an actor is
//! the answer of an arrow from the actor where there is one; otherwise it is written the other
//! way round, and says so.

use std::collections::HashMap;

use super::records::Record;
use super::resolve::{Names, Target};
use super::{Class, Head, Link, Sketch};
use crate::lost::{Losses, Place};
use crate::{Draft, words};

const AWAY: &str = "merged into the flow it answers (answers = true); its title is not kept";
const NOWHERE: &str = "an arrow without an element at both ends";
const ACTORS: &str = "an arrow between two actors: no component offers an interface for it";

/// The interface for a component, protocol and port.
type Index = HashMap<(String, String, Option<i64>), usize>;

/// Where the arrows of a sketch go.
pub(super) struct Wiring {
    interfaces: Vec<Interface>,
    flows: Vec<Flow>,
}

struct Interface {
    id: String,
    on: String,
    title: String,
    protocol: Option<&'static str>,
    word: Option<String>,
    port: Option<i64>,
    place: Place,
}

struct Flow {
    id: String,
    title: String,
    link: usize,
    from: Target,
    interface: usize,
    answers: bool,
    /// Drawn towards the actor.
    turned: bool,
    /// Arrows that were merged into this one.
    merged: Vec<usize>,
}

/// What happens to one arrow.
enum Way {
    Lost(&'static str),
    Forward(Target, Target),
    /// Towards an actor: from the component, to the actor.
    Towards(Target, Target),
    /// The answer of another arrow, by its position.
    Answer(usize),
}

impl Wiring {
    pub(super) fn new(sketch: &Sketch, names: &mut Names, lost: &mut Losses) -> Self {
        let mut wiring = Self { interfaces: Vec::new(), flows: Vec::new() };
        let ways = ways(sketch, names, lost);
        // From where to where, so that an arrow towards an actor finds what it answers.
        let mut between: HashMap<(Target, Target), usize> = HashMap::new();
        let mut flow_of: HashMap<usize, usize> = HashMap::new();
        let mut interfaces = Index::new();
        let titles: HashMap<String, &str> = titles(sketch, names);
        for (at, (way, link)) in ways.iter().zip(&sketch.links).enumerate() {
            if let Way::Forward(from, to) = way {
                let flow = wiring.flow(at, link, (from, to), (&mut interfaces, &titles), names, lost);
                between.entry((from.clone(), to.clone())).or_insert(flow);
                flow_of.insert(at, flow);
            }
        }
        for (at, (way, link)) in ways.iter().zip(&sketch.links).enumerate() {
            let Way::Towards(from, to) = way else {
                continue;
            };
            match between.get(&(to.clone(), from.clone())) {
                Some(flow) => {
                    wiring.merge(*flow, at, link, lost);
                    flow_of.insert(at, *flow);
                }
                None => {
                    let flow = wiring.flow(at, link, (to, from), (&mut interfaces, &titles), names, lost);
                    if let Some(flow) = wiring.flows.get_mut(flow) {
                        flow.turned = true;
                    }
                    flow_of.insert(at, flow);
                }
            }
        }
        for (at, (way, link)) in ways.iter().zip(&sketch.links).enumerate() {
            match way {
                Way::Answer(answered) => match flow_of.get(answered).copied() {
                    Some(flow) => {
                        wiring.merge(flow, at, link, lost);
                        flow_of.insert(at, flow);
                    }
                    None => lost.add(&link.head.place, "answers an arrow that could not be carried over"),
                },
                Way::Lost(reason) => lost.add(&link.head.place, *reason),
                Way::Forward(..) | Way::Towards(..) => {}
            }
            match flow_of.get(&at).and_then(|flow| wiring.flows.get(*flow)) {
                Some(flow) => {
                    let id = flow.id.clone();
                    names.alias(Class::Link, &link.head.key, Target { kind: "flow", id });
                }
                None => names.forget(Class::Link, &link.head.key),
            }
        }
        wiring
    }

    /// A flow from one end to the other, which is a component.
    fn flow(
        &mut self,
        at: usize,
        link: &Link,
        (from, to): (&Target, &Target),
        (index, titles): (&mut Index, &HashMap<String, &str>),
        names: &mut Names,
        lost: &mut Losses,
    ) -> usize {
        let word = link.protocol.as_ref().map(|(word, _)| word.clone());
        let protocol = word.as_deref().and_then(words::protocol);
        if let (Some((_, place)), None) = (&link.protocol, protocol) {
            lost.add(place, words::PROTOCOL);
        }
        let spelling = protocol.map_or_else(|| words::plain(word.as_deref().unwrap_or("")), str::to_owned);
        let key = (to.id.clone(), spelling, link.port);
        let interface = match index.get(&key) {
            Some(interface) => *interface,
            None => {
                let title = titles.get(&to.reference()).copied().unwrap_or(&to.id);
                let (name, title) = match &word {
                    Some(word) => (format!("{} {word}", to.id), format!("{title}: {word}")),
                    None => (to.id.clone(), title.to_owned()),
                };
                self.interfaces.push(Interface {
                    id: names.make("interface", &name),
                    on: to.id.clone(),
                    title,
                    protocol,
                    word: word.filter(|_| protocol.is_none()),
                    port: link.port,
                    place: link.head.place.clone(),
                });
                let at = self.interfaces.len() - 1;
                index.insert(key, at);
                at
            }
        };
        let title = if link.head.title.is_empty() {
            let of = |end: &Target| match titles.get(&end.reference()) {
                Some(title) => (*title).to_owned(),
                None => end.id.clone(),
            };
            format!("{} to {}", of(from), of(to))
        } else {
            link.head.title.clone()
        };
        self.flows.push(Flow {
            id: names.make("flow", &title),
            title,
            link: at,
            from: from.clone(),
            interface,
            answers: link.both_ways,
            turned: false,
            merged: Vec::new(),
        });
        self.flows.len() - 1
    }

    fn merge(&mut self, flow: usize, at: usize, link: &Link, lost: &mut Losses) {
        if let Some(flow) = self.flows.get_mut(flow) {
            flow.answers = true;
            flow.merged.push(at);
            lost.add(&link.head.place, AWAY);
        }
    }

    pub(super) fn drafts(&self, sketch: &Sketch, names: &Names, lost: &mut Losses) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for interface in &self.interfaces {
            let mut head = Head::new("", &interface.title, &interface.place);
            head.note("Protocol in the source", interface.word.clone());
            let draft = Record::new("interface", interface.id.clone(), &head)
                .text("on", Some(interface.on.clone()))
                .text("protocol", interface.protocol)
                .number("port", interface.port)
                .done();
            drafts.push(draft);
        }
        for flow in &self.flows {
            let Some(link) = sketch.links.get(flow.link) else {
                continue;
            };
            let mut head = link.head.clone();
            head.title.clone_from(&flow.title);
            if flow.turned {
                let note = "Drawn the other way round in the source, towards the actor.";
                head.say(Some(note.to_owned()));
            }
            let mut wanted = link.carries.clone();
            for merged in flow.merged.iter().filter_map(|at| sketch.links.get(*at)) {
                wanted.extend(merged.carries.iter().cloned());
                head.description.extend(merged.head.description.iter().cloned());
            }
            let carries = names.find_all(&wanted, lost);
            let interface = self.interfaces.get(flow.interface);
            let draft = Record::new("flow", flow.id.clone(), &head)
                .text("from", Some(flow.from.reference()))
                .text("to", interface.map(|interface| interface.id.clone()))
                .text("kind", Some("data"))
                .words("carries", carries.into_iter().map(|asset| asset.id).collect())
                .text("protocol", interface.and_then(|interface| interface.protocol))
                .flag("answers", flow.answers)
                .words("tags", head.tags.clone())
                .done();
            drafts.push(draft);
        }
        drafts
    }
}

fn titles<'s>(sketch: &'s Sketch, names: &Names) -> HashMap<String, &'s str> {
    let mut quiet = Losses::default();
    let mut titles = HashMap::new();
    for node in &sketch.nodes {
        let wanted = super::Ref::new(Class::Node, node.head.key.clone(), &node.head.place);
        if let Some(target) = names.find(&wanted, &mut quiet) {
            titles.entry(target.reference()).or_insert(node.head.title.as_str());
        }
    }
    titles
}

fn ways(sketch: &Sketch, names: &Names, lost: &mut Losses) -> Vec<Way> {
    let positions: HashMap<&str, usize> =
        sketch.links.iter().enumerate().rev().map(|(at, link)| (link.head.key.as_str(), at)).collect();
    let mut ways = Vec::new();
    for (at, link) in sketch.links.iter().enumerate() {
        let (from, to) = if link.from.key.is_empty() || link.to.key.is_empty() {
            (None, None)
        } else {
            (names.find(&link.from, lost), names.find(&link.to, lost))
        };
        let answered = link.answer_to.as_ref().and_then(|wanted| {
            let found = positions.get(wanted.key.as_str()).copied().filter(|other| *other != at);
            if found.is_none() {
                lost.add(&wanted.place, "answers a flow that the file does not have");
            }
            // An answer to an answer is a flow of its own.
            found.filter(|other| sketch.links.get(*other).is_some_and(|link| link.answer_to.is_none()))
        });
        ways.push(match (from, to, answered) {
            (Some(_), Some(_), Some(answered)) => Way::Answer(answered),
            (Some(from), Some(to), None) => match (from.kind, to.kind) {
                (_, "component") => Way::Forward(from, to),
                ("component", _) => Way::Towards(from, to),
                _ => Way::Lost(ACTORS),
            },
            _ => Way::Lost(NOWHERE),
        });
    }
    ways
}

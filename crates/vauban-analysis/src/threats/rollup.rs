//! Which threats are shown, and may be decided, as one line: those of one rule that meet where its `roll-up` says.

use vauban_catalog::threats::{Element, Rule};
use vauban_model::{AnyId, Kind};

use super::evaluate::Truth;
use super::facts::Asker;
use super::layout::{Course, Layout, Party, id};
use super::{Line, State, Threat};

/// Where a threat's line stands: a record or the product, and what tells lines there apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// `component.web-server`, or `product`.
    pub(crate) about: String,
    /// The record; none for the product.
    pub(crate) record: Option<AnyId>,
    /// `opcua-none, plant-lan to host` where a record alone does not tell.
    pub(crate) detail: String,
}

/// The line of a rule's threat on an element.
pub(crate) fn key(rule: &Rule, at: u32, layout: &Layout<'_>, asker: &Asker<'_, '_, '_>) -> Key {
    let component = |at: u32| Some(id(Kind::Component, at as usize));
    let interface = |at: u32| Some(id(Kind::Interface, at as usize));
    let flow = || layout.courses.get(at as usize);
    let target = || flow().and_then(|flow| layout.target(flow)).and_then(component);
    let on = || layout.way(at).and_then(|way| way.on).and_then(component);
    let own = match rule.on {
        Element::Component | Element::Store => component(at),
        Element::Interface => interface(at),
        Element::Flow => Some(id(Kind::Flow, at as usize)),
        Element::External => Some(id(Kind::Actor, at as usize)),
        Element::Product => None,
    };
    let mut detail = String::new();
    let record = match (rule.on, rule.roll_up.as_str()) {
        (Element::Product, _) | (_, "per product") => None,
        (Element::Interface, "per component") => on().or(own),
        (Element::Interface, "per parser") => {
            let protocol = layout.alike(at).find_map(|way| way.protocol.as_ref());
            detail = protocol.map_or(String::new(), |protocol| protocol.as_str().to_owned());
            // What parses an unnamed protocol may be anything: such interfaces stand alone.
            if detail.is_empty() { own } else { on().or(own) }
        }
        (Element::Component, "per web interface") => {
            let mut web = layout.part(at).into_iter().flat_map(|part| &part.interfaces);
            let first = web.find(|way| asker.way_is(**way, &["web"])).copied();
            match (first, web.any(|way| asker.way_is(*way, &["web"]))) {
                (Some(only), false) => interface(only),
                _ => own,
            }
        }
        (Element::Flow, "per target interface" | "per interface") => {
            flow().and_then(|flow| flow.to).and_then(interface).or(own)
        }
        (Element::Flow, "per target component" | "per safety component" | "per time source") => target().or(own),
        (Element::Flow, "per certificate-using component") => match flow().and_then(|flow| flow.source) {
            Some(Party::Component(from)) => component(from),
            _ => target().or(own),
        },
        (Element::Flow, "per segment") => {
            detail = flow().map_or(String::new(), |flow| zones(layout, &into(layout, flow)));
            target().or(own)
        }
        (Element::Flow, "per protocol and zone pair") => {
            let course = flow();
            let way = || layout.alike(course?.to?).find_map(|way| way.protocol.as_ref());
            let said = layout.model.flow.get(at as usize).and_then(|flow| flow.protocol.as_ref()).or_else(way);
            let pair = course.map_or(String::new(), |course| {
                format!("{} to {}", zones(layout, &course.source_zones), zones(layout, &into(layout, course)))
            });
            detail = format!("{}, {pair}", said.map_or("no protocol", |protocol| protocol.as_str()));
            target().or(own)
        }
        _ => own,
    };
    let about = record.map_or("product".to_owned(), |record| layout.model.head(record).name());
    Key { about, record, detail }
}

fn into(layout: &Layout<'_>, course: &Course) -> Vec<u32> {
    let target = layout.target(course).and_then(|at| layout.part(at));
    target.map(|part| part.zones.clone()).unwrap_or_default()
}

fn zones(layout: &Layout<'_>, zones: &[u32]) -> String {
    let known = zones.iter().filter_map(|at| layout.model.zone.get(*at as usize));
    let mut names: Vec<&str> = known.map(|zone| &*zone.head.id).collect();
    names.sort_unstable();
    if names.is_empty() { "no zone".to_owned() } else { names.join(" and ") }
}

/// The lines of threats that are sorted and decided: those in the shadow of another are none of their own.
pub(crate) fn lines(threats: &[Threat], keys: &[Option<Key>]) -> Vec<Line> {
    let mut order: Vec<usize> = (0..threats.len()).filter(|at| threats[*at].shadow.is_none()).collect();
    let key = |at: usize| (keys[at].as_ref(), threats[at].rule, if threats[at].rule.is_none() { at } else { 0 });
    order.sort_by(|a, b| key(*a).cmp(&key(*b)).then(a.cmp(b)));
    let mut lines: Vec<Line> = Vec::new();
    for group in order.chunk_by(|a, b| key(*a) == key(*b)) {
        let Some(first) = group.first() else { continue };
        let worst = group.iter().map(|at| threats[*at].state).max_by_key(|state| state.weight());
        let (about, record, detail) = match &keys[*first] {
            Some(key) => (key.about.clone(), key.record, key.detail.clone()),
            None => (threats[*first].element.clone(), threats[*first].on.first().copied(), String::new()),
        };
        let severity = group.iter().map(|at| threats[*at].severity).max();
        lines.push(Line {
            about,
            record,
            detail,
            rule: threats[*first].rule,
            state: worst.unwrap_or(State::Open),
            severity: severity.unwrap_or(threats[*first].severity),
            threats: group.to_vec(),
        });
    }
    lines.sort_by(|a, b| {
        (&a.about, std::cmp::Reverse(a.severity), a.rule.is_none(), a.rule, &a.detail, a.threats.first()).cmp(&(
            &b.about,
            std::cmp::Reverse(b.severity),
            b.rule.is_none(),
            b.rule,
            &b.detail,
            b.threats.first(),
        ))
    });
    lines
}

/// Whether a fact is certain; for choosing the ways a rule is about.
pub(crate) fn sure(truth: Truth) -> bool {
    truth == Truth::True
}

//! Both sides of every answer in words. What follows from the design is worked out here, what the record says in
//! `stated`.

use std::collections::BTreeMap;

use vauban_model::kinds::Interface;
use vauban_model::{AnyId, Kind, Record, Ref};

use super::answers::Judged;
use super::onward::{Lead, Worth};
use super::place::place_exists;
use super::sheet::{Point, Sheets, plural};
use super::{CONCERNS, Letter};
use crate::reach;
use crate::threats::State;

/// Names listed in one point at most.
pub(super) const NAMED: usize = 16;
/// Threats named at most; their number is always told.
const THREATS: usize = 5;
/// Assets further on, named with the way to them, at most; their number is always told.
const ASSETS: usize = 12;

/// Speaks about one interface.
pub(super) struct Speaker<'s, 'a> {
    pub(super) sheets: &'s Sheets<'a>,
    pub(super) id: AnyId,
}

impl<'a> Speaker<'_, 'a> {
    /// What follows from the design.
    pub(super) fn computed(&self, letter: Letter, judged: &Judged) -> Vec<Point> {
        let Some(interface) = self.record() else { return Vec::new() };
        match letter {
            Letter::A => self.reached(interface),
            Letter::B => self.surroundings(interface),
            Letter::C => self.led(),
            Letter::D => self.crossed(interface, judged),
            Letter::E => self.faced(),
            Letter::F => self.granted(),
            Letter::G => self.unnamed(interface),
            Letter::H => self.bought(),
            Letter::I => self.place(interface),
            Letter::J => self.answered(),
            Letter::K => self.looked_at(),
        }
    }

    /// What the record says, or the one it is like.
    pub(super) fn stated(&self, letter: Letter) -> Vec<Point> {
        let Some(interface) = self.record() else { return Vec::new() };
        let own = self.said(letter, interface);
        // Only the record itself can say who uses it.
        let Some(like) = self.sheets.register.like(interface).filter(|_| letter != Letter::C) else { return own };
        let mut all = own;
        for point in self.said(letter, like) {
            // A concern that the interface leaves open is answered by the other; all else by key.
            if !all.iter().any(|known| known.what == point.what && !known.like) {
                all.push(Point { like: true, ..point });
            }
        }
        all
    }

    fn record(&self) -> Option<&'a Record<Interface>> {
        self.sheets.register.interface(self.id)
    }

    pub(super) fn model(&self) -> &'a vauban_model::Model {
        self.sheets.register.model
    }

    /// A record's id without its kind.
    pub(super) fn id(&self, id: AnyId) -> &'a str {
        &self.model().head(id).id
    }

    /// Ids of one kind, and how many more there are.
    pub(super) fn ids(&self, ids: &[AnyId]) -> String {
        self.listed(ids, |id| self.id(id).to_owned())
    }

    /// Names with their kinds.
    fn names(&self, ids: &[AnyId]) -> String {
        self.listed(ids, |id| self.model().head(id).name())
    }

    pub(super) fn listed(&self, ids: &[AnyId], name: impl Fn(AnyId) -> String) -> String {
        let some = ids.iter().take(NAMED).map(|id| name(*id)).collect::<Vec<_>>().join(", ");
        match ids.len().saturating_sub(NAMED) {
            0 => some,
            more => format!("{some} and {more} more"),
        }
    }

    fn reached(&self, interface: &Record<Interface>) -> Vec<Point> {
        let register = &self.sheets.register;
        let zones: Vec<AnyId> = reach::reachable_from(self.model(), interface).into_iter().collect();
        let mut points = vec![point("reach", register.reach(self.id), &[])];
        if !zones.is_empty() {
            let stated = interface.reachable_from.iter().any(|zone| zone.to().is_some());
            let how = if stated { "" } else { ", where its component lies" };
            points.push(point("from zones", format!("{}{how}", self.ids(&zones)), &zones));
        }
        let attackers = register.attackers(self.id);
        let text = match attackers.is_empty() {
            true => "none starts there, or acts as one of its users".to_owned(),
            false => self.ids(&attackers),
        };
        points.push(point("attackers", text, &attackers));
        points
    }

    fn surroundings(&self, interface: &Record<Interface>) -> Vec<Point> {
        let register = &self.sheets.register;
        let contexts = self.model().context.iter().enumerate();
        let contexts: Vec<AnyId> = contexts
            .filter(|(_, context)| register.owners.concerns(register.product, &context.head))
            .map(|(at, _)| AnyId { kind: Kind::Context, at: at as u32 })
            .collect();
        let mut points = Vec::new();
        if !contexts.is_empty() {
            points.push(point("context records", self.names(&contexts), &contexts));
        }
        let zones: Vec<AnyId> = reach::reachable_from(self.model(), interface).into_iter().collect();
        let kind = |zone: AnyId| {
            let record = self.model().zone.get(zone.at as usize);
            let kind = record.and_then(|record| record.kind.as_ref()).map(|kind| kind.word());
            kind.map_or_else(|| self.id(zone).to_owned(), |kind| format!("{} ({kind})", self.id(zone)))
        };
        if !zones.is_empty() {
            points.push(point("zones", self.listed(&zones, kind), &zones));
        }
        points
    }

    fn led(&self) -> Vec<Point> {
        let register = &self.sheets.register;
        let mut how: BTreeMap<AnyId, Vec<AnyId>> = BTreeMap::new();
        for (id, flow) in register.flows_to(self.id) {
            if let Some(from) = flow.from.as_ref().and_then(Ref::to) {
                how.entry(from).or_default().push(id);
            }
        }
        let named: Vec<AnyId> =
            self.record().into_iter().flat_map(|own| own.users.iter().filter_map(Ref::to)).collect();
        let comers = register.comers(self.id);
        let mut points = Vec::new();
        if !comers.is_empty() {
            let text = self.listed(&comers, |comer| {
                let name = self.model().head(comer).name();
                let by = match (how.get(&comer).map(Vec::as_slice), named.contains(&comer)) {
                    (None, _) => "no flow",
                    (Some(_), false) => "by flow, not among `users`",
                    (Some(_), true) => return name,
                };
                format!("{name} ({by})")
            });
            points.push(point("comes over it", text, &comers));
        }
        let led = register.leads(self.id);
        let (direct, further): (Vec<&Lead>, Vec<&Lead>) = led.assets.iter().partition(|lead| lead.via.is_empty());
        if !direct.is_empty() {
            let ids: Vec<AnyId> = direct.iter().map(|lead| lead.worth.asset).collect();
            let texts: Vec<String> = direct.iter().take(NAMED).map(|lead| self.worth(lead.worth)).collect();
            points.push(point("touches", more(texts, direct.len()), &ids));
        }
        if !further.is_empty() {
            let ids: Vec<AnyId> = further.iter().map(|lead| lead.worth.asset).collect();
            let texts = further
                .iter()
                .take(ASSETS)
                .map(|lead| format!("{} via {}", self.worth(lead.worth), self.way(&lead.via)));
            let mut text = more(texts, further.len());
            if led.more {
                text.push_str(", and others");
            }
            points.push(point("leads on to", text, &ids));
        }
        points
    }

    /// The stations of a way; of a long one the first and the last.
    fn way(&self, via: &[AnyId]) -> String {
        let names = |part: &[AnyId]| part.iter().map(|id| self.id(*id)).collect::<Vec<_>>().join(" → ");
        match via {
            [first @ .., before, last] if first.len() > 4 => {
                format!("{} → … → {}", names(first.get(..3).unwrap_or_default()), names(&[*before, *last]))
            }
            all => names(all),
        }
    }

    fn worth(&self, worth: Worth) -> String {
        format!("{} ({}: {})", self.id(worth.asset), worth.property.word(), worth.impact.word())
    }

    fn crossed(&self, interface: &Record<Interface>, judged: &Judged) -> Vec<Point> {
        let text = match judged.crosses {
            None => "unknown: its component lies in no zone",
            Some(true) => "yes",
            Some(false) => "no",
        };
        let mut points = vec![point("crosses a boundary", text, &[])];
        let Some(on) = interface.on.as_ref().and_then(Ref::to) else { return points };
        let own: Vec<AnyId> = reach::zones_of_component(self.model(), on).into_iter().collect();
        points.push(point("component", format!("{} in {}", self.id(on), self.ids(&own)), &[on]));
        let comers = self.sheets.register.comers(self.id);
        let theirs = comers.iter().flat_map(|comer| reach::zones_of_party(self.model(), *comer));
        let mut from: Vec<AnyId> = reach::reachable_from(self.model(), interface).into_iter().chain(theirs).collect();
        from.sort_unstable();
        from.dedup();
        from.retain(|zone| !own.contains(zone));
        let between = |zone: &AnyId| {
            own.iter().find_map(|inner| self.sheets.boundaries.get(&(*zone.min(inner), *zone.max(inner))))
        };
        let texts = from.iter().take(NAMED).map(|zone| {
            let into = own.first().map_or("?", |inner| self.id(*inner));
            match between(zone) {
                Some(boundary) => format!("{} → {into} ({})", self.id(*zone), self.model().head(*boundary).name()),
                None => format!("{} → {into} (no boundary record)", self.id(*zone)),
            }
        });
        if !from.is_empty() {
            let records: Vec<AnyId> = from.iter().filter_map(between).copied().collect();
            points.push(point("boundaries", more(texts, from.len()), &records));
        }
        points
    }

    fn faced(&self) -> Vec<Point> {
        let register = &self.sheets.register;
        let mut points = vec![self.by_state()];
        let mut open: Vec<(std::cmp::Reverse<_>, &str, String)> = Vec::new();
        let rules = &register.catalogs.threats().rules;
        for (_, threat) in self.sheets.facing.of(self.id, self.sheets.known.threats) {
            if matches!(threat.state, State::Open | State::Question) {
                let rule = threat.rule.and_then(|rule| rules.get(rule)).map(|rule| rule.title.as_str());
                let title = rule.or_else(|| threat.record.map(|record| self.model().head(record).title()));
                let text = format!("{} ({}, {})", title.unwrap_or(""), threat.severity.as_str(), threat.id);
                open.push((std::cmp::Reverse(threat.severity), &threat.id, text));
            }
        }
        open.sort();
        if !open.is_empty() {
            let many = open.len();
            let texts = open.into_iter().take(THREATS).map(|(_, _, text)| text);
            points.push(point("unanswered threats", more(texts, many), &[]));
        }
        let about = register.assumptions.get(self.id.at as usize).into_iter().flatten();
        let about: Vec<AnyId> = about.map(|at| AnyId { kind: Kind::Assumption, at: *at }).collect();
        if !about.is_empty() {
            points.push(point("assumed of it", self.listed(&about, |id| self.assumption(id)), &about));
        }
        points
    }

    fn by_state(&self) -> Point {
        let stand = self.sheets.stand(self.id);
        let texts: Vec<String> =
            stand.by_state.iter().map(|(state, many)| format!("{many} {}", state.word())).collect();
        let text = if texts.is_empty() { "none was looked for".to_owned() } else { texts.join(", ") };
        point("threats by state", text, &[])
    }

    pub(super) fn assumption(&self, id: AnyId) -> String {
        let provider = self.model().assumption.get(id.at as usize).and_then(|one| one.provider.as_ref());
        let name = self.id(id);
        provider.map_or_else(|| format!("{name} (no provider)"), |provider| format!("{name} (by {})", provider.trim()))
    }

    fn granted(&self) -> Vec<Point> {
        let mut texts = Vec::new();
        let mut records = Vec::new();
        for (id, flow) in self.sheets.register.flows_to(self.id).filter(|(_, flow)| !flow.grants.is_empty()) {
            let from = flow.from.as_ref().map_or("?", |from| &from.link.text);
            let granted = flow.grants.iter().map(|grant| format!("{}.{}", grant.asset.text, grant.property.word()));
            texts.push(format!("{} to {from}: {}", self.id(id), granted.collect::<Vec<_>>().join(", ")));
            records.push(id);
        }
        let many = texts.len();
        texts.truncate(NAMED);
        if many == 0 { Vec::new() } else { vec![point("flows grant", more(texts, many), &records)] }
    }

    fn unnamed(&self, interface: &Record<Interface>) -> Vec<Point> {
        let register = &self.sheets.register;
        let like = register.like(interface);
        let mut named: Vec<AnyId> = Vec::new();
        for concerns in [Some(interface), like].into_iter().flatten().filter_map(|one| one.concerns.as_ref()) {
            for answer in CONCERNS.iter().filter_map(|(_, concern)| concern(concerns)) {
                named.extend(answer.by.iter().chain(&answer.compensated_by).filter_map(Ref::to));
            }
        }
        named.sort_unstable();
        named.dedup();
        let guards = register.guards.get(self.id.at as usize).into_iter().flatten();
        let guards: Vec<AnyId> = guards.map(|at| AnyId { kind: Kind::Mechanism, at: *at }).collect();
        let others: Vec<AnyId> = guards.iter().copied().filter(|id| named.binary_search(id).is_err()).collect();
        let mut points = Vec::new();
        if !others.is_empty() {
            points.push(point("under no concern", self.ids(&others), &others));
        }
        let protocol = interface.protocol.as_ref().and_then(|term| register.catalogs.threats().protocol(term.as_str()));
        if let Some(protocol) = protocol {
            let claimed = |kind: &String| {
                let mechanisms =
                    named.iter().chain(&guards).filter_map(|id| self.model().mechanism.get(id.at as usize));
                mechanisms.flat_map(|mechanism| &mechanism.kind).any(|one| one.as_str() == kind)
            };
            let unclaimed: Vec<&str> =
                protocol.provides.iter().filter(|kind| !claimed(kind)).map(String::as_str).collect();
            if !unclaimed.is_empty() {
                let text = format!("{} can give {}, and no mechanism claims it", protocol.id, unclaimed.join(", "));
                points.push(point("unclaimed", text, &[]));
            }
        }
        points
    }

    fn bought(&self) -> Vec<Point> {
        let bought = self.sheets.register.bought(self.id);
        let text = |id: AnyId| {
            let record = self.model().component.get(id.at as usize);
            let supplier =
                record.and_then(|record| record.supplier.as_ref()).map_or("", |supplier| &supplier.link.text);
            let version = record.and_then(|record| record.version.as_ref()).map_or("", |version| version);
            let gap = if version.is_empty() { "" } else { " " };
            format!("{}{gap}{version} (by {supplier})", self.id(id))
        };
        match bought.is_empty() {
            true => Vec::new(),
            false => vec![point("made by others", self.listed(&bought, text), &bought)],
        }
    }

    fn place(&self, interface: &Record<Interface>) -> Vec<Point> {
        let like = self.sheets.register.like(interface).and_then(|like| like.document.as_ref());
        let Some(place) = interface.document.as_ref().or(like) else { return Vec::new() };
        let there = place_exists(self.model(), place.link.to, place.anchor.as_deref());
        let records: Vec<AnyId> = place.link.to.into_iter().collect();
        vec![point("the place", if there { "is there" } else { "is not there" }, &records)]
    }

    fn answered(&self) -> Vec<Point> {
        let mut points = vec![self.by_state()];
        let stand = self.sheets.stand(self.id);
        if let Some(worst) = stand.worst.and_then(|worst| self.sheets.known.threats.threats.get(worst)) {
            let text = format!("{} ({}, {})", worst.id, worst.severity.as_str(), worst.state.word());
            points.push(point("worst unanswered", text, &[]));
        }
        let shallow = self.sheets.shallow(self.id);
        let texts: Vec<String> = shallow
            .iter()
            .filter_map(|one| Some(format!("{} {}", one.tier.word(), depth(self.sheets.known.rows.get(one.row)?))))
            .collect();
        let text = match (texts.is_empty(), self.sheets.register.attackers(self.id).is_empty()) {
            (false, _) => texts.join(", "),
            (true, true) => "not known: no attacker starts where it can be reached, or acts as its user".to_owned(),
            (true, false) => "not known: it leads to no asset with an impact".to_owned(),
        };
        points.push(point("depth behind it", text, &[]));
        let today = self.sheets.by_attacker(self.id);
        let texts = today.iter().take(NAMED).filter_map(|at| {
            let row = self.sheets.known.rows.get(*at)?;
            Some(format!(
                "{}: {} ({}) {} of {} required",
                self.id(row.attacker),
                self.id(row.asset),
                row.property.word(),
                depth(row),
                row.required
            ))
        });
        if !today.is_empty() {
            points.push(point("weakest today", more_by(texts, today.len(), "; "), &[]));
        }
        points
    }

    fn looked_at(&self) -> Vec<Point> {
        let (Ok(text) | Err(text)) = self.sheets.looked.at(self.id, self.sheets.register.model);
        let mut points = vec![point("observed", text, &[])];
        points.push(match self.sheets.review(self.id) {
            Some(seen) => {
                let how = if seen.named { "which names it" } else { "of the whole design" };
                point("last review", format!("{} on {}, {how}", self.id(seen.review), seen.date), &[seen.review])
            }
            None => point("last review", "none", &[]),
        });
        if let Some(since) = self.sheets.looked.since(self.id) {
            points.push(point("since then", since, &[]));
        }
        points
    }
}

/// The depth of a row as people write it.
fn depth(row: &crate::depth::Row) -> String {
    match (row.reachable, row.depth, row.at_least) {
        (false, _, _) => "∞".to_owned(),
        (true, Some(depth), _) => depth.to_string(),
        (true, None, Some(least)) => format!("≥{least}"),
        (true, None, None) => "?".to_owned(),
    }
}

pub(super) fn point(what: &'static str, text: impl Into<String>, records: &[AnyId]) -> Point {
    Point { what, text: text.into(), records: records.to_vec(), like: false }
}

pub(super) fn more(texts: impl IntoIterator<Item = String>, all: usize) -> String {
    more_by(texts, all, ", ")
}

pub(super) fn more_by(texts: impl IntoIterator<Item = String>, all: usize, between: &str) -> String {
    let texts: Vec<String> = texts.into_iter().collect();
    let left = all.saturating_sub(texts.len());
    let some = texts.join(between);
    if left == 0 { some } else { format!("{some} and {}", plural(left, "other")) }
}

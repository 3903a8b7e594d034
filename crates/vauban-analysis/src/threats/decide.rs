//! What people decided about threats, and whether it still holds.
//!
//! A decision rests on the rule's revision, the values of the attributes the rule read, and the mechanisms that stop
//! the threat. Their digest is stored with it. A digest cannot be read back; what changed is found by trying what
//! could have been: one fact different, then two. What more than that has changed is a new situation anyway.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use vauban_catalog::threats::{Attribute, AttributeType, Element, Severity, Threats};
use vauban_diagnostics::nearest;
use vauban_model::{
    AnyId, Date, Facts as Observed, Kind, Model, Record, Ref, Response, SHORT_OF_DEPTH, decided, full_name, kinds,
};

use super::evaluate::{Compiled, Truth, Value, bit};
use super::facts::Source;
use super::guard::Layer;
use super::{Decision, Gone, Orphan, Standing, State, Threat, Told};
use crate::scope::Owners;

/// At most so many digests are tried for one decision, and for all of them.
const TRIES: usize = 4_000;
const ALL_TRIES: usize = 100_000;
/// For so many orphans candidates are looked for.
const ORPHANS: usize = 200;

/// A value as people write it.
pub(crate) fn word(value: Value, attribute: &Attribute) -> String {
    let name = |at: u8| attribute.values.get(usize::from(at)).map_or("?", String::as_str);
    match value {
        Value::Truth(Truth::True) => "true".to_owned(),
        Value::Truth(Truth::False) => "false".to_owned(),
        Value::Truth(Truth::Unknown) | Value::Word(None) => "unknown".to_owned(),
        Value::Word(Some(word)) => name(word).to_owned(),
        Value::Range(low, high) if low == high => name(low).to_owned(),
        Value::Range(0, high) if usize::from(high) + 1 == attribute.values.len() => "unknown".to_owned(),
        Value::Range(low, high) => format!("{} to {}", name(low), name(high)),
        Value::Words { known, possible } => {
            let has = (0..attribute.values.len() as u8).filter(|at| known & bit(*at) != 0);
            let mut words: Vec<&str> = has.map(name).collect();
            if words.is_empty() {
                words.push(if possible == 0 { "nothing" } else { "unknown" });
            } else if possible != known {
                words.push("and maybe more");
            }
            words.join(", ")
        }
    }
}

/// One fact of a rule for people.
pub(crate) fn told(
    rule: &Compiled,
    at: usize,
    value: Value,
    source: Source,
    number: usize,
    knowledge: &Threats,
) -> Option<Told> {
    let read = rule.reads.get(at)?;
    let attribute = knowledge.attributes.get(read.attribute)?;
    let on = knowledge.rules.get(number)?.on;
    let name = match read.element == on {
        true => attribute.name.clone(),
        false => format!("{}.{}", read.element, attribute.name),
    };
    Some(Told { attribute: name, value: word(value, attribute), source })
}

/// What a decision rests on, as lines of text.
pub(crate) struct Basis<'k> {
    lines: Vec<String>,
    /// For every line after the first and before the last: the attribute and its name for people.
    facts: Vec<(&'k Attribute, String, Value)>,
    rule: &'k str,
    revision: u32,
    mechanisms: Vec<String>,
}

impl<'k> Basis<'k> {
    pub(crate) fn of(
        threat: &Threat,
        number: usize,
        rule: &Compiled,
        model: &Model,
        knowledge: &'k Threats,
    ) -> Option<Basis<'k>> {
        let known = knowledge.rules.get(number)?;
        let facts: Vec<(&Attribute, String, Value)> = rule
            .reads
            .iter()
            .zip(&threat.read)
            .enumerate()
            .filter_map(|(at, (read, (value, source)))| {
                let told = told(rule, at, *value, *source, number, knowledge)?;
                Some((knowledge.attributes.get(read.attribute)?, told.attribute, *value))
            })
            .collect();
        let mut mechanisms: Vec<String> =
            threat.by_rule.as_ref().unwrap_or(&threat.mechanisms).iter().map(|id| model.head(*id).name()).collect();
        mechanisms.sort_unstable();
        let mut lines = vec![format!("rule {} revision {}", known.id, known.revision)];
        let tuned: Vec<&str> = known.tuned.iter().flat_map(|tuned| &tuned.changes).map(String::as_str).collect();
        if let (false, Some(first)) = (tuned.is_empty(), lines.first_mut()) {
            first.push_str(&format!(", tuned: {}", tuned.join("; ")));
        }
        lines.extend(facts.iter().map(|(attribute, name, value)| format!("{name} = {}", word(*value, attribute))));
        lines.push(with(&mechanisms));
        Some(Basis { lines, facts, rule: &known.id, revision: known.revision, mechanisms })
    }

    pub(crate) fn digest(&self) -> String {
        digest(self.lines.iter().map(String::as_str))
    }

    /// What has changed since a digest was stored; `None` if nothing has.
    fn changes(&self, stored: &str, known: &[String], tries: &mut usize) -> Option<Vec<String>> {
        if self.digest() == stored {
            return None;
        }
        let others = self.others(known);
        let mut left = TRIES.min(*tries);
        let begun = left;
        let mut fits = |instead: &[(usize, &str)]| {
            left = left.saturating_sub(1);
            let line = |(at, line): (usize, &'_ String)| {
                instead
                    .iter()
                    .find(|(place, _)| *place == at)
                    .map_or_else(|| line.clone(), |(_, text)| (*text).to_owned())
            };
            let lines: Vec<String> = self.lines.iter().enumerate().map(line).collect();
            (digest(lines.iter().map(String::as_str)) == stored, left)
        };
        let mut found = None;
        'search: {
            for (at, text, what) in &others {
                let (hit, left) = fits(&[(*at, text)]);
                if hit {
                    found = Some(vec![what.clone()]);
                }
                if hit || left == 0 {
                    break 'search;
                }
            }
            for (number, (at, text, what)) in others.iter().enumerate() {
                for (other, more, and) in others.get(number + 1..).unwrap_or_default() {
                    if at == other {
                        continue;
                    }
                    let (hit, left) = fits(&[(*at, text), (*other, more)]);
                    if hit {
                        found = Some(vec![what.clone(), and.clone()]);
                    }
                    if hit || left == 0 {
                        break 'search;
                    }
                }
            }
        }
        *tries = tries.saturating_sub(begun - left);
        Some(found.unwrap_or_else(|| {
            let now: Vec<&str> = self.lines.iter().skip(1).map(String::as_str).collect();
            vec![format!("several of the facts it rests on; now: {}", now.join("; "))]
        }))
    }

    /// Every line as it could have been, and what would have changed since.
    fn others(&self, known: &[String]) -> Vec<(usize, String, String)> {
        let mut others = Vec::new();
        for (place, (attribute, name, value)) in self.facts.iter().enumerate() {
            let is = word(*value, attribute);
            for other in possible(attribute, *value) {
                let was = word(other, attribute);
                if was != is {
                    others.push((place + 1, format!("{name} = {was}"), format!("`{name}` was {was}, is {is}")));
                }
            }
        }
        let plain = format!("rule {} revision {}", self.rule, self.revision);
        if self.lines.first().is_some_and(|first| *first != plain) {
            others.push((0, plain, "the rule has been tuned by the product".to_owned()));
        }
        for earlier in 1..self.revision.min(64) {
            let line = format!("rule {} revision {earlier}", self.rule);
            others.push((0, line, format!("the rule had revision {earlier}, has {}", self.revision)));
        }
        let last = self.lines.len() - 1;
        for gone in known.iter().filter(|name| !self.mechanisms.contains(name)) {
            let mut with_it = self.mechanisms.clone();
            with_it.push(gone.clone());
            with_it.sort_unstable();
            others.push((last, with(&with_it), format!("`{gone}` no longer stops it")));
        }
        for (at, new) in self.mechanisms.iter().enumerate() {
            let mut without = self.mechanisms.clone();
            without.remove(at);
            others.push((last, with(&without), format!("`{new}` stops it as well")));
        }
        if self.mechanisms.len() > 1 {
            others.push((last, with(&[]), format!("now {} stop it", self.mechanisms.join(", "))));
        }
        others
    }
}

fn with(mechanisms: &[String]) -> String {
    if mechanisms.is_empty() { "mechanisms: none".to_owned() } else { format!("mechanisms: {}", mechanisms.join(", ")) }
}

fn digest<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    let mut text = "sha256:".to_owned();
    for byte in hash.finalize() {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}

/// What a value could have been; of sets, with one word more or less.
fn possible(attribute: &Attribute, now: Value) -> Vec<Value> {
    let words = attribute.values.len() as u8;
    match attribute.kind {
        AttributeType::Boolean => [Truth::False, Truth::Unknown, Truth::True].map(Value::Truth).to_vec(),
        AttributeType::Enumeration => (0..words).map(Some).chain([None]).map(Value::Word).collect(),
        AttributeType::Ordered => {
            let exact = (0..words).map(|at| Value::Range(at, at));
            exact.chain((0..words).map(|low| Value::Range(low, words.saturating_sub(1)))).collect()
        }
        AttributeType::Set => {
            let Value::Words { known, possible } = now else { return Vec::new() };
            let every = (0..words).fold(0, |all, at| all | bit(at));
            let mut sets = vec![Value::Words { known: 0, possible: every }, Value::Words { known, possible: known }];
            sets.push(Value::Words { known, possible: every });
            for at in 0..words {
                let known = known ^ bit(at);
                sets.push(Value::Words { known, possible: known });
                sets.push(Value::Words { known, possible: possible | known });
            }
            sets
        }
    }
}

/// The decisions of a product, by rule and the element they name.
pub(crate) struct Decisions<'m> {
    model: &'m Model,
    by_rule: BTreeMap<&'m str, BTreeMap<String, u32>>,
    by_threat: BTreeMap<AnyId, u32>,
    /// Elements by a name they had before.
    formerly: BTreeMap<String, Vec<String>>,
    used: BTreeSet<u32>,
    tries: usize,
    observed: &'m Observed,
    today: Date,
    limit: Option<vauban_model::Severity>,
    mechanisms: Vec<String>,
    layers: &'m BTreeMap<u32, Layer>,
}

impl<'m> Decisions<'m> {
    /// `layers` are the mechanisms that count.
    pub(crate) fn new(
        model: &'m Model,
        owners: &Owners,
        product: Option<AnyId>,
        observed: &'m Observed,
        today: Date,
        layers: &'m BTreeMap<u32, Layer>,
    ) -> Decisions<'m> {
        let mut by_rule: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
        let mut by_threat = BTreeMap::new();
        for (at, record) in model.disposition.iter().enumerate() {
            if !owners.concerns(product, &record.head) {
                continue;
            }
            let (folder, local) = split(record);
            let base = local.strip_prefix("threat.").unwrap_or(local);
            let inside = full(folder, base);
            if let Some(threat) = model.find(Kind::Threat, &inside).or_else(|| model.find(Kind::Threat, base)) {
                by_threat.entry(threat).or_insert(at as u32);
            } else if let Some((rule, element)) = local.split_once('@') {
                by_rule.entry(rule).or_default().entry(full(folder, element)).or_insert(at as u32);
            }
        }
        let mut formerly: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if !by_rule.is_empty() {
            for kind in [Kind::Component, Kind::Interface, Kind::Flow, Kind::Actor] {
                for at in 0..model.count(kind) as u32 {
                    let head = model.head(AnyId { kind, at });
                    for old in head.common.formerly.iter().filter(|_| owners.concerns(product, head)) {
                        let before = full_name(kind, &full(head.folder(), old));
                        formerly.entry(before).or_default().push(head.name());
                    }
                }
            }
            formerly.values_mut().for_each(|names| names.sort_unstable());
        }
        let policy = model.policy.first();
        let mut mechanisms: Vec<String> = model.mechanism.iter().map(|record| record.head.name()).collect();
        mechanisms.sort_unstable();
        Decisions {
            model,
            by_rule,
            by_threat,
            formerly,
            used: BTreeSet::new(),
            tries: ALL_TRIES,
            observed,
            today,
            limit: policy.and_then(|policy| policy.residual_risk.as_ref()).map(|limit| limit.value),
            mechanisms,
            layers,
        }
    }

    /// Brings in what was decided about a rule's threat. `about` is where its line stands: one decision there is about
    /// all of them.
    pub(crate) fn apply(
        &mut self,
        threat: &mut Threat,
        number: usize,
        rule: &Compiled,
        about: (&str, Option<AnyId>),
        knowledge: &Threats,
    ) {
        let Some(known) = knowledge.rules.get(number) else { return };
        let named = |rule: &str| self.by_rule.contains_key(rule);
        if !named(&known.id) && !known.replaces.iter().any(|old| named(old)) {
            return;
        }
        let element = threat.on.first().copied();
        // Decisions about the rule itself come before those about rules that it replaces.
        let replaced =
            known.replaces.iter().filter(|old| knowledge.successor(old).is_some_and(|now| now.id == known.id));
        let ids = std::iter::once(&known.id).chain(replaced);
        let found =
            ids.filter_map(|id| self.at(id, &threat.element, element).or_else(|| self.at(id, about.0, about.1))).next();
        let Some((at, split)) = found else { return };
        self.used.insert(at);
        let record = &self.model.disposition[at as usize];
        let Some(response) = record.response.as_ref().map(|response| response.value) else { return };
        let changed = record.digest.as_ref().and_then(|stored| {
            let basis = Basis::of(threat, number, rule, self.model, knowledge)?;
            // In another variant the facts may be others; somebody has looked at those too.
            let today = basis.digest();
            if record.variant_digests.iter().any(|other| *other.0.value == *today) {
                return None;
            }
            basis.changes(&stored.0, &self.mechanisms, &mut self.tries)
        });
        let standing = match (self.flaw(record, response, threat.severity), split, changed) {
            (_, Some(old), _) => Standing::ToConfirm(old),
            (Some(flaw), None, _) => flaw,
            (None, None, Some(changes)) => Standing::LookAgain(changes),
            (None, None, None) if record.digest.is_none() => Standing::Unpinned,
            (None, None, None) => Standing::Holds,
        };
        self.settle(threat, at, response, standing);
    }

    /// Brings in what was decided about a threat written by hand.
    pub(crate) fn apply_written(&mut self, threat: &mut Threat, id: AnyId) {
        let Some(at) = self.by_threat.get(&id).copied() else { return };
        let record = &self.model.disposition[at as usize];
        let Some(response) = record.response.as_ref().map(|response| response.value) else { return };
        let standing = self.flaw(record, response, threat.severity).unwrap_or(Standing::Holds);
        self.settle(threat, at, response, standing);
    }

    /// The decision about a rule's threat on an element, and its old name where it has become several.
    fn at(&self, rule: &str, name: &str, element: Option<AnyId>) -> Option<(u32, Option<String>)> {
        let named = self.by_rule.get(rule)?;
        if let Some(at) = named.get(name) {
            return Some((*at, None));
        }
        let head = self.model.head(element?);
        for old in &head.common.formerly {
            let before = full_name(head.kind, &full(head.folder(), old));
            if let Some(at) = named.get(&before) {
                let several = self.formerly.get(&before).is_some_and(|now| now.len() > 1);
                return Some((*at, several.then_some(before)));
            }
        }
        // A product decides about a used folder's element under its local name, where it has none of that name itself.
        let local = head.id.rsplit('/').next().unwrap_or("");
        let free = !head.folder().is_empty() && self.model.find(head.kind, local).is_none();
        let at = named.get(&full_name(head.kind, local)).filter(|_| free)?;
        Some((*at, None))
    }

    /// What keeps a decision from having an effect today, apart from changed facts.
    fn flaw(&self, record: &Record<kinds::Disposition>, response: Response, severity: Severity) -> Option<Standing> {
        if let Some(day) = record.expires.filter(|day| day.date < self.today) {
            return Some(Standing::Expired(day.date));
        }
        if let Some(day) = record.date.filter(|day| day.date > self.today) {
            return Some(Standing::Later(day.date));
        }
        let reasoned = record.head.common.rationale.is_some() || record.detail.is_some();
        let lacks = |what: &str| Some(Standing::Incomplete(what.to_owned()));
        if record.gone_since.is_some() {
            return lacks("nothing but truth in `gone-since`: the threat is there");
        }
        match response {
            Response::Mitigate if record.by.is_empty() => lacks("`by`, the mechanisms that answer it"),
            Response::Mitigate => None,
            _ if !reasoned => lacks("`rationale`, why"),
            Response::Transfer if record.transferred_to.is_none() => lacks("`transferred-to`, who answers it instead"),
            Response::Accept | Response::Defer if record.approved_by.as_ref().and_then(Ref::to).is_none() => {
                lacks("`approved-by` a known person")
            }
            Response::Accept | Response::Defer if record.expires.is_none() => {
                lacks("`expires`, when it is looked at again")
            }
            Response::Accept => {
                // What no mechanism answers keeps its own severity.
                let own = model_severity(severity);
                let scored = self.observed.scored(record.cvss_after.as_ref()).map(|score| score.at_least_low());
                let stated = scored.or(record.severity_after.as_ref().map(|after| after.value));
                let left = if record.by.is_empty() {
                    stated.map_or(own, |stated| stated.max(own))
                } else {
                    stated.unwrap_or(own)
                };
                match self.limit {
                    Some(limit) if left > limit => lacks(&format!(
                        "what remains is {}, above `residual-risk` {} of the policy",
                        left.word(),
                        limit.word()
                    )),
                    _ => None,
                }
            }
            Response::Avoid | Response::NotApplicable | Response::Transfer | Response::Defer => None,
        }
    }

    fn settle(&self, threat: &mut Threat, at: u32, response: Response, standing: Standing) {
        let record = &self.model.disposition[at as usize];
        if standing.in_force() {
            threat.state = match response {
                Response::Avoid | Response::NotApplicable => State::Outside,
                Response::Transfer => State::Transferred,
                Response::Accept => State::Accepted,
                Response::Mitigate => self.mitigated(record, threat),
                Response::Defer => threat.state,
            };
        }
        let id = AnyId { kind: Kind::Disposition, at };
        let until = record.expires.map(|day| day.date);
        threat.decision = Some(Decision { record: id, response, until, standing });
    }

    /// Where a threat stands that named mechanisms answer: as the rule says, or as they do if that is better.
    fn mitigated(&self, record: &Record<kinds::Disposition>, threat: &mut Threat) -> State {
        let by: Vec<AnyId> = record.by.iter().filter_map(Ref::to).collect();
        let layers: Vec<&Layer> = by.iter().filter_map(|id| self.layers.get(&id.at)).collect();
        if threat.state == State::Stopped || layers.len() < record.by.len() {
            return threat.state;
        }
        let proven = layers.iter().all(|layer| layer.proven);
        if proven || threat.state != State::StoppedUnproven {
            threat.by_rule = Some(std::mem::replace(&mut threat.mechanisms, by));
            threat.mechanisms.sort_by_key(|id| self.model.head(*id).name());
            threat.mechanisms.dedup();
            threat.missing.clear();
        }
        if proven { State::Stopped } else { State::StoppedUnproven }
    }

    /// Decisions that are about none of these threats.
    pub(crate) fn orphans(
        &self,
        threats: &[Threat],
        knowledge: &Threats,
        reason: &dyn Fn(&str, &str) -> Option<String>,
    ) -> (Vec<Orphan>, Vec<Gone>) {
        let mut of_rule: BTreeMap<&str, Vec<&Threat>> = BTreeMap::new();
        for threat in threats {
            if let Some(rule) = threat.rule.and_then(|rule| knowledge.rules.get(rule)) {
                of_rule.entry(rule.id.as_str()).or_default().push(threat);
            }
        }
        let mut orphans = Vec::new();
        let mut kept = Vec::new();
        for (rule, named) in self.by_rule.iter().filter(|(rule, _)| **rule != SHORT_OF_DEPTH) {
            for (element, at) in named.iter().filter(|(_, at)| !self.used.contains(*at)) {
                let record = &self.model.disposition[*at as usize];
                let now =
                    knowledge.rule(rule).or_else(|| knowledge.successor(rule)).map_or(*rule, |now| now.id.as_str());
                let gone = reason(now, element);
                if let Some(since) = &record.gone_since {
                    let why = gone.unwrap_or_else(|| match knowledge.rule(now) {
                        Some(_) => format!("there is no `{element}` any more"),
                        None => format!("there is no rule `{rule}` any more"),
                    });
                    let record = AnyId { kind: Kind::Disposition, at: *at };
                    let threat = self.model.head(record).id.to_string();
                    kept.push(Gone { record, threat, since: since.to_string(), why });
                    continue;
                }
                let response = record.response.as_ref().map(|response| response.value);
                // What was avoided is meant to be gone.
                if gone.is_some() && matches!(response, Some(Response::Avoid | Response::NotApplicable)) {
                    continue;
                }
                let known = knowledge.rule(now).is_some();
                let placed = gone.is_some();
                let why = match gone {
                    _ if !known => format!("there is no rule `{rule}`"),
                    Some(gone) => gone,
                    None => format!("there is no `{element}` that the rule looks at"),
                };
                let same = of_rule.get(now).map(Vec::as_slice).unwrap_or_default();
                let mut candidates = if orphans.len() < ORPHANS { near(element, same) } else { Vec::new() };
                // What is gone here and shown under a rule that says more has gone there.
                if placed {
                    let says_more = |other: &&Threat| {
                        let rule = other.rule.and_then(|at| knowledge.rules.get(at));
                        other.element == *element && rule.is_some_and(|rule| rule.subsumes.iter().any(|id| id == now))
                    };
                    let successors = threats.iter().filter(says_more).map(|threat| threat.id.clone());
                    candidates = successors.chain(candidates).take(3).collect();
                }
                let threat = record.head.id.to_string();
                orphans.push(Orphan {
                    record: AnyId { kind: Kind::Disposition, at: *at },
                    threat,
                    why,
                    candidates,
                    placed,
                });
            }
        }
        orphans.sort_by(|a, b| a.threat.cmp(&b.threat));
        kept.sort_by(|a, b| a.threat.cmp(&b.threat));
        (orphans, kept)
    }
}

/// Threats of the same rule on elements whose names resemble one, the nearest first; else the undecided ones, where
/// there are few.
fn near(element: &str, same: &[&Threat]) -> Vec<String> {
    let mut left: Vec<&&Threat> = same.iter().filter(|threat| threat.decision.is_none()).take(2_000).collect();
    let mut found = Vec::new();
    while found.len() < 3 {
        let Some(name) = nearest(element, left.iter().map(|threat| threat.element.as_str())) else { break };
        let Some(at) = left.iter().position(|threat| threat.element == name) else { break };
        found.push(left.remove(at).id.clone());
    }
    if found.is_empty() && left.len() <= 3 {
        found.extend(left.iter().map(|threat| threat.id.clone()));
    }
    found
}

/// The used folder and the local part of a decision's id.
fn split(record: &Record<kinds::Disposition>) -> (&str, &str) {
    decided(&record.head)
}

fn full(folder: &str, local: &str) -> String {
    if folder.is_empty() { local.to_owned() } else { format!("{folder}/{local}") }
}

pub(crate) fn model_severity(severity: Severity) -> vauban_model::Severity {
    match severity {
        Severity::Low => vauban_model::Severity::Low,
        Severity::Medium => vauban_model::Severity::Medium,
        Severity::High => vauban_model::Severity::High,
        Severity::Critical => vauban_model::Severity::Critical,
    }
}

pub(crate) fn catalog_severity(severity: vauban_model::Severity) -> Severity {
    match severity {
        vauban_model::Severity::Low => Severity::Low,
        vauban_model::Severity::Medium => Severity::Medium,
        vauban_model::Severity::High => Severity::High,
        vauban_model::Severity::Critical => Severity::Critical,
    }
}

/// Whether a rule looks at elements of a kind of record.
pub(crate) fn looks_at(on: Element, kind: Kind) -> bool {
    match on {
        Element::Component | Element::Store => kind == Kind::Component,
        Element::Interface => kind == Kind::Interface,
        Element::Flow => kind == Kind::Flow,
        Element::External => kind == Kind::Actor,
        Element::Product => kind == Kind::Product,
    }
}

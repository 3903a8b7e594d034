//! A project's own threat knowledge upon the built-in one: entries added, changed, switched off.
//!
//! A file has the form of the catalog's own: `[[mechanism]]`, `[[protocol]]`, `[[rule]]`. An entry with a new id adds
//! to the set; one with the id of a built-in entry changes the keys it names, or switches it off with `off = true`, and
//! says why in `rationale`. An entry with a mistake is left out whole, and so is what rests on it: a rule whose
//! mechanism kind is refused must not be stopped by less. The rest is in force.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::parse::{Pass, References};
use super::{Enforcer, MechanismKind, Protocol, Role, Rule, Severity, Threats, Tuned};
use crate::component::ComponentRequirements;
use crate::error::CatalogError;
use crate::lifecycle::Lifecycle;
use crate::read::{Reader, Shape, texts};

/// Most kinds of mechanism, built-in ones included: as many as the analyses tell apart.
const MOST_KINDS: usize = 256;
/// Most entries of a project.
const MOST_ENTRIES: usize = 2_000;
/// Most files of a project.
const MOST_FILES: usize = 64;

/// What an entry does.
enum Change {
    Kind(MechanismKind),
    Protocol(Protocol),
    Rule(Box<Rule>),
    /// Nothing: it is wrong beyond use.
    Nothing,
}

/// An entry, where it begins, and what it does if nothing is wrong with it.
struct Entry {
    file: usize,
    line: u32,
    change: Change,
}

impl Threats {
    /// This knowledge with a project's files upon it, and what is wrong in them.
    pub fn extended(
        &self,
        files: &[(&str, &str)],
        component: &ComponentRequirements,
        lifecycle: &Lifecycle,
    ) -> (Threats, Vec<CatalogError>) {
        let readers: Vec<Reader> = files.iter().take(MOST_FILES).map(|(file, text)| Reader::new(file, text)).collect();
        let mut extension = Extension {
            base: self,
            pass: Pass::upon(self, component, lifecycle),
            entries: Vec::new(),
            changed: BTreeSet::new(),
        };
        extension.read(&readers);
        let entries = extension.entries;
        let mut errors: Vec<Vec<CatalogError>> = readers.into_iter().map(Reader::into_errors).collect();
        let mut threats = self.clone();
        apply(&mut threats, entries, &mut errors);
        let mut errors: Vec<CatalogError> = errors.into_iter().flatten().collect();
        if let Some((file, _)) = files.get(MOST_FILES) {
            let place = crate::error::Place { file: (*file).into(), line: 1, column: 1 };
            errors.push(CatalogError::at(&place, format!("more than {MOST_FILES} files of rules are not read"), None));
        }
        (threats.indexed(), errors)
    }
}

struct Extension<'b> {
    base: &'b Threats,
    pass: Pass,
    entries: Vec<Entry>,
    /// Built-in entries that were changed, so that each is changed once.
    changed: BTreeSet<String>,
}

impl Extension<'_> {
    fn read(&mut self, readers: &[Reader]) {
        let tables: Vec<_> = readers.iter().map(|reader| (reader, reader.parse())).collect();
        let mut files: Vec<_> =
            tables.iter().map(|(reader, table)| (*reader, reader.root(table), References::default())).collect();
        // Kinds first, whatever file they stand in, then what names them.
        for (file, (reader, root, references)) in files.iter_mut().enumerate() {
            for shape in root.tables("attribute", "an attribute") {
                let help = "ask for facts that records already state; `catalog/threats/attributes.toml` lists them";
                let message = "a project cannot add attributes: no record would state them";
                reader.refuse(shape.at(), message, Some(help.to_owned()));
            }
            for shape in root.tables("mechanism", "a mechanism kind") {
                let change = |this: &mut Self, shape| this.mechanism(reader, shape, references);
                self.entry(file, reader, shape, change);
            }
        }
        for (file, (reader, root, references)) in files.iter_mut().enumerate() {
            for shape in root.tables("protocol", "a protocol") {
                let change = |this: &mut Self, shape| this.protocol(reader, shape, references);
                self.entry(file, reader, shape, change);
            }
            for shape in root.tables("rule", "a rule") {
                let change = |this: &mut Self, shape| this.rule(reader, shape, references);
                self.entry(file, reader, shape, change);
            }
        }
        for (reader, root, references) in files {
            root.knows("meta");
            root.finish();
            self.pass.check(reader, &references);
        }
    }

    fn entry<'r>(
        &mut self,
        file: usize,
        reader: &Reader,
        shape: Shape<'r>,
        change: impl FnOnce(&mut Self, Shape<'r>) -> Change,
    ) {
        let line = shape.place().line;
        if self.entries.len() >= MOST_ENTRIES {
            reader.refuse(
                shape.at(),
                format!("more than {MOST_ENTRIES} entries: from here on they are not read"),
                None,
            );
            self.entries.push(Entry { file, line, change: Change::Nothing });
            return;
        }
        let id = shape.placed_if("id");
        let at = shape.at();
        let change = change(self, shape);
        let tuned = match &change {
            Change::Kind(kind) => kind.tuned.is_some(),
            Change::Protocol(protocol) => protocol.tuned.is_some(),
            Change::Rule(rule) => rule.tuned.is_some(),
            Change::Nothing => false,
        };
        if let Some(id) = id.filter(|_| tuned)
            && !self.changed.insert(id.text.clone())
        {
            reader.refuse(at, format!("`{}` is changed twice", id.text), Some("make it one entry".to_owned()));
        }
        self.entries.push(Entry { file, line, change });
    }

    fn mechanism(&mut self, reader: &Reader, shape: Shape<'_>, references: &mut References) -> Change {
        let id = shape.placed("id");
        let Some(known) = self.base.mechanism_kind(&id.text) else {
            let place = shape.place();
            word(reader, &shape, "id", "mechanism kind", crate::read::is_kebab);
            let at = shape.at();
            let mut kind = self.pass.mechanism(reader, shape, references);
            kind.own = Some(place);
            let own =
                self.entries.iter().filter(|entry| matches!(&entry.change, Change::Kind(kind) if kind.own.is_some()));
            if self.base.mechanism_kinds.len() + own.count() >= MOST_KINDS {
                reader.refuse(at, format!("more than {MOST_KINDS} kinds of mechanism"), None);
            }
            return Change::Kind(kind);
        };
        let mut kind = known.clone();
        let tuned = tuning(reader, &shape, "mechanism kind");
        set(&mut kind.title, shape.text_if("title"));
        set(&mut kind.role, shape.word_if::<Role>("role"));
        if shape.has("stops") {
            kind.stops = shape.words_if("stops");
        }
        if shape.has("preserves") {
            kind.preserves = shape.words_if("preserves");
        }
        set(&mut kind.enforcer, shape.word_if::<Enforcer>("enforcer"));
        if shape.has("relies-on") {
            let relies_on = shape.placed_list_if("relies-on");
            kind.relies_on = texts(&relies_on);
            references.mechanisms.extend(relies_on);
        }
        kind.tuned = tuned;
        shape.finish();
        Change::Kind(kind)
    }

    fn protocol(&mut self, reader: &Reader, shape: Shape<'_>, references: &mut References) -> Change {
        let id = shape.placed("id");
        let Some(known) = self.base.protocol(&id.text) else {
            let place = shape.place();
            word(reader, &shape, "id", "protocol", crate::read::is_kebab);
            let mut protocol = self.pass.protocol(reader, shape, references);
            protocol.own = Some(place);
            return Change::Protocol(protocol);
        };
        let mut protocol = known.clone();
        let tuned = tuning(reader, &shape, "protocol");
        set(&mut protocol.title, shape.text_if("title"));
        if shape.has("provides") {
            let provides = shape.placed_list_if("provides");
            protocol.provides = texts(&provides);
            references.mechanisms.extend(provides);
        }
        if shape.has("note") {
            protocol.note = shape.text_if("note");
        }
        protocol.tuned = tuned;
        shape.finish();
        Change::Protocol(protocol)
    }

    fn rule(&mut self, reader: &Reader, shape: Shape<'_>, references: &mut References) -> Change {
        let id = shape.placed("id");
        let Some(known) = self.base.rule(&id.text) else {
            word(reader, &shape, "id", "rule", is_rule_id);
            shape.knows("rationale");
            let mut rule = self.pass.rule(reader, shape, references);
            rule.own = true;
            return Change::Rule(Box::new(rule));
        };
        let mut rule = known.clone();
        let on = rule.on;
        let tuned = tuning(reader, &shape, "rule");
        if let Some(when) = shape.placed_if("when") {
            rule.when = self.pass.condition(reader, when, on);
        }
        if let Some(escalate) = shape.placed_if("escalate-when") {
            rule.escalate_when = Some(self.pass.condition(reader, escalate, on));
        }
        set(&mut rule.severity, shape.word_if::<Severity>("severity"));
        match shape.number_if("attacker") {
            Some((number @ 1..=4, _)) => rule.attacker = number,
            Some((number, at)) => reader.refuse(at, format!("attacker class {number} is not one of 1 to 4"), None),
            None => {}
        }
        if shape.has("stopped-by") {
            let stopped_by = shape.placed_lists("stopped-by");
            rule.stopped_by = stopped_by.iter().map(|kinds| texts(kinds)).collect();
            references.mechanisms.extend(stopped_by.into_iter().flatten());
        }
        for (key, list) in [("reduced-by", &mut rule.reduced_by), ("support", &mut rule.support)] {
            if shape.has(key) {
                let kinds = shape.placed_list_if(key);
                *list = texts(&kinds);
                references.mechanisms.extend(kinds);
            }
        }
        if shape.has("subsumes") {
            let subsumes = shape.placed_list_if("subsumes");
            rule.subsumes = texts(&subsumes);
            references.rules.extend(subsumes.into_iter().map(|id| (id, on)));
        }
        if shape.has("verify") {
            rule.verify = self.pass.verifications(reader, &shape);
        }
        rule.with_host = shape.flag_or("with-host", rule.with_host);
        set(&mut rule.roll_up, shape.text_if("roll-up"));
        if shape.has("ask") {
            rule.ask = shape.text_if("ask");
        }
        if shape.has("note") {
            rule.note = shape.text_if("note");
        }
        for fixed in ["on", "stride", "revision", "title", "description", "replaces"] {
            if shape.has(fixed) {
                let help = "switch the rule off, and write one of your own".to_owned();
                reader.refuse(shape.at(), format!("`{fixed}` of a built-in rule cannot be changed"), Some(help));
                shape.knows(fixed);
            }
        }
        rule.tuned = tuned;
        shape.finish();
        Change::Rule(Box::new(rule))
    }
}

/// Keeps entries whose lines hold no mistake, leaves out what rests on others, and brings the rest in.
fn apply(threats: &mut Threats, entries: Vec<Entry>, errors: &mut [Vec<CatalogError>]) {
    let mut wrong: BTreeSet<(usize, u32)> = BTreeSet::new();
    for (file, errors) in errors.iter().enumerate() {
        for error in errors {
            let owner = entries.iter().filter(|entry| entry.file == file && entry.line <= error.line);
            wrong.extend(owner.map(|entry| (file, entry.line)).max());
        }
    }
    let mut rules: Vec<(usize, Rule)> = Vec::new();
    for entry in entries {
        if wrong.contains(&(entry.file, entry.line)) {
            continue;
        }
        match entry.change {
            Change::Kind(kind) => put(&mut threats.mechanism_kinds, kind, |kind| &kind.id),
            Change::Protocol(protocol) => put(&mut threats.protocols, protocol, |protocol| &protocol.id),
            Change::Rule(rule) => rules.push((entry.file, *rule)),
            Change::Nothing => {}
        }
    }
    let off = |tuned: &Option<Tuned>| tuned.as_ref().is_some_and(|tuned| tuned.off);
    threats.mechanism_kinds.retain(|kind| !off(&kind.tuned));
    threats.protocols.retain(|protocol| !off(&protocol.tuned));
    let known: BTreeSet<&str> = threats.mechanism_kinds.iter().map(|kind| kind.id.as_str()).collect();
    for (file, rule) in &rules {
        let lost = rule.stopped_by.iter().flatten().find(|kind| !known.contains(kind.as_str()));
        if let (Some(lost), Some(errors)) = (lost.filter(|_| rule.own), errors.get_mut(*file)) {
            let message = format!("rule `{}` names mechanism kind `{lost}`, which is refused or switched off", rule.id);
            errors.push(CatalogError::at(&rule.place, message, None));
        }
    }
    rules.retain(|(_, rule)| !rule.own || rule.stopped_by.iter().flatten().all(|kind| known.contains(kind.as_str())));
    for (_, rule) in rules {
        put(&mut threats.rules, rule, |rule| &rule.id);
    }
    // What is switched off brings nothing any more: an alternative that needs it is none.
    let there = |kind: &String| known.contains(kind.as_str());
    for rule in &mut threats.rules {
        rule.stopped_by.retain(|kinds| kinds.iter().all(there));
        rule.reduced_by.retain(there);
        rule.support.retain(there);
    }
    threats.protocols.iter_mut().for_each(|protocol| protocol.provides.retain(there));
    let known: BTreeSet<String> = known.into_iter().map(str::to_owned).collect();
    threats.mechanism_kinds.iter_mut().for_each(|kind| kind.relies_on.retain(|under| known.contains(under)));
}

/// Puts an entry in the place of the one with its id, or at the end.
fn put<T>(list: &mut Vec<T>, entry: T, id: impl Fn(&T) -> &String) {
    match list.iter().position(|known| id(known) == id(&entry)) {
        Some(at) => list[at] = entry,
        None => list.push(entry),
    }
}

fn set<T>(place: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *place = said;
    }
}

/// Why a built-in entry is changed; refused without.
fn tuning(reader: &Reader, shape: &Shape<'_>, what: &str) -> Option<Tuned> {
    let rationale = shape.text_if("rationale").filter(|why| !why.trim().is_empty());
    let off = shape.flag_or("off", false);
    let mut changes: Vec<String> = shape
        .members()
        .into_iter()
        .filter(|(key, _, _)| !["id", "rationale"].contains(key))
        .map(|(key, _, value)| format!("{key} = {}", plain(value)))
        .collect();
    changes.sort_unstable();
    if rationale.is_none() {
        let id = shape.text("id");
        let message = format!("{what} `{id}` is built in: changing it needs `rationale`");
        let help = "say why in `rationale`, or give an entry of your own another id".to_owned();
        reader.refuse(shape.at(), message, Some(help));
    }
    if changes.is_empty() {
        reader.refuse(shape.at(), format!("this changes nothing of the {what}"), None);
    }
    Some(Tuned { place: shape.place(), rationale: rationale?, off, changes })
}

/// A value as it is written, without places.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(answer) => answer.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| plain(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let mut members: Vec<String> =
                table.iter().map(|(key, value)| format!("{} = {}", key.get_ref(), plain(value.get_ref()))).collect();
            members.sort_unstable();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

/// Refuses an id of another form.
fn word(reader: &Reader, shape: &Shape<'_>, key: &'static str, what: &str, fits: fn(&str) -> bool) {
    let id = shape.placed(key);
    if !id.text.is_empty() && !fits(&id.text) {
        let form = if what == "rule" { "capitals, digits and single hyphens, as in T-OURS-1" } else { "kebab-case" };
        reader.refuse(id.at, format!("`{}` is no id for a {what}", id.text), Some(format!("write it in {form}")));
    }
}

/// Capitals and digits in words joined by single hyphens.
fn is_rule_id(id: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    id.len() <= 80 && id.starts_with(|first: char| first.is_ascii_uppercase()) && id.split('-').all(part)
}

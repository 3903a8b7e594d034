//! From files to [`Threats`], or to everything that is wrong with them.
//!
//! A set of threat knowledge may be spread over several files; each may hold any of the tables. Vocabulary is
//! read before rules, whatever file it stands in, for a rule's expressions are understood only with it.

use super::expression;
use super::{
    Absent, Attribute, AttributeType, Condition, Element, Enforcer, Expression, Listens, MechanismKind, Protocol, Role,
    Rule, Severity, Threats, Verification,
};
use crate::component::{ComponentRequirements, Control};
use crate::error::CatalogError;
use crate::lifecycle::Lifecycle;
use crate::read::{Placed, Reader, Shape, is_kebab, texts};
use crate::register::Register;

impl Threats {
    /// Reads a set of files, each a name and a text, whose rules name requirements of the two standards.
    ///
    /// Files with mistakes are refused together, with all mistakes in the order of files and lines.
    pub fn parse(
        files: &[(&str, &str)],
        component: &ComponentRequirements,
        lifecycle: &Lifecycle,
    ) -> Result<Threats, Vec<CatalogError>> {
        let readers: Vec<Reader> = files.iter().map(|(file, text)| Reader::new(file, text)).collect();
        let mut pass = Pass::new(component, lifecycle);
        pass.read(&readers);
        let threats = pass.threats.indexed();
        let errors: Vec<CatalogError> = readers.into_iter().flat_map(Reader::into_errors).collect();
        if errors.is_empty() { Ok(threats) } else { Err(errors) }
    }
}

pub(super) struct Pass {
    pub(super) threats: Threats,
    attributes: Register,
    pub(super) protocols: Register,
    pub(super) mechanisms: Register,
    pub(super) rules: Register,
    controls: Register,
    process: Register,
}

/// References found while reading one file, checked when all files are read.
#[derive(Default)]
pub(super) struct References {
    pub(super) mechanisms: Vec<Placed>,
    pub(super) rules: Vec<(Placed, Element)>,
    traits: Vec<Placed>,
}

impl Pass {
    pub(super) fn new(component: &ComponentRequirements, lifecycle: &Lifecycle) -> Self {
        Pass {
            threats: Threats::default(),
            attributes: Register::new("attribute"),
            protocols: Register::new("protocol"),
            mechanisms: Register::new("mechanism kind"),
            rules: Register::new("rule"),
            controls: Register::of("component requirement", component.controls().map(Control::id)),
            process: Register::of("process requirement", lifecycle.requirements.iter().map(|one| one.id.as_str())),
        }
    }

    /// A pass in which everything of `base` is declared already.
    pub(super) fn upon(base: &Threats, component: &ComponentRequirements, lifecycle: &Lifecycle) -> Self {
        Pass {
            threats: base.clone(),
            protocols: Register::of("protocol", base.protocol_ids.iter().map(String::as_str)),
            mechanisms: Register::of("mechanism kind", base.mechanism_ids.iter().map(String::as_str)),
            rules: Register::of("rule", base.rules.iter().map(|rule| rule.id.as_str())),
            ..Pass::new(component, lifecycle)
        }
    }

    fn read(&mut self, readers: &[Reader]) {
        let tables: Vec<_> = readers.iter().map(|reader| (reader, reader.parse())).collect();
        let mut files: Vec<_> =
            tables.iter().map(|(reader, table)| (*reader, reader.root(table), References::default())).collect();
        for (reader, root, references) in &mut files {
            for shape in root.tables("attribute", "an attribute") {
                self.attribute(reader, shape);
            }
            for shape in root.tables("mechanism", "a mechanism kind") {
                let kind = self.mechanism(reader, shape, references);
                self.threats.mechanism_kinds.push(kind);
            }
            for shape in root.tables("protocol", "a protocol") {
                let protocol = self.protocol(reader, shape, references);
                self.threats.protocols.push(protocol);
            }
            if let Some(shape) = root.table_if("meta", "the meta table") {
                shape.knows("schema");
                self.threats.revision = shape.number("revision");
                self.threats.status = shape.text_if("status").unwrap_or_default();
                self.threats.checked_against = shape.texts_if("checked-against");
                shape.finish();
            }
        }
        for (reader, root, references) in &mut files {
            for shape in root.tables("rule", "a rule") {
                let rule = self.rule(reader, shape, references);
                self.threats.rules.push(rule);
            }
        }
        for (reader, root, references) in files {
            root.finish();
            self.check(reader, &references);
        }
    }

    pub(super) fn check(&self, reader: &Reader, references: &References) {
        self.mechanisms.expect_all(reader, &references.mechanisms);
        for name in &references.traits {
            let known = |one: &Attribute| {
                one.element == Element::Flow && one.kind == AttributeType::Boolean && one.name == name.text
            };
            if !self.threats.attributes.iter().any(known) {
                reader.refuse(name.at, format!("flow has no attribute `{}` that is true or false", name.text), None);
            }
        }
        for (id, on) in &references.rules {
            self.rules.expect(reader, id);
            if let Some(other) = self.threats.rules.iter().find(|rule| rule.id == id.text && rule.on != *on) {
                let message =
                    format!("`{}` looks at {}, this rule at {on}: it is never shown under it", id.text, other.on);
                reader.refuse(id.at, message, None);
            }
        }
    }

    fn attribute(&mut self, reader: &Reader, shape: Shape<'_>) {
        let name = shape.placed("name");
        let element = shape.word("element", Element::Component);
        self.attributes.declare(reader, &Placed { text: format!("{element}.{}", name.text), at: name.at });
        if !name.text.split('.').all(is_kebab) && !name.text.is_empty() {
            let help = format!("write `{}`", name.text.replace('_', "-"));
            reader.refuse(name.at, format!("attribute `{}` is not in kebab-case", name.text), Some(help));
        }
        let attribute = Attribute {
            element,
            name: name.text,
            kind: shape.word("type", AttributeType::Boolean),
            values: shape.texts_if("values"),
            derived: shape.flag_or("derived", false),
            absent: shape.word("absent", Absent::Unknown),
            meaning: shape.text("meaning"),
        };
        let (kind, count) = (attribute.kind, attribute.values.len());
        if (kind == AttributeType::Boolean) != (count == 0) {
            let message = format!("`{}` is of type {kind} and has {count} values", attribute.name);
            reader.refuse(shape.at(), message, None);
        }
        shape.finish();
        self.threats.attributes.push(attribute);
    }

    pub(super) fn mechanism(
        &mut self,
        reader: &Reader,
        shape: Shape<'_>,
        references: &mut References,
    ) -> MechanismKind {
        let id = shape.placed("id");
        self.mechanisms.declare(reader, &id);
        let (requirements, relies_on) = (shape.placed_list_if("requirements"), shape.placed_list_if("relies-on"));
        self.controls.expect_all(reader, &requirements);
        let kind = MechanismKind {
            id: id.text,
            title: shape.text("title"),
            role: shape.word("role", Role::Prevent),
            stops: shape.words_if("stops"),
            preserves: shape.words_if("preserves"),
            enforcer: shape.word_if("enforcer").unwrap_or(Enforcer::None),
            cryptographic: shape.flag_or("cryptographic", false),
            requirements: texts(&requirements),
            relies_on: texts(&relies_on),
            own: None,
            tuned: None,
        };
        references.mechanisms.extend(relies_on);
        shape.finish();
        kind
    }

    pub(super) fn protocol(&mut self, reader: &Reader, shape: Shape<'_>, references: &mut References) -> Protocol {
        let id = shape.placed("id");
        self.protocols.declare(reader, &id);
        let (provides, traits) = (shape.placed_list_if("provides"), shape.placed_list_if("traits"));
        let mut listens = Vec::new();
        for written in shape.placed_list_if("listens") {
            match Listens::parse(&written.text) {
                Some(port) => listens.push(port),
                None => reader.refuse(written.at, format!("`{}` is no port like `tcp/502`", written.text), None),
            }
        }
        let protocol = Protocol {
            id: id.text,
            title: shape.text("title"),
            provides: texts(&provides),
            traits: texts(&traits),
            listens,
            note: shape.text_if("note"),
            own: None,
            tuned: None,
        };
        references.mechanisms.extend(provides);
        references.traits.extend(traits);
        shape.finish();
        protocol
    }

    pub(super) fn rule(&mut self, reader: &Reader, shape: Shape<'_>, references: &mut References) -> Rule {
        let id = shape.placed("id");
        self.rules.declare(reader, &id);
        let on = shape.word("on", Element::Component);
        let (when, escalate_when) = (shape.placed("when"), shape.placed_if("escalate-when"));
        let stopped_by = shape.placed_lists("stopped-by");
        let (reduced_by, support) = (shape.placed_list_if("reduced-by"), shape.placed_list_if("support"));
        let (requirements, process) = (shape.placed_list_if("requirements"), shape.placed_list_if("process"));
        let subsumes = shape.placed_list_if("subsumes");
        let attacker = shape.number_if("attacker");
        match attacker {
            Some((1..=4, _)) => {}
            Some((number, at)) => reader.refuse(at, format!("attacker class {number} is not one of 1 to 4"), None),
            None if shape.has("attacker") => {}
            None => reader.refuse(shape.at(), "a rule lacks `attacker`", None),
        }
        self.controls.expect_all(reader, &requirements);
        self.process.expect_all(reader, &process);
        let rule = Rule {
            id: id.text,
            revision: shape.number("revision"),
            stride: shape.words("stride"),
            on,
            title: shape.text("title"),
            description: shape.text("description"),
            when: self.condition(reader, when, on),
            severity: shape.word("severity", Severity::Low),
            escalate_when: escalate_when.map(|text| self.condition(reader, text, on)),
            stopped_by: stopped_by.iter().map(|kinds| texts(kinds)).collect(),
            reduced_by: texts(&reduced_by),
            support: texts(&support),
            requirements: texts(&requirements),
            process: texts(&process),
            cwe: shape.numbers_if("cwe"),
            capec: shape.numbers_if("capec"),
            attack_ics: shape.texts_if("attack-ics"),
            emb3d: shape.texts_if("emb3d"),
            verify: self.verifications(reader, &shape),
            attacker: attacker.map_or(1, |(number, _)| number),
            subsumes: texts(&subsumes),
            with_host: shape.flag_or("with-host", false),
            roll_up: shape.text("roll-up"),
            ask: shape.text_if("ask"),
            note: shape.text_if("note"),
            replaces: shape.texts_if("replaces"),
            place: shape.place(),
            own: false,
            tuned: None,
        };
        references.mechanisms.extend(stopped_by.into_iter().flatten().chain(reduced_by).chain(support));
        references.rules.extend(subsumes.into_iter().map(|id| (id, on)));
        shape.finish();
        rule
    }

    pub(super) fn verifications(&self, reader: &Reader, shape: &Shape<'_>) -> Vec<Verification> {
        let read = |shape: Shape<'_>| {
            let kind = shape.placed("kind");
            self.process.expect(reader, &kind);
            let verification = Verification { kind: kind.text, how: shape.text("how") };
            shape.finish();
            verification
        };
        shape.tables("verify", "a verification").into_iter().map(read).collect()
    }

    pub(super) fn condition(&self, reader: &Reader, written: Placed, on: Element) -> Condition {
        let place = reader.place(reader.inside(&written, 0));
        let expression = expression::parse(&written.text, on, &self.threats.attributes).unwrap_or_else(|problems| {
            // A key that is missing or no text has been refused already; nothing stands at the file's first byte.
            for problem in problems.into_iter().filter(|_| written.at > 0) {
                reader.refuse(reader.inside(&written, problem.offset), problem.message, problem.help);
            }
            Expression::Any(Vec::new())
        });
        Condition { text: written.text, place, expression }
    }
}

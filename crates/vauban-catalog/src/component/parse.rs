//! From a file to [`ComponentRequirements`], or to everything that is wrong with it.

use std::collections::HashMap;

use super::{
    AppliesTo, At, ComponentRequirements, ComponentType, Constraint, Enhancement, FoundationalRequirement, Kind,
    Requirement, Source, Status,
};
use crate::error::CatalogError;
use crate::read::{Placed, Reader, Shape, texts};
use crate::register::Register;
use crate::threats::Element;

impl ComponentRequirements {
    /// Reads one edition. A file with mistakes is refused as a whole, with all of them in the file's order.
    pub fn parse(file: &str, text: &str) -> Result<ComponentRequirements, Vec<CatalogError>> {
        let reader = Reader::new(file, text);
        let value = Pass::new(&reader).read();
        reader.finish(value)
    }
}

/// One reading: ids as they are declared, references kept until all ids are known.
struct Pass<'r> {
    reader: &'r Reader,
    sources: Register,
    families: Register,
    types: Register,
    controls: Register,
    keys: Register,
    to_sources: Vec<Placed>,
    to_families: Vec<Placed>,
    to_types: Vec<Placed>,
    to_controls: Vec<Placed>,
}

impl<'r> Pass<'r> {
    fn new(reader: &'r Reader) -> Self {
        Pass {
            reader,
            sources: Register::new("source"),
            families: Register::new("foundational requirement"),
            types: Register::new("component type"),
            controls: Register::new("requirement"),
            keys: Register::new("key"),
            to_sources: Vec::new(),
            to_families: Vec::new(),
            to_types: Vec::new(),
            to_controls: Vec::new(),
        }
    }

    fn read(mut self) -> ComponentRequirements {
        let table = self.reader.parse();
        let root = self.reader.root(&table);
        let mut value = ComponentRequirements {
            sources: root.tables("source", "a source").into_iter().map(|s| self.source(s)).collect(),
            foundational_requirements: root
                .tables("foundational-requirement", "a foundational requirement")
                .into_iter()
                .map(|s| self.family(s))
                .collect(),
            component_types: root
                .tables("component-type", "a component type")
                .into_iter()
                .map(|s| self.component_type(s))
                .collect(),
            constraints: root.tables("constraint", "a constraint").into_iter().map(|s| self.constraint(s)).collect(),
            requirements: root
                .tables("requirement", "a requirement")
                .into_iter()
                .map(|s| self.requirement(s))
                .collect(),
            ..ComponentRequirements::default()
        };
        match root.table_if("meta", "the meta table") {
            Some(meta) => self.meta(meta, &mut value),
            None => self.reader.refuse(0, "a catalog lacks `meta`", None),
        }
        root.finish();
        self.sources.expect_all(self.reader, &self.to_sources);
        self.families.expect_all(self.reader, &self.to_families);
        self.types.expect_all(self.reader, &self.to_types);
        self.controls.expect_all(self.reader, &self.to_controls);
        value.index = index(&value);
        value
    }

    fn meta(&self, shape: Shape<'_>, value: &mut ComponentRequirements) {
        let namespace = shape.placed("namespace");
        shape.knows("schema");
        value.catalog = shape.text("catalog");
        value.edition = shape.text("edition");
        value.standard = shape.text("standard");
        value.status = shape.text_if("status").unwrap_or_default();
        value.last_checked = shape.text_if("last-checked").unwrap_or_default();
        let expected = format!("{}:{}", value.catalog, value.edition);
        if namespace.text != expected && !namespace.text.is_empty() {
            self.reader.refuse(namespace.at, format!("namespace `{}` is not `{expected}`", namespace.text), None);
        }
        value.namespace = namespace.text;
        shape.finish();
    }

    fn source(&mut self, shape: Shape<'_>) -> Source {
        let id = shape.placed("id");
        self.sources.declare(self.reader, &id);
        let source = Source { id: id.text, bears_levels: shape.flag("bears-levels"), what: shape.text("what") };
        shape.finish();
        source
    }

    fn family(&mut self, shape: Shape<'_>) -> FoundationalRequirement {
        let id = shape.placed("id");
        self.families.declare(self.reader, &id);
        let family = FoundationalRequirement {
            id: id.text,
            abbreviation: shape.text("abbreviation"),
            title: shape.text("title"),
            clause: shape.number("clause"),
            summary: shape.text("summary"),
        };
        shape.finish();
        family
    }

    fn component_type(&mut self, shape: Shape<'_>) -> ComponentType {
        let id = shape.placed("id");
        self.types.declare(self.reader, &id);
        let kind = ComponentType {
            id: id.text,
            prefix: shape.text("prefix"),
            title: shape.text("title"),
            clause: shape.number("clause"),
            summary: shape.text("summary"),
        };
        shape.finish();
        kind
    }

    /// Id and key of a control; both are declared.
    fn names(&mut self, shape: &Shape<'_>) -> (Placed, String) {
        let (id, key) = (shape.placed("id"), shape.placed("key"));
        self.controls.declare(self.reader, &id);
        self.keys.declare(self.reader, &key);
        (id, key.text)
    }

    fn constraint(&mut self, shape: Shape<'_>) -> Constraint {
        let (id, key) = self.names(&shape);
        let constraint = Constraint {
            id: id.text,
            key,
            title: shape.text("title"),
            summary: shape.text("summary"),
            applies_to: self.applies_to(&shape),
            security_levels: shape.numbers_if("security-levels"),
            verified: shape.flag("verified"),
        };
        shape.finish();
        constraint
    }

    fn requirement(&mut self, shape: Shape<'_>) -> Requirement {
        let (id, key) = self.names(&shape);
        let family = shape.placed("foundational-requirement");
        let types = shape.placed_list("component-types");
        let delegates_to = shape.placed_list_if("delegates-to");
        let delegated_from = shape.placed_if("delegated-from");
        let level = shape.number_if("level");
        let security_levels = shape.numbers_if("security-levels");
        self.check_levels(level.map(|(level, _)| level), &security_levels, &id);
        let requirement = Requirement {
            key,
            kind: shape.word("kind", Kind::Common),
            status: shape.word("status", Status::Normative),
            foundational_requirement: family.text.clone(),
            component_types: texts(&types),
            title: shape.text("title"),
            summary: shape.text("summary"),
            system_requirement: shape.text_if("system-requirement"),
            level: level.map(|(level, _)| level),
            security_levels,
            applies_if: shape.text_if("applies-if"),
            applies_to: self.applies_to(&shape),
            delegates_to: texts(&delegates_to),
            delegated_from: delegated_from.as_ref().map(|from| from.text.clone()),
            sources: self.sources_of(&shape, "sources"),
            dissenting: self.sources_of(&shape, "dissenting"),
            verified: shape.flag("verified"),
            note: shape.text_if("note"),
            enhancements: shape
                .tables("enhancement", "an enhancement")
                .into_iter()
                .map(|s| self.enhancement(s, &id.text))
                .collect(),
            id: id.text,
        };
        if requirement.applies_to.is_empty() == (requirement.status == Status::Normative) {
            let message = match requirement.status {
                Status::Normative => format!("`{}` does not say what it is judged on", requirement.id),
                Status::Delegated | Status::None => {
                    format!("`{}` asks for nothing itself, so it is judged on nothing", requirement.id)
                }
            };
            let help = "`applies-to` stands with what is judged, and only there";
            self.reader.refuse(shape.at(), message, Some(help.to_string()));
        }
        self.to_families.push(family);
        self.to_types.extend(types);
        self.to_controls.extend(delegates_to.into_iter().chain(delegated_from));
        shape.finish();
        requirement
    }

    fn enhancement(&mut self, shape: Shape<'_>, requirement: &str) -> Enhancement {
        let (id, key) = self.names(&shape);
        let number = shape.number("number");
        let expected = format!("{requirement} RE({number})");
        if id.text != expected && !id.text.is_empty() {
            self.reader.refuse(id.at, format!("enhancement `{}` is not `{expected}`", id.text), None);
        }
        let level = shape.number("level");
        let security_levels = shape.numbers_if("security-levels");
        self.check_levels(Some(level), &security_levels, &id);
        let enhancement = Enhancement {
            id: id.text,
            key,
            number,
            title: shape.text("title"),
            level,
            applies_to: self.applies_to(&shape),
            security_levels,
            sources: self.sources_of(&shape, "sources"),
            dissenting: self.sources_of(&shape, "dissenting"),
            verified: shape.flag("verified"),
        };
        shape.finish();
        enhancement
    }

    /// What it is judged on. Conditions are understood once the vocabulary of facts has been read.
    fn applies_to(&self, shape: &Shape<'_>) -> Vec<AppliesTo> {
        let entries = shape.tables("applies-to", "an element that it applies to").into_iter();
        let read = |shape: Shape<'_>| {
            let on = shape.word("on", Element::Product);
            if on == Element::External {
                self.reader.refuse(shape.at(), "a requirement on components is judged on no `external`", None);
            }
            let when = shape.placed_if("when");
            let place = when.as_ref().map(|when| self.reader.place(self.reader.inside(when, 0)));
            let entry = AppliesTo::new(on, when.map(|when| when.text), place);
            shape.finish();
            entry
        };
        entries.map(read).collect()
    }

    fn sources_of(&mut self, shape: &Shape<'_>, key: &'static str) -> Vec<String> {
        let sources = shape.placed_list_if(key);
        let ids = texts(&sources);
        self.to_sources.extend(sources);
        ids
    }

    /// Demand is cumulative upward: a level n means n to 4.
    fn check_levels(&self, level: Option<u32>, levels: &[u32], id: &Placed) {
        let expected: Vec<u32> = level.map(|level| (level..=4).collect()).unwrap_or_default();
        if levels != expected {
            self.reader.refuse(
                id.at,
                format!("`{}` says levels {levels:?}, its level means {expected:?}", id.text),
                None,
            );
        }
    }
}

fn index(value: &ComponentRequirements) -> HashMap<String, At> {
    let mut index = HashMap::new();
    for (at, one) in value.constraints.iter().enumerate() {
        index.extend([(one.id.clone(), At::Constraint(at)), (one.key.clone(), At::Constraint(at))]);
    }
    for (at, one) in value.requirements.iter().enumerate() {
        index.extend([(one.id.clone(), At::Requirement(at)), (one.key.clone(), At::Requirement(at))]);
        for (number, more) in one.enhancements.iter().enumerate() {
            let place = At::Enhancement(at, number);
            index.extend([(more.id.clone(), place), (more.key.clone(), place)]);
        }
    }
    index
}

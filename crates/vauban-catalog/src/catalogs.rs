//! The set of catalogs in force.

use std::sync::Arc;

use crate::component::{ComponentRequirements, Control};
use crate::conformity::Law;
use crate::embedded;
use crate::error::{CatalogError, Place};
use crate::framework::{Entry, Framework};
use crate::lifecycle::{Aspect, Lifecycle, Practice, Requirement};
use crate::namespace::Reference;
use crate::reporting::Reporting;
use crate::terms::Terms;
use crate::threats::{Element, Threats};
use crate::word::Word;

/// The catalogs in force: those compiled in, and editions that a project put beside them.
///
/// Cheap to clone; what is added to one set is not in another.
#[derive(Clone, Debug, Default)]
pub struct Catalogs {
    lifecycles: Vec<Arc<Lifecycle>>,
    frameworks: Vec<Arc<Framework>>,
    default_lifecycle: Option<String>,
    threats: Option<Arc<Threats>>,
}

/// What a reference to a catalog entry leads to.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// A practice of the process standard.
    Practice(&'a Lifecycle, &'a Practice),
    /// A requirement of the process standard.
    Requirement(&'a Lifecycle, &'a Requirement),
    /// An aspect of a requirement.
    Aspect(&'a Lifecycle, &'a Requirement, &'a Aspect),
    /// An entry of the standard for components.
    Control(&'a ComponentRequirements, Control<'a>),
    /// An entry of another framework.
    Entry(&'a Framework, &'a Entry),
}

impl Catalogs {
    /// The catalogs that are compiled in.
    pub fn embedded() -> &'static Catalogs {
        static EMBEDDED: Catalogs =
            Catalogs { lifecycles: Vec::new(), frameworks: Vec::new(), default_lifecycle: None, threats: None };
        &EMBEDDED
    }

    /// The same set with one more edition of a process standard; its namespace must be new.
    pub fn with_lifecycle(mut self, lifecycle: Lifecycle) -> Result<Catalogs, CatalogError> {
        if self.lifecycle(&lifecycle.namespace).is_some() {
            return Err(taken(&lifecycle.namespace, lifecycle.declared));
        }
        self.lifecycles.push(Arc::new(lifecycle));
        Ok(self)
    }

    /// The same set with one more framework; its namespace must be new.
    ///
    /// Where two editions of one framework are in force, `catalog:ID` means the one that was added last.
    pub fn with_framework(mut self, framework: Framework) -> Result<Catalogs, CatalogError> {
        if self.frameworks().any(|known| known.namespace == framework.namespace) {
            return Err(taken(&framework.namespace, framework.declared));
        }
        self.frameworks.push(Arc::new(framework));
        Ok(self)
    }

    /// Editions that are compiled in and not in force, because nobody can be held to them yet.
    pub fn drafts(&self) -> impl Iterator<Item = &Lifecycle> {
        let all = embedded::drafts().iter().map(|loaded| loaded.value.as_ref());
        all.filter(|draft| self.lifecycle(&draft.namespace).is_none())
    }

    /// The same set with a draft put in force beside the others; as it is where there is none of that name.
    #[must_use]
    pub fn with_draft(mut self, namespace: &str) -> Catalogs {
        let named = embedded::drafts().iter().find(|loaded| loaded.value.namespace == namespace);
        if let Some(draft) = named.filter(|_| self.lifecycle(namespace).is_none()) {
            self.lifecycles.push(Arc::clone(&draft.value));
        }
        self
    }

    /// The same set with another edition meant by ids without namespace; `None` if there is no such edition. A draft
    /// that is named is in force.
    pub fn with_default_lifecycle(self, namespace: &str) -> Option<Catalogs> {
        let mut named = self.with_draft(namespace);
        named.lifecycle(namespace)?;
        named.default_lifecycle = Some(namespace.to_string());
        Some(named)
    }

    /// The edition of the process standard with this namespace: `iec62443-4-1:2018`.
    pub fn lifecycle(&self, namespace: &str) -> Option<&Lifecycle> {
        self.lifecycles().find(|lifecycle| lifecycle.namespace == namespace)
    }

    /// Every edition of the process standard in force.
    pub fn lifecycles(&self) -> impl Iterator<Item = &Lifecycle> {
        std::iter::once(&embedded::lifecycle().value).chain(self.lifecycles.iter().map(Arc::as_ref))
    }

    /// The edition that ids without namespace mean.
    pub fn default_lifecycle(&self) -> &Lifecycle {
        let named = self.default_lifecycle.as_deref().and_then(|namespace| self.lifecycle(namespace));
        named.unwrap_or(&embedded::lifecycle().value)
    }

    /// The standard for components.
    pub fn component(&self) -> &ComponentRequirements {
        &embedded::component().value
    }

    /// Threat knowledge: what is compiled in, with what the project added to it, changed and switched off.
    pub fn threats(&self) -> &Threats {
        self.threats.as_deref().unwrap_or(&embedded::threats().value)
    }

    /// The same set with a project's own threat knowledge, each file a name and a text; and what is wrong in it.
    ///
    /// An entry with mistakes is left out; the rest is in force.
    pub fn with_threats(mut self, files: &[(&str, &str)]) -> (Catalogs, Vec<CatalogError>) {
        if files.is_empty() {
            return (self, Vec::new());
        }
        let (threats, problems) = self.threats().extended(files, self.component(), self.default_lifecycle());
        self.threats = Some(Arc::new(threats));
        (self, problems)
    }

    /// The glossary.
    pub fn terms(&self) -> &Terms {
        &embedded::terms().value
    }

    /// Laws and other standards.
    pub fn frameworks(&self) -> impl DoubleEndedIterator<Item = &Framework> {
        let compiled_in = embedded::frameworks().iter().map(|loaded| loaded.value.as_ref());
        compiled_in.chain(self.frameworks.iter().map(Arc::as_ref))
    }

    /// The framework with this namespace (`cra:2024`) or, the last added first, this id (`cra`).
    pub fn framework(&self, name: &str) -> Option<&Framework> {
        self.frameworks().rev().find(|framework| framework.namespace == name || framework.id == name)
    }

    /// What the Cyber Resilience Act asks to be reported; a project's own edition of it counts before the one compiled in.
    pub fn reporting(&self) -> Reporting {
        self.framework("cra").map(|framework| Reporting::of(framework).0).unwrap_or_default()
    }

    /// The Cyber Resilience Act as it asks for conformity; a project's own edition of it counts before the one compiled in.
    pub fn law(&self) -> Option<Law<'_>> {
        self.framework("cra").map(|framework| Law { framework })
    }

    /// The point of the Cyber Resilience Act that a reference leads to: `cra:CRA-A1-P1-2g`.
    pub fn point(&self, reference: &str) -> Option<&Entry> {
        match self.resolve(reference)? {
            Named::Entry(framework, entry) if framework.id == "cra" => Some(entry),
            _ => None,
        }
    }

    /// What a reference leads to: `SD-1.c`, `CR 1.1`, `en18031:SUM-1`, `iec62443-4-1:2018/SD`.
    pub fn resolve(&self, reference: &str) -> Option<Named<'_>> {
        match Reference::split(reference) {
            Reference::Plain(id) => process(self.default_lifecycle(), id).or_else(|| self.control(id)),
            Reference::Catalog(name, id) | Reference::Edition(name, id) => self.resolve_in(name, id),
        }
    }

    /// Other editions of the process standard in force in which an id without namespace means something else than in the
    /// one that is meant by default, with what it means there.
    ///
    /// It means the same where the titles are the same, or where one edition carries over what the other asks under it.
    pub fn other_meanings(&self, id: &str) -> Vec<(&Lifecycle, &str)> {
        let default = self.default_lifecycle();
        let Some((here, title)) = meaning(default, id) else { return Vec::new() };
        let others = self.lifecycles().filter(|other| other.namespace != default.namespace);
        let meant = others.filter_map(|other| {
            let (there, other_title) = meaning(other, id)?;
            let same =
                title == other_title || carries(default, here, other, there) || carries(other, there, default, here);
            (!same).then_some((other, other_title))
        });
        meant.collect()
    }

    /// What an id without namespace means in the edition that is meant by default: the title of its requirement or
    /// practice.
    pub fn meaning(&self, id: &str) -> Option<&str> {
        meaning(self.default_lifecycle(), id).map(|(_, title)| title)
    }

    /// Where an id that the edition meant by default does not have is known: the edition, its title there, and the id
    /// that it has here, if what it asks is carried over.
    pub fn known_elsewhere(&self, id: &str) -> Option<(&Lifecycle, &str, Option<&str>)> {
        let default = self.default_lifecycle();
        let others = self.lifecycles().filter(|other| other.namespace != default.namespace);
        others.filter_map(|other| Some((other, meaning(other, id)?.1, carried_as(default, other, id)))).next()
    }

    /// The words of an enumeration that records use, by element and field: `component.kind`, `flow.content`.
    ///
    /// Besides the attributes of threat rules: `mechanism.kind`, and `protocol` of an interface and a flow.
    pub fn words(&self, field: &str) -> Option<&[String]> {
        match field {
            "mechanism.kind" => Some(self.mechanism_kinds()),
            "interface.protocol" | "flow.protocol" => Some(self.protocols()),
            _ => {
                let (element, name) = field.split_once('.')?;
                let attribute = self.threats().attribute(Element::from_word(element)?, name)?;
                if attribute.values.is_empty() { None } else { Some(&attribute.values) }
            }
        }
    }

    /// Ids of all mechanism kinds.
    pub fn mechanism_kinds(&self) -> &[String] {
        self.threats().mechanism_ids()
    }

    /// Ids of all protocol profiles.
    pub fn protocols(&self) -> &[String] {
        self.threats().protocol_ids()
    }

    /// What is wrong with the files compiled in, and edges of the crosswalk that lead nowhere. Loads everything.
    pub fn problems(&self) -> Vec<CatalogError> {
        let mut problems = Vec::new();
        problems.extend_from_slice(&embedded::lifecycle().problems);
        embedded::drafts().iter().for_each(|loaded| problems.extend_from_slice(&loaded.problems));
        problems.extend_from_slice(&embedded::component().problems);
        problems.extend_from_slice(&embedded::threats().problems);
        problems.extend(self.component().unclear(&self.threats().attributes));
        problems.extend_from_slice(&embedded::terms().problems);
        problems.extend(self.framework("cra").map(|framework| Reporting::of(framework).1).unwrap_or_default());
        embedded::frameworks().iter().for_each(|loaded| problems.extend_from_slice(&loaded.problems));
        for framework in self.frameworks() {
            problems.extend(self.dangling(framework));
        }
        problems
    }

    /// References of a framework that lead to nothing in force.
    pub fn dangling(&self, framework: &Framework) -> Vec<CatalogError> {
        let edges = framework.entries.iter().flat_map(|entry| entry.refs.iter().map(move |edge| (entry, edge)));
        let dangling = edges.filter(|(_, edge)| !self.leads_somewhere(&edge.target));
        let report = |(entry, edge): (&Entry, &crate::framework::Ref)| {
            let message =
                format!("`{}` of `{}` names `{}`, which is in no catalog", edge.relation, entry.id, edge.target);
            CatalogError::at(&edge.place, message, None)
        };
        dangling.map(report).collect()
    }

    /// `en18031:all` means the whole of it.
    fn leads_somewhere(&self, target: &str) -> bool {
        match Reference::split(target) {
            Reference::Catalog(name, "all") => self.framework(name).is_some(),
            Reference::Plain(_) | Reference::Catalog(..) | Reference::Edition(..) => self.resolve(target).is_some(),
        }
    }

    fn resolve_in(&self, name: &str, id: &str) -> Option<Named<'_>> {
        let default = self.default_lifecycle();
        let component = self.component();
        if let Some(lifecycle) = self.lifecycle(name) {
            process(lifecycle, id)
        } else if name == default.catalog {
            process(default, id)
        } else if let Some(lifecycle) = self.lifecycles().filter(|lifecycle| lifecycle.catalog == name).last() {
            process(lifecycle, id)
        } else if name == component.namespace || name == component.catalog {
            self.control(id)
        } else if let Some(draft) = self.drafts().find(|draft| draft.namespace == name) {
            // What a record says about a draft is kept, whether or not anybody reports by it.
            process(draft, id)
        } else {
            let framework = self.framework(name)?;
            framework.entry(id).map(|entry| Named::Entry(framework, entry))
        }
    }

    fn control(&self, id: &str) -> Option<Named<'_>> {
        self.component().control(id).map(|control| Named::Control(self.component(), control))
    }
}

fn process<'a>(lifecycle: &'a Lifecycle, id: &str) -> Option<Named<'a>> {
    let aspect = || lifecycle.aspect(id).map(|(requirement, aspect)| Named::Aspect(lifecycle, requirement, aspect));
    let practice = || lifecycle.practice(id).map(|practice| Named::Practice(lifecycle, practice));
    let requirement = lifecycle.requirement(id).map(|requirement| Named::Requirement(lifecycle, requirement));
    requirement.or_else(aspect).or_else(practice)
}

/// The requirement that an id leads to, and its title; for a practice its title alone.
fn meaning<'a>(lifecycle: &'a Lifecycle, id: &str) -> Option<(Option<&'a Requirement>, &'a str)> {
    match process(lifecycle, id)? {
        Named::Requirement(_, one) | Named::Aspect(_, one, _) => Some((Some(one), &one.title)),
        Named::Practice(_, one) => Some((None, &one.title)),
        Named::Control(..) | Named::Entry(..) => None,
    }
}

/// Whether an aspect of `here` carries over one of `there`.
fn carries(edition: &Lifecycle, here: Option<&Requirement>, other: &Lifecycle, there: Option<&Requirement>) -> bool {
    let (Some(here), Some(there)) = (here, there) else { return false };
    let from = |reference: &String| match reference.split_once('/') {
        Some((namespace, id)) => namespace == other.namespace && there.aspects.iter().any(|aspect| aspect.id == id),
        None => false,
    };
    edition.namespace != other.namespace && here.aspects.iter().flat_map(|aspect| &aspect.carries_over).any(from)
}

/// The id under which an edition carries over what an aspect or a requirement of another asks.
fn carried_as<'a>(edition: &'a Lifecycle, other: &Lifecycle, id: &str) -> Option<&'a str> {
    let aspect = format!("{}/{id}", other.namespace);
    let of_requirement = format!("{aspect}.");
    for (requirement, here) in edition.aspects() {
        for carried in &here.carries_over {
            if *carried == aspect {
                return Some(&here.id);
            }
            if carried.starts_with(&of_requirement) {
                return Some(&requirement.id);
            }
        }
    }
    None
}

fn taken(namespace: &str, declared: Option<Place>) -> CatalogError {
    let place = declared.unwrap_or_else(|| Place { file: namespace.into(), line: 1, column: 1 });
    let help = "give the new edition its own `catalog` and `edition`".to_string();
    CatalogError::at(&place, format!("namespace `{namespace}` is already in force"), Some(help))
}

//! The sketch: what every threat modelling tool draws, in one shape.
//!
//! A format's reader fills it with the source's own keys. Building gives every element an id,
//! resolves the references, puts interfaces where flows arrive, and tells what does not fit.

mod build;
mod flows;
mod geometry;
mod records;
mod resolve;

pub(crate) use build::build;
pub(crate) use geometry::{Area, place_in_boxes};

use crate::lost::Place;

/// A design as another tool sees it.
#[derive(Debug, Default)]
pub(crate) struct Sketch {
    pub(crate) title: Option<String>,
    pub(crate) description: Vec<String>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) boundaries: Vec<Boundary>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) links: Vec<Link>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) mechanisms: Vec<Mechanism>,
    pub(crate) threats: Vec<Threat>,
    pub(crate) assumptions: Vec<Assumption>,
    pub(crate) attackers: Vec<Attacker>,
    pub(crate) requirements: Vec<Requirement>,
}

/// What a key of the source names.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Class {
    Zone,
    Boundary,
    Node,
    Link,
    Asset,
    Mechanism,
    Threat,
}

/// A reference of the source, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Ref {
    pub(crate) class: Class,
    pub(crate) key: String,
    pub(crate) place: Place,
}

impl Ref {
    pub(crate) fn new(class: Class, key: impl Into<String>, place: &Place) -> Self {
        let (key, place) = (key.into(), place.clone());
        Self { class, key, place }
    }

    /// References of one class, from the texts of a list.
    pub(crate) fn list(class: Class, texts: Vec<(String, Place)>) -> Vec<Self> {
        let refs = texts.into_iter();
        refs.map(|(key, place)| Self { class, key, place }).collect()
    }
}

/// What all elements have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    /// The source's own key; empty when nothing can refer to it.
    pub(crate) key: String,
    pub(crate) title: String,
    /// Paragraphs.
    pub(crate) description: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) place: Place,
}

impl Head {
    pub(crate) fn new(key: impl Into<String>, title: impl Into<String>, place: &Place) -> Self {
        Self { key: key.into(), title: title.into(), place: place.clone(), ..Self::default() }
    }

    /// Adds a paragraph, if there is one.
    pub(crate) fn say(&mut self, paragraph: Option<String>) {
        self.description.extend(paragraph);
    }

    /// Adds a sentence for a word of the source that has no field.
    pub(crate) fn note(&mut self, label: &str, word: Option<String>) {
        self.description.extend(word.map(|word| format!("{label}: {}.", word.trim_end_matches('.'))));
    }
}

#[derive(Debug, Default)]
pub(crate) struct Zone {
    pub(crate) head: Head,
    pub(crate) kind: Option<&'static str>,
    pub(crate) parent: Option<Ref>,
}

#[derive(Debug)]
pub(crate) struct Boundary {
    pub(crate) head: Head,
    pub(crate) from: Ref,
    pub(crate) to: Ref,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Role {
    #[default]
    Component,
    Actor,
}

/// A box of a data flow diagram: a component or an actor.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) head: Head,
    pub(crate) role: Role,
    pub(crate) kind: Option<&'static str>,
    pub(crate) form: Option<&'static str>,
    pub(crate) zones: Vec<Ref>,
    /// Out of scope: part of the environment.
    pub(crate) outside: bool,
    /// The component this one is a part of.
    pub(crate) inside: Option<Ref>,
    pub(crate) runs_on: Vec<Ref>,
}

/// An arrow of a data flow diagram.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) head: Head,
    pub(crate) from: Ref,
    pub(crate) to: Ref,
    pub(crate) protocol: Option<(String, Place)>,
    pub(crate) port: Option<i64>,
    pub(crate) both_ways: bool,
    /// The arrow this one answers.
    pub(crate) answer_to: Option<Ref>,
    pub(crate) carries: Vec<Ref>,
}

#[derive(Debug, Default)]
pub(crate) struct Asset {
    pub(crate) head: Head,
    pub(crate) kind: Option<&'static str>,
    pub(crate) held_by: Vec<Ref>,
    /// Confidentiality, integrity, availability.
    pub(crate) impact: [Option<&'static str>; 3],
}

#[derive(Debug, Default)]
pub(crate) struct Mechanism {
    pub(crate) head: Head,
    pub(crate) status: Option<&'static str>,
    pub(crate) protects: Vec<Ref>,
}

#[derive(Debug, Default)]
pub(crate) struct Threat {
    pub(crate) head: Head,
    pub(crate) stride: Vec<&'static str>,
    pub(crate) on: Vec<Ref>,
    pub(crate) severity: Option<&'static str>,
    pub(crate) cvss: Option<String>,
    pub(crate) cwe: Vec<String>,
    pub(crate) capec: Vec<String>,
    /// What was decided, when something was.
    pub(crate) response: Option<&'static str>,
    pub(crate) by: Vec<Ref>,
    pub(crate) rationale: Vec<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Assumption {
    pub(crate) head: Head,
    pub(crate) about: Vec<Ref>,
}

#[derive(Debug, Default)]
pub(crate) struct Attacker {
    pub(crate) head: Head,
    pub(crate) strength: Option<i64>,
}

#[derive(Debug, Default)]
pub(crate) struct Requirement {
    pub(crate) head: Head,
    pub(crate) text: String,
}

//! A threat rule.

use super::{Element, Expression};
use crate::error::Place;
use crate::word::words;

/// A pattern that proposes a threat wherever facts of the design make it possible.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, never used again for another rule: `T-FLOW-ALTERED`.
    pub id: String,
    /// Rises when the meaning changes, so that earlier decisions are looked at again.
    pub revision: u32,
    /// Categories of threat.
    pub stride: Vec<Stride>,
    /// The kind of element it looks at.
    pub on: Element,
    /// Its title.
    pub title: String,
    /// What could happen.
    pub description: String,
    /// Facts of the design that make it possible.
    pub when: Condition,
    /// Typical severity, where no asset gives a better one.
    pub severity: Severity,
    /// Facts that raise the severity by one step.
    pub escalate_when: Option<Condition>,
    /// Alternatives; all kinds of one of them stop the threat.
    pub stopped_by: Vec<Vec<String>>,
    /// Kinds that make it harder, visible or less bad.
    pub reduced_by: Vec<String>,
    /// Kinds that the stopping ones rely on.
    pub support: Vec<String>,
    /// Component requirements that the mechanisms realise.
    pub requirements: Vec<String>,
    /// Process requirements that carry what no mechanism can.
    pub process: Vec<String>,
    /// CWE numbers.
    pub cwe: Vec<u32>,
    /// CAPEC numbers.
    pub capec: Vec<u32>,
    /// ATT&CK for ICS techniques.
    pub attack_ics: Vec<String>,
    /// EMB3D threats.
    pub emb3d: Vec<String>,
    /// How to test that the threat is stopped.
    pub verify: Vec<Verification>,
    /// Lowest class of assumed attacker at which it is proposed, 1 to 4.
    pub attacker: u32,
    /// Rules whose instance on the same element is shown under this one.
    pub subsumes: Vec<String>,
    /// Whether what runs on a component shares its threat: it is shown under that of the component it runs on.
    pub with_host: bool,
    /// The level at which instances are shown as one line.
    pub roll_up: String,
    /// A question to whoever decides.
    pub ask: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Rules of earlier editions whose threats it now finds: decisions about theirs are about its own.
    pub replaces: Vec<String>,
    /// Where it stands.
    pub place: Place,
    /// Whether it is the product's own.
    pub own: bool,
    /// How the product changed it, where it did.
    pub tuned: Option<Tuned>,
}

impl Rule {
    /// Whether the product has switched it off.
    pub fn off(&self) -> bool {
        self.tuned.as_ref().is_some_and(|tuned| tuned.off)
    }
}

/// How a product changed an entry of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tuned {
    /// Where it does so.
    pub place: Place,
    /// Why.
    pub rationale: String,
    /// Whether it switched it off.
    pub off: bool,
    /// What it changed, as written: what decisions rest on besides the entry's revision.
    pub changes: Vec<String>,
}

/// An expression with its text and place.
#[derive(Clone, Debug)]
pub struct Condition {
    /// As it is written.
    pub text: String,
    /// Where the text begins.
    pub place: Place,
    /// What it says.
    pub expression: Expression,
}

/// How to test that a threat is stopped.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The process requirement that names the kind of test: `SVV-2`.
    pub kind: String,
    /// What to do.
    pub how: String,
}

words! {
    /// A category of threat.
    pub enum Stride {
        /// Pretending to be somebody else.
        Spoofing = "spoofing",
        /// Changing what one must not.
        Tampering = "tampering",
        /// Denying what one did.
        Repudiation = "repudiation",
        /// Reading what one must not.
        InformationDisclosure = "information-disclosure",
        /// Taking something out of service.
        DenialOfService = "denial-of-service",
        /// Doing more than one may.
        ElevationOfPrivilege = "elevation-of-privilege",
    }
}

words! {
    /// Typical severity of a threat before countermeasures.
    pub enum Severity {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

impl Severity {
    /// One step higher; critical stays critical.
    pub fn raised(self) -> Severity {
        match self {
            Severity::Low => Severity::Medium,
            Severity::Medium => Severity::High,
            Severity::High | Severity::Critical => Severity::Critical,
        }
    }
}

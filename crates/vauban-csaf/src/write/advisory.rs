//! What an advisory says, as plain values: the source from which documents of either edition are written.
//!
//! Products are named by keys of the caller's own (`gateway-2.1`); the writer gives them ids. Times are texts with zone
//! (RFC 3339): whoever fills the values in has read them already.

use std::collections::BTreeMap;

/// What sort of document it is: the profiles of section 4 of the standard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Vulnerabilities of products, and what to do (`csaf_security_advisory`).
    #[default]
    SecurityAdvisory,
    /// What vulnerabilities mean for products (`csaf_vex`).
    Vex,
    /// Advice without a vulnerability (`csaf_informational_advisory`).
    Informational,
    /// What happened, and what was done (`csaf_security_incident_response`).
    IncidentResponse,
}

impl Profile {
    /// The category of the document.
    pub fn category(self) -> &'static str {
        match self {
            Profile::SecurityAdvisory => "csaf_security_advisory",
            Profile::Vex => "csaf_vex",
            Profile::Informational => "csaf_informational_advisory",
            Profile::IncidentResponse => "csaf_security_incident_response",
        }
    }
}

/// The traffic light label (TLP 2.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tlp {
    /// Anybody may read it.
    Clear,
    /// The community may.
    Green,
    /// The organisation and its clients may.
    Amber,
    /// The organisation may.
    AmberStrict,
    /// Those it was given to may.
    Red,
}

/// The whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advisory {
    /// Its profile.
    pub profile: Profile,
    /// Its title.
    pub title: String,
    /// The language it is written in (BCP 47); may be empty.
    pub lang: String,
    /// Who may read it.
    pub tlp: Option<Tlp>,
    /// Rules of passing it on, in words; may be empty.
    pub distribution: String,
    /// How severe it is as a whole, in the publisher's words; may be empty.
    pub aggregate_severity: String,
    /// Who publishes it.
    pub publisher: Publisher,
    /// Its id and history.
    pub tracking: Tracking,
    /// Notes on the document.
    pub notes: Vec<Note>,
    /// Where more is to be found.
    pub references: Vec<Reference>,
    /// Who is thanked.
    pub acknowledgments: Vec<Acknowledgment>,
    /// The products, each under its key.
    pub products: BTreeMap<String, Product>,
    /// Products that are part of other products, each under its key.
    pub relationships: BTreeMap<String, Relationship>,
    /// The vulnerabilities.
    pub vulnerabilities: Vec<Vulnerability>,
}

/// Who publishes a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publisher {
    /// `vendor`, `coordinator`, `discoverer`, `user`, `translator`, `other`; 2.1 also `multiplier`.
    pub category: String,
    /// Its name.
    pub name: String,
    /// An address it owns.
    pub namespace: String,
    /// How to reach it; may be empty.
    pub contact_details: String,
    /// By what right it publishes; may be empty.
    pub issuing_authority: String,
}

/// Whether more changes are expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It is not for use.
    Draft,
    /// It will change soon.
    Interim,
    /// No change is expected.
    #[default]
    Final,
}

/// Id and history of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracking {
    /// Its id, the same for all versions.
    pub id: String,
    /// Other ids.
    pub aliases: Vec<String>,
    /// Whether more changes are expected.
    pub status: Status,
    /// The versions so far, oldest first; the last is this one.
    pub revisions: Vec<Revision>,
    /// What wrote it, and its version; may be empty.
    pub generator: (String, String),
}

/// A version of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revision {
    /// Its number: `1`, or `1.0.0`.
    pub number: String,
    /// When it was released.
    pub date: String,
    /// What changed.
    pub summary: String,
}

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// `description`, `details`, `faq`, `general`, `legal_disclaimer`, `other`, `summary`.
    pub category: String,
    /// Its title; may be empty.
    pub title: String,
    /// Whom it is for; may be empty.
    pub audience: String,
    /// The note.
    pub text: String,
}

/// Where more is to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// Whether it leads to this document itself.
    pub to_self: bool,
    /// What is there.
    pub summary: String,
    /// The address.
    pub url: String,
}

/// Who is thanked, and what for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acknowledgment {
    /// People by name.
    pub names: Vec<String>,
    /// Their organisation; may be empty.
    pub organization: String,
    /// What for; may be empty.
    pub summary: String,
    /// Addresses.
    pub urls: Vec<String>,
}

/// Which versions of a product are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// Nothing is said of versions.
    #[default]
    Unsaid,
    /// This one.
    Exact(String),
    /// A range: `vers:…`.
    Range(String),
}

/// A product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    /// Who makes it; may be empty.
    pub vendor: String,
    /// The family it belongs to; may be empty.
    pub family: String,
    /// Its name.
    pub name: String,
    /// Which versions.
    pub version: Version,
    /// Package URLs; 2.0 has room for one.
    pub purls: Vec<String>,
    /// A CPE; may be empty.
    pub cpe: String,
    /// Model numbers.
    pub model_numbers: Vec<String>,
    /// Order numbers.
    pub skus: Vec<String>,
    /// Serial numbers.
    pub serial_numbers: Vec<String>,
    /// Where bills of materials are to be had.
    pub sbom_urls: Vec<String>,
    /// Files by name, with digests as (algorithm, hexadecimal digits).
    pub hashes: Vec<(String, Vec<(String, String)>)>,
}

/// A product that is part of another, installed on it, installed with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relationship {
    /// `default_component_of`, `optional_component_of`, `external_component_of`, `installed_on`, `installed_with`.
    pub category: String,
    /// The key of the part.
    pub part: String,
    /// The key of the whole.
    pub of: String,
}

/// The groups of products a vulnerability has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The first versions that are affected.
    FirstAffected,
    /// The first versions with the fix.
    FirstFixed,
    /// Versions with the fix.
    Fixed,
    /// Versions known to be affected.
    KnownAffected,
    /// Versions known not to be.
    KnownNotAffected,
    /// The last versions that are affected.
    LastAffected,
    /// Versions to use.
    Recommended,
    /// Versions that are being looked into.
    UnderInvestigation,
    /// Versions of which nothing is known (2.1).
    Unknown,
}

impl Group {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Group::FirstAffected => "first_affected",
            Group::FirstFixed => "first_fixed",
            Group::Fixed => "fixed",
            Group::KnownAffected => "known_affected",
            Group::KnownNotAffected => "known_not_affected",
            Group::LastAffected => "last_affected",
            Group::Recommended => "recommended",
            Group::UnderInvestigation => "under_investigation",
            Group::Unknown => "unknown",
        }
    }
}

/// A vulnerability. Lists of keys name products or relationships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vulnerability {
    /// Its CVE; may be empty.
    pub cve: String,
    /// Its title; may be empty.
    pub title: String,
    /// Other ids as (system, id).
    pub ids: Vec<(String, String)>,
    /// Weaknesses; 2.0 has room for one.
    pub cwes: Vec<Cwe>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Scores.
    pub scores: Vec<Score>,
    /// What it means for products.
    pub status: BTreeMap<Group, Vec<String>>,
    /// Why products are not affected: the label and the products.
    pub flags: Vec<(String, Vec<String>)>,
    /// Threats.
    pub threats: Vec<Threat>,
    /// What to do.
    pub remediations: Vec<Remediation>,
    /// Where more is to be found.
    pub references: Vec<Reference>,
    /// Who is thanked.
    pub acknowledgments: Vec<Acknowledgment>,
    /// When it was found; may be empty.
    pub discovered: String,
    /// When it was or will be made public; may be empty.
    pub disclosed: String,
    /// When it was first seen exploited, as (when that was learnt, when it happened); 2.1 only.
    pub exploited: Vec<(String, String)>,
}

/// A weakness of the CWE list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cwe {
    /// `CWE-79`.
    pub id: String,
    /// Its name, as the list has it.
    pub name: String,
    /// The version of the list (2.1).
    pub version: String,
}

/// A score: the vector, what it comes to, and for which products.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// The vector, with its prefix: `CVSS:3.1/…`, `CVSS:4.0/…`; none for version 2.
    pub vector: String,
    /// The base score in tenths.
    pub base: u8,
    /// The severity of the base score, in capitals: `NONE`, `LOW`, `MEDIUM`, `HIGH`, `CRITICAL`.
    pub severity: String,
    /// The products.
    pub products: Vec<String>,
}

/// What somebody could do, or has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Threat {
    /// `exploit_status`, `impact`, `target_set`.
    pub category: String,
    /// In words.
    pub details: String,
    /// When this was said; may be empty.
    pub date: String,
    /// The products; none: all.
    pub products: Vec<String>,
}

/// What to do about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remediation {
    /// `vendor_fix`, `workaround`, `mitigation`, `no_fix_planned`, `none_available`; 2.1 also `fix_planned`,
    /// `optional_patch`.
    pub category: String,
    /// In words.
    pub details: String,
    /// Where it is to be had; may be empty.
    pub url: String,
    /// When it was or will be there; may be empty.
    pub date: String,
    /// What must be restarted, as (category, words); the category may be empty.
    pub restart: (String, String),
    /// The products; none: all.
    pub products: Vec<String>,
}

//! What laws and agencies ask of a bill of materials, held against one.
//!
//! A profile is a list of rules ([`RULES`]), each one declaration: which field, how strongly it is asked, what is missing
//! without it and what to do. [`hold`] asks them all. A profile is passed if no required field is lacking anywhere and
//! there is something to judge: a bill without components passes nothing. Sources: BSI TR-03183-2 2.1.0; NTIA, The
//! Minimum Elements for an SBOM (2021); CISA, 2025 Minimum Elements, public draft; Regulation (EU) 2024/2847, Annex I
//! part II 1.

mod fields;
mod rules;

use crate::model::Bill;
use crate::words::Kind;

pub(crate) use fields::has_zone;
pub use rules::RULES;

/// A list of what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// The least that the Cyber Resilience Act asks.
    CraMin,
    /// NTIA, 2021.
    Ntia2021,
    /// BSI TR-03183-2, 2.1.0.
    Bsi21,
    /// CISA, public draft of August 2025.
    Cisa2025Draft,
}

/// How strongly a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Without it the profile is not passed.
    Required,
    /// It has to be there if it exists, which only people know.
    IfAvailable,
    /// It may be there.
    Optional,
}

/// What a rule is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The document.
    Document,
    /// What the document describes.
    Product,
    /// Every component that is neither a file nor a service, the product included.
    Components,
}

/// A field that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The document says what it describes.
    DescribesSomething,
    /// A version of a format the profile knows.
    NewFormat,
    /// Somebody wrote the bill.
    Author,
    /// Whoever wrote the bill can be reached by mail or at a web address.
    AuthorContact,
    /// When, with its time zone.
    Timestamp,
    /// The program that wrote it.
    ToolName,
    /// In which phase, or from what, it was made.
    GenerationContext,
    /// The bill has an address of its own.
    BillAddress,
    /// No vulnerabilities stand in it.
    NoVulnerabilities,
    /// Name.
    Name,
    /// Version.
    Version,
    /// Whoever supplies or made the component.
    Supplier,
    /// Whoever made the component, with mail or web address.
    CreatorContact,
    /// Package URL, CPE, SWID or another id.
    Identifier,
    /// What it depends on is said, be it nothing.
    Dependencies,
    /// How complete that is.
    Completeness,
    /// Any digest.
    Hash,
    /// SHA-512 of what is handed out.
    DeployableSha512,
    /// Any licence.
    Licence,
    /// The licence under which it is handed out.
    DistributionLicence,
    /// The licence its makers declare.
    OriginalLicence,
    /// The licence under which it is used.
    EffectiveLicence,
    /// Name of its file.
    FileName,
    /// Whether it can be executed.
    Executable,
    /// Whether it is an archive.
    Archive,
    /// Whether its parts can be told apart.
    Structured,
    /// Where its source is.
    SourceAddress,
    /// Where it is handed out.
    DeployableAddress,
    /// Digest of its source.
    SourceHash,
    /// Where its `security.txt` is.
    SecurityTxt,
}

/// One thing that a profile asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Of which profile.
    pub profile: Profile,
    /// Its name within the profile.
    pub name: &'static str,
    /// How strongly.
    pub level: Level,
    /// Of what.
    pub subject: Subject,
    /// Which field.
    pub field: Field,
    /// What is missing, as the predicate of a sentence.
    pub missing: &'static str,
    /// What to do.
    pub next: &'static str,
}

/// Places that are named of each rule.
pub const FIRST: usize = 5;

/// What came of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The rule.
    pub rule: &'static Rule,
    /// How many it was asked of.
    pub asked: usize,
    /// How many lack it.
    pub lacking: usize,
    /// The first of them.
    pub first: Vec<Lack>,
}

/// One that lacks a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The component; none is the document.
    pub component: Option<usize>,
    /// Its name and version.
    pub label: String,
    /// Where it stands in the file, in bytes.
    pub offset: usize,
}

/// A bill held against a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The profile.
    pub profile: Profile,
    /// Whether no required field is lacking, and there were components to ask of.
    pub passed: bool,
    /// Components that were asked of.
    pub components: usize,
    /// Files and services, of which components' fields are not asked.
    pub set_aside: usize,
    /// Every rule, in the order of the profile.
    pub answers: Vec<Answer>,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 4] = [Profile::CraMin, Profile::Ntia2021, Profile::Bsi21, Profile::Cisa2025Draft];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Profile::CraMin => "cra-min",
            Profile::Ntia2021 => "ntia-2021",
            Profile::Bsi21 => "bsi-2.1",
            Profile::Cisa2025Draft => "cisa-2025-draft",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.word() == word)
    }

    /// What it asks.
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().filter(move |rule| rule.profile == self)
    }
}

impl Level {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Level::Required => "required",
            Level::IfAvailable => "if-available",
            Level::Optional => "optional",
        }
    }
}

/// Holds a bill against a profile.
pub fn hold(bill: &Bill, profile: Profile) -> Held {
    let asked: Vec<usize> = (0..bill.components.len())
        .filter(|at| bill.components.get(*at).is_some_and(|part| !matches!(part.kind, Kind::File | Kind::Service)))
        .collect();
    let known = fields::Known::of(bill);
    let answers: Vec<Answer> = profile.rules().map(|rule| answer(bill, &known, rule, &asked)).collect();
    let lacking = answers.iter().any(|answer| answer.rule.level == Level::Required && answer.lacking > 0);
    Held {
        profile,
        passed: !lacking && !asked.is_empty(),
        components: asked.len(),
        set_aside: bill.components.len() - asked.len(),
        answers,
    }
}

fn answer(bill: &Bill, known: &fields::Known, rule: &'static Rule, asked: &[usize]) -> Answer {
    let document = [None];
    let some = |list: &[usize]| list.iter().map(|at| Some(*at)).collect::<Vec<Option<usize>>>();
    let subjects = match rule.subject {
        Subject::Document => document.to_vec(),
        // A document that describes nothing lacks what is asked of its product.
        Subject::Product if bill.roots.is_empty() => document.to_vec(),
        Subject::Product => some(&bill.roots),
        Subject::Components => some(asked),
    };
    let (mut lacking, mut first) = (0, Vec::new());
    for subject in &subjects {
        let component = subject.and_then(|at| bill.components.get(at));
        let there = match (rule.subject, component) {
            (Subject::Document, _) => fields::of_document(bill, rule.field),
            (Subject::Product | Subject::Components, Some(part)) => {
                fields::of_component(bill, known, subject.unwrap_or_default(), part, rule.field)
            }
            (Subject::Product | Subject::Components, None) => false,
        };
        if there {
            continue;
        }
        lacking += 1;
        if first.len() < FIRST {
            let label = component.map_or_else(|| "the document".to_owned(), crate::Component::label);
            let offset = component.map_or(0, |part| part.offset);
            first.push(Lack { component: *subject, label, offset });
        }
    }
    Answer { rule, asked: subjects.len(), lacking, first }
}

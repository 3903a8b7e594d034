//! The one model of a bill of materials, whatever format it came in.
//!
//! Words stay as the author wrote them where formats agree on none; what formats agree on (kinds of component,
//! algorithms, relations, how complete a list is) is an enumeration of [`crate::words`]. Components are named by their
//! place in [`Bill::components`]. Everything of a file that has no room here is counted in [`Bill::unread`], so that a
//! conversion can tell what it lost.

use crate::place::{Lines, Place};
use crate::words::{Acknowledgement, Algorithm, Extent, Kind, LicenceForm, PartyKind, Relation, Scope};

/// A format and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// CycloneDX in JSON.
    CycloneDxJson,
    /// CycloneDX in XML.
    CycloneDxXml,
    /// SPDX 2.2 or 2.3 in JSON.
    Spdx2,
    /// SPDX 3.0 in JSON-LD.
    Spdx3,
    /// `Cargo.lock`.
    CargoLock,
    /// `package-lock.json` or `npm-shrinkwrap.json`.
    NpmLock,
}

/// A bill of materials.
#[derive(Clone, Debug)]
pub struct Bill {
    /// Format it was read from.
    pub format: Format,
    /// Version of the format, as `1.6` or `3.0.1`.
    pub spec: String,
    /// Serial number (CycloneDX) or namespace (SPDX); may be empty.
    pub id: String,
    /// Version of the bill itself, where the format counts them.
    pub revision: Option<u64>,
    /// Its name, where the format has one.
    pub name: String,
    /// When it was made, as written; may be empty.
    pub created: String,
    /// Licence of the bill itself.
    pub data_licence: String,
    /// Programs that wrote it.
    pub tools: Vec<Tool>,
    /// People and organisations that wrote it.
    pub authors: Vec<Party>,
    /// Who supplies what the bill describes, as said of the document.
    pub supplier: Option<Party>,
    /// Who made the bill (CycloneDX `metadata.manufacturer`).
    pub manufacturer: Option<Party>,
    /// In which phase or from what it was made: `build`, `source`, `deployed`, …, as written.
    pub lifecycles: Vec<String>,
    /// What the bill describes: places in `components`.
    pub roots: Vec<usize>,
    /// All components, nested ones after the one that holds them.
    pub components: Vec<Component>,
    /// Who uses or holds whom.
    pub edges: Vec<Edge>,
    /// What is said about how complete the lists are.
    pub statements: Vec<Statement>,
    /// Properties of the document.
    pub properties: Vec<Property>,
    /// External references of the document.
    pub references: Vec<Reference>,
    /// Vulnerabilities and statements about them, each as JSON text, for other readers.
    pub vulnerabilities: Vec<Raw>,
    /// What is wrong with it beyond its schema.
    pub problems: Vec<Problem>,
    /// Members that have no room in this model, by pattern.
    pub unread: Vec<Unread>,
    pub(crate) lines: Lines,
}

/// A component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Its id inside the document: `bom-ref` or SPDX id; may be empty.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The kind as written, where it is none of the words that are known; else empty.
    pub kind_word: String,
    /// What else it is, in SPDX 3's words: `executable`, `archive`, `container`, …
    pub purposes: Vec<String>,
    /// Group or namespace; may be empty.
    pub group: String,
    /// Name.
    pub name: String,
    /// Version; may be empty.
    pub version: String,
    /// Description.
    pub description: String,
    /// Package URLs, the main one first.
    pub purls: Vec<String>,
    /// CPE names, as written: 2.2 or 2.3.
    pub cpes: Vec<String>,
    /// Other ids: `swid`, `omniborId`, `swhid`, `gitoid`, …
    pub ids: Vec<OtherId>,
    /// Digests.
    pub hashes: Vec<Hash>,
    /// Licences.
    pub licences: Vec<Licence>,
    /// Copyright text.
    pub copyright: String,
    /// Who supplies it.
    pub supplier: Option<Party>,
    /// Who made it (CycloneDX `manufacturer`, SPDX originator).
    pub manufacturer: Option<Party>,
    /// Who wrote it, and who publishes it (CycloneDX `authors`, `author`).
    pub authors: Vec<Party>,
    /// CycloneDX `publisher`.
    pub publisher: String,
    /// Whether the product needs it.
    pub scope: Option<Scope>,
    /// Its file name, where one is given.
    pub file_name: String,
    /// The component it stands inside.
    pub parent: Option<usize>,
    /// Whether what it depends on is said, be it nothing.
    pub dependencies_stated: bool,
    /// Whether it differs from what its maker publishes.
    pub modified: Option<bool>,
    /// Properties.
    pub properties: Vec<Property>,
    /// External references.
    pub references: Vec<Reference>,
    /// Where it was seen: paths inside the product.
    pub occurrences: Vec<String>,
    /// Files of the bill it was merged from, by name; empty otherwise.
    pub origins: Vec<String>,
    /// Where it stands in the file, in bytes.
    pub offset: usize,
}

/// A program that wrote a bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tool {
    /// Who made it.
    pub vendor: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A person or an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// Which of the two.
    pub kind: PartyKind,
    /// Name.
    pub name: String,
    /// Electronic mail addresses.
    pub emails: Vec<String>,
    /// Web addresses.
    pub urls: Vec<String>,
}

/// A digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash {
    /// How it is made.
    pub algorithm: Algorithm,
    /// Its digits, in lower case.
    pub value: String,
}

/// A licence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Licence {
    /// Whether its makers said so or somebody concluded it.
    pub said: Acknowledgement,
    /// What the text is.
    pub form: LicenceForm,
    /// Id, name or expression.
    pub text: String,
    /// Where it can be read.
    pub url: String,
}

/// A further id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherId {
    /// Its kind.
    pub kind: String,
    /// The id.
    pub value: String,
}

/// A name with a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Property {
    /// Name.
    pub name: String,
    /// Value; may be empty.
    pub value: String,
}

/// Something elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// What stands there, in CycloneDX's words: `vcs`, `website`, `distribution`, `source-distribution`, …
    pub kind: String,
    /// Where.
    pub url: String,
    /// Remark.
    pub comment: String,
    /// Digests of it.
    pub hashes: Vec<Hash>,
}

/// One component uses or holds another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Who.
    pub from: usize,
    /// Whom.
    pub to: usize,
    /// How.
    pub relation: Relation,
}

/// How complete a list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The word.
    pub extent: Extent,
    /// Of which components the nested ones are meant.
    pub assemblies: Vec<usize>,
    /// Of which components the dependencies are meant.
    pub dependencies: Vec<usize>,
    /// Where it stands in the file, in bytes.
    pub offset: usize,
}

/// A piece of JSON left to other readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The text.
    pub json: String,
    /// Where it stands in the file, in bytes.
    pub offset: usize,
}

/// What is wrong with a bill beyond its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Of what kind.
    pub kind: ProblemKind,
    /// What is wrong and what to do.
    pub message: String,
    /// Where it stands in the file, in bytes.
    pub offset: usize,
}

/// Kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// Two things have the same id.
    DuplicateId,
    /// An id leads nowhere.
    DanglingReference,
    /// Components depend on each other in a circle.
    Cycle,
    /// A member has the wrong type, and was not read.
    WrongType,
    /// A key stands twice in one object.
    DuplicateKey,
    /// A component without a name.
    Nameless,
    /// There are more problems than are listed.
    More,
}

/// Members of a file without room in the model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// Their path, with `*` for places in lists.
    pub path: String,
    /// How many there are.
    pub count: usize,
    /// Where the first stands in the file, in bytes.
    pub offset: usize,
}

impl Format {
    /// A name for people.
    pub fn name(self) -> &'static str {
        match self {
            Format::CycloneDxJson => "CycloneDX JSON",
            Format::CycloneDxXml => "CycloneDX XML",
            Format::Spdx2 => "SPDX 2 JSON",
            Format::Spdx3 => "SPDX 3 JSON-LD",
            Format::CargoLock => "Cargo.lock",
            Format::NpmLock => "package-lock.json",
        }
    }

    /// Whether it is a list of one package manager and no bill of materials.
    pub fn is_lock_file(self) -> bool {
        matches!(self, Format::CargoLock | Format::NpmLock)
    }
}

impl ProblemKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            ProblemKind::DuplicateId => "duplicate-id",
            ProblemKind::DanglingReference => "dangling-reference",
            ProblemKind::Cycle => "cycle",
            ProblemKind::WrongType => "wrong-type",
            ProblemKind::DuplicateKey => "duplicate-key",
            ProblemKind::Nameless => "nameless",
            ProblemKind::More => "more",
        }
    }
}

impl Bill {
    /// An empty bill.
    pub fn new(format: Format, spec: &str) -> Bill {
        Bill {
            format,
            spec: spec.to_owned(),
            id: String::new(),
            revision: None,
            name: String::new(),
            created: String::new(),
            data_licence: String::new(),
            tools: Vec::new(),
            authors: Vec::new(),
            supplier: None,
            manufacturer: None,
            lifecycles: Vec::new(),
            roots: Vec::new(),
            components: Vec::new(),
            edges: Vec::new(),
            statements: Vec::new(),
            properties: Vec::new(),
            references: Vec::new(),
            vulnerabilities: Vec::new(),
            problems: Vec::new(),
            unread: Vec::new(),
            lines: Lines::default(),
        }
    }

    /// Line and column of an offset of this bill's file.
    pub fn place(&self, offset: usize) -> Place {
        self.lines.place(offset)
    }

    /// Whether this component is one that the bill describes, and none of its parts.
    pub fn is_root(&self, at: usize) -> bool {
        self.roots.contains(&at)
    }

    /// Parts: every component that is no mere file, without the one thing that the bill describes, if it is one.
    ///
    /// Where a bill describes several (an image that names every package as a root, a workspace), all of them are
    /// parts. Whoever looks for something vulnerable looks at all [`components`](Self::components) instead.
    pub fn parts(&self) -> impl Iterator<Item = (usize, &Component)> {
        let product = match self.roots.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let all = self.components.iter().enumerate();
        all.filter(move |(at, component)| Some(*at) != product && component.kind != Kind::File)
    }

    /// What advisories are asked about: every part, and the product itself where it bears a name that others know it by.
    pub fn asked(&self) -> impl Iterator<Item = (usize, &Component)> {
        let known = |component: &Component| !component.purls.is_empty() || !component.cpes.is_empty();
        let product = match self.roots.as_slice() {
            [only] => self.components.get(*only).map(|component| (*only, component)),
            _ => None,
        };
        self.parts().chain(product.filter(|(_, component)| component.kind != Kind::File && known(component)))
    }
}

impl Component {
    /// The main package URL.
    pub fn purl(&self) -> Option<&str> {
        self.purls.first().map(String::as_str)
    }

    /// The values of all properties of that name.
    pub fn property<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.properties.iter().filter(move |property| property.name == name).map(|property| property.value.as_str())
    }

    /// Group and name, as people write it.
    pub fn full_name(&self) -> String {
        match self.group.is_empty() {
            true => self.name.clone(),
            false => format!("{}/{}", self.group, self.name),
        }
    }

    /// Name and version, as people write it.
    pub fn label(&self) -> String {
        match self.version.is_empty() {
            true => self.full_name(),
            false => format!("{} {}", self.full_name(), self.version),
        }
    }

    /// Licences somebody concluded; else those of which nothing is said.
    pub fn concluded(&self) -> impl Iterator<Item = &Licence> {
        self.licences.iter().filter(|licence| licence.said == Acknowledgement::Concluded)
    }
}

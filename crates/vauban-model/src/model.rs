//! The model: every record of the project, its place, and what its references mean. Inert: nothing in it is
//! computed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::Arc;

use foldhash::fast::RandomState;

use vauban_diagnostics::{FileId, Sources, Span};

use crate::declare::record;
use crate::folders::Folders;
use crate::kinds::values::Covered;
use crate::kinds::*;
use crate::link::{Link, Mention, Ref, Targets};
use crate::shape::{Field, Names, Reader, Shape, Text};
use vauban_syntax::{DeTable, Section};

record! {
    /// What any record may carry.
    Common {
        "title" title: one Text, "name for people";
        "description" description: one Text, "what it is, in prose";
        "tags" tags: many Text, "words to find it by";
        "owner" owner: one Ref<Doer>, "who looks after it";
        "rationale" rationale: one Text, "why it is so";
        "formerly" formerly: many Text, "ids it had before";
        "only-in" only_in: many Ref<Scope>, "variants or features that have it";
        "not-in" not_in: many Ref<Scope>, "variants or features that do not";
        "products" products: many Ref<Product>, "products it is about, where there are several";
        "applies-to" applies_to: many Ref<Applies>, "releases or lines it is about";
    }
}

/// What a record can be limited to.
#[derive(Debug)]
pub enum Scope {}
impl Targets for Scope {
    const KINDS: &'static [Kind] = &[Kind::Variant, Kind::Feature];
}

/// What every record has, whatever its kind.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its kind.
    pub kind: Kind,
    /// Its id, with the used folder in front where it comes from one.
    pub id: Box<str>,
    /// Its header, `[kind.id]`.
    pub header: Span,
    /// The id in the header.
    pub id_span: Span,
    /// Bytes of the used folder in front of the id; 0 for the project's own.
    pub folder_len: u32,
    /// Whether it is not there: a `[remove]` took it away, and it stays as a hole that can say so; or it is `absent`.
    pub removed: bool,
    /// Whether the variant that is looked at does not have it.
    pub absent: bool,
    /// Keys any record may carry.
    pub common: Common,
}

impl Head {
    /// A head without common keys, of a record in a used folder (empty for the project's own).
    pub fn new(kind: Kind, folder: &str, id: &str, header: Span, id_span: Span) -> Head {
        let full = if folder.is_empty() { id.into() } else { format!("{folder}/{id}").into() };
        let folder_len = folder.len() as u32;
        Head { kind, id: full, header, id_span, folder_len, removed: false, absent: false, common: Common::default() }
    }

    /// `kind.id`, the name used in messages and contracts; `folder/kind.id` for a used folder's record.
    pub fn name(&self) -> String {
        if self.folder_len > 0 || self.kind.singleton() {
            return full_name(self.kind, &self.id);
        }
        let kind = self.kind.name();
        let mut name = String::with_capacity(kind.len() + 1 + self.id.len());
        name.push_str(kind);
        name.push('.');
        name.push_str(&self.id);
        name
    }

    /// The used folder it comes from; empty for the project's own.
    pub fn folder(&self) -> &str {
        self.id.get(..self.folder_len as usize).unwrap_or("")
    }

    /// The id without the used folder in front.
    pub fn local(&self) -> &str {
        let from = if self.folder_len == 0 { 0 } else { self.folder_len as usize + 1 };
        self.id.get(from..).unwrap_or(&self.id)
    }

    /// Title where there is one, else the id.
    pub fn title(&self) -> &str {
        self.common.title.as_ref().map_or(&self.id, |title| title)
    }
}

/// `kind.id`, with a used folder in front of the kind.
pub fn full_name(kind: Kind, id: &str) -> String {
    match id.rsplit_once('/') {
        Some((folder, _)) if kind.singleton() => format!("{folder}/{}", kind.name()),
        Some((folder, local)) => format!("{folder}/{}.{local}", kind.name()),
        None if kind.singleton() => kind.name().to_owned(),
        None => format!("{}.{id}", kind.name()),
    }
}

/// A record: head and body.
#[derive(Clone, Debug)]
pub struct Record<T> {
    /// Id, place, common keys.
    pub head: Head,
    /// The keys of its kind.
    pub body: T,
}

impl<T> Deref for Record<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.body
    }
}

/// A record of any kind, by kind and position. Stable within one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyId {
    /// The kind.
    pub kind: Kind,
    /// Position in the kind's table.
    pub at: u32,
}

/// The prose of a Markdown file that takes part.
#[derive(Clone, Debug)]
pub struct Prose {
    /// The file.
    pub file: FileId,
    /// First record of its front matter.
    pub record: Option<AnyId>,
    /// Offset of the prose in the file.
    pub start: u32,
    /// Sections in order; ranges count from `start`.
    pub sections: Vec<ProseSection>,
}

/// A section and what it says it covers.
#[derive(Clone, Debug)]
pub struct ProseSection {
    /// Heading, id, range.
    pub section: Section,
    /// What it covers.
    pub covers: Vec<Covered>,
    /// The heading's place.
    pub span: Span,
}

macro_rules! kinds {
    ($($field:ident $kind:ident $type:ident $name:literal $group:ident $summary:literal;)*) => {
        /// The kinds of records.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $summary] $kind),* }

        impl Kind {
            /// All kinds, in the order of the reference pages.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The word in `[kind.id]`.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name),* }
            }

            /// The kind of this name.
            pub fn named(name: &str) -> Option<Kind> {
                match name { $($name => Some(Kind::$kind),)* _ => None }
            }

            /// What a record of it says, in half a line.
            pub fn summary(self) -> &'static str {
                match self { $(Kind::$kind => $summary),* }
            }

            /// The part of the record language it belongs to.
            pub fn group(self) -> Group {
                match self { $(Kind::$kind => Group::$group),* }
            }

            /// The keys of its records, those any record may carry left out.
            pub fn fields(self) -> Vec<Field> {
                match self { $(Kind::$kind => $type::fields()),* }
            }
        }

        $(impl Targets for $type {
            const KINDS: &'static [Kind] = &[Kind::$kind];
        })*

        /// A record of any kind, as read from a file.
        #[derive(Debug)]
        pub enum AnyRecord { $(#[doc = $summary] $kind(Box<Record<$type>>)),* }

        impl AnyRecord {
            /// Reads the table of a record.
            pub fn read(kind: Kind, head: Head, table: &DeTable<'_>, partial: bool, reader: &mut Reader<'_>) -> AnyRecord {
                match kind {$(
                    Kind::$kind => {
                        let mut head = head;
                        let mut body = $type::default();
                        reader.keys(table, all_fields::<$type>, &mut |key, value, reader| {
                            body.set(key, value, reader) || head.common.set(key, value, reader)
                        });
                        if !partial {
                            body.complete(&|key| table.contains_key(key), reader);
                        }
                        AnyRecord::$kind(Box::new(Record { head, body }))
                    }
                )*}
            }

            /// Its head.
            pub fn head(&self) -> &Head {
                match self { $(AnyRecord::$kind(record) => &record.head),* }
            }

            /// Its head, to be changed before it is added to a model.
            pub fn head_mut(&mut self) -> &mut Head {
                match self { $(AnyRecord::$kind(record) => &mut record.head),* }
            }

            /// Calls `visit` for everything it points at.
            pub fn mentions<'a>(&'a self, visit: &mut dyn FnMut(Mention<'a>)) {
                match self {$(
                    AnyRecord::$kind(record) => {
                        record.body.mentions(visit);
                        record.head.common.mentions(visit);
                    }
                )*}
            }
        }

        /// Every record of the project and of the folders it uses.
        #[derive(Clone, Debug, Default)]
        pub struct Model {
            /// The files, with their texts.
            pub sources: Sources,
            /// Prose of Markdown files.
            pub prose: Vec<Prose>,
            /// Ids, for resolving.
            pub index: Index,
            /// Used folders, and how each stands.
            pub folders: Folders,
            /// Records of used folders that a `[change]` adapted: the folder that says so (empty for this project),
            /// and where.
            pub changed: BTreeMap<AnyId, Vec<(Box<str>, Span)>>,
            $(#[doc = $summary] pub $field: Vec<Record<$type>>,)*
        }

        impl Model {
            /// Adds a record; its id is entered in the index if it is free.
            pub fn add(&mut self, record: AnyRecord) -> AnyId {
                match record {$(
                    AnyRecord::$kind(record) => {
                        let id = AnyId { kind: Kind::$kind, at: self.$field.len() as u32 };
                        self.index.enter(id, &record.head.id);
                        self.$field.push(*record);
                        id
                    }
                )*}
            }

            /// Takes the records out, in the order of [`Model::all`].
            pub fn take_records(&mut self) -> Vec<AnyRecord> {
                let mut records = Vec::with_capacity(self.len());
                $(records.extend(
                    std::mem::take(&mut self.$field).into_iter().map(|record| AnyRecord::$kind(Box::new(record))),
                );)*
                records
            }

            /// Lets a change take effect on a record of the same kind.
            pub fn change(&mut self, id: AnyId, change: AnyRecord) {
                match change {$(
                    AnyRecord::$kind(change) if id.kind == Kind::$kind => {
                        if let Some(record) = self.$field.get_mut(id.at as usize) {
                            record.body.change(change.body);
                            record.head.common.change(change.head.common);
                        }
                    }
                )*
                    _ => {}
                }
            }

            /// Marks a record as taken away.
            pub(crate) fn set_removed(&mut self, id: AnyId) {
                if let Some(head) = self.head_mut(id) {
                    head.removed = true;
                }
            }

            fn head_mut(&mut self, id: AnyId) -> Option<&mut Head> {
                match id.kind { $(Kind::$kind => self.$field.get_mut(id.at as usize).map(|record| &mut record.head)),* }
            }

            /// The design of a variant: the same records at the same places, those that it does not have marked as
            /// absent, and what points at them pointing nowhere. What records say stays as it was written.
            pub fn without(&self, outside: &BTreeSet<AnyId>) -> Model {
                let mut view = self.clone();
                let cut = |link: &mut Link| {
                    if let Some(target) = link.to.filter(|target| outside.contains(target)) {
                        link.to = None;
                        link.absent = Some(target);
                    }
                };
                view.all_links_mut(&mut |_, link| cut(link));
                for section in view.prose.iter_mut().flat_map(|prose| &mut prose.sections) {
                    for covered in &mut section.covers {
                        if let Covered::Record(link) = covered {
                            cut(link);
                        }
                    }
                }
                for id in outside {
                    if let Some(head) = view.head_mut(*id) {
                        (head.removed, head.absent) = (true, true);
                    }
                }
                view
            }

            /// Calls `visit` for every link of a record's own keys: the key, whether it takes several, and the link.
            pub fn keyed_links<'a>(&'a self, id: AnyId, visit: &mut dyn FnMut(&'static str, bool, &'a Link)) {
                match id.kind {$(
                    Kind::$kind => {
                        if let Some(record) = self.$field.get(id.at as usize) {
                            record.body.keyed_links(visit);
                        }
                    }
                )*}
            }

            /// The head of a record.
            ///
            /// # Panics
            /// Never for an id of this model.
            pub fn head(&self, id: AnyId) -> &Head {
                match id.kind { $(Kind::$kind => &self.$field[id.at as usize].head),* }
            }

            /// How many records of a kind there are.
            pub fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$kind => self.$field.len()),* }
            }

            /// Calls `visit` for everything a record points at.
            pub fn mentions_of<'a>(&'a self, id: AnyId, visit: &mut dyn FnMut(Mention<'a>)) {
                match id.kind {$(
                    Kind::$kind => {
                        if let Some(record) = self.$field.get(id.at as usize) {
                            record.body.mentions(visit);
                            record.head.common.mentions(visit);
                        }
                    }
                )*}
            }

            /// What a record says: the keys that are there, spelled out; those any record may carry last.
            pub fn said(&self, id: AnyId) -> Vec<(&'static str, String)> {
                self.said_with(id, &|id| self.head(id).name())
            }

            /// The same as a used folder spells it: names without that folder in front, and folders that it shares
            /// with others by its own ids for them.
            pub fn said_from(&self, folder: &str, id: AnyId) -> Vec<(&'static str, String)> {
                self.said_with(id, &|id| self.name_in(folder, id))
            }

            fn said_with(&self, id: AnyId, names: Names<'_>) -> Vec<(&'static str, String)> {
                match id.kind {$(
                    Kind::$kind => {
                        let Some(record) = self.$field.get(id.at as usize) else { return Vec::new() };
                        let mut said = record.body.said(names);
                        said.append(&mut record.head.common.said(names));
                        said
                    }
                )*}
            }

            /// Calls `visit` for every link of every record, with the record's kind, folder and name.
            pub(crate) fn all_links_mut(&mut self, visit: &mut dyn FnMut(&Head, &mut Link)) {
                $(for record in &mut self.$field {
                    let Record { head, body } = record;
                    body.links_mut(&mut |link| visit(head, link));
                    let mut common = std::mem::take(&mut head.common);
                    common.links_mut(&mut |link| visit(head, link));
                    head.common = common;
                })*
            }
        }
    };
}

fn all_fields<T: Shape>() -> Vec<Field> {
    let mut fields = match T::form() {
        crate::shape::Form::Table(fields) => fields,
        _ => Vec::new(),
    };
    fields.extend(Common::fields());
    fields
}

/// The parts of the record language, as the reference groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// `vauban.toml`.
    Project,
    /// The design.
    Design,
    /// Threats and requirements.
    Threats,
    /// Process and people.
    Process,
    /// Practices, standards, reviews.
    Reviews,
    /// Tests.
    Tests,
    /// Issues.
    Issues,
    /// Releases and updates.
    Releases,
    /// What users are told.
    Guidelines,
    /// What the law asks for.
    Law,
    /// Words of people about the rest.
    Words,
}

kinds! {
    product Product Product "product" Project "a product that the records are about";
    used Use Use "use" Project "another folder's records, read-only under its id";
    variant Variant Variant "variant" Project "a variant of a product";
    feature Feature Feature "feature" Project "something that only some variants have";
    line Line Line "line" Project "a supported version line";
    policy Policy Policy "policy" Project "what the organisation asks of itself";
    catalogs Catalogs CatalogsInForce "catalogs" Project "which editions of which catalogs are in force";
    remove Remove Remove "remove" Project "takes one record of a used folder away";
    context Context Context "context" Design "where the product is meant to stand and what is expected there";
    zone Zone Zone "zone" Design "a region where everything is trusted alike";
    boundary Boundary Boundary "boundary" Design "a trust boundary between two zones, and who may cross it";
    attacker Attacker Attacker "attacker" Design "where an attacker starts, whom they can act as, how strong they are";
    actor Actor Actor "actor" Design "a person or outside system that legitimately uses the product";
    component Component Component "component" Design "a hardware or software part";
    interface Interface Interface "interface" Design "one way in or out, internal or external, logical or physical";
    flow Flow Flow "flow" Design "an interaction over an interface";
    asset Asset Asset "asset" Design "what is worth protecting";
    mechanism Mechanism Mechanism "mechanism" Design "a security mechanism, one layer";
    assumption Assumption Assumption "assumption" Design "what is taken for granted about the environment";
    port Port Port "port" Design "a physical port, debug header, test point or memory socket";
    threat Threat Threat "threat" Threats "a hand-written threat, beside those the rules enumerate";
    disposition Disposition Disposition "disposition" Threats "what was decided about a threat";
    requirement Requirement Requirement "requirement" Threats "a security requirement of the product";
    applicability Applicability Applicability "applicability" Threats "where a component requirement does not apply, and why";
    process Process Process "process" Process "a policy or process document";
    role Role Role "role" Process "a role in the lifecycle";
    person Person Person "person" Process "a person who does the work";
    competence Competence Competence "competence" Process "proof that a person can do what a role asks";
    training Training Training "training" Process "a training programme";
    environment Environment Environment "environment" Process "where development, building, testing, production or delivery happen";
    pipeline Pipeline Pipeline "pipeline" Process "a pipeline that builds or tests";
    key Key SigningKey "key" Process "a signing key";
    key_search KeySearch KeySearch "key-search" Process "a search of the repository and the delivered files for private keys";
    known_key KnownKey KnownKey "known-key" Process "a private key that may lie in the repository, as one for tests";
    supplier Supplier Supplier "supplier" Process "a maker of parts we use";
    deliverable Deliverable Deliverable "deliverable" Process "something a supplier owes us";
    tailoring Tailoring Tailoring "tailoring" Process "which requirements a project leaves out or reduces";
    improvement Improvement Improvement "improvement" Process "an action that improves the lifecycle";
    audit Audit Audit "audit" Process "an internal audit or self-assessment";
    measurement Measurement Measurement "measurement" Process "an indicator over a period";
    certificate Certificate Certificate "certificate" Process "a certificate of the organisation or product";
    practice Practice Practice "practice" Reviews "a design practice of the organisation";
    practice_answer PracticeAnswer PracticeAnswer "practice-answer" Reviews "how a product answers a design practice";
    coding_standard CodingStandard CodingStandard "coding-standard" Reviews "a secure coding standard";
    analyser Analyser Analyser "analyser" Reviews "a static analyser";
    review Review Review "review" Reviews "a review, bound to what it saw";
    editorial Editorial Editorial "editorial" Reviews "a change after a review that means nothing for it";
    basis Basis Basis "basis" Reviews "what a record was based on when somebody last looked";
    test Test Test "test" Tests "a security test: what it verifies and how its results are found";
    test_run TestRun TestRun "test-run" Tests "a test carried out";
    observation Observation Observation "observation" Tests "what a tool or a person saw of the product: a scan, a list, a device tree";
    evidence Evidence EvidenceFile "evidence" Tests "a file that a tool wrote: of what, when and with what it was made";
    triage Triage Triage "triage" Tests "what was decided about findings of a static analyser";
    issue Issue Issue "issue" Issues "a security-related issue";
    intake Intake Intake "intake" Issues "a way in for reports";
    disclosure Disclosure Disclosure "disclosure" Issues "what reporters are told";
    advisory Advisory Advisory "advisory" Issues "a notice to users";
    feed Feed Feed "feed" Issues "a source of advisories";
    alias Alias Alias "alias" Issues "what a part is called elsewhere";
    vex Vex Vex "vex" Issues "what we say about a vulnerability in our product";
    case Case Case "case" Issues "an exploited vulnerability or a severe incident, and how it was reported";
    release Release Release "release" Releases "a release of a product";
    update Update Update "update" Releases "a security update";
    platform_update PlatformUpdate PlatformUpdate "platform-update" Releases "an update of something the product depends on";
    compatibility Compatibility Compatibility "compatibility" Releases "whether the product works with such an update";
    guideline Guideline Guideline "guideline" Guidelines "what users of the product are told";
    manual Manual Manual "manual" Guidelines "a manual in another form";
    option UserOption UserOption "option" Guidelines "a security option of the product";
    account Account Account "account" Guidelines "an account that is shipped or needed";
    translation Translation Translation "translation" Guidelines "what a record says to users, in another language";
    cra Cra Cra "cra" Law "a product under the Cyber Resilience Act";
    cra_item CraItem CraItem "cra-item" Law "whether a requirement of Annex I applies, and what realises it";
    document Document Document "document" Words "a Word, PDF or tracker item that serves as evidence";
    statement Statement Statement "statement" Words "a person's word that an aspect is shown";
    waiver Waiver Waiver "waiver" Words "a decision to leave a finding open until a date";
    none NoneOf NoneOf "none" Words "a person's word that there is nothing of a kind";
}

impl Kind {
    /// Whether it is one table without ids: `[policy]`.
    pub fn singleton(self) -> bool {
        matches!(self, Kind::Policy | Kind::Catalogs)
    }

    /// Whether its ids are the author's own; the others name something in the catalog or another record.
    pub fn free_ids(self) -> bool {
        !matches!(self, Kind::Disposition | Kind::Statement | Kind::NoneOf | Kind::Remove | Kind::Basis)
    }

    /// Whether its records belong in `vauban.toml`.
    pub fn only_in_root(self) -> bool {
        matches!(self, Kind::Product | Kind::Use | Kind::Policy | Kind::Catalogs)
    }
}

impl Model {
    /// All records, kind by kind.
    pub fn all(&self) -> impl Iterator<Item = AnyId> + '_ {
        Kind::ALL.iter().flat_map(|kind| (0..self.count(*kind) as u32).map(|at| AnyId { kind: *kind, at }))
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        Kind::ALL.iter().map(|kind| self.count(*kind)).sum()
    }

    /// Whether there is no record at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record of a kind with this id.
    pub fn find(&self, kind: Kind, id: &str) -> Option<AnyId> {
        self.index.find(kind, id)
    }

    /// The record of a full name, as [`Head::name`] gives it: `kind.id`, `folder/kind.id`.
    pub fn named(&self, name: &str) -> Option<AnyId> {
        let (folder, local) = name.rsplit_once('/').unwrap_or(("", name));
        let (kind, id) = local.split_once('.').unwrap_or((local, ""));
        let kind = Kind::named(kind)?;
        let id = if kind.singleton() && id.is_empty() { kind.name() } else { id };
        if folder.is_empty() { self.find(kind, id) } else { self.find(kind, &format!("{folder}/{id}")) }
    }

    /// The name by which a folder calls a record: what its own records write.
    pub fn name_in(&self, folder: &str, id: AnyId) -> String {
        let head = self.head(id);
        if folder.is_empty() {
            return head.name();
        }
        let called = self.folders.called_in(folder, head.folder());
        let local = head.local();
        match called {
            "" => full_name(head.kind, local),
            called => full_name(head.kind, &format!("{called}/{local}")),
        }
    }

    /// The full name in this model of what a folder calls by a name, whether there is such a record or not.
    pub fn name_from(&self, folder: &str, name: &str) -> String {
        let (used, local) = name.rsplit_once('/').unwrap_or(("", name));
        let path = match (folder, used) {
            ("", used) => used.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, used) => format!("{folder}/{used}"),
        };
        match self.folders.canonical(&path) {
            path if path.is_empty() => local.to_owned(),
            path => format!("{path}/{local}"),
        }
    }

    /// The withheld folder that a reference of a record leads to; none for one that means something, or nothing.
    pub fn withheld_by(&self, head: &Head, link: &Link) -> Option<&str> {
        if link.to.is_some() {
            return None;
        }
        let (used, _) = crate::resolve::split_folder(&link.text);
        let path = match (head.folder(), used) {
            (folder, "") => folder.to_owned(),
            ("", used) => used.to_owned(),
            (folder, used) => format!("{folder}/{used}"),
        };
        self.folders.withheld_at(&self.folders.canonical(&path))
    }

    /// File and line of a record's header.
    pub fn place(&self, id: AnyId) -> (String, u32) {
        let header = self.head(id).header;
        (self.sources.file(header.file).path.clone(), self.sources.place(header).line)
    }
}

/// Which id is which record.
///
/// The hash is seeded anew in every process, so that no chosen ids make it slow; it is only asked, never
/// walked in its own order.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Shared by the views of a model.
    by_kind: Arc<Vec<HashMap<Box<str>, u32, RandomState>>>,
    /// Ids whose records were removed by `[remove."folder/kind.id"]`; shared likewise.
    forgotten: Arc<BTreeSet<(Kind, Box<str>)>>,
}

impl Index {
    fn enter(&mut self, id: AnyId, name: &str) {
        let kind = id.kind as usize;
        let by_kind = Arc::make_mut(&mut self.by_kind);
        if by_kind.len() <= kind {
            by_kind.resize_with(kind + 1, HashMap::default);
        }
        if let Some(table) = by_kind.get_mut(kind)
            && !table.contains_key(name)
        {
            table.insert(name.into(), id.at);
        }
    }

    /// The record of a kind with this id.
    pub fn find(&self, kind: Kind, id: &str) -> Option<AnyId> {
        self.by_kind.get(kind as usize)?.get(id).map(|at| AnyId { kind, at: *at })
    }

    /// Forgets an id: its record was removed.
    pub(crate) fn forget(&mut self, kind: Kind, id: &str) {
        if let Some(table) = Arc::make_mut(&mut self.by_kind).get_mut(kind as usize)
            && table.remove(id).is_some()
        {
            Arc::make_mut(&mut self.forgotten).insert((kind, id.into()));
        }
    }

    /// Whether the record of this id was removed.
    pub(crate) fn forgotten(&self, kind: Kind, id: &str) -> bool {
        !self.forgotten.is_empty() && self.forgotten.contains(&(kind, id.into()))
    }

    /// How many ids a kind has.
    pub fn count(&self, kind: Kind) -> usize {
        self.by_kind.get(kind as usize).map_or(0, HashMap::len)
    }

    /// The ids of a kind, sorted, for suggestions.
    pub fn ids(&self, kind: Kind) -> Vec<&str> {
        let table = self.by_kind.get(kind as usize);
        let mut ids: Vec<&str> = table.map(|table| table.keys().map(|id| &**id).collect()).unwrap_or_default();
        ids.sort_unstable();
        ids
    }
}

//! What a check may look at: the model as one product sees it, the catalog, the facts and today's date.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::check::EDITION;
use crate::depth::Depth;
use crate::organisation;
use crate::practice::{si, svv};
use crate::reached::Levels;
use crate::reviewed::Reviews;
use vauban_analysis::competence;
use vauban_analysis::evidence::{Files, Terms};
use vauban_analysis::guidance::{self, Guidance};
use vauban_analysis::independence::{Independence, OfRun, WINDOW};
use vauban_analysis::practices::{Candidate, candidates};
use vauban_analysis::reach;
use vauban_analysis::refinement::Refinement;
use vauban_analysis::review::Neighbours;
use vauban_analysis::scope::Owners;
use vauban_analysis::second::{SecondLook, second_look};
use vauban_analysis::tailoring;
use vauban_analysis::threats::Enumeration;
use vauban_analysis::trace::Links;
use vauban_analysis::triage::Triaged;
use vauban_catalog::lifecycle::Aspect;
use vauban_catalog::{Catalogs, Lifecycle};
use vauban_diagnostics::{Code, Finding};
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Date, Day, Evidence, Facts, FileFact, Head, Kind, Mention, Model, Record, Ref, Text, kinds};

/// A week of grace between doing and writing down.
pub(crate) const GRACE_DAYS: i64 = 7;

/// Everything a check may look at.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What people wrote.
    pub model: &'a Model,
    /// What tools observed.
    pub facts: &'a Facts,
    /// All catalogs in force.
    pub catalogs: &'a Catalogs,
    /// The edition that checks speak of, [`EDITION`](crate::EDITION).
    pub lifecycle: &'a Lifecycle,
    /// The edition that verdicts are given by; short ids in records mean it.
    pub in_force: &'a Lifecycle,
    /// The product being judged; `None` where `vauban.toml` names none.
    pub product: Option<AnyId>,
    /// Today.
    pub today: Date,
    /// Whether only the verdict is asked for: findings say what is wrong, and not by which way.
    pub brief: bool,
    /// Answers that would cost a walk over everything each time.
    pub lookup: &'a Lookup,
    /// Answers about the whole design, worked out when first asked for.
    pub(crate) late: &'a Late,
}

/// Answers about the whole design of a product, worked out when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Late {
    depth: OnceLock<Depth>,
    threats: OnceLock<Enumeration>,
    reviews: OnceLock<Reviews>,
    candidates: OnceLock<Vec<Candidate>>,
    files: OnceLock<Files>,
    triaged: OnceLock<Triaged>,
    links: OnceLock<Links>,
    levels: OnceLock<Levels>,
    refinement: OnceLock<Refinement>,
    independence: OnceLock<BTreeMap<AnyId, OfRun>>,
    second_look: OnceLock<Option<SecondLook>>,
    tailoring: OnceLock<BTreeMap<String, String>>,
    neighbours: OnceLock<Neighbours>,
    guidance: OnceLock<Guidance>,
}

/// What points at what, and what users are told, worked out once.
#[derive(Debug, Default)]
pub struct Lookup {
    backlinks: HashMap<AnyId, Vec<AnyId>>,
    told: BTreeMap<AnyId, AnyId>,
    /// Which records are about which product.
    pub(crate) owners: Owners,
}

impl Lookup {
    /// Walks over all records once.
    pub fn new(model: &Model, facts: &Facts) -> Lookup {
        let mut lookup = Lookup { owners: Owners::new(model), ..Lookup::default() };
        for id in model.all() {
            let mut seen: Option<AnyId> = None;
            model.mentions_of(id, &mut |mention| {
                let Mention::Link(link) = mention else { return };
                let Some(target) = link.to.filter(|target| seen != Some(*target)) else { return };
                seen = Some(target);
                let from = lookup.backlinks.entry(target).or_default();
                if from.last() != Some(&id) {
                    from.push(id);
                }
            });
        }
        lookup.told = guidance::told(model, facts);
        lookup
    }
}

impl Lookup {
    /// Which records are about which product.
    pub(crate) fn owners(&self) -> &Owners {
        &self.owners
    }

    /// Whether a record is about a product, and was not removed from a used folder.
    pub(crate) fn concerns(&self, product: Option<AnyId>, head: &Head) -> bool {
        self.owners.concerns(product, head)
    }
}

/// Whether a requirement or aspect is another or part of it: `SD-1.c` is within `SD-1` and `SD`.
fn within(id: &str, of: &str) -> bool {
    id.strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || (rest.starts_with('-') && !of.contains('-')))
}

impl<'a> Context<'a> {
    /// Records of a table that are about the product being judged, with their ids.
    ///
    /// Use it as `cx.each(Kind::Interface, &cx.model.interface)`.
    pub fn each<T>(
        &self,
        kind: Kind,
        table: &'a [Record<T>],
    ) -> impl Iterator<Item = (AnyId, &'a Record<T>)> + use<'a, T> {
        let this = *self;
        table.iter().enumerate().filter_map(move |(at, record)| {
            let id = AnyId { kind, at: at as u32 };
            this.concerns(&record.head).then_some((id, record))
        })
    }

    /// Whether a record is about the product being judged, and was not removed from a used folder.
    pub fn concerns(&self, head: &Head) -> bool {
        self.lookup.owners.concerns(self.product, head)
    }

    /// Defence in depth of the product being judged.
    pub fn depth(&self) -> &'a Depth {
        self.late.depth.get_or_init(|| Depth::new(self))
    }

    /// Threats of the product being judged.
    pub fn threats(&self) -> &'a Enumeration {
        self.late.threats.get_or_init(|| {
            let (tested, _) = svv::all_verified(self);
            Enumeration::new(self.model, self.catalogs, self.owners(), self.product, &tested, self.facts, self.today)
        })
    }

    /// Reviews of the product being judged, against what they saw.
    pub(crate) fn reviews(&self) -> &'a Reviews {
        self.late.reviews.get_or_init(|| Reviews::new(self))
    }

    /// Where those who carried out the runs on the current release stood towards those who developed the product.
    pub(crate) fn independence_of_runs(&self) -> &'a BTreeMap<AnyId, OfRun> {
        self.late.independence.get_or_init(|| svv::of_runs(self))
    }

    /// What a second person has seen of the changes to the product's code; none where git says nothing.
    pub fn second_look(&self) -> Option<&'a SecondLook> {
        let look = || second_look(self.model, self.facts, self.owners(), self.product, self.today);
        self.late.second_look.get_or_init(look).as_ref()
    }

    /// Who developed the product, and how far everybody stood from them.
    pub fn independence(&self) -> Independence<'a> {
        svv::independence(self)
    }

    /// What in the design of the product being judged looks as if a practice was not followed.
    pub(crate) fn candidates(&self) -> &'a [Candidate] {
        let find = || candidates(self.model, self.catalogs, self.owners(), self.product);
        self.late.candidates.get_or_init(find)
    }

    /// Files of evidence, and whether they still count.
    pub fn files(&self) -> &'a Files {
        self.late.files.get_or_init(|| Files::new(self.model, self.facts, self.terms()))
    }

    /// Which findings of analysers and scans nobody has decided about.
    pub(crate) fn triaged(&self) -> &'a Triaged {
        self.late.triaged.get_or_init(|| si::triaged(self))
    }

    /// What decides which evidence is too old.
    pub fn terms(&self) -> Terms {
        let release = self.current_release().map(|(id, _)| id);
        Terms { today: self.today, months: self.evidence_months(), release }
    }

    /// Links that the product being judged remembers, and how their ends stand.
    pub(crate) fn links(&self) -> &'a Links {
        let look = || Links::new(self.model, self.facts, self.owners(), self.product, self.today);
        self.late.links.get_or_init(look)
    }

    /// Security levels of the product being judged.
    pub(crate) fn levels(&self) -> &'a Levels {
        self.late.levels.get_or_init(|| Levels::new(self))
    }

    /// Levels of the design of the product being judged, and where they differ.
    pub fn refinement(&self) -> &'a Refinement {
        let look = || Refinement::new(self.model, self.catalogs, self.owners(), self.product);
        self.late.refinement.get_or_init(look)
    }

    /// Context, scope and threats of the product being judged, each as a tailoring stores it.
    pub(crate) fn tailoring_basis(&self) -> &'a BTreeMap<String, String> {
        self.late
            .tailoring
            .get_or_init(|| tailoring::basis(self.model, self.catalogs, self.owners(), self.product, self.threats()))
    }

    /// Which records are about which product.
    pub(crate) fn owners(&self) -> &'a Owners {
        &self.lookup.owners
    }

    /// The day a record was first committed, if that is more than a week after the day it gives; `None` without
    /// a complete history, and for what lies before `policy.since`.
    pub fn recorded_late(&self, id: AnyId, given: Date) -> Option<Date> {
        let history = self.facts.history.as_ref().filter(|history| history.complete)?;
        if self.policy().and_then(|policy| policy.since).is_some_and(|since| given < since.date) {
            return None;
        }
        let first = history.first_commit.get(self.model.sources.text(self.model.head(id).header))?;
        (first.days() - given.days() > GRACE_DAYS).then_some(*first)
    }

    /// Whether nothing speaks against a record having been there on a day: it was not first committed after it.
    pub fn known_by(&self, id: AnyId, day: Date) -> bool {
        self.recorded_late(id, day).is_none()
    }

    /// Bytes of a file that records point at.
    pub fn size(&self, path: &str) -> Option<u64> {
        match self.facts.files.get(path)? {
            FileFact::There { size, .. } => Some(*size),
            FileFact::Missing | FileFact::Refused(_) => None,
        }
    }

    /// The record of the product being judged.
    pub fn product(&self) -> Option<&'a Record<kinds::Product>> {
        self.model.product.get(self.product?.at as usize)
    }

    /// A finding of a check about a record, at its header.
    pub fn about(&self, code: &Code, id: AnyId, message: impl Into<String>) -> Finding {
        let head = self.model.head(id);
        code.at(head.header, message).subject(head.name())
    }

    /// `kind.id` of a record.
    pub fn name(&self, id: AnyId) -> String {
        self.model.head(id).name()
    }

    /// The policy, where one is set.
    pub fn policy(&self) -> Option<&'a Record<kinds::Policy>> {
        self.model.policy.first()
    }

    /// Months after which lists and standards want a review: policy, else 12.
    pub fn review_months(&self) -> u32 {
        let set = self.policy().and_then(|policy| policy.review_interval_months.as_ref());
        set.map_or(12, |months| months.0.value as u32)
    }

    /// Months after which evidence stops counting: policy, else 12.
    pub fn evidence_months(&self) -> u32 {
        let set = self.policy().and_then(|policy| policy.evidence_age_months.as_ref());
        set.and_then(|months| u32::try_from(months.0.value).ok()).unwrap_or(12)
    }

    /// Months before a test in which a commit makes its author a developer: policy, else 24.
    pub fn developer_window_months(&self) -> u32 {
        let set = self.policy().and_then(|policy| policy.developer_window_months.as_ref());
        set.and_then(|months| u32::try_from(months.0.value).ok()).unwrap_or(WINDOW)
    }

    /// Whether a date lies in the past by no more than so many months, and not in the future.
    pub fn within(&self, date: Date, months: u32) -> bool {
        date <= self.today && self.today <= date.plus_months(months)
    }

    /// Whether a last day has not passed.
    pub fn not_over(&self, until: &Option<Day>) -> bool {
        until.is_none_or(|until| until.date >= self.today)
    }

    /// The newest release that is not in the future: the one that per-release duties are judged by.
    pub fn current_release(&self) -> Option<(AnyId, &'a Record<kinds::Release>)> {
        let line = self.current_line();
        self.own_releases()
            .filter(|(_, release)| release.date.is_none_or(|day| day.date <= self.today))
            // A fix for an older line comes later and is not what the folder holds.
            .filter(|(_, release)| {
                line.is_none() || release.line.as_ref().and_then(Ref::to).is_none_or(|of| Some(of) == line)
            })
            .max_by_key(|(id, release)| (release.date.map(|day| day.date), *id))
    }

    /// The version line that the folder holds: that of the release with the highest version; `None` where no release says
    /// of which line it is.
    fn current_line(&self) -> Option<AnyId> {
        let version = |release: &kinds::Release, id: &str| {
            let said = release.version.as_ref().map_or(id, |version| version);
            said.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect::<Vec<u64>>()
        };
        let out = self.own_releases().filter(|(_, release)| release.date.is_none_or(|day| day.date <= self.today));
        let of = out.filter_map(|(_, release)| {
            Some((version(release, &release.head.id), release.line.as_ref().and_then(Ref::to)?))
        });
        of.max().map(|(_, line)| line)
    }

    /// The newest release of what a used folder holds, by which its test runs are judged; the product's own for the
    /// project itself.
    pub fn release_of(&self, folder: &str) -> Option<(AnyId, &'a Record<kinds::Release>)> {
        if folder.is_empty() {
            return self.current_release();
        }
        let all = self.model.release.iter().enumerate().filter(|(_, release)| release.head.folder() == folder);
        let all = all.filter(|(_, release)| !release.head.removed);
        let all = all.map(|(at, release)| (AnyId { kind: Kind::Release, at: at as u32 }, release));
        all.filter(|(_, release)| release.date.is_none_or(|day| day.date <= self.today))
            .max_by_key(|(id, release)| (release.date.map(|day| day.date), *id))
    }

    /// What users of the product being judged are told, with its current release.
    pub(crate) fn guidance(&self) -> &'a Guidance {
        self.late.guidance.get_or_init(|| {
            let release = self.current_release().map(|(id, _)| id);
            Guidance::new(self.model, self.facts, self.owners(), self.product, release)
        })
    }

    /// What the product being judged does to the surroundings of what it uses.
    pub(crate) fn neighbours(&self) -> &'a Neighbours {
        self.late.neighbours.get_or_init(|| Neighbours::new(self.model, self.owners(), self.product))
    }

    /// Releases of the product being judged, not those of a platform that it uses: a release may name its product in `product` alone.
    fn own_releases(&self) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Release>)> + use<'a> {
        let judged = self.product;
        self.each(Kind::Release, &self.model.release).filter(move |(_, release)| {
            let own = judged.is_none() || release.head.folder().is_empty();
            own && (judged.is_none() || release.product.as_ref().is_none_or(|named| named.to() == judged))
        })
    }

    /// Releases, oldest first; those without a date last.
    pub fn releases(&self) -> Vec<(AnyId, &'a Record<kinds::Release>)> {
        let mut releases: Vec<_> = self.own_releases().collect();
        releases.sort_by_key(|(id, release)| (release.date.is_none(), release.date.map(|day| day.date), *id));
        releases
    }

    /// Whether a valid `[none.KIND]` says that there are no records of a kind.
    pub fn none_of(&self, kind: Kind) -> Option<AnyId> {
        // A platform's word is about the platform; an organisation's about what is done once for all products.
        let (id, record) = self.each(Kind::NoneOf, &self.model.none).find(|(_, record)| {
            record.head.local() == kind.name() && organisation::speaks(self.model, record.head.folder())
        })?;
        let until = record.valid_until.map(|day| day.date);
        let until = until.or_else(|| record.date.map(|day| day.date.plus_months(12)))?;
        let begun = record.date.is_some_and(|day| day.date <= self.today);
        let approved = self.independent(record.by.as_ref()?, record.approved_by.as_ref()?);
        (begun && approved && self.today <= until).then_some(id)
    }

    /// Whether every piece of evidence is there and still counts; what is wrong with the first that does not.
    ///
    /// An empty list is no evidence.
    pub fn evidence(&self, evidence: &[Evidence]) -> Result<(), String> {
        if evidence.is_empty() {
            return Err("no evidence is named".into());
        }
        evidence.iter().try_for_each(|one| self.one_evidence(one))
    }

    /// The same for one piece.
    pub fn one_evidence(&self, evidence: &Evidence) -> Result<(), String> {
        match evidence {
            Evidence::File(path) => self.file(path),
            Evidence::Document { link, anchor } => {
                let document = link.to.and_then(|id| self.model.document.get(id.at as usize));
                let Some(document) = document else {
                    return Err(format!("`{}` is nowhere", link.text));
                };
                if let Some(anchor) = anchor
                    && !document.anchors.iter().any(|known| *known.value == **anchor)
                {
                    return Err(format!("`{}` has no anchor `{anchor}`", document.head.name()));
                }
                self.document(document)
            }
        }
    }

    fn document(&self, document: &Record<kinds::Document>) -> Result<(), String> {
        let Some(file) = &document.file else {
            return match &document.url {
                Some(_) => Ok(()),
                None => Err(format!("`{}` names neither file nor url", document.head.name())),
            };
        };
        self.file(file)?;
        match (&document.digest, self.facts.files.get(&*file.value)) {
            (Some(stored), Some(FileFact::There { digest, .. }))
                if stored.0.strip_prefix("sha256:") != Some(digest) =>
            {
                Err(format!("`{}` has changed since its digest was stored", &**file))
            }
            _ => Ok(()),
        }
    }

    fn file(&self, path: &Text) -> Result<(), String> {
        match self.facts.files.get(&*path.value) {
            Some(FileFact::There { .. }) => match self.files().standing(path).why() {
                None => Ok(()),
                Some(why) => Err(format!("`{}` {why}", &**path)),
            },
            Some(FileFact::Refused(reason)) => Err(format!("`{}` cannot be read: {reason}", &**path)),
            Some(FileFact::Missing) | None => Err(format!("`{}` is not there", &**path)),
        }
    }

    /// SHA-256 of a file that records point at, as 64 hexadecimal digits.
    pub fn digest(&self, path: &str) -> Option<&'a str> {
        match self.facts.files.get(path)? {
            FileFact::There { digest, .. } => Some(digest),
            FileFact::Missing | FileFact::Refused(_) => None,
        }
    }

    /// The persons behind a reference to a person or role.
    pub fn persons<T>(&self, doer: &Ref<T>) -> Vec<AnyId> {
        match doer.to() {
            Some(id) if id.kind == Kind::Person => vec![id],
            Some(id) if id.kind == Kind::Role => {
                let role = self.model.role.get(id.at as usize);
                role.map(|role| role.held_by.iter().filter_map(Ref::to).collect()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the second can approve what the first did: both are known, and they share no person.
    pub fn independent<T, U>(&self, author: &Ref<T>, approver: &Ref<U>) -> bool {
        let (authors, approvers) = (self.persons(author), self.persons(approver));
        if author.to().is_none() || approver.to().is_none() || author.to() == approver.to() {
            return false;
        }
        if authors.is_empty() || approvers.is_empty() {
            return false;
        }
        !authors.iter().any(|author| approvers.contains(author))
    }

    /// Whether a person or role is known and held by somebody: an approval that can be asked about.
    pub fn someone<T>(&self, doer: &Option<Ref<T>>) -> bool {
        doer.as_ref().is_some_and(|doer| !self.persons(doer).is_empty())
    }

    /// Whether a person had shown a competence that was valid on a day; presence at a training shows none.
    pub fn competent(&self, person: AnyId, on: Date) -> bool {
        self.model
            .competence
            .iter()
            .any(|proof| proof.person.as_ref().and_then(Ref::to) == Some(person) && competence::valid_on(proof, on))
    }

    /// Sections of guidelines that cover a requirement (`SG-4.a`) and have text.
    ///
    /// A guideline that covers it as a whole counts with its first section.
    pub fn guideline_covers(&self, clause: &str) -> Vec<AnyId> {
        self.prose_covering(Kind::Guideline, clause)
    }

    /// Process documents that cover a requirement or aspect, by a section with text or as a whole.
    pub fn process_covers(&self, clause: &str) -> Vec<AnyId> {
        let mut found = self.prose_covering(Kind::Process, clause);
        for (id, process) in self.each(Kind::Process, &self.model.process) {
            let named = process.covers.iter().any(|covered| self.same_clause(&covered.0, clause));
            let written = process.document.as_ref().is_some_and(|document| self.one_evidence(document).is_ok());
            let prose = self.has_prose(id);
            if named && (written || prose) && !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// Whether the Markdown file of a record has a section with text.
    pub fn has_prose(&self, id: AnyId) -> bool {
        let file = self.model.head(id).header.file;
        let prose = self.model.prose.iter().filter(|prose| prose.file == file);
        prose.flat_map(|prose| &prose.sections).any(|section| section.section.has_text)
    }

    fn prose_covering(&self, kind: Kind, clause: &str) -> Vec<AnyId> {
        let mut found = Vec::new();
        for prose in &self.model.prose {
            let Some(record) = prose.record.filter(|id| id.kind == kind) else { continue };
            if !self.concerns(self.model.head(record)) {
                continue;
            }
            let hit = prose.sections.iter().any(|section| {
                section.section.has_text
                    && section.covers.iter().any(|covered| match covered {
                        Covered::Clause(covered) => self.same_clause(&covered.0, clause),
                        Covered::Record(_) => false,
                    })
            });
            let whole = match kind {
                Kind::Guideline => self.model.guideline.get(record.at as usize).is_some_and(|guideline| {
                    guideline.covers.iter().any(|covered| match covered {
                        Covered::Clause(covered) => self.same_clause(&covered.0, clause),
                        Covered::Record(_) => false,
                    }) && self.has_prose(record)
                }),
                _ => false,
            };
            if hit || whole {
                found.push(record);
            }
        }
        if kind == Kind::Guideline {
            for (id, manual) in self.each(Kind::Manual, &self.model.manual) {
                let there = manual.file.as_ref().is_some_and(|file| self.one_evidence(file).is_ok());
                let hit = manual.sections.iter().flat_map(|section| &section.covers).any(|covered| match covered {
                    Covered::Clause(covered) => self.same_clause(&covered.0, clause),
                    Covered::Record(_) => false,
                });
                if there && hit {
                    found.push(id);
                }
            }
        }
        found
    }

    /// The guideline or manual with a section that covers a record.
    pub fn told_to_users(&self, record: AnyId) -> Option<AnyId> {
        self.lookup.told.get(&record).copied()
    }

    /// Whether a reference to a requirement, as written, means this requirement or aspect or one above it.
    ///
    /// `SG-4` covers `SG-4.a`. What is written without an edition means the one in force; a `clause` without
    /// an edition is one that checks speak of.
    pub fn same_clause(&self, written: &str, clause: &str) -> bool {
        let (meant, local) = written.rsplit_once('/').unwrap_or((&self.in_force.namespace, written));
        let (asked, clause) = clause.rsplit_once('/').unwrap_or((EDITION, clause));
        if meant != asked {
            return self.carried((meant, local), (asked, clause));
        }
        within(clause, local)
    }

    /// Whether the edition in force carries over between two editions what makes one reference mean the other.
    fn carried(&self, written: (&str, &str), clause: (&str, &str)) -> bool {
        let (own, other) = match &*self.in_force.namespace {
            here if here == written.0 => (written.1, clause),
            here if here == clause.0 => (clause.1, written),
            _ => return false,
        };
        // A part is not the whole, in whichever edition.
        if written.1.contains('.') && !clause.1.contains('.') {
            return false;
        }
        let carries = |aspect: &Aspect| {
            aspect.carries_over.iter().any(|id| {
                let id = id.strip_prefix(other.0).and_then(|rest| rest.strip_prefix('/'));
                id.is_some_and(|id| within(id, other.1))
            })
        };
        match (self.in_force.aspect(own), self.in_force.requirement(own)) {
            (Some((_, aspect)), _) => carries(aspect),
            (None, Some(requirement)) => requirement.aspects.iter().any(carries),
            (None, None) => self.in_force.requirements_of(own).flat_map(|one| &one.aspects).any(carries),
        }
    }

    /// Who comes over an interface: its users, and the sources of flows to it.
    pub fn comers(&self, interface: AnyId) -> Vec<AnyId> {
        let record = self.model.interface.get(interface.at as usize);
        let users = record.into_iter().flat_map(|record| record.users.iter().filter_map(Ref::to));
        let flows = self.mentioned_by(interface, &[Kind::Flow]).into_iter();
        let flows = flows.filter_map(|flow| self.model.flow.get(flow.at as usize));
        let flows = flows.filter(|flow| !flow.head.removed && flow.to.as_ref().and_then(Ref::to) == Some(interface));
        users.chain(flows.filter_map(|flow| flow.from.as_ref()?.to())).collect()
    }

    /// Whether somebody who is not part of the product can reach an interface.
    pub fn external(&self, id: AnyId, interface: &Record<kinds::Interface>) -> bool {
        reach::external(self.model, interface, &self.comers(id))
    }

    /// Whether using an interface crosses a trust boundary; `None` where its component lies in no zone.
    pub fn crosses_boundary(&self, id: AnyId, interface: &Record<kinds::Interface>) -> Option<bool> {
        reach::crosses_boundary(self.model, interface, &self.comers(id))
    }

    /// Records of these kinds that point at a record.
    pub fn mentioned_by(&self, target: AnyId, kinds: &[Kind]) -> Vec<AnyId> {
        let all = self.lookup.backlinks.get(&target).map(Vec::as_slice).unwrap_or_default();
        all.iter().copied().filter(|id| kinds.contains(&id.kind)).collect()
    }
}

/// Whether there is text with something in it.
pub(crate) fn said(text: &Option<Text>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

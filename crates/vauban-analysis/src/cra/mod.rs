//! How a product stands under the Cyber Resilience Act: what is answered, by which record, and what is missing.
//!
//! `scope` says whether the Act is looked at at all, `class` which class the product is of and which routes that leaves,
//! `items` where each requirement of Annex I stands, through `solution` down to test and evidence, `support` until when
//! the product is supported, `holding` what the records hold of what the catalog asks for; from that follow the points of
//! Annex II (`information`), the sections of Annex VII (`sections`) and what a declaration takes (`preconditions`).
//!
//! Nothing here says that a product conforms. What is not known counts as missing.

mod bills;
mod class;
mod holding;
mod information;
mod items;
mod preconditions;
mod scope;
mod sections;
mod solution;
mod support;

use std::collections::BTreeMap;

use vauban_catalog::Catalogs;
use vauban_catalog::conformity::Law;
use vauban_model::kinds::{Cra as CraRecord, CraItem, Product, Release, Test};
use vauban_model::{AnyId, Date, Facts, Head, Kind, Model, Record, Ref, Text};

pub use bills::{Bill, Pinned, bills};
pub use class::{Claim, ClassTold, RouteTold, claims_harmonised};
pub use holding::{Holding, Place};
pub use information::{Information, InformationState};
pub use items::{Answer, ControlRow, Item, ItemState, ProcessRow};
pub use preconditions::Precondition;
pub use scope::{Standing, standing};
pub use sections::{Section, SectionState};
pub use solution::{FileProof, RunProof, Solution, Stage, TestProof};
pub use support::{CriterionTold, Support};

use crate::levels::Reached;
use crate::scope::Owners;
use crate::status::Status;
use crate::trace::{Outcome, Proven};

/// Everything that the answer is made of.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What people wrote.
    pub model: &'a Model,
    /// What tools observed.
    pub facts: &'a Facts,
    /// Catalogs in force.
    pub catalogs: &'a Catalogs,
    /// Which records are about which product.
    pub owners: &'a Owners,
    /// The product.
    pub product: AnyId,
    /// The release spoken of; none for the product as it stands.
    pub release: Option<AnyId>,
    /// The release that verdicts are about.
    pub current: Option<AnyId>,
    /// Verdicts on the process.
    pub status: Option<&'a Status>,
    /// Component requirements everywhere they apply.
    pub reached: Option<&'a Reached>,
    /// Why mechanisms and requirements do not count as verified.
    pub unverified: &'a BTreeMap<AnyId, String>,
    /// What tests came to on the current release.
    pub proven: &'a Proven,
    /// Errors that are open.
    pub blocking: &'a [Blocking],
    /// Today.
    pub today: Date,
}

/// An error that is open: nothing is declared over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocking {
    /// The check.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Where: `file:line`.
    pub place: String,
}

/// Something that is missing, and what would fill it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// What is missing.
    pub what: String,
    /// The record, key or command that fills it.
    pub next: String,
}

impl Lack {
    /// What is missing, and what fills it.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Lack {
        Lack { what: what.into(), next: next.into() }
    }
}

/// How a product stands under the Act.
#[derive(Clone, Debug)]
pub struct Cra {
    /// The edition of the law: `cra:2024`.
    pub law: String,
    /// The day from which it applies in full.
    pub applies_from: Option<String>,
    /// The product.
    pub product: AnyId,
    /// The release spoken of.
    pub release: Option<AnyId>,
    /// The record of decisions.
    pub record: Option<AnyId>,
    /// Whether the Act is looked at.
    pub standing: Standing,
    /// The class.
    pub class: ClassTold,
    /// Routes of the class.
    pub routes: Vec<RouteTold>,
    /// Standards that were applied.
    pub claims: Vec<Claim>,
    /// Requirements of Annex I, in the law's order.
    pub items: Vec<Item>,
    /// Points of Annex II, in the law's order.
    pub information: Vec<Information>,
    /// The support period.
    pub support: Support,
    /// Until when the documentation is kept.
    pub retention: Option<Date>,
    /// Bills of materials of the release.
    pub bills: Vec<Bill>,
    /// Sections of Annex VII, in the law's order.
    pub sections: Vec<Section>,
    /// What a declaration takes.
    pub preconditions: Vec<Precondition>,
}

impl Cra {
    /// How a product stands; `None` where no catalog says what the Act asks.
    pub fn new(ground: Ground<'_>) -> Option<Cra> {
        let look = Look::new(ground)?;
        let class = class::class(&look);
        let routes = class::routes(&look, &class);
        let claims = class::claims(&look);
        let items = items::items(&look);
        let bills = look.release().map(|(_, release)| bills(ground.model, ground.facts, release)).unwrap_or_default();
        let support = support::support(&look);
        let information = information::information(&look, &support, &bills);
        let retention = support::retention(&look, &support);
        let mut cra = Cra {
            law: look.law.framework.namespace.clone(),
            applies_from: look.law.applies_from().map(str::to_owned),
            product: ground.product,
            release: look.release().map(|(id, _)| id),
            record: look.record.map(|(id, _)| id),
            standing: scope::standing(ground.model, ground.owners, ground.product),
            class,
            routes,
            claims,
            items,
            information,
            support,
            retention,
            bills,
            sections: Vec::new(),
            preconditions: Vec::new(),
        };
        cra.sections = sections::sections(&look, &cra);
        cra.preconditions = preconditions::preconditions(&look, &cra);
        Some(cra)
    }

    /// What keeps a declaration from being made: the question and what is missing, in order.
    pub fn obstacles(&self) -> impl Iterator<Item = (&'static str, &Lack)> {
        self.preconditions.iter().flat_map(|one| one.lacks.iter().map(|lack| (one.question, lack)))
    }
}

/// What people decided about a product, and how it holds together; worked out from the records alone.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Whether the Act is looked at.
    pub standing: Standing,
    /// The class.
    pub class: ClassTold,
    /// Routes of the class.
    pub routes: Vec<RouteTold>,
    /// The support period.
    pub support: Support,
}

impl Decided {
    /// What was decided about a product; `None` where no catalog says what the Act asks.
    pub fn new(
        model: &Model,
        facts: &Facts,
        catalogs: &Catalogs,
        owners: &Owners,
        product: AnyId,
        today: Date,
    ) -> Option<Decided> {
        let (unverified, proven) = (BTreeMap::new(), Proven::default());
        let look = Look::new(Ground {
            model,
            facts,
            catalogs,
            owners,
            product,
            release: None,
            current: None,
            status: None,
            reached: None,
            unverified: &unverified,
            proven: &proven,
            blocking: &[],
            today,
        })?;
        let class = class::class(&look);
        let routes = class::routes(&look, &class);
        let standing = scope::standing(model, owners, product);
        Some(Decided { standing, routes, support: support::support(&look), class })
    }
}

/// The record of decisions about a product; the first, where there are several.
pub fn record_of<'a>(model: &'a Model, owners: &Owners, product: AnyId) -> Option<(AnyId, &'a Record<CraRecord>)> {
    let all = model.cra.iter().enumerate();
    let mut mine = all.filter(|(_, one)| !one.head.removed && owners.concerns(Some(product), &one.head));
    mine.find(|(_, one)| one.product.as_ref().is_some_and(|link| link.to() == Some(product)))
        .map(|(at, one)| (AnyId { kind: Kind::Cra, at: at as u32 }, one))
}

/// The ground with what is looked up often.
pub(crate) struct Look<'a> {
    pub(crate) ground: Ground<'a>,
    pub(crate) law: Law<'a>,
    pub(crate) record: Option<(AnyId, &'a Record<CraRecord>)>,
}

impl<'a> Look<'a> {
    fn new(ground: Ground<'a>) -> Option<Look<'a>> {
        let law = ground.catalogs.law()?;
        Some(Look { ground, law, record: record_of(ground.model, ground.owners, ground.product) })
    }

    pub(crate) fn mine(&self, head: &Head) -> bool {
        self.ground.owners.concerns(Some(self.ground.product), head)
    }

    /// Records of a table that are about the product, with their ids.
    pub(crate) fn each<T>(
        &self,
        kind: Kind,
        table: &'a [Record<T>],
    ) -> impl Iterator<Item = (AnyId, &'a Record<T>)> + use<'_, 'a, T> {
        let all = table.iter().enumerate().filter(|(_, record)| self.mine(&record.head));
        all.map(move |(at, record)| (AnyId { kind, at: at as u32 }, record))
    }

    pub(crate) fn decisions(&self) -> Option<&'a Record<CraRecord>> {
        self.record.map(|(_, record)| record)
    }

    /// `[cra.ID]` as it is, or as it would be called.
    pub(crate) fn header(&self) -> String {
        match self.decisions() {
            Some(record) => format!("[{}]", record.head.name()),
            None => format!("[cra.{}]", self.ground.model.head(self.ground.product).local()),
        }
    }

    pub(crate) fn product(&self) -> Option<&'a Record<Product>> {
        self.ground.model.product.get(self.ground.product.at as usize)
    }

    /// The release spoken of, else the current one.
    pub(crate) fn release(&self) -> Option<(AnyId, &'a Record<Release>)> {
        let id = self.ground.release.or(self.ground.current)?;
        self.ground.model.release.get(id.at as usize).map(|release| (id, release))
    }

    pub(crate) fn item_records(&self) -> impl Iterator<Item = (AnyId, &'a Record<CraItem>)> + use<'_, 'a> {
        self.each(Kind::CraItem, &self.ground.model.cra_item)
    }

    /// Tests that the release has to pass: those that have not, each with what it came to. One of nothing but issues and
    /// updates shows that these were fixed then; it counts here only if it was carried out again, and failed.
    pub(crate) fn open_tests(&self) -> Vec<(&'a Record<Test>, Outcome, &'a str)> {
        let mut open = Vec::new();
        for (id, test) in self.each(Kind::Test, &self.ground.model.test) {
            let known = self.ground.proven.tests.get(&id);
            let (outcome, why) = known
                .map_or((Outcome::NotRun, "nothing shows that it was carried out"), |(outcome, why)| {
                    (*outcome, why.as_str())
                });
            let mut targets = test.verifies.iter().filter_map(Ref::to).peekable();
            let past = targets.peek().is_some() && targets.all(|to| matches!(to.kind, Kind::Issue | Kind::Update));
            match outcome {
                Outcome::Passed => {}
                Outcome::NotRun if past => {}
                Outcome::Failed | Outcome::NotRun => open.push((test, outcome, why)),
            }
        }
        open
    }

    pub(crate) fn name(&self, id: AnyId) -> String {
        self.ground.model.head(id).name()
    }
}

/// Whether there is text with something in it.
pub(crate) fn said(text: &Option<Text>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

/// The text without space around it; empty where there is none.
pub(crate) fn trimmed(text: &Option<Text>) -> String {
    text.as_ref().map_or_else(String::new, |text| text.trim().to_owned())
}

/// Whether somebody agreed, and is somebody else than who says so.
pub(crate) fn agreed<T>(by: &Option<Ref<T>>, approved: &Option<Ref<T>>) -> bool {
    let approver = approved.as_ref().and_then(Ref::to);
    approver.is_some() && approver != by.as_ref().and_then(Ref::to)
}

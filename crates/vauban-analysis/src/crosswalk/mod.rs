//! What the records of a product answer of other laws and standards, clause by clause.
//!
//! A crosswalk is data of a catalog: which requirements of IEC 62443 answer a clause, how far, and what is left. Here it
//! meets what the product shows. `target` says how each of those requirements stands, once; `clause` weighs them into a
//! state; `work` turns round what stands in the way: one step, and all the clauses that wait for it. The requirements
//! for components are a framework of their own (`component`), judged directly.
//!
//! An edge of a crosswalk proves nothing by itself, and one that reaches only part of a clause never answers it: what
//! is left is for people to state. What they state stands beside what is computed and never overrules what is open.

mod clause;
mod component;
mod target;
mod work;

use std::collections::BTreeMap;

use vauban_catalog::{Catalogs, Entry, Extent, Framework, Named};
use vauban_model::{AnyId, Head, Model, StatedVerdict};

pub use target::{Open, Standing, Target};
pub use work::{Step, Work};

use crate::levels::Reached;
use crate::status::{By, Status};

/// The edition that crosswalks of the catalogs speak of.
pub const EDITION: &str = "iec62443-4-1:2018";

/// What a crosswalk is held against.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// All records.
    pub model: &'a Model,
    /// Catalogs in force.
    pub catalogs: &'a Catalogs,
    /// Verdicts on the product, by the edition in force.
    pub status: &'a Status,
    /// Component requirements on the product; none where they were not judged.
    pub reached: Option<&'a Reached>,
    /// What people state about clauses.
    pub said: &'a [Said],
    /// Whether a record is about the product.
    pub concerns: &'a dyn Fn(&Head) -> bool,
}

/// What people state about a clause by `[statement."cra:ID"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The statement.
    pub record: AnyId,
    /// The clause, as [`key`] writes it.
    pub clause: String,
    /// What it says.
    pub verdict: StatedVerdict,
    /// Who says so and when.
    pub how: String,
    /// What keeps it from counting.
    pub flaw: Option<String>,
}

/// How far a clause is answered. The order is from what leaves most to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Requirements answer it, and none of them is shown.
    Open,
    /// The crosswalk cannot answer it: people must say how it is met, or that it does not apply.
    NeedsAPerson,
    /// Something is shown, and something is left.
    Partly,
    /// A reasoned decision says that it does not apply.
    NotApplicable,
    /// Everything that answers it is shown.
    Answered,
}

impl State {
    /// All of them, from what leaves most to do.
    pub const ALL: [State; 5] =
        [State::Open, State::NeedsAPerson, State::Partly, State::NotApplicable, State::Answered];

    /// The word in contracts.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::NeedsAPerson => "needs-a-person",
            State::Partly => "partly",
            State::NotApplicable => "not-applicable",
            State::Answered => "answered",
        }
    }

    /// The same for people.
    pub fn phrase(self) -> &'static str {
        match self {
            State::Open => "open",
            State::NeedsAPerson => "needs a person",
            State::Partly => "partly answered",
            State::NotApplicable => "not applicable",
            State::Answered => "answered",
        }
    }

    /// What it means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            State::Open => "the crosswalk names requirements that answer it, and the records show none of them",
            State::NeedsAPerson => {
                "nothing computed answers it; people must state how it is met, or why it does not apply"
            }
            State::Partly => "something is shown; more must be shown, or the crosswalk reaches only part of it",
            State::NotApplicable => "it does not apply, for a reason that is on record",
            State::Answered => {
                "everything the crosswalk names is shown and the crosswalk reaches all of it, or people state the rest"
            }
        }
    }

    /// Whether nothing is left to do.
    pub fn settled(self) -> bool {
        matches!(self, State::Answered | State::NotApplicable)
    }
}

/// A law or standard, held against a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    /// Its id: `cra`.
    pub id: String,
    /// What references are stored with: `cra:2024`.
    pub namespace: String,
    /// Its title.
    pub title: String,
    /// Its edition, as it is cited.
    pub edition: String,
    /// What its data rests on, in a sentence.
    pub data: String,
    /// Parts that its clauses are ordered by: id and title.
    pub groups: Vec<(String, String)>,
    /// Its clauses, in its order.
    pub clauses: Vec<Clause>,
    /// Parts that are answered elsewhere: title, how many clauses, and where.
    pub elsewhere: Vec<(String, usize, String)>,
    /// What remains, what most waits for first.
    pub work: Vec<Work>,
}

impl Crosswalk {
    /// How many clauses have a state.
    pub fn count(&self, state: State) -> usize {
        self.clauses.iter().filter(|clause| clause.state == state).count()
    }
}

/// A clause, held against a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its id: `CRA-A1-P1-2d`.
    pub id: String,
    /// Where it stands in the text: `Annex I, Part I, point (2)(d)`; empty where the id says so.
    pub place: String,
    /// Its title, in our own words.
    pub title: String,
    /// What it asks, in our own words; may be empty.
    pub summary: String,
    /// Its part, by place among the groups.
    pub group: Option<usize>,
    /// Whether its identity was checked against sources.
    pub verified: bool,
    /// How far the crosswalk answers it.
    pub extent: Extent,
    /// What the crosswalk leaves.
    pub gap: String,
    /// Requirements that answer it, as far as they do: ids of [`Crosswalks::targets`].
    pub targets: Vec<String>,
    /// Its state.
    pub state: State,
    /// Whether that is computed, or what people state.
    pub by: By,
    /// Why, in a sentence.
    pub why: String,
    /// Records that name it: statements, decisions, requirements that come from it, what covers it.
    pub records: Vec<AnyId>,
    /// What stands in the way, by place in the work list; the first comes first.
    pub waits_for: Vec<usize>,
}

/// All laws and standards that are reported by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalks {
    /// Requirements of IEC 62443 that some clause is answered by, by id.
    pub targets: BTreeMap<String, Target>,
    /// The laws and standards.
    pub frameworks: Vec<Crosswalk>,
}

impl Crosswalks {
    /// Holds every framework that the project reports by against a product.
    pub fn new(ground: Ground<'_>) -> Crosswalks {
        let mut targets = target::Targets::new(ground);
        let named = clause::Naming::new(ground);
        let wanted = wanted(ground.model);
        let asked = |names: [&str; 2]| wanted.is_empty() || wanted.iter().any(|one| names.contains(one));
        let mut frameworks = Vec::new();
        for framework in in_force(ground.catalogs) {
            if asked([&framework.id, &framework.namespace]) && framework.clauses().next().is_some() {
                frameworks.push(clause::crosswalk(framework, &mut targets, &named));
            }
        }
        let component = ground.catalogs.component();
        if asked([&component.catalog, &component.namespace]) {
            frameworks.extend(component::crosswalk(ground, &mut targets, &named));
        }
        Crosswalks { targets: targets.all(), frameworks }
    }

    /// A framework by its id or namespace.
    pub fn framework(&self, name: &str) -> Option<&Crosswalk> {
        self.frameworks
            .iter()
            .find(|one| one.namespace == name)
            .or_else(|| self.frameworks.iter().find(|one| one.id == name))
    }
}

/// Names of the catalogs that `[catalogs] crosswalks` asks for; empty for all.
fn wanted(model: &Model) -> Vec<&str> {
    let records = model.catalogs.iter().filter(|record| record.head.folder().is_empty());
    records.flat_map(|record| record.crosswalks.iter().map(|name| name.trim())).collect()
}

/// One edition of each framework: the one that its id means.
fn in_force(catalogs: &Catalogs) -> impl Iterator<Item = &Framework> {
    catalogs.frameworks().filter(|framework| {
        catalogs.framework(&framework.id).is_some_and(|meant| meant.namespace == framework.namespace)
    })
}

/// How a clause is written wherever it is compared: the namespace of its edition and its id.
pub fn key(catalogs: &Catalogs, written: &str) -> Option<String> {
    match catalogs.resolve(written)? {
        Named::Entry(framework, entry) => Some(key_of(framework, entry)),
        Named::Control(standard, control) => Some(format!("{}/{}", standard.namespace, control.id())),
        Named::Practice(..) | Named::Requirement(..) | Named::Aspect(..) => None,
    }
}

fn key_of(framework: &Framework, entry: &Entry) -> String {
    format!("{}/{}", framework.namespace, entry.id)
}

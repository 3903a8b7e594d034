//! The requirements of Annex I, one by one: whether they apply, what realises them, and what is missing.
//!
//! The crosswalk leads to requirements of the process and of components; what they come to is theirs. It proves nothing
//! by itself: where the catalog says that it covers a point in part only, somebody has to name what realises the rest.

use std::collections::{BTreeMap, BTreeSet};

use vauban_catalog::conformity::{Part, part_of};
use vauban_catalog::framework::Entry;
use vauban_model::kinds::CraItem;
use vauban_model::kinds::values::Implements;
use vauban_model::{AnyId, Kind, Record, Ref};

use super::solution::{Proofs, solution};
use super::{Lack, Look, Solution, Stage, agreed, said, trimmed};
use crate::levels::State;
use crate::status::Verdict;

/// What people say about a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It applies: to everything, by law.
    Always,
    /// It applies, as decided.
    Applies,
    /// It does not apply, as decided, with a reason that a second person agreed to.
    DoesNotApply,
    /// Nobody says, or nobody agreed.
    NotAnswered,
}

impl Answer {
    /// The same for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Answer::Always => "applies to every product",
            Answer::Applies => "applies",
            Answer::DoesNotApply => "does not apply",
            Answer::NotAnswered => "not answered",
        }
    }
}

/// Where a requirement stands. Each later word leaves less to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemState {
    /// Nobody says whether it applies.
    NotAnswered,
    /// Nothing realises it.
    Open,
    /// Something does, and something is missing.
    Partial,
    /// All of it is there, and not all of it verified.
    Claimed,
    /// All of it is there and verified.
    Shown,
    /// It does not apply.
    DoesNotApply,
}

impl ItemState {
    /// The word for people and contracts.
    pub fn word(self) -> &'static str {
        match self {
            ItemState::NotAnswered => "not answered",
            ItemState::Open => "open",
            ItemState::Partial => "partial",
            ItemState::Claimed => "claimed",
            ItemState::Shown => "shown",
            ItemState::DoesNotApply => "does not apply",
        }
    }

    /// Whether nothing is left to do.
    pub fn is_settled(self) -> bool {
        matches!(self, ItemState::Shown | ItemState::DoesNotApply)
    }
}

/// A requirement of Annex I.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id in the catalog: `CRA-A1-P1-2g`.
    pub id: String,
    /// Where it stands in the law.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What it asks, in our own words.
    pub summary: String,
    /// Its part of Annex I.
    pub part: Part,
    /// What people say.
    pub answer: Answer,
    /// The record that says so.
    pub record: Option<AnyId>,
    /// Why not, or how.
    pub reason: String,
    /// Requirements of the process that the crosswalk leads to.
    pub process: Vec<ProcessRow>,
    /// Component requirements that the crosswalk leads to.
    pub controls: Vec<ControlRow>,
    /// What realises it.
    pub solutions: Vec<Solution>,
    /// What the crosswalk does not cover, in our own words; empty where it covers all.
    pub gap: String,
    /// Where it stands.
    pub state: ItemState,
    /// What is missing.
    pub lacks: Vec<Lack>,
}

/// A requirement of the process, and its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its verdict.
    pub verdict: Verdict,
}

/// A component requirement, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands on the weakest element.
    pub state: State,
    /// Whether the level that the product aims at asks for it.
    pub asked: bool,
}

/// All requirements of Annex I, in the law's order.
pub(super) fn items(look: &Look<'_>) -> Vec<Item> {
    let proofs = Proofs::new(look);
    let told = Told::new(look);
    let parts = [Part::Proportion, Part::Property, Part::Handling];
    let points = parts.into_iter().flat_map(|part| look.law.points(part));
    points.map(|entry| told.item(look, &proofs, entry)).collect()
}

/// What records say of points of the law, looked up once.
struct Told<'a> {
    records: BTreeMap<&'a str, Vec<(AnyId, &'a Record<CraItem>)>>,
    /// Requirements and mechanisms that name a point themselves.
    named: BTreeMap<&'a str, BTreeSet<AnyId>>,
}

impl<'a> Told<'a> {
    fn new(look: &Look<'a>) -> Told<'a> {
        let catalogs = look.ground.catalogs;
        let model = look.ground.model;
        let mut told = Told { records: BTreeMap::new(), named: BTreeMap::new() };
        for (id, record) in look.item_records() {
            let mut seen = BTreeSet::new();
            for entry in record.of.iter().filter_map(|clause| catalogs.point(&clause.0)) {
                if seen.insert(&entry.id) {
                    told.records.entry(&entry.id).or_default().push((id, record));
                }
            }
        }
        for (id, requirement) in look.each(Kind::Requirement, &model.requirement) {
            for entry in requirement.origin_standard.iter().filter_map(|clause| catalogs.point(&clause.0)) {
                told.named.entry(&entry.id).or_default().insert(id);
            }
        }
        for (id, mechanism) in look.each(Kind::Mechanism, &model.mechanism) {
            for one in &mechanism.implements {
                if let Implements::Clause(clause) = one
                    && let Some(entry) = catalogs.point(&clause.0)
                {
                    told.named.entry(&entry.id).or_default().insert(id);
                }
            }
        }
        told
    }

    fn item(&self, look: &Look<'a>, proofs: &Proofs, entry: &'a Entry) -> Item {
        let part = part_of(entry).unwrap_or(Part::Property);
        let mut item = Item {
            id: entry.id.clone(),
            reference: entry.text("ref").unwrap_or_default().to_owned(),
            title: entry.title.clone(),
            summary: entry.summary.clone(),
            part,
            answer: if part == Part::Property { Answer::NotAnswered } else { Answer::Always },
            record: None,
            reason: String::new(),
            process: process(look, entry),
            controls: controls(look, entry),
            solutions: Vec::new(),
            gap: String::new(),
            state: ItemState::NotAnswered,
            lacks: Vec::new(),
        };
        let records = self.records.get(entry.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        answer(look, &mut item, records);
        if matches!(item.answer, Answer::Always | Answer::Applies) {
            let mut direct: BTreeSet<AnyId> = self.named.get(entry.id.as_str()).cloned().unwrap_or_default();
            direct.extend(records.iter().flat_map(|(_, record)| record.realised_by.iter().filter_map(Ref::to)));
            item.solutions = solutions(look, proofs, &item.controls, &direct);
            judge(look, entry, &mut item);
        }
        item
    }
}

/// What people say, and whether it counts.
fn answer(look: &Look<'_>, item: &mut Item, records: &[(AnyId, &Record<CraItem>)]) {
    let point = format!("cra:{}", item.id);
    let Some((id, record)) = records.first() else {
        if item.part == Part::Property {
            item.lacks.push(Lack::new(
                "nobody says whether it applies",
                format!(
                    "add `[cra-item.ID]` with `of = [\"{point}\"]`, `applies`, `reason`, `by`, `approved-by` and `date`"
                ),
            ));
        }
        return;
    };
    item.record = Some(*id);
    item.reason = trimmed(&record.reason);
    let name = record.head.name();
    let mut lack = |what: String, next: String| item.lacks.push(Lack::new(what, next));
    if let [_, (other, _), ..] = records
        && item.part == Part::Property
    {
        lack(format!("both `{name}` and `{}` answer it", look.name(*other)), format!("keep one answer to {point}"));
    }
    if let Some(until) = record.valid_until
        && until.date < look.ground.today
    {
        lack(
            format!("the answer in `{name}` held until {}", until.date),
            "look at it again, and set `date` and `valid-until`".to_owned(),
        );
    }
    let second = agreed(&record.by, &record.approved_by);
    let complete = item.lacks.is_empty();
    let applies = record.applies.map(|flag| flag.value);
    item.answer = match applies {
        _ if item.part != Part::Property => {
            if applies == Some(false) {
                item.lacks.push(Lack::new(
                    format!("`{name}` says that it does not apply, and it applies to every product"),
                    "say `applies = true`, and what realises it",
                ));
            }
            Answer::Always
        }
        Some(true) if complete => Answer::Applies,
        Some(false) if complete && second && said(&record.reason) => Answer::DoesNotApply,
        Some(false) if complete => {
            let next = "add `reason`, and `by` and `approved-by` of two people (Article 13(4))";
            item.lacks.push(Lack::new(
                format!("`{name}` says that it does not apply, without a reason that a second person agreed to"),
                next,
            ));
            Answer::NotAnswered
        }
        Some(_) | None => Answer::NotAnswered,
    };
    if item.answer == Answer::DoesNotApply {
        item.state = ItemState::DoesNotApply;
    }
}

fn process(look: &Look<'_>, entry: &Entry) -> Vec<ProcessRow> {
    let Some(status) = look.ground.status else { return Vec::new() };
    let all = entry.targets("maps-to").filter_map(|id| status.requirements.iter().find(|one| one.id == id));
    all.map(|one| ProcessRow { id: one.id.clone(), title: one.title.clone(), verdict: one.verdict }).collect()
}

/// Component requirements of the product's types; those of other types are none of it.
fn controls(look: &Look<'_>, entry: &Entry) -> Vec<ControlRow> {
    let Some(reached) = look.ground.reached else { return Vec::new() };
    let mut asked: BTreeMap<usize, bool> = reached.constraints.iter().map(|at| (*at, true)).collect();
    for family in reached.types.iter().flat_map(|one| &one.families) {
        for at in &family.entries {
            let level = reached.judged.get(*at).map_or(u32::MAX, |one| one.level);
            *asked.entry(*at).or_default() |= family.target.is_some_and(|target| level <= target);
        }
    }
    let row = |id: &str| {
        let (at, judged) = reached.judged.iter().enumerate().find(|(_, one)| one.id == id)?;
        let asked = *asked.get(&at)?;
        Some(ControlRow { id: judged.id.clone(), title: judged.title.clone(), state: judged.state, asked })
    };
    entry.targets("maps-to").filter_map(row).collect()
}

/// What realises a point: what people named first, then what the crosswalk leads to.
fn solutions(look: &Look<'_>, proofs: &Proofs, controls: &[ControlRow], direct: &BTreeSet<AnyId>) -> Vec<Solution> {
    let mut via: BTreeMap<AnyId, Vec<String>> = BTreeMap::new();
    let reached = look.ground.reached;
    for control in controls.iter().filter(|control| control.asked) {
        let judged = reached.and_then(|reached| reached.control(&control.id));
        let by: BTreeSet<AnyId> =
            judged.into_iter().flat_map(|one| &one.cells).flat_map(|cell| cell.by.iter().copied()).collect();
        for id in by {
            via.entry(id).or_default().push(control.id.clone());
        }
    }
    let named = direct.iter().map(|id| solution(look, proofs, *id, true));
    let led = via.keys().filter(|id| !direct.contains(id)).map(|id| solution(look, proofs, *id, false));
    let all = named.chain(led).map(|mut one| {
        one.via = via.get(&one.record).cloned().unwrap_or_default();
        one
    });
    all.collect()
}

/// Where a requirement that applies stands.
fn judge(look: &Look<'_>, entry: &Entry, item: &mut Item) {
    let point = format!("cra:{}", item.id);
    let direct = item.solutions.iter().filter(|one| one.direct).count();
    let mut claimed = false;
    let mut shown = 0_usize;
    for row in &item.process {
        match row.verdict {
            Verdict::Met | Verdict::NotApplicable => shown += 1,
            Verdict::Partial | Verdict::Missing => item.lacks.push(Lack::new(
                format!("{} {} is {}", row.id, row.title, row.verdict.word()),
                format!("`vauban status {}` says what is open", row.id),
            )),
        }
    }
    for row in item.controls.iter().filter(|row| row.asked) {
        if row.state.achieved() {
            shown += 1;
        } else if row.state.claimed() {
            claimed = true;
        } else {
            item.lacks.push(Lack::new(
                format!("{} {} is {}", row.id, row.title, row.state.phrase()),
                format!("`vauban levels {}` says where and why", row.id),
            ));
        }
    }
    for solution in item.solutions.iter().filter(|one| one.direct) {
        match solution.stage {
            Stage::Verified => shown += 1,
            Stage::Implemented => claimed = true,
            Stage::Planned => item.lacks.push(Lack::new(
                format!("`{}` is to realise it: {}", look.name(solution.record), solution.why),
                "implement and verify it, or name what realises it today",
            )),
        }
    }
    // The crosswalk answers for what it covers whole, as far as it is asked at the level aimed at.
    let asked = item.controls.iter().any(|row| row.asked);
    let whole = (entry.text("covered") == Some("full") && !item.process.is_empty())
        || (entry.text("covered-42") == Some("full") && asked);
    if !whole {
        item.gap = entry.text("gap").unwrap_or_default().to_owned();
        if direct == 0 {
            item.lacks.push(Lack::new(
                match item.gap.is_empty() {
                    true => "nothing is named that realises it".to_owned(),
                    false => format!("beyond the crosswalk nothing is named that realises it: {}", item.gap),
                },
                format!("name it under `realised-by` of `[cra-item.ID]`, or `{point}` under `origin-standard` of the requirement that does"),
            ));
        }
    }
    item.state = match (item.lacks.is_empty(), shown, claimed) {
        (true, 0, false) => ItemState::Open,
        (true, _, true) => ItemState::Claimed,
        (true, _, false) => ItemState::Shown,
        (false, 0, false) => ItemState::Open,
        (false, ..) => ItemState::Partial,
    };
}

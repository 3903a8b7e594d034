//! From requirements to the state of a clause: what is computed first, then what people state beside it.

use std::collections::BTreeMap;

use vauban_catalog::{Entry, Extent, Framework};
use vauban_model::kinds::values::Covered;
use vauban_model::{AnyId, Kind, Mention, StatedVerdict};

use super::target::Targets;
use super::work::Waiting;
use super::{Clause, Crosswalk, Ground, Said, Standing, State, Target, key, key_of};
use crate::status::By;

/// Records that name clauses, and what of it counts.
pub(super) struct Naming<'a> {
    ground: Ground<'a>,
    /// By clause: every record that names it.
    named: BTreeMap<String, Vec<AnyId>>,
}

/// What people decided about a clause.
pub(super) enum Decided<'a> {
    /// It does not apply; why, and by which record.
    Aside(String),
    /// A statement that counts.
    Said(&'a Said),
    /// A statement that does not count, and why.
    Flawed(&'a Said, &'a str),
    /// A requirement of the product that comes from it, and is verified.
    Verified(AnyId),
    /// Nothing.
    Nothing,
}

impl<'a> Naming<'a> {
    pub(super) fn new(ground: Ground<'a>) -> Naming<'a> {
        let mut named: BTreeMap<String, Vec<AnyId>> = BTreeMap::new();
        let mut add = |written: &str, id: AnyId| {
            if let Some(clause) = key(ground.catalogs, written) {
                let records = named.entry(clause).or_default();
                if records.last() != Some(&id) {
                    records.push(id);
                }
            }
        };
        for id in ground.model.all() {
            if !(ground.concerns)(ground.model.head(id)) {
                continue;
            }
            ground.model.mentions_of(id, &mut |mention| {
                if let Mention::Clause(clause) = mention {
                    add(clause, id);
                }
            });
        }
        for prose in &ground.model.prose {
            let Some(id) = prose.record.filter(|id| (ground.concerns)(ground.model.head(*id))) else { continue };
            for covered in prose.sections.iter().flat_map(|section| &section.covers) {
                if let Covered::Clause(clause) = covered {
                    add(&clause.0, id);
                }
            }
        }
        for said in ground.said {
            named.entry(said.clause.clone()).or_default().push(said.record);
        }
        for records in named.values_mut() {
            records.sort();
            records.dedup();
        }
        Naming { ground, named }
    }

    pub(super) fn records(&self, clause: &str) -> Vec<AnyId> {
        self.named.get(clause).cloned().unwrap_or_default()
    }

    /// What people decided, what weighs most first.
    pub(super) fn decided(&self, clause: &str) -> Decided<'a> {
        let records = self.named.get(clause).map(Vec::as_slice).unwrap_or_default();
        let aside = records.iter().find_map(|id| self.aside(*id));
        let said = self.ground.said.iter().filter(|said| said.clause == clause);
        let counts = said.clone().find(|said| said.flaw.is_none());
        match (counts, aside) {
            (Some(said), _) if said.verdict == StatedVerdict::NotApplicable => {
                Decided::Aside(format!("{}: {}", self.ground.model.head(said.record).name(), said.how))
            }
            (_, Some(why)) => Decided::Aside(why),
            (Some(said), None) => Decided::Said(said),
            (None, None) => {
                let flawed = said.clone().find_map(|said| Some((said, said.flaw.as_deref()?)));
                let verified = self.ground.reached.map(|reached| &reached.verified);
                let comes_from = records
                    .iter()
                    .find(|id| id.kind == Kind::Requirement && verified.is_some_and(|verified| verified.contains(id)));
                match (flawed, comes_from) {
                    (Some((said, why)), _) => Decided::Flawed(said, why),
                    (None, Some(id)) => Decided::Verified(*id),
                    (None, None) => Decided::Nothing,
                }
            }
        }
    }

    /// A record of applicability that has effect, with its reason.
    fn aside(&self, id: AnyId) -> Option<String> {
        if id.kind != Kind::Applicability {
            return None;
        }
        let exceptions = &self.ground.reached?.exceptions;
        exceptions.iter().find(|one| one.record == id).filter(|one| one.unsound.is_none())?;
        let record = self.ground.model.applicability.get(id.at as usize)?;
        // What holds only for some elements leaves the clause to the others.
        if !record.elements.is_empty() || !record.compensated_by.is_empty() {
            return None;
        }
        let reason = record.reason.as_ref().map_or("", |reason| reason.trim());
        Some(format!("{}: {reason}", record.head.name()))
    }

    pub(super) fn name(&self, id: AnyId) -> String {
        self.ground.model.head(id).name()
    }
}

/// A framework held against the product.
pub(super) fn crosswalk(framework: &Framework, targets: &mut Targets<'_>, naming: &Naming<'_>) -> Crosswalk {
    let mut waiting = Waiting::default();
    let mut clauses = Vec::new();
    let mut elsewhere: Vec<(String, usize, String)> = Vec::new();
    let mut groups: Vec<(String, String)> = Vec::new();
    for entry in framework.clauses() {
        let group = framework.group_of(entry);
        if let Some((group, place)) = group.and_then(|group| Some((group, group.text("elsewhere")?))) {
            match elsewhere.iter_mut().find(|(title, _, _)| *title == group.title) {
                Some((_, count, _)) => *count += 1,
                None => elsewhere.push((group.title.clone(), 1, place.to_owned())),
            }
            continue;
        }
        let group = group.map(|group| {
            groups.iter().position(|(id, _)| *id == group.id).unwrap_or_else(|| {
                groups.push((group.id.clone(), group.title.clone()));
                groups.len() - 1
            })
        });
        let clause = one(framework, entry, group, targets, naming, &mut waiting, clauses.len());
        clauses.push(clause);
    }
    let work = waiting.list(&mut clauses);
    Crosswalk {
        id: framework.id.clone(),
        namespace: framework.namespace.clone(),
        title: framework.title.clone(),
        edition: framework.edition.clone(),
        data: data(&clauses),
        groups,
        clauses,
        elsewhere,
        work,
    }
}

/// What the data of the clauses rests on.
pub(super) fn data(clauses: &[Clause]) -> String {
    let verified = clauses.iter().filter(|clause| clause.verified).count();
    let of = clauses.len();
    let checked = match of - verified {
        0 => format!("all {of} clauses were checked against public sources"),
        some => format!(
            "{verified} of {of} clauses were checked against public sources, {some} rest on one source or on sources that disagree"
        ),
    };
    format!("{checked}; which requirements answer a clause, and how far, is the catalog's own judgement")
}

fn one(
    framework: &Framework,
    entry: &Entry,
    group: Option<usize>,
    targets: &mut Targets<'_>,
    naming: &Naming<'_>,
    waiting: &mut Waiting,
    at: usize,
) -> Clause {
    let ids = entry.answered_by();
    let found: Vec<Target> = ids.iter().map(|id| targets.get(id).clone()).collect();
    let mut clause = Clause {
        id: entry.id.clone(),
        place: entry.text("ref").unwrap_or_default().to_owned(),
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        group,
        verified: entry.is("verified"),
        extent: entry.extent(),
        gap: entry.text("gap").unwrap_or_default().to_owned(),
        targets: ids.iter().map(|id| (*id).to_owned()).collect(),
        state: State::NeedsAPerson,
        by: By::Computed,
        why: String::new(),
        records: naming.records(&key_of(framework, entry)),
        waits_for: Vec::new(),
    };
    (clause.state, clause.why) = computed(&clause, &found);
    let decided = naming.decided(&key_of(framework, entry));
    beside(&mut clause, &found, &decided, naming);
    if !clause.state.settled() {
        let written = format!("{}:{}", framework.id, entry.id);
        waiting.add(&clause, at, &written, &found, &decided);
    }
    clause
}

/// Whether everything that is asked of the product is shown or does not apply, and something of it is shown.
fn all_shown(targets: &[Target]) -> bool {
    let asked = || targets.iter().filter(|target| target.standing != Standing::NotAsked);
    asked().all(|target| matches!(target.standing, Standing::Shown | Standing::NotApplicable))
        && asked().any(|target| target.standing == Standing::Shown)
}

/// Whether nothing that is asked of the product is left to show.
fn nothing_open(targets: &[Target]) -> bool {
    let settled = [Standing::Shown, Standing::NotApplicable, Standing::NotAsked];
    targets.iter().all(|target| settled.contains(&target.standing))
}

/// The state as far as it can be worked out.
fn computed(clause: &Clause, targets: &[Target]) -> (State, String) {
    let left = |else_: &str| if clause.gap.is_empty() { else_.to_owned() } else { clause.gap.clone() };
    if targets.is_empty() || clause.extent == Extent::None {
        return (State::NeedsAPerson, left("no requirement of IEC 62443 answers it"));
    }
    let asked: Vec<&Target> = targets.iter().filter(|target| target.standing != Standing::NotAsked).collect();
    let all = |wanted: &[Standing]| asked.iter().all(|target| wanted.contains(&target.standing));
    if asked.is_empty() {
        let why = targets.first().map_or("", |target| &target.why);
        return (State::NeedsAPerson, format!("nothing that the crosswalk names is asked of this product ({why})"));
    }
    if all(&[Standing::NotApplicable]) {
        return (
            State::NeedsAPerson,
            "nothing that the crosswalk names applies to this product; whether the clause does is for people to say"
                .to_owned(),
        );
    }
    if all(&[Standing::Unknown]) {
        let why = asked.first().map_or("", |target| &target.why);
        return (State::NeedsAPerson, format!("nobody can tell from the records: {why}"));
    }
    if all_shown(targets) {
        let shown = format!("{} shown", counted(asked.len()));
        return match clause.extent {
            Extent::Full if !clause.verified => {
                (State::Partly, format!("{shown}; the clause itself was not checked against sources that agree"))
            }
            Extent::Full => (State::Answered, shown),
            Extent::Part => (State::Partly, format!("{shown}; left by the crosswalk: {}", left("something"))),
            Extent::Unjudged | Extent::None => {
                (State::Partly, format!("{shown}; nobody has judged whether that answers all of the clause"))
            }
        };
    }
    if all(&[Standing::Missing, Standing::Unknown, Standing::NotApplicable]) {
        let some: Vec<&str> = asked.iter().map(|target| target.id.as_str()).take(4).collect();
        return (State::Open, format!("nothing shows {}", some.join(", ")));
    }
    let open: Vec<&&Target> =
        asked.iter().filter(|one| !matches!(one.standing, Standing::Shown | Standing::NotApplicable)).collect();
    let some: Vec<&str> = open.iter().map(|target| target.id.as_str()).take(4).collect();
    let more = if open.len() > some.len() { format!(" and {} more", open.len() - some.len()) } else { String::new() };
    let shown = asked.len() - open.len();
    (State::Partly, format!("{shown} of {} shown; open: {}{more}", asked.len(), some.join(", ")))
}

fn counted(asked: usize) -> String {
    match asked {
        1 => "the one requirement that answers it is".to_owned(),
        more => format!("all {more} requirements that answer it are"),
    }
}

/// Puts what people decided beside what was computed. Nothing that is open becomes settled by it but a decision that
/// the clause does not apply.
fn beside(clause: &mut Clause, found: &[Target], decided: &Decided<'_>, naming: &Naming<'_>) {
    match decided {
        Decided::Aside(why) => {
            (clause.state, clause.by, clause.why) = (State::NotApplicable, By::Stated, why.clone());
        }
        Decided::Said(said) => {
            let name = naming.name(said.record);
            let all_shown = all_shown(found);
            let rest = clause.extent == Extent::None || nothing_open(found);
            match (said.verdict, clause.state) {
                (StatedVerdict::Met, State::Answered) => clause.why = format!("{}; {name}, {}", clause.why, said.how),
                // People cannot state what nobody can tell from the records although the crosswalk names it.
                (StatedVerdict::Met, State::Partly | State::NeedsAPerson) if rest => {
                    clause.state = State::Answered;
                    clause.by = By::Stated;
                    clause.why = match all_shown {
                        true => format!("what the crosswalk names is shown, and the rest by {name}, {}", said.how),
                        false => format!("by {name}, {}", said.how),
                    };
                }
                (StatedVerdict::Met, _) => {
                    clause.why = format!("{name} says that it is met, and the records leave it open: {}", clause.why);
                }
                (StatedVerdict::Partial, State::NeedsAPerson) => {
                    (clause.state, clause.by) = (State::Partly, By::Stated);
                    clause.why = format!("met in part by {name}, {}", said.how);
                }
                (StatedVerdict::Partial, State::Answered) => {
                    (clause.state, clause.by) = (State::Partly, By::Stated);
                    clause.why = format!("{name} says that it is met in part, {}", said.how);
                }
                (StatedVerdict::Partial | StatedVerdict::NotApplicable, _) => {}
            }
        }
        Decided::Verified(id) if clause.state == State::NeedsAPerson => {
            clause.state = State::Partly;
            clause.why = format!(
                "{} comes from it and is verified on the current release; nobody states that this is all of it",
                naming.name(*id)
            );
        }
        Decided::Flawed(said, why) => {
            clause.why = format!("{}; {} does not count: {why}", clause.why, naming.name(said.record));
        }
        Decided::Verified(_) | Decided::Nothing => {}
    }
}

//! Two readings of a project become one: that of the ref, and that of today.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vauban_diagnostics::{FileId, Finding};
use vauban_model::{
    AnyId, AnyRecord, Date, FolderStanding, Folders, Head, Index, IssueState, Kind, LineFact, Mention, Model,
    OtherNames, Prose,
};

use super::choose::{Choice, Line, by_fix, resolved};
use super::rule::{Rule, rule};
use super::world::{Held, LineWorld, Routes};
use crate::compile::Gathered;
use crate::used::Used;
use crate::world::World;

/// The line that is compiled.
pub(crate) struct About {
    pub(crate) id: String,
    /// Its record in the model of today.
    pub(crate) line: AnyId,
    pub(crate) git_ref: String,
    pub(crate) commit: String,
    /// Its product, by the id at the ref.
    pub(crate) product: String,
    /// The first file of the ref; those before are of today.
    pub(crate) first: u32,
    pub(crate) today: Date,
}

/// What is known of a line while it is compiled.
pub(crate) struct Merged {
    pub(crate) fact: LineFact,
    /// The first file of the ref.
    pub(crate) first: u32,
    /// Records of today, by name, that count for the line.
    pub(crate) taken: BTreeSet<String>,
    /// What the folder of today has.
    pub(crate) index: Index,
}

/// Puts the two together, with the world their files lie in.
pub(crate) fn merge<'w>(
    mut now: Gathered,
    mut then: Gathered,
    world: &'w dyn World,
    then_world: Box<dyn World>,
    about: &About,
) -> (Gathered, LineWorld<'w>) {
    let mark = format!("{}:", about.id);
    then.model.sources.mark_from(FileId(about.first), &mark);
    let index = std::mem::take(&mut now.model.index);
    let (now_prose, now_ids) = (std::mem::take(&mut now.model.prose), ids(&now.model));
    let (then_prose, then_ids) = (std::mem::take(&mut then.model.prose), ids(&then.model));
    let mut of_now: Vec<AnyRecord> = now.model.take_records();
    let of_then: Vec<AnyRecord> = then.model.take_records();

    let folders = std::mem::take(&mut now.model.folders);
    let mut line = Line::new(about.line, (&index, &folders), &of_now, about.today);
    of_then.iter().for_each(|record| line.remember(record));
    let choices = choices(&of_now, &of_then, &line);
    let mut fact = LineFact {
        id: about.id.clone(),
        git_ref: about.git_ref.clone(),
        commit: about.commit.clone(),
        ..LineFact::default()
    };
    unfix(&mut of_now, &of_then, &choices, &line, &mut fact);

    // Records of today first, so that those of the ref know which of them are replaced.
    let mut model = Model { sources: std::mem::take(&mut then.model.sources), ..Model::default() };
    let mut routes = Routes { mark, ..Routes::default() };
    let mut places = Places::default();
    let (mut taken, mut silent) = (BTreeSet::new(), BTreeSet::new());
    let mut names: Vec<(Kind, String, Vec<String>)> = Vec::new();
    let mut replaced: BTreeSet<(Kind, String)> = BTreeSet::new();
    for ((mut record, choice), old) in of_now.into_iter().zip(choices).zip(now_ids) {
        let head = record.head();
        let (kind, id) = (head.kind, head.id.to_string());
        names.push((kind, id.clone(), head.common.formerly.iter().map(|old| old.to_string()).collect()));
        match choice {
            Choice::Leave => {
                silent.insert(head.name());
                continue;
            }
            Choice::Aside => {
                silent.insert(head.name());
                fact.aside += usize::from(kind == Kind::Issue);
                record.head_mut().removed = true;
            }
            Choice::Take => {
                taken.insert(head.name());
                fact.taken += usize::from(rule(kind) == Rule::Judged);
                routes.headers.insert(model.sources.text(head.header).to_owned());
                named_files(&record, &mut routes.today);
            }
        }
        replaced.insert((kind, id));
        places.now.insert(old, model.add(record));
    }
    let mut dropped = BTreeSet::new();
    for (mut record, old) in of_then.into_iter().zip(then_ids) {
        let head = record.head();
        let key = (head.kind, head.id.to_string());
        if rule(head.kind) == Rule::Today || replaced.contains(&key) {
            dropped.insert(head.name());
            continue;
        }
        // Only the line's own product is judged.
        if head.kind == Kind::Product && head.folder().is_empty() && *head.id != *about.product {
            record.head_mut().removed = true;
        }
        if matches!(&record, AnyRecord::Release(release) if !line.is_of(release)) {
            record.head_mut().removed = true;
        }
        named_files(&record, &mut routes.then);
        places.then.insert(old, model.add(record));
    }
    model.folders = together(std::mem::take(&mut then.model.folders), &folders);
    model.prose = places.prose(now_prose, then_prose);
    model.redirect(&other_names(&model, &names));

    let mut findings = without(now.findings, &silent, &dropped, about.first);
    findings.extend(without(then.findings, &silent, &dropped, about.first));
    let mut changes = then.changes;
    changes.retain(|change| rule(change.record.head().kind) != Rule::Today);
    changes.extend(now.changes.into_iter().filter(|change| rule(change.record.head().kind) == Rule::Today));
    let routes = Arc::new(routes);
    let mark = &routes.mark;
    let rules = then.used.rules.into_iter();
    let rules =
        rules.map(|files| files.into_iter().map(|(path, text)| (format!("{mark}{path}"), text)).collect()).collect();
    let used = Used { worlds: side_by_side(now.used.worlds, then.used.worlds, &routes, about.today), rules };
    let line_world =
        LineWorld { then: Some(Held::Opened(then_world)), now: Some(Held::Given(world)), routes, today: about.today };
    let merged = Merged { fact, first: about.first, taken, index };
    (Gathered { model, changes, findings, used, line: Some(merged) }, line_world)
}

/// The used folders of both readings: as they stand at the ref, and kept from this reader where one of the two is.
fn together(mut then: Folders, now: &Folders) -> Folders {
    for (path, folder) in now.iter() {
        let known = then.get(path).map(|known| &known.standing);
        if known.is_none() || folder.standing == FolderStanding::Withheld {
            then.enter(path, folder.clone());
        }
    }
    then
}

fn ids(model: &Model) -> Vec<AnyId> {
    model.all().collect()
}

/// What becomes of every record of today.
fn choices(of_now: &[AnyRecord], of_then: &[AnyRecord], line: &Line<'_>) -> Vec<Choice> {
    let at_ref: BTreeSet<(Kind, &str)> = of_then.iter().map(|record| key(record.head())).collect();
    let mut choices: Vec<Choice> = of_now
        .iter()
        .map(|record| match (rule(record.head().kind), record) {
            (_, AnyRecord::Issue(issue)) if line.spared(issue) => Choice::Aside,
            (_, AnyRecord::Release(release)) if !line.is_of(release) => Choice::Aside,
            (Rule::Today | Rule::Union, _) => Choice::Take,
            (Rule::Fallback, record) if !at_ref.contains(&key(record.head())) => Choice::Take,
            (Rule::Judged, record) if line.judged(record) => Choice::Take,
            (Rule::Line | Rule::Fallback | Rule::Judged, _) => Choice::Leave,
        })
        .collect();
    // A run on the line brings the test that it ran, if the line does not have it.
    let mut tests: BTreeSet<AnyId> = BTreeSet::new();
    for (record, choice) in of_now.iter().zip(&choices) {
        if let (AnyRecord::TestRun(run), Choice::Take) = (record, choice) {
            let named = run.test.iter().flatten();
            tests.extend(named.filter_map(|test| line.index.resolve(line.folders, &run.head, &test.link)));
        }
    }
    for (record, choice) in of_now.iter().zip(&mut choices) {
        let head = record.head();
        let named = || line.index.find(head.kind, &head.id).is_some_and(|id| tests.contains(&id));
        if head.kind == Kind::Test && *choice == Choice::Leave && !at_ref.contains(&key(head)) && named() {
            *choice = Choice::Take;
        }
    }
    choices
}

fn key(head: &Head) -> (Kind, &str) {
    (head.kind, &head.id)
}

/// Issues that are fixed elsewhere are open in the line, unless the line says that it has the fix: its own record of the
/// issue says so, or an update for the line that has left the house.
fn unfix(of_now: &mut [AnyRecord], of_then: &[AnyRecord], choices: &[Choice], line: &Line<'_>, fact: &mut LineFact) {
    let at_ref: BTreeSet<String> = of_then
        .iter()
        .filter_map(|record| match record {
            AnyRecord::Issue(issue) if resolved(issue, line.today) => Some(issue.head.name()),
            _ => None,
        })
        .collect();
    let released: BTreeMap<AnyId, Date> = of_now
        .iter()
        .filter_map(|record| match record {
            AnyRecord::Release(one) => Some((line.index.find(Kind::Release, &one.head.id)?, one.date?.date)),
            _ => None,
        })
        .collect();
    let mut brought: BTreeSet<AnyId> = BTreeSet::new();
    for record in of_now.iter() {
        let AnyRecord::Update(update) = record else { continue };
        let release = update.release.as_ref().and_then(|one| line.index.resolve(line.folders, &update.head, &one.link));
        let out = update.delivered.map(|day| day.date).or_else(|| released.get(&release?).copied());
        if line.served(update) && out.is_some_and(|day| day <= line.today) {
            brought.extend(
                update.fixes.iter().filter_map(|issue| line.index.resolve(line.folders, &update.head, &issue.link)),
            );
        }
    }
    for (record, choice) in of_now.iter_mut().zip(choices) {
        let AnyRecord::Issue(issue) = record else { continue };
        let id = line.index.find(Kind::Issue, &issue.head.id);
        let has_fix = at_ref.contains(&issue.head.name()) || id.is_some_and(|id| brought.contains(&id));
        if *choice != Choice::Take || has_fix || !resolved(issue, line.today) || !by_fix(issue) {
            continue;
        }
        fact.unfixed.insert(issue.head.name(), issue.fixed.map(|day| day.date));
        let back = if issue.body.decision.is_some() { IssueState::Decided } else { IssueState::Assessed };
        if let Some(state) = &mut issue.body.state {
            state.value = back;
        }
        (issue.body.fixed, issue.body.closed) = (None, None);
    }
}

/// Files that a record points at.
fn named_files(record: &AnyRecord, into: &mut BTreeSet<String>) {
    record.mentions(&mut |mention| {
        if let Mention::File(path) = mention {
            into.insert(path.to_string());
        }
    });
    match record {
        AnyRecord::Document(document) => into.extend(document.file.iter().map(|file| file.to_string())),
        AnyRecord::Catalogs(catalogs) => into.extend(catalogs.files.iter().map(|file| file.to_string())),
        _ => {}
    }
}

/// Where records of the two readings stand in the one.
#[derive(Default)]
struct Places {
    now: BTreeMap<AnyId, AnyId>,
    then: BTreeMap<AnyId, AnyId>,
}

impl Places {
    /// The prose of the records that are there; what belongs to no record comes from the ref.
    fn prose(&self, now: Vec<Prose>, then: Vec<Prose>) -> Vec<Prose> {
        let moved = |mut prose: Prose, places: &BTreeMap<AnyId, AnyId>, alone: bool| match prose.record {
            None => alone.then_some(prose),
            Some(old) => {
                prose.record = Some(*places.get(&old)?);
                Some(prose)
            }
        };
        let now = now.into_iter().filter_map(|prose| moved(prose, &self.now, false));
        now.chain(then.into_iter().filter_map(|prose| moved(prose, &self.then, true))).collect()
    }
}

/// Names of today for what the ref calls otherwise, and the other way round.
fn other_names(model: &Model, records: &[(Kind, String, Vec<String>)]) -> OtherNames {
    let mut names = OtherNames::new();
    for (kind, id, formerly) in records {
        let (folder, local) = id.rsplit_once('/').map_or(("", id.as_str()), |(folder, local)| (folder, local));
        let inside = |id: &str| if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
        let here = model.find(*kind, id).is_some();
        for old in formerly {
            let old_here = model.find(*kind, &inside(old)).is_some();
            match (here, old_here) {
                (false, true) => {
                    names.entry((*kind, id.clone())).or_insert_with(|| old.clone());
                }
                (true, false) => {
                    names.entry((*kind, inside(old))).or_insert_with(|| local.to_owned());
                }
                _ => {}
            }
        }
    }
    names
}

/// Findings of reading, without those about records that are not there, or that are told when their own folder is checked.
fn without(findings: Vec<Finding>, silent: &BTreeSet<String>, dropped: &BTreeSet<String>, first: u32) -> Vec<Finding> {
    let about = |finding: &Finding| {
        let name = finding.subject.split('#').next().unwrap_or("");
        let of_then = finding.place.as_ref().is_some_and(|place| place.span.file.0 >= first);
        if of_then { dropped.contains(name) } else { silent.contains(name) }
    };
    findings.into_iter().filter(|finding| !about(finding)).collect()
}

/// A folder as it was, and as it is.
type Sides = (Option<Box<dyn World>>, Option<Box<dyn World>>);

/// Used folders by id: each as it was, and as it is.
fn side_by_side(
    now: Vec<(String, Box<dyn World>)>,
    then: Vec<(String, Box<dyn World>)>,
    routes: &Arc<Routes>,
    today: Date,
) -> Vec<(String, Box<dyn World>)> {
    let mut pairs: BTreeMap<String, Sides> = BTreeMap::new();
    for (id, world) in then {
        pairs.entry(id).or_default().0 = Some(world);
    }
    for (id, world) in now {
        pairs.entry(id).or_default().1 = Some(world);
    }
    let both = pairs.into_iter().map(|(id, (then, now))| {
        let world =
            LineWorld { then: then.map(Held::Opened), now: now.map(Held::Opened), routes: Arc::clone(routes), today };
        (id, Box::new(world) as Box<dyn World>)
    });
    both.collect()
}

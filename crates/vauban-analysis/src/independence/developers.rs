//! Who developed the product, and when.
//!
//! A developer is who wrote, alone or with others, code of the product or records of its design; who holds a role of
//! development or architecture; and who is named as author of what a review looked at. Commits tell the first without
//! anybody's help, so that nobody is independent because nobody said otherwise.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::Role;
use vauban_model::{AnyId, Commits, Date, Discipline, Facts, Kind, Model, Record, Ref, ReviewKind};

use super::chart::{during, stayed};
use super::dates::{Skew, When, dates};
use super::identity::People;
use crate::code::Code;
use crate::review::kinds_of;
use crate::scope::Owners;

/// Strangers that are named in one sentence.
const NAMED: usize = 3;

/// What somebody did to the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    /// Wrote code.
    Code,
    /// Wrote records of the design.
    Design,
    /// Changed a file that holds records of the design beside records of tests: it may have been either.
    Mixed,
}

/// One commit of somebody's.
#[derive(Clone, Copy, Debug)]
struct Span {
    when: When,
    commit: u32,
    work: Work,
    /// Whether only `.mailmap` says that it was theirs.
    by_mailmap: bool,
}

/// Everybody who ever worked on a product.
#[derive(Clone, Debug, Default)]
pub struct Developers {
    persons: BTreeMap<AnyId, Vec<Span>>,
    strangers: BTreeMap<String, Vec<Span>>,
    /// Persons who changed `.mailmap`, each with their last commit to it.
    mappers: BTreeMap<AnyId, u32>,
    window: u32,
    /// Why what is known of commits is not all there is.
    pub gaps: Vec<String>,
    /// Commits whose dates cannot be right.
    pub skews: Vec<(u32, Skew)>,
}

/// Who developed the product in the time before a day.
#[derive(Clone, Debug, Default)]
pub struct DevelopersOn {
    /// Persons who did, and by what.
    pub certain: BTreeMap<AnyId, String>,
    /// Persons who may have, and why that cannot be told.
    pub possible: BTreeMap<AnyId, String>,
    /// What is not known about them, in a sentence each.
    pub unknown: Vec<String>,
    /// Persons who changed `.mailmap`, where it says whose some of the work was; and what to say of it.
    pub mappers: BTreeMap<AnyId, String>,
}

impl Developers {
    /// Everybody who ever worked on a product. `window` is in months.
    pub fn new(
        model: &Model,
        facts: &Facts,
        owners: &Owners,
        product: Option<AnyId>,
        window: u32,
        today: Date,
    ) -> Developers {
        let Some(commits) = &facts.authorship else {
            let gaps = vec!["there is no git history here".to_owned()];
            return Developers { gaps, window, ..Developers::default() };
        };
        let people = People::new(model);
        let code = Code::new(model, commits, owners, product);
        let design = design_files(model, owners, product);
        let (days, skews) = dates(commits, today);
        let mut found = Developers { window, gaps: commits.gaps.clone(), skews, ..Developers::default() };
        if found.gaps.is_empty() {
            found.gaps = code.gaps(model);
        }
        // Work of each file, looked up once.
        let work: Vec<Option<Work>> = (0u32..)
            .zip(&commits.paths)
            .map(|(at, path)| match code.of_product(at) {
                true => Some(Work::Code),
                false => design.get(path.path.as_str()).copied(),
            })
            .collect();
        let who: Vec<_> = commits.identities.iter().map(|identity| people.who(identity)).collect();
        for (at, (commit, when)) in (0u32..).zip(commits.commits.iter().zip(&days)) {
            let done =
                commit.changes.iter().filter_map(|change| work.get(change.path as usize).copied().flatten()).min();
            let Some(work) = done else { continue };
            for author in commit.authors() {
                let Some(known) = who.get(author as usize) else { continue };
                let span = Span { when: *when, commit: at, work, by_mailmap: known.by_mailmap };
                for person in &known.persons {
                    push(found.persons.entry(*person).or_default(), span);
                }
                if known.persons.is_empty() {
                    let address = commits.identity(author).map_or("", |identity| identity.address.as_str());
                    push(found.strangers.entry(address.to_owned()).or_default(), span);
                }
            }
        }
        found.gaps.extend(found.unapproved(model, product));
        for at in commits.mailmap.iter().rev() {
            let Some(commit) = commits.commits.get(*at as usize) else { continue };
            for author in commit.authors().chain([commit.committer]) {
                let persons = who.get(author as usize).map(|known| &known.persons);
                found.mappers.extend(persons.into_iter().flatten().map(|person| (*person, *at)));
            }
        }
        found
    }

    /// Why an exported history does not count: somebody who did not develop the product answers for it.
    fn unapproved(&self, model: &Model, product: Option<AnyId>) -> Option<String> {
        let history = model.product.get(product?.at as usize)?.history.as_ref()?;
        let persons: Vec<AnyId> = match history.approved_by.as_ref().and_then(Ref::to) {
            Some(id) if id.kind == Kind::Person => vec![id],
            Some(id) if id.kind == Kind::Role => {
                let role = model.role.get(id.at as usize);
                role.map(|role| role.held_by.iter().filter_map(Ref::to).collect()).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if persons.is_empty() {
            return Some("nobody who can be asked answers for the exported `history` of the product".to_owned());
        }
        let developer = persons.iter().find(|person| self.persons.contains_key(person))?;
        let name = &model.head(*developer).id;
        Some(format!("`{name}` developed the product and answers for its exported `history`: let somebody else do so"))
    }

    /// Who developed the product in the time before a day, that day included.
    pub fn on(&self, model: &Model, facts: &Facts, owners: &Owners, product: Option<AnyId>, on: Date) -> DevelopersOn {
        let mut found = DevelopersOn { unknown: self.gaps.clone(), ..DevelopersOn::default() };
        let (start, end) = (on.minus_months(self.window).days(), on.days());
        let commits = facts.authorship.as_ref();
        let mut mapped = None;
        for (person, spans) in &self.persons {
            if let Some(span) = spans.iter().find(|span| span.work != Work::Mixed && span.dated(start, end)) {
                found.certain.insert(*person, span.text(commits));
            } else if let Some(span) = spans.iter().find(|span| span.within(start, end)) {
                let why = match span.work {
                    Work::Mixed => {
                        format!("{} beside records of tests: keep these in files of their own", span.text(commits))
                    }
                    Work::Code | Work::Design => format!("{}, on a day that cannot be told", span.text(commits)),
                };
                found.possible.insert(*person, why);
            }
            if mapped.is_none() && !self.mappers.is_empty() {
                mapped =
                    spans.iter().find(|span| span.by_mailmap && span.within(start, end)).map(|span| (*person, span));
            }
        }
        if let Some((person, span)) = mapped {
            let by = &model.head(person).id;
            for (mapper, at) in &self.mappers {
                let why = format!(
                    "`{}` changed `.mailmap` in {}, by which commit {} counts as `{by}`'s: add its address to `email`",
                    model.head(*mapper).id,
                    short(commits, *at),
                    short(commits, span.commit)
                );
                found.mappers.insert(*mapper, why);
            }
        }
        self.strangers_on(commits, start, end, &mut found);
        by_word(model, owners, product, on, start, &mut found);
        found
    }

    fn strangers_on(&self, commits: Option<&Commits>, start: i64, end: i64, found: &mut DevelopersOn) {
        let strangers: Vec<(&String, &Span)> = self
            .strangers
            .iter()
            .filter_map(|(address, spans)| Some((address, spans.iter().find(|span| span.within(start, end))?)))
            .collect();
        for (address, span) in strangers.iter().take(NAMED) {
            found
                .unknown
                .push(format!("`{address}` {} and belongs to no `[person.ID]`: add it to `email`", span.text(commits)));
        }
        if strangers.len() > NAMED {
            found.unknown.push(format!("{} more addresses belong to nobody", strangers.len() - NAMED));
        }
    }

    /// The first and last day of a person's work on the product, as their commits give them, and the last commit.
    pub fn work_of(&self, person: AnyId) -> Option<(Date, Date, u32)> {
        let spans = self.persons.get(&person)?;
        let first = spans.iter().map(|span| span.when.committed).min().and_then(Date::from_days)?;
        let last = spans.iter().max_by_key(|span| span.when.committed)?;
        Some((first, Date::from_days(last.when.committed)?, last.commit))
    }

    /// Months before a day in which a commit makes its author a developer.
    pub fn window(&self) -> u32 {
        self.window
    }

    /// Addresses that worked on the product and belong to nobody, each with on how many days.
    pub fn strangers(&self) -> impl Iterator<Item = (&str, usize)> {
        self.strangers.iter().map(|(address, spans)| (address.as_str(), spans.len()))
    }
}

impl Span {
    /// Whether one of its dates lies there, and nothing speaks against them.
    fn dated(&self, start: i64, end: i64) -> bool {
        let When { authored, committed, first, last } = self.when;
        let believed = first == authored.min(committed) && last == authored.max(committed);
        believed && [authored, committed].iter().any(|day| (start..=end).contains(day))
    }

    /// Whether it may be of a day there.
    fn within(&self, start: i64, end: i64) -> bool {
        self.when.first <= end && self.when.last >= start
    }

    fn text(&self, commits: Option<&Commits>) -> String {
        let what = match self.work {
            Work::Code => "wrote code",
            Work::Design => "wrote records of the design",
            Work::Mixed => "changed records of the design",
        };
        let day = Date::from_days(self.when.committed).map_or_else(String::new, |day| format!(" of {day}"));
        format!("{what} in commit {}{day}", short(commits, self.commit))
    }
}

fn short(commits: Option<&Commits>, at: u32) -> String {
    let commit = commits.and_then(|commits| commits.commits.get(at as usize));
    commit.map_or_else(String::new, |commit| format!("`{}`", commit.short()))
}

/// Adds a commit, unless the one before says the same of the same days: what is kept grows with days, not with commits.
fn push(spans: &mut Vec<Span>, span: Span) {
    let same = |last: &Span| last.when == span.when && last.work == span.work && last.by_mailmap == span.by_mailmap;
    if !spans.last().is_some_and(same) {
        spans.push(span);
    }
}

/// Who developed by a role or as author of what a review looked at.
fn by_word(model: &Model, owners: &Owners, product: Option<AnyId>, on: Date, start: i64, found: &mut DevelopersOn) {
    for role in model.role.iter().filter(|role| owners.concerns(product, &role.head)) {
        let develops = role
            .discipline
            .as_ref()
            .is_some_and(|said| matches!(said.value, Discipline::Development | Discipline::Architecture));
        if !develops {
            continue;
        }
        let Holders { certain, possible } = holders(model, role, on);
        for person in certain {
            found.certain.entry(person).or_insert_with(|| format!("held the role `{}`", role.head.id));
        }
        for person in possible {
            let why = || format!("holds the role `{0}` now, and `held` of `{0}` does not say since when", role.head.id);
            found.possible.entry(person).or_insert_with(why);
        }
    }
    for review in model.review.iter().filter(|review| owners.concerns(product, &review.head)) {
        let of_product = review
            .kind
            .as_ref()
            .is_some_and(|kind| matches!(kind.value, ReviewKind::Design | ReviewKind::Implementation));
        let then = review.date.is_none_or(|day| (start..=on.days()).contains(&day.date.days()));
        if of_product && then {
            let authors = review.participants.iter().filter(|one| one.author.as_ref().is_some_and(|flag| flag.value));
            for person in authors.filter_map(|one| one.person.as_ref().and_then(Ref::to)) {
                let why = || format!("was author of what review `{}` looked at", review.head.id);
                found.certain.entry(person).or_insert_with(why);
            }
        }
    }
}

/// Who held a role on a day.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// Persons who did.
    pub certain: BTreeSet<AnyId>,
    /// Persons who hold it now and have moved since that day, so that it cannot be told.
    pub possible: BTreeSet<AnyId>,
}

/// Who held a role on a day: by `held` where it tells of the person, else by `held-by`, which says who holds it now.
pub fn holders(model: &Model, role: &Record<Role>, on: Date) -> Holders {
    let told: BTreeSet<AnyId> = role.held.iter().filter_map(|one| one.person.as_ref()?.to()).collect();
    let then = role.held.iter().filter(|one| during(one.from, one.until, on));
    let certain = then.filter_map(|one| one.person.as_ref()?.to()).collect();
    let mut found = Holders { certain, possible: BTreeSet::new() };
    for id in role.held_by.iter().filter_map(Ref::to).filter(|person| !told.contains(person)) {
        let moved = model.person.get(id.at as usize).is_some_and(|person| !stayed(person, on));
        if moved {
            found.possible.insert(id)
        } else {
            found.certain.insert(id)
        };
    }
    found
}

/// Files of the project that hold records of its design, and whether they hold anything else that testers write.
fn design_files<'a>(model: &'a Model, owners: &Owners, product: Option<AnyId>) -> BTreeMap<&'a str, Work> {
    let mut files: BTreeMap<&str, Work> = BTreeMap::new();
    let each = |kind: Kind, look: &mut dyn FnMut(&'a str)| {
        for at in 0..model.count(kind) as u32 {
            let head = model.head(AnyId { kind, at });
            if owners.concerns(product, head) && head.folder().is_empty() {
                look(&model.sources.file(head.header.file).path);
            }
        }
    };
    for kind in kinds_of(ReviewKind::Design) {
        each(kind, &mut |path| {
            files.insert(path, Work::Design);
        });
    }
    for kind in [Kind::Test, Kind::TestRun, Kind::Issue] {
        each(kind, &mut |path| {
            if let Some(work) = files.get_mut(path) {
                *work = Work::Mixed;
            }
        });
    }
    files
}

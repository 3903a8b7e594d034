//! Whether a file of evidence still counts, and if not, why.

use vauban_model::kinds::TestRun;
use vauban_model::{AnyId, Date, Facts, FileFact, Kind, Model, Record};

use super::origin::{DAY, apart};
use super::{Contradiction, Known, Terms, releases_of, same_commit};

/// Whether a file counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Counts,
    /// It did once, or for something else: what is wrong, as the rest of a sentence that begins with the file.
    Stale(String),
    /// Nobody can tell: why, in the same way.
    Unknown(String),
}

impl Standing {
    /// Why it does not count.
    pub fn why(&self) -> Option<&str> {
        match self {
            Standing::Counts => None,
            Standing::Stale(why) | Standing::Unknown(why) => Some(why),
        }
    }

    /// `counts`, `stale` or `unknown`.
    pub fn word(&self) -> &'static str {
        match self {
            Standing::Counts => "counts",
            Standing::Stale(_) => "stale",
            Standing::Unknown(_) => "unknown",
        }
    }
}

/// What a file is used for.
#[derive(Clone, Debug, Default)]
pub struct Use<'a> {
    /// The commit that the user says was looked at.
    pub commit: Option<&'a str>,
    /// The digest of what the user says was looked at.
    pub artefact: Option<&'a str>,
    /// Releases that it is used for.
    pub releases: Vec<AnyId>,
    /// The day that the user gives for it.
    pub date: Option<Date>,
    /// The day on which it is used: it must not be too old then.
    pub day: Option<Date>,
}

/// Latest second of a day, somewhere on earth.
fn end_of(day: Date) -> i64 {
    day.days() * DAY + DAY - 1 + DAY / 2
}

/// The day on which what is used for these releases is used: today for the current one, and for none at all.
pub(super) fn day_of_releases(model: &Model, releases: &[AnyId], terms: Terms) -> Option<Date> {
    if releases.is_empty() || terms.release.is_some_and(|current| releases.contains(&current)) {
        return Some(terms.today);
    }
    let dates = releases.iter().map(|id| model.release.get(id.at as usize)?.date.map(|day| day.date));
    // A release without a date, or one that is still to come, is worked on today.
    dates.collect::<Option<Vec<Date>>>()?.into_iter().max().map(|day| day.min(terms.today))
}

/// The last day on which a file is used.
pub(super) fn last_day(uses: &[Option<Date>], known: &Known, model: &Model, terms: Terms) -> Date {
    let own =
        (!known.origin.releases.is_empty()).then(|| day_of_releases(model, &known.origin.releases, terms)).flatten();
    let by_runs: Vec<Date> = uses.iter().flatten().copied().collect();
    let all_runs = !by_runs.is_empty() && by_runs.len() == uses.len();
    match (own, all_runs) {
        (Some(own), _) => own,
        (None, true) => by_runs.into_iter().max().unwrap_or(terms.today),
        (None, false) => terms.today,
    }
}

/// Whether a file counts whatever it is used for, its age left out.
pub(super) fn of_file(model: &Model, facts: &Facts, path: &str, known: &Known, terms: Terms) -> Standing {
    let stale = |why: String| Standing::Stale(why);
    if known.records.len() > 1 {
        return Standing::Unknown(format!("is told of by {} evidence records", known.records.len()));
    }
    if let Some((form, why)) = facts.unreadable.get(path) {
        return Standing::Unknown(format!("cannot be read as {}: {why}", form.word()));
    }
    let record = known.records.first().and_then(|id| model.evidence.get(id.at as usize));
    if let Some(stored) = record.and_then(|record| record.digest.as_ref())
        && let Some(FileFact::There { digest, .. }) = facts.files.get(path)
        && stored.0.strip_prefix("sha256:") != Some(digest.as_str())
    {
        return stale("has changed since its digest was stored".to_owned());
    }
    if let Some(Contradiction { key, said, file, .. }) = known.contradictions.first() {
        return Standing::Unknown(format!("says `{file}`, and its record gives `{said}` as `{key}`"));
    }
    let Some((first, last)) = known.origin.ran else { return Standing::Counts };
    let day = known.origin.day().map_or_else(|| "a day outside the calendar".to_owned(), |day| day.to_string());
    let ahead = record.and_then(|record| record.ran.as_ref()?.date()).is_some_and(|said| said > terms.today);
    if ahead || first > end_of(terms.today) {
        return stale(format!("is dated in the future, {day}"));
    }
    let made = known.origin.commit.as_ref().and_then(|commit| facts.commits.get(commit));
    if let Some(made) = made.filter(|made| last.saturating_add(DAY) < **made) {
        let on = Date::from_days(made.div_euclid(DAY)).map(|day| day.to_string()).unwrap_or_default();
        return stale(format!("is of {day}, and the commit it names was made on {on}, after that"));
    }
    if let Some(kept) = facts.committed.get(path).filter(|kept| kept.saturating_add(DAY) < first) {
        let on = Date::from_days(kept.div_euclid(DAY)).map(|day| day.to_string()).unwrap_or_default();
        return stale(format!("is of {day}, and was first committed on {on}, before that"));
    }
    match known.origin.day() {
        Some(_) => Standing::Counts,
        None => Standing::Unknown(format!("is of {day}")),
    }
}

/// Whether a file that is used on a day counts then.
pub(super) fn on_day(known: &Known, used: Date, months: u32) -> Standing {
    match (&known.by_itself, known.origin.day()) {
        (Standing::Counts, Some(ran)) => aged(ran, used, months).map_or(Standing::Counts, Standing::Stale),
        (standing, _) => standing.clone(),
    }
}

/// Why what was made on a day is too old on another.
fn aged(ran: Date, used: Date, months: u32) -> Option<String> {
    (used > ran.plus_months(months)).then(|| format!("is of {ran} and older than {months} months"))
}

/// Whether a file counts for one use.
pub(super) fn of_use(model: &Model, known: &Known, used: &Use<'_>, months: u32) -> Standing {
    if known.by_itself != Standing::Counts {
        return known.by_itself.clone();
    }
    let origin = &known.origin;
    let releases = || used.releases.iter().filter_map(|id| model.release.get(id.at as usize));
    if let Some(commit) = &origin.commit {
        let expected: Vec<&str> = match used.commit {
            Some(commit) => vec![commit],
            None => releases().filter_map(|release| release.commit.as_ref()).map(|commit| &*commit.value).collect(),
        };
        if let Some(first) = expected.first()
            && !expected.iter().any(|one| same_commit(one, commit))
        {
            return Standing::Stale(format!("was made on commit `{}`, not on `{}`", short(commit), short(first)));
        }
    }
    let foreign = !origin.releases.is_empty()
        && !used.releases.is_empty()
        && !origin.releases.iter().any(|release| used.releases.contains(release));
    if foreign && let Some(other) = origin.releases.first() {
        return Standing::Stale(format!("is of `{}`", model.head(*other).name()));
    }
    if let Some(artefact) = origin.artefact.as_deref() {
        let of_releases = releases().flat_map(|release| &release.artefacts).filter_map(|one| one.digest.as_ref());
        let expected: Vec<&str> = match used.artefact {
            Some(artefact) => vec![artefact],
            None => of_releases.map(|digest| &*digest.0.value).collect(),
        };
        if !expected.is_empty() && !expected.contains(&artefact) {
            return Standing::Stale("looked at another artefact".to_owned());
        }
    }
    if let (Some(ran), Some(date)) = (origin.ran, used.date) {
        let midnight = date.days() * DAY;
        if apart(ran, (midnight - DAY / 2, end_of(date))) > DAY {
            let day = origin.day().map(|day| day.to_string()).unwrap_or_default();
            return Standing::Stale(format!("is of {day}, and the record that rests on it of {date}"));
        }
    }
    match (origin.day(), used.day) {
        (Some(ran), Some(day)) => aged(ran, day, months).map_or(Standing::Counts, Standing::Stale),
        _ => of_date(used, months),
    }
}

/// Whether something that is as old as its user says counts.
pub(super) fn of_date(used: &Use<'_>, months: u32) -> Standing {
    match (used.date, used.day) {
        (Some(made), Some(day)) => aged(made, day, months).map_or(Standing::Counts, Standing::Stale),
        _ => Standing::Counts,
    }
}

impl<'a> Use<'a> {
    /// What the results of a test run are used for.
    pub fn of_run(model: &Model, run: &'a Record<TestRun>, terms: Terms) -> Use<'a> {
        let releases = releases_of(model, run);
        Use {
            commit: run.commit.as_ref().map(|commit| &*commit.value),
            artefact: run.artefact.as_ref().map(|digest| &*digest.0.value),
            date: run.date.map(|day| day.date),
            day: day_of_releases(model, &releases, terms),
            releases,
        }
    }
}

/// A commit as people name it.
fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}

impl Known {
    /// Whether a record other than those about it and documents rests on it.
    pub fn is_used(&self) -> bool {
        self.rests.iter().any(|id| id.kind != Kind::Document)
    }
}

//! When commits were made, as far as their dates can be believed.
//!
//! Both dates of a commit are chosen by whoever makes it. What bounds them is the graph: a commit is no older than
//! those that led to it, and no younger than those it led to, nor than today. Where that contradicts a date by more
//! than a day, the commit may be of any day between.

use vauban_model::{Commits, Date, day_of};

/// Days that clocks may differ by.
const SLACK: i64 = 1;

/// 1990-01-01, in days since 1970: nothing is older, git least of all.
const BEFORE_ALL: i64 = 7_305;

/// When a commit was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// The day its author gives, counted from 1970-01-01.
    pub authored: i64,
    /// The day its committer gives.
    pub committed: i64,
    /// The first day that it may be of.
    pub first: i64,
    /// The last.
    pub last: i64,
}

/// Why the dates of a commit cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skew {
    /// It is dated in the future.
    Future,
    /// It was put there before it was written.
    BeforeWritten,
    /// It was put there before one of its parents.
    BeforeParent,
    /// It is dated before git was.
    Nonsense,
}

impl Skew {
    /// What is wrong, to follow the name of the commit.
    pub fn text(self) -> &'static str {
        match self {
            Skew::Future => "is dated in the future",
            Skew::BeforeWritten => "was committed more than a day before it was written",
            Skew::BeforeParent => "is dated more than a day before its parent",
            Skew::Nonsense => "is dated before git was",
        }
    }
}

/// The days of all commits, in their order, and those whose dates cannot be right.
pub fn dates(commits: &Commits, today: Date) -> (Vec<When>, Vec<(u32, Skew)>) {
    let today = today.days();
    let sane = |day: i64| (BEFORE_ALL..=today + SLACK).contains(&day);
    let days = |seconds: i64| day_of(seconds).map_or(i64::MIN, Date::days);
    let mut found: Vec<When> = commits
        .commits
        .iter()
        .map(|commit| {
            let (authored, committed) = (days(commit.authored), days(commit.committed));
            When { authored, committed, first: authored.min(committed), last: authored.max(committed) }
        })
        .collect();
    let mut skews = Vec::new();
    // From the oldest on: nothing is older than what led to it.
    let mut newest_before: Vec<i64> = vec![i64::MIN; found.len()];
    for (at, commit) in commits.commits.iter().enumerate().rev() {
        let led: i64 = commit
            .parents
            .iter()
            .filter_map(|parent| {
                let own = found.get(*parent as usize)?.committed;
                let before = newest_before.get(*parent as usize).copied()?;
                Some(if sane(own) { own.max(before) } else { before })
            })
            .max()
            .unwrap_or(i64::MIN);
        let parent = commit.parents.iter().filter_map(|parent| found.get(*parent as usize)).map(|when| when.committed);
        let parent = parent.filter(|day| sane(*day)).max().unwrap_or(i64::MIN);
        if let Some(slot) = newest_before.get_mut(at) {
            *slot = led;
        }
        let Some(when) = found.get_mut(at) else { continue };
        let skew = if when.committed > today + SLACK || when.authored > today + SLACK {
            Some(Skew::Future)
        } else if when.committed < BEFORE_ALL || when.authored < BEFORE_ALL {
            Some(Skew::Nonsense)
        } else if when.authored > when.committed + SLACK {
            Some(Skew::BeforeWritten)
        } else if when.committed + SLACK < parent {
            Some(Skew::BeforeParent)
        } else {
            None
        };
        skews.extend(skew.map(|skew| (at as u32, skew)));
        if when.last + SLACK < led {
            when.last = led;
        }
        if !sane(when.committed) {
            (when.first, when.last) = (led.max(BEFORE_ALL), today);
        }
        when.last = when.last.min(today);
    }
    // From the newest on: nothing is younger than what it led to.
    let mut oldest_after: Vec<i64> = vec![i64::MAX; found.len()];
    for (at, commit) in commits.commits.iter().enumerate() {
        let after = oldest_after.get(at).copied().unwrap_or(i64::MAX);
        let Some(when) = found.get_mut(at) else { continue };
        if when.first > after.saturating_add(SLACK) {
            when.first = after;
        }
        if !sane(when.committed) {
            when.last = when.last.min(after);
        }
        let own = if sane(when.committed) { when.committed } else { i64::MAX };
        for parent in &commit.parents {
            if let Some(slot) = oldest_after.get_mut(*parent as usize) {
                *slot = (*slot).min(own).min(after);
            }
        }
    }
    skews.sort_unstable();
    (found, skews)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vauban_model::Commit;

    const DAY: i64 = 86_400;

    /// Commits from the newest on, each with the days of both dates; each is the parent of the one before.
    fn line(days: &[(i64, i64)]) -> Commits {
        let commit = |(at, (authored, committed)): (usize, &(i64, i64))| Commit {
            parents: if at + 1 < days.len() { vec![at as u32 + 1] } else { Vec::new() },
            authored: authored * DAY,
            committed: committed * DAY,
            ..Commit::default()
        };
        Commits { commits: days.iter().enumerate().map(commit).collect(), ..Commits::default() }
    }

    fn check(days: &[(i64, i64)], at: usize, expect: (i64, i64), skew: Option<Skew>) {
        let today = Date::from_days(20_000).unwrap();
        let (found, skews) = dates(&line(days), today);
        assert_eq!((found[at].first, found[at].last), expect, "{days:?}");
        assert_eq!(skews.iter().find(|(place, _)| *place == at as u32).map(|(_, skew)| *skew), skew, "{days:?}");
    }

    #[test]
    fn what_fits_is_believed() {
        check(&[(19_900, 19_900), (19_800, 19_800)], 0, (19_900, 19_900), None);
        // Written long before it was put there, as after a rebase.
        check(&[(19_500, 19_900), (19_800, 19_800)], 0, (19_500, 19_900), None);
        // A day is nothing.
        check(&[(19_800, 19_800), (19_801, 19_801)], 0, (19_800, 19_800), None);
    }

    #[test]
    fn a_date_before_that_of_the_parent_may_be_any_day_since() {
        check(&[(15_000, 15_000), (19_800, 19_800)], 0, (15_000, 19_800), Some(Skew::BeforeParent));
        // Also where only an earlier one gives it away.
        check(&[(15_000, 15_000), (15_000, 15_000), (19_800, 19_800)], 0, (15_000, 19_800), None);
    }

    #[test]
    fn a_date_after_that_of_the_child_may_be_any_day_before() {
        check(&[(19_500, 19_500), (19_990, 19_990)], 1, (19_500, 19_990), None);
    }

    #[test]
    fn the_future_and_the_stone_age_are_no_dates() {
        check(&[(30_000, 30_000), (19_800, 19_800)], 0, (19_800, 20_000), Some(Skew::Future));
        check(&[(0, 0), (19_800, 19_800)], 0, (19_800, 20_000), Some(Skew::Nonsense));
        check(&[(19_900, 19_900), (0, 0), (19_800, 19_800)], 1, (19_800, 19_900), Some(Skew::Nonsense));
        check(&[(19_900, 19_800), (19_700, 19_700)], 0, (19_800, 19_900), Some(Skew::BeforeWritten));
        // A future date of one does not spoil the others.
        check(&[(19_900, 19_900), (30_000, 30_000), (19_800, 19_800)], 0, (19_900, 19_900), None);
    }
}

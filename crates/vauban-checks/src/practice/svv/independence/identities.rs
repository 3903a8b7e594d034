//! What makes commits say less than they seem to: addresses of several persons, dates that cannot be right.

use std::collections::BTreeMap;

use vauban_analysis::independence::{People, dates};
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, Kind, day_of};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;

pub(crate) const ADDRESS_SHARED: Check = Check {
    code: Code {
        name: "address-shared",
        asks: &[],
        summary: "two persons say that one address or account is theirs",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../../explain/address-shared.md"),
    },
    looks_at: LooksAt::Each(Kind::Person),
    run: address_shared,
};

fn address_shared(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ADDRESS_SHARED.code;
    for (address, persons) in People::new(cx.model).shared() {
        let mut persons = persons.iter().filter(|person| cx.concerns(cx.model.head(**person)));
        let (Some(first), Some(second)) = (persons.next(), persons.next()) else { continue };
        let (one, other) = (&cx.model.head(*first).id, &cx.model.head(*second).id);
        out.finding(
            cx.about(code, *second, format!("`{address}` is said to be of `{one}` and of `{other}`"))
                .see(cx.model.head(*first).header, "the other person")
                .why("a commit of that address counts as both persons' work, and a review as neither's second look")
                .help("leave it with the one who uses it; work of a shared account cannot be shown to be anybody's"),
        );
    }
}

pub(crate) const COMMIT_DATE_DOUBTFUL: Check = Check {
    code: Code {
        name: "commit-date-doubtful",
        asks: &[],
        summary: "commits give dates that cannot be right",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../../explain/commit-date-doubtful.md"),
    },
    looks_at: LooksAt::Project,
    run: commit_date_doubtful,
};

/// Commits that are named in a finding.
const NAMED: usize = 3;

/// Told once for each way in which dates can be wrong; those of before `policy.since` together.
fn commit_date_doubtful(cx: &Context<'_>, out: &mut Outcome) {
    let code = &COMMIT_DATE_DOUBTFUL.code;
    let Some(commits) = &cx.facts.authorship else { return };
    let since = cx.policy().and_then(|policy| policy.since).map(|day| day.date.days());
    let (days, skews) = dates(commits, cx.today);
    let mut by_kind: BTreeMap<(bool, &str), Vec<String>> = BTreeMap::new();
    for (at, skew) in skews {
        let (Some(commit), Some(when)) = (commits.commits.get(at as usize), days.get(at as usize)) else { continue };
        let older = since.is_some_and(|since| when.last < since);
        let day = day_of(commit.committed).map_or_else(|| "no date".to_owned(), |day: Date| day.to_string());
        by_kind.entry((older, skew.text())).or_default().push(format!("`{}` ({day})", commit.short()));
    }
    let older: usize = by_kind.iter().filter(|((older, _), _)| *older).map(|(_, commits)| commits.len()).sum();
    let place = cx.product.map(|id: AnyId| cx.model.head(id).header);
    let raise = |message: String, subject: &str| {
        let finding = match place {
            Some(header) => code.at(header, message),
            None => code.finding(message),
        };
        finding
            .subject(format!("commits {subject}"))
            .why("whether somebody developed the product before a test is told by dates of commits; where these contradict each other it stays unknown")
            .help("leave history as it is; see to the clocks of those who commit")
    };
    for ((_, text), commits) in by_kind.iter().filter(|((older, _), _)| !older) {
        let named = commits.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = match commits.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let each = if commits.len() == 1 { "commit" } else { "commits, each of which" };
        out.finding(raise(format!("{} {each} {text}: {named}{more}", commits.len()), text));
    }
    if older > 0 {
        out.finding(raise(
            format!("{older} commits of before `policy.since` give dates that cannot be right"),
            "older",
        ));
    }
}

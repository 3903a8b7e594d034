//! Changes that nobody but their authors has looked at (SI-1.d).

use vauban_analysis::second::{Part, SecondLook, path_of};
use vauban_diagnostics::{Code, Confidence, Finding, Severity};
use vauban_model::{AnyId, Kind, ReviewKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::shared::reviews;

pub(crate) const CHANGE_WITHOUT_SECOND_PERSON: Check = Check {
    code: Code {
        name: "change-without-second-person",
        asks: &["SI-1.d"],
        summary: "code was changed and nobody but its authors has looked at it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/change-without-second-person.md"),
    },
    looks_at: LooksAt::Each(Kind::Component),
    run: change_without_second_person,
};

/// Commits that are named in a finding.
const NAMED: usize = 3;

/// Once for each component, since the release before the current one. Asked where the implementation is reviewed at all.
fn change_without_second_person(cx: &Context<'_>, out: &mut Outcome) {
    let code = &CHANGE_WITHOUT_SECOND_PERSON.code;
    if reviews(cx, ReviewKind::Implementation).next().is_none() {
        return;
    }
    let Some(look) = cx.second_look() else {
        out.unknown("SI-1.d", "needs git to tell who looked at which change: there is no history here");
        return;
    };
    if let Some(gap) = look.gaps.first() {
        out.unknown("SI-1.d", format!("it cannot be told who looked at which change: {gap}"));
    }
    if let Some(silent) = look.silent.first() {
        let name = &cx.model.head(*silent).id;
        out.unknown("SI-1.d", format!("component `{name}` does not say under `code` which files it is"));
    }
    for id in &look.components {
        let part = look.parts.iter().find(|part| part.component == Some(*id));
        let Some(part) = part else {
            out.shows("SI-1.d", *id);
            continue;
        };
        if let Some(first) = part.untold.first() {
            let at = commit(cx, first.commit);
            out.unknown("SI-1.d", format!("commit {at} of `{}`: {}", cx.model.head(*id).id, first.by));
        } else if part.without.is_empty() {
            out.shows("SI-1.d", *id);
        }
        if !part.without.is_empty() {
            out.finding(unseen(cx, code, *id, part, look));
        }
        if part.older > 0 {
            let message = format!(
                "{} commits of before `policy.since` to `{}` have no second person",
                part.older,
                cx.model.head(*id).id
            );
            let mut finding = cx.about(code, *id, message);
            finding.severity = Severity::Note;
            out.finding(finding.help("nothing needs to be done: what lies before `policy.since` is told once"));
        }
    }
}

fn unseen(cx: &Context<'_>, code: &Code, id: AnyId, part: &Part, look: &SecondLook) -> Finding {
    let since = match &look.since {
        Some((release, _)) => format!("since `{}`", cx.name(*release)),
        None => "since the first commit".to_owned(),
    };
    let worst = part.without.iter().take(NAMED);
    let worst = worst.map(|one| format!("{} ({} lines, `{}`)", commit(cx, one.commit), one.lines, one.by));
    let mut worst: Vec<String> = worst.collect();
    if part.without.len() > NAMED {
        worst.push(format!("{} more", part.without.len() - NAMED));
    }
    let lines: u64 = part.without.iter().map(|one| one.lines).sum();
    let message = format!(
        "`{}`: {} of {} commits {since}, with {lines} of {} added lines, have no second person: {}",
        cx.model.head(id).id,
        part.without.len(),
        part.commits,
        part.lines(),
        worst.join(", ")
    );
    cx.about(code, id, message)
        .why("what only its author has looked at was not reviewed, whatever the minutes say")
        .help("look at them and say so: `vauban review code` lists them; let somebody else approve or take in changes, with `Reviewed-by`, a merge of the branch, or an export under `reviewed-in`")
}

fn commit(cx: &Context<'_>, at: u32) -> String {
    let commit = cx.facts.authorship.as_ref().and_then(|commits| commits.commits.get(at as usize));
    commit.map_or_else(String::new, |commit| format!("`{}`", commit.short()))
}

pub(crate) const REVIEW_EXPORT_UNREADABLE: Check = Check {
    code: Code {
        name: "review-export-unreadable",
        asks: &["SI-1.d"],
        summary: "an export of pull or merge requests cannot be read",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/review-export-unreadable.md"),
    },
    looks_at: LooksAt::Each(Kind::Review),
    run: review_export_unreadable,
};

fn review_export_unreadable(cx: &Context<'_>, out: &mut Outcome) {
    let code = &REVIEW_EXPORT_UNREADABLE.code;
    for (id, review) in cx.each(Kind::Review, &cx.model.review) {
        for evidence in &review.reviewed_in {
            let Some(path) = path_of(cx.model, evidence) else { continue };
            let Some(Err(why)) = cx.facts.requests.get(path) else { continue };
            out.finding(
                code.at(evidence.span(), format!("`{path}` holds no readable requests: {why}"))
                    .subject(format!("{}#{path}", cx.name(id)))
                    .why("approvals that cannot be read are none")
                    .help("export them again: `gh pr list --state merged --json number,author,mergedBy,mergeCommit,commits,reviews`; the guide on independence says how for GitLab"),
            );
        }
    }
}

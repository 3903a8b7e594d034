//! Version lines: whether they can be looked at, when their support ends, and what they still lack (SUM-4.a, SM-1.f).

use std::collections::{BTreeMap, BTreeSet};

use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, Date, IssueState, Kind, Record, Ref, kinds};

use super::delivery::{is_own_line, line_of, users_have};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;

/// Days before the end of support by which users are told, where the policy does not say.
const NOTICE_DAYS: i64 = 180;

/// A line whose ref leads nowhere is never judged.
pub(crate) const LINE_REF_GONE: Check = Check {
    code: Code {
        name: "line-ref-gone",
        asks: &[],
        summary: "the ref of a version line leads to nothing that can be judged",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-ref-gone.md"),
    },
    looks_at: LooksAt::Each(Kind::Line),
    run: line_ref_gone,
};

/// Two lines of one product with one ref are one line.
pub(crate) const LINE_REF_SHARED: Check = Check {
    code: Code {
        name: "line-ref-shared",
        asks: &[],
        summary: "two version lines of a product have the same ref or commit",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-ref-shared.md"),
    },
    looks_at: LooksAt::Project,
    run: line_ref_shared,
};

/// A line that is in the field and has no release.
pub(crate) const LINE_WITHOUT_RELEASE: Check = Check {
    code: Code {
        name: "line-without-release",
        asks: &[],
        summary: "a version line is in the field, and no release says that it belongs to it",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-without-release.md"),
    },
    looks_at: LooksAt::Each(Kind::Line),
    run: line_without_release,
};

/// Users hear early enough that support ends.
pub(crate) const LINE_SUPPORT_ENDING: Check = Check {
    code: Code {
        name: "line-support-ending",
        asks: &[],
        summary: "the support of a version line ends soon, and users were not told",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-support-ending.md"),
    },
    looks_at: LooksAt::Each(Kind::Line),
    run: line_support_ending,
};

/// Support has ended, units run on, and known issues stay open.
pub(crate) const LINE_UNSUPPORTED_IN_USE: Check = Check {
    code: Code {
        name: "line-unsupported-in-use",
        asks: &[],
        summary: "a version line is no longer supported, units are in the field, and issues of it are open",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-unsupported-in-use.md"),
    },
    looks_at: LooksAt::Each(Kind::Line),
    run: line_unsupported_in_use,
};

/// Where there are lines, a release says which it belongs to.
pub(crate) const RELEASE_WITHOUT_LINE: Check = Check {
    code: Code {
        name: "release-without-line",
        asks: &[],
        summary: "a product has version lines, and a release does not say which it belongs to",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/release-without-line.md"),
    },
    looks_at: LooksAt::Project,
    run: release_without_line,
};

/// A decision about a line that is no longer supported helps nobody.
pub(crate) const ENDED_LINE_NAMED: Check = Check {
    code: Code {
        name: "ended-line-named",
        asks: &[],
        summary: "what is still open is about version lines only whose support has ended",
        severity: Severity::Note,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/ended-line-named.md"),
    },
    looks_at: LooksAt::Project,
    run: ended_line_named,
};

/// In a line that is looked at: what is fixed elsewhere is not fixed here until somebody says so. The verdicts that hang
/// on it are kept open by `issue-without-update`.
pub(crate) const LINE_LACKS_FIX: Check = Check {
    code: Code {
        name: "line-lacks-fix",
        asks: &[],
        summary: "an issue is fixed elsewhere, and nothing says that the version line has the fix",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/line-lacks-fix.md"),
    },
    looks_at: LooksAt::Each(Kind::Issue),
    run: line_lacks_fix,
};

/// Lines of the product being judged.
fn lines<'a>(cx: &Context<'a>) -> impl Iterator<Item = (AnyId, &'a Record<kinds::Line>)> + use<'a> {
    let this = *cx;
    cx.each(Kind::Line, &cx.model.line).filter(move |(_, line)| is_own_line(&this, line))
}

/// Whether a line is still supported; one that does not say until when is.
fn supported(line: &Record<kinds::Line>, today: Date) -> bool {
    line.supported_until.is_none_or(|until| until.date >= today)
}

fn line_ref_gone(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_REF_GONE.code;
    let Some(refs) = &cx.facts.refs else { return };
    for (id, line) in lines(cx).filter(|(_, line)| supported(line, cx.today)) {
        let Some(git_ref) = &line.git_ref else { continue };
        let Some(Err(why)) = refs.get(git_ref.value.as_ref()) else { continue };
        let name = &line.head.id;
        out.finding(
            code.at(git_ref.span, format!("version line `{name}` cannot be judged: `{}` leads nowhere, {why}", &**git_ref))
                .subject(cx.name(id))
                .why("what customers run was built there; without it nobody can tell what an issue does to them")
                .help(format!(
                    "fetch it, as `git fetch origin {git_ref}:{git_ref}`, clone without `--depth`, or correct `ref`: the name of a branch or tag",
                    git_ref = printable(git_ref)
                )),
        );
    }
}

/// A ref that can be shown as part of a command; another is shown as a word.
fn printable(git_ref: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if !git_ref.starts_with('-') && git_ref.bytes().all(plain) { git_ref } else { "BRANCH" }
}

fn line_ref_shared(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_REF_SHARED.code;
    let mut first: BTreeMap<&str, AnyId> = BTreeMap::new();
    for (id, line) in lines(cx) {
        let Some(git_ref) = &line.git_ref else { continue };
        let commit = cx.facts.refs.as_ref().and_then(|refs| refs.get(git_ref.value.as_ref())?.as_ref().ok());
        let same = commit.map_or(&*git_ref.value, String::as_str);
        let Some(other) = first.get(same) else {
            first.insert(same, id);
            continue;
        };
        let other = *other;
        out.finding(
            code.at(
                git_ref.span,
                format!("version lines `{}` and `{}` stand at the same commit", cx.model.head(other).id, line.head.id),
            )
            .see(cx.model.head(other).header, "the other line")
            .subject(cx.name(id))
            .why("two lines with one state are one line, or one of the two refs is wrong and its users are judged by what others run")
            .help("correct `ref`, or take one of the two lines out"),
        );
    }
}

/// Lines that releases belong to.
fn with_releases(cx: &Context<'_>) -> BTreeSet<AnyId> {
    let out = |release: &Record<kinds::Release>| release.date.is_none_or(|day| day.date <= cx.today);
    let releases = cx.each(Kind::Release, &cx.model.release).filter(|(_, release)| out(release));
    releases.filter_map(|(_, release)| release.line.as_ref().and_then(Ref::to)).collect()
}

fn line_without_release(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_WITHOUT_RELEASE.code;
    let known = with_releases(cx);
    for (id, line) in lines(cx).filter(|(id, _)| !known.contains(id)) {
        let Some(units) = line.deployed.as_ref().map(|units| units.0.value).filter(|units| *units > 0) else {
            continue;
        };
        out.finding(
            cx.about(
                code,
                id,
                format!("version line `{}` has {units} units in the field and no release", line.head.id),
            )
            .why("tests, reviews and issues are judged on releases: without one nothing counts for the line")
            .help("give the releases of the line `line`"),
        );
    }
}

fn line_support_ending(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_SUPPORT_ENDING.code;
    let days =
        cx.policy().and_then(|policy| policy.support_notice_days.as_ref()).map_or(NOTICE_DAYS, |days| days.0.value);
    for (id, line) in lines(cx).filter(|(_, line)| supported(line, cx.today)) {
        let Some(until) = line.supported_until.map(|day| day.date) else { continue };
        let left = until.days() - cx.today.days();
        let none_out = line.deployed.as_ref().is_some_and(|units| units.0.value == 0);
        let told = line.announced.is_some_and(|day| day.date <= cx.today);
        if left > days || none_out || told {
            continue;
        }
        let plural = if left == 1 { "day" } else { "days" };
        out.finding(
            cx.about(
                code,
                id,
                format!("the support of version line `{}` ends on {until}, in {left} {plural}", line.head.id),
            )
            .why("who is to replace or update a device in a plant needs more than a weekend for it")
            .help("tell users and say when in `announced`, or move `supported-until`"),
        );
    }
}

/// Whether something is still to be done about an issue for those who run a line.
fn open(issue: &Record<kinds::Issue>, today: Date) -> bool {
    let state = issue.state.as_ref().map(|state| state.value);
    let over = [issue.fixed, issue.closed].into_iter().flatten().any(|day| day.date <= today);
    !over && !matches!(state, Some(IssueState::Rejected | IssueState::Fixed | IssueState::Closed))
}

/// Open issues by the lines they name; those that name none are under none.
fn open_issues(cx: &Context<'_>) -> BTreeMap<Option<AnyId>, Vec<AnyId>> {
    let mut by_line: BTreeMap<Option<AnyId>, Vec<AnyId>> = BTreeMap::new();
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(_, issue)| open(issue, cx.today)) {
        let named = &issue.head.common.applies_to;
        if named.is_empty() {
            by_line.entry(None).or_default().push(id);
        }
        let lines: BTreeSet<AnyId> = named.iter().filter_map(Ref::to).filter_map(|id| line_of(cx, id)).collect();
        for line in lines {
            by_line.entry(Some(line)).or_default().push(id);
        }
    }
    by_line
}

fn line_unsupported_in_use(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_UNSUPPORTED_IN_USE.code;
    let mut by_line: Option<BTreeMap<Option<AnyId>, Vec<AnyId>>> = None;
    for (id, line) in lines(cx).filter(|(_, line)| !supported(line, cx.today)) {
        let Some(units) = line.deployed.as_ref().map(|units| units.0.value).filter(|units| *units > 0) else {
            continue;
        };
        let by_line = by_line.get_or_insert_with(|| open_issues(cx));
        let of = |key: Option<AnyId>| by_line.get(&key).map(Vec::as_slice).unwrap_or_default();
        let issues: Vec<String> =
            of(Some(id)).iter().chain(of(None)).map(|issue| format!("`{}`", cx.name(*issue))).collect();
        if issues.is_empty() {
            continue;
        }
        let until = line.supported_until.map_or(String::new(), |day| day.date.to_string());
        out.finding(
            cx.about(
                code,
                id,
                format!(
                    "version line `{}` has been without support since {until}, with {units} units in the field and {} open: {}",
                    line.head.id,
                    if issues.len() == 1 { "an issue".to_owned() } else { format!("{} issues", issues.len()) },
                    few(&issues, ", ")
                ),
            )
            .why("they run on whether or not they are supported, and attackers do not read support policies")
            .help("tell their users what helps instead of an update, extend `supported-until`, or name the lines that have the issue in its `applies-to`"),
        );
    }
}

fn release_without_line(cx: &Context<'_>, out: &mut Outcome) {
    let code = &RELEASE_WITHOUT_LINE.code;
    let known: Vec<String> = lines(cx).map(|(_, line)| line.head.id.to_string()).collect();
    if known.is_empty() {
        return;
    }
    for (id, release) in cx.releases().into_iter().filter(|(_, release)| release.line.is_none()) {
        out.finding(
            cx.about(code, id, format!("release `{}` does not say which version line it belongs to", release.head.id))
                .why("what was tested and reviewed on it counts for no line, and no update of it is seen to reach one")
                .help(format!("add `line = \"ID\"`; known: {}", few(&known, ", "))),
        );
    }
}

fn ended_line_named(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ENDED_LINE_NAMED.code;
    let ended: BTreeSet<AnyId> = lines(cx).filter(|(_, line)| !supported(line, cx.today)).map(|(id, _)| id).collect();
    if ended.is_empty() {
        return;
    }
    let mut look = |id: AnyId, named: &[Ref<kinds::Applies>]| {
        let lines: Option<BTreeSet<AnyId>> = named.iter().map(|one| one.to().and_then(|to| line_of(cx, to))).collect();
        let Some(lines) = lines.filter(|lines| !lines.is_empty() && lines.is_subset(&ended)) else { return };
        let names: Vec<String> = lines.iter().map(|line| format!("`{}`", cx.model.head(*line).id)).collect();
        out.finding(
            cx.about(
                code,
                id,
                format!("`{}` is about {} only, whose support has ended", cx.name(id), few(&names, ", ")),
            )
            .why("nothing is due for a line that is no longer supported, and what is open for it stays open for ever")
            .help("close it with that reason, or name the supported lines that it is about as well"),
        );
    };
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue).filter(|(_, issue)| open(issue, cx.today)) {
        look(id, &issue.head.common.applies_to);
    }
    for (id, waiver) in cx.each(Kind::Waiver, &cx.model.waiver) {
        if cx.not_over(&waiver.expires) {
            look(id, &waiver.head.common.applies_to);
        }
    }
    for (id, statement) in cx.each(Kind::Statement, &cx.model.statement) {
        if cx.not_over(&statement.valid_until) {
            look(id, &statement.applies_to);
        }
    }
}

fn line_lacks_fix(cx: &Context<'_>, out: &mut Outcome) {
    let code = &LINE_LACKS_FIX.code;
    // In the folder as it stands `issue-without-update` asks the same of all lines at once.
    let Some(fact) = &cx.facts.line else { return };
    for (id, issue) in cx.each(Kind::Issue, &cx.model.issue) {
        let name = cx.name(id);
        let Some(fixed) = fact.unfixed.get(&name) else { continue };
        let when = fixed.map_or(String::new(), |day| format!(" since {day}"));
        let mut finding = cx
            .about(
                code,
                id,
                format!("issue `{}` is fixed{when}, and nothing says that version line `{}` has the fix", issue.head.id, fact.id),
            )
            .why("a fix on the main line shows attackers where to look in the lines that do not have it")
            .help("bring the line the fix with an `[update.ID]` whose `lines` name it, or name the lines that have the issue in its `applies-to`");
        if !users_have(issue) {
            finding.severity = Severity::Warning;
        }
        out.finding(finding);
    }
}

//! All version lines of a project on one page: each is compiled at its ref with what is known today.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use vauban_analysis::depth::{Row, Tier};
use vauban_analysis::lines::{LineRow, LineState, Lines, NextStep, WeakAsset};
use vauban_analysis::review::Coverage;
use vauban_analysis::status::Verdict;
use vauban_checks::Reviews;
use vauban_diagnostics::{Finding, Severity};
use vauban_model::kinds::{Issue, Line, Release};
use vauban_model::{AnyId, Date, IssueState, Kind, Model, Record, Ref, ReviewKind};

use crate::compile::Compilation;
use crate::diff::depth::deep;
use crate::line::{LineError, compile_line};
use crate::world::World;

/// Lines of one page that are compiled; those beyond are named and not judged.
const MOST: usize = 64;

/// Kinds of review that a release needs.
const NEEDED: [ReviewKind; 5] = [
    ReviewKind::Context,
    ReviewKind::ThreatModel,
    ReviewKind::Requirements,
    ReviewKind::Design,
    ReviewKind::Guidelines,
];

/// Findings that a line names first.
const NEXT: usize = 3;

/// Codes that speak of the line itself, the most pressing first; they come before others of the same severity.
const PRESSING: [&str; 5] =
    ["line-lacks-fix", "line-lacks-record", "update-late", "issue-without-update", "asset-below-required-depth"];

/// The version lines of a project, product by product; products without lines are left out. `doing` is told how many of
/// how many lines are done.
pub fn all_lines(world: &dyn World, compiled: &Compilation, doing: &(dyn Fn(usize, usize) + Sync)) -> Vec<Lines> {
    let model = &compiled.model;
    let today = compiled.today();
    let own: Vec<(AnyId, &Record<Line>)> = model
        .line
        .iter()
        .enumerate()
        .map(|(at, line)| (AnyId { kind: Kind::Line, at: at as u32 }, line))
        .filter(|(_, line)| line.head.folder().is_empty() && !line.head.removed)
        .collect();
    let done = AtomicUsize::new(0);
    let ended = |line: &Record<Line>| line.supported_until.is_some_and(|until| until.date < today);
    let wanted: BTreeSet<AnyId> = {
        let mut supported: Vec<&(AnyId, &Record<Line>)> = own.iter().collect();
        supported.sort_by_key(|(id, line)| (ended(line), *id));
        supported.into_iter().take(MOST).map(|(id, _)| *id).collect()
    };
    let states: Vec<Result<LineState, String>> = own
        .par_iter()
        .map(|(id, line)| {
            if !wanted.contains(id) {
                return Err(format!(
                    "more than {MOST} lines are not judged at once: `vauban status --line` looks at one"
                ));
            }
            let state = state(world, line);
            doing(done.fetch_add(1, Ordering::Relaxed) + 1, wanted.len());
            state
        })
        .collect();
    let releases = by_line(model);
    let mut products: BTreeMap<Option<AnyId>, Vec<LineRow>> = BTreeMap::new();
    for ((id, line), state) in own.iter().zip(states) {
        let of = line.of.as_ref().and_then(Ref::to);
        let row = row(compiled, (*id, line), releases.get(id).map(Vec::as_slice).unwrap_or_default(), state);
        products.entry(of).or_default().push(row);
    }
    let page = |(product, mut lines): (Option<AnyId>, Vec<LineRow>)| {
        // A stable sort: the order of the records within those that are supported, and within the others.
        lines.sort_by_key(LineRow::ended);
        Lines { product: product.map_or_else(String::new, |id| model.head(id).id.to_string()), today, lines }
    };
    products.into_iter().map(page).collect()
}

fn by_line(model: &Model) -> BTreeMap<AnyId, Vec<&Record<Release>>> {
    let mut releases: BTreeMap<AnyId, Vec<&Record<Release>>> = BTreeMap::new();
    for release in model.release.iter().filter(|release| !release.head.removed) {
        if let Some(line) = release.line.as_ref().and_then(Ref::to) {
            releases.entry(line).or_default().push(release);
        }
    }
    releases
}

fn row(
    compiled: &Compilation,
    (id, line): (AnyId, &Record<Line>),
    releases: &[&Record<Release>],
    state: Result<LineState, String>,
) -> LineRow {
    let today = compiled.today();
    let (file, at) = compiled.model.place(id);
    let until = line.supported_until.map(|day| day.date);
    let day = |release: &Record<Release>| release.date.map(|day| day.date);
    let out = releases.iter().filter(|release| day(release).is_none_or(|day| day <= today));
    let newest = out.clone().max_by_key(|release| day(release));
    let version = |release: &Record<Release>| {
        let id = release.head.id.to_string();
        release.version.as_ref().map_or(id, |version| version.to_string())
    };
    LineRow {
        id: line.head.id.to_string(),
        title: line.head.title().to_owned(),
        git_ref: line.git_ref.as_ref().map(|name| name.to_string()),
        file,
        line: at,
        until,
        days_left: until.map(|until| until.days() - today.days()),
        deployed: line.deployed.as_ref().map(|units| units.0.value),
        first: out.clone().filter_map(|release| day(release)).min(),
        newest: newest.map(|release| (version(release), day(release))),
        state,
    }
}

fn state(world: &dyn World, line: &Record<Line>) -> Result<LineState, String> {
    let compiled = compile_line(world, &line.head.id, None).map_err(|error| match error {
        LineError::Gone { why, .. } => why,
        LineError::Project(_) | LineError::Unknown { .. } => error.to_string(),
    })?;
    let of = compiled.products();
    let product = *of.first().ok_or("there is no product")?;
    let status = compiled.statuses().first().ok_or("there is no status")?;
    let count = |verdict| status.requirements.iter().filter(|one| one.verdict == verdict).count();
    let in_force = |severity| {
        compiled.findings.iter().filter(|finding| finding.waived.is_none() && finding.severity == severity).count()
    };
    let fact = compiled.facts.line.as_ref();
    let reviews = compiled.reviews(product);
    // An element may call for several kinds of review; it is one element.
    let unreviewed: BTreeSet<&str> = reviews
        .iter()
        .flat_map(|reviews| &reviews.coverage)
        .flat_map(Coverage::open)
        .map(|element| element.name.as_str())
        .collect();
    Ok(LineState {
        commit: fact.map_or_else(String::new, |fact| fact.commit.clone()),
        version: status.version.clone(),
        counts: [Verdict::Met, Verdict::Partial, Verdict::Missing, Verdict::NotApplicable].map(count),
        maturity: status.practices.iter().map(|practice| (practice.id.clone(), practice.maturity)).collect(),
        findings: [in_force(Severity::Error), in_force(Severity::Warning)],
        assets: weakest(&compiled, product),
        issues: open_issues(&compiled, product),
        unfixed: fact.map_or(0, |fact| fact.unfixed.len()),
        unplaced: fact.map_or(0, |fact| fact.unplaced.len()),
        unreviewed: unreviewed.len(),
        never_reviewed: never_reviewed(reviews),
        next: next(&compiled),
    })
}

/// Kinds of review that a release needs and of which none that counts says what it saw: what none looked at is no
/// element that is reviewed.
fn never_reviewed(reviews: Option<&Reviews>) -> Vec<&'static str> {
    let held = |kind: ReviewKind| {
        let mut coverage = reviews.iter().flat_map(|reviews| &reviews.coverage);
        coverage.any(|one| one.kind == kind && !one.reviews.is_empty())
    };
    NEEDED.iter().filter(|kind| !held(**kind)).map(|kind| kind.word()).collect()
}

/// The weakest row of every asset of which policy asks for depth.
fn weakest(compiled: &Compilation, product: Option<AnyId>) -> Vec<WeakAsset> {
    let Some(depth) = compiled.depth(product) else { return Vec::new() };
    let designed: BTreeMap<(AnyId, AnyId, &str), &Row> = depth
        .rows
        .iter()
        .filter(|row| row.tier == Tier::Designed)
        .map(|row| ((row.asset, row.attacker, row.property.word()), row))
        .collect();
    let mut worst: BTreeMap<AnyId, &Row> = BTreeMap::new();
    // How far a row falls short, then how much is asked for: what is farthest below comes first.
    let rank = |row: &Row| (row.sufficient(), i64::from(row.rank()) - i64::from(row.required), Reverse(row.impact));
    for row in depth.rows.iter().filter(|row| row.tier == Tier::Today && row.required > 0) {
        let known = worst.entry(row.asset).or_insert(row);
        if rank(row) < rank(known) {
            *known = row;
        }
    }
    let mut rows: Vec<&Row> = worst.into_values().collect();
    rows.sort_by_key(|row| (rank(row), row.asset));
    let id = |id: AnyId| compiled.model.head(id).id.to_string();
    rows.into_iter()
        .map(|row| WeakAsset {
            asset: id(row.asset),
            property: row.property.word(),
            attacker: id(row.attacker),
            impact: row.impact.word(),
            today: deep(row),
            designed: designed.get(&(row.asset, row.attacker, row.property.word())).map_or(deep(row), |row| deep(row)),
            required: row.required,
            short: !row.sufficient(),
        })
        .collect()
}

/// Issues that are open in the line, by severity.
fn open_issues(compiled: &Compilation, product: Option<AnyId>) -> [usize; 5] {
    let mut issues = [0; 5];
    let today: Date = compiled.today();
    for issue in compiled.model.issue.iter().filter(|issue| compiled.concerns(product, &issue.head)) {
        if !is_open(issue, today) {
            continue;
        }
        let place = match issue.severity.as_ref().map(|severity| severity.value) {
            Some(vauban_model::Severity::Critical) => 0,
            Some(vauban_model::Severity::High) => 1,
            Some(vauban_model::Severity::Medium) => 2,
            Some(vauban_model::Severity::Low) => 3,
            None => 4,
        };
        if let Some(many) = issues.get_mut(place) {
            *many += 1;
        }
    }
    issues
}

fn is_open(issue: &Record<Issue>, today: Date) -> bool {
    let over = [issue.fixed, issue.closed].into_iter().flatten().any(|day| day.date <= today);
    let state = issue.state.as_ref().map(|state| state.value);
    !over && !matches!(state, Some(IssueState::Rejected | IssueState::Fixed | IssueState::Closed))
}

/// What to see to first.
fn next(compiled: &Compilation) -> Vec<NextStep> {
    let rank = |finding: &Finding| {
        let pressing = PRESSING.iter().position(|code| *code == finding.code).unwrap_or(PRESSING.len());
        (Reverse(finding.severity), pressing)
    };
    let mut open: Vec<&Finding> = compiled
        .findings
        .iter()
        .filter(|finding| finding.waived.is_none() && finding.severity > Severity::Note)
        .collect();
    open.sort_by_key(|finding| rank(finding));
    let sources = &compiled.model.sources;
    let told = open.into_iter().take(NEXT).map(|finding| {
        let place = finding.place.as_ref().map(|label| label.span);
        NextStep {
            code: finding.code,
            severity: finding.severity.word(),
            message: finding.message.clone(),
            file: place.map_or_else(String::new, |span| sources.file(span.file).path.clone()),
            line: place.map_or(0, |span| sources.place(span).line),
        }
    });
    told.collect()
}

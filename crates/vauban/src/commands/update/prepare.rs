//! `vauban update prepare`: a draft of update records for an issue, one for each version line that waits for the fix.
//!
//! What the records say is taken over; what they do not say stands in the draft as a comment with the aspect that asks for
//! it. Nothing is made up, and no file is written over.

use std::fmt::Write as _;
use std::process::ExitCode;

use vauban_analysis::evidence::{Binding, bound, path_of};
use vauban_analysis::updates::{Reach, Row, State};
use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, nearest};
use vauban_engine::Compilation;
use vauban_model::kinds::{Issue, Release, TestRun};
use vauban_model::{AnyId, Date, Facts, Kind, Model, Record, Ref, TestType, read};

use super::timeliness::worked_out;
use crate::args::{Arguments, UpdatePrepare};
use crate::review::{key, quoted};
use crate::{Outcome, files, output, session};

/// Keys that a person fills in, with what they are for.
const OPEN: &[(&str, &str)] = &[
    ("from", "\"developer\", \"component-supplier\" or \"platform-supplier\": who made the fix (SUM-1)"),
    ("safety", "what it does to the safety of the plant, or that it does nothing (SUM-1.d)"),
    ("operation", "what it does to the operation of the plant, or that it does nothing (SUM-1.d)"),
    ("constraints", "legal and other constraints that were looked at (SUM-1.d)"),
    ("how", "how to apply it, by hand and automatically (SUM-2.b)"),
    ("effects", "effects of applying it, restarts included (SUM-2.c)"),
    ("verify", "how to see that it was applied (SUM-2.d)"),
    ("risk", "risk of not applying it, and what helps instead (SUM-2.e)"),
    ("qualified-by", "who qualified it (SUM-1)"),
    ("qualified", "when (SUM-1)"),
    ("channel", "how it reaches users (SUM-4.b)"),
    ("authenticity", "how users check that it is ours (SUM-4.c)"),
    ("checked-by", "mechanisms of the design that check it (SUM-4.c)"),
    ("tried-with", "other lines it is for, and updates of others, it was tried with (SUM-1)"),
    ("delivered", "when it reached users (SUM-4.b, SUM-5.g)"),
];

pub(crate) fn run(arguments: &Arguments, options: &UpdatePrepare) -> Outcome {
    let (world, compiled) = session::design(arguments)?;
    let model = &compiled.model;
    let id = issue(model, &options.issue)?;
    let record = model.issue.get(id.at as usize).ok_or("the issue is gone")?;
    let release = options.release.as_deref().map(|word| release(model, word)).transpose()?;
    let rows = rows(&compiled, id);
    if rows.is_empty() {
        return Err(format!(
            "`{}` asks for no update: it is not to be fixed, or nobody says that users have it (`found-in = \"field\"`, or an `advisory`); nothing was written",
            record.head.id
        ));
    }
    let wanted = wanted(&compiled, &rows, release, &options.lines)?;
    let mut text = format!(
        "# Drafted by `vauban update prepare {}` on {}. What the records do not say stands behind `#`; nothing was made up.\n",
        record.head.id,
        compiled.today()
    );
    for row in rows.iter().filter(|row| !wanted.iter().any(|one| one.line == row.line)) {
        let line = row.line.map_or_else(String::new, |line| model.head(line).name());
        let _ = writeln!(text, "# Not for {line}: {}.", one_line(&why_not(model, row)));
    }
    for row in &wanted {
        draft(&compiled, (id, record), row, release, wanted.len() > 1, &mut text)?;
    }
    let relative = format!("security/updates/{}.toml", file_name(record.head.local()));
    let reread = read(FileId(0), &relative, &text, "", Catalogs::embedded());
    if let Some(finding) =
        reread.findings.iter().find(|finding| finding.severity == vauban_diagnostics::Severity::Error)
    {
        return Err(format!("{}\n\nthe draft would not read; nothing was written", finding.message));
    }
    if options.dry_run {
        output::write(|out| out.write_all(text.as_bytes()))?;
        return Ok(ExitCode::SUCCESS);
    }
    files::create(&world.root().join(&relative), &text)?;
    let told = format!(
        "{} written to {relative}\nnext: fill in what stands behind `#`, then `vauban update check`",
        if wanted.len() == 1 { "a draft was".to_owned() } else { format!("{} drafts were", wanted.len()) },
    );
    output::write(|out| writeln!(out, "{}", vauban_report::text::lines(&told)))?;
    Ok(ExitCode::SUCCESS)
}

/// The issue that a person means.
pub(super) fn issue(model: &Model, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("issue.").unwrap_or(word);
    model.find(Kind::Issue, id).ok_or_else(|| {
        let known = model.issue.iter().map(|issue| &*issue.head.id);
        let hint = nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        format!("there is no issue `{id}`{}", hint.unwrap_or_else(|| "; `vauban issue list` shows all".to_owned()))
    })
}

fn release<'m>(model: &'m Model, word: &str) -> Result<(AnyId, &'m Record<Release>), String> {
    let id = word.strip_prefix("release.").unwrap_or(word);
    let found = model.find(Kind::Release, id).ok_or_else(|| {
        let known = model.release.iter().map(|release| &*release.head.id);
        let hint = nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        format!("there is no release `{id}`{}", hint.unwrap_or_default())
    })?;
    Ok((found, model.release.get(found.at as usize).ok_or("the release is gone")?))
}

/// How the issue stands in every line of every product that it concerns.
fn rows(compiled: &Compilation, id: AnyId) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for product in compiled.products() {
        let of = worked_out(compiled, product).rows.into_iter().filter(|row| row.issue == id);
        for row in of {
            if !rows.iter().any(|known| known.line == row.line) {
                rows.push(row);
            }
        }
    }
    rows
}

/// Lines that a draft is for: those that were named, that of the release, else every one that waits and has no update.
fn wanted<'r>(
    compiled: &Compilation,
    rows: &'r [Row],
    release: Option<(AnyId, &Record<Release>)>,
    named: &[String],
) -> Result<Vec<&'r Row>, String> {
    let model = &compiled.model;
    let of = |line: AnyId| {
        rows.iter().find(|row| row.line == Some(line)).ok_or_else(|| {
            format!("`{}` is no line of a product that has the issue; nothing was written", model.head(line).name())
        })
    };
    if !named.is_empty() {
        let lines = named.iter().map(|word| {
            let id = word.strip_prefix("line.").unwrap_or(word);
            let line = model.find(Kind::Line, id).ok_or_else(|| {
                let hint = nearest(id, model.line.iter().map(|line| &*line.head.id));
                format!(
                    "there is no line `{id}`{}",
                    hint.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
                )
            })?;
            of(line)
        });
        return lines.collect();
    }
    if let Some((id, release)) = release {
        return match release.line.as_ref().and_then(Ref::to) {
            Some(line) => Ok(vec![of(line)?]),
            None if rows.iter().any(|row| row.line.is_none()) => Ok(rows.iter().take(1).collect()),
            None => Err(format!("`{}` does not say its `line`; nothing was written", model.head(id).name())),
        };
    }
    let waiting: Vec<&Row> = rows
        .iter()
        .filter(|row| row.updates.is_empty() && row.reach.owes() && row.state != State::SupportEnded)
        .filter(|row| row.until.is_none_or(|until| until >= compiled.today()))
        .collect();
    match waiting.is_empty() {
        false => Ok(waiting),
        true => {
            let told: Vec<String> = rows
                .iter()
                .map(|row| {
                    let line = row.line.map_or_else(|| "the product".to_owned(), |line| model.head(line).name());
                    format!("  - {line}: {}", why_not(model, row))
                })
                .collect();
            Err(format!(
                "no supported line waits for an update without one:\n{}\n\nnothing was written; `--for LINE` drafts one all the same",
                told.join("\n")
            ))
        }
    }
}

/// Why a line gets no draft.
fn why_not(model: &Model, row: &Row) -> String {
    match (&row.reach, row.updates.first()) {
        (_, Some(update)) => format!("`{}` brings it the fix", model.head(*update).name()),
        (Reach::NotAffected(why), None) => format!("not affected, {why}"),
        (Reach::Affected(why) | Reach::Unknown(why), None) => match row.until {
            Some(until) => format!("it was left out here; supported until {until}; {why}"),
            None => format!("it was left out here; {why}"),
        },
    }
}

fn draft(
    compiled: &Compilation,
    (id, issue): (AnyId, &Record<Issue>),
    row: &Row,
    release: Option<(AnyId, &Record<Release>)>,
    several: bool,
    text: &mut String,
) -> Result<(), String> {
    let model = &compiled.model;
    let line = row.line.map(|line| model.head(line));
    let base = match line {
        Some(line) if several => format!("{}-{}", issue.head.local(), line.local()),
        Some(_) | None => issue.head.local().to_owned(),
    };
    let name = free(model, &base)?;
    let _ = writeln!(text, "\n[update.{}]", key(&name));
    match (&row.reach, line) {
        (Reach::Unknown(why), Some(line)) => {
            let _ = writeln!(text, "# Whether {} has the issue is unknown: {}.", line.name(), one_line(why));
        }
        (Reach::Affected(why), Some(line)) => {
            let _ = writeln!(text, "# {} has the issue: {}.", line.name(), one_line(why));
        }
        (Reach::NotAffected(_) | Reach::Unknown(_) | Reach::Affected(_), _) => {}
    }
    if let Ok(deadline) = row.deadline {
        let _ = writeln!(text, "# Due on {deadline} by the policy.");
    }
    match release {
        Some((_, release)) => {
            let _ = writeln!(text, "release = {}", quoted(&release.head.id));
        }
        None => {
            let _ = writeln!(text, "# release = \"…\"  # the release of this line that delivers it");
        }
    }
    let mut list = |key: &str, values: &[String]| {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        if !values.is_empty() {
            let _ = writeln!(text, "{key} = [{}]", values.join(", "));
        }
        !values.is_empty()
    };
    list("fixes", &[issue.head.id.to_string()]);
    list("lines", &line.map(|line| line.id.to_string()).into_iter().collect::<Vec<_>>());
    let versions: Vec<String> = issue.versions.iter().map(|text| text.trim().to_owned()).collect();
    let mut open: Vec<(&str, String)> = Vec::new();
    if !list("applies-to-versions", &versions) {
        open.push(("applies-to-versions", "the versions it applies to (SUM-2.a)".to_owned()));
    }
    let runs = Runs::of(compiled, id, issue, release);
    if !list("before-runs", &runs.before) {
        open.push((
            "before-runs",
            "runs without the fix in which its test failed (SUM-1.e); none is on record".to_owned(),
        ));
    }
    if !list("fix-runs", &runs.fix) {
        open.push((
            "fix-runs",
            "runs on the delivered build in which it passed (SUM-1.e); none is on record".to_owned(),
        ));
    }
    if !list("regression-runs", &runs.regression) {
        open.push(("regression-runs", "the regression on the delivered build (SUM-1.f); none is on record".to_owned()));
    }
    open.extend(OPEN.iter().map(|(key, what)| (*key, (*what).to_owned())));
    for (key, what) in open {
        let _ = writeln!(text, "# {key} =  # {what}");
    }
    Ok(())
}

/// Runs that belong to the fix, as their results say.
#[derive(Default)]
struct Runs {
    before: Vec<String>,
    fix: Vec<String>,
    regression: Vec<String>,
}

impl Runs {
    fn of(
        compiled: &Compilation,
        id: AnyId,
        issue: &Record<Issue>,
        release: Option<(AnyId, &Record<Release>)>,
    ) -> Runs {
        let model = &compiled.model;
        let mut runs = Runs::default();
        let verifies = |test: AnyId| {
            let says = model.test.get(test.at as usize);
            says.is_some_and(|test| test.verifies.iter().any(|what| what.to() == Some(id)))
                || issue.fix_test.iter().any(|one| one.to() == Some(test))
        };
        let regression = |test: AnyId| {
            let of = model.test.get(test.at as usize).and_then(|test| test.types.as_ref());
            of.is_some_and(|of| of.value == TestType::Regression)
        };
        for run in model.test_run.iter().filter(|run| !run.head.removed && is_past(run, compiled.today())) {
            let tests: Vec<AnyId> = run.test.iter().flatten().filter_map(Ref::to).collect();
            let Some(passed) = passed(model, &compiled.facts, run) else { continue };
            let binding = release.map(|(id, release)| {
                let named = run.release.iter().any(|one| one.to() == Some(id));
                bound(named, &run.commit, &run.artefact, release)
            });
            let here = binding == Some(Binding::Exactly);
            let name = run.head.id.to_string();
            let shows = tests.iter().any(|test| verifies(*test));
            if shows && !passed && !here {
                runs.before.push(name.clone());
            }
            if shows && passed && here {
                runs.fix.push(name.clone());
            }
            if here && passed && tests.iter().any(|test| regression(*test)) {
                runs.regression.push(name);
            }
        }
        runs
    }
}

fn is_past(run: &Record<TestRun>, today: Date) -> bool {
    run.date.is_some_and(|day| day.date <= today)
}

/// Whether a run passed, by its JUnit files; nothing where it has none that could be read.
fn passed(model: &Model, facts: &Facts, run: &Record<TestRun>) -> Option<bool> {
    let files = run.results.iter().filter_map(|result| facts.results.get(path_of(model, result)?));
    let files: Vec<_> = files.collect();
    let ran = files.iter().any(|file| !file.passed.is_empty() || !file.failed.is_empty());
    ran.then(|| files.iter().all(|file| file.failed.is_empty() && file.duplicates.is_empty()))
}

/// An id that no update has.
fn free(model: &Model, base: &str) -> Result<String, String> {
    let taken = |id: &str| model.find(Kind::Update, id).is_some();
    std::iter::once(base.to_owned())
        .chain((2..1000).map(|number| format!("{base}-{number}")))
        .find(|id| !taken(id))
        .ok_or_else(|| format!("there are too many updates called `{base}`"))
}

/// An id as a file name.
fn file_name(id: &str) -> String {
    id.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_') { letter } else { '-' })
        .collect()
}

fn one_line(text: &str) -> String {
    vauban_report::text::one_line(text).into_owned()
}

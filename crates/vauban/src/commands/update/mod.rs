//! `vauban update`: security updates, from the draft to the notice and the measured times. One module per subcommand.

mod check;
mod list;
mod notes;
mod prepare;
mod show;
mod sign;
mod timeliness;

use vauban_diagnostics::{Finding, Severity, nearest};
use vauban_engine::Compilation;
use vauban_model::kinds::Update as UpdateRecord;
use vauban_model::{AnyId, Kind, Model, Record, Ref};
use vauban_report::updates::list::UpdateRow;
use vauban_report::updates::page::FoundRow;

use crate::Outcome;
use crate::args::{Arguments, Update, UpdateCommand};

pub(crate) fn run(arguments: &Arguments, options: &Update) -> Outcome {
    match &options.command {
        UpdateCommand::List(options) => list::run(arguments, options),
        UpdateCommand::Show(options) => show::run(arguments, options),
        UpdateCommand::Check(options) => check::run(arguments, options),
        UpdateCommand::Notes(options) => notes::run(arguments, options),
        UpdateCommand::Timeliness(options) => timeliness::run(arguments, options),
        UpdateCommand::Prepare(options) => prepare::run(arguments, options),
        UpdateCommand::Sign(options) => sign::run(arguments, options),
    }
}

/// The update that a person means.
fn found(model: &Model, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("update.").unwrap_or(word);
    model.find(Kind::Update, id).ok_or_else(|| {
        let known = model.update.iter().map(|update| &*update.head.id);
        let hint = nearest(id, known).map(|near| format!("; did you mean `{near}`?"));
        let hint = hint.unwrap_or_else(|| "; `vauban update list` shows all".to_owned());
        format!("there is no update `{id}`{hint}")
    })
}

fn record(model: &Model, id: AnyId) -> Result<&Record<UpdateRecord>, String> {
    model.update.get(id.at as usize).ok_or_else(|| "the update is gone".to_owned())
}

/// Whether a finding is about a record, or about a part of it.
fn about(finding: &Finding, name: &str) -> bool {
    finding.subject.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['#', '@', ' ']))
}

/// Whether a check asks for updates, whatever the record it is about.
fn of_practice(finding: &Finding) -> bool {
    let lines = ["line-lacks-fix", "line-support-ending", "line-unsupported-in-use", "line-without-release"];
    finding.requirement.iter().any(|aspect| aspect.starts_with("SUM-")) || lines.contains(&finding.code)
}

/// A finding as it is shown.
fn told(compiled: &Compilation, finding: &Finding) -> FoundRow {
    let place = finding.place.as_ref().map(|label| compiled.model.sources.place(label.span));
    let file = finding.place.as_ref().map(|label| compiled.model.sources.file(label.span.file).path.clone());
    FoundRow {
        subject: finding.subject.clone(),
        code: finding.code,
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        aspects: finding.requirement.clone(),
        message: finding.told().into_owned(),
        help: finding.help.clone(),
        waived_until: finding.waived.as_ref().map(|waived| waived.until.to_string()),
        file: file.unwrap_or_default(),
        line: place.map_or(0, |place| place.line),
    }
}

/// An update in a row.
fn row(compiled: &Compilation, id: AnyId, update: &Record<UpdateRecord>) -> UpdateRow {
    let model = &compiled.model;
    let today = compiled.today();
    let name = update.head.name();
    let found = |severity| {
        let all = compiled.findings.iter().filter(|finding| finding.waived.is_none() && finding.severity == severity);
        all.filter(|finding| about(finding, &name)).count()
    };
    let (file, line) = model.place(id);
    let id_of = |id: AnyId| model.head(id).id.to_string();
    UpdateRow {
        id: update.head.id.to_string(),
        title: update.head.common.title.as_ref().map(|title| title.trim().to_owned()).unwrap_or_default(),
        release: update
            .release
            .as_ref()
            .map(|release| release.to().map_or_else(|| release.link.text.to_string(), id_of)),
        from: update.from.as_ref().map(|from| from.value.word()),
        fixes: update.fixes.iter().map(|issue| issue.to().map_or_else(|| issue.link.text.to_string(), id_of)).collect(),
        lines: vauban_analysis::updates::lines_of(model, update).into_iter().map(id_of).collect(),
        qualified: update.qualified.map(|day| day.date.to_string()),
        delivered: update.delivered.map(|day| day.date.to_string()),
        out: vauban_analysis::updates::is_out(model, update, today),
        errors: found(Severity::Error),
        warnings: found(Severity::Warning),
        file,
        line,
    }
}

/// Names of the issues that an update fixes.
fn fixed(model: &Model, update: &Record<UpdateRecord>) -> Vec<String> {
    update.fixes.iter().filter_map(Ref::to).map(|id| model.head(id).name()).collect()
}

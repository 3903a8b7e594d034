//! From files of evidence to what is shown of them: ids become names, seconds become days.

use vauban_analysis::evidence::{Files, Known, Standing, Terms, Use, path_of};
use vauban_engine::Compilation;
use vauban_model::{AnyId, FileFact, Kind, ResultContent, ResultFile};
use vauban_report::evidence::{EvidenceReport, EvidenceRow, UnfitRow};
use vauban_report::text::{count, number};

/// Every file of evidence that a record of the product tells of or rests on.
pub fn report(compiled: &Compilation, product: Option<AnyId>) -> Option<EvidenceReport> {
    let (files, terms) = compiled.evidence(product)?;
    let concerns = |id: &&AnyId| compiled.concerns(product, compiled.model.head(**id));
    let mine = |known: &Known| known.records.iter().chain(&known.rests).any(|id| concerns(&id));
    let rows =
        files.iter().filter(|(_, known)| mine(known)).map(|(path, known)| row(compiled, files, terms, path, known));
    let files: Vec<EvidenceRow> = rows.collect();
    Some(EvidenceReport { product: compiled.line(product), looked_at: files.len(), files })
}

fn row(compiled: &Compilation, files: &Files, terms: Terms, path: &str, known: &Known) -> EvidenceRow {
    let (model, facts) = (&compiled.model, &compiled.facts);
    let names = |ids: &[AnyId]| ids.iter().map(|id| model.head(*id).name()).collect::<Vec<_>>();
    let origin = &known.origin;
    let text = |said: &Option<String>| said.clone().unwrap_or_default();
    let place = known.records.iter().chain(&known.rests).next().map(|id| model.place(*id));
    let (file, line) = place.unwrap_or_default();
    let digest = match facts.files.get(path) {
        Some(FileFact::There { digest, .. }) => Some(digest.clone()),
        Some(FileFact::Missing | FileFact::Refused(_)) | None => None,
    };
    let mut why = known.standing.why().unwrap_or_default().to_owned();
    let mut standing = known.standing.word();
    if digest.is_none() {
        (standing, why) = ("unknown", "is not there".to_owned());
    }
    EvidenceRow {
        path: path.to_owned(),
        form: origin.form.map(|form| form.word().to_owned()).unwrap_or_default(),
        tool: text(&origin.tool),
        tool_version: text(&origin.tool_version),
        database_date: origin.database.map(|day| day.to_string()),
        ran: origin.day().map(|day| day.to_string()),
        commit: text(&origin.commit),
        releases: names(&origin.releases),
        on: names(&origin.on),
        digest,
        holds: facts.result_files.get(path).map(holds).unwrap_or_default(),
        records: names(&known.records),
        rests: names(&known.rests),
        standing,
        why,
        unfit: unfit(compiled, files, terms, path, known),
        file,
        line,
    }
}

/// Test runs that the file does not fit, though it counts by itself.
fn unfit(compiled: &Compilation, files: &Files, terms: Terms, path: &str, known: &Known) -> Vec<UnfitRow> {
    let model = &compiled.model;
    let runs = known.rests.iter().filter(|id| id.kind == Kind::TestRun && known.standing == Standing::Counts);
    runs.filter_map(|id| {
        let run = model.test_run.get(id.at as usize)?;
        let named = run.results.iter().any(|result| path_of(model, result) == Some(path));
        let fit = files.fit(model, path, &Use::of_run(model, run, terms), terms.months);
        let why = fit.why().filter(|_| named)?.to_owned();
        Some(UnfitRow { record: run.head.name(), why })
    })
    .collect()
}

/// Said of what was cut off.
const UNFINISHED: &str = ", of a run that did not come to its end";

/// What a file holds, in a few words.
pub fn holds(file: &ResultFile) -> String {
    let big = |value: u64| number(usize::try_from(value).unwrap_or(usize::MAX));
    match &file.content {
        ResultContent::Tests(tests) => {
            let mut told = vec![format!("{} passed", number(tests.passed))];
            let more = [(tests.failed, "failed"), (tests.skipped, "skipped"), (tests.duplicates, "with two outcomes")];
            told.extend(
                more.iter().filter(|(some, _)| *some > 0).map(|(some, what)| format!("{} {what}", number(*some))),
            );
            told.join(", ")
        }
        ResultContent::Findings(found) => {
            let aside: u64 = found.groups.iter().filter(|group| group.suppressed).map(|group| group.count).sum();
            let results = usize::try_from(found.results).unwrap_or(usize::MAX);
            let mut told = count(results, "finding");
            if aside > 0 {
                told.push_str(&format!(", {} set aside", big(aside)));
            }
            if found.undecided > 0 {
                told.push_str(&format!(", {} left to a person", big(found.undecided)));
            }
            if found.completed == Some(false) {
                told.push_str(UNFINISHED);
            }
            told
        }
        ResultContent::Coverage { files, lines, executed } => {
            format!("{} of {} lines executed in {}", big(*executed), big(*lines), count(*files, "file"))
        }
        ResultContent::Fuzzing(campaign) => format!(
            "{} inputs in {} s{}, {} crashes, {} hangs{}",
            big(campaign.executions),
            big(campaign.seconds),
            if campaign.target.is_empty() { String::new() } else { format!(" on {}", campaign.target) },
            big(campaign.crashes),
            big(campaign.hangs),
            if campaign.finished { "" } else { UNFINISHED }
        ),
        ResultContent::Vulnerabilities(scan) => {
            let end = if scan.completed == Some(false) { UNFINISHED } else { "" };
            format!("{} vulnerabilities, {} looked at{end}", number(scan.found.len()), number(scan.looked_at))
        }
        ResultContent::Listing(parts) => format!("{} hosts or parts", number(*parts)),
    }
}

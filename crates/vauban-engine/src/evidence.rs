//! Result files into facts: each is read once, as a stream, and hashed in the same pass.
//!
//! A file is read if an `[evidence.ID]` says what it is, or if a test run or an analyser names it and its beginning
//! tells what it is. What cannot be read is a finding, and never counted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use vauban_analysis::evidence::path_of;
use vauban_diagnostics::{Finding, Span};
use vauban_formats::results::{self, Content, Form, ToolReport};
use vauban_model::{
    AnalyserFindings, EvidenceForm, Facts, FileFact, FindingGroup, FoundVulnerability, FuzzCampaign, Model,
    ResultContent, ResultFile, TestCounts, TestResults, VulnerabilityScan, codes,
};

use crate::digest::hex;
use crate::homes::Homes;
use crate::world::World;

/// A file that was looked at.
#[derive(Clone, Debug)]
pub struct Examined {
    /// SHA-256, as 64 hexadecimal digits.
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// What it is; none where its beginning does not tell.
    pub form: Option<EvidenceForm>,
    /// What it says; none where its form is not known or nothing is read of that form.
    pub read: Option<Result<ResultFile, String>>,
    /// Its cases, where it holds tests.
    pub tests: Option<TestResults>,
}

/// Reads a file of a world: what it is, what it says, its digest. `wanted` is what it is said to be; what its beginning
/// tells goes before.
///
/// # Errors
/// If there is no such file, or it cannot be read to its end.
pub fn examine(world: &dyn World, path: &str, wanted: Option<EvidenceForm>) -> Result<Examined, String> {
    let mut from = Hashed { inner: world.stream(path)?, hash: Sha256::new(), size: 0 };
    let head = from.inner.fill_buf().map_err(|error| error.to_string())?;
    let found = results::detect(path, head);
    let form = found.map(form_of).or(wanted);
    let mut examined = Examined { digest: String::new(), size: 0, form, read: None, tests: None };
    if let Some(form) = found.or_else(|| wanted.and_then(reader_of)) {
        let read = results::read(form, &mut from);
        let (read, tests) = match read {
            Ok(report) => told(form, report),
            Err(why) => (Err(why.to_string()), None),
        };
        (examined.read, examined.tests) = (Some(read), tests);
    }
    io::copy(&mut from, &mut io::sink()).map_err(|error| error.to_string())?;
    examined.digest = hex(&from.hash.finalize());
    examined.size = from.size;
    Ok(examined)
}

/// Hashes what is read through it.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
    size: u64,
}

impl<R: BufRead> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.hash.update(into.get(..read).unwrap_or_default());
        self.size += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Hashed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }
    fn consume(&mut self, amount: usize) {
        // What is consumed was handed out before, so this neither waits nor fails.
        if let Ok(bytes) = self.inner.fill_buf() {
            self.hash.update(bytes.get(..amount).unwrap_or_default());
        }
        self.size += amount as u64;
        self.inner.consume(amount);
    }
}

/// Why a file is read.
struct Wanted {
    /// What a record says that it is.
    form: Option<EvidenceForm>,
    /// Where it is named first, and by which record.
    named: (Span, String),
    /// Whether a record rests on its being a result file: by `[evidence.ID]`, or by its ending.
    must: bool,
}

/// Reads all result files into facts; those that cannot be read become findings.
///
/// A file is looked for where the records that name it come from (see [`Homes`]).
pub(crate) fn results(
    model: &Model,
    world: &dyn World,
    used: &[(String, Box<dyn World>)],
    facts: &mut Facts,
) -> Vec<Finding> {
    let wanted = wanted(model);
    let homes = Homes::new(model, world, used);
    let read: Vec<(&str, &Wanted, Result<Examined, String>)> = wanted
        .par_iter()
        .map(|(path, wanted)| {
            let mut read = Err(String::new());
            let mut homes = homes.of(path);
            while let (Err(_), Some(home)) = (&read, homes.next()) {
                read = examine(home, path, wanted.form);
            }
            (*path, wanted, read)
        })
        .collect();
    let mut findings = Vec::new();
    for (path, wanted, read) in read {
        // A file that is not there is told of where it is probed.
        let Ok(examined) = read else { continue };
        let there = FileFact::There { digest: examined.digest, size: examined.size };
        facts.files.insert(path.to_owned(), there);
        match (examined.read, examined.form) {
            (Some(Ok(file)), _) => {
                facts.result_files.insert(path.to_owned(), file);
                if let Some(tests) = examined.tests {
                    facts.results.insert(path.to_owned(), tests);
                }
            }
            (Some(Err(why)), form) => {
                findings.push(unreadable(path, wanted, form, &why));
                facts.problems.insert(path.to_owned(), why.clone());
                if let Some(form) = form {
                    facts.unreadable.insert(path.to_owned(), (form, why));
                }
            }
            (None, _) if wanted.must => {
                let why = "neither its beginning nor its name tells what it is".to_owned();
                findings.push(unreadable(path, wanted, None, &why));
                facts.problems.insert(path.to_owned(), why);
            }
            (None, _) => {}
        }
    }
    findings
}

fn unreadable(path: &str, wanted: &Wanted, form: Option<EvidenceForm>, why: &str) -> Finding {
    let (span, name) = &wanted.named;
    let what = match form {
        Some(form) => format!("`{path}` cannot be read as {}: {why}", form.word()),
        None => format!("`{path}` holds no readable test results: {why}"),
    };
    codes::RESULTS_UNREADABLE
        .at(*span, what)
        .subject(format!("{name}#{path}"))
        .why("what cannot be read proves nothing")
        .help(
            "let the tool write the file again, whole; test results as JUnit XML, findings of analysers as SARIF 2.1.0",
        )
}

/// Files to read, by path.
fn wanted(model: &Model) -> BTreeMap<&str, Wanted> {
    let mut wanted: BTreeMap<&str, Wanted> = BTreeMap::new();
    for record in model.evidence.iter().filter(|record| !record.head.removed) {
        let (Some(file), Some(form)) = (&record.file, &record.form) else { continue };
        if let Some(path) = path_of(model, file)
            && reader_of(form.value).is_some()
        {
            let named = (file.span(), record.head.name());
            wanted.entry(path).or_insert(Wanted { form: Some(form.value), named, must: true });
        }
    }
    let runs = model.test_run.iter().map(|run| (&run.results, &run.head));
    let analysers = model.analyser.iter().map(|analyser| (&analyser.results, &analyser.head));
    for (results, head) in runs.chain(analysers) {
        for result in results {
            let Some(path) = path_of(model, result) else { continue };
            let direct = matches!(result, vauban_model::Evidence::File(_));
            let must = direct && path.ends_with(".xml");
            let entry = wanted.entry(path).or_insert_with(|| Wanted {
                form: None,
                named: (result.span(), head.name()),
                must: false,
            });
            entry.must |= must;
        }
    }
    wanted
}

/// When the commits that evidence names were made, and when the files were first committed.
pub(crate) fn times(model: &Model, world: &dyn World, facts: &mut Facts) {
    let mut commits: BTreeSet<String> = BTreeSet::new();
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for (path, file) in &facts.result_files {
        paths.insert(path.clone());
        if !file.commit.is_empty() {
            commits.insert(file.commit.clone());
        }
    }
    for record in &model.evidence {
        paths.extend(record.file.as_ref().and_then(|file| path_of(model, file)).map(str::to_owned));
        commits.extend(record.commit.as_ref().map(|commit| commit.to_string()));
    }
    if !commits.is_empty() {
        facts.commits = world.commit_times(&commits);
    }
    if !paths.is_empty() {
        facts.committed = world.first_commits(&paths);
    }
}

/// The word of our records for a form.
fn form_of(form: Form) -> EvidenceForm {
    match form {
        Form::Junit => EvidenceForm::Junit,
        Form::Sarif => EvidenceForm::Sarif,
        Form::Lcov => EvidenceForm::Lcov,
        Form::Cobertura => EvidenceForm::Cobertura,
        Form::Libfuzzer => EvidenceForm::Libfuzzer,
        Form::Afl => EvidenceForm::Afl,
        Form::Nmap => EvidenceForm::Nmap,
        Form::Nessus => EvidenceForm::Nessus,
        Form::Openvas => EvidenceForm::Openvas,
        Form::Cyclonedx => EvidenceForm::Cyclonedx,
        Form::Spdx => EvidenceForm::Spdx,
    }
}

/// The form that is read as this word; none for what is not read here.
fn reader_of(form: EvidenceForm) -> Option<Form> {
    Some(match form {
        EvidenceForm::Junit => Form::Junit,
        EvidenceForm::Sarif => Form::Sarif,
        EvidenceForm::Lcov => Form::Lcov,
        EvidenceForm::Cobertura => Form::Cobertura,
        EvidenceForm::Libfuzzer => Form::Libfuzzer,
        EvidenceForm::Afl => Form::Afl,
        EvidenceForm::Nmap => Form::Nmap,
        EvidenceForm::Nessus => Form::Nessus,
        EvidenceForm::Openvas => Form::Openvas,
        EvidenceForm::Cyclonedx => Form::Cyclonedx,
        EvidenceForm::Spdx => Form::Spdx,
        EvidenceForm::Reviews | EvidenceForm::Report => return None,
    })
}

fn told(form: Form, report: ToolReport) -> (Result<ResultFile, String>, Option<TestResults>) {
    let mut tests = None;
    let content = match report.content {
        Content::Tests(cases) => {
            let sorted = sorted(cases);
            let counts = TestCounts {
                passed: sorted.passed.len(),
                failed: sorted.failed.len(),
                skipped: sorted.skipped.len(),
                duplicates: sorted.duplicates.len(),
            };
            tests = Some(sorted);
            ResultContent::Tests(counts)
        }
        Content::Findings(found) => ResultContent::Findings(findings(found)),
        Content::Coverage(coverage) => ResultContent::Coverage {
            files: coverage.files.len(),
            lines: coverage.files.values().map(|(lines, _)| lines).sum(),
            executed: coverage.files.values().map(|(_, executed)| executed).sum(),
        },
        Content::Fuzzing(campaign) => ResultContent::Fuzzing(FuzzCampaign {
            target: campaign.target,
            executions: campaign.executions,
            seconds: campaign.seconds,
            crashes: campaign.crashes,
            hangs: campaign.hangs,
            finished: campaign.finished,
        }),
        Content::Vulnerabilities(scan) => {
            let found = scan.found.into_iter().map(|one| FoundVulnerability {
                id: one.id,
                cves: one.cves,
                title: one.title,
                tenths: one.tenths,
                at: one.at,
            });
            ResultContent::Vulnerabilities(VulnerabilityScan {
                looked_at: scan.looked_at,
                completed: scan.completed,
                found: found.collect(),
            })
        }
        Content::Listing(parts) => ResultContent::Listing(parts),
    };
    let file = ResultFile {
        form: form_of(form),
        tool: report.tool,
        tool_version: report.tool_version,
        database_day: report.database_day,
        ran: report.ran,
        commit: report.commit,
        content,
    };
    (Ok(file), tests)
}

fn findings(read: results::Findings) -> AnalyserFindings {
    let mut rules = read.rules;
    rules.sort_unstable();
    rules.dedup();
    let mut groups: Vec<FindingGroup> = read
        .groups
        .into_iter()
        .map(|(key, group)| FindingGroup {
            file: key.file,
            rule: key.rule,
            level: key.level,
            suppressed: key.suppressed,
            count: group.count,
            unexplained: group.unexplained,
            line: group.line,
            message: group.message,
            fingerprints: group.fingerprints,
        })
        .collect();
    groups.sort_unstable();
    AnalyserFindings { rules, completed: read.completed, results: read.results, undecided: read.undecided, groups }
}

/// Cases by outcome; a name with several different outcomes is a duplicate and proves nothing.
///
/// Each case is taken apart as it comes: a file may hold millions.
fn sorted(results: vauban_formats::junit::TestResults) -> TestResults {
    use vauban_formats::junit::Outcome;
    let mut sorted = TestResults::default();
    for case in results.cases {
        let list = match case.outcome {
            Outcome::Passed => &mut sorted.passed,
            Outcome::Failed | Outcome::Error => &mut sorted.failed,
            Outcome::Skipped => &mut sorted.skipped,
        };
        list.push(if case.classname.is_empty() { case.name } else { case.full_name() });
    }
    let lists = [&sorted.passed, &sorted.failed, &sorted.skipped];
    let all = lists.iter().enumerate().flat_map(|(list, names)| names.iter().map(move |name| (name.as_str(), list)));
    let mut all: Vec<(&str, usize)> = all.collect();
    all.sort_unstable();
    let differs = |pair: &[(&str, usize)]| match pair {
        [(one, of), (other, also)] if one == other && of != also => Some((*one).to_owned()),
        _ => None,
    };
    let mut duplicates: Vec<String> = all.windows(2).filter_map(differs).collect();
    duplicates.dedup();
    sorted.duplicates = duplicates;
    sorted
}

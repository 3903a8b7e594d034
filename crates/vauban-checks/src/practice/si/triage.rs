//! Findings of static analysers, each fixed, or decided about with a reason (SI-1.f).

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::evidence::path_of;
use vauban_analysis::globs::Glob;
use vauban_analysis::triage::Triaged;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::Triage;
use vauban_model::{AnalyserFindings, AnyId, FindingGroup, Kind, Record, TriageDecision, VulnerabilityScan};

use super::results::{Results, current_results};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::few;

pub(crate) const ANALYSIS_FINDING_OPEN: Check = Check {
    code: Code {
        name: "analysis-finding-open",
        asks: &["SI-1.f"],
        summary: "a static analyser found something that nobody fixed or decided about",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/analysis-finding-open.md"),
    },
    looks_at: LooksAt::Each(Kind::Analyser),
    run: analysis_finding_open,
};

/// What of a group of findings nobody has decided about.
pub(crate) struct Open<'a> {
    /// The findings.
    pub(crate) group: &'a FindingGroup,
    /// How many of them.
    pub(crate) count: u64,
}

/// Findings of a file that were not set aside and that no triage covers.
pub(crate) fn open_findings<'a>(cx: &Context<'_>, path: &str, findings: &'a AnalyserFindings) -> Vec<Open<'a>> {
    let open = cx.triaged().file(path).map(|file| file.open.as_slice()).unwrap_or_default();
    open.iter().filter_map(|(at, count)| Some(Open { group: findings.groups.get(*at)?, count: *count })).collect()
}

/// Vulnerabilities of a scan that no triage covers, by name.
pub(crate) fn open_vulnerabilities(cx: &Context<'_>, path: &str, scan: &VulnerabilityScan) -> Vec<String> {
    let open = cx.triaged().file(path).map(|file| file.vulnerabilities.as_slice()).unwrap_or_default();
    let name = |at: &usize| {
        let found = scan.found.get(*at)?;
        Some(found.cves.first().unwrap_or(&found.id).clone())
    };
    open.iter().filter_map(name).collect()
}

/// What is open against all triages that hold.
pub(crate) fn triaged(cx: &Context<'_>) -> Triaged {
    Triaged::new(cx.model, cx.facts, &|record| cx.concerns(&record.head) && flaws(cx, record).is_empty())
}

fn analysis_finding_open(cx: &Context<'_>, out: &mut Outcome) {
    let code = &ANALYSIS_FINDING_OPEN.code;
    let since = cx.policy().and_then(|policy| policy.since).map(|day| day.date);
    let parts = Parts::new(cx);
    for Results { id, analyser, path, findings } in current_results(cx) {
        let open = open_findings(cx, path, findings);
        if open.is_empty() {
            out.shows("SI-1.f", id);
            continue;
        }
        let why = "a finding that nobody looked at is as good as none; whoever attacks the product runs the same tool";
        let help = "fix it, or add a `[triage.ID]` with `rule`, `file` or `fingerprint`, a `decision` and its `reason`";
        let ran = cx.files().get(path).and_then(|known| known.origin.day());
        if since.zip(ran).is_some_and(|(since, ran)| ran < since) {
            let all: u64 = open.iter().map(|one| one.count).sum();
            let message = format!(
                "`{}` has {all} findings from before {}",
                analyser.head.name(),
                since.map_or_else(String::new, |day| day.to_string())
            );
            let subject = format!("{}#{path}", analyser.head.name());
            out.finding(cx.about(code, id, message).subject(subject).why(why).help(help));
            continue;
        }
        let mut by_part: BTreeMap<String, Vec<&Open<'_>>> = BTreeMap::new();
        for one in &open {
            by_part.entry(parts.of(&one.group.file)).or_default().push(one);
        }
        for (part, open) in by_part {
            let all: u64 = open.iter().map(|one| one.count).sum();
            let message = format!(
                "`{}` has {all} {} in {part} that nobody decided about: {}",
                analyser.head.name(),
                if all == 1 { "finding" } else { "findings" },
                worst(&open)
            );
            out.finding(
                cx.about(code, id, message).subject(format!("{}#{part}", analyser.head.name())).why(why).help(help),
            );
        }
    }
    out.next(
        "SI-1.f",
        "let an `[analyser.ID]` name SARIF `results` of the current release, with every finding fixed or triaged",
    );
}

/// The rules with the gravest and most findings, with the first place of each.
fn worst(open: &[&Open<'_>]) -> String {
    let mut rules: BTreeMap<&str, (u8, u64, &FindingGroup)> = BTreeMap::new();
    for one in open {
        let entry = rules.entry(&one.group.rule).or_insert((0, 0, one.group));
        entry.0 = entry.0.max(gravity(&one.group.level));
        entry.1 += one.count;
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(rule, (gravity, count, _))| (std::cmp::Reverse((*gravity, *count)), *rule));
    let told: Vec<String> = rules
        .iter()
        .map(|(rule, (_, count, group))| {
            let rule = if rule.is_empty() { "no rule" } else { rule };
            format!("{rule} ({count}, {}:{})", group.file, group.line)
        })
        .collect();
    few(&told, ", ")
}

fn gravity(level: &str) -> u8 {
    match level {
        "error" => 3,
        "note" => 1,
        "none" => 0,
        _ => 2,
    }
}

/// Components by the sources that they are made from.
struct Parts {
    globs: Vec<(String, Glob)>,
}

impl Parts {
    fn new(cx: &Context<'_>) -> Parts {
        let components = cx.each(Kind::Component, &cx.model.component);
        let globs = components.flat_map(|(_, component)| {
            component.code.iter().map(|glob| (format!("`{}`", component.head.name()), Glob::new(glob)))
        });
        Parts { globs: globs.collect() }
    }

    /// The component that a source file belongs to, else its folder.
    fn of(&self, file: &str) -> String {
        let owner = self.globs.iter().find(|(_, glob)| glob.matches(file));
        owner.map_or_else(
            || match file.split_once('/') {
                Some((folder, _)) => format!("`{folder}/`"),
                None => "files of no component".to_owned(),
            },
            |(name, _)| name.clone(),
        )
    }
}

pub(crate) const SUPPRESSION_UNEXPLAINED: Check = Check {
    code: Code {
        name: "suppression-unexplained",
        asks: &["SI-1.f"],
        summary: "findings of a static analyser were set aside without a reason",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/suppression-unexplained.md"),
    },
    looks_at: LooksAt::Each(Kind::Analyser),
    run: suppression_unexplained,
};

/// Source files that are named before they are only counted.
const NAMED: usize = 50;

fn suppression_unexplained(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SUPPRESSION_UNEXPLAINED.code;
    for Results { id, analyser, path, findings } in current_results(cx) {
        let unexplained = cx.triaged().file(path).map(|file| file.unexplained.as_slice()).unwrap_or_default();
        let mut by_file: BTreeMap<&str, (u64, BTreeSet<&str>)> = BTreeMap::new();
        for (at, count) in unexplained {
            let Some(group) = findings.groups.get(*at) else { continue };
            let entry = by_file.entry(&group.file).or_default();
            entry.0 += count;
            entry.1.insert(&group.rule);
        }
        if by_file.is_empty() {
            out.shows("SI-1.f", id);
        }
        let name = analyser.head.name();
        let why = "what is switched off without a word is found again by nobody but an attacker";
        let help =
            "give the suppression a justification where it stands, or add a `[triage.ID]` for it with its `reason`";
        let files = by_file.len();
        for (file, (count, rules)) in by_file.iter().take(NAMED) {
            let rules: Vec<&str> = rules.iter().copied().collect();
            let message = format!(
                "{count} findings of `{name}` in `{file}` were set aside without a reason: {}",
                few(&rules, ", ")
            );
            out.finding(cx.about(code, id, message).subject(format!("{name}#{file}")).why(why).help(help));
        }
        if files > NAMED {
            let message =
                format!("findings of `{name}` were set aside without a reason in {} more files", files - NAMED);
            out.finding(cx.about(code, id, message).subject(format!("{name}#more")).why(why).help(help));
        }
    }
    out.next("SI-1.f", "let an `[analyser.ID]` name SARIF `results` of the current release");
}

pub(crate) const TRIAGE_INCOMPLETE: Check = Check {
    code: Code {
        name: "triage-incomplete",
        asks: &[],
        summary: "a decision about findings of an analyser does not count, or covers nothing",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/triage-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::Triage),
    run: triage_incomplete,
};

fn triage_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &TRIAGE_INCOMPLETE.code;
    for (id, record) in cx.each(Kind::Triage, &cx.model.triage) {
        let flaws = flaws(cx, record);
        if !flaws.is_empty() {
            out.finding(
                cx.about(code, id, format!("`{}` decides nothing", record.head.name()))
                    .why("a decision counts with a reason, somebody who can be asked, and findings that it is about")
                    .help(format!("it lacks {}", flaws.join("; "))),
            );
        } else if !cx.triaged().used.contains(&id) && looked_at(cx, record) {
            out.finding(
                cx.about(code, id, format!("`{}` covers no finding any more", record.head.name()))
                    .why("a decision that outlives its finding hides the next one that looks alike")
                    .help("remove it, or correct `rule`, `file` or `fingerprint`"),
            );
        }
    }
}

/// Whether results that the triage is about were read: without any, nobody can tell that it covers nothing.
fn looked_at(cx: &Context<'_>, record: &Record<Triage>) -> bool {
    let mine = |id: AnyId| record.analyser.is_empty() || record.analyser.iter().any(|named| named.to() == Some(id));
    cx.each(Kind::Analyser, &cx.model.analyser).filter(|(id, _)| mine(*id)).any(|(_, analyser)| {
        let paths = analyser.results.iter().filter_map(|result| path_of(cx.model, result));
        paths.into_iter().any(|path| cx.facts.result_files.contains_key(path))
    })
}

/// What keeps a triage from counting.
fn flaws(cx: &Context<'_>, record: &Record<Triage>) -> Vec<&'static str> {
    let mut lacks = Vec::new();
    if record.rule.iter().all(|rule| rule.trim_matches('*').is_empty()) && record.fingerprint.is_empty() {
        lacks.push("`rule` or `fingerprint`: which findings it is about");
    }
    if record.analyser.iter().any(|named| named.to().is_none()) {
        lacks.push("an `analyser` that is known");
    }
    if record.decision.is_none() {
        lacks.push("a `decision`");
    }
    if !said(&record.reason) {
        lacks.push("a `reason`");
    }
    if !cx.someone(&record.by) {
        lacks.push("`by` somebody who can be asked");
    }
    if record.date.is_none_or(|day| day.date > cx.today) {
        lacks.push("a `date` that has passed");
    }
    if !cx.not_over(&record.expires) {
        lacks.push("a decision that has not expired");
    }
    let later = record.decision.as_ref().is_some_and(|decision| decision.value == TriageDecision::FixedLater);
    if later && (record.issue.is_empty() || record.issue.iter().any(|issue| issue.to().is_none())) {
        lacks.push("an `issue` that tracks what is fixed later");
    }
    lacks
}

//! Which findings of analysers and scans nobody has decided about (SI-1.f).
//!
//! A `[triage.ID]` covers findings by fingerprint, or by rule and file; with `count` no more than that many. What a
//! triage does not cover, and what was set aside in the source without a word, is open. A triage that covers nothing is
//! out of date.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::kinds::{Analyser, Triage};
use vauban_model::{AnalyserFindings, AnyId, Facts, FoundVulnerability, Kind, Model, Record, Ref, ResultContent};

use crate::evidence::path_of;
use crate::globs::Glob;

/// What is open in every result file.
#[derive(Clone, Debug, Default)]
pub struct Triaged {
    files: BTreeMap<String, FileTriage>,
    /// Triages that cover something.
    pub used: BTreeSet<AnyId>,
}

/// What is open in one result file, by the place of its findings in the file's list.
#[derive(Clone, Debug, Default)]
pub struct FileTriage {
    /// Groups of findings that were not set aside, and how many of each nobody has decided about.
    pub open: Vec<(usize, u64)>,
    /// Groups that were set aside, and how many of each nobody has given a reason for.
    pub unexplained: Vec<(usize, u64)>,
    /// Vulnerabilities that nobody has decided about.
    pub vulnerabilities: Vec<usize>,
}

impl Triaged {
    /// Holds every finding against the triages that `counts` lets through.
    pub fn new(model: &Model, facts: &Facts, counts: &dyn Fn(&Record<Triage>) -> bool) -> Triaged {
        let mut analysers: BTreeMap<&str, BTreeSet<AnyId>> = BTreeMap::new();
        for (at, analyser) in model.analyser.iter().enumerate() {
            let id = AnyId { kind: Kind::Analyser, at: at as u32 };
            for path in results(model, analyser) {
                analysers.entry(path).or_default().insert(id);
            }
        }
        let table = Table::new(model, counts);
        let mut triaged = Triaged::default();
        for (path, file) in &facts.result_files {
            let known = analysers.get(path.as_str());
            let of = match &file.content {
                ResultContent::Findings(findings) => table.findings(known, findings, &mut triaged.used),
                ResultContent::Vulnerabilities(scan) => table.vulnerabilities(known, &scan.found, &mut triaged.used),
                ResultContent::Tests(_)
                | ResultContent::Coverage { .. }
                | ResultContent::Fuzzing(_)
                | ResultContent::Listing(_) => continue,
            };
            triaged.files.insert(path.clone(), of);
        }
        triaged
    }

    /// What is open in a file.
    pub fn file(&self, path: &str) -> Option<&FileTriage> {
        self.files.get(path)
    }
}

fn results<'a>(model: &'a Model, analyser: &'a Record<Analyser>) -> impl Iterator<Item = &'a str> {
    analyser.results.iter().filter_map(|result| path_of(model, result))
}

/// A triage, ready to be held against findings.
struct Entry<'a> {
    id: AnyId,
    record: &'a Record<Triage>,
    analysers: BTreeSet<AnyId>,
    files: Vec<Glob>,
    rules: Vec<Glob>,
    most: u64,
}

/// Triages by what they cover.
struct Table<'a> {
    entries: Vec<Entry<'a>>,
    by_fingerprint: BTreeMap<&'a str, Vec<usize>>,
    /// Those whose rule is written out.
    by_rule: BTreeMap<&'a str, Vec<usize>>,
    /// Those whose rule has a `*`.
    by_pattern: Vec<usize>,
}

impl<'a> Table<'a> {
    fn new(model: &'a Model, counts: &dyn Fn(&Record<Triage>) -> bool) -> Table<'a> {
        let mut table = Table {
            entries: Vec::new(),
            by_fingerprint: BTreeMap::new(),
            by_rule: BTreeMap::new(),
            by_pattern: Vec::new(),
        };
        for (at, record) in model.triage.iter().enumerate() {
            if record.head.removed || !counts(record) {
                continue;
            }
            let place = table.entries.len();
            for fingerprint in &record.fingerprint {
                table.by_fingerprint.entry(fingerprint).or_default().push(place);
            }
            if record.fingerprint.is_empty() {
                for rule in &record.rule {
                    match rule.contains('*') {
                        true => table.by_pattern.push(place),
                        false => table.by_rule.entry(rule).or_default().push(place),
                    }
                }
            }
            table.entries.push(Entry {
                id: AnyId { kind: Kind::Triage, at: at as u32 },
                record,
                analysers: record.analyser.iter().filter_map(Ref::to).collect(),
                files: record.file.iter().map(|glob| Glob::new(glob)).collect(),
                rules: record.rule.iter().map(|rule| Glob::new(rule)).collect(),
                most: record.count.as_ref().map_or(u64::MAX, |count| count.0.value.unsigned_abs()),
            });
        }
        table
    }

    /// Places of triages that may cover findings of a rule.
    fn of_rule(&self, rule: &str) -> BTreeSet<usize> {
        let exact = self.by_rule.get(rule).into_iter().flatten();
        exact.chain(&self.by_pattern).copied().collect()
    }

    fn findings(
        &self,
        analysers: Option<&BTreeSet<AnyId>>,
        findings: &AnalyserFindings,
        used: &mut BTreeSet<AnyId>,
    ) -> FileTriage {
        let mut file = FileTriage::default();
        let mut left: Vec<u64> = self.entries.iter().map(|entry| entry.most).collect();
        for (place, group) in findings.groups.iter().enumerate() {
            // What is set aside with a reason asks for nothing more; a triage may still be about it.
            let all = if group.suppressed { group.unexplained } else { group.count };
            // Results of level `none` ask for nothing, unless the tool leaves some of them to a person: which, the group
            // does not tell.
            let mut open = if group.level == "none" && findings.undecided == 0 { 0 } else { all };
            let mut cover = |entry: &Entry<'_>, most: &mut u64, covered: u64, open: &mut u64| {
                let covered = covered.min(*most);
                used.insert(entry.id);
                *most -= covered;
                *open -= covered.min(*open);
            };
            for fingerprint in &group.fingerprints {
                let named = self.by_fingerprint.get(fingerprint.as_str()).into_iter().flatten();
                for at in named {
                    if let (Some(entry), Some(most)) = (self.entries.get(*at), left.get_mut(*at))
                        && entry.is_about(analysers, &group.rule, &group.file)
                    {
                        cover(entry, most, 1, &mut open);
                        break;
                    }
                }
            }
            for at in self.of_rule(&group.rule) {
                if let (Some(entry), Some(most)) = (self.entries.get(at), left.get_mut(at))
                    && entry.is_about(analysers, &group.rule, &group.file)
                {
                    let covered = open;
                    cover(entry, most, covered, &mut open);
                }
            }
            if open > 0 {
                match group.suppressed {
                    true => file.unexplained.push((place, open)),
                    false => file.open.push((place, open)),
                }
            }
        }
        file
    }

    /// A triage covers a vulnerability by the tool's id or a CVE under `rule`, and by its place under `file`.
    fn vulnerabilities(
        &self,
        analysers: Option<&BTreeSet<AnyId>>,
        found: &[FoundVulnerability],
        used: &mut BTreeSet<AnyId>,
    ) -> FileTriage {
        let mut file = FileTriage::default();
        let mut left: Vec<u64> = self.entries.iter().map(|entry| entry.most).collect();
        for (place, one) in found.iter().enumerate() {
            let names = std::iter::once(&one.id).chain(&one.cves);
            let covered = names.into_iter().any(|name| {
                self.of_rule(name).into_iter().any(|at| {
                    let (Some(entry), Some(most)) = (self.entries.get(at), left.get_mut(at)) else { return false };
                    let fits = *most > 0 && entry.is_about(analysers, name, &one.at);
                    if fits {
                        used.insert(entry.id);
                        *most -= 1;
                    }
                    fits
                })
            });
            if !covered {
                file.vulnerabilities.push(place);
            }
        }
        file
    }
}

impl Entry<'_> {
    fn is_about(&self, analysers: Option<&BTreeSet<AnyId>>, rule: &str, file: &str) -> bool {
        let any = |globs: &[Glob], text: &str| globs.is_empty() || globs.iter().any(|glob| glob.matches(text));
        let mine =
            self.record.analyser.is_empty() || analysers.is_some_and(|known| !known.is_disjoint(&self.analysers));
        mine && any(&self.rules, rule) && any(&self.files, file)
    }
}

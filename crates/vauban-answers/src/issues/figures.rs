//! From the figures of issue handling to what is shown of them: ids become names, maps become lists.

use std::collections::BTreeMap;

use vauban_analysis::issues::figures::{Figures, NOT_SAID, cited};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Date, Phase, Severity};
use vauban_report::issues::figures::{FiguresReport, Period, TimeRow};

/// Tells figures of periods.
pub fn report(compiled: &Compilation, product: &str, all: &[Figures]) -> FiguresReport {
    let mut by_source: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_weakness: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_phase: BTreeMap<(Option<Phase>, Option<Phase>), usize> = BTreeMap::new();
    for figures in all {
        figures.by_source.iter().for_each(|(source, n)| *by_source.entry(source).or_default() += n);
        figures.by_weakness.iter().for_each(|(class, n)| *by_weakness.entry(class).or_default() += n);
        figures.by_phase.iter().for_each(|(phases, n)| *by_phase.entry(*phases).or_default() += n);
    }
    let phase = |phase: Option<Phase>| phase.map_or(NOT_SAID, Phase::word).to_owned();
    let last = all.last();
    let mut open_by_severity: Vec<(Option<Severity>, usize)> =
        last.map(|last| last.open_by_severity.iter().map(|(one, n)| (*one, *n)).collect()).unwrap_or_default();
    open_by_severity.reverse();
    let undated = last.map(|last| last.undated.as_slice()).unwrap_or_default();
    FiguresReport {
        product: product.to_owned(),
        periods: all.iter().map(period).collect(),
        by_source: most_first(by_source),
        by_weakness: most_first(by_weakness),
        by_phase: by_phase.into_iter().map(|((found, should), n)| (phase(found), phase(should), n)).collect(),
        open_by_severity: open_by_severity
            .into_iter()
            .map(|(severity, n)| (severity.map_or(NOT_SAID, Severity::word).to_owned(), n))
            .collect(),
        undated: undated.iter().map(|id: &AnyId| compiled.model.head(*id).id.to_string()).collect(),
        incomplete: compiled.issues_withheld().into_iter().collect(),
    }
}

fn most_first(counted: BTreeMap<&str, usize>) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = counted.into_iter().map(|(what, n)| (what.to_owned(), n)).collect();
    all.sort_by(|(one, n), (other, m)| m.cmp(n).then_with(|| one.cmp(other)));
    all
}

fn period(figures: &Figures) -> Period {
    let date = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let times = figures.times.iter().map(|(step, times)| TimeRow {
        step: step.word(),
        until: step.until(),
        n: times.tenths.len(),
        median_tenths: times.median(),
        ninetieth_tenths: times.ninetieth(),
        untold: times.untold,
    });
    Period {
        from: date(figures.from),
        to: date(figures.to),
        received: figures.received.len(),
        ended: figures.ended.len(),
        open: figures.open.len(),
        overdue: figures.overdue.len(),
        age_median: figures.age_median(),
        age_oldest: figures.ages.last().copied(),
        times: times.collect(),
    }
}

/// The key that a review of issue handling cites figures by.
pub fn citation(figures: &Figures) -> String {
    let date = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let mut keys = vec![format!("from = {}", date(figures.from)), format!("to = {}", date(figures.to))];
    keys.extend(cited(figures).into_iter().filter_map(|(key, number)| Some(format!("{key} = {}", number?))));
    format!("figures = {{ {} }}", keys.join(", "))
}

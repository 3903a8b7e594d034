//! From crosswalks to what is shown of them: ids become names, places become files and lines.

use std::collections::{BTreeMap, BTreeSet};

use vauban_analysis::crosswalk::{Clause, Crosswalk, Crosswalks, State, Target};
use vauban_catalog::Extent;
use vauban_diagnostics::nearest;
use vauban_engine::Compilation;
use vauban_model::AnyId;
use vauban_report::crosswalk::{
    ClauseRow, CrosswalkReport, ElsewhereRow, FrameworkRow, OpenRow, RecordRow, StateRow, TargetRow, WorkRow,
};

/// What is asked for, in words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// One framework, by id or namespace.
    pub framework: Option<&'a str>,
    /// Only clauses of this state.
    pub state: Option<State>,
}

/// Everything that was asked for.
///
/// # Errors
/// If the product was not judged, or there is no such framework.
pub fn report(compiled: &Compilation, product: Option<AnyId>, options: Options<'_>) -> Result<CrosswalkReport, String> {
    let found = compiled.crosswalks(product).ok_or("the product was not judged")?;
    let shown: Vec<&Crosswalk> = match options.framework {
        None => found.frameworks.iter().collect(),
        Some(name) => vec![found.framework(name).ok_or_else(|| unknown(&found, name))?],
    };
    let teller = Teller { compiled, options };
    let frameworks: Vec<FrameworkRow> = shown.into_iter().map(|one| teller.framework(one)).collect();
    let named: BTreeSet<&str> = frameworks
        .iter()
        .flat_map(|one| &one.clauses)
        .flat_map(|clause| clause.answered_by.iter().map(String::as_str))
        .collect();
    let targets: Vec<TargetRow> =
        found.targets.values().filter(|target| named.contains(target.id.as_str())).map(target).collect();
    let id = product.map_or("", |id| &compiled.model.head(id).id);
    let status = compiled.statuses().iter().find(|status| status.product == id);
    let records = teller.records(status, &frameworks, &targets);
    Ok(CrosswalkReport {
        product: compiled.worst_line(product),
        date: compiled.today().to_string(),
        edition: status.map_or_else(String::new, |status| status.edition.clone()),
        states: State::ALL
            .iter()
            .map(|state| StateRow { state: state.word(), phrase: state.phrase(), meaning: state.meaning() })
            .collect(),
        frameworks,
        targets,
        records,
    })
}

/// The state of a word.
///
/// # Errors
/// If there is none.
pub fn state(word: &str) -> Result<State, String> {
    State::ALL.into_iter().find(|state| state.word() == word).ok_or_else(|| {
        let known: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
        format!("there is no state `{word}`; known: {}", known.join(", "))
    })
}

fn unknown(found: &Crosswalks, name: &str) -> String {
    let known: Vec<&str> = found.frameworks.iter().map(|one| one.id.as_str()).collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("nothing is reported by `{name}`; did you mean `{near}`?"),
        None => format!("nothing is reported by `{name}`; known: {}", known.join(", ")),
    }
}

struct Teller<'a> {
    compiled: &'a Compilation,
    options: Options<'a>,
}

impl Teller<'_> {
    fn framework(&self, one: &Crosswalk) -> FrameworkRow {
        let wanted = |clause: &&Clause| self.options.state.is_none_or(|state| clause.state == state);
        let id = |at: &usize| one.clauses.get(*at).map(|clause| clause.id.clone());
        FrameworkRow {
            id: one.id.clone(),
            namespace: one.namespace.clone(),
            title: one.title.clone(),
            edition: one.edition.clone(),
            data: one.data.clone(),
            counts: State::ALL.iter().map(|state| (state.word(), one.count(*state))).collect(),
            elsewhere: one
                .elsewhere
                .iter()
                .map(|(part, clauses, place)| ElsewhereRow {
                    part: part.clone(),
                    clauses: *clauses,
                    answered_in: place.clone(),
                })
                .collect(),
            work: one
                .work
                .iter()
                .map(|work| WorkRow {
                    step: work.step.word(),
                    about: work.about.clone(),
                    next: work.next.clone(),
                    clauses: work.clauses.iter().filter_map(id).collect(),
                    last: work.last,
                })
                .collect(),
            clauses: one.clauses.iter().filter(wanted).map(|clause| self.clause(one, clause)).collect(),
        }
    }

    fn clause(&self, of: &Crosswalk, one: &Clause) -> ClauseRow {
        let first = one.waits_for.first().and_then(|at| of.work.get(*at));
        ClauseRow {
            id: one.id.clone(),
            place: one.place.clone(),
            title: one.title.clone(),
            summary: one.summary.clone(),
            group: one.group.and_then(|at| of.groups.get(at)).map_or_else(String::new, |(_, title)| title.clone()),
            verified: one.verified,
            crosswalk: match one.extent {
                Extent::Full => "full",
                Extent::Part => "partial",
                Extent::None => "none",
                Extent::Unjudged => "unjudged",
            },
            gap: one.gap.clone(),
            state: one.state.word(),
            phrase: one.state.phrase(),
            by: one.by.word(),
            why: one.why.clone(),
            answered_by: one.targets.clone(),
            records: one.records.iter().map(|id| self.compiled.model.head(*id).name()).collect(),
            next: first.map_or_else(String::new, |work| {
                format!("{} {}: {}", work.step.word(), work.about.join(", "), work.next)
            }),
            steps: one.waits_for.len(),
        }
    }

    /// Where everything stands that clauses and requirements name.
    fn records(
        &self,
        status: Option<&vauban_analysis::status::Status>,
        frameworks: &[FrameworkRow],
        targets: &[TargetRow],
    ) -> Vec<RecordRow> {
        let of_clauses = frameworks.iter().flat_map(|one| &one.clauses).flat_map(|clause| &clause.records);
        let named: BTreeSet<&str> =
            of_clauses.chain(targets.iter().flat_map(|target| &target.records)).map(String::as_str).collect();
        let requirements = status.into_iter().flat_map(|status| &status.requirements);
        let evidence = requirements.flat_map(|one| &one.aspects).flat_map(|aspect| &aspect.evidence);
        let places: BTreeMap<&str, (&str, u32)> =
            evidence.map(|one| (one.record.as_str(), (one.file.as_str(), one.line))).collect();
        let model = &self.compiled.model;
        let row = |name: &str| {
            let id = model.named(name);
            let (file, line) = match (id, places.get(name)) {
                (Some(id), _) => model.place(id),
                (None, Some((file, line))) => ((*file).to_owned(), *line),
                (None, None) => (name.to_owned(), 0),
            };
            let title = id.map_or_else(String::new, |id| model.head(id).title().to_owned());
            RecordRow { record: name.to_owned(), title, file, line }
        };
        named.into_iter().map(row).collect()
    }
}

fn target(one: &Target) -> TargetRow {
    TargetRow {
        id: one.id.clone(),
        title: one.title.clone(),
        standing: one.standing.word(),
        why: one.why.clone(),
        open: one.open.iter().map(|open| OpenRow { id: open.id.clone(), next: open.next.clone() }).collect(),
        records: one.records.clone(),
    }
}

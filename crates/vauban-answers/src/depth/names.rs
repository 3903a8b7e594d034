//! The way from ids to names and places: of rows, paths, steps and mechanisms that fell.

use vauban_analysis::depth::{Absence, Fact, Fall, Layer, Path, Remedy, Row, Step};
use vauban_checks::{Depth, Shown, ShownTest};
use vauban_model::{AnyId, Kind, MechanismStatus, Model, SourceFact, Technique};
use vauban_report::depth::{CodeProof, DepthRow, LayerReport, MechanismProof, PathReport, StepReport, TestProof};

/// The way from ids to names and places.
pub(super) struct Names<'a> {
    pub(super) model: &'a Model,
    pub(super) depth: &'a Depth,
}

impl Names<'_> {
    /// The bare id.
    pub(super) fn id(&self, id: AnyId) -> String {
        self.model.head(id).id.to_string()
    }

    /// `kind.id`.
    pub(super) fn name(&self, id: AnyId) -> String {
        self.model.head(id).name()
    }

    pub(super) fn cause(&self, number: u32) -> String {
        self.depth.defence.cause(number).map_or_else(String::new, |cause| cause.name.clone())
    }

    fn fact(&self, fact: Fact) -> String {
        match fact {
            Fact::At(id) | Fact::Controls(id) | Fact::Defeated(id) => self.name(id),
            Fact::Loses(id, property) => format!("{}.{}", self.name(id), property.word()),
        }
    }

    /// What is in reach, in the order in which an attacker meets it.
    pub(super) fn in_reach(&self, records: &[AnyId]) -> Vec<String> {
        const ORDER: [Kind; 5] = [Kind::Interface, Kind::Flow, Kind::Asset, Kind::Component, Kind::Zone];
        let of = |kind: Kind| records.iter().filter(move |id| id.kind == kind);
        ORDER.into_iter().flat_map(of).map(|id| self.name(*id)).collect()
    }

    pub(super) fn remedies(&self, remedies: &[Remedy]) -> Vec<String> {
        let said = |one: &Remedy| {
            format!("a mechanism on {} that {} would make it {}", self.name(one.element), one.sort.words(), one.depth)
        };
        remedies.iter().map(said).collect()
    }

    /// What shows a mechanism.
    pub(super) fn proof(&self, shown: &Shown) -> MechanismProof {
        let next = self.depth.unverified.get(&shown.mechanism);
        let counts = match shown.status {
            MechanismStatus::Implemented if next.is_none() => "verified",
            status => status.word(),
        };
        let code = |(pattern, fact): &(String, Option<SourceFact>)| match fact {
            Some(SourceFact::Files(files, _)) => {
                CodeProof { pattern: pattern.clone(), files: Some(*files), problem: None }
            }
            Some(SourceFact::Unknown(why)) => {
                CodeProof { pattern: pattern.clone(), files: None, problem: Some(why.clone()) }
            }
            None => CodeProof { pattern: pattern.clone(), files: None, problem: None },
        };
        let test = |test: &ShownTest| TestProof {
            test: self.name(test.test),
            techniques: test.techniques.iter().copied().map(Technique::word).collect(),
            passed: test.passed.map(|run| self.name(run)),
            why: test.why.clone(),
        };
        MechanismProof {
            mechanism: self.name(shown.mechanism),
            counts,
            environment: shown.environment,
            code: shown.code.iter().map(code).collect(),
            configuration: shown.configuration.clone(),
            tests: shown.tests.iter().map(test).collect(),
            next: next.cloned().unwrap_or_default(),
        }
    }

    pub(super) fn row(&self, row: &Row) -> DepthRow {
        let stated = row.stated.filter(|id| id.kind == Kind::Statement).map(|id| {
            let date = self.model.statement.get(id.at as usize).and_then(|statement| statement.date);
            (self.name(id), date.map_or_else(String::new, |day| day.date.to_string()))
        });
        let accepted = self.depth.accepted.get(&row.asset).filter(|one| !row.sufficient() && row.rank() >= one.depth);
        let accepted = accepted.map(|one| (self.name(one.decision), one.until.to_string()));
        let header = self.model.head(row.asset).header;
        let place = self.model.sources.place(header);
        DepthRow {
            file: self.model.sources.file(header.file).path.clone(),
            line: place.line as usize,
            column: place.column as usize,
            attacker: self.id(row.attacker),
            asset: self.id(row.asset),
            property: row.property.word(),
            tier: row.tier.word(),
            impact: row.impact.word(),
            required: row.required,
            reachable: row.reachable,
            depth: row.depth,
            nominal: row.nominal,
            at_least: row.at_least,
            sufficient: row.sufficient(),
            stated,
            accepted,
            cut_sets: row.cut_sets.iter().map(|set| set.iter().map(|cause| self.cause(*cause)).collect()).collect(),
            by_order: row.by_order.clone(),
            truncated_at: row.truncated_at,
            ..DepthRow::default()
        }
    }

    pub(super) fn path(&self, path: &Path, set: &[u32]) -> PathReport {
        PathReport {
            starts: path.starts.iter().map(|id| self.name(*id)).collect(),
            steps: path.steps.iter().map(|step| self.step(step, set)).collect(),
            watched: path.watched(),
            silent: path.silent(),
        }
    }

    fn step(&self, step: &Step, set: &[u32]) -> StepReport {
        let to = match step.to {
            Fact::At(id) | Fact::Controls(id) | Fact::Defeated(id) | Fact::Loses(id, _) => id,
        };
        let span = self.model.head(step.over.first().copied().unwrap_or(to)).header;
        let place = self.model.sources.place(span);
        let layer = |layer: &Layer| {
            let cause = match layer.by {
                Fall::Itself => Some(self.name(layer.mechanism)),
                Fall::Cause(cause) if set.contains(&cause) => Some(self.cause(cause)),
                _ => None,
            };
            LayerReport {
                mechanism: self.name(layer.mechanism),
                counts: !matches!(layer.by, Fall::Absent(_) | Fall::NotOnBench),
                cause,
                how: self.fall(layer.mechanism, &layer.by, set),
            }
        };
        StepReport {
            rule: step.rule.name(),
            meaning: step.rule.meaning(),
            from: step.from.iter().map(|fact| self.fact(*fact)).collect(),
            acts_as: step.acts_as.map(|id| self.name(id)),
            to: self.fact(step.to),
            over: step.over.iter().map(|id| self.name(*id)).collect(),
            layers: step.layers.iter().map(layer).collect(),
            watched_by: step.watched_by.iter().map(|id| self.name(*id)).collect(),
            bench: step.bench,
            file: self.model.sources.file(span.file).path.clone(),
            line: place.line as usize,
            column: place.column as usize,
        }
    }

    /// How a mechanism fell, or why it does not count.
    fn fall(&self, mechanism: AnyId, by: &Fall, set: &[u32]) -> String {
        match by {
            Fall::Itself => "broken".to_owned(),
            Fall::Assumed => "taken as broken".to_owned(),
            Fall::Cause(cause) => {
                let name = self.cause(*cause);
                let how = if set.contains(cause) { "is" } else { "is taken as" };
                format!("{name} {how} flawed")
            }
            Fall::Controlled(id) => format!("{} is controlled", self.name(*id)),
            Fall::Lost(id, property) => format!("{} has lost its {}", self.name(*id), property.word()),
            Fall::With(other) => format!("{} has fallen", self.name(*other)),
            Fall::NotOnBench => "not there on a unit of their own".to_owned(),
            Fall::Absent(Absence::Proposed) => "only proposed".to_owned(),
            Fall::Absent(Absence::NotImplemented) => "not implemented".to_owned(),
            Fall::Absent(Absence::NotVerified) => match self.depth.unverified.get(&mechanism) {
                Some(why) => format!("not verified: {why}"),
                None => "not verified".to_owned(),
            },
            Fall::Absent(Absence::OfEnvironment) => "of the environment".to_owned(),
            Fall::Absent(Absence::TooWeak) => "resists less than this attacker's strength".to_owned(),
            Fall::Absent(Absence::StandsOnNothing) => "stands on something that is nowhere".to_owned(),
        }
    }
}

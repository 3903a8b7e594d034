//! Reads the edges of the table from the records, each with the place that says so.

use std::collections::BTreeMap;

use vauban_catalog::Named;
use vauban_diagnostics::Span;
use vauban_model::kinds::values::{Covered, Implements, PartOf};
use vauban_model::{AnyId, Evidence, Kind, Record, Ref, Text};

use super::graph::{Graph, Item, Node, State};
use super::table::EdgeKind;
use super::{Ground, state};

/// Kinds whose records are traced even where nothing links them: a thread that was never begun is a gap.
const TRACED: &[Kind] = &[
    Kind::Component,
    Kind::Interface,
    Kind::Flow,
    Kind::Asset,
    Kind::Mechanism,
    Kind::Assumption,
    Kind::Threat,
    Kind::Disposition,
    Kind::Requirement,
    Kind::Test,
    Kind::TestRun,
    Kind::Issue,
    Kind::Update,
    Kind::Release,
    Kind::Document,
    Kind::Practice,
    Kind::PracticeAnswer,
];

pub(super) fn graph(ground: Ground<'_>) -> Graph {
    let mut builder = Builder { ground, graph: Graph::default() };
    for kind in TRACED {
        for at in 0..ground.model.count(*kind) as u32 {
            let id = AnyId { kind: *kind, at };
            if builder.concerns(id) {
                builder.graph.record(ground.model, id);
            }
        }
    }
    builder.threats();
    builder.design();
    builder.requirements();
    builder.tests();
    builder.issues();
    builder.sections();
    let mut graph = builder.graph;
    graph.close();
    state::states(ground, &mut graph);
    graph
}

struct Builder<'a> {
    ground: Ground<'a>,
    graph: Graph,
}

impl<'a> Builder<'a> {
    fn concerns(&self, id: AnyId) -> bool {
        self.ground.owners.concerns(self.ground.product, self.ground.model.head(id))
    }

    /// Records of a table that are about the product.
    fn each<T>(&self, kind: Kind, table: &'a [Record<T>]) -> Vec<(AnyId, &'a Record<T>)> {
        let (owners, product) = (self.ground.owners, self.ground.product);
        let all = table.iter().enumerate();
        let all = all.filter(|(_, record)| owners.concerns(product, &record.head));
        all.map(|(at, record)| (AnyId { kind, at: at as u32 }, record)).collect()
    }

    fn node(&mut self, id: AnyId) -> u32 {
        self.graph.record(self.ground.model, id)
    }

    fn join(&mut self, kind: EdgeKind, from: AnyId, to: AnyId, place: Span) {
        if !self.concerns(to) {
            return;
        }
        let (from, to) = (self.node(from), self.node(to));
        self.graph.connect(kind, from, to, place);
    }

    fn refer<T>(&mut self, kind: EdgeKind, from: AnyId, to: &[Ref<T>]) {
        for one in to {
            if let Some(id) = one.to() {
                self.join(kind, from, id, one.link.span);
            }
        }
    }

    fn refer_one<T>(&mut self, kind: EdgeKind, from: AnyId, to: &Option<Ref<T>>) {
        self.refer(kind, from, to.as_slice());
    }

    /// The node of a requirement of a standard; what no catalog has is left to the findings.
    fn clause(&mut self, written: &Text) -> Option<u32> {
        let catalogs = self.ground.catalogs;
        let (space, local, title) = match catalogs.resolve(written)? {
            Named::Practice(lifecycle, one) => (&lifecycle.namespace, one.id.as_str(), one.title.as_str()),
            Named::Requirement(lifecycle, one) => (&lifecycle.namespace, one.id.as_str(), one.title.as_str()),
            Named::Aspect(lifecycle, _, one) => (&lifecycle.namespace, one.id.as_str(), one.text.as_str()),
            Named::Control(component, one) => (&component.namespace, one.id(), one.title()),
            Named::Entry(framework, one) => (&framework.namespace, one.id.as_str(), one.title.as_str()),
        };
        let id = format!("{space}/{local}");
        let node = Node {
            item: Item::Clause(id.clone()),
            name: id.clone(),
            kind: "clause",
            title: title.to_owned(),
            place: None,
            state: State::default(),
        };
        Some(self.graph.enter(Item::Clause(id), || node))
    }

    fn threats(&mut self) {
        let Ground { model, catalogs, threats, .. } = self.ground;
        for (at, threat) in threats.threats.iter().enumerate() {
            let written = threat.record.filter(|id| id.kind == Kind::Threat);
            let place = threat.on.first().map(|id| model.head(*id).header);
            let node = match written {
                Some(id) => self.node(id),
                None => {
                    let title = threat.rule.and_then(|rule| catalogs.threats().rules.get(rule));
                    let title = title.map_or_else(String::new, |rule| rule.title.clone());
                    self.graph.enter(Item::Threat(at), || Node {
                        item: Item::Threat(at),
                        name: threat.id.clone(),
                        kind: "threat",
                        title,
                        place,
                        state: State::default(),
                    })
                }
            };
            let header = self.graph.node(node).place.unwrap_or(Span::start_of(vauban_diagnostics::FileId(0)));
            let product: Vec<AnyId> = self.ground.product.into_iter().collect();
            let on = if threat.on.is_empty() { &product } else { &threat.on };
            for element in on {
                let element = self.node(*element);
                self.graph.connect(EdgeKind::Threatens, node, element, header);
            }
            let decision = threat.decision.as_ref().map(|decision| decision.record);
            let decision = decision.filter(|id| id.kind == Kind::Disposition);
            if let Some(id) = decision {
                let to = self.node(id);
                self.graph.connect(EdgeKind::DecidedBy, node, to, model.head(id).header);
            }
            // Who answers a threat is said by its decision, else by the mechanism's kind.
            let record = decision.and_then(|id| model.disposition.get(id.at as usize));
            let said = |mechanism: AnyId| {
                let by = record.into_iter().flat_map(|record| &record.by);
                by.filter(|by| by.to() == Some(mechanism)).map(|by| by.link.span).next()
            };
            for (kind, list) in [(EdgeKind::MitigatedBy, &threat.mechanisms), (EdgeKind::ReducedBy, &threat.reduced_by)]
            {
                for mechanism in list.iter().filter(|id| id.kind == Kind::Mechanism) {
                    let place = said(*mechanism).unwrap_or(model.head(*mechanism).header);
                    let to = self.node(*mechanism);
                    self.graph.connect(kind, node, to, place);
                }
            }
        }
        for (id, threat) in self.each(Kind::Threat, &model.threat) {
            self.refer(EdgeKind::KeptAwayBy, id, &threat.assumptions);
        }
        for (id, disposition) in self.each(Kind::Disposition, &model.disposition) {
            self.refer(EdgeKind::TrackedIn, id, &disposition.issue);
        }
    }

    fn design(&mut self) {
        let model = self.ground.model;
        for (id, mechanism) in self.each(Kind::Mechanism, &model.mechanism) {
            self.refer(EdgeKind::Protects, id, &mechanism.protects);
            self.refer(EdgeKind::StandsOn, id, &mechanism.relies_on);
            self.refer(EdgeKind::EnforcedBy, id, mechanism.enforced_by.as_deref().unwrap_or_default());
            for one in &mechanism.implements {
                match one {
                    Implements::Requirement(link) => {
                        if let Some(to) = link.to {
                            self.join(EdgeKind::Implements, id, to, link.span);
                        }
                    }
                    Implements::Clause(clause) => {
                        if let Some(to) = self.clause(&clause.0) {
                            let from = self.node(id);
                            self.graph.connect(EdgeKind::ImplementsClause, from, to, clause.0.span);
                        }
                    }
                }
            }
        }
        self.refinements();
        for (id, assumption) in self.each(Kind::Assumption, &model.assumption) {
            self.refer_one(EdgeKind::StandsFor, id, &assumption.mechanism);
            self.refer(EdgeKind::About, id, &assumption.about);
        }
        for (id, interface) in self.each(Kind::Interface, &model.interface) {
            self.refer_one(EdgeKind::On, id, &interface.on);
            self.refer_one(EdgeKind::CarriedBy, id, &interface.carried_by);
            self.refer(EdgeKind::RestsOn, id, &interface.assumptions);
        }
        for (id, flow) in self.each(Kind::Flow, &model.flow) {
            self.refer_one(EdgeKind::GoesTo, id, &flow.to);
            self.refer_one(EdgeKind::ComesFrom, id, &flow.from);
            self.refer(EdgeKind::Carries, id, &flow.carries);
        }
        for (id, asset) in self.each(Kind::Asset, &model.asset) {
            self.refer(EdgeKind::HeldBy, id, &asset.held_by);
        }
        for (id, component) in self.each(Kind::Component, &model.component) {
            self.refer(EdgeKind::InZone, id, &component.zone);
            self.refer_one(EdgeKind::RunsOn, id, &component.runs_on);
            if let Some(PartOf::Component(link)) = &component.part_of
                && let Some(to) = link.to
            {
                self.join(EdgeKind::PartOf, id, to, link.span);
            }
        }
        for (id, actor) in self.each(Kind::Actor, &model.actor) {
            self.refer(EdgeKind::InZone, id, &actor.zone);
        }
        for (id, boundary) in self.each(Kind::Boundary, &model.boundary) {
            self.refer_one(EdgeKind::Between, id, &boundary.from);
            self.refer_one(EdgeKind::Between, id, &boundary.to);
        }
        for (id, port) in self.each(Kind::Port, &model.port) {
            self.refer_one(EdgeKind::On, id, &port.on);
            self.refer(EdgeKind::GuardedBy, id, &port.guarded_by);
        }
        for (id, answer) in self.each(Kind::PracticeAnswer, &model.practice_answer) {
            self.refer_one(EdgeKind::Answers, id, &answer.practice);
            self.refer(EdgeKind::ShownBy, id, &answer.shown_by);
        }
    }

    /// What spells out which coarser record.
    fn refinements(&mut self) {
        let model = self.ground.model;
        for (id, zone) in self.each(Kind::Zone, &model.zone) {
            self.refer(EdgeKind::Refines, id, &zone.refines);
        }
        for (id, component) in self.each(Kind::Component, &model.component) {
            self.refer_one(EdgeKind::Refines, id, &component.refines);
        }
        for (id, interface) in self.each(Kind::Interface, &model.interface) {
            self.refer(EdgeKind::Refines, id, &interface.refines);
        }
        for (id, flow) in self.each(Kind::Flow, &model.flow) {
            self.refer(EdgeKind::Refines, id, &flow.refines);
        }
        for (id, asset) in self.each(Kind::Asset, &model.asset) {
            self.refer(EdgeKind::Refines, id, &asset.refines);
        }
        for (id, mechanism) in self.each(Kind::Mechanism, &model.mechanism) {
            self.refer(EdgeKind::Refines, id, &mechanism.refines);
        }
    }

    fn requirements(&mut self) {
        let model = self.ground.model;
        for (id, requirement) in self.each(Kind::Requirement, &model.requirement) {
            self.refer(EdgeKind::Origin, id, &requirement.origin);
            for clause in &requirement.origin_standard {
                if let Some(to) = self.clause(&clause.0) {
                    let from = self.node(id);
                    self.graph.connect(EdgeKind::OriginStandard, from, to, clause.0.span);
                }
            }
            for one in &requirement.allocated_to {
                let Some(to) = one.to() else { continue };
                let part = matches!(to.kind, Kind::Component | Kind::Interface);
                let kind = if part { EdgeKind::AllocatedToPart } else { EdgeKind::AllocatedTo };
                self.join(kind, id, to, one.link.span);
            }
        }
    }

    fn tests(&mut self) {
        let Ground { model, proven, .. } = self.ground;
        for (id, test) in self.each(Kind::Test, &model.test) {
            self.refer(EdgeKind::Verifies, id, &test.verifies);
            self.refer(EdgeKind::Exercises, id, &test.interfaces);
        }
        for (id, run) in self.each(Kind::TestRun, &model.test_run) {
            for test in run.test.iter().flatten() {
                if let Some(to) = test.to() {
                    self.join(EdgeKind::RanIn, to, id, test.link.span);
                }
            }
            self.refer(EdgeKind::Found, id, &run.findings);
            for evidence in &run.results {
                self.recorded(id, evidence);
            }
            let written: BTreeMap<AnyId, Span> =
                run.release.iter().filter_map(|one| Some((one.to()?, one.link.span))).collect();
            for (release, _) in proven.runs.get(&id).into_iter().flatten() {
                let bound = run.commit.as_ref().map(|commit| commit.span);
                let bound = bound.or(run.artefact.as_ref().map(|artefact| artefact.0.span));
                let place = written.get(release).copied().or(bound).unwrap_or(run.head.header);
                self.join(EdgeKind::OnRelease, id, *release, place);
            }
        }
    }

    fn recorded(&mut self, run: AnyId, evidence: &Evidence) {
        match evidence {
            Evidence::Document { link, .. } => {
                if let Some(to) = link.to {
                    self.join(EdgeKind::RecordedIn, run, to, link.span);
                }
            }
            Evidence::File(path) => {
                let item = Item::File(path.to_string());
                let to = self.graph.enter(item.clone(), || Node {
                    item,
                    name: path.to_string(),
                    kind: "file",
                    title: String::new(),
                    place: None,
                    state: State::default(),
                });
                let from = self.node(run);
                self.graph.connect(EdgeKind::RecordedIn, from, to, path.span);
            }
        }
    }

    fn issues(&mut self) {
        let model = self.ground.model;
        for (id, issue) in self.each(Kind::Issue, &model.issue) {
            self.refer(EdgeKind::Triggers, id, &issue.threat);
            self.refer(EdgeKind::Affects, id, &issue.affects);
            self.refer(EdgeKind::FixTest, id, &issue.fix_test);
        }
        for (id, update) in self.each(Kind::Update, &model.update) {
            self.refer(EdgeKind::Fixes, id, &update.fixes);
            self.refer(EdgeKind::ShownIn, id, &update.fix_runs);
            self.refer(EdgeKind::ShownIn, id, &update.regression_runs);
            self.refer_one(EdgeKind::DeliveredIn, id, &update.release);
        }
    }

    /// Sections of guidelines and manuals that cover records; what covers as a whole is its record.
    fn sections(&mut self) {
        let model = self.ground.model;
        for prose in &model.prose {
            let Some(by) = prose.record.filter(|id| id.kind == Kind::Guideline && self.concerns(*id)) else { continue };
            for (number, section) in prose.sections.iter().enumerate() {
                let anchor = section.section.id.as_str();
                let state = if section.section.has_text { "" } else { "empty" };
                self.section(by, number, anchor, &section.section.title, (section.span, state), &section.covers);
            }
        }
        for (id, guideline) in self.each(Kind::Guideline, &model.guideline) {
            for (to, span) in records(&guideline.covers) {
                self.join(EdgeKind::Covers, id, to, span);
            }
        }
        for (id, manual) in self.each(Kind::Manual, &model.manual) {
            for (number, section) in manual.sections.iter().enumerate() {
                let title = section.title.as_ref().map_or("", |title| title);
                let anchor = section.anchor.as_ref().map_or(title, |anchor| anchor);
                let span = section.title.as_ref().map_or(manual.head.header, |title| title.span);
                self.section(id, number, anchor, title, (span, ""), &section.covers);
            }
        }
    }

    fn section(
        &mut self,
        by: AnyId,
        number: usize,
        anchor: &str,
        title: &str,
        (span, word): (Span, &'static str),
        covers: &[Covered],
    ) {
        let covered: Vec<(AnyId, Span)> = records(covers).filter(|(to, _)| self.concerns(*to)).collect();
        if covered.is_empty() {
            return;
        }
        let item = Item::Section(by, number);
        let name = format!("{}#{anchor}", self.ground.model.head(by).name());
        let from = self.graph.enter(item.clone(), || Node {
            item,
            name,
            kind: "section",
            title: title.to_owned(),
            place: Some(span),
            state: State { word, why: String::new() },
        });
        for (to, place) in covered {
            let to = self.node(to);
            self.graph.connect(EdgeKind::Covers, from, to, place);
        }
    }
}

fn records(covers: &[Covered]) -> impl Iterator<Item = (AnyId, Span)> {
    covers.iter().filter_map(|one| match one {
        Covered::Record(link) => Some((link.to?, link.span)),
        Covered::Clause(_) => None,
    })
}

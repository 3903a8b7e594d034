//! Where a thread breaks, with the reason and what to do next.
//!
//! A gap is no verdict: the checks judge, by aspects. This list says for every thread where it ends too early.

use vauban_model::{Evidence, FileFact, Kind, MechanismStatus, Mention, Side};

use super::graph::{Graph, Item};
use super::table::EdgeKind;
use super::{Ground, Outcome};
use crate::threats;

/// A kind of gap.
#[derive(Clone, Copy, Debug)]
pub struct GapRow {
    /// Its name in contracts.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do next.
    pub next: &'static str,
}

/// Every kind of gap, in the order in which they are told.
pub const GAPS: &[GapRow] = &[
    GapRow {
        name: "threat-open",
        meaning: "nothing answers a threat",
        next: "`vauban threats ELEMENT` shows what would stop it; add a mechanism or a `[disposition.ID]`",
    },
    GapRow {
        name: "threat-question",
        meaning: "whether a threat exists is not known",
        next: "`vauban threats` lists the questions; answer the one it hangs on",
    },
    GapRow {
        name: "threat-unproven",
        meaning: "a threat is stopped by design, and no test shows it",
        next: "implement the mechanisms and test each, functionally and adversarially, on the release",
    },
    GapRow {
        name: "mechanism-unasked",
        meaning: "no threat, requirement or standard asks for a mechanism",
        next: "let it `implements` a requirement or answer a threat, or take it out: what nobody needs is attack surface",
    },
    GapRow {
        name: "mechanism-untested",
        meaning: "a mechanism answers a threat, and no test verifies it",
        next: "add a `[test.ID]` of type `mitigation` that says `verifies = \"mechanism.ID\"`",
    },
    GapRow {
        name: "requirement-without-origin",
        meaning: "a requirement comes from nowhere",
        next: "say `origin`, `origin-standard` or `origin-other`",
    },
    GapRow {
        name: "requirement-without-allocation",
        meaning: "nothing fulfils a requirement",
        next: "say `allocated-to`, or let a mechanism say `implements`",
    },
    GapRow {
        name: "requirement-without-test",
        meaning: "no test verifies a requirement",
        next: "add a `[test.ID]` that verifies it, or say `method` and `verification`",
    },
    GapRow {
        name: "test-verifies-nothing",
        meaning: "a test says neither what it verifies nor what it goes through",
        next: "say `verifies` or `interfaces`",
    },
    GapRow {
        name: "test-failed",
        meaning: "a test has not passed on the current release",
        next: "fix the cause or the test, and run it again",
    },
    GapRow {
        name: "test-not-run",
        meaning: "nothing shows that a test was carried out on the current release",
        next: "run it on the release and add a `[test-run.ID]` with its results",
    },
    GapRow {
        name: "run-without-results",
        meaning: "the results of a run are not there",
        next: "name the result files under `results`, and keep them",
    },
    GapRow {
        name: "evidence-unused",
        meaning: "a document is kept, and nothing points to it",
        next: "let the record that it shows point to it, or take it out",
    },
];

/// A thread that ends too early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its kind, as a place in [`GAPS`].
    pub kind: usize,
    /// The node it is about.
    pub node: u32,
    /// Why it is one here.
    pub reason: String,
}

impl Gap {
    /// Its row.
    pub fn row(&self) -> &'static GapRow {
        &GAPS[self.kind.min(GAPS.len() - 1)]
    }
}

pub(super) fn gaps(ground: Ground<'_>, graph: &Graph) -> Vec<Gap> {
    let mut finder = Finder { ground, graph, gaps: Vec::new(), mentioned: mentioned_documents(ground) };
    for at in 0..graph.nodes.len() as u32 {
        finder.look(at);
    }
    let mut gaps = finder.gaps;
    gaps.sort_by(|a, b| (a.kind, &graph.node(a.node).name).cmp(&(b.kind, &graph.node(b.node).name)));
    gaps
}

struct Finder<'a> {
    ground: Ground<'a>,
    graph: &'a Graph,
    gaps: Vec<Gap>,
    /// For every document whether a record points to it.
    mentioned: Vec<bool>,
}

impl Finder<'_> {
    fn add(&mut self, name: &str, node: u32, reason: impl Into<String>) {
        if let Some(kind) = GAPS.iter().position(|row| row.name == name) {
            self.gaps.push(Gap { kind, node, reason: reason.into() });
        }
    }

    fn has(&self, node: u32, kinds: &[EdgeKind]) -> bool {
        let mut all = self.graph.below(node).chain(self.graph.above(node));
        all.any(|(edge, _)| kinds.contains(&edge.kind))
    }

    fn look(&mut self, node: u32) {
        let item = self.graph.node(node).item.clone();
        if self.graph.node(node).kind == "threat" {
            return self.threat(node);
        }
        let Item::Record(id) = item else { return };
        match id.kind {
            Kind::Mechanism => self.mechanism(node, id.at as usize),
            Kind::Requirement => self.requirement(node, id.at as usize),
            Kind::Test => self.test(node, id),
            Kind::TestRun => self.run(node, id.at as usize),
            Kind::Document if !self.mentioned.get(id.at as usize).copied().unwrap_or(true) => {
                self.add("evidence-unused", node, "no record points to it");
            }
            _ => {}
        }
    }

    fn threat(&mut self, node: u32) {
        let state = self.graph.node(node).state.clone();
        // What is told under another threat is a gap there.
        if let Item::Threat(at) = self.graph.node(node).item
            && self.ground.threats.threats.get(at).is_some_and(|threat| threat.shadow.is_some())
        {
            return;
        }
        let is = |known: threats::State| state.word == known.word();
        if is(threats::State::Open) {
            let why = if state.why.is_empty() { "nothing stops it".to_owned() } else { state.why };
            self.add("threat-open", node, why);
        } else if is(threats::State::Question) {
            let why = if state.why.is_empty() { "a fact that it hangs on is not stated".to_owned() } else { state.why };
            self.add("threat-question", node, why);
        } else if is(threats::State::StoppedUnproven) {
            let open = self.graph.below(node).filter(|(edge, _)| edge.kind == EdgeKind::MitigatedBy);
            let open = open.map(|(_, to)| self.graph.node(to)).filter(|to| to.state.word != "verified");
            let names: Vec<String> = open.take(4).map(|to| format!("`{}` is {}", to.name, to.state.word)).collect();
            let why = match names.is_empty() {
                true => "what stops it is not shown to work".to_owned(),
                false => names.join(", "),
            };
            self.add("threat-unproven", node, why);
        }
    }

    fn mechanism(&mut self, node: u32, at: usize) {
        let Some(mechanism) = self.ground.model.mechanism.get(at) else { return };
        if mechanism.status.as_ref().is_some_and(|status| status.value == MechanismStatus::Proposed) {
            return;
        }
        let asked = [
            EdgeKind::MitigatedBy,
            EdgeKind::ReducedBy,
            EdgeKind::AllocatedTo,
            EdgeKind::Implements,
            EdgeKind::ImplementsClause,
            EdgeKind::StandsFor,
        ];
        if !self.has(node, &asked) {
            self.add("mechanism-unasked", node, "it answers no threat, fulfils no requirement and names no clause");
        }
        let ours = mechanism.provided_by.as_ref().is_none_or(|side| side.value == Side::Product);
        if ours && self.has(node, &[EdgeKind::MitigatedBy]) && !self.has(node, &[EdgeKind::Verifies]) {
            self.add("mechanism-untested", node, "threats rest on it, and no test says `verifies` it");
        }
    }

    fn requirement(&mut self, node: u32, at: usize) {
        let Some(requirement) = self.ground.model.requirement.get(at) else { return };
        let other = requirement.origin_other.as_ref().is_some_and(|text| !text.trim().is_empty());
        if !other && !self.has_above(node, &[EdgeKind::Origin, EdgeKind::OriginStandard]) {
            self.add("requirement-without-origin", node, "it names no record, no standard and no other source");
        }
        if !self.has_below(node, &[EdgeKind::AllocatedTo, EdgeKind::AllocatedToPart, EdgeKind::Implements]) {
            self.add(
                "requirement-without-allocation",
                node,
                "it is allotted to nothing, and no mechanism implements it",
            );
        }
        if self.graph.node(node).state.word == "untested" {
            self.add(
                "requirement-without-test",
                node,
                "no test says `verifies` it, and no other verification is given",
            );
        }
    }

    fn has_above(&self, node: u32, kinds: &[EdgeKind]) -> bool {
        self.graph.above(node).any(|(edge, _)| kinds.contains(&edge.kind))
    }

    fn has_below(&self, node: u32, kinds: &[EdgeKind]) -> bool {
        self.graph.below(node).any(|(edge, _)| kinds.contains(&edge.kind))
    }

    fn test(&mut self, node: u32, id: vauban_model::AnyId) {
        let of_issue = self.has(node, &[EdgeKind::FixTest]);
        let scoped = self.ground.model.test.get(id.at as usize).is_some_and(|test| test.scope.is_some());
        if !of_issue && !scoped && !self.has_above(node, &[EdgeKind::Verifies, EdgeKind::Exercises]) {
            self.add("test-verifies-nothing", node, "it names neither a record nor an interface");
        }
        match self.ground.proven.tests.get(&id) {
            Some((Outcome::Failed, why)) => self.add("test-failed", node, why.clone()),
            Some((Outcome::NotRun, why)) => self.add("test-not-run", node, why.clone()),
            None => self.add("test-not-run", node, "it was not run"),
            Some((Outcome::Passed, _)) => {}
        }
    }

    fn run(&mut self, node: u32, at: usize) {
        let Some(run) = self.ground.model.test_run.get(at) else { return };
        if run.results.is_empty() {
            return self.add("run-without-results", node, "it names no results");
        }
        let gone = run.results.iter().find_map(|one| match one {
            Evidence::File(path) => match self.ground.facts.files.get(&*path.value) {
                Some(FileFact::There { .. }) => None,
                Some(FileFact::Refused(why)) => Some(format!("`{}`: {why}", &**path)),
                Some(FileFact::Missing) | None => Some(format!("`{}` is not there", &**path)),
            },
            Evidence::Document { link, .. } => link.to.is_none().then(|| format!("`{}` is nowhere", link.text)),
        });
        if let Some(why) = gone {
            self.add("run-without-results", node, why);
        }
    }
}

/// For every document whether another record points to it.
fn mentioned_documents(ground: Ground<'_>) -> Vec<bool> {
    let mut mentioned = vec![false; ground.model.document.len()];
    // A document that says itself which aspects it shows has its use.
    for (at, document) in ground.model.document.iter().enumerate() {
        mentioned[at] = !document.covers.is_empty();
    }
    for id in ground.model.all() {
        ground.model.mentions_of(id, &mut |mention| {
            if let Mention::Link(link) = mention
                && let Some(to) = link.to.filter(|to| to.kind == Kind::Document && *to != id)
                && let Some(mark) = mentioned.get_mut(to.at as usize)
            {
                *mark = true;
            }
        });
    }
    mentioned
}

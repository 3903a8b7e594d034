//! What must be looked at again if something changes, and why.
//!
//! A change touches things in different ways, and how far it goes on from there depends on the way: what stands on
//! something that changed may work otherwise, so the threats it stops are open again; what guards it is to be tested
//! again, and the other threats it stops are as they were. One table says it. A record is taken up once for each way
//! in which it is touched.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use vauban_model::kinds::values::{Property, Seen};
use vauban_model::{AnyId, IssueState, Kind, Model};

use super::graph::{Item, Node};
use super::table::EdgeKind as E;
use super::{Ground, Trace};
use crate::depth::{Defence, Question, Row, Tier};
use crate::levels::Reached;

/// How something is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Touch {
    /// It is what changes.
    Changed,
    /// It stands on what changes, and may work otherwise.
    Standing,
    /// It guards or fulfils what changes, and may no longer suffice.
    Guarding,
    /// Facts of it are read together with those of what changes.
    Near,
    /// It is to be looked at again; nothing follows but what rests on it.
    Again,
}

/// One step of the way on.
struct Rule {
    /// The edge.
    edge: E,
    /// Whether it goes from the record that holds the edge to its end.
    along: bool,
    /// Ways of being touched from which it goes on.
    at: &'static [Touch],
    /// How the other end is touched.
    to: Touch,
    /// Why, in words; `{}` stands for where it came from.
    reason: &'static str,
}

use Touch::{Again as A, Changed as C, Guarding as G, Near as N, Standing as S};

macro_rules! rules {
    ($($edge:ident $way:ident [$($at:ident)*] => $to:ident $reason:literal;)*) => {
        &[$(Rule { edge: E::$edge, along: rules!(@ $way), at: &[$($at),*], to: $to, reason: $reason }),*]
    };
    (@ along) => { true };
    (@ against) => { false };
}

/// The table.
const RULES: &[Rule] = rules! {
    Threatens against [C] => A "it lies on {}";
    Threatens against [N] => A "its facts are read with those of {}, which is joined to what changes";
    MitigatedBy against [C S] => A "{} stops it";
    ReducedBy against [C S] => A "{} makes it less bad";
    MitigatedBy along [C] => G "it answers {}";
    KeptAwayBy against [C] => A "{} keeps it away";
    DecidedBy along [C A] => A "it decides {}";
    Protects against [C] => G "it protects {}";
    StandsOn against [C S] => S "it relies on {}";
    EnforcedBy against [C] => S "it is enforced by {}";
    StandsFor along [C] => S "{} takes it for granted";
    GuardedBy along [C] => G "it guards {}";
    Origin against [C A] => A "it comes from {}";
    AllocatedTo against [C S G] => A "{} fulfils it";
    AllocatedToPart against [C] => A "{} carries it";
    AllocatedTo along [C] => G "it fulfils {}";
    Implements along [C S G] => A "{} fulfils it";
    Implements against [C] => G "it fulfils {}";
    ImplementsClause along [C S] => A "{} is named for it";
    OriginStandard along [C] => A "{} answers it";
    Verifies against [C S G A] => A "it verifies {}";
    Exercises against [C] => A "it goes through {}";
    Verifies along [C S] => A "{} shows it";
    RanIn along [C] => A "it ran {} as it was";
    RanIn against [C S] => S "{} shows what it came to";
    RecordedIn against [C] => S "its results stand in {}";
    ShownIn against [C S] => A "{} qualifies it";
    Covers against [C S] => A "it tells users of {}";
    About against [C] => A "it is about {}";
    RestsOn against [C] => A "it assumes {}";
    ShownBy against [C] => A "it is seen in {}";
    Answers against [C] => A "it answers {}";
    Affects against [C] => A "it affects {}";
    Triggers against [C] => A "it comes of {}";
    FixTest along [C] => A "it shows the fix of {}";
    Fixes against [C] => A "it fixes {}";
    On against [C] => N "";
    On along [C] => N "";
    CarriedBy against [C] => N "";
    CarriedBy along [C] => N "";
    GoesTo against [C] => N "";
    GoesTo along [C] => N "";
    ComesFrom against [C] => N "";
    ComesFrom along [C] => N "";
    Carries against [C] => N "";
    Carries along [C] => N "";
    HeldBy against [C] => N "";
    HeldBy along [C] => N "";
    RunsOn against [C] => N "";
    RunsOn along [C] => N "";
    PartOf against [C] => N "";
    PartOf along [C] => N "";
    Refines against [C] => A "it spells out {}";
    Refines along [C] => A "{} spells it out";
    InZone against [C] => N "";
    Between along [C] => N "";
    Between against [C] => N "";
};

/// What is to be done with a kind of thing that a change touches.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Kinds of things.
    pub kinds: &'static [&'static str],
    /// What is to be done with them.
    pub what: &'static str,
}

/// What is to be done, in the order of the work.
pub const CALLS: &[Call] = &[
    Call { kinds: &["threat"], what: "threats to assess again" },
    Call { kinds: &["disposition"], what: "decisions to take again" },
    Call { kinds: &["mechanism"], what: "mechanisms that may no longer do" },
    Call { kinds: &["requirement"], what: "requirements to look at again" },
    Call { kinds: &["assumption"], what: "assumptions to confirm again" },
    Call { kinds: &["test"], what: "tests to run again" },
    Call { kinds: &["test-run"], what: "runs that no longer speak for what is there" },
    Call { kinds: &["review"], what: "reviews that saw it and go stale" },
    Call { kinds: &["section", "guideline", "manual"], what: "what users are told, to read again" },
    Call { kinds: &["level", "clause"], what: "claims of levels and standards that rest on it" },
    Call { kinds: &["practice-answer"], what: "answers to design practices" },
    Call { kinds: &["issue", "update"], what: "issues and updates that touch it" },
    Call { kinds: &[], what: "other records that stand on it" },
];

/// What a person has to do with something a change touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Again(usize);

impl Again {
    fn of(kind: &str) -> Again {
        let rows = CALLS.iter().position(|call| call.kinds.contains(&kind));
        Again(rows.unwrap_or(CALLS.len() - 1))
    }

    /// Its row of [`CALLS`].
    pub fn call(self) -> &'static Call {
        &CALLS[self.0.min(CALLS.len() - 1)]
    }
}

/// Something that a change touches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// What is to be done with it.
    pub again: Again,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// Why.
    pub reason: String,
    /// Its node, where it has one.
    pub node: Option<u32>,
}

/// A row of the depth of the design whose answer goes through what changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowHit {
    /// Who attacks.
    pub attacker: AnyId,
    /// What may be lost.
    pub asset: AnyId,
    /// Which property.
    pub property: Property,
    /// The depth as it is.
    pub depth: Option<u32>,
    /// Why.
    pub reason: String,
}

/// Everything that must be looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// What changes.
    pub of: Vec<String>,
    /// What it touches, by what is to be done.
    pub hits: Vec<Hit>,
    /// Rows of depth that it touches.
    pub rows: Vec<RowHit>,
    /// Whether some rows were not looked at, because there are too many.
    pub rows_left: usize,
}

/// At most so many rows of depth have their path looked for.
const ROWS: usize = 2_000;

impl Trace {
    /// What must be looked at again if these nodes change.
    pub fn impact(&self, ground: Ground<'_>, from: &[u32], levels: &Reached, depth: (&Defence, &[Row])) -> Impact {
        let mut spread = Spread { trace: self, ground, touched: BTreeMap::new(), todo: VecDeque::new() };
        for node in from {
            spread.touch(*node, Touch::Changed, String::new());
        }
        spread.run();
        let mut hits: Vec<Hit> = Vec::new();
        let mut shaken: BTreeSet<AnyId> = BTreeSet::new();
        let mut changed: BTreeSet<AnyId> = BTreeSet::new();
        for (node, touches) in &spread.touched {
            let thing = self.graph.node(*node);
            if let Item::Record(id) = thing.item {
                if touches.contains_key(&Touch::Changed) {
                    changed.insert(id);
                } else if touches.contains_key(&Touch::Standing) || touches.contains_key(&Touch::Guarding) {
                    shaken.insert(id);
                }
            }
            let told = touches.iter().find(|(touch, _)| !matches!(touch, Touch::Near));
            let Some((touch, reason)) = told.filter(|(touch, _)| **touch != Touch::Changed) else { continue };
            if let Some(hit) = hit(ground, *node, thing, *touch, reason) {
                hits.push(hit);
            }
        }
        hits.extend(reviews(ground.model, ground, &changed));
        let standing = |id: &AnyId| changed.contains(id) || shaken_by_standing(&spread, self, *id);
        hits.extend(claims(ground.model, levels, &standing));
        hits.sort();
        hits.dedup_by(|a, b| a.again == b.again && a.name == b.name);
        let (rows, rows_left) = rows(ground.model, depth, &changed, &shaken);
        let of = from.iter().map(|node| self.graph.node(*node).name.clone()).collect();
        Impact { of, hits, rows, rows_left }
    }
}

fn shaken_by_standing(spread: &Spread<'_>, trace: &Trace, id: AnyId) -> bool {
    let node = trace.graph.find(&Item::Record(id));
    node.and_then(|node| spread.touched.get(&node)).is_some_and(|touches| touches.contains_key(&Touch::Standing))
}

/// How the change spreads.
struct Spread<'a> {
    trace: &'a Trace,
    ground: Ground<'a>,
    /// For each node the ways in which it is touched, each with the first reason.
    touched: BTreeMap<u32, BTreeMap<Touch, String>>,
    todo: VecDeque<(u32, Touch)>,
}

impl Spread<'_> {
    fn touch(&mut self, node: u32, how: Touch, reason: String) {
        let known = self.touched.entry(node).or_default();
        // What changes is told as that; other ways lead no further from it.
        if known.contains_key(&Touch::Changed) || known.contains_key(&how) {
            return;
        }
        known.insert(how, reason);
        self.todo.push_back((node, how));
    }

    fn run(&mut self) {
        while let Some((node, how)) = self.todo.pop_front() {
            let trace = self.trace;
            let name = &trace.graph.node(node).name;
            for (edge, other) in trace.graph.below(node).chain(trace.graph.above(node)) {
                let along = edge.from == node;
                for rule in RULES.iter().filter(|rule| rule.edge == edge.kind && rule.along == along) {
                    let fits = rule.at.contains(&how) && self.goes_on(node, how, rule);
                    if fits && self.alive(other) {
                        self.touch(other, rule.to, rule.reason.replacen("{}", &format!("`{name}`"), 1));
                    }
                }
            }
        }
    }

    /// What is only to be looked at again passes that on where its own statement is what the next one rests on: from
    /// a threat to its decision and its requirements, from a requirement to those that refine it and to its tests.
    fn goes_on(&self, node: u32, how: Touch, rule: &Rule) -> bool {
        if how != Touch::Again {
            return true;
        }
        let kind = self.trace.graph.node(node).kind;
        match rule.edge {
            E::Origin => matches!(kind, "threat" | "requirement"),
            E::DecidedBy => kind == "threat",
            E::Verifies => matches!(kind, "requirement"),
            _ => false,
        }
    }

    /// Issues that are done with are not taken up again.
    fn alive(&self, node: u32) -> bool {
        match self.trace.graph.node(node).item {
            Item::Record(id) if id.kind == Kind::Issue => {
                let issue = self.ground.model.issue.get(id.at as usize);
                let state = issue.and_then(|issue| issue.state.as_ref()).map(|state| state.value);
                !matches!(state, Some(IssueState::Closed))
            }
            _ => true,
        }
    }
}

fn hit(ground: Ground<'_>, node: u32, thing: &Node, touch: Touch, reason: &str) -> Option<Hit> {
    let mut reason = reason.to_owned();
    if let Item::Record(id) = thing.item
        && id.kind == Kind::Disposition
    {
        let record = ground.model.disposition.get(id.at as usize)?;
        if record.digest.is_none() {
            reason.push_str("; it stores no digest, so nothing else will tell");
        }
    }
    let kept = touch == Touch::Again || !reason.is_empty();
    kept.then(|| Hit {
        again: Again::of(thing.kind),
        name: thing.name.clone(),
        kind: thing.kind,
        reason,
        node: Some(node),
    })
}

/// Reviews that saw one of these records.
fn reviews(model: &Model, ground: Ground<'_>, changed: &BTreeSet<AnyId>) -> Vec<Hit> {
    let names: BTreeSet<String> = changed.iter().map(|id| model.head(*id).name()).collect();
    let mut hits = Vec::new();
    for review in model.review.iter().filter(|review| ground.owners.concerns(ground.product, &review.head)) {
        let saw = review.saw.iter().flat_map(|saw| &saw.0);
        let seen: Vec<&str> = saw
            .filter(|(name, seen)| matches!(seen, Seen::Sight(_)) && names.contains(&*name.value))
            .map(|(name, _)| &*name.value)
            .collect();
        let Some(first) = seen.first() else { continue };
        let more = if seen.len() > 1 { format!(" and {} more", seen.len() - 1) } else { String::new() };
        hits.push(Hit {
            again: Again::of("review"),
            name: review.head.name(),
            kind: "review",
            reason: format!("it saw `{first}`{more} as it was"),
            node: None,
        });
    }
    hits
}

/// Requirements for components in which one of these mechanisms or requirements has a part.
fn claims(model: &Model, levels: &Reached, touched: &dyn Fn(&AnyId) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for one in &levels.judged {
        let Some(by) = one.cells.iter().flat_map(|cell| &cell.by).find(|id| touched(id)) else { continue };
        let alone = one.cells.iter().any(|cell| cell.by.iter().any(touched) && cell.by.iter().all(touched));
        let alone = if alone { ", and nothing else does somewhere" } else { "" };
        hits.push(Hit {
            again: Again::of("level"),
            name: one.id.clone(),
            kind: "level",
            reason: format!("`{}` realises it for level {}{alone}", model.head(*by).name(), one.level),
            node: None,
        });
    }
    hits
}

/// Rows of the depth as designed whose asset, smallest sets or path hold what changes.
fn rows(
    model: &Model,
    (defence, rows): (&Defence, &[Row]),
    changed: &BTreeSet<AnyId>,
    shaken: &BTreeSet<AnyId>,
) -> (Vec<RowHit>, usize) {
    let mut hits = Vec::new();
    let designed: Vec<&Row> = rows.iter().filter(|row| row.tier == Tier::Designed).collect();
    let name = |id: AnyId| model.head(id).name();
    let mut paths = None;
    for row in designed.iter().take(ROWS) {
        let mut because = None;
        if changed.contains(&row.asset) || changed.contains(&row.attacker) {
            because = Some("it is what changes".to_owned());
        } else if row.reachable {
            let causes = row.cut_sets.iter().flatten().filter_map(|cause| defence.cause(*cause)?.record);
            let touched = causes.clone().find(|id| changed.contains(id));
            let touched = touched.or_else(|| causes.clone().find(|id| shaken.contains(id)));
            because = touched.map(|id| format!("a smallest set of what must fail contains `{}`", name(id)));
            let set = row.cut_sets.first();
            if let (None, Some(set)) = (&because, set) {
                // Rows stand by attacker, so the paths of one are looked for with the same case.
                let same = paths.as_ref().is_some_and(|(attacker, _)| *attacker == row.attacker);
                if !same {
                    let found = defence.paths(&Question::default(), row).ok().flatten();
                    paths = Some((row.attacker, found));
                }
                if let Some((_, Some(found))) = &paths {
                    let path = found.path(row, set);
                    let over = path.starts.iter().chain(path.steps.iter().flat_map(|step| &step.over));
                    let over = over.copied().find(|id| changed.contains(id));
                    because = over.map(|id| format!("the shortest way goes through `{}`", name(id)));
                }
            }
        }
        if let Some(reason) = because {
            let (attacker, asset, property, depth) = (row.attacker, row.asset, row.property, row.depth);
            hits.push(RowHit { attacker, asset, property, depth, reason });
        }
    }
    (hits, designed.len().saturating_sub(ROWS))
}

//! The choice itself: of all statements about a question, the one that counts.

use std::cmp::Ordering;

use super::about::{About, about};
use super::{
    Conditions, Conflict, Effective, Precision, Question, Rank, Said, Scope, SetAside, Statements, Trust, Verdict,
    explain, guard,
};
use crate::statement::{Document, Statement};

/// A statement that is about the question.
#[derive(Clone)]
pub(super) struct Candidate<'s> {
    pub(super) said: Said<'s>,
    pub(super) about: About,
}

impl<'s> Candidate<'s> {
    pub(super) fn closes(&self) -> bool {
        self.said.statement.status.closes()
    }

    /// How specific it is (rule 2); what is only likely to be about the question is less so than anything certain.
    pub(super) fn specific(&self) -> (bool, Scope, Precision, Precision) {
        (self.about.doubt.is_none(), self.about.scope, self.about.precision, self.about.inner)
    }
}

/// Who speaks: for the product all its own people with one voice.
pub(super) fn issuer<'s>(said: &Said<'s>) -> (&'s str, &'s str) {
    match said.rank {
        Rank::Own => ("", ""),
        Rank::Maker | Rank::Distributor | Rank::ThirdParty | Rank::Unlisted => {
            (said.statement.author(said.document), &said.document.namespace)
        }
    }
}

/// Which statement counts for a product, a component and a vulnerability, and why.
///
/// The same statements in another order give the same answer.
pub fn effective<'s>(
    question: &Question<'_>,
    statements: &Statements<'s>,
    trust: &Trust,
    conditions: &Conditions<'_>,
) -> Effective<'s> {
    let mut set_aside = Vec::new();
    let mut candidates: Vec<Candidate<'s>> = Vec::new();
    for (document, statement) in statements.about(question.vulnerability) {
        let Some(about) = about(statement, question) else { continue };
        let rank = trust.of(document, statement);
        let said = Said { statement, document, rank, scope: about.scope, precision: about.precision };
        match guard::unfit(&said, &about, conditions) {
            Some(why) => set_aside.push(SetAside { statement, document, why }),
            None => candidates.push(Candidate { said, about }),
        }
    }
    candidates.sort_by(order);
    candidates.dedup_by(|one, other| same(&one.said, &other.said));
    let candidates = latest(candidates, &mut set_aside);
    set_aside.sort_by(|one, other| {
        canonical(one.document, one.statement)
            .cmp(&canonical(other.document, other.statement))
            .then_with(|| one.why.cmp(&other.why))
    });
    set_aside.dedup_by(|one, other| {
        one.why == other.why && one.statement == other.statement && one.document == other.document
    });
    let Some(first) = candidates.first() else {
        let why = explain::nothing(question, &set_aside);
        return Effective {
            verdict: Verdict::Nothing,
            statement: None,
            why,
            conflicts: Vec::new(),
            set_aside,
            recheck: Vec::new(),
        };
    };
    let mut effective = if first.closes() {
        close(first, &candidates, question, conditions)
    } else {
        Effective {
            verdict: Verdict::Open(first.said.statement.status),
            statement: Some(first.said),
            why: explain::open(first),
            conflicts: Vec::new(),
            set_aside: Vec::new(),
            recheck: Vec::new(),
        }
    };
    effective.conflicts = conflicts(&effective, &candidates);
    effective.set_aside = set_aside;
    effective
}

/// The statement that stands first would close the finding: whether it does.
fn close<'s>(
    first: &Candidate<'s>,
    all: &[Candidate<'s>],
    question: &Question<'_>,
    conditions: &Conditions<'_>,
) -> Effective<'s> {
    let status = first.said.statement.status;
    let answer = |verdict, said, why, recheck| Effective {
        verdict,
        statement: Some(said),
        why,
        conflicts: Vec::new(),
        set_aside: Vec::new(),
        recheck,
    };
    if let Some(against) = all.iter().find(|other| guard::outweighs(other, first)) {
        let why = explain::outweighed(first, against);
        return answer(Verdict::Open(against.said.statement.status), against.said, why, Vec::new());
    }
    let reasons = guard::reasons_against(first, question, conditions);
    if !reasons.is_empty() {
        return answer(Verdict::NotClosed(status), first.said, explain::not_closed(first, &reasons), Vec::new());
    }
    let recheck = guard::recheck(first, question);
    answer(Verdict::Closed(status), first.said, explain::closed(first), recheck)
}

/// Rule 4: of what one issuer says equally specifically the latest stays.
fn latest<'s>(sorted: Vec<Candidate<'s>>, set_aside: &mut Vec<SetAside<'s>>) -> Vec<Candidate<'s>> {
    let mut kept: Vec<Candidate<'s>> = Vec::new();
    let mut seen = std::collections::BTreeMap::new();
    for candidate in sorted {
        let key = (issuer(&candidate.said), candidate.specific());
        match seen.get(&key).and_then(|&at: &usize| kept.get(at)) {
            Some(newer) => set_aside.push(SetAside {
                statement: candidate.said.statement,
                document: candidate.said.document,
                why: explain::replaced(newer, &candidate),
            }),
            None => {
                seen.insert(key, kept.len());
                kept.push(candidate);
            }
        }
    }
    kept
}

/// The order of precedence, the first counts: specific, trusted, then issuer by issuer what each said last, and of what
/// still stands equal the worst; then by content, so that the order of the input changes nothing.
///
/// Time says nothing between issuers: of two who are trusted equally the one who leaves it open counts, which
/// [`guard::outweighs`] sees to.
fn order(one: &Candidate<'_>, other: &Candidate<'_>) -> Ordering {
    let time = |said: &Said<'_>| said.statement.time(said.document).cloned();
    let weight = |said: &Said<'_>| said.statement.status.weight();
    let (a, b) = (&one.said, &other.said);
    (other.specific().cmp(&one.specific()))
        .then_with(|| a.rank.cmp(&b.rank))
        .then_with(|| issuer(a).cmp(&issuer(b)))
        .then_with(|| time(b).cmp(&time(a)))
        .then_with(|| weight(b).cmp(&weight(a)))
        .then_with(|| canonical(a.document, a.statement).cmp(&canonical(b.document, b.statement)))
}

/// Who is on the other side: other issuers, and the same one where nobody can tell what it said last.
fn conflicts<'s>(effective: &Effective<'s>, all: &[Candidate<'s>]) -> Vec<Conflict<'s>> {
    let Some(counts) = effective.statement else { return Vec::new() };
    let closes = counts.statement.status.closes();
    let time = |said: &Said<'s>| said.statement.time(said.document);
    let against = all.iter().filter(|other| {
        let same_voice = issuer(&other.said) == issuer(&counts);
        other.closes() != closes
            && (!same_voice || time(&other.said) == time(&counts) || guard::later_word(other, &counts))
    });
    against
        .map(|other| Conflict { counts, against: other.said, sentence: explain::conflict(&counts, &other.said) })
        .collect()
}

fn same(one: &Said<'_>, other: &Said<'_>) -> bool {
    one.statement == other.statement
        && one.document.id == other.document.id
        && one.document.author == other.document.author
}

/// A text that is the same for the same statement, whatever the order of the documents.
pub(super) fn canonical(document: &Document, statement: &Statement) -> String {
    format!("{:?} {} {} {}", statement, document.id, document.version, document.author)
}

//! What an issue answers to come to a state: the aspects of DM-2 to DM-5 as questions, in the order of the standard.

use vauban_model::kinds::Issue;
use vauban_model::{IssueDecision, IssueState, Record, Text};

/// One thing that an issue says to come to a state.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Keys, any of which answers it; the first is the one to ask for.
    pub keys: &'static [&'static str],
    /// The aspect that asks.
    pub aspect: &'static str,
    /// In words for people.
    pub asks: &'static str,
    /// Whether an issue answers it.
    pub answered: fn(&Record<Issue>) -> bool,
}

fn text(text: &Option<Text>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

fn decided(issue: &Record<Issue>, decision: IssueDecision) -> bool {
    issue.decision.as_ref().is_some_and(|said| said.value == decision)
}

macro_rules! question {
    ($aspect:literal, [$($key:literal),+], $asks:literal, $answered:expr) => {
        Question { keys: &[$($key),+], aspect: $aspect, asks: $asks, answered: $answered }
    };
}

const RECEIVED: &[Question] = &[
    question!("DM-1.e", ["source"], "where it came from", |issue| issue.source.is_some()),
    question!("DM-1.e", ["received-at", "received"], "when it arrived, with zone", |issue| {
        issue.received_at.is_some() || issue.received.is_some()
    }),
];

const CONFIRMED: &[Question] = &[
    question!("DM-2.a", ["applicable"], "whether it applies to the product, and why", |issue| text(&issue.applicable)),
    question!("DM-2.b", ["reproduced"], "how it was reproduced, or why not", |issue| text(&issue.reproduced)),
    question!("DM-2.c", ["threat"], "the threats that trigger it", |issue| !issue.threat.is_empty()),
    question!("DM-1.e", ["owner"], "who sees to it", |issue| {
        issue.head.common.owner.is_some() || issue.decided_by.is_some()
    }),
    question!("DM-2.d", ["assessed"], "when its applicability was decided", |issue| issue.assessed.is_some()),
];

const REJECTED: &[Question] = &[
    question!("DM-2.a", ["applicable"], "why it does not apply", |issue| text(&issue.applicable)),
    question!("DM-1.e", ["closed"], "when it ended", |issue| issue.closed.is_some()),
];

const ASSESSED: &[Question] = &[
    question!("DM-3.a1", ["impact-where-found"], "impact where it was found", |issue| text(&issue.impact_where_found)),
    question!("DM-3.a2", ["impact-in-context"], "impact in the intended context", |issue| text(
        &issue.impact_in_context
    )),
    question!("DM-3.a3", ["impact-on-depth"], "what it does to the defence in depth", |issue| {
        text(&issue.impact_on_depth)
    }),
    question!("DM-3.a3", ["affects"], "parts it affects", |issue| !issue.affects.is_empty()),
    question!("DM-3.b", ["severity"], "how bad it is", |issue| issue.severity.is_some()),
    question!("DM-3.b", ["cvss"], "CVSS vectors", |issue| issue.cvss.as_ref().is_some_and(|all| !all.is_empty())),
    question!("DM-3.c", ["versions"], "affected versions", |issue| !issue.versions.is_empty()),
    question!("DM-3.c", ["other-products"], "other products and versions that contain it", |issue| {
        text(&issue.other_products)
    }),
    question!("DM-3.d", ["root-cause"], "why it is there", |issue| text(&issue.root_cause)),
    question!("DM-3.e", ["related", "related-none"], "related issues, or that they were looked for", |issue| {
        !issue.related.is_empty() || text(&issue.related_none)
    }),
];

const DECIDED: &[Question] = &[
    question!("DM-4.a", ["decision"], "what is done about it", |issue| {
        issue.decision.as_ref().is_some_and(|said| said.value != IssueDecision::None)
    }),
    question!("DM-4.a", ["decided-by"], "who decided", |issue| issue.decided_by.is_some()),
    question!("DM-4.a", ["decided"], "when", |issue| issue.decided.is_some()),
    question!("DM-4.b", ["decision-reason"], "why, with the risks", |issue| {
        decided(issue, IssueDecision::Fix) || text(&issue.decision_reason)
    }),
    question!("DM-4.b", ["due"], "by when", |issue| {
        decided(issue, IssueDecision::Accept) || decided(issue, IssueDecision::Defer) || issue.due.is_some()
    }),
    question!("DM-4.c", ["reconsider"], "when a deferral is looked at again", |issue| {
        !decided(issue, IssueDecision::Defer) || issue.reconsider.is_some()
    }),
    question!("DM-4.e", ["informed"], "other processes and products that were told", |issue| text(&issue.informed)),
    question!("DM-4.h", ["must-report"], "whether it must be reported: yes or no, and why", |issue| {
        text(&issue.must_report)
    }),
];

const FIXED: &[Question] = &[
    question!("DM-4.a", ["fixed"], "when it was fixed", |issue| issue.fixed.is_some()),
    question!("DM-4.a", ["fix", "mechanisms"], "what was changed", |issue| {
        !issue.fix.is_empty() || !issue.mechanisms.is_empty()
    }),
    question!("DM-4.a", ["fix-test"], "tests that show the fix", |issue| !issue.fix_test.is_empty()),
    question!("DM-4.i", ["prevention", "improvements"], "how similar errors are prevented", |issue| {
        text(&issue.prevention) || !issue.improvements.is_empty()
    }),
];

const DISCLOSED: &[Question] = &[
    question!("DM-5.c", ["advisory"], "the notice that was published", |issue| !issue.advisory.is_empty()),
    question!("DM-5.d", ["disclosed"], "when users were told", |issue| issue.disclosed.is_some()),
];

const CLOSED: &[Question] =
    &[question!("DM-1.e", ["closed"], "when nothing was left to do", |issue| issue.closed.is_some())];

/// What an issue answers to come to a state, beyond what the states before it ask.
pub fn questions(state: IssueState) -> &'static [Question] {
    match state {
        IssueState::Received => RECEIVED,
        IssueState::Confirmed => CONFIRMED,
        IssueState::Rejected => REJECTED,
        IssueState::Assessed => ASSESSED,
        IssueState::Decided | IssueState::Deferred | IssueState::Accepted => DECIDED,
        IssueState::Fixed => FIXED,
        IssueState::Disclosed => DISCLOSED,
        IssueState::Closed => CLOSED,
    }
}

/// Questions of a state that an issue leaves open.
pub fn open(issue: &Record<Issue>, state: IssueState) -> Vec<&'static Question> {
    questions(state).iter().filter(|question| !(question.answered)(issue)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vauban_model::WordList as _;

    #[test]
    fn every_key_that_is_asked_for_is_one_of_the_record() {
        let known = Issue::fields().into_iter().chain(vauban_model::Common::fields());
        let known: Vec<&str> = known.map(|field| field.key).collect();
        for (_, state, _) in IssueState::WORDS {
            assert!(!questions(*state).is_empty(), "{state:?}");
            for key in questions(*state).iter().flat_map(|question| question.keys) {
                assert!(known.contains(key), "{key}");
            }
        }
    }
}

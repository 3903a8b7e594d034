//! The gate of a release: the verdicts and findings there are, put into the questions that a release is asked.
//!
//! Nothing is judged here. An aspect keeps the gate shut if it is not met and a requirement rather than a custom, or
//! asked for by its own name; a finding does if it is an error, or if it belongs to the question by name.

use vauban_analysis::status::{AspectStatus, Verdict};
use vauban_diagnostics::{Finding, Severity};
use vauban_model::AnyId;

use crate::compile::Compilation;

/// A question of the gate, by the requirements and checks that answer it.
#[derive(Debug)]
pub struct Question {
    /// Its name.
    pub id: &'static str,
    /// What is asked.
    pub text: &'static str,
    /// Requirements whose verdicts answer it, and aspects that must be met even though they are customs.
    asks: &'static [&'static str],
    /// Checks whose findings shut the gate whatever their severity.
    checks: &'static [&'static str],
}

/// The questions, in the order in which a release is made.
const QUESTIONS: &[Question] = &[
    Question { id: "tailoring", text: "which requirements apply is decided (SM-5)", asks: &["SM-5"], checks: &[] },
    Question {
        id: "reviews",
        text: "requirements, threats, design and implementation are reviewed (SR-2, SR-5, SD-3, SI-1)",
        asks: &["SR-2", "SR-5", "SD-3", "SI-1"],
        checks: &["review-stale", "review-not-genuine"],
    },
    Question {
        id: "tests",
        text: "the release is tested (SVV-1 to SVV-4)",
        asks: &["SVV-1", "SVV-2", "SVV-3", "SVV-4"],
        checks: &[],
    },
    Question { id: "guidelines", text: "the guidelines are reviewed (SG-7)", asks: &["SG-7"], checks: &[] },
    Question {
        id: "parts",
        text: "parts of others are known, by bill of materials (SM-9)",
        asks: &["SM-9"],
        checks: &["release-sbom-unbound"],
    },
    Question { id: "open-issues", text: "what is open is decided (SM-11)", asks: &["SM-11"], checks: &[] },
    Question { id: "processes", text: "every process is completed and checked (SM-12)", asks: &["SM-12"], checks: &[] },
    Question {
        id: "files",
        text: "every file has digests and a signature that holds (SM-6)",
        asks: &["SM-6", "SM-6.c"],
        checks: &["artefact-without-integrity", "release-with-one-digest"],
    },
    Question {
        id: "keys",
        text: "signing keys are controlled, and the right ones signed (SM-8)",
        asks: &["SM-8", "SM-8.f"],
        checks: &["key-mismatched"],
    },
    Question {
        id: "key-search",
        text: "private keys were looked for in the history and in what is delivered (SM-8.d)",
        asks: &["SM-8.d"],
        checks: &["private-key-found"],
    },
    Question {
        id: "modification",
        text: "substantial modification is answered (Cyber Resilience Act, Article 3(30))",
        asks: &[],
        checks: &["release-modification-unanswered"],
    },
];

/// How a question is answered.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The question.
    pub question: &'static Question,
    /// Aspects it rests on, each with whether it keeps the gate shut.
    pub aspects: Vec<(&'a AspectStatus, bool)>,
    /// Findings that keep the gate shut.
    pub findings: Vec<&'a Finding>,
}

impl Answer<'_> {
    /// Whether it lets the release pass.
    pub fn passes(&self) -> bool {
        self.findings.is_empty() && !self.aspects.iter().any(|(_, blocks)| *blocks)
    }
}

impl Compilation {
    /// The gate of the current release of a product.
    pub fn gate(&self, product: Option<AnyId>) -> Vec<Answer<'_>> {
        let at = self.products().iter().position(|one| *one == product);
        let status = at.and_then(|at| self.statuses().get(at));
        QUESTIONS.iter().map(|question| self.answer(question, status, product)).collect()
    }

    fn answer<'a>(
        &'a self,
        question: &'static Question,
        status: Option<&'a vauban_analysis::status::Status>,
        product: Option<AnyId>,
    ) -> Answer<'a> {
        let named = |aspect: &str| question.asks.contains(&aspect);
        let asked = |aspect: &str| named(aspect) || named(aspect.split('.').next().unwrap_or_default());
        let all = status.into_iter().flat_map(|status| &status.requirements);
        let aspects: Vec<_> = all
            .flat_map(|requirement| &requirement.aspects)
            .filter(|aspect| asked(&aspect.id))
            .map(|aspect| {
                let settled = matches!(aspect.verdict, Verdict::Met | Verdict::NotApplicable);
                (aspect, !settled && (!aspect.practice || named(&aspect.id)))
            })
            .collect();
        let several = self.products().len() > 1;
        let own = |finding: &&Finding| {
            let of = self.model.named(finding.subject.split('#').next().unwrap_or_default());
            // What is about no record of one product is about all of them.
            !several || of.is_none_or(|id| self.concerns(product, self.model.head(id)))
        };
        let bears = |finding: &Finding| {
            finding.requirement.iter().any(|aspect| asked(aspect)) && finding.severity == Severity::Error
        };
        let findings = self.findings.iter().filter(|finding| finding.waived.is_none());
        let findings = findings.filter(|finding| question.checks.contains(&finding.code) || bears(finding)).filter(own);
        Answer { question, aspects, findings: findings.collect() }
    }
}

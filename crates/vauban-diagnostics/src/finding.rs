//! What a check has to say.

use std::borrow::Cow;

use crate::source::Span;

/// How bad it is. The order is the order of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run unless asked to.
    Note,
    /// Should be put right; fails a run with `--deny warning`.
    Warning,
    /// Must be put right; fails a run.
    Error,
}

impl Severity {
    /// The word used in every output: `error`, `warning`, `note`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure a check is of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A candidate that a person must judge.
    Possible,
    /// Follows from the records unless they leave something out.
    Likely,
    /// Follows from the records.
    Certain,
}

impl Confidence {
    /// The word used in every output.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

/// A textual change that would settle the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, as an order: "replace `zon` by `zone`".
    pub title: String,
    /// The text to replace; an empty span inserts.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

/// The waiver that sets a finding aside until a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Id of the `[waiver.ID]` record.
    pub waiver: String,
    /// Why, in the approver's words.
    pub reason: String,
    /// Last day on which the waiver holds, as `YYYY-MM-DD`.
    pub until: String,
}

/// How many variants are named where a finding is about some.
const NAMED: usize = 6;

/// `in variant a`, `in variants a, b and 3 more`.
pub fn in_variants(variants: &[String]) -> String {
    let named: Vec<&str> = variants.iter().take(NAMED).map(String::as_str).collect();
    let more = match variants.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let plural = if variants.len() == 1 { "" } else { "s" };
    format!("in variant{plural} {}{more}", named.join(", "))
}

/// One thing that is wrong, why it matters and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the check that raised it, as in `vauban explain NAME`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the check is.
    pub confidence: Confidence,
    /// What is wrong, in one line; names the record.
    pub message: String,
    /// The place it is about; `None` where the project as a whole is meant.
    pub place: Option<Label>,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// The way it comes about, step by step; empty for most.
    pub steps: Vec<Label>,
    /// Why it matters; empty where the message says it.
    pub why: String,
    /// What to do next.
    pub help: String,
    /// The record it is about, as `kind.id`, with the field or part after `#` if that is what it is about.
    /// Together with the code it identifies the finding over edits and moves.
    pub subject: String,
    /// Requirement aspects it bears on, by their short ids in the edition that checks speak of.
    pub requirement: Vec<String>,
    /// A change that would settle it.
    pub fix: Option<Fix>,
    /// Set when a waiver covers it.
    pub waived: Option<Waived>,
    /// Variants of the product that it is about, where it is not about all of them.
    pub variants: Vec<String>,
}

impl Finding {
    /// What is wrong, and in which variants where it is not so in all of them.
    pub fn told(&self) -> Cow<'_, str> {
        match self.variants.as_slice() {
            [] => Cow::Borrowed(&self.message),
            some => Cow::Owned(format!("{} ({})", self.message, in_variants(some))),
        }
    }

    /// What verdicts ask of it: check, gravity, message, subject and aspects, without places, reasons and changes.
    pub fn in_short(&self) -> Finding {
        Finding {
            message: self.message.clone(),
            subject: self.subject.clone(),
            requirement: self.requirement.clone(),
            confidence: self.confidence,
            ..Finding::new(self.code, self.severity, "")
        }
    }

    /// A finding without a place, to be completed by the `with_` methods.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Finding {
            code,
            severity,
            confidence: Confidence::Certain,
            message: message.into(),
            place: None,
            related: Vec::new(),
            steps: Vec::new(),
            why: String::new(),
            help: String::new(),
            subject: String::new(),
            requirement: Vec::new(),
            fix: None,
            waived: None,
            variants: Vec::new(),
        }
    }

    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Finding::new(code, Severity::Error, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Finding::new(code, Severity::Warning, message)
    }

    /// Says where, and what is to be seen there.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.place = Some(Label { span, text: text.into() });
        self
    }

    /// Adds another place.
    pub fn see(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Adds a step of the way it comes about.
    pub fn step(mut self, span: Span, text: impl Into<String>) -> Self {
        self.steps.push(Label { span, text: text.into() });
        self
    }

    /// Says why it matters.
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// Says what to do next.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Names the record it is about.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Offers a change.
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { title: title.into(), span, text: text.into() });
        self
    }
}

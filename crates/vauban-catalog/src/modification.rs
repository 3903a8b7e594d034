//! Whether a release modifies a product substantially, typed: the questions that a law's file asks, and what follows.

use crate::framework::{Entry, Framework};

/// A question about a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModificationQuestion {
    /// Its id: `intended-purpose`.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// Whether yes makes the modification a substantial one.
    pub substantial: bool,
    /// The question whose yes takes that back.
    pub unless: Option<String>,
}

/// The questions of a law, in the file's order.
pub fn questions(framework: &Framework) -> Vec<ModificationQuestion> {
    let question = |entry: &Entry| ModificationQuestion {
        id: entry.id.clone(),
        text: entry.text("question").unwrap_or_default().to_owned(),
        substantial: entry.is("substantial"),
        unless: entry.text("unless").map(str::to_owned),
    };
    framework.of_kind("modification-question").map(question).collect()
}

/// Whether the answers make a modification substantial; `None` while one that is needed is not given.
pub fn is_substantial(questions: &[ModificationQuestion], answer: impl Fn(&str) -> Option<bool>) -> Option<bool> {
    let mut open = questions.is_empty();
    for question in questions.iter().filter(|question| question.substantial) {
        match answer(&question.id) {
            Some(false) => {}
            None => open = true,
            Some(true) => match question.unless.as_deref().map(&answer) {
                Some(Some(true)) => {}
                Some(None) => open = true,
                Some(Some(false)) | None => return Some(true),
            },
        }
    }
    if open { None } else { Some(false) }
}

#[cfg(test)]
mod tests {
    use super::{ModificationQuestion, is_substantial};

    #[test]
    fn either_limb_makes_it_substantial_and_a_risk_that_was_assessed_takes_the_second_back() {
        let question = |id: &str, substantial, unless: Option<&str>| ModificationQuestion {
            id: id.to_owned(),
            text: String::new(),
            substantial,
            unless: unless.map(str::to_owned),
        };
        let all = [question("p", true, None), question("e", true, Some("r")), question("r", false, None)];
        let told = |p: Option<bool>, e: Option<bool>, r: Option<bool>| {
            is_substantial(&all, |id| match id {
                "p" => p,
                "e" => e,
                _ => r,
            })
        };
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(told(no, no, None), no);
        assert_eq!(told(yes, no, yes), yes);
        assert_eq!(told(no, yes, no), yes);
        assert_eq!(told(no, yes, yes), no);
        assert_eq!(told(no, yes, None), None);
        assert_eq!(told(None, no, no), None);
        assert_eq!(told(no, None, yes), None);
        assert_eq!(is_substantial(&[], |_| yes), None, "without questions nothing is known");
    }
}

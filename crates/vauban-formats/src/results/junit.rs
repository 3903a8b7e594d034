//! JUnit XML as a stream. What counts as passed is told in [`crate::junit`]; this is the code that decides it.
//!
//! A case is what its elements and attributes say at their gravest. What happens inside of a case, however deep,
//! happened to the case; a failure outside of every case happened to its suite.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::sync::Arc;

use super::events::{DocumentType, Tag, Visit, walk};
use super::time::Earliest;
use super::{Content, Error, ToolReport, same_commit};
use crate::junit::{Case, Outcome, TestResults};

/// Most cases of one file.
pub const MOST_CASES: usize = 2_000_000;
/// Most bytes of names and messages kept of one file.
pub const MOST_TEXT: usize = 256 << 20;
/// Longest message kept of a case, in characters.
pub const LONGEST_MESSAGE: usize = 1_000;
/// Most classes that are kept once for all their cases.
const MOST_CLASSES: usize = 100_000;

/// Names of properties that hold the commit.
const COMMIT: &[&str] = &[
    "commit",
    "commit.id",
    "commit_sha",
    "git.commit",
    "git.commit.id",
    "git.sha",
    "git_commit",
    "revision",
    "vcs.revision",
];

/// Reads a JUnit file.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut reader = Reader::default();
    walk(from, DocumentType::Refused, &mut reader)?;
    Ok(ToolReport {
        tool: reader.tool,
        tool_version: reader.version,
        database_day: None,
        ran: reader.ran.get(),
        commit: reader.commit,
        content: Content::Tests(reader.results),
    })
}

#[derive(Default)]
struct Reader {
    results: TestResults,
    classes: BTreeSet<Arc<str>>,
    /// What is open, outermost first.
    open: Vec<Open>,
    /// Cases so far that failed or could not be run.
    broken: usize,
    /// Bytes of names and messages so far.
    kept: usize,
    tool: String,
    version: String,
    ran: Earliest,
    commit: String,
}

/// An element that is open.
enum Open {
    Suite(Suite),
    Case(Box<Testing>),
    Said(Said),
    /// A property whose value may be its text.
    Property(String),
    Other,
}

struct Suite {
    name: String,
    /// Failures and errors it counts.
    counted: u64,
    /// Broken cases when it began.
    before: usize,
}

/// A case that is open, with the first of everything that it says of itself.
#[derive(Default)]
struct Testing {
    name: String,
    classname: Arc<str>,
    status: Option<String>,
    result: Option<String>,
    said: [Option<String>; 4],
}

/// An element that says how a case ended.
struct Said {
    what: What,
    message: String,
    letters: usize,
    /// Whether its text is the message: it has no attribute for it, and no element stood in it so far.
    text: bool,
}

/// What such an element says, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Failure = 0,
    Error = 1,
    Repeated = 2,
    Skipped = 3,
}

impl What {
    fn of(element: &str) -> Option<What> {
        match element {
            "failure" => Some(What::Failure),
            "error" => Some(What::Error),
            "flakyFailure" | "flakyError" | "rerunFailure" | "rerunError" => Some(What::Repeated),
            "skipped" | "disabled" | "ignored" => Some(What::Skipped),
            _ => None,
        }
    }
}

impl Visit for Reader {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        if let Some(Open::Said(said)) = self.open.last_mut() {
            said.text = false;
        }
        let opened = match tag.name() {
            "testsuites" | "testsuite" => Open::Suite(self.suite(tag)?),
            "robot" if tag.depth == 0 => {
                return Err("this is Robot Framework's own output; let it write JUnit with `--xunit FILE`".to_owned());
            }
            other if tag.depth == 0 => {
                return Err(format!("its root element is `{other}`, not `testsuites` or `testsuite`"));
            }
            "testcase" => Open::Case(Box::new(self.case(tag)?)),
            "property" => self.property(tag)?,
            name => match What::of(name) {
                Some(what) => Open::Said(said(what, tag)?),
                None => {
                    tag.attributes(|_, _| ())?;
                    Open::Other
                }
            },
        };
        self.open.push(opened);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(Open::Said(said)) if said.text => said.add(text),
            Some(Open::Property(name)) if !text.trim().is_empty() => {
                let name = std::mem::take(name);
                self.named(&name, text.trim())?;
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        match self.open.pop() {
            Some(Open::Case(case)) => self.keep(case.ended()),
            Some(Open::Said(said)) => self.heard(&said),
            Some(Open::Suite(suite)) if suite.counted > 0 && self.broken == suite.before => {
                let message = format!("the suite counts {} failures and lists none", suite.counted);
                self.keep(broken_suite(suite.name, message))
            }
            Some(Open::Suite(_) | Open::Property(_) | Open::Other) | None => Ok(()),
        }
    }
}

impl Reader {
    fn suite(&mut self, tag: &Tag<'_>) -> Result<Suite, String> {
        let mut suite = Suite { name: String::new(), counted: 0, before: self.broken };
        tag.attributes(|key, value| match key {
            "name" => suite.name = value.trim().chars().take(LONGEST_MESSAGE).collect(),
            // A number that cannot be read is a failure: it may be one.
            "failures" | "errors" if !value.trim().is_empty() => {
                suite.counted = suite.counted.saturating_add(value.trim().parse().unwrap_or(1));
            }
            "timestamp" => self.ran.see(&value),
            _ => {}
        })?;
        if self.tool.is_empty() {
            self.tool = match suite.name.as_str() {
                "pytest" | "pytest tests" => "pytest",
                "nextest-run" => "cargo-nextest",
                _ => "",
            }
            .to_owned();
        }
        Ok(suite)
    }

    fn case(&mut self, tag: &Tag<'_>) -> Result<Testing, String> {
        let mut case = Testing::default();
        let mut classes = std::mem::take(&mut self.classes);
        let mut new = 0;
        let last = self.results.cases.last().map(|case| &case.classname);
        let read = tag.attributes(|key, value| match key {
            "name" => value.trim().clone_into(&mut case.name),
            "classname" => case.classname = once(&mut classes, last, value.trim(), &mut new),
            "status" => case.status = Some(value.to_ascii_lowercase()),
            "result" => case.result = Some(value.to_ascii_lowercase()),
            _ => {}
        });
        self.classes = classes;
        self.kept += new;
        read.map(|()| case)
    }

    fn property(&mut self, tag: &Tag<'_>) -> Result<Open, String> {
        let (mut name, mut held) = (String::new(), String::new());
        tag.attributes(|key, value| match key {
            "name" => value.trim().clone_into(&mut name),
            "value" => value.trim().clone_into(&mut held),
            _ => {}
        })?;
        if held.is_empty() {
            return Ok(Open::Property(name));
        }
        self.named(&name, &held)?;
        Ok(Open::Other)
    }

    /// A property of a run; those of single cases are about something else.
    fn named(&mut self, name: &str, value: &str) -> Result<(), String> {
        if self.open.iter().any(|open| matches!(open, Open::Case(_))) {
            return Ok(());
        }
        let name = name.to_ascii_lowercase();
        if COMMIT.contains(&name.as_str()) {
            same_commit(&mut self.commit, value)?;
        }
        let into = match name.as_str() {
            "tool" | "tool.name" | "generator" => &mut self.tool,
            "tool.version" | "generator.version" => &mut self.version,
            _ => return Ok(()),
        };
        value.chars().take(LONGEST_MESSAGE).collect::<String>().clone_into(into);
        Ok(())
    }

    /// What was said, of every case around it; without one, a failure is one of the suite.
    fn heard(&mut self, said: &Said) -> Result<(), String> {
        let message = said.message.trim_end().to_owned();
        let mut about_a_case = false;
        for open in &mut self.open {
            if let Open::Case(case) = open {
                about_a_case = true;
                if let Some(slot) = case.said.get_mut(said.what as usize) {
                    slot.get_or_insert_with(|| message.clone());
                }
            }
        }
        if about_a_case || !matches!(said.what, What::Failure | What::Error) {
            return Ok(());
        }
        let suite = self.open.iter().rev().find_map(|open| match open {
            Open::Suite(suite) => Some(suite.name.clone()),
            Open::Case(_) | Open::Said(_) | Open::Property(_) | Open::Other => None,
        });
        self.keep(broken_suite(suite.unwrap_or_default(), message))
    }

    /// Keeps a case; one that stands within something unknown proves nothing, and is kept only where it is broken.
    fn keep(&mut self, case: Case) -> Result<(), String> {
        let broken = matches!(case.outcome, Outcome::Failed | Outcome::Error);
        if !broken && !self.open.iter().all(|open| matches!(open, Open::Suite(_))) {
            return Ok(());
        }
        self.broken += usize::from(broken);
        self.kept += case.name.len() + case.message.len();
        if self.kept > MOST_TEXT {
            return Err(format!("names and messages of its cases are more than {} MiB", MOST_TEXT >> 20));
        }
        if self.results.cases.len() == MOST_CASES {
            return Err(format!("it holds more than {MOST_CASES} cases"));
        }
        self.results.cases.push(case);
        Ok(())
    }
}

impl Said {
    fn add(&mut self, text: &str) {
        let text = if self.letters == 0 { text.trim_start() } else { text };
        for letter in text.chars().take(LONGEST_MESSAGE - self.letters) {
            self.message.push(letter);
            self.letters += 1;
        }
    }
}

fn said(what: What, tag: &Tag<'_>) -> Result<Said, String> {
    let mut said = Said { what, message: String::new(), letters: 0, text: true };
    tag.attributes(|key, value| {
        if key == "message" && !value.trim().is_empty() {
            said.add(&value);
            said.text = false;
        }
    })?;
    Ok(said)
}

impl Testing {
    /// The gravest thing that it says of itself, by its elements and by its attributes.
    fn ended(self) -> Case {
        let Testing { name, classname, status, result, said: [failure, error, repeated, skipped] } = self;
        let (outcome, message) = if let Some(message) = failure {
            (Outcome::Failed, message)
        } else if let Some(message) = error {
            (Outcome::Error, message)
        } else if let Some(message) = repeated {
            (Outcome::Failed, format!("it passed only when repeated: {message}"))
        } else {
            by_word(&[status, result], skipped)
        };
        Case { name, classname, outcome, message }
    }
}

/// How a case ended by what its attributes say; the gravest of them counts.
fn by_word(words: &[Option<String>], skipped: Option<String>) -> (Outcome, String) {
    let mut left_out = skipped.is_some();
    for word in words.iter().flatten() {
        match word.trim() {
            "" | "run" | "pass" | "passed" | "ok" | "success" | "successful" | "completed" | "executed" => {}
            "notrun" | "not run" | "skip" | "skipped" | "disabled" | "ignored" | "suppressed" | "pending" => {
                left_out = true;
            }
            "fail" | "failed" | "failure" => return (Outcome::Failed, String::new()),
            other => {
                let other: String = other.chars().take(LONGEST_MESSAGE).collect();
                return (Outcome::Error, format!("its status is `{other}`"));
            }
        }
    }
    match left_out {
        true => (Outcome::Skipped, skipped.unwrap_or_default()),
        false => (Outcome::Passed, String::new()),
    }
}

fn broken_suite(name: String, message: String) -> Case {
    Case { name, classname: Arc::default(), outcome: Outcome::Error, message }
}

/// The name of a class, kept once for all its cases.
fn once(classes: &mut BTreeSet<Arc<str>>, last: Option<&Arc<str>>, name: &str, kept: &mut usize) -> Arc<str> {
    if let Some(last) = last.filter(|last| &***last == name).or_else(|| classes.get(name)) {
        return Arc::clone(last);
    }
    let new: Arc<str> = Arc::from(name);
    *kept += name.len();
    if classes.len() < MOST_CLASSES {
        classes.insert(Arc::clone(&new));
    }
    new
}

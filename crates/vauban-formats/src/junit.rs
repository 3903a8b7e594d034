//! JUnit XML, as test runners write it: which cases ran, and what came of them.
//!
//! There is no standard, only dialects. This reader takes what gtest, CTest, pytest, nextest, Node, Surefire and
//! Robot Framework (`--xunit`) have in common: `testsuite` elements, nested or not, with `testcase` elements that
//! say by a child or an attribute how they ended. In doubt a case has not passed: one that passed only when it
//! was repeated has failed, one whose status is a word we do not know is an error, and a suite that counts
//! failures and lists none gets one.
//!
//! The reading itself is a stream, in [`crate::results`]: this module says what a run of tests is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::results::{self, Content, Form};

/// Largest file read, in bytes.
pub const LARGEST: usize = 64 << 20;

/// What a run of tests came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestResults {
    /// Every case, in the order of the file.
    pub cases: Vec<Case>,
}

/// One test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// The class, module or suite it belongs to; may be empty.
    pub classname: Arc<str>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it did not pass; may be empty.
    pub message: String,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It ran and held.
    Passed,
    /// It ran and did not hold.
    Failed,
    /// It did not run.
    Skipped,
    /// It could not be run to its end.
    Error,
}

/// Why a file cannot be read as JUnit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Error {}

impl Case {
    /// `classname.name`, or the name alone where there is no class.
    pub fn full_name(&self) -> String {
        if self.classname.is_empty() { self.name.clone() } else { format!("{}.{}", self.classname, self.name) }
    }
}

impl TestResults {
    /// Full names of the cases that ended in one of these ways, sorted.
    pub fn names(&self, outcomes: &[Outcome]) -> Vec<String> {
        let mut names: Vec<String> =
            self.cases.iter().filter(|case| outcomes.contains(&case.outcome)).map(Case::full_name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Full names that ended in more than one way, sorted.
    pub fn duplicates(&self) -> Vec<String> {
        let mut seen: BTreeMap<String, (Outcome, bool)> = BTreeMap::new();
        for case in &self.cases {
            let entry = seen.entry(case.full_name()).or_insert((case.outcome, false));
            entry.1 |= entry.0 != case.outcome;
        }
        seen.into_iter().filter(|(_, (_, twice))| *twice).map(|(name, _)| name).collect()
    }
}

/// Reads a JUnit file.
pub fn read(bytes: &[u8]) -> Result<TestResults, Error> {
    if bytes.len() > LARGEST {
        return Err(error(1, format!("the file is larger than {} MiB", LARGEST >> 20)));
    }
    let mut bytes = bytes;
    let report = results::read(Form::Junit, &mut bytes)
        .map_err(|wrong| error(u32::try_from(wrong.line).unwrap_or(u32::MAX), wrong.message))?;
    match report.content {
        Content::Tests(results) => Ok(results),
        Content::Findings(_)
        | Content::Coverage(_)
        | Content::Fuzzing(_)
        | Content::Vulnerabilities(_)
        | Content::Listing(_) => Err(error(1, "it holds no tests")),
    }
}

fn error(line: u32, message: impl Into<String>) -> Error {
    Error { line: line.max(1), message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expect: &[(&str, Outcome)]) {
        let results = read(xml.as_bytes()).unwrap_or_else(|wrong| panic!("{wrong}\n{xml}"));
        let found: Vec<(String, Outcome)> = results.cases.iter().map(|case| (case.full_name(), case.outcome)).collect();
        let expect: Vec<(String, Outcome)> =
            expect.iter().map(|(name, outcome)| ((*name).to_owned(), *outcome)).collect();
        assert_eq!(found, expect);
    }

    fn refused(xml: &str, line: u32, says: &str) {
        let wrong = read(xml.as_bytes()).expect_err(xml);
        assert!(wrong.line == line && wrong.message.contains(says), "{wrong}");
    }

    #[test]
    fn dialects() {
        // gtest
        check(
            r#"<testsuites tests="3" failures="1" name="AllTests"><testsuite name="Login" tests="3" failures="1">
            <testcase name="Locks" status="run" result="completed" classname="Login"/>
            <testcase name="Waits" status="run" result="completed" classname="Login"><failure message="x" type=""><![CDATA[<x>]]></failure></testcase>
            <testcase name="DISABLED_Later" status="notrun" result="suppressed" classname="Login"/></testsuite></testsuites>"#,
            &[
                ("Login.Locks", Outcome::Passed),
                ("Login.Waits", Outcome::Failed),
                ("Login.DISABLED_Later", Outcome::Skipped),
            ],
        );
        // nextest: what passed on the second try has failed
        check(
            r#"<testsuites name="nextest-run"><testsuite name="gateway"><testcase name="tls::refuses" classname="gateway" time="0.1"/>
            <testcase name="tls::flaky" classname="gateway"><flakyFailure type="test failure">thread panicked</flakyFailure></testcase></testsuite></testsuites>"#,
            &[("gateway.tls::refuses", Outcome::Passed), ("gateway.tls::flaky", Outcome::Failed)],
        );
        // Robot Framework --xunit, with nested suites
        check(
            r#"<?xml version="1.0" encoding="UTF-8"?><testsuite name="Svv" tests="2" failures="1" errors="0"><testsuite name="Login">
            <testcase classname="Svv.Login" name="Wrong Password" time="0.1"><failure message="expected 401" type="AssertionError"/></testcase>
            <testcase classname="Svv.Login" name="Right Password" time="0.1"></testcase></testsuite></testsuite>"#,
            &[("Svv.Login.Wrong Password", Outcome::Failed), ("Svv.Login.Right Password", Outcome::Passed)],
        );
        // CTest
        check(
            r#"<testsuite name="Linux"><testcase name="a" classname="a" status="run"/><testcase name="b" status="fail"/><testcase name="c" status="disabled"><disabled/></testcase></testsuite>"#,
            &[("a.a", Outcome::Passed), ("b", Outcome::Failed), ("c", Outcome::Skipped)],
        );
    }

    #[test]
    fn in_doubt_it_has_not_passed() {
        check(r#"<testsuite><testcase name="a" status="broken"/></testsuite>"#, &[("a", Outcome::Error)]);
        check(
            r#"<testsuite name="s" failures="1"><testcase name="a"/></testsuite>"#,
            &[("a", Outcome::Passed), ("s", Outcome::Error)],
        );
        check(r#"<testsuite name="s"><error message="no setup"/></testsuite>"#, &[("s", Outcome::Error)]);
        let twice = r#"<testsuite><testcase name="a"/><testcase name="b"/><testcase name="a"><failure/></testcase></testsuite>"#;
        assert_eq!(read(twice.as_bytes()).map(|results| results.duplicates()), Ok(vec!["a".to_owned()]));
    }

    #[test]
    fn what_is_hostile_is_refused() {
        refused("<!DOCTYPE x [<!ENTITY a \"b\">]>\n<testsuite/>", 1, "document type");
        refused(&format!("<testsuite>\n{}", "<a>".repeat(200)), 2, "deep");
        refused(
            &format!("<testsuite {}/>", (0..200).map(|n| format!("a{n}='' ")).collect::<String>()),
            1,
            "attributes",
        );
        refused("<testsuite>\n<testcase>\n</testsuite>", 3, "");
        refused("<nmaprun/>", 1, "nmaprun");
        refused("<robot/>", 1, "--xunit");
        refused("", 1, "");
        assert!(read(b"<testsuite name='\xff'/>").is_err());
    }

    #[test]
    fn an_empty_run_has_no_cases() {
        let empty = br#"<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="0" tests="0" /></testsuites>"#;
        assert_eq!(read(empty).map(|results| results.cases.len()), Ok(0));
    }
}

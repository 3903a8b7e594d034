//! Readers of results: whatever the bytes and however they arrive, a reading ends, is the same again, keeps its limits,
//! and says why where it refuses.

use std::io::{BufReader, Read};

use vauban_formats::results::{Content, Error, Form, MOST_CASES, MOST_FOUND, MOST_GROUPS, ToolReport, detect, read};

/// Bytes that arrive one by one.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let (Some((first, rest)), Some(place)) = (self.0.split_first(), into.first_mut()) else { return Ok(0) };
        *place = *first;
        self.0 = rest;
        Ok(1)
    }
}

/// Reads the bytes as results of that form.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn results(form: Form, data: &[u8]) {
    let mut whole = data;
    let first = read(form, &mut whole);
    assert_eq!(first, read(form, &mut BufReader::with_capacity(3, Drops(data))), "not the same in small pieces");
    let half = data.get(..data.len() / 2).unwrap_or_default();
    let _ = detect("results", data);
    let _ = read(form, &mut &*half);
    match first {
        Ok(report) => kept(&report),
        Err(Error { line, message }) => {
            assert!(!message.is_empty(), "refused without a reason");
            let breaks = data.iter().filter(|byte| **byte == b'\n').count() as u64;
            assert!(line <= breaks + 1, "a line that is not there");
        }
    }
}

fn kept(report: &ToolReport) {
    match &report.content {
        Content::Tests(tests) => assert!(tests.cases.len() <= MOST_CASES, "more cases than the limit"),
        Content::Findings(found) => {
            let counted: u64 = found.groups.values().map(|group| group.count).sum();
            assert!(counted <= found.results, "more in groups than there is");
            assert!(found.groups.len() <= MOST_GROUPS, "more groups than the limit");
            assert!(
                found.groups.values().all(|group| group.unexplained <= group.count),
                "more unexplained than there is"
            );
            assert!(found.rules.is_sorted(), "rules are not in order");
        }
        Content::Coverage(coverage) => {
            let fine = coverage.files.iter().all(|(name, (lines, executed))| !name.is_empty() && executed <= lines);
            assert!(fine, "more lines executed than there are");
        }
        Content::Fuzzing(fuzzing) => {
            assert!(!fuzzing.finished || fuzzing.executions > 0, "it did nothing and finished");
        }
        Content::Vulnerabilities(found) => {
            assert!(found.found.len() <= MOST_FOUND && found.found.is_sorted(), "too many, or not in order");
        }
        Content::Listing(_) => {}
    }
}

/// JUnit XML.
pub fn junit(data: &[u8]) {
    results(Form::Junit, data);
}

/// SARIF.
pub fn sarif(data: &[u8]) {
    results(Form::Sarif, data);
}

/// lcov tracefiles.
pub fn lcov(data: &[u8]) {
    results(Form::Lcov, data);
}

/// Cobertura XML.
pub fn cobertura(data: &[u8]) {
    results(Form::Cobertura, data);
}

/// Logs of libFuzzer.
pub fn libfuzzer(data: &[u8]) {
    results(Form::Libfuzzer, data);
}

/// Statistics of AFL++.
pub fn afl(data: &[u8]) {
    results(Form::Afl, data);
}

/// Nessus scans.
pub fn nessus(data: &[u8]) {
    results(Form::Nessus, data);
}

/// Reports of OpenVAS.
pub fn openvas(data: &[u8]) {
    results(Form::Openvas, data);
}

/// Heads of nmap scans.
pub fn scans(data: &[u8]) {
    results(Form::Nmap, data);
}

/// Heads of bills of materials.
pub fn bills(data: &[u8]) {
    results(Form::Cyclonedx, data);
}

//! From bytes to a verdict.

use std::collections::BTreeMap;

use vauban_json::{Document, Limits, Value};

use crate::extensions::Extensions;
use crate::facts::Facts;
use crate::schema::{self, Breach};
use crate::tests::{Found, Looked, MOST, TESTS, Test, Words};
use crate::verdict::{Class, Edition, Fault, NotChecked, Outcome, Verdict};

/// What to hold a document against, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Options<'o> {
    /// The tests of 6.2 too.
    pub recommended: bool,
    /// The tests of 6.3 too.
    pub informative: bool,
    /// The time of the check in seconds since 1970, for 6.2.33 of 2.1.
    pub now: Option<i64>,
    /// Words that are spelled right, for 6.3.8.
    pub words: Option<&'o Words>,
    /// What addresses answered when somebody asked them, for 6.3.6 and 6.3.7.
    pub answers: Option<&'o Answers>,
    /// Extensions that are known, for 6.1.60.2 and 6.1.60.3 of 2.1.
    pub extensions: Option<&'o Extensions>,
}

impl Options<'_> {
    /// Schema and mandatory tests: what the standard calls a basic validator.
    pub const BASIC: Options<'static> =
        Options { recommended: false, informative: false, now: None, words: None, answers: None, extensions: None };
    /// All three classes: a full validator, but for what needs a clock, a network or a list of words.
    pub const FULL: Options<'static> =
        Options { recommended: true, informative: true, now: None, words: None, answers: None, extensions: None };
}

/// What addresses answered: a status code of HTTP each.
#[derive(Clone, Debug, Default)]
pub struct Answers(BTreeMap<String, u16>);

impl Answers {
    /// From lines of `STATUS ADDRESS`, as `curl --write-out '%{http_code} %{url}\n'` writes them. Lines that begin with
    /// `#` and empty ones are left out.
    ///
    /// # Errors
    /// The number of the first line that has another form.
    pub fn read(text: &str) -> Result<Answers, usize> {
        let mut answers = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (status, url) = line.split_once(' ').ok_or(number + 1)?;
            answers.insert(url.trim().to_owned(), status.parse().map_err(|_| number + 1)?);
        }
        Ok(Answers(answers))
    }

    /// The status of an address.
    pub fn get(&self, url: &str) -> Option<u16> {
        self.0.get(url).copied()
    }
}

/// How a document is read: CSAF bounds nothing itself, and a recommendation of its own is 15 MB.
const LIMITS: Limits = Limits { bytes: 256 << 20, depth: 128, values: 32 << 20 };

/// Holds a document against the standard.
pub fn validate(bytes: &[u8], options: &Options<'_>) -> Verdict {
    match Document::read(bytes, &LIMITS) {
        Ok(document) => validate_read(&document, options),
        Err(error) => {
            let message = format!("this is no JSON document: {}", error.what);
            let fault = Fault {
                pointer: String::new(),
                line: error.line,
                column: error.column,
                message,
                help: "write the document anew with a program that writes JSON",
            };
            refused(None, fault)
        }
    }
}

/// Holds a document that was read against the standard.
pub fn validate_read(document: &Document<'_>, options: &Options<'_>) -> Verdict {
    let root = document.root();
    let version = root.get_path(&["document", "csaf_version"]);
    let Some(edition) = version.and_then(Value::text).and_then(Edition::named) else {
        let (at, message) = match (version, root.get("document")) {
            (Some(at), _) => (at, "this is no edition of CSAF that is known here: known are \"2.0\" and \"2.1\""),
            (None, Some(at)) => (at, "the member `csaf_version` is missing, so nobody knows which rules apply"),
            (None, None) => (root, "the member `document` is missing: this is no CSAF document"),
        };
        let mut verdict = refused(None, fault(at, message.to_owned(), "name the edition in /document/csaf_version"));
        place(document.source(), &mut verdict.tests);
        return verdict;
    };
    let mut breaches = schema::check(root, edition);
    // Readers differ in which of two members of one name they take: no such document means one thing.
    let twice = document.duplicates().into_iter().map(|duplicate| {
        let message = format!("the member `{}` stands in this object before", duplicate.again.text().unwrap_or(""));
        Breach { at: duplicate.again, area: schema::Area::Own, message, unknown: false, allowed: false }
    });
    breaches.extend(twice);
    breaches.sort_by_key(|breach| breach.at.index());
    let facts = Facts::of(root, edition);
    let looked = Looked { facts: &facts, breaches: &breaches, options };

    let mut verdict = Verdict {
        edition: Some(edition),
        valid: true,
        tests: Vec::new(),
        cwe: crate::cwe::newest().name,
        not_checked: Vec::new(),
    };
    verdict.tests.reserve(TESTS.len());
    let own = breaches.iter().filter(|breach| !breach.allowed);
    let help = "correct the member, or leave it out; the schema of the edition says what may stand there";
    let left_out = own.clone().count().saturating_sub(MOST);
    let errors = own.take(MOST).map(|breach| fault(breach.at, breach.message.clone(), help)).collect();
    verdict.tests.push(Outcome { id: "schema", class: Class::Schema, errors, left_out });
    for test in TESTS.iter().filter(|test| test.editions.contains(&edition) && asked(test, options)) {
        let mut found = Found::default();
        (test.run)(&looked, &mut found);
        let left_out = found.left_out;
        let errors = found.errors.into_iter().map(|(at, message)| fault(at, message, test.help)).collect();
        verdict.tests.push(Outcome { id: test.id, class: test.class(), errors, left_out });
        let reasons = found.not_checked.into_iter().map(|reason| NotChecked { id: test.id, reason });
        verdict.not_checked.extend(reasons);
    }
    if verdict.tests.iter().any(|test| !test.errors.is_empty()) {
        place(document.source(), &mut verdict.tests);
    }
    let counts = |test: &Outcome| matches!(test.class, Class::Schema | Class::Mandatory);
    verdict.valid = verdict.tests.iter().filter(|test| counts(test)).all(|test| test.errors.is_empty());
    verdict
}

fn asked(test: &Test, options: &Options<'_>) -> bool {
    match test.class() {
        Class::Schema | Class::Mandatory => true,
        Class::Recommended => options.recommended,
        Class::Informative => options.informative,
    }
}

/// A fault with the byte at which it stands in place of line and column: [`place`] finds both for all faults at once.
fn fault(at: Value<'_>, message: String, help: &'static str) -> Fault {
    let offset = u32::try_from(at.offset()).unwrap_or(u32::MAX);
    Fault { pointer: at.pointer(), line: 0, column: offset, message, help }
}

/// Puts lines and columns where the bytes of faults stand, in one walk over the text: a document may be one long line.
fn place(text: &str, tests: &mut [Outcome]) {
    let mut faults: Vec<&mut Fault> = tests.iter_mut().flat_map(|test| &mut test.errors).collect();
    faults.sort_by_key(|fault| fault.column);
    let bytes = text.as_bytes();
    let (mut at, mut line, mut column) = (0, 1u32, 1u32);
    for fault in faults {
        let end = (fault.column as usize).min(bytes.len());
        for byte in bytes.get(at..end).unwrap_or(&[]) {
            if *byte == b'\n' {
                line += 1;
                column = 1;
            } else if (*byte as i8) >= -0x40 {
                // Continuation bytes of UTF-8 are no characters.
                column += 1;
            }
        }
        at = end.max(at);
        (fault.line, fault.column) = (line, column);
    }
}

fn refused(edition: Option<Edition>, fault: Fault) -> Verdict {
    let tests = vec![Outcome { id: "schema", class: Class::Schema, errors: vec![fault], left_out: 0 }];
    Verdict { edition, valid: false, tests, cwe: crate::cwe::newest().name, not_checked: Vec::new() }
}

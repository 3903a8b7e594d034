//! The one text of a manifest: written, and read back line by line.

use super::path::{check_path, collisions, hides};
use super::{File, Head, LARGEST, LONGEST_VALUE, MOST_FILES, Manifest, hex, plain, unhex};

/// The first line of every manifest of this version.
pub const HEAD: &str = "# vauban-manifest 1";

/// Where a manifest is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1; 0 where the whole is wrong.
    pub line: usize,
    /// What is wrong there, and what was expected.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

impl std::error::Error for Fault {}

const BOTH: &str = "sha256 sha512";
const ONE: &str = "sha256";

/// Whether a value may stand in the head.
pub(super) fn check_value(key: &str, value: &str) -> Result<(), String> {
    if value.is_empty() || value.trim() != value {
        return Err("it is empty, or has space around it".to_owned());
    }
    if value.len() > LONGEST_VALUE {
        return Err(format!("it is longer than {LONGEST_VALUE} bytes"));
    }
    if value.chars().any(hides) {
        return Err("it has a character that is not for reading".to_owned());
    }
    if key == "date" && !is_date(value) {
        return Err("a date is written as `2026-11-10`".to_owned());
    }
    Ok(())
}

/// Whether a text is a day of the calendar, as `2026-11-10`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shape && year > 0 && (1..=days).contains(&day)
}

pub(super) fn write(manifest: &Manifest) -> String {
    let head = &manifest.head;
    let digests = if manifest.has_sha512() { BOTH } else { ONE };
    let mut text = format!(
        "{HEAD}\n# product: {}\n# version: {}\n# release: {}\n# date: {}\n# digests: {digests}\n# files: {}\n# bytes: {}\n",
        head.product,
        head.version,
        head.release,
        head.date,
        manifest.files.len(),
        manifest.bytes()
    );
    text.reserve(manifest.files.iter().map(|file| file.path.len() + 224).sum());
    for file in &manifest.files {
        text.push_str("# ");
        text.push_str(&file.size.to_string());
        if let Some(long) = &file.sha512 {
            text.push(' ');
            text.push_str(&hex(long));
        }
        text.push('\n');
        text.push_str(&hex(&file.sha256));
        text.push_str("  ");
        text.push_str(&file.path);
        text.push('\n');
    }
    text
}

pub(super) fn read(bytes: &[u8]) -> Result<Manifest, Fault> {
    let whole = |what: String| Fault { line: 0, what };
    if bytes.len() > LARGEST {
        return Err(whole(format!("it has {} bytes, more than {LARGEST}", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        Fault { line: 1 + count(before), what: "it is not UTF-8 here".to_owned() }
    })?;
    let Some(text) = text.strip_suffix('\n') else {
        return Err(Fault {
            line: 1 + count(bytes),
            what: "the last line does not end: something was cut off".to_owned(),
        });
    };
    let mut lines = Lines { lines: text.split('\n'), number: 0 };
    let first = lines.next("the first line of a manifest")?;
    if first != HEAD {
        let what = match first.strip_prefix("# vauban-manifest ") {
            Some(version) => format!("this is version `{}` of the form; this program reads version 1", plain(version)),
            None => format!("this is no manifest; one begins with `{HEAD}`"),
        };
        return Err(lines.fault(what));
    }
    let head = Head {
        product: lines.value("product")?,
        version: lines.value("version")?,
        release: lines.value("release")?,
        date: lines.value("date")?,
    };
    let digests = lines.value("digests")?;
    let long = match digests.as_str() {
        BOTH => true,
        ONE => false,
        _ => return Err(lines.fault(format!("digests are `{BOTH}` or `{ONE}`"))),
    };
    let count = lines.value("files")?;
    let count = number(&count).and_then(|count| usize::try_from(count).ok()).filter(|count| *count <= MOST_FILES);
    let count = count.ok_or_else(|| lines.fault(format!("expected how many files there are, at most {MOST_FILES}")))?;
    let bytes = lines.value("bytes")?;
    let bytes = number(&bytes).ok_or_else(|| lines.fault("expected how many bytes there are".to_owned()))?;
    let begin = lines.number;
    let mut files: Vec<File> = Vec::with_capacity(count.min(text.len() / 70));
    for _ in 0..count {
        let file = lines.file(long)?;
        if let Some(before) = files.last().filter(|before| before.path >= file.path) {
            return Err(lines.fault(format!(
                "`{}` stands behind `{}`: files are sorted by the bytes of their paths, each once",
                plain(&file.path),
                plain(&before.path)
            )));
        }
        files.push(file);
    }
    if lines.lines.next().is_some() {
        lines.number += 1;
        return Err(lines.fault(format!("the head says {count} files, and more follows")));
    }
    if let Some((one, other, why)) = collisions(files.iter().map(|file| file.path.as_str())).into_iter().next() {
        let at = files.iter().position(|file| file.path.starts_with(&other)).unwrap_or(0);
        return Err(Fault {
            line: begin + 2 * (at + 1),
            what: format!("`{}` and `{}` {why}", plain(&one), plain(&other)),
        });
    }
    let manifest = Manifest { head, files };
    if manifest.bytes() != bytes {
        return Err(Fault {
            line: begin,
            what: format!("the head says {bytes} bytes, the files have {}", manifest.bytes()),
        });
    }
    if manifest.files.is_empty() && long {
        return Err(Fault { line: begin - 2, what: format!("a manifest without files has `{ONE}` alone") });
    }
    Ok(manifest)
}

fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// A number as there is one way to write it.
fn number(text: &str) -> Option<u64> {
    let one_way = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if one_way { text.parse().ok() } else { None }
}

struct Lines<'a> {
    lines: std::str::Split<'a, char>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn fault(&self, what: String) -> Fault {
        Fault { line: self.number, what }
    }

    fn next(&mut self, expected: &str) -> Result<&'a str, Fault> {
        self.number += 1;
        self.lines.next().ok_or_else(|| self.fault(format!("it ends here; expected {expected}")))
    }

    /// The value of a line of the head.
    fn value(&mut self, key: &str) -> Result<String, Fault> {
        let line = self.next(&format!("`# {key}: …`"))?;
        let value = line.strip_prefix("# ").and_then(|line| line.strip_prefix(key)?.strip_prefix(": "));
        let value = value.ok_or_else(|| self.fault(format!("expected `# {key}: …`, not `{}`", plain(line))))?;
        check_value(key, value).map_err(|why| self.fault(format!("the {key} `{}`: {why}", plain(value))))?;
        Ok(value.to_owned())
    }

    /// The two lines of a file.
    fn file(&mut self, long: bool) -> Result<File, Fault> {
        let expected = if long { "`# SIZE SHA-512`" } else { "`# SIZE`" };
        let line = self.next(expected)?;
        let told = line.strip_prefix("# ").and_then(|line| match long {
            true => {
                let (size, digest) = line.split_once(' ')?;
                Some((number(size)?, Some(unhex::<64>(digest)?)))
            }
            false => Some((number(line)?, None)),
        });
        let (size, sha512) = told.ok_or_else(|| self.fault(format!("expected {expected}, in small letters")))?;
        let expected = "64 hexadecimal digits of SHA-256 in small letters, two spaces and a path";
        let line = self.next(expected)?;
        let told =
            line.split_at_checked(64).and_then(|(digest, rest)| Some((unhex::<32>(digest)?, rest.strip_prefix("  ")?)));
        let (sha256, path) = told.ok_or_else(|| self.fault(format!("expected {expected}")))?;
        check_path(path).map_err(|why| self.fault(format!("the path `{}` is refused: {why}", plain(path))))?;
        Ok(File { path: path.to_owned(), size, sha256, sha512 })
    }
}

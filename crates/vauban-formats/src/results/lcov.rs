//! lcov tracefiles as a stream: which lines of which files were executed.
//!
//! A file may stand there several times, once for each test; a line counts as executed if one of them executed it. A
//! count that is no number, or below zero as broken tools write it, is a line that was not executed. A record
//! that does not end is a file that was cut off.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::source::Source;
use super::{Content, Coverage, Error, ToolReport};

/// Longest line, in bytes.
const LONGEST_LINE: usize = 64 << 10;
/// Most lines of code of one file.
pub const MOST_LINES: usize = 40_000_000;
/// Most source files.
pub const MOST_FILES: usize = 500_000;

/// Reads a tracefile.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut source = Source::new(from);
    let mut lines = Lines::default();
    let (mut line, mut open, mut records) = (Vec::new(), None, 0_usize);
    while source.read_line(&mut line, LONGEST_LINE)? {
        let text = std::str::from_utf8(&line).unwrap_or_default().trim_end();
        let (key, value) = text.split_once(':').unwrap_or((text, ""));
        match (key, open) {
            ("" | "TN", _) => {}
            ("SF", None) => open = Some(lines.file(value).map_err(|message| source.error(message))?),
            ("SF", Some(_)) => return Err(source.error("a record begins before the one before it ended")),
            ("end_of_record", Some(_)) => {
                open = None;
                records += 1;
            }
            ("DA", Some(file)) => lines.add(file, value).map_err(|message| source.error(message))?,
            ("LF", Some(file)) => {
                let count = value.trim().parse().map_err(|_| source.error("`LF` is not followed by a number"))?;
                lines.counted(file, count);
            }
            (other, _) if text.starts_with('#') || (!text.contains(':') && other.is_empty()) => {}
            (other, Some(_)) if !other.is_empty() && other.bytes().all(|byte| byte.is_ascii_uppercase()) => {}
            _ => return Err(source.error("this is no line of an lcov tracefile")),
        }
    }
    if open.is_some() {
        return Err(source.error("the file ends within a record"));
    }
    if records == 0 {
        return Err(source.error("it holds no record of a source file"));
    }
    Ok(ToolReport { content: Content::Coverage(lines.coverage()), ..ToolReport::default() })
}

/// Lines by file.
#[derive(Default)]
pub(super) struct Lines {
    numbers: BTreeMap<String, usize>,
    files: Vec<Listed>,
    kept: usize,
}

/// Lines of one file.
#[derive(Default)]
struct Listed {
    /// Each a number: the line, and in the lowest bit whether it was executed.
    lines: Vec<u32>,
    /// How many there were when each was last kept only once.
    settled: usize,
    /// How many the tool says there are.
    counted: u64,
}

impl Listed {
    /// Keeps each line only once, as executed if one of its entries says so.
    fn settle(&mut self) {
        self.lines.sort_unstable();
        // Of a line that is there both ways, the executed one comes last: so the last one stays.
        self.lines.dedup_by(|next, kept| {
            let same = *next >> 1 == *kept >> 1;
            if same {
                *kept = *next;
            }
            same
        });
        self.settled = self.lines.len();
    }
}

impl Lines {
    /// The number of a file.
    pub(super) fn file(&mut self, name: &str) -> Result<usize, String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("a source file has no name".to_owned());
        }
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        if self.files.len() == MOST_FILES {
            return Err(format!("it names more than {MOST_FILES} source files"));
        }
        self.files.push(Listed::default());
        self.numbers.insert(name.to_owned(), self.files.len() - 1);
        Ok(self.files.len() - 1)
    }

    /// A line like `12,3` with perhaps a checksum behind.
    fn add(&mut self, file: usize, value: &str) -> Result<(), String> {
        let mut parts = value.split(',');
        let line = parts.next().and_then(|line| line.trim().parse().ok());
        let (Some(line), Some(hits)) = (line, parts.next()) else {
            return Err("`DA` is not followed by a line and a count".to_owned());
        };
        self.executed(file, line, executed(hits))
    }

    /// Keeps a line.
    pub(super) fn executed(&mut self, file: usize, line: u32, executed: bool) -> Result<(), String> {
        if line > u32::MAX >> 1 {
            return Err("the number of a line is too large".to_owned());
        }
        let Some(listed) = self.files.get_mut(file) else { return Ok(()) };
        listed.lines.push(line << 1 | u32::from(executed));
        self.kept += 1;
        // A file that stands there for every test is settled each time it has doubled, so memory grows with its lines.
        if listed.lines.len() > 2 * listed.settled + 10_000 {
            let before = listed.lines.len();
            listed.settle();
            self.kept -= before - listed.settled;
        }
        match self.kept > MOST_LINES {
            true => Err(format!("it holds more than {MOST_LINES} lines")),
            false => Ok(()),
        }
    }

    /// How many lines the tool says there are.
    fn counted(&mut self, file: usize, count: u64) {
        if let Some(listed) = self.files.get_mut(file) {
            listed.counted = count.max(listed.counted);
        }
    }

    /// Lines that could be executed and those that were; where a tool counts more lines than it lists, the others
    /// were not executed.
    pub(super) fn coverage(mut self) -> Coverage {
        let mut files = BTreeMap::new();
        for (name, number) in self.numbers {
            let Some(mut listed) = self.files.get_mut(number).map(std::mem::take) else { continue };
            listed.settle();
            let executed = listed.lines.iter().filter(|line| *line & 1 == 1).count() as u64;
            files.insert(name, ((listed.lines.len() as u64).max(listed.counted), executed));
        }
        Coverage { files }
    }
}

/// Whether a count says that something was executed: a whole number above zero, however large.
pub(super) fn executed(count: &str) -> bool {
    let count = count.trim();
    !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()) && count.bytes().any(|byte| byte != b'0')
}

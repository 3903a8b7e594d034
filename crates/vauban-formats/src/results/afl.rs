//! `fuzzer_stats` of AFL++: a line for each number of a campaign.
//!
//! AFL++ writes the file anew every minute and once more at its end, and a campaign of its kind has no end of its own:
//! it counts for as long as it ran. A file without its last lines is one that was cut off.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::source::Source;
use super::{Content, Error, Fuzzing, ToolReport};
use crate::observed::short;

/// Longest line, in bytes: the command line of a target can be long.
const LONGEST_LINE: usize = 1 << 20;
/// Most lines.
const MOST_LINES: usize = 1_000;

/// Reads the statistics.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut source = Source::new(from);
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    let mut line = Vec::new();
    while source.read_line(&mut line, LONGEST_LINE)? {
        let text = std::str::from_utf8(&line).unwrap_or_default().trim();
        if text.is_empty() {
            continue;
        }
        let Some((key, value)) = text.split_once(':') else {
            return Err(source.error("a line is no `name : value`"));
        };
        if values.len() == MOST_LINES {
            return Err(source.error(format!("it has more than {MOST_LINES} lines")));
        }
        if values.insert(key.trim().to_owned(), value.trim().to_owned()).is_some() {
            return Err(source.error(format!("`{}` stands there twice", short(key.trim()))));
        }
    }
    // The last line that every version writes.
    if !values.contains_key("command_line") {
        return Err(source.error("it is cut off, or no `fuzzer_stats`: `command_line` is missing"));
    }
    let number = |names: &[&str]| -> Result<u64, Error> {
        let Some((name, value)) = names.iter().find_map(|name| Some((name, values.get(*name)?))) else {
            return Err(source.error(format!("`{}` is missing", names.first().unwrap_or(&""))));
        };
        value.parse().map_err(|_| source.error(format!("`{name}` is no number")))
    };
    let (begun, seen) = (number(&["start_time"])?, number(&["last_update"])?);
    let executions = number(&["execs_done"])?;
    let between = seen.saturating_sub(begun);
    let fuzzing = Fuzzing {
        target: values
            .get("afl_banner")
            .map_or_else(String::new, |banner| short(banner.rsplit('/').next().unwrap_or(banner))),
        executions,
        // Time in which it was stopped does not count, where the version tells it apart.
        seconds: if values.contains_key("run_time") { number(&["run_time"])?.min(between) } else { between },
        crashes: number(&["saved_crashes", "unique_crashes"])?,
        hangs: number(&["saved_hangs", "unique_hangs"])?,
        covered: number(&["edges_found"]).unwrap_or(0),
        finished: executions > 0 && seen > begun,
    };
    Ok(ToolReport {
        tool: "AFL++".to_owned(),
        tool_version: values
            .get("afl_version")
            .map_or_else(String::new, |version| short(version.trim_start_matches("++"))),
        ran: i64::try_from(begun).ok().filter(|time| *time > 0),
        content: Content::Fuzzing(fuzzing),
        ..ToolReport::default()
    })
}

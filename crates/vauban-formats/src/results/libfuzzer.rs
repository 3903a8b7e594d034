//! The log of a libFuzzer target: how long it ran, how much it tried, what it found.
//!
//! A campaign has finished when its log says so: its time or its number of runs was over. One that a finding ended, or
//! whose log just stops, has not. A log may hold several campaigns, one after the other; all of them must have
//! finished. Running a target over the files of a folder is no campaign, and libFuzzer says so itself.

use std::io::BufRead;

use super::source::Source;
use super::{Content, Error, Fuzzing, ToolReport};
use crate::observed::short;

/// Longest line, in bytes; inputs that a target prints can be long.
const LONGEST_LINE: usize = 8 << 20;

/// Reads a log.
pub(super) fn read(from: &mut dyn BufRead) -> Result<ToolReport, Error> {
    let mut source = Source::new(from);
    let mut log = Log::default();
    let mut line = Vec::new();
    while source.read_line(&mut line, LONGEST_LINE)? {
        log.line(std::str::from_utf8(&line).unwrap_or_default());
    }
    log.end();
    if !log.begun {
        return Err(source.error("it is no log of libFuzzer: it names no seed and counts no runs"));
    }
    Ok(ToolReport { tool: "libFuzzer".to_owned(), content: Content::Fuzzing(log.whole), ..ToolReport::default() })
}

#[derive(Default)]
struct Log {
    /// All campaigns that are over.
    whole: Fuzzing,
    campaigns: usize,
    unfinished: bool,
    /// The one that is being read.
    now: Fuzzing,
    open: bool,
    begun: bool,
    /// An error was told and no input was written for it yet.
    told: bool,
}

impl Log {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        if line.starts_with("INFO: Seed: ") {
            self.end();
            self.open = true;
            self.begun = true;
        } else if let Some(rest) = line.strip_prefix("Running `") {
            self.target(rest.split([' ', '`']).next().unwrap_or_default());
        } else if let Some((program, _)) = line.split_once(": Running ").filter(|(_, rest)| rest.contains(" inputs ")) {
            self.target(program);
        } else if let Some(rest) = line.strip_prefix('#') {
            self.progress(rest);
        } else if let Some(rest) = line.strip_prefix("stat::number_of_executed_units:") {
            self.begun = true;
            self.runs(number(rest));
        } else if let Some(rest) = line.strip_prefix("Done ") {
            // `Done 1000 runs in 3 second(s)`
            let words: Vec<&str> = rest.split_whitespace().collect();
            if let [runs, "runs", "in", seconds, ..] = words.as_slice() {
                self.runs(number(runs));
                self.now.seconds = self.now.seconds.max(number(seconds).unwrap_or(0));
                self.now.finished = true;
                self.begun = true;
            }
        } else if let Some(rest) = line.strip_prefix("INFO: exiting: ") {
            // The end of a campaign in several processes: `INFO: exiting: 0 time: 30s`
            let seconds = rest.split_once("time: ").and_then(|(_, time)| number(time.trim_end_matches('s')));
            self.now.seconds = self.now.seconds.max(seconds.unwrap_or(0));
            self.now.finished = rest.starts_with("0 ");
        } else if line.contains("fuzzing was not performed") {
            // It only went over a set of files.
            self.unfinished = true;
            self.now.executions = 0;
        } else if let Some((_, file)) = line.split_once("Test unit written to ") {
            self.written(file);
        } else if line.contains("ERROR: ") && (line.contains("libFuzzer: ") || line.contains("Sanitizer: ")) {
            self.finding();
            self.told = true;
            self.begun = true;
            let hang = line.contains("libFuzzer: timeout") || line.contains("libFuzzer: out-of-memory");
            self.count(hang);
        } else if line.starts_with("SUMMARY: ") && !self.told {
            self.finding();
            self.told = true;
            self.count(line.contains("libFuzzer: timeout") || line.contains("libFuzzer: out-of-memory"));
        }
    }

    fn target(&mut self, program: &str) {
        self.whole.target = short(program.rsplit('/').next().unwrap_or_default());
    }

    /// `#1024 pulse  cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb`, or `#1024: cov: 3 ...` of several processes.
    fn progress(&mut self, rest: &str) {
        let Some(runs) = rest.split([' ', '\t', ':']).next().and_then(number) else { return };
        if !rest.contains("cov: ") && !rest.contains("INITED") && !rest.contains("READ") {
            return;
        }
        self.begun = true;
        self.open = true;
        self.runs(Some(runs));
        let words: Vec<&str> = rest.split_whitespace().collect();
        for pair in words.windows(2) {
            match pair {
                ["cov:", count] => self.now.covered = self.now.covered.max(number(count).unwrap_or(0)),
                ["oom/timeout/crash:", counts] => {
                    let counts: Vec<u64> = counts.split('/').filter_map(number).collect();
                    if let [memory, time, crashes] = counts.as_slice() {
                        self.now.hangs = self.now.hangs.max(memory.saturating_add(*time));
                        self.now.crashes = self.now.crashes.max(*crashes);
                    }
                }
                _ => {}
            }
        }
    }

    /// An input that was kept; its error was mostly told before.
    fn written(&mut self, file: &str) {
        let name = file.trim().rsplit('/').next().unwrap_or_default();
        let hang = name.starts_with("timeout-") || name.starts_with("oom-");
        // Slow inputs are kept as well, and end nothing.
        if name.starts_with("slow-unit-") {
            return;
        }
        if !std::mem::take(&mut self.told) {
            self.count(hang);
        }
        self.finding();
    }

    fn count(&mut self, hang: bool) {
        let count = if hang { &mut self.now.hangs } else { &mut self.now.crashes };
        *count = count.saturating_add(1);
    }

    fn finding(&mut self) {
        self.open = true;
        self.now.finished = false;
        self.unfinished = true;
    }

    fn runs(&mut self, runs: Option<u64>) {
        self.now.executions = self.now.executions.max(runs.unwrap_or(0));
    }

    /// A campaign is over.
    fn end(&mut self) {
        if !self.open && self.now == Fuzzing::default() {
            return;
        }
        let now = std::mem::take(&mut self.now);
        (self.open, self.told) = (false, false);
        self.campaigns += 1;
        // A campaign that tried nothing is none.
        self.unfinished |= !now.finished || now.executions == 0;
        self.whole.executions = self.whole.executions.saturating_add(now.executions);
        self.whole.seconds = self.whole.seconds.saturating_add(now.seconds);
        self.whole.crashes = self.whole.crashes.saturating_add(now.crashes);
        self.whole.hangs = self.whole.hangs.saturating_add(now.hangs);
        self.whole.covered = self.whole.covered.max(now.covered);
        self.whole.finished = self.campaigns > 0 && !self.unfinished;
    }
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

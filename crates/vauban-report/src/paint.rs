//! Colour and links, or neither.

use std::borrow::Cow;

use anstyle::{AnsiColor, Effects, Style as Ansi};
use vauban_analysis::status::Verdict;
use vauban_formats::sarif::uri;

use crate::{Style, text};

pub(crate) const PLAIN: Ansi = Ansi::new();
pub(crate) const BOLD: Ansi = Ansi::new().effects(Effects::BOLD);
pub(crate) const DIM: Ansi = Ansi::new().effects(Effects::DIMMED);
pub(crate) const ERROR: Ansi = AnsiColor::Red.on_default().effects(Effects::BOLD);
pub(crate) const WARNING: Ansi = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
pub(crate) const NOTE: Ansi = AnsiColor::Cyan.on_default().effects(Effects::BOLD);
pub(crate) const GOOD: Ansi = AnsiColor::Green.on_default();
pub(crate) const HALF: Ansi = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Ansi = AnsiColor::Red.on_default();
pub(crate) const FRAME: Ansi = AnsiColor::Blue.on_default().effects(Effects::BOLD);

/// The colour of a verdict.
pub(crate) fn verdict(verdict: Verdict) -> Ansi {
    match verdict {
        Verdict::Met => GOOD,
        Verdict::Partial => HALF,
        Verdict::Missing => BAD,
        Verdict::NotApplicable => DIM,
    }
}

impl Style {
    /// Text in a colour, if colour is wanted.
    pub(crate) fn paint<'t>(&self, ansi: Ansi, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        let text = text.into();
        if !self.color || ansi == PLAIN || text.is_empty() {
            return text;
        }
        Cow::Owned(format!("{ansi}{text}{ansi:#}"))
    }

    /// `file:line:column`, disarmed, as a link to the file where the terminal can follow one.
    pub(crate) fn location(&self, file: &str, line: u32, column: Option<u32>) -> String {
        let shown = text::one_line(file);
        let shown = match column {
            Some(column) => format!("{shown}:{line}:{column}"),
            None => format!("{shown}:{line}"),
        };
        self.link(file, shown)
    }

    /// `file:line` in few columns: without the folder that all records lie in.
    pub(crate) fn near(&self, file: &str, line: usize) -> String {
        let shown = text::one_line(file);
        let shown = shown.strip_prefix("security/").unwrap_or(&shown);
        self.link(file, format!("{shown}:{line}"))
    }

    fn link(&self, file: &str, shown: String) -> String {
        match &self.hyperlinks {
            // A file as of a revision, `2.3:security/a.toml`, is not one that a terminal can open.
            Some(folder) if self.color && !file.split('/').next().is_some_and(|first| first.contains(':')) => {
                let slash = if folder.starts_with('/') { "" } else { "/" };
                let folder = uri(&folder.replace('\\', "/")).replace("%3A", ":");
                let target = format!("file://{slash}{}/{}", folder.trim_end_matches('/'), uri(file));
                format!("\u{1b}]8;;{target}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
            }
            _ => shown,
        }
    }
}

/// Text without colours and links; tests and the SVG picture compare by it.
#[cfg(test)]
pub(crate) fn strip(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = match after.chars().next() {
            Some(']') => after.split_once("\u{1b}\\").map_or("", |(_, rest)| rest),
            _ => after.split_once('m').map_or("", |(_, rest)| rest),
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_hold_no_escapes_of_the_file_name() {
        let style = Style { color: true, hyperlinks: Some("/srv/x y".into()), ..Style::default() };
        let link = style.location("a\u{1b}b.toml", 3, Some(1));
        assert_eq!(link, "\u{1b}]8;;file:///srv/x%20y/a%1Bb.toml\u{1b}\\a\\u{1b}b.toml:3:1\u{1b}]8;;\u{1b}\\");
        assert_eq!(strip(&link), "a\\u{1b}b.toml:3:1");
        assert_eq!(Style { color: false, ..style }.location("a", 1, None), "a:1");
        let windows = Style { color: true, hyperlinks: Some("C:\\x".into()), ..Style::default() };
        assert!(windows.location("a", 1, None).contains("file:///C:/x/a"));
    }
}

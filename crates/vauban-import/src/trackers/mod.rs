//! Issues of trackers into records: exports of GitHub, GitLab and Jira, as JSON or as the CSV that they offer.
//!
//! What a tracker says becomes a draft with a link back: title, text, when it was opened and closed. What it does not say,
//! as whether an issue applies and how bad it is, is left to people. Names of persons are not taken over. What was kept
//! confidential there comes without its text and with a mark that the check holds against the place it stands in.

pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod jira;

use std::collections::HashMap;

use vauban_formats::sheet::{Sheet, read_csv};

use crate::error::ImportError;
use crate::lost::{Losses, Place};
use crate::names::{Ids, slug};
use crate::source::{Tree, json, text};
use crate::{Draft, Field, Imported, Source};

/// Issues of one file.
const MOST: usize = 100_000;
/// Letters of a description.
const LONGEST: usize = 20_000;

pub(crate) const PERSONS: &str = "names of persons are not taken over";
pub(crate) const TALK: &str = "what was said about it stays in the tracker";

/// An issue as a tracker has it.
#[derive(Debug, Default)]
pub(crate) struct Item {
    /// Its id there: `#12`, `GW-12`.
    pub(crate) key: String,
    /// Its title.
    pub(crate) title: String,
    /// Its text.
    pub(crate) text: Option<String>,
    /// Where it stands there.
    pub(crate) url: Option<String>,
    /// When it was opened, as written.
    pub(crate) opened: Option<String>,
    /// When it was closed, as written.
    pub(crate) closed_at: Option<String>,
    /// Whether it is closed.
    pub(crate) closed: bool,
    /// Its labels.
    pub(crate) labels: Vec<String>,
    /// How bad it is, where the tracker has a field for it.
    pub(crate) severity: Option<String>,
    /// Whether it was kept from some readers there.
    pub(crate) confidential: bool,
    /// Where it stands in the file.
    pub(crate) place: Place,
}

/// The drafts of issues.
pub(crate) fn drafts(items: Vec<Item>, tracker: &str, lost: &mut Losses) -> Vec<Draft> {
    let mut ids = Ids::default();
    items.into_iter().map(|item| draft(item, tracker, &mut ids, lost)).collect()
}

fn draft(item: Item, tracker: &str, ids: &mut Ids, lost: &mut Losses) -> Draft {
    let name = if slug(&item.title).is_empty() { format!("{tracker} {}", item.key) } else { item.title.clone() };
    let mut fields = vec![("title".to_owned(), Field::Text(item.title.clone()))];
    let mut put = |key: &str, field: Field| fields.push((key.to_owned(), field));
    put("state", Field::Text(if item.closed { "closed" } else { "received" }.to_owned()));
    let mut asks = vec!["`source`: where it came from".to_owned()];
    let opened = item.opened.as_deref().map(time);
    match &opened {
        Some(Time::Moment(at)) => {
            put("received", Field::Date(at.get(..10).unwrap_or_default().to_owned()));
            put("received-at", Field::Time(at.clone()));
        }
        Some(Time::Day(day)) => {
            put("received", Field::Date(day.clone()));
            asks.push("`received-at`: the tracker's export names no zone, so only the day is taken".to_owned());
        }
        Some(Time::None) | None => {
            if item.opened.is_some() {
                lost.add(&item.place, "a time of opening that is none");
            }
            asks.push("`received`: when it arrived".to_owned());
        }
    }
    let reference = [Some(format!("{tracker} {}", item.key)), item.url.clone()];
    put("external", Field::Text(reference.into_iter().flatten().collect::<Vec<_>>().join(", ")));
    let severity = item.severity.as_deref().or_else(|| item.labels.iter().find_map(|label| severity_label(label)));
    if let Some(word) = severity.and_then(severity_word) {
        put("severity", Field::Text(word.to_owned()));
    } else if severity.is_some() {
        lost.add(&item.place, "a severity that is none of low, medium, high, critical");
    }
    let classes: Vec<String> = item.labels.iter().filter_map(|label| weakness(label)).collect();
    if !classes.is_empty() {
        put("cwe", Field::Words(classes));
    }
    let tags: Vec<String> = item
        .labels
        .iter()
        .filter(|label| severity_label(label).is_none() && weakness(label).is_none())
        .cloned()
        .collect();
    if !tags.is_empty() {
        put("tags", Field::Words(tags));
    }
    if item.confidential {
        put("handling", Field::Text("TLP:AMBER+STRICT".to_owned()));
        asks.push(
            "it was confidential in the tracker: keep it in a folder that is used with `restricted = true`".to_owned(),
        );
        if item.text.is_some() {
            lost.add(&item.place, "the text of a confidential issue is not copied");
        }
    } else if let Some(text) = item.text.filter(|text| !text.trim().is_empty()) {
        put("description", Field::Text(cut(text.trim(), &item.place, lost)));
    }
    if item.closed {
        match item.closed_at.as_deref().map(time) {
            Some(Time::Moment(at)) => put("closed", Field::Date(at.get(..10).unwrap_or_default().to_owned())),
            Some(Time::Day(day)) => put("closed", Field::Date(day)),
            Some(Time::None) | None => asks.push("`closed`: when it ended".to_owned()),
        }
        asks.push("`decision` and what shows it: the tracker says only that it was closed".to_owned());
    }
    Draft { kind: "issue", id: ids.make("issue", &name), fields, origin: item.place.path, asks }
}

fn cut(text: &str, place: &Place, lost: &mut Losses) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            lost.add(place, format!("a text of more than {LONGEST} letters: the rest"));
            format!("{} […]", text.get(..end).unwrap_or_default())
        }
        None => text.to_owned(),
    }
}

/// `severity: high`, `severity::2`, `Severity/High`: what stands behind.
fn severity_label(label: &str) -> Option<&str> {
    let plain = label.trim();
    let head = plain.get(..8).filter(|head| head.eq_ignore_ascii_case("severity"))?;
    let rest = plain.get(head.len()..)?.trim_start_matches([':', '/', '-', ' ', '=']);
    (!rest.is_empty() && rest.len() < plain.len() - head.len()).then_some(rest)
}

/// A severity by the words that trackers use; numbers are GitLab's, of which 1 is the worst.
fn severity_word(word: &str) -> Option<&'static str> {
    match word.trim().to_ascii_lowercase().as_str() {
        "critical" | "1" | "s1" => Some("critical"),
        "high" | "2" | "s2" => Some("high"),
        "medium" | "moderate" | "3" | "s3" => Some("medium"),
        "low" | "4" | "s4" => Some("low"),
        _ => None,
    }
}

/// `CWE-787` or `cwe: 787` as a class of weakness.
fn weakness(label: &str) -> Option<String> {
    let plain = label.trim();
    let head = plain.get(..3).filter(|head| head.eq_ignore_ascii_case("cwe"))?;
    let digits = plain.get(head.len()..)?.trim_start_matches([':', '-', ' ', '/', '_']);
    let fine = (1..=5).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    fine.then(|| format!("CWE-{digits}"))
}

/// What a tracker wrote as a time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// A time with zone, as RFC 3339.
    Moment(String),
    /// A day; the time had no zone.
    Day(String),
    /// Neither.
    None,
}

/// Reads `2026-11-03T09:12:44.000+0100`, `2026-11-03 09:12:44 UTC`, `2026-11-03`. A time without zone is a day.
pub(crate) fn time(text: &str) -> Time {
    let text = text.trim();
    let Some(date) = text.get(..10).filter(|date| is_date(date)) else { return Time::None };
    let day = || Time::Day(date.to_owned());
    let Some(rest) = text.get(11..).filter(|_| matches!(text.as_bytes().get(10), Some(b'T' | b' '))) else {
        return if text.len() == 10 { day() } else { Time::None };
    };
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != ':').unwrap_or(rest.len());
    let (clock, zone) = (rest.get(..end).unwrap_or_default(), rest.get(end..).unwrap_or_default());
    let parts: Vec<Option<u8>> =
        clock.split(':').map(|part| (part.len() == 2).then(|| part.parse().ok()).flatten()).collect();
    let (hour, minute, second) = match parts.as_slice() {
        [Some(hour), Some(minute)] => (*hour, *minute, 0),
        [Some(hour), Some(minute), Some(second)] => (*hour, *minute, (*second).min(59)),
        _ => return day(),
    };
    if hour > 23 || minute > 59 {
        return day();
    }
    let zone = match zone.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()),
        None => zone,
    };
    let zone = match zone.trim() {
        "Z" | "z" | "UTC" | "GMT" => "Z".to_owned(),
        zone => {
            let plain = zone.replace(':', "");
            let sign = plain.starts_with(['+', '-']);
            let digits = plain.get(1..).unwrap_or_default();
            let fine = sign && digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit());
            match (plain.get(..3), plain.get(3..)) {
                (Some(hours), Some(minutes)) if fine && minutes < "60" && digits < "2400" => {
                    format!("{hours}:{minutes}")
                }
                _ => return day(),
            }
        }
    };
    Time::Moment(format!("{date}T{hour:02}:{minute:02}:{second:02}{zone}"))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let [Some(year), Some(month), Some(day)] = parts.as_slice() else { return false };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    let written = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    written && (1..=9999).contains(year) && (1..=last).contains(day)
}

/// A JSON export.
pub(crate) fn tree(source: &Source<'_>) -> Result<Tree, ImportError> {
    json(source.name, &text(source.name, source.bytes)?)
}

/// Whether a file is JSON: it begins with a brace or bracket.
pub(crate) fn is_json(source: &Source<'_>) -> bool {
    let start = source.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source.bytes);
    start.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

/// A CSV export by its columns. What nobody asked for is told.
pub(crate) struct Columns {
    names: Vec<String>,
    by_name: HashMap<String, Vec<usize>>,
    rows: Vec<Vec<String>>,
    asked: Vec<bool>,
}

impl Columns {
    /// Reads a file; the first row names the columns, and these must be among them.
    pub(crate) fn open(source: &Source<'_>, needed: &[&str]) -> Result<Columns, ImportError> {
        let sheet: Sheet =
            read_csv(source.bytes).map_err(|error| ImportError::whole(source.name, error.to_string()))?;
        let mut rows = sheet.rows.into_iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<String>>());
        let names: Vec<String> = rows.next().unwrap_or_default();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            by_name.entry(name.trim().to_lowercase()).or_default().push(at);
        }
        for name in needed {
            if !by_name.contains_key(&name.to_lowercase()) {
                return Err(ImportError::whole(source.name, format!("no column `{name}`: its first row names others")));
            }
        }
        let rows: Vec<Vec<String>> = rows.filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        limit(source, rows.len())?;
        let asked = vec![false; names.len()];
        Ok(Columns { names, by_name, rows, asked })
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// What stands in the columns of a name, as far as they say something: Jira repeats a column for each label.
    pub(crate) fn all(&mut self, row: usize, name: &str) -> Vec<String> {
        let columns = self.by_name.get(&name.to_lowercase()).cloned().unwrap_or_default();
        let mut found = Vec::new();
        for at in columns {
            if let Some(asked) = self.asked.get_mut(at) {
                *asked = true;
            }
            let cell = self.rows.get(row).and_then(|row| row.get(at)).map(|cell| cell.trim());
            found.extend(cell.filter(|cell| !cell.is_empty()).map(str::to_owned));
        }
        found
    }

    /// The first of them.
    pub(crate) fn one(&mut self, row: usize, name: &str) -> Option<String> {
        self.all(row, name).into_iter().next()
    }

    /// Tells the columns that nobody asked for and that say something.
    pub(crate) fn tell(&self, known: &[(&str, &str)], lost: &mut Losses) {
        for (at, name) in self.names.iter().enumerate() {
            let said = self.rows.iter().filter(|row| row.get(at).is_some_and(|cell| !cell.trim().is_empty())).count();
            if said == 0 || self.asked.get(at).copied().unwrap_or(true) {
                continue;
            }
            let plain = name.trim().to_lowercase();
            let reason = known.iter().find(|(one, _)| plain.starts_with(&one.to_lowercase())).map(|(_, why)| *why);
            let shown: String = name.chars().take(60).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
            let path = format!("/{shown}");
            lost.add_row(&path, &path, reason.unwrap_or("no record field for it").to_owned(), said);
        }
    }
}

/// Refuses a file with more issues than are read.
pub(crate) fn limit(source: &Source<'_>, found: usize) -> Result<(), ImportError> {
    if found > MOST {
        return Err(ImportError::whole(source.name, format!("it has {found} issues, more than {MOST}")));
    }
    Ok(())
}

/// The place of a row of a CSV file.
pub(crate) fn row_place(row: usize) -> Place {
    Place { path: format!("/{}", row + 2), star: "/*".to_owned() }
}

/// What came out.
pub(crate) fn imported(items: Vec<Item>, tracker: &str, mut lost: Losses) -> Imported {
    let drafts = drafts(items, tracker, &mut lost);
    Imported { drafts, lost: lost.finish() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_zone_or_are_days() {
        let moment = |text: &str| Time::Moment(text.to_owned());
        for (text, expect) in [
            ("2026-11-03T08:12:44Z", moment("2026-11-03T08:12:44Z")),
            ("2026-11-03T09:12:44.123+0100", moment("2026-11-03T09:12:44+01:00")),
            ("2026-11-03T09:12:44.123-03:30", moment("2026-11-03T09:12:44-03:30")),
            ("2026-11-03 08:12:44 UTC", moment("2026-11-03T08:12:44Z")),
            ("2026-11-03 08:12:44", Time::Day("2026-11-03".to_owned())),
            ("2026-11-03T25:12:44Z", Time::Day("2026-11-03".to_owned())),
            ("2026-11-03", Time::Day("2026-11-03".to_owned())),
            ("2026-02-30T08:12:44Z", Time::None),
            ("03/Nov/26 9:12 AM", Time::None),
            ("", Time::None),
            ("ääääääääää", Time::None),
        ] {
            assert_eq!(time(text), expect, "{text}");
        }
    }

    #[test]
    fn labels_say_severity_and_weakness() {
        assert_eq!(severity_label("Severity::High").and_then(severity_word), Some("high"));
        assert_eq!(severity_label("severity: 1").and_then(severity_word), Some("critical"));
        assert_eq!(severity_label("severity"), None);
        assert_eq!(severity_label("security"), None);
        assert_eq!(weakness("CWE-787").as_deref(), Some("CWE-787"));
        assert_eq!(weakness("cwe: 79").as_deref(), Some("CWE-79"));
        assert_eq!(weakness("cwe"), None);
    }
}

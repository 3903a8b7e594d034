//! Where a file of evidence comes from, by what it says itself and by what its record says.

use vauban_diagnostics::Span;
use vauban_model::kinds::EvidenceFile;
use vauban_model::{AnyId, Date, EvidenceForm, Record, Ref, ResultFile};

use super::same_commit;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// Where a file comes from. What the file says goes before what its record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What it is.
    pub form: Option<EvidenceForm>,
    /// The tool that wrote it.
    pub tool: Option<String>,
    /// Its version.
    pub tool_version: Option<String>,
    /// Day of its vulnerability data or rules.
    pub database: Option<Date>,
    /// First and last second at which it can have run, from 1970-01-01T00:00:00Z.
    pub ran: Option<(i64, i64)>,
    /// The commit it looked at.
    pub commit: Option<String>,
    /// Digest of what it looked at.
    pub artefact: Option<String>,
    /// Releases that its record names.
    pub releases: Vec<AnyId>,
    /// Components and interfaces that its record names.
    pub on: Vec<AnyId>,
}

impl Origin {
    /// The day on which it ran: the middle of what the time can mean.
    pub fn day(&self) -> Option<Date> {
        let (first, last) = self.ran?;
        Date::from_days((first + (last - first) / 2).div_euclid(DAY))
    }
}

/// Where a record and the file it tells of disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The record.
    pub record: AnyId,
    /// The key of it.
    pub key: &'static str,
    /// Where it stands.
    pub span: Span,
    /// What the record says.
    pub said: String,
    /// What the file says.
    pub file: String,
}

/// Joins what a file and its record say, and tells where they disagree.
pub(super) fn join(
    record: Option<&Record<EvidenceFile>>,
    id: Option<AnyId>,
    file: Option<&ResultFile>,
) -> (Origin, Vec<Contradiction>) {
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let mut origin = Origin::default();
    if let Some(file) = file {
        origin.form = Some(file.form);
        origin.tool = some(&file.tool);
        origin.tool_version = some(&file.tool_version);
        origin.database = file.database_day.and_then(Date::from_days);
        origin.ran = file.ran.map(|at| (at, at));
        origin.commit = some(&file.commit);
    }
    let (Some(record), Some(id)) = (record, id) else { return (origin, Vec::new()) };
    let mut wrong = Vec::new();
    let mut against = |key, span, said: &str, file: &str, agree: bool| {
        if !agree {
            wrong.push(Contradiction { record: id, key, span, said: said.to_owned(), file: file.to_owned() });
        }
    };
    if let Some(form) = &record.form {
        match origin.form {
            Some(known) => against("form", form.span, form.value.word(), known.word(), known == form.value),
            None => origin.form = Some(form.value),
        }
    }
    if let Some(tool) = &record.tool {
        match &origin.tool {
            Some(known) => against("tool", tool.span, tool, known, same_tool(tool, known)),
            None => origin.tool = Some(tool.to_string()),
        }
    }
    if let Some(version) = &record.tool_version {
        match &origin.tool_version {
            Some(known) => against("tool-version", version.span, version, known, same_version(version, known)),
            None => origin.tool_version = Some(version.to_string()),
        }
    }
    if let Some(day) = &record.database_date {
        match origin.database {
            Some(known) => {
                let near = (known.days() - day.date.days()).abs() <= 1;
                against("database-date", day.span, &day.date.to_string(), &known.to_string(), near);
            }
            None => origin.database = Some(day.date),
        }
    }
    if let Some(ran) = &record.ran
        && let Some(said) = ran.seconds()
    {
        match origin.ran {
            Some(known) => {
                let day = Date::from_days(known.0.div_euclid(DAY)).map(|day| day.to_string()).unwrap_or_default();
                let told = ran.date().map(|day| day.to_string()).unwrap_or_default();
                against("ran", ran.span(), &told, &day, apart(said, known) <= DAY);
            }
            None => origin.ran = Some(said),
        }
    }
    if let Some(commit) = &record.commit {
        match &origin.commit {
            Some(known) => against("commit", commit.span, commit, known, same_commit(commit, known)),
            None => origin.commit = Some(commit.to_string()),
        }
    }
    origin.artefact = record.artefact.as_ref().map(|digest| digest.0.to_string());
    origin.releases = record.release.iter().filter_map(Ref::to).collect();
    origin.on = record.on.iter().filter_map(Ref::to).collect();
    (origin, wrong)
}

/// Seconds between two spans of time; 0 where they overlap.
pub(super) fn apart(one: (i64, i64), other: (i64, i64)) -> i64 {
    (one.0.saturating_sub(other.1)).max(other.0.saturating_sub(one.1)).max(0)
}

/// Whether two names mean the same tool: `Clippy` and `clippy`, `nmap` and `Nmap Security Scanner`.
fn same_tool(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (one, other) = (plain(one), plain(other));
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

/// Whether two texts mean the same version: `v1.79` and `1.79.0`, `18.1.8` and `18.1.8 (Debian)`, not `1.7` and `1.79`.
pub fn same_version(one: &str, other: &str) -> bool {
    let plain = |version: &str| version.trim().trim_start_matches(['v', 'V']).to_ascii_lowercase();
    let (one, other) = (plain(one), plain(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let goes_on = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    !short.is_empty() && long.strip_prefix(short.as_str()).is_some_and(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_and_versions_are_compared_as_people_mean_them() {
        assert!(same_tool("Clippy", "clippy") && same_tool("nmap", "Nmap Security Scanner"));
        assert!(!same_tool("cppcheck", "clang-tidy") && !same_tool("", "clippy"));
        assert!(same_version("v1.79", "1.79.0") && same_version("18.1.8", "18.1.8 (Debian)"));
        assert!(!same_version("1.7", "1.79") && !same_version("", "1.79") && !same_version("1.78.0", "1.79.0"));
    }

    #[test]
    fn spans_of_time_that_overlap_are_not_apart() {
        assert_eq!(apart((0, 10), (5, 5)), 0);
        assert_eq!(apart((0, 10), (15, 20)), 5);
        assert_eq!(apart((i64::MAX, i64::MAX), (i64::MIN, i64::MIN)), i64::MAX);
    }
}

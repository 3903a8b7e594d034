//! Pull and merge requests that were taken in, with who approved what.
//!
//! Two forms are read. GitHub: what `gh pr list --state merged --json number,author,mergedBy,mergeCommit,commits,reviews`
//! prints. GitLab: an array of merge requests as its API gives them, each with what the API says of its commits and
//! approvals under `commits` and `approvals`.
//!
//! An approval counts for the commits that were there when it was given: up to the commit that it names, else up to
//! its time by the later of both dates of a commit. One that names neither counts for nothing. The last word of a
//! person decides: an approval that was dismissed, or followed by a request for changes, is none.

use serde::Deserialize;

/// Requests of a file.
pub const MOST: usize = 200_000;

/// Commits or reviews of one request.
pub const MOST_OF_ONE: usize = 10_000;

/// Where requests were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// GitHub.
    Github,
    /// GitLab.
    Gitlab,
}

impl Place {
    /// As accounts name it.
    pub fn word(self) -> &'static str {
        match self {
            Place::Github => "github",
            Place::Gitlab => "gitlab",
        }
    }
}

/// A request that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where.
    pub place: Place,
    /// Its number there.
    pub number: u64,
    /// The account of who asked; may be empty.
    pub author: String,
    /// The account of who took it in; may be empty.
    pub taken_in_by: String,
    /// Commits that it became.
    pub became: Vec<String>,
    /// Its commits, oldest first.
    pub commits: Vec<Commit>,
    /// Approvals that stand, by account.
    pub approvals: Vec<Approval>,
}

/// A commit of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// Accounts of its authors.
    pub accounts: Vec<String>,
    /// Addresses of its authors, in lower case.
    pub addresses: Vec<String>,
    /// The later of its dates, in seconds since 1970.
    made: Option<i64>,
}

/// An approval that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The account.
    pub by: String,
    /// How many of the commits it saw.
    pub saw: usize,
}

/// Reads an export.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn read(bytes: &[u8]) -> Result<Vec<Request>, String> {
    let wrong = |wrong: serde_json::Error| format!("it is no export of requests: {}", short(&wrong.to_string()));
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    let forms: Vec<Form> = serde_json::from_str(text).map_err(wrong)?;
    if forms.len() > MOST {
        return Err(format!("it holds more than {MOST} requests"));
    }
    let mut requests = Vec::new();
    for form in forms {
        let request = match form {
            Form::Github(one) => github(*one),
            Form::Gitlab(one) => gitlab(*one),
        };
        requests.extend(request?);
    }
    Ok(requests)
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Gitlab(Box<GitlabRequest>),
    Github(Box<GithubRequest>),
}

#[derive(Deserialize)]
struct Account {
    login: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Oid {
    oid: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GithubRequest {
    number: u64,
    author: Option<Account>,
    merged_by: Option<Account>,
    merge_commit: Option<Oid>,
    commits: Vec<GithubCommit>,
    reviews: Vec<GithubReview>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GithubCommit {
    oid: String,
    #[serde(default)]
    authors: Vec<Account>,
    authored_date: Option<String>,
    committed_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GithubReview {
    author: Option<Account>,
    state: String,
    submitted_at: Option<String>,
    commit: Option<Oid>,
}

fn github(read: GithubRequest) -> Result<Option<Request>, String> {
    bounded(read.number, read.commits.len().max(read.reviews.len()))?;
    // Only what was taken in is of interest.
    let Some(became) = read.merge_commit.and_then(|commit| commit.oid).filter(|id| hexadecimal(id)) else {
        return Ok(None);
    };
    let commits: Vec<Commit> = read
        .commits
        .into_iter()
        .map(|commit| Commit {
            made: later(commit.authored_date.as_deref(), commit.committed_date.as_deref()),
            accounts: commit.authors.iter().filter_map(|author| filled(author.login.clone())).collect(),
            addresses: commit
                .authors
                .iter()
                .filter_map(|one| filled(one.email.clone()))
                .map(|one| one.to_lowercase())
                .collect(),
            id: commit.oid,
        })
        .collect();
    let mut words: Vec<(String, Option<usize>)> = Vec::new();
    let mut reviews = read.reviews;
    reviews.sort_by_key(|review| review.submitted_at.as_deref().and_then(seconds));
    for review in reviews {
        let Some(by) = review.author.and_then(|author| filled(author.login)) else { continue };
        let saw = match review.state.as_str() {
            "APPROVED" => {
                let at = review.commit.and_then(|commit| commit.oid);
                Some(match at {
                    Some(id) => commits.iter().position(|commit| commit.id == id).map_or(0, |at| at + 1),
                    None => seen_by(&commits, review.submitted_at.as_deref()),
                })
            }
            "CHANGES_REQUESTED" | "DISMISSED" => None,
            // A comment changes nothing.
            _ => continue,
        };
        words.push((by, saw));
    }
    let account = |account: Option<Account>| account.and_then(|account| account.login).unwrap_or_default();
    Ok(Some(Request {
        place: Place::Github,
        number: read.number,
        author: account(read.author),
        taken_in_by: account(read.merged_by),
        became: vec![became],
        commits,
        approvals: standing(words),
    }))
}

#[derive(Deserialize)]
struct User {
    username: Option<String>,
}

#[derive(Deserialize)]
struct GitlabRequest {
    iid: u64,
    author: Option<User>,
    merge_user: Option<User>,
    merged_by: Option<User>,
    state: Option<String>,
    merge_commit_sha: Option<String>,
    squash_commit_sha: Option<String>,
    #[serde(default)]
    commits: Vec<GitlabCommit>,
    approvals: Option<GitlabApprovals>,
}

#[derive(Deserialize)]
struct GitlabCommit {
    id: String,
    author_email: Option<String>,
    authored_date: Option<String>,
    committed_date: Option<String>,
    created_at: Option<String>,
}

#[derive(Deserialize)]
struct GitlabApprovals {
    #[serde(default)]
    approved_by: Vec<GitlabApproval>,
}

#[derive(Deserialize)]
struct GitlabApproval {
    user: Option<User>,
    approved_at: Option<String>,
}

fn gitlab(read: GitlabRequest) -> Result<Option<Request>, String> {
    let approvals = read.approvals.map(|approvals| approvals.approved_by).unwrap_or_default();
    bounded(read.iid, read.commits.len().max(approvals.len()))?;
    if read.state.as_deref().is_some_and(|state| state != "merged") {
        return Ok(None);
    }
    let became: Vec<String> =
        [read.merge_commit_sha, read.squash_commit_sha].into_iter().flatten().filter(|id| hexadecimal(id)).collect();
    let mut commits: Vec<Commit> = read
        .commits
        .into_iter()
        .map(|commit| Commit {
            made: later(commit.authored_date.as_deref(), commit.committed_date.or(commit.created_at).as_deref()),
            accounts: Vec::new(),
            addresses: filled(commit.author_email).map(|one| one.to_lowercase()).into_iter().collect(),
            id: commit.id,
        })
        .collect();
    // The API gives the newest first; which way round it was saved does not matter.
    commits.sort_by_key(|commit| commit.made);
    let words = approvals.into_iter().filter_map(|approval| {
        let by = filled(approval.user?.username)?;
        Some((by, Some(seen_by(&commits, approval.approved_at.as_deref()))))
    });
    let approvals = standing(words.collect());
    let account = |user: Option<User>| user.and_then(|user| user.username).unwrap_or_default();
    Ok(Some(Request {
        place: Place::Gitlab,
        number: read.iid,
        author: account(read.author),
        taken_in_by: account(read.merge_user.or(read.merged_by)),
        became,
        commits,
        approvals,
    }))
}

fn bounded(number: u64, parts: usize) -> Result<(), String> {
    match parts > MOST_OF_ONE {
        true => Err(format!("request {number} has more than {MOST_OF_ONE} commits or reviews")),
        false => Ok(()),
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty() && text.len() < 300)
}

fn hexadecimal(id: &str) -> bool {
    id.len() >= 40 && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The last word of every account, of those that approve.
fn standing(words: Vec<(String, Option<usize>)>) -> Vec<Approval> {
    let mut last: std::collections::BTreeMap<String, Option<usize>> = std::collections::BTreeMap::new();
    for (by, saw) in words {
        last.insert(by, saw);
    }
    let stand = last.into_iter().filter_map(|(by, saw)| Some(Approval { by, saw: saw? }));
    stand.filter(|approval| approval.saw > 0).collect()
}

/// How many commits, from the oldest on, were made before a moment; one whose dates are missing ends the row.
fn seen_by(commits: &[Commit], at: Option<&str>) -> usize {
    let Some(at) = at.and_then(seconds) else { return 0 };
    commits.iter().take_while(|commit| commit.made.is_some_and(|made| made <= at)).count()
}

fn later(one: Option<&str>, other: Option<&str>) -> Option<i64> {
    let (one, other) = (one.map(seconds), other.map(seconds));
    match (one, other) {
        // What is written and no date could be any.
        (Some(None), _) | (_, Some(None)) | (None, None) => None,
        (one, other) => one.flatten().max(other.flatten()),
    }
}

/// Seconds since 1970 of a moment as RFC 3339 writes it.
fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, until: usize| -> Option<i64> {
        let digits = text.get(from..until)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let mark = |at: usize, wanted: &[u8]| text.as_bytes().get(at).is_some_and(|byte| wanted.contains(byte));
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let marked = mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":");
    let real = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !(marked && real) {
        return None;
    }
    let rest = text.get(19..)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|letter: char| letter.is_ascii_digit()),
        None => rest,
    };
    let offset = match rest {
        "Z" | "z" => 0,
        zone => {
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let (hours, minutes) = (zone.get(1..3)?, zone.get(zone.len().checked_sub(2)?..)?);
            let plain = matches!(zone.len(), 5 | 6);
            let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            plain.then_some(sign * (hours * 3_600 + minutes * 60))?
        }
    };
    // Days of the civil calendar since 1970-01-01, with the year beginning in March.
    let shifted = year - i64::from(month <= 2);
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let check = |text, expect| assert_eq!(seconds(text), expect, "{text}");
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-11-22T12:00:00Z", Some(20_779 * 86_400 + 43_200));
        check("2026-11-22T12:00:00.123+02:00", Some(20_779 * 86_400 + 36_000));
        check("2026-11-22T12:00:00-0130", Some(20_779 * 86_400 + 48_600));
        check("2026-11-22", None);
        check("2026-11-22T12:00:00", None);
        check("2026-13-22T12:00:00Z", None);
        check("2026-11-22T12:00:00+é", None);
    }

    fn github(reviews: &str) -> Vec<Approval> {
        let text = format!(
            r#"[{{"number": 7, "author": {{"login": "dev"}}, "mergedBy": {{"login": "lead"}}, "mergeCommit": {{"oid": "{}"}},
               "commits": [{{"oid": "a1", "authors": [{{"login": "dev", "email": "DEV@x"}}], "authoredDate": "2026-03-01T10:00:00Z", "committedDate": "2026-03-01T10:00:00Z"}},
                           {{"oid": "b2", "authoredDate": "2026-03-02T10:00:00Z", "committedDate": "2026-03-02T11:00:00Z"}}],
               "reviews": {reviews}}}]"#,
            "c".repeat(40)
        );
        let requests = read(text.as_bytes()).unwrap();
        assert_eq!(requests[0].commits[0].addresses, ["dev@x"]);
        requests[0].approvals.clone()
    }

    fn approval(by: &str, saw: usize) -> Approval {
        Approval { by: by.to_owned(), saw }
    }

    #[test]
    fn an_approval_counts_for_what_was_there() {
        let on = |id: &str| {
            format!(r#"[{{"author": {{"login": "qa"}}, "state": "APPROVED", "commit": {{"oid": "{id}"}}}}]"#)
        };
        assert_eq!(github(&on("a1")), [approval("qa", 1)]);
        assert_eq!(github(&on("b2")), [approval("qa", 2)]);
        assert_eq!(github(&on("gone")), []);
        let at =
            |time: &str| format!(r#"[{{"author": {{"login": "qa"}}, "state": "APPROVED", "submittedAt": "{time}"}}]"#);
        assert_eq!(github(&at("2026-03-02T10:30:00Z")), [approval("qa", 1)], "the later date of a commit counts");
        assert_eq!(github(&at("2026-03-02T12:00:00Z")), [approval("qa", 2)]);
        assert_eq!(github(&at("soon")), []);
    }

    #[test]
    fn the_last_word_counts() {
        let word = |state: &str, time: &str| {
            format!(
                r#"{{"author": {{"login": "qa"}}, "state": "{state}", "submittedAt": "{time}", "commit": {{"oid": "b2"}}}}"#
            )
        };
        let early = word("APPROVED", "2026-03-03T10:00:00Z");
        let late = "2026-03-04T10:00:00Z";
        assert_eq!(github(&format!("[{}, {early}]", word("CHANGES_REQUESTED", late))), []);
        assert_eq!(github(&format!("[{early}, {}]", word("DISMISSED", late))), []);
        assert_eq!(github(&format!("[{early}, {}]", word("COMMENTED", late))), [approval("qa", 2)]);
    }

    #[test]
    fn merge_requests_of_gitlab() {
        let text = format!(
            r#"[{{"iid": 3, "state": "merged", "author": {{"username": "dev"}}, "merge_user": {{"username": "lead"}},
                "merge_commit_sha": "{}", "squash_commit_sha": null,
                "commits": [{{"id": "b2", "author_email": "dev@x", "committed_date": "2026-03-02T10:00:00.000+00:00"}},
                            {{"id": "a1", "author_email": "dev@x", "committed_date": "2026-03-01T10:00:00.000+00:00"}}],
                "approvals": {{"approved_by": [{{"user": {{"username": "qa"}}, "approved_at": "2026-03-01T12:00:00Z"}},
                                               {{"user": {{"username": "old"}}}}]}}}},
               {{"iid": 4, "state": "closed", "commits": []}}]"#,
            "d".repeat(40)
        );
        let requests = read(text.as_bytes()).unwrap();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].taken_in_by, "lead");
        assert_eq!(requests[0].commits.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a1", "b2"]);
        assert_eq!(requests[0].approvals, [approval("qa", 1)], "an approval without a time counts for nothing");
    }

    #[test]
    fn what_is_no_export_is_refused() {
        for text in ["", "{}", "[1]", r#"[{"number": 1}]"#, r#"[{"name": "x"}]"#, "[[[[[["] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}

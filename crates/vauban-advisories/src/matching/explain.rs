//! Why something is a match, in sentences: which name, which rule about the version, which record, what is in doubt.

use crate::advisory::Versions;
use crate::index::{Answer, Rule, Why};

use super::hits::{By, Hit};
use super::{Confidence, Doubt, Match};

/// The reasons for a match.
pub(super) fn sentences(found: &Match, hit: &Hit, by: &By, left_out: Option<&[String]>) -> Vec<String> {
    let empty = Versions::default();
    let affected = found.advisory.affected.get(found.place);
    let versions = affected.map_or(&empty, |affected| &affected.versions);
    let mut said = vec![name(found, hit, by)];
    let version = by.version.as_deref().unwrap_or("?");
    said.push(match found.answer {
        Answer::Affected(Rule::Listed) => format!("{version} is listed as affected"),
        Answer::Affected(Rule::Span(place)) => match versions.spans.get(place as usize) {
            Some(span) if by.version.is_some() => format!("{version} is in the range {span}{}", order(versions)),
            Some(span) => format!("the range is {span}"),
            None => format!("{version} is in a range that is affected"),
        },
        Answer::Affected(Rule::Otherwise) => "versions that are not named are affected".to_owned(),
        Answer::Affected(Rule::Commit) => format!("the commit {} has it", by.commit.as_deref().unwrap_or("?")),
        Answer::NotAffected(_) => format!("{version} is not affected"),
        Answer::Open(why) => open(why, version, versions),
    });
    for doubt in &found.doubts {
        said.extend(match doubt {
            Doubt::Version(_) => None,
            Doubt::NameOnly => {
                Some("only the name without a vendor is the same: look whether it is the same product".into())
            }
            Doubt::Branch => Some(match (&hit.branch, &by.branch) {
                (Some(said), Some(own)) => {
                    format!("it is about {said} and the part is of {own}: whether that is covered is open")
                }
                (Some(said), None) => {
                    format!("it is about {said} and the part does not say its distribution (`distro`)")
                }
                (None, _) => "the branch of the distribution is open".into(),
            }),
            Doubt::UnknownType => {
                Some("the type of the package URL has no rules here: two packages may share the name".into())
            }
            Doubt::Backports => Some(
                "a distribution mends without changing the number the range counts in: look at its own advisories"
                    .into(),
            ),
            Doubt::Within => {
                affected.and_then(|affected| affected.within.as_ref()).map(|within| format!("it is so only {within}"))
            }
        });
    }
    if let Some(within) = affected.and_then(|affected| affected.within.as_ref())
        && !found.doubts.contains(&Doubt::Within)
    {
        said.push(format!("the vulnerability is {within}"));
    }
    if let Some(files) = left_out {
        let shown: Vec<&str> = files.iter().map(String::as_str).take(5).collect();
        let more =
            if files.len() > shown.len() { format!(" and {} more", files.len() - shown.len()) } else { String::new() };
        said.push(format!("the build compiled none of {}{more}", shown.join(", ")));
    }
    if hit.withdrawn {
        said.push(format!("the advisory was withdrawn on {}", found.advisory.withdrawn.as_deref().unwrap_or("?")));
    }
    said.push(format!("said by {} in {}", found.advisory.source, found.advisory.place));
    said
}

fn name(found: &Match, hit: &Hit, by: &By) -> String {
    let asked = &found.asked;
    let name = match found.confidence {
        Confidence::Exact if by.source_package => format!("{asked} is built from a source package that is named"),
        Confidence::Exact => format!("{asked} is named"),
        Confidence::Reviewed => {
            format!("{asked} is named, by the alias `{}`", found.alias.as_deref().unwrap_or("?"))
        }
        Confidence::Cpe => format!("vendor and product of {asked} are named"),
        Confidence::Model => format!("the model {asked} is named"),
        Confidence::Name => format!("something called {asked} is named"),
    };
    match &hit.branch {
        Some(branch) if !found.doubts.contains(&Doubt::Branch) => format!("{name}, for {branch}"),
        _ => name,
    }
}

fn order(versions: &Versions) -> String {
    versions.scheme.as_deref().map(|scheme| format!(" (order: {scheme})")).unwrap_or_default()
}

fn open(why: Why, version: &str, versions: &Versions) -> String {
    match why {
        Why::NoVersion => format!("the part has no version; affected: {}", versions.text()),
        Why::NotInOrder => {
            let scheme = versions.scheme.as_deref().unwrap_or("?");
            format!("{version} is no version in the order {scheme}; affected: {}", versions.text())
        }
        Why::NoOrder => {
            format!("nobody says which order {version} and {} are in: declare a scheme for the part", versions.text())
        }
        Why::Unread => match versions.unread.first() {
            Some(text) => format!("what it says of versions cannot be judged: \u{201c}{text}\u{201d}"),
            None => "an end of its range has no place in its own order".to_owned(),
        },
        Why::Commits => match versions.commits.first() {
            Some(commits) => format!("it names commits of {} only: look there", commits.repository),
            None => "it names commits only".to_owned(),
        },
        Why::Silent => format!("it says nothing certain of {version}"),
    }
}

//! The policy of coordinated disclosure: what reporters may expect, and what is asked of them.
//!
//! It is written from plain values, section by section. What nobody has said is not made up: it stands there as a gap
//! in brackets, and [`check`] refuses a policy with gaps. A policy written by hand is checked the same way, by the
//! headings of its sections.

use std::fmt::Write;

/// What a policy is written from. What is empty becomes a gap, unless the section goes without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whose policy it is.
    pub organisation: String,
    /// Products and versions it is about.
    pub scope: String,
    /// Ways to report, the preferred first.
    pub channels: Vec<String>,
    /// Where public keys are, with fingerprints.
    pub keys: Vec<String>,
    /// How to report without a name.
    pub anonymous: String,
    /// Languages of reports.
    pub languages: Vec<String>,
    /// Working days until receipt is acknowledged.
    pub acknowledge_days: Option<u32>,
    /// Days between two words on the state.
    pub status_days: Option<u32>,
    /// Days from report to publication, as a rule.
    pub disclosure_days: Option<u32>,
    /// What researchers are promised who act in good faith.
    pub safe_harbour: String,
    /// The national CSIRT as a way when we do not answer.
    pub csirt: String,
    /// Who assigns CVE ids.
    pub cve: String,
    /// Where advisories are published.
    pub advisories: String,
    /// Where the enforcement is recorded and the policy reviewed.
    pub review: String,
}

/// A section a policy has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its id.
    pub id: &'static str,
    /// Its heading when we write it.
    pub heading: &'static str,
    /// Words, one of which a heading has that is about it.
    words: &'static [&'static str],
}

/// All sections, in order.
pub const SECTIONS: [Section; 15] = [
    section("scope", "Scope", &["scope", "products"]),
    section("channels", "How to report", &["report", "contact", "channel"]),
    section("anonymous", "Anonymous reports", &["anonym"]),
    section("languages", "Languages", &["language"]),
    section("contents", "What to send", &["what to send", "what to include", "contents of"]),
    section("times", "When we answer", &["answer", "acknowledg", "response", "status"]),
    section("timeline", "Timeline of disclosure", &["timeline", "disclosure period", "embargo"]),
    section("safe-harbour", "Safe harbour and code of conduct", &["safe harbo", "code of conduct", "legal"]),
    section("csirt", "National CSIRT", &["csirt", "cert"]),
    section("credit", "Credit", &["credit", "thanks", "recognition", "hall of fame"]),
    section("cve", "CVE ids", &["cve"]),
    section("upstream", "Parts of others", &["upstream", "parts of others", "third part", "supplier"]),
    section("end", "End of the process", &["end of", "closure", "closing"]),
    section("publication", "Publication", &["publication", "advisor"]),
    section("authorities", "Reports to authorities", &["authorit", "cyber resilience act", "cra"]),
];

const fn section(id: &'static str, heading: &'static str, words: &'static [&'static str]) -> Section {
    Section { id, heading, words }
}

/// What a gap begins with.
const GAP: &str = "[to be said: ";

/// Writes a policy in Markdown.
pub fn write(policy: &Policy) -> String {
    let mut text =
        format!("# Disclosure of vulnerabilities: {}\n", known(&policy.organisation, "whose policy this is"));
    for section in SECTIONS {
        let _ = write!(text, "\n## {}\n\n{}\n", section.heading, body(policy, section.id));
    }
    text
}

fn body(policy: &Policy, id: &str) -> String {
    let list = |values: &[String], what: &str| {
        if values.is_empty() {
            return known("", what);
        }
        values
            .iter()
            .enumerate()
            .map(|(at, value)| format!("{}. {}", at + 1, plain(value)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let days = |days: Option<u32>, what: &str| days.map_or_else(|| known("", what), |days| days.to_string());
    match id {
        "scope" => format!(
            "This policy is about {}.\nReports about other products of ours are welcome; we say whether it applies to them.",
            known(&policy.scope, "products and versions")
        ),
        "channels" => format!(
            "In this order:\n\n{}\n\nEncrypt what others should not read:\n\n{}",
            list(&policy.channels, "ways to report"),
            list(&policy.keys, "where the public key is, and its fingerprint")
        ),
        "anonymous" => known(&policy.anonymous, "how to report without a name"),
        "languages" => format!("We read reports in: {}.", known(&policy.languages.join(", "), "languages of reports")),
        "contents" => "The product and its version; what goes wrong and what it makes possible; the steps that show it; \
            whether it is known to others or exploited; how we can reach you, if you want an answer.\n\
            Nothing of this is required: an incomplete report is better than none."
            .to_owned(),
        "times" => format!(
            "We acknowledge a report within {} working days and say who handles it.\n\
             After that we tell its state at least every {} days, and when our assessment changes.",
            days(policy.acknowledge_days, "working days"),
            days(policy.status_days, "days")
        ),
        "timeline" => format!(
            "As a rule an advisory appears within {} days after the report, earlier if a fix is ready.\n\
             If it takes longer, or if the vulnerability is exploited, we agree on a date with the reporter.",
            days(policy.disclosure_days, "days from report to publication")
        ),
        "safe-harbour" => format!(
            "{}\nWe ask reporters not to touch data of others, not to disturb running plants, to stop once the \
             vulnerability is shown, and not to publish before the agreed date.",
            known(&policy.safe_harbour, "what researchers are promised who act in good faith")
        ),
        "csirt" => format!(
            "Whoever gets no answer from us, or prefers a go-between, turns to {}.",
            known(&policy.csirt, "the national CSIRT and how to reach it")
        ),
        "credit" => "We name reporters in the advisory if they wish, under the name they choose. We name nobody who does not."
            .to_owned(),
        "cve" => format!("CVE ids are assigned by {}.", known(&policy.cve, "who assigns them")),
        "upstream" => "If the vulnerability is in a part that we have from others, we tell its maker, and say so to the \
            reporter. We agree with them on a date; our own users are told no later than theirs."
            .to_owned(),
        "end" => "A report is closed when an advisory was published, or when the reporter was told why there is none. \
            New facts open it again."
            .to_owned(),
        "publication" => format!(
            "Advisories say which versions are affected, how severe it is, and what to do. They appear at {}, also in \
             CSAF for programs.\n{}",
            known(&policy.advisories, "where advisories are published"),
            known(&policy.review, "how we record our times of answer, and when this policy is reviewed")
        ),
        _ => "Actively exploited vulnerabilities and severe incidents are reported to authorities within the times of the \
            Cyber Resilience Act (Article 14). Such a report names no reporter who does not want to be named."
            .to_owned(),
    }
}

fn known(value: &str, what: &str) -> String {
    let value = plain(value);
    if value.is_empty() { format!("{GAP}{what}]") } else { value }
}

/// A value on one line: what is written below another heading must not make headings of its own.
fn plain(value: &str) -> String {
    let line: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().trim_start_matches(['#', '>']).trim().to_owned()
}

/// Something missing in a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1; none for what is nowhere.
    pub line: Option<u32>,
    /// The section.
    pub section: Option<&'static str>,
    /// What is so, and what to do.
    pub what: String,
}

/// Which sections are missing or empty, and where gaps are.
pub fn check(text: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let parts = parts(text);
    for section in SECTIONS {
        let about = |heading: &str| section.words.iter().any(|word| has(heading, word));
        let found: Vec<_> = parts.iter().filter(|(_, heading, _)| about(&heading.to_lowercase())).collect();
        match found.as_slice() {
            [] => remarks.push(Remark {
                line: None,
                section: Some(section.id),
                what: format!("no heading is about \"{}\"; a section about it is expected", section.heading),
            }),
            all if all.iter().all(|(_, _, filled)| !filled) => remarks.push(Remark {
                line: all.first().map(|(line, _, _)| *line),
                section: Some(section.id),
                what: "this section is empty".to_owned(),
            }),
            _ => {}
        }
    }
    for (at, line) in text.lines().enumerate() {
        if line.contains(GAP) {
            let what = "a gap: say it, or leave the sentence out if it is not so".to_owned();
            remarks.push(Remark { line: Some(at as u32 + 1), section: None, what });
        }
    }
    remarks
}

/// Headings, with their line and whether there is text below them or below headings under them.
fn parts(text: &str) -> Vec<(u32, String, bool)> {
    let mut parts: Vec<(u32, String, bool)> = Vec::new();
    let mut depths: Vec<usize> = Vec::new();
    let mut fence = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
        }
        let depth = line.bytes().take_while(|byte| *byte == b'#').count();
        if !fence && (1..=6).contains(&depth) && line.as_bytes().get(depth) == Some(&b' ') {
            parts.push((at as u32 + 1, line.trim_matches(['#', ' ']).to_owned(), false));
            depths.push(depth);
        } else if !line.trim().is_empty() && !line.trim_start().starts_with("<!--") {
            // Text below a heading is also below those above it, up to the title.
            let mut above = usize::MAX;
            for (part, depth) in parts.iter_mut().zip(&depths).rev() {
                if *depth < above {
                    part.2 = true;
                    above = *depth;
                }
                if above <= 1 {
                    break;
                }
            }
        }
    }
    parts
}

/// Whether a heading has a word, at the start of one of its own.
fn has(heading: &str, word: &str) -> bool {
    heading.match_indices(word).any(|(at, _)| !heading.get(..at).unwrap_or("").ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_said_is_a_gap() {
        let text = write(&Policy::default());
        let remarks = check(&text);
        assert!(remarks.iter().all(|remark| remark.section.is_none() && remark.line.is_some()), "{remarks:?}");
        assert!(remarks.len() >= 12, "{remarks:?}");
    }

    #[test]
    fn a_whole_policy_has_no_remarks_and_no_foreign_headings() {
        let say = |text: &str| text.to_owned();
        let policy = Policy {
            organisation: say("Example"),
            scope: say("the gateway\n# Not a heading"),
            channels: vec![say("mailto:psirt@example.com")],
            keys: vec![say("https://example.com/key.asc")],
            anonymous: say("The form asks for no name."),
            languages: vec![say("en"), say("de")],
            acknowledge_days: Some(3),
            status_days: Some(14),
            disclosure_days: Some(90),
            safe_harbour: say("We take no legal steps against reporters who keep to this policy."),
            csirt: say("the CSIRT of the country, csirt@example.org"),
            cve: say("the CSIRT"),
            advisories: say("https://example.com/advisories"),
            review: say("Every year."),
        };
        let text = write(&policy);
        assert_eq!(check(&text), []);
        assert_eq!(text.matches("\n# ").count(), 0);
        assert_eq!(text.matches("\n## ").count(), SECTIONS.len());
        let without = text.replace("## Credit", "## Other").replace("We acknowledge", "");
        assert_eq!(check(&without).len(), 1);
    }

    #[test]
    fn an_empty_section_is_told() {
        let remarks = check("# Policy\n\n## Scope\n\n## How to report\n\nMail.\n");
        let scope = remarks.iter().find(|remark| remark.section == Some("scope")).unwrap();
        assert_eq!((scope.line, &*scope.what), (Some(3), "this section is empty"));
        assert!(remarks.iter().all(|remark| remark.section != Some("channels")));
    }
}

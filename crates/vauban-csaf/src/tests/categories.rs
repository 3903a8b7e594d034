//! The category of the document (6.1.26, 6.2.38).

use super::{Found, Looked};
use crate::verdict::Edition;

/// Names of profiles, and the words that documents of theirs have as category.
const PROFILES_20: [(&str, &str); 4] = [
    ("csaf_security_incident_response", "Security Incident Response"),
    ("csaf_informational_advisory", "Informational Advisory"),
    ("csaf_security_advisory", "Security Advisory"),
    ("csaf_vex", "VEX"),
];
const PROFILES_21: [(&str, &str); 7] = [
    ("csaf_security_incident_response", "Security Incident Response"),
    ("csaf_informational_advisory", "Informational Advisory"),
    ("csaf_security_advisory", "Security Advisory"),
    ("csaf_vex", "VEX"),
    ("csaf_deprecated_security_advisory", "Deprecated Security Advisory"),
    ("csaf_withdrawn", "Withdrawn"),
    ("csaf_superseded", "Superseded"),
];

/// A text in lower case without blanks, dashes, underscores and letters that are not seen.
pub(super) fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| {
        let dash = matches!(c,
            '-' | '_' | '\u{ad}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2e17}'
            | '\u{2e1a}' | '\u{2e3a}' | '\u{2e3b}' | '\u{2e40}' | '\u{301c}' | '\u{3030}' | '\u{30a0}' | '\u{fe31}'
            | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2212}' | '\u{207b}' | '\u{208b}' | '\u{2796}'
            | '\u{332}' | '\u{333}' | '\u{ff3f}' | '\u{2017}' | '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}'
            | '\u{fe34}' | '\u{fe4d}'..='\u{fe4f}' | '\u{af}' | '\u{2043}');
        let unseen = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{34f}' | '\u{180e}');
        !dash && !unseen && !c.is_whitespace()
    });
    kept.flat_map(char::to_lowercase).collect()
}

/// 6.1.26.
pub(super) fn prohibited<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let Some(at) = looked.facts.document.and_then(|document| document.get("category")) else { return };
    let category = looked.facts.category;
    let profiles: &[(&str, &str)] = match looked.facts.edition {
        Edition::V20 => &PROFILES_20,
        Edition::V21 => &PROFILES_21,
    };
    if category == "csaf_base" || profiles.iter().any(|(value, _)| *value == category) {
        return;
    }
    if category.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("csaf_")) {
        found.at(at, format!("`{category}` is no profile of this edition, and `csaf_` is reserved for them"));
        return;
    }
    let own = plain(category);
    let like = profiles.iter().find(|(value, name)| plain(value) == own || plain(name) == own);
    if let Some((value, name)) = like {
        found.at(at, format!("`{category}` reads as the profile {name}, whose category is `{value}`"));
    }
}

/// 6.2.38 of 2.1.
pub(super) fn deprecated_profile<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    if let Some(at) = looked.facts.document.and_then(|document| document.get("category"))
        && looked.facts.category.starts_with("csaf_deprecated_")
    {
        found.at(at, format!("the profile `{}` is deprecated", looked.facts.category));
    }
}
